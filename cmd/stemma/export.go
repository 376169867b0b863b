package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/publish"
	"stemma/internal/store"
)

func exportCommand() *cobra.Command {
	var e exporting
	c := &cobra.Command{
		Use:   "export [STORY]",
		Short: "Write a story, or the articles of the store, for another program",
		Long: `Export writes a story in one of these formats:

` + exportHelp() + `
html, json, markdown, text are those of compare. The name of -o chooses one, too:
lineage.graphml, quotes.csv, story.html.

Without a story it writes the articles of the store, or those that the flags
leave, one JSON object a line, in the order in which they came: compare, group
and add read them again.

Exit status: 0; 1 if there is no such story; 2 if the command line is wrong.`,
		Example: `  stemma export s-1b2c --format tei -o apparatus.xml
  stemma export s-1b2c -o quotes.csv
  stemma export -o all.jsonl
  stemma export --query 'ferry aground' --since 30d | stemma group -`,
		Args:              cobra.MaximumNArgs(1),
		RunE:              func(c *cobra.Command, args []string) error { return e.run(c, args) },
		ValidArgsFunction: e.kept.storyIDs,
	}
	e.kept.addFlags(c)
	f := c.Flags()
	f.StringVarP(&e.format, "format", "f", "", "how to write a story (default: by the name of -o)")
	f.StringVarP(&e.file, "output", "o", "", "write to this file")
	f.StringVar(&e.query.Words, "query", "", "articles with these words, as search takes them")
	f.StringVar(&e.query.Outlet, "outlet", "", "articles of this outlet")
	f.StringVar(&e.query.Name, "name", "", "articles that name this person, place or organisation")
	f.StringVar(&e.query.Language, "language", "", "articles in this language, such as en")
	f.StringVar(&e.since, "since", "", "articles received since: 2026-11-26, 36h or 7d")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(append(exportNames(), publish.Formats()...), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func exportHelp() string {
	var b strings.Builder
	for _, x := range publish.Exports() {
		fmt.Fprintf(&b, "  %-16s %s\n", x.Name, x.Hold)
	}
	return b.String()
}

// An exporting is the flags of export.
type exporting struct {
	kept
	format string
	file   string
	query  store.Query
	since  string
}

func (e *exporting) run(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return e.articles(c)
	}
	for _, flag := range []string{"query", "outlet", "name", "language", "since"} {
		if c.Flags().Changed(flag) {
			return fmt.Errorf("--%s chooses articles; leave it out, or the story", flag)
		}
	}
	o := output{format: e.format, file: e.file, exports: true}
	if e.format == "" && o.export() == "" && formatOf(e.file) == publish.Text && !strings.HasSuffix(e.file, ".txt") {
		return fmt.Errorf("say with --format, or by the name of -o, what to export to: %s", strings.Join(exportNames(), ", "))
	}
	if _, err := o.options(c.OutOrStdout()); err != nil {
		return err
	}
	s, err := e.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	return o.story(c, s, args[0])
}

// articles writes articles of the store.
func (e *exporting) articles(c *cobra.Command) error {
	if e.format != "" && !slices.Contains([]string{jsonl, "articles.jsonl"}, e.format) {
		return fmt.Errorf("articles are written as %s; give a story to write it as %s", jsonl, e.format)
	}
	var err error
	q := e.query
	if q.From, err = momentOf(e.since, time.Now()); err != nil {
		return err
	}
	s, err := e.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	out, finish, err := created(e.file, nil, c.OutOrStdout())
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(out)
	if err := exportArticles(c.Context(), s, q, buf); err != nil {
		return failure{err}
	}
	if err := cmp.Or(buf.Flush(), finish()); err != nil {
		return failure{err}
	}
	return nil
}

// exportArticles writes the articles that q asks for, in the order of the log.
func exportArticles(ctx context.Context, s *store.Store, q store.Query, w io.Writer) error {
	const page = 1000
	q.Limit = page
	var ids []stemma.ArticleID
	for {
		hits, err := s.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range hits {
			ids = append(ids, h.ID)
		}
		if len(hits) < page {
			break
		}
		q.Before = hits[len(hits)-1].Seq
	}
	slices.Reverse(ids) // the search began with the newest
	for some := range slices.Chunk(ids, page) {
		articles, err := s.Articles(ctx, some)
		if err != nil {
			return err
		}
		var r stemma.Report
		for i := range articles {
			r.Articles = append(r.Articles, &articles[i])
		}
		if err := publish.Export(w, &r, "articles.jsonl"); err != nil {
			return err
		}
	}
	return nil
}
