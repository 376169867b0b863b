package publish

import (
	"fmt"
	"slices"
	"strconv"
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

	maxHeadline = 120 // runes of a headline in a list of articles
)

// Plural returns "1 account", "2 stories", "12,345 words".
func Plural[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	before, last := noun[:max(0, len(noun)-2)], noun[max(0, len(noun)-2):]
	switch {
	case strings.HasSuffix(last, "y") && !strings.ContainsAny(last, "aeou"):
		noun = before + strings.TrimSuffix(last, "y") + "ies"
	case strings.HasSuffix(last, "s"), strings.HasSuffix(last, "x"), last == "ch", last == "sh":
		noun += "es"
	default:
		noun += "s"
	}
	return Number(n) + " " + noun
}

// Number returns "12,345".
func Number[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
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
	return Plural(len(os), "origin") + ": " + strings.Join(s, ", ")
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
	switch {
	case len(v.Agreed) > 0 && several == 0:
		s += " (none on more than one origin)"
	case several > 0:
		s += fmt.Sprintf(" (%d on more than one origin)", several)
	}
	return s + fmt.Sprintf(", %d in one account only", len(v.Single))
}

// summary says in one line how much there is.
func (v *view) summary() string {
	s := Plural(len(v.Accounts), "account")
	if len(v.Origins) > 0 {
		s += " drawing on " + Plural(len(v.Origins), "origin")
	}
	if v.When != "" {
		s += ", published " + v.When
	}
	if v.Undated > 0 && v.Undated < len(v.Accounts) {
		s += fmt.Sprintf(" (%d of unknown date)", v.Undated)
	}
	return s
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
	s := Plural(a.Kept, "word") + " kept"
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

// measure returns "figure · 2 separate origins", and says of a dispute whose
// sides all lead to one origin that the difference arose after it.
func (f *finding) measure() string {
	s := string(f.Type) + " · " + Plural(len(f.From), "separate origin")
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

// More says how many places of the side are not shown.
func (s *side) More() string {
	n := 0
	for _, g := range s.Rest {
		n += len(g.Witnesses)
	}
	if n == 0 {
		return ""
	}
	return "and " + Plural(n, "more place")
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
			s += " and " + Plural(n, "other statement")
		}
	}
	return s + " · " + strings.Join(c.IDs, ", ")
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

// full returns a node's name with its siglum: "B Ostermouth Echo".
func (n *node) full() string {
	if n.Account != nil {
		return n.Account.Sign + " " + n.Label
	}
	return n.Label
}

// line returns "A Northern Wire cites fire service, Ida Marren".
func (d *draws) line() string {
	var s []string
	for _, n := range d.Sources {
		s = append(s, n.Label)
	}
	return d.From.full() + " " + d.Verb + " " + strings.Join(s, ", ")
}

// says returns the words between and after the ends of e, as sure as it is.
func (e *edge) says() (verb, rest string) {
	if !e.Directed {
		rest = " may share a source"
		if e.Certain {
			rest = " share words"
		}
		if !strings.Contains(e.Why, "cannot be told") {
			rest += "; who drew on whom cannot be told"
		}
		return "and", rest
	}
	verbs := map[string][2]string{
		stemma.Copies:  {"copies", "probably copies"},
		stemma.Cites:   {"cites", "seems to cite"},
		stemma.Credits: {"credits", "seems to credit"},
	}[e.Kind]
	if e.Certain {
		return verbs[0], ""
	}
	return verbs[1], ""
}

// signs returns the sigla of as: "A, B and D".
func signs(as []*account) string {
	var s []string
	for _, a := range as {
		s = append(s, a.Sign)
	}
	return strings.Join(s, ", ")
}

// named returns the sigla and names of as: "A Northern Wire, B Ostermouth Echo".
func named(as []*account) string {
	var s []string
	for _, a := range as {
		s = append(s, a.Sign+" "+a.Name)
	}
	return strings.Join(s, ", ")
}

// symbol marks the kind of a finding, so that no meaning rests on colour.
func symbol(k stemma.FindingKind) string {
	switch k {
	case stemma.Conflicting:
		return "≠"
	case stemma.Updated:
		return "→"
	case stemma.Corroborated:
		return "="
	}
	return "·"
}

// verdict says in a word what kind of finding it is.
func verdict(k stemma.FindingKind) string {
	switch k {
	case stemma.Conflicting:
		return "disputed"
	case stemma.Updated:
		return "updated"
	case stemma.Corroborated:
		return "agreed"
	}
	return "one account"
}
