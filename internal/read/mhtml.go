package read

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
)

// mhtmlStart recognises a page that a browser saved in one file: the header of
// a message (RFC 2557).
var mhtmlStart = regexp.MustCompile(`(?is)^(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,30}?(?:mime-version:|content-type:\s*multipart/related)`)

// maxParts is how many parts of a saved page are looked through for its text:
// the pictures and styles of the heaviest pages come to some hundred.
const maxParts = 2000

// mhtml reads the page of a browser's saved page: its main part, the one that
// "start" names or the first that is HTML.
func (r *reader) mhtml(path string, in *bufio.Reader) bool {
	fault := func(cause string) bool {
		return r.fault(path, cause, "save the page again, as HTML")
	}
	h, err := readHeader(in)
	if err != nil {
		return fault("is a saved page whose header is broken")
	}
	kind, params, err := mime.ParseMediaType(h["content-type"])
	if err != nil {
		return fault("is a saved page of no known kind")
	}
	url := webOnly(h["snapshot-content-location"])
	var body []byte
	contentType := h["content-type"]
	if strings.HasPrefix(kind, "multipart/") {
		if params["boundary"] == "" {
			return fault("is a saved page without a boundary between its parts")
		}
		part, err := mainPart(multipart.NewReader(in, params["boundary"]), params["start"])
		if err != nil {
			return fault("is a saved page without a part that is HTML")
		}
		contentType = part.Header.Get("Content-Type")
		if url == "" {
			url = webOnly(part.Header.Get("Content-Location"))
		}
		body, err = transfer(part, part.Header.Get("Content-Transfer-Encoding"))
		if err != nil {
			return fault(cutCause(err))
		}
	} else {
		if url == "" {
			url = webOnly(h["content-location"])
		}
		if body, err = transfer(in, h["content-transfer-encoding"]); err != nil {
			return fault(cutCause(err))
		}
	}
	retrieved, _ := mail.ParseDate(h["date"])
	p, err := typed(path, body, contentType)
	if err == nil {
		p.URL = url
		if !retrieved.IsZero() {
			p.Retrieved = retrieved.UTC()
		}
	}
	return r.yield(p, err)
}

func cutCause(err error) string {
	if errors.Is(err, errLong) {
		return "is " + tooLarge
	}
	return "is a saved page that is broken: " + clean(plainEOF(err))
}

func mainPart(parts *multipart.Reader, start string) (*multipart.Part, error) {
	for range maxParts {
		p, err := parts.NextRawPart()
		if err != nil {
			return nil, err
		}
		kind, _ := mediaType(p.Header.Get("Content-Type"))
		named := start != "" && p.Header.Get("Content-ID") == start
		if named || (start == "" || p.Header.Get("Content-ID") == "") && (kind == "text/html" || kind == "application/xhtml+xml") {
			return p, nil
		}
	}
	return nil, fmt.Errorf("more than %d parts", maxParts)
}

// transfer decodes a part's transfer encoding, up to [MaxPage].
func transfer(in io.Reader, coding string) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(coding)) {
	case "quoted-printable":
		in = quotedprintable.NewReader(in)
	case "base64":
		in = base64.NewDecoder(base64.StdEncoding, in)
	}
	body, err := io.ReadAll(io.LimitReader(in, MaxPage+1))
	if len(body) > MaxPage {
		return nil, errLong
	}
	return body, err
}

// webOnly returns s if it is an address of the web.
func webOnly(s string) string {
	if u, err := checkAddress(targetURI(s)); err == nil {
		return u.String()
	}
	return ""
}
