package annotate

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/speech"
	"stemma/internal/text"
)

// A report is an attribution on the bench.
type report struct {
	stemma.Attribution
	sort      cueSort
	lemma     string // of the cue
	cueTok    int
	head      stemma.Span // the words of the source that name it, without appositions
	addressee stemma.Span
	medium    stemma.Span   // "in a statement", "on Twitter": the words
	speaker   stemma.Span   // who speaks, where the source only quotes: "him"
	via       stemma.Span   // the outlet that quotes the source
	followed  []stemma.Span // quotations after it that have no cue of their own
	relative  bool          // the cue is in a clause beside the main one
	aside     bool          // the cue stands in a quotation, or its paraphrase tells nothing: it cites nobody
	mute      bool          // the cue utters nothing: the quotes it holds are not said by its source
	shared    bool          // the source stands at an earlier cue
	block     int
	from, to  int // tokens of source and cue
	quotes    []int
	marked    []int // the quotes of a mute cue
}

// talk is the state of the walk through the attributions of an article.
type talk struct {
	*doc
	reports []report
	last    int // index into reports of the last one with a speaker, or -1
	roleOf  map[string]string
	spoken  []int  // for each marked, the report that holds it + 1
	after   []bool // for each marked, whether it follows a paraphrase without a cue
}

// findAttributions fills d.attributions and d.quotes: [speech.Find] finds
// source, cue and content; a quotation is spoken by the source of the narrowest
// content that holds it, and one outside all content by whoever spoke last, if
// nothing stands between.
func (d *doc) findAttributions() {
	if d.without&(Attributor|Parser) != 0 {
		d.quoteByMarks()
		return
	}
	s := &talk{doc: d, last: -1, roleOf: map[string]string{}, spoken: make([]int, len(d.marked)), after: make([]bool, len(d.marked))}
	blocks, index := d.speechBlocks()
	quotations := make([]speech.Quotation, len(d.marked))
	for q := range d.marked {
		quotations[q] = d.marked[q].Quotation
	}
	found := speech.Find(d.art.Text, blocks, quotations)
	held := make([]bool, len(d.marked))
	mute := make([]bool, len(found))
	for i := range found {
		quotes := s.held(&found[i])
		if mute[i] = s.mutes(&found[i], quotes); mute[i] {
			continue
		}
		for _, q := range quotes {
			held[q] = true
		}
	}
	q := 0
	for i, a := range found {
		for ; q < len(d.marked) && d.marked[q].Outer.Start < a.Cue.Start; q++ {
			if !held[q] {
				s.settle(q)
			}
		}
		s.add(&a, index[a.Block], mute[i])
	}
	for ; q < len(d.marked); q++ {
		if !held[q] {
			s.settle(q)
		}
	}
	s.reopened()
	s.repeated()
	s.publish()
}

// mutes reports whether a's cue utters nothing, of which the content holds
// quotes: it is no word for speech and stands beside none of them, or is the
// colon behind a label.
func (s *talk) mutes(a *speech.Attribution, quotes []int) bool {
	if s.words(a.Cue) == ":" {
		return !s.speaks(a, quotes)
	}
	if o := s.owner[s.tokenAt(a.Cue.Start)]; o > 0 && s.entities[s.mentions[o-1].ent].Kind == stemma.Person {
		return true // Mr Cook
	}
	if utters(a) {
		return false
	}
	return a.Source.Empty() || !slices.ContainsFunc(quotes, func(q int) bool { return s.beside(a, &s.marked[q]) })
}

// beside reports whether m stands beside a's cue as what is said does, with no
// more than a's source and a comma or a colon between: "“Wait,” Ann Oke smiled".
func (s *talk) beside(a *speech.Attribution, m *marked) bool {
	gap := stemma.Span{Start: min(a.Cue.End, m.Outer.End), End: max(a.Cue.Start, m.Outer.Start)}
	between := s.words(gap)
	if gap.Contains(a.Source) {
		between = s.art.Text[gap.Start:a.Source.Start] + s.art.Text[a.Source.End:gap.End]
	}
	parted := s.words(a.Cue) == ":" || strings.ContainsAny(between, ",:") || strings.ContainsAny(s.art.Text[m.End-1:m.End], ",?!")
	return parted && strings.Trim(between, " ,:") == ""
}

