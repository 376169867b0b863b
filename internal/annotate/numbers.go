package annotate

import (
	"math"
	"strconv"
	"strings"

	"stemma/internal/text"
)

// A number is a number as written, without what it counts.
type number struct {
	value   float64
	next    int    // the token after it
	ordinal bool   // "fourth", "4th"
	digits  bool   // written in digits
	scaled  bool   // a scale word or letter follows: "3.4 million"
	suffix  string // letters glued to the digits, folded: "mph" of "12mph"
}

// whole reports whether n is an exact count: an integer not rounded by a scale
// word, so that "more than 50" starts at 51 but "more than 3 million" at 3 million.
func (n number) whole() bool { return !n.scaled && n.value == math.Trunc(n.value) }

// A numeral is a number word's part in a spelled number.
type numeral struct {
	value float64
	kind  numeralKind
}

type numeralKind uint8

const (
	notNumeral    numeralKind = iota
	unitNumeral               // one to nine
	teenNumeral               // ten to nineteen
	tensNumeral               // twenty, thirty …
	hundred                   // multiplies what stands before it
	scale                     // thousand, million, lakh …
	unitOrdinal               // first to ninth: may end "twenty-first"
	otherOrdinal              // tenth, twelfth, twentieth, hundredth
	maxDigits     = 18        // longer runs of digits are codes, not numbers
	maxNumberWord = 11        // "seventeenth", the longest numeral
)

var numerals = func() map[string]numeral {
	m := map[string]numeral{"hundred": {100, hundred}, "hundredth": {100, otherOrdinal}}
	for i, w := range strings.Fields("zero one two three four five six seven eight nine") {
		m[w] = numeral{float64(i), unitNumeral}
	}
	for i, w := range strings.Fields("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen") {
		m[w] = numeral{float64(10 + i), teenNumeral}
	}
	for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		m[w] = numeral{float64(20 + 10*i), tensNumeral}
		m[w[:len(w)-1]+"ieth"] = numeral{float64(20 + 10*i), otherOrdinal}
	}
	for i, w := range strings.Fields("first second third fourth fifth sixth seventh eighth ninth") {
		m[w] = numeral{float64(1 + i), unitOrdinal}
	}
	for i, w := range strings.Fields("tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth") {
		m[w] = numeral{float64(10 + i), otherOrdinal}
	}
	for w, v := range map[string]float64{"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7} {
		m[w] = numeral{v, scale}
	}
	return m
}()

