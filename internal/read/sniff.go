package read

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// sniffLen is how many bytes are looked at to tell a format: enough for the
// first line of most records.
const sniffLen = 64 << 10

// A layout is how an input holds its pages.
type layout uint8

const (
	plain      layout = iota // one page of pasted text
	webPage                  // one page
	markdown                 // one page
	values                   // JSON values: an object is a record, an array holds records
	lines                    // a JSON object a line
	webArchive               // WARC or ARC
	saved                    // a browser's saved page, MHTML
)

// format tells the layout of an input from its name, and where the name says
// nothing (or a saved page is called .txt), from its first bytes.
func format(path string, head []byte) layout {
	b := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return values
	case ".warc", ".arc":
		return webArchive
	case ".mht", ".mhtml":
		return saved
	case ".jsonl", ".ndjson":
		return lines
	case ".html", ".htm", ".xhtml":
		return webPage
	case ".md", ".markdown":
		return markdown
	case ".txt", ".text":
		if htmlStart.Match(b) {
			return webPage
		}
		return plain
	}
	switch {
	case isObject(b):
		return objects(b)
	case len(b) > 0 && b[0] == '[' && isObject(bytes.TrimSpace(b[1:])):
		return values
	case bytes.HasPrefix(b, []byte("WARC/")), bytes.HasPrefix(b, []byte(arcStart)):
		return webArchive
	case mhtmlStart.Match(b):
		return saved
	case htmlStart.Match(b), htmlTags(b):
		return webPage
	case markdownStart.Match(b):
		return markdown
	}
	return plain
}

var (
	htmlStart     = regexp.MustCompile(`(?is)^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)
	htmlTag       = regexp.MustCompile(`(?i)</?(?:p|div|span|article|section|h[1-6]|a|ul|li|table|meta|script)\b[^<>]{0,200}>`)
	markdownStart = regexp.MustCompile(`^(?:#{1,3} \S|---\r?\n\w+:)`)
	objectStart   = regexp.MustCompile(`^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})`)
)

// htmlTags reports whether b is strewn with tags, as a fragment of a page is:
// more than one every 400 bytes.
func htmlTags(b []byte) bool {
	enough := 2 + len(b)/400
	return len(htmlTag.FindAll(b, enough)) == enough
}

// feed reports whether head, which may be cut off, holds the first line of a
// stream of records and the beginning of the second.
func feed(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	return isObject(head) && objects(head) == lines
}

func isObject(b []byte) bool { return objectStart.Match(b) }

// objects tells objects a line from one object over many lines: the first line
// is whole, or longer than what is looked at.
func objects(b []byte) layout {
	line, rest, many := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSpace(line)
	if many && bytes.HasSuffix(line, []byte("}")) && isObject(bytes.TrimSpace(rest)) {
		return lines
	}
	return values
}

// magic names the binary formats that people hand in by mistake.
var magic = []struct{ prefix, name string }{
	{"%PDF-", "a PDF"},
	{"PK\x03\x04", "a zip archive or office document"},
	{"\x89PNG", "a picture"},
	{"\xff\xd8\xff", "a picture"},
	{"GIF8", "a picture"},
	{"\x7fELF", "a program"},
	{"\xd0\xcf\x11\xe0", "an office document"},
	{"{\\rtf", "an RTF document"},
	{"SQLite format 3", "a database"},
}

// binary names what head is if it is no text at all; "" if it may be text.
func binary(head []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.name
		}
	}
	if bom, _ := byteOrder(head); bom == nil && bytes.IndexByte(head[:min(len(head), 8<<10)], 0) >= 0 {
		return "binary"
	}
	return ""
}

// binaryText reports text that decoding has shown to be none: more than one
// rune in fifty is a control character or could not be decoded.
func binaryText(s string) string {
	s = s[:min(len(s), sniffLen)]
	bad, all := 0, 0
	for _, r := range s {
		all++
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v' || r == 0x7f {
			bad++
		}
	}
	if bad > 1 && bad*50 > all {
		return "binary"
	}
	return ""
}
