package cluster

import (
	"slices"
	"testing"
)

// telling returns a group of one article that tells terms, all equally heavy, the
// dates among them as numbers.
func telling(terms, dates []uint32) group {
	g := group{articles: make([]vec, 1), keys: append(slices.Clone(terms), dates...)}
	slices.Sort(g.keys)
	for _, k := range g.keys {
		u := use{weight: one / 8, sort: sortOf(Plain, false)}
		if slices.Contains(dates, k) {
			u.sort = sortOf(Number, false)
		}
		g.uses = append(g.uses, u)
	}
	g.from = alone[:len(g.keys)+1]
	return g
}

// TestBesides cuts a story whose articles all tell the same at length, and half of
// them one thing besides, half another: what they have in common is left out.
func TestBesides(t *testing.T) {
	var g group
	for i := range uint32(12) {
		terms := []uint32{1, 2, 3, 4, 5, 6, 100 + i}
		if i%2 == 0 {
			terms = append(terms, 50, 51)
		} else {
			terms = append(terms, 60, 61)
		}
		o := telling(terms, nil)
		g.add(&o)
	}
	a, b := halves(len(g.articles), besides(&g))
	if want := []int{1, 3, 5, 7, 9, 11}; !slices.Equal(a, want) && !slices.Equal(b, want) || len(a) != len(b) {
		t.Errorf("halves %v and %v, want the odd and the even", a, b)
	}
	if x := besides(&g); x.at(0, 2) != x.at(2, 4) || x.at(0, 2) < one*9/10 || x.at(0, 1) != 0 {
		t.Errorf("articles of a half %d alike besides, of both %d", x.at(0, 2), x.at(0, 1))
	}
}

// TestTwo holds what is asked of two halves to their size and to the numbers and
// days that they give.
func TestTwo(t *testing.T) {
	s := New()
	for _, c := range []struct {
		name  string
		n     int     // articles of the smaller half
		share float64 // between the halves, of what is in each
		same  float64
		want  bool
	}{
		{"small, much less alike", 2, 0.4, 0, true},
		{"small, a little less alike", 2, 0.7, 0, false},
		{"large, a little less alike", 12, 0.7, 0, true},
		{"large, with the same numbers", 12, 0.7, 1, false},
		{"large, with the same numbers, much less alike", 12, 0.4, 1, true},
		{"one alone", 1, 0.1, 0, false},
	} {
		const in = 4000
		if got := s.two(c.n, int64(c.share*in), in, in, func() float64 { return c.same }); got != c.want {
			t.Errorf("%s: two is %v", c.name, got)
		}
	}
}

// TestSameDates compares the numbers of articles with those of others.
func TestSameDates(t *testing.T) {
	for _, c := range []struct {
		name      string
		as, bs    [][]uint32
		low, most float64
	}{
		{"the same", [][]uint32{{10, 11}, {10, 11}}, [][]uint32{{10, 11}}, 0.99, 1.01},
		{"others", [][]uint32{{10}, {10}}, [][]uint32{{20}, {20}}, 0, 0},
		{"one of two", [][]uint32{{10, 11}, {10, 11}}, [][]uint32{{10, 20}, {10, 20}}, 0.49, 0.51},
		{"none", [][]uint32{nil, nil}, [][]uint32{nil}, 0, 0},
		{"what one alone gives", [][]uint32{{10}, {11}}, [][]uint32{{10}}, 0.99, 1.01},
	} {
		var g group
		for _, dates := range slices.Concat(c.as, c.bs) {
			o := telling([]uint32{1}, dates)
			g.add(&o)
		}
		if got := sameDates(&g, all(len(c.as))); got < c.low || got > c.most {
			t.Errorf("%s: %.3f, want %.2f to %.2f", c.name, got, c.low, c.most)
		}
	}
}
