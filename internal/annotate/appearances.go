package annotate

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// findAppearances reads citations that no reporting verb makes: "in an interview
// with X", and "in the footage".
func (d *doc) findAppearances() {
	for si := range d.sents {
		s := &d.sents[si]
		for i := s.first; i < s.last; i++ {
			if d.inside[i] > 0 {
				continue
			}
			switch t := &d.toks[i]; {
			case t.fold == "interview" || t.fold == "interviews":
				d.interview(si, i)
			case brought[t.fold] && i+1 < s.last && d.toks[i+1].fold == "by", t.fold == "according" && i+1 < s.last && d.toks[i+1].fold == "to":
				d.names(si, i, i+2)
			case t.fold == "in" && i == s.first && i+2 < s.last && d.toks[i+1].is.has(determiner) && pictures[d.toks[i+2].fold]:
				d.appears(si, i, i+3, bare(d.words(d.span(i+1, i+3))), stemma.CitesDocument)
			}
		}
	}
}

// pictures are documents that show things.
var pictures = map[string]bool{"footage": true, "video": true, "videos": true, "clip": true, "recording": true, "photo": true, "photos": true, "images": true, "photographs": true}

// interview reads the outlet of the interview at token i.
func (d *doc) interview(si, i int) {
	s := &d.sents[si]
	if i+2 >= s.last || !interviewPrep[d.toks[i+1].fold] {
		return
	}
	for k := i + 2; k < s.last && k < i+8; k++ {
		o := d.owner[k]
		if o == 0 {
			if d.toks[k].Kind == text.Mark && !d.isMark(k, '-') {
				return
			}
			continue
		}
		m := &d.mentions[o-1]
		e := &d.entities[m.ent]
		if e.Outlet && !(m.last < s.last && (d.toks[m.last].fold == "affiliate" || m.last+1 < s.last && d.toks[m.last+1].fold == "affiliate")) {
			from := i
			for from > s.first && from > i-3 && (d.toks[from-1].is.has(determiner|preposition) || d.toks[from-1].fold == "exclusive") {
				from--
			}
			d.appears(si, from, m.last, e.Name, outletKind(e.Name))
			return
		}
		k = m.last - 1
	}
}

// brought are the participles of what an outlet does with news: "was first
// reported by the Harbour Times".
var brought = map[string]bool{"reported": true, "revealed": true, "cited": true, "quoted": true, "published": true}

// names appends a citation of the outlet whose name begins at token k, with the
// words from i on that say what it did.
func (d *doc) names(si, i, k int) {
	s := &d.sents[si]
	if k < s.last && d.toks[k].is.has(determiner) {
		k++
	}
	if k >= s.last || d.owner[k] == 0 {
		return
	}
	m := &d.mentions[d.owner[k]-1]
	e := &d.entities[m.ent]
	if !e.Outlet || m.first != k || m.last > s.last {
		return
	}
	for n := d.citationsIn(s.Span); n < len(d.citations) && d.citations[n].Span.Start < d.toks[m.last-1].End; n++ {
		if d.citations[n].Span.Overlap(d.span(i, m.last)) > 0 {
			return // said already, in more words
		}
	}
	d.appears(si, i, m.last, e.Name, outletKind(e.Name))
}

var interviewPrep = map[string]bool{"with": true, "to": true, "on": true, "by": true, "for": true, "given": true, "published": true, "broadcast": true, "aired": true}

// appears appends a citation of name by tokens [i, j) of sentence si, unless a
// report there already cites it. It covers what is reported in the sentence.
func (d *doc) appears(si, i, j int, name string, kind stemma.CitationKind) {
	sent := d.sents[si].Span
	for n := d.citationsIn(sent); n < len(d.citations) && d.citations[n].Span.Start < sent.End; n++ {
		if c := &d.citations[n]; c.Source == name {
			c.Span = c.Span.Cover(d.span(i, j))
			return
		}
	}
	c := stemma.Citation{Article: d.art.ID, Span: d.span(i, j), Source: name, Kind: kind}
	for n := d.reportsIn(sent); n < len(d.reports) && d.reports[n].Cue.Start < sent.End; n++ {
		c.Covers = append(c.Covers, d.reports[n].Content...)
	}
	if len(c.Covers) == 0 {
		c.Covers = append(c.Covers, sent)
	}
	n := d.citationsIn(stemma.Span{Start: c.Span.Start + 1})
	d.citations = slices.Insert(d.citations, n, c)
}

// citationsIn returns the index of the first citation that starts in or after s.
func (d *doc) citationsIn(s stemma.Span) int {
	n, _ := slices.BinarySearchFunc(d.citations, s.Start, func(c stemma.Citation, at int) int { return cmp.Compare(c.Span.Start, at) })
	return n
}

