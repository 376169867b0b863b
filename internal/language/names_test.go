package language

import (
	"strings"
	"testing"

	"stemma"
	"stemma/internal/text"
)

// parsedLines parses a text of one sentence a line.
func parsedLines(txt string) []Sentence {
	var spans []stemma.Span
	at := 0
	for line := range strings.Lines(txt) {
		spans = append(spans, text.Trim(txt, stemma.Span{Start: at, End: at + len(line)}))
		at += len(line)
	}
	return Parse(txt, spans)
}

func TestGazetteer(t *testing.T) {
	for name, want := range map[string]Known{
		"jakarta": KnownCity, "kenya": KnownCountry, "swedish": KnownDemonym, "mayor": KnownTitle,
		"ministry": KnownHead, "street": KnownGround, "elena": KnownFemale, "okafor": KnownSurname, "united nations": KnownBody,
		"united": KnownPrefix, "people's daily": KnownBody, "people": KnownPrefix, "world cup": KnownOther,
	} {
		if got := Gazetteer(name); got&want == 0 {
			t.Errorf("%q is known as %b, without %b", name, got, want)
		}
	}
	for _, name := range []string{"", "qqxx", "united nation", "the"} {
		if got := Gazetteer(name); got&^(KnownPrefix|KnownOther) != 0 {
			t.Errorf("%q is known as %b", name, got)
		}
	}
}

// FuzzNames holds that names are made of words, stand in order and apart.
func FuzzNames(f *testing.F) {
	f.Add("Mayor Tilda Moreau of Hale said the Ministry of Tides was late.\nMs Moreau left.\n")
	f.Add("\xff\xfe A-B C\n\n'S THE OF DE LA X")
	f.Fuzz(func(t *testing.T, s string) {
		sents := parsedLines(s)
		begins, ends := map[int]bool{}, map[int]bool{}
		for _, x := range sents {
			for _, w := range x.Words {
				begins[w.Start], ends[w.End] = true, true
			}
		}
		last := 0
		for _, n := range Names(s, sents) {
			if n.Kind == NoName || n.Start < last || n.Empty() || !begins[n.Start] || !ends[n.End] {
				t.Fatalf("%q: name %v after %d", s, n, last)
			}
			last = n.End
		}
	})
}
