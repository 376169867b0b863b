package extract

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
)

// TestGolden extracts the page of each testdata/*.txtar and compares what
// became of it: what is known of the article, then a line a block. The
// comment at the top says what the case shows; the page's name tells its format.
func TestGolden(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, given []txtar.File) string {
		return describe(t, given[0].Name, string(given[0].Data))
	})
}

func describe(t *testing.T, name, text string) string {
	format := map[string]stemma.Format{".txt": stemma.PlainText, ".html": stemma.HTML, ".md": stemma.Markdown, ".record": stemma.Record}[filepath.Ext(name)]
	p := page(format, text)
	p.Path = name
	a, err := Article(p)
	var b strings.Builder
	if err != nil {
		fmt.Fprintf(&b, "error: %v\n", err)
	}
	if a == nil {
		return b.String()
	}
	check(t, a)
	for _, f := range []struct{ name, value string }{{"url", a.URL}, {"outlet", a.Outlet}, {"title", a.Title}, {"byline", a.Byline}, {"language", a.Language}} {
		if f.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.name, f.value)
		}
	}
	if d := a.Published; d.Known() {
		fmt.Fprintf(&b, "published: %s (%s, %s)\n", d.From.Format("2006-01-02 15:04"), d.Precision, d.Why)
	}
	for _, bl := range a.Blocks {
		fmt.Fprintf(&b, "%-9s %-9s %q [%s]\n", bl.Kind, bl.Span, shorten(a.Words(bl.Span)), bl.Why)
	}
	return b.String()
}

// shorten keeps the ends of a long stretch.
func shorten(s string) string {
	if len(s) <= 90 {
		return s
	}
	return s[:runeCut(s, 45)] + " … " + strings.ToValidUTF8(s[len(s)-40:], "")
}
