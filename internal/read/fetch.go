package read

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"code.dny.dev/ssrf"
	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"golang.org/x/net/http/httpguts"
	"golang.org/x/time/rate"

	"stemma"
)

// The kinds of refusal and failure that callers of [Fetcher.Get] tell apart.
// All are [stemma.ErrUnreadable], too.
var (
	// ErrRefused reports an address that is never asked: not http or https, or
	// one of this machine or of a private network.
	ErrRefused = fmt.Errorf("address refused: %w", stemma.ErrUnreadable)

	// ErrRobots reports a page that its site's robots.txt closes to stemma.
	ErrRobots = fmt.Errorf("closed by robots.txt: %w", stemma.ErrUnreadable)

	// ErrUnanswered reports that no whole answer came; asking again may help.
	ErrUnanswered = fmt.Errorf("no answer: %w", stemma.ErrUnreadable)
)

// A Want says what is asked for: how large it may be, in decoded bytes, and
// whether robots.txt is asked first.
type Want uint8

const (
	WantPage    Want = iota // an account: MaxPage; robots.txt is honoured
	WantFeed                // MaxFeed; robots.txt is not asked, for a person gave this very address
	WantSitemap             // MaxSitemap; robots.txt is honoured
)

// The caps on an answer, in decoded bytes. The longest of some hundred news
// feeds has 3 MB; a sitemap may have 50 MB by its protocol.
const (
	MaxFeed    = 16 << 20
	MaxSitemap = 50 << 20
	maxRobots  = 500 << 10 // RFC 9309, section 2.5: at least 500 KiB
)

// How the web is asked, unless [FetchOptions] says otherwise.
const (
	maxRedirects = 10               // as browsers and curl do, within a factor of two
	fetchTimeout = 60 * time.Second // of all hops of an answer together, without waiting for a turn
	hostGap      = time.Second      // between the starts of two requests to one host
	hostAtOnce   = 2                // requests to one host at a time
	maxDelay     = time.Minute      // the longest Crawl-delay that is kept
	robotsFor    = 24 * time.Hour   // RFC 9309, section 2.4
	robotsRetry  = 10 * time.Minute // after robots.txt could not be had
	maxHosts     = 4096             // remembered; those idle longest are forgotten
)

// FetchOptions say how a [Fetcher] asks. The zero value asks the public web,
// politely.
type FetchOptions struct {
	Version  string        // of stemma, for the User-Agent
	Private  bool          // ask this machine and private networks, too, and any port
	Timeout  time.Duration // of one Get's hops together; zero is a minute
	Gap      time.Duration // between the starts of two requests to one host; zero is a second
	AtOnce   int           // requests to one host at a time; zero is two
	Clock    Clock         // turns and expiries go by it; timeouts are real time
	Ports    []uint16      // that may be asked beside webPorts
	Resolver *net.Resolver // nil is the system's
	// Fetched is told of each request: the status of its answer, 0 if there was
	// none. It may be called from several goroutines at once; nil is nobody.
	Fetched func(status int)
}

// webPorts are the ports that are asked; others belong to what is no web site.
var webPorts = []uint16{80, 443, 8080, 8443}

// A Clock is how time is told and waited for. The zero Clock is the real one.
type Clock struct {
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error // returns ctx's error if that ends first
}

// Time returns what time it is.
func (c Clock) Time() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// Wait waits for d, or until ctx ends, whose error it returns.
func (c Clock) Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// A Fetcher asks the web for pages, feeds and sitemaps. It is safe for
// concurrent use; each host gets its turns (see [FetchOptions]). It keeps no
// cookies, goes through no proxy, and dials no address of this machine or of a
// private network unless that is allowed: that is looked at after the name is
// resolved, for each hop, so neither a name nor a redirect leads there.
type Fetcher struct {
	opts   FetchOptions
	client *http.Client

	mu    sync.Mutex
	hosts map[string]*host
}

// A host is what is known of one host and port: whose turn it is, and its robots.txt.
type host struct {
	turns   chan struct{}
	limiter *rate.Limiter
	last    time.Time // last asked for; guarded by Fetcher.mu
	users   int       // Gets in progress; guarded by Fetcher.mu

	robots sync.Mutex // held while robots.txt is fetched, so that it is fetched once
	rules  rules
}

