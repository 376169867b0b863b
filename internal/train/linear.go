package train

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"stemma/internal/language"
)

// A Linear is the rival of the network: what can be reached with sums of
// weights alone. A sentence goes through four perceptrons, averaged and hashed
// (rows of int16, one for each feature modulo the size of the table):
//
//	Penn tags, left to right             Collins 2002
//	universal parts of speech            from the Penn tags around
//	an unlabelled tree, by a beam        arc-hybrid (Kuhlmann et al. 2011), templates after Zhang and
//	                                     Nivre 2011, updated where the gold falls furthest behind
//	                                     (Huang, Fayong and Guo 2012)
//	relations, from the finished tree
//
// Words are also seen as their clusters (Koo, Carreras and Collins 2008), here
// bits of a tree made by halving the word vectors again and again.
//
// It lost. Trained as the network was (four minutes of one core), on the words
// of EWT's test part it had UPOS 0.951, tags 0.946, UAS 0.842 and LAS 0.800; on
// GUM's 0.961, 0.957, 0.838 and 0.798; at about 25,000 words a second with a
// beam of 8, and no less right with one of 4. The network has LAS 0.869 and
// 0.864 at 36,000 to 40,000 on the same core, in a file of 5 MB; these tables
// are 137 MB. With an eighth of the rows for arcs, and a quarter of the others,
// LAS on EWT's development part fell from 0.796 to 0.779. The clusters add
// nothing to the trees: a run without them, and with a few more sentences made
// projective, had 0.808 and 0.800 on the test parts, and 0.001 less for UPOS
// on EWT's.
type Linear struct {
	Beam       int // how many partial trees are kept
	shrink     int
	clusters   []uint16 // by rank of the word's vector
	tags, rels []string
	penn, pos  *linearTable
	arcs, rel  *linearTable
}

// The sizes of the tables: a feature is hashed to a row of them.
const (
	linearPennRows = 1 << 19
	linearPosRows  = 1 << 18
	linearArcRows  = 1 << 23
	linearRelRows  = 1 << 18
	// clusterBits is the depth of the tree of clusters.
	clusterBits = 10
)

// A linearTable is one averaged perceptron.
type linearTable struct {
	cols, mask int
	w          []int16
	sum        []float32 // what was added to w, times the moment; nil once it is averaged
	now        float32
}

func newLinearTable(rows, cols int) *linearTable {
	return &linearTable{cols: cols, mask: rows - 1, w: make([]int16, rows*cols), sum: make([]float32, rows*cols)}
}

// score sets out to the sum of the rows of the features.
func (t *linearTable) score(features []uint32, out []int32) {
	clear(out)
	for _, f := range features {
		at := (int(f) & t.mask) * t.cols
		for j, v := range t.w[at : at+len(out)] {
			out[j] += int32(v)
		}
	}
}

func (t *linearTable) add(features []uint32, col int, d int16) {
	for _, f := range features {
		i := (int(f)&t.mask)*t.cols + col
		t.w[i] += d
		t.sum[i] += float32(d) * t.now
	}
}

// learn scores features among the allowed columns and corrects the table if
// gold is not best. It returns the best.
func (t *linearTable) learn(features []uint32, out []int32, gold int) int {
	t.score(features, out)
	best := argmax(out)
	if t.now++; best != gold {
		t.add(features, gold, 1)
		t.add(features, best, -1)
	}
	return best
}

// average replaces the weights by their means over time, times 32.
func (t *linearTable) average() {
	for i := range t.w {
		v := 32 * (float32(t.w[i]) - t.sum[i]/max(t.now, 1))
		t.w[i] = int16(max(-math.MaxInt16, min(math.MaxInt16, math.Round(float64(v)))))
	}
	t.sum = nil
}

func argmax(v []int32) int {
	best := 0
	for i, x := range v {
		if x > v[best] {
			best = i
		}
	}
	return best
}

// A linearWord is a word as the features see it.
type linearWord struct {
	word, lower, shape, first uint32
	ends                      [4]uint32 // endings of one to four bytes
	begins                    [3]uint32
	c4, c6, c10               uint32 // cluster, by the bits of its path; 0 if it has none
	tag, pos, both            uint32
}

