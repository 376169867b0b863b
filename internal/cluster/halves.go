package cluster

import (
	"fmt"
	"math"

	"stemma"
)

// How a story is known to be two. It is cut twice: by how like its articles are,
// and by how like they are in what not all of them tell, for two events of a kind
// in one place share so much that the first cut goes through both of them. Of
// either cut the halves are two stories if they are much less like each other than
// each is in itself. The larger they are, the less is asked, for an aspect that a
// few accounts have in common is no event; where they give the same numbers
// and days more is asked.

const (
	// splitFrom is how many articles a story has at least that is looked at for two.
	splitFrom = 4
	// besidesFrom is likewise, for what its articles tell besides what they have in
	// common. Of fewer it tells no more than the first cut, and costs more.
	besidesFrom = 12
)

// A triangle is how like each two of several articles are: i and j < i at
// i*(i-1)/2 + j.
type triangle []int16

// at returns how like a and b are, a ≠ b.
func (t triangle) at(a, b int) int16 {
	if a < b {
		a, b = b, a
	}
	return t[a*(a-1)/2+b]
}

// cohesion returns how like the kept articles of st are to each other, as if
// there were some pairs more that are just like enough.
func (s *Stories) cohesion(st *story, which []int) float64 {
	prior := float64(s.w[WPrior]) / 1000
	sum, n := prior*float64(s.join), prior
	for i, a := range which {
		for _, b := range which[:i] {
			sum += float64(st.between(a, b))
			n++
		}
	}
	return max(sum/n, 0)
}

// twain reports whether two groups of articles are two events, pairs being how
// like each of the one is to each of the other.
func (s *Stories) twain(a, b *story, pairs []int16) bool {
	sum := int64(0)
	for _, x := range pairs {
		sum += int64(x)
	}
	n, m := all(len(a.kept.articles)), all(len(b.kept.articles))
	return s.two(min(len(n), len(m)), sum/int64(len(pairs)), s.cohesion(a, n), s.cohesion(b, m), func() float64 {
		g := a.kept.pick(n...)
		g.add(&b.kept)
		return sameDates(&g, n)
	})
}

// two reports whether two groups of articles, of which the smaller has n, tell two
// events: they are much less like each other, which between tells, than each is in
// itself, which a and b tell. It asks for [sameDates] of them only if all hangs on it.
func (s *Stories) two(n int, between int64, a, b float64, same func() float64) bool {
	if n < 2 {
		return false
	}
	share := s.apart[min(n, len(s.apart)-1)]
	switch alike, in := float64(between), math.Sqrt(a*b); {
	case alike >= share*in:
		return false
	case alike < (share-s.dates)*in:
		return true
	default:
		return alike < (share-float64(s.dates*same()))*in // no fused product: the same on every processor
	}
}

// sameDates returns the cosine, from 0 to 1, of all numbers, years and days of some
// articles of g with those of the others. What only one article gives is left out.
func sameDates(g *group, some []int) float64 {
	var side [2 * maxKept]int
	for _, i := range some {
		side[i] = 1
	}
	var both, a, b int64
	for i := range g.keys {
		us := g.of(i)
		if c := us[0].sort.class(); len(us) < 2 || c != Number && c != Year && c != Told {
			continue
		}
		var sum [2]int64
		for _, u := range us {
			sum[side[u.of]] += int64(u.weight)
		}
		both, a, b = both+sum[0]*sum[1], a+sum[0]*sum[0], b+sum[1]*sum[1]
	}
	if both == 0 {
		return 0
	}
	return float64(both) / math.Sqrt(float64(a)*float64(b))
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// split makes two stories of st if it is two. The one with fewer articles gets a
// new name. Articles that are no longer kept stay, but for copies and revisions
// of those that go.
func (s *Stories) split(st *story) (*story, []stemma.Change) {
	n := len(st.kept.articles)
	if n < splitFrom {
		return nil, nil
	}
	a, b := halves(n, st.alike)
	why, two := s.cut(st, a, b)
	if !two && n >= besidesFrom {
		a, b = halves(n, besides(&st.kept))
		why, two = s.cut(st, a, b)
	}
	if !two {
		return nil, nil
	}
	if len(b) > len(a) || len(b) == len(a) && b[0] < a[0] {
		a, b = b, a
	}
	o := s.openFor(st.kept.articles[b[0]].article)
	o.kept, o.alike = st.kept.pick(b...), st.pickAlike(b)
	goes := map[int32]bool{}
	for i := range o.kept.articles {
		goes[o.kept.articles[i].article] = true
		s.post(o, &o.kept, i)
	}
	changes := s.leave(st, o, goes, why)
	st.pick(a)
	return o, changes
}

// cut reports whether the halves a and b of st are two stories, and why.
func (s *Stories) cut(st *story, a, b []int) (why string, two bool) {
	if len(a) < 2 || len(b) < 2 {
		return "", false
	}
	sum := int64(0)
	for _, i := range a {
		for _, j := range b {
			sum += int64(st.between(i, j))
		}
	}
	between := sum / int64(len(a)*len(b))
	ca, cb := s.cohesion(st, a), s.cohesion(st, b)
	if !s.two(min(len(a), len(b)), between, ca, cb, func() float64 { return sameDates(&st.kept, a) }) {
		return "", false
	}
	return fmt.Sprintf("the story is two: its halves are %s alike, each in itself %s and %s", percent(between), percent(int64(ca)), percent(int64(cb))), true
}

// halves cuts n articles in two, each in order: around the two that are least
// alike, then each goes where it is more like the others, a few times over.
func halves(n int, alike triangle) (a, b []int) {
	first, second := 1, 0
	for i := range n {
		for j := range i {
			if alike.at(i, j) < alike.at(first, second) {
				first, second = i, j
			}
		}
	}
	side := make([]bool, n)
	for i := range n {
		switch i {
		case first:
		case second:
			side[i] = true
		default:
			side[i] = alike.at(i, second) > alike.at(i, first)
		}
	}
	next := make([]bool, n)
	for range 4 {
		for i := range n {
			var sum, k [2]int64
			for j := range n {
				if j != i {
					x := 0
					if side[j] {
						x = 1
					}
					sum[x] += int64(alike.at(i, j))
					k[x]++
				}
			}
			next[i] = side[i]
			if k[0] > 0 && k[1] > 0 {
				next[i] = sum[1]*k[0] > sum[0]*k[1]
			}
		}
		side, next = next, side
	}
	for i, x := range side {
		if x {
			b = append(b, i)
		} else {
			a = append(a, i)
		}
	}
	return a, b
}

// besides returns how like each other the articles of g are besides what they have
// in common: the cosine of what at least two of them tell, each term the lighter the
// more of them do.
func besides(g *group) triangle {
	n := len(g.articles)
	dot := make([]int64, n*(n+1)/2) // of i and j <= i, at i*(i+1)/2 + j
	for key := range g.keys {
		us := g.of(key)
		k := len(us)
		if k < 2 || k == n {
			continue
		}
		for x, u := range us {
			for _, w := range us[:x+1] {
				i, j := int(max(u.of, w.of)), int(min(u.of, w.of))
				dot[i*(i+1)/2+j] += int64(u.weight) * int64(w.weight) * int64((n-k)*(n-k)) / int64(n*n)
			}
		}
	}
	out := make(triangle, 0, n*(n-1)/2)
	for i := range n {
		for j := range i {
			length := math.Sqrt(float64(dot[i*(i+3)/2])*float64(dot[j*(j+3)/2])) + 1
			out = append(out, int16(float64(dot[i*(i+1)/2+j])/length*one))
		}
	}
	return out
}
