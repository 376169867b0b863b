package publish

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// A document writes Markdown (CommonMark with GitHub's tables).
type document struct{ w *bufio.Writer }

// p writes a paragraph, a heading or another block, and the blank line after it.
func (d document) p(format string, args ...any) {
	fmt.Fprintf(d.w, format+"\n\n", args...)
}

// li writes one line of a list.
func (d document) li(format string, args ...any) {
	fmt.Fprintf(d.w, "- "+format+"\n", args...)
}

// marksUp are the characters that Markdown gives a meaning within a line.
var marksUp = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;",
)

// esc returns s as one line that Markdown leaves as it is.
func esc(s string) string {
	s = marksUp.Replace(oneLine(s))
	if s == "" {
		return s
	}
	// What would begin a list or a heading.
	if c := s[0]; c == '-' || c == '+' || c == '=' || c == '#' {
		return `\` + s
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }); i > 0 && (s[i] == '.' || s[i] == ')') {
		return s[:i] + `\` + s[i:]
	}
	return s
}

// escQuoted returns words in quotation marks.
func escQuoted(words string) string {
	words = oneLine(words)
	if ownMarks(words) {
		return marksUp.Replace(words)
	}
	return "“" + marksUp.Replace(words) + "”"
}

func writeMarkdown(w io.Writer, v *view, o Options) error {
	d := document{bufio.NewWriter(w)}
	title := v.Title
	if title == "" {
		title = "No account"
	}
	d.p("# %s", esc(title))
	d.p("%s.", esc(v.summary()))
	if c := v.counts(); c != "" {
		d.p("%s.", esc(c))
	}
	sections := map[string]func(*view){
		Accounts: d.accounts, Conflicts: d.conflicts, Updates: d.updates, Versions: d.versions, Corroborated: d.corroborated, Quotes: d.quotes, Citations: d.citations,
		Lineage: d.lineage, Timeline: d.timeline, People: d.people, Single: d.single, SetAside: d.setAside, Warnings: d.warnings,
	}
	for _, s := range Sections() {
		if o.shows(s) {
			sections[s](v)
		}
	}
	name := "stemma"
	if o.Version != "" {
		name += " " + esc(o.Version)
	}
	fmt.Fprintf(d.w, "---\n\nWritten by %s. Every quoted word is a stretch of an account.\n", name)
	if err := d.w.Flush(); err != nil {
		return fmt.Errorf("publish: write Markdown: %w", err)
	}
	return nil
}

func (d document) accounts(v *view) {
	if len(v.Accounts) == 0 {
		return
	}
	d.p("## Accounts")
	d.table("|  | Account | Published | Words | Origins |", "|---|---|---|---|---|")
	for _, a := range v.Accounts {
		name := "**" + esc(a.Name) + "**"
		if !a.Named {
			name += " (outlet unknown)"
		}
		if a.Title != "" {
			name += ", " + esc(a.Title)
		}
		date := a.Date
		if date == "" {
			date = "unknown"
		}
		words := fmt.Sprint(a.Kept)
		if a.SetAside > 0 {
			words += fmt.Sprintf(" (%d set aside)", a.SetAside)
		}
		var ids []string
		for _, x := range a.Origins {
			ids = append(ids, x.ID)
		}
		d.table(fmt.Sprintf("| %s | %s | %s | %s | %s |", a.Sign, name, esc(date), words, strings.Join(ids, ", ")))
	}
	d.table("")
	if len(v.Origins) == 0 {
		return
	}
	d.p("Separate origins:")
	for _, x := range v.Origins {
		why := ""
		if x.Why != "" {
			why = ": " + esc(x.Why)
		}
		d.li("%s **%s**%s%s", x.ID, esc(x.Name), after(" in ", signs(x.Accounts)), why)
	}
	d.table("")
}

// table writes lines as they are.
func (d document) table(lines ...string) {
	for _, l := range lines {
		d.w.WriteString(l + "\n")
	}
}

// after returns s behind lead, and nothing for nothing.
func after(lead, s string) string {
	if s == "" {
		return ""
	}
	return lead + s
}

func (d document) conflicts(v *view) { d.disputes("Disputed", v.Conflicts) }

func (d document) updates(v *view) { d.disputes("Updated by a later account", v.Updates) }

func (d document) disputes(head string, fs []*finding) {
	if len(fs) == 0 {
		return
	}
	d.p("## %s", head)
	for _, f := range fs {
		d.p("### %s", esc(f.label()))
		d.p("*%s · %s*", esc(f.measure()), f.ID)
		for _, s := range f.Sides {
			value := s.Value
			if value == "" {
				value = "(no one value)"
			}
			d.li("**%s** — %s", esc(clip(value, maxWords)), esc(originList(s.From)))
			for _, g := range s.Groups {
				d.table("  - " + escQuoted(g.Words) + " — " + esc(named(accountsOf(g.Witnesses))))
			}
			d.rest(s)
		}
		d.table("")
		if f.Why != "" {
			d.p("Why: %s", esc(f.Why))
		}
	}
}

func (d document) corroborated(v *view) {
	if len(v.Agreed) == 0 {
		return
	}
	d.p("## Agreed")
	last := -1
	for _, f := range v.Agreed {
		if len(f.From) != last {
			if last >= 0 {
				d.table("")
			}
			last = len(f.From)
			d.p("### %s", esc(support(last)))
		}
		d.li("**%s** (%s)", esc(f.label()), f.ID)
		for _, s := range f.Sides {
			for _, g := range s.Groups {
				d.table("  - " + signs(accountsOf(g.Witnesses)) + ": " + escQuoted(g.Words))
			}
			d.rest(s)
		}
	}
	d.table("")
}

// rest says how many places of a side are not written.
func (d document) rest(s *side) {
	if more := s.More(); more != "" {
		d.table("  - " + more)
	}
}

func (d document) quotes(v *view) {
	if len(v.Utterances) == 0 && len(v.Speakers) == 0 {
		return
	}
	d.p("## Who said what")
	for _, u := range v.Utterances {
		d.p("### %s (%s)", esc(speakerName(u.Speaker)), u.ID)
		for _, w := range u.Wordings {
			d.li("%s: %s%s", signs(w.Accounts()), escQuoted(w.First().Words), after(" ", esc(strings.TrimSpace(bracketed(w.Told())))))
		}
		for _, x := range u.Variants {
			d.li("*wording: %s*", esc(x.line()))
		}
		d.table("")
	}
	if len(v.Speakers) == 0 {
		return
	}
	d.p("### In one account only")
	for _, s := range v.Speakers {
		for _, q := range s.Quotes {
			d.li("%s, **%s**: %s%s", q.Account.Sign, esc(speakerName(s.Name)), escQuoted(q.Words), after(" ", esc(strings.TrimSpace(q.aside()))))
		}
	}
	d.table("")
}

func (d document) citations(v *view) {
	if len(v.Citations) == 0 {
		return
	}
	d.p("## Sources named")
	for _, c := range v.sourced() {
		d.li("%s: %s", c.Account.Sign, esc(c.line()))
	}
	d.table("")
}

func (d document) lineage(v *view) {
	if len(v.Edges) == 0 {
		return
	}
	d.p("## Who drew on whom")
	for _, e := range v.Between {
		why := ""
		if e.Why != "" {
			why = " (" + esc(e.Why) + ")"
		}
		d.li("%s%s", esc(e.Said), why)
	}
	for _, x := range v.Outside {
		d.li("%s", esc(x.line()))
	}
	d.table("")
}

func (d document) timeline(v *view) {
	if len(v.Events) == 0 {
		return
	}
	d.p("## What happened when")
	for _, e := range v.Events {
		d.li("**%s**", esc(e.heading()))
		for _, g := range e.Groups {
			d.table("  - " + signs(accountsOf(g.Witnesses)) + ": " + escQuoted(g.Words))
		}
	}
	d.table("")
}

func (d document) people(v *view) {
	if len(v.People) == 0 {
		return
	}
	d.p("## People, places, organisations")
	for _, p := range v.People {
		d.li("%s", esc(p.line()))
	}
	d.table("")
}

func (d document) single(v *view) {
	if len(v.Single) == 0 {
		return
	}
	d.p("## In one account only")
	for _, f := range v.Single {
		for _, s := range f.Sides {
			for _, g := range s.Groups {
				d.li("%s: %s (%s)", signs(accountsOf(g.Witnesses)), escQuoted(g.Words), f.ID)
			}
		}
	}
	d.table("")
}

func (d document) setAside(v *view) {
	head := "## Set aside, not part of the report"
	for _, a := range v.Accounts {
		if len(a.Aside) == 0 {
			continue
		}
		if head != "" {
			d.p("%s", head)
			head = ""
		}
		d.li("%s: %s, %s", a.Sign, Plural(len(a.Aside), "block"), Plural(a.SetAside, "word"))
		for _, b := range a.Aside {
			d.table("  - " + string(b.Kind) + " (" + esc(b.Why) + "): " + escQuoted(clip(b.Words, maxWords)))
		}
	}
	if head == "" {
		d.table("")
	}
}

func (d document) warnings(v *view) {
	if len(v.Warnings) == 0 {
		return
	}
	d.p("## Warnings")
	for _, w := range v.Warnings {
		d.li("%s", esc(warningLine(w)))
	}
	d.table("")
}
