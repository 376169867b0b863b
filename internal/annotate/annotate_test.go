package annotate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stemma"
	"stemma/internal/text"
)

// pasted returns an article of s, every paragraph of which is body.
func pasted(s string) *stemma.Article {
	a := &stemma.Article{ID: "a", Text: strings.ToValidUTF8(s, "\ufffd")}
	at := 0
	for line := range strings.Lines(a.Text) {
		sp := text.Trim(a.Text, stemma.Span{Start: at, End: at + len(line)})
		at += len(line)
		if !sp.Empty() {
			a.Blocks = append(a.Blocks, stemma.Block{Kind: stemma.Body, Span: sp, Why: "a line"})
		}
	}
	return a
}

// FuzzAnnotate holds that every mark fits its article, that direct and mixed
// quotes do not overlap, and that annotating twice gives the same marks.
func FuzzAnnotate(f *testing.F) {
	f.Add("“I ran,” Ann Oke said. “Then I fell.\n“It hurt.”\n'No', the mayor of Leith told AFP, adding that it rained.")
	f.Add("LEITH (AP) — \"He left\", said Ray Hale, 43, director of the Port Authority (PA). She wrote: «Non.»")
	f.Add("According to police, it is believed. who said , , said. told . \" ' ‘ ’ ” “ „ » «")
	f.Fuzz(func(t *testing.T, s string) {
		a := pasted(s)
		m := Article(a)
		check := func(what string, sp stemma.Span) {
			if err := a.Check(sp); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		end := 0
		for _, q := range m.Quotes {
			check("quote", q.Span)
			check("speaker", q.SpeakerSpan)
			check("cue", q.CueSpan)
			if q.Kind == stemma.Indirect {
				continue
			}
			if q.Span.Empty() || q.Span.Start < end {
				t.Fatalf("quote %v after %d", q.Span, end)
			}
			end = q.Span.End
		}
		for _, at := range m.Attributions {
			check("source", at.Source)
			check("cue", at.Cue)
			if len(at.Content) == 0 {
				t.Fatal("attribution without content")
			}
			for _, c := range at.Content {
				check("content", c)
			}
		}
		for _, c := range m.Citations {
			check("citation", c.Span)
			if c.Source == "" || c.Span.Empty() {
				t.Fatalf("citation of %q at %v", c.Source, c.Span)
			}
		}
		for _, e := range m.Entities {
			if e.Name == "" || len(e.Mentions) == 0 {
				t.Fatalf("entity %q with %d mentions", e.Name, len(e.Mentions))
			}
			for _, x := range e.Mentions {
				check("mention", x.Span)
			}
		}
		if d := cmp.Diff(m, Article(a)); d != "" {
			t.Fatalf("annotating twice: %s", d)
		}
	})
}
