package read

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/tools/txtar"

	"stemma"
)

// told prints a feed.
func told(f Feed, err error) string {
	var b strings.Builder
	if err != nil {
		return fmt.Sprintf("! %v\n", err)
	}
	fmt.Fprintf(&b, "%q %s", f.Title, f.Link)
	if f.Language != "" {
		fmt.Fprintf(&b, " in %s", f.Language)
	}
	if f.TTL != 0 {
		fmt.Fprintf(&b, " every %v", f.TTL)
	}
	b.WriteString("\n")
	for _, e := range f.Entries {
		fmt.Fprintf(&b, "%s %q\n", e.ID, e.Title)
		for _, part := range []struct{ name, value string }{
			{"url", e.URL}, {"by", e.Byline}, {"published", stamp(e.Published)}, {"updated", stamp(e.Updated)}, {"summary", e.Summary}, {"content", e.Content},
		} {
			if part.value != "" && part.value != e.ID {
				fmt.Fprintf(&b, "  %s %s\n", part.name, part.value)
			}
		}
	}
	for _, w := range f.Warnings {
		fmt.Fprintf(&b, "warning: %s: %s; %s\n", w.Path, w.Cause, w.Do)
	}
	return b.String()
}

// TestFeeds reads each testdata/feed/*.txtar as if it came from
// https://news.example.org/feed.
func TestFeeds(t *testing.T) {
	files, _ := filepath.Glob("testdata/feed/*.txtar")
	if len(files) == 0 {
		t.Fatal("no cases in testdata/feed")
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := told(ParseFeed(ar.Files[0].Data, "", "https://news.example.org/feed"))
		want := &ar.Files[1]
		if *update {
			want.Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got != string(want.Data) {
			t.Errorf("%s: got:\n%s\nwant:\n%s", file, got, want.Data)
		}
	}
}

// TestFeedCharset reads a title in the charset that the declaration or the
// server states; the declaration is not believed where it is wrong.
func TestFeedCharset(t *testing.T) {
	const title = "Mühle in Großenbrode brennt"
	latin, _ := charmap.ISO8859_1.NewEncoder().String(title)
	for _, c := range []struct{ why, prolog, title, contentType string }{
		{"declared", `<?xml version="1.0" encoding="iso-8859-1"?>`, latin, ""},
		{"stated", "", latin, "application/rss+xml; charset=ISO-8859-1"},
		{"declared wrongly", `<?xml version="1.0" encoding="iso-8859-1"?>`, title, "text/xml"},
		{"stated wrongly", "", title, "text/xml; charset=iso-8859-1"},
		{"with a mark", "\xef\xbb\xbf" + `<?xml version="1.0" encoding="utf-8"?>`, title, ""},
	} {
		f, err := ParseFeed([]byte(c.prolog+"<rss><channel><title>"+c.title+"</title></channel></rss>"), c.contentType, "")
		if err != nil || f.Title != title {
			t.Errorf("%s: %q, %v", c.why, f.Title, err)
		}
	}
}

// TestCutAnywhere cuts a feed at each byte: whatever was whole before the cut
// is read, nothing else is, and a cut that lost something is told.
func TestCutAnywhere(t *testing.T) {
	var whole strings.Builder
	whole.WriteString("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Harbour</title>")
	var ends []int
	for i := range 5 {
		fmt.Fprintf(&whole, "<item><title>No. %d &lt; %d</title><guid>g%d</guid><description><![CDATA[<item>a</item>]]></description><!-- </item> --></item>\n", i, i+1, i)
		ends = append(ends, whole.Len()-1)
	}
	whole.WriteString("</channel></rss>")
	s := whole.String()
	for cut := strings.Index(s, "<channel>"); cut <= len(s); cut++ {
		f, err := ParseFeed([]byte(s[:cut]), "", "https://news.example.org/feed")
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		want := 0
		for _, end := range ends {
			if end <= cut {
				want++
			}
		}
		if len(f.Entries) != want {
			t.Fatalf("cut at %d: %d entries, want %d", cut, len(f.Entries), want)
		}
		for i, e := range f.Entries {
			if e.ID != fmt.Sprintf("g%d", i) || e.Title != fmt.Sprintf("No. %d < %d", i, i+1) {
				t.Fatalf("cut at %d: entry %+v", cut, e)
			}
		}
		if told := len(f.Warnings) > 0; told != (cut < len(s)) {
			t.Fatalf("cut at %d of %d: warnings %v", cut, len(s), f.Warnings)
		}
	}
}

func TestEntryPage(t *testing.T) {
	f := Feed{Title: `The "Mill"`}
	e := Entry{ID: "1", URL: "https://news.example.org/1", Title: "</title><script>alert(1)</script>", Published: time.Date(2031, 4, 2, 10, 0, 0, 0, time.UTC), Content: "<p>The mill burned.</p>"}
	p, ok := e.Page(f)
	if !ok || p.URL != e.URL || p.Outlet != f.Title || p.Title != e.Title || p.Published != "2031-04-02T10:00:00Z" || p.Format != stemma.HTML {
		t.Errorf("%+v", p)
	}
	for _, part := range []string{"<title>&lt;/title&gt;&lt;script&gt;", `content="The &#34;Mill&#34;"`, "<p>The mill burned.</p>", "article:published_time"} {
		if !strings.Contains(p.Text, part) {
			t.Errorf("no %q in %s", part, p.Text)
		}
	}
	for _, none := range []string{"", " <p> </p> "} {
		e.Content = none
		if _, ok := e.Page(f); ok {
			t.Errorf("a page of %q", none)
		}
	}
}

func TestDiscover(t *testing.T) {
	page := `<html><head><base href="/news/"><LINK REL="alternate" TYPE="application/rss+xml; charset=utf-8" HREF="feed.xml">
<link rel="alternate" type="application/rss+xml" href="feed.xml"><link rel="alternate" type="application/json" href="/wp-json">
<link rel="stylesheet" type="application/rss+xml" href="/no"><link rel="alternate" type="application/atom+xml" href="javascript:x"></head>
<body><link rel="alternate" type="application/feed+json" href="//other.example.org/f"><!-- <link rel="alternate" type="application/atom+xml" href="/c"> -->`
	got, err := Discover([]byte(page), "https://www.example.org/")
	if want := "[https://www.example.org/news/feed.xml https://other.example.org/f]"; fmt.Sprint(got) != want || err != nil {
		t.Errorf("got %v, %v; want %s", got, err, want)
	}
	if _, err := Discover([]byte("<p>x"), "https://www.example.org/"); !errors.Is(err, stemma.ErrUnreadable) {
		t.Error(err)
	}
}

// FuzzFeed holds that whatever comes in, entries are text with web addresses.
func FuzzFeed(f *testing.F) {
	files, _ := filepath.Glob("testdata/feed/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(ar.Files[0].Data)
	}
	f.Add([]byte(laughs("<rss/>")))
	f.Fuzz(func(t *testing.T, b []byte) {
		feed, err := ParseFeed(b, "", "https://www.example.org/feed")
		if err != nil {
			if !errors.Is(err, stemma.ErrUnreadable) {
				t.Fatal(err)
			}
			return
		}
		for _, e := range feed.Entries {
			checkEntry(t, e)
			if p, ok := e.Page(feed); ok && (!utf8.ValidString(p.Text) || !bytes.Equal(p.Body, []byte(p.Text))) {
				t.Fatalf("page %+v", p)
			}
		}
		if again := told(ParseFeed(b, "", "https://www.example.org/feed")); again != told(feed, nil) {
			t.Fatal("not stable")
		}
	})
}

func checkEntry(t *testing.T, e Entry) {
	t.Helper()
	if e.URL != "" && !strings.HasPrefix(e.URL, "http://") && !strings.HasPrefix(e.URL, "https://") {
		t.Fatalf("address %q", e.URL)
	}
	for _, s := range []string{e.ID, e.URL, e.Title, e.Byline} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\r\n") {
			t.Fatalf("entry %+v", e)
		}
	}
}

// BenchmarkFeed reads a feed as it should be, and one that must be read entry by
// entry.
func BenchmarkFeed(b *testing.B) {
	var whole strings.Builder
	whole.WriteString("<rss version=\"2.0\"><channel><title>Harbour</title>")
	for i := range 200 {
		fmt.Fprintf(&whole, "<item><title>No. %d</title><guid>g%d</guid><pubDate>Wed, 02 Apr 2031 10:00:00 GMT</pubDate><description>%s</description></item>\n", i, i, strings.Repeat("The mill burned in the night. ", 60))
	}
	for name, in := range map[string]string{"whole": whole.String() + "</channel></rss>", "cut": whole.String() + "<item><ti"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if f, err := ParseFeed([]byte(in), "", "https://news.example.org/feed"); err != nil || len(f.Entries) != 200 {
					b.Fatal(len(f.Entries), err)
				}
			}
		})
	}
}
