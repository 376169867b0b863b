package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"stemma/internal/pipeline"
	"stemma/internal/serve"
)

func serveCommand() *cobra.Command {
	var v serving
	c := &cobra.Command{
		Use:   "serve",
		Short: "Read feeds all day and show the stories on a page",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return v.run(c) },
	}
	v.addFlags(c)
	f := c.Flags()
	f.StringVar(&v.listen, "listen", "127.0.0.1:8080", "address to listen on")
	configurable(c, "listen")
	return c
}

// A serving is the flags of serve.
type serving struct {
	kept
	listen string
}

func (v *serving) run(c *cobra.Command) error {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
	s, err := v.open(c)
	if err != nil {
		return err
	}
	defer s.Close()
	k := pipeline.NewKeeper(s, pipeline.KeepOptions{Log: log})
	l, err := net.Listen("tcp", v.listen)
	if err != nil {
		return failure{err}
	}
	web := &http.Server{
		Handler:           serve.New(s, k, serve.Options{Log: log}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 16,
	}
	kept := make(chan error, 1)
	go func() {
		kept <- k.Run(ctx)
		stop() // without its stages the page would only grow old
	}()
	served := make(chan error, 1)
	go func() { served <- web.Serve(l) }()
	fmt.Fprintf(c.OutOrStdout(), "http://%s\n", l.Addr())
	select {
	case <-ctx.Done():
	case err = <-served:
	}
	stop()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = errors.Join(err, web.Shutdown(end), <-kept)
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return failure{err}
	}
	return nil
}
