package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A tie is a bond of a statement, its ends as numbers of the story's words.
type tie struct {
	head, tail int
	*stemma.Bond
}

// words are the story's words as bonds hold them: what is said, under one number
// however an account words it.
type words struct {
	id   map[string]int
	key  []string // a feature: "name Ann Oke", "date 2020-03-01", "#12", or a term
	lex  []language.Lexeme
	near [][]near1
}

// A near1 is a word that can stand for another, and how well, from 0 to 1.
type near1 struct {
	id  int
	sim float64
}

// maxTies is how many bonds of a claim are compared; a clause of news has ten.
const maxTies = 60

// tie fills the ties of all statements.
func (b *bench) tie() {
	ws := &words{id: map[string]int{}}
	for i := range b.said {
		s := &b.said[i]
		for k := range s.Bonds[:min(len(s.Bonds), maxTies)] {
			bd := &s.Bonds[k]
			h, t := b.wordOf(ws, s, bd.Head), b.wordOf(ws, s, bd.Tail)
			if h < 0 || t < 0 || h == t {
				continue
			}
			s.ties = append(s.ties, tie{h, t, bd})
		}
		b.countPeople(ws, s)
	}
	ws.relate()
	b.vocab = ws
}

// wordOf returns the number of what knot k of statement s stands for; -1 for a
// pronoun that nobody is known to be meant by.
func (b *bench) wordOf(ws *words, s *statement, k stemma.Knot) int {
	key := ""
	var lex language.Lexeme
	if e := b.called[s.art].at(k.Span); e >= 0 {
		ent := &b.marks[s.art].Entities[e]
		full := b.people.name(s.Article, ent.Name)
		key = "name " + full
		if ent.Kind == stemma.Place {
			lex = language.LexemeOf(strings.ToLower(full), language.NOUN)
		}
	} else if k.Part == 'o' {
		return -1
	}
	if key == "" {
		for _, n := range s.Dates {
			if d := b.marks[s.art].Dates[n]; d.Known() && fine(d.Precision) && d.Span.Overlap(k.Span) > 0 {
				key = "date " + dateKey(d)
			}
		}
	}
	if key == "" && k.Part == '#' {
		for _, n := range s.Figures {
			if f := b.marks[s.art].Figures[n]; f.Low == f.High && f.Span.Overlap(k.Span) > 0 {
				key = fmt.Sprintf("#%g", f.Low)
				break
			}
		}
	}
	if key == "" {
		lex = language.LexemeOf(k.Lemma, posOf(k.Part))
		if (k.Part == 'n' || k.Part == 'p') && capital(b.arts[s.art].Text, text.Token{Span: k.Span}) {
			if adj := language.LexemeOf(k.Lemma, language.ADJ); adj != 0 {
				lex = adj // "Americans" are of America as "American" is
			}
		}
		key = s.termOf(k)
	}
	id, ok := ws.id[key]
	if !ok {
		id = len(ws.key)
		ws.id[key] = id
		ws.key, ws.lex = append(ws.key, key), append(ws.lex, lex)
	}
	return id
}

func posOf(part byte) language.POS {
	switch part {
	case 'v':
		return language.VERB
	case 'a':
		return language.ADJ
	case 'r':
		return language.ADV
	}
	return language.NOUN
}

// relate fills near.
func (ws *words) relate() {
	ws.near = make([][]near1, len(ws.key))
	for _, k := range language.Kin(ws.lex) {
		sim := 0.9
		if k.Distance > 0 {
			if text.IsCommon(ws.key[k.I]) || text.IsCommon(ws.key[k.J]) {
				continue // "turn" and "drop" are kinds of everything
			}
			sim = 0.75
		}
		ws.near[k.I] = append(ws.near[k.I], near1{k.J, sim})
		ws.near[k.J] = append(ws.near[k.J], near1{k.I, sim})
	}
}

// weightOf returns the weight of word id.
func (b *bench) weightOf(id int) float64 {
	k := b.vocab.key[id]
	if w, ok := b.weight[k]; ok {
		return w
	}
	return 1
}

// match returns how well two ties say the same, from 0 to 1.
func (b *bench) match(s, t *tie) float64 {
	if (s.Mood^t.Mood)&(stemma.Denied|stemma.ToCome) != 0 {
		return 0
	}
	return b.meet(s, t)
}

