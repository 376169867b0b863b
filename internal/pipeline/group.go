package pipeline

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"stemma"
	"stemma/internal/cluster"
)

// A Placed is a Result and the story that its article was put into.
type Placed struct {
	Result
	Placement stemma.Placement // zero if there is no article
}

// Group puts the articles of results into stories, one after the other.
func Group(results iter.Seq[Result]) iter.Seq[Placed] {
	return func(yield func(Placed) bool) {
		stories := cluster.New()
		for r := range results {
			p := Placed{Result: r}
			if r.Sketch != nil {
				p.Placement = stories.Place(r.Sketch)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Light yields results without what only a report on them needs: marks, text
// and blocks. An archive that is held at once is held light.
func Light(results iter.Seq[Result]) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for r := range results {
			if r.Article != nil {
				a := *r.Article
				a.Text, a.Blocks = "", nil
				r.Article, r.Marks = &a, nil
			}
			if !yield(r) {
				return
			}
		}
	}
}

// ByDate yields results by date of publication, the undated ones last; those of
// one moment stay in their order. It reads all results before it yields one.
func ByDate(results iter.Seq[Result]) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		all := slices.Collect(results)
		slices.SortStableFunc(all, func(a, b Result) int { return byDate(a.Article, b.Article) })
		for _, r := range all {
			if !yield(r) {
				return
			}
		}
	}
}

// byDate orders articles by publication, unknown dates last and no article
// after them.
func byDate(a, b *stemma.Article) int {
	rank := func(x *stemma.Article) int {
		switch {
		case x == nil:
			return 2
		case !x.Published.Known():
			return 1
		}
		return 0
	}
	if c := cmp.Compare(rank(a), rank(b)); c != 0 || rank(a) > 0 {
		return c
	}
	return a.Published.From.Compare(b.Published.From)
}

// Keyed yields pages whose keys are their own: a key that an earlier page has
// is taken away, so that the page goes by its path. After the last page, twice
// holds a warning for each of them.
func Keyed(pages iter.Seq2[stemma.Page, error], twice *[]stemma.Warning) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		seen := map[string]string{} // key → path
		for p, err := range pages {
			if first, ok := seen[p.Key]; ok {
				*twice = append(*twice, stemma.Warning{
					Path:  p.Path,
					Cause: fmt.Sprintf("its id %q is that of %s too, so it goes by its path", p.Key, first),
					Do:    "give every article an id of its own",
				})
				p.Key = ""
			}
			if p.Key != "" {
				seen[p.Key] = p.Path
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// Name is what an article is called outside: its key, or else its path.
func Name(a *stemma.Article) string { return cmp.Or(a.Key, a.Path) }
