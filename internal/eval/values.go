package eval

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"stemma"
	"stemma/internal/annotate"
)

// A TimesScore says how well moments are read on articles whose time
// expressions are marked in TIMEX3 (MEANTIME, 120 Wikinews articles). Scored
// are the marks that are moments by stemma's meaning: dates and times of day
// with words of their own and a value on the calendar; durations, recurring
// times and "now", "recently" are not.
type TimesScore struct {
	Articles     int
	Gold, Found  int
	Spans        int // found with exactly the gold's words, the article "the" apart
	Overlaps     int // found with some of the gold's words
	Values       int // of those, resolved to the gold's value
	Unresolved   int // of the overlaps, kept as words only
	Misses       []string
	False, Wrong []string
}

// F1 returns the F1 of a count of right ones.
func (s TimesScore) F1(right int) float64 {
	if s.Gold+s.Found == 0 {
		return 0
	}
	return 2 * float64(right) / float64(s.Gold+s.Found)
}

// A timexDoc is an article of MEANTIME: tokens, and marks that point at them.
type timexDoc struct {
	Tokens []struct {
		ID       string `xml:"t_id,attr"`
		Sentence int    `xml:"sentence,attr"`
		Word     string `xml:",chardata"`
	} `xml:"token"`
	Marks struct {
		Times []struct {
			Type     string   `xml:"type,attr"`
			Value    string   `xml:"value,attr"`
			Function string   `xml:"functionInDocument,attr"`
			Anchors  []anchor `xml:"token_anchor"`
		} `xml:"TIMEX3"`
	} `xml:"Markables"`
}

type anchor struct {
	ID string `xml:"t_id,attr"`
}

// annotatedSentences is how many sentences at the head of each article, title
// and date line included, carry time expressions in MEANTIME.
const annotatedSentences = 6

// Times scores the moments of the articles in dir, the MEANTIME corpus.
// It returns an error if dir holds none.
func Times(dir string) (TimesScore, error) {
	var score TimesScore
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var doc timexDoc
		if err := xml.Unmarshal(b, &doc); err != nil {
			return fmt.Errorf("eval: read %s: %w", path, err)
		}
		score.add(&doc)
		return nil
	})
	if err == nil && score.Articles == 0 {
		err = fmt.Errorf("eval: no articles in %s: %w", dir, fs.ErrNotExist)
	}
	return score, err
}

// A goldTime is a marked time expression.
type goldTime struct {
	span  stemma.Span
	value string
}

// add scores one article.
func (s *TimesScore) add(doc *timexDoc) {
	a := &stemma.Article{ID: "eval"}
	var text strings.Builder
	at := map[string]stemma.Span{}
	sent, start := -1, 0
	for _, t := range doc.Tokens {
		if t.Sentence >= annotatedSentences {
			break
		}
		w := strings.TrimSpace(t.Word)
		switch {
		case t.Sentence != sent && sent >= 0:
			a.Blocks = append(a.Blocks, stemma.Block{Kind: stemma.Body, Span: stemma.Span{Start: start, End: text.Len()}, Why: "a sentence of the corpus"})
			text.WriteString("\n")
			start = text.Len()
		case sent >= 0 && !strings.HasPrefix(w, "'") && !strings.Contains(",.;:!?)%", w) && !strings.HasSuffix(text.String()[max(0, text.Len()-1):], "("):
			text.WriteByte(' ')
		}
		sent = t.Sentence
		at[t.ID] = stemma.Span{Start: text.Len(), End: text.Len() + len(w)}
		text.WriteString(w)
	}
	a.Blocks = append(a.Blocks, stemma.Block{Kind: stemma.Body, Span: stemma.Span{Start: start, End: text.Len()}, Why: "a sentence of the corpus"})
	a.Text = text.String()
	var gold []goldTime
	for _, x := range doc.Marks.Times {
		if x.Function == "CREATION_TIME" {
			if t, err := time.Parse(time.DateOnly, x.Value); err == nil {
				a.Published = stemma.Date{From: t, To: t.AddDate(0, 0, 1), Precision: stemma.Day}
			}
		}
		var span stemma.Span
		for _, k := range x.Anchors {
			span = span.Cover(at[k.ID])
		}
		if span.Empty() || x.Type != "DATE" && x.Type != "TIME" || x.Value == "" || x.Value[0] < '0' || x.Value[0] > '9' {
			continue
		}
		gold = append(gold, goldTime{span, x.Value})
	}
	s.Articles++
	s.Gold += len(gold)
	slices.SortStableFunc(gold, func(g, h goldTime) int { return cmp.Compare(g.span.Start, h.span.Start) })
	s.match(a, gold, annotate.Article(a).Dates)
}

