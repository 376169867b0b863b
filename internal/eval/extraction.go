package eval

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"stemma"
	"stemma/internal/extract"
	"stemma/internal/read"
)

// Extraction is how well the report is found on HTML pages, over all pages of
// a set: precision and recall are means over pages, F1 is theirs.
type Extraction struct {
	Pages                 int
	Precision, Recall, F1 float64
	Failed                []string // pages on which nothing was found, by key
}

// ScoreExtraction extracts each page of the Article Extraction Benchmark in dir
// (html/KEY.html.gz, ground-truth.json) and scores the words of its body blocks.
// The error wraps [os.ErrNotExist] if the set is absent.
func ScoreExtraction(dir string) (Extraction, error) {
	truth, err := readBodies(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		return Extraction{}, fmt.Errorf("eval: extraction: %w", err)
	}
	got := map[string]string{}
	var failed []string
	for _, key := range sortedKeys(truth) {
		a, err := extractPage(filepath.Join(dir, "html", key+".html.gz"))
		if a == nil {
			if !errors.Is(err, stemma.ErrUnreadable) {
				return Extraction{}, fmt.Errorf("eval: extraction: %w", err)
			}
			failed = append(failed, key)
			continue
		}
		got[key] = bodyWords(a)
	}
	e := scoreBodies(truth, got)
	e.Failed = failed
	return e, nil
}

// ScoreExtractionOutput scores what another tool made of the same pages: file
// is one of the benchmark's stored outputs.
func ScoreExtractionOutput(dir, file string) (Extraction, error) {
	truth, err := readBodies(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		return Extraction{}, fmt.Errorf("eval: extraction: %w", err)
	}
	got, err := readBodies(file)
	if err != nil {
		return Extraction{}, fmt.Errorf("eval: extraction: %w", err)
	}
	return scoreBodies(truth, got), nil
}

// readBodies reads {KEY: {"articleBody": …}}.
func readBodies(file string) (map[string]string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var pages map[string]json.RawMessage
	if err := json.Unmarshal(b, &pages); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if raw, ok := pages["output"]; ok { // a stored output, beside its tool's version
		pages = nil
		if err := json.Unmarshal(raw, &pages); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	bodies := map[string]string{}
	for key, raw := range pages {
		var p struct{ ArticleBody string }
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, fmt.Errorf("%s: page %s: %w", file, key, err)
		}
		bodies[key] = p.ArticleBody
	}
	return bodies, nil
}

// extractPage reads one gzipped page the way a file is read.
func extractPage(file string) (*stemma.Article, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	for p, err := range read.Pages([]string{"-"}, io.Reader(z)) {
		if err != nil {
			return nil, err
		}
		return extract.Article(p)
	}
	return nil, stemma.ErrUnreadable
}

// bodyWords joins the words of a's body blocks, headings between them included,
// as the benchmark's authors did.
func bodyWords(a *stemma.Article) string {
	var b strings.Builder
	for _, bl := range a.Blocks {
		if bl.Kind == stemma.Body || bl.Kind == stemma.Heading {
			b.WriteString(a.Words(bl.Span))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// scoreBodies is evaluate.py of the benchmark: each page's shingles of four words are
// matched as multisets, and every page weighs the same.
func scoreBodies(truth, got map[string]string) Extraction {
	e := Extraction{Pages: len(truth)}
	var ps, rs []float64
	for _, key := range sortedKeys(truth) {
		tp, fp, fn := matchShingles(truth[key], got[key])
		if tp+fp > 0 {
			ps = append(ps, ratio(tp, fp, fn))
		}
		if tp+fn > 0 {
			rs = append(rs, ratio(tp, fn, fp))
		}
	}
	e.Precision, e.Recall = mean(ps), mean(rs)
	if e.Precision+e.Recall > 0 {
		e.F1 = 2 * e.Precision * e.Recall / (e.Precision + e.Recall)
	}
	return e
}

// ratio is precision for wrong = false positives, recall for false negatives.
func ratio(tp, wrong, other int) float64 {
	switch {
	case wrong == 0 && other == 0:
		return 1
	case tp == 0 && wrong == 0:
		return 0
	}
	return float64(tp) / float64(tp+wrong)
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(max(1, len(xs)))
}

func matchShingles(truth, got string) (tp, fp, fn int) {
	t, g := shingleCounts(truth), shingleCounts(got)
	for s, n := range t {
		tp += min(n, g[s])
		fn += max(0, n-g[s])
	}
	for s, n := range g {
		fp += max(0, n-t[s])
	}
	return tp, fp, fn
}

// shingleCounts counts the runs of four words of s; fewer words are one run.
func shingleCounts(s string) map[[4]string]int {
	words := strings.FieldsFunc(s, func(r rune) bool { return !isWordRune(r) })
	counts := map[[4]string]int{}
	for i := range max(1, len(words)-3) {
		var sh [4]string
		if copy(sh[:], words[min(i, len(words)):]) > 0 {
			counts[sh]++
		}
	}
	return counts
}

// isWordRune is \w of Python's re: letters, numbers and the underscore. Marks
// are none.
func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_'
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
