package annotate

import (
	"strings"
	"time"

	"stemma"
)

// A timeUnit is a unit that moments are counted in, finest first.
type timeUnit uint8

const (
	noTime timeUnit = iota
	aSecond
	aMinute
	anHour
	aDay
	aWeekend
	aWeek
	aMonth
	aQuarter
	aYear
	aDecade
	aCentury
)

var timeUnits = map[string]timeUnit{
	"second": aSecond, "seconds": aSecond, "minute": aMinute, "minutes": aMinute, "mins": aMinute, "hour": anHour, "hours": anHour, "hrs": anHour,
	"day": aDay, "days": aDay, "night": aDay, "nights": aDay, "weekend": aWeekend, "week": aWeek, "weeks": aWeek, "month": aMonth, "months": aMonth,
	"quarter": aQuarter, "year": aYear, "years": aYear, "decade": aDecade, "decades": aDecade, "century": aCentury, "centuries": aCentury,
}

// seconds is the length of each unit as a duration; months and years are the
// Gregorian means.
var seconds = [...]float64{aSecond: 1, aMinute: 60, anHour: 3600, aDay: 86400, aWeekend: 2 * 86400, aWeek: 7 * 86400,
	aMonth: 30.436875 * 86400, aQuarter: 91.310625 * 86400, aYear: 365.2425 * 86400, aDecade: 3652.425 * 86400, aCentury: 36524.25 * 86400}

// vagueUnits is what a bare plural ("weeks later") may mean, in units.
var vagueUnits = [...][2]float64{aSecond: {2, 60}, aMinute: {2, 59}, anHour: {2, 12}, aDay: {2, 6}, aWeekend: {2, 4}, aWeek: {2, 8}, aMonth: {2, 11}, aQuarter: {2, 4}, aYear: {2, 20}, aDecade: {2, 9}, aCentury: {2, 9}}

var precisions = [...]stemma.Precision{aSecond: stemma.Minute, aMinute: stemma.Minute, anHour: stemma.Hour, aDay: stemma.Day, aWeekend: stemma.Week,
	aWeek: stemma.Week, aMonth: stemma.Month, aQuarter: stemma.Season, aYear: stemma.Year, aDecade: stemma.Decade, aCentury: stemma.Century}

// months and weekdays by folded name and usual abbreviation.
var months, weekdays = names(
	"january jan february feb march mar april apr may - june jun july jul august aug september sep october oct november nov december dec", "sept"), names(
	"sunday sun monday mon tuesday tue wednesday wed thursday thu friday fri saturday sat", "")

func names(pairs, more string) map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields(pairs) {
		if w != "-" {
			m[w] = i/2 + 1
		}
	}
	if more != "" {
		m[more] = 9
	} else {
		m["tues"], m["weds"], m["thur"], m["thurs"] = 3, 4, 5, 5
	}
	return m
}

// A season spans three calendar months in the northern convention, which most
// outlets in English keep.
var seasons = map[string]int{"spring": 3, "summer": 6, "autumn": 9, "winter": 12}

// A dayPart is a stretch of hours, in minutes after midnight.
type dayPart struct {
	clock       stemma.Clock
	early, late stemma.Clock
}

// dayParts says what outlets mean by the parts of the day. No minute is both
// afternoon and evening, or an account that says the one would agree with an
// account that says the other; the border, 17:30, lies midway between the hours
// at which outlets change over. Night runs into the next day.
var dayParts = map[string]dayPart{
	"morning":   {stemma.Clock{From: 0, To: 720}, stemma.Clock{From: 0, To: 540}, stemma.Clock{From: 570, To: 720}},
	"afternoon": {stemma.Clock{From: 720, To: 1050}, stemma.Clock{From: 720, To: 900}, stemma.Clock{From: 900, To: 1050}},
	"evening":   {stemma.Clock{From: 1050, To: 1440}, stemma.Clock{From: 1050, To: 1200}, stemma.Clock{From: 1200, To: 1440}},
	"night":     {stemma.Clock{From: 1080, To: 1800}, stemma.Clock{From: 1080, To: 1320}, stemma.Clock{From: 1260, To: 1800}},
	"overnight": {stemma.Clock{From: 1080, To: 1980}, stemma.Clock{From: 1080, To: 1440}, stemma.Clock{From: 1440, To: 1980}},
	"dawn":      {clock: stemma.Clock{From: 240, To: 480}},
	"daybreak":  {clock: stemma.Clock{From: 240, To: 480}},
	"sunrise":   {clock: stemma.Clock{From: 240, To: 540}},
	"lunchtime": {clock: stemma.Clock{From: 690, To: 870}},
	"dusk":      {clock: stemma.Clock{From: 960, To: 1320}},
	"nightfall": {clock: stemma.Clock{From: 960, To: 1320}},
	"sunset":    {clock: stemma.Clock{From: 960, To: 1320}},
}

// early and late days, where no part is named ("late Tuesday").
var earlyDay, lateDay = stemma.Clock{From: 0, To: 540}, stemma.Clock{From: 1050, To: 1440}

// zones are names of time zones; they are kept as words and not reckoned with,
// since two accounts of one event speak of one place.
var zones = map[string]bool{"gmt": true, "utc": true, "bst": true, "cet": true, "cest": true, "est": true, "edt": true, "et": true, "cst": true, "cdt": true,
	"mst": true, "mdt": true, "pst": true, "pdt": true, "pt": true, "ist": true, "aest": true, "aedt": true, "jst": true, "hkt": true, "sgt": true, "msk": true, "eet": true, "wib": true}

// day returns midnight of a date, and false if the calendar has no such day.
func day(year, month, dom int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == dom && t.Month() == time.Month(month)
}

