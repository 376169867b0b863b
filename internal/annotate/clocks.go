package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// How far the words round a clock time widen it, in minutes. A bare hour
// ("6am") is read as any time in the half hour that it rounds down to, so that
// it agrees with "6.10am".
const (
	hourSlack  = 30  // "6am"; each way for "about 6am"
	aboutSlack = 10  // each way for "about 6.10am"
	nearSlack  = 30  // onward for "just after 6am", back for "shortly before 6am"
	sideSlack  = 120 // for plain "after 6am", "before 6am"
)

// A clockCore is a time of day as written, before "about" and its like.
type clockCore struct {
	from, to int
	next     int
	bare     bool // no minutes said
	half     bool // may be a.m. or p.m.
	midnight bool
}

// clock reads a time of day with its modifiers: "just after 6am", "about
// 6.10am or 6.15am", "06:00 GMT", "shortly before noon". alone says that no
// piece of a date stands before it.
func (d *doc) clock(i, last int, alone bool) (moment, bool) {
	j := i
	about, side, near := false, 0, false
	switch w := d.dateWord(j, last); {
	case w.kind == aboutWord:
		about = true
		j++
	case w.kind == nearWord, w.kind == unitWord && w.n == int(aMinute):
		near = true
		j++
		if f := d.fold(j, last); f == "after" || f == "past" || f == "before" {
			side = 1
			if f == "before" {
				side = -1
			}
			j++
		} else if f == "as" || d.fold(j-1, last) != "just" {
			return moment{}, false
		}
	}
	c, paired := d.clockPair(j, last)
	ok := paired
	if !paired {
		c, ok = d.clockCore(j, last)
	}
	if !ok || c.half && !about && side == 0 && !d.clockBefore(i) && alone {
		return moment{}, false
	}
	if side == 0 && !about && !near { // "after 6am", "before noon" outside the span
		switch d.fold(i-1, last) {
		case "after", "since":
			if d.fold(i-1, last) == "after" && d.sameSentence(i-1, i) {
				side = 1
			}
		case "before":
			side = -1
		}
	}
	if !paired {
		c = d.clockRange(i, c, last)
	}
	from, to := c.from, c.to
	switch {
	case side > 0 && near:
		to = from + nearSlack
	case side < 0 && near:
		from, to = from-nearSlack, from
	case side > 0:
		to = from + sideSlack
	case side < 0:
		from, to = from-sideSlack, from
	case about && c.bare:
		from, to = from-hourSlack, max(to, from+hourSlack)
	case about:
		from, to = from-aboutSlack, to+aboutSlack
	}
	if from < 0 && c.midnight {
		from, to = from+1440, to+1440
	}
	m := moment{clock: &stemma.Clock{From: max(from, 0), To: max(to, 1)}, precision: stemma.Minute, half: c.half, midnight: c.midnight && side == 0, next: d.zone(c.next, last)}
	if about || side != 0 || c.bare {
		m.precision = stemma.Hour
	}
	return m, true
}

func (d *doc) sameSentence(i, j int) bool { return i >= 0 && d.toks[i].sent == d.toks[j].sent }

// clockBefore reports whether the word before token i announces a time of day.
func (d *doc) clockBefore(i int) bool {
	switch d.fold(i-1, i) {
	case "at", "by", "until", "till", "from", "since", "before", "after", "between", "around", "about":
		return true
	}
	return false
}

// A hour is a time of day as written that need not say its half of the day.
type hour struct {
	minutes int // after midnight, or after the last twelve if open
	next    int
	open    bool // may be a.m. or p.m.
	signed  bool // its minutes or an "o'clock" say that it is a time
}

