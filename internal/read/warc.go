package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stemma"
)

// An archive is one run over a web archive: WARC (ISO 28500, 0.17 to 1.1) or
// ARC (version 1 and 2). Its records are read one after the other; nothing but
// what revisits may refer to is kept.
type archive struct {
	r    *reader
	path string
	in   *bufio.Reader

	n     int // records so far
	pages int // of them, given out
	left  map[string]int
	kinds map[string]int // how many records of each type

	// Payloads that a revisit may refer to, oldest first.
	kept      map[string]*payload
	order     []string
	keptBytes int
}

// A payload is what a page was made of.
type payload struct {
	url, contentType string
	body             []byte
}

const (
	maxHeader  = 128 << 10 // of one record's header, or of one answer's
	maxKept    = 64 << 20  // of payloads held for revisits
	maxRecords = 50_000    // of payloads held for revisits
)

// An archived is the header of one WARC or ARC record.
type archived struct {
	kind        string // WARC-Type; "response" in ARC
	url         string
	contentType string
	date        time.Time // zero if not said
	length      int64     // -1 if it cannot be told
	header      header
}

// A header holds fields by their lower-case names.
type header map[string]string

// archive reads a WARC or ARC, told apart by how it begins, and says in one
// fault at the end what was left out.
func (r *reader) archive(path string, in *bufio.Reader) bool {
	return newArchive(r, path, in).read()
}

func newArchive(r *reader, path string, in *bufio.Reader) *archive {
	return &archive{r: r, path: path, in: in, left: map[string]int{}, kinds: map[string]int{}, kept: map[string]*payload{}}
}

// read yields the pages and what was left out.
func (a *archive) read() bool {
	next := a.warc
	if head, _ := a.in.Peek(len(arcStart)); string(head) == arcStart {
		next = a.arc()
	}
	for {
		rec, err := next()
		switch {
		case errors.Is(err, io.EOF):
			return a.sum()
		case err != nil && !a.again(err):
			return a.sum()
		case err != nil:
			continue
		}
		a.n++
		a.kinds[rec.kind]++
		if !a.record(rec) {
			return false
		}
	}
}

// again counts what is broken and reports whether reading can go on behind it.
func (a *archive) again(err error) bool {
	a.left[brokenCause(err)]++
	return errors.Is(err, errMember)
}

func brokenCause(err error) string {
	switch {
	case errors.Is(err, errMember), errors.Is(err, errDamaged):
		return "broken by damaged packing"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "cut off where the file ends"
	case errors.Is(err, errBomb):
		return "unread, since the file unpacks to more than any archive does"
	}
	return "unread: " + clean(cause(err))
}

// sum says what the archive held beside its pages, if that is a loss.
func (a *archive) sum() bool {
	if len(a.left) == 0 && a.pages > 0 {
		return true
	}
	said := "holds no page"
	if a.pages > 0 {
		said = fmt.Sprintf("%d of its records are pages", a.pages)
	}
	if len(a.left) > 0 {
		said += "; left out: " + counted(a.left)
	}
	if a.pages == 0 && len(a.kinds) > 0 {
		said += "; records: " + counted(a.kinds)
	}
	return a.r.fault(a.path, said, "")
}

// counted lists what m counts, most first.
func counted(m map[string]int) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if m[x] != m[y] {
			return m[y] - m[x]
		}
		return strings.Compare(x, y)
	})
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%d %s", m[k], k)
	}
	const shown = 12
	if len(keys) > shown {
		keys = append(keys[:shown], "and more")
	}
	return strings.Join(keys, ", ")
}

// warc reads the header of the next WARC record, passing over what is none.
func (a *archive) warc() (archived, error) {
	junk := false
	for {
		line, err := headerLine(a.in)
		if err != nil {
			return archived{}, err
		}
		if !strings.HasPrefix(line, "WARC/") {
			if !junk && strings.TrimSpace(line) != "" {
				junk = true
				a.left["passed over, since a record's length is wrong"]++
			}
			continue
		}
		h, err := readHeader(a.in)
		if err != nil {
			return archived{}, err
		}
		rec := archived{
			kind: strings.ToLower(h["warc-type"]), url: targetURI(h["warc-target-uri"]), contentType: h["content-type"],
			date: warcTime(h["warc-date"]), length: length(h["content-length"]), header: h,
		}
		if !slices.Contains(warcTypes, rec.kind) {
			rec.kind = "of no known type"
		}
		return rec, nil
	}
}

