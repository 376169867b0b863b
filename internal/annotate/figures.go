package annotate

import (
	"math"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// How approximate words widen a number. "About 40" is [36, 44], "nearly 40"
// [36, 40), "just over 40" (40, 44]; outlets round to the first digit or two,
// and a tenth covers what they round away.
const approximation = .1

// A vague quantity is what a word without a number is read as. The bounds are
// wide on purpose: they only have to exclude what the word denies.
var vague = map[string][2]float64{
	"several": {2, 20}, "few": {2, 10}, "couple": {2, 3}, "handful": {2, 10}, "dozens": {24, 120}, "scores": {40, 200},
	"hundreds": {100, 2000}, "thousands": {1000, 20000}, "millions": {1e6, 2e7}, "billions": {1e9, 2e10}, "lakhs": {1e5, 2e6}, "dozen": {12, 12},
}

// fractions by folded word; the singulars need "a" or "one" before them.
var fractions = map[string]float64{"half": .5, "third": 1. / 3, "quarter": .25, "fifth": .2, "tenth": .1, "thirds": 1. / 3, "quarters": .25, "fifths": .2, "sixths": 1. / 6, "eighths": .125, "tenths": .1}

// designators are words that name the number after them: "Flight 12", "page 3".
var designators = wordSet("flight route line highway road motorway junction exit gate room page chapter section article part no number nos apt apartment suite unit platform terminal channel phase level grade stage round lane ward zone area district precinct unit type model boeing airbus cessna embraer apollo windows iphone group league division formula act bill resolution version volume episode season series class category tier figure table box lot psalm interstate bus train tram hall block plot sector station studio top")

// bounds says how a qualifier moves the ends of a number.
type bounds uint8

const (
	exact bounds = iota
	atLeast
	moreThan
	atMost
	lessThan
	about
	nearly
	justOver
	justUnder
)

// findFigures fills d.figures. A walk over the tokens, past those of the dates:
// qualifier ("at least"), amount ("40", "$5m", "dozens"), then what is counted.
func (d *doc) findFigures() {
	date := 0
	for si := range d.sents {
		s := d.sents[si]
		for i := s.first; i < s.last; {
			for date < len(d.dates) && d.dates[date].Span.End <= d.toks[i].Start {
				date++
			}
			if date < len(d.dates) && d.dates[date].Span.Start <= d.toks[i].Start {
				i++
				continue
			}
			// A figure must not reach into a date: "killed 12 Sunday".
			last := min(s.last, i+figureReach)
			if date < len(d.dates) {
				for k := i + 1; k < last; k++ {
					if d.toks[k].Start >= d.dates[date].Span.Start {
						last = k
						break
					}
				}
			}
			f, next, ok := d.figure(i, last)
			if !ok {
				i = max(i+1, next)
				continue
			}
			d.figures = append(d.figures, f)
			i = next
		}
	}
}

// figureReach bounds the words of one figure.
const figureReach = 32

// An amount is a number, a range or a vague word, with its unit.
type amount struct {
	lo, hi  float64
	first   int
	at      int // the number itself, after its qualifier
	next    int
	whole   bool // counts can be stepped by one: "more than 50" is from 51
	approx  bool
	vague   bool
	ordinal bool
	digits  bool
	one     bool // the word "one", which may be a pronoun
	unit    unit
	counts  stemma.Span // the unit's words
	money   bool
}

// figure reads the figure that begins at token i. If there is none, next may
// say how many tokens belong to something else ("0800 0560154").
func (d *doc) figure(i, last int) (stemma.Figure, int, bool) {
	t := d.toks[i]
	if t.Kind == text.Word && !figureStarts[t.fold] {
		return stemma.Figure{}, 0, false
	}
	if t.Kind == text.Mark {
		if _, ok := currencySigns[t.fold]; !ok && vulgar[t.fold] == 0 {
			return stemma.Figure{}, 0, false
		}
	}
	if t.fold == "no" && t.Kind == text.Word {
		if f, next, ok := d.none(i, last); ok {
			return f, next, true
		}
	}
	if f, next, ok := d.age(i, last); ok {
		return f, next, true
	}
	b, j := d.qualifier(i, last)
	if t.fold == "between" || t.fold == "from" {
		return d.between(i, last)
	}
	if j == i && t.Kind == text.Number {
		if next, ok := d.code(i, last); ok {
			return stemma.Figure{}, next, false
		}
	}
	if f, next, ok := d.fraction(i, j, last, b); ok {
		return f, next, true
	}
	a, ok := d.amount(j, last)
	if !ok {
		return stemma.Figure{}, 0, false
	}
	a.first = i
	return d.finish(a, b, last)
}

// figureStarts are the words that a figure may begin with.
var figureStarts = func() map[string]bool {
	m := wordSet(`at least more over above upwards up as less fewer under below about around some roughly approximately nearly almost close just only a an no not between from another
 several few couple dozens scores hundreds thousands millions billions tens aged age ages half two-thirds in us exactly well most third quarter total every`)
	for w := range numerals {
		m[w] = true
	}
	for w := range vague {
		m[w] = true
	}
	for w := range currencyCodes {
		m[w] = true
	}
	for w := range dollars {
		m[w] = true
	}
	return m
}()

// qualifier reads "at least", "more than", "up to", "nearly", "an estimated", and
// returns the token of the number.
func (d *doc) qualifier(i, last int) (bounds, int) {
	f := func(k int) string { return d.fold(i+k, last) }
	switch f(0) {
	case "at":
		switch f(1) {
		case "least":
			return atLeast, i + 2
		case "most":
			return atMost, i + 2
		}
	case "more", "upwards", "upward":
		if f(1) == "than" {
			return moreThan, i + 2
		}
		if f(1) == "of" && f(0) != "more" {
			return moreThan, i + 2
		}
	case "over", "above":
		return moreThan, i + 1
	case "well":
		if f(1) == "over" || f(1) == "above" {
			return moreThan, i + 2
		}
	case "less", "fewer":
		if f(1) == "than" {
			return lessThan, i + 2
		}
	case "under", "below":
		return lessThan, i + 1
	case "up":
		if f(1) == "to" {
			return atMost, i + 2
		}
	case "as":
		if (f(1) == "many" || f(1) == "much" || f(1) == "high") && f(2) == "as" {
			return atMost, i + 3
		}
		if (f(1) == "few" || f(1) == "little") && f(2) == "as" {
			return atLeast, i + 3
		}
	case "no", "not":
		switch {
		case f(1) == "more" && f(2) == "than":
			return atMost, i + 3
		case (f(1) == "less" || f(1) == "fewer") && f(2) == "than":
			return atLeast, i + 3
		}
	case "about", "around", "roughly", "approximately", "some":
		return about, i + 1
	case "close":
		if f(1) == "to" {
			return about, i + 2
		}
	case "nearly", "almost":
		return nearly, i + 1
	case "just":
		switch f(1) {
		case "over":
			return justOver, i + 2
		case "under", "below":
			return justUnder, i + 2
		}
		return exact, i + 1
	case "only", "exactly", "another":
		return exact, i + 1
	case "a", "an":
		switch f(1) {
		case "estimated":
			return about, i + 2
		case "further", "additional":
			return exact, i + 2
		case "total":
			if f(2) == "of" {
				b, j := d.qualifier(i+3, last)
				return b, j
			}
		}
	}
	return exact, i
}

// amount reads a number with its unit, or a vague word.
func (d *doc) amount(j, last int) (amount, bool) {
	if a, ok := d.vague(j, last); ok {
		return a, true
	}
	a, ok := d.single(j, last)
	if !ok {
		return a, false
	}
	// "eight to ten seconds", "10-15 people", "two or three", "$5-6 million".
	sep := d.fold(a.next, last)
	if a.ordinal || sep != "to" && sep != "or" && !d.isDash(a.next, last) || d.fold(j-1, last) == "from" {
		return a, true
	}
	if d.toks[a.next].Kind == text.Mark && d.isDash(a.next+2, last) && d.glued(a.next+2) && d.toks[min(a.next+3, len(d.toks)-1)].Kind == text.Number {
		return a, true // "555-12-34"
	}
	b, ok := d.single(a.next+1, last)
	if !ok || b.ordinal {
		return a, true
	}
	if a.unit.base == "" && b.unit.base != "" {
		a.unit = b.unit
		scale := 1.0
		if b.hi >= 1e3 && a.hi < 1e3 { // "5-6 million"
			scale = math.Pow(1000, math.Floor(math.Log10(b.hi)/3))
			if a.hi >= b.hi/scale {
				scale = 1
			}
		}
		a.lo, a.hi = a.lo*b.unit.per*scale, a.hi*b.unit.per*scale
		a.money = b.money
	} else if a.unit.base == "" && !b.whole && b.hi >= 1e5 && a.hi < 1e3 && a.whole {
		scale := math.Pow(1000, math.Floor(math.Log10(b.hi)/3))
		a.lo, a.hi = a.lo*scale, a.hi*scale
	} else if a.money && b.unit.base == "" { // "$5 to 6 million"
		if !b.whole && b.lo > a.hi*1000 {
			scale := math.Pow(1000, math.Floor(math.Log10(b.hi)/3))
			a.lo *= scale
		}
		b.unit = a.unit
	}
	if b.unit.base != a.unit.base || b.lo <= a.lo {
		return a, true
	}
	a.hi, a.next, a.counts = b.hi, b.next, b.counts
	a.whole = a.whole && b.whole
	return a, true
}

// single reads one number and its unit.
func (d *doc) single(j, last int) (amount, bool) {
	a := amount{first: j, at: j}
	code, at := d.currencySign(j, last)
	n, ok := d.number(at, last)
	if !ok {
		return a, false
	}
	a.lo, a.hi, a.next, a.whole, a.ordinal, a.digits = n.value, n.value, n.next, n.whole(), n.ordinal, n.digits
	a.one = d.fold(at, last) == "one" && n.value == 1
	if code != "" {
		a.money, a.unit = true, unit{base: code, per: 1}
		if s, ok := scaleLetters[n.suffix]; ok {
			a.lo, a.hi, a.whole = a.lo*s, a.hi*s, false
			n.suffix = ""
		}
		return a, n.suffix == "" && !n.ordinal
	}
	if n.ordinal {
		return a, true
	}
	if n.suffix != "" {
		return d.suffixed(a, n, last)
	}
	return d.withUnit(a, last), true
}

// currencySign reads "$", "US$", "USD", "Rs." and returns the number's token.
func (d *doc) currencySign(j, last int) (string, int) {
	w := d.fold(j, last)
	if w == "" {
		return "", j
	}
	if code, ok := currencySigns[w]; ok {
		return code, j + 1
	}
	if d.toks[j].Kind != text.Word {
		return "", j
	}
	if d.fold(j+1, last) == "$" && d.glued(j+1) {
		if code, ok := dollars[w]; ok {
			return code, j + 2
		}
	}
	if code, ok := currencyCodes[w]; ok && d.toks[j].upper {
		k := d.skip(j+1, last, ".")
		if k < last && d.toks[k].Kind == text.Number {
			return code, k
		}
	}
	return "", j
}

// suffixed settles what letters glued to digits mean: "12mph", "5m people", "50p".
func (d *doc) suffixed(a amount, n number, last int) (amount, bool) {
	if u, ok := units[n.suffix]; ok && !(n.suffix == "m" && d.countsAt(a.next, last)) {
		if n.suffix == "g" && d.words(d.toks[a.next-1].Span)[len(d.toks[a.next-1].fold)-1] == 'G' {
			return a, false // "5G"
		}
		a.counts = stemma.Span{Start: d.toks[a.next-1].End - len(n.suffix), End: d.toks[a.next-1].End}
		return d.rated(a, u, a.next, last), true
	}
	if s, ok := scaleLetters[n.suffix]; ok && n.suffix != "b" {
		a.lo, a.hi, a.whole = a.lo*s, a.hi*s, false
		return d.withUnit(a, last), true
	}
	if n.suffix == "p" && n.value < 1000 {
		a.lo, a.hi, a.unit, a.money = a.lo/100, a.hi/100, unit{base: "GBP", per: .01}, true
		return a, true
	}
	if n.suffix == "in" || n.suffix == "ins" {
		return d.rated(a, units["inch"], a.next, last), true
	}
	return a, false
}

// countsAt reports whether a plural noun stands at i or one word on.
func (d *doc) countsAt(i, last int) bool {
	_, ok := d.counted(i, last, false)
	return ok
}

// withUnit reads the unit after a's number: a word, one behind a hyphen, "%",
// "per cent", "square miles", "miles per hour", "Canadian dollars".
func (d *doc) withUnit(a amount, last int) amount {
	j := a.next
	hyphen := d.isDash(j, last) && d.glued(j) && d.glued(j+1)
	if hyphen {
		j++
	}
	w := d.fold(j, last)
	switch w {
	case "":
		return a
	case "per":
		if d.fold(j+1, last) == "cent" {
			a.counts = d.span(j, j+2)
			return d.rated(a, units["percent"], j+2, last)
		}
		return a
	case "square", "cubic", "sq":
		if u, ok := units[d.fold(j+1, last)]; ok && u.base == "m" {
			n, base := 2.0, "m2"
			if w == "cubic" {
				n, base = 3, "m3"
			}
			a.counts = d.span(j, j+2)
			return d.rated(a, unit{name: "square-" + u.name, base: base, per: math.Pow(u.per, n)}, j+2, last)
		}
	case "light":
		k := j + 1
		if d.isDash(k, last) {
			k++
		}
		if units[d.fold(k, last)].name == "year" {
			a.counts = d.span(j, k+1)
			return d.rated(a, units["light-year"], k+1, last)
		}
	case "nautical":
		if units[d.fold(j+1, last)].name == "mile" {
			a.counts = d.span(j, j+2)
			return d.rated(a, units["nmi"], j+2, last)
		}
	case "degrees", "degree", "°":
		return d.degrees(a, j, j+1, last)
	case "celsius", "centigrade", "fahrenheit":
		return d.degrees(a, j, j, last)
	case "half":
		if d.isDash(j+1, last) && units[d.fold(j+2, last)].base == "s" {
			return a
		}
	}
	if u, ok := units[w]; ok && d.unitFits(a, j, hyphen, last) {
		if u.base == "KRW" && a.whole {
			return a
		}
		if w == "pounds" || w == "pound" {
			u = d.pounds(a, j, last)
		}
		if u.name == "percent" && w == "percentage" {
			if f := d.fold(j+1, last); f != "points" && f != "point" {
				return a
			}
			j++
		}
		a.counts = d.span(j, j+1)
		a.money = u.name == ""
		return d.rated(a, u, j+1, last)
	}
	if u, ok := units[d.fold(j+1, last)]; ok && !hyphen { // "Canadian dollars"
		if code, ok := nationalMoney[u.base][w]; ok {
			a.money = true
			return d.rated(a, unit{base: code, per: u.per}, j+2, last)
		}
	}
	return a
}

// unitFits reports whether the unit word at j can be the unit of a: a singular
// needs "one", a hyphen or no plural ("percent"); "2 second-half goals" has none.
func (d *doc) unitFits(a amount, j int, hyphen bool, last int) bool {
	w := d.toks[j].fold
	if _, sign := currencySigns[w]; sign && d.toks[j].Kind == text.Mark && (j+1 < last && d.toks[j+1].Kind == text.Number || hyphen) {
		return false
	}
	if _, code := currencyCodes[w]; code {
		return d.toks[j].upper && (j+1 >= last || d.toks[j+1].Kind != text.Number)
	}
	if d.toks[j].upper && !d.headline(d.toks[j].sent) && len(w) > 3 || d.fold(j+1, last) == "'s" && a.hi != 1 {
		return false
	}
	if w == "second" || w == "quarter" || w == "lira" || w == "century" {
		return hyphen || a.hi == 1 && !d.countsAt(j+1, last)
	}
	if w == "m" || w == "g" || w == "b" || w == "mi" || w == "in" || w == "ha" || w == "min" || w == "sec" {
		return w != "in" && (w != "ha" || a.digits)
	}
	return true
}

// pounds decides between money and weight by the words of the sentence.
func (d *doc) pounds(a amount, j, last int) unit {
	if d.fold(j+1, last) == "of" || d.isDash(j-1, last) {
		return units["lb"]
	}
	s := d.sents[d.toks[j].sent]
	for i := max(s.first, j-12); i < min(s.last, j+8); i++ {
		if massSigns[d.toks[i].fold] {
			return units["lb"]
		}
	}
	// Other countries have pounds; an article about one of them says so.
	for i := range d.toks {
		if code, ok := nationalMoney["GBP"][d.toks[i].fold]; ok {
			return unit{base: code, per: 1}
		}
	}
	return unit{base: "GBP", per: 1}
}

// degrees reads "20 degrees Celsius", "20°C"; degrees of neither scale are a plain count.
func (d *doc) degrees(a amount, j, k, last int) amount {
	if before := d.fold(a.first-1, last); before == "minus" || (before == "-" || before == "−" || before == "–") && d.glued(a.first) && !d.glued(a.first-1) {
		a.lo, a.hi = -a.lo, -a.hi
	}
	switch d.fold(k, last) {
	case "c", "celsius", "centigrade":
		a.unit = unit{name: "degree", base: "K", per: 1, zero: 273.15}
	case "f", "fahrenheit":
		a.unit = unit{name: "degree", base: "K", per: 5. / 9, zero: 459.67 * 5 / 9}
	default:
		return a
	}
	a.counts = d.span(j, k+1)
	a.lo, a.hi, a.next, a.whole = a.lo*a.unit.per+a.unit.zero, a.hi*a.unit.per+a.unit.zero, k+1, false
	return a
}

// rated takes unit u, whose words end before token next, and what follows it:
// "per hour", "an hour", "²", and a smaller unit of the same kind ("6 feet 2 inches").
func (d *doc) rated(a amount, u unit, next, last int) amount {
	if u.base == "m" {
		j := next
		if f := d.fold(j, last); f == "per" || f == "an" || f == "a" || f == "/" {
			if t := units[d.fold(j+1, last)]; t.base == "s" || d.fold(j+1, last) == "h" || d.fold(j+1, last) == "s" {
				by := t.per
				switch {
				case d.fold(j+1, last) == "h":
					by = 3600
				case by == 0:
					by = 1
				}
				if by <= 3600 {
					u = unit{name: u.name + "-per-" + t.name, base: "m/s", per: u.per / by}
					next = j + 2
				}
			}
		} else if f == "²" && d.glued(j) {
			u = unit{name: "square-" + u.name, base: "m2", per: u.per * u.per}
			next = j + 1
		}
	}
	a.unit, a.next = u, next
	a.lo, a.hi = a.lo*u.per, a.hi*u.per
	if !a.counts.Empty() && next > 0 {
		a.counts.End = d.toks[next-1].End
	}
	if u.base != "m" && u.base != "s" && u.base != "kg" || u.name == "" {
		a.whole = a.whole && u.per == 1
		return a
	}
	a.whole = false
	if d.fold(next, last) == "and" && d.fold(next+1, last) == "a" && d.fold(next+2, last) == "half" {
		a.lo, a.hi, a.next = a.lo+u.per/2, a.hi+u.per/2, next+3
		return a
	}
	j := d.skip(next, last, "and")
	if b, ok := d.number(j, last); ok && !b.ordinal && j < last {
		v, ok := units[d.fold(b.next, last)]
		end := b.next + 1
		if s, glued := units[b.suffix]; b.suffix != "" {
			v, ok, end = s, glued, b.next
			if b.suffix == "in" {
				v, ok = units["inch"], true
			}
		}
		if ok && v.base == u.base && v.per < u.per && b.value*v.per < u.per && (b.suffix != "" || d.fold(b.next, last) != "in" || !d.glued(b.next)) {
			a.lo, a.hi, a.next = a.lo+b.value*v.per, a.hi+b.value*v.per, end
		}
	}
	return a
}

// vague reads "dozens", "a few", "several hundred", "tens of thousands", "a
// dozen", "half a dozen", "two dozen".
func (d *doc) vague(j, last int) (amount, bool) {
	a := amount{first: j, at: j, approx: true, vague: true}
	k := j
	w := d.fold(k, last)
	if w == "half" && d.fold(k+1, last) == "a" && d.fold(k+2, last) == "dozen" {
		a.lo, a.hi, a.next = 5, 7, k+3
		return a, true
	}
	if w == "a" {
		k++
		switch w = d.fold(k, last); w {
		case "few", "couple", "handful", "dozen":
		default:
			return a, false
		}
	}
	switch w {
	case "tens":
		if d.fold(k+1, last) != "of" {
			return a, false
		}
		if v, ok := vague[d.fold(k+2, last)]; ok {
			s := v[0]
			a.lo, a.hi, a.next = 10*s, 100*s, k+3
			return a, true
		}
		return a, false
	case "scores":
		if f := d.fold(k+1, last); f != "of" && f != "more" && !d.sentenceStart(j) {
			return a, false
		}
	case "few":
		if k == j && d.fold(j-1, last) != "past" { // "few survived" denies rather than counts
			return a, false
		}
	case "couple", "handful", "dozen":
		if k == j && w != "dozen" || w == "dozen" && k == j {
			return a, false
		}
		if w != "dozen" && d.fold(k+1, last) != "of" && d.fold(k+1, last) != "hundred" && d.fold(k+1, last) != "dozen" && d.fold(k+1, last) != "more" {
			return a, false
		}
	}
	if v, ok := vague[w]; ok {
		a.lo, a.hi, a.next = v[0], v[1], k+1
		switch w {
		case "hundreds", "thousands", "millions":
			if s := vague[d.fold(k+2, last)]; d.fold(k+1, last) == "of" && s[0] >= 1000 {
				a.lo, a.hi, a.next = a.lo*s[0], a.lo*10*s[0], k+3
			}
		case "several", "few", "couple":
			k = d.skip(a.next, last, "of")
			if f := strings.TrimSuffix(d.fold(k, last), "s"); f == "dozen" || f == "hundred" || f == "thousand" || f == "million" || f == "billion" {
				s := numerals[f].value
				if f == "dozen" {
					s = 12
				}
				a.lo, a.hi, a.next = a.lo*s, min(a.hi, 10)*s, k+1
			}
		case "dozen":
			a.lo, a.hi = 12*(1-approximation), 12*(1+approximation)
		}
		a.lo, a.hi = math.Floor(a.lo), math.Ceil(a.hi)
		return d.withUnit(a, last), true
	}
	if n, ok := d.number(j, last); ok && !n.ordinal && n.suffix == "" && d.fold(n.next, last) == "dozen" {
		v := n.value * 12
		a.lo, a.hi, a.next = math.Floor(v*(1-approximation)), math.Ceil(v*(1+approximation)), n.next+1
		return a, true
	}
	return a, false
}

func (d *doc) sentenceStart(i int) bool { return i == d.sents[d.toks[i].sent].first }

// between reads "between 3% and 4%", "from 10 to 20 people".
func (d *doc) between(i, last int) (stemma.Figure, int, bool) {
	if d.fold(i, last) == "from" {
		return stemma.Figure{}, 0, false // a change, two figures
	}
	a, ok := d.single(i+1, last)
	if !ok || a.ordinal || d.fold(a.next, last) != "and" {
		return stemma.Figure{}, 0, false
	}
	b, ok := d.single(a.next+1, last)
	if !ok || b.ordinal {
		return stemma.Figure{}, 0, false
	}
	if a.unit.base == "" && b.unit.base != "" {
		a.unit, a.lo = b.unit, a.lo*b.unit.per
		a.money = b.money
	} else if b.unit.base == "" {
		b.unit = a.unit
	}
	if scale := b.lo / 1e3; a.unit.base == b.unit.base && !b.whole && b.unit.base != "s" && b.unit.base != "m" && a.lo < 1e3 && scale > 100 {
		a.lo *= math.Pow(1000, math.Floor(math.Log10(b.lo)/3)) // "between 5 and 6 million"
	}
	if a.unit.base != b.unit.base || a.lo > b.hi {
		return stemma.Figure{}, 0, false
	}
	a.hi, a.next, a.counts, a.first = b.hi, b.next, b.counts, i
	return d.finish(a, exact, last)
}

// finish applies the qualifier, finds what is counted and makes the figure.
func (d *doc) finish(a amount, b bounds, last int) (stemma.Figure, int, bool) {
	if a.ordinal {
		a.first = a.at
		return d.rank(a, last)
	}
	if a.unit.base == "s" && b == moreThan && d.fold(a.first, last) == "over" {
		b, a.first = exact, a.first+1 // "over two days" is a stretch, not a bound
	}
	if a.one && !d.oneCounts(a.at, a.next, last) {
		return stemma.Figure{}, 0, false
	}
	b, a = d.after(a, b, last)
	f := stemma.Figure{Unit: a.unit.base, Approx: a.approx}
	f.Low, f.High = a.lo, a.hi
	a.bound(b, &f)
	switch {
	case f.Unit == "":
		f.Unit = "1"
		if !d.countsWhat(&a, &f, last) {
			return stemma.Figure{}, a.next, false
		}
	case f.Unit == "s" && d.fold(a.next, last) != "":
		f.Counts, f.Counted = a.counts, a.unit.name
	default:
		f.Counts, f.Counted = a.counts, a.unit.name
		if p, ok := d.partitive(a.next, last); ok {
			f.Counts, f.Counted = d.span(p.first, p.next), p.word
			a.next = p.next
		}
	}
	f.Span = d.span(a.first, a.next)
	out, err := stemma.NewFigure(f.Low, f.High, f.Unit, f.Span)
	if err != nil || math.IsInf(f.Low, 0) {
		return stemma.Figure{}, a.next, false
	}
	out.Approx, out.Counts, out.Counted = f.Approx, f.Counts, f.Counted
	return out, a.next, true
}

// after reads the qualifiers that follow a number: "or more", "or so", "-plus", "+".
func (d *doc) after(a amount, b bounds, last int) (bounds, amount) {
	f := d.fold(a.next, last)
	g := d.fold(a.next+1, last)
	switch {
	case f == "or" && g == "more":
		return atLeast, a.to(a.next + 2)
	case f == "or" && (g == "fewer" || g == "less"):
		return atMost, a.to(a.next + 2)
	case f == "or" && g == "so":
		return about, a.to(a.next + 2)
	case f == "+" && d.glued(a.next):
		return atLeast, a.to(a.next + 1)
	case f == "-" && (g == "plus" || g == "odd"):
		if g == "odd" {
			return about, a.to(a.next + 2)
		}
		return atLeast, a.to(a.next + 2)
	}
	return b, a
}

func (a amount) to(next int) amount {
	a.next = next
	return a
}

// bound sets f's interval. Counts step by one: "more than 50" people is 51 at least.
func (a amount) bound(b bounds, f *stemma.Figure) {
	step := func(x, to float64) float64 {
		if a.whole {
			return x + math.Copysign(1, to)
		}
		return math.Nextafter(x, math.Inf(int(to)))
	}
	switch b {
	case atLeast:
		f.High = math.Inf(1)
	case moreThan:
		f.Low, f.High = step(a.lo, 1), math.Inf(1)
	case atMost:
		f.Low = min(0, a.lo)
	case lessThan:
		f.Low, f.High = min(0, a.lo), step(a.hi, -1)
	case about, nearly:
		if a.vague { // "about a dozen" is as wide as a dozen
			break
		}
		if f.Low, f.Approx = a.lo*(1-approximation), true; b == about {
			f.High = a.hi * (1 + approximation)
		}
	case justOver:
		f.Low, f.High, f.Approx = step(a.lo, 1), max(step(a.hi, 1), a.hi*(1+approximation)), true
	case justUnder:
		f.Low, f.High, f.Approx = a.lo*(1-approximation), step(a.hi, -1), true
	}
	if a.whole && f.Approx && f.Unit == "" { // counts come in ones
		f.Low, f.High = math.Floor(f.Low+1e-9), math.Ceil(f.High-1e-9)
	}
	if a.unit.zero != 0 && f.Approx { // a tenth of a temperature in kelvins says nothing
		f.Low, f.High = a.lo-3, a.hi+3
	}
	if f.Low > f.High {
		f.Low, f.High = f.High, f.Low
	}
}

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
var climbs = wordSet("climb climbed climbs climbing scaled scaling scales fell fall falls falling plunged plunging dropped building balcony apartment tower window high-rise roof")

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
// noun: "first Jewish godson".
func (d *doc) personAhead(j, last int) bool {
	return j+1 < last && d.toks[j+1].Kind == text.Word && !d.toks[j+1].upper && !stopWords[d.toks[j+1].fold] && !verbLike(d.toks[j+1].fold)
}

// rankless nouns follow an ordinal without being counted by it.
var rankless = wordSet("time times place half quarter thing name aid responder responders lady instance glance hand step sight street avenue century look thought thoughts place begin began became made saw came reported published appeared met heard got")

// none reads "no passengers", "no survivors", "no injuries".
func (d *doc) none(i, last int) (stemma.Figure, int, bool) {
	f := stemma.Figure{Unit: "1"}
	j := d.skip(i+1, last, "other", "further")
	p, ok := d.counted(j, min(last, j+4), false)
	if after := d.fold(p.next, last); ok && (after == "'" || after == "’") {
		return f, 0, false // "no survivors' list"
	}
	if !ok || d.fold(j, last) == "one" || d.fold(j, last) == "more" || d.fold(j, last) == "less" {
		return f, 0, false
	}
	f.Counts, f.Counted, f.Span = d.span(p.first, p.next), p.word, d.span(i, p.next)
	return f, p.next, true
}

// fraction reads "half of the passengers", "two-thirds of voters", "a third",
// "one in five people"; j is the token after the qualifier.
func (d *doc) fraction(i, j, last int, b bounds) (stemma.Figure, int, bool) {
	none := stemma.Figure{}
	value, k := 0.0, j
	switch w := d.fold(j, last); {
	case w == "half":
		k = j + 1
		switch d.fold(k, last) {
		case "of", "the", "its", "his", "her", "their", "all", "those":
			value = .5
		case "a", "an": // "half a million", "half an hour"
			return d.halfOf(i, k+1, last, b)
		default:
			return none, 0, false
		}
	case w == "a" || w == "an" || w == "one":
		v, ok := fractions[d.skipDash(&k, last)]
		if !ok || w == "a" && d.fold(k, last) != "third" && d.fold(k, last) != "quarter" && d.fold(k, last) != "fifth" && d.fold(k, last) != "tenth" || d.fold(k, last) == "half" {
			if w == "one" {
				return d.oneIn(i, j, last, b)
			}
			return none, 0, false
		}
		k++
		if f := d.fold(k, last); f != "of" && f != "" && d.toks[k].Kind != text.Mark && !stopWords[f] || d.isDash(k, last) {
			return none, 0, false
		}
		value = v
	default:
		n, ok := d.number(j, last)
		if !ok || n.ordinal || n.value > 20 || n.suffix != "" {
			return none, 0, false
		}
		k = n.next - 1
		v, ok := fractions[d.skipDash(&k, last)]
		if !ok || d.fold(k, last) == "half" || !strings.HasSuffix(d.fold(k, last), "s") {
			return d.oneIn(i, j, last, b)
		}
		value = n.value * v
		if k++; value > 1 || d.fold(k, last) == "s" {
			return none, 0, false
		}
	}
	a := amount{lo: value, hi: value, first: i, next: k, unit: unit{base: "1", per: 1}}
	f := stemma.Figure{Low: value, High: value, Unit: "1"}
	a.bound(b, &f)
	if b == moreThan || b == atLeast {
		f.High = 1
	}
	p, ok := d.partitive(k, last)
	if !ok && d.fold(j, last) == "half" && d.fold(k, last) != "of" {
		p, ok = d.counted(d.skip(k, last, "the", "its", "his", "her", "their", "all", "those"), last, false)
	}
	if ok {
		a.take(d, &f, p)
	} else if d.fold(j, last) == "half" {
		return none, 0, false
	}
	f.Span = d.span(i, a.next)
	return f, a.next, true
}

// skipDash moves k to the next token but hyphens and returns its folded form.
func (d *doc) skipDash(k *int, last int) string {
	*k++
	if d.isDash(*k, last) && d.glued(*k) {
		*k++
	}
	return d.fold(*k, last)
}

// oneIn reads "one in five people", "nine out of 10".
func (d *doc) oneIn(i, j, last int, b bounds) (stemma.Figure, int, bool) {
	n, ok := d.number(j, last)
	if !ok || n.ordinal || n.suffix != "" {
		return stemma.Figure{}, 0, false
	}
	k := n.next
	switch {
	case d.fold(k, last) == "in" && n.value == 1:
		k++
	case d.fold(k, last) == "out" && d.fold(k+1, last) == "of":
		k = d.skip(k+2, last, "every")
	default:
		return stemma.Figure{}, 0, false
	}
	m, ok := d.number(d.skip(k, last, "every"), last)
	if !ok || m.ordinal || m.suffix != "" || m.value <= n.value || d.year4(k, last) || d.isUnit(m.next, last) {
		return stemma.Figure{}, 0, false
	}
	v := n.value / m.value
	a := amount{lo: v, hi: v, first: i, next: m.next}
	f := stemma.Figure{Low: v, High: v, Unit: "1"}
	a.bound(b, &f)
	if p, ok := d.counted(m.next, last, false); ok {
		a.take(d, &f, p)
	}
	f.Span = d.span(i, a.next)
	return f, a.next, true
}

func (d *doc) year4(i, last int) bool {
	_, ok := d.year(i, last)
	return ok
}

// halfOf reads "half a million", "half an hour", "half a mile"; k is the token after "a".
func (d *doc) halfOf(i, k, last int, b bounds) (stemma.Figure, int, bool) {
	a := amount{lo: .5, hi: .5, first: i, next: k}
	if n := d.numeral(k, last); n.kind == scale {
		a.lo, a.hi, a.next = n.value/2, n.value/2, k+1
		a = d.withUnit(a, last)
		return d.finish(a, b, last)
	}
	if u, ok := units[d.fold(k, last)]; ok && u.name != "" && u.base != "1" {
		a.counts = d.span(k, k+1)
		return d.finish(d.rated(a, u, k+1, last), b, last)
	}
	return stemma.Figure{}, 0, false
}

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
	if !ok || n.ordinal || n.suffix != "" || n.value > 150 {
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
	if d.bareAge(i, n, last) {
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

var personNouns = wordSet("man woman boy girl pilot father mother son daughter brother sister wife husband child teenager student victim suspect mechanic chief clerk nurse cousin uncle aunt nephew niece grandson fiance fiancee partner friend widow artist native resident migrant citizen")

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

// code reports whether the digits at i name or number something rather than
// count: a phone number, a score, a list number, "Flight 12". next is the token
// after all of it.
func (d *doc) code(i, last int) (next int, ok bool) {
	s := d.sents[d.toks[i].sent]
	// Glued to what stands before: "F-16", "#3", "/12", "12:30".
	if d.glued(i) && i > s.first {
		p := d.toks[i-1]
		switch {
		case p.fold == "#" || p.fold == "/" || p.fold == "@" || p.fold == ":" || p.fold == "_" || p.fold == ".":
			return i + 1, true
		case d.isDash(i-1, last) && d.glued(i-1) && i-2 >= s.first:
			return i + 1, true
		}
	}
	n, num := d.number(i, last)
	if !num {
		return i + 1, true
	}
	nx := n.next
	// Groups of digits, or digits after digits: telephone and card numbers, dates.
	if nx < last && d.toks[nx].Kind == text.Number && n.suffix == "" && !n.scaled && vulgar[d.fold(nx, last)] == 0 {
		for nx < last && d.toks[nx].Kind == text.Number {
			nx++
		}
		return nx, true
	}
	if f := d.fold(nx, last); (f == ":" || f == "/") && d.glued(nx) && d.glued(nx+1) && nx+1 < last && d.toks[nx+1].Kind == text.Number {
		return nx + 2, true
	}
	if d.isDash(nx, last) && d.glued(nx) && d.glued(nx+1) && nx+1 < last && d.toks[nx+1].Kind == text.Number {
		b, ok := d.number(nx+1, last)
		if !ok || b.value <= n.value || d.isDash(b.next, last) && d.glued(b.next) && d.fold(b.next+1, last) != "year" && d.toks[min(b.next+1, len(d.toks)-1)].Kind == text.Number {
			return nx + 2, true
		}
		if b.suffix == "" && !b.scaled && !d.isUnit(b.next, last) && d.fold(b.next, last) != "per" && !d.isDash(b.next, last) && !d.countsAt(b.next, last) {
			return b.next, true // a score
		}
	}
	if i == s.first {
		if f := d.fold(nx, last); f == "." || f == ")" || f == ":" {
			return nx, true // a list number
		}
		return 0, false
	}
	p := d.toks[i-1]
	if n.value > maxAge && (p.fold == "turns" || p.fold == "turned") {
		return nx, true
	}
	if p.Kind == text.Word && (designators[p.fold] && (p.upper || p.fold == "page" || p.fold == "number" || p.fold == "room" || p.fold == "chapter" || p.fold == "section" || p.fold == "article" || p.fold == "line" || p.fold == "gate" || p.fold == "phase") || p.fold == "per") {
		return nx, true
	}
	if p.fold == "." && i-2 >= s.first && designators[d.toks[i-2].fold] && len(d.toks[i-2].fold) <= 3 {
		return nx, true // "No. 10"
	}
	// "France 3 reports": small counts are spelled out in running text.
	if p.Kind == text.Word && p.upper && i-1 > s.first && n.value < 10 && n.whole() && n.suffix == "" && !stopWords[p.fold] && !d.isDash(nx, last) && !d.isUnit(nx, last) && !d.headline(d.toks[i].sent) {
		return nx, true
	}
	// "Cessna 208 Caravan": a capital before and no noun to count after.
	if p.Kind == text.Word && p.upper && i-1 > s.first && !n.scaled && n.suffix == "" && !d.headline(d.toks[i].sent) && !stopWords[p.fold] &&
		!d.isUnit(nx, last) && d.fold(nx, last) != "per" && !d.isDash(nx, last) && !d.countsAt(nx, last) {
		return nx, true
	}
	// "10 Downing Street": a capital after and no noun to count.
	if nx < last && d.toks[nx].upper && d.toks[nx].Kind == text.Word && !n.scaled && n.suffix == "" && !d.headline(d.toks[i].sent) && !d.isUnit(nx, last) && !d.countsAt(nx, last) {
		return nx, true
	}
	return 0, false
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
	if d.fold(j, last) == "who" || d.fold(j, last) == "of" && d.fold(j+1, last) == "whom" {
		f.Counted = "person"
		return true
	}
	if before == "of" && i-2 >= s.first && groups[d.toks[i-2].fold] || harms[before] {
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
	groups     = wordSet("family group crew team couple party gang crowd squad staff trio class panel jury audience population")
	harms      = wordSet("kill kills killed killing injure injures injured injuring wound wounds wounded wounding hurts hurting leaving hospitalizing sickening")
	suffered   = wordSet("killed injured wounded hurt dead died hospitalized hospitalised arrested detained rescued treated taken evacuated displaced missing trapped survived freed drowned burned sentenced charged convicted jailed released pronounced perished critical critically saved stranded sickened infected alive")
	passives   = wordSet("were was are is have has had been being be also now still then who seriously badly critically reportedly feared believed left in")
	riseOrFall = wordSet("rises rose risen climbs climbed risen fell fallen increased stood stands")
)
