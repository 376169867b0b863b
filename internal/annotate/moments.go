package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A moment is what the words of one time expression say, before it is known
// when they were written. Fields left zero say nothing.
type moment struct {
	first, next int // tokens [first, next)

	year, yearTo int
	decade       bool // year begins a decade: "the 1920s"
	century      int
	month        int
	dom, domTo   int
	weekday      int // 1 is Sunday
	season       int // first month
	quarter      int
	holiday      int // index into holidays, plus one

	offset  int // days from publication
	dated   bool
	dir     direction // "last", "this", "next"
	unit    timeUnit  // what dir moves by, or lo and hi count
	shift   shift     // "ago", "later": lo and hi count units from somewhere
	lo, hi  float64
	edge    edge // "early", "mid", "late"
	yearDir bool // dir and unit say which year month, season and so on are in

	until *moment  // the end of a stretch: "from March to May"
	grain timeUnit // the finest unit that shift counts: days in "two weeks and two days ago"; none if it is unit
	base  *moment  // what shift counts from: "two days after Christmas"
	ahead bool     // "in two weeks": a moment only if the sentence looks ahead

	nth, count int      // which of nthUnit in the rest of the moment, from its end if negative, and how many; without nth, count is how many units beyond dir
	nthUnit    timeUnit // "the first nine months of 2018"

	clock     *stemma.Clock
	precision stemma.Precision // of clock
	half      bool             // a clock that may be a.m. or p.m.: "at 5:10"
	midnight  bool
}

type direction uint8

const (
	noDirection direction = iota
	lastOne
	thisOne
	nextOne
	previous  // of the moment told before: "the previous day"
	following // "the next day", "the following morning"
	same      // "the same day", "that evening"
)

type shift uint8

const (
	noShift shift = iota
	ago
	fromNow
	earlier // than the moment told before
	later
)

type edge uint8

const (
	noEdge edge = iota
	early
	mid
	late
	beginning
	end
	beforeNow // "earlier this month"
	afterNow  // "later this week"
)

// A dateWord is a word that time expressions are made of.
type dateWord struct {
	kind dateWordKind
	n    int
}

type dateWordKind uint8

const (
	notDateWord dateWordKind = iota
	monthWord
	weekdayWord
	offsetWord // today, yesterday, tomorrow: n days
	partWord
	noonWord // n minutes after midnight
	seasonWord
	dirWord
	edgeWord
	edgeNoun // end, beginning: of
	aboutWord
	nearWord // just, shortly: after or before
	theWord
	fewWord // vague quantity
	unitWord
	holidayWord
	everyWord
	numeralWord
	inWord   // before "two weeks"
	overWord // more than, over, nearly: before "six months ago"
)

var dateWords = func() map[string]dateWord {
	m := map[string]dateWord{}
	for w := range numerals {
		m[w] = dateWord{kind: numeralWord}
	}
	for w := range timeUnits {
		m[w] = dateWord{unitWord, int(timeUnits[w])}
	}
	for w, i := range months {
		m[w] = dateWord{monthWord, i}
	}
	for w, i := range weekdays {
		m[w] = dateWord{weekdayWord, i}
	}
	for w := range dayParts {
		m[w] = dateWord{kind: partWord}
	}
	for w, i := range seasons {
		m[w] = dateWord{seasonWord, i}
	}
	for w := range holidaysBy {
		if m[w].kind == notDateWord { // "may" is a month first
			m[w] = dateWord{kind: holidayWord}
		}
	}
	put := func(k dateWordKind, n int, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] = dateWord{k, n}
		}
	}
	put(offsetWord, 0, "today tonight")
	put(offsetWord, -1, "yesterday")
	put(offsetWord, 1, "tomorrow")
	put(noonWord, 720, "noon midday")
	put(noonWord, 0, "midnight")
	put(seasonWord, 9, "fall")
	put(dirWord, int(lastOne), "last")
	put(dirWord, int(thisOne), "this current")
	put(dirWord, int(nextOne), "next coming")
	put(dirWord, int(previous), "previous preceding")
	put(dirWord, int(following), "following")
	put(dirWord, int(same), "same that")
	put(edgeWord, int(early), "early")
	put(edgeWord, int(mid), "mid")
	put(edgeWord, int(late), "late")
	put(edgeWord, int(beforeNow), "earlier")
	put(edgeWord, int(afterNow), "later")
	put(edgeNoun, int(beginning), "beginning start")
	put(edgeNoun, int(mid), "middle")
	put(edgeNoun, int(end), "end close")
	put(edgeNoun, int(afterNow), "rest remainder")
	put(aboutWord, 0, "about around approximately roughly circa")
	put(nearWord, 0, "just shortly soon immediately moments")
	put(inWord, 0, "in")
	put(theWord, 0, "the")
	put(fewWord, 0, "a an few several some many couple half")
	put(everyWord, 0, "every each")
	put(overWord, 0, "over nearly almost more less under at only barely exactly")
	return m
}()

