package read

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"stemma"
)

// asker returns a Fetcher that may ask this machine, without waiting between.
func asker(t testing.TB, o FetchOptions) *Fetcher {
	o.Private, o.Version = true, "1.2"
	if o.Gap == 0 {
		o.Gap = time.Nanosecond
	}
	f := NewFetcher(o)
	t.Cleanup(f.Close)
	return f
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func brotlied(s string) string {
	var b bytes.Buffer
	z := brotli.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func deflated(s string, wrapped bool) string {
	var b bytes.Buffer
	var z io.WriteCloser = zlib.NewWriter(&b)
	if !wrapped {
		z, _ = flate.NewWriter(&b, 6)
	}
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// site is a small web site; robots.txt closes /closed.
func site(w http.ResponseWriter, r *http.Request) {
	say := func(coding, body string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		io.WriteString(w, body)
	}
	const mill = "<p>The mill burned."
	switch r.URL.Path {
	case "/robots.txt":
		io.WriteString(w, "Disallow: /\nnonsense\nUser-agent: *\nDisallow: /closed\nAllow: /closed/open$\nUser-agent: other\nDisallow: /\n")
	case "/plain":
		w.Header().Set("ETag", `"7"`)
		w.Header().Set("Last-Modified", "Wed, 02 Apr 2031 10:00:00 GMT")
		w.Header().Set("Cache-Control", "public, max-age=600")
		if r.Header.Get("If-None-Match") == `"7"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		say("", mill)
	case "/agent":
		say("", r.UserAgent()+"|"+r.Header.Get("Cookie")+"|"+r.Header.Get("X-Injected"))
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
	case "/gzip":
		say("gzip", gzipped(mill))
	case "/zlib":
		say("deflate", deflated(mill, true))
	case "/deflate":
		say("deflate", deflated(mill, false))
	case "/notgzip":
		say("gzip", mill)
	case "/br":
		say("br", brotlied(mill))
	case "/brtwice":
		say("br, br", brotlied(brotlied(mill)))
	case "/brcut":
		say("br", brotlied(mill)[:12])
	case "/brmore":
		say("br", brotlied(mill)+"more")
	case "/notbr":
		say("br", mill)
	case "/asked":
		say("", r.Header.Get("Accept-Encoding"))
	case "/compress":
		say("compress", mill)
	case "/cut":
		w.Header().Set("Content-Length", "1000")
		say("", mill)
	case "/large":
		say("", strings.Repeat("x", MaxPage+1))
	case "/moved":
		http.Redirect(w, r, "/moved2", http.StatusMovedPermanently)
	case "/moved2":
		http.Redirect(w, r, "/found", http.StatusPermanentRedirect)
	case "/found":
		http.Redirect(w, r, "/plain", http.StatusFound)
	case "/loop":
		http.Redirect(w, r, "/loop", http.StatusFound)
	case "/toclosed":
		http.Redirect(w, r, "/closed", http.StatusFound)
	case "/file":
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	case "/gone":
		w.WriteHeader(http.StatusGone)
	case "/busy":
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	case "/forbidden":
		w.WriteHeader(http.StatusForbidden)
	case "/json":
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "{}")
	case "/closed", "/closed/open":
		say("", "closed")
	default:
		http.NotFound(w, r)
	}
}

// TestUnpackNothing holds that what is packed and empty is empty.
func TestUnpackNothing(t *testing.T) {
	for coding, packed := range map[string]string{"": "", "gzip": gzipped(""), "deflate": deflated("", true), "br": brotlied(""), "zstd": zstandard("", nil)} {
		if body, cut := unpackAll(strings.NewReader(packed), coding, MaxPage); len(body) > 0 || cut != "" {
			t.Errorf("%s: %q, cut %q", coding, body, cut)
		}
	}
}

// TestGet asks a site for each of its pages and shows what comes back.
func TestGet(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(site))
	defer s.Close()
	f := asker(t, FetchOptions{})
	for _, c := range []struct {
		path string
		cond Conditions
		want string
	}{
		{"/plain", Conditions{}, `200 "<p>The mill burned." etag="7" max=10m0s`},
		{"/plain", Conditions{ETag: `"7"`}, `304 "" unchanged etag="7" max=10m0s`},
		{"/gzip", Conditions{}, `200 "<p>The mill burned."`},
		{"/zlib", Conditions{}, `200 "<p>The mill burned."`},
		{"/deflate", Conditions{}, `200 "<p>The mill burned."`},
		{"/notgzip", Conditions{}, `200 "<p>The mill burned."`},
		{"/asked", Conditions{}, `200 "gzip, deflate, br"`},
		{"/br", Conditions{}, `200 "<p>The mill burned."`},
		{"/brtwice", Conditions{}, `200 "<p>The mill burned."`},
		{"/brcut", Conditions{}, `! SITE/brcut: broken off: it ends too early; try again later`},
		{"/brmore", Conditions{}, `! SITE/brmore: broken off: brotli: excessive input; try again later`},
		{"/notbr", Conditions{}, `! SITE/notbr: broken off: brotli: RESERVED; try again later`},
		{"/compress", Conditions{}, `! SITE/compress: packed as "compress", which stemma does not read; save the page with a browser and add the file`},
		{"/cut", Conditions{}, `! SITE/cut: broken off: it ends too early; try again later`},
		{"/cut", Conditions{Want: WantFeed}, `200 "<p>The mill burned." cut: broken off: it ends too early`},
		{"/large", Conditions{}, `! SITE/large: larger than the cap of 4 MB; save the page with a browser and add the file`},
		{"/moved", Conditions{}, `200 "<p>The mill burned." at SITE/plain after 3, moved to SITE/found etag="7" max=10m0s`},
		{"/found", Conditions{}, `200 "<p>The mill burned." at SITE/plain after 1 etag="7" max=10m0s`},
		{"/loop", Conditions{}, `! SITE/loop: is redirected more than 10 times; check the address`},
		{"/closed", Conditions{}, `! SITE/closed: the site's robots.txt closes this page to stemma; save the page with a browser and add the file`},
		{"/toclosed", Conditions{}, `! SITE/closed: the site's robots.txt closes this page to stemma; save the page with a browser and add the file`},
		{"/closed/open", Conditions{}, `200 "closed"`},
		{"/closed", Conditions{Want: WantFeed}, `200 "closed"`},
		{"/gone", Conditions{}, `! SITE/gone: the server answers 410 Gone; it is gone for good; remove the address`},
		{"/busy", Conditions{}, `! SITE/busy: the server answers 503 Service Unavailable; it is asked again later (in 2m0s)`},
		{"/forbidden", Conditions{}, `! SITE/forbidden: the server answers 403 Forbidden; it is not given to stemma; save the page with a browser`},
		{"/none", Conditions{}, `! SITE/none: the server answers 404 Not Found; check the address`},
		{"/json", Conditions{}, `! SITE/json: is "application/json", not a web page; give the address of the article`},
	} {
		r, err := f.Get(context.Background(), s.URL+c.path, c.cond)
		got := ""
		switch {
		case err == nil && r.Err() == nil:
			got = fmt.Sprintf("%d %q", r.Status, r.Body)
			if r.NotModified {
				got += " unchanged"
			}
			if r.Hops > 0 {
				got += fmt.Sprintf(" at %s after %d", r.URL, r.Hops)
			}
			if r.Moved != "" {
				got += ", moved to " + r.Moved
			}
			if r.ETag != "" {
				got += " etag=" + r.ETag
			}
			if r.MaxAge != 0 {
				got += fmt.Sprintf(" max=%v", r.MaxAge)
			}
			if r.Cut != "" {
				got += " cut: " + r.Cut
			}
			if p, err := r.Page(); c.path == "/json" {
				got = fmt.Sprintf("! %v", err)
			} else if !r.NotModified && (err != nil || p.URL != r.URL || p.Format != stemma.HTML) {
				t.Errorf("%s: page %+v, %v", c.path, p, err)
			}
		case err == nil:
			got = fmt.Sprintf("! %v", r.Err())
			if r.RetryAfter > 0 {
				got += fmt.Sprintf(" (in %v)", r.RetryAfter)
			}
		default:
			got = fmt.Sprintf("! %v", err)
		}
		if got = strings.ReplaceAll(got, s.URL, "SITE"); got != c.want {
			t.Errorf("%s %+v:\ngot  %s\nwant %s", c.path, c.cond, got, c.want)
		}
	}
}

// TestWho holds that each request says who asks, and that no cookie comes back.
func TestWho(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(site))
	defer s.Close()
	f := asker(t, FetchOptions{})
	for range 2 {
		r, err := f.Get(context.Background(), s.URL+"/agent", Conditions{})
		if err != nil || !strings.HasPrefix(string(r.Body), "stemma/1.2 (") || !strings.HasSuffix(string(r.Body), "||") {
			t.Errorf("%q, %v", r.Body, err)
		}
	}
}

// TestPassword holds that a name and password in an address are said to its
// server, and kept nowhere.
func TestPassword(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case r.URL.Path == "/to":
			http.Redirect(w, r, "/feed", http.StatusMovedPermanently)
		case r.URL.Path == "/feed":
			io.WriteString(w, user+password)
		}
	}))
	defer s.Close()
	f := asker(t, FetchOptions{})
	at := strings.Replace(s.URL, "http://", "http://ida:secret@", 1)
	r, err := f.Get(context.Background(), at+"/feed", Conditions{Want: WantFeed})
	if err != nil || string(r.Body) != "idasecret" || r.URL != s.URL+"/feed" {
		t.Errorf("%q at %s, %v", r.Body, r.URL, err)
	}
	r, err = f.Get(context.Background(), at+"/to", Conditions{Want: WantFeed})
	if err != nil || string(r.Body) != "" || strings.Contains(fmt.Sprint(r), "secret") {
		t.Errorf("after a redirect: %+v, %v", r, err)
	}
	s.Close()
	if _, err := f.Get(context.Background(), at+"/feed", Conditions{Want: WantFeed}); err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "ida") {
		t.Error(err)
	}
}

