package annotate

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// A frame is a sentence of the reporter's: the sentences of a quotation inside
// it are part of it. Its items are the reporter's own tokens and, as one item
// each, the quotations.
type frame struct {
	block int
	items []item
}

// An item is a token of the reporter's or a whole quotation.
type item struct {
	tok  int // the token, or the first one of the quotation
	last int // one past its last token
	q    int // index into doc.marked, or -1
}

// A report is an attribution on the bench.
type report struct {
	stemma.Attribution
	cue       cue
	cueTok    int
	head      stemma.Span // the words of the source that name it, without appositions
	addressee stemma.Span
	medium    stemma.Span   // "in a statement", "on Twitter": the words
	speaker   stemma.Span   // who speaks, where the source only quotes: "him"
	via       stemma.Span   // the outlet that quotes the source
	followed  []stemma.Span // quotations after it that have no cue of their own
	relative  bool          // the source is "who" of a clause beside the main one
	block     int
	from, to  int // tokens of source and cue
	passive   bool
	quotes    []int
}

// talk is the state of the walk through the frames of an article.
type talk struct {
	*doc
	reports []report
	last    int // index into reports of the last one with a speaker, or -1
	roleOf  map[string]string
	spoken  []int                // for each marked, the report that holds it + 1
	after   []bool               // for each marked, whether it follows a paraphrase without a cue
	more    []stemma.Attribution // of quotations that follow a paraphrase
}

// findAttributions fills d.attributions and d.quotes. It walks the frames in
// text order: a cue finds its source and its content in its frame; quotations
// without a cue go to whoever spoke last, if nothing else stands between.
func (d *doc) findAttributions() {
	s := &talk{doc: d, last: -1, roleOf: map[string]string{}, spoken: make([]int, len(d.marked)), after: make([]bool, len(d.marked))}
	var f frame
	for si := 0; si < len(d.sents); {
		si = s.nextFrame(&f, si)
		n := len(s.reports)
		s.cuesIn(&f)
		s.settle(&f, n)
	}
	s.publish()
}

// maxFrame is how many items of a sentence are read. The longest sentence of
// PolNeAR has fewer than 300 tokens; what is longer is no sentence.
const maxFrame = 600

// nextFrame fills f with the frame that begins at sentence si and returns the
// sentence after it.
func (s *talk) nextFrame(f *frame, si int) int {
	f.block, f.items = s.sents[si].block, f.items[:0]
	for {
		sent := &s.sents[si]
		for i := sent.first; i < sent.last && len(f.items) < maxFrame; {
			q := int(s.inside[i]) - 1
			if q < 0 {
				f.items = append(f.items, item{i, i + 1, -1})
				i++
				continue
			}
			end := s.marked[q].last
			if n := len(f.items); n == 0 || f.items[n-1].q != q {
				f.items = append(f.items, item{i, end, q})
			}
			i = min(end, sent.last)
		}
		si++
		if si >= len(s.sents) || s.sents[si].block != f.block {
			return si
		}
		a, b := sent.last-1, s.sents[si].first
		if a < sent.first || b >= s.sents[si].last {
			return si
		}
		if (s.inside[a] == 0 || s.inside[a] != s.inside[b]) && !s.cueFollows(a, si) {
			return si
		}
	}
}

// cueFollows reports whether sentence si reports the question or exclamation
// that ends at token a: "“Was he there?” Ann Oke asked."
func (s *talk) cueFollows(a, si int) bool {
	q := int(s.inside[a]) - 1
	if q < 0 || a+1 != s.marked[q].last {
		return false
	}
	switch w := s.words(s.marked[q].Span); w[len(w)-1] {
	case '?', '!', ',', '-':
	default:
		return false
	}
	sent := &s.sents[si]
	for i := sent.first; i < sent.last && i < sent.first+14; i++ {
		t := &s.toks[i]
		if c := cueWords()[t.fold]; c.sort == saying && c.form == finite && s.inside[i] == 0 {
			next := i + 1
			if next >= sent.last || t.Kind != text.Word {
				return true
			}
			if w := s.toks[next].fold; w == "last" || w == "late" || w == "early" || w == "this" {
				return true
			}
			return s.toks[next].Kind == text.Mark || s.toks[next].is.has(preposition|calendar|adverb|conjunction) || c.told || s.owner[next] > 0 && s.inside[next] == 0 && i == sent.first
		}
		if t.is.has(clause) && t.fold != "who" && t.fold != "as" {
			return false
		}
	}
	return false
}

// word returns the folded token of item k of f, or "" for a quotation or
// outside f.
func (s *talk) word(f *frame, k int) string {
	if k < 0 || k >= len(f.items) || f.items[k].q >= 0 {
		return ""
	}
	return s.toks[f.items[k].tok].fold
}

// is returns the class of item k of f.
func (s *talk) is(f *frame, k int) class {
	if k < 0 || k >= len(f.items) || f.items[k].q >= 0 {
		return 0
	}
	return s.toks[f.items[k].tok].is
}

func (s *talk) quote(f *frame, k int) bool {
	return k >= 0 && k < len(f.items) && f.items[k].q >= 0
}

// mark reports whether item k is a punctuation mark of set.
func (s *talk) mark(f *frame, k int, set string) bool {
	if k < 0 || k >= len(f.items) || f.items[k].q >= 0 {
		return false
	}
	t := &s.toks[f.items[k].tok]
	if t.Kind != text.Mark {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.art.Text[t.Start:])
	return strings.ContainsRune(set, r)
}

// itemSpan returns the bytes of items [a, b) of f.
func (s *talk) itemSpan(f *frame, a, b int) stemma.Span {
	if a >= b {
		return stemma.Span{}
	}
	return s.span(f.items[a].tok, f.items[b-1].last)
}

// cuesIn appends the reports whose cues stand in f.
func (s *talk) cuesIn(f *frame) {
	cues := cueWords()
	skip := 0
	for k := range f.items {
		if k < skip || f.items[k].q >= 0 {
			continue
		}
		t := &s.toks[f.items[k].tok]
		if t.Kind != text.Word {
			if s.mark(f, k, ":") {
				s.colon(f, k)
			}
			continue
		}
		if t.fold == "according" && s.word(f, k+1) == "to" {
			skip = s.accordingTo(f, k)
			continue
		}
		c, ok := cues[t.fold]
		if !ok {
			continue
		}
		if t.upper && k > 0 && s.kind(t.sent) != stemma.Title && !s.mark(f, k-1, ":") {
			continue
		}
		s.verb(f, k, c)
	}
}

