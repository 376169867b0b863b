package extract

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"stemma"
)

// A meta is what the head of a page, and its linked data, state of the report.
type meta struct {
	doc    *html.Node
	lang   string
	props  map[string]string // <meta> by name or property, lower case; the first one counts
	title  string            // <title>
	link   string            // canonical address
	time   string            // the first <time> with a date
	linked linkedData
}

// linkedData is schema.org's description of an article.
type linkedData struct {
	headline, published, author, publisher, url string
}

// maxLinked bounds the scripts of linked data that are read, in bytes.
const maxLinked = 1 << 20

func readMeta(doc *html.Node) *meta {
	m := &meta{doc: doc, props: map[string]string{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			if m.lang == "" {
				m.lang = attr(n, "lang")
			}
		case atom.Title:
			if m.title == "" {
				m.title = inner(n)
			}
		case atom.Meta:
			for _, key := range []string{"property", "name", "itemprop"} {
				k := strings.ToLower(attr(n, key))
				if _, has := m.props[k]; k != "" && !has {
					m.props[k] = strings.TrimSpace(attr(n, "content"))
				}
			}
		case atom.Link:
			if attr(n, "rel") == "canonical" && m.link == "" {
				m.link = attr(n, "href")
			}
		case atom.Time:
			if d := attr(n, "datetime"); m.time == "" && d != "" {
				if _, ok := wholeDate(d); ok {
					m.time = d
				}
			}
		case atom.Script:
			if strings.Contains(attr(n, "type"), "ld+json") && n.FirstChild != nil && len(n.FirstChild.Data) <= maxLinked {
				var v any
				if json.Unmarshal([]byte(n.FirstChild.Data), &v) == nil {
					m.linked.read(v, 0)
				}
			}
		}
	}
	return m
}

// read looks for an article in linked data, which may be a list, a graph, or
// one thing; the first value found counts.
func (ld *linkedData) read(v any, depth int) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			ld.read(x, depth+1)
		}
	case map[string]any:
		if !isArticleType(v["@type"]) {
			ld.read(v["@graph"], depth+1)
			ld.read(v["mainEntity"], depth+1)
			return
		}
		first(&ld.headline, text1(v["headline"]))
		first(&ld.published, text1(v["datePublished"]))
		first(&ld.author, names(v["author"]))
		first(&ld.publisher, names(v["publisher"]))
		first(&ld.url, text1(v["url"]))
	}
}

func isArticleType(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.HasSuffix(v, "Article") || strings.HasSuffix(v, "Posting") || strings.HasSuffix(v, "Report") || strings.HasSuffix(v, "Story")
	case []any:
		for _, x := range v {
			if isArticleType(x) {
				return true
			}
		}
	}
	return false
}

func first(to *string, s string) {
	if *to == "" {
		*to = s
	}
}

