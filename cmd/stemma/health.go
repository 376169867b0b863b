package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func healthCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "health",
		Short: "Ask a stemma serve on this machine whether it is well",
		Long: `Health asks the stemma serve that listens where the settings say, for those who
watch over it and have no other program to ask with, such as a container.

Exit status: 0 if it is well; 1 if it is not, or does not answer; 2 if the
command line is wrong.`,
		Example: "  stemma health",
		Args:    cobra.NoArgs,
	}
	listen := c.Flags().String("listen", defaultListen, "where it listens")
	addConfigFlag(c)
	configurable(c, "listen")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := configure(c); err != nil {
			return err
		}
		if err := well(*listen); err != nil {
			return failure{fmt.Errorf("not well: %w", err)}
		}
		return nil
	}
	return c
}

// well returns nil if what listens at an address of this machine says that it is.
func well(listen string) error {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	web := http.Client{Timeout: 5 * time.Second}
	r, err := web.Get("http://" + net.JoinHostPort(host, port) + "/healthz")
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		words, _ := io.ReadAll(io.LimitReader(r.Body, 1<<10))
		return fmt.Errorf("%s: %s", r.Status, strings.TrimSpace(string(words)))
	}
	return nil
}
