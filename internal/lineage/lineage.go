// Package lineage finds where one account took its words and its information.
//
// Trace is the one entry; the steps, one file each, in order:
//
//	words.go    account: the words of an article's reported blocks, in normal form
//	prints.go   winnow, seeds: the word sequences that two accounts have in common
//	align.go    align: each grown into the longest shared passage
//	sources.go  label, feed: when two names, or a name and an address, mean one source
//	cites.go    citations and credits → edges to outlets, accounts and agencies
//	common.go   the same words or statement of one speaker, body or document in several accounts
//	slips.go    a misspelling that two accounts have against the rest
//	copies.go   shared narration → copies, and which way they went
//	origins.go  what is left as a source not derived from another
//
// Shared quotes are no copying: two reporters may stand before one speaker. Shared
// narration is. Direction is told by a citation or credit first, then by the
// time of publication, and left open otherwise.
//
// Nothing here reads a clock or the network, and accounts are compared in pairs
// by sorted prints, so the work is linear in the length of the texts.
package lineage

import (
	"path"

	"stemma"
)

// Version is raised whenever the same articles could give a different lineage.
const Version = 2

// Trace returns the lineage of the articles of one story. marks[i] belongs to
// arts[i]; both are in report order, as are the nodes, edges, passages and
// origins of the result. Passage and origin IDs are set. One article, or none,
// has no passages, and one origin an article.
func Trace(arts []*stemma.Article, marks []*stemma.Marks) stemma.Lineage {
	t := &tracer{}
	for i, a := range arts {
		t.accounts = append(t.accounts, newAccount(i, a, marks[i]))
	}
	t.tellApart()
	t.spelt = newSpellings(t.accounts)
	t.findPassages()
	t.findCited()
	t.findCommon() // before copies: one source of both explains what they share
	t.findCopies()
	t.nameCommon() // and after: what was copied along with a text is no source by itself
	return t.lineage()
}

// A tracer is a lineage in the making.
type tracer struct {
	accounts []*account
	shares   []share
	sources  []*source
	edges    []edge
	commons  []common
	between  map[[2]int][]common // the same by pair of accounts
	spelt    spellings
	often    map[string]bool // stems that most accounts have: the event itself
}

// An edge is a stemma.Edge whose ends are not named yet.
type edge struct {
	from   int     // account
	to     int     // account, if source is nil
	source *source // nil for an account
	stemma.Edge
}

// A source is an outlet, agency, speaker, body or document that accounts name.
type source struct {
	label
	name   string // the fullest name it is given, without what is only said of it
	outlet bool   // outlet or agency: a source by being cited once
}

// id returns the node ID of s.
func (s *source) id() string { return "source:" + s.key() }

// tellApart adds the file to the names that several accounts bear.
func (t *tracer) tellApart() {
	bear := map[string]int{}
	for _, a := range t.accounts {
		bear[a.name]++
	}
	for _, a := range t.accounts {
		if bear[a.name] > 1 && a.Path != "" && a.Outlet != "" {
			a.name += " (" + path.Base(a.Path) + ")"
		}
	}
}

// findPassages aligns every two accounts.
func (t *tracer) findPassages() {
	for i, a := range t.accounts {
		for _, b := range t.accounts[i+1:] {
			t.shares = append(t.shares, align(a, b)...)
		}
	}
}

// outletNamed returns the outlet that l names, which it adds if it is new.
// name is how l is printed.
func (t *tracer) outletNamed(l label, name string) *source {
	for _, s := range t.sources {
		if s.key() == l.key() {
			s.rename(l, name)
			return s
		}
	}
	for _, s := range t.sources {
		if s.sameOutlet(l) {
			s.rename(l, name)
			return s
		}
	}
	s := &source{label: l, name: name, outlet: true}
	t.sources = append(t.sources, s)
	return s
}

// rename gives s the name if it says more than the one it has, or the same in
// fewer letters: "Associated Press" for "AP" and for "the Associated Press".
func (s *source) rename(l label, name string) {
	if len(l.words) > len(s.words) || len(l.words) == len(s.words) && len(name) < len(s.name) {
		s.label, s.name = l, name
	}
}
