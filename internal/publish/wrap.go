package publish

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// columns returns how many terminal columns r takes: two for wide East Asian
// characters, none for combining and formatting ones.
func columns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// wide returns how many terminal columns s takes.
func wide(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r)
	}
	return n
}

// oneLine returns s with runs of white space as one space, and without the
// characters that would steer a terminal or turn the reading direction.
func oneLine(s string) string {
	if plainLine(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			r = unicode.ReplacementChar
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Line returns s as one line of at most limit runes, which steers no terminal.
func Line(s string, limit int) string { return clip(oneLine(s), limit) }

// plainLine reports whether s is one line already. It takes nothing for plain
// that oneLine would change.
func plainLine(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			if i == 0 || i == len(s)-1 || s[i+1] == ' ' {
				return false
			}
		case c < ' ', c == 0x7F:
			return false
		case c >= utf8.RuneSelf:
			// Letters with accents, and the marks of U+2010–U+2027: dashes,
			// quotation marks, the ellipsis.
			r, n := utf8.DecodeRuneInString(s[i:])
			if !(r >= 0xC0 && r < 0x300 || r >= 0x2010 && r <= 0x2027) {
				return false
			}
			i += n - 1
		}
	}
	return true
}

// wrap cuts s into lines of at most limit columns at its spaces. A word wider
// than a line is cut where the line ends. An empty s is one empty line.
func wrap(s string, limit int) []string {
	limit = max(limit, 2) // room for one wide character
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		used = 0
	}
	for w := range strings.FieldsSeq(s) {
		n := wide(w)
		if used > 0 && used+1+n > limit {
			flush()
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		for _, r := range w {
			c := columns(r)
			if used+c > limit {
				flush()
			}
			line.WriteRune(r)
			used += c
		}
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// pad returns s filled with spaces to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-wide(s)))
}

// clip returns s cut to at most limit runes, at a space where there is one in
// the last third, with an ellipsis for what is left out.
func clip(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	cut := limit - 1
	for i := cut; i > limit*2/3; i-- {
		if runes[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ,;:") + " …"
}
