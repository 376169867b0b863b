package lineage

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A statement is what one account has from one source.
type statement struct {
	account int
	span    stemma.Span   // the words that name the source, or the quote
	covers  []stemma.Span // what is from the source
	label   label         // who or what it is; may be empty
	name    string
	also    label    // of a quote: the source of a citation that covers it
	beside  []string // words of the span that names the source: "deputy director of …"
	stems   []string // of the content words, sorted, without repeats
	direct  bool     // a quote
	said    string   // a quote's words in normal form
	words   string   // and as printed
}

// A common is a source from which two accounts have the same thing.
type common struct {
	a, b   int       // accounts, a < b
	s, u   statement // of a and of b
	copied bool      // both sides stand in words that one account took over from the other or both from an agency
	source *source   // set by nameCommon
}

// covers reports whether most of s, on both sides, is from c's source.
func (c common) covers(s share) bool {
	most := func(spans []stemma.Span, w stemma.Span) bool {
		n := 0
		for _, x := range spans {
			n += x.Overlap(w)
		}
		return 2*n > w.Len()
	}
	return most(c.s.covers, s.From.Span) && most(c.u.covers, s.To.Span)
}

// within reports whether both sides of c stand, for the most part, in s.
func (c common) within(s share) bool {
	most := func(spans []stemma.Span, w stemma.Span) bool {
		n, all := 0, 0
		for _, x := range spans {
			n, all = n+x.Overlap(w), all+x.Len()
		}
		return 2*n > all
	}
	return most(c.s.covers, s.From.Span) && most(c.u.covers, s.To.Span)
}

// What two statements of one source must share to be one: content words, by
// number and as a part of the shorter statement. A source that anybody may be
// ("police") asks for more, and what most accounts say does not count.
const (
	minCommonStems  = 3
	minCommonShare  = 0.3
	minRareStems    = 2
	minSameStems    = 5
	minSameShare    = 0.65
	minGenericStems = 4
	minGenericShare = 0.5
	minQuoteStems   = 2
	minQuoteShare   = 0.6
	minUnnamedStems = 4
	minUnnamedShare = 0.75
	minSaidWords    = 3
	minEqualWords   = 6 // whatever the names: one of them is misspelt, or misread
)

// What is left out, so that a text of quotes alone costs no more than its
// length: the stems of a statement, the citations (of outlets, and of others)
// and the quotes of an account, and the readings of a statement in one other
// account beyond these.
const (
	maxStems      = 60
	maxStatements = 300
	maxReadings   = 4
)

// findCommon finds the speakers, bodies and documents from which several
// accounts have the same words or the same statement.
func (t *tracer) findCommon() {
	t.often = t.widespread()
	t.between = map[[2]int][]common{}
	var all []statement
	first := make([]int, len(t.accounts)+1) // of each account's statements in all
	for i, a := range t.accounts {
		all = append(all, a.statements()...)
		first[i+1] = len(all)
	}
	near := neighbours(all)
	for i := range all {
		readings := map[int]int{} // account → readings of i found there
		for _, j := range near(i) {
			s, u := all[i], all[j]
			if s.account < u.account && readings[u.account] < maxReadings && t.agree(s, u) {
				readings[u.account]++
				t.addCommon(s, u)
			}
		}
	}
	for _, s := range t.shares {
		if s.Quoted {
			t.addQuoted(s, all[first[s.a]:first[s.a+1]], all[first[s.b]:first[s.b+1]])
		}
	}
	slices.SortStableFunc(t.commons, func(c, d common) int {
		return cmp.Or(cmp.Compare(c.a, d.a), cmp.Compare(c.b, d.b))
	})
}

