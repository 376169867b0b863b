// Package read turns files, folders and standard input into pages.
package read

import (
	"io"
	"iter"

	"stemma"
)

// MaxPage is the largest page that is read, in bytes.
const MaxPage = 4 << 20

// Pages yields the pages that the inputs hold, in the order given; folders are
// walked in name order. An input that cannot be read is yielded as an error
// wrapping [stemma.ErrUnreadable], with the page's Path set, and reading goes on.
func Pages(paths []string, stdin io.Reader) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {}
}
