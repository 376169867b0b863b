package read

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	jsonfeed "github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html"

	"stemma"
)

// A Feed is what one answer of a feed says.
type Feed struct {
	Title    string        // as text, however hostile; empty if unknown
	Link     string        // the site's address; empty if unknown
	Language string        // as the feed states it
	TTL      time.Duration // how long the feed asks to be left alone; zero if it does not say
	Entries  []Entry       // in the feed's order
	Warnings []stemma.Warning
}

// An Entry is one item of a feed, or one address of a sitemap.
type Entry struct {
	ID        string // the feed's own name for it, or its address; unique in the feed where the feed keeps its promise
	URL       string // absolute, http or https; empty if it has none
	Title     string // as text
	Outlet    string // a news sitemap's publication; empty in feeds
	Byline    string
	Published time.Time // zero is unknown
	Updated   time.Time // zero is unknown
	Summary   string    // HTML
	Content   string    // HTML; empty if the feed has the summary only
}

// The limits on a feed. The parser calls itself once a level, copies the
// names in scope for each tag, and copies an element's text once for each part
// that it comes in; real feeds nest some twenty elements, twenty names and a
// hundred thousand tags, and copy less than they are long.
const (
	maxDepth   = 200
	maxTags    = 400_000
	maxNames   = 64
	maxCopied  = 1 << 29 // bytes
	maxEntries = 10_000
)

// ParseFeed reads an RSS, RDF, Atom or JSON feed. Relative addresses are
// resolved against base, the address that the feed came from. contentType is
// what the server said of it, for its charset; it may be empty.
//
// A feed that is broken or cut off gives the entries that can be read, one by
// one, and a warning that says so. The error, a [stemma.Fault], comes only if
// there is nothing of a feed in it.
func ParseFeed(body []byte, contentType, base string) (Feed, error) {
	fault := func(cause, do string) (Feed, error) {
		return Feed{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: base, Cause: cause, Do: do}
	}
	text := feedText(body, contentType)
	if utf8Head([]byte(text), "{") {
		return parseJSONFeed(text, base)
	}
	head := text[:min(len(text), sniffLen)]
	if !feedStart.MatchString(head) {
		if htmlStart.MatchString(strings.TrimSpace(head)) {
			return fault("is a web page, not a feed", "give the address of its feed")
		}
		return fault("is no feed", "give the address of an RSS, Atom or JSON feed")
	}
	if cause := hostile(text); cause != "" {
		return fault(cause, "it is no real feed; remove it")
	}
	items := itemsOf(text)
	got, err := parser().ParseString(text)
	switch {
	case err != nil:
		return itemByItem(text, items, base, xmlCause(err))
	case len(got.Items) < len(items.spans):
		return itemByItem(text, items, base, "a tag in it closes more than it opened")
	}
	f := translate(got, base)
	if !items.closed {
		f.warn(base, "the feed ends too early; the last entry may be missing", "it is asked again later")
	}
	return f, nil
}

// feedStart finds the root of an XML feed behind prolog, comments and DOCTYPE.
var feedStart = regexp.MustCompile(`(?i)<(?:[a-z0-9_-]+:)?(?:rss|feed|rdf)[\s>/]`)

var prolog = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// feedText returns body as UTF-8, its XML declaration taken away: what it says
// of the charset is no longer true.
func feedText(body []byte, contentType string) string {
	_, stated := mediaType(contentType)
	text, _ := decode(body, true, stated)
	return validXML(prolog.ReplaceAllString(text, ""))
}

// validXML blanks the control characters that XML forbids and feeds contain.
func validXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return ' '
		}
		return r
	}, s)
}

func (f *Feed) warn(path, cause, do string) {
	f.Warnings = append(f.Warnings, stemma.Warning{Path: path, Cause: cause, Do: do})
}

// parseXML parses text, unless it is hostile.
func parseXML(text string) (*gofeed.Feed, error) {
	if cause := hostile(text); cause != "" {
		return nil, errors.New(cause)
	}
	return parser().ParseString(text)
}

