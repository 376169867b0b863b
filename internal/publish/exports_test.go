package publish

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"stemma"
	"stemma/internal/golden"
	"stemma/internal/read"
)

// export writes r as the export of a name.
func export(t testing.TB, r *stemma.Report, name string) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Export(&buf, r, name); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestExports writes the fixture as every export.
func TestExports(t *testing.T) {
	for _, e := range Exports() {
		golden.File(t, "export/"+e.File, export(t, fixture(t), e.Name))
		if got := ExportOf("of-a-story-" + e.File); got != e.Name {
			t.Errorf("the name %s asks for %q, want %s", e.File, got, e.Name)
		}
	}
	if err := Export(io.Discard, &stemma.Report{}, "pdf"); !errors.Is(err, ErrUsage) {
		t.Errorf("got %v, want ErrUsage", err)
	}
}

// TestSameExport holds that a report always gives the same bytes.
func TestSameExport(t *testing.T) {
	for _, e := range Exports() {
		for name := range reports(t) {
			if !bytes.Equal(export(t, reports(t)[name], e.Name), export(t, reports(t)[name], e.Name)) {
				t.Errorf("%s as %s differs from one time to the next", name, e.Name)
			}
		}
	}
}

// TestAnnotations holds annotations to the Web Annotation Data Model: what must
// be there is, purposes are its own, positions count code points, and every
// selector selects the words that the report has.
func TestAnnotations(t *testing.T) {
	purposes := strings.Fields("assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating questioning replying tagging")
	name := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for of, r := range reports(t) {
		var c annoCollection
		d := json.NewDecoder(bytes.NewReader(export(t, r, "annotations")))
		d.DisallowUnknownFields()
		if err := d.Decode(&c); err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, f := range r.Findings {
			for _, s := range f.Sides {
				want += len(s.Witnesses)
			}
		}
		want += len(r.Quotes) + len(r.Citations)
		if c.Context != "http://www.w3.org/ns/anno.jsonld" || c.Type != "AnnotationCollection" || c.First.Type != "AnnotationPage" || c.First.PartOf != c.ID || c.Total != want || len(c.First.Items) != want {
			t.Errorf("%s: a collection of %d, %d on its page, want %d", of, c.Total, len(c.First.Items), want)
		}
		texts := map[string][]rune{}
		for _, a := range r.Articles {
			texts[nameOfText(a.Text)] = []rune(a.Text)
		}
		ids := map[string]bool{c.ID: true, c.First.ID: true}
		for _, a := range c.First.Items {
			if ids[a.ID] || !name.MatchString(a.ID) {
				t.Errorf("%s: the id %s is no new one", of, a.ID)
			}
			ids[a.ID] = true
			if a.Type != "Annotation" || !slices.Contains(purposes, a.Motivation) || len(a.Body) == 0 || len(a.Target) == 0 {
				t.Errorf("%s: %+v", of, a)
			}
			for _, b := range a.Body {
				if b.Type != "TextualBody" || !slices.Contains(purposes, b.Purpose) || b.Value == "" {
					t.Errorf("%s: body %+v", of, b)
				}
			}
			last := a.Target[len(a.Target)-1]
			quote, at := last.Selector[0], last.Selector[1]
			text, known := texts[last.Source]
			if !known || quote.Type != "TextQuoteSelector" || at.Type != "TextPositionSelector" {
				t.Fatalf("%s: target %+v", of, last)
			}
			if got := string(text[*at.Start:*at.End]); got != quote.Exact || !strings.Contains(string(text), quote.Prefix+quote.Exact+quote.Suffix) {
				t.Errorf("%s: characters %d to %d are %q, and the quote is %+v", of, *at.Start, *at.End, got, quote)
			}
		}
	}
}

