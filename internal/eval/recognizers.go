package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
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

// A KindScore is how many examples of one kind are read right: of all, and of
// those that news could have written.
type KindScore struct {
	Kind             string
	Total, Passed    int
	News, NewsPassed int
	Misses           []string // of the news
}

// all counts an example, news one that news could have written.
func (k *KindScore) all(right bool) {
	k.Total++
	if right {
		k.Passed++
	}
}

func (k *KindScore) news(right bool) {
	k.News++
	if right {
		k.NewsPassed++
	}
}

// A LeftOut is a sort of example that news does not write, and how many there are.
type LeftOut struct {
	Why   string
	Count int
}

// A ValuesScore is what [Recognizers] finds. Kinds stand in order of their
// names, the left out in the order in which they are asked for.
type ValuesScore struct {
	Kinds   []KindScore
	Models  KindScore // all kinds of the specifications of models
	Parsers KindScore // and of those of single parsers
	LeftOut []LeftOut
}

// A recognized is one example of the Recognizers specifications: a short text,
// the date it was written, and what is to be found in it.
type recognized struct {
	Input   string
	Context struct{ ReferenceDateTime string }
	Results []recognizedResult
}

// A recognizedResult is one expression; Start and End count UTF-16 units, End
// inclusive.
type recognizedResult struct {
	Text       string
	TypeName   string
	Start, End int
	Resolution json.RawMessage

	// The specifications of single parsers say the same in other words.
	Type   string // "daterange"
	Length int    // instead of End
	Value  *parsed
}

// A parsed value has its two readings, which are often one.
type parsed struct {
	Timex, Mod                       string
	PastResolution, FutureResolution map[string]string
}

// asModel turns a result of a single parser into one of a model.
func (r *recognizedResult) asModel() {
	if r.Value == nil || r.TypeName != "" {
		return
	}
	w := resolution{}
	for _, m := range [...]map[string]string{r.Value.PastResolution, r.Value.FutureResolution} {
		v := resolvedValue{Type: r.Type, Timex: r.Value.Timex, Mod: r.Value.Mod}
		v.Value = cmp.Or(m["date"], m["time"], m["dateTime"], m["duration"])
		v.Start, v.End = cmp.Or(m["startDate"], m["startTime"], m["startDateTime"]), cmp.Or(m["endDate"], m["endTime"], m["endDateTime"])
		if !slices.Contains(w.Values, v) {
			w.Values = append(w.Values, v)
		}
	}
	r.TypeName, r.End = "datetimeV2."+r.Type, r.Start+r.Length-1
	r.Resolution, _ = json.Marshal(w) // strings alone: cannot fail
}

type resolution struct {
	Value, Unit, Subtype, IsoCurrency string
	Values                            []resolvedValue
}

// A resolvedValue is one reading of a time expression. A range ends where its
// last unit begins ("2014 to 2018" ends on 1 January 2018).
type resolvedValue struct {
	Type, Timex, Mod, Value, Start, End string
}

// specKinds names the types of the specifications; those that are not
// [markedKinds] are counted with all and never with the news.
var specKinds = map[string]string{
	"datetimeV2.date": "date", "datetimeV2.daterange": "date range", "datetimeV2.time": "time", "datetimeV2.timerange": "time range",
	"datetimeV2.datetime": "date and time", "datetimeV2.datetimerange": "date and time range", "datetimeV2.duration": "duration",
	"datetimeV2.set": "recurrence", "datetimeV2.timezone": "time zone", "ordinal.relative": "relative rank",
	"number": "number", "ordinal": "ordinal", "percentage": "percent", "age": "age", "currency": "currency", "dimension": "dimension", "temperature": "temperature",
}

