package read

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"code.dny.dev/ssrf"
	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/net/dns/dnsmessage"

	"stemma"
)

// secret is a server of this machine that counts who reaches it.
func secret(t *testing.T) (port string, reached *atomic.Int32) {
	reached = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		io.WriteString(w, "secret")
	}))
	t.Cleanup(s.Close)
	u, _ := url.Parse(s.URL)
	return u.Port(), reached
}

// public returns a Fetcher as it asks the web, but for the port.
func public(t *testing.T, port string, r *net.Resolver) *Fetcher {
	n, _ := strconv.ParseUint(port, 10, 16)
	f := NewFetcher(FetchOptions{Ports: []uint16{uint16(n)}, Gap: 1, Resolver: r})
	t.Cleanup(f.Close)
	return f
}

// TestPrivateAddress tries this machine and private networks in every spelling.
func TestPrivateAddress(t *testing.T) {
	port, reached := secret(t)
	f := public(t, port, names(t, nil))
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.2", "127.255.255.254",
		"[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[fe80::1]", "[fc00::1]", "[fd00::1]", "[2002:7f00:1::]",
		"169.254.169.254", "[::ffff:169.254.169.254]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"user@127.0.0.1", "example.org@127.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1%00.example.org",
	} {
		for _, want := range []Want{WantPage, WantFeed} {
			_, err := f.Get(context.Background(), "http://"+host+":"+port+"/", Conditions{Want: want})
			if !errors.Is(err, stemma.ErrUnreadable) {
				t.Errorf("%s: %v", host, err)
			}
			if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil && !errors.Is(err, ErrRefused) {
				t.Errorf("%s is not refused as what it is: %v", host, err)
			}
		}
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("this machine was reached %d times", n)
	}
}

// names is a resolver that answers each name with its addresses, another one
// each time it is asked, and every other name with none.
func names(t *testing.T, at map[string][]string) *net.Resolver {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.Close() })
	go func() {
		asked := map[string]int{}
		buf := make([]byte, 1500)
		for {
			n, from, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.Additionals = true, nil
			name := strings.TrimSuffix(q.Name.String(), ".")
			ips := at[name]
			if len(ips) == 0 {
				m.RCode = dnsmessage.RCodeNameError
			} else if q.Type == dnsmessage.TypeA {
				ip := netip.MustParseAddr(ips[asked[name]%len(ips)])
				asked[name]++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: ip.As4()},
				}}
			}
			if out, err := m.Pack(); err == nil {
				pc.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", pc.LocalAddr().String())
	}}
}

// TestPrivateName tries a public name that resolves to this machine, to a
// private network, and to where clouds keep their secrets.
func TestPrivateName(t *testing.T) {
	port, reached := secret(t)
	f := public(t, port, names(t, map[string][]string{
		"a.example.org": {"127.0.0.1"}, "b.example.org": {"10.1.2.3"}, "c.example.org": {"169.254.169.254"},
	}))
	for _, host := range []string{"a.example.org", "b.example.org", "c.example.org"} {
		if _, err := f.Get(context.Background(), "http://"+host+":"+port, Conditions{Want: WantFeed}); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if reached.Load() != 0 {
		t.Error("this machine was reached")
	}
}

// outside is a Fetcher to which 127.0.0.2 stands for the public web, and a
// server there.
func outside(t *testing.T, r *net.Resolver, h http.Handler) (*Fetcher, string) {
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("this machine has no address 127.0.0.2:", err)
	}
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}
	s.Start()
	t.Cleanup(s.Close)
	f := newFetcher(FetchOptions{Gap: 1, AtOnce: 1, Timeout: fetchTimeout, Resolver: r}, ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(netip.MustParsePrefix("127.0.0.2/32"))))
	t.Cleanup(f.Close)
	return f, s.URL
}

// TestRedirectToPrivate holds that a redirect leads to no private address
// either, in any status, also of robots.txt.
func TestRedirectToPrivate(t *testing.T) {
	port, reached := secret(t)
	f, at := outside(t, names(t, nil), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" && r.URL.Query().Get("x") == "" {
			http.NotFound(w, r)
			return
		}
		status, _ := strconv.Atoi(r.URL.Query().Get("status"))
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(status)
	}))
	for _, to := range []string{"http://127.0.0.1:" + port, "//localhost:" + port, "http://[::1]:" + port, "http://169.254.169.254/latest", "http://user:pass@127.0.0.1:" + port, "file:///etc/passwd", "gopher://127.0.0.1:" + port, "http:127.0.0.1"} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, want := range []Want{WantPage, WantFeed} {
				_, err := f.Get(context.Background(), fmt.Sprintf("%s/?status=%d&to=%s", at, status, url.QueryEscape(to)), Conditions{Want: want})
				if !errors.Is(err, stemma.ErrUnreadable) {
					t.Errorf("%d to %s: %v", status, to, err)
				}
			}
		}
	}
	g, at := outside(t, names(t, nil), http.RedirectHandler("http://127.0.0.1:"+port+"/robots.txt", http.StatusFound))
	if _, err := g.Get(context.Background(), at, Conditions{}); !errors.Is(err, ErrRefused) {
		t.Error("robots.txt:", err)
	}
	if reached.Load() != 0 {
		t.Error("this machine was reached")
	}
}

