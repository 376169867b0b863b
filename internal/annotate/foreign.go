package annotate

import (
	"stemma"
	"stemma/internal/text"
)

// minForeignWords is the shortest quotation that is taken for speech by its
// marks alone: shorter ones are mostly titles, names and words held at a
// distance.
const minForeignWords = 4

// quoteByMarks fills d.quotes for an article that is not in English, where the
// words around a quotation cannot tell whether anybody said it, nor who.
func (d *doc) quoteByMarks() {
	for _, m := range d.marked {
		words := 0
		for _, t := range d.toks[m.first:m.last] {
			if t.Kind == text.Word {
				words++
			}
		}
		if words < minForeignWords {
			continue
		}
		q := stemma.Quote{Article: d.art.ID, Span: m.Span, Kind: stemma.Mixed}
		if startsUpper(d.words(m.Span)) {
			q.Kind = stemma.Direct
		}
		d.quotes = append(d.quotes, q)
	}
}
