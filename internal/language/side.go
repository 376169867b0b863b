package language

// A side is the weights of a Side.
type side struct {
	table   string
	project byteWeights
	bias    []int32 // 2^-16
	layers  []layer
	labels  dense

	pairWord, pairCue packed
	pairBias          []int32 // 2^-21
	pairNear          []int32 // of each class, 2^-21
	pairOut           dense
}

func (r *reader) side(s Side, h2 int) side {
	w := s.Width()
	d := side{table: r.bytes(s.Rows * w), project: r.byteWeights(h2, w), bias: r.wide(w, 16-weightBits), layers: r.layers(s.Layers, s.Hidden), labels: r.dense(w, s.Labels)}
	if s.Pair > 0 {
		d.pairWord, d.pairCue = r.packed(w, s.Pair), r.packed(w, s.Pair)
		d.pairBias, d.pairNear = r.wide(s.Pair, actBits), r.wide(Nears*s.Pair, actBits)
		d.pairOut = r.dense(s.Pair, PairScores)
	}
	return d
}

// runSide leaves in r.x the output of the last layer of side k over seqs, whose
// features are of the side, and in r.out the scores of its labels, of each row
// width() of the labels. shared copies the output of the shared layers for all
// words of a sequence.
func (n *Network) runSide(r *run, k int, seqs []Sequence, shared func(seq int, dst []int16)) {
	s, shape := &n.sides[k], n.Sides[k]
	h2, w := 2*n.Hidden, shape.Width()
	rows := r.place(seqs)
	r.in = sized(r.in, rows*h2)
	for i := range seqs {
		shared(i, r.in[r.first[i]*h2:][:seqs[i].Len()*h2])
	}
	s.project.dots(r, r.in, rows, h2)
	r.x = sized(r.x, rows*w)
	ws := s.project.width()
	r.word = roomFor(r.word, w)
	by := embedded(n.tableShift, sumBits-16)
	for i := range seqs {
		q := &seqs[i]
		from := int32(0)
		for t, to := range q.ends {
			row := r.first[i] + t
			sumRows(r.word, s.table, q.rows[from:to])
			squashed(r.x[row*w:][:w], r.sum[row*ws:][:w], s.project.up, r.word, s.bias, by)
			from = to
		}
	}
	for l := range s.layers {
		s.layers[l].run(shape.Hidden, r, rows)
	}
	r.out = roomFor(r.out, rows*s.labels.w.width())
	s.labels.w.dots(r.out, r.x, rows, w)
	wl := s.labels.w.width()
	for row := range rows {
		for c, b := range s.labels.bias {
			r.out[row*wl+c] += b
		}
	}
}

// Seen is what a network makes of the words of a paragraph for those who look at
// them from one of its words.
type Seen struct {
	n         *Network
	places    []Place
	labels    []int32 // of each word, the score of being a cue
	word, cue []int32 // of each word, Pair numbers, 2^-21
	hid       []int16
	seen      []int32
	sums      []int32
}

// Cue returns the score of word i being a cue, in ScoreUnit of a logit.
func (s *Seen) Cue(i int) int32 { return s.labels[i] }

// From returns the words [from, to) of the paragraph that are seen from word i,
// and appends their scores, in ScoreUnit.
func (s *Seen) From(i int, scores [][PairScores]int32) (from, to int, _ [][PairScores]int32) {
	from, to = PairWindow(i, s.places)
	d, pair := &s.n.sides[ReportSide], s.n.Sides[ReportSide].Pair
	width := d.pairWord.width()
	rows := (to - from + band - 1) / band * band
	s.hid = sized(s.hid, rows*pair)
	cue := s.cue[i*width:][:pair]
	s.seen = roomFor(s.seen, pair) // what words that lie to the cue in one way have in common
	last := [3]int{-1}
	for j := from; j < to; j++ {
		if near := Near(j, i, s.places[j], s.places[i]); near != last {
			last = near
			a, b, c := d.pairNear[near[0]*pair:][:pair], d.pairNear[near[1]*pair:][:pair], d.pairNear[near[2]*pair:][:pair]
			for x := range s.seen {
				s.seen[x] = cue[x] + a[x] + b[x] + c[x]
			}
		}
		squashed(s.hid[(j-from)*pair:][:pair], s.word[j*width:][:pair], nil, s.seen, d.pairBias, rectified)
	}
	w := d.pairOut.w.width()
	s.sums = roomFor(s.sums, rows*w)
	d.pairOut.w.dots(s.sums, s.hid, to-from, pair)
	for j := range to - from {
		var p [PairScores]int32
		for y, b := range d.pairOut.bias {
			p[y] = (s.sums[j*w+y] + b) >> (sumBits - scoreBits)
		}
		scores = append(scores, p)
	}
	return from, to, scores
}

// Look reads words of parsed sentences, from word from of the first sentence on,
// for what is reported in them. It takes space in proportion to their number.
func Look(sents []Sentence, from int, p *Reporting) *Seen {
	n := parser().net
	r := runs.Get().(*run)
	defer runs.Put(r)
	q := r.sequence(0)
	var rows []int32
	for i := range p.Forms {
		rows = p.rows(rows[:0], n.Sides[ReportSide].Rows, i)
		q.Add(rows, nil)
	}
	n.runSide(r, ReportSide, r.seqs[:1], func(_ int, dst []int16) {
		h2 := 2 * n.Hidden
		for i := 0; i < len(sents) && len(dst) > 0; i++ {
			k := min(len(sents[i].Words), from)
			from -= k
			copy(dst, sents[i].encoded[min(len(sents[i].encoded), k*h2):])
			dst = dst[min(len(dst), (len(sents[i].Words)-k)*h2):]
		}
	})
	s, shape := &n.sides[ReportSide], n.Sides[ReportSide]
	m, w, wl := q.Len(), shape.Width(), s.labels.w.width()
	out := &Seen{n: n, places: p.Places, labels: make([]int32, m)}
	first := r.first[0]
	for i := range m {
		o := r.out[(first+i)*wl:]
		out.labels[i] = (o[1] - o[0]) >> (sumBits - scoreBits)
	}
	padded := (m + band - 1) / band * band
	r.x = append(r.x, make([]int16, w*band)...)
	for _, x := range []struct {
		to *[]int32
		w  packed
	}{{&out.word, s.pairWord}, {&out.cue, s.pairCue}} {
		width := x.w.width()
		sums := make([]int32, padded*width)
		x.w.dots(sums, r.x[first*w:], m, w)
		*x.to = sums
	}
	return out
}

// The sides of the parser's network.
const (
	NameSide = iota
	ReportSide
)
