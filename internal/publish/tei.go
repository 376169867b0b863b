package publish

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"stemma"
)

// writeTEI writes the accounts and their apparatus as TEI P5 (textcrit, namesdates).
//
// The header lists the accounts as witnesses, by their letters, and who and what
// they name. Each account is a text of the group: its blocks in order, those
// that are set aside as ab with the reason in a note, and in them what somebody
// says, as said, and the words that it shares with another account, as seg. What
// overlaps is cut in parts that point to each other by next and prev. The
// apparatus is in the back: an app for every utterance, for every place where its
// readings differ, and for every shared passage. A reading that has nothing at a
// place is an empty rdg.
func writeTEI(w io.Writer, r *stemma.Report) error {
	t := &tei{xmlWriter: newXML(w), v: newView(r), r: r, placed: map[string]bool{}, people: map[string]string{}}
	t.start("TEI", "xmlns", "http://www.tei-c.org/ns/1.0")
	t.header()
	t.line()
	t.start("text")
	t.line()
	if len(t.v.Accounts) > 0 {
		t.start("group")
		for _, a := range t.v.Accounts {
			t.account(a)
		}
		t.close()
		t.apparatus()
	} else {
		t.start("body")
		t.leaf("p", "No account.")
		t.end()
	}
	t.close()
	t.close()
	return t.flush()
}

type tei struct {
	*xmlWriter
	v      *view
	r      *stemma.Report
	placed map[string]bool   // the xml:ids of the texts
	people map[string]string // xml:ids of people by their names
}

func (t *tei) header() {
	t.line()
	t.start("teiHeader")
	t.line()
	t.start("fileDesc")
	t.line()
	t.start("titleStmt")
	t.leaf("title", cmp.Or(t.v.Title, "No account"))
	t.end()
	t.line()
	t.start("publicationStmt")
	t.leaf("p", "Written by stemma from the accounts below. The texts belong to their publishers.")
	for _, w := range t.v.Warnings {
		t.leaf("p", warningLine(w))
	}
	t.end()
	t.line()
	t.start("sourceDesc")
	if len(t.v.Accounts) == 0 {
		t.leaf("p", "No account.")
	} else {
		t.line()
		t.start("listWit")
		for _, a := range t.v.Accounts {
			t.witness(a)
		}
		t.close()
	}
	t.close()
	t.close()
	t.line()
	t.start("encodingDesc")
	t.empty("variantEncoding", "method", "double-end-point", "location", "external")
	t.end()
	t.names()
	t.close()
}

func (t *tei) witness(a *account) {
	t.line()
	t.start("witness", "xml:id", a.Sign)
	t.start("bibl")
	if a.Named {
		t.leaf("publisher", oneLine(a.Outlet))
	}
	if a.Title != "" {
		t.leaf("title", oneLine(a.Title))
	}
	if a.Byline != "" {
		t.leaf("author", oneLine(a.Byline))
	}
	if a.Date != "" {
		t.leaf("date", a.Date, teiDate(a.Published)...)
	}
	if to := httpAddress(a.URL); to != "" {
		t.empty("ref", "target", to)
	} else if a.URL != "" {
		t.leaf("idno", oneLine(a.URL), "type", "url")
	}
	if a.File != "" {
		t.leaf("idno", oneLine(a.File), "type", "file")
	}
	t.leaf("idno", string(a.ID), "type", "stemma")
	t.end()
	t.end()
}

// teiDate returns the attributes of a date: when for what a W3C date can say,
// else from and to.
func teiDate(d stemma.Date) []string {
	one := d.To.AddDate(0, 0, -1).Compare(d.From) <= 0
	switch {
	case d.Precision == stemma.Minute, d.Precision == stemma.Hour:
		return []string{"when", d.From.Format("2006-01-02T15:04:05")}
	case d.Precision == stemma.Month && d.From.AddDate(0, 1, 0).Equal(d.To), d.Precision == stemma.Year && d.From.AddDate(1, 0, 0).Equal(d.To), one:
		return []string{"when", isoDate(d)}
	}
	return []string{"from", d.From.Format("2006-01-02"), "to", d.To.AddDate(0, 0, -1).Format("2006-01-02")}
}

