package publish

import (
	"bufio"
	"html/template"
	"strconv"
)

// The entries of the page: what stands there hundreds of times. page.tmpl is
// the frame around them. html/template takes five times as long for them as
// this does (BenchmarkPage), which a site that makes each page when it is asked
// for cannot afford.

// A markup is HTML in the making. Only its own methods write to it: raw takes
// constants of this file, all else is escaped. Errors are kept by w, and told
// when it is flushed.
type markup struct {
	w    *bufio.Writer
	site *Site
}

// raw adds markup as it stands.
func (m *markup) raw(ss ...string) {
	for _, s := range ss {
		m.w.WriteString(s)
	}
}

// escapes are the bytes that html/template does not leave as they are, in text
// and in an attribute in quotation marks.
var escapes = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// text adds s escaped, in an element or in an attribute in quotation marks.
// What steers a terminal, or turns the text around it, is shown as U+FFFD.
func (m *markup) text(s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		esc, n := escapes[c], 1
		switch {
		case c == 0xE2 && turns(s[i:]):
			esc, n = "\uFFFD", 3
		case c < ' ' && c != '\n' && c != '\t' && c != '\r', c == 0x7F:
			esc = "\uFFFD"
		}
		if esc == "" {
			continue
		}
		m.w.WriteString(s[from:i])
		m.w.WriteString(esc)
		from = i + n
		i += n - 1
	}
	m.w.WriteString(s[from:])
}

// turns reports whether s begins with a character that embeds, overrides or
// isolates the direction of what follows: U+202A–U+202E, U+2066–U+2069.
func turns(s string) bool {
	return len(s) > 2 && (s[1] == 0x80 && s[2] >= 0xAA && s[2] <= 0xAE || s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9)
}

// fragment adds a name of a place on the page to an address, what is not
// unreserved there (RFC 3986, 2.3) in percent.
func (m *markup) fragment(s string) {
	const hex = "0123456789abcdef"
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' {
			m.w.WriteByte(c)
		} else {
			m.raw("%", hex[c>>4:c>>4+1], hex[c&15:c&15+1])
		}
	}
}

func (m *markup) int(n int) { m.w.WriteString(strconv.Itoa(n)) }

// sigAt adds the letter of a, which leads to the place that to names.
func (m *markup) sigAt(a *account, to, title, more string) {
	m.raw(`<a class="sig c`)
	m.int(a.N % colours)
	m.raw(`" href="#`)
	m.fragment(to)
	m.raw(`" title="`)
	m.text(title)
	m.raw(more, `">`, a.Sign, `</a>`)
}

// sig adds the letter of a, which leads to its account.
func (m *markup) sig(a *account) { m.sigAt(a, "account-"+a.Sign, a.Name, "") }

// link adds words, which lead to an address if there is one.
func (m *markup) link(to, words string) {
	if to == "" {
		m.text(words)
		return
	}
	m.raw(`<a href="`)
	m.text(to)
	m.raw(`">`)
	m.text(words)
	m.raw(`</a>`)
}

// listed adds an account to the list of them. On a page that does not have its
// text, links to the account lead here.
func (m *markup) listed(a *account, text bool) {
	if text {
		m.raw(`<li>`)
	} else {
		m.raw(`<li id="account-`, a.Sign, `">`)
	}
	m.sig(a)
	m.raw(`<p class="what"><b>`)
	outlet := ""
	if a.Named {
		outlet = m.site.outlet(a.Outlet)
	}
	m.link(outlet, a.Name)
	m.raw(`</b>`)
	if !a.Named {
		m.raw(` <i class="meta">outlet unknown</i>`)
	}
	if a.Title != "" {
		m.raw(`<span>`)
		m.link(m.site.article(string(a.ID)), oneLine(a.Title))
		m.raw(`</span>`)
	}
	m.raw(`</p><p class="num">`)
	if a.Date != "" {
		m.text(a.Date)
	} else {
		m.raw(`date unknown`)
	}
	m.raw(`</p><p class="num">`, Plural(a.Kept, "word"))
	if a.SetAside > 0 {
		m.raw(`, `)
		m.int(a.SetAside)
		m.raw(` set aside`)
	}
	m.raw(`</p>`)
	if text {
		m.origins(a.Origins)
	}
	m.raw("</li>\n")
}

