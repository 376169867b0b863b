package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma"
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
	for _, f := range b.comings() {
		if !witnessed(out, f.Sides[0].Witnesses[0]) {
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
	for i := range b.said {
		if r, at := rungOf(l, &b.said[i]); r >= 0 {
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
func rungOf(l ladder, s *statement) (int, stemma.Span) {
	at, word := -1, stemma.Span{}
	for r := range l.rungs {
		for _, t := range s.Terms {
			if !t.Negated && slices.Contains(l.rungs[r], t.Word) {
				if at >= 0 && at != r {
					return -1, stemma.Span{}
				}
				at, word = r, t.Span
			}
		}
	}
	return at, word
}

// sameSubject reports whether s and t speak of the same: they share a name, or
// two features besides the ladder's own words.
func (b *bench) sameSubject(l ladder, s, t *statement) bool {
	fs, _ := b.shared(s, t)
	n := 0
	for _, f := range fs {
		own := slices.ContainsFunc(l.rungs, func(r []string) bool { return slices.Contains(r, f) })
		switch {
		case own:
		case strings.HasPrefix(f, "name "), agedWords[f]:
			n += 2
		case b.weight[f] > 0.7:
			n++
		}
	}
	return n >= 2
}

// comings returns the findings in which one happening is still to come in one
// account and under way or past in another.
func (b *bench) comings() []stemma.Finding {
	var out []stemma.Finding
	for i := range b.said {
		s := &b.said[i]
		if !s.Future || s.Quoted {
			continue
		}
		var past []int
		for j := range b.said {
			t := &b.said[j]
			if t.art != s.art && !t.Future && !t.Hedged && !t.Quoted && happensIn(s, t) != "" && b.likeness(s, t) >= join {
				past = append(past, j)
			}
		}
		if len(past) == 0 {
			continue
		}
		f := stemma.Finding{
			Kind:  stemma.Updated,
			Type:  stemma.StatusFinding,
			About: clip(b.words(s.witness()), 80),
			Sides: []stemma.Side{b.side([]int{i}), b.side(past)},
			Why:   fmt.Sprintf("still to come in one account, told as a fact in the other (“%s”)", happensIn(s, &b.said[past[0]])),
			Rule:  "reconcile/status",
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(f, g stemma.Finding) int {
		return cmp.Compare(len(g.Sides[1].Witnesses), len(f.Sides[1].Witnesses))
	})
	return out
}

// happensIn returns the first happening of s that t tells, too, or "".
func happensIn(s, t *statement) string {
	for _, x := range s.Terms {
		if x.Happening && x.Word != "continue" && slices.ContainsFunc(t.Terms, func(y stemma.Term) bool { return y.Word == x.Word && !y.Negated }) {
			return x.Word
		}
	}
	return ""
}
