package publish

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"stemma"
)

// isoDate returns d to its precision and no further: "2024-03-12T07:40",
// "2024-03-12", "2024-03", "2024". It returns "" if d is unknown.
func isoDate(d stemma.Date) string {
	if !d.Known() {
		return ""
	}
	switch d.Precision {
	case stemma.Minute, stemma.Hour:
		return d.From.Format("2006-01-02T15:04")
	case stemma.Month, stemma.Season:
		return d.From.Format("2006-01")
	case stemma.Year, stemma.Decade, stemma.Century:
		return d.From.Format("2006")
	}
	return d.From.Format("2006-01-02")
}

// isoTime returns a wall-clock reading without a zone, since none is known.
func isoTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02T15:04:05")
}

// isoMoment returns a moment in UTC, "" if it is unknown.
func isoMoment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// At returns a moment as a reader writes it, "4 March 2031, 09:40 UTC";
// "" if it is unknown.
func At(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// dateWords returns d as a reader writes it: "12 March 2024, 07:40",
// "March 2024", "the week of 11 March 2024". It returns "" if d is unknown.
func dateWords(d stemma.Date) string {
	if !d.Known() {
		return ""
	}
	day := d.From.Format("2 January 2006")
	switch d.Precision {
	case stemma.Minute:
		return day + ", " + d.From.Format("15:04")
	case stemma.Hour:
		return day + ", about " + d.From.Format("15:04")
	case stemma.PartOfDay:
		return fmt.Sprintf("%s, %s–%s", day, d.From.Format("15:04"), d.To.Format("15:04"))
	case stemma.Week:
		if d.To.Sub(d.From) == 7*24*time.Hour {
			return "the week of " + day
		}
	case stemma.Month, stemma.Season:
		return monthRange(d.From, d.To.AddDate(0, 0, -1))
	case stemma.Decade:
		if d.From.AddDate(10, 0, 0).Equal(d.To) && d.From.Year()%10 == 0 {
			return d.From.Format("2006") + "s"
		}
		return yearRange(d.From, d.To.AddDate(0, 0, -1))
	case stemma.Year, stemma.Century:
		return yearRange(d.From, d.To.AddDate(0, 0, -1))
	}
	if last := d.To.AddDate(0, 0, -1); last.After(d.From) && !d.To.IsZero() {
		return dayRange(d.From, last)
	}
	return day
}

// published returns from when to when accounts were published, "" if that is
// not known.
func published(first, last stemma.Date) string {
	if first.Known() && last.Known() && first.Precision != stemma.Month && first.Precision != stemma.Year {
		return dayRange(first.From, last.From)
	}
	return dateWords(first)
}

// monthRange returns "June–August 2025", and yearRange "1801–1900"; last is in
// the last month or year.
func monthRange(from, last time.Time) string {
	switch {
	case from.Year() != last.Year():
		return from.Format("January 2006") + " – " + last.Format("January 2006")
	case from.Month() != last.Month():
		return from.Format("January") + "–" + last.Format("January 2006")
	}
	return from.Format("January 2006")
}

func yearRange(from, last time.Time) string {
	if from.Year() != last.Year() {
		return fmt.Sprintf("%d–%d", from.Year(), last.Year())
	}
	return from.Format("2006")
}

// dayRange returns "12–14 March 2024", sharing what the two days share.
func dayRange(from, to time.Time) string {
	switch {
	case from.Year() != to.Year():
		return from.Format("2 January 2006") + " – " + to.Format("2 January 2006")
	case from.Month() != to.Month():
		return from.Format("2 January") + " – " + to.Format("2 January 2006")
	case from.Day() != to.Day():
		return from.Format("2") + "–" + to.Format("2 January 2006")
	}
	return from.Format("2 January 2006")
}

var isoDay = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// daysInWords returns a label with the ISO days in it as a reader writes them.
func daysInWords(label string) string {
	if strings.Count(label, "-") < 2 {
		return label
	}
	return isoDay.ReplaceAllStringFunc(label, func(day string) string {
		t, err := time.Parse(time.DateOnly, day)
		if err != nil {
			return day
		}
		return t.Format("2 January 2006")
	})
}
