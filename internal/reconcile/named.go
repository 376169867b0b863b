package reconcile

import (
	"cmp"
	"fmt"
	"slices"

	"stemma"
)

// introductions returns who is named by several accounts: for each of them the claim
// that introduces it in an account, by the fullest name the account has.
func (b *bench) introductions(told []stemma.Finding) []stemma.Finding {
	together := pairsOf(told)
	var out []stemma.Finding
	for i := range b.people.entities {
		e := &b.people.entities[i]
		if e.Outlet || e.Kind == stemma.Place || len(nameParts(e.Name)) < 2 { // "HR" introduces nobody
			continue
		}
		first := map[int]int{} // article → statement
		length := map[int]int{}
		for _, m := range e.Mentions {
			if m.Pronoun {
				continue
			}
			art := b.place[m.Article]
			n := len(nameParts(b.arts[art].Words(m.Span)))
			if n <= length[art] {
				continue
			}
			if s := b.statementAt(art, m.Span); s >= 0 {
				first[art], length[art] = s, n
			}
		}
		if len(first) < 2 {
			continue
		}
		var said []int
		for art := range b.arts {
			if s, ok := first[art]; ok {
				said = append(said, s)
			}
		}
		if ws := b.witnesses(said); !together.fresh(ws) {
			continue
		}
		out = append(out, stemma.Finding{
			Kind:  stemma.Corroborated,
			Type:  stemma.NameFinding,
			About: "named: " + e.Name,
			Sides: []stemma.Side{{Value: e.Name, Witnesses: b.witnesses(said)}},
			Why:   fmt.Sprintf("%d accounts name %s", len(said), e.Name),
			Rule:  "reconcile/named",
		})
	}
	return out
}

// statementAt returns the statement of an article that holds the start of sp; -1
// if none does.
func (b *bench) statementAt(art int, sp stemma.Span) int {
	i, _ := slices.BinarySearchFunc(b.said, sp.Start, func(s statement, at int) int {
		return cmp.Or(cmp.Compare(s.art, art), cmp.Compare(s.Span.End, at+1))
	})
	if i < len(b.said) && b.said[i].art == art && b.said[i].Span.Start <= sp.Start {
		return i
	}
	return -1
}
