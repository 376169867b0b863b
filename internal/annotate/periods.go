package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// season reads "summer of 2016", "spring 2017".
func (d *doc) season(i, last int, alone bool) (moment, bool) {
	w := d.toks[i].fold
	m := moment{season: d.dateWord(i, last).n, next: i + 1}
	d.takeYear(&m, last)
	if m.year != 0 {
		return m, true
	}
	q, ok := d.piece(d.skip(m.next, last, "of"), last, false)
	if ok && q.dir != noDirection && q.unit == aYear && m.joinDay(q) {
		m.next = q.next
		return m, true
	}
	return m, !alone && w != "fall"
}

// edgeMoment reads "early June", "late last year", "mid-1990s", "late Tuesday",
// "later this week", "early on Sunday", "early morning".
func (d *doc) edgeMoment(i, last int, e edge, alone bool) (moment, bool) {
	j := i + 1
	if d.isDash(j, last) && d.glued(j) {
		if j++; !d.glued(j) {
			return moment{}, false
		}
	}
	w := d.dateWord(j, last)
	if w.kind == partWord && (e == early || e == late || e == mid) {
		return d.edgePart(i, j, last, e, alone)
	}
	if f := d.fold(j, last); f == "on" || f == "in" || f == "of" && e == mid {
		j++
		if d.fold(j, last) == "the" && d.fold(j+1, last) == "day" {
			if e == beforeNow || e == afterNow {
				return moment{}, false
			}
			return moment{edge: e, dir: same, unit: aDay, next: j + 2}, true
		}
	}
	if u := timeUnits[d.fold(j+1, last)]; e == beforeNow && j > i+1 && d.fold(j, last) == "the" && u >= aWeek && u <= aYear && !strings.HasSuffix(d.fold(j+1, last), "s") {
		return moment{edge: e, dir: thisOne, unit: u, next: j + 2}, true // "earlier in the week"
	}
	m, ok := d.piece(j, last, false)
	if !ok || m.edge != noEdge || m.shift != noShift || m.century == 0 && m.year == 0 && m.month == 0 && m.weekday == 0 && m.dir == noDirection && !m.dated && m.season == 0 {
		return moment{}, false
	}
	if m.clock != nil && e != beforeNow && e != afterNow {
		m.clock = clip(*m.clock, e)
		return m, true
	}
	if (e == beforeNow || e == afterNow) && m.dir != thisOne && !m.dated && m.dir != same && m.weekday == 0 && m.month == 0 {
		return moment{}, false
	}
	m.edge = e
	return m, true
}

// edgePart reads "early morning", "late afternoon" and "early Sunday evening".
func (d *doc) edgePart(i, j, last int, e edge, alone bool) (moment, bool) {
	p := dayParts[d.toks[j].fold]
	if p.early.To == 0 || d.toks[j].fold == "night" && alone && d.isDash(j-1, last) {
		return moment{}, false
	}
	c := p.clock
	switch e {
	case early:
		c = p.early
	case late:
		c = p.late
	}
	return moment{clock: &c, precision: stemma.PartOfDay, next: j + 1}, true
}

// endOf reads "end of 2009", "beginning of the year", "middle of May".
func (d *doc) endOf(i, last int, e edge) (moment, bool) {
	if d.fold(i+1, last) != "of" {
		return moment{}, false
	}
	j := i + 2
	if d.fold(j, last) == "the" {
		w := d.dateWord(j+1, last)
		if u := timeUnit(w.n); w.kind == unitWord && u >= aWeek && u <= aYear && !strings.HasSuffix(d.fold(j+1, last), "s") {
			return moment{dir: thisOne, unit: u, edge: e, next: j + 2}, true
		}
		if w.kind == unitWord && timeUnit(w.n) == aDay {
			return moment{}, false
		}
	}
	m, ok := d.piece(j, last, false)
	if !ok || m.edge != noEdge || m.clock != nil || m.shift != noShift || m.dom != 0 || m.weekday != 0 || m.dated {
		return moment{}, false
	}
	m.edge = e
	return m, true
}

