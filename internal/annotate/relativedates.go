package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// publications are words that make a weekday before them a newspaper's name.
var publications = text.WordSet("times telegraph mirror express mail post star herald independent world tribune people sport")

// namedDays are words that make a name of the weekday after them ("Bloody Sunday").
var namedDays = text.WordSet("bloody black super cyber holy ruby easter palm ash good sheffield fat casual freaky giving shrove maundy")

// weekday reads "Saturday", "Sat.", "Saturday evening" up to the part of the day.
func (d *doc) weekday(i, last int) (moment, bool) {
	t := d.toks[i]
	if !t.upper || namedDays[d.fold(i-1, last)] && d.toks[i-1].upper || d.fold(i-1, last) == "on" && d.fold(i-2, last) == "mail" {
		return moment{}, false
	}
	next := i + 1
	if len(t.fold) < 6 {
		next = d.afterAbbreviation(i, last)
		after := next
		if d.fold(after, last) == "," {
			after++
		}
		_, dom := d.dom(after, last)
		if next == i+1 && !dom && d.dateWord(after, last).kind != monthWord {
			return moment{}, false
		}
	} else if publications[d.fold(next, last)] && d.toks[next].upper {
		return moment{}, false
	}
	if d.recurs(next, last) {
		return moment{}, false
	}
	m := moment{weekday: weekdays[t.fold], next: next}
	j := d.skip(next, last, "the")
	if w := d.fold(j, last); len(w) > 2 && (j > next || w[len(w)-1] >= 'a') { // "Friday the 13th"
		if q, ok := d.dayAlone(j, last); ok && d.dateWord(j+1, last).kind != monthWord {
			m.dom, m.next = q.dom, q.next
		}
	}
	return m, true
}

// recurs reports whether the words at i make what stands before them a habit:
// "Tuesday nights", "Monday to Friday".
func (d *doc) recurs(i, last int) bool {
	w := d.fold(i, last)
	n := len(w)
	return n > 1 && w[n-1] == 's' && d.toks[i].Kind == text.Word && dayParts[w[:n-1]].clock.To > 0
}

// offset reads today, yesterday, tomorrow and tonight.
func (d *doc) offset(i, last, n int) (moment, bool) {
	t := d.toks[i]
	if first := d.sents[t.sent].first; t.upper && i > first && d.toks[i-1].Kind == text.Word && !d.headline(t.sent) {
		return moment{}, false // "USA Today"
	}
	m := moment{dated: true, offset: n, next: i + 1}
	if t.fold == "tonight" {
		c := dayParts["night"].clock
		m.clock, m.precision = &c, stemma.PartOfDay
	}
	return m, true
}

// part reads a part of the day. Alone it must say that it is a moment:
// "in the evening", "early morning"; not "the morning commute".
func (d *doc) part(i, last int, alone bool) (moment, bool) {
	t := d.toks[i]
	p := dayParts[t.fold]
	c := p.clock
	m := moment{clock: &c, precision: stemma.PartOfDay, next: i + 1}
	if !alone {
		return m, true
	}
	switch t.fold {
	case "dawn", "daybreak", "sunrise", "dusk", "nightfall", "sunset", "lunchtime":
		switch d.fold(i-1, last) {
		case "at", "before", "after", "by", "until", "around", "since":
			return m, !(t.upper && i > 0 && d.toks[i-1].upper)
		}
	case "overnight":
		return m, d.fold(i+1, last) != "success"
	}
	return moment{}, false
}

