package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stemma/internal/publish"
	"stemma/internal/serve"
	"stemma/internal/store"
)

func searchCommand() *cobra.Command {
	var s searching
	c := &cobra.Command{
		Use:   "search WORDS…",
		Short: "Find articles of the store by their words",
		Long: `Search finds the articles in which all the words stand, in any order and form
("burns" finds "burning"), the newest first, and shows where. In quotation marks
they must stand together; "-word" leaves out articles with the word. Put "--"
before words that begin with a dash.

Exit status: 0 if something was found; 1 if nothing was, or there is no store; 2
if the command line is wrong.`,
		Example: `  stemma search crane rescue
  stemma search '"coal quay"' --outlet 'Skerrow Courier'
  stemma search --since 7d -- fire -drill`,
		Args: atLeastOne("words"),
		RunE: func(c *cobra.Command, args []string) error { return s.run(c, args) },
	}
	s.kept.addFlags(c)
	s.list.addFlags(c)
	f := c.Flags()
	f.StringVar(&s.query.Outlet, "outlet", "", "only this outlet")
	f.StringVar(&s.query.Name, "name", "", "only articles that name this person, place or organisation")
	f.StringVar(&s.query.Story, "story", "", "only this story")
	c.RegisterFlagCompletionFunc("story", func(c *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		return s.kept.storyIDs(c, nil, begun)
	})
	return c
}

// A searching is the flags of search.
type searching struct {
	kept
	list
	query store.Query
}

func (x *searching) run(c *cobra.Command, words []string) error {
	limit, since, err := x.check(time.Now())
	if err != nil {
		return err
	}
	s, err := x.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	q := x.query
	q.Words, q.From, q.Language, q.Limit = strings.Join(words, " "), since, x.language, limit
	if q.Story != "" {
		st, err := s.Story(c.Context(), q.Story)
		if err != nil {
			return failure{err}
		}
		q.Story = st.ID
	}
	hits, err := s.Search(c.Context(), q)
	if err != nil {
		return failure{err}
	}
	out := c.OutOrStdout()
	if len(hits) == 0 && x.format == publish.Text {
		return failure{fmt.Errorf("nothing found for %s", q.Words)}
	}
	err = writeList(out, x.format, "", hits, serve.RowOfArticle, func(o publish.Options) error { return writeHits(out, hits, o) })
	switch {
	case err != nil:
		return failure{err}
	case len(hits) == 0:
		return failure{}
	case len(hits) == limit && x.format == publish.Text:
		fmt.Fprintf(c.ErrOrStderr(), "stemma: the first %d are shown; --limit 0 shows all\n", limit)
	}
	return nil
}
