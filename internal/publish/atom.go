package publish

import (
	"io"
	"net/url"
	"time"
)

// A FeedView is a feed to be written: of stories, of a name, of a query.
type FeedView struct {
	ID      string    // a tag that never changes; see Tag
	Title   string    // never empty
	Self    string    // the address of the feed itself
	Page    string    // the address of the page that shows the same; may be empty
	Updated time.Time // when something in it changed; of an empty feed, when it began
	Version string    // of the program; may be empty
	Entries []FeedEntry
}

// A FeedEntry is what is told of one story, finding or article.
type FeedEntry struct {
	ID        string // a tag, the same whenever the entry is told
	Title     string // never empty
	Page      string // the address of its page
	Updated   time.Time
	Published time.Time // zero if unknown
	Author    string    // an outlet; empty for stemma
	Summary   string    // plain text; may be empty
	Kinds     []string  // categories: "conflicting"
}

// Tag returns a name that never changes and that no other has (RFC 4151). host
// is the site's, and since a day on which it was: both must stay as they are.
func Tag(host string, since time.Time, parts ...string) string {
	tag := "tag:" + host + "," + since.Format(time.DateOnly) + ":"
	for i, p := range parts {
		if i > 0 {
			tag += "/"
		}
		tag += url.PathEscape(p)
	}
	return tag
}

// Atom writes v as an Atom feed (RFC 4287). All text is plain, on one line,
// without characters that steer a terminal or turn the reading direction.
func Atom(w io.Writer, v FeedView) error {
	x := newXML(w)
	x.start("feed", "xmlns", "http://www.w3.org/2005/Atom")
	leaf := func(name, text string, attrs ...string) {
		x.line()
		x.leaf(name, text, attrs...)
	}
	link := func(rel, kind, to string) {
		if to != "" {
			x.line()
			x.empty("link", "rel", rel, "type", kind, "href", to)
		}
	}
	leaf("id", v.ID)
	leaf("title", oneLine(v.Title))
	leaf("updated", v.Updated.UTC().Format(time.RFC3339))
	link("self", "application/atom+xml", v.Self)
	link("alternate", "text/html", v.Page)
	leaf("generator", "stemma", "version", v.Version)
	x.line()
	author(x, "stemma")
	for _, e := range v.Entries {
		x.line()
		x.start("entry")
		leaf("id", e.ID)
		leaf("title", oneLine(e.Title))
		leaf("updated", e.Updated.UTC().Format(time.RFC3339))
		if !e.Published.IsZero() {
			leaf("published", e.Published.UTC().Format(time.RFC3339))
		}
		link("alternate", "text/html", e.Page)
		if e.Author != "" {
			x.line()
			author(x, oneLine(e.Author))
		}
		if e.Summary != "" {
			leaf("summary", oneLine(e.Summary))
		}
		for _, k := range e.Kinds {
			x.line()
			x.empty("category", "term", oneLine(k))
		}
		x.close()
	}
	x.close()
	return x.flush()
}

func author(x *xmlWriter, name string) {
	x.start("author")
	x.leaf("name", name)
	x.end()
}
