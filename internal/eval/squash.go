package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A squashed is a text with each run of white space as one space, and none at
// its ends, so that words can be found again however they were wrapped.
type squashed struct {
	flat string
	at   []int // for each byte of flat, the offset in the text of the rune it belongs to or, for a space, of the rune after it, plus the byte's place in its rune
}

func squash(s string) squashed {
	var b strings.Builder
	b.Grow(len(s))
	at := make([]int, 0, len(s))
	space := false
	for i, r := range s {
		if isSpace(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
			at = append(at, i)
		}
		space = false
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, n = utf8.DecodeRuneInString(s[i:])
		}
		b.WriteString(s[i : i+n])
		for k := range n {
			at = append(at, i+k)
		}
	}
	return squashed{b.String(), at}
}

// isSpace is the scorers' notion of white space: Unicode's, and the four ASCII
// separators.
func isSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// find returns where in the text the n-th occurrence of words lies, n from 1.
func (q squashed) find(words string, n int) (start, end int, ok bool) {
	w := squash(words).flat
	if w == "" {
		return 0, 0, false
	}
	i := -1
	for range n {
		k := strings.Index(q.flat[i+1:], w)
		if k < 0 {
			return 0, 0, false
		}
		i += 1 + k
	}
	return q.at[i], q.at[i+len(w)-1] + 1, true
}
