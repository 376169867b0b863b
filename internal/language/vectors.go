package language

import (
	_ "embed"
	"encoding/binary"
	"unsafe"
)

// Dims is the number of components of a word vector.
const Dims = 100

// The word vectors are those of GloVe (Pennington, Socher and Manning 2014;
// 6 billion words of Wikipedia and newswire; public domain), the frequent words
// alone, a byte a component. Layout, little-endian: the number of words n and of
// slots s; s slots of a hash table holding a rank + 1, 0 if empty; n + 1 offsets
// into the words; n × Dims bytes of vectors; the words. cmd/train makes it.
//
//go:embed vectors.bin
var vectorData string

// VectorUnit is what 1 in a component stands for in GloVe: 1/VectorUnit.
const VectorUnit = 40

// VectorCount returns how many words have a vector.
func VectorCount() int { return int(le32(0)) }

// VectorRank returns the rank of a lower-case word among those with a vector,
// the most frequent being 0; -1 if it has none.
func VectorRank(word string) int {
	n, s := le32(0), le32(4)
	offsets := 8 + 4*s
	words := offsets + 4*(n+1) + n*Dims
	for i := Hash(word) & (s - 1); ; i = (i + 1) & (s - 1) {
		r := le32(8 + 4*i)
		if r == 0 {
			return -1
		}
		from, to := words+le32(offsets+4*(r-1)), words+le32(offsets+4*r)
		if vectorData[from:to] == word {
			return int(r - 1)
		}
	}
}

// Vector returns the vector of a lower-case word, nil if it has none. It must
// not be written to.
func Vector(word string) []int8 {
	if r := VectorRank(word); r >= 0 {
		return VectorAt(r)
	}
	return nil
}

// VectorAt returns the vector of rank r of [0, VectorCount). It must not be
// written to.
func VectorAt(r int) []int8 {
	n, s := le32(0), le32(4)
	at := 8 + 4*s + 4*(n+1) + uint32(r)*Dims
	// A string's bytes seen as signed ones: copying six megabytes at every
	// start would cost more than many a run.
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.StringData(vectorData[at:at+Dims]))), Dims)
}

func le32(at uint32) uint32 {
	s := vectorData[at : at+4]
	return binary.LittleEndian.Uint32([]byte{s[0], s[1], s[2], s[3]})
}

// Hash is FNV-1a, by which tables of words and features are addressed.
func Hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
