package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
)

// What a rendered page has where the parts go that are the reader's own. No text
// of an account can hold them, since it is escaped.
const (
	navHere   = "<!--nav-->"
	sinceHere = "<!--since-->"
)

// A rendering is the page on one revision of a story, as publish writes it,
// without what is the reader's own.
type rendering struct {
	key  string
	page []byte
}

// rendered holds the pages that were last asked for: a report of forty accounts
// takes ten milliseconds to read and to write, and some 300 KB.
type rendered struct {
	mu    sync.Mutex
	pages []rendering // the last asked for last
	size  int         // bytes
}

// maxRendered is how many bytes of pages are held.
const maxRendered = 48 << 20

func (c *rendered) get(key string) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.pages) - 1; i >= 0; i-- {
		if x := c.pages[i]; x.key == key {
			copy(c.pages[i:], c.pages[i+1:])
			c.pages[len(c.pages)-1] = x
			return x.page
		}
	}
	return nil
}

func (c *rendered) put(key string, page []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = append(c.pages, rendering{key, page})
	c.size += len(page)
	n := 0
	for c.size > maxRendered && n < len(c.pages) {
		c.size -= len(c.pages[n].page)
		n++
	}
	c.pages = append(c.pages[:0], c.pages[n:]...)
}

// siteOf is how publish's pages look on this site: that on a story by its ID, or
// (empty) on an article.
func siteOf(story string) *publish.Site {
	v := &publish.Site{
		Sheet: sheetAddress, Nav: navHere, Since: sinceHere,
		Article: func(id string) string { return articlePage(stemma.ArticleID(id)) },
		Person:  namePage,
		Outlet:  outletPage,
	}
	if story != "" {
		v.Finding = func(id string) string { return storyPage(story) + segment("/", id) }
	}
	return v
}

// put returns a rendering with a reader's own parts: the navigation, what stands
// above the text, and what stands below it.
func put(page []byte, parts ...[]byte) []byte {
	var out bytes.Buffer
	for i, mark := range []string{navHere, sinceHere, "</main>"} {
		before, after, found := bytes.Cut(page, []byte(mark))
		if !found {
			break
		}
		out.Write(before)
		if i < len(parts) {
			out.Write(parts[i])
		}
		if mark == "</main>" {
			out.WriteString(mark)
		}
		page = after
	}
	out.Write(page)
	return out.Bytes()
}

// navigation returns the navigation as HTML.
func navigation(v shell) ([]byte, error) {
	var b bytes.Buffer
	err := sheets["stories"].ExecuteTemplate(&b, "nav", v)
	return b.Bytes(), err
}

// A followForm is the button by which something is followed, or no more.
type followForm struct {
	ID                      int64 // of the follow, if it is followed
	Kind, Value, What, Back string
}

// followed returns the button for something.
func (s *Server) followed(ctx context.Context, who, kind, value, what, back string) (followForm, error) {
	f := followForm{Kind: kind, Value: value, What: what, Back: back}
	all, err := s.store.Follows(ctx, who)
	for _, x := range all {
		if x.Kind == kind && x.Value == value {
			f.ID = x.ID
		}
	}
	return f, err
}

// An eventLine is an event as it is shown.
type eventLine struct {
	store.Event
	Label, Colour, Link string
}

// eventLines returns events as they are shown. Findings are called by numbers
// that hold for one revision of a report.
func eventLines(events []store.Event, revision int64) []eventLine {
	out := make([]eventLine, len(events))
	for i, e := range events {
		l := eventLine{Event: e, Link: articlePage(e.Article), Colour: "single-source"}
		switch e.Kind {
		case pipeline.Opened:
			l.Label = "Opened"
		case pipeline.Joined:
			l.Label = "Account"
		case pipeline.Revised:
			l.Label = "New version"
		case pipeline.Conflict:
			l.Label, l.Colour = "Conflict", "conflicting"
		case pipeline.Updated:
			l.Label, l.Colour = "Update", "updated"
		default:
			l.Label = e.Kind
		}
		if e.Finding != "" {
			l.Link = ""
			if e.Revision == revision {
				l.Link = "#" + e.Finding
			}
		}
		out[i] = l
	}
	return out
}

// A joined is an article of a story with how it came there.
type joined struct {
	store.Head
	Of    *store.Head // what it copies or revises
	Old   bool        // another version stands for it
	Moves []moved
}

// A moved is a change of story that an article went through.
type moved struct {
	stemma.Change
	Was string // the page of the story that it was in; empty if that became part of this one
}

