// Package cluster puts every article into its story as it arrives.
//
//	sketch.go   Sketched: what placing needs to know of an article, made from it alone
//	cluster.go  Stories: the stories so far; Place puts one more article into one
//	copies.go   the same text again: copies and revisions
//	prints.go   printsOf: what tells a text again
//	address.go  plainURL: what tells an address again
//	diff.go     Diff: what was changed from one version to the next
//
// Sketches can be made on every core; placing is one after the other. The same
// articles in the same order always give the same stories. Nothing here reads a
// clock, a file or the network.
package cluster

import (
	"math"

	"stemma"
)

// Version is raised whenever the same articles could give different stories.
const Version = 1

// Stories are the stories so far. It is not safe for concurrent use.
type Stories struct {
	stories []*story
	index   map[uint64][]int32
	docs    map[uint64]int32
	n       int
	copies  *Copies
	placed  []placed // by order of arrival
}

type placed struct {
	id    stemma.ArticleID
	story int32
}

type story struct {
	id    string
	sum   map[uint64]float64
	count int
}

// New returns no stories.
func New() *Stories {
	return &Stories{index: map[uint64][]int32{}, docs: map[uint64]int32{}, copies: NewCopies()}
}

// Place puts the article that k sketches into its story, or into a new one, and
// says why.
func (s *Stories) Place(k *Sketch) stemma.Placement {
	s.n++
	vec := make([]float64, len(k.Terms))
	norm := 0.0
	for i, t := range k.Terms {
		s.docs[t.Hash]++
		x := (1 + math.Log(float64(t.Count))) * math.Log(float64(s.n+100)/float64(s.docs[t.Hash]))
		vec[i] = x
		norm += x * x
	}
	norm = math.Sqrt(norm) + 1e-9
	near := map[int32]float64{}
	for i, t := range k.Terms {
		vec[i] /= norm
		for _, at := range s.index[t.Hash] {
			near[at] += vec[i] * s.stories[at].sum[t.Hash] / float64(s.stories[at].count)
		}
	}
	best, most := int32(-1), 0.12
	for at, x := range near {
		if x > most || x == most && at < best {
			best, most = at, x
		}
	}
	p := stemma.Placement{Article: k.ID, Kind: stemma.Joins}
	// The text of an article that is held goes where that one went, without
	// further questions.
	if m := s.copies.Add(&k.Prints); m.Of >= 0 {
		of := s.placed[m.Of]
		best = of.story
		p.Kind, p.Of, p.Why = m.Kind, of.id, m.Why
		switch m.Gone {
		case m.Of:
			p.Superseded = of.id
		case int32(len(s.placed)):
			p.Superseded = k.ID
		}
	} else if best < 0 {
		best = int32(len(s.stories))
		s.stories = append(s.stories, &story{id: "s-" + string(k.ID), sum: map[uint64]float64{}})
		p.Kind, p.Why = stemma.Opens, "nothing so far is of its event"
	}
	s.placed = append(s.placed, placed{k.ID, best})
	st := s.stories[best]
	p.Story = st.id
	st.count++
	for i, t := range k.Terms {
		if p.Kind == stemma.Joins && st.sum[t.Hash] > 0 && len(p.Shared) < 5 && t.Kind != Word {
			p.Shared = append(p.Shared, t.Words)
		}
		if st.sum[t.Hash] == 0 {
			s.index[t.Hash] = append(s.index[t.Hash], best)
		}
		st.sum[t.Hash] += vec[i]
	}
	if p.Kind == stemma.Joins {
		p.Why = "shares what the story speaks of"
	}
	return p
}
