package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"stemma"
)

// A Miss is one thing that cost a score something.
type Miss struct{ Kind, What string }

// A CaseScore is a report held against the gold of its case.
type CaseScore struct {
	Case     string
	Accounts int      // articles in the report
	Absent   []string // articles of the gold that the report lacks, sorted
	Scores   []Score  // in the order of the scorer; what the gold leaves empty is left out
	Misses   []Miss
}

// Case scores a report against dir's gold.json. Articles are told by the file
// name in their Path, and spans are compared by the words they cover.
// It returns an error if the gold cannot be read.
func Case(r *stemma.Report, dir string) (CaseScore, error) {
	var g gold
	b, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err == nil {
		err = json.Unmarshal(b, &g)
	}
	if err != nil {
		return CaseScore{}, fmt.Errorf("eval: read gold of %s: %w", filepath.Base(dir), err)
	}
	c := newCaseScorer(r, &g)
	c.scoreBlocks()
	c.scoreQuotes()
	c.scoreUtterances()
	c.scoreCitations()
	c.scoreAgreements()
	c.scoreConflicts()
	c.scoreOrigins()
	return c.out, nil
}

// The gold of a case: what careful readers found in its articles.
type (
	gold struct {
		Case           string                     `json:"case"`
		Articles       map[string]json.RawMessage `json:"articles"`
		Furniture      []goldPlace                `json:"furniture"`
		Quotes         []goldQuote                `json:"quotes"`
		DoubtfulQuotes []goldPlace                `json:"doubtful_quotes"`
		Utterances     []goldUtterance            `json:"utterances"`
		Citations      []goldCitation             `json:"citations"`
		Agreements     []goldAgreement            `json:"agreements"`
		Conflicts      []goldConflict             `json:"conflicts"`
		Doubtful       []goldConflict             `json:"doubtful"` // conflicts neither asked for nor held against a report
		SameOrigin     []struct {
			Articles []string `json:"articles"`
		} `json:"same_origin"`
	}
	// A goldPlace is an exact stretch of an article.
	goldPlace struct {
		Article    string `json:"article"`
		Words      string `json:"words"`
		Occurrence int    `json:"occurrence"` // from 1; 0 is 1
	}
	goldQuote struct {
		goldPlace
		Speaker  string `json:"speaker"`
		Unmarked any    `json:"unmarked"` // why it has no quotation marks; nil, "" or false if it has
	}
	goldUtterance struct {
		Speaker  string      `json:"speaker"`
		Readings []goldPlace `json:"readings"`
	}
	goldCitation struct {
		goldPlace
		Source string `json:"source"`
	}
	goldAgreement struct {
		About     string      `json:"about"`
		Witnesses []goldPlace `json:"witnesses"`
	}
	goldConflict struct {
		About string `json:"about"`
		Sides []struct {
			Witnesses []goldPlace `json:"witnesses"`
		} `json:"sides"`
	}
)

func (q goldQuote) unmarked() bool {
	return q.Unmarked != nil && q.Unmarked != "" && q.Unmarked != false
}

// An at is a span of an article that is told by its file's stem.
type at struct {
	art        string
	start, end int
}

func (a at) len() int { return a.end - a.start }

func (a at) overlap(b at) int {
	if a.art != b.art {
		return 0
	}
	return max(0, min(a.end, b.end)-max(a.start, b.start))
}

// iou is the overlap's share of what a and b cover together.
func (a at) iou(b at) float64 {
	o := a.overlap(b)
	if o == 0 {
		return 0
	}
	return float64(o) / float64(a.len()+b.len()-o)
}

// touches reports whether the shorter of a and b lies at least half inside the
// longer, which is no longer than a long sentence.
func (a at) touches(b at) bool {
	o := a.overlap(b)
	short, long := min(a.len(), b.len()), max(a.len(), b.len())
	return o > 0 && float64(o) >= 0.5*float64(short) && long <= max(400, 2*short)
}

func touchesAny(a at, bs []at) bool { return slices.ContainsFunc(bs, a.touches) }

func overlapsAny(a at, bs []at) bool {
	return slices.ContainsFunc(bs, func(b at) bool { return a.overlap(b) > 0 })
}

// A caseScorer holds a report's articles by their stems while it is scored.
type caseScorer struct {
	r     *stemma.Report
	g     *gold
	arts  map[string]*stemma.Article
	texts map[string]squashed
	stems map[stemma.ArticleID]string
	out   CaseScore
}

