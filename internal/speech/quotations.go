package speech

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A Block is a stretch of the text that holds whole paragraphs of the report.
type Block struct {
	stemma.Span
	Body  bool                // not a title, a heading or a caption
	Sents []language.Sentence // its sentences, parsed; Quotations needs none
}

// A Quotation is a stretch of text inside quotation marks, before it is known
// whether anybody said it. Quotations do not overlap: what is quoted inside
// another quotation is part of it.
type Quotation struct {
	stemma.Span             // the words, without the marks and the space inside them
	Outer       stemma.Span // the same with its marks
	Block       int         // index of the block that holds it
	Opened      bool        // has an opening mark; if not, it starts with its paragraph
	Closed      bool        // has a closing mark; if not, it ends with its paragraph
	Reopens     bool        // goes on with a quotation left open in the paragraph before
}

// A markFamily tells marks that close each other from others.
type markFamily uint8

const (
	doubleMark markFamily = iota
	singleMark
	guillemet
)

// A quoteMark is one quotation mark of a block.
type quoteMark struct {
	at, end       int // bytes in the article
	family        markFamily
	straight      bool
	opens, closes bool // what its shape or its surroundings allow
}

// Quotations returns the quotations of txt, in text order, by its quotation
// marks of every sort.
func Quotations(txt string, blocks []Block) []Quotation {
	p := pairing{txt: txt}
	open := false // the paragraph before left a quotation open
	marks := make([][]quoteMark, len(blocks))
	goesOn := make([]bool, len(blocks)) // the next paragraph opens with a single mark
	next := false
	for bi := len(blocks) - 1; bi >= 0; bi-- {
		b := &blocks[bi]
		marks[bi] = quoteMarks(txt, b.Span)
		goesOn[bi] = next
		if b.Body {
			next = len(marks[bi]) > 0 && beginsSingle(txt, b.Span, &marks[bi][0])
		}
	}
	for bi, b := range blocks {
		n := len(p.found)
		p.goesOn = goesOn[bi]
		p.pair(bi, b.Span, marks[bi], open)
		switch {
		case len(p.found) > n:
			open = !p.found[len(p.found)-1].Closed
		case b.Body:
			open = false // a heading or a caption may stand inside a quotation
		}
	}
	return p.found
}

// A pairing is the quotations found so far.
type pairing struct {
	txt    string
	found  []Quotation
	goesOn bool // the next paragraph opens with a single mark: what one opens in this may be left open
}

// beginsSingle reports whether m, the first mark of paragraph b, is a single one
// that opens it with a new sentence.
func beginsSingle(txt string, b stemma.Span, m *quoteMark) bool {
	next, _ := utf8.DecodeRuneInString(txt[m.end:b.End])
	return m.family == singleMark && m.opens && m.at == text.Trim(txt, b).Start && unicode.IsUpper(next)
}

// quoteMarks returns the quotation marks of s inside span. Apostrophes, inches
// and elisions ("'em") are left out.
func quoteMarks(s string, span stemma.Span) []quoteMark {
	var out []quoteMark
	reversed := false // »so«, as in German and Danish
	seen := false
	for i := span.Start; i < span.End; {
		c := s[i]
		if c != '"' && c != '\'' && c != '`' && c < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if (c == '\'' || c == '`') && i+1 < span.End && s[i+1] == c { // ''so'' and ``so''
			r, n = '"', 2
		}
		m := quoteMark{at: i, end: i + n}
		before, after := around(s, span, m.at, m.end)
		opening := !unicode.IsSpace(after) && after != 0 && (before == 0 || unicode.IsSpace(before) || strings.ContainsRune("([{-–—/:\"“„'‘«», ", before))
		closing := before != 0 && !unicode.IsSpace(before) && !isWordRune(after)
		i += n
		switch r {
		case '"', '＂':
			if unicode.IsDigit(before) && !opening && !hasOpen(out) {
				continue // 6' 2"
			}
			m.straight, m.opens, m.closes = true, opening, closing
			if !opening && !closing {
				m.opens, m.closes = !isWordRune(before), !isWordRune(after)
			}
		case '“', '‟':
			m.opens, m.closes = true, closing && !opening
			if m.closes {
				m.opens = !unicode.IsSpace(after) && after != 0
			}
		case '„':
			m.opens = true
		case '”':
			m.closes, m.opens = true, opening && !closing
		case '«', '»':
			m.family = guillemet
			if !seen {
				seen, reversed = true, r == '»'
			}
			m.opens = (r == '«') != reversed
			m.closes = !m.opens
		case '‹', '›':
			m.family, m.opens, m.closes = singleMark, r == '‹', r == '›'
		case '‘', '‚', '‛':
			if r == '‘' && isWordRune(before) {
				continue // an apostrophe set wrongly
			}
			if r == '‚' && !opening {
				continue
			}
			m.family, m.opens = singleMark, true
		case '\'', '’', '`':
			if isWordRune(before) && isWordRune(after) {
				continue
			}
			m.family, m.straight = singleMark, true
			m.opens = r != '’' && opening && !elided(s[m.end:span.End])
			m.closes = closing
			if !m.opens && !m.closes {
				continue
			}
		default:
			continue
		}
		out = append(out, m)
	}
	return out
}