// NewFetcher returns a Fetcher. Close it to let go of its connections.
func NewFetcher(o FetchOptions) *Fetcher {
	if o.Private {
		return newFetcher(o, intranet())
	}
	return newFetcher(o, ssrf.New(ssrf.WithPorts(append(slices.Clone(webPorts), o.Ports...)...)))
}

// newFetcher returns a Fetcher that dials what guard lets pass.
func newFetcher(o FetchOptions, guard *ssrf.Guardian) *Fetcher {
	o.Timeout = cmp.Or(o.Timeout, fetchTimeout)
	o.Gap = cmp.Or(o.Gap, hostGap)
	o.AtOnce = cmp.Or(o.AtOnce, hostAtOnce)
	d := &net.Dialer{Timeout: 15 * time.Second, Resolver: o.Resolver, Control: guard.Safe}
	return &Fetcher{opts: o, hosts: map[string]*host{}, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would be dialled in place of the address that is looked at
			DialContext:            d.DialContext,
			ForceAttemptHTTP2:      true,
			DisableCompression:     true, // decoded here, where what comes out is counted
			TLSHandshakeTimeout:    15 * time.Second,
			ResponseHeaderTimeout:  o.Timeout,
			MaxResponseHeaderBytes: 64 << 10,
			MaxIdleConns:           64,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        20 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// intranet returns the guard that lets this machine and private networks pass,
// beside the public. Link-local addresses, where clouds keep their secrets, do
// not pass even so.
func intranet() *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"} {
		v4 = append(v4, netip.MustParsePrefix(p))
	}
	for _, p := range []string{"::1/128", "fc00::/7"} {
		v6 = append(v6, netip.MustParsePrefix(p))
	}
	return ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
}

// Close closes the idle connections.
func (f *Fetcher) Close() { f.client.CloseIdleConnections() }

// userAgent names stemma, its version, and how to refuse it.
func (f *Fetcher) userAgent() string {
	return "stemma/" + cmp.Or(f.opts.Version, "0") + " (a reader of news feeds; obeys robots.txt as \"stemma\")"
}

// Conditions make a Get conditional: what the last answer said of itself.
type Conditions struct {
	ETag, LastModified string
	Want               Want
}

// A Response is one answer, after redirects. Any status is an answer.
type Response struct {
	URL         string // the final address
	Moved       string // where permanent redirects alone (301, 308) led from the first hop on; empty if the first was none
	Hops        int    // redirects followed
	Status      int    // as the final address said; 304 also sets NotModified
	NotModified bool
	Body        []byte // decoded of gzip, deflate and brotli; capped by Want
	Cut         string // why Body is not whole, in words; empty if it is
	ContentType string
	// What to say next time (Conditions), and when to come again; zero where not said.
	ETag, LastModified string
	RetryAfter, MaxAge time.Duration
}

// Err returns nil for an answer with content or "not modified", otherwise a
// fault that says what the status means.
func (r Response) Err() error {
	if r.Status >= 200 && r.Status < 300 || r.NotModified {
		return nil
	}
	fault := func(kind error, do string) error {
		return &stemma.Fault{Kind: kind, Path: r.URL, Cause: strings.TrimSpace(fmt.Sprintf("the server answers %d %s", r.Status, http.StatusText(r.Status))), Do: do}
	}
	switch {
	case r.Status == http.StatusGone:
		return fault(stemma.ErrUnreadable, "it is gone for good; remove the address")
	case r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden || r.Status == http.StatusUnavailableForLegalReasons:
		return fault(stemma.ErrUnreadable, "it is not given to stemma; save the page with a browser")
	case r.Status == http.StatusTooManyRequests || r.Status >= 500:
		return fault(ErrUnanswered, "it is asked again later")
	}
	return fault(stemma.ErrUnreadable, "check the address")
}

