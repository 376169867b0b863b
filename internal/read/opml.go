package read

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"stemma"
)

// A Subscription is a feed as a list of feeds names it.
type Subscription struct {
	URL    string // the feed's address
	Title  string // empty if the list has none
	Site   string // the site's address; empty if the list has none
	Folder string // "News/Harbour": the names of the folders around it; empty at the top
}

// ParseOPML reads a list of feeds, with folders to any depth. A feed that is
// listed twice comes once, where it stands first. A list that is broken gives
// what stood before the break, and an error that says so beside it.
func ParseOPML(in io.Reader, path string) ([]Subscription, error) {
	fault := func(cause, do string) error {
		return &stemma.Fault{Kind: stemma.ErrUnreadable, Path: path, Cause: cause, Do: do}
	}
	dec := xml.NewDecoder(&cappedReader{r: in, left: MaxFeed})
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = charsetReader
	var subs []Subscription
	seen := map[string]bool{}
	var folders []string // of each open outline; "" for a feed's own
	opml := false
	for {
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			cause := "broken XML"
			if errors.Is(err, errLong) {
				cause = fmt.Sprintf("larger than the cap of %d MB", MaxFeed>>20)
			}
			return subs, fault(fmt.Sprintf("%s; feeds before it: %d", cause, len(subs)), "export the list again")
		}
		switch t := tok.(type) {
		case xml.StartElement:
			switch strings.ToLower(t.Name.Local) {
			case "opml":
				opml = true
			case "outline":
				if len(folders) > maxDepth {
					return subs, fault(fmt.Sprintf("its folders are nested more than %d deep", maxDepth), "export the list again")
				}
				s, name := subscription(t)
				if s.URL == "" {
					folders = append(folders, name)
					continue
				}
				s.Folder = strings.Join(nonEmpty(folders), "/")
				folders = append(folders, "")
				if !seen[s.URL] {
					seen[s.URL] = true
					subs = append(subs, s)
				}
			}
		case xml.EndElement:
			if strings.EqualFold(t.Name.Local, "outline") && len(folders) > 0 {
				folders = folders[:len(folders)-1]
			}
		}
	}
	if !opml {
		return nil, fault("is no OPML", "export the list of feeds from a feed reader as OPML")
	}
	return subs, nil
}

func subscription(t xml.StartElement) (s Subscription, name string) {
	for _, a := range t.Attr {
		v := plainTitle(a.Value)
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			if u, err := checkAddress(strings.TrimSpace(a.Value)); err == nil {
				s.URL = u.String()
			}
		case "htmlurl":
			if u, err := checkAddress(strings.TrimSpace(a.Value)); err == nil {
				s.Site = u.String()
			}
		case "title":
			s.Title = v
		case "text":
			name = v
		}
	}
	if s.Title == "" {
		s.Title = name
	}
	return s, strings.ReplaceAll(s.Title, "/", "-")
}

func nonEmpty(ss []string) []string {
	var kept []string
	for _, s := range ss {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

func charsetReader(label string, in io.Reader) (io.Reader, error) {
	return charset.NewReaderLabel(label, in)
}

// WriteOPML writes a list of feeds that [ParseOPML] and other feed readers
// read. Folders are written in the order of the first feed in each.
func WriteOPML(w io.Writer, title string, subs []Subscription) error {
	type outline struct {
		Text     string     `xml:"text,attr"`
		Title    string     `xml:"title,attr,omitempty"`
		Type     string     `xml:"type,attr,omitempty"`
		XMLURL   string     `xml:"xmlUrl,attr,omitempty"`
		HTMLURL  string     `xml:"htmlUrl,attr,omitempty"`
		Outlines []*outline `xml:"outline"`
	}
	root := &outline{}
	folders := map[string]*outline{"": root}
	var folder func(path string) *outline
	folder = func(path string) *outline {
		if o := folders[path]; o != nil {
			return o
		}
		up, name := "", path
		if i := strings.LastIndexByte(path, '/'); i >= 0 {
			up, name = path[:i], path[i+1:]
		}
		o := &outline{Text: name}
		parent := folder(up)
		parent.Outlines = append(parent.Outlines, o)
		folders[path] = o
		return o
	}
	for _, s := range subs {
		name := s.Title
		if name == "" {
			name = s.URL
		}
		f := folder(s.Folder)
		f.Outlines = append(f.Outlines, &outline{Text: name, Title: s.Title, Type: "rss", XMLURL: s.URL, HTMLURL: s.Site})
	}
	doc := struct {
		XMLName xml.Name   `xml:"opml"`
		Version string     `xml:"version,attr"`
		Title   string     `xml:"head>title"`
		Body    []*outline `xml:"body>outline"`
	}{Version: "2.0", Title: title, Body: root.Outlines}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("read: write OPML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