// ordinalMoment reads "19th century", "early twentieth-century", "third quarter of 2009",
// "first week of March".
func (d *doc) ordinalMoment(i, last int) (moment, bool) {
	n, ok := d.number(i, last)
	if !ok || !n.ordinal || n.value < 1 || n.value > 31 {
		return moment{}, false
	}
	j := n.next
	if w := d.dateWord(j+1, last); d.fold(j, last) == "of" && w.kind == monthWord && d.toks[j+1].upper { // "the fifth of May"
		m := moment{dom: int(n.value), month: w.n, next: d.afterAbbreviation(j+1, last)}
		d.takeYear(&m, last)
		return m, m.valid()
	}
	if d.isDash(j, last) && d.glued(j) {
		j++
	}
	if m, ok := d.nthOf(int(n.value), j, last); ok {
		return m, true
	}
	switch d.fold(j, last) {
	case "century":
		return moment{century: int(n.value), next: j + 1}, n.value <= 22
	case "quarter":
		return d.quarterOf(int(n.value), j+1, last)
	case "half":
		if n.value <= 2 && d.fold(j+1, last) == "of" {
			m, ok := d.piece(j+2, last, false)
			if ok && m.edge == noEdge && m.month == 0 && m.clock == nil && (m.year != 0 || m.unit == aYear || m.century != 0) {
				m.edge = [...]edge{early, late}[int(n.value)-1]
				return m, true
			}
		}
	}
	return moment{}, false
}

// quarterOf reads the year of a quarter; a quarter without one may be a game's.
func (d *doc) quarterOf(n, j, last int) (moment, bool) {
	m := moment{quarter: n, next: j}
	if n < 1 || n > 4 {
		return m, false
	}
	d.takeYear(&m, last)
	if m.year != 0 {
		return m, true
	}
	q, ok := d.piece(d.skip(j, last, "of"), last, false)
	if ok && q.unit == aYear && q.dir != noDirection && m.joinDay(q) {
		m.next = q.next
		return m, true
	}
	s := d.sents[d.toks[j-1].sent]
	for k := max(s.first, j-12); k < min(s.last, j+12); k++ {
		if financial[d.toks[k].fold] {
			return m, true
		}
	}
	return m, false
}

// financial words in a sentence make its quarters those of a year.
var financial = text.WordSet("profit profits loss losses sales revenue revenues earnings income results shipments deliveries growth gdp economy economic inflation unemployment foreclosures forecast analysts plants sold company factory orders shares dividend output production exports lending borrowing $ £ €")

// yearMoment reads a year, a range of years or a decade. A year alone must be
// evident: after "in", "since" and their like, in brackets, or before the noun
// that it dates ("the 2014 election").
func (d *doc) yearMoment(i, last int, alone bool) (moment, bool) {
	w := d.fold(i, last)
	if len(w) == 5 && w[4] == 's' && w[3] == '0' {
		if y := atoi(w[:4]); y >= minYear && y <= maxYear {
			return moment{year: y, decade: true, next: i + 1}, true
		}
	}
	if f := d.fold(i-1, last); (f == "and" || f == "or" || f == "to") && len(w) == 3 && w[1:] == "0s" && strings.HasSuffix(d.fold(i-2, last), "0s") { // "the 70s and 80s"
		return moment{year: 1900 + int(w[0]-'0')*10, decade: true, next: i + 1}, w[0] >= '2' && w[0] <= '9'
	}
	y, ok := d.year(i, last)
	if !ok {
		return moment{}, false
	}
	m := moment{year: y, next: i + 1}
	ranged := false
	switch d.fold(i+1, last) {
	case "to", "through", "until", "till": // "2014 to 2018"
		v, ok := d.year(i+2, last)
		ranged = ok && v > y && !d.isCounted(i+2, last) && !d.isUnit(i+3, last)
	}
	if sep := d.fold(i+1, last); (sep == "/" || d.isDash(i+1, last)) && d.glued(i+1) && d.glued(i+2) {
		v, width, ok := d.integer(i+2, last)
		if width == 2 {
			v += y / 100 * 100
		}
		if ok && (width == 2 || width == 4) && v > y && v < y+100 {
			m.yearTo, m.next, ranged = v, i+3, true
		}
	}
	return m, ranged || !alone && !d.isCounted(i, last) || d.evidentYear(i, last)
}

// countedYears is how far from publication a number before a plural noun is
// still a year: "the 2015 elections", but "the 1944 soldiers".
const countedYears = 9

