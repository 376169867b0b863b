package annotate

import (
	"math"

	"stemma"
	"stemma/internal/text"
)

// How approximate words widen a number. "About 40" is [36, 44], "nearly 40"
// [36, 40), "just over 40" (40, 44]; outlets round to the first digit or two,
// and a tenth covers what they round away.
const approximation = .1

// designators are words that name the number after them: "Flight 12", "page 3".
var designators = text.WordSet("flight route line highway road motorway junction exit gate room page chapter section article part no number nos apt apartment suite unit platform terminal channel phase level grade stage round lane ward zone area district precinct unit type model boeing airbus cessna embraer apollo windows iphone group league division formula act bill resolution version volume episode season series class category tier figure table box lot psalm interstate bus train tram hall block plot sector station studio top")

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
	if j < last && d.toks[j].Kind == text.Number {
		if next, ok := d.code(j, last, j > i); ok {
			return stemma.Figure{}, next, false
		}
	}
	if f, next, ok := d.fraction(i, j, last, b); ok {
		return f, next, true
	}
	if a, ok := d.oneUnit(i, j, last, b); ok {
		return d.finish(a, b, last)
	}
	a, ok := d.amount(j, last)
	if !ok {
		return stemma.Figure{}, 0, false
	}
	a.first = i
	if a.vague && b == about && a.hi < 24 && a.lo < 10 { // "about several women"
		a.first, b = a.at, exact
	}
	return d.finish(a, b, last)
}

// figureStarts are the words that a figure may begin with.
var figureStarts = func() map[string]bool {
	m := text.WordSet(`at least more over above upwards up as less fewer under below about around some roughly approximately nearly almost close just only a an no not between from another
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
	case "about":
		if i > 0 && concerns[d.toks[i-1].fold] {
			return exact, i // "asked about two ships"
		}
		return about, i + 1
	case "around", "roughly", "approximately", "some":
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

// concerns are words whose "about" is no estimate.
var concerns = text.WordSet("ask asked asks asking care cares cared talk talks talked talking learn learned know knew knows known worry worried worries think thinking thought concerned concerns story stories question questions information complain complained complaints report reports spoke speak speaking heard read wrote what how brought lied details doubts")

// finish applies the qualifier, finds what is counted and makes the figure.
func (d *doc) finish(a amount, b bounds, last int) (stemma.Figure, int, bool) {
	if a.ordinal {
		a.first = a.at
		return d.rank(a, last)
	}
	if a.unit.base == "s" && b == moreThan && d.fold(a.first, last) == "over" && (!a.article || a.unit.per < seconds[aMonth]) {
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

// code reports whether the digits at i name or number something rather than
// count: a phone number, a score, a list number, "Flight 12". next is the token
// after all of it. A qualified number ("at least 12") is no part of a name.
func (d *doc) code(i, last int, qualified bool) (next int, ok bool) {
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
	if !num || n.suffix == "k" && (n.value < 10 || d.fold(i+1, last) == "gold") { // "4K screen"
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
	if f := d.fold(nx, last); (f == ":" || f == "/" && d.glued(nx)) && nx+1 < last && d.toks[nx+1].Kind == text.Number {
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
	if p.Kind == text.Word && (designators[p.fold] && (p.upper || p.fold == "page" || p.fold == "number" || p.fold == "room" || p.fold == "chapter" || p.fold == "section" || p.fold == "article" || p.fold == "line" || p.fold == "gate" || p.fold == "phase" || p.fold == "top") || p.fold == "per") {
		return nx, true
	}
	if p.fold == "." && i-2 >= s.first && designators[d.toks[i-2].fold] && len(d.toks[i-2].fold) <= 3 {
		return nx, true // "No. 10"
	}
	if qualified { // "another 40": what follows is not a name's number
		return 0, false
	}
	// "France 3 reports": small counts are spelled out in running text.
	if p.Kind == text.Word && p.upper && i-1 > s.first && n.value < 10 && n.whole() && n.suffix == "" && !stopWords[p.fold] && !d.isDash(nx, last) && !d.isUnit(nx, last) && !d.headline(d.toks[i].sent) {
		return nx, true
	}
	// "Piper 28 Archer": a capital before and no noun to count after.
	if p.Kind == text.Word && p.upper && i-1 > s.first && !n.scaled && n.suffix == "" && !d.headline(d.toks[i].sent) && !stopWords[p.fold] &&
		!d.isUnit(nx, last) && d.fold(nx, last) != "per" && !d.isDash(nx, last) && !d.countsAt(nx, last) {
		return nx, true
	}
	// "10 Harbour Street": a capital after and no noun to count.
	if nx < last && d.toks[nx].upper && d.toks[nx].Kind == text.Word && !n.scaled && n.suffix == "" && !d.headline(d.toks[i].sent) && !d.isUnit(nx, last) && !d.countsAt(nx, last) {
		return nx, true
	}
	return 0, false
}
