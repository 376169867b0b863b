package eval

import (
	"cmp"
	"maps"
	"slices"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/corpus"
	"stemma/internal/text"
)

// Coreference scores who is meant on the development and test documents of GUM
// in dir, of all genres and of those nearest to news alone. See [ScoreCoreference].
func Coreference(dir string) ([]Score, error) {
	var docs []*corpus.Document
	for _, part := range []corpus.Part{corpus.Dev, corpus.Test} {
		ds, err := corpus.GUMDocuments(dir, part)
		if err != nil {
			return nil, err
		}
		docs = append(docs, ds...)
	}
	marks := make([]*stemma.Marks, len(docs))
	for i, d := range docs {
		marks[i] = annotate.Article(d.Article())
	}
	out := ScoreCoreference(docs, marks)
	for i := len(docs) - 1; i >= 0; i-- {
		if g := docs[i].Genre; g != "news" && g != "interview" && g != "bio" {
			docs, marks = slices.Delete(docs, i, i+1), slices.Delete(marks, i, i+1)
		}
	}
	for _, s := range ScoreCoreference(docs, marks) {
		s.Name = "news, interviews, lives: " + s.Name
		out = append(out, s)
	}
	return out, nil
}

// ScoreCoreference scores the marks of docs by what stemma sets out to resolve: people, organisations and places that the document names, by all
// their names, descriptions and pronouns of the third person. Marks and gold
// mentions are paired by their words, the gold's by the head of each.
//
// Scored are the links between any two mentions of one thing; the same by LEA
// (Moosavi and Strube, 2016), where each thing counts by its number of mentions,
// those of one mention left out; the links between names alone; and, of each
// kind of pronoun and of descriptions, how many are tied to the right name.
// Their precision is of all that were tied to a name, the "it" of the weather
// and those of the unnamed included.
func ScoreCoreference(docs []*corpus.Document, marks []*stemma.Marks) []Score {
	var t corefTally
	for i, d := range docs {
		t.add(d, marks[i])
	}
	lea := Score{Name: "links, by LEA", Gold: t.key.mentions, Found: t.response.mentions, R: t.key.mean(), P: t.response.mean()}
	lea.F1 = harmonic(lea.P, lea.R)
	out := []Score{
		prf("links", t.links.right, t.links.gold, float64(t.links.right), t.links.found),
		lea,
		prf("links of names", t.names.right, t.names.gold, float64(t.names.right), t.names.found),
	}
	for k, name := range anaphorNames {
		c := t.anaphors[k]
		out = append(out, prf(name, c.right, c.gold, float64(c.right), c.found))
	}
	return out
}

// What a mention is.
const (
	notScored = iota // "I", "who", "this"
	aName
	hePronoun
	theyPronoun
	itPronoun
	aDescription
)

// anaphorNames are the rows of the kinds from hePronoun on.
var anaphorNames = []string{"he, she", "they", "it", "descriptions"}

var pronounKinds = map[string]int{
	"he": hePronoun, "him": hePronoun, "his": hePronoun, "himself": hePronoun,
	"she": hePronoun, "her": hePronoun, "hers": hePronoun, "herself": hePronoun,
	"they": theyPronoun, "them": theyPronoun, "their": theyPronoun, "theirs": theyPronoun, "themselves": theyPronoun,
	"it": itPronoun, "its": itPronoun, "itself": itPronoun,
}

// corefTally is what was counted.
type corefTally struct {
	links, names  tally
	key, response leaTally
	anaphors      [4]tally
}

type tally struct{ right, gold, found int }

// A leaTally sums the resolved shares of clusters, each times its mentions.
type leaTally struct {
	mentions int
	sum      float64
}

func (l *leaTally) mean() float64 {
	if l.mentions == 0 {
		return 0
	}
	return l.sum / float64(l.mentions)
}

// A corefMark is a mention that stemma found.
type corefMark struct {
	span   stemma.Span
	entity int
	kind   int
	gold   int // index of the mention that it is, -1 if it is none
}

