package pipeline

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/cluster"
	"stemma/internal/extract"
	"stemma/internal/lineage"
	"stemma/internal/reconcile"
	"stemma/internal/store"
)

// The stages that a Keeper runs, each with a cursor in the store. What a stage
// keeps was made by the versions that are part of its name; when one of them
// rises, the stage and those after it are done again from the first line of the
// log.
const (
	Annotating = store.Annotating
	Placing    = store.Placing
	Reporting  = store.Reporting
)

// Versions of the stages, as cursors have them.
var (
	annotateVersion = fmt.Sprintf("extract/%d annotate/%d", extract.Version, annotate.Version)
	placeVersion    = fmt.Sprintf("%s cluster/%d", annotateVersion, cluster.Version)
	reportVersion   = fmt.Sprintf("%s lineage/%d reconcile/%d", placeVersion, lineage.Version, reconcile.Version)
)

const (
	// commitEvery is how many articles are kept in one transaction while many wait.
	commitEvery = 64
	// lookEvery is how often the log is looked at for what other programs put there.
	lookEvery = time.Second
	// While articles stream in, a story that grows would be reported on again and
	// again. So the reports wait until nothing more comes, or for leastPause and
	// pauseShare times as long as the last round of them took. A feed's articles are
	// read in a second and wait for nothing; it is a crawl or an archive that streams.
	leastPause = time.Minute
	pauseShare = 8
	// maxRound is how many stories are reported on before it is asked anew which
	// have waited longest.
	maxRound = 200
	// maxBatch is how many bytes of text are kept in one transaction; their marks
	// take some three times as much.
	maxBatch = 8 << 20
	// A report that fails is not tried again before leastWait, and then twice as
	// long each time, up to mostWait.
	leastWait = time.Minute
	mostWait  = 24 * time.Hour
)

// KeepOptions say how a Keeper works. The zero value will do.
type KeepOptions struct {
	Snapshot string       // a file that the stories are kept in, so that they need not be placed again at the start; empty for none
	Log      *slog.Logger // nil for none
	// Took is told how long a stage worked on a batch of the log or, of reports, on a
	// story. Stages run at once, so it is called at once, too. Nil for nobody.
	Took func(stage string, took time.Duration)
}

// A Keeper runs the stages over the log of a store: it reads what is new,
// places it in order, and reports on the stories that changed.
//
// Each step takes its work from the store and gives rows and cursor back in one
// transaction, so it can be killed at any moment and goes on where it was. What
// is done twice is done the same way.
type Keeper struct {
	store    *store.Store
	log      *slog.Logger
	snapshot string
	wake     chan struct{}
	stories  *cluster.Stories          // placed so far; only stage place touches it
	placed   int64                     // the last line of the log in stories
	saved    int64                     // and in the snapshot
	sketches map[int64]*cluster.Sketch // of articles that are annotated and not placed
	ahead    bool                      // stories holds articles that the store does not say are placed
	batch    int                       // how many articles are kept in one transaction at most
	every    int64                     // how many articles are placed between two snapshots
	doing    stages
	idle     chan struct{} // has a token when nothing is left to annotate and place
	recent   recent
	took     func(stage string, took time.Duration)
	ready    atomic.Bool // prepared
	readers  readers
}

// stages are what a Keeper runs. Tests put others in their place.
type stages struct {
	annotates, places, reports string // versions
	annotate                   func(stemma.Page) Result
	place                      func(*cluster.Stories, *cluster.Sketch) stemma.Placement
	report                     func(stemma.Group, map[stemma.ArticleID]Result) *stemma.Report
}

// NewKeeper returns a Keeper over s. Nothing is done before Run or CatchUp.
func NewKeeper(s *store.Store, o KeepOptions) *Keeper {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Took == nil {
		o.Took = func(string, time.Duration) {}
	}
	return &Keeper{
		store: s, log: o.Log, snapshot: o.Snapshot, took: o.Took,
		wake: make(chan struct{}, 1), idle: make(chan struct{}, 1),
		sketches: map[int64]*cluster.Sketch{},
		recent:   recent{at: map[int64]store.Account{}},
		batch:    commitEvery,
		every:    snapshotEvery,
		doing:    stages{annotateVersion, placeVersion, reportVersion, annotated, (*cluster.Stories).Place, ReportOn},
	}
}

// Current reports whether all that was received is read and placed, and every
// story that it changed is reported on.
func Current(ctx context.Context, s *store.Store) (bool, error) {
	p, err := s.Progress(ctx, Placing) // which goes last through the log
	return p.Read == p.Last && p.Stories == 0, err
}

// Wake tells the Keeper that the log has grown. It looks by itself, a second
// later.
func (k *Keeper) Wake() { signal(k.wake) }

