package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
)

// A facet is two features that claims of several articles share. Groups put a
// claim into one place; a sentence that tells three facts meets another
// account's three sentences in three, and facets find the other two.
type facet struct {
	a, b   string
	weight float64
	said   []int
}

// facetWeight is the least that the two features of a facet weigh together, and
// facetSpread the most claims of one article that may share them: what an
// article says over and over is its subject, not a fact.
const (
	facetWeight = 3.6
	facetSpread = 3
)

// facets returns the agreements that groups missed: for each pair of heavy
// features, the claims that hold both, if they stand in two articles or more and
// half of their pairs are in no finding together. split holds the sides of
// disputed slots.
func (b *bench) facets(told []stemma.Finding, split map[stemma.Witness][]stand) []stemma.Finding {
	together := pairsOf(told)
	byPair := map[[2]string]*facet{}
	var all []*facet
	for i := range b.said {
		heavy := b.heaviest(&b.said[i])
		for x, f := range heavy {
			for _, g := range heavy[x+1:] {
				if !b.said[i].adjoin(f, g) || b.titled(&b.said[i], f, g) || b.hyphened(&b.said[i], f, g) {
					continue
				}
				key := [2]string{min(f, g), max(f, g)}
				fc := byPair[key]
				if fc == nil {
					fc = &facet{a: key[0], b: key[1], weight: b.weight[f] + b.weight[g]}
					byPair[key] = fc
					all = append(all, fc)
				}
				fc.said = append(fc.said, i)
			}
		}
	}
	all = slices.DeleteFunc(all, func(f *facet) bool { return f.weight < facetWeight || !b.spread(f.said) })
	for _, f := range all {
		f.said = b.unopposed(b.backed(f.said), split)
	}
	all = slices.DeleteFunc(all, func(f *facet) bool { return len(f.said) == 0 })
	slices.SortStableFunc(all, func(f, g *facet) int {
		return cmp.Or(cmp.Compare(len(g.said), len(f.said)), cmp.Compare(g.weight, f.weight), cmp.Compare(f.a, g.a), cmp.Compare(f.b, g.b))
	})
	var out []stemma.Finding
	for _, f := range all {
		ws := b.witnesses(f.said)
		if !together.fresh(ws) {
			continue
		}
		together.add(ws)
		plain := b.plainest(f.said)
		out = append(out, stemma.Finding{
			Kind:  stemma.Corroborated,
			Type:  facetType(f),
			About: b.phraseOf(f, plain),
			Sides: []stemma.Side{b.sideSaid(f.said, plain)},
			Why:   "the claims share " + b.commonWords(f.said, plain),
			Rule:  "reconcile/facet",
		})
	}
	return out
}

// phraseOf returns the words in which statement plain holds the two features of f.
func (b *bench) phraseOf(f *facet, plain int) string {
	s := &b.said[plain]
	return b.words(stemma.Witness{Article: s.Article, Span: s.where[f.a].Cover(s.where[f.b])})
}

// phrase is how far apart, in bytes, the words of a facet's two features may
// stand: "speed limit", "next to an underpass". Farther apart, any two words of a
// long sentence made a fact.
const phrase = 24

// adjoin reports whether the words of two features of s stand close together,
// and are not the same words.
func (s *statement) adjoin(f, g string) bool {
	v, w := s.where[f], s.where[g]
	return !v.Empty() && !w.Empty() && v.Overlap(w) == 0 && max(v.Start-w.End, w.Start-v.End) <= phrase
}

// hyphened reports whether two features are parts of one word: "passive-aggressive".
func (b *bench) hyphened(s *statement, f, g string) bool {
	v, w := s.where[f], s.where[g]
	if w.Start < v.Start {
		v, w = w, v
	}
	return w.Start == v.End+1 && b.arts[s.art].Text[v.End] == '-'
}

// titled reports whether two features only name somebody: two names, or a name
// and the title before it. "Mayor Ann Oke" states nothing.
func (b *bench) titled(s *statement, f, g string) bool {
	if strings.HasPrefix(f, "name ") && strings.HasPrefix(g, "name ") {
		return true // two people in one breath did nothing yet
	}
	if !strings.HasPrefix(g, "name ") {
		f, g = g, f
	}
	v, w := s.where[f], s.where[g]
	if !strings.HasPrefix(g, "name ") || v.End > w.Start || w.Start-v.End > 1 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(b.arts[s.art].Text[v.Start:])
	return unicode.IsUpper(r)
}

// maxHeavy is how many of a claim's features make facets; pairs grow with its
// square.
const maxHeavy = 12

// heaviest returns the heaviest features of s.
func (b *bench) heaviest(s *statement) []string {
	fs := slices.Clone(s.features)
	slices.SortStableFunc(fs, func(f, g string) int { return cmp.Compare(b.weight[g], b.weight[f]) })
	return fs[:min(len(fs), maxHeavy)]
}

// spread reports whether the statements stand in two articles or more, and in
// none too often.
func (b *bench) spread(said []int) bool {
	per := map[int]int{}
	for _, i := range said {
		per[b.said[i].art]++
		if per[b.said[i].art] > facetSpread {
			return false
		}
	}
	return len(per) > 1
}

// facetType returns the type of finding that f makes, by what its features are.
func facetType(f *facet) stemma.FindingType {
	switch {
	case strings.HasPrefix(f.a, "figure "), strings.HasPrefix(f.b, "figure "):
		return stemma.FigureFinding
	case strings.HasPrefix(f.a, "date "), strings.HasPrefix(f.b, "date "):
		return stemma.TimeFinding
	}
	return stemma.AccountFinding
}

// pairs are the pairs of witnesses that stand on one side of a finding.
type pairs map[[2]stemma.Witness]bool

func pairsOf(fs []stemma.Finding) pairs {
	p := pairs{}
	for _, f := range fs {
		for _, s := range f.Sides {
			p.add(s.Witnesses)
		}
	}
	return p
}

func (p pairs) add(ws []stemma.Witness) {
	for i, w := range ws {
		for _, v := range ws[:i] {
			p[[2]stemma.Witness{v, w}] = true
		}
	}
}

// fresh reports whether at least half of the pairs of ws that stand in two
// articles are not in p.
func (p pairs) fresh(ws []stemma.Witness) bool {
	fresh, crossing := 0, 0
	for i, w := range ws {
		for _, v := range ws[:i] {
			if v.Article != w.Article {
				crossing++
				if !p[[2]stemma.Witness{v, w}] {
					fresh++
				}
			}
		}
	}
	return 2*fresh >= crossing
}
