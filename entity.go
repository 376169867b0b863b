package stemma

// An EntityKind says what an [Entity] is.
type EntityKind string

// The kinds of entity.
const (
	Person       EntityKind = "person"
	Place        EntityKind = "place"
	Organisation EntityKind = "organisation"
)

// An Entity is one person, place or organisation and all its mentions in one
// article, or, in a report, in all of them.
type Entity struct {
	Name       string // the fullest name seen
	Kind       EntityKind
	Outlet     bool // publishes news: "the Independent", "AFP"
	Mentions   []Mention
	Attributes []Attribute
}

// A Mention is one place that speaks of an [Entity].
type Mention struct {
	Article ArticleID
	Span    Span
	Pronoun bool // "he", "it", "the mayor": found by coreference, not by name
}

// An Attribute is something said of an [Entity] beside its name.
type Attribute struct {
	Kind  string // "age", "role", "origin"
	Value string // "22", "mayor of Leith"
	Where Witness
}