func parser() *gofeed.Parser {
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true // RSS's ttl stands nowhere else
	return p
}

// hostile returns why text is built to exhaust the parser, empty if it is not.
// It reads the tokens as the parser does, so that nothing can be hidden from it.
func hostile(text string) string {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	dec.CharsetReader = charsetReader
	type element struct{ names, text int }
	open := []element{{}}
	tags, copied := 0, 0
	for {
		tok, err := dec.RawToken()
		if err != nil {
			return "" // the parser ends here, too
		}
		top := &open[len(open)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			copied += top.text
			e := element{names: top.names}
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					e.names++
				}
			}
			open = append(open, e)
			tags++
		case xml.EndElement:
			if len(open) > 1 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			copied += top.text
			top.text += len(t)
		}
		switch {
		case len(open) > maxDepth:
			return fmt.Sprintf("is nested more than %d deep", maxDepth)
		case tags > maxTags:
			return fmt.Sprintf("has more than %d tags", maxTags)
		case open[len(open)-1].names > maxNames:
			return fmt.Sprintf("declares more than %d namespaces", maxNames)
		case copied > maxCopied:
			return "is cut in so many pieces that it cannot be put together"
		}
	}
}

// items are where the entries of an XML feed stand.
type items struct {
	spans  []stemma.Span // of each whole item or entry
	open   int           // where one begins that does not end; -1 if none
	closed bool          // the root is closed
	around []string      // what is open around the first
	first  int           // where the first begins, or the text ends
}

// itemsOf finds the entries of a feed by their tags alone, so that no broken
// one hides the others. It reads each byte once.
func itemsOf(s string) items {
	it := items{open: -1, first: -1}
	var stack []string
	for i := 0; i < len(s); {
		lt := strings.IndexByte(s[i:], '<')
		if lt < 0 {
			break
		}
		i += lt
		rest := s[i:]
		if end := skipped(rest); end > 0 {
			i += end
			continue
		}
		gt := strings.IndexByte(rest, '>')
		if gt < 0 {
			break
		}
		tag := rest[1:gt]
		next := i + gt + 1
		switch {
		case strings.HasPrefix(tag, "/"):
			name := strings.TrimSpace(tag[1:])
			switch strings.ToLower(local(name)) {
			case "item", "entry":
				if it.open >= 0 {
					it.spans = append(it.spans, stemma.Span{Start: it.open, End: next})
				}
				it.open = -1
			case "rss", "feed", "rdf":
				it.closed = true
			}
			if it.first < 0 && len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
		case tagName(tag) != "" && !strings.HasSuffix(tag, "/"):
			name := tagName(tag)
			if l := strings.ToLower(local(name)); l == "item" || l == "entry" {
				it.open = i
				if it.first < 0 {
					it.first, it.around = i, stack
				}
			} else if it.first < 0 && len(stack) <= maxDepth {
				stack = append(stack, name)
			}
		}
		i = next
	}
	if it.first < 0 {
		it.first, it.around = len(s), stack
	}
	return it
}

