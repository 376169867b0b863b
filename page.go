package stemma

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// A Format says how a [Page] is written.
type Format string

// The formats that can be read.
const (
	PlainText Format = "text" // pasted from the web: title, byline, credits and furniture in one
	HTML      Format = "html"
	Markdown  Format = "markdown"
	Record    Format = "record" // one JSON object with url, outlet, title, published, text
)

// A Page is the bytes of one account as received, and what its container says
// of it. A JSON Lines file holds many pages.
type Page struct {
	Path    string // the file name as given; "-" is standard input; "file.jsonl:3" is line 3 of a file
	Format  Format
	Body    []byte // unchanged; the article's ID is made from it and from Path
	Text    string // Body, or the record's text, decoded to UTF-8
	Charset string // what Body was decoded from: "utf-8"
	// What a Record states beside its text; empty where it does not.
	URL, Outlet, Title, Published string
	Key                           string // its "id": how those who gave it call it
	// When it was fetched, as an archive or a browser's saved page says; zero where
	// nothing does. URL may be set by these, too.
	Retrieved time.Time
}

// ID names the revision that p is by its path as given and its bytes as
// received: the ID of the article that is read from it.
func (p *Page) ID() ArticleID {
	h := sha256.New()
	h.Write([]byte(p.Path))
	h.Write([]byte{0})
	h.Write(p.Body)
	return ArticleID(hex.EncodeToString(h.Sum(nil))[:12])
}
