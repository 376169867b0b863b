package reconcile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/golden"
	"stemma/internal/lineage"
	"stemma/internal/reconcile"
)

// TestStory runs each testdata/*.txtar. The comment says what the case shows;
// every file but the last is an account, named by its outlet and its day of
// publication, a paragraph a line; the last file, want, is what reconciling
// them prints. Accounts are annotated and traced by the real stages.
func TestStory(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, given []txtar.File) string {
		var arts []*stemma.Article
		for _, f := range given {
			arts = append(arts, account(t, f.Name, string(f.Data)))
		}
		return show(story(arts))
	})
}

// account makes an article of a file named "outlet 2031-05-02", or "outlet" if
// its date is unknown. Every line is a body block.
func account(t *testing.T, name, body string) *stemma.Article {
	t.Helper()
	outlet, day, dated := strings.Cut(name, " ")
	a := &stemma.Article{ID: stemma.ArticleID(outlet), Path: outlet, Outlet: outlet, Language: "en", Text: body}
	if dated {
		from, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		a.Published = stemma.Date{From: from, To: from.AddDate(0, 0, 1), Precision: stemma.Day}
	}
	at := 0
	for line := range strings.Lines(body) {
		if n := len(strings.TrimSpace(line)); n > 0 {
			a.Blocks = append(a.Blocks, stemma.Block{Kind: stemma.Body, Span: stemma.Span{Start: at, End: at + n}, Why: "test"})
		}
		at += len(line)
	}
	return a
}

func story(arts []*stemma.Article) *stemma.Report {
	marks := make([]*stemma.Marks, len(arts))
	for i, a := range arts {
		marks[i] = annotate.Article(a)
	}
	return reconcile.Story(arts, marks, lineage.Trace(arts, marks))
}

// show prints the findings and utterances of r, words as well as offsets.
func show(r *stemma.Report) string {
	var b strings.Builder
	words := func(w stemma.Witness) string {
		for _, a := range r.Articles {
			if a.ID == w.Article {
				return a.Words(w.Span)
			}
		}
		return "?"
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s: %s [%d origins]\n  why: %s\n", f.Kind, f.Type, f.About, len(f.Origins), f.Why)
		for _, s := range f.Sides {
			fmt.Fprintf(&b, "  = %s\n", s.Value)
			for _, w := range s.Witnesses {
				fmt.Fprintf(&b, "    %s %v %q\n", w.Article, w.Span, words(w))
			}
		}
	}
	quotes := map[string]stemma.Quote{}
	for _, q := range r.Quotes {
		quotes[q.ID] = q
	}
	for _, u := range r.Utterances {
		fmt.Fprintf(&b, "utterance of %s\n", u.Speaker)
		for _, id := range u.Readings {
			q := quotes[id]
			fmt.Fprintf(&b, "    %s %v %q\n", q.Article, q.Span, words(stemma.Witness{Article: q.Article, Span: q.Span}))
		}
		for _, v := range u.Variants {
			fmt.Fprintf(&b, "  differ at word %d: %q\n", v.At, v.Words)
		}
	}
	return b.String()
}

// TestOrigins holds independence before contradiction: three copies are one
// origin, whatever they are called.
func TestOrigins(t *testing.T) {
	text := "A warehouse burned in Leith on Monday and forty firefighters worked through the night to put it out. " +
		"The roof fell in shortly before six in the morning, and nobody was inside at the time.\n"
	var arts []*stemma.Article
	for _, name := range []string{"agency 2031-05-02", "gazette 2031-05-02", "herald 2031-05-03"} {
		arts = append(arts, account(t, name, text))
	}
	for _, f := range story(arts).Findings {
		if len(f.Origins) != 1 {
			t.Errorf("%s %q stands on %d origins, want 1", f.Kind, f.About, len(f.Origins))
		}
	}
}

// TestOrder holds that the order of articles within the report decides nothing
// but the order of what is printed.
func TestOrder(t *testing.T) {
	a := account(t, "a 2031-05-02", "Seven people died when a ferry sank off Kyle on Monday, police said.\n")
	b := account(t, "b 2031-05-03", "Nine people died when a ferry sank off Kyle, the coastguard said.\n")
	if x, y := len(story([]*stemma.Article{a, b}).Findings), len(story([]*stemma.Article{b, a}).Findings); x != y {
		t.Errorf("%d findings one way round, %d the other", x, y)
	}
}

func BenchmarkStory(b *testing.B) {
	text := "Seven people died when a ferry sank off Kyle on Monday, police said. “It went down in a minute,” said Moira Keel, who saw it. " +
		"The captain, 52, was questioned and the harbour at Kyle was closed. Forty others were brought ashore by lifeboats from Mallaig.\n"
	for _, n := range []int{5, 10, 20, 40} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var arts []*stemma.Article
			var marks []*stemma.Marks
			for i := range n {
				a := account(&testing.T{}, fmt.Sprintf("o%d", i), strings.Repeat(text, 6))
				arts, marks = append(arts, a), append(marks, annotate.Article(a))
			}
			lin := lineage.Trace(arts, marks)
			for b.Loop() {
				reconcile.Story(arts, marks, lin)
			}
		})
	}
}
