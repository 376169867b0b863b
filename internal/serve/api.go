package serve

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"stemma/internal/publish"
	"stemma/internal/store"
)

// base is where the API is.
const base = "/api/v1"

// about is what the description of the API begins with.
const about = `What a store of stemma holds: stories, the reports on them, and every word's source.

Lists come in pages. ` + "`next`" + ` in the body, and the Link header, hold a cursor; what was on a page comes on no later one, while articles come in. A cursor is opaque and good for the list that it came from.

What is asked for often has an ETag: send it back as If-None-Match, and 304 says that nothing changed.

An error is a problem (RFC 9457): ` + "`detail`" + ` says what is wrong and ` + "`do`" + ` what to do about it.

Offsets are bytes of UTF-8, half-open. Unknown is null. Moments are RFC 3339, UTC.

A server that listens beyond its machine asks for a token: Authorization: Bearer TOKEN. One with the scope read may only GET.`

// api adds the API, under base, to the routes.
func (s *Server) api(mux *http.ServeMux) {
	inner := http.NewServeMux()
	a := humago.NewWithPrefix(inner, base, s.config())
	s.storyRoutes(a)
	s.articleRoutes(a)
	s.nameRoutes(a)
	s.feedRoutes(a)
	s.followRoutes(a)
	s.stateRoutes(a)
	s.openapi = a.OpenAPI()
	asJSON, asYAML := s.description()
	inner.HandleFunc("GET "+base+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Write(asJSON)
	})
	inner.HandleFunc("GET "+base+"/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+yaml")
		w.Write(asYAML)
	})
	mux.Handle("/api/", s.told(conditional(inner)))
}

// config is how huma makes the API: its own pages, links and schemas are left
// out, and JSON is read strictly.
func (s *Server) config() huma.Config {
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "stemma", Version: "1", Description: about},
			Servers: []*huma.Server{{URL: base}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", func(t reflect.Type, hint string) string {
					return strings.ReplaceAll(huma.DefaultSchemaNamer(t, hint), "Wire", "")
				}),
				SecuritySchemes: map[string]*huma.SecurityScheme{"token": {
					Type: "http", Scheme: "bearer", Description: "made by stemma token add; not asked for on the machine itself",
				}},
			},
			Security: []map[string][]string{{}, {"token": {}}},
			Tags: []*huma.Tag{
				{Name: "stories", Description: "Articles about one event, and the report on them."},
				{Name: "articles", Description: "One outlet's account each, as it was received and as it was read."},
				{Name: "names", Description: "People, places and organisations, and the outlets with their records."},
				{Name: "feeds", Description: "What is asked again and again for articles."},
				{Name: "following", Description: "What you follow, and the addresses that its events are sent to."},
				{Name: "state", Description: "What the server does and could not do."},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers: []huma.Transformer{func(_ huma.Context, _ string, v any) (any, error) {
			if e, ok := v.(*huma.ErrorModel); ok {
				return problemOf(e), nil
			}
			return v, nil
		}},
	}
}

// reportSchema and marksSchema name the contracts of package publish.
const (
	reportSchema = "Report"
	marksSchema  = "Marks"
)

// description returns the description of the API as JSON and as YAML, with the
// contracts of package publish as they stand there.
func (s *Server) description() (asJSON, asYAML []byte) {
	b, err := json.Marshal(s.openapi)
	var doc map[string]any
	if err == nil {
		err = json.Unmarshal(b, &doc)
	}
	if err != nil {
		panic(err) // unreachable: of our own making
	}
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	delete(schemas, "ErrorModel") // huma's, in place of which there are problems
	delete(schemas, "ErrorDetail")
	for name, text := range map[string]string{reportSchema: publish.SchemaText, marksSchema: publish.MarksSchemaText} {
		var schema map[string]any
		if err := json.Unmarshal([]byte(text), &schema); err != nil {
			panic(err) // unreachable: a test of package publish reads it
		}
		delete(schema, "$schema") // that of OpenAPI 3.1 is the same draft
		delete(schema, "$id")
		pointed(schema, strings.NewReplacer("urn:stemma:report:1#", "#/components/schemas/"+reportSchema, "urn:stemma:report:1", "#/components/schemas/"+reportSchema, "#/$defs", "#/components/schemas/"+name+"/$defs"))
		schemas[name] = schema
	}
	var indented bytes.Buffer
	e := json.NewEncoder(&indented)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(doc); err != nil {
		panic(err) // unreachable: it was just decoded
	}
	var y strings.Builder
	writeYAML(&y, doc, "")
	return indented.Bytes(), []byte(y.String())
}

