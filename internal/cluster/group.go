package cluster

import (
	"iter"
	"math"
	"slices"
)

// A group is articles as they are compared with others: those of one story, or one
// alone. Of each term it holds which of the articles have it, so that an article
// is compared with all of a story in one walk over what both speak of, whose length
// hardly depends on how many the story's articles are.
type group struct {
	articles []vec
	keys     []uint32 // of the terms, ascending, none twice
	from     []uint16 // of each key its first use, and the end of the last one's
	uses     []use
}

// A vec is what is compared of an article beside its terms.
type vec struct {
	article   int32           // by order of arrival
	heavy     [Year + 1]int32 // the weights of its heads by class
	published int64           // seconds since 1970; 0 if unknown
	heads     int64           // the weights of its heads together
	shortness int64
	names     int64 // the squares of the weights of its names together, over one
}

// A use is a term of one article of a group.
type use struct {
	weight uint16 // of one
	of     uint8  // index of the article
	sort   sort
}

// A sort is the class of a term, and whether it is one of the heads: the heaviest
// words of its article.
type sort uint8

func sortOf(c Class, head bool) sort {
	if head {
		return sort(c<<1 | 1)
	}
	return sort(c << 1)
}

func (s sort) class() Class { return Class(s >> 1) }
func (s sort) head() bool   { return s&1 != 0 }

// named reports whether words of class c are part of names.
func (c Class) named() bool { return c >= OfPerson && c <= OfBody }

// alone is where the uses of each key of a single article begin.
var alone = func() (from [maxTerms + 1]uint16) {
	for i := range from {
		from[i] = uint16(i)
	}
	return from
}()

// of returns the uses of key i.
func (g *group) of(i int) []use { return g.uses[g.from[i]:g.from[i+1]] }

// sum sets what follows from the terms of the articles.
func (g *group) sum() {
	for _, u := range g.uses {
		v := &g.articles[u.of]
		if u.sort.head() {
			v.heads += int64(u.weight)
			v.heavy[u.sort.class()] += int32(u.weight)
		}
		if u.sort.class().named() {
			v.names += int64(u.weight) * int64(u.weight) / one
		}
	}
}

// add puts the articles of o behind those of g. It may keep what o is made of.
func (g *group) add(o *group) {
	n := uint8(len(g.articles))
	switch n {
	case 0:
		*g = *o
		return
	case 1:
		g.from = slices.Clone(g.from)
	}
	g.articles = append(g.articles, o.articles...)
	i, j := len(g.keys), len(o.keys)
	at, end, last := i+j-g.meets(o), len(g.uses)+len(o.uses), len(g.uses)
	g.keys, g.from, g.uses = resized(g.keys, at), resized(g.from, at+1), resized(g.uses, end)
	// Merged from the end, everything goes where nothing is left to be read.
	for g.from[at] = uint16(end); j > 0; {
		at--
		a, b := uint32(0), o.keys[j-1]
		if i > 0 {
			a = g.keys[i-1]
		}
		g.keys[at] = max(a, b)
		if b >= a {
			j--
			us := o.of(j)
			end -= len(us)
			for k, u := range us {
				u.of += n
				g.uses[end+k] = u
			}
		}
		if a >= b {
			i--
			first := int(g.from[i])
			end -= last - first
			copy(g.uses[end:], g.uses[first:last])
			last = first
		}
		g.from[at] = uint16(end)
	}
}

// meets returns how many keys both g and o have.
func (g *group) meets(o *group) (n int) {
	for i, j := 0, 0; i < len(g.keys) && j < len(o.keys); {
		a, b := g.keys[i], o.keys[j]
		if a == b {
			n++
		}
		if a <= b {
			i++
		}
		if b <= a {
			j++
		}
	}
	return n
}

// resized returns s with length n, in place if there is room.
func resized[E any](s []E, n int) []E {
	if n <= cap(s) {
		return s[:n]
	}
	t := make([]E, n)
	copy(t, s)
	return t
}

// keep leaves those of the articles that which tells, in its order.
func (g *group) keep(which []int) {
	if len(g.articles) == 1 {
		return
	}
	var to [2 * maxKept]uint8 // 1 + where an article goes
	articles := make([]vec, len(which))
	for i, a := range which {
		articles[i], to[a] = g.articles[a], uint8(i+1)
	}
	g.articles = articles
	n, end := 0, 0
	for i, key := range g.keys {
		first := end
		for _, u := range g.of(i) {
			if at := to[u.of]; at > 0 {
				u.of = at - 1
				g.uses[end] = u
				end++
			}
		}
		if end > first {
			g.keys[n], g.from[n] = key, uint16(first)
			n++
		}
	}
	g.from[n] = uint16(end)
	g.keys, g.from, g.uses = g.keys[:n], g.from[:n+1], g.uses[:end]
	if len(which) == 1 {
		g.from = alone[: n+1 : n+1]
	}
}

