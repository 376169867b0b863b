package pipeline

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/bits"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"stemma/internal/read"
	"stemma/internal/store"
)

var soak = flag.Duration("soak", 5*time.Second, "how long TestSoak runs; a second is 200 s to the feeds")

const (
	soakSpeed = 200
	soakFeeds = 500
	soakItems = 4096 // at most so many ever in one feed
)

// A crowd is 500 fictional sites with a feed each, of every format and temper,
// that go on for as long as the clock does.
type crowd struct {
	clock   read.Clock
	start   time.Time
	answers [6]atomic.Int64 // by the first digit of the status; 0 are cut off or left hanging
	fetched [soakFeeds][soakItems / 64]atomic.Uint64
	twice   atomic.Int64 // pages given again
	stop    chan struct{}
}

// tempers are how the sites behave, as 500 feeds are found to: most are well.
var tempers = []string{
	"well", "well", "well", "well", "well", "well", "well", "untagged", "untagged", "packed",
	"moved", "elsewhere", "busy", "failing", "often failing", "gone", "broken", "cut", "slow", "hanging",
	"homepage", "closed", "growing", "large", "pages failing",
}

func (w *crowd) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.Host)
	ip := net.ParseIP(host).To4()
	n := (int(ip[2])*256 + int(ip[3]) - 1) % soakFeeds
	temper := tempers[n%len(tempers)]
	elapsed := w.clock.Time().Sub(w.start)
	say := func(status int, kind, body string) {
		w.answers[status/100].Add(1)
		rw.Header().Set("Content-Type", kind)
		rw.WriteHeader(status)
		io.WriteString(rw, body)
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch first {
	case "robots.txt":
		rule := ""
		if temper == "closed" {
			rule = "Disallow: /page\n"
		}
		say(http.StatusOK, "text/plain", "User-agent: *\n"+rule)
	case "page":
		i, _ := strconv.Atoi(rest)
		w.page(say, r, n, i, temper)
	case "feed":
		w.feed(rw, r, say, n, temper, elapsed)
	default:
		say(http.StatusOK, "text/html", `<html><head><link rel="alternate" type="application/rss+xml" href="/feed/new"></head></html>`)
	}
}

// page answers with an article, which notes if it was given before.
func (w *crowd) page(say func(int, string, string), r *http.Request, n, i int, temper string) {
	if temper == "pages failing" && (i+int(w.clock.Time().Unix()/600))%3 == 0 {
		say(http.StatusBadGateway, "text/plain", "")
		return
	}
	say(http.StatusOK, "text/html; charset=utf-8", fmt.Sprintf("<!DOCTYPE html><html><head><title>Report %d of town %d</title></head><body><article>%s</article></body></html>", i, n, strings.Repeat("<p>The mill of the town burned in the night, and forty firefighters worked until the morning.</p>", 30)))
	bit := uint64(1) << (i % 64)
	if r.Context().Err() == nil && w.fetched[n][i%soakItems/64].Or(bit)&bit != 0 {
		w.twice.Add(1)
	}
}

// feed answers with the feed of a site, as its temper is at the time.
func (w *crowd) feed(rw http.ResponseWriter, r *http.Request, say func(int, string, string), n int, temper string, elapsed time.Duration) {
	hour := int(elapsed / time.Hour)
	switch temper {
	case "moved", "elsewhere":
		if r.URL.Path == "/feed" {
			status := http.StatusMovedPermanently
			if temper == "elsewhere" {
				status = http.StatusFound
			}
			w.answers[3].Add(1)
			http.Redirect(rw, r, "/feed/new", status)
			return
		}
	case "busy":
		if hour%2 == 0 {
			rw.Header().Set("Retry-After", "900")
			say(http.StatusTooManyRequests, "text/plain", "")
			return
		}
	case "failing":
		say(http.StatusInternalServerError, "text/plain", "")
		return
	case "often failing":
		if (hour+n)%3 == 0 {
			say(http.StatusServiceUnavailable, "text/html", "<html>later")
			return
		}
	case "gone":
		if elapsed > time.Duration(n%20)*time.Minute {
			say(http.StatusGone, "text/plain", "")
			return
		}
	case "homepage":
		if r.URL.Path == "/feed" {
			say(http.StatusOK, "text/html", `<html><head><link rel="alternate" type="application/rss+xml" href="/feed/new"></head></html>`)
			return
		}
	case "slow", "hanging":
		wait := 20 * time.Millisecond
		if temper == "hanging" && hour%2 == 0 {
			wait = time.Minute
		}
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
			w.answers[0].Add(1)
			return
		case <-w.stop:
			return
		}
	}
	// A new item every ten minutes to some two hours; the newest twenty are listed.
	period := time.Duration(10+n*7%120) * time.Minute
	last := min(int(elapsed/period)+2, soakItems-1)
	body, kind := w.written(n, max(0, last-20), last, temper)
	tag := fmt.Sprintf(`"%d-%d"`, n, last)
	if temper != "untagged" && temper != "growing" {
		rw.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.answers[3].Add(1)
			rw.WriteHeader(http.StatusNotModified)
			return
		}
	}
	switch temper {
	case "broken":
		body = strings.Replace(body, "</title>", "</titel>", 3)
	case "growing":
		body += "<!-- " + strings.Repeat("x", 64<<10) + " -->"
	case "large":
		if hour%4 == 3 {
			body += strings.Repeat(" ", read.MaxFeed)
		}
	case "cut":
		rw.Header().Set("Content-Length", strconv.Itoa(len(body)))
		rw.Header().Set("Content-Type", kind)
		w.answers[0].Add(1)
		io.WriteString(rw, body[:len(body)*2/3])
		return
	case "packed":
		rw.Header().Set("Content-Encoding", "gzip")
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		io.WriteString(z, body)
		z.Close()
		body = b.String()
	}
	say(http.StatusOK, kind, body)
}

