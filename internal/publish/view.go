package publish

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A view is a report made ready to be shown: every ID looked up, every span
// turned into its words, findings in reading order. All faces but JSON, which
// is the report itself, are written from it.
type view struct {
	Title    string
	When     string // when the accounts were published: "14–15 March 2025"; may be empty
	Undated  int    // accounts whose date is unknown
	Accounts []*account
	Origins  []*origin

	Conflicts []*finding
	Updates   []*finding
	Agreed    []*finding // most origins first
	Single    []*finding

	Versions   []*version
	Utterances []*utterance
	Speakers   []speaker // the quotes that stand in no utterance
	Citations  []*citation
	Nodes      []*node
	Edges      []*edge
	Between    []*edge  // the edges between two accounts
	Outside    []*draws // the edges to sources, together by account and verb
	Passages   []*passage
	Events     []*event
	People     []*person
	Warnings   []stemma.Warning

	paths   *strings.Replacer // file names in reasons → how the accounts are named here
	account map[stemma.ArticleID]*account
	origin  map[string]*origin
	node    map[string]*node
	quote   map[string]*quote
	finding map[string]*finding
}

// An account is an article under its siglum: A, B, … Z, AA, as editors name the
// witnesses of a text.
type account struct {
	*stemma.Article
	N         int    // 0 for the first
	Sign      string // "A"
	Name      string // the outlet; else the file, else the title
	Named     bool   // Name is the outlet's
	Date      string // "14 March 2025, 08:20"; empty if unknown
	File      string // the last part of the path
	Kept      int    // words of the report proper
	SetAside  int    // words of the other blocks
	Aside     []aside
	Origins   []*origin
	sentences []stemma.Span
}

// Acc returns a: templates reach an embedded account by it.
func (a *account) Acc() *account { return a }

// An aside is a block that is not part of the report.
type aside struct {
	stemma.Block
	Words string
}

// A witness is the evidence of one account.
type witness struct {
	*account
	Span  stemma.Span
	Words string
}

// A finding is a stemma.Finding with its words.
type finding struct {
	*stemma.Finding
	Why      string
	From     []*origin
	Sides    []*side
	Accounts []*account // all that witness it, in report order
}

// maxGroups is how many wordings of one side are shown at once. More would
// bury the other side.
const maxGroups = 5

// A side is a stemma.Side with its words.
type side struct {
	Value     string
	From      []*origin
	Witnesses []witness
	Groups    []group // one witness of each account, those with the same words together; maxGroups at most
	Rest      []group // the other witnesses
}

// A group is accounts that use the same words.
type group struct {
	Words     string
	Witnesses []witness
}

// An event is what happened at one moment: stemma.Events with their words.
type event struct {
	ID        string // "t1"
	Date      string // empty if the moment could not be resolved
	Said      string // the words of an unresolved moment
	Findings  []*finding
	Witnesses []witness
	Groups    []group
}

// A person is a stemma.Entity, its mentions counted by account.
type person struct {
	*stemma.Entity
	Anchor   string // names it on a page: "person-ida-marren"
	Accounts []*account
	Known    []string // its attributes, without repeats: "age 44", "role skipper"
}

// newView returns the view of r.
func newView(r *stemma.Report) *view {
	v := &view{
		paths:    paths(r.Articles),
		Title:    oneLine(r.Story.Title),
		Warnings: r.Warnings,
		account:  map[stemma.ArticleID]*account{},
		origin:   map[string]*origin{},
		node:     map[string]*node{},
		quote:    map[string]*quote{},
		finding:  map[string]*finding{},
	}
	v.addAccounts(r)
	v.addLineage(&r.Lineage)
	v.addFindings(r.Findings)
	v.addVersions(r.Versions)
	v.addQuotes(r)
	for i := range r.Citations {
		c := &r.Citations[i]
		a := v.account[c.Article]
		out := &citation{Citation: c, Account: a, Words: oneLine(a.Words(c.Span))}
		for _, s := range c.Covers {
			out.Covered = append(out.Covered, oneLine(a.Words(s)))
		}
		v.Citations = append(v.Citations, out)
	}
	v.addEvents(r)
	v.addPeople(r.People)
	return v
}

// reason returns why as one line, with the accounts named as on the page.
func (v *view) reason(why string) string { return daysInWords(v.paths.Replace(oneLine(why))) }