// directed reads "last Saturday", "this morning", "next month", "that night".
func (d *doc) directed(i, last int, dir direction) (moment, bool) {
	the := d.fold(i-1, last) == "the"
	w := d.fold(i, last)
	j := i + 1
	if dir == nextOne && w == "coming" && !the || w == "current" && d.dateWord(j, last).kind != unitWord || w == "that" && d.fold(i-1, last) == "the" {
		return moment{}, false
	}
	if dir == same && w == "same" && !the && d.fold(i-1, last) != "that" {
		return moment{}, false
	}
	if dir == lastOne { // "the last week of March"
		if m, ok := d.nthOf(-1, j, last); ok {
			return m, true
		}
	}
	q := d.dateWord(j, last)
	switch q.kind {
	case partWord:
		return d.directedPart(j, last, dir, the)
	case unitWord:
		return d.directedUnit(j, last, dir, the)
	case weekdayWord:
		if m, ok := d.weekday(j, last); ok && dir != same {
			m.dir, m.unit = dir, aDay
			return m, true
		}
	case monthWord:
		if d.toks[j].upper && dir <= nextOne {
			m := moment{month: q.n, dir: dir, unit: aMonth, next: d.afterAbbreviation(j, last)}
			if dom, ok := d.dom(m.next, last); ok && dir == thisOne {
				m.dom = dom
				m.next++
			}
			return m, true
		}
	case seasonWord:
		if dir <= nextOne {
			return moment{season: q.n, dir: dir, unit: aQuarter, next: j + 1}, true
		}
	case holidayWord:
		if m, ok := d.holiday(j, last); ok && dir <= nextOne {
			m.dir, m.unit = dir, aYear
			return m, true
		}
	}
	return moment{}, false
}

// directedPart reads "last night", "this morning", "the following evening".
func (d *doc) directedPart(j, last int, dir direction, the bool) (moment, bool) {
	c := dayParts[d.toks[j].fold].clock
	m := moment{clock: &c, precision: stemma.PartOfDay, unit: aDay, next: j + 1}
	night := d.toks[j].fold == "night" || d.toks[j].fold == "evening"
	switch {
	case dir == lastOne && night && !the:
		m.dated, m.offset, m.unit = true, -1, noTime
	case dir == thisOne:
		m.dated, m.unit = true, noTime
	case dir == nextOne && (the || d.toks[j].fold == "morning"):
		m.dir = following
	case dir >= previous:
		m.dir = dir
	default:
		return moment{}, false
	}
	return m, true
}

// directedUnit reads "last week", "next year", "the following day", "the same month".
func (d *doc) directedUnit(j, last int, dir direction, the bool) (moment, bool) {
	unit := timeUnits[d.toks[j].fold]
	plural := strings.HasSuffix(d.toks[j].fold, "s")
	if plural || unit < aDay || d.toks[j].fold == "night" {
		return moment{}, false
	}
	m := moment{dir: dir, unit: unit, next: j + 1}
	switch {
	case dir == lastOne && (unit == aDay || the && unit != aQuarter && unit != aWeekend):
		return moment{}, false
	case dir == thisOne && unit == aDay:
		return moment{}, false
	case dir == nextOne && (the || unit == aDay) && d.fold(j-1, last) != "coming":
		m.dir = following
	case dir == same && d.fold(j-1, last) == "that" && unit >= aDecade:
		return moment{}, false
	}
	return m, true
}

// momentBefore reports whether "the evening" at token i, with "the", is told as
// a time: after in, during, throughout.
func (d *doc) momentBefore(i int, alone bool) bool {
	if !alone {
		return true
	}
	switch d.fold(i-1, i) {
	case "in", "during", "throughout", "by", "until", "through", "since", "over", "into":
		return true
	}
	return false
}

// thePart reads "the evening of 26 May" and, after "in", "the evening".
func (d *doc) thePart(i, j, last int, alone bool) (moment, bool) {
	c := dayParts[d.toks[j].fold].clock
	m := moment{clock: &c, precision: stemma.PartOfDay, next: j + 1}
	if d.fold(j+1, last) == "of" || d.fold(j+1, last) == "on" {
		q, ok := d.piece(j+2, last, false)
		if ok && q.hasDay() && q.clock == nil && (q.dom != 0 || q.weekday != 0 || q.dated) {
			first := m.first
			q.clock, q.precision, q.first = m.clock, m.precision, first
			return q, true
		}
	}
	if j+1 < last && d.toks[j+1].Kind == text.Word && !stopWords[d.toks[j+1].fold] {
		return m, false // "during the morning commute"
	}
	return m, d.momentBefore(i, alone) && d.toks[j].fold != "night" && d.toks[j].fold != "overnight"
}

