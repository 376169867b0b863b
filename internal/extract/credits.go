package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
)

// agencies are who sells pictures and copy, as credits spell them.
const agencies = `AP|AFP|PA|EPA|EPA-EFE|EFE|UPI|ANSA|DPA|dpa|APA|AAP|ANI|PTI|IANS|TASS|RIA Novosti|Xinhua|Kyodo|Yonhap|Reuters|REUTERS|Bloomberg|` +
	`Associated Press|The Associated Press|Canadian Press|The Canadian Press|Press Association|PA Wire|PA Images|Agence [Ff]rance[- ]?[Pp]resse|` +
	`Getty|Getty Images|GETTY IMAGES|AFP/Getty Images|Rex|REX|Rex Features|REX FEATURES|Shutterstock|iStock|iStockphoto|Alamy|Corbis|WireImage|FilmMagic|` +
	`Splash News|Barcroft|Barcroft Media|SWNS|CEN|Newscom|Zuma|ZUMA|Sipa|Polaris|Magnum|NurPhoto|Anadolu|Anadolu Agency|MCT|TNS|Wikimedia|Wikimedia Commons|` +
	`Flickr|Thinkstock|Photoshot|PacificCoastNews|Pacific Coast News|Wenn|WENN|Action Images|Invision|NASA`

var (
	agencyAlone = regexp.MustCompile(`^(?:` + agencies + `)$`)
	// Who made it, at the end of a caption: "A. Maker/PA", "A. Maker / The Outlet".
	makerTail  = patternOf(`(?:©|\b(?:(?:[A-Z][\p{L}.'’-]+ ){0,3}[A-Z][\p{L}.'’-]+ ?/ ?)?)(?:`+agencies+`)(?: ?/ ?[A-Z][\w ]{1,30}| via [A-Z][\w ]{1,30}| Images| Photo)?$`, strings.Split(strings.ReplaceAll(agencies, "[Ff]rance[- ]?[Pp]resse", ""), "|")...)
	makerLabel = regexp.MustCompile(`\b(?:Photo|Photograph|Picture|Pic|Image|Credit)s?(?: by|:| courtesy of)\s*$`)
	labelTail  = patternOf(`\b(?:Photo|Photograph|Picture|Pic|Image|Credit)s?(?: by|:| courtesy of)\s*\p{Lu}[^.!?:]{1,60}$`, "Photo", "Pic", "Image", "Credit")
	makerSlash = regexp.MustCompile(`^(?:[A-Z][\p{L}.'’-]+ ){0,3}[A-Z][\p{L}.'’-]+(?:, [A-Z][\p{L} ]+)? ?[/|] ?[A-Z@][\p{L}\d .&'’/-]{1,60}$`)
	// A word that credits begin with, and what may follow: a colon, "by", "via".
	creditLabel = regexp.MustCompile(`^(?i)[\[(]?\s*(?:(?:main |lead |top |cover |featured? |file |stock )?(?:photo|photograph|picture|pic|image|video|graphic|illustration|screengrab|screenshot|footage)s?(?:/\w+)?(?:\s+(?:credit|courtesy|source|copyright))?(?:\s*[:|©]|\s+(?:by|via|from|courtesy|credit|copyright|of)\b(?: of\b)?)|(?:credit|courtesy|source)s?(?:\s*:|\s+of\b)|©\s)`)
	creditWord  = regexp.MustCompile(`(?i)\b(?:photos?|photograph|picture|pic|image|courtesy|credit|via|screen ?grab|screenshot|screen shot|handout|file|illustration|supplied|provided|getty|reuters|youtube|facebook|twitter|instagram|wikipedia|h/t)\b|©`)
	outletCaps  = regexp.MustCompile(`^[A-Z][A-Z .'’-]+(?: FOR | ?/ ?)[A-Z][A-Z .'’/-]+$`)
	deskCode    = regexp.MustCompile(`^[a-z]{1,4}(?:/[a-z]{1,4}){0,3} ?\(([^)]{2,60})\)$`)
)

