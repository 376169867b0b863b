package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
	"stemma/internal/text"
)

//go:embed *.tmpl
var templates embed.FS

//go:embed site.css
var siteCSS string

// icon is a small tree of three accounts.
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 27V15M16 15 7 7M16 15l9-8" fill="none" stroke="#7d5a00" stroke-width="3" stroke-linecap="round"/><circle cx="7" cy="6" r="4" fill="#1f5f8b"/><circle cx="25" cy="6" r="4" fill="#9c3d28"/><circle cx="16" cy="27" r="4" fill="#2d6a3e"/></svg>`

// The pages that have a template of their own, each parsed with shell.tmpl.
var sheets = func() map[string]*template.Template {
	shell := template.Must(template.New("shell").Funcs(template.FuncMap{
		"day": day, "days": days, "moment": publish.At, "iso": iso, "plural": publish.Plural[int], "number": publish.Number[int64], "oneLine": oneLine,
		"story": storyPage, "article": articlePage, "name": namePage, "outlet": outletPage, "web": web, "language": languageName,
		"joining": joiningWords, "marked": marked,
	}).ParseFS(templates, "shell.tmpl"))
	out := map[string]*template.Template{}
	for _, name := range []string{"stories", "since", "end", "placed", "entry", "pending", "names", "name", "outlets", "outlet", "search", "following", "feeds", "paste", "begin", "failed", "login"} {
		out[name] = template.Must(template.Must(shell.Clone()).ParseFS(templates, name+".tmpl"))
	}
	return out
}()

// stylesheet is the style sheet of all pages, and sheetAddress its address,
// which changes with it, so that it can be kept for ever.
var (
	stylesheet   = publish.Stylesheet() + siteCSS
	sheetAddress = func() string {
		sum := sha256.Sum256([]byte(stylesheet))
		return "/site.css?v=" + hex.EncodeToString(sum[:6])
	}()
)

// A shell is what is around every page.
type shell struct {
	Title   string // of the page, its h1
	Tab     string // what the browser calls it; empty for Title
	Here    string // which link of the navigation it is under; "/feeds"
	Sheet   string
	Version string
	Demo    bool
	Login   bool   // the reader has logged in, and can log out
	Atom    string // address of an Atom feed of what the page shows; empty for none
}

// maxSmallForm is the largest form without a file, in bytes.
const maxSmallForm = 64 << 10

// links of the navigation, in order.
var links = []struct{ To, Name string }{
	{"/", "Stories"}, {"/search", "Search"}, {"/people", "Names"}, {"/outlets", "Outlets"}, {"/following", "Following"}, {"/feeds", "Feeds"}, {"/paste", "Paste"},
}

// Links returns the navigation.
func (shell) Links() []struct{ To, Name string } { return links }

func (s *Server) shell(title, here string) shell {
	return shell{Title: title, Here: here, Sheet: sheetAddress, Version: s.opt.Version, Demo: s.opt.Demo, Login: s.opt.Tokens}
}

// pages adds the pages for people.
func (s *Server) pages(mux *http.ServeMux) {
	// upload is a page that takes files, and caps them itself.
	upload := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if err := h(w, r); err != nil {
				s.fail(w, r, err)
			}
		})
	}
	page := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		upload(pattern, func(w http.ResponseWriter, r *http.Request) error {
			r.Body = http.MaxBytesReader(w, r.Body, maxSmallForm)
			return h(w, r)
		})
	}
	page("GET /{$}", s.storiesPage)
	page("GET /round-ups", s.roundUpsPage)
	page("GET /story/{id}", s.storyPage)
	page("GET /story/{id}/{entry}", s.entryPage)
	page("GET /article/{id}", s.articlePage)
	page("GET /article/{id}/raw", s.rawPage)
	page("GET /people", s.namesPage)
	page("GET /name/{key}", s.namePage)
	page("GET /outlets", s.outletsPage)
	page("GET /outlet/{key}", s.outletPage)
	page("GET /search", s.searchPage)
	page("GET /following", s.followingPage)
	page("POST /following", s.lookedAt)
	page("POST /follow", s.follow)
	page("POST /unfollow", s.unfollow)
	page("POST /hooks", s.addHookForm)
	page("POST /hooks/test", s.testHookForm)
	page("POST /hooks/remove", s.removeHookForm)
	page("GET /feeds", s.feedsPage)
	page("POST /feeds", s.addFeed)
	page("POST /feeds/remove", s.removeFeed)
	page("POST /feeds/ask", s.askFeed)
	upload("POST /feeds/opml", s.addOPML)
	page("GET /feeds.opml", s.sendOPML)
	page("GET /paste", s.pastePage)
	upload("POST /paste", s.paste)
	page("/", func(http.ResponseWriter, *http.Request) error { return store.ErrNotFound })
	mux.HandleFunc("GET /site.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=31536000, immutable")
		w.Write([]byte(stylesheet))
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cache-Control", "max-age=604800")
		w.Write([]byte(icon))
	})
}

