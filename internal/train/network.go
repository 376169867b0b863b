package train

import (
	"math"
	"math/rand/v2"

	"stemma/internal/language"
)

// A Network is the float twin of language.Network, with the gradients and
// moments that training needs.
//
// A word is the sum of the hashed embeddings of its features (Bloom embeddings,
// Serrà and Karatzoglou 2017) and a projection of its GloVe vector. A dense
// layer over it and its two neighbours feeds layers of bidirectional simple
// recurrent units (Lei et al. 2018), whose recurrence is elementwise, so that
// all multiplication is by matrices of whole batches. On top stand one linear
// layer for each series of labels and, for a parser, the deep biaffine scores
// of Dozat and Manning (2017) for heads and a two-layer perceptron on head and
// dependent for relations.
type Network struct {
	language.Shape
	table  *param // Rows × Embed, few of whose rows are touched by a batch
	params []*param

	project, embedBias   *param   // Dims × Embed
	window, windowBias   *param   // 3·Embed × 2·Hidden
	units, gates, biases []*param // of each layer: 2H × 6H; 4H; 4H
	labels, labelBiases  []*param // of each series

	depArc, depArcBias, headArc, headArcBias *param
	arc, arcBias, arcRoot, arcNear           *param
	depRel, headRel, relBias, relRoot        *param
	rel, relOutBias                          *param

	sides []side
}

// A side is the weights of a language.Side.
type side struct {
	table, project, bias *param // Rows × W; 2H × W
	units, gates, biases []*param
	labels, labelBias    *param

	pairWord, pairCue, pairBias, pairNear, pairOut, pairOutBias *param
}

// A param is a matrix that is learnt.
type param struct {
	matrix
	grad   []float32    // summed over the workers
	packs  [2][]float32 // for products with it and with its transpose
	m, v   []float32    // Adam's moments
	sparse bool         // rows are updated only when touched
	last   []int32      // of each row of a sparse one, the step in which it was
	index  int          // among the network's
}

// NewNetwork returns a network with random weights drawn from r.
func NewNetwork(s language.Shape, r *rand.Rand) *Network {
	n := &Network{Shape: s}
	h := 2 * s.Hidden
	add := func(rows, cols int, scale float64) *param {
		p := &param{matrix: *newMatrix(rows, cols)}
		for i := range p.data {
			p.data[i] = float32((2*r.Float64() - 1) * scale)
		}
		p.grad, p.m, p.v = make([]float32, len(p.data)), make([]float32, len(p.data)), make([]float32, len(p.data))
		p.index = len(n.params)
		n.params = append(n.params, p)
		return p
	}
	glorot := func(rows, cols int) *param { return add(rows, cols, math.Sqrt(6/float64(rows+cols))) }
	zero := func(cols int) *param { return add(1, cols, 0) }

	table := func(rows, cols int) *param {
		p := add(rows, cols, 0.1)
		p.sparse, p.last = true, make([]int32, rows)
		return p
	}
	n.table = table(s.Rows, s.Embed)
	n.project, n.embedBias = add(language.Dims, s.Embed, math.Sqrt(3.0/language.Dims)), zero(s.Embed)
	n.window, n.windowBias = glorot(3*s.Embed, h), zero(h)
	layers := func(k, hidden int) (units, gates, biases []*param) {
		for range k {
			units = append(units, add(2*hidden, 6*hidden, math.Sqrt(3/float64(2*hidden))))
			gates = append(gates, add(1, 4*hidden, 0.5))
			biases = append(biases, zero(4*hidden))
		}
		return units, gates, biases
	}
	n.units, n.gates, n.biases = layers(s.Layers, s.Hidden)
	for _, k := range s.Labels {
		n.labels, n.labelBiases = append(n.labels, glorot(h, k)), append(n.labelBiases, zero(k))
	}
	if s.Arc > 0 {
		n.depArc, n.depArcBias = glorot(h, s.Arc), zero(s.Arc)
		n.headArc, n.headArcBias = glorot(h, s.Arc), zero(s.Arc)
		n.arc, n.arcBias, n.arcRoot = glorot(s.Arc, s.Arc), zero(s.Arc), add(1, s.Arc, 0.1)
		n.arcNear = add(language.Distances, s.Arc, 0.1)
		n.depRel, n.headRel, n.relBias, n.relRoot = glorot(h, s.Rel), glorot(h, s.Rel), zero(s.Rel), add(1, s.Rel, 0.1)
		n.rel, n.relOutBias = glorot(s.Rel, s.Rels), zero(s.Rels)
	}
	for _, k := range s.Sides {
		w := k.Width()
		d := side{table: table(k.Rows, w), project: glorot(h, w), bias: zero(w)}
		d.units, d.gates, d.biases = layers(k.Layers, k.Hidden)
		d.labels, d.labelBias = glorot(w, k.Labels), zero(k.Labels)
		if k.Pair > 0 {
			d.pairWord, d.pairCue, d.pairBias = glorot(w, k.Pair), glorot(w, k.Pair), zero(k.Pair)
			d.pairNear = add(language.Nears, k.Pair, 0.1)
			d.pairOut, d.pairOutBias = glorot(k.Pair, language.PairScores), zero(language.PairScores)
		}
		n.sides = append(n.sides, d)
	}
	return n
}

