package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/publish"
	"stemma/internal/serve"
	"stemma/internal/store"
)

// What list lists, the default first.
const (
	listStories  = "stories"
	listArticles = "articles"
	listOutlets  = "outlets"
	listNames    = "names"
	listFaults   = "faults"
)

var listed = []string{listStories, listArticles, listOutlets, listNames, listFaults}

// listFormats are how a list is written, the default first.
var listFormats = []string{publish.Text, publish.JSON, jsonl}

func listCommand() *cobra.Command {
	var l listing
	c := &cobra.Command{
		Use:   "list [" + strings.Join(listed, "|") + "]",
		Short: "List the stories of the store, its articles, outlets, names or faults",
		Long: `List writes what the store holds:

stories   those of two accounts or more: how many separate origins they rest on,
          how many findings are disputed (the default)
articles  the newest first, each with its story
outlets   what each did: was first, copied, was copied, contradicted another
          account, corrected itself
names     the people, places and organisations that most articles name
faults    what could not be read, or not in full, and why

Exit status: 0, also if there is nothing; 1 if there is no store; 2 if the
command line is wrong.`,
		Example: `  stemma list
  stemma list stories --by disputed --since 7d
  stemma list articles --language en --format jsonl
  stemma list outlets`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 || len(args) == 1 && !slices.Contains(listed, args[0]) {
				return fmt.Errorf("list takes one of %s; not %q", strings.Join(listed, ", "), strings.Join(args, " "))
			}
			return nil
		},
		ValidArgs: listed,
		RunE: func(c *cobra.Command, args []string) error {
			l.what = listStories
			if len(args) > 0 {
				l.what = args[0]
			}
			return l.run(c)
		},
	}
	l.kept.addFlags(c)
	l.listed.addFlags(c)
	f := c.Flags()
	f.StringVar(&l.by, "by", "origins", "order of stories: "+strings.Join(storyOrders, ", "))
	f.BoolVar(&l.all, "all", false, "stories of one account and round-ups, too")
	c.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(storyOrders, cobra.ShellCompDirectiveNoFileComp))
	return c
}

var storyOrders = []string{"origins", "disputed", "latest"}

// A list is the flags of the commands that list something.
type list struct {
	since    string
	language string
	limit    int
	format   string
}

func (l *list) addFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&l.since, "since", "", "only what was received since: 2026-11-26, 2026-11-26T08:00:00Z, 36h or 7d")
	f.StringVar(&l.language, "language", "", "only this language, such as en")
	f.IntVar(&l.limit, "limit", 20, "at most so many; 0 for all")
	f.StringVarP(&l.format, "format", "f", publish.Text, "how to write the list: "+strings.Join(listFormats, ", "))
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(listFormats, cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("language", cobra.NoFileCompletions)
	c.RegisterFlagCompletionFunc("since", cobra.NoFileCompletions)
}

// everything is the limit of whoever wants no limit.
const everything = 1 << 40

// check returns the limit and the moment that the flags ask for.
func (l *list) check(now time.Time) (limit int, since time.Time, err error) {
	if !slices.Contains(listFormats, l.format) {
		return 0, since, fmt.Errorf("no format %q; the formats are %s", l.format, strings.Join(listFormats, ", "))
	}
	if l.limit < 0 {
		return 0, since, fmt.Errorf("--limit %d: give a number, or 0 for all", l.limit)
	}
	if limit = l.limit; limit == 0 {
		limit = everything
	}
	since, err = momentOf(l.since, now)
	return limit, since, err
}

// momentOf reads what --since takes.
func momentOf(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return t, nil
		}
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(s, "d")); err == nil && strings.HasSuffix(s, "d") && n >= 0 {
		return now.AddDate(0, 0, -n), nil
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("--since %q: give a day such as 2026-11-26, or how long ago, such as 36h or 7d", s)
}

// A listing is the flags of list.
type listing struct {
	kept
	listed list
	what   string
	by     string
	all    bool
}

