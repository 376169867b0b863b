package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// decideAlone decides what a line is by its own words, where they settle it.
func decideAlone(l *line) {
	switch {
	case l.words == 0:
		l.set(stemma.Furniture, "no words")
	case isDateLine(l.s, l.words):
		l.set(stemma.Dateline, "a date and nothing else")
	case allNumbers(l.s):
		l.set(stemma.Furniture, "numbers alone")
	case codeAt(l.s) == 0:
		l.set(stemma.Furniture, "code")
	case gluedLinks.MatchString(l.s):
		l.set(stemma.Furniture, "related headlines run together")
	case loneAddress.MatchString(l.s):
		l.set(stemma.Furniture, "an address alone")
	case counter.MatchString(l.low):
		l.set(stemma.Furniture, "counts comments or shares")
	case strings.HasSuffix(l.s, " Read more"), strings.HasSuffix(l.s, " Read More"):
		l.set(stemma.Furniture, "a link to another report")
	case socialEmbed.MatchString(l.s):
		l.set(stemma.Furniture, "an embedded post's label")
	}
	if l.kind != "" {
		return
	}
	if isByline(l) {
		l.set(stemma.Byline, "begins with By and a name")
	}
	p, ok := findPhrase(l)
	if ok && (p.mark == '^' || p.mark == '=') {
		l.set(p.kind, p.why)
	}
	if why := creditLine(l); why != "" {
		l.set(stemma.Credit, why)
	}
	if l.kind != "" {
		return
	}
	if ok {
		l.set(p.kind, p.why)
	}
	if l.kind == "" && bracketed(l.s) && (!l.stop || l.words <= 12 && strings.HasSuffix(l.s, "?]")) {
		l.set(stemma.Furniture, "a link in brackets")
	}
}

var (
	loneAddress = pattern{regexp.MustCompile(`^[^\p{L}\p{N}]*(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|@\w+|(?:[a-z0-9-]+\.)+(?:com|org|net|co\.\w\w|me|tv|info))[^\p{L}\p{N}]*$`), oneWord}
	counter     = patternOf(`^[\W_]*(?:\d[\d.,]*\s?[km]?\s+(?:comments?|shares?|views?|likes?|retweets?|replies|votes?|photos?|images?)|(?:shares?|comments?|views?|likes?)\s*[:(]?\s*\d[\d.,]*[km]?\)?)[\W_]*$`, "comment", "share", "view", "like", "retweet", "repl", "vote", "photo", "image")
	socialEmbed = patternOf(`(?:\bPosted by .{2,80} on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? .{4,30}|\bA (?:post|photo|video) (?:shared|posted) by .{2,120})$`, "osted by ", "hared by ")
	gluedLinks  = regexp.MustCompile(`^Related\p{Lu}\p{Ll}`)
	postAuthor  = patternOf(`[—–-] ?[^—]{1,80}\(@\w{1,20}\),? .{0,20}\d{4}$`, "(@")
)

func allNumbers(s string) bool {
	return strings.IndexFunc(s, unicode.IsLetter) < 0
}

// codeSigns are what scraped scripts and styles hold and prose does not.
var codeSigns = patternOf(`<!--|@media |//<!\[|\(?\bfunction ?\(|document\.(?:write|getElement)|google_ad_|\w\.push\(|\w\.\w+\(\);|\bvar \w+ ?= |\w+\('[^']*'\);|[.#]?[\w-]+ ?\{ ?[\w-]+ ?: ?[^{}]*;|"\w+" ?: ?"[^"]*", ?"\w+" ?:`, "<!--", "@media ", "//<![", "function", "document.", "google_ad_", ".push(", ");", "var ", "{", `":`, `" :`)

// codeAt returns where code begins in s: 0 if there is no sentence before it,
// -1 if there is none.
func codeAt(s string) int {
	if !strings.ContainsAny(s, "{(<@=") {
		return -1
	}
	loc := codeSigns.FindStringIndex(s)
	if loc == nil {
		return -1
	}
	end := strings.LastIndexAny(s[:loc[0]], ".!?”\"")
	if end < 20 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(s[end:])
	if s[end]&0xc0 == 0x80 { // the last byte of a curly quote
		n = 1
	}
	return end + n
}

// isDateLine reports a line that holds a date or a time of day and beside it
// only what goes with one: "Published: Tue 10 Feb 2015, 14:41 GMT".
func isDateLine(s string, words int) bool {
	if words > 16 || !digitsInLine.MatchString(s) {
		return false
	}
	m, dated := findDate(s)
	rest := s
	if dated {
		rest = s[:m.start] + " " + s[m.end:]
	}
	if loc := clockTime.FindStringIndex(rest); loc != nil {
		rest, dated = rest[:loc[0]]+" "+rest[loc[1]:], true
		if loc := clockTime.FindStringIndex(rest); loc != nil {
			rest = rest[:loc[0]] + " " + rest[loc[1]:]
		}
	}
	if m, ok := findDate(rest); ok { // "published … updated …"
		rest = rest[:m.start] + " " + rest[m.end:]
	}
	for w := range strings.FieldsFuncSeq(lower(rest), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !dateWords[w] {
			return false
		}
	}
	return dated
}

var dateWords = text.WordSet(`date published updated update last modified posted created first on at of the time filed issued
	monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
	gmt utc bst est edt et cst cdt ct mst mdt pst pdt pt cet cest ist aest aedt jst hkt sgt z am pm a p m hrs h local
	ago hours minutes days hour minute day min mins read`)

// isByline reports "By A. Writer, The Outlet": short, no sentence, names.
func isByline(l *line) bool {
	rest, ok := strings.CutPrefix(l.low, "by ")
	if !ok {
		rest, ok = strings.CutPrefix(l.low, "by: ")
	}
	return ok && l.words <= 14 && len(rest) > 2 && !l.stop && capitalShare(l.s[3:]) >= 0.6
}

// capitalShare returns the share of the words of s that begin with a capital;
// articles and prepositions are not counted.
func capitalShare(s string) float64 {
	up, all := 0, 0
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, `"“‘'(`))
		switch {
		case functionWords[strings.ToLower(w)]:
		case unicode.IsUpper(r):
			up++
			all++
		case unicode.IsLetter(r):
			all++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(up) / float64(all)
}

// bracketed reports whether s stands wholly in square brackets.
func bracketed(s string) bool {
	return len(s) > 2 && s[0] == '[' && strings.IndexByte(s, ']') == len(s)-1
}
