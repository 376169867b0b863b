package publish_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

// told returns the report on the first n accounts of a story of the gold sets.
func told(b *testing.B, set, story string, n int) *stemma.Report {
	body, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "bench", "stories", set+".jsonl"))
	if err != nil {
		b.Skipf("%s is absent", set)
	}
	var in bytes.Buffer
	for line := range bytes.Lines(body) {
		var of struct{ Story string }
		if err := json.Unmarshal(line, &of); err != nil {
			b.Fatal(err)
		}
		if of.Story == story && n > 0 {
			in.Write(line)
			n--
		}
	}
	var results []pipeline.Result
	for r := range pipeline.Articles(read.Pages([]string{"-"}, &in)) {
		results = append(results, r)
	}
	return pipeline.Report(results)
}

// BenchmarkPage writes the page on a real story as a site serves it: its whole
// view and its HTML.
func BenchmarkPage(b *testing.B) {
	for _, s := range []struct {
		set, story string
		n          int
	}{{"fnc", "fnc-20", 3}, {"fnc", "fnc-20", 10}, {"fnc", "fnc-20", 40}, {"g5w1h", "north_Korea_hokkaido_missile", 19}} {
		b.Run(fmt.Sprintf("%s/%d", s.set, s.n), func(b *testing.B) {
			r := told(b, s.set, s.story, s.n)
			var size int
			for b.Loop() {
				var page bytes.Buffer
				if err := publish.Report(&page, r, publish.Options{Format: publish.HTML}); err != nil {
					b.Fatal(err)
				}
				size = page.Len()
			}
			b.ReportMetric(float64(size)/1000, "kB")
			b.ReportMetric(float64(len(r.Findings)), "findings")
		})
	}
}

// BenchmarkArticlePage writes the page on one real article with all its marks.
func BenchmarkArticlePage(b *testing.B) {
	r := told(b, "g5w1h", "north_Korea_hokkaido_missile", 19)
	longest := 0
	for i, a := range r.Articles {
		if len(a.Text) > len(r.Articles[longest].Text) {
			longest = i
		}
	}
	var size int
	for b.Loop() {
		var page bytes.Buffer
		if err := publish.Marks(&page, r.Articles[longest], r.Marks[longest], publish.Options{Format: publish.HTML}); err != nil {
			b.Fatal(err)
		}
		size = page.Len()
	}
	b.ReportMetric(float64(len(r.Articles[longest].Text))/1000, "kB-text")
	b.ReportMetric(float64(size)/1000, "kB")
}
