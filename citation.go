package stemma

// A CitationKind says what sort of source a [Citation] names.
type CitationKind string

// The kinds of cited source.
const (
	CitesOutlet    CitationKind = "outlet"
	CitesAgency    CitationKind = "agency"
	CitesOfficial  CitationKind = "official"
	CitesDocument  CitationKind = "document"
	CitesSocial    CitationKind = "social"
	CitesAnonymous CitationKind = "anonymous"
)

// A Citation is an attribution whose source is an outlet, agency, document,
// official, anonymous person or social post: where the information came from.
type Citation struct {
	ID      string // "c1", "c2", …; empty before a report is made
	Article ArticleID
	Span    Span   // source and cue: "a spokesman told AFP"
	Source  string // normalised name of the source: "AFP", "police", "judicial sources"
	Kind    CitationKind
	Covers  []Span // the statements that rest on it; empty for a whole-article credit
	Credit  bool   // names the source of the article as a whole: "(AP)", a copyright line
}
