package publish

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stemma"
)

// steps writes steps as text: <1 begins span 1, (1 begins a further part of
// it, 1) ends a part, 1> ends the last.
func steps(ss []step) string {
	var b strings.Builder
	for _, s := range ss {
		switch {
		case s.Begin > 0 && s.First:
			fmt.Fprintf(&b, "<%d", s.Begin)
		case s.Begin > 0:
			fmt.Fprintf(&b, "(%d", s.Begin)
		case s.End > 0 && s.Last:
			fmt.Fprintf(&b, "%d>", s.End)
		case s.End > 0:
			fmt.Fprintf(&b, "%d)", s.End)
		default:
			b.WriteString(s.Words)
		}
	}
	return b.String()
}

func TestNest(t *testing.T) {
	for _, c := range []struct {
		why   string
		spans [][2]int
		want  string
	}{
		{"none", nil, "abcdefghij"},
		{"one", [][2]int{{2, 4}}, "ab<1cd1>efghij"},
		{"side by side", [][2]int{{2, 4}, {4, 6}}, "ab<1cd1><2ef2>ghij"},
		{"one inside another", [][2]int{{2, 8}, {4, 6}}, "ab<1cd<2ef2>gh1>ij"},
		{"the same end", [][2]int{{2, 6}, {4, 6}}, "ab<1cd<2ef2>1>ghij"},
		{"the same start", [][2]int{{2, 8}, {2, 4}}, "ab<1<2cd2>efgh1>ij"},
		{"crossing", [][2]int{{2, 6}, {4, 8}}, "ab<1cd<2ef2)1>(2gh2>ij"},
		{"three crossing", [][2]int{{0, 5}, {2, 7}, {4, 9}}, "<1ab<2cd<3e3)2)1>(2(3fg3)2>(3hi3>j"},
		{"from before", [][2]int{{-3, 4}}, "(1abcd1>efghij"},
		{"beyond the end", [][2]int{{6, 20}}, "abcdef<1ghij1)"},
		{"outside", [][2]int{{-5, 0}, {10, 12}}, "abcdefghij"},
		{"all", [][2]int{{0, 10}}, "<1abcdefghij1>"},
	} {
		var spans []stemma.Span
		for _, s := range c.spans {
			spans = append(spans, stemma.Span{Start: s[0], End: s[1]})
		}
		if got := steps(nest("abcdefghij", 0, spans)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.why, got, c.want)
		}
	}
}

// FuzzNest holds that no word is lost, that marks nest like brackets, and that
// each word is inside just the spans that cover it.
func FuzzNest(f *testing.F) {
	f.Add([]byte{0, 5, 2, 7, 4, 9})
	f.Add([]byte{1, 9, 1, 3, 2, 12})
	f.Fuzz(func(t *testing.T, ends []byte) {
		words := strings.Repeat("x", 32)
		var spans []stemma.Span
		for i := 0; i+1 < len(ends) && i < 40; i += 2 {
			spans = append(spans, stemma.Span{Start: int(ends[i] % 40), End: int(ends[i+1] % 40)})
		}
		slices.SortFunc(spans, nested)
		var open []int
		at := 0
		for _, s := range nest(words, 0, spans) {
			switch {
			case s.Begin > 0:
				open = append(open, s.Begin-1)
			case s.End > 0:
				if open[len(open)-1] != s.End-1 {
					t.Fatalf("%v: mark %d ends inside %v", spans, s.End, open)
				}
				open = open[:len(open)-1]
			default:
				here := stemma.Span{Start: at, End: at + len(s.Words)}
				at = here.End
				for k, x := range spans {
					if x.Contains(here) != slices.Contains(open, k) || !x.Contains(here) && x.Overlap(here) > 0 {
						t.Fatalf("%v: words %v marked %v", spans, here, open)
					}
				}
			}
		}
		if at != len(words) || len(open) > 0 {
			t.Fatalf("%v: %d words written, %v left open", spans, at, open)
		}
	})
}