// paths returns what puts the siglum and the last part of a path for a path, so
// that a long folder does not stand in every reason.
func paths(arts []*stemma.Article) *strings.Replacer {
	var long []int
	for i, a := range arts {
		if strings.ContainsAny(a.Path, `/\`) {
			long = append(long, i)
		}
	}
	// A path may begin another one, and the replacer takes the first that fits.
	slices.SortStableFunc(long, func(a, b int) int { return cmp.Compare(len(arts[b].Path), len(arts[a].Path)) })
	var pairs []string
	for _, i := range long {
		pairs = append(pairs, oneLine(arts[i].Path), sign(i)+" "+filepath.Base(filepath.ToSlash(arts[i].Path)))
	}
	return strings.NewReplacer(pairs...)
}

// sign returns the siglum of account n: A to Z, then AA, AB, …
func sign(n int) string {
	s := string(rune('A' + n%26))
	if n < 26 {
		return s
	}
	return sign(n/26-1) + s
}

func (v *view) addAccounts(r *stemma.Report) {
	for i, art := range r.Articles {
		a := &account{Article: art, N: i, Sign: sign(i), Date: dateWords(art.Published), File: base(art.Path)}
		a.Named = art.Outlet != ""
		a.Name = cmp.Or(oneLine(art.Outlet), oneLine(a.File), clip(oneLine(art.Title), maxName), string(art.ID))
		for _, b := range art.Blocks {
			n := countWords(art.Text, b.Span)
			if b.Kind.Reported() {
				a.Kept += n
				continue
			}
			a.SetAside += n
			a.Aside = append(a.Aside, aside{b, oneLine(art.Words(b.Span))})
		}
		if i < len(r.Marks) && r.Marks[i] != nil {
			a.sentences = r.Marks[i].Sentences
		}
		if a.Date == "" {
			v.Undated++
		}
		v.Accounts = append(v.Accounts, a)
		v.account[art.ID] = a
	}
	v.When = published(r.Story.First, r.Story.Last)
	if v.Title == "" && len(v.Accounts) > 0 {
		v.Title = cmp.Or(oneLine(v.Accounts[0].Title), v.Accounts[0].Name)
	}
}

// base returns the last part of a path, "" for none and for standard input.
func base(path string) string {
	file := filepath.Base(filepath.ToSlash(path))
	if file == "." || file == "-" {
		return ""
	}
	return file
}

// countWords returns how many words and numbers stand in s of txt.
func countWords(txt string, s stemma.Span) int {
	n := 0
	for _, t := range text.Tokens(txt, s) {
		if t.Kind != text.Mark {
			n++
		}
	}
	return n
}

func (v *view) witness(w stemma.Witness) witness {
	a := v.account[w.Article]
	return witness{a, w.Span, oneLine(a.Words(w.Span))}
}

func (v *view) witnesses(ws []stemma.Witness) []witness {
	out := make([]witness, 0, len(ws))
	for _, w := range ws {
		if v.account[w.Article] != nil {
			out = append(out, v.witness(w))
		}
	}
	return out
}

// grouped puts witnesses with the same words together, in order of the first.
func grouped(ws []witness) []group {
	if len(ws) == 1 {
		return []group{{ws[0].Words, ws}}
	}
	var out []group
	seen := map[string]int{}
	for _, w := range ws {
		key := sameWords(w.Words)
		i, ok := seen[key]
		if !ok {
			i = len(out)
			seen[key] = i
			out = append(out, group{Words: w.Words})
		}
		out[i].Witnesses = append(out[i].Witnesses, w)
	}
	return out
}

var straightMarks = strings.NewReplacer("“", `"`, "”", `"`)

// sameWords returns a key that is equal for words that differ only in case,
// accents, the shape of their quotation marks and the mark at the end.
func sameWords(words string) string {
	return straightMarks.Replace(text.Fold(strings.TrimRight(words, ".,;:!?… ")))
}

// firsts parts one witness of each account from the others: the one that label
// is taken from, or else the first.
func firsts(ws []witness, label string) (first, rest []witness) {
	chosen := map[*account]int{}
	for i, w := range ws {
		at, ok := chosen[w.account]
		if !ok || begins(w.Words, label) && !begins(ws[at].Words, label) {
			chosen[w.account] = i
		}
	}
	for i, w := range ws {
		if chosen[w.account] == i {
			first = append(first, w)
		} else {
			rest = append(rest, w)
		}
	}
	return first, rest
}

// accountsOf returns the accounts of ws in report order, each once.
func accountsOf(ws []witness) []*account {
	var out []*account
	for _, w := range ws {
		out = append(out, w.account)
	}
	return inOrder(out)
}

// inOrder returns as in report order, each once.
func inOrder(as []*account) []*account {
	slices.SortFunc(as, func(a, b *account) int { return cmp.Compare(a.N, b.N) })
	return slices.Compact(as)
}

func (v *view) addFindings(fs []stemma.Finding) {
	for i := range fs {
		f := &finding{Finding: &fs[i], Why: v.reason(fs[i].Why), From: v.originsOf(fs[i].Origins)}
		var all []witness
		for _, s := range fs[i].Sides {
			ws := v.witnesses(s.Witnesses)
			all = append(all, ws...)
			out := &side{Value: daysInWords(oneLine(s.Value)), From: v.originsOf(s.Origins), Witnesses: ws}
			first, rest := firsts(ws, fs[i].About)
			out.Groups, out.Rest = grouped(first), grouped(rest)
			if len(out.Groups) > maxGroups {
				out.Groups, out.Rest = out.Groups[:maxGroups], slices.Concat(out.Groups[maxGroups:], out.Rest)
			}
			f.Sides = append(f.Sides, out)
		}
		f.Accounts = accountsOf(all)
		v.finding[f.ID] = f
		switch f.Kind {
		case stemma.Conflicting:
			v.Conflicts = append(v.Conflicts, f)
		case stemma.Updated:
			v.Updates = append(v.Updates, f)
		case stemma.Corroborated:
			v.Agreed = append(v.Agreed, f)
		default:
			v.Single = append(v.Single, f)
		}
	}
	// What most separate origins and then most accounts say comes first.
	slices.SortStableFunc(v.Agreed, func(a, b *finding) int {
		return cmp.Or(cmp.Compare(len(b.From), len(a.From)), cmp.Compare(len(b.Accounts), len(a.Accounts)))
	})
}

// addEvents adds the timeline. Events that follow each other at one moment are
// told together.
func (v *view) addEvents(r *stemma.Report) {
	for _, e := range r.Timeline {
		date := dateWords(e.When)
		ws := v.witnesses(e.Witnesses)
		if n := len(v.Events); n == 0 || date == "" || v.Events[n-1].Date != date {
			v.Events = append(v.Events, &event{ID: fmt.Sprintf("t%d", n+1), Date: date})
		}
		out := v.Events[len(v.Events)-1]
		if date == "" && len(ws) > 0 && !e.When.Span.Empty() {
			// The moment's words stand in the article of its first witness.
			if a := ws[0].account; a.Check(e.When.Span) == nil {
				out.Said = oneLine(a.Words(e.When.Span))
			}
		}
		if f := v.finding[e.Finding]; f != nil && !slices.Contains(out.Findings, f) {
			out.Findings = append(out.Findings, f)
		}
		out.Witnesses = append(out.Witnesses, ws...)
	}
	for _, e := range v.Events {
		e.Witnesses = once(e.Witnesses)
		e.Groups = grouped(e.Witnesses)
	}
}

// once returns ws without repeats.
func once(ws []witness) []witness {
	seen := make(map[stemma.Witness]bool, len(ws))
	return slices.DeleteFunc(ws, func(w witness) bool {
		at := stemma.Witness{Article: w.ID, Span: w.Span}
		again := seen[at]
		seen[at] = true
		return again
	})
}

func (v *view) addPeople(es []stemma.Entity) {
	taken := map[string]bool{}
	for i := range es {
		p := &person{Entity: &es[i], Anchor: Anchor(&es[i])}
		for n := 2; taken[p.Anchor]; n++ {
			p.Anchor = fmt.Sprintf("%s-%d", Anchor(&es[i]), n)
		}
		taken[p.Anchor] = true
		for _, m := range es[i].Mentions {
			if a := v.account[m.Article]; a != nil {
				p.Accounts = append(p.Accounts, a)
			}
		}
		p.Accounts = inOrder(p.Accounts)
		for _, t := range es[i].Attributes {
			known := oneLine(t.Value)
			if t.Kind == "age" {
				known = "aged " + known
			}
			if !slices.Contains(p.Known, known) {
				p.Known = append(p.Known, known)
			}
		}
		v.People = append(v.People, p)
	}
}
