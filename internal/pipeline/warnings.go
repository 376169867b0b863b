package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/cluster"
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

// strays warns of accounts that seem to tell another event than the rest. What
// is not in English is not judged.
func strays(accounts []Result) []stemma.Warning {
	accounts = slices.DeleteFunc(slices.Clone(accounts), func(r Result) bool { return r.Err != nil })
	sketches := make([]*cluster.Sketch, len(accounts))
	for i, r := range accounts {
		sketches[i] = r.Sketch
	}
	var out []stemma.Warning
	for _, s := range cluster.Strays(sketches) {
		than, rest := "the rest", "the others speak"
		if s.Two {
			than, rest = "the other account", "the other speaks"
		}
		w := stemma.Warning{Path: accounts[s.At].Article.Path, Cause: "seems to tell another event than " + than, Do: "leave it out if it does, or sort the files with --group"}
		switch own, others := strings.Join(s.Own, ", "), strings.Join(s.Others, ", "); {
		case own != "" && others != "":
			w.Cause += fmt.Sprintf(": it speaks of %s; %s of %s", own, rest, others)
		case own != "":
			w.Cause += ": it alone speaks of " + own
		}
		out = append(out, w)
	}
	return out
}
