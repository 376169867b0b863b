package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
)

// received is when all articles of the week are.
var received = noon

// A client is a running server with what its answers are held to.
type client struct {
	*httptest.Server
	t      testing.TB
	server *Server
	store  *store.Store
	keeper *pipeline.Keeper
	doc    map[string]any
	schema *jsonschema.Compiler
}

func newClient(t testing.TB, o Options) *client {
	t.Helper()
	over := siteOver(t, weekFile(t), o)
	x := &client{t: t, store: over.store, keeper: over.keeper, server: over.Server}
	x.Server = httptest.NewServer(x.server)
	t.Cleanup(x.Close)
	asJSON, _ := x.server.description()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	x.doc = doc.(map[string]any)
	x.schema = jsonschema.NewCompiler()
	x.schema.AssertFormat()
	if err := x.schema.AddResource("urn:openapi", doc); err != nil {
		t.Fatal(err)
	}
	return x
}

// A reply is an answer, its body read.
type reply struct {
	*http.Response
	body []byte
}

// ask sends a request, follows no redirect, and holds what comes back to the
// description of the API.
func (x *client) ask(method, path string, body io.Reader, header ...string) reply {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), method, x.URL+path, body)
	if err != nil {
		x.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	out := reply{res, b}
	if strings.HasPrefix(path, base) {
		x.described(method, r.URL.EscapedPath(), out)
	}
	return out
}

// described fails the test if an answer is not as the description has it.
func (x *client) described(method, path string, r reply) {
	x.t.Helper()
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if r.StatusCode >= 400 {
		if kind != problemType {
			x.t.Errorf("%s %s: %d is of type %q", method, path, r.StatusCode, kind)
		}
		var p problem
		if err := json.Unmarshal(r.body, &p); err != nil && method != http.MethodHead || method != http.MethodHead && (p.Status != r.StatusCode || p.Detail == "" || p.Do == "" || p.Title == "" || p.Type != "about:blank") {
			x.t.Errorf("%s %s: %d says %s (%v)", method, path, r.StatusCode, r.body, err)
		}
	}
	if strings.HasPrefix(path, base+"/openapi") {
		return
	}
	if method == http.MethodHead {
		if len(r.body) > 0 {
			x.t.Errorf("HEAD %s has a body", path)
		}
		return // as GET, but for that
	}
	want := strings.Split(strings.TrimPrefix(path, base), "/")
	for template, ops := range x.doc["paths"].(map[string]any) {
		parts := strings.Split(template, "/")
		if len(parts) != len(want) || slices.IndexFunc(parts, func(p string) bool {
			i := slices.Index(parts, p)
			return p != want[i] && !strings.HasPrefix(p, "{")
		}) >= 0 {
			continue
		}
		op, ok := ops.(map[string]any)[strings.ToLower(method)].(map[string]any)
		if !ok {
			continue
		}
		responses := op["responses"].(map[string]any)
		status := fmt.Sprint(r.StatusCode)
		if responses[status] == nil {
			status = "default"
		}
		if r.StatusCode < 400 && status == "default" {
			x.t.Errorf("%s %s: %d is not described", method, path, r.StatusCode)
			return
		}
		content, _ := responses[status].(map[string]any)["content"].(map[string]any)
		if len(content) == 0 {
			if len(r.body) > 0 {
				x.t.Errorf("%s %s: %d has a body that is not described: %.80s", method, path, r.StatusCode, r.body)
			}
			return
		}
		if content[kind] == nil {
			if content["application/octet-stream"] == nil {
				x.t.Errorf("%s %s: %d is of type %q, not one of %v", method, path, r.StatusCode, kind, content)
			}
			return
		}
		if !strings.HasSuffix(kind, "json") {
			return
		}
		escape := strings.NewReplacer("~", "~0", "/", "~1")
		at := "urn:openapi#/paths/" + url.PathEscape(escape.Replace(template)) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/" + url.PathEscape(escape.Replace(kind)) + "/schema"
		schema, err := x.schema.Compile(at)
		if err != nil {
			x.t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.body))
		if err == nil {
			err = schema.Validate(v)
		}
		if err != nil {
			x.t.Errorf("%s %s: %d is not as described: %v\n%.500s", method, path, r.StatusCode, err, r.body)
		}
		return
	}
	if r.StatusCode < 400 {
		x.t.Errorf("%s %s is not described", method, path)
	}
}

