package annotate

import (
	"fmt"
	"time"

	"stemma"
	"stemma/internal/text"
)

// until reads the end of the stretch that m begins: "from 28 May to 3 June",
// "between March and May", "June-August 1992", "2014 to 2018". A change is no
// stretch: "moved from March to May".
func (d *doc) until(m moment, last int) (moment, bool) {
	dated := func(x *moment) bool {
		return x.clock == nil && x.shift == noShift && x.domTo == 0 && x.yearTo == 0 && !x.decade && x.century == 0 && x.dir < previous && !x.ahead
	}
	calendar := func(x *moment) bool {
		return x.month != 0 || x.year != 0 || x.season != 0 || x.quarter != 0 || x.holiday != 0
	}
	if !m.hasDay() || !dated(&m) {
		return moment{}, false
	}
	before, j := d.fold(m.first-1, m.first), m.next
	if d.toks[m.first].sent != d.toks[max(0, m.first-1)].sent {
		before = ""
	}
	told := before == "from" || before == "between"
	joint := d.fold(j, last)
	q, ok := d.whole(j+1, last, false)
	if f := d.fold(j+1, last); !ok && told && (f == "now" || joint == "to" && f == "date") {
		q, ok = moment{dated: true, first: j + 1, next: j + 2}, true
	}
	if !ok || !q.hasDay() || !dated(&q) {
		return moment{}, false
	}
	both := calendar(&m) && calendar(&q)
	switch {
	case joint == "to" && before == "from" && d.moved(m.first):
		return moment{}, false
	case joint == "to" || joint == "until" || joint == "till":
		alike := both && (m.dom == 0) == (q.dom == 0) && m.edge == noEdge && q.edge == noEdge // "May to October"
		return q, told || alike && !d.moved(m.first)
	case joint == "through" || joint == "thru":
		return q, told || both
	case joint == "and":
		return q, before == "between"
	case d.isDash(j, last): // not "November 27 - 2005"
		return q, both && (m.month != 0) == (q.month != 0)
	}
	return moment{}, false
}

// moveReach is how many words before a stretch may say that it is a change.
const moveReach = 10

// moves are verbs of putting a day off or forward.
var moves = text.WordSet("move moved moves moving postpone postponed postpones postponing delay delayed delays delaying reschedule rescheduled rescheduling push pushed pushes pushing change changed changes changing shift shifted shifts shifting defer deferred switch switched bring brought forward put advance advanced")

// moved reports whether the words before token i say that something goes from
// one day to another.
func (d *doc) moved(i int) bool {
	for k := max(d.sents[d.toks[i].sent].first, i-moveReach); k < i; k++ {
		if moves[d.toks[k].fold] {
			return true
		}
	}
	return false
}

// stretch resolves a moment with an end of its own. What the one end does not
// say of the year, the other does.
func (r *resolver) stretch(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	a, b := *m, *m.until
	a.until = nil
	yearless := func(x *moment) bool {
		return x.year == 0 && x.dir == noDirection && (x.month != 0 || x.season != 0 || x.quarter != 0 || x.holiday != 0)
	}
	if yearless(&a) && b.year != 0 {
		a.year = b.year
		from, _, _, _ = r.narrowed(&a)
		if _, to, _, _ = r.narrowed(&b); !from.Before(to) {
			a.year--
		}
	}
	from, _, p, why = r.narrowed(&a)
	if from.IsZero() {
		return from, to, "", why
	}
	if yearless(&b) {
		b.year = from.Year()
		if _, to, _, _ = r.narrowed(&b); !from.Before(to) {
			b.year++
		}
	}
	last, to, q, why := r.narrowed(&b)
	if last.IsZero() {
		return last, to, "", why
	}
	if b.weekday != 0 && b.month == 0 && !from.Before(to) { // "from Thursday to Sunday"
		to = to.AddDate(0, 0, 7*(int(from.Sub(to).Hours()/(7*24))+1))
	}
	if precisionRank[q] > precisionRank[p] {
		p = q
	}
	if p == stemma.Day {
		switch days := to.Sub(from).Hours() / 24; {
		case days <= 14:
			p = stemma.Week
		case days <= 400:
			p = stemma.Month
		default:
			p = stemma.Year
		}
	}
	return from, to, p, "from the one to the other, as written"
}

// precisionRank orders the precisions of days and longer.
var precisionRank = map[stemma.Precision]int{stemma.Day: 1, stemma.Week: 2, stemma.Month: 3, stemma.Season: 4, stemma.Year: 5, stemma.Decade: 6, stemma.Century: 7}

// narrowed resolves all of m but its clock.
func (r *resolver) narrowed(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if from, to, p, why = r.day(m); from.IsZero() {
		return from, to, p, why
	}
	from, to, p = m.narrow(from, to, p)
	return from, to, p, why
}

