package extract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stemma"
)

const casesDir = "../../../shared/cases"

// goldWords is a stretch of an article as the gold sets name it.
type goldWords struct {
	Article    string
	Words      string
	Occurrence int
}

// TestCases scores the blocks on the gold cases as tools/score_case.py does:
// the share of furniture that is not body, and of witnesses that are kept.
func TestCases(t *testing.T) {
	golds, _ := filepath.Glob(casesDir + "/*/gold.json")
	if len(golds) == 0 {
		t.Skip("the gold cases are absent")
	}
	var aside, kept float64
	for _, g := range golds {
		dir := filepath.Dir(g)
		var gold struct {
			Furniture  []goldWords
			Agreements []struct{ Witnesses []goldWords }
		}
		readJSON(t, g, &gold)
		arts := map[string]*stemma.Article{}
		find := func(w goldWords) (*stemma.Article, stemma.Span) {
			if arts[w.Article] == nil {
				arts[w.Article] = caseArticle(t, dir, w.Article)
			}
			s, ok := findWords(arts[w.Article].Text, w)
			if !ok {
				t.Fatalf("%s: %q is not in %s", dir, w.Words, w.Article)
			}
			return arts[w.Article], s
		}
		out, in, n := 0, 0, 0
		for _, w := range gold.Furniture {
			a, s := find(w)
			body := 0
			for _, b := range a.Blocks {
				if b.Kind == stemma.Body {
					body += b.Span.Overlap(s)
				}
			}
			if body*5 <= s.Len() {
				out++
			} else {
				t.Logf("in the body: %s %q", w.Article, w.Words)
			}
		}
		for _, ag := range gold.Agreements {
			for _, w := range ag.Witnesses {
				a, s := find(w)
				n++
				ok := false
				for _, b := range a.Blocks {
					ok = ok || b.Kind.Reported() && b.Span.Overlap(s)*5 >= s.Len()*4
				}
				if ok {
					in++
				} else {
					t.Logf("not kept: %s %q", w.Article, w.Words)
				}
			}
		}
		f, k := float64(out)/float64(len(gold.Furniture)), float64(in)/float64(n)
		t.Logf("%-16s furniture %.3f (%d)  body kept %.3f (%d)", filepath.Base(dir), f, len(gold.Furniture), k, n)
		aside += f / float64(len(golds))
		kept += k / float64(len(golds))
	}
	t.Logf("%-16s furniture %.3f       body kept %.3f", "mean", aside, kept)
	if aside < 0.95 || kept < 0.97 {
		t.Errorf("furniture %.3f, want 0.95; body kept %.3f, want 0.97", aside, kept)
	}
}

func readJSON(t testing.TB, file string, to any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatal(file, err)
	}
}

// caseArticle extracts the account called name in dir.
func caseArticle(t testing.TB, dir, name string) *stemma.Article {
	t.Helper()
	path := filepath.Join(dir, name+".txt")
	p := stemma.Page{Path: path, Format: stemma.PlainText}
	if b, err := os.ReadFile(path); err == nil {
		p.Body, p.Text = b, string(b)
	} else {
		var rec struct{ URL, Outlet, Title, Published, Text string }
		readJSON(t, filepath.Join(dir, name+".json"), &rec)
		p = stemma.Page{Path: path, Format: stemma.Record, Body: []byte(rec.Text), Text: rec.Text, URL: rec.URL, Outlet: rec.Outlet, Title: rec.Title, Published: rec.Published}
	}
	a, err := Article(p)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return a
}

// findWords returns where w stands in s, white space compared as one space.
func findWords(s string, w goldWords) (stemma.Span, bool) {
	var flat strings.Builder
	var at []int
	space := false
	for i, r := range s {
		if strings.TrimSpace(string(r)) == "" {
			space = true
			continue
		}
		if space && flat.Len() > 0 {
			flat.WriteByte(' ')
			at = append(at, i)
		}
		space = false
		for k := range len(string(r)) {
			at = append(at, i+k)
		}
		flat.WriteRune(r)
	}
	words := strings.Join(strings.Fields(w.Words), " ")
	from := 0
	for range max(1, w.Occurrence) {
		n := strings.Index(flat.String()[from:], words)
		if n < 0 {
			return stemma.Span{}, false
		}
		from += n + 1
	}
	return stemma.Span{Start: at[from-1], End: at[from-1+len(words)-1] + 1}, true
}
