package annotate

import (
	"fmt"
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

// article is an original, fictional account of some 2,500 bytes.
const article = `Ferry strikes pier in Quill Harbour, 14 hurt
Fourteen people were hurt when a ferry struck a pier in Quill Harbour on Tuesday evening, the coastguard said.
The Marlowe Queen was carrying 212 passengers and nine crew from Osmund Island when it hit the north pier shortly after 18:40, according to the Harbour Safety Board (HSB).
"It came in much too fast, and then there was a bang like thunder," said Petra Lindqvist, 34, a teacher who was waiting for her brother. "People were thrown off their feet."
Mayor Idris Vaughan-Bell told the Quill Harbour Gazette that two of the injured were in a serious condition. He praised the crew and said the town would "stand by every family".
In a statement posted on Facebook, the ferry line said it was working with investigators. "Our thoughts are with all those affected," it added.
The captain, Tobias Renn, 51, was questioned by police and released without charge, a spokesman told Northern Wire Service.
“The wind was no stronger than usual,” Renn said in an interview with Radio Osmund. “I put the engines astern and nothing happened.
“I have made this crossing four thousand times.”
The HSB says its inspectors found that a hydraulic line had failed, but warned that it was too early to name a cause.
Dr Mirela Kostova, medical director of St Alban's Hospital, said three patients had been operated on overnight, adding that "all of them are awake".
Opposition councillors accuse the line of putting off repairs. The company denies this.
A similar accident in 2009 killed one deckhand. The driver of a forklift, who asked not to be named, described the pier as "held together with paint".
She said she had seen the ferry come in "at twice the speed" on other evenings. Officials have not commented on the claim.
The pier will stay closed until Friday while divers examine its piles, the harbour master said. Replacement buses are to run from the south quay, where the fare will be waived.
`

func BenchmarkAnnotate(b *testing.B) {
	a := pasted(article)
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		Article(a)
	}
}

// BenchmarkHostile shows that the work grows with the length of texts that are
// no articles, and not with its square: the rates of one kind stay alike.
func BenchmarkHostile(b *testing.B) {
	for _, k := range []struct{ name, unit string }{
		{"marks", "\" “ ' ” ‘ « "},
		{"doubles", `"`},
		{"letters", "x"},
		{"names", "Ann Oke Of The Hale "},
		{"cues", "he said that she said, "},
		{"lines", "“He said so.\n"},
		{"brackets", "Ann Oke (AO), a spokesman, said. "},
	} {
		for _, size := range []int{1 << 16, 1 << 18, 1 << 20} {
			a := pasted(strings.Repeat(k.unit, size/len(k.unit)))
			b.Run(fmt.Sprintf("%s/%dk", k.name, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(a.Text)))
				for b.Loop() {
					Article(a)
				}
			})
		}
	}
}

// TestUncued: a long quotation that no cue reports is an attribution all the
// same, of whoever spoke last if nothing stands between.
func TestUncued(t *testing.T) {
	a := pasted("Ann Oke said the bridge had been shut since dawn.\n“We will not open it before the divers are back and have told us what they saw.”\n")
	var got []string
	for _, x := range Article(a).Attributions {
		if x.Cue.Empty() {
			got = append(got, x.Name+": "+a.Words(x.Content[0]))
		}
	}
	want := "Ann Oke: “We will not open it before the divers are back and have told us what they saw.”"
	if len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %q alone", got, want)
	}
}
