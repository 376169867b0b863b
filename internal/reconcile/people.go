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
// organisation: the same folded name; for persons also a name whose words are all
// in the other's, the last word being the same, and one that a slip of spelling
// parts from the other's, in another article. A person who could be two others is
// left apart, and so is one who is "he" here and "she" there: a wrong merge is
// worse than a missing one.
func align(arts []*stemma.Article, marks []*stemma.Marks) *cast {
	c := &cast{of: map[role]int{}, persons: map[string]bool{}}
	var items []actor
	for i, m := range marks {
		for _, e := range m.Entities {
			items = append(items, actor{Entity: e, art: i, parts: nameParts(e.Name), pronoun: spokenOf(arts[i], &e)})
		}
	}
	// Longest names first, so that a surname meets the full names it may mean.
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(items[b].parts), len(items[a].parts)) })
	home := make([]int, len(items))
	var groups []*actors
	byWord := map[string][]int{} // groups by the first and the last word of their names
	for _, i := range order {
		it := &items[i]
		at := -1
		for _, g := range candidates(byWord, it.parts) {
			fit := groups[g].fits(it)
			if fit == sameWords {
				at = g
				break
			}
			if fit == otherWords {
				if at >= 0 {
					at = -2 // one of two: go on for one of the same words
				} else if at == -1 {
					at = g
				}
			}
		}
		if at < 0 {
			at = len(groups)
			groups = append(groups, &actors{})
			for _, w := range ends(it.parts) {
				byWord[w] = append(byWord[w], at)
			}
		}
		groups[at].of = append(groups[at].of, it)
		home[i] = at
	}
	for _, g := range groups {
		e := stemma.Entity{Name: g.name(), Kind: g.kind()}
		c.persons[e.Name] = c.persons[e.Name] || e.Kind == stemma.Person
		c.entities = append(c.entities, e)
	}
	for i, it := range items {
		g := &c.entities[home[i]]
		g.Outlet = g.Outlet || it.Outlet
		g.Mentions = append(g.Mentions, it.Mentions...)
		g.Attributes = append(g.Attributes, it.Attributes...)
		c.of[role{arts[it.art].ID, it.Name}] = home[i]
	}
	c.sortBySpread()
	return c
}

// An actor is an entity as one article knows it.
type actor struct {
	stemma.Entity
	art     int
	parts   []string // folded words of its name
	pronoun byte     // what pronoun speaks of it: 'h' for he, 's' for she, 0 if neither
}

// spokenOf returns the pronoun that speaks of e in a, by most of them.
func spokenOf(a *stemma.Article, e *stemma.Entity) byte {
	he, she := 0, 0
	for _, m := range e.Mentions {
		if !m.Pronoun {
			continue
		}
		switch text.Fold(a.Words(m.Span)) {
		case "he", "him", "his", "himself":
			he++
		case "she", "her", "hers", "herself":
			she++
		}
	}
	switch {
	case he > 2*she:
		return 'h'
	case she > 2*he:
		return 's'
	}
	return 0
}

// actors are the entities of several articles that are one, the fullest name first.
type actors struct{ of []*actor }

// A fit says how well an actor fits others.
type fit int

const (
	noFit      fit = iota
	otherWords     // the same by another name
	sameWords
)

// fits says whether it is one of g.
func (g *actors) fits(it *actor) fit {
	full := g.of[0]
	equal := slices.Equal(full.parts, it.parts)
	if len(it.parts) == 0 || !sameKind(g.kind(), it, len(it.parts)) || g.outlet() != it.Outlet && g.kind() != it.Kind {
		return noFit
	}
	if equal && it.Kind != stemma.Person {
		return sameWords
	}
	for _, x := range g.of {
		if x.pronoun != 0 && it.pronoun != 0 && x.pronoun != it.pronoun {
			return noFit
		}
	}
	if equal {
		return sameWords
	}
	if it.Kind != stemma.Person || g.kind() != stemma.Person {
		return noFit
	}
	for _, x := range g.of {
		if x.art == it.art && !slices.Equal(x.parts, it.parts) && len(x.parts) != len(it.parts) || len(it.parts) == 1 && conflictingAges(&x.Entity, &it.Entity) {
			return noFit // its own article tells the two apart
		}
	}
	if full.parts[len(full.parts)-1] == it.parts[len(it.parts)-1] && contains(full.parts, it.parts) || slipped(full.parts, it.parts) {
		return otherWords
	}
	return noFit
}

