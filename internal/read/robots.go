package read

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/temoto/robotstxt"
	"golang.org/x/time/rate"

	"stemma"
)

// Rules are what a host's robots.txt says to stemma.
type rules struct {
	group   *robotstxt.Group // nil before the first look
	closed  string           // why nothing may be read, if robots.txt could not be had
	expires time.Time
}

// agent is the name that robots.txt knows stemma by.
const agent = "stemma"

// allowed returns nil if robots.txt of u's host leaves u open. As RFC 9309
// says: no such file opens all, a server's failure closes all for a while.
func (f *Fetcher) allowed(ctx context.Context, u *url.URL) error {
	h := f.enter(u)
	defer f.leave(h)
	h.robots.Lock()
	defer h.robots.Unlock()
	if now := f.opts.Clock.Time(); h.rules.group == nil && h.rules.closed == "" || !now.Before(h.rules.expires) {
		got, err := f.robots(ctx, u)
		if err != nil {
			return err
		}
		h.rules = got
		if got.group != nil && got.group.CrawlDelay > f.opts.Gap {
			h.limiter.SetLimitAt(now, rate.Every(min(got.group.CrawlDelay, maxDelay)))
		}
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	switch {
	case h.rules.closed != "":
		return &stemma.Fault{Kind: ErrUnanswered, Path: shown(u), Cause: h.rules.closed, Do: "it is asked again later"}
	case !h.rules.group.Test(path):
		return &stemma.Fault{Kind: ErrRobots, Path: shown(u), Cause: "the site's robots.txt closes this page to stemma", Do: "save the page with a browser and add the file"}
	}
	return nil
}

// robots fetches and reads robots.txt of u's host.
func (f *Fetcher) robots(ctx context.Context, u *url.URL) (rules, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	left := f.opts.Timeout
	for range 6 { // RFC 9309: at least five redirects
		res, to, err := f.hop(ctx, at, Conditions{}, &left)
		if err != nil {
			return rules{}, err
		}
		now := f.opts.Clock.Time()
		if to != "" {
			next, err := at.Parse(to)
			if err != nil {
				break
			}
			next.User = nil
			if at, err = checkAddress(next.String()); err != nil {
				return rules{}, err
			}
			continue
		}
		if res.Status >= 500 || res.Status == http.StatusTooManyRequests {
			return rules{closed: "the site's robots.txt cannot be had, so nothing there is read", expires: now.Add(robotsRetry)}, nil
		}
		body := res.Body
		if res.Status < 200 || res.Status >= 300 || utf8Head(body, "<") {
			body = nil // none, or a page that says so
		}
		return rules{group: parseRobots(body), expires: now.Add(robotsFor)}, nil
	}
	return rules{group: parseRobots(nil), expires: f.opts.Clock.Time().Add(robotsFor)}, nil
}

// maxRule is the longest line of robots.txt that is read, in bytes: each
// becomes a pattern, and no path is longer.
const maxRule = 2048

// parseRobots returns the rules of a robots.txt for stemma. As RFC 9309 says,
// lines that are no rules are passed over, and a rule before any User-agent,
// too; the parser would refuse the whole file for one.
func parseRobots(body []byte) *robotstxt.Group {
	var kept bytes.Buffer
	named := false
	for line := range bytes.Lines(body[:min(len(body), maxRobots)]) {
		line, _, _ = bytes.Cut(bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), []byte("#"))
		key, value, ok := strings.Cut(strings.TrimSpace(string(line)), ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if !ok || len(line) > maxRule {
			continue
		}
		switch key {
		case "user-agent":
			named = true
		case "allow", "disallow":
			ok = named
		case "crawl-delay":
			n, err := strconv.ParseFloat(value, 64)
			ok = named && err == nil && n >= 0 && n < 1e6
		default:
			ok = false
		}
		if ok {
			fmt.Fprintf(&kept, "%s: %s\n", key, value)
		}
	}
	data, err := robotstxt.FromBytes(kept.Bytes())
	if err != nil {
		data, _ = robotstxt.FromString("User-agent: *\nDisallow: /") // what cannot be understood is not trespassed
	}
	return data.FindGroup(agent)
}
