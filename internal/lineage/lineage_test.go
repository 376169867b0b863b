package lineage

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
	"stemma/internal/text"
)

// TestTrace runs each testdata/*.txtar. The comment says what the case shows.
// Every file but marks and want is an article in report order, named by its
// outlet; it may begin with lines "url: …" and "published: …" and is cut into
// one body block a line. Each line of marks is "outlet | kind | source | words",
// where kind is quote or indirect (source is the speaker), credit, or a kind of
// citation.
// want is the lineage.
func TestTrace(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, given []txtar.File) string {
		arts, marks := readCase(t, given)
		return show(arts, Trace(arts, marks))
	})
}

// readCase returns the articles of a case and their marks.
func readCase(t *testing.T, given []txtar.File) ([]*stemma.Article, []*stemma.Marks) {
	var arts []*stemma.Article
	marks := map[stemma.ArticleID]*stemma.Marks{}
	for _, f := range given {
		if f.Name == "marks" {
			continue
		}
		a := &stemma.Article{ID: stemma.ArticleID(f.Name), Outlet: f.Name}
		if len(arts) > 0 && arts[len(arts)-1].ID == a.ID {
			a.ID += "-2" // the outlet again
		}
		body := string(f.Data)
		for {
			line, rest, _ := strings.Cut(body, "\n")
			if u, ok := strings.CutPrefix(line, "url: "); ok {
				a.URL, body = u, rest
			} else if p, ok := strings.CutPrefix(line, "published: "); ok {
				at, err := time.Parse("2006-01-02 15:04", p)
				if err != nil {
					t.Fatal(err)
				}
				a.Published, body = stemma.Date{From: at, To: at.Add(time.Minute), Precision: stemma.Minute}, rest
			} else {
				break
			}
		}
		a.Text = body
		a.Blocks = paragraphs(a.Text, nil)
		arts = append(arts, a)
		marks[a.ID] = newMarks(a)
	}
	for _, f := range given {
		if f.Name != "marks" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			parts := strings.Split(strings.TrimSpace(line), " | ")
			if len(parts) != 4 {
				t.Fatalf("marks: %q has not four parts", line)
			}
			i := slices.IndexFunc(arts, func(a *stemma.Article) bool { return a.Outlet == parts[0] })
			s, ok := find(arts[i].Text, goldWords{Words: parts[3]})
			if !ok {
				t.Fatalf("marks: %s has no %q", parts[0], parts[3])
			}
			m := marks[arts[i].ID]
			switch parts[1] {
			case "quote":
				m.Quotes = append(m.Quotes, stemma.Quote{Article: arts[i].ID, Span: s, Kind: stemma.Direct, Speaker: parts[2]})
			case "indirect":
				m.Quotes = append(m.Quotes, stemma.Quote{Article: arts[i].ID, Span: s, Kind: stemma.Indirect, Speaker: parts[2]})
			case "credit":
				m.Citations = append(m.Citations, stemma.Citation{Article: arts[i].ID, Span: s, Source: parts[2], Kind: stemma.CitesAgency, Credit: true})
			default:
				m.Citations = append(m.Citations, stemma.Citation{Article: arts[i].ID, Span: s, Source: parts[2], Kind: stemma.CitationKind(parts[1]), Covers: around(m, s)})
			}
		}
	}
	var list []*stemma.Marks
	for _, a := range arts {
		m := marks[a.ID]
		slices.SortFunc(m.Quotes, func(p, q stemma.Quote) int { return p.Span.Start - q.Span.Start })
		slices.SortFunc(m.Citations, func(p, q stemma.Citation) int { return p.Span.Start - q.Span.Start })
		list = append(list, m)
	}
	return arts, list
}

// newMarks returns marks that hold the sentences of a.
func newMarks(a *stemma.Article) *stemma.Marks {
	m := &stemma.Marks{Article: a.ID}
	for _, b := range a.Blocks {
		if b.Kind.Reported() {
			m.Sentences = append(m.Sentences, text.Sentences(a.Text, b.Span)...)
		}
	}
	return m
}

// around returns the sentences that s touches.
func around(m *stemma.Marks, s stemma.Span) []stemma.Span {
	var out []stemma.Span
	for _, sent := range m.Sentences {
		if sent.Overlap(s) > 0 {
			out = append(out, sent)
		}
	}
	return out
}

// show prints a lineage with the words of its spans.
func show(arts []*stemma.Article, l stemma.Lineage) string {
	var b bytes.Buffer
	for _, p := range l.Passages {
		flags := ""
		if p.Identical {
			flags += " identical"
		}
		if p.Quoted {
			flags += " quoted"
		}
		fmt.Fprintf(&b, "%s %s %v, %s %v: %d words%s\n\t%q\n\t%q\n", p.ID, p.From.Article, p.From.Span, p.To.Article, p.To.Span,
			p.Tokens, flags, words(arts, p.From), words(arts, p.To))
	}
	for _, e := range l.Edges {
		arrow := "--"
		if e.Directed {
			arrow = "->"
		}
		doubt := ""
		if !e.Certain {
			doubt = " ?"
		}
		fmt.Fprintf(&b, "%s %s %s %s%s: %s\n", e.From, e.Kind, arrow, e.To, doubt, e.Why)
		for _, w := range e.Evidence {
			fmt.Fprintf(&b, "\t%s %v %q\n", w.Article, w.Span, words(arts, w))
		}
	}
	for _, o := range l.Origins {
		fmt.Fprintf(&b, "%s %s: %s\n", o.ID, strings.Join(o.Nodes, ", "), o.Why)
	}
	return b.String()
}

func TestOutletName(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Skerrow Courier", "Skerrow Courier"},
		{"the Norland left-wing newspaper Courier", "Courier"},
		{"state-run Norland radio", "state-run Norland radio"},
		{"dpa", "dpa"},
		{"report from the Northern Press Agency at the time", "Northern Press Agency"},
		{"study of 40 rowers published in the Norland Journal", "Norland Journal"},
		{"NPA translation of his speech", "NPA"},
		{"Skerrow Courier late", "Skerrow Courier"},
		{"brief press conference", ""},
		{"radio", ""},
		{"secret channel with Skerrow", ""},
		{"-Way", ""},
		{"", ""},
	} {
		if got := outletName(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}
