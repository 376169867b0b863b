package annotate

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

func sortQuotes(q []stemma.Quote) {
	slices.SortStableFunc(q, func(a, b stemma.Quote) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(b.Span.End, a.Span.End))
	})
}

// bare returns the words of a description on one line, without the article
// that opens it.
func bare(w string) string {
	w = strings.Join(strings.Fields(w), " ")
	for _, a := range []string{"the ", "a ", "an ", "The ", "A ", "An "} {
		if strings.HasPrefix(w, a) {
			return w[len(a):]
		}
	}
	return w
}

// speaker returns the fullest name of r's source: of the entity it means, or
// its description as printed.
func (s *talk) speaker(r *report) string {
	head := r.head
	if !r.speaker.Empty() {
		head = r.speaker
	}
	if head.Empty() {
		return ""
	}
	i := s.tokenAt(head.Start)
	j := i
	for j < len(s.toks) && s.toks[j].Start < head.End {
		j++
	}
	if j-1 > i && selves[s.toks[j-1].fold] { // "the mayor himself"
		j--
	}
	if j == i {
		return ""
	}
	if name, done := s.asked(r, i, j); done {
		return name
	}
	if j-i == 1 {
		if name, done := s.pronounSpeaker(r, i); done {
			return name
		}
	}
	return s.described(i, j)
}

// asked returns who answers in "when X asked him …, he responded": whom the
// question was put to.
// It may be that nobody knows whom: done says that it was.
func (s *talk) asked(r *report, i, j int) (name string, done bool) {
	switch r.lemma {
	case "respond", "reply", "answer":
	default:
		return "", false
	}
	if s.last < 0 || j-i != 1 || !s.toks[i].is.has(pronoun) {
		return "", false
	}
	q := &s.reports[s.last]
	if q.lemma != "ask" || q.addressee.Empty() || s.toks[r.cueTok].sent-s.toks[q.cueTok].sent > 1 {
		return "", false
	}
	if s.toks[s.tokenAt(q.addressee.Start)].is.has(pronoun) {
		return s.resolve(q.addressee), true
	}
	return s.nameOf(q.addressee), true
}

var selves = text.WordSet("himself herself itself themselves")

// pronounSpeaker returns whom the pronoun at token i, the source of r, means;
// done is false if it is no pronoun.
func (s *talk) pronounSpeaker(r *report, i int) (name string, done bool) {
	if s.owner[i] > 0 && isAcronym(s.words(s.toks[i].Span)) {
		return "", false // the WHO
	}
	var last *report
	if s.last >= 0 {
		last = &s.reports[s.last]
	}
	w := s.toks[i].fold
	switch w {
	case "he", "she", "i", "who":
		g := male
		if w == "she" {
			g = female
		}
		if w == "i" {
			return "", true
		}
		if w == "who" {
			return s.whoMeans(i), true
		}
		if last != nil && s.isPerson(last.Name) && s.goesOn(r, last) && s.fits(last, g) && !s.personSince(last, i, g) {
			return last.Name, true
		}
		if e := s.meantAt(i); e != nil && e.Kind == stemma.Person {
			return e.Name, true
		}
		if last != nil && last.Name != "" && s.fits(last, g) && !s.personSince(last, i, g) {
			return last.Name, true
		}
		if e := s.personBefore(i, g); e != nil {
			e.gender = knownGender(e.gender, g)
			return e.Name, true
		}
		return "", true
	case "they", "it", "we":
		if last != nil && last.block >= s.sents[s.toks[i].sent].block-1 && s.collective(last) {
			return last.Name, true
		}
		return "", true
	case "him", "her":
		g := male
		if w == "her" {
			g = female
		}
		if e := s.personBefore(i, g); e != nil {
			return e.Name, true
		}
		return "", true
	case "them", "which", "someone", "everyone", "nobody", "somebody", "others", "you", "us", "me":
		return "", true
	}
	return "", false
}

