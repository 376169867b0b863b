package read

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"stemma"
)

// A Sitemap is what one sitemap, or one index of sitemaps, lists.
type Sitemap struct {
	Entries  []Entry // of a sitemap: URL, Updated; of a news sitemap also Title, Outlet, Published
	Maps     []Entry // of an index: URL and Updated of each further sitemap
	Warnings []stemma.Warning
}

// maxLocs is how many addresses one sitemap may list, by its protocol.
const maxLocs = 50_000

// ParseSitemap reads a sitemap of any kind: XML (sitemaps.org, with the news
// extension), an index, or one address a line; plain or gzip. It is read as a
// stream and holds only what it returns. What is broken gives what stood before
// the break, and a warning. The error, a [stemma.Fault], comes only if nothing
// of a sitemap is in it.
func ParseSitemap(in io.Reader, base string) (Sitemap, error) {
	at, err := url.Parse(base)
	if err != nil {
		at = &url.URL{}
	}
	br := bufio.NewReader(in)
	if head, _ := br.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(br)
		if err != nil {
			return Sitemap{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: base, Cause: "is broken gzip", Do: "tell those who publish it"}
		}
		br = bufio.NewReader(z)
	}
	capped := &cappedReader{r: br, left: MaxSitemap}
	br = bufio.NewReader(capped)
	var s Sitemap
	head, _ := br.Peek(1024)
	if utf8Head(head, "<") {
		err = s.xml(br, at)
	} else {
		err = s.lines(br, at)
	}
	switch {
	case err == nil && len(s.Entries)+len(s.Maps) == 0:
		err = errors.New("it lists no address")
		fallthrough
	case err != nil && len(s.Entries)+len(s.Maps) == 0:
		return Sitemap{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: base, Cause: "is no sitemap: " + sitemapCause(err), Do: "give the address of a sitemap"}
	case err != nil:
		s.Warnings = append(s.Warnings, stemma.Warning{Path: base, Cause: fmt.Sprintf("%s; the %d addresses before are read", sitemapCause(err), len(s.Entries)+len(s.Maps)), Do: ""})
	}
	return s, nil
}

func sitemapCause(err error) string {
	switch {
	case errors.Is(err, errLong):
		return fmt.Sprintf("it is larger than the cap of %d MB", MaxSitemap>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "unexpected EOF"):
		return "it ends too early"
	}
	return clean(err.Error())
}

var errManyLocs = fmt.Errorf("it lists more than %d addresses", maxLocs)

// xml reads <url> and <sitemap> elements wherever they stand, one at a time.
func (s *Sitemap) xml(in io.Reader, at *url.URL) error {
	dec := xml.NewDecoder(in)
	dec.Strict = false
	dec.CharsetReader = charsetReader
	var e Entry
	var text strings.Builder
	inside := "" // "url" or "sitemap"
	depth := 0
	for {
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("it is nested more than %d deep", maxDepth)
			}
			text.Reset()
			if n := strings.ToLower(t.Name.Local); n == "url" || n == "sitemap" {
				inside, e = n, Entry{}
			}
		case xml.CharData:
			if inside != "" && text.Len()+len(t) < 8<<10 {
				text.Write(t)
			}
		case xml.EndElement:
			depth = max(depth-1, 0)
			if inside == "" {
				continue
			}
			v := strings.TrimSpace(text.String())
			text.Reset()
			switch name := strings.ToLower(t.Name.Local); name {
			case "loc":
				// The extension for pictures has a loc of its own.
				if p := strings.ToLower(t.Name.Space); p == "" || p == "sm" || p == "s" {
					e.URL = resolve(at, v)
				}
			case "lastmod":
				e.Updated = w3cTime(v)
			case "publication_date":
				e.Published = w3cTime(v)
			case "title":
				if strings.EqualFold(t.Name.Space, "news") {
					e.Title = plainTitle(v)
				}
			case "name":
				if strings.EqualFold(t.Name.Space, "news") {
					e.Outlet = plainTitle(v)
				}
			case inside:
				e.ID = e.URL
				if e.URL != "" {
					if len(s.Entries)+len(s.Maps) == maxLocs {
						return errManyLocs
					}
					if inside == "url" {
						s.Entries = append(s.Entries, e)
					} else {
						s.Maps = append(s.Maps, e)
					}
				}
				inside = ""
			}
		}
	}
}

// lines reads one address a line.
func (s *Sitemap) lines(in io.Reader, at *url.URL) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 4096), 64<<10)
	for sc.Scan() {
		line := string(bytes.TrimSpace(bytes.TrimPrefix(sc.Bytes(), []byte("\xef\xbb\xbf"))))
		if !strings.HasPrefix(line, "http://") && !strings.HasPrefix(line, "https://") {
			continue
		}
		u := resolve(at, line)
		if u == "" {
			continue
		}
		if len(s.Entries) == maxLocs {
			return errManyLocs
		}
		s.Entries = append(s.Entries, Entry{ID: u, URL: u})
	}
	return sc.Err()
}

// w3cTime reads the profile of ISO 8601 that sitemaps use; zero if v has less
// than a day or is none.
func w3cTime(v string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, v); err == nil {
			return when(&t)
		}
	}
	return time.Time{}
}
