package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// partitive reads "of the passengers", "of those on board", "of voters".
func (d *doc) partitive(i, last int) (phrase, bool) {
	if d.fold(i, last) != "of" {
		return phrase{}, false
	}
	j := d.skip(i+1, last, "the", "its", "his", "her", "their", "our", "all", "these", "those")
	j = d.skip(j, last, "the", "its", "his", "her", "their")
	p, ok := d.counted(j, last, false)
	if !ok {
		if p, ok = d.counted(j, last, true); ok && (p.next-p.first > 3 || d.toks[p.head].upper) {
			return phrase{}, false
		}
	}
	return p, ok
}

// countsWhat finds the noun that a plain number counts, and reports whether the
// number is a figure at all.
func (d *doc) countsWhat(a *amount, f *stemma.Figure, last int) bool {
	j := a.next
	one := a.lo == 1 && a.hi == 1 && !a.vague
	if d.isDash(j, last) && d.glued(j) {
		return d.hyphened(a, f, one, last)
	}
	if w := d.fold(j, last); w == "more" || w == "other" {
		if p, ok := d.counted(j+1, last, one); ok {
			a.take(d, f, p)
			return true
		}
		if w == "more" {
			j++
			a.next = j
		}
	}
	if p, ok := d.counted(j, last, one); ok {
		d.floors(&p, last)
		a.take(d, f, p)
		if u := units[d.toks[p.head].fold]; u.name != "" && u.base != "1" && u.base != "K" && p.next-p.first == 2 { // "998 nautical miles"
			f.Low, f.High, f.Unit, f.Counted = f.Low*u.per, f.High*u.per, u.base, u.name
		}
		return true
	}
	if p, ok := d.partitive(j, last); ok && !(one && !a.digits) {
		a.take(d, f, p)
		return true
	}
	if w := d.fold(j, last); a.vague && (w == "of" || w == "") && a.hi < 24 {
		return false
	}
	return d.elliptic(a, f, last)
}

func (a *amount) take(d *doc, f *stemma.Figure, p phrase) {
	f.Counts, f.Counted = d.span(p.first, p.next), p.word
	a.next = p.next
}

// oneCounts reports whether "one" at token i is a number and not a pronoun;
// next is the token after it and its unit.
func (d *doc) oneCounts(i, next, last int) bool {
	if d.fold(next-1, last) == "day" || d.fold(next-1, last) == "time" {
		return false
	}
	switch d.fold(i-1, last) {
	case "no", "any", "some", "every", "each", "this", "that", "which", "the", "another", "number", "by", "first", "last", "next", "same", "-", "–", "day", "not":
		return false
	}
	switch d.fold(next, last) {
	case "of", "another", "day", "time", "thing", "way", "hand", "point", "can", "could", "who", "that", "by", "might", "should", "must", "would", "'s", "or", "else", "night", "morning", "such", "reason":
		return false
	}
	return true
}

// hyphened reads "two-storey house", "10-member panel", "2,000-strong crowd".
func (d *doc) hyphened(a *amount, f *stemma.Figure, one bool, last int) bool {
	j := a.next + 1
	if j >= last || d.toks[j].Kind != text.Word || stopWords[d.toks[j].fold] || !d.glued(j) {
		return false
	}
	w := d.toks[j].fold
	switch w {
	case "strong":
		f.Counts, f.Counted, a.next = stemma.Span{}, "person", j+1
		return true
	case "story", "stories", "storey", "storeys", "floor":
		f.Counts, f.Counted, a.next = d.span(j, j+1), "floor", j+1
		return true
	case "time", "figure", "way", "fold", "off", "sided", "day", "on", "up", "plus", "one", "handed", "class", "tier", "star", "word", "step", "digit", "page":
		return false
	}
	if one || d.toks[j].upper && !d.headline(d.toks[j].sent) || strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ly") {
		return false
	}
	f.Counts, f.Counted, a.next = d.span(j, j+1), singular(w), j+1
	return true
}

// floors turns stories of a building into floors.
func (d *doc) floors(p *phrase, last int) {
	switch p.word {
	case "floor":
	case "storey":
		p.word = "floor"
	case "story":
		switch d.fold(p.next, last) {
		case "up", "high", "tall", "above", "below", "down", "window", "balcony", "building":
			p.word = "floor"
			return
		}
		s := d.sents[d.toks[p.head].sent]
		for i := max(s.first, p.head-12); i < min(s.last, p.head+8); i++ {
			if climbs[d.toks[i].fold] {
				p.word = "floor"
				return
			}
		}
	}
}

// climbs in a sentence make stories floors.
var climbs = text.WordSet("climb climbed climbs climbing scaled scaling scales fell fall falls falling plunged plunging dropped building balcony apartment tower window high-rise roof")