// origins adds the origins os, by name if they are few.
func (m *markup) origins(os []*origin) {
	m.raw(`<p class="chips">`)
	for _, o := range os {
		m.raw(`<a class="chip" href="#`)
		m.fragment(o.ID)
		if len(os) > 4 {
			m.raw(`" title="`)
			m.text(o.Name)
		}
		m.raw(`"><b>`)
		m.text(o.ID)
		m.raw(`</b>`)
		if len(os) <= 4 && o.Name != "" {
			m.raw(` `)
			m.text(o.Name)
		}
		m.raw(`</a>`)
	}
	m.raw(`</p>`)
}

// id adds the small link that an entry has to itself.
func (m *markup) id(id string) {
	m.raw(`<a class="id" href="#`)
	m.fragment(id)
	m.raw(`">`)
	m.text(id)
	m.raw(`</a>`)
}

// findingID adds the id of a finding and, in a site, the way to all that lies
// behind it.
func (m *markup) findingID(f *finding) {
	m.id(f.ID)
	if to := m.site.finding(f.ID); to != "" {
		m.raw(` · `)
		m.link(to, "all behind it")
	}
}

// evidence adds wordings, each with the letters of its accounts.
func (m *markup) evidence(gs []group) {
	m.raw(`<div class="ev">`)
	for _, g := range gs {
		m.raw(`<span class="sigs">`)
		for _, w := range g.Witnesses {
			m.sigAt(w.account, w.anchor(), w.Name, ", in its account")
		}
		m.raw(`</span><p class="words">“`)
		m.text(g.Words)
		m.raw(`”</p>`)
	}
	m.raw(`</div>`)
}

// rest adds the wordings of s that are folded away.
func (m *markup) rest(s *side) {
	if len(s.Rest) == 0 {
		return
	}
	m.raw(`<details class="rest"><summary>`)
	m.text(s.More())
	m.raw(`</summary>`)
	m.evidence(s.Rest)
	m.raw(`</details>`)
}

// row adds a finding as a row: what it is about, and its evidence. heading is
// the element of what it is about.
func (m *markup) row(f *finding, heading string) {
	m.raw(`<article class="row `)
	m.text(string(f.Kind))
	m.raw(`" id="`)
	m.text(f.ID)
	m.raw("\">\n<div class=\"about\"><", heading)
	if f.Echoes() {
		m.raw(` class="quiet"`)
	}
	m.raw(`>`)
	m.text(f.label())
	m.raw(`</`, heading, `><p class="meta">`)
	m.text(string(f.Type))
	m.raw(` · `)
	m.findingID(f)
	m.raw("</p></div>\n<div>")
	for _, s := range f.Sides {
		m.evidence(s.Groups)
		m.rest(s)
	}
	m.raw("</div>\n</article>\n")
}

