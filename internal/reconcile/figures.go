package reconcile

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A count is one figure of one statement, ready to be compared.
type count struct {
	*stemma.Figure
	said  int     // index into bench.said
	base  float64 // the number as printed: 40 for "at least 40"
	vague bool    // "dozens", "several": agrees with much, opposes nothing
	part  bool    // "four of whom", "16 who": a part of another count
}

// figures compares what the accounts count. Two counts are comparable if they
// count the same thing to which the same happens; sides are the values. A pair
// agrees if its intervals touch and the numbers printed lie close; "at least
// five" and "seven" can both be true, but a reader who is told of five must
// learn of seven, so they are sides of an update.
func (b *bench) figures() []stemma.Finding {
	slots := map[string][]count{}
	var keys []string
	var loose []count // ages of somebody who is called by nothing else
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if s.other {
			continue
		}
		for _, k := range s.Figures {
			c, key := b.countOf(i, &b.marks[s.art].Figures[k])
			if key == "" && c.Unit == "year" && c.Counted == "age" && b.meansSomebody(s, c.Figure) {
				loose = append(loose, c)
			}
			if key == "" || full.reached(s.art, key) {
				continue
			}
			if slots[key] == nil {
				keys = append(keys, key)
			}
			slots[key] = append(slots[key], c)
		}
	}
	for _, c := range loose {
		whose := ""
		for _, key := range keys {
			if strings.HasPrefix(key, "age of ") && slices.ContainsFunc(slots[key], func(d count) bool { return d.Unit == "year" && agree(c, d) }) {
				if whose != "" {
					whose = ""
					break
				}
				whose = key
			}
		}
		if whose != "" {
			slots[whose] = append(slots[whose], c)
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
	c.part = partOf(b.arts[s.art].Text, f)
	switch {
	case f.Counted == "":
		return c, ""
	case f.Unit == "year":
		if s.toldOtherwise(f.Span) || b.agedThen(s, f) {
			return c, "" // "when he will be 92", "when he was nine"
		}
		if who := b.aged(s, f); f.Counted == "age" && who != "" {
			return c, "age of " + who
		}
		return c, ""
	case f.Counted == "floor" || f.Counted == "story" || f.Counted == "storey":
		return c, "floor"
	case f.Unit == "ordinal":
		return c, "rank of " + f.Counted
	case peopleWords[f.Counted]:
		if s.denied(f.Span) || b.supposed(s, f) {
			return c, ""
		}
		fate, gravis := b.fate(s, f)
		if fate == "" {
			return c, ""
		}
		return c, strings.TrimSpace("people " + fate + " " + gravis + " " + b.whose(s, f))
	}
	return c, "number of " + f.Counted
}

// agedThen reports whether f is the age that somebody had when something else
// happened: "since he was nine", "at the age of nine".
func (b *bench) agedThen(s *statement, f *stemma.Figure) bool {
	before := strings.Fields(strings.ToLower(b.arts[s.art].Text[max(s.Span.Start, f.Span.Start-nearBefore):max(s.Span.Start, f.Span.Start)]))
	if n := len(before); n > 0 && (before[n-1] == "age" || strings.HasPrefix(before[n-1], "then") || before[n-1] == "turned" || n > 1 && before[n-2] == "age" && before[n-1] == "of") {
		return true
	}
	return slices.ContainsFunc(before, func(w string) bool { return thenWords[w] }) && slices.ContainsFunc(before, func(w string) bool { return w == "was" || w == "were" })
}

var thenWords = text.WordSet("when since until before after while though")

// partOf reports whether the words of f, or those after it, make its count a part of another:
// "five of the dead", "four of whom", "16 who were".
func partOf(text string, f *stemma.Figure) bool {
	span := f.Span
	within := strings.ToLower(text[span.Start:span.End])
	if strings.Contains(within, " of the ") || strings.Contains(within, " of whom") || strings.Contains(within, " of them") {
		return true
	}
	last := strings.Fields(strings.ToLower(text[max(0, span.Start-nearBefore):span.Start]))
	if n := len(last); n > 1 && last[n-1] == "of" && (numberWord(last[n-2]) || last[n-2] == "out" || f.Counts.Empty()) {
		return true // "one of four men", "a mother of 12": what became of one is not told of all
	}
	if n := len(last); n > 0 && last[n-1] == "another" || f.Counted == "other" || slices.Contains(strings.Fields(within), "other") {
		return true // beside those told of before
	}
	next := strings.ToLower(strings.TrimLeft(text[span.End:min(len(text), span.End+12)], " "))
	for _, p := range [...]string{"of the", "of whom", "of them", "of those", "of which"} {
		if strings.HasPrefix(next, p) {
			return true
		}
	}
	return f.Counts.Empty() && strings.HasPrefix(next, "who ")
}

// numberWord reports whether w is a number in figures, or one of the few that are
// written out before "of".
func numberWord(w string) bool { return strings.ContainsAny(w, "0123456789") || smallNumbers[w] }

var smallNumbers = text.WordSet("one two three four five six seven eight nine ten half some most many several dozens hundreds")

// totals are heads that count everyone; other heads count a kind of people, so
// that passengers are not set against crew.
var totals = map[string]bool{"person": true, "victim": true, "other": true, "dead": true, "casualty": true, "body": true, "death": true, "fatality": true, "injury": true, "injured": true}

// whose returns what kind of people figure f counts, as a word of its slot:
// empty for a count of everyone, else the head and what describes it
// ("american citizen", "child").
func (b *bench) whose(s *statement, f *stemma.Figure) string {
	var kind []string
	for _, t := range s.termsNear(f.Counts, 0) {
		if f.Counts.Contains(t.Span) && !t.Happening && !totals[t.Word] && t.Word != "peopl" && !strings.ContainsAny(t.Word, "0123456789") {
			kind = append(kind, t.Word)
		}
	}
	if len(kind) == 0 && !totals[f.Counted] {
		return f.Counted
	}
	return strings.Join(kind, " ")
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

// fate returns the happening that tells what became of the people whom figure f
// counts, and how gravely: the one right before it ("killing at least two"),
// else the nearest after it, else the nearest before.
func (b *bench) fate(s *statement, f *stemma.Figure) (doing, gravis string) {
	best := 3 * reach
	for _, t := range b.sentenceTerms(s, f.Span) {
		gap, behind := t.Span.Start-f.Span.End, false
		if t.Span.Start < f.Span.Start {
			gap, behind = f.Span.Start-t.Span.End, true
		}
		gap = max(gap, 0)
		if (t.Word == "serious" || t.Word == "minor") && gap < 40 {
			gravis = t.Word
		}
		if !fates[t.Word] || gap > reach || t.Word != "hospital" && b.unrealised(s, t) || b.elsewhere(s, f, t) {
			continue
		}
		if behind && !(gap <= 12 && !joined(b.arts[s.art].Text[t.Span.End:max(t.Span.End, f.Span.Start)])) {
			gap += reach
		}
		if gap < best {
			doing, best = t.Word, gap
		}
	}
	return doing, gravis
}

// elsewhere reports whether the fate t is told of something else than what f
// counts: another count follows it at once ("the death of three hundred of
// them"), or a conjunction opens another clause between the two ("100 people were
// in the building when she began shooting").
func (b *bench) elsewhere(s *statement, f *stemma.Figure, t stemma.Term) bool {
	a := b.arts[s.art].Text
	between := a[min(t.Span.End, f.Span.End):max(t.Span.End, f.Span.End, t.Span.Start, f.Span.Start)]
	if t.Span.End <= f.Span.Start {
		between = a[t.Span.End:f.Span.Start]
	} else if f.Span.End <= t.Span.Start {
		between = a[f.Span.End:t.Span.Start]
	}
	for w := range strings.FieldsSeq(strings.ToLower(between)) {
		if clauseWords[w] {
			return true
		}
	}
	if t.Span.Start < f.Span.End {
		return false
	}
	for _, k := range s.Figures {
		if g := &b.marks[s.art].Figures[k]; g.Span.Start > t.Span.End && g.Unit == "1" && ofOnly[strings.TrimSpace(a[t.Span.End:min(g.Span.Start, t.Span.End+nearBefore)])] {
			return true
		}
	}
	return false
}

// ofOnly is what stands between what became of people and their count.
var ofOnly = map[string]bool{"": true, "of": true, "at least": true, "of at least": true}

// clauseWords open a clause of its own.
var clauseWords = text.WordSet("when after while before because since until where which if")

// sentence returns the claims of s's sentence.
func (b *bench) sentence(s *statement) []statement {
	i, j := s.at, s.at+1
	for i > 0 && b.said[i-1].art == s.art && b.said[i-1].Sentence == s.Sentence {
		i--
	}
	for j < len(b.said) && b.said[j].art == s.art && b.said[j].Sentence == s.Sentence {
		j++
	}
	return b.said[i:j]
}

// sentenceTerms returns the terms of the claims of s's sentence that stand within
// reach of sp: what becomes of "nine people" is often told in the relative
// clause after them.
func (b *bench) sentenceTerms(s *statement, sp stemma.Span) []stemma.Term {
	here := func(t *statement) bool { return t.art == s.art && t.Sentence == s.Sentence }
	i := s.at
	for i > 0 && here(&b.said[i-1]) && b.said[i-1].Span.End >= sp.Start-reach {
		i--
	}
	var out []stemma.Term
	for ; i < len(b.said) && here(&b.said[i]) && b.said[i].Span.Start <= sp.End+reach; i++ {
		out = append(out, b.said[i].termsNear(sp, reach)...)
	}
	return out
}

// joined reports whether the words between a happening and a figure part them.
func joined(between string) bool {
	return strings.ContainsAny(between, ",;") || strings.Contains(between, " and ") || strings.Contains(between, " with ")
}

// aged returns who is of age f: the name or the person-word nearest to it.
func (b *bench) aged(s *statement, f *stemma.Figure) string {
	if who := b.agedBeside(s, f); who != "" {
		return who
	}
	if who, told := b.agedByParse(s, f); told {
		return who
	}
	best, first, who := reach, -1, ""
	for _, m := range b.named[s.art].near(f.Span, reach) {
		e := &b.marks[s.art].Entities[m.entity]
		d := max(f.Span.Start-m.span.End, m.span.Start-f.Span.End, 0)
		nearer := d < best || d == best && m.entity < first // of two as near, the one named first
		if e.Kind == stemma.Person && nearer && s.Sentence.Contains(m.span) && !b.parted(s, f.Span, m.span) {
			best, first, who = d, m.entity, b.people.name(s.Article, e.Name)
		}
	}
	for _, t := range s.termsNear(f.Span, reach) {
		d := max(f.Span.Start-t.Span.End, t.Span.Start-f.Span.End, 0)
		if agedWords[t.Word] && d < best && d < 20 {
			best, who = d, t.Word
		}
	}
	return who
}

// parted reports whether an "and" stands between an age and a name: "the
// 80-year-old and his bride, Ann Oke".
func (b *bench) parted(s *statement, v, w stemma.Span) bool {
	if w.Start < v.Start {
		v, w = w, v
	}
	return v.End < w.Start && strings.Contains(b.arts[s.art].Text[v.End:w.Start], " and ")
}

var agedWords = map[string]bool{"child": true, "man": true, "woman": true, "driver": true, "pilot": true, "son": true, "daughter": true, "teenager": true, "student": true, "mother": true, "father": true, "victim": true, "suspect": true, "resident": true}

// comparable splits the counts of one slot into lots that can be set against
// each other. A person's ages always can. Of counts of people by their fate, each account's
// largest can, since the smaller ones are parts of it or of another time; those
// that agree with some account's largest stay as its witnesses. Other counts
// need claims that share more than the thing counted.
func (b *bench) comparable(key string, cs []count) [][]count {
	switch {
	case strings.HasPrefix(key, "people "):
		return b.byOccasion(cs)
	case key == "floor", strings.HasPrefix(key, "age of ") && b.people.isPerson(strings.TrimPrefix(key, "age of ")):
		return [][]count{cs}
	}
	var lots [][]count
	for _, c := range cs {
		at := slices.IndexFunc(lots, func(lot []count) bool {
			return slices.ContainsFunc(lot, func(d count) bool {
				if c.said == d.said {
					return false // two figures of one clause count two things
				}
				s, t := &b.said[c.said], &b.said[d.said]
				fs, w := b.shared(s, t)
				like := likenessOf(s, t, w)
				return len(fs) >= 2 && w >= minWeight && (like >= join && agree(c, d) || like >= opposed && c.Unit == "1" || like >= sameMeasure)
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

// byOccasion splits counts of people into those of the story's event and those of
// another occasion: values that some sentence dates by a month or a year alone,
// and few do not. A toll of another year is no other count of this one; it may be
// said in as many accounts, and agree.
func (b *bench) byOccasion(cs []count) [][]count {
	sides, vague := b.sidesOf(cs)
	now := vague
	var past [][]count
	for _, side := range sides {
		n := 0
		for _, c := range side {
			if b.longPast(&b.said[c.said]) {
				n++
			}
		}
		if pastShare*n > len(side) {
			past = append(past, side)
		} else {
			now = append(now, side...)
		}
	}
	slices.SortStableFunc(now, func(c, d count) int { return cmp.Compare(c.said, d.said) })
	return append([][]count{b.largest(now)}, past...)
}

// pastShare is the share, one in so many, of the sentences that give a count that
// must date it by a month or a year for it to be of another occasion.
const pastShare = 4

// opposed is the likeness from which two claims count one thing.
const opposed = 0.6

// sameMeasure is the likeness from which two claims measure one thing. Lengths
// and durations of many things stand in sentences of one build.
const sameMeasure = 0.75

func (b *bench) largest(cs []count) []count {
	top := map[int]count{}
	for _, c := range cs {
		art := b.said[c.said].art
		if d, ok := top[art]; !c.part && !c.vague && (!ok || c.base > d.base) {
			top[art] = c
		}
	}
	return slices.DeleteFunc(slices.Clone(cs), func(c count) bool {
		if c.vague {
			return false
		}
		for art := range b.arts {
			if d, ok := top[art]; ok && agree(c, d) {
				return false
			}
		}
		return true
	})
}

// near is how far apart two numbers may stand, as a share of the larger, and
// still be one count said twice ("more than 50", "51").
const near = 0.1

// least returns the smallest number that c leaves room for. "More than 100" is
// said of a count that another account rounds to 100.
func (c count) least() float64 {
	if math.IsInf(c.High, 1) {
		return c.Low - 1
	}
	return c.Low
}

// roughAge is how many years an age told roughly leaves room for.
const roughAge = 3

func agree(c, d count) bool {
	if c.vague || d.vague {
		return c.Figure.Low <= d.High && d.Low <= c.High
	}
	same := c.Unit == d.Unit || c.Counted == "floor"
	if same && (c.Approx || d.Approx) && apartBy(c, d) <= near {
		return true // "almost 100", 94
	}
	if c.Counted == "age" && same && c.Unit == "year" && (c.Approx || d.Approx) && math.Abs(c.base-d.base) <= roughAge {
		return true // "in his mid-20s"
	}
	touch := c.least() <= d.High && d.least() <= c.High
	if c.Low == c.High && d.Low == d.High {
		return same && c.Low == d.Low
	}
	return same && touch && apartBy(c, d) <= near
}

// apartBy returns how far apart the numbers printed stand, as a share of the larger.
func apartBy(c, d count) float64 {
	return math.Abs(c.base-d.base) / max(1, math.Abs(c.base), math.Abs(d.base))
}

// figureFinding returns the finding that the counts of one lot make, if two or
// more articles, or two places of one, stand in it.
func (b *bench) figureFinding(key string, cs []count) (stemma.Finding, bool) {
	sides, vague := b.sidesOf(cs)
	if strings.HasPrefix(key, "rank of ") {
		sides = mostAttested(b, sides)
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
	sides = b.opposedCounts(key, apart(sides))
	if strings.HasPrefix(key, "people die") {
		sides = b.withoutOthersDead(sides)
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
	f := stemma.Finding{Type: stemma.FigureFinding, About: b.labelOf(key, sides), Rule: "reconcile/figure"}
	for _, side := range sides {
		var ws []stemma.Witness
		for _, c := range side {
			ws = append(ws, b.said[c.said].witness())
		}
		slices.SortFunc(ws, b.before)
		f.Sides = append(f.Sides, stemma.Side{Value: b.valueOf(side), Witnesses: slices.Compact(ws)})
	}
	alone := len(articles) == 1 && b.besideName(strings.TrimPrefix(key, "age of "), sides) && strings.HasPrefix(key, "age of ") && b.people.isPerson(strings.TrimPrefix(key, "age of "))
	if len(sides) > 1 && (!crossed(f.Sides) && !alone || strings.Contains(key, " serious") || strings.Contains(key, " minor")) {
		return stemma.Finding{}, false // the gravely hurt are counted hospital by hospital
	}
	switch {
	case len(sides) == 1:
		f.Kind = stemma.Corroborated
		f.Why = fmt.Sprintf("%d accounts give %s", len(articles), f.Sides[0].Value)
	case grows(sides) && b.falls(sides) && b.rounded(sides):
		return stemma.Finding{}, false // "more than 50", of the 59 that others had counted before
	case grows(sides) && !b.falls(sides):
		f.Kind = stemma.Updated
		f.Why = "a lower bound that leaves room for the other count: " + values(f.Sides)
	case b.supersedes(f.Sides):
		f.Kind = stemma.Updated
		f.Why = "the later account counts again: " + values(f.Sides)
	case b.revision(f.Sides) != "":
		f.Kind = stemma.Updated
		f.Why = b.revision(f.Sides) + ": " + values(f.Sides)
	default:
		f.Kind = stemma.Conflicting
		f.Why = "the same is counted differently: " + values(f.Sides)
		if alone {
			f.Why = "one account contradicts itself: " + values(f.Sides)
		}
	}
	return f, true
}

// besideName reports whether each side has an age in a claim that names who. That
// "the 25-year-old" is the one named before is a guess, and no ground to say that
// an account contradicts itself.
func (b *bench) besideName(who string, sides [][]count) bool {
	return !slices.ContainsFunc(sides, func(side []count) bool {
		return !slices.ContainsFunc(side, func(c count) bool {
			s := &b.said[c.said]
			return slices.ContainsFunc(b.named[s.art].near(s.Span, 0), func(p place) bool {
				return b.people.name(s.Article, b.marks[s.art].Entities[p.entity].Name) == who
			})
		})
	})
}

// sidesOf groups counts by the values they give; vague ones stand apart.
func (b *bench) sidesOf(cs []count) (sides [][]count, vague []count) {
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
	return sides, vague
}

// apart returns the largest side and those that share no claim with it: a claim
// that gives two values counts two things ("four hours into an 11-hour flight").
func apart(sides [][]count) [][]count {
	if len(sides) < 2 {
		return sides
	}
	main := slices.MaxFunc(sides, func(s, t []count) int { return cmp.Compare(len(s), len(t)) })
	return slices.DeleteFunc(sides, func(side []count) bool {
		return side[0] != main[0] && slices.ContainsFunc(side, func(c count) bool {
			return slices.ContainsFunc(main, func(d count) bool { return c.said == d.said })
		})
	})
}

// opposedCounts returns the side that most accounts are on and those others that
// count the same, as a careful reader would ask: some account gives only the
// other value (who gives both counts two things), not of a month or a year long
// past, and what is no person's age and no count of people is told of by one
// predicate of the same participants.
func (b *bench) opposedCounts(key string, sides [][]count) [][]count {
	if len(sides) < 2 {
		return sides
	}
	on := func(side []count) map[int]bool {
		arts := map[int]bool{}
		for _, c := range side {
			arts[b.said[c.said].art] = true
		}
		return arts
	}
	main := slices.MaxFunc(sides, func(s, t []count) int { return cmp.Compare(len(on(s)), len(on(t))) })
	inMain := on(main)
	people := strings.HasPrefix(key, "people ")
	person := strings.HasPrefix(key, "age of ")
	return slices.DeleteFunc(sides, func(side []count) bool {
		if &side[0] == &main[0] {
			return false
		}
		if person {
			return false
		}
		return !slices.ContainsFunc(side, func(c count) bool {
			return !inMain[b.said[c.said].art] && !b.longPast(&b.said[c.said]) &&
				(people || slices.ContainsFunc(main, func(d count) bool { return b.oneThing(c, d) }))
		})
	})
}

// longPast reports whether the sentence of s dates what it tells by a month or a
// year alone, as another occasion is dated in an account that has days for its own.
func (b *bench) longPast(s *statement) bool {
	past := false
	for _, d := range b.datesIn(s) {
		monthly := d.Precision == stemma.Month || d.Precision == stemma.Year
		if !d.Known() { // of an account without a date
			monthly = b.wordOfSet(stemma.Witness{Article: s.Article, Span: d.Span}, months) != "" && !strings.ContainsAny(b.arts[s.art].Words(d.Span), "0123456789")
		}
		if !monthly {
			return false
		}
		past = true
	}
	return past
}

var months = text.WordSet("january february march april may june july august september october november december year month")

// oneThing reports whether two counts of things are told by one predicate, of
// participants of which some are the same and none differ. "Missed four games"
// and "in 14 games" count other games; so do two players.
func (b *bench) oneThing(c, d count) bool {
	s, t := &b.said[c.said], &b.said[d.said]
	if s.art == t.art {
		return false
	}
	p, q := b.above(s, c.Figure), b.above(t, d.Figure)
	if len(p) == 0 || len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i].Slot != q[i].Slot || p[i].Slot == stemma.Oblique && p[i].Prep != q[i].Prep || b.like(p[i].head, q[i].head) < bondSim {
			return false
		}
	}
	x, y := p[len(p)-1], q[len(q)-1]
	met := 0
	for i := range s.ties {
		u := &s.ties[i]
		if u.Head.Span != x.Head.Span || u.Bond == x.Bond {
			continue
		}
		for k := range t.ties {
			v := &t.ties[k]
			if v.Head.Span != y.Head.Span || v.Bond == y.Bond || v.Slot != u.Slot || u.Prep != v.Prep {
				continue
			}
			if b.like(u.tail, v.tail) == 0 {
				return false
			}
			met++
		}
	}
	return met > 0 && b.whose(s, c.Figure) == b.whose(t, d.Figure)
}

// maxAbove is how many ties up from a count its predicate can stand: "added
// (a run (of ten yards))".
const maxAbove = 3

// above returns the ties from what f counts up to the predicate that it is told by;
// nothing if the parse does not tell it.
func (b *bench) above(s *statement, f *stemma.Figure) []*tie {
	sp := f.Span.Cover(f.Counts)
	if f.Counts.Empty() {
		sp = f.Span
	}
	var out []*tie
	for range maxAbove {
		at := slices.IndexFunc(s.ties, func(t tie) bool { return sp.Overlap(t.Tail.Span) > 0 && sp.Overlap(t.Head.Span) == 0 })
		if at < 0 {
			return nil
		}
		out = append(out, &s.ties[at])
		if s.ties[at].Head.Part == 'v' {
			return out
		}
		sp = s.ties[at].Head.Span
	}
	return nil
}

// mostAttested returns the side that most articles give: ranks in a list ("the
// second", "the third") differ without contradicting each other.
func mostAttested(b *bench, sides [][]count) [][]count {
	best, most := 0, 0
	for k, side := range sides {
		arts := map[int]bool{}
		for _, c := range side {
			arts[b.said[c.said].art] = true
		}
		if len(arts) > most {
			best, most = k, len(arts)
		}
	}
	if most < 2 {
		return nil
	}
	return sides[best : best+1]
}

// highest returns the side that gives the largest number.
func highest(sides [][]count) []count {
	return slices.MaxFunc(sides, func(s, t []count) int { return cmp.Compare(s[0].base, t[0].base) })
}

// grows reports whether the counts are lower bounds that later ones raise:
// every side but the largest leaves room for it ("at least five", then "seven"),
// and does so in as many places as it states the number plainly.
func grows(sides [][]count) bool {
	top := highest(sides)
	for _, side := range sides {
		open := 0
		for _, c := range side {
			if math.IsInf(c.High, 1) {
				open++
			}
		}
		if side[0].base != top[0].base && (open == 0 || 2*open < len(side)) {
			return false
		}
	}
	return true
}

// fateLabels say what became of people in the words of a report.
var fateLabels = map[string]string{
	"die": "dead", "injure": "injured", "hospital": "taken to hospital", "trap": "trapped", "free": "freed",
	"arrest": "arrested", "evacuate": "evacuated", "miss": "missing", "kidnap": "kidnapped", "treat": "treated",
	"survivor": "surviving", "charge": "charged", "convict": "convicted", "shoot": "shot",
}

// labelOf returns the name of a slot as a reader is shown it; what kind of people
// is counted, in the words of the first that counts them.
func (b *bench) labelOf(key string, sides [][]count) string {
	f := strings.Fields(key)
	if f[0] != "people" {
		if noun, ok := strings.CutPrefix(key, "number of "); ok {
			return "number of " + plural(noun)
		}
		return key
	}
	label := "people " + fateLabels[f[1]]
	if len(f) > 2 && f[2] == "serious" {
		return "people gravely " + fateLabels[f[1]]
	} else if len(f) > 2 && f[2] == "minor" {
		return "people lightly " + fateLabels[f[1]]
	}
	if c := sides[0][0]; len(f) > 2 && !c.Counts.Empty() {
		label += ": " + b.words(stemma.Witness{Article: b.said[c.said].Article, Span: c.Counts})
	}
	return label
}

// plural returns the plural of a regular English noun.
func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "y") && !strings.ContainsAny(noun[max(0, len(noun)-2):len(noun)-1], "aeiou"):
		return noun[:len(noun)-1] + "ies"
	case strings.HasSuffix(noun, "s"), strings.HasSuffix(noun, "x"), strings.HasSuffix(noun, "ch"), strings.HasSuffix(noun, "sh"):
		return noun + "es"
	}
	return noun + "s"
}

// crossed reports whether some two articles stand on different sides: what one
// article alone tells twice is as a rule two things.
func crossed(sides []stemma.Side) bool {
	for k, s := range sides {
		for _, t := range sides[:k] {
			for _, v := range s.Witnesses {
				if slices.ContainsFunc(t.Witnesses, func(w stemma.Witness) bool { return w.Article != v.Article }) {
					return true
				}
			}
		}
	}
	return false
}

// withoutOthersDead returns the sides without tolls of half the largest or less
// that are told later: the dead do not grow fewer, so others are counted.
func (b *bench) withoutOthersDead(sides [][]count) [][]count {
	if len(sides) < 2 {
		return sides
	}
	top := highest(sides)
	return slices.DeleteFunc(sides, func(side []count) bool {
		return 2*side[0].base <= top[0].base && b.later(b.said[top[0].said].art, b.said[side[0].said].art)
	})
}

// falls reports whether the largest count is known to be older than another: a
// toll that goes down is no lower bound that was raised.
func (b *bench) falls(sides [][]count) bool {
	top := highest(sides)
	for _, side := range sides {
		if side[0].base != top[0].base && b.later(b.said[top[0].said].art, b.said[side[0].said].art) {
			return true
		}
	}
	return false
}

// rounding is how much of a count a lower bound may leave out and still be that
// count, said roughly.
const rounding = 0.25

// rounded reports whether every side that leaves room for the largest count does
// not leave out much of it.
func (b *bench) rounded(sides [][]count) bool {
	top := highest(sides)
	return !slices.ContainsFunc(sides, func(side []count) bool { return side[0].base < (1-rounding)*top[0].base })
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

// valueOf returns the value that the counts of a side agree on: a number for
// counts, ranks and ages, and for measures the words as printed.
func (b *bench) valueOf(side []count) string {
	c := side[0]
	if c.Unit != "1" && c.Unit != "ordinal" && c.Unit != "year" {
		return b.words(stemma.Witness{Article: b.said[c.said].Article, Span: c.Span})
	}
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
	return s
}

func values(sides []stemma.Side) string {
	vs := make([]string, len(sides))
	for i, s := range sides {
		vs[i] = s.Value
	}
	return strings.Join(vs, " / ")
}

// termOf returns the term of s that stands where k does, or the stem of k.
func (s *statement) termOf(k stemma.Knot) string {
	for _, t := range s.termsNear(k.Span, 0) {
		if t.Span.Start == k.Span.Start {
			return t.Word
		}
	}
	return text.Stem(k.Lemma)
}

// toldOtherwise reports whether the words sp belong to what is denied, to come or
// merely possible.
func (s *statement) toldOtherwise(sp stemma.Span) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Mood != 0 && (sp.Overlap(bd.Head.Span) > 0 || sp.Overlap(bd.Tail.Span) > 0)
	})
}

// supposed reports whether f counts what only may be, or what comes whenever:
// "there might have been two killed", "when one is killed".
func (b *bench) supposed(s *statement, f *stemma.Figure) bool {
	before := strings.Fields(strings.ToLower(b.arts[s.art].Text[max(s.Span.Start, f.Span.Start-nearBefore):max(s.Span.Start, f.Span.Start)]))
	n := len(before)
	return slices.ContainsFunc(before, func(w string) bool { return w == "might" || w == "may" || w == "could" || w == "if" }) ||
		n > 0 && before[n-1] == "when" && f.Counts.Empty()
}

// denied reports whether the words sp belong to what is denied.
func (s *statement) denied(sp stemma.Span) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Mood&stemma.Denied != 0 && (sp.Overlap(bd.Head.Span) > 0 || sp.Overlap(bd.Tail.Span) > 0)
	})
}

