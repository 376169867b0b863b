// Package speech finds who is said to have said what: source, cue and content,
// after the PolNeAR corpus (Newell, Margolin and Ruths 2018), in parsed text.
//
//	quotations.go  words inside quotation marks of every sort
//	paragraph.go   the words of a block, with their places in the parse
//	cues.go        what speaks for a word being a cue
//	spans.go       what speaks for the words beside a cue being content or source
//	judge.go       what speaks for the whole
//	model.go       weighs it: cues, then the best labels beside each, then the whole
//	together.go    words that several attributions claim
//	grammar.go     what the parse says of an attribution that was found
//
// Everything is weighed by one linear model a step, of hashed features with
// weights of a byte, which internal/train fits on PolNeAR's training part. There
// are no lists of verbs: the lists that there are tell what is done with a find.
// Hidden layers over the same features were tried and learnt the training part
// by heart.
package speech

import (
	"sync"

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

// readers keeps the space that readers work in.
var readers = sync.Pool{New: func() any { return NewReader(model()) }}

// Accepted is the score above which a find is an attribution: where F1 was best
// on texts that were not learnt from. From -32 to 0 it is within 0.01 of that.
const Accepted = -18

// Find returns the attributions of txt, by the order of their cues. quotes are
// what [Quotations] returns of the same blocks.
func Find(txt string, blocks []Block, quotes []Quotation) []Attribution {
	r := readers.Get().(*Reader)
	defer readers.Put(r)
	var out []Attribution
	var kept []Found
	for p := range Paragraphs(txt, blocks, quotes) {
		finds := r.Candidates(p)
		kept = kept[:0]
		for i := range finds {
			if r.Judge(p, i, finds) > Accepted {
				kept = append(kept, finds[i])
			}
		}
		p.together(kept)
		for i := range kept {
			out = append(out, p.attribution(&kept[i]))
		}
	}
	return out
}