// verb reads the report whose cue is the verb at item k.
func (s *talk) verb(f *frame, k int, c cue) {
	r := report{cue: c, cueTok: f.items[k].tok, block: f.block}
	r.Cue = s.toks[r.cueTok].Span
	if c.form == finite && s.word(f, k+1) == "by" {
		s.reportedBy(f, k, &r)
		return
	}
	if s.naming(f, k) {
		return
	}
	if s.mark(f, k-1, "-") && s.apart(f.items[k].tok) == 0 || s.mark(f, k+1, "-") && s.apart(f.items[k+1].tok) == 0 {
		return
	}
	src, ok := s.leftSource(f, k, &r)
	after := k + 1
	if s.word(f, after) == "out" && r.cue.bare { // "pointed out"
		r.cue.bare = false
		after++
	}
	inverted := false
	if !ok || s.quote(f, k-1) || s.mark(f, k-1, ",") && s.quote(f, k-2) {
		if end, yes := s.rightSource(f, k, c); yes {
			src, ok, inverted = span{k + 1, end}, true, true
			np := s.npRight(f, k+1, end)
			r.head = s.itemSpan(f, k+1, np)
			if p := s.personIn(f, np+1, end); !p.Empty() && s.mark(f, np, ",") && s.owner[f.items[np-1].tok] == 0 {
				r.head = p
			}
			after = end
		}
	}
	if !ok {
		return
	}
	if end := s.quotedOne(f, k, &r); end > 0 {
		after, r.cue.sort = end, saying
	}
	if a := src.a; a < src.b && s.word(f, a-1) == "by" && (s.word(f, a-2) == "quoted" || s.word(f, a-2) == "cited") {
		if b := s.npLeft(f, a-3); b <= a-3 { // "officials quoted by the agency said"
			r.via = s.itemSpan(f, a, src.b)
			r.head = s.itemSpan(f, b, a-2)
			src.a = b
		}
	}
	if src.a < src.b {
		r.Source = s.itemSpan(f, src.a, src.b)
		if r.head.Empty() {
			r.head = r.Source
		}
	}
	s.content(f, k, src, after, inverted, &r)
}

// quotedOne reads "quoted him (as) saying": the speaker is whom the source
// quotes. It returns the item behind, or 0.
func (s *talk) quotedOne(f *frame, k int, r *report) int {
	switch s.word(f, k) {
	case "quoted", "quotes", "quote":
	default:
		return 0
	}
	end := s.npRight(f, k+1, len(f.items))
	if end <= k+1 {
		return 0
	}
	speaker := s.itemSpan(f, k+1, end)
	if s.word(f, end) == "as" {
		end++
	}
	if s.word(f, end) != "saying" {
		return 0
	}
	r.speaker = speaker
	return end + 1
}

// naming reports whether the verb at item k only gives a name: "a class called
// “Perception”".
func (s *talk) naming(f *frame, k int) bool {
	switch s.word(f, k) {
	case "called", "dubbed", "labelled", "labeled", "branded":
		return s.quote(f, k+1)
	}
	return false
}

// reportedBy reads "as reported by X" and "first reported by X".
func (s *talk) reportedBy(f *frame, k int, r *report) {
	w := s.word(f, k-1)
	if s.word(f, k) == "quoted" && s.is(f, k-1).has(auxiliary) {
		s.quotedBy(f, k, r)
		return
	}
	if r.cue.sort != saying || r.cue.bare || r.cue.told || !(k == 0 || w == "as" || w == "first" || s.mark(f, k-1, ",") || s.is(f, k-1).has(auxiliary)) {
		return
	}
	end := s.npRight(f, k+2, len(f.items))
	if end <= k+2 {
		return
	}
	r.Source = s.itemSpan(f, k+2, end)
	r.head = r.Source
	lead := k
	for lead > 0 && (s.is(f, lead-1).has(auxiliary|adverb) || s.word(f, lead-1) == "as" || s.word(f, lead-1) == "first") {
		lead--
	}
	r.from, r.to = f.items[lead].tok, f.items[end-1].last
	if lead == 0 {
		s.take(f, span{end, len(f.items)}, r)
	} else {
		s.take(f, span{0, lead}, r)
	}
	if len(r.Content) > 0 {
		s.add(r)
	}
}

// quotedBy reads "Ann Oke was quoted by X as saying".
func (s *talk) quotedBy(f *frame, k int, r *report) {
	j := k - 1
	for j >= 0 && s.is(f, j).has(auxiliary|adverb) {
		j--
	}
	a, end := s.npLeft(f, j), s.npRight(f, k+2, len(f.items))
	if a > j || end <= k+2 {
		return
	}
	r.cue.sort = saying
	r.head = s.itemSpan(f, a, j+1)
	r.via = s.itemSpan(f, k+2, end)
	for end < len(f.items) && (s.word(f, end) == "as" || s.word(f, end) == "saying") {
		end++
	}
	s.content(f, k, span{a, j + 1}, end, false, r)
}

// A span of items, [a, b).
type span struct{ a, b int }

// content finds what r reports and appends r if there is anything. k is the
// cue, src the source, after the first item behind both.
func (s *talk) content(f *frame, k int, src span, after int, inverted bool, r *report) {
	lead := min(k, src.a) // first item of source and cue
	if src.a >= src.b && !r.passive {
		lead = k
	}
	for lead > 0 && src.a >= src.b && !r.passive && s.is(f, lead-1).has(auxiliary|adverb) {
		lead--
	}
	right := s.skipAddressee(f, after, r)
	end := s.contentEnd(f, right, k)
	if q := right; s.quote(f, q) || s.mark(f, q, ",:") && s.quote(f, q+1) {
		end = s.quotedEnd(f, q, end)
	}
	r.from, r.to = f.items[lead].tok, f.items[max(k, after-1)].last
	if src.a < src.b {
		r.from = min(r.from, f.items[src.a].tok)
	}
	left := s.leftContent(f, lead, right, end, inverted)
	r.from = min(r.from, r.cueTok)
	switch {
	case left.a < left.b && r.cue.sort != judging:
		s.take(f, left, r)
		// "The tram, police said, was late": the sentence goes on.
		if s.mark(f, right, ",") && right+1 < end {
			if s.quote(f, right+1) || !inverted && !s.is(f, right+1).has(conjunction|clause) && cueWords()[s.word(f, right+1)].form != participle && !s.onlyQuotes(f, left) {
				s.take(f, span{right + 1, end}, r)
			}
		} else if s.mark(f, right, ":—–-") && s.quote(f, right+1) || s.mark(f, right, ".") && s.quote(f, right+1) {
			s.take(f, span{right + 1, end}, r)
		} else if s.quote(f, right) {
			s.take(f, span{right, end}, r)
		}
	default:
		if s.mark(f, right, ":") && right+1 == len(f.items) && src.a == 0 && r.cue.sort == saying {
			if next := s.nextBlock(f.block); !next.Empty() && !s.isQuoted(next) {
				r.Content = append(r.Content, next)
				break
			}
		}
		if s.mark(f, right, ":") && right+1 == len(f.items) && s.takeNext(f, r) {
			break
		}
		for right < end && s.mark(f, right, ",:—–-") {
			right++
		}
		if !s.clauseAt(f, right, end, r) {
			return
		}
		s.take(f, span{right, end}, r)
	}
	if len(r.Content) == 0 {
		return
	}
	s.add(r)
}

// takeNext adds the quotation that opens the next paragraph to r's content.
func (s *talk) takeNext(f *frame, r *report) bool {
	next := s.nextBlock(f.block)
	if next.Empty() || !s.isQuoted(next) {
		return false
	}
	q := int(s.inside[s.tokenAt(next.Start)]) - 1
	r.quotes = append(r.quotes, q)
	r.Content = append(r.Content, s.marked[q].Outer)
	return true
}

// isQuoted reports whether the words at sp open with a quotation mark.
func (s *talk) isQuoted(sp stemma.Span) bool {
	i := s.tokenAt(sp.Start)
	return i < len(s.toks) && s.inside[i] > 0
}

