// Package serve shows what a store holds: pages for people, an API for
// programs, feeds and webhooks for whoever follows a story.
//
//	serve.go      New: the routes, and what holds for every answer
//	pages.go      the pages for people: their frame (shell.tmpl, site.css), errors, addresses
//	stories.go    the front page
//	story.go      one story: the report, what is new, why each article is in it
//	article.go    one article with its marks, or still to be read
//	names.go      persons, places, organisations
//	outlets.go    outlets and their record
//	search.go     full-text search
//	following.go  what a reader follows
//	hooking.go    the hooks that events are sent to, and how each fares
//	feeds.go      feeds and how each fares
//	paste.go      an article out of a text box or a file
//	metrics.go    Metrics: what Prometheus is told; the log of requests
//	auth.go          tokens, and logging in by one
//	api.go           /api/v1: how it answers, pages, tells of errors and is described
//	rows.go          what a list says of one thing, there and in the commands
//	api_stories.go   its stories, reports, placements and events
//	api_articles.go  its articles: search, marks, pages, and giving some
//	api_names.go     its names, and outlets with their records
//	api_feeds.go     the feeds that are asked, and lists of them
//	api_follows.go   what somebody follows, and the hooks that events are sent to
//	api_state.go     its faults and state
//	atom.go          feeds of stories, names, outlets and searches
//	hooks.go         Deliver: events sent, signed and sent again
//
// The pages are made here and work without JavaScript. Every value on them goes
// through html/template or publish; nothing that was received is ever sent as it
// is, except as a download of plain text.
package serve

import (
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"stemma/internal/pipeline"
	"stemma/internal/store"
)

// Options say how a Server answers. The zero value is for the one user of a
// machine: it takes requests that were sent to the machine itself, and asks
// for no token.
type Options struct {
	Version      string           // of the program; empty if unknown
	Hosts        []string         // names by which it is asked beside those of the machine itself; "stemma.example.org"
	Tokens       bool             // whoever asks must have a token: for all that listens beyond the machine
	Demo         bool             // the store holds the fictional feed alone
	Now          func() time.Time // nil is time.Now
	Log          *slog.Logger     // nil for none
	Metrics      *Metrics         // answers at /metrics; nil for none
	Poll         func()           // called when a feed is to be asked at once; nil for nothing
	PrivateHooks bool             // events are sent to addresses of private networks, too
}

// A Server is the handler of all requests.
type Server struct {
	store   *store.Store
	keeper  *pipeline.Keeper
	opt     Options
	log     *slog.Logger
	handler http.Handler
	kept    rendered
	looks   looks
	openapi *huma.OpenAPI

	failures failures      // wrong tokens
	used     lately        // tokens
	posts    chan struct{} // a place for each body that is being read
}

// New returns the Server over s. What is given to it goes into the log of s, and
// k is woken.
func New(s *store.Store, k *pipeline.Keeper, o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	v := &Server{store: s, keeper: k, opt: o, log: o.Log, posts: make(chan struct{}, postsAtOnce)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", v.health)
	mux.HandleFunc("GET /readyz", v.ready)
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics.handler())
	}
	mux.HandleFunc("GET /login", v.login)
	mux.HandleFunc("POST /login", v.login)
	mux.HandleFunc("POST /logout", v.logout)
	v.pages(mux)
	v.api(mux)
	v.atom(mux)
	// A browser sends no request of another site's making.
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.refuse(w, r, &problem{Status: http.StatusForbidden, Detail: "a page of another site sent this", Do: "send it from a page of this site, or from no page"})
	}))
	v.handler = v.watched(v.guarded(cross.Handler(v.authorised(v.first(routed(mux))))))
	return v
}

// Memory is what a program that serves stays below unless told otherwise, in MB
// of what Go's runtime counts. SQLite holds some 100 MB beside it, and maps its
// file, which the system takes back when it needs room.
const Memory = 1000

// StayBelow has the program use up to so many MB and collect little below that,
// where memory is cheaper than collecting it: a twelfth of the time that articles
// take. GOGC, if it is set, says how little. It returns what undoes it.
func StayBelow(mb int) (undo func()) {
	limit := debug.SetMemoryLimit(int64(mb) << 20)
	if os.Getenv("GOGC") != "" {
		return func() { debug.SetMemoryLimit(limit) }
	}
	percent := debug.SetGCPercent(300)
	return func() {
		debug.SetMemoryLimit(limit)
		debug.SetGCPercent(percent)
	}
}

// Close waits until what readers have looked at is in the store. Requests must
// have ended.
func (s *Server) Close() { s.looks.writing.Wait() }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// first has the stages give way while somebody reads.
func (s *Server) first(next http.Handler) http.Handler {
	if s.keeper == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			defer s.keeper.Reading()()
		}
		next.ServeHTTP(w, r)
	})
}

// policy is what a page may load: the style sheet and images of the site. No
// script runs, whatever a text holds.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded sets what every answer has, and refuses requests that were sent to
// another name: a page elsewhere whose name was turned to this machine (DNS
// rebinding) sends its own.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !s.knows(r.Host) {
			s.refuse(w, r, &problem{Status: http.StatusMisdirectedRequest, Detail: "stemma is not asked by this name", Do: "start it with --host " + shortened(hostOnly(r.Host)) + " if it should be"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// knows reports whether host is one of the names of the server.
func (s *Server) knows(host string) bool {
	name := hostOnly(host)
	if ip := net.ParseIP(name); ip != nil && ip.IsLoopback() {
		return true
	}
	return name == "localhost" || slices.Contains(s.opt.Hosts, name)
}

// hostOnly returns a Host header without its port, in lower case.
func hostOnly(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// health says whether the store answers.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if _, err := s.store.Last(r.Context()); err != nil {
		s.log.Error("health", "err", err)
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// ready says whether the stages run: they do not while the stories are brought
// back after the start.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.keeper == nil || !s.keeper.Ready() {
		http.Error(w, "the stories are being brought back", http.StatusServiceUnavailable)
		return
	}
	s.health(w, r)
}
