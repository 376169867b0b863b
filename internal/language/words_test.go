package language

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stemma"
)

// TestWords reads sentences in which strokes and blanks part the words, and
// the text has no strokes.
func TestWords(t *testing.T) {
	for _, want := range []string{
		`The mayor|'s office said it had|n't been told|.`,
		`“|They ca|n’t leave|,|” she said|, “|and we wo|n’t|.|”`,
		`I can|not say what they|'re going to do|: we|'ll wait|.`,
		`A well|-|known|, four|-|year|-|old co-founder sent an e-mail|.`,
		`It cost $|5|m|, £|1.2|bn or US$|40,000|, up 3|%|.`,
		`At 9.30|pm|, 6:15|a.m. and 5 p.m. the U.S.|-|led envoy called|.`,
		`He lives in the U.S|.`,
		`(|He left at 6 p.m|.|)`,
		`Dr. Anna B. Carter Jr. met J.K. Dunn|, Ph.D.|, on Sept. 9|.`,
		`Write to news@example.org or see https://example.org/a_(b)?c=d|.`,
		`(|See www.example.org|, example.co.uk/news and report.pdf|.|)`,
		`Both were shut|.|It rained on example.com|. In all|, 12|pc fell|.`,
		`The 19th century|, the 1990s|, the 70's and '05`,
		`It was closed|.|The bridge opened|.`,
		`Call 555-0143 or 202-555-0143|, pages 20|-|30|, on 9/11 or 1|/|2`,
		`“|Stop|!|” he cried|… and then|... nothing ?!`,
		`the workers|' union|—|not 'em|—|said '|no|'`,
		`O'Hara of R&D at D'Arcy and L'Avenir|'s`,
		`@harbour posted #ferry|, the #|1 tag :)`,
		`gon|na|, do|nt|, I|'d|'ve|, and|/|or|, w/o|, AT&T`,
		`it|s a rule that it|'s shut`,
		`Łódź|, naïve cafés|, 東京|, 👍🏽`,
		`c. 1900|, No. 7|, no|.`,
		"soft\u00adly said\u00a0so\u200b|.",
	} {
		txt := strings.ReplaceAll(want, "|", "")
		var got []string
		for _, w := range Words(txt, stemma.Span{End: len(txt)}) {
			got = append(got, txt[w.Start:w.End])
		}
		words := strings.FieldsFunc(want, func(r rune) bool { return r == '|' || blank(r) })
		if strings.Join(got, "|") != strings.Join(words, "|") {
			t.Errorf("%s\ngot  %q\nwant %q", txt, got, words)
		}
	}
}

// TestWordsLinear holds that hostile text takes no more than its length.
func TestWordsLinear(t *testing.T) {
	for _, unit := range []string{"a", "aa.", "a.", "Aa-", "non-", "a's", "it's'", "1/", "1,", "1-", "9", "a@", "www.", "its ", "'", "(", ".", ":", "a&A", "a*", "A_", "\xff", "\u200d", "ab.cD.", "+1-", "no. "} {
		txt := strings.Repeat(unit, 1<<20/len(unit))
		start := time.Now()
		Words(txt, stemma.Span{End: len(txt)})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%q, over and over, took %v a megabyte", unit, d)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"The U.S. isn't, can't", "a.b.c", "http://(", "x@y", "1,000.5pm", "\xff'", "’’‘’", "AT&T's'em its a", "70's :) ..", "a's's's's"} {
		f.Add(s, 1, 40)
	}
	f.Fuzz(func(t *testing.T, s string, i, j int) {
		if i = min(max(i, 0), len(s)); j < i || j > len(s) {
			j = len(s)
		}
		at := i
		for _, w := range Words(s, stemma.Span{Start: i, End: j}) {
			if w.Start < at || w.End <= w.Start || w.End > j {
				t.Fatalf("word %v after offset %d of %d", w, at, j)
			}
			if strings.IndexFunc(s[w.Start:w.End], blank) >= 0 {
				t.Fatalf("word %q holds a blank", s[w.Start:w.End])
			}
			if strings.TrimFunc(s[at:w.Start], blank) != "" {
				t.Fatalf("%q is left out", s[at:w.Start])
			}
			if utf8.ValidString(s[i:j]) && !utf8.ValidString(s[w.Start:w.End]) {
				t.Fatalf("word %q cuts a rune", s[w.Start:w.End])
			}
			at = w.End
		}
		if strings.TrimFunc(s[at:j], blank) != "" {
			t.Fatalf("%q is left out", s[at:j])
		}
	})
}

func BenchmarkWords(b *testing.B) {
	txt := "“The mayor's office hadn't been told,” said Anna B. Carter, a well-known critic of the $5m plan, at 9.30pm on Tuesday."
	n := len(Words(txt, stemma.Span{End: len(txt)}))
	for b.Loop() {
		Words(txt, stemma.Span{End: len(txt)})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n*b.N), "ns/word")
}
