package lineage

import (
	"fmt"
	"slices"

	"stemma"
)

// lineage returns what was found, in report order.
func (t *tracer) lineage() stemma.Lineage {
	var l stemma.Lineage
	for _, a := range t.accounts {
		l.Nodes = append(l.Nodes, stemma.Node{ID: string(a.ID), Kind: "article", Name: title(a)})
	}
	for _, s := range t.sources {
		if s.used {
			l.Nodes = append(l.Nodes, stemma.Node{ID: s.id(), Kind: "source", Name: s.name})
		}
	}
	for _, e := range t.edges {
		e.Edge.From = t.articleID(e.from)
		if e.source != nil {
			e.Edge.To = e.source.id()
		} else {
			e.Edge.To = t.articleID(e.to)
		}
		l.Edges = append(l.Edges, e.Edge)
	}
	for i, s := range t.shares {
		s.Passage.ID = fmt.Sprintf("p%d", i+1)
		l.Passages = append(l.Passages, s.Passage)
	}
	l.Origins = t.origins()
	return l
}

func (t *tracer) articleID(i int) string { return string(t.accounts[i].ID) }

// derivedShare is the part of an account's narration that must be taken over
// for it to have no origin of its own.
const derivedShare = 0.7

// origins returns the sources not derived from another one, in report order:
// cited outlets and agencies, accounts that others copied, common speakers and
// documents, and every account that says something of its own.
func (t *tracer) origins() []stemma.Origin {
	var out []stemma.Origin
	add := func(root string, members []int, why string) {
		o := stemma.Origin{ID: fmt.Sprintf("o%d", len(out)+1), Root: root, Nodes: []string{root}, Why: why}
		for _, m := range members {
			if id := t.articleID(m); id != root {
				o.Nodes = append(o.Nodes, id)
			}
		}
		out = append(out, o)
	}
	rooted := make([]bool, len(t.accounts))
	for _, s := range t.sources {
		if members := t.drawOn(s); s.outlet && len(members) > 0 {
			add(s.id(), members, fmt.Sprintf("cited, credited or copied by %d", len(members)))
		}
	}
	for i := range t.accounts {
		if members := t.copiersOf(i); len(members) > 1 && !t.derived(i) {
			rooted[i] = true
			add(t.articleID(i), members, fmt.Sprintf("copied or cited by %d", len(members)-1))
		}
	}
	for _, g := range cliques(len(t.accounts), t.undirected()) {
		rooted[g[0]] = true
		add(t.articleID(g[0]), g, "share narration; which came first cannot be told")
	}
	for _, s := range append([]*source{nil}, t.sources...) {
		if s != nil && s.outlet {
			continue
		}
		for _, g := range cliques(len(t.accounts), t.commonPairs(s)) {
			if s == nil {
				add(t.articleID(g[0]), g, "quote the same words")
			} else {
				add(s.id(), g, "all have the same from "+s.name)
			}
		}
	}
	for i := range t.accounts {
		if !rooted[i] && !t.derived(i) {
			add(t.articleID(i), []int{i}, "its own account")
		}
	}
	return out
}

// drawOn returns the accounts with an edge to s, in report order.
func (t *tracer) drawOn(s *source) []int {
	var out []int
	for _, e := range t.edges {
		if e.source == s && !slices.Contains(out, e.from) {
			out = append(out, e.from)
		}
	}
	slices.Sort(out)
	return out
}

// copiersOf returns account i and those that directly or indirectly drew on it,
// in report order.
func (t *tracer) copiersOf(i int) []int {
	out := []int{i}
	for k := 0; k < len(out); k++ {
		for _, e := range t.edges {
			if e.source == nil && e.Directed && e.to == out[k] && !slices.Contains(out, e.from) {
				out = append(out, e.from)
			}
		}
	}
	slices.Sort(out)
	return out
}

// undirected returns the pairs of accounts that share narration without telling
// who took it from whom.
func (t *tracer) undirected() [][2]int {
	var out [][2]int
	for _, e := range t.edges {
		if e.source == nil && !e.Directed {
			out = append(out, [2]int{e.from, e.to})
		}
	}
	return out
}

// commonPairs returns the pairs of accounts that have the same from s.
func (t *tracer) commonPairs(s *source) [][2]int {
	var out [][2]int
	for _, c := range t.commons {
		if c.source == s {
			out = append(out, [2]int{c.a, c.b})
		}
	}
	return out
}

// derived reports whether account i is another one's text: it credits an
// agency, or takes over nearly all of its narration.
func (t *tracer) derived(i int) bool {
	taken := 0
	for _, e := range t.edges {
		if e.from != i || !e.Directed {
			continue
		}
		if e.Kind == stemma.Credits {
			return true
		}
		if e.Kind == stemma.Copies {
			n := 0
			for _, w := range e.Evidence {
				if w.Article == t.accounts[i].ID {
					n += t.accounts[i].plainIn(w.Span)
				}
			}
			taken = max(taken, n)
		}
	}
	return t.accounts[i].plain > 0 && float64(taken) >= derivedShare*float64(t.accounts[i].plain)
}

// plainIn returns the number of words of narration in s.
func (a *account) plainIn(s stemma.Span) int {
	n := 0
	for _, w := range a.words {
		if !w.quoted && s.Contains(w.Span) {
			n++
		}
	}
	return n
}

// cliques covers the pairs with groups in which everyone is paired with
// everyone, each as large as it can be grown in order. Sharing is not
// transitive: if a has one sentence in common with b and b another with c,
// a and c have no common source.
func cliques(n int, pairs [][2]int) [][]int {
	next := make([][]bool, n)
	for i := range next {
		next[i] = make([]bool, n)
	}
	for _, p := range pairs {
		next[p[0]][p[1]], next[p[1]][p[0]] = true, true
	}
	var out [][]int
	covered := map[[2]int]bool{}
	for i := range n {
		for j := i + 1; j < n; j++ {
			if !next[i][j] || covered[[2]int{i, j}] {
				continue
			}
			g := []int{i, j}
			for k := range n {
				if k != i && k != j && !slices.ContainsFunc(g, func(m int) bool { return !next[m][k] }) {
					g = append(g, k)
				}
			}
			slices.Sort(g)
			for x, a := range g {
				for _, b := range g[x+1:] {
					covered[[2]int{a, b}] = true
				}
			}
			out = append(out, g)
		}
	}
	return out
}
