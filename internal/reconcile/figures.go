package reconcile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"stemma"
)

// A count is one figure of one statement, ready to be compared.
type count struct {
	*stemma.Figure
	said   int     // index into bench.said
	base   float64 // the number as printed: 40 for "at least 40"
	vague  bool    // "dozens", "several": agrees with much, opposes nothing
	doing  string  // what happens to what is counted: "die"; empty if nothing told
	gravis string  // "serious" or "minor", where the figure is of a part so described
}

// figures compares what the accounts count. Two counts are comparable if they
// count the same thing to which the same happens; sides are the values. A pair
// agrees if its intervals touch and the numbers printed lie close; "at least
// five" and "seven" can both be true, but a reader who is told of five must
// learn of seven, so they are sides, and of an update where the dates tell.
func (b *bench) figures() []stemma.Finding {
	slots := map[string][]count{}
	var keys []string
	for i := range b.said {
		s := &b.said[i]
		for _, k := range s.Figures {
			c, key := b.countOf(i, &b.marks[s.art].Figures[k])
			if key == "" {
				continue
			}
			if slots[key] == nil {
				keys = append(keys, key)
			}
			slots[key] = append(slots[key], c)
		}
	}
	var out []stemma.Finding
	for _, key := range keys {
		for _, cs := range b.comparable(key, slots[key]) {
			if f, ok := b.figureFinding(key, cs); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// peopleWords are heads that count persons, so that "40 people", "40 others"
// and "40 passengers injured" meet in one slot once it is told what happened to
// them.
var peopleWords = map[string]bool{
	"person": true, "other": true, "man": true, "woman": true, "child": true, "victim": true, "passenger": true,
	"citizen": true, "resident": true, "worker": true, "patient": true, "dead": true, "injured": true, "tourist": true,
	"soldier": true, "officer": true, "firefighter": true, "student": true, "civilian": true, "migrant": true, "body": true,
	"casualty": true, "fatality": true, "death": true, "injury": true,
}

// fates are the happenings that tell what became of people. A count of people
// is comparable only with another of the same fate.
var fates = map[string]bool{
	"die": true, "injure": true, "hospital": true, "trap": true, "free": true, "arrest": true, "evacuate": true,
	"miss": true, "kidnap": true, "treat": true, "survivor": true, "charge": true, "convict": true, "shoot": true,
}

// countOf returns figure f of statement i as a count, and the key of the slot
// it fills; no key if it cannot be compared with another account's.
func (b *bench) countOf(i int, f *stemma.Figure) (count, string) {
	s := &b.said[i]
	c := count{Figure: f, said: i}
	words := strings.ToLower(b.arts[s.art].Words(f.Span))
	c.base = printed(f)
	c.vague = !strings.ContainsAny(words, "0123456789") && (math.IsInf(f.High, 1) && f.Low < 2 || f.High > f.Low && f.Approx)
	switch {
	case f.Counted == "":
		return c, ""
	case f.Unit == "year":
		if f.Counted != "age" {
			return c, ""
		}
		who := b.aged(s, f)
		if who == "" {
			return c, ""
		}
		return c, "age of " + who
	case f.Counted == "floor" || f.Counted == "story" || f.Counted == "storey":
		return c, "floor"
	case peopleWords[f.Counted]:
		c.doing, c.gravis = b.fate(s, f)
		if c.doing == "" {
			return c, ""
		}
		key := c.doing
		if key == "treat" {
			key = "hospital"
		}
		return c, strings.TrimSpace("people " + key + " " + c.gravis)
	}
	return c, "number of " + f.Counted
}

// printed returns the number that f's words print: the bound of an open
// interval, the middle of an approximate one.
func printed(f *stemma.Figure) float64 {
	switch {
	case math.IsInf(f.High, 1):
		return f.Low
	case math.IsInf(f.Low, -1) || f.Low == 0 && f.High > 0 && !f.Approx:
		return f.High
	}
	return (f.Low + f.High) / 2
}

// reach is how far, in bytes, a word can stand from a figure and still tell
// what becomes of what it counts.
const reach = 60

// fate returns the happening nearest to figure f in its clause that tells what
// became of the people counted, and how gravely.
func (b *bench) fate(s *statement, f *stemma.Figure) (doing, gravis string) {
	best := reach
	for _, t := range s.Terms {
		d := max(f.Span.Start-t.Span.End, t.Span.Start-f.Span.End, 0)
		if t.Span.Start < f.Span.Start {
			d += 8 // what follows a figure tells more than what stands before it
		}
		switch {
		case fates[t.Word] && d < best:
			doing, best = t.Word, d
		case (t.Word == "serious" || t.Word == "minor") && d < 40:
			gravis = t.Word
		}
	}
	return doing, gravis
}

// aged returns who is of age f: the name or the person-word nearest to it.
func (b *bench) aged(s *statement, f *stemma.Figure) string {
	best, who := reach, ""
	for _, e := range b.marks[s.art].Entities {
		if e.Kind != stemma.Person {
			continue
		}
		for _, m := range e.Mentions {
			d := max(f.Span.Start-m.Span.End, m.Span.Start-f.Span.End, 0)
			if s.Sentence.Contains(m.Span) && d < best && !m.Pronoun {
				best, who = d, b.people.name(s.Article, e.Name)
			}
		}
	}
	for _, t := range s.Terms {
		d := max(f.Span.Start-t.Span.End, t.Span.Start-f.Span.End, 0)
		if agedWords[t.Word] && d < best && d < 20 {
			best, who = d, t.Word
		}
	}
	return who
}

var agedWords = map[string]bool{"child": true, "man": true, "woman": true, "driver": true, "pilot": true, "son": true, "daughter": true, "teenager": true, "student": true, "mother": true, "father": true, "victim": true, "suspect": true, "resident": true}

// comparable splits the counts of one slot into lots that can be set against
// each other. Counts of people by their fate and ages always can; others need
// claims that share more than the thing counted.
func (b *bench) comparable(key string, cs []count) [][]count {
	if !strings.HasPrefix(key, "number of ") {
		return [][]count{cs}
	}
	var lots [][]count
	for _, c := range cs {
		at := slices.IndexFunc(lots, func(lot []count) bool {
			return slices.ContainsFunc(lot, func(d count) bool {
				s, t := &b.said[c.said], &b.said[d.said]
				fs, w := b.shared(s, t)
				return len(fs) >= 2 && w >= minWeight && b.likeness(s, t) >= join
			})
		})
		if at < 0 {
			lots = append(lots, nil)
			at = len(lots) - 1
		}
		lots[at] = append(lots[at], c)
	}
	return lots
}

// close is how far apart two numbers may stand, as a share of the larger, and
// still be one count said twice ("more than 50", "51").
const near = 0.1

func agree(c, d count) bool {
	if c.vague || d.vague {
		return c.Figure.Low <= d.High && d.Low <= c.High
	}
	same := c.Unit == d.Unit || c.Counted == "floor"
	touch := c.Low <= d.High && d.Low <= c.High
	apart := math.Abs(c.base-d.base) / max(1, math.Abs(c.base), math.Abs(d.base))
	if c.Low == c.High && d.Low == d.High {
		return same && c.Low == d.Low
	}
	return same && touch && apart <= near
}

// figureFinding returns the finding that the counts of one lot make, if two or
// more articles, or two places of one, stand in it.
func (b *bench) figureFinding(key string, cs []count) (stemma.Finding, bool) {
	var sides [][]count
	var vague []count
	for _, c := range cs {
		if c.vague {
			vague = append(vague, c)
			continue
		}
		at := slices.IndexFunc(sides, func(side []count) bool { return agree(side[0], c) })
		if at < 0 {
			sides = append(sides, nil)
			at = len(sides) - 1
		}
		sides[at] = append(sides[at], c)
	}
	if len(sides) == 1 {
		for _, c := range vague {
			if agree(sides[0][0], c) {
				sides[0] = append(sides[0], c)
			}
		}
	}
	if len(sides) == 0 && len(vague) > 1 {
		sides = [][]count{vague}
	}
	articles := map[int]bool{}
	for _, side := range sides {
		for _, c := range side {
			articles[b.said[c.said].art] = true
		}
	}
	if len(sides) == 0 || len(articles) < 2 && len(sides) < 2 {
		return stemma.Finding{}, false
	}
	f := stemma.Finding{Type: stemma.FigureFinding, About: key, Rule: "reconcile/figure"}
	for _, side := range sides {
		var ws []stemma.Witness
		for _, c := range side {
			ws = append(ws, b.said[c.said].witness())
		}
		slices.SortFunc(ws, b.before)
		f.Sides = append(f.Sides, stemma.Side{Value: valueOf(side), Witnesses: slices.Compact(ws)})
	}
	switch {
	case len(sides) == 1:
		f.Kind = stemma.Corroborated
		f.Why = fmt.Sprintf("%d accounts give %s", len(articles), f.Sides[0].Value)
	case b.supersedes(f.Sides):
		f.Kind = stemma.Updated
		f.Why = "the later account counts again: " + values(f.Sides)
	default:
		f.Kind = stemma.Conflicting
		f.Why = "the same is counted differently: " + values(f.Sides)
	}
	return f, true
}

// supersedes reports whether the sides follow each other in time: every account
// of one is known to be published after every account of the one before.
func (b *bench) supersedes(sides []stemma.Side) bool {
	order := slices.Clone(sides)
	slices.SortStableFunc(order, func(s, t stemma.Side) int {
		return cmp.Compare(b.place[s.Witnesses[0].Article], b.place[t.Witnesses[0].Article])
	})
	for k := 1; k < len(order); k++ {
		for _, v := range order[k-1].Witnesses {
			for _, w := range order[k].Witnesses {
				if !b.later(b.place[v.Article], b.place[w.Article]) {
					return false
				}
			}
		}
	}
	return true
}

// valueOf returns the value that the counts of a side agree on.
func valueOf(side []count) string {
	c := side[0]
	for _, d := range side {
		if d.Low == d.High {
			c = d // an exact number says more than a bound
			break
		}
	}
	n := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	var s string
	switch {
	case c.Low == c.High:
		s = n(c.Low)
	case math.IsInf(c.High, 1):
		s = n(math.Ceil(c.Low)) + " or more"
	case c.Approx:
		s = "about " + n(math.Round(c.base))
	default:
		s = n(c.Low) + " to " + n(c.High)
	}
	if c.Unit != "1" && c.Unit != "ordinal" {
		s += " " + c.Unit
	}
	return s
}

func values(sides []stemma.Side) string {
	vs := make([]string, len(sides))
	for i, s := range sides {
		vs[i] = s.Value
	}
	return strings.Join(vs, " / ")
}
