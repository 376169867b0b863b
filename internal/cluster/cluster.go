// Package cluster puts every article into its story as it arrives.
//
//	sketch.go       Sketched: what placing needs to know of an article, made from it alone
//	cluster.go      Stories: the stories so far; Place puts one more article into one
//	vector.go       the terms of an article, weighed
//	group.go        how like articles are: one, or all of a story, and another
//	weights.go      Weights: how much each sort of term counts; fitted, in weights.txt
//	frequencies.go  in how many articles a term stands: learnt from the stream
//	index.go        which stories speak of a term
//	state.go        Save and Load: to go on after a stop
//	settle.go       two stories that are one, an article that is elsewhere
//	halves.go       a story that is two
//	why.go          what decided, in words
//	followup.go     the same event long after, and the next one of its kind
//	roundup.go      several events in one article, and the stories that it mentions
//	copies.go       the same text again: copies and revisions
//	prints.go       printsOf: what tells a text again
//	address.go      plainURL: what tells an address again
//	diff.go         Diff: what was changed from one version to the next
//	stray.go        Strays: accounts given to compare that tell another event
//
// Sketches can be made on every core; placing is one after the other. The same
// articles in the same order always give the same stories. Nothing here reads a
// clock, a file or the network.
//
// An article joins the story that it is most like, if it is like enough: how like
// it is to each of the story's articles, averaged, so that one look-alike among
// many does not decide (average link; single link is fatal). Then the story is
// looked at again. Two stories that are as like each other as an article must be
// to join become one. A story whose halves are much less like each other than
// each is in itself becomes two: that is what tells this year's event from last
// year's of the same kind, which no threshold does.
package cluster

import (
	"cmp"
	"math"
	"slices"

	"stemma"
)

// Version is raised whenever the same articles could give different stories.
const Version = 4

// Stories are the stories so far. It is not safe for concurrent use.
type Stories struct {
	weigher
	made        uint64 // fingerprint of the weights and of what the frequencies began with
	frequencies *frequencies
	index       *index
	copies      *Copies
	stories     []*story
	ways        []way    // of each story
	placed      []placed // by order of arrival
	seen        []int32  // scratch: of which stories near is not 0
	keys        []uint32 // scratch: what the index is asked for, or told
}

// A way is where a story is, and how near: looked at for hundreds of stories an
// article, and so kept apart from them.
type way struct {
	into int32 // the story that it became part of; -1 while it is one
	near int32 // scratch: how much of an article it shares
}

// placed is an article that was placed.
type placed struct {
	id     stemma.ArticleID
	story  int32
	opened bool // a story, which is named after it
}

type story struct {
	at       int32 // index into Stories.stories
	id       string
	articles []int32 // all, by order of arrival
	kept     group   // of the articles that count, at most maxKept
	alike    triangle
	closed   bool // of a round-up: nothing but a copy of it joins
}

const (
	// maxKept is how many articles of a story others are compared with: the first
	// keptFirst, which tell what happened, and the last ones, which tell what is
	// new.
	maxKept   = 24
	keptFirst = 6
	// maxPosted is how many of its terms an article is found by, maxAsked how many
	// it asks for.
	maxPosted = 20
	maxAsked  = 28
	// maxCandidates is how many stories an article is compared with.
	maxCandidates = 8
)

// New returns no stories.
func New() *Stories { return NewWith(Fitted(), startTable) }

// NewWith returns no stories, to be placed by other weights than the fitted ones.
// What the document frequencies begin with is a table as [Starting] makes it.
func NewWith(w Weights, start string) *Stories {
	return &Stories{
		weigher: weigher{scale: newScale(w)}, made: fingerprint(w, start),
		frequencies: newFrequencies(start), index: newIndex(), copies: NewCopies(),
	}
}

// A candidate is a story that an article may belong to.
type candidate struct {
	*story
	alike []int16 // how like the article is to each of its kept ones
	link  int64   // and to the story
}