// hourAt reads "7", "7.30", "10:30", "seven", "3 in the morning", "5pm".
func (d *doc) hourAt(j, last int) (hour, bool) {
	if j >= last {
		return hour{}, false
	}
	if c, ok := d.clockCore(j, last); ok && !c.half {
		return hour{c.from, c.next, false, true}, true
	} else if ok {
		return hour{c.from, c.next, true, !c.bare || d.fold(c.next-1, last) == "o'clock"}, true
	}
	n, ok := d.number(j, last)
	if !ok || n.ordinal || n.suffix != "" || n.scaled || n.value != float64(int(n.value)) || n.value < 1 || n.value > 12 {
		return hour{}, false
	}
	h := hour{minutes: int(n.value) % 12 * 60, next: n.next, open: true}
	if f := d.fold(h.next, last); f == "o'clock" || f == "oclock" {
		h.next, h.signed = h.next+1, true
	}
	return h, true
}

// clockPair reads "5 to 7 in the morning", "between 10 and 11:30 this morning",
// "from 3 in the morning until 5pm": two times of which the one may say less
// than the other. One of them, or what follows, must show that they are times.
func (d *doc) clockPair(j, last int) (clockCore, bool) {
	if j >= last || d.toks[j].Kind == text.Mark {
		return clockCore{}, false
	}
	a, ok := d.hourAt(j, last)
	if !ok {
		return clockCore{}, false
	}
	before := d.fold(j-1, j)
	told := before == "from" || before == "between" || before == "at"
	switch f := d.fold(a.next, last); {
	case f == "and" && before == "between", f == "until" && a.signed, f == "till" && a.signed, f == "to", d.isDash(a.next, last):
	default:
		return clockCore{}, false
	}
	b, ok := d.hourAt(a.next+1, last)
	if !ok {
		return clockCore{}, false
	}
	c := clockCore{next: b.next}
	part, parted := d.dayPartAfter(b.next, last)
	switch {
	case !a.open && !b.open:
		return clockCore{}, false // clockRange reads it
	case !b.open:
		if !a.signed && !told && !d.isDash(a.next, last) && d.fold(a.next, last) != "to" {
			return clockCore{}, false
		}
		a.minutes += b.minutes / 720 * 720
		if a.minutes >= b.minutes {
			a.minutes -= 720
		}
		if a.minutes < 0 {
			return clockCore{}, false
		}
	case !a.open:
		for b.minutes <= a.minutes {
			b.minutes += 720
		}
	case parted && (a.signed || b.signed || told):
		if b.minutes <= a.minutes {
			return clockCore{}, false
		}
		if !(stemma.Clock{From: a.minutes, To: b.minutes}).Agrees(part) {
			a.minutes, b.minutes = a.minutes+720, b.minutes+720
		}
		if f := d.fold(b.next, last); f == "in" || f == "at" {
			c.next = d.skip(b.next+1, last, "the") + 1
		}
	case a.signed && b.signed && told:
		if b.minutes <= a.minutes {
			b.minutes += 720
		}
		c.half = true
	default:
		return clockCore{}, false
	}
	c.from, c.to = a.minutes, max(b.minutes, a.minutes+1)
	return c, true
}

// dayPartAfter returns the part of the day that stands at k: "in the morning",
// "this evening", "last night", "on Monday afternoon".
func (d *doc) dayPartAfter(k, last int) (stemma.Clock, bool) {
	j := k
	if f := d.fold(j, last); f == "in" || f == "on" || f == "at" {
		j++
	}
	if w := d.fold(d.skip(j, last, "the"), last); j > k && dayParts[w].clock.To > 0 {
		return dayParts[w].clock, true
	}
	switch d.dateWord(j, last).kind { // no other, or "about 5 about 5" would be read over and over
	case dirWord, offsetWord, weekdayWord:
	default:
		return stemma.Clock{}, false
	}
	q, ok := d.piece(j, last, false)
	if ok && q.hasDay() && q.clock == nil {
		if p := d.dateWord(q.next, last); p.kind == partWord {
			return dayParts[d.fold(q.next, last)].clock, true
		}
	}
	if !ok || q.clock == nil || q.precision != stemma.PartOfDay || !q.hasDay() {
		return stemma.Clock{}, false
	}
	return *q.clock, true
}

