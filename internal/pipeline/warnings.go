package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"stemma"
)

// Faults returns what went wrong with the inputs, by path.
func Faults(results []Result) []stemma.Warning {
	var out []stemma.Warning
	for _, r := range results {
		if r.Err != nil {
			out = append(out, fault(r))
		}
	}
	slices.SortStableFunc(out, func(a, b stemma.Warning) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Cause, b.Cause))
	})
	return out
}

// fault says what a reader of the report must know of a page that was left out,
// wholly or in part.
func fault(r Result) stemma.Warning {
	w := stemma.Warning{Path: r.Path, Cause: r.Err.Error()}
	if f := new(stemma.Fault); errors.As(r.Err, &f) {
		w = stemma.Warning{Path: f.Path, Cause: f.Cause, Do: f.Do}
	}
	return w
}

// withoutDuplicates leaves out an account that was given twice, and warns of
// accounts that tell the very same text under two names: those stay, as copies.
func withoutDuplicates(accounts []Result) ([]Result, []stemma.Warning) {
	var kept []Result
	var warnings []stemma.Warning
	byText := map[string]*stemma.Article{}
	for _, r := range accounts {
		first, seen := byText[r.Article.Text]
		if !seen {
			byText[r.Article.Text] = r.Article
			kept = append(kept, r)
			continue
		}
		w := stemma.Warning{Path: r.Article.Path}
		if filepath.Clean(first.Path) == filepath.Clean(r.Article.Path) {
			w.Cause = "given twice"
			w.Do = "it is counted once"
		} else {
			w.Cause = fmt.Sprintf("the same text as %s", first.Path)
			w.Do = "if it is one page saved twice, leave one out"
			kept = append(kept, r)
		}
		warnings = append(warnings, w)
	}
	return kept, warnings
}

// tooFew warns that there is nothing to compare.
func tooFew(arts []*stemma.Article) []stemma.Warning {
	switch len(arts) {
	case 0:
		return []stemma.Warning{{Cause: "no account could be read", Do: "give two or more accounts of one event"}}
	case 1:
		return []stemma.Warning{{Cause: "only one account was read: nothing to compare", Do: "give two or more accounts of one event"}}
	}
	return nil
}
