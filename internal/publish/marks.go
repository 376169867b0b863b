package publish

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"stemma"
)

// MarksSchemaText is the JSON Schema (draft 2020-12) of one article's marks. It
// refers to SchemaText.
//
//go:embed marks.schema.json
var MarksSchemaText string

// The wire types of one article's marks: the report of that article alone, and
// what reports leave out. Offsets are bytes into articles[0].text.
type (
	wireMarks struct {
		wire
		Sentences    []wireSpan        `json:"sentences"`
		Attributions []wireAttribution `json:"attributions"`
		Dates        []wireDate        `json:"dates"`
		Figures      []wireFigure      `json:"figures"`
		Claims       []wireClaim       `json:"claims"`
	}
	wireAttribution struct {
		Source       *wireSpan  `json:"source"`
		Cue          *wireSpan  `json:"cue"`
		Content      []wireSpan `json:"content"`
		Kind         string     `json:"kind"`
		Name         *string    `json:"name"`
		Negated      bool       `json:"negated"`
		Hypothetical bool       `json:"hypothetical"`
		View         bool       `json:"view"`
	}
	wireDate struct {
		wireSpan
		Words string     `json:"words"`
		When  wireWhen   `json:"when"`
		Clock *wireClock `json:"clock"`
	}
	wireClock struct {
		From int `json:"from"` // minutes after midnight
		To   int `json:"to"`
	}
	wireFigure struct {
		wireSpan
		Words  string   `json:"words"`
		Low    *float64 `json:"low"` // null is an open end
		High   *float64 `json:"high"`
		Unit   string   `json:"unit"`
		Approx bool     `json:"approx"`
		Counts *string  `json:"counts"`
	}
	wireClaim struct {
		wireSpan
		Words     string   `json:"words"`
		Predicate *string  `json:"predicate"`
		Frame     *string  `json:"frame"`
		Names     []string `json:"names"`
		Negated   bool     `json:"negated"`
		Hedged    bool     `json:"hedged"`
		Future    bool     `json:"future"`
		Quoted    bool     `json:"quoted"`
		Source    *int     `json:"attribution"` // index into attributions
	}
)

// Marks writes what the annotators found in one article: as JSON, as text with
// every sentence followed by its marks, or as a page with the marks in the text
// and what they say beneath each paragraph. It returns an error wrapping
// ErrUsage for another format, or what writing to w returned.
func Marks(w io.Writer, a *stemma.Article, m *stemma.Marks, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	switch o.Format {
	case JSON:
		return writeJSON(w, wireMarksOf(a, m, o))
	case HTML:
		return writeArticle(w, a, m, o)
	case Text:
		return writeMarks(w, a, m, o)
	}
	return fmt.Errorf("publish: the marks of one article as %s: %w; the formats are text, json, html", o.Format, ErrUsage)
}

// reportOf returns the report of one article, its quotes and citations numbered.
func reportOf(a *stemma.Article, m *stemma.Marks) *stemma.Report {
	r := &stemma.Report{
		Story:     stemma.Story{Title: a.Title, First: a.Published, Last: a.Published},
		Articles:  []*stemma.Article{a},
		Marks:     []*stemma.Marks{m},
		Quotes:    slices.Clone(m.Quotes),
		Citations: slices.Clone(m.Citations),
		People:    m.Entities,
	}
	for i := range r.Quotes {
		r.Quotes[i].ID = fmt.Sprintf("q%d", i+1)
		r.Quotes[i].Article = a.ID
	}
	for i := range r.Citations {
		r.Citations[i].ID = fmt.Sprintf("c%d", i+1)
		r.Citations[i].Article = a.ID
	}
	return r
}