func (l *listing) run(c *cobra.Command) error {
	limit, since, err := l.listed.check(time.Now())
	if err != nil {
		return err
	}
	if !slices.Contains(storyOrders, l.by) {
		return fmt.Errorf("no order %q; the orders are %s", l.by, strings.Join(storyOrders, ", "))
	}
	for _, flag := range map[string][]string{
		listArticles: {"by", "all"}, listOutlets: {"by", "all", "since", "language"},
		listNames: {"by", "all", "since", "language"}, listFaults: {"by", "all", "since", "language"},
	}[l.what] {
		if c.Flags().Changed(flag) {
			return fmt.Errorf("list %s takes no --%s", l.what, flag)
		}
	}
	s, err := l.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := l.write(c.Context(), s, limit, since, c.OutOrStdout()); err != nil {
		return failure{err}
	}
	return nil
}

func (l *listing) write(ctx context.Context, s *store.Store, limit int, since time.Time, out io.Writer) error {
	switch l.what {
	case listArticles:
		hits, err := s.Search(ctx, store.Query{From: since, Language: l.listed.language, Limit: limit})
		if err != nil {
			return err
		}
		for i := range hits {
			hits[i].Snippet = "" // the beginning of the text, which the title tells
		}
		return writeList(out, l.listed.format, "No article.", hits, serve.RowOfArticle, func(o publish.Options) error { return writeHits(out, hits, o) })
	case listOutlets:
		all, err := s.Outlets(ctx, "", limit, 0)
		if err != nil {
			return err
		}
		return writeList(out, l.listed.format, "No outlet that is known by name.", all, serve.RowOfOutlet, func(o publish.Options) error { return writeOutlets(out, all, o) })
	case listNames:
		all, err := s.Names(ctx, "", "", everything, limit, 0)
		if err != nil {
			return err
		}
		return writeList(out, l.listed.format, "No name.", all, serve.RowOfName, func(o publish.Options) error { return writeNames(out, all, o) })
	case listFaults:
		all, err := s.Faults(ctx, limit)
		if err != nil {
			return err
		}
		return writeList(out, l.listed.format, "No fault.", all, serve.RowOfFault, func(o publish.Options) error { return writeFaults(out, all, o) })
	}
	all, err := s.Stories(ctx, store.StoryQuery{By: l.by, Since: since, Language: l.listed.language, Alone: l.all, RoundUps: l.all, Limit: limit})
	if err != nil {
		return err
	}
	none := "No story."
	if !l.all {
		none = "No story of two accounts or more. 'stemma list --all' lists those of one, too."
	}
	return writeList(out, l.listed.format, none, all, serve.RowOfStory, func(o publish.Options) error { return writeStories(out, all, o) })
}

