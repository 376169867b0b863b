package language

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"
)

// A Shape says how large the parts of a network are.
type Shape struct {
	Rows   int   // of the table of hashed features
	Embed  int   // of a word
	Hidden int   // of a layer in each direction
	Layers int   // of recurrent units
	Labels []int // of each series of labels, how many there are
	Arc    int   // of head and dependent when arcs are scored; 0 if the network is no parser
	Rel    int   // of head and dependent when relations are
	Rels   int   // relations
	Sides  []Side
}

// A Side is layers that one task has of its own, on the output of those that all
// tasks share.
type Side struct {
	Rows   int // of its own table of hashed features
	Hidden int // of a layer in each direction
	Layers int // of recurrent units
	Labels int // of a word
	Pair   int // of two words when the labels of words as seen from another are scored; 0 if they are not
}

// Width returns how many numbers stand for a word in s.
func (s Side) Width() int { return 2 * s.Hidden }

// A Network labels the words of sequences, and scores their heads if it is a
// parser. It is what package train made, in integers: activations are int16 in
// units of 2^-10, weights int16 in units of 2^-11, sums int32 in units of 2^-21,
// so that every processor gives the same answer. See train.Network for its
// layers. It is safe for concurrent use.
type Network struct {
	Shape
	tableShift uint // left shift that brings the table to units of 2^-16
	table      string
	embedBias  []int32 // 2^-16
	project    packed  // units of 2^-16 over a component of a vector
	window     byteWeights
	windowBias []int32 // 2^-21
	layers     []layer
	labels     []byteDense

	depArc, headArc  byteDense
	arc              dense
	arcRoot          []int16
	arcNear          packed // of a dependent with each distance
	depRel, headRel  byteWeights
	relBias, relRoot []int32
	rel              dense

	sides []side
}

const (
	actBits    = 10
	weightBits = 11
	sumBits    = actBits + weightBits
)

// packed is a matrix of weights in the order in which the kernel reads it:
// panels of 16 columns, in each for every pair of inputs 16 pairs of weights.
type packed struct {
	inputs, outputs int // of the matrix; inputs is even
	data            []int16
}

type dense struct {
	w    packed
	bias []int32 // 2^-21
}

type byteDense struct {
	w    byteWeights
	bias []int32 // 2^-21
}

type layer struct {
	units  byteWeights // 2H × 6H: for each direction candidate, forget and reset
	params [2][]int32  // of each direction
}

// panel is how many outputs the kernel computes together, band how many rows.
const (
	panel = 16
	band  = 4
)

func (w packed) width() int { return (w.outputs + panel - 1) / panel * panel }

// pack lays out a row-major inputs × outputs matrix.
func pack(w []int16, inputs, outputs int) packed {
	p := packed{inputs: inputs, outputs: outputs}
	p.data = make([]int16, inputs*p.width())
	for i := range inputs {
		for o := range outputs {
			p.data[(o/panel*inputs+i&^1)*panel+o%panel*2+i&1] = w[i*outputs+o]
		}
	}
	return p
}

// dots sets rows [0, m) of y, width() apart, to x·w. The rows of x are ldx
// apart and there are at least m of them, rounded up to a multiple of band.
func (w packed) dots(y []int32, x []int16, m, ldx int) {
	ldy := w.width()
	for o := 0; o < ldy; o += panel {
		data := w.data[o*w.inputs:]
		for i := 0; i < m; i += band {
			dots(w.inputs/2, x[i*ldx:], ldx, data, y[i*ldy+o:], ldy)
		}
	}
}

// dotsPortable sets the 4 × 16 sums at y, whose rows are ldy apart, to the
// products of 4 rows of x, ldx apart, with a panel of weights.
func dotsPortable(pairs int, x []int16, ldx int, w []int16, y []int32, ldy int) {
	for r := range band {
		xr := x[r*ldx : r*ldx+2*pairs]
		var acc [panel]int32
		for p := range pairs {
			a, b := int32(xr[2*p]), int32(xr[2*p+1])
			wp := w[p*2*panel : (p+1)*2*panel]
			for j := range acc {
				acc[j] += a*int32(wp[2*j]) + b*int32(wp[2*j+1])
			}
		}
		copy(y[r*ldy:], acc[:])
	}
}

