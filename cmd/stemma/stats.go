package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"stemma/internal/publish"
	"stemma/internal/store"
)

// statsFormats are how stats are written, the default first.
var statsFormats = []string{publish.Text, publish.JSON}

func statsCommand() *cobra.Command {
	var k kept
	var format string
	c := &cobra.Command{
		Use:   "stats",
		Short: "Say how much the store holds, and how far its stages are",
		Long: `Stats counts what the store holds, and says how far each stage has come: how
many lines of the log wait for it, or how many stories for their report.

Exit status: 0; 1 if there is no store; 2 if the command line is wrong.`,
		Example: `  stemma stats
  stemma stats --format json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !slices.Contains(statsFormats, format) {
				return fmt.Errorf("no format %q; the formats are %s", format, strings.Join(statsFormats, ", "))
			}
			s, err := k.openThere(c)
			if err != nil {
				return err
			}
			defer s.Close()
			st, err := s.Stats(c.Context())
			if err != nil {
				return failure{err}
			}
			write := writeStats
			if format == publish.JSON {
				write = writeStatsJSON
			}
			if err := write(c.OutOrStdout(), &st); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	k.addFlags(c)
	c.Flags().StringVarP(&format, "format", "f", publish.Text, "how to write them: "+strings.Join(statsFormats, ", "))
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(statsFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func writeStats(w io.Writer, st *store.Stats) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	row := func(what string, how any) { fmt.Fprintf(t, "%s\t%v\n", what, how) }
	row("store", fmt.Sprintf("%s, tables of version %d, %s", st.Engine, st.Tables, megabytes(st.Bytes)))
	row("log", fmt.Sprintf("%s, %s as received", publish.Plural(st.Lines, "line"), megabytes(st.PageBytes)))
	if st.Lines > 0 {
		row("received", fmt.Sprintf("%s to %s", st.First.Format(time.RFC3339), st.Last.Format(time.RFC3339)))
	}
	row("articles", publish.Number(st.Articles)+" of "+publish.Plural(st.Words, "word"))
	row("stories", fmt.Sprintf("%d, %d of two accounts or more", st.Stories, st.Compared))
	for _, x := range []struct {
		what string
		n    int64
	}{{"reports", st.Reports}, {"events", st.Events}, {"outlets", st.Outlets}, {"faults", st.Faults}, {"feeds", st.Feeds}, {"follows", st.Follows}} {
		row(x.what, x.n)
	}
	for _, x := range st.Stages {
		behind := "nothing waits"
		switch {
		case x.Version == "":
			behind = "not begun"
		case x.Behind > 0 && x.Stage == store.Reporting:
			behind = publish.Plural(x.Behind, "story") + " waiting"
		case x.Behind > 0:
			behind = publish.Plural(x.Behind, "line") + " waiting"
		}
		if x.Faults > 0 {
			behind += ", " + publish.Plural(x.Faults, "fault")
		}
		row(x.Stage, strings.TrimSuffix(behind+" ("+x.Version+")", " ()"))
	}
	return t.Flush()
}

// statsJSON is store.Stats as JSON has it.
type statsJSON struct {
	Engine    string      `json:"engine"`
	Tables    int         `json:"tables"`
	Bytes     int64       `json:"bytes"`
	PageBytes int64       `json:"page_bytes"`
	Lines     int64       `json:"lines"`
	First     *time.Time  `json:"first"`
	Last      *time.Time  `json:"last"`
	Articles  int64       `json:"articles"`
	Words     int64       `json:"words"`
	Stories   int64       `json:"stories"`
	Compared  int64       `json:"compared"`
	Reports   int64       `json:"reports"`
	Events    int64       `json:"events"`
	Outlets   int64       `json:"outlets"`
	Faults    int64       `json:"faults"`
	Feeds     int64       `json:"feeds"`
	Follows   int64       `json:"follows"`
	Stages    []stageJSON `json:"stages"`
}

type stageJSON struct {
	Stage   string `json:"stage"`
	Version string `json:"version"`
	Line    int64  `json:"line"`   // of the log, that it has come to
	Behind  int64  `json:"behind"` // lines; of the stage report, stories
	Faults  int64  `json:"faults"`
}

func writeStatsJSON(w io.Writer, st *store.Stats) error {
	out := statsJSON{
		Engine: st.Engine, Tables: st.Tables, Bytes: st.Bytes, PageBytes: st.PageBytes, Lines: st.Lines, Articles: st.Articles, Words: st.Words,
		Stories: st.Stories, Compared: st.Compared, Reports: st.Reports, Events: st.Events, Outlets: st.Outlets, Faults: st.Faults, Feeds: st.Feeds, Follows: st.Follows,
		Stages: []stageJSON{},
	}
	if st.Lines > 0 {
		out.First, out.Last = &st.First, &st.Last
	}
	for _, x := range st.Stages {
		out.Stages = append(out.Stages, stageJSON{x.Stage, x.Version, x.Seq, x.Behind, x.Faults})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
