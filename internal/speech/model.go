package speech

import (
	_ "embed"
	"errors"
	"sync"
)

// Unit is what stands for 1 in a weight or a score: a logit.
const Unit = 32

// The rows of the parts of a model. A feature has a row by its low bits, of one
// weight for a cue and a find, one a label for a word, and one a pair of labels
// for a border.
const (
	CueRows    = 1 << 18
	WordRows   = 1 << 17
	BorderRows = 1 << 16
	JudgeRows  = 1 << 14
)

// A Model weighs features. It is four linear models, of which the second and the
// third are one chain (a conditional random field, Lafferty et al. 2001).
type Model struct {
	cue, word, border, judge string // a signed byte a weight
}

// ReadModel returns the model in data: the weights of cues, words, borders and
// judgements, one after the other.
func ReadModel(data string) (*Model, error) {
	const a, b, c = CueRows, CueRows + WordRows*int(Labels), CueRows + WordRows*int(Labels) + BorderRows*int(Labels)*int(Labels)
	if len(data) != c+JudgeRows {
		return nil, errors.New("speech: the model has another size than its rows")
	}
	return &Model{data[:a], data[a:b], data[b:c], data[c:]}, nil
}

//go:embed attributions.bin
var modelData string

var model = sync.OnceValue(func() *Model {
	m, err := ReadModel(modelData)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return m
})

func sum(weights string, rows uint32, fs []Feature) int32 {
	var s int32
	for _, f := range fs {
		s += int32(int8(weights[f&(rows-1)]))
	}
	return s
}

// candidateScore is the score of a word that is looked at as a cue: it is one
// in an eighth of all cases.
const candidateScore = -2 * Unit

// A Reader finds attributions by a model. It holds the space that it works in.
type Reader struct {
	m     *Model
	view  View
	fs    []Feature
	words [][Labels]int32
	edges [][Labels * Labels]int32
	best  [][2 * Labels]int32
	back  [][2 * Labels]uint8
	finds []Found
}

// NewReader returns a reader by m.
func NewReader(m *Model) *Reader { return &Reader{m: m} }

// Candidates returns the words of p that may be cues, with the labels of the
// words beside them. They are valid until the next call.
func (r *Reader) Candidates(p *Paragraph) []Found {
	r.finds = r.finds[:0]
	for i := range p.words {
		if !p.Cueable(i) {
			continue
		}
		r.fs = p.CueFeatures(r.fs[:0], i)
		score := sum(r.m.cue, CueRows, r.fs)
		if score < candidateScore || len(r.finds) > 16+i/4 {
			continue // nobody reports at every fourth word
		}
		r.finds = append(r.finds, Found{Cue: i, Score: score})
		f := &r.finds[len(r.finds)-1]
		r.label(p, f)
		f.measure()
		if f.size == 0 {
			r.finds = r.finds[:len(r.finds)-1]
		}
	}
	return r.finds
}

// Judge returns the score of find k of all those of p.
func (r *Reader) Judge(p *Paragraph, k int, all []Found) int32 {
	r.fs = p.JudgeFeatures(r.fs[:0], k, all)
	return sum(r.m.judge, JudgeRows, r.fs)
}

const never = -1 << 28

// label gives the words beside f's cue the labels that are the best of those
// with any content (Viterbi 1967).
func (r *Reader) label(p *Paragraph, f *Found) {
	v := &r.view
	v.Look(p, f.Cue)
	f.From = v.from
	n := v.to - v.from
	r.words, r.edges = resize(r.words, n), resize(r.edges, n+1)
	r.best, r.back = resize(r.best, n), resize(r.back, n)
	for j := range n {
		r.fs = v.NodeFeatures(r.fs[:0], v.from+j)
		var s [Labels]int32
		for _, x := range r.fs {
			w := r.m.word[(x&(WordRows-1))*uint32(Labels):][:Labels]
			for y := range s {
				s[y] += int32(int8(w[y]))
			}
		}
		if v.from+j == f.Cue {
			s[None], s[Content], s[Source] = never, never, never
		}
		if w := &p.words[v.from+j]; w.quote != 0 && w.quote != p.words[f.Cue].quote {
			s[Source] = never // nobody is named by what is quoted
		}
		r.words[j] = s
	}
	for j := range n + 1 {
		r.fs = v.BorderFeatures(r.fs[:0], v.from+j)
		var s [Labels * Labels]int32
		for _, x := range r.fs {
			w := r.m.border[(x&(BorderRows-1))*uint32(Labels*Labels):][:Labels*Labels]
			for y := range s {
				s[y] += int32(int8(w[y]))
			}
		}
		r.edges[j] = s
	}
	// A state is a label, and from Labels on a label after or with content.
	for j := range n {
		for y := range Labels {
			r.best[j][y], r.best[j][Labels+y] = never, never
			here := r.words[j][y]
			e := &r.edges[j]
			if j == 0 {
				s := y
				if y == Content {
					s += Labels
				}
				r.best[0][s] = here + e[y]
				continue
			}
			before := &r.best[j-1]
			for a := range Labels {
				step := here + e[a*Labels+y]
				if y != Content {
					if x := before[a] + step; x > r.best[j][y] {
						r.best[j][y], r.back[j][y] = x, a
					}
				} else if x := before[a] + step; x > r.best[j][Labels+y] {
					r.best[j][Labels+y], r.back[j][Labels+y] = x, a
				}
				if x := before[Labels+a] + step; x > r.best[j][Labels+y] {
					r.best[j][Labels+y], r.back[j][Labels+y] = x, Labels+a
				}
			}
		}
	}
	end := func(s uint8) int32 { return r.best[n-1][s] + r.edges[n][s%Labels*Labels] }
	with, without := uint8(Labels), uint8(0)
	for y := range Labels {
		if end(Labels+y) > end(with) {
			with = Labels + y
		}
		if end(y) > end(without) {
			without = y
		}
	}
	f.Margin = end(with) - end(without)
	f.Labels = make([]uint8, n)
	for j := n - 1; j >= 0; j-- {
		f.Labels[j] = with % Labels
		with = r.back[j][with]
	}
}
