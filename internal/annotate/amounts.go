package annotate

import (
	"math"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A vague quantity is what a word without a number is read as. The bounds are
// wide on purpose: they only have to exclude what the word denies.
var vague = map[string][2]float64{
	"several": {2, 20}, "few": {2, 10}, "couple": {2, 3}, "handful": {2, 10}, "dozens": {24, 120}, "scores": {40, 200},
	"hundreds": {100, 2000}, "thousands": {1000, 20000}, "millions": {1e6, 2e7}, "billions": {1e9, 2e10}, "lakhs": {1e5, 2e6}, "dozen": {12, 12},
}

// fractions by folded word; the singulars need "a" or "one" before them.
var fractions = map[string]float64{"half": .5, "third": 1. / 3, "quarter": .25, "fifth": .2, "tenth": .1, "thirds": 1. / 3, "quarters": .25, "fifths": .2, "sixths": 1. / 6, "eighths": .125, "tenths": .1}

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
	article bool // "a year", "another year"
	unit    unit
	counts  stemma.Span // the unit's words
	money   bool
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

// oneUnit reads a measure of one that is told with an article: "for an hour",
// "more than a year", "another week"; j is the token after the qualifier. After
// other words it is a rate or no measure at all ("miles an hour").
func (d *doc) oneUnit(i, j, last int, b bounds) (amount, bool) {
	w := d.fold(j, last)
	k := j + 1
	if d.fold(i, last) == "another" && d.fold(j, last) != "day" {
		k = j
	} else if w != "a" && w != "an" || b == exact && !lasting[d.fold(i-1, last)] {
		return amount{}, false
	}
	k = d.skip(k, last, "full", "whole", "entire", "further")
	f := d.fold(k, last)
	u, ok := units[f]
	if !ok || f == "second" || f == "night" || f == "stone" || strings.HasSuffix(f, "s") || d.toks[k].upper || d.fold(k+1, last) == "'s" || d.isDash(k+1, last) {
		return amount{}, false
	}
	switch u.base {
	case "s", "m", "kg", "m2":
	default:
		return amount{}, false
	}
	a := amount{first: i, at: j, lo: 1, hi: 1, counts: d.span(k, k+1), article: true}
	return d.rated(a, u, k+1, last), true
}

// lasting words come before a length of time: "for an hour", "lasted a week".
var lasting = text.WordSet("for within lasted lasts last lasting took takes take taking spent spend spends waited wait under")

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
	if d.fold(j+1, last) == "$" && (d.glued(j+1) || w == "hk" || w == "c" || w == "nz" || w == "nt" || w == "us") {
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
	// Folding may shorten the letters; a unit is written in plain ones.
	plain := a.next > 0 && d.toks[a.next-1].Len() == len(d.toks[a.next-1].fold)
	if u, ok := units[n.suffix]; ok && plain && !(n.suffix == "m" && d.countsAt(a.next, last)) {
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
	case "metric":
		if f := d.fold(j+1, last); f == "ton" || f == "tons" || f == "tonne" || f == "tonnes" {
			a.counts = d.span(j, j+2)
			return d.rated(a, units["tonne"], j+2, last)
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
	case "degrees", "degree", "deg", "°":
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

// poundReach is how many words before and after pounds may say whose they are.
const poundReach = 300

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
	for i := max(0, j-poundReach); i < min(len(d.toks), j+poundReach); i++ {
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
	a.lo, a.hi = u.times(a.lo), u.times(a.hi)
	if u.name == "" && u.per == 1 && a.lo == a.hi { // "3 dollars and 50 cents"
		j := d.skip(next, last, "and")
		if c, ok := d.number(j, last); ok && !c.ordinal && c.suffix == "" && c.value < 100 {
			switch v := d.fold(c.next, last); {
			case (v == "cent" || v == "cents") && u.base != "GBP", (v == "pence" || v == "penny") && u.base == "GBP":
				a.lo, a.next, a.whole = a.lo+c.value/100, c.next+1, false
				a.hi = a.lo
				return a
			}
		}
	}
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
		if u, ok := units[d.fold(a.next+1, last)]; ok && d.fold(a.next, last) == "of" && u.base != "1" && u.base != "K" { // "millions of dollars"
			b := a
			b.next++
			if b = d.withUnit(b, last); b.unit.base != "" {
				return b, true
			}
		}
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
			w := d.fold(k, last)
			if u := units[w]; (u.base == "s" || u.base == "m") && u.name == w && w != "second" { // "half hour"
				return d.halfOf(i, k, last, b)
			}
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
		if f := d.fold(k, last); f != "of" && f != "" && d.toks[k].Kind != text.Mark && !afterFraction[f] || d.isDash(k, last) {
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

// afterFraction are the words that may follow "a third" where it is a share
// and not the third one of a list.
var afterFraction = text.WordSet("in from to on since by over and or but as at this last when while because after before during")

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
	case d.fold(k, last) == "in":
		if m, ok := d.number(k+1, last); n.value != 1 && (!ok || m.value != 10 && m.value != 100 && m.value != 1000) {
			return stemma.Figure{}, 0, false
		}
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