// nextBlock returns the reported block after block b, for "The agency reports:"
// at the end of a paragraph.
func (s *talk) nextBlock(b int) stemma.Span {
	for b++; b < len(s.art.Blocks); b++ {
		if s.art.Blocks[b].Kind == stemma.Body {
			return s.art.Blocks[b].Span
		}
	}
	return stemma.Span{}
}

// add appends r and remembers its speaker.
func (s *talk) add(r *report) {
	r.Kind = s.kindOfSpeech(r)
	r.Name = s.speaker(r)
	s.reports = append(s.reports, *r)
	for _, q := range r.quotes {
		// Inside "He agreed, after she said it was “over”", the words are hers.
		if p := s.spoken[q]; p == 0 || s.reports[p-1].Kind == stemma.Mixed && s.reports[p-1].cueTok < r.cueTok && r.cueTok < s.marked[q].first {
			s.spoken[q] = len(s.reports)
		}
	}
	if len(r.quotes) > 0 || r.cue.sort == saying && !r.relative && !s.commits(r) {
		s.last = len(s.reports) - 1
	}
}

// commits reports whether r's cue is an act rather than speech: who promised
// something does not speak the quotation that follows.
func (s *talk) commits(r *report) bool {
	switch text.Stem(s.toks[r.cueTok].fold) {
	case "agre", "agreed", "disagre", "pledg", "promis", "vow", "swear", "sworn", "swore", "threaten", "propos", "predict", "estim", "specul":
		return true
	}
	return false
}

// take adds the items of sp, without the marks at their ends, to r's content.
func (s *talk) take(f *frame, sp span, r *report) {
	for sp.a < sp.b && s.mark(f, sp.a, ",.;:—–-") {
		sp.a++
	}
	for sp.b > sp.a && s.mark(f, sp.b-1, ",.;:—–-") {
		sp.b--
	}
	if sp.a >= sp.b {
		return
	}
	c := s.itemSpan(f, sp.a, sp.b)
	for i := sp.a; i < sp.b; i++ {
		if q := f.items[i].q; q >= 0 {
			r.quotes = append(r.quotes, q)
		}
	}
	r.Content = append(r.Content, c)
}

// kindOfSpeech tells direct, mixed and indirect reports apart: direct ones hold
// nothing but quotations.
func (s *talk) kindOfSpeech(r *report) stemma.QuoteKind {
	if len(r.quotes) == 0 {
		return stemma.Indirect
	}
	size, quoted := 0, 0
	for _, c := range r.Content {
		size += c.Len()
	}
	for _, q := range r.quotes {
		quoted += s.marked[q].Outer.Len()
	}
	if quoted+4 >= size {
		return stemma.Direct
	}
	return stemma.Mixed
}

// A verbGroup is what stands between a subject and its cue: "has also not".
type verbGroup struct {
	before          int // the item before the group
	be, modal, have bool
}

// groupBefore reads the verb group before the cue at item k and notes in r
// whether it denies.
func (s *talk) groupBefore(f *frame, k int, r *report) verbGroup {
	g := verbGroup{before: k - 1}
	for ; g.before >= 0 && !s.quote(f, g.before); g.before-- {
		j := g.before
		w, is := s.word(f, j), s.is(f, j)
		if is.has(negation) {
			r.Negated = true
			continue
		}
		switch {
		case is.has(auxiliary) && w != "'s" || w == "'s" && s.is(f, j-1).has(pronoun):
			switch w {
			case "is", "are", "was", "were", "been", "be", "being":
				g.be = true
			case "will", "would", "can", "could", "may", "might", "must", "shall", "should", "did", "do", "does":
				g.modal = true
			case "has", "have", "had", "'s", "'ve":
				g.have = true
			}
		case is.has(adverb) || len(w) > 4 && strings.HasSuffix(w, "ly") && !s.toks[f.items[j].tok].upper:
		case is.has(calendar) && j > 0:
			if p := s.word(f, j-1); p == "on" || p == "late" || p == "early" {
				g.before--
			}
		default:
			return g
		}
	}
	return g
}

// leftSource returns the items of the source before the cue at item k.
func (s *talk) leftSource(f *frame, k int, r *report) (span, bool) {
	g := s.groupBefore(f, k, r)
	j, be, modal, has := g.before, g.be, g.modal, g.have
	c := r.cue
	if j < 0 {
		return span{}, false
	}
	if past := s.word(f, k); !has && (past == "written" || past == "seen" || past == "known" || past == "shown") || s.is(f, j).has(paper) && s.is(f, k+1).has(preposition) && c.sort == saying && past != "said" {
		return span{}, false // "a statement posted on its page"
	}
	if s.quote(f, j) {
		if c.form == participle { // "“corrupt,” noting that": the comma is inside
			return s.sameSource(f, k, r)
		}
		return span{}, false
	}
	w, is := s.word(f, j), s.is(f, j)
	if c.form == participle {
		if be && !is.has(preposition) {
			// "is calling": as a finite verb
		} else if v := s.word(f, k); (v == "saying" || v == "stating" || v == "claiming") && s.nounish(f, j) { // "sent a letter saying"
			return s.sameSource(f, k, r)
		} else if is.has(paper) && s.owner[f.items[j].tok] == 0 && s.word(f, j+1) != "of" { // "issued a statement condemning"
			return s.sameSource(f, k, r)
		} else if w == "as" && s.word(f, j-1) == "quoted" || s.mark(f, j, ",") || s.quote(f, j-1) {
			return s.sameSource(f, k, r)
		} else if is.has(preposition) || !has {
			return span{}, false
		}
	}
	if c.form == finite && be && !strings.HasSuffix(s.word(f, k), "s") {
		if w == "it" {
			r.passive = true
			return span{j, j}, true
		}
		return span{}, false
	}
	if c.form == base && w == "to" {
		if p := s.word(f, j-1); p == "on" && strings.HasPrefix(s.word(f, j-2), "went") {
			j -= 3
			modal = true
			is = s.is(f, j)
		} else {
			return span{}, false
		}
	}
	if is.has(conjunction) || s.mark(f, j, ",") && (is.has(conjunction) || s.is(f, j-1).has(conjunction)) {
		if c.form == base && !modal {
			return span{}, false
		}
		return s.sameSource(f, k, r)
	}
	if s.pause(f, j) {
		return s.apposed(f, j, r)
	}
	return s.subjectAt(f, k, j, modal, r)
}

