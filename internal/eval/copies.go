package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/text"
)

const (
	// plantable is how many words a text has at least in which edits are planted.
	plantable = 100
	// copiesHeld is how many more texts come between an article and its edited
	// copy in the second search.
	copiesHeld = 100_000
	// copyRun is how many words in a row two texts share that were copied, and
	// copyRuns the share of the shorter one that lies in such runs where it is
	// plain that it is a copy.
	copyRun, copyRuns = 8, 0.3
)

// A filed is an article of a set, as its file has it.
type filed struct {
	Story, URL, Outlet, Title, Published, Text string

	set    string
	prints cluster.Prints
	words  []string // folded
}

// copies scores how copies and revisions are found among the articles in the
// folder stories: those planted by edits, and those that are called copies as the
// articles are. The last table is of speed.
func copies(stories string) ([]Table, error) {
	var all []*filed
	labelled := 0
	for _, set := range []string{"g5w1h", "fnc", "ecb", "fnc-background"} {
		fs, err := filedArticles(filepath.Join(stories, set+".jsonl"), set)
		if err != nil {
			return nil, err
		}
		all = append(all, fs...)
		if set != "fnc-background" { // without stories: it only stands in the way
			labelled = len(all)
		}
	}
	held := cluster.NewCopies()
	for _, f := range all {
		held.Add(&f.prints)
	}
	natural := naturalCopies(held, all[:labelled])

	t := Table{
		Title:   fmt.Sprintf("stories: copies by an edit planted in each of %d articles, found among %d", countLong(all), len(all)),
		Columns: []string{"planted", "p", "r", "late p", "late r"},
		Notes:   []string{fmt.Sprintf("late: %d other texts have come in between", copiesHeld)},
	}
	var planted [][]planting
	for i, e := range edits {
		ps := plant(all, e, uint64(i))
		planted = append(planted, ps)
		s := foundAgain(held, all, ps)
		t.Rows = append(t.Rows, Row{Name: e.name, Values: []float64{float64(len(ps)), s.P, s.R}, Floor: e.floor})
	}

	speed := Table{Title: "stories: copies, which depends on the machine: " + machine(), Columns: []string{"value"}, Speed: true}
	before := heap()
	late := cluster.NewCopies()
	for _, f := range all {
		late.Add(&f.prints)
	}
	g := newWriter(all)
	var took time.Duration // the least of the last batches: others use the machine too
	const batch = 5000
	for n := range copiesHeld / batch {
		ps := g.prints(batch)
		start := time.Now()
		for i := range ps {
			late.Add(&ps[i])
		}
		if x := time.Since(start); n < copiesHeld/batch/2 || x < took {
			took = x
		}
	}
	bytesHeld := float64(heap()-before) / float64(copiesHeld+len(all))
	speed.Rows = []Row{
		{Name: fmt.Sprintf("texts looked up and held a second on one core, with %d held", copiesHeld), Values: []float64{batch / took.Seconds()}, Floor: 50_000},
		{Name: "bytes held of a text", Values: []float64{bytesHeld}, Cap: 250},
	}
	for i, ps := range planted {
		s := foundAgain(late, all, ps)
		t.Rows[i].Values = append(t.Rows[i].Values, s.P, s.R)
	}
	return []Table{t, natural, speed}, nil
}

// filedArticles reads a set.
func filedArticles(path, set string) ([]*filed, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	var out []*filed
	for line := range bytes.Lines(b) {
		f := &filed{set: set}
		if err := json.Unmarshal(line, f); err != nil {
			return nil, fmt.Errorf("eval: %s: %w", path, err)
		}
		if f.read() {
			out = append(out, f)
		}
	}
	return out, nil
}

// read extracts f's article and makes its prints. It reports whether there is one.
func (f *filed) read() bool {
	line, err := json.Marshal(map[string]string{"url": f.URL, "outlet": f.Outlet, "title": f.Title, "published": f.Published, "text": f.Text})
	if err != nil {
		return false
	}
	arts := articles([][]byte{line})
	if len(arts) == 0 {
		return false
	}
	a := arts[0]
	f.prints = cluster.Sketched(a, &stemma.Marks{}).Prints
	f.words = nil
	for _, b := range a.Blocks {
		if b.Kind.Reported() {
			for _, t := range text.Tokens(a.Text, b.Span) {
				if t.Kind != text.Mark {
					f.words = append(f.words, text.Fold(a.Text[t.Start:t.End]))
				}
			}
		}
	}
	return true
}

func countLong(all []*filed) int {
	n := 0
	for _, f := range all {
		if len(f.words) >= plantable {
			n++
		}
	}
	return n
}

// An edit makes the copy of a text that another outlet prints.
type edit struct {
	name  string
	floor float64                                    // of the recall, late
	do    func(f *filed, other *filed, r *rand.Rand) // on a copy of f; other is of another story
}