// Place puts the article that k sketches into its story, or into a new one, and
// says why.
func (s *Stories) Place(k *Sketch) stemma.Placement {
	self := int32(len(s.placed))
	p := stemma.Placement{Article: k.ID, Kind: stemma.Joins}
	// The text of an article that is held goes where that one went, without
	// further questions, and is no further witness; but not if it is one item of
	// many.
	m := s.copies.Add(&k.Prints)
	if m.Of >= 0 && (m.Kind != stemma.Copy || s.now(s.placed[m.Of].story).closed || !k.rambles()) {
		return s.again(k, m)
	}
	v := s.vector(s.frequencies, k)
	v.articles[0].article = self
	near := s.candidates(&v, k, s.order)
	if r, ok := s.roundUp(k, near); ok {
		return r
	}
	if m.Of >= 0 {
		return s.again(k, m)
	}
	late, why := false, ""
	near = slices.DeleteFunc(near, func(c candidate) bool { return c.link >= s.join && s.byDayAlone(&v, c.story) })
	for len(near) > 0 && near[0].link >= s.join {
		var ok bool
		if late, ok, why = s.followsUp(k, &v, near[0]); ok {
			break
		}
		near = near[1:] // as like as may be, but the next event of the kind
	}
	if len(near) == 0 || near[0].link < s.join {
		st := s.open(k.ID)
		s.enter(k.ID, st)
		s.keep(st, &v, nil)
		p.Kind, p.Story, p.Why = stemma.Opens, st.id, opensWhy(near, s.join)
		if late {
			p.Why = "of the story most like it, it comes " + why
		}
		return p
	}
	best := near[0]
	p.Shared = s.shared(best.story, k, &v)
	p.Why = joinsWhy(best, s.join, p.Shared)
	if late {
		p.Kind, p.Why = stemma.FollowUp, why+"; "+p.Why
	}
	s.enter(k.ID, best.story)
	s.keep(best.story, &v, best.alike)
	p.Changes = s.settle(best.story, near[1:])
	p.Story = s.now(s.placed[self].story).id
	return p
}

// again places an article that is a text that is held, which m tells of.
func (s *Stories) again(k *Sketch, m Match) stemma.Placement {
	of := s.placed[m.Of]
	st := s.now(of.story)
	p := stemma.Placement{Article: k.ID, Story: st.id, Kind: m.Kind, Of: of.id, Why: m.Why}
	switch m.Gone {
	case m.Of:
		p.Superseded = of.id
	case int32(len(s.placed)):
		p.Superseded = k.ID
	}
	s.enter(k.ID, st)
	return p
}

// now returns the story that a story has become.
func (s *Stories) now(at int32) *story {
	return s.stories[s.nowAt(at)]
}

// nowAt is now for indexes.
func (s *Stories) nowAt(at int32) int32 {
	for s.ways[at].into >= 0 {
		at = s.ways[at].into
	}
	return at
}

// open returns a new story, named after the article that opens it.
func (s *Stories) open(id stemma.ArticleID) *story {
	st := &story{at: int32(len(s.stories)), id: "s-" + string(id)}
	s.stories = append(s.stories, st)
	s.ways = append(s.ways, way{into: -1})
	return st
}

// enter puts the article that has just come into st.
func (s *Stories) enter(id stemma.ArticleID, st *story) {
	st.articles = append(st.articles, int32(len(s.placed)))
	s.placed = append(s.placed, placed{id, st.at, len(st.articles) == 1})
}

// keep makes v, which is one article, one of those that others are compared with,
// alike being how like it is to each of them, and lets st be found by its terms.
func (s *Stories) keep(st *story, v *group, alike []int16) {
	if len(st.kept.articles) == maxKept {
		st.drop(keptFirst)
		alike = slices.Delete(slices.Clone(alike), keptFirst, keptFirst+1)
	}
	s.post(st, v, 0)
	st.kept.add(v)
	st.alike = append(st.alike, alike...)
}