// teiMay is what the elements of TEI P5 that are used may hold, as its
// specifications (TEI P5 4.9) say: "#text", and elements. It is a part of what
// TEI allows.
var teiMay = map[string]string{
	"TEI": "teiHeader text", "teiHeader": "fileDesc encodingDesc profileDesc",
	"fileDesc": "titleStmt publicationStmt sourceDesc", "titleStmt": "title", "publicationStmt": "p", "sourceDesc": "p listWit",
	"listWit": "witness", "witness": "bibl", "bibl": "publisher title author date ref idno",
	"encodingDesc": "variantEncoding", "variantEncoding": "", "profileDesc": "particDesc settingDesc", "particDesc": "listPerson listOrg", "settingDesc": "listPlace",
	"listPerson": "person", "person": "persName note", "listOrg": "org", "org": "orgName note", "listPlace": "place", "place": "placeName note",
	"text": "group body back", "group": "text", "body": "p ab", "back": "div", "div": "head listApp", "listApp": "app", "app": "rdg",
	"p": "#text said seg", "ab": "#text said seg note", "said": "#text said seg", "seg": "#text said seg",
	"rdg": "#text", "head": "#text", "note": "#text", "title": "#text", "publisher": "#text", "author": "#text", "date": "#text", "ref": "", "idno": "#text",
	"persName": "#text", "orgName": "#text", "placeName": "#text",
}

// teiFirst are elements whose order TEI prescribes.
var teiFirst = map[string][]string{
	"TEI": {"teiHeader", "text"}, "teiHeader": {"fileDesc", "encodingDesc", "profileDesc"},
	"fileDesc": {"titleStmt", "publicationStmt", "sourceDesc"}, "text": {"group", "body", "back"}, "div": {"head", "listApp"},
	"person": {"persName", "note"}, "org": {"orgName", "note"}, "place": {"placeName", "note"},
}

