package stemma

import "time"

// A Precision says how finely a [Date] is known.
type Precision string

// The precisions, finest first. PartOfDay is a stretch of hours such as
// "morning" or "last night".
const (
	Minute    Precision = "minute"
	Hour      Precision = "hour"
	PartOfDay Precision = "part of day"
	Day       Precision = "day"
	Week      Precision = "week"
	Month     Precision = "month"
	Season    Precision = "season"
	Year      Precision = "year"
	Decade    Precision = "decade"
	Century   Precision = "century"
)

// A Date is a moment as an article states it: "Saturday evening", "in May 2018".
//
// A Date is always an interval, half-open, [From, To), so "March" is never
// 1 March. Clock times are those of the place the article speaks of, which is
// rarely known, so From and To hold wall-clock readings in UTC. The zero From
// stands for a moment that could not be resolved: the words are kept, the
// interval is not guessed.
type Date struct {
	From, To  time.Time
	Precision Precision // empty if unresolved
	Clock     *Clock    // the time of day, where one is stated; nil otherwise
	Span      Span      // the words; empty if the date comes from metadata
	Why       string    // how the interval was found: "Saturday before publication"
}

// A Clock is a time of day, [From, To) in minutes after midnight, known even
// where the day is not ("around 6 a.m.", "in the evening"). To may pass 1440
// for a night that ends the next morning.
type Clock struct{ From, To int }

// Known reports whether d's interval was resolved.
func (d Date) Known() bool { return !d.From.IsZero() }

// Agrees reports whether d and e can be the same moment: their intervals
// touch. Unresolved dates agree with nothing, which is no contradiction.
func (d Date) Agrees(e Date) bool {
	return d.Known() && e.Known() && d.From.Before(e.To) && e.From.Before(d.To)
}

// Agrees reports whether c and d can be the same time of day.
func (c Clock) Agrees(d Clock) bool { return c.From < d.To && d.From < c.To }