// edits are the ways in which outlets change what they copy, one at a time and
// then all together.
var edits = []edit{
	{"a sentence dropped", 0.99, dropSentence},
	{"byline and credit changed", 0.99, changeCredit},
	{"a paragraph moved", 0.99, moveParagraph},
	{"3 of 10 words replaced", 0.85, func(f, _ *filed, r *rand.Rand) { replaceWords(f, 0.3, r) }},
	{"3 of 10 sentences written anew", 0.94, rewriteSentences},
	{"all but the first 40 % cut", 0.95, cutRest},
	{"two paragraphs added", 0.98, addParagraphs},
	{"headline changed", 0.99, changeHeadline},
	{"all of these, but no cut and 1 of 10 words", 0.94, func(f, other *filed, r *rand.Rand) {
		dropSentence(f, other, r)
		moveParagraph(f, other, r)
		replaceWords(f, 0.1, r)
		addParagraphs(f, other, r)
		changeHeadline(f, other, r)
		changeCredit(f, other, r)
	}},
}

func dropSentence(f, _ *filed, r *rand.Rand) {
	if ss := text.Sentences(f.Text, stemma.Span{End: len(f.Text)}); len(ss) > 1 {
		s := ss[r.IntN(len(ss))]
		f.Text = f.Text[:s.Start] + f.Text[s.End:]
	}
}

func changeCredit(f, _ *filed, _ *rand.Rand) {
	f.Text = "By Nora Quill, Daily Example\n\n" + f.Text + "\n\nReporting by Nora Quill and Ivo Hart; Editing by Ada Lund"
}

func moveParagraph(f, _ *filed, r *rand.Rand) {
	ps := strings.Split(f.Text, "\n")
	if len(ps) < 2 {
		ps = nil
		for _, s := range text.Sentences(f.Text, stemma.Span{End: len(f.Text)}) {
			ps = append(ps, f.Text[s.Start:s.End])
		}
	}
	from, to := r.IntN(len(ps)), r.IntN(len(ps))
	p := ps[from]
	ps = slices.Insert(slices.Delete(ps, from, from+1), to, p)
	f.Text = strings.Join(ps, "\n")
}

// replaceWords replaces words of f, each with this chance, by other words of f.
func replaceWords(f *filed, chance float64, r *rand.Rand) {
	f.rewrite(func(int) bool { return r.Float64() < chance }, r)
}

func rewriteSentences(f, _ *filed, r *rand.Rand) {
	ss := text.Sentences(f.Text, stemma.Span{End: len(f.Text)})
	anew := make([]bool, len(ss))
	for i := range anew {
		anew[i] = r.Float64() < 0.3
	}
	i := 0
	f.rewrite(func(at int) bool {
		for i+1 < len(ss) && at >= ss[i].End {
			i++
		}
		return len(anew) > 0 && anew[i]
	}, r)
}

// rewrite replaces the words of f for which chosen reports true, told where they
// begin, by words of f drawn at random.
func (f *filed) rewrite(chosen func(at int) bool, r *rand.Rand) {
	var b strings.Builder
	last := 0
	for _, t := range text.Tokens(f.Text, stemma.Span{End: len(f.Text)}) {
		if t.Kind == text.Mark || !chosen(t.Start) {
			continue
		}
		b.WriteString(f.Text[last:t.Start])
		b.WriteString(f.words[r.IntN(len(f.words))])
		last = t.End
	}
	f.Text = b.String() + f.Text[last:]
}

func cutRest(f, _ *filed, _ *rand.Rand) {
	var words []text.Token
	for _, t := range text.Tokens(f.Text, stemma.Span{End: len(f.Text)}) {
		if t.Kind != text.Mark {
			words = append(words, t)
		}
	}
	f.Text = f.Text[:words[len(words)*4/10].Start]
}

func addParagraphs(f, other *filed, r *rand.Rand) {
	ps := strings.Split(f.Text, "\n")
	for range 2 {
		from := text.Sentences(other.Text, stemma.Span{End: len(other.Text)})
		var p []string
		for range 2 {
			s := from[r.IntN(len(from))]
			p = append(p, other.Text[s.Start:s.End])
		}
		ps = slices.Insert(ps, r.IntN(len(ps)+1), strings.Join(p, " "))
	}
	f.Text = strings.Join(ps, "\n")
}

func changeHeadline(f, other *filed, _ *rand.Rand) {
	f.Title = strings.Join(other.words[:8], " ")
	f.Text = f.Title + "\n\n" + f.Text
}

// A planting is an edited copy.
type planting struct {
	of   int // in all
	copy *filed
}

// plant returns a copy of every long article, edited by e and published by
// another outlet.
func plant(all []*filed, e edit, seed uint64) []planting {
	var out []planting
	for i, f := range all {
		if len(f.words) < plantable {
			continue
		}
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		other := all[r.IntN(len(all))]
		for other == f || other.Story == f.Story || len(other.words) < plantable {
			other = all[r.IntN(len(all))]
		}
		c := *f
		c.URL, c.Outlet = "https://daily.example/"+fmt.Sprint(i), "Daily Example"
		e.do(&c, other, r)
		if c.read() {
			out = append(out, planting{i, &c})
		}
	}
	return out
}

