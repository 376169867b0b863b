package speech

import (
	"iter"
	"strings"
	"unicode/utf8"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A word is a word of a paragraph with its place in the parse.
type word struct {
	stemma.Span
	low, lemma string
	pos        language.POS
	rel, plain string // its relation, with its subtype and without
	head       int    // index in the paragraph; -1 for a root
	sent       int    // number of the sentence in the paragraph
	quote      int    // number of the quotation that holds it, from 1; 0 if none
	first      int    // its subtree is [first, last)
	last       int
}

// A Paragraph is the words of one block.
type Paragraph struct {
	Block  int
	txt    string
	title  bool
	parsed []language.Sentence
	words  []word
}

// Paragraphs yields the blocks of txt that have words, in text order. What it
// yields is valid until the next one.
func Paragraphs(txt string, blocks []Block, quotes []Quotation) iter.Seq[*Paragraph] {
	return func(yield func(*Paragraph) bool) {
		p := Paragraph{txt: txt}
		q := 0
		for i := range blocks {
			p.Block, p.title = i, !blocks[i].Body
			q = p.read(blocks[i].Sents, quotes, q)
			if len(p.words) > 0 && !yield(&p) {
				return
			}
		}
	}
}

// marked reports whether word i is punctuation, which scorers do not count.
func (p *Paragraph) marked(i int) bool { return !isWordLike(p.words[i].low) }

// read fills p with the sentences of one block. quotes are the quotations of
// the whole text, of which those from q on are not yet behind; it returns the
// first that is not behind p.
func (p *Paragraph) read(sents []language.Sentence, quotes []Quotation, q int) int {
	p.words, p.parsed = p.words[:0], sents
	for si := range sents {
		base := len(p.words)
		for i := range sents[si].Words {
			s := &sents[si].Words[i]
			w := word{Span: s.Span, lemma: s.Lemma, pos: s.POS, head: -1, sent: si}
			w.low = text.Fold(p.txt[s.Start:s.End])
			if s.Head >= 0 {
				w.head = base + s.Head
			}
			for q < len(quotes) && quotes[q].Outer.End <= w.Start {
				q++
			}
			if q < len(quotes) && quotes[q].Outer.Start <= w.Start {
				w.quote = q + 1
			}
			w.rel = s.Rel
			w.plain, _, _ = strings.Cut(s.Rel, ":")
			p.words = append(p.words, w)
		}
		p.extents(base)
	}
	return q
}

// extents fills the subtrees of the words from base on.
func (p *Paragraph) extents(base int) {
	ws := p.words[base:]
	for i := range ws {
		ws[i].first, ws[i].last = base+i, base+i+1
	}
	for i := range ws {
		// The way up is short, but for hostile input.
		for k, n := i, 0; k >= 0 && n < maxDepth; n++ {
			if ws[k].first > base+i {
				ws[k].first = base + i
			}
			if ws[k].last < base+i+1 {
				ws[k].last = base + i + 1
			}
			if ws[k].head < 0 {
				break
			}
			k = ws[k].head - base
		}
	}
}

// maxDepth is the deepest place in a tree that is looked at.
const maxDepth = 40

func isWordLike(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWordRune(r)
}
