package reconcile

import (
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// denied is the likeness from which a claim that calls something false and one
// that tells it speak of one thing. The two share little else than the names.
const denied = 0.45

// denials returns what one account tells and another calls a hoax or denies, but
// for what the findings said already oppose.
func (b *bench) denials(said []stemma.Finding) []stemma.Finding {
	var denying []int
	full := limit{}
	for i := range b.said {
		if b.callsFalse(&b.said[i]) && !full.reached(b.said[i].art, "denial") {
			denying = append(denying, i)
		}
	}
	opposed := spansOf(said)
	var out []stemma.Finding
	done := map[int]bool{}
	for _, i := range denying {
		if done[i] || opposed.overlap(b.said[i].witness()) {
			continue
		}
		s := &b.said[i]
		doubted := map[int]bool{s.art: true} // articles that retell the claim to deny it, too
		no := []int{i}                       // with what others say to the same effect
		for _, k := range denying {
			like := b.likeness(s, &b.said[k])
			if k != i && like >= kindred {
				doubted[b.said[k].art] = true
			}
			if k != i && like >= denied && b.tied(s, &b.said[k]) {
				no = append(no, k)
			}
		}
		var told []int
		for j := range b.said {
			t := &b.said[j]
			if doubted[t.art] || t.Negated || b.negates(t) || b.refuses(t) || b.hears(t) || t.Hedged || slices.ContainsFunc(t.Terms, doubts) {
				continue
			}
			if fs, w := b.shared(s, t); len(fs) >= minShared && w >= minWeight && likenessOf(s, t, w) >= denied && b.tied(s, t) && b.tellsAlike(s, t) {
				told = append(told, j)
			}
		}
		if len(told) == 0 {
			continue
		}
		for _, k := range no {
			done[k] = true
		}
		slices.Sort(no)
		out = append(out, stemma.Finding{
			Kind:  stemma.Conflicting,
			Type:  stemma.AccountFinding,
			About: clip(b.words(s.witness()), 80),
			Sides: []stemma.Side{b.side(told), b.side(no)},
			Why:   "told in one account, called false in another",
			Rule:  "reconcile/denial",
		})
	}
	return out
}

// callsFalse reports whether s says of something that it is not true. "Were
// denied" says that it was refused, and so does "denied them access".
func (b *bench) callsFalse(s *statement) bool {
	return slices.ContainsFunc(s.Terms, func(t stemma.Term) bool {
		if t.Mood&(stemma.Denied|stemma.Possible) != 0 || !doubts(t) || b.maybe(s, t) {
			return false
		}
		if t.Word == "hoax" {
			return true
		}
		last, _ := b.wordsBefore(s, t)
		return t.Verb && !slices.Contains([]string{"was", "were", "been", "being", "be"}, last) && !b.neither(s, t) && !s.refusesThing(t)
	})
}

// neither reports whether t stands in "to confirm or deny".
func (b *bench) neither(s *statement, t stemma.Term) bool {
	before := strings.Fields(strings.ToLower(b.arts[s.art].Text[max(0, t.Span.Start-nearBefore):t.Span.Start]))
	n := len(before)
	return n > 0 && (before[n-1] == "or" || before[n-1] == "nor")
}

// refusesThing reports whether what t denies is a thing that one can be refused,
// and nothing that was said.
func (s *statement) refusesThing(t stemma.Term) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Head.Span.Overlap(t.Span) > 0 && bd.Slot == stemma.Patient && refusable[bd.Tail.Lemma]
	})
}

var refusable = text.WordSet("access entry request offer permission visa bail motion appeal application right asylum leave service treatment aid help chance opportunity")

func doubts(t stemma.Term) bool { return t.Word == "hoax" || t.Word == "deny" }

// tellsAlike reports whether a bond of s and one of t say the same of who did it, to
// whom it was done, what it is or how many there are, and not only where or by what
// means: two messages on one wall are not one message.
func (b *bench) tellsAlike(s, t *statement) bool {
	return slices.ContainsFunc(s.ties, func(x tie) bool {
		return tells(x.Slot) && slices.ContainsFunc(t.ties, func(y tie) bool {
			return tells(y.Slot) && b.meet(&x, &y) >= bondSim
		})
	})
}

// tells reports whether a slot holds a participant or a count.
func tells(s stemma.Slot) bool {
	return s == stemma.Agent || s == stemma.Patient || s == stemma.Is || s == stemma.Count
}

// tied reports whether a bond of s and one of t say the same, whatever their mood:
// not what describes a thing, but what it did, where it was, how many there were.
func (b *bench) tied(s, t *statement) bool {
	for i := range s.ties {
		for k := range t.ties {
			if s.ties[i].Slot != stemma.Mod && t.ties[k].Slot != stemma.Mod && b.meet(&s.ties[i], &t.ties[k]) >= bondSim {
				return true
			}
		}
	}
	return false
}
