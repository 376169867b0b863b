package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

func reportCommand() *cobra.Command {
	var o output
	var byDate bool
	var groups string
	c := &cobra.Command{
		Use:   "report STORY FILE…",
		Short: "Compare the accounts of one story of a group",
		Long: `Report finds the articles of one story among the files and writes the report on
them that compare would write. STORY is the id of a story as group writes it, or
of an article in it, or the beginning of one.

The files are grouped again, which gives the same stories as group does on files
of the same names in the same order; --groups takes what group has written
instead. A revised article counts once, in its latest version; the report shows
what was changed.

Exit status: 0 if all could be read; 1 if something could not; 2 if the command
line is wrong or there is no such story.`,
		Example: `  stemma report s-1b2c feed.jsonl
  stemma report s-1b2c feed.jsonl --groups groups.jsonl -o story.html`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return fmt.Errorf("report needs a story and one or more files; see '%s --help'", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := o.options(c.OutOrStdout()); err != nil {
				return err
			}
			in, err := newInputs(args[1:], c.InOrStdin())
			if err != nil {
				return err
			}
			return reportOne(c, &o, args[0], in, groups, byDate)
		},
	}
	o.addFlags(c)
	f := c.Flags()
	f.StringVar(&groups, "groups", "", "take the stories from this file, which group has written")
	f.BoolVar(&byDate, "by-date", false, "group by date of publication, as group --by-date does")
	c.MarkFlagsMutuallyExclusive("groups", "by-date")
	return c
}

// reportOne writes the report on the story that asked names.
func reportOne(c *cobra.Command, o *output, asked string, in inputs, groups string, byDate bool) error {
	stderr := c.ErrOrStderr()
	f := newFeed(stderr)
	var s shelf
	var err error
	if groups != "" {
		s, err = shelfOf(groups)
	} else {
		s = newShelf()
		names := map[stemma.ArticleID]string{}
		for p := range f.placed(in.pages(), byDate) {
			names[p.Article.ID] = pipeline.Name(p.Article)
			s.put(publish.PlacedLines(p.Placement, names)...)
		}
		f.progress.done()
	}
	if err != nil {
		return err
	}
	story, err := s.find(asked)
	if err != nil {
		return err
	}
	var twice []stemma.Warning // told already, or of articles of other stories
	wanted := func(p stemma.Page, err error) bool {
		at := s.at[cmp.Or(p.Key, p.Path)]
		return err == nil && at != nil && at.Story == story
	}
	results := readAll(only(pipeline.Keyed(in.pages(), &twice), wanted), stderr)
	r, missing := s.report(story, results)
	if err := o.write(r, c.OutOrStdout()); err != nil {
		return err
	}
	tell(stderr, missing)
	if len(missing) > 0 {
		f.unread = true
	}
	return errors.Join(tellFaults(stderr, results), f.end())
}

// only yields the pages that are wanted.
func only(pages iter.Seq2[stemma.Page, error], wanted func(stemma.Page, error) bool) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		for p, err := range pages {
			if wanted(p, err) && !yield(p, err) {
				return
			}
		}
	}
}

// inputs can be read more than once, standard input too.
type inputs struct {
	paths []string
	stdin []byte
}

func newInputs(paths []string, stdin io.Reader) (inputs, error) {
	in := inputs{paths: paths}
	if slices.Contains(paths, "-") {
		var err error
		if in.stdin, err = io.ReadAll(stdin); err != nil {
			return in, failure{fmt.Errorf("-: %w", err)}
		}
	}
	return in, nil
}

func (in inputs) pages() iter.Seq2[stemma.Page, error] {
	return read.Pages(in.paths, bytes.NewReader(in.stdin))
}

// A shelf is what group wrote of every article, by the name of the article.
type shelf struct {
	at    map[string]*publish.PlacedLine
	order []string // names, by their coming
}

func newShelf() shelf { return shelf{at: map[string]*publish.PlacedLine{}} }

// put adds lines. The last line of an article holds its story.
func (s *shelf) put(lines ...publish.PlacedLine) {
	for _, l := range lines {
		if old := s.at[l.ID]; old != nil {
			old.Story, old.Why = l.Story, l.Why
			continue
		}
		s.at[l.ID] = &l
		s.order = append(s.order, l.ID)
	}
}

