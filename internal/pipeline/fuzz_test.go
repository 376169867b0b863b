package pipeline

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"stemma"
)

// FuzzReport compares three pages and holds that every span of the report fits
// its article, that every ID that is used is there, and that the order of the
// pages does not show.
func FuzzReport(f *testing.F) {
	f.Add(harbour, gazette, french)
	f.Add("LEITH (AP) — “It burned,” said Anna Holm, 41, on Monday.", "“It burned,” Ms. Holm told AFP. At least 40 people fled.", "40 to 50 fled, the AP reported.")
	f.Add("\"\"\"‘’“”«»", "a\u0301\n\n\n1.\n2.", "")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		texts := []string{a, b, c}
		results := slices.Collect(Articles(asPages(texts, 0, 1, 2)))
		for _, r := range results {
			if errors.Is(r.Err, stemma.ErrInvalid) {
				t.Fatal(r.Err)
			}
		}
		r := Report(results)
		checkReport(t, r)
		want := asJSON(t, r)
		if got := asJSON(t, Report(slices.Collect(Articles(asPages(texts, 2, 0, 1))))); got != want {
			t.Fatalf("the order of the pages shows:\n%s\n%s", want, got)
		}
	})
}

// asPages yields texts as pages, in the order given.
func asPages(texts []string, order ...int) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		for _, i := range order {
			name := string(rune('a'+i)) + ".txt"
			text := validText(texts[i])
			if !yield(stemma.Page{Path: name, Format: stemma.PlainText, Body: []byte(text), Text: text}, nil) {
				return
			}
		}
	}
}

// validText is what read promises of a page's text.
func validText(s string) string { return string([]rune(s)) }

func checkReport(t *testing.T, r *stemma.Report) {
	t.Helper()
	arts := map[stemma.ArticleID]*stemma.Article{}
	for _, a := range r.Articles {
		arts[a.ID] = a
	}
	fits := func(what string, ws ...stemma.Witness) {
		for _, w := range ws {
			a := arts[w.Article]
			if a == nil {
				t.Fatalf("%s: no article %q", what, w.Article)
			}
			if err := a.Check(w.Span); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
	}
	quotes := map[string]bool{}
	for _, q := range r.Quotes {
		quotes[q.ID] = true
		fits("quote", stemma.Witness{Article: q.Article, Span: q.Span}, stemma.Witness{Article: q.Article, Span: q.SpeakerSpan}, stemma.Witness{Article: q.Article, Span: q.CueSpan})
	}
	for _, u := range r.Utterances {
		for _, id := range u.Readings {
			if !quotes[id] {
				t.Fatalf("utterance %s: no quote %q", u.ID, id)
			}
		}
	}
	for _, c := range r.Citations {
		fits("citation", stemma.Witness{Article: c.Article, Span: c.Span})
		for _, s := range c.Covers {
			fits("citation", stemma.Witness{Article: c.Article, Span: s})
		}
	}
	origins := map[string]bool{}
	for _, o := range r.Lineage.Origins {
		origins[o.ID] = true
	}
	for _, p := range r.Lineage.Passages {
		fits("passage", p.From, p.To)
	}
	for _, e := range r.Lineage.Edges {
		fits("edge", e.Evidence...)
	}
	findings := map[string]bool{"": true}
	for _, f := range r.Findings {
		findings[f.ID] = true
		for _, s := range f.Sides {
			fits("finding", s.Witnesses...)
			for _, o := range slices.Concat(f.Origins, s.Origins) {
				if !origins[o] {
					t.Fatalf("finding %s: no origin %q", f.ID, o)
				}
			}
		}
		if len(f.Sides) == 0 || f.Why == "" || f.Rule == "" {
			t.Fatalf("finding %s lacks sides or a reason: %+v", f.ID, f)
		}
	}
	for _, e := range r.Timeline {
		fits("timeline", e.Witnesses...)
		if !findings[e.Finding] {
			t.Fatalf("timeline: no finding %q", e.Finding)
		}
	}
	for _, p := range r.People {
		for _, m := range p.Mentions {
			fits("mention", stemma.Witness{Article: m.Article, Span: m.Span})
		}
		for _, a := range p.Attributes {
			fits("attribute", a.Where)
		}
	}
}

// BenchmarkHostile compares two texts that are no accounts, but hold more of one
// thing than any does. The rates of one kind stay alike from size to size.
func BenchmarkHostile(b *testing.B) {
	for _, k := range []struct {
		name string
		unit func(i int) string
	}{
		{"marks", func(int) string { return `"` }},
		{"names", func(i int) string { return fmt.Sprintf("%s met %s. ", syllables(i), syllables(7*i+3)) }},
		{"counts", func(i int) string { return fmt.Sprintf("%d people died. ", i) }},
		{"dates", func(i int) string { return fmt.Sprintf("%d May, ", i%28+1) }},
		{"clocks", func(i int) string { return fmt.Sprintf("at %d:%02d, ", i%24, i%60) }},
		{"ages", func(i int) string { return fmt.Sprintf("%s, %d, ", syllables(i), i%90) }},
		{"sentences", func(int) string { return "The mill burned down in the old town on Monday night. " }},
	} {
		for _, size := range []int{1 << 15, 1 << 17} {
			b.Run(fmt.Sprintf("%s/%dk", k.name, size>>10), func(b *testing.B) {
				var s strings.Builder
				for i := 0; s.Len() < size; i++ {
					s.WriteString(k.unit(i))
				}
				texts := []string{s.String(), s.String() + "The end."}
				b.SetBytes(int64(size))
				for b.Loop() {
					Report(slices.Collect(Articles(asPages(texts, 0, 1))))
				}
			})
		}
	}
}

// syllables returns the ith of a row of names.
func syllables(i int) string {
	s := "N"
	for range 5 {
		s += []string{"ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "xa"}[i%10]
		i /= 10
	}
	return s
}
