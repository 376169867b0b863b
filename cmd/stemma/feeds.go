package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
	"stemma/internal/store"
)

func feedsCommand() *cobra.Command {
	var f feeding
	c := &cobra.Command{
		Use:   "feeds",
		Short: "List the feeds of a store, add, remove, import, export or check them",
		Long: `A store has feeds, which 'stemma serve' asks again and again for what is new:
RSS, Atom, RDF and JSON feeds, and sitemaps. How often depends on how often they
change, from five minutes to six hours; what fails is asked ever later.

A site is asked once a second at most, and robots.txt is obeyed for the articles
of a feed; the feed itself was given by you. Addresses of this machine and of
private networks are refused, unless --private is given.`,
		Example: `  stemma feeds add https://example.org/feed.xml example.com
  stemma feeds import subscriptions.opml
  stemma feeds check
  stemma feeds`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.list(c) },
	}
	f.addFlags(c)
	sub := func(use, short, long string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error) *cobra.Command {
		s := &cobra.Command{Use: use, Short: short, Long: long, Args: args, RunE: run}
		f.addFlags(s)
		c.AddCommand(s)
		return s
	}
	sub("list", "List the feeds, and how each fares", "List writes a line for each feed: how it fares, what it is called, when it\nanswered and brought something last, and when it is asked again.",
		cobra.NoArgs, func(c *cobra.Command, _ []string) error { return f.list(c) })
	sub("add URL…", "Add feeds by their address", "Add takes the address of a feed, of a sitemap, or of a site that names its feed.\nIt asks nothing: serve does, or 'stemma feeds check'.",
		atLeastOne("an address"), f.add)
	sub("remove URL…", "Remove feeds, by address or ID", "Remove forgets feeds. What they brought stays in the store.",
		atLeastOne("an address or an ID"), f.remove)
	sub("import FILE", "Add the feeds of an OPML file", "Import reads a list of feeds as feed readers write it (OPML); \"-\" is standard\ninput. A feed that is there already goes into the folder that the list has it in.",
		cobra.ExactArgs(1), f.importOPML)
	sub("export", "Write the feeds as OPML", "Export writes the list of feeds to standard output, as feed readers read it.",
		cobra.NoArgs, func(c *cobra.Command, _ []string) error { return f.exportOPML(c) })
	check := sub("check [URL…]", "Ask feeds now, and say how each fares", "Check asks feeds now, all of them or those that are named, fetches what is new in\nthem, and says how each fares. The next serve or add reads what was fetched.\n\nExit status: 0 if all answered; 1 if one did not.",
		cobra.ArbitraryArgs, f.check)
	check.Flags().BoolVar(&f.private, "private", false, "fetch from this machine and private networks, too")
	configurable(check, "private")
	return c
}

// A feeding is the flags of the feeds commands.
type feeding struct {
	kept
	private bool
}

func (f *feeding) list(c *cobra.Command) error {
	s, err := f.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := s.Feeds(c.Context())
	if err != nil {
		return failure{err}
	}
	if len(all) == 0 {
		fmt.Fprintln(c.OutOrStdout(), "No feed. 'stemma feeds add URL…' adds some.")
	}
	for i := range all {
		fmt.Fprintln(c.OutOrStdout(), health(&all[i], time.Now()))
	}
	return nil
}

// health is what one line says of a feed.
func health(f *store.Feed, now time.Time) string {
	line := fmt.Sprintf("%-7s  ", f.State())
	if f.Title != "" {
		line += f.Title + "  "
	}
	line += f.URL
	if f.Folder != "" {
		line += "  in " + f.Folder
	}
	switch f.State() {
	case "off":
		line += "  " + f.Off
	case "new":
		return line + "  not asked yet"
	case "failing":
		line += fmt.Sprintf("  %s (%s in a row)", f.Error, publish.Plural(f.Failures, "failure"))
	}
	if f.Succeeded.IsZero() {
		line += " · never answered"
	} else {
		line += fmt.Sprintf("  answered %s · %s, %s", ago(f.Succeeded, now), publish.Plural(int(f.Entries), "entry"), publish.Plural(int(f.Articles), "article"))
		if !f.Renewed.IsZero() {
			line += " · something new " + ago(f.Renewed, now)
		}
	}
	if f.Off == "" && f.Next.After(now) {
		line += " · again in " + roughly(f.Next.Sub(now))
	}
	if f.Warning != "" {
		line += " · " + f.Warning
	}
	return line
}

func ago(t, now time.Time) string {
	if d := now.Sub(t); d >= time.Minute {
		return roughly(d) + " ago"
	}
	return "just now"
}