// meet returns how well two ties say the same, one perhaps to deny it.
func (b *bench) meet(s, t *tie) float64 {
	straight := b.like(s.head, t.head) * b.like(s.tail, t.tail)
	if straight > 0 && opposite(s.Slot, t.Slot) {
		straight = 0
	}
	crossed := 0.0
	if nounPart(s.Head.Part) && nounPart(t.Head.Part) && nounPart(s.Tail.Part) && nounPart(t.Tail.Part) {
		crossed = b.like(s.head, t.tail) * b.like(s.tail, t.head)
	}
	return max(straight, crossed)
}

func nounPart(p byte) bool { return p == 'n' || p == 'p' || p == 'o' }

// opposite reports whether one slot is who does it and the other whom it is done to.
func opposite(s, t stemma.Slot) bool {
	return s == stemma.Agent && t == stemma.Patient || s == stemma.Patient && t == stemma.Agent
}

func (b *bench) like(i, j int) float64 {
	if i == j {
		return 1
	}
	for _, n := range b.vocab.near[i] {
		if n.id == j {
			return n.sim
		}
	}
	return 0
}

// A tied is a tie and the statement that holds it.
type tied struct {
	said int
	*tie
}

// bondWeight is the least that the two words of a bond weigh together for it to
// make a fact, and endWeight the least that either must.
const (
	bondWeight = 2.6
	endWeight  = 0.5
	bondSim    = 0.7
)

// bondFacets returns the agreements that rest on one bond: two words that the
// parses of two accounts tie together in one way.
func (b *bench) bondFacets(told []stemma.Finding, split map[stemma.Witness][]stand) []stemma.Finding {
	together := pairsOf(told)
	at := map[[2]int][]tied{}
	var keys [][2]int
	for i := range b.said {
		s := &b.said[i]
		for k := range s.ties {
			t := &s.ties[k]
			if t.Slot == stemma.Mod {
				continue // "fire engine" names a thing, states nothing
			}
			key := [2]int{min(t.head, t.tail), max(t.head, t.tail)}
			if at[key] == nil {
				keys = append(keys, key)
			}
			if n := len(at[key]); n >= facetSpread && b.said[at[key][n-facetSpread].said].art == s.art {
				continue // enough of one article
			}
			at[key] = append(at[key], tied{i, t})
		}
	}
	type fact struct {
		key    [2]int
		weight float64
		said   []int
		center tied
		by     map[int]*tie // how each of said has it
	}
	var all []fact
	for _, key := range keys {
		wh, wt := b.weightOf(key[0]), b.weightOf(key[1])
		c := at[key][0]
		if c.Head.Part == 'p' && c.Tail.Part == 'p' {
			continue
		}
		if !b.setsEvent(c) && (wh+wt < bondWeight || min(wh, wt) < endWeight) {
			continue
		}
		if strings.HasPrefix(b.vocab.key[key[0]], "name ") && strings.HasPrefix(b.vocab.key[key[1]], "name ") && c.Slot != stemma.Agent && c.Slot != stemma.Patient && c.Slot != stemma.Oblique {
			continue
		}
		var said []int
		by := map[int]*tie{}
		for _, x := range b.alike(key[0]) {
			for _, y := range b.alike(key[1]) {
				for _, t := range at[[2]int{min(x, y), max(x, y)}] {
					if b.match(c.tie, t.tie) >= bondSim {
						said = append(said, t.said)
						if by[t.said] == nil {
							by[t.said] = t.tie
						}
					}
				}
			}
		}
		slices.Sort(said)
		all = append(all, fact{key, wh + wt, slices.Compact(said), c, by})
	}
	for i := range all {
		all[i].said = b.unopposed(b.backed(b.foremost(all[i].said)), split)
	}
	all = slices.DeleteFunc(all, func(f fact) bool { return len(f.said) == 0 })
	slices.SortStableFunc(all, func(f, g fact) int {
		return cmp.Or(cmp.Compare(len(g.said), len(f.said)), cmp.Compare(g.weight, f.weight))
	})
	var out []stemma.Finding
	for _, f := range all {
		ws := b.witnesses(f.said)
		if !together.fresh(ws) {
			continue
		}
		together.add(ws)
		plain := b.plainest(f.said)
		s := &b.said[f.center.said]
		out = append(out, stemma.Finding{
			Kind:  stemma.Corroborated,
			Type:  stemma.AccountFinding,
			About: clip(b.words(stemma.Witness{Article: s.Article, Span: f.center.Head.Span.Cover(f.center.Tail.Span)}), 80),
			Sides: []stemma.Side{b.sideSaid(f.said, plain)},
			Why:   "each says it in its way: " + b.wordings(f.said, f.by),
			Rule:  "reconcile/bond",
		})
	}
	return out
}

