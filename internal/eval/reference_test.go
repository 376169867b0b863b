package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/read"
)

// shared is where the gold sets and the reference scorers lie.
var shared = filepath.Join("..", "..", "..", "shared")

// reference returns the path of a reference scorer, or skips the test.
func reference(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(shared, "tools", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is absent: there is nothing to hold the port to", path)
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is absent: the reference scorers cannot run")
	}
	return path
}

// A refScore is a score as the reference scorers print it; null is unknown.
type refScore struct{ P, R, F1 *float64 }

func runReference(t *testing.T, into any, args ...string) {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command("python3", append(args, "--json")...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, &stderr)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatal(err)
	}
}

func compareScores(t *testing.T, got []Score, want map[string]refScore) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d scores, the reference has %d", len(got), len(want))
	}
	for _, s := range got {
		w, ok := want[s.Name]
		if !ok {
			t.Errorf("score %q is not in the reference", s.Name)
			continue
		}
		for _, x := range []struct {
			name string
			got  float64
			want *float64
		}{{"p", s.P, w.P}, {"r", s.R, w.R}, {"f1", s.F1, w.F1}} {
			if x.want == nil {
				if !math.IsNaN(x.got) {
					t.Errorf("%s %s = %v, want none", s.Name, x.name, x.got)
				}
			} else if !(math.Abs(x.got-*x.want) <= 1e-9) {
				t.Errorf("%s %s = %v, want %v", s.Name, x.name, x.got, *x.want)
			}
		}
	}
}

// TestCaseIsTheReference scores reports with Case and with the reference
// scorer: the program's own report on each case, and reports made from the gold
// with faults of every kind put in.
func TestCaseIsTheReference(t *testing.T) {
	tool := reference(t, "score_case.py")
	golds, _ := filepath.Glob(filepath.Join(shared, "cases", "*", "gold.json"))
	if len(golds) == 0 {
		t.Skip("../shared/cases is absent")
	}
	for i, g := range golds {
		dir := filepath.Dir(g)
		files, err := accounts(dir)
		if err != nil {
			t.Fatal(err)
		}
		reports := map[string]*stemma.Report{"own": pipeline.Compare(files, nil)}
		for n := range 3 {
			r := rand.New(rand.NewPCG(uint64(i), uint64(n)))
			reports[fmt.Sprint("faulty", n)] = faultyReport(t, r, dir, files)
		}
		for name, r := range reports {
			t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "report.json")
				var b bytes.Buffer
				if err := publish.Report(&b, r, publish.Options{Format: publish.JSON}); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
				var want struct{ Scores map[string]refScore }
				runReference(t, &want, tool, file, dir)
				got, err := Case(r, dir)
				if err != nil {
					t.Fatal(err)
				}
				compareScores(t, got.Scores, want.Scores)
			})
		}
	}
}

// A forger makes a report from gold, with faults.
type forger struct {
	*rand.Rand
	c *caseScorer
	r *stemma.Report
}

func faultyReport(t *testing.T, rnd *rand.Rand, dir string, files []string) *stemma.Report {
	f := &forger{Rand: rnd, r: &stemma.Report{}}
	var g gold
	b, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err == nil {
		err = json.Unmarshal(b, &g)
	}
	if err != nil {
		t.Fatal(err)
	}
	for p, err := range read.Pages(files, nil) {
		if err != nil {
			t.Fatal(err)
		}
		a := &stemma.Article{ID: stemma.ArticleID(p.Path), Path: p.Path, Text: p.Text}
		at := 0
		for _, part := range strings.SplitAfter(a.Text, "\n") {
			kinds := []stemma.BlockKind{stemma.Body, stemma.Body, stemma.Title, stemma.Furniture, stemma.Caption}
			if len(part) > 0 {
				a.Blocks = append(a.Blocks, stemma.Block{Kind: kinds[f.IntN(len(kinds))], Span: stemma.Span{Start: at, End: at + len(part)}, Why: "chance"})
			}
			at += len(part)
		}
		f.r.Articles = append(f.r.Articles, a)
		f.r.Marks = append(f.r.Marks, &stemma.Marks{Article: a.ID})
	}
	f.c = newCaseScorer(f.r, &g)
	f.quotes(&g)
	for _, c := range g.Citations {
		if w, ok := f.witness(c.goldPlace); ok {
			f.r.Citations = append(f.r.Citations, stemma.Citation{ID: fmt.Sprint("c", len(f.r.Citations)), Article: w.Article, Span: w.Span, Source: f.name(c.Source), Kind: stemma.CitesOfficial})
		}
	}
	f.findings(&g)
	f.origins(&g)
	return f.r
}