// nameCommon names the sources of what accounts have in common, and adds their
// edges, but for what is common only because it was copied.
func (t *tracer) nameCommon() {
	t.findCopied()
	known := map[stemma.Witness]*source{} // the source of a statement, by where it stands
	name := func(c *common, add bool) {
		s, u := t.witness(c.s), t.witness(c.u)
		// Who is quoted without a name, or under one that is misspelt, may be
		// named elsewhere.
		c.source = cmp.Or(known[s], known[u])
		if c.source == nil {
			c.source = t.speakerOf(c.s, c.u, add)
		}
		if c.source != nil {
			known[s], known[u] = c.source, c.source
		}
	}
	fresh := map[*source]bool{}
	// Named ones first, since others may take the name over. Copied ones last:
	// they bring no source of their own.
	for pass := range 3 {
		for i := range t.commons {
			c := &t.commons[i]
			named := c.s.sameSource(c.u)
			switch {
			case pass == 0 && named && !c.copied, pass == 1 && !named && !c.copied:
				name(c, true)
			case pass == 2 && c.copied:
				name(c, false)
			default:
				continue
			}
			fresh[c.source] = fresh[c.source] || !c.copied
		}
	}
	for _, c := range t.commons {
		if c.source == nil || !fresh[c.source] {
			continue
		}
		for _, x := range []statement{c.s, c.u} {
			e := edge{from: x.account, to: -1, source: c.source}
			e.Edge = stemma.Edge{Kind: stemma.Cites, Directed: true, Certain: true, Why: "cites " + c.source.name}
			if x.direct {
				e.Why = "quotes " + c.source.name
			}
			e.Evidence = []stemma.Witness{t.witness(x)}
			t.addEdge(e)
		}
	}
}

// witness returns where s stands.
func (t *tracer) witness(s statement) stemma.Witness {
	return stemma.Witness{Article: t.accounts[s.account].ID, Span: s.span}
}

// findCopied marks what two accounts have in common because one of them took it
// over from the other or both from an agency.
func (t *tracer) findCopied() {
	shares := map[[2]int][]share{}
	for _, s := range t.shares {
		shares[[2]int{s.a, s.b}] = append(shares[[2]int{s.a, s.b}], s)
	}
	tied := map[[2]int]bool{}
	for pair := range shares {
		tied[pair] = t.tied(pair[0], pair[1])
	}
	for i := range t.commons {
		c := &t.commons[i]
		pair := [2]int{c.a, c.b}
		c.copied = tied[pair] && slices.ContainsFunc(shares[pair], c.within)
	}
}

// tied reports whether one of accounts i and j took words from the other, or
// both from one agency.
func (t *tracer) tied(i, j int) bool {
	return t.sameAgency(i, j) || slices.ContainsFunc(t.edges, func(e edge) bool {
		return e.source == nil && e.Kind == stemma.Copies && (e.from == i && e.to == j || e.from == j && e.to == i)
	})
}

// neighbours returns a function that gives the statements after i that have a
// word in common with i, in the name of the source or in what it says.
func neighbours(all []statement) func(i int) []int {
	with := map[string][]int{}
	keys := func(s statement) []string {
		return slices.Concat(s.label.words, s.beside, s.stems)
	}
	for i, s := range all {
		for _, k := range keys(s) {
			if at := with[k]; len(at) == 0 || at[len(at)-1] != i {
				with[k] = append(at, i)
			}
		}
	}
	seen := make([]int, len(all))
	return func(i int) []int {
		var out []int
		for _, k := range keys(all[i]) {
			for _, j := range with[k] {
				if j > i && seen[j] != i+1 {
					seen[j] = i + 1
					out = append(out, j)
				}
			}
		}
		slices.Sort(out)
		return out
	}
}

// widespread returns the stems of content words that more than half of the
// accounts have, of three or more.
func (t *tracer) widespread() map[string]bool {
	often := map[string]bool{}
	if len(t.accounts) < 3 {
		return often
	}
	in := map[string]int{}
	for _, a := range t.accounts {
		for s := range a.stems() {
			in[s]++
		}
	}
	for s, n := range in {
		if 2*n > len(t.accounts) {
			often[s] = true
		}
	}
	return often
}

// stems returns the stems of a's content words.
func (a *account) stems() map[string]bool {
	out := map[string]bool{}
	for _, w := range a.words {
		if w.content {
			out[text.Stem(text.Fold(a.Text[w.Start:w.End]))] = true
		}
	}
	return out
}

