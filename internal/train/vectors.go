package train

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"stemma/internal/language"
)

// vectorWords is how many words keep their vectors: twice as many add six
// megabytes and 1.5 % of the words of news.
const vectorWords = 60000

// Vectors makes the table of word vectors of package language from the GloVe
// vectors in dir.
func Vectors(dir string) ([]byte, error) {
	names, err := gunzip(filepath.Join(dir, "words.txt.gz"))
	if err != nil {
		return nil, err
	}
	values, err := gunzip(filepath.Join(dir, "vectors.f16.gz"))
	if err != nil {
		return nil, err
	}
	all := strings.Fields(string(names))
	if len(values) != len(all)*language.Dims*2 {
		return nil, fmt.Errorf("%s: %d words and %d bytes of vectors, want %d", dir, len(all), len(values), len(all)*language.Dims*2)
	}
	const slots = 1 << 17
	var (
		table   [slots]uint32
		offsets = []uint32{0}
		vectors []byte
		words   []byte
	)
	for i, w := range all {
		if len(offsets) > vectorWords {
			break
		}
		if !wordlike(w) {
			continue
		}
		s := language.Hash(w) % slots
		for table[s] != 0 {
			s = (s + 1) % slots
		}
		table[s] = uint32(len(offsets))
		words = append(words, w...)
		offsets = append(offsets, uint32(len(words)))
		for k := range language.Dims {
			v := half(binary.LittleEndian.Uint16(values[(i*language.Dims+k)*2:]))
			vectors = append(vectors, byte(int8(max(-127, min(127, math.Round(v*language.VectorUnit))))))
		}
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(offsets)-1))
	out = binary.LittleEndian.AppendUint32(out, slots)
	for _, x := range table {
		out = binary.LittleEndian.AppendUint32(out, x)
	}
	for _, x := range offsets {
		out = binary.LittleEndian.AppendUint32(out, x)
	}
	return append(append(out, vectors...), words...), nil
}

// wordlike reports whether w is a word, a mark or a short number: the vectors
// also know times, addresses and scores.
func wordlike(w string) bool {
	if len(w) > 24 || strings.ContainsAny(w, "@/_") {
		return false
	}
	if len(w) == 1 || strings.IndexFunc(w, unicode.IsLetter) >= 0 && strings.IndexFunc(w, unicode.IsDigit) < 0 {
		return true
	}
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsPunct(r) }) < 0 || len(w) <= 4
}

// half returns the value of an IEEE 754 half-precision number.
func half(h uint16) float64 {
	mant, exp := float64(h&0x3ff), int(h>>10&0x1f)
	v := math.Ldexp(mant+1024, exp-25)
	if exp == 0 {
		v = math.Ldexp(mant, -24)
	}
	if h>>15 != 0 {
		return -v
	}
	return v
}

func gunzip(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return io.ReadAll(z)
}
