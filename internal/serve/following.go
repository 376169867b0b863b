package serve

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"stemma/internal/store"
	"stemma/internal/text"
)

// freshShown is how many events of one follow are shown.
const freshShown = 8

// A followLine is a follow with what is new of it.
type followLine struct {
	store.Follow
	To, Called string
	Form       followForm
	Events     []eventLine
	More       bool
}

func (s *Server) followingPage(w http.ResponseWriter, r *http.Request) error {
	return s.showFollowing(w, r, hooked{})
}

// showFollowing answers with what the reader follows, and their hooks, to one of
// which something was done.
func (s *Server) showFollowing(w http.ResponseWriter, r *http.Request, done hooked) error {
	ctx := r.Context()
	all, err := s.store.Follows(ctx, who(ctx))
	if err != nil {
		return err
	}
	v := struct {
		shell
		Follows []followLine
		New     int
		Last    int64 // the newest event
		Hooked  hooked
		Hooks   []hookLine
	}{shell: s.shell("Following", "/following"), Hooked: done}
	if v.Hooks, err = s.hookLines(ctx); err != nil {
		return err
	}
	newest, err := s.store.Newest(ctx, "", "", 1)
	if err != nil {
		return err
	}
	for _, e := range newest {
		v.Last = e.ID
	}
	for _, f := range all {
		l := followLine{Follow: f, To: followedPage(f.Kind, f.Value), Called: cmp.Or(f.Title, f.Value), Form: followForm{ID: f.ID, Back: "/following"}}
		events, err := s.store.Matching(ctx, f.Kind, f.Value, f.Seen, freshShown+1)
		if err != nil {
			return err
		}
		if len(events) > freshShown {
			events, l.More = events[:freshShown], true
		}
		v.New += len(events)
		l.Events = eventLines(events, -1)
		for i, e := range l.Events {
			l.Events[i].Link = cmp.Or(e.Link, storyPage(e.Story))
		}
		v.Follows = append(v.Follows, l)
	}
	return show(w, http.StatusOK, "following", v)
}

// followedPage returns the page on what is followed.
func followedPage(kind, value string) string {
	switch kind {
	case store.FollowStory:
		return storyPage(value)
	case store.FollowName:
		return namePage(value)
	case store.FollowOutlet:
		return outletPage(value)
	}
	return "/search?" + url.Values{"q": {value}}.Encode()
}

// lookedAt keeps that what is followed has been looked at up to an event.
func (s *Server) lookedAt(w http.ResponseWriter, r *http.Request) error {
	event, err := strconv.ParseInt(r.PostFormValue("event"), 10, 64)
	if err != nil {
		return &mistake{"It was not said up to what you have looked", "Use the button on the page of what you follow"}
	}
	who := who(r.Context())
	all, err := s.store.Follows(r.Context(), who)
	if err != nil {
		return err
	}
	for _, f := range all {
		if err := s.store.SeeFollow(r.Context(), who, f.ID, event); err != nil {
			return err
		}
	}
	http.Redirect(w, r, "/following", http.StatusSeeOther)
	return nil
}

func (s *Server) follow(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	f := store.Follow{Who: who(r.Context()), Kind: r.PostFormValue("kind"), Value: strings.TrimSpace(r.PostFormValue("value")), Created: s.now()}
	if f.Value == "" || len(f.Value) > longestQuery {
		return &mistake{"It was not said what to follow", "Use the button on the page of a story, a name, an outlet or a search"}
	}
	switch f.Kind {
	case store.FollowStory:
		st, err := s.store.Story(ctx, f.Value)
		if err != nil {
			return err
		}
		f.Value, f.Title = st.ID, st.Title
	case store.FollowName:
		n, err := s.store.NameOf(ctx, f.Value, "")
		if err != nil {
			return err
		}
		f.Value, f.Title = n.Key, n.Name
	case store.FollowOutlet:
		o, err := s.store.Outlets(ctx, text.Fold(f.Value), 1, 0)
		if err != nil {
			return err
		}
		if len(o) == 0 {
			return store.ErrNotFound
		}
		f.Value, f.Title = o[0].Key, o[0].Name
	case store.FollowQuery:
		f.Title = f.Value
	default:
		return &mistake{"“" + oneLine(f.Kind) + "” cannot be followed", "Follow a story, a name, an outlet or a search"}
	}
	if _, err := s.store.Follow(ctx, f); err != nil {
		return err
	}
	http.Redirect(w, r, back(r), http.StatusSeeOther)
	return nil
}

func (s *Server) unfollow(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	if err != nil {
		return &mistake{"It was not said what to follow no more", "Use the button on the page of what you follow"}
	}
	if err := s.store.Unfollow(r.Context(), who(r.Context()), id); err != nil {
		return err
	}
	http.Redirect(w, r, back(r), http.StatusSeeOther)
	return nil
}

// back returns the page of this site that a form was on.
func back(r *http.Request) string {
	to := r.PostFormValue("back")
	u, err := url.Parse(to)
	if err != nil || u.Host != "" || u.Scheme != "" || u.Opaque != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/following"
	}
	return to
}