// reportsIn returns the index of the first report whose cue stands in or after s.
func (d *doc) reportsIn(s stemma.Span) int {
	n, _ := slices.BinarySearchFunc(d.reports, s.Start, func(r report, at int) int { return cmp.Compare(r.Cue.Start, at) })
	return n
}

// findPosts reads what was put on a social network without being said:
// "posted pictures on Facebook", "a video shared on Twitter".
func (d *doc) findPosts() {
	for si := range d.sents {
		s := &d.sents[si]
		for i := s.first; i < s.last; i++ {
			if d.inside[i] == 0 && d.platform(i, s.last) {
				d.post(si, i)
				break
			}
		}
	}
}

// platform reports whether token i names a social network.
func (d *doc) platform(i, end int) bool {
	t := &d.toks[i]
	return t.upper && social()[t.fold] && t.Len() > 1 || t.fold == "social" && i+1 < end && d.toks[i+1].fold == "media"
}

// postings are the verbs of putting something on a network.
var postings = map[string]bool{
	"posted": true, "shared": true, "published": true, "uploaded": true, "publicized": true, "publicised": true, "released": true,
	"posts": true, "shares": true, "circulated": true, "circulating": true, "streamed": true, "broadcast": true, "announced": true, "wrote": true, "appeared": true,
}

// post reads the posting in sentence si whose network stands at token at.
func (d *doc) post(si, at int) {
	s := &d.sents[si]
	verb := -1
	for i := at - 1; i >= s.first && i > at-24; i-- {
		if d.inside[i] == 0 && postings[d.toks[i].fold] {
			verb = i
			break
		}
	}
	if verb <= s.first {
		return
	}
	for n := d.reportsIn(s.Span); n < len(d.reports) && d.reports[n].Cue.Start < s.End; n++ {
		if !d.reports[n].aside && d.socialCue(&d.reports[n]) {
			return // already cited as said there
		}
	}
	end := at + 1
	if d.toks[at].fold == "social" {
		end++
	}
	// "a video posted on Facebook": the video is the source, whoever posted it.
	if p := verb - 1; d.toks[p].is.has(paper) && d.owner[p] == 0 {
		from := p
		for from > s.first && from > p-3 && d.toks[from-1].is.has(determiner) {
			from--
		}
		d.appears(si, from, end, d.toks[p].fold, stemma.CitesSocial)
		return
	}
	if d.toks[verb-1].is.has(auxiliary) && !strings.HasPrefix(d.toks[verb-1].fold, "ha") {
		return
	}
	first := s.first
	for first < verb && (d.toks[first].is.has(conjunction|adverb) || d.toks[first].Kind == text.Mark) {
		first++
	}
	name := d.posterName(first, verb)
	if name != "" {
		d.appears(si, first, end, name, stemma.CitesSocial)
	}
}

// posterName returns the name of the subject in tokens [i, verb): the last name
// that is no place, or the words if they are few.
func (d *doc) posterName(i, verb int) string {
	if verb-i == 1 && d.toks[i].is.has(pronoun) {
		return d.resolve(d.span(i, verb))
	}
	for k := verb - 1; k >= i; k-- {
		if o := d.owner[k]; o > 0 {
			if e := &d.entities[d.mentions[o-1].ent]; e.Kind != stemma.Place {
				return e.Name
			}
		}
	}
	if verb-i <= 5 && d.toks[i].is.has(determiner|plural|authority) && !d.toks[verb-1].is.has(preposition|clause|auxiliary) {
		return bare(d.words(d.span(i, verb)))
	}
	return ""
}

// findSignatures reads the last line of an embedded post, "— Ann Oke (@annoke)
// June 3, 2019": what stands before it is hers.
func (d *doc) findSignatures() {
	for bi := range d.art.Blocks {
		b := d.art.Blocks[bi].Span
		if b.Len() > maxCredit {
			continue
		}
		w := d.art.Text[b.Start:b.End]
		at := strings.Index(w, "(@")
		if at < 0 || !strings.HasPrefix(w, "—") && !strings.HasPrefix(w, "–") && !strings.HasPrefix(w, "-") {
			continue
		}
		name := strings.TrimSpace(strings.TrimLeft(w[:at], "—–- \u00a0"))
		if e := d.entityAt(stemma.Span{Start: b.Start, End: b.Start + at}); e != nil {
			name = e.Name
		}
		if name == "" {
			continue
		}
		c := stemma.Citation{Article: d.art.ID, Span: b, Source: name, Kind: stemma.CitesSocial}
		for p := bi - 1; p >= 0 && p >= bi-2; p-- {
			if d.art.Blocks[p].Kind == stemma.Body {
				c.Covers = append(c.Covers, d.art.Blocks[p].Span)
				break
			}
		}
		d.citations = append(d.citations, c)
	}
}
