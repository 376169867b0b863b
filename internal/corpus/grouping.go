package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// A Grouping is how well articles were put into stories.
type Grouping struct {
	Articles      int
	P, R, F1      float64 // B-cubed (Bagga and Baldwin 1998)
	PairPrecision float64 // of the pairs that were put together
}

// ScoreGrouping scores the stories that found holds against gold, article by
// article. An article whose gold is empty is background and is not scored. It is
// a port of the reference scorer score_stories.py.
func ScoreGrouping(gold, found []string) Grouping {
	type pair struct{ gold, found string }
	g, f, both := map[string]int{}, map[string]int{}, map[pair]int{}
	var out Grouping
	for i, x := range gold {
		if x != "" {
			out.Articles++
			g[x]++
			f[found[i]]++
			both[pair{x, found[i]}]++
		}
	}
	n := float64(out.Articles)
	for i, x := range gold {
		if x != "" {
			b := float64(both[pair{x, found[i]}])
			out.P += b / float64(f[found[i]]) / n
			out.R += b / float64(g[x]) / n
		}
	}
	out.F1 = 2 * out.P * out.R / (out.P + out.R)
	right, all := 0, 0
	for _, k := range both {
		right += k * (k - 1)
	}
	for _, k := range f {
		all += k * (k - 1)
	}
	out.PairPrecision = float64(right) / float64(max(all, 1))
	return out
}

// StoriesOf returns the story that each line of a JSON Lines file of articles, as
// those of bench/stories are, says that its article belongs to; empty where it is
// null.
func StoriesOf(lines []byte) ([]string, error) {
	var out []string
	for line := range bytes.Lines(lines) {
		var a struct{ Story string }
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(out)+1, err)
		}
		out = append(out, a.Story)
	}
	return out, nil
}