// subjectAt returns the source whose last item is j, right before the verb group
// of the cue at item k: a relative pronoun's noun, a pronoun, or a noun phrase.
func (s *talk) subjectAt(f *frame, k, j int, modal bool, r *report) (span, bool) {
	c, w, is := r.cue, s.word(f, j), s.is(f, j)
	if w == "that" && s.is(f, j-1).has(paper) && s.verbish(f, max(s.npLeft(f, j-1)-1, 0)) {
		return s.sameSource(f, k, r) // "issued a statement that said"
	}
	if w == "who" || w == "which" || w == "that" && s.is(f, j-1).has(paper) {
		e := j - 1
		if s.mark(f, e, ",") {
			e--
		}
		a := s.npLeft(f, e)
		if a > e {
			return span{}, false
		}
		r.relative = true
		return span{a, e + 1}, true
	}
	if is.has(pronoun) {
		if c.form == base && !modal && (w == "he" || w == "she" || w == "it" || w == "who") || w == "him" || w == "her" || w == "them" || w == "us" || w == "me" {
			return span{}, false
		}
		return span{j, j + 1}, true
	}
	if loneSources[w] && (c.form != base || modal || w != "another" && w != "one") {
		return span{j, j + 1}, true
	}
	if is.has(determiner|preposition|clause|auxiliary) && s.is(f, j)&(plural|role) == 0 {
		return span{}, false
	}
	a := s.npLeft(f, j)
	if a > j || a > 1 && s.is(f, a).has(determiner) && s.is(f, a-1).has(preposition) && s.word(f, a-1) != "by" && !s.is(f, a-1).has(clause) {
		return span{}, false // "in the past vowed"
	}
	if c.form == base && !modal && !s.pluralHead(f, j) {
		return span{}, false
	}
	if c.noun && c.form == finite && strings.HasSuffix(s.word(f, k), "s") && s.nounAfter(f, k, j) {
		return span{}, false
	}
	return span{a, j + 1}, true
}

// loneSources are determiners that can speak alone: "another wrote".
var loneSources = map[string]bool{"another": true, "others": true, "many": true, "some": true, "most": true, "one": true, "several": true, "few": true, "both": true}

// nounAfter reports whether the word at item k, such as "claims" or "reports",
// is rather a noun: its subject would be plural, or nothing follows it.
func (s *talk) nounAfter(f *frame, k, j int) bool {
	if s.pluralHead(f, j) && !s.toks[f.items[j].tok].upper {
		return true
	}
	if next := cueWords()[s.word(f, k+1)]; next.form == finite && next.sort == saying {
		return true // "Preliminary reports said"
	}
	switch s.word(f, k+1) {
	case "of", "in", "about":
		return true
	}
	return s.owner[f.items[j].tok] == 0 && !s.is(f, j).has(role|office|media|paper|authority|orgHead|plural)
}

// pluralHead reports whether the noun at item j is plural.
func (s *talk) pluralHead(f *frame, j int) bool {
	w := s.word(f, j)
	return s.is(f, j).has(plural) || len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") || w == "they" || w == "we"
}

// sameSource returns the source of a cue that shares it with an earlier one:
// "praised him and said", ", adding". It is the last source in the frame, or
// the subject that opens it.
func (s *talk) sameSource(f *frame, k int, r *report) (span, bool) {
	first := f.items[0].tok
	for n := len(s.reports) - 1; n >= 0; n-- {
		p := &s.reports[n]
		if p.block != f.block || p.cueTok < first || p.cueTok >= s.reportEnd(f) {
			break
		}
		if !p.Source.Empty() && p.Source.End <= s.toks[f.items[k].tok].Start {
			r.head, r.Source = p.head, p.Source
			return span{k, k}, true
		}
	}
	a := 0
	for a < len(f.items) && a < k && (s.is(f, a).has(conjunction|adverb) || s.mark(f, a, ",")) {
		a++
	}
	if s.is(f, a).has(preposition) { // "In Leith, the mayor praised him and said"
		for b := a; b < k && b < a+14; b++ {
			if s.mark(f, b, ",") {
				a = b + 1
				break
			}
		}
	}
	b := s.npRight(f, a, k)
	if b <= a || s.is(f, a).has(preposition|clause) {
		return span{}, false
	}
	r.head = s.itemSpan(f, a, b)
	r.Source = r.head
	return span{k, k}, true
}

func (s *talk) reportEnd(f *frame) int { return f.items[len(f.items)-1].last }

// maxApposition is how many items may stand between a name and its verb:
// "Ann Oke, who has run the port since it opened in 1998, said".
const maxApposition = 40

// apposed returns the source before the comma at item c, over the appositions
// that stand between: "Ann Oke, 43, director of the port, said".
func (s *talk) apposed(f *frame, c int, r *report) (span, bool) {
	end := c
	for p := c - 1; p >= 0 && p > end-maxApposition; p-- {
		if s.quote(f, p) {
			break
		}
		if !s.pause(f, p) {
			continue
		}
		if !s.apposes(f, p+1, c) {
			// the segment is the subject of another clause
			a := s.npLeft(f, c-1)
			if a == p+1 || a < c && a > p+1 {
				break
			}
			break
		}
		a := s.npLeft(f, p-1)
		if a < p && s.heads(f, a, p) {
			r.head = s.itemSpan(f, a, p)
			if e := s.personIn(f, p+1, end); !e.Empty() && s.owner[f.items[p-1].tok] == 0 {
				r.head = e
			}
			return span{a, end}, true
		}
		c = p
	}
	// "The hospital in Leith, said": a stray comma.
	if a := s.npLeft(f, end-1); a == 0 && end > 0 && s.heads(f, a, end) {
		return span{a, end}, true
	}
	return span{}, false
}

// pause reports whether a comma or a dash stands at item k.
func (s *talk) pause(f *frame, k int) bool {
	return s.mark(f, k, ",—–") || s.mark(f, k, "-") && s.apart(f.items[k].tok) > 0
}

// personIn returns the mention of a person that opens items [a, b), if any.
func (s *talk) personIn(f *frame, a, b int) stemma.Span {
	if a < b && f.items[a].q < 0 {
		for k := a; k < b && k < a+4; k++ {
			if o := s.owner[f.items[k].tok]; o > 0 {
				m := &s.mentions[o-1]
				if s.entities[m.ent].Kind == stemma.Person {
					return s.doc.span(m.first, m.last)
				}
				return stemma.Span{}
			}
		}
	}
	return stemma.Span{}
}

// heads reports whether items [a, b) can be a speaker: a name, or a noun that
// is no number and no date.
func (s *talk) heads(f *frame, a, b int) bool {
	if s.mark(f, b-1, ")") {
		for b > a+1 && !s.mark(f, b, "(") {
			b--
		}
	}
	last := &s.toks[f.items[b-1].tok]
	if last.Kind != text.Word || s.owner[f.items[b-1].tok] == 0 && last.is.has(calendar|preposition|adverb) {
		return false
	}
	if a > 0 && s.is(f, a-1).has(preposition) {
		return false
	}
	if o := s.owner[f.items[b-1].tok]; o > 0 && s.mentions[o-1].from <= f.items[a].tok && s.entities[s.mentions[o-1].ent].Kind == stemma.Place {
		return a > 0 && s.is(f, a).has(determiner)
	}
	return true
}

// apposes reports whether items [a, b) between commas tell more of the name
// before them.
func (s *talk) apposes(f *frame, a, b int) bool {
	if a >= b {
		return false
	}
	w, is := s.word(f, a), s.is(f, a)
	switch {
	case w == "who" || w == "whose" || w == "which" || w == "one" || w == "now" || w == "then" || w == "formerly":
		return true
	case is.has(determiner):
		return !s.hasVerb(f, a, b)
	case is.has(preposition):
		return w == "from" || w == "of" || w == "at" || w == "in" || w == "with" || w == "for"
	case s.toks[f.items[a].tok].Kind == text.Number:
		return b-a <= 4
	case is.has(conjunction | pronoun | clause | auxiliary):
		return false
	}
	return b-a <= 24 && !s.hasVerb(f, a, b)
}

