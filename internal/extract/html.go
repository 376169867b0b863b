package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"stemma"
)

// asideCap bounds the bytes of a page's navigation and other text outside the
// content that are kept: with all of it, the report would be hard to find in
// its own text. None of the 181 pages of the extraction benchmark has more.
const asideCap = 16 << 10

// asideBlock bounds one block of such text: lines that follow each other are
// one block up to that many bytes.
const asideBlock = 2 << 10

// fromHTML fills a with the text of an HTML page, a line for each stretch of
// text that the page sets as one, in document order, and returns its <html lang>.
// A page that the parser refuses (more than 512 open elements) is read tag by
// tag, as pasted text.
func fromHTML(a *stemma.Article, s string) (lang string) {
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		ls := stripTags(s)
		a.Text = write(ls)
		a.Blocks = classify(a.Text, ls, "", true)
		fillFromHead(a)
		return ""
	}
	m := readMeta(doc)
	ls := walk(doc)
	found := markContent(ls, doc)
	m.fill(a, ls)
	if !found {
		for _, l := range ls {
			if l.hint == noHint && l.where != "" {
				l.hint = markAside
			}
		}
	}
	freeByline(ls)
	ls = withTitle(capAside(ls), a.Title)
	a.Text = write(ls)
	a.Blocks = merge(a.Text, classify(a.Text, ls, a.Title, !found))
	fillFromHead(a)
	return m.lang
}

// write joins the lines to one text, paragraphs parted by a blank line, and
// gives each its span in it.
func write(ls []*line) string {
	var b strings.Builder
	for i, l := range ls {
		if i > 0 {
			b.WriteByte('\n')
			if l.hint != markAside || ls[i-1].hint != markAside {
				b.WriteByte('\n')
			}
		}
		l.Start = b.Len()
		b.WriteString(l.s)
		l.End = b.Len()
	}
	return b.String()
}

// freeByline lets the lines between the title and the content be judged by
// their words, if they read as a byline or a date: the content finders leave
// these out.
func freeByline(ls []*line) {
	titled := false
	for _, l := range ls {
		switch {
		case l.hint == markTitle:
			titled = true
		case l.hint != markAside:
			return
		case titled && l.where == "" && (isByline(l) || isDateLine(l.s, l.words)):
			l.hint = noHint
		}
	}
}

// withTitle puts the title above the lines if none of them shows it: it then
// stands in the page's head alone.
func withTitle(ls []*line, title string) []*line {
	if title == "" {
		return ls
	}
	key := plainWords(title)
	for _, l := range ls {
		if l.hint == markTitle || l.hint != markAside && plainWords(l.s) == key {
			return ls
		}
	}
	l := &line{tag: atom.Title, hint: markTitle, gap: true}
	l.measure(strings.ToValidUTF8(title, "\uFFFD"))
	return append([]*line{l}, ls...)
}

