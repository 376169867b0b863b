package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A position is where a statement puts the event: in a landmark or by it.
type position struct {
	said   int
	inside bool
}

var (
	insideWords = map[string]bool{"in": true, "inside": true, "within": true}
	besideWords = map[string]bool{"near": true, "outside": true, "beside": true, "beyond": true}
)

// places returns the landmarks and places that one account puts the event in
// and another near: "in a tunnel", "next to an underpass". Which landmark it was
// is left to the claims; that it cannot have been both is a conflict.
func (b *bench) places() []stemma.Finding {
	at := map[string][]position{}
	var keys []string
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if !s.event {
			continue
		}
		for _, p := range b.positions(s) {
			if b.elsewhereBy(s, p.span) || full.reached(s.art, p.landmark) {
				continue
			}
			if at[p.landmark] == nil {
				keys = append(keys, p.landmark)
			}
			at[p.landmark] = append(at[p.landmark], position{i, p.inside})
		}
	}
	var out []stemma.Finding
	for _, key := range keys {
		var in, by []int
		arts := map[int]bool{}
		for _, p := range at[key] {
			arts[b.said[p.said].art] = true
			if p.inside {
				in = append(in, p.said)
			} else {
				by = append(by, p.said)
			}
		}
		if len(arts) < 2 || !b.acrossArticles(in, by) {
			continue
		}
		out = append(out, stemma.Finding{
			Kind:  stemma.Conflicting,
			Type:  stemma.PlaceFinding,
			About: "in or near: " + key,
			Sides: []stemma.Side{b.placed("in", in), b.placed("near", by)},
			Why:   fmt.Sprintf("one account puts it in “%s”, another near it", key),
			Rule:  "reconcile/place",
		})
	}
	return out
}

// elsewhereBy reports whether the parse puts the landmark sp under something else
// than the event, and not under a thing of it: "heard it outside his building".
func (b *bench) elsewhereBy(s *statement, sp stemma.Span) bool {
	what, told := b.governor(s, sp)
	return told && what != "" && !b.about[what] && !eventNouns[what] && slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Tail.Span.Overlap(sp) > 0 && bd.Head.Part == 'v'
	})
}

// sites returns the places in which several accounts put the event: each a place
// that the parse hangs on what the story is about, by a preposition.
func (b *bench) sites() []stemma.Finding {
	at := map[string][]int{}
	var keys []string
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if !s.event || s.other || s.Future {
			continue
		}
		for _, m := range b.named[s.art].near(s.Span, 0) {
			e := &b.marks[s.art].Entities[m.entity]
			if e.Kind != stemma.Place || !s.Span.Contains(m.span) || !b.hangs(s, m.span) {
				continue
			}
			what, told := b.governor(s, m.span)
			if key := b.people.name(s.Article, e.Name); told && b.about[what] && !full.reached(s.art, "at "+key) {
				if at[key] == nil {
					keys = append(keys, key)
				}
				at[key] = append(at[key], i)
			}
		}
	}
	var out []stemma.Finding
	for _, key := range keys {
		said := b.foremost(slices.Compact(at[key]))
		if len(said) == 0 {
			continue
		}
		f := stemma.Finding{
			Kind:  stemma.Corroborated,
			Type:  stemma.PlaceFinding,
			About: "place of the event",
			Sides: []stemma.Side{{Value: key, Witnesses: b.witnesses(said)}},
			Rule:  "reconcile/site",
		}
		f.Why = fmt.Sprintf("%d accounts put it in or near %s", len(accountsOf(f)), key)
		out = append(out, f)
	}
	return out
}

var sitePreps = text.WordSet("in at near on outside inside off around above over along beside by of within")

// hangs reports whether a preposition that places things ties the words sp to
// something.
func (b *bench) hangs(s *statement, sp stemma.Span) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return sp.Overlap(bd.Tail.Span) > 0 && sp.Overlap(bd.Head.Span) == 0 && sitePreps[bd.Prep] && (bd.Slot == stemma.Oblique || bd.Slot == stemma.Of)
	})
}

