package speech

import "stemma/internal/language"

// The labels of words as seen from a cue.
const (
	None    uint8 = iota
	Content       // what is reported
	Source        // who reports it
	Cue           // a word of the cue
	Labels  uint8 = iota
)

// A Found is a cue with the labels of the words that are seen from it.
type Found struct {
	Cue    int     // a word of the paragraph
	Score  int32   // that it is one, in [language.ScoreUnit] of a logit
	Margin int32   // by how much Labels are better than no content, in the same
	From   int     // word of Labels[0]
	Labels []uint8 // of the words that are seen
	span   [2]int  // the words from the first of the content to the last
	size   int     // words of content
}

// measure fills what f's labels imply.
func (f *Found) measure() {
	f.span, f.size = [2]int{-1, -1}, 0
	for j, l := range f.Labels {
		if l == Content {
			if f.size == 0 {
				f.span[0] = f.From + j
			}
			f.span[1] = f.From + j + 1
			f.size++
		}
	}
}

// label returns the label of word i of the paragraph.
func (f *Found) label(i int) uint8 {
	if i -= f.From; i >= 0 && i < len(f.Labels) {
		return f.Labels[i]
	}
	return None
}

// near returns which of finds, that are in the order of their cues, can see the
// words that find k sees.
func near(finds []Found, k int) (from, to int) {
	const reach = language.PairReach
	for from = k; from > 0 && finds[from-1].Cue > finds[k].Cue-reach; from-- {
	}
	for to = k + 1; to < len(finds) && finds[to].Cue < finds[k].Cue+reach; to++ {
	}
	return from, to
}

// Candidate reports whether a word of a score, in [language.ScoreUnit] of a
// logit, is looked at as a cue: it is one in twenty of all cases.
func Candidate(score int32) bool { return score > -3*language.ScoreUnit }

// Accepted reports whether a find is an attribution: by what was best on texts
// that were not learnt from, by F1. A little more or less takes 0.01 of it. Where
// the words stand in quotation marks less is asked, for somebody said them: that
// finds 0.016 more of what is quoted and leaves F1 as it is.
func Accepted(score, margin int32, quoted bool) bool {
	least := int32(-language.ScoreUnit / 2)
	if quoted {
		least = -2 * language.ScoreUnit
	}
	return score+min(score, margin) > least
}

// Quoted reports whether a good part of what labels call content stands in
// quotation marks in which the cue, at place cue, does not.
func Quoted(labels []uint8, places []language.Place, cue language.Place) bool {
	content, quoted := 0, 0
	for j, l := range labels {
		if l != Content {
			continue
		}
		content++
		if q := places[j].Quote; q != 0 && q != cue.Quote {
			quoted++
		}
	}
	return quoted > 0 && quoted*5 >= content
}

// stretch is how many words are read together. No writer writes a paragraph of
// more.
const stretch = 1000

// finds returns the cues of p with the labels of the words seen from them.
func (p *Paragraph) finds() []Found {
	var out []Found
	for from := 0; from < len(p.words); from += stretch {
		out = p.findsIn(out, from, min(len(p.words), from+stretch))
	}
	return out
}

// findsIn appends those of the words [from, to).
func (p *Paragraph) findsIn(out []Found, from, to int) []Found {
	r := language.Reporting{Title: p.title, Forms: make([]string, 0, to-from), Places: make([]language.Place, 0, to-from)}
	for _, w := range p.words[from:to] {
		r.Forms = append(r.Forms, p.txt[w.Start:w.End])
		r.Places = append(r.Places, language.Place{Sent: int32(w.sent), Quote: int32(w.quote)})
	}
	seen := language.Look(p.parsed, from, &r)
	var scores [][language.PairScores]int32
	for i := range r.Forms {
		s := seen.Cue(i)
		told := p.asReported(from + i)
		if !Candidate(s) && !told || len(out) > 16+(from+i)/4 {
			continue // nobody reports at every fourth word
		}
		f := Found{Cue: from + i, Score: s}
		f.From, _, scores = seen.From(i, scores[:0])
		for j := range scores {
			if w := r.Places[f.From+j]; w.Quote != 0 && w.Quote != r.Places[i].Quote {
				scores[j][Source] = never // nobody is named by what is quoted
			}
		}
		f.Labels, f.Margin = Decode(scores, i-f.From)
		quoted := Quoted(f.Labels, r.Places[f.From:], r.Places[i])
		f.From += from
		if f.measure(); f.size > 0 && (told || Accepted(f.Score, f.Margin, quoted)) {
			out = append(out, f)
		}
	}
	return out
}

// asReported reports whether word i is that of "as reported by AFP", of which
// PolNeAR has next to none.
func (p *Paragraph) asReported(i int) bool {
	return p.words[i].lemma == "report" && p.words[i].pos == language.VERB && p.at(i-1).low == "as" && p.at(i+1).low == "by"
}
