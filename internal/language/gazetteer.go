package language

import (
	_ "embed"
	"strings"

	"stemma/internal/text"
)

// The gazetteer holds names by what they are known to name. It is evidence for
// the recogniser, never a verdict: "Jordan" is a country, a given name and a
// surname. Layout, little-endian: the number of entries n and of slots s; s
// slots of a hash table holding an entry + 1, 0 if empty; n + 1 offsets into the
// names; n classes of two bytes; the names, folded, their words joined by a
// blank. cmd/train makes it; gazetteer.md names the sources and their licences.
//
//go:embed gazetteer.bin
var gazetteerData string

// A Known is what a name is known to name, a set.
type Known uint16

// What a name can be known as.
const (
	KnownCountry Known = 1 << iota // a country, or a part of the world
	KnownRegion                    // a state, province or county
	KnownCity                      // at least 100,000 people
	KnownTown                      // at least 15,000 people
	KnownPlace                     // any other place: rivers, quarters
	KnownFemale                    // a given name, mostly a woman's
	KnownMale                      // a given name, mostly a man's
	KnownSurname                   // a family name
	KnownPerson                    // one person
	KnownBody                      // an organisation, a company, a team
	KnownDemonym                   // a people, a faith, a language: "French"
	KnownOther                     // an event, a work, a holiday
	KnownTitle                     // stands before a person's name: "Mayor"
	KnownHead                      // heads an organisation's name: "Ministry"
	KnownGround                    // heads a place's name: "Street"
	KnownPrefix                    // a longer entry begins with it
)

// maxGazetteer is how many words an entry has at most.
const maxGazetteer = 4

// Gazetteer returns what a folded name is known as.
func Gazetteer(folded string) Known {
	n, s := gaz32(0), gaz32(4)
	offsets := 8 + 4*s
	classes := offsets + 4*(n+1)
	names := classes + 2*n
	for i := Hash(folded) & (s - 1); ; i = (i + 1) & (s - 1) {
		e := gaz32(8 + 4*i)
		if e == 0 {
			return 0
		}
		from, to := names+gaz32(offsets+4*(e-1)), names+gaz32(offsets+4*e)
		if gazetteerData[from:to] == folded {
			at := classes + 2*(e-1)
			return Known(gazetteerData[at]) | Known(gazetteerData[at+1])<<8
		}
	}
}

func gaz32(at uint32) uint32 {
	s := gazetteerData[at : at+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// IsDemonym reports whether a capitalised word names a people, a faith or a
// language.
func IsDemonym(word string) bool { return Gazetteer(text.Fold(word))&KnownDemonym != 0 }

// IsTitle reports whether a word stands before people's names as a title.
func IsTitle(word string) bool {
	return Gazetteer(strings.TrimSuffix(text.Fold(word), "."))&KnownTitle != 0
}