// An Example is a sequence of words with what is known of them: a sentence or,
// without heads, a paragraph.
type Example struct {
	Rows    [][]int32 // of each word, the rows of its features
	Vectors [][]int8  // of each word, nil if it has none
	Labels  [][]int32 // of each series, of each word; -1 is not known; nil if none is
	Heads   []int32   // -1 for the root, -2 not known; nil if none is known
	Rels    []int32   // -1 not known
	Weight  float32   // of the losses; 0 stands for 1

	Ends []int // where its sentences end; nil if it is one sentence
	Side *SideExample
}

// A SideExample is what an example has for one of the sides of a network.
type SideExample struct {
	Side   int
	Weight float32   // of its pairs; 0 stands for 1
	Rows   [][]int32 // of each word
	Labels []int32   // of each word; -1 is not known

	Places []language.Place // of each word, if pairs are scored
	Chains []Chain
}

// A Chain is the labels of the words [From, From+len(Labels)) as seen from the word
// Cue, which is among them.
type Chain struct {
	Cue, From int
	Labels    []uint8
}

// A pass holds what one worker computes: it runs some examples forward and
// backward.
type pass struct {
	n   *Network
	g   gemm
	rng *rand.Rand

	grads     [][]float32 // of each param, this worker's part
	dropped   []bool      // features left out, in order
	touched   [][]int32   // of each sparse param, rows
	isTouched [][]bool

	start              []int // of each sentence in the rows below, and the end
	whole              []int // the same of each example
	input, embed, dEmb matrix
	wide, dWide        matrix
	x, dx              []matrix // inputs of layer l; x[Layers] is the output
	u, du              []matrix
	c, f, r            []matrix // states and gates
	masks              []matrix
	embMask            matrix
	loss               float64
	right, known       []int // by series of labels, then heads, heads with relations, and of each side labels and pairs

	dep, head, hu, ddep, dhead, dhu               matrix
	depR, headR, dDepR, dHeadR                    matrix
	hid, dHid, out, dOut                          matrix
	depMask, headMask, relMask                    matrix
	sides                                         []sidePass
	near, dNear, arcScores, dArcScores, sub, dsub matrix
}

// pack makes the weights ready for products. It is due whenever they changed.
func (n *Network) pack() {
	each(len(n.params), func(i int) {
		q := n.params[i]
		if q.sparse || q.rows == 1 {
			return
		}
		for t := range q.packs {
			k, cols := q.rows, q.cols
			if t == 1 {
				k, cols = cols, k
			}
			np := (cols + tileCols - 1) / tileCols
			q.packs[t] = grown(q.packs[t], np*tileCols*k)
			for k0 := 0; k0 < k; k0 += depth {
				pack(q.packs[t][np*tileCols*k0:], &q.matrix, t == 0, cols, k0, min(depth, k-k0), tileCols)
			}
		}
	})
}

// newPass returns a pass that learns.
func newPass(n *Network, rng *rand.Rand) *pass {
	p := newForward(n)
	p.rng, p.touched, p.isTouched = rng, make([][]int32, len(n.params)), make([][]bool, len(n.params))
	for i, q := range n.params {
		p.grads = append(p.grads, make([]float32, len(q.data)))
		if q.sparse {
			p.isTouched[i] = make([]bool, q.rows)
		}
	}
	return p
}

