package publish

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

func writeText(w io.Writer, v *view, o Options) error {
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	t.top(v)
	sections := map[string]func(*view, Options){
		Accounts: t.accounts, Conflicts: t.conflicts, Updates: t.updates, Versions: t.versions, Corroborated: t.corroborated, Quotes: t.quotes,
		Citations: t.citations, Lineage: t.lineage, Timeline: t.timeline, People: t.people, Single: t.single, SetAside: t.setAside, Warnings: t.warnings,
	}
	for _, s := range Sections() {
		if o.shows(s) {
			sections[s](v, o)
		}
	}
	t.foot(o)
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write text: %w", err)
	}
	return nil
}

func (t *terminal) top(v *view) {
	title := v.Title
	if title == "" {
		title = "No account"
	}
	t.para(bold, "", title)
	t.para("", "", v.summary())
	if c := v.counts(); c != "" {
		t.para("", "", c)
	}
}

func (t *terminal) accounts(v *view, o Options) {
	if len(v.Accounts) == 0 {
		return
	}
	t.head(bold, "ACCOUNTS")
	short := capped(len(v.Accounts), o) < len(v.Accounts) // a line each
	for _, a := range v.Accounts {
		if short {
			t.para("", " "+pad(a.Sign, 3), a.headline())
			continue
		}
		t.line("")
		t.para("", " "+pad(a.Sign, 3), a.headline())
		if a.Title != "" {
			t.para("", "    ", oneLine(a.Title))
		}
		t.para(dim, "    ", a.measure())
	}
	if len(v.Origins) == 0 {
		return
	}
	t.head(bold, "SEPARATE ORIGINS")
	n := capped(len(v.Origins), o)
	for _, x := range v.Origins[:n] {
		t.origin(x)
	}
	t.more(len(v.Origins)-n, Accounts)
}

func (t *terminal) origin(x *origin) {
	s := x.line()
	if x.Why != "" {
		s += ": " + x.Why
	}
	t.para("", " "+pad(x.ID, 4), s)
}

func (t *terminal) conflicts(v *view, o Options) {
	t.disputes(fmt.Sprintf("DISPUTED (%d)", len(v.Conflicts)), red, "conflict", v.Conflicts)
}

func (t *terminal) updates(v *view, o Options) {
	t.disputes(fmt.Sprintf("UPDATED BY A LATER ACCOUNT (%d)", len(v.Updates)), yellow, "update", v.Updates)
}

func (t *terminal) disputes(head, style, kind string, fs []*finding) {
	if len(fs) == 0 {
		return
	}
	t.head(style, head)
	for _, f := range fs {
		t.line("")
		t.para(bold, " "+pad(f.ID, 4), f.label())
		t.para(dim, "     ", kind+" · "+f.measure())
		t.line("")
		if len(f.Sides) == 2 && t.width >= 72 {
			t.beside(f.Sides[0], f.Sides[1])
		} else {
			for i, s := range f.Sides {
				if i > 0 {
					t.line("")
				}
				for _, l := range t.side(s, t.width-7) {
					t.line(strings.TrimRight("     │ "+l, " "))
				}
			}
		}
		t.line("")
		if f.Why != "" {
			t.para("", "     why: ", oneLine(f.Why))
		}
	}
}

// side returns the lines of one side of a dispute.
func (t *terminal) side(s *side, width int) []string {
	var out []string
	value := s.Value
	if value == "" {
		value = "(no one value)"
	}
	if !s.Echoes() {
		for _, l := range wrap(value, width) {
			out = append(out, t.paint(bold, l))
		}
	}
	for _, l := range wrap(originList(s.From), width) {
		out = append(out, t.paint(dim, l))
	}
	for _, g := range s.Groups {
		out = append(out, "")
		out = append(out, wrap(quoted(g.Words), width)...)
		for _, l := range wrap(named(accountsOf(g.Witnesses)), width-2) {
			out = append(out, "  "+t.paint(dim, l))
		}
	}
	if more := s.More(); more != "" {
		out = append(out, "", t.paint(dim, more))
	}
	return out
}

func (t *terminal) corroborated(v *view, o Options) {
	if len(v.Agreed) == 0 {
		return
	}
	t.head(green, fmt.Sprintf("AGREED (%d)", len(v.Agreed)))
	n := capped(len(v.Agreed), o)
	last := -1
	for _, f := range v.Agreed[:n] {
		if len(f.From) != last {
			last = len(f.From)
			t.line("")
			t.para(bold, " ", support(last))
		}
		t.line("")
		t.agreed(f)
	}
	t.more(len(v.Agreed)-n, Corroborated)
}

func (t *terminal) agreed(f *finding) {
	lead := " " + pad(f.ID, 4)
	if !f.Echoes() {
		t.para("", lead, f.label())
		lead = ""
	}
	for _, s := range f.Sides {
		for _, g := range s.Groups {
			t.evidence(lead, g)
			lead = ""
		}
		if more := s.More(); more != "" {
			t.para(dim, strings.Repeat(" ", evidenceIndent), more)
		}
	}
}

// evidence writes a group's words behind its sigla. lead stands before the
// sigla, or as many spaces for "".
func (t *terminal) evidence(lead string, g group) {
	t.behind(lead, accountsOf(g.Witnesses), quoted(g.Words))
}