// roughly says how long d is, to one unit.
func roughly(d time.Duration) string {
	switch {
	case d < 90*time.Minute:
		return fmt.Sprintf("%d min", max(1, int(d.Round(time.Minute).Minutes())))
	case d < 36*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	}
	return publish.Plural(int((d+12*time.Hour).Hours()/24), "day")
}

// put adds feeds and says what became of each.
func put(c *cobra.Command, s *store.Store, subs []read.Subscription) error {
	isNew := 0
	for _, sub := range subs {
		_, added, err := s.AddFeed(c.Context(), store.Feed{URL: sub.URL, Kind: store.KindFeed, Title: sub.Title, Site: sub.Site, Folder: sub.Folder, Added: time.Now()})
		if err != nil {
			return failure{err}
		}
		if added {
			isNew++
		}
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: %d new, %d already there\n", publish.Plural(len(subs), "feed"), isNew, len(subs)-isNew)
	return nil
}

func (f *feeding) add(c *cobra.Command, args []string) error {
	var subs []read.Subscription
	for _, arg := range args {
		address, err := read.Address(arg)
		if err != nil {
			return err
		}
		subs = append(subs, read.Subscription{URL: address})
	}
	s, err := f.open(c)
	if err != nil {
		return err
	}
	defer s.Close()
	return put(c, s, subs)
}

func (f *feeding) importOPML(c *cobra.Command, args []string) error {
	in := c.InOrStdin()
	if args[0] != "-" {
		file, err := os.Open(args[0])
		if err != nil {
			return failure{err}
		}
		defer file.Close()
		in = file
	}
	subs, broken := read.ParseOPML(in, args[0])
	if len(subs) == 0 && broken != nil {
		return failure{broken}
	}
	s, err := f.open(c)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := put(c, s, subs); err != nil {
		return err
	}
	if broken != nil {
		return failure{broken}
	}
	return nil
}

func (f *feeding) exportOPML(c *cobra.Command) error {
	s, err := f.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	all, err := s.Feeds(c.Context())
	if err != nil {
		return failure{err}
	}
	if err := read.WriteOPML(c.OutOrStdout(), "Feeds of stemma", pipeline.Subscriptions(all)); err != nil {
		return failure{err}
	}
	return nil
}

func (f *feeding) remove(c *cobra.Command, args []string) error {
	s, err := f.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, arg := range args {
		feed, err := named(c, s, arg)
		if err == nil {
			err = s.RemoveFeed(c.Context(), feed.ID)
		}
		if err != nil {
			return failure{err}
		}
		fmt.Fprintf(c.OutOrStdout(), "removed %s\n", feed.URL)
	}
	return nil
}

// named returns the feed that is named by its ID or address.
func named(c *cobra.Command, s *store.Store, name string) (store.Feed, error) {
	feed, err := s.Feed(c.Context(), name)
	if !errors.Is(err, store.ErrNotFound) {
		return feed, err
	}
	if address, e := read.Address(name); e == nil {
		if feed, err = s.Feed(c.Context(), address); err == nil {
			return feed, nil
		}
	}
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("there is no feed %s; 'stemma feeds' lists them", name)
	}
	return feed, err
}

// checkedAtOnce is how many feeds are asked at a time.
const checkedAtOnce = 8

func (f *feeding) check(c *cobra.Command, args []string) error {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := f.openThere(c)
	if err != nil {
		return err
	}
	defer s.Close()
	var all []store.Feed
	if len(args) == 0 {
		if all, err = s.Feeds(ctx); err != nil {
			return failure{err}
		}
	}
	for _, arg := range args {
		feed, err := named(c, s, arg)
		if err != nil {
			return failure{err}
		}
		all = append(all, feed)
	}
	p := pipeline.NewPoller(s, pipeline.PollOptions{Fetch: read.FetchOptions{Version: version(), Private: f.private}})
	defer p.Close()
	errs := make([]error, len(all))
	turns := make(chan struct{}, checkedAtOnce)
	var asked sync.WaitGroup
	for i := range all {
		asked.Go(func() {
			turns <- struct{}{}
			all[i], errs[i] = p.Ask(ctx, all[i].ID)
			<-turns
		})
	}
	asked.Wait()
	return tellHealth(c.OutOrStdout(), all, errs)
}

// tellHealth writes a line for each feed. The error says that not all answered.
func tellHealth(out io.Writer, all []store.Feed, errs []error) error {
	good := true
	for i := range all {
		if errs[i] != nil {
			return failure{errs[i]}
		}
		fmt.Fprintln(out, health(&all[i], time.Now()))
		good = good && all[i].State() == "good"
	}
	if !good {
		return failure{}
	}
	return nil
}
