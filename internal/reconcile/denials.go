package reconcile

import (
	"slices"
	"strings"

	"stemma"
)

// denied is the likeness from which a claim that calls something false and one
// that tells it speak of one thing. The two share little else than the names.
const denied = 0.45

// denials returns what one account tells and another calls a hoax or denies.
func (b *bench) denials() []stemma.Finding {
	var out []stemma.Finding
	for i := range b.said {
		s := &b.said[i]
		if !b.callsFalse(s) {
			continue
		}
		var told []int
		for j := range b.said {
			t := &b.said[j]
			if t.art == s.art || b.doubted(s, t.art) || t.Negated || t.Hedged || slices.ContainsFunc(t.Terms, doubts) {
				continue
			}
			if fs, w := b.shared(s, t); len(fs) >= minShared && w >= minWeight && b.likeness(s, t) >= denied {
				told = append(told, j)
			}
		}
		if len(told) == 0 {
			continue
		}
		out = append(out, stemma.Finding{
			Kind:  stemma.Conflicting,
			Type:  stemma.AccountFinding,
			About: clip(b.words(s.witness()), 80),
			Sides: []stemma.Side{b.side(told), b.side([]int{i})},
			Why:   "told in one account, called false in another",
			Rule:  "reconcile/denial",
		})
	}
	return out
}

// callsFalse reports whether s says of something that it is not true. "Were
// denied" says that it was refused.
func (b *bench) callsFalse(s *statement) bool {
	return slices.ContainsFunc(s.Terms, func(t stemma.Term) bool {
		if t.Negated || !doubts(t) {
			return false
		}
		before := strings.Fields(strings.ToLower(b.arts[s.art].Text[s.Span.Start:max(s.Span.Start, t.Span.Start)]))
		return t.Word == "hoax" || len(before) == 0 || !slices.Contains([]string{"was", "were", "been", "being", "be"}, before[len(before)-1])
	})
}

// doubted reports whether article art, too, calls false what s does: it retells
// the claim to deny it.
func (b *bench) doubted(s *statement, art int) bool {
	return slices.ContainsFunc(b.said, func(t statement) bool {
		return t.art == art && b.callsFalse(&t) && b.likeness(s, &t) >= kindred
	})
}

func doubts(t stemma.Term) bool { return t.Word == "hoax" || t.Word == "deny" }
