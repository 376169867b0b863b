package serve

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"stemma"
	"stemma/internal/publish"
	"stemma/internal/read"
	"stemma/internal/store"
)

// A wireArticle is what a list says of an article.
type wireArticle struct {
	ArticleRow
	Links articleLinks `json:"links"`
}

type articleLinks struct {
	Self  string  `json:"self" doc:"with its text and all its marks"`
	Page  string  `json:"page" doc:"the bytes as received"`
	Story *string `json:"story"`
}

func articleOf(h store.Hit) wireArticle {
	links := articleLinks{Self: path("articles", string(h.ID)), Page: path("articles", string(h.ID), "page")}
	if h.Story != "" {
		links.Story = orNull(path("stories", h.Story))
	}
	return wireArticle{RowOfArticle(&h), links}
}

// An articleID is the path of what is asked of an article.
type articleID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{1,64}$" patternDescription:"hexadecimal" doc:"of the article, or its beginning" example:"1f0c2ab34d5e"`
}

// maxBody is how much may be sent at a time, in bytes. Some 5,000 records of 6 KB.
const maxBody = 32 << 20

// postTimeout is how long sending it may take.
const postTimeout = 50 * time.Second

// postsAtOnce is how many bodies are read at a time: each may be held whole.
const postsAtOnce = 2

// postBatch is how many pages are written at a time, so that others have their
// turn. What was written before a failure is known when it is sent again.
const postBatch = 200

// The types of body that POST articles reads; the first three hold records.
var postTypes = []string{"application/json", "application/x-ndjson", "application/jsonl", "text/html", "application/xhtml+xml", "text/plain", "text/markdown"}

func (s *Server) articleRoutes(a huma.API) {
	register(s, a, huma.Operation{
		OperationID: "search-articles", Method: http.MethodGet, Path: "/articles", Tags: []string{"articles"},
		Summary: "Search articles", Description: "All that is named must hold. The newest first.",
	}, s.searchArticles)
	register(s, a, huma.Operation{
		OperationID: "get-article", Method: http.MethodGet, Path: "/articles/{id}", Tags: []string{"articles"},
		Summary: "An article with all its marks", Description: "As `stemma annotate --format json` writes it: text, blocks, sentences, quotes, attributions, citations, dates, figures, names, claims.",
		Responses: answers("application/json", marksSchema, "The article and its marks"),
	}, s.getArticle)
	register(s, a, huma.Operation{
		OperationID: "get-page", Method: http.MethodGet, Path: "/articles/{id}/page", Tags: []string{"articles"},
		Summary: "The bytes as received", Description: "To be kept, not shown: as a download, and never as a type that a browser runs.",
		Responses: answers("application/octet-stream", "", "The page, unchanged"),
	}, s.getPage)
	record := &huma.Schema{
		Type: "object", Description: "Further keys are kept and ignored.", AdditionalProperties: true, Required: []string{"text"},
		Properties: map[string]*huma.Schema{
			"url": {Type: "string"}, "outlet": {Type: "string"}, "title": {Type: "string"},
			"published": {Type: "string", Description: "ISO 8601"}, "text": {Type: "string"}, "id": {Description: "how you call it"},
		},
		Examples: []any{map[string]any{"url": "https://npa.example/skua", "outlet": "Northern Press Agency", "title": "Ferry Skua runs aground off Hallam Point", "published": "2031-03-04T09:40:00Z", "text": "HALLAM POINT (NPA) — The ferry Skua ran aground …"}},
	}
	text := &huma.MediaType{Schema: &huma.Schema{Type: "string"}}
	register(s, a, huma.Operation{
		OperationID: "add-articles", Method: http.MethodPost, Path: "/articles", Tags: []string{"articles"}, DefaultStatus: http.StatusAccepted,
		Summary: "Give articles",
		Description: fmt.Sprintf("One record, an array of them, or one a line; or one page as HTML, text or Markdown, with what is known of it in the query. "+
			"They are kept before the answer comes, and read soon after. The same bytes under the same address are the same article, so that sending them again does nothing. "+
			"What could not be read is told, and the rest is kept. At most %d MB at a time, %d MB a page.", maxBody>>20, read.MaxPage>>20),
		MaxBodyBytes: maxBody, BodyReadTimeout: postTimeout, SkipValidateBody: true,
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json":     {Schema: &huma.Schema{OneOf: []*huma.Schema{record, {Type: "array", Items: record}}}},
			"application/x-ndjson": text, "application/jsonl": text, "text/html": text, "application/xhtml+xml": text, "text/markdown": text,
		}},
		Middlewares: huma.Middlewares{s.oneOfFew},
	}, s.addArticles)
}

