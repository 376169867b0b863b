package stemma

import "errors"

// The kinds of error that callers tell apart. They are wrapped with the file
// and the cause; ask with [errors.Is].
var (
	// ErrInvalid reports a value that breaks the rules its type documents.
	// It is the fault of the stage that built the value, never of the article.
	ErrInvalid = errors.New("invalid value")

	// ErrUnreadable reports an input that cannot be read as an article: it is
	// missing, empty, binary, too large, or broken beyond its format.
	ErrUnreadable = errors.New("unreadable")

	// ErrLanguage reports an article in a language that is not annotated.
	ErrLanguage = errors.New("language not annotated")
)

// A Warning is something a reader of a report must know about how it was made:
// an input left out, a cap reached. Doubt is data, never only a log line.
type Warning struct {
	Path  string // the input it is about; empty if it is about all
	Cause string // what happened
	Do    string // what the reader can do about it; may be empty
}
