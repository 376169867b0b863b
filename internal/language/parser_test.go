package language

import (
	"math/rand/v2"
	"slices"
	"stemma"
	"strings"
	"testing"
)

// TestSpanningTree holds the tree found against the best of all trees.
func TestSpanningTree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		m := 1 + r.IntN(5)
		scores := make([][]int64, m)
		for i := range scores {
			scores[i] = make([]int64, m+1)
			for h := range scores[i] {
				scores[i][h] = r.Int64N(50)
			}
			scores[i][0] -= 1000
		}
		total := func(heads []int) (s int64) {
			for i, h := range heads {
				s += scores[i][h+1]
			}
			return s
		}
		best := int64(-1 << 40)
		heads := make([]int, m)
		var try func(k int)
		try = func(k int) {
			if k == m {
				if !hasCycle(heads) {
					best = max(best, total(heads))
				}
				return
			}
			for h := -1; h < m; h++ {
				if h != k {
					heads[k] = h
					try(k + 1)
				}
			}
		}
		try(0)
		got := spanningTree(scores)
		roots := 0
		for _, h := range got {
			if h < 0 {
				roots++
			}
		}
		if hasCycle(got) || total(got) != best || roots != 1 {
			t.Fatalf("%v: tree %v scores %d with %d roots, the best %d", scores, got, total(got), roots, best)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	const txt = "The mayor of the old town said on Monday that nobody had told her about the two bridges, which were closed after the storm tore down three poles and a wall near the river. She didn't know who'd ordered it, according to her spokesman, a former driver. "
	var sents []stemma.Span
	all := ""
	for range 50 {
		n := len(all)
		all += txt
		cut := n + strings.Index(txt, " She ")
		sents = append(sents, stemma.Span{Start: n, End: cut}, stemma.Span{Start: cut + 1, End: len(all)})
	}
	words := make([][]stemma.Span, len(sents))
	n := 0
	for i, s := range sents {
		words[i] = Words(all, s)
		n += len(words[i])
	}
	for b.Loop() {
		ParseWords(all, words)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/word")
}

func parseString(txt string) Sentence {
	return Parse(txt, []stemma.Span{{Start: 0, End: len(txt)}})[0]
}

func TestParse(t *testing.T) {
	const txt = "Three children weren't rescued by the guard after the driver had left the bus."
	s := parseString(txt)
	word := func(i int) string {
		if i < 0 {
			return "-"
		}
		return txt[s.Words[i].Start:s.Words[i].End]
	}
	var got []string
	for i, w := range s.Words {
		got = append(got, word(i)+" "+w.Lemma+" "+w.POS.String()+" "+w.Tag+" "+word(w.Head)+" "+w.Rel)
	}
	want := []string{
		"Three three NUM CD children nummod",
		"children child NOUN NNS rescued nsubj:pass",
		"were be AUX VBD rescued aux:pass",
		"n't not PART RB rescued advmod",
		"rescued rescue VERB VBN - root",
		"by by ADP IN guard case",
		"the the DET DT guard det",
		"guard guard NOUN NN rescued obl:agent",
		"after after SCONJ IN left mark",
		"the the DET DT driver det",
		"driver driver NOUN NN left nsubj",
		"had have AUX VBD left aux",
		"left leave VERB VBN rescued advcl",
		"the the DET DT bus det",
		"bus bus NOUN NN left obj",
		". . PUNCT . rescued punct",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s", strings.Join(got, "\n"))
	}
}

func FuzzParse(f *testing.F) {
	f.Add("The mayor didn't know.")
	f.Add(strings.Repeat("and then ", 200))
	f.Add("\xff\x00 ( “ ' ")
	f.Fuzz(func(t *testing.T, txt string) {
		s := parseString(txt)
		roots := 0
		for i, w := range s.Words {
			if w.Start >= w.End || i > 0 && w.Start < s.Words[i-1].End {
				t.Fatalf("word %d of %q is %v", i, txt, w.Span)
			}
			if w.Head < 0 {
				roots++
			}
			for k, steps := i, 0; k >= 0; k, steps = s.Words[k].Head, steps+1 {
				if steps > len(s.Words) {
					t.Fatalf("%q: word %d hangs on a cycle", txt, i)
				}
			}
		}
		if len(s.Words) > 0 && roots != 1 {
			t.Fatalf("%q: %d roots", txt, roots)
		}
	})
}
