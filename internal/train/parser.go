package train

import (
	"math/rand/v2"
	"slices"

	"stemma/internal/corpus"
	"stemma/internal/language"
)

// parserShape is the network of the parser; see the card for what smaller and
// larger ones reach.
var parserShape = language.Shape{Rows: 16384, Embed: 128, Hidden: 128, Layers: 3, Arc: 128, Rel: 96}

// Inventories of a treebank.
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

// Parser trains the parser's network on trees.
func Parser(trees []corpus.Tree, o Options) (*Network, labels) {
	l := inventory(trees)
	s := parserShape
	s.Labels = []int{int(language.X) + 1, len(l.tags)}
	s.Rels = len(l.rels)
	n := NewNetwork(s, rand.New(rand.NewPCG(o.Seed, 0)))
	n.Fit(l.examples(trees), o)
	return n, l
}
