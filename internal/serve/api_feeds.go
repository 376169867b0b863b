package serve

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/read"
	"stemma/internal/store"
)

// A wireFeed is a source that is asked again and again.
type wireFeed struct {
	ID        string     `json:"id" example:"f-51d9d2b73ddd"`
	URL       string     `json:"url"`
	Kind      string     `json:"kind" doc:"feed (RSS, Atom, RDF, JSON Feed) or sitemap"`
	Title     *string    `json:"title"`
	Site      *string    `json:"site"`
	Folder    *string    `json:"folder" doc:"where a list of feeds has it; null at the top" example:"News/Harbour"`
	State     string     `json:"state" doc:"new, good, failing, off"`
	Every     *float64   `json:"every" doc:"seconds between two tries that succeed"`
	Next      *time.Time `json:"next" doc:"when it is asked again; null while it is off"`
	Added     time.Time  `json:"added"`
	Tried     *time.Time `json:"tried"`
	Succeeded *time.Time `json:"succeeded"`
	Renewed   *time.Time `json:"renewed" doc:"when it last had something new"`
	Failures  int        `json:"failures" doc:"in a row"`
	Status    *int       `json:"status" doc:"the last HTTP status"`
	Error     *string    `json:"error" doc:"why the last try failed"`
	Warning   *string    `json:"warning" doc:"what must be known of the last answer"`
	Entries   int64      `json:"entries" doc:"ever seen"`
	Articles  int64      `json:"articles" doc:"given to the log"`
	Off       *string    `json:"off" doc:"why it is asked no more"`
}

func feedOf(f store.Feed) wireFeed {
	out := wireFeed{
		f.ID, f.URL, f.Kind, orNull(f.Title), orNull(f.Site), orNull(f.Folder), f.State(), orNull(f.Every.Seconds()), momentOf(f.Next), f.Added.UTC(), momentOf(f.Tried), momentOf(f.Succeeded), momentOf(f.Renewed),
		f.Failures, orNull(f.Status), orNull(f.Error), orNull(f.Warning), f.Entries, f.Articles, orNull(f.Off),
	}
	if f.Off != "" {
		out.Next = nil
	}
	return out
}

// The types of a list of feeds.
var opmlTypes = []string{"text/x-opml", "application/xml", "text/xml"}

func (s *Server) feedRoutes(a huma.API) {
	register(s, a, huma.Operation{
		OperationID: "list-feeds", Method: http.MethodGet, Path: "/feeds", Tags: []string{"feeds"},
		Summary: "List the feeds, and how they fare", Description: "By their ids.",
	}, s.listFeeds)
	register(s, a, huma.Operation{
		OperationID: "add-feed", Method: http.MethodPost, Path: "/feeds", Tags: []string{"feeds"}, DefaultStatus: http.StatusCreated, MaxBodyBytes: maxSmall,
		Summary: "Have a feed asked", Description: "At once, and then again and again. What is there already stays as it is. Of a site, the feeds that its page names are found.",
	}, s.postFeed)
	register(s, a, huma.Operation{
		OperationID: "get-feed", Method: http.MethodGet, Path: "/feeds/{id}", Tags: []string{"feeds"},
		Summary: "How a feed fares", Description: "When it was asked, what it answered, and when it is asked again.",
	}, s.getFeed)
	register(s, a, huma.Operation{
		OperationID: "ask-feed", Method: http.MethodPost, Path: "/feeds/{id}/ask", Tags: []string{"feeds"}, DefaultStatus: http.StatusAccepted,
		Summary: "Have a feed asked now", Description: "Also one that is off, which is on then.",
	}, s.postAsk)
	register(s, a, huma.Operation{
		OperationID: "delete-feed", Method: http.MethodDelete, Path: "/feeds/{id}", Tags: []string{"feeds"}, DefaultStatus: http.StatusNoContent,
		Summary: "Ask a feed no more", Description: "What it brought stays.",
	}, s.deleteFeed)
	register(s, a, huma.Operation{
		OperationID: "get-opml", Method: http.MethodGet, Path: "/opml", Tags: []string{"feeds"},
		Summary: "The feeds as a list", Description: "OPML, which other readers of feeds take.",
		Responses: answers(opmlTypes[0], "", "The list"),
	}, s.getOPML)
	content := func() *huma.RequestBody {
		b := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, t := range opmlTypes {
			b.Content[t] = &huma.MediaType{Schema: &huma.Schema{Type: "string"}}
		}
		return b
	}
	register(s, a, huma.Operation{
		OperationID: "add-opml", Method: http.MethodPost, Path: "/opml", Tags: []string{"feeds"}, MaxBodyBytes: maxOPML, BodyReadTimeout: postTimeout, SkipValidateBody: true, RequestBody: content(),
		Summary: "Add the feeds of a list", Description: "Those that are there already stay. Of a broken list, those before the break are added, and that is told.",
	}, s.postOPML)
	register(s, a, huma.Operation{
		OperationID: "put-opml", Method: http.MethodPut, Path: "/opml", Tags: []string{"feeds"}, MaxBodyBytes: maxOPML, BodyReadTimeout: postTimeout, SkipValidateBody: true, RequestBody: content(),
		Summary: "Make the feeds those of a list", Description: "Those that it does not name are asked no more; what they brought stays. Of a broken list nothing is taken.",
	}, s.putOPML)
}

func (s *Server) listFeeds(ctx context.Context, in *Paging) (*listed[wireFeed], error) {
	all, err := s.store.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b store.Feed) int { return cmp.Compare(a.ID, b.ID) })
	return pageByKey("/feeds", *in, all, func(f store.Feed) string { return f.ID }, feedOf)
}