// hasVerb reports whether a verb stands in items [a, b).
func (s *talk) hasVerb(f *frame, a, b int) bool {
	for k := a; k < b; k++ {
		if s.is(f, k).has(clause) && s.word(f, k) != "as" {
			return false // a relative clause has its own verb
		}
		if s.is(f, k).has(auxiliary|motion) && s.word(f, k) != "'s" {
			return true
		}
	}
	return false
}

// nounish reports whether item k can stand in a noun phrase.
func (s *talk) nounish(f *frame, k int) bool {
	if k < 0 || k >= len(f.items) || f.items[k].q >= 0 {
		return false
	}
	t := &s.toks[f.items[k].tok]
	if t.Kind == text.Mark {
		return false
	}
	if s.owner[f.items[k].tok] > 0 || t.upper && !t.is.has(pronoun|clause|conjunction|preposition|auxiliary|adverb) {
		return true
	}
	if t.is.has(auxiliary | clause | conjunction | preposition | pronoun | adverb | motion | calendar | determiner) {
		return t.is.has(plural | role)
	}
	if len(t.fold) > 6 && strings.HasSuffix(t.fold, "ly") && t.fold != "assembly" && t.fold != "anomaly" && t.fold != "monopoly" {
		return false
	}
	if len(t.fold) > 5 && strings.HasSuffix(t.fold, "ing") && (s.is(f, k+1).has(preposition|determiner) || s.toks[f.items[k].tok].is == 0 && s.quote(f, k+1)) {
		return false
	}
	if c := cueWords()[t.fold]; c.form == finite && !c.noun || c.form == participle {
		return false
	}
	return true
}

// linking are the prepositions that join two halves of a noun phrase.
var linking = map[string]bool{"of": true, "for": true, "from": true, "in": true, "at": true, "with": true, "on": true, "to": true, "by": true, "near": true, "outside": true, "against": true, "inside": true, "behind": true}

// npLeft returns the first item of the noun phrase that ends at item e, or e+1
// if there is none.
func (s *talk) npLeft(f *frame, e int) int {
	if e < 0 || s.quote(f, e) {
		return e + 1
	}
	if s.is(f, e).has(pronoun) {
		return e
	}
	start, k := e+1, e
	if s.mark(f, k, ")") {
		for k > 0 && k > e-12 && !s.mark(f, k, "(") {
			k--
		}
		k--
	}
	for k >= 0 {
		w, is := s.word(f, k), s.is(f, k)
		tok := f.items[k].tok
		switch {
		case s.quote(f, k):
			return start
		case s.owner[tok] > 0:
			start = k
		case w == "'s" || w == "’s" || w == "'" || s.mark(f, k, "’"):
			if !s.nounish(f, k-1) || s.apart(tok) > 0 {
				return start
			}
		case s.mark(f, k, "-") && start == k+1 && k > 0 && s.apart(tok) == 0 && s.apart(f.items[k+1].tok) == 0 && f.items[k-1].q < 0 && s.toks[f.items[k-1].tok].Kind != text.Mark:
			k--
			start = k
		case s.mark(f, k, "-&./"):
			if !s.nounish(f, k-1) && s.toks[f.items[max(k-1, 0)].tok].Kind != text.Number || s.apart(tok) > 0 && !s.mark(f, k, "&") || k == e {
				return start
			}
		case is.has(determiner) && w != "'s":
			if w == "that" && start <= e {
				return start
			}
			start = k
			if s.is(f, k-1).has(determiner) {
				k--
				continue
			}
			if k < 2 || !linking[s.word(f, k-1)] || !s.nounish(f, k-2) || s.is(f, k-2).has(calendar) {
				return start
			}
			k-- // onto the preposition; the loop steps before it
		case linking[w]:
			if start > e || k == 0 || !s.nounish(f, k-1) {
				return start
			}
		case is.has(conjunction) && w == "and":
			if start > e || k == 0 || !s.nounish(f, k-1) || !(s.is(f, k-1).has(plural|orgHead) || s.toks[f.items[k-1].tok].upper) || s.toks[tok].upper {
				return start
			}
		case s.nounish(f, k):
			start = k
		default:
			return start
		}
		k--
	}
	return start
}

// npRight returns the end of the noun phrase that begins at item a, at most
// end; a if there is none.
func (s *talk) npRight(f *frame, a, end int) int {
	if a >= end || a >= len(f.items) || s.quote(f, a) {
		return a
	}
	if s.is(f, a).has(pronoun) {
		return a + 1
	}
	k := a
	for k < end && s.is(f, k).has(determiner) {
		k++
	}
	last := a
	for k < end && k < len(f.items) {
		w := s.word(f, k)
		tok := f.items[k].tok
		switch {
		case s.quote(f, k):
			return last
		case last > a && (s.verbish(f, k) || (w == "last" || w == "next" || w == "late" || w == "early") && s.is(f, k+1).has(calendar)):
			return last
		case s.nounish(f, k):
			last = k + 1
		case s.toks[tok].Kind == text.Number || s.is(f, k).has(calendar) && s.mark(f, k+1, "-"):
		case w == "'s" || w == "’s":
			if s.apart(tok) > 0 {
				return last
			}
		case s.mark(f, k, "-&./") && s.nounish(f, k+1):
			if s.apart(tok) > 0 && !s.mark(f, k, "&") {
				return last
			}
		case (w == "of" || w == "for" || w == "from" || w == "with" || w == "at") && last > a:
			m := k + 1
			for m < end && s.is(f, m).has(determiner) {
				m++
			}
			if !s.nounish(f, m) {
				return last
			}
			k = m - 1
		case w == "and" && last > a && k+1 < end && s.nounish(f, k+1) && (s.is(f, k-1).has(plural) || s.toks[f.items[k+1].tok].upper && s.toks[f.items[k-1].tok].upper):
		default:
			return last
		}
		k++
	}
	return last
}

// verbish reports whether the word at item k, after a noun, is rather a verb:
// "the mayor issued a statement".
func (s *talk) verbish(f *frame, k int) bool {
	t := &s.toks[f.items[k].tok]
	return !t.upper && s.owner[f.items[k].tok] == 0 && len(t.fold) > 4 && strings.HasSuffix(t.fold, "ed") && !s.mark(f, k-1, "-") && !s.is(f, k-1).has(determiner)
}

// rightSource returns the end of the source that stands after the cue at item
// k: "said the mayor". It must follow what is said.
func (s *talk) rightSource(f *frame, k int, c cue) (int, bool) {
	if c.sort != saying || c.form == participle || k+1 >= len(f.items) {
		return 0, false
	}
	before := k == 0 || s.quote(f, k-1) || s.mark(f, k-1, ",—–-:.?!")
	if !before {
		return 0, false
	}
	if s.is(f, k+1).has(clause|preposition|conjunction|auxiliary) || s.is(f, k+1).has(adverb) {
		return 0, false
	}
	end := s.npRight(f, k+1, len(f.items))
	if end <= k+1 {
		return 0, false
	}
	if w := s.word(f, end-1); w == "him" || w == "her" || w == "them" || w == "me" || w == "us" {
		return 0, false
	}
	// "said X was": X is the subject of what is said
	if s.is(f, end).has(auxiliary|motion) && !s.quote(f, k-1) {
		return 0, false
	}
	// An apposition belongs to the source: "said Ann Oke, director of the port."
	if s.mark(f, end, ",") {
		for e := end + 1; e < len(f.items) && e < end+maxApposition; e++ {
			if s.quote(f, e) {
				break
			}
			if s.mark(f, e, ",.;") {
				if !s.apposes(f, end+1, e) {
					break
				}
				end = e
			}
		}
	}
	return end, true
}

