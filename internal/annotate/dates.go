package annotate

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"stemma"
	"stemma/internal/text"
)

// findDates fills d.dates. First the words are read ([doc.moment]), then the moments are resolved in text order, each against the
// publication date and the one told before it (calendar.go has the arithmetic).
func (d *doc) findDates() {
	var found []moment
	for _, s := range d.sents {
		for i := s.first; i < s.last; {
			if d.dateWord(i, s.last).kind == everyWord { // a habit is no moment
				i = max(i+1, d.afterHabit(i+1, s.last))
				continue
			}
			if m, ok := d.moment(i, min(s.last, i+momentReach)); ok {
				found = append(found, m)
				i = m.next
				continue
			}
			i++
		}
	}
	if len(found) == 0 {
		return
	}
	d.settleHalves(found)
	found = slices.DeleteFunc(found, func(m moment) bool { return m.half && !m.hasDay() })
	r := resolver{doc: d}
	found = slices.DeleteFunc(found, func(m moment) bool { return m.ahead && r.tense(&m) <= 0 })
	r.findAnchor(found)
	for k := range found {
		d.dates = append(d.dates, r.date(&found[k]))
	}
	d.lendDays(found)
}

// momentReach bounds the words of one time expression, and with it how deep its
// parts may nest.
const momentReach = 24

// afterHabit returns the token after the time words that begin at i ("Tuesday
// morning" of "every Tuesday morning").
func (d *doc) afterHabit(i, last int) int {
	for ; i < last; i++ {
		switch d.dateWord(i, last).kind {
		case weekdayWord, unitWord, partWord, monthWord, seasonWord, holidayWord:
		case numeralWord:
			if d.dateWord(i+1, last).kind != unitWord {
				return i
			}
		default:
			return i
		}
	}
	return i
}

// settleHalves reads a clock that may be a.m. or p.m. ("called at 6.10") in the
// half of the day in which all the article's other clocks stand.
func (d *doc) settleHalves(found []moment) {
	morning, afternoon := false, false
	for i := range found {
		if m := &found[i]; m.clock != nil && !m.half && !m.midnight && m.precision != stemma.PartOfDay {
			morning = morning || m.clock.From < 720
			afternoon = afternoon || m.clock.From >= 720
		}
	}
	if morning == afternoon {
		return
	}
	for i := range found {
		if m := &found[i]; m.half {
			m.half = false
			if afternoon {
				m.clock = &stemma.Clock{From: m.clock.From + 720, To: m.clock.To + 720}
			}
		}
	}
}

// A resolver turns moments into intervals.
type resolver struct {
	doc    *doc
	anchor time.Time // the day of publication; zero if unknown
	exact  time.Time // the minute of publication; zero if unknown
	about  time.Time // where publication is unknown, the latest full date told: it settles years only
	name   string    // "publication on 2018-05-28"

	prev     stemma.Date // the last resolved moment of a day or less, or of any precision
	prevSent int
}

// recentSentences is how far back "the next day" may look for the day before it.
const recentSentences = 8

// datelineSentences is how far down a date that stands alone may be the dateline.
const datelineSentences = 4

// findAnchor takes the publication date, or else a full date that stands alone
// in its sentence, as a dateline does. Full dates inside the report only help
// with years: the report may tell of the past.
func (r *resolver) findAnchor(found []moment) {
	p := r.doc.art.Published
	if p.Known() && p.To.Sub(p.From) <= 48*time.Hour {
		r.anchor = midnight(p.From)
		r.name = "publication on " + r.anchor.Format(time.DateOnly)
		if p.Precision == stemma.Minute || p.Precision == stemma.Hour {
			r.exact = p.From
		}
		return
	}
	for i := range found {
		m := &found[i]
		if m.year == 0 || m.month == 0 || m.dom == 0 || m.domTo != 0 {
			continue
		}
		t, _ := day(m.year, m.month, m.dom)
		s := r.doc.sents[r.doc.toks[m.first].sent]
		if m.next-m.first >= s.last-s.first-2 && r.anchor.IsZero() && r.doc.toks[m.first].sent < datelineSentences {
			r.anchor = t
			r.name = "the article's own date " + t.Format(time.DateOnly)
			return
		}
		if t.After(r.about) {
			r.about = t
		}
	}
}