// TestRebinding tries a name that is public when first asked for and private
// when asked for again.
func TestRebinding(t *testing.T) {
	port, reached := secret(t)
	var f *Fetcher
	f, at := outside(t, names(t, map[string][]string{"a.example.org": {"127.0.0.2", "127.0.0.1"}}), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, "public")
	}))
	u, _ := url.Parse(at)
	r, err := f.Get(context.Background(), "http://a.example.org:"+u.Port(), Conditions{Want: WantFeed})
	if err != nil || string(r.Body) != "public" {
		t.Fatalf("%q, %v", r.Body, err)
	}
	if _, err := f.Get(context.Background(), "http://a.example.org:"+port, Conditions{Want: WantFeed}); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	if reached.Load() != 0 {
		t.Error("this machine was reached")
	}
}

// TestPrivateAllowed holds that an intranet can be read if that is meant, and
// the secrets of a cloud not even then.
func TestPrivateAllowed(t *testing.T) {
	port, reached := secret(t)
	f := asker(t, FetchOptions{})
	if _, err := f.Get(context.Background(), "http://127.0.0.1:"+port, Conditions{}); err != nil || reached.Load() == 0 {
		t.Error(err)
	}
	for _, host := range []string{"169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]"} {
		if _, err := f.Get(context.Background(), "http://"+host, Conditions{Want: WantFeed}); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// TestHeaderInjection tries to put a header into a request by each thing that
// comes from outside.
func TestHeaderInjection(t *testing.T) {
	injected := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Injected") != "" || strings.Contains(r.Host, "njected") {
			injected++
		}
		if r.URL.Path == "/to" {
			w.Header()["Location"] = []string{"/a%0d%0aX-Injected:%201"}
			w.WriteHeader(http.StatusFound)
		}
	}))
	defer s.Close()
	f := asker(t, FetchOptions{})
	for _, address := range []string{
		s.URL + "/\r\nX-Injected: 1", s.URL + "/ HTTP/1.1\r\nX-Injected: 1\r\n\r\n", s.URL + "\r\nX-Injected: 1", "http://a\r\nX-Injected: 1@" + s.URL[7:], s.URL + "/\x00", s.URL + "/\x7f",
		"\x01" + s.URL, "http://exa\tmple.org", "http://example.org\\@" + s.URL[7:], "http://a b@c d/", "javascript:alert(1)", "", "//" + s.URL[7:], "http://", "http://:80/", "ftp://" + s.URL[7:],
	} {
		if r, err := f.Get(context.Background(), address, Conditions{Want: WantFeed}); !errors.Is(err, stemma.ErrUnreadable) {
			t.Errorf("%q: %+v, %v", address, r, err)
		} else if strings.ContainsAny(err.Error(), "\r\n\x00\x01\x7f") {
			t.Errorf("%q: control characters in %q", address, err)
		}
	}
	for _, address := range []string{s.URL + "/to", s.URL + "/%0d%0aX-Injected:%201", s.URL + "/?q=%0d%0aX-Injected:%201"} {
		if _, err := f.Get(context.Background(), address, Conditions{ETag: "x\r\nX-Injected: 1", LastModified: "x\nX-Injected: 1"}); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
	if injected != 0 {
		t.Errorf("%d requests had an injected header", injected)
	}
}

// emptyLines is a megabyte of lines with nothing in them.
var emptyLines = bytes.Repeat(append(bytes.Repeat([]byte(" "), 1023), '\n'), 1024)

// bomb is n bytes of spaces, in lines or not, packed with gzip.
func bomb(lines bool, n int) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	block := bytes.Repeat([]byte(" "), 1<<20)
	if lines {
		block = emptyLines
	}
	for range n >> 20 {
		z.Write(block)
	}
	z.Close()
	return b.Bytes()
}

// brotliBomb is n bytes of spaces, packed with brotli, some hundred thousand times
// smaller.
func brotliBomb(n int) []byte {
	var b bytes.Buffer
	z := brotli.NewWriter(&b)
	block := bytes.Repeat([]byte(" "), 1<<20)
	for range n >> 20 {
		z.Write(block)
	}
	z.Close()
	return b.Bytes()
}

