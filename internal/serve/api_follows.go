package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"stemma/internal/store"
	"stemma/internal/text"
)

// A wireFollow is something that somebody wants to hear of.
type wireFollow struct {
	ID      int64     `json:"id"`
	Kind    string    `json:"kind" doc:"story, name, query, outlet"`
	Value   string    `json:"value" example:"Ines Tallow"`
	Title   string    `json:"title" doc:"what it is called on a page"`
	Created time.Time `json:"created"`
	Seen    int64     `json:"seen" doc:"the id of the last event looked at"`
	Events  string    `json:"events" doc:"where its events are that were not looked at"`
}

func followOf(f store.Follow) wireFollow {
	return wireFollow{f.ID, f.Kind, f.Value, f.Title, f.Created.UTC(), f.Seen,
		path("events") + "?" + queryOf("kind", f.Kind, "value", f.Value, "after", digits(f.Seen)).Encode()}
}

// A wireHook is an address that events are sent to.
type wireHook struct {
	ID        int64      `json:"id"`
	URL       string     `json:"url" example:"https://desk.example/stemma"`
	Kind      *string    `json:"kind" doc:"of what is followed: story, name, query, outlet; null for everything"`
	Value     *string    `json:"value"`
	Created   time.Time  `json:"created"`
	Event     int64      `json:"event" doc:"the id of the last event that was delivered, passed over or given up"`
	Delivered *time.Time `json:"delivered" doc:"when an event last arrived"`
	Tries     int        `json:"tries" doc:"of the event after that"`
	Next      *time.Time `json:"next" doc:"when it is tried again; null if nothing waits"`
	Error     *string    `json:"error" doc:"of the last try, or what was given up; null after a success"`
	Off       *string    `json:"off" doc:"why nothing is sent any more; null while it is"`
}

func hookOf(h store.Hook) wireHook {
	out := wireHook{h.ID, h.URL, orNull(h.Kind), orNull(h.Value), h.Created.UTC(), h.Event, momentOf(h.Delivered), h.Tries, nil, orNull(h.Error), orNull(h.Off)}
	if h.Tries > 0 && h.Off == "" {
		out.Next = momentOf(h.Next)
	}
	return out
}

func (s *Server) followRoutes(a huma.API) {
	register(s, a, huma.Operation{
		OperationID: "list-follows", Method: http.MethodGet, Path: "/follows", Tags: []string{"following"},
		Summary: "List what you follow", Description: "The same as on the page. What is followed belongs to a token.",
	}, s.listFollows)
	register(s, a, huma.Operation{
		OperationID: "follow", Method: http.MethodPost, Path: "/follows", Tags: []string{"following"}, DefaultStatus: http.StatusCreated, MaxBodyBytes: maxSmall,
		Summary: "Follow a story, a name, a query or an outlet", Description: "What is followed already stays as it is. Events up to now count as seen.",
	}, s.addFollow)
	register(s, a, huma.Operation{
		OperationID: "unfollow", Method: http.MethodDelete, Path: "/follows/{id}", Tags: []string{"following"}, DefaultStatus: http.StatusNoContent,
		Summary: "Unfollow", Description: "Its events stay.",
	}, s.removeFollow)
	register(s, a, huma.Operation{
		OperationID: "list-hooks", Method: http.MethodGet, Path: "/hooks", Tags: []string{"following"},
		Summary: "List your hooks, and how they fare", Description: "Those that were made with your token. No secret is shown.",
	}, s.listHooks)
	register(s, a, huma.Operation{
		OperationID: "add-hook", Method: http.MethodPost, Path: "/hooks", Tags: []string{"following"}, DefaultStatus: http.StatusCreated, MaxBodyBytes: maxSmall,
		Summary: "Have events sent to an address", Description: hookContract,
	}, s.addHook)
	register(s, a, huma.Operation{
		OperationID: "get-hook", Method: http.MethodGet, Path: "/hooks/{id}", Tags: []string{"following"},
		Summary: "How a hook fares", Description: "When an event last arrived, what the last try said, when the next one is.",
	}, s.getHook)
	register(s, a, huma.Operation{
		OperationID: "test-hook", Method: http.MethodPost, Path: "/hooks/{id}/test", Tags: []string{"following"}, MaxBodyBytes: maxSmall,
		Summary: "Send a hook an event that did not happen", Description: "Signed as events are, its kind is `test`, its story null. How the hook fares stays as it is, and nothing is sent again.",
	}, s.testHook)
	register(s, a, huma.Operation{
		OperationID: "delete-hook", Method: http.MethodDelete, Path: "/hooks/{id}", Tags: []string{"following"}, DefaultStatus: http.StatusNoContent,
		Summary: "Send nothing more to an address", Description: "What is on its way may still arrive.",
	}, s.deleteHook)
}

