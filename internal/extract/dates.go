package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"stemma"
)

// dateMatch is a date found in a line: its interval and the bytes it stands on.
type dateMatch struct {
	date       stemma.Date
	start, end int
}

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

var (
	isoDate      = regexp.MustCompile(`\b((?:19|20)\d\d)-(\d\d?)(?:-(\d\d?)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?\b`)
	monthFirst   = regexp.MustCompile(`(?i)\b(` + monthNames + `)\.?\s+(\d\d?)(?:st|nd|rd|th)?(?:,\s*|\s+)((?:19|20)\d\d)\b`)
	dayFirst     = regexp.MustCompile(`(?i)\b(\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?(` + monthNames + `)\.?,?\s+((?:19|20)\d\d)\b`)
	numericDate  = regexp.MustCompile(`\b(\d\d?)[/.](\d\d?)[/.]((?:19|20)\d\d)\b`)
	yearFirst    = regexp.MustCompile(`\b((?:19|20)\d\d)/(\d\d)/(\d\d)\b`)
	clockTime    = regexp.MustCompile(`(?i)\b(\d\d?)[:.](\d\d)(?::\d\d)?\s*([ap]\.?\s?m\b\.?)?|\b(\d\d?)\s*([ap]\.?m\b\.?)`)
	onlyTheYear  = regexp.MustCompile(`^\s*((?:19|20)\d\d)\s*$`)
	digitsInLine = regexp.MustCompile(`\d`)
)

// findDate returns the first full date in s: ISO 8601, "Aug 07, 2018",
// "7 August 2018", "2018/08/07", or "27/12/2017" where only one reading is a
// date. A date without a year is none.
func findDate(s string) (dateMatch, bool) {
	if m := isoDate.FindStringSubmatchIndex(s); m != nil {
		if d, ok := isoMatch(s, m); ok {
			return d, true
		}
	}
	best, found := dateMatch{}, false
	take := func(m []int, y, mon, day int) {
		if len(m) == 0 || found && m[0] >= best.start {
			return
		}
		if d, ok := dayOf(y, mon, day); ok {
			best, found = dateMatch{d, m[0], m[1]}, true
		}
	}
	if m := monthFirst.FindStringSubmatchIndex(s); m != nil {
		take(m, num(s[m[6]:m[7]]), month(s[m[2]:m[3]]), num(s[m[4]:m[5]]))
	}
	if m := dayFirst.FindStringSubmatchIndex(s); m != nil {
		take(m, num(s[m[6]:m[7]]), month(s[m[4]:m[5]]), num(s[m[2]:m[3]]))
	}
	if m := yearFirst.FindStringSubmatchIndex(s); m != nil {
		take(m, num(s[m[2]:m[3]]), num(s[m[4]:m[5]]), num(s[m[6]:m[7]]))
	}
	if m := numericDate.FindStringSubmatchIndex(s); m != nil {
		a, b, y := num(s[m[2]:m[3]]), num(s[m[4]:m[5]]), num(s[m[6]:m[7]])
		switch {
		case a > 12 || a == b:
			take(m, y, b, a)
		case b > 12:
			take(m, y, a, b)
		}
	}
	return best, found
}

// isoMatch reads a match of isoDate. A time of exactly midnight is what
// programs write when they know the day alone, so it is a day.
func isoMatch(s string, m []int) (dateMatch, bool) {
	y, mon := num(s[m[2]:m[3]]), num(s[m[4]:m[5]])
	if m[6] < 0 {
		if mon < 1 || mon > 12 {
			return dateMatch{}, false
		}
		from := time.Date(y, time.Month(mon), 1, 0, 0, 0, 0, time.UTC)
		return dateMatch{stemma.Date{From: from, To: from.AddDate(0, 1, 0), Precision: stemma.Month}, m[0], m[1]}, true
	}
	d, ok := dayOf(y, mon, num(s[m[6]:m[7]]))
	if ok && m[8] >= 0 {
		h, min, sec := num(s[m[8]:m[9]]), num(s[m[10]:m[11]]), 0
		if m[12] >= 0 {
			sec = num(s[m[12]:m[13]])
		}
		if h+min+sec > 0 {
			d = atClock(d, h, min)
		}
	}
	return dateMatch{d, m[0], m[1]}, ok
}

// dayOf returns the interval of one day; false if there is no such day.
func dayOf(y, mon, day int) (stemma.Date, bool) {
	from := time.Date(y, time.Month(mon), day, 0, 0, 0, 0, time.UTC)
	if mon < 1 || mon > 12 || from.Day() != day || from.Month() != time.Month(mon) {
		return stemma.Date{}, false
	}
	return stemma.Date{From: from, To: from.AddDate(0, 0, 1), Precision: stemma.Day}, true
}

// atClock narrows a day to a minute of it; an impossible time changes nothing.
func atClock(d stemma.Date, h, min int) stemma.Date {
	if h > 23 || min > 59 || d.Precision != stemma.Day {
		return d
	}
	d.From = d.From.Add(time.Duration(h)*time.Hour + time.Duration(min)*time.Minute)
	d.To, d.Precision = d.From.Add(time.Minute), stemma.Minute
	return d
}

// findClock returns the first time of day in s, "03:09 A.M." or "14.41".
func findClock(s string) (h, min int, ok bool) {
	m := clockTime.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, false
	}
	half := m[3] + m[5]
	if m[1] != "" {
		h, min = num(m[1]), num(m[2])
	} else {
		h = num(m[4])
	}
	if half != "" {
		if h < 1 || h > 12 {
			return 0, 0, false
		}
		h %= 12
		if half[0] == 'p' || half[0] == 'P' {
			h += 12
		}
	}
	return h, min, h < 24 && min < 60
}

// wholeDate reads a string that is meant to be a date, as a record's
// "published" is, with the precision that it has. False if it is none.
func wholeDate(s string) (stemma.Date, bool) {
	if m := onlyTheYear.FindStringSubmatch(s); m != nil {
		from := time.Date(num(m[1]), 1, 1, 0, 0, 0, 0, time.UTC)
		return stemma.Date{From: from, To: from.AddDate(1, 0, 0), Precision: stemma.Year, Why: "stated by the page"}, true
	}
	m, ok := findDate(s)
	if !ok {
		return stemma.Date{}, false
	}
	if m.date.Precision == stemma.Day && !isoDate.MatchString(s) {
		if h, min, ok := findClock(s[:m.start] + " " + s[m.end:]); ok {
			m.date = atClock(m.date, h, min)
		}
	}
	m.date.Why = "stated by the page"
	return m.date, true
}

func num(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// month returns 1 for "Jan" and "january".
func month(s string) int {
	return 1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3]))/3
}
