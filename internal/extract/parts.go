package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// cutAt makes l two blocks, parted at byte at of the text; a side without
// words is left out.
func (l *line) cutAt(at int, first, second stemma.Block) {
	first.Span, second.Span = stemma.Span{Start: l.Start, End: at}, stemma.Span{Start: at, End: l.End}
	l.parts = []stemma.Block{first, second}
	l.kind = first.Kind
}

// pictureLabels name what follows them up to the next label: pages that are
// copied with their hidden labels put several on one line.
var pictureLabels = regexp.MustCompile(`Image copyright|Image source|Image caption|Media caption|Media playback is (?:un|not )?supported on (?:your|this) device|Enlarge this image|(?:hide|toggle) caption`)

// labelled cuts a line of labelled pictures into its blocks.
func labelled(l *line) {
	if !strings.Contains(l.s, " caption") && !strings.Contains(l.s, "Image copyright") && !strings.Contains(l.s, "Image source") {
		return
	}
	locs := pictureLabels.FindAllStringIndex(l.s, -1)
	if len(locs) == 0 || locs[0][0] > 60 || bareCaptionLabel.MatchString(l.s) {
		return
	}
	if pre := strings.TrimSpace(l.s[:locs[0][0]]); pre != "" {
		b := stemma.Block{Kind: stemma.Furniture, Why: "before a picture's label"}
		if isDateLine(pre, len(strings.Fields(pre))) {
			b = stemma.Block{Kind: stemma.Dateline, Why: "a date and nothing else"}
		}
		b.Span = stemma.Span{Start: l.Start, End: l.Start + locs[0][0]}
		l.parts = append(l.parts, b)
	}
	for i, loc := range locs {
		end := len(l.s)
		if i+1 < len(locs) {
			end = locs[i+1][0]
		}
		b := stemma.Block{Kind: stemma.Furniture, Why: "label of a picture or film"}
		switch label := l.s[loc[0]:loc[1]]; label {
		case "Image copyright", "Image source":
			b = stemma.Block{Kind: stemma.Credit, Why: "labelled " + label}
		case "Image caption", "Media caption":
			b.Span = stemma.Span{Start: l.Start + loc[0], End: l.Start + loc[1]}
			l.parts = append(l.parts, b)
			loc[0] = loc[1]
			b = stemma.Block{Kind: stemma.Caption, Why: "labelled " + label}
		case "toggle caption", "hide caption":
			b = stemma.Block{Kind: stemma.Credit, Why: "labelled " + label}
		}
		b.Span = stemma.Span{Start: l.Start + loc[0], End: l.Start + end}
		l.parts = append(l.parts, b)
	}
	l.set(stemma.Caption, "labelled picture")
}

const wireNames = `CNN|Reuters|REUTERS|AP|AFP|UPI|Xinhua|PTI|IANS|ANI|Bloomberg|dpa|DPA|TASS|Kyodo|Thomson Reuters Foundation|CNNMoney|CNN Money|Associated Press|The Associated Press`

// A place in capitals, and what may narrow it: a region, a day.
const (
	capitalPlace = `\p{Lu}[\p{Lu}.'’ /-]{2,40}` + region
	region       = `(?:, ?\p{Lu}[\p{L}.'’ ]{1,30}){0,2}(?:,? (?:` + monthShort + `)[a-z]*\.? \d{1,2})?`
)