// written is a feed of the items from one to another, newest first.
func (w *crowd) written(n, from, to int, temper string) (body, kind string) {
	var b strings.Builder
	each := func(s string) {
		for i := to; i >= from; i-- {
			at := w.start.Add(time.Duration(i) * 10 * time.Minute)
			fmt.Fprintf(&b, s, i, n, at.Format(time.RFC3339), at.Format(time.RFC1123Z))
		}
	}
	switch n / len(tempers) % 5 {
	case 0, 1:
		b.WriteString("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Town</title><link>/</link><ttl>10</ttl>")
		each("<item><title>Report %[1]d of %[2]d</title><link>/page/%[1]d</link><guid isPermaLink=\"false\">%[1]d</guid><pubDate>%[4]s</pubDate><description>The mill of the town burned.</description></item>\n")
		b.WriteString("</channel></rss>")
		return b.String(), "application/rss+xml"
	case 2:
		b.WriteString("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Town</title>")
		each("<entry><id>%[1]d</id><title>Report %[1]d of %[2]d</title><link href=\"/page/%[1]d\"/><updated>%[3]s</updated></entry>\n")
		b.WriteString("</feed>")
		return b.String(), "application/atom+xml"
	case 3:
		type item struct {
			ID   string `json:"id"`
			URL  string `json:"url"`
			Name string `json:"title"`
		}
		var items []item
		for i := to; i >= from; i-- {
			items = append(items, item{strconv.Itoa(i), fmt.Sprintf("/page/%d", i), fmt.Sprintf("Report %d of %d", i, n)})
		}
		out, _ := json.Marshal(map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": "Town", "items": items})
		return string(out), "application/feed+json"
	}
	b.WriteString("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Town</title></channel>")
	each("<item rdf:about=\"/page/%[1]d\"><title>Report %[1]d of %[2]d</title><link>/page/%[1]d</link><dc:date>%[3]s</dc:date></item>\n")
	b.WriteString("</rdf:RDF>")
	return b.String(), "application/rdf+xml"
}

// A gauge is what the program holds at one moment.
type gauge struct{ heap, files, routines int }

// measured collects garbage and counts what is left. files is -1 where the
// system does not tell.
func measured() gauge {
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	files := -1
	if all, err := os.ReadDir("/proc/self/fd"); err == nil {
		files = len(all)
	}
	return gauge{int(m.HeapAlloc), files, runtime.NumGoroutine()}
}

// TestSoak asks 500 feeds for as long as -soak says, under 200 times the speed of
// time, and holds that memory stays flat and no file handle, connection or
// goroutine is left behind. Run it for long with
//
//	go test ./internal/pipeline -run TestSoak -soak 10m -timeout 0 -v
func TestSoak(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs the addresses 127.0.0.0/8, which Linux gives to a machine")
	}
	ignore := goleak.IgnoreCurrent()
	before := measured()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	morning := time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC)
	clock := read.Clock{
		Now: func() time.Time { return morning.Add(time.Since(begun) * soakSpeed) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			return read.Clock{}.Wait(ctx, max(d/soakSpeed, time.Microsecond))
		},
	}
	w := &crowd{clock: clock, start: morning, stop: make(chan struct{})}
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	site := &httptest.Server{Listener: l, Config: &http.Server{Handler: w}}
	site.Start()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	for n := range soakFeeds {
		_, _, err := s.AddFeed(t.Context(), store.Feed{URL: fmt.Sprintf("http://127.1.%d.%d:%s/feed", (n+1)/256, (n+1)%256, port), Kind: store.KindFeed, Added: morning})
		if err != nil {
			t.Fatal(err)
		}
	}
	p := NewPoller(s, PollOptions{Fetch: read.FetchOptions{Private: true, Timeout: 2 * time.Second, Clock: clock}})
	ctx, cancel := context.WithTimeout(t.Context(), *soak)
	defer cancel()
	var running sync.WaitGroup
	running.Go(func() {
		if err := p.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	const samples = 30
	gauges := make([]gauge, 0, samples)
	for range samples {
		time.Sleep(*soak / (samples + 2))
		gauges = append(gauges, measured())
	}
	running.Wait()
	feeds, err := s.Feeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last, err := s.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again := int64(0) // tries after the first: of pages that failed or came too late
	for _, f := range feeds {
		entries, err := s.EntriesOf(t.Context(), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			again += int64(max(e.Tries-1, 0))
		}
	}
	close(w.stop)
	p.Close()
	site.Close()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	after := measured()

	// What is at work at a moment comes and goes: the least of a third of the
	// samples is what is held for good.
	least := func(part []gauge, of func(gauge) int) int {
		return of(slices.MinFunc(part, func(a, b gauge) int { return of(a) - of(b) }))
	}
	heap, files := func(g gauge) int { return g.heap }, func(g gauge) int { return g.files }
	early, late := gauges[samples/3:2*samples/3], gauges[2*samples/3:]
	h1, h2 := least(early, heap), least(late, heap)
	f1, f2 := least(early, files), least(late, files)
	states := map[string]int{}
	asked := 0
	for i := range feeds {
		states[feeds[i].State()]++
		if !feeds[i].Tried.IsZero() {
			asked++
		}
	}
	t.Logf("%v at %d times the speed: %.1f hours to %d feeds, %d asked; %v", *soak, soakSpeed, (*soak * soakSpeed).Hours(), len(feeds), asked, states)
	t.Logf("answers: %d good, %d redirects and unchanged, %d 4xx, %d 5xx, %d cut off or hanging; %d pages in the log, %d given twice (%d tried again, since they failed or came too late)",
		w.answers[2].Load(), w.answers[3].Load(), w.answers[4].Load(), w.answers[5].Load(), w.answers[0].Load(), last, w.twice.Load(), again)
	t.Logf("heap after collection: %d KB in the second third, %d KB in the last (%+.1f %%); files open: %d, %d; before %d, after %d; goroutines before %d, after %d",
		h1>>10, h2>>10, 100*float64(h2-h1)/float64(h1), f1, f2, before.files, after.files, before.routines, after.routines)
	// A short run is over before each feed was asked: what is remembered of hosts
	// and the connections held open to some grow to their caps all the while.
	long := *soak >= time.Minute
	spare := 2 << 20
	if long {
		spare = 0
	}
	if h2 > h1+h1/20+spare {
		t.Errorf("memory grew from %d to %d KB", h1>>10, h2>>10)
	}
	// Each connection has two ends here.
	most := before.files + 2*(64+pollAtOnce) + 40
	if top := files(slices.MaxFunc(gauges, func(a, b gauge) int { return a.files - b.files })); top > most || long && f2 > f1+f1/20 || after.files > before.files {
		t.Errorf("files open: %d, then %d, at most %d; before %d, after %d", f1, f2, top, before.files, after.files)
	}
	if n := w.twice.Load(); n > again {
		t.Errorf("%d pages were fetched twice", n-again)
	}
	enough := soakFeeds
	if !long {
		enough = 5 // a slow machine comes no further
	}
	if asked < enough || last == 0 || states["failing"] == 0 || states["good"] == 0 || long && states["off"] == 0 {
		t.Errorf("%d of %d feeds asked, %d pages, %v", asked, soakFeeds, last, states)
	}
	given := 0
	for n := range w.fetched {
		for i := range w.fetched[n] {
			given += bits.OnesCount64(w.fetched[n][i].Load())
		}
	}
	if int64(given) < last-int64(soakFeeds) {
		t.Errorf("%d pages in the log, %d given", last, given)
	}
	goleak.VerifyNone(t, ignore)
}
