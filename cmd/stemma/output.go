package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"stemma"
	"stemma/internal/publish"
)

// Widths of the text face on a terminal; elsewhere it is the default.
const (
	defaultWidth = 80
	minWidth     = 40
	maxWidth     = 100 // longer lines are hard to read
)

// An output is the flags that say how a report is written, and where.
type output struct {
	format  string
	only    []string
	file    string
	explain string
}

func (o *output) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&o.format, "format", "f", "", "how to write the report: "+strings.Join(publish.Formats(), ", ")+" (default: by the name of -o, or text)")
	f.StringSliceVar(&o.only, "only", nil, "sections to write, with commas: "+strings.Join(publish.Sections(), ", "))
	f.StringVarP(&o.file, "output", "o", "", "write to this file")
	f.StringVar(&o.explain, "explain", "", "show everything behind one entry of the report, by its ID, such as f3 or q1")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(publish.Formats(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("only", cobra.FixedCompletions(publish.Sections(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("explain", cobra.NoFileCompletions)
}

// options returns what publish needs to know. It returns an error if a format
// or a section does not exist.
func (o *output) options(stdout io.Writer) (publish.Options, error) {
	opt := publish.Options{Format: o.format, Only: o.only, Width: defaultWidth, Version: version()}
	if opt.Format == "" {
		opt.Format = formatOf(o.file)
	}
	if f, ok := stdout.(*os.File); ok && o.file == "" && isTerminal(f) {
		opt.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			opt.Width = min(max(w, minWidth), maxWidth)
		}
	}
	return opt, opt.Check()
}

// formatOf returns the format that a file's name asks for, or none.
func formatOf(file string) string {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		return publish.JSON
	case ".html", ".htm":
		return publish.HTML
	case ".md", ".markdown":
		return publish.Markdown
	}
	return publish.Text
}

// write writes the report, or what lies behind one entry of it.
func (o *output) write(r *stemma.Report, stdout io.Writer) error {
	opt, err := o.options(stdout)
	if err != nil {
		return err
	}
	return o.to(stdout, func(w io.Writer) error {
		if o.explain != "" {
			return publish.Explain(w, r, o.explain, opt)
		}
		return publish.Report(w, r, opt)
	})
}

// to calls write with the place that o names. A file is written whole or not at
// all.
func (o *output) to(stdout io.Writer, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	if o.file == "" || o.file == "-" {
		if _, err := stdout.Write(b.Bytes()); err != nil {
			return failure{fmt.Errorf("write the report: %w", err)}
		}
		return nil
	}
	if err := os.WriteFile(o.file, b.Bytes(), 0o666); err != nil {
		return failure{fmt.Errorf("%s: the report could not be written: %w", o.file, err)}
	}
	return nil
}
