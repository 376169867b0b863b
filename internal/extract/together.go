package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// decideTogether decides what lines are by those around them. Each rule leaves
// alone what an earlier one decided.
func decideTogether(ls []*line) {
	numberedHeadings(ls)
	galleries(ls)
	sharedOpenings(ls)
	brokenSentences(ls)
	frontCredits(ls)
	captions(ls)
	highlights(ls)
	about := topic(ls)
	relatedBlocks(ls, about)
	repeats(ls)
	afterReport(ls, about)
	rest(ls, about)
	galleryAlone(ls)
}

var numbered = regexp.MustCompile(`^#?(\d{1,3})[.):]?[\s\x{a0}]+\D`)

// numberedHeadings finds the headings of a list: "17. Crowd" between "18." and
// "16.". Three in a row, each one number on, make a list.
func numberedHeadings(ls []*line) {
	var run []*line
	last, step := 0, 0
	end := func() {
		if len(run) >= 3 {
			for _, l := range run {
				l.set(stemma.Furniture, "numbered heading of a list")
			}
		}
		run = nil
	}
	for _, l := range ls {
		if l.kind != "" {
			continue
		}
		m := numbered.FindStringSubmatch(l.s)
		if m == nil || l.hint == markHeading || l.words > 12 || l.stop && !l.title && l.words > 4 {
			continue
		}
		n := num(m[1])
		switch {
		case len(run) == 1 && (n == last+1 || n == last-1):
			step = n - last
		case len(run) == 0 || n != last+step:
			end()
		}
		run, last = append(run, l), n
	}
	end()
}

var (
	pictureCount = regexp.MustCompile(`(?:^|\s)(\d{1,3})/(\d{1,3})\s+[\p{Lu}\d]`)
	showAll      = pattern{regexp.MustCompile(`^\s*(?:.{0,80}\s)?\d{1,3} show all\b|\bshow all \d{1,3}\b|^\d{1,3} (?:of|/) \d{1,3}$`), func(s string) bool { return strings.Contains(s, "how all") || len(s) < 12 }}
)

// galleries finds picture series: lines "12/34 …" of one length of series, or
// one line that holds three of them, and the label above.
func galleries(ls []*line) {
	counts := map[string]int{}
	starts := make([]string, len(ls))
	for i, l := range ls {
		if l.kind != "" || l.hint == markAside {
			continue
		}
		var ms [][]string
		if strings.IndexByte(l.s, '/') >= 0 {
			ms = pictureCount.FindAllStringSubmatch(l.s, 6)
		}
		if len(ms) >= 3 && ms[0][2] == ms[1][2] && ms[1][2] == ms[2][2] {
			l.set(stemma.Furniture, "a picture gallery")
		}
		if len(ms) > 0 && strings.HasPrefix(l.s, ms[0][1]+"/") {
			starts[i] = ms[0][2]
			counts[ms[0][2]]++
		}
	}
	for i, l := range ls {
		if starts[i] != "" && counts[starts[i]] >= 2 {
			// Though each line may also look like a caption by itself: the gallery
			// is of other things than the report.
			l.kind, l.why = stemma.Furniture, "a picture gallery"
		}
		if l.words <= 20 && showAll.MatchString(l.low) {
			l.set(stemma.Furniture, "label of a picture gallery")
			if i > 0 && ls[i-1].words <= 10 && strings.Contains(l.low, ls[i-1].low) {
				ls[i-1].set(stemma.Furniture, "label of a picture gallery")
			}
		}
	}
}

// sharedOpenings finds galleries whose every picture repeats the gallery's
// title: three lines in a row that open with the same three words or more, each
// followed by a capital. A speech that repeats itself goes on in lower case.
func sharedOpenings(ls []*line) {
	for i := 0; i < len(ls); {
		j, n := i+1, 1<<30
		for j < len(ls) {
			k := sharedOpening(ls[i].s, ls[j].s)
			if k == 0 {
				break
			}
			n = min(n, k)
			j++
		}
		if j-i >= 3 && opensAnew(ls[i:j], n) {
			for _, l := range ls[i:j] {
				l.set(stemma.Furniture, "a picture gallery: repeats its title")
			}
		}
		i = max(i+1, j-1)
	}
}

// sharedOpening returns the length of the words that a and b both open with, 0
// if they are fewer than three.
func sharedOpening(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && a[n-1] != ' ' {
		n--
	}
	if strings.Count(a[:n], " ") < 3 || n == len(a) || n == len(b) {
		return 0
	}
	return n
}

// opensAnew reports whether what follows the first n bytes begins, in each
// line, with a capital or a digit, after an opening without a full stop.
func opensAnew(ls []*line, n int) bool {
	for _, l := range ls {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(l.s[n:], `"“‘'`))
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return !endsSentence(strings.TrimSpace(ls[0].s[:n]), 4)
}

