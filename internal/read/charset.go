package read

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decode returns b as valid UTF-8 and the name of the character set that it was
// decoded from. In order: a byte order mark; what the server stated, empty if
// it did not; in HTML, what the page declares; UTF-8, if the bytes are; what
// the bytes look like (ICU's detector). What cannot be decoded becomes U+FFFD.
//
// A stated or declared single-byte set is overruled by bytes that are valid UTF-8: that
// happens by chance to no text longer than a few accents, and pages declare
// what their server's template said years ago.
func decode(b []byte, isHTML bool, stated string) (text, name string) {
	if enc, bom := byteOrder(b); enc != nil {
		return transcode(b, enc), bom
	}
	if utf8.Valid(b) {
		if isHTML {
			// ISO-2022 sets are seven-bit, thus valid UTF-8 as well.
			if enc, label := declared(b); strings.HasPrefix(label, "iso-2022") {
				return transcode(b, enc), label
			}
		}
		return string(b), "utf-8"
	}
	if enc, label := charset.Lookup(stated); enc != nil && label != "utf-8" && label != "replacement" {
		return transcode(b, enc), label
	}
	if isHTML {
		if enc, label := declared(b); enc != nil && label != "utf-8" {
			return transcode(b, enc), label
		}
	}
	if mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD"), "utf-8"
	}
	if enc, label := detected(b, isHTML); enc != nil {
		return transcode(b, enc), label
	}
	enc, label := charset.Lookup("windows-1252") // what browsers fall back to
	return transcode(b, enc), label
}

// byteOrder returns the encoding that b's byte order mark tells, or nil.
func byteOrder(b []byte) (encoding.Encoding, string) {
	for _, m := range []struct {
		mark, name string
		enc        encoding.Encoding
	}{
		{"\xef\xbb\xbf", "utf-8", unicode.UTF8BOM},
		{"\xff\xfe\x00\x00", "utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)},
		{"\x00\x00\xfe\xff", "utf-32be", utf32.UTF32(utf32.BigEndian, utf32.UseBOM)},
		{"\xff\xfe", "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"\xfe\xff", "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
	} {
		if bytes.HasPrefix(b, []byte(m.mark)) {
			return m.enc, m.name
		}
	}
	return nil, ""
}

var declaration = regexp.MustCompile(`(?i)(?:<meta\s[^>]{0,300}charset\s*=\s*["']?\s*|<\?xml\s[^>]{0,100}encoding\s*=\s*["'])([a-z0-9_:.-]{2,40})`)

// declared returns the encoding that the head of an HTML page names, or nil.
// Pages keep the declaration within the first kilobyte if they follow the
// standard; scripts and comments push it down on those that do not.
func declared(b []byte) (encoding.Encoding, string) {
	m := declaration.FindSubmatch(b[:min(len(b), 8<<10)])
	if m == nil {
		return nil, ""
	}
	enc, name := charset.Lookup(string(m[1]))
	if strings.HasPrefix(name, "utf-16") {
		return nil, "" // the declaration itself was read as ASCII
	}
	return enc, name
}

// mostlyUTF8 reports whether b is UTF-8 with a few broken places, such as a
// rune cut at the end: at least four good multi-byte runes to each bad one.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good >= 4*bad
}

// detectLen is how many bytes ICU's detector is given, which reads 18 MB/s.
const detectLen = 64 << 10

func detected(b []byte, isHTML bool) (encoding.Encoding, string) {
	det := chardet.NewTextDetector()
	if isHTML {
		det = chardet.NewHtmlDetector()
	}
	res, err := det.DetectBest(b[:min(len(b), detectLen)])
	if err != nil {
		return nil, ""
	}
	enc, name := charset.Lookup(res.Charset)
	if enc == nil || enc == encoding.Replacement || name == "utf-8" {
		return nil, "" // UTF-8 was tried before; IBM and ISO-2022-KR sets have no table
	}
	return enc, name
}

func transcode(b []byte, enc encoding.Encoding) string {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		out = b
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}
