package annotate

import (
	"sort"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A doc is an article on the bench: its reported blocks cut into sentences and
// tokens, and the marks found so far.
type doc struct {
	without Parts // what is left out
	art     *stemma.Article
	toks    []token
	sents   []sentence
	trees   []language.Sentence // the parse of each of sents; without words if it was not parsed

	mentions []mention // of names, in text order
	owner    []int32   // for each token, the mention that holds it + 1; 0 if none
	marked   []marked  // words inside quotation marks, in text order
	inside   []int32   // for each token, the marked words that hold it + 1; 0 if none

	reports []report // attributions with what citations need

	meant        []int32        // for each token, the entity that a pronoun or description whose head it is means + 1; 0 if it cannot be told
	byName       map[string]int // the first entity of each name
	inRole       map[string]int // the one person of each role, -1 if there are several
	entities     []entity
	quotes       []stemma.Quote
	attributions []stemma.Attribution
	citations    []stemma.Citation
	dates        []stemma.Date
	figures      []stemma.Figure
	claims       []stemma.Claim
}

// A token is a text.Token with its folded form.
type token struct {
	text.Token
	fold  string // text.Fold of the words
	is    class  // what the word can be, by the lexicon
	upper bool   // begins with an upper-case letter
	sent  int    // index into doc.sents
	word  int    // index of the first word of the sentence's tree that it overlaps: "don't" is one token and two words
}

// A sentence is a stretch of one block.
type sentence struct {
	stemma.Span
	block       int // index into art.Blocks
	first, last int // tokens [first, last) of doc.toks
}

// newDoc cuts the reported blocks of a and has their sentences parsed.
func newDoc(a *stemma.Article, without Parts) *doc {
	d := &doc{art: a, without: without}
	lex := lexicon()
	for bi, b := range a.Blocks {
		if !b.Kind.Reported() {
			continue
		}
		for _, s := range text.Sentences(a.Text, b.Span) {
			first := len(d.toks)
			for _, t := range text.Tokens(a.Text, s) {
				w := a.Text[t.Start:t.End]
				fold := text.Fold(w)
				d.toks = append(d.toks, token{Token: t, fold: fold, is: lex[fold], upper: startsUpper(w), sent: len(d.sents)})
			}
			d.sents = append(d.sents, sentence{Span: s, block: bi, first: first, last: len(d.toks)})
		}
	}
	if without&Parser == 0 && inEnglish(a) {
		d.parse()
	} else {
		d.trees = make([]language.Sentence, len(d.sents))
	}
	return d
}

// parse fills d.trees.
func (d *doc) parse() {
	spans := make([]stemma.Span, len(d.sents))
	for i, s := range d.sents {
		spans[i] = s.Span
	}
	d.trees = language.Parse(d.art.Text, spans)
	for si := range d.sents {
		words, k := d.trees[si].Words, 0
		for i := d.sents[si].first; i < d.sents[si].last; i++ {
			for k+1 < len(words) && words[k].End <= d.toks[i].Start {
				k++
			}
			d.toks[i].word = k
		}
	}
}

// tree returns the parse of the sentence of token i and the word there that
// the token overlaps first; nil if there is none.
func (d *doc) tree(i int) (*language.Sentence, int) {
	t := &d.toks[i]
	if t.sent >= len(d.trees) || t.word >= len(d.trees[t.sent].Words) {
		return nil, -1
	}
	return &d.trees[t.sent], t.word
}

// words returns the bytes of s.
func (d *doc) words(s stemma.Span) string { return d.art.Words(s) }

// span returns the bytes that tokens [i, j) cover.
func (d *doc) span(i, j int) stemma.Span {
	if i >= j {
		return stemma.Span{}
	}
	return stemma.Span{Start: d.toks[i].Start, End: d.toks[j-1].End}
}

// tokenAt returns the index of the first token that ends after byte at, or
// len(d.toks).
func (d *doc) tokenAt(at int) int {
	return sort.Search(len(d.toks), func(i int) bool { return d.toks[i].End > at })
}

// sentenceAt returns the index of the sentence that holds byte at, or -1.
func (d *doc) sentenceAt(at int) int {
	i := sort.Search(len(d.sents), func(i int) bool { return d.sents[i].End > at })
	if i == len(d.sents) || d.sents[i].Start > at {
		return -1
	}
	return i
}

// kind returns the kind of the block that sentence i stands in.
func (d *doc) kind(i int) stemma.BlockKind { return d.art.Blocks[d.sents[i].block].Kind }

// marks returns what was found, in text order.
func (d *doc) marks() *stemma.Marks {
	m := &stemma.Marks{
		Article:      d.art.ID,
		Quotes:       d.quotes,
		Attributions: d.attributions,
		Citations:    d.citations,
		Dates:        d.dates,
		Figures:      d.figures,
		Claims:       d.claims,
	}
	for _, s := range d.sents {
		m.Sentences = append(m.Sentences, s.Span)
	}
	for _, e := range d.entities {
		m.Entities = append(m.Entities, e.Entity)
	}
	return m
}

// finite reports whether token i is a finite verb.
func (d *doc) finite(i int) bool {
	t, w := d.tree(i)
	if t == nil {
		return false
	}
	switch t.Words[w].Tag {
	case "VBD", "VBZ", "VBP", "MD":
		return true
	}
	return false
}

// verb reports whether token i is a form of a verb.
func (d *doc) verb(i int) bool {
	t, w := d.tree(i)
	return t != nil && strings.HasPrefix(t.Words[w].Tag, "VB")
}