// clockRange widens c to the second time of "about 6.10am or 6.15am", "5-6pm",
// "9am to 5pm".
func (d *doc) clockRange(i int, c clockCore, last int) clockCore {
	f := d.fold(c.next, last)
	if f != "or" && f != "to" && f != "until" && f != "till" && f != "through" && !d.isDash(c.next, last) && (f != "and" || d.fold(i-1, last) != "between") {
		return c
	}
	b, ok := d.clockCore(d.skip(c.next+1, last, "just", "about", "around"), last)
	if !ok || b.half {
		return c
	}
	if b.from <= c.from {
		if f == "or" {
			return c
		}
		b.from, b.to = b.from+1440, b.to+1440
	}
	c.next = b.next
	c.to = b.from
	if f == "or" {
		c.to = b.to
	}
	c.bare = false
	c.to = max(c.to, c.from+1)
	return c
}

// clockCore reads "5:10 a.m.", "5.10am", "06:00", "6am", "0600 GMT", "six o'clock",
// "half past six", "noon", and the first of "5-6pm".
func (d *doc) clockCore(j, last int) (clockCore, bool) {
	if j >= last {
		return clockCore{}, false
	}
	switch w := d.toks[j].fold; {
	case w == "noon":
		return clockCore{from: 720, to: 750, next: j + 1, bare: true}, true
	case w == "midday":
		return clockCore{from: 690, to: 750, next: j + 1, bare: true}, true
	case w == "midnight":
		return clockCore{from: 0, to: hourSlack, next: j + 1, bare: true, midnight: true}, true
	case w == "half" && d.fold(j+1, last) == "past":
		if n, ok := d.number(j+2, last); ok && n.value >= 1 && n.value <= 12 && n.suffix == "" {
			c := clockCore{from: int(n.value)%12*60 + 30, next: n.next, half: true}
			return d.meridiem(c, last), true
		}
		return clockCore{}, false
	case d.toks[j].Kind == text.Number:
		if c, ok := d.minutesPast(j, last); ok {
			return c, true
		}
		return d.digitClock(j, last)
	}
	if c, ok := d.minutesPast(j, last); ok {
		return c, true
	}
	n := d.numeral(j, last)
	if w := d.toks[j].fold; w == "quarter" && (d.fold(j+1, last) == "past" || d.fold(j+1, last) == "to") {
		if h, ok := d.number(j+2, last); ok && h.value >= 1 && h.value <= 12 && h.suffix == "" {
			c := clockCore{from: int(h.value)%12*60 + 15, next: h.next, half: true}
			if d.fold(j+1, last) == "to" {
				c.from = (c.from + 690) % 720
			}
			return d.meridiem(c, last), true
		}
	}
	if n.kind != unitNumeral && n.kind != teenNumeral || n.value < 1 || n.value > 12 {
		return clockCore{}, false
	}
	c := clockCore{from: int(n.value) % 12 * 60, next: j + 1, bare: true, half: true}
	if d.fold(j+1, last) == "o'clock" {
		c.next++
		c = d.meridiem(c, last)
		return c, true
	}
	c = d.meridiem(c, last)
	return c, !c.half
}

// minutesPast reads "ten past 9", "twenty-five minutes to six".
func (d *doc) minutesPast(j, last int) (clockCore, bool) {
	n, ok := d.number(j, last)
	if !ok || n.ordinal || n.suffix != "" || n.value != 5 && n.value != 10 && n.value != 20 && n.value != 25 {
		return clockCore{}, false
	}
	k := d.skip(n.next, last, "minutes")
	f := d.fold(k, last)
	switch before := d.fold(j-1, j); {
	case f == "past":
	case f == "to" && (before == "at" || before == "by" || before == "until") && (!n.digits || k > n.next): // not "from 5 to 6pm"
	default:
		return clockCore{}, false
	}
	h, ok := d.number(k+1, last)
	if !ok || h.ordinal || h.suffix != "" || h.value != float64(int(h.value)) || h.value < 1 || h.value > 12 || d.countsAt(h.next, last) || d.isUnit(h.next, last) && d.fold(h.next, last) != "in" {
		return clockCore{}, false
	}
	c := clockCore{from: int(h.value)%12*60 + int(n.value), next: h.next, half: true}
	if f == "to" {
		c.from = (int(h.value)%12*60 - int(n.value) + 720) % 720
	}
	c = d.meridiem(c, last)
	return c, !c.half || d.clockBefore(j)
}

