package eval

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/extract"
	"stemma/internal/language"
	"stemma/internal/pipeline"
	"stemma/internal/read"
	"stemma/internal/text"
)

// speed times the program on the articles in the folder stories, and how its work
// grows with hostile input. Each time is the best of three.
func speed(stories string) (Table, error) {
	news, err := byStory(filepath.Join(stories, "g5w1h.jsonl"))
	if err != nil {
		return Table{}, err
	}
	rumours, err := byStory(filepath.Join(stories, "fnc.jsonl"))
	if err != nil {
		return Table{}, err
	}
	t := Table{Title: "speed, which depends on the machine: " + machine(), Columns: []string{"value"}, Speed: true}
	row := func(name string, v float64) *Row {
		t.Rows = append(t.Rows, Row{Name: name, Values: []float64{v}})
		return &t.Rows[len(t.Rows)-1]
	}
	arts := articles(slices.Concat(news...))
	written := 0
	for _, a := range arts {
		written += len(a.Text)
	}
	row("articles of 2 KB annotated a second on one core", float64(written)/2048/seconds(func() {
		for _, a := range arts {
			annotate.Article(a)
		}
	})).Floor = 60
	row("words parsed a second on one core", parseSpeed(arts)).Floor = 20000
	crowd := slices.MaxFunc(rumours, func(a, b [][]byte) int { return cmp.Compare(len(a), len(b)) })
	row(fmt.Sprintf("seconds to compare the %d accounts of the largest story", len(crowd)), seconds(func() { compareLines(crowd) })).Cap = 3
	row("milliseconds to compare 3 of them", 1000*seconds(func() { compareLines(crowd[:min(3, len(crowd))]) })).Cap = 150
	for _, h := range hostile {
		row(h.name+": 4 times the text takes times", h.growth())
	}
	return t, nil
}

// parseSpeed returns how many words of arts are cut, tagged and parsed in a
// second, by the sentence.
func parseSpeed(arts []*stemma.Article) float64 {
	words := 0
	took := seconds(func() {
		words = 0
		for _, a := range arts {
			for _, b := range a.Blocks {
				for _, s := range language.Parse(a.Text, text.Sentences(a.Text, b.Span)) {
					words += len(s.Words)
				}
			}
		}
	})
	return float64(words) / took
}

// byStory returns the lines of a JSON Lines file of articles, by their story.
func byStory(path string) ([][][]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	var out [][][]byte
	at := map[string]int{}
	for line := range bytes.Lines(b) {
		var a struct{ Story string }
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, fmt.Errorf("eval: %s: %w", path, err)
		}
		i, ok := at[a.Story]
		if !ok {
			i, at[a.Story] = len(out), len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], line)
	}
	return out, nil
}

// compareLines makes the report on the articles that lines hold.
func compareLines(lines [][]byte) {
	pipeline.Compare([]string{"-"}, bytes.NewReader(bytes.Join(lines, nil)))
}

// articles returns the articles that lines hold.
func articles(lines [][]byte) []*stemma.Article {
	var out []*stemma.Article
	for p, err := range read.Pages([]string{"-"}, bytes.NewReader(bytes.Join(lines, nil))) {
		if err != nil {
			continue
		}
		if a, _ := extract.Article(p); a != nil {
			out = append(out, a)
		}
	}
	return out
}

// seconds returns the least time that f took in three runs.
func seconds(f func()) float64 {
	best := math.Inf(1)
	for range 3 {
		start := time.Now()
		f()
		best = min(best, time.Since(start).Seconds())
	}
	return best
}

// A shape is a text that could cost more than its length.
type shape struct {
	name string
	unit string // repeated
}

var hostile = []shape{
	{"quotation marks alone", `"`},
	{"opened and never closed", "“He said "},
	{"one endless sentence", "and the mayor said that 40 people "},
	{"names without end", "Anna Bell Carter Dunn "},
}

// hostileBytes is the smaller of the two texts whose times are compared: large
// enough for a square to show.
const hostileBytes = 32 << 10

// growth returns how many times longer it takes to annotate four times the
// text: 4 is linear, 16 is its square.
func (h shape) growth() float64 {
	run := func(n int) float64 {
		text := strings.Repeat(h.unit, n/len(h.unit))
		a := &stemma.Article{ID: "hostile", Text: text, Language: "en",
			Blocks: []stemma.Block{{Kind: stemma.Body, Span: stemma.Span{End: len(text)}, Why: "all of it"}}}
		return seconds(func() { annotate.Article(a) })
	}
	return run(4*hostileBytes) / run(hostileBytes)
}

// machine says in words what the program ran on.
func machine() string {
	cpu := runtime.GOARCH
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for s := bufio.NewScanner(f); s.Scan(); {
			if name, ok := strings.CutPrefix(s.Text(), "model name"); ok {
				cpu = strings.TrimLeft(name, "\t :")
				break
			}
		}
	}
	return fmt.Sprintf("%d cores, %s", runtime.NumCPU(), cpu)
}
