package main

import (
	"bytes"
	"embed"
	"fmt"
	"iter"
	"path"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

// The accounts that demo compares. They are fictional, and were written for
// stemma.
//
//go:embed demo/*.json demo/*.txt demo/*.html
var demoFiles embed.FS

// demoNote stands in every report on them, so that one that is passed on tells
// its reader.
var demoNote = stemma.Warning{
	Cause: "these four accounts are fictional: the town, the people and the outlets do not exist",
	Do:    "read the report for how it is made, not for what it says",
}

func demoCommand() *cobra.Command {
	var o output
	c := &cobra.Command{
		Use:   "demo",
		Short: "Compare four fictional accounts that ship with stemma",
		Long: `Demo compares four accounts of one event that were made up to show what a
report holds: an agency report, a local paper's copy of it, a rewrite that an
entertainment site published ten weeks later, and an eyewitness. It takes the
flags of compare.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if _, err := o.options(c.OutOrStdout()); err != nil {
				return err
			}
			results := readAll(demoPages(), c.ErrOrStderr())
			r := pipeline.Report(results)
			r.Warnings = append([]stemma.Warning{demoNote}, r.Warnings...)
			if err := o.write(r, c.OutOrStdout()); err != nil {
				return err
			}
			fmt.Fprintf(c.ErrOrStderr(), "stemma: %s\n", demoNote.Cause)
			return tellFaults(c.ErrOrStderr(), results)
		},
	}
	o.addFlags(c)
	return c
}

// demoPages yields the pages of the demo, by name.
func demoPages() iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		files, err := demoFiles.ReadDir("demo")
		if err != nil {
			panic(err) // unreachable: the folder is part of the program
		}
		for _, f := range files {
			name := path.Join("demo", f.Name())
			body, err := demoFiles.ReadFile(name)
			if err != nil {
				panic(err) // unreachable: as above
			}
			for p, err := range read.Pages([]string{"-"}, bytes.NewReader(body)) {
				p.Path = name
				if !yield(p, err) {
					return
				}
			}
		}
	}
}