// A still clock goes on only by what is waited for.
type still struct {
	mu     sync.Mutex
	now    time.Time
	waited []time.Duration
}

func (s *still) clock() Clock {
	return Clock{
		Now: func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.now = s.now.Add(d)
			s.waited = append(s.waited, d)
			return ctx.Err()
		},
	}
}

// TestTurns holds that a host is asked no faster than it may be, that its
// Crawl-delay slows that down, and that robots.txt is asked once a day.
func TestTurns(t *testing.T) {
	robots := 0
	delay := ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			robots++
			io.WriteString(w, "User-agent: stemma\nDisallow:\n"+delay)
			return
		}
		io.WriteString(w, "x")
	}))
	defer s.Close()
	for _, c := range []struct {
		delay, want string
	}{
		{"", "[1s 1s 1s]"},
		{"Crawl-delay: 5\n", "[5s 5s 5s]"},
		{"Crawl-delay: 9000\n", "[1m0s 1m0s 1m0s]"},
		{"Crawl-delay: soon\n", "[1s 1s 1s]"},
	} {
		delay, robots = c.delay, 0
		k := &still{now: time.Date(2031, 4, 2, 10, 0, 0, 0, time.UTC)}
		f := asker(t, FetchOptions{Gap: time.Second, Clock: k.clock()})
		for range 3 {
			if _, err := f.Get(context.Background(), s.URL, Conditions{}); err != nil {
				t.Fatal(err)
			}
		}
		if got := fmt.Sprint(k.waited); got != c.want || robots != 1 {
			t.Errorf("%q: waited %s, want %s; robots.txt was asked %d times", c.delay, got, c.want, robots)
		}
		k.now = k.now.Add(25 * time.Hour)
		if _, err := f.Get(context.Background(), s.URL, Conditions{}); err != nil || robots != 2 {
			t.Errorf("after a day: %v; robots.txt was asked %d times, want 2", err, robots)
		}
	}
}