// maxJoined is how many articles of a story are listed with their reasons.
const maxJoined = 200

// joinedOf returns a story's articles with how they came there.
func (s *Server) joinedOf(ctx context.Context, story string) ([]joined, error) {
	heads, err := s.store.HeadsIn(ctx, story, maxJoined)
	if err != nil {
		return nil, err
	}
	moves, err := s.store.MovesInto(ctx, story)
	if err != nil {
		return nil, err
	}
	at := make(map[stemma.ArticleID]int, len(heads))
	out := make([]joined, len(heads))
	for i, h := range heads {
		out[i].Head = h
		at[h.ID] = i
	}
	for i := range out {
		p := out[i].Placement
		if k, ok := at[p.Of]; ok && p.Of != "" {
			out[i].Of = &out[k].Head
		}
		if k, ok := at[p.Superseded]; ok && p.Superseded != "" {
			out[k].Old = true
		}
	}
	var from []string
	for _, m := range moves {
		from = append(from, m.From)
	}
	were, err := s.store.StoriesOf(ctx, from)
	if err != nil {
		return nil, err
	}
	for _, m := range moves {
		if k, ok := at[m.Article]; ok && m.To == story {
			x := moved{Change: m}
			if were[m.From].Articles > 0 {
				x.Was = storyPage(m.From)
			}
			out[k].Moves = append(out[k].Moves, x)
		}
	}
	return out, nil
}

// An export is a face of what a page shows, elsewhere.
type export struct {
	Name, To string
	Download bool
}

// A desk is what a story's page has beside the report.
type desk struct {
	Follow  followForm
	Exports []export
	Waiting string // what is still to be done; empty if nothing
	Alone   string // said where there is nothing to compare
	Events  []eventLine
	More    int // events that are left out
	Quiet   string
	Joined  []joined
	Left    int // articles that are not among Joined
}

func (s *Server) storyPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who := who(ctx)
	id := r.PathValue("id")
	st, err := s.store.Story(ctx, id)
	if err != nil {
		return err
	}
	if st.ID != id {
		http.Redirect(w, r, storyPage(st.ID), http.StatusFound)
		return nil
	}
	seen, err := s.store.Seen(ctx, who, st.ID)
	if err != nil {
		return err
	}
	seen = s.looks.seen(who, st.ID, seen)
	since := seen
	if v := r.FormValue("since"); v != "" {
		if since, err = strconv.ParseInt(v, 10, 64); err != nil || since < 0 {
			return &mistake{"“" + oneLine(v) + "” is not a revision of a report", "Leave it out of the address"}
		}
	} else if seen > 0 && seen < st.Revision {
		// What is new stands in the address, so that it is still there when the
		// page is looked at again.
		http.Redirect(w, r, storyPage(st.ID)+"?since="+strconv.FormatInt(seen, 10), http.StatusFound)
		return nil
	}
	const most = 40
	var events []store.Event
	if since > 0 {
		if events, err = s.store.Since(ctx, st.ID, since); err != nil {
			return err
		}
	}
	v := desk{Waiting: waitingFor(st), Exports: s.exports(st)}
	v.More = max(0, len(events)-most)
	v.Events = eventLines(events[v.More:], st.Revision)
	if len(events) == 0 && since > 0 {
		v.Quiet = "Nothing has changed since you last looked."
	}
	if st.Accounts == 1 && st.Reported >= st.Changed {
		v.Alone = "There is one account so far, so there is nothing to compare it with."
	}
	if v.Follow, err = s.followed(ctx, who, store.FollowStory, st.ID, "this story", storyPage(st.ID)); err != nil {
		return err
	}

	tag := etag(s.opt.Version, sheetAddress, st.ID, st.Changed, st.Reported, st.Revision, since, len(events), v.Follow.ID, s.opt.Demo)
	if unchanged(w, r, tag) {
		s.looked(who, st, seen)
		return nil
	}
	page, err := s.rendered(ctx, st)
	if err != nil {
		return err
	}
	if v.Joined, err = s.joinedOf(ctx, st.ID); err != nil {
		return err
	}
	v.Left = max(0, st.Articles-len(v.Joined))
	b := s.shell(st.Title, "/")
	nav, err := navigation(b)
	if err != nil {
		return err
	}
	above, err := written("since", v)
	if err != nil {
		return err
	}
	below, err := written("end", v)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, put(page, nav, above, below))
	s.looked(who, st, seen)
	return nil
}