// get asks for a path and decodes what comes into v.
func (x *client) get(path string, v any) reply {
	x.t.Helper()
	r := x.ask("GET", path, nil)
	if r.StatusCode != http.StatusOK {
		x.t.Fatalf("GET %s: %d %s", path, r.StatusCode, r.body)
	}
	if v != nil {
		if err := json.Unmarshal(r.body, v); err != nil {
			x.t.Fatalf("GET %s: %v", path, err)
		}
	}
	return r
}

// TestDescription holds the description of the API to the one in testdata, so
// that a change in it is seen.
func TestDescription(t *testing.T) {
	x := newClient(t, Options{})
	for _, ending := range []string{"json", "yaml"} {
		got := x.ask("GET", base+"/openapi."+ending, nil)
		if kind := got.Header.Get("Content-Type"); kind != "application/openapi+"+ending {
			t.Errorf("it is of type %q", kind)
		}
		if ending == "json" {
			golden(t, "openapi.json", got.body)
		} else if !bytes.HasPrefix(got.body, []byte("\"components\":\n  \"schemas\":\n")) || bytes.Count(got.body, []byte("\n")) < 1000 {
			t.Errorf("as YAML: %.200s", got.body)
		}
	}
	for _, gone := range []string{"/docs", base + "/docs", base + "/schemas/Story.json", "/openapi.json"} {
		if r := x.ask("GET", gone, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %d", gone, r.StatusCode)
		}
	}
	// Every reference leads to something, and no two operations have one name.
	names := map[any]bool{}
	var refs func(v any)
	refs = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if id := v["operationId"]; id != nil {
				if names[id] {
					t.Errorf("two operations are called %v", id)
				}
				names[id] = true
			}
			if ref, ok := v["$ref"].(string); ok {
				var at any = x.doc
				for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
					m, _ := at.(map[string]any)
					at = m[part]
				}
				if at == nil || !strings.HasPrefix(ref, "#/") {
					t.Errorf("%s leads nowhere", ref)
				}
			}
			for _, w := range v {
				refs(w)
			}
		case []any:
			for _, w := range v {
				refs(w)
			}
		}
	}
	refs(any(x.doc))
	if len(names) < 30 {
		t.Errorf("%d operations", len(names))
	}
	// Everything that is described is documented.
	for path, ops := range x.doc["paths"].(map[string]any) {
		for method, op := range ops.(map[string]any) {
			op := op.(map[string]any)
			for _, key := range []string{"operationId", "summary", "description", "tags"} {
				if op[key] == nil {
					t.Errorf("%s %s has no %s", method, path, key)
				}
			}
			for _, p := range sliceOf(op["parameters"]) {
				if p := p.(map[string]any); p["description"] == nil {
					t.Errorf("%s %s: parameter %v has no description", method, path, p["name"])
				}
			}
		}
	}
}

