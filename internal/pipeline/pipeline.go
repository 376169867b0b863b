// Package pipeline holds the order of the stages.
package pipeline

import (
	"cmp"
	"io"
	"path/filepath"
	"slices"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/extract"
	"stemma/internal/lineage"
	"stemma/internal/read"
	"stemma/internal/reconcile"
)

// Compare reads the inputs as accounts of one event and returns the report on
// them. What could not be read is a warning in the report; nothing stops the
// rest.
func Compare(paths []string, stdin io.Reader) *stemma.Report {
	var arts []*stemma.Article
	var warnings []stemma.Warning
	for p, err := range read.Pages(paths, stdin) {
		if err != nil {
			warnings = append(warnings, stemma.Warning{Path: p.Path, Cause: err.Error()})
			continue
		}
		a, err := extract.Article(p)
		if err != nil {
			warnings = append(warnings, stemma.Warning{Path: p.Path, Cause: err.Error()})
		}
		if a != nil {
			arts = append(arts, a)
		}
	}
	// Report order: the arguments' order must not show.
	slices.SortFunc(arts, inReportOrder)
	marks := make([]*stemma.Marks, len(arts))
	for i, a := range arts {
		marks[i] = annotate.Article(a)
	}
	// Independence before contradiction: lineage first, so that reconcile
	// counts origins and not outlets.
	lin := lineage.Trace(arts, marks)
	r := reconcile.Story(arts, marks, lin)
	r.Warnings = append(warnings, r.Warnings...)
	return r
}

func inReportOrder(a, b *stemma.Article) int {
	known := func(x *stemma.Article) int {
		if x.Published.Known() {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(known(a), known(b)),
		a.Published.From.Compare(b.Published.From),
		cmp.Compare(a.Outlet, b.Outlet),
		cmp.Compare(filepath.Base(a.Path), filepath.Base(b.Path)),
		cmp.Compare(a.ID, b.ID),
	)
}