// date resolves m.
func (r *resolver) date(m *moment) stemma.Date {
	d := r.doc
	out := stemma.Date{Clock: m.clock, Span: d.span(m.first, m.next)}
	if m.half {
		out.Clock = nil
	}
	sent := d.toks[m.first].sent
	if sent-r.prevSent > recentSentences {
		r.prev = stemma.Date{}
	}
	var from, to time.Time
	var p stemma.Precision
	var why string
	if m.until != nil {
		from, to, p, why = r.stretch(m)
	} else {
		from, to, p, why = r.narrowed(m)
	}
	if from.IsZero() {
		out.Why = why
		if out.Why == "" {
			out.Why = "nothing says which day"
		}
		return out
	}
	if m.edge == beforeNow || m.edge == afterNow {
		from, to = r.aroundNow(m.edge, from, to)
	}
	if m.edge == early || m.edge == late {
		if p == stemma.Day {
			c := earlyDay
			if m.edge == late {
				c = lateDay
			}
			out.Clock, m.precision = &c, stemma.PartOfDay
		}
	}
	switch {
	case out.Clock != nil && m.midnight && p == stemma.Day:
		// Midnight on Tuesday begins or ends it.
		to = to.Add(hourSlack * time.Minute)
	case out.Clock != nil && p == stemma.Day && to.Sub(from) <= 24*time.Hour:
		start := from
		from = start.Add(time.Duration(out.Clock.From) * time.Minute)
		to = start.Add(time.Duration(out.Clock.To) * time.Minute)
		p = m.precision
	}
	if !from.Before(to) || from.Year() < 1 || to.Year() > 9999 {
		out.Why = "outside the calendar"
		return out
	}
	out.From, out.To, out.Precision, out.Why = from, to, p, why
	r.prev, r.prevSent = out, sent
	return out
}

// narrow applies early, mid, late, beginning and end to an interval longer than a day.
func (m *moment) narrow(from, to time.Time, p stemma.Precision) (time.Time, time.Time, stemma.Precision) {
	if p == stemma.Day || p == stemma.PartOfDay || p == stemma.Hour || p == stemma.Minute {
		return from, to, p
	}
	days := int(to.Sub(from).Hours() / 24)
	switch m.edge {
	case early:
		to = from.AddDate(0, 0, days*2/5)
	case late:
		from = from.AddDate(0, 0, days*3/5)
	case mid:
		from, to = from.AddDate(0, 0, days*3/10), from.AddDate(0, 0, days*7/10)
	case beginning:
		to = from.AddDate(0, 0, max(1, days/4))
	case end:
		from = from.AddDate(0, 0, days-max(1, days/4))
	default:
		return from, to, p
	}
	return from, to, p
}

// aroundNow cuts "earlier this month" off at publication and begins "later this week" there.
func (r *resolver) aroundNow(e edge, from, to time.Time) (time.Time, time.Time) {
	if r.anchor.IsZero() {
		return from, to
	}
	tomorrow := r.anchor.AddDate(0, 0, 1)
	if e == beforeNow && from.Before(tomorrow) && tomorrow.Before(to) {
		return from, tomorrow
	}
	if e == afterNow && from.Before(r.anchor) && r.anchor.Before(to) {
		return r.anchor, to
	}
	return from, to
}

