package read

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"stemma"
)

func toldMap(s Sitemap, err error) string {
	if err != nil {
		return fmt.Sprintf("! %v\n", err)
	}
	var b strings.Builder
	for _, e := range s.Entries {
		fmt.Fprintf(&b, "%s %q %q %s %s\n", e.URL, e.Title, e.Outlet, stamp(e.Published), stamp(e.Updated))
	}
	for _, e := range s.Maps {
		fmt.Fprintf(&b, "map %s %s\n", e.URL, stamp(e.Updated))
	}
	for _, w := range s.Warnings {
		fmt.Fprintf(&b, "warning: %s: %s\n", w.Path, w.Cause)
	}
	return b.String()
}

func TestSitemap(t *testing.T) {
	urls := `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://www.example.org/mill?a=1&amp;b=2 </loc><lastmod>2031-04-02</lastmod><image:image><image:loc>https://www.example.org/mill.png</image:loc><image:title>A mill</image:title></image:image>
<news:news><news:publication><news:name>The Mill</news:name><news:language>en</news:language></news:publication><news:publication_date>2031-04-02T10:00:00+02:00</news:publication_date><news:title>Mill &amp; barn burn</news:title></news:news></url>
<url><loc>/boats</loc></url><url><loc>javascript:alert(1)</loc></url><url><lastmod>2031</lastmod></url>
`
	for _, c := range []struct{ why, in, want string }{
		{"addresses, news, pictures", urls + "</urlset>", `https://www.example.org/mill?a=1&b=2 "Mill & barn burn" "The Mill" 2031-04-02T08:00:00Z 2031-04-02T00:00:00Z
https://www.example.org/boats "" ""  
`},
		{"cut off", urls + "<url><loc>https://www.example.org/la", `https://www.example.org/mill?a=1&b=2 "Mill & barn burn" "The Mill" 2031-04-02T08:00:00Z 2031-04-02T00:00:00Z
https://www.example.org/boats "" ""  
warning: https://www.example.org/sitemap.xml: it ends too early; the 2 addresses before are read
`},
		{"an index", `<sm:sitemapindex xmlns:sm="x"><sm:sitemap><sm:loc>https://www.example.org/a.xml.gz</sm:loc><sm:lastmod>2031-04-02T10:00:00.5Z</sm:lastmod></sm:sitemap></sm:sitemapindex>`, "map https://www.example.org/a.xml.gz 2031-04-02T10:00:00Z\n"},
		{"packed", gzipped(urls[:strings.Index(urls, "<url>")] + "<url><loc>https://www.example.org/1</loc></url></urlset>"), "https://www.example.org/1 \"\" \"\"  \n"},
		{"an address a line", "\ufeffhttps://www.example.org/1\r\n\nnonsense\nhttp://www.example.org/2", "https://www.example.org/1 \"\" \"\"  \nhttp://www.example.org/2 \"\" \"\"  \n"},
		{"in Latin-1", "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><urlset><url><loc>https://www.example.org/m\xfchle</loc></url></urlset>", "https://www.example.org/m%C3%BChle \"\" \"\"  \n"},
		{"a web page", "<!DOCTYPE html><html><body>No.</body></html>", "! https://www.example.org/sitemap.xml: is no sitemap: it lists no address; give the address of a sitemap\n"},
		{"nothing", "", "! https://www.example.org/sitemap.xml: is no sitemap: it lists no address; give the address of a sitemap\n"},
		{"broken packing", gzipped("x")[:12], "! https://www.example.org/sitemap.xml: is no sitemap: it ends too early; give the address of a sitemap\n"},
	} {
		if got := toldMap(ParseSitemap(strings.NewReader(c.in), "https://www.example.org/sitemap.xml")); got != c.want {
			t.Errorf("%s:\ngot:\n%s\nwant:\n%s", c.why, got, c.want)
		}
	}
}

// TestSitemapLong holds that no more addresses are taken than a sitemap may have.
func TestSitemapLong(t *testing.T) {
	s, err := ParseSitemap(strings.NewReader("<urlset>"+strings.Repeat("<url><loc>https://www.example.org/</loc></url>", maxLocs+5)), "")
	if err != nil || len(s.Entries) != maxLocs || len(s.Warnings) != 1 {
		t.Errorf("%d addresses, %v, %v", len(s.Entries), s.Warnings, err)
	}
}

func FuzzSitemap(f *testing.F) {
	for _, s := range []string{"<urlset><url><loc>https://www.example.org/</loc></url></urlset>", "https://www.example.org/", laughs("<urlset/>"), gzipped("<urlset>"), "<sitemapindex><sitemap><loc>/a</loc></sitemap>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := ParseSitemap(strings.NewReader(string(b)), "https://www.example.org/sitemap.xml")
		if err != nil && !errors.Is(err, stemma.ErrUnreadable) {
			t.Fatal(err)
		}
		if err == nil && len(s.Entries)+len(s.Maps) == 0 {
			t.Fatal("neither address nor fault")
		}
		for _, e := range append(s.Entries, s.Maps...) {
			checkEntry(t, e)
		}
	})
}