// brokenSentences finds a sentence that a line break cut in two: the second
// half begins in lower case.
func brokenSentences(ls []*line) {
	for i, l := range ls[:max(0, len(ls)-1)] {
		next := ls[i+1]
		r, _ := utf8.DecodeRuneInString(next.s)
		if l.kind == "" && !l.stop && !l.title && l.words >= 8 && next.kind == "" && next.stop && unicode.IsLower(r) {
			l.set(stemma.Body, "a sentence that goes on in the next line")
		}
	}
}

var bareCaptionLabel = regexp.MustCompile(`(?i)^(?:image|media) caption[,:]?$`)

// captions finds lines that say of themselves that they stand under a picture.
func captions(ls []*line) {
	for i, l := range ls {
		if l.kind != "" {
			continue
		}
		if i > 0 && bareCaptionLabel.MatchString(ls[i-1].s) {
			l.set(stemma.Caption, "under the label of a caption")
		}
		if why := captionLine(l); why != "" {
			l.set(stemma.Caption, why)
		}
	}
}

// repeatWords is the shortest line that counts as a repetition.
const repeatWords = 5

// repeats finds captions and summary lines that say again what the body says:
// a line without full stop that is one of the body's sentences, or a line that
// stood before.
func repeats(ls []*line) {
	sentences := map[string]int{} // to the line where it stands first
	for i, l := range ls {
		if l.kind != "" || !l.stop {
			continue
		}
		for _, s := range text.Sentences(l.s, stemma.Span{End: len(l.s)}) {
			key := plainWords(l.s[s.Start:s.End])
			if _, has := sentences[key]; !has {
				sentences[key] = i
			}
		}
	}
	whole := map[string]bool{}
	for _, l := range ls {
		if l.kind != "" || l.words < repeatWords || l.hint != noHint {
			continue
		}
		key := plainWords(l.s)
		_, said := sentences[key]
		if !l.stop && said || l.stop && whole[key] {
			l.set(stemma.Caption, "repeats the body")
		}
		whole[key] = true
	}
}

