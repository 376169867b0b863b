package cluster

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
)

// TestCopies runs each testdata/copies/*.txtar. The comment says what the case
// shows; every file but the last is an article as it arrives: lines of "key:
// value", an empty line, the text. The last file, want, says what each is of the
// earlier ones, and at the end which count.
func TestCopies(t *testing.T) {
	golden.Cases(t, "testdata/copies/*.txtar", func(t *testing.T, given []txtar.File) string {
		c := NewCopies()
		var b strings.Builder
		for _, f := range given {
			k := Sketched(articleOf(t, f), &stemma.Marks{})
			switch m := c.Add(&k.Prints); {
			case m.Of < 0:
				fmt.Fprintf(&b, "%s: a text of its own\n", f.Name)
			default:
				fmt.Fprintf(&b, "%s: %s of %s; %s\n", f.Name, m.Kind, given[m.Of].Name, m.Why)
			}
		}
		fmt.Fprint(&b, "what counts:")
		for i, f := range given {
			if c.Counts(int32(i)) {
				fmt.Fprint(&b, " ", f.Name)
			}
		}
		b.WriteByte('\n')
		return b.String()
	})
}

// articleOf returns the article that f describes; a paragraph is a block.
func articleOf(t testing.TB, f txtar.File) *stemma.Article {
	head, body, ok := strings.Cut(string(f.Data), "\n\n")
	if !ok {
		t.Fatalf("%s has no text", f.Name)
	}
	a := &stemma.Article{ID: stemma.ArticleID(f.Name), Language: "en", Text: body}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch value = strings.TrimSpace(value); key {
		case "outlet":
			a.Outlet = value
		case "url":
			a.URL = value
		case "title":
			a.Title = value
		case "published":
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			a.Published = stemma.Date{From: at, To: at.Add(time.Minute), Precision: stemma.Minute}
		case "nothing known": // a header has a line at least
		default:
			t.Fatalf("%s: no key %q", f.Name, key)
		}
	}
	a.Blocks = paragraphs(body)
	return a
}

// paragraphs returns a block for every paragraph; one in brackets is furniture.
func paragraphs(s string) []stemma.Block {
	var out []stemma.Block
	at := 0
	for _, p := range strings.SplitAfter(s, "\n\n") {
		kind := stemma.Body
		if strings.HasPrefix(p, "[") {
			kind = stemma.Furniture
		}
		if n := len(strings.TrimRight(p, "\n")); n > 0 {
			out = append(out, stemma.Block{Kind: kind, Span: stemma.Span{Start: at, End: at + n}, Why: "a paragraph"})
		}
		at += len(p)
	}
	return out
}

