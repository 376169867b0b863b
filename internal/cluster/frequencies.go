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
	keys     []uint32 // open addressing; 0 is free
	counts   []uint32 // of the key in the same place
	held     int
	articles uint32
}

// maxHeld is how many terms are held; 8 bytes each, at most two thirds full.
const maxHeld = 6 << 20

// startTable is what frequencies begins with: how many articles, then the short
// hash and the count of each term, 4 + 2 bytes, little-endian.
//
//go:embed frequencies.bin
var startTable string

func newFrequencies(start string) *frequencies {
	f := &frequencies{keys: make([]uint32, 1<<16), counts: make([]uint32, 1<<16)}
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

// slotOf returns where key is, or would be, among keys by open addressing, of
// which there are a power of two and 0 is free.
func slotOf(keys []uint32, key uint32) int {
	mask := len(keys) - 1
	for i := int(key*0x9E3779B1>>7) & mask; ; i = (i + 1) & mask {
		if keys[i] == key || keys[i] == 0 {
			return i
		}
	}
}

// add counts key n times more and returns its count.
func (f *frequencies) add(key, n uint32) uint32 {
	i := slotOf(f.keys, key)
	if f.keys[i] == 0 {
		if f.held++; 3*f.held > 2*len(f.keys) {
			f.resize(2 * len(f.keys))
			i = slotOf(f.keys, key)
		}
		f.keys[i] = key
	}
	f.counts[i] += n
	return f.counts[i]
}

// learn counts the terms of one more article and writes their counts to out.
func (f *frequencies) learn(terms []Term, out []uint32) {
	if f.held > maxHeld {
		f.forget()
	}
	f.articles++
	for i := range terms {
		out[i] = f.add(short(terms[i].Hash), 1)
	}
}

// idf returns the inverse document frequency of a term that stands in n articles.
func (f *frequencies) idf(n uint32) float64 {
	return math.Log(float64(f.articles+1) / (float64(n) + 0.5))
}

func (f *frequencies) resize(size int) {
	old, counts := f.keys, f.counts
	f.keys, f.counts = make([]uint32, size), make([]uint32, size)
	for i, k := range old {
		if k != 0 {
			j := slotOf(f.keys, k)
			f.keys[j], f.counts[j] = k, counts[i]
		}
	}
}

func (f *frequencies) forget() {
	for i, n := range f.counts {
		f.counts[i] = n / 2
		if n < 2 && f.keys[i] != 0 {
			f.keys[i] = 0
			f.held--
		}
	}
	f.articles /= 2
	f.resize(len(f.keys)) // the gaps would break the chains
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
