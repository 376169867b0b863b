package language

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The lemmas of forms that no rule gives, and rules: "d=went go" is the lemma
// of a past form, "d-ied 3y" says that past forms in -ied lose three bytes and
// gain "y", if no longer ending has a rule. The first byte is a lemmaClass.
// cmd/train makes the table from the train parts of EWT and GUM (CC BY-SA 4.0,
// CC BY-NC-SA for some texts of GUM: word forms alone are taken) and from
// WordNet 3.0 (wordnet-licence.txt).
//
//go:embed lemma.txt
var lemmaText string

// A lemmaTable is the part of the table for one class.
type lemmaTable struct {
	whole  map[string]string
	endAt  int // length of the longest ending
	ending map[string]lemmaEdit
}

// A lemmaEdit takes cut bytes from the end of a form and adds others.
type lemmaEdit struct {
	cut int
	add string
}

var lemmaTables = sync.OnceValue(func() *[128]lemmaTable {
	var t [128]lemmaTable
	for line := range strings.Lines(lemmaText) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		c := &t[key[0]]
		if c.whole == nil {
			c.whole, c.ending = map[string]string{}, map[string]lemmaEdit{}
		}
		if form := key[2:]; key[1] == '=' {
			c.whole[form] = value
		} else {
			c.ending[form] = lemmaEdit{int(value[0] - '0'), value[1:]}
			c.endAt = max(c.endAt, len(form))
		}
	}
	return &t
})

// LemmaClass returns the class of forms whose lemmas are made alike, by part of
// speech and Penn tag: a byte below 128.
func LemmaClass(pos POS, tag string) byte {
	switch tag {
	case "VBD", "VBN":
		return 'd'
	case "VBG":
		return 'g'
	case "VBZ":
		return 'z'
	case "VB", "VBP", "MD":
		return 'v'
	case "NNS", "NNPS":
		return 's'
	case "NN":
		return 'n'
	case "JJ":
		return 'j'
	case "JJR":
		return 'r'
	case "JJS":
		return 't'
	case "RBR":
		return 'R'
	case "RBS":
		return 'T'
	case "RB":
		return 'b'
	case "PRP":
		return 'p'
	case "PRP$":
		return 'h'
	case "DT", "PDT", "WDT", "WP", "WP$", "EX":
		return 'w'
	case "IN", "TO", "RP", "CC", "WRB":
		return 'i'
	case "CD":
		return 'c'
	case "POS":
		return 'q'
	case "NNP":
		return 'P'
	}
	if pos == PROPN {
		return 'P'
	}
	return 'o'
}

// Lemma returns the lemma of a form, given its part of speech and Penn tag, as
// the English Web Treebank has it: "went" is "go", "n't" is "not", "Americans"
// is "American", "me" is "I". Names keep their capitals, other words do not.
func Lemma(form string, pos POS, tag string) string {
	c := LemmaClass(pos, tag)
	if c == 'P' && pos == VERB { // "United" in a name
		switch {
		case strings.HasSuffix(form, "ed"):
			c = 'd'
		case strings.HasSuffix(form, "ing"):
			c = 'g'
		}
	}
	low := LemmaFold(form)
	if low == "" {
		return form
	}
	name := tag == "NNP" || tag == "NNPS" || pos == PROPN
	t := &lemmaTables()[c]
	if l, ok := t.whole[low]; ok {
		if name && c != 'P' {
			return capital(l, form)
		}
		return l
	}
	switch c {
	case 'P':
		if len(form) > longAcronym && isCaps(form) {
			return form[:1] + strings.ToLower(form[1:])
		}
		return form
	case 'R', 'T': // adverbs are compared as adjectives are
		return Lemma(form, ADJ, map[byte]string{'R': "JJR", 'T': "JJS"}[c])
	case 'c':
		if !isDigit(form[0]) {
			break
		}
		return strings.ReplaceAll(low, ",", "")
	case 'n', 's':
		if n := len(form) - 1; c == 's' && n > 1 && form[n] == 's' && isCaps(form[:n]) {
			return form[:n] // MPs
		}
		if c == 'n' && !isCaps(form) && hasCapital(form) {
			return form // PhD
		}
	}
	base := low
	if (name || c == 'c' && strings.ToUpper(form) == form) && len(form) == len(low) {
		base = form // an ending is as long in it
	}
	for n := min(len(low)-1, t.endAt); n >= 0; n-- {
		e, ok := t.ending[low[len(low)-n:]]
		if !ok || e.cut >= len(base) {
			continue
		}
		if e.cut == 0 && e.add == "" {
			return base
		}
		if l := base[:len(base)-e.cut]; name && isCaps(form) {
			return l + strings.ToUpper(e.add)
		} else {
			return l + e.add
		}
	}
	return base
}

// longAcronym is the most letters of a name that keeps its capitals when it has
// no others: of longer ones, seven of eight are words that are shouted.
const longAcronym = 5

// LemmaFold returns form in lower case with straight apostrophes and quotation
// marks.
func LemmaFold(form string) string {
	for i := 0; i < len(form); i++ {
		if b := form[i]; 'A' <= b && b <= 'Z' || b == '`' || b >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				switch r {
				case '’', '‘', '´', '`':
					return '\''
				case '“', '”':
					return '"'
				case '–', '—':
					return '-'
				case '\u00ad':
					return -1
				}
				return unicode.ToLower(r)
			}, form)
		}
	}
	return form
}

// capital returns lemma with a capital if form has one.
func capital(lemma, form string) string {
	if r, _ := utf8.DecodeRuneInString(form); unicode.IsUpper(r) {
		_, n := utf8.DecodeRuneInString(lemma)
		return strings.ToUpper(lemma[:n]) + lemma[n:]
	}
	return lemma
}

// isCaps reports whether w has at least two letters and all of them, in ASCII,
// are capitals.
func isCaps(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < 'A' || w[i] > 'Z' {
			return false
		}
	}
	return len(w) > 1
}

// hasCapital reports whether w has a capital after a small letter.
func hasCapital(w string) bool {
	for i := 1; i < len(w); i++ {
		if 'A' <= w[i] && w[i] <= 'Z' && 'a' <= w[i-1] && w[i-1] <= 'z' {
			return true
		}
	}
	return false
}
