package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestMan holds that every command and every flag is in the manual page, and
// that its roff is well formed where there is a program to say so.
func TestMan(t *testing.T) {
	var page, stderr bytes.Buffer
	if code := run([]string{"man"}, nil, &page, &stderr); code != allRead {
		t.Fatal(stderr.String())
	}
	var commands func(*cobra.Command)
	commands = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if sub.Hidden || sub.Name() == "help" {
				continue
			}
			_, text, ok := strings.Cut(page.String(), "\n.SS \""+roff(sub.CommandPath()))
			if !ok {
				t.Errorf("the page has no %s", sub.CommandPath())
				continue
			}
			text, _, _ = strings.Cut(text, "\n.SS ")
			sub.LocalFlags().VisitAll(func(f *pflag.Flag) {
				if f.Name != "help" && !f.Hidden && !strings.Contains(text, roff("--"+f.Name)) {
					t.Errorf("%s: the page has no --%s", sub.CommandPath(), f.Name)
				}
			})
			commands(sub)
		}
	}
	commands(rootCommand())
	for line := range strings.Lines(page.String()) {
		if strings.HasPrefix(line, "'") || strings.HasPrefix(line, ".") && len(strings.Fields(line)[0]) > 3 {
			t.Errorf("%q is no macro that the page means", line)
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Log("there is no groff to format the page with")
		return
	}
	c := exec.Command(groff, "-man", "-ww", "-Tutf8", "-Kutf8", "-z")
	c.Stdin = &page
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}
