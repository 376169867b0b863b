package pipeline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/extract"
	"stemma/internal/read"
)

const (
	harbour = "Fire in the old mill\n\nA fire destroyed the old mill on Monday, the fire service said. Four people were hurt.\n\n“It was gone in an hour,” said Anna Holm, the miller.\n"
	gazette = "Mill burns down\n\nThe old mill burned down on Monday night. Five people were hurt, the Harbour News reported.\n\n“It was gone within the hour,” said Anna Holm.\n"
	french  = "Le vieux moulin a brûlé lundi soir, ont dit les pompiers. Quatre personnes ont été blessées et le meunier a tout perdu.\n\n« Il n'en restait rien au bout d'une heure », a déclaré la meunière aux journalistes.\n"
)

func files(t testing.TB, texts map[string]string) (dir string, paths []string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return dir, paths
}

func asJSON(t testing.TB, r *stemma.Report) string {
	t.Helper()
	// Open ends of figures are infinite, which JSON has no number for.
	for _, m := range r.Marks {
		for i := range m.Figures {
			f := &m.Figures[i]
			f.Low, f.High = max(f.Low, -1e300), min(f.High, 1e300)
		}
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestOrder holds that neither the order of the inputs nor the number of cores
// shows in a report.
func TestOrder(t *testing.T) {
	_, paths := files(t, map[string]string{"harbour.txt": harbour, "gazette.txt": gazette, "copy.txt": gazette + "\nMore to follow.\n", "nothing.txt": ""})
	cases, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "cases", "*", "*.json"))
	if len(cases) > 8 {
		paths = append(paths, cases[:8]...)
	}
	want := asJSON(t, Compare(paths, nil))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		for seed := range uint64(4) {
			rnd := rand.New(rand.NewPCG(seed, 0))
			rnd.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
			if d := cmp.Diff(want, asJSON(t, Compare(paths, nil))); d != "" {
				t.Fatalf("%d cores, order %v: -want +got\n%s", cores, paths, d)
			}
		}
	}
}

// TestStories holds real reports to what FuzzReport holds made-up ones to.
func TestStories(t *testing.T) {
	path := filepath.Join("..", "..", "..", "shared", "bench", "stories", "g5w1h.jsonl")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("%s is absent", path)
	}
	defer f.Close()
	stories := map[string][]string{}
	for lines := json.NewDecoder(f); lines.More(); {
		var a struct{ Story, Text string }
		if err := lines.Decode(&a); err != nil {
			t.Fatal(err)
		}
		stories[a.Story] = append(stories[a.Story], a.Text)
	}
	for name, texts := range stories {
		if len(texts) < 3 {
			continue
		}
		r := Report(slices.Collect(Articles(asPages(texts, 0, 1, 2))))
		checkReport(t, r)
		want := asJSON(t, r)
		if d := cmp.Diff(want, asJSON(t, Report(slices.Collect(Articles(asPages(texts, 2, 0, 1)))))); d != "" {
			t.Errorf("%s: the order of the accounts shows: -want +got\n%s", name, d)
		}
	}
}

func TestWarnings(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts map[string]string
		want  []string // path: cause, in order; a part of each
	}{
		{"enough", map[string]string{"a.txt": harbour, "b.txt": gazette}, nil},
		{"none", map[string]string{"a.txt": ""}, []string{"a.txt: ", ": no account"}},
		{"one", map[string]string{"a.txt": harbour}, []string{": only one account"}},
		{"twice", map[string]string{"a.txt": harbour, "b.txt": harbour}, []string{"b.txt: the same text as "}},
		{"french", map[string]string{"a.txt": harbour, "b.txt": french}, []string{"b.txt: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, paths := files(t, tt.texts)
			r := Compare(paths, nil)
			var got []string
			for _, w := range r.Warnings {
				got = append(got, strings.TrimPrefix(w.Path, dir+string(filepath.Separator))+": "+w.Cause)
			}
			if len(got) != len(tt.want) {
				t.Fatalf("warnings %q, want %q", got, tt.want)
			}
			for i := range got {
				if !strings.Contains(got[i], tt.want[i]) {
					t.Errorf("warning %q, want %q", got[i], tt.want[i])
				}
			}
		})
	}
}