// post lets st be found by the heaviest terms of article a of g.
func (s *Stories) post(st *story, g *group, a int) {
	var heavy [maxTerms]uint32 // lightness and index
	n := 0
	for i := range g.keys {
		for _, u := range g.of(i) {
			if int(u.of) == a {
				heavy[n] = uint32(math.MaxUint16-u.weight)<<16 | uint32(i)
				n++
			}
		}
	}
	slices.Sort(heavy[:n])
	s.keys = s.keys[:0]
	for _, x := range heavy[:min(n, maxPosted)] {
		s.keys = append(s.keys, g.keys[uint16(x)])
	}
	s.index.touch(s.keys)
	for _, key := range s.keys {
		s.index.add(key, st.at)
	}
}

// drop forgets kept i.
func (st *story) drop(i int) {
	st.pick(slices.Delete(all(len(st.kept.articles)), i, i+1))
}

// pick forgets all kept ones but which, and puts these into its order.
func (st *story) pick(which []int) {
	st.alike = st.pickAlike(which)
	st.kept.keep(which)
}

// between returns how like kept a and b are, a ≠ b.
func (st *story) between(a, b int) int16 { return st.alike.at(a, b) }

// candidates returns the stories that v may belong to, the most like first. Order
// holds the terms of k that v is made of, heaviest first.
func (s *Stories) candidates(v *group, k *Sketch, order []int32) []candidate {
	order = order[:min(len(order), maxAsked)]
	s.keys = s.keys[:0]
	for _, i := range order {
		s.keys = append(s.keys, short(k.Terms[i].Hash))
	}
	for j, l := range s.index.ask(s.keys) {
		if l.n == 0 {
			continue
		}
		w := int32(min(s.weights[order[j]]>>4, 1<<20))
		for _, at := range s.index.stories(l) {
			at = s.nowAt(at)
			way := &s.ways[at]
			if way.near == 0 {
				s.seen = append(s.seen, at)
			}
			way.near += w
		}
	}
	// Those that share most, of equals the eldest.
	var most [maxCandidates]uint64 // shared and youth
	n := 0
	for _, at := range s.seen {
		way := &s.ways[at]
		x := uint64(way.near)<<32 | uint64(^uint32(at))
		way.near = 0
		if n == maxCandidates {
			if x < most[n-1] {
				continue
			}
			n--
		}
		i := n
		for ; i > 0 && most[i-1] < x; i-- {
			most[i] = most[i-1]
		}
		most[i] = x
		n++
	}
	s.seen = s.seen[:0]
	near := make([]candidate, n)
	self := newProbe(v, &s.self)
	for i := range near {
		c := &near[i]
		c.story = s.stories[^uint32(most[i])]
		c.alike = s.likes(self, &c.kept)
		c.link = s.link(c.alike)
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(b.link, a.link) })
	return near
}

// link returns how like an article, or a story, is to another of whose articles
// alike tells.
func (s *scale) link(alike []int16) int64 {
	sum, most := int64(0), int64(-one)
	for _, x := range alike {
		sum += int64(x)
		most = max(most, int64(x))
	}
	n := int64(len(alike))
	if n == 0 {
		return -one
	}
	return ((one-s.nearest)*(sum/n)+s.nearest*most)/one - s.lone/n
}

// PlaceAll places articles one after the other and returns the story of each in
// the end, when what later ones changed is taken into account. No two of them may
// have one ID.
func (s *Stories) PlaceAll(articles []*Sketch) []string {
	at := make(map[stemma.ArticleID]int, len(articles))
	out := make([]string, len(articles))
	for i, k := range articles {
		p := s.Place(k)
		at[k.ID] = i
		for _, c := range p.Changes {
			out[at[c.Article]] = c.To
		}
		out[i] = p.Story
	}
	return out
}