func wireMarksOf(a *stemma.Article, m *stemma.Marks, o Options) wireMarks {
	return wireMarks{
		wire:      wireReport(reportOf(a, m), o),
		Sentences: each(m.Sentences, spanOf),
		Attributions: each(m.Attributions, func(t stemma.Attribution) wireAttribution {
			return wireAttribution{spanOrNull(t.Source), spanOrNull(t.Cue), each(t.Content, spanOf), string(t.Kind), orNull(t.Name), t.Negated, t.Hypothetical, t.View}
		}),
		Dates: each(m.Dates, func(d stemma.Date) wireDate {
			out := wireDate{wireSpan: spanOf(d.Span), Words: a.Words(d.Span), When: wireWhenOf(d)}
			if d.Clock != nil {
				out.Clock = &wireClock{d.Clock.From, d.Clock.To}
			}
			return out
		}),
		Figures: each(m.Figures, func(f stemma.Figure) wireFigure {
			return wireFigure{spanOf(f.Span), a.Words(f.Span), finite(f.Low), finite(f.High), f.Unit, f.Approx, orNull(f.Counted)}
		}),
		Claims: each(m.Claims, func(c stemma.Claim) wireClaim {
			out := wireClaim{
				wireSpan: spanOf(c.Span), Words: a.Words(c.Span), Predicate: orNull(a.Words(c.Predicate)), Frame: orNull(c.Frame),
				Names: list(c.Names), Negated: c.Negated, Hedged: c.Hedged, Future: c.Future, Quoted: c.Quoted,
			}
			if c.Attribution >= 0 {
				out.Source = &c.Attribution
			}
			return out
		}),
	}
}

// finite returns nil for an open end, which JSON has no number for.
func finite(x float64) *float64 {
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil
	}
	return &x
}

// How marks look that are of no kind of their own: what somebody is said to
// have said in other words, and who is said to have said something, and how.
const (
	reported = "reported"
	source   = "source"
)

// A mark is one thing that was read in an article: a line under a sentence.
type mark struct {
	at   stemma.Span
	kind string
	said []string // its words, and what is said of them; never empty

	look    string         // as the legend of the page has it
	page    bool           // shown on the page alone; as text it would stand there twice
	weak    bool           // tied to its entity by rule, not by name
	entity  *stemma.Entity // that it speaks of; nil if it is no name
	also    []stemma.Span  // further stretches of it
	content []stemma.Span  // what an attribution reports, but quotes
}

func writeMarks(w io.Writer, a *stemma.Article, m *stemma.Marks, o Options) error {
	v := newView(reportOf(a, m))
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	acc := v.Accounts[0]
	t.para(bold, "", v.Title)
	t.para("", "", acc.headline())
	t.para(dim, "", acc.measure())
	if at := At(a.Retrieved); at != "" {
		t.para(dim, "", "retrieved "+at)
	}
	marks := slices.DeleteFunc(marksOf(a, m), func(x mark) bool { return x.page })
	next := 0
	for _, b := range a.Blocks {
		t.line("")
		if !b.Kind.Reported() {
			t.para(dim, "× ", fmt.Sprintf("%s, set aside (%s): %s", b.Kind, oneLine(b.Why), quoted(oneLine(a.Words(b.Span)))))
		} else if b.Kind != stemma.Body {
			t.para(dim, "  ", string(b.Kind))
		}
		for _, s := range m.Sentences {
			if !b.Span.Contains(s) {
				continue
			}
			t.para("", "", oneLine(a.Words(s)))
			for next < len(marks) && marks[next].at.Start < s.End {
				t.mark(marks[next])
				next++
			}
		}
	}
	for ; next < len(marks); next++ { // marks of blocks that are set aside
		t.mark(marks[next])
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write marks: %w", err)
	}
	return nil
}

func (t *terminal) mark(m mark) {
	t.para("", "    "+pad(m.kind, 12)+" ", fmt.Sprintf("%s [%d, %d)", strings.Join(m.said, " · "), m.at.Start, m.at.End))
}