// pick returns those of the articles that which tells, in its order.
func (g *group) pick(which ...int) group {
	o := group{g.articles, slices.Clone(g.keys), slices.Clone(g.from), slices.Clone(g.uses)}
	o.keep(which)
	return o
}

// A probe is a group that is to be compared with many others: of most of their keys
// that it lacks this can be told at once. It holds scratch space.
type probe struct {
	*group
	filter [probeWords]uint64 // the bits of its keys; of 100 keys that an article has not one passes
	may    []uint16
	both   []meeting
	shared []shared
}

const probeWords = 256

// A meeting is a key that two groups have, by its index in either.
type meeting struct{ a, b uint16 }

func newProbe(g *group, p *probe) *probe {
	p.group = g
	clear(p.filter[:])
	for _, key := range g.keys {
		p.filter[key>>6%probeWords] |= 1 << (key & 63)
	}
	return p
}

// meet returns the keys that both have, valid until it is called again.
func (p *probe) meet(g *group) []meeting {
	// Two articles share few of their terms, and which cannot be foreseen: first
	// those that may be are gathered, without a branch.
	p.may = slices.Grow(p.may[:0], len(g.keys)+1)
	may := p.may[:len(g.keys)+1]
	n := 0
	for j, key := range g.keys {
		may[n] = uint16(j)
		n += int(p.filter[key>>6%probeWords] >> (key & 63) & 1)
	}
	p.both = p.both[:0]
	i, keys := 0, p.keys
	for _, j := range may[:n] {
		key := g.keys[j]
		for i < len(keys) && keys[i] < key {
			i++
		}
		if i < len(keys) && keys[i] == key {
			p.both = append(p.both, meeting{uint16(i), j})
		}
	}
	return p.both
}

// common yields what each two articles, one of p and one of g, have in common: the
// use of a term in either.
func (p *probe) common(g *group) iter.Seq2[use, use] {
	return func(yield func(use, use) bool) {
		for _, m := range p.meet(g) {
			for _, u := range p.of(int(m.a)) {
				for _, v := range g.of(int(m.b)) {
					if !yield(u, v) {
						return
					}
				}
			}
		}
	}
}

// A shared is what two articles have in common.
type shared struct {
	dot, names int64           // products of weights together, and those of names
	a, b       [Year + 1]int32 // the weights of those heads of either that the other has, by class
}

// likes returns how like each article of p is to each of g: those of the first,
// then those of the second, and so on.
func (s *scale) likes(p *probe, g *group) []int16 {
	n := len(g.articles)
	p.shared = slices.Grow(p.shared[:0], len(p.articles)*n)
	all := p.shared[:len(p.articles)*n]
	clear(all)
	for _, m := range p.meet(g) {
		for _, u := range p.of(int(m.a)) {
			row := all[int(u.of)*n:]
			for _, v := range g.of(int(m.b)) {
				x := &row[v.of]
				z := int64(u.weight) * int64(v.weight)
				x.dot += z
				if u.sort.class().named() && v.sort.class().named() {
					x.names += z
				}
				if u.sort.head() {
					x.a[u.sort.class()] += int32(u.weight)
				}
				if v.sort.head() {
					x.b[v.sort.class()] += int32(v.weight)
				}
			}
		}
	}
	out := make([]int16, len(all))
	for i := range all {
		out[i] = int16(max(s.like(&p.articles[i/n], &g.articles[i%n], &all[i]), -one))
	}
	return out
}

// like returns how like a and b are that share x, about [0, one]; it can be less
// than 0.
func (s *scale) like(a, b *vec, x *shared) int64 {
	d := min(x.dot/one, one)
	if a.published != 0 && b.published != 0 {
		days := max(a.published-b.published, b.published-a.published) / 86400
		d = d * int64(s.days[min(days, mostDays)]) / one
	}
	// Two fires a week apart are told in the same words, but for who and where.
	if a.names >= leastNames && b.names >= leastNames {
		if known := x.names / max(int64(math.Sqrt(float64(a.names)*float64(b.names))), 1); known < strangeNames {
			d -= d * s.strange / one * (strangeNames - known) / strangeNames
		}
	}
	for c := OfPerson; c <= Year; c++ {
		if m := s.miss[c]; m != 0 {
			if y := a.heavy[c] - x.a[c]; y != 0 {
				d -= m * int64(y) / a.heads
			}
			if y := b.heavy[c] - x.b[c]; y != 0 {
				d -= m * int64(y) / b.heads
			}
		}
	}
	return d + s.short*(a.shortness+b.shortness)/one
}
