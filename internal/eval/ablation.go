package eval

import (
	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/cluster"
	"stemma/internal/extract"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

// left are the rows of the ablation: what of the reading is left out.
var left = []struct {
	name  string
	parts annotate.Parts
}{
	{"nothing left out", 0},
	{"without the parser", annotate.Parser},
	{"without trained names", annotate.Names},
	{"without coreference", annotate.Coreference},
	{"without attributions", annotate.Attributor},
	{"without any of them", annotate.Parser | annotate.Names | annotate.Coreference | annotate.Attributor},
}

// ablation compares the accounts of the cases under dir again and again, each
// time without a part of the reading, and returns the means of the scores.
func ablation(dir string) (Table, error) {
	t := Table{Title: "ablation: the means of the cases when a part of the reading is left out"}
	for _, l := range left {
		cases, err := cases(dir, "", func(files []string) *stemma.Report { return compareWithout(files, l.parts) })
		if err != nil {
			return t, err
		}
		row := Row{Name: l.name}
		t.Columns = t.Columns[:0]
		for _, r := range casesTable(cases).Rows {
			switch r.Name {
			case "quotes f1", "speakers r", "utterances f1", "citations f1", "agreements p", "agreements r", "conflicts p", "conflicts r":
				t.Columns = append(t.Columns, r.Name)
				row.Values = append(row.Values, r.Values[len(r.Values)-1])
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// compareWithout is pipeline.Compare with parts of the reading left out.
func compareWithout(files []string, parts annotate.Parts) *stemma.Report {
	var results []pipeline.Result
	for p, err := range read.Pages(files, nil) {
		r := pipeline.Result{Path: p.Path, Err: err}
		if err == nil {
			if r.Article, r.Err = extract.Article(p); r.Article != nil {
				r.Marks = annotate.Without(r.Article, parts)
				r.Sketch = cluster.Sketched(r.Article, r.Marks)
			}
		}
		results = append(results, r)
	}
	return pipeline.Report(results)
}