// newForward returns a pass that only runs forward.
func newForward(n *Network) *pass {
	p := &pass{n: n}
	for k := range n.sides {
		p.sides = append(p.sides, newSidePass(n.Sides[k]))
	}
	p.x, p.dx = make([]matrix, n.Layers+1), make([]matrix, n.Layers+1)
	p.u, p.du, p.c, p.f, p.r = make([]matrix, n.Layers), make([]matrix, n.Layers), make([]matrix, n.Layers), make([]matrix, n.Layers), make([]matrix, n.Layers)
	p.masks = make([]matrix, n.Layers+1)
	series := len(n.Labels) + 2 + 2*len(n.Sides)
	p.right, p.known = make([]int, series), make([]int, series)
	return p
}

// grad returns this worker's gradient of q as a matrix.
func (p *pass) grad(q *param) *matrix {
	return &matrix{q.rows, q.cols, p.grads[q.index]}
}

// touch adds d to the gradient of row r of the table q.
func (p *pass) touch(q *param, r int32, d []float32) {
	i := q.index
	if !p.isTouched[i][r] {
		p.isTouched[i][r] = true
		p.touched[i] = append(p.touched[i], r)
	}
	plus(p.grads[i][int(r)*q.cols:(int(r)+1)*q.cols], d)
}

// Rates of what training leaves out, so that the network does not lean on it.
const (
	dropEmbed  = 0.1  // components of a word
	dropLayer  = 0.25 // components of a layer, the same for a whole example (Gal and Ghahramani 2016)
	dropVector = 0.1  // vectors of words
	dropRows   = 0.1  // features of words
)

// forward runs examples; with train it leaves out and keeps masks.
func (p *pass) forward(es []*Example, train bool) {
	n := p.n
	p.start, p.whole, p.dropped = p.start[:0], p.whole[:0], p.dropped[:0]
	total := 0
	for _, e := range es {
		p.whole = append(p.whole, total)
		p.start = append(p.start, total)
		for _, end := range e.Ends[:max(0, len(e.Ends)-1)] {
			p.start = append(p.start, total+end)
		}
		total += len(e.Rows)
	}
	p.start, p.whole = append(p.start, total), append(p.whole, total)

	in, emb := p.input.shaped(total, language.Dims), p.embed.shaped(total, n.Embed)
	k := 0
	for _, e := range es {
		for i, rows := range e.Rows {
			row := emb.row(k)
			copy(row, n.embedBias.data)
			if v := e.Vectors[i]; v != nil && !(train && p.rng.Float32() < dropVector) {
				for j, x := range v {
					in.data[k*language.Dims+j] = float32(x) / language.VectorUnit
				}
			}
			for _, r := range rows {
				if train {
					out := p.rng.Float32() < dropRows
					p.dropped = append(p.dropped, out)
					if out {
						continue
					}
				}
				plus(row, n.table.row(int(r)))
			}
			k++
		}
	}
	p.g.times(emb, in, n.project, false)
	if train {
		p.embMask.shaped(total, n.Embed)
		p.dropout(emb, &p.embMask, dropEmbed, nil)
	}
	wide := p.wide.shaped(total, 3*n.Embed)
	for e := range len(p.start) - 1 {
		for t := p.start[e]; t < p.start[e+1]; t++ {
			w := wide.row(t)
			if t > p.start[e] {
				copy(w, emb.row(t-1))
			}
			copy(w[n.Embed:], emb.row(t))
			if t+1 < p.start[e+1] {
				copy(w[2*n.Embed:], emb.row(t+1))
			}
		}
	}
	h2 := 2 * n.Hidden
	x := p.x[0].shaped(total, h2)
	p.dense(x, wide, n.window, n.windowBias, true)
	for l := range n.Layers {
		if train {
			p.masks[l].shaped(total, h2)
			p.dropout(&p.x[l], &p.masks[l], dropLayer, p.start)
		}
		u := p.u[l].shaped(total, 6*n.Hidden)
		p.g.times(u, &p.x[l], n.units[l], false)
		y := p.x[l+1].shaped(total, h2)
		c, f, r := p.c[l].shaped(total, h2), p.f[l].shaped(total, h2), p.r[l].shaped(total, h2)
		recur(n.Hidden, p.start, n.gates[l].data, n.biases[l].data, &p.x[l], u, c, f, r, y)
	}
	if train {
		p.masks[n.Layers].shaped(total, h2)
		p.dropout(&p.x[n.Layers], &p.masks[n.Layers], dropLayer, p.start)
	}
}