// pointed makes the references in a schema those of where it stands now.
func pointed(v any, to *strings.Replacer) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if ref, ok := x.(string); ok && k == "$ref" {
				v[k] = to.Replace(ref)
			}
			pointed(x, to)
		}
	case []any:
		for _, x := range v {
			pointed(x, to)
		}
	}
}

// writeYAML writes a value that JSON decoded as YAML in block style: scalars as
// in JSON, of which YAML 1.2 holds all.
func writeYAML(w *strings.Builder, v any, indent string) {
	scalar := func(v any) string {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(v) // of a scalar or an empty collection: never fails
		return strings.TrimSpace(b.String())
	}
	nested := func(v any) bool {
		switch v := v.(type) {
		case map[string]any:
			return len(v) > 0
		case []any:
			return len(v) > 0
		}
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			w.WriteString(indent + scalar(k) + ":")
			if nested(v[k]) {
				w.WriteString("\n")
				writeYAML(w, v[k], indent+"  ")
			} else {
				w.WriteString(" " + scalar(v[k]) + "\n")
			}
		}
	case []any:
		for _, x := range v {
			if nested(x) {
				w.WriteString(indent + "-\n")
				writeYAML(w, x, indent+"  ")
			} else {
				w.WriteString(indent + "- " + scalar(x) + "\n")
			}
		}
	}
}

// A problem is an error as it is told (RFC 9457).
type problem struct {
	Type   string         `json:"type" doc:"always about:blank: the status says the kind"`
	Title  string         `json:"title" doc:"the status in words" example:"Not Found"`
	Status int            `json:"status" doc:"the HTTP status" example:"404"`
	Detail string         `json:"detail" doc:"what is wrong" example:"story \"s-1\": not in the store"`
	Do     string         `json:"do" doc:"what can be done about it" example:"look for it in GET /api/v1/stories"`
	Errors []problemWhere `json:"errors,omitempty" nullable:"false" doc:"each thing that is wrong with the request"`

	after time.Duration // when to ask again; zero if that is not known
}

// GetHeaders makes huma send when to ask again.
func (p *problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.after > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.after.Seconds()))))
	}
	return h
}

// A problemWhere says what is wrong with one part of a request.
type problemWhere struct {
	Where string `json:"where" doc:"the part: query.limit, body.url, a line of what was sent" example:"query.limit"`
	Cause string `json:"cause" doc:"what is wrong with it" example:"expected number <= 200"`
	Do    string `json:"do,omitempty" doc:"what can be done about it"`
}

func (p *problem) Error() string { return p.Detail }

// GetStatus makes a problem an error whose status huma knows.
func (p *problem) GetStatus() int { return p.Status }