// day resolves all of m but its clock and edge. The zero from says that it
// could not; why then says what was missing.
func (r *resolver) day(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	switch {
	case m.nth != 0:
		return r.nthIn(m)
	case m.century != 0:
		from = time.Date(m.century*100-99, 1, 1, 0, 0, 0, 0, time.UTC)
		return from, add(from, aCentury, 1), stemma.Century, "century as written"
	case m.decade:
		from = time.Date(m.year, 1, 1, 0, 0, 0, 0, time.UTC)
		if m.year%100 == 0 && m.year < 2000 { // "the 1900s": decade or century
			return from, add(from, aCentury, 1), stemma.Century, "century as written"
		}
		return from, add(from, aDecade, 1), stemma.Decade, "decade as written"
	case m.shift != noShift:
		return r.shifted(m)
	case m.dir >= previous:
		return r.told(m)
	case m.yearDir:
		if r.anchor.IsZero() {
			return from, to, "", "no publication date"
		}
		m.year = r.anchor.Year() + int(m.dir) - int(thisOne)
		from, to, p, _ = r.inYear(m, m.year)
		return from, to, p, fmt.Sprintf("%s year before %s", m.dir, r.name)
	case m.year != 0:
		from, to, p, why = r.inYear(m, m.year)
		return from, to, p, why
	case m.dated && m.unit == aWeekend:
		return r.weekend(m)
	case m.dated:
		if r.anchor.IsZero() {
			return from, to, "", "no publication date"
		}
		from = r.anchor.AddDate(0, 0, m.offset)
		return from, from.AddDate(0, 0, 1), stemma.Day, fmt.Sprintf("%s %s", offsetName(m.offset), r.name)
	case m.month != 0 || m.season != 0 || m.holiday != 0 || m.quarter != 0:
		return r.undatedYear(m)
	case m.dom != 0 && m.unit == aMonth:
		return r.dayIn(m)
	case m.dom != 0:
		return r.dayOfMonth(m)
	case m.weekday != 0:
		return r.weekday(m)
	case m.dir != noDirection:
		return r.unit(m)
	}
	return from, to, "", ""
}

func offsetName(n int) string {
	switch {
	case n < 0:
		return fmt.Sprintf("%d day before", -n)
	case n > 0:
		return fmt.Sprintf("%d day after", n)
	}
	return "the day of"
}

// String returns the word for d in a reason.
func (d direction) String() string {
	return [...]string{"the", "last", "this", "next", "previous", "following", "same"}[d]
}

// inYear resolves a month, date, season, quarter or holiday in a known year.
func (r *resolver) inYear(m *moment, y int) (from, to time.Time, p stemma.Precision, why string) {
	switch {
	case m.month != 0 && m.dom != 0:
		from, ok := day(y, m.month, m.dom)
		last, ok2 := day(y, m.month, max(m.dom, m.domTo))
		if !ok || !ok2 {
			return time.Time{}, to, "", "no such day"
		}
		if m.unit == aWeek {
			return from, from.AddDate(0, 0, 7), stemma.Week, "week as written"
		}
		if m.domTo != 0 {
			return from, last.AddDate(0, 0, 1), stemma.Week, "days as written"
		}
		return from, from.AddDate(0, 0, 1), stemma.Day, "date as written"
	case m.month != 0:
		from, _ = day(y, m.month, 1)
		return from, add(from, aMonth, 1), stemma.Month, "month as written"
	case m.season != 0:
		from, _ = day(y, m.season, 1)
		if m.season == 12 { // winter 2016 may begin or end in it
			from, _ = day(y-1, 12, 1)
			return from, addMonths(from, 15), stemma.Season, "season as written"
		}
		return from, addMonths(from, 3), stemma.Season, "season as written"
	case m.quarter != 0:
		from, _ = day(y, m.quarter*3-2, 1)
		return from, addMonths(from, 3), stemma.Season, "quarter as written"
	case m.holiday != 0:
		from = holidays[m.holiday-1].in(y)
		if m.unit == aWeekend {
			return longWeekend(from)
		}
		return from, from.AddDate(0, 0, 1), stemma.Day, "holiday in the year as written"
	}
	from, _ = day(y, 1, 1)
	to, _ = day(max(y, m.yearTo)+1, 1, 1)
	return from, to, stemma.Year, "year as written"
}

