package publish

import (
	"bufio"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"stemma"
)

// GroupsSchema names the version of the JSON that Stories writes.
const GroupsSchema = "stemma.groups/1"

// GroupsSchemaText is the JSON Schema of that object and of a line of [Placed].
//
//go:embed groups.schema.json
var GroupsSchemaText string

//go:embed index.tmpl
var indexTemplate string

var index = template.Must(template.New("index").Funcs(template.FuncMap{"plural": Plural[int], "page": PageOf}).Parse(indexTemplate))

// PageOf returns the name of the page on a story, beside the index.
func PageOf(story string) string { return story + ".html" }

// A wireGroups is many reports in one: those on every story, most accounts
// first, and the articles that belong to none.
type wireGroups struct {
	Schema  string      `json:"schema"`
	Version *string     `json:"version"`
	Reports []wire      `json:"reports"`
	Alone   []wireAlone `json:"alone"`
}

// A wireAlone is an article that there is nothing to compare with.
type wireAlone struct {
	ID        string   `json:"id"`
	Story     string   `json:"story"`
	RoundUp   bool     `json:"round_up"`
	Mentions  []string `json:"mentions"` // stories
	Path      *string  `json:"path"`
	URL       *string  `json:"url"`
	Outlet    *string  `json:"outlet"`
	Title     *string  `json:"title"`
	Published *string  `json:"published"`
}

// Stories writes the reports of many stories one after the other, most accounts
// first, and then what belongs nowhere. As JSON it is one object; HTML is
// [Index] and a page a story.
func Stories(w io.Writer, told []Told, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	x := gather(told)
	switch o.Format {
	case HTML:
		return fmt.Errorf("publish: many stories on one page: %w; there is a page a story, and an index", ErrUsage)
	case JSON:
		return writeJSON(w, wireGroupsOf(x, o))
	case Markdown:
		return x.markdown(w, o)
	}
	return x.text(w, o)
}

func wireGroupsOf(x *gathering, o Options) wireGroups {
	return wireGroups{
		Schema: GroupsSchema, Version: orNull(o.Version),
		Reports: each(x.Stories, func(g *gathered) wire { return wireReport(g.Report, o) }),
		Alone:   each(x.nowhere(), wireAloneOf),
	}
}

func wireAloneOf(m *gatheredMember) wireAlone {
	a := m.Article
	return wireAlone{
		ID: nameOf(a), Story: m.Placement.Story, RoundUp: m.Placement.Kind == stemma.RoundUp, Mentions: list(m.Placement.Mentions),
		Path: orNull(a.Path), URL: orNull(a.URL), Outlet: orNull(a.Outlet), Title: orNull(a.Title), Published: orNull(isoDate(a.Published)),
	}
}

// nowhere returns the articles that belong to no story of two or more accounts,
// round-ups first.
func (x *gathering) nowhere() []*gatheredMember {
	var out []*gatheredMember
	for _, g := range slices.Concat(x.Roundup, x.Alone) {
		out = append(out, g.Members...)
	}
	return out
}

func (x *gathering) text(w io.Writer, o Options) error {
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	t.para(bold, "", x.summary())
	for i, g := range x.Stories {
		t.banner(fmt.Sprintf("STORY %d OF %d · %s", i+1, len(x.Stories), g.Group.Story))
		if err := buf.Flush(); err != nil {
			return fmt.Errorf("publish: write text: %w", err)
		}
		o.story = g.Group.Story
		if err := writeText(w, g.View, o); err != nil {
			return err
		}
		t.blank = true
	}
	t.nowhere(x)
	t.groupsFoot(o)
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write text: %w", err)
	}
	return nil
}

func (x *gathering) markdown(w io.Writer, o Options) error {
	for _, g := range x.Stories {
		if err := writeMarkdown(w, g.View, o); err != nil {
			return err
		}
		if _, err := io.WriteString(w, "\n---\n\n"); err != nil {
			return fmt.Errorf("publish: write Markdown: %w", err)
		}
	}
	d := document{bufio.NewWriter(w)}
	if all := x.nowhere(); len(all) > 0 {
		d.p("# Belongs nowhere")
		for _, m := range all {
			d.li("%s: %s", esc(m.head()), esc(m.Title))
		}
	}
	if err := d.w.Flush(); err != nil {
		return fmt.Errorf("publish: write Markdown: %w", err)
	}
	return nil
}

// An indexSheet is what the index template is given.
type indexSheet struct {
	*gathering
	CSS     template.CSS
	Policy  string
	Version string
}

// Heading returns "3 stories in 14 articles".
func (x *indexSheet) Heading() string {
	return storyCount(len(x.Stories)) + " in " + Plural(x.Count, "article")
}

// Summary returns "Published 4–29 March 2031; 1 article alone, 1 round-up".
func (x *indexSheet) Summary() string {
	var parts []string
	if x.When != "" {
		parts = append(parts, "Published "+x.When)
	}
	if other := x.others(); len(other) > 0 {
		parts = append(parts, strings.Join(other, ", "))
	}
	return strings.Join(parts, "; ")
}

// Measure, Counts, Outlets and Page tell the index of a story.
func (g *gathered) Measure() string { return g.measure() }

func (g *gathered) Counts() string { return g.View.counts() }

// maxOutlets is how many outlets the index names of a story.
const maxOutlets = 6

// Outlets returns who tells the story, each once.
func (g *gathered) Outlets() []string {
	var out []string
	unknown := 0
	for _, a := range g.View.Accounts {
		switch {
		case !a.Named:
			unknown++
		case !slices.Contains(out, a.Name):
			out = append(out, a.Name)
		}
	}
	if more := len(out) - maxOutlets; more > 1 {
		out = append(out[:maxOutlets], fmt.Sprintf("%d more", more))
	}
	if unknown > 0 {
		out = append(out, Plural(unknown, "account")+" of unknown outlet")
	}
	return out
}

// Told returns the stories that m speaks of.
func (x *indexSheet) Told(m *gatheredMember) []*gathered {
	var out []*gathered
	for _, id := range m.Placement.Mentions {
		if g := x.story[id]; g != nil {
			out = append(out, g)
		}
	}
	return out
}

// Nowhere returns what belongs to no story.
func (x *indexSheet) Nowhere() []*gatheredMember { return x.nowhere() }

// Index writes the page that lists the stories and what belongs nowhere. The
// page on each story lies beside it, named by [PageOf].
func Index(w io.Writer, told []Told, o Options) error {
	buf := bufio.NewWriter(w)
	s := &indexSheet{gathering: gather(told), CSS: styled, Policy: policy, Version: o.Version}
	if err := index.Execute(buf, s); err != nil {
		return fmt.Errorf("publish: write the index: %w", err)
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write the index: %w", err)
	}
	return nil
}
