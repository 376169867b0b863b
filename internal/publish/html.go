package publish

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

//go:embed page.css
var pageCSS string

//go:embed page.tmpl
var pageTemplate string

// colours is how many account colours page.css has; they are repeated.
const colours = 8

// maxContext is how many runes of the sentence stand on each side of evidence.
const maxContext = 170

// maxOpen is the longest list that stands open on the page; what is longer is
// folded, or its end is.
const maxOpen = 12

//go:embed frame.tmpl
var frameTemplate string

var page = template.Must(template.Must(template.New("page").Funcs(template.FuncMap{
	"editLabel": (*edit).label,
	"colour":    func(a *account) string { return hue(a.N) },
	"plural":    Plural[int],
	"oneLine":   oneLine,
	"warning":   warningLine,
	"add":       func(a, b int) int { return a + b },
	"sub": func(a int, bs ...int) int {
		for _, b := range bs {
			a -= b
		}
		return a
	},
	"open": func(n int) bool { return n <= maxOpen },
}).Parse(frameTemplate)).Parse(pageTemplate))

// styled is the style sheet, and a policy that allows it and nothing else: no
// script, no request.
var (
	styled = template.CSS("\n" + pageCSS)
	policy = func() string {
		sum := sha256.Sum256([]byte(styled))
		return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	}()
)

// A sheet is what the page template is given.
type sheet struct {
	*view
	frame
	markup  // writes to where the template does
	Drawing *drawing
	Grades  []grade
	Columns []column
	Names   []cast
	options Options
}

// A grade is the agreed findings on one number of separate origins.
type grade struct {
	N        int
	Findings []*finding
}

// Open returns the findings that stand open, and Folded the others. A few more
// than maxOpen are not worth folding.
func (g grade) Open() []*finding {
	if len(g.Findings) <= maxOpen*3/2 {
		return g.Findings
	}
	return g.Findings[:maxOpen]
}

func (g grade) Folded() []*finding { return g.Findings[len(g.Open()):] }

// A cast is the entities of one kind.
type cast struct {
	Kind   string
	People []*person
}

// A column is an account with its evidence marked.
type column struct {
	*account
	Blocks []paragraph
}

// A paragraph is a block of the report cut into marks, or a run of blocks that
// are set aside.
type paragraph struct {
	Kind  stemma.BlockKind
	Steps []pageStep
	Aside []aside
	Words int // in Aside
}

// A pageStep is a step with the anchor of its mark and what refers to it.
type pageStep struct {
	step
	ID   string // of the first part of a mark
	Refs []ref  // after its last part
}

// A ref leads from evidence to an entry that rests on it.
type ref struct{ ID, Symbol, Kind, Said string }

// Shows reports whether section s is on the page.
func (s *sheet) Shows(name string) bool { return s.options.shows(name) }

// Long reports whether the title is a sentence more than a headline.
func (s *sheet) Long() bool { return utf8.RuneCountInString(s.Title) > maxHeadline }

// Index is the page that lists all stories, "" for none.
func (s *sheet) Index() string { return s.options.Index }

// ArticlePage returns the address of the site's page on an article, "" for none.
func (s *sheet) ArticlePage(id stemma.ArticleID) string { return s.Site.article(string(id)) }

// Summary and Counts are the view's.
func (s *sheet) Summary() string { return s.summary() }

func (s *sheet) Counts() string { return s.counts() }

func writeHTML(w io.Writer, v *view, o Options) error {
	buf := bufio.NewWriter(w)
	s := &sheet{view: v, frame: frameOf(o), markup: markup{buf, o.Site}, Drawing: draw(v), options: o, Columns: v.columns()}
	for _, f := range v.Agreed {
		if n := len(s.Grades); n == 0 || s.Grades[n-1].N != len(f.From) {
			s.Grades = append(s.Grades, grade{N: len(f.From)})
		}
		g := &s.Grades[len(s.Grades)-1]
		g.Findings = append(g.Findings, f)
	}
	s.Names = v.casts()
	if err := page.Execute(buf, s); err != nil {
		return fmt.Errorf("publish: write HTML: %w", err)
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write HTML: %w", err)
	}
	return nil
}

