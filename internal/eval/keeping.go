package eval

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/read"
	"stemma/internal/serve"
	"stemma/internal/store"
)

// Keeping times the whole way into a SQLite store, everything on: the log,
// annotating, placing, reports, full-text search. Of 3,300 articles of the sets
// of stories as pasted, and of the pages of the extraction benchmark. Given a
// number, it goes on until so many are held and times what a reader waits for
// while more come.
func Keeping(data string, held int) (Table, error) {
	t := Table{Title: "keeping: the whole way into a store, which depends on the machine: " + machine(), Columns: []string{"value"}, Speed: true}
	row := func(name string, v float64) *Row {
		t.Rows = append(t.Rows, Row{Name: name, Values: []float64{v}})
		return &t.Rows[len(t.Rows)-1]
	}
	defer serve.StayBelow(serve.Memory)()
	told, err := readTold(filepath.Join(data, "bench", "stories"))
	if err != nil {
		return t, err
	}
	dir, err := os.MkdirTemp("", "stemma-keeping")
	if err != nil {
		return t, fmt.Errorf("eval: %w", err)
	}
	defer os.RemoveAll(dir)
	html, err := htmlPages(filepath.Join(data, "bench", "extract", "aeb", "html"))
	if err != nil {
		return t, err
	}
	took, err := load(filepath.Join(dir, "html"), html)
	if err != nil {
		return t, err
	}
	row(fmt.Sprintf("HTML pages a second, of %d", len(html)), float64(len(html))/took.Seconds()).Floor = 50

	pasted := told.all(0)
	size := 0
	for _, p := range pasted {
		size += len(p.Text)
	}
	took, err = load(filepath.Join(dir, "pasted"), pasted)
	if err != nil {
		return t, err
	}
	row(fmt.Sprintf("pasted articles a second, of %d of %.1f KB", len(pasted), float64(size)/1024/float64(len(pasted))), float64(len(pasted))/took.Seconds()).Floor = 120
	if held > 0 {
		err = told.hold(filepath.Join(dir, "pasted"), held, row)
	}
	return t, err
}

// load puts pages into a new store and returns how long that took, until every
// story is reported on.
func load(dir string, pages []stemma.Page) (time.Duration, error) {
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	begun := time.Now()
	kept, stop := context.WithCancel(ctx)
	defer stop()
	k := pipeline.NewKeeper(s, pipeline.KeepOptions{})
	done := make(chan error, 1)
	go func() { done <- k.Run(kept) }()
	for some := range slices.Chunk(pages, 20) { // as they come over the API
		if _, err := s.Append(ctx, "paste", begun, some...); err != nil {
			return 0, err
		}
		k.Wake()
	}
	if err := caughtUp(ctx, s, done); err != nil {
		return 0, err
	}
	took := time.Since(begun)
	stop()
	return took, <-done
}

