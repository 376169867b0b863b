package lineage

import (
	"cmp"
	"slices"

	"stemma"
	"stemma/internal/text"
)

// A statement is what one account has from one source.
type statement struct {
	account int
	span    stemma.Span // the words that name the source, or the quote
	label   label       // who said it; may be empty
	name    string
	kind    stemma.CitationKind // empty for a quote
	beside  map[string]bool     // words of the span that names the source, for "a spokesman of …"
	stems   []string            // of the content words, sorted, without repeats
	direct  bool
}

// A common is a source from which two accounts have the same thing.
type common struct {
	a, b   int // accounts, a < b
	source *source
	quote  bool
}

// What two statements must have in common to be one: content words, by number
// and as a share of the shorter of the two. A source that anybody may be
// ("police") asks for more.
const (
	minCommonStems   = 3
	minCommonShare   = 0.3
	minGenericStems  = 5
	minGenericShare  = 0.5
	minQuoteStems    = 2
	minQuoteShare    = 0.6
	minUnnamedStems  = 4
	minUnnamedShare  = 0.75
	maxStatementSize = 60 // words; what a longer one has in common is chance
)

// findCommon finds the speakers, bodies and documents from which several
// accounts have the same words or the same statement.
func (t *tracer) findCommon() {
	var all []statement
	for _, a := range t.accounts {
		all = append(all, t.statements(a)...)
	}
	for i, s := range all {
		for _, u := range all[i+1:] {
			if s.account == u.account || !agree(s, u) {
				continue
			}
			t.addCommon(s, u)
		}
	}
	slices.SortStableFunc(t.commons, func(c, d common) int {
		return cmp.Or(cmp.Compare(c.a, d.a), cmp.Compare(c.b, d.b))
	})
}

// statements returns what a has from named sources, in text order.
func (t *tracer) statements(a *account) []statement {
	var out []statement
	for _, c := range a.marks.Citations {
		if c.Credit || c.Kind == stemma.CitesOutlet || c.Kind == stemma.CitesAgency || len(c.Covers) == 0 {
			continue
		}
		s := statement{account: a.at, span: c.Span, label: newLabel(c.Source), name: c.Source, kind: c.Kind}
		s.beside = map[string]bool{}
		for _, w := range newLabel(a.Words(c.Span)).words {
			s.beside[w] = true
		}
		for _, sp := range c.Covers {
			s.stems = append(s.stems, contentStems(a, sp, s.label)...)
		}
		out = append(out, s)
	}
	for _, q := range a.marks.Quotes {
		if q.Kind == stemma.Indirect {
			continue
		}
		s := statement{account: a.at, span: q.Span, label: newLabel(q.Speaker), name: q.Speaker, direct: true}
		s.stems = contentStems(a, q.Span, s.label)
		out = append(out, s)
	}
	for i := range out {
		slices.Sort(out[i].stems)
		out[i].stems = slices.Compact(out[i].stems)
	}
	slices.SortStableFunc(out, func(s, u statement) int { return cmp.Compare(s.span.Start, u.span.Start) })
	return out
}

// contentStems returns the stems of the content words in sp, but for the name l.
func contentStems(a *account, sp stemma.Span, l label) []string {
	var out []string
	for _, t := range text.Tokens(a.Text, sp) {
		w, ok := normal(a.Text[t.Start:t.End], t.Kind)
		if !ok || !contentful(w) && t.Kind != text.Number || slices.Contains(l.words, w) {
			continue
		}
		out = append(out, text.Stem(w))
	}
	if len(out) > maxStatementSize {
		out = out[:maxStatementSize]
	}
	return out
}

// agree reports whether s and u are one statement of one source.
func agree(s, u statement) bool {
	n := shared(s.stems, u.stems)
	least := min(len(s.stems), len(u.stems))
	if n == 0 {
		return false
	}
	part := float64(n) / float64(least)
	enough := func(stems int, share float64) bool { return n >= stems && part >= share }
	both := s.direct && u.direct
	switch {
	case len(s.label.words) == 0 || len(u.label.words) == 0:
		return both && enough(minUnnamedStems, minUnnamedShare)
	case !s.label.sameSource(u.label) && !s.speaksFor(u) && !u.speaksFor(s):
		return both && enough(minUnnamedStems, minUnnamedShare)
	case s.label.generic() || u.label.generic():
		return enough(minGenericStems, minGenericShare)
	case both:
		return enough(minQuoteStems, minQuoteShare) || enough(minGenericStems, minCommonShare)
	}
	return enough(minCommonStems, minCommonShare)
}

// speaksFor reports whether the words that name s's source name u's, too: "the
// deputy director of the Harbour Ambulance Service said".
func (s statement) speaksFor(u statement) bool {
	if len(u.label.words) < 2 || s.beside == nil {
		return false
	}
	for _, w := range u.label.words {
		if !s.beside[w] {
			return false
		}
	}
	return true
}

// shared returns the number of strings that two sorted lists have in common.
func shared(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// addCommon records that s and u are one statement.
func (t *tracer) addCommon(s, u statement) {
	c := common{a: s.account, b: u.account, source: t.speakerOf(s, u), quote: s.direct && u.direct}
	if c.source != nil {
		for _, x := range []statement{s, u} {
			e := edge{from: x.account, to: -1, source: c.source}
			e.Edge = stemma.Edge{Kind: stemma.Cites, Directed: true, Certain: true, Why: "cites " + c.source.name}
			if x.direct {
				e.Why = "quotes " + c.source.name
			}
			e.Evidence = []stemma.Witness{{Article: t.accounts[x.account].ID, Span: x.span}}
			t.addEdge(e)
		}
	}
	t.commons = append(t.commons, c)
}

// speakerOf returns the source of s and u; nil if neither names one.
func (t *tracer) speakerOf(s, u statement) *source {
	if len(u.label.words) > len(s.label.words) {
		s, u = u, s
	}
	if len(s.label.words) == 0 {
		return nil
	}
	for _, x := range t.sources {
		if !x.outlet && (x.sameSource(s.label) || len(u.label.words) > 0 && x.sameSource(u.label)) {
			x.rename(s.label, s.name)
			return x
		}
	}
	x := &source{label: s.label, name: s.name}
	t.sources = append(t.sources, x)
	return x
}
