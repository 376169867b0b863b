package stemma

import "fmt"

// A Span is a half-open range of byte offsets, [Start, End), into the Text of
// one [Article]. Both ends fall on rune boundaries. The zero Span is empty and
// stands for "no words". Offsets are bytes everywhere in stemma; package
// publish turns them into what a browser counts, and nothing else converts
// them. Get the words with [Article.Words].
type Span struct{ Start, End int }

// Len returns the number of bytes that s covers.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether s covers no words.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether t lies inside s. An empty t lies nowhere.
func (s Span) Contains(t Span) bool { return !t.Empty() && s.Start <= t.Start && t.End <= s.End }

// Overlap returns the number of bytes that s and t share.
func (s Span) Overlap(t Span) int {
	return max(0, min(s.End, t.End)-max(s.Start, t.Start))
}

// Cover returns the smallest span that holds both s and t.
// An empty span adds nothing.
func (s Span) Cover(t Span) Span {
	switch {
	case s.Empty():
		return t
	case t.Empty():
		return s
	}
	return Span{min(s.Start, t.Start), max(s.End, t.End)}
}

// Shift returns s moved by n bytes.
func (s Span) Shift(n int) Span { return Span{s.Start + n, s.End + n} }

// String returns s as "start-end".
func (s Span) String() string { return fmt.Sprintf("%d-%d", s.Start, s.End) }

// A Witness is the place where one article says something: the evidence that a
// reader can check. Its words are the article's bytes at Span.
type Witness struct {
	Article ArticleID
	Span    Span
}
