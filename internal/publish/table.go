package publish

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"stemma"
)

// An Item is one entry of a list of stories or articles.
type Item struct {
	Left  []string // what stands before its lines, a label a line
	Title string
	Lines []string // smaller print under the title
	Words string   // of the text, where found words stand between [Begin] and [End]
}

// What stands before and after a word of [Item].Words that is shown bold. Both
// are invisible characters, which take no column and are found in no text.
const (
	Begin = "\u2061"
	End   = "\u2062"
)

// Items writes a list as text, whatever format o names.
func Items(w io.Writer, items []Item, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	left := 0
	for _, x := range items {
		for _, l := range x.Left {
			left = max(left, wide(l))
		}
	}
	for _, x := range items {
		t.line("")
		t.item(x, left+2)
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write a list: %w", err)
	}
	return nil
}

// item writes an item whose lines begin in column indent.
func (t *terminal) item(x Item, indent int) {
	var lines []string
	add := func(style, s string) {
		for _, l := range wrap(oneLine(s), t.width-indent) {
			lines = append(lines, t.paint(style, l))
		}
	}
	add(bold, x.Title)
	for _, l := range x.Lines {
		add(dim, l)
	}
	if x.Words != "" {
		found := false
		for _, l := range wrap(oneLine(x.Words), t.width-indent) {
			lines = append(lines, t.found(l, &found))
		}
	}
	for i := range max(len(lines), len(x.Left)) {
		var l, r string
		if i < len(x.Left) {
			l = x.Left[i]
		}
		if i < len(lines) {
			r = lines[i]
		}
		t.line(strings.TrimRight(pad(l, indent)+r, " "))
	}
}

// found paints what stands between Begin and End in a line. open says whether a
// Begin stood before it and no End, and is brought up to date.
func (t *terminal) found(l string, open *bool) string {
	var b strings.Builder
	for l != "" {
		mark := Begin
		if *open {
			mark = End
		}
		part, rest, more := strings.Cut(l, mark)
		if *open {
			part = t.paint(bold, part)
		}
		b.WriteString(part)
		if more {
			*open = !*open
		}
		l = rest
	}
	return b.String()
}

// A Column is the head of a column of a table.
type Column struct {
	Name  string
	Right bool // numbers
}

// Table writes rows under the heads of their columns as text, whatever format o
// names. Where they are wider than o.Width, what stands in the first column is
// cut.
func Table(w io.Writer, columns []Column, rows [][]string, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	const gap = 2
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = wide(c.Name)
		for _, r := range rows {
			widths[i] = max(widths[i], wide(oneLine(r[i])))
		}
	}
	rest := o.Width - gap*(len(columns)-1)
	for _, n := range widths[1:] {
		rest -= n
	}
	widths[0] = min(widths[0], max(rest, 12))
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color}
	write := func(style string, cells func(int) string) {
		var b strings.Builder
		for i, c := range columns {
			s := cut(oneLine(cells(i)), widths[i])
			fill := strings.Repeat(" ", widths[i]-wide(s))
			if c.Right {
				s = fill + s
			} else {
				s += fill
			}
			if i > 0 {
				b.WriteString(strings.Repeat(" ", gap))
			}
			b.WriteString(s)
		}
		t.line(t.paint(style, strings.TrimRight(b.String(), " ")))
	}
	write(dim, func(i int) string { return columns[i].Name })
	for _, r := range rows {
		write("", func(i int) string { return r[i] })
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write a table: %w", err)
	}
	return nil
}

// cut returns s cut to limit columns, with an ellipsis for what is left out.
func cut(s string, limit int) string {
	if wide(s) <= limit {
		return s
	}
	n := 0
	for i, r := range s {
		if n += columns(r); n > limit-1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
	}
	return s // unreachable: it is wider than limit
}

// Days returns from when to when a story was told: "12–14 March 2024"; empty if
// that is not known.
func Days(first, last stemma.Date) string { return published(first, last) }

// Moment returns d as a reader writes it: "12 March 2024, 07:40"; empty if it is
// unknown.
func Moment(d stemma.Date) string { return dateWords(d) }

// ISO returns d to its precision and no further: "2024-03-12T07:40", "2024-03";
// empty if it is unknown. No zone is known.
func ISO(d stemma.Date) string { return isoDate(d) }
