package annotate

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// findCitations fills d.citations: the attributions whose source is an outlet,
// agency, official, document, post or anonymous person, whom they were told to,
// and the credit lines of the article.
func (d *doc) findCitations() {
	for n := range d.reports {
		d.cite(&d.reports[n])
	}
	d.findCredits()
	slices.SortStableFunc(d.citations, func(a, b stemma.Citation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
}

// cite appends the citations that r makes: of its source, and of the outlet it
// was told to or appeared in.
func (d *doc) cite(r *report) {
	if r.cue.sort == thinking && len(r.quotes) == 0 && !d.documentCue(r) {
		return
	}
	kind, ok := d.citedKind(r)
	sp := d.span(r.from, r.to)
	name := r.Name
	if ok && name != "" {
		d.addCitation(sp, name, kind, r)
	}
	for _, x := range [2]stemma.Span{r.addressee, r.medium} {
		if x.Empty() {
			continue
		}
		if o, kind, ok := d.outletIn(x); ok && o != name {
			d.addCitation(sp.Cover(x), o, kind, r)
		}
	}
}

// documentCue reports whether r's cue is what a document does: show, find.
func (d *doc) documentCue(r *report) bool {
	switch text.Stem(d.toks[r.cueTok].fold) {
	case "show", "shown", "found", "find", "indic", "demonstr":
		return true
	}
	return false
}

func (d *doc) addCitation(sp stemma.Span, name string, kind stemma.CitationKind, r *report) {
	if n := len(d.citations); n > 0 && d.citations[n-1].Source == name && d.citations[n-1].Span.Overlap(sp) > 0 {
		return
	}
	d.citations = append(d.citations, stemma.Citation{Article: d.art.ID, Span: sp, Source: name, Kind: kind, Covers: slices.Clone(r.Content)})
}

// outletIn returns the outlet that the words at sp name: "AFP news agency",
// "the newspaper", "local media".
func (d *doc) outletIn(sp stemma.Span) (string, stemma.CitationKind, bool) {
	e := d.entityAt(sp)
	if e != nil && e.Outlet {
		return e.Name, outletKind(e.Name), true
	}
	i := d.tokenAt(sp.Start)
	j := i
	press, many := false, false
	for j < len(d.toks) && d.toks[j].Start < sp.End {
		t := &d.toks[j]
		if t.is.has(media) && t.fold != "site" && t.fold != "website" && t.fold != "wire" && t.fold != "network" && t.fold != "paper" {
			press = true
		}
		if t.fold == "reporters" || t.fold == "journalists" || t.fold == "social" {
			many = true
		}
		if !press && (t.is.has(paper) || t.is.has(preposition)) {
			break
		}
		j++
	}
	if !press || many {
		return "", "", false
	}
	if e := d.referent(sp); e != nil && e.Outlet {
		return e.Name, outletKind(e.Name), true
	}
	if e != nil && e.Kind == stemma.Organisation {
		return e.Name, stemma.CitesOutlet, true
	}
	return bare(d.words(sp)), stemma.CitesOutlet, true
}

func outletKind(name string) stemma.CitationKind {
	if o, ok := outletNamed(name); ok {
		return o.kind
	}
	return stemma.CitesOutlet
}

// citedKind returns what sort of source r's is; ok is false for private people
// who speak for themselves.
func (d *doc) citedKind(r *report) (kind stemma.CitationKind, ok bool) {
	if r.head.Empty() {
		return "", false
	}
	if d.socialCue(r) {
		return stemma.CitesSocial, true
	}
	if _, kind, ok := d.outletIn(r.head); ok {
		return kind, true
	}
	var is class
	anonymous, doc := false, false
	for i := d.tokenAt(r.head.Start); i < len(d.toks) && d.toks[i].Start < r.head.End; i++ {
		t := &d.toks[i]
		if d.isMark(i, ',') {
			break
		}
		is |= t.is
		switch t.fold {
		case "sources", "source", "insiders", "historians", "experts", "critics", "observers", "analysts", "rumours", "rumors":
			anonymous = true
		}
		if t.is.has(paper) && !t.upper {
			doc = true
		}
	}
	e := d.entityAt(r.head)
	if e == nil {
		e = d.entityNamed(r.Name)
	}
	switch {
	case anonymous && (e == nil || e.Kind != stemma.Person):
		return stemma.CitesAnonymous, true
	case doc:
		return stemma.CitesDocument, true
	case is.has(office), is.has(authority) && !is.has(pronoun):
		return stemma.CitesOfficial, true
	case e != nil && e.Outlet:
		return outletKind(e.Name), true
	case e != nil && e.Kind == stemma.Person && d.holdsOffice(e):
		return stemma.CitesOfficial, true
	case e != nil && e.Kind == stemma.Organisation && d.official(e):
		return stemma.CitesOfficial, true
	case e != nil && e.Kind == stemma.Organisation && e.sure:
		return stemma.CitesOfficial, true
	case d.pronounOffice(r):
		return stemma.CitesOfficial, true
	case d.statement(r):
		return stemma.CitesDocument, true
	}
	return "", false
}

// pronounOffice reports whether r's speaker is described as an office without a
// name: "a police spokesman … He said".
func (d *doc) pronounOffice(r *report) bool {
	for w := range strings.FieldsSeq(strings.ToLower(r.Name)) {
		if is := lexicon()[w]; is.has(office | authority) {
			return true
		}
	}
	return false
}

// statement reports whether r was said in a statement.
func (d *doc) statement(r *report) bool {
	return !r.medium.Empty() && strings.Contains(d.words(r.medium), "statement")
}

func (d *doc) entityNamed(name string) *entity {
	if name == "" {
		return nil
	}
	for i := range d.entities {
		if d.entities[i].Name == name {
			return &d.entities[i]
		}
	}
	return nil
}

// holdsOffice reports whether e is called by an office somewhere in the article.
func (d *doc) holdsOffice(e *entity) bool {
	lex := lexicon()
	for _, w := range e.roles {
		if lex[w].has(office) {
			return true
		}
	}
	return false
}

// official reports whether e is an authority by its name.
func (d *doc) official(e *entity) bool {
	lex := lexicon()
	for _, w := range e.words {
		if lex[w].has(authority) {
			return true
		}
	}
	return false
}

// socialCue reports whether r was said on a social network.
func (d *doc) socialCue(r *report) bool {
	switch d.toks[r.cueTok].fold {
	case "tweeted", "tweets", "tweeting", "tweet", "retweeted", "posted", "posting":
		return true
	}
	if r.medium.Empty() {
		return false
	}
	for i := d.tokenAt(r.medium.Start); i < len(d.toks) && d.toks[i].Start < r.medium.End; i++ {
		if w := d.toks[i].fold; social()[w] || w == "tweet" || w == "social" {
			return true
		}
	}
	return false
}

// findCredits reads who the article as a whole comes from: "(AP)" in a dateline,
// "(AFP, dpa)" and "Copyright 2017 The Associated Press" at the end. Picture
// credits are none.
func (d *doc) findCredits() {
	last := len(d.art.Blocks) - 1
	for bi := range d.art.Blocks {
		b := &d.art.Blocks[bi]
		if b.Kind == stemma.Caption || b.Kind == stemma.Title || b.Span.Len() > maxCredit && b.Kind != stemma.Body {
			continue
		}
		w := d.art.Text[b.Span.Start:b.Span.End]
		switch {
		case b.Kind == stemma.Body && bi <= last/2+2 && d.datelineAgency(b.Span):
		case b.Span.Len() <= maxCredit && d.creditLine(w) && !pictureCredit(w):
			d.creditNames(b.Span)
		}
	}
}

// maxCredit is the longest credit line, in bytes.
const maxCredit = 240

// pictureCredit reports whether the line w credits a picture.
func pictureCredit(w string) bool {
	lw := strings.ToLower(w)
	for _, p := range [...]string{"image", "photo", "picture", "getty", "/ap", "/reuters", "/afp", "/pa", "/ afp", "/ ap", "/ reuters", "video:", "footage", "caption", "media playback"} {
		if strings.Contains(lw, p) {
			return true
		}
	}
	return false
}

// creditLine reports whether w is nothing but a credit: brackets, initials,
// names of outlets, copyright words.
func (d *doc) creditLine(w string) bool {
	lw := strings.ToLower(strings.TrimSpace(w))
	if strings.HasPrefix(lw, "h/t") || strings.HasPrefix(lw, "copyright") || strings.HasPrefix(lw, "©") || strings.HasPrefix(lw, "(c)") ||
		strings.HasPrefix(lw, "source:") || strings.HasPrefix(lw, "sources:") || strings.HasPrefix(lw, "via ") {
		return true
	}
	words, known := 0, 0
	for _, sp := range outletSpans(w) {
		known += len(strings.Fields(w[sp.Start:sp.End]))
	}
	for f := range strings.FieldsFuncSeq(w, notLetter) {
		if lf := strings.ToLower(f); lf == "and" || lf == "with" || lf == "the" || lf == "agencies" || lf == "from" || lf == "by" || len(f) <= 3 && lf == f {
			continue
		}
		words++
	}
	return known > 0 && words <= known+1
}

func notLetter(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 0x7f || r == '\'')
}

// creditNames appends a citation for every outlet that the line at b names.
func (d *doc) creditNames(b stemma.Span) {
	w := d.art.Text[b.Start:b.End]
	for _, sp := range outletSpans(w) {
		o, _ := outletNamed(credited(w[sp.Start:sp.End]))
		d.citations = append(d.citations, stemma.Citation{Article: d.art.ID, Span: sp.Shift(b.Start), Source: o.name, Kind: o.kind, Credit: true})
	}
}

// credited returns the spelling under which outlets lists a name of a credit
// line, where "Ap" and "Afp" are common.
func credited(w string) string {
	if _, ok := outletNamed(w); !ok && len(w) <= 4 {
		return strings.ToUpper(w)
	}
	return w
}

// outletSpans returns the names of known outlets in w, longest first at each
// place.
func outletSpans(w string) []stemma.Span {
	toks := text.Tokens(w, stemma.Span{End: len(w)})
	var out []stemma.Span
	for i := 0; i < len(toks); i++ {
		for n := min(4, len(toks)-i); n > 0; n-- {
			sp := stemma.Span{Start: toks[i].Start, End: toks[i+n-1].End}
			if sp.Len() > 40 || !startsUpper(w[sp.Start:sp.End]) && w[sp.Start:sp.End] != "dpa" {
				continue
			}
			if _, ok := outletNamed(credited(w[sp.Start:sp.End])); ok {
				out = append(out, sp)
				i += n - 1
				break
			}
		}
	}
	return out
}

// datelineAgency reads "LEITH (AP) —" and "(Reuters) -" at the start of a
// paragraph.
func (d *doc) datelineAgency(b stemma.Span) bool {
	w := d.art.Text[b.Start:min(b.End, b.Start+80)]
	open := strings.IndexByte(w, '(')
	if open < 0 {
		return false
	}
	end := strings.IndexByte(w[open:], ')')
	if end < 0 {
		return false
	}
	rest := strings.TrimLeft(w[open+end+1:], " \u00a0")
	if !strings.HasPrefix(rest, "-") && !strings.HasPrefix(rest, "–") && !strings.HasPrefix(rest, "—") {
		return false
	}
	name := w[open+1 : open+end]
	o, ok := outletNamed(name)
	if !ok {
		return false
	}
	sp := stemma.Span{Start: b.Start, End: b.Start + open + end + 1}
	d.citations = append(d.citations, stemma.Citation{Article: d.art.ID, Span: text.Trim(d.art.Text, sp), Source: o.name, Kind: o.kind, Credit: true})
	return true
}