// waitingFor says what of a story is still to be done.
func waitingFor(st store.Story) string {
	switch {
	case st.Reported >= st.Changed:
		return ""
	case st.Revision == 0:
		return "This story has not been compared yet; that is done as soon as what is coming in has been read."
	}
	if st.Reported == 0 { // a stage has a new version
		return "This report is about to be made anew."
	}
	return "More has come in since this report was made; it is about to be made again."
}

// rendered returns the page on a story without the reader's own parts.
func (s *Server) rendered(ctx context.Context, st store.Story) ([]byte, error) {
	key := fmt.Sprint(st.ID, " ", st.Revision, " ", st.Reported)
	keep := st.Revision > 0 && st.Accounts > 1 // what is not kept in the store is made anew
	if keep {
		if page := s.kept.get(key); page != nil {
			return page, nil
		}
	}
	report, err := pipeline.StoryReport(ctx, s.store, st)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := publish.Report(&b, report, publish.Options{Format: publish.HTML, Version: s.opt.Version, Site: siteOf(st.ID)}); err != nil {
		return nil, err
	}
	if keep {
		s.kept.put(key, b.Bytes())
	}
	return b.Bytes(), nil
}

// entryPage shows everything behind one entry of the report on a story: a
// finding, a quote, a citation, an origin.
func (s *Server) entryPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, entry := r.PathValue("id"), r.PathValue("entry")
	st, err := s.store.Story(ctx, id)
	if err != nil {
		return err
	}
	if st.ID != id {
		http.Redirect(w, r, storyPage(st.ID)+segment("/", entry), http.StatusFound)
		return nil
	}
	report, err := pipeline.StoryReport(ctx, s.store, st)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	err = publish.Explain(&b, report, entry, publish.Options{Format: publish.HTML, Version: s.opt.Version, Site: siteOf(st.ID)})
	if errors.Is(err, publish.ErrUsage) {
		return fmt.Errorf("entry %q: %w", entry, store.ErrNotFound)
	}
	if err != nil {
		return err
	}
	nav, err := navigation(s.shell("", "/"))
	if err != nil {
		return err
	}
	above, err := written("entry", struct{ Story, Entry string }{st.ID, entry})
	if err != nil {
		return err
	}
	send(w, http.StatusOK, put(b.Bytes(), nav, above))
	return nil
}

// looked keeps that a reader has seen a story, a moment later: nobody waits for
// the writer.
func (s *Server) looked(who string, st store.Story, seen int64) {
	if st.Revision > 0 && seen < st.Revision {
		s.looks.put(s.store, s.log, store.Look{Who: who, Story: st.ID, Revision: st.Revision, At: s.now()})
	}
}

// looks are those that are not in the store yet. What is lost when the program
// dies is that they were made.
type looks struct {
	mu      sync.Mutex
	waiting map[[2]string]store.Look // by who and story
	writing sync.WaitGroup
	busy    bool
}

// seen returns the revision that somebody looked at last: by what waits, or else
// by what the store has.
func (l *looks) seen(who, story string, kept int64) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(kept, l.waiting[[2]string{who, story}].Revision)
}

// put keeps a look. One goroutine writes all that wait, and ends when none do.
func (l *looks) put(s *store.Store, log *slog.Logger, x store.Look) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[[2]string]store.Look{}
	}
	l.waiting[[2]string{x.Who, x.Story}] = x
	if !l.busy {
		l.busy = true
		l.writing.Go(func() { l.write(s, log) })
	}
}

func (l *looks) write(s *store.Store, log *slog.Logger) {
	const patience = 10 * time.Second
	for {
		l.mu.Lock()
		if len(l.waiting) == 0 {
			l.busy = false
			l.mu.Unlock()
			return
		}
		some := slices.Collect(maps.Values(l.waiting))
		l.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		if err := s.See(ctx, some...); err != nil {
			log.Error("seen", "stories", len(some), "err", err) // they are forgotten: it is only what is new
		}
		cancel()
		l.mu.Lock()
		for _, x := range some {
			if at := [2]string{x.Who, x.Story}; l.waiting[at] == x {
				delete(l.waiting, at)
			}
		}
		l.mu.Unlock()
	}
}

// etag names a page by all that it is made of.
func etag(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%v\x00", p)
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// unchanged sets the tag of an answer, and answers that nothing has changed if the
// browser has it already.
func unchanged(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "private, no-cache")
	for have := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(have), "W/") == tag {
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}