// oneOfFew lets postsAtOnce requests through at a time.
func (s *Server) oneOfFew(ctx huma.Context, next func(huma.Context)) {
	select {
	case s.posts <- struct{}{}:
		defer func() { <-s.posts }()
		next(ctx)
	case <-ctx.Context().Done():
	case <-time.After(10 * time.Second):
		ctx.SetHeader("Retry-After", "10")
		ctx.SetHeader("Content-Type", problemType)
		ctx.SetStatus(http.StatusServiceUnavailable)
		p := &problem{Status: http.StatusServiceUnavailable, Detail: "too much is being sent at once", Do: "try again in a few seconds"}
		_ = huma.DefaultJSONFormat.Marshal(ctx.BodyWriter(), p.whole()) // what fails here is the connection
	}
}

type searchArticlesInput struct {
	Paging
	Words    string    `query:"q" maxLength:"1000" doc:"all of these words, in any order; \"in quotation marks\" as a phrase; -word for without it" example:"ferry \"Hallam Point\""`
	Outlet   string    `query:"outlet" maxLength:"300" doc:"as shown, or its key"`
	Name     string    `query:"name" maxLength:"300" doc:"of a person, place or organisation that it speaks of"`
	Language string    `query:"language" pattern:"^[a-z]{2,3}$" doc:"ISO 639-1"`
	Story    string    `query:"story" maxLength:"80" doc:"an id"`
	From     time.Time `query:"from" doc:"received at that moment or later"`
	To       time.Time `query:"to" doc:"received before that moment"`
}

func (s *Server) searchArticles(ctx context.Context, in *searchArticlesInput) (*listed[wireArticle], error) {
	before, err := from[int64]("/articles", in.Cursor)
	if err != nil {
		return nil, err
	}
	q := store.Query{Words: in.Words, Outlet: in.Outlet, Name: in.Name, Language: in.Language, Story: in.Story, From: in.From, To: in.To, Limit: in.Limit + 1}
	if before != nil {
		q.Before = *before
	}
	hits, err := s.store.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	query := queryOf("q", in.Words, "outlet", in.Outlet, "name", in.Name, "language", in.Language, "story", in.Story, "from", rfc3339(in.From), "to", rfc3339(in.To))
	return onePage("/articles", "/articles", query, in.Paging, hits, articleOf, func(h store.Hit) int64 { return h.Seq }), nil
}