// Get asks for address. Every answer, of whatever status, is a Response; the
// error is a [stemma.Fault] of kind [ErrRefused], [ErrRobots], [ErrUnanswered]
// or [stemma.ErrUnreadable], or ctx's own error.
//
// A feed or sitemap that is cut off or too large comes as far as it came, with
// Cut set; of a page that is an error, since half an account is none.
func (f *Fetcher) Get(ctx context.Context, address string, c Conditions) (Response, error) {
	u, err := checkAddress(address)
	if err != nil {
		return Response{}, err
	}
	first, left := shown(u), f.opts.Timeout
	res := Response{}
	permanent := true
	for {
		if c.Want != WantFeed {
			if err := f.allowed(ctx, u); err != nil {
				return Response{}, err
			}
		}
		hop, to, err := f.hop(ctx, u, c, &left)
		if err != nil {
			return Response{}, err
		}
		hop.Hops, hop.Moved = res.Hops, res.Moved
		res = hop
		if to == "" {
			break
		}
		if res.Hops++; res.Hops > maxRedirects {
			return Response{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: first, Cause: fmt.Sprintf("is redirected more than %d times", maxRedirects), Do: "check the address"}
		}
		next, err := u.Parse(to)
		if err != nil {
			return Response{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: first, Cause: "is redirected to what is no address", Do: "check the address"}
		}
		next.User = nil // never taken from an answer
		if u, err = checkAddress(next.String()); err != nil {
			return Response{}, fmt.Errorf("%s is redirected: %w", first, err)
		}
		permanent = permanent && (hop.Status == http.StatusMovedPermanently || hop.Status == http.StatusPermanentRedirect)
		if permanent {
			res.Moved = u.String()
		}
	}
	if res.Cut != "" && c.Want == WantPage {
		fault := &stemma.Fault{Kind: stemma.ErrUnreadable, Path: res.URL, Cause: res.Cut, Do: "save the page with a browser and add the file"}
		if strings.HasPrefix(res.Cut, brokenOff) {
			fault.Kind, fault.Do = ErrUnanswered, "try again later"
		}
		return Response{}, fault
	}
	return res, nil
}

// Address returns s, as a person may type it, as an address that may be asked:
// with https where it has no scheme. The error is a [stemma.Fault] of kind
// [ErrRefused].
func Address(s string) (string, error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := checkAddress(s)
	if err != nil {
		return "", err
	}
	if h := u.Hostname(); !strings.ContainsAny(h, ".:") && h != "localhost" {
		return "", &stemma.Fault{Kind: ErrRefused, Path: clean(s), Cause: "names no host on the web", Do: "give an address such as https://example.org/feed.xml"}
	}
	return u.String(), nil
}

// checkAddress returns address parsed, if it is one that may be asked.
func checkAddress(address string) (*url.URL, error) {
	refuse := func(cause string) (*url.URL, error) {
		return nil, &stemma.Fault{Kind: ErrRefused, Path: clean(address), Cause: cause, Do: "give an address that begins with http:// or https://"}
	}
	for _, c := range []byte(address) {
		if c < ' ' || c == 0x7f {
			return refuse("the address has a control character in it")
		}
	}
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return refuse("is no address")
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse("is not an address on the web")
	case u.Hostname() == "":
		return refuse("the address names no host")
	case strings.ContainsAny(u.Host, "\r\n\t \\"):
		return refuse("the address has a broken host")
	}
	u.Fragment = ""
	return u, nil
}

// shown returns u as it may be told and kept: without a user's name and password,
// which would go into all that is resolved against it.
func shown(u *url.URL) string {
	bare := *u
	bare.User = nil
	return bare.String()
}

// clean returns s without control characters, for messages.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '\uFFFD'
		}
		return r
	}, s)
}

// enter returns the host of u, kept until leave.
func (f *Fetcher) enter(u *url.URL) *host {
	key := strings.ToLower(u.Host)
	now := f.opts.Clock.Time()
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.hosts[key]
	if h == nil {
		if len(f.hosts) >= maxHosts {
			f.forget()
		}
		h = &host{turns: make(chan struct{}, f.opts.AtOnce), limiter: rate.NewLimiter(rate.Every(f.opts.Gap), 1)}
		f.hosts[key] = h
	}
	h.last = now
	h.users++
	return h
}

func (f *Fetcher) leave(h *host) {
	f.mu.Lock()
	h.users--
	f.mu.Unlock()
}

// forget drops the idle host asked for longest ago.
func (f *Fetcher) forget() {
	var oldest string
	for key, h := range f.hosts {
		if h.users == 0 && (oldest == "" || h.last.Before(f.hosts[oldest].last)) {
			oldest = key
		}
	}
	delete(f.hosts, oldest)
}

