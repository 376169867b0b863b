package eval

import (
	"cmp"
	"slices"

	"stemma"
	"stemma/internal/cluster"
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

// A Filed is an article of a set of stories, ready to be placed.
type Filed struct {
	Story  string // gold; empty if it is background
	Sketch *cluster.Sketch
}

// Group places articles in the order given, an index each, and returns the story
// of each in the end: what later articles changed is taken into account.
func Group(stories *cluster.Stories, articles []Filed, order []int) []string {
	found := make([]string, len(articles))
	at := map[stemma.ArticleID]int{}
	for _, i := range order {
		p := stories.Place(articles[i].Sketch)
		at[p.Article] = i
		for _, c := range p.Changes {
			if j, ok := at[c.Article]; ok {
				found[j] = c.To
			}
		}
		found[i] = p.Story
	}
	return found
}

// byDate returns the indexes of articles by day of publication, the undated last,
// each day's as they stand or, given shuffle, in another order.
func byDate(articles []Filed, shuffle func(n int, swap func(i, j int))) []int {
	order := make([]int, len(articles))
	for i := range order {
		order[i] = i
	}
	if shuffle != nil {
		shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	day := func(i int) int64 {
		if p := articles[i].Sketch.Published; p != 0 {
			return p / 86400
		}
		return 1 << 40
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(day(i), day(j)) })
	return order
}