// longestDateWord bounds the look-up: "approximately".
const longestDateWord = 13

func (d *doc) dateWord(i, last int) dateWord {
	if i < 0 || i >= last || d.toks[i].Kind != text.Word || len(d.toks[i].fold) > longestDateWord {
		return dateWord{}
	}
	return dateWords[d.toks[i].fold]
}

// moment reads the time expression that begins at token i: its pieces (a day, a
// time of day) and what joins them.
func (d *doc) moment(i, last int) (moment, bool) {
	m, ok := d.whole(i, last, true)
	if before := d.fold(i-1, i); !ok && d.fold(i, last) == "now" && (before == "between" || before == "from") {
		m, ok = moment{dated: true, first: i, next: i + 1}, true
		if _, stretch := d.until(m, last); !stretch {
			return moment{}, false
		}
	}
	if !ok {
		return moment{}, false
	}
	if q, ok := d.until(m, last); ok {
		m.until, m.next = &q, q.next
	}
	return m, true
}

// whole reads a moment that is no stretch.
func (d *doc) whole(i, last int, alone bool) (moment, bool) {
	m, ok := d.piece(i, last, alone)
	if !ok {
		return moment{}, false
	}
	m.first = i
	for m.next < last {
		j := d.joint(m, last)
		q, ok := d.piece(j, last, false)
		if !ok {
			q, ok = d.bareHour(m, last)
		}
		if !ok || !m.join(q) {
			break
		}
	}
	return m, true
}

// joint returns the token where the next piece of m may begin: after ",",
// "on", "at", "of", "in the".
func (d *doc) joint(m moment, last int) int {
	j := m.next
	if d.fold(j, last) == "," {
		j++
	}
	switch d.fold(j, last) {
	case "on", "at", "of":
		j++
	case "in", "during":
		if d.fold(j+1, last) == "the" || m.hasDay() {
			j++
		}
	}
	return j
}

// hasDay reports whether m says anything of a day or longer.
func (m *moment) hasDay() bool {
	return m.dated || m.year != 0 || m.century != 0 || m.month != 0 || m.dom != 0 || m.weekday != 0 || m.season != 0 || m.quarter != 0 ||
		m.holiday != 0 || m.dir != noDirection || m.shift != noShift
}

// join adds what q says to m, and reports false if the two are two moments.
func (m *moment) join(q moment) bool {
	switch {
	case q.clock != nil && m.clock != nil:
		// "Saturday afternoon at 3:15": the clock is the finer.
		if m.precision != stemma.PartOfDay && q.precision == stemma.PartOfDay && q.hasDay() && !m.hasDay() && (m.half || q.clock.Agrees(*m.clock)) {
			part := *q.clock // "9 this morning"
			q.clock, q.precision, q.half, q.midnight, q.first = m.clock, m.precision, m.half, m.midnight, m.first
			*m = q
			m.settle(part)
			return true
		}
		if m.precision != stemma.PartOfDay || q.precision == stemma.PartOfDay || q.hasDay() {
			if q.precision != stemma.PartOfDay || q.hasDay() || !q.clock.Agrees(*m.clock) && !m.half {
				return false
			}
			m.settle(*q.clock) // "3:15 in the afternoon"
			m.next = q.next
			return true
		}
		part := *m.clock
		m.clock, m.precision, m.half, m.midnight = q.clock, q.precision, q.half, q.midnight
		m.settle(part)
		m.next = q.next
		return true
	case q.clock != nil && !q.hasDay():
		if m.shift != noShift || m.year != 0 && m.month == 0 || m.century != 0 || m.unit > aDay && m.weekday == 0 {
			return false
		}
		m.clock, m.precision, m.half, m.midnight = q.clock, q.precision, q.half, q.midnight
		if m.edge == early || m.edge == late {
			m.clock, m.edge = clip(*q.clock, m.edge), noEdge
		}
	case !m.hasDay():
		c, p, h, mn, first := m.clock, m.precision, m.half, m.midnight, m.first
		if q.clock != nil || q.year != 0 && q.month == 0 || q.century != 0 {
			return false
		}
		e := m.edge
		*m = q
		m.clock, m.precision, m.half, m.midnight, m.first = c, p, h, mn, first
		m.edge = max(e, q.edge)
		return true
	case !m.joinDay(q):
		return false
	}
	m.next = q.next
	return true
}