// longWeekend returns the weekend that a feast makes longer or falls on.
func longWeekend(t time.Time) (from, to time.Time, p stemma.Precision, why string) {
	from = startOf(t, aWeekend)
	to = from.AddDate(0, 0, 2)
	switch t.Weekday() {
	case time.Monday:
		from, to = t.AddDate(0, 0, -2), t.AddDate(0, 0, 1)
	case time.Thursday, time.Friday:
		from = t
	}
	return from, to, stemma.Week, "the weekend of the holiday"
}

// shifted resolves "six months ago" from publication and "two days later" from
// the moment told before. The interval is as wide as the unit.
func (r *resolver) shifted(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	base, baseTo, name := r.anchor, r.anchor, r.name
	if m.base != nil {
		if base, baseTo, _, why = r.narrowed(m.base); base.IsZero() {
			return base, to, "", why
		}
		baseTo, name = baseTo.AddDate(0, 0, -1), "the moment named with it"
	} else if m.shift == earlier || m.shift == later {
		if !r.prev.Known() || !finer(r.prev.Precision, m.unit) {
			return from, to, "", "no moment told before it"
		}
		base, baseTo, name = r.prev.From, r.prev.From, "the moment told before"
		if m.unit >= aDay && m.unit < aMonth {
			base = midnight(base)
			baseTo = base
		} else if m.unit < aDay {
			if r.prev.Precision == stemma.Day {
				return r.prev.From, r.prev.To.AddDate(0, 0, 1), stemma.Day, "hours from the day told before"
			}
			baseTo = r.prev.To
		}
	} else if base.IsZero() {
		return from, to, "", "no publication date"
	} else if m.unit < aDay {
		if r.exact.IsZero() {
			return base.AddDate(0, 0, -1), base.AddDate(0, 0, 1), stemma.Day, "hours before " + name
		}
		base, baseTo = r.exact, r.exact
	}
	sign := -1
	if m.shift == later || m.shift == fromNow {
		sign = 1
	}
	near, far := shiftBy(baseTo, m.unit, sign, m.lo), shiftBy(base, m.unit, sign, m.hi)
	if sign > 0 {
		near = shiftBy(base, m.unit, sign, m.lo)
		far = shiftBy(baseTo, m.unit, sign, m.hi)
	}
	if far.Before(near) {
		near, far = far, near
	}
	grain := cmp.Or(m.grain, m.unit)
	from, to = widen(near, far, grain)
	why = fmt.Sprintf("%s from %s", unitNames[m.unit], name)
	return from, to, precisions[grain], why
}

var unitNames = [...]string{aSecond: "seconds", aMinute: "minutes", anHour: "hours", aDay: "days", aWeekend: "weekends", aWeek: "weeks", aMonth: "months", aQuarter: "quarters", aYear: "years", aDecade: "decades", aCentury: "centuries"}

// shiftBy moves t by n units, n being a fraction at times.
func shiftBy(t time.Time, u timeUnit, sign int, n float64) time.Time {
	if n > 5000 {
		n = 5000
	}
	whole := int(n)
	t = add(t, u, sign*whole)
	if frac := n - float64(whole); frac > 0 {
		t = t.Add(time.Duration(float64(sign) * frac * seconds[u] * float64(time.Second)))
	}
	return t
}

// widen makes the interval that "n units ago" stands for: half a unit about it.
func widen(near, far time.Time, u timeUnit) (from, to time.Time) {
	switch u {
	case aSecond, aMinute:
		return near.Add(-time.Minute), far.Add(time.Minute)
	case anHour:
		return near.Add(-30 * time.Minute), far.Add(30 * time.Minute)
	case aDay:
		return midnight(near), midnight(far).AddDate(0, 0, 1)
	}
	slack := int(seconds[u] / 86400 / 2)
	return midnight(near).AddDate(0, 0, -slack), midnight(far).AddDate(0, 0, slack+1)
}

