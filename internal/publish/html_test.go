package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"stemma"
)

// hostile returns the fixture with markup, scripts, terminal escapes and turned
// text wherever a page could put them.
func hostile(t testing.TB) *stemma.Report {
	r := fixture(t)
	evil := "</title></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)> \x1b[31mred\u202e | # `*_[x](javascript:y)"
	r.Story.Title = evil
	for _, a := range r.Articles {
		a.Title, a.Outlet, a.Byline, a.URL, a.Path = evil, a.Outlet+evil, evil, "javascript:alert(1)", evil
		a.Text = strings.Replace(a.Text, "bridge", "<b\x1b>&;", 1) // as many bytes
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

// TestPage holds that the page has only elements and attributes that do
// nothing, asks nothing of the network, that every link on it arrives, that no
// two places have one name, and that headings go down one step at a time.
func TestPage(t *testing.T) {
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			var buf bytes.Buffer
			if err := Report(&buf, r, Options{Format: HTML}); err != nil {
				t.Fatal(err)
			}
			checkPage(t, &buf)
		})
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
			checkPage(t, &buf)
		})
	}
}

func checkPage(t *testing.T, page io.Reader) {
	t.Helper()
	elements := regexp.MustCompile(`^(html|head|meta|title|style|body|a|header|p|h[1-4]|nav|ul|ol|li|b|main|section|div|article|span|i|br|wbr|mark|blockquote|footer|em|details|summary|sup|figure|svg|desc|rect|line|text|g|path|del|ins)$`)
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