// speaks reports whether the source of a, whose cue is a colon, is one who
// speaks and no label ("Photos:"). Without quotation marks a line of the body
// has to be a sentence, as in a transcript, and not an entry of a list.
func (s *talk) speaks(a *speech.Attribution, quotes []int) bool {
	if a.Source.Empty() {
		return false
	}
	if len(quotes) > 0 && s.beside(a, &s.marked[quotes[0]]) {
		return true
	}
	if !s.canSpeak(a.Head) {
		return false
	}
	if len(quotes) > 0 || s.kind(s.toks[s.tokenAt(a.Cue.Start)].sent) == stemma.Title {
		return true
	}
	c := a.Content[0]
	for si := s.toks[s.tokenAt(c.Start)].sent; si < len(s.sents) && s.sents[si].Start < c.End; si++ {
		for _, w := range s.trees[si].Words {
			if w.Tag == "VBD" || w.Tag == "VBZ" || w.Tag == "VBP" || w.Tag == "MD" {
				return true
			}
		}
	}
	return false
}

// reopened gives a quotation that nobody is said to have spoken, and that the
// next one goes on with, to who speaks there.
func (s *talk) reopened() {
	for q := len(s.marked) - 2; q >= 0; q-- {
		m, next := &s.marked[q], &s.marked[q+1]
		alike := !next.Opened || s.art.Text[m.Outer.Start:m.Start] == s.art.Text[next.Outer.Start:next.Start]
		if s.spoken[q] == 0 && !m.Closed && next.Reopens && alike && s.spoken[q+1] > 0 {
			s.spoken[q] = s.spoken[q+1]
			r := &s.reports[s.spoken[q]-1]
			r.followed = append(r.followed, m.Outer)
		}
	}
}

// speechBlocks returns the blocks that are read, and the index of each in
// art.Blocks.
func (d *doc) speechBlocks() (blocks []speech.Block, index []int) {
	si := 0
	for bi, b := range d.art.Blocks {
		if !b.Kind.Reported() {
			continue
		}
		first := si
		for si < len(d.sents) && d.sents[si].block == bi {
			si++
		}
		blocks = append(blocks, speech.Block{Span: b.Span, Body: b.Kind == stemma.Body, Sents: d.trees[first:si]})
		index = append(index, bi)
	}
	return blocks, index
}

// add appends a, which stands in a block, and remembers its speaker.
func (s *talk) add(a *speech.Attribution, block int, mute bool) {
	r := report{mute: mute, sort: cueSortOf(a), lemma: a.Lemma, cueTok: s.tokenAt(a.Cue.Start), head: a.Head, addressee: a.Addressee, medium: a.Medium,
		speaker: a.Speaker, via: a.Via, relative: a.Relative, shared: !a.Own, block: block}
	r.Source, r.Cue, r.Content, r.Negated, r.Hypothetical = a.Source, a.Cue, a.Content, a.Negated, a.Hypothetical
	r.View = r.sort == judging || r.sort == thinking && r.Source.Empty()
	if p := s.apposed(a); !p.Empty() {
		r.head = p
	}
	r.from, r.to = r.cueTok, s.tokenAt(a.Cue.End-1)+1
	if !r.Source.Empty() && !r.shared {
		r.from, r.to = min(r.from, s.tokenAt(r.Source.Start)), max(r.to, s.tokenAt(r.Source.End-1)+1)
	}
	if r.quotes = s.held(a); mute {
		r.marked, r.quotes = r.quotes, nil
	}
	for _, q := range r.quotes {
		if p := s.spoken[q]; p == 0 || s.reports[p-1].size() > r.size() {
			s.spoken[q] = len(s.reports) + 1
		}
	}
	r.Kind = s.kindOfSpeech(&r)
	r.aside = mute || s.inside[r.cueTok] > 0 || r.Kind == stemma.Indirect && !s.tells(&r)
	r.Name = s.speaker(&r)
	s.reports = append(s.reports, r)
	if !r.Negated && !r.aside && (len(r.quotes) > 0 || r.sort == saying && !r.relative) {
		s.last = len(s.reports) - 1
	}
}