// finer reports whether a moment of precision p can be counted from in units u.
func finer(p stemma.Precision, u timeUnit) bool {
	rank := map[stemma.Precision]timeUnit{stemma.Minute: aSecond, stemma.Hour: aSecond, stemma.PartOfDay: anHour, stemma.Day: anHour, stemma.Week: aWeek,
		stemma.Month: aMonth, stemma.Season: aMonth, stemma.Year: aYear, stemma.Decade: aDecade, stemma.Century: aCentury}[p]
	return rank <= u
}

// told resolves "the next day", "that evening", "the same month" from the
// moment told before.
func (r *resolver) told(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if m.weekday != 0 && m.month == 0 {
		return r.toldWeekday(m)
	}
	if m.month != 0 || m.season != 0 || m.holiday != 0 {
		return from, to, "", "counted from a moment that is not told"
	}
	if !r.prev.Known() || !finer(r.prev.Precision, m.unit) {
		return from, to, "", "no moment told before it"
	}
	n := map[direction]int{previous: -1, following: 1, same: 0}[m.dir]
	from = add(startOf(r.prev.From, m.unit), m.unit, n)
	to = add(from, m.unit, 1)
	if m.unit == aWeekend {
		to = from.AddDate(0, 0, 2)
	}
	return from, to, precisions[m.unit], fmt.Sprintf("%s %s counted from the moment told before", m.dir, strings.TrimSuffix(unitNames[m.unit], "s"))
}

// toldWeekday resolves "the following Friday" from the moment told before, or
// else from publication.
func (r *resolver) toldWeekday(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	base, name := r.anchor, r.name
	if r.prev.Known() && finer(r.prev.Precision, aDay) && r.doc.toks[m.first].fold == "the" {
		base, name = midnight(r.prev.From), "the moment told before"
	}
	if base.IsZero() || m.dir == same {
		return from, to, "", "counted from a moment that is not told"
	}
	ahead := (m.weekday - 1 - int(base.Weekday()) + 7) % 7
	if m.dir == following && ahead == 0 {
		ahead = 7
	}
	if m.dir == previous {
		ahead -= 7
	}
	from = base.AddDate(0, 0, ahead)
	return from, from.AddDate(0, 0, 1), stemma.Day, fmt.Sprintf("%s %s from %s", m.dir, time.Weekday(m.weekday-1), name)
}

// weekend resolves "over the weekend".
func (r *resolver) weekend(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if r.anchor.IsZero() {
		return from, to, "", "no publication date"
	}
	from = startOf(r.anchor, aWeekend)
	if from.After(r.anchor) && r.tense(m) <= 0 {
		from = from.AddDate(0, 0, -7)
	}
	return from, from.AddDate(0, 0, 2), stemma.Week, "the weekend nearest to " + r.name
}

