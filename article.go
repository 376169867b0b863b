package stemma

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// An ArticleID names one immutable revision of one outlet's account.
// It is made from the bytes of the page and the name it was given under, so the
// same input has the same ID in every run and on every machine.
type ArticleID string

// An Article is one outlet's account of an event, as read from one page.
// It never changes: a corrected page is another Article.
//
// The empty string stands for unknown in Path, URL, Outlet, Title, Byline and
// Language, and the zero [Date] in Published. Nothing is ever guessed into them.
type Article struct {
	ID        ArticleID
	Key       string // how those who gave it call it: a record's own "id"; empty if it has none
	Path      string // the file name as it was given; "-" is standard input
	URL       string
	Outlet    string // who publishes: "The Harbour Gazette", "example.org"
	Title     string // the headline; its words need not stand in Text
	Byline    string // as printed, "By A. Writer" without the "By"
	Published Date
	Retrieved time.Time // when the page was fetched, as its archive or a browser's saved page says; zero where nothing does
	Language  string    // ISO 639-1, such as "en"
	Text      string    // valid UTF-8; every span of the article points here
	Blocks    []Block
}

// Words returns the words that s covers in a's text.
// It panics if s lies outside the text or cuts a rune in two: a span that does
// not fit its article is a broken promise of the stage that made it.
func (a *Article) Words(s Span) string {
	if err := a.Check(s); err != nil {
		panic(err) // unreachable: every stage is fuzzed for spans that fit
	}
	return a.Text[s.Start:s.End]
}

// Check returns an error wrapping [ErrInvalid] if s does not fit a's text.
func (a *Article) Check(s Span) error {
	if s.Start < 0 || s.End < s.Start || s.End > len(a.Text) {
		return fmt.Errorf("article %s: span %v outside %d bytes: %w", a.ID, s, len(a.Text), ErrInvalid)
	}
	for _, i := range [2]int{s.Start, s.End} {
		if i < len(a.Text) && !utf8.RuneStart(a.Text[i]) {
			return fmt.Errorf("article %s: span %v cuts a rune at %d: %w", a.ID, s, i, ErrInvalid)
		}
	}
	return nil
}

// A BlockKind says what part a [Block] plays on its page.
type BlockKind string

// The kinds of block. Body, Title, Heading and Caption belong to the report and
// are annotated; the others are set aside, kept and marked.
const (
	Body      BlockKind = "body"
	Title     BlockKind = "title"
	Heading   BlockKind = "heading"   // a heading inside the report
	Caption   BlockKind = "caption"   // what stands under a picture
	Credit    BlockKind = "credit"    // who made a picture or wrote the report: "Photo: AP"
	Byline    BlockKind = "byline"    // who wrote it
	Dateline  BlockKind = "dateline"  // when, and where from
	Furniture BlockKind = "furniture" // promotion, related links, navigation, list numbers, notices
)

// Reported reports whether blocks of kind k are part of the report, so that
// annotators read them.
func (k BlockKind) Reported() bool {
	return k == Body || k == Title || k == Heading || k == Caption
}

// A Block is a stretch of an article's text that plays one part.
// The blocks of an article stand in text order and do not overlap; what lies
// between them is white space.
type Block struct {
	Kind BlockKind
	Span Span
	Why  string // the rule that decided, in a few words; never empty
}
