package train

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/language"
	"stemma/internal/speech"
	"stemma/internal/text"
)

const fromPolNeAR = `- PolNeAR 1.0, training part (Newell, Margolin and Ruths 2018, networkdynamics/PolNeAR)
`

// A reportPara is a paragraph with what is to be learnt from it.
type reportPara struct {
	e     Example
	words language.Reporting
	spans []stemma.Span
	mark  []bool // punctuation
	gold  []goldFind
}

// A goldFind is an attribution in words of its paragraph.
type goldFind struct {
	head            int // of the cue
	cue             []int
	content, source map[int]bool // without punctuation
	quoted          bool
}

// reportParas reads the paragraphs of t.
func reportParas(t *corpus.AttributedText, s language.Shape) []reportPara {
	var blocks []speech.Block
	at := 0
	for line := range strings.Lines(t.Text) {
		sp := text.Trim(t.Text, stemma.Span{Start: at, End: at + len(line)})
		at += len(line)
		if !sp.Empty() {
			blocks = append(blocks, speech.Block{Span: sp, Body: len(blocks) > 0})
		}
	}
	quotes := speech.Quotations(t.Text, blocks)
	var out []reportPara
	q := 0
	for bi, b := range blocks {
		r := language.Reporting{Title: !blocks[bi].Body}
		p := reportPara{e: Example{Side: &SideExample{Side: language.ReportSide}}}
		for si, sent := range text.Sentences(t.Text, b.Span) {
			for i, w := range language.Words(t.Text, sent) {
				for q < len(quotes) && quotes[q].Outer.End <= w.Start {
					q++
				}
				place := language.Place{Sent: int32(si)}
				if q < len(quotes) && quotes[q].Outer.Start <= w.Start {
					place.Quote = int32(q + 1)
				}
				form := t.Text[w.Start:w.End]
				r.Forms, r.Places = append(r.Forms, form), append(r.Places, place)
				p.spans = append(p.spans, w)
				p.mark = append(p.mark, !wordLike(form))
				p.e.Rows = append(p.e.Rows, language.AppendFeatures(nil, s.Rows, form, i == 0))
				p.e.Vectors = append(p.e.Vectors, language.VectorOf(form))
			}
			if n := len(p.spans); n > 0 && (len(p.e.Ends) == 0 || p.e.Ends[len(p.e.Ends)-1] < n) {
				p.e.Ends = append(p.e.Ends, n)
			}
		}
		if len(p.spans) == 0 {
			continue
		}
		p.words = r
		p.e.Side.Rows, p.e.Side.Places = r.Rows(s.Sides[language.ReportSide].Rows), r.Places
		p.e.Side.Labels = make([]int32, len(p.spans))
		for i := range t.Attributions {
			p.learn(&t.Attributions[i], t.Text)
		}
		out = append(out, p)
	}
	return out
}

