package read

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"stemma"
)

// lines reads a JSON object a line, of any total size. Page paths are
// "file:line". Blank lines are passed over; a bad one is a fault and the rest
// goes on.
func (r *reader) lines(path string, in *bufio.Reader) bool {
	for n := 1; ; n++ {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return true
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		blank := len(bytes.TrimSpace(line)) == 0
		if blank && err == nil {
			continue
		}
		at := fmt.Sprintf("%s:%d", path, n)
		switch {
		case errors.Is(err, errLong):
			if !r.fault(at, "the line is "+tooLarge, "split the record") {
				return false
			}
		case err != nil && !errors.Is(err, io.EOF):
			return r.fault(at, cause(err), remedy(err))
		case !blank:
			if !r.record(at, bytes.TrimSpace(line)) {
				return false
			}
		}
	}
}

// errLong reports a line longer than [MaxPage]; the line was passed over.
var errLong = errors.New("line too long")

// readLine returns the next line with its end, good until the next read. At the
// end of input it returns what is left and io.EOF.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if err == nil && line == nil && !long {
			return part, nil
		}
		if len(line)+len(part) > MaxPage {
			long, line = true, nil
		}
		if !long {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long && (err == nil || errors.Is(err, io.EOF)) {
			err = errLong
		}
		return line, err
	}
}

// values reads JSON values until the input ends: an object is a record, an
// array holds records. A lone object keeps the file's name as its page's path;
// of several, the nth is "file:n". After broken JSON nothing more can be read.
func (r *reader) values(path string, in *bufio.Reader) bool {
	if head, _ := in.Peek(4); len(head) > 0 {
		switch enc, name := byteOrder(head); {
		case name == "utf-8":
			in.Discard(3)
		case enc != nil:
			in = bufio.NewReader(enc.NewDecoder().Reader(in))
		}
	}
	capped := &cappedReader{r: in, left: MaxPage}
	dec := json.NewDecoder(capped)
	n, depth := 0, 0 // records so far; 1 inside a top-level array
	many := false
	for {
		tok, err := peekValue(dec, capped, &depth)
		switch {
		case errors.Is(err, io.EOF) && n == 0 && depth == 0:
			return r.fault(path, "holds no record", `give an object with "text"`)
		case errors.Is(err, io.EOF) && depth == 0:
			return true
		case errors.Is(err, errLong):
			return r.fault(path, fmt.Sprintf("record %d is %s; nothing after it was read", n+1, tooLarge), "split the record")
		case err != nil:
			return r.fault(path, fmt.Sprintf("broken JSON at record %d: %v", n+1, plainJSON(err)), "mend the file, or give one record a line as .jsonl")
		case tok == nil:
			many = many || depth == 1
			continue
		}
		n++
		at := path
		if many || n > 1 || dec.More() {
			at = fmt.Sprintf("%s:%d", path, n)
		}
		if !r.record(at, tok) {
			return false
		}
	}
}

// peekValue returns the next whole value that is not a top-level array, whose
// brackets it steps over, returning nil.
func peekValue(dec *json.Decoder, c *cappedReader, depth *int) (json.RawMessage, error) {
	c.left = MaxPage + sniffLen // the decoder reads ahead by less than that
	if *depth == 1 && !dec.More() {
		_, err := dec.Token() // the closing bracket, or what breaks the array
		*depth = 0
		return nil, unexpected(err)
	}
	var raw json.RawMessage
	if *depth == 0 {
		open, err := startsArray(dec)
		if err != nil {
			return nil, err
		}
		if open {
			*depth = 1
			return nil, nil
		}
	}
	err := dec.Decode(&raw)
	if *depth == 1 {
		err = unexpected(err)
	}
	if err == nil && len(raw) > MaxPage {
		err = errLong
	}
	return raw, err
}

// startsArray steps into a top-level array, if one comes next.
func startsArray(dec *json.Decoder) (bool, error) {
	if !dec.More() {
		if _, err := dec.Token(); err != nil {
			return false, err
		}
		return false, errors.New("a bracket closes nothing")
	}
	// A byte at a time: what is buffered may be the whole file, and many small
	// values stand in it.
	var c [1]byte
	for rest := dec.Buffered(); ; {
		n, _ := rest.Read(c[:])
		switch {
		case n == 1 && strings.IndexByte(" \t\r\n", c[0]) >= 0:
		case n == 1 && c[0] == '[':
			_, err := dec.Token()
			return true, err
		default:
			return false, nil
		}
	}
}

// unexpected turns an end of input inside a value into an error of its own.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func plainJSON(err error) string {
	return strings.TrimPrefix(err.Error(), "json: ")
}

// A cappedReader fails with errLong once left bytes are read.
type cappedReader struct {
	r    io.Reader
	left int
}

func (c *cappedReader) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errLong
	}
	n, err := c.r.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// record yields the account that one JSON object holds. Keys other than the
// six are ignored; one of the six that is not a string is unknown, but an "id"
// may be a number.
func (r *reader) record(path string, raw []byte) bool {
	src, charset := raw, "utf-8"
	if !utf8.Valid(raw) {
		var s string
		s, charset = decode(raw, false, "")
		src = []byte(s)
	}
	var rec map[string]json.RawMessage
	if err := json.Unmarshal(src, &rec); err != nil {
		if json.Valid(src) {
			return r.fault(path, "is JSON, but not an object", `give an object with "text"`)
		}
		return r.fault(path, "broken JSON: "+plainJSON(err), "mend the record")
	}
	text := str(rec["text"])
	if strings.TrimSpace(text) == "" {
		if _, has := rec["text"]; has {
			return r.fault(path, `its "text" is empty`, "fetch the article again")
		}
		return r.fault(path, `is not an article: the object has no "text"`, `leave it out, or give it "text"`)
	}
	if len(text) > MaxPage {
		return r.fault(path, "is "+tooLarge, "split the record")
	}
	if what := binaryText(text); what != "" {
		return r.fault(path, `its "text" is `+what, "fetch the article again")
	}
	return r.yield(stemma.Page{
		Path: path, Format: stemma.Record, Body: bytes.Clone(raw), Text: text, Charset: charset,
		URL: str(rec["url"]), Outlet: str(rec["outlet"]), Title: str(rec["title"]), Published: str(rec["published"]), Key: key(rec["id"]),
	}, nil)
}

// key returns the value of an "id": a string, or a number as it is written.
func key(raw json.RawMessage) string {
	var n json.Number
	if s := str(raw); s != "" || json.Unmarshal(raw, &n) != nil {
		return s
	}
	return n.String()
}

// str returns a JSON string's value, "" for anything else. What is not UTF-8
// in it becomes U+FFFD.
func str(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