// warcTypes are the types of record that the standard knows.
var warcTypes = []string{"warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation"}

// targetURI returns the address of a record: some tools put it in angle
// brackets, as the standard's grammar said by mistake, or leave spaces in it.
func targetURI(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = s[1 : len(s)-1]
	}
	return strings.ReplaceAll(clean(s), " ", "%20")
}

func warcTime(v string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(v))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// length reads a record's length; -1 if it is none.
func length(v string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// headerLine returns the next line without its end. A line longer than a header
// may be is returned cut; what is left of it is passed over.
func headerLine(in *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if err == nil && line == nil {
			return string(bytes.TrimRight(part, "\r\n")), nil
		}
		if len(line) < maxHeader {
			line = append(line, part...)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			return string(bytes.TrimRight(line, "\r\n")), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}

// readHeader reads fields up to an empty line. Lines without a colon are passed over.
func readHeader(in *bufio.Reader) (header, error) {
	h := header{}
	last, size := "", 0
	for {
		line, err := headerLine(in)
		if errors.Is(err, io.EOF) {
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if line == "" {
			return h, nil
		}
		if size += len(line); size > maxHeader {
			continue
		}
		if (line[0] == ' ' || line[0] == '\t') && last != "" {
			h[last] += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		last = strings.ToLower(strings.TrimSpace(name))
		if _, twice := h[last]; !twice {
			h[last] = strings.TrimSpace(value)
		}
	}
}

// record reads the body of rec and yields the page in it, if it holds one.
func (a *archive) record(rec archived) bool {
	if rec.length < 0 {
		a.left["without a length that can be read"]++
		return true
	}
	body := &io.LimitedReader{R: a.in, N: rec.length}
	p, why := a.page(rec, body)
	if _, err := io.Copy(io.Discard, body); err != nil {
		a.again(err)
		return true
	}
	if body.N > 0 && (p == nil || !whole(p.body)) {
		a.left["cut off where the file ends"]++
		return true
	}
	switch {
	case why != "":
		a.left[why]++
		return true
	case p == nil:
		return true
	}
	page, err := typed(fmt.Sprintf("%s:%d", a.path, a.n), p.body, p.contentType)
	var f *stemma.Fault
	if errors.As(err, &f) {
		a.left["unread, since the text "+f.Cause]++
		return true
	}
	page.URL, page.Retrieved = p.url, rec.date
	a.pages++
	a.keep(rec, p)
	return a.r.yield(page, nil)
}

// page returns what rec's page is made of; nil if it holds none, with the
// reason if an account may be lost by that.
func (a *archive) page(rec archived, body io.Reader) (p *payload, why string) {
	switch rec.kind {
	case "response", "resource", "conversion", "revisit":
	default:
		return nil, "" // warcinfo, request, metadata: about pages
	}
	if !webAddress(rec.url) {
		return nil, "" // the crawler's own notes: metadata:, dns:, robots.txt
	}
	if rec.kind == "revisit" {
		return a.revisit(rec)
	}
	p = &payload{url: rec.url, contentType: rec.contentType}
	if rec.header["warc-truncated"] != "" {
		return nil, "cut off by the crawler"
	}
	if rec.kind != "response" {
		if !readable(p.contentType) {
			return nil, "that are not text"
		}
		body, cut := unpackAll(body, "", MaxPage)
		p.body = body
		return p, cut
	}
	in := bufio.NewReader(body)
	status, err := headerLine(in)
	if err != nil || !strings.HasPrefix(status, "HTTP/") {
		return nil, "that hold no answer of a web server"
	}
	_, status, _ = strings.Cut(status, " ")
	if status, _, _ = strings.Cut(strings.TrimSpace(status), " "); status != "200" {
		return nil, "answered " + statusWords(status)
	}
	h, err := readHeader(in)
	if err != nil {
		return nil, "with a broken answer"
	}
	p.contentType = h["content-type"]
	if !readable(p.contentType) {
		return nil, "that are not text"
	}
	p.body, why = unpackAll(dechunk(in, h["transfer-encoding"]), h["content-encoding"], MaxPage)
	if strings.HasPrefix(why, brokenOff) && whole(p.body) {
		why = "" // what is missing is the packing's own end
	}
	return p, why
}

// whole reports whether a page that was cut off lost nothing of the page itself.
func whole(body []byte) bool {
	return bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>"))
}

// statusWords returns "404 Not Found" for "404"; "something else" for what is
// no status, so that hostile ones cannot fill the summary.
func statusWords(s string) string {
	n, err := strconv.Atoi(s)
	if err != nil || http.StatusText(n) == "" {
		return "something else"
	}
	return s + " " + http.StatusText(n)
}

func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.Path != "/robots.txt"
}

// readable reports whether a page of type t may be an account. An unnamed type
// may be one.
func readable(t string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(t), ";")
	switch strings.TrimSpace(kind) {
	case "", "text/html", "application/xhtml+xml", "text/plain":
		return true
	}
	return false
}

// revisit returns the earlier payload that rec says it is the same as. A page
// seen again unchanged at its own address is no new account.
func (a *archive) revisit(rec archived) (*payload, string) {
	for _, key := range []string{rec.header["warc-payload-digest"], refers(targetURI(rec.header["warc-refers-to-target-uri"]), warcTime(rec.header["warc-refers-to-date"]))} {
		p := a.kept[key]
		switch {
		case p == nil:
			continue
		case p.url == rec.url:
			return nil, ""
		}
		return &payload{url: rec.url, contentType: p.contentType, body: p.body}, ""
	}
	return nil, "the same as a page that is not in this file, or was none"
}

func refers(url string, at time.Time) string {
	if url == "" || at.IsZero() {
		return ""
	}
	return url + " " + at.Format(time.RFC3339)
}

// keep holds p for revisits. What was held longest goes first.
func (a *archive) keep(rec archived, p *payload) {
	if rec.kind == "revisit" {
		return
	}
	for _, key := range []string{rec.header["warc-payload-digest"], refers(rec.url, rec.date)} {
		if key == "" || a.kept[key] != nil {
			continue
		}
		a.kept[key] = p
		a.order = append(a.order, key)
		a.keptBytes += len(p.body)
	}
	for a.keptBytes > maxKept || len(a.order) > maxRecords {
		a.keptBytes -= len(a.kept[a.order[0]].body)
		delete(a.kept, a.order[0])
		a.order = a.order[1:]
	}
}

// dechunk returns in without the chunks of HTTP/1.1. Archives declare chunks
// that the crawler has taken out already, and end before the last: what does
// not begin with a chunk's size is given as it is.
func dechunk(in *bufio.Reader, coding string) io.Reader {
	if !strings.Contains(strings.ToLower(coding), "chunked") {
		return in
	}
	return &chunks{in: in}
}

type chunks struct {
	in   *bufio.Reader
	left int64
	raw  bool // no chunks: as it is
}

func (c *chunks) Read(p []byte) (int, error) {
	if c.raw {
		return c.in.Read(p)
	}
	if c.left == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
		if c.raw {
			return c.in.Read(p)
		}
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.left)])
	if c.left -= int64(n); c.left == 0 && err == nil {
		c.end()
	}
	return n, err
}