// statements returns what a has from sources other than outlets, and its
// quotes, in text order.
func (a *account) statements() []statement {
	var out []statement
	for _, c := range a.marks.Citations[:min(len(a.marks.Citations), maxStatements)] {
		if c.Credit || c.Kind == stemma.CitesOutlet || c.Kind == stemma.CitesAgency || len(c.Covers) == 0 {
			continue
		}
		s := statement{account: a.at, span: c.Span, covers: c.Covers, label: newLabel(c.Source), name: c.Source}
		s.beside = newLabel(a.Words(c.Span)).words
		s.stems = contentStems(a, c.Covers, c.Span)
		out = append(out, s)
	}
	cited := out
	for _, q := range a.marks.Quotes[:min(len(a.marks.Quotes), maxStatements)] {
		if q.Kind == stemma.Indirect || titled(a.Words(q.Span)) {
			continue
		}
		s := statement{account: a.at, span: q.Span, covers: []stemma.Span{q.Span}, label: newLabel(q.Speaker), name: q.Speaker, direct: true}
		s.words = a.Words(q.Span)
		s.said = said(s.words)
		for _, c := range cited {
			if slices.ContainsFunc(c.covers, func(sp stemma.Span) bool { return sp.Contains(q.Span) }) {
				s.also = c.label
			}
		}
		s.stems = contentStems(a, s.covers, stemma.Span{})
		out = append(out, s)
	}
	for i := range out {
		s := &out[i]
		s.stems = s.stems[:min(len(s.stems), maxStems)]
		slices.Sort(s.stems)
		s.stems = slices.Compact(s.stems)
	}
	slices.SortStableFunc(out, func(s, u statement) int { return cmp.Compare(s.span.Start, u.span.Start) })
	return out
}

// titled reports whether a quote is the title of a work, or a name: all its
// words that say something begin with a capital, and not all are capitals.
func titled(quote string) bool {
	words, lower := 0, false
	for _, t := range text.Tokens(quote, stemma.Span{End: len(quote)}) {
		w := quote[t.Start:t.End]
		if n, ok := normal(w, t.Kind); !ok || !contentful(n) {
			continue
		}
		if isLower(w) {
			return false
		}
		words++
		lower = lower || strings.ToUpper(w) != w
	}
	return words > 1 && lower
}

