package pipeline

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

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
				// Its Story is where it is in the end: that it went through another
				// one is nobody's concern.
				p.Placement.Changes = slices.DeleteFunc(p.Placement.Changes, func(c stemma.Change) bool { return c.Article == r.Article.ID })
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Groups returns the stories that placed articles are in once all have come, by
// the coming of the first member of each.
func Groups(placed iter.Seq[Placed]) []stemma.Group {
	var members []stemma.Member
	at := map[stemma.ArticleID]int{}
	for p := range placed {
		if p.Article == nil {
			continue
		}
		at[p.Article.ID] = len(members)
		members = append(members, stemma.Member{Article: p.Article, Placement: p.Placement})
		for _, c := range p.Placement.Changes {
			m := &members[at[c.Article]].Placement
			m.Story, m.Why = c.To, c.Why
			if m.Kind == stemma.Opens {
				m.Kind = stemma.Joins
			}
		}
	}
	var out []stemma.Group
	story := map[string]int{}
	for _, m := range members {
		i, ok := story[m.Placement.Story]
		if !ok {
			i = len(out)
			story[m.Placement.Story] = i
			out = append(out, stemma.Group{Story: m.Placement.Story})
		}
		out[i].Members = append(out[i].Members, m)
	}
	return out
}

// ReportOn makes the report on the accounts of g, whose results are among
// results. Of a chain of revisions the latest is an account, and the report
// warns of the others.
func ReportOn(g stemma.Group, results map[stemma.ArticleID]Result) *stemma.Report {
	var accounts []Result
	for _, m := range g.Accounts() {
		accounts = append(accounts, results[m.Article.ID])
	}
	r, _ := report(accounts) // no strays: the placement says why each is here
	r.Story.ID = g.Story
	old := g.Superseded()
	for _, m := range g.Members {
		if now := old[m.Article.ID]; now != nil {
			r.Versions = append(r.Versions, stemma.Version{Article: m.Article, Now: now.ID, Edits: cluster.Diff(m.Article, now)})
			r.Warnings = append(r.Warnings, stemma.Warning{
				Path:  m.Article.Path,
				Cause: fmt.Sprintf("an earlier version of %s, which counts in its place", now.Path),
			})
		}
	}
	return r
}

// Light yields results without what only a report on them needs: marks, blocks
// and all but the beginning of the text. An archive that is held at once is
// held light.
func Light(results iter.Seq[Result]) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for r := range results {
			if r.Article != nil {
				a := *r.Article
				a.Text, a.Blocks = beginning(&a), nil
				// Copies, for a part of a text holds all of it.
				k := *r.Sketch
				k.Terms = slices.Clone(k.Terms)
				for _, s := range []*string{&a.Text, &a.Title, &a.Byline, &a.Outlet, &a.URL, &k.Outlet, &k.URL} {
					*s = strings.Clone(*s)
				}
				for i := range k.Terms {
					k.Terms[i].Words = strings.Clone(k.Terms[i].Words)
				}
				r.Sketch = &k
				r.Article, r.Marks = &a, nil
			}
			if !yield(r) {
				return
			}
		}
	}
}

// beginning returns the first block of a that is part of the report, or as much
// of it as tells what a is.
func beginning(a *stemma.Article) string {
	const enough = 200 // bytes
	for _, b := range a.Blocks {
		if b.Kind.Reported() {
			s := a.Words(b.Span)
			end := min(len(s), enough)
			for end < len(s) && !utf8.RuneStart(s[end]) {
				end++
			}
			return s[:end]
		}
	}
	return ""
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
