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
	edged   bool // the edge was said of the part of the day already
	yearDir bool // dir and unit say which year month, season and so on are in

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
		m[w] = dateWord{kind: holidayWord}
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
	put(dirWord, int(thisOne), "this")
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
	put(aboutWord, 0, "about around approximately roughly circa")
	put(nearWord, 0, "just shortly soon immediately moments minutes")
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
	m, ok := d.piece(i, last, true)
	if !ok {
		return moment{}, false
	}
	m.first = i
	for m.next < last {
		j := d.joint(m, last)
		q, ok := d.piece(j, last, false)
		if !ok || !m.join(q, j > m.next) {
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
func (m *moment) join(q moment, spaced bool) bool {
	switch {
	case q.clock != nil && m.clock != nil:
		// "Saturday afternoon at 3:15": the clock is the finer.
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
	case q.shift != noShift || q.clock != nil && m.clock != nil || m.shift != noShift:
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
		return d.monthDate(i, last)
	case weekdayWord:
		return d.weekday(i, last)
	case offsetWord:
		return d.offset(i, last, w.n)
	case partWord:
		return d.part(i, last, alone)
	case noonWord, nearWord, aboutWord:
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
	case fewWord, unitWord, overWord:
		if m, ok := d.shifted(i, last); ok {
			return m, true
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

// numberMoment reads a piece that begins with digits.
func (d *doc) numberMoment(i, last int, alone bool) (moment, bool) {
	if alone && (d.glued(i) && d.fold(i-1, last) != "(" && d.toks[i-1].Kind == text.Mark && !d.isDash(i-1, last) && !opensQuote(d.fold(i-1, last)) || d.isNumberPart(i)) {
		return moment{}, false
	}
	for _, read := range [...]func(int, int) (moment, bool){d.writtenDate, d.dayMonth, d.ordinalMoment, d.shifted} {
		if m, ok := read(i, last); ok {
			return m, true
		}
	}
	if m, ok := d.clock(i, last, alone); ok {
		return m, true
	}
	return d.yearMoment(i, last, alone)
}

// isNumberPart reports whether token i continues a longer code: "0800 0560154", "12/2108".
func (d *doc) isNumberPart(i int) bool {
	return i > 1 && d.glued(i) && d.toks[i-1].Kind == text.Mark && d.glued(i-1) && d.toks[i-2].Kind == text.Number && !d.isDash(i-1, i)
}

func opensQuote(s string) bool {
	switch s {
	case "'", "\"", "“", "”", "‘", "’", "«", "„", "[":
		return true
	}
	return false
}

// integer returns the plain number that token i is, and how many digits it has.
func (d *doc) integer(i, last int) (v, width int, ok bool) {
	w := d.fold(i, last)
	if w == "" || len(w) > 8 || d.toks[i].Kind != text.Number {
		return 0, 0, false
	}
	for k := 0; k < len(w); k++ {
		if w[k] < '0' || w[k] > '9' {
			return 0, 0, false
		}
		v = v*10 + int(w[k]-'0')
	}
	return v, len(w), true
}

// dom returns the day of the month that token i is: "5", "05", "5th".
func (d *doc) dom(i, last int) (int, bool) {
	w := d.fold(i, last)
	for _, s := range [...]string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, s)
	}
	if len(w) == 0 || len(w) > 2 || w[0] < '0' || w[0] > '9' {
		return 0, false
	}
	v := int(w[0] - '0')
	if len(w) == 2 {
		if w[1] < '0' || w[1] > '9' {
			return 0, false
		}
		v = v*10 + int(w[1]-'0')
	}
	return v, v >= 1 && v <= 31
}

// minYear and maxYear bound what a bare number of four digits may be as a year.
const minYear, maxYear = 1400, 2100

// year returns the year that token i is.
func (d *doc) year(i, last int) (int, bool) {
	v, width, ok := d.integer(i, last)
	return v, ok && width == 4 && v >= minYear && v <= maxYear
}

// writtenDate reads "2018-05-28", "28/05/2018", "28.05.2018". Where day and
// month cannot be told apart the month is left out, which widens the date to the year.
func (d *doc) writtenDate(i, last int) (moment, bool) {
	if w := d.fold(i, last); strings.Count(w, ".") == 2 && len(w) >= 8 && len(w) <= 10 {
		f := strings.Split(w, ".")
		return dayFirst(atoi(f[0]), atoi(f[1]), atoi(f[2]), len(f[2]), i+1)
	}
	sep := d.fold(i+1, last)
	if sep != "-" && sep != "/" || d.fold(i+3, last) != sep || !d.glued(i+1) || !d.glued(i+2) || !d.glued(i+3) || !d.glued(i+4) {
		return moment{}, false
	}
	a, wa, ok1 := d.integer(i, last)
	b, wb, ok2 := d.integer(i+2, last)
	c, wc, ok3 := d.integer(i+4, last)
	if !ok3 && wa == 4 { // "2018-05-28T06:00"
		if w := d.fold(i+4, last); len(w) > 2 && w[2] == 't' {
			c, wc, ok3 = atoi(w[:2]), 2, true
		}
	}
	switch {
	case !ok1 || !ok2 || !ok3 || wb > 2:
	case wa == 4 && wc <= 2:
		if _, ok := day(a, b, c); ok && b <= 12 {
			return moment{year: a, month: b, dom: c, next: i + 5}, true
		}
	case wa <= 2:
		return dayFirst(a, b, c, wc, i+5)
	}
	return moment{}, false
}

// dayFirst tells the day from the month in "28/05/2018" and "05/28/2018".
func dayFirst(a, b, year, width, next int) (moment, bool) {
	if width == 2 && year < 70 {
		year += 2000
	} else if width == 2 {
		year += 1900
	}
	m := moment{year: year, next: next}
	switch {
	case year < minYear || year > maxYear || a < 1 || b < 1 || a > 31 || b > 31 || a > 12 && b > 12:
		return moment{}, false
	case a > 12 || a == b:
		m.dom, m.month = a, b
	case b > 12:
		m.dom, m.month = b, a
	default:
		return m, width == 4 // ambiguous: the year stands
	}
	_, ok := day(m.year, m.month, m.dom)
	return m, ok
}

func atoi(s string) int {
	v := 0
	for i := 0; i < len(s) && i < 8; i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		v = v*10 + int(s[i]-'0')
	}
	return v
}

// dayMonth reads "28 May 2018", "28th of May", "5-8 June".
func (d *doc) dayMonth(i, last int) (moment, bool) {
	dom, ok := d.dom(i, last)
	if !ok {
		return moment{}, false
	}
	m := moment{dom: dom}
	j := i + 1
	if to, ok := d.dom(j+1, last); ok && (d.isDash(j, last) || d.fold(j, last) == "to" || d.fold(j, last) == "and") && to > dom {
		m.domTo, j = to, j+2
	}
	if d.fold(j, last) == "of" {
		j++
	}
	w := d.dateWord(j, last)
	if w.kind != monthWord || !d.toks[j].upper {
		return moment{}, false
	}
	m.month = w.n
	m.next = d.afterAbbreviation(j, last)
	d.takeYear(&m, last)
	return m, m.valid()
}

func (m *moment) valid() bool {
	y := m.year
	if y == 0 {
		y = 2000
	}
	_, ok := day(y, m.month, max(m.dom, m.domTo, 1))
	return ok
}

// afterAbbreviation returns the token after the word at i and its full stop.
func (d *doc) afterAbbreviation(i, last int) int {
	if len(d.toks[i].fold) <= 4 && d.fold(i+1, last) == "." && d.glued(i+1) && i+2 < last {
		return i + 2
	}
	return i + 1
}

// takeYear adds the year that follows m's words: "2018", ", 2018", "of 2018".
func (d *doc) takeYear(m *moment, last int) {
	j := m.next
	if s := d.fold(j, last); s == "," || s == "of" || s == "in" {
		j++
	}
	if y, ok := d.year(j, last); ok && !(j > m.next && d.fold(m.next, last) == "," && m.dom == 0 && m.season == 0 && d.isCounted(j, last)) {
		m.year, m.next = y, j+1
	}
}

// isCounted reports whether the number at i counts the noun after it: "2000 people".
func (d *doc) isCounted(i, last int) bool {
	return i+1 < last && d.toks[i+1].Kind == text.Word && !d.toks[i+1].upper && pluralNoun(d.toks[i+1].fold)
}

// monthDate reads "May 2018", "Dec. 23", "March 28, 2024", "May 5-8" and a bare month.
func (d *doc) monthDate(i, last int) (moment, bool) {
	t := d.toks[i]
	if !t.upper || d.insideName(i) && (t.fold == "march" || t.fold == "may" || t.fold == "august") {
		return moment{}, false // "a Long March 9 rocket"
	}
	m := moment{month: months[t.fold], next: d.afterAbbreviation(i, last)}
	if dom, ok := d.dom(m.next, last); ok && !(d.fold(i-1, last) == "in" && d.isCounted(m.next, last)) && !d.isClockAt(m.next, last) {
		m.dom = dom
		m.next++
		if to, ok := d.dom(m.next+1, last); ok && (d.isDash(m.next, last) || d.fold(m.next, last) == "to" || d.fold(m.next, last) == "through" || d.fold(m.next, last) == "and" && !d.isCounted(m.next+1, last)) && to > dom {
			m.domTo = to
			m.next += 2
		}
		if !m.valid() {
			return moment{}, false
		}
		d.takeYear(&m, last)
		return m, m.valid()
	}
	d.takeYear(&m, last)
	if m.year == 0 && !d.bareMonth(i, last) {
		return moment{}, false
	}
	return m, true
}

// insideName reports whether token i goes on a name: a capital stands before it
// inside the sentence, and it is not the name of a weekday.
func (d *doc) insideName(i int) bool {
	first := d.sents[d.toks[i].sent].first
	if i-1 <= first {
		return false
	}
	p := d.toks[i-1]
	return p.upper && p.Kind == text.Word && weekdays[p.fold] == 0 && !stopWords[p.fold] && !d.headline(p.sent)
}

// isClockAt reports whether a clock time begins at the number at i ("6 p.m.", "5:10").
func (d *doc) isClockAt(i, last int) bool {
	return d.fold(i+1, last) == ":" || meridiem(d.fold(i+1, last)) != 0
}

// bareMonth reports whether the month name at i stands for the month: not for
// the verb "may" or "march", and not for a person called April.
func (d *doc) bareMonth(i, last int) bool {
	w := d.toks[i].fold
	if len(w) <= 4 && w != "may" && w != "june" && w != "july" {
		return d.fold(i+1, last) == "." || d.monthBefore(i)
	}
	if w == "may" || w == "march" || w == "april" || w == "june" || w == "august" {
		if d.monthBefore(i) {
			return true
		}
		return w != "may" && w != "march" && i > 0 && !d.toks[i-1].upper && (i+1 >= last || !d.toks[i+1].upper) && d.toks[i].sent == d.toks[i-1].sent
	}
	return true
}

// monthBefore reports whether the word before token i announces a time.
func (d *doc) monthBefore(i int) bool {
	switch d.fold(i-1, i) {
	case "in", "since", "until", "till", "by", "from", "of", "during", "between", "through", "to", "and", "before", "after", "late", "early", "mid", "last", "next", "this", "every", "-", "–", "around", "for":
		return true
	}
	return false
}

// publications are words that make a weekday before them a newspaper's name.
var publications = wordSet("times telegraph mirror express mail post star herald independent world tribune people sport")

// namedDays are words that make a name of the weekday after them ("Bloody Sunday").
var namedDays = wordSet("bloody black super cyber holy ruby easter palm ash good sheffield fat casual freaky giving shrove maundy")

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

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
	return moment{weekday: weekdays[t.fold], next: next}, true
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

// skip returns the token after i if i is one of the words, else i.
func (d *doc) skip(i, last int, words ...string) int {
	for _, w := range words {
		if d.fold(i, last) == w {
			return i + 1
		}
	}
	return i
}

// directed reads "last Saturday", "this morning", "next month", "that night".
func (d *doc) directed(i, last int, dir direction) (moment, bool) {
	the := d.fold(i-1, last) == "the"
	w := d.fold(i, last)
	j := i + 1
	if dir == nextOne && w == "coming" && !the || w == "that" && d.fold(i-1, last) == "the" {
		return moment{}, false
	}
	if dir == same && w == "same" && !the && d.fold(i-1, last) != "that" {
		return moment{}, false
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
		if d.fold(j+1, last) == "of" { // "the last week of March"
			return d.partOf(j+1, last, end, unit)
		}
		return moment{}, false
	case dir == thisOne && unit == aDay:
		return moment{}, false
	case dir == nextOne && (the || unit == aDay):
		m.dir = following
	case dir == same && d.fold(j-1, last) == "that" && unit >= aDecade:
		return moment{}, false
	}
	return m, true
}

// partOf reads "of March" after "the last week"; at is the token "of".
func (d *doc) partOf(at, last int, e edge, u timeUnit) (moment, bool) {
	m, ok := d.piece(at+1, last, false)
	if !ok || m.edge != noEdge || m.clock != nil || m.dom != 0 {
		return moment{}, false
	}
	m.edge, m.lo = e, float64(u)
	return m, true
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
	case w == "week" || w == "weekend":
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
		m, ok := d.yearMoment(j, last, false)
		return m, ok && m.decade
	case j < last && (d.fold(j, last) == "'" || d.fold(j, last) == "’" || d.fold(j, last) == "‘"):
		return d.shortDecade(j, last)
	}
	return moment{}, false
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

// ordinalMoment reads "19th century", "early twentieth-century", "third quarter of 2009",
// "first week of March".
func (d *doc) ordinalMoment(i, last int) (moment, bool) {
	n, ok := d.number(i, last)
	if !ok || !n.ordinal || n.value < 1 || n.value > 31 {
		return moment{}, false
	}
	j := n.next
	if d.isDash(j, last) && d.glued(j) {
		j++
	}
	switch d.fold(j, last) {
	case "century":
		return moment{century: int(n.value), next: j + 1}, n.value <= 22
	case "quarter":
		return d.quarterOf(int(n.value), j+1, last)
	case "week", "weekend":
		if n.value == 1 && d.fold(j+1, last) == "of" {
			m, ok := d.partOf(j+1, last, beginning, aWeek)
			return m, ok && (m.month != 0 || m.unit == aMonth)
		}
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
var financial = wordSet("profit profits loss losses sales revenue revenues earnings income results shipments growth gdp economy shares dividend output production exports lending borrowing $ £ €")

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
	y, ok := d.year(i, last)
	if !ok {
		return moment{}, false
	}
	m := moment{year: y, next: i + 1}
	ranged := false
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
		return !counted && y >= 1800 && y <= 2060 && i+1 < last && d.toks[i+1].Kind == text.Word && !d.isUnit(i+1, last)
	default: // "World Cup 2014"
		if i > 0 && d.toks[i-1].upper && d.toks[i-1].sent == d.toks[i].sent && i-1 > d.sents[d.toks[i].sent].first && !designators[d.toks[i-1].fold] {
			y, _ := d.year(i, last)
			return y >= 1950 && y <= 2060 && (i+1 >= last || d.toks[i+1].Kind == text.Mark && !d.isDash(i+1, last))
		}
	case "-", "–":
		return d.fold(i-2, last) == "mid" || d.fold(i-2, last) == "pre" || d.fold(i-2, last) == "post"
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
		if holidays[h].bare {
			if next := d.fold(j, last); !d.monthBefore(i) && d.fold(i-1, last) != "on" && d.fold(i-1, last) != "at" || j < last && d.toks[j].Kind == text.Word && next != "and" && next != "'s" && !stopWords[next] {
				return moment{}, false
			}
		}
		d.takeYear(&m, last)
		return m, true
	}
	return moment{}, false
}

// shifted reads "six months ago", "a few weeks later", "two days earlier",
// "more than 100 years ago", "hours later".
func (d *doc) shifted(i, last int) (moment, bool) {
	q, ok := d.quantity(i, last)
	if !ok {
		return moment{}, false
	}
	j := q.next
	w := d.dateWord(j, last)
	if w.kind != unitWord || d.fold(j, last) == "night" || d.fold(j, last) == "nights" {
		return moment{}, false
	}
	u := timeUnit(w.n)
	j++
	if q.lo < 0 { // a bare plural
		if d.fold(j-1, last)[len(d.fold(j-1, last))-1] != 's' {
			return moment{}, false
		}
		q.lo, q.hi = vagueUnits[u][0], vagueUnits[u][1]
	}
	if d.fold(j, last) == "and" && d.fold(j+1, last) == "a" && d.fold(j+2, last) == "half" {
		q.lo, q.hi, j = q.lo+.5, q.hi+.5, j+3
	}
	m := moment{unit: u, lo: q.lo, hi: q.hi, next: j + 1}
	switch d.fold(j, last) {
	case "ago":
		m.shift = ago
	case "earlier", "previously":
		m.shift = earlier
	case "later":
		m.shift = later
	case "before", "after":
		if j+1 < last && d.toks[j+1].Kind != text.Mark {
			return moment{}, false
		}
		m.shift = map[string]shift{"before": earlier, "after": later}[d.fold(j, last)]
	case "from":
		if d.fold(j+1, last) != "now" {
			return moment{}, false
		}
		m.shift, m.next = fromNow, j+2
	default:
		return moment{}, false
	}
	return m, d.fold(m.next, last) != "than"
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
