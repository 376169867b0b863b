package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"stemma"
)

// sortOut parts the results that hold an account from the faults, which come
// back as warnings in the order of their paths.
func sortOut(results []Result) (accounts []Result, faults []stemma.Warning) {
	for _, r := range results {
		if r.Article != nil {
			accounts = append(accounts, r)
		}
		if r.Err != nil {
			faults = append(faults, fault(r))
		}
	}
	slices.SortStableFunc(faults, func(a, b stemma.Warning) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Cause, b.Cause))
	})
	return accounts, faults
}

// fault says what a reader of the report must know of a page that was left out,
// wholly or in part.
func fault(r Result) stemma.Warning {
	w := stemma.Warning{Path: r.Path, Cause: r.Err.Error()}
	if r.Article != nil && errors.Is(r.Err, stemma.ErrLanguage) {
		w.Do = "it is traced for shared words and searched for quotes by their marks; nothing else of it is compared"
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
