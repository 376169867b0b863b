package eval

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// The sets that Run knows, in the order in which they are run and written.
const (
	setCases        = "cases"
	setAttributions = "attributions"
	setSpeed        = "speed"
)

// Sets lists the sets.
func Sets() []string { return []string{setCases, setAttributions, setSpeed} }

// Options choose what is run.
type Options struct {
	Data string   // folder of the gold sets
	Only []string // of Sets; empty is all
	Case string   // run this case alone; empty is all
}

// Scores are what Run found.
type Scores struct {
	Tables []Table
	Cases  []CaseScore // with their misses
}

// Run scores the program on the sets under o.Data. A set that is not there has
// a table that says so. It returns an error if a set is there and cannot be
// scored.
func Run(o Options) (Scores, error) {
	var out Scores
	for _, set := range Sets() {
		if len(o.Only) > 0 && !slices.Contains(o.Only, set) {
			continue
		}
		t, err := out.run(set, o)
		switch {
		case errors.Is(err, ErrAbsent):
			t = Table{Title: set, Absent: err.Error(), Speed: set == setSpeed}
		case err != nil:
			return out, err
		}
		out.Tables = append(out.Tables, t)
	}
	return out, nil
}

func (s *Scores) run(set string, o Options) (Table, error) {
	bench := filepath.Join(o.Data, "bench")
	switch set {
	case setCases:
		var err error
		s.Cases, err = Cases(filepath.Join(o.Data, "cases"), o.Case)
		return casesTable(s.Cases), err
	case setAttributions:
		scores, err := PolNeAR(filepath.Join(bench, "quotes", "polnear", "dev"))
		return scoreTable("attributions: PolNeAR, development part", scores, nil), err
	case setSpeed:
		return speed(o.Data)
	}
	return Table{}, fmt.Errorf("eval: no set %q; the sets are %s", set, strings.Join(Sets(), ", "))
}

// Write writes the tables.
func (s Scores) Write(w io.Writer) error {
	for i, t := range s.Tables {
		if i > 0 {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := t.Write(w); err != nil {
			return err
		}
	}
	return nil
}

// Quality returns s without what depends on the machine.
func (s Scores) Quality() Scores {
	s.Tables = slices.DeleteFunc(slices.Clone(s.Tables), func(t Table) bool { return t.Speed })
	return s
}
