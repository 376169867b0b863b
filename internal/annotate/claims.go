package annotate

import (
	"slices"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// minTerms is the fewest content words that make a claim of their own; a
// shorter clause is joined to its neighbour. With 2, half of the claims of the
// cases were fragments such as "in the area"; with 4, "seven people have died"
// vanished into the clause before it.
const minTerms = 3

// findClaims fills d.claims: the clauses of every reported sentence, each with
// the names, figures and moments it holds and how it is said.
//
// A clause ends at a strong mark, before a subordinator or a relative word, and
// before a conjunction that a verb follows. Source and cue of an attribution
// ("police said") are cut off: the claim is what they say.
func (d *doc) findClaims() {
	mentions, roles := d.mentionIndex(), d.standings()
	for si := range d.sents {
		if d.kind(si) == stemma.Heading {
			continue // names a part, states nothing
		}
		b, first := newBinder(&d.trees[si], d.art.Text), len(d.claims)
		for _, r := range d.clauses(si, roles) {
			d.claims = append(d.claims, d.claim(si, r, mentions, roles[r.i:r.j], b))
		}
		b.hand(d.claims[first:])
	}
}

// A run is a range of tokens [i, j) of doc.toks.
type run struct{ i, j int }

// clauses cuts sentence si into the token runs of its claims.
func (d *doc) clauses(si int, roles []standing) []run {
	s := d.sents[si]
	var runs []run
	open := s.first
	flush := func(k int) {
		if open < k {
			runs = append(runs, run{open, k})
		}
		open = k
	}
	for k := s.first; k < s.last; k++ {
		if roles[k].cue { // source or cue: ends a clause and belongs to none
			flush(k)
			open = k + 1
			continue
		}
		if k > open && d.opensClause(k, open, s.last) {
			flush(k)
		}
	}
	flush(s.last)
	return d.mended(runs, roles)
}

// A standing says what a token is to the attributions and quotes around it.
type standing struct {
	attribution int  // index of the attribution whose content holds it; -1 if none
	cue         bool // belongs to the source or cue of one, and to no content
	quoted      bool // stands inside quotation marks
}

// standings returns the standing of every token.
func (d *doc) standings() []standing {
	rs := make([]standing, len(d.toks))
	for i := range rs {
		rs[i].attribution = -1
	}
	each := func(s stemma.Span, f func(r *standing)) {
		for k := d.tokenAt(s.Start); k < len(rs) && d.toks[k].Start < s.End; k++ {
			f(&rs[k])
		}
	}
	for _, a := range d.attributions {
		if a.View || d.happens(a.Cue) {
			continue // "police questioned the owner": the cue is what happened
		}
		if a.Source.Empty() {
			continue // "the road is expected to remain closed" is one clause
		}
		each(a.Source, func(r *standing) { r.cue = true })
		each(a.Cue, func(r *standing) { r.cue = true })
	}
	for i, a := range d.attributions {
		if a.View {
			continue
		}
		for _, c := range a.Content {
			each(c, func(r *standing) { r.attribution, r.cue = i, false })
		}
	}
	for _, q := range d.quotes {
		if q.Kind != stemma.Indirect {
			each(q.Span, func(r *standing) { r.quoted = true })
		}
	}
	return rs
}

// happens reports whether a word of s tells a happening.
func (d *doc) happens(s stemma.Span) bool {
	for k := d.tokenAt(s.Start); k < len(d.toks) && d.toks[k].Start < s.End; k++ {
		if d.termAt(k, k+1).Happening {
			return true
		}
	}
	return false
}

// opensClause reports whether a clause starts at token k, when the one before
// it started at open and the sentence ends at last.
func (d *doc) opensClause(k, open, last int) bool {
	t, prev := d.toks[k], d.toks[k-1]
	if subordinators[t.fold] && !d.marksClause(k) {
		return false
	}
	if prev.Kind == text.Mark {
		switch d.words(prev.Span) {
		case ";", ":", "—", "–", "--", "(", ")", "…":
			return true
		case ",":
			return subordinators[t.fold] || conjunctions[t.fold] || k-open >= 4 && t.Kind == text.Word && !t.upper && strings.HasSuffix(t.fold, "ing")
		}
	}
	switch {
	case subordinators[t.fold]:
		return k-open >= 4 && last-k >= 3
	case conjunctions[t.fold]:
		return k-open >= 4 && d.verbSoon(k+1, last)
	}
	return false
}

// verbSoon reports whether one of the next four tokens is evidently a verb.
func (d *doc) verbSoon(k, last int) bool {
	for n := k; n < min(k+4, last); n++ {
		t := d.toks[n]
		if t.Kind == text.Mark {
			return false
		}
		if auxiliaries[t.fold] || !t.upper && len(t.fold) > 4 && strings.HasSuffix(t.fold, "ed") {
			return true
		}
	}
	return false
}

// mended trims the runs, and joins those that are too short to stand alone to the run before, if nothing was cut out between.
func (d *doc) mended(runs []run, roles []standing) []run {
	var out []run
	for _, r := range runs {
		touching := len(out) > 0 && out[len(out)-1].j == r.i
		if touching && (d.weight(r) < minTerms || d.weight(out[len(out)-1]) < minTerms) {
			out[len(out)-1].j = r.j
			continue
		}
		out = append(out, r)
	}
	kept := out[:0]
	for _, r := range out {
		r = d.trimmed(r, roles)
		if d.weight(r) > 0 && r.j-r.i > 1 {
			kept = append(kept, r)
		}
	}
	return kept
}

// toldReach is how many tokens an addressee has between a cue and "that":
// "told the waiting reporters that".
const toldReach = 4

// trimmed returns r without the marks and joining words at its ends, and without
// the addressee that a cue leaves before its "that".
func (d *doc) trimmed(r run, roles []standing) run {
	if r.i > 0 && roles[r.i-1].cue {
		for k := r.i; k < min(r.i+toldReach, r.j); k++ {
			if d.toks[k].fold == "that" {
				r.i = k + 1
				break
			}
		}
	}
	loose := func(t token) bool {
		return subordinators[t.fold] || conjunctions[t.fold] || t.fold == "that"
	}
	for r.i < r.j && (d.toks[r.i].Kind == text.Mark && !opensBracket(d.words(d.toks[r.i].Span)) || conjunctions[d.toks[r.i].fold] || d.toks[r.i].fold == "that") {
		r.i++
	}
	for r.j > r.i && (d.toks[r.j-1].Kind == text.Mark && !closesBracket(d.words(d.toks[r.j-1].Span)) || loose(d.toks[r.j-1])) {
		r.j--
	}
	return r
}

func opensBracket(w string) bool  { return w == "[" || w == "$" || w == "£" || w == "€" }
func closesBracket(w string) bool { return w == "]" || w == "%" }

// weight returns the number of content words in r.
func (d *doc) weight(r run) int {
	n := 0
	for _, t := range d.toks[r.i:r.j] {
		if isContent(t) {
			n++
		}
	}
	return n
}

func isContent(t token) bool {
	return t.Kind == text.Number || t.Kind == text.Word && !text.IsFunction(t.fold) && len(t.fold) > 1 && t.fold[0] != '\''
}

// claim describes the clause r of sentence si.
func (d *doc) claim(si int, r run, mentions []nameMention, roles []standing, b *binder) stemma.Claim {
	c := stemma.Claim{
		Article:     d.art.ID,
		Span:        d.span(r.i, r.j),
		Sentence:    d.sents[si].Span,
		Attribution: roles[len(roles)/2].attribution,
		Quoted:      roles[len(roles)/2].quoted,
	}
	c.Dates, c.Figures = d.datesIn(c.Span), d.figuresIn(c.Span)
	for k := r.i; k < r.j; k++ {
		t := d.toks[k]
		if hedges[t.fold] {
			c.Hedged = true
		}
		if !isContent(t) && !d.phrasal(k, r.j) {
			continue
		}
		term := d.termAt(k, r.j)
		if term.Happening {
			term.Verb, term.Mood = b.telling(d.toks[k].word)
			c.Future = c.Future || term.Mood&stemma.ToCome != 0
			if c.Frame == "" {
				c.Frame, c.Predicate, c.Negated = term.Word, t.Span, term.Mood&stemma.Denied != 0
			}
		}
		c.Terms = append(c.Terms, term)
	}
	for _, m := range overlapping(mentions, c.Span) {
		c.Names = append(c.Names, m.name)
	}
	slices.Sort(c.Names)
	c.Names = slices.Compact(c.Names)
	return c
}

// phrasal reports whether token k opens a verb of two words that stands in the
// table of phrasals.
func (d *doc) phrasal(k, last int) bool {
	return k+1 < last && phrasals[d.toks[k].fold+" "+d.toks[k+1].fold] != ""
}

// termAt returns the term that stands for token k of a clause that ends at last.
func (d *doc) termAt(k, last int) stemma.Term {
	t := d.toks[k]
	term := stemma.Term{Span: t.Span}
	if d.phrasal(k, last) {
		term.Word, term.Happening = phrasals[t.fold+" "+d.toks[k+1].fold], true
		return term
	}
	if n, ok := spelledNumbers[t.fold]; ok {
		term.Word = n
		return term
	}
	if t.Kind == text.Number {
		term.Word = t.fold
		return term
	}
	stem := text.Stem(t.fold)
	c, ok := conceptOf()[stem]
	if t.fold == "founded" { // not the past of find
		ok = false
	}
	switch {
	case ok:
		term.Word, term.Happening = c.name, c.happening
	case t.upper:
		term.Word = placeStem(stem)
	default:
		term.Word = stem
	}
	return term
}

// phrasals are verbs of two words, and the concepts they tell.
var phrasals = map[string]string{
	"taking off": "takeoff", "took off": "takeoff", "take off": "takeoff", "takes off": "takeoff",
	"went down": "crash", "came down": "crash", "ran into": "crash", "crashed into": "crash",
	"lost lives": "die", "passed away": "die", "set off": "leave", "set out": "leave",
	"carried out": "do", "carrying out": "do", "broke out": "begin", "blew up": "explode",
	"caught fire": "burn", "gave up": "end", "turned over": "overturn", "tipped over": "overturn",
	"on board": "aboard", "being investigated": "suspect", "under investigation": "suspect",
}

// placeStem cuts the ending off a capitalised stem by which the people of a place
// differ from the place, so that "Brazilian" meets "Brazil". It never leaves less
// than four letters.
func placeStem(stem string) string {
	for _, end := range [...]string{"ian", "an", "ese", "ish", "a", "e", "y"} {
		if cut, ok := strings.CutSuffix(stem, end); ok && len(cut) >= 4 {
			return cut
		}
	}
	return stem
}

// A nameMention is one place where an entity is spoken of.
type nameMention struct {
	stemma.Span
	name string
}

// mentionIndex returns all mentions of entities in text order.
func (d *doc) mentionIndex() []nameMention {
	var out []nameMention
	for _, e := range d.entities {
		for _, m := range e.Mentions {
			out = append(out, nameMention{m.Span, e.Name})
		}
	}
	slices.SortStableFunc(out, func(a, b nameMention) int { return a.Start - b.Start })
	return out
}

// overlapping returns the mentions that lie in s; ms is in text order.
func overlapping(ms []nameMention, s stemma.Span) []nameMention {
	i, _ := slices.BinarySearchFunc(ms, s.Start, func(m nameMention, at int) int { return m.Start - at })
	j := i
	for j < len(ms) && ms[j].Start < s.End {
		j++
	}
	return ms[i:j]
}

var (
	subordinators   = text.WordSet("who which where when while whose whom after before because although though since until whether unless whereas")
	conjunctions    = text.WordSet("and but or so yet then")
	auxiliaries     = text.WordSet("is are was were be been has have had do does did will would can could may might must shall should isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't")
	denyingSubjects = text.WordSet("no nobody none neither nothing")
	hedges          = text.WordSet("may might could would apparently reportedly allegedly alleged possibly perhaps probably likely believed thought suspected unclear unconfirmed seems seemed appears appeared supposedly")
)

// marksClause reports whether token k, a word that can open a clause, does: it
// stands before a clause with a subject of its own or is that subject. "After
// noon" and "after taking off" are parts of the clause around them.
func (d *doc) marksClause(k int) bool {
	t, i := d.tree(k)
	if t == nil {
		return true
	}
	w := &t.Words[i]
	if w.POS == language.ADP && language.Is(w.Rel, "case") {
		return false
	}
	if language.Is(w.Rel, "mark") && w.Head >= 0 {
		return hasSubject(t, w.Head)
	}
	return true
}

// hasSubject reports whether a word within reach of word h of t is its subject.
func hasSubject(t *language.Sentence, h int) bool {
	for k := max(0, h-subjectReach); k < min(len(t.Words), h+subjectReach); k++ {
		if w := &t.Words[k]; w.Head == h && (language.Is(w.Rel, "nsubj") || language.Is(w.Rel, "csubj") || language.Is(w.Rel, "expl") || w.Rel == "cop") {
			return true
		}
	}
	return false
}

// subjectReach is how many words may stand between a predicate and its subject.
const subjectReach = 40
