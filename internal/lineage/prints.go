package lineage

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"
)

// The fingerprints of Schleimer, Wilkerson and Aiken (Winnowing, 2003) over
// words: of every printWindow neighbouring runs of printWords words the one with
// the least hash is kept, so any run of printWords+printWindow-1 = 5 equal words
// is found, from two thirds of the hashes. Where 30% of the words of a copy are
// replaced, 4 and 2 find 61% of it, 5 and 3 52%, 3 and 2 64%; in unrelated
// articles they find nearly the same.
const (
	printWords  = 4
	printWindow = 2
)

// maxRepeats is how often one print may stand in an article before it says
// nothing any more. It keeps "no no no …" from costing the square of its length.
const maxRepeats = 4

// A print is the hash of printWords words, the first of which is at.
type print struct {
	hash uint64
	at   int
}

// winnow returns the prints of words, sorted by hash and position. No print
// spans two stretches.
func winnow(words []word) []print {
	var out []print
	for first := 0; first < len(words); {
		last := first
		for last < len(words) && words[last].stretch == words[first].stretch {
			last++
		}
		out = winnowStretch(out, words, first, last)
		first = last
	}
	slices.SortFunc(out, func(p, q print) int { return cmp.Or(cmp.Compare(p.hash, q.hash), cmp.Compare(p.at, q.at)) })
	return dropRepeats(out)
}

// winnowStretch appends the prints of words[first:last] to out.
func winnowStretch(out []print, words []word, first, last int) []print {
	var buf [8 * printWords]byte
	var window [printWindow]print // a ring
	kept := -1
	for i := first; i+printWords <= last; i++ {
		for k := range printWords {
			binary.LittleEndian.PutUint64(buf[8*k:], words[i+k].hash)
		}
		n := i - first
		window[n%printWindow] = print{xxh3.Hash(buf[:]), i}
		if n < printWindow-1 && i+printWords < last {
			continue
		}
		least := window[n%printWindow]
		for k := 1; k < printWindow && k <= n; k++ {
			if p := window[(n-k)%printWindow]; p.hash < least.hash {
				least = p
			}
		}
		if least.at != kept {
			kept = least.at
			out = append(out, least)
		}
	}
	return out
}

// dropRepeats removes the prints that stand more than maxRepeats times in
// sorted.
func dropRepeats(sorted []print) []print {
	out := sorted[:0]
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].hash == sorted[i].hash {
			j++
		}
		if j-i <= maxRepeats {
			out = append(out, sorted[i:j]...)
		}
		i = j
	}
	return out
}

// seeds returns the places (word of a, word of b) where a and b have a print in
// common, in the order of a.
func seeds(a, b *account) []pair {
	var out []pair
	for i, j := 0, 0; i < len(a.prints) && j < len(b.prints); {
		switch h, g := a.prints[i].hash, b.prints[j].hash; {
		case h < g:
			i++
		case h > g:
			j++
		default:
			for k := j; k < len(b.prints) && b.prints[k].hash == h; k++ {
				out = append(out, pair{a.prints[i].at, b.prints[k].at})
			}
			i++
		}
	}
	slices.SortFunc(out, func(p, q pair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return out
}
