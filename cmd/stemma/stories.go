package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

// compareStories puts the articles that paths name into stories and writes the
// report on each.
func compareStories(c *cobra.Command, o *output, paths []string) error {
	if o.explain != "" {
		return errors.New("--explain needs one report: take 'stemma report STORY FILE… --explain'")
	}
	if name := o.export(); name != "" {
		return fmt.Errorf("%s is of one report: take 'stemma report STORY FILE… --format %s'", name, name)
	}
	if o.format == "" && isFolder(o.file) {
		o.format = publish.HTML
	}
	opt, err := o.options(c.OutOrStdout())
	if err != nil {
		return err
	}
	if opt.Format == publish.HTML && (o.file == "" || o.file == "-" || formatOf(o.file) == publish.HTML) {
		return errors.New("the pages of many stories need a folder to lie in: give -o FOLDER")
	}
	opt.ByDate = true
	f := newFeed(c.ErrOrStderr())
	results := readAll(pipeline.Keyed(read.Pages(paths, c.InOrStdin()), &f.twice), c.ErrOrStderr())
	told := tellStories(results)
	if opt.Format == publish.HTML {
		err = writePages(o.file, told, opt)
	} else {
		err = o.to(c.OutOrStdout(), func(w io.Writer) error { return publish.Stories(w, told, opt) })
	}
	if err != nil {
		return err
	}
	tell(c.ErrOrStderr(), f.twice)
	return tellFaults(c.ErrOrStderr(), results)
}

// tellStories returns the stories of results by date of publication, with the report on each that has
// two or more accounts.
func tellStories(results []pipeline.Result) []publish.Told {
	byID := make(map[stemma.ArticleID]pipeline.Result, len(results))
	for _, r := range results {
		if r.Article != nil {
			byID[r.Article.ID] = r
		}
	}
	groups := pipeline.Groups(pipeline.Group(pipeline.ByDate(slices.Values(results))))
	out := make([]publish.Told, len(groups))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i, g := range groups {
		out[i].Group = g
		if g.Alone() {
			continue
		}
		slots <- struct{}{}
		all.Go(func() {
			out[i].Report = pipeline.ReportOn(g, byID)
			<-slots
		})
	}
	all.Wait()
	return out
}

// isFolder reports whether name is that of a folder, or can only be one.
func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() || name != "" && os.IsPathSeparator(name[len(name)-1])
}

// indexPage is the name of the page that lists the stories.
const indexPage = "index.html"

// writePages writes a page a story and the index into dir.
func writePages(dir string, told []publish.Told, opt publish.Options) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return failure{fmt.Errorf("%s: the folder could not be made: %w", dir, err)}
	}
	page := func(name string, write func(io.Writer) error) error {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return err
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
			return failure{fmt.Errorf("%s: the report could not be written: %w", path, err)}
		}
		return nil
	}
	opt.Index = indexPage
	for _, t := range told {
		if t.Report == nil {
			continue
		}
		err := page(publish.PageOf(t.Group.Story), func(w io.Writer) error { return publish.Report(w, t.Report, opt) })
		if err != nil {
			return err
		}
	}
	return page(indexPage, func(w io.Writer) error { return publish.Index(w, told, opt) })
}
