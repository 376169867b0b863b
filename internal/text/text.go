// Package text cuts a text into sentences and words without ever losing a byte
// offset, and gives words their normal forms.
//
//	text.go       Tokens: words, numbers and marks (Unicode annex 29)
//	sentences.go  Sentences: annex 29, then a merge pass for news English
//	fold.go       Fold, Stem: normal forms to compare words by
//	function.go   words that carry no content, and words of every day
//
// The annex only ever splits too much ("Mr.|", "p.m.|", "George W.|"), so a
// merge pass mends it. A trained splitter (punkt) was tried and was 30 times
// slower, joined across blank lines and missed "Jan. 5. She".
package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"stemma"
)

// A TokenKind says what a [Token] is made of.
type TokenKind uint8

// The kinds of token.
const (
	Mark   TokenKind = iota // punctuation or a symbol
	Word                    // begins with a letter: "said", "didn't", "U.S"
	Number                  // begins with a digit: "10,000", "5.10am", "18th"
)

// A Token is a word, a number or a mark, and where it stands.
type Token struct {
	stemma.Span
	Kind TokenKind
}

// Tokens returns the tokens of s inside span, in order; white space is left
// out. A possessive 's is a Word of its own ("Leith", "'s"), other apostrophes
// stay inside their word ("didn't"). Hyphens are Marks, so "four-year-old" is
// five tokens.
func Tokens(s string, span stemma.Span) []Token {
	part := s[span.Start:span.End]
	toks := make([]Token, 0, len(part)/5+1)
	at := span.Start
	for it := words.FromString(part); it.Next(); {
		w := it.Value()
		here := stemma.Span{Start: at, End: at + len(w)}
		at = here.End
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsSpace(r):
		case unicode.IsLetter(r):
			if n := possessive(w); n > 0 {
				mid := here.End - n
				toks = append(toks, Token{stemma.Span{Start: here.Start, End: mid}, Word}, Token{stemma.Span{Start: mid, End: here.End}, Word})
				continue
			}
			toks = append(toks, Token{here, Word})
		case unicode.IsDigit(r):
			toks = append(toks, Token{here, Number})
		default:
			toks = append(toks, Token{here, Mark})
		}
	}
	return toks
}

// possessive returns the length of the 's that ends w, or 0.
func possessive(w string) int {
	n := len(w)
	if n < 3 || w[n-1]|0x20 != 's' {
		return 0
	}
	if w[n-2] == '\'' {
		return 2
	}
	if n > 4 && w[n-4:n-1] == "’" {
		return 4
	}
	return 0
}
