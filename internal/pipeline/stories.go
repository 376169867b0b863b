package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"stemma"
	"stemma/internal/store"
)

// maxAccounts is how many articles of a story are compared. Of more the first
// third is taken, which tells what happened, and the last ones, and the report
// warns of it.
const maxAccounts = 120

// recent holds the accounts that were last read from the store. A story that
// grows is reported on again and again, and most of its accounts are as they were.
type recent struct {
	mu    sync.Mutex
	at    map[int64]store.Account
	order []int64
}

// maxRecent is how many accounts are held: some 100 MB of marks.
const maxRecent = 400

func (r *recent) put(a store.Account) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.at[a.Seq]; !ok {
		r.order = append(r.order, a.Seq)
		if len(r.order) > maxRecent {
			delete(r.at, r.order[0])
			r.order = r.order[1:]
		}
	}
	r.at[a.Seq] = a
}

func (r *recent) get(seqs []int64) (found []store.Account, missing []int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, seq := range seqs {
		if a, ok := r.at[seq]; ok {
			found = append(found, a)
		} else {
			missing = append(missing, seq)
		}
	}
	return found, missing
}

// report reports on the stories that changed and returns how many those were.
func (k *Keeper) report(ctx context.Context) (int, error) {
	n := 0
	for {
		dirty, err := k.store.ToReport(ctx, time.Now(), maxRound)
		if err != nil || len(dirty) == 0 {
			return n, err
		}
		// They are made on every core and kept one after the other, in order, so that
		// events have the same numbers however many cores there are.
		for m := range inOrder(func(yield func(func() making) bool) {
			for _, s := range dirty {
				if !yield(func() making { return k.making(ctx, s) }) {
					return
				}
			}
		}) {
			begun := time.Now()
			if m.err == nil {
				m.err = m.keep()
			}
			if m.err != nil {
				return n, fmt.Errorf("pipeline: report on %s: %w", m.story, m.err)
			}
			k.took(Reporting, m.took+time.Since(begun))
			n++
		}
		if len(dirty) < maxRound {
			return n, nil
		}
	}
}

// A making is a report that is made and not yet kept.
type making struct {
	story string
	keep  func() error // puts it, or the fault that none can be made, into the store
	took  time.Duration
	err   error // of the store; then keep is nil
}

// making makes the report on a story.
func (k *Keeper) making(ctx context.Context, s store.Story) making {
	k.readers.giveWay()
	begun := time.Now()
	keep, err := k.reportOn(ctx, s)
	return making{s.ID, keep, time.Since(begun), err}
}