// A Sequence is the words of a sentence or of a longer stretch as a network
// sees them.
type Sequence struct {
	rows    []int32
	ends    []int32 // in rows, of each word
	vectors [][]int8
}

// Add appends a word: the rows of its features and its vector, nil if it has
// none.
func (s *Sequence) Add(rows []int32, vector []int8) {
	s.rows = append(s.rows, rows...)
	s.ends = append(s.ends, int32(len(s.rows)))
	s.vectors = append(s.vectors, vector)
}

// Len returns the number of words.
func (s *Sequence) Len() int { return len(s.ends) }

// Reset empties s, keeping its memory.
func (s *Sequence) Reset() { s.rows, s.ends, s.vectors = s.rows[:0], s.ends[:0], s.vectors[:0] }

// A run is the work space of a network over some sequences. Row i + 1 of every
// matrix is word i of the first sequence; sequences are a row of zeros apart.
type run struct {
	seqs  []Sequence
	first []int   // row of the first word of each sequence
	lens  []int   // words of each
	rows  int     // in all, with the rows of zeros
	in    []int16 // what a side reads
	out   []int32 // scores of a side's words
	embed []int16
	x     []int16 // 2H
	sum   []int32
	vec   []int16
	state []int32
	word  []int32 // the sum of a word's rows
	low   []int16 // inputs of eight bits
	bytes []uint8 // or these

	dep, head, hu     []int16
	depR, headR, near []int32
	hid               []int16
	cand              []int16
}

// sequence returns sequence k of the run, emptied. Those before it must have been
// asked for.
func (r *run) sequence(k int) *Sequence {
	if k == len(r.seqs) {
		r.seqs = append(r.seqs, Sequence{})
	}
	r.seqs[k].Reset()
	return &r.seqs[k]
}