// dispute adds a finding whose sides stand against each other.
func (m *markup) dispute(f *finding) {
	m.raw(`<article class="finding `)
	m.text(string(f.Kind))
	m.raw(`" id="`)
	m.text(f.ID)
	m.raw("\">\n<div class=\"bar\"><h3>")
	m.text(f.label())
	m.raw(`</h3><p class="meta"><span class="tag">`, symbol(f.Kind), ` `, verdict(f.Kind), `</span> · `)
	m.text(f.measure())
	m.raw(` · `)
	m.findingID(f)
	m.raw("</p></div>\n<div class=\"sides\">\n")
	for _, s := range f.Sides {
		m.raw("<div class=\"side\">\n")
		if !s.Echoes() {
			m.raw(`<p class="value">`)
			if s.Value == "" {
				m.raw(`(no one value)`)
			}
			m.text(s.Value)
			m.raw(`</p>`)
		}
		m.raw("\n")
		if len(s.From) > 0 {
			m.origins(s.From)
		} else {
			m.raw(`<p class="chips"><span class="chip">no origin known</span></p>`)
		}
		m.raw("\n")
		for _, g := range s.Groups {
			c := g.context()
			m.raw(`<blockquote class="c`)
			m.int(g.Witnesses[0].N % colours)
			m.raw(`"><p class="words"><span class="ctx">`)
			m.text(c.Before)
			m.raw(`</span><mark>`)
			m.text(c.Words)
			m.raw(`</mark><span class="ctx">`)
			m.text(c.After)
			m.raw("</span></p>\n<footer>")
			for _, w := range g.Witnesses {
				m.raw(`<span>`)
				m.sig(w.account)
				m.raw(` <a href="#`)
				m.fragment(w.anchor())
				m.raw(`">`)
				m.text(w.Name)
				m.raw(`</a></span>`)
			}
			m.raw("</footer></blockquote>\n")
		}
		m.rest(s)
		m.raw("</div>\n")
	}
	m.raw("</div>\n")
	if f.Why != "" {
		m.raw(`<p class="why"><b>Why:</b> `)
		m.text(f.Why)
		m.raw(`</p>`)
	}
	m.raw("\n</article>\n")
}

// speech adds an utterance and its readings.
func (m *markup) speech(u *utterance) {
	m.raw(`<article class="speech" id="`)
	m.text(u.ID)
	m.raw("\">\n<h3>")
	m.link(m.site.person(u.Speaker), speakerName(u.Speaker))
	m.raw(` <span class="meta">`, Plural(len(u.Readings), "reading"), ` · `)
	m.id(u.ID)
	m.raw("</span></h3>\n<div class=\"readings\">")
	for _, w := range u.Wordings {
		m.raw(`<span class="sigs">`)
		for _, q := range w.Quotes {
			m.sigAt(q.Account, q.Witness().anchor(), q.Account.Name, ", in its account")
		}
		m.raw(`</span><p class="words c`)
		m.int(w.First().Account.N % colours)
		m.raw(`">“`)
		for _, p := range w.First().Pieces {
			if p.Differs {
				m.raw(`<em class="differs">`)
				m.text(p.Words)
				m.raw(`</em>`)
				continue
			}
			m.text(p.Words)
		}
		m.raw(`”`)
		if told := w.Told(); told != "" {
			m.raw(` <span class="meta">`)
			m.text(told)
			m.raw(`</span>`)
		}
		m.raw(`</p>`)
	}
	m.raw("</div>\n")
	if len(u.Variants) > 0 {
		m.raw(`<ul class="forms">`)
		for _, v := range u.Variants {
			m.raw(`<li>`)
			for i, f := range v.Forms {
				if i > 0 {
					m.raw(`<span class="or">against</span>`)
				}
				if f.Words != "" {
					m.raw(`<span class="words">“`)
					m.text(f.Words)
					m.raw(`”</span>`)
				} else {
					m.raw(`nothing`)
				}
				m.raw(` `)
				for _, a := range f.Accounts {
					m.sig(a)
					m.raw(` `)
				}
			}
			m.raw(`</li>`)
		}
		m.raw(`</ul>`)
	}
	m.raw("\n</article>\n")
}

