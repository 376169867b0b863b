package extract

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"stemma"
)

var update = flag.Bool("update", false, "rewrite the want sections in testdata")

// TestGolden extracts the page of each testdata/*.txtar and compares what
// became of it: what is known of the article, then a line a block. The
// comment at the top says what the case shows; the page's name tells its format.
func TestGolden(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		t.Fatal("no cases in testdata")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in, want := ar.Files[0], &ar.Files[len(ar.Files)-1]
			got := describe(t, in.Name, string(in.Data))
			if *update {
				want.Data = got
				if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got, want.Data) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want.Data)
			}
		})
	}
}

func describe(t *testing.T, name, text string) []byte {
	format := map[string]stemma.Format{".txt": stemma.PlainText, ".html": stemma.HTML, ".md": stemma.Markdown, ".record": stemma.Record}[filepath.Ext(name)]
	p := page(format, text)
	p.Path = name
	a, err := Article(p)
	var b bytes.Buffer
	if err != nil {
		fmt.Fprintf(&b, "error: %v\n", err)
	}
	if a == nil {
		return b.Bytes()
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
	return b.Bytes()
}

// shorten keeps the ends of a long stretch.
func shorten(s string) string {
	if len(s) <= 90 {
		return s
	}
	return s[:runeCut(s, 45)] + " … " + strings.ToValidUTF8(s[len(s)-40:], "")
}
