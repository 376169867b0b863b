// Package speech finds who is said to have said what: source, cue and content,
// after the PolNeAR corpus (Newell, Margolin and Ruths 2018), in parsed text.
//
//	quotations.go  words inside quotation marks of every sort
//	paragraph.go   the words of a block, with their places in the parse
//	found.go       the words that may be cues, and what is seen from each
//	decode.go      the best labels of the words beside a cue
//	together.go    words that several attributions claim
//	grammar.go     what the parse says of an attribution that was found
//
// Which word is a cue, and what the words beside it are to it, is scored by
// layers of the parser's network ([language.Look]), which were trained on
// PolNeAR's training part. There are no lists of verbs: the lists that there are
// tell what is done with a find.
package speech

import (
	"stemma"
	"stemma/internal/language"
)

// An Attribution is one source, cue and content, with what the parse says of
// them. Empty spans are what is not there.
type Attribution struct {
	Block     int           // index of the block that holds the cue
	Cue       stemma.Span   // the word that governs the cue; with "according" its "to"
	Lemma     string        // of the cue
	POS       language.POS  // of the cue
	Content   []stemma.Span // what is reported, in text order, with its quotation marks
	Source    stemma.Span   // who reports it
	Head      stemma.Span   // the source without appositions and relative clauses
	Own       bool          // the source belongs to this cue, not to one before it
	Addressee stemma.Span   // to whom: "AFP"
	Medium    stemma.Span   // "a statement" of "in a statement"
	Via       stemma.Span   // who quotes the source: "quoted by AFP"
	Speaker   stemma.Span   // whom the source quotes: "him" of "quoted him as saying"
	Relative  bool          // the cue is in a relative clause on its source

	Negated      bool // "did not say"
	Hypothetical bool // "would say", "if he says", "refused to say"
}

// Find returns the attributions of txt, by the order of their cues. quotes are
// what [Quotations] returns of the same blocks.
func Find(txt string, blocks []Block, quotes []Quotation) []Attribution {
	var out []Attribution
	for p := range Paragraphs(txt, blocks, quotes) {
		finds := p.finds()
		p.together(finds)
		ahead, said := p.announces(blocks, quotes)
		for i := range finds {
			if said.Empty() || finds[i].Cue != ahead {
				out = append(out, p.attribution(&finds[i]))
			}
		}
		if !said.Empty() {
			out = append(out, p.announced(ahead, said))
		}
	}
	return out
}
