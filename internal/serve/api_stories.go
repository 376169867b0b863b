package serve

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
)

// A wireStory is what a list says of a story.
type wireStory struct {
	StoryRow
	Links storyLinks `json:"links"`
}

type storyLinks struct {
	Self     string `json:"self"`
	Report   string `json:"report" doc:"the report, by the contract stemma.report/1"`
	Articles string `json:"articles" doc:"its articles, and why each is in it"`
	Events   string `json:"events" doc:"what happened to it"`
	Page     string `json:"page" doc:"for people"`
}

func storyOf(s store.Story) wireStory {
	return wireStory{RowOfStory(&s), storyLinks{path("stories", s.ID), path("stories", s.ID, "report"), path("stories", s.ID, "articles"), path("stories", s.ID, "events"), "/story/" + s.ID}}
}

// A wireEvent is something that happened to a story.
type wireEvent struct {
	ID       int64             `json:"id" doc:"rises"`
	At       time.Time         `json:"at"`
	Kind     string            `json:"kind" doc:"opened, joined, revised, conflict, update; others may come" example:"joined"`
	Story    string            `json:"story" doc:"its id"`
	Revision int64             `json:"revision" doc:"of the report that it came with"`
	Article  *stemma.ArticleID `json:"article" doc:"the article that it brings"`
	Outlet   *string           `json:"outlet"`
	Finding  *string           `json:"finding" doc:"the id of the finding in that revision of the report"`
	Words    string            `json:"words" doc:"in one line" example:"Skerrow lifeboats take 61 off stranded ferry"`
}

func eventOf(e store.Event) wireEvent {
	return wireEvent{e.ID, e.At.UTC(), e.Kind, e.Story, e.Revision, orNull(e.Article), orNull(e.Outlet), orNull(e.Finding), e.Words}
}

// A StoryID is the path of what is asked of a story.
type StoryID struct {
	ID string `path:"id" minLength:"1" maxLength:"80" doc:"of the story or of an article in it, or the beginning of either" example:"s-51d9d2b73ddd"`
}

func (s *Server) storyRoutes(a huma.API) {
	register(s, a, huma.Operation{
		OperationID: "list-stories", Method: http.MethodGet, Path: "/stories", Tags: []string{"stories"},
		Summary: "List stories", Description: "Those of two accounts or more, unless alone is true; without round-ups.",
	}, s.listStories)
	register(s, a, huma.Operation{
		OperationID: "get-story", Method: http.MethodGet, Path: "/stories/{id}", Tags: []string{"stories"},
		Summary: "Say what a list says of one story", Description: "A story that became part of another one is that one: Content-Location names it.",
	}, s.getStory)
	register(s, a, huma.Operation{
		OperationID: "get-report", Method: http.MethodGet, Path: "/stories/{id}/report", Tags: []string{"stories"},
		Summary: "The report on a story", Description: "As `stemma compare --format json` writes it: findings, quotes, lineage, and the articles that their spans point into.",
		Responses: answers("application/json", reportSchema, "The report, by the contract stemma.report/1"),
	}, s.getReport)
	formats := exportFormats()
	register(s, a, huma.Operation{
		OperationID: "export-story", Method: http.MethodGet, Path: "/stories/{id}/export/{format}", Tags: []string{"stories"},
		Summary: "A story for another program", Description: exportHelp(), Responses: exported(formats),
	}, s.exportStory)
	register(s, a, huma.Operation{
		OperationID: "list-story-articles", Method: http.MethodGet, Path: "/stories/{id}/articles", Tags: []string{"stories"},
		Summary: "List the articles of a story, and why each is in it", Description: "The newest first.",
	}, s.listPlacements)
	register(s, a, huma.Operation{
		OperationID: "list-story-events", Method: http.MethodGet, Path: "/stories/{id}/events", Tags: []string{"stories"},
		Summary: "List what happened to a story", Description: "The oldest first. To hear of what is new, ask again with the id of the last event as after.",
	}, s.listStoryEvents)
	register(s, a, huma.Operation{
		OperationID: "list-events", Method: http.MethodGet, Path: "/events", Tags: []string{"stories"},
		Summary: "List what happened to all stories, or to what can be followed", Description: "The oldest first. To hear of what is new, ask again with the id of the last event as after; or have it sent, by a hook.",
	}, s.listEvents)
}

type listStoriesInput struct {
	Paging
	By       string    `query:"by" enum:"origins,disputed,latest" default:"origins" doc:"most separate origins, most conflicts or newest first; disputed lists no story without a conflict"`
	Since    time.Time `query:"since" doc:"an article was received at that moment or later" example:"2031-03-04T00:00:00Z"`
	Language string    `query:"language" pattern:"^[a-z]{2,3}$" doc:"one account at least is in it; ISO 639-1" example:"en"`
	Alone    bool      `query:"alone" doc:"those of one account, too"`
	RoundUps bool      `query:"round_ups" doc:"those that speak of several events, too"`
}