// sellers are who pictures come from, as picture credits spell them.
const sellers = `Getty Images|Getty|GETTY IMAGES|GETTY|REX FEATURES|Rex Features|REX|Rex|Shutterstock|SHUTTERSTOCK|iStock|Alamy|ALAMY|WENN|SWNS|SplashNews\.com|Splash News|Barcroft Media|Starface|eyevine|Fame Flynet|FameFlynet|Backgrid|London News Pictures|Caters News Agency|Caters|` +
	`Mercury Press|i-Images|Corbis|Zuma|ZUMA|NurPhoto|Anadolu Agency|` + posters
const posters = `Associated Press|AP|AFP|PA|EPA|Reuters|REUTERS|Press Association|Supplied|Social media|Twitter|TWITTER|Facebook|Instagram|YouTube|Youtube|Handout|HANDOUT|Wikipedia`

var (
	// Who sold a picture, in front of its caption on one line: "Getty Images ",
	// "AP:Associated Press ", "Getty - Contributor ", "AFP or licensors ".
	frontCredit = regexp.MustCompile(`^(?:` + sellers + `)(?:(?: ?[-:/] ?| {2,})(?:` + sellers + `|Contributor|@\w+))*(?: or licensors)?\s+`)
	// Those of them that also begin sentences, if nothing is joined to them.
	frontName = regexp.MustCompile(`^(?:` + posters + `)\s$`)
	// What makes such a name part of a longer one.
	nameGoesOn = regexp.MustCompile(`^(?:Inc|Corp|Co|Ltd|LLC|CEO|COO|CFO|Chief|Executive|President|Chair|Director|Editor|Photo|Photographer|Writer|Live|Messenger|News|TV|Television|Agency|Administrator)\b`)
)

// frontsMin is the number of a page's lines that must open with a name such as
// "Reuters" before a capital for it to be the credit of each: one may be a
// sentence about the agency.
const frontsMin = 3

// frontCredits finds the credits that stand in front of captions, and so the
// captions.
func frontCredits(ls []*line) {
	var fronts []*line
	for _, l := range ls {
		if l.kind != "" && l.kind != stemma.Caption || l.hint == inContent {
			continue
		}
		n := len(frontCredit.FindString(l.s))
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(l.s[n:], `"“‘'`)); n > 0 && (unicode.IsUpper(r) || unicode.IsDigit(r)) && !nameGoesOn.MatchString(l.s[n:]) {
			l.front = n
			fronts = append(fronts, l)
		}
	}
	for _, l := range fronts {
		if len(fronts) < frontsMin && frontName.MatchString(l.s[:l.front]) {
			l.front = 0
			continue
		}
		l.set(stemma.Caption, "begins with a credit")
	}
}

// creditWords bounds a credit line: makers and outlets, no sentence.
const creditWords = 12

// creditLine says why l is a credit and nothing else; "" if it is not.
func creditLine(l *line) string {
	if l.words > creditWords {
		return ""
	}
	inner := strings.TrimSuffix(unbracket(l.s), ".")
	switch {
	case agenciesOnly(inner):
		return "agencies alone"
	case deskCode.MatchString(l.s) && agenciesOnly(deskCode.FindStringSubmatch(l.s)[1]):
		return "desk and agencies"
	case l.stop && l.words > 6:
		return ""
	case creditLabel.MatchString(inner) && wordsAfterLabel(inner) <= 6:
		return "labelled as a credit"
	case makerSlash.MatchString(inner) && l.words <= 8:
		return "a maker and an outlet"
	case outletCaps.MatchString(inner):
		return "a maker and an outlet"
	case inner != l.s && !l.stop && creditWord.MatchString(inner):
		return "a credit in brackets"
	}
	return ""
}

func wordsAfterLabel(s string) int {
	return len(strings.Fields(s[creditLabel.FindStringIndex(s)[1]:]))
}

