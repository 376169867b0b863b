package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// polarities returns what one account says and another denies of the same
// happening: one predicate, told plainly in one and denied in the other, of one
// doer or one that it is done to, while no other participant differs.
func (b *bench) polarities() []stemma.Finding {
	type end struct {
		said int
		*tie
	}
	denials := map[int][]end{} // by head
	var heads []int
	full := limit{}
	for i := range b.said {
		for k := range b.said[i].ties {
			t := &b.said[i].ties[k]
			if t.Mood&stemma.Denied == 0 || t.Mood&(stemma.Possible|stemma.ToCome) != 0 || !predicative(t) || b.partial(&b.said[i]) || full.reached(b.said[i].art, "denied") {
				continue
			}
			if denials[t.head] == nil {
				heads = append(heads, t.head)
			}
			denials[t.head] = append(denials[t.head], end{i, t})
		}
	}
	tellers := map[int][]end{}
	for i := range b.said {
		for k := range b.said[i].ties {
			if t := &b.said[i].ties[k]; t.Mood == 0 && predicative(t) {
				tellers[t.head] = append(tellers[t.head], end{i, t})
			}
		}
	}
	var out []stemma.Finding
	used := map[int]bool{}
	for _, h := range heads {
		for _, d := range denials[h] {
			if used[d.said] {
				continue
			}
			s := &b.said[d.said]
			var yes []int
			by := map[int]*tie{d.said: d.tie}
			for _, g := range b.alike(h) {
				for _, t := range tellers[g] {
					if u := &b.said[t.said]; u.art != s.art && !u.Hedged && !b.negates(u) && u.other == s.other && b.denies(s, d.tie, u, t.tie) {
						yes = append(yes, t.said)
						by[t.said] = t.tie
					}
				}
			}
			if len(yes) == 0 {
				continue
			}
			slices.Sort(yes)
			yes = slices.Compact(yes)
			no := []int{d.said}
			for _, e := range denials[h] {
				if e.said != d.said && b.like(e.tail, d.tail) > 0 && !slices.ContainsFunc(yes, func(i int) bool { return b.said[i].art == b.said[e.said].art }) {
					no = append(no, e.said)
				}
			}
			slices.Sort(no)
			no = slices.Compact(no)
			for _, i := range no {
				used[i] = true
			}
			f := stemma.Finding{
				Kind:  stemma.Conflicting,
				Type:  stemma.AccountFinding,
				About: clip(b.words(s.witness()), 80),
				Sides: []stemma.Side{b.side(yes), b.side(no)},
				Why:   fmt.Sprintf("told: %s; denied: %s", b.wordings(yes[:1], by), b.wordings([]int{d.said}, by)),
				Rule:  "reconcile/polarity",
			}
			if b.provisional(s) && b.inOrder([]stemma.Side{f.Sides[1], f.Sides[0]}) {
				f.Kind = stemma.Updated
				f.Why += ", by an account that says not yet"
			}
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(f, g stemma.Finding) int { return b.before(f.Sides[1].Witnesses[0], g.Sides[1].Witnesses[0]) })
	return out
}

// predicative reports whether t is a predicate with a participant.
func predicative(t *tie) bool {
	return (t.Head.Part == 'v' || t.Head.Part == 'a' || t.Slot == stemma.Is) && (t.Slot == stemma.Agent || t.Slot == stemma.Patient || t.Slot == stemma.Is)
}

// denies reports whether tie d of s, which is denied, and tie t of u tell of one
// happening.
func (b *bench) denies(s *statement, d *tie, u *statement, t *tie) bool {
	if d.Slot != t.Slot || b.like(d.head, t.head) < bondSim || b.like(d.tail, t.tail) < bondSim {
		return false
	}
	met := 1
	for i := range s.ties {
		x := &s.ties[i]
		if x.Head.Span != d.Head.Span || x.Bond == d.Bond {
			continue
		}
		alone := x.Slot == stemma.Agent || x.Slot == stemma.Patient
		for k := range u.ties {
			y := &u.ties[k]
			if y.Head.Span != t.Head.Span || y.Bond == t.Bond || y.Slot != x.Slot || x.Slot == stemma.Oblique && x.Prep != y.Prep {
				continue
			}
			if b.like(x.tail, y.tail) == 0 {
				return false // somebody else, somewhere else, at another time
			}
			met++
			alone = false
		}
		if alone {
			return false // what the other does not say may be another
		}
	}
	return !b.light(d) && !b.light(t) && (met > 1 || strings.HasPrefix(b.vocab.key[d.tail], "name ")) && !strings.Contains(b.words(u.witness()), b.words(s.witness()))
}

// light reports whether the predicate itself says little: "had", "was".
func (b *bench) light(d *tie) bool {
	return d.Head.Part == 'v' && (text.IsFunction(d.Head.Lemma) || lightVerbs[d.Head.Lemma])
}

// Verbs that say little without what follows them: who does not know one thing
// may know another.
var lightVerbs = text.WordSet("be have do get make take give go come say tell add know think feel believe want need like love hope wish hear seem look mean understand remember try")

// negations are the words of a clause that something in it is denied by, beside
// those that end in "n't".
var negations = text.WordSet("no not never none nobody nothing neither nor without cannot hardly barely")

// negates reports whether some word of s is a negation, so that what seems told
// in it may be denied: "no form signed by her was found".
func (b *bench) negates(s *statement) bool {
	return b.anyWord(s, func(w string) bool {
		return negations[w] || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
	})
}

// limits are words by which a denial leaves room for what others tell: what has
// not happened "since 1908" may have happened now, what is not told "exactly" may
// be told, and what would be "if" is not said to be.
var limits = text.WordSet("since until till before if unless whether exactly necessarily entirely fully completely always every all only just hardly")

// partial reports whether the denial in s has such a limit.
func (b *bench) partial(s *statement) bool {
	return b.anyWord(s, func(w string) bool { return limits[w] })
}

// anyWord reports whether is holds of a word of s, in lower case.
func (b *bench) anyWord(s *statement, is func(string) bool) bool {
	a := b.arts[s.art]
	return slices.ContainsFunc(text.Tokens(a.Text, s.Span), func(t text.Token) bool { return is(strings.ToLower(a.Text[t.Start:t.End])) })
}

// provisional reports whether s says that what it denies may yet come about, or
// was so before: "has not yet", "no longer".
func (b *bench) provisional(s *statement) bool {
	w := " " + strings.ToLower(b.words(s.witness())) + " "
	return strings.Contains(w, " yet ") || strings.Contains(w, " still ") || strings.Contains(w, " so far ") || strings.Contains(w, " no longer ")
}