// TestYAML holds what YAML is written: no value can be read as another one.
func TestYAML(t *testing.T) {
	var v any
	if err := json.Unmarshal([]byte(`{"b":[1,"no",{"x":[]},[true,null]],"a: #":"1\n\"2\"","c":{},"d":{"e":0.5}}`), &v); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	writeYAML(&b, v, "")
	want := `"a: #": "1\n\"2\""
"b":
  - 1
  - "no"
  -
    "x": []
  -
    - true
    - null
"c": {}
"d":
  "e": 0.5
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", &b, want)
	}
}

func sliceOf(v any) []any {
	l, _ := v.([]any)
	return l
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is served; if that is meant, run go test ./internal/serve -update", file)
	}
}

// TestReport holds the report and the marks that the API gives to be those of
// package publish.
func TestReport(t *testing.T) {
	x := newClient(t, Options{Version: "1.2"})
	var stories list[wireStory]
	x.get(base+"/stories?alone=true&round_ups=true", &stories)
	if len(stories.Items) < 3 || stories.Items[0].Origins < 2 {
		t.Fatalf("stories %+v", stories.Items)
	}
	for _, st := range stories.Items {
		kept, err := x.store.Story(t.Context(), st.ID)
		if err != nil {
			t.Fatal(err)
		}
		r, err := pipeline.StoryReport(t.Context(), x.store, kept)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := publish.Report(&want, r, publish.Options{Format: publish.JSON, Version: "1.2"}); err != nil {
			t.Fatal(err)
		}
		got := x.get(st.Links.Report, nil)
		if !bytes.Equal(got.body, want.Bytes()) {
			t.Errorf("the report on %s is not that of publish", st.ID)
		}
		var one wireStory
		x.get(st.Links.Self, &one)
		if fmt.Sprint(one.Articles, one.Links) != fmt.Sprint(st.Articles, st.Links) {
			t.Errorf("story %s is %+v alone and %+v in the list", st.ID, one, st)
		}
		var placed list[wirePlacement]
		x.get(st.Links.Articles, &placed)
		if len(placed.Items) != st.Articles {
			t.Errorf("story %s has %d articles and lists %d", st.ID, st.Articles, len(placed.Items))
		}
		for _, p := range placed.Items {
			if p.Placement.Story != st.ID || p.Placement.ID != p.Article.ID || p.Placement.Why == "" {
				t.Errorf("placement %+v of %s", p.Placement, p.Article.ID)
			}
			a, err := x.store.Account(t.Context(), stemma.ArticleID(p.Article.ID))
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := publish.Marks(&want, a.Article, a.Marks, publish.Options{Format: publish.JSON, Version: "1.2"}); err != nil {
				t.Fatal(err)
			}
			if got := x.get(p.Article.Links.Self, nil); !bytes.Equal(got.body, want.Bytes()) {
				t.Errorf("the marks of %s are not those of publish", p.Article.ID)
			}
			page, err := x.store.Page(t.Context(), a.Article.ID)
			if err != nil {
				t.Fatal(err)
			}
			r := x.get(p.Article.Links.Page, nil)
			if !bytes.Equal(r.body, page.Page.Body) {
				t.Errorf("the page of %s is not what was received", p.Article.ID)
			}
			if d := r.Header.Get("Content-Disposition"); d != "attachment; filename="+p.Article.ID+".json" || r.Header.Get("Content-Type") != "application/octet-stream" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("the page of %s may be shown: %v", p.Article.ID, r.Header)
			}
		}
		var events list[wireEvent]
		x.get(st.Links.Events, &events)
		if st.Accounts > 1 && len(events.Items) < st.Articles {
			t.Errorf("story %s has %d articles and %d events", st.ID, st.Articles, len(events.Items))
		}
	}
}

// pages walks a list by its cursors, n at a time, and returns the items; by its
// links if linked.
func walked[T any](x *client, path string, n int, linked bool, between func()) []T {
	x.t.Helper()
	var all []T
	at := path + "&limit=" + fmt.Sprint(n)
	if !strings.Contains(path, "?") {
		at = path + "?limit=" + fmt.Sprint(n)
	}
	name := "cursor"
	if strings.Contains(path, "/events") {
		name = "after"
	}
	for next := at; next != ""; {
		var l list[T]
		r := x.get(next, &l)
		all = append(all, l.Items...)
		if len(l.Items) > n || len(all) > 1000 {
			x.t.Fatalf("%s does not end", path)
		}
		next = ""
		if l.Next != nil {
			next = at + "&" + name + "=" + url.QueryEscape(*l.Next)
			link, rel, _ := strings.Cut(r.Header.Get("Link"), ">; ")
			if rel != `rel="next"` {
				x.t.Fatalf("%s: link %q", path, r.Header.Get("Link"))
			}
			if linked {
				next = strings.TrimPrefix(link, "<")
			}
			between()
		}
	}
	return all
}

// TestLists holds that a list in pages is the list, and that what comes between
// two pages neither doubles an item nor loses one.
func TestLists(t *testing.T) {
	x := newClient(t, Options{})
	n := 0
	more := func() {
		n++
		body := fmt.Sprintf("Lamp oil shortage in Brackwater, day %d\n\nThe harbour master of Brackwater, Ilse Vorn, said on Monday that lamp oil had run out in %d houses.", n, n+10)
		r := x.ask("POST", base+"/articles?outlet=Brackwater+Lamp", strings.NewReader(body), "Content-Type", "text/plain")
		if r.StatusCode != http.StatusAccepted {
			t.Fatalf("POST: %d %s", r.StatusCode, r.body)
		}
		if err := x.keeper.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	check := func(path string, keys func(path string, n int, linked bool, between func()) []string) {
		t.Helper()
		want := keys(path, 200, false, func() {})
		if len(want) < 2 {
			t.Errorf("%s has %d items: nothing to page", path, len(want))
		}
		for _, linked := range []bool{false, true} {
			if got := keys(path, 1, linked, func() {}); !slices.Equal(got, want) {
				t.Errorf("%s in pages:\n%v\nwant\n%v", path, got, want)
			}
		}
		// The new article opens or joins a story of its own, or stands before the list's beginning.
		before := want
		got := keys(path, 2, true, sync.OnceFunc(more))
		seen := map[string]int{}
		for _, k := range got {
			if seen[k]++; seen[k] > 1 {
				t.Errorf("%s: %s came twice while articles came in", path, k)
			}
		}
		for _, k := range before {
			if seen[k] == 0 {
				t.Errorf("%s: %s was lost while articles came in", path, k)
			}
		}
	}
	stories := func(path string, n int, linked bool, between func()) (out []string) {
		for _, s := range walked[wireStory](x, path, n, linked, between) {
			out = append(out, s.ID)
		}
		return out
	}
	articles := func(path string, n int, linked bool, between func()) (out []string) {
		for _, a := range walked[wireArticle](x, path, n, linked, between) {
			out = append(out, a.ID)
		}
		return out
	}
	check(base+"/stories?alone=true", stories)
	check(base+"/stories", stories)
	check(base+"/stories?by=latest&alone=true", stories)
	check(base+"/articles?name=Skerrow", articles)
	check(base+"/articles?q=ferry", articles)
	check(base+"/articles", articles)
	check(base+"/names", func(path string, n int, linked bool, between func()) (out []string) {
		for _, x := range walked[wireName](x, path, n, linked, between) {
			out = append(out, x.Kind+" "+x.Key)
		}
		return out
	})
	check(base+"/outlets", func(path string, n int, linked bool, between func()) (out []string) {
		for _, x := range walked[wireOutlet](x, path, n, linked, between) {
			out = append(out, x.Key)
		}
		return out
	})
	check(base+"/outlets/northern%20press%20agency/records", func(path string, n int, linked bool, between func()) (out []string) {
		for _, x := range walked[wireRecord](x, path, n, linked, between) {
			out = append(out, fmt.Sprint(x.Kind, x.Article, orEmpty(x.Other), orEmpty(x.Finding), x.Why))
		}
		return out
	})
	check(base+"/events", func(path string, n int, linked bool, between func()) (out []string) {
		for _, x := range walked[wireEvent](x, path, n, linked, between) {
			out = append(out, fmt.Sprint(x.ID))
		}
		return out
	})
}

func orEmpty[T any](p *T) (x T) {
	if p != nil {
		x = *p
	}
	return x
}

// TestConditional holds that what did not change is not sent again, and what
// did is.
func TestConditional(t *testing.T) {
	x := newClient(t, Options{})
	var stories list[wireStory]
	x.get(base+"/stories", &stories)
	st := stories.Items[0]
	var placed list[wirePlacement]
	x.get(st.Links.Articles, &placed)
	article := placed.Items[0].Article
	for _, path := range []string{base + "/stories", st.Links.Self, st.Links.Report, st.Links.Articles, article.Links.Self, article.Links.Page, base + "/openapi.json"} {
		r := x.get(path, nil)
		tag := r.Header.Get("ETag")
		if tag == "" || r.Header.Get("Cache-Control") == "" {
			t.Errorf("GET %s: %v", path, r.Header)
		}
		for _, have := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			if got := x.ask("GET", path, nil, "If-None-Match", have); got.StatusCode != http.StatusNotModified || len(got.body) > 0 {
				t.Errorf("GET %s with %s: %d", path, have, got.StatusCode)
			}
		}
		if got := x.ask("GET", path, nil, "If-None-Match", `"other"`, "If-Modified-Since", received.Add(time.Hour).Format(http.TimeFormat)); got.StatusCode != http.StatusOK {
			t.Errorf("GET %s with another tag: %d", path, got.StatusCode)
		}
		if head := x.ask("HEAD", path, nil); head.StatusCode != http.StatusOK || head.Header.Get("ETag") != tag || head.ContentLength != int64(len(r.body)) {
			t.Errorf("HEAD %s: %d %v", path, head.StatusCode, head.Header)
		}
	}
	for _, path := range []string{st.Links.Self, st.Links.Report, article.Links.Self} {
		if got := x.ask("GET", path, nil, "If-Modified-Since", received.Format(http.TimeFormat)); got.StatusCode != http.StatusNotModified {
			t.Errorf("GET %s since it was received: %d", path, got.StatusCode)
		}
		if got := x.ask("GET", path, nil, "If-Modified-Since", received.Add(-time.Hour).Format(http.TimeFormat)); got.StatusCode != http.StatusOK {
			t.Errorf("GET %s since before: %d", path, got.StatusCode)
		}
	}
}

// TestSearch holds what is found, and where in it the words are.
func TestSearch(t *testing.T) {
	x := newClient(t, Options{})
	var hits list[wireArticle]
	x.get(base+"/articles?q=ferry+%22Hallam+Point%22&language=en", &hits)
	if len(hits.Items) == 0 {
		t.Fatal("nothing was found")
	}
	for _, h := range hits.Items {
		if h.Snippet == nil || len(h.Snippet.Found) == 0 {
			t.Errorf("article %s has no snippet", h.ID)
			continue
		}
		for _, f := range h.Snippet.Found {
			if w := strings.ToLower(h.Snippet.Text[f.Start:f.End]); !strings.Contains("ferry ferries hallam point", w) {
				t.Errorf("article %s: found %q", h.ID, w)
			}
		}
	}
	var name wireName
	x.get(base+"/names/ines%20tallow", &name)
	var named list[wireArticle]
	x.get(name.Links.Articles, &named)
	if name.Name != "Ines Tallow" || name.Kind != "person" || len(named.Items) != name.Articles {
		t.Errorf("name %+v, %d articles", name, len(named.Items))
	}
	var outlets list[wireOutlet]
	x.get(base+"/outlets", &outlets)
	for _, o := range outlets.Items {
		var of list[wireArticle]
		x.get(o.Links.Articles, &of)
		if len(of.Items) != o.Articles {
			t.Errorf("outlet %s has %d articles and lists %d", o.Key, o.Articles, len(of.Items))
		}
		var records list[wireRecord]
		x.get(o.Links.Records, &records)
		if len(records.Items) != o.First+o.Copied+o.WasCopied+o.Contradicted+o.Corrected {
			t.Errorf("outlet %+v lists %d records", o, len(records.Items))
		}
	}
	var status wireStatus
	x.get(base+"/status", &status)
	if !status.Current || status.Log != 14 || len(status.Stages) != 3 || *status.Stages[1].Done != 14 {
		t.Errorf("status %+v", status)
	}
}

// TestAdd holds what is kept of what is sent, by each type.
func TestAdd(t *testing.T) {
	x := newClient(t, Options{})
	send := func(kind, query, body string) wireAdded {
		t.Helper()
		r := x.ask("POST", base+"/articles"+query, strings.NewReader(body), "Content-Type", kind)
		if r.StatusCode != http.StatusAccepted {
			t.Fatalf("%s: %d %s", kind, r.StatusCode, r.body)
		}
		var a wireAdded
		if err := json.Unmarshal(r.body, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	record := func(n int) string {
		return fmt.Sprintf(`{"url":"https://lamp.example/%d","outlet":"Brackwater Lamp","title":"Mill %d burns","published":"2031-03-04","text":"The mill at Brackwater burned on Tuesday, %d people said. Nobody was hurt."}`, n, n, n+20)
	}
	one := send("application/json", "", record(1))
	if len(one.Items) != 1 || one.New != 1 || one.Items[0].Title != "Mill 1 burns" {
		t.Errorf("one record: %+v", one)
	}
	many := send("application/json; charset=utf-8", "", "["+record(1)+","+record(2)+"]")
	if len(many.Items) != 2 || many.New != 1 || many.Items[0].New || many.Items[0].ID != one.Items[0].ID {
		t.Errorf("an array: %+v", many)
	}
	lines := send("application/x-ndjson", "", record(3)+"\n\n{\"text\":\n"+record(2)+"\n"+`{"text":"a","text":"b"}`+"\n"+`{"outlet":"x"}`+"\n")
	if len(lines.Items) != 2 || lines.New != 1 || len(lines.Faults) != 3 {
		t.Errorf("lines: %+v", lines)
	}
	for _, f := range lines.Faults {
		if !strings.HasPrefix(f.Where, "posted:") || f.Cause == "" || f.Do == "" {
			t.Errorf("fault %+v", f)
		}
	}
	html := send("text/html; charset=utf-8", "?url=https%3A%2F%2Flamp.example%2Fpage&outlet=Brackwater+Lamp", "<!doctype html><html><head><title>Weir gives way</title></head><body><article><h1>Weir gives way</h1><p>The weir at Brackwater gave way on Wednesday night, the lock keeper said.</p></article><script>alert(1)</script></body></html>")
	text := send("text/plain", "", "Weir gives way\n\nThe weir at Brackwater gave way on Wednesday night, the lock keeper said.")
	if err := x.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, a := range slices.Concat(one.Items, many.Items, lines.Items, html.Items, text.Items) {
		x.get(a.Self, nil)
	}
	var hits list[wireArticle]
	x.get(base+"/articles?outlet=Brackwater+Lamp", &hits)
	if len(hits.Items) != 4 {
		t.Errorf("%d articles of the outlet, want 4", len(hits.Items))
	}
	// The page is kept as it came, and nothing runs it.
	r := x.get(html.Items[0].Self+"/page", nil)
	if !bytes.Contains(r.body, []byte("<script>")) || r.Header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("page: %v %s", r.Header, r.body)
	}
}