// undatedYear resolves a month, date, season or holiday whose year is not said.
func (r *resolver) undatedYear(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if r.anchor.IsZero() {
		return r.nearOwnDate(m)
	}
	y := r.anchor.Year()
	pick := func(ok func(from, to time.Time) bool, years ...int) bool {
		for _, y := range years {
			if from, to, p, _ = r.inYear(m, y); !from.IsZero() && ok(from, to) {
				return true
			}
		}
		from = time.Time{}
		return false
	}
	tomorrow := r.anchor.AddDate(0, 0, 1)
	past := func(f, t time.Time) bool {
		return !f.After(tomorrow) && (m.quarter == 0 || !t.After(tomorrow)) // a quarter is reported when it is over
	}
	future := func(_, t time.Time) bool { return t.After(r.anchor) }
	if m.season == 12 {
		return r.winter(m)
	}
	switch t := r.tense(m); {
	case m.dir == thisOne:
		pick(func(_, _ time.Time) bool { return true }, y)
		return from, to, p, "this year by " + r.name
	case m.dir == lastOne:
		pick(func(_, t time.Time) bool { return !t.After(startOf(r.anchor, aMonth)) }, y, y-1)
		return from, to, p, "the last before " + r.name
	case m.dir == nextOne:
		pick(func(f, _ time.Time) bool { return f.After(r.anchor) }, y, y+1)
		return from, to, p, "the next after " + r.name
	case t < 0:
		pick(past, y, y-1, y-2, y-3, y-4)
		return from, to, p, "the last up to " + r.name
	case t > 0:
		pick(future, y, y+1, y+2, y+3, y+4)
		return from, to, p, "the next from " + r.name
	}
	// No verb tells: the nearest, and the past if in doubt.
	if pick(past, y, y-1, y-2, y-3, y-4) {
		f, t, q := from, to, p
		if pick(future, y, y+1) && from.Sub(r.anchor) < 60*24*time.Hour && r.anchor.Sub(t) > 120*24*time.Hour {
			return from, to, p, "the nearest to " + r.name
		}
		from, to, p = f, t, q
	}
	return from, to, p, "the last up to " + r.name
}

// winter resolves a winter whose year is not said: it spans two years.
func (r *resolver) winter(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	from, _ = day(r.anchor.Year()-1, 12, 1)
	if m.dir == lastOne && addMonths(from, 3).After(r.anchor) {
		from = addMonths(from, -12)
	}
	if m.dir == nextOne || m.dir != lastOne && r.anchor.Month() >= 9 {
		from = addMonths(from, 12)
	}
	return from, addMonths(from, 3), stemma.Season, "the winter by " + r.name
}

// nearOwnDate settles the year by a full date inside the article, where that
// leaves one choice within half a year.
func (r *resolver) nearOwnDate(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if r.about.IsZero() || m.dir != noDirection || m.season != 0 || m.quarter != 0 {
		return from, to, "", "no publication date"
	}
	const halfYear = 170 * 24 * time.Hour
	for y := r.about.Year() - 1; y <= r.about.Year()+1; y++ {
		from, to, p, _ = r.inYear(m, y)
		if gap := from.Sub(r.about); !from.IsZero() && gap < halfYear && gap > -halfYear {
			return from, to, p, "the nearest to the article's own " + r.about.Format(time.DateOnly)
		}
	}
	return time.Time{}, to, "", "no publication date"
}

// weekday resolves the name of a day.
func (r *resolver) weekday(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if r.anchor.IsZero() {
		return from, to, "", "no publication date"
	}
	if r.doc.indefinite(m.first) {
		return from, to, "", "not told which " + time.Weekday(m.weekday-1).String()
	}
	if m.unit == aWeek && m.dir != noDirection { // "Friday last week"
		from = startOf(r.anchor, aWeek).AddDate(0, 0, 7*(int(m.dir)-int(thisOne))+(m.weekday+5)%7)
		return from, from.AddDate(0, 0, 1), stemma.Day, fmt.Sprintf("%s of %s week by %s", time.Weekday(m.weekday-1), m.dir, r.name)
	}
	back := (int(r.anchor.Weekday()) - (m.weekday - 1) + 7) % 7
	name := time.Weekday(m.weekday - 1).String()
	t := r.tense(m)
	switch {
	case m.dir == lastOne:
		if back == 0 {
			back = 7
		}
		from, why = r.anchor.AddDate(0, 0, -back), name+" before "
	case m.dir == nextOne:
		from, why = r.anchor.AddDate(0, 0, 7-back), name+" after "
	case (t > 0 || m.edge == afterNow) && back != 0:
		from, why = r.anchor.AddDate(0, 0, 7-back), name+" to come after "
	default:
		from, why = r.anchor.AddDate(0, 0, -back), name+" on or before "
	}
	return from, from.AddDate(0, 0, 1), stemma.Day, why + r.name
}