// writeList writes a list in a format: as JSON an array of rows, which are the
// API's without links, as JSONL one a line, and as text what text writes, or none if it is empty.
func writeList[T, L any](w io.Writer, format, none string, all []T, line func(*T) L, text func(publish.Options) error) error {
	if format == publish.Text {
		if len(all) == 0 {
			_, err := fmt.Fprintln(w, none)
			return err
		}
		opt, err := (&output{}).options(w)
		if err != nil {
			return err
		}
		return text(opt)
	}
	lines := make([]L, len(all))
	for i := range all {
		lines[i] = line(&all[i])
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if format == publish.JSON {
		enc.SetIndent("", "  ")
		return enc.Encode(lines)
	}
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

func writeStories(w io.Writer, all []store.Story, o publish.Options) error {
	var items []publish.Item
	for i := range all {
		items = append(items, storyItem(&all[i]))
	}
	return publish.Items(w, items, o)
}

func storyItem(s *store.Story) publish.Item {
	x := publish.Item{Title: s.Title}
	if x.Title == "" {
		x.Title = "(no title)"
	}
	switch {
	case s.RoundUp:
		x.Left = []string{"round-up"}
	case s.Origins > 0:
		x.Left = []string{publish.Plural(s.Origins, "origin")}
	default:
		x.Left = []string{"not read yet"}
	}
	if s.Conflicts > 0 {
		x.Left = append(x.Left, fmt.Sprintf("%d disputed", s.Conflicts))
	}
	about := []string{publish.Plural(s.Articles, "article")}
	if s.Outlets > 1 {
		about[0] += fmt.Sprintf(" by %d outlets", s.Outlets)
	}
	if days := publish.Days(s.First, s.Last); days != "" {
		about = append(about, days)
	}
	x.Lines = []string{strings.Join(append(about, s.ID), " · ")}
	return x
}

// tellTouched writes the stories that an add has touched, the first ones.
func tellTouched(w io.Writer, touched []store.Story) error {
	if len(touched) == 0 {
		return nil
	}
	fmt.Fprintf(w, "%s changed or begun:\n", publish.Plural(len(touched), "story"))
	const most = 10
	opt, err := (&output{}).options(w)
	if err != nil {
		return err
	}
	if err := writeStories(w, touched[:min(len(touched), most)], opt); err != nil {
		return err
	}
	if len(touched) > most {
		fmt.Fprintf(w, "\nand %d more: stemma list --all\n", len(touched)-most)
	}
	return nil
}

func writeHits(w io.Writer, hits []store.Hit, o publish.Options) error {
	marks := strings.NewReplacer(publish.Begin, "", publish.End, "", store.Mark, publish.Begin, store.Unmark, publish.End)
	var items []publish.Item
	for i := range hits {
		h := &hits[i]
		x := publish.Item{Title: h.Title, Words: marks.Replace(h.Snippet)}
		if x.Title == "" {
			x.Title = h.Path
		}
		day, clock, _ := strings.Cut(publish.Moment(h.Published), ", ")
		if day == "" {
			day = "undated"
		}
		if x.Left = []string{day}; clock != "" {
			x.Left = append(x.Left, clock)
		}
		var about []string
		for _, s := range []string{h.Outlet, h.Language, placed(h), string(h.ID)} {
			if s != "" {
				about = append(about, s)
			}
		}
		x.Lines = []string{strings.Join(about, " · ")}
		items = append(items, x)
	}
	return publish.Items(w, items, o)
}

// placed says how an article came to its story.
func placed(h *store.Hit) string {
	switch {
	case h.Story == "":
		return "not placed yet"
	case h.Kind == stemma.RoundUp || h.Kind == stemma.Opens || h.Kind == stemma.Joins:
		return string(h.Kind) + " " + h.Story
	}
	return string(h.Kind) + " in " + h.Story
}

func writeOutlets(w io.Writer, all []store.Outlet, o publish.Options) error {
	var rows [][]string
	for _, x := range all {
		row := []string{x.Name}
		for _, n := range []int{x.Articles, x.First, x.Copied, x.WasCopied, x.Contradicted, x.Corrected} {
			row = append(row, number(n))
		}
		rows = append(rows, row)
	}
	return publish.Table(w, []publish.Column{
		{Name: "outlet"}, {Name: "articles", Right: true}, {Name: "first", Right: true}, {Name: "copied", Right: true},
		{Name: "was copied", Right: true}, {Name: "disputed", Right: true}, {Name: "corrected", Right: true},
	}, rows, o)
}

// number returns n, and a dot for none, so that the others are seen.
func number(n int) string {
	if n == 0 {
		return "·"
	}
	return strconv.Itoa(n)
}

func writeNames(w io.Writer, all []store.Name, o publish.Options) error {
	var rows [][]string
	for _, n := range all {
		rows = append(rows, []string{n.Name, n.Kind, number(n.Articles)})
	}
	return publish.Table(w, []publish.Column{{Name: "name"}, {Name: "kind"}, {Name: "articles", Right: true}}, rows, o)
}

func writeFaults(w io.Writer, all []store.Fault, o publish.Options) error {
	var items []publish.Item
	for _, f := range all {
		x := publish.Item{Left: []string{f.Kind}, Title: f.Path, Lines: []string{f.Cause}}
		if f.Do != "" {
			x.Lines = append(x.Lines, f.Do)
		}
		items = append(items, x)
	}
	return publish.Items(w, items, o)
}
