package annotate

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// findCitations fills d.citations: the attributions whose source is an outlet,
// agency, official, document, post or anonymous person, whom they were told to,
// and the credit lines of the article.
func (d *doc) findCitations() {
	for n := range d.reports {
		if r := &d.reports[n]; !r.aside && !r.Hypothetical {
			d.cite(&d.reports[n])
		}
	}
	d.sortCitations()
	d.findAppearances()
	d.findPosts()
	d.findSignatures()
	d.findCredits()
	d.sortCitations()
}

func (d *doc) sortCitations() {
	slices.SortStableFunc(d.citations, func(a, b stemma.Citation) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End))
	})
}

// cite appends the citations that r makes: of its source, of the outlet that
// quotes the source, and of the outlet it was told to or appeared in.
func (d *doc) cite(r *report) {
	sp := d.span(r.from, r.to)
	name := r.Name
	if !r.speaker.Empty() {
		name = "" // the source is cited, who speaks is not
		r.via = r.head
	}
	if kind, ok := d.citedKind(r); ok && name != "" && d.informs(r) && !d.labels(r) {
		d.addCitation(sp, name, kind, r)
	}
	for _, x := range [3]stemma.Span{r.via, r.addressee, r.medium} {
		if x.Empty() {
			continue
		}
		o, kind, ok := d.outletIn(x)
		if !ok && x == r.addressee {
			o, kind, ok = d.employer(x)
		}
		if ok && o != name {
			d.addCitation(sp.Cover(x), o, kind, r)
		}
	}
}

// labels reports whether r's source only labels what follows it, and tells
// nothing: who speaks next in a transcript ("BELL: Good evening"), or what a
// line belongs to ("Photos: the flood").
func (d *doc) labels(r *report) bool {
	i := d.tokenAt(r.head.Start)
	return d.isMark(r.cueTok, ':') && d.tokenAt(r.head.End) == r.cueTok &&
		(d.toks[i].Start == d.art.Blocks[r.block].Span.Start || d.sents[d.toks[i].sent].first == i) &&
		(pictures[d.toks[i].fold] && i+1 == r.cueTok || d.capitals(i, r.cueTok))
}

// capitals reports whether tokens [i, j) are one or two words in capitals that
// nothing else in the lexicon speaks by: a surname, and no "POLICE:".
func (d *doc) capitals(i, j int) bool {
	if j <= i || j > i+2 {
		return false
	}
	for ; i < j; i++ {
		if w := d.words(d.toks[i].Span); strings.ToUpper(w) != w || len(w) < 3 || d.toks[i].is.has(authority|office|plural|paper|media) || knownOutlet(w) {
			return false
		}
	}
	return true
}

// informs reports whether r's cue passes information on: it says something, or
// it is one of the few that judge and yet tell.
func (d *doc) informs(r *report) bool {
	switch r.sort {
	case saying:
		return r.lemma != "ask"
	case thinking:
		return d.documentCue(r)
	}
	switch r.lemma {
	case "identify", "describe", "dispute", "cite", "quote", "outline":
		return true
	}
	return false
}

// documentCue reports whether r's cue is what a document does: show, find.
func (d *doc) documentCue(r *report) bool {
	switch r.lemma {
	case "show", "find", "indicate", "demonstrate":
		return true
	}
	return false
}

// addCitation appends a citation of name, or, if r only goes on with the last
// one ("He added"), what it covers to that.
func (d *doc) addCitation(sp stemma.Span, name string, kind stemma.CitationKind, r *report) {
	if n := len(d.citations) - 1; n >= 0 {
		last := &d.citations[n]
		if last.Source == name && (last.Span.Overlap(sp) > 0 || d.goesOn(r, last.Span)) {
			last.Covers = append(last.Covers, r.covers()...)
			return
		}
	}
	for _, name := range splitSources(name) {
		d.citations = append(d.citations, stemma.Citation{Article: d.art.ID, Span: sp, Source: name, Kind: kind, Covers: r.covers()})
	}
}

// covers returns what r reports, with the quotations that follow it.
func (r *report) covers() []stemma.Span {
	return append(slices.Clone(r.Content), r.followed...)
}

// goesOn reports whether r's source is a pronoun, or left out, soon after the
// citation at sp.
func (d *doc) goesOn(r *report, sp stemma.Span) bool {
	i := d.sentenceAt(sp.Start)
	if i < 0 || d.toks[r.cueTok].sent-i > maxGoesOn {
		return false
	}
	if r.Source.Empty() || r.shared {
		return true
	}
	return r.Source.Len() < 5 && d.toks[d.tokenAt(r.Source.Start)].is.has(pronoun) && !d.socialCue(r)
}

// maxGoesOn is how many sentences after a citation a pronoun still means it.
const maxGoesOn = 4

