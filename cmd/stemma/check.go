package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
)

func checkCommand() *cobra.Command {
	var k kept
	c := &cobra.Command{
		Use:   "check",
		Short: "Look at all that the store holds, and tell what does not hold together",
		Long: `Check reads the whole store and holds every page to its hash, every mark to its
text, every count to what is counted, and the index to the words; then it places
all articles again and compares. It changes nothing. While stemma serve runs, the
index and the stories are left out, since they change under it.

Exit status: 0 if all is well; 1 if something is not, or there is no store.`,
		Example: `  stemma check`,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return check(c, &k) },
	}
	k.addFlags(c)
	return c
}

func check(c *cobra.Command, k *kept) error {
	s, err := k.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	found, err := s.Check(c.Context())
	if err != nil {
		return failure{err}
	}
	w := c.OutOrStdout()
	stories, err := pipeline.CheckStories(c.Context(), s)
	left := ""
	switch {
	case errors.Is(err, store.ErrLocked):
		left = "; the index and the stories were left out, since another program works on them"
	case err != nil:
		return failure{err}
	}
	found = append(found, stories...)
	for _, p := range found {
		fmt.Fprintln(w, p)
	}
	st, err := s.Stats(c.Context())
	if err != nil {
		return failure{err}
	}
	what := fmt.Sprintf("%s, %s, %s%s", publish.Plural(st.Lines, "line"), publish.Plural(st.Articles, "article"), publish.Plural(st.Stories, "story"), left)
	if len(found) > 0 {
		fmt.Fprintf(w, "%s: %s\n", what, publish.Plural(len(found), "problem"))
		return failure{errors.New("the store does not hold together; put a backup in its place, or begin a new one and add the pages again")}
	}
	fmt.Fprintf(w, "%s: all is well\n", what)
	return nil
}
