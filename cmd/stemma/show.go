package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
)

func showCommand() *cobra.Command {
	var k kept
	var o output
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show a story of the store, or an article with its marks",
		Long: `Show writes the report on a story, as compare writes one, or the marks of an
article, as annotate does. ID is what list and search show, or its beginning:
that of a story begins with "s-".

Exit status: 0; 1 if the store has nothing by that ID; 2 if the command line is
wrong.`,
		Example: `  stemma show s-1b2c
  stemma show s-1b2c --only conflicts,quotes
  stemma show s-1b2c -o story.html
  stemma show 5f0e --format json`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("show needs the ID of a story or an article; 'stemma list' lists them")
			}
			return nil
		},
		RunE:              func(c *cobra.Command, args []string) error { return show(c, &k, &o, args[0]) },
		ValidArgsFunction: k.storyIDs,
	}
	k.addFlags(c)
	o.addFlags(c)
	return c
}

func show(c *cobra.Command, k *kept, o *output, id string) error {
	opt, err := o.options(c.OutOrStdout())
	if err != nil {
		return err
	}
	s, err := k.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	if !strings.HasPrefix(id, "s-") {
		a, err := s.Account(c.Context(), stemma.ArticleID(id))
		if err == nil && o.export() != "" {
			return fmt.Errorf("%s is an article, and %s holds a story; an article is written as text, json or html", id, o.export())
		}
		if err == nil {
			return o.to(c.OutOrStdout(), func(w io.Writer) error { return publish.Marks(w, a.Article, a.Marks, opt) })
		}
		if !errors.Is(err, store.ErrNotFound) {
			return failure{err}
		}
	}
	return o.story(c, s, id)
}

// story writes the report on a story, which id names.
func (o *output) story(c *cobra.Command, s *store.Store, id string) error {
	st, err := s.Story(c.Context(), id)
	if err != nil {
		return failure{noSuch(err)}
	}
	r, err := pipeline.StoryReport(c.Context(), s, st)
	if err != nil {
		return failure{err}
	}
	return o.write(r, c.OutOrStdout())
}

// noSuch says what to do about an ID that is not there.
func noSuch(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w; 'stemma list' and 'stemma search' show what there is", err)
	}
	return err
}