// reportOn makes the report on a story and returns what keeps it, or the fault
// that none can be made.
func (k *Keeper) reportOn(ctx context.Context, s store.Story) (keep func() error, err error) {
	put := func(do func(*store.Tx) error) (func() error, error) {
		return func() error { return k.store.Write(ctx, do) }, nil
	}
	fails := func(f *stemma.Fault) (func() error, error) {
		return func() error { return k.unreported(ctx, s, f) }, nil
	}
	members, err := k.store.Members(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	if len(members) == 0 { // moved since
		return func() error { return nil }, nil
	}
	if len(members) == 1 {
		a, err := k.store.Bare(ctx, members[0].Seq)
		if errors.Is(err, store.ErrNotFound) {
			return fails(missing(s, members))
		}
		if err != nil {
			return nil, err
		}
		return put(func(tx *store.Tx) error {
			e := accountEvent(s.ID, stemma.Member{Article: a.Article, Placement: members[0].Placement}, true)
			e.At = a.Received
			return tx.PutAlone(s.ID, s.Changed, e.Words, a.Article.Language, e)
		})
	}
	r, err := k.made(ctx, s, members)
	if fault := new(stemma.Fault); errors.As(err, &fault) {
		return fails(fault)
	}
	if err != nil {
		return nil, err
	}
	return put(func(tx *store.Tx) error { return tx.PutReport(r) })
}

// missing is the fault of a story whose articles are not there.
func missing(s store.Story, members []store.Member) *stemma.Fault {
	return &stemma.Fault{
		Kind: stemma.ErrInvalid, Path: s.ID,
		Cause: fmt.Sprintf("article %s is in it and not in the store", members[0].Article), Do: "run stemma check",
	}
}

// unreported keeps that there can be no report on a story as it is.
func (k *Keeper) unreported(ctx context.Context, s store.Story, fault *stemma.Fault) error {
	k.log.Error("fault", "stage", Reporting, "story", s.ID, "err", fault.Cause)
	before, err := k.store.FaultsOn(ctx, Reporting, s.ID)
	if err != nil {
		return err
	}
	wait := leastWait
	for _, b := range before {
		wait = min(leastWait<<min(b.Attempts, 30), mostWait)
	}
	now := time.Now()
	f := store.FaultOf(&store.Account{Seq: s.Opened, Received: now, Path: s.ID, Err: fault, Version: k.doing.reports})
	f.Stage, f.Next = Reporting, now.Add(wait)
	return k.store.Write(ctx, func(tx *store.Tx) error { return tx.Unreported(s.ID, s.Changed, f) })
}

// made makes the report on a story from its members. A [stemma.Fault] is that it
// cannot be made of them, any other error the store's.
func (k *Keeper) made(ctx context.Context, s store.Story, members []store.Member) (r *store.Report, err error) {
	var left int
	if len(members) > maxAccounts {
		left = len(members) - maxAccounts
		members = slices.Concat(members[:maxAccounts/3], members[len(members)-(maxAccounts-maxAccounts/3):])
	}
	accounts, err := k.accounts(ctx, store.Seqs(members))
	if err != nil {
		return nil, err
	}
	g, results, at := grouped(s.ID, members, accounts)
	if len(g.Members) == 0 {
		return nil, missing(s, members)
	}
	defer func() {
		if x := recover(); x != nil {
			r, err = nil, failedOn(s.ID, x)
		}
	}()
	r = &store.Report{Story: s.ID, Changed: s.Changed, At: at, Report: k.doing.report(g, results)}
	if left > 0 {
		r.Warnings = append(r.Warnings, stemma.Warning{
			Cause: fmt.Sprintf("%d of the story's articles are left out, between the first and the last: more than %d are not compared", left, maxAccounts),
			Do:    "export the story's articles, and compare those you want",
		})
	}
	r.Records = recordsOf(r.Report)
	r.Events = eventsOf(g, r.Report)
	return r, nil
}

// grouped puts members and their accounts together, and returns when the last
// of them was received.
func grouped(story string, members []store.Member, accounts []store.Account) (stemma.Group, map[stemma.ArticleID]Result, time.Time) {
	g := stemma.Group{Story: story}
	results := make(map[stemma.ArticleID]Result, len(accounts))
	bySeq := make(map[int64]store.Account, len(accounts))
	var at time.Time
	for _, a := range accounts {
		bySeq[a.Seq] = a
		if a.Received.After(at) {
			at = a.Received
		}
	}
	for _, m := range members {
		a, ok := bySeq[m.Seq]
		if !ok {
			continue
		}
		results[m.Article] = Result{Path: a.Path, Article: a.Article, Marks: a.Marks}
		g.Members = append(g.Members, stemma.Member{Article: a.Article, Placement: m.Placement})
	}
	return g, results, at
}

// accounts returns the accounts of lines of the log.
func (k *Keeper) accounts(ctx context.Context, seqs []int64) ([]store.Account, error) {
	found, missing := k.recent.get(seqs)
	if len(missing) > 0 {
		more, err := k.store.AccountsOf(ctx, missing)
		if err != nil {
			return nil, err
		}
		for _, a := range more {
			k.recent.put(a)
		}
		found = append(found, more...)
	}
	slices.SortFunc(found, func(a, b store.Account) int { return cmp.Compare(a.Seq, b.Seq) })
	return found, nil
}

// StoryReport returns the report on a story: the one that is kept, or, of a
// story with one account, the one made now.
func StoryReport(ctx context.Context, s *store.Store, st store.Story) (r *stemma.Report, err error) {
	if st.Revision > 0 && st.Accounts > 1 {
		return s.Report(ctx, st.ID, 0)
	}
	members, err := s.Members(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	accounts, err := s.AccountsOf(ctx, store.Seqs(members[:min(len(members), maxAccounts)]))
	if err != nil {
		return nil, err
	}
	g, results, _ := grouped(st.ID, members, accounts)
	if len(g.Members) == 0 {
		return nil, fmt.Errorf("report on %s: %w", st.ID, store.ErrNotFound)
	}
	defer func() {
		if x := recover(); x != nil {
			r, err = nil, failedOn(st.ID, x)
		}
	}()
	return ReportOn(g, results), nil
}

// The kinds of record that an outlet has.
const (
	WasFirst     = "first"        // of the dated accounts of a story the earliest
	Copied       = "copied"       // took words over
	WasCopied    = "was-copied"   // another outlet took its words over
	Contradicted = "contradicted" // says what another account denies
	Corrected    = "corrected"    // changed its own account
)

// recordsOf returns what r shows each outlet to have done.
func recordsOf(r *stemma.Report) []store.Record {
	at := map[string]*stemma.Article{}
	for _, a := range r.Articles {
		at[string(a.ID)] = a
	}
	var out []store.Record
	add := func(kind string, a, other *stemma.Article, finding, why string) {
		c := store.Record{Outlet: store.OutletKey(a), Kind: kind, Article: a.ID, Finding: finding, Why: why}
		if other != nil {
			c.Other = other.ID
		}
		out = append(out, c)
	}
	if len(r.Articles) > 1 {
		if a := r.Articles[0]; a.Published.Known() && r.Articles[1].Published.From.After(a.Published.From) {
			add(WasFirst, a, nil, "", "the earliest of the story's dated accounts")
		}
	}
	for _, e := range r.Lineage.Edges {
		from, to := at[e.From], at[e.To]
		if e.Kind == stemma.Copies && e.Directed && from != nil && to != nil && store.OutletKey(from) != store.OutletKey(to) {
			add(Copied, from, to, "", e.Why)
			add(WasCopied, to, from, "", e.Why)
		}
	}
	for _, f := range r.Findings {
		if f.Kind != stemma.Conflicting || f.Type == stemma.NameFinding {
			continue // a misprint contradicts nobody
		}
		done := map[string]bool{}
		for _, s := range f.Sides {
			for _, w := range s.Witnesses {
				a := at[string(w.Article)]
				if a != nil && !done[string(a.ID)] {
					done[string(a.ID)] = true
					add(Contradicted, a, nil, f.ID, f.About+": "+s.Value+"; "+f.Why)
				}
			}
		}
	}
	for _, v := range r.Versions {
		if now := at[string(v.Now)]; now != nil && len(v.Edits) > 0 {
			add(Corrected, now, v.Article, "", fmt.Sprintf("changed its account in %d places", len(v.Edits)))
		}
	}
	return out
}

// The kinds of event.
const (
	Opened   = "opened"
	Joined   = "joined"
	Revised  = "revised"
	Conflict = "conflict"
	Updated  = "update"
)

// eventsOf returns what there is to tell of a story to whoever follows it. Each
// has a mark by which it is known when the story is reported on again.
func eventsOf(g stemma.Group, r *stemma.Report) []store.Event {
	var out []store.Event
	for i, m := range g.Members {
		out = append(out, accountEvent(g.Story, m, i == 0))
	}
	for _, f := range r.Findings {
		e := store.Event{Finding: f.ID}
		switch f.Kind {
		case stemma.Conflicting:
			e.Kind = Conflict
		case stemma.Updated:
			e.Kind = Updated
		default:
			continue
		}
		var values []string
		for _, s := range f.Sides {
			values = append(values, s.Value)
		}
		e.Words = f.About + ": " + strings.Join(values, " / ")
		slices.Sort(values)
		e.Mark = strings.Join([]string{e.Kind, g.Story, string(f.Type), f.About, strings.Join(values, "|")}, "|")
		out = append(out, e)
	}
	return out
}

// accountEvent is the event that an account came into a story, as its first or
// not.
func accountEvent(story string, m stemma.Member, first bool) store.Event {
	e := store.Event{Kind: Joined, Article: m.Article.ID, Outlet: m.Article.Outlet, Words: cmp.Or(m.Article.Title, beginning(m.Article))}
	switch {
	case m.Placement.Kind == stemma.Revision:
		e.Kind = Revised
	case first:
		e.Kind = Opened
	}
	e.Mark = strings.Join([]string{"article", story, string(m.Article.ID)}, "|")
	return e
}
