package annotate

import (
	"math"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// age reads "aged 42", "a four-year-old", "42 years old", "in his 40s", and
// "Name, 42, of".
func (d *doc) age(i, last int) (stemma.Figure, int, bool) {
	none := stemma.Figure{}
	w := d.fold(i, last)
	switch w {
	case "aged", "age", "ages":
		if d.isDash(i+1, last) {
			return none, 0, false
		}
		k := d.skip(i+1, last, "of", "between", "from")
		b, j := d.qualifier(k, last)
		n, ok := d.number(j, last)
		if !ok || n.value > 120 || n.suffix != "" || n.ordinal {
			return none, 0, false
		}
		a := amount{lo: n.value, hi: n.value, whole: true, next: n.next}
		if f := d.fold(n.next, last); f == "to" || f == "and" && d.fold(k-1, last) == "between" || d.isDash(n.next, last) {
			if m, ok := d.number(n.next+1, last); ok && m.value > n.value && m.value <= 120 {
				a.hi, a.next = m.value, m.next
			}
		}
		return d.years(i, a, b)
	case "in":
		switch d.fold(i+1, last) {
		case "his", "her", "their":
			return d.ageDecade(i, i+2, last)
		}
		return none, 0, false
	}
	b, j := d.qualifier(i, last)
	n, ok := d.number(j, last)
	if !ok || n.ordinal || n.suffix != "" {
		return none, 0, false
	}
	a := amount{lo: n.value, hi: n.value, whole: true, next: n.next}
	k := n.next
	if d.isDash(k, last) || d.fold(k, last) == "to" { // "10-to-12-year-olds", "4- and 5-year-olds"
		m, ok := d.number(d.skip(k+1, last, "to", "and"), last)
		if ok && m.value > n.value && !m.ordinal && m.suffix == "" && d.oldAt(m.next, last) > 0 {
			a.hi, k = m.value, m.next
		}
	}
	if next := d.oldAt(k, last); next > 0 {
		per := 1.0
		if u := units[d.fold(d.skip(k, last, "-", "–", "‑"), last)]; u.name != "year" {
			per = u.per / seconds[aYear]
		}
		a.lo, a.hi, a.next = a.lo*per, a.hi*per, next
		return d.years(i, a, b)
	}
	if n.value <= maxAge && d.bareAge(i, n, last) {
		return d.years(i, a, exact)
	}
	return none, 0, false
}

// oldAt returns the token after "-year-old", "years old", "years of age" at k, or 0.
func (d *doc) oldAt(k, last int) int {
	if d.isDash(k, last) {
		k++
	}
	u, ok := units[d.fold(k, last)]
	if !ok || u.base != "s" || u.per < seconds[aDay] {
		return 0
	}
	k++
	if d.isDash(k, last) {
		k++
	}
	switch d.fold(k, last) {
	case "old", "olds":
		return k + 1
	case "of":
		if d.fold(k+1, last) == "age" {
			return k + 2
		}
	}
	return 0
}

// maxAge bounds a number between commas that is read as an age.
const maxAge = 115

// bareAge reports whether the number n at token i is the age of the one named
// before it: "Ada Hale, 42, of Leith", "the driver (42)".
func (d *doc) bareAge(i int, n number, last int) bool {
	if !n.digits || n.value < 1 || n.value > maxAge || n.value != math.Trunc(n.value) || i < 2 || n.next != i+1 {
		return false
	}
	s := d.sents[d.toks[i].sent]
	if i-2 < s.first {
		switch d.fold(i-1, s.last) {
		case "turns", "turned":
			return d.toks[i].sent == d.toks[i-1].sent && !d.countsAt(n.next, last) && !d.isUnit(n.next, last)
		}
		return false
	}
	before, open := d.toks[i-2], d.fold(i-1, last)
	after := d.fold(n.next, s.last)
	if open == "turns" || open == "turned" {
		return !d.countsAt(n.next, last) && !d.isUnit(n.next, last) && after != "%"
	}
	if before.Kind != text.Word || stopWords[before.fold] || d.dateWord(i-2, last).kind == monthWord {
		return false
	}
	switch open {
	case ",":
		if after == "," || after == ";" || after == ")" || after == "" || after == "." && before.upper {
			return before.upper || personNoun(before.fold)
		}
		return before.upper && (after == "and" || after == "was" || after == "who" || after == "from" || after == "of" || after == "is" || after == "had" || after == "died") && after != ""
	case "(":
		return after == ")" && (before.upper || personNoun(before.fold))
	}
	return false
}

// personNoun reports whether a folded noun names a person by role.
func personNoun(w string) bool {
	if personNouns[w] {
		return true
	}
	for _, s := range [...]string{"er", "or", "ist", "man", "woman"} {
		if len(w) > 4 && strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}

var personNouns = text.WordSet("man woman boy girl pilot father mother son daughter brother sister wife husband child teenager student victim suspect mechanic chief clerk nurse cousin uncle aunt nephew niece grandson fiance fiancee partner friend widow artist native resident migrant citizen")

// ageDecade reads "40s" after "in his": early, mid and late ones too.
func (d *doc) ageDecade(i, j, last int) (stemma.Figure, int, bool) {
	lo, hi := 0.0, 9.0
	switch d.fold(j, last) {
	case "early":
		hi = 3
	case "mid":
		lo, hi = 4, 6
	case "late":
		lo = 7
	default:
		j--
	}
	if j++; d.isDash(j, last) {
		j++
	}
	w := d.fold(j, last)
	if len(w) == 3 && w[1:] == "0s" && w[0] >= '1' && w[0] <= '9' {
		ten := float64(w[0]-'0') * 10
		f, err := stemma.NewFigure(ten+lo, ten+hi, "year", d.span(i, j+1))
		f.Counted, f.Approx = "age", true
		return f, j + 1, err == nil
	}
	return stemma.Figure{}, 0, false
}

func (d *doc) years(i int, a amount, b bounds) (stemma.Figure, int, bool) {
	f := stemma.Figure{Low: a.lo, High: a.hi, Unit: "year", Counted: "age", Span: d.span(i, a.next)}
	a.bound(b, &f)
	return f, a.next, true
}