func (d *doc) evidentYear(i, last int) bool {
	counted := d.isCounted(i, last)
	switch d.fold(i-1, last) {
	case "in", "since", "circa":
		return !counted || d.toks[i].fold[2:] != "00"
	case "until", "till", "by", "from", "of", "before", "after", "during", "early", "late", "mid", "and", "to", "between", "year", "through", "around", "about":
		return !counted && !d.isUnit(i+1, last) && (i+1 >= last || d.toks[i+1].Kind != text.Number)
	case "(", "[", "born", "©", "copyright":
		return !counted
	case "the", "a", "his", "her", "its", "their", "'s":
		y, _ := d.year(i, last)
		if p := d.art.Published; counted && p.Known() && y%100 != 0 && y >= p.From.Year()-countedYears && y <= p.From.Year()+countedYears && d.fold(i-1, last) != "a" && !d.isUnit(i+1, last) {
			return true // "the 2015 elections"
		}
		return !counted && y >= 1800 && y <= 2060 && i+1 < last && d.toks[i+1].Kind == text.Word && !d.isUnit(i+1, last)
	case "-", "–":
		return d.fold(i-2, last) == "mid" || d.fold(i-2, last) == "pre" || d.fold(i-2, last) == "post"
	default: // "World Cup 2014"
		if i > 0 && d.toks[i-1].upper && d.toks[i-1].sent == d.toks[i].sent && i-1 > d.sents[d.toks[i].sent].first && !designators[d.toks[i-1].fold] {
			y, _ := d.year(i, last)
			return y >= 1950 && y <= 2060 && (i+1 >= last || d.toks[i+1].Kind == text.Mark && !d.isDash(i+1, last))
		}
	}
	return false
}

// isUnit reports whether token i is a unit of measure or money.
func (d *doc) isUnit(i, last int) bool {
	if i >= last {
		return false
	}
	_, ok := units[d.toks[i].fold]
	return ok || d.numeral(i, last).kind >= hundred && d.numeral(i, last).kind <= scale
}

// shortDecade reads "'90s" and "the 90s", token i being what stands before the
// digits; not the temperatures of American weather.
func (d *doc) shortDecade(i, last int) (moment, bool) {
	w := d.fold(i+1, last)
	if _, width, ok := d.integer(i+1, last); ok && width == 2 && d.glued(i+1) && !d.glued(i) && w[0] >= '3' { // "since '82"
		switch d.fold(i-1, last) {
		case "in", "since", "of", "from", "until", "by", "to":
			return moment{year: 1900 + atoi(w), next: i + 2}, !d.isCounted(i+1, last)
		}
	}
	if len(w) == 3 && w[1:] == "0s" && w[0] >= '2' && w[0] <= '9' && (d.glued(i+1) || d.fold(i, last) == "the") {
		for k := max(d.sents[d.toks[i].sent].first, i-12); k < i; k++ {
			switch d.toks[k].fold {
			case "temperatures", "degrees", "highs", "lows":
				return moment{}, false
			}
		}
		return moment{year: 1900 + int(w[0]-'0')*10, decade: true, next: i + 2}, true
	}
	return moment{}, false
}

// holiday reads a feast by name.
func (d *doc) holiday(i, last int) (moment, bool) {
	for _, h := range holidaysBy[d.toks[i].fold] {
		j := i
		ok := true
		for w := range strings.SplitSeq(holidays[h].words, " ") {
			if d.fold(j, last) != w {
				ok = false
				break
			}
			j++
		}
		if !ok || !d.toks[i].upper {
			continue
		}
		m := moment{holiday: h + 1, next: j}
		if d.fold(j, last) == "weekend" {
			m.unit, m.next = aWeekend, j+1
			d.takeYear(&m, last)
			return m, true
		}
		if holidays[h].bare {
			if next := d.fold(j, last); holidays[h].words == "new year" && next == "'s" || !d.monthBefore(i) && d.fold(i-1, last) != "on" && d.fold(i-1, last) != "at" || j < last && d.toks[j].Kind == text.Word && next != "and" && next != "'s" && !stopWords[next] {
				return moment{}, false
			}
		}
		d.takeYear(&m, last)
		return m, true
	}
	return moment{}, false
}
