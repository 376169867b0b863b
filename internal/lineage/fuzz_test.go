package lineage

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"stemma"
)

// FuzzTrace holds that every span fits its article, that the edges and origins
// name nodes that exist, that every article has an origin, and that tracing
// twice gives the same. Quoted words are the quotes, and words before a colon a
// source.
func FuzzTrace(f *testing.F) {
	f.Add("A ferry ran aground outside the harbour on Monday evening after its steering failed.", "On Monday a ferry ran aground outside the harbour on Monday evening after its steering failed.", "x")
	f.Add("“We have kept every beam,” said Hale: she", "Hale: “We have kept every beam,” he said.", strings.Repeat("no ", 90))
	f.Add("É & ü: 5:10 a.m.\n\n5.10am", "é and ü 5.10am\né", "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var arts []*stemma.Article
		var marks []*stemma.Marks
		for i, s := range []string{a, b, c} {
			if !utf8.ValidString(s) {
				s = strings.ToValidUTF8(s, "\ufffd")
			}
			art := &stemma.Article{ID: stemma.ArticleID(rune('a' + i)), Text: s, Blocks: paragraphs(s, nil)}
			arts = append(arts, art)
			marks = append(marks, crude(art))
		}
		got := Trace(arts, marks)
		if d := cmp.Diff(got, Trace(arts, marks)); d != "" {
			t.Fatalf("not stable: %s", d)
		}
		byID := map[stemma.ArticleID]*stemma.Article{}
		nodes := map[string]bool{}
		for _, a := range arts {
			byID[a.ID] = a
		}
		for _, n := range got.Nodes {
			if nodes[n.ID] {
				t.Fatalf("two nodes %s", n.ID)
			}
			nodes[n.ID] = true
		}
		for _, p := range got.Passages {
			for _, w := range []stemma.Witness{p.From, p.To} {
				byID[w.Article].Words(w.Span) // panics on a span that does not fit
				if w.Span.Empty() {
					t.Fatalf("empty passage %v", p)
				}
			}
		}
		for _, e := range got.Edges {
			if !nodes[e.From] || !nodes[e.To] || e.Why == "" {
				t.Fatalf("edge %+v", e)
			}
			for _, w := range e.Evidence {
				byID[w.Article].Words(w.Span)
			}
		}
		for _, o := range got.Origins {
			if !nodes[o.Root] || !slices.Contains(o.Nodes, o.Root) || o.Why == "" {
				t.Fatalf("origin %+v", o)
			}
		}
		for _, a := range arts {
			if !slices.ContainsFunc(got.Origins, func(o stemma.Origin) bool { return slices.Contains(o.Nodes, string(a.ID)) }) {
				t.Fatalf("%s has no origin", a.ID)
			}
		}
	})
}

// crude marks words in curly quotes as quotes and the word before a colon as a
// source of each kind in turn.
func crude(a *stemma.Article) *stemma.Marks {
	m := newMarks(a)
	kinds := []stemma.CitationKind{stemma.CitesOfficial, stemma.CitesAgency, stemma.CitesOutlet, stemma.CitesDocument}
	for at := 0; ; {
		open := strings.Index(a.Text[at:], "“")
		if open < 0 {
			break
		}
		open += at + len("“")
		end := strings.Index(a.Text[open:], "”")
		if end <= 0 {
			break
		}
		m.Quotes = append(m.Quotes, stemma.Quote{Article: a.ID, Span: stemma.Span{Start: open, End: open + end}, Kind: stemma.Direct, Speaker: "Hale"})
		at = open + end
	}
	for i, s := range m.Sentences {
		name, _, ok := strings.Cut(a.Words(s), ":")
		if !ok || name == "" {
			continue
		}
		m.Citations = append(m.Citations, stemma.Citation{Article: a.ID, Span: stemma.Span{Start: s.Start, End: s.Start + len(name)},
			Source: name, Kind: kinds[i%len(kinds)], Covers: []stemma.Span{s}, Credit: i%5 == 4})
	}
	return m
}

// TestOrder holds that the order in which accounts are given decides which of
// two stands first and nothing else: the same pairs share the same passages and
// origins.
func TestOrder(t *testing.T) {
	arts, marks := storm(6)
	want := pairs(arts, Trace(arts, marks))
	slices.Reverse(arts)
	slices.Reverse(marks)
	if d := cmp.Diff(want, pairs(arts, Trace(arts, marks))); d != "" {
		t.Errorf("-given +reversed\n%s", d)
	}
}

// pairs returns how many words every two articles share, and how many origins.
func pairs(arts []*stemma.Article, l stemma.Lineage) map[string][2]int {
	out := map[string][2]int{}
	key := func(a, b string) string { return min(a, b) + " " + max(a, b) }
	for _, p := range l.Passages {
		k := key(string(p.From.Article), string(p.To.Article))
		out[k] = [2]int{out[k][0] + p.Tokens, 0}
	}
	for _, o := range l.Origins {
		for i, x := range arts {
			for _, y := range arts[i+1:] {
				if slices.Contains(o.Nodes, string(x.ID)) && slices.Contains(o.Nodes, string(y.ID)) {
					k := key(string(x.ID), string(y.ID))
					out[k] = [2]int{out[k][0], out[k][1] + 1}
				}
			}
		}
	}
	return out
}