// skipped returns the length of the comment, CDATA section, instruction or
// declaration that s begins with; 0 if it begins with none, or with one that
// does not end.
func skipped(s string) int {
	for _, m := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if strings.HasPrefix(s, m[0]) {
			if end := strings.Index(s, m[1]); end >= 0 {
				return end + len(m[1])
			}
			return len(s) // nothing after it can be told
		}
	}
	if strings.HasPrefix(s, "<!") {
		depth := 0
		for i := 0; i < len(s); i++ {
			switch s[i] {
			case '<':
				depth++
			case '>':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
		return len(s)
	}
	return 0
}

// tagName returns the name that an opening tag begins with.
func tagName(tag string) string {
	end := strings.IndexFunc(tag, func(r rune) bool {
		return r != ':' && r != '_' && r != '-' && r != '.' && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' && r < 0x80)
	})
	if end < 0 {
		return tag
	}
	return tag[:end]
}

func local(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// itemByItem reads each entry as a feed of its own, in the frame of the whole:
// what stands before the first entry, and what closes that. Where that is
// broken itself, the root alone is the frame.
func itemByItem(text string, it items, base, cause string) (Feed, error) {
	head := text[:it.first]
	var tail strings.Builder
	for i := len(it.around) - 1; i >= 0; i-- {
		fmt.Fprintf(&tail, "</%s>", it.around[i])
	}
	frames := [][2]string{{head, tail.String()}}
	root := feedStart.FindStringIndex(head)[0]
	if end := strings.IndexByte(head[root:], '>'); end >= 0 {
		name := tagName(head[root+1:])
		bare := [2]string{head[root : root+end+1], "</" + name + ">"}
		if strings.EqualFold(local(name), "rss") {
			bare[0] += "<channel>"
			bare[1] = "</channel>" + bare[1]
		}
		frames = append(frames, bare)
	}
	var got *gofeed.Feed
	for _, fr := range frames {
		if g, err := parseXML(fr[0] + fr[1]); err == nil {
			got = g
			break
		}
	}
	if got == nil {
		return Feed{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: base, Cause: "is a broken feed: " + cause, Do: "tell those who publish it"}
	}
	broken := 0
	got.Items = nil
	// The frame is parsed again for each: a long one makes the whole quadratic.
	most := maxEntries
	if len(head) > 0 {
		most = max(1, min(most, maxFrames/len(head)))
	}
	for _, s := range it.spans[:min(len(it.spans), most)] {
		if g := oneItem(frames, text[s.Start:s.End]); g != nil {
			got.Items = append(got.Items, g)
		} else {
			broken++
		}
	}
	f := translate(got, base)
	if it.open >= 0 || !it.closed {
		f.warn(base, "the feed ends too early; what stands before the break is read: "+entries(len(f.Entries)), "it is asked again later")
	} else {
		f.warn(base, fmt.Sprintf("the feed is broken (%s); what can be read of it is read: %s", cause, entries(len(f.Entries))), "tell those who publish it")
	}
	if left := len(it.spans) - most; left > 0 {
		broken += left
	}
	if broken > 0 {
		f.warn(base, entries(broken)+" could not be read", "")
	}
	return f, nil
}

// maxFrames is how many bytes of frames are read in all for the entries of one
// broken feed. A feed's head has one or two kilobytes.
const maxFrames = 64 << 20

// oneItem reads one entry in the first of frames in which it can be read; nil
// if there is none.
func oneItem(frames [][2]string, item string) *gofeed.Item {
	for _, fr := range frames {
		if g, err := parseXML(fr[0] + item + fr[1]); err == nil && len(g.Items) == 1 {
			return g.Items[0]
		}
	}
	return nil
}

func entries(n int) string {
	if n == 1 {
		return "one entry"
	}
	return strconv.Itoa(n) + " entries"
}

func xmlCause(err error) string {
	s := clean(strings.TrimPrefix(err.Error(), "xpp: "))
	return strings.TrimPrefix(s, "XML syntax error ")
}

// parseJSONFeed reads a JSON Feed; of a broken one, the items before the break.
func parseJSONFeed(text, base string) (Feed, error) {
	fault := func(cause string) (Feed, error) {
		return Feed{}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: base, Cause: cause, Do: "give the address of an RSS, Atom or JSON feed"}
	}
	p := parser()
	if json.Valid([]byte(text)) {
		var head struct {
			Version string            `json:"version"`
			Items   []json.RawMessage `json:"items"`
		}
		if json.Unmarshal([]byte(text), &head) != nil || head.Items == nil || !strings.Contains(head.Version, "jsonfeed.org") {
			return fault("is JSON, but no JSON Feed")
		}
		if got, err := p.ParseString(text); err == nil {
			return translate(got, base), nil
		}
	}
	head, its := jsonItems(text)
	if !strings.Contains(head["version"], "jsonfeed.org") {
		return fault("is JSON, but no JSON Feed")
	}
	f := translate(&gofeed.Feed{Title: head["title"], Link: head["home_page_url"], Language: head["language"]}, base)
	broken := 0
	for _, raw := range its {
		one, err := p.ParseString(`{"version":"https://jsonfeed.org/version/1.1","title":"","items":[` + string(raw) + `]}`)
		if err != nil || len(one.Items) != 1 {
			broken++
			continue
		}
		f.Entries = append(f.Entries, translate(one, base).Entries...)
	}
	f.warn(base, fmt.Sprintf("the feed is broken or ends too early; what can be read of it is read: %s", entries(len(f.Entries))), "it is asked again later")
	if broken > 0 {
		f.warn(base, entries(broken)+" could not be read", "")
	}
	return f, nil
}

// jsonItems returns the strings of a broken object and the whole values of its "items".
func jsonItems(text string) (head map[string]string, its []json.RawMessage) {
	head = map[string]string{}
	dec := json.NewDecoder(strings.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return head, nil
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return head, its
		}
		if key == "items" {
			if t, err := dec.Token(); err != nil || t != json.Delim('[') {
				return head, its
			}
			for dec.More() && len(its) < maxEntries {
				var raw json.RawMessage
				if dec.Decode(&raw) != nil {
					return head, its
				}
				its = append(its, raw)
			}
			if _, err := dec.Token(); err != nil {
				return head, its
			}
			continue
		}
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			return head, its
		}
		if name, ok := key.(string); ok {
			head[name] = str(raw)
		}
	}
	return head, its
}

