package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"stemma/internal/eval"
)

// scoresFile is where --write puts the scores, from the project's root.
var scoresFile = filepath.Join("eval", "scores.txt")

func evalCommand() *cobra.Command {
	var data, name string
	var misses, write bool
	c := &cobra.Command{
		Use:   "eval",
		Short: "Score the program on its gold sets",
		Long: `Eval runs the program on the gold sets under a folder and prints how right it is
on each. A set that is not there is said to be absent; it is never counted as
passed. It is a tool for those who work on stemma: run it in the project's root.`,
		Example: `  stemma eval
  stemma eval --case NAME --misses
  stemma eval --write`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cases, err := eval.Cases(filepath.Join(data, "cases"), name)
			if err != nil {
				return failure{err}
			}
			var b bytes.Buffer
			if err := eval.CasesTable(cases).Write(&b); err != nil {
				return failure{err}
			}
			if misses {
				writeMisses(&b, cases)
			}
			if write {
				if err := os.WriteFile(scoresFile, b.Bytes(), 0o666); err != nil {
					return failure{err}
				}
			}
			_, err = c.OutOrStdout().Write(b.Bytes())
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&data, "data", filepath.Join("..", "shared"), "folder of the gold sets")
	f.StringVar(&name, "case", "", "run only this case")
	f.BoolVar(&misses, "misses", false, "list what cost the cases their scores")
	f.BoolVar(&write, "write", false, "write the scores to "+filepath.ToSlash(scoresFile))
	return c
}

func writeMisses(w io.Writer, cases []eval.CaseScore) {
	for _, c := range cases {
		fmt.Fprintf(w, "\n%s\n", c.Case)
		for _, m := range c.Misses {
			fmt.Fprintf(w, "  %s: %s\n", m.Kind, m.What)
		}
	}
}