func (s *Server) getArticle(ctx context.Context, in *articleID) (*answered, error) {
	a, err := s.store.Account(ctx, stemma.ArticleID(in.ID))
	if errors.Is(err, store.ErrNotFound) {
		if _, err := s.store.Page(ctx, stemma.ArticleID(in.ID)); err == nil {
			return nil, &problem{Status: http.StatusNotFound, Detail: "article " + in.ID + " was received, and is not read", Do: "ask again in a moment; if it stays so, GET " + base + "/faults says why", after: time.Second}
		}
	}
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := publish.Marks(&buf, a.Article, a.Marks, publish.Options{Format: publish.JSON, Version: s.opt.Version}); err != nil {
		return nil, err
	}
	out := &answered{ContentType: "application/json", Modified: modified(a.Received), ContentPlace: path("articles", string(a.Article.ID)), Body: buf.Bytes()}
	switch m, err := s.store.Placement(ctx, a.Article.ID); {
	case err == nil:
		out.Link = fmt.Sprintf("<%s>; rel=\"collection\"", path("stories", m.Story))
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	return out, nil
}

func (s *Server) getPage(ctx context.Context, in *articleID) (*answered, error) {
	e, err := s.store.Page(ctx, stemma.ArticleID(in.ID))
	if errors.Is(err, store.ErrNotFound) { // by the beginning of its ID, perhaps
		var a store.Account
		if a, err = s.store.Account(ctx, stemma.ArticleID(in.ID)); err == nil {
			e, err = s.store.Page(ctx, a.Article.ID)
		}
	}
	if err != nil {
		return nil, err
	}
	id := e.Page.ID()
	ending, kind := ".html", "application/octet-stream"
	switch e.Page.Format {
	case stemma.PlainText:
		ending, kind = ".txt", "text/plain"
	case stemma.Markdown:
		ending, kind = ".md", "text/plain"
	case stemma.Record:
		ending = ".json"
	}
	if kind == "text/plain" && e.Page.Charset != "" {
		kind = mime.FormatMediaType(kind, map[string]string{"charset": e.Page.Charset})
	}
	return &answered{
		ContentType: cmp.Or(kind, "text/plain"), Modified: modified(e.Received), Cache: "private, max-age=31536000, immutable",
		Disposition:  mime.FormatMediaType("attachment", map[string]string{"filename": string(id) + ending}),
		ContentPlace: path("articles", string(id), "page"), Body: e.Page.Body,
	}, nil
}

type addArticlesInput struct {
	Type      string `header:"Content-Type" hidden:"true"`
	URL       string `query:"url" maxLength:"2000" doc:"of a page: its address" example:"https://npa.example/skua"`
	Outlet    string `query:"outlet" maxLength:"300" doc:"of a page: who publishes it"`
	Title     string `query:"title" maxLength:"1000" doc:"of a page: its headline"`
	Published string `query:"published" maxLength:"100" doc:"of a page: when it was published; ISO 8601" example:"2031-03-04T09:40:00Z"`
	RawBody   []byte `contentType:"text/plain"`
}

// What was added.
type wireAdded struct {
	Items  []wireAddedArticle `json:"items" nullable:"false" doc:"in the order in which they were sent"`
	New    int                `json:"new" doc:"how many of them were new"`
	Faults []wireFaulty       `json:"faults" nullable:"false" doc:"what could not be read"`
}

type wireAddedArticle struct {
	ID    string `json:"id" doc:"GET /articles/{id} has it once it is read" example:"1f0c2ab34d5e"`
	New   bool   `json:"new" doc:"false if the server had it"`
	Title string `json:"title" doc:"as sent; may be empty"`
	Self  string `json:"self" doc:"its address"`
}

type wireFaulty struct {
	Where string `json:"where" doc:"the record, by its number or line" example:"posted:3"`
	Cause string `json:"cause" example:"holds no text"`
	Do    string `json:"do"`
}

type addArticlesOutput struct {
	Body wireAdded
}

// posted is the source, in the log, of what came by the API, and its path where
// it has no address.
const posted = "posted"

func (s *Server) addArticles(ctx context.Context, in *addArticlesInput) (*addArticlesOutput, error) {
	pages, faults, err := pagesOf(in)
	if err != nil {
		return nil, err
	}
	if len(pages) == 0 {
		p := &problem{Status: http.StatusUnprocessableEntity, Detail: "nothing in it can be read as an article", Do: `send records {"url","outlet","title","published","text"}, or a page as text or HTML`}
		for _, f := range faults {
			p.Errors = append(p.Errors, problemWhere(f))
		}
		if len(faults) > 0 {
			p.Detail += ": " + faults[0].Cause
		}
		return nil, p
	}
	var added []bool
	for some := range slices.Chunk(pages, postBatch) {
		of, err := s.store.AppendEach(ctx, posted, s.opt.Now(), some...)
		if errors.Is(err, stemma.ErrInvalid) {
			return nil, &problem{Status: http.StatusConflict, Detail: err.Error(), Do: "send it with another url"}
		}
		if err != nil {
			return nil, err
		}
		added = append(added, of...)
	}
	if s.keeper != nil {
		s.keeper.Wake()
	}
	out := &addArticlesOutput{wireAdded{Items: []wireAddedArticle{}, Faults: faults}}
	for i, p := range pages {
		id := string(p.ID())
		if added[i] {
			out.Body.New++
		}
		out.Body.Items = append(out.Body.Items, wireAddedArticle{id, added[i], p.Title, path("articles", id)})
	}
	return out, nil
}

// pagesOf reads what was sent.
func pagesOf(in *addArticlesInput) (pages []stemma.Page, faults []wireFaulty, err error) {
	if err := ofType(in.Type, postTypes[0], postTypes); err != nil {
		return nil, nil, err
	}
	kind, params, _ := mime.ParseMediaType(in.Type) // ofType has seen to errors
	faults = []wireFaulty{}
	take := func(p stemma.Page, err error) {
		if err != nil {
			faults = append(faults, faulty(p.Path, err))
			return
		}
		// The number in a batch says nothing, so that the same article sent in
		// another batch is the same.
		p.Path = cmp.Or(p.URL, posted)
		pages = append(pages, p)
	}
	if kind != "" && !isJSON(kind) && len(in.RawBody) > read.MaxPage {
		return nil, nil, &problem{Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("the page is larger than %d MB", read.MaxPage>>20), Do: "send the article alone"}
	}
	if kind != "" && !isJSON(kind) {
		as := kind
		if kind == "text/markdown" {
			as = "text/plain"
		}
		p, err := read.Response{URL: posted, Status: http.StatusOK, Body: in.RawBody, ContentType: mime.FormatMediaType(as, params)}.Page()
		if kind == "text/markdown" && p.Format == stemma.PlainText {
			p.Format = stemma.Markdown
		}
		p.URL, p.Outlet, p.Title, p.Published = in.URL, in.Outlet, in.Title, in.Published
		take(p, err)
		return pages, faults, nil
	}
	if in.URL+in.Outlet+in.Title+in.Published != "" {
		return nil, nil, &problem{Status: http.StatusUnprocessableEntity, Detail: "url, outlet, title and published are of a page, and records say them themselves", Do: "leave them out of the query"}
	}
	// What is packed or an archive may be a thousand times as large as it looks.
	if head := bytes.TrimSpace(bytes.TrimPrefix(in.RawBody, []byte("\ufeff"))); len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return nil, nil, &problem{Status: http.StatusBadRequest, Detail: "the body is no JSON object, nor an array of them", Do: "send JSON as it is, or say in Content-Type what it is"}
	}
	for p, err := range read.Pages([]string{"-"}, bytes.NewReader(in.RawBody)) {
		if err == nil && p.Format != stemma.Record {
			err = &stemma.Fault{Kind: stemma.ErrUnreadable, Path: p.Path, Cause: "is no JSON object, nor an array of them", Do: "send JSON as it is, or say in Content-Type what it is"}
		}
		if err == nil {
			err = strictRecord(p)
		}
		take(p, err)
	}
	return pages, faults, nil
}

