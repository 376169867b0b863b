package lineage

import (
	"fmt"

	"stemma"
	"stemma/internal/text"
)

// findCited turns the citations of outlets and agencies into edges, and so the
// credits: those that the text gives and those that an address does.
func (t *tracer) findCited() {
	for _, a := range t.accounts {
		for _, c := range a.marks.Citations {
			if c.Kind != stemma.CitesOutlet && c.Kind != stemma.CitesAgency {
				continue
			}
			l := newLabel(c.Source)
			if l.nameless() || l.own(a) {
				continue
			}
			kind := stemma.Cites
			if c.Credit {
				kind = stemma.Credits
			}
			e := edge{from: a.at, to: t.accountOf(l, a, c)}
			if e.to < 0 {
				e.source = t.outletNamed(l, c.Source)
			}
			e.Edge = stemma.Edge{Kind: kind, Directed: true, Certain: true, Why: fmt.Sprintf("%s %s", kind, c.Source)}
			e.Evidence = []stemma.Witness{{Article: a.ID, Span: c.Span}}
			t.addEdge(e)
		}
		if agency, words := feed(a.URL); agency != "" && agency != "wire" {
			e := edge{from: a.at, to: -1, source: t.outletNamed(newLabel(agency), agency)}
			e.Edge = stemma.Edge{Kind: stemma.Credits, Directed: true, Certain: true,
				Why: fmt.Sprintf("the address files it under “%s”, where the outlet keeps copy of %s", words, agency)}
			t.addEdge(e)
		}
	}
}

// addEdge adds e, or its evidence to the edge of the same kind between the same
// ends.
func (t *tracer) addEdge(e edge) {
	if e.source != nil {
		e.source.used = true
	}
	for i := range t.edges {
		d := &t.edges[i]
		if d.from != e.from || d.to != e.to || d.source != e.source || d.Kind != e.Kind {
			continue
		}
		for _, w := range e.Evidence {
			if !contains(d.Evidence, w) {
				d.Evidence = append(d.Evidence, w)
			}
		}
		d.Certain = d.Certain || e.Certain
		if d.Why != e.Why && len(e.Evidence) == 0 {
			d.Why += "; " + e.Why
		}
		return
	}
	t.edges = append(t.edges, e)
}

func contains(ws []stemma.Witness, w stemma.Witness) bool {
	for _, v := range ws {
		if v == w {
			return true
		}
	}
	return false
}

// nameless reports whether l names no outlet in particular: "media outlets",
// "French media", "several reports".
func (l label) nameless() bool {
	return len(l.words) == 0 || l.generic || crowds[l.words[len(l.words)-1]]
}

// crowds end the names of many outlets at once.
var crowds = set(`media outlets outlet reports report newspapers papers agencies networks stations broadcasters sources others`)

// minHeld is the part of the content words of a cited statement that an account
// of the cited outlet must have to be what is cited. Outlets publish more than
// one account, and "she told the Gazette" may be in another.
const minHeld = 0.6

// accountOf returns the account that citation c of a cites by the name l, or -1.
func (t *tracer) accountOf(l label, a *account, c stemma.Citation) int {
	for _, b := range t.accounts {
		if b != a && l.publishes(b) && b.holds(a, c) {
			return b.at
		}
	}
	return -1
}

// holds reports whether b says what citation c of a has from it.
func (b *account) holds(a *account, c stemma.Citation) bool {
	own := map[string]bool{}
	for _, w := range b.words {
		own[text.Stem(text.Fold(b.Text[w.Start:w.End]))] = true
	}
	held, all := 0, 0
	for _, stem := range contentStems(a, c.Covers, c.Span) {
		all++
		if own[stem] {
			held++
		}
	}
	return float64(held) >= minHeld*float64(all)
}

// credited returns the agencies that account i credits for the whole of it.
func (t *tracer) credited(i int) []*source {
	var out []*source
	for _, e := range t.edges {
		if e.from == i && e.source != nil && e.Kind == stemma.Credits {
			out = append(out, e.source)
		}
	}
	return out
}