// roomFor returns n elements that are about to be overwritten, of s if it has
// room.
func roomFor[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// sized is roomFor with zeros.
func sized[T any](s []T, n int) []T {
	s = roomFor(s, n)
	clear(s)
	return s
}

// place gives the words of seqs their rows, and returns how many there are
// with those of zeros.
func (r *run) place(seqs []Sequence) int {
	r.first, r.lens = r.first[:0], r.lens[:0]
	r.rows = 1
	for i := range seqs {
		r.first, r.lens = append(r.first, r.rows), append(r.lens, seqs[i].Len())
		r.rows += seqs[i].Len() + 1
	}
	return (r.rows + band) / band * band // and one of zeros for the last window
}

// encode computes the output of the last layer, r.x.
func (n *Network) encode(r *run, seqs []Sequence) {
	rows := r.place(seqs)
	e, h2 := n.Embed, 2*n.Hidden

	r.vec = sized(r.vec, rows*Dims)
	for i := range seqs {
		for t, v := range seqs[i].vectors {
			dst := r.vec[(r.first[i]+t)*Dims:][:len(v)]
			for k, c := range v {
				dst[k] = int16(c)
			}
		}
	}
	w := n.project.width()
	r.sum = roomFor(r.sum, rows*w)
	n.project.dots(r.sum, r.vec, rows, Dims)
	r.embed = sized(r.embed, (rows+2)*e) // a window reads a row before and one behind
	r.word = roomFor(r.word, e)
	by := embedded(n.tableShift, 0)
	for i := range seqs {
		s := &seqs[i]
		from := int32(0)
		for t, to := range s.ends {
			row := r.first[i] + t
			sumRows(r.word, n.table, s.rows[from:to])
			squashed(r.embed[(row+1)*e:][:e], r.sum[row*w:][:e], nil, r.word, n.embedBias, by)
			from = to
		}
	}
	w = n.window.width()
	n.window.dots(r, r.embed, rows, e) // a row, its neighbours beside it
	r.x = sized(r.x, rows*h2)
	for i := range seqs {
		for t := range seqs[i].Len() {
			row := r.first[i] + t
			squashed(r.x[row*h2:][:h2], r.sum[row*w:], n.window.up, nil, n.windowBias, rectified)
		}
	}
	for l := range n.layers {
		n.layers[l].run(n.Hidden, r, rows)
	}
}

func clip16(v int32) int16 { return int16(max(math.MinInt16, min(v, math.MaxInt16))) }

// run replaces r.x by the output of the layer.
func (l *layer) run(h int, r *run, rows int) {
	h2 := 2 * h
	w := l.units.width()
	l.units.dots(r, r.x, rows, h2)
	r.state = sized(r.state, h)
	for i, m := range r.lens {
		for d := range 2 {
			clear(r.state)
			for s := range m {
				t := r.first[i] + s
				if d == 1 {
					t = r.first[i] + m - 1 - s
				}
				recur(r.sum[t*w+d*3*h:][:3*h], r.x[t*h2+d*h:][:h], r.state, l.params[d])
			}
		}
	}
}

// label calls visit for every word of every sequence, which were encoded in r,
// with the scores of a series of labels, in units of 2^-21. They are the caller's
// until the next call.
func (n *Network) label(r *run, seqs []Sequence, series int, visit func(seq, word int, scores []int32)) {
	d := &n.labels[series]
	rows := len(r.x) / (2 * n.Hidden)
	w := d.w.width()
	d.w.dots(r, r.x, rows, 2*n.Hidden)
	for i := range seqs {
		for t := range seqs[i].Len() {
			s := r.sum[(r.first[i]+t)*w:][:d.w.outputs]
			for k, b := range d.bias {
				s[k] = s[k]<<(d.w.up[k]&31) + b
			}
			visit(i, t, s)
		}
	}
}

// The file of a network: its magic, its shape as uint32s, then the parts in the
// order of reading, little-endian; matrices are int16 in units of 2^-11, row by
// row, the table int8.
const networkMagic = "stemma network 2"

// NetworkTableBits is the unit of the table's values: 2^-NetworkTableBits.
const NetworkTableBits = 6

// A reader takes the parts of a network's file one by one.
type reader struct {
	data string
	bad  bool
}

func (r *reader) bytes(n int) string {
	if n < 0 || n > len(r.data) {
		r.bad, n = true, 0
	}
	s := r.data[:n]
	r.data = r.data[n:]
	return s
}

func (r *reader) count() int {
	s := r.bytes(4)
	if r.bad {
		return 0
	}
	return int(binary.LittleEndian.Uint32([]byte(s)))
}

func (r *reader) int16s(n int) []int16 {
	s := r.bytes(2 * n)
	out := make([]int16, len(s)/2)
	for i := range out {
		out[i] = int16(uint16(s[2*i]) | uint16(s[2*i+1])<<8)
	}
	return out
}

// activations reads n int16s in units of 2^-11 as ones in units of 2^-10.
func (r *reader) activations(n int) []int16 {
	out := r.int16s(n)
	for i, v := range out {
		out[i] = v >> (weightBits - actBits)
	}
	return out
}

// wide reads n int16s in units of 2^-11 as int32s in units of 2^-(11+up).
func (r *reader) wide(n, up int) []int32 {
	out := make([]int32, n)
	for i, v := range r.int16s(n) {
		out[i] = int32(v) << up
	}
	return out
}

func (r *reader) packed(inputs, outputs int) packed {
	w := r.int16s(inputs * outputs)
	if r.bad {
		return packed{}
	}
	return pack(w, inputs, outputs)
}

func (r *reader) byteWeights(inputs, outputs int) byteWeights {
	w := r.int16s(inputs * outputs)
	if r.bad {
		return byteWeights{}
	}
	return newByteWeights(w, inputs, outputs)
}

func (r *reader) byteDense(inputs, outputs int) byteDense {
	return byteDense{r.byteWeights(inputs, outputs), r.wide(outputs, actBits)}
}

func (r *reader) dense(inputs, outputs int) dense {
	return dense{r.packed(inputs, outputs), r.wide(outputs, actBits)}
}

func (r *reader) layers(k, hidden int) []layer {
	var out []layer
	h2 := 2 * hidden
	for range k {
		l := layer{units: r.byteWeights(h2, 6*hidden)}
		gates, biases := r.wide(2*h2, 0), r.wide(2*h2, actBits)
		for d := range l.params {
			if !r.bad {
				l.params[d] = unitParameters(l.units.up[d*3*hidden:], gates[d*h2:][:h2], biases[d*h2:][:h2])
			}
		}
		out = append(out, l)
	}
	return out
}

// ReadNetwork reads the file of a network. It keeps data.
func ReadNetwork(data string) (*Network, error) {
	r := &reader{data: data}
	if r.bytes(len(networkMagic)) != networkMagic {
		return nil, fmt.Errorf("language: not the file of a network: make it anew by cmd/train")
	}
	n := &Network{}
	for _, p := range []*int{&n.Rows, &n.Embed, &n.Hidden, &n.Layers, &n.Arc, &n.Rel, &n.Rels} {
		*p = r.count()
	}
	for range min(r.count(), 16) {
		n.Labels = append(n.Labels, r.count())
	}
	for range min(r.count(), 16) {
		n.Sides = append(n.Sides, Side{r.count(), r.count(), r.count(), r.count(), r.count()})
	}
	if n.Hidden < unitBlock || n.Hidden%unitBlock != 0 || n.Embed%4 != 0 || n.Arc%2 != 0 || n.Rel%2 != 0 {
		return nil, fmt.Errorf("language: a network of %d units a direction: a multiple of %d can be run", n.Hidden, unitBlock)
	}
	h2 := 2 * n.Hidden
	n.tableShift = 16 - NetworkTableBits // of the sides' too
	n.table = r.bytes(n.Rows * n.Embed)
	n.project = r.packed(Dims, n.Embed)
	n.embedBias = r.wide(n.Embed, 16-weightBits)
	n.window, n.windowBias = r.byteWeights(3*n.Embed, h2), r.wide(h2, actBits)
	n.layers = r.layers(n.Layers, n.Hidden)
	for _, k := range n.Labels {
		n.labels = append(n.labels, r.byteDense(h2, k))
	}
	if n.Arc > 0 {
		n.depArc, n.headArc, n.arc = r.byteDense(h2, n.Arc), r.byteDense(h2, n.Arc), r.dense(n.Arc, n.Arc)
		n.arcRoot = r.activations(n.Arc)
		near := r.activations(Distances * n.Arc) // transposed: by distance
		turned := make([]int16, len(near))
		if !r.bad {
			for i, v := range near {
				turned[i%n.Arc*Distances+i/n.Arc] = v
			}
			n.arcNear = pack(turned, n.Arc, Distances)
		}
		n.depRel, n.headRel = r.byteWeights(h2, n.Rel), r.byteWeights(h2, n.Rel)
		n.relBias, n.relRoot = r.wide(n.Rel, actBits), r.wide(n.Rel, actBits)
		n.rel = r.dense(n.Rel, n.Rels)
	}
	for _, s := range n.Sides {
		n.sides = append(n.sides, r.side(s, h2))
	}
	if r.bad || len(r.data) > 0 {
		return nil, fmt.Errorf("language: the file of a network is cut short or too long: make it anew by cmd/train")
	}
	return n, nil
}

var runs = sync.Pool{New: func() any { return new(run) }}

func best(scores []int32) int {
	b := 0
	for i, v := range scores {
		if v > scores[b] {
			b = i
		}
	}
	return b
}
