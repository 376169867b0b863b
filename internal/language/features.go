package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendFeatures appends the rows, in a table of size rows, of the features of
// a word: its form, beginnings, endings and shape. initial says that it begins
// its sentence.
func AppendFeatures(rows []int32, size int, form string, initial bool) []int32 {
	norm := normal(form)
	add := func(salt uint32, s string) {
		h := (Hash(s) ^ salt*0x9e3779b1) * 0x85ebca6b
		h ^= h >> 15
		rows = append(rows, int32(h%uint32(size)))
	}
	add(1, norm)
	add(2, norm)
	add(3, head(norm, 1))
	add(4, head(norm, 2))
	add(5, head(norm, 3))
	add(6, tail(norm, 2))
	add(7, tail(norm, 3))
	add(8, tail(norm, 4))
	s := shape(form)
	add(9, s)
	if initial {
		add(10, s)
	} else {
		add(11, s)
	}
	return rows
}

// normal returns form in lower case, its digits made 0 and its curly
// apostrophes straight.
func normal(form string) string {
	plain := true
	for i := range len(form) {
		if c := form[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c >= '1' && c <= '9' {
			plain = false
			break
		}
	}
	if plain {
		return form
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case r == '’' || r == '‘':
			return '\''
		case r == '“' || r == '”':
			return '"'
		case r == '–' || r == '—':
			return '-'
		}
		return unicode.ToLower(r)
	}, form)
}

// head returns the first n characters of s, all if there are fewer.
func head(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// tail returns the last n characters of s, all if there are fewer.
func tail(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, w := utf8.DecodeLastRuneInString(s[:i])
		i -= w
	}
	return s[i:]
}

// shape returns the kinds of the characters of form, at most two of a kind in a
// row: "Xx" for "Paris", "00-x" for "40-year".
func shape(form string) string {
	var b [24]byte
	n, run := 0, 0
	for _, r := range form {
		k := byte('.')
		switch {
		case unicode.IsUpper(r):
			k = 'X'
		case unicode.IsLetter(r):
			k = 'x'
		case unicode.IsDigit(r):
			k = '0'
		case r < utf8.RuneSelf:
			k = byte(r)
		}
		if n > 0 && b[n-1] == k {
			if run++; run > 1 {
				continue
			}
		} else {
			run = 0
		}
		if n == len(b) {
			break
		}
		b[n] = k
		n++
	}
	return string(b[:n])
}

// VectorOf returns the vector of a word as it is written, nil if there is none.
func VectorOf(form string) []int8 { return Vector(normal(form)) }