func (f *forger) chance(p float64) bool { return f.Float64() < p }

// witness returns where p stands, often a little off, or elsewhere.
func (f *forger) witness(p goldPlace) (stemma.Witness, bool) {
	a, ok := f.c.place(p)
	if !ok || f.chance(0.15) {
		return stemma.Witness{}, false
	}
	art := f.c.arts[a.art]
	s := stemma.Span{Start: a.start, End: a.end}
	switch f.IntN(5) {
	case 0:
		s.Start -= f.IntN(60)
		s.End += f.IntN(60)
	case 1:
		s.Start += f.IntN(s.Len())
	case 2:
		s.End += f.IntN(500)
	}
	s.Start, s.End = max(0, s.Start), min(len(art.Text), s.End)
	for !utf8.RuneStart(art.Text[s.Start]) {
		s.Start--
	}
	for s.End < len(art.Text) && !utf8.RuneStart(art.Text[s.End]) {
		s.End++
	}
	return stemma.Witness{Article: art.ID, Span: s}, s.Start < s.End
}

// name returns n whole, in part or changed.
func (f *forger) name(n string) string {
	w := strings.Fields(n)
	switch {
	case len(w) == 0 || f.chance(0.1):
		return ""
	case f.chance(0.3):
		return w[len(w)-1]
	case f.chance(0.2):
		return w[0] + " Somebody"
	}
	return n
}

func (f *forger) quotes(g *gold) {
	add := func(p goldPlace, speaker string) (string, bool) {
		w, ok := f.witness(p)
		if !ok {
			return "", false
		}
		kinds := []stemma.QuoteKind{stemma.Direct, stemma.Mixed, stemma.Direct, stemma.Indirect}
		id := fmt.Sprint("q", len(f.r.Quotes))
		f.r.Quotes = append(f.r.Quotes, stemma.Quote{ID: id, Article: w.Article, Span: w.Span, Kind: kinds[f.IntN(4)], Speaker: f.name(speaker)})
		return id, true
	}
	for _, q := range g.Quotes {
		add(q.goldPlace, q.Speaker)
	}
	for _, p := range g.DoubtfulQuotes {
		add(p, "nobody")
	}
	for _, u := range g.Utterances {
		var ids []string
		for _, p := range u.Readings {
			if id, ok := add(p, u.Speaker); ok {
				ids = append(ids, id)
			}
		}
		if len(f.r.Quotes) > 0 && f.chance(0.4) {
			ids = append(ids, f.r.Quotes[f.IntN(len(f.r.Quotes))].ID)
		}
		f.r.Utterances = append(f.r.Utterances, stemma.Utterance{ID: fmt.Sprint("u", len(f.r.Utterances)), Speaker: u.Speaker, Readings: ids})
	}
}

func (f *forger) findings(g *gold) {
	side := func(ps []goldPlace) stemma.Side {
		s := stemma.Side{Value: "v"}
		for _, p := range ps {
			if w, ok := f.witness(p); ok {
				s.Witnesses = append(s.Witnesses, w)
			}
		}
		return s
	}
	add := func(kind stemma.FindingKind, sides ...stemma.Side) {
		f.r.Findings = append(f.r.Findings, stemma.Finding{ID: fmt.Sprint("f", len(f.r.Findings)), Kind: kind, Type: stemma.FigureFinding, About: "x", Sides: sides})
	}
	for i, a := range g.Agreements {
		s := side(a.Witnesses)
		if f.chance(0.3) {
			s.Witnesses = append(s.Witnesses, side(g.Agreements[f.IntN(i+1)].Witnesses).Witnesses...)
		}
		add(stemma.Corroborated, s)
	}
	for _, c := range slices.Concat(g.Conflicts, g.Doubtful) {
		var sides []stemma.Side
		for _, s := range c.Sides {
			sides = append(sides, side(s.Witnesses))
		}
		if f.chance(0.3) && len(g.Conflicts) > 0 {
			sides = append(sides, side(g.Conflicts[f.IntN(len(g.Conflicts))].Sides[0].Witnesses))
		}
		add([]stemma.FindingKind{stemma.Conflicting, stemma.Updated}[f.IntN(2)], sides...)
	}
	for range 3 { // false alarms
		a, b := g.Agreements[f.IntN(len(g.Agreements))], g.Agreements[f.IntN(len(g.Agreements))]
		add(stemma.Conflicting, side(a.Witnesses), side(b.Witnesses))
	}
}