// dropout multiplies x by a mask that it draws: one for all rows of each of the
// stretches that begin at start, if there are any.
func (p *pass) dropout(x, mask *matrix, rate float32, start []int) {
	keep, next := 1/(1-rate), 0
	for t := range x.rows {
		m := mask.row(t)
		switch {
		case len(start) > 0 && t != start[next]:
			copy(m, mask.row(t-1))
		default:
			for j := range m {
				m[j] = 0
				if p.rng.Float32() >= rate {
					m[j] = keep
				}
			}
			for len(start) > 0 && start[next] <= t { // the last is the end
				next++
			}
		}
		for j, v := range m {
			x.data[t*x.cols+j] *= v
		}
	}
}

// dense sets y, which is zero, to x·w + b, cut off below zero if relu.
func (p *pass) dense(y, x *matrix, w, b *param, relu bool) {
	for i := range y.rows {
		copy(y.row(i), b.data)
	}
	p.g.times(y, x, w, false)
	if relu {
		for i, v := range y.data {
			if v < 0 {
				y.data[i] = 0
			}
		}
	}
}

// denseBack adds the gradients of w, b and x for dy, the gradient of y. With
// relu, dy is zeroed where y is.
func (p *pass) denseBack(dx, dy, y, x *matrix, w, b *param, relu bool) {
	if relu {
		for i, v := range y.data {
			if v <= 0 {
				dy.data[i] = 0
			}
		}
	}
	db := p.grad(b).data
	for i := range dy.rows {
		for j, v := range dy.row(i) {
			db[j] += v
		}
	}
	p.g.add(p.grad(w), x, dy, true, false)
	if dx != nil {
		p.g.times(dx, dy, w, true)
	}
}

// recur runs the recurrence of a layer of h units over every stretch, in both
// directions. A stretch goes from one of start to the next.
func recur(h int, start []int, gates, bias []float32, x, u, c, f, r, y *matrix) {
	zero := make([]float32, h)
	for e := range len(start) - 1 {
		for d := range 2 {
			vf, vr := gates[d*2*h:][:h], gates[(d*2+1)*h:][:h]
			bf, br := bias[d*2*h:][:h], bias[(d*2+1)*h:][:h]
			prev := zero
			for s := range start[e+1] - start[e] {
				t := start[e] + s
				if d == 1 {
					t = start[e+1] - 1 - s
				}
				uu := u.row(t)[d*3*h : (d+1)*3*h]
				u0, uf, ur := uu[:h], uu[h:2*h], uu[2*h:3*h]
				o := t*2*h + d*h
				ct, ft, rt, xt, yt := c.data[o:o+h], f.data[o:o+h], r.data[o:o+h], x.data[o:o+h], y.data[o:o+h]
				for j := range h {
					fj := sigmoid(uf[j] + vf[j]*prev[j] + bf[j])
					rj := sigmoid(ur[j] + vr[j]*prev[j] + br[j])
					cj := u0[j] + fj*(prev[j]-u0[j])
					ft[j], rt[j], ct[j] = fj, rj, cj
					yt[j] = xt[j] + rj*(cj-xt[j])
				}
				prev = ct
			}
		}
	}
}

