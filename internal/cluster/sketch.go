package cluster

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"stemma"
	"stemma/internal/text"
)

// A Kind says what a [Term] is made of.
type Kind uint8

// The kinds of term.
const (
	Word         Kind = iota // the stem of a content word, or a number as written
	Phrase                   // two of them that follow each other, function words left out
	Tie                      // two that the parse ties together
	Person                   // the fullest name of one
	Place                    // likewise
	Organisation             // likewise
	Figure                   // a number with what it counts
	Day                      // a day that is told
)

// A Class says what sort of word a [Term] of kind Word is.
type Class uint8

// The classes of word.
const (
	Plain    Class = iota
	OfPerson       // part of a person's name
	OfPlace        // likewise
	OfBody         // of an organisation's
	Number
	Year
	// In a vector the terms of other kinds have a class, too.
	Told    // a day
	Several // a phrase, a tie or a figure, whose words stand for it
)

// A Term is something an article speaks of.
type Term struct {
	Hash  uint64 // of kind and form
	Kind  Kind
	Class Class // of a Word
	Title bool  // stands in the title
	Lead  bool  // stands in the first leadWords words
	Count uint16
	In    uint16 // the segments of the text that it stands in, a bit each
	// How early it stands: the sum over its mentions of exp(-n/fast), exp(-n/slow),
	// n being how many words of the report come before, in 1/1024. A mention in
	// the title counts as the first word. Words and phrases only.
	Fast, Slow uint32
	Words      string // its first mention, as printed
}

// A Sketch is what placing needs to know of an article.
type Sketch struct {
	ID        stemma.ArticleID
	Outlet    string
	URL       string
	Published int64 // seconds since 1970; 0 if unknown
	Words     int
	Terms     []Term // by hash
	Segments  Segments
	Recalls   string // the words by which the lead tells the event as past: "a year ago"; empty if none
	Prints    Prints
}

const (
	leadWords = 60
	fastWords = 50  // after so many words a mention says 1/e of what the first one says
	slowWords = 400 // likewise
)

// Sketched returns the sketch of a.
func Sketched(a *stemma.Article, m *stemma.Marks) *Sketch {
	s := &Sketch{ID: a.ID, Outlet: a.Outlet, URL: a.URL, Prints: printsOf(a)}
	if a.Published.Known() {
		s.Published = a.Published.From.Unix()
	}
	cut := segmentsOf(a)
	s.Segments = cut.Segments
	b := bag{terms: map[uint64]*Term{}, cut: cut}
	b.words(a.Title, stemma.Span{End: len(a.Title)}, true, 0, true)
	n := 0
	for _, bl := range a.Blocks {
		if !bl.Kind.Reported() {
			continue
		}
		n += b.words(a.Text, bl.Span, bl.Kind == stemma.Title, n, false)
	}
	s.Words = n
	lead := b.leadEnd
	s.Recalls = recalls(a, m, lead)
	for _, e := range m.Entities {
		kind := Person
		switch e.Kind {
		case stemma.Place:
			kind = Place
		case stemma.Organisation:
			kind = Organisation
		}
		if e.Outlet {
			continue
		}
		var first stemma.Span
		var in uint16
		count := 0
		for _, w := range e.Mentions {
			in |= cut.at(w.Span.Start)
			if w.Pronoun {
				continue
			}
			if count == 0 {
				first = w.Span
			}
			count++
		}
		if count == 0 {
			continue
		}
		for _, t := range text.Tokens(a.Text, first) {
			if x := b.terms[hash(Word, formOf(a.Text, t))]; x != nil && t.Kind == text.Word {
				x.Class = OfPerson + Class(kind-Person)
			}
		}
		form := text.Fold(strings.TrimSuffix(strings.TrimSuffix(e.Name, "'s"), "’s"))
		b.add(kind, form, Term{Count: uint16(count), In: in, Words: a.Words(first), Lead: first.Start < lead})
	}
	for _, f := range m.Figures {
		if f.Counted == "" && f.Unit == "1" {
			continue
		}
		form := strconv.FormatFloat(f.Low, 'g', 6, 64) + f.Unit + text.Stem(f.Counted)
		b.add(Figure, form, Term{Count: 1, In: cut.at(f.Span.Start), Words: a.Words(f.Span), Lead: f.Span.Start < lead})
	}
	for _, d := range m.Dates {
		if d.Known() && d.To.Sub(d.From).Hours() <= 24 {
			b.add(Day, d.From.Format("2006-01-02"), Term{Count: 1, In: cut.at(d.Span.Start), Words: a.Words(d.Span), Lead: d.Span.Start < lead})
		}
	}
	for _, c := range m.Claims {
		for _, o := range c.Bonds {
			if o.Head.Part == 'o' || o.Tail.Part == 'o' {
				continue
			}
			x, y := text.Fold(o.Head.Lemma), text.Fold(o.Tail.Lemma)
			if text.IsFunction(x) || text.IsFunction(y) {
				continue
			}
			if x, y = text.Stem(x), text.Stem(y); y < x {
				x, y = y, x
			}
			b.add(Tie, x+" "+y, Term{Count: 1, Words: a.Words(o.Head.Span) + " … " + a.Words(o.Tail.Span), Lead: c.Span.Start < lead})
		}
	}
	for _, t := range b.terms {
		s.Terms = append(s.Terms, *t)
	}
	slices.SortFunc(s.Terms, func(x, y Term) int { return cmp.Compare(x.Hash, y.Hash) })
	if s.Segments.N >= roundUpSegments {
		s.Segments.Disunity = s.disunity()
	}
	return s
}

