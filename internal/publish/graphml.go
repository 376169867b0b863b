package publish

import (
	"fmt"
	"io"
	"strings"

	"stemma"
)

// graphKeys are the data of the graph: what they belong to, name, type.
var graphKeys = [][3]string{
	{"node", "label", "string"}, {"node", "kind", "string"}, {"node", "stemma_id", "string"}, {"node", "outlet", "string"}, {"node", "title", "string"},
	{"node", "published", "string"}, {"node", "url", "string"}, {"node", "origins", "string"},
	{"edge", "relation", "string"}, {"edge", "directed", "boolean"}, {"edge", "certain", "boolean"}, {"edge", "why", "string"}, {"edge", "evidence", "string"},
}

// writeGraphML writes the lineage as GraphML (graphml.graphdrawing.org). Nodes
// are accounts, named by their letters, and sources, S1, S2, …; an edge leads from
// an account to what it drew on. Where that direction cannot be told, the datum
// "directed" is false: GraphML has an attribute for it, but NetworkX and others
// refuse a graph that has edges of both sorts. Evidence is a piece a line: the
// account, the place in it, the words.
func writeGraphML(w io.Writer, r *stemma.Report) error {
	v := newView(r)
	x := newXML(w)
	x.start("graphml", "xmlns", "http://graphml.graphdrawing.org/xmlns",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"xsi:schemaLocation", "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd")
	for _, k := range graphKeys {
		x.line()
		x.empty("key", "id", k[0]+"-"+k[1], "for", k[0], "attr.name", k[1], "attr.type", k[2])
	}
	x.line()
	x.start("graph", "id", "lineage", "edgedefault", "directed")
	data := func(of, key, value string) {
		if value != "" {
			x.line()
			x.leaf("data", value, "key", of+"-"+key)
		}
	}
	names := map[*node]string{}
	sources := 0
	for _, n := range v.Nodes {
		var name string
		if n.Account != nil {
			name = n.Account.Sign
		} else {
			sources++
			name = fmt.Sprintf("S%d", sources)
		}
		names[n] = name
		x.line()
		x.start("node", "id", name)
		data("node", "label", n.Label)
		data("node", "kind", n.Kind)
		data("node", "stemma_id", n.ID)
		if a := n.Account; a != nil {
			data("node", "outlet", a.Outlet)
			data("node", "title", oneLine(a.Title))
			data("node", "published", isoDate(a.Published))
			data("node", "url", a.URL)
		}
		var in []string
		for _, o := range r.Lineage.Origins {
			for _, id := range o.Nodes {
				if id == n.ID {
					in = append(in, o.ID)
				}
			}
		}
		data("node", "origins", strings.Join(in, " "))
		x.close()
	}
	for i, e := range v.Edges {
		x.line()
		x.start("edge", "id", fmt.Sprintf("e%d", i+1), "source", names[e.From], "target", names[e.To])
		data("edge", "relation", e.Kind)
		data("edge", "directed", fmt.Sprint(e.Directed))
		data("edge", "certain", fmt.Sprint(e.Certain))
		data("edge", "why", v.reason(e.Edge.Why))
		var evidence []string
		for _, w := range e.Evidence {
			evidence = append(evidence, fmt.Sprintf("%s %s %s", w.Sign, w.Span, w.Words))
		}
		data("edge", "evidence", strings.Join(evidence, "\n"))
		x.close()
	}
	x.close()
	x.close()
	return x.flush()
}