// specFiles are the specifications: of whole models, and of the parsers of one
// kind, of which those count that no model repeats.
var specFiles = []string{
	"DateTime/English/DateTimeModel.json", "Number/English/NumberModel.json", "Number/English/OrdinalModel.json", "Number/English/PercentModel.json",
	"NumberWithUnit/English/AgeModel.json", "NumberWithUnit/English/CurrencyModel.json", "NumberWithUnit/English/DimensionModel.json", "NumberWithUnit/English/TemperatureModel.json",
	"DateTime/English/DateParser.json", "DateTime/English/DatePeriodParser.json", "DateTime/English/TimeParser.json", "DateTime/English/TimePeriodParser.json",
	"DateTime/English/DateTimeParser.json", "DateTime/English/DateTimePeriodParser.json", "DateTime/English/DurationParser.json", "DateTime/English/HolidayParser.json",
}

// Recognizers scores dates and figures on the English specifications in dir:
// short texts for assistants, with some 1,700 expressions in them.
func Recognizers(dir string) (ValuesScore, error) {
	var score ValuesScore
	seen := map[string]bool{}
	for _, why := range leftOutOrder {
		score.LeftOut = append(score.LeftOut, LeftOut{Why: why})
	}
	for _, file := range specFiles {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return score, fmt.Errorf("eval: read examples: %w", err)
		}
		var examples []recognized
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(b), "\ufeff")), &examples); err != nil {
			return score, fmt.Errorf("eval: read %s: %w", file, err)
		}
		single := strings.HasSuffix(file, "Parser.json")
		for i := range examples {
			x := &examples[i]
			if single && seen[x.Input] {
				continue
			}
			seen[x.Input] = true
			for k := range x.Results {
				x.Results[k].asModel()
			}
			sum := &score.Models
			if single {
				sum = &score.Parsers
			}
			score.add(x, sum)
		}
	}
	slices.SortFunc(score.Kinds, func(a, b KindScore) int { return cmp.Compare(a.Kind, b.Kind) })
	return score, nil
}

// add scores the results of x, also into sum.
func (s *ValuesScore) add(x *recognized, sum *KindScore) {
	a := &stemma.Article{ID: "eval", Text: x.Input, Blocks: []stemma.Block{{Kind: stemma.Body, Span: stemma.Span{End: len(x.Input)}, Why: "an example"}}}
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.Parse(layout, x.Context.ReferenceDateTime); err == nil {
			t = t.UTC()
			a.Published = stemma.Date{From: t, To: t.Add(time.Minute), Precision: stemma.Minute}
		}
	}
	m := annotate.Article(a)
	for i := range x.Results {
		r := &x.Results[i]
		kind, ok := specKinds[r.TypeName]
		var want resolution
		if !ok || json.Unmarshal(r.Resolution, &want) != nil {
			continue // three examples have no type
		}
		k := slices.IndexFunc(s.Kinds, func(k KindScore) bool { return k.Kind == kind })
		if k < 0 {
			k = len(s.Kinds)
			s.Kinds = append(s.Kinds, KindScore{Kind: kind})
		}
		e := example{input: x.Input, span: byteSpan(x.Input, r.Start, r.End+1), kind: kind, want: &want, written: a.Published.From}
		right := e.passed(m)
		s.Kinds[k].all(right)
		sum.all(right)
		if why := e.leftOut(); why != "" {
			s.LeftOut[slices.Index(leftOutOrder, why)].Count++
			continue
		}
		s.Kinds[k].news(right)
		sum.news(right)
		if !right {
			s.Kinds[k].Misses = append(s.Kinds[k].Misses, fmt.Sprintf("%q in %q: %s", r.Text, x.Input, strings.Join(strings.Fields(string(r.Resolution)), " ")))
		}
	}
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

// An example is one expression with what is known of it.
type example struct {
	input   string
	span    stemma.Span // in input
	kind    string
	want    *resolution
	written time.Time // when; zero where the specification does not say
}

