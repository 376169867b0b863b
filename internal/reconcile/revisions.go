package reconcile

import (
	"fmt"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// Words by which an account says that it gives a value anew, and those by which
// it says that a value was given before.
var (
	anewWords   = text.WordSet("revised corrected amended")
	beforeWords = text.WordSet("initially previously originally preliminary")
)

// revision returns why one of two sides supersedes the other, told by the words
// of an account or by its outlet, which gave the other value before; empty if
// nothing tells.
func (b *bench) revision(sides []stemma.Side) string {
	if len(sides) != 2 {
		return ""
	}
	for k, s := range sides {
		for _, w := range s.Witnesses {
			if word := b.revising(w); word != "" {
				return fmt.Sprintf("“%s”, says the account that gives %s", word, s.Value)
			}
			for _, v := range sides[1-k].Witnesses {
				i, j := b.place[v.Article], b.place[w.Article]
				if o := b.arts[i].Outlet; o != "" && o == b.arts[j].Outlet && b.later(i, j) {
					return fmt.Sprintf("%s itself later gives %s", o, s.Value)
				}
			}
		}
	}
	return ""
}

// wordOfSet returns the first word of w that is in the set, as printed; empty if
// none is.
func (b *bench) wordOfSet(w stemma.Witness, set map[string]bool) string {
	for word := range strings.FieldsSeq(b.words(w)) {
		if word = strings.Trim(word, `.,;:"“”‘’'()`); set[strings.ToLower(word)] {
			return word
		}
	}
	return ""
}

// revising returns the word of w by which its account says that a value was given
// before or is given anew, as printed; empty if none does. "Initially" says it only
// where it goes with giving a value: who comes "originally from" a place gives none.
func (b *bench) revising(w stemma.Witness) string {
	words := strings.Fields(b.words(w))
	for i, word := range words {
		word = strings.Trim(word, `.,;:"“”‘’'()`)
		lower := strings.ToLower(word)
		if anewWords[lower] {
			return word
		}
		if !beforeWords[lower] {
			continue
		}
		for _, next := range words[max(0, i-giveReach):min(len(words), i+1+giveReach)] {
			if giveWords[strings.ToLower(strings.Trim(next, `.,;:"“”‘’'()`))] {
				return word
			}
		}
	}
	return ""
}

// giveReach is how many words from "initially" the word stands that says that a
// value was given.
const giveReach = 3

var giveWords = text.WordSet("said say saying reported reporting report gave given giving put stated announced thought believed estimated estimate told counted listed toll figure count number figures numbers tally")