// TestBombServed holds that what a server packs is unpacked no further than the cap.
func TestBombServed(t *testing.T) {
	b, br := bomb(false, MaxFeed+1<<20), brotliBomb(MaxFeed+1<<20)
	if len(br) > 1000 {
		t.Fatalf("the bomb has %d bytes", len(br))
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt", "/once":
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(b)
		case "/twice":
			w.Header().Set("Content-Encoding", "gzip, gzip")
			io.WriteString(w, gzipped(string(b)))
		case "/often":
			w.Header().Set("Content-Encoding", strings.TrimSuffix(strings.Repeat("gzip,", 50), ","))
			w.Write(b)
		case "/brotli":
			w.Header().Set("Content-Encoding", "br")
			w.Write(br)
		case "/brotli-twice":
			w.Header().Set("Content-Encoding", "br, br")
			io.WriteString(w, brotlied(string(br)))
		case "/brotli-in-gzip":
			w.Header().Set("Content-Encoding", "br, gzip")
			io.WriteString(w, gzipped(string(br)))
		case "/empty-brotli": // blocks that hold nothing, for ever
			w.Header().Set("Content-Encoding", "br")
			// A window of 16 bits (0), then over and over: not the last block, of no
			// nibbles, reserved, no bytes to skip (0 11 0 00), to the next byte.
			w.Write([]byte{0b0000_1100})
			nothing := bytes.Repeat([]byte{0b0000_0110}, 1000)
			for {
				if _, err := w.Write(nothing); err != nil {
					return
				}
			}
		case "/empty": // members that hold nothing, for ever
			w.Header().Set("Content-Encoding", "gzip")
			nothing := []byte(strings.Repeat(gzipped(""), 1000))
			for {
				if _, err := w.Write(nothing); err != nil {
					return
				}
			}
		}
	}))
	defer s.Close()
	f := asker(t, FetchOptions{})
	for _, path := range []string{"/once", "/twice", "/often", "/empty", "/brotli", "/brotli-twice", "/brotli-in-gzip", "/empty-brotli"} {
		if !strings.HasPrefix(path, "/empty") { // whose packed bytes are what is capped; a page's show it sooner
			r, err := f.Get(context.Background(), s.URL+path, Conditions{Want: WantFeed})
			if err != nil || r.Cut == "" || len(r.Body) > MaxFeed {
				t.Errorf("%s as a feed: %d bytes, cut %q, %v", path, len(r.Body), r.Cut, err)
			}
		}
		if _, err := f.Get(context.Background(), s.URL+path, Conditions{}); !errors.Is(err, stemma.ErrUnreadable) {
			t.Errorf("%s as a page: %v", path, err)
		}
	}
}

// TestGzipBombFile tries files that are packed only to be unpacked, alone, as
// records, and inside an archive.
func TestGzipBombFile(t *testing.T) {
	dir := t.TempDir()
	spaces, lines := bomb(false, freeBytes+4<<20), bomb(true, freeBytes+4<<20)
	var z bytes.Buffer
	w, _ := zstd.NewWriter(&z)
	for range freeBytes>>20 + 4 {
		w.Write(emptyLines)
	}
	w.Close()
	inner := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + string(spaces)
	write(t, dir, map[string]string{
		"a.html.gz": string(spaces), "b.jsonl.gz": string(lines), "c.jsonl.zst": z.String(), "d.gz": gzipped(string(spaces)),
		"e.warc": warcRecord("response", "https://www.example.org/", "", inner), "f.warc.gz": string(lines), "g.arc.gz": string(spaces), "h.mht.gz": string(spaces), "i.json.gz": string(spaces),
	})
	n := 0
	for p, err := range Pages([]string{dir}, nil) {
		if n++; !errors.Is(err, stemma.ErrUnreadable) || len(p.Text) > 0 {
			t.Errorf("%s: %v", p.Path, err)
		}
	}
	if n < 9 {
		t.Errorf("%d faults, want one a file", n)
	}
}

// TestZipBomb holds that a zip archive is never opened.
func TestZipBomb(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.html": "PK\x03\x04" + strings.Repeat("\x00", 100), "b.warc.gz": gzipped("PK\x03\x04")})
	got := show(dir, []string{filepath.Join(dir, "a.html")}, "")
	if got != "! a.html: is a zip archive or office document, not text; save the account as text or HTML\n" {
		t.Error(got)
	}
	if got := show(dir, []string{filepath.Join(dir, "b.warc.gz")}, ""); !strings.Contains(got, "holds no page") {
		t.Error(got)
	}
}

// laughs is the document of a billion laughs, with rest in its place.
func laughs(rest string) string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol0 \"lol\">")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "<!ENTITY lol%d \"%s\">", i, strings.Repeat(fmt.Sprintf("&lol%d;", i-1), 10))
	}
	b.WriteString("<!ENTITY file SYSTEM \"file:///etc/passwd\"><!ENTITY web SYSTEM \"http://127.0.0.1/\">]>" + rest)
	return b.String()
}