// skipAddressee steps over whom the words were said to, where and when, and
// notes them in r. It returns the first item behind.
func (s *talk) skipAddressee(f *frame, k int, r *report) int {
	end := len(f.items)
	if r.cue.told && k < end && !s.quote(f, k) && !s.is(f, k).has(clause|preposition|conjunction) {
		stop := s.npRight(f, k, end)
		if stop > k {
			r.addressee = s.itemSpan(f, k, stop)
			k = stop
			for k < end && s.is(f, k).has(adverb|calendar) {
				k++
			}
		}
	}
	for n := 0; n < 4 && k < end && r.cue.sort != judging; n++ {
		if s.quote(f, k) {
			return k
		}
		is := s.is(f, k)
		if is.has(calendar) && s.word(f, k) != "may" || is.has(adverb) && (s.is(f, k+1).has(calendar) || s.clauseMark(f, k+1)) || (s.word(f, k) == "late" || s.word(f, k) == "early" || s.word(f, k) == "last") && s.is(f, k+1).has(calendar) {
			k++
			continue
		}
		if !is.has(preposition) || s.word(f, k) == "that" || s.word(f, k) == "as" || s.word(f, k) == "like" {
			return k
		}
		stop := s.npRight(f, k+1, end)
		np := stop
		for stop < end && (s.is(f, stop).has(calendar) || s.toks[f.items[stop].tok].Kind == text.Number && f.items[stop].q < 0) {
			stop++
		}
		if stop == k+1 {
			return k
		}
		pp := s.itemSpan(f, k+1, max(np, k+2))
		if s.word(f, k) == "to" && r.addressee.Empty() && r.cue.sort == saying {
			if o := f.items[k+1].tok; s.owner[o] == 0 && s.is(f, k+1)&(determiner|pronoun|plural|media) == 0 {
				return k // "agreed to carry out"
			}
			r.addressee = pp
		} else if !s.isMedium(f, k+1, stop) {
			if !s.clauseMark(f, stop) && !s.is(f, stop-1).has(calendar) && !s.is(f, stop).has(preposition) {
				return k
			}
		} else {
			r.medium = r.medium.Cover(pp)
		}
		k = stop
		if s.is(f, k).has(conjunction) && s.word(f, k+1) != "" && s.verbish(f, k+1) && s.is(f, k+2).has(preposition) {
			k += 2 // "in a statement and emailed to reporters"
			continue
		}
		if s.word(f, k) == "posted" || s.word(f, k) == "published" || s.word(f, k) == "released" || s.word(f, k) == "issued" || s.word(f, k) == "aired" {
			k++
		}
	}
	return k
}

// clauseMark reports whether what is said may begin at item k.
func (s *talk) clauseMark(f *frame, k int) bool {
	return k >= len(f.items) || s.quote(f, k) || s.word(f, k) == "that" || s.mark(f, k, ",:.;—–")
}

// mediumWords are the heads of "in a statement", "on Twitter".
var mediumWords = map[string]bool{
	"statement": true, "interview": true, "conference": true, "briefing": true, "speech": true, "letter": true, "email": true, "e-mail": true,
	"tweet": true, "tweets": true, "post": true, "posts": true, "message": true, "memo": true, "report": true, "release": true, "video": true,
	"page": true, "website": true, "site": true, "blog": true, "media": true, "account": true, "broadcast": true, "address": true, "ruling": true,
	"article": true, "column": true, "podcast": true, "call": true, "note": true, "hearing": true, "testimony": true, "filing": true, "documents": true,
	"affidavit": true, "book": true, "memoir": true, "debate": true, "rally": true, "telephone": true, "phone": true, "television": true, "tv": true, "radio": true,
}

// isMedium reports whether items [a, b) name a way of speaking.
func (s *talk) isMedium(f *frame, a, b int) bool {
	for k := a; k < b; k++ {
		if w := s.word(f, k); mediumWords[w] || social()[w] {
			return true
		}
	}
	return false
}

// quotedEnd returns where content that opens with the quotation at item q, or
// behind the mark there, ends: with the quotation, unless the sentence needs
// the words behind it ("said “zero” voters would follow").
func (s *talk) quotedEnd(f *frame, q, end int) int {
	for q < end && !s.quote(f, q) {
		q++
	}
	for q+1 < end && s.quote(f, q+1) {
		q++
	}
	if s.mark(f, q+1, ",;—–") && !s.quote(f, q+2) || s.is(f, q+1).has(conjunction|clause) && !s.quote(f, q+2) {
		return q + 1
	}
	return end
}

// commaInside reports whether the quotation at item j ends in a comma, as it
// does where the next clause is the reporter's, and no other one follows.
func (s *talk) commaInside(f *frame, j int) bool {
	if w := s.words(s.marked[f.items[j].q].Span); w[len(w)-1] != ',' {
		return false
	}
	return j+1 < len(f.items) && !s.quote(f, j+1) && !s.quote(f, j+2) && s.toks[f.items[j+1].tok].Kind == text.Word
}

// contentEnd returns where what the cue at item k reports ends: before the next
// report with the same or an own source, or at the end of the frame.
func (s *talk) contentEnd(f *frame, right, k int) int {
	for j := right + 1; j < len(f.items); j++ {
		w := s.word(f, j)
		if w == "" {
			if s.commaInside(f, j) {
				return j + 1
			}
			continue
		}
		if w == "according" && s.word(f, j+1) == "to" && s.mark(f, j-1, ",") {
			return j - 1
		}
		c := cueWords()[w]
		if c.form == 0 || c.sort == thinking {
			continue
		}
		p := j - 1
		for p > right && s.is(f, p).has(adverb|auxiliary) {
			p--
		}
		switch {
		case c.form == participle && s.mark(f, p, ","):
			return p
		case c.form == participle && s.quote(f, p):
			return p + 1
		case c.form == finite && s.is(f, p).has(conjunction) && c.sort == saying:
			if s.mark(f, p-1, ",") {
				return p - 1
			}
			return p
		case c.form == finite && c.sort == saying && (s.nounish(f, p) || s.is(f, p).has(pronoun)):
			a := s.npLeft(f, p)
			if a > right+1 && a <= p && s.mark(f, a-1, ",") && (s.quote(f, j+1) || s.mark(f, j+1, ",:") && s.quote(f, j+2)) {
				return a - 1
			}
			if a > right+1 && a <= p && s.is(f, a-1).has(conjunction) && !s.is(f, p).has(pronoun) {
				if s.mark(f, a-2, ",") {
					return a - 2
				}
				return a - 1
			}
		}
	}
	return len(f.items)
}

