package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A pattern is a regular expression that nearly no line matches, with what can be
// seen of a line in a hundredth of the time: whether it may.
type pattern struct {
	*regexp.Regexp
	may func(s string) bool // true of all that match
}

// patternOf returns the pattern of an expression whose every match holds one of
// some words.
func patternOf(expr string, words ...string) pattern {
	return pattern{regexp.MustCompile(expr), func(s string) bool {
		for _, w := range words {
			if strings.Contains(s, w) {
				return true
			}
		}
		return false
	}}
}

func (p pattern) MatchString(s string) bool { return p.may(s) && p.Regexp.MatchString(s) }

func (p pattern) FindString(s string) string {
	if !p.may(s) {
		return ""
	}
	return p.Regexp.FindString(s)
}

func (p pattern) FindStringIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.Regexp.FindStringIndex(s)
}

func (p pattern) FindStringSubmatchIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.Regexp.FindStringSubmatchIndex(s)
}

// oneWord reports whether all the letters and digits of s stand in one stretch
// without white space.
func oneWord(s string) bool {
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return !strings.ContainsAny(s, " \t\n\f\r")
}

// opensInCapitals reports whether s may open with a place in capitals or an agency.
func opensInCapitals(s string) bool {
	if strings.Contains(s, "(") {
		return true
	}
	_, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsUpper(second) || strings.ContainsRune(".'’ /-", second)
}

// mayMarkCaption reports whether s may be what captionMark knows.
func mayMarkCaption(s string) bool {
	if strings.Contains(s, "(") || endsFolded(s, "pictured") {
		return true
	}
	for _, w := range []string{"pictured", "file", "above", "below", "left", "right", "in"} {
		if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
			return true
		}
	}
	return false
}

// endsFolded reports whether s ends in the letters of end, in either case.
func endsFolded(s, end string) bool {
	return len(s) >= len(end) && strings.EqualFold(s[len(s)-len(end):], end)
}