// TestEntityBomb tries entities that grow, and some that name files, in each
// kind of XML that is read.
func TestEntityBomb(t *testing.T) {
	const e = "&lol11;&file;&web;"
	f, err := ParseFeed([]byte(laughs("<rss><channel><title>"+e+"</title><item><title>"+e+"</title><description>"+e+"</description></item></channel></rss>")), "", "https://www.example.org/feed")
	if size := len(fmt.Sprint(f)); size > 1000 || strings.Contains(fmt.Sprint(f), "root:") {
		t.Errorf("a feed of %d bytes, %v", size, err)
	}
	m, err := ParseSitemap(strings.NewReader(laughs("<urlset><url><loc>https://www.example.org/"+e+"</loc></url></urlset>")), "https://www.example.org/")
	if size := len(fmt.Sprint(m)); size > 1000 {
		t.Errorf("a sitemap of %d bytes, %v", size, err)
	}
	l, err := ParseOPML(strings.NewReader(laughs("<opml><body><outline text=\""+e+"\" xmlUrl=\"https://www.example.org/f\"/></body></opml>")), "x.opml")
	if size := len(fmt.Sprint(l)); size > 1000 {
		t.Errorf("a list of %d bytes, %v", size, err)
	}
}

// TestDepthBomb tries elements in elements in elements, hidden in each way that
// could deceive whoever counts them, and documents that are slow to put together.
func TestDepthBomb(t *testing.T) {
	deep := strings.Repeat("<x:a>", 1_000_000)
	names := ""
	for i := range 100 {
		names += fmt.Sprintf(" xmlns:n%d=\"n%d\"", i, i)
	}
	for why, body := range map[string]string{
		"deep":             "<rss><channel>" + deep,
		"deep in an item":  "<rss><channel><item>" + deep + "</item></channel></rss>",
		"behind a quote":   "<rss><channel><item>" + strings.Repeat(`<x:a b="/>">`, 1_000_000),
		"behind DOCTYPE":   `<!DOCTYPE a "<" ><rss><channel><item>` + deep,
		"in Atom":          `<feed xmlns="http://www.w3.org/2005/Atom"><entry>` + deep,
		"many tags":        "<rss><channel>" + strings.Repeat("<x:a/>", 500_000) + "</channel></rss>",
		"many names":       "<rss" + names + "><channel>" + strings.Repeat("<x:a/>", 100_000) + "</channel></rss>",
		"many small parts": "<rss><channel><x:a>" + strings.Repeat("bb<!---->", 1_000_000) + "</x:a></channel></rss>",
	} {
		if f, err := ParseFeed([]byte(body), "", "https://www.example.org/feed"); !errors.Is(err, stemma.ErrUnreadable) {
			t.Errorf("%s: %d entries, %v", why, len(f.Entries), err)
		}
	}
	// The head of this one is there: a feed without entries, which says that it is broken.
	f, err := ParseFeed([]byte(`{"version":"https://jsonfeed.org/version/1","items":`+strings.Repeat("[", 1_000_000)), "", "")
	if err != nil || len(f.Entries) != 0 || len(f.Warnings) == 0 {
		t.Errorf("JSON: %+v, %v", f, err)
	}
	if _, err := ParseSitemap(strings.NewReader("<urlset>"+deep), ""); !errors.Is(err, stemma.ErrUnreadable) {
		t.Error("sitemap:", err)
	}
	if _, err := ParseOPML(strings.NewReader("<opml>"+strings.Repeat("<outline>", 1_000_000)), ""); !errors.Is(err, stemma.ErrUnreadable) {
		t.Error("OPML:", err)
	}
}

// TestPathTraversal holds that names inside archives, saved pages and lists
// never become the paths of files: no file is written or read, and a page's
// path is the archive's with a number.
func TestPathTraversal(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "stolen.txt")
	write(t, dir, map[string]string{
		"stolen.txt": "stolen",
		"a/a.warc":   warcRecord("response", "file://"+target, "", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x") + warcRecord("resource", "https://www.example.org/../../../stolen.txt", "text/html", "<p>One."),
		"a/b.mht":    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=\"../../stolen.txt\"\r\nContent-Location: file://" + target + "\r\n\r\n<p>Two.\r\n--b--\r\n",
		"a/c.gz":     "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03../../stolen.txt\x00" + gzipped("The mill burned.")[10:],
	})
	got := show(dir, []string{filepath.Join(dir, "a")}, "")
	want := "a/a.warc:2 html utf-8 \"<p>One.\"\na/b.mht html utf-8 \"<p>Two.\"\na/c.gz text utf-8 \"The mill burned.\"\n"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if b, err := os.ReadFile(target); err != nil || string(b) != "stolen" {
		t.Errorf("the file is now %q, %v", b, err)
	}
	entries, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(entries) != 2 {
		t.Errorf("files appeared: %v", entries)
	}
}
