package publish

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"stemma"
)

// A table is CSV as RFC 4180 has it: UTF-8 without a byte order mark, a header,
// lines that end in CR LF, and line ends within a field as they stand.
//
// A spreadsheet takes a cell that begins with =, +, -, @, a tab or a line end
// for a formula, and one that a stranger wrote can send what stands beside it
// to him. Before such a cell, and before one that begins with an apostrophe,
// there is one more apostrophe: whoever reads the cells takes off the
// apostrophe that a cell begins with. Control characters are U+FFFD.
type table struct{ w *bufio.Writer }

func newTable(w io.Writer, columns ...string) table {
	t := table{bufio.NewWriter(w)}
	t.row(columns...)
	return t
}

// row writes a line. Cells are safe as they are, or made so by cell.
func (t table) row(cells ...string) {
	for i, c := range cells {
		if i > 0 {
			t.w.WriteByte(',')
		}
		c = cell(c)
		if strings.ContainsAny(c, "\",\r\n") || strings.HasPrefix(c, " ") || strings.HasSuffix(c, " ") {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		t.w.WriteString(c)
	}
	t.w.WriteString("\r\n")
}

// formulas are what cells begin with that a spreadsheet may run, and the
// apostrophe; the last four are the wide forms of the first.
const formulas = "=+-@\t\r\n'＝＋－＠"

// cell returns s as a cell that no spreadsheet runs.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r < 0xA0 {
			return utf8.RuneError
		}
		return r
	}, s)
	if r, n := utf8.DecodeRuneInString(s); n > 0 && strings.ContainsRune(formulas, r) {
		return "'" + s
	}
	return s
}

// of are the cells that tell an article, and ofColumns their header.
func of(a *stemma.Article) []string {
	return []string{string(a.ID), a.Outlet, a.Title, isoDate(a.Published), a.URL}
}

var ofColumns = []string{"article", "outlet", "title", "published", "url"}

func findingsCSV(w io.Writer, r *stemma.Report) error {
	x := newWirer(r.Articles)
	t := newTable(w, slices.Concat([]string{"story", "finding", "kind", "type", "about", "origins", "side", "value", "side_origins"}, ofColumns, []string{"start", "end", "words", "why", "rule"})...)
	for _, f := range r.Findings {
		for i, s := range f.Sides {
			for _, at := range s.Witnesses {
				a := x[at.Article]
				if a == nil {
					continue
				}
				t.row(slices.Concat([]string{r.Story.ID, f.ID, string(f.Kind), string(f.Type), f.About, strings.Join(f.Origins, " "), strconv.Itoa(i + 1), s.Value, strings.Join(s.Origins, " ")},
					of(a), []string{strconv.Itoa(at.Span.Start), strconv.Itoa(at.Span.End), a.Words(at.Span), f.Why, f.Rule})...)
			}
		}
	}
	return t.w.Flush()
}

func quotesCSV(w io.Writer, r *stemma.Report) error {
	x := newWirer(r.Articles)
	utterance := map[string]string{}
	for _, u := range r.Utterances {
		for _, q := range u.Readings {
			utterance[q] = u.ID
		}
	}
	t := newTable(w, slices.Concat([]string{"story", "quote", "utterance", "kind", "speaker", "cue", "addressee", "medium"}, ofColumns, []string{"start", "end", "words"})...)
	for _, q := range r.Quotes {
		a := x[q.Article]
		if a == nil {
			continue
		}
		t.row(slices.Concat([]string{r.Story.ID, q.ID, utterance[q.ID], string(q.Kind), q.Speaker, q.Cue, q.Addressee, q.Medium},
			of(a), []string{strconv.Itoa(q.Span.Start), strconv.Itoa(q.Span.End), a.Words(q.Span)})...)
	}
	return t.w.Flush()
}

func citationsCSV(w io.Writer, r *stemma.Report) error {
	x := newWirer(r.Articles)
	t := newTable(w, slices.Concat([]string{"story", "citation", "source", "kind", "whole_account"}, ofColumns, []string{"start", "end", "words", "covers"})...)
	for _, c := range r.Citations {
		a := x[c.Article]
		if a == nil {
			continue
		}
		var covers []string
		for _, s := range c.Covers {
			covers = append(covers, a.Words(s))
		}
		t.row(slices.Concat([]string{r.Story.ID, c.ID, c.Source, string(c.Kind), strconv.FormatBool(c.Credit)},
			of(a), []string{strconv.Itoa(c.Span.Start), strconv.Itoa(c.Span.End), a.Words(c.Span), strings.Join(covers, "\n")})...)
	}
	return t.w.Flush()
}

func articlesCSV(w io.Writer, r *stemma.Report) error {
	t := newTable(w, slices.Concat([]string{"story"}, ofColumns, []string{"precision", "byline", "language", "path", "origins", "words", "words_set_aside", "text", "retrieved"})...)
	for _, a := range newView(r).Accounts {
		var origins []string
		for _, o := range a.Origins {
			origins = append(origins, o.ID)
		}
		t.row(slices.Concat([]string{r.Story.ID}, of(a.Article),
			[]string{string(a.Published.Precision), a.Byline, a.Language, a.Path, strings.Join(origins, " "), strconv.Itoa(a.Kept), strconv.Itoa(a.SetAside), a.Text, isoMoment(a.Retrieved)})...)
	}
	return t.w.Flush()
}

// lines writes every one of list as a line of JSON, in the shape that the
// report's has.
func lines[A, B any](w io.Writer, list []A, wire func(A) B) error {
	buf := bufio.NewWriter(w)
	e := json.NewEncoder(buf)
	e.SetEscapeHTML(false)
	for _, x := range list {
		if err := e.Encode(wire(x)); err != nil {
			return err
		}
	}
	return buf.Flush()
}

func findingsJSONL(w io.Writer, r *stemma.Report) error {
	return lines(w, r.Findings, newWirer(r.Articles).finding)
}

func quotesJSONL(w io.Writer, r *stemma.Report) error {
	return lines(w, r.Quotes, newWirer(r.Articles).quote)
}

func citationsJSONL(w io.Writer, r *stemma.Report) error {
	return lines(w, r.Citations, newWirer(r.Articles).citation)
}

func articlesJSONL(w io.Writer, r *stemma.Report) error { return lines(w, r.Articles, wireOf) }
