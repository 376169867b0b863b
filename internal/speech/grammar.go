package speech

import (
	"sort"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// edge is the word beyond the ends of a paragraph.
var edge = word{head: -1, sent: -1}

func (p *Paragraph) at(i int) *word {
	if i < 0 || i >= len(p.words) {
		return &edge
	}
	return &p.words[i]
}

// span returns the bytes of words [i, j), without the marks of set at the ends.
func (p *Paragraph) span(i, j int, set string) stemma.Span {
	for i < j && strings.Contains(set, p.words[i].low) {
		i++
	}
	for i < j && strings.Contains(set, p.words[j-1].low) {
		j--
	}
	if i >= j {
		return stemma.Span{}
	}
	return stemma.Span{Start: p.words[i].Start, End: p.words[j-1].End}
}

// marks are what content does not begin or end with.
const marks = ",.;:—–-"

// nameMarks are what a source does not begin or end with either.
const nameMarks = marks + "\"“”„«»''``"

// attribution returns what f found.
func (p *Paragraph) attribution(f *Found) Attribution {
	p.mend(f)
	c := &p.words[f.Cue]
	a := Attribution{Block: p.Block, Cue: c.Span, Lemma: c.lemma, POS: c.pos}
	if c.low == "according" && p.at(f.Cue+1).low == "to" {
		a.Cue.End = p.words[f.Cue+1].End
	}
	end := f.From + len(f.Labels)
	for i := f.From; i < end; {
		if f.label(i) != Content {
			i++
			continue
		}
		j := i + 1
		for k := j; k < end && (f.label(k) == Content || f.label(k) == None && p.marked(k)); k++ {
			if f.label(k) == Content {
				j = k + 1
			}
		}
		if s := p.span(i, j, marks); !s.Empty() {
			a.Content = append(a.Content, s)
		}
		i = j
	}
	if len(a.Content) == 0 { // marks alone, or what was mended
		a.Content = []stemma.Span{p.span(f.span[0], f.span[1], "")}
	}
	p.source(&a, f)
	p.circumstances(&a, f)
	p.mood(&a, f.Cue)
	return a
}

// announces returns the cue at the end of p and the quotation that the next
// paragraph is for it: "Ann Oke said:"; an empty span if there is none. What the
// network is shown is one paragraph.
func (p *Paragraph) announces(blocks []Block, quotes []Quotation) (cue int, said stemma.Span) {
	n := len(p.words) - 1
	if n < 1 || p.words[n].low != ":" || !blocks[p.Block].Body {
		return -1, said
	}
	next := p.Block + 1
	for next < len(blocks) && !blocks[next].Body {
		next++
	}
	if next == len(blocks) {
		return -1, said
	}
	first := text.Trim(p.txt, blocks[next].Span).Start
	q := sort.Search(len(quotes), func(i int) bool { return quotes[i].Outer.Start >= first })
	if q == len(quotes) || quotes[q].Outer.Start != first {
		return -1, said
	}
	for i := n - 1; i >= 0 && p.words[i].sent == p.words[n].sent; i-- {
		w := &p.words[i]
		if w.quote == 0 && w.pos == language.VERB && announcing[w.lemma] {
			return i, quotes[q].Outer
		}
	}
	return -1, said
}

// announcing are the verbs that a paragraph of speech follows.
var announcing = text.WordSet("say tell add write explain ask note state claim argue announce tweet reply respond answer declare warn continue conclude comment recall insist read post reveal remark")

// announced returns the attribution of said, in the next paragraph, to word cue.
func (p *Paragraph) announced(cue int, said stemma.Span) Attribution {
	c := &p.words[cue]
	f := Found{Cue: cue}
	a := Attribution{Block: p.Block, Cue: c.Span, Lemma: c.lemma, POS: c.pos, Content: []stemma.Span{said}}
	p.source(&a, &f)
	p.circumstances(&a, &f)
	p.mood(&a, cue)
	return a
}

// mend takes out of f's content what belongs to its source: the rest of its
// phrase ("Fire chief" of "Fire chief Ann Oke"), and "him as saying" behind
// "quoted".
func (p *Paragraph) mend(f *Found) {
	for j, l := range f.Labels {
		i := f.From + j
		h := p.words[i].head
		if l != Source || h >= 0 && f.label(h) == Source {
			continue
		}
		from, _ := p.phrase(i)
		for k := i - 1; k >= max(from, f.From) && f.label(k) != Cue; k-- {
			f.Labels[k-f.From] = Source
		}
	}
	if c := &p.words[f.Cue]; c.lemma == "quote" {
		for k := f.Cue + 1; k < min(f.Cue+8, f.From+len(f.Labels)) && p.words[k].quote == c.quote; k++ {
			if p.words[k].low == "saying" {
				p.quoted(f, k)
				break
			}
		}
	}
}

// quoted takes the words up to "saying" out of what f's cue, "quoted", reports.
// If nothing is left behind it, that is what stands in quotation marks, or else
// what is below "saying", which then is the cue.
func (p *Paragraph) quoted(f *Found, saying int) {
	end := f.From + len(f.Labels)
	told := false
	for i := saying + 1; i < min(p.words[saying].last, end); i++ {
		told = told || !p.marked(i)
	}
	left := false
	for j, l := range f.Labels {
		if i := f.From + j; l == Content && i > f.Cue && i <= saying {
			f.Labels[j] = None
		} else if l == Content && (i > saying || p.words[i].quote != p.words[f.Cue].quote || !told) {
			left = true
		}
	}
	if left {
		return
	}
	for j := range f.Labels {
		w := &p.words[f.From+j]
		switch i := f.From + j; {
		case w.sent == p.words[f.Cue].sent && w.quote != p.words[f.Cue].quote:
			f.Labels[j], left = Content, true
		case f.Labels[j] == Content && i < f.Cue:
			f.Labels[j] = None
		}
	}
	if left || !told {
		return
	}
	for i := saying + 1; i < min(p.words[saying].last, end); i++ {
		f.Labels[i-f.From] = Content
	}
	f.Labels[saying-f.From], f.Cue = Cue, saying
	f.measure()
}

// source fills a's source: the words labelled so that the cue's subject is
// among, or else those nearest to the cue, or else the subject.
func (p *Paragraph) source(a *Attribution, f *Found) {
	subject, own := p.subject(f.Cue)
	from, to := -1, -1
	for i := f.From; i < f.From+len(f.Labels); i++ {
		if f.label(i) != Source || p.marked(i) {
			continue
		}
		j := i + 1
		for k := j; k < f.From+len(f.Labels) && (f.label(k) == Source || p.words[k].low == "," && f.label(k) == None); k++ {
			if f.label(k) == Source {
				j = k + 1
			}
		}
		near := func(x int) int { return max(f.Cue-x, x-f.Cue) }
		if from < 0 || subject >= i && subject < j || !(subject >= from && subject < to) && near(i) < near(from) {
			from, to = i, j
		}
		i = j - 1
	}
	if from < 0 {
		if by := p.doer(f.Cue); by >= 0 && (subject < 0 || !own) { // "as reported by AFP"
			subject = by
		}
		if subject < 0 || f.label(subject) == Content {
			return
		}
		from, to = p.phrase(subject)
	}
	if told := p.told(f.Cue); told >= from && told < to {
		if addressed[p.words[f.Cue].lemma] {
			a.Addressee = p.span(from, to, nameMarks)
		}
		return
	}
	top := from
	for i := from; i < to; i++ {
		if h := p.words[i].head; h < from || h >= to {
			top = i
			break
		}
	}
	a.Source = p.span(from, to, nameMarks)
	a.Own = own || subject < 0 || f.Cue-to < 3 && from < f.Cue || from > f.Cue
	head := to
	for i := top + 1; i < to; i++ {
		w := &p.words[i]
		if w.head < from || w.head >= i {
			continue
		}
		apart := p.pause(w.first) || p.pause(w.first-1)
		switch {
		case w.plain == "appos" && apart:
		case w.plain == "acl" && w.head == top:
			if w.lemma == "quote" || w.lemma == "cite" {
				a.Via = p.agent(i)
			}
		case w.plain == "advcl", w.plain == "parataxis" && apart:
		default:
			continue
		}
		if w.first > top {
			head = min(head, w.first)
		}
	}
	a.Head = p.span(from, head, nameMarks)
	a.Relative = p.words[f.Cue].rel == "acl:relcl"
}

// told returns the subject of the passive at word cue, which is who is told or
// spoken of and never who speaks: "was told", "is said to have"; -1 if it is
// none.
func (p *Paragraph) told(cue int) int {
	c := &p.words[cue]
	if !hearsay[c.lemma] {
		return -1
	}
	for k := c.first; k < c.last; k++ {
		if p.words[k].head == cue && p.words[k].rel == "nsubj:pass" {
			return k
		}
	}
	return -1
}

// hearsay are the verbs whose passive has whom it is said to, or of, as its
// subject.
var hearsay = text.WordSet("say tell ask inform report allege claim believe think know rumour rumor warn advise remind assure notify brief accuse")

// pause reports whether word i parts an apposition from its noun.
func (p *Paragraph) pause(i int) bool {
	switch p.at(i).low {
	case ",", "(", "—", "–", "-", ";", ":":
		return true
	}
	return false
}

// phrase returns the words of the subtree of word i without the appositions
// and clauses on it.
func (p *Paragraph) phrase(i int) (from, to int) {
	from, to = i, i+1
	for k := p.words[i].first; k < p.words[i].last; k++ {
		w := &p.words[k]
		if w.head != i {
			continue
		}
		switch w.plain {
		case "punct", "acl", "parataxis", "appos", "case", "mark":
			if k > i {
				return from, to
			}
		default:
			from, to = min(from, w.first), max(to, w.last)
		}
	}
	return from, to
}

// subject returns who does what the word cue tells; own is false if another
// verb lends it.
func (p *Paragraph) subject(cue int) (subject int, own bool) {
	own = true
	for n, i := 0, cue; n < 4 && i >= 0; n++ {
		w := &p.words[i]
		passive := -1
		for k := w.first; k < w.last; k++ {
			if p.words[k].head != i {
				continue
			}
			switch p.words[k].rel {
			case "nsubj":
				if r := p.words[i].rel; r == "acl:relcl" && p.words[k].pos == language.PRON && p.words[i].head >= 0 && relative[p.words[k].low] {
					return p.words[i].head, own
				}
				return k, own
			case "nsubj:pass":
				passive = k
			case "nmod:poss":
				if w.pos == language.NOUN {
					return k, own
				}
			}
		}
		if passive >= 0 {
			if i != cue {
				return passive, false
			}
			return -1, true
		}
		switch w.plain {
		case "conj", "xcomp", "advcl":
			own = false
			i = w.head
		case "acl":
			if w.rel == "acl:relcl" {
				return w.head, own
			}
			h := w.head
			if h < 0 || !mediums[p.words[h].lemma] || p.words[h].plain != "obj" {
				return -1, false
			}
			own = false // "ran a comment titled …"
			i = p.words[h].head
		default:
			return -1, own
		}
	}
	return -1, false
}

var relative = text.WordSet("who which that")

// doer returns the word for by whom the verb at word i is done; -1 if it is not
// told.
func (p *Paragraph) doer(i int) int {
	for k := p.words[i].first; k < p.words[i].last; k++ {
		if w := &p.words[k]; w.head == i && w.plain == "obl" && p.caseOf(k) == "by" {
			return k
		}
	}
	return -1
}

// agent returns the words for it.
func (p *Paragraph) agent(i int) stemma.Span {
	k := p.doer(i)
	if k < 0 {
		return stemma.Span{}
	}
	from, to := p.phrase(k)
	return p.span(from, to, marks)
}

// caseOf returns the preposition of word i.
func (p *Paragraph) caseOf(i int) string {
	for k := p.words[i].first; k < i; k++ {
		if p.words[k].head == i && p.words[k].plain == "case" {
			return p.words[k].low
		}
	}
	return ""
}

// mediums are the heads of "in a statement", "on Twitter".
var mediums = text.WordSet(`statement interview conference briefing speech letter email e-mail tweet post message memo report release video page website site blog
media account broadcast address ruling article column podcast call note hearing testimony filing document affidavit book memoir debate rally telephone phone television tv radio
twitter facebook instagram youtube whatsapp weibo telegram snapchat
	comment commentary editorial story essay song speech caption`)

// addressed are the verbs whose object hears what is said.
var addressed = text.WordSet("tell ask assure inform remind warn advise notify brief urge")

// circumstances fills in to whom and in what the cue's words were said.
func (p *Paragraph) circumstances(a *Attribution, f *Found) {
	c := &p.words[f.Cue]
	for k := c.first; k < c.last; k++ {
		w := &p.words[k]
		if w.head != f.Cue || f.label(k) == Content || f.label(k) == Source {
			continue
		}
		from, to := p.phrase(k)
		last := w.last
		for i := from; i < last; i++ {
			if f.label(i) == Content {
				to, last = min(to, i), i
			}
		}
		s := p.span(from, to, marks)
		switch w.plain {
		case "obj", "iobj":
			if addressed[c.lemma] {
				a.Addressee = s
			} else if c.lemma == "quote" {
				a.Speaker = s
			}
		case "obl":
			switch by := p.caseOf(k); {
			case mediums[w.lemma] && by != "to" && by != "by" && by != "with" && by != "about":
				a.Medium = a.Medium.Cover(p.span(from, last, marks))
			case by == "to" && a.Addressee.Empty():
				a.Addressee = s
			}
		}
	}
	if a.Addressee.Empty() && addressed[c.lemma] && p.told(f.Cue) < 0 {
		// What the parse took for a part of the content.
		to := f.Cue + 1
		for to < f.From+len(f.Labels) && f.label(to) == None && p.words[to].quote == c.quote && !p.marked(to) {
			to++
		}
		if f.label(to) == Content || p.marked(min(to, len(p.words)-1)) {
			a.Addressee = p.span(f.Cue+1, to, marks)
		}
	}
	if c.lemma == "say" && c.head >= 0 && p.words[c.head].lemma == "quote" {
		// "was quoted by X as saying", "quoted him as saying"
		q := c.head
		a.Via = p.agent(q)
		for k := p.words[q].first; k < p.words[q].last; k++ {
			if p.words[k].head == q && p.words[k].plain == "obj" {
				from, to := p.phrase(k)
				a.Speaker = p.span(from, to, marks)
			}
		}
	}
}

var (
	negations = text.WordSet("not n't never no nobody none neither nor")
	modals    = text.WordSet("would could might may should must can will shall 'd 'll")
	openers   = text.WordSet("if whether unless")
	// unsure verbs leave open whether what hangs on them happens.
	unsure = text.WordSet("want expect refuse decline fail try plan hope ask urge likely able intend need wait ready set unable reluctant unwilling supposed allow prepare threaten")
)

// mood says whether the cue's words were in fact said.
func (p *Paragraph) mood(a *Attribution, cue int) {
	w := &p.words[cue]
	for k := w.first; k < w.last; k++ {
		x := &p.words[k]
		if x.head != cue {
			continue
		}
		switch {
		case negations[x.low] && x.plain != "conj" && x.plain != "ccomp" && x.plain != "obj":
			a.Negated = true
		case x.plain == "nsubj" && (negations[x.low] || negations[p.words[x.first].low]):
			a.Negated = true
		case x.plain == "aux" && modals[x.low] && k < cue:
			a.Hypothetical = true
		case x.plain == "mark" && openers[x.low]:
			a.Hypothetical = true
		}
	}
	switch w.lemma {
	case "refuse", "decline", "fail":
		a.Hypothetical = true
	}
	if w.plain == "xcomp" && w.head >= 0 && unsure[p.words[w.head].lemma] {
		a.Hypothetical = true
	}
}
