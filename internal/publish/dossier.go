package publish

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"unicode/utf8"
)

//go:embed explain.tmpl
var dossierTemplate string

var dossierPage = template.Must(template.Must(template.New("explain").Parse(frameTemplate)).Parse(dossierTemplate))

// A dossierSheet is what the page on one entry is written from.
type dossierSheet struct {
	*dossier
	frame
	markup
	Story    string     // its title
	Involved []*account // that the page speaks of, in report order
}

func writeDossierPage(w io.Writer, v *view, d *dossier, o Options) error {
	buf := bufio.NewWriter(w)
	s := &dossierSheet{dossier: d, frame: frameOf(o), markup: markup{buf, o.Site}, Story: v.Title}
	for _, p := range d.Parts {
		s.Involved = append(s.Involved, accountsOf(p.Evidence)...)
	}
	for _, x := range d.Origins {
		s.Involved = append(s.Involved, x.Accounts...)
	}
	for _, e := range d.Edges {
		for _, n := range []*node{e.From, e.To} {
			if n.Account != nil {
				s.Involved = append(s.Involved, n.Account)
			}
		}
		s.Involved = append(s.Involved, accountsOf(e.Evidence)...)
	}
	s.Involved = inOrder(s.Involved)
	err := dossierPage.Execute(buf, s)
	if err = cmp.Or(err, buf.Flush()); err != nil {
		return fmt.Errorf("publish: write HTML: %w", err)
	}
	return nil
}

// Long reports whether the title is a sentence more than a headline.
func (s *dossierSheet) Long() bool { return utf8.RuneCountInString(s.Title) > maxHeadline }

// Evidenced writes the parts of the entry, each witness within its sentence.
func (s *dossierSheet) Evidenced() template.HTML {
	for i, p := range s.Parts {
		id := "part-" + strconv.Itoa(i+1)
		s.raw(`<section aria-labelledby="`, id, "\">\n<h2 id=\"", id, `">`)
		s.text(p.Heading)
		s.raw("</h2>\n")
		for _, w := range p.Evidence {
			c := group{w.Words, []witness{w}}.context()
			s.raw(`<blockquote class="c`)
			s.int(w.N % colours)
			s.raw(`"><p class="words"><span class="ctx">`)
			s.text(c.Before)
			s.raw(`</span><mark>`)
			s.text(c.Words)
			s.raw(`</mark><span class="ctx">`)
			s.text(c.After)
			s.raw("</span></p>\n<footer><span>")
			s.sig(w.account)
			s.raw(` `)
			s.link(s.site.article(string(w.ID)), w.headline())
			s.raw(`</span><span>bytes `)
			s.int(w.Span.Start)
			s.raw(` to `)
			s.int(w.Span.End)
			s.raw("</span></footer></blockquote>\n")
		}
		s.raw("</section>\n")
	}
	return ""
}

// Roots writes the origins.
func (s *dossierSheet) Roots() template.HTML {
	return every(s.Origins, func(o *origin) {
		s.raw(`<li><span class="chip"><b>`)
		s.text(o.ID)
		s.raw(`</b></span> <b>`)
		s.text(o.Name)
		s.raw(`</b> `)
		for _, a := range o.Accounts {
			s.sig(a)
			s.raw(` `)
		}
		if o.Why != "" {
			s.raw(`<span class="meta">`)
			s.text(o.Why)
			s.raw(`</span>`)
		}
		s.raw("</li>\n")
	})
}

// Lines writes the edges.
func (s *dossierSheet) Lines() template.HTML { return every(s.Edges, s.edge) }

// Others writes the entries that touch the same words.
func (s *dossierSheet) Others() template.HTML {
	return every(s.See, func(id string) {
		to := s.site.finding(id)
		if to == "" {
			s.raw(`<span class="chip"><b>`)
			s.text(id)
			s.raw(`</b></span>`)
			return
		}
		s.raw(`<a class="chip" href="`)
		s.text(to)
		s.raw(`"><b>`)
		s.text(id)
		s.raw(`</b></a>`)
	})
}

// Roll writes the accounts, without their origins: those stand above.
func (s *dossierSheet) Roll() template.HTML {
	s.raw(`<ul class="roll">`)
	for _, a := range s.Involved {
		s.listed(a, false)
	}
	s.raw(`</ul>`)
	return ""
}