// apposed returns the name of the person that a's source, which is described
// and not named, is called behind a comma: "the director, Ann Oke".
func (s *talk) apposed(a *speech.Attribution) stemma.Span {
	person := func(i int) *mention {
		if o := s.owner[i]; o > 0 && s.entities[s.mentions[o-1].ent].Kind == stemma.Person {
			return &s.mentions[o-1]
		}
		return nil
	}
	for i := s.tokenAt(a.Source.Start) + 1; i+1 < len(s.toks) && s.toks[i+1].Start < a.Source.End; i++ {
		if s.isMark(i, ',') {
			k := i + 1
			for k < i+4 && k+1 < len(s.toks) && s.toks[k+1].Start < a.Source.End && person(k) == nil && s.isA(k, language.NOUN) {
				k++ // "his son, actor Tom Vane"
			}
			if m := person(k); m != nil && person(i-1) == nil {
				return s.span(m.first, m.last)
			}
			break
		}
	}
	return stemma.Span{}
}

// held returns the quotations of which a's content holds the greater part.
func (s *talk) held(a *speech.Attribution) []int {
	var out []int
	for _, c := range a.Content {
		for i := s.tokenAt(c.Start); i < len(s.toks) && s.toks[i].Start < c.End; i++ {
			q := int(s.inside[i]) - 1
			if q < 0 {
				continue
			}
			m := &s.marked[q]
			i = m.last - 1
			if !m.Outer.Contains(a.Cue) && c.Overlap(m.Outer)*2 >= m.Outer.Len() {
				out = append(out, q)
			}
		}
	}
	return out
}