// scaleLetters are glued to digits: "$1.25bn", "3m", "10k".
var scaleLetters = map[string]float64{"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}

// numeral returns what token i is as a number word.
func (d *doc) numeral(i, last int) numeral {
	if i >= last || d.toks[i].Kind != text.Word || len(d.toks[i].fold) > maxNumberWord {
		return numeral{}
	}
	return numerals[d.toks[i].fold]
}

// number reads the number that begins at token i, at most up to token last:
// "10,000", "3.4 million", "twenty-one", "one hundred and five", "two and a half",
// "a hundred", "fourth", "53rd".
func (d *doc) number(i, last int) (number, bool) {
	if i >= last {
		return number{}, false
	}
	t := d.toks[i]
	switch {
	case t.Kind == text.Number:
		return d.digitNumber(i, last)
	case t.Kind == text.Mark:
		v, ok := vulgar[t.fold]
		return number{value: v, next: i + 1, digits: true, scaled: true}, ok
	case t.fold == "half" || t.fold == "quarter": // "half million eggs"
		if n := d.numeral(i+1, last); n.kind == scale && n.value >= 1e6 {
			return number{value: n.value * fractions[t.fold], next: i + 2, scaled: true}, true
		}
		return number{}, false
	case t.fold == "a" || t.fold == "an":
		if f := d.fold(i+1, last); f == "half" || f == "quarter" {
			return d.number(i+1, last)
		}
		if n := d.numeral(i+1, last); n.kind == hundred || n.kind == scale {
			return d.spelledNumber(i+1, last, 1)
		}
		return number{}, false
	}
	if n := d.numeral(i, last); n.kind == notNumeral || n.kind == hundred || n.kind == scale {
		return number{}, false
	}
	return d.spelledNumber(i, last, 0)
}

// vulgar are the fractions that are one character; Fold leaves them alone.
var vulgar = map[string]float64{"½": .5, "¼": .25, "¾": .75, "⅓": 1. / 3, "⅔": 2. / 3}

func (d *doc) digitNumber(i, last int) (number, bool) {
	v, suffix, ok := parseDigits(d.toks[i].fold)
	if !ok {
		return number{}, false
	}
	n := number{value: v, next: i + 1, digits: true, suffix: suffix}
	switch suffix {
	case "st", "nd", "rd", "th":
		n.ordinal, n.suffix = true, ""
		return n, v == math.Trunc(v)
	case "":
	default:
		return n, true
	}
	if f, next, ok := d.slashed(i, last); ok && v < f.over { // "1/4 mile"
		n.value, n.next, n.scaled = v/f.over, next, true
		return n, true
	}
	if f, next, ok := d.slashed(i+1, last); ok && n.whole() && !d.glued(i+1) { // "10 1/2 miles"
		if top, _, ok := d.integer(i+1, last); ok && float64(top) < f.over {
			n.value, n.next, n.scaled = v+float64(top)/f.over, next, true
			return n, true
		}
	}
	if f, ok := vulgar[d.fold(i+1, last)]; ok && d.glued(i+1) {
		n.value, n.next, n.scaled = n.value+f, i+2, true
	}
	return d.scaled(d.andHalf(n, last), last), true
}

// A slash is what stands under the stroke of a fraction.
type slash struct{ over float64 }

// slashed reads the stroke of the fraction that begins at token i, "/4" of
// "1/4 mile": only before a unit of measure, since dates and scores have it too.
func (d *doc) slashed(i, last int) (slash, int, bool) {
	if d.fold(i+1, last) != "/" || !d.glued(i+1) || !d.glued(i+2) {
		return slash{}, 0, false
	}
	v, _, ok := d.integer(i+2, last)
	if !ok || v != 2 && v != 3 && v != 4 && v != 5 && v != 8 && v != 16 {
		return slash{}, 0, false
	}
	k := i + 3
	if d.isDash(k, last) && d.glued(k) {
		k++
	}
	u := units[d.fold(k, last)]
	return slash{float64(v)}, i + 3, u.base == "m" || u.base == "s" || u.base == "kg" || u.base == "m2" || u.base == "m3"
}

// parseDigits splits "1,250.5mph" into 1250.5 and "mph". It reports false for
// what only looks like a number: "1.2.3", "1,5", "007", "6'2".
func parseDigits(s string) (v float64, suffix string, ok bool) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end+1 < len(s) && (s[end] == ',' || s[end] == '.') && s[end+1] >= '0' && s[end+1] <= '9') {
		end++
	}
	num, suffix := s[:end], s[end:]
	if end == 0 || end > maxDigits || suffix != "" && !letters(suffix) {
		return 0, "", false
	}
	whole, _, decimal := strings.Cut(num, ".")
	if len(whole) > 1 && whole[0] == '0' || decimal && strings.ContainsAny(num[len(whole)+1:], ".,") {
		return 0, "", false
	}
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		for k, g := range groups[1:] {
			// The last group has three digits; Indian grouping has twos before it.
			if len(g) != 3 && (len(g) != 2 || k == len(groups)-2) {
				return 0, "", false
			}
		}
		num = strings.ReplaceAll(num, ",", "")
	}
	v, err := strconv.ParseFloat(num, 64)
	return v, suffix, err == nil
}

func letters(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && c != '.' && c < 0x80 {
			return false
		}
	}
	return true
}

