package annotate

import (
	"strings"

	"stemma/internal/text"
)

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
	if to, ok := d.dom(j+1, last); ok && (d.isDash(j, last) || d.fold(j, last) == "to" || d.fold(j, last) == "and" || d.fold(j, last) == "until" || d.fold(j, last) == "till") && to > dom {
		m.domTo, j = to, j+2
	}
	if d.fold(j, last) == "of" {
		j++
	}
	w := d.dateWord(j, last)
	if w.kind == dirWord && direction(w.n) <= nextOne && d.fold(j+1, last) == "month" && (j > i+1 || len(d.toks[i].fold) > 2) { // "the 31st of this month", "4 to 22 next month"
		m.dir, m.unit, m.next = direction(w.n), aMonth, j+2
		return m, true
	}
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
	if d.isDash(i+1, last) && i+2 < last && d.dateWord(i+2, last).kind == monthWord && d.toks[i+2].upper { // "Jan-Feb 2017"
		return true
	}
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