// wordings quotes how the statements, one an article, word the bond that they share.
func (b *bench) wordings(said []int, by map[int]*tie) string {
	var out []string
	last := -1
	for _, i := range said {
		s, t := &b.said[i], by[i]
		if s.art == last || len(out) == maxWordings || t == nil {
			continue
		}
		last = s.art
		v, w := t.Head.Span, t.Tail.Span
		if w.Start < v.Start {
			v, w = w, v
		}
		words := b.words(stemma.Witness{Article: s.Article, Span: v.Cover(w)})
		if len(words) > maxWording {
			words = b.words(stemma.Witness{Article: s.Article, Span: v}) + " … " + b.words(stemma.Witness{Article: s.Article, Span: w})
		}
		if words = "“" + words + "”"; !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return strings.Join(out, ", ")
}

// Bounds of what a reader is shown of a bond: how many wordings, and how long in
// bytes they are before the middle is left out.
const (
	maxWordings = 3
	maxWording  = 40
)

// alike returns word id and those that can stand for it.
func (b *bench) alike(id int) []int {
	out := []int{id}
	for _, n := range b.vocab.near[id] {
		out = append(out, n.id)
	}
	return out
}

// foremost returns at most facetSpread of the statements of each article.
func (b *bench) foremost(said []int) []int {
	n := map[int]int{}
	var out []int
	for _, i := range said {
		if n[b.said[i].art]++; n[b.said[i].art] <= facetSpread {
			out = append(out, i)
		}
	}
	if len(n) < 2 {
		return nil
	}
	return out
}

// A calling is the places where an article speaks of its entities, by name,
// pronoun or description, in text order.
type calling []place

func newCalling(m *stemma.Marks) calling {
	var c calling
	for i, e := range m.Entities {
		for _, x := range e.Mentions {
			c = append(c, place{x.Span, i})
		}
	}
	slices.SortStableFunc(c, func(p, q place) int { return cmp.Compare(p.span.Start, q.span.Start) })
	return c
}

// at returns the entity that the words sp name; -1 if none.
func (c calling) at(sp stemma.Span) int {
	i, _ := slices.BinarySearchFunc(c, sp.End, func(p place, at int) int { return cmp.Compare(p.span.Start, at) })
	for n := 0; i > 0 && n < 4; n++ {
		i--
		if c[i].span.Contains(sp) {
			return c[i].entity
		}
	}
	return -1
}

// setsEvent reports whether t says where or when the event happened, or which
// it was.
func (b *bench) setsEvent(t tied) bool {
	h, d := b.vocab.key[t.head], b.vocab.key[t.tail]
	return b.about[h] && (strings.HasPrefix(d, "name ") || strings.HasPrefix(d, "date "))
}

// countPeople adds ties of how many people there are with what kind they are of,
// so that "10 US citizens" and "10 American tourists" meet.
func (b *bench) countPeople(ws *words, s *statement) {
	for _, c := range s.ties {
		if c.Slot != stemma.Count || c.Head.Part != 'n' || !ws.lex[c.head].In(language.Human) {
			continue
		}
		for _, m := range s.ties {
			if m.Bond != c.Bond && m.Slot == stemma.Mod && m.Head.Span == c.Head.Span && m.Tail.Part != '#' {
				s.ties = append(s.ties, tie{m.tail, c.tail, c.Bond})
			}
		}
	}
}

// backing is the likeness to a claim of another article that a claim needs for a
// single bond or facet to make an agreement of them. Without it, a third of the
// pairs that one bond put together told different facts.
const backing = 0.25

// backed returns the statements that are like one of another article.
func (b *bench) backed(said []int) []int {
	return slices.DeleteFunc(slices.Clone(said), func(i int) bool {
		return !slices.ContainsFunc(said, func(j int) bool {
			return b.said[j].art != b.said[i].art && b.likeness(&b.said[i], &b.said[j]) >= backing
		})
	})
}