// translate turns what the parser found into a Feed.
func translate(g *gofeed.Feed, base string) Feed {
	at, err := url.Parse(base)
	if err != nil {
		at = &url.URL{}
	}
	f := Feed{Title: plainTitle(g.Title), Link: resolve(at, g.Link), Language: strings.TrimSpace(g.Language), TTL: ttl(g)}
	if link, err := url.Parse(f.Link); err == nil && f.Link != "" && at.Host == "" {
		at = link // a file: its links are relative to the site
	}
	texts, _ := g.OriginalFeed().(*jsonfeed.Feed)
	left := 0
	for i, g := range g.Items {
		if g == nil {
			continue
		}
		if texts != nil && i < len(texts.Items) && texts.Items[i].ContentHTML == "" {
			g.Content = paragraphs(g.Content)
		}
		if len(f.Entries) == maxEntries {
			left++
			continue
		}
		f.Entries = append(f.Entries, entry(g, at))
	}
	if left > 0 {
		f.warn(base, fmt.Sprintf("it has more than %d entries; %d after them are left out", maxEntries, left), "")
	}
	return f
}

// paragraphs returns plain text as HTML.
func paragraphs(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>\n")
		}
	}
	return b.String()
}

func entry(g *gofeed.Item, at *url.URL) Entry {
	e := Entry{
		ID: clean(strings.TrimSpace(g.GUID)), URL: resolve(at, g.Link), Title: plainTitle(g.Title),
		Published: when(g.PublishedParsed), Updated: when(g.UpdatedParsed),
		Summary: strings.TrimSpace(g.Description), Content: strings.TrimSpace(g.Content),
	}
	if e.URL == "" {
		for _, l := range g.Links {
			if e.URL = resolve(at, l); e.URL != "" {
				break
			}
		}
	}
	if e.URL == "" && strings.HasPrefix(e.ID, "http") { // RSS: a guid is a permalink unless it says not
		e.URL = resolve(at, e.ID)
	}
	if e.ID == "" {
		e.ID = e.URL
	}
	if e.ID == "" {
		e.ID = e.Title
	}
	var names []string
	for _, a := range g.Authors {
		if a == nil {
			continue
		}
		name := a.Name
		if name == "" {
			name = a.Email
		}
		if name = plainTitle(name); name != "" {
			names = append(names, name)
		}
	}
	e.Byline = strings.Join(names, ", ")
	return e
}

func when(t *time.Time) time.Time {
	if t == nil || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t.UTC()
}

