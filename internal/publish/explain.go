package publish

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"stemma"
)

// A dossier is everything behind one entry of a report.
type dossier struct {
	ID, Title string
	Facts     []fact
	Parts     []part
	Origins   []*origin
	Edges     []*edge
	See       []string // IDs of entries that touch the same words
}

// A fact is a labelled value, such as rule: reconcile/figure.
type fact struct{ Name, Value string }

// A part is one side, reading or end of the entry, and its evidence.
type part struct {
	Heading  string
	Evidence []witness
}

// Explain writes everything behind the entry of r that id names: a finding,
// quote, utterance, citation, passage, origin, or an account by its siglum,
// file or ID. The faces are text, JSON and HTML. It returns an error wrapping
// ErrUsage if there is no such entry or face, or what writing to w returned.
func Explain(w io.Writer, r *stemma.Report, id string, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	v := newView(r)
	d := v.explain(strings.TrimSpace(id))
	if d == nil {
		return fmt.Errorf("publish: explain %q: %w; an ID looks like f1, q1, u1, c1, p1 or o1, an account is %s", id, ErrUsage, v.accountRange())
	}
	switch o.Format {
	case JSON:
		return writeJSON(w, newWirer(r.Articles).dossier(d))
	case HTML:
		return writeDossierPage(w, v, d, o)
	case Text:
		return writeDossier(w, v, d, o)
	}
	return fmt.Errorf("publish: explain as %s: %w; the formats are text, json, html", o.Format, ErrUsage)
}

// accountRange returns "A to D".
func (v *view) accountRange() string {
	switch n := len(v.Accounts); n {
	case 0:
		return "not there"
	case 1:
		return "A"
	default:
		return "A to " + v.Accounts[n-1].Sign
	}
}

func (v *view) explain(id string) *dossier {
	if f := v.finding[id]; f != nil {
		return v.explainFinding(f)
	}
	if q := v.quote[id]; q != nil {
		return v.explainQuote(q)
	}
	if o := v.origin[id]; o != nil {
		return v.explainOrigin(o)
	}
	for _, u := range v.Utterances {
		if u.ID == id {
			return v.explainUtterance(u)
		}
	}
	for _, c := range v.Citations {
		if c.ID == id {
			return v.explainCitation(c)
		}
	}
	for _, p := range v.Passages {
		if p.ID == id {
			return v.explainPassage(p)
		}
	}
	for _, a := range v.Accounts {
		if strings.EqualFold(a.Sign, id) || a.Path == id || a.File == id || string(a.ID) == id {
			return v.explainAccount(a)
		}
	}
	return nil
}

func (v *view) explainFinding(f *finding) *dossier {
	d := &dossier{ID: f.ID, Title: f.label(), Origins: f.From, Edges: v.among(f.Accounts)}
	d.fact("kind", string(f.Kind))
	d.fact("type", string(f.Type))
	if f.Kind == stemma.SingleSource {
		d.fact("support", "one account only")
	} else {
		d.fact("support", support(len(f.From)))
	}
	d.fact("why", f.Why)
	d.fact("rule", f.Rule)
	var all []witness
	for _, s := range f.Sides {
		d.Parts = append(d.Parts, part{cmp.Or(s.Value, "(no one value)") + " — " + originList(s.From), s.Witnesses})
		all = append(all, s.Witnesses...)
	}
	d.See = v.touching(all, f.ID)
	return d
}

func (v *view) explainQuote(q *quote) *dossier {
	ev := []witness{{q.Account, q.Span, q.Words}}
	d := &dossier{ID: q.ID, Title: speakerName(oneLine(q.Speaker)), Parts: []part{{"words", ev}}, Origins: q.Account.Origins, See: v.touching(ev, q.ID)}
	d.fact("kind", string(q.Kind))
	d.fact("cue", q.Cue)
	d.fact("said to", q.Addressee)
	d.fact("through", q.Medium)
	if !q.SpeakerSpan.Empty() {
		d.fact("named as", quoted(oneLine(q.Account.Words(q.SpeakerSpan))))
	}
	return d
}

func (v *view) explainUtterance(u *utterance) *dossier {
	d := &dossier{ID: u.ID, Title: speakerName(u.Speaker) + ", " + Plural(len(u.Readings), "reading"), Edges: v.among(u.Accounts)}
	var all []witness
	for _, q := range u.Readings {
		ev := witness{q.Account, q.Span, q.Words}
		d.Parts = append(d.Parts, part{q.ID + " — " + speakerName(oneLine(q.Speaker)) + q.aside(), []witness{ev}})
		all = append(all, ev)
	}
	for _, x := range u.Variants {
		d.fact("wording", x.line())
	}
	d.See = v.touching(all, u.ID)
	return d
}

