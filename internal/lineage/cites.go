package lineage

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// findCited turns the citations of outlets and agencies into edges, and so the
// credits: those that the text gives and those that an address does.
func (t *tracer) findCited() {
	var told []told
	for _, a := range t.accounts {
		var before []cited
		for _, c := range a.marks.Citations {
			if c.Kind != stemma.CitesOutlet && c.Kind != stemma.CitesAgency {
				continue
			}
			if len(before) == maxStatements {
				break
			}
			name := outletName(c.Source)
			n := fullest(before, cited{newLabel(name), name})
			before = append(before, n)
			if kind := a.citeKind(c); kind != "" && !n.nameless() && !n.own(a) && !n.sectionOf(a) {
				e := t.citeEdge(a, c, n, kind)
				t.addEdge(e)
				told = append(told, newTold(e.source, n, a, c))
			}
		}
		if agency, words := feed(a.URL); agency != "" && agency != "wire" {
			l := newLabel(agency)
			if l.own(a) {
				continue
			}
			e := edge{from: a.at, to: -1}
			if b := t.carriedFrom(l, a); b != nil {
				e.to = b.at
			} else {
				e.source = t.outletNamed(l, agency)
			}
			e.Edge = stemma.Edge{Kind: stemma.Credits, Directed: true, Certain: true,
				Why: fmt.Sprintf("its address files it under “%s”, copy of %s", words, agency)}
			t.addEdge(e)
		}
	}
	t.joinShort(told)
}

// A told is what one account has from an outlet.
type told struct {
	source  *source // nil if it is an account
	account int
	stems   []string // of the content words, sorted, without repeats
	whom    []string // who told it, beside the outlet: the names by which it is cited
}

func newTold(s *source, n cited, a *account, c stemma.Citation) told {
	x := told{source: s, account: a.at}
	x.stems = contentStems(a, c.Covers, c.Span)
	x.stems = x.stems[:min(len(x.stems), maxStems)]
	slices.Sort(x.stems)
	x.stems = slices.Compact(x.stems)
	for _, t := range text.Tokens(a.Text, c.Span) {
		raw := a.Text[t.Start:t.End]
		if w, ok := normal(raw, t.Kind); ok && t.Kind == text.Word && !isLower(raw) && contentful(w) && !noise[w] && !offices[text.Stem(w)] && !slices.Contains(n.words, w) {
			x.whom = append(x.whom, w)
		}
	}
	return x
}

// joinShort makes one source of an outlet that some accounts name by the end of
// its name ("the Post") and others in full, if it is once cited by both names for
// the same, or for what the same person told it: many towns have a Post.
func (t *tracer) joinShort(all []told) {
	same := func(s, f *source) bool {
		return slices.ContainsFunc(all, func(x told) bool {
			return x.source == s && slices.ContainsFunc(all, func(y told) bool {
				if y.source != f || y.account == x.account {
					return false
				}
				n, _ := t.shared(x.stems, y.stems)
				return n >= minSameStems && float64(n) >= minSameShare*float64(min(len(x.stems), len(y.stems))) ||
					slices.ContainsFunc(x.whom, func(w string) bool { return slices.Contains(y.whom, w) && !slices.Contains(f.words, w) })
			})
		})
	}
	for _, s := range slices.Clone(t.sources) {
		for _, f := range t.sources {
			if k := len(f.words) - len(s.words); k > 0 && slices.Equal(f.words[k:], s.words) && same(s, f) {
				t.replace(s, f)
				break
			}
		}
	}
}

// replace leads the edges to s to f, and forgets s.
func (t *tracer) replace(s, f *source) {
	edges := t.edges
	t.edges = nil
	for _, e := range edges {
		if e.source == s {
			e.source = f
		}
		t.addEdge(e)
	}
	t.sources = slices.DeleteFunc(t.sources, func(x *source) bool { return x == s })
}