// indefinite reports whether the words before token i say that any will do:
// "one Saturday in October", "a typical Saturday afternoon".
func (d *doc) indefinite(i int) bool {
	for n := i - 1; n >= max(0, i-2) && d.toks[n].sent == d.toks[min(i, len(d.toks)-1)].sent; n-- {
		switch t := d.toks[n]; {
		case t.fold == "a" || t.fold == "one" || t.fold == "some" || t.fold == "any":
			return true
		case t.Kind != text.Word || t.upper || t.is.has(preposition|determiner|auxiliary|pronoun|conjunction):
			return false
		}
	}
	return false
}

// unit resolves "last week", "this month", "next year".
func (r *resolver) unit(m *moment) (from, to time.Time, p stemma.Precision, why string) {
	if r.anchor.IsZero() {
		return from, to, "", "no publication date"
	}
	n := int(m.dir) - int(thisOne) + m.count
	from = startOf(r.anchor, m.unit)
	if m.unit == aWeekend && m.dir == lastOne && !from.After(r.anchor) && r.anchor.Sub(from) >= 48*time.Hour {
		n = 0
	}
	from = add(from, m.unit, n)
	to = add(from, m.unit, 1)
	if m.unit == aWeekend {
		to = from.AddDate(0, 0, 2)
	}
	return from, to, precisions[m.unit], fmt.Sprintf("%s %s by %s", m.dir, strings.TrimSuffix(unitNames[m.unit], "s"), r.name)
}

// tenseReach is how many words round a moment are read for its tense.
const tenseReach = 16

// tense returns 1 if the words round m tell of the future, -1 if of the past,
// 0 if they do not say: the nearest verb before it decides, else one after it.
func (r *resolver) tense(m *moment) int {
	d := r.doc
	s := d.sents[d.toks[m.first].sent]
	low := max(s.first, m.first-tenseReach)
	if f := d.fold(m.first-1, s.last); m.first > s.first && (f == "until" || f == "till") {
		for i := m.first - 1; i >= low; i-- {
			if f := d.toks[i].fold; f == "was" || f == "were" || f == "had" {
				return -1
			}
		}
		return 1
	}
	for i := m.first - 1; i >= low; i-- {
		if t := r.verb(low, i); t != 0 {
			return t
		}
	}
	high := min(s.last, m.next+tenseReach)
	for i := m.next; i < high; i++ {
		if t := r.verb(m.next, i); t != 0 {
			return t
		}
	}
	return 0
}

// verb returns what token i alone says of tense; the words back to low tell a
// participle ("will be held") from a past.
func (r *resolver) verb(low, i int) int {
	d := r.doc
	if d.toks[i].Kind != text.Word {
		return 0
	}
	w := d.toks[i].fold
	n := len(w)
	t := tenseWords[w]
	switch {
	case t > 0 && i > low && (d.toks[i-1].fold == "was" || d.toks[i-1].fold == "were" || d.toks[i-1].fold == "had"):
		return -1 // "was scheduled to leave on Tuesday"
	case t > 0 || strings.HasSuffix(w, "'ll"):
		return 1
	case t < 0 || n > 4 && w[n-2:] == "ed" && !d.toks[i].upper:
		return r.participle(low, i)
	case w == "be", w == "to" && d.fold(i+1, len(d.toks)) == "be", w == "due", (w == "set" || w == "going") && d.fold(i+1, len(d.toks)) == "to":
		return 1
	}
	return 0
}

// participle returns the tense of a past form at i by the auxiliary before it.
func (r *resolver) participle(low, i int) int {
	d := r.doc
	for k := i - 1; k >= low && k >= i-3; k-- {
		switch d.toks[k].fold {
		case "be", "to", "will", "would", "could", "may", "should":
			return 1
		case "not", "also", "then", "been":
			continue
		case "is", "are", "being", "'s", "'re":
			return 0
		}
		break
	}
	return -1
}