func wordLike(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// learn adds a to what is to be learnt from p, if it stands there.
func (p *reportPara) learn(a *corpus.Attributed, txt string) {
	at := a.Content[0]
	if len(a.Cue) > 0 {
		at = a.Cue[0]
	}
	n := len(p.spans)
	if at.Start < p.spans[0].Start || at.Start >= p.spans[n-1].End {
		return
	}
	g := goldFind{content: map[int]bool{}, source: map[int]bool{}}
	labels := make([]uint8, n)
	in := func(i int, spans []stemma.Span) bool {
		return slices.ContainsFunc(spans, func(s stemma.Span) bool { return s.Contains(p.spans[i]) })
	}
	for i := range n {
		switch {
		case in(i, a.Cue):
			labels[i] = speech.Cue
			g.cue = append(g.cue, i)
		case in(i, a.Content):
			labels[i] = speech.Content
			if !p.mark[i] {
				g.content[i] = true
			}
		case in(i, a.Source):
			labels[i] = speech.Source
			if !p.mark[i] {
				g.source[i] = true
			}
		}
	}
	g.quoted = slices.ContainsFunc(a.Content, func(s stemma.Span) bool { return strings.ContainsAny(txt[s.Start:s.End], "\"“”«»") })
	g.head = p.head(g.cue, txt)
	if len(g.content) == 0 {
		return
	}
	p.gold = append(p.gold, g)
	if g.head < 0 || p.e.Side.Labels[g.head] > 0 {
		return
	}
	p.e.Side.Labels[g.head] = 1
	labels[g.head] = speech.Cue
	from, to := language.PairWindow(g.head, p.e.Side.Places)
	p.e.Side.Chains = append(p.e.Side.Chains, Chain{Cue: g.head, From: from, Labels: labels[from:to]})
}

// beside are words of a cue that do not head it.
var beside = text.WordSet(`has have had having is are was were be been being 's ’s 've ’ve 'd ’d will would could can may might must shall should do does did to not n't n’t
also already later then earlier once now still never ever just only even again further previously recently publicly repeatedly clearly strongly reportedly
the a an his her their its our my this that these those it he she they we you i who which and or but in on of for with by as at from than about into over`)

// head returns the word that heads a cue: the first that is no auxiliary, adverb
// or the like, -1 if there are no words.
func (p *reportPara) head(cue []int, txt string) int {
	for _, i := range cue {
		if w := text.Fold(txt[p.spans[i].Start:p.spans[i].End]); !p.mark[i] && !beside[w] {
			return i
		}
	}
	for _, i := range cue {
		if !p.mark[i] {
			return i
		}
	}
	if len(cue) > 0 {
		return cue[0]
	}
	return -1
}

// Other words for "said", and how seldom they are put in its place: papers
// outside America write that an outlet "reports" or "reported", before its name or
// behind it, of which PolNeAR has few cases.
var reported = map[string]string{"said": "reported", "says": "reports", "reported": "reports"}

const seldom = 12

// reworded returns p with other words for its cues "said", if it has any; nil if
// it has none.
func (p *reportPara) reworded(s language.Shape) *Example {
	e, side := p.e, *p.e.Side
	words := p.words
	e.Side, words.Forms = &side, slices.Clone(words.Forms)
	e.Rows, e.Vectors = slices.Clone(e.Rows), slices.Clone(e.Vectors)
	any := false
	for i, l := range side.Labels {
		if w, ok := reported[words.Forms[i]]; ok && l > 0 {
			any = true
			words.Forms[i] = w
			e.Rows[i] = language.AppendFeatures(nil, s.Rows, w, i == 0 || words.Places[i-1].Sent != words.Places[i].Sent)
			e.Vectors[i] = language.VectorOf(w)
		}
	}
	if !any {
		return nil
	}
	side.Rows = words.Rows(s.Sides[language.ReportSide].Rows)
	return &e
}

type pairing struct {
	share       float64
	gold, guess int
}

// pairs aligns gold and guesses one to one, greedily by the share of their
// contents that is in both, as PolNeAR is scored.
func pairs(gold, guess []goldFind) []pairing {
	var all []pairing
	for i := range gold {
		for j := range guess {
			n := 0
			for k := range gold[i].content {
				if guess[j].content[k] {
					n++
				}
			}
			if n > 0 {
				all = append(all, pairing{float64(n) / float64(len(gold[i].content)+len(guess[j].content)-n), i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b pairing) int {
		own := func(p pairing) int { // of two with one content the one with the right cue
			if slices.Contains(gold[p.gold].cue, guess[p.guess].head) {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(b.share, a.share), own(b)-own(a), a.gold-b.gold, a.guess-b.guess)
	})
	usedGold, usedGuess := make([]bool, len(gold)), make([]bool, len(guess))
	var out []pairing
	for _, p := range all {
		if !usedGold[p.gold] && !usedGuess[p.guess] {
			usedGold[p.gold], usedGuess[p.guess] = true, true
			out = append(out, p)
		}
	}
	return out
}

// An attributionTally counts over paragraphs.
type attributionTally struct {
	gold, found, half, whole, direct, directGold, source, sourceGold, cue int
}

func (t *attributionTally) count(gold, guess []goldFind) {
	t.gold += len(gold)
	t.found += len(guess)
	for i := range gold {
		if gold[i].quoted {
			t.directGold++
		}
	}
	for _, p := range pairs(gold, guess) {
		g, h := &gold[p.gold], &guess[p.guess]
		if p.share == 1 {
			t.whole++
		}
		if p.share < 0.5 {
			continue
		}
		t.half++
		if g.quoted {
			t.direct++
		}
		if slices.Contains(g.cue, h.head) {
			t.cue++
		}
		if len(g.source) > 0 {
			t.sourceGold++
			for k := range g.source {
				if h.source[k] {
					t.source++
					break
				}
			}
		}
	}
}

func (t *attributionTally) add(o attributionTally) {
	t.gold, t.found, t.half, t.whole = t.gold+o.gold, t.found+o.found, t.half+o.half, t.whole+o.whole
	t.direct, t.directGold = t.direct+o.direct, t.directGold+o.directGold
	t.source, t.sourceGold, t.cue = t.source+o.source, t.sourceGold+o.sourceGold, t.cue+o.cue
}

func (t *attributionTally) String() string {
	share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	f := func(n int) float64 { return share(2*n, t.gold+t.found) }
	return fmt.Sprintf("content by half of its words precision %.3f, recall %.3f, F1 %.3f; exact F1 %.3f; direct recall %.3f, source of matched %.3f, cue of matched %.3f",
		share(t.half, t.found), share(t.half, t.gold), f(t.half), f(t.whole), share(t.direct, t.directGold), share(t.source, t.sourceGold), share(t.cue, t.half))
}
