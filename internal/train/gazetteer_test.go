package train

import (
	"slices"
	"testing"

	"stemma/internal/language"
)

func TestUnpack(t *testing.T) {
	// "hale", "hales" and "harbour", and a symbol for the ending "ing".
	for packed, want := range map[string][]string{
		"ha0;le,rbour":         {"hale", "harbour"},
		"ha0;le0,rbour;!s":     {"hale", "hales", "harbour"},
		"0:2;sail0,mend0;;ing": {"sailing", "mending"},
	} {
		if got := unpack(packed); !slices.Equal(got, want) {
			t.Errorf("%q holds %q, want %q", packed, got, want)
		}
	}
	for s, want := range map[string]int{"0": 0, "9": 9, "A": 10, "Z": 35, "00": 36, "01": 37, "10": 72} {
		if got := efrtNumber(s); got != want {
			t.Errorf("%q is %d, want %d", s, got, want)
		}
	}
}

func TestGazetteerEntries(t *testing.T) {
	g := gazetteer{}
	g.add("São Tomé", language.KnownCity)
	g.add("Asia-Pacific Forum", language.KnownBody)
	g.add("Hale (upon Tide)", language.KnownCity)
	g.people("swedan")
	for name, want := range map[string]language.Known{
		"sao tome": language.KnownCity, "sao": language.KnownPrefix, "asia": language.KnownPrefix, "asia-pacific": language.KnownPrefix,
		"asia-pacific forum": language.KnownBody, "swedan": language.KnownDemonym, "swedans": language.KnownDemonym, "hale": 0,
	} {
		if g[name] != want {
			t.Errorf("%q is known as %b, want %b", name, g[name], want)
		}
	}
}