var tenseWords = func() map[string]int {
	m := map[string]int{}
	for w := range strings.FieldsSeq("will shall would upcoming forthcoming expects expected plans intends hopes aims scheduled slated wants planning deadline won't begins starts opens faces tomorrow hearing") {
		m[w] = 1
	}
	for w := range strings.FieldsSeq("was were had did didn't said told went came took began made found left lost got gave saw became brought held hit fell rose broke struck spoke wrote met won ran led fled shot caught killed died sank drove flew stood threw grew") {
		m[w] = -1
	}
	return m
}()

// lendReach is how many moments back and forth a day may be lent from.
const lendReach = 6

// lendDays gives a clock whose day is not said the one day that its own
// sentence tells: "On Sunday the alarm was raised at 12:13 p.m.".
func (d *doc) lendDays(found []moment) {
	for k := range d.dates {
		c := &d.dates[k]
		if c.Known() || c.Clock == nil || found[k].hasDay() {
			continue
		}
		sent := d.toks[found[k].first].sent
		lender := -1
		for _, step := range [2]int{-1, 1} {
			for o := k + step; o >= 0 && o < len(found) && o >= k-lendReach && o <= k+lendReach && d.toks[found[o].first].sent == sent; o += step {
				if p := d.dates[o].Precision; p != stemma.Day && p != stemma.PartOfDay || d.dates[o].Clock != nil && !dayLong(*d.dates[o].Clock, *c.Clock) {
					continue
				}
				if lender >= 0 && !midnight(d.dates[lender].From).Equal(midnight(d.dates[o].From)) {
					lender = -2
				}
				if lender != -2 {
					lender = o
				}
			}
		}
		why := "on the day told in its sentence, "
		if lender == -1 {
			lender, why = d.dayBefore(found, k), "on the day told before it, "
		}
		if lender < 0 {
			continue
		}
		start := midnight(d.dates[lender].From)
		c.From = start.Add(time.Duration(c.Clock.From) * time.Minute)
		c.To = start.Add(time.Duration(c.Clock.To) * time.Minute)
		c.Precision = found[k].precision
		c.Why = why + start.Format(time.DateOnly)
	}
}

// dayBefore returns the moment of a day or less that stands nearest before
// clock k, up to a sentence or two back; -1 if there is none.
func (d *doc) dayBefore(found []moment, k int) int {
	sent := d.toks[found[k].first].sent
	for o := k - 1; o >= max(0, k-lendReach) && d.toks[found[o].first].sent >= sent-lendSentences; o-- {
		if x := &d.dates[o]; x.Known() && finer(x.Precision, anHour) {
			if p := d.art.Published; p.Known() && x.From.After(p.To) {
				continue // "an inquiry will open on Monday"
			}
			return o
		}
	}
	return -1
}

// lendSentences is how many sentences back a day may be lent from.
const lendSentences = 2

// dayLong reports whether a clock may lie in a part of the day.
func dayLong(part, c stemma.Clock) bool { return part.Agrees(c) }

// datesIn returns the indexes of the dates that lie in s, in order.
func (d *doc) datesIn(s stemma.Span) []int {
	return within(len(d.dates), func(i int) stemma.Span { return d.dates[i].Span }, s)
}

// figuresIn returns the indexes of the figures that lie in s, in order.
func (d *doc) figuresIn(s stemma.Span) []int {
	return within(len(d.figures), func(i int) stemma.Span { return d.figures[i].Span }, s)
}

// within returns which of n spans in text order lie in s.
func within(n int, span func(int) stemma.Span, s stemma.Span) []int {
	var in []int
	for i := sort.Search(n, func(i int) bool { return span(i).Start >= s.Start }); i < n && span(i).Start < s.End; i++ {
		if s.Contains(span(i)) {
			in = append(in, i)
		}
	}
	return slices.Clip(in)
}
