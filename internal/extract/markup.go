package extract

import (
	"regexp"
	"strings"

	"stemma"
)

var labelLine = regexp.MustCompile(`(?i)^(outlet|publisher|publication|site|source|url|link|canonical|title|headline|byline|author|by|date|published|published at|publication date)\s*:\s+(\S.*)$`)

// readLabels reads the lines that a text may open with to say what it is:
// "Outlet: The Mill", "URL: https://…", "Date: 2031-04-02". Two make a head; one
// alone may be a headline with a colon. A first line that is an address alone is the
// page's address. Markdown's "---" around them is passed over.
func readLabels(a *stemma.Article, ls []*line) {
	n := 0
	var head []*line
	for _, l := range ls {
		rule := strings.Trim(l.s, "-") == ""
		if !rule && !labelLine.MatchString(l.s) {
			break
		}
		head = append(head, l)
		if !rule {
			n++
		}
	}
	if n < 2 {
		if len(ls) > 0 && loneAddress.MatchString(ls[0].s) && host(ls[0].s) != "" {
			a.URL = ls[0].s
		}
		return
	}
	for _, l := range head {
		m := labelLine.FindStringSubmatchIndex(l.s)
		if m == nil {
			l.hint = markRule
			continue
		}
		label, value := strings.ToLower(l.s[m[2]:m[3]]), strings.Trim(l.s[m[4]:m[5]], `"' `)
		l.label(a, label, value, l.Start+m[4])
	}
}

// label sets what one label states, and cuts the label from its value.
func (l *line) label(a *stemma.Article, label, value string, at int) {
	kind := stemma.Furniture
	set := func(to *string, k stemma.BlockKind) {
		kind = k
		if *to == "" {
			*to = value
		}
	}
	switch label {
	case "outlet", "publisher", "publication", "site", "source":
		set(&a.Outlet, stemma.Furniture)
	case "url", "link", "canonical":
		set(&a.URL, stemma.Furniture)
	case "title", "headline":
		set(&a.Title, stemma.Title)
	case "byline", "author", "by":
		set(&a.Byline, stemma.Byline)
	default:
		kind = stemma.Dateline
		if d, ok := wholeDate(value); ok && !a.Published.Known() {
			a.Published = d
		}
	}
	l.cutAt(at, stemma.Block{Kind: stemma.Furniture, Why: "label of the page"}, stemma.Block{Kind: kind, Why: "labelled " + label})
	l.kind, l.hint = stemma.Furniture, markMeta
}

var (
	atxHeading  = regexp.MustCompile(`^#{1,6}\s+\S`)
	imageLine   = regexp.MustCompile(`^!\[([^\]]*)\]\([^)]*\)$`)
	linkOnly    = regexp.MustCompile(`^(?:[-*+]\s+|\d+[.)]\s+)?\[[^\]]+\]\([^)]*\)[.]?$`)
	setextUnder = regexp.MustCompile(`^(?:=+|-+|\*\s*\*\s*\*[\s*]*|_+)$`)
)

// markdown marks what Markdown's syntax says of lines; the text stays as given.
func markdown(ls []*line) {
	titled := false
	for i, l := range ls {
		switch {
		case l.hint != noHint:
		case atxHeading.MatchString(l.s):
			l.hint = markHeading
			if !titled && strings.HasPrefix(l.s, "# ") {
				l.hint, titled = markTitle, true
			}
		case setextUnder.MatchString(l.s):
			l.hint = markRule
			if i > 0 && !l.gap && ls[i-1].hint == noHint && ls[i-1].words <= titleMax {
				ls[i-1].hint = markHeading
				if !titled && l.s[0] == '=' {
					ls[i-1].hint, titled = markTitle, true
				}
			}
		case imageLine.MatchString(l.s):
			l.hint = markCaption
		case linkOnly.MatchString(l.s):
			l.set(stemma.Furniture, "a link alone")
		}
	}
}
