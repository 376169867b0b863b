package publish

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// An xmlWriter writes well-formed XML 1.0. Its errors are kept, and told by
// flush.
type xmlWriter struct {
	w    *bufio.Writer
	open []string
}

func newXML(w io.Writer) *xmlWriter {
	x := &xmlWriter{w: bufio.NewWriter(w)}
	x.w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return x
}

// start opens an element. attrs are names and values in turn; one without a
// value is left out.
func (x *xmlWriter) start(name string, attrs ...string) {
	x.tag(name, attrs)
	x.w.WriteByte('>')
	x.open = append(x.open, name)
}

// end closes the element that was opened last.
func (x *xmlWriter) end() {
	last := len(x.open) - 1
	x.w.WriteString("</" + x.open[last] + ">")
	x.open = x.open[:last]
}

// close closes the element that was opened last, on a line of its own.
func (x *xmlWriter) close() {
	x.w.WriteString("\n" + strings.Repeat(" ", len(x.open)-1))
	x.end()
}

// empty adds an element without content.
func (x *xmlWriter) empty(name string, attrs ...string) {
	x.tag(name, attrs)
	x.w.WriteString("/>")
}

// leaf adds an element with nothing but text in it.
func (x *xmlWriter) leaf(name, text string, attrs ...string) {
	x.start(name, attrs...)
	x.text(text)
	x.end()
}

// line begins a new line, indented; nothing may stand there but elements.
func (x *xmlWriter) line() { x.w.WriteString("\n" + strings.Repeat(" ", len(x.open))) }

func (x *xmlWriter) tag(name string, attrs []string) {
	x.w.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		x.w.WriteString(" " + attrs[i] + `="`)
		x.escape(attrs[i+1], true)
		x.w.WriteByte('"')
	}
}

func (x *xmlWriter) text(s string) { x.escape(s, false) }

// escape adds s. What XML 1.0 does not allow, even escaped, stands as U+FFFD:
// most control characters, U+FFFE, U+FFFF and broken UTF-8. A carriage return,
// and in an attribute all white space, is escaped so that a reader gets it back.
func (x *xmlWriter) escape(s string, attr bool) {
	from := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		esc := ""
		switch {
		case r == '&':
			esc = "&amp;"
		case r == '<':
			esc = "&lt;"
		case r == '>':
			esc = "&gt;"
		case r == '"' && attr:
			esc = "&quot;"
		case r == '\r':
			esc = "&#xD;"
		case r == '\n' && attr:
			esc = "&#xA;"
		case r == '\t' && attr:
			esc = "&#x9;"
		case r == utf8.RuneError && n == 1, !inXML(r):
			esc = "\uFFFD"
		}
		if esc != "" {
			x.w.WriteString(s[from:i])
			x.w.WriteString(esc)
			from = i + n
		}
		i += n
	}
	x.w.WriteString(s[from:])
}

// inXML reports whether XML 1.0 allows r (section 2.2), and whether it is no
// control character, which XML 1.0 discourages.
func inXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0x7F || r == 0x85 || r >= 0xA0 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

// flush ends the document.
func (x *xmlWriter) flush() error {
	x.w.WriteByte('\n')
	return x.w.Flush()
}
