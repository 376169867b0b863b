package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stemma"
)

// evil is markup, scripts, the ends of what it may stand in, a formula, terminal
// escapes, turned text, and characters that XML does not allow.
const evil = "=1+1</title></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)> \x1b[31mred\u202e | # `*_[x](javascript:y) ]]> --> <?x?> &amp; &#0; \x00\x01\u2066\uFFFE\r\n"

// hostile returns the fixture with evil wherever a page could put it.
func hostile(t testing.TB) *stemma.Report {
	r := fixture(t)
	r.Story.Title = evil
	for _, a := range r.Articles {
		a.Title, a.Outlet, a.Byline, a.URL, a.Path = evil, a.Outlet+evil, evil, "javascript:alert(1)", evil
		a.Text = strings.Replace(a.Text, "bridge", "<b\x1b>&\x00", 1) // as many bytes
	}
	r.Lineage.Nodes[4].Name = evil
	r.Findings[0].About, r.Findings[1].About, r.Findings[1].Why = evil, evil, evil
	r.Findings[1].Sides[0].Value = evil
	r.Quotes[0].Speaker, r.Utterances[0].Speaker = evil, evil
	r.Citations[0].Source = evil
	r.People[0].Name = evil
	r.Warnings[0] = stemma.Warning{Path: evil, Cause: evil, Do: evil}
	return r
}

// many returns a report on n accounts, each of which copies an earlier one.
func many(n int) *stemma.Report {
	r := &stemma.Report{Story: stemma.Story{Title: "A story told many times"}}
	var ws []stemma.Witness
	for i := range n {
		a := &stemma.Article{ID: stemma.ArticleID(fmt.Sprint("a", i)), Outlet: fmt.Sprintf("The %d. Evening Advertiser and Intelligencer", i), Text: "The mill burned down."}
		if i%7 != 6 {
			at := time.Date(2025, 1, 1+i/3, i%3*5, 0, 0, 0, time.UTC)
			a.Published = stemma.Date{From: at, To: at.Add(time.Minute), Precision: stemma.Minute}
		}
		a.Blocks = []stemma.Block{{Kind: stemma.Body, Span: stemma.Span{End: len(a.Text)}, Why: "prose"}}
		r.Articles = append(r.Articles, a)
		r.Lineage.Nodes = append(r.Lineage.Nodes, stemma.Node{ID: string(a.ID), Kind: "article", Name: a.Outlet})
		ws = append(ws, stemma.Witness{Article: a.ID, Span: stemma.Span{End: len(a.Text)}})
		if i > 0 {
			r.Lineage.Edges = append(r.Lineage.Edges, stemma.Edge{From: string(a.ID), To: fmt.Sprint("a", i/2), Kind: stemma.Copies, Directed: i%5 != 0, Certain: i%3 != 0})
		}
		source := fmt.Sprint("source:", i%15)
		if i < 15 {
			r.Lineage.Nodes = append(r.Lineage.Nodes, stemma.Node{ID: source, Kind: "source", Name: "a spokesperson of the county fire and rescue service"})
		}
		r.Lineage.Edges = append(r.Lineage.Edges, stemma.Edge{From: string(a.ID), To: source, Kind: stemma.Cites, Directed: true, Certain: true})
	}
	r.Findings = []stemma.Finding{{ID: "f1", Kind: stemma.Corroborated, Type: stemma.AccountFinding, Sides: []stemma.Side{{Witnesses: ws}}}}
	return r
}

// reports are what every face is tried on.
func reports(t testing.TB) map[string]*stemma.Report {
	return map[string]*stemma.Report{"barge": fixture(t), "hostile": hostile(t), "empty": {}, "one": many(1), "forty": many(40)}
}

// site is a web site with every sort of page.
func site() *Site {
	to := func(sort string) func(string) string {
		return func(s string) string { return "/" + sort + "/" + url.PathEscape(s) }
	}
	return &Site{
		Sheet: "/style.css", Nav: `<nav aria-label="Site"><a href="/">Stories</a></nav>`, Since: "<p>Nothing has changed.</p>",
		Article: to("article"), Person: to("name"), Outlet: to("outlet"), Finding: to("story/s/finding"),
	}
}

// TestPage holds that the page has only elements and attributes that do
// nothing, asks nothing of the network, that every link on it arrives, that no
// two places have one name, and that headings go down one step at a time.
func TestPage(t *testing.T) {
	for name, r := range reports(t) {
		for _, of := range []*Site{nil, site()} {
			t.Run(name+where(of), func(t *testing.T) {
				var buf bytes.Buffer
				if err := Report(&buf, r, Options{Format: HTML, Site: of}); err != nil {
					t.Fatal(err)
				}
				checkPage(t, &buf, of)
			})
		}
	}
}