// unbracket takes the brackets off a line that stands wholly in them.
func unbracket(s string) string {
	if len(s) > 2 && (s[0] == '(' && strings.IndexByte(s, ')') == len(s)-1 || s[0] == '[' && strings.IndexByte(s, ']') == len(s)-1) {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// agenciesOnly reports a list of agencies: "Reuters - Ap - Afp", "MCT, Reuters".
func agenciesOnly(s string) bool {
	if s == "" || len(s) > 80 {
		return false
	}
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(s, " - ", "/"), func(r rune) bool { return strings.ContainsRune("/,;|&+", r) }) {
		part = strings.TrimSpace(part)
		if !agencyAlone.MatchString(part) && !agencyAlone.MatchString(strings.ToUpper(part)) {
			return false
		}
	}
	return true
}

// captionMark is what only captions say of themselves.
var captionMark = pattern{regexp.MustCompile(`(?i)\((?:file (?:photo|picture|image|pic)|(?:pictured|above|below|left|right|centre|center|far left|far right|inset|top|bottom)(?: (?:left|right|above|below))?)\b[^)]{0,40}\)|^(?:(?:pictured|file(?: photo)?)\s?(?:[:,]|- |– |— )|(?:above|below|left|right|inset):\s)|^FILE\s?[-–—]|\bis pictured$|, pictured$`), mayMarkCaption}

// captionLine says why l is a caption by its own words; "" if it may not be one.
func captionLine(l *line) string {
	if l.words > holdWords*2 || l.words < 3 {
		return ""
	}
	if m := captionMark.FindStringIndex(l.s); m != nil && (!l.stop || l.s[m[0]] != '(' || l.hint == noHint && l.words <= 40) {
		return "speaks of its picture"
	}
	if start, photo := creditTail(l.s); start > 0 && (photo || !l.stop && !endsSentence(strings.TrimSpace(l.s[:start]), l.words)) {
		return "ends in a credit"
	}
	return ""
}

// creditTail returns where a credit begins that ends s, or 0. photo reports
// that the credit is of a picture, not of copy: "(Photo: AP)", ".A. Maker / PA",
// but not "(Reuters)" after a full stop, which ends many a report.
func creditTail(s string) (start int, photo bool) {
	t := strings.TrimRight(s, ". ")
	if t == "" {
		return 0, false
	}
	if last := t[len(t)-1]; last == ')' || last == ']' {
		start = openBracket(t)
		if start <= 0 {
			return 0, false
		}
		inner := t[start+1 : len(t)-1]
		if !isCredit(inner) {
			return 0, false
		}
		if s2, p2 := creditTail(t[:start]); s2 > 0 && strings.HasSuffix(strings.TrimSpace(t[:start]), ")") {
			return s2, p2 || !agenciesOnly(inner)
		}
		return start, !agenciesOnly(inner)
	}
	if t != s {
		return 0, false // a sentence whose last word happens to be an agency
	}
	tail := t[max(0, len(t)-90):]
	tail = tail[len(tail)-len(strings.TrimLeftFunc(tail, func(r rune) bool { return r == utf8.RuneError })):]
	var m []int
	if mayEndInAgency(tail) {
		m = makerTail.FindStringIndex(tail)
	}
	if m == nil && strings.ContainsAny(tail, "PIC") {
		m = labelTail.FindStringIndex(tail)
	}
	if m == nil {
		return 0, false
	}
	start = len(t) - len(tail) + m[0]
	if loc := makerLabel.FindStringIndex(t[:start]); loc != nil {
		start, photo = loc[0], true
	}
	before := strings.TrimRightFunc(t[:start], unicode.IsSpace)
	if before == "" {
		return 0, false
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return start, photo || strings.ContainsRune(`.!?"”’`, r) || strings.Contains(t[start:], "/")
}

// mayEndInAgency spares most lines the search: the last word is a name.
func mayEndInAgency(s string) bool {
	last := s[strings.LastIndexAny(s, " /©.")+1:]
	r, _ := utf8.DecodeRuneInString(last)
	return unicode.IsUpper(r) || last == "dpa" || strings.HasSuffix(s, "resse")
}

// openBracket returns where the bracket opens that the last byte of s closes.
// Brackets inside it are stepped over; a credit is never longer than 160 bytes.
func openBracket(s string) int {
	depth := 0
	for i := len(s) - 1; i >= 0 && len(s)-i < 160; i-- {
		switch s[i] {
		case ')', ']':
			depth++
		case '(', '[':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isCredit reports whether what stands in brackets at a line's end is a credit.
func isCredit(inner string) bool {
	inner = strings.TrimSpace(inner)
	return len(strings.Fields(inner)) <= 14 && (agenciesOnly(inner) || makerSlash.MatchString(inner) || creditWord.MatchString(inner) && capitalShare(inner) >= 0.3 ||
		makerTail.MatchString(inner) || strings.EqualFold(inner, "file photo"))
}