// Ready reports whether the stages run: not before the stories that were placed
// earlier are back.
func (k *Keeper) Ready() bool { return k.ready.Load() }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// CatchUp does all that is to be done, and returns. It returns an error wrapping
// [store.ErrLocked] if another program does it already.
func (k *Keeper) CatchUp(ctx context.Context) error {
	unlock, err := k.store.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := k.prepare(ctx); err != nil {
		return err
	}
	if err := k.annotateAndPlace(ctx); err != nil {
		return err
	}
	for {
		n, err := k.report(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			k.saveIf(ctx, k.every/20)
			return nil
		}
	}
}

// Run does what is to be done until ctx is done, and then returns nil: what was
// begun is finished or rolled back. Any other return is a failure of the store.
func (k *Keeper) Run(ctx context.Context) error {
	unlock, err := k.store.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := k.prepare(ctx); err != nil {
		return unlessDone(ctx, err)
	}
	// Not by the cause of ctx: a signal is one, too.
	var reporting error
	var reports sync.WaitGroup
	reports.Go(func() {
		reporting = k.keepReporting(ctx)
		cancel()
	})
	placing := k.keepPlacing(ctx)
	cancel()
	reports.Wait()
	k.saveIf(context.WithoutCancel(ctx), 1)
	return errors.Join(placing, reporting)
}

// unlessDone returns nil in place of an error that is only that ctx is done.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return nil
	}
	return err
}

func (k *Keeper) keepPlacing(ctx context.Context) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	saved := time.Now()
	for {
		if err := k.annotateAndPlace(ctx); err != nil {
			return unlessDone(ctx, err)
		}
		least := k.every / 10
		if time.Since(saved) > saveAfter {
			least = 1
		}
		if k.saveIf(ctx, least) {
			saved = time.Now()
		}
		signal(k.idle)
		select {
		case <-k.wake:
		case <-look.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (k *Keeper) keepReporting(ctx context.Context) error {
	for {
		begun := time.Now()
		n, err := k.report(ctx)
		if err != nil {
			return unlessDone(ctx, err)
		}
		took := time.Since(begun)
		if n > 0 {
			k.log.Debug("reported", "stories", n, "took", took)
		}
		select {
		case <-k.idle:
		case <-time.After(max(leastPause, pauseShare*took)):
		case <-ctx.Done():
			return nil
		}
	}
}

// prepare makes the cursors those of this program's stages and brings the
// stories back that were placed before.
func (k *Keeper) prepare(ctx context.Context) error {
	var at [3]store.Cursor
	for i, stage := range []string{Annotating, Placing, Reporting} {
		var err error
		if at[i], err = k.store.Cursor(ctx, stage); err != nil {
			return err
		}
	}
	// A stage is done again with those before it.
	var all bool
	again := func(i int, version string) bool {
		all = all || at[i].Version != version
		return all
	}
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		if again(0, k.doing.annotates) {
			if err := tx.Advance(Annotating, store.Cursor{Version: k.doing.annotates}); err != nil {
				return err
			}
		}
		if again(1, k.doing.places) {
			if err := tx.Unplace(); err != nil {
				return err
			}
			if err := tx.Advance(Placing, store.Cursor{Version: k.doing.places}); err != nil {
				return err
			}
			at[1].Seq = 0
		}
		if again(2, k.doing.reports) {
			if err := tx.Unreport(); err != nil {
				return err
			}
			return tx.Advance(Reporting, store.Cursor{Version: k.doing.reports})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := k.restore(ctx, at[1].Seq); err != nil {
		return err
	}
	k.ready.Store(true)
	return nil
}

// annotateAndPlace reads and places what the log has after the cursors. While
// one batch is kept and placed, the next is annotated.
func (k *Keeper) annotateAndPlace(ctx context.Context) error {
	at, err := k.store.Cursor(ctx, Annotating)
	if err != nil {
		return err
	}
	// What was annotated and not placed, when the program ended in between.
	if err := k.placeUpTo(ctx, at.Seq); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop() // of who reads the log, where keeping fails
	var failed error
	batch, bytes := make([]*store.Account, 0, k.batch), 0
	begun := time.Now()
	// Articles asks for pages on another goroutine than it yields on.
	entries := make(chan store.Entry, 4*commitEvery)
	results := articles(k.pages(ctx, at.Seq, entries, &failed), func(p stemma.Page) Result {
		k.readers.giveWay()
		return k.doing.annotate(p)
	})
	for r := range results {
		e := <-entries
		if r.Sketch != nil {
			k.sketches[e.Seq] = r.Sketch
		}
		batch = append(batch, &store.Account{Seq: e.Seq, Received: e.Received, Path: e.Page.Path, Article: r.Article, Marks: r.Marks, Err: r.Err, Version: k.doing.annotates})
		if r.Article != nil {
			bytes += len(r.Article.Text)
		}
		if len(batch) == k.batch || bytes > maxBatch || len(entries) == 0 {
			if err := k.keep(ctx, batch, begun); err != nil {
				return err
			}
			clear(batch)
			batch, bytes, begun = batch[:0], 0, time.Now()
		}
	}
	if failed != nil {
		return failed
	}
	return k.keep(ctx, batch, begun)
}

// pages yields the pages of the log after a line, and gives the line of each to
// entries.
func (k *Keeper) pages(ctx context.Context, after int64, entries chan<- store.Entry, failed *error) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		for {
			some, err := k.store.Pages(ctx, after, k.batch)
			if err != nil {
				*failed = err
				return
			}
			if len(some) == 0 {
				return
			}
			for _, e := range some {
				select {
				case entries <- e:
				case <-ctx.Done():
					*failed = ctx.Err()
					return
				}
				if !yield(e.Page, nil) {
					return
				}
				after = e.Seq
			}
		}
	}
}

// keep keeps a batch of accounts, the reading of which began at a moment, and
// places their articles.
func (k *Keeper) keep(ctx context.Context, batch []*store.Account, begun time.Time) error {
	if len(batch) == 0 {
		return nil
	}
	last := batch[len(batch)-1].Seq
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		for _, a := range batch {
			if err := tx.Put(a); err != nil {
				return err
			}
		}
		return tx.Advance(Annotating, store.Cursor{Seq: last, Version: k.doing.annotates})
	})
	if err != nil {
		return err
	}
	k.took(Annotating, time.Since(begun))
	for _, a := range batch {
		if a.Err != nil {
			k.log.Info("fault", "stage", Annotating, "seq", a.Seq, "path", a.Path, "err", a.Err)
		}
	}
	return k.place(ctx, batch)
}

