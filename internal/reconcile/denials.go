package reconcile

import (
	"slices"

	"stemma"
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
			if k != i && like >= denied {
				no = append(no, k)
			}
		}
		var told []int
		for j := range b.said {
			t := &b.said[j]
			if doubted[t.art] || t.Negated || b.negates(t) || t.Hedged || slices.ContainsFunc(t.Terms, doubts) {
				continue
			}
			if fs, w := b.shared(s, t); len(fs) >= minShared && w >= minWeight && likenessOf(s, t, w) >= denied && b.tied(s, t) {
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
// denied" says that it was refused.
func (b *bench) callsFalse(s *statement) bool {
	return slices.ContainsFunc(s.Terms, func(t stemma.Term) bool {
		if t.Mood&stemma.Denied != 0 || !doubts(t) {
			return false
		}
		last, _ := b.wordsBefore(s, t)
		return t.Word == "hoax" || !slices.Contains([]string{"was", "were", "been", "being", "be"}, last)
	})
}

func doubts(t stemma.Term) bool { return t.Word == "hoax" || t.Word == "deny" }

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