// names adds the people, organisations and places that are named.
func (t *tei) names() {
	of := func(k stemma.EntityKind) []*person {
		return slices.DeleteFunc(slices.Clone(t.v.People), func(p *person) bool { return p.Kind != k })
	}
	people, orgs, places := of(stemma.Person), of(stemma.Organisation), of(stemma.Place)
	if len(people)+len(orgs)+len(places) == 0 {
		return
	}
	list := func(name, item, itemName string, ps []*person) {
		if len(ps) == 0 {
			return
		}
		t.line()
		t.start(name)
		for _, p := range ps {
			t.line()
			t.start(item, "xml:id", p.Anchor)
			t.leaf(itemName, oneLine(p.Entity.Name))
			for _, k := range p.Known {
				t.leaf("note", k)
			}
			t.end()
			if p.Kind == stemma.Person {
				t.people[p.Entity.Name] = p.Anchor
			}
		}
		t.close()
	}
	t.line()
	t.start("profileDesc")
	if len(people)+len(orgs) > 0 {
		t.line()
		t.start("particDesc")
		list("listPerson", "person", "persName", people)
		list("listOrg", "org", "orgName", orgs)
		t.close()
	}
	if len(places) > 0 {
		t.line()
		t.start("settingDesc")
		list("listPlace", "place", "placeName", places)
		t.close()
	}
	t.close()
}

// A teiMark is a stretch of an account that becomes an element.
type teiMark struct {
	at    stemma.Span
	name  string
	id    string
	attrs []string
}

// account adds an account as a text.
func (t *tei) account(a *account) {
	var marks []teiMark
	for _, q := range t.r.Quotes {
		if q.Article != a.ID || q.Span.Empty() {
			continue
		}
		direct := "true"
		if q.Kind == stemma.Indirect {
			direct = "false"
		}
		who := ""
		if id := t.people[q.Speaker]; id != "" {
			who = "#" + id
		}
		marks = append(marks, teiMark{q.Span, "said", ncName(q.ID), []string{"direct", direct, "who", who}})
	}
	for _, p := range t.r.Lineage.Passages {
		for _, w := range []stemma.Witness{p.From, p.To} {
			if w.Article == a.ID && !w.Span.Empty() {
				marks = append(marks, teiMark{w.Span, "seg", ncName(p.ID + "." + a.Sign), []string{"type", "passage"}})
			}
		}
	}
	slices.SortStableFunc(marks, func(x, y teiMark) int { return nested(x.at, y.at) })
	t.line()
	t.start("text", "n", a.Sign, "xml:lang", a.Language)
	t.line()
	t.start("body")
	steps, parts := cuts(a, each(marks, func(m teiMark) stemma.Span { return m.at }))
	seen := make([]int, len(marks)) // parts of each mark so far
	if len(a.Blocks) == 0 {
		t.empty("p")
	}
	for i, b := range a.Blocks {
		t.line()
		if b.Kind == stemma.Body {
			t.start("p")
		} else {
			t.start("ab", "type", string(b.Kind))
		}
		if !b.Kind.Reported() {
			t.leaf("note", oneLine(b.Why), "type", "reason")
		}
		for _, s := range steps[i] {
			switch {
			case s.Begin > 0:
				k := s.Begin - 1
				seen[k]++
				t.begin(marks[k], seen[k], parts[k])
			case s.End > 0:
				t.end()
			default:
				t.text(s.Words)
			}
		}
		t.end()
	}
	t.close()
	t.close()
}

// cuts returns an account cut into steps, block by block, and in how many parts
// each of the spans is marked. The spans of the steps are those of all blocks.
func cuts(a *account, spans []stemma.Span) (steps [][]step, parts []int) {
	parts = make([]int, len(spans))
	next := 0
	for _, b := range a.Blocks {
		at, inside := reaching(spans, &next, b.Span)
		cut := nest(a.Words(b.Span), b.Span.Start, inside)
		for i := range cut {
			if s := &cut[i]; s.Begin > 0 {
				s.Begin = at[s.Begin-1] + 1
				parts[s.Begin-1]++
			}
		}
		steps = append(steps, cut)
	}
	return steps, parts
}