func (m *Linear) words(forms []string) []linearWord {
	out := make([]linearWord, len(forms)+6) // three beyond either end
	for i := range out {
		out[i] = linearWord{word: 1, lower: 1, tag: uint32(len(m.tags)), pos: 31, both: 1 << 12}
	}
	for i, f := range forms {
		w := &out[i+3]
		low := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return '0'
			}
			return unicode.ToLower(r)
		}, language.LemmaFold(f))
		w.word, w.lower, w.shape = language.Hash(f), language.Hash(low), language.Hash(linearShape(f))
		if i == 0 {
			w.first = 1
		}
		for k := range w.ends {
			w.ends[k] = language.Hash(low[max(0, len(low)-k-1):])
		}
		for k := range w.begins {
			w.begins[k] = language.Hash(low[:min(len(low), k+1)])
		}
		if r := language.VectorRank(low); r >= 0 {
			c := uint32(m.clusters[r])
			w.c10, w.c6, w.c4 = 1<<clusterBits|c, 1<<6|c>>(clusterBits-6), 1<<4|c>>(clusterBits-4)
		}
	}
	return out
}

func linearShape(form string) string {
	var b []byte
	for i := range len(form) {
		k := form[i]
		switch {
		case 'A' <= k && k <= 'Z':
			k = 'X'
		case '0' <= k && k <= '9':
			k = '0'
		case 'a' <= k && k <= 'z' || k >= 0x80:
			k = 'x'
		}
		if n := len(b); n < 2 || b[n-1] != k || b[n-2] != k {
			b = append(b, k)
		}
	}
	return string(b)
}

// mix hashes a template and its values.
func mix(t, a, b, c uint32) uint32 {
	h := uint64(t)*0x9e3779b97f4a7c15 + uint64(a)*0xc2b2ae3d27d4eb4f + uint64(b)*0x165667b19e3779f9 + uint64(c)*0x27d4eb2f165667c5
	h ^= h >> 31
	return uint32(h * 0xd6e8feb86659fd93 >> 32)
}

func pennFeatures(f []uint32, w []linearWord, i int) []uint32 {
	i += 3
	x, a, b, l, k := &w[i], &w[i+1], &w[i+2], &w[i-1], &w[i-2]
	return append(f,
		mix(1, x.word, 0, 0), mix(2, x.lower, 0, 0), mix(3, x.shape, x.first, 0), mix(4, x.shape, x.ends[2], 0),
		mix(5, x.ends[0], 0, 0), mix(6, x.ends[1], 0, 0), mix(7, x.ends[2], 0, 0), mix(8, x.ends[3], 0, 0),
		mix(9, x.begins[0], 0, 0), mix(10, x.begins[1], 0, 0), mix(11, x.begins[2], 0, 0),
		mix(12, l.tag, 0, 0), mix(13, l.tag, k.tag, 0), mix(14, l.tag, x.lower, 0), mix(15, l.tag, k.tag, x.lower), mix(16, k.tag, 0, 0),
		mix(17, l.lower, 0, 0), mix(18, k.lower, 0, 0), mix(19, a.lower, 0, 0), mix(20, b.lower, 0, 0),
		mix(21, l.lower, x.lower, 0), mix(22, x.lower, a.lower, 0), mix(23, a.lower, b.lower, 0),
		mix(24, x.c10, 0, 0), mix(25, x.c6, 0, 0), mix(26, x.c4, 0, 0), mix(27, l.c10, 0, 0), mix(28, a.c10, 0, 0), mix(29, a.c6, l.tag, 0),
		mix(30, x.c10, a.c6, l.tag), mix(31, a.ends[2], 0, 0), mix(32, l.ends[2], 0, 0), mix(33, l.tag, x.c10, 0), mix(34, l.tag, x.ends[2], 0),
		mix(35, a.shape, x.shape, 0), mix(36, l.shape, x.shape, 0), mix(37, x.lower, l.c6, a.c6), mix(38, b.c10, 0, 0), mix(39, k.c10, 0, 0))
}