// lone adds the quotes of a speaker that stand in no utterance.
func (m *markup) lone(s speaker) {
	m.raw(`<div class="speech"><h3>`)
	m.link(m.site.person(s.Name), speakerName(s.Name))
	m.raw(`</h3><div class="readings">`)
	for _, q := range s.Quotes {
		m.sig(q.Account)
		m.raw(`<p class="words">“`)
		m.text(q.Words)
		m.raw(`”`)
		if told := q.told(); len(told) > 0 {
			m.raw(` <span class="meta">`)
			for i, t := range told {
				if i > 0 {
					m.raw(`, `)
				}
				m.text(t)
			}
			m.raw(`</span>`)
		}
		m.raw(`</p>`)
	}
	m.raw("</div></div>\n")
}

// passage adds words that two accounts share.
func (m *markup) passage(p *passage) {
	m.raw(`<li id="`)
	m.text(p.ID)
	m.raw(`"><a class="sig c`)
	m.int(p.From.N % colours)
	m.raw(`" href="#account-`, p.From.Sign, `">`, p.From.Sign, `</a><p><b>`)
	m.text(p.ID)
	m.raw(`</b> <span class="meta">`, Plural(p.Tokens, "word"))
	if p.Identical {
		m.raw(`, identical`)
	}
	if p.Quoted {
		m.raw(`, in quotation marks`)
	}
	m.raw(`; also in</span> `)
	m.sig(p.To.account)
	m.raw(`</p><p class="words">“`)
	m.text(p.From.Words)
	m.raw("”</p></li>\n")
}

// citation adds a place where an account says where it has something from.
func (m *markup) citation(c *citation) {
	m.raw(`<li id="`)
	m.text(c.ID)
	m.raw(`">`)
	m.sig(c.Account)
	m.raw(`<p><b>`)
	if source := oneLine(c.Source); source != "" {
		m.text(source)
	} else {
		m.raw(`a source without a name`)
	}
	m.raw(`</b> <span class="meta">`)
	m.text(string(c.Kind))
	if c.Credit {
		m.raw(`, for the whole account`)
	}
	m.raw(` · `)
	m.text(c.ID)
	m.raw(`</span></p><p class="words">“`)
	m.text(c.Words)
	m.raw(`”`)
	for _, w := range c.Covered {
		m.raw(`<span class="ctx"> for “`)
		m.text(w)
		m.raw(`”</span>`)
	}
	m.raw("</p></li>\n")
}

// event adds a moment of the timeline.
func (m *markup) event(e *event) {
	m.raw(`<li class="when" id="`)
	m.text(e.ID)
	m.raw(`"><p class="date">`)
	switch {
	case e.Date != "":
		m.text(e.Date)
	case e.Said != "":
		m.raw(`Not resolved <span class="meta">“`)
		m.text(e.Said)
		m.raw(`”</span>`)
	default:
		m.raw(`Not resolved`)
	}
	for _, f := range e.Findings {
		m.raw(` <a class="chip `)
		m.text(string(f.Kind))
		m.raw(`" href="#`)
		m.fragment(f.ID)
		m.raw(`" title="`)
		m.text(f.label())
		m.raw(`: `, verdict(f.Kind), `"><span class="kind">`, symbol(f.Kind), ` `)
		m.text(f.ID)
		m.raw(`</span></a>`)
	}
	m.raw(`</p><div>`)
	m.evidence(e.Groups)
	m.raw("</div></li>\n")
}

// name adds a person, place or organisation.
func (m *markup) name(p *person) {
	m.raw(`<li id="`)
	m.text(p.Anchor)
	m.raw(`"><b>`)
	m.link(m.site.person(p.Entity.Name), oneLine(p.Entity.Name))
	m.raw(`</b> `)
	for _, a := range p.Accounts {
		m.sig(a)
		m.raw(` `)
	}
	if len(p.Known) > 0 {
		m.raw(`<span class="meta">`)
		for i, k := range p.Known {
			if i > 0 {
				m.raw(`; `)
			}
			m.text(k)
		}
		m.raw(`</span>`)
	}
	m.raw("</li>\n")
}

