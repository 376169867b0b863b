package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/read"
	"stemma/internal/serve"
	"stemma/internal/store"
)

func serveCommand() *cobra.Command {
	var v serving
	c := &cobra.Command{
		Use:   "serve",
		Short: "Read feeds all day and show the stories on a page",
		Long: `Serve runs all day: it reads what comes into the store, compares the stories
that change, and shows them on a page and to programs. It prints the address of
the page. SIGTERM or Ctrl-C ends it: what was begun is finished or rolled back,
and the next start goes on there.

It listens to this machine alone, unless --listen says otherwise. Then others
can reach it, and it needs tokens to tell them by.

--demo shows a fictional feed out of a store that is gone when serve ends.

At /healthz it says whether it answers, at /readyz whether it reads, at /metrics
what Prometheus may know.

` + settingsHelp + `

Exit status: 0 if it was told to end; 1 if something failed; 2 if the command
line or the configuration is wrong.`,
		Example: `  stemma serve --demo
  stemma serve
  stemma serve --listen :8080 --host stemma.example.org`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return v.run(c) },
	}
	v.addFlags(c)
	return c
}

// A serving is the flags of serve.
type serving struct {
	kept
	listen    string
	hosts     []string
	demo      bool
	private   bool
	logFormat string
	logLevel  string
	memory    int
}

// logFormats are how serve logs, the default first.
var logFormats = []string{"text", "json"}

func (v *serving) addFlags(c *cobra.Command) {
	v.kept.addFlags(c)
	f := c.Flags()
	f.StringVar(&v.listen, "listen", defaultListen, "address to listen on")
	f.StringSliceVar(&v.hosts, "host", nil, "names by which it is asked, beside those of this machine, with commas")
	f.BoolVar(&v.demo, "demo", false, "show a fictional feed, in a store that is gone afterwards")
	f.BoolVar(&v.private, "private", false, "fetch from this machine and private networks, too")
	f.StringVar(&v.logFormat, "log-format", "text", "how to log: "+strings.Join(logFormats, ", "))
	f.StringVar(&v.logLevel, "log-level", "info", "what to log: debug, info, warn, error")
	f.IntVar(&v.memory, "memory", serve.Memory, "memory to stay below, in MB, where it can; 0 for no limit")
	configurable(c, "listen", "host", "private", "log-format", "log-level", "memory")
	c.RegisterFlagCompletionFunc("log-format", cobra.FixedCompletions(logFormats, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("log-level", cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp))
}

// defaultListen is where no other machine reaches it.
const defaultListen = "127.0.0.1:8080"

// patience is how long answers that were begun may take once serve is to end.
const patience = 10 * time.Second

func (v *serving) run(c *cobra.Command) error {
	if err := configure(c); err != nil {
		return err
	}
	if v.demo && isDefault(c, "log-level") {
		v.logLevel = "warn" // who tries it wants the address to be seen
	}
	for i, host := range v.hosts {
		v.hosts[i] = strings.ToLower(host) // as names are compared
	}
	log, err := v.logger(c.ErrOrStderr())
	if err != nil {
		return err
	}
	if v.memory > 0 && os.Getenv("GOMEMLIMIT") == "" {
		serve.StayBelow(v.memory)
	}
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if v.demo {
		if v.place, err = os.MkdirTemp("", "stemma-demo-"); err != nil {
			return failure{err}
		}
		defer os.RemoveAll(v.place)
	}
	s, err := store.Open(ctx, v.place)
	if err != nil {
		return failure{err}
	}
	defer s.Close()
	if v.demo {
		if err := addDemo(ctx, s); err != nil {
			return failure{err}
		}
	}
	l, err := v.listener(c)
	if err != nil {
		return failure{err}
	}
	tokens, err := serve.NeedsTokens(ctx, s, l.Addr(), v.hosts)
	if err != nil {
		l.Close()
		return failure{err}
	}
	metrics := serve.NewMetrics(s)
	k := pipeline.NewKeeper(s, pipeline.KeepOptions{Snapshot: v.snapshot(), Log: log, Took: metrics.Stage})
	poller := pipeline.NewPoller(s, pipeline.PollOptions{
		Fetch: read.FetchOptions{Version: version(), Private: v.private, Fetched: metrics.Fetched}, Wake: k.Wake, Log: log,
	})
	defer poller.Close()
	site := serve.New(s, k, serve.Options{
		Version: version(), Hosts: v.hosts, Tokens: tokens, Demo: v.demo, PrivateHooks: v.private, Log: log, Metrics: metrics, Poll: poller.Nudge,
	})
	defer site.Close()
	err = v.serve(ctx, stop, l, site, log, c.OutOrStdout(),
		func(ctx context.Context) error { return keepAll(ctx, k, log) },
		onceReady(k, poller.Run),
		onceReady(k, site.Deliver))
	if err != nil {
		return failure{err}
	}
	return nil
}

// logger returns the log that the flags ask for.
func (v *serving) logger(w io.Writer) (*slog.Logger, error) {
	var o slog.HandlerOptions
	var level slog.Level
	if err := level.UnmarshalText([]byte(v.logLevel)); err != nil {
		return nil, fmt.Errorf("no log level %q; the levels are debug, info, warn, error", v.logLevel)
	}
	o.Level = level
	switch v.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(w, &o)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, &o)), nil
	}
	return nil, fmt.Errorf("no log format %q; the formats are %s", v.logFormat, strings.Join(logFormats, ", "))
}