func posFeatures(f []uint32, w []linearWord, i int) []uint32 {
	i += 3
	x, a, b, c, l, k := &w[i], &w[i+1], &w[i+2], &w[i+3], &w[i-1], &w[i-2]
	return append(f,
		mix(1, x.tag, 0, 0), mix(2, x.tag, x.lower, 0), mix(3, x.tag, a.tag, 0), mix(4, x.tag, l.tag, 0), mix(5, x.tag, x.lower, a.tag),
		mix(6, x.tag, x.lower, l.tag), mix(7, x.lower, a.tag, b.tag), mix(8, x.lower, a.lower, x.tag), mix(9, x.lower, l.lower, x.tag),
		mix(10, x.tag, x.c10, 0), mix(11, x.tag, a.tag, b.tag), mix(12, x.tag, l.tag, k.tag), mix(13, x.lower, a.tag, c.tag),
		mix(14, x.tag, l.pos, x.lower), mix(15, x.lower, a.c10, 0), mix(16, x.tag, x.ends[2], 0), mix(17, x.lower, a.lower, b.tag), mix(18, x.lower, b.tag, c.tag))
}

// tag sets the tags and parts of speech of w, a sentence of n words.
func (m *Linear) tag(w []linearWord, n int) {
	penn, pos := make([]int32, len(m.tags)), make([]int32, int(language.X)+1)
	var f []uint32
	for i := range n {
		f = pennFeatures(f[:0], w, i)
		m.penn.score(f, penn)
		w[i+3].tag = uint32(argmax(penn))
	}
	for i := range n {
		f = posFeatures(f[:0], w, i)
		m.pos.score(f, pos)
		w[i+3].setPOS(argmax(pos))
	}
}

func (w *linearWord) setPOS(p int) { w.pos, w.both = uint32(p), w.tag<<5|uint32(p) }

// A linearNode is a word on the stack, with the children it has so far: its
// outermost and second on either side, -1 if there are none.
type linearNode struct {
	i              int32 // -1 for the root
	l1, l2, r1, r2 int32
	nl, nr         uint8
}

// A linearState is a partial tree. The rest of the stack is the state in which
// the word below the topmost lay on top.
type linearState struct {
	prev, below *linearState
	top         linearNode
	next        linearNode // the word to be shifted, and its left children
	score       int32
	act         uint8
}

// The actions of the parser: a word goes on the stack; the topmost becomes a
// child of the next word; or of the one below it.
const (
	actShift = iota
	actLeft
	actRight
	actions
)

func (s *linearState) can(act, n int) bool {
	switch act {
	case actShift:
		return int(s.next.i) < n
	case actLeft:
		return int(s.next.i) < n && s.top.i >= 0
	}
	return s.below != nil && (s.below.top.i >= 0 || int(s.next.i) == n) // the root takes one word
}

// apply makes t what s becomes by act.
func (s *linearState) apply(t *linearState, act int) {
	*t = linearState{prev: s, act: uint8(act), next: s.next}
	switch act {
	case actShift:
		t.below, t.top = s, s.next
		t.next = linearNode{s.next.i + 1, -1, -1, -1, -1, 0, 0}
	case actLeft:
		t.below, t.top = s.below.below, s.below.top
		t.next.l1, t.next.l2, t.next.nl = s.top.i, s.next.l1, s.next.nl+1
	case actRight:
		t.below, t.top = s.below.below, s.below.top
		t.top.r1, t.top.r2, t.top.nr = s.top.i, t.top.r1, t.top.nr+1
	}
}