func (f *forger) origins(g *gold) {
	for _, a := range f.r.Articles {
		f.r.Lineage.Nodes = append(f.r.Lineage.Nodes, stemma.Node{ID: string(a.ID), Kind: "article", Name: stem(a.Path)})
	}
	f.r.Lineage.Nodes = append(f.r.Lineage.Nodes, stemma.Node{ID: "source:x", Kind: "source", Name: "x"})
	for _, o := range g.SameOrigin {
		if f.chance(0.5) {
			continue
		}
		nodes := []string{"source:x"}
		for _, s := range o.Articles {
			nodes = append(nodes, string(f.c.arts[s].ID))
		}
		if f.chance(0.3) {
			nodes = append(nodes, string(f.r.Articles[f.IntN(len(f.r.Articles))].ID))
		}
		slices.Sort(nodes)
		f.r.Lineage.Origins = append(f.r.Lineage.Origins, stemma.Origin{ID: fmt.Sprint("o", len(f.r.Lineage.Origins)), Root: nodes[0], Nodes: slices.Compact(nodes)})
	}
}

// TestPolNeARIsTheReference scores attributions with PolNeAR and with the
// reference scorer: the program's own, and the gold's with faults put in.
func TestPolNeARIsTheReference(t *testing.T) {
	tool := reference(t, "score_attributions.py")
	part := filepath.Join(shared, "bench", "quotes", "polnear", "dev")
	docs, err := corpus.PolNeAR(part)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(part + " is absent")
	}
	var paths []string
	for _, d := range docs {
		paths = append(paths, d.File)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for name, marks := range map[string]func(*corpus.AttributedText, pipeline.Result) (*stemma.Article, *stemma.Marks){
		"own": func(_ *corpus.AttributedText, r pipeline.Result) (*stemma.Article, *stemma.Marks) {
			return r.Article, r.Marks
		},
		"faulty": func(d *corpus.AttributedText, _ pipeline.Result) (*stemma.Article, *stemma.Marks) {
			return faultyMarks(t, rnd, d)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var tally polnearTally
			i := 0
			for r := range pipeline.Articles(read.Pages(paths, nil)) {
				a, m := marks(&docs[i], r)
				tally.add(&docs[i], a, m)
				if a != nil {
					writePrediction(t, filepath.Join(dir, stem(docs[i].File)+".json"), a, m)
				}
				i++
			}
			var want map[string]json.RawMessage
			runReference(t, &want, tool, part, dir)
			scores := map[string]refScore{}
			for k, v := range want {
				var s refScore
				if json.Unmarshal(v, &s) == nil { // the others are counts
					scores[k] = s
				}
			}
			compareScores(t, tally.scores(), scores)
		})
	}
}

func writePrediction(t *testing.T, file string, a *stemma.Article, m *stemma.Marks) {
	t.Helper()
	var b bytes.Buffer
	if err := publish.Marks(&b, a, m, publish.Options{Format: publish.JSON}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// faultyMarks returns an article with its white space normalised, and the
// gold's attributions in it, some of them wrong.
func faultyMarks(t *testing.T, rnd *rand.Rand, d *corpus.AttributedText) (*stemma.Article, *stemma.Marks) {
	t.Helper()
	words := wordSpans(d.Text)
	events := goldEvents(d, words)
	a := &stemma.Article{ID: "x", Path: d.File, Text: d.Text}
	m := &stemma.Marks{Article: "x"}
	span := func(set tokenSet) stemma.Span {
		var s stemma.Span
		for k := range set {
			s = s.Cover(words[k])
		}
		if rnd.IntN(3) == 0 && s.Len() > 0 {
			s = s.Cover(words[rnd.IntN(len(words))])
			if s.Len() > 600 {
				s = words[rnd.IntN(len(words))]
			}
		}
		return s
	}
	for _, e := range events {
		kinds := []stemma.QuoteKind{stemma.Direct, stemma.Mixed, stemma.Indirect}
		x := stemma.Attribution{Kind: kinds[rnd.IntN(3)], Source: span(e.source), Cue: span(e.cue), Content: []stemma.Span{span(e.content)}}
		if rnd.IntN(6) > 0 {
			m.Attributions = append(m.Attributions, x)
		}
	}
	return a, m
}