// nthOf reads what is left of "first nine months of 2018", "second week of May",
// "last ten days of the month"; n is which one, and token j stands after it.
func (d *doc) nthOf(n, j, last int) (moment, bool) {
	count := 1
	if c, ok := d.number(j, last); ok && !c.ordinal && c.suffix == "" && c.whole() && c.value >= 1 && c.value <= 100 && (n == 1 || n == -1) {
		count, j = int(c.value), c.next
	} else if d.fold(j, last) == "few" || d.fold(j, last) == "couple" {
		return moment{}, false
	}
	unit := timeUnits[d.fold(j, last)]
	if unit < aDay || unit == aQuarter || unit > aYear || d.fold(j, last) == "night" || d.fold(j, last) == "nights" {
		return moment{}, false
	}
	var m moment
	var ok bool
	if d.fold(j+1, last) == "of" {
		m, ok = d.container(j+2, last)
	} else if w, u := d.dateWord(j+1, last), timeUnits[d.fold(j+2, last)]; w.kind == dirWord && direction(w.n) <= nextOne && u > unit && u <= aYear { // "the first three months this year"
		m, ok = moment{dir: direction(w.n), unit: u, next: j + 3}, true
	}
	if !ok || unit >= m.longest() {
		return moment{}, false
	}
	m.nth, m.count, m.nthUnit = n, count, unit
	return m, true
}

// container reads "2018", "next year", "the month", "May".
func (d *doc) container(j, last int) (moment, bool) {
	if u := timeUnits[d.fold(j+1, last)]; d.fold(j, last) == "the" && u >= aWeek && u <= aCentury && d.fold(j+1, last)[len(d.fold(j+1, last))-1] != 's' {
		return moment{dir: thisOne, unit: u, next: j + 2}, true
	}
	m, ok := d.whole(j, last, false)
	return m, ok && m.longest() > aDay && m.edge == noEdge && m.clock == nil && m.shift == noShift && m.nth == 0
}

// longest returns the unit that m names as a whole: a month, a year.
func (m *moment) longest() timeUnit {
	switch {
	case m.century != 0:
		return aCentury
	case m.decade:
		return aDecade
	case m.dom != 0 || m.weekday != 0 || m.dated || m.holiday != 0 || m.season != 0:
		return noTime
	case m.month != 0:
		return aMonth
	case m.quarter != 0:
		return aQuarter
	case m.year != 0:
		return aYear
	case m.dir != noDirection:
		return m.unit
	}
	return noTime
}

// nth resolves "the first nine months of 2018". The weeks of a year are those of
// ISO 8601, of anything shorter they begin with it.
func (r *resolver) nthIn(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	c := *m
	c.nth, c.count = 0, 0
	cf, ct, _, why := r.narrowed(&c)
	if cf.IsZero() {
		return cf, ct, "", why
	}
	yearWeeks := m.nthUnit == aWeek && m.longest() >= aYear
	if m.nth > 0 {
		if yearWeeks {
			cf = startOf(cf.AddDate(0, 0, 3), aWeek)
		}
		from = add(cf, m.nthUnit, m.nth-1)
		if m.nthUnit == aWeekend {
			from = startOf(cf.AddDate(0, 0, 1), aWeekend)
			from = from.AddDate(0, 0, 7*(m.nth-1))
		}
		to = add(from, m.nthUnit, m.count)
	} else {
		if yearWeeks {
			ct = startOf(ct, aWeek)
		}
		from, to = add(ct, m.nthUnit, -m.count), ct
	}
	if m.nthUnit == aWeekend {
		to = from.AddDate(0, 0, 2)
	}
	if from.Before(cf.AddDate(0, 0, -7)) || to.After(ct.AddDate(0, 0, 7)) {
		return time.Time{}, to, "", "there are not so many"
	}
	p = precisions[m.nthUnit]
	if p == stemma.Day && m.count > 1 {
		p = stemma.Week
	}
	return from, to, p, fmt.Sprintf("%s counted in what they are of", unitNames[m.nthUnit])
}

// countedReach is how many words before "in two years" may count what happened in them.
const countedReach = 8

