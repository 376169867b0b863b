package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	snowball "github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/google/go-cmp/cmp"

	"stemma"
)

func all(s string) stemma.Span { return stemma.Span{End: len(s)} }

func TestSentences(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Mr. Hale met Dr. Ito. They spoke.", "Mr. Hale met Dr. Ito.|They spoke."},
		{"It sank at 5 p.m. Tuesday. No one drowned.", "It sank at 5 p.m. Tuesday.|No one drowned."},
		{"It sank at 5 p.m. She saw it.", "It sank at 5 p.m.|She saw it."},
		{"George W. Moss of the U.S. Coast Guard spoke.", "George W. Moss of the U.S. Coast Guard spoke."},
		{"He left the U.S. The trip was short.", "He left the U.S.|The trip was short."},
		{"“Was he there?” she asked. Nobody knew.", "“Was he there?” she asked.|Nobody knew."},
		{"It opens on Jan. 5. She will come.", "It opens on Jan. 5.|She will come."},
		{"A hard\nwrapped line. Another\none.", "A hard\nwrapped line.|Another\none."},
		{"Shares fell to $1.25bn. Acme Inc. said so.", "Shares fell to $1.25bn.|Acme Inc. said so."},
		{"I ran... Then I fell.", "I ran...|Then I fell."},
	} {
		var got []string
		for _, s := range Sentences(tt.in, all(tt.in)) {
			got = append(got, tt.in[s.Start:s.End])
		}
		if d := cmp.Diff(tt.want, strings.Join(got, "|")); d != "" {
			t.Errorf("Sentences(%q): -want +got\n%s", tt.in, d)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Hale’s four-year-old didn't cry.", "Hale|’s|four|-|year|-|old|didn't|cry|."},
		{"At 5.10am, 10,000 left.", "At|5.10am|,|10,000|left|."},
	} {
		var got []string
		for _, k := range Tokens(tt.in, all(tt.in)) {
			got = append(got, tt.in[k.Start:k.End])
		}
		if d := cmp.Diff(tt.want, strings.Join(got, "|")); d != "" {
			t.Errorf("Tokens(%q): -want +got\n%s", tt.in, d)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"Élysée": "elysee", "DON’T": "don't", "plain": "plain"} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	if a, b := Stem("rescued"), Stem("rescue"); a != b {
		t.Errorf("Stem: %q, %q differ", a, b)
	}
}

// The stem of a word is the stemmer's, whatever words were asked for before.
func TestStem(t *testing.T) {
	syllables := []string{"ma", "lor", "ti", "ness", "bri", "ed", "ful"}
	for range 2 {
		for i := range 3 * stemsKept {
			w := fmt.Sprintf("%s%c%sings", syllables[i%7], 'a'+i%26, syllables[i/7%7]+syllables[i/49%7]+syllables[i/343%7])
			env := snowball.NewEnv(w)
			english.Stem(env)
			if got := Stem(w); got != env.Current() {
				t.Fatalf("Stem(%q) = %q, not %q", w, got, env.Current())
			}
		}
	}
}

// FuzzCut holds that no span leaves its text or cuts a rune, that spans stand
// in order, and that sentences and tokens lose nothing but white space.
func FuzzCut(f *testing.F) {
	f.Add("“Was he there?” she asked. Mr. Hale’s U.S. trip… ended.\n\nNo.")
	f.Add("\xff\xfe. a\u0301. A")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			s = strings.ToValidUTF8(s, "\ufffd")
		}
		a := &stemma.Article{Text: s}
		var sents strings.Builder
		end := 0
		for _, sp := range Sentences(s, all(s)) {
			if sp.Start < end || sp.Empty() {
				t.Fatalf("sentence %v after %d", sp, end)
			}
			end = sp.End
			sents.WriteString(a.Words(sp))
		}
		end = 0
		for _, tk := range Tokens(s, all(s)) {
			if tk.Start < end || tk.Empty() {
				t.Fatalf("token %v after %d", tk, end)
			}
			end = tk.End
			a.Words(tk.Span) // panics on a span that does not fit
		}
		bare := strings.Join(strings.Fields(s), "")
		if got := strings.Join(strings.Fields(sents.String()), ""); got != bare {
			t.Fatalf("sentences hold %q, want %q", got, bare)
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	s := strings.Repeat("Four people were taken to hospital, the fire service said on Tuesday. ", 30)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Tokens(s, all(s))
	}
}

func BenchmarkSentences(b *testing.B) {
	s := strings.Repeat("Four people were taken to hospital, the fire service said on Tuesday. ", 30)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Sentences(s, all(s))
	}
}