// rank makes an ordinal a figure: "the fourth floor", "seventh son".
func (d *doc) rank(a amount, last int) (stemma.Figure, int, bool) {
	none := stemma.Figure{}
	j := a.next
	f := stemma.Figure{Low: a.lo, High: a.lo, Unit: "ordinal"}
	if d.isDash(j, last) && d.glued(j) {
		switch d.fold(j+1, last) {
		case "floor", "story", "storey":
			f.Counts, f.Counted, f.Span = d.span(j+1, j+2), "floor", d.span(a.first, j+2)
			return f, j + 2, true
		case "degree", "grade", "grader", "year":
			f.Counts, f.Counted, f.Span = d.span(j+1, j+2), d.fold(j+1, last), d.span(a.first, j+2)
			return f, j + 2, true
		}
		return none, j + 1, false
	}
	if _, ok := d.number(j, last); ok {
		return none, j, false // "the first two tests"
	}
	if f := d.fold(j, last); (f == "u.s" || f == "us" || f == "uk") && d.toks[j].upper {
		j = d.skip(j+1, last, ".")
	}
	if j >= last || d.toks[j].Kind != text.Word || d.toks[j].upper && !d.headline(d.toks[j].sent) && !d.personAhead(j, last) {
		return none, j, false
	}
	p, ok := d.counted(a.next, last, true)
	if !ok || p.next-p.first > 5 || rankless[p.word] || rankless[d.toks[j].fold] {
		return none, j, false
	}
	if p.word == "story" || p.word == "storey" {
		p.word = "floor"
	}
	f.Counts, f.Counted = d.span(p.first, p.next), p.word
	f.Span = d.span(a.first, p.next)
	return f, p.next, true
}

// personAhead reports whether a capitalised adjective at j leads to a common
// noun: "first Welsh captain".
func (d *doc) personAhead(j, last int) bool {
	return j+1 < last && d.toks[j+1].Kind == text.Word && !d.toks[j+1].upper && !stopWords[d.toks[j+1].fold] && !verbLike(d.toks[j+1].fold)
}

// rankless nouns follow an ordinal without being counted by it.
var rankless = text.WordSet("time times place half quarter thing name aid responder responders lady instance glance hand step sight street avenue century look thought thoughts place begin began became made saw came reported published appeared met heard got")

// none reads "no passengers", "no survivors", "no injuries".
func (d *doc) none(i, last int) (stemma.Figure, int, bool) {
	f := stemma.Figure{Unit: "1"}
	j := d.skip(i+1, last, "other", "further")
	p, ok := d.counted(j, min(last, j+4), false)
	if after := d.fold(p.next, last); ok && (after == "'" || after == "’") {
		return f, 0, false // "no survivors' list"
	}
	if !ok || d.fold(j, last) == "one" || d.fold(j, last) == "more" || d.fold(j, last) == "less" || d.fold(j, last) == "longer" {
		return f, 0, false
	}
	f.Counts, f.Counted, f.Span = d.span(p.first, p.next), p.word, d.span(i, p.next)
	return f, p.next, true
}

// elliptic settles a number without a noun: "51 were taken to hospital", "killing
// 12", "four of whom", "a family of five". It counts persons if the clause says so.
func (d *doc) elliptic(a *amount, f *stemma.Figure, last int) bool {
	i, j := a.first, a.next
	s := d.sents[d.toks[i].sent]
	before := d.fold(i-1, s.last)
	if i == s.first {
		before = ""
	}
	if d.fold(j, last) == "'s" {
		return false // "under 17's"
	}
	if d.fold(j, last) == "aboard" || d.fold(j, last) == "on" && d.fold(j+1, last) == "board" || d.fold(j, last) == "who" || d.fold(j, last) == "of" && d.fold(j+1, last) == "whom" {
		f.Counted = "person"
		return true
	}
	if before == "of" && i-2 >= s.first && groups[d.toks[i-2].fold] && !(d.toks[i-2].upper && i-2 > s.first) || harms[before] {
		f.Counted = "person"
		return true
	}
	verb := false
	for k, n := j, 0; k < last && n < 8; k, n = k+1, n+1 {
		w := d.toks[k].fold
		if d.toks[k].Kind != text.Word {
			break
		}
		if suffered[w] && (w != "taken" || d.fold(k+1, last) == "to") {
			f.Counted = "person"
			return true
		}
		if !passives[w] && !strings.HasSuffix(w, "ly") {
			break
		}
		verb = true
	}
	if a.one {
		return false
	}
	if verb {
		return true
	}
	// A bare number that neither counts nor is said to do anything is kept only
	// where it is evidently a quantity.
	return a.vague && a.hi >= 24 || !a.whole || before == "to" && d.fold(i-2, last) != "" && riseOrFall[d.fold(i-2, last)] || f.High > f.Low
}

var (
	groups     = text.WordSet("family group crew team couple party gang crowd squad staff trio class panel jury audience population")
	harms      = text.WordSet("kill kills killed killing injure injures injured injuring wound wounds wounded wounding hurts hurting leaving hospitalizing sickening")
	suffered   = text.WordSet("killed injured wounded hurt dead died hospitalized hospitalised arrested detained rescued treated taken evacuated displaced missing trapped survived freed drowned burned sentenced charged convicted jailed released pronounced perished critical critically saved stranded sickened infected alive")
	passives   = text.WordSet("were was are is have has had been being be also now still then who seriously badly critically reportedly feared believed left")
	riseOrFall = text.WordSet("rises rose risen climbs climbed risen fell fallen increased stood stands")
)