func (v *view) explainCitation(c *citation) *dossier {
	d := &dossier{ID: c.ID, Title: c.Account.Sign + " names " + cmp.Or(oneLine(c.Source), "a source without a name"), Origins: c.Account.Origins, Edges: v.of(c.Account)}
	ev := []witness{{c.Account, c.Span, c.Words}}
	d.fact("kind", string(c.Kind))
	d.fact("source", c.Source)
	if c.Credit {
		d.fact("for", "the whole account")
	}
	d.Parts = []part{{"names its source", ev}}
	var covered []witness
	for i, s := range c.Covers {
		covered = append(covered, witness{c.Account, s, c.Covered[i]})
	}
	if len(covered) > 0 {
		d.Parts = append(d.Parts, part{"rests on it", covered})
	}
	d.See = v.touching(covered, c.ID)
	return d
}

func (v *view) explainPassage(p *passage) *dossier {
	d := &dossier{ID: p.ID, Title: Plural(p.Tokens, "word") + " in common", Edges: v.among([]*account{p.From.account, p.To.account})}
	d.fact("identical", yesNo(p.Identical))
	d.fact("inside quotation marks", yesNo(p.Quoted))
	d.Parts = []part{{"stands in", []witness{p.From}}, {"and in", []witness{p.To}}}
	d.See = v.touching([]witness{p.From, p.To}, p.ID)
	return d
}

func (v *view) explainOrigin(o *origin) *dossier {
	d := &dossier{ID: o.ID, Title: o.Name, Edges: v.among(o.Accounts)}
	d.fact("why", o.Why)
	d.fact("reaches us through", named(o.Accounts))
	for _, list := range [][]*finding{v.Conflicts, v.Updates, v.Agreed, v.Single} {
		for _, f := range list {
			if slices.Contains(f.From, o) {
				d.See = append(d.See, f.ID)
			}
		}
	}
	return d
}

func (v *view) explainAccount(a *account) *dossier {
	d := &dossier{ID: a.Sign, Title: a.headline(), Origins: a.Origins, Edges: v.of(a)}
	d.fact("title", oneLine(a.Title))
	d.fact("byline", oneLine(a.Byline))
	d.fact("address", oneLine(a.URL))
	d.fact("file", oneLine(a.Path))
	d.fact("language", a.Language)
	d.fact("size", a.measure())
	for _, b := range a.Aside {
		d.Parts = append(d.Parts, part{"set aside as " + string(b.Kind) + ": " + oneLine(b.Why), []witness{{a, b.Span, b.Words}}})
	}
	for _, list := range [][]*finding{v.Conflicts, v.Updates, v.Agreed, v.Single} {
		for _, f := range list {
			if slices.Contains(f.Accounts, a) {
				d.See = append(d.See, f.ID)
			}
		}
	}
	return d
}