// recurBack turns dy, the gradient of the layer's output, into du and adds to
// dx, dGates and dBias.
func recurBack(h int, start []int, gates, dGates, dBias []float32, x, u, c, f, r, dx, du, dy *matrix) {
	dc, zero := make([]float32, h), make([]float32, h)
	for e := range len(start) - 1 {
		for d := range 2 {
			vf, vr := gates[d*2*h:][:h], gates[(d*2+1)*h:][:h]
			gvf, gvr := dGates[d*2*h:][:h], dGates[(d*2+1)*h:][:h]
			gbf, gbr := dBias[d*2*h:][:h], dBias[(d*2+1)*h:][:h]
			clear(dc)
			m := start[e+1] - start[e]
			for s := m - 1; s >= 0; s-- {
				t, before := start[e]+s, start[e]+s-1
				if d == 1 {
					t, before = start[e+1]-1-s, start[e+1]-s
				}
				prev := zero
				if s > 0 {
					prev = c.data[before*2*h+d*h:][:h]
				}
				o := t*2*h + d*h
				ct, ft, rt, xt, gy, gx := c.data[o:o+h], f.data[o:o+h], r.data[o:o+h], x.data[o:o+h], dy.data[o:o+h], dx.data[o:o+h]
				u0 := u.row(t)[d*3*h:][:h]
				gu := du.row(t)[d*3*h : (d+1)*3*h]
				gu0, guf, gur := gu[:h], gu[h:2*h], gu[2*h:3*h]
				for j := range h {
					fj, rj, g := ft[j], rt[j], gy[j]
					gr := g * (ct[j] - xt[j]) * rj * (1 - rj)
					gx[j] += g * (1 - rj)
					gc := dc[j] + g*rj
					gf := gc * (prev[j] - u0[j]) * fj * (1 - fj)
					gu0[j] = gc * (1 - fj)
					guf[j], gur[j] = gf, gr
					gvf[j] += gf * prev[j]
					gvr[j] += gr * prev[j]
					gbf[j] += gf
					gbr[j] += gr
					dc[j] = gc*fj + gf*vf[j] + gr*vr[j]
				}
			}
		}
	}
}

// backward computes the gradients of the losses of es, which forward ran.
// scale multiplies every loss.
func (p *pass) backward(es []*Example, scale float32) {
	n := p.n
	total := p.whole[len(es)]
	h2 := 2 * n.Hidden
	for l := range p.dx {
		p.dx[l].shaped(total, h2)
	}
	dTop := &p.dx[n.Layers]
	for s := range n.Labels {
		p.labelLoss(es, s, scale)
	}
	if n.Arc > 0 {
		p.arcLoss(es, scale)
	}
	for k := range p.sides {
		p.sideLoss(es, k, scale)
	}
	mul(dTop, &p.masks[n.Layers])
	for l := n.Layers - 1; l >= 0; l-- {
		du := p.du[l].shaped(total, 6*n.Hidden)
		recurBack(n.Hidden, p.start, n.gates[l].data, p.grad(n.gates[l]).data, p.grad(n.biases[l]).data,
			&p.x[l], &p.u[l], &p.c[l], &p.f[l], &p.r[l], &p.dx[l], du, &p.dx[l+1])
		p.g.add(p.grad(n.units[l]), &p.x[l], du, true, false)
		p.g.times(&p.dx[l], du, n.units[l], true)
		mul(&p.dx[l], &p.masks[l])
	}
	// The window layer's output was masked in place, so that its zeros are of
	// either kind; both stop the gradient.
	dWide := p.dWide.shaped(total, 3*n.Embed)
	p.denseBack(dWide, &p.dx[0], &p.x[0], &p.wide, n.window, n.windowBias, true)
	dEmb := p.dEmb.shaped(total, n.Embed)
	for e := range len(p.start) - 1 {
		for t := p.start[e]; t < p.start[e+1]; t++ {
			w := dWide.row(t)
			if t > p.start[e] {
				plus(dEmb.row(t-1), w[:n.Embed])
			}
			plus(dEmb.row(t), w[n.Embed:2*n.Embed])
			if t+1 < p.start[e+1] {
				plus(dEmb.row(t+1), w[2*n.Embed:])
			}
		}
	}
	mul(dEmb, &p.embMask)
	p.g.add(p.grad(n.project), &p.input, dEmb, true, false)
	gb := p.grad(n.embedBias).data
	k, feature := 0, 0
	for _, e := range es {
		for _, rows := range e.Rows {
			d := dEmb.row(k)
			plus(gb, d)
			for _, r := range rows {
				feature++
				if p.dropped[feature-1] {
					continue
				}
				p.touch(n.table, r, d)
			}
			k++
		}
	}
}

func mul(a, b *matrix) {
	for i, v := range b.data {
		a.data[i] *= v
	}
}

