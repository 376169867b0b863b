package speech

import (
	"math/rand/v2"
	"slices"
	"testing"

	"stemma/internal/language"
)

// TestDecode holds the labels to the best of all that there are.
func TestDecode(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 1 + r.IntN(5)
		cue := r.IntN(n)
		scores := make([][language.PairScores]int32, n)
		for j := range scores {
			for y := range scores[j] {
				scores[j][y] = r.Int32N(2001) - 1000
			}
		}
		var want []uint8
		with, without := int32(never), int32(never)
		labels := make([]uint8, n)
		var walk func(j int, sum int32)
		walk = func(j int, sum int32) {
			switch {
			case j < n:
				for y := range Labels {
					if j == cue && y != Cue {
						continue
					}
					labels[j] = y
					s := sum + scores[j][y]
					if j > 0 {
						s += scores[j][Labels+labels[j-1]*Labels+y]
					}
					walk(j+1, s)
				}
			case !slices.Contains(labels, Content):
				without = max(without, sum)
			case sum > with:
				with, want = sum, slices.Clone(labels)
			}
		}
		walk(0, 0)
		got, margin := Decode(scores, cue)
		if want == nil { // the cue is the only word
			continue
		}
		if !slices.Equal(got, want) || margin != with-without {
			t.Fatalf("%v: %v by %d, want %v by %d", scores, got, margin, want, with-without)
		}
	}
}
