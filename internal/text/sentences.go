package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"stemma"
)

// Sentences returns the sentences of s inside span, in order, without the white
// space around them. Line breaks count as spaces: a span is one paragraph, and
// pasted text is often hard-wrapped.
func Sentences(s string, span stemma.Span) []stemma.Span {
	part := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, s[span.Start:span.End])
	if len(part) != span.Len() { // invalid UTF-8 would change the length
		part = s[span.Start:span.End]
	}
	var out []stemma.Span
	start, at := 0, 0
	for it := sentences.FromString(part); it.Next(); {
		at += len(it.Value())
		if at < len(part) && joins(part[start:at], part[at:]) {
			continue
		}
		if sp := Trim(part, stemma.Span{Start: start, End: at}); !sp.Empty() {
			out = append(out, sp.Shift(span.Start))
		}
		start = at
	}
	return out
}

// Trim returns span without the white space at its ends.
func Trim(s string, span stemma.Span) stemma.Span {
	part := s[span.Start:span.End]
	left := strings.TrimLeftFunc(part, unicode.IsSpace)
	span.Start = span.End - len(left)
	span.End = span.Start + len(strings.TrimRightFunc(left, unicode.IsSpace))
	return span
}

// lookBack is how far joins reads back from a break: longer than any
// abbreviation, and a bound that keeps a run of full stops from costing the
// square of its length.
const lookBack = 24

// joins reports whether the break between prev and next is none.
func joins(prev, next string) bool {
	if len(prev) > lookBack {
		cut := len(prev) - lookBack
		for cut < len(prev) && !utf8.RuneStart(prev[cut]) {
			cut++
		}
		prev = prev[cut:]
	}
	prev = strings.TrimRightFunc(prev, unicode.IsSpace)
	if strings.HasSuffix(prev, "…") || strings.HasSuffix(prev, "...") {
		return startsLower(next)
	}
	if startsLower(next) {
		return true // "Was he there?" she asked
	}
	if !strings.HasSuffix(prev, ".") {
		return false
	}
	i := strings.LastIndexFunc(prev, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(\"“‘'[—–", r) })
	w := prev
	if i >= 0 {
		_, n := utf8.DecodeRuneInString(prev[i:])
		w = prev[i+n:]
	}
	w = strings.TrimSuffix(w, ".")
	first := firstWord(next)
	switch lw := strings.ToLower(w); {
	case titles[w]:
		return true
	case lw == "a.m" || lw == "p.m" || lw == "am" || lw == "pm":
		return zones[first] || calendar[strings.ToLower(first)]
	case months[w]:
		return first != "" && unicode.IsDigit(rune(first[0]))
	case lw == "no" || lw == "nos":
		return first != "" && unicode.IsDigit(rune(first[0])) && w[0] == 'N'
	case inside[w]:
		return !starters[first]
	case utf8.RuneCountInString(w) == 1 && unicode.IsUpper([]rune(w)[0]) && w != "I":
		return true // an initial
	case strings.Contains(w, ".") && isInitials(w): // U.S, J.K, D.C
		return !starters[first]
	}
	return false
}

func isInitials(w string) bool {
	for part := range strings.SplitSeq(w, ".") {
		if utf8.RuneCountInString(part) != 1 {
			return false
		}
	}
	return true
}

func startsLower(next string) bool {
	next = strings.TrimLeft(next, " \u00a0")
	r, _ := utf8.DecodeRuneInString(next)
	return unicode.IsLower(r)
}

func firstWord(next string) string {
	next = strings.TrimLeft(next, " \u00a0\"“‘'([")
	if i := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); i >= 0 {
		next = next[:i]
	}
	return next
}

// WordSet returns the white-space separated words of a table as a set.
func WordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	// titles stand before a name: no sentence ends in one.
	titles = WordSet("Mr Mrs Ms Mx Dr Prof St Ste Gen Lt Col Maj Capt Cpl Sgt Cmdr Adm Sen Rep Gov Rev Fr Hon Pres Supt Det Insp Dep Asst Msgr Messrs Mme Mlle Sr Sra vs v e.g i.e cf approx")
	months = WordSet("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")
	// inside may stand in a sentence or end it: it ends it before a word that
	// opens sentences.
	inside   = WordSet("Inc Corp Co Ltd Jr Sr Bros Ave Blvd Rd Mt Ft Dept Univ Assn Calif Conn Fla Ill Mass Mich Minn Okla Ore Pa Tenn Tex Va Vt Wash Wis Ariz Ark Colo Del Ga Ind Kan Ky La Md Mo Mont Neb Nev etc al")
	zones    = WordSet("GMT BST EST EDT ET CST CDT CT PST PDT PT MST UTC CET CEST IST AEST")
	calendar = WordSet("monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december local eastern central pacific")
	// starters open a sentence far oftener than they follow an abbreviation.
	starters = WordSet("The A An He She It They We I You This That These Those There In On At But And Or If When While After Before His Her Their Its Our My As For From With By To Not No Yes However Meanwhile Police Officials Authorities According One Two Three")
)