// asides adds blocks that are set aside, folded.
func (m *markup) asides(bs []aside, words int) {
	m.raw(`<details class="aside"><summary>`, Plural(len(bs), "block"), `, `, Plural(words, "word"), `, set aside</summary><ul>`)
	for _, b := range bs {
		m.raw(`<li><span class="meta">`)
		m.text(string(b.Kind))
		m.raw(`: `)
		m.text(oneLine(b.Why))
		m.raw(`</span>`)
		m.text(b.Words)
		m.raw(`</li>`)
	}
	m.raw("</ul></details>\n")
}

// end adds one end of an edge.
func (m *markup) end(n *node) {
	if n.Account != nil {
		m.sig(n.Account)
		m.raw(` `)
	}
	m.raw(`<b>`)
	m.text(n.Label)
	m.raw(`</b>`)
}

// edge adds an edge between two accounts in words.
func (m *markup) edge(e *edge) {
	m.raw(`<li>`)
	m.end(e.From)
	m.raw(` `)
	m.text(e.Verb)
	m.raw(` `)
	m.end(e.To)
	m.text(e.Rest)
	if e.Why != "" {
		m.raw(`<span class="meta">`)
		m.text(e.Why)
		m.raw(`</span>`)
	}
	if len(e.Evidence) > 0 {
		m.raw(`<details><summary>`, Plural(len(e.Evidence), "piece"), ` of evidence</summary>`)
		for _, w := range e.Evidence {
			m.raw(`<p class="words">`)
			m.sig(w.account)
			m.raw(` “`)
			m.text(w.Words)
			m.raw(`”</p>`)
		}
		m.raw(`</details>`)
	}
	m.raw("</li>\n")
}

// draws adds what an account has from outside of the accounts.
func (m *markup) draws(d *draws) {
	m.raw(`<li>`)
	m.end(d.From)
	m.raw(` `)
	m.text(d.Verb)
	m.raw(` `)
	for i, n := range d.Sources {
		if i > 0 {
			m.raw(`, `)
		}
		m.text(n.Label)
	}
	m.raw("</li>\n")
}

// line, card and label add what the drawing is made of.
func (m *markup) line(l line) {
	m.raw(`<g class="`, hue(l.N), `"><title>`)
	m.text(l.Said)
	m.raw(`</title><path class="line`)
	if !l.Sure {
		m.raw(` unsure`)
	}
	m.raw(`" d="`, l.Path, `"/>`)
	if l.Head != "" {
		m.raw(`<path class="head" d="`, l.Head, `"/>`)
	}
	m.raw("</g>\n")
}

func (m *markup) card(c card) {
	box := func(class string, w, r int) {
		m.raw(`<rect class="`, class, `" x="`)
		m.int(c.X)
		m.raw(`" y="`)
		m.int(c.Y)
		m.raw(`" width="`)
		m.int(w)
		m.raw(`" height="`)
		m.int(c.H)
		m.raw(`" rx="`)
		m.int(r)
		m.raw(`"/>`)
	}
	words := func(class string, x, y int, anchor, s string) {
		m.raw(`<text`)
		if class != "" {
			m.raw(` class="`, class, `"`)
		}
		m.raw(` x="`)
		m.int(x)
		m.raw(`" y="`)
		m.int(y)
		m.raw(`"`, anchor, `>`)
		m.text(s)
		m.raw(`</text>`)
	}
	if c.Account == nil {
		m.raw(`<g><title>`)
		m.text(c.Full)
		m.raw(`</title>`)
		box("pill", c.W, 15)
		words("", c.X+16, c.Middle()+5, "", c.Name)
		m.raw("</g>\n")
		return
	}
	m.raw(`<a href="#account-`, c.Account.Sign, `" class="`, hue(c.Account.N), `"><title>`)
	m.text(c.Full)
	m.raw(`</title>`)
	box("box", c.W, 5)
	box("side", 34, 5)
	words("sign", c.X+17, c.Middle()+5, ` text-anchor="middle"`, c.Account.Sign)
	words("name", c.X+44, c.Middle()-3, "", c.Name)
	words("small", c.X+44, c.Middle()+14, "", c.Detail)
	m.raw("</a>\n")
}