// spelledNumber reads number words from token i on, given that "a" stood
// before them (cur 1) or nothing did (cur 0).
func (d *doc) spelledNumber(i, last int, cur float64) (number, bool) {
	total := 0.0
	n := number{next: i}
	prev := notNumeral
	for j := i; j < last; {
		k := j
		if prev != notNumeral && (d.fold(k, last) == "-" && d.glued(k) && d.glued(k+1)) {
			k++
		} else if (prev == hundred || prev == scale) && d.fold(k, last) == "and" {
			k++
		}
		w := d.numeral(k, last)
		if !follows(prev, w, cur, total) || k > j && d.fold(j, last) == "and" && w.value >= 100 {
			break
		}
		switch w.kind {
		case hundred:
			cur = max(cur, 1) * 100
		case scale:
			total += max(cur, 1) * w.value
			cur = 0
			n.scaled = w.value >= 1e5
		default:
			cur += w.value
		}
		prev, j = w.kind, k+1
		n.next = j
		if w.kind == unitOrdinal || w.kind == otherOrdinal {
			n.ordinal = true
			break
		}
	}
	n.value = total + cur
	if n.next == i {
		return number{}, false
	}
	if n.ordinal {
		return n, true
	}
	return d.scaled(d.andHalf(n, last), last), true
}

// follows reports whether w may stand after a word of kind prev in one number.
func follows(prev numeralKind, w numeral, cur, total float64) bool {
	switch w.kind {
	case notNumeral:
		return false
	case unitNumeral, unitOrdinal:
		return prev == notNumeral || prev == tensNumeral && w.value > 0 || prev == hundred || prev == scale
	case teenNumeral, tensNumeral, otherOrdinal:
		return prev == notNumeral || prev == hundred || prev == scale
	case hundred:
		return prev == unitNumeral || prev == teenNumeral || prev == notNumeral
	}
	return (cur > 0 || prev == notNumeral) && (total == 0 || w.value < total)
}

// andHalf adds "and a half", "and-a-half".
func (d *doc) andHalf(n number, last int) number {
	if w := d.numeral(n.next-1, last); w.kind == scale && w.value >= 1e6 {
		return d.scaleHalf(n, last)
	}
	at, share := n.next, .5
	for k, w := range [3]string{"and", "a", "half"} {
		if d.fold(at, last) == "-" {
			at++
		}
		switch f := d.fold(at, last); {
		case k == 2 && f == "quarter":
			share = .25
		case f != w:
			return n
		}
		at++
	}
	n.value, n.next, n.scaled = n.value+share, at, true
	return n
}

// scaled multiplies n by the scale words after it: "1.2 million", "5-million", "2 lakh crore".
func (d *doc) scaled(n number, last int) number {
	for {
		at := n.next
		if d.fold(at, last) == "-" && d.glued(at) && d.glued(at+1) {
			at++
		}
		w := d.numeral(at, last)
		if w.kind == hundred && !n.digits || w.kind != scale && w.kind != hundred {
			return d.scaleHalf(n, last)
		}
		n.value, n.next, n.scaled = n.value*w.value, at+1, true
	}
}

// scaleHalf adds the half of "three million and a half".
func (d *doc) scaleHalf(n number, last int) number {
	w := d.numeral(n.next-1, last)
	if w.kind == scale && w.value >= 1e6 && d.fold(n.next, last) == "and" && d.fold(n.next+1, last) == "a" {
		switch d.fold(n.next+2, last) {
		case "half":
			n.value, n.next = n.value+w.value/2, n.next+3
		case "quarter":
			n.value, n.next = n.value+w.value/4, n.next+3
		}
	}
	return n
}

// fold returns the folded form of token i, or "" from last on.
func (d *doc) fold(i, last int) string {
	if i < 0 || i >= last {
		return ""
	}
	return d.toks[i].fold
}

// glued reports whether token i touches the one before it.
func (d *doc) glued(i int) bool {
	return i > 0 && i < len(d.toks) && d.toks[i].Start == d.toks[i-1].End
}

// isDash reports whether token i is a hyphen or an en dash.
func (d *doc) isDash(i, last int) bool {
	switch d.fold(i, last) {
	case "-", "–", "‐", "‑":
		return true
	}
	return false
}