// isPerson reports whether name is that of a person.
func (s *talk) isPerson(name string) bool {
	e := s.entityNamed(name)
	return e != nil && e.Kind == stemma.Person
}

// goesOn reports whether r, whose source is a pronoun, goes on with the speech of
// last: "It rose, Ann Oke said. It fell, she added.", or in the next sentence.
func (s *talk) goesOn(r, last *report) bool {
	if r.sort != saying || last.aside {
		return false
	}
	if r.Content[0].Start < r.Cue.Start {
		return last.block == r.block || s.blocksApart(last.block, r.block) <= 1
	}
	sent := s.toks[r.cueTok].sent
	return last.block == r.block && s.toks[last.cueTok].sent == sent-1 && s.sents[sent].first == r.from
}

// whoMeans returns the name of whom the "who" at token i, a subject, goes back to.
func (s *talk) whoMeans(i int) string {
	t, w := s.tree(i)
	if t == nil {
		return ""
	}
	verb := t.Words[w].Head
	for n := 0; n < 3 && verb >= 0 && language.Is(t.Words[verb].Rel, "conj"); n++ {
		verb = t.Words[verb].Head
	}
	if verb < 0 || t.Words[verb].Rel != "acl:relcl" || t.Words[verb].Head < 0 || t.Words[verb].Head > w {
		return ""
	}
	noun := t.Words[verb].Head
	if h := t.Words[noun].Head; h >= 0 && language.Is(t.Words[noun].Rel, "appos") {
		noun = h // "Ann Oke, the engineer who"
	}
	first := noun
	for k := noun - 1; k >= 0 && t.Words[k].Head == noun && (language.Is(t.Words[k].Rel, "det") || language.Is(t.Words[k].Rel, "amod") || language.Is(t.Words[k].Rel, "compound") || language.Is(t.Words[k].Rel, "nummod")); k-- {
		first = k
	}
	from, to := s.tokenAt(t.Words[first].Start), s.tokenAt(t.Words[noun].Start)
	if e := s.entityAt(s.span(to, to+1)); e != nil {
		return e.Name
	}
	if p := t.Words[noun].POS; p != language.NOUN && p != language.PROPN || s.toks[to].fold == "one" {
		return ""
	}
	return s.described(from, to+1)
}

// fits reports whether the speaker of r can be spoken of as g.
func (s *talk) fits(r *report, g gender) bool {
	e := s.entityNamed(r.Name)
	if e == nil {
		e = s.entityAt(r.head)
	}
	if e != nil && (e.Kind == stemma.Person || s.entityNamed(r.Name) != nil) {
		return e.Kind == stemma.Person && (e.gender == unknownGender || e.gender == g)
	}
	for i := s.tokenAt(r.head.Start); i < len(s.toks) && s.toks[i].Start < r.head.End; i++ {
		t := &s.toks[i]
		if t.fold == "he" || t.fold == "she" {
			return (t.fold == "she") == (g == female)
		}
		if t.is.has(plural|orgHead|media|paper) && !t.is.has(role) {
			return false
		}
		if h := titleGender[t.fold]; h != unknownGender && h != g {
			return false
		}
	}
	return true
}

// personSince reports whether another person of gender g is named after r's cue
// and before token i, as the subject of a sentence.
func (s *talk) personSince(r *report, i int, g gender) bool {
	last := s.mentionBefore(i)
	for mi := last; mi >= 0 && mi > last-maxBack && s.mentions[mi].first > r.cueTok; mi-- {
		m := &s.mentions[mi]
		e := &s.entities[m.ent]
		if r.reports(s.span(m.first, m.last)) {
			continue // r's speaker speaks of them
		}
		if e.Kind == stemma.Person && e.Name != r.Name && (e.gender == unknownGender || e.gender == g) && s.inside[m.first] == 0 &&
			(s.subject(m) || s.toks[m.first].sent == s.toks[i].sent) {
			return true
		}
	}
	return false
}