// place puts the articles of a batch into stories, and keeps where. An article
// that placing fails on is a fault, and in no story.
func (k *Keeper) place(ctx context.Context, batch []*store.Account) error {
	for len(batch) > 0 {
		begun := time.Now()
		var all []store.Placed
		var fault *store.Fault
		n := 0
		k.ahead = true
		for _, a := range batch {
			n++
			if a.Article == nil {
				continue
			}
			p, err := k.intoStory(a)
			if err != nil {
				f := store.FaultOf(&store.Account{Seq: a.Seq, Received: a.Received, Path: a.Path, Err: err, Version: k.doing.places})
				f.Stage = Placing
				fault = &f
				break
			}
			all = append(all, store.Placed{Seq: a.Seq, Received: a.Received, Title: a.Article.Title, Placement: p})
		}
		last := batch[n-1].Seq
		err := k.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.Place(all); err != nil {
				return err
			}
			if fault != nil {
				if err := tx.PutFault(*fault); err != nil {
					return err
				}
			}
			return tx.Advance(Placing, store.Cursor{Seq: last, Version: k.doing.places})
		})
		if err != nil {
			return err // the stories in memory are ahead of the store: the run ends
		}
		k.placed, k.ahead = last, false
		k.took(Placing, time.Since(begun))
		if fault != nil {
			k.log.Error("fault", "stage", Placing, "seq", fault.Seq, "path", fault.Path, "err", fault.Cause)
			// It was left in the middle of something.
			if err := k.restore(ctx, last); err != nil {
				return err
			}
		}
		batch = batch[n:]
	}
	k.saveIf(ctx, k.every)
	return nil
}

// intoStory places one article. An error is that it cannot be done, and that the
// stories are of no more use.
func (k *Keeper) intoStory(a *store.Account) (p stemma.Placement, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = failedOn(a.Path, x)
		}
	}()
	sketch := k.sketches[a.Seq]
	if sketch == nil {
		sketch = cluster.Sketched(a.Article, a.Marks)
	}
	delete(k.sketches, a.Seq)
	return k.doing.place(k.stories, sketch), nil
}

// placeUpTo places what is annotated already, up to a line of the log.
func (k *Keeper) placeUpTo(ctx context.Context, last int64) error {
	for k.placed < last {
		to := min(k.placed+int64(k.batch), last)
		some, err := k.store.Accounts(ctx, k.placed, to)
		if err != nil {
			return err
		}
		batch := make([]*store.Account, len(some), len(some)+1)
		for i, sketch := range sketched(some) {
			batch[i] = &some[i]
			k.sketches[some[i].Seq] = sketch
		}
		batch = append(batch, &store.Account{Seq: to}) // lines without an article count, too
		if err := k.place(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// sketched returns the sketches of accounts, made on every core.
func sketched(some []store.Account) []*cluster.Sketch {
	out := make([]*cluster.Sketch, len(some))
	var wait sync.WaitGroup
	const share = 8
	for i := 0; i < len(some); i += share {
		wait.Go(func() {
			for j := i; j < min(i+share, len(some)); j++ {
				out[j] = cluster.Sketched(some[j].Article, some[j].Marks)
			}
		})
	}
	wait.Wait()
	return out
}
