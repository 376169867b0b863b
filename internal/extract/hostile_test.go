package extract

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"stemma"
)

// check holds what is promised of every article, whatever the page: valid
// text, and blocks in order, without overlap, on rune boundaries, with a reason,
// between which stands white space alone.
func check(t testing.TB, a *stemma.Article) {
	t.Helper()
	if !utf8.ValidString(a.Text) || !utf8.ValidString(a.Title) {
		t.Fatal("the text is not valid UTF-8")
	}
	at := 0
	for _, b := range append(a.Blocks, stemma.Block{Span: stemma.Span{Start: len(a.Text), End: len(a.Text)}, Kind: "end", Why: "end"}) {
		switch {
		case b.Span.Start < at:
			t.Fatalf("block %v begins before %d", b, at)
		case a.Check(b.Span) != nil:
			t.Fatal(a.Check(b.Span))
		case b.Why == "" || b.Kind == "":
			t.Fatalf("block %v has no kind or reason", b)
		case b.Span.Empty() && b.Kind != "end":
			t.Fatalf("block %v is empty", b)
		case strings.TrimSpace(a.Text[at:b.Span.Start]) != "":
			t.Fatalf("in no block: %q", a.Text[at:b.Span.Start])
		}
		at = b.Span.End
	}
}

// hostile are pages that a naive reader is slow on, n bytes long or so.
var hostile = []struct {
	name   string
	format stemma.Format
	make   func(n int) string
}{
	{"marks", stemma.PlainText, func(n int) string { return strings.Repeat(`"`, n) }},
	{"brackets", stemma.PlainText, func(n int) string { return strings.Repeat("(", n/2) + strings.Repeat(")", n/2) }},
	{"one-line", stemma.PlainText, func(n int) string { return strings.Repeat("The mill burned. ", n/17) }},
	{"lines", stemma.PlainText, func(n int) string { return strings.Repeat("The mill burned in the night\n", n/29) }},
	{"openings", stemma.PlainText, func(n int) string { return strings.Repeat("The old mill of Leith Burned down\n", n/34) }},
	{"related", stemma.PlainText, func(n int) string { return strings.Repeat("Related posts\n", n/14) }},
	{"code", stemma.PlainText, func(n int) string { return strings.Repeat("a { b: c; ", n/10) }},
	{"credits", stemma.PlainText, func(n int) string { return strings.Repeat("(AP) ", n/5) }},
	{"labels", stemma.PlainText, func(n int) string { return strings.Repeat("Image caption A ", n/16) }},
	{"posts", stemma.PlainText, func(n int) string { return strings.Repeat("pic.twitter.com/a ", n/18) }},
	{"p", stemma.HTML, func(n int) string { return strings.Repeat("<p>The mill burned in the night.</p>", n/36) }},
	{"links", stemma.HTML, func(n int) string { return strings.Repeat(`<a href="/mill">The mill</a> `, n/29) }},
	{"deep", stemma.HTML, func(n int) string { return strings.Repeat("<div>", n/6) + "The mill burned." }},
	{"unclosed", stemma.HTML, func(n int) string { return strings.Repeat("<b><i>mill ", n/11) }},
	{"paragraph", stemma.HTML, func(n int) string { return "<p>" + strings.Repeat("The mill burned. ", n/17) + "</p>" }},
	{"tables", stemma.HTML, func(n int) string { return strings.Repeat("<table><tr><td>mill", n/19) }},
	{"markdown", stemma.Markdown, func(n int) string { return strings.Repeat("# [mill](x)\n", n/12) }},
}

func page(f stemma.Format, s string) stemma.Page {
	return stemma.Page{Path: "page", Format: f, Body: []byte(s), Text: s, Charset: "utf-8"}
}

// TestHostile holds that the hostile pages are read at all.
func TestHostile(t *testing.T) {
	for _, h := range hostile {
		if a, _ := Article(page(h.format, h.make(100_000))); a != nil {
			check(t, a)
		}
	}
}

// BenchmarkHostile shows growth: ns/byte stays level from one size to the next.
func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		for _, n := range []int{250_000, 500_000, 1_000_000, 4_000_000} {
			b.Run(fmt.Sprintf("%s/%d", h.name, n), func(b *testing.B) {
				p := page(h.format, h.make(n))
				for b.Loop() {
					Article(p)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/byte")
			})
		}
	}
}

// BenchmarkPages extracts the pages of the Article Extraction Benchmark.
func BenchmarkPages(b *testing.B) {
	files, _ := filepath.Glob("../../../shared/bench/extract/aeb/html/*.html.gz")
	if len(files) == 0 {
		b.Skip("the extraction benchmark is absent")
	}
	var pages []stemma.Page
	for _, f := range files {
		pages = append(pages, page(stemma.HTML, unzip(b, f)))
	}
	n := 0
	for b.Loop() {
		for _, p := range pages {
			Article(p)
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkRecords extracts the accounts of the gold cases.
func BenchmarkRecords(b *testing.B) {
	files, _ := filepath.Glob(casesDir + "/*/*.json")
	var pages []stemma.Page
	for _, f := range files {
		var rec struct{ Text, Title string }
		if readJSON(b, f, &rec); rec.Text != "" {
			p := page(stemma.Record, rec.Text)
			p.Title = rec.Title
			pages = append(pages, p)
		}
	}
	if len(pages) == 0 {
		b.Skip("the gold cases are absent")
	}
	n := 0
	for b.Loop() {
		for _, p := range pages {
			Article(p)
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

func unzip(t testing.TB, file string) string {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	s, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ToValidUTF8(string(s), "\uFFFD")
}

// FuzzArticle holds the promises of check for any bytes in any format.
func FuzzArticle(f *testing.F) {
	formats := []stemma.Format{stemma.PlainText, stemma.HTML, stemma.Markdown, stemma.Record}
	for _, s := range []string{
		"Mill burns\n\nBy A. Writer\nApr 02, 2031\n03:09 A.M.\n\nLEITH (AP) — A mill burned.\nImage copyright A B Image caption The mill\nMill (A. Maker/PA)",
		"<html lang=en><title>Mill burns</title><h1>Mill burns</h1><article><p>The old mill burned down on Monday night, the police said.<p>Forty firefighters came.</article><footer>© 2031</footer>",
		"---\ntitle: Mill\n---\n# Mill\n\n![x](y)\n[a](b)\n===\nBurned.",
		"1/3 2 April 2031 A mill\n2/3 3 April 2031 B\n3/3 C", "Story highlights X\nY", "\u00a0\u2028”\n…", "3. a\n2. b\n1. c",
		"A {b:c;} \n pic.twitter.com/x — A B (@c) May 3, 2031", "Outlet: A\nDate: 2031\n\n", "(", "[x]", "©AP",
	} {
		for i := range formats {
			f.Add(uint8(i), s, "Mill burns", "2031-04-02T10:00:00Z")
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, s, title, published string) {
		s, title = strings.ToValidUTF8(s, "\uFFFD"), strings.ToValidUTF8(title, "\uFFFD")
		p := page(formats[int(kind)%len(formats)], s)
		if p.Format == stemma.Record {
			p.Title, p.Published = title, published
		}
		a, err := Article(p)
		if a == nil {
			if err == nil {
				t.Fatal("neither article nor fault")
			}
			return
		}
		check(t, a)
		if p.Format != stemma.HTML && a.Text != s {
			t.Fatal("the text is not as given")
		}
	})
}