// match pairs gold and found times that share words, in text order.
func (s *TimesScore) match(a *stemma.Article, gold []goldTime, found []stemma.Date) {
	s.Found += len(found)
	used := make([]bool, len(found))
	for _, g := range gold {
		hit := -1
		for i, f := range found {
			if !used[i] && f.Span.Overlap(g.span) > 0 {
				hit = i
				break
			}
		}
		if hit < 0 {
			s.Misses = append(s.Misses, fmt.Sprintf("%q %s", a.Words(g.span), g.value))
			continue
		}
		f := found[hit]
		used[hit] = true
		s.Overlaps++
		if bareTime(a.Words(f.Span)) == bareTime(a.Words(g.span)) {
			s.Spans++
		}
		switch v := timexValue(f, g.value); {
		case !f.Known() && f.Clock == nil:
			s.Unresolved++
			s.Wrong = append(s.Wrong, fmt.Sprintf("%q %s, got nothing: %s", a.Words(g.span), g.value, f.Why))
		case v == g.value:
			s.Values++
		default:
			s.Wrong = append(s.Wrong, fmt.Sprintf("%q %s, got %s: %s", a.Words(g.span), g.value, v, f.Why))
		}
	}
	for i, f := range found {
		if !used[i] {
			s.False = append(s.False, fmt.Sprintf("%q", a.Words(f.Span)))
		}
	}
}

// bareTime is the words of a time without their determiner.
func bareTime(s string) string {
	return strings.TrimPrefix(strings.ToLower(s), "the ")
}

// timexValue returns d as a TIMEX3 value, written the way that like is: an
// interval has several ("2009-Q3" and "2009-07").
func timexValue(d stemma.Date, like string) string {
	if !d.Known() {
		return "?"
	}
	mid := d.From.Add(d.To.Sub(d.From) / 2)
	y := mid.Year()
	switch d.Precision {
	case stemma.Century:
		return fmt.Sprintf("%02d", (y-1)/100)
	case stemma.Decade:
		return fmt.Sprintf("%03d", y/10)
	case stemma.Year:
		return fmt.Sprintf("%04d", y)
	case stemma.Season:
		if strings.Contains(like, "Q") {
			return fmt.Sprintf("%04d-Q%d", y, (mid.Month()+2)/3)
		}
		return fmt.Sprintf("%04d-%s", y, [...]string{"WI", "SP", "SU", "FA"}[mid.Month()%12/3])
	case stemma.Month:
		return mid.Format("2006-01")
	case stemma.Week:
		wy, w := mid.ISOWeek()
		v := fmt.Sprintf("%04d-W%02d", wy, w)
		if strings.HasSuffix(like, "WE") {
			v += "-WE"
		}
		return v
	case stemma.PartOfDay:
		v := d.From.Format(time.DateOnly)
		for _, part := range []string{"TMO", "TAF", "TEV", "TNI"} {
			if strings.HasSuffix(like, part) {
				v += part
			}
		}
		return v
	case stemma.Minute, stemma.Hour:
		if strings.HasSuffix(like, "Z") {
			return d.From.Format("2006-01-02T15:04Z")
		}
		return d.From.Format("2006-01-02T15:04")
	}
	return d.From.Format(time.DateOnly)
}

// A KindScore is the share of one kind of short example that is read right.
type KindScore struct {
	Kind          string
	Passed, Total int
	Misses        []string
}

