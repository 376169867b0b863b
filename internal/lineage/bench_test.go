package lineage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"stemma"
)

// storm returns n made-up accounts of one event of some 600 words each. Every
// account has sentences from one pool, so that many pairs share passages, and
// words of its own.
func storm(n int) ([]*stemma.Article, []*stemma.Marks) {
	r := rand.New(rand.NewPCG(7, 7))
	var vocabulary []string
	for range 900 {
		w := make([]byte, 3+r.IntN(6))
		for i := range w {
			w[i] = byte('a' + r.IntN(26))
		}
		vocabulary = append(vocabulary, string(w))
	}
	sentence := func() string {
		var ws []string
		for range 12 + r.IntN(14) {
			ws = append(ws, vocabulary[r.IntN(len(vocabulary))])
		}
		return strings.ToUpper(ws[0][:1]) + ws[0][1:] + " " + strings.Join(ws[1:], " ") + "."
	}
	var pool []string
	for range 200 {
		pool = append(pool, sentence())
	}
	var arts []*stemma.Article
	var marks []*stemma.Marks
	for i := range n {
		var b strings.Builder
		for range 10 {
			for range 3 {
				s := sentence()
				if r.IntN(3) == 0 {
					s = pool[r.IntN(len(pool))]
				}
				b.WriteString(s + " ")
			}
			fmt.Fprintf(&b, "“%s” Hale.\n", pool[r.IntN(len(pool))])
		}
		a := &stemma.Article{ID: stemma.ArticleID(fmt.Sprintf("a%02d", i)), Text: b.String()}
		a.Blocks = paragraphs(a.Text, nil)
		arts = append(arts, a)
		m := crude(a)
		for _, q := range m.Quotes {
			m.Citations = append(m.Citations, stemma.Citation{Article: a.ID, Span: q.Span, Source: "Hale", Kind: stemma.CitesOfficial, Covers: []stemma.Span{q.Span}})
		}
		marks = append(marks, m)
	}
	return arts, marks
}

// BenchmarkTrace traces one event with ever more accounts.
func BenchmarkTrace(b *testing.B) {
	for _, n := range []int{4, 40} {
		arts, marks := storm(n)
		b.Run(fmt.Sprintf("accounts=%d", n), func(b *testing.B) {
			for b.Loop() {
				Trace(arts, marks)
			}
		})
	}
}

// BenchmarkHostile traces pairs of texts made to be slow: one word for ever, a
// phrase for ever, few words at random, and one long text copied. The time per
// byte must not grow with the size.
func BenchmarkHostile(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	few := func(n int) string {
		var s strings.Builder
		for s.Len() < n {
			s.WriteString([]string{"ash ", "birch ", "cedar ", "elm. "}[r.IntN(4)])
		}
		return s.String()
	}
	random := func(n int) string {
		var s strings.Builder
		for s.Len() < n {
			fmt.Fprintf(&s, "w%d ", r.IntN(5000))
		}
		return s.String()
	}
	names := func(n int) string {
		var s strings.Builder
		for i := 0; s.Len() < n; i++ {
			fmt.Fprintf(&s, "and %c%07dson sank. ", 'A'+i%26, i)
		}
		return s.String()
	}
	for _, kind := range []struct {
		name string
		make func(n int) (string, string)
	}{
		{"names", func(n int) (string, string) { s := names(n); return s, s }},
		{"word", func(n int) (string, string) { s := strings.Repeat("a ", n/2); return s, s }},
		{"phrase", func(n int) (string, string) {
			s := strings.Repeat("the boat sank in the harbour at night. ", n/39)
			return s, s
		}},
		{"few", func(n int) (string, string) { return few(n), few(n) }},
		{"copy", func(n int) (string, string) { s := random(n); return s, s }},
		{"blocks", func(n int) (string, string) { s := strings.Repeat("ash birch\n\n", n/11); return s, s }},
		{"marks", func(n int) (string, string) { s := strings.Repeat("“", n/3); return s, s }},
		{"quotes", func(n int) (string, string) { s := strings.Repeat("“ash birch” ", n/15); return s, s }},
	} {
		for _, size := range []int{1 << 17, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%dK", kind.name, size>>10), func(b *testing.B) {
				s, u := kind.make(size)
				x := &stemma.Article{ID: "x", Text: s, Blocks: paragraphs(s, nil)}
				y := &stemma.Article{ID: "y", Text: u, Blocks: paragraphs(u, nil)}
				arts, marks := []*stemma.Article{x, y}, []*stemma.Marks{crude(x), crude(y)}
				b.SetBytes(int64(size))
				for b.Loop() {
					Trace(arts, marks)
				}
			})
		}
	}
}