// TestTEI holds the apparatus to what TEI allows: which element in which, in
// what order, every xml:id once and an NCName, every pointer at one; that the
// texts are those of the accounts, and that a reading has the words that stand
// where it says.
func TestTEI(t *testing.T) {
	for of, r := range reports(t) {
		root := parseXML(t, export(t, r, "tei"))
		ids := map[string]*element{}
		var pointers []string
		for e := range root.all() {
			may := strings.Fields(teiMay[e.name])
			if _, known := teiMay[e.name]; !known {
				t.Errorf("%s: TEI has no %s, or the table lacks it", of, e.name)
			}
			last := 0
			for _, c := range e.children {
				switch {
				case c.name == "" && !slices.Contains(may, "#text") && strings.TrimSpace(c.text) != "":
					t.Errorf("%s: text in %s: %q", of, e.name, c.text)
				case c.name != "" && !slices.Contains(may, c.name):
					t.Errorf("%s: %s in %s", of, c.name, e.name)
				case c.name != "" && teiFirst[e.name] != nil:
					i := slices.Index(teiFirst[e.name], c.name)
					if i < last {
						t.Errorf("%s: %s in %s comes too late", of, c.name, e.name)
					}
					last = i
				}
			}
			for k, v := range e.attrs {
				switch k {
				case "id":
					if ids[v] != nil || !regexp.MustCompile(`^[A-Za-z_][-.\w]*$`).MatchString(v) {
						t.Errorf("%s: the xml:id %q is no new name", of, v)
					}
					ids[v] = e
				case "wit", "corresp", "from", "next", "prev", "who":
					if e.name != "date" {
						pointers = append(pointers, strings.Fields(v)...)
					}
				}
			}
		}
		for _, p := range pointers {
			if !strings.HasPrefix(p, "#") || ids[p[1:]] == nil {
				t.Errorf("%s: %s points at nothing", of, p)
			}
		}
		n := 0
		for e := range root.all() {
			switch {
			case e.name == "text" && e.attrs["n"] != "":
				a := r.Articles[n]
				n++
				var want, got []string
				for _, b := range a.Blocks {
					want = append(want, shown(a.Words(b.Span)))
				}
				for b := range e.all() {
					if b.name == "p" || b.name == "ab" {
						got = append(got, b.words())
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: text %s has blocks\n%q, want\n%q", of, e.attrs["n"], got, want)
				}
			case e.name == "rdg" && e.attrs["corresp"] != "":
				var got strings.Builder
				for at := ids[e.attrs["corresp"][1:]]; at != nil; {
					got.WriteString(at.words())
					next := at.attrs["next"]
					at = nil
					if next != "" {
						at = ids[next[1:]]
					}
				}
				// What stands between two blocks is in none.
				if strings.Join(strings.Fields(got.String()), "") != strings.Join(strings.Fields(e.words()), "") {
					t.Errorf("%s: the reading %q points at %q", of, e.words(), got.String())
				}
			}
		}
		if n != len(r.Articles) {
			t.Errorf("%s: %d texts, want %d", of, n, len(r.Articles))
		}
	}
}

// shown is text as XML can have it.
func shown(s string) string {
	return strings.Map(func(r rune) rune {
		if !inXML(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// TestGraphML holds the graph to the lineage: its nodes and edges, each datum
// declared, each end a node.
func TestGraphML(t *testing.T) {
	for of, r := range reports(t) {
		root := parseXML(t, export(t, r, "graphml"))
		keys, nodes, edges := map[string]string{}, map[string]bool{}, 0
		for e := range root.all() {
			switch e.name {
			case "key":
				keys[e.attrs["id"]] = e.attrs["for"]
			case "node":
				if id := e.attrs["id"]; nodes[id] || !regexp.MustCompile(`^[A-Z]+[0-9]*$`).MatchString(id) {
					t.Errorf("%s: the node %q is no new name", of, id)
				} else {
					nodes[id] = true
				}
			case "edge":
				edges++
				if !nodes[e.attrs["source"]] || !nodes[e.attrs["target"]] {
					t.Errorf("%s: an edge from %s to %s", of, e.attrs["source"], e.attrs["target"])
				}
			case "data":
				if keys[e.attrs["key"]] != e.parent.name {
					t.Errorf("%s: %s has %q", of, e.parent.name, e.attrs["key"])
				}
			case "graphml", "graph":
			default:
				t.Errorf("%s: element %s", of, e.name)
			}
		}
		if len(nodes) != len(r.Lineage.Nodes) || edges != len(r.Lineage.Edges) {
			t.Errorf("%s: %d nodes and %d edges, want %d and %d", of, len(nodes), edges, len(r.Lineage.Nodes), len(r.Lineage.Edges))
		}
	}
}

// TestTables holds CSV to RFC 4180, each row to the columns of its header, and
// each cell to what it was made of; no cell begins as a formula does.
func TestTables(t *testing.T) {
	for of, r := range reports(t) {
		want := map[string]int{"quotes.csv": len(r.Quotes), "citations.csv": len(r.Citations), "articles.csv": len(r.Articles)}
		for _, f := range r.Findings {
			for _, s := range f.Sides {
				want["findings.csv"] += len(s.Witnesses)
			}
		}
		for name, n := range want {
			body := export(t, r, name)
			if bytes.Count(body, []byte("\r\n")) < n+1 || !bytes.HasSuffix(body, []byte("\r\n")) {
				t.Errorf("%s: %s has lines that do not end in CR LF", of, name)
			}
			rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll() // also: as many cells in each
			if err != nil {
				t.Errorf("%s: %s: %v", of, name, err)
				continue
			}
			if len(rows) != n+1 {
				t.Errorf("%s: %s has %d rows, want %d and a header", of, name, len(rows), n)
			}
			column := slices.Index(rows[0], "article")
			text := slices.Index(rows[0], "text")
			for _, row := range rows[1:] {
				for _, c := range row {
					if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r\n\x00") {
						t.Errorf("%s: %s: a cell begins as a formula: %q", of, name, c)
					}
				}
				i := slices.IndexFunc(r.Articles, func(a *stemma.Article) bool { return string(a.ID) == row[column] })
				if i < 0 {
					t.Errorf("%s: %s: no article %s", of, name, row[column])
				} else if text >= 0 && strings.TrimPrefix(row[text], "'") != shown(r.Articles[i].Text) {
					t.Errorf("%s: %s: the text of %s differs: %q", of, name, row[column], row[text])
				}
			}
		}
	}
}

// TestCells holds that what cell puts before a formula comes off again.
func TestCells(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+44": "'+44", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\r=1": "'\r=1",
		"'tis": "''tis", "＝1": "'＝1", "a=b": "a=b", " =1": " =1", "x\x00y\x1b": "x\uFFFDy\uFFFD",
	} {
		got := cell(in)
		if got != want {
			t.Errorf("cell(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestLines holds each line to the type that the report has, and that the
// articles can be read again.
func TestLines(t *testing.T) {
	for of, r := range reports(t) {
		for name, x := range map[string]struct {
			n   int
			new func() any
		}{
			"findings.jsonl":  {len(r.Findings), func() any { return new(wireFinding) }},
			"quotes.jsonl":    {len(r.Quotes), func() any { return new(wireQuote) }},
			"citations.jsonl": {len(r.Citations), func() any { return new(wireCitation) }},
			"articles.jsonl":  {len(r.Articles), func() any { return new(wireArticle) }},
		} {
			body := export(t, r, name)
			n := 0
			for line := range bytes.Lines(body) {
				d := json.NewDecoder(bytes.NewReader(line))
				d.DisallowUnknownFields()
				if err := d.Decode(x.new()); err != nil {
					t.Errorf("%s: %s: %v", of, name, err)
				}
				n++
			}
			if n != x.n {
				t.Errorf("%s: %s has %d lines, want %d", of, name, n, x.n)
			}
			if name != "articles.jsonl" || of == "empty" {
				continue
			}
			i := 0
			for p, err := range read.Pages([]string{"-"}, bytes.NewReader(body)) {
				if err != nil {
					t.Fatalf("%s: article %d: %v", of, i, err)
				}
				a := r.Articles[i]
				if p.Text != a.Text || p.Outlet != a.Outlet || p.Title != a.Title || p.Key != string(a.ID) {
					t.Errorf("%s: article %s is read as %+v", of, a.ID, p)
				}
				i++
			}
			if i != len(r.Articles) {
				t.Errorf("%s: %d articles are read again, want %d", of, i, len(r.Articles))
			}
		}
	}
}

// TestAtom writes a feed with hostile titles and reads it as a feed reader does.
func TestAtom(t *testing.T) {
	began := time.Date(2031, 3, 4, 5, 6, 7, 0, time.FixedZone("", 3600))
	v := FeedView{
		ID: Tag("stemma.example", began, "story", "s-1/2 ü"), Title: "Stories & “names”", Self: "http://stemma.example/feeds/stories?q=a&b=c", Page: "http://stemma.example/", Updated: began, Version: "test",
		Entries: []FeedEntry{
			{ID: Tag("stemma.example", began, "finding", "f1"), Title: "7 against 9", Page: "http://stemma.example/s/1", Updated: began, Published: began.Add(-time.Hour), Author: "Northern Wire", Summary: "Seven people", Kinds: []string{"conflicting"}},
			{ID: Tag("stemma.example", began, "finding", "f2"), Title: evil, Page: "http://stemma.example/s/\"><script>", Updated: began, Author: evil, Summary: evil, Kinds: []string{evil}},
		},
	}
	if v.ID != "tag:stemma.example,2031-03-04:story/s-1%2F2%20%C3%BC" {
		t.Errorf("the tag is %s", v.ID)
	}
	var buf bytes.Buffer
	if err := Atom(&buf, v); err != nil {
		t.Fatal(err)
	}
	golden.File(t, "feed.atom", buf.Bytes())
	may := map[string]string{
		"feed": "id title updated link generator author entry", "entry": "id title updated published link author summary category", "author": "name",
		"id": "", "title": "", "updated": "", "published": "", "link": "", "generator": "", "name": "", "summary": "", "category": "",
	}
	for e := range parseXML(t, buf.Bytes()).all() {
		if _, known := may[e.name]; !known {
			t.Errorf("element %s", e.name)
		}
		for _, c := range e.children {
			if c.name != "" && !slices.Contains(strings.Fields(may[e.name]), c.name) {
				t.Errorf("%s in %s", c.name, e.name)
			}
		}
	}
	feed, err := gofeed.NewParser().Parse(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if len(feed.Items) != 2 || feed.Items[0].Title != "7 against 9" || !feed.Items[0].UpdatedParsed.Equal(began) || feed.Items[1].GUID != v.Entries[1].ID || feed.FeedLink != v.Self {
		t.Errorf("it is read as %+v", feed)
	}
}

// An element is an element of XML, or text without a name.
type element struct {
	name, text string
	attrs      map[string]string
	parent     *element
	children   []*element
}

// all yields e and what is in it.
func (e *element) all() func(func(*element) bool) {
	return func(yield func(*element) bool) {
		var walk func(*element) bool
		walk = func(e *element) bool {
			if e.name == "" {
				return true
			}
			if !yield(e) {
				return false
			}
			for _, c := range e.children {
				if !walk(c) {
					return false
				}
			}
			return true
		}
		walk(e)
	}
}

// words returns the text of e but for its notes.
func (e *element) words() string {
	if e.name == "" {
		return e.text
	}
	var b strings.Builder
	for _, c := range e.children {
		if c.name != "note" {
			b.WriteString(c.words())
		}
	}
	return b.String()
}

// parseXML returns the root of a well-formed document.
func parseXML(t *testing.T, body []byte) *element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(body))
	root := &element{}
	at := root
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, body)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			e := &element{name: x.Name.Local, attrs: map[string]string{}, parent: at}
			for _, a := range x.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			at.children = append(at.children, e)
			at = e
		case xml.EndElement:
			at = at.parent
		case xml.CharData:
			at.children = append(at.children, &element{text: string(x), parent: at})
		case xml.Comment, xml.Directive:
			t.Errorf("%T in the document", tok)
		}
	}
	for _, c := range root.children {
		if c.name != "" {
			return c
		}
	}
	t.Fatalf("no element in %s", body)
	return nil
}

// FuzzEscapes holds that whatever stands in a text comes back from XML, HTML
// and a cell as it was, but for what they cannot have, and opens nothing there.
func FuzzEscapes(f *testing.F) {
	for _, s := range []string{evil, "", "a &amp; b", "]]>", "\r\n\t ", "\xff\xfe", "'=1", "\u2066x\u2069", "&#x26;", "\U0001F600"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var buf bytes.Buffer
		x := newXML(&buf)
		x.start("a", "b", s)
		x.text(s)
		x.end()
		if err := x.flush(); err != nil {
			t.Fatal(err)
		}
		root := parseXML(t, buf.Bytes())
		if want := shown(s); len(root.children) > 1 || root.words() != want || root.attrs["b"] != want {
			t.Errorf("XML: %q comes back as %q and %q", s, root.words(), root.attrs["b"])
		}

		buf.Reset()
		m := markup{w: bufio.NewWriter(&buf)}
		m.raw(`<p title="`)
		m.text(s)
		m.raw(`">`)
		m.text(s)
		m.raw(`</p>`)
		m.w.Flush()
		z := html.NewTokenizer(&buf)
		var tags []string
		var text strings.Builder
		for z.Next() != html.ErrorToken {
			switch tok := z.Token(); tok.Type {
			case html.TextToken:
				text.WriteString(tok.Data)
			default:
				tags = append(tags, tok.Data)
			}
		}
		if !slices.Equal(tags, []string{"p", "p"}) || strings.ContainsAny(text.String(), "\x00\x1b\u202e\u2066") {
			t.Errorf("HTML: %q opens %q and stands as %q", s, tags, text.String())
		}

		buf.Reset()
		newTable(&buf, s, s).w.Flush()
		rows, err := csv.NewReader(&buf).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
			t.Fatalf("CSV: %q is %q, %v", s, rows, err)
		}
		// The reader of Go's library makes LF of CR LF within a field.
		if want := strings.ReplaceAll(cell(s), "\r\n", "\n"); rows[0][0] != want || rows[0][1] != want {
			t.Errorf("CSV: %q comes back as %q, want %q", s, rows[0], want)
		}
	})
}

// TestExportNames holds that names and files are told apart.
func TestExportNames(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range Exports() {
		for _, s := range []string{"name " + e.Name, "file " + e.File} {
			if seen[s] {
				t.Errorf("two exports have the %s", s)
			}
			seen[s] = true
		}
		if e.Type == "" || e.Hold == "" || slices.Contains(Formats(), e.Name) {
			t.Errorf("%+v", e)
		}
	}
	if len(seen) != 2*len(exports) {
		t.Error(slices.Sorted(maps.Keys(seen)), fmt.Sprint(len(exports)))
	}
}
