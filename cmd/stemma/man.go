package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Write the manual page",
		Long: `Man writes the manual page, stemma(1), of all commands and their flags, for man
to show.`,
		Example: "  stemma man > stemma.1",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := writeMan(c.OutOrStdout(), c.Root()); err != nil {
				return failure{err}
			}
			return nil
		},
	}
}

// writeMan writes the page of root and all under it, as roff with the macros of
// man(7). It has no date, so that the same program writes the same page.
func writeMan(w io.Writer, root *cobra.Command) error {
	b := bufio.NewWriter(w)
	m := man{b}
	m.line(".TH", "STEMMA", "1", "", "stemma "+version(), "Stemma")
	m.line(".SH", "NAME")
	m.text("stemma - " + root.Short)
	m.line(".SH", "SYNOPSIS")
	m.line(".B", "stemma")
	m.text("COMMAND [ARGUMENT...] [--FLAG...]")
	m.line(".SH", "DESCRIPTION")
	m.paragraphs(root.Long)
	m.line(".SH", "COMMANDS")
	m.command(root)
	m.line(".SH", "EXIT STATUS")
	m.text("0 if all went well, 1 if something could not be read, written or found, 2 if the command line is wrong. Where a command means more by it, it says so above.")
	m.line(".SH", "ENVIRONMENT")
	for _, f := range settingsOf(serveCommand()) {
		m.item(environmentOf(f.Name), f.Usage)
	}
	m.item(environmentOf(configFlag), "file with settings")
	m.item("NO_COLOR", "no colour on a terminal, if it is set")
	m.item("GOMEMLIMIT", "stands in for --memory of serve, as the Go runtime reads it")
	m.line(".SH", "FILES")
	m.item("~/.config/stemma/config.toml", "the settings of whoever names no other file")
	m.item("~/.local/share/stemma", "the store of whoever names no other")
	return b.Flush()
}

type man struct{ w *bufio.Writer }

// line writes a macro with its arguments.
func (m man) line(macro string, args ...string) {
	m.w.WriteString(macro)
	for _, a := range args {
		m.w.WriteString(` "` + strings.ReplaceAll(roff(a), `"`, `\(dq`) + `"`)
	}
	m.w.WriteByte('\n')
}

// text writes one line of text that is none of macros.
func (m man) text(s string) {
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		m.w.WriteString(`\&`)
	}
	m.w.WriteString(roff(s) + "\n")
}

// roff returns s as it must be written to be shown as it is.
func roff(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", `\&...`, "“", `\(lq`, "”", `\(rq`).Replace(s)
}

// paragraphs writes a command's long text. What is set out in columns or
// indented there stays as it is; the rest is filled.
func (m man) paragraphs(long string) {
	for p := range strings.SplitSeq(strings.Trim(long, "\n"), "\n\n") {
		m.line(".PP")
		asIs := strings.HasPrefix(p, " ") || strings.Contains(p, "  ")
		if asIs {
			m.line(".nf")
		}
		for l := range strings.Lines(p) {
			m.text(strings.TrimRight(l, "\n"))
		}
		if asIs {
			m.line(".fi")
		}
	}
}

// item writes a term and what it means.
func (m man) item(term, meaning string) {
	m.line(".TP")
	m.line(".B", term)
	m.text(meaning)
}

// command writes the commands under c, and theirs.
func (m man) command(c *cobra.Command) {
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() || sub.Name() == "help" {
			continue
		}
		m.line(".SS", strings.TrimSuffix(sub.UseLine(), " [flags]"))
		long := sub.Long
		if long == "" {
			long = sub.Short + "."
		}
		m.paragraphs(long)
		sub.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden || f.Name == "help" {
				return
			}
			term := "--" + f.Name
			if f.Shorthand != "" {
				term = "-" + f.Shorthand + ", " + term
			}
			kind, usage := pflag.UnquoteUsage(f)
			if kind != "" {
				term += " " + kind
			}
			if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.Name != "store" && !strings.Contains(usage, "default") {
				usage += fmt.Sprintf(" (default %s)", f.DefValue)
			}
			m.item(term, usage)
		})
		if sub.Example != "" {
			m.paragraphs(sub.Example)
		}
		m.command(sub)
	}
}
