package speech

import (
	"strings"
	"testing"
	"unicode/utf8"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// find reads each line of txt as a paragraph.
func find(txt string) []Attribution {
	var blocks []Block
	at := 0
	for line := range strings.Lines(txt) {
		s := text.Trim(txt, stemma.Span{Start: at, End: at + len(line)})
		at += len(line)
		if !s.Empty() {
			blocks = append(blocks, Block{Span: s, Body: true, Sents: language.Parse(txt, text.Sentences(txt, s))})
		}
	}
	return Find(txt, blocks, Quotations(txt, blocks))
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ in, source, cue, content, more string }{
		{"The mayor said the bridge was safe.", "The mayor", "said", "the bridge was safe", ""},
		{"“The bridge is safe,” said Ann Oke, the mayor of Leith.", "Ann Oke, the mayor of Leith", "said", "“The bridge is safe,”", "head Ann Oke"},
		{"“It held,” Ann Oke said, “but only just.”", "Ann Oke", "said", "“It held,” / “but only just.”", ""},
		{"The ferry was late, according to the Harbour Board.", "the Harbour Board", "according to", "The ferry was late", ""},
		{"Tom Vane told the Eastern Courier in an interview that nobody was hurt.", "Tom Vane", "told", "that nobody was hurt", "to the Eastern Courier in an interview"},
		{"The driver did not say that the brakes had failed.", "The driver", "say", "that the brakes had failed", "denied"},
		{"If the inspectors say that the hull is sound, the ship will sail.", "the inspectors", "say", "that the hull is sound", "hypothetical"},
		{"The board criticised the decision to close the pier.", "The board", "criticised", "the decision to close the pier", ""},
		{"The captain was quoted by local media as saying the hull was cracked.", "The captain", "saying", "the hull was cracked", "via local media"},
	} {
		found := find(c.in)
		if len(found) == 0 {
			t.Errorf("%s: nothing found", c.in)
			continue
		}
		a := found[0]
		words := func(s stemma.Span) string { return c.in[s.Start:s.End] }
		var content []string
		for _, s := range a.Content {
			content = append(content, words(s))
		}
		if words(a.Source) != c.source || words(a.Cue) != c.cue || strings.Join(content, " / ") != c.content {
			t.Errorf("%s: %q %q %q", c.in, words(a.Source), words(a.Cue), content)
		}
		var more []string
		add := func(on bool, s string) {
			if on {
				more = append(more, s)
			}
		}
		add(a.Head != a.Source, "head "+words(a.Head))
		add(!a.Addressee.Empty(), "to "+words(a.Addressee))
		add(!a.Medium.Empty(), "in "+words(a.Medium))
		add(!a.Via.Empty(), "via "+words(a.Via))
		add(a.Negated, "denied")
		add(a.Hypothetical, "hypothetical")
		if got := strings.Join(more, " "); got != c.more {
			t.Errorf("%s: %q, want %q", c.in, got, c.more)
		}
	}
}

// FuzzFind holds that spans are cut from the text, cleanly.
func FuzzFind(f *testing.F) {
	f.Add("“I saw it,” she said, “and ran.” He did not say why: “No.”\nAccording to AFP, \"it was over")
	f.Add("said said said, according to to : ' ” “ he “")
	f.Fuzz(func(t *testing.T, txt string) {
		if len(txt) > 1<<12 || !utf8.ValidString(txt) {
			t.Skip()
		}
		for _, a := range find(txt) {
			for _, s := range append([]stemma.Span{a.Cue, a.Source, a.Head, a.Addressee, a.Medium, a.Via, a.Speaker}, a.Content...) {
				if s.Start < 0 || s.Start > s.End || s.End > len(txt) || !utf8.ValidString(txt[s.Start:s.End]) {
					t.Fatalf("%v is no span of %q", s, txt)
				}
			}
			if a.Cue.Empty() || len(a.Content) == 0 {
				t.Fatalf("%+v of %q", a, txt)
			}
		}
	})
}

// BenchmarkFind reads a paragraph that is parsed already.
func BenchmarkFind(b *testing.B) {
	txt := "The ferry, which had 129 people on board, struck a pier near the old harbour on Saturday, the port authority said in a statement. " +
		"“Nobody was badly hurt,” Ann Oke, a spokeswoman, told the Eastern Courier, adding that an inquiry would open. Critics blamed the board for the delay."
	sp := stemma.Span{End: len(txt)}
	blocks := []Block{{Span: sp, Body: true, Sents: language.Parse(txt, text.Sentences(txt, sp))}}
	words := 0
	for _, s := range blocks[0].Sents {
		words += len(s.Words)
	}
	for b.Loop() {
		Find(txt, blocks, Quotations(txt, blocks))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*words), "ns/word")
}