// The sorts of examples that news does not write, asked for in this order. All
// go by the type, by what the specification resolves to, or by the form of the
// words; none by what stemma makes of them.
const (
	noKind     = "recurrences, time zones and relative ranks (\"every Monday\", \"the last but one\"), which are no moments and no amounts"
	noValue    = "the specification itself gives no value, or one for \"now\" or for an event that is not told"
	fragment   = "no sentence: fewer than three words besides, or months and days without their capitals"
	assistant  = "orders, questions and messages to an assistant or a friend"
	notation   = "the notation of forms, chats, programs and dictation (\"22/04\", \"10-4\", \"tmrw\", \"MEUR\", \"nineteen eighty six\", \"15 dollars 50\")"
	officeTime = "week numbers, business days, fiscal and school years"
	openHour   = "an hour that may be a.m. or p.m. (\"at 7\", two readings twelve hours apart), which stemma leaves open"
	bareNumber = "a number that counts nothing (\"the answer is minus five\"), or a piece of a code"
	oddUnit    = "angles, and units of kitchens and laboratories"
)

var leftOutOrder = []string{noKind, noValue, fragment, assistant, notation, officeTime, openHour, bareNumber, oddUnit}

// leftOut says why news would not have written e, or nothing.
func (e *example) leftOut() string {
	words := e.input[e.span.Start:e.span.End]
	w := e.want
	timed := len(w.Values) > 0
	switch {
	case e.kind == "recurrence" || e.kind == "time zone" || e.kind == "relative rank":
		return noKind
	case !timed && (w.Value == "" || w.Value == "null") || timed && !slices.ContainsFunc(w.Values, resolvedValue.resolved) || e.kind == "temperature" && w.Unit == "Degree":
		return noValue
	case e.isFragment(timed):
		return fragment
	case chat.MatchString(e.input) || order.MatchString(e.input):
		return assistant
	case timed && (timeNotation.MatchString(words) || dictated.MatchString(words)), !timed && amountNotation.MatchString(words) || e.kind == "currency" && centless.MatchString(words):
		return notation
	case timed && office.MatchString(words):
		return officeTime
	case timed && e.isOpenHour():
		return openHour
	case (e.kind == "number" || e.kind == "ordinal") && !e.counts():
		return bareNumber
	case (e.kind == "dimension") && dimensions[w.Unit] == 0:
		return oddUnit
	}
	return ""
}

// resolved reports whether v says when. Meals, "now" and "that week" have
// values that the specifications invent.
func (v resolvedValue) resolved() bool {
	return v.Value+v.Start+v.End != "" && v.Value != "not resolved" && v.Mod != "ref_undef" && !strings.Contains(v.Timex, "_REF") && !strings.HasPrefix(v.Timex, "TME")
}