// shelfOf reads what group wrote into a file.
func shelfOf(path string) (shelf, error) {
	s := newShelf()
	f, err := os.Open(path)
	if err != nil {
		return s, failure{fmt.Errorf("%w; give what 'stemma group FILE… -o %s' writes", err, path)}
	}
	defer f.Close()
	for dec, n := json.NewDecoder(f), 1; ; n++ {
		var l publish.PlacedLine
		err := dec.Decode(&l)
		switch {
		case errors.Is(err, io.EOF):
			return s, nil
		case err == nil && (l.ID == "" || l.Story == ""):
			err = errors.New(`no "id" or no "story"`)
			fallthrough
		case err != nil:
			return s, failure{fmt.Errorf("%s: line %d is none that group writes: %w; group the files again", path, n, err)}
		}
		s.put(l)
	}
}

// find returns the story that asked names: by its id, by that of an article in
// it, or by the beginning of one.
func (s *shelf) find(asked string) (string, error) {
	if at := s.at[asked]; at != nil {
		return at.Story, nil
	}
	var stories, begun []string
	for _, name := range s.order {
		story := s.at[name].Story
		if story == asked {
			return story, nil
		}
		stories = append(stories, story)
		if asked != "" && (strings.HasPrefix(story, asked) || strings.HasPrefix(story, "s-"+asked) || strings.HasPrefix(name, asked)) {
			begun = append(begun, story)
		}
	}
	slices.Sort(begun)
	begun = slices.Compact(begun)
	switch len(begun) {
	case 0:
		slices.Sort(stories)
		ids := near(asked, slices.Concat(slices.Compact(stories), s.order))
		if len(ids) == 0 {
			return "", fmt.Errorf("no story %q: the files hold no article", asked)
		}
		return "", fmt.Errorf("no story and no article %q; the nearest ids are %s, and 'stemma group FILE…' lists all", asked, strings.Join(ids, ", "))
	case 1:
		return begun[0], nil
	}
	return "", fmt.Errorf("%q begins the ids of %d stories: %s; give more of it", asked, len(begun), strings.Join(begun[:min(len(begun), mostNear)], ", "))
}

// report makes the report on a story, and warns of its articles that are not
// among results.
func (s *shelf) report(story string, results []pipeline.Result) (*stemma.Report, []stemma.Warning) {
	byName, byID := map[string]*stemma.Article{}, map[stemma.ArticleID]pipeline.Result{}
	for _, r := range results {
		if r.Article != nil {
			byName[pipeline.Name(r.Article)] = r.Article
			byID[r.Article.ID] = r
		}
	}
	g := stemma.Group{Story: story}
	var missing []stemma.Warning
	for _, name := range s.order {
		l := s.at[name]
		if l.Story != story {
			continue
		}
		a := byName[name]
		if a == nil {
			missing = append(missing, stemma.Warning{Path: name, Cause: "belongs to the story, and is not among the files", Do: "give the files that were grouped"})
			continue
		}
		p := stemma.Placement{Article: a.ID, Story: story, Kind: l.Kind, Why: l.Why}
		if of := byName[l.Of]; of != nil {
			p.Of = of.ID
		}
		if old := byName[l.Old]; old != nil {
			p.Superseded = old.ID
		}
		g.Members = append(g.Members, stemma.Member{Article: a, Placement: p})
	}
	r := pipeline.ReportOn(g, byID)
	r.Warnings = append(r.Warnings, missing...)
	return r, missing
}

// mostNear is how many ids a message lists.
const mostNear = 5

// near returns the ids that are most like asked: those that begin like it, and
// then those that the fewest changes lead to.
func near(asked string, ids []string) []string {
	type like struct {
		id            string
		begins, edits int
	}
	all := make([]like, len(ids))
	for i, id := range ids {
		n := 0
		for n < min(len(id), len(asked)) && id[n] == asked[n] {
			n++
		}
		all[i] = like{id, n, edits(asked, id)}
	}
	slices.SortStableFunc(all, func(a, b like) int {
		return cmp.Or(cmp.Compare(b.begins, a.begins), cmp.Compare(a.edits, b.edits), cmp.Compare(a.id, b.id))
	})
	var out []string
	for _, l := range all[:min(len(all), mostNear)] {
		out = append(out, l.id)
	}
	return out
}

// edits returns the Levenshtein distance of a and b, in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
