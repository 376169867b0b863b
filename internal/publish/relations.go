package publish

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// An origin is a stemma.Origin with its names.
type origin struct {
	ID, Name string
	Root     string // ID of its node
	Why      string
	Accounts []*account
	N        int // 0 for the first
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