func TestPlainURL(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://www.example.org/news/42", "example.org/news/42"},
		{"http://example.org/news/42/", "example.org/news/42"},
		{"HTTPS://M.Example.org/news/42?utm_source=feed&utm_medium=rss#top", "example.org/news/42"},
		{"https://amp.example.org/news/42.amp", "example.org/news/42"},
		{"https://example.org/amp/news/42/amp/", "example.org/news/42"},
		{"https://example.org/news/42/index.html", "example.org/news/42"},
		{"https://www.google.com/amp/s/www.example.org/news/42", "example.org/news/42"},
		{"https://example-org.cdn.ampproject.org/c/s/example.org/news/42?amp=1", "example.org/news/42"},
		{"https://example.org/story.php?page=2&id=42&fbclid=abc", "example.org/story.php?id=42&page=2"},
		{"https://example.org/?p=42", "example.org/?p=42"},
		{"https://example.org/News/42", "example.org/News/42"}, // case matters in a path
		{"https://m.org/a", "m.org/a"},
		{"https://www.example.org/", ""}, // a front page
		{"https://example.org", ""},
		{"news/42", ""},
		{"://", ""},
		{"", ""},
	} {
		if got := plainURL(c.in); got != c.want {
			t.Errorf("plainURL(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// Codes have the order of their hashes, and tell small ones apart as well as
// large ones.
func TestCode(t *testing.T) {
	last := uint16(0)
	for h := uint64(0); h <= 1<<32-1; h += 1 + h>>10 {
		c := code(uint32(h))
		if c < last {
			t.Fatalf("code(%d) = %d, less than %d of a lesser hash", h, c, last)
		}
		if h > 1<<18 && code(uint32(h-h>>11)) == c {
			t.Fatalf("code(%d) = %d, as of a hash less by a 2048th", h, c)
		}
		last = c
	}
	if last = code(1<<32 - 1); last != 1<<16-1 {
		t.Errorf("the greatest code is %d", last)
	}
}

// An index leads to the newest articles of each print, however it has grown.
func TestPrintIndex(t *testing.T) {
	x := newPrintIndex()
	want := map[uint32][]int32{}
	r := rand.New(rand.NewPCG(1, 1))
	for at := range int32(20_000) {
		h := uint32(r.ExpFloat64() * 1000)
		x.add(h, at)
		want[h] = append(want[h], at)
	}
	for h, all := range want {
		var got []int32
		for _, l := range x.find(nil, h) {
			got = append(got, int32(l))
		}
		slices.Sort(got)
		if newest := all[max(0, len(all)-mostHeld):]; !slices.Equal(got, newest) {
			t.Fatalf("print %d leads to %v, want %v", h, got, newest)
		}
	}
	if got := x.find(nil, 1<<31); len(got) > 0 {
		t.Errorf("a print of no article leads to %v", got)
	}
}

// Of a chain of versions exactly one article counts, in whatever order they come.
func TestOneVersionCounts(t *testing.T) {
	var words []string
	for i := range 120 {
		words = append(words, fmt.Sprintf("word%d", i))
	}
	version := func(i int) *Sketch {
		w := slices.Clone(words)
		w[10*i], w[10*i+5] = "changed", fmt.Sprintf("number%d", i)
		s := strings.Join(w, " ")
		a := &stemma.Article{ID: stemma.ArticleID(fmt.Sprint(i)), URL: "https://example.org/a", Text: s, Blocks: paragraphs(s)}
		at := time.Date(2026, 3, 1, i, 0, 0, 0, time.UTC)
		a.Published = stemma.Date{From: at, To: at.Add(time.Minute), Precision: stemma.Minute}
		return Sketched(a, &stemma.Marks{})
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		c := NewCopies()
		order := r.Perm(10)
		for _, i := range append(order, 3, 9) { // two come twice
			k := version(i)
			c.Add(&k.Prints)
		}
		for at, i := range order {
			if c.Counts(int32(at)) != (i == 9) {
				t.Fatalf("in the order %v version %d counts: %v", order, i, c.Counts(int32(at)))
			}
		}
		if c.Counts(10) || c.Counts(11) {
			t.Fatalf("in the order %v a version that came again counts", order)
		}
	}
}

// FuzzCopies holds of any two texts, and any two addresses, that prints keep
// their rules, that a match is an earlier article, that of both at least one
// counts, and that a text which comes again is known if it is long enough.
func FuzzCopies(f *testing.F) {
	f.Add("The ferry ran aground.\n\nNobody was hurt.", "The ferry ran aground.", "https://example.org/a", "https://m.example.org/a/")
	f.Add("", "[furniture]", "", "%%%")
	f.Add("\xff\xfe one two", strings.Repeat("no ", 300), "://", "http://[::1")
	f.Fuzz(func(t *testing.T, a, b, urlA, urlB string) {
		c := NewCopies()
		var of []Prints
		for i, x := range []*stemma.Article{versionOf(a), versionOf(b), versionOf(a)} {
			x.URL = [...]string{urlA, urlB, urlB}[i]
			p := printsOf(x)
			if len(p.Of) > maxPrints || !slices.IsSortedFunc(p.Of, func(x, y Print) int { return cmp.Compare(x.Hash, y.Hash) }) {
				t.Fatalf("prints %v", p.Of)
			}
			for _, x := range p.Of {
				if x.Part >= printParts {
					t.Fatalf("a print in part %d", x.Part)
				}
			}
			m := c.Add(&p)
			if m.Of >= int32(i) || m.Likeness < 0 || m.Likeness > 1 || (m.Of >= 0) != (m.Why != "") || m.Gone > int32(i) {
				t.Fatalf("article %d is %+v", i, m)
			}
			of = append(of, p)
		}
		if len(of[0].Of) >= leastPrints && c.held[2].of < 0 {
			t.Fatalf("%q comes again and is not known", a)
		}
		if !c.Counts(0) && !c.Counts(1) && !c.Counts(2) {
			t.Fatal("no version counts")
		}
	})
}

// BenchmarkPrints makes the prints of a text of 2 KB.
func BenchmarkPrints(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var s strings.Builder
	for s.Len() < 2048 {
		fmt.Fprintf(&s, "the word%d of ", r.IntN(2000))
	}
	a := versionOf(s.String())
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		printsOf(a)
	}
}

// BenchmarkCopies looks texts up among 100,000 that are held, none of them a copy; half
// of their prints are stock phrases.
func BenchmarkCopies(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	random := func() *Prints {
		p := &Prints{Text: r.Uint32()}
		for range maxPrints {
			h := r.Uint32() >> 1
			if h%2 == 0 {
				h %= 20_000
			}
			p.Of = append(p.Of, Print{Hash: h, Part: uint8(r.IntN(printParts))})
		}
		slices.SortFunc(p.Of, func(x, y Print) int { return cmp.Compare(x.Hash, y.Hash) })
		p.Of = slices.CompactFunc(p.Of, func(x, y Print) bool { return x.Hash == y.Hash })
		return p
	}
	c := NewCopies()
	for range 100_000 {
		c.Add(random())
	}
	var more []*Prints
	for range 10_000 {
		more = append(more, random())
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		c.Find(more[i%len(more)])
	}
}