func newCaseScorer(r *stemma.Report, g *gold) *caseScorer {
	c := &caseScorer{
		r: r, g: g,
		arts:  map[string]*stemma.Article{},
		texts: map[string]squashed{},
		stems: map[stemma.ArticleID]string{},
		out:   CaseScore{Case: g.Case, Accounts: len(r.Articles)},
	}
	for _, a := range r.Articles {
		s := stem(a.Path)
		if a.Path == "" {
			s = stem(string(a.ID))
		}
		c.arts[s], c.texts[s], c.stems[a.ID] = a, squash(a.Text), s
	}
	for s := range g.Articles {
		if c.arts[s] == nil {
			c.out.Absent = append(c.out.Absent, s)
		}
	}
	slices.Sort(c.out.Absent)
	return c
}

func stem(path string) string {
	b := filepath.Base(path)
	return strings.TrimSuffix(b, filepath.Ext(b))
}

func (c *caseScorer) add(s Score) { c.out.Scores = append(c.out.Scores, s) }

func (c *caseScorer) miss(kind, format string, args ...any) {
	c.out.Misses = append(c.out.Misses, Miss{kind, fmt.Sprintf(format, args...)})
}

// place returns where p stands in the report's article.
func (c *caseScorer) place(p goldPlace) (at, bool) {
	t, ok := c.texts[p.Article]
	if !ok {
		return at{}, false
	}
	start, end, ok := t.find(p.Words, max(1, p.Occurrence))
	return at{p.Article, start, end}, ok
}

// places returns where those of ps stand that are found.
func (c *caseScorer) places(ps []goldPlace) []at {
	var out []at
	for _, p := range ps {
		if a, ok := c.place(p); ok {
			out = append(out, a)
		}
	}
	return out
}

func (c *caseScorer) at(a stemma.ArticleID, s stemma.Span) at { return at{c.stems[a], s.Start, s.End} }

func (c *caseScorer) witnesses(ws []stemma.Witness) []at {
	out := make([]at, len(ws))
	for i, w := range ws {
		out[i] = c.at(w.Article, w.Span)
	}
	return out
}

func (c *caseScorer) words(a at) string { return c.arts[a.art].Text[a.start:a.end] }

// scoreBlocks scores what was set aside, and what was kept.
func (c *caseScorer) scoreBlocks() {
	if fur := c.places(c.g.Furniture); len(fur) > 0 {
		out := 0
		for _, f := range fur {
			body := 0
			for _, b := range c.arts[f.art].Blocks {
				if b.Kind == stemma.Body {
					body += f.overlap(at{f.art, b.Span.Start, b.Span.End})
				}
			}
			if float64(body) <= 0.2*float64(f.len()) {
				out++
			} else {
				c.miss("furniture", "%s", c.words(f))
			}
		}
		c.add(recall("furniture", out, len(fur)))
	}
	var keep []at
	for _, a := range c.g.Agreements {
		keep = append(keep, c.places(a.Witnesses)...)
	}
	if len(keep) == 0 {
		return
	}
	in := 0
	for _, k := range keep {
		if slices.ContainsFunc(c.arts[k.art].Blocks, func(b stemma.Block) bool {
			return b.Kind.Reported() && float64(k.overlap(at{k.art, b.Span.Start, b.Span.End})) >= 0.8*float64(k.len())
		}) {
			in++
		}
	}
	c.add(recall("body kept", in, len(keep)))
}

// scoreQuotes scores quotes with marks of their own and, of those found, their
// speakers.
func (c *caseScorer) scoreQuotes() {
	type marked struct {
		at
		q goldQuote
	}
	var want []marked
	var free []at // neither asked for nor held against the report
	for _, q := range c.g.Quotes {
		a, ok := c.place(q.goldPlace)
		switch {
		case !ok:
		case q.unmarked():
			free = append(free, a)
		default:
			want = append(want, marked{a, q})
		}
	}
	free = append(free, c.places(c.g.DoubtfulQuotes)...)
	if len(want) == 0 {
		return
	}
	var got []stemma.Quote
	var where []at
	for _, q := range c.r.Quotes {
		if q.Kind == stemma.Direct || q.Kind == stemma.Mixed {
			got, where = append(got, q), append(where, c.at(q.Article, q.Span))
		}
	}
	hit, speaker := 0, 0
	for _, w := range want {
		best := -1
		for i := range where {
			if best < 0 || w.iou(where[i]) > w.iou(where[best]) {
				best = i
			}
		}
		if best < 0 || w.iou(where[best]) < 0.7 {
			c.miss("quote", "%s: %q", w.art, cut(w.q.Words, 80))
			continue
		}
		hit++
		if sameName(got[best].Speaker, w.q.Speaker) {
			speaker++
		} else {
			c.miss("speaker", "%q: %q, gold %q", cut(w.q.Words, 60), got[best].Speaker, w.q.Speaker)
		}
	}
	good, long := 0, 0
	for i, q := range got {
		words := c.words(where[i])
		if len(strings.FieldsFunc(words, isSpace)) < 3 || overlapsAny(where[i], free) {
			continue
		}
		long++
		if slices.ContainsFunc(want, func(w marked) bool { return where[i].iou(w.at) >= 0.7 }) {
			good++
		} else {
			c.miss("quote not in gold", "%s: %q", c.stems[q.Article], cut(words, 80))
		}
	}
	c.add(prf("quotes", hit, len(want), float64(good), long))
	c.add(recall("speakers", speaker, hit))
}

