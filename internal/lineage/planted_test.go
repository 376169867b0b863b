package lineage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"stemma"
)

// TestPlanted copies accounts of words at random and edits the copies: a
// sentence in ten dropped, two paragraphs swapped, a share of the words replaced
// and as many new sentences put in as stood there. It holds how much of what was
// taken over is found, and how much of what is found was taken over.
func TestPlanted(t *testing.T) {
	for _, tt := range []struct {
		replaced          float64
		recall, precision float64 // at least
	}{
		{0, 0.99, 0.98},
		{0.1, 0.95, 0.97},
		{0.2, 0.83, 0.97},
		{0.3, 0.58, 0.95},
	} {
		taken, found, right := 0, 0, 0
		for seed := range 20 {
			r := rand.New(rand.NewPCG(uint64(seed), 11))
			source, theirs, copied := plant(r, tt.replaced)
			x := &stemma.Article{ID: "x", Text: source, Blocks: paragraphs(source, nil)}
			y := &stemma.Article{ID: "y", Text: theirs, Blocks: paragraphs(theirs, nil)}
			l := Trace([]*stemma.Article{x, y}, []*stemma.Marks{newMarks(x), newMarks(y)})
			for at, own := range copied {
				inside := false
				for _, p := range l.Passages {
					inside = inside || p.To.Span.Start <= at && at < p.To.Span.End
				}
				switch {
				case own && inside:
					taken, found, right = taken+1, found+1, right+1
				case own:
					taken++
				case inside:
					found++
				}
			}
		}
		recall, precision := float64(right)/float64(taken), float64(right)/float64(found)
		t.Logf("%2.0f%% of the words replaced: recall %.3f, precision %.3f", 100*tt.replaced, recall, precision)
		if recall < tt.recall || precision < tt.precision {
			t.Errorf("%2.0f%% replaced: recall %.3f, want %.2f; precision %.3f, want %.2f", 100*tt.replaced, recall, tt.recall, precision, tt.precision)
		}
	}
}

// plant returns a text, an edited copy among sentences of its own, and for each
// word of the copy, by its offset, whether its sentence was taken over.
func plant(r *rand.Rand, replaced float64) (source, theirs string, copied map[int]bool) {
	word := func() string { return fmt.Sprintf("w%d", r.IntN(3000)) }
	sentence := func() []string {
		ws := []string{"The"}
		for range 10 + r.IntN(16) {
			ws = append(ws, word())
			if r.IntN(3) == 0 {
				ws = append(ws, []string{"of", "in", "and", "was", "to"}[r.IntN(5)])
			}
		}
		return ws
	}
	var paras [][][]string
	var b strings.Builder
	for range 8 {
		var p [][]string
		for range 3 {
			s := sentence()
			p = append(p, s)
			b.WriteString(strings.Join(s, " ") + ". ")
		}
		b.WriteString("\n")
		paras = append(paras, p)
	}
	source = b.String()
	paras[2], paras[5] = paras[5], paras[2]
	var c strings.Builder
	copied = map[int]bool{}
	put := func(s []string, own bool) {
		for i, w := range s {
			if i > 0 {
				c.WriteByte(' ')
			}
			copied[c.Len()] = own
			c.WriteString(w)
		}
		c.WriteString(". ")
	}
	for _, p := range paras {
		for _, s := range p {
			if r.IntN(10) == 0 {
				continue
			}
			s = append([]string(nil), s...)
			for i := range s {
				if r.Float64() < replaced {
					s[i] = word()
				}
			}
			put(s, true)
			if r.IntN(2) == 0 {
				put(sentence(), false)
			}
		}
		c.WriteString("\n")
	}
	return source, c.String(), copied
}