// begin opens part n of a mark of so many parts.
func (t *tei) begin(m teiMark, n, of int) {
	part := func(n int) string {
		if n > 1 {
			return fmt.Sprintf("%s-%d", m.id, n)
		}
		return m.id
	}
	var next, prev string
	if n < of {
		next = "#" + part(n+1)
	}
	if n > 1 {
		prev = "#" + part(n-1)
	}
	id := part(n)
	if t.placed[id] { // two passages of one ID: an ID must stand once
		id, next, prev = "", "", ""
	} else {
		t.placed[id] = true
	}
	t.start(m.name, append([]string{"xml:id", id, "next", next, "prev", prev}, m.attrs...)...)
}

// apparatus adds what the accounts have in different words.
func (t *tei) apparatus() {
	if len(t.v.Utterances)+len(t.v.Passages) == 0 {
		return
	}
	t.line()
	t.start("back")
	if len(t.v.Utterances) > 0 {
		t.list("utterances", "What was said, and each account’s reading of it", func() {
			for _, u := range t.v.Utterances {
				t.utterance(u)
			}
		})
	}
	if len(t.v.Passages) > 0 {
		t.list("passages", "Words that two accounts share", func() {
			for _, p := range t.v.Passages {
				t.passage(p)
			}
		})
	}
	t.close()
}

func (t *tei) list(kind, head string, entries func()) {
	t.line()
	t.start("div", "type", kind)
	t.leaf("head", head)
	t.line()
	t.start("listApp")
	entries()
	t.close()
	t.close()
}

func (t *tei) utterance(u *utterance) {
	if len(u.Readings) == 0 {
		return
	}
	from := t.to(ncName(u.Readings[0].ID))
	t.line()
	t.start("app", "xml:id", ncName(u.ID), "type", "utterance", "from", from)
	for _, q := range u.Readings {
		t.line()
		t.leaf("rdg", q.Account.Words(q.Span), "wit", "#"+q.Account.Sign, "corresp", t.to(ncName(q.ID)))
	}
	t.close()
	for i, x := range u.Variants {
		t.line()
		t.start("app", "xml:id", ncName(fmt.Sprintf("%s.%d", u.ID, i+1)), "type", "variant", "from", from, "corresp", "#"+ncName(u.ID))
		for _, f := range x.Forms {
			var wit []string
			for _, a := range f.Accounts {
				wit = append(wit, "#"+a.Sign)
			}
			t.line()
			if f.Words == "" {
				t.empty("rdg", "wit", strings.Join(wit, " "))
			} else {
				t.leaf("rdg", f.Words, "wit", strings.Join(wit, " "))
			}
		}
		t.close()
	}
}

func (t *tei) passage(p *passage) {
	t.line()
	t.start("app", "xml:id", ncName(p.ID), "type", "passage", "from", t.to(ncName(p.ID+"."+p.From.Sign)))
	from, to := p.From.account.Words(p.From.Span), p.To.account.Words(p.To.Span)
	t.line()
	if from == to {
		t.leaf("rdg", from, "wit", "#"+p.From.Sign+" #"+p.To.Sign)
	} else {
		t.leaf("rdg", from, "wit", "#"+p.From.Sign, "corresp", t.to(ncName(p.ID+"."+p.From.Sign)))
		t.line()
		t.leaf("rdg", to, "wit", "#"+p.To.Sign, "corresp", t.to(ncName(p.ID+"."+p.To.Sign)))
	}
	t.close()
}

// to returns the way to a place of the texts, "" if it is not there.
func (t *tei) to(id string) string {
	if !t.placed[id] {
		return ""
	}
	return "#" + id
}

// ncName returns s with what may not stand in an xml:id as "_".
func ncName(s string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_' {
			return r
		}
		return '_'
	}, s)
	if out == "" || out[0] >= '0' && out[0] <= '9' || out[0] == '-' || out[0] == '.' {
		return "_" + out
	}
	return out
}