// agedBeside returns who is named right before age f, as papers give ages: "Ann
// Oke, 22", "Ann Oke, a 22-year-old".
func (b *bench) agedBeside(s *statement, f *stemma.Figure) string {
	for _, m := range b.named[s.art].near(f.Span, 6) {
		e := &b.marks[s.art].Entities[m.entity]
		if e.Kind == stemma.Person && m.span.End <= f.Span.Start && besides[strings.Trim(b.arts[s.art].Text[m.span.End:f.Span.Start], ", (")] {
			return b.people.name(s.Article, e.Name)
		}
	}
	return ""
}

// besides are the words that may stand between a name and an age after it.
var besides = map[string]bool{"": true, "a": true, "an": true, "the": true}

// agedByParse returns who is of age f by the parse: the person that the words of
// the age mean ("the 22-year-old"), describe ("the 22-year-old driver") or stand
// beside ("Ann Oke, 22"). told is false if the parse does not tie the age to
// anything.
func (b *bench) agedByParse(s *statement, f *stemma.Figure) (who string, told bool) {
	name := func(sp stemma.Span) (string, bool) {
		e := b.called[s.art].at(sp)
		if e < 0 || b.marks[s.art].Entities[e].Kind != stemma.Person {
			return "", false
		}
		return b.people.name(s.Article, b.marks[s.art].Entities[e].Name), true
	}
	if who, ok := name(f.Span); ok {
		return who, true
	}
	for i, here := 0, b.around(s); i < len(here); i++ {
		for k := range here[i].Bonds {
			bd := &here[i].Bonds[k]
			x, other := bd.Tail, bd.Head
			if f.Span.Overlap(x.Span) == 0 {
				if bd.Slot != stemma.Is {
					continue
				}
				x, other = other, x
			}
			if f.Span.Overlap(x.Span) == 0 || f.Span.Overlap(other.Span) > 0 {
				continue
			}
			if who, ok := name(other.Span); ok && !b.parted(s, f.Span, other.Span) && bd.Slot != stemma.Agent && bd.Slot != stemma.Patient {
				return who, true
			}
			switch l := language.LexemeOf(other.Lemma, language.NOUN); {
			case other.Part == 'n' && l.In(language.Human) && (bd.Slot == stemma.Mod || bd.Slot == stemma.Is || bd.Slot == stemma.Count):
				return here[i].termOf(other), true
			case other.Part == 'n' || other.Part == 'v':
				told = true // somebody of that age, who is called by nothing else
			}
		}
	}
	return "", told
}

// meansSomebody reports whether the words of an age stand for somebody who has
// been told of: "the 22-year-old".
func (b *bench) meansSomebody(s *statement, f *stemma.Figure) bool {
	last, _ := b.wordsBefore(s, stemma.Term{Span: f.Span})
	return last == "the" || strings.HasPrefix(strings.ToLower(b.arts[s.art].Words(f.Span)), "the ")
}