var (
	// smallNames are months and days as no newspaper writes them.
	smallNames = regexp.MustCompile(`\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tues?|wed|thu|fri|sat|sun|christmas|easter|halloween|thanksgiving)(uary|ruary|ch|il|ust|ember|tember|ober|day|nesday|rsday|urday)?\b`)
	chat       = regexp.MustCompile(`(?i)\b(cortana|please|hey|hi|bob|haha|honey|let'?s|skype|teams|outlook|you|your|ok|cloud partner)\b|\?|#`)
	order      = regexp.MustCompile(`(?i)^(add|any|are|book|cancel|check|convert|delete|did|do|does|find|give|help|how|is|leave|look|make|meet|move|rating|remind|rotate|schedule|see|sell|send|set|shall|should|show|speak|take|tell|turn|what|when|where|which|who|will)\b`)
	// timeNotation: slashes, tildes, dots and hyphens in dates without a full
	// year, and letters glued to digits that no style book allows.
	timeNotation = regexp.MustCompile(`(?i)[~@<>]|\b\d{8}\b|\b\d{4} \d{1,2} \d{1,2}\b|[a-z][/.-]\d|\d[/-][a-z]{3}|[a-z]{3}\d|^\D*\d{1,2}[/.-]\d{1,2}(\D*$|[^/.\d:-])|\d\d?[/.-]\d\d?[/.-]\d\d?\b(\D|$)|\b\d{1,2} ?- ?\d{1,2}$|\b\d{4} ?[-./] ?\d{1,2}$|\b\d{1,2} ?[-/] ?\d{4}$|^(the )?\d\d$|\bon (the )?\d\d$|^\d\d(,| at) |\d{4}-\d\d-\d\dt|\bh[12]\b|\d{4}h[12]|\dh\d|\d ?[apdh]\b|ish\b|\b(eod|eoy|eom|otd|ampm|tmrw|cy|sy|fy|min|hrs?|tonite)\b|\d s$|\. ?m \.|\d\.am|\bq[1-4]|\d{4} a\.m|(greater|later) than|\bor (later|after)|and (later|greater|after)`)
	// dictated: years and days of the month in words.
	dictated = regexp.MustCompile(`(?i)\b(seventeen|eighteen|nineteen|twenty|two thousand|thousand)\b.*\b(hundred|and|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b|\b(may|january|august) (twenty|first)\b|^(\w+teen|twenty|twenty \w+) (january|august)\b|^two thousand$|thirty to|(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (five|ten|fifteen|twenty|thirty|forty|fifty)\b`)
	// hourAlone says nothing of the half of the day.
	hourAlone      = regexp.MustCompile(`(?i)^(at )?(\d\d?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$`)
	noCapital      = regexp.MustCompile(`\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|(earth|labor|independence|thanks giving|father's|mother's|presidents') day|saint patrick|new year)\b`)
	amountNotation = regexp.MustCompile(`(?i)\bm(usd|eur|gbp|aud)\b|\busd (million|\d+$)|[(\[{<]|\d"|\d "|\byo$|\d\^|\de[+-]?\d|\bmm\b|mil\b|\bover\b|\bpoint\b|\d,\d\d$|\d mb$|\bkuai\b|元|ரூ`)
	// centless: cents without their name.
	centless = regexp.MustCompile(`(?i)(dollars?|\$ ?\d+|usd) (and )?(\d+|one|two|three|fifty|forty five)$`)
	office   = regexp.MustCompile(`(?i)\bweek \d|work(ing)? ?week|business|fiscal|school|calendar|weekday|year to date|to date`)
	// notCounted are the words after a number that counts nothing.
	notCounted = regexp.MustCompile(`(?i)^[\s"”]*([^\sa-zA-Z-]|$)|^\s+(is|are|was|or|and|in|out|over|before|to|of|at|on|for|with|two|valid)\b`)
)

// isFragment reports whether e is less than a sentence. Amounts need no
// capitals: the examples of money and measure are wire stories in small letters.
func (e *example) isFragment(timed bool) bool {
	if timed && (smallNames.MatchString(e.input) || noCapital.MatchString(e.input[e.span.Start:e.span.End]) || e.input[0] < 'A' || e.input[0] > 'Z') {
		return true
	}
	return len(strings.Fields(e.input)) < len(strings.Fields(e.input[e.span.Start:e.span.End]))+3
}

// isOpenHour reports whether e has the readings of an hour that may be a.m. or p.m.
func (e *example) isOpenHour() bool {
	if !strings.Contains(e.kind, "time") {
		return false
	}
	at := func(v resolvedValue) int {
		s := cmp.Or(v.Value, v.Start, v.End)
		return v.minutes(s[max(0, len(s)-8):])
	}
	first := at(e.want.Values[0])
	if e.kind == "time" && hourAlone.MatchString(e.input[e.span.Start:e.span.End]) {
		return true
	}
	return first >= 0 && slices.ContainsFunc(e.want.Values, func(v resolvedValue) bool { return (at(v)+720)%1440 == first })
}

// counts reports whether a noun may follow the number e, and it is no piece of
// a longer code.
func (e *example) counts() bool {
	before, after := e.input[:e.span.Start], e.input[e.span.End:]
	if before != "" && !strings.HasSuffix(before, " ") {
		return false
	}
	for _, unit := range []string{"year", "month", "week", "day", "hour"} { // read as a length of time
		if strings.HasPrefix(strings.TrimSpace(after), unit) {
			return false
		}
	}
	return !notCounted.MatchString(after)
}

// passed reports whether a mark of m on e's words has the wanted value.
func (e *example) passed(m *stemma.Marks) bool {
	for _, d := range m.Dates {
		if d.Span.Overlap(e.span) > 0 && slices.ContainsFunc(e.want.Values, func(v resolvedValue) bool { return sameDate(d, v) }) {
			return true
		}
	}
	for _, f := range m.Figures {
		if f.Span.Overlap(e.span) > 0 && (e.sameFigure(f) || e.sameLength(f)) {
			return true
		}
	}
	return false
}

