package extract

import (
	"strings"

	"stemma"
)

// titleMin and titleMax bound a headline, in words.
const titleMin, titleMax = 3, 25

// decideHead finds title, byline and dateline above the first sentence.
// A title that the page states is looked for; if none is stated and the text
// may carry its own, the first line that reads as a headline is the title.
func decideHead(ls []*line, stated string, carriesTitle bool) {
	top := ls
	for i, l := range ls {
		if l.sentence() && plainWords(l.s) != plainWords(stated) {
			top = ls[:i]
			break
		}
	}
	switch {
	case stated != "":
		key := plainWords(stated)
		for _, l := range ls[:min(len(ls), len(top)+1)] {
			if plainWords(l.s) == key {
				l.kind, l.why = stemma.Title, "the page's stated title"
				break
			}
		}
	case carriesTitle && len(top) < len(ls):
		headline(top, topic(ls))
	}
	for i, l := range top {
		dated := i > 0 && top[i-1].kind == stemma.Dateline || i+1 < len(top) && top[i+1].kind == stemma.Dateline
		if l.kind == "" && dated && isName(l) {
			l.set(stemma.Byline, "a name beside the date")
		}
	}
}

// headline marks the line of top that is the title: of those that can be one,
// the first that shares a good part of its words with the report, or else the
// one that shares most. A masthead or a menu shares none.
func headline(top []*line, about map[string]int) {
	var found *line
	at, best := 0, 0.0
	for i, l := range top {
		if l.kind == stemma.Byline {
			break
		}
		named := i > 0 && isName(l) && i+1 < len(top) && top[i+1].kind == stemma.Dateline
		if l.kind != "" || named || l.words < titleMin {
			continue
		}
		if !l.headline() || l.words > titleMax {
			break
		}
		share := l.shares(about)
		if found == nil || share > best {
			found, at, best = l, i, share
		}
		if share >= 0.3 {
			break
		}
	}
	if found == nil {
		return
	}
	found.set(stemma.Title, "the first line written as a headline")
	for _, l := range top[:at] {
		l.set(stemma.Furniture, aboveTitle)
	}
	for _, l := range top[at+1:] {
		if l.kind == "" && l.words >= 6 && l.headline() {
			l.set(stemma.Heading, "a summary under the title")
			return
		}
	}
}

// aboveTitle is said of mastheads and menus.
const aboveTitle = "above the title"

// masthead returns the name above the title that the page's copyright line
// names as well: who publishes. It is "" if there is none: a name above a title
// may be a section's.
func masthead(a *stemma.Article) string {
	for _, b := range a.Blocks {
		if b.Why != aboveTitle {
			continue
		}
		name := a.Words(b.Span)
		for _, c := range a.Blocks {
			words := a.Words(c.Span)
			if c.Kind == stemma.Furniture && (strings.Contains(words, "©") || strings.Contains(words, "Copyright")) && strings.Contains(words, name) {
				return name
			}
		}
	}
	return ""
}

// isName reports two to five capitalised words without a digit or full stop.
func isName(l *line) bool {
	return l.words >= 2 && l.words <= 5 && !l.stop && !digitsInLine.MatchString(l.s) && capitalShare(l.s) == 1
}

// fillFromHead sets what the blocks above the report say of it and the page
// did not state: title, byline, date. top is the number of bytes looked at.
func fillFromHead(a *stemma.Article) {
	body := len(a.Text)
	for _, b := range a.Blocks {
		if b.Kind == stemma.Body {
			body = b.Span.Start
			break
		}
	}
	var day, clock stemma.Date
	timed := false
	var h, min int
	for _, b := range a.Blocks {
		words := a.Words(b.Span)
		switch {
		case b.Kind == stemma.Title && a.Title == "":
			a.Title = strings.TrimLeft(words, "# ")
		case b.Kind == stemma.Byline && a.Byline == "":
			a.Byline = byline(words)
		case b.Kind == stemma.Dateline && b.Span.Start < body && !day.Known():
			if d, ok := wholeDate(words); ok && d.Precision != stemma.Year {
				day = d
				day.Span = b.Span
			}
		}
		if b.Kind == stemma.Dateline && b.Span.Start < body && day.Known() && !timed {
			h, min, timed = findClock(words)
			clock.Span = b.Span
		}
	}
	if a.Published.Known() || !day.Known() {
		return
	}
	if timed && day.Precision == stemma.Day && clock.Span.Start != day.Span.Start {
		day = atClock(day, h, min)
		day.Span = day.Span.Cover(clock.Span)
	}
	day.Why = "stands above the report"
	a.Published = day
}

// byline takes the "By" off a byline.
func byline(s string) string {
	low := strings.ToLower(s)
	for _, p := range []string{"by: ", "by ", "author: ", "written by ", "byline: "} {
		if strings.HasPrefix(low, p) {
			return strings.TrimSpace(s[len(p):])
		}
	}
	return s
}
