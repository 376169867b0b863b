package eval

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/pipeline"
)

// Cases compares the accounts of each case under dir and scores the reports,
// by the names of the cases. With a name, only that case is run. The error wraps
// [fs.ErrNotExist] if there is none.
func Cases(dir, name string) ([]CaseScore, error) {
	return cases(dir, name, func(files []string) *stemma.Report { return pipeline.Compare(files, nil) })
}

func cases(dir, name string, compare func(files []string) *stemma.Report) ([]CaseScore, error) {
	golds, _ := filepath.Glob(filepath.Join(dir, "*", "gold.json"))
	var out []CaseScore
	for _, g := range golds {
		d := filepath.Dir(g)
		if name != "" && filepath.Base(d) != name {
			continue
		}
		files, err := accounts(d)
		if err != nil {
			return nil, err
		}
		s, err := Case(compare(files), d)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("eval: no gold.json in %s: %w", filepath.Join(filepath.Base(dir), cmp.Or(name, "*")), fs.ErrNotExist)
	}
	return out, nil
}

// accounts returns the files of a case without its gold.
func accounts(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name() != "gold.json" {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out, nil
}

// A number is one column of a score, with the floor that its mean is held to.
type number struct {
	score, label string
	of           func(Score) float64
	floor        float64 // 0 if none
}

func precisionOf(s Score) float64 { return s.P }
func recallOf(s Score) float64    { return s.R }
func f1Of(s Score) float64        { return s.F1 }

// caseNumbers are the rows of the table of cases, with the floors that the
// project promises for their means.
var caseNumbers = []number{
	{"furniture", "r", recallOf, 0.95},
	{"body kept", "r", recallOf, 0.97},
	{"quotes", "p", precisionOf, 0},
	{"quotes", "r", recallOf, 0},
	{"quotes", "f1", f1Of, 0.95},
	{"speakers", "r", recallOf, 0.93},
	{"utterances", "p", precisionOf, 0},
	{"utterances", "r", recallOf, 0},
	{"utterances", "f1", f1Of, 0.90},
	{"citations", "p", precisionOf, 0},
	{"citations", "r", recallOf, 0},
	{"citations", "f1", f1Of, 0.75},
	{"agreements", "p", precisionOf, 0.75},
	{"agreements", "r", recallOf, 0.70},
	{"conflicts", "p", precisionOf, 0.60},
	{"conflicts", "r", recallOf, 0.75},
	{"same origin", "p", precisionOf, 0},
	{"same origin", "r", recallOf, 0},
	{"same origin", "f1", f1Of, 0.75},
}

// casesTable lays out the scores of the cases: a row a number, a column a case,
// and the mean over the cases whose gold can tell it.
func casesTable(cases []CaseScore) Table {
	t := Table{Title: fmt.Sprintf("cases: %d reports on %d accounts, against what careful readers found", len(cases), accountsIn(cases))}
	for _, c := range cases {
		t.Columns = append(t.Columns, c.Case)
		if len(c.Absent) > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf("%s: no account of %s", c.Case, strings.Join(c.Absent, ", ")))
		}
	}
	t.Columns = append(t.Columns, "mean")
	for _, n := range caseNumbers {
		row := Row{Name: n.score + " " + n.label, Floor: n.floor}
		sum, told := 0.0, 0
		for _, c := range cases {
			v := math.NaN()
			if i := slices.IndexFunc(c.Scores, func(s Score) bool { return s.Name == n.score }); i >= 0 {
				v = n.of(c.Scores[i])
			}
			if !math.IsNaN(v) {
				sum += v
				told++
			}
			row.Values = append(row.Values, v)
		}
		mean := math.NaN()
		if told > 0 {
			mean = sum / float64(told)
		}
		row.Values = append(row.Values, mean)
		t.Rows = append(t.Rows, row)
	}
	return t
}

func accountsIn(cases []CaseScore) int {
	n := 0
	for _, c := range cases {
		n += c.Accounts
	}
	return n
}