// capAside leaves out what passes asideCap of the text outside the content.
func capAside(ls []*line) []*line {
	out := ls[:0]
	n := 0
	for _, l := range ls {
		if l.hint == markAside {
			if n += len(l.s); n > asideCap {
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// merge makes one block of lines outside the content that follow each other.
func merge(s string, bs []stemma.Block) []stemma.Block {
	out := bs[:0]
	for _, b := range bs {
		if n := len(out); n > 0 {
			p := &out[n-1]
			if p.Kind == stemma.Furniture && b.Kind == stemma.Furniture && p.Why == b.Why && strings.HasPrefix(b.Why, outside) &&
				b.Span.End-p.Span.Start <= asideBlock && strings.TrimSpace(s[p.Span.End:b.Span.Start]) == "" {
				p.Span.End = b.Span.End
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

// outside begins the Why of text that the content finder left out.
const outside = "outside the content"

// A walker collects the text of a page in document order.
type walker struct {
	ls  []*line
	b   strings.Builder
	sp  bool // white space waits to be written
	tag atom.Atom
	up  *html.Node // what the element of tag stands in
	in  string     // the container: "navigation"

	bare bool // lines are counted, and not asked for more
}

// walk returns the page's text, a line for each block of inline text. The walk
// is bounded by the parser's limit of 512 open elements.
func walk(n *html.Node) []*line { return new(walker).walk(n) }

func (w *walker) walk(n *html.Node) []*line {
	w.node(n)
	w.flush()
	return w.ls
}

func (w *walker) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
		if silent[n.DataAtom] || hidden(n) {
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	}
	if n.Type == html.ElementNode && !inline[n.DataAtom] {
		w.flush()
		tag, up, in := w.tag, w.up, w.in
		w.tag, w.up = n.DataAtom, n.Parent
		if c := container(n); c != "" {
			w.in = c
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			w.node(c)
		}
		w.flush()
		w.tag, w.up, w.in = tag, up, in
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

// text adds inline text with its white space folded.
func (w *walker) text(s string) {
	start := -1
	for i, r := range s {
		if unicode.IsSpace(r) {
			if start >= 0 {
				w.b.WriteString(s[start:i])
				start = -1
			}
			w.sp = true
			continue
		}
		if start < 0 {
			if w.sp && w.b.Len() > 0 {
				w.b.WriteByte(' ')
			}
			w.sp, start = false, i
		}
	}
	if start >= 0 {
		w.b.WriteString(s[start:])
	}
}

// flush ends a line.
func (w *walker) flush() {
	if w.b.Len() > 0 {
		l := &line{tag: w.tag, parent: w.up, where: w.in, gap: true}
		if s := strings.ToValidUTF8(w.b.String(), "\uFFFD"); w.bare {
			l.count(s)
		} else {
			l.measure(s)
		}
		w.ls = append(w.ls, l)
	}
	w.b.Reset()
	w.sp = false
}

func atoms(as ...atom.Atom) map[atom.Atom]bool {
	set := map[atom.Atom]bool{}
	for _, a := range as {
		set[a] = true
	}
	return set
}

var (
	// silent elements hold no text for a reader.
	silent = atoms(atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Svg, atom.Audio,
		atom.Video, atom.Canvas, atom.Map, atom.Textarea, atom.Select, atom.Datalist, atom.Math)
	// inline elements do not end a line. An unknown element is taken for inline
	// in browsers; pages use them for blocks.
	inline = atoms(atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Cite, atom.Code, atom.Data, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small,
		atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr, atom.Body, atom.Html)
)

// hidden reports what the page does not show.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if style := strings.ReplaceAll(strings.ToLower(a.Val), " ", ""); strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// container names the part of the page that n opens, if it opens one that is
// no report.
func container(n *html.Node) string {
	switch n.DataAtom {
	case atom.Nav, atom.Menu:
		return "navigation"
	case atom.Footer:
		return "footer"
	case atom.Aside:
		return "beside the report"
	case atom.Form, atom.Button, atom.Fieldset:
		return "form"
	case atom.Figcaption:
		return "caption"
	}
	for _, a := range n.Attr {
		if a.Key == "role" && (a.Val == "navigation" || a.Val == "contentinfo" || a.Val == "complementary" || a.Val == "search") {
			return a.Val
		}
	}
	return ""
}

// stripTags reads a page tag by tag without building its tree.
func stripTags(s string) []*line {
	w := &walker{}
	z := html.NewTokenizer(strings.NewReader(s))
	skip := 0 // open silent elements
	for {
		switch z.Next() {
		case html.ErrorToken:
			w.flush()
			return w.ls
		case html.TextToken:
			if skip == 0 {
				w.text(string(z.Text()))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); silent[a] && a != atom.Head {
				skip++
			} else if !inline[a] {
				w.flush()
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if a := atom.Lookup(name); silent[a] && a != atom.Head {
				skip = max(0, skip-1)
			} else if !inline[a] {
				w.flush()
			}
		case html.SelfClosingTagToken:
			if name, _ := z.TagName(); !inline[atom.Lookup(name)] {
				w.flush()
			}
		}
	}
}
