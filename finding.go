package stemma

// A FindingKind says how the accounts stand to each other.
type FindingKind string

// The kinds of finding.
const (
	Corroborated FindingKind = "corroborated"  // two or more articles say it
	SingleSource FindingKind = "single-source" // one article says it
	Conflicting  FindingKind = "conflicting"   // the sides cannot all be true
	Updated      FindingKind = "updated"       // a later account supersedes an earlier one
)

// A FindingType says what slot the sides fill.
type FindingType string

// The types of finding.
const (
	FigureFinding  FindingType = "figure"
	TimeFinding    FindingType = "time"
	PlaceFinding   FindingType = "place"
	NameFinding    FindingType = "name"
	StatusFinding  FindingType = "status"
	AccountFinding FindingType = "account"
	QuoteFinding   FindingType = "quote"
)

// A Finding is a group of claims from several articles about the same thing.
type Finding struct {
	ID      string // "f1", "f2", …
	Kind    FindingKind
	Type    FindingType
	About   string   // what it is about, in the words of one witness or as a label: "people injured"
	Origins []string // IDs of the separate origins behind all sides, sorted
	Sides   []Side   // one if the accounts agree
	Why     string   // one line that a reader can check
	Rule    string   // the rule that made it: "reconcile/figure"
}

// A Side is one of the values that a [Finding] has, and who gives it.
type Side struct {
	Value     string // the value in the words of its first witness, or normalised: "40 or more"
	Origins   []string
	Witnesses []Witness
}

// An Event is an entry in the timeline of what happened, not of who wrote when.
type Event struct {
	When      Date
	Finding   string // ID of the finding it belongs to; empty if none
	Witnesses []Witness
}
