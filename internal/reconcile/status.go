package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A ladder is states that follow each other; a rung is the terms that tell one.
// A later account on a higher rung updates an earlier one on a lower.
type ladder struct {
	about string
	rungs [][]string
}

// ladders are general to news: what happens to a suspect, a road, a search, the
// injured, an invitation.
var ladders = []ladder{
	{"legal status", [][]string{{"suspect", "question"}, {"arrest"}, {"charge"}, {"trial"}, {"convict", "sentence"}}},
	{"open or closed", [][]string{{"close"}, {"reopen"}}},
	{"search", [][]string{{"miss", "search"}, {"find"}}},
	{"trapped or freed", [][]string{{"trap"}, {"free"}}},
	{"meeting", [][]string{{"invite"}, {"meet", "award", "receive"}}},
	{"fire", [][]string{{"burn"}, {"extinguish", "contain"}}},
	{"office", [][]string{{"appoint", "elect"}, {"resign"}}},
}

// statuses compares states: a ladder's rungs said of the same people or things,
// and one happening told as still to come and as under way or past.
func (b *bench) statuses() []stemma.Finding {
	var out []stemma.Finding
	for _, l := range ladders {
		out = append(out, b.climbs(l)...)
	}
	told := map[string]bool{}
	for _, f := range b.comings() {
		// An article that is copied word for word tells of it once.
		if key := f.Sides[0].Value; !told[key] && !spansOf(out).overlap(f.Sides[0].Witnesses[0]) {
			told[key] = true
			out = append(out, f)
		}
	}
	return out
}

// climbs returns the findings that ladder l makes, one for each subject that
// two articles leave on different rungs.
func (b *bench) climbs(l ladder) []stemma.Finding {
	type step struct {
		said, rung int
		word       string
	}
	var steps []step
	full := limit{}
	for i := range b.said {
		if r, at := b.rungOf(l, &b.said[i]); r >= 0 && !full.reached(b.said[i].art, l.about) {
			w := stemma.Witness{Article: b.said[i].Article, Span: at}
			steps = append(steps, step{i, r, b.words(w)})
		}
	}
	var out []stemma.Finding
	used := make([]bool, len(steps))
	for x := range steps {
		if used[x] {
			continue
		}
		lot := []step{steps[x]}
		for y := range steps {
			if y != x && !used[y] && b.sameSubject(l, &b.said[steps[x].said], &b.said[steps[y].said]) {
				lot = append(lot, steps[y])
			}
		}
		// An account is at the highest rung it tells: that it also tells the lower
		// ones puts it on no other side.
		top := map[int]int{}
		for _, s := range lot {
			art := b.said[s.said].art
			top[art] = max(top[art], s.rung)
		}
		sides, word := map[int][]int{}, map[int]string{}
		for _, s := range lot {
			if word[s.rung] == "" {
				word[s.rung] = s.word
			}
			if s.rung == top[b.said[s.said].art] {
				sides[s.rung] = append(sides[s.rung], s.said)
			}
		}
		if len(sides) < 2 {
			continue
		}
		for k, s := range steps {
			used[k] = used[k] || slices.Contains(lot, s)
		}
		f := stemma.Finding{Kind: stemma.Updated, Type: stemma.StatusFinding, About: l.about, Rule: "reconcile/status"}
		var rungs []int
		for r := range sides {
			rungs = append(rungs, r)
		}
		slices.Sort(rungs)
		for _, r := range rungs {
			slices.Sort(sides[r])
			side := b.side(sides[r])
			f.Sides = append(f.Sides, side)
		}
		f.Why = fmt.Sprintf("“%s” comes before “%s”", word[rungs[0]], word[rungs[len(rungs)-1]])
		if !b.inOrder(f.Sides) {
			f.Why += "; the dates do not tell which account is the later"
		}
		out = append(out, f)
	}
	return out
}

// maybe reports whether a modal makes t a mere possibility: "could be jailed".
func (b *bench) maybe(s *statement, t stemma.Term) bool {
	last, second := b.wordsBefore(s, t)
	return modals[last] || modals[second]
}

// inOrder reports whether no account of a later side is known to be older than
// one of an earlier side, and some account is known to be newer.
func (b *bench) inOrder(sides []stemma.Side) bool {
	newer := false
	for k := 1; k < len(sides); k++ {
		for _, v := range sides[k-1].Witnesses {
			for _, w := range sides[k].Witnesses {
				i, j := b.place[v.Article], b.place[w.Article]
				if b.later(j, i) {
					return false
				}
				newer = newer || b.later(i, j)
			}
		}
	}
	return newer
}