// ContentType makes huma send a problem as one.
func (p *problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// whole returns p with what follows from its status.
func (p *problem) whole() *problem {
	q := *p
	q.Type, q.Title = "about:blank", http.StatusText(p.Status)
	return &q
}

// problemOf is what huma found wrong with a request. What was sent is not sent
// back.
func problemOf(e *huma.ErrorModel) *problem {
	p := &problem{Status: e.Status, Detail: e.Detail, Do: "mend the request; " + base + "/openapi.json describes it"}
	for _, d := range e.Errors {
		p.Errors = append(p.Errors, problemWhere{Where: d.Location, Cause: d.Message})
	}
	switch {
	case len(p.Errors) > 0:
		p.Detail = strings.TrimPrefix(p.Errors[0].Where+": ", ": ") + p.Errors[0].Cause
	case e.Status == http.StatusRequestEntityTooLarge:
		p.Do = "send less at a time"
	case e.Status == http.StatusRequestTimeout:
		p.Do = "send the body faster, or less at a time"
	}
	if e.Status == http.StatusUnsupportedMediaType {
		p.Detail, p.Do, p.Errors = "the body is of a type that is not read here", "send it as application/json", nil
	}
	return p.whole()
}

// failed is what went wrong with a request that is right: a problem, which it
// returns as it is; nothing by that name; the store.
func (s *Server) failed(err error) *problem {
	if p := new(problem); errors.As(err, &p) {
		return p.whole()
	}
	p := &problem{Status: http.StatusInternalServerError, Detail: "the store failed", Do: "try again; the log of the server says why"}
	switch {
	case errors.Is(err, store.ErrNotFound):
		p = &problem{Status: http.StatusNotFound, Detail: err.Error(), Do: "look for it in the lists, or by GET " + base + "/articles?q="}
	case errors.Is(err, publish.ErrUsage):
		p = &problem{Status: http.StatusNotFound, Detail: strings.TrimPrefix(err.Error(), "publish: "), Do: "ask for one of those"}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p = &problem{Status: http.StatusServiceUnavailable, Detail: "it took too long, or the server is stopping", Do: "try again"}
	default:
		s.log.Error("api", "err", err)
	}
	return p.whole()
}

// refuse answers a request with a problem: as JSON, or to a browser as a page.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, p *problem) {
	p = p.whole()
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if p.after > 0 {
		h.Set("Retry-After", p.GetHeaders().Get("Retry-After"))
	}
	if !forPrograms(r.URL.Path) && strings.Contains(r.Header.Get("Accept"), "text/html") {
		v := struct {
			shell
			mistake
		}{s.shell(p.Title, ""), mistake{raised(p.Detail), raised(p.Do)}}
		if err := show(w, p.Status, "failed", v); err != nil {
			s.log.Error("page", "path", r.URL.Path, "err", err)
			http.Error(w, p.Detail, p.Status)
		}
		return
	}
	h.Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = huma.DefaultJSONFormat.Marshal(w, p) // what fails here is the connection
}

// raised returns s with a capital.
func raised(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// told makes problems of what the routes themselves refuse: no such path, no
// such method.
func (s *Server) told(next *conditioned) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, pattern := next.mux.Handler(r); pattern == "" {
			no := recorder{header: http.Header{}}
			h.ServeHTTP(&no, r)
			p := &problem{Status: no.status, Detail: "there is nothing at " + r.URL.Path, Do: base + "/openapi.json lists what there is"}
			if allow := no.header.Get("Allow"); allow != "" {
				w.Header().Set("Allow", allow)
				p.Detail, p.Do = fmt.Sprintf("%s has no %s", r.URL.Path, r.Method), "use "+allow
			}
			s.refuse(w, r, p)
			return
		}
		if packed := r.Header.Get("Content-Encoding"); packed != "" && !strings.EqualFold(packed, "identity") {
			s.refuse(w, r, &problem{Status: http.StatusUnsupportedMediaType, Detail: "the body is packed, and nothing is unpacked here", Do: "send it without Content-Encoding"})
			return
		}
		defer func() {
			switch x := recover(); x {
			case nil:
			case http.ErrAbortHandler:
				panic(x)
			default: // a bug of ours; whoever asks is told, and the server goes on
				s.log.Error("api", "path", r.URL.Path, "panic", x, "stack", string(debug.Stack()))
				s.refuse(w, r, &problem{Status: http.StatusInternalServerError, Detail: "stemma failed on it, which is a bug", Do: "report it, with what the log of the server says"})
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1)
		next.ServeHTTP(w, r)
	})
}

// A conditioned is a mux whose answers to GET have an ETag of their bytes, and
// are not sent to whoever has them.
type conditioned struct{ mux *http.ServeMux }

func conditional(mux *http.ServeMux) *conditioned { return &conditioned{mux} }

// maxHeld is the largest answer that is held back until it has its ETag, in
// bytes. Of 20,000 stories the longest report has 3 MB.
const maxHeld = 64 << 20

