package cluster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
	"stemma/internal/text"
)

// TestDiff runs each testdata/diff/*.txtar: an old version of a report, a new
// one, and the edits between them.
func TestDiff(t *testing.T) {
	golden.Cases(t, "testdata/diff/*.txtar", func(t *testing.T, given []txtar.File) string {
		if len(given) != 2 {
			t.Fatal("a case is an old version, a new one, and what is wanted")
		}
		old, new := versionOf(string(given[0].Data)), versionOf(string(given[1].Data))
		edits := Diff(old, new)
		checkEdits(t, old, new, edits)
		var b strings.Builder
		for _, e := range edits {
			fmt.Fprintf(&b, "%s %v %q → %v %q\n", e.Kind, e.Old, old.Words(e.Old), e.New, new.Words(e.New))
		}
		return b.String()
	})
}

// versionOf returns s as a report whose paragraphs are its blocks.
func versionOf(s string) *stemma.Article {
	s = strings.ToValidUTF8(s, "?")
	return &stemma.Article{Text: s, Blocks: paragraphs(s)}
}

// checkEdits fails unless the edits fit both texts, and what they leave of the
// one is what they leave of the other: applied to the old words they give the new.
func checkEdits(t *testing.T, old, new *stemma.Article, edits []stemma.Edit) {
	t.Helper()
	var gone, come []stemma.Span
	for _, e := range edits {
		for _, v := range []struct {
			a *stemma.Article
			s stemma.Span
		}{{old, e.Old}, {new, e.New}} {
			if err := v.a.Check(v.s); err != nil {
				t.Fatal(err)
			}
			if v.s.Len() > 0 && !slices.ContainsFunc(v.a.Blocks, func(b stemma.Block) bool { return b.Kind.Reported() && b.Span.Contains(v.s) }) {
				t.Fatalf("%v is not inside one block", v.s)
			}
		}
		if want := map[stemma.EditKind][2]bool{
			stemma.Deleted: {true, false}, stemma.Inserted: {false, true}, stemma.Replaced: {true, true}, stemma.Moved: {true, true},
		}[e.Kind]; want != [2]bool{!e.Old.Empty(), !e.New.Empty()} {
			t.Fatalf("%s from %v to %v", e.Kind, e.Old, e.New)
		}
		if e.Kind == stemma.Moved && !slices.Equal(wordsIn(old, e.Old), wordsIn(new, e.New)) {
			t.Fatalf("moved %q, which is %q", old.Words(e.Old), new.Words(e.New))
		}
		if n := len(come); n > 0 && e.New.Start < come[n-1].End {
			t.Fatalf("%v comes after %v", e.New, come[n-1])
		}
		gone, come = append(gone, e.Old), append(come, e.New)
	}
	if a, b := left(t, old, gone), left(t, new, come); !slices.Equal(a, b) {
		t.Fatalf("the edits leave %q of the old text and %q of the new", a, b)
	}
}

// left returns the reported words of a outside the spans, each of which covers
// whole words.
func left(t *testing.T, a *stemma.Article, spans []stemma.Span) []string {
	t.Helper()
	var out []string
	covered := 0
	for _, b := range a.Blocks {
		if !b.Kind.Reported() {
			continue
		}
		for _, w := range text.Tokens(a.Text, b.Span) {
			n := 0
			for _, s := range spans {
				if s.Contains(w.Span) {
					n++
				} else if s.Overlap(w.Span) > 0 {
					t.Fatalf("%v cuts the word %q", s, a.Words(w.Span))
				}
			}
			switch n {
			case 0:
				out = append(out, a.Words(w.Span))
			case 1:
				covered++
			default:
				t.Fatalf("the word %q at %v is in %d edits", a.Words(w.Span), w.Span, n)
			}
		}
	}
	return out
}

func wordsIn(a *stemma.Article, s stemma.Span) []string {
	var out []string
	for _, w := range text.Tokens(a.Text, s) {
		out = append(out, a.Words(w.Span))
	}
	return out
}

func FuzzDiff(f *testing.F) {
	f.Add("One. Two.\n\nThree.", "One.\n\nThree. Two.")
	f.Add("[furniture]\n\nthe same words", "the same\n\n[x]\n\nwords")
	f.Add("a a a a b", "b a a a a")
	f.Add("", "\n\n\x80")
	f.Fuzz(func(t *testing.T, a, b string) {
		old, new := versionOf(a), versionOf(b)
		checkEdits(t, old, new, Diff(old, new))
	})
}

// The differences of random texts over few words, which have many ways to be
// told, hold as well.
func TestDiffOfFewWords(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	random := func(n int) *stemma.Article {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"one ", "two ", "three ", ". ", "the ", "\n\n"}[r.IntN(6)])
		}
		return versionOf(b.String())
	}
	for range 2000 {
		old, new := random(r.IntN(40)), random(r.IntN(40))
		checkEdits(t, old, new, Diff(old, new))
	}
	old, new := random(20_000), random(20_000) // too far apart for the shortest
	if edits := Diff(old, new); len(edits) == 0 {
		t.Error("no edits between two random texts")
	}
	if edits := Diff(old, old); len(edits) > 0 {
		t.Errorf("%d edits between a text and itself", len(edits))
	}
}

func BenchmarkDiff(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 7))
	var old []string
	for range 800 {
		old = append(old, fmt.Sprintf("word%d", r.IntN(300)))
	}
	new := slices.Clone(old)
	for range 40 {
		new[r.IntN(len(new))] = "changed"
	}
	revised := func(words []string) *stemma.Article { return versionOf(strings.Join(words, " ")) }
	shuffled := slices.Clone(old)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, c := range []struct {
		name string
		a, b *stemma.Article
	}{
		{"revision of 800 words", revised(old), revised(new)},
		{"800 words shuffled", revised(old), revised(shuffled)},
		{"100000 words shuffled", revised(slices.Repeat(old, 125)), revised(slices.Repeat(shuffled, 125))},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Diff(c.a, c.b)
			}
		})
	}
}