// sameDate compares d with one reading. A point of theirs is an interval of
// ours; an open end is right where the moment that bounds it is ("before 2018"
// has the moment 2018).
func sameDate(d stemma.Date, v resolvedValue) bool {
	clock := d.Clock
	switch v.Type {
	case "time":
		at := v.minutes(v.Value)
		return clock != nil && at >= 0 && (clock.From <= at && at < clock.To || clock.From <= at+1440 && at+1440 < clock.To) && clock.To-clock.From <= 60
	case "timerange":
		from, to := v.minutes(v.Start), v.minutes(v.End)
		switch {
		case clock == nil:
			return false
		case v.Value != "": // "around 1pm"
			at := v.minutes(v.Value)
			return clock.From <= at && at < clock.To && clock.To-clock.From <= 60
		case v.Start == "" || v.End == "":
			at := max(from, to)
			return clock.From == at || clock.To == at || strings.HasSuffix(v.Mod, "approx") && clock.From <= at && at < clock.To && clock.To-clock.From <= 60
		case partTimex.MatchString(v.Timex):
			return clock.Agrees(stemma.Clock{From: from, To: max(to, from+1)})
		}
		return clock.From == from && (clock.To == to || clock.To == to+1 || to < from && clock.To == to+1440)
	}
	if !d.Known() {
		return false
	}
	value, start, end := v.time(v.Value), v.time(v.Start), v.time(v.End)
	length := d.To.Sub(d.From)
	switch v.Type {
	case "date":
		if value.IsZero() {
			return false
		}
		if d.Precision == stemma.Day || d.Precision == stemma.PartOfDay || d.Precision == stemma.Hour || d.Precision == stemma.Minute {
			return midnight(d.From).Equal(value) || length <= 7*24*time.Hour && !d.From.After(value) && d.To.After(value)
		}
		// "Two months ago" is a day to them; it lies in the middle of ours.
		off := value.Sub(d.From.Add(length / 2)).Abs()
		return off <= length/4
	case "datetime":
		return !value.IsZero() && !d.From.After(value) && d.To.After(value) && length <= 2*time.Hour
	case "daterange", "datetimerange":
		switch {
		case v.Value != "": // "around the 21st"
			return !value.IsZero() && !d.From.After(value) && d.To.After(value) && length <= 4*24*time.Hour
		case start.IsZero():
			return !end.IsZero() && (d.From.Equal(end) || d.To.Equal(end))
		case end.IsZero():
			return d.From.Equal(start) || d.To.Equal(start)
		case partTimex.MatchString(v.Timex):
			return d.Clock != nil && midnight(d.From).Equal(midnight(start)) && d.From.Before(end) && start.Before(d.To)
		case v.Mod != "" || !strings.HasPrefix(v.Timex, "(") && edged(v):
			both := earliest(d.To, end).Sub(latest(d.From, start))
			return 2*both >= latest(d.To, end).Sub(earliest(d.From, start)) || both == length && 3*length >= end.Sub(start)
		case strings.HasSuffix(v.Timex, ",P100Y)"): // the 15th century began in 1401
			return d.From.Equal(start.AddDate(1, 0, 0)) && d.To.Equal(end.AddDate(1, 0, 0))
		}
		return d.From.Equal(start) && (d.To.Equal(end) || d.To.Equal(end.AddDate(0, 0, 1)) || d.To.Equal(v.unitAfter(end)) || v.Type == "datetimerange" && d.To.Sub(end) == time.Minute)
	}
	return false
}

var (
	// partTimex matches parts of the day. Theirs are four hours each; where two
	// parts of one name touch they are the same part.
	partTimex  = regexp.MustCompile(`T(MO|AF|EV|NI|DT|NT|MEL)$`)
	rangeTimex = regexp.MustCompile(`,P(\d+)([DWMY])\)$`)
	hoursTimex = regexp.MustCompile(`,PT(\d+)([HMS])\)$`)
)

