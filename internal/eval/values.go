package eval

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
		if hit < 0 && s.endOf(a, g, found) {
			continue
		}
		if hit < 0 {
			s.Misses = append(s.Misses, fmt.Sprintf("%q %s", a.Words(g.span), g.value))
			continue
		}
		f := found[hit]
		used[hit] = true
		s.Overlaps++
		if isStretch(a, f, gold) {
			s.end(f, g, f.Span.Start == g.span.Start, f.From)
			continue
		}
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

// isStretch reports whether f is one stretch ("from 2009 to 2011") whose two
// ends the gold marks one by one.
func isStretch(a *stemma.Article, f stemma.Date, gold []goldTime) bool {
	first := slices.ContainsFunc(gold, func(g goldTime) bool { return g.span.Start == f.Span.Start && g.span.End < f.Span.End })
	return first && slices.ContainsFunc(gold, func(g goldTime) bool { return endsStretch(a, f, g) })
}

// endsStretch reports whether g is the second end of f: the last words of it,
// after "to", "and" or a dash.
func endsStretch(a *stemma.Article, f stemma.Date, g goldTime) bool {
	if g.span.End != f.Span.End || g.span.Start <= f.Span.Start || !f.Known() {
		return false
	}
	before := strings.Fields(a.Words(stemma.Span{Start: f.Span.Start, End: g.span.Start}))
	switch before[len(before)-1] {
	case "to", "and", "until", "till", "through", "-", "–":
		return true
	}
	return false
}

// endOf counts g where it is the end of a stretch that was found, which then
// stands for two moments.
func (s *TimesScore) endOf(a *stemma.Article, g goldTime, found []stemma.Date) bool {
	i := slices.IndexFunc(found, func(f stemma.Date) bool { return endsStretch(a, f, g) })
	if i < 0 {
		return false
	}
	s.Found++
	s.Overlaps++
	s.end(found[i], g, true, found[i].To.Add(-time.Second))
	return true
}

// end counts g as an end of the stretch f that lies at the moment at.
func (s *TimesScore) end(f stemma.Date, g goldTime, exact bool, at time.Time) {
	if exact {
		s.Spans++
	}
	layout := map[int]string{4: "2006", 7: "2006-01", 10: time.DateOnly}[len(g.value)]
	if layout != "" && at.Format(layout) == g.value {
		s.Values++
	} else {
		s.Wrong = append(s.Wrong, fmt.Sprintf("end %s, got %s: %s", g.value, at.Format(time.DateOnly), f.Why))
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