// collective reports whether r's speaker is an organisation or several people.
func (s *talk) collective(r *report) bool {
	if e := s.entityAt(r.head); e != nil && e.Kind == stemma.Organisation {
		return true
	}
	if e := s.entityNamed(r.Name); e != nil && e.Kind == stemma.Organisation {
		return true
	}
	if strings.Contains(r.Name, " and ") {
		return true
	}
	for i := s.tokenAt(r.head.Start); i < len(s.toks) && s.toks[i].Start < r.head.End; i++ {
		if s.toks[i].is.has(plural | orgHead) {
			return true
		}
		if t, w := s.tree(i); t != nil && t.Words[w].POS == language.NOUN && language.LexemeOf(t.Words[w].Lemma, language.NOUN).Class() == language.Group {
			return true // "the family", "the couple"
		}
	}
	return false
}

// described returns the name of whom tokens [i, j) describe.
func (s *talk) described(i, j int) string {
	if names := s.joined(i, j); names != "" {
		return names
	}
	if m := s.titled(i, j); m != nil {
		return s.entities[m.ent].Name
	}
	if o := s.owner[j-1]; o > 0 { // "Mayor of Leith Ann Oke"
		m := &s.mentions[o-1]
		if e := &s.entities[m.ent]; e.Kind == stemma.Person && m.from < m.first && m.from <= i+1 {
			return e.Name
		}
	}
	core := i // end of the head noun with what stands before it
	for core = i; core < j; core++ {
		t := &s.toks[core]
		if s.owner[core] == 0 && (t.is.has(preposition) || s.isMark(core, ',') || s.isMark(core, '(')) && core > i {
			break
		}
	}
	head := core - 1
	if o := s.owner[head]; o > 0 {
		e := &s.entities[s.mentions[o-1].ent]
		if e.Kind != stemma.Place || core == j {
			return e.Name
		}
	}
	if e := s.ageOf(i, core); e != nil {
		return e.Name
	}
	w := s.toks[head].fold
	definite := s.toks[i].fold == "the" || core-i >= 3 && s.toks[core-2].fold == "'s" // "Ghana's president"
	if definite && (core-i <= 2 || s.toks[i].fold != "the") && core == j {
		if e := s.byRole(i, w); e != nil {
			return e.Name
		}
		if known, ok := s.roleOf[w]; ok && s.toks[head].is.has(role|office) {
			return known
		}
	}
	// "London Mayor", "the Leith mayor": the person who is one
	if e := s.byRole(i, w); e != nil && e.Kind == stemma.Person && definite && core-i <= 3 && s.toks[head].is.has(office) {
		return e.Name
	}
	desc := s.expand(i, j)
	if core == j && s.spokes(w) && j-i <= 2 {
		if org := s.lastOrganisation(i); org != "" {
			desc = org + " " + w
		}
	}
	if s.toks[head].is.has(role | office) {
		s.roleOf[w] = desc
	}
	return desc
}

// joined returns the names of the two or more that tokens [i, j) name and join by
// "and": "Ann Oke and Tom Vane"; empty if they do not.
func (s *talk) joined(i, j int) string {
	var names []string
	at := -1 // behind the last name
	for k := i; k < j; k++ {
		o := s.owner[k]
		if o == 0 {
			continue
		}
		m := &s.mentions[o-1]
		e := &s.entities[m.ent]
		if e.Kind == stemma.Place {
			return ""
		}
		if at < 0 && m.from > i && !(m.from == i+1 && s.toks[i].is.has(determiner)) {
			return ""
		}
		if at >= 0 {
			and := false
			for n := at; n < m.from; n++ {
				if s.toks[n].fold != "and" && !s.isMark(n, ',') && !s.isMark(n, '&') && s.toks[n].fold != "the" {
					return ""
				}
				and = and || s.toks[n].fold == "and"
			}
			if !and {
				return ""
			}
		}
		names = append(names, e.Name)
		at = m.last
		k = m.last - 1
	}
	if len(names) < 2 || at < j {
		return ""
	}
	return strings.Join(names, " and ")
}