// turn waits until h may be asked, and returns what to call afterwards.
func (f *Fetcher) turn(ctx context.Context, h *host) (done func(), err error) {
	select {
	case h.turns <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := f.opts.Clock.Time()
	if err := f.opts.Clock.Wait(ctx, h.limiter.ReserveN(now, 1).DelayFrom(now)); err != nil {
		<-h.turns
		return nil, err
	}
	return func() { <-h.turns }, nil
}

// hop asks u once. to is where a redirect leads, empty if it is none.
func (f *Fetcher) hop(ctx context.Context, u *url.URL, c Conditions, left *time.Duration) (res Response, to string, err error) {
	h := f.enter(u)
	defer f.leave(h)
	done, err := f.turn(ctx, h)
	if err != nil {
		return Response{}, "", err
	}
	defer done()
	return f.exchange(ctx, u, c, left)
}

// exchange is one request and its answer, within what is left of the time.
func (f *Fetcher) exchange(ctx context.Context, u *url.URL, c Conditions, left *time.Duration) (Response, string, error) {
	start := time.Now()
	defer func() { *left -= time.Since(start) }()
	within, cancel := context.WithTimeout(ctx, *left)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodGet, u.String(), nil)
	if err != nil {
		return Response{}, "", &stemma.Fault{Kind: ErrRefused, Path: shown(u), Cause: "is no address", Do: "check the address"}
	}
	req.Header.Set("User-Agent", f.userAgent())
	req.Header.Set("Accept", accept[c.Want])
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	for name, v := range map[string]string{"If-None-Match": c.ETag, "If-Modified-Since": c.LastModified} {
		if v != "" && httpguts.ValidHeaderFieldValue(v) {
			req.Header.Set(name, v)
		}
	}
	answer, err := f.client.Do(req)
	if f.opts.Fetched != nil {
		status := 0
		if err == nil {
			status = answer.StatusCode
		}
		f.opts.Fetched(status)
	}
	if err != nil {
		return Response{}, "", f.unanswered(ctx, u, err)
	}
	defer answer.Body.Close()
	now := f.opts.Clock.Time()
	res := Response{
		URL: shown(u), Status: answer.StatusCode, NotModified: answer.StatusCode == http.StatusNotModified,
		ContentType: answer.Header.Get("Content-Type"), ETag: answer.Header.Get("ETag"), LastModified: answer.Header.Get("Last-Modified"),
		RetryAfter: retryAfter(answer.Header.Get("Retry-After"), now), MaxAge: maxAge(answer.Header),
	}
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if to := answer.Header.Get("Location"); to != "" {
			return res, to, nil
		}
	}
	limit := c.Want.limit()
	// What is packed is not larger than what is not, but for its headers. The
	// cap on packed bytes ends a stream that never unpacks to anything.
	packed := io.LimitReader(answer.Body, int64(limit)+64<<10)
	res.Body, res.Cut = unpackAll(packed, answer.Header.Get("Content-Encoding"), limit)
	if err := ctx.Err(); err != nil {
		return Response{}, "", err
	}
	return res, "", nil
}

var accept = [...]string{
	WantPage:    "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8,*/*;q=0.1",
	WantFeed:    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.9,text/html;q=0.5,*/*;q=0.1",
	WantSitemap: "application/xml,text/xml,text/plain;q=0.8,*/*;q=0.1",
}

func (w Want) limit() int {
	switch w {
	case WantFeed:
		return MaxFeed
	case WantSitemap:
		return MaxSitemap
	}
	return MaxPage
}

// unanswered says why no answer came.
func (f *Fetcher) unanswered(ctx context.Context, u *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fault := &stemma.Fault{Kind: ErrUnanswered, Path: shown(u), Do: "try again later, or check the address"}
	var dns *net.DNSError
	var broken *url.Error
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		fault.Kind, fault.Cause, fault.Do = ErrRefused, "is an address of this machine or of a private network", "allow private addresses if that is meant"
	case errors.Is(err, ssrf.ErrProhibitedPort):
		fault.Kind, fault.Cause, fault.Do = ErrRefused, "has a port that is not one of the web", "allow private addresses if that is meant"
	case errors.As(err, &dns):
		fault.Cause = "its host is not known"
		if dns.IsTimeout {
			fault.Cause = "its host could not be looked up in time"
		}
	case errors.Is(err, context.DeadlineExceeded):
		fault.Cause = fmt.Sprintf("no answer within %v", f.opts.Timeout)
	case errors.As(err, &broken):
		fault.Cause = clean(broken.Err.Error())
	default:
		fault.Cause = clean(err.Error())
	}
	return fault
}

