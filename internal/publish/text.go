package publish

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// Long lists are cut in a whole report and whole when --only asks for them.
const (
	maxListed  = 12  // entries of a list that supports the report
	maxWords   = 200 // runes of one piece of evidence on a terminal
	maxOrigins = 4   // origins named in one line
	maxName    = 48  // runes of a title that stands for an outlet
)

// ANSI styles. Each repeats what a word beside it says.
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	yellow = "1;33"
	green  = "1;32"
)

// A terminal writes lines of at most width columns.
type terminal struct {
	w     *bufio.Writer
	width int
	color bool
	blank bool // the last line written is empty
}

func (t *terminal) paint(style, s string) string {
	if !t.color || style == "" || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

// line writes one line as it is; empty lines never follow each other.
func (t *terminal) line(s string) {
	if s == "" && t.blank {
		return
	}
	t.blank = s == ""
	t.w.WriteString(s)
	t.w.WriteByte('\n')
}

// para writes s wrapped, with lead before its first line and as many spaces
// before the others.
func (t *terminal) para(style, lead, s string) {
	indent := wide(lead)
	for i, l := range wrap(s, t.width-indent) {
		if i > 0 {
			lead = strings.Repeat(" ", indent)
		}
		t.line(lead + t.paint(style, l))
	}
}

// head writes the heading of a section, with a rule to the edge.
func (t *terminal) head(style, s string) {
	t.line("")
	rule := strings.Repeat("─", max(3, t.width-wide(s)-1))
	t.line(t.paint(style, s) + " " + t.paint(dim, rule))
	t.line("")
}

// more says what was left out of a list and how to see it.
func (t *terminal) more(left int, section string) {
	if left > 0 {
		t.line("")
		t.para(dim, "    ", fmt.Sprintf("… and %d more (--only %s)", left, section))
	}
}

// capped returns how many of n entries to write.
func capped(n int, o Options) int {
	if len(o.Only) > 0 {
		return n
	}
	return min(n, maxListed)
}

// plural returns "1 account", "2 accounts".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// quoted returns words in quotation marks, cut if long. Words that bring their
// own are given no others.
func quoted(words string) string {
	if ownMarks(words) {
		return clip(words, maxWords)
	}
	return "“" + clip(words, maxWords) + "”"
}

// ownMarks reports whether words stand between quotation marks already.
func ownMarks(words string) bool {
	return strings.HasPrefix(words, "“") && strings.HasSuffix(words, "”") || len(words) > 1 && strings.HasPrefix(words, `"`) && strings.HasSuffix(words, `"`)
}

// originList returns "2 origins: o1 Northern Wire, o2 Tidewater Notes".
func originList(os []*origin) string {
	var s []string
	for _, o := range os {
		s = append(s, strings.TrimSpace(o.ID+" "+o.Name))
	}
	if len(s) == 0 {
		return "no origin known"
	}
	if more := len(s) - maxOrigins; more > 1 {
		s = append(s[:maxOrigins], fmt.Sprintf("and %d more", more))
	}
	return plural(len(os), "origin") + ": " + strings.Join(s, ", ")
}

func writeText(w io.Writer, v *view, o Options) error {
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	t.top(v)
	sections := map[string]func(*view, Options){
		Accounts: t.accounts, Conflicts: t.conflicts, Updates: t.updates, Corroborated: t.corroborated, Quotes: t.quotes,
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

// counts says how many findings there are of each sort, or "" if there are none.
func (v *view) counts() string {
	if len(v.Conflicts)+len(v.Updates)+len(v.Agreed)+len(v.Single) == 0 {
		return ""
	}
	several := 0
	for _, f := range v.Agreed {
		if len(f.From) > 1 {
			several++
		}
	}
	s := "Nothing disputed"
	if n := len(v.Conflicts); n > 0 {
		s = fmt.Sprintf("%d disputed", n)
	}
	s += fmt.Sprintf(", %d updated, %d agreed", len(v.Updates), len(v.Agreed))
	if several > 0 {
		s += fmt.Sprintf(" (%d on more than one origin)", several)
	}
	return s + fmt.Sprintf(", %d in one account only", len(v.Single))
}

// summary says in one line how much there is.
func (v *view) summary() string {
	s := plural(len(v.Accounts), "account")
	if len(v.Origins) > 0 {
		s += " on " + plural(len(v.Origins), "separate origin")
	}
	if v.When != "" {
		s += ", published " + v.When
	}
	if v.Undated > 0 && v.Undated < len(v.Accounts) {
		s += fmt.Sprintf(" (%d of unknown date)", v.Undated)
	}
	return s
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

// headline returns "Northern Wire · 14 March 2025, 08:20".
func (a *account) headline() string {
	date := a.Date
	if date == "" {
		date = "date unknown"
	}
	if !a.Named {
		return a.Name + " · outlet unknown · " + date
	}
	return a.Name + " · " + date
}

// measure returns "128 words kept, 21 set aside · wire.html".
func (a *account) measure() string {
	s := plural(a.Kept, "word") + " kept"
	if a.SetAside > 0 {
		s += fmt.Sprintf(", %d set aside", a.SetAside)
	}
	if a.File != "" && a.Named {
		s += " · " + oneLine(a.File)
	}
	return s
}

// line returns "Northern Wire — in A, B, D".
func (o *origin) line() string {
	s := o.Name
	if len(o.Accounts) > 0 {
		s += " — in " + signs(o.Accounts)
	}
	return s
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

// measure returns "figure · 2 separate origins", and says of a dispute whose
// sides all lead to one origin that the difference arose after it.
func (f *finding) measure() string {
	s := string(f.Type) + " · " + plural(len(f.From), "separate origin")
	if len(f.From) == 1 && f.Kind == stemma.Conflicting {
		s += ": the accounts differ, though they rest on one source"
	}
	return s
}

// label returns what the finding is about, or its type.
func (f *finding) label() string {
	s := oneLine(f.About)
	if s == "" {
		s = string(f.Type)
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
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

// More says how many places of the side are not shown.
func (s *side) More() string {
	n := 0
	for _, g := range s.Rest {
		n += len(g.Witnesses)
	}
	if n == 0 {
		return ""
	}
	return "and " + plural(n, "more place")
}

// beside writes two sides in two columns.
func (t *terminal) beside(a, b *side) {
	half := (t.width - 5 - 3) / 2
	left, right := t.side(a, half), t.side(b, half)
	for i := range max(len(left), len(right)) {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		t.line(strings.TrimRight("     "+padPainted(l, half)+" │ "+r, " "))
	}
}

// padPainted is pad for a line that may carry ANSI styles.
func padPainted(s string, n int) string {
	plain := s
	for {
		i := strings.Index(plain, "\x1b[")
		if i < 0 {
			break
		}
		j := strings.IndexByte(plain[i:], 'm')
		plain = plain[:i] + plain[i+j+1:]
	}
	return s + strings.Repeat(" ", max(0, n-wide(plain)))
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

// support says what n origins mean.
func support(n int) string {
	switch n {
	case 0:
		return "No origin known"
	case 1:
		return "1 origin: repeated, not confirmed"
	}
	return fmt.Sprintf("%d separate origins", n)
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

// Echoes reports whether the finding's label is only the beginning of its own
// evidence, so that it need not be said twice.
func (f *finding) Echoes() bool {
	return slices.ContainsFunc(f.Sides, func(s *side) bool { return s.echoes(f.About) })
}

// Echoes reports whether the side's value is only the beginning of its evidence.
func (s *side) Echoes() bool { return s.echoes(s.Value) }

// echoes reports whether label is a phrase with which evidence that is shown
// begins. A number or a name is worth saying by itself.
func (s *side) echoes(label string) bool {
	const phrase = 4 // words
	return len(strings.Fields(label)) >= phrase && slices.ContainsFunc(s.Groups, func(g group) bool { return begins(g.Words, label) })
}

// begins reports whether words begin with label, of which the end may be cut.
func begins(words, label string) bool {
	label = text.Fold(strings.TrimRight(oneLine(label), " …."))
	return label != "" && strings.HasPrefix(text.Fold(words), label)
}

// evidenceIndent is where the words of evidence begin.
const evidenceIndent = 13

// evidence writes a group's words behind its sigla. lead stands before the
// sigla, or as many spaces for "".
func (t *terminal) evidence(lead string, g group) {
	t.behind(lead, accountsOf(g.Witnesses), quoted(g.Words))
}

// behind writes s behind the sigla of as, or under them if they are many.
func (t *terminal) behind(lead string, as []*account, s string) {
	lead = pad(lead, 5) + pad(signs(as), evidenceIndent-6) + " "
	if wide(lead) > evidenceIndent {
		t.para("", lead[:5], strings.TrimSpace(lead[5:]))
		lead = strings.Repeat(" ", evidenceIndent)
	}
	t.para("", lead, s)
}

func (t *terminal) quotes(v *view, o Options) {
	if len(v.Utterances) == 0 && len(v.Speakers) == 0 {
		return
	}
	t.head(bold, "WHO SAID WHAT")
	n := capped(len(v.Utterances), o)
	for _, u := range v.Utterances[:n] {
		t.line("")
		t.para(bold, " "+pad(u.ID, 4), speakerName(u.Speaker)+" — "+plural(len(u.Readings), "reading"))
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

func speakerName(s string) string {
	if s == "" {
		return "Speaker unknown"
	}
	return s
}

// told returns what else is told of a quote: "to AFP", "by Twitter".
func (q *quote) told() []string {
	var s []string
	if q.Addressee != "" {
		s = append(s, "to "+oneLine(q.Addressee))
	}
	if q.Medium != "" {
		s = append(s, "by "+oneLine(q.Medium))
	}
	if q.Kind == stemma.Indirect {
		s = append(s, "not in quotation marks")
	}
	return s
}

// aside returns what else is told of a quote: " (to AFP, by Twitter)".
func (q *quote) aside() string { return bracketed(strings.Join(q.told(), ", ")) }

// bracketed returns " (s)", and "" for "".
func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// line returns "lamps (A, C) / lights (B) / nothing (D)".
func (x variant) line() string {
	var s []string
	for _, f := range x.Forms {
		words := "nothing"
		if f.Words != "" {
			words = quoted(f.Words)
		}
		s = append(s, words+" ("+signs(f.Accounts)+")")
	}
	return strings.Join(s, " / ")
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

// line returns "Northern Wire (agency) for “Eleven people were injured” and 2
// other statements; c3, c5".
func (c *sourced) line() string {
	s := c.Source + " (" + string(c.Kind) + ")"
	if c.Credit {
		s += " for the whole account"
	}
	if len(c.Covered) > 0 {
		if c.Credit {
			s += ", and"
		}
		s += " for " + quoted(c.Covered[0])
		if n := len(c.Covered) - 1; n > 0 {
			s += " and " + plural(n, "other statement")
		}
	}
	return s + " · " + strings.Join(c.IDs, ", ")
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

// heading returns the moment, and the findings that the event belongs to.
func (e *event) heading() string {
	s := e.Date
	if s == "" {
		s = "Moment not resolved"
		if e.Said != "" {
			s += ": " + quoted(e.Said)
		}
	}
	var ids []string
	for _, f := range e.Findings {
		id := f.ID
		if f.Kind == stemma.Conflicting || f.Kind == stemma.Updated {
			id += " " + verdict(f.Kind)
		}
		ids = append(ids, id)
	}
	if len(ids) > 0 {
		s += " · " + strings.Join(ids, ", ")
	}
	return s
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

// line returns "Tam Orrey, person: aged 44, skipper — D".
func (p *person) line() string {
	s := oneLine(p.Name) + " (" + string(p.Kind) + ")"
	if len(p.Known) > 0 {
		s += ": " + strings.Join(p.Known, "; ")
	}
	if len(p.Accounts) > 0 {
		s += " — " + signs(p.Accounts)
	}
	return s
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
		t.para("", " "+pad(a.Sign, 3)+" ", fmt.Sprintf("%s, %s", plural(len(a.Aside), "block"), plural(a.SetAside, "word")))
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

// warningLine returns "empty.txt: no text in it. Paste its text."
func warningLine(w stemma.Warning) string {
	s := oneLine(w.Cause)
	if w.Path != "" && !strings.Contains(s, oneLine(w.Path)) {
		s = oneLine(w.Path) + ": " + s
	}
	if w.Do != "" {
		s += " → " + oneLine(w.Do)
	}
	return s
}

func (t *terminal) foot(o Options) {
	t.line("")
	name := "stemma"
	if o.Version != "" {
		name += " " + oneLine(o.Version)
	}
	t.para(dim, "", name+" · everything behind an entry: --explain f1")
}