// TestArticlePage holds the page on one article to the same.
func TestArticlePage(t *testing.T) {
	a, m := ferry()
	evil, marks := hostile(t), &stemma.Marks{}
	first := evil.Articles[0]
	marks.Entities = append(marks.Entities, stemma.Entity{Name: first.Title, Kind: stemma.Person, Mentions: []stemma.Mention{{Article: first.ID, Span: first.Blocks[0].Span, Pronoun: true}}})
	for _, q := range evil.Quotes {
		if q.Article == first.ID {
			marks.Quotes = append(marks.Quotes, q)
		}
	}
	for _, c := range evil.Citations {
		if c.Article == first.ID {
			marks.Citations = append(marks.Citations, c)
		}
	}
	b, beside := ferry()
	share := b.Blocks[2].Span
	beside.Citations = []stemma.Citation{{Article: b.ID, Span: share, Kind: stemma.CitesOutlet, Source: "Share"}}
	beside.Entities = append(beside.Entities, stemma.Entity{Name: "Share", Kind: stemma.Organisation, Mentions: []stemma.Mention{{Article: b.ID, Span: share}}})
	for name, x := range map[string]struct {
		a *stemma.Article
		m *stemma.Marks
	}{"ferry": {a, m}, "marks in what is set aside": {b, beside}, "hostile": {first, marks}, "empty": {&stemma.Article{ID: "x"}, &stemma.Marks{}}} {
		for _, of := range []*Site{nil, site()} {
			t.Run(name+where(of), func(t *testing.T) {
				var buf bytes.Buffer
				if err := Marks(&buf, x.a, x.m, Options{Format: HTML, Site: of}); err != nil {
					t.Fatal(err)
				}
				checkPage(t, &buf, of)
			})
		}
	}
}

// TestEntryPage holds the page on every entry of every report to the same.
func TestEntryPage(t *testing.T) {
	for name, r := range reports(t) {
		ids := []string{}
		for _, f := range r.Findings {
			ids = append(ids, f.ID)
		}
		for _, q := range r.Quotes {
			ids = append(ids, q.ID)
		}
		for _, u := range r.Utterances {
			ids = append(ids, u.ID)
		}
		for _, c := range r.Citations {
			ids = append(ids, c.ID)
		}
		for _, p := range r.Lineage.Passages {
			ids = append(ids, p.ID)
		}
		for _, o := range r.Lineage.Origins {
			ids = append(ids, o.ID)
		}
		for i := range r.Articles {
			ids = append(ids, sign(i))
		}
		for _, id := range ids {
			for _, of := range []*Site{nil, site()} {
				t.Run(name+" "+id+where(of), func(t *testing.T) {
					var buf bytes.Buffer
					if err := Explain(&buf, r, id, Options{Format: HTML, Site: of}); err != nil {
						t.Fatal(err)
					}
					checkPage(t, &buf, of)
				})
			}
		}
	}
}

// where names a test by whether the page is a site's.
func where(s *Site) string {
	if s == nil {
		return ""
	}
	return " in a site"
}

