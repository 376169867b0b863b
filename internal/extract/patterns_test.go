package extract

import (
	"math/rand/v2"
	"regexp/syntax"
	"testing"
	"unicode/utf8"
)

// Whatever a pattern's expression matches, the pattern matches: here, what is made
// up to match it.
func TestPatterns(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, p := range map[string]pattern{
		"loneAddress": loneAddress, "counter": counter, "socialEmbed": socialEmbed, "postAuthor": postAuthor, "codeSigns": codeSigns,
		"makerTail": makerTail, "labelTail": labelTail, "captionMark": captionMark, "placeLine": placeLine, "tailLabel": tailLabel,
		"tailLink": tailLink, "tailSource": tailSource, "showAll": showAll,
	} {
		parsed, err := syntax.Parse(p.String(), syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		matched := 0
		for range 3000 {
			s := string(example(r, parsed, nil))
			if s = around(r, s); !p.Regexp.MatchString(s) {
				continue // a border of a word is missing
			}
			matched++
			if !p.may(s) {
				t.Errorf("%s: %q matches, and it is said that it may not", name, s)
			}
		}
		if matched < 200 {
			t.Errorf("%s: %d examples", name, matched)
		}
		if p.may("the ferry crossed the bay in the evening") {
			t.Errorf("%s: a plain sentence may match", name)
		}
	}
}

// around puts words before or behind s, or nothing.
func around(r *rand.Rand, s string) string {
	if r.IntN(3) == 0 {
		s = "The boat came home. " + s
	}
	if r.IntN(6) == 0 {
		s += " again"
	}
	return s
}

// example appends a string that an expression matches.
func example(r *rand.Rand, e *syntax.Regexp, out []rune) []rune {
	times := func(from, to int) {
		for range from + r.IntN(min(to, from+6)-from+1) {
			out = example(r, e.Sub[0], out)
		}
	}
	switch e.Op {
	case syntax.OpLiteral:
		for _, c := range e.Rune {
			if f := runeFold(c); e.Flags&syntax.FoldCase != 0 && r.IntN(2) == 0 {
				c = f
			}
			out = append(out, c)
		}
	case syntax.OpCharClass:
		at := 2 * r.IntN(len(e.Rune)/2)
		if r.IntN(2) == 0 {
			at = 0
		}
		c := e.Rune[at] + r.Int32N(min(e.Rune[at+1]-e.Rune[at], 80)+1)
		if !utf8.ValidRune(c) {
			c = e.Rune[0]
		}
		out = append(out, c)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		out = append(out, []rune("ab c.É")[r.IntN(6)])
	case syntax.OpCapture:
		out = example(r, e.Sub[0], out)
	case syntax.OpStar:
		times(0, 6)
	case syntax.OpPlus:
		times(1, 6)
	case syntax.OpQuest:
		times(0, 1)
	case syntax.OpRepeat:
		times(e.Min, max(e.Max, e.Min))
	case syntax.OpConcat:
		for _, s := range e.Sub {
			out = example(r, s, out)
		}
	case syntax.OpAlternate:
		out = example(r, e.Sub[r.IntN(len(e.Sub))], out)
	}
	return out
}

// runeFold returns c in another case, if it has one.
func runeFold(c rune) rune {
	switch {
	case c == 's':
		return 'ſ'
	case c >= 'a' && c <= 'z':
		return c - 'a' + 'A'
	case c >= 'A' && c <= 'Z':
		return c - 'A' + 'a'
	}
	return c
}