// hours reads "the early hours of Sunday", "the small hours"; j is the word before hours.
func (d *doc) hours(j, last int, w string) (moment, bool) {
	c := stemma.Clock{From: 0, To: 360}
	if w == "late" {
		c = dayParts["evening"].late
	}
	m := moment{clock: &c, precision: stemma.PartOfDay, next: j + 2}
	if d.fold(m.next, last) == "of" && d.fold(m.next+1, last) == "the" && dayParts[d.fold(m.next+2, last)].clock.To > 0 {
		m.next += 3
	}
	return m, true
}

// theDay reads "the day before yesterday", "the day after tomorrow", "the day
// before" and "the night before", which must not say before what.
func (d *doc) theDay(i, j, last int) (moment, bool) {
	m := moment{next: j + 2}
	sign := 0
	switch d.fold(j+1, last) {
	case "before":
		sign, m.dir = -1, previous
	case "after":
		sign, m.dir = 1, following
	default:
		return moment{}, false
	}
	if w := d.dateWord(j+2, last); w.kind == offsetWord && w.n == sign {
		return moment{dated: true, offset: 2 * sign, next: j + 3}, true
	}
	if j+2 < last && d.toks[j+2].Kind != text.Mark && d.fold(j+2, last) != "and" && d.fold(j+2, last) != "but" {
		return moment{}, false
	}
	m.unit = aDay
	if d.toks[j].fold == "night" {
		c := dayParts["night"].clock
		m.clock, m.precision = &c, stemma.PartOfDay
	}
	return m, true
}

// afterNext reads "week after next" and "month before last".
func (d *doc) afterNext(j, last int) (moment, bool) {
	unit := timeUnits[d.fold(j, last)]
	if unit < aWeekend || strings.HasSuffix(d.fold(j, last), "s") {
		return moment{}, false
	}
	m := moment{unit: unit}
	k := d.skip(j+2, last, "the")
	switch side := d.fold(j+1, last); {
	case side == "after" && d.fold(k, last) == "next":
		m.dir, m.count = nextOne, 1
	case side == "before" && d.fold(k, last) == "last":
		m.dir, m.count = lastOne, -1
	default:
		return moment{}, false
	}
	if m.next = k + 1; m.next < last && d.toks[m.next].Kind == text.Word && !stopWords[d.toks[m.next].fold] {
		return moment{}, false // "the week before last month's vote"
	}
	return m, true
}

// theWeek reads "the week of May 5" and, after over or at, "the weekend".
func (d *doc) theWeek(j, last int) (moment, bool) {
	if d.toks[j].fold == "weekend" {
		switch d.fold(j-2, last) {
		case "over", "at", "during", "on":
			return moment{unit: aWeekend, dir: noDirection, dated: true, next: j + 1}, true
		}
		return moment{}, false
	}
	if d.fold(j+1, last) != "of" {
		return moment{}, false
	}
	m, ok := d.piece(j+2, last, false)
	if !ok || m.dom == 0 || m.domTo != 0 {
		return moment{}, false
	}
	m.unit = aWeek
	return m, true
}

// shifted reads "six months ago", "a few weeks later", "two days earlier",
// "more than 100 years ago", "hours later".
func (d *doc) shifted(i, last int) (moment, bool) {
	q, ok := d.quantity(i, last)
	if !ok {
		return moment{}, false
	}
	u, j := d.countedUnit(&q, last)
	if u == noTime {
		return moment{}, false
	}
	if q.lo < 0 { // a bare plural
		if d.fold(j-1, last)[len(d.fold(j-1, last))-1] != 's' {
			return moment{}, false
		}
		q.lo, q.hi = vagueUnits[u][0], vagueUnits[u][1]
	}
	if d.fold(j, last) == "and" && d.fold(j+1, last) == "a" && d.fold(j+2, last) == "half" {
		q.lo, q.hi, j = q.lo+.5, q.hi+.5, j+3
	}
	switch before := d.fold(i-1, last); before {
	case "last", "past", "previous", "next":
		return moment{}, false // "for the last three months and two days ago"
	}
	grain := noTime
	for { // "two weeks and two days ago"
		n, ok := d.number(d.skip(j, last, "and", ","), last)
		v := timeUnits[d.fold(n.next, last)]
		if !ok || n.ordinal || n.suffix != "" || n.value >= 100 || v == noTime || v >= u {
			break
		}
		more := n.value * seconds[v] / seconds[u]
		q.lo, q.hi, j, grain = q.lo+more, q.hi+more, n.next+1, v
	}
	m := moment{unit: u, grain: grain, lo: q.lo, hi: q.hi, next: j + 1}
	switch d.fold(j, last) {
	case "ago":
		m.shift = ago
	case "earlier", "previously", "later":
		if u < anHour { // a length, that other accounts may tell too
			return moment{}, false
		}
		m.shift = earlier
		if d.fold(j, last) == "later" {
			m.shift = later
		}
	case "before", "after":
		if j+1 < last && d.toks[j+1].Kind != text.Mark && !d.takeBase(&m, j+1, last) {
			return moment{}, false
		}
		if u < anHour {
			return moment{}, false
		}
		m.shift = map[string]shift{"before": earlier, "after": later}[d.fold(j, last)]
	case "from":
		m.shift = fromNow
		if d.fold(j+1, last) == "now" {
			m.next = j + 2
		} else if !d.takeBase(&m, j+1, last) {
			return moment{}, false
		}
	default:
		return moment{}, false
	}
	return m, d.fold(m.next, last) != "than"
}