// edged reports whether v is less than the unit of its timex: "later this week".
// What is early or late is convention: half of what either takes has to be
// common, or ours a third of theirs.
func edged(v resolvedValue) bool {
	t := v.time(v.End).Sub(v.time(v.Start)).Hours() / 24
	switch {
	case strings.Contains(v.Timex, "W"):
		return t < 7
	case len(v.Timex) == 7:
		return t < 28
	case len(v.Timex) == 4:
		return t < 365
	}
	return false
}

// unitAfter is the end of the unit that begins at end, by the unit of v's length.
func (v resolvedValue) unitAfter(end time.Time) time.Time {
	m := rangeTimex.FindStringSubmatch(v.Timex)
	switch {
	case m == nil:
		return end
	case m[2] == "D" && end.Day() == 1: // "from 1 June 2015 to February 2018"
		return end.AddDate(0, 1, 0)
	case m[2] == "W":
		return end.AddDate(0, 0, 7)
	case m[2] == "M":
		return end.AddDate(0, 1, 0)
	case m[2] == "Y":
		return end.AddDate(1, 0, 0)
	}
	return end
}

// time reads "2018-05-28" and "2018-05-28 16:00:00"; zero if s is neither.
func (resolvedValue) time(s string) time.Time {
	for _, layout := range []string{time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// minutes reads "16:30:00" as minutes after midnight; -1 if s is no time of day.
func (resolvedValue) minutes(s string) int {
	t, err := time.Parse(time.TimeOnly, s)
	if err != nil {
		return -1
	}
	return t.Hour()*60 + t.Minute()
}

func midnight(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sameLength reports whether f is the length of a stretch that begins or ends
// when e was written: of "the last three months" stemma marks three months.
func (e *example) sameLength(f stemma.Figure) bool {
	if f.Unit != "s" || e.written.IsZero() {
		return false
	}
	today := midnight(e.written)
	return slices.ContainsFunc(e.want.Values, func(v resolvedValue) bool {
		m := rangeTimex.FindStringSubmatch(v.Timex)
		start, end := v.time(v.Start), v.time(v.End)
		if h := hoursTimex.FindStringSubmatch(v.Timex); h != nil && (start.Equal(e.written) || end.Equal(e.written)) {
			n, _ := strconv.ParseFloat(h[1], 64)
			return f.High == n*map[string]float64{"H": 3600, "M": 60, "S": 1}[h[2]]
		}
		if m == nil || v.Type != "daterange" || today.Sub(end).Abs() > 24*time.Hour && start.Sub(today).Abs() > 24*time.Hour {
			return false
		}
		n, _ := strconv.ParseFloat(m[1], 64)
		days := map[string]float64{"D": 1, "W": 7, "M": 30.436875, "Y": 365.2425}[m[2]]
		return math.Abs(f.Low-n*days*86400) <= .01*f.Low
	})
}

// sameFigure compares in the units that the examples are written in.
func (e *example) sameFigure(f stemma.Figure) bool {
	want, kind := e.want, e.kind
	s := want.Value
	if len(want.Values) > 0 {
		s = want.Values[0].Value
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil || want.IsoCurrency != "" && f.Unit != want.IsoCurrency {
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
	case kind == "currency" && (want.Unit == "Cent" || want.Unit == "Penny" || want.Unit == "Pence"):
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
	"Kilogram": 1, "Gram": .001, "Milligram": 1e-6, "Pound": .45359237, "Ounce": .028349523125, "Ton": 907.18474, "Metric ton": 1000, "Kilometer per hour": 1 / 3.6, "Mile per hour": .44704,
	"Square kilometer": 1e6, "Square meter": 1, "Square mile": 2589988.110336, "Square foot": .09290304, "Acre": 4046.8564224, "Hectare": 1e4, "Liter": .001, "Milliliter": 1e-6,
	"Barrel": .158987294928, "Gallon": .003785411784, "Cubic foot": .028316846592, "Cubic meter": 1, "Bit": .125, "Megabit": 125000, "Megabyte": 1e6, "Gigabyte": 1e9,
}