// labelLoss adds the cross-entropy of series s to the loss, and its gradients.
func (p *pass) labelLoss(es []*Example, s int, scale float32) {
	n := p.n
	rows := p.whole[plain(es)]
	if rows == 0 {
		return
	}
	top := p.x[n.Layers].view(0, rows)
	out := p.out.shaped(top.rows, n.Labels[s])
	p.dense(out, top, n.labels[s], n.labelBiases[s], false)
	d := p.dOut.shaped(top.rows, n.Labels[s])
	any := false
	for i, e := range es {
		if e.Labels == nil || e.Labels[s] == nil {
			continue
		}
		for t, gold := range e.Labels[s] {
			if gold < 0 {
				continue
			}
			any = true
			k := p.whole[i] + t
			if p.softmaxLoss(out.row(k), d.row(k), int(gold), scale*weight(e)) {
				p.right[s]++
			}
			p.known[s]++
		}
	}
	if any {
		p.denseBack(p.dx[n.Layers].view(0, rows), d, out, top, n.labels[s], n.labelBiases[s], false)
	}
}

// plain returns how many of es, which come first, are of no side.
func plain(es []*Example) int {
	for i, e := range es {
		if e.Side != nil {
			return i
		}
	}
	return len(es)
}

func weight(e *Example) float32 { return weight32(e.Weight) }

// softmaxLoss adds the cross-entropy of gold under the softmax of scores,
// writes its gradient times scale to d and reports whether gold scored best.
func (p *pass) softmaxLoss(scores, d []float32, gold int, scale float32) bool {
	best := 0
	for i, v := range scores {
		if v > scores[best] {
			best = i
		}
	}
	var sum float64
	for i, v := range scores {
		x := math.Exp(float64(v - scores[best]))
		d[i] = float32(x)
		sum += x
	}
	for i := range d {
		d[i] *= scale / float32(sum)
	}
	p.loss -= float64(scale) * math.Log(math.Max(1e-30, float64(d[gold])/float64(scale)))
	d[gold] -= scale
	return best == gold
}