// maxFollowed is of how many bytes what is followed by the API can be.
const maxFollowed = 500

// maxSmall is the largest body of what says only what is followed, in bytes.
const maxSmall = 1 << 16

func (s *Server) listFollows(ctx context.Context, in *Paging) (*listed[wireFollow], error) {
	all, err := s.store.Follows(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	return pageByKey("/follows", *in, all, func(f store.Follow) int64 { return f.ID }, followOf)
}

// pageByKey is onePage for a short list in the order of a key, which is read
// whole.
func pageByKey[S, T any, K cmp.Ordered](at string, in Paging, all []S, key func(S) K, shown func(S) T) (*listed[T], error) {
	after, err := from[K](at, in.Cursor)
	if err != nil {
		return nil, err
	}
	for after != nil && len(all) > 0 && key(all[0]) <= *after {
		all = all[1:]
	}
	return onePage(at, at, queryOf(), in, all, shown, key), nil
}

type followInput struct {
	Body struct {
		Kind  string `json:"kind" enum:"story,name,query,outlet" doc:"what is followed"`
		Value string `json:"value" minLength:"1" maxLength:"500" doc:"the story's id, the name, the words, the outlet" example:"Ines Tallow"`
		Title string `json:"title,omitempty" maxLength:"500" doc:"what it is called on a page; without it, the value, or the story's title"`
	}
}

type followOutput struct {
	Location string `header:"Location"`
	Body     wireFollow
}

func (s *Server) addFollow(ctx context.Context, in *followInput) (*followOutput, error) {
	f := store.Follow{Who: who(ctx), Kind: in.Body.Kind, Value: in.Body.Value, Title: in.Body.Title, Created: s.opt.Now()}
	title, err := s.followable(ctx, &f.Kind, &f.Value)
	if err != nil {
		return nil, err
	}
	if f.Title == "" {
		f.Title = title
	}
	if f, err = s.store.Follow(ctx, f); err != nil {
		return nil, err
	}
	return &followOutput{path("follows", digits(f.ID)), followOf(f)}, nil
}

// followable returns what something to follow is called, and makes value what
// the pages make of it: a story's ID, a name's or an outlet's key. A name or an
// outlet may be one that nobody has heard of yet. It returns a problem if there
// is no such thing to follow.
func (s *Server) followable(ctx context.Context, kind, value *string) (string, error) {
	switch *kind {
	case store.FollowStory:
		st, err := s.store.Story(ctx, *value)
		if err != nil {
			return "", err
		}
		*value = st.ID
		return st.Title, nil
	case store.FollowName:
		switch n, err := s.store.NameOf(ctx, *value, ""); {
		case err == nil:
			*value = n.Key
			return n.Name, nil
		case !errors.Is(err, store.ErrNotFound):
			return "", err
		}
	case store.FollowOutlet:
		switch o, err := s.store.Outlets(ctx, text.Fold(strings.TrimSpace(*value)), 1, 0); {
		case err != nil:
			return "", err
		case len(o) > 0 && strings.TrimSpace(*value) != "":
			*value = o[0].Key
			return o[0].Name, nil
		}
	case store.FollowQuery:
		if !store.Asks(*value) {
			return "", &problem{Status: http.StatusUnprocessableEntity, Detail: "the query asks for no word", Do: "give at least one word without a minus"}
		}
	}
	return *value, nil
}

// FollowID is the path of what is asked of a follow.
type FollowID struct {
	ID int64 `path:"id" minimum:"1" doc:"of the follow"`
}

func (s *Server) removeFollow(ctx context.Context, in *FollowID) (*struct{}, error) {
	return nil, s.store.Unfollow(ctx, who(ctx), in.ID)
}

func (s *Server) listHooks(ctx context.Context, in *Paging) (*listed[wireHook], error) {
	all, err := s.store.Hooks(ctx, who(ctx))
	if err != nil {
		return nil, err
	}
	return pageByKey("/hooks", *in, all, func(h store.Hook) int64 { return h.ID }, hookOf)
}

type addHookInput struct {
	Body struct {
		URL   string `json:"url" maxLength:"2000" doc:"where events are sent: http or https" example:"https://desk.example/stemma"`
		Kind  string `json:"kind,omitempty" enum:"story,name,query,outlet" doc:"what is followed; without it, everything"`
		Value string `json:"value,omitempty" maxLength:"500" doc:"the story's id, the name, the words, the outlet" example:"Ines Tallow"`
	}
}

// A wireHookMade is a hook with its secret.
type wireHookMade struct {
	Hook   wireHook `json:"hook"`
	Secret string   `json:"secret" doc:"signs what is sent; it is not shown again" example:"whsec_…"`
}

type addHookOutput struct {
	Location string `header:"Location"`
	Body     wireHookMade
}

func (s *Server) addHook(ctx context.Context, in *addHookInput) (*addHookOutput, error) {
	h, err := s.makeHook(ctx, in.Body.URL, in.Body.Kind, in.Body.Value)
	if err != nil {
		return nil, err
	}
	return &addHookOutput{path("hooks", digits(h.ID)), wireHookMade{hookOf(h), h.Secret}}, nil
}

// makeHook makes a hook for whoever asks. What cannot be made is a problem.
func (s *Server) makeHook(ctx context.Context, address, kind, value string) (store.Hook, error) {
	h := store.Hook{Who: who(ctx), URL: address, Kind: kind, Value: value, Created: s.opt.Now().Truncate(time.Microsecond), Secret: newSecret()}
	if err := s.checkHook(h.URL); err != nil {
		return h, &problem{
			Status: http.StatusUnprocessableEntity, Detail: "nothing can be sent to that address: " + err.Error(), Do: "give an address of the public web, by http or https",
			Errors: []problemWhere{{Where: "body.url", Cause: err.Error()}},
		}
	}
	if (h.Kind == "") != (h.Value == "") {
		return h, &problem{Status: http.StatusUnprocessableEntity, Detail: "kind and value go together", Do: "give both, or neither"}
	}
	if h.Kind != "" {
		if _, err := s.followable(ctx, &h.Kind, &h.Value); err != nil {
			return h, err
		}
	}
	mine, err := s.store.Hooks(ctx, h.Who)
	if err != nil {
		return h, err
	}
	if len(mine) >= maxHooks {
		return h, &problem{Status: http.StatusConflict, Detail: fmt.Sprintf("you have %d hooks, and more are not kept", len(mine)), Do: "delete one, or follow more by one"}
	}
	return s.store.AddHook(ctx, h)
}

// HookID is the path of what is asked of a hook.
type HookID struct {
	ID int64 `path:"id" minimum:"1" doc:"of the hook"`
}

type getHookOutput struct {
	Body wireHook
}

func (s *Server) getHook(ctx context.Context, in *HookID) (*getHookOutput, error) {
	h, err := s.store.Hook(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &getHookOutput{hookOf(h)}, nil
}

// A wireTested says whether the test of a hook arrived.
type wireTested struct {
	Arrived bool    `json:"arrived"`
	Error   *string `json:"error" doc:"why it did not; null if it did"`
}

type testHookOutput struct {
	Body wireTested
}

func (s *Server) testHook(ctx context.Context, in *HookID) (*testHookOutput, error) {
	h, err := s.store.Hook(ctx, who(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.sendTest(ctx, h); err != nil {
		return &testHookOutput{wireTested{Error: orNull(err.Error())}}, nil
	}
	return &testHookOutput{wireTested{Arrived: true}}, nil
}

func (s *Server) deleteHook(ctx context.Context, in *HookID) (*struct{}, error) {
	return nil, s.store.DeleteHook(ctx, who(ctx), in.ID)
}
