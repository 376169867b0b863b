package annotate

import (
	"unicode"
	"unicode/utf8"

	"stemma"
)

// An entity is a stemma.Entity on the bench.
type entity struct {
	stemma.Entity
}

func startsUpper(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// findEntities fills d.entities.
func (d *doc) findEntities() {}

// entityAt returns the entity that a mention overlapping s names, or nil; if
// several do, the longest mention decides.
func (d *doc) entityAt(s stemma.Span) *entity { return nil }