// FeedID is the path of what is asked of a feed.
type FeedID struct {
	ID string `path:"id" pattern:"^f-[0-9a-f]{1,64}$" patternDescription:"the id of a feed" doc:"of the feed" example:"f-51d9d2b73ddd"`
}

type feedOutput struct {
	Location string `header:"Location"`
	Body     wireFeed
}

type addFeedInput struct {
	Body struct {
		URL   string `json:"url" minLength:"1" maxLength:"2000" doc:"of a feed, a sitemap or a site" example:"https://courier.example/feed.xml"`
		Kind  string `json:"kind,omitempty" enum:"feed,sitemap" default:"feed" doc:"what it is"`
		Title string `json:"title,omitempty" maxLength:"500" doc:"what it is called until it calls itself something"`
	}
}

func (s *Server) postFeed(ctx context.Context, in *addFeedInput) (*feedOutput, error) {
	address := addressOf(in.Body.URL)
	if address == "" {
		return nil, &problem{
			Status: http.StatusUnprocessableEntity, Detail: "that is not an address of the web", Do: "give that of a feed or of a site, such as https://example.org/feed.xml",
			Errors: []problemWhere{{Where: "body.url", Cause: "not an address of the web"}},
		}
	}
	f, _, err := s.store.AddFeed(ctx, store.Feed{URL: address, Kind: in.Body.Kind, Title: oneLine(in.Body.Title), Added: s.now()})
	if err != nil {
		return nil, err
	}
	s.asked()
	return &feedOutput{path("feeds", f.ID), feedOf(f)}, nil
}

type getFeedOutput struct {
	Body wireFeed
}

func (s *Server) getFeed(ctx context.Context, in *FeedID) (*getFeedOutput, error) {
	f, err := s.store.Feed(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &getFeedOutput{feedOf(f)}, nil
}

func (s *Server) postAsk(ctx context.Context, in *FeedID) (*getFeedOutput, error) {
	if err := s.store.AskFeed(ctx, in.ID, s.now()); err != nil {
		return nil, err
	}
	s.asked()
	return s.getFeed(ctx, in)
}

func (s *Server) deleteFeed(ctx context.Context, in *FeedID) (*struct{}, error) {
	return nil, s.store.RemoveFeed(ctx, in.ID)
}

// opml writes the feeds as a list.
func (s *Server) opml(ctx context.Context) ([]byte, error) {
	all, err := s.store.Feeds(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := read.WriteOPML(&b, "Feeds of Stemma", pipeline.Subscriptions(all)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (s *Server) getOPML(ctx context.Context, _ *struct{}) (*answered, error) {
	b, err := s.opml(ctx)
	if err != nil {
		return nil, err
	}
	return &answered{ContentType: opmlTypes[0] + "; charset=utf-8", Disposition: `attachment; filename="stemma.opml"`, Body: b}, nil
}

type opmlInput struct {
	Type    string `header:"Content-Type" hidden:"true"`
	RawBody []byte `contentType:"text/x-opml"`
}

// What became of a list of feeds.
type wireListed struct {
	Added   int      `json:"added"`
	Known   int      `json:"known" doc:"were there already"`
	Removed int      `json:"removed" doc:"are asked no more"`
	Refused []string `json:"refused" nullable:"false" doc:"addresses that are not of the web"`
	Broken  *string  `json:"broken" doc:"where the list breaks off; null if it does not"`
}

type listedOutput struct {
	Body wireListed
}

func (s *Server) postOPML(ctx context.Context, in *opmlInput) (*listedOutput, error) {
	return s.takeOPML(ctx, in, false)
}

func (s *Server) putOPML(ctx context.Context, in *opmlInput) (*listedOutput, error) {
	return s.takeOPML(ctx, in, true)
}

// takeOPML adds the feeds of a list, and removes all others if they are to be
// those alone.
func (s *Server) takeOPML(ctx context.Context, in *opmlInput, alone bool) (*listedOutput, error) {
	if err := ofType(in.Type, opmlTypes[0], opmlTypes); err != nil {
		return nil, err
	}
	subs, broken := read.ParseOPML(bytes.NewReader(in.RawBody), "the list")
	if len(subs) == 0 || alone && broken != nil {
		p := &problem{Status: http.StatusUnprocessableEntity, Detail: "the list names no feed", Do: "send OPML, as readers of feeds write it"}
		if f := new(stemma.Fault); errors.As(broken, &f) {
			p.Detail, p.Do = "the list: "+f.Cause, f.Do
		}
		return nil, p
	}
	out := &listedOutput{wireListed{Refused: []string{}}}
	if broken != nil {
		out.Body.Broken = orNull(broken.Error())
	}
	named := map[string]bool{}
	for _, sub := range subs {
		address := addressOf(sub.URL)
		if address == "" {
			out.Body.Refused = append(out.Body.Refused, shortened(sub.URL))
			continue
		}
		f, isNew, err := s.store.AddFeed(ctx, store.Feed{URL: address, Kind: store.KindFeed, Title: oneLine(sub.Title), Site: web(sub.Site), Folder: folderOf(sub), Added: s.now()})
		if err != nil {
			return nil, err
		}
		named[f.ID] = true
		if isNew {
			out.Body.Added++
		} else {
			out.Body.Known++
		}
	}
	if alone && len(named) == 0 {
		return nil, &problem{Status: http.StatusUnprocessableEntity, Detail: fmt.Sprintf("none of the %d addresses of the list is one of the web", len(subs)), Do: "delete the feeds one by one if that is what is meant"}
	}
	if alone {
		all, err := s.store.Feeds(ctx)
		if err != nil {
			return nil, err
		}
		for _, f := range all {
			if named[f.ID] {
				continue
			}
			if err := s.store.RemoveFeed(ctx, f.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			out.Body.Removed++
		}
	}
	s.asked()
	return out, nil
}