var (
	// "PARIS, May 3 (Reuters) - ", "KUNDUZ, Afghanistan — ", "Paris (AFP) ".
	placeLine = pattern{regexp.MustCompile(`^(?:` + capitalPlace + `(?:,? ?\((?:` + wireNames + `)\))?\s*(?:—|–|--|-)+\s+` +
		`|\p{Lu}[\p{L}.'’ -]{1,40}` + region + `,? ?\((?:` + wireNames + `)\)\s*(?:[—–:-]+\s*)?` +
		`|\((?:` + wireNames + `)\)\s*(?:[—–:-]+\s*)?)`), opensInCapitals}
	// The same where a report opens, which needs no known agency: "AUSTIN (KXAN) — ",
	// "NEW YORK—". What follows must begin a sentence.
	openingPlace = regexp.MustCompile(`^(?:` + capitalPlace + `(?:—|–)|(?:` + capitalPlace + `|\p{Lu}[\p{L}.'’ -]{1,40}` + region + `),? ?\(\p{Lu}[\p{L}\d .&/-]{1,28}\)\s*[—–-]+\s*)`)
	// "Springfield - ", without an agency: one dash, and no second one that would
	// make it a name with a remark set between dashes.
	namedPlace = regexp.MustCompile(`^\p{Lu}\p{Ll}[\p{L}.'’]*(?: \p{Lu}[\p{L}.'’]+){0,2}(?:, \p{Lu}[\p{L}.]+)? (?:—|–|--|-) `)
	spacedDash = regexp.MustCompile(` (?:—|–|--|-) `)
	// What may follow the last sentence on its line.
	tailLabel    = patternOf(`[.!?…"”’)]\s*((?:Author|Source|Credit|Photo|Editor|Reporting by|Editing by|Additional reporting by|With reporting by|Written by)s?:?\s(?:by\s)?\p{Lu}[^.!?]{1,60}\.?|[—–-]{1,2}\s?(?:With|Editing by|Reporting by|Additional reporting)\b[^.!?]{3,80}\.?|\((?:Reporting|Writing|Editing|Additional|Compiled|With)\b[^()]{3,240}\))$`, "Author", "Source", "Credit", "Photo", "Edit", "Reporting", "Writing", "Written", "Additional", "Compiled", "With")
	tailLink     = patternOf(`[.!?…"”’)]\s*((?:Read more|READ MORE|Read More|Related|RELATED|See also|SEE ALSO|Watch|WATCH|ALSO READ|Continue reading|Click here)(?::\s.{3,120})?|Scroll down for videos?)$`, "Read", "READ", "Related", "RELATED", "See also", "SEE ALSO", "Watch", "WATCH", "Continue reading", "Click here", "Scroll down")
	trailingLink = regexp.MustCompile(`(?:(?:https?://t\.co/\w+?)?pic\.twitter\.com/\w+|https?://t\.co/\w+)\s*$`)
	tailSource   = pattern{regexp.MustCompile(`[.!?…"”’)]\s+(\[[^\[\]]{2,60}\])$`), func(s string) bool { return strings.HasSuffix(s, "]") }}
	postLink     = regexp.MustCompile(`(?:https?://t\.co/\w+?)?pic\.twitter\.com/\w+|https?://t\.co/\w+`)
)

const monthShort = `Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec`

// blocks returns l as blocks. A sentence of the report may hold a dateline
// before it, a credit or a link behind it, and links inside it.
func (l *line) blocks(s string) []stemma.Block {
	if l.parts != nil {
		return solid(s, l.parts)
	}
	whole := stemma.Block{Kind: l.kind, Span: l.Span, Why: l.why}
	if l.kind != stemma.Body && l.kind != stemma.Caption {
		return []stemma.Block{whole}
	}
	var before, after []stemma.Block
	end := func(at int, kind stemma.BlockKind, why string) {
		after = append([]stemma.Block{{Kind: kind, Span: stemma.Span{Start: l.Start + at, End: whole.Span.End}, Why: why}}, after...)
		whole.Span.End = l.Start + at
	}
	if l.front > 0 {
		before = append(before, stemma.Block{Kind: stemma.Credit, Span: stemma.Span{Start: l.Start, End: l.Start + l.front}, Why: "a credit before the caption"})
		whole.Span.Start += l.front
	}
	if n := l.dateline(); n > 0 && l.kind == stemma.Body {
		before = append(before, stemma.Block{Kind: stemma.Dateline, Span: stemma.Span{Start: l.Start, End: l.Start + n}, Why: "place or agency before the report"})
		whole.Span.Start += n
	}
	if at := l.behind.at; at < len(l.s) && l.behind.why != "" && l.Start+at > whole.Span.Start {
		end(at, l.behind.kind, l.behind.why)
	}
	if at := codeAt(l.s); at > 0 && l.Start+at < whole.Span.End && l.Start+at > whole.Span.Start {
		end(at, stemma.Furniture, "code behind the sentence")
	}
	out := append(before, links(s, whole)...)
	return solid(s, append(out, after...))
}