func (c *conditioned) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Cache-Control", "no-store")
		c.mux.ServeHTTP(w, r)
		return
	}
	held := &recorder{header: w.Header(), max: maxHeld}
	c.mux.ServeHTTP(held, r)
	if held.over {
		panic(fmt.Sprintf("the answer is larger than %d bytes", maxHeld)) // unreachable: reports are capped in accounts, pages in bytes
	}
	h := w.Header()
	status := cmp.Or(held.status, http.StatusOK)
	if status != http.StatusOK {
		h.Set("Cache-Control", "no-store")
	} else {
		sum := sha256.Sum256(held.body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		h.Set("ETag", tag)
		if h.Get("Cache-Control") == "" {
			h.Set("Cache-Control", "private, no-cache")
		}
		h.Add("Vary", "Authorization, Cookie")
		if hadBy(r.Header, tag, h.Get("Last-Modified")) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(held.body.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(held.body.Bytes())
	}
}

// hadBy reports whether whoever sent h has what is tagged so (RFC 9110,
// section 13.2.2).
func hadBy(h http.Header, tag, modified string) bool {
	if have := h.Values("If-None-Match"); len(have) > 0 {
		for one := range strings.SplitSeq(strings.Join(have, ","), ",") {
			if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(h.Get("If-Modified-Since"))
	if err != nil {
		return false
	}
	at, err := http.ParseTime(modified)
	return err == nil && !at.After(since)
}

// A recorder holds an answer back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
	max    int
	over   bool // more was written than max, and is lost
}

func (c *recorder) Header() http.Header { return c.header }

func (c *recorder) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *recorder) Write(b []byte) (int, error) {
	if c.over = c.over || c.body.Len()+len(b) > c.max; c.over {
		return 0, fmt.Errorf("the answer is larger than %d bytes", c.max)
	}
	return c.body.Write(b)
}

// maxDepth is how deep JSON that is sent may be nested.
const maxDepth = 32

// unmarshal is json.Unmarshal for what strangers send: it refuses what is
// strict not.
func unmarshal(b []byte, v any) error {
	if err := strict(b, fold); err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// fold returns a name as it is compared by encoding/json, which takes "URL" for
// "url".
func fold(name string) string { return strings.ToUpper(strings.ToLower(name)) }

// asIs returns a name as it is compared by those who tell "URL" from "url".
func asIs(name string) string { return name }

// strict returns an error for JSON that is not one value, that is nested deeper
// than maxDepth, or that has an object with one name twice, which two programs
// read in two ways. same returns by what a name is compared.
func strict(b []byte, same func(string) string) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	type level struct {
		names map[string]bool // of an object; nil in an array
		value bool            // a name was read, and its value comes
	}
	var in []level
	for n := 0; ; n++ {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) && n > 0 && len(in) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("broken JSON at byte %d: %w", d.InputOffset(), err)
		}
		if len(in) == 0 && n > 0 {
			return fmt.Errorf("after the JSON value more comes, at byte %d", d.InputOffset())
		}
		if end, ok := tok.(json.Delim); ok && (end == '}' || end == ']') {
			in = in[:len(in)-1]
			if len(in) == 0 {
				// What follows must be nothing but white space.
				if _, err := d.Token(); !errors.Is(err, io.EOF) {
					return fmt.Errorf("after the JSON value more comes, at byte %d", d.InputOffset())
				}
				return nil
			}
			continue
		}
		if len(in) > 0 {
			if l := &in[len(in)-1]; l.names != nil {
				if name, ok := tok.(string); ok && !l.value {
					if l.names[same(name)] {
						return fmt.Errorf("the name %q stands twice in one object, at byte %d", shortened(name), d.InputOffset())
					}
					l.names[same(name)], l.value = true, true
					continue
				}
				l.value = false
			}
		}
		switch tok {
		case json.Delim('{'):
			in = append(in, level{names: map[string]bool{}})
		case json.Delim('['):
			in = append(in, level{})
		}
		if len(in) > maxDepth {
			return fmt.Errorf("nested deeper than %d at byte %d", maxDepth, d.InputOffset())
		}
	}
}

// shortened returns s cut to what fits a line.
func shortened(s string) string {
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:80], "") + "…"
	}
	return s
}