func (t *corefTally) add(d *corpus.Document, m *stemma.Marks) {
	kinds := make([]int, len(d.Mentions))
	named := map[int]bool{} // entities in the key
	for i := range d.Mentions {
		g := &d.Mentions[i]
		kinds[i] = mentionKind(d, g)
		if kinds[i] == aName && (g.Kind == "person" || g.Kind == "organization" || g.Kind == "place") {
			named[g.Entity] = true
		}
	}
	marks := corefMarks(d, m)
	meant := meanings(d, marks, len(m.Entities))

	of := make([]int, len(d.Mentions)) // entity that stemma gives a gold mention, -1 if none
	for i := range of {
		of[i] = -1
	}
	for _, x := range marks {
		if x.gold >= 0 {
			of[x.gold] = x.entity
		}
	}
	// What the key holds.
	clusters := map[int][]int{}
	for i, g := range d.Mentions {
		if named[g.Entity] && kinds[i] != notScored {
			clusters[g.Entity] = append(clusters[g.Entity], i)
			if kinds[i] >= hePronoun {
				t.anaphors[kinds[i]-hePronoun].gold++
			}
		}
	}
	for _, e := range slices.Sorted(maps.Keys(clusters)) {
		c := clusters[e]
		right, all := 0, 0
		for a, i := range c {
			for _, j := range c[:a] {
				all++
				ok := of[i] >= 0 && of[i] == of[j]
				if ok {
					right++
				}
				if kinds[i] == aName && kinds[j] == aName {
					t.names.gold++
					if ok {
						t.names.right++
					}
				}
			}
		}
		t.links.gold += all
		t.links.right += right
		t.key.add(len(c), right, all)
	}
	// What stemma holds.
	found := map[int][]corefMark{}
	for _, x := range marks {
		if x.gold >= 0 && kinds[x.gold] == notScored {
			continue
		}
		found[x.entity] = append(found[x.entity], x)
		if x.kind >= hePronoun {
			c := &t.anaphors[x.kind-hePronoun]
			c.found++
			if x.gold >= 0 && named[d.Mentions[x.gold].Entity] && meant[x.entity] == d.Mentions[x.gold].Entity {
				c.right++
			}
		}
	}
	for _, e := range slices.Sorted(maps.Keys(found)) {
		c := found[e]
		right, all := 0, 0
		for a, x := range c {
			for _, y := range c[:a] {
				all++
				if x.gold >= 0 && y.gold >= 0 && d.Mentions[x.gold].Entity == d.Mentions[y.gold].Entity {
					right++
				}
				if x.kind == aName && y.kind == aName {
					t.names.found++
				}
			}
		}
		t.links.found += all
		t.response.add(len(c), right, all)
	}
}

func (l *leaTally) add(mentions, right, all int) {
	if all == 0 {
		return
	}
	l.mentions += mentions
	l.sum += float64(mentions) * float64(right) / float64(all)
}

func mentionKind(d *corpus.Document, g *corpus.Mention) int {
	h := d.Head(g)
	if k, ok := pronounKinds[text.Fold(h.Form)]; ok && g.Last-g.First == 1 {
		return k
	}
	switch {
	case d.Named(g):
		return aName
	case h.POS.String() == "NOUN":
		return aDescription
	}
	return notScored
}

// corefMarks lists the mentions of m in text order, each with the gold mention
// that it is: of those not taken yet, the one whose core shares the greatest
// part of its words with it, the shortest of several.
func corefMarks(d *corpus.Document, m *stemma.Marks) []corefMark {
	var out []corefMark
	for e, x := range m.Entities {
		for _, s := range x.Mentions {
			k := aName
			if s.Pronoun {
				var ok bool
				if k, ok = pronounKinds[text.Fold(d.Text[s.Span.Start:s.Span.End])]; !ok {
					k = aDescription
				}
			}
			out = append(out, corefMark{span: s.Span, entity: e, kind: k, gold: -1})
		}
	}
	slices.SortStableFunc(out, func(a, b corefMark) int { return cmp.Compare(a.span.Start, b.span.Start) })
	taken := make([]bool, len(d.Mentions))
	for i := range out {
		best, share, size := -1, 0.0, 0
		for g := range d.Mentions {
			gm := &d.Mentions[g]
			if taken[g] || gm.Span.Overlap(out[i].span) == 0 {
				continue
			}
			both, core := 0, 0
			for _, s := range d.CoreSpans(gm) {
				both += s.Overlap(out[i].span)
				core += s.Len()
			}
			s := 2 * float64(both) / float64(core+out[i].span.Len())
			if s > share || s == share && s > 0 && gm.Span.Len() < size {
				best, share, size = g, s, gm.Span.Len()
			}
		}
		if best >= 0 {
			out[i].gold, taken[best] = best, true
		}
	}
	return out
}

// meanings returns for each entity of stemma's the gold entity that most of its
// names name, the first of several; -1 if none.
func meanings(d *corpus.Document, marks []corefMark, entities int) []int {
	votes := make([]map[int]int, entities)
	out := make([]int, entities)
	for i := range out {
		out[i], votes[i] = -1, map[int]int{}
	}
	for _, x := range marks {
		if x.kind != aName || x.gold < 0 {
			continue
		}
		g := d.Mentions[x.gold].Entity
		votes[x.entity][g]++
		if best := out[x.entity]; best < 0 || votes[x.entity][g] > votes[x.entity][best] {
			out[x.entity] = g
		}
	}
	return out
}
