package reconcile

import (
	"slices"
	"strings"

	"stemma"
)

// support finds the separate origins behind witnesses.
type support struct {
	lin       stemma.Lineage
	citations map[stemma.ArticleID][]stemma.Citation
	own       map[stemma.ArticleID]string  // the origin of what an article says itself
	source    map[string]string            // cited source, by node or its name → origin
	node      map[stemma.Witness]string    // words that cite → node of what they cite, however they name it
	shared    map[[2]stemma.ArticleID]bool // pairs of articles of which one copies from the other or from its source
	passages  map[[2]stemma.ArticleID][]stemma.Passage
	readings  map[stemma.ArticleID][]reading
}

// A reading is a quote that belongs to an utterance.
type reading struct {
	span      stemma.Span
	utterance string
}

func newSupport(arts []*stemma.Article, marks []*stemma.Marks, lin stemma.Lineage, us []stemma.Utterance, qs []stemma.Quote) *support {
	s := &support{
		lin:       lin,
		citations: map[stemma.ArticleID][]stemma.Citation{},
		own:       map[stemma.ArticleID]string{},
		source:    map[string]string{},
		node:      map[stemma.Witness]string{},
		shared:    map[[2]stemma.ArticleID]bool{},
		passages:  map[[2]stemma.ArticleID][]stemma.Passage{},
		readings:  map[stemma.ArticleID][]reading{},
	}
	for i, a := range arts {
		s.citations[a.ID] = marks[i].Citations
	}
	feeds := map[string][]string{} // node → articles that copy it or credit it as a whole
	for _, e := range lin.Edges {
		if e.Kind == stemma.Copies {
			s.shared[pair(stemma.ArticleID(e.From), stemma.ArticleID(e.To))] = true
		}
		if e.Kind != stemma.Cites {
			feeds[e.To] = append(feeds[e.To], e.From)
		}
		if e.Kind != stemma.Copies {
			for _, w := range e.Evidence {
				if s.node[w] == "" {
					s.node[w] = e.To
				}
			}
		}
	}
	for _, n := range lin.Nodes { // two that draw on one source draw on each other's source
		from := feeds[n.ID]
		for i := range from {
			for j := range i {
				s.shared[pair(stemma.ArticleID(from[i]), stemma.ArticleID(from[j]))] = true
			}
		}
	}
	names := map[string]string{}
	for _, n := range lin.Nodes {
		names[n.ID] = n.Name
	}
	closeness := map[stemma.ArticleID]int{}
	for _, o := range lin.Origins {
		for _, n := range o.Nodes {
			// An article's own words are its own origin, else that of what it is a
			// copy of, and only then that of a source cited for one statement.
			near := 1
			switch {
			case n == o.Root:
				near = 3
			case slices.Contains(feeds[o.Root], n):
				near = 2
			}
			if id := stemma.ArticleID(n); near > closeness[id] {
				s.own[id], closeness[id] = o.ID, near
			}
			if strings.HasPrefix(n, "source:") && s.source[n] == "" {
				s.source[n] = o.ID
			}
		}
		if s.source[names[o.Root]] == "" {
			s.source[names[o.Root]] = o.ID
		}
	}
	for _, p := range lin.Passages {
		k := pair(p.From.Article, p.To.Article)
		s.passages[k] = append(s.passages[k], p)
	}
	byID := map[string]stemma.Quote{}
	for _, q := range qs {
		byID[q.ID] = q
	}
	for _, u := range us {
		for _, id := range u.Readings {
			q := byID[id]
			s.readings[q.Article] = append(s.readings[q.Article], reading{q.Span, u.ID})
		}
	}
	return s
}

func pair(a, b stemma.ArticleID) [2]stemma.ArticleID {
	if b < a {
		a, b = b, a
	}
	return [2]stemma.ArticleID{a, b}
}

// count fills the Origins of f and of its sides.
func (s *support) count(f *stemma.Finding) {
	var all []string
	for i := range f.Sides {
		f.Sides[i].Origins = s.origins(f.Sides[i].Witnesses)
		for _, o := range f.Sides[i].Origins {
			if !slices.Contains(all, o) {
				all = append(all, o)
			}
		}
	}
	slices.SortFunc(all, byNumber)
	f.Origins = all
}

// byNumber orders origin IDs, "o2" before "o10".
func byNumber(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	return 1
}

// origins returns the separate origins behind ws, sorted. Two witnesses have
// one origin if they stand in one article, share a passage, rest on the same
// cited source, are readings of one utterance, or if one of their articles
// copies from the other or both from a third: what a copier also says is not
// independent until it is shown to be.
func (s *support) origins(ws []stemma.Witness) []string {
	group := make([]int, len(ws))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i := range ws {
		for j := range i {
			if s.dependent(ws[i], ws[j]) {
				a, b := find(i), find(j)
				group[max(a, b)] = min(a, b)
			}
		}
	}
	var out []string
	for i := range ws {
		if find(i) != i {
			continue
		}
		var members []stemma.Witness
		for j := range ws {
			if find(j) == i {
				members = append(members, ws[j])
			}
		}
		if o := s.label(members); !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, byNumber)
	return out
}

func (s *support) dependent(v, w stemma.Witness) bool {
	if v.Article == w.Article {
		return true
	}
	k := pair(v.Article, w.Article)
	if s.shared[k] {
		return true
	}
	for _, p := range s.passages[k] {
		if p.To.Article == v.Article {
			p.From, p.To = p.To, p.From
		}
		if half(p.From.Span, v.Span) && half(p.To.Span, w.Span) {
			return true
		}
	}
	a, b := s.cited(v), s.cited(w)
	if a != "" && a == b || a == string(w.Article) || b == string(v.Article) {
		return true
	}
	for _, r := range s.readings[v.Article] {
		for _, q := range s.readings[w.Article] {
			if r.utterance == q.utterance && half(r.span, v.Span) && half(q.span, w.Span) {
				return true
			}
		}
	}
	return false
}

// half reports whether the shorter of a and b lies at least half in the longer.
func half(a, b stemma.Span) bool {
	o := a.Overlap(b)
	return o > 0 && 2*o >= min(a.Len(), b.Len())
}

// cited returns the source that w rests on, or "": its node where there is one,
// else as it is named.
func (s *support) cited(w stemma.Witness) string {
	for _, c := range s.citations[w.Article] {
		for _, cov := range c.Covers {
			if half(cov, w.Span) {
				if n := s.node[stemma.Witness{Article: w.Article, Span: c.Span}]; n != "" {
					return n
				}
				return c.Source
			}
		}
	}
	return ""
}

// label names the origin of witnesses that depend on each other: the cited
// source if it is an origin, else the origin of all their articles' own words,
// else the smallest that all draw on, else that of the first article.
func (s *support) label(ws []stemma.Witness) string {
	for _, w := range ws {
		if o := s.source[s.cited(w)]; o != "" {
			return o
		}
	}
	own := s.own[ws[0].Article]
	if !slices.ContainsFunc(ws, func(w stemma.Witness) bool { return s.own[w.Article] != own }) {
		return own
	}
	best, size := "", 0
	for _, o := range s.lin.Origins {
		holds := true
		for _, w := range ws {
			holds = holds && slices.Contains(o.Nodes, string(w.Article))
		}
		if holds && (best == "" || len(o.Nodes) < size) {
			best, size = o.ID, len(o.Nodes)
		}
	}
	if best == "" {
		return own
	}
	return best
}
