package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"stemma"
	"stemma/internal/text"
)

// A line is a paragraph on the bench: what it says, what is known of it, and
// what it was found to be. kind is empty while undecided.
type line struct {
	stemma.Span
	s       string // the bytes of Span
	low     string // lower case, straight quotes, plain spaces; the first phraseLen bytes
	words   int    // runs of letters or digits
	stop    bool   // ends as a sentence does
	title   bool   // most of its words begin with a capital: written as a headline
	gap     bool   // a blank line stands before it
	opens   bool   // the first paragraph of the report
	front   int    // the length of the credit that stands in front of a caption
	content []string
	hint    hint
	tag     atom.Atom  // HTML: the element that the line stands in
	parent  *html.Node // HTML: what that element stands in
	where   string     // HTML: the part of the page that it stands in, such as "navigation"; empty in the main part
	kind    stemma.BlockKind
	why     string
	behind  behind
	parts   []stemma.Block // of a line that labels cut: "Image copyright … Image caption …"
}

// A hint is what the page's markup says of a line.
type hint uint8

const (
	noHint      hint = iota
	inContent        // HTML: a paragraph of the content
	markTitle        // the page's headline
	markHeading      // a heading in the content
	markCaption      // stands under a picture
	markAside        // HTML: outside the content
	markRule         // markup alone: "---"
	markMeta         // a label that the text opens with: "Outlet: …"
)

// set decides a line that is still undecided.
func (l *line) set(kind stemma.BlockKind, why string) {
	if l.kind == "" {
		l.kind, l.why = kind, why
	}
}

// phraseLen bounds the part of a line in which phrases are looked for.
const phraseLen = 400

// cut returns the lines of s that hold more than white space. In a text that
// is wrapped at a column, the lines of a paragraph are joined.
func cut(s string) []*line {
	var ls []*line
	gap := true
	for start := 0; start < len(s); {
		n := strings.IndexAny(s[start:], "\n\r\u2028\u2029\u0085")
		end, next := len(s), len(s)
		if n >= 0 {
			end = start + n
			_, size := utf8.DecodeRuneInString(s[end:])
			next = end + size
		}
		span := text.Trim(s, stemma.Span{Start: start, End: end})
		switch {
		case !span.Empty():
			ls = append(ls, &line{Span: span, gap: gap})
			gap = false
		case n >= 0 && !(s[end] == '\n' && end > 0 && s[end-1] == '\r'):
			gap = true
		}
		start = next
	}
	ls = unwrap(s, ls)
	for _, l := range ls {
		l.measure(s[l.Start:l.End])
	}
	return ls
}

// Wrapped text: paragraphs of several lines, each filled up to one column.
// Mail and editors wrap between these two.
const wrapMin, wrapMax = 55, 110

// unwrap joins the lines of each paragraph, if s is wrapped at a column: of the
// lines that another follows at once, nearly all are so full that the next
// word would not have fitted.
func unwrap(s string, ls []*line) []*line {
	width := func(l *line) int { return utf8.RuneCountInString(s[l.Start:l.End]) }
	inColumn := make([]bool, len(ls)) // belongs to a paragraph that may be wrapped
	column := 0
	for i := 0; i < len(ls); {
		j, widest := i, 0
		for ; j < len(ls) && (j == i || !ls[j].gap); j++ {
			widest = max(widest, width(ls[j]))
		}
		if j-i > 1 && wrapMin <= widest && widest <= wrapMax {
			column = max(column, widest)
			for k := i; k < j; k++ {
				inColumn[k] = true
			}
		}
		i = j
	}
	full := func(i int) bool {
		word, _, _ := strings.Cut(s[ls[i+1].Start:ls[i+1].End], " ")
		return width(ls[i])+1+utf8.RuneCountInString(word) > column
	}
	follows, filled := 0, 0
	for i := range ls {
		if inColumn[i] && i+1 < len(ls) && !ls[i+1].gap {
			follows++
			if full(i) {
				filled++
			}
		}
	}
	if follows < 2 || filled*5 < follows*4 {
		return ls
	}
	var out []*line
	for i, l := range ls {
		if first, _ := utf8.DecodeRuneInString(s[l.Start:l.End]); i > 0 && !l.gap && inColumn[i] && (full(i-1) || unicode.IsLower(first)) {
			out[len(out)-1].End = l.End
			continue
		}
		out = append(out, l)
	}
	return out
}

// measure fills in what the rules ask of a line.
func (l *line) measure(s string) {
	l.low = lower(s[:runeCut(s, phraseLen)])
	capitals, small := l.count(s)
	l.title = l.words >= 4 && small*5 <= capitals && capitals*2 >= l.words
	l.behind = findBehind(s)
	l.stop = endsSentence(strings.TrimSpace(s[:l.behind.at]), l.words)
}

// count takes s for the words of l and counts them, and those of them that begin
// with a capital or a digit, and the small ones of more than four letters.
func (l *line) count(s string) (capitals, small int) {
	l.s = s
	inWord := false
	for i, r := range s {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		if letter && !inWord {
			l.words++
			rest := s[i:]
			n := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
			if n < 0 {
				n = len(rest)
			}
			switch {
			case unicode.IsUpper(r), unicode.IsDigit(r), unicode.IsTitle(r):
				capitals++
			case n > 4:
				small++
			}
		}
		inWord = letter || inWord && (r == '\'' || r == '’')
	}
	return capitals, small
}

// lower folds s for phrases: lower case, straight quotes, plain spaces.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘':
			return '\''
		case '“', '”':
			return '"'
		case '\u00a0', '\t', '\u202f':
			return ' '
		}
		return unicode.ToLower(r)
	}, s)
}

// runeCut returns the largest rune boundary of s at or before n.
func runeCut(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// endsSentence reports whether s ends as a sentence does: with a full stop or
// its kin, closing quotes and brackets aside. A closing quotation mark alone
// ends a quoted sentence, but not a short headline in quotes.
func endsSentence(s string, words int) bool {
	trimmed := strings.TrimRight(s, `"”’'»)]} `+"\u00a0\u200b\ufeff")
	if trimmed == "" {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(trimmed)
	if strings.ContainsRune(".!?…:;,。！？۔؟।", last) {
		return true
	}
	if postAuthor.MatchString(s[max(0, len(s)-120):]) {
		return true
	}
	tail, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(`"”»`, tail) && words >= 12
}

// sentence reports an undecided line that reads as a sentence of the report.
func (l *line) sentence() bool { return l.kind == "" && l.stop && l.words >= 8 && !l.headline() }

// headline reports a line that reads as a headline: no full stop, or capitals
// throughout and a question or exclamation mark.
func (l *line) headline() bool {
	if !l.stop {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(l.s)
	return l.title && l.words <= 25 && (last == '?' || last == '!')
}

// contentWords returns the folded words of four letters and more, and capitalised
// ones: what a line is about. They are found once, when a rule asks.
func (l *line) contentWords() []string {
	if l.content == nil {
		l.content = []string{}
		for w := range strings.FieldsFuncSeq(l.s[:runeCut(l.s, phraseLen)], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' }) {
			f := strings.TrimSuffix(text.Fold(w), "'s")
			if len(f) >= 4 && !functionWords[f] {
				l.content = append(l.content, text.Stem(f))
			}
		}
	}
	return l.content
}
