package eval

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

const aeb = "../../../shared/bench/extract/aeb"

// TestExtractionScorer holds that the scorer gives the stored outputs of other
// tools the figures that the benchmark's own scorer gave them.
func TestExtractionScorer(t *testing.T) {
	for _, c := range []struct{ tool, want string }{
		{"go_trafilatura", "0.940 0.980 0.960"},
		{"trafilatura", "0.938 0.978 0.958"},
		{"rs_trafilatura", "0.951 0.990 0.970"},
	} {
		e, err := ScoreExtractionOutput(aeb, filepath.Join(aeb, "output", c.tool+".json"))
		if errors.Is(err, os.ErrNotExist) {
			t.Skip("the extraction benchmark is absent")
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%.3f %.3f %.3f", e.Precision, e.Recall, e.F1); got != c.want {
			t.Errorf("%s: precision, recall, F1 %s, want %s", c.tool, got, c.want)
		}
	}
}

// TestExtraction holds the floor of our own extraction.
func TestExtraction(t *testing.T) {
	if testing.Short() {
		t.Skip("181 pages")
	}
	e, err := ScoreExtraction(aeb)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the extraction benchmark is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pages: precision %.3f recall %.3f F1 %.3f; nothing found on %d", e.Pages, e.Precision, e.Recall, e.F1, len(e.Failed))
	if e.F1 < 0.96 {
		t.Errorf("F1 %.3f, want 0.96", e.F1)
	}
}

func TestMatchShingles(t *testing.T) {
	for _, c := range []struct {
		truth, got string
		tp, fp, fn int
	}{
		{"", "", 0, 0, 0},
		{"one two", "one two", 1, 0, 0},
		{"one two three four five", "one two three four", 1, 0, 1},
		{"a b c d", "x a b c d", 1, 1, 0},
		{"a b c d a b c d", "a b c d", 1, 0, 4},
	} {
		if tp, fp, fn := matchShingles(c.truth, c.got); tp != c.tp || fp != c.fp || fn != c.fn {
			t.Errorf("%q, %q: %d %d %d, want %d %d %d", c.truth, c.got, tp, fp, fn, c.tp, c.fp, c.fn)
		}
	}
}