func (m *markup) label(l label) {
	m.raw(`<text class="verb" x="`)
	m.int(l.X)
	m.raw(`" y="`)
	m.int(l.Y)
	m.raw(`" text-anchor="end">`)
	m.text(l.Words)
	m.raw("</text>\n")
}

// block adds a paragraph of an account, its evidence marked.
func (m *markup) block(p paragraph) {
	if len(p.Aside) > 0 {
		m.asides(p.Aside, p.Words)
		return
	}
	m.raw(`<p class="`)
	m.text(string(p.Kind))
	m.raw(`">`)
	for i := range p.Steps {
		s := &p.Steps[i]
		switch {
		case s.Begin > 0:
			m.raw(`<mark`)
			if s.ID != "" {
				m.raw(` id="`)
				m.text(s.ID)
				m.raw(`"`)
			}
			m.raw(`>`)
		case s.End > 0:
			m.raw(`</mark>`)
			if len(s.Refs) > 0 {
				m.refs(s.Refs)
			}
		default:
			m.text(s.Words)
		}
	}
	m.raw("</p>\n")
}

// refs adds the way from evidence to what rests on it.
func (m *markup) refs(refs []ref) {
	m.raw(`<sup class="refs">`)
	for i, r := range refs {
		if i > 0 {
			m.raw(`<wbr>`)
		}
		m.raw(`<a class="`)
		m.text(r.Kind)
		m.raw(`" href="#`)
		m.fragment(r.ID)
		m.raw(`" title="`)
		m.text(r.Said)
		m.raw(`">`)
		m.text(r.Symbol)
		m.text(r.ID)
		m.raw(`</a>`)
	}
	m.raw(`</sup>`)
}

// The functions below are the template's. A template writes in order, and to
// the writer that it was given, so they write there and leave nothing to it.

// Roll writes the list of the accounts.
func (s *sheet) Roll() template.HTML {
	s.raw(`<ul class="roll">`)
	for _, a := range s.Accounts {
		s.listed(a, true)
	}
	s.raw(`</ul>`)
	return ""
}

func (s *sheet) Disputes(fs []*finding) template.HTML { return every(fs, s.dispute) }

// Rows writes agreed findings, and Singles those of one account, which have no
// heading above them.
func (s *sheet) Rows(fs []*finding) template.HTML {
	return every(fs, func(f *finding) { s.row(f, "h4") })
}

func (s *sheet) Singles(fs []*finding) template.HTML {
	return every(fs, func(f *finding) { s.row(f, "h3") })
}

func (s *sheet) Speeches() template.HTML { return every(s.Utterances, s.speech) }

func (s *sheet) Lone() template.HTML { return every(s.Speakers, s.lone) }

func (s *sheet) Shared() template.HTML { return every(s.Passages, s.passage) }

func (s *sheet) Cited() template.HTML { return every(s.Citations, s.citation) }

func (s *sheet) Says() template.HTML { return every(s.Between, s.edge) }

func (s *sheet) Draws() template.HTML { return every(s.Outside, s.draws) }

func (s *sheet) Drawn() template.HTML {
	every(s.Drawing.Lines, s.line)
	every(s.Drawing.Cards, s.card)
	return every(s.Drawing.Labels, s.label)
}

func (s *sheet) Moments() template.HTML { return every(s.Events, s.event) }

func (s *sheet) Cast(ps []*person) template.HTML { return every(ps, s.name) }

func (s *sheet) Text(c column) template.HTML { return every(c.Blocks, s.block) }

// every calls write on every one of list.
func every[E any](list []E, write func(E)) template.HTML {
	for _, x := range list {
		write(x)
	}
	return ""
}