// ttl returns what RSS's <ttl> or the syndication module say.
func ttl(g *gofeed.Feed) time.Duration {
	if r, ok := g.OriginalFeed().(*rss.Feed); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(r.TTL)); err == nil {
			return seconds(min(n, 1<<20) * 60)
		}
	}
	sy := func(name string) string {
		for _, e := range g.Extensions["sy"][name] {
			return strings.ToLower(strings.TrimSpace(e.Value))
		}
		return ""
	}
	period := map[string]time.Duration{"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour, "monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour}[sy("updatePeriod")]
	times, err := strconv.Atoi(sy("updateFrequency"))
	if err != nil || times < 1 {
		times = 1
	}
	return period / time.Duration(times)
}

// resolve returns link as an absolute web address without control characters;
// empty if it is none.
func resolve(at *url.URL, link string) string {
	link = strings.TrimSpace(link)
	if link == "" {
		return ""
	}
	u, err := at.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

var inlineTag = regexp.MustCompile(`(?i)</?(?:b|i|em|strong|span|sup|sub|cite|q|small|u)(?:\s[^<>]{0,200})?>`)

// plainTitle returns a title as one line of text. Feeds escape titles once too
// often or put emphasis in them; any other tag is left as the text it is.
func plainTitle(s string) string {
	s = inlineTag.ReplaceAllString(s, "")
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	return strings.Join(strings.Fields(clean(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s))), " ")
}

// Page returns e as a page made of what the feed itself holds of it, for an
// entry whose own page cannot be had. It has no page if the feed holds a
// summary only: a summary is not the account.
func (e Entry) Page(f Feed) (stemma.Page, bool) {
	if e.Content == "" || len(e.Content) > MaxPage || strings.TrimSpace(textOf(e.Content)) == "" {
		return stemma.Page{}, false
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%s</title>", html.EscapeString(e.Title))
	meta := func(property, content string) {
		if content != "" {
			fmt.Fprintf(&b, "\n<meta property=\"%s\" content=\"%s\">", property, html.EscapeString(content))
		}
	}
	meta("og:title", e.Title)
	meta("og:url", e.URL)
	meta("og:site_name", f.Title)
	meta("article:author", e.Byline)
	meta("article:published_time", stamp(e.Published))
	fmt.Fprintf(&b, "\n</head><body><article><h1>%s</h1>\n%s\n</article></body></html>\n", html.EscapeString(e.Title), e.Content)
	path := e.URL
	if path == "" {
		path = e.ID
	}
	return stemma.Page{
		Path: path, Format: stemma.HTML, Body: b.Bytes(), Text: b.String(), Charset: "utf-8",
		URL: e.URL, Outlet: f.Title, Title: e.Title, Published: stamp(e.Published),
	}, true
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// textOf returns the text between the tags of a fragment.
func textOf(fragment string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

// Discover returns the addresses of the feeds that a web page names, in the
// order of the page, resolved against base.
func Discover(page []byte, base string) ([]string, error) {
	at, err := url.Parse(base)
	if err != nil {
		at = &url.URL{}
	}
	text, _ := decode(page, true, "")
	var found []string
	seen := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(text))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		name, more := z.TagName()
		tag := string(name)
		attr := map[string]string{}
		for more && (tag == "link" || tag == "base") {
			var k, v []byte
			k, v, more = z.TagAttr()
			attr[string(k)] = string(v)
		}
		switch tag {
		case "base":
			if b, err := at.Parse(attr["href"]); err == nil && attr["href"] != "" {
				at = b
			}
		case "link":
			kind, _, _ := strings.Cut(strings.ToLower(attr["type"]), ";")
			u := resolve(at, attr["href"])
			if feedTypes[strings.TrimSpace(kind)] && strings.Contains(" "+strings.ToLower(attr["rel"])+" ", " alternate ") && u != "" && !seen[u] {
				seen[u] = true
				found = append(found, u)
			}
		}
	}
	if len(found) == 0 {
		return nil, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: base, Cause: "the page names no feed", Do: "give the address of the feed itself"}
	}
	return found, nil
}

var feedTypes = map[string]bool{
	"application/rss+xml": true, "application/atom+xml": true, "application/feed+json": true,
	"application/rdf+xml": true, "text/rss+xml": true,
}