// isJSON reports whether a type of postTypes holds records.
func isJSON(kind string) bool { return slices.Contains(postTypes[:3], kind) }

// ofType returns a problem for a body that is of none of some types. Without a
// type it is of the usual one.
func ofType(is, usual string, types []string) error {
	kind, _, err := mime.ParseMediaType(cmp.Or(is, usual))
	if err != nil || !slices.Contains(types, kind) {
		return &problem{Status: http.StatusUnsupportedMediaType, Detail: "the body is of a type that is not read here", Do: "send one of " + strings.Join(types, ", ")}
	}
	return nil
}

// strictRecord returns a fault for a record that two programs would read in two
// ways. One in another charset than UTF-8 was decoded first.
func strictRecord(p stemma.Page) error {
	if err := strict(p.Body, asIs); err != nil && json.Valid(p.Body) {
		return &stemma.Fault{Kind: stemma.ErrUnreadable, Path: p.Path, Cause: err.Error(), Do: "send each name once, and plain values"}
	}
	return nil
}

// faulty is a fault with a part of what was sent.
func faulty(at string, err error) wireFaulty {
	at = posted + strings.TrimPrefix(strings.TrimPrefix(at, posted), "-")
	if f := new(stemma.Fault); errors.As(err, &f) {
		return wireFaulty{at, f.Cause, f.Do}
	}
	return wireFaulty{at, err.Error(), "send it again"}
}