// listener listens. The demo takes any free port if the one that nobody asked for
// is taken.
func (v *serving) listener(c *cobra.Command) (net.Listener, error) {
	l, err := net.Listen("tcp", v.listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		if v.demo && isDefault(c, "listen") {
			return net.Listen("tcp", "127.0.0.1:0")
		}
		return nil, fmt.Errorf("another program listens on %s; --listen 127.0.0.1:0 takes any free port", v.listen)
	}
	return l, err
}

// serve answers requests and runs work, until ctx is done or one of them fails.
func (v *serving) serve(ctx context.Context, stop func(), l net.Listener, h http.Handler, log *slog.Logger, out io.Writer, work ...func(context.Context) error) error {
	web := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 16,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, len(work)+1)
	for _, w := range work {
		go func() { done <- w(ctx) }()
	}
	go func() { done <- web.Serve(l) }()
	fmt.Fprintf(out, "http://%s\n", clickable(l.Addr()))
	log.Info("serving", "address", l.Addr().String(), "store", store.Named(v.place), "version", version())
	tellSystem("READY=1")
	var errs []error
	left := len(work) + 1
	select {
	case <-ctx.Done():
	case err := <-done: // without one of them the others would only grow old
		errs, left = append(errs, err), left-1
	}
	stop()
	tellSystem("STOPPING=1")
	log.Info("ending")
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := web.Shutdown(end); err != nil {
		web.Close()
		log.Warn("answers were cut off", "err", err)
	}
	for range left {
		errs = append(errs, <-done)
	}
	return errors.Join(slices.DeleteFunc(errs, func(err error) bool { return errors.Is(err, http.ErrServerClosed) })...)
}

// clickable returns an address as a browser on this machine takes it.
func clickable(at net.Addr) string {
	if a, ok := at.(*net.TCPAddr); ok && a.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", a.Port)
	}
	return at.String()
}

// keepAll runs the stages until ctx is done. While another program runs them, as
// add does, it waits.
func keepAll(ctx context.Context, k *pipeline.Keeper, log *slog.Logger) error {
	for told := false; ; told = true {
		err := k.Run(ctx)
		if !errors.Is(err, store.ErrLocked) {
			return err
		}
		if !told {
			log.Warn("waiting", "err", err)
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil
		}
	}
}

// onceReady returns work that begins when k works on the store, so that of several
// programs on one store only one does it.
func onceReady(k *pipeline.Keeper, work func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		look := time.NewTicker(100 * time.Millisecond)
		defer look.Stop()
		for !k.Ready() {
			select {
			case <-look.C:
			case <-ctx.Done():
				return nil
			}
		}
		return work(ctx)
	}
}

// tellSystem tells systemd of the state of the program, as sd_notify(3)
// describes it, if systemd has started it.
func tellSystem(state string) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return
	}
	if c, err := net.Dial("unixgram", socket); err == nil {
		io.WriteString(c, state)
		c.Close()
	}
}

// The fictional feed.
//
//go:embed feed/week.jsonl
var feedFile []byte

// addDemo puts all fictional accounts into a store and reads them.
func addDemo(ctx context.Context, s *store.Store) error {
	for _, pages := range []iter.Seq2[stemma.Page, error]{demoPages(), read.Pages([]string{"-"}, bytes.NewReader(feedFile))} {
		for p, err := range pages {
			if err != nil {
				return err
			}
			if rest, ok := strings.CutPrefix(p.Path, "-"); ok {
				p.Path = "week.jsonl" + rest
			}
			if _, err := s.Append(ctx, "demo", time.Now(), p); err != nil {
				return err
			}
		}
	}
	return pipeline.NewKeeper(s, pipeline.KeepOptions{}).CatchUp(ctx)
}