// joinDay adds a second piece about the day: "Saturday" + "May 26", "May" + "last year".
func (m *moment) joinDay(q moment) bool {
	bare := func(x *moment) bool { return x.dir == noDirection && x.shift == noShift && !x.dated }
	switch {
	case q.shift != noShift || q.clock != nil && m.clock != nil || m.shift != noShift || m.nth != 0 || q.nth != 0 || q.ahead:
		return false
	case m.weekday != 0 && m.month == 0 && (bare(m) || m.dir <= nextOne) && q.month != 0 && q.dom != 0 && bare(&q):
		m.dir, m.unit = noDirection, noTime // "this Friday, Dec. 29"
		m.year, m.month, m.dom, m.domTo = q.year, q.month, q.dom, q.domTo
	case m.month != 0 && m.dom != 0 && m.weekday == 0 && q.weekday != 0 && q.month == 0 && bare(&q):
		m.weekday = q.weekday
	case m.weekday != 0 && m.month == 0 && bare(m) && q.unit == aWeek && q.dir != noDirection && q.weekday == 0:
		m.dir, m.unit = q.dir, aWeek
	case m.weekday == 0 && m.month == 0 && m.unit == aWeek && m.edge == noEdge && q.weekday != 0 && bare(&q) && q.month == 0:
		m.weekday = q.weekday
	case (m.month != 0 || m.season != 0 || m.quarter != 0 || m.holiday != 0) && m.year == 0 && bare(m) && q.unit == aYear && q.dir != noDirection && q.edge == noEdge:
		m.dir, m.unit, m.yearDir = q.dir, aYear, true
	case (m.season != 0 || m.quarter != 0 || m.holiday != 0) && m.year == 0 && bare(m) && q.year != 0 && q.month == 0 && !q.decade:
		m.year, m.yearTo = q.year, q.yearTo
	default:
		return false
	}
	if q.clock != nil {
		m.clock, m.precision = q.clock, q.precision
	}
	return true
}

// settle decides a clock that may be a.m. or p.m. by the part of the day.
func (m *moment) settle(part stemma.Clock) {
	if m.half && m.clock != nil && !m.clock.Agrees(part) {
		m.clock = &stemma.Clock{From: m.clock.From + 720, To: m.clock.To + 720}
	}
	m.half = false
}

// clip returns the early or late stretch of a part of the day.
func clip(c stemma.Clock, e edge) *stemma.Clock {
	for _, p := range dayParts {
		if p.clock == c && p.early.To > 0 {
			if e == early {
				return &stemma.Clock{From: p.early.From, To: p.early.To}
			}
			return &stemma.Clock{From: p.late.From, To: p.late.To}
		}
	}
	return &c
}

