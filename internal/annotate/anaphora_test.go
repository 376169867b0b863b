package annotate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
)

// TestAnaphora runs each testdata/anaphora/*.txtar. The comment says what the
// case shows; article is pasted text, one paragraph a line, and want is every
// pronoun and description that was told, in brackets among its neighbours, and
// whom it means.
func TestAnaphora(t *testing.T) {
	golden.Cases(t, "testdata/anaphora/*.txtar", func(_ *testing.T, given []txtar.File) string {
		a := pasted(string(given[0].Data))
		return anaphoraOf(a, Article(a))
	})
}

func anaphoraOf(a *stemma.Article, m *stemma.Marks) string {
	type told struct {
		at   int
		line string
	}
	var all []told
	for _, e := range m.Entities {
		for _, x := range e.Mentions {
			if x.Pronoun {
				left := a.Text[:x.Span.Start]
				left = left[max(0, strings.LastIndexAny(left, "\n.")+1):]
				right, _, _ := strings.Cut(a.Text[x.Span.End:], ".")
				all = append(all, told{x.Span.Start, fmt.Sprintf("%s: %s[%s]%s\n", e.Name, strings.TrimLeft(left, " "), a.Words(x.Span), right)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y told) int { return x.at - y.at })
	var b strings.Builder
	for _, x := range all {
		b.WriteString(x.line)
	}
	return b.String()
}

// TestWeights reads the embedded weights and writes them as they were.
func TestWeights(t *testing.T) {
	w, err := readWeights(antecedentWeights)
	if err != nil {
		t.Fatal(err)
	}
	if FormatWeights(w) != antecedentWeights {
		t.Error("the weights are written otherwise than they were read")
	}
	if _, err := readWeights("he\tno such group\t1\t2\n"); err == nil {
		t.Error("an unknown feature has a weight")
	}
}