func text1(v any) string {
	s, _ := v.(string)
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// names returns the names of people or organisations, joined by commas.
func names(v any) string {
	switch v := v.(type) {
	case string:
		return text1(v)
	case map[string]any:
		return text1(v["name"])
	case []any:
		var ns []string
		for _, x := range v {
			if n := names(x); n != "" && len(ns) < 10 {
				ns = append(ns, n)
			}
		}
		return strings.Join(ns, ", ")
	}
	return ""
}

// fill sets what the page states of itself. What was known before stays.
func (m *meta) fill(a *stemma.Article, ls []*line) {
	first(&a.URL, absolute(m.link))
	first(&a.URL, absolute(m.props["og:url"]))
	first(&a.URL, absolute(m.linked.url))
	first(&a.Outlet, m.props["og:site_name"])
	first(&a.Outlet, m.linked.publisher)
	first(&a.Outlet, m.props["application-name"])
	first(&a.Byline, byline(m.linked.author))
	for _, k := range []string{"author", "article:author", "byl", "dc.creator", "sailthru.author", "parsely-author"} {
		if s := m.props[k]; host(s) == "" && len(s) < 200 {
			first(&a.Byline, byline(s))
		}
	}
	first(&a.Title, m.findTitle(ls, a.Outlet))
	if !a.Published.Known() {
		a.Published = m.date(a.URL)
	}
}

// findTitle returns the headline as the page shows it, if a heading near the
// top says what the head states, or else what the head states.
func (m *meta) findTitle(ls []*line, outlet string) string {
	stated := m.linked.headline
	first(&stated, withoutSite(m.props["og:title"], outlet))
	first(&stated, m.props["twitter:title"])
	first(&stated, withoutSite(m.title, outlet))
	key := plainWords(stated)
	var lone *line
	h1 := 0
	for _, l := range ls {
		if l.tag != atom.H1 && l.tag != atom.H2 || l.words < 2 {
			continue
		}
		if k := plainWords(l.s); key != "" && (k == key || len(k) >= 15 && (strings.Contains(key, k) || strings.Contains(k, key))) {
			l.hint = markTitle
			return l.s
		}
		if l.tag == atom.H1 {
			h1++
			lone = l
		}
	}
	if h1 == 1 && lone.words >= titleMin && lone.words <= 2*titleMax && lone.where == "" {
		lone.hint = markTitle
		return lone.s
	}
	return stated
}

// withoutSite takes the outlet's name off a page title: "Mill burns | The Mill".
func withoutSite(title, outlet string) string {
	title = strings.Join(strings.Fields(title), " ")
	for _, sep := range []string{" | ", " - ", " – ", " — ", " · ", " « ", " : "} {
		i := strings.LastIndex(title, sep)
		if i < 0 {
			continue
		}
		site := title[i+len(sep):]
		if outlet != "" && strings.EqualFold(plainWords(site), plainWords(outlet)) || sep == " | " || len(strings.Fields(site)) <= 3 && len(strings.Fields(title[:i])) >= titleMin && capitalShare(site) == 1 {
			return strings.TrimSpace(title[:i])
		}
	}
	return title
}

// absolute returns s if it is an address with a host.
func absolute(s string) string {
	if host(s) == "" {
		return ""
	}
	return strings.TrimSpace(s)
}

// date returns when the page says that it was published: linked data, then
// <meta>, then <time>, with the precision of what is written. Only a page that
// states none is searched, by htmldate, whose answer must name the year.
func (m *meta) date(url string) stemma.Date {
	for _, s := range []string{m.linked.published, m.props["article:published_time"], m.props["og:article:published_time"], m.props["datepublished"],
		m.props["date"], m.props["pubdate"], m.props["publishdate"], m.props["ptime"], m.props["dc.date"], m.props["dc.date.issued"], m.props["parsely-pub-date"], m.props["sailthru.date"], m.time} {
		if d, ok := wholeDate(s); ok {
			return d
		}
	}
	return m.searchDate(url)
}

func (m *meta) searchDate(url string) (d stemma.Date) {
	defer func() {
		if recover() != nil {
			d = stemma.Date{}
		}
	}()
	nodes := 0
	for range m.doc.Descendants() {
		if nodes++; nodes > maxTrafilatura {
			return stemma.Date{}
		}
	}
	res, err := htmldate.FromDocument(m.doc, htmldate.Options{
		UseOriginalDate: true, URL: url, SkipExtensiveSearch: true,
		MinDate: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), MaxDate: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil || res.IsZero() || !strings.Contains(res.SrcString, res.Format("2006")) {
		return stemma.Date{}
	}
	d, ok := dayOf(res.DateTime.Year(), int(res.DateTime.Month()), res.DateTime.Day())
	if !ok {
		return stemma.Date{}
	}
	d.Why = "found on the page"
	return d
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// inner returns the text of a <title>.
func inner(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return strings.Join(strings.Fields(n.FirstChild.Data), " ")
}
