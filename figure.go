package stemma

import (
	"fmt"
	"math"
)

// A Figure is a number as one article states it: "at least 40 people",
// "between 3% and 4%", "$1.2 million", "the fourth floor".
//
// A Figure is always an interval. An exact number has Low == High, and an open
// end is infinite, so "at least 40" is [40, +Inf]. Approximation widens it:
// "about 40" is Approx with bounds that the annotator documents.
//
// The bounds are in the base unit named by Unit: "1" for a plain count or
// ratio (3% is 0.03), "m", "kg", "s", "m/s", "K", "year" for an age, "ordinal"
// for a rank ("fourth"), or an ISO 4217 code for money, in whole units of the
// currency. Moments in time are not Figures; see [Date].
type Figure struct {
	Low, High float64 // Low <= High; never NaN
	Unit      string  // base unit; never empty
	Approx    bool    // "about", "some", "nearly"
	Counts    Span    // the words of what is counted ("people"); empty if not told
	Counted   string  // head of Counts, lower-case and singular: "person", "floor", "kg"
	Span      Span    // the words of the figure with its modifiers: "at least 40 people"
}

// NewFigure returns the Figure for [low, high] of unit read at span.
// It returns an error wrapping [ErrInvalid] if a bound is NaN, the bounds are
// out of order, the unit is empty, or the span covers no words.
func NewFigure(low, high float64, unit string, span Span) (Figure, error) {
	switch {
	case math.IsNaN(low) || math.IsNaN(high) || low > high:
		return Figure{}, fmt.Errorf("figure [%v, %v]: %w", low, high, ErrInvalid)
	case unit == "":
		return Figure{}, fmt.Errorf("figure [%v, %v] has no unit: %w", low, high, ErrInvalid)
	case span.Empty():
		return Figure{}, fmt.Errorf("figure [%v, %v] has no words: %w", low, high, ErrInvalid)
	}
	return Figure{Low: low, High: high, Unit: unit, Span: span}, nil
}

// Agrees reports whether f and g can both be true of the same quantity:
// they have one unit and their intervals touch.
func (f Figure) Agrees(g Figure) bool {
	return f.Unit == g.Unit && f.Low <= g.High && g.Low <= f.High
}
