package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A cast is the entities of a story across its articles.
type cast struct {
	entities []stemma.Entity
	of       map[role]int // the entity that an article's own name for it means
	persons  map[string]bool
}

// A role is one article's name for an entity.
type role struct {
	article stemma.ArticleID
	name    string
}

// align merges the entities of the articles that are one person, place or
// organisation: the same folded name, or for persons a name whose words are all
// in the other's, the last word being the same. A person who could be two
// others is left apart: a wrong merge is worse than a missing one.
func align(arts []*stemma.Article, marks []*stemma.Marks) *cast {
	c := &cast{of: map[role]int{}, persons: map[string]bool{}}
	type item struct {
		e     stemma.Entity
		art   int
		parts []string
	}
	var items []item
	for i, m := range marks {
		for _, e := range m.Entities {
			items = append(items, item{e, i, nameParts(e.Name)})
		}
	}
	// Longest names first, so that a surname meets the full names it may mean.
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(items[b].parts), len(items[a].parts)) })
	home := make([]int, len(items))
	var parts [][]string
	byLast := map[string][]int{}
	for _, i := range order {
		it := items[i]
		last := ""
		if n := len(it.parts); n > 0 {
			last = it.parts[n-1]
		}
		fit := -1
		for _, g := range byLast[last] {
			if c.entities[g].Kind != it.e.Kind || !sameName(parts[g], it.parts, it.e.Kind) {
				continue
			}
			if fit >= 0 && !slices.Equal(parts[g], it.parts) {
				fit = -2
				break
			}
			fit = g
		}
		if fit < 0 {
			fit = len(c.entities)
			c.entities = append(c.entities, stemma.Entity{Name: it.e.Name, Kind: it.e.Kind})
			c.persons[it.e.Name] = c.persons[it.e.Name] || it.e.Kind == stemma.Person
			parts = append(parts, it.parts)
			byLast[last] = append(byLast[last], fit)
		}
		home[i] = fit
	}
	for i, it := range items {
		g := &c.entities[home[i]]
		g.Outlet = g.Outlet || it.e.Outlet
		g.Mentions = append(g.Mentions, it.e.Mentions...)
		g.Attributes = append(g.Attributes, it.e.Attributes...)
		c.of[role{arts[it.art].ID, it.e.Name}] = home[i]
	}
	c.sortBySpread()
	return c
}

// sortBySpread puts the entities that most articles name first, then those that
// are named most often, then by name.
func (c *cast) sortBySpread() {
	perm, spread := make([]int, len(c.entities)), make([]int, len(c.entities))
	for i, e := range c.entities {
		seen := map[stemma.ArticleID]bool{}
		for _, m := range e.Mentions {
			seen[m.Article] = true
		}
		perm[i], spread[i] = i, len(seen)
	}
	slices.SortStableFunc(perm, func(i, j int) int {
		return cmp.Or(
			cmp.Compare(spread[j], spread[i]),
			cmp.Compare(len(c.entities[j].Mentions), len(c.entities[i].Mentions)),
			cmp.Compare(c.entities[i].Name, c.entities[j].Name),
		)
	})
	moved := make([]stemma.Entity, len(perm))
	to := make([]int, len(perm))
	for k, i := range perm {
		moved[k], to[i] = c.entities[i], k
	}
	for r, i := range c.of {
		c.of[r] = to[i]
	}
	c.entities = moved
}

// name returns the story's fullest name for what article a calls n, or n.
func (c *cast) name(a stemma.ArticleID, n string) string {
	if i, ok := c.of[role{a, n}]; ok {
		return c.entities[i].Name
	}
	return n
}

// mentionIn returns where claim c mentions the entity that its article calls n.
func (c *cast) mentionIn(cl *stemma.Claim, n string) stemma.Span {
	i, ok := c.of[role{cl.Article, n}]
	if !ok {
		return stemma.Span{}
	}
	for _, m := range c.entities[i].Mentions {
		if m.Article == cl.Article && cl.Span.Overlap(m.Span) > 0 {
			return m.Span
		}
	}
	return stemma.Span{}
}

// isPerson reports whether the story-wide name is a person's.
func (c *cast) isPerson(name string) bool { return c.persons[name] }

// nameParts returns the folded words of a name without titles and articles.
func nameParts(name string) []string {
	var out []string
	for _, t := range text.Tokens(name, stemma.Span{End: len(name)}) {
		w := text.Fold(name[t.Start:t.End])
		if t.Kind == text.Mark || strings.HasPrefix(w, "'") || nameTitles[w] {
			continue
		}
		out = append(out, w)
	}
	return out
}

var nameTitles = map[string]bool{"the": true, "a": true, "an": true, "mr": true, "mrs": true, "ms": true, "dr": true, "sir": true, "of": true, "de": true, "president": true, "mayor": true, "minister": true, "prime": true}

// sameName reports whether the shorter name can stand for the longer.
func sameName(long, short []string, kind stemma.EntityKind) bool {
	if len(short) == 0 || len(long) == 0 {
		return false
	}
	if kind != stemma.Person {
		return slices.Equal(long, short)
	}
	for _, p := range short {
		if !slices.Contains(long, p) {
			return false
		}
	}
	return true
}

// An index is the places where an article names its entities, in text order,
// without its pronouns and descriptions.
type index []place

// A place is a span that names an entity, by its index into Marks.Entities.
type place struct {
	span   stemma.Span
	entity int
}

func newIndex(m *stemma.Marks) index {
	var ix index
	for i, e := range m.Entities {
		for _, x := range e.Mentions {
			if !x.Pronoun {
				ix = append(ix, place{x.Span, i})
			}
		}
	}
	slices.SortStableFunc(ix, func(p, q place) int { return cmp.Compare(p.span.Start, q.span.Start) })
	return ix
}

// near returns the places at most reach bytes before or after sp.
func (ix index) near(sp stemma.Span, reach int) index {
	i, _ := slices.BinarySearchFunc(ix, sp.Start-reach, func(p place, at int) int { return cmp.Compare(p.span.End, at) })
	j := i
	for j < len(ix) && ix[j].span.Start <= sp.End+reach {
		j++
	}
	return ix[i:j]
}