// takeBase reads the moment that m counts from: "three days after Christmas".
func (d *doc) takeBase(m *moment, j, last int) bool {
	q, ok := d.whole(j, last, false)
	if !ok || !q.hasDay() || q.clock != nil || q.shift != noShift || q.dir >= previous || q.ahead || m.unit < aDay {
		return false
	}
	m.base, m.next = &q, q.next
	return true
}

// A quantity is how many units lie between two moments; lo is -1 where none is
// said ("weeks later").
type quantity struct {
	lo, hi float64
	next   int
}

func (d *doc) quantity(i, last int) (quantity, bool) {
	low, high := 1.0, 1.0
	j := i
	switch d.fold(j, last) {
	case "about", "around", "roughly", "approximately", "some":
		low, high = .8, 1.2
		j++
	case "nearly", "almost", "barely":
		low = .8
		j++
	case "just", "only", "exactly":
		j++
	case "over":
		high = 1.5
		j++
	case "under":
		low = .5
		j++
	case "more", "less":
		if d.fold(j+1, last) != "than" {
			return quantity{}, false
		}
		if d.fold(j, last) == "more" {
			high = 1.5
		} else {
			low = .5
		}
		j += 2
	case "at":
		if d.fold(j+1, last) != "least" {
			return quantity{}, false
		}
		high = 1.5
		j += 2
	}
	if j > i && d.fold(j, last) == "over" {
		high = 1.5
		j++
	}
	q, ok := d.count(j, last)
	if ok && q.lo > 0 {
		q.lo, q.hi = q.lo*low, q.hi*high
	}
	return q, ok
}

func (d *doc) count(j, last int) (quantity, bool) {
	switch d.fold(j, last) {
	case "a", "an":
		switch d.fold(j+1, last) {
		case "few":
			return quantity{2, 6, j + 2}, true
		case "couple":
			return quantity{2, 3, d.skip(j+2, last, "of")}, true
		case "decade":
			return quantity{1, 1, j + 1}, true
		}
		if n, ok := d.number(j, last); ok {
			return quantity{n.value, n.value, n.next}, true
		}
		return quantity{1, 1, j + 1}, true
	case "few":
		return quantity{2, 6, j + 1}, true
	case "couple":
		return quantity{2, 3, d.skip(j+1, last, "of")}, true
	case "several", "some":
		return quantity{2, 9, j + 1}, true
	case "many":
		return quantity{-1, -1, j + 1}, true
	case "half":
		return quantity{.5, .5, d.skip(j+1, last, "a", "an")}, d.fold(j+1, last) == "a" || d.fold(j+1, last) == "an"
	}
	if n, ok := d.number(j, last); ok && !n.ordinal && n.suffix == "" {
		j = n.next
		q := quantity{n.value, n.value, j}
		if w := d.fold(j, last); w == "or" || w == "to" || d.isDash(j, last) {
			if b, ok := d.number(j+1, last); ok && b.value > n.value && !b.ordinal {
				q.hi, q.next = b.value, b.next
			}
		}
		return q, n.value <= 100000
	}
	if d.dateWord(j, last).kind == unitWord {
		return quantity{-1, -1, j}, true
	}
	return quantity{}, false
}
