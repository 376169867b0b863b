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
			if word := b.wordOfSet(w, anewWords); word != "" {
				return fmt.Sprintf("“%s”, says the account that gives %s", word, s.Value)
			}
			if word := b.wordOfSet(w, beforeWords); word != "" {
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
