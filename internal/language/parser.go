package language

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"

	"stemma"
)

// The parser's file: the names of its tags and relations, a line each, and its
// network. cmd/train makes it and its card, parser.md.
//
//go:embed parser.bin
var parserData string

// A Parser tags words and finds their heads.
type Parser struct {
	net        *Network
	tags, rels []string
}

// The series of labels of a parser's network.
const (
	seriesPOS = iota
	seriesTag
)

// ReadParser reads the file of a parser. It keeps data.
func ReadParser(data string) (*Parser, error) {
	tags, rest, _ := strings.Cut(data, "\n")
	rels, rest, _ := strings.Cut(rest, "\n")
	net, err := ReadNetwork(rest)
	if err != nil {
		return nil, err
	}
	return &Parser{net, strings.Fields(tags), strings.Fields(rels)}, nil
}

var parser = sync.OnceValue(func() *Parser {
	p, err := ReadParser(parserData)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return p
})

// Parse returns a sentence for each of the spans of txt.
func Parse(txt string, sents []stemma.Span) []Sentence {
	words := make([][]stemma.Span, len(sents))
	for i, s := range sents {
		words[i] = Words(txt, s)
	}
	out := ParseWords(txt, words)
	for i := range out {
		out[i].Span = sents[i]
	}
	return out
}

// ParseWords returns a sentence for each series of words of txt.
func ParseWords(txt string, words [][]stemma.Span) []Sentence { return parser().Parse(txt, words) }

// Bounds of the work space: how many words are read together, and how many are
// the most of one tree. A longer sentence, which no writer writes, is read in
// pieces, each a tree whose root hangs on the root of the one before.
const (
	batchWords = 192
	treeWords  = 160
)

// Parse returns a sentence for each series of words of txt.
func (p *Parser) Parse(txt string, words [][]stemma.Span) []Sentence {
	out := make([]Sentence, len(words))
	type piece struct{ sent, from, to int }
	var pieces []piece
	size := 0
	var rows []int32
	r := runs.Get().(*run)
	defer runs.Put(r)
	flush := func() {
		if len(pieces) == 0 {
			return
		}
		seqs := r.seqs[:len(pieces)]
		p.net.encode(r, seqs)
		h2 := 2 * p.net.Hidden
		for s, c := range pieces {
			copy(out[c.sent].encoded[c.from*h2:], r.x[r.first[s]*h2:][:(c.to-c.from)*h2])
		}
		p.net.label(r, seqs, seriesPOS, func(s, w int, scores []int32) {
			out[pieces[s].sent].Words[pieces[s].from+w].POS = POS(best(scores))
		})
		p.net.label(r, seqs, seriesTag, func(s, w int, scores []int32) {
			out[pieces[s].sent].Words[pieces[s].from+w].Tag = p.tags[best(scores)]
		})
		p.net.parse(r, seqs, func(s, w, head, rel int) {
			x := &out[pieces[s].sent].Words[pieces[s].from+w]
			x.Head, x.Rel = head, p.rels[rel]
			if head >= 0 {
				x.Head += pieces[s].from
			}
		})
		pieces, size = pieces[:0], 0
	}
	total := 0
	for _, ws := range words {
		total += len(ws)
	}
	encoded := make([]int16, total*2*p.net.Hidden)
	for i, ws := range words {
		out[i].Words = make([]Word, len(ws))
		out[i].encoded, encoded = encoded[:len(ws)*2*p.net.Hidden], encoded[len(ws)*2*p.net.Hidden:]
		if len(ws) > 0 {
			out[i].Span = stemma.Span{Start: ws[0].Start, End: ws[len(ws)-1].End}
		}
		for from := 0; from < len(ws); from += treeWords {
			to := min(len(ws), from+treeWords)
			if size > 0 && size+to-from > batchWords {
				flush()
			}
			s := r.sequence(len(pieces))
			for k := from; k < to; k++ {
				form := txt[ws[k].Start:ws[k].End]
				out[i].Words[k].Span = ws[k]
				rows = AppendFeatures(rows[:0], p.net.Rows, form, k == 0)
				s.Add(rows, VectorOf(form))
			}
			pieces = append(pieces, piece{i, from, to})
			size += to - from
		}
	}
	flush()
	for i := range out {
		join(out[i].Words)
		for k := range out[i].Words {
			w := &out[i].Words[k]
			w.Lemma = Lemma(txt[w.Start:w.End], w.POS, w.Tag)
		}
	}
	return out
}

// join hangs every root but the first on the root before it.
func join(words []Word) {
	last := -1
	for i := range words {
		if words[i].Head < 0 {
			if words[i].Head = last; last >= 0 {
				words[i].Rel = "parataxis"
			}
			last = i
		}
	}
}