// caughtUp returns when nothing is left to do.
func caughtUp(ctx context.Context, s *store.Store, done <-chan error) error {
	for {
		if current, err := pipeline.Current(ctx, s); err != nil || current {
			return err
		}
		select {
		case err := <-done:
			return errors.Join(errors.New("eval: the stages ended too soon"), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// htmlPages returns the gzipped pages of a folder.
func htmlPages(dir string) ([]stemma.Page, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.html.gz"))
	if err == nil && len(names) == 0 {
		_, err = os.Stat(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	tmp, err := os.MkdirTemp("", "stemma-html")
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	defer os.RemoveAll(tmp)
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("eval: %s: %w", name, err)
		}
		if b, err = io.ReadAll(z); err == nil {
			err = os.WriteFile(filepath.Join(tmp, strings.TrimSuffix(filepath.Base(name), ".gz")), b, 0o600)
		}
		if err != nil {
			return nil, fmt.Errorf("eval: %s: %w", name, err)
		}
	}
	var out []stemma.Page
	for p, err := range read.Pages([]string{tmp}, nil) {
		if err == nil {
			out = append(out, p)
		}
	}
	return out, nil
}

// told is the articles of the sets, and the words by which one telling of them
// differs from the next: those that fewer than one article in toldRare has, in
// lower case. With names alone changed one telling is a copy of the other.
type told struct {
	articles []record
	rare     map[string]bool
}

const toldRare = 10

type record struct {
	URL, Outlet, Title, Published, Text string
}

func readTold(dir string) (*told, error) {
	t := &told{rare: map[string]bool{}}
	in := map[string]int{} // articles
	for _, set := range append(slices.Clone(storySets), "fnc-background") {
		b, err := os.ReadFile(filepath.Join(dir, set+".jsonl"))
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		for line := range bytes.Lines(b) {
			var r record
			if err := json.Unmarshal(line, &r); err != nil {
				return nil, fmt.Errorf("eval: %s: %w", set, err)
			}
			t.articles = append(t.articles, r)
			here := map[string]bool{}
			for w := range strings.FieldsFuncSeq(r.Text, notLetter) {
				if w = strings.ToLower(w); !here[w] {
					here[w] = true
					in[w]++
				}
			}
		}
	}
	for w, n := range in {
		if n*toldRare < len(t.articles) {
			t.rare[w] = true
		}
	}
	return t, nil
}

func notLetter(c rune) bool { return !unicode.IsLetter(c) }

// all returns the articles of the nth telling: each time in other words, so that
// they are other events.
func (t *told) all(n int) []stemma.Page {
	out := make([]stemma.Page, len(t.articles))
	for i, r := range t.articles {
		r.Text, r.Title = t.rename(r.Text, n), t.rename(r.Title, n)
		b, _ := json.Marshal(r) // of strings
		out[i] = stemma.Page{
			Path: fmt.Sprintf("paste:%d.%d", n, i), Format: stemma.Record, Body: b, Text: r.Text, Charset: "utf-8",
			URL: r.URL, Outlet: r.Outlet, Title: r.Title, Published: r.Published,
		}
		if n > 0 {
			out[i].URL = ""
		}
	}
	return out
}

// renamed returns the word that stands for w in the nth telling: its vowels and
// its last letter changed, so that it has as many bytes.
func renamed(w string, n int) string {
	h := uint64(n) * 0x9E3779B97F4A7C15
	for _, c := range []byte(strings.ToLower(w)) {
		h = (h ^ uint64(c)) * 0x100000001B3
	}
	b := []byte(w)
	for i, c := range b {
		h = h*6364136223846793005 + 1442695040888963407
		switch {
		case i > 0 && strings.IndexByte("aeiou", c) >= 0:
			b[i] = "aeiou"[h>>60%5]
		case i == len(b)-1 && 'b' <= c && c <= 'z':
			b[i] = "dlmnrst"[h>>40%7]
		}
	}
	return string(b)
}

// rename changes the rare words in s to those of the nth telling.
func (t *told) rename(s string, n int) string {
	if n == 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexFunc(s, unicode.IsLetter)
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		j := strings.IndexFunc(s, notLetter)
		if j < 0 {
			j = len(s)
		}
		w := s[:j]
		if s = s[j:]; t.rare[strings.ToLower(w)] {
			w = renamed(w, n)
		}
		b.WriteString(w)
	}
	return b.String() + s
}

// renameAll changes the rare words in every string that v reaches, but for those
// that are labels of stemma's own.
func (t *told) renameAll(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && v.Type() == reflect.TypeFor[string]() {
			v.SetString(t.rename(v.String(), n))
		}
	case reflect.Slice:
		for i := range v.Len() {
			t.renameAll(v.Index(i), n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Unit", "Kind", "Frame":
			default:
				t.renameAll(v.Field(i), n)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			t.renameAll(v.Elem(), n)
		}
	}
}

// fill gives a store that holds the first telling the next ones, annotated as that
// one is: other words of the same length stand at the same places.
func (t *told) fill(ctx context.Context, s *store.Store, held int) error {
	at, err := s.Cursor(ctx, pipeline.Annotating)
	if err != nil {
		return err
	}
	for n := 1; at.Seq < int64(held); n++ {
		pages := t.all(n)
		pages = pages[:min(len(pages), held-int(at.Seq))]
		for from := 0; from < len(pages); from += 100 {
			to := min(from+100, len(pages))
			// Read anew each time, for their names are changed.
			told, err := s.Accounts(ctx, int64(from), int64(to))
			if err != nil {
				return err
			}
			err = s.Write(ctx, func(tx *store.Tx) error {
				for i := from; i < to; i++ {
					at.Seq++
					e := store.Entry{Seq: at.Seq, Page: pages[i], Source: "paste", Received: time.Now()}
					if _, err := tx.Append(e); err != nil {
						return err
					}
					if len(told) == 0 || told[0].Seq != int64(i+1) {
						continue // no article was read from it
					}
					a, m := told[0].Article, told[0].Marks
					told = told[1:]
					t.renameAll(reflect.ValueOf(m), n)
					a.ID, a.Path, a.URL = pages[i].ID(), pages[i].Path, ""
					a.Title, a.Text = t.rename(a.Title, n), t.rename(a.Text, n)
					renumber(m, a.ID)
					if err := tx.Put(&store.Account{Seq: at.Seq, Received: e.Received, Path: a.Path, Article: a, Marks: m}); err != nil {
						return err
					}
				}
				return tx.Advance(pipeline.Annotating, at)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// renumber makes m the marks of the article id.
func renumber(m *stemma.Marks, id stemma.ArticleID) {
	m.Article = id
	for i := range m.Quotes {
		m.Quotes[i].Article = id
	}
	for i := range m.Citations {
		m.Citations[i].Article = id
	}
	for i := range m.Claims {
		m.Claims[i].Article = id
	}
	for i := range m.Entities {
		for k := range m.Entities[i].Mentions {
			m.Entities[i].Mentions[k].Article = id
		}
		for k := range m.Entities[i].Attributes {
			m.Entities[i].Attributes[k].Where.Article = id
		}
	}
}

// hold fills a store until it holds so many articles, and then asks for pages
// of the site while more come.
func (t *told) hold(dir string, held int, row func(string, float64) *Row) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { s.Close() }()
	if err := t.fill(ctx, s, held); err != nil {
		return err
	}
	begun := time.Now()
	k := pipeline.NewKeeper(s, pipeline.KeepOptions{Snapshot: filepath.Join(dir, "stories.state")})
	if err := k.CatchUp(ctx); err != nil {
		return err
	}
	row(fmt.Sprintf("articles a second placed and reported on, until %d are held", held), float64(held)/time.Since(begun).Seconds())
	if err := s.Close(); err != nil {
		return err
	}
	begun = time.Now()
	if s, err = store.Open(ctx, dir); err != nil {
		return err
	}
	k = pipeline.NewKeeper(s, pipeline.KeepOptions{Snapshot: filepath.Join(dir, "stories.state")})
	site := serve.New(s, k, serve.Options{})
	kept, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- k.Run(kept) }()
	if _, err := ask(site, "/"); err != nil {
		return err
	}
	row("seconds from start to the first page", time.Since(begun).Seconds()).Cap = 1
	more := t.all(held/len(t.articles) + 1)
	feeding := make(chan error, 1)
	go func() {
		// The 120 a second that the floor asks for, as long as pages are asked for.
		tick := time.NewTicker(time.Second / 6)
		defer tick.Stop()
		for some := range slices.Chunk(more, 20) {
			select {
			case <-tick.C:
			case <-kept.Done():
				feeding <- nil
				return
			}
			if _, err := s.Append(ctx, "paste", time.Now(), some...); err != nil {
				feeding <- err
				return
			}
			k.Wake()
		}
		feeding <- nil
	}()
	stories, err := s.Stories(ctx, store.StoryQuery{By: "latest", Limit: 1 << 20})
	if err != nil {
		return err
	}
	rnd := rand.New(rand.NewPCG(7, 7))
	var story, search []float64
	for i := range 400 {
		st := stories[rnd.IntN(len(stories))]
		ms, err := ask(site, "/story/"+st.ID)
		if err != nil {
			return err
		}
		story = append(story, ms)
		if ms, err = ask(site, "/search?q="+url.QueryEscape(t.words(rnd, 1+i%3))); err != nil {
			return err
		}
		search = append(search, ms)
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	if err := errors.Join(<-done, <-feeding); err != nil {
		return err
	}
	row("story page, milliseconds, half of them less than", percentile(story, 50))
	row("story page, milliseconds, 99 of 100 less than", percentile(story, 99)).Cap = 50
	row("search, milliseconds, half of them less than", percentile(search, 50))
	row("search, milliseconds, 99 of 100 less than", percentile(search, 99)).Cap = 100
	runtime.GC()
	row("MB that the program takes, with what it has of the file in memory", resident()).Cap = 1500
	return nil
}

// words returns n words of some article, of four letters or more.
func (t *told) words(rnd *rand.Rand, n int) string {
	all := strings.FieldsFunc(t.articles[rnd.IntN(len(t.articles))].Text, notLetter)
	all = slices.DeleteFunc(all, func(w string) bool { return len(w) < 4 })
	var out []string
	for range n {
		if len(all) > 0 {
			out = append(out, all[rnd.IntN(len(all))])
		}
	}
	return strings.Join(out, " ")
}

// ask returns how many milliseconds an answer took.
func ask(site http.Handler, path string) (float64, error) {
	r := httptest.NewRequest("GET", path, nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	begun := time.Now()
	site.ServeHTTP(w, r)
	took := time.Since(begun)
	if w.Code >= 400 {
		return 0, fmt.Errorf("eval: %s: status %d", path, w.Code)
	}
	return float64(took.Microseconds()) / 1000, nil
}

// percentile returns the value that p of a hundred values are not above.
func percentile(values []float64, p int) float64 {
	values = slices.Clone(values)
	slices.Sort(values)
	return values[min(len(values)-1, len(values)*p/100)]
}

// resident returns the memory that the system has given to this process, in MB;
// 0 where that cannot be told.
func resident() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	f := strings.Fields(string(b))
	pages, err := strconv.ParseFloat(f[1], 64)
	if err != nil {
		return 0
	}
	return pages * float64(os.Getpagesize()) / 1e6
}
