package eval

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// The sets that Run knows, in the order in which they are run and written.
const (
	setCases        = "cases"
	setExtraction   = "extraction"
	setAttributions = "attributions"
	setCoreference  = "coreference"
	setNames        = "names"
	setTimes        = "times"
	setValues       = "values"
	setTreebanks    = "treebanks"
	setStories      = "stories"
	setAblation     = "ablation"
	setPlacing      = "placing"
	setSpeed        = "speed"
	setKeeping      = "keeping"
)

// Sets lists the sets.
func Sets() []string {
	return []string{setCases, setExtraction, setAttributions, setCoreference, setNames, setTimes, setValues, setTreebanks, setStories, setAblation, setPlacing, setSpeed, setKeeping}
}

// places are the folders of the sets, under Options.Data.
var places = map[string][]string{
	setCases:        {"cases"},
	setExtraction:   {"bench", "extract", "aeb"},
	setAttributions: {"bench", "quotes", "polnear", "dev"},
	setCoreference:  {"bench", "language", "gum"},
	setNames:        {"bench", "language", "worldwide"},
	setTimes:        {"bench", "values", "meantime"},
	setValues:       {"bench", "values", "recognizers"},
	setTreebanks:    {"bench", "language"},
	setStories:      {"bench", "stories"},
	setAblation:     {"cases"},
	setPlacing:      {"bench", "stories"},
	setSpeed:        {"bench", "stories"},
	setKeeping:      {},
}

// Options choose what is run.
type Options struct {
	Data string   // folder of the gold sets
	Only []string // of Sets; empty is all
	Case string   // run this case alone; empty is all
	// Million goes on to a million articles in the set placing, which takes some
	// minutes.
	Million bool
	// Held is how many articles the set keeping goes on to; 0 for the sets alone.
	Held int
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
		case errors.Is(err, fs.ErrNotExist):
			t = Table{Title: set, Absent: path.Join(places[set]...) + " is not there", Speed: slices.Contains([]string{setPlacing, setSpeed, setKeeping}, set)}
		case err != nil:
			return out, err
		}
		out.Tables = append(out.Tables, t)
	}
	return out, nil
}

func (s *Scores) run(set string, o Options) (Table, error) {
	dir := filepath.Join(append([]string{o.Data}, places[set]...)...)
	switch set {
	case setCases:
		var err error
		s.Cases, err = Cases(dir, o.Case)
		return casesTable(s.Cases), err
	case setExtraction:
		e, err := ScoreExtraction(dir)
		return extractionTable(e), err
	case setAttributions:
		scores, err := PolNeAR(dir)
		return scoreTable("attributions: PolNeAR, development part", scores,
			map[string]float64{"content (half the words)": 0.80, "content exact": 0.55}), err
	case setCoreference:
		scores, err := Coreference(dir)
		return scoreTable("coreference: documents of GUM, development and test parts", scores, nil), err
	case setNames:
		scores, err := Names(dir)
		t := scoreTable("names: Worldwide English newswire, exact spans", scores,
			map[string]float64{"person": 0.80, "place": 0.80, "organisation": 0.80, "all": 0.80})
		t.Notes = []string{"facilities are places; nationalities, products and Misc are other names; dates and money are none"}
		return t, err
	case setTimes:
		score, err := Times(dir)
		return timesTable(score), err
	case setValues:
		score, err := Recognizers(dir)
		return valuesTable(score), err
	case setTreebanks:
		scores, err := Treebanks(dir)
		if err != nil {
			return Table{}, err
		}
		s.Tables = append(s.Tables, wordsTable(scores))
		return treebanksTable(scores), nil
	case setStories:
		ts, err := copies(dir)
		if err != nil {
			return Table{}, err
		}
		sets, err := readStorySets(dir, storySets)
		if err != nil {
			return Table{}, err
		}
		several, err := roundUps(dir, sets)
		if err != nil {
			return Table{}, err
		}
		late, err := followUps(dir, sets["g5w1h"])
		if err != nil {
			return Table{}, err
		}
		s.Tables = slices.Concat(s.Tables, Placing(sets), []Table{several, late}, ts)
		return Strays(sets), nil
	case setAblation:
		return ablation(dir)
	case setPlacing:
		held := []int{10_000, 100_000}
		if o.Million {
			held = append(held, 1_000_000)
		}
		return PlacingSpeed(dir, held)
	case setSpeed:
		return speed(dir)
	case setKeeping:
		return Keeping(o.Data, o.Held)
	}
	return Table{}, fmt.Errorf("eval: no set %q; the sets are %s", set, strings.Join(Sets(), ", "))
}

func extractionTable(e Extraction) Table {
	t := scoreTable("extraction: the report on HTML pages of the Article Extraction Benchmark",
		[]Score{{Name: "body", P: e.Precision, R: e.Recall, F1: e.F1, Gold: e.Pages}},
		map[string]float64{"body": 0.96})
	if len(e.Failed) > 0 {
		t.Notes = []string{fmt.Sprintf("nothing was found on %d of the pages", len(e.Failed))}
	}
	return t
}

func timesTable(s TimesScore) Table {
	score := func(name string, right int) Score {
		return prf(name, right, s.Gold, float64(right), s.Found)
	}
	return scoreTable(fmt.Sprintf("times: moments in %d articles of MEANTIME", s.Articles), []Score{
		score("some of the words", s.Overlaps),
		score("exactly the words", s.Spans),
		score("the moment meant", s.Values),
	}, map[string]float64{"the moment meant": 0.80})
}

func valuesTable(s ValuesScore) Table {
	t := Table{Title: "values: dates and figures of the Recognizers specifications, all and as news writes them", Columns: []string{"all", "right", "news", "right"}}
	share := func(right, of int) float64 {
		if of == 0 {
			return math.NaN()
		}
		return float64(right) / float64(of)
	}
	row := func(k KindScore) {
		t.Rows = append(t.Rows, Row{Name: k.Kind, Values: []float64{float64(k.Total), share(k.Passed, k.Total), float64(k.News), share(k.NewsPassed, k.News)}})
	}
	for _, k := range s.Kinds {
		row(k)
	}
	s.Models.Kind, s.Parsers.Kind = "together, of models", "of single parsers"
	row(s.Models)
	row(s.Parsers)
	for _, l := range s.LeftOut {
		t.Notes = append(t.Notes, fmt.Sprintf("%d no news: %s", l.Count, l.Why))
	}
	return t
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
