package pipeline

import (
	"errors"
	"iter"
	"slices"
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
