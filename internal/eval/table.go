package eval

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// A Table is the scores on one set.
type Table struct {
	Title   string
	Columns []string
	Rows    []Row
	Notes   []string // what a reader must know of the scores
	Absent  string   // why there are no scores; empty if there are
	Speed   bool     // its numbers depend on the machine and the day
}

// A Row is one line of a table. A value that cannot be told is NaN.
type Row struct {
	Name   string
	Values []float64 // one a column
	Floor  float64   // the last value must not lie below it; 0 if there is none
	Cap    float64   // nor above this one
}

// Fails reports whether r misses its floor or cap. A value that cannot be told
// does not pass.
func (r Row) Fails() bool {
	v := r.Values[len(r.Values)-1]
	return r.Floor > 0 && !(v >= r.Floor) || r.Cap > 0 && !(v <= r.Cap)
}

// bound says what the row is held to, and whether it holds.
func (r Row) bound() string {
	verdict := "ok"
	switch {
	case r.Floor > 0:
		if r.Fails() {
			verdict = "below"
		}
		return fmt.Sprintf("  floor %g %s", r.Floor, verdict)
	case r.Cap > 0:
		if r.Fails() {
			verdict = "above"
		}
		return fmt.Sprintf("  at most %g %s", r.Cap, verdict)
	}
	return ""
}

// scoreTable lays out scores of precision, recall and F1.
// floors holds the least F1 of scores by name.
func scoreTable(title string, scores []Score, floors map[string]float64) Table {
	t := Table{Title: title, Columns: []string{"gold", "p", "r", "f1"}}
	for _, s := range scores {
		t.Rows = append(t.Rows, Row{Name: s.Name, Values: []float64{float64(s.Gold), s.P, s.R, s.F1}, Floor: floors[s.Name]})
	}
	return t
}

// Write writes the table with three decimals, whole numbers without any.
func (t Table) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintln(&b, t.Title)
	if t.Absent != "" {
		fmt.Fprintf(&b, "  absent: %s\n", t.Absent)
		_, err := io.WriteString(w, b.String())
		return err
	}
	name := 0
	for _, r := range t.Rows {
		name = max(name, len(r.Name))
	}
	fmt.Fprintf(&b, "  %-*s", name, "")
	for _, c := range t.Columns {
		fmt.Fprintf(&b, "  %*s", width(c), c)
	}
	fmt.Fprintln(&b)
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "  %-*s", name, r.Name)
		for i, v := range r.Values {
			fmt.Fprintf(&b, "  %*s", width(t.Columns[i]), figure(v))
		}
		fmt.Fprintln(&b, r.bound())
	}
	for _, n := range t.Notes {
		fmt.Fprintf(&b, "  note: %s\n", n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func width(column string) int { return max(6, len(column)) }

func figure(v float64) string {
	switch {
	case math.IsNaN(v):
		return "-"
	case v == math.Trunc(v) && v > 1:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3f", v)
}
