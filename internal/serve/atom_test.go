package serve

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"stemma/internal/publish"
	"stemma/internal/read"
	"stemma/internal/store"
)

// TestAtom holds that a reader of feeds takes each feed, that what it names is
// there, that an entry keeps its ID, and that nothing new is not sent.
func TestAtom(t *testing.T) {
	x := newClient(t, Options{Version: "1.2"})
	stories, err := x.store.Stories(t.Context(), store.StoryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	feed := func(path string) (read.Feed, reply) {
		t.Helper()
		r := x.ask("GET", path, nil)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/atom+xml; charset=utf-8" {
			t.Fatalf("GET %s: %d %v %s", path, r.StatusCode, r.Header, r.body)
		}
		f, err := read.ParseFeed(r.body, r.Header.Get("Content-Type"), x.URL+path)
		if err != nil {
			t.Fatalf("GET %s: %v\n%s", path, err, r.body)
		}
		return f, r
	}
	paths := []string{"/atom/stories", "/atom/story/" + stories[0].ID, "/atom/name/ines%20tallow", "/atom/outlet/skerrow%20courier", "/atom/search?q=ferry"}
	before := map[string]read.Feed{}
	for _, path := range paths {
		f, r := feed(path)
		before[path] = f
		if f.Title == "" || len(f.Entries) == 0 {
			t.Errorf("%s: %q with %d entries", path, f.Title, len(f.Entries))
		}
		seen := map[string]bool{}
		for _, e := range f.Entries {
			if seen[e.ID] || !strings.HasPrefix(e.ID, "tag:localhost,2026-01-01:") {
				t.Errorf("%s: entry %q", path, e.ID)
			}
			seen[e.ID] = true
			to, ok := strings.CutPrefix(e.URL, x.URL)
			if !ok {
				t.Errorf("%s leads to %q", path, e.URL)
				continue
			}
			if r := x.ask("GET", to, nil); r.StatusCode != http.StatusOK {
				t.Errorf("%s leads to %s: %d", path, to, r.StatusCode)
			}
		}
		for _, header := range [][2]string{{"If-None-Match", r.Header.Get("ETag")}, {"If-Modified-Since", r.Header.Get("Last-Modified")}} {
			if r := x.ask("GET", path, nil, header[0], header[1]); r.StatusCode != http.StatusNotModified || len(r.body) > 0 {
				t.Errorf("%s by %s: %d", path, header[0], r.StatusCode)
			}
		}
	}
	x.happen("Oxhallow", 2)
	for _, path := range paths {
		now, _ := feed(path)
		have := map[string]bool{}
		for _, e := range now.Entries {
			have[e.ID] = true
		}
		for _, e := range before[path].Entries {
			if !have[e.ID] {
				t.Errorf("%s: entry %s has another ID later", path, e.ID)
			}
		}
	}
	if now, _ := feed("/atom/stories"); len(now.Entries) != len(before["/atom/stories"].Entries)+1 {
		t.Errorf("the new story is not told: %+v", now.Entries)
	}
	for path, want := range map[string]int{"/atom/story/s-none": 404, "/atom/name/nobody": 404, "/atom/outlet/none": 404, "/atom/search": 422, "/atom/search?q=-ferry": 422, "/atom/other": 404, "/atom/": 404} {
		if r := x.ask("GET", path, nil); r.StatusCode != want || r.Header.Get("Content-Type") != problemType {
			t.Errorf("GET %s: %d %s", path, r.StatusCode, r.body)
		}
	}
	if r := x.ask("POST", "/atom/stories", nil); r.StatusCode != 405 || r.Header.Get("Allow") == "" {
		t.Errorf("POST: %d", r.StatusCode)
	}
}

