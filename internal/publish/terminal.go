package publish

import (
	"bufio"
	"fmt"
	"strings"
)

// ANSI styles. Each repeats what a word beside it says.
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	yellow = "1;33"
	green  = "1;32"
)

// A terminal writes lines of at most width columns.
type terminal struct {
	w     *bufio.Writer
	width int
	color bool
	blank bool // the last line written is empty
}

func (t *terminal) paint(style, s string) string {
	if !t.color || style == "" || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// line writes one line as it is; empty lines never follow each other.
func (t *terminal) line(s string) {
	if s == "" && t.blank {
		return
	}
	t.blank = s == ""
	t.w.WriteString(s)
	t.w.WriteByte('\n')
}

// para writes s wrapped, with lead before its first line and as many spaces
// before the others.
func (t *terminal) para(style, lead, s string) {
	indent := wide(lead)
	for i, l := range wrap(s, t.width-indent) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		t.line(lead + t.paint(style, l))
	}
}

// head writes the heading of a section, with a rule to the edge.
func (t *terminal) head(style, s string) {
	t.line("")
	rule := strings.Repeat("─", max(3, t.width-wide(s)-1))
	t.line(t.paint(style, s) + " " + t.paint(dim, rule))
	t.line("")
}

// banner writes the heading of a report among several, between two rules.
func (t *terminal) banner(s string) {
	rule := t.paint(dim, strings.Repeat("═", t.width))
	t.line("")
	t.line(rule)
	t.para(bold, "", s)
	t.line(rule)
	t.line("")
}

// more says what was left out of a list and how to see it.
func (t *terminal) more(left int, section string) {
	if left > 0 {
		t.line("")
		t.para(dim, "    ", fmt.Sprintf("… and %d more (--only %s)", left, section))
	}
}

// capped returns how many of n entries to write.
func capped(n int, o Options) int {
	if len(o.Only) > 0 {
		return n
	}
	return min(n, maxListed)
}

// beside writes two sides in two columns.
func (t *terminal) beside(a, b *side) {
	half := (t.width - 5 - 3) / 2
	left, right := t.side(a, half), t.side(b, half)
	for i := range max(len(left), len(right)) {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		t.line(strings.TrimRight("     "+padPainted(l, half)+" │ "+r, " "))
	}
}

// padPainted is pad for a line that may carry ANSI styles.
func padPainted(s string, n int) string {
	plain := s
	for {
		i := strings.Index(plain, "\x1b[")
		if i < 0 {
			break
		}
		j := strings.IndexByte(plain[i:], 'm')
		plain = plain[:i] + plain[i+j+1:]
	}
	return s + strings.Repeat(" ", max(0, n-wide(plain)))
}

// evidenceIndent is where the words of evidence begin.
const evidenceIndent = 13

// behind writes s behind the sigla of as, or under them if they are many.
func (t *terminal) behind(lead string, as []*account, s string) {
	lead = pad(lead, 5) + pad(signs(as), evidenceIndent-6) + " "
	if wide(lead) > evidenceIndent {
		t.para("", lead[:5], strings.TrimSpace(lead[5:]))
		lead = strings.Repeat(" ", evidenceIndent)
	}
	t.para("", lead, s)
}
