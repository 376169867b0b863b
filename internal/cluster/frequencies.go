package cluster

import (
	_ "embed"
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

// frequencies counts in how many articles each term stands. It begins with the
// counts of a few thousand articles, learns from every one that arrives, and
// forgets: when it holds too many terms all counts are halved, and what stood in
// one article alone is dropped.
type frequencies struct {
	counts   []count // open addressing by key
	held     int
	articles uint32
	touched  uint32
}

// A count is in how many articles a term stands.
type count struct {
	key uint32 // short hash; 0 if the place is free
	n   uint32
}

// maxHeld is how many terms are held; 8 bytes each, at most two thirds full.
const maxHeld = 6 << 20

// startTable is what frequencies begins with: how many articles, then the short
// hash and the count of each term, 4 + 2 bytes, little-endian.
//
//go:embed frequencies.bin
var startTable string

func newFrequencies(start string) *frequencies {
	f := &frequencies{counts: make([]count, 1<<16)}
	if len(start) < 4 {
		return f
	}
	f.articles = binary.LittleEndian.Uint32([]byte(start[:4]))
	for b := []byte(start[4:]); len(b) >= 6; b = b[6:] {
		f.add(binary.LittleEndian.Uint32(b), uint32(binary.LittleEndian.Uint16(b[4:])))
	}
	return f
}

// short returns the short hash by which a term is held.
func short(hash uint64) uint32 { return max(uint32(hash>>32), 1) }

// home returns where the search for a key begins in a table by open addressing,
// modulo its size, a power of two.
func home(key uint32) int { return int(key * 0x9E3779B1 >> 7) }

// slot returns where the count of key is, or would be.
func (f *frequencies) slot(key uint32) int {
	mask := len(f.counts) - 1
	for i := home(key) & mask; ; i = (i + 1) & mask {
		if k := f.counts[i].key; k == key || k == 0 {
			return i
		}
	}
}

// add counts key n times more and returns its count.
func (f *frequencies) add(key, n uint32) uint32 {
	i := f.slot(key)
	if f.counts[i].key == 0 {
		if f.held++; 3*f.held > 2*len(f.counts) {
			f.resize(2 * len(f.counts))
			i = f.slot(key)
		}
		f.counts[i].key = key
	}
	f.counts[i].n += n
	return f.counts[i].n
}

// learn counts the terms of one more article and writes their counts to out.
func (f *frequencies) learn(terms []Term, out []uint32) {
	if f.held > maxHeld {
		f.forget()
	}
	f.articles++
	f.touch(terms)
	for i := range terms {
		out[i] = f.add(short(terms[i].Hash), 1)
	}
}

// touch brings the counts of terms into the cache: one after the other they would
// be waited for, together they come at once.
func (f *frequencies) touch(terms []Term) {
	mask, sum := len(f.counts)-1, uint32(0)
	for i := range terms {
		sum += f.counts[home(short(terms[i].Hash))&mask].key
	}
	f.touched = sum // so that no compiler leaves it out
}

// idf returns the inverse document frequency of a term that stands in n articles.
func (f *frequencies) idf(n uint32) float64 {
	return math.Log(float64(f.articles+1) / (float64(n) + 0.5))
}

func (f *frequencies) resize(size int) {
	old := f.counts
	f.counts = make([]count, size)
	for _, c := range old {
		if c.key != 0 {
			f.counts[f.slot(c.key)] = c
		}
	}
}

func (f *frequencies) forget() {
	for i := range f.counts {
		c := &f.counts[i]
		if c.n /= 2; c.n == 0 && c.key != 0 {
			c.key = 0
			f.held--
		}
	}
	f.articles /= 2
	f.resize(len(f.counts)) // the gaps would break the chains
}

// leastStart is in how many articles a term of the table that frequencies begin
// with stands at least.
const leastStart = 3

// Starting returns the table that document frequencies begin with, made from
// articles.
func Starting(articles []*Sketch) string {
	counts := map[uint32]uint32{}
	for _, k := range articles {
		for i := range k.Terms {
			counts[short(k.Terms[i].Hash)]++
		}
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(articles)))
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if n := counts[key]; n >= leastStart {
			b = binary.LittleEndian.AppendUint32(b, key)
			b = binary.LittleEndian.AppendUint16(b, uint16(min(n, math.MaxUint16)))
		}
	}
	return string(b)
}