// size returns how many bytes r reports.
func (r *report) size() int {
	n := 0
	for _, c := range r.Content {
		n += c.Len()
	}
	return n
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

// settle gives marked q, which no content holds, to the last speaker: where it
// goes on in the same paragraph, or opens the next one.
func (s *talk) settle(q int) {
	if s.last < 0 {
		return
	}
	m := &s.marked[q]
	last := s.last
	if n := s.before(q); n >= 0 && s.spoken[n] > 0 {
		last = s.spoken[n] - 1
	}
	r := &s.reports[last]
	long := m.last-m.first > minUtterance
	if !long && !s.speechLike(q) && !s.wholeSentence(m) {
		return
	}
	block := &s.art.Blocks[m.block]
	if block.Kind != stemma.Body && m.block != r.block {
		return // a heading quotes as often what comes next
	}
	alone := strings.TrimSpace(s.art.Text[block.Span.Start:m.Outer.Start]) == ""
	switch {
	case m.block == r.block && (alone || !s.namesPerson(m)):
	case s.toks[r.cueTok].sent == s.toks[m.first].sent && r.cueTok < m.first:
	case alone && s.blocksApart(r.block, m.block) <= 2, m.Reopens:
	default:
		return
	}
	s.spoken[q] = last + 1
	r.block = m.block
	if r.Kind != stemma.Direct {
		s.after[q] = true
	}
	r.followed = append(r.followed, m.Outer)
}

// before returns the quotation of the body that marked q goes on with in a new
// paragraph, or -1.
func (s *talk) before(q int) int {
	if !s.marked[q].Reopens {
		return -1
	}
	for n := q - 1; n >= 0 && n >= q-maxBack; n-- {
		if s.art.Blocks[s.marked[n].block].Kind == stemma.Body {
			return n
		}
	}
	return -1
}

// repeated gives a quotation that nobody is said to have spoken, as in a heading
// or under a picture, to who speaks the same words elsewhere.
func (s *talk) repeated() {
	said := func(q int) string {
		return strings.Trim(text.Fold(s.words(s.marked[q].Span)), " .,;:!?")
	}
	asked := 0
	for q := range s.marked {
		m := &s.marked[q]
		if s.spoken[q] > 0 || m.last-m.first < minRepeated || asked == maxRepeated {
			continue
		}
		asked++
		words := said(q)
		for n := max(0, q-maxRepeated); n < min(len(s.marked), q+maxRepeated); n++ {
			if p := s.spoken[n]; p > 0 && s.reports[p-1].Name != "" && s.marked[n].Len() >= m.Len() && strings.Contains(said(n), words) {
				s.spoken[q], s.after[q] = p, true
				break
			}
		}
	}
}

// minRepeated is how many tokens with their marks tell that words are repeated,
// and maxRepeated how many quotations are looked up and through for it.
const (
	minRepeated = 6
	maxRepeated = 64
)

// wholeSentence reports whether m is all that stands in its sentence.
func (s *talk) wholeSentence(m *marked) bool {
	sent := &s.sents[s.toks[m.first].sent]
	return m.first <= sent.first && m.last >= sent.last
}

// namesPerson reports whether a person, an organisation or "he" stands between
// the beginning of m's sentence and m: then its words may be theirs.
func (s *talk) namesPerson(m *marked) bool {
	for i := s.sents[s.toks[m.first].sent].first; i < m.first; i++ {
		if s.inside[i] > 0 {
			continue
		}
		t := &s.toks[i]
		if o := s.owner[i]; o > 0 && s.entities[s.mentions[o-1].ent].Kind != stemma.Place {
			return true
		}
		if t.is.has(role|office|plural) || t.is.has(pronoun) && t.fold != "it" {
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

// publish writes the attributions and quotes of the reports.
func (s *talk) publish() {
	d := s.doc
	silent := map[int]bool{} // quotes of mute cues
	for n := range s.reports {
		r := &s.reports[n]
		if slices.ContainsFunc(r.marked, func(q int) bool { return s.spoken[q] > 0 && s.marked[q].last-s.marked[q].first > minUtterance }) {
			continue // somebody else said it
		}
		for _, q := range r.marked {
			silent[q] = true
		}
		d.attributions = append(d.attributions, r.Attribution)
	}
	d.attributions = append(d.attributions, s.uncued(silent)...)
	slices.SortStableFunc(d.attributions, func(a, b stemma.Attribution) int { return cmp.Compare(a.Content[0].Start, b.Content[0].Start) })
	for q := range s.marked {
		n := s.inner(q, s.spoken[q]-1)
		if n >= 0 && (s.onlyNames(q, &s.reports[n]) || s.reports[n].sort == thinking && s.fragment(q) && s.marked[q].last-s.marked[q].first < minUtterance) {
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
		named := !slices.ContainsFunc(r.quotes, func(q int) bool { return !s.onlyNames(q, r) }) // or nothing is quoted
		if named && r.sort == saying && r.Name != "" && !r.aside && !r.Negated && !r.Hypothetical && s.canSpeak(r.head) {
			qt := s.quoteFrom(r)
			qt.Span, qt.Kind = telling(r.Content), stemma.Indirect
			d.quotes = append(d.quotes, qt)
		}
	}
	sortQuotes(d.quotes)
	d.reports = s.reports
}

// uncued returns attributions of the quotations that no cue reports: of whoever
// spoke before, or of nobody known; but of those of silent.
func (s *talk) uncued(silent map[int]bool) []stemma.Attribution {
	var out []stemma.Attribution
	for q := range s.marked {
		m := &s.marked[q]
		n := s.spoken[q] - 1
		if silent[q] || n >= 0 && slices.Contains(s.reports[n].quotes, q) || m.last-m.first <= minUtterance || n < 0 && !s.utterance(q) {
			continue
		}
		a := stemma.Attribution{Kind: stemma.Direct, Content: []stemma.Span{m.Outer}}
		if n >= 0 {
			a.Source, a.Name = s.reports[n].Source, s.reports[n].Name
		}
		out = append(out, a)
	}
	return out
}

// inner returns the report of marked q: n, or the last one before q in its
// sentence that n reports whole. "Ann Oke said it rose and “burst”, AFP reports."
func (s *talk) inner(q, n int) int {
	if n < 0 || s.after[q] {
		return n
	}
	for k := n - 1; k >= 0 && s.toks[s.reports[k].cueTok].sent == s.toks[s.marked[q].first].sent; k-- {
		r := &s.reports[k]
		if r.sort == saying && !r.aside && r.cueTok < s.marked[q].first && s.reports[n].cueTok > s.marked[q].first && s.reports[n].reports(r.Cue) {
			return k
		}
	}
	return n
}

// reports reports whether sp stands in what r reports.
func (r *report) reports(sp stemma.Span) bool {
	return slices.ContainsFunc(r.Content, func(c stemma.Span) bool { return c.Contains(sp) })
}

// telling returns the span that tells: the first, but of "So, police said, it
// was late" the second.
func telling(spans []stemma.Span) stemma.Span {
	best := spans[0]
	for _, sp := range spans {
		if sp.Len() > 2*best.Len() {
			best = sp
		}
	}
	return best
}

// tells reports whether what r reports, in the reporter's words, can be a
// statement: it stands in the cue's sentence and, where the cue asks for one,
// has a verb.
func (s *talk) tells(r *report) bool {
	c := telling(r.Content)
	if !clausal[r.lemma] {
		return s.sentenceAt(c.Start) == s.toks[r.cueTok].sent
	}
	for i := s.tokenAt(c.Start); i < len(s.toks) && s.toks[i].Start < c.End; i++ {
		if s.toks[i].sent != s.toks[r.cueTok].sent {
			return false
		}
		if s.verb(i) || s.finite(i) {
			return true
		}
	}
	return false
}

// onlyNames reports whether marked q, inside what r reports in the reporter's
// words, is a name of a ship or a title of a work: capitalised, and after "the"
// or, of several words, after a preposition, or before a noun.
func (s *talk) onlyNames(q int, r *report) bool {
	m := &s.marked[q]
	if r.Kind != stemma.Mixed || m.first == 0 || m.last-m.first > 8 {
		return false
	}
	switch s.kind(s.toks[m.first].sent) {
	case stemma.Title, stemma.Heading:
		return false // all words may be capitalised
	}
	words := 0
	for i := m.first; i < m.last; i++ {
		t := &s.toks[i]
		if t.Kind != text.Word {
			continue
		}
		if !t.upper && (!t.is.has(of|determiner|preposition|conjunction) || words == 0) {
			return false
		}
		words++
	}
	switch before := &s.toks[m.first-1]; {
	case before.fold == "as" || m.first > 1 && s.toks[m.first-2].fold == "as":
		return false // "spoke of him as “the Old Fox”"
	case before.fold == "the":
		return true
	case before.Kind == text.Mark || m.first-1 == r.cueTok:
		return false // "shouted “Fire”"
	case words > 1 && (before.is.has(preposition|of) || before.fold == "'s" || before.fold == "’s"):
		return true // "the making of “Low Tide”"
	}
	return m.last < len(s.toks) && s.isA(m.last, language.NOUN) // "“Valley” star Ann Oke"
}

// isA reports whether token i is parsed as pos.
func (s *talk) isA(i int, pos language.POS) bool {
	t, w := s.tree(i)
	return t != nil && t.Words[w].POS == pos
}

// loneSources are determiners that can speak alone: "another wrote".
var loneSources = text.WordSet("another others many some most one several few both")

// canSpeak reports whether head, of a source, is somebody or something that says
// things: a name, a role, people, an authority, the press or a document.
func (s *talk) canSpeak(head stemma.Span) bool {
	for i := s.tokenAt(head.Start); i < len(s.toks) && s.toks[i].Start < head.End; i++ {
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
	if r.lemma == "tweet" {
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
