package serve

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stemma/internal/store"
)

// TestHostileRequests holds that nothing that is sent to the API breaks it, is
// taken for what it is not, or reaches a header or a file.
func TestHostileRequests(t *testing.T) {
	x := newClient(t, Options{PrivateHooks: true})
	const j = "application/json"
	deep := strings.Repeat("[", 20000) + strings.Repeat("]", 20000)
	deepObject := strings.Repeat(`{"a":`, 1000) + "1" + strings.Repeat("}", 1000)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, `{"text":"The mill burned."}`)
	z.Close()
	record := `{"url":"https://a.example/1","text":"The mill burned on Monday."}`
	for _, c := range []struct {
		what, method, path, kind, body string
		want                           int
	}{
		// Bodies that are not JSON, or are JSON that two programs read in two ways.
		{"no body", "POST", "/follows", j, "", 400},
		{"no JSON", "POST", "/follows", j, "kind=name", 400},
		{"half of JSON", "POST", "/follows", j, `{"kind":"name"`, 400},
		{"two values", "POST", "/follows", j, `{"kind":"name","value":"a"} {"kind":"name","value":"b"}`, 400},
		{"a name twice", "POST", "/follows", j, `{"kind":"name","value":"a","value":"b"}`, 400},
		{"a name twice, escaped", "POST", "/follows", j, `{"kind":"name","value":"a","v\u0061lue":"b"}`, 400},
		{"a name twice, deeper", "POST", "/follows", j, `{"kind":"name","value":"a","x":[{"y":1,"y":2}]}`, 400},
		{"deep arrays", "POST", "/follows", j, deep, 400},
		{"deep objects", "POST", "/follows", j, deepObject, 400},
		{"a name twice, once in capitals", "POST", "/follows", j, `{"kind":"name","value":"a","VALUE":"b"}`, 400},
		{"a name twice, once with a long s", "POST", "/follows", j, `{"s":1,"\u017f":2}`, 400},
		{"a number for a word", "POST", "/follows", j, `{"kind":"name","value":7}`, 422},
		{"null for a word", "POST", "/follows", j, `{"kind":"name","value":null}`, 422},
		{"not UTF-8", "POST", "/hooks", j, "{\"url\":\"https://a.example/\xff\"}", 201},
		{"a long value", "POST", "/follows", j, `{"kind":"name","value":"` + strings.Repeat("a", 501) + `"}`, 422},
		{"too much", "POST", "/follows", j, `{"kind":"name","value":"` + strings.Repeat("a", maxSmall) + `"}`, 413},
		{"records too deep", "POST", "/articles", j, `{"text":"x","more":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, 422},
		{"records far too deep", "POST", "/articles", j, deep, 422},
		{"objects far too deep", "POST", "/articles", j, deepObject, 422},
		{"a record with a name twice", "POST", "/articles", j, `{"text":"x","text":"y"}`, 422},
		{"too many bytes", "POST", "/articles", j, strings.Repeat(record, maxBody/len(record)+1), 413},
		{"a page too large", "POST", "/articles", "text/plain", strings.Repeat("mill ", 1<<20), 413},

		// Types.
		{"a form", "POST", "/follows", "application/x-www-form-urlencoded", "kind=name&value=a", 415},
		{"plain text that is JSON", "POST", "/follows", "text/plain", `{"kind":"name","value":"a"}`, 415},
		{"a type that is none", "POST", "/articles", "json", record, 415},
		{"a type that is broken", "POST", "/articles", "application/json; =", record, 415},
		{"a type with a line end", "POST", "/articles", "application/json;\tx=1", record, 202},
		{"a picture", "POST", "/articles", "image/png", record, 415},
		{"a picture called text", "POST", "/articles", "text/plain", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", 422},
		{"a page called JSON", "POST", "/articles", j, "<!doctype html><p>The mill burned.", 400},
		{"packed records", "POST", "/articles", j, packed.String(), 400},
		{"a packed page", "POST", "/articles", "text/html", packed.String(), 422},
		{"an archive", "POST", "/articles", "application/x-ndjson", "WARC/1.0\r\nWARC-Type: response\r\n\r\n", 400},
		{"nothing", "POST", "/articles", j, "", 400},
		{"a blank", "POST", "/articles", "text/plain", " \n ", 422},
		{"a list of feeds with an entity", "POST", "/opml", "text/x-opml", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline xmlUrl="&a;"/></body></opml>`, 422},

		// Paths that lead out, or are no names.
		{"up", "GET", "/stories/..%2f..%2f..%2fetc%2fpasswd", "", "", 404},
		{"up, to a report", "GET", "/stories/..%2f..%2fetc/report", "", "", 404},
		{"up, to a page", "GET", "/articles/..%2f..%2fetc%2fpasswd/page", "", "", 422},
		{"zero", "GET", "/articles/%00/page", "", "", 422},
		{"zero in a name", "GET", "/names/%00", "", "", 404},
		{"not UTF-8 in a name", "GET", "/names/%ff%fe", "", "", 404},
		{"not UTF-8 in a story", "GET", "/stories/%ff", "", "", 404},
		{"not UTF-8 in a search", "GET", "/articles?q=%ff%00%fe", "", "", 200},
		{"everything", "GET", "/articles/g", "", "", 422},
		{"a pattern", "GET", "/stories/%25", "", "", 404},
		{"a quote", "GET", "/stories/'%20or%20'1'='1", "", "", 404},
		{"a long id", "GET", "/stories/" + strings.Repeat("a", 81), "", "", 422},
		{"a hook that is no number", "GET", "/hooks/1%20or%201", "", "", 422},
		{"a hook below all", "GET", "/hooks/-1", "", "", 422},
		{"a hook beyond all", "DELETE", "/hooks/99999999999999999999", "", "", 422},

		// Queries.
		{"an unknown parameter", "GET", "/stories?limt=3", "", "", 422},
		{"too many", "GET", "/stories?limit=201", "", "", 422},
		{"none", "GET", "/stories?limit=0", "", "", 422},
		{"fewer than none", "GET", "/stories?limit=-1", "", "", 422},
		{"an order that is none", "GET", "/stories?by=title;drop", "", "", 422},
		{"a language that is none", "GET", "/stories?language=%25", "", "", 422},
		{"a moment that is none", "GET", "/stories?since=yesterday", "", "", 422},
		{"a moment before all", "GET", "/stories?since=0001-01-01T00:00:00Z", "", "", 200},
		{"a moment after all", "GET", "/articles?from=9999-12-31T23:59:59Z", "", "", 200},
		{"a cursor that is none", "GET", "/stories?cursor=x", "", "", 422},
		{"a cursor of another list", "GET", "/articles?cursor=" + cursorOf("/faults", 3), "", "", 422},
		{"a cursor with words for numbers", "GET", "/articles?cursor=" + base64.RawURLEncoding.EncodeToString([]byte(`{"l":"/articles","a":"1 or 1"}`)), "", "", 422},
		{"a cursor before all", "GET", "/names?cursor=" + cursorOf("/names", place{-5, -5}), "", "", 200},
		{"a cursor beyond all", "GET", "/names?cursor=" + cursorOf("/names", place{1 << 62, 1 << 62}), "", "", 200},
		{"a search of marks", "GET", "/articles?q=" + url.QueryEscape(`"*():^ NEAR( {} -`), "", "", 200},
		{"a long search", "GET", "/articles?q=" + strings.Repeat("a", 1001), "", "", 422},

		// Methods.
		{"a method that a path has not", "POST", "/stories", j, "{}", 405},
		{"a method that nothing has", "PATCH", "/follows", j, "{}", 405},
		{"a method that nothing knows", "BREW", "/status", "", "", 405},
		{"a path that is none", "GET", "/nothing", "", "", 404},
	} {
		header := []string{}
		if c.kind != "" {
			header = append(header, "Content-Type", c.kind)
		}
		r := x.ask(c.method, base+c.path, strings.NewReader(c.body), header...)
		if r.StatusCode != c.want {
			t.Errorf("%s: %s %.80s: %d, want %d: %.300s", c.what, c.method, c.path, r.StatusCode, c.want, r.body)
		}
		if r.StatusCode == 405 && r.Header.Get("Allow") == "" {
			t.Errorf("%s: nothing says what is allowed", c.what)
		}
		if len(r.body) > 20000 && r.StatusCode >= 400 {
			t.Errorf("%s: %d bytes of problem", c.what, len(r.body))
		}
		if bytes.Contains(r.body, []byte("root:")) || bytes.Contains(r.body, []byte("SQL")) {
			t.Errorf("%s: %s", c.what, r.body)
		}
	}
	for _, encoding := range []string{"gzip", "br", "identity, gzip"} {
		if r := x.ask("POST", base+"/articles", bytes.NewReader(packed.Bytes()), "Content-Type", j, "Content-Encoding", encoding); r.StatusCode != 415 {
			t.Errorf("packed by %s: %d", encoding, r.StatusCode)
		}
	}
	// All that came in is read, and nothing fell over.
	if err := x.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.get(base+"/status", nil)
}