func (d *doc) digitClock(j, last int) (clockCore, bool) {
	w := d.toks[j].fold
	num := strings.TrimRight(w, "apmho.")
	suffix := w[len(num):]
	h, mins, sep := strings.Cut(num, ".")
	c := clockCore{next: j + 1, bare: !sep}
	hour, minute := clockInt(h), 0
	if sep {
		if minute = clockInt(mins); len(mins) != 2 {
			return c, false
		}
	}
	if d.fold(j+1, last) == ":" && !sep && suffix == "" && d.glued(j+1) && d.glued(j+2) {
		m := d.fold(j+2, last)
		num2 := strings.TrimRight(m, "apm.")
		minute, suffix = clockInt(num2), m[len(num2):]
		if len(num2) != 2 || len(h) > 2 {
			return c, false
		}
		sep, c.bare, c.next = true, false, j+3
		if d.fold(j+3, last) == ":" && d.glued(j+4) { // seconds are dropped
			s := d.fold(j+4, last)
			if len(s) < 2 || clockInt(s[:2]) < 0 {
				return c, false
			}
			suffix, c.next = s[2:], j+5
		}
	}
	if hour < 0 || minute < 0 || minute > 59 {
		return c, false
	}
	colon := sep && c.next > j+1
	if !sep && len(h) == 4 && suffix == "" { // "0600 GMT", "1730 hours"
		next := d.fold(c.next, last)
		hour, minute, c.bare = hour/100, hour%100, false
		if hour > 23 || minute > 59 || !zones[next] && next != "hours" && next != "hrs" && next != "h" && !(next == "local" && d.fold(c.next+1, last) == "time") {
			return c, false
		}
		if next[0] == 'h' && next != "hkt" {
			c.next++
		}
		c.from, c.to = hour*60+minute, hour*60+minute+1
		return c, true
	}
	if hour > 23 && !(hour == 24 && minute == 0) {
		return c, false
	}
	c.from = hour*60 + minute
	switch strings.ReplaceAll(suffix, ".", "") {
	case "am":
		return d.twelve(c, hour, 0, strings.Contains(suffix, "."), last)
	case "pm":
		return d.twelve(c, hour, 720, strings.Contains(suffix, "."), last)
	case "h":
		c.to = c.from + 1
		return c, sep || hour > 5
	case "":
	default:
		return c, false
	}
	if hour >= 1 && hour <= 12 {
		if mer := meridiem(d.fold(c.next, last)); mer != 0 {
			return d.twelve(clockCore{from: c.from, next: c.next + 1, bare: c.bare}, hour, (mer-1)*720, strings.Contains(d.fold(c.next, last), "."), last)
		}
		if !sep && d.fold(c.next, last) == "o'clock" {
			c.next++
			c.half, c.from = true, hour%12*60
			return d.meridiem(c, last), true
		}
		if f := d.fold(c.next, last); d.isDash(c.next, last) || f == "to" || f == "or" { // "5-6pm"
			if b, ok := d.digitClockAt(c.next+1, last); ok && !b.half && b.from%720 > c.from%720 && b.from%720 < c.from%720+360 && b.next > c.next+1 {
				c.from = hour%12*60 + minute + b.from/720*720
				c.to = d.clockTo(c)
				return c, true
			}
		}
	}
	if !sep && hour >= 1 && hour <= 12 && (d.clockBefore(j) || d.fold(j-1, last) == "to") { // "at 7 in the evening", "at 9 this morning"
		if part, ok := d.dayPartAfter(c.next, last); ok {
			c.from, c.half = hour%12*60, true
			if d.fold(c.next, last) == "in" {
				return d.meridiem(c, last), true
			}
			if !(stemma.Clock{From: c.from, To: c.from + hourSlack}).Agrees(part) {
				c.from += 720
			}
			c.half, c.to = false, c.from+hourSlack
			return c, true
		}
	}
	if !sep || !colon && (!d.clockBefore(j) || d.isUnit(c.next, last) || d.fold(c.next, last) == "per" || d.isCounted(j, last)) {
		return c, false
	}
	c.to = c.from + 1
	zone := d.zone(c.next, last) > c.next
	if c.half = len(h) == 1 && !zone && hour < 13 || hour >= 10 && hour <= 12 && !zone && len(h) == 2; c.half {
		c.from, c.to = hour%12*60+minute, hour%12*60+minute+1
	}
	return c, true
}