// titled returns the name that stands behind tokens [i, j), a title: "the
// mayor-elect" of "the mayor-elect Ann Oke".
func (s *talk) titled(i, j int) *mention {
	if j >= len(s.toks) || s.owner[j] == 0 || s.owner[j-1] > 0 || s.toks[j].sent != s.toks[j-1].sent {
		return nil
	}
	m := &s.mentions[s.owner[j]-1]
	if m.first != j || s.entities[m.ent].Kind != stemma.Person {
		return nil
	}
	for k := i; k < j; k++ {
		if s.toks[k].is.has(title | role | office) {
			return m
		}
		if s.toks[k].Kind == text.Mark {
			break
		}
	}
	return nil
}

func (s *talk) spokes(w string) bool { return strings.HasPrefix(w, "spokes") }

// ageOf returns the person that "the 22-year-old" means.
func (s *talk) ageOf(i, j int) *entity {
	if j-i < 4 || s.toks[i].fold != "the" || s.toks[j-1].fold != "old" {
		return nil
	}
	age := s.toks[i+1].fold
	last := s.mentionBefore(i)
	for mi := last; mi >= 0 && mi > last-maxBack; mi-- {
		e := &s.entities[s.mentions[mi].ent]
		if e.Kind != stemma.Person {
			continue
		}
		for _, a := range e.Attributes {
			if a.Kind == "age" && a.Value == age {
				return e
			}
		}
		if s.toks[i].sent-s.toks[s.mentions[mi].first].sent <= 2 && s.subject(&s.mentions[mi]) {
			return e
		}
	}
	return nil
}

// expand returns tokens [i, j) on one line with abbreviations written out and
// without the article that opens them.
func (s *talk) expand(i, j int) string {
	var b strings.Builder
	if j-i > 3 && s.toks[i].fold == "the" && s.toks[i+2].fold == "'s" { // "the company's site"
		if e := s.byRole(i, s.toks[i+1].fold); e != nil && e.Kind == stemma.Organisation {
			b.WriteString(e.Name)
			b.WriteByte(' ')
			i += 3
		}
	}
	for k := i; k < j; k++ {
		if k > i && s.apart(k) > 0 {
			b.WriteByte(' ')
		}
		if o := s.owner[k]; o > 0 {
			m := &s.mentions[o-1]
			if e := &s.entities[m.ent]; m.first == k && m.last <= j && e.short != "" && isAcronym(s.words(s.span(m.first, m.last))) {
				b.WriteString(e.Name)
				k = m.last - 1
				continue
			}
		}
		b.WriteString(s.words(s.toks[k].Span))
	}
	return bare(b.String())
}

// lastOrganisation returns the organisation that spoke or was named last before
// token i, in this paragraph or the two before: the one that "a spokesman"
// speaks for.
func (s *talk) lastOrganisation(i int) string {
	block := s.sents[s.toks[i].sent].block
	for n := len(s.reports) - 1; n >= 0 && n > len(s.reports)-maxBack && s.reports[n].block >= block-3; n-- {
		r := &s.reports[n]
		if r.Name != "" && s.collective(r) && !strings.Contains(r.Name, "spokes") {
			return r.Name
		}
	}
	last := s.mentionBefore(i)
	for mi := last; mi >= 0 && mi > last-maxBack; mi-- {
		m := &s.mentions[mi]
		if s.sents[s.toks[m.first].sent].block < block-1 {
			break
		}
		if e := &s.entities[m.ent]; e.Kind == stemma.Organisation && !e.Outlet {
			return e.Name
		}
	}
	return ""
}

// nameOf returns the name of whom the words at sp mean, or the words.
func (s *talk) nameOf(sp stemma.Span) string {
	if e := s.entityAt(sp); e != nil {
		return e.Name
	}
	if name := s.resolve(sp); name != "" {
		return name
	}
	return bare(s.words(sp))
}
