package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"stemma/internal/eval"
)

// scoresFile is where --write puts the scores, from the project's root.
var scoresFile = filepath.Join("eval", "scores.txt")

func evalCommand() *cobra.Command {
	var o eval.Options
	var misses, write bool
	c := &cobra.Command{
		Use:   "eval",
		Short: "Score the program on its gold sets",
		Long: `Eval runs the program on the gold sets under a folder and prints how right it is
on each. A set that is not there is said to be absent; it is never counted as
passed. It is a tool for those who work on stemma: run it in the project's root.`,
		Example: `  stemma eval
  stemma eval --only cases --misses
  stemma eval --case NAME --misses
  stemma eval --write`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkSets(&o); err != nil {
				return err
			}
			if write && (len(o.Only) > 0 || o.Case != "") {
				return errors.New("--write needs every set: leave out --only and --case")
			}
			scores, err := eval.Run(o)
			if err != nil {
				return failure{err}
			}
			if err := scores.Write(c.OutOrStdout()); err != nil {
				return failure{err}
			}
			if misses {
				writeMisses(c.OutOrStdout(), scores.Cases)
			}
			if write {
				return writeScores(scores)
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&o.Data, "data", filepath.Join("..", "shared"), "folder of the gold sets")
	f.StringVar(&o.Case, "case", "", "run this case alone")
	f.StringSliceVar(&o.Only, "only", nil, "sets to run, with commas: "+strings.Join(eval.Sets(), ", "))
	f.IntVar(&o.Held, "held", 0, "in the set keeping go on to so many articles, and time its pages then")
	f.BoolVar(&o.Million, "million", false, "in the set placing go on to a million articles, which takes minutes")
	f.BoolVar(&misses, "misses", false, "list what cost the cases their scores")
	f.BoolVar(&write, "write", false, "write the scores to "+filepath.ToSlash(scoresFile))
	return c
}

// checkSets returns an error if a set does not exist. A case is one of its set.
func checkSets(o *eval.Options) error {
	for _, s := range o.Only {
		if !slices.Contains(eval.Sets(), s) {
			return fmt.Errorf("no set %q; the sets are %s", s, strings.Join(eval.Sets(), ", "))
		}
	}
	if o.Case != "" && len(o.Only) == 0 {
		o.Only = []string{"cases"}
	}
	return nil
}

func writeScores(s eval.Scores) error {
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		return failure{err}
	}
	if err := os.WriteFile(scoresFile, b.Bytes(), 0o666); err != nil {
		return failure{fmt.Errorf("%w; run it in the project's root", err)}
	}
	return nil
}

func writeMisses(w io.Writer, cases []eval.CaseScore) {
	for _, c := range cases {
		fmt.Fprintf(w, "\n%s\n", c.Case)
		for _, m := range c.Misses {
			fmt.Fprintf(w, "  %s: %s\n", m.Kind, m.What)
		}
	}
}
