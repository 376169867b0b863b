package cluster

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"stemma"
	"stemma/internal/text"
)

// maxPrints is how many prints an article keeps: those with the least hashes, so
// that of two articles the same runs of words are kept (bottom-k sketches, Broder
// 1997). More of them tell a rewritten copy from a report of one's own that
// quotes the same people; eval's table "copies" has what fewer cost.
const maxPrints = 64

// printParts is how many equal parts a text has, to tell words that are shared
// all through it from one long quotation.
const printParts = 8

// Prints tell the same text again from another one.
type Prints struct {
	Text    uint32 // hash of all the words; 0 if there are none
	Address uint32 // hash of the URL in its plainest form; 0 if unknown
	Outlet  uint32 // hash of the outlet's name; 0 if unknown
	From    int32  // the publication's interval in minutes since 1970; both 0 if unknown
	To      int32
	Of      []Print // at most maxPrints, by hash, none twice
}

// A Print stands for two neighbouring content words of a reported text.
//
// Function words are left out before, so that two words reach as far as four do
// and say more: of a text of which three words in ten are replaced 0.45 of these
// pairs are left, 0.36 of three and 0.25 of four words as they stand, while two
// reports of one event by different writers share as little of the one as of the
// other.
type Print struct {
	Hash uint32
	Part uint8 // the part of the text where it first stands, of printParts
}

// printsOf returns the prints of what a reports: body, titles, headings and
// captions, without furniture, credits and bylines.
func printsOf(a *stemma.Article) Prints {
	p := Prints{Address: nameHash(plainURL(a.URL)), Outlet: nameHash(text.Fold(strings.TrimSpace(a.Outlet)))}
	if a.Published.Known() {
		p.From, p.To = int32(a.Published.From.Unix()/60), int32(a.Published.To.Unix()/60)
	}
	var words []uint64 // their hashes
	var content []int  // which of them are content words
	for _, b := range a.Blocks {
		if !b.Kind.Reported() {
			continue
		}
		for _, t := range text.Tokens(a.Text, b.Span) {
			if t.Kind == text.Mark {
				continue
			}
			w := text.Fold(a.Text[t.Start:t.End])
			if !text.IsFunction(w) {
				content = append(content, len(words))
			}
			words = append(words, xxh3.HashString(w))
		}
	}
	if len(words) == 0 {
		return p
	}
	all := make([]byte, 0, 8*len(words))
	for _, w := range words {
		all = binary.LittleEndian.AppendUint64(all, w)
	}
	p.Text = uint32(xxh3.Hash(all)) | 1
	var pair [16]byte
	for i := 1; i < len(content); i++ {
		first := content[i-1]
		binary.LittleEndian.PutUint64(pair[:8], words[first])
		binary.LittleEndian.PutUint64(pair[8:], words[content[i]])
		p.Of = append(p.Of, Print{Hash: uint32(xxh3.Hash(pair[:])), Part: uint8(first * printParts / len(words))})
	}
	slices.SortFunc(p.Of, func(x, y Print) int { return cmp.Or(cmp.Compare(x.Hash, y.Hash), cmp.Compare(x.Part, y.Part)) })
	p.Of = slices.CompactFunc(p.Of, func(x, y Print) bool { return x.Hash == y.Hash })
	p.Of = slices.Clone(p.Of[:min(len(p.Of), maxPrints)])
	return p
}

// nameHash returns a hash of s that is 0 only for "".
func nameHash(s string) uint32 {
	if s == "" {
		return 0
	}
	return uint32(xxh3.HashString(s)) | 1
}

// code returns a print's hash in the 16 bits in which it is held: four of
// exponent, twelve of mantissa. What is kept of a text are its least hashes, and
// how small these are depends on its length. Codes have the order of their hashes.
func code(hash uint32) uint16 {
	if e := bits.Len32(hash) - 17; e > 0 {
		return uint16(e<<12 | int(hash>>(e+4))&0xfff)
	}
	return uint16(hash >> 5)
}