// TestRobotsDown holds that nothing is read where robots.txt fails, until it
// answers again.
func TestRobotsDown(t *testing.T) {
	down := true
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" && down {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer s.Close()
	k := &still{now: time.Date(2031, 4, 2, 10, 0, 0, 0, time.UTC)}
	f := asker(t, FetchOptions{Clock: k.clock()})
	get := func() error {
		_, err := f.Get(context.Background(), s.URL, Conditions{})
		return err
	}
	if err := get(); !errors.Is(err, ErrUnanswered) {
		t.Error(err)
	}
	down = false
	if err := get(); !errors.Is(err, ErrUnanswered) {
		t.Error("asked again at once:", err)
	}
	k.now = k.now.Add(time.Hour)
	if err := get(); err != nil {
		t.Error(err)
	}
}

// TestAtOnce holds that no more requests than allowed are at a host together.
func TestAtOnce(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		mu.Lock()
		now--
		mu.Unlock()
	}))
	defer s.Close()
	f := asker(t, FetchOptions{AtOnce: 3})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { f.Get(context.Background(), s.URL, Conditions{Want: WantFeed}) })
	}
	wg.Wait()
	if most != 3 {
		t.Errorf("%d requests at once, want 3", most)
	}
}

// TestSlow holds that a server that does not end costs no more than the
// timeout, over all hops, and that a caller who gives up is told so.
func TestSlow(t *testing.T) {
	stop := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		for {
			if _, err := io.WriteString(w, "x"); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}))
	defer s.Close()
	defer close(stop)
	f := asker(t, FetchOptions{Timeout: 30 * time.Millisecond})
	r, err := f.Get(context.Background(), s.URL, Conditions{Want: WantFeed})
	if err != nil || r.Cut != "broken off: it took too long" {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Get(ctx, s.URL, Conditions{Want: WantFeed}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestManyHosts holds that hosts are forgotten.
func TestManyHosts(t *testing.T) {
	k := &still{now: time.Date(2031, 4, 2, 10, 0, 0, 0, time.UTC)}
	f := asker(t, FetchOptions{Clock: k.clock()})
	for i := range maxHosts + 10 {
		u, _ := checkAddress(fmt.Sprintf("http://h%d.example", i))
		k.now = k.now.Add(time.Second)
		f.leave(f.enter(u))
	}
	if len(f.hosts) != maxHosts || f.hosts["h5.example"] != nil || f.hosts["h10.example"] == nil {
		t.Errorf("%d hosts are remembered", len(f.hosts))
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		" example.org/feed ": "https://example.org/feed", "http://example.org#top": "http://example.org", "localhost:8080/f": "https://localhost:8080/f", "[::1]/f": "https://[::1]/f",
		"feed": "", "": "", "ftp://example.org": "", "javascript:alert(1)": "", "example.org/\r\nX: 1": "", "https://": "",
	} {
		got, err := Address(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}
