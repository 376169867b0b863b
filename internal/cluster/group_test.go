package cluster

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// An article of its own, as a map, for the tests.
type termsOf map[uint32]use

// groupOf returns article number n as a group.
func groupOf(n int, ts termsOf) group {
	g := group{articles: []vec{{article: int32(n)}}, keys: slices.Sorted(maps.Keys(ts))}
	for _, key := range g.keys {
		g.uses = append(g.uses, ts[key])
	}
	g.from = alone[: len(g.keys)+1 : len(g.keys)+1]
	g.sum()
	return g
}

// apart returns the articles of g, each as a map.
func (g *group) apart(t *testing.T) []termsOf {
	t.Helper()
	out := make([]termsOf, len(g.articles))
	for i := range out {
		out[i] = termsOf{}
	}
	if !slices.IsSorted(g.keys) || len(slices.Compact(slices.Clone(g.keys))) != len(g.keys) {
		t.Fatalf("keys in disorder: %v", g.keys)
	}
	if len(g.from) != len(g.keys)+1 || int(g.from[len(g.keys)]) != len(g.uses) {
		t.Fatalf("%d keys, %d beginnings, %d uses", len(g.keys), len(g.from), len(g.uses))
	}
	for i, key := range g.keys {
		if len(g.of(i)) == 0 {
			t.Fatalf("nobody has key %d", key)
		}
		for _, u := range g.of(i) {
			of := u.of
			u.of = 0
			if _, twice := out[of][key]; twice {
				t.Fatalf("article %d has key %d twice", of, key)
			}
			out[of][key] = u
		}
	}
	return out
}

// Whatever articles are added to a group and taken from it, it holds the terms of
// those that are left, and compares as they do one by one.
func TestGroup(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	sc := newScale(Fitted())
	random := func() termsOf {
		ts := termsOf{}
		for range 1 + r.IntN(20) {
			class := Class(r.IntN(int(Several) + 1))
			ts[1+r.Uint32N(40)] = use{weight: uint16(r.IntN(one)), sort: sortOf(class, class <= Year && r.IntN(2) == 0)}
		}
		return ts
	}
	for round := range 300 {
		var g group
		var want []termsOf
		var numbers []int32
		for step := range 12 {
			if len(want) > 1 && r.IntN(3) == 0 {
				which := r.Perm(len(want))[:1+r.IntN(len(want))]
				from := slices.Clone(want)
				ns := slices.Clone(numbers)
				want, numbers = nil, nil
				for _, i := range which {
					want, numbers = append(want, from[i]), append(numbers, ns[i])
				}
				before := g.apart(t)
				p := g.pick(which...)
				if got := p.apart(t); !reflect.DeepEqual(got, want) {
					t.Fatalf("round %d, step %d: picked %v\n%v\nnot\n%v", round, step, which, got, want)
				}
				if !reflect.DeepEqual(g.apart(t), before) {
					t.Fatalf("round %d, step %d: what was picked from changed", round, step)
				}
				g.keep(which)
			} else {
				var o group
				for range 1 + r.IntN(3) {
					ts := random()
					one := groupOf(len(numbers), ts)
					want, numbers = append(want, ts), append(numbers, int32(len(numbers)))
					o.add(&one)
				}
				g.add(&o)
			}
			if got := g.apart(t); !reflect.DeepEqual(got, want) {
				t.Fatalf("round %d, step %d:\n%v\nnot\n%v", round, step, got, want)
			}
			for i := range numbers {
				if g.articles[i].article != numbers[i] {
					t.Fatalf("round %d, step %d: article %d is number %d, not %d", round, step, i, g.articles[i].article, numbers[i])
				}
			}
		}
		o := groupOf(0, random())
		other := groupOf(1, random())
		o.add(&other)
		var p probe
		together := sc.likes(newProbe(&o, &p), &g)
		for i := range o.articles {
			for j := range g.articles {
				a, b := o.pick(i), g.pick(j)
				if one := sc.likes(newProbe(&a, &p), &b); one[0] != together[i*len(g.articles)+j] {
					t.Fatalf("round %d: %d and %d are %d alike, alone %d", round, i, j, together[i*len(g.articles)+j], one[0])
				}
			}
		}
	}
	for i, n := range alone {
		if int(n) != i {
			t.Fatal("the beginnings of a single article's terms were written to")
		}
	}
}