// piece reads one piece of a time expression; alone says that nothing stands
// before it, so that a time of day needs its own sign that it is one.
func (d *doc) piece(i, last int, alone bool) (moment, bool) {
	if i >= last {
		return moment{}, false
	}
	if d.toks[i].Kind != text.Word {
		if d.toks[i].Kind == text.Number {
			return d.numberMoment(i, last, alone)
		}
		if d.fold(i, last) == "'" || d.fold(i, last) == "’" || d.fold(i, last) == "‘" {
			return d.shortDecade(i, last)
		}
		return moment{}, false
	}
	w := d.dateWord(i, last)
	switch w.kind {
	case monthWord:
		if m, ok := d.holiday(i, last); ok { // "May Day"
			return m, true
		}
		return d.monthDate(i, last)
	case weekdayWord:
		return d.weekday(i, last)
	case offsetWord:
		return d.offset(i, last, w.n)
	case partWord:
		return d.part(i, last, alone)
	case noonWord, nearWord, aboutWord:
		if next := i + 1; w.kind == noonWord && alone && !d.clockBefore(i) && next < last && d.toks[next].Kind == text.Word && !stopWords[d.toks[next].fold] && d.dateWord(next, last).kind == notDateWord {
			return moment{}, false // "his midnight blue car"
		}
		if m, ok := d.clock(i, last, alone); ok {
			return m, true
		}
		return d.shifted(i, last)
	case seasonWord:
		return d.season(i, last, alone)
	case dirWord:
		return d.directed(i, last, direction(w.n))
	case edgeWord:
		return d.edgeMoment(i, last, edge(w.n), alone)
	case edgeNoun:
		return d.endOf(i, last, edge(w.n))
	case theWord:
		return d.theMoment(i, last, alone)
	case inWord:
		if alone {
			return d.ahead(i, last)
		}
	case fewWord, unitWord, overWord:
		if m, ok := d.shifted(i, last); ok {
			return m, true
		}
		if f := d.fold(i+1, last); w.n == int(aMinute) && (f == "after" || f == "before") { // "minutes after 6am"
			return d.clock(i, last, alone)
		}
		if m, ok := d.ordinalMoment(i, last); ok { // "second quarter"
			return m, true
		}
		if f := d.fold(i, last); f == "half" || f == "quarter" { // "half past six"
			return d.clock(i, last, alone)
		}
	case numeralWord:
		if m, ok := d.shifted(i, last); ok {
			return m, true
		}
		if m, ok := d.ordinalMoment(i, last); ok {
			return m, true
		}
		return d.clock(i, last, alone)
	case holidayWord:
		if m, ok := d.holiday(i, last); ok {
			return m, true
		}
		return d.ordinalMoment(i, last) // "fourth quarter"
	}
	return moment{}, false
}

// skip returns the token after i if i is one of the words, else i.
func (d *doc) skip(i, last int, words ...string) int {
	for _, w := range words {
		if d.fold(i, last) == w {
			return i + 1
		}
	}
	return i
}

// theMoment reads what begins with "the".
func (d *doc) theMoment(i, last int, alone bool) (moment, bool) {
	j := i + 1
	switch w := d.fold(j, last); {
	case w == "early" || w == "small" || w == "wee" || w == "late":
		if d.fold(j+1, last) == "hours" {
			return d.hours(j, last, w)
		}
	case w == "day" || w == "night":
		return d.theDay(i, j, last)
	case w == "very":
		j++
	}
	if m, ok := d.afterNext(j, last); ok {
		return m, true
	}
	switch w := d.fold(j, last); w {
	case "week", "weekend":
		return d.theWeek(j, last)
	}
	switch q := d.dateWord(j, last); q.kind {
	case partWord:
		return d.thePart(i, j, last, alone)
	case numeralWord, unitWord, holidayWord:
		if m, ok := d.ordinalMoment(j, last); ok || q.kind != holidayWord {
			return m, ok
		}
		return d.holiday(j, last)
	case edgeWord, edgeNoun, dirWord:
		if q.kind == edgeWord && d.dateWord(j+1, last).kind == partWord {
			m, ok := d.piece(j, last, alone)
			return m, ok && d.momentBefore(i, alone)
		}
		return d.piece(j, last, alone)
	case seasonWord:
		m, ok := d.season(j, last, false)
		if !ok && q.n == 9 && d.fold(j, last) == "fall" {
			return moment{}, false
		}
		return m, ok && (m.year != 0 || m.dir != noDirection || d.momentBefore(i, alone))
	}
	switch {
	case d.fold(j, last) == "final" && d.fold(j+1, last) == "quarter":
		return d.quarterOf(4, j+2, last)
	case j < last && d.toks[j].Kind == text.Number:
		if m, ok := d.shortDecade(j-1, last); ok {
			return m, true
		}
		if m, ok := d.dayMonth(j, last); ok {
			return m, true
		}
		if m, ok := d.ordinalMoment(j, last); ok {
			return m, true
		}
		if m, ok := d.dayAlone(j, last); ok {
			switch d.fold(i-1, last) { // "in the 5th" is an innings
			case "on", "until", "since", "from", "by":
				return m, true
			}
			return moment{}, false
		}
		m, ok := d.yearMoment(j, last, false)
		return m, ok && m.decade
	case j < last && (d.fold(j, last) == "'" || d.fold(j, last) == "’" || d.fold(j, last) == "‘"):
		return d.shortDecade(j, last)
	}
	return moment{}, false
}
