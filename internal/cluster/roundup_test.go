package cluster

import (
	"math"
	"slices"
	"strings"
	"testing"

	"stemma"
)

func TestListed(t *testing.T) {
	for _, c := range []struct {
		in   string
		want bool
	}{
		{"1. Trump wins", true},
		{"12) Quake", true},
		{"3: Ferry", true},
		{"• Ferry", true},
		{"- Ferry", true},
		{"19:40 Ferry", true},
		{"8.15am: Ferry", true},
		{"8.15am Ferry", true},
		{"8.1 million people", false},
		{"12.50 pounds", true}, // as a time is
		{"1.234 people", false},
		{"40 people", false},
		{"2026. A year", false},
		{"1.", false},
		{"", false},
		{"Ferry", false},
	} {
		if got := listed(c.in); got != c.want {
			t.Errorf("listed(%q) = %v", c.in, got)
		}
	}
}

// FuzzSegments holds of any text that it is cut in order into as many segments as
// there are bits, at most, and that terms stand in those segments alone.
func FuzzSegments(f *testing.F) {
	f.Add("Title", "A dam broke.\n\nThe water reached the church.\n\n• Other things\n\n19:40 More of them.")
	f.Add("", strings.Repeat("1. One\n\nThe ferry sank off the coast of the island in the night. ", 40))
	f.Add("Live: \xff", strings.Repeat("word ", 5000))
	f.Fuzz(func(t *testing.T, title, s string) {
		s = strings.ToValidUTF8(s, "?")
		a := &stemma.Article{Title: strings.ToValidUTF8(title, "?"), Text: s, Blocks: paragraphs(s)}
		c := segmentsOf(a)
		if int(c.N) != len(c.starts) || c.N > mostSegments || c.Headed > c.N || !slices.IsSorted(c.starts) {
			t.Fatalf("%d segments, %d headed, at %v", c.N, c.Headed, c.starts)
		}
		k := Sketched(a, &stemma.Marks{})
		for _, x := range k.Terms {
			if int(x.In) >= 1<<c.N {
				t.Fatalf("%q stands in segments %b of %d", x.Words, x.In, c.N)
			}
		}
		if x := k.disunity(); c.N >= roundUpSegments && (math.IsNaN(x) || math.IsInf(x, 0)) {
			t.Fatalf("the score is %v", x)
		}
		if n := len(k.topics()); n > mostTopics {
			t.Fatalf("%d topics", n)
		}
	})
}