// next reads the size of the next chunk, if one stands there.
func (c *chunks) next() error {
	head, err := c.in.Peek(20)
	line, _, ok := bytes.Cut(head, []byte("\n"))
	size, _, _ := bytes.Cut(line, []byte(";"))
	n, bad := strconv.ParseInt(string(bytes.TrimSpace(size)), 16, 64)
	switch {
	case len(head) == 0:
		return err
	case bad != nil || n < 0 || !ok && len(line) == len(size):
		c.raw = true
		return nil
	}
	if _, err := headerLine(c.in); err != nil {
		return err
	}
	if n == 0 {
		return io.EOF
	}
	c.left = n
	return nil
}

// end passes over the line end behind a chunk.
func (c *chunks) end() {
	for _, b := range []byte("\r\n") {
		if next, err := c.in.Peek(1); err == nil && next[0] == b {
			c.in.Discard(1)
		}
	}
}

// mediaType returns the type and charset of a Content-Type, both in lower
// case, empty where it has none.
func mediaType(v string) (kind, charset string) {
	kind, params, err := mime.ParseMediaType(v)
	if err != nil {
		kind, _, _ = strings.Cut(v, ";")
		if _, c, ok := strings.Cut(strings.ToLower(v), "charset="); ok {
			c, _, _ = strings.Cut(c, ";")
			return strings.ToLower(strings.TrimSpace(kind)), strings.Trim(c, "\"' ")
		}
		return strings.ToLower(strings.TrimSpace(kind)), ""
	}
	return kind, strings.ToLower(params["charset"])
}