// leftContent returns the items before the source and cue that they report:
// what stands before a comma or is a quotation, if nothing follows that could
// be meant instead.
func (s *talk) leftContent(f *frame, lead, right, end int, inverted bool) span {
	if lead == 0 || cueWords()[s.word(f, lead)].form == participle {
		return span{}
	}
	e := lead
	if s.quote(f, e-1) {
		return s.quotesBefore(f, e, inverted)
	}
	if !s.mark(f, e-1, ",—–-?!.") || e < 2 {
		return span{}
	}
	if s.quote(f, e-2) {
		return s.quotesBefore(f, e-1, inverted)
	}
	// "…, police said." but not "In Leith, police said four people died."
	if !s.mark(f, e-1, ",") {
		return span{}
	}
	if right < end && !s.mark(f, right, ",.;:—–?!") {
		return span{}
	}
	if s.mark(f, right, ":") || s.mark(f, right, ",") && s.quote(f, right+1) && e < 8 {
		return span{}
	}
	a := 0
	for k := e - 2; k >= 0; k-- {
		if s.mark(f, k, ";") {
			a = k + 1
			break
		}
	}
	return span{a, e - 1}
}

// quotesBefore returns the content that ends with the quotation before item e:
// the quotations alone if nothing else leads to them, or the clause they end.
func (s *talk) quotesBefore(f *frame, e int, inverted bool) span {
	a := e - 1
	for a > 0 && (s.quote(f, a-1) || s.mark(f, a-1, ",—–-…") && s.quote(f, a-2)) {
		a--
	}
	if a == 0 {
		return span{a, e}
	}
	// A clause leads to the quotation: mixed, unless that clause has a cue.
	for n := len(s.reports) - 1; n >= 0 && s.reports[n].cueTok >= f.items[0].tok; n-- {
		return span{a, e}
	}
	for b := a; b > 0; b-- {
		if s.mark(f, b-1, ":.!?") && !(b < a && s.mark(f, b-1, ":")) {
			return span{b, e}
		}
	}
	return span{0, e}
}

// onlyQuotes reports whether the items of sp are quotations and marks.
func (s *talk) onlyQuotes(f *frame, sp span) bool {
	for k := sp.a; k < sp.b; k++ {
		if f.items[k].q < 0 && s.toks[f.items[k].tok].Kind != text.Mark {
			return false
		}
	}
	return true
}

// clauseAt reports whether items [a, b) can be what r's cue reports.
func (s *talk) clauseAt(f *frame, a, b int, r *report) bool {
	if a >= b {
		return false
	}
	words := 0
	quoted := false
	for k := a; k < b; k++ {
		if f.items[k].q >= 0 {
			quoted = true
			words += 2
		} else if s.toks[f.items[k].tok].Kind != text.Mark {
			words++
		}
	}
	if quoted {
		return true
	}
	if words < 2 {
		return words == 1 && r.cue.sort == saying && (s.word(f, a) == "so" || s.word(f, a) == "yes" || s.word(f, a) == "no")
	}
	w, is := s.word(f, a), s.is(f, a)
	if r.cue.bare && w != "that" {
		return false
	}
	switch r.cue.sort {
	case saying:
		if r.cue.noun && w != "that" && !is.has(opener) && !s.toks[f.items[a].tok].upper {
			return words > 3 && !is.has(preposition)
		}
		return !is.has(preposition) || words > 4
	case thinking:
		return w == "that" || is.has(pronoun|determiner|opener) || w == "to" || s.owner[f.items[a].tok] > 0 || words > 3
	}
	return !is.has(preposition) || w == "to" || w == "for" || w == "on"
}

// accordingTo reads "according to X".
// It returns the first item behind it.
func (s *talk) accordingTo(f *frame, k int) int {
	end := s.npRight(f, k+2, len(f.items))
	if end <= k+2 {
		return k + 2
	}
	r := report{cue: cue{form: finite, sort: saying}, cueTok: f.items[k].tok, block: f.block}
	r.Cue = s.itemSpan(f, k, k+2)
	r.Source = s.itemSpan(f, k+2, end)
	r.head = r.Source
	r.from, r.to = f.items[k].tok, f.items[end-1].last
	switch {
	case k <= 1 || s.is(f, k-1).has(conjunction):
		a := end
		for a < len(f.items) && !s.mark(f, a, ",") {
			a++
		}
		if a >= len(f.items) {
			a = end
		}
		s.take(f, span{a, len(f.items)}, &r)
	case s.mark(f, k-1, ",") || s.is(f, k-1)&(conjunction|clause) == 0:
		a := 0
		for n := len(s.reports) - 1; n >= 0 && s.reports[n].cueTok >= f.items[0].tok; n-- {
			if s.reports[n].cue.form == finite && len(s.reports[n].Content) > 0 {
				break
			}
		}
		s.take(f, span{a, k}, &r)
		if s.mark(f, end, ",") && end+1 < len(f.items) && !s.is(f, end+1).has(conjunction|clause) {
			s.take(f, span{end + 1, len(f.items)}, &r)
		}
	}
	if len(r.Content) > 0 {
		s.add(&r)
	}
	return end
}

// colon reads "Name: "words"", and a headline's "…: minister".
func (s *talk) colon(f *frame, k int) {
	ends := k+1 == len(f.items) && s.isQuoted(s.nextBlock(f.block))
	if k == 0 || !ends && (!s.quote(f, k+1) || s.spoken[f.items[k+1].q] > 0) {
		return
	}
	for n := len(s.reports) - 1; n >= 0 && s.reports[n].cueTok >= f.items[0].tok; n-- {
		if ends {
			return
		}
		for _, c := range s.reports[n].Content {
			if c.Overlap(s.itemSpan(f, k+1, k+2)) > 0 {
				return
			}
		}
	}
	r := report{cue: cue{form: finite, sort: saying}, cueTok: f.items[k].tok, block: f.block}
	a := s.npLeft(f, k-1)
	if a != 0 || a >= k {
		a = 0
		for a < k && (s.is(f, a).has(conjunction|adverb) || s.mark(f, a, ",")) {
			a++
		}
		b := s.npRight(f, a, k)
		if b <= a {
			return
		}
		r.Source = s.itemSpan(f, a, b)
	} else {
		r.Source = s.itemSpan(f, a, k)
	}
	r.head = r.Source
	r.Cue = s.toks[r.cueTok].Span
	r.from, r.to = f.items[a].tok, f.items[k].last
	if ends {
		s.takeNext(f, &r)
	}
	s.take(f, span{k + 1, len(f.items)}, &r)
	if len(r.Content) > 0 {
		s.add(&r)
	}
}

// settle gives the quotations of f that no cue in it reports to the last
// speaker: those that go on in the same paragraph, and those that open the
// next one. n is how many reports there were before f.
func (s *talk) settle(f *frame, n int) {
	if len(f.items) == 0 {
		return
	}
	own := len(s.reports) > n
	for k := range f.items {
		q := f.items[k].q
		if q < 0 || s.spoken[q] > 0 {
			continue
		}
		m := &s.marked[q]
		if own {
			// "“A,” she said. … “B”" inside one frame: near its cue only.
			if k == 0 || s.speechLike(q) {
				s.follow(q, len(s.reports)-1, f)
			}
			continue
		}
		if s.last < 0 || k > 0 && !s.onlyQuotes(f, span{0, k}) && (s.reports[s.last].block != f.block || m.last-m.first <= minUtterance) {
			continue
		}
		rest := !s.onlyQuotes(f, span{k, len(f.items)})
		prev := &s.reports[s.last]
		near := prev.block == f.block || s.blocksApart(prev.block, f.block) <= 2 || m.Reopens
		if k > 0 && prev.block == f.block && m.last-m.first > minUtterance {
			if !s.namesPerson(f, k) {
				s.follow(q, s.last, f)
			}
			continue
		}
		if near && (!rest || s.speechLike(q)) && (s.speechLike(q) || !rest) {
			s.follow(q, s.last, f)
		}
	}
}