// parse calls visit for every word of every sequence with its head, -1 for the
// root, and its relation. The sequences were encoded in r.
func (n *Network) parse(r *run, seqs []Sequence, visit func(seq, word, head, rel int)) {
	h2 := 2 * n.Hidden
	rows := len(r.x) / h2
	r.dep, r.head, r.hu = sized(r.dep, rows*n.Arc), sized(r.head, rows*n.Arc), sized(r.hu, rows*n.Arc)
	layer := func(d *byteDense, dst []int16) {
		d.w.dots(r, r.x, rows, h2)
		w := d.w.width()
		for i := range rows {
			squashed(dst[i*n.Arc:][:n.Arc], r.sum[i*w:], d.w.up, nil, d.bias, rectified)
		}
	}
	layer(&n.depArc, r.dep)
	layer(&n.headArc, r.head)
	w := n.arc.w.width()
	r.sum = roomFor(r.sum, rows*w)
	n.arc.w.dots(r.sum, r.dep, rows, n.Arc)
	by := rectified
	by.least = math.MinInt16
	for i := range rows {
		squashed(r.hu[i*n.Arc:][:n.Arc], r.sum[i*w:], nil, nil, n.arc.bias, by)
	}
	wr := n.depRel.width()
	n.headRel.dots(r, r.x, rows, h2)
	r.headR = roomFor(r.headR, rows*wr)
	n.headRel.raise(r.headR, r.sum)
	n.depRel.dots(r, r.x, rows, h2)
	r.depR, r.sum = r.sum, r.depR

	heads := make([]int, 0, batchWords)
	for i := range seqs {
		heads = append(heads, n.heads(r, r.first[i], seqs[i].Len())...)
	}
	r.hid = sized(r.hid, rows*n.Rel)
	k := 0
	for i := range seqs {
		for t := range seqs[i].Len() {
			row := r.first[i] + t
			hr := n.relRoot
			if h := heads[k]; h >= 0 {
				hr = r.headR[(r.first[i]+h)*wr:]
			}
			dst := r.hid[row*n.Rel:][:n.Rel]
			squashed(dst, r.depR[row*wr:][:n.Rel], n.depRel.up, hr, n.relBias, rectified)
			k++
		}
	}
	w = n.rel.w.width()
	r.sum = roomFor(r.sum, rows*w)
	n.rel.w.dots(r.sum, r.hid, rows, n.Rel)
	k = 0
	for i := range seqs {
		for t := range seqs[i].Len() {
			s := r.sum[(r.first[i]+t)*w:][:n.Rels]
			for j, b := range n.rel.bias {
				s[j] += b
			}
			visit(i, t, heads[k], best(s))
			k++
		}
	}
}

// Distances is how many distances between a word and its head are told apart.
const Distances = 24

// Distance returns the class of the distance from word t to its head h: exact
// for the nearest, coarser further off, and apart for either side.
func Distance(t, h int) int {
	d, side := h-t, Distances/2
	if d < 0 {
		d, side = -d, 0
	}
	return side + int(distances[min(d, len(distances)-1)])
}

var distances = func() (t [40]uint8) {
	for d := range t {
		class := d
		for i, least := range []int{6, 8, 10, 13, 18, 25} { // classes 6 to 11
			if d >= least {
				class = 6 + i
			}
		}
		t[d] = uint8(class)
	}
	return t
}()

// heads returns the heads of the m words from row first on: the tree with one
// root whose arcs score most.
func (n *Network) heads(r *run, first, m int) []int {
	// The candidates, the root and then the words, are packed as weights.
	cand := packed{inputs: n.Arc, outputs: m + 1}
	cand.data = sized(r.cand, n.Arc*cand.width())
	r.cand = cand.data
	for o := range m + 1 {
		src := n.arcRoot
		if o > 0 {
			src = r.head[(first+o-1)*n.Arc:]
		}
		dst := cand.data[o/panel*n.Arc*panel+o%panel*2:]
		for k := 0; k < n.Arc; k += 2 {
			dst[k*panel], dst[k*panel+1] = src[k], src[k+1]
		}
	}
	w := cand.width()
	rows := (m + band - 1) / band * band
	if need := (first + rows) * n.Arc; need > len(r.hu) {
		r.hu = append(r.hu, make([]int16, need-len(r.hu))...)
	}
	r.sum = roomFor(r.sum, rows*w)
	cand.dots(r.sum, r.hu[first*n.Arc:], m, n.Arc)
	wn := n.arcNear.width()
	r.near = roomFor(r.near, rows*wn)
	n.arcNear.dots(r.near, r.hu[first*n.Arc:], m, n.Arc)
	for t := range m {
		s, near := r.sum[t*w+1:][:m], r.near[t*wn:][:Distances]
		for h := range s {
			s[h] += near[Distance(t, h)]
		}
	}
	heads := make([]int, m)
	roots := 0
	for t := range m {
		s := r.sum[t*w:][:m+1]
		s[t+1] = math.MinInt32
		if heads[t] = best(s) - 1; heads[t] < 0 {
			roots++
		}
	}
	if roots == 1 && !hasCycle(heads) {
		return heads
	}
	scores := make([][]int64, m)
	for t := range scores {
		scores[t] = make([]int64, m+1)
		for h, v := range r.sum[t*w:][:m+1] {
			scores[t][h] = int64(v)
		}
		// Dear enough that the best tree has one root alone.
		scores[t][0] -= int64(m+1) << 33
	}
	return spanningTree(scores)
}