// TestLinks holds that a site's pages link to its others, and that an address
// of another scheme than http is left out.
func TestLinks(t *testing.T) {
	s := site()
	s.Outlet = func(string) string { return "javascript:alert(1)" }
	var buf bytes.Buffer
	if err := Report(&buf, fixture(t), Options{Format: HTML, Site: s}); err != nil {
		t.Fatal(err)
	}
	page := buf.String()
	for _, want := range []string{`href="/style.css"`, `href="/article/a1"`, `href="/name/Ida%20Marren"`, `href="/story/s/finding/f1"`, `<p>Nothing has changed.</p>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "javascript:") {
		t.Error("an address runs code")
	}
}

// TestAnchor holds that an anchor is the same for one name in other spellings,
// and never one for two names.
func TestAnchor(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Ida Marren", "person-ida-marren"},
		{"IDA  MÁRREN", "person-ida-marren"},
		{"O’Dowd, J. R.", "person-o-dowd-j-r"},
		{"Łukasz", "person-ukasz-c9571128"},
		{"橋本", "person-dbfa9d35"},
		{"", "person-811c9dc5"},
	} {
		if got := Anchor(&stemma.Entity{Name: c.name, Kind: stemma.Person}); got != c.want {
			t.Errorf("%q: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestIndexPage holds the page that lists stories to the same.
func TestIndexPage(t *testing.T) {
	for name, told := range map[string][]Told{"groups": groups(t), "hostile": hostileGroups(t), "none": nil} {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			if err := Index(&buf, told, Options{}); err != nil {
				t.Fatal(err)
			}
			checkPage(t, &buf, nil)
		})
	}
}

func checkPage(t *testing.T, page io.Reader, of *Site) {
	t.Helper()
	elements := regexp.MustCompile(`^(html|head|meta|title|style|body|a|header|p|h[1-4]|nav|ul|ol|li|b|main|section|div|article|span|i|br|wbr|mark|blockquote|footer|em|details|summary|sup|figure|svg|desc|rect|line|text|g|path|del|ins|fieldset|legend|label|input|link|dl|dt|dd)$`)
	doc, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	ids, links := map[string]bool{}, []string{}
	level, skipped := 1, false
	var css, csp string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !elements.MatchString(n.Data) {
			t.Errorf("element %s", n.Data)
		}
		if n.Data == "style" {
			css = n.FirstChild.Data
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] <= '4' && n.Data[1] >= '1' {
			l := int(n.Data[1] - '0')
			skipped = skipped || l > level+1
			level = l
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				if ids[a.Val] {
					t.Errorf("two places are named %q", a.Val)
				}
				ids[a.Val] = true
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				links = append(links, a.Val[1:])
			case of != nil && a.Key == "href" && (n.Data == "a" && strings.HasPrefix(a.Val, "/") || n.Data == "link" && a.Val == of.Sheet):
			case a.Key == "href" && n.Data == "a" && strings.Contains(a.Val, ".example/"), a.Key == "href" && n.Data == "a" && a.Val == "s-barge.html":
			case a.Key == "content" && strings.HasPrefix(a.Val, "default-src"):
				csp = a.Val
			case a.Key == "href" || a.Key == "src" || a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				t.Errorf("attribute %s=%q", a.Key, a.Val)
			}
		}
	}
	for _, l := range links {
		// html/template replaces an address that could run code.
		if l != "ZgotmplZ" && !ids[l] {
			t.Errorf("nothing is named %q", l)
		}
	}
	if skipped {
		t.Error("a heading skips a level")
	}
	if of != nil {
		if css != "" || csp != "" {
			t.Error("a site's page brings its own style or policy")
		}
		return
	}
	sum := sha256.Sum256([]byte(css))
	if !strings.Contains(csp, base64.StdEncoding.EncodeToString(sum[:])) {
		t.Errorf("the policy %q does not allow the style sheet", csp)
	}
	if regexp.MustCompile(`(?i)url\(|@import|expression`).MatchString(css) {
		t.Error("the style sheet asks for something")
	}
}

// TestDrawing holds that cards stay inside the drawing and apart.
func TestDrawing(t *testing.T) {
	for name, r := range reports(t) {
		d := draw(newView(r))
		if d == nil {
			continue
		}
		for i, c := range d.Cards {
			if c.X < 0 || c.Y < 0 || c.X+c.W > d.Width || c.Y+c.H > d.Height {
				t.Errorf("%s: card %s lies outside", name, c.Full)
			}
			for _, o := range d.Cards[:i] {
				if c.X < o.X+o.W && o.X < c.X+c.W && c.Y < o.Y+o.H && o.Y < c.Y+c.H {
					t.Errorf("%s: cards %s and %s overlap", name, c.Full, o.Full)
				}
			}
		}
		for i, a := range d.Labels {
			for _, b := range d.Labels[:i] {
				if a.X == b.X && math.Abs(float64(a.Y-b.Y)) < 14 {
					t.Errorf("%s: labels overlap at %d, %d", name, a.X, a.Y)
				}
			}
		}
	}
}

// TestContrast holds the colours of page.css to a contrast of 4.5, as WCAG 2.2
// asks of text, in light and in dark.
func TestContrast(t *testing.T) {
	colour := regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{6})`)
	light, dark, _ := strings.Cut(pageCSS, "prefers-color-scheme: dark")
	for name, css := range map[string]string{"light": light, "dark": dark[:strings.Index(dark, "box-sizing")]} {
		vars := map[string]string{}
		inks := map[string]string{}
		for i, m := range colour.FindAllStringSubmatch(css, -1) {
			vars[m[1]] = m[2]
			switch m[1] {
			case "ink", "soft", "conflict", "update", "agree", "one":
				inks[m[1]] = m[2]
			case "c":
				inks[fmt.Sprint("account ", i)] = m[2]
			}
		}
		if len(inks) != 6+colours {
			t.Fatalf("%s: %d colours found", name, len(inks))
		}
		for ink, c := range inks {
			for _, paper := range []string{"paper", "card", "faint"} {
				if x := contrast(c, vars[paper]); x < 4.5 && !(strings.HasPrefix(ink, "account") && paper == "faint") {
					t.Errorf("%s: %s on %s has a contrast of %.2f", name, ink, paper, x)
				}
			}
		}
	}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}