// plainWords folds s to its letters and digits.
func plainWords(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

var highlightLabel = regexp.MustCompile(`(?i)^(?:story highlights|highlights|key points|key takeaways|at a glance)\b:?`)

// highlights finds the summary that an outlet sets above its report under a
// label; the label may share the first one's line.
func highlights(ls []*line) {
	for i, l := range ls {
		if l.kind != "" || l.stop {
			continue
		}
		loc := highlightLabel.FindStringIndex(l.s)
		if loc == nil {
			continue
		}
		l.cutAt(l.Start+loc[1], stemma.Block{Kind: stemma.Furniture, Why: "label of a summary"}, stemma.Block{Kind: stemma.Heading, Why: "summary above the report"})
		for _, m := range ls[i+1:] {
			if m.stop || m.kind != "" {
				break
			}
			m.set(stemma.Heading, "summary above the report")
		}
	}
}

// topic returns the content words of the report's sentences, each with the
// number of lines that hold it.
func topic(ls []*line) map[string]int {
	about := map[string]int{}
	for _, l := range ls {
		if l.sentence() || l.kind == stemma.Title {
			once := map[string]bool{}
			for _, w := range l.contentWords() {
				if !once[w] {
					once[w] = true
					about[w]++
				}
			}
		}
	}
	return about
}

// shares returns the share of l's content words that other lines of the report
// hold as well.
func (l *line) shares(about map[string]int) float64 {
	ws := l.contentWords()
	if len(ws) == 0 {
		return 0
	}
	self := 0
	if l.sentence() || l.kind == stemma.Title {
		self = 1
	}
	n := 0
	for _, w := range ws {
		if about[w] > self {
			n++
		}
	}
	return float64(n) / float64(len(ws))
}

// relatedLabel opens a list of other reports.
var relatedLabel = regexp.MustCompile(`(?i)^\W*(?:(?:related|recommended|similar|other|latest|top|popular|featured|recent|more|further)(?: (?:posts?|stor(?:y|ies)|articles?|news|links?|reading|coverage|content|videos?|topics?|headlines?|from .{2,40}|on this(?: story)?|in .{2,30}|for you))+|you (?:may|might) (?:also )?like.{0,20}|most (?:read|popular|viewed|shared|commented)|trending(?: now)?|around the web|from (?:around )?the web|editor'?s'? picks?|what to read next|read (?:next|more)|see also|don't miss|also (?:in the news|read)|in other news|next up|sponsored links?|promoted stories|comments?|leave a reply|related|on this topic|more|recommended|elsewhere)\W*$`)

// relatedBlocks sets aside what follows a label such as "Related posts":
// headlines, their dates and teasers, up to where the report goes on, if it does.
func relatedBlocks(ls []*line, about map[string]int) {
	for i := 0; i < len(ls); i++ {
		if ls[i].words > 8 || ls[i].stop || ls[i].hint == markAside || !relatedLabel.MatchString(ls[i].low) {
			continue
		}
		ls[i].set(stemma.Furniture, "label of related reports")
		label, headlines := i, 0 // headlines in a row
		for i++; i < len(ls) && !goesOn(ls[i:], about) && !(ls[i].sentence() && (headlines >= 2 || i == label+1)); i++ {
			if ls[i].kind == "" && !ls[i].stop {
				headlines++
			} else {
				headlines = 0
			}
			if l := ls[i]; l.kind == "" || l.kind == stemma.Dateline || l.kind == stemma.Byline {
				l.kind, l.why = stemma.Furniture, "under the label of related reports"
			}
		}
		i--
	}
}

// goesOn reports whether the report resumes at ls[0]: a sentence about what
// the rest is about, or two sentences in a row of which one touches on it. A
// teaser stands alone under its headline; so, after two headlines in a row, or
// right under the label, any sentence is the report's.
func goesOn(ls []*line, about map[string]int) bool {
	l := ls[0]
	switch {
	case !l.sentence():
		return false
	case l.hint == inContent, l.words >= 12 && l.shares(about) >= 0.5:
		return true
	}
	return len(ls) > 1 && ls[1].sentence() && max(l.shares(about), ls[1].shares(about)) >= 0.1
}

// afterReport sets aside what stands after the last sentence: section names,
// headlines of other reports and their dates. A long line about the same
// matter is taken for a caption.
func afterReport(ls []*line, about map[string]int) {
	last := -1
	for i, l := range ls {
		if l.sentence() {
			last = i
		}
	}
	if last < 0 {
		return
	}
	tail := ls[last+1:]
	headlines := 0
	for _, l := range tail {
		if l.kind == "" && l.headline() {
			headlines++
		}
	}
	for _, l := range tail {
		switch {
		case l.hint != noHint:
		case l.kind == stemma.Dateline && headlines >= 2:
			l.kind, l.why = stemma.Furniture, "date of a related headline"
		case l.kind != "" || !l.headline():
		case headlines == 1 && l.words >= 9 && !l.title && l.shares(about) >= 0.3, l.words >= 25:
			l.set(stemma.Caption, "no full stop, after the report")
		default:
			l.set(stemma.Furniture, "a headline after the report")
		}
	}
}

// galleryAlone makes the pictures of a page that holds nothing else its
// captions: what is furniture beside a report is then the report.
func galleryAlone(ls []*line) {
	for _, l := range ls {
		if l.kind.Reported() && l.kind != stemma.Title {
			return
		}
	}
	for _, l := range ls {
		if l.kind == stemma.Furniture && l.words >= 12 && l.hint != markAside && (pictureOf.MatchString(l.s) || strings.HasPrefix(l.why, "a picture gallery")) {
			l.kind, l.why = stemma.Caption, "a picture of a page of pictures"
		}
	}
}

var pictureOf = regexp.MustCompile(`(?i)^(?:photos?|pictures|gallery|videos?|in pictures):`)

// headingWords is the longest heading. Longer lines without a full stop are
// captions or headlines nearly always.
const headingWords = 8

// rest decides the lines that no rule knew.
func rest(ls []*line, about map[string]int) {
	open, stops := 0, 0
	for _, l := range ls {
		if l.kind == "" {
			open++
			if l.stop {
				stops++
			}
		}
	}
	loose := stops*4 < open // a list or a poem: full stops say nothing
	for _, l := range ls {
		if l.kind != "" {
			continue
		}
		share := l.shares(about)
		switch {
		case l.hint == markHeading:
			l.set(stemma.Heading, "marked as a heading")
		case l.hint == inContent:
			l.set(stemma.Body, "in the content")
		case l.stop && !(l.title && l.headline() && share < 0.3):
			l.set(stemma.Body, "a sentence")
		case loose:
			l.set(stemma.Body, "text without full stops")
		case l.title && l.words > 4 && share < 0.3:
			l.set(stemma.Furniture, "headline of another report")
		case l.words <= headingWords:
			l.set(stemma.Heading, "short, no full stop")
		case share == 0 && len(l.contentWords()) >= 4:
			l.set(stemma.Furniture, "no full stop, no word of the report's")
		default:
			l.set(stemma.Caption, "no full stop: a caption or summary")
		}
	}
}
