package train

import (
	"math"

	"stemma/internal/language"
)

// A sidePass is what a pass computes for one side: the rows [lo, hi) of the
// pass, which belong to examples of that side.
type sidePass struct {
	lo, hi  int
	start   []int // of each example, from lo on, and the end
	dropped []bool

	x, dx         []matrix // of layer l; x[Layers] is the output
	u, c, f, r    []matrix
	masks         []matrix
	du, out, dOut matrix

	word, dWord, cue, dCue matrix
	chains                 []chainRows
	hid, dHid, mask        matrix
	scores, dScores        matrix
	crf                    crf
}

// A chainRows is a chain of an example in a pass: its words are rows
// [at, at+len(labels)) of the pairs, and from, cue are rows of the side.
type chainRows struct {
	e             *SideExample
	at, from, cue int
	first         int // row of the example's first word
	labels        []uint8
	none          bool // of a cue that is none
}

func newSidePass(s language.Side) sidePass {
	n := s.Layers
	return sidePass{x: make([]matrix, n+1), dx: make([]matrix, n+1), u: make([]matrix, n), c: make([]matrix, n),
		f: make([]matrix, n), r: make([]matrix, n), masks: make([]matrix, n+1)}
}

func (m *matrix) view(lo, hi int) *matrix {
	return &matrix{hi - lo, m.cols, m.data[lo*m.cols : hi*m.cols]}
}

// sideForward runs side k over its examples among es, which stand together and
// which forward has run, and reports whether there are any.
func (p *pass) sideForward(es []*Example, k int, train bool) bool {
	q, w, d := &p.sides[k], &p.n.sides[k], p.n.Sides[k]
	q.lo, q.hi, q.start, q.dropped = 0, 0, q.start[:0], q.dropped[:0]
	for i, e := range es {
		if e.Side == nil || e.Side.Side != k {
			continue
		}
		if len(q.start) == 0 {
			q.lo = p.whole[i]
		}
		q.start = append(q.start, p.whole[i]-q.lo)
		q.hi = p.whole[i+1]
	}
	if len(q.start) == 0 {
		return false
	}
	m := q.hi - q.lo
	q.start = append(q.start, m)
	in := q.x[0].shaped(m, d.Width())
	p.dense(in, p.x[p.n.Layers].view(q.lo, q.hi), w.project, w.bias, false)
	t := 0
	for _, e := range es {
		if e.Side == nil || e.Side.Side != k {
			continue
		}
		for _, rows := range e.Side.Rows {
			for _, r := range rows {
				if train {
					out := p.rng.Float32() < dropRows
					q.dropped = append(q.dropped, out)
					if out {
						continue
					}
				}
				plus(in.row(t), w.table.row(int(r)))
			}
			t++
		}
	}
	for l := range d.Layers {
		if train {
			p.dropout(&q.x[l], q.masks[l].shaped(m, d.Width()), dropLayer, q.start)
		}
		u := q.u[l].shaped(m, 6*d.Hidden)
		p.g.times(u, &q.x[l], w.units[l], false)
		recur(d.Hidden, q.start, w.gates[l].data, w.biases[l].data, &q.x[l], u,
			q.c[l].shaped(m, d.Width()), q.f[l].shaped(m, d.Width()), q.r[l].shaped(m, d.Width()), q.x[l+1].shaped(m, d.Width()))
	}
	if train {
		p.dropout(&q.x[d.Layers], q.masks[d.Layers].shaped(m, d.Width()), dropLayer, q.start)
	}
	p.dense(q.out.shaped(m, d.Labels), &q.x[d.Layers], w.labels, w.labelBias, false)
	if d.Pair > 0 {
		p.g.times(q.word.shaped(m, d.Pair), &q.x[d.Layers], w.pairWord, false)
		p.g.times(q.cue.shaped(m, d.Pair), &q.x[d.Layers], w.pairCue, false)
	}
	return true
}

// pairScores fills q.scores with those of q.chains.
func (p *pass) pairScores(k int, train bool) {
	q, w, d := &p.sides[k], &p.n.sides[k], p.n.Sides[k]
	rows := 0
	for i := range q.chains {
		q.chains[i].at = rows
		rows += len(q.chains[i].labels)
	}
	hid := q.hid.shaped(rows, d.Pair)
	for i := range q.chains {
		c := &q.chains[i]
		cue := q.cue.row(c.cue)
		for j := range c.labels {
			h, word := hid.row(c.at+j), q.word.row(c.from+j)
			copy(h, w.pairBias.data)
			for _, near := range c.near(j) {
				plus(h, w.pairNear.row(near))
			}
			for x, v := range word {
				h[x] = max(0, h[x]+v+cue[x])
			}
		}
	}
	if train {
		p.dropout(hid, q.mask.shaped(rows, d.Pair), dropRows, nil)
	}
	p.dense(q.scores.shaped(rows, language.PairScores), hid, w.pairOut, w.pairOutBias, false)
}