// A recognized is one example of the Recognizers specifications: a short text,
// the date it was written, and what is to be found in it.
type recognized struct {
	Input   string
	Context struct{ ReferenceDateTime string }
	Results []struct {
		Text       string
		TypeName   string
		Start, End int
		Resolution json.RawMessage
	}
}

type resolution struct {
	Value, Unit string
	Values      []struct{ Type, Value, Start, End string }
}

// Recognizers scores dates and figures on the English specifications in dir,
// which are short commands and sentences for assistants; those that are no
// sentences, and kinds that no newspaper prints, are left out. Kinds stand in
// order of their names.
func Recognizers(dir string) ([]KindScore, error) {
	var scores []KindScore
	for _, file := range []string{
		"DateTime/English/DateTimeModel.json", "Number/English/NumberModel.json", "Number/English/OrdinalModel.json", "Number/English/PercentModel.json",
		"NumberWithUnit/English/AgeModel.json", "NumberWithUnit/English/CurrencyModel.json", "NumberWithUnit/English/DimensionModel.json", "NumberWithUnit/English/TemperatureModel.json",
	} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return nil, fmt.Errorf("eval: read examples: %w", err)
		}
		var examples []recognized
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(b), "\ufeff")), &examples); err != nil {
			return nil, fmt.Errorf("eval: read %s: %w", file, err)
		}
		for _, x := range examples {
			scores = x.score(scores)
		}
	}
	slices.SortFunc(scores, func(a, b KindScore) int { return cmp.Compare(a.Kind, b.Kind) })
	return scores, nil
}

// newsKinds are the kinds that newspapers use and stemma reads.
var newsKinds = map[string]string{
	"datetimeV2.date": "date", "datetimeV2.daterange": "date range", "datetimeV2.time": "time", "datetimeV2.datetime": "date and time", "datetimeV2.duration": "duration",
	"number": "number", "ordinal": "ordinal", "percentage": "percent", "age": "age", "currency": "currency", "dimension": "dimension", "temperature": "temperature",
}

// score adds the results of x to the scores of their kinds.
func (x *recognized) score(scores []KindScore) []KindScore {
	a := &stemma.Article{ID: "eval", Text: x.Input, Blocks: []stemma.Block{{Kind: stemma.Body, Span: stemma.Span{End: len(x.Input)}, Why: "an example"}}}
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.Parse(layout, x.Context.ReferenceDateTime); err == nil {
			t = t.UTC()
			a.Published = stemma.Date{From: t, To: t.Add(time.Minute), Precision: stemma.Minute}
		}
	}
	m := annotate.Article(a)
	for _, r := range x.Results {
		kind, ok := newsKinds[r.TypeName]
		var want resolution
		if !ok || json.Unmarshal(r.Resolution, &want) != nil {
			continue
		}
		if strings.Contains(string(r.Resolution), `"Mod"`) || strings.Contains(string(r.Resolution), "_REF") {
			continue // "before 2018", "now"
		}
		if !x.sentence(r.Text) || len(want.Values) == 0 && (want.Value == "" || want.Value == "null") {
			continue
		}
		i := slices.IndexFunc(scores, func(s KindScore) bool { return s.Kind == kind })
		if i < 0 {
			i = len(scores)
			scores = append(scores, KindScore{Kind: kind})
		}
		scores[i].Total++
		if passed(m, byteSpan(x.Input, r.Start, r.End+1), kind, &want) {
			scores[i].Passed++
		} else {
			scores[i].Misses = append(scores[i].Misses, fmt.Sprintf("%q in %q: %s", r.Text, x.Input, strings.Join(strings.Fields(string(r.Resolution)), " ")))
		}
	}
	return scores
}

// smallNames are months and days as no newspaper writes them.
var smallNames = regexp.MustCompile(`\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|fri|sat|sun|christmas)(uary|ruary|ch|il|ust|ember|tember|ober|day|nesday|rsday|urday)?\b`)

// sentence reports whether x is written as a newspaper would write: it begins
// with a capital, says more than the expression alone, and gives months their capital.
func (x *recognized) sentence(words string) bool {
	if smallNames.MatchString(x.Input) {
		return false
	}
	return x.Input != "" && x.Input[0] >= 'A' && x.Input[0] <= 'Z' && len(strings.Fields(x.Input)) >= len(strings.Fields(words))+3
}

