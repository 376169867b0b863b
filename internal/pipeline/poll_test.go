package pipeline

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"stemma/internal/read"
	"stemma/internal/store"
)

// A stepped clock goes on only by what is waited for, and by hand.
type stepped struct {
	mu  sync.Mutex
	now time.Time
}

func (s *stepped) add(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *stepped) time() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *stepped) clock() read.Clock {
	return read.Clock{Now: s.time, Sleep: func(ctx context.Context, d time.Duration) error {
		s.add(d)
		return ctx.Err()
	}}
}

// A town is a web site whose pages a test changes, and that notes what is asked
// of it.
type town struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]http.HandlerFunc
	asked []string
}

func newTown(t testing.TB) *town {
	w := &town{pages: map[string]http.HandlerFunc{}}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		h := w.pages[r.URL.Path]
		if r.URL.Path != "/robots.txt" {
			w.asked = append(w.asked, r.URL.Path)
		}
		w.mu.Unlock()
		if h == nil {
			http.NotFound(rw, r)
			return
		}
		h(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// set makes path answer by h.
func (w *town) set(path string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = h
}

// say makes path answer with a body.
func (w *town) say(path, body string) {
	w.set(path, func(rw http.ResponseWriter, r *http.Request) {
		tag := fmt.Sprintf(`"%x"`, len(body))
		rw.Header().Set("ETag", tag)
		rw.Header().Set("Content-Type", "text/html")
		if r.Header.Get("If-None-Match") == tag {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(rw, body)
	})
}

// fail makes path answer with a status.
func (w *town) fail(path string, status int, header ...string) {
	w.set(path, func(rw http.ResponseWriter, r *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			rw.Header().Set(header[i], header[i+1])
		}
		rw.WriteHeader(status)
	})
}

// since returns what was asked since the last call.
func (w *town) since() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := strings.Join(w.asked, " ")
	w.asked = nil
	return all
}

func item(n int, title, more string) string {
	return fmt.Sprintf("<item><title>%s</title><link>/%d</link><guid>g%d</guid><pubDate>Wed, 02 Apr 2031 %02d:00:00 GMT</pubDate>%s</item>", title, n, n, n, more)
}

func rss(items ...string) string {
	return "<rss><channel><title>The Gazette</title><link>/</link>" + strings.Join(items, "\n") + "</channel></rss>"
}

var morning = time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)

// polling returns a Poller over a store, whose clock stands still.
func polling(t testing.TB, s *store.Store, c *stepped) *Poller {
	p := NewPoller(s, PollOptions{Fetch: read.FetchOptions{Private: true, Gap: 1, Clock: c.clock()}})
	t.Cleanup(p.Close)
	return p
}

