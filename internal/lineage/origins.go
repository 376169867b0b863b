package lineage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma"
)

// lineage returns what was found, in report order.
func (t *tracer) lineage() stemma.Lineage {
	var l stemma.Lineage
	for _, a := range t.accounts {
		l.Nodes = append(l.Nodes, stemma.Node{ID: string(a.ID), Kind: "article", Name: a.name})
	}
	for _, s := range t.sources {
		l.Nodes = append(l.Nodes, stemma.Node{ID: s.id(), Kind: "source", Name: s.name})
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

// origins returns the sources not derived from another one: cited outlets and
// agencies, accounts that others copied, what accounts share without telling
// where it is from, common speakers and documents, and every account that says
// something of its own. In each of these groups they stand in report order.
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
	for _, s := range t.sources {
		if members := t.drawOn(s); s.outlet && len(members) > 0 {
			add(s.id(), members, t.drawnWhy(s))
		}
	}
	housed := make([]bool, len(t.accounts)) // has its own words in an origin of its outlet's
	for i := range t.accounts {
		copiers := t.copiersOf(i)
		if len(copiers) == 1 || t.derived(i) {
			continue
		}
		housed[i] = true
		why := "copied or cited by " + t.names(slices.DeleteFunc(slices.Clone(copiers), func(m int) bool { return m == i }))
		for _, j := range t.sameOutlet(i) {
			housed[j] = true
			if !slices.Contains(copiers, j) {
				copiers = append(copiers, j)
			}
		}
		slices.Sort(copiers)
		add(t.articleID(i), copiers, why)
	}
	for _, g := range cliques(len(t.accounts), t.undirected()) {
		add(t.articleID(g[0]), g, t.names(g)+" share narration; whose it is cannot be told")
	}
	for _, h := range t.hearings() {
		add(h.source.id(), h.accounts, h.why)
		for _, s := range h.with {
			o := &out[len(out)-1]
			o.Nodes = append(o.Nodes, s.id())
		}
	}
	for i := range t.accounts {
		if housed[i] || t.derived(i) {
			continue
		}
		own := append([]int{i}, t.sameOutlet(i)...)
		for _, j := range own {
			housed[j] = true
		}
		add(t.articleID(i), own, t.ownWhy(own))
	}
	// Two accounts may each seem to be taken from the other, or one credit what
	// has no name: no account is left without an origin.
	for i := range t.accounts {
		if !slices.ContainsFunc(out, func(o stemma.Origin) bool { return slices.Contains(o.Nodes, t.articleID(i)) }) {
			add(t.articleID(i), []int{i}, "where its report is from cannot be told")
		}
	}
	return out
}

// sameOutlet returns the accounts after i that its outlet published and that are
// no copies: one outlet is one source, however often it writes.
func (t *tracer) sameOutlet(i int) []int {
	var out []int
	for j := i + 1; j < len(t.accounts); j++ {
		if t.accounts[i].repeats(t.accounts[j]) && !t.derived(j) {
			out = append(out, j)
		}
	}
	return out
}

// repeats reports whether a and b are of one outlet, which may use its own words
// twice. Unknown outlets are never one.
func (a *account) repeats(b *account) bool { return a.Outlet != "" && a.Outlet == b.Outlet }

// ownWhy says why the accounts in own, of one outlet, are an origin.
func (t *tracer) ownWhy(own []int) string {
	if len(own) > 1 {
		return t.names(own) + " are one outlet's own reports"
	}
	return "says things that no other account or source is known to have said before"
}

// maxNames is how many accounts a reason names; the rest it counts.
const maxNames = 4

// names lists accounts: "a, b and 3 more".
func (t *tracer) names(list []int) string {
	var names []string
	for _, i := range list[:min(len(list), maxNames)] {
		names = append(names, t.accounts[i].name)
	}
	if n := len(list) - len(names); n > 0 {
		names = append(names, fmt.Sprintf("%d more", n))
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// drawnWhy says which accounts drew on s and how.
func (t *tracer) drawnWhy(s *source) string {
	var parts []string
	for _, kind := range []struct{ kind, verb string }{{stemma.Credits, "credited by "}, {stemma.Cites, "cited by "}, {stemma.Copies, "its text is also in "}} {
		var list []int
		for _, e := range t.edges {
			if e.source == s && e.Kind == kind.kind {
				list = append(list, e.from)
			}
		}
		slices.Sort(list)
		if len(list) > 0 {
			parts = append(parts, kind.verb+t.names(list))
		}
	}
	return strings.Join(parts, "; ")
}

// commonWhy says what the accounts of g have from s, by the first words of it;
// nothing if all of it is copied.
func (t *tracer) commonWhy(s *source, g []int) string {
	for _, c := range t.commons {
		if c.source == s && !c.copied && slices.Contains(g, c.a) && slices.Contains(g, c.b) {
			words := opening(t.accounts[c.a].Words(c.s.covers[0]), openingWords)
			if s.unknown {
				return fmt.Sprintf("%s have the same words of a speaker who could not be told: “%s”", t.names(g), words)
			}
			if len(g) > 2 && len(cliques(len(t.accounts), t.commonPairs(s))) > 1 {
				return fmt.Sprintf("%s have statements of %s in common, such as “%s”", t.names(g), s.name, words)
			}
			return fmt.Sprintf("%s have the same from %s: “%s”", t.names(g), s.name, words)
		}
	}
	return ""
}

// openingWords is how many words of a statement a reason shows; nameWords, how
// many the name of its speaker, if nobody gives one.
const openingWords, nameWords = 8, 5

// opening returns the first n words of s on one line, without the comma that a
// quotation has before its cue.
func opening(s string, n int) string {
	words := strings.Fields(strings.TrimRight(s, ", "))
	if len(words) <= n {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:n], " ") + " …"
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

// copiersOf returns account i, those that took it over, directly or through
// another, and those that cite it, in report order. Who cites an account for
// one statement hands on nothing else of it.
func (t *tracer) copiersOf(i int) []int {
	out := []int{i}
	for k := 0; k < len(out); k++ {
		for _, e := range t.edges {
			if e.source != nil || !e.Directed || e.to != out[k] || slices.Contains(out, e.from) {
				continue
			}
			if e.Kind != stemma.Cites || out[k] == i {
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

// listeners returns the groups of accounts that have the same from s. A named
// speaker, body or document is one source whatever it says to whom, and so has
// one group; "police" is somebody else each time, so there everyone must have the
// same with everyone.
func (t *tracer) listeners(s *source) [][]int {
	groups := cliques(len(t.accounts), t.commonPairs(s))
	if s.unknown || s.generic || len(groups) < 2 {
		return groups
	}
	all := slices.Concat(groups...)
	slices.Sort(all)
	return [][]int{slices.Compact(all)}
}

// A hearing is a group of accounts that have the same from one source.
type hearing struct {
	source   *source
	accounts []int
	why      string
	with     []*source // of whom no more is known than that these accounts, or some, have them, too
}

// hearings returns the groups of accounts that have the same from a speaker,
// body or document. Whether several quotes of nobody known are of one speaker
// cannot be told: those that the same accounts have count as one.
func (t *tracer) hearings() []hearing {
	var all []hearing
	for _, s := range t.sources {
		if s.outlet {
			continue
		}
		for _, g := range t.listeners(s) {
			if why := t.commonWhy(s, g); why != "" {
				all = append(all, hearing{source: s, accounts: g, why: why})
			}
		}
	}
	within := func(i, j int) bool {
		g, h := all[i].accounts, all[j].accounts
		return i != j && all[i].source.unknown && all[j].source.unknown && (len(g) < len(h) || len(g) == len(h) && j < i) &&
			!slices.ContainsFunc(g, func(a int) bool { return !slices.Contains(h, a) })
	}
	var out []hearing
	at := map[int]int{} // index in all → in out
	for i, h := range all {
		contained := false
		for j := range all {
			contained = contained || within(i, j)
		}
		if !contained {
			at[i] = len(out)
			out = append(out, h)
		}
	}
	for i, h := range all {
		for j := range all {
			if n, ok := at[j]; ok && within(i, j) {
				if !slices.Contains(out[n].with, h.source) && out[n].source != h.source {
					out[n].with = append(out[n].with, h.source)
				}
				break
			}
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

// derived reports whether account i has no report of its own: it credits an
// agency for the whole of it, or nearly all its narration stands in another
// account or in one from which it cannot be told apart.
func (t *tracer) derived(i int) bool {
	a := t.accounts[i]
	if a.agencyCopy() {
		return true
	}
	taken := 0
	for _, e := range t.edges {
		mine := e.from == i || !e.Directed && e.source == nil && e.to == i
		if e.Kind != stemma.Copies || !mine {
			continue
		}
		n := 0
		for _, w := range e.Evidence {
			if w.Article == a.ID {
				n += a.plainIn(w.Span)
			}
		}
		taken = max(taken, n)
	}
	return a.plain > 0 && float64(taken) >= derivedShare*float64(a.plain)
}

// agencyCopy reports whether a says, or its address does, that an agency wrote
// it.
func (a *account) agencyCopy() bool {
	if agency, _ := feed(a.URL); agency != "" {
		return true
	}
	return slices.ContainsFunc(a.marks.Citations, func(c stemma.Citation) bool {
		return c.Kind == stemma.CitesAgency && a.citeKind(c) == stemma.Credits
	})
}

// plainIn returns the number of words of narration in s.
func (a *account) plainIn(s stemma.Span) int {
	n := 0
	at, _ := slices.BinarySearchFunc(a.words, s.Start, func(w word, start int) int { return cmp.Compare(w.Start, start) })
	for _, w := range a.words[at:] {
		if w.Start >= s.End {
			break
		}
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
	next := map[[2]int]bool{}
	var order [][2]int // each pair once
	for _, p := range pairs {
		p = [2]int{min(p[0], p[1]), max(p[0], p[1])}
		if !next[p] {
			next[p] = true
			order = append(order, p)
		}
	}
	slices.SortFunc(order, func(p, q [2]int) int { return slices.Compare(p[:], q[:]) })
	paired := func(i, j int) bool { return next[[2]int{min(i, j), max(i, j)}] }
	var out [][]int
	covered := map[[2]int]bool{}
	for _, p := range order {
		if covered[p] {
			continue
		}
		g := p[:]
		for k := range n {
			if !slices.Contains(g, k) && !slices.ContainsFunc(g, func(m int) bool { return !paired(m, k) }) {
				g = append(g, k)
			}
		}
		slices.Sort(g)
		for x, i := range g {
			for _, j := range g[x+1:] {
				covered[[2]int{i, j}] = true
			}
		}
		out = append(out, g)
	}
	return out
}