// rungOf returns the rung of l that s tells, and the word that tells it, or -1
// if it tells none, or several at once ("worked to free those trapped").
func (b *bench) rungOf(l ladder, s *statement) (int, stemma.Span) {
	at, word := -1, stemma.Span{}
	for r := range l.rungs {
		for _, t := range s.Terms {
			if !t.Verb || t.Mood&^stemma.ToCome != 0 || b.maybe(s, t) || !slices.Contains(l.rungs[r], t.Word) {
				continue
			}
			on := r
			if t.Mood == stemma.ToCome { // who "will be sentenced" is not yet, but has been tried
				on--
			}
			if on < 0 || at >= 0 && at != on {
				return -1, stemma.Span{}
			}
			at, word = on, t.Span

		}
	}
	return at, word
}

// subjectWeight is how rare a common word must be to be the subject that two
// states are told of; "game" is what every claim of a story on games shares.
const subjectWeight = 1.5

// sameSubject reports whether s and t speak of the same: they share a person, a
// word for one, or two rare features besides the ladder's own words.
func (b *bench) sameSubject(l ladder, s, t *statement) bool {
	fs, _ := b.shared(s, t)
	n := 0
	for _, f := range fs {
		own := slices.ContainsFunc(l.rungs, func(r []string) bool { return slices.Contains(r, f) })
		name, named := strings.CutPrefix(f, "name ")
		switch {
		case own:
		case agedWords[f], named && b.people.isPerson(name):
			n += 2
		case b.weight[f] >= subjectWeight:
			n++
		}
	}
	return n >= 2
}

// come is the likeness from which a claim about what is to come and one about
// what came speak of one thing.
const come = 0.4

// comings returns the findings in which one happening is still to come in one
// account and told as a fact in another.
func (b *bench) comings() []stemma.Finding {
	var out []stemma.Finding
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if !s.Future || s.Quoted || full.reached(s.art, "to come") {
			continue
		}
		var came []int
		word := ""
		for j := range b.said {
			t := &b.said[j]
			if t.art == s.art || t.Future || t.Hedged || t.Quoted || b.likeness(s, t) < join {
				continue
			}
			if w := b.comes(s, t); w != "" && (begins(s) || b.shareRole(s, t, w)) && (b.likeness(s, t) >= come || b.later(s.art, t.art) || begins(s)) {
				came = append(came, j)
				word = cmp.Or(word, w)
			}
		}
		if len(came) == 0 {
			continue
		}
		out = append(out, stemma.Finding{
			Kind:  stemma.Updated,
			Type:  stemma.StatusFinding,
			About: clip(b.words(s.witness()), 80),
			Sides: []stemma.Side{b.side([]int{i}), b.side(came)},
			Why:   fmt.Sprintf("still to come in one account, told as a fact in the other (“%s”)", word),
			Rule:  "reconcile/status",
		})
	}
	return out
}

// comes returns the happening that is still to come in s and that t tells as a
// fact, or "". Where s says that something will begin, it is that something.
func (b *bench) comes(s, t *statement) string {
	starts := begins(s)
	for _, x := range s.Terms {
		if !x.Happening || notToCome[x.Word] || x.Mood&stemma.ToCome == 0 && !starts || x.Word == "begin" {
			continue
		}
		for _, y := range t.Terms {
			if y.Word == x.Word && (y.Verb && !b.unrealised(t, y) || starts) && y.Mood&stemma.Denied == 0 {
				return x.Word
			}
		}
	}
	return ""
}

// notToCome are happenings that come again and again, or only report another one.
var notToCome = text.WordSet("continue call confirm announce say tell report claim deny expect reveal want plan hope")

// begins reports whether s says that something will begin.
func begins(s *statement) bool {
	return slices.ContainsFunc(s.Terms, func(x stemma.Term) bool { return x.Mood&stemma.ToCome != 0 && x.Word == "begin" })
}

// shareRole reports whether the happening word has one doer, or one that it is
// done to, in both statements.
func (b *bench) shareRole(s, t *statement, word string) bool {
	return slices.ContainsFunc(s.ties, func(x tie) bool {
		return core(x.Slot) && b.vocab.key[x.head] == word && slices.ContainsFunc(t.ties, func(y tie) bool {
			return core(y.Slot) && !opposite(x.Slot, y.Slot) && b.like(x.head, y.head) > 0 && b.like(x.tail, y.tail) > 0
		})
	})
}

// core reports whether a slot tells who does it, to whom it is done or of what it is said.
func core(s stemma.Slot) bool {
	return s == stemma.Agent || s == stemma.Patient || s == stemma.Is || s == stemma.Of
}
