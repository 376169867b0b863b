package train

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/language"
)

// parserShape is the network of the parser without the sizes of its
// inventories.
var parserShape = language.Shape{Rows: 16384, Embed: 128, Hidden: 160, Layers: 3, Arc: 128, Rel: 96}

var parserOptions = Options{Epochs: 30, Batch: 400, Rate: 0.002}

// makeParser trains the parser on the training parts of both treebanks and
// scores it, in integers, on the development part of EWT.
func makeParser(j Job) (Result, error) {
	trees, err := j.trees(corpus.Train)
	if err != nil {
		return Result{}, err
	}
	dev, err := corpus.EWT(j.path("language", "ewt"), corpus.Dev)
	if err != nil {
		return Result{}, err
	}
	l := inventory(trees)
	s := parserShape
	s.Labels = []int{int(language.X) + 1, len(l.tags)}
	s.Rels = len(l.rels)
	n := NewNetwork(s, rand.New(rand.NewPCG(j.Seed, 0)))
	o := parserOptions
	o.Seed, o.Log = j.Seed, j.Log
	n.Fit(l.examples(trees), o)

	data := []byte(strings.Join(l.tags, " ") + "\n" + strings.Join(l.rels, " ") + "\n")
	data = append(data, n.Bytes()...)
	p, err := language.ReadParser(string(data))
	if err != nil {
		return Result{}, err
	}
	return Result{
		Data:   data,
		Shape:  fmt.Sprintf("%+v; %d epochs of batches of %d words, rate %g", s, o.Epochs, o.Batch, o.Rate),
		Scores: []string{"EWT, development part, gold words: " + scoreParser(p, dev)},
	}, nil
}

// scoreParser returns the shares of words of trees that p tags and hangs right.
func scoreParser(p *language.Parser, trees []corpus.Tree) string {
	var words, pos, tag, heads, rels int
	for _, t := range trees {
		spans := make([]stemma.Span, len(t.Words))
		for i, w := range t.Words {
			spans[i] = stemma.Span{Start: w.Start, End: w.End}
		}
		got := p.Parse(t.Text, [][]stemma.Span{spans})[0].Words
		for i, w := range t.Words {
			words++
			if got[i].POS == w.POS {
				pos++
			}
			if got[i].Tag == w.Tag {
				tag++
			}
			if got[i].Head == w.Head {
				heads++
				if got[i].Rel == w.Rel {
					rels++
				}
			}
		}
	}
	of := func(n int) float64 { return float64(n) / float64(words) }
	return fmt.Sprintf("UPOS %.4f, Penn tags %.4f, UAS %.4f, LAS %.4f", of(pos), of(tag), of(heads), of(rels))
}

// labels are the inventories of a treebank.
type labels struct {
	tags, rels   []string
	tagOf, relOf map[string]int32
}

func inventory(trees []corpus.Tree) labels {
	l := labels{tagOf: map[string]int32{}, relOf: map[string]int32{}}
	for _, t := range trees {
		for _, w := range t.Words {
			l.tagOf[w.Tag], l.relOf[w.Rel] = 0, 0
		}
	}
	number := func(m map[string]int32) []string {
		var names []string
		for k := range m {
			names = append(names, k)
		}
		slices.Sort(names)
		for i, k := range names {
			m[k] = int32(i)
		}
		return names
	}
	l.tags, l.rels = number(l.tagOf), number(l.relOf)
	return l
}

// examples turns trees into examples; labels that are not in the inventory are
// not known.
func (l labels) examples(trees []corpus.Tree) []Example {
	var out []Example
	of := func(m map[string]int32, k string) int32 {
		if i, ok := m[k]; ok {
			return i
		}
		return -1
	}
	for _, t := range trees {
		e := Example{Labels: make([][]int32, 2)}
		for i, w := range t.Words {
			e.Rows = append(e.Rows, language.AppendFeatures(nil, parserShape.Rows, w.Form, i == 0))
			e.Vectors = append(e.Vectors, language.VectorOf(w.Form))
			e.Labels[0] = append(e.Labels[0], int32(w.POS))
			e.Labels[1] = append(e.Labels[1], of(l.tagOf, w.Tag))
			e.Heads = append(e.Heads, int32(w.Head))
			e.Rels = append(e.Rels, of(l.relOf, w.Rel))
		}
		out = append(out, e)
	}
	return out
}