// scoreUtterances scores pairs of readings in two articles.
func (c *caseScorer) scoreUtterances() {
	quote := map[string]at{}
	for _, q := range c.r.Quotes {
		quote[q.ID] = c.at(q.Article, q.Span)
	}
	var groups, want [][]at
	for _, u := range c.r.Utterances {
		var g []at
		for _, id := range u.Readings {
			if a, ok := quote[id]; ok {
				g = append(g, a)
			}
		}
		groups = append(groups, g)
	}
	pairs, hit := 0, 0
	for _, u := range c.g.Utterances {
		sp := c.places(u.Readings)
		want = append(want, sp)
		for i, j := range crossPairs(sp) {
			pairs++
			if together(sp[i], sp[j], groups) {
				hit++
			} else {
				c.miss("utterance", "%s: %q / %q", u.Speaker, cut(c.words(sp[j]), 50), cut(c.words(sp[i]), 50))
			}
		}
	}
	if pairs == 0 {
		return
	}
	found, good := 0, 0
	for _, g := range groups {
		for i, j := range crossPairs(g) {
			found++
			if together(g[i], g[j], want) {
				good++
			}
		}
	}
	c.add(prf("utterances", hit, pairs, float64(good), found))
}

// crossPairs yields the pairs i > j of places that stand in two articles.
func crossPairs(ps []at) func(func(int, int) bool) {
	return func(yield func(int, int) bool) {
		for i := range ps {
			for j := range i {
				if ps[i].art != ps[j].art && !yield(i, j) {
					return
				}
			}
		}
	}
}

// together reports whether one of groups touches both a and b.
func together(a, b at, groups [][]at) bool {
	return slices.ContainsFunc(groups, func(g []at) bool { return touchesAny(a, g) && touchesAny(b, g) })
}

func (c *caseScorer) scoreCitations() {
	var found []at
	for _, x := range c.r.Citations {
		found = append(found, c.at(x.Article, x.Span))
	}
	var want []at
	hit := 0
	for _, x := range c.g.Citations {
		a, ok := c.place(x.goldPlace)
		if !ok {
			continue
		}
		want = append(want, a)
		ok = false
		for i := range found {
			ok = ok || a.overlap(found[i]) > 0 && sameName(c.r.Citations[i].Source, x.Source)
		}
		if ok {
			hit++
		} else {
			c.miss("citation", "%s: %q (%s)", x.Article, cut(x.Words, 80), x.Source)
		}
	}
	if len(want) == 0 {
		return
	}
	good := 0
	for _, p := range found {
		if overlapsAny(p, want) {
			good++
		}
	}
	c.add(prf("citations", hit, len(want), float64(good), len(found)))
}

// scoreAgreements scores pairs of witnesses on one side of a finding. Precision
// is over the pairs that the gold can tell: both touch a fact of it.
func (c *caseScorer) scoreAgreements() {
	var sides, facts [][]at
	for _, f := range c.r.Findings {
		for _, s := range f.Sides {
			sides = append(sides, c.witnesses(s.Witnesses))
		}
	}
	pairs, hit := 0, 0
	for _, a := range c.g.Agreements {
		sp := c.places(a.Witnesses)
		facts = append(facts, sp)
		for i, j := range crossPairs(sp) {
			pairs++
			if together(sp[i], sp[j], sides) {
				hit++
			} else {
				c.miss("agreement", "%s: %s / %s", a.About, sp[j].art, sp[i].art)
			}
		}
	}
	if pairs == 0 {
		return
	}
	told, good := 0, 0
	for _, s := range sides {
		on := touched(s, facts)
		for i, j := range crossPairs(s) {
			if len(on[i]) == 0 || len(on[j]) == 0 {
				continue
			}
			told++
			if slices.ContainsFunc(on[i], func(k int) bool { return slices.Contains(on[j], k) }) {
				good++
			}
		}
	}
	c.add(prf("agreements", hit, pairs, float64(good), told))
}

// touched returns, for each place, the indexes of the groups that it touches.
func touched(ps []at, groups [][]at) [][]int {
	out := make([][]int, len(ps))
	for i, p := range ps {
		for k, g := range groups {
			if touchesAny(p, g) {
				out[i] = append(out[i], k)
			}
		}
	}
	return out
}

// minPurity is the share of a finding's opposed pairs that the gold must oppose
// too: below it, a finding is a net cast over everything and finds nothing.
const minPurity = 0.25

