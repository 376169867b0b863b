// Package language reads English: it cuts a sentence into the words of
// Universal Dependencies, tags them, gives their lemmas and parses them.
//
// It is a function of the text: the models are embedded, their weights and
// their arithmetic are integers, and the answer is the same on every processor.
package language

import (
	"iter"

	"stemma"
)

// A Word is a syntactic word of Universal Dependencies: "don't" is two, "do"
// and "n't", and so are "Smith's" and "well-known"'s three. Its span is where
// it stands in the text.
type Word struct {
	stemma.Span
	Lemma string
	POS   POS    // universal part of speech
	Tag   string // of the Penn treebank: "VBD"
	Head  int    // index of the governor in the sentence; -1 for the root
	Rel   string // relation to the governor, with its subtype: "nsubj:pass"
}

// A Sentence is a parsed sentence. Exactly one of its words has no governor,
// and every other word is below it.
type Sentence struct {
	stemma.Span
	Words   []Word
	encoded []int16 // of each word, what the shared layers make of it, for the sides of the network
}

// Root returns the index of the word without governor; -1 if there are no
// words.
func (s *Sentence) Root() int {
	for i := range s.Words {
		if s.Words[i].Head < 0 {
			return i
		}
	}
	return -1
}

// Children yields the dependents of word i, in text order.
func (s *Sentence) Children(i int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for k := range s.Words {
			if s.Words[k].Head == i && !yield(k) {
				return
			}
		}
	}
}

// Child returns the first dependent of word i with one of the relations rels;
// -1 if there is none. A relation without subtype stands for all its subtypes.
func (s *Sentence) Child(i int, rels ...string) int {
	for k := range s.Children(i) {
		for _, r := range rels {
			if Is(s.Words[k].Rel, r) {
				return k
			}
		}
	}
	return -1
}

// Under reports whether word i is word top or stands below it.
func (s *Sentence) Under(i, top int) bool {
	for ; i >= 0; i = s.Words[i].Head {
		if i == top {
			return true
		}
	}
	return false
}

// Extent returns the words [first, last) from the first to the last word that
// is i or stands below it. In a projective tree all of them are.
func (s *Sentence) Extent(i int) (first, last int) {
	first, last = i, i+1
	for k := range s.Words {
		if s.Under(k, i) {
			first, last = min(first, k), max(last, k+1)
		}
	}
	return first, last
}

// At returns the index of the first word that ends after byte offset off of
// the text; len(s.Words) if there is none.
func (s *Sentence) At(off int) int {
	for i, w := range s.Words {
		if w.End > off {
			return i
		}
	}
	return len(s.Words)
}

// Is reports whether relation rel is want or a subtype of it.
func Is(rel, want string) bool {
	return len(rel) >= len(want) && rel[:len(want)] == want && (len(rel) == len(want) || rel[len(want)] == ':')
}

// POS is a universal part of speech.
type POS uint8

// The parts of speech, in the order of their names.
const (
	ADJ POS = iota
	ADP
	ADV
	AUX
	CCONJ
	DET
	INTJ
	NOUN
	NUM
	PART
	PRON
	PROPN
	PUNCT
	SCONJ
	SYM
	VERB
	X
)

var posNames = [...]string{"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"}

func (p POS) String() string { return posNames[p] }

// ParsePOS returns the part of speech of a name; X if there is none of it.
func ParsePOS(name string) POS {
	for i, n := range posNames {
		if n == name {
			return POS(i)
		}
	}
	return X
}