// arcFeatures appends the features of a state. w has three words before the
// first, so that index -1 is one of them.
func arcFeatures(f []uint32, s *linearState, w []linearWord) []uint32 {
	at := func(i int32) *linearWord { return &w[min(int(i)+3, len(w)-1)] }
	none := linearNode{-3, -3, -3, -3, -3, 0, 0}
	n0, n1, n2 := s.top, none, none
	if s.below != nil {
		if n1 = s.below.top; s.below.below != nil {
			n2 = s.below.below.top
		}
	}
	kid := func(i int32) *linearWord {
		if i < 0 {
			return &w[0]
		}
		return at(i)
	}
	s0, s1, s2 := at(n0.i), at(n1.i), at(n2.i)
	b0, b1, b2 := at(s.next.i), at(s.next.i+1), at(s.next.i+2)
	s0p, s1p, s2p, b0p, b1p := s0.both, s1.both, s2.both, b0.both, b1.both
	if n0.i < 0 {
		s0p = 1 << 13 // the root
	}
	if n1.i == -1 {
		s1p = 1 << 13
	}
	s0l, s0r, s1l, s1r, b0l := kid(n0.l1), kid(n0.r1), kid(n1.l1), kid(n1.r1), kid(s.next.l1)
	s0l2, s0r2, s1r2, b0l2 := kid(n0.l2), kid(n0.r2), kid(n1.r2), kid(s.next.l2)
	near := uint32(min(s.next.i-n0.i, 10))
	far := uint32(min(n0.i-n1.i, 10))
	return append(f,
		mix(1, s0.lower, s0p, 0), mix(2, s0.lower, 0, 0), mix(3, s0p, 0, 0), mix(4, s1.lower, s1p, 0), mix(5, s1.lower, 0, 0), mix(6, s1p, 0, 0),
		mix(7, b0.lower, b0p, 0), mix(8, b0.lower, 0, 0), mix(9, b0p, 0, 0), mix(10, b1.lower, b1p, 0), mix(11, b1.lower, 0, 0), mix(12, b1p, 0, 0),
		mix(13, b2.lower, b2.both, 0), mix(14, b2.both, 0, 0), mix(15, s2.lower, s2p, 0), mix(16, s2p, 0, 0),
		mix(17, s0.lower, b0.lower, s0p<<16|b0p), mix(18, s0.lower, b0.lower, 0), mix(19, s0.lower, s0p, b0p), mix(20, s0p, b0.lower, b0p),
		mix(21, s0.lower, b0p, 0), mix(22, s0p, b0.lower, 0), mix(23, s0p, b0p, 0), mix(24, b0p, b1p, 0),
		mix(25, s1.lower, s0.lower, s1p<<16|s0p), mix(26, s1.lower, s0.lower, 0), mix(27, s1.lower, s1p, s0p), mix(28, s1p, s0.lower, s0p), mix(29, s1p, s0p, 0),
		mix(30, s1.lower, b0p, s0p), mix(31, s1p, b0p, s0.lower), mix(32, s1p, s0p, b0.lower), mix(33, s1p, s0p, b0p), mix(34, s0p, b0p, b1p),
		mix(35, b0p, b1p, b2.both), mix(36, s2p, s1p, s0p), mix(37, s0p, s0l.both, b0p), mix(38, s0p, s0r.both, b0p), mix(39, s0p, b0p, b0l.both),
		mix(40, s1p, s0p, s0l.both), mix(41, s1p, s0p, s0r.both), mix(42, s1p, s1r.both, s0p), mix(43, s1p, s1l.both, s0p),
		mix(44, s0.lower, near, 0), mix(45, s0p, near, 0), mix(46, b0.lower, near, 0), mix(47, b0p, near, 0), mix(48, s0p, b0p, near), mix(49, s0.lower, b0.lower, near),
		mix(50, s1p, s0p, far), mix(51, s1.lower, s0.lower, far), mix(52, s1.lower, far, 1), mix(53, s0.lower, far, 2), mix(54, s0p, far, 3),
		mix(55, s0.lower, uint32(n0.nr), 0), mix(56, s0p, uint32(n0.nr), 0), mix(57, s0.lower, uint32(n0.nl), 0), mix(58, s0p, uint32(n0.nl), 0),
		mix(59, b0.lower, uint32(s.next.nl), 0), mix(60, b0p, uint32(s.next.nl), 0), mix(61, s1.lower, uint32(n1.nr), 0), mix(62, s1p, uint32(n1.nr), s0p),
		mix(63, s0l.lower, s0p, 0), mix(64, s0r.lower, s0p, 0), mix(65, b0l.lower, b0p, 0), mix(66, s1r.lower, s1p, s0p), mix(67, s0r.both, s0r2.both, s0p),
		mix(68, s0l.both, s0l2.both, s0p), mix(69, s1r.both, s1r2.both, s1p), mix(70, b0l.both, b0l2.both, b0p),
		mix(71, s0.c10, b0.c10, 0), mix(72, s0.c6, b0.c6, 0), mix(73, s0.c10, b0p, 0), mix(74, s0p, b0.c10, 0), mix(75, s0.c4, b0.c4, s0p<<16|b0p),
		mix(76, s1.c10, s0.c10, 0), mix(77, s1.c6, s0.c6, 0), mix(78, s1.c10, s0p, 0), mix(79, s1p, s0.c10, 0), mix(80, s1.c6, s0.c6, b0p),
		mix(81, s1.c6, s0.c6, b0.c6), mix(82, b0.c10, 0, 0), mix(83, b1.c10, 0, 0), mix(84, s1.lower, s0.lower, b0p), mix(85, s0.c6, b0p, b1p),
		mix(86, s1.lower, s0p, b0.lower), mix(87, s1p, s0.lower, b0.lower), mix(88, s0p, b0p, s0r.lower), mix(89, s1p, b0p, 0), mix(90, s1.lower, b0.lower, s0.lower))
}

