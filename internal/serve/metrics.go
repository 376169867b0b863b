package serve

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"stemma/internal/pipeline"
	"stemma/internal/store"
)

// Metrics is what a program that serves tells Prometheus of itself. Every name
// is in docs/operation.md; a test holds the two together.
type Metrics struct {
	registry   *prometheus.Registry
	stages     *prometheus.HistogramVec
	requests   *prometheus.HistogramVec
	fetches    *prometheus.CounterVec
	deliveries *prometheus.CounterVec
}

// NewMetrics returns Metrics of a program over s.
func NewMetrics(s *store.Store) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "stemma_stage_seconds",
			Help:    "How long a stage took over one batch of the log (annotate, place) or one story (report).",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 8), // to 16 s
		}, []string{"stage"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "stemma_http_request_seconds",
			Help:    "How long an answer took, by route and HTTP status.",
			Buckets: []float64{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30},
		}, []string{"route", "code"}),
		fetches: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stemma_fetch_total",
			Help: "Feeds, sitemaps and articles that were fetched, by HTTP status; error where there was no answer.",
		}, []string{"status"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stemma_hook_deliveries_total",
			Help: "Attempts to deliver events to a webhook, by result: good or failed.",
		}, []string{"result"}),
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.stages, m.requests, m.fetches, m.deliveries, newGauges(s),
	)
	return m
}

// Stage counts that a stage worked for a while, as [pipeline.KeepOptions] tells.
func (m *Metrics) Stage(stage string, took time.Duration) {
	m.stages.WithLabelValues(stage).Observe(took.Seconds())
}

// Fetched counts an answer to a request of ours; a status of 0 is none.
func (m *Metrics) Fetched(status int) {
	code := "error"
	if status > 0 {
		code = strconv.Itoa(status)
	}
	m.fetches.WithLabelValues(code).Inc()
}

// Delivered counts an attempt to deliver to a webhook. Nil Metrics count nothing.
func (m *Metrics) Delivered(good bool) {
	if m == nil {
		return
	}
	result := "failed"
	if good {
		result = "good"
	}
	m.deliveries.WithLabelValues(result).Inc()
}

// handler answers Prometheus.
func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// watched counts and logs what next answers. The log names routes and not what
// was asked: words of a query are the reader's own.
func (s *Server) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		a := &answer{ResponseWriter: w}
		var pattern string
		r = r.WithContext(context.WithValue(r.Context(), patternKey{}, &pattern))
		defer func() {
			took, route := time.Since(begun), routeOf(pattern)
			if a.status == 0 {
				a.status = http.StatusOK
			}
			if s.opt.Metrics != nil {
				s.opt.Metrics.requests.WithLabelValues(route, strconv.Itoa(a.status)).Observe(took.Seconds())
			}
			level := slog.LevelInfo
			if a.status >= 500 {
				level = slog.LevelError
			}
			s.log.Log(r.Context(), level, "request", "method", r.Method, "route", route, "status", a.status, "bytes", a.bytes, "seconds", took.Seconds())
			s.log.Debug("request", "uri", r.RequestURI, "from", r.RemoteAddr)
		}()
		next.ServeHTTP(a, r)
	})
}

// patternKey is the key of where routed notes the pattern that a request met.
type patternKey struct{}

// routed notes the pattern that mux found, for whoever stands before it sees
// another copy of the request.
func routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p, ok := r.Context().Value(patternKey{}).(*string); ok {
				*p = r.Pattern
			}
		}()
		mux.ServeHTTP(w, r)
	})
}

// routeOf returns the path of a pattern of a ServeMux; "none" if none was met.
func routeOf(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		return path
	}
	return cmp.Or(pattern, "none")
}

// An answer notes what is answered.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap gives http.ResponseController what is below.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// gauges reads from the store, when it is asked, what the store knows better
// than a counter in memory.
type gauges struct {
	store                                                *store.Store
	pages, cursor, lag, stories, articles, faults, feeds *prometheus.Desc
}

func newGauges(s *store.Store) *gauges {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &gauges{
		store:    s,
		pages:    desc("stemma_log_pages_total", "Pages that were ever received."),
		cursor:   desc("stemma_stage_cursor", "The last line of the log that a stage has done.", "stage"),
		lag:      desc("stemma_stage_lag", "Lines of the log that a stage has yet to do; of report, stories.", "stage"),
		stories:  desc("stemma_stories", "Stories of one article or more."),
		articles: desc("stemma_articles", "Articles that were read."),
		faults:   desc("stemma_faults_total", "Pages that could not be read, or not in full."),
		feeds:    desc("stemma_feeds", "Feeds by state: new, good, failing, off.", "state"),
	}
}

func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{g.pages, g.cursor, g.lag, g.stories, g.articles, g.faults, g.feeds} {
		to <- d
	}
}

func (g *gauges) Collect(to chan<- prometheus.Metric) {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := g.store.Counts(ctx)
	if err != nil {
		to <- prometheus.NewInvalidMetric(g.pages, err)
		return
	}
	send := func(d *prometheus.Desc, kind prometheus.ValueType, n int64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, kind, float64(n), labels...)
	}
	send(g.pages, prometheus.CounterValue, c.Pages)
	send(g.articles, prometheus.GaugeValue, c.Articles)
	send(g.stories, prometheus.GaugeValue, c.Stories)
	send(g.faults, prometheus.CounterValue, c.Faults)
	for state, n := range c.Feeds {
		send(g.feeds, prometheus.GaugeValue, n, state)
	}
	for _, stage := range []string{pipeline.Annotating, pipeline.Placing} {
		at, err := g.store.Cursor(ctx, stage)
		if err != nil {
			to <- prometheus.NewInvalidMetric(g.cursor, err)
			return
		}
		send(g.cursor, prometheus.GaugeValue, at.Seq, stage)
		send(g.lag, prometheus.GaugeValue, c.Pages-at.Seq, stage)
	}
	send(g.lag, prometheus.GaugeValue, c.Waiting, pipeline.Reporting)
}