// foundAgain scores the search for the originals of ps. A copy of the original,
// or what the original was copied from, is as good.
func foundAgain(held *cluster.Copies, all []*filed, ps []planting) Score {
	found, right := 0, 0
	for _, p := range ps {
		m := held.Find(&p.copy.prints)
		if m.Of < 0 {
			continue
		}
		found++
		if int(m.Of) == p.of || int(m.Of) < len(all) && inRuns(all[p.of].words, all[m.Of].words) >= copyRuns {
			right++
		}
	}
	return prf("", right, len(ps), float64(right), found)
}

// inRuns returns the share of the words of the shorter of two texts that lie in
// runs of copyRun words that the other has too.
func inRuns(a, b []string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	runs := map[string]bool{}
	for i := 0; i+copyRun <= len(b); i++ {
		runs[strings.Join(b[i:i+copyRun], " ")] = true
	}
	in, end := 0, 0
	for i := 0; i+copyRun <= len(a); i++ {
		if runs[strings.Join(a[i:i+copyRun], " ")] {
			in += i + copyRun - max(end, i)
			end = i + copyRun
		}
	}
	return float64(in) / float64(max(1, len(a)))
}

// naturalCopies tells which pairs of articles are called copies or revisions as
// they are, all of them with a story.
func naturalCopies(held *cluster.Copies, all []*filed) Table {
	pairs, called, plain := [2]int{}, [2]int{}, [2]int{}
	for i, f := range all {
		for j, g := range all[:i] {
			same := 0
			if f.set == g.set && f.Story == g.Story {
				same = 1
			}
			pairs[same]++
			if held.Compare(&f.prints, int32(j)).Of < 0 {
				continue
			}
			called[same]++
			if inRuns(f.words, g.words) >= copyRuns {
				plain[same]++
			}
		}
	}
	t := Table{
		Title:   "stories: pairs of articles that are called copies as they are",
		Columns: []string{"pairs", "plain", "called"},
		Notes:   []string{fmt.Sprintf("plain: %.0f %% of the shorter text or more lies in runs of %d words that the other has too", 100*copyRuns, copyRun)},
	}
	for same, name := range []string{"of different stories", "of one story"} {
		t.Rows = append(t.Rows, Row{Name: name, Values: []float64{float64(pairs[same]), float64(plain[same]), float64(called[same])}})
	}
	return t
}

// A writer writes any number of texts that have the statistics of those it has
// read: sentences drawn at random from all of them, as many as an article has,
// in which every word that few articles have is replaced, for each thousand
// texts, by one that stands nowhere else. So frequent words and phrases come
// again and again, as they do in a large archive, and names and rare words are
// those of a few texts; no text is the copy of another.
type writer struct {
	r         *rand.Rand
	sentences [][]string
	rare      map[string]bool
	lengths   []int // in sentences
	written   int
}

// writerRare is how many articles have a word that is not rare.
const writerRare = 10

func newWriter(all []*filed) *writer {
	w := &writer{r: rand.New(rand.NewPCG(5, 8)), rare: map[string]bool{}}
	in := map[string]int{}
	for _, f := range all {
		ss := text.Sentences(f.Text, stemma.Span{End: len(f.Text)})
		w.lengths = append(w.lengths, len(ss))
		seen := map[string]bool{}
		for _, s := range ss {
			var words []string
			for _, t := range text.Tokens(f.Text, s) {
				if t.Kind != text.Mark {
					x := text.Fold(f.Text[t.Start:t.End])
					words = append(words, x)
					if !seen[x] {
						seen[x] = true
						in[x]++
					}
				}
			}
			w.sentences = append(w.sentences, words)
		}
	}
	for x, n := range in {
		if n < writerRare {
			w.rare[x] = true
		}
	}
	return w
}

// prints returns the prints of n more texts.
func (w *writer) prints(n int) []cluster.Prints {
	out := make([]cluster.Prints, n)
	for i := range out {
		var b strings.Builder
		for range w.lengths[w.r.IntN(len(w.lengths))] {
			for _, x := range w.sentences[w.r.IntN(len(w.sentences))] {
				b.WriteString(x)
				if w.rare[x] {
					fmt.Fprint(&b, w.written/1000)
				}
				b.WriteByte(' ')
			}
		}
		w.written++
		a := &stemma.Article{Text: b.String(), Blocks: []stemma.Block{{Kind: stemma.Body, Span: stemma.Span{End: b.Len()}, Why: "all of it"}}}
		out[i] = cluster.Sketched(a, &stemma.Marks{}).Prints
	}
	return out
}

// heap returns the bytes that are held after all garbage is gone.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
