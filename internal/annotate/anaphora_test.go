package annotate

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"stemma"
)

var updateAnaphora = flag.Bool("update-anaphora", false, "rewrite the want sections in testdata/anaphora")

// TestAnaphora runs each testdata/anaphora/*.txtar. The comment says what the
// case shows; article is pasted text, one paragraph a line, and want is every
// pronoun and description that was told, in brackets among its neighbours, and
// whom it means.
func TestAnaphora(t *testing.T) {
	files, _ := filepath.Glob("testdata/anaphora/*.txtar")
	if len(files) == 0 {
		t.Fatal("no cases in testdata/anaphora")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := pasted(string(ar.Files[0].Data))
			got := anaphoraOf(a, Article(a))
			if *updateAnaphora {
				ar.Files = append(ar.Files[:1], txtar.File{Name: "want", Data: got})
				if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(ar.Files[1].Data), string(got)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func anaphoraOf(a *stemma.Article, m *stemma.Marks) []byte {
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
	var b bytes.Buffer
	for _, x := range all {
		b.WriteString(x.line)
	}
	return b.Bytes()
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
