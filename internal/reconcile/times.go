package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma"
)

// A moment is one date of one statement about the story's event.
type moment struct {
	*stemma.Date
	said  int
	clock *stemma.Clock
}

// eventShare is how many of the accounts must have a happening in their first
// sentences for it to be what the story is about.
const eventShare = 0.5

// slack is how far apart, in minutes, two clock times may stand and still be
// one, told roughly. At 10, "just after six" met "ten past six".
const slack = 4

// times compares when the accounts say that the event happened: by its day and
// by the time of day.
func (b *bench) times() []stemma.Finding {
	about := b.event()
	var days, clocks []moment
	for i := range b.said {
		s := &b.said[i]
		if s.Future || !b.tellsEvent(s, about) {
			continue
		}
		for _, k := range s.Dates {
			d := &b.marks[s.art].Dates[k]
			m := moment{Date: d, said: i, clock: d.Clock}
			if d.Known() && fine(d.Precision) {
				days = append(days, m)
			}
			if m.clock != nil {
				clocks = append(clocks, m)
			}
		}
	}
	var out []stemma.Finding
	for _, lot := range [...]struct {
		about string
		ms    []moment
		same  func(m, n moment) bool
		value func(side []moment) string
	}{
		{"day of the event", days, sameDay, dayValue},
		{"time of day of the event", clocks, sameClock, b.clockValue},
	} {
		if f, ok := b.timeFinding(lot.about, lot.ms, lot.same, lot.value); ok {
			out = append(out, f)
		}
	}
	return out
}

// event returns the happenings that stand in the first sentences of at least
// half of the accounts: what the story is about.
func (b *bench) event() map[string]bool {
	in := map[string]map[int]bool{}
	for i := range b.said {
		s := &b.said[i]
		if !s.lead {
			continue
		}
		for _, t := range s.Terms {
			if t.Happening {
				if in[t.Word] == nil {
					in[t.Word] = map[int]bool{}
				}
				in[t.Word][s.art] = true
			}
		}
	}
	out := map[string]bool{}
	for w, arts := range in {
		if float64(len(arts)) >= max(2, eventShare*float64(len(b.arts))) {
			out[w] = true
		}
	}
	return out
}

// eventNouns speak of the event itself, whatever it was.
var eventNouns = map[string]bool{"accident": true, "drama": true, "event": true, "happen": true, "occur": true, "unfold": true, "took": true, "take": true, "place": true}

func (b *bench) tellsEvent(s *statement, about map[string]bool) bool {
	for _, t := range s.Terms {
		if t.Happening && about[t.Word] || eventNouns[t.Word] {
			return true
		}
	}
	return false
}

func sameDay(m, n moment) bool { return m.Agrees(*n.Date) }

func sameClock(m, n moment) bool {
	c, d := *m.clock, *n.clock
	c.From -= slack
	c.To += slack
	if m.Known() && n.Known() && fine(m.Precision) && fine(n.Precision) && m.From.Format("2006-01-02") != n.From.Format("2006-01-02") {
		return true // another day's clock does not oppose this one's
	}
	return c.Agrees(d)
}

func dayValue(side []moment) string { return side[0].From.Format("2006-01-02") }

func (b *bench) clockValue(side []moment) string {
	return b.words(stemma.Witness{Article: b.said[side[0].said].Article, Span: side[0].Span})
}

// timeFinding returns the finding that the moments make, if two articles or two
// sides stand in it. Sides are formed most precise first, so that "morning"
// joins "5 a.m." and does not bridge it to "9 a.m.".
func (b *bench) timeFinding(about string, ms []moment, same func(m, n moment) bool, value func([]moment) string) (stemma.Finding, bool) {
	width := func(m moment) int {
		if m.clock != nil {
			return m.clock.To - m.clock.From
		}
		return 24 * 60
	}
	slices.SortStableFunc(ms, func(m, n moment) int { return cmp.Compare(width(m), width(n)) })
	var sides [][]moment
	for _, m := range ms {
		at := slices.IndexFunc(sides, func(side []moment) bool { return same(side[0], m) })
		if at < 0 {
			sides = append(sides, nil)
			at = len(sides) - 1
		}
		sides[at] = append(sides[at], m)
	}
	articles := map[int]bool{}
	for _, side := range sides {
		for _, m := range side {
			articles[b.said[m.said].art] = true
		}
	}
	if len(sides) == 0 || len(articles) < 2 && len(sides) < 2 {
		return stemma.Finding{}, false
	}
	slices.SortStableFunc(sides, func(s, t []moment) int { return cmp.Compare(len(t), len(s)) })
	f := stemma.Finding{Kind: stemma.Corroborated, Type: stemma.TimeFinding, About: about, Rule: "reconcile/time"}
	for _, side := range sides {
		var ws []stemma.Witness
		for _, m := range side {
			ws = append(ws, b.said[m.said].witness())
		}
		slices.SortFunc(ws, b.before)
		f.Sides = append(f.Sides, stemma.Side{Value: value(side), Witnesses: slices.Compact(ws)})
	}
	f.Why = fmt.Sprintf("%d accounts put it at %s", len(articles), f.Sides[0].Value)
	if len(f.Sides) > 1 {
		f.Kind = stemma.Conflicting
		f.Why = "it cannot have been both " + strings.Join(strings.Split(values(f.Sides), " / "), " and ")
	}
	return f, true
}