// acrossArticles reports whether some claim of one side is kindred to one of the
// other in another article.
func (b *bench) acrossArticles(g, h []int) bool {
	for _, i := range g {
		for _, j := range h {
			if b.said[i].art != b.said[j].art && b.likeness(&b.said[i], &b.said[j]) >= kindred {
				return true
			}
		}
	}
	return false
}

func (b *bench) placed(value string, said []int) stemma.Side {
	return stemma.Side{Value: value, Witnesses: b.witnesses(slices.Compact(said))}
}

// A landing is a landmark as one preposition reaches it.
type landing struct {
	landmark string
	inside   bool
	span     stemma.Span
}

// landmarks are things that an event can be in or beside.
var landmarks = map[string]bool{
	"tunnel": true, "bridge": true, "airport": true, "station": true, "school": true, "church": true, "hospital": true,
	"building": true, "river": true, "forest": true, "wood": true, "lake": true, "mountain": true, "harbour": true, "port": true,
	"park": true, "market": true, "mosqu": true, "stadium": true, "factori": true, "mall": true, "hotel": true, "prison": true,
}

// partOfName reports whether the landmark t is no place of its own, but describes
// the word after it ("a station platform"), or is a form of another word ("parking").
func (b *bench) partOfName(s *statement, t stemma.Term) bool {
	if strings.HasSuffix(strings.ToLower(b.words(stemma.Witness{Article: s.Article, Span: t.Span})), "ing") && t.Word != "building" {
		return true
	}
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Slot == stemma.Mod && bd.Tail.Span == t.Span && bd.Head.Span.Start >= t.Span.End && bd.Head.Part == 'n'
	})
}

// positions returns the landmarks and named places that the prepositions of s
// reach: a preposition, then at most three words to the head.
func (b *bench) positions(s *statement) []landing {
	a := b.arts[s.art]
	toks := text.Tokens(a.Text, s.Span)
	var out []landing
	for k, t := range toks {
		w := text.Fold(a.Text[t.Start:t.End])
		inside, beside := insideWords[w], besideWords[w]
		if w == "to" && k > 0 && slices.Contains([]string{"next", "close"}, text.Fold(a.Text[toks[k-1].Start:toks[k-1].End])) {
			beside = true
		}
		if !inside && !beside || k+1 >= len(toks) {
			continue
		}
		reach := stemma.Span{Start: toks[k+1].Start, End: toks[min(k+4, len(toks)-1)].End}
		if l, at := b.landmarkIn(s, reach); l != "" {
			out = append(out, landing{l, inside, at})
		}
	}
	return out
}

// landmarkIn returns the first landmark or named place of s whose words start in
// reach, with nothing but small words and descriptions before it.
func (b *bench) landmarkIn(s *statement, reach stemma.Span) (string, stemma.Span) {
	a := b.arts[s.art]
	for _, m := range b.named[s.art].near(reach, 0) {
		e := &b.marks[s.art].Entities[m.entity]
		if e.Kind == stemma.Place && m.span.Start == reach.Start && !strings.HasPrefix(a.Text[m.span.End:], "'s") && !strings.HasPrefix(a.Text[m.span.End:], "’s") {
			return b.people.name(s.Article, e.Name), m.span
		}
	}
	for _, t := range s.termsNear(reach, 0) {
		if t.Span.Start >= reach.Start && t.Span.End <= reach.End {
			if landmarks[t.Word] {
				if b.partOfName(s, t) {
					return "", stemma.Span{}
				}
				return t.Word, t.Span
			}
			if t.Happening || strings.ContainsAny(a.Text[reach.Start:t.Span.Start], ",;:.") {
				return "", stemma.Span{}
			}
		}
	}
	return "", stemma.Span{}
}
