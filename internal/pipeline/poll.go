package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"stemma"
	"stemma/internal/read"
	"stemma/internal/store"
)

// When feeds are asked.
const (
	firstEvery = 15 * time.Minute // until it is known how often a feed changes
	leastEvery = 5 * time.Minute
	mostEvery  = 6 * time.Hour
	leastBack  = 5 * time.Minute // after a failure; doubled with each in a row
	mostBack   = 24 * time.Hour
	lookFeeds  = time.Minute // for feeds that other programs added
)

// What is taken from a feed.
const (
	pollAtOnce  = 16
	mostTurn    = 2 * time.Minute     // that the pages of one feed are fetched on end, so that slow sites leave room for others
	mostAtFirst = 200                 // entries of a feed that is asked for the first time: the newest
	sitemapSpan = 3 * 24 * time.Hour  // older addresses of a sitemap are not news
	mostMaps    = 10                  // sitemaps of an index, in one round
	mostTries   = 5                   // of a page that does not come
	remember    = 60 * 24 * time.Hour // entries that the feed has no more
	longestID   = 512                 // bytes of what a feed calls an entry; a longer one is known by its hash
)

// PollOptions say how a Poller works. The zero value will do.
type PollOptions struct {
	Fetch  read.FetchOptions // how the web is asked; its Clock is the Poller's, too
	AtOnce int               // feeds at a time; zero is sixteen
	Wake   func()            // called when the log has grown; nil for nobody
	Log    *slog.Logger      // nil for none
}

// A Poller asks the feeds of a store when they are due, and puts the pages of
// their entries into the log.
//
// What a feed lists is kept first, in one transaction with how the feed fares;
// then each page comes with what is remembered of its entry, in one transaction.
// So whenever the program dies, a page that is in the log is not fetched again,
// and one that is not is fetched later.
type Poller struct {
	store *store.Store
	fetch *read.Fetcher
	opt   PollOptions
	nudge chan struct{}

	held sync.Map // feed ID → map[string]listed: of feeds whose pages are still to be fetched

	asking   claims // feeds, by their IDs
	fetching claims // pages, by their addresses: several feeds of a site list the same
}

// Claims are what somebody is at work on.
type claims struct {
	mu   sync.Mutex
	held map[string]bool
}

// take claims a thing, and reports whether nobody else had.
func (c *claims) take(thing string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held[thing] {
		return false
	}
	if c.held == nil {
		c.held = map[string]bool{}
	}
	c.held[thing] = true
	return true
}

func (c *claims) free(thing string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, thing)
}

func (c *claims) len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.held)
}

// Subscriptions returns feeds as a list of feeds has them.
func Subscriptions(feeds []store.Feed) []read.Subscription {
	out := make([]read.Subscription, len(feeds))
	for i, f := range feeds {
		out[i] = read.Subscription{URL: f.URL, Title: f.Title, Site: f.Site, Folder: f.Folder}
	}
	return out
}

// NewPoller returns a Poller over s. Nothing is asked before Run or Ask. Close it
// to let go of its connections.
func NewPoller(s *store.Store, o PollOptions) *Poller {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.AtOnce = cmp.Or(o.AtOnce, pollAtOnce)
	return &Poller{store: s, fetch: read.NewFetcher(o.Fetch), opt: o, nudge: make(chan struct{}, 1)}
}

// Close closes the idle connections.
func (p *Poller) Close() { p.fetch.Close() }

// Nudge tells the Poller that a feed was added. It looks by itself within a
// minute.
func (p *Poller) Nudge() { signal(p.nudge) }

// Run asks feeds until ctx is done, and then returns nil: what was begun is
// finished or leaves no trace. Any other return is a failure of the store.
func (p *Poller) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var asking sync.WaitGroup
	err := p.run(ctx, func(f store.Feed) {
		asking.Go(func() {
			defer p.Nudge()
			defer p.asking.free(f.ID)
			if _, err := p.ask(ctx, f, false); err != nil && !errors.Is(err, store.ErrNotFound) { // removed in the meantime
				cancel(err)
			}
		})
	})
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	err = unlessDone(ctx, err)
	cancel(nil)
	asking.Wait()
	return err
}

