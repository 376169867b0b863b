package main

import (
	"fmt"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

func compareCommand() *cobra.Command {
	var o output
	var group bool
	c := &cobra.Command{
		Use:   "compare FILE…",
		Short: "Compare several accounts of one event",
		Long: `Compare reads accounts of one event and writes one report on them.

An account is a file (.txt, .html, .md, .json, .jsonl), a folder of such files,
or "-" for standard input. The order in which they are given does not matter.

With --group the files may tell of many events. They are put into stories as
group --by-date does it, and there is a report on each story of two or more
accounts, most accounts first; then follows what belongs nowhere. As text and
Markdown the reports come one after the other, as JSON they are the "reports" of
one object, and as HTML there is a page a story and an index.html, in the folder
that -o names. A revised article counts once, in its latest version. All
accounts are held at once, about 0.2 MB each: of a large archive take a story at
a time, with group and report.

Exit status: 0 if all could be read; 1 if something could not, in which case
the report is written from the rest and says so; 2 if the command line is wrong.`,
		Example: `  stemma compare agency.html gazette.txt
  stemma compare accounts/ --format html -o report.html
  stemma compare accounts/ --only conflicts,quotes
  stemma compare accounts/ --explain f3
  stemma compare --group feed.jsonl -o reports/ --format html`,
		Args: atLeastOne("one or more files"),
		RunE: func(c *cobra.Command, args []string) error {
			if group {
				return compareStories(c, &o, args)
			}
			if _, err := o.options(c.OutOrStdout()); err != nil {
				return err
			}
			return compare(c, &o, args)
		},
	}
	o.addFlags(c)
	c.Flags().BoolVar(&group, "group", false, "the files tell of many events: write a report a story")
	return c
}

// compare reads the accounts that paths name and writes the report on them.
func compare(c *cobra.Command, o *output, paths []string) error {
	results := readAll(read.Pages(paths, c.InOrStdin()), c.ErrOrStderr())
	if err := o.write(pipeline.Report(results), c.OutOrStdout()); err != nil {
		return err
	}
	return tellFaults(c.ErrOrStderr(), results)
}

// readAll extracts and annotates pages.
func readAll(pages iter.Seq2[stemma.Page, error], stderr io.Writer) []pipeline.Result {
	p := newProgress(stderr)
	defer p.done()
	var out []pipeline.Result
	for r := range pipeline.Articles(pages) {
		out = append(out, r)
		p.tell("%d articles read", len(out))
	}
	return out
}

// tellFaults writes one line on each input with which something went wrong, and
// returns a failure if one of them could not be read at all.
func tellFaults(stderr io.Writer, results []pipeline.Result) error {
	tell(stderr, pipeline.Faults(results))
	for _, r := range results {
		if r.Article == nil {
			return failure{}
		}
	}
	return nil
}

// tell writes a line on each fault: the input, what is wrong, what to do.
func tell(stderr io.Writer, faults []stemma.Warning) {
	for _, f := range faults {
		line := "stemma: " + f.Path + ": " + f.Cause
		if f.Do != "" {
			line += "; " + f.Do
		}
		fmt.Fprintln(stderr, line)
	}
}