// exports are the other faces of a story.
func (s *Server) exports(st store.Story) []export {
	out := []export{{"JSON", path("stories", st.ID, "report"), true}}
	for _, x := range []struct{ name, called string }{
		{publish.HTML, "One HTML file"}, {publish.Markdown, "Markdown"}, {"findings.csv", "CSV"}, {"articles.jsonl", "JSON Lines"},
		{"annotations", "Web annotations"}, {"tei", "TEI"}, {"graphml", "GraphML"},
	} {
		out = append(out, export{x.called, path("stories", st.ID, "export", x.name), true})
	}
	return append(out, export{"Atom", "/atom/story/" + st.ID, false})
}

// written returns what a template makes of a value.
func written(name string, value any) ([]byte, error) {
	var b bytes.Buffer
	if err := sheets[name].ExecuteTemplate(&b, name+".tmpl", value); err != nil {
		return nil, fmt.Errorf("serve: write %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// show answers with a page.
func show(w http.ResponseWriter, status int, name string, value any) error {
	b, err := written(name, value)
	if err != nil {
		return err
	}
	send(w, status, b)
	return nil
}

func send(w http.ResponseWriter, status int, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	w.WriteHeader(status)
	w.Write(page) // a reader who has gone is no failure
}

// A mistake is a request that cannot be answered, told to whoever made it.
type mistake struct {
	Cause string // what is wrong with it: one sentence without its end
	Do    string // what to do: another
}

func (m *mistake) Error() string { return m.Cause + ": " + m.Do }

// fail answers with the page for an error. Of what went wrong inside it tells
// nothing; that is in the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := struct {
		shell
		mistake
	}{}
	status := http.StatusInternalServerError
	var wrong *mistake
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &wrong):
		status, f.mistake = http.StatusBadRequest, *wrong
		f.shell = s.shell("That cannot be done", "")
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
		f.shell = s.shell("Too much at once", "")
		f.Cause = fmt.Sprintf("What was sent is longer than %d MB", large.Limit>>20)
		f.Do = "Send the articles one by one, or give an archive to “stemma add” on the machine itself"
	case errors.Is(err, store.ErrNotFound):
		status = http.StatusNotFound
		f.shell = s.shell("Nothing here", "")
		f.Cause = "There is no such page. A story, an article or a name may have another address than it was called by"
		f.Do = "Look for it by its words"
	case r.Context().Err() != nil:
		return // nobody is there any more
	default:
		s.log.Error("page", "path", r.URL.Path, "err", err)
		f.shell = s.shell("This page could not be made", "")
		f.Cause = "Something went wrong inside, and what it was is in the program's log"
		f.Do = "Try again. If it stays so, run “stemma check” on the machine, and report what the log says"
	}
	if err := show(w, status, "failed", f); err != nil {
		s.log.Error("page", "path", r.URL.Path, "err", err)
		http.Error(w, "this page could not be made", http.StatusInternalServerError)
	}
}

// Addresses of pages. A key that a browser would take for a step in a path has
// none.
func storyPage(id string) string { return segment("/story/", id) }

func articlePage(id stemma.ArticleID) string { return segment("/article/", string(id)) }

func namePage(name string) string { return segment("/name/", text.Fold(name)) }

// outletPage returns the page on an outlet by its key or name; an unknown outlet
// has none.
func outletPage(key string) string {
	if strings.HasPrefix(key, "?") {
		return ""
	}
	return segment("/outlet/", text.Fold(strings.TrimSpace(key)))
}

func segment(before, key string) string {
	if strings.Trim(key, ".") == "" {
		return ""
	}
	return before + url.PathEscape(key)
}

// web returns an address that may stand in a link: by http or https, and "" for
// any other.
func web(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return address
}

// now returns the moment, and never one before a moment that the store knows.
func (s *Server) now() time.Time { return s.opt.Now() }

// progress returns how far the stages have come.
func (s *Server) progress(ctx context.Context) (store.Progress, error) {
	return s.store.Progress(ctx, pipeline.Annotating)
}

// oneLine returns words on one line, cut after some 200 runes.
func oneLine(s string) string { return publish.Line(s, 200) }

