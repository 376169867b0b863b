package publish

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"stemma"
)

//go:embed article.tmpl
var articleTemplate string

var articlePage = template.Must(template.Must(template.New("article").Funcs(template.FuncMap{"oneLine": oneLine}).Parse(frameTemplate)).Parse(articleTemplate))

// An articleSheet is what the template of one article's page is given.
type articleSheet struct {
	*account
	frame
	markup
	Title  string
	Legend []legend
	Names  []cast

	marks    []mark
	placed   []bool // by mark: it begins in a block of the report, so that links can lead there
	spots    []spot // sorted by nested
	mentions map[*stemma.Entity][]mention
}

// A spot is a stretch of text that is marked. A mark can have several: the
// source, the cue and the content of an attribution.
type spot struct {
	at   stemma.Span
	kind string // of the spot, as the legend has it
	mark int    // which of the marks it belongs to
	led  bool   // links lead here: the first spot of its mark
	weak bool   // tied by rule, not by name
}

// A legend is a kind of spot, and how many marks have it.
type legend struct {
	Kind, Name string
	N          int
}

// legends are the kinds of spot in the order of the page, and what they are
// called there.
var legends = []legend{
	{Kind: "quote", Name: "quotes"}, {Kind: reported, Name: "reported speech"}, {Kind: source, Name: "who is said to say it, and how"},
	{Kind: "citation", Name: "citations"}, {Kind: "person", Name: "people"}, {Kind: "place", Name: "places"}, {Kind: "organisation", Name: "organisations"},
	{Kind: "date", Name: "dates"}, {Kind: "figure", Name: "figures"}, {Kind: "claim", Name: "claims"},
}

// A mention is a place that speaks of an entity.
type mention struct {
	mark  int
	words string
	weak  bool
}

func writeArticle(w io.Writer, a *stemma.Article, m *stemma.Marks, o Options) error {
	v := newView(reportOf(a, m))
	buf := bufio.NewWriter(w)
	s := &articleSheet{account: v.Accounts[0], frame: frameOf(o), markup: markup{buf, o.Site}, Title: v.Title, mentions: map[*stemma.Entity][]mention{}}
	s.marks = marksOf(a, m)
	s.spots, s.Legend = spotsOf(s.marks)
	s.placed = placed(a, s.marks)
	for i, x := range s.marks {
		if x.entity != nil {
			s.mentions[x.entity] = append(s.mentions[x.entity], mention{i, oneLine(a.Words(x.at)), x.weak})
		}
	}
	s.Names = v.casts()
	err := articlePage.Execute(buf, s)
	if err = cmp.Or(err, buf.Flush()); err != nil {
		return fmt.Errorf("publish: write HTML: %w", err)
	}
	return nil
}

// placed reports of each of marks, which stand in text order, whether it begins
// in a block of the report.
func placed(a *stemma.Article, marks []mark) []bool {
	out := make([]bool, len(marks))
	b := 0
	for i, m := range marks {
		for b < len(a.Blocks) && a.Blocks[b].Span.End <= m.at.Start {
			b++
		}
		out[i] = b < len(a.Blocks) && a.Blocks[b].Span.Start <= m.at.Start && a.Blocks[b].Kind.Reported() && !m.at.Empty()
	}
	return out
}

// spotsOf returns the spots of marks, and the kinds that they have.
func spotsOf(marks []mark) ([]spot, []legend) {
	var spots []spot
	for i, m := range marks {
		spots = append(spots, spot{m.at, m.look, i, true, m.weak})
		for _, at := range m.also {
			spots = append(spots, spot{at, m.look, i, false, false})
		}
		for _, at := range m.content {
			spots = append(spots, spot{at, reported, i, false, false})
		}
	}
	spots = slices.DeleteFunc(spots, func(s spot) bool { return s.at.Empty() })
	slices.SortStableFunc(spots, func(a, b spot) int { return nested(a.at, b.at) })
	found := slices.Clone(legends)
	for i := range found {
		seen := map[int]bool{}
		for _, s := range spots {
			if s.kind == found[i].Kind {
				seen[s.mark] = true
			}
		}
		found[i].N = len(seen)
	}
	return spots, slices.DeleteFunc(found, func(l legend) bool { return l.N == 0 })
}

// Long, RetrievedAt, Measure and Counted are of the page's header.
func (s *articleSheet) Long() bool { return utf8.RuneCountInString(s.Title) > maxHeadline }

func (s *articleSheet) RetrievedAt() string { return At(s.Retrieved) }

func (s *articleSheet) Measure() string { return s.measure() }

func (s *articleSheet) Counted() string { return tally(s.marks) }

// OutletPage returns the address of the site's page on the outlet, "" for none.
func (s *articleSheet) OutletPage() string { return s.Site.outlet(s.Outlet) }

// tally returns "12 marks: 2 quotes, 1 citation, 9 claims".
func tally(marks []mark) string {
	if len(marks) == 0 {
		return "No mark"
	}
	n := map[string]int{}
	var kinds []string
	for _, m := range marks {
		if n[m.look] == 0 {
			kinds = append(kinds, m.look)
		}
		n[m.look]++
	}
	order := func(look string) int {
		return slices.IndexFunc(legends, func(l legend) bool { return l.Kind == look })
	}
	slices.SortFunc(kinds, func(a, b string) int { return cmp.Compare(order(a), order(b)) })
	for i, k := range kinds {
		switch {
		case k == reported:
			kinds[i] = Plural(n[k], "reported statement")
		case k == source:
			kinds[i] = Plural(n[k], "attribution")
		case k == string(stemma.Person) && n[k] > 1:
			kinds[i] = fmt.Sprintf("%d people", n[k])
		default:
			kinds[i] = Plural(n[k], k)
		}
	}
	return Plural(len(marks), "mark") + ": " + strings.Join(kinds, ", ")
}