// A linearBeam is the memory of the search.
type linearBeam struct {
	states   [][]linearState // by step, so that they do not move
	features []uint32
	cands    []linearCand
}

type linearCand struct {
	from  *linearState
	score int32
	act   uint8
}

// heads returns the heads of a sentence of n words. With gold heads, which
// must be projective, it corrects the weights instead, if they do not win.
func (m *Linear) heads(b *linearBeam, w []linearWord, n int, gold []int) []int {
	steps := 2 * n
	for len(b.states) <= steps {
		b.states = append(b.states, make([]linearState, m.Beam+1))
	}
	b.states[0][0] = linearState{top: linearNode{-1, -1, -1, -1, -1, 0, 0}, next: linearNode{0, -1, -1, -1, -1, 0, 0}}
	beam, right := b.states[0][:1], &b.states[0][0] // right is the gold's state
	var worst, rival *linearState
	behind := int32(-1)
	var out [actions]int32
	for step := 1; step <= steps; step++ {
		b.cands = b.cands[:0]
		goldAct, rightScore := -1, int32(0)
		if gold != nil {
			goldAct = right.oracle(gold, n)
		}
		expand := func(s *linearState) {
			b.features = arcFeatures(b.features[:0], s, w)
			m.arcs.score(b.features, out[:])
			for a, v := range out {
				if s.can(a, n) {
					b.cands = append(b.cands, linearCand{s, s.score + v, uint8(a)})
				}
				if s == right && a == goldAct {
					rightScore = s.score + v
				}
			}
		}
		lost := gold != nil
		for i := range beam {
			lost = lost && &beam[i] != right
			expand(&beam[i])
		}
		keep := len(b.cands)
		if lost { // the gold has left the beam, and is followed beside it
			expand(right)
		}
		cands := b.cands[:keep]
		size := min(m.Beam, keep)
		for i := range size { // the best few, in order
			best := i
			for j := i + 1; j < keep; j++ {
				if cands[j].score > cands[best].score {
					best = j
				}
			}
			cands[i], cands[best] = cands[best], cands[i]
		}
		row := b.states[step]
		var next *linearState
		for i, c := range cands[:size] {
			c.from.apply(&row[i], int(c.act))
			row[i].score = c.score
			if gold != nil && c.from == right && int(c.act) == goldAct {
				next = &row[i]
			}
		}
		beam = row[:size]
		if gold == nil {
			continue
		}
		if next == nil {
			next = &row[m.Beam]
			right.apply(next, goldAct)
			next.score = rightScore
		}
		right = next
		if d := beam[0].score - right.score; &beam[0] != right && d >= behind {
			behind, worst, rival = d, right, &beam[0]
		}
	}
	if gold != nil {
		m.arcs.now++
		if worst != nil && &beam[0] != right {
			m.correct(b, w, worst, 1)
			m.correct(b, w, rival, -1)
		}
		return nil
	}
	heads := make([]int, n)
	for s := &beam[0]; s.prev != nil; s = s.prev {
		switch p := s.prev; s.act {
		case actLeft:
			heads[p.top.i] = int(p.next.i)
		case actRight:
			heads[p.top.i] = int(p.below.top.i)
		}
	}
	return heads
}

// correct adds d to the weights of every action that led to s.
func (m *Linear) correct(b *linearBeam, w []linearWord, s *linearState, d int16) {
	for ; s.prev != nil; s = s.prev {
		b.features = arcFeatures(b.features[:0], s.prev, w)
		m.arcs.add(b.features, int(s.act), d)
	}
}

// oracle returns the action that leads from s, itself right, to the gold tree.
func (s *linearState) oracle(gold []int, n int) int {
	if s.top.i >= 0 {
		head := gold[s.top.i]
		if head == int(s.next.i) {
			return actLeft
		}
		if s.below != nil && head == int(s.below.top.i) && !slices.Contains(gold[s.next.i:], int(s.top.i)) && s.can(actRight, n) {
			return actRight
		}
	}
	return actShift
}
