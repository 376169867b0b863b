package pipeline

import (
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stemma"
	"stemma/internal/read"
)

// BenchmarkPasted takes texts of 2 KB, the beginnings of news reports, through all
// that is done to a page before it is placed, on every core.
func BenchmarkPasted(b *testing.B) {
	var pages []stemma.Page
	for _, set := range []string{"g5w1h", "fnc", "ecb"} {
		path := filepath.Join("..", "..", "..", "shared", "bench", "stories", set+".jsonl")
		for p, err := range read.Pages([]string{path}, strings.NewReader("")) {
			if err == nil && len(p.Text) >= 2048 {
				text := p.Text[:strings.LastIndexByte(p.Text[:2048], ' ')]
				pages = append(pages, stemma.Page{Path: p.Path, Format: stemma.PlainText, Body: []byte(text), Text: text, Charset: "utf-8"})
			}
		}
	}
	throughAll(b, pages)
}

// BenchmarkHTML takes the pages of the Article Extraction Benchmark through it.
func BenchmarkHTML(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "bench", "extract", "aeb", "html", "*.html.gz"))
	var pages []stemma.Page
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			b.Fatal(err)
		}
		html, err := io.ReadAll(z)
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
		pages = append(pages, stemma.Page{Path: filepath.Base(file), Format: stemma.HTML, Body: html, Text: string(html), Charset: "utf-8"})
	}
	throughAll(b, pages)
}

// throughAll sends pages through Articles, each as often as the benchmark wants.
func throughAll(b *testing.B, pages []stemma.Page) {
	if len(pages) == 0 {
		b.Skip("the sets beside the project are absent")
	}
	var given iter.Seq2[stemma.Page, error] = func(yield func(stemma.Page, error) bool) {
		for i := range b.N {
			p := pages[i%len(pages)]
			p.Path = fmt.Sprintf("%d %s", i, p.Path)
			if !yield(p, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for r := range Articles(given) {
		if r.Article == nil && r.Err == nil {
			b.Fatalf("%s: nothing became of it", r.Path)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}