// scoreConflicts scores conflicting and updated findings. Precision is the mean
// of their purities: the share of opposed pairs that the gold opposes, too,
// without the doubtful ones.
func (c *caseScorer) scoreConflicts() {
	if len(c.g.Conflicts) == 0 {
		return
	}
	found := make([]bool, len(c.g.Conflicts))
	purity, judged := 0.0, 0
	for _, f := range c.r.Findings {
		if f.Kind != stemma.Conflicting && f.Kind != stemma.Updated {
			continue
		}
		var sides [][]at
		for _, s := range f.Sides {
			sides = append(sides, c.witnesses(s.Witnesses))
		}
		every, good := map[[2]at]bool{}, map[[2]at]bool{}
		for x, y := range opposed(sides) {
			every[[2]at{x, y}] = true
		}
		var hits []int
		for k, g := range c.g.Conflicts {
			cross := c.crossing(sides, g)
			if len(cross) > 0 {
				hits = append(hits, k)
			}
			for _, p := range cross {
				good[p] = true
			}
		}
		for _, g := range c.g.Doubtful {
			for _, p := range c.crossing(sides, g) {
				if !good[p] {
					delete(every, p)
				}
			}
		}
		if len(every) == 0 {
			continue
		}
		p := float64(len(good)) / float64(len(every))
		purity += p
		judged++
		if p >= minPurity {
			for _, k := range hits {
				found[k] = true
			}
		}
		if len(good) == 0 {
			c.miss("conflict not in gold", "%s", f.About)
		}
	}
	n := 0
	for k, ok := range found {
		if ok {
			n++
		} else {
			c.miss("conflict", "%s", c.g.Conflicts[k].About)
		}
	}
	c.add(prf("conflicts", n, len(found), purity, judged))
}

// opposed yields the pairs of places that stand on different sides.
func opposed(sides [][]at) func(func(x, y at) bool) {
	return func(yield func(x, y at) bool) {
		for i := range sides {
			for j := range i {
				for _, x := range sides[i] {
					for _, y := range sides[j] {
						if !yield(x, y) {
							return
						}
					}
				}
			}
		}
	}
}

// crossing returns the opposed pairs that stand on different sides of g, too.
func (c *caseScorer) crossing(sides [][]at, g goldConflict) [][2]at {
	want := make([][]at, len(g.Sides))
	for i, s := range g.Sides {
		want[i] = c.places(s.Witnesses)
	}
	var out [][2]at
	for x, y := range opposed(sides) {
		on := touched([]at{x, y}, want)
		if outside(on[0], on[1]) && len(on[1]) > 0 || outside(on[1], on[0]) && len(on[0]) > 0 {
			out = append(out, [2]at{x, y})
		}
	}
	return out
}

// outside reports whether a holds something that b lacks.
func outside(a, b []int) bool {
	return slices.ContainsFunc(a, func(k int) bool { return !slices.Contains(b, k) })
}

// scoreOrigins scores pairs of articles that share an origin.
func (c *caseScorer) scoreOrigins() {
	type pair [2]string
	ordered := func(a, b string) pair { return pair{min(a, b), max(a, b)} }
	want, got := map[pair]bool{}, map[pair]bool{}
	for _, x := range c.g.SameOrigin {
		if len(x.Articles) >= 2 && slices.ContainsFunc(x.Articles, func(a string) bool { return a != x.Articles[0] }) {
			want[ordered(x.Articles[0], x.Articles[1])] = true
		}
	}
	if len(want) == 0 {
		return
	}
	name := map[string]string{}
	for _, n := range c.r.Lineage.Nodes {
		s := c.stems[stemma.ArticleID(n.ID)]
		if s == "" {
			s = stem(n.Name)
		}
		name[n.ID] = s
	}
	for _, o := range c.r.Lineage.Origins {
		var arts []string
		for _, n := range o.Nodes {
			if s := name[n]; c.arts[s] != nil {
				arts = append(arts, s)
			}
		}
		for i := range arts {
			for j := range i {
				if arts[i] != arts[j] {
					got[ordered(arts[i], arts[j])] = true
				}
			}
		}
	}
	hit := 0
	for p := range want {
		if got[p] {
			hit++
		}
	}
	c.add(prf("same origin", hit, len(want), float64(hit), len(got)))
}

// sameName reports whether two names of a source can be the same: one's words
// hold the other's, or they share half of all.
func sameName(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	both := 0
	for w := range x {
		if y[w] {
			both++
		}
	}
	return both == len(x) || both == len(y) || float64(both)/float64(len(x)+len(y)-both) >= 0.5
}

func nameWords(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		switch w {
		case "the", "a", "an", "mr", "mrs", "ms", "of", "news":
		default:
			m[w] = true
		}
	}
	return m
}

// cut returns the first n runes of s.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