// marksOf returns all marks in text order.
func marksOf(a *stemma.Article, m *stemma.Marks) []mark {
	words := func(s stemma.Span) string { return quoted(oneLine(a.Words(s))) }
	var out []mark
	add := func(at stemma.Span, kind string, said ...string) *mark {
		said = slices.DeleteFunc(said, func(s string) bool { return s == "" })
		out = append(out, mark{at: at, kind: kind, look: kind, said: said})
		return &out[len(out)-1]
	}
	label := func(name, value string) string {
		if value == "" {
			return ""
		}
		return name + " " + oneLine(value)
	}
	isQuote := map[stemma.Span]bool{}
	for _, q := range m.Quotes {
		isQuote[q.Span] = true
		y := add(q.Span, "quote", words(q.Span), string(q.Kind), label("by", q.Speaker), label("cue", q.Cue), label("to", q.Addressee), label("through", q.Medium))
		if q.Kind == stemma.Indirect {
			y.look = reported
		}
	}
	for _, c := range m.Citations {
		add(c.Span, "citation", words(c.Span), label("of", c.Source), string(c.Kind))
	}
	for _, d := range m.Dates {
		when := "not resolved"
		if d.Known() {
			when = dateWords(d)
		}
		if d.Clock != nil {
			when += fmt.Sprintf(", at %s–%s", clock(d.Clock.From), clock(d.Clock.To))
		}
		add(d.Span, "date", words(d.Span), when, oneLine(d.Why))
	}
	for _, f := range m.Figures {
		unit := f.Unit
		if unit == "1" {
			unit = "" // a plain count
		}
		add(f.Span, "figure", words(f.Span), strings.TrimSpace(interval(f)+" "+unit), label("counts", f.Counted))
	}
	for i := range m.Entities {
		e := &m.Entities[i]
		for _, x := range e.Mentions {
			y := add(x.Span, string(e.Kind), words(x.Span), oneLine(e.Name), ifSet(x.Pronoun, "tied to it by rule"))
			y.entity, y.weak, y.page = e, x.Pronoun, x.Pronoun
		}
	}
	for _, t := range m.Attributions {
		if len(t.Content) == 0 {
			continue
		}
		if t.Kind == stemma.Indirect && !isQuote[t.Content[0]] {
			add(t.Content[0], reported, words(t.Content[0]), label("by", t.Name), ifSet(t.Negated, "negated"), ifSet(t.Hypothetical, "hypothetical"))
		}
		spans := slices.DeleteFunc([]stemma.Span{t.Cue, t.Source}, stemma.Span.Empty)
		if len(spans) == 0 {
			continue
		}
		var said string
		for _, s := range spans[1:] {
			said = label("source", words(s))
		}
		y := add(spans[0], "attribution", words(spans[0]), said, label("by", t.Name), string(t.Kind), label("of", words(t.Content[0])),
			ifSet(t.Negated, "negated"), ifSet(t.Hypothetical, "hypothetical"), ifSet(t.View, "a view, no statement"))
		y.look, y.page, y.also = source, true, spans[1:]
		for _, s := range t.Content[1:] {
			if !isQuote[s] {
				y.content = append(y.content, s)
			}
		}
	}
	for _, c := range m.Claims {
		add(c.Span, "claim", words(c.Span), label("class", c.Frame), ifSet(c.Negated, "negated"), ifSet(c.Hedged, "hedged"), ifSet(c.Future, "to come"))
	}
	slices.SortStableFunc(out, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.at.Start, b.at.Start), cmp.Compare(b.at.End, a.at.End))
	})
	return out
}

// ifSet returns name if it is set.
func ifSet(set bool, name string) string {
	if set {
		return name
	}
	return ""
}

// clock returns minutes after midnight as "05:10".
func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60%24, minutes%60) }

// interval returns "40", "40 or more", "3–4".
func interval(f stemma.Figure) string {
	switch {
	case f.Low == f.High:
		return fmt.Sprintf("%g", f.Low)
	case math.IsInf(f.High, 1):
		return fmt.Sprintf("%g or more", f.Low)
	case math.IsInf(f.Low, -1) || f.Low == 0:
		return fmt.Sprintf("%g or less", f.High)
	}
	return fmt.Sprintf("%g–%g", f.Low, f.High)
}
