package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

func groupCommand() *cobra.Command {
	var g grouping
	c := &cobra.Command{
		Use:   "group FILE…",
		Short: "Put every article into the story of its event, as it comes",
		Long: `Group reads articles one after the other, puts each into the story that it
belongs to or opens a new one, and says why. FILE is .jsonl with one object
{"id","url","outlet","title","published","text"} a line, or any other file or
folder that compare reads, or "-" for standard input.

It writes a line of JSON for every article, as soon as it is placed:

  {"id":"a7","story":"s-1b2c","kind":"joins","shared":["Veldkamp"],"why":"…"}

id        the article's own "id", or else its file, with :LINE where it has many
story     the story's id, which depends on the names of the files and the order
kind      opens, joins, follow-up, copy, revision or round-up
of        of a copy or revision, the id of the article it has its text from
superseded  the article that counts no more since this one came: of, or itself
shared    what decided, in the article's words, heaviest first
mentions  other stories that it speaks of; a round-up belongs to none of them
was       the article was in this story: a later one has moved it
why       the reason, in a line

An article that is moved later has a further line with "was". Whoever takes the
last line of every id has the stories as they are in the end.

--format text shows the stories to people instead, once all are read: their
articles with the reason of each, and what belongs nowhere.

Stories depend on the order of the articles. That is the order of the input,
as of a feed; --by-date puts them in order of publication first, the undated
last, and reads everything before it writes a line.

Exit status: 0 if all could be read; 1 if something could not, in which case
the rest is grouped; 2 if the command line is wrong.`,
		Example: `  stemma group feed.jsonl
  stemma group --by-date archive/ -o groups.jsonl
  stemma group --format text feed.jsonl
  tail -f feed.jsonl | stemma group -`,
		Args: atLeastOne("one or more files"),
		RunE: func(c *cobra.Command, args []string) error { return g.run(c, args) },
	}
	f := c.Flags()
	f.StringVarP(&g.format, "format", "f", jsonl, "how to write the groups: "+strings.Join(groupFormats, ", "))
	f.BoolVar(&g.byDate, "by-date", false, "place by date of publication, the undated last; reads everything first")
	f.StringVarP(&g.file, "output", "o", "", "write to this file")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(groupFormats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// jsonl is a line of JSON for every article, as soon as it is placed.
const jsonl = "jsonl"

var groupFormats = []string{jsonl, publish.Text}

// A grouping is the flags of group.
type grouping struct {
	format string
	byDate bool
	file   string
}

func (g *grouping) run(c *cobra.Command, paths []string) error {
	if !slices.Contains(groupFormats, g.format) {
		return fmt.Errorf("no format %q; the formats are %s", g.format, strings.Join(groupFormats, ", "))
	}
	out, finish, err := created(g.file, paths, c.OutOrStdout())
	if err != nil {
		return err
	}
	f := newFeed(c.ErrOrStderr())
	if g.format == jsonl && isTerminal(out) {
		f.progress = &progress{} // the lines are the progress
	}
	placed := f.placed(read.Pages(paths, c.InOrStdin()), g.byDate)
	if g.format == jsonl {
		err = writePlaced(out, placed)
	} else {
		opt, _ := (&output{file: g.file}).options(out)
		opt.ByDate = g.byDate
		err = publish.Groups(out, pipeline.Groups(placed), opt)
	}
	f.progress.done()
	if err != nil {
		return failure{err}
	}
	return errors.Join(finish(), f.end())
}

// writePlaced writes the line of each article before the next one is asked for.
func writePlaced(w io.Writer, placed iter.Seq[pipeline.Placed]) error {
	names := map[stemma.ArticleID]string{}
	for p := range placed {
		names[p.Article.ID] = pipeline.Name(p.Article)
		if err := publish.Placed(w, p.Placement, names); err != nil {
			return err
		}
	}
	return nil
}

// A feed is articles on their way into stories: it tells what could not be
// read, and how far it is.
type feed struct {
	stderr   io.Writer
	progress *progress
	began    time.Time
	twice    []stemma.Warning
	stories  map[string]int // articles in it
	read     int
	unread   bool
}

func newFeed(stderr io.Writer) *feed {
	return &feed{stderr: stderr, progress: newProgress(stderr), began: time.Now(), stories: map[string]int{}}
}

// placed reads the articles of pages and yields them light, each in its story.
func (f *feed) placed(pages iter.Seq2[stemma.Page, error], byDate bool) iter.Seq[pipeline.Placed] {
	all := f.told(pipeline.Light(pipeline.Articles(pipeline.Keyed(pages, &f.twice))))
	if byDate {
		all = pipeline.ByDate(all)
	}
	return func(yield func(pipeline.Placed) bool) {
		for p := range pipeline.Group(all) {
			f.count(p.Placement)
			if !yield(p) {
				return
			}
		}
	}
}

// told yields the results that have an article, and tells what is wrong with
// each as it comes.
func (f *feed) told(results iter.Seq[pipeline.Result]) iter.Seq[pipeline.Result] {
	return func(yield func(pipeline.Result) bool) {
		for r := range results {
			if r.Err != nil {
				f.progress.done()
				tell(f.stderr, pipeline.Faults([]pipeline.Result{r}))
			}
			if r.Article == nil {
				f.unread = true
				continue
			}
			f.read++
			f.progress.tell("%d articles read, %d stories, %.0f articles/s", f.read, len(f.stories), float64(f.read)/time.Since(f.began).Seconds())
			if !yield(r) {
				return
			}
		}
	}
}

// count counts the stories.
func (f *feed) count(p stemma.Placement) {
	f.stories[p.Story]++
	for _, c := range p.Changes {
		f.stories[c.To]++
		if f.stories[c.From]--; f.stories[c.From] <= 0 {
			delete(f.stories, c.From)
		}
	}
}

// end tells what is known only after the last page, and returns a failure if
// something could not be read.
func (f *feed) end() error {
	tell(f.stderr, f.twice)
	if f.unread {
		return failure{}
	}
	return nil
}

// created opens the file to write to, or standard output for "", and returns
// what closes it. It refuses to overwrite what is read.
func created(file string, paths []string, stdout io.Writer) (io.Writer, func() error, error) {
	if file == "" || file == "-" {
		return stdout, func() error { return nil }, nil
	}
	if info, err := os.Stat(file); err == nil && slices.ContainsFunc(paths, func(p string) bool {
		in, err := os.Stat(p)
		return err == nil && os.SameFile(in, info)
	}) {
		return nil, nil, fmt.Errorf("-o %s would overwrite what is read; give another name", file)
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, nil, failure{fmt.Errorf("%s: cannot be written: %w", file, err)}
	}
	return f, func() error {
		if err := f.Close(); err != nil {
			return failure{fmt.Errorf("%s: cannot be written: %w", file, err)}
		}
		return nil
	}, nil
}
