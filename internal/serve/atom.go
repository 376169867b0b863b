package serve

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stemma/internal/publish"
	"stemma/internal/store"
)

// feedEntries is how many entries a feed has.
const feedEntries = 50

// tagged is the day in the names of entries (RFC 4151). It must stay.
var tagged = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// atom adds the Atom feeds (RFC 4287) to the routes. What is new comes from the
// events; an entry has the same ID whenever it is told.
func (s *Server) atom(mux *http.ServeMux) {
	inner := http.NewServeMux()
	feed := func(pattern string, of func(*http.Request) (publish.FeedView, error)) {
		inner.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) {
			v, err := of(r)
			if err != nil {
				s.refuse(w, r, s.failed(err))
				return
			}
			s.writeAtom(w, r, v)
		})
	}
	feed("/atom/stories", s.storiesFeed)
	feed("/atom/story/{id}", func(r *http.Request) (publish.FeedView, error) {
		st, err := s.store.Story(r.Context(), r.PathValue("id"))
		if err != nil {
			return publish.FeedView{}, err
		}
		return s.eventsFeed(r.Context(), store.FollowStory, st.ID, st.Title, storyPage(st.ID))
	})
	feed("/atom/name/{key}", func(r *http.Request) (publish.FeedView, error) {
		n, err := s.store.NameOf(r.Context(), r.PathValue("key"), "")
		if err != nil {
			return publish.FeedView{}, err
		}
		return s.eventsFeed(r.Context(), store.FollowName, n.Key, n.Name, namePage(n.Key))
	})
	feed("/atom/outlet/{key}", func(r *http.Request) (publish.FeedView, error) {
		o, err := s.outlet(r.Context(), r.PathValue("key"))
		if err != nil {
			return publish.FeedView{}, err
		}
		return s.eventsFeed(r.Context(), store.FollowOutlet, o.Key, o.Name, outletPage(o.Key))
	})
	feed("/atom/search", func(r *http.Request) (publish.FeedView, error) {
		q := r.URL.Query().Get("q")
		if !store.Asks(q) || len(q) > longestQuery {
			return publish.FeedView{}, &problem{Status: http.StatusUnprocessableEntity, Detail: "it is not said what to search for", Do: "ask with ?q= and at least one word without a minus"}
		}
		return s.eventsFeed(r.Context(), store.FollowQuery, q, "“"+q+"”", "/search?"+url.Values{"q": {q}}.Encode())
	})
	mux.Handle("/atom/", s.told(conditional(inner)))
}

// feedOn returns the address of the feed on what a page is on; "" if there is no
// page.
func feedOn(feed, page string) string {
	if page == "" {
		return ""
	}
	return feed + page[strings.LastIndex(page, "/")+1:]
}

// tag returns a name for an entry or a feed.
func (s *Server) tag(parts ...string) string {
	host := "localhost"
	if len(s.opt.Hosts) > 0 {
		host = s.opt.Hosts[0]
	}
	return publish.Tag(host, tagged, parts...)
}

// storiesFeed is the stories of two accounts or more, those first that changed
// last.
func (s *Server) storiesFeed(r *http.Request) (publish.FeedView, error) {
	all, err := s.store.Stories(r.Context(), store.StoryQuery{By: "latest", Limit: feedEntries})
	if err != nil {
		return publish.FeedView{}, err
	}
	v := publish.FeedView{ID: s.tag("stories"), Title: "Stories", Page: "/", Updated: tagged}
	for _, st := range all {
		told := []string{publish.Plural(st.Origins, "separate origin"), publish.Plural(st.Accounts, "account")}
		var kinds []string
		if st.Conflicts > 0 {
			told, kinds = append(told, publish.Plural(st.Conflicts, "conflict")), append(kinds, "conflicting")
		}
		if st.Updates > 0 {
			told, kinds = append(told, publish.Plural(st.Updates, "update")), append(kinds, "updated")
		}
		v.Entries = append(v.Entries, publish.FeedEntry{
			ID: s.tag("story", st.ID), Title: cmp.Or(oneLine(st.Title), st.ID), Page: storyPage(st.ID), Updated: st.Updated, Published: st.First.From,
			Summary: strings.Join(told, ", "), Kinds: kinds,
		})
	}
	return v, nil
}

// eventsFeed is what happened to what can be followed, the newest first.
func (s *Server) eventsFeed(ctx context.Context, kind, value, title, page string) (publish.FeedView, error) {
	events, err := s.store.Newest(ctx, kind, value, feedEntries)
	if err != nil {
		return publish.FeedView{}, err
	}
	v := publish.FeedView{ID: s.tag(kind, value), Title: cmp.Or(oneLine(title), value), Page: page, Updated: tagged}
	titles := map[string]string{}
	for _, l := range eventLines(events, -1) {
		sum := sha256.Sum256([]byte(l.Mark))
		e := publish.FeedEntry{
			ID: s.tag("event", hex.EncodeToString(sum[:8])), Title: oneLine(l.Label + ": " + l.Words), Page: cmp.Or(l.Link, storyPage(l.Story)), Updated: l.At, Published: l.At,
			Author: l.Outlet, Kinds: []string{l.Kind},
		}
		if kind != store.FollowStory {
			told, ok := titles[l.Story]
			if !ok {
				if st, err := s.store.Story(ctx, l.Story); err == nil {
					told = st.Title
				}
				titles[l.Story] = told
			}
			if told != "" && told != l.Words {
				e.Summary = "In the story: " + told
			}
		}
		v.Entries = append(v.Entries, e)
	}
	return v, nil
}

// writeAtom answers with a feed. Addresses are made absolute by the name that the
// server was asked by, which is one of its own.
func (s *Server) writeAtom(w http.ResponseWriter, r *http.Request, v publish.FeedView) {
	site := url.URL{Scheme: "http", Host: r.Host}
	if secure(r) {
		site.Scheme = "https"
	}
	absolute := func(to string) string {
		if to == "" {
			return ""
		}
		return site.String() + to
	}
	v.Self, v.Page, v.Version = absolute(r.URL.RequestURI()), absolute(v.Page), s.opt.Version
	for i := range v.Entries {
		e := &v.Entries[i]
		e.Page = absolute(e.Page)
		if e.Updated.After(v.Updated) {
			v.Updated = e.Updated
		}
	}
	var b bytes.Buffer
	if err := publish.Atom(&b, v); err != nil {
		s.refuse(w, r, s.failed(err))
		return
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	if len(v.Entries) > 0 {
		w.Header().Set("Last-Modified", modified(v.Updated))
	}
	w.Write(b.Bytes()) // into memory, where nothing fails
}