// citeKind returns the kind of edge that citation c of a makes, or "" if it
// makes none. A credit is for the whole of a if it stands where reports begin or
// end or outside of them. Inside, it credits what follows if it is a clause
// ("The agency reports:"), and a picture if it is but a name; so it does in
// what is set aside, but for a copyright line.
func (a *account) citeKind(c stemma.Citation) string {
	if !c.Credit {
		return stemma.Cites
	}
	first, last, at := -1, -1, -1
	for i, b := range a.Blocks {
		if b.Span.Overlap(c.Span) > 0 {
			at = i
		}
		if b.Kind.Reported() {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	switch {
	case at < 0:
		return ""
	case a.Blocks[at].Kind == stemma.Furniture:
		if w := strings.ToLower(a.Words(a.Blocks[at].Span)); strings.Contains(w, "copyright") || strings.Contains(w, "©") {
			return stemma.Credits
		}
		return ""
	case at > 0 && a.captionBeside(at-1, at), at+1 < len(a.Blocks) && a.captionBeside(at+1, at):
		return "" // a picture's
	case !a.Blocks[at].Kind.Reported() || at <= first || at >= last:
		return stemma.Credits
	case slices.ContainsFunc(strings.Fields(a.Text[c.Span.Start:max(c.Span.End, a.Blocks[at].Span.End)]), isLower):
		return stemma.Cites
	}
	return ""
}

// captionBeside reports whether block i is a caption on the line of block at.
func (a *account) captionBeside(i, at int) bool {
	if a.Blocks[i].Kind != stemma.Caption {
		return false
	}
	first, second := a.Blocks[min(i, at)], a.Blocks[max(i, at)]
	return !strings.Contains(a.Text[first.Span.End:second.Span.Start], "\n")
}

// isLower reports whether w begins with a lower-case letter.
func isLower(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLower(r)
}

// citeEdge returns the edge for citation c of a, of the outlet called n.
func (t *tracer) citeEdge(a *account, c stemma.Citation, n cited, kind string) edge {
	e := edge{from: a.at, to: -1}
	why := kind + " " + n.name
	b, says := t.accountOf(n.label, a, c)
	if kind == stemma.Credits {
		b = t.carriedFrom(n.label, a)
		says = b != nil
	}
	if says {
		e.to = b.at
	} else {
		e.source = t.outletNamed(n.label, n.name)
		if b != nil {
			why += ", but not for what its account here says"
		}
	}
	e.Edge = stemma.Edge{Kind: kind, Directed: true, Certain: true, Why: why}
	e.Evidence = []stemma.Witness{{Article: a.ID, Span: c.Span}}
	return e
}

// A cited is an outlet as an account names it.
type cited struct {
	label
	name string
}

// sectionOf reports whether n is a part of a's outlet, which goes by initials:
// "HBC Sport" on hbc.example.
func (n cited) sectionOf(a *account) bool {
	first, _, more := strings.Cut(n.name, " ")
	return more && len(first) > 1 && strings.ToUpper(first) == first && newLabel(first).publishes(a)
}

// fullest returns the last of the outlets named before whose name ends in n's,
// or n: "the Times", in an account that has just named the Harbour Times. What
// is not all capitals is a description and no name.
func fullest(before []cited, n cited) cited {
	for _, b := range slices.Backward(before) {
		k := len(b.words) - len(n.words)
		if k > 0 && slices.Equal(b.words[k:], n.words) && !slices.ContainsFunc(strings.Fields(b.name), isLower) {
			return b
		}
	}
	return n
}

// addEdge adds e, or its evidence to the edge of the same kind between the same
// ends.
func (t *tracer) addEdge(e edge) {
	for i := range t.edges {
		d := &t.edges[i]
		if d.from != e.from || d.to != e.to || d.source != e.source || d.Kind != e.Kind {
			continue
		}
		for _, w := range e.Evidence {
			if !slices.Contains(d.Evidence, w) {
				d.Evidence = append(d.Evidence, w)
			}
		}
		d.Certain = d.Certain || e.Certain
		if d.Why != e.Why && len(e.Evidence) == 0 {
			d.Why += "; " + e.Why
		}
		return
	}
	t.edges = append(t.edges, e)
}

// nameless reports whether l names no outlet in particular: "media outlets",
// "French media", "several reports".
func (l label) nameless() bool {
	return len(l.words) == 0 || l.generic || crowds[l.words[len(l.words)-1]]
}

// crowds end the names of many outlets at once.
var crowds = text.WordSet(`media outlets outlet reports report newspapers papers agencies networks stations broadcasters sources others`)

// minHeld is the part of the content words of a cited statement that an account
// of the cited outlet must have to be what is cited. Outlets publish more than
// one account, and "she told the Gazette" may be in another.
const minHeld = 0.6

// accountOf returns the first account by the outlet that citation c of a names
// by l, and whether it is what is cited; nil if there is none.
func (t *tracer) accountOf(l label, a *account, c stemma.Citation) (found *account, says bool) {
	for _, b := range t.accounts {
		if b == a || !l.publishes(b) {
			continue
		}
		if b.holds(a, c) {
			return b, true
		}
		if found == nil {
			found = b
		}
	}
	return found, false
}

// carriedFrom returns the account by the agency that l names whose text a
// carries; nil if there is none.
func (t *tracer) carriedFrom(l label, a *account) *account {
	for _, b := range t.accounts {
		if b == a || !l.publishes(b) {
			continue
		}
		n := 0
		for _, s := range t.shares {
			if s.a == min(a.at, b.at) && s.b == max(a.at, b.at) {
				n += s.plain
			}
		}
		if float64(n) >= minAgencyShare*float64(min(a.plain, b.plain)) {
			return b
		}
	}
	return nil
}

// holds reports whether b says what citation c of a has from it.
func (b *account) holds(a *account, c stemma.Citation) bool {
	if b.says == nil {
		b.says = map[string]bool{}
		for _, w := range b.words {
			b.says[text.Stem(text.Fold(b.Text[w.Start:w.End]))] = true
		}
	}
	held, all := 0, 0
	for _, stem := range contentStems(a, c.Covers, c.Span) {
		all++
		if b.says[stem] {
			held++
		}
	}
	return float64(held) >= minHeld*float64(all)
}

// credited returns the agencies that account i credits for the whole of it.
func (t *tracer) credited(i int) []*source {
	var out []*source
	for _, e := range t.edges {
		if e.from == i && e.source != nil && e.Kind == stemma.Credits {
			out = append(out, e.source)
		}
	}
	return out
}