// unpackAll reads what in holds under a Content-Encoding, up to limit decoded
// bytes, and says why that is not all of it.
func unpackAll(in io.Reader, coding string, limit int) (body []byte, cut string) {
	r, err := unpacker(in, coding)
	if err != nil {
		return nil, err.Error()
	}
	body, err = io.ReadAll(io.LimitReader(r, int64(limit)+1))
	switch {
	case len(body) > limit:
		return body[:limit:limit], fmt.Sprintf("larger than the cap of %d MB", limit>>20)
	case err != nil:
		return body, brokenOff + ": " + clean(plainEOF(err))
	}
	return body, ""
}

// brokenOff is how the reason begins why a body is not whole, if it may be whole
// the next time.
const brokenOff = "broken off"

func plainEOF(err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	}
	return err.Error()
}

// unpacker returns the decoded stream of in. Several codings are peeled from
// the outside; more than two are refused.
func unpacker(in io.Reader, coding string) (io.Reader, error) {
	codings := strings.FieldsFunc(strings.ToLower(coding), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
	if len(codings) > 2 {
		return nil, errors.New("packed more than twice")
	}
	for _, c := range codings {
		switch c {
		case "identity", "gzip", "x-gzip", "deflate", "br", "zstd":
		default:
			return nil, fmt.Errorf("packed as %q, which stemma does not read", clean(c))
		}
	}
	for i := len(codings) - 1; i >= 0; i-- {
		br := bufio.NewReader(in)
		head, err := br.Peek(2)
		if err != nil && (codings[i] != "br" || len(head) == 0) {
			return br, nil // empty, or too short to be packed: nothing takes brotli one byte
		}
		switch codings[i] {
		case "identity":
			in = br
		case "gzip", "x-gzip":
			if head[0] != 0x1f || head[1] != 0x8b {
				in = br // said and not done
				continue
			}
			if in, err = gzip.NewReader(br); err != nil {
				return nil, errors.New("broken gzip")
			}
		case "deflate":
			// RFC 9110 means zlib; some servers send bare deflate.
			if head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0 {
				if in, err = zlib.NewReader(br); err != nil {
					return nil, errors.New("broken deflate")
				}
			} else {
				in = flate.NewReader(br)
			}
		case "br":
			in = brotli.NewReader(br) // its windows have 16 MB at most
		case "zstd":
			if in, err = zstdReader(br); err != nil {
				return nil, err
			}
		}
	}
	return in, nil
}

// retryAfter reads a Retry-After header: seconds or a date.
func retryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		return seconds(n)
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}

// seconds returns n seconds, at least none and at most a year.
func seconds(n int) time.Duration {
	return time.Duration(min(max(n, 0), 365*24*3600)) * time.Second
}

// maxAge returns for how long an answer says that it stays fresh.
func maxAge(h http.Header) time.Duration {
	for part := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(part), "max-age="); ok {
			if n, err := strconv.Atoi(strings.Trim(v, `"`)); err == nil {
				return seconds(n)
			}
		}
	}
	return 0
}

// Page returns the answer as a page whose Path and URL are its address. An
// error is a [stemma.Fault].
func (r Response) Page() (stemma.Page, error) {
	if err := r.Err(); err != nil {
		return stemma.Page{Path: r.URL}, err
	}
	if !readable(r.ContentType) {
		kind, _ := mediaType(r.ContentType)
		return stemma.Page{Path: r.URL}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: r.URL, Cause: fmt.Sprintf("is %q, not a web page", clean(kind)), Do: "give the address of the article"}
	}
	p, err := typed(r.URL, r.Body, r.ContentType)
	if err == nil {
		p.URL = r.URL
	}
	return p, err
}

// utf8Head reports whether b begins with what XML or JSON begins with.
func utf8Head(b []byte, first string) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(b, []byte(first))
}