// run starts the asking of each feed when it is due, until ctx is done.
func (p *Poller) run(ctx context.Context, start func(store.Feed)) error {
	for {
		now := p.opt.Fetch.Clock.Time()
		n := p.asking.len()
		due, err := p.store.Due(ctx, now, p.opt.AtOnce+n)
		if err != nil {
			return err
		}
		for _, f := range due {
			if n < p.opt.AtOnce && p.asking.take(f.ID) {
				n++
				start(f)
			}
		}
		wait, err := p.wait(ctx, now, n)
		if err != nil {
			return err
		}
		if err := p.pause(ctx, wait); err != nil {
			return err
		}
	}
}

// wait returns for how long nothing is to be started while n feeds are asked:
// the end of each of them is told by a nudge.
func (p *Poller) wait(ctx context.Context, now time.Time, n int) (time.Duration, error) {
	if n >= p.opt.AtOnce {
		return lookFeeds, nil
	}
	next, err := p.store.NextDue(ctx)
	if err != nil || next.IsZero() {
		return lookFeeds, err
	}
	least := time.Second
	if n > 0 {
		least = 10 * time.Second // what is due is mostly what is being asked
	}
	return min(max(next.Sub(now), least), lookFeeds), nil
}

// pause waits for d, or until a nudge.
func (p *Poller) pause(ctx context.Context, d time.Duration) error {
	within, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(chan struct{})
	go func() {
		defer close(over)
		p.opt.Fetch.Clock.Wait(within, d) // how it ends is told by ctx
	}()
	select {
	case <-over:
	case <-p.nudge:
		cancel()
		<-over
	}
	return ctx.Err()
}

// Ask asks a feed now, whether it is due or off or not, fetches what is new in
// it, and returns how it fares. A feed that is being asked is left alone. The
// error is ctx's, the store's, or wraps [store.ErrNotFound].
func (p *Poller) Ask(ctx context.Context, id string) (store.Feed, error) {
	f, err := p.store.Feed(ctx, id)
	if err != nil {
		return f, err
	}
	if !p.asking.take(f.ID) {
		return f, nil
	}
	defer p.asking.free(f.ID)
	f.Off = ""
	return p.ask(ctx, f, true)
}

// ask asks a feed if it is due, and then fetches the pages that are. If there are
// entries that were never tried and are not held, a program ended between the
// two. Then the feed is asked for the whole, since it may have texts that nothing
// else has.
func (p *Poller) ask(ctx context.Context, f store.Feed, must bool) (store.Feed, error) {
	now := p.opt.Fetch.Clock.Time()
	var has map[string]listed
	untried := false
	if held, ok := p.held.LoadAndDelete(f.ID); ok {
		has = held.(map[string]listed)
	} else {
		var err error
		if untried, err = p.store.Untried(ctx, f.ID, now); err != nil {
			return f, err
		}
		if untried {
			f.ETag, f.Modified = "", ""
		}
	}
	if must || untried || !f.Next.After(now) {
		r := &round{p: p, feed: f, now: now, inHand: has}
		if err := r.run(ctx); err != nil {
			return f, err
		}
		f, has = r.feed, r.inHand
	}
	more, err := p.pages(ctx, f, has)
	if err != nil {
		return f, err
	}
	if more {
		p.held.Store(f.ID, has)
	}
	return p.store.Feed(ctx, f.ID)
}

// A listed is an entry as the feed has it, for as long as its page is not had.
type listed struct {
	feed  read.Feed // its title
	entry read.Entry
}

// A round is one look at a feed.
type round struct {
	p      *Poller
	feed   store.Feed
	now    time.Time
	inHand map[string]listed // by their IDs, entries whose pages are still to be had
}