// TestLanguage holds that of an account that is not in English only what needs
// no English is marked.
func TestLanguage(t *testing.T) {
	_, paths := files(t, map[string]string{"b.txt": french})
	for p := range read.Pages(paths, nil) {
		r := Article(p)
		if r.Article == nil || r.Err == nil {
			t.Fatalf("article %v, error %v: want both", r.Article, r.Err)
		}
		if len(r.Marks.Quotes) != 1 {
			t.Errorf("%d quotes, want the one in guillemets", len(r.Marks.Quotes))
		}
		if n := len(r.Marks.Claims) + len(r.Marks.Attributions) + len(r.Marks.Dates) + len(r.Marks.Figures); n != 0 {
			t.Errorf("%d marks that need English", n)
		}
	}
}

// TestArticlesStops holds that a consumer may stop early.
func TestArticlesStops(t *testing.T) {
	n := 0
	for range Articles(numbered(1000, []string{harbour})) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d results after stopping at 3", n)
	}
}

// numbered yields n pages of texts, each with a line of its own.
func numbered(n int, texts []string) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		for i := range n {
			text := fmt.Sprintf("%s\nReport number %d.\n", texts[i%len(texts)], i)
			if !yield(stemma.Page{Path: fmt.Sprintf("%d.txt", i), Format: stemma.PlainText, Body: []byte(text), Text: text}, nil) {
				return
			}
		}
	}
}

// newsTexts returns the texts of real articles, or skips the benchmark.
func newsTexts(b *testing.B) []string {
	b.Helper()
	path := filepath.Join("..", "..", "..", "shared", "bench", "stories", "g5w1h.jsonl")
	if _, err := os.Stat(path); err != nil {
		b.Skipf("%s is absent", path)
	}
	var out []string
	for p, err := range read.Pages([]string{path}, nil) {
		if err == nil {
			out = append(out, p.Text)
		}
	}
	return out
}

// BenchmarkAnnotate annotates real articles on one core.
func BenchmarkAnnotate(b *testing.B) {
	var arts []*stemma.Article
	for p := range numbered(400, newsTexts(b)) {
		if a, _ := extract.Article(p); a != nil {
			arts = append(arts, a)
		}
	}
	i := 0
	for b.Loop() {
		annotate.Article(arts[i%len(arts)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkMemory streams 1,000 and then 10,000 articles through the stages
// that need no other article. The heap that is left in use must not grow.
func BenchmarkMemory(b *testing.B) {
	texts := newsTexts(b)
	for b.Loop() {
		for _, n := range []int{1000, 10000} {
			var peak uint64
			i := 0
			for range Articles(numbered(n, texts)) {
				if i++; i%(n/10) == 0 {
					runtime.GC()
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapAlloc)
				}
			}
			b.ReportMetric(float64(peak)/(1<<20), fmt.Sprintf("MiB/%d", n))
		}
	}
}

// BenchmarkCompare compares three small accounts.
func BenchmarkCompare(b *testing.B) {
	var in bytes.Buffer
	for _, text := range []string{harbour, gazette, gazette + "\nMore to follow.\n"} {
		line, err := json.Marshal(map[string]string{"text": text})
		if err != nil {
			b.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	for b.Loop() {
		Compare([]string{"-"}, bytes.NewReader(in.Bytes()))
	}
}

// TestStrays holds that no account of a case, which tells one event, is said to
// tell another, and that a foreign one is.
func TestStrays(t *testing.T) {
	dirs, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "cases", "*"))
	if len(dirs) == 0 {
		t.Skip("the cases are absent")
	}
	foreign := filepath.Join("..", "..", "cmd", "stemma", "demo", "agency.json")
	for _, dir := range dirs {
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		files = slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "gold.json" })
		for _, given := range [][]string{files, append(files[:len(files):len(files)], foreign)} {
			results := slices.Collect(Articles(read.Pages(given, nil)))
			var got []string
			for _, w := range strays(results) {
				got = append(got, w.Path)
			}
			if want := given[len(files):]; !slices.Equal(got, want) {
				t.Errorf("%s: strays %q, want %q", filepath.Base(dir), got, want)
			}
		}
	}
}