func (c *chainRows) near(j int) [3]int {
	i, cue := c.from+j-c.first, c.cue-c.first
	return language.Near(i, cue, c.e.Places[i], c.e.Places[cue])
}

// Of the losses of pairs: how much they weigh beside those of words, and the
// least score by which a word that is no cue is taken for one and shown as such.
const (
	pairWeight  = 0.5
	falseCue    = -2.5
	falseCueMax = 3 // for each true one, and one more
)

// sideLoss adds the losses of side k and their gradients.
func (p *pass) sideLoss(es []*Example, k int, scale float32) {
	if !p.sideForward(es, k, true) {
		return
	}
	q, w, d := &p.sides[k], &p.n.sides[k], p.n.Sides[k]
	m := q.hi - q.lo
	for l := range q.dx {
		q.dx[l].shaped(m, d.Width())
	}
	top, dTop := &q.x[d.Layers], &q.dx[d.Layers]
	dOut := q.dOut.shaped(m, d.Labels)
	series := len(p.n.Labels) + 2 + 2*k
	q.chains = q.chains[:0]
	t := 0
	for _, e := range es {
		if e.Side == nil || e.Side.Side != k {
			continue
		}
		first := t
		for i, gold := range e.Side.Labels {
			if gold >= 0 {
				if p.softmaxLoss(q.out.row(first+i), dOut.row(first+i), int(gold), scale*weight(e)) {
					p.right[series]++
				}
				p.known[series]++
			}
		}
		t += len(e.Rows)
		if d.Pair == 0 {
			continue
		}
		for i := range e.Side.Chains {
			c := &e.Side.Chains[i]
			q.chains = append(q.chains, chainRows{e: e.Side, from: first + c.From, cue: first + c.Cue, first: first, labels: c.Labels})
		}
		left := falseCueMax*len(e.Side.Chains) + 1
		for i, gold := range e.Side.Labels {
			if o := q.out.row(first + i); gold == 0 && left > 0 && o[1]-o[0] > falseCue {
				left--
				from, to := language.PairWindow(i, e.Side.Places)
				none := make([]uint8, to-from)
				none[i-from] = cueLabel
				q.chains = append(q.chains, chainRows{e: e.Side, from: first + from, cue: first + i, first: first, labels: none, none: true})
			}
		}
	}
	p.denseBack(dTop, dOut, &q.out, top, w.labels, w.labelBias, false)
	if d.Pair > 0 {
		p.pairLoss(k, scale)
	}
	for l := d.Layers; l >= 0; l-- {
		if l < d.Layers {
			du := q.du.shaped(m, 6*d.Hidden)
			recurBack(d.Hidden, q.start, w.gates[l].data, p.grad(w.gates[l]).data, p.grad(w.biases[l]).data,
				&q.x[l], &q.u[l], &q.c[l], &q.f[l], &q.r[l], &q.dx[l], du, &q.dx[l+1])
			p.g.add(p.grad(w.units[l]), &q.x[l], du, true, false)
			p.g.times(&q.dx[l], du, w.units[l], true)
		}
		mul(&q.dx[l], &q.masks[l])
	}
	dIn := &q.dx[0]
	p.denseBack(p.dx[p.n.Layers].view(q.lo, q.hi), dIn, &q.x[0], p.x[p.n.Layers].view(q.lo, q.hi), w.project, w.bias, false)
	t, feature := 0, 0
	for _, e := range es {
		if e.Side == nil || e.Side.Side != k {
			continue
		}
		for _, rows := range e.Side.Rows {
			for _, r := range rows {
				if feature++; !q.dropped[feature-1] {
					p.touch(w.table, r, dIn.row(t))
				}
			}
			t++
		}
	}
}

// cueLabel is the label of a cue in a chain; see package speech.
const cueLabel = 3