// splitSources cuts "police and media reports" in two, where both halves are
// nouns that speak.
func splitSources(name string) []string {
	a, b, ok := strings.Cut(name, " and ")
	if !ok || strings.Contains(b, " and ") {
		return []string{name}
	}
	speaks := func(w string) bool {
		w = strings.ToLower(w[strings.LastIndexByte(w, ' ')+1:])
		return lexicon()[w].has(plural | paper)
	}
	if a != "" && b != "" && speaks(a) && speaks(b) {
		return []string{a, b}
	}
	return []string{name}
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
		if t.is.has(media) && d.qualifies(j, sp.End) {
			j++
			continue
		}
		if t.is.has(media) && (t.fold != "agency" || i < j && newsWords[d.toks[j-1].fold]) && t.fold != "site" && t.fold != "website" && t.fold != "wire" && t.fold != "network" && t.fold != "paper" {
			press = true
		}
		if t.fold == "reporters" || t.fold == "journalists" || t.fold == "social" {
			many = true
		}
		if t.is.has(media) && (t.fold != "agency" || i < j && newsWords[d.toks[j-1].fold]) && j+1 < len(d.toks) && d.toks[j+1].Start < sp.End && d.owner[j+1] > 0 {
			press = true // "tech site X"
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

// employer returns the outlet for which a person at sp asks: "CNN's Ann Oke",
// "Harbour Times columnist Ann Oke".
func (d *doc) employer(sp stemma.Span) (string, stemma.CitationKind, bool) {
	i := d.tokenAt(sp.Start)
	if i < len(d.toks) && d.toks[i].is.has(determiner) {
		i++
	}
	if i >= len(d.toks) || d.toks[i].Start >= sp.End || d.owner[i] == 0 {
		return "", "", false
	}
	m := &d.mentions[d.owner[i]-1]
	e := &d.entities[m.ent]
	if !e.Outlet || m.first != i || m.last >= len(d.toks) {
		return "", "", false
	}
	if next := &d.toks[m.last]; next.fold != "'s" && next.fold != "’s" && !next.is.has(role) && !strings.HasSuffix(d.toks[m.last-1].fold, "'s") {
		return "", "", false
	}
	return e.Name, outletKind(e.Name), true
}

// qualifies reports whether the word of the press at token i only says what sort
// of thing the next word names: "a television address", "the press release",
// "weekly figures".
func (d *doc) qualifies(i int, end int) bool {
	if i+1 >= len(d.toks) || d.toks[i+1].Start >= end || d.owner[i+1] > 0 {
		return false
	}
	n := &d.toks[i+1]
	if n.is.has(media) || n.is.has(paper) && !airs[d.toks[i].fold] || pressNouns[n.fold] {
		return false
	}
	t, w := d.tree(i + 1)
	return t != nil && t.Words[w].POS == language.NOUN
}

// airs are words of the press whose pictures and papers are not its own reports:
// "television footage", "a press statement".
var airs = map[string]bool{"press": true, "television": true, "radio": true, "weekly": true, "daily": true, "wire": true, "network": true}

// pressNouns stand after a word of the press where both name an outlet.
var pressNouns = map[string]bool{"report": true, "reports": true, "news": true, "group": true, "house": true, "service": true, "services": true, "company": true, "organisation": true,
	"organization": true, "show": true, "programme": true, "program": true, "bulletin": true, "bulletins": true, "accounts": true}

// newsWords stand before "agency" where it gathers news.
var newsWords = map[string]bool{"news": true, "press": true, "wire": true, "state": true, "telegraph": true}

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
	named := d.entityNamed(r.Name)
	person := named != nil && named.Kind == stemma.Person // "said Group president Ann Oke": she speaks, not the group
	if _, kind, ok := d.outletIn(r.head); ok && !person {
		return kind, true
	}
	var is class
	anonymous, doc, beside := false, false, false
	for i := d.tokenAt(r.head.Start); i < len(d.toks) && d.toks[i].Start < r.head.End; i++ {
		t := &d.toks[i]
		if d.isMark(i, ',') {
			break
		}
		is |= t.is
		// "The author of a report" is no document, "the author in a statement" one.
		beside = beside || is != t.is && t.is.has(preposition) && !(t.fold == "in" && i+1 < len(d.toks) && d.toks[i+1].is.has(determiner))
		switch t.fold {
		case "sources", "source", "insiders", "historians", "experts", "critics", "observers", "analysts", "rumours", "rumors":
			anonymous = true
		}
		if t.is.has(paper) && d.owner[i] == 0 && !beside {
			doc = true
		}
	}
	e := d.entityAt(r.head)
	if e == nil || person && e.Outlet {
		e = named
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
	case e != nil && e.Kind == stemma.Organisation && r.lemma == "report" && !e.sure:
		return stemma.CitesOutlet, true // who "reports" is a paper
	case e != nil && e.Kind == stemma.Organisation && (e.sure || len(e.words) > 1):
		return stemma.CitesOfficial, true
	case e != nil && e.Kind == stemma.Person && d.fromAuthority(r):
		return stemma.CitesOfficial, true
	case d.pronounOffice(r):
		return stemma.CitesOfficial, true
	case d.statement(r):
		return stemma.CitesDocument, true
	}
	return "", false
}

// fromAuthority reports whether r's source says of a person that it belongs to
// an authority: "Ann Oke, from the Leith Fire Service".
func (d *doc) fromAuthority(r *report) bool {
	for i := d.tokenAt(r.head.End); i < len(d.toks) && d.toks[i].Start < r.Source.End; i++ {
		if o := d.owner[i]; o > 0 {
			e := &d.entities[d.mentions[o-1].ent]
			return e.Kind == stemma.Organisation && d.official(e)
		}
	}
	return false
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

// entityNamed returns the first entity whose name is name, or nil.
func (d *doc) entityNamed(name string) *entity {
	if i, ok := d.byName[name]; ok {
		return &d.entities[i]
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
	switch r.lemma {
	case "tweet", "retweet", "post":
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
// credits are none: those that say so, follow a caption, or stand between
// paragraphs.
func (d *doc) findCredits() {
	first, last := -1, -1
	for bi := range d.art.Blocks {
		if d.art.Blocks[bi].Kind == stemma.Body {
			if first < 0 {
				first = bi
			}
			last = bi
		}
	}
	for bi := range d.art.Blocks {
		b := &d.art.Blocks[bi]
		w := d.art.Text[b.Span.Start:b.Span.End]
		switch b.Kind {
		case stemma.Caption, stemma.Title, stemma.Heading:
			continue
		case stemma.Body, stemma.Dateline:
			if bi <= first+2 && d.datelineAgency(b.Span) {
				continue
			}
		case stemma.Credit:
			if bi > first && bi < last || bi > 0 && d.art.Blocks[bi-1].Kind == stemma.Caption {
				continue
			}
		case stemma.Furniture:
			if !rightsLine(w) {
				continue
			}
		}
		if b.Kind == stemma.Body && (bi > first+1 && bi < last-2 || len(w) > maxCredit/2) {
			continue
		}
		if len(w) <= maxCredit && d.creditLine(w) && !pictureCredit(w) {
			d.creditNames(b.Span)
		}
	}
}

// rightsLine reports whether w begins as a line on rights or sources does.
func rightsLine(w string) bool {
	lw := strings.ToLower(strings.TrimSpace(w[:min(len(w), 12)]))
	for _, p := range [...]string{"h/t", "copyright", "©", "(c)", "source:", "sources:", "via ", "with "} {
		if strings.HasPrefix(lw, p) {
			return true
		}
	}
	return false
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
	if rightsLine(w) {
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
		if d.ownName(o.name) {
			continue
		}
		d.citations = append(d.citations, stemma.Citation{Article: d.art.ID, Span: sp.Shift(b.Start), Source: o.name, Kind: o.kind, Credit: true})
	}
}

// ownName reports whether name is that of the outlet that publishes the
// article, as it was given: "CNN" of "cnn.com".
func (d *doc) ownName(name string) bool {
	squeeze := func(s string) string { return strings.ReplaceAll(strings.TrimPrefix(text.Fold(s), "the "), " ", "") }
	own, n := squeeze(d.art.Outlet), squeeze(name)
	return own != "" && n != "" && (own == n || strings.HasPrefix(own, n+"."))
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
			if sp.Len() > 40 || !startsUpper(w[sp.Start:sp.End]) && w[sp.Start:sp.End] != "dpa" || isDay(w, sp) {
				continue
			}
			if _, ok := outletNamed(credited(w[sp.Start:sp.End])); ok && !isState(w, sp, out) {
				out = append(out, sp)
				i += n - 1
				break
			}
		}
	}
	return out
}

// isState reports whether the name at sp is the state in "Erie, Pa." or "Erie, PA",
// and no agency: it follows a comma, and no outlet before that.
func isState(w string, sp stemma.Span, before []stemma.Span) bool {
	if name := w[sp.Start:sp.End]; name != "PA" && name != "Pa" {
		return false
	}
	town, found := strings.CutSuffix(strings.TrimRight(w[:sp.Start], " \u00a0"), ",")
	return found && (len(before) == 0 || before[len(before)-1].End != len(town))
}

// isDay reports whether the name at sp is the day in "Sun, 5 May", and no paper.
func isDay(w string, sp stemma.Span) bool {
	return w[sp.Start:sp.End] == "Sun" && !strings.HasSuffix(strings.ToLower(w[:sp.Start]), "the ")
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
