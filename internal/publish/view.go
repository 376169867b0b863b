package publish

import (
	"cmp"
	"fmt"
	"math"
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

// An origin is a stemma.Origin with its names.
type origin struct {
	ID, Name string
	Root     string // ID of its node
	Why      string
	Accounts []*account
	N        int // 0 for the first
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

// A quote is a stemma.Quote with its words.
type quote struct {
	*stemma.Quote
	Account *account
	Words   string
	Pieces  []piece // the words cut where the readings of its utterance differ
}

// Witness returns the quote as evidence.
func (q *quote) Witness() witness { return witness{q.Account, q.Span, q.Words} }

// A piece is a stretch of a reading.
type piece struct {
	Words   string
	Differs bool
}

// An utterance is a stemma.Utterance with its words.
type utterance struct {
	ID, Speaker string
	Readings    []*quote
	Wordings    []*wording
	Variants    []variant
	Accounts    []*account
}

// A wording is the readings of an utterance that have the same words, but for
// case, accents and the mark at the end.
type wording struct{ Quotes []*quote }

// First returns the reading that stands for all.
func (w *wording) First() *quote { return w.Quotes[0] }

// Accounts returns the accounts that have the wording, in report order.
func (w *wording) Accounts() []*account {
	var out []*account
	for _, q := range w.Quotes {
		out = append(out, q.Account)
	}
	return inOrder(out)
}

// Told returns what else is told of the readings, each thing once: "to AFP".
func (w *wording) Told() string {
	var out []string
	for _, q := range w.Quotes {
		for _, t := range q.told() {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return strings.Join(out, ", ")
}

// wordings puts readings with the same words together, in order of the first.
func wordings(readings []*quote) []*wording {
	var out []*wording
	seen := map[string]*wording{}
	for _, q := range readings {
		key := text.Fold(strings.TrimRight(q.Words, ".,;:!?… "))
		w := seen[key]
		if w == nil {
			w = &wording{}
			seen[key] = w
			out = append(out, w)
		}
		w.Quotes = append(w.Quotes, q)
	}
	return out
}

// A variant is the forms that one place of an utterance has, and who has them.
type variant struct{ Forms []form }

// A form is one of the wordings at a place; empty Words are a gap.
type form struct {
	Words    string
	Accounts []*account
}

// A speaker is someone and what only one account has of what they said.
type speaker struct {
	Name   string // empty if unknown
	Quotes []*quote
}

// A citation is a stemma.Citation with its words.
type citation struct {
	*stemma.Citation
	Account *account
	Words   string
	Covered []string // the words it covers
}

// A sourced is what one account has from one source: its citations together.
type sourced struct {
	Account *account
	Source  string
	Kind    stemma.CitationKind
	IDs     []string
	Credit  bool     // for the whole account
	Covered []string // the words that rest on it
}

// sourced puts the citations of one source in one account together, in order of
// the first.
func (v *view) sourced() []*sourced {
	type key struct {
		a      *account
		source string
		kind   stemma.CitationKind
	}
	var out []*sourced
	seen := map[key]*sourced{}
	for _, c := range v.Citations {
		k := key{c.Account, text.Fold(oneLine(c.Source)), c.Kind}
		s := seen[k]
		if s == nil {
			s = &sourced{Account: c.Account, Source: cmp.Or(oneLine(c.Source), "a source without a name"), Kind: c.Kind}
			seen[k] = s
			out = append(out, s)
		}
		s.IDs = append(s.IDs, c.ID)
		s.Credit = s.Credit || c.Credit
		s.Covered = append(s.Covered, c.Covered...)
	}
	return out
}

// A node is a stemma.Node: an account or a source.
type node struct {
	*stemma.Node
	Account *account // nil for a source
	Label   string
}

// An edge is a stemma.Edge with its ends and its words.
type edge struct {
	*stemma.Edge
	From, To *node
	Why      string // empty if it adds nothing to Said
	Verb     string // between its ends: "copies", "and"
	Rest     string // after them
	Said     string // the edge as a sentence without its full stop
	Evidence []witness
}

// Draws is what one account cites, credits or copies outside of the accounts.
type draws struct {
	From    *node
	Verb    string
	Sources []*node
}

// A passage is a stemma.Passage with its words.
type passage struct {
	*stemma.Passage
	From, To witness
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
		a := &account{Article: art, N: i, Sign: sign(i), Date: dateWords(art.Published), File: filepath.Base(filepath.ToSlash(art.Path))}
		if a.File == "." || a.File == "-" {
			a.File = "" // no path, or standard input
		}
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
	first, last := r.Story.First, r.Story.Last
	switch {
	case first.Known() && last.Known() && first.Precision != stemma.Month && first.Precision != stemma.Year:
		v.When = dayRange(first.From, last.From)
	case first.Known():
		v.When = dateWords(first)
	}
	if v.Title == "" && len(v.Accounts) > 0 {
		v.Title = cmp.Or(oneLine(v.Accounts[0].Title), v.Accounts[0].Name)
	}
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
	var out []group
	seen := map[string]int{}
	for _, w := range ws {
		key := text.Fold(w.Words)
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

func (v *view) addLineage(l *stemma.Lineage) {
	for i := range l.Nodes {
		n := &node{Node: &l.Nodes[i], Account: v.account[stemma.ArticleID(l.Nodes[i].ID)]}
		switch {
		case n.Account != nil:
			n.Label = n.Account.Name
		case n.Name != "":
			n.Label = oneLine(n.Name)
		default:
			n.Label = "a source without a name"
		}
		v.Nodes = append(v.Nodes, n)
		v.node[n.ID] = n
	}
	for i := range l.Origins {
		o := &l.Origins[i]
		out := &origin{ID: o.ID, N: i, Root: o.Root, Why: v.reason(o.Why)}
		for _, id := range o.Nodes {
			if a := v.account[stemma.ArticleID(id)]; a != nil {
				out.Accounts = append(out.Accounts, a)
				a.Origins = append(a.Origins, out)
			}
		}
		out.Accounts = inOrder(out.Accounts)
		if root := v.node[o.Root]; root != nil {
			out.Name = root.Label
		} else if len(out.Accounts) > 0 {
			out.Name = out.Accounts[0].Name
		}
		v.Origins = append(v.Origins, out)
		v.origin[o.ID] = out
	}
	for i := range l.Edges {
		e := &l.Edges[i]
		from, to := v.node[e.From], v.node[e.To]
		if from == nil || to == nil {
			continue // lineage names every node it draws an edge to
		}
		out := &edge{Edge: e, From: from, To: to, Evidence: v.witnesses(e.Evidence), Why: v.reason(e.Why)}
		out.Verb, out.Rest = out.says()
		out.Said = from.full() + " " + out.Verb + " " + to.full() + out.Rest
		if strings.EqualFold(out.Why, out.Verb+" "+to.Label) {
			out.Why = "" // it says no more than the edge
		}
		v.Edges = append(v.Edges, out)
		v.sortEdge(out)
	}
	slices.SortStableFunc(v.Outside, func(a, b *draws) int { return cmp.Compare(a.From.order(), b.From.order()) })
	for i := range l.Passages {
		p := &l.Passages[i]
		v.Passages = append(v.Passages, &passage{p, v.witness(p.From), v.witness(p.To)})
	}
}

// order returns where the node's account stands, and sources last.
func (n *node) order() int {
	if n.Account == nil {
		return math.MaxInt
	}
	return n.Account.N
}

// full returns a node's name with its siglum: "B Ostermouth Echo".
func (n *node) full() string {
	if n.Account != nil {
		return n.Account.Sign + " " + n.Label
	}
	return n.Label
}

// sortEdge puts e among the edges between accounts or among those to sources.
func (v *view) sortEdge(e *edge) {
	if e.To.Account != nil {
		v.Between = append(v.Between, e)
		return
	}
	i := slices.IndexFunc(v.Outside, func(d *draws) bool { return d.From == e.From && d.Verb == e.Verb })
	if i < 0 {
		i = len(v.Outside)
		v.Outside = append(v.Outside, &draws{From: e.From, Verb: e.Verb})
	}
	v.Outside[i].Sources = append(v.Outside[i].Sources, e.To)
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

func (v *view) originsOf(ids []string) []*origin {
	var out []*origin
	for _, id := range ids {
		o := v.origin[id]
		if o == nil {
			o = &origin{ID: id}
		}
		out = append(out, o)
	}
	return out
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

func (v *view) addQuotes(r *stemma.Report) {
	var all []*quote
	for i := range r.Quotes {
		q := &r.Quotes[i]
		a := v.account[q.Article]
		out := &quote{Quote: q, Account: a, Words: oneLine(a.Words(q.Span))}
		out.Pieces = []piece{{Words: out.Words}}
		all = append(all, out)
		v.quote[q.ID] = out
	}
	used := map[*quote]bool{}
	for i := range r.Utterances {
		u := &r.Utterances[i]
		out := &utterance{ID: u.ID, Speaker: oneLine(u.Speaker)}
		for _, id := range u.Readings {
			if q := v.quote[id]; q != nil {
				out.Readings = append(out.Readings, q)
				out.Accounts = append(out.Accounts, q.Account)
				used[q] = true
			}
		}
		out.Accounts = inOrder(out.Accounts)
		for _, x := range u.Variants {
			out.Variants = append(out.Variants, v.variant(x, out.Readings))
		}
		out.Wordings = wordings(out.Readings)
		for _, q := range out.Readings {
			q.Pieces = pieces(q, u.Variants)
		}
		v.Utterances = append(v.Utterances, out)
	}
	at := map[string]int{}
	for _, q := range all {
		if used[q] || q.Kind == stemma.Indirect {
			continue
		}
		i, ok := at[q.Speaker]
		if !ok {
			i = len(v.Speakers)
			at[q.Speaker] = i
			v.Speakers = append(v.Speakers, speaker{Name: oneLine(q.Speaker)})
		}
		v.Speakers[i].Quotes = append(v.Speakers[i].Quotes, q)
	}
}

// variant groups the readings that have the same words at one place.
func (v *view) variant(x stemma.Variant, readings []*quote) variant {
	var out variant
	seen := map[string]int{}
	for i, w := range x.Words {
		if i >= len(readings) {
			break
		}
		words := oneLine(w)
		j, ok := seen[text.Fold(words)]
		if !ok {
			j = len(out.Forms)
			seen[text.Fold(words)] = j
			out.Forms = append(out.Forms, form{Words: words})
		}
		out.Forms[j].Accounts = append(out.Forms[j].Accounts, readings[i].Account)
	}
	for i := range out.Forms {
		out.Forms[i].Accounts = inOrder(out.Forms[i].Accounts)
	}
	return out
}

// pieces cuts the words of q at the places where the readings differ.
func pieces(q *quote, variants []stemma.Variant) []piece {
	var cuts []stemma.Span
	for _, x := range variants {
		for _, w := range x.Where {
			if w.Article == q.Article && q.Span.Contains(w.Span) {
				cuts = append(cuts, w.Span)
			}
		}
	}
	slices.SortFunc(cuts, func(a, b stemma.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	var out []piece
	txt := q.Account.Text
	last := q.Span.Start
	for _, c := range cuts {
		if c.Start < last {
			continue
		}
		if last < c.Start {
			out = append(out, piece{Words: txt[last:c.Start]})
		}
		out = append(out, piece{txt[c.Start:c.End], true})
		last = c.End
	}
	if last < q.Span.End {
		out = append(out, piece{Words: txt[last:q.Span.End]})
	}
	return out
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
	for i := range es {
		p := &person{Entity: &es[i]}
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