func (t *terminal) quotes(v *view, o Options) {
	if len(v.Utterances) == 0 && len(v.Speakers) == 0 {
		return
	}
	t.head(bold, "WHO SAID WHAT")
	n := capped(len(v.Utterances), o)
	for _, u := range v.Utterances[:n] {
		t.line("")
		t.para(bold, " "+pad(u.ID, 4), speakerName(u.Speaker)+" — "+Plural(len(u.Readings), "reading"))
		n := capped(len(u.Wordings), o)
		for _, w := range u.Wordings[:n] {
			t.behind("", w.Accounts(), quoted(w.First().Words)+bracketed(w.Told()))
		}
		if left := len(u.Wordings) - n; left > 0 {
			t.para(dim, strings.Repeat(" ", evidenceIndent), fmt.Sprintf("… and %d more wordings (--explain %s)", left, u.ID))
		}
		for _, x := range u.Variants {
			t.para("", "     wording: ", x.line())
		}
	}
	t.more(len(v.Utterances)-n, Quotes)
	if len(v.Speakers) > 0 {
		t.line("")
		t.para(bold, " ", "In one account only")
	}
	n = capped(len(v.Speakers), o)
	for _, s := range v.Speakers[:n] {
		t.line("")
		t.para("", "     ", speakerName(s.Name))
		for _, q := range s.Quotes {
			t.behind("", []*account{q.Account}, quoted(q.Words)+q.aside())
		}
	}
	t.more(len(v.Speakers)-n, Quotes)
}

func (t *terminal) citations(v *view, o Options) {
	if len(v.Citations) == 0 {
		return
	}
	t.head(bold, "SOURCES NAMED")
	all := v.sourced()
	n := capped(len(all), o)
	for _, c := range all[:n] {
		t.para("", " "+pad(c.Account.Sign, 3)+" ", c.line())
	}
	t.more(len(all)-n, Citations)
}

func (t *terminal) lineage(v *view, o Options) {
	if len(v.Edges) == 0 {
		return
	}
	t.head(bold, "WHO DREW ON WHOM")
	n := capped(len(v.Between), o)
	for _, e := range v.Between[:n] {
		t.edge(e)
	}
	t.more(len(v.Between)-n, Lineage)
	if len(v.Outside) > 0 {
		t.line("")
	}
	n = capped(len(v.Outside), o)
	for _, d := range v.Outside[:n] {
		t.para("", " · ", d.line())
	}
	t.more(len(v.Outside)-n, Lineage)
}

func (t *terminal) edge(e *edge) {
	t.para("", " · ", e.Said)
	switch {
	case e.Why != "":
		t.para(dim, "   ", e.Why)
	case len(e.Evidence) > 0:
		t.para(dim, "   ", quoted(e.Evidence[0].Words))
	}
}

func (t *terminal) timeline(v *view, o Options) {
	if len(v.Events) == 0 {
		return
	}
	t.head(bold, "WHAT HAPPENED WHEN")
	n := capped(len(v.Events), o)
	for _, e := range v.Events[:n] {
		t.line("")
		t.para(bold, " ", e.heading())
		for _, g := range e.Groups {
			t.evidence("", g)
		}
	}
	t.more(len(v.Events)-n, Timeline)
}

func (t *terminal) people(v *view, o Options) {
	if len(v.People) == 0 {
		return
	}
	t.head(bold, "PEOPLE, PLACES, ORGANISATIONS")
	n := capped(len(v.People), o)
	for _, p := range v.People[:n] {
		t.para("", " · ", p.line())
	}
	t.more(len(v.People)-n, People)
}

func (t *terminal) single(v *view, o Options) {
	if len(v.Single) == 0 {
		return
	}
	t.head(bold, fmt.Sprintf("IN ONE ACCOUNT ONLY (%d)", len(v.Single)))
	n := capped(len(v.Single), o)
	for _, f := range v.Single[:n] {
		for _, s := range f.Sides {
			for _, g := range s.Groups {
				t.para("", " "+pad(f.ID, 4)+" "+pad(g.Witnesses[0].Sign, 3)+" ", quoted(g.Words))
			}
		}
	}
	t.more(len(v.Single)-n, Single)
}

func (t *terminal) setAside(v *view, o Options) {
	any := false
	for _, a := range v.Accounts {
		any = any || len(a.Aside) > 0
	}
	if !any {
		return
	}
	t.head(bold, "SET ASIDE, NOT PART OF THE REPORT")
	for _, a := range v.Accounts {
		if len(a.Aside) == 0 {
			continue
		}
		t.para("", " "+pad(a.Sign, 3)+" ", fmt.Sprintf("%s, %s", Plural(len(a.Aside), "block"), Plural(a.SetAside, "word")))
		if len(o.Only) == 0 {
			continue
		}
		for _, b := range a.Aside {
			t.para("", "     ", fmt.Sprintf("%s (%s): %s", b.Kind, oneLine(b.Why), quoted(b.Words)))
		}
	}
	if len(o.Only) == 0 {
		t.para(dim, " ", "each with its reason: --only "+SetAside)
	}
}

func (t *terminal) warnings(v *view, o Options) {
	if len(v.Warnings) == 0 {
		return
	}
	t.head(yellow, fmt.Sprintf("WARNINGS (%d)", len(v.Warnings)))
	for _, w := range v.Warnings {
		t.para("", " ! ", warningLine(w))
	}
}

// signature names the program that wrote the output.
func signature(o Options) string {
	return strings.TrimSpace("stemma " + oneLine(o.Version))
}

func (t *terminal) foot(o Options) {
	t.line("")
	if o.story == "" { // of several reports the last has a foot for all
		t.para(dim, "", signature(o)+" · everything behind an entry: --explain f1")
	}
}
