package stemma

// A Passage is words that two articles share, aligned. From is the article
// that stands first in the report, which need not be the one that wrote them:
// direction is told by the [Edge].
type Passage struct {
	ID        string // "p1", "p2", …; empty before a report is made
	From, To  Witness
	Tokens    int  // words matched
	Identical bool // the same words, but for case, marks and white space
	Quoted    bool // all or nearly all stands inside quotation marks on both sides
}

// A Node is an article or a cited source in the lineage.
type Node struct {
	ID   string // an ArticleID, or "source:" and the normalised name
	Kind string // "article" or "source"
	Name string
}

// The kinds of lineage edge.
const (
	Copies  = "copies"  // takes over its words
	Cites   = "cites"   // names it as the source of a statement
	Credits = "credits" // names it as the source of the article
)

// An Edge says that From drew on To: copied, cited or credited it.
type Edge struct {
	From, To string // Node IDs
	Kind     string // Copies, Cites or Credits
	Directed bool   // whether it can be told who drew on whom; if not, From stands first in the report
	Certain  bool
	Evidence []Witness
	Why      string // the evidence for the edge and its direction, in one line
}

// An Origin is a source of information that is not itself derived from another
// one in the story, with all that drew on it. An article that drew on several
// sources stands in several origins.
type Origin struct {
	ID    string   // "o1", "o2", …
	Root  string   // Node ID of the source, or of the article that stands first in the report where the copied one cannot be told
	Nodes []string // Node IDs, the root among them
	Why   string
}

// A Lineage is the graph of articles and cited sources.
type Lineage struct {
	Nodes    []Node
	Edges    []Edge
	Origins  []Origin
	Passages []Passage
}