// name returns the fullest name of g, as most mentions spell it.
func (g *actors) name() string {
	n := map[string]int{}
	best := g.of[0].Name
	for _, x := range g.of {
		if len(x.parts) == len(g.of[0].parts) {
			n[x.Name] += len(x.Mentions)
			if n[x.Name] > n[best] {
				best = x.Name
			}
		}
	}
	return best
}

// kind returns the kind that most mentions of g have. What is a person or a
// place here and an organisation there, with as many, is none.
func (g *actors) kind() stemma.EntityKind {
	n := map[stemma.EntityKind]int{}
	for _, x := range g.of {
		n[x.Kind] += len(x.Mentions)
	}
	best := stemma.Person
	for _, k := range [...]stemma.EntityKind{stemma.Place, stemma.Organisation} {
		if n[k] > n[best] {
			best = k
		}
	}
	return best
}

func (g *actors) outlet() bool {
	return slices.ContainsFunc(g.of, func(x *actor) bool { return x.Outlet })
}

// sameKind reports whether what is of kind k in some articles can be it, whose
// name has n words, in another. An organisation is also what a name is taken for
// that nothing else is known of, and a person is what one of several words is.
func sameKind(k stemma.EntityKind, it *actor, n int) bool {
	if k == it.Kind {
		return true
	}
	return n > 1 || k != stemma.Person && it.Kind != stemma.Person
}

// candidates lists the groups that share the first or the last word of a name.
func candidates(byWord map[string][]int, parts []string) []int {
	var out []int
	for _, w := range ends(parts) {
		out = append(out, byWord[w]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ends returns the first and the last of parts.
func ends(parts []string) []string {
	switch n := len(parts); {
	case n == 0:
		return []string{""}
	case parts[0] == parts[n-1]:
		return parts[:1]
	default:
		return []string{parts[0], parts[n-1]}
	}
}

// contains reports whether every word of short is in long.
func contains(long, short []string) bool {
	for _, p := range short {
		if !slices.Contains(long, p) {
			return false
		}
	}
	return true
}

// slipped reports whether two names of as many words differ in one word, by a
// slip of spelling. Of the given name the sound has to stay and its end, too:
// "Erik" and "Erika" are two people, "Iair" and "Yair" are one.
func slipped(a, b []string) bool {
	if len(a) != len(b) || len(a) < 2 {
		return false
	}
	at := -1
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if at >= 0 {
			return false
		}
		at = i
	}
	if at < 0 || min(len(a[at]), len(b[at])) < minName || !nearlyEqual(a[at], b[at]) || inflected(a[at], b[at]) {
		return false
	}
	x, y := a[at], b[at]
	return at == len(a)-1 || x[len(x)-1] == y[len(y)-1] && consonants(x) == consonants(y)
}

// consonants returns the consonants of a folded word as they sound: without h
// and y, without doubles, c and q as k, z as s, ph as f.
func consonants(w string) string {
	w = strings.NewReplacer("ph", "f", "ck", "k", "c", "k", "q", "k", "z", "s", "h", "", "y", "", "a", "", "e", "", "i", "", "o", "", "u", "", "w", "v").Replace(w)
	out := make([]byte, 0, len(w))
	for i := range len(w) {
		if len(out) == 0 || out[len(out)-1] != w[i] {
			out = append(out, w[i])
		}
	}
	return string(out)
}

// conflictingAges reports whether a and b have ages of which none is the same.
func conflictingAges(a, b *stemma.Entity) bool {
	some := false
	for _, x := range a.Attributes {
		for _, y := range b.Attributes {
			if x.Kind == "age" && y.Kind == "age" {
				if x.Value == y.Value {
					return false
				}
				some = true
			}
		}
	}
	return some
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
