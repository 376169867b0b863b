package cluster

import (
	"cmp"
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
	Word   Kind = iota // the stem of a content word
	Person             // the fullest name of one
	Place
	Organisation
	Figure // a number with what it counts
	Day    // a day that is told
)

// A Term is something an article speaks of.
type Term struct {
	Hash  uint64 // of kind and form
	Kind  Kind
	Title bool // stands in the title
	Lead  bool // stands in the first leadWords words
	Count uint16
	Words string // its first mention, as printed
}

// A Sketch is what placing needs to know of an article.
type Sketch struct {
	ID        stemma.ArticleID
	Outlet    string
	URL       string
	Published int64 // seconds since 1970; 0 if unknown
	Words     int
	Terms     []Term // by hash
	Prints    Prints
}

const leadWords = 60

// Sketched returns the sketch of a.
func Sketched(a *stemma.Article, m *stemma.Marks) *Sketch {
	s := &Sketch{ID: a.ID, Outlet: a.Outlet, URL: a.URL, Prints: printsOf(a)}
	if a.Published.Known() {
		s.Published = a.Published.From.Unix()
	}
	b := bag{terms: map[uint64]*Term{}}
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
		count := 0
		for _, w := range e.Mentions {
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
		form := text.Fold(strings.TrimSuffix(strings.TrimSuffix(e.Name, "'s"), "’s"))
		b.add(kind, form, Term{Count: uint16(count), Words: a.Words(first), Lead: first.Start < lead})
	}
	for _, f := range m.Figures {
		if f.Counted == "" && f.Unit == "1" {
			continue
		}
		form := strconv.FormatFloat(f.Low, 'g', 6, 64) + f.Unit + text.Stem(f.Counted)
		b.add(Figure, form, Term{Count: 1, Words: a.Words(f.Span), Lead: f.Span.Start < lead})
	}
	for _, d := range m.Dates {
		if d.Known() && d.To.Sub(d.From).Hours() <= 24 {
			b.add(Day, d.From.Format("2006-01-02"), Term{Count: 1, Words: a.Words(d.Span), Lead: d.Span.Start < lead})
		}
	}
	for _, t := range b.terms {
		s.Terms = append(s.Terms, *t)
	}
	slices.SortFunc(s.Terms, func(x, y Term) int { return cmp.Compare(x.Hash, y.Hash) })
	return s
}

type bag struct {
	terms   map[uint64]*Term
	leadEnd int
}

func (b *bag) words(s string, span stemma.Span, title bool, before int, outside bool) int {
	n := 0
	for _, t := range text.Tokens(s, span) {
		if t.Kind == text.Mark {
			continue
		}
		n++
		lead := !outside && before+n <= leadWords
		if lead {
			b.leadEnd = t.End
		}
		w := text.Fold(s[t.Start:t.End])
		if t.Kind == text.Word {
			if text.IsFunction(w) || utf8.RuneCountInString(w) < 2 {
				continue
			}
			w = text.Stem(w)
		}
		b.add(Word, w, Term{Count: 1, Title: title, Lead: lead, Words: s[t.Start:t.End]})
	}
	return n
}

func (b *bag) add(k Kind, form string, t Term) {
	h := hash(k, form)
	x := b.terms[h]
	if x == nil {
		t.Hash, t.Kind = h, k
		b.terms[h] = &t
		return
	}
	x.Count += t.Count
	x.Title = x.Title || t.Title
	x.Lead = x.Lead || t.Lead
}

func hash(k Kind, form string) uint64 { return xxh3.HashStringSeed(form, uint64(k)) }
