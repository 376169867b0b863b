package lineage

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"stemma/internal/text"
)

// minSlipLetters is the least length of a name in which one letter's difference
// is taken for a slip: shorter ones are too often two names ("Hall", "Hale").
const minSlipLetters = 7

// maxSpellings is how many long names of an account are compared: the accounts
// of the Giveme5W1H set have 92 at most, and a list of 10,000 took seconds.
const maxSpellings = 500

// spellings are the long names of all accounts.
type spellings struct {
	in      map[string][]int  // name → accounts that have it, in report order
	printed map[string]string // name → as first printed
	names   []string          // the keys, in order of first appearance
}

// newSpellings returns the names, in folded form, that stand inside a sentence
// of an account, where a capital is no accident.
func newSpellings(accounts []*account) spellings {
	s := spellings{in: map[string][]int{}, printed: map[string]string{}}
	for _, a := range accounts {
		found := 0
		for i, w := range a.words {
			if found == maxSpellings {
				break
			}
			if i == 0 || !w.name || w.Len() < minSlipLetters || a.words[i-1].sent != w.sent {
				continue
			}
			n := text.Fold(a.Text[w.Start:w.End])
			if s.in[n] == nil {
				s.names = append(s.names, n)
				s.printed[n] = a.Text[w.Start:w.End]
			}
			if k := len(s.in[n]); k == 0 || s.in[n][k-1] != a.at {
				s.in[n] = append(s.in[n], a.at)
				found++
			}
		}
	}
	return s
}

// slip says which misspelt name accounts i and j share: one that they alone
// have, while two others or more, and neither of them, have one that differs
// from it by a letter. An error in common betrays a common ancestor (Maas,
// Textkritik, 1927). It is empty if there is none.
func (t *tracer) slip(i, j int) string {
	var others []string // names that only other accounts have, two of them or more
	for _, m := range t.spelt.names {
		if in := t.spelt.in[m]; len(in) >= 2 && !slices.Contains(in, i) && !slices.Contains(in, j) {
			others = append(others, m)
		}
	}
	for _, n := range t.spelt.names {
		if in := t.spelt.in[n]; len(in) != 2 || in[0] != i || in[1] != j {
			continue
		}
		for _, m := range others {
			if slipped(n, m) {
				return fmt.Sprintf("; both spell “%s” what %s spell “%s”", t.spelt.printed[n], t.names(t.spelt.in[m]), t.spelt.printed[m])
			}
		}
	}
	return ""
}

// slipped reports whether a and b differ by one letter before their last, put
// in, left out or replaced, and not by what British and American spelling
// differ in.
func slipped(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > utf8.UTFMax || utf8.RuneCountInString(b) < minSlipLetters {
		return false
	}
	x, y := []rune(a), []rune(b)
	k := 0
	for k < len(x) && x[k] == y[k] {
		k++
	}
	switch {
	case len(y)-len(x) > 1 || k >= len(x)-1:
		return false
	case len(x) == len(y):
		return slices.Equal(x[k+1:], y[k+1:]) && !variant(x[k], y[k])
	}
	return slices.Equal(x[k:], y[k+1:]) && y[k] != 'u' && (k == 0 || y[k] != y[k-1])
}

// variant reports whether p and q stand for each other in two spellings of
// English: "defence", "organisation".
func variant(p, q rune) bool {
	pair := string([]rune{min(p, q), max(p, q)})
	return pair == "sz" || pair == "cs"
}
