package cluster

import (
	"fmt"
	"slices"

	"stemma"
)

// pairs returns how like each kept article of a is to each of b: those of the first
// to all of b, then those of the second, and so on.
func (s *Stories) pairs(a, b *story) []int16 {
	return s.likes(newProbe(&a.kept, &s.other), &b.kept)
}

const (
	// closeBy is the share of what it takes to join from which a further candidate
	// is looked at when a story is settled, maxClose how many are at most.
	closeBy  = 0.75
	maxClose = 3
)

// settle looks again at the story that an article has just joined, and at the
// others that the article is like, and returns what it changed.
func (s *Stories) settle(st *story, others []candidate) []stemma.Change {
	var changes []stemma.Change
	var near []*story
	for _, c := range others {
		if float64(c.link) >= closeBy*float64(s.join) && len(c.kept.articles) > 0 && len(near) < maxClose {
			near = append(near, c.story)
		}
	}
	for {
		best, most := -1, s.join+s.merge
		var with []int16
		for i, o := range near {
			pairs := s.pairs(st, o)
			// Over the number of pairs, not of articles.
			if z := s.link(pairs); z > most && !s.twain(st, o, pairs) && !s.nextOfKind(&st.kept, &o.kept) {
				best, most, with = i, z, pairs
			}
		}
		if best < 0 {
			break
		}
		o := near[best]
		near = slices.Delete(near, best, best+1)
		if len(o.articles) > len(st.articles) || len(o.articles) == len(st.articles) && o.at < st.at {
			st, o = o, st
			with = turned(with, len(st.kept.articles))
		}
		changes = append(changes, s.unite(st, o, with, most)...)
	}
	if other, change := s.split(st); other != nil {
		changes = append(changes, change...)
		near = append(near, other)
	}
	for _, o := range near {
		changes = append(changes, s.move(st, o)...)
	}
	return append(changes, s.expel(st)...)
}

// turned returns pairs, so many to a row, row by row of what was a column.
func turned(pairs []int16, columns int) []int16 {
	out := make([]int16, 0, len(pairs))
	for c := range columns {
		for i := c; i < len(pairs); i += columns {
			out = append(out, pairs[i])
		}
	}
	return out
}

// unite makes o a part of st. with is how like the one is to the other, as pairs
// returns it.
func (s *Stories) unite(st, o *story, with []int16, link int64) []stemma.Change {
	why := fmt.Sprintf("the two stories are one: their articles are %s alike, where %s would do", percent(link), percent(s.join+s.merge))
	var changes []stemma.Change
	for _, a := range o.articles {
		changes = append(changes, stemma.Change{Article: s.placed[a].id, From: o.id, To: st.id, Why: why})
		s.placed[a].story = st.at
	}
	st.articles = append(st.articles, o.articles...)
	slices.Sort(st.articles)
	m := len(o.kept.articles)
	for j := range m {
		for i := j; i < len(with); i += m {
			st.alike = append(st.alike, with[i])
		}
		for i := range j {
			st.alike = append(st.alike, o.between(j, i))
		}
		s.post(st, &o.kept, j)
	}
	st.kept.add(&o.kept)
	st.inOrder()
	for len(st.kept.articles) > maxKept {
		st.drop(keptFirst)
	}
	s.ways[o.at].into = st.at
	o.articles, o.kept, o.alike = nil, group{}, nil
	return changes
}

// inOrder puts the kept articles into the order of arrival.
func (st *story) inOrder() {
	order := all(len(st.kept.articles))
	slices.SortFunc(order, func(a, b int) int {
		return int(st.kept.articles[a].article) - int(st.kept.articles[b].article)
	})
	st.pick(order)
}

func (st *story) pickAlike(which []int) []int16 {
	var out []int16
	for i, a := range which {
		for _, b := range which[:i] {
			out = append(out, st.between(a, b))
		}
	}
	return out
}

// leave takes the articles that go, and their copies and revisions, from st to o.
func (s *Stories) leave(st, o *story, goes map[int32]bool, why string) []stemma.Change {
	var changes []stemma.Change
	stay := st.articles[:0]
	for _, a := range st.articles {
		if !goes[s.copies.root(a)] && !goes[a] {
			stay = append(stay, a)
			continue
		}
		o.articles = append(o.articles, a)
		s.placed[a].story = o.at
		changes = append(changes, stemma.Change{Article: s.placed[a].id, From: st.id, To: o.id, Why: why})
	}
	st.articles = stay
	slices.Sort(o.articles)
	return changes
}

// home returns how like kept i is to each of the others.
func (st *story) home(i int) []int16 {
	out := make([]int16, 0, len(st.kept.articles)-1)
	for j := range st.kept.articles {
		if j != i {
			out = append(out, st.between(i, j))
		}
	}
	return out
}

// move takes the articles of st that are more like o to it.
func (s *Stories) move(st, o *story) []stemma.Change {
	var changes []stemma.Change
	away := s.pairs(st, o)
	for i := 0; i < len(st.kept.articles) && len(st.kept.articles) > 1; i++ {
		m := len(o.kept.articles)
		row := away[i*m : (i+1)*m]
		z, y := s.link(st.home(i)), s.link(row)
		if y <= z || y < s.join {
			continue
		}
		why := fmt.Sprintf("it is %s like the articles of that story, %s like those of the one it was in", percent(y), percent(z))
		v := st.kept.pick(i)
		changes = append(changes, s.leave(st, o, map[int32]bool{v.articles[0].article: true}, why)...)
		st.drop(i)
		s.keep(o, &v, row)
		o.inOrder()
		away = s.pairs(st, o)
		i--
	}
	return changes
}

// expelFrom is how many articles a story has at least from which one is sent
// away.
const expelFrom = 4

// expel opens a story for each article of st that is no longer like it: those
// that came later told something else.
func (s *Stories) expel(st *story) []stemma.Change {
	var changes []stemma.Change
	for i := 0; i < len(st.kept.articles) && len(st.kept.articles) >= expelFrom; i++ {
		z := s.link(st.home(i))
		if z >= s.expelled {
			continue
		}
		v := st.kept.pick(i)
		why := fmt.Sprintf("it is %s like the other articles of the story, where %s would do to stay", percent(z), percent(s.expelled))
		o := s.openFor(v.articles[0].article)
		changes = append(changes, s.leave(st, o, map[int32]bool{v.articles[0].article: true}, why)...)
		st.drop(i)
		s.keep(o, &v, nil)
		i--
	}
	return changes
}

// openFor returns a new story named after an article that has been placed.
func (s *Stories) openFor(article int32) *story {
	a := &s.placed[article]
	o := s.open(a.id)
	if a.opened { // its name is that of the story that it opened first
		o.id = fmt.Sprintf("%s-%d", o.id, o.at)
	}
	a.opened = true
	return o
}