// Paging is what every list is asked with. (It has a capital because huma sets
// no fields of an embedded type that has none; so have others below.)
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2000" doc:"next of the page before; without it the list begins"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many at most"`
}

// A list is one page of a list.
type list[T any] struct {
	Items []T     `json:"items" nullable:"false"`
	Next  *string `json:"next" doc:"the cursor of the next page; null on the last one"`
}

// A listed is the answer with one page of a list.
type listed[T any] struct {
	Link string `header:"Link" doc:"<address of the next page>; rel=\"next\" (RFC 8288)"`
	Body list[T]
}

// onePage returns one page of a list, of whose items one more than the limit was
// asked for. at is the path of the list under base and query what it is asked
// with; name is what a cursor is good for; after says from what item the next
// page goes on.
func onePage[S, T, C any](at, name string, query url.Values, p Paging, items []S, shown func(S) T, after func(S) C) *listed[T] {
	out := &listed[T]{Body: list[T]{Items: []T{}}}
	for _, x := range items[:min(len(items), p.Limit)] {
		out.Body.Items = append(out.Body.Items, shown(x))
	}
	if len(items) > p.Limit {
		next := cursorOf(name, after(items[p.Limit-1]))
		out.Body.Next = &next
		out.Link = nextLink(at, query, "cursor", next, p.Limit)
	}
	return out
}

// nextLink returns the Link header of a page that is not the last.
func nextLink(at string, query url.Values, name, next string, limit int) string {
	query.Set(name, next)
	query.Set("limit", strconv.Itoa(limit))
	return fmt.Sprintf("<%s%s?%s>; rel=\"next\"", base, at, query.Encode())
}

// A cursor says where a list goes on.
type cursor[C any] struct {
	List  string `json:"l"`
	After C      `json:"a"`
}

func cursorOf[C any](list string, after C) string {
	b, _ := json.Marshal(cursor[C]{list, after}) // of numbers and strings: never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// from returns where the list at goes on by a cursor; nil without one.
func from[C any](at, s string) (*C, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	var c cursor[C]
	if err == nil {
		err = unmarshal(b, &c)
	}
	if err != nil || c.List != at {
		return nil, &problem{
			Status: http.StatusUnprocessableEntity, Detail: "the cursor is not one of this list", Do: "begin the list without one",
			Errors: []problemWhere{{Where: "query.cursor", Cause: "not a cursor of this list"}},
		}
	}
	return &c.After, nil
}

// queryOf returns the values that are not empty, by pairs of name and value.
func queryOf(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return out
}

// orNull returns nil, which is null, for the zero value.
func orNull[T comparable](x T) *T {
	var zero T
	if x == zero {
		return nil
	}
	return &x
}

// moment returns t in UTC, nil if it is unknown.
func momentOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// path returns the address of something under base, its parts escaped.
func path(parts ...string) string {
	out := base
	for _, p := range parts {
		out += "/" + url.PathEscape(p)
	}
	return out
}

// register adds an operation to the API. Every answer but the first is a
// problem; those that read are conditional.
func register[I, O any](s *Server, a huma.API, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	schema := a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem](), true, "")
	wrong := func(what string) *huma.Response {
		return &huma.Response{Description: what, Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
	}
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = wrong("What is wrong, and what to do about it")
	op.Responses["401"] = wrong("A token is needed")
	if strings.Contains(op.Path, "{") {
		op.Responses["404"] = wrong("There is none by that name")
	}
	op.Responses["422"] = wrong("The request does not say what can be done")
	if op.Method == http.MethodGet {
		op.Responses["304"] = &huma.Response{Description: "Nothing changed since the ETag of If-None-Match, or the moment of If-Modified-Since"}
	} else {
		op.Responses["403"] = wrong("The token may only read")
		op.Responses["413"] = wrong("The body is too large")
		op.Responses["415"] = wrong("The body is of a type that is not read")
	}
	huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.failed(err)
		}
		return out, nil
	})
}

// answers describes the one good answer of an operation whose body is written
// by package publish.
func answers(contentType, schema, what string) map[string]*huma.Response {
	s := &huma.Schema{Type: "string", Format: "binary"}
	if schema != "" {
		s = &huma.Schema{Ref: "#/components/schemas/" + schema}
	}
	return map[string]*huma.Response{"200": {Description: what, Content: map[string]*huma.MediaType{contentType: {Schema: s}}}}
}

// An answered is an answer whose bytes are made already.
type answered struct {
	ContentType  string `header:"Content-Type"`
	Modified     string `header:"Last-Modified"`
	Cache        string `header:"Cache-Control"`
	Disposition  string `header:"Content-Disposition"`
	Link         string `header:"Link"`
	ContentPlace string `header:"Content-Location"`
	Body         []byte
}

// modified returns t as the Last-Modified header has it.
func modified(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(http.TimeFormat)
}
