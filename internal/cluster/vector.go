package cluster

import (
	"math"
	"slices"
)

// A vec is an article as it is compared with others: its heaviest terms, weighed.
type vec struct {
	article   int32           // by order of arrival
	published int64           // seconds since 1970; 0 if unknown
	keys      []uint32        // of its terms, ascending: most comparisons look at nothing else
	terms     []weighed       // of each key
	heads     int64           // the weights of its heads together
	heavy     [Year + 1]int32 // and by class
	shortness int64
	names     int64 // the squares of the weights of its names together, over one
}

// A weighed is a term of a vec.
type weighed struct {
	weight uint16 // of one
	class  Class  // a name's kind counts as that of its words
	head   bool   // one of the heaviest words
}

// named reports whether words of class c are part of names.
func (c Class) named() bool { return c >= OfPerson && c <= OfBody }

const (
	maxTerms = 160 // of a vec; an index into them fits into a byte
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
func (w *weigher) vector(f *frequencies, k *Sketch) vec {
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
	return w.vectorOf(k, w.order)
}

// vectorOf returns the vector of those terms of the last sketch that order holds,
// heaviest first.
func (w *weigher) vectorOf(k *Sketch, order []int32) vec {
	sum := 0.0
	for _, i := range order {
		if x := float64(w.weights[i]); k.Terms[i].Kind == Word || w.counts[i] > 1 {
			sum += x * x
		}
	}
	v := vec{published: k.Published, shortness: shortness(k.Words)}
	length := math.Sqrt(sum) + 1
	kept := order[:min(len(order), maxTerms)]
	v.keys, v.terms = make([]uint32, len(kept)), make([]weighed, len(kept))
	var terms [maxTerms]weighed
	w.packed = w.packed[:0]
	heads := 0
	for j, i := range kept {
		t := &k.Terms[i]
		x := weighed{weight: uint16(min(float64(w.weights[i])/length*one, math.MaxUint16)), class: t.Class}
		if t.Kind == Word && heads < maxHeads {
			x.head = true
			heads++
		}
		switch {
		case t.named():
			x.class = OfPerson + Class(t.Kind-Person)
		case t.Kind == Day:
			x.class = Told
		case t.Kind == Phrase || t.Kind == Tie || t.Kind == Figure:
			x.class = Several
		}
		terms[j] = x
		w.packed = append(w.packed, uint64(short(t.Hash))<<32|uint64(j))
	}
	slices.Sort(w.packed)
	for i, x := range w.packed {
		v.keys[i], v.terms[i] = uint32(x>>32), terms[uint32(x)]
	}
	v.sum()
	return v
}

// sum sets what follows from the terms.
func (v *vec) sum() {
	for _, x := range v.terms {
		if x.head {
			v.heads += int64(x.weight)
			v.heavy[x.class] += int32(x.weight)
		}
		if x.class.named() {
			v.names += int64(x.weight) * int64(x.weight) / one
		}
	}
}

// A probe is a vec that is to be compared with many others: its terms can be
// looked up.
type probe struct {
	*vec
	filter [probeWords]uint64 // the bits of its keys; of 25 keys that it has not one passes
	slots  [probeSlots]uint8  // 1 + index into keys; 0 is free
}

const (
	probeWords = 64
	probeSlots = 512 // twice maxTerms or more, and a power of two
)

func newProbe(v *vec, p *probe) *probe {
	p.vec = v
	clear(p.slots[:])
	clear(p.filter[:])
	for i, key := range v.keys {
		p.filter[key>>6%probeWords] |= 1 << (key & 63)
		at := key & (probeSlots - 1)
		for p.slots[at] != 0 {
			at = (at + 1) & (probeSlots - 1)
		}
		p.slots[at] = uint8(i + 1)
	}
	return p
}

// find returns the index of the term with a key, -1 if there is none.
func (p *probe) find(key uint32) int {
	for at := key & (probeSlots - 1); p.slots[at] != 0; at = (at + 1) & (probeSlots - 1) {
		if i := int(p.slots[at]) - 1; p.keys[i] == key {
			return i
		}
	}
	return -1
}

// like returns how like a and b are, about [0, one]; it can be less than 0.
func (s *scale) like(a *probe, b *vec) int64 {
	dot, names := int64(0), int64(0)
	missA, missB := a.heavy, b.heavy
	// Two articles share few of their terms, and which cannot be foreseen: first
	// those that may be are gathered, without a branch.
	var may [maxTerms + 1]uint8
	n := 0
	for j, key := range b.keys {
		may[n] = uint8(j)
		n += int(a.filter[key>>6%probeWords] >> (key & 63) & 1)
	}
	for _, j := range may[:n] {
		i := a.find(b.keys[j])
		if i < 0 {
			continue
		}
		x, y := &a.terms[i], &b.terms[j]
		z := int64(x.weight) * int64(y.weight)
		dot += z
		if x.class.named() && y.class.named() {
			names += z
		}
		if x.head {
			missA[x.class] -= int32(x.weight)
		}
		if y.head {
			missB[y.class] -= int32(y.weight)
		}
	}
	d := min(dot/one, one)
	if a.published != 0 && b.published != 0 {
		days := max(a.published-b.published, b.published-a.published) / 86400
		d = d * int64(s.days[min(days, mostDays)]) / one
	}
	// Two fires a week apart are told in the same words, but for who and where.
	if a.names >= leastNames && b.names >= leastNames {
		if known := names / max(int64(math.Sqrt(float64(a.names)*float64(b.names))), 1); known < strangeNames {
			d -= d * s.strange / one * (strangeNames - known) / strangeNames
		}
	}
	for c := OfPerson; c <= Year; c++ {
		if m := s.miss[c]; m != 0 {
			d -= m * int64(missA[c]) / max(a.heads, 1)
			d -= m * int64(missB[c]) / max(b.heads, 1)
		}
	}
	return d + s.short*(a.shortness+b.shortness)/one
}

// likes returns how like a is to each of kept.
func (s *scale) likes(a *probe, kept []vec) []int16 {
	out := make([]int16, len(kept))
	for i := range kept {
		out[i] = int16(max(s.like(a, &kept[i]), -one))
	}
	return out
}

// shortness returns 10 over the root of a number of words, of one.
func shortness(words int) int64 {
	return int64(10 * one / math.Sqrt(float64(words)+1))
}