// Blocks writes the text: every block of the report with its marks beneath it,
// the others folded.
func (s *articleSheet) Blocks() template.HTML {
	next := 0 // spots before it end before the block begins
	spans := each(s.spots, func(x spot) stemma.Span { return x.at })
	done := 0 // marks before it were told
	until := func(end int) []mark {
		from := done
		for done < len(s.marks) && s.marks[done].at.Start < end {
			done++
		}
		return s.marks[from:done]
	}
	var folded []foldedBlock
	flush := func() {
		if len(folded) > 0 {
			s.setAside(folded)
			folded = nil
		}
	}
	for i, b := range s.account.Blocks {
		first := done
		marks := until(b.Span.End)
		if i == len(s.account.Blocks)-1 {
			marks = s.marks[first:]
		}
		if !b.Kind.Reported() {
			folded = append(folded, foldedBlock{b, oneLine(s.Words(b.Span)), first, marks})
			continue
		}
		flush()
		at, inside := reaching(spans, &next, b.Span)
		s.raw(`<div class="block"><p class="`)
		s.text(string(b.Kind))
		s.raw(`">`)
		for _, x := range nest(s.Words(b.Span), b.Span.Start, inside) {
			switch {
			case x.Begin > 0:
				s.begin(s.spots[at[x.Begin-1]], x.First)
			case x.End > 0:
				s.raw(`</mark>`)
			default:
				s.text(x.Words)
			}
		}
		s.raw("</p>\n")
		s.notes(first, marks)
		s.raw("</div>\n")
	}
	flush()
	return ""
}

// A foldedBlock is a block that is set aside, with the marks in it.
type foldedBlock struct {
	stemma.Block
	words string
	first int
	marks []mark
}

// setAside adds blocks that are set aside, folded, with the marks in them.
func (s *articleSheet) setAside(bs []foldedBlock) {
	words := 0
	for _, b := range bs {
		words += countWords(s.account.Text, b.Span)
	}
	s.raw(`<details class="aside"><summary>`, Plural(len(bs), "block"), `, `, Plural(words, "word"), `, set aside</summary><ul>`)
	for _, b := range bs {
		s.raw(`<li><span class="meta">`)
		s.text(string(b.Kind))
		s.raw(`: `)
		s.text(oneLine(b.Why))
		s.raw(`</span>`)
		s.text(b.words)
		s.notes(b.first, b.marks)
		s.raw(`</li>`)
	}
	s.raw("</ul></details>\n")
}

// begin opens a mark of the text.
func (s *articleSheet) begin(at spot, first bool) {
	m := s.marks[at.mark]
	s.raw(`<mark class="m-`, at.kind)
	if at.weak {
		s.raw(` weak`)
	}
	s.raw(`"`)
	if first && at.led {
		s.raw(` id="m`)
		s.int(at.mark + 1)
		s.raw(`"`)
	}
	s.raw(` title="`, m.kind)
	for _, said := range m.said[1:] {
		s.raw(` · `)
		s.text(clip(said, maxName))
	}
	s.raw(`">`)
}

// notes adds what marks say, folded. The first of them is mark number first.
func (s *articleSheet) notes(first int, marks []mark) {
	if len(marks) == 0 {
		return
	}
	s.raw(`<details class="notes"><summary>`, tally(marks), `</summary><ul>`)
	for i, m := range marks {
		n := first + i + 1
		s.raw(`<li id="d`)
		s.int(n)
		if s.placed[n-1] {
			s.raw(`"><a class="kind m-`, m.look, `" href="#m`)
			s.int(n)
			s.raw(`">`, m.kind, `</a>`)
		} else {
			s.raw(`"><span class="kind">`, m.kind, `</span>`)
		}
		s.raw(` <span><span class="words">`)
		s.text(m.said[0])
		s.raw(`</span>`)
		for k, said := range m.said[1:] {
			s.raw(`<span class="meta"> · `)
			if k == 0 && m.entity != nil {
				s.raw(`<a href="#`)
				s.fragment(Anchor(m.entity))
				s.raw(`">`)
				s.text(said)
				s.raw(`</a>`)
			} else {
				s.text(said)
			}
			s.raw(`</span>`)
		}
		s.raw(`</span></li>`)
	}
	s.raw("</ul></details>\n")
}

// Cast writes people, places or organisations with their mentions.
func (s *articleSheet) Cast(ps []*person) template.HTML {
	for _, p := range ps {
		s.raw(`<li id="`)
		s.text(p.Anchor)
		s.raw(`"><b>`)
		s.link(s.site.person(p.Entity.Name), oneLine(p.Entity.Name))
		s.raw(`</b>`)
		if len(p.Known) > 0 {
			s.raw(` <span class="meta">`)
			s.text(strings.Join(p.Known, "; "))
			s.raw(`</span>`)
		}
		s.raw(`<span class="at">`)
		for _, x := range s.mentions[p.Entity] {
			if s.placed[x.mark] {
				s.raw(`<a href="#m`)
			} else {
				s.raw(`<a href="#d`)
			}
			s.int(x.mark + 1)
			if x.weak {
				s.raw(`" class="weak`)
			}
			s.raw(`">`)
			s.text(x.words)
			s.raw(`</a> `)
		}
		s.raw("</span></li>\n")
	}
	return ""
}
