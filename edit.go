package stemma

// An Edit is one change of words from one version of a report to the next.
// The edits of two versions stand in the order of the new text. What lies
// between them is the same in both, white space apart.
//
// Old and New are spans in the text of the one article and of the other, each
// inside one block. An empty one still has its place: where the words would
// stand that the other version has.
type Edit struct {
	Kind EditKind
	Old  Span
	New  Span
}

// An EditKind is what was done to the words.
type EditKind string

// The kinds of edit.
const (
	Deleted  EditKind = "deleted"  // New is empty
	Inserted EditKind = "inserted" // Old is empty
	Replaced EditKind = "replaced"
	Moved    EditKind = "moved" // the same words, elsewhere
)
