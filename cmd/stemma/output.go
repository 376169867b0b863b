package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
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
	exports bool // one report is written, which can be exported
}

func (o *output) addFlags(c *cobra.Command) {
	o.exports = true
	f := c.Flags()
	f.StringVarP(&o.format, "format", "f", "", "how to write the report: "+strings.Join(publish.Formats(), ", ")+"; or for another program: annotations, tei, graphml, and findings, quotes, citations or articles as .csv or .jsonl, such as quotes.csv (default: by the name of -o, or text)")
	f.StringSliceVar(&o.only, "only", nil, "sections to write, with commas: "+strings.Join(publish.Sections(), ", "))
	f.StringVarP(&o.file, "output", "o", "", "write to this file")
	f.StringVar(&o.explain, "explain", "", "show everything behind one entry of the report, by its ID, such as f3 or q1")
	formats := append(publish.Formats(), exportNames()...)
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("only", cobra.FixedCompletions(publish.Sections(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("explain", cobra.NoFileCompletions)
}

// options returns what publish needs to know, and the zero value if an export is
// asked for. It returns an error if a format or a section does not exist.
func (o *output) options(stdout io.Writer) (publish.Options, error) {
	if name := o.export(); name != "" {
		switch {
		case len(o.only) > 0:
			return publish.Options{}, fmt.Errorf("%s has no sections: leave out --only", name)
		case o.explain != "":
			return publish.Options{}, fmt.Errorf("--explain is written as text, json or html, not as %s", name)
		}
		return publish.Options{}, nil
	}
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
	err := opt.Check()
	if err != nil && o.exports && o.format != "" && !slices.Contains(publish.Formats(), o.format) {
		err = fmt.Errorf("%w; for another program: %s", err, strings.Join(exportNames(), ", "))
	}
	return opt, err
}

func exportNames() []string {
	var out []string
	for _, e := range publish.Exports() {
		out = append(out, e.Name)
	}
	return out
}

// export returns the name of the export that is asked for, "" for none.
func (o *output) export() string {
	switch {
	case !o.exports:
		return ""
	case o.format != "":
		return publish.ExportNamed(o.format)
	}
	return publish.ExportOf(o.file)
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
		if name := o.export(); name != "" {
			return publish.Export(w, r, name)
		}
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