// arcLoss adds the losses of heads and relations, and their gradients.
func (p *pass) arcLoss(es []*Example, scale float32) {
	n := p.n
	es = es[:plain(es)]
	total := p.whole[len(es)]
	if total == 0 {
		return
	}
	top, dTop := p.x[n.Layers].view(0, total), p.dx[n.Layers].view(0, total)
	dep, head := p.dep.shaped(total, n.Arc), p.head.shaped(total, n.Arc)
	p.dense(dep, top, n.depArc, n.depArcBias, true)
	p.dense(head, top, n.headArc, n.headArcBias, true)
	p.dropout(dep, p.depMask.shaped(total, n.Arc), dropLayer, p.start)
	p.dropout(head, p.headMask.shaped(total, n.Arc), dropLayer, p.start)
	hu := p.hu.shaped(total, n.Arc) // dep·arc + bias
	p.dense(hu, dep, n.arc, n.arcBias, false)
	depR, headR := p.depR.shaped(total, n.Rel), p.headR.shaped(total, n.Rel)
	p.g.times(depR, top, n.depRel, false)
	p.g.times(headR, top, n.headRel, false)

	ddep, dhead, dhu := p.ddep.shaped(total, n.Arc), p.dhead.shaped(total, n.Arc), p.dhu.shaped(total, n.Arc)
	dDepR, dHeadR := p.dDepR.shaped(total, n.Rel), p.dHeadR.shaped(total, n.Rel)
	hid, dHid := p.hid.shaped(total, n.Rel), p.dHid.shaped(total, n.Rel)
	headSeries, relSeries := len(n.Labels), len(n.Labels)+1
	gRoot := p.grad(n.arcRoot).data
	headRight := make([]bool, total)
	for i, e := range es {
		if e.Heads == nil {
			continue
		}
		a, m := p.whole[i], len(e.Rows)
		cand := p.sub.shaped(m+1, n.Arc) // the root, then the words
		copy(cand.row(0), n.arcRoot.data)
		copy(cand.data[n.Arc:], head.data[a*n.Arc:(a+m)*n.Arc])
		q := &matrix{m, n.Arc, hu.data[a*n.Arc : (a+m)*n.Arc]}
		sc, dsc := p.arcScores.shaped(m, m+1), p.dArcScores.shaped(m, m+1)
		p.g.add(sc, q, cand, false, true)
		near, dnear := p.near.shaped(m, language.Distances), p.dNear.shaped(m, language.Distances)
		p.g.times(near, q, n.arcNear, true)
		for t := range m {
			for h := range m {
				sc.data[t*(m+1)+h+1] += near.data[t*near.cols+language.Distance(t, h)]
			}
		}
		for t, gold := range e.Heads {
			if gold < -1 {
				continue
			}
			sc.data[t*(m+1)+t+1] = -1e9
			headRight[a+t] = p.softmaxLoss(sc.row(t), dsc.row(t), int(gold)+1, scale*weight(e))
			if headRight[a+t] {
				p.right[headSeries]++
			}
			p.known[headSeries]++
		}
		dq := &matrix{m, n.Arc, dhu.data[a*n.Arc : (a+m)*n.Arc]}
		p.g.add(dq, dsc, cand, false, false)
		for t := range m {
			for h, d := range dsc.row(t)[1:] {
				dnear.data[t*near.cols+language.Distance(t, h)] += d
			}
		}
		p.g.times(dq, dnear, n.arcNear, false)
		p.g.add(p.grad(n.arcNear), dnear, q, true, false)
		dcand := p.dsub.shaped(m+1, n.Arc)
		p.g.add(dcand, dsc, q, true, false)
		plus(gRoot, dcand.row(0))
		plus(dhead.data[a*n.Arc:(a+m)*n.Arc], dcand.data[n.Arc:])
	}
	for i, e := range es {
		if e.Heads == nil {
			continue
		}
		a := p.whole[i]
		for t, g := range e.Heads {
			if g < -1 {
				continue
			}
			hr := n.relRoot.data
			if g >= 0 {
				hr = headR.row(a + int(g))
			}
			row := hid.row(a + t)
			for j, v := range depR.row(a + t) {
				row[j] = max(0, v+hr[j]+n.relBias.data[j])
			}
		}
	}
	p.dropout(hid, p.relMask.shaped(total, n.Rel), dropLayer, nil)
	out, dOut := p.out.shaped(total, n.Rels), p.dOut.shaped(total, n.Rels)
	p.dense(out, hid, n.rel, n.relOutBias, false)
	for i, e := range es {
		if e.Heads == nil {
			continue
		}
		a := p.whole[i]
		for t, g := range e.Rels {
			if g < 0 {
				continue
			}
			if p.softmaxLoss(out.row(a+t), dOut.row(a+t), int(g), scale*weight(e)) && headRight[a+t] {
				p.right[relSeries]++
			}
			p.known[relSeries]++
		}
	}
	p.denseBack(dHid, dOut, out, hid, n.rel, n.relOutBias, false)
	gRelBias, gRelRoot := p.grad(n.relBias).data, p.grad(n.relRoot).data
	for i, e := range es {
		if e.Heads == nil {
			continue
		}
		a := p.whole[i]
		for t, g := range e.Heads {
			if g < -1 {
				continue
			}
			d, h := dHid.row(a+t), hid.row(a+t)
			m := p.relMask.row(a + t)
			for j := range d {
				if h[j] <= 0 {
					d[j] = 0
				}
				d[j] *= m[j]
			}
			plus(gRelBias, d)
			plus(dDepR.row(a+t), d)
			if g >= 0 {
				plus(dHeadR.row(a+int(g)), d)
			} else {
				plus(gRelRoot, d)
			}
		}
	}
	p.g.add(p.grad(n.depRel), top, dDepR, true, false)
	p.g.times(dTop, dDepR, n.depRel, true)
	p.g.add(p.grad(n.headRel), top, dHeadR, true, false)
	p.g.times(dTop, dHeadR, n.headRel, true)

	p.denseBack(ddep, dhu, hu, dep, n.arc, n.arcBias, false)
	mul(ddep, &p.depMask)
	mul(dhead, &p.headMask)
	p.denseBack(dTop, ddep, dep, top, n.depArc, n.depArcBias, true)
	p.denseBack(dTop, dhead, head, top, n.headArc, n.headArcBias, true)
}

// sigmoid returns 1/(1+e^-x) to about six digits.
func sigmoid(x float32) float32 {
	if x < -16 {
		return 0
	}
	if x > 16 {
		return 1
	}
	// e^-x = 2^i · 2^f with |f| ≤ 1/2, 2^f by its series.
	y := -x * math.Log2E
	i := int32(y + 256.5)
	f := (y - float32(i-256)) * math.Ln2
	e := 1 + f*(1+f*(1.0/2+f*(1.0/6+f*(1.0/24+f*(1.0/120)))))
	return 1 / (1 + e*math.Float32frombits(uint32(i-256+127)<<23))
}