// ahead reads "in two weeks", which is a moment only where the sentence looks ahead.
func (d *doc) ahead(i, last int) (moment, bool) {
	q, ok := d.count(d.skip(i+1, last, "about", "around", "just"), last)
	if !ok || q.lo < 0 {
		return moment{}, false
	}
	u, j := d.countedUnit(&q, last)
	if u == noTime || u < anHour && q.lo == 1 { // "in a minute"
		return moment{}, false
	}
	if f := d.fold(j, last); f == "'" || f == "’" {
		j++
	}
	if d.fold(j, last) == "time" {
		j++
	}
	switch d.fold(j, last) {
	case "of", "in", "from", "-", "ago", "earlier", "later", "before", "after":
		return moment{}, false
	}
	for k := max(d.sents[d.toks[i].sent].first, i-countedReach); k < i; k++ { // "the second fall in two years"
		switch n := d.numeral(k, i); d.toks[k].fold {
		case "time", "times", "once", "twice", "only", "worst", "best", "most", "highest", "lowest", "biggest":
			return moment{}, false
		default:
			if n.kind == unitOrdinal || n.kind == otherOrdinal {
				return moment{}, false
			}
		}
	}
	return moment{unit: u, lo: q.lo, hi: q.hi, shift: fromNow, ahead: true, next: j}, true
}

// countedUnit returns the unit of time that q counts, and the token after it.
// Fortnights become weeks.
func (d *doc) countedUnit(q *quantity, last int) (timeUnit, int) {
	w := d.fold(q.next, last)
	switch w {
	case "night", "nights":
		return noTime, q.next
	case "fortnight", "fortnights":
		q.lo, q.hi = 2*q.lo, 2*q.hi
		return aWeek, q.next + 1
	}
	return timeUnits[w], q.next + 1
}

// golf holes are numbered as days are.
var golf = text.WordSet("hole holes birdie par bogey eagle green tee fairway birdied bogeyed parred putt")

// dayAlone reads "18th" after "on the": a day of a month that is not said.
func (d *doc) dayAlone(j, last int) (moment, bool) {
	dom, ok := d.dom(j, last)
	if w := d.fold(j, last); !ok || len(w) < 3 {
		return moment{}, false
	}
	if t := j + 1; t < last && d.toks[t].Kind == text.Word && !stopWords[d.toks[t].fold] || d.fold(j+1, last) == "of" || d.isDash(j+1, last) && d.glued(j+1) {
		return moment{}, false
	}
	if _, ok := d.dom(j+2, last); ok && (d.fold(j+1, last) == "and" || d.fold(j+1, last) == "or" || d.fold(j+1, last) == "to") {
		return moment{}, false // "the 25th and 26th floors"
	}
	s := d.sents[d.toks[j].sent]
	for k := s.first; k < s.last && k < s.first+figureReach; k++ {
		if golf[d.toks[k].fold] {
			return moment{}, false
		}
	}
	return moment{dom: dom, next: j + 1}, true
}

// dayIn resolves "the 31st of this month", "4 to 22 next month".
func (r *resolver) dayIn(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	from, to, _, why = r.unit(m)
	first, last := from.AddDate(0, 0, m.dom-1), from.AddDate(0, 0, max(m.dom, m.domTo))
	if from.IsZero() || last.After(to) {
		return time.Time{}, to, "", "no such day"
	}
	p = stemma.Day
	if m.domTo != 0 {
		p = stemma.Week
	}
	return first, last, p, why
}

// dayOfMonth resolves a day whose month is not said: the nearest on the side
// that the tense tells, and on the weekday, if that is said too.
func (r *resolver) dayOfMonth(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if r.anchor.IsZero() {
		return from, to, "", "no publication date"
	}
	step, name := -1, "last"
	if r.tense(m) > 0 {
		step, name = 1, "next"
	}
	for n := 0; n < 14*31; n++ {
		t := r.anchor.AddDate(0, 0, step*n)
		if t.Day() == m.dom && (m.weekday == 0 || int(t.Weekday()) == m.weekday-1) {
			return t, t.AddDate(0, 0, 1), stemma.Day, fmt.Sprintf("the %s such day by %s", name, r.name)
		}
	}
	return from, to, "", "no such day"
}

// bareHour reads "at 8", "around nine" after m, a part of a day: "tonight at 8".
func (d *doc) bareHour(m moment, last int) (moment, bool) {
	if m.clock == nil || m.precision != stemma.PartOfDay {
		return moment{}, false
	}
	j := d.skip(m.next, last, ",")
	slack := 0
	switch d.fold(j, last) {
	case "at":
	case "around", "about":
		slack = hourSlack
	default:
		return moment{}, false
	}
	j++
	n, ok := d.number(j, last)
	if !ok || n.ordinal || n.suffix != "" || n.value != float64(int(n.value)) || n.value < 1 || n.value > 12 {
		return moment{}, false
	}
	if f := d.fold(n.next, last); f == ":" || f == "%" || f == "per" || d.isDash(n.next, last) || d.isUnit(n.next, last) || d.countsAt(n.next, last) {
		return moment{}, false
	}
	from := int(n.value) % 12 * 60
	return moment{clock: &stemma.Clock{From: max(0, from-slack), To: from + hourSlack}, precision: stemma.Hour, half: true, next: n.next}, true
}