type bag struct {
	terms   map[uint64]*Term
	cut     segmented
	leadEnd int
}

// words adds the words of span and the phrases they make, before being how many
// words of the report come before. It returns how many there are. What stands
// outside the text of the article is no part of its lead.
func (b *bag) words(s string, span stemma.Span, title bool, before int, outside bool) int {
	n := 0
	last, from := "", 0 // the last content word, and where it begins
	for _, t := range text.Tokens(s, span) {
		if t.Kind == text.Mark {
			last = ""
			continue
		}
		lead := !outside && before+n < leadWords
		if lead {
			b.leadEnd = t.End
		}
		fast, slow := uint32(1024), uint32(1024)
		if !title && !outside {
			fast, slow = early(before + n)
		}
		n++
		w := formOf(s, t)
		if w == "" {
			continue
		}
		x := Term{Count: 1, Title: title, Lead: lead, Fast: fast, Slow: slow}
		if !outside {
			x.In = b.cut.at(t.Start)
		}
		if last != "" {
			x.Words = s[from:t.End]
			b.add(Phrase, last+" "+w, x)
		}
		last, from = w, t.Start
		if t.Kind == text.Number {
			x.Class = Number
			if len(w) == 4 && (w[:2] == "19" || w[:2] == "20") {
				x.Class = Year
			}
		}
		x.Words = s[t.Start:t.End]
		b.add(Word, w, x)
	}
	return n
}

// formOf returns the form in which the word or number t of s is a term; empty if
// it is none.
func formOf(s string, t text.Token) string {
	w := text.Fold(s[t.Start:t.End])
	switch {
	case t.Kind == text.Mark:
		return ""
	case t.Kind == text.Number:
		return w
	case text.IsFunction(w) || utf8.RuneCountInString(w) < 2:
		return ""
	}
	return text.Stem(w)
}

// early returns how early a word is that n words come before.
func early(n int) (fast, slow uint32) {
	if n >= len(earliness) {
		return 0, 0
	}
	return earliness[n][0], earliness[n][1]
}

// earliness holds early of each n until both are nothing.
var earliness = func() (t [7 * slowWords][2]uint32) {
	for n := range t {
		t[n] = [2]uint32{
			uint32(math.Round(1024 * math.Exp(-float64(n)/fastWords))),
			uint32(math.Round(1024 * math.Exp(-float64(n)/slowWords))),
		}
	}
	return t
}()

func (b *bag) add(k Kind, form string, t Term) {
	h := hash(k, form)
	x := b.terms[h]
	if x == nil {
		t.Hash, t.Kind = h, k
		b.terms[h] = &t
		return
	}
	x.Count += t.Count
	x.In |= t.In
	x.Fast += t.Fast
	x.Slow += t.Slow
	x.Title = x.Title || t.Title
	x.Lead = x.Lead || t.Lead
}

func hash(k Kind, form string) uint64 { return xxh3.HashStringSeed(form, uint64(k)) }