// storyRank is where a list of stories goes on.
type storyRank struct {
	ID                           string `json:"i"`
	Origins, Conflicts, Accounts int
	Updated                      int64
}

func (s *Server) listStories(ctx context.Context, in *listStoriesInput) (*listed[wireStory], error) {
	at := "/stories?by=" + in.By
	after, err := from[storyRank](at, in.Cursor)
	if err != nil {
		return nil, err
	}
	q := store.StoryQuery{By: in.By, Since: in.Since, Language: in.Language, Alone: in.Alone, RoundUps: in.RoundUps, Limit: in.Limit + 1}
	if after != nil {
		q.After = &store.Story{Story: stemma.Story{ID: after.ID}, Origins: after.Origins, Conflicts: after.Conflicts, Accounts: after.Accounts, Updated: time.UnixMicro(after.Updated)}
	}
	all, err := s.store.Stories(ctx, q)
	if err != nil {
		return nil, err
	}
	query := queryOf("by", in.By, "since", rfc3339(in.Since), "language", in.Language, "alone", yes(in.Alone), "round_ups", yes(in.RoundUps))
	return onePage("/stories", at, query, in.Paging, all, storyOf, func(x store.Story) storyRank {
		return storyRank{x.ID, x.Origins, x.Conflicts, x.Accounts, x.Updated.UnixMicro()}
	}), nil
}

// rfc3339 returns t as a query has it; "" if it is zero.
func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

type getStoryOutput struct {
	Modified string `header:"Last-Modified"`
	Place    string `header:"Content-Location"`
	Body     wireStory
}

