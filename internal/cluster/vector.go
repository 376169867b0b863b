package cluster

import (
	"math"
	"slices"
)

const (
	maxTerms = 160 // of an article
	maxHeads = 20
	// Articles that speak of names at all, so that they can be strange to each
	// other: a tenth of their weight; and they are where they share less than this.
	leastNames   = one / 10
	strangeNames = one / 4

	// A term's weight and its index into the sketch, to be sorted as one number.
	indexBits = 24 // a page has 4 MB
	maxWeight = 1<<(64-indexBits) - 1
)

// A weigher makes vectors of sketches; it holds scratch space.
type weigher struct {
	*scale
	counts  []uint32
	weights []uint64
	order   []int32  // of the sketch's terms, heaviest first
	packed  []uint64 // what is sorted
	ranks   []uint8  // of each key of the last vector, which of order it is
	self    probe    // of the article that is placed
	other   probe
}

// vector learns the terms of k and returns its vector. Afterwards w.order holds
// the terms of k by weight, those that say nothing left out.
//
// A phrase, name or figure that stands in no other article yet can be shared by
// none: it is kept for those to come, but is no part of the length by which the
// others are divided, or a report would be the less like its like the more of
// its own it tells.
func (w *weigher) vector(f *frequencies, k *Sketch) group {
	n := len(k.Terms)
	w.counts = slices.Grow(w.counts[:0], n)[:n]
	w.weights = slices.Grow(w.weights[:0], n)[:n]
	w.packed = w.packed[:0]
	f.learn(k.Terms, w.counts)
	for i := range k.Terms {
		t := &k.Terms[i]
		x := w.weigh(t, f.idf(w.counts[i]))
		w.weights[i] = x
		if x > 0 {
			w.packed = append(w.packed, (maxWeight-x)<<indexBits|uint64(i))
		}
	}
	slices.Sort(w.packed) // the terms are by hash, so that equals are, too
	w.order = w.order[:0]
	for _, x := range w.packed {
		w.order = append(w.order, int32(x&(1<<indexBits-1)))
	}
	g := w.vectorOf(k, w.order)
	w.ranks = w.ranks[:0]
	for _, x := range w.packed {
		w.ranks = append(w.ranks, uint8(x))
	}
	return g
}

// vectorOf returns the vector of those terms of the last sketch that order holds,
// heaviest first.
func (w *weigher) vectorOf(k *Sketch, order []int32) group {
	sum := 0.0
	for _, i := range order {
		if x := float64(w.weights[i]); k.Terms[i].Kind == Word || w.counts[i] > 1 {
			sum += x * x
		}
	}
	length := math.Sqrt(sum) + 1
	order = order[:min(len(order), maxTerms)]
	var uses [maxTerms]use
	w.packed = w.packed[:0]
	heads := 0
	for j, i := range order {
		t := &k.Terms[i]
		class, head := t.Class, false
		switch {
		case t.named():
			class = OfPerson + Class(t.Kind-Person)
		case t.Kind == Day:
			class = Told
		case t.Kind == Phrase || t.Kind == Tie || t.Kind == Figure:
			class = Several
		case heads < maxHeads:
			head = true
			heads++
		}
		uses[j] = use{weight: uint16(min(float64(w.weights[i])/length*one, math.MaxUint16)), sort: sortOf(class, head)}
		w.packed = append(w.packed, uint64(short(t.Hash))<<32|uint64(j))
	}
	slices.Sort(w.packed)
	// Of two terms of one short hash the heavier stands for both.
	w.packed = slices.CompactFunc(w.packed, func(a, b uint64) bool { return a>>32 == b>>32 })
	n := len(w.packed)
	g := group{
		articles: []vec{{published: k.Published, shortness: shortness(k.Words)}},
		keys:     make([]uint32, n), from: alone[: n+1 : n+1], uses: make([]use, n),
	}
	for i, x := range w.packed {
		g.keys[i], g.uses[i] = uint32(x>>32), uses[uint32(x)]
	}
	g.sum()
	return g
}

// shortness returns 10 over the root of a number of words, of one.
func shortness(words int) int64 {
	return int64(10 * one / math.Sqrt(float64(words)+1))
}
