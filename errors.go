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

// A Fault is an error about one input that says what can be done about it.
// It wraps Kind, one of the errors above, so that errors.Is finds it.
type Fault struct {
	Kind  error
	Path  string // the input as given, with ":line" or ":record" where it holds many
	Cause string // what is wrong: "no text in it"
	Do    string // what the reader can do: "save the page again as text"; may be empty
}

// Error returns path, cause and remedy in one line.
func (f *Fault) Error() string {
	s := f.Path + ": " + f.Cause
	if f.Do != "" {
		s += "; " + f.Do
	}
	return s
}

// Unwrap returns the kind of error that f is.
func (f *Fault) Unwrap() error { return f.Kind }

// A Warning is something a reader of a report must know about how it was made:
// an input left out, a cap reached. Doubt is data, never only a log line.
type Warning struct {
	Path  string // the input it is about; empty if it is about all
	Cause string // what happened
	Do    string // what the reader can do about it; may be empty
}