// dateline returns the length of the place and agency that l begins with, 0 if
// there is none or nothing behind it.
func (l *line) dateline() int {
	s := l.s[:runeCut(l.s, 160)]
	n := len(placeLine.FindString(s))
	if n == 0 && l.opens {
		if n = len(openingPlace.FindString(s)); n == 0 {
			n = len(namedPlace.FindString(s))
			if spacedDash.MatchString(s[n:]) {
				return 0
			}
		}
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[n:], `"“‘'«`)); !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return 0
		}
	}
	if n == len(l.s) {
		return 0
	}
	return n
}

// A behind is what stands on a line behind its last sentence, from byte at on.
type behind struct {
	at   int
	kind stemma.BlockKind
	why  string // empty if nothing is cut there: an embedded picture's address
}

// findBehind looks for a link, a credit or an address at the end of s; at is
// len(s) if there is none.
func findBehind(s string) behind {
	tail := max(0, len(s)-phraseLen)
	for tail > 0 && tail < len(s) && !utf8.RuneStart(s[tail]) {
		tail++
	}
	t := s[tail:]
	if m := tailLink.FindStringSubmatchIndex(t); m != nil {
		return behind{tail + m[2], stemma.Furniture, "a link behind the sentence"}
	}
	if m := tailLabel.FindStringSubmatchIndex(t); m != nil {
		return behind{tail + m[2], stemma.Credit, "a credit behind the sentence"}
	}
	if m := tailSource.FindStringSubmatchIndex(t); m != nil {
		return behind{tail + m[2], stemma.Credit, "a source in brackets behind the sentence"}
	}
	if at, _ := creditTail(s); at > 0 {
		return behind{at, stemma.Credit, "a credit behind the sentence"}
	}
	if strings.Contains(t, "t.co/") || strings.Contains(t, "pic.twitter.com/") {
		if m := trailingLink.FindStringIndex(t); m != nil {
			return behind{at: tail + m[0]}
		}
	}
	return behind{at: len(s)}
}

// links cuts the addresses of embedded posts out of b.
func links(s string, b stemma.Block) []stemma.Block {
	words := s[b.Span.Start:b.Span.End]
	if !strings.Contains(words, "t.co/") && !strings.Contains(words, "pic.twitter.com/") {
		return []stemma.Block{b}
	}
	var out []stemma.Block
	at := 0
	for _, m := range postLink.FindAllStringIndex(words, -1) {
		out = append(out,
			stemma.Block{Kind: b.Kind, Span: stemma.Span{Start: at, End: m[0]}.Shift(b.Span.Start), Why: b.Why},
			stemma.Block{Kind: stemma.Furniture, Span: stemma.Span{Start: m[0], End: m[1]}.Shift(b.Span.Start), Why: "address of an embedded picture"})
		at = m[1]
	}
	return append(out, stemma.Block{Kind: b.Kind, Span: stemma.Span{Start: at, End: len(words)}.Shift(b.Span.Start), Why: b.Why})
}

// solid trims the white space off bs and leaves out what is empty then.
func solid(s string, bs []stemma.Block) []stemma.Block {
	out := bs[:0]
	for _, b := range bs {
		if b.Span = text.Trim(s, b.Span); !b.Span.Empty() {
			out = append(out, b)
		}
	}
	return out
}
