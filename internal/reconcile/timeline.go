package reconcile

import (
	"cmp"
	"slices"

	"stemma"
)

// timeline returns what happened when, in order: every resolved moment of a
// day's precision or finer, or of a month or year, with the findings its claims
// belong to. Witnesses of one interval and one finding make one event.
func (b *bench) timeline(fs []stemma.Finding) []stemma.Event {
	in := map[stemma.Witness]string{}
	for _, f := range fs {
		for _, s := range f.Sides {
			for _, w := range s.Witnesses {
				if in[w] == "" || f.Type == stemma.AccountFinding {
					in[w] = f.ID
				}
			}
		}
	}
	type key struct {
		from, to int64
		finding  string
	}
	at := map[key]int{}
	var out []stemma.Event
	for i := range b.said {
		s := &b.said[i]
		for _, k := range s.Dates {
			d := b.marks[s.art].Dates[k]
			if !d.Known() {
				continue
			}
			w := s.witness()
			id := key{d.From.Unix(), d.To.Unix(), in[w]}
			e, ok := at[id]
			if !ok || id.finding == "" {
				e = len(out)
				at[id] = e
				d.Span, d.Why = stemma.Span{}, ""
				out = append(out, stemma.Event{When: d, Finding: in[w]})
			}
			out[e].Witnesses = append(out[e].Witnesses, w)
		}
	}
	slices.SortStableFunc(out, func(e, f stemma.Event) int {
		return cmp.Or(e.When.From.Compare(f.When.From), f.When.To.Compare(e.When.To), b.before(e.Witnesses[0], f.Witnesses[0]))
	})
	return out
}