// day returns a date in words, to its precision; "" if it is unknown.
func day(d stemma.Date) string {
	switch {
	case !d.Known():
		return ""
	case d.Precision == stemma.Year || d.Precision == stemma.Decade || d.Precision == stemma.Century:
		return d.From.Format("2006")
	case d.Precision == stemma.Month || d.Precision == stemma.Season:
		return d.From.Format("January 2006")
	case d.Precision == stemma.Minute || d.Precision == stemma.Hour:
		return d.From.Format("2 January 2006, 15:04")
	}
	return d.From.Format("2 January 2006")
}

// days returns "4–6 March 2031", sharing what the two days share; "" if unknown.
func days(from, to stemma.Date) string {
	a, b := from.From, to.From
	switch {
	case a.IsZero():
		return ""
	case b.IsZero() || a.YearDay() == b.YearDay() && a.Year() == b.Year():
		return a.Format("2 January 2006")
	case a.Year() != b.Year():
		return a.Format("2 January 2006") + " – " + b.Format("2 January 2006")
	case a.Month() != b.Month():
		return a.Format("2 January") + " – " + b.Format("2 January 2006")
	}
	return a.Format("2") + "–" + b.Format("2 January 2006")
}

func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// languageName returns the English name of a language by its code, or the code.
func languageName(code string) string {
	if name := map[string]string{
		"ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fi": "Finnish", "fr": "French",
		"he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
		"no": "Norwegian", "nb": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
		"uk": "Ukrainian", "zh": "Chinese",
	}[code]; name != "" {
		return name
	}
	return code
}

// joiningWords says how an article came to its story.
func joiningWords(j stemma.Joining) string {
	switch j {
	case stemma.Opens:
		return "Opened the story"
	case stemma.Joins:
		return "Another account"
	case stemma.FollowUp:
		return "A follow-up"
	case stemma.Copy:
		return "A copy"
	case stemma.Revision:
		return "A new version"
	case stemma.RoundUp:
		return "A round-up"
	}
	return "Not placed yet"
}

// marked returns a snippet with the words that were asked for marked. What a
// text holds is escaped.
func marked(snippet string) template.HTML {
	var b strings.Builder
	open := false
	for snippet != "" {
		i := strings.IndexAny(snippet, store.Mark+store.Unmark)
		if i < 0 {
			i = len(snippet)
		}
		b.WriteString(template.HTMLEscapeString(snippet[:i]))
		if i == len(snippet) {
			break
		}
		switch is := snippet[i:i+1] == store.Mark; {
		case is && !open:
			b.WriteString("<mark>")
			open = true
		case !is && open:
			b.WriteString("</mark>")
			open = false
		}
		snippet = snippet[i+1:]
	}
	if open {
		b.WriteString("</mark>")
	}
	return template.HTML(b.String())
}

// A listPage is which page of a list is shown, and the links to those beside it.
type listPage struct {
	Newer, Older string // addresses; empty where there is none
	n            int    // 1 for the first
	length       int    // of a page
	r            *http.Request
}

// pageOf returns the page of a list that was asked for, of so many each.
func pageOf(r *http.Request, length int) (listPage, error) {
	const most = 10000
	p := listPage{n: 1, length: length, r: r}
	if v := r.FormValue("page"); v != "" {
		var err error
		if p.n, err = strconv.Atoi(v); err != nil || p.n < 1 || p.n > most {
			return p, &mistake{"“" + oneLine(v) + "” is not the number of a page", "Begin at the first page"}
		}
	}
	if p.n > 1 {
		p.Newer = with(r, "page", strconv.Itoa(p.n-1))
	}
	return p, nil
}

// limit is how many to ask for: one more than are shown, which says that there
// is another page. offset is after how many.
func (p *listPage) limit() int  { return p.length + 1 }
func (p *listPage) offset() int { return (p.n - 1) * p.length }

// shownOn returns those of some, asked for by limit and offset, that the page
// shows.
func shownOn[T any](p *listPage, some []T) []T {
	if len(some) <= p.length {
		return some
	}
	p.Older = with(p.r, "page", strconv.Itoa(p.n+1))
	return some[:p.length]
}

// with returns the address of the same page with other parameters: names and
// values in turn; an empty value removes one.
func with(r *http.Request, changes ...string) string {
	q := url.Values{}
	for k, vs := range r.URL.Query() {
		if len(vs) > 0 && vs[0] != "" {
			q.Set(k, vs[0])
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == "" {
			q.Del(changes[i])
		} else {
			q.Set(changes[i], changes[i+1])
		}
	}
	if len(q) == 0 {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + q.Encode()
}
