// Package pipeline holds the order of the stages, and runs them.
//
//	read → extract → annotate → trace → reconcile
//
// Reading a page, extracting its account and annotating it need nothing but
// that page, and take nearly all the time: they run on every core, and their
// results are put back in the order of the input. Tracing and reconciling see
// all accounts at once; they are small and ordered.
//
//	pipeline.go  Compare and Articles: the order of the stages
//	group.go     Group: every article into its story, as it comes
//	keep.go      Keeper: the stages over the log of a store, all day
//	snapshot.go  the stories in memory, kept for the next start
//	stories.go   the reports that a Keeper makes
//	check.go     CheckStories: whether placing again gives what is kept
//	warnings.go  what a reader of the report must know about how it was made
package pipeline

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"runtime"
	"slices"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/cluster"
	"stemma/internal/extract"
	"stemma/internal/lineage"
	"stemma/internal/read"
	"stemma/internal/reconcile"
)

// A Result is what became of one page: an article with its marks, a fault, or
// both where the article could be read but not annotated in full.
type Result struct {
	Path    string // the input, as given
	Article *stemma.Article
	Marks   *stemma.Marks   // nil if Article is
	Sketch  *cluster.Sketch // for Group; nil if Article is
	Err     error           // wraps one of stemma's kinds; nil if all went well
}

// Compare reads the inputs as accounts of one event and returns the report on
// them. What could not be read is a warning in the report; nothing stops the
// rest. The report depends on the accounts alone, not on their order, and not
// on the number of cores.
func Compare(paths []string, stdin io.Reader) *stemma.Report {
	return Report(slices.Collect(Articles(read.Pages(paths, stdin))))
}

// Report makes the report on pages that are extracted and annotated already. It
// warns of accounts that seem to tell another event than the rest.
func Report(results []Result) *stemma.Report {
	r, accounts := report(results)
	r.Warnings = append(r.Warnings, strays(accounts)...)
	return r
}

// report makes the report on results and returns the accounts that it is on.
func report(results []Result) (*stemma.Report, []Result) {
	accounts := slices.DeleteFunc(slices.Clone(results), func(r Result) bool { return r.Article == nil })
	// Report order: the order of the arguments must not show.
	slices.SortStableFunc(accounts, func(a, b Result) int { return inReportOrder(a.Article, b.Article) })
	accounts, twice := withoutDuplicates(accounts)
	arts := make([]*stemma.Article, len(accounts))
	marks := make([]*stemma.Marks, len(accounts))
	for i, r := range accounts {
		arts[i], marks[i] = r.Article, r.Marks
	}
	// Independence before contradiction: lineage first, so that reconcile
	// counts origins and not outlets.
	lin := lineage.Trace(arts, marks)
	r := reconcile.Story(arts, marks, lin)
	r.Warnings = slices.Concat(Faults(results), twice, tooFew(arts), r.Warnings)
	return r, accounts
}

// Articles extracts and annotates pages on every core and yields what became of
// them in the order of the pages. It holds no more than a few pages a core at a
// time, so an archive of any size streams through it.
func Articles(pages iter.Seq2[stemma.Page, error]) iter.Seq[Result] {
	return articles(pages, annotated)
}

// articles is Articles by another stage.
func articles(pages iter.Seq2[stemma.Page, error], annotated func(stemma.Page) Result) iter.Seq[Result] {
	return inOrder(func(yield func(func() Result) bool) {
		for p, err := range pages {
			work := func() Result { return tried(p, annotated) }
			if err != nil {
				work = func() Result { return Result{Path: p.Path, Err: err} }
			}
			if !yield(work) {
				return
			}
		}
	})
}

// inOrder does pieces of work on every core and yields their results in the order
// of the pieces. It asks for no more than a few pieces a core in advance.
func inOrder[T any](pieces iter.Seq[func() T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		// Each result comes through a channel of its own, and the channels stand in
		// the queue in order. It is so long that while one piece takes its time the
		// other cores have more to do: with two places a core, eight cores would be
		// idle for a seventh of the time on the pages of the extraction benchmark
		// (reckoned from their times), with four hardly.
		queue := make(chan chan T, 4*runtime.GOMAXPROCS(0))
		slots := make(chan struct{}, runtime.GOMAXPROCS(0))
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			defer close(queue)
			for work := range pieces {
				out := make(chan T, 1)
				select {
				case queue <- out:
				case <-stop:
					return
				}
				slots <- struct{}{}
				go func() {
					out <- work()
					<-slots
				}()
			}
		}()
		for out := range queue {
			if !yield(<-out) {
				return
			}
		}
	}
}

// Article extracts and annotates one page. One bad page must not stop the rest,
// so a panic on it is a fault that wraps [stemma.ErrInvalid], and there is no
// article.
func Article(p stemma.Page) Result { return tried(p, annotated) }

func tried(p stemma.Page, annotated func(stemma.Page) Result) (r Result) {
	defer func() {
		if x := recover(); x != nil {
			r = Result{Path: p.Path, Err: failedOn(p.Path, x)}
		}
	}()
	return annotated(p)
}

func annotated(p stemma.Page) Result {
	a, err := extract.Article(p)
	r := Result{Path: p.Path, Article: a, Err: err}
	if a != nil {
		r.Marks = annotate.Article(a)
		r.Sketch = cluster.Sketched(a, r.Marks)
	}
	return r
}

// failedOn is the fault of what a stage panicked on.
func failedOn(path string, x any) *stemma.Fault {
	return &stemma.Fault{
		Kind: stemma.ErrInvalid, Path: path,
		Cause: fmt.Sprintf("stemma failed on it (%v), which is a bug", x),
		Do:    "leave it out, and report it",
	}
}

func inReportOrder(a, b *stemma.Article) int {
	return cmp.Or(
		byDate(a, b),
		cmp.Compare(a.Outlet, b.Outlet),
		cmp.Compare(filepath.Base(a.Path), filepath.Base(b.Path)),
		cmp.Compare(a.ID, b.ID),
	)
}
