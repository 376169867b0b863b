package serve

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"stemma/internal/publish"
	"stemma/internal/store"
)

// hookStates say how hooks fare, as [store.Hook.State] has it.
var hookStates = map[string]struct{ words, colour string }{
	"new": {"nothing sent yet", "updated"}, "good": {"good", "corroborated"}, "failing": {"failing", "conflicting"}, "off": {"off", "conflicting"},
}

// A hookLine is a hook in the list.
type hookLine struct {
	store.Hook
	Called, To    string // what is followed; empty for everything
	State, Colour string
	Again         string // when it is tried again; empty if nothing waits
}

// hooked is what was just done to a hook, and is told once.
type hooked struct {
	Said   string
	Failed bool
	Secret string // of a hook that was made; empty if none was
}

// hookLines returns the hooks of whoever asks.
func (s *Server) hookLines(ctx context.Context) ([]hookLine, error) {
	all, err := s.store.Hooks(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]hookLine, len(all))
	for i, h := range all {
		st := hookStates[h.State()]
		l := hookLine{Hook: h, State: st.words, Colour: st.colour}
		if h.Kind != "" {
			l.To, l.Called = followedPage(h.Kind, h.Value), h.Value
			kind, value := h.Kind, h.Value
			title, err := s.followable(ctx, &kind, &value)
			if gone := new(problem); err != nil && !errors.Is(err, store.ErrNotFound) && !errors.As(err, &gone) {
				return nil, err
			}
			if title != "" {
				l.Called = title
			}
		}
		if h.Tries > 0 && h.Off == "" {
			l.Again = publish.At(h.Next)
		}
		out[i] = l
	}
	return out, nil
}

// addHookForm makes a hook. Its secret is on the answer and nowhere else, so
// that the answer is no other page.
func (s *Server) addHookForm(w http.ResponseWriter, r *http.Request) error {
	value := strings.TrimSpace(r.PostFormValue("value"))
	if len(value) > maxFollowed {
		return &mistake{"What is to be followed is longer than " + publish.Number(maxFollowed) + " bytes", "Follow a few words"}
	}
	address := strings.TrimSpace(r.PostFormValue("url"))
	if len(address) > maxAddress {
		return &mistake{"The address is longer than " + publish.Number(maxAddress) + " bytes", "Give a shorter one"}
	}
	kind := r.PostFormValue("kind")
	switch kind {
	case "", store.FollowStory, store.FollowName, store.FollowQuery, store.FollowOutlet:
	default:
		return &mistake{"“" + oneLine(kind) + "” cannot be followed", "Choose a story, a name, an outlet or a search"}
	}
	h, err := s.makeHook(r.Context(), address, kind, value)
	if err != nil {
		return asMistake(err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.showFollowing(w, r, hooked{Said: "The hook is made: what happens from now on is sent to " + oneLine(h.URL) + ".", Secret: h.Secret})
}

// asMistake returns a problem of the API as it is told on a page, and any other
// error as it is.
func asMistake(err error) error {
	if p := new(problem); errors.As(err, &p) {
		return &mistake{raised(oneLine(p.Detail)), raised(p.Do)}
	}
	return err
}

// hookOfForm returns the hook of whoever asks that a form names.
func (s *Server) hookOfForm(r *http.Request) (store.Hook, error) {
	id, err := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	if err != nil {
		return store.Hook{}, &mistake{"It was not said which hook is meant", "Use the button on the page of what you follow"}
	}
	return s.store.Hook(r.Context(), who(r.Context()), id)
}

func (s *Server) testHookForm(w http.ResponseWriter, r *http.Request) error {
	h, err := s.hookOfForm(r)
	if err != nil {
		return err
	}
	if err := s.sendTest(r.Context(), h); err != nil {
		return s.showFollowing(w, r, hooked{Said: "The test of " + oneLine(h.URL) + " did not arrive: " + oneLine(err.Error()) + ".", Failed: true})
	}
	return s.showFollowing(w, r, hooked{Said: "The test of " + oneLine(h.URL) + " arrived."})
}

func (s *Server) removeHookForm(w http.ResponseWriter, r *http.Request) error {
	h, err := s.hookOfForm(r)
	if err != nil {
		return err
	}
	if err := s.store.DeleteHook(r.Context(), h.Who, h.ID); err != nil {
		return err
	}
	http.Redirect(w, r, "/following#hooks", http.StatusSeeOther)
	return nil
}