func addFeed(t testing.TB, s *store.Store, url, kind string) store.Feed {
	t.Helper()
	f, _, err := s.AddFeed(t.Context(), store.Feed{URL: url, Kind: kind, Added: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// logged returns the addresses in the log, without the site's.
func logged(t testing.TB, s *store.Store, site string) string {
	t.Helper()
	all, err := s.Pages(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range all {
		out = append(out, strings.TrimPrefix(e.Page.URL, site))
	}
	return strings.Join(out, " ")
}

// TestAsk holds that each entry's page is fetched once, oldest first, again only
// when the entry changes, and not again by a Poller that is started later.
func TestAsk(t *testing.T) {
	w, s, c := newTown(t), open(t), &stepped{now: morning}
	for n := 1; n <= 4; n++ {
		w.say(fmt.Sprintf("/%d", n), fmt.Sprintf("<p>Report %d.", n))
	}
	f := addFeed(t, s, w.URL+"/feed", store.KindFeed)
	p := polling(t, s, c)
	step := func(why, feed, asked, inLog string) store.Feed {
		t.Helper()
		w.say("/feed", feed)
		c.add(time.Hour)
		got, err := p.Ask(t.Context(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		if a, l := w.since(), logged(t, s, w.URL); a != asked || l != inLog {
			t.Errorf("%s: asked %q, want %q; log %q, want %q", why, a, asked, l, inLog)
		}
		return got
	}
	got := step("first", rss(item(2, "Two", ""), item(1, "One", "")), "/feed /1 /2", "/1 /2")
	if got.Title != "The Gazette" || got.Site != w.URL+"/" || got.Entries != 2 || got.Articles != 2 || got.State() != "good" || got.ETag == "" || !got.Renewed.Equal(got.Tried) {
		t.Errorf("%+v", got)
	}
	unchanged := step("not modified", rss(item(2, "Two", ""), item(1, "One", "")), "/feed", "/1 /2")
	if unchanged.Status != http.StatusNotModified || !unchanged.Renewed.Equal(got.Renewed) || !unchanged.Succeeded.After(got.Succeeded) {
		t.Errorf("%+v", unchanged)
	}
	step("one more", rss(item(3, "Three", ""), item(2, "Two", ""), item(1, "One", "")), "/feed /3", "/1 /2 /3")
	w.say("/2", "<p>Report 2, corrected.")
	step("a new title", rss(item(3, "Three", ""), item(2, "Two, corrected", "")), "/feed /2", "/1 /2 /3 /2")
	step("a new title, the page as it was", rss(item(3, "Three!", ""), item(2, "Two, corrected", "")), "/feed /3", "/1 /2 /3 /2")
	p = polling(t, s, c)
	got = step("started again", rss(item(3, "Three!", ""), item(2, "Two, corrected", ""), item(1, "One", ""), "<item><title>No address</title></item>"), "/feed", "/1 /2 /3 /2")
	if got.Entries != 4 || got.Articles != 4 {
		t.Errorf("%+v", got)
	}
	all, err := s.Pages(t.Context(), 0, 10)
	if err != nil || all[0].Source != f.ID || all[0].Page.Published != "2031-04-02T01:00:00Z" {
		t.Errorf("%+v, %v", all[0], err)
	}
}

// TestFare shows how a feed fares by what its server answers.
func TestFare(t *testing.T) {
	for _, c := range []struct {
		why  string
		site func(w *town)
		want string
	}{
		{"gone for good", func(w *town) { w.fail("/feed", http.StatusGone) },
			"off: its server says that it is gone for good; 410 the server answers 410 Gone"},
		{"not there", func(w *town) { w.fail("/feed", http.StatusNotFound) },
			"failing 1: 404 the server answers 404 Not Found"},
		{"too busy, and says for how long", func(w *town) { w.fail("/feed", http.StatusTooManyRequests, "Retry-After", "7200") },
			"failing 1: 429 the server answers 429 Too Many Requests, again in 2h"},
		{"moved for good", func(w *town) {
			w.set("/feed", http.RedirectHandler("/new", http.StatusMovedPermanently).ServeHTTP)
			w.say("/new", rss())
		}, "good at /new: 200"},
		{"elsewhere for now", func(w *town) {
			w.set("/feed", http.RedirectHandler("/new", http.StatusFound).ServeHTTP)
			w.say("/new", rss())
		}, "good: 200"},
		{"a page that names its feed", func(w *town) {
			w.say("/feed", `<html><head><link rel="alternate" type="application/rss+xml" href="/new">`)
			w.say("/new", rss())
		}, "good at /new: 200"},
		{"a page that names itself as its feed", func(w *town) {
			w.say("/feed", `<html><head><link rel="alternate" type="application/rss+xml" href="/feed">`)
		}, "failing 1: 200 is a web page, not a feed"},
		{"a page", func(w *town) { w.say("/feed", "<html><body>The mill.") },
			"failing 1: 200 is a web page, not a feed"},
		{"cut off", func(w *town) {
			w.say("/feed", strings.TrimSuffix(rss(item(1, "One", "")), "</channel></rss>"))
		}, "good: 200 (the feed ends too early; what stands before the break is read: one entry) asked for whole"},
		{"rests for as long as it says", func(w *town) { w.say("/feed", strings.Replace(rss(), "<link>", "<ttl>120</ttl><link>", 1)) },
			"good: 200, again in 2h"},
		{"is fresh for as long as its server says", func(w *town) {
			w.set("/feed", func(rw http.ResponseWriter, r *http.Request) {
				rw.Header().Set("Cache-Control", "max-age=3600")
				fmt.Fprint(rw, rss())
			})
		}, "good: 200, again in 1h asked for whole"},
		{"a sitemap given as a feed", func(w *town) {
			w.say("/feed", "<urlset><url><loc>/1</loc><lastmod>2031-04-02</lastmod></url><url><loc>/2</loc></url><url><loc>/3</loc><lastmod>2031-03-02</lastmod></url></urlset>")
			w.say("/1", "<p>One.")
		}, "good as sitemap: 200, log /1"},
		{"an index of sitemaps", func(w *town) {
			w.say("/feed", "<sitemapindex><sitemap><loc>/a</loc></sitemap><sitemap><loc>/b</loc><lastmod>2031-01-01</lastmod></sitemap><sitemap><loc>/c</loc></sitemap></sitemapindex>")
			w.say("/a", "<urlset><url><loc>/1</loc><lastmod>2031-04-02</lastmod></url></urlset>")
			w.say("/1", "<p>One.")
		}, "good as sitemap: 200 (the server answers 404 Not Found), log /1 asked for whole"},
	} {
		w, s, k := newTown(t), open(t), &stepped{now: morning}
		c.site(w)
		f, err := polling(t, s, k).Ask(t.Context(), addFeed(t, s, w.URL+"/feed", store.KindFeed).ID)
		if err != nil {
			t.Fatal(err)
		}
		got := f.State()
		if f.Failures > 0 && f.Off == "" {
			got += fmt.Sprint(" ", f.Failures)
		}
		if f.Kind != store.KindFeed {
			got += " as " + f.Kind
		}
		if f.URL != w.URL+"/feed" {
			got += " at " + strings.TrimPrefix(f.URL, w.URL)
		}
		if f.Off != "" {
			got += ": " + f.Off + ";"
		} else {
			got += ":"
		}
		got += fmt.Sprintf(" %d", f.Status)
		if f.Error != "" {
			got += " " + f.Error
		}
		if f.Warning != "" {
			got += " (" + f.Warning + ")"
		}
		if again := f.Next.Sub(morning).Round(time.Hour); again > 0 && f.Next.Sub(morning) > 30*time.Minute {
			got += fmt.Sprintf(", again in %dh", int(again.Hours()))
		}
		if f.Kind == store.KindSitemap {
			got += ", log " + logged(t, s, w.URL)
		}
		if f.Failures == 0 && f.ETag == "" {
			got += " asked for whole"
		}
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.why, got, c.want)
		}
	}
}

// TestPace holds after how many minutes a feed is asked again: while it brings
// something each time, while it does not, and while it fails. Chance, which
// hangs on the feed's address, spreads that by a tenth, and by a quarter more
// after failures.
func TestPace(t *testing.T) {
	w, s, c := newTown(t), open(t), &stepped{now: morning}
	f := addFeed(t, s, w.URL+"/feed", store.KindFeed)
	p := polling(t, s, c)
	n := 0
	renew := func() {
		n++
		w.say(fmt.Sprintf("/%d", n), "<p>x")
		w.say("/feed", rss(item(n, fmt.Sprint(n), strings.Repeat(" ", n))))
	}
	for _, phase := range []struct {
		why         string
		before      func()
		least, most float64
		minutes     []float64
	}{
		{"renewed", renew, 0.95, 1.05, []float64{15, 10, 20 / 3.0, 5, 5}},
		{"as it was", func() {}, 0.95, 1.05, []float64{6.25, 7.8125, 9.766, 12.21, 15.26, 19.07, 23.84, 29.8, 37.25, 46.57, 58.2, 72.8, 90.9, 113.7, 142.1, 177.6, 222, 277.6, 347, 360, 360}},
		{"failing", func() { w.fail("/feed", http.StatusBadGateway) }, 1, 1.25, []float64{5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440}},
		{"back again", renew, 0.95, 1.05, []float64{240, 160}},
	} {
		for i, want := range phase.minutes {
			phase.before()
			got, err := p.Ask(t.Context(), f.ID)
			if err != nil {
				t.Fatal(err)
			}
			wait := got.Next.Sub(c.time())
			if m, slack := wait.Minutes(), want/1000+0.01; m < want*phase.least-slack || m > want*phase.most+slack {
				t.Errorf("%s, round %d: again in %.2f minutes, want about %.2f", phase.why, i+1, m, want)
			}
			c.add(wait)
		}
	}
	if a, b := fraction("a", 1), fraction("a", 1); a != b || fraction("a", 2) == a || fraction("b", 1) == a || a < 0 || a >= 1 {
		t.Errorf("chance is %v and %v", a, b)
	}
}

// TestPages holds that a page that does not come is asked for again, ever later,
// and then no more; and that one that is closed is made of what the feed has.
func TestPages(t *testing.T) {
	w, s, c := newTown(t), open(t), &stepped{now: morning}
	w.set("/robots.txt", func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, "User-agent: *\nDisallow: /1\nDisallow: /2\n")
	})
	whole := "<content:encoded><![CDATA[<p>The mill burned.]]></content:encoded>"
	w.say("/feed", strings.Replace(rss(item(1, "Closed & whole", whole), item(2, "Closed", ""), item(3, "Late", ""), item(4, "Never", ""), item(5, "Forbidden", whole), item(6, "Gone", "")), "<rss>", `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/">`, 1))
	w.fail("/3", http.StatusServiceUnavailable)
	w.fail("/4", http.StatusBadGateway)
	w.fail("/5", http.StatusForbidden)
	f := addFeed(t, s, w.URL+"/feed", store.KindFeed)
	p := polling(t, s, c)
	var tried []string
	for round := range 6 {
		if round == 2 {
			w.say("/3", "<p>At last.")
		}
		if _, err := p.Ask(t.Context(), f.ID); err != nil {
			t.Fatal(err)
		}
		asked := strings.Fields(w.since())
		tried = append(tried, strings.Join(slices.DeleteFunc(asked, func(p string) bool { return p == "/feed" }), " "))
		c.add(24 * time.Hour)
	}
	if got, want := fmt.Sprintf("%q", tried), `["/3 /4 /5 /6" "/3 /4" "/3 /4" "/4" "/4" ""]`; got != want {
		t.Errorf("tried %s, want %s", got, want)
	}
	if got := logged(t, s, w.URL); got != "/1 /5 /3" {
		t.Errorf("log %s", got)
	}
	es, err := s.EntriesOf(t.Context(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for n := 1; n <= 6; n++ {
		e := es[fmt.Sprintf("g%d", n)]
		fmt.Fprintf(&got, "%s %d %s\n", e.State, e.Tries, e.Error)
	}
	want := `got 1 
passed over 1 the site's robots.txt closes this page to stemma
got 3 
failed 5 the server answers 502 Bad Gateway
got 1 
passed over 1 the server answers 404 Not Found
`
	if got.String() != want {
		t.Errorf("got:\n%swant:\n%s", got.String(), want)
	}
	first, err := s.Pages(t.Context(), 0, 1)
	if err != nil || first[0].Page.Outlet != "The Gazette" || first[0].Page.Title != "Closed & whole" || !strings.Contains(first[0].Page.Text, "<p>The mill burned.") {
		t.Errorf("made of the feed: %+v, %v", first[0].Page, err)
	}
}

// TestSameSite holds that a page that two feeds list is fetched once, one after
// the other or together.
func TestSameSite(t *testing.T) {
	w, s, c := newTown(t), open(t), &stepped{now: morning}
	for n := 1; n <= 5; n++ {
		w.say(fmt.Sprintf("/%d", n), "<p>x")
	}
	w.say("/a", rss(item(1, "One", ""), item(2, "Two", ""), item(3, "Three", "")))
	w.say("/b", rss(item(3, "Three", ""), item(2, "Two", ""), item(4, "Four", ""), item(5, "Five", "")))
	a, b := addFeed(t, s, w.URL+"/a", store.KindFeed), addFeed(t, s, w.URL+"/b", store.KindFeed)
	p := polling(t, s, c)
	var both sync.WaitGroup
	for _, f := range []store.Feed{a, b} {
		both.Go(func() {
			for range 3 {
				if _, err := p.Ask(t.Context(), f.ID); err != nil {
					t.Error(err)
				}
				c.add(2 * time.Minute)
			}
		})
	}
	both.Wait()
	asked := strings.Fields(w.since())
	slices.Sort(asked)
	if got := strings.Join(slices.DeleteFunc(asked, func(p string) bool { return len(p) == 2 && p > "/9" }), " "); got != "/1 /2 /3 /4 /5" {
		t.Errorf("asked for %s", got)
	}
	for _, f := range []store.Feed{a, b} {
		es, err := s.EntriesOf(t.Context(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		for id, e := range es {
			if e.State != store.EntryGot {
				t.Errorf("%s of %s is %s", id, f.URL, e.State)
			}
		}
	}
}

// TestStopped holds that a Poller that is stopped at any request loses nothing,
// also nothing that the feed alone holds, and fetches no page again that is in
// the log; and that a feed that fails then is not pressed.
func TestStopped(t *testing.T) {
	for stop := 1; stop <= 7; stop++ {
		w, s, c := newTown(t), open(t), &stepped{now: morning}
		items := []string{item(6, "Closed", "<description>x</description><content:encoded><![CDATA[<p>Report 6.]]></content:encoded>"),
			"<item><title>Nowhere</title><guid isPermaLink=\"false\">g7</guid><pubDate>Wed, 02 Apr 2031 07:00:00 GMT</pubDate><content:encoded><![CDATA[<p>Report 7.]]></content:encoded></item>"}
		for n := 1; n <= 5; n++ {
			w.say(fmt.Sprintf("/%d", n), fmt.Sprintf("<p>Report %d.", n))
			items = append(items, item(n, "x", ""))
		}
		w.fail("/6", http.StatusForbidden)
		feed := strings.Replace(rss(items...), "<rss>", `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/">`, 1)
		w.say("/feed", feed)
		f := addFeed(t, s, w.URL+"/feed", store.KindFeed)
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		w.mu.Lock()
		for path, h := range w.pages {
			w.pages[path] = func(rw http.ResponseWriter, r *http.Request) {
				if n++; n == stop {
					cancel()
				}
				h(rw, r)
			}
		}
		w.mu.Unlock()
		if _, err := polling(t, s, c).Ask(ctx, f.ID); err == nil {
			t.Fatal("not stopped")
		}
		cancel()
		before := strings.Fields(logged(t, s, w.URL))
		w.since()
		w.fail("/feed", http.StatusBadGateway)
		for range 3 {
			due, err := s.Due(t.Context(), c.time(), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range due {
				if _, err := polling(t, s, c).ask(t.Context(), f, false); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := w.since(); got != "/feed" {
			t.Errorf("stopped at request %d: while the feed fails, %s is asked", stop, got)
		}
		w.say("/feed", feed)
		c.add(time.Hour)
		if _, err := polling(t, s, c).Ask(t.Context(), f.ID); err != nil {
			t.Fatal(err)
		}
		again := strings.Fields(w.since())
		for _, path := range before {
			if slices.Contains(again, path) {
				t.Errorf("stopped at request %d: %s is in the log and was fetched again", stop, path)
			}
		}
		if got := logged(t, s, w.URL); got != "/1 /2 /3 /4 /5 /6 " {
			t.Errorf("stopped at request %d: log %q", stop, got)
		}
	}
}

// TestTurn holds that a slow site is left for others after a while, and that what
// its feed alone holds is had later, without asking the feed again.
func TestTurn(t *testing.T) {
	w, s, c := newTown(t), open(t), &stepped{now: morning}
	w.set("/robots.txt", func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, "User-agent: *\nCrawl-delay: 60\nDisallow: /6\n")
	})
	var items []string
	for n := 1; n <= 6; n++ {
		w.say(fmt.Sprintf("/%d", n), fmt.Sprintf("<p>Report %d.", n))
		items = append(items, item(n, "x", "<content:encoded>Report.</content:encoded>"))
	}
	w.say("/feed", strings.Replace(rss(items...), "<rss>", `<rss xmlns:content="http://purl.org/rss/1.0/modules/content/">`, 1))
	f := addFeed(t, s, w.URL+"/feed", store.KindFeed)
	p := polling(t, s, c)
	var turns []string
	for range 10 {
		due, err := s.Due(t.Context(), c.time(), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range due {
			if _, err := p.ask(t.Context(), f, false); err != nil {
				t.Fatal(err)
			}
			turns = append(turns, w.since())
		}
	}
	if got, want := fmt.Sprintf("%q", turns), `["/feed /1 /2" "/3 /4 /5" ""]`; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if got := logged(t, s, w.URL); got != "/1 /2 /3 /4 /5 /6" {
		t.Errorf("log %s", got)
	}
	p.held.Range(func(feed, _ any) bool { t.Errorf("%s of %s is still held", feed, f.ID); return true })
}

// TestRemoved holds that a feed may be removed while it is asked.
func TestRemoved(t *testing.T) {
	w, s := newTown(t), open(t)
	f := addFeed(t, s, w.URL+"/feed", store.KindFeed)
	w.set("/feed", func(rw http.ResponseWriter, r *http.Request) {
		if err := s.RemoveFeed(r.Context(), f.ID); err != nil {
			t.Error(err)
		}
		addFeed(t, s, w.URL+"/other", store.KindFeed)
		fmt.Fprint(rw, rss(item(1, "One", "")))
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	w.set("/other", func(rw http.ResponseWriter, r *http.Request) { cancel() })
	p := NewPoller(s, PollOptions{Fetch: read.FetchOptions{Private: true, Gap: 1}})
	defer p.Close()
	if err := p.Run(ctx); err != nil {
		t.Error(err)
	}
	if got := w.since(); got != "/feed /other" {
		t.Errorf("asked %s", got)
	}
}

// TestPollRun holds that feeds are asked when they are due, those at once that are
// added with a nudge, and that nothing is left running at the end.
func TestPollRun(t *testing.T) {
	before := goleak.IgnoreCurrent()
	w, s := newTown(t), open(t)
	w.say("/1", "<p>One.")
	w.say("/a", rss(item(1, "One", "")))
	w.say("/b", rss())
	addFeed(t, s, w.URL+"/a", store.KindFeed)
	woken := make(chan struct{}, 1)
	p := NewPoller(s, PollOptions{Fetch: read.FetchOptions{Private: true, Gap: 1}, Wake: func() { signal(woken) }})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	<-woken
	addFeed(t, s, w.URL+"/b", store.KindFeed)
	p.Nudge()
	for {
		f, err := s.Feed(ctx, w.URL+"/b")
		if err != nil {
			t.Fatal(err)
		}
		if !f.Succeeded.IsZero() {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	p.Close()
	w.Server.Close()
	s.Close()
	goleak.VerifyNone(t, before)
	if got := w.since(); got != "/a /1 /b" {
		t.Errorf("asked %s", got)
	}
}