// pairLoss adds the losses of the chains of side k and their gradients.
func (p *pass) pairLoss(k int, scale float32) {
	q, w, d := &p.sides[k], &p.n.sides[k], p.n.Sides[k]
	if len(q.chains) == 0 {
		return
	}
	p.pairScores(k, true)
	dScores := q.dScores.shaped(q.scores.rows, language.PairScores)
	series := len(p.n.Labels) + 2 + 2*k + 1
	for i := range q.chains {
		c := &q.chains[i]
		n := len(c.labels)
		nll := q.crf.chain(q.scores.view(c.at, c.at+n), dScores.view(c.at, c.at+n), c.labels, c.cue-c.from, scale*pairWeight*weight32(c.e.Weight))
		p.loss += float64(scale) * pairWeight * nll
		if nll < math.Ln2 {
			p.right[series]++
		}
		p.known[series]++
	}
	dHid := q.dHid.shaped(q.hid.rows, d.Pair)
	p.denseBack(dHid, dScores, &q.scores, &q.hid, w.pairOut, w.pairOutBias, false)
	dWord, dCue := q.dWord.shaped(q.hi-q.lo, d.Pair), q.dCue.shaped(q.hi-q.lo, d.Pair)
	gBias, gNear := p.grad(w.pairBias).data, p.grad(w.pairNear)
	for i := range q.chains {
		c := &q.chains[i]
		for j := range c.labels {
			g, h, mask := dHid.row(c.at+j), q.hid.row(c.at+j), q.mask.row(c.at+j)
			for x := range g {
				if h[x] <= 0 {
					g[x] = 0
				}
				g[x] *= mask[x]
			}
			plus(gBias, g)
			for _, near := range c.near(j) {
				plus(gNear.row(near), g)
			}
			plus(dWord.row(c.from+j), g)
			plus(dCue.row(c.cue), g)
		}
	}
	top, dTop := &q.x[d.Layers], &q.dx[d.Layers]
	p.g.add(p.grad(w.pairWord), top, dWord, true, false)
	p.g.times(dTop, dWord, w.pairWord, true)
	p.g.add(p.grad(w.pairCue), top, dCue, true, false)
	p.g.times(dTop, dCue, w.pairCue, true)
}

func weight32(w float32) float32 {
	if w == 0 {
		return 1
	}
	return w
}

// A crf has the space for the sums over all labellings of a chain.
type crf struct {
	fore, back [][language.PairLabels]float64
}

// chain returns minus the logarithm of the likelihood of labels under scores (a
// conditional random field, Lafferty et al. 2001), of each word those of its
// label and then those of its label behind each of the word before, and writes its
// gradient times scale to d. The word cue has the label of cues.
func (c *crf) chain(scores, d *matrix, labels []uint8, cue int, scale float32) float64 {
	const L = language.PairLabels
	n := len(labels)
	for len(c.fore) < n {
		c.fore, c.back = append(c.fore, [L]float64{}), append(c.back, [L]float64{})
	}
	node := func(j, y int) float64 {
		if j == cue && y != cueLabel {
			return -1e9
		}
		return float64(scores.data[j*scores.cols+y])
	}
	edge := func(j, a, b int) float64 { return float64(scores.data[j*scores.cols+L+a*L+b]) }
	sum := func(s [L]float64) float64 {
		m := max(s[0], s[1], s[2], s[3])
		return m + math.Log(math.Exp(s[0]-m)+math.Exp(s[1]-m)+math.Exp(s[2]-m)+math.Exp(s[3]-m))
	}
	for j := range n {
		for y := range L {
			c.fore[j][y] = node(j, y)
			if j > 0 {
				var s [L]float64
				for a := range L {
					s[a] = c.fore[j-1][a] + edge(j, a, y)
				}
				c.fore[j][y] += sum(s)
			}
		}
	}
	for j := n - 1; j >= 0; j-- {
		for y := range L {
			c.back[j][y] = 0
			if j < n-1 {
				var s [L]float64
				for b := range L {
					s[b] = edge(j+1, y, b) + node(j+1, b) + c.back[j+1][b]
				}
				c.back[j][y] = sum(s)
			}
		}
	}
	z := sum(c.fore[n-1])
	gold := 0.0
	for j := range n {
		y := int(labels[j])
		gold += node(j, y)
		for b := range L {
			v := float32(math.Exp(c.fore[j][b] + c.back[j][b] - z))
			if b == y {
				v--
			}
			if j != cue {
				d.data[j*d.cols+b] = v * scale
			}
		}
		if j == 0 {
			continue
		}
		gold += edge(j, int(labels[j-1]), y)
		for a := range L {
			for b := range L {
				v := float32(math.Exp(c.fore[j-1][a] + edge(j, a, b) + node(j, b) + c.back[j][b] - z))
				if a == int(labels[j-1]) && b == y {
					v--
				}
				d.data[j*d.cols+L+a*L+b] = v * scale
			}
		}
	}
	return z - gold
}