// byteSpan converts a range of UTF-16 units.
func byteSpan(s string, start, end int) stemma.Span {
	units, span := 0, stemma.Span{Start: len(s), End: len(s)}
	for i, r := range s {
		if units == start {
			span.Start = i
		}
		if units == end {
			span.End = i
		}
		units += utf16.RuneLen(r)
	}
	return span
}

// passed reports whether a mark of m at span has the wanted value.
func passed(m *stemma.Marks, span stemma.Span, kind string, want *resolution) bool {
	for _, d := range m.Dates {
		if d.Span.Overlap(span) == 0 {
			continue
		}
		for _, v := range want.Values {
			if sameDate(d, v.Type, v.Value, v.Start, v.End) {
				return true
			}
		}
	}
	for _, f := range m.Figures {
		if f.Span.Overlap(span) > 0 && sameFigure(f, kind, want) {
			return true
		}
	}
	return false
}

func sameDate(d stemma.Date, kind, value, start, end string) bool {
	switch kind {
	case "date":
		if d.Precision == stemma.Week || d.Precision == stemma.Month || d.Precision == stemma.Year { // "two months ago" is a day to them
			return d.From.Format(time.DateOnly) <= value && value < d.To.Format(time.DateOnly)
		}
		return d.Known() && d.From.Format(time.DateOnly) == value
	case "daterange":
		return d.Known() && d.From.Format(time.DateOnly) == start && d.To.Format(time.DateOnly) == end
	case "time":
		return d.Clock != nil && fmt.Sprintf("%02d:%02d", d.Clock.From/60, d.Clock.From%60) == value[:min(5, len(value))]
	case "datetime":
		return d.Known() && d.From.Format("2006-01-02 15:04") == value[:min(16, len(value))]
	}
	return false
}

// sameFigure compares in the units that the examples are written in.
func sameFigure(f stemma.Figure, kind string, want *resolution) bool {
	s := want.Value
	if len(want.Values) > 0 {
		s = want.Values[0].Value
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		return false
	}
	switch {
	case kind == "percent":
		v /= 100
	case kind == "temperature" && strings.HasPrefix(want.Unit, "C"):
		v += 273.15
	case kind == "temperature" && strings.HasPrefix(want.Unit, "F"):
		v = (v + 459.67) * 5 / 9
	case kind == "age" && want.Unit == "Month":
		v /= 12
	case kind == "age" && want.Unit == "Week":
		v *= 7 / 365.2425
	case kind == "age" && want.Unit == "Day":
		v /= 365.2425
	case kind == "dimension":
		per, ok := dimensions[want.Unit]
		if !ok {
			return false
		}
		v *= per
	case kind == "currency" && (want.Unit == "Cent" || want.Unit == "Penny"):
		v /= 100
	}
	// Their months have 30 days and their years 365.
	tolerance := 1e-6
	if kind == "duration" || kind == "age" {
		tolerance = .02
	}
	near := func(x float64) bool { return math.Abs(x-v) <= tolerance*math.Max(1, math.Abs(v)) }
	return near(f.Low) || near(f.High) || f.Approx && f.Low <= v && v <= f.High
}

// dimensions are base units in the units of the examples that news uses.
var dimensions = map[string]float64{
	"Meter": 1, "Kilometer": 1000, "Centimeter": .01, "Millimeter": .001, "Mile": 1609.344, "Foot": .3048, "Inch": .0254, "Yard": .9144,
	"Kilogram": 1, "Gram": .001, "Pound": .45359237, "Ounce": .028349523125, "Ton": 907.18474, "Metric ton": 1000, "Kilometer per hour": 1 / 3.6, "Mile per hour": .44704,
	"Square kilometer": 1e6, "Square meter": 1, "Square mile": 2589988.110336, "Square foot": .09290304, "Acre": 4046.8564224, "Liter": .001, "Barrel": .158987294928, "Gallon": .003785411784, "Megabyte": 1e6, "Gigabyte": 1e9,
}
