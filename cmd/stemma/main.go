// Stemma reads several news accounts of one event and says what is reported, on
// how many separate origins, who said what, who copied whom, and where the
// accounts differ.
//
//	main.go      the root command, exit codes, how an error is told
//	compare.go   compare: several accounts in, one report out
//	group.go     group: articles in, the story of each out
//	stories.go   compare --group: many articles in, a report a story out
//	report.go    report: the report on one story of a group
//	demo.go      demo: compare on the fictional accounts that ship with it
//	annotate.go  annotate: the marks of one article
//	add.go       add: pages into a store, and the stages over them
//	list.go      list: stories, articles, outlets, names and faults of a store
//	show.go      show: a story of a store, or an article with its marks
//	feeds.go     feeds: those that a store has, and how each fares
//	search.go    search: articles of a store by their words
//	export.go    export: a story, or the articles of a store, for another program
//	check.go     check: whether the store holds together
//	backup.go    backup: the store in one file
//	stats.go     stats: how much it holds, and how far its stages are
//	serve.go     serve: a store, its stages and its pages, all day
//	token.go     token: who may ask a serve that others can reach
//	health.go    health: is a serve well
//	man.go       man: the manual page
//	kept.go      what the commands that work on a store share
//	config.go    settings by file, environment and flag; config: those that hold
//	changes.go   changes: what one version of a report has and another has not
//	eval.go      eval: scores on the gold sets
//	version.go   version
//	output.go    what the commands that write a report share: format, -o, colour, width
//	progress.go  a line on the terminal while long work is done
//
// Everything that touches the world outside (files, terminal, environment,
// clock) is here or in package read.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"stemma/internal/publish"
)

// Exit codes.
const (
	allRead    = 0
	notAllRead = 1 // or something could not be written
	wrongUsage = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	var f failure
	switch {
	case err == nil:
		return allRead
	case errors.As(err, &f):
		if f.err != nil {
			fmt.Fprintf(stderr, "stemma: %v\n", f.err)
		}
		return notAllRead
	default: // all other errors are about the command line
		fmt.Fprintf(stderr, "stemma: %s\n", wrongUse(err))
		return wrongUsage
	}
}

// A failure is an error that is not the command line's fault. Without an err it
// has been told already.
type failure struct{ err error }

func (f failure) Error() string {
	if f.err == nil {
		return "not everything could be read"
	}
	return f.err.Error()
}

// wrongUse returns the message of a usage error.
func wrongUse(err error) string {
	msg := strings.TrimSpace(err.Error())
	if errors.Is(err, publish.ErrUsage) {
		return strings.TrimPrefix(msg, "publish: ")
	}
	return msg
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "stemma",
		Short: "Compare news accounts of one event, and show every word's source",
		Long: `Stemma reads several news accounts of one event and says what is reported, on
how many separate origins, who said what, who copied or cited whom, and where
the accounts differ. It shows no sentence that does not stand in an account.
Of articles of many events it finds first which tell of the same one.

Begin with: stemma demo, or stemma serve --demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(compareCommand(), groupCommand(), reportCommand(), demoCommand(), annotateCommand(), changesCommand(),
		addCommand(), feedsCommand(), listCommand(), showCommand(), searchCommand(), exportCommand(), checkCommand(), backupCommand(), statsCommand(), serveCommand(), tokenCommand(), healthCommand(), configCommand(), manCommand(), evalCommand(), versionCommand())
	grouped(root)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w; see '%s --help'", err, c.CommandPath())
	})
	return root
}

// grouped puts the commands under headings in the help.
func grouped(root *cobra.Command) {
	of := map[string]string{}
	for _, g := range []struct{ id, title, commands string }{
		{"compare", "Compare files, and forget them:", "compare group report annotate changes demo"},
		{"keep", "Keep reading into a store:", "serve add feeds list search show export"},
		{"operate", "Look after a store and a serve:", "config health token check backup stats"},
	} {
		root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		for name := range strings.FieldsSeq(g.commands) {
			of[name] = g.id
		}
	}
	for _, c := range root.Commands() {
		c.GroupID = of[c.Name()]
	}
}

// atLeastOne is cobra.MinimumNArgs(1) in words that say what to give.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s needs %s; see '%s --help'", c.Name(), what, c.CommandPath())
		}
		return nil
	}
}
