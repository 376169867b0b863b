package serve

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
	"stemma/internal/store"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

var noon = time.Date(2031, 3, 11, 12, 0, 0, 0, time.UTC)

// filled returns the file of a store that holds pages, all stages done.
func filled(t testing.TB, pages []stemma.Page) []byte {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Append(t.Context(), "test", noon, pages...); err != nil {
		t.Fatal(err)
	}
	if err := pipeline.NewKeeper(s, pipeline.KeepOptions{}).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// weekly is the store of the fictional week, and worst that of hostile pages;
// each is made once.
var weekly, worst struct {
	sync.Once
	file []byte
}

// A site is a Server over a store of its own.
type site struct {
	*Server
	store  *store.Store
	keeper *pipeline.Keeper
}

func siteOver(t testing.TB, file []byte, o Options) *site {
	t.Helper()
	dir := t.TempDir()
	if file != nil {
		if err := os.WriteFile(filepath.Join(dir, store.FileName), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if o.Now == nil {
		o.Now = func() time.Time { return noon.Add(time.Hour) }
	}
	k := pipeline.NewKeeper(s, pipeline.KeepOptions{})
	v := &site{New(s, k, o), s, k}
	t.Cleanup(func() {
		v.Close()
		s.Close()
	})
	return v
}

// weekFile returns the store of the fictional week that ships with the program.
func weekFile(t testing.TB) []byte {
	t.Helper()
	weekly.Do(func() {
		var pages []stemma.Page
		for p, err := range read.Pages([]string{"../../cmd/stemma/feed/week.jsonl"}, nil) {
			if err != nil {
				t.Fatal(err)
			}
			p.Path = filepath.Base(p.Path)
			pages = append(pages, p)
		}
		weekly.file = filled(t, pages)
	})
	return weekly.file
}

// weekSite returns a site over it.
func weekSite(t testing.TB) *site {
	t.Helper()
	return siteOver(t, weekFile(t), Options{Version: "test"})
}

func (s *site) do(t testing.TB, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	r.Host = "localhost"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// get returns the answer to a request that must have a status.
func (s *site) get(t testing.TB, path string, status int) *httptest.ResponseRecorder {
	t.Helper()
	w := s.do(t, httptest.NewRequest("GET", path, nil))
	if w.Code != status {
		t.Fatalf("GET %s: %d, want %d\n%s", path, w.Code, status, w.Body)
	}
	return w
}

// post sends a form and returns where it leads.
func (s *site) post(t testing.TB, path string, status int, form ...string) string {
	t.Helper()
	return s.send(t, path, status, form...).Header().Get("Location")
}

// send sends a form and returns the answer, which must have a status.
func (s *site) send(t testing.TB, path string, status int, form ...string) *httptest.ResponseRecorder {
	t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(form); i += 2 {
		v.Set(form[i], form[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := s.do(t, r)
	if w.Code != status {
		t.Fatalf("POST %s %v: %d, want %d\n%s", path, form, w.Code, status, w.Body)
	}
	return w
}

// each yields n and what is in it, in document order.
func each(n *html.Node, do func(*html.Node)) {
	do(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, do)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// words returns the text of a page as a reader sees it, on one line.
func words(n *html.Node) string {
	var b strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// told is what stands in a part of a page, one line a block, links with where
// they lead. Parts are named by element, or .class.
func told(n *html.Node, part string) string {
	var b strings.Builder
	var tell func(n *html.Node)
	tell = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		case n.Type == html.ElementNode:
			switch n.DataAtom {
			case atom.H1, atom.H2, atom.H3, atom.P, atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Form, atom.Summary, atom.Section, atom.Label, atom.Button:
				b.WriteString("\n")
			}
			switch n.DataAtom {
			case atom.H1, atom.H2, atom.H3:
				b.WriteString(strings.Repeat("#", int(n.Data[1]-'0')) + " ")
			case atom.Li:
				b.WriteString("- ")
			case atom.Input, atom.Textarea:
				fmt.Fprintf(&b, " [%s %s=%s]", attribute(n, "type"), attribute(n, "name"), attribute(n, "value"))
			case atom.Form:
				fmt.Fprintf(&b, "%s %s:", strings.ToUpper(attribute(n, "method")), attribute(n, "action"))
			case atom.Td:
				b.WriteString(" |")
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				tell(c)
			}
			if n.DataAtom == atom.A {
				fmt.Fprintf(&b, " <%s>", attribute(n, "href"))
			}
		}
	}
	each(n, func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == part || strings.HasPrefix(part, ".") && slices.Contains(strings.Fields(attribute(n, "class")), part[1:])) {
			tell(n)
		}
	})
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && line != "-" {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}

func parsed(t testing.TB, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// skua is the story of the stranded ferry, and its first article.
func (s *site) skua(t testing.TB) (store.Story, store.Head) {
	t.Helper()
	hits, err := s.store.Search(t.Context(), store.Query{Words: "Skua aground", Limit: 1})
	if err != nil || len(hits) == 0 {
		t.Fatal(hits, err)
	}
	st, err := s.store.Story(t.Context(), hits[0].Story)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := s.store.HeadsIn(t.Context(), st.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	return st, heads[0]
}

// TestPages holds what the pages say of the fictional week. Of those that
// publish writes it is what the site adds.
func TestPages(t *testing.T) {
	s := weekSite(t)
	st, first := s.skua(t)
	var got txtar.Archive
	for _, x := range []struct{ path, part string }{
		{"/", "main"},
		{"/?by=disputed", "main"},
		{"/?by=latest&window=day", "main"},
		{"/round-ups", "main"},
		{storyPage(st.ID), ".desk"},
		{storyPage(st.ID), ".placed"},
		{articlePage(first.ID), ".desk"},
		{"/people?kind=person", "main"},
		{"/name/ines%20tallow", "body"},
		{"/outlets", "main"},
		{"/outlet/northern%20press%20agency", "body"},
		{"/outlet/northern%20press%20agency?kind=was-copied", "main"},
		{"/search?q=fog+signal", "main"},
		{"/search?name=Ines+Tallow&from=2031-03-11&to=2031-03-11&outlet=skerrow+courier", "main"},
		{"/search?q=nonesuch", "main"},
		{storyPage(st.ID) + "/f1", ".where"},
		{"/following", "main"},
		{"/feeds", "main"},
		{"/paste", "main"},
	} {
		page := s.get(t, x.path, http.StatusOK).Body.String()
		got.Files = append(got.Files, txtar.File{Name: x.path + " " + x.part, Data: []byte(told(parsed(t, page), x.part))})
	}
	const file = "testdata/week.golden"
	if *update {
		if err := os.WriteFile(file, txtar.Format(&got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range got.Files {
		if i >= len(want.Files) || want.Files[i].Name != f.Name || !bytes.Equal(want.Files[i].Data, f.Data) {
			t.Errorf("%s differs from %s:\n%s", f.Name, file, f.Data)
		}
	}
}

// harmless fails the test if a page holds anything that runs, or that is got
// from elsewhere.
func harmless(t *testing.T, path, page string) {
	t.Helper()
	each(parsed(t, page), func(n *html.Node) {
		if n.Type == html.CommentNode {
			t.Errorf("%s: comment %q", path, n.Data)
		}
		if n.Type != html.ElementNode {
			return
		}
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Iframe, atom.Object, atom.Embed, atom.Img, atom.Video, atom.Audio, atom.Base, atom.Template, atom.Noscript:
			t.Errorf("%s: element %s", path, n.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || a.Key == "ping" {
				t.Errorf("%s: attribute %s=%q", path, a.Key, a.Val)
			}
			if strings.Contains(a.Val, "ZgotmplZ") {
				t.Errorf("%s: %s is not made of a value that may stand there", path, a.Key)
			}
			switch a.Key {
			case "href", "src", "action", "formaction", "data", "xlink:href", "poster", "cite":
			default:
				continue
			}
			u, err := url.Parse(a.Val)
			switch {
			case err != nil:
				t.Errorf("%s: %s=%q: %v", path, a.Key, a.Val, err)
			case u.Scheme == "" && u.Host == "":
			case n.DataAtom == atom.A && (u.Scheme == "http" || u.Scheme == "https"):
				if !strings.Contains(attribute(n, "rel"), "noreferrer") {
					t.Errorf("%s: a link to %q says where it came from", path, a.Val)
				}
			default:
				t.Errorf("%s: %s %s=%q", path, n.Data, a.Key, a.Val)
			}
		}
	})
}

// hostile are words that would run or break out, were they not escaped.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><svg onload=alert(1)>`,
	"javascript:alert(1)", `{{.Store}}`, `--><b>`, "a\x00b\x01\x02\x03\u202e\u2028", `<!--nav--></main><!--since-->`, `]]>&lt;&amp;`,
}

// hostilePages are articles that hold hostile words wherever a page can.
func hostilePages() []stemma.Page {
	var out []stemma.Page
	for i, h := range hostile {
		for k, outlet := range []string{"Skerrow Courier", "Marl Post", "Northern Agency"} {
			text := fmt.Sprintf("The grain barge Torrin %s sank off Wick Head on Monday with %d people on board, harbour master Ada %s Brenn said.\n\n“She rolled over %s in a minute,” said Ada Brenn of the Wick %s Harbour Trust.\n\nDivers from %s Marl found %d crates of barley number %d.", h, 4+k, h, h, h, h, 40+i, i)
			out = append(out, stemma.Page{
				Path: fmt.Sprintf("%s/%d-%d", h, i, k), Format: stemma.Record, Body: []byte(text), Text: text, Charset: "utf-8" + h,
				URL: []string{"javascript:alert(1)//" + h, "https://courier.example/" + h, "data:text/html," + h}[k], Outlet: outlet + " " + h, Title: "Barge Torrin " + h + " sinks",
				Published: fmt.Sprintf("2031-03-1%dT0%d:00:00Z", i%8, k), Key: h,
			})
		}
	}
	return out
}

// paths returns addresses of every kind of page of a site, as its own links have
// them, and with hostile parameters.
func (s *site) paths(t testing.TB) []string {
	t.Helper()
	out := []string{"/", "/?by=latest&window=all", "/?by=disputed", "/round-ups", "/people", "/outlets", "/search", "/following", "/feeds", "/paste", "/story/nonesuch"}
	for _, h := range hostile {
		q := url.QueryEscape(h)
		out = append(out, "/?by="+q, "/?window="+q, "/?language="+q, "/?page="+q, "/search?q="+q, "/search?q=barge&outlet="+q+"&name="+q+"&story="+q+"&language="+q,
			"/search?q=barge&from="+q, "/search?before="+q, "/people?q="+q, "/people?kind="+q, "/feeds?state="+q, "/feeds?added="+q+"&known="+q, "/story/"+url.PathEscape(h), "/article/"+url.PathEscape(h), "/name/"+url.PathEscape(h), "/outlet/"+url.PathEscape(h))
	}
	heads, err := s.store.Search(t.Context(), store.Query{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, h := range heads {
		for _, p := range []string{storyPage(h.Story), storyPage(h.Story) + "/f1", storyPage(h.Story) + "/u1", articlePage(h.ID), outletPage(h.OutletKey), outletPage(h.OutletKey) + "?kind=contradicted"} {
			if p != "" && !seen[p] {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	names, err := s.store.Names(t.Context(), "", "", 1<<40, 150, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if p := namePage(n.Name); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// hostileSite is a site where all that is received is hostile: articles, feeds,
// and what is followed.
func hostileSite(t *testing.T) *site {
	t.Helper()
	worst.Do(func() { worst.file = filled(t, hostilePages()) })
	s := siteOver(t, worst.file, Options{Version: hostile[0]})
	ctx := t.Context()
	for i, h := range hostile {
		if strings.ContainsRune(h, 0) {
			continue // PostgreSQL has no such text, and nobody can ask for it
		}
		for _, f := range []store.Follow{{Kind: store.FollowQuery, Value: h, Title: h}, {Kind: store.FollowName, Value: h, Title: h}, {Kind: store.FollowOutlet, Value: h, Title: h}, {Kind: store.FollowStory, Value: h, Title: h}} {
			if _, err := s.store.Follow(ctx, f); err != nil {
				t.Fatal(err)
			}
		}
		f, _, err := s.store.AddFeed(ctx, store.Feed{URL: fmt.Sprintf("https://feed%d.example/%s", i, h), Kind: store.KindFeed, Title: h, Site: "javascript:alert(1)//" + h, Added: noon})
		if err != nil {
			t.Fatal(err)
		}
		f.Error, f.Warning, f.Failures = h, h, 3
		if i%3 == 0 {
			f.Off = h
		}
		if err := s.store.Write(ctx, func(tx *store.Tx) error { return tx.KeepFeed(&f) }); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestHostile holds that nothing of what was received or asked for runs, breaks
// out of its place or leads to another scheme, on any page.
func TestHostile(t *testing.T) {
	s := hostileSite(t)
	shown := map[string]bool{}
	for _, path := range s.paths(t) {
		w := s.do(t, httptest.NewRequest("GET", path, nil))
		if w.Code == http.StatusInternalServerError || w.Code == http.StatusFound {
			t.Errorf("%s: %d\n%s", path, w.Code, w.Body)
			continue
		}
		for k, vs := range w.Header() {
			for _, v := range vs {
				if strings.ContainsAny(v, "\r\n\x00") {
					t.Errorf("%s: header %s: %q", path, k, v)
				}
			}
		}
		if w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("%s: policy %q", path, w.Header().Get("Content-Security-Policy"))
		}
		page := w.Body.String()
		harmless(t, path, page)
		all := words(parsed(t, page))
		for _, h := range hostile {
			if strings.Contains(all, h) {
				shown[h] = true
			}
		}
	}
	for _, h := range hostile {
		if !shown[h] && !strings.ContainsRune(h, 0) {
			t.Errorf("%q is shown nowhere: the test tries nothing", h)
		}
	}
}

// TestRaw holds that the page as received is sent as a file and never shown.
func TestRaw(t *testing.T) {
	pages := hostilePages()
	s := hostileSite(t)
	entries, err := s.store.Pages(t.Context(), 0, len(pages)+1)
	if err != nil || len(entries) != len(pages) {
		t.Fatalf("%d pages, %v", len(entries), err)
	}
	for i, e := range entries {
		id := e.Page.ID()
		w := s.get(t, articlePage(id)+"/raw", http.StatusOK)
		h := w.Header()
		if !strings.HasPrefix(h.Get("Content-Type"), "text/plain") || h.Get("Content-Disposition") != `attachment; filename="stemma-`+string(id)+`.txt"` || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: %v", e.Page.Path, h)
		}
		if !bytes.Equal(w.Body.Bytes(), pages[i].Body) {
			t.Errorf("%q: not the bytes received", e.Page.Path)
		}
	}
}

// TestLooking holds what a story's page says of what is new, that saying so is
// not lost by looking again, and that a browser which has the page is told so.
func TestLooking(t *testing.T) {
	s := weekSite(t)
	st, _ := s.skua(t)
	path := storyPage(st.ID)
	w := s.get(t, path, http.StatusOK)
	if strings.Contains(w.Body.String(), "What changed since") {
		t.Error("something is new to who never looked")
	}
	s.Close()
	if seen, err := s.store.Seen(t.Context(), "", st.ID); err != nil || seen != st.Revision {
		t.Fatalf("seen %d, %v, want %d", seen, err, st.Revision)
	}
	r := httptest.NewRequest("GET", path, nil)
	tag := s.get(t, path, http.StatusOK).Header().Get("ETag")
	r.Header.Set("If-None-Match", `"x", W/`+tag)
	if w := s.do(t, r); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("with the tag %s: %d, %d bytes", tag, w.Code, w.Body.Len())
	}

	text := "The ferry Skua ran aground on the rocks below Hallam Point early on Tuesday with 91 people on board, the coastguard said. Two lifeboats from Skerrow took off all 61 passengers. Captain Rurik Aldane stayed on board."
	page := stemma.Page{Path: "late.txt", Format: stemma.Record, Body: []byte(text), Text: text, Charset: "utf-8", Outlet: "Marl Evening Post", Title: "Ferry Skua aground with 91 on board", Published: "2031-03-04T18:00:00Z"}
	if _, err := s.store.Append(t.Context(), "test", noon, page); err != nil {
		t.Fatal(err)
	}
	if err := s.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if front := s.get(t, "/", http.StatusOK).Body.String(); !strings.Contains(words(parsed(t, front)), "Since you looked: 1 account") {
		t.Error("the front page does not say that an account came")
	}
	to := s.get(t, path, http.StatusFound).Header().Get("Location")
	for range 2 {
		page := s.get(t, to, http.StatusOK).Body.String()
		if got := told(parsed(t, page), ".news"); !strings.Contains(got, "Account Ferry Skua aground with 91 on board </article/") {
			t.Errorf("new: %s", got)
		}
		harmless(t, to, page)
	}
	r.Header.Set("If-None-Match", tag)
	if w := s.do(t, r); w.Code != http.StatusOK {
		t.Errorf("with an old tag: %d", w.Code)
	}
	if got := s.get(t, path, http.StatusOK).Body.String(); strings.Contains(got, "What changed since") {
		t.Error("what was looked at is new")
	}
}

// TestMerged holds that the address of a story which became part of another one,
// the beginning of an ID, and that of an article lead to the story.
func TestMerged(t *testing.T) {
	s := weekSite(t)
	st, first := s.skua(t)
	for _, id := range []string{st.ID[:9], string(first.ID)} {
		if to := s.get(t, "/story/"+id, http.StatusFound).Header().Get("Location"); to != storyPage(st.ID) {
			t.Errorf("%s leads to %s, want %s", id, to, storyPage(st.ID))
		}
	}
	other, err := s.store.Search(t.Context(), store.Query{Words: "Thornwick hospital", Limit: 1})
	if err != nil || len(other) == 0 || other[0].Story == st.ID {
		t.Fatal(other, err)
	}
	members, err := s.store.Members(t.Context(), other[0].Story)
	if err != nil {
		t.Fatal(err)
	}
	var moves []stemma.Change
	for _, m := range members {
		moves = append(moves, stemma.Change{Article: m.Article, From: m.Story, To: st.ID, Why: "for the sake of a test"})
	}
	err = s.store.Write(t.Context(), func(tx *store.Tx) error {
		last, err := s.store.Last(t.Context())
		if err != nil {
			return err
		}
		return tx.Place([]store.Placed{{Seq: last, Received: noon, Placement: stemma.Placement{Article: "new", Story: st.ID, Kind: stemma.Joins, Changes: moves}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if to := s.get(t, storyPage(other[0].Story), http.StatusFound).Header().Get("Location"); to != storyPage(st.ID) {
		t.Errorf("a story that became part of %s leads to %s", st.ID, to)
	}
	page := s.get(t, storyPage(st.ID), http.StatusOK).Body.String()
	if all := words(parsed(t, page)); !strings.Contains(all, "Moved here from a story that became part of this one: for the sake of a test") {
		t.Error(told(parsed(t, page), ".placed"))
	}
	if to := s.get(t, articlePage(first.ID[:8]), http.StatusFound).Header().Get("Location"); to != articlePage(first.ID) {
		t.Errorf("the beginning of %s leads to %s", first.ID, to)
	}
}

// TestFollowing holds the way from a button to what is new.
func TestFollowing(t *testing.T) {
	s := weekSite(t)
	st, _ := s.skua(t)
	for _, f := range [][2]string{{"story", st.ID}, {"name", "Ines Tallow"}, {"outlet", "Skerrow Courier"}, {"query", "lifeboats"}} {
		if to := s.post(t, "/follow", http.StatusSeeOther, "kind", f[0], "value", f[1], "back", "/people?kind=person"); to != "/people?kind=person" {
			t.Errorf("followed %v, and then at %s", f, to)
		}
	}
	for back, want := range map[string]string{"//evil.example": "/following", "https://evil.example/": "/following", `/\evil.example`: "/following", "javascript:alert(1)": "/following", "": "/following", "/x": "/x"} {
		if to := s.post(t, "/follow", http.StatusSeeOther, "kind", "story", "value", st.ID, "back", back); to != want {
			t.Errorf("back to %q leads to %q", back, to)
		}
	}
	if page := s.get(t, storyPage(st.ID), http.StatusOK).Body.String(); !strings.Contains(page, "Stop following") {
		t.Error("the story's page does not say that it is followed")
	}
	text := "The lifeboats of Skerrow went out again to the ferry Skua below Hallam Point, coastguard officer Ines Tallow said. The Skua ran aground on the rocks on Tuesday with 84 people on board."
	if _, err := s.store.Append(t.Context(), "test", noon, stemma.Page{Path: "a", Format: stemma.Record, Body: []byte(text), Text: text, Charset: "utf-8", Outlet: "Skerrow Courier", Title: "Lifeboats out to the Skua again", Published: "2031-03-05T12:00:00Z"}); err != nil {
		t.Fatal(err)
	}
	if err := s.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := s.get(t, "/following", http.StatusOK).Body.String()
	if n := strings.Count(page, "Lifeboats out to the Skua again"); n != 4 {
		t.Errorf("the new account is told %d times, want once for each that is followed\n%s", n, told(parsed(t, page), "main"))
	}
	event := regexp.MustCompile(`name="event" value="(\d+)"`).FindStringSubmatch(page)
	if event == nil {
		t.Fatal("no button to say that all is seen")
	}
	s.post(t, "/following", http.StatusSeeOther, "event", event[1])
	page = s.get(t, "/following", http.StatusOK).Body.String()
	if strings.Contains(page, "Lifeboats out") || !strings.Contains(page, "Nothing new since you last looked") {
		t.Error("what was seen is new")
	}
	all, err := s.store.Follows(t.Context(), "")
	if err != nil || len(all) != 4 {
		t.Fatal(all, err)
	}
	for _, f := range all {
		s.post(t, "/unfollow", http.StatusSeeOther, "id", fmt.Sprint(f.ID))
	}
	s.post(t, "/unfollow", http.StatusNotFound, "id", "99")
	s.post(t, "/unfollow", http.StatusBadRequest, "id", "x")
	s.post(t, "/follow", http.StatusBadRequest, "kind", "weather", "value", "rain")
	s.post(t, "/follow", http.StatusBadRequest, "kind", "story", "value", "")
	s.post(t, "/follow", http.StatusNotFound, "kind", "story", "value", "nonesuch")
}

// TestFeeds holds the ways of adding feeds, asking one now and removing it, and
// what is told of how each fares.
func TestFeeds(t *testing.T) {
	polled := 0
	s := siteOver(t, nil, Options{Poll: func() { polled++ }})
	to := s.post(t, "/feeds", http.StatusSeeOther, "url", " courier.example ")
	if !strings.HasPrefix(to, "/feeds?added=1#f-") || polled != 1 {
		t.Errorf("leads to %s, polled %d times", to, polled)
	}
	if to := s.post(t, "/feeds", http.StatusSeeOther, "url", "https://courier.example"); !strings.HasPrefix(to, "/feeds?added=0&known=1#f-") {
		t.Errorf("added again it leads to %s", to)
	}
	for _, bad := range []string{"", "javascript:alert(1)", "ftp://courier.example/feed", "https://", "courier", "https://user:word@courier.example/", "https://courier.example/" + strings.Repeat("x", maxAddress)} {
		s.post(t, "/feeds", http.StatusBadRequest, "url", bad)
	}
	upload := func(status int, list string) string {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		f, err := m.CreateFormFile("opml", "feeds.opml")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, list)
		m.Close()
		r := httptest.NewRequest("POST", "/feeds/opml", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := s.do(t, r)
		if w.Code != status {
			t.Fatalf("%d, want %d\n%s", w.Code, status, w.Body)
		}
		return w.Header().Get("Location")
	}
	const list = `<opml version="2.0"><body><outline text="Coast"><outline text="Marl Post" xmlUrl="https://marl.example/feed" htmlUrl="https://marl.example/"/>
		<outline text="Courier" xmlUrl="https://courier.example"/><outline text="Odd" xmlUrl="javascript:alert(1)"/></outline></body></opml>`
	to = upload(http.StatusSeeOther, list)
	if page := words(parsed(t, s.get(t, to, http.StatusOK).Body.String())); !strings.Contains(page, "1 feed added; what they bring comes in soon. 1 feed was there already.") {
		t.Error(to, page)
	}
	if to := upload(http.StatusSeeOther, strings.TrimSuffix(list, "</opml>")+"<"); !strings.Contains(to, "broken=1") {
		t.Errorf("a broken list leads to %s", to)
	}
	upload(http.StatusBadRequest, "no list")
	upload(http.StatusBadRequest, "<opml version='2.0'><body></body></opml>")
	upload(http.StatusRequestEntityTooLarge, strings.Repeat("x", maxOPML+1))

	out := s.get(t, "/feeds.opml", http.StatusOK)
	subs, err := read.ParseOPML(out.Body, "sent")
	if err != nil || len(subs) != 2 || subs[0].Folder != "Coast" || subs[1].Folder != "Coast" || !strings.HasPrefix(out.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the list sent: %+v, %v, %v", subs, err, out.Header())
	}

	marl, err := s.store.Feed(t.Context(), "https://marl.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	marl.Failures, marl.Error, marl.Off, marl.Tried, marl.Next = 9, "it answers 410 Gone", "it is gone", noon, noon.Add(48*time.Hour)
	if err := s.store.Write(t.Context(), func(tx *store.Tx) error { return tx.KeepFeed(&marl) }); err != nil {
		t.Fatal(err)
	}
	page := words(parsed(t, s.get(t, "/feeds?state=off", http.StatusOK).Body.String()))
	if !strings.Contains(page, "https://marl.example/feed · in Coast") {
		t.Errorf("no folder is told: %s", page)
	}
	if !strings.Contains(page, "2 feeds: 1 asked no more, 1 not asked yet.") || !strings.Contains(page, "It is asked no more: it is gone.") || strings.Contains(page, "courier") {
		t.Error(page)
	}
	if to := s.post(t, "/feeds/ask", http.StatusSeeOther, "id", marl.ID); to != "/feeds#"+marl.ID {
		t.Errorf("asked, it leads to %s", to)
	}
	if f, err := s.store.Feed(t.Context(), marl.ID); err != nil || f.Off != "" || f.Next.After(noon.Add(time.Hour)) || polled < 4 {
		t.Errorf("asked: %+v, %v, polled %d times", f, err, polled)
	}
	s.post(t, "/feeds/remove", http.StatusSeeOther, "id", marl.ID)
	s.post(t, "/feeds/remove", http.StatusNotFound, "id", marl.ID)
	s.post(t, "/feeds/ask", http.StatusNotFound, "id", marl.ID)
	s.get(t, "/feeds?state=x", http.StatusBadRequest)
}

// TestPaste holds that what is pasted is read, whatever it is, and that what
// cannot be is said.
func TestPaste(t *testing.T) {
	s := siteOver(t, nil, Options{})
	text := "Mill burns in Marl\r\n\r\nThe old mill in Marl burned down on Monday, the fire service said.\r\n\r\nNobody was hurt."
	to := s.post(t, "/paste", http.StatusSeeOther, "text", text, "outlet", "Marl Post", "title", "Mill burns", "url", "javascript:alert(1)", "published", "2031-03-04")
	w := s.get(t, to, http.StatusOK)
	if w.Header().Get("Refresh") == "" || !strings.Contains(w.Body.String(), "Being read") {
		t.Errorf("before it is read: %v\n%s", w.Header(), w.Body)
	}
	harmless(t, to, w.Body.String())
	if err := s.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := s.get(t, to, http.StatusOK).Body.String()
	if all := words(parsed(t, page)); !strings.Contains(all, "Marl Post · 4 March 2031") || strings.Contains(page, "javascript") {
		t.Error(all)
	}
	if again := s.post(t, "/paste", http.StatusSeeOther, "text", text, "outlet", "Marl Post", "title", "Mill burns", "published", "2031-03-04"); again != to {
		t.Errorf("pasted again it is %s, and was %s", again, to)
	}

	upload := func(status int, file []byte, fields ...string) string {
		t.Helper()
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		f, err := m.CreateFormFile("file", `../../"x.html`)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(file)
		for i := 0; i+1 < len(fields); i += 2 {
			m.WriteField(fields[i], fields[i+1])
		}
		m.Close()
		r := httptest.NewRequest("POST", "/paste", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := s.do(t, r)
		if w.Code != status {
			t.Fatalf("upload of %d bytes: %d, want %d\n%s", len(file), w.Code, status, w.Body)
		}
		if status >= 400 {
			harmless(t, "/paste", w.Body.String())
			return told(parsed(t, w.Body.String()), "main")
		}
		return w.Header().Get("Location")
	}
	to = upload(http.StatusSeeOther, []byte("<!doctype html><title>Barge sinks</title><h1>Barge sinks</h1><p>The barge Torrin sank off Wick Head on Monday, the harbour master said on Tuesday.</p>"), "outlet", "Marl Post")
	if err := s.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page := s.get(t, to, http.StatusOK).Body.String(); !strings.Contains(page, "Barge sinks") {
		t.Error("the page uploaded is not shown")
	}
	if to := upload(http.StatusSeeOther, []byte(`{"text":"The mill burned down on Monday.","outlet":"A"}`+"\n"+`{"text":"The barge sank on Monday.","outlet":"B"}`+"\n")); to != "/?by=latest" {
		t.Errorf("two records lead to %s", to)
	}
	if last, err := s.store.Last(t.Context()); err != nil || last != 4 {
		t.Errorf("%d lines, %v", last, err)
	}
	for in, want := range map[string]string{
		"%PDF-1.7 x": "is a PDF, not text", "": "Nothing was pasted", "   \n": "Nothing was pasted", `{"x":1}`: `the object has no "text"`,
	} {
		if got := upload(http.StatusBadRequest, []byte(in)); !strings.Contains(got, want) {
			t.Errorf("%q: %s", in, got)
		}
	}
	if got := upload(http.StatusBadRequest, []byte("The mill."), "text", "The barge."); !strings.Contains(got, "a text and a file") {
		t.Error(got)
	}
	if got := upload(http.StatusRequestEntityTooLarge, bytes.Repeat([]byte("mill "), maxPasted/4)); !strings.Contains(got, "longer than 16 MB") {
		t.Error(got)
	}
	// What holds no report is a fault, which its page tells.
	to = s.post(t, "/paste", http.StatusSeeOther, "text", "???")
	if err := s.keeper.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page := words(parsed(t, s.get(t, to, http.StatusOK).Body.String())); !strings.Contains(page, "no text of a report was found") {
		t.Error(page)
	}
}

// TestBegin holds that a store without anything tells how to begin.
func TestBegin(t *testing.T) {
	s := siteOver(t, nil, Options{})
	page := s.get(t, "/", http.StatusOK).Body.String()
	for _, want := range []string{`href="/feeds"`, `href="/paste"`, "stemma add", "stemma serve --demo"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not told", want)
		}
	}
	for _, path := range []string{"/people", "/outlets", "/search?q=x", "/following", "/?by=latest"} {
		harmless(t, path, s.get(t, path, http.StatusOK).Body.String())
	}
}

// TestFailures holds that what cannot be shown is told in the site's look, with
// what to do, and that the inner error is not.
func TestFailures(t *testing.T) {
	s := weekSite(t)
	for path, status := range map[string]int{
		"/nothing": 404, "/story/s-000000000000": 404, "/article/zzz": 404, "/name/nobody": 404, "/outlet/none": 404, "/outlet/%3Fx": 404, "/article/zzz/raw": 404,
		"/?by=x": 400, "/?window=x": 400, "/?page=-1": 400, "/people?kind=x": 400, "/search?from=yesterday": 400, "/search?before=x": 400,
		"/search?q=" + strings.Repeat("mill+", 300): 400, "/outlet/northern%20press%20agency?kind=x": 400,
	} {
		w := s.get(t, path, status)
		harmless(t, path, w.Body.String())
		if !strings.Contains(w.Body.String(), `class="home"`) || strings.Contains(w.Body.String(), "store:") {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
	st, _ := s.skua(t)
	s.get(t, storyPage(st.ID)+"?since=x", http.StatusBadRequest)
	// What is longer than a form can be is not read.
	s.post(t, "/follow", http.StatusBadRequest, "kind", "story", "value", st.ID, "back", strings.Repeat("/", maxSmallForm))
	s.store.Close()
	page := s.get(t, "/", http.StatusInternalServerError).Body.String()
	if strings.Contains(page, "sql") || strings.Contains(page, "closed") || !strings.Contains(page, "stemma check") {
		t.Error(page)
	}
	r := httptest.NewRequest("POST", "/follow", strings.NewReader("kind=story"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := s.do(t, r); w.Code != http.StatusForbidden {
		t.Errorf("another site's form: %d", w.Code)
	}
}

// TestSheets holds the style sheet and the icon.
func TestSheets(t *testing.T) {
	s := siteOver(t, nil, Options{})
	for path, kind := range map[string]string{sheetAddress: "text/css; charset=utf-8", "/favicon.ico": "image/svg+xml"} {
		w := s.get(t, path, http.StatusOK)
		if b, _ := io.ReadAll(w.Result().Body); w.Header().Get("Content-Type") != kind || len(b) == 0 {
			t.Errorf("%s: %v, %d bytes", path, w.Header(), len(b))
		}
	}
}

// TestRendered holds that what is held of pages stays within its bound, and that
// what was asked for last stays.
func TestRendered(t *testing.T) {
	var c rendered
	big := make([]byte, maxRendered/4)
	for i := range 10 {
		c.put(fmt.Sprint(i), big)
		if c.get("0") == nil && i < 4 {
			t.Fatalf("gone after %d", i)
		}
	}
	if c.size > maxRendered || len(c.pages) != 4 || c.get("9") == nil || c.get("0") == nil || c.get("1") != nil {
		t.Errorf("%d bytes in %d pages", c.size, len(c.pages))
	}
}

// TestLogOut holds that there is a way out for who has logged in, and for nobody
// else.
func TestLogOut(t *testing.T) {
	s := siteOver(t, nil, Options{Tokens: true})
	token, secret, err := s.store.AddToken(t.Context(), "desk", store.Writing, noon)
	if err != nil {
		t.Fatal(err)
	}
	if page := s.get(t, "/login", http.StatusOK).Body.String(); strings.Contains(page, "/logout") {
		t.Error("who has not logged in is shown the way out")
	}
	r := httptest.NewRequest("GET", "/following", nil)
	r.AddCookie(&http.Cookie{Name: cookieName, Value: secret})
	if w := s.do(t, r); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `action="/logout"`) {
		t.Errorf("%s: %d\n%s", token.Name, w.Code, w.Body)
	}
	if page := weekSite(t).get(t, "/", http.StatusOK).Body.String(); strings.Contains(page, "/logout") {
		t.Error("the one user of a machine is shown the way out")
	}
}

// TestRetrieved holds that when an archive says that a page was fetched is kept
// with the page and told on the article's page and by the API.
func TestRetrieved(t *testing.T) {
	body := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>Mill burns</title></head><body><h1>Mill burns</h1><p>The old mill burned on Monday night, the miller Ida Marren said. Nobody was hurt, and the wheel still turns.</p></body></html>"
	warc := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2031-03-04T09:40:05Z\r\nWARC-Target-URI: https://courier.example/mill\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(body), body)
	file := filepath.Join(t.TempDir(), "crawl.warc")
	if err := os.WriteFile(file, []byte(warc), 0o600); err != nil {
		t.Fatal(err)
	}
	var pages []stemma.Page
	for p, err := range read.Pages([]string{file}, nil) {
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, p)
	}
	if len(pages) != 1 {
		t.Fatalf("%d pages", len(pages))
	}
	s := siteOver(t, filled(t, pages), Options{})
	id := pages[0].ID()
	e, err := s.store.Page(t.Context(), id)
	if want := time.Date(2031, 3, 4, 9, 40, 5, 0, time.UTC); err != nil || !e.Page.Retrieved.Equal(want) {
		t.Errorf("kept as retrieved at %v, %v", e.Page.Retrieved, err)
	}
	if page := words(parsed(t, s.get(t, articlePage(id), http.StatusOK).Body.String())); !strings.Contains(page, "retrieved 4 March 2031, 09:40 UTC") {
		t.Errorf("the page does not say when it was retrieved: %s", page)
	}
	if answer := s.get(t, base+"/articles/"+string(id), http.StatusOK).Body.String(); !strings.Contains(answer, `"retrieved": "2031-03-04T09:40:05Z"`) {
		t.Errorf("the API does not say when it was retrieved: %s", answer)
	}
	c, err := s.store.Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	if err := publish.Marks(&shown, c.Article, c.Marks, publish.Options{Format: publish.Text}); err != nil || !strings.Contains(shown.String(), "\nretrieved 4 March 2031, 09:40 UTC\n") {
		t.Errorf("as text: %v\n%s", err, shown.String())
	}
}
