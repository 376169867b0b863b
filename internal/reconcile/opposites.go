package reconcile

import (
	"fmt"
	"slices"

	"stemma"
	"stemma/internal/language"
)

// opposites returns what accounts say of one person or thing in words that
// cannot both hold: "the road is open", "the road is closed".
func (b *bench) opposites() []stemma.Finding {
	type state struct {
		said int
		*tie
	}
	of := map[int][]state{} // by what it is said of
	var things []int
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if s.other || s.Hedged {
			continue
		}
		for k := range s.ties {
			t := &s.ties[k]
			if t.Slot != stemma.Is || t.Mood != 0 || t.Head.Part != 'a' || b.weightOf(t.tail) < endWeight || full.reached(s.art, "state") {
				continue
			}
			if of[t.tail] == nil {
				things = append(things, t.tail)
			}
			of[t.tail] = append(of[t.tail], state{i, t})
		}
	}
	var out []stemma.Finding
	for _, th := range things {
		seen := map[int]bool{}
		for x, p := range of[th] {
			for _, q := range of[th][x+1:] {
				if b.said[p.said].art == b.said[q.said].art || seen[p.head] || p.head == q.head ||
					language.Relate(b.vocab.lex[p.head], b.vocab.lex[q.head]).Kind != language.Opposite {
					continue
				}
				seen[p.head], seen[q.head] = true, true
				var sides [2][]int
				for _, r := range of[th] {
					switch r.head {
					case p.head:
						sides[0] = append(sides[0], r.said)
					case q.head:
						sides[1] = append(sides[1], r.said)
					}
				}
				if b.wordOfSet(b.said[p.said].witness(), beforeWords) != "" || b.wordOfSet(b.said[q.said].witness(), beforeWords) != "" {
					continue // "initially unable"
				}
				if !b.acrossSides(sides[0], sides[1]) {
					continue // who says both speaks of two things, or of two times
				}
				by := map[int]*tie{p.said: p.tie, q.said: q.tie}
				f := stemma.Finding{
					Kind:  stemma.Conflicting,
					Type:  stemma.StatusFinding,
					About: clip(b.words(b.said[p.said].witness()), 80),
					Sides: []stemma.Side{b.side(slices.Compact(sides[0])), b.side(slices.Compact(sides[1]))},
					Why:   fmt.Sprintf("opposites: %s, %s", b.wordings([]int{p.said}, by), b.wordings([]int{q.said}, by)),
					Rule:  "reconcile/opposite",
				}
				if b.inOrder(f.Sides) || b.inOrder([]stemma.Side{f.Sides[1], f.Sides[0]}) {
					f.Kind = stemma.Updated
				}
				out = append(out, f)
			}
		}
	}
	return out
}

// acrossSides reports whether each side has an account that is not on the other.
func (b *bench) acrossSides(g, h []int) bool {
	alone := func(x, y []int) bool {
		return slices.ContainsFunc(x, func(i int) bool {
			return !slices.ContainsFunc(y, func(j int) bool { return b.said[i].art == b.said[j].art })
		})
	}
	return alone(g, h) && alone(h, g)
}