// casts returns the entities of v by their kind.
func (v *view) casts() []cast {
	var out []cast
	for _, k := range []struct {
		kind stemma.EntityKind
		name string
	}{{stemma.Person, "People"}, {stemma.Place, "Places"}, {stemma.Organisation, "Organisations"}} {
		c := cast{Kind: k.name}
		for _, p := range v.People {
			if p.Kind == k.kind {
				c.People = append(c.People, p)
			}
		}
		if len(c.People) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// hue returns the colour class of account number n, and none for a source.
func hue(n int) string {
	if n < 0 {
		return ""
	}
	return fmt.Sprintf("c%d", n%colours)
}

// anchor names the place of the evidence in its account, "A.643-686", or the
// account where the evidence stands in a block that is set aside.
func (w witness) anchor() string {
	i := sort.Search(len(w.Blocks), func(i int) bool { return w.Blocks[i].Span.End > w.Span.Start })
	if i == len(w.Blocks) || w.Blocks[i].Span.Start > w.Span.Start || !w.Blocks[i].Kind.Reported() {
		return "account-" + w.Sign
	}
	return fmt.Sprintf("%s.%d-%d", w.Sign, w.Span.Start, w.Span.End)
}

// A setting is evidence within its sentence.
type setting struct{ Before, Words, After string }

// context returns the words of g within the sentence around them, where all
// its accounts have the same sentence.
func (g group) context() setting {
	out := setting{Words: g.Words}
	for i, w := range g.Witnesses {
		c := w.context(w.Span)
		before, after := tail(oneLine(w.Text[c.Start:w.Span.Start])), head(oneLine(w.Text[w.Span.End:c.End]))
		if i > 0 && (text.Fold(before) != text.Fold(out.Before) || text.Fold(after) != text.Fold(out.After)) {
			return setting{Words: g.Words}
		}
		if before != "" && spaced(w.Text[:w.Span.Start], true) {
			before += " "
		}
		if after != "" && spaced(w.Text[w.Span.End:], false) {
			after = " " + after
		}
		out.Before, out.After = before, after
	}
	return out
}

// spaced reports whether s ends, or begins, with white space.
func spaced(s string, end bool) bool {
	if s == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	if end {
		r, _ = utf8.DecodeLastRuneInString(s)
	}
	return strings.TrimSpace(string(r)) == ""
}

// tail returns the end of s, and head its beginning, cut to maxContext.
func tail(s string) string {
	r := []rune(s)
	if len(r) <= maxContext {
		return s
	}
	cut := len(r) - maxContext
	for cut < len(r) && r[cut] != ' ' {
		cut++
	}
	return "…" + string(r[cut:])
}

func head(s string) string { return clip(s, maxContext) }

// columns cuts every account into paragraphs with its evidence marked.
func (v *view) columns() []column {
	marks := v.evidence()
	var out []column
	for _, a := range v.Accounts {
		c := column{account: a}
		spans, refs := marks[a.N].sorted()
		next := 0 // spans before it end before the block begins
		for _, b := range a.Blocks {
			if !b.Kind.Reported() {
				c.setAside(a, b)
				continue
			}
			at, inside := reaching(spans, &next, b.Span)
			p := paragraph{Kind: b.Kind}
			for _, s := range nest(a.Words(b.Span), b.Span.Start, inside) {
				x := pageStep{step: s}
				if s.Begin > 0 && s.First {
					x.ID = witness{account: a, Span: inside[s.Begin-1]}.anchor()
				}
				if s.End > 0 && s.Last {
					x.Refs = refs[at[s.End-1]]
				}
				p.Steps = append(p.Steps, x)
			}
			c.Blocks = append(c.Blocks, p)
		}
		out = append(out, c)
	}
	return out
}

// setAside adds a block to the run of blocks set aside that c ends with.
func (c *column) setAside(a *account, b stemma.Block) {
	if n := len(c.Blocks); n == 0 || len(c.Blocks[n-1].Aside) == 0 {
		c.Blocks = append(c.Blocks, paragraph{})
	}
	p := &c.Blocks[len(c.Blocks)-1]
	p.Aside = append(p.Aside, aside{b, oneLine(a.Words(b.Span))})
	p.Words += countWords(a.Text, b.Span)
}

// marked is the evidence in one account: each span once, and what rests on it.
type marked map[stemma.Span][]ref

func (m marked) sorted() ([]stemma.Span, [][]ref) {
	spans := make([]stemma.Span, 0, len(m))
	for s := range m {
		spans = append(spans, s)
	}
	slices.SortFunc(spans, func(a, b stemma.Span) int { return cmp.Or(nested(a, b), cmp.Compare(a.End, b.End)) })
	refs := make([][]ref, len(spans))
	for i, s := range spans {
		refs[i] = m[s]
	}
	return spans, refs
}

// evidence returns what is marked in every account.
func (v *view) evidence() []marked {
	out := make([]marked, len(v.Accounts))
	for i := range out {
		out[i] = marked{}
	}
	add := func(a *account, s stemma.Span, r ref) {
		if s.Empty() || slices.Contains(out[a.N][s], r) {
			return
		}
		out[a.N][s] = append(out[a.N][s], r)
	}
	for _, list := range [][]*finding{v.Conflicts, v.Updates, v.Agreed, v.Single} {
		for _, f := range list {
			for _, s := range f.Sides {
				for _, w := range s.Witnesses {
					add(w.account, w.Span, ref{f.ID, symbol(f.Kind), string(f.Kind), f.label()})
				}
			}
		}
	}
	for _, u := range v.Utterances {
		for _, q := range u.Readings {
			add(q.Account, q.Span, ref{u.ID, "“", "single-source", speakerName(u.Speaker)})
		}
	}
	for _, e := range v.Events {
		for _, w := range e.Witnesses {
			add(w.account, w.Span, ref{e.ID, "@", "single-source", "timeline"})
		}
	}
	return out
}
