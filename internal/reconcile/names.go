package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// A spelling is one written form of a name word, folded, and where it stands.
type spelling struct {
	fold   string
	where  []stemma.Witness // the whole claims it stands in
	shown  string           // as first printed
	beside map[string]int   // folded words that stand next to it
	upper  int              // how often it is capitalised inside a sentence
	marked int              // how often it stands right beside a quotation mark or bracket
}

// minName is the length, in letters, from which a name's spelling can be told
// from another name; "Ali" and "Ari" are two brothers.
const minName = 4

// names finds words that are one name in two spellings: nearly equal, not
// inflected forms of each other, and standing beside the same words. Accents
// alone are no difference.
func (b *bench) names() []stemma.Finding {
	forms := b.spellings()
	var out []stemma.Finding
	used := map[string]bool{}
	near := neighbours(forms)
	for i, f := range forms {
		if used[f.fold] {
			continue
		}
		sides := []*spelling{f}
		for _, g := range near(i) {
			if !used[g.fold] && (f.nameLike() || g.nameLike()) && alikeIn(f, g) && nearlyEqual(f.fold, g.fold) && !inflected(f.fold, g.fold) {
				sides = append(sides, g)
			}
		}
		if len(sides) < 2 {
			continue
		}
		slices.SortStableFunc(sides, func(x, y *spelling) int { return cmp.Compare(len(y.where), len(x.where)) })
		fd := stemma.Finding{Kind: stemma.Conflicting, Type: stemma.NameFinding, About: "spelling of " + sides[0].shown, Rule: "reconcile/name"}
		shown := make([]string, len(sides))
		for k, s := range sides {
			used[s.fold] = true
			slices.SortFunc(s.where, b.before)
			fd.Sides = append(fd.Sides, stemma.Side{Value: s.shown, Witnesses: slices.Compact(s.where)})
			shown[k] = "“" + s.shown + "”"
		}
		fd.Why = fmt.Sprintf("%s stand beside the same words and differ by a letter or two", strings.Join(shown, " and "))
		out = append(out, fd)
	}
	return out
}

// spellings returns the name-like words of all claims, in order of first use:
// capitalised inside a sentence, or set off by marks as foreign words are.
func (b *bench) spellings() []*spelling {
	byFold := map[string]*spelling{}
	var out []*spelling
	for i := range b.said {
		s := &b.said[i]
		a := b.arts[s.art]
		toks := text.Tokens(a.Text, s.Span)
		for k, t := range toks {
			w := a.Text[t.Start:t.End]
			if t.Kind != text.Word || utf8.RuneCountInString(w) < minName || hyphenAt(a.Text, t.Span) {
				continue
			}
			fold := text.Fold(w)
			if text.IsFunction(fold) || strings.ToLower(w[1:]) != w[1:] || strings.ContainsAny(w, "0123456789") {
				continue // capitals or digits inside a word make a label, a shout or a brand
			}
			f := byFold[fold]
			if f == nil {
				f = &spelling{fold: fold, shown: w, beside: map[string]int{}}
				byFold[fold] = f
				out = append(out, f)
			}
			f.where = append(f.where, s.witness())
			if fold[0] != w[0] && (t.Start != s.Sentence.Start || k+1 < len(toks) && capital(a.Text, toks[k+1])) {
				f.upper++
			}
			for _, n := range [...]int{k - 1, k + 1} {
				if n < 0 || n >= len(toks) {
					continue
				}
				if w := text.Fold(a.Text[toks[n].Start:toks[n].End]); toks[n].Kind == text.Word && !text.IsFunction(w) {
					f.beside[w]++
				} else if strings.ContainsAny(w, "\"“”'‘[]«»") {
					f.marked++
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(f *spelling) bool { return f.upper+f.marked == 0 })
}

// hyphenAt reports whether a hyphen ties sp to another word: "Jean-Marie" is no
// spelling of "Marine".
func hyphenAt(s string, sp stemma.Span) bool {
	return sp.Start > 0 && s[sp.Start-1] == '-' || sp.End < len(s) && s[sp.End] == '-'
}

// capital reports whether t is a word that opens with an upper-case letter.
func capital(s string, t text.Token) bool {
	r, _ := utf8.DecodeRuneInString(s[t.Start:t.End])
	return unicode.IsUpper(r)
}

// nameLike reports whether f is as a rule written as a name or a foreign word is.
func (f *spelling) nameLike() bool { return 2*max(f.upper, f.marked) >= len(f.where) }

// alikeIn reports whether f and g are written as the same sort of word: a name has
// a capital in both, and a foreign word that marks set off has one in neither.
func alikeIn(f, g *spelling) bool { return (f.upper > 0) == (g.upper > 0) }

// neighbours returns a function that gives the forms after the ith that stand
// beside one of the words that it stands beside. A word that more than
// maxPosting forms stand beside tells nothing of their bearers.
func neighbours(forms []*spelling) func(i int) []*spelling {
	beside := map[string][]int{}
	for i, f := range forms {
		for w := range f.beside {
			beside[w] = append(beside[w], i)
		}
	}
	return func(i int) []*spelling {
		var at []int
		for w := range forms[i].beside {
			if with := beside[w]; len(with) <= maxPosting {
				k, _ := slices.BinarySearch(with, i+1)
				at = append(at, with[k:]...)
			}
		}
		slices.Sort(at) // whatever the order of the map
		var out []*spelling
		for _, k := range slices.Compact(at) {
			out = append(out, forms[k])
		}
		return out
	}
}

// nearlyEqual reports whether a and b differ by one edit, or by two if both are
// long. An edit is a letter more, less, other, or swapped with the next.
func nearlyEqual(a, b string) bool {
	allow := 1
	if min(len(a), len(b)) >= 8 {
		allow = 2
	}
	if d := len(a) - len(b); a == b || d > allow || -d > allow {
		return false
	}
	return editDistance(a, b, allow) <= allow
}

// editDistance returns the Damerau–Levenshtein distance (optimal string
// alignment) of two folded words, or more than most if it is larger.
func editDistance(a, b string, most int) int {
	p, q, r := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range q {
		q[j] = j
	}
	for i := 1; i <= len(a); i++ {
		r[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			r[j] = min(q[j]+1, r[j-1]+1, q[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				r[j] = min(r[j], p[j-2]+1)
			}
			least = min(least, r[j])
		}
		if least > most {
			return most + 1
		}
		p, q, r = q, r, p
	}
	return q[len(b)]
}

// inflected reports whether two words differ as forms of one word do: a plural,
// a demonym, a British and an American spelling. These are no misspellings.
func inflected(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a+"e" != b && text.Stem(a) == text.Stem(b) { // Brown and Browne are two spellings
		return true
	}
	for _, end := range [...]string{"s", "es", "n", "an", "ns", "i", "'s"} {
		if a+end == b && !strings.HasSuffix(a, "it") {
			return true
		}
	}
	for _, sw := range [...][2]string{{"our", "or"}, {"re", "er"}, {"ise", "ize"}, {"isation", "ization"}, {"ogue", "og"}, {"ence", "ense"}, {"grey", "gray"}, {"man", "men"}, {"a", "o"}, {"ue", "u"}, {"oe", "o"}, {"ae", "a"}} {
		if strings.Replace(a, sw[0], sw[1], 1) == b || strings.Replace(b, sw[0], sw[1], 1) == a {
			return sw[0] != "a"
		}
	}
	return false
}
