package annotate

import (
	"stemma"
	"stemma/internal/speech"
)

// marked is a quotation on the bench.
type marked struct {
	speech.Quotation
	block       int // index into art.Blocks
	first, last int // tokens of its words with their marks
}

// findQuotes fills d.marked and d.inside.
func (d *doc) findQuotes() {
	d.inside = make([]int32, len(d.toks))
	var blocks []speech.Block
	var index []int
	for bi, b := range d.art.Blocks {
		if b.Kind.Reported() {
			blocks = append(blocks, speech.Block{Span: b.Span, Body: b.Kind == stemma.Body})
			index = append(index, bi)
		}
	}
	for _, q := range speech.Quotations(d.art.Text, blocks) {
		m := marked{Quotation: q, block: index[q.Block], first: d.tokenAt(q.Outer.Start)}
		for m.last = m.first; m.last < len(d.toks) && d.toks[m.last].Start < q.Outer.End; m.last++ {
			d.inside[m.last] = int32(len(d.marked) + 1)
		}
		d.marked = append(d.marked, m)
	}
}
