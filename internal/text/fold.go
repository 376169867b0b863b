package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	snowball "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/zeebo/xxh3"
	"golang.org/x/text/unicode/norm"
)

// Fold returns w in lower case, without accents, with straight apostrophes:
// the form in which two outlets' spellings of one word are equal.
func Fold(w string) string {
	if ascii(w) {
		return strings.ToLower(w)
	}
	var b strings.Builder
	b.Grow(len(w))
	for _, r := range norm.NFD.String(w) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == '‘' || r == 'ʼ':
			b.WriteByte('\'')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func ascii(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Stem returns the English (Porter 2) stem of a folded word. Words shorter than
// three bytes are their own stems.
func Stem(folded string) string {
	if len(folded) < 3 {
		return folded
	}
	known := stems.Get().(*[stemsKept]stemmed)
	defer stems.Put(known)
	k := &known[xxh3.HashString(folded)%stemsKept]
	if k.word != folded {
		env := snowball.NewEnv(folded)
		english.Stem(env)
		// Copied, since a word is a part of the text that it stands in.
		*k = stemmed{strings.Clone(folded), strings.Clone(env.Current())}
	}
	return k.stem
}

// stems keeps the stems of the words of late, for all that read a text stem it
// anew: nine words in ten were met before. Each table is used by one call at a time.
var stems = sync.Pool{New: func() any { return new([stemsKept]stemmed) }}

const stemsKept = 1 << 12

type stemmed struct{ word, stem string }
