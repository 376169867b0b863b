package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"stemma/internal/cluster"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

func changesCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use:   "changes OLD NEW",
		Short: "Show what was changed from one version of a report to the next",
		Long: `Changes reads two versions of one report and writes what was deleted, inserted,
replaced and moved from the one to the other, word by word. Furniture and
credits are no part of the report.

Each file holds one article, as compare reads them.

Exit status: 0 if both could be read, whether or not they differ; 1 if not;
2 if the command line is wrong.`,
		Example: `  stemma changes monday.html tuesday.html
  stemma changes -o changes.html monday.txt tuesday.txt`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("changes needs an old version and a new one; see '%s --help'", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			opt, err := o.options(c.OutOrStdout())
			if err != nil {
				return err
			}
			var versions []pipeline.Result
			for _, path := range args {
				rs := readAll(read.Pages([]string{path}, c.InOrStdin()), c.ErrOrStderr())
				if err := tellFaults(c.ErrOrStderr(), rs); err != nil {
					return err
				}
				if len(rs) != 1 {
					return failure{fmt.Errorf("%s holds %d articles; give a file with one", path, len(rs))}
				}
				versions = append(versions, rs...)
			}
			old, now := versions[0].Article, versions[1].Article
			return o.to(c.OutOrStdout(), func(w io.Writer) error {
				return publish.Changes(w, old, now, cluster.Diff(old, now), opt)
			})
		},
	}
	f := c.Flags()
	f.StringVarP(&o.format, "format", "f", "", "how to write the changes: text, json, html (default: by the name of -o, or text)")
	f.StringVarP(&o.file, "output", "o", "", "write to this file")
	formats := []string{publish.Text, publish.JSON, publish.HTML}
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return c
}
