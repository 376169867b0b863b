package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
	"stemma/internal/store"
)

// Pages are put into the log many at a time: each transaction waits for the disk.
const (
	batchPages = 100
	batchBytes = 16 << 20
	batchTime  = time.Second
)

func addCommand() *cobra.Command {
	var a adding
	c := &cobra.Command{
		Use:   "add FILE…",
		Short: "Add articles to the store, and find their stories",
		Long: `Add puts pages into the store and reads them: each article is annotated, placed
into the story of its event, and the stories that it changes are compared again.
FILE is a file or folder that compare reads, "-" for standard input, or the
http or https address of an article, which is fetched if its site's robots.txt
allows it.

What is in the store already, the same bytes of the same file, is left out, by
whatever path it is given, so an add that was broken off can be given again. While 'stemma serve' runs on
the store, the pages are added and serve reads them. --no-read adds them and
leaves the reading to the next add or serve; an add of nothing reads what waits.

Exit status: 0 if all could be read; 1 if something could not, in which case
the rest is added; 2 if the command line is wrong.`,
		Example: `  stemma add crawl.jsonl
  stemma add accounts/ gazette.html crawl.warc.gz
  stemma add https://gazette.example.org/fire
  stemma add --store archive --no-read *.jsonl`,
		RunE: func(c *cobra.Command, args []string) error { return a.run(c, args) },
	}
	a.addFlags(c)
	c.Flags().BoolVar(&a.noRead, "no-read", false, "only add the pages; the next add or serve reads them")
	c.Flags().BoolVar(&a.private, "private", false, "fetch from this machine and private networks, too")
	configurable(c, "private")
	return c
}

// An adding is the flags of add.
type adding struct {
	kept
	noRead  bool
	private bool
}

// An added is what came of it.
type added struct {
	pages, new, faults int
}

func (a *adding) run(c *cobra.Command, paths []string) error {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := a.open(c)
	if err != nil {
		return err
	}
	defer s.Close()
	before, err := s.Last(ctx)
	if err != nil {
		return failure{err}
	}
	begun := time.Now()
	p := newProgress(c.ErrOrStderr())
	got, err := appendPages(ctx, s, a.pages(ctx, paths, c.InOrStdin()), p, c.ErrOrStderr())
	p.done()
	if err != nil {
		return stopped(ctx, err, got)
	}
	var elsewhere bool
	if !a.noRead {
		err = a.catchUp(ctx, s, p)
		p.done()
		if elsewhere = errors.Is(err, store.ErrLocked); err != nil && !elsewhere {
			return stopped(ctx, err, got)
		}
	}
	return a.tell(c, s, got, before, begun, elsewhere)
}

// pages yields the pages that the arguments name, in their order.
func (a *adding) pages(ctx context.Context, paths []string, stdin io.Reader) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		web := read.NewFetcher(read.FetchOptions{Version: version(), Private: a.private})
		defer web.Close()
		for len(paths) > 0 {
			if isWeb(paths[0]) {
				if !yield(fetched(ctx, web, paths[0])) {
					return
				}
				paths = paths[1:]
				continue
			}
			n := slices.IndexFunc(paths, isWeb)
			if n < 0 {
				n = len(paths)
			}
			var files []string
			for _, path := range paths[:n] {
				files = append(files, filepath.Clean(path)) // a page goes by its path
			}
			for p, err := range read.Pages(files, stdin) {
				if !yield(p, err) {
					return
				}
			}
			paths = paths[n:]
		}
	}
}

// isWeb reports whether path is an address of the web.
func isWeb(path string) bool {
	return strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://")
}

// fetched returns the page at an address.
func fetched(ctx context.Context, web *read.Fetcher, address string) (stemma.Page, error) {
	r, err := web.Get(ctx, address, read.Conditions{})
	if err != nil {
		return stemma.Page{Path: address}, err
	}
	return r.Page()
}

// stopped says what an add that was broken off leaves.
func stopped(ctx context.Context, err error, got added) error {
	if ctx.Err() == nil {
		return failure{err}
	}
	return failure{fmt.Errorf("stopped; %d new pages are in the store, and 'stemma add' goes on with the same files", got.new)}
}