// said returns the words of a quote in normal form.
func said(quote string) string {
	var out []string
	for _, t := range text.Tokens(quote, stemma.Span{End: len(quote)}) {
		if w, ok := normal(quote[t.Start:t.End], t.Kind); ok {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// contentStems returns the stems of the content words and numbers in spans, but
// for those in except, which names the source.
func contentStems(a *account, spans []stemma.Span, except stemma.Span) []string {
	var out []string
	for _, sp := range spans {
		for _, t := range text.Tokens(a.Text, sp) {
			w, ok := normal(a.Text[t.Start:t.End], t.Kind)
			if ok && (contentful(w) || t.Kind == text.Number) && t.Overlap(except) == 0 {
				out = append(out, text.Stem(w))
			}
		}
	}
	return out
}

// agree reports whether s and u are one statement of one source.
func (t *tracer) agree(s, u statement) bool {
	both := s.direct && u.direct
	named := len(s.label.words) > 0 && len(u.label.words) > 0
	same := named && s.sharesName(u)
	if n := strings.Count(s.said, " ") + 1; both && s.said == u.said && (n >= minSaidWords && (same || !named) || n >= minEqualWords) {
		return true
	}
	n, rare := t.shared(s.stems, u.stems)
	part := float64(n) / float64(max(1, min(len(s.stems), len(u.stems))))
	switch {
	case !same:
		return both && n >= minUnnamedStems && part >= minUnnamedShare
	case n >= minSameStems && part >= minSameShare:
		return true // says the same, though most accounts have it
	case s.label.generic || u.label.generic:
		return rare >= minGenericStems && part >= minGenericShare
	case both && n >= minQuoteStems && part >= minQuoteShare:
		return true
	}
	if s.label.body && u.label.body && rare < minRareStems {
		return false // says more than one thing in a day
	}
	return n >= minCommonStems && part >= minCommonShare
}

// speaksFor reports whether the words that name s's source name u's, too: "the
// deputy director of the Harbour Ambulance Service said".
func (s statement) speaksFor(u statement) bool {
	if len(u.label.words) < 2 || u.label.generic {
		return false
	}
	for _, w := range u.label.words {
		if !slices.Contains(s.beside, w) {
			return false
		}
	}
	return true
}

// shared returns the number of stems that two sorted lists have in common, and
// how many of them most accounts do not have.
func (t *tracer) shared(a, b []string) (n, rare int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			n++
			if !t.often[a[i]] {
				rare++
			}
			i, j = i+1, j+1
		}
	}
	return n, rare
}

// addCommon records that s and u, of an earlier and a later account, are one
// statement.
func (t *tracer) addCommon(s, u statement) {
	c := common{a: s.account, b: u.account, s: s, u: u}
	t.commons = append(t.commons, c)
	t.between[[2]int{c.a, c.b}] = append(t.between[[2]int{c.a, c.b}], c)
}

// addQuoted records the quotes, of the statements from and to, that s aligns
// and that were not found to be one statement by their speaker and sense.
func (t *tracer) addQuoted(s share, from, to []statement) {
	for _, x := range from {
		if !x.direct || 2*x.span.Overlap(s.From.Span) < min(x.span.Len(), s.From.Span.Len()) {
			continue
		}
		for _, y := range to {
			if !y.direct || 2*y.span.Overlap(s.To.Span) < min(y.span.Len(), s.To.Span.Len()) {
				continue
			}
			if !t.explained(s) {
				t.addCommon(x, y)
			}
			return
		}
	}
}

// speakerOf returns the source of s and u, and adds it if it is new and add is
// set; nil otherwise. If neither names one, or they name two, it is a source of
// its own, called by the first words of s.
func (t *tracer) speakerOf(s, u statement, add bool) *source {
	l, m := s.label, u.label
	name := s.name
	if !s.sameSource(u) {
		if x := t.eitherOf(s, u); x != nil {
			return x
		}
		name = "unknown speaker of “" + opening(s.words, nameWords) + "”"
		l, m = label{words: strings.Fields(opening(s.said, openingWords)), unknown: true}, label{}
	} else if len(m.words) > len(l.words) {
		l, m, name = m, l, u.name
	}
	for _, x := range t.sources {
		if x.key() == l.key() {
			x.rename(l, name)
			return x
		}
	}
	for _, x := range t.sources {
		if !x.outlet && (x.sameSource(l) || x.sameSource(m)) {
			x.rename(l, name)
			return x
		}
	}
	if !add {
		return nil
	}
	x := &source{label: l, name: name}
	t.sources = append(t.sources, x)
	return x
}

// eitherOf returns the one known source that s or u names, where the other names
// it in another way: by a description ("the comedian"), or along with somebody
// ("Oke and Hale"). It is nil if there is none or more than one.
func (t *tracer) eitherOf(s, u statement) *source {
	described := func(s statement) bool { return strings.ToLower(s.name) == s.name }
	if !described(s) && !described(u) && !slices.ContainsFunc(s.label.words, func(w string) bool {
		return !offices[text.Stem(w)] && slices.Contains(u.label.words, w)
	}) {
		return nil
	}
	var found *source
	for _, x := range t.sources {
		if x.outlet || x.generic || x.unknown || !x.sameSource(s.label) && !x.sameSource(u.label) {
			continue
		}
		if found != nil {
			return nil
		}
		found = x
	}
	return found
}

// sameSource reports whether s and u name one source, or only one of them names
// any.
func (s statement) sameSource(u statement) bool {
	if len(s.label.words) == 0 || len(u.label.words) == 0 {
		return len(s.label.words)+len(u.label.words) > 0
	}
	return s.sharesName(u)
}

// sharesName reports whether s and u name one source, in one way or another.
func (s statement) sharesName(u statement) bool {
	return s.label.sameSource(u.label) || s.also.sameSource(u.label) || s.label.sameSource(u.also) ||
		s.speaksFor(u) || u.speaksFor(s)
}