// hasOpen reports whether a straight mark before is still open, counting only.
func hasOpen(ms []quoteMark) bool {
	n := 0
	for k := len(ms) - 1; k >= 0 && k >= len(ms)-16; k-- {
		if ms[k].family == doubleMark {
			n++
		}
	}
	return n%2 == 1
}

// around returns the runes before at and after end inside span, 0 at its ends.
func around(s string, span stemma.Span, at, end int) (before, after rune) {
	if at > span.Start {
		before, _ = utf8.DecodeLastRuneInString(s[span.Start:at])
	}
	if end < span.End {
		after, _ = utf8.DecodeRuneInString(s[end:span.End])
	}
	return before, after
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// elided reports whether s begins with the rest of a word whose start an
// apostrophe stands for: "'em", "'90s".
func elided(s string) bool {
	n := 0
	for n < len(s) && n < 8 && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	switch s[:n] {
	case "em", "til", "tis", "twas", "cause", "round", "n", "bout", "cos", "cuz", "s", "t", "ll", "re", "ve", "d":
		return true
	}
	return n == 3 && s[2] == 's' && s[0] >= '0' && s[0] <= '9'
}

// lookAhead bounds how many marks pairing reads ahead, so that a text of marks
// alone stays linear.
const lookAhead = 48

// pair appends the quotations that the marks of block bi make, at b. open says
// that the paragraph before left one open.
func (p *pairing) pair(bi int, b stemma.Span, marks []quoteMark, open bool) {
	start := text.Trim(p.txt, b).Start
	from := -1 // index of the mark that opened the current quotation
	depth := 0
	first := true
	for k := range marks {
		m := &marks[k]
		if from < 0 {
			switch {
			case m.family == doubleMark && first && open && m.opens && m.closes && p.endsApart(m, b):
				p.add(bi, b.Start, b.Start, m.at, m.end, false, true, open)
			case m.opens && (canOpen(marks, k, m.at == start) || p.staysOpen(m, b, open)):
				from, depth = k, 0
			case m.closes && first && m.family != singleMark && p.endsSpeech(m, b, open):
				p.add(bi, b.Start, b.Start, m.at, m.end, false, true, open)
			case m.closes && first && m.family == singleMark && open && p.endsSpeech(m, b, open) && !possessive(p.txt, m, b):
				p.add(bi, b.Start, b.Start, m.at, m.end, false, true, open)
			default:
				continue
			}
			first = false
			continue
		}
		o := &marks[from]
		switch {
		case m.family != o.family:
			// What another family quotes inside is part of the words.
		case depth > 0 && m.closes:
			depth--
		case m.closes:
			if m.family == singleMark && possessive(p.txt, m, b) && laterClose(marks, k) {
				continue
			}
			if m.family == guillemet || m.straight == o.straight || m.family == singleMark || !laterClose(marks, k) {
				p.add(bi, o.at, o.end, m.at, m.end, true, true, open && o.at == start)
				from = -1
			}
		case m.opens && m.straight != o.straight && m.family == doubleMark:
			// "so" inside “…”: its closing mark must not close the outer one.
		case m.opens && nests(marks, k):
			depth++
		case m.opens && m.family != singleMark:
			// The closing mark before is missing.
			p.add(bi, o.at, o.end, m.at, m.at, true, false, open && o.at == start)
			from = k
		}
	}
	if from >= 0 && (marks[from].family != singleMark || marks[from].at == start || p.staysOpen(&marks[from], b, open)) {
		o := &marks[from]
		end := cueAtEnd(p.txt, stemma.Span{Start: o.end, End: b.End})
		p.add(bi, o.at, o.end, end, end, true, false, open && o.at == start)
	}
}

// cueAtEnd returns where the words of a quotation that nothing closes end
// inside span: before the cue that ends its paragraph ("“I ran, Ann Oke said."),
// or with the paragraph.
func cueAtEnd(txt string, span stemma.Span) int {
	tail := stemma.Span{Start: max(span.Start, span.End-maxCueTail), End: span.End}
	for tail.Start < tail.End && !utf8.RuneStart(txt[tail.Start]) {
		tail.Start++
	}
	toks := text.Tokens(txt, tail)
	cued := false
	for i := len(toks) - 1; i > len(toks)-9 && i >= 0 && toks[i].Start > span.Start; i-- {
		t := &toks[i]
		w := txt[t.Start:t.End]
		if speakVerbs[strings.ToLower(w)] {
			cued = true
		}
		if w == "," {
			if cued {
				return t.End
			}
			return span.End
		}
		if t.Kind == text.Mark && i < len(toks)-1 {
			break
		}
	}
	return span.End
}

// maxCueTail is how many bytes at the end of a paragraph are read for a cue.
const maxCueTail = 120

// speakVerbs are the verbs that as a rule end a paragraph of speech.
var speakVerbs = text.WordSet("say says said tell tells told add adds added write writes wrote explain explains explained ask asks asked note notes noted insist insists insisted recall recalls recalled reply replies replied announce announced warn warns warned tweet tweets tweeted state states stated claim claims claimed argue argues argued report reports reported")

// canOpen reports whether mark k opens a quotation: a single one must be closed
// in its block, or open the block.
func canOpen(marks []quoteMark, k int, starts bool) bool {
	m := &marks[k]
	if m.family != singleMark {
		return true
	}
	if laterClose(marks, k) {
		return true
	}
	return starts && !m.straight
}

// staysOpen reports whether the single mark m opens a quotation that goes on in
// the next paragraph, or that the one before left open.
func (p *pairing) staysOpen(m *quoteMark, b stemma.Span, open bool) bool {
	if m.family != singleMark || !m.opens {
		return false
	}
	if beginsSingle(p.txt, b, m) {
		return p.goesOn || open && p.found[len(p.found)-1].single(p.txt)
	}
	return p.goesOn && strings.HasSuffix(strings.TrimRight(p.txt[b.Start:m.at], " "), ":")
}

// single reports whether q is between single marks.
func (q *Quotation) single(txt string) bool {
	return q.Opened && (txt[q.Outer.Start] == '\'' || strings.HasPrefix(txt[q.Outer.Start:], "‘"))
}

// endsApart reports whether mark m, between spaces as in text cut into words,
// stands behind the end of a sentence or a comma.
func (p *pairing) endsApart(m *quoteMark, b stemma.Span) bool {
	before := strings.TrimRight(p.txt[b.Start:m.at], " ")
	return before != "" && strings.HasSuffix(p.txt[b.Start:m.at], " ") && strings.ContainsAny(before[len(before)-1:], ".,?!")
}

// laterClose reports whether a mark of the family of mark k closes after it,
// before another one opens.
func laterClose(marks []quoteMark, k int) bool {
	for j := k + 1; j < len(marks) && j <= k+lookAhead; j++ {
		if marks[j].family != marks[k].family {
			continue
		}
		if marks[j].closes {
			return true
		}
		if marks[j].opens {
			return false
		}
	}
	return false
}

// nests reports whether mark k, which opens while its family is open, quotes
// inside the quotation: then more marks close after it than open.
func nests(marks []quoteMark, k int) bool {
	n := 1
	for j := k + 1; j < len(marks) && j <= k+lookAhead; j++ {
		if marks[j].family != marks[k].family || marks[j].straight != marks[k].straight {
			continue
		}
		switch {
		case marks[j].closes:
			n--
		case marks[j].opens:
			n++
		}
		if n < 0 {
			return true
		}
	}
	return false
}

// possessive reports whether m may be the apostrophe of a plural: "the
// workers' strike".
func possessive(s string, m *quoteMark, b stemma.Span) bool {
	before, after := around(s, b, m.at, m.end)
	if before != 's' && before != 'S' && before != 'z' || after != ' ' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[m.end+1 : b.End])
	return unicode.IsLetter(next)
}

// endsSpeech reports whether the words before the closing mark m, which nothing
// opened, are the end of a quotation whose opening mark is lost.
func (p *pairing) endsSpeech(m *quoteMark, b stemma.Span, open bool) bool {
	if m.at <= b.Start {
		return false
	}
	before, after := around(p.txt, b, m.at, m.end)
	if open {
		return true
	}
	return strings.ContainsRune(".,?!…", before) && (after == 0 || unicode.IsSpace(after))
}

// add appends the quotation from the mark [at, in) to the mark [out, end).
func (p *pairing) add(bi, at, in, out, end int, opened, closed, reopens bool) {
	sp := text.Trim(p.txt, stemma.Span{Start: in, End: out})
	if sp.Empty() {
		return
	}
	outer := text.Trim(p.txt, stemma.Span{Start: at, End: end})
	p.found = append(p.found, Quotation{sp, outer, bi, opened, closed, reopens})
}