// TestAtomHostile holds that no word of a text becomes markup of a feed.
func TestAtomHostile(t *testing.T) {
	s := siteOver(t, filled(t, hostilePages()), Options{})
	n := 0
	for _, path := range []string{"/atom/stories", "/atom/search?q=%22%3Cscript%3E%22+" + "the", "/atom/search?q=the", "/atom/search?q=x"} {
		w := s.get(t, path, http.StatusOK)
		d := xml.NewDecoder(w.Body)
		for {
			tok, err := d.Token()
			if tok == nil {
				if err.Error() != "EOF" {
					t.Errorf("%s: %v", path, err)
				}
				break
			}
			if e, ok := tok.(xml.StartElement); ok {
				n++
				if e.Name.Space != "http://www.w3.org/2005/Atom" {
					t.Errorf("%s: element %v", path, e.Name)
				}
				for _, a := range e.Attr {
					if a.Name.Local == "href" && !strings.HasPrefix(a.Value, "http://localhost/") {
						t.Errorf("%s leads to %q", path, a.Value)
					}
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d elements: the test tries nothing", n)
	}
}

// TestExport holds that each export of the API is that of package publish, and
// a download.
func TestExport(t *testing.T) {
	x := newClient(t, Options{})
	stories, err := x.store.Stories(t.Context(), store.StoryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	st := stories[0]
	r, err := x.store.Report(t.Context(), st.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range exportFormats() {
		got := x.get(path("stories", st.ID, "export", f.Name), nil)
		var want bytes.Buffer
		if publish.ExportNamed(f.Name) != "" {
			err = publish.Export(&want, r, f.Name)
		} else {
			err = publish.Report(&want, r, publish.Options{Format: f.Name})
		}
		if err != nil || !bytes.Equal(got.body, want.Bytes()) {
			t.Errorf("%s is not that of publish (%v)", f.Name, err)
		}
		if d := got.Header.Get("Content-Disposition"); got.Header.Get("Content-Type") != f.Type || d != `attachment; filename="`+st.ID+"-"+f.File+`"` {
			t.Errorf("%s: %v", f.Name, got.Header)
		}
	}
	for _, name := range []string{"pdf", "..%2f..%2fetc%2fpasswd", "%22%0d%0aX:%20y"} {
		if r := x.ask("GET", base+"/stories/"+st.ID+"/export/"+name, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("export to %s: %d", name, r.StatusCode)
		}
	}
	for _, e := range x.server.exports(st) {
		if r := x.ask("GET", e.To, nil); r.StatusCode != http.StatusOK {
			t.Errorf("%s at %s: %d", e.Name, e.To, r.StatusCode)
		}
	}
}

// TestFeedList holds that feeds are added, asked, listed and removed, one by one
// and by lists.
func TestFeedList(t *testing.T) {
	polled := 0
	x := newClient(t, Options{Poll: func() { polled++ }})
	send := func(method, path, kind, body string, want int) reply {
		t.Helper()
		r := x.ask(method, base+path, strings.NewReader(body), "Content-Type", kind)
		if r.StatusCode != want {
			t.Errorf("%s %s %s: %d, want %d: %s", method, path, body, r.StatusCode, want, r.body)
		}
		return r
	}
	const j = "application/json"
	made := send("POST", "/feeds", j, `{"url":"https://courier.example/feed.xml","title":"Courier"}`, 201)
	send("POST", "/feeds", j, `{"url":"https://courier.example/feed.xml"}`, 201)
	send("POST", "/feeds", j, `{"url":"https://npa.example/sitemap.xml","kind":"sitemap"}`, 201)
	for _, wrong := range []string{`{"url":"ftp://a.example/"}`, `{"url":"javascript:alert(1)"}`, `{"url":""}`, `{"url":"https://u:p@a.example/"}`, `{"url":"https://a.example/","kind":"page"}`, `{}`} {
		send("POST", "/feeds", j, wrong, 422)
	}
	var feeds list[wireFeed]
	x.get(base+"/feeds", &feeds)
	if len(feeds.Items) != 2 || polled != 3 {
		t.Fatalf("feeds %+v, polled %d times", feeds, polled)
	}
	if got := walked[wireFeed](x, base+"/feeds", 1, true, func() {}); len(got) != 2 {
		t.Errorf("in pages %+v", got)
	}
	at := strings.TrimPrefix(made.Header.Get("Location"), base)
	var f wireFeed
	x.get(base+at, &f)
	if f.State != "new" || *f.Title != "Courier" || f.Next == nil || f.Tried != nil {
		t.Errorf("feed %+v", f)
	}
	send("POST", at+"/ask", "", "", 202)
	send("POST", "/feeds/f-000000000000/ask", "", "", 404)
	send("DELETE", at, "", "", 204)
	send("DELETE", at, "", "", 404)

	opml := x.get(base+"/opml", nil)
	subs, err := read.ParseOPML(bytes.NewReader(opml.body), "x")
	if err != nil || len(subs) != 1 || subs[0].URL != "https://npa.example/sitemap.xml" {
		t.Errorf("%+v, %v", subs, err)
	}
	outlines := func(urls ...string) string {
		var b strings.Builder
		b.WriteString(`<opml version="2.0"><body>`)
		for _, u := range urls {
			b.WriteString(`<outline type="rss" text="x" xmlUrl="` + u + `"/>`)
		}
		return b.String() + `</body></opml>`
	}
	const o = "text/x-opml"
	if r := send("POST", "/opml", o, outlines("https://a.example/f", "https://npa.example/sitemap.xml", "ftp://a.example/"), 200); !bytes.Contains(r.body, []byte(`"added":1,"known":1,"removed":0,"refused":[]`)) {
		t.Errorf("%s", r.body)
	}
	broken := strings.TrimSuffix(outlines("https://b.example/f"), "</body></opml>") + `<outline xmlUrl="`
	send("PUT", "/opml", o, broken, 422)
	send("PUT", "/opml", o, outlines("ftp://a.example/"), 422)
	send("PUT", "/opml", o, outlines(), 422)
	send("PUT", "/opml", "image/png", outlines("https://b.example/f"), 415)
	x.get(base+"/feeds", &feeds)
	if len(feeds.Items) != 2 {
		t.Errorf("a list that is refused changed the feeds: %+v", feeds)
	}
	if r := send("PUT", "/opml", "application/xml", outlines("https://b.example/f", "https://a.example/f"), 200); !bytes.Contains(r.body, []byte(`"added":1,"known":1,"removed":1`)) {
		t.Errorf("%s", r.body)
	}
	if r := send("POST", "/opml", o, broken, 200); !bytes.Contains(r.body, []byte(`"known":1`)) || bytes.Contains(r.body, []byte(`"broken":null`)) {
		t.Errorf("%s", r.body)
	}
}