// digitClockAt is digitClock where a number stands and it has its own a.m. or p.m.
func (d *doc) digitClockAt(j, last int) (clockCore, bool) {
	if j >= last || d.toks[j].Kind != text.Number {
		return clockCore{}, false
	}
	w := d.toks[j].fold
	if n := d.fold(j+1, last); !strings.HasSuffix(strings.TrimRight(w, "."), "m") && meridiem(n) == 0 && n != ":" {
		return clockCore{}, false
	}
	return d.digitClock(j, last)
}

func (d *doc) clockTo(c clockCore) int {
	if c.bare {
		return c.from + hourSlack
	}
	return c.from + 1
}

// twelve puts c into the half of the day that begins at offset minutes.
func (d *doc) twelve(c clockCore, hour, offset int, dotted bool, last int) (clockCore, bool) {
	if hour < 1 || hour > 23 || hour > 12 && offset == 0 {
		return c, false
	}
	c.from = hour%12*60 + c.from%60 + offset
	c.to = d.clockTo(c)
	if dotted && d.fold(c.next, last) == "." && d.glued(c.next) {
		c.next++
	}
	return c, true
}

// meridiem returns 1 for a.m., 2 for p.m. and 0 for other words.
func meridiem(w string) int {
	switch w {
	case "am", "a.m", "a.m.":
		return 1
	case "pm", "p.m", "p.m.":
		return 2
	}
	return 0
}

// meridiem reads the a.m. or p.m. after c, or "in the morning".
func (d *doc) meridiem(c clockCore, last int) clockCore {
	if mer := meridiem(d.fold(c.next, last)); mer != 0 {
		dotted := strings.Contains(d.fold(c.next, last), ".")
		c.half = false
		c.from += (mer - 1) * 720
		c.next++
		if dotted && d.fold(c.next, last) == "." && d.glued(c.next) {
			c.next++
		}
	} else if d.fold(c.next, last) == "in" && d.fold(c.next+1, last) == "the" {
		switch d.fold(c.next+2, last) {
		case "morning":
			c.half, c.next = false, c.next+3
		case "afternoon", "evening":
			c.half, c.next, c.from = false, c.next+3, c.from+720
		}
	}
	c.to = d.clockTo(c)
	return c
}

// zone returns the token after the zone that stands at i: "GMT", "local time",
// "Eastern Daylight Time", "(1500 GMT)".
func (d *doc) zone(i, last int) int {
	j := i
	switch f := d.fold(j, last); {
	case zones[f]:
		if j++; (d.fold(j, last) == "+" || d.isDash(j, last)) && d.glued(j) && d.glued(j+1) {
			j += 2
		}
	case f == "local" && d.fold(j+1, last) == "time":
		j += 2
	case f == "eastern" || f == "pacific" || f == "central" || f == "mountain" || f == "british" || f == "european":
		for k := 1; k <= 2; k++ {
			if d.fold(j+k, last) == "time" {
				return d.zone(j+k+1, last)
			}
		}
		return i
	case f == "(":
		k := j + 1
		if c, ok := d.clockCore(k, last); ok {
			k = c.next
		}
		if k = d.zone(k, last); k > j+1 && d.fold(k, last) == ")" {
			return k + 1
		}
		return i
	default:
		return i
	}
	if d.fold(j, last) == "(" {
		return d.zone(j, last)
	}
	return j
}

// clockInt reads up to four digits, or returns -1.
func clockInt(s string) int {
	if s == "" || len(s) > 4 {
		return -1
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
	}
	return atoi(s)
}
