package lineage

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stemma"
	"stemma/internal/text"
)

// casesDir holds accounts of six events with what a reader found in them. Its
// texts belong to their publishers and are only read.
const casesDir = "../../../shared/cases"

// minSameOrigin is the mean F1 that tracing must keep with the marks of a
// human reader, over the pairs of articles that share an origin.
const minSameOrigin = 0.85

// TestCases traces each case with the quotes and citations that a human reader
// marked, and compares the pairs of articles that share an origin. What the
// annotators lose is not counted here.
func TestCases(t *testing.T) {
	files, _ := filepath.Glob(casesDir + "/*/gold.json")
	if len(files) == 0 {
		t.Skip("no cases at " + casesDir)
	}
	sum := 0.0
	for _, file := range files {
		g := readGold(t, file)
		arts, marks := g.read(t, filepath.Dir(file))
		lin := Trace(arts, marks)
		want, got := map[string]bool{}, map[string]bool{}
		for _, s := range g.SameOrigin {
			slices.Sort(s.Articles)
			want[strings.Join(s.Articles[:2], " ")] = true
		}
		for _, o := range lin.Origins {
			for _, x := range arts {
				for _, y := range arts {
					if x.ID < y.ID && slices.Contains(o.Nodes, string(x.ID)) && slices.Contains(o.Nodes, string(y.ID)) {
						got[string(x.ID)+" "+string(y.ID)] = true
					}
				}
			}
		}
		hits := 0
		for p := range got {
			if want[p] {
				hits++
			}
		}
		f1 := 2 * float64(hits) / float64(len(want)+len(got))
		sum += f1
		t.Logf("%-40s same origin: %d of %d, %d found, F1 %.2f", filepath.Dir(file), hits, len(want), len(got), f1)
		if testing.Verbose() {
			for _, p := range lin.Passages {
				t.Logf("  passage %d identical=%v quoted=%v %s %q", p.Tokens, p.Identical, p.Quoted, p.To.Article, words(arts, p.From))
			}
			for _, e := range lin.Edges {
				t.Logf("  edge %s -%s-> %s directed=%v certain=%v: %s", e.From, e.Kind, e.To, e.Directed, e.Certain, e.Why)
			}
			for _, o := range lin.Origins {
				t.Logf("  origin %s root %s: %v: %s", o.ID, o.Root, o.Nodes, o.Why)
			}
		}
	}
	if mean := sum / float64(len(files)); mean < minSameOrigin {
		t.Errorf("mean F1 %.3f, want at least %.2f", mean, minSameOrigin)
	}
}

func words(arts []*stemma.Article, w stemma.Witness) string {
	for _, a := range arts {
		if a.ID == w.Article {
			return a.Words(w.Span)
		}
	}
	return ""
}

// gold is the part of a case's gold.json that tracing needs.
type gold struct {
	Articles   json.RawMessage
	Furniture  []goldWords
	Quotes     []goldWords
	Citations  []goldWords
	SameOrigin []struct {
		Articles []string
	} `json:"same_origin"`
}

type goldWords struct {
	Article, Words, Speaker, Source, Kind string
	Occurrence                            int
}

func readGold(t *testing.T, file string) *gold {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := &gold{}
	if err := json.Unmarshal(data, g); err != nil {
		t.Fatal(err)
	}
	return g
}

// read returns the articles of the case in dir, in report order, and the marks
// of the gold. A citation covers its sentence.
func (g *gold) read(t *testing.T, dir string) ([]*stemma.Article, []*stemma.Marks) {
	files, _ := filepath.Glob(dir + "/*")
	var arts []*stemma.Article
	for _, f := range files {
		name, ext, _ := strings.Cut(filepath.Base(f), ".")
		if name == "gold" {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		a := &stemma.Article{ID: stemma.ArticleID(name), Path: filepath.Base(f), Text: string(data)}
		if ext == "json" {
			var rec struct{ URL, Outlet, Published, Text string }
			if err := json.Unmarshal(data, &rec); err != nil {
				t.Fatal(err)
			}
			a.URL, a.Outlet, a.Text = rec.URL, rec.Outlet, rec.Text
			if at, err := time.Parse("2006-01-02T15:04:05", rec.Published); err == nil {
				a.Published = stemma.Date{From: at, To: at.Add(time.Minute), Precision: stemma.Minute}
			}
		}
		arts = append(arts, a)
	}
	slices.SortStableFunc(arts, func(a, b *stemma.Article) int {
		switch {
		case a.Published.Known() != b.Published.Known():
			if a.Published.Known() {
				return -1
			}
			return 1
		}
		return a.Published.From.Compare(b.Published.From)
	})
	var marks []*stemma.Marks
	for _, a := range arts {
		var skip []stemma.Span
		for _, f := range g.Furniture {
			if f.Article == string(a.ID) {
				if s, ok := find(a.Text, f); ok {
					skip = append(skip, s)
				}
			}
		}
		a.Blocks = paragraphs(a.Text, skip)
		m := newMarks(a)
		for _, q := range g.Quotes {
			if s, ok := find(a.Text, q); ok && q.Article == string(a.ID) {
				m.Quotes = append(m.Quotes, stemma.Quote{Article: a.ID, Span: s, Kind: stemma.Direct, Speaker: q.Speaker})
			}
		}
		slices.SortFunc(m.Quotes, func(p, q stemma.Quote) int { return p.Span.Start - q.Span.Start })
		for _, c := range g.Citations {
			s, ok := find(a.Text, c)
			if !ok || c.Article != string(a.ID) {
				continue
			}
			x := stemma.Citation{Article: a.ID, Span: s, Source: c.Source, Kind: stemma.CitationKind(c.Kind), Credit: credit.MatchString(c.Words)}
			x.Covers = around(m, s)
			m.Citations = append(m.Citations, x)
		}
		slices.SortFunc(m.Citations, func(p, q stemma.Citation) int { return p.Span.Start - q.Span.Start })
		marks = append(marks, m)
	}
	return arts, marks
}

var credit = regexp.MustCompile(`^[A-Z]+ \(\w+\)$|^\([\w, ]+\)$|^Copyright|^\w+( - \w+)+$|^h/t `)

// paragraphs returns the lines of s as body blocks, those that touch skip as
// furniture.
func paragraphs(s string, skip []stemma.Span) []stemma.Block {
	var out []stemma.Block
	at := 0
	for line := range strings.SplitSeq(s, "\n") {
		here := text.Trim(s, stemma.Span{Start: at, End: at + len(line)})
		at += len(line) + 1
		if here.Empty() {
			continue
		}
		kind := stemma.Body
		for _, f := range skip {
			if 2*f.Overlap(here) > here.Len() {
				kind = stemma.Furniture
			}
		}
		out = append(out, stemma.Block{Kind: kind, Span: here, Why: "a line"})
	}
	return out
}

// find returns where w stands in s, whatever the white space.
func find(s string, w goldWords) (stemma.Span, bool) {
	words := strings.Fields(w.Words)
	for i := range words {
		words[i] = regexp.QuoteMeta(words[i])
	}
	all := regexp.MustCompile(strings.Join(words, `\s+`)).FindAllStringIndex(s, -1)
	n := max(1, w.Occurrence)
	if len(words) == 0 || len(all) < n {
		return stemma.Span{}, false
	}
	return stemma.Span{Start: all[n-1][0], End: all[n-1][1]}, true
}
