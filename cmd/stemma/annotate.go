package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

func annotateCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use:   "annotate FILE",
		Short: "Show the marks of one article: quotes, sources, dates, figures, names, claims",
		Long: `Annotate reads one article and writes what it says: the blocks it is made of,
quotes with their speakers, attributions, citations, dates, figures, names and
claims, each with its words. As HTML it is one page with the marks in the text.
A file that holds several articles, such as JSON Lines, gives their marks one
after the other; HTML takes one article.`,
		Example: `  stemma annotate gazette.html
  stemma annotate --format json gazette.txt
  stemma annotate gazette.html -o marks.html`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("annotate needs one file, or - for standard input; see '%s --help'", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			opt, err := o.options(c.OutOrStdout())
			if err != nil {
				return err
			}
			results := readAll(read.Pages(args, c.InOrStdin()), c.ErrOrStderr())
			err = o.to(c.OutOrStdout(), func(w io.Writer) error { return writeMarks(w, results, opt) })
			if err != nil {
				return err
			}
			return tellFaults(c.ErrOrStderr(), results)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.format, "format", "f", "", "how to write the marks: text, json, html (default: by the name of -o, or text)")
	f.StringVarP(&o.file, "output", "o", "", "write to this file")
	formats := []string{publish.Text, publish.JSON, publish.HTML}
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func writeMarks(w io.Writer, results []pipeline.Result, opt publish.Options) error {
	read := 0
	for _, r := range results {
		if r.Article != nil {
			read++
		}
	}
	if opt.Format == publish.HTML && read > 1 {
		return fmt.Errorf("%d articles on one page of marks: give one article, or take --format text or json", read)
	}
	for _, r := range results {
		if r.Article == nil {
			continue
		}
		if err := publish.Marks(w, r.Article, r.Marks, opt); err != nil {
			return err
		}
	}
	return nil
}
