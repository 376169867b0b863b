package cluster

import (
	"cmp"
	"math"
	"slices"

	"stemma/internal/language"
	"stemma/internal/text"
)

// A Stray is an account that seems to tell another event than the others it was
// given with.
type Stray struct {
	At     int      // which of the sketches
	Own    []string // what it speaks of and no other account does, heaviest first
	Others []string // what most of the others speak of and it does not
	Two    bool     // there is one other account alone, so that either may be the stray
}

// An account strays where it is less like the most like of the others than
//
//	strayShare × (usual + strayFloor) ^ strayPower − strayFloor
//
// usual being what the others have at the median without it: 0.23 among
// accounts that have 0.5, 0.18 among such that have 0.3. The power was fitted by
// logistic regression on planted accounts of three sets, the share chosen so
// that of the accounts of one story less than one in a hundred is warned of. Of
// those that are, most are no account of it: notices, advertisements, captions.
const (
	strayShare = 0.32
	strayPower = 0.41
	strayFloor = 0.02

	// Of two accounts there is nothing usual. Of 9,604 pairs of one story 0.4 %
	// are less alike than this, of random pairs more than half.
	strayPair = 0.07

	// What is more alike is one text, and no second witness.
	strayCopy = 0.9

	// Less is no account to judge by: a headline, a caption.
	strayWords = 20

	// Each of more accounts is compared with each other one no more.
	strayAccounts = 400
)

// Strays returns the accounts that seem to tell another event than the rest, in
// their order. Accounts with one text are one voice: three copies of a foreign
// article stray, and do not confirm each other. Where the accounts fall into two
// halves, none strays.
func Strays(ks []*Sketch) []Stray {
	if len(ks) > strayAccounts {
		return nil
	}
	var voices [][]int // accounts with one text
	var vs []vector    // of each voice
	for i, k := range ks {
		if k.Words < strayWords {
			continue
		}
		v := vectorOf(k)
		same := slices.IndexFunc(vs, func(w vector) bool { return v.cosine(w) >= strayCopy })
		if same < 0 {
			same = len(vs)
			vs, voices = append(vs, v), append(voices, nil)
		}
		voices[same] = append(voices[same], i)
	}
	alike := make([][]float64, len(vs))
	for i := range vs {
		alike[i] = make([]float64, len(vs))
		for j := range i {
			alike[i][j] = vs[i].cosine(vs[j])
			alike[j][i] = alike[i][j]
		}
	}
	var out []Stray
	for v := range vs {
		if !strays(alike, voices, v) {
			continue
		}
		own, others := apart(ks, voices, v)
		for _, at := range voices[v] {
			out = append(out, Stray{At: at, Own: own, Others: others, Two: len(vs) == 2})
		}
	}
	slices.SortFunc(out, func(a, b Stray) int { return cmp.Compare(a.At, b.At) })
	return out
}

// strays reports whether voice v is too little like the others.
func strays(alike [][]float64, voices [][]int, v int) bool {
	switch len(voices) {
	case 1:
		return false
	case 2: // the one with fewer accounts, or else the later
		fewer := 1
		if len(voices[0]) < len(voices[1]) {
			fewer = 0
		}
		return v == fewer && alike[0][1] < strayPair
	}
	return nearest(alike, v, -1) < strayShare*math.Pow(usual(alike, v)+strayFloor, strayPower)-strayFloor
}

// nearest returns how like v is to the most like of the others but without.
func nearest(alike [][]float64, v, without int) float64 {
	best := 0.0
	for w, x := range alike[v] {
		if w != v && w != without {
			best = max(best, x)
		}
	}
	return best
}

// usual returns the median of what the others have, without v.
func usual(alike [][]float64, v int) float64 {
	var all []float64
	for w := range alike {
		if w != v {
			all = append(all, nearest(alike, w, v))
		}
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// maxApart is how many terms a Stray names.
const maxApart = 3

// apart returns what voice v alone speaks of, and what most of the others do:
// names first, for they tell events apart.
func apart(ks []*Sketch, voices [][]int, v int) (own, others []string) {
	type told struct {
		*Term
		voices int
		weight float64
	}
	in := map[uint64]int{} // voices but v that have the term
	var theirs []told
	for w := range voices {
		if w == v {
			continue
		}
		k := ks[voices[w][0]]
		for i := range k.Terms {
			t := &k.Terms[i]
			if in[t.Hash]++; in[t.Hash] == 1 {
				theirs = append(theirs, told{Term: t})
			}
		}
	}
	mine := map[uint64]bool{}
	var ours []told
	k := ks[voices[v][0]]
	for i := range k.Terms {
		t := &k.Terms[i]
		mine[t.Hash] = true
		if in[t.Hash] == 0 {
			ours = append(ours, told{t, 1, weight(t)})
		}
	}
	rest := theirs[:0]
	for _, t := range theirs {
		if t.voices = in[t.Hash]; !mine[t.Hash] && 2*t.voices >= len(voices)-1 {
			t.weight = float64(t.voices) * weight(t.Term)
			rest = append(rest, t)
		}
	}
	top := func(ts []told) (words []string) {
		name := func(t told) bool { return t.Kind == Person || t.Kind == Place || t.Kind == Organisation }
		slices.SortFunc(ts, func(a, b told) int {
			if name(a) != name(b) {
				if name(a) {
					return -1
				}
				return 1
			}
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.Hash, b.Hash))
		})
		for _, t := range ts {
			if t.weight > 0 && len(words) < maxApart && !slices.Contains(words, t.Words) {
				words = append(words, t.Words)
			}
		}
		return words
	}
	return top(ours), top(rest)
}

// A vector is the terms of a sketch, weighed, of length 1.
type vector struct {
	terms  []uint64 // ascending
	weight []float64
}

// Likeness returns how like two accounts are, of [0, 1]: the cosine of their
// weighed terms.
func Likeness(a, b *Sketch) float64 { return vectorOf(a).cosine(vectorOf(b)) }

func vectorOf(k *Sketch) vector {
	var v vector
	sum := 0.0
	for i := range k.Terms {
		if w := weight(&k.Terms[i]); w > 0 {
			v.terms, v.weight = append(v.terms, k.Terms[i].Hash), append(v.weight, w)
			sum += w * w
		}
	}
	for i := range v.weight {
		v.weight[i] /= math.Sqrt(sum)
	}
	return v
}

// cosine returns how like v and w are, of [0, 1].
func (v vector) cosine(w vector) float64 {
	sum, j := 0.0, 0
	for i, t := range v.terms {
		for j < len(w.terms) && w.terms[j] < t {
			j++
		}
		if j < len(w.terms) && w.terms[j] == t {
			sum += v.weight[i] * w.weight[j]
		}
	}
	return sum
}

// Weights of terms among a few accounts, which have no document frequencies of
// their own: the rank of a word in English at large stands for them, and a name
// counts as a rare word does.
const (
	rankShift    = 20  // ranks below it are all but everyday words
	nameWeight   = 4   // of a rank of about 1,000; its words count by themselves, too
	figureWeight = 3   // however often told
	titleWeight  = 1.5 // times that of the same term in the text
)

func weight(t *Term) float64 {
	w := 1 + math.Log(float64(t.Count))
	if t.Title {
		w *= titleWeight
	}
	switch t.Kind {
	case Word:
		rank := language.VectorRank(text.Fold(t.Words))
		if rank < 0 {
			rank = language.VectorCount()
		}
		return w * math.Log(float64(rank+rankShift)/rankShift)
	case Person, Place, Organisation:
		return w * nameWeight
	case Figure:
		return figureWeight
	}
	return 0
}