func (s *Server) getStory(ctx context.Context, in *StoryID) (*getStoryOutput, error) {
	st, err := s.store.Story(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &getStoryOutput{modified(st.Updated), path("stories", st.ID), storyOf(st)}, nil
}

// reportOf returns a story by its ID, and the report on it.
func (s *Server) reportOf(ctx context.Context, id string) (store.Story, *stemma.Report, error) {
	st, err := s.store.Story(ctx, id)
	if err != nil {
		return st, nil, err
	}
	r, err := pipeline.StoryReport(ctx, s.store, st)
	return st, r, err
}

func (s *Server) getReport(ctx context.Context, in *StoryID) (*answered, error) {
	st, r, err := s.reportOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := publish.Report(&buf, r, publish.Options{Format: publish.JSON, Version: s.opt.Version}); err != nil {
		return nil, err
	}
	return &answered{ContentType: "application/json", Modified: modified(st.Updated), ContentPlace: path("stories", st.ID, "report"), Body: buf.Bytes()}, nil
}

// exportFormats lists what a story can be exported to: the exports of package
// publish, and the faces of a report.
func exportFormats() []publish.Exported {
	return append(publish.Exports(),
		publish.Exported{Name: publish.HTML, File: "report.html", Type: "text/html; charset=utf-8", Hold: "the report as one page that needs no other file"},
		publish.Exported{Name: publish.Markdown, File: "report.md", Type: "text/markdown; charset=utf-8", Hold: "the report as Markdown"},
		publish.Exported{Name: publish.Text, File: "report.txt", Type: "text/plain; charset=utf-8", Hold: "the report in 80 columns"},
	)
}

func exportHelp() string {
	var b strings.Builder
	b.WriteString("As a download. The formats:\n")
	for _, x := range exportFormats() {
		fmt.Fprintf(&b, "\n- `%s`: %s", x.Name, x.Hold)
	}
	return b.String()
}

// exported describes the good answers of exporting.
func exported(formats []publish.Exported) map[string]*huma.Response {
	content := map[string]*huma.MediaType{}
	for _, x := range formats {
		kind, _, _ := strings.Cut(x.Type, ";")
		schema := &huma.Schema{Type: "string", Format: "binary"}
		if strings.HasSuffix(kind, "+json") {
			schema = &huma.Schema{Type: "object"}
		}
		content[kind] = &huma.MediaType{Schema: schema}
	}
	return map[string]*huma.Response{"200": {Description: "The file", Content: content}}
}

type exportInput struct {
	StoryID
	Format string `path:"format" maxLength:"40" doc:"the name of an export" example:"tei"`
}

func (s *Server) exportStory(ctx context.Context, in *exportInput) (*answered, error) {
	formats := exportFormats()
	name := cmp.Or(publish.ExportNamed(in.Format), strings.ToLower(in.Format))
	i := slices.IndexFunc(formats, func(x publish.Exported) bool { return x.Name == name })
	if i < 0 {
		var names []string
		for _, x := range formats {
			names = append(names, x.Name)
		}
		return nil, &problem{Status: http.StatusNotFound, Detail: "nothing is exported to " + strconv.Quote(shortened(in.Format)), Do: "ask for one of " + strings.Join(names, ", ")}
	}
	st, r, err := s.reportOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if publish.ExportNamed(name) != "" {
		err = publish.Export(&buf, r, name)
	} else {
		err = publish.Report(&buf, r, publish.Options{Format: name, Version: s.opt.Version})
	}
	if err != nil {
		return nil, err
	}
	return &answered{
		ContentType: formats[i].Type, Modified: modified(st.Updated), Disposition: `attachment; filename="` + st.ID + "-" + formats[i].File + `"`, Body: buf.Bytes(),
	}, nil
}

// A wirePlacement is an article, and how it came to its story.
type wirePlacement struct {
	Article   wireArticle          `json:"article"`
	Placement publish.PlacedLine   `json:"placement" doc:"where it is, and why; articles by their ids"`
	Moves     []publish.PlacedLine `json:"moves" nullable:"false" doc:"the stories that it was in before, first to last"`
}

type storyArticlesInput struct {
	StoryID
	Paging
}

func (s *Server) listPlacements(ctx context.Context, in *storyArticlesInput) (*listed[wirePlacement], error) {
	st, err := s.store.Story(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	at := path("stories", st.ID, "articles")
	before, err := from[int64](at, in.Cursor)
	if err != nil {
		return nil, err
	}
	q := store.Query{Story: st.ID, Limit: in.Limit + 1}
	if before != nil {
		q.Before = *before
	}
	hits, err := s.store.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	var failed error
	out := onePage(strings.TrimPrefix(at, base), at, queryOf(), in.Paging, hits, func(h store.Hit) wirePlacement {
		p, err := s.placement(ctx, h)
		if err != nil {
			failed = err
		}
		return p
	}, func(h store.Hit) int64 { return h.Seq })
	return out, failed
}

func (s *Server) placement(ctx context.Context, h store.Hit) (wirePlacement, error) {
	m, err := s.store.Placement(ctx, h.ID)
	if err != nil {
		return wirePlacement{}, err
	}
	moves, err := s.store.Moves(ctx, h.ID)
	if err != nil {
		return wirePlacement{}, err
	}
	m.Changes = moves
	names := map[stemma.ArticleID]string{}
	for _, id := range []stemma.ArticleID{m.Article, m.Of, m.Superseded} {
		names[id] = string(id)
	}
	lines := publish.PlacedLines(m.Placement, names)
	h.Snippet = ""
	return wirePlacement{articleOf(h), lines[0], lines[1:]}, nil
}

type storyEventsInput struct {
	StoryID
	EventsAfter
}

// EventsAfter is what a list of events is asked with. An event's id is its
// cursor.
type EventsAfter struct {
	After int64 `query:"after" minimum:"0" doc:"events with a greater id than this"`
	Limit int   `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many at most"`
}

func (s *Server) listStoryEvents(ctx context.Context, in *storyEventsInput) (*listed[wireEvent], error) {
	st, err := s.store.Story(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.store.Events(ctx, st.ID, in.After, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return eventsPage("/stories/"+st.ID+"/events", queryOf(), in.EventsAfter, all), nil
}

type listEventsInput struct {
	EventsAfter
	Kind  string `query:"kind" enum:"story,name,query,outlet" doc:"of what is followed; without it, of everything"`
	Value string `query:"value" maxLength:"500" doc:"the story's id, the name, the words, the outlet" example:"Ines Tallow"`
}

func (s *Server) listEvents(ctx context.Context, in *listEventsInput) (*listed[wireEvent], error) {
	if (in.Kind == "") != (in.Value == "") {
		return nil, &problem{Status: http.StatusUnprocessableEntity, Detail: "kind and value go together", Do: "give both, or neither"}
	}
	all, err := s.store.Matching(ctx, in.Kind, in.Value, in.After, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return eventsPage("/events", queryOf("kind", in.Kind, "value", in.Value), in.EventsAfter, all), nil
}

// eventsPage is onePage for events, whose cursor is their id, so that it can be
// kept and asked with again.
func eventsPage(at string, query url.Values, in EventsAfter, all []store.Event) *listed[wireEvent] {
	out := &listed[wireEvent]{Body: list[wireEvent]{Items: []wireEvent{}}}
	for _, e := range all[:min(len(all), in.Limit)] {
		out.Body.Items = append(out.Body.Items, eventOf(e))
	}
	if len(all) > in.Limit {
		out.Body.Next = orNull(strconv.FormatInt(all[in.Limit-1].ID, 10))
		out.Link = nextLink(at, query, "after", *out.Body.Next, in.Limit)
	}
	return out
}