func hasCycle(heads []int) bool {
	seen := make([]int, len(heads)) // by which walk
	for i := range heads {
		for k := i; k >= 0 && seen[k] != -1; k = heads[k] {
			if seen[k] == i+1 {
				return true
			}
			seen[k] = i + 1
		}
		for k := i; k >= 0 && seen[k] == i+1; k = heads[k] {
			seen[k] = -1
		}
	}
	return false
}

// spanningTree returns the heads of the spanning tree of most score, by the
// method of Chu and Liu (1965) and Edmonds (1967). scores[t][h+1] is that of
// word h as the head of word t, scores[t][0] that of t as a root.
func spanningTree(scores [][]int64) []int {
	m := len(scores)
	n := m + 1 // the root, and the words from 1 on
	// score[h*n+t] is that of h → t among the nodes that are left. A cycle
	// becomes its first node, whose arcs take the place of its own.
	score := make([]int64, n*n)
	for t := 1; t < n; t++ {
		for h := range n {
			score[h*n+t] = scores[t-1][h]
		}
	}
	alive := make([]int, n)
	for i := range alive {
		alive[i] = i
	}
	type contraction struct {
		cycle        []int
		in           []int // of each node of the cycle, the one before it there
		enter, leave []int // of each node outside, where its arc into the cycle ends and the one out of it begins
	}
	var done []contraction
	in, mark := make([]int, n), make([]int, n)
	for {
		for _, t := range alive {
			if t == 0 {
				continue
			}
			b := -1
			for _, h := range alive {
				if h != t && (b < 0 || score[h*n+t] > score[b*n+t]) {
					b = h
				}
			}
			in[t] = b
		}
		c := contraction{cycle: cycleIn(alive, in, mark)}
		if c.cycle == nil {
			break
		}
		c.in, c.enter, c.leave = make([]int, len(c.cycle)), make([]int, n), make([]int, n)
		for i, k := range c.cycle {
			c.in[i] = in[k]
		}
		first := c.cycle[0]
		rest := alive[:0]
		for _, v := range alive {
			if slices.Contains(c.cycle, v) {
				continue
			}
			rest = append(rest, v)
			b, l := first, first
			gain := func(k int) int64 { return score[v*n+k] - score[in[k]*n+k] }
			for _, k := range c.cycle[1:] {
				if gain(k) > gain(b) {
					b = k
				}
				if score[k*n+v] > score[l*n+v] {
					l = k
				}
			}
			c.enter[v], c.leave[v] = b, l
		}
		// Only now, for every gain was of the arcs as they were.
		into := make([]int64, len(rest))
		for i, v := range rest {
			into[i] = score[v*n+c.enter[v]] - score[in[c.enter[v]]*n+c.enter[v]]
		}
		for i, v := range rest {
			score[v*n+first] = into[i]
			score[first*n+v] = score[c.leave[v]*n+v]
		}
		alive = append(rest, first)
		done = append(done, c)
	}
	for i := len(done) - 1; i >= 0; i-- {
		c := &done[i]
		first := c.cycle[0]
		from := in[first]
		for t := 1; t < n; t++ {
			if t != first && in[t] == first && !slices.Contains(c.cycle, t) {
				in[t] = c.leave[t]
			}
		}
		for k, t := range c.cycle {
			in[t] = c.in[k]
		}
		in[c.enter[from]] = from
	}
	heads := make([]int, m)
	for t := range heads {
		heads[t] = in[t+1] - 1
	}
	return heads
}

// cycleIn returns the nodes of a cycle that the arcs in make among alive, nil
// if there is none. mark is space to work in.
func cycleIn(alive, in, mark []int) []int {
	clear(mark)
	for _, s := range alive {
		k := s
		for k != 0 && mark[k] == 0 {
			mark[k] = s + 1
			k = in[k]
		}
		if k == 0 || mark[k] != s+1 {
			continue
		}
		cycle := []int{k}
		for c := in[k]; c != k; c = in[c] {
			cycle = append(cycle, c)
		}
		return cycle
	}
	return nil
}