// TestHeaders holds that nothing that is asked or was received makes a header
// of its own.
func TestHeaders(t *testing.T) {
	x := newClient(t, Options{PrivateHooks: true})
	evil := "a\r\nSet-Cookie: evil=1\r\nX-Evil: 1"
	body, err := json.Marshal(map[string]string{"url": "https://a.example/" + evil, "outlet": evil, "title": evil, "text": evil + "\n\nThe mill burned on Monday, the miller said.", "id": evil})
	if err != nil {
		t.Fatal(err)
	}
	if r := x.ask("POST", base+"/articles", bytes.NewReader(body), "Content-Type", "application/json"); r.StatusCode != 202 {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	if err := x.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	q := url.QueryEscape(evil)
	var hits list[wireArticle]
	x.get(base+"/articles?outlet="+q, &hits)
	if len(hits.Items) != 1 {
		t.Fatalf("%+v", hits)
	}
	a := hits.Items[0]
	for _, at := range []string{
		base + "/articles?limit=1&name=Skerrow&q=" + q, base + "/articles?limit=1&outlet=" + q, base + "/articles?limit=1&story=" + q, base + "/names?limit=1&prefix=" + q, base + "/events?limit=1&kind=name&value=" + q,
		base + "/stories/" + url.PathEscape(evil), base + "/outlets/" + url.PathEscape(evil), base + "/outlets/" + url.PathEscape(evil) + "/records?limit=1", base + "/names/" + url.PathEscape(evil),
		a.Links.Self, a.Links.Page, base + "/stories/" + *a.Story + "/report", base + "/stories/" + *a.Story + "/export/html", base + "/" + url.PathEscape(evil),
		"/login?next=" + q, "/atom/search?q=" + q, "/atom/outlet/" + url.PathEscape(evil), "/atom/story/" + *a.Story,
	} {
		r := x.ask("GET", at, nil, "X-Forwarded-Proto", evil[:1])
		for name, values := range r.Header {
			if name == "Set-Cookie" || name == "X-Evil" || strings.ContainsAny(strings.Join(values, ""), "\r\n") {
				t.Errorf("GET %s: %s: %q", at, name, values)
			}
		}
	}
	// A name that the server is not asked by is told nowhere but in words.
	r, err := http.NewRequestWithContext(t.Context(), "GET", x.URL+base+"/stories", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "evil.example"
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMisdirectedRequest || res.Header.Get("Content-Type") != problemType {
		t.Errorf("asked by another name: %d %v", res.StatusCode, res.Header)
	}
}

// TestSlow holds that whoever sends a body slowly is told so, and is let go.
func TestSlow(t *testing.T) {
	t.Parallel()
	x := newClient(t, Options{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(x.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s/follows HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", base)
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusRequestTimeout || res.Header.Get("Content-Type") != problemType || !bytes.Contains(b, []byte(`"do"`)) {
		t.Errorf("%d %v %s, %v", res.StatusCode, res.Header, b, err)
	}
}

// TestCrossSite holds that a page of another site can make a browser send
// nothing that changes anything.
func TestCrossSite(t *testing.T) {
	x := newClient(t, Options{})
	body := `{"kind":"name","value":"a"}`
	for _, header := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
	} {
		if r := x.ask("POST", base+"/follows", strings.NewReader(body), append(header, "Content-Type", "application/json")...); r.StatusCode != 403 {
			t.Errorf("%v: %d %s", header, r.StatusCode, r.body)
		}
	}
	if all, err := x.store.Follows(t.Context(), ""); err != nil || len(all) > 0 {
		t.Errorf("follows %+v, %v", all, err)
	}
}

// FuzzStrict holds that JSON which is let through is valid, is shallow, and is
// read in one way.
func FuzzStrict(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"b":{"a":2}}`, `{"a":1,"a":2}`, `[[1],{"x":"y"}]`, `"x"`, `1 2`, `{"a":{"b":1},"a":2}`, `nul`, ` [ ] `, `{"a":[{"b":1,"b":1}]}`, strings.Repeat("[", 40)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		err := strict(b, fold)
		if err == nil && !json.Valid(b) {
			t.Errorf("%q is let through", b)
		}
		if err == nil || !json.Valid(b) {
			return
		}
		if !strings.Contains(err.Error(), "twice") && !strings.Contains(err.Error(), "nested") {
			t.Errorf("%q: %v", b, err)
		}
	})
}

// FuzzSnippet holds that the words found in a snippet are stretches of it,
// whatever marks it has.
func FuzzSnippet(f *testing.F) {
	for _, s := range []string{"", "a " + store.Mark + "b" + store.Unmark + " c", store.Unmark + store.Mark, store.Mark + store.Mark + "é" + store.Unmark} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v := snippetOf(s)
		if v == nil {
			return
		}
		last := 0
		for _, x := range v.Found {
			if x.Start < last || x.End < x.Start || x.End > len(v.Text) {
				t.Fatalf("%q: %+v", s, v)
			}
			last = x.End
			if utf8.ValidString(s) && !utf8.ValidString(v.Text[x.Start:x.End]) {
				t.Fatalf("%q: %+v cuts a rune", s, v)
			}
		}
		if strings.ContainsAny(v.Text, store.Mark+store.Unmark) {
			t.Fatalf("%q: %q", s, v.Text)
		}
	})
}

// FuzzWithin holds that logging in leads nowhere but to this site.
func FuzzWithin(f *testing.F) {
	for _, s := range []string{"/", "/story/x?y=1", "//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0a", "/\x00", "/./\t/evil"} {
		f.Add(s)
	}
	site, err := url.Parse("http://localhost:8080/login")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, next string) {
		to, err := site.Parse(within(next))
		if err != nil || to.Host != site.Host || to.Scheme != "http" || to.User != nil {
			t.Errorf("%q leads to %v, %v", next, to, err)
		}
	})
}