// run asks the feed and keeps what it lists. The error is ctx's or the store's:
// that a feed fails is kept with it.
func (r *round) run(ctx context.Context) error {
	res, got, err := r.answer(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f := &r.feed
	f.Tried, f.Status = r.now, res.Status
	var entries []store.FeedEntry
	var still []string
	failed := err != nil
	if failed {
		r.failed(res, err)
	} else if entries, still, err = r.succeeded(ctx, res, got); err != nil {
		return err
	}
	return r.p.store.Write(ctx, func(tx *store.Tx) error {
		for _, e := range entries {
			if err := tx.KeepEntry(e); err != nil {
				return err
			}
		}
		if err := tx.SeeEntries(f.ID, still, r.now); err != nil {
			return err
		}
		if failed {
			if err := tx.Postpone(f.ID, f.Next); err != nil {
				return err
			}
		}
		if len(entries) > 0 {
			if err := tx.ForgetEntries(f.ID, r.now.Add(-remember)); err != nil {
				return err
			}
		}
		return tx.KeepFeed(f)
	})
}

// A reading is what an answer says.
type reading struct {
	feed     read.Feed
	entries  []read.Entry
	warnings []stemma.Warning
}

// answer asks the feed's address and reads what comes. A web page that names its
// feed leads to that; a sitemap given as a feed becomes one.
func (r *round) answer(ctx context.Context) (res read.Response, got reading, err error) {
	f := &r.feed
	for range 2 {
		want := read.WantFeed
		if f.Kind == store.KindSitemap {
			want = read.WantSitemap
		}
		res, err = r.p.fetch.Get(ctx, f.URL, read.Conditions{ETag: f.ETag, LastModified: f.Modified, Want: want})
		if err == nil {
			err = res.Err()
		}
		if res.Moved != "" && err == nil {
			f.URL = res.Moved
		}
		if err != nil || res.NotModified {
			return res, got, err
		}
		if f.Kind == store.KindSitemap {
			got, err = r.sitemap(ctx, res)
			return res, got, err
		}
		got.feed, err = read.ParseFeed(res.Body, res.ContentType, res.URL)
		if err == nil {
			got.entries, got.warnings = got.feed.Entries, got.feed.Warnings
			return res, got, nil
		}
		if m, e := r.sitemap(ctx, res); e == nil {
			f.Kind = store.KindSitemap
			return res, m, nil
		}
		named, e := read.Discover(res.Body, res.URL)
		if e != nil {
			return res, got, err
		}
		f.URL, f.ETag, f.Modified = named[0], "", ""
		f.Site = cmp.Or(f.Site, res.URL)
	}
	return res, got, err
}

// sitemap reads a sitemap, and those that it lists. What is too old to be news
// is left out.
func (r *round) sitemap(ctx context.Context, res read.Response) (reading, error) {
	m, err := read.ParseSitemap(bytes.NewReader(res.Body), res.URL)
	if err != nil {
		return reading{}, err
	}
	got := reading{warnings: m.Warnings}
	old := r.now.Add(-sitemapSpan)
	maps := slices.DeleteFunc(m.Maps, func(e read.Entry) bool { return !e.Updated.IsZero() && e.Updated.Before(old) })
	slices.SortStableFunc(maps, func(a, b read.Entry) int { return b.Updated.Compare(a.Updated) })
	for _, e := range maps[:min(len(maps), mostMaps)] {
		part, err := r.p.fetch.Get(ctx, e.URL, read.Conditions{Want: read.WantSitemap})
		if err == nil {
			err = part.Err()
		}
		var of read.Sitemap
		if err == nil {
			of, err = read.ParseSitemap(bytes.NewReader(part.Body), part.URL)
		}
		if ctx.Err() != nil {
			return reading{}, ctx.Err()
		}
		if err != nil {
			got.warnings = append(got.warnings, stemma.Warning{Path: e.URL, Cause: said(err)})
			continue
		}
		m.Entries = append(m.Entries, of.Entries...)
		got.warnings = append(got.warnings, of.Warnings...)
	}
	for _, e := range m.Entries {
		at := e.Published
		if e.Updated.After(at) {
			at = e.Updated
		}
		if at.IsZero() || !at.Before(old) {
			got.entries = append(got.entries, e)
		}
	}
	return got, nil
}

// failed notes why a feed gave nothing, and when it is asked again.
func (r *round) failed(res read.Response, err error) {
	f := &r.feed
	f.Failures++
	f.Error = said(err)
	if res.Status == http.StatusGone {
		f.Off = "its server says that it is gone for good"
	}
	back := leastBack << min(f.Failures-1, 20)
	back = min(back, mostBack)
	back = max(back, min(res.RetryAfter, mostBack))
	f.Next = r.now.Add(back + time.Duration(float64(back)/4*fraction(f.ID, f.Failures)))
	r.p.opt.Log.Info("feed failed", "feed", f.URL, "failures", f.Failures, "err", f.Error, "next", f.Next)
}

// succeeded notes what a feed gave, and when it is asked again. It returns the
// entries that are new or changed, and the IDs of those that are neither and
// were not seen for a day.
func (r *round) succeeded(ctx context.Context, res read.Response, got reading) (entries []store.FeedEntry, still []string, err error) {
	f := &r.feed
	first := f.Succeeded.IsZero()
	f.Succeeded, f.Failures, f.Error = r.now, 0, ""
	if !res.NotModified {
		var said []string
		if res.Cut != "" {
			said = append(said, res.Cut)
		}
		for _, w := range got.warnings {
			said = append(said, w.Cause)
		}
		f.Warning = short(strings.Join(said, "; "), 500)
		f.Title = cmp.Or(short(got.feed.Title, 200), f.Title)
		f.Site = cmp.Or(got.feed.Link, f.Site)
		f.ETag, f.Modified = "", ""
		if len(said) == 0 { // what was not read whole is asked for whole
			f.ETag, f.Modified = fits(res.ETag), fits(res.LastModified)
		}
		if entries, still, err = r.compare(ctx, got, first); err != nil {
			return nil, nil, err
		}
	}
	fresh := 0
	for _, e := range entries {
		if e.State == store.EntryNew {
			fresh++
		}
	}
	if fresh > 0 {
		f.Renewed = r.now
	}
	switch {
	case f.Every == 0:
		f.Every = firstEvery
	case fresh > 0:
		f.Every = f.Every * 2 / 3
	default:
		f.Every = f.Every * 5 / 4
	}
	f.Every = min(max(f.Every, leastEvery), mostEvery)
	wait := max(f.Every, min(got.feed.TTL, mostEvery), min(res.MaxAge, mostEvery), min(res.RetryAfter, mostBack))
	f.Next = r.now.Add(wait + time.Duration(float64(wait)/10*(fraction(f.ID, int(r.now.Unix()))-0.5)))
	if fresh > 0 {
		r.p.opt.Log.Debug("feed renewed", "feed", f.URL, "entries", fresh, "next", f.Next)
	}
	return entries, still, nil
}

// compare tells which of the entries are new or changed.
func (r *round) compare(ctx context.Context, got reading, first bool) (entries []store.FeedEntry, still []string, err error) {
	f := &r.feed
	ids := make([]string, 0, len(got.entries))
	for _, e := range got.entries {
		ids = append(ids, known(e.ID))
	}
	if len(ids) == 0 {
		return nil, nil, nil
	}
	seen, err := r.p.store.EntriesOf(ctx, f.ID, ids...)
	if err != nil {
		return nil, nil, err
	}
	if r.inHand == nil {
		r.inHand = map[string]listed{}
	}
	here := map[string]bool{}
	var fresh []read.Entry
	for _, e := range got.entries {
		e.ID = known(e.ID)
		if here[e.ID] || e.ID == "" {
			continue
		}
		here[e.ID] = true
		old, ok := seen[e.ID]
		changed := !ok || old.Version != version(e)
		if changed || !old.Next.IsZero() {
			r.inHand[e.ID] = listed{read.Feed{Title: got.feed.Title}, e}
		}
		switch {
		case changed:
			fresh = append(fresh, e)
		case r.now.Sub(old.At) > 24*time.Hour:
			still = append(still, e.ID)
		}
		if !ok {
			f.Entries++
		}
	}
	// Feeds have the newest first; the log has it last.
	slices.Reverse(fresh)
	slices.SortStableFunc(fresh, func(a, b read.Entry) int { return a.Published.Compare(b.Published) })
	for i, e := range fresh {
		fe := store.FeedEntry{Feed: f.ID, ID: e.ID, URL: e.URL, Version: version(e), State: store.EntryNew, At: r.now,
			Next: r.now.Add(time.Duration(i-len(fresh)) * time.Microsecond)} // in this order
		_, before := seen[e.ID]
		pass := ""
		switch {
		case e.URL == "" && e.Content == "":
			pass = "it has neither an address nor a text"
		case first && f.Kind == store.KindSitemap && e.Published.IsZero() && e.Updated.IsZero():
			pass = "it is not dated and was there before"
		case first && i < len(fresh)-mostAtFirst:
			pass = fmt.Sprintf("it is older than the newest %d", mostAtFirst)
		}
		if pass != "" {
			fe.State, fe.Error, fe.Next = store.EntryPassed, pass, time.Time{}
		} else if !before && e.URL != "" {
			has, err := r.p.store.Gotten(ctx, f.ID, e.URL, time.Time{})
			if err != nil {
				return nil, nil, err
			}
			if has {
				fe.State, fe.Next = store.EntryGot, time.Time{}
			}
		}
		entries = append(entries, fe)
	}
	return entries, still, nil
}

// pages fetches the pages of a feed's entries that are due, and reports whether
// there are more than can be fetched in one turn.
func (p *Poller) pages(ctx context.Context, f store.Feed, has map[string]listed) (more bool, err error) {
	const some = 50
	begun := p.opt.Fetch.Clock.Time()
	for {
		due, err := p.store.DueEntries(ctx, f.ID, p.opt.Fetch.Clock.Time(), some)
		if err != nil {
			return false, err
		}
		if len(due) == 0 {
			return false, nil
		}
		for _, e := range due {
			if p.opt.Fetch.Clock.Time().Sub(begun) > mostTurn {
				return true, nil
			}
			if err := p.page(ctx, e, has[e.ID]); err != nil {
				return false, err
			}
			delete(has, e.ID)
		}
	}
}

// page fetches the page of one entry and puts it into the log. Where the page
// cannot be had, it is made of what the feed has of it, if that is whole.
func (p *Poller) page(ctx context.Context, e store.FeedEntry, has listed) error {
	keep := func(e store.FeedEntry) error {
		return p.store.Write(ctx, func(tx *store.Tx) error { return tx.KeepEntry(e) })
	}
	now := p.opt.Fetch.Clock.Time()
	if e.URL != "" {
		if !p.fetching.take(e.URL) {
			e.Next, e.Error = now.Add(time.Minute), "another feed has it fetched just now"
			return keep(e)
		}
		defer p.fetching.free(e.URL)
		// The same article is listed by another feed of its site, which has it
		// since this one listed it, or a little before.
		got, err := p.store.Gotten(ctx, e.Feed, e.URL, e.At.Add(-leastEvery))
		if err != nil {
			return err
		}
		if got {
			e.State, e.Next, e.Error = store.EntryGot, time.Time{}, ""
			return keep(e)
		}
	}
	page, err := p.fetched(ctx, e)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now = p.opt.Fetch.Clock.Time()
	e.Tries++
	later := errors.Is(err, read.ErrUnanswered) && e.Tries < mostTries
	if err != nil && !later {
		if made, ok := has.entry.Page(has.feed); ok {
			page, err = made, nil
		}
	}
	if err != nil {
		e.Error = said(err)
		e.State, e.Next = store.EntryPassed, time.Time{}
		if errors.Is(err, read.ErrUnanswered) {
			e.State = store.EntryFailed
		}
		if later {
			back := leastBack << e.Tries
			e.Next = now.Add(back + time.Duration(float64(back)/4*fraction(e.ID, e.Tries)))
		}
		p.opt.Log.Info("page failed", "page", e.URL, "tries", e.Tries, "err", e.Error)
		return keep(e)
	}
	if page.Published == "" && !has.entry.Published.IsZero() {
		page.Published = has.entry.Published.Format(time.RFC3339)
	}
	e.State, e.Next, e.Error = store.EntryGot, time.Time{}, ""
	isNew := false
	err = p.store.Write(ctx, func(tx *store.Tx) error {
		isNew, err = tx.Bring(e, page, now)
		return err
	})
	if err == nil && isNew && p.opt.Wake != nil {
		p.opt.Wake()
	}
	return err
}

// fetched fetches the page of an entry.
func (p *Poller) fetched(ctx context.Context, e store.FeedEntry) (stemma.Page, error) {
	if e.URL == "" {
		return stemma.Page{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: e.ID, Cause: "it has no address"}
	}
	res, err := p.fetch.Get(ctx, e.URL, read.Conditions{})
	if err != nil {
		return stemma.Page{}, err
	}
	return res.Page()
}

// version returns what changes when an entry does: when it was updated, and its
// title, for most feeds do not say when. What else changes on a page (counters,
// advertising) is not news.
func version(e read.Entry) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", e.Updated.Unix(), e.Title)
	return fmt.Sprintf("%x", h.Sum64())
}

// known returns what an entry is remembered by.
func known(id string) string {
	if len(id) <= longestID {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// fraction returns a number from 0 up to 1 that is as good as drawn, and the same
// for the same feed and n: so that feeds do not all come at once, and a run can
// be repeated.
func fraction(id string, n int) float64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", id, n))
	return float64(uint32(sum[0])<<16|uint32(sum[1])<<8|uint32(sum[2])) / (1 << 24)
}

// said returns an error in words, without the address that it is about.
func said(err error) string {
	var f *stemma.Fault
	if errors.As(err, &f) {
		return short(f.Cause, 300)
	}
	return short(err.Error(), 300)
}

// short returns s, cut to n bytes between runes.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// fits returns what a server wants to hear next time, unless it is too long to
// be remembered.
func fits(s string) string {
	if len(s) > 1024 {
		return ""
	}
	return s
}