// namesPerson reports whether a person, an organisation or "he" stands in the
// items of f before k: then the words there may be theirs.
func (s *talk) namesPerson(f *frame, k int) bool {
	for i := range k {
		if f.items[i].q >= 0 {
			continue
		}
		if o := s.owner[f.items[i].tok]; o > 0 && s.entities[s.mentions[o-1].ent].Kind != stemma.Place {
			return true
		}
		if s.is(f, i).has(role|office|plural) || s.is(f, i).has(pronoun) && s.word(f, i) != "it" {
			return true
		}
	}
	return false
}

// minUtterance is the number of tokens above which marked words without a cue
// are taken for speech and not for a title or a manner of speaking.
const minUtterance = 8

// blocksApart returns how many body blocks stand from block a to block b.
func (s *talk) blocksApart(a, b int) int {
	n := 0
	for i := a + 1; i <= b && n < 3; i++ {
		if s.art.Blocks[i].Kind == stemma.Body {
			n++
		}
	}
	return n
}

// speechLike reports whether the words of marked q read as a whole utterance:
// several words, the first with a capital, or punctuation that ends a sentence.
func (s *talk) speechLike(q int) bool {
	m := &s.marked[q]
	w := s.words(m.Span)
	if m.last-m.first < 6 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "[(…. "))
	return unicode.IsUpper(r) || strings.ContainsAny(w[len(w)-1:], ".?!,")
}

// fragment reports whether the words of marked q begin in lower case.
func (s *talk) fragment(q int) bool {
	r, _ := utf8.DecodeRuneInString(s.words(s.marked[q].Span))
	return unicode.IsLower(r)
}

// follow gives marked q to the speaker of report n.
func (s *talk) follow(q, n int, f *frame) {
	r := &s.reports[n]
	s.spoken[q] = n + 1
	r.block = f.block
	if r.Kind != stemma.Direct { // a quotation after a paraphrase is a report of its own
		s.after[q] = true
		r.followed = append(r.followed, s.marked[q].Outer)
		s.more = append(s.more, stemma.Attribution{Kind: stemma.Direct, Source: r.Source, Name: r.Name, Cue: r.Cue, Content: []stemma.Span{s.marked[q].Outer}})
		return
	}
	r.quotes = append(r.quotes, q)
	r.Content = append(r.Content, s.marked[q].Outer)
}

// publish writes the attributions and quotes of the reports.
func (s *talk) publish() {
	d := s.doc
	for n := range s.reports {
		r := &s.reports[n]
		sortSpans(r.Content)
		d.attributions = append(d.attributions, r.Attribution)
	}
	d.attributions = append(d.attributions, s.more...)
	slices.SortStableFunc(d.attributions, func(a, b stemma.Attribution) int { return cmp.Compare(a.Content[0].Start, b.Content[0].Start) })
	for q := range s.marked {
		n := s.spoken[q] - 1
		if n >= 0 && (s.onlyNames(q, &s.reports[n]) || s.reports[n].cue.sort == thinking && s.fragment(q) && s.marked[q].last-s.marked[q].first < minUtterance) {
			continue
		}
		if n < 0 {
			if s.utterance(q) {
				d.quotes = append(d.quotes, stemma.Quote{Article: d.art.ID, Span: s.marked[q].Span, Kind: stemma.Mixed})
			}
			continue
		}
		d.quotes = append(d.quotes, s.quoteOf(q, &s.reports[n]))
	}
	for n := range s.reports {
		r := &s.reports[n]
		if len(r.quotes) == 0 && r.cue.sort == saying && r.Name != "" && s.canSpeak(r) {
			qt := s.quoteFrom(r)
			qt.Span, qt.Kind = longest(r.Content), stemma.Indirect
			d.quotes = append(d.quotes, qt)
		}
	}
	sortQuotes(d.quotes)
	d.reports = s.reports
}

// longest returns the longest of spans: of "The ferry, police said, was late"
// the part that tells.
func longest(spans []stemma.Span) stemma.Span {
	best := spans[0]
	for _, sp := range spans {
		if sp.Len() > best.Len() {
			best = sp
		}
	}
	return best
}

// onlyNames reports whether marked q, inside what r reports in the reporter's
// words, is a name of a ship or a title of a work: capitalised, after "the".
func (s *talk) onlyNames(q int, r *report) bool {
	m := &s.marked[q]
	if r.Kind != stemma.Mixed || r.cue.sort != saying || m.first == 0 || m.last-m.first > 8 || s.toks[m.first-1].fold != "the" {
		return false
	}
	for i := m.first; i < m.last; i++ {
		if t := &s.toks[i]; t.Kind == text.Word && !t.upper && !t.is.has(of|determiner) {
			return false
		}
	}
	return true
}

// canSpeak reports whether r's source is somebody or something that says
// things: a name, a role, people, an authority, the press or a document.
func (s *talk) canSpeak(r *report) bool {
	for i := s.tokenAt(r.head.Start); i < len(s.toks) && s.toks[i].Start < r.head.End; i++ {
		if s.owner[i] > 0 || s.toks[i].is.has(role|office|plural|authority|media|paper|pronoun|orgHead) || loneSources[s.toks[i].fold] {
			return true
		}
	}
	return false
}

// utterance reports whether marked q, which nobody is said to have spoken, is
// still speech: long, and not written like a title.
func (s *talk) utterance(q int) bool {
	m := &s.marked[q]
	upper, words := 0, 0
	for i := m.first; i < m.last; i++ {
		if s.toks[i].Kind == text.Word {
			words++
			if s.toks[i].upper {
				upper++
			}
		}
	}
	return words >= minUtterance-2 && upper*2 < words && m.Opened && m.Closed
}

func (s *talk) quoteFrom(r *report) stemma.Quote {
	qt := stemma.Quote{Article: s.art.ID, Speaker: r.Name, SpeakerSpan: r.Source}
	if !r.Cue.Empty() {
		qt.Cue, qt.CueSpan = s.words(r.Cue), r.Cue
	}
	// Whom "she told him" means is as a rule not the last man named; it stays open.
	if k := s.tokenAt(r.addressee.Start); !r.addressee.Empty() && !s.toks[k].is.has(pronoun) {
		qt.Addressee = s.nameOf(r.addressee)
	}
	if !r.medium.Empty() {
		qt.Medium = bare(s.words(r.medium))
	}
	switch s.toks[r.cueTok].fold {
	case "tweeted", "tweets", "tweet", "tweeting":
		qt.Medium = "Twitter"
	}
	return qt
}

func (s *talk) quoteOf(q int, r *report) stemma.Quote {
	qt := s.quoteFrom(r)
	qt.Span = s.marked[q].Span
	qt.Kind = stemma.Direct
	if s.after[q] {
		return qt
	}
	if s.fragment(q) && !s.speechLike(q) || r.Kind == stemma.Mixed && (s.fragment(q) || s.marked[q].last-s.marked[q].first < minUtterance) {
		qt.Kind = stemma.Mixed
	}
	return qt
}