// midnight returns the start of the day of t.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// startOf returns the start of the unit that holds t; weeks begin on Monday.
func startOf(t time.Time, u timeUnit) time.Time {
	t = midnight(t)
	y, m := t.Year(), t.Month()
	switch u {
	case aWeek:
		return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	case aWeekend:
		return startOf(t, aWeek).AddDate(0, 0, 5)
	case aMonth:
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	case aQuarter:
		return time.Date(y, (m-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	case aYear:
		return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	case aDecade:
		return time.Date(y/10*10, 1, 1, 0, 0, 0, 0, time.UTC)
	case aCentury:
		return time.Date((y-1)/100*100+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// add returns t moved by n units.
func add(t time.Time, u timeUnit, n int) time.Time {
	switch u {
	case aSecond:
		return t.Add(time.Duration(n) * time.Second)
	case aMinute:
		return t.Add(time.Duration(n) * time.Minute)
	case anHour:
		return t.Add(time.Duration(n) * time.Hour)
	case aDay:
		return t.AddDate(0, 0, n)
	case aWeek, aWeekend:
		return t.AddDate(0, 0, 7*n)
	case aMonth:
		return addMonths(t, n)
	case aQuarter:
		return addMonths(t, 3*n)
	case aYear:
		return addMonths(t, 12*n)
	case aDecade:
		return addMonths(t, 120*n)
	}
	return addMonths(t, 1200*n)
}

// addMonths stays inside the month it reaches: a month after 31 January is the
// last day of February.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, t.Hour(), t.Minute(), 0, 0, time.UTC)
	length := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), length)-1)
}

// A holiday is a feast by name: on a fixed day, so many days from Easter
// Sunday, or the nth weekday of a month.
type holiday struct {
	words      string // tokens, one space between
	month, dom int
	easter     int  // days after Easter Sunday, if movable
	movable    bool // goes with Easter
	nth        int  // which weekday of the month; -1 for the last one before it begins
	weekday    time.Weekday
	bare       bool // also stands for a season or a mood: needs a preposition before it
}

// holidays are those whose name says one day wherever English news is
// written; national days that several countries have under one name are left out.
var holidays = []holiday{
	{words: "new year 's eve", month: 12, dom: 31},
	{words: "new years eve", month: 12, dom: 31},
	{words: "new year 's day", month: 1, dom: 1},
	{words: "christmas eve", month: 12, dom: 24},
	{words: "christmas day", month: 12, dom: 25},
	{words: "christmas", month: 12, dom: 25, bare: true},
	{words: "boxing day", month: 12, dom: 26},
	{words: "new year", month: 1, dom: 1, bare: true},
	{words: "april fools ' day", month: 4, dom: 1},
	{words: "earth day", month: 4, dom: 22},
	{words: "anzac day", month: 4, dom: 25},
	{words: "may day", month: 5, dom: 1},
	{words: "juneteenth", month: 6, dom: 19},
	{words: "all saints ' day", month: 11, dom: 1},
	{words: "bonfire night", month: 11, dom: 5},
	{words: "veterans day", month: 11, dom: 11},
	{words: "st. patrick 's day", month: 3, dom: 17},
	{words: "international women 's day", month: 3, dom: 8},
	{words: "martin luther king jr. day", month: 1, nth: 3, weekday: time.Monday},
	{words: "mlk day", month: 1, nth: 3, weekday: time.Monday},
	{words: "martin luther king day", month: 1, nth: 3, weekday: time.Monday},
	{words: "presidents ' day", month: 2, nth: 3, weekday: time.Monday},
	{words: "columbus day", month: 10, nth: 2, weekday: time.Monday},
	{words: "valentine 's day", month: 2, dom: 14},
	{words: "st patrick 's day", month: 3, dom: 17},
	{words: "fourth of july", month: 7, dom: 4},
	{words: "bastille day", month: 7, dom: 14},
	{words: "halloween", month: 10, dom: 31, bare: true},
	{words: "armistice day", month: 11, dom: 11},
	{words: "good friday", easter: -2, movable: true},
	{words: "easter sunday", movable: true},
	{words: "easter monday", easter: 1, movable: true},
	{words: "easter", movable: true, bare: true},
	{words: "palm sunday", easter: -7, movable: true},
	{words: "ash wednesday", easter: -46, movable: true},
	{words: "thanksgiving day", month: 11, nth: 4, weekday: time.Thursday},
	{words: "thanksgiving", month: 11, nth: 4, weekday: time.Thursday, bare: true},
	{words: "memorial day", month: 6, nth: -1, weekday: time.Monday},
	{words: "labor day", month: 9, nth: 1, weekday: time.Monday},
}

// holidaysBy lists the holidays by their first word.
var holidaysBy = func() map[string][]int {
	m := map[string][]int{}
	for i, h := range holidays {
		first, _, _ := strings.Cut(h.words, " ")
		m[first] = append(m[first], i)
	}
	return m
}()

// in returns the day of h in a year.
func (h holiday) in(year int) time.Time {
	switch {
	case h.movable:
		return easter(year).AddDate(0, 0, h.easter)
	case h.nth != 0:
		first, _ := day(year, h.month, 1)
		ahead := (int(h.weekday) - int(first.Weekday()) + 7) % 7
		if h.nth < 0 {
			return first.AddDate(0, 0, -7+ahead%7)
		}
		return first.AddDate(0, 0, ahead+7*(h.nth-1))
	}
	t, _ := day(year, h.month, h.dom)
	return t
}

// easter returns Easter Sunday by the anonymous Gregorian algorithm (Meeus,
// Astronomical Algorithms, chapter 8).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	t, _ := day(y, n/31, n%31+1)
	return t
}