// appendPages puts pages into the log as they come, and tells of each that
// cannot be read.
func appendPages(ctx context.Context, s *store.Store, pages iter.Seq2[stemma.Page, error], p *progress, stderr io.Writer) (added, error) {
	type result struct {
		page stemma.Page
		err  error
	}
	results := make(chan result)
	go func() { // reading may wait for a pipe
		defer close(results)
		for page, err := range pages {
			select {
			case results <- result{page, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	var got added
	var batch []stemma.Page
	var bytes int
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		n, err := s.Append(ctx, addSource, time.Now(), batch...)
		got.new += n
		batch, bytes = batch[:0], 0
		p.tell("%d pages read, %d new", got.pages, got.new)
		return err
	}
	tick := time.NewTicker(batchTime)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return got, ctx.Err()
		case <-tick.C:
			err = flush()
		case r, more := <-results:
			switch {
			case !more:
				return got, errors.Join(flush(), ctx.Err())
			case r.err != nil:
				got.faults++
				p.done()
				tell(stderr, pipeline.Faults([]pipeline.Result{{Path: r.page.Path, Err: r.err}}))
			default:
				got.pages++
				there, failed := isThere(ctx, s, &r.page, batch)
				if err = failed; err != nil || there {
					break
				}
				bytes += len(r.page.Body)
				if batch = append(batch, r.page); len(batch) >= batchPages || bytes >= batchBytes {
					err = flush()
				}
			}
		}
		if err != nil {
			return got, err
		}
	}
}

// catchUp runs the stages over what waits in the log.
func (a *adding) catchUp(ctx context.Context, s *store.Store, p *progress) error {
	done := make(chan error, 1)
	go func() { done <- readAllOf(ctx, s, a.snapshot()) }()
	if p.w == nil {
		return <-done
	}
	tick := time.NewTicker(quiet / 5)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-tick.C:
			p.tell("%s", waiting(ctx, s))
		}
	}
}

// readAllOf runs the stages until nothing waits: while they run, another add
// leaves what it has added to them.
func readAllOf(ctx context.Context, s *store.Store, snapshot string) error {
	for {
		if err := pipeline.NewKeeper(s, pipeline.KeepOptions{Snapshot: snapshot}).CatchUp(ctx); err != nil {
			return err
		}
		last, err := s.Last(ctx)
		if err != nil {
			return err
		}
		if at, err := s.Cursor(ctx, pipeline.Placing); err != nil || at.Seq >= last {
			return err
		}
	}
}

// waiting says how far the stages are.
func waiting(ctx context.Context, s *store.Store) string {
	last, err := s.Last(ctx)
	at, err2 := s.Cursor(ctx, pipeline.Placing)
	if err != nil || err2 != nil {
		return "reading"
	}
	if at.Seq < last {
		return fmt.Sprintf("%d of %d pages read and placed", at.Seq, last)
	}
	const many = 1000
	dirty, _ := s.Dirty(ctx, many)
	if len(dirty) == many {
		return fmt.Sprintf("more than %d stories to compare", many-1)
	}
	return fmt.Sprintf("%s to compare", publish.Plural(len(dirty), "story"))
}

// tell writes what came of an add.
func (a *adding) tell(c *cobra.Command, s *store.Store, got added, before int64, begun time.Time, elsewhere bool) error {
	ctx, out := c.Context(), c.OutOrStdout()
	fmt.Fprintf(out, "%s: %d new, %d already there", publish.Plural(got.pages, "page"), got.new, got.pages-got.new)
	if got.faults > 0 {
		fmt.Fprintf(out, ", and %d that cannot be read", got.faults)
	}
	fmt.Fprintln(out)
	switch {
	case elsewhere:
		fmt.Fprintln(out, "Another program, such as stemma serve, works on the store and reads them.")
	case a.noRead:
		fmt.Fprintln(out, "They are not read yet.")
	default:
		if err := tellFaultsAfter(ctx, s, before, c.ErrOrStderr(), &got); err != nil {
			return failure{err}
		}
		touched, err := s.Stories(ctx, store.StoryQuery{Since: begun.Truncate(time.Microsecond), Alone: true, RoundUps: true, Limit: 1 << 30})
		if err != nil {
			return failure{err}
		}
		if err := tellTouched(out, touched); err != nil {
			return failure{err}
		}
	}
	if got.faults > 0 {
		return failure{}
	}
	return nil
}

// tellFaultsAfter tells of the pages after a line of the log that could not be
// made articles.
func tellFaultsAfter(ctx context.Context, s *store.Store, seq int64, stderr io.Writer, got *added) error {
	const most = 20
	all, err := s.Faults(ctx, 1000)
	if err != nil {
		return err
	}
	n := 0
	for _, f := range all {
		if f.Seq <= seq {
			break
		}
		if n++; n <= most {
			tell(stderr, []stemma.Warning{{Path: f.Path, Cause: f.Cause, Do: f.Do}})
		}
		if f.Kind != "language" { // of those there is an article
			got.faults++
		}
	}
	if n > most {
		fmt.Fprintf(stderr, "stemma: and %d more: stemma list faults\n", n-most)
	}
	return nil
}
