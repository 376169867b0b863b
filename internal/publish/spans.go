package publish

import (
	"cmp"
	"slices"

	"stemma"
)

// A step is one piece of a text cut into nested marks: words, the beginning of
// a mark, or its end. Steps stand in text order and begin and end like
// brackets, so that they can be written as elements.
type step struct {
	Words string // for words
	Begin int    // 1 + the index of the span whose mark begins here; 0 if none
	End   int    // 1 + the index of the span whose mark ends here
	First bool   // the mark is the first part of its span
	Last  bool   // the mark is the last part of its span
}

// nest cuts words that stand at [from, from+len(words)) of a text into steps
// that mark spans, which may overlap. A span that crosses the end of one that
// began before it is cut in two there: its second part goes on as a mark of its
// own. What of a span lies outside is not marked. spans must be sorted by
// nested. The work is linear in the words and in the parts.
func nest(words string, from int, spans []stemma.Span) []step {
	to := from + len(words)
	var out []step
	at := from
	say := func(until int) {
		if until > at {
			out = append(out, step{Words: words[at-from : until-from]})
			at = until
		}
	}
	var open []int // spans whose marks are open, the innermost last
	// shut ends the marks that end before or at until. Those that lie inside
	// one of them, but go on, are ended and begun again.
	shut := func(until int) {
		for {
			end, deepest := to+1, -1
			for i, k := range open {
				if spans[k].End <= until && spans[k].End < end {
					end, deepest = spans[k].End, i
				}
			}
			if deepest < 0 {
				return
			}
			say(min(end, to))
			again := slices.Clone(open[deepest:])
			for i := len(open) - 1; i >= deepest; i-- {
				out = append(out, step{End: open[i] + 1, Last: spans[open[i]].End <= end})
			}
			open = open[:deepest]
			for _, k := range again {
				if spans[k].End > end {
					out = append(out, step{Begin: k + 1})
					open = append(open, k)
				}
			}
		}
	}
	for k, s := range spans {
		if s.Empty() || s.End <= from || s.Start >= to {
			continue
		}
		shut(max(s.Start, from))
		say(max(s.Start, from))
		out = append(out, step{Begin: k + 1, First: s.Start >= from})
		open = append(open, k)
	}
	shut(to)
	say(to)
	for i := len(open) - 1; i >= 0; i-- { // they go on behind the words
		out = append(out, step{End: open[i] + 1})
	}
	return out
}

// nested orders spans by their start, and the longer first.
func nested(a, b stemma.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
}

// reaching returns the indexes of the spans that reach into block, and the
// spans. spans must be sorted by nested, and blocks asked for in text order with
// one next, which begins as 0: so that all blocks together are linear work.
func reaching(spans []stemma.Span, next *int, block stemma.Span) (at []int, inside []stemma.Span) {
	for *next < len(spans) && spans[*next].End <= block.Start {
		*next++
	}
	for i := *next; i < len(spans) && spans[i].Start < block.End; i++ {
		if spans[i].Overlap(block) > 0 {
			at, inside = append(at, i), append(inside, spans[i])
		}
	}
	return at, inside
}