// fact adds a fact; an unknown one is left out.
func (d *dossier) fact(name, value string) {
	if value = oneLine(value); value != "" {
		d.Facts = append(d.Facts, fact{name, value})
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// among returns the edges between two of as, or from one of them to a source.
func (v *view) among(as []*account) []*edge {
	var out []*edge
	for _, e := range v.Edges {
		if slices.Contains(as, e.From.Account) && (e.To.Account == nil || slices.Contains(as, e.To.Account)) {
			out = append(out, e)
		}
	}
	return out
}

// of returns the edges that begin or end at a.
func (v *view) of(a *account) []*edge {
	var out []*edge
	for _, e := range v.Edges {
		if e.From.Account == a || e.To.Account == a {
			out = append(out, e)
		}
	}
	return out
}

// touching returns the IDs, but for self, of entries whose words overlap ws.
func (v *view) touching(ws []witness, self string) []string {
	meets := func(id stemma.ArticleID, s stemma.Span) bool {
		return slices.ContainsFunc(ws, func(w witness) bool { return w.ID == id && w.Span.Overlap(s) > 0 })
	}
	var out []string
	add := func(id string, hit bool) {
		if hit && id != self && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, list := range [][]*finding{v.Conflicts, v.Updates, v.Agreed, v.Single} {
		for _, f := range list {
			for _, s := range f.Sides {
				for _, w := range s.Witnesses {
					add(f.ID, meets(w.ID, w.Span))
				}
			}
		}
	}
	for _, u := range v.Utterances {
		for _, q := range u.Readings {
			hit := meets(q.Article, q.Span)
			add(u.ID, hit)
			add(q.ID, hit)
		}
	}
	for _, c := range v.Citations {
		for _, s := range c.Covers {
			add(c.ID, meets(c.Article, s))
		}
	}
	for _, p := range v.Passages {
		add(p.ID, meets(p.From.ID, p.From.Span) || meets(p.To.ID, p.To.Span))
	}
	return out
}

// context returns the span of the sentences that s stands in, or of its block
// where no sentences are known, or s itself.
func (a *account) context(s stemma.Span) stemma.Span {
	out := s
	at := sort.Search(len(a.sentences), func(i int) bool { return a.sentences[i].End > s.Start })
	for ; at < len(a.sentences) && a.sentences[at].Start < s.End; at++ {
		out = out.Cover(a.sentences[at])
	}
	if len(a.sentences) > 0 {
		return out
	}
	for _, b := range a.Blocks {
		if b.Span.Contains(s) {
			return b.Span
		}
	}
	return s
}

func writeDossier(w io.Writer, v *view, d *dossier, o Options) error {
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	t.para(bold, d.ID+"  ", d.Title)
	t.line("")
	for _, f := range d.Facts {
		t.para("", "  "+f.Name+": ", f.Value)
	}
	for _, p := range d.Parts {
		t.line("")
		t.para(bold, "  ", p.Heading)
		for _, ev := range p.Evidence {
			t.line("")
			t.para("", "    "+pad(ev.Sign, 3)+" ", ev.inContext())
			t.para(dim, "        ", fmt.Sprintf("%s · bytes %d to %d · %s", ev.headline(), ev.Span.Start, ev.Span.End, cmp.Or(oneLine(ev.URL), oneLine(ev.Path), string(ev.ID))))
		}
	}
	if len(d.Origins) > 0 {
		t.head(bold, "ORIGINS")
		for _, x := range d.Origins {
			t.origin(x)
		}
	}
	if len(d.Edges) > 0 {
		t.head(bold, "WHO DREW ON WHOM")
		for _, e := range d.Edges {
			t.edge(e)
			for _, ev := range e.Evidence {
				t.para("", "     "+pad(ev.Sign, 3)+" ", quoted(ev.Words))
			}
		}
	}
	if len(d.See) > 0 {
		t.line("")
		t.para("", "see also: ", strings.Join(d.See, ", "))
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write explanation: %w", err)
	}
	return nil
}

// inContext returns the sentence around the evidence, which stands between
// pointers.
func (w witness) inContext() string {
	c := w.context(w.Span)
	return oneLine(w.Text[c.Start:w.Span.Start] + "▸" + w.Text[w.Span.Start:w.Span.End] + "◂" + w.Text[w.Span.End:c.End])
}

// The wire types of an explanation.
type (
	wireDossier struct {
		Schema  string     `json:"schema"`
		ID      string     `json:"id"`
		Title   string     `json:"title"`
		Facts   []wireFact `json:"facts"`
		Parts   []wirePart `json:"parts"`
		Origins []wireOfID `json:"origins"`
		Edges   []wireEdge `json:"edges"`
		See     []string   `json:"see"`
	}
	wireFact struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	wirePart struct {
		Heading  string         `json:"heading"`
		Evidence []wireEvidence `json:"evidence"`
	}
	wireEvidence struct {
		wireWitness
		Sentence  wireSpan `json:"sentence"`
		Context   string   `json:"context"`
		Outlet    *string  `json:"outlet"`
		Title     *string  `json:"title"`
		Published *string  `json:"published"`
		URL       *string  `json:"url"`
		Path      *string  `json:"path"`
	}
	wireOfID struct {
		ID       string   `json:"id"`
		Name     *string  `json:"name"`
		Articles []string `json:"articles"`
		Why      *string  `json:"why"`
	}
)

func (x wirer) dossier(d *dossier) wireDossier {
	return wireDossier{
		Schema: "stemma.explain/1", ID: d.ID, Title: d.Title,
		Facts: each(d.Facts, func(f fact) wireFact { return wireFact(f) }),
		Parts: each(d.Parts, func(p part) wirePart {
			return wirePart{p.Heading, each(p.Evidence, func(w witness) wireEvidence {
				c := w.context(w.Span)
				return wireEvidence{
					x.witness(stemma.Witness{Article: w.ID, Span: w.Span}), spanOf(c), w.Article.Words(c),
					orNull(w.Outlet), orNull(w.Title), orNull(isoDate(w.Published)), orNull(w.URL), orNull(w.Path),
				}
			})}
		}),
		Origins: each(d.Origins, func(o *origin) wireOfID {
			return wireOfID{o.ID, orNull(o.Name), each(o.Accounts, func(a *account) string { return string(a.ID) }), orNull(o.Why)}
		}),
		Edges: each(d.Edges, func(e *edge) wireEdge { return x.edge(*e.Edge) }),
		See:   list(d.See),
	}
}
