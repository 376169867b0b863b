package language

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/text"
)

// Words cuts span s of txt, a sentence, into the syntactic words of Universal
// Dependencies, in order, as the English Web Treebank has them: "do|n't",
// "Smith|'s", "can|not", "well|-|known", "$|5|m", but "co-founder", "U.S.",
// "9.30" and "news@example.org". White space parts words, and nothing else is
// left out; a word never holds any. The full stop of an abbreviation that ends
// the sentence stands alone, as it does in the treebank.
//
// It takes time in proportion to the length of s, whatever s holds.
func Words(txt string, s stemma.Span) []stemma.Span {
	c := cutter{txt: txt[:s.End], out: make([]stemma.Span, 0, s.Len()/5+1)}
	c.stop = s.Start + len(strings.TrimRightFunc(txt[s.Start:s.End], closes))
	for i := s.Start; i < s.End; {
		r, n := utf8.DecodeRuneInString(c.txt[i:])
		switch {
		case blank(r):
			i += n
			c.glued = false
			continue
		case !c.glued && c.link(i):
		case unicode.IsLetter(r):
			c.word(i)
		case unicode.IsDigit(r):
			c.number(i)
		default:
			c.mark(i, r, n)
		}
		i = c.out[len(c.out)-1].End
		last, _ := utf8.DecodeLastRuneInString(c.txt[:i])
		c.glued = inWord(last)
	}
	return c.out
}

// A cutter cuts one sentence.
type cutter struct {
	txt   string // up to the end of the sentence
	stop  int    // end of the sentence without the marks that may follow its full stop
	noAt  int    // no mailbox begins before this offset
	noEnd int    // no site or file begins before this one
	glued bool   // the last word ends in a letter or digit, and no space follows
	out   []stemma.Span
}

func (c *cutter) add(start, end int) { c.out = append(c.out, stemma.Span{Start: start, End: end}) }

// at returns the byte at i; 0 at the end.
func (c *cutter) at(i int) byte {
	if i < len(c.txt) {
		return c.txt[i]
	}
	return 0
}

// rune returns the rune at i; RuneError at the end.
func (c *cutter) rune(i int) rune {
	r, _ := utf8.DecodeRuneInString(c.txt[i:])
	return r
}

// blank reports whether r parts words and is part of none.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r < ' ' || r == 0x7f
}

func closes(r rune) bool {
	return blank(r) || strings.ContainsRune(`"'”’»)]`, r)
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isAlpha(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// atom returns the end of the letters, digits and accents that begin at i;
// underscores and soft hyphens between them are some of them.
func (c *cutter) atom(i int) int {
	end := i
	for i < len(c.txt) {
		if b := c.txt[i]; b < utf8.RuneSelf {
			switch {
			case isAlpha(b) || isDigit(b):
				i++
				end = i
			case b == '_' && end > 0:
				i++
			default:
				return end
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(c.txt[i:])
		switch i += n; {
		case inWord(r):
			end = i
		case r != '\u00ad' && r != '\u200d' && r != '\u200c':
			return end
		}
	}
	return end
}

// letters returns the end of the letters and accents that begin at i.
func (c *cutter) letters(i int) int {
	for i < len(c.txt) {
		r, n := utf8.DecodeRuneInString(c.txt[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		i += n
	}
	return i
}

// digits returns the end of the digits that begin at i.
func (c *cutter) digits(i int) int {
	for i < len(c.txt) {
		r, n := utf8.DecodeRuneInString(c.txt[i:])
		if !unicode.IsDigit(r) {
			break
		}
		i += n
	}
	return i
}

// link takes the address of a page or of a mailbox that begins at i.
func (c *cutter) link(i int) bool {
	b := c.txt[i]
	if !isAlpha(b) && !isDigit(b) || i < c.noAt {
		return false
	}
	rest := c.txt[i:]
	for _, p := range []string{"http://", "https://", "ftp://", "www."} {
		if len(rest) > len(p) && strings.EqualFold(rest[:len(p)], p) {
			c.add(i, c.address(i+len(p)))
			return true
		}
	}
	j := i
	for j < len(c.txt) && (isAlpha(c.txt[j]) || isDigit(c.txt[j]) || strings.IndexByte("._%+-", c.txt[j]) >= 0) {
		j++
	}
	c.noAt = j
	if c.at(j) != '@' || !isAlpha(c.at(j+1)) && !isDigit(c.at(j+1)) {
		return false
	}
	end := j + 1
	for j++; j < len(c.txt); j++ {
		if b := c.txt[j]; isAlpha(b) || isDigit(b) {
			end = j + 1
		} else if strings.IndexByte("._-", b) < 0 {
			break
		}
	}
	c.add(i, end)
	return true
}

// address returns the end of the rest of a page's address: up to a space or a
// mark that is none of it, without the punctuation of the sentence.
func (c *cutter) address(i int) int {
	end, open := i, 0
	for j, r := range c.txt[i:] {
		switch {
		case blank(r) || strings.ContainsRune(`<>"“”«»|`, r):
			return end
		case r == '(':
			open++
		case r == ')' && open == 0:
			return end
		case r == ')':
			open--
			end = i + j + 1
		case r == '.' || r == ',' || r == ';' || r == ':' || r == '!' || r == '?' || r == '\'' || r == '’' || r == ']':
		default:
			end = i + j + utf8.RuneLen(r)
			if r == utf8.RuneError {
				end = i + j + 1
			}
		}
	}
	return end
}

// word takes the words that begin with the letter at i.
func (c *cutter) word(i int) {
	j := c.atom(i)
	if end := c.dotted(i, j); end > 0 {
		c.add(i, end)
		return
	}
	if c.at(j) == '/' && j-i <= 3 {
		if k := c.atom(j + 1); k-j <= 4 && slashed[strings.ToLower(c.txt[i:k])] || j-i == 1 && k-j == 2 && unicode.IsUpper(c.rune(i)) && unicode.IsUpper(c.rune(j+1)) {
			c.add(i, k)
			return
		}
	}
	if j-i <= 2 && c.at(j) == '$' && strings.ToUpper(c.txt[i:j]) == c.txt[i:j] {
		c.add(i, j+1) // US$
		return
	}
	for {
		k := j
		switch r := c.rune(j); {
		case apostrophe(r) && unicode.IsLetter(c.rune(j+utf8.RuneLen(r))):
			k = c.atom(j + utf8.RuneLen(r))
		case r == '&' && joinsAmpersand(c.txt[i:j], c.rune(j+1)):
			k = c.atom(j + 1)
		case r == '*':
			for k++; c.at(k) == '*'; k++ {
			}
			if !isAlpha(c.at(k)) {
				k = j
				break
			}
			k = c.atom(k) // a word that is not said
		case r == '-' && (unicode.IsLetter(c.rune(j+1)) || isDigit(c.at(j+1))):
			if prefixes[strings.ToLower(c.txt[i:j])] {
				k = c.atom(j + 1)
			}
		}
		if k == j {
			break
		}
		j = k
	}
	c.split(i, j, 2)
}

// dotted returns the end of the abbreviation, initials, file or site whose
// first part is c.txt[i:j]; 0 if it is none.
func (c *cutter) dotted(i, j int) int {
	if c.at(j) != '.' {
		return 0
	}
	single := func(i, j int) bool { return j > i && utf8.RuneCountInString(c.txt[i:j]) == 1 }
	// stop returns end, which follows a full stop, or the offset of the full
	// stop if that is the sentence's too.
	stop := func(end int) int {
		if end >= c.stop {
			return end - 1
		}
		return end
	}
	if single(i, j) {
		parts := 1
		for {
			k := c.atom(j + 1)
			if !single(j+1, k) || !unicode.IsLetter(c.rune(j+1)) {
				if k > j+1 && parts == 1 && degrees[strings.ToLower(c.txt[j+1:k])] {
					j = k // M.Sc
				}
				break
			}
			parts++
			if j = k; c.at(j) != '.' {
				return j // U.S
			}
		}
		if c.at(j) != '.' {
			return j
		}
		if parts == 1 && !unicode.IsUpper(c.rune(i)) && !isDigit(c.at(j+1)) && (c.at(j+1) != ' ' || !isDigit(c.at(j+2))) {
			return 0 // c. 1900, but not "so do i."
		}
		if strings.HasPrefix(c.txt[j:], "..") && (parts == 1 || c.at(j+2) == '.') {
			return 0
		}
		return stop(j + 1)
	}
	w := strings.ToLower(c.txt[i:j])
	if degrees[w] && single(j+1, c.atom(j+1)) {
		if j = c.atom(j + 1); c.at(j) == '.' {
			return stop(j + 1)
		}
		return j
	}
	// A site, a file or a newsgroup.
	parts, k, last := 1, j, w
	lower := w == c.txt[i:j]
	for i >= c.noEnd && (c.at(k) == '.' || c.at(k) == '-') {
		n := c.atom(k + 1)
		if n == k+1 {
			break
		}
		if c.at(k) == '.' {
			parts++
		}
		last = strings.ToLower(c.txt[k+1 : n])
		lower = lower && last == c.txt[k+1:n]
		k = n
	}
	site := sites[last] && !strings.HasSuffix(c.txt[i:k], capital(last, "X")) || parts > 2 && sitesOnly[last]
	if parts > 1 && (site || parts > 2 && lower) {
		if c.at(k) == '/' && site {
			return c.address(k)
		}
		return k
	}
	c.noEnd = max(c.noEnd, k)
	switch next := c.at(j + 1); {
	case next == '.' && (c.at(j+2) == '.' || !abbreviations[w]):
		return 0
	case abbreviations[w], next == ',' && len(w) < 6, days[c.txt[i:j]]:
		return stop(j + 1)
	case w == "no" || w == "nos":
		if next == ' ' && isDigit(c.at(j+2)) || isDigit(next) {
			return j + 1
		}
	}
	return 0
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == '`' || r == '´' }

// joinsAmpersand reports whether left & next are initials of one name.
func joinsAmpersand(left string, next rune) bool {
	r, _ := utf8.DecodeRuneInString(left)
	return unicode.IsUpper(r) && unicode.IsUpper(next) || len(left) == 1 && unicode.IsLetter(next)
}

// split adds the word at [i, j), without the clitics that end it, and these:
// no more than n.
func (c *cutter) split(i, j, n int) {
	w := c.txt[i:j]
	if len(w) <= longest {
		if k, ok := contracted[strings.ToLower(w)]; ok {
			c.add(i, i+k)
			c.add(i+k, j)
			return
		}
	}
	k := clitic(w)
	if len(w) == 3 && strings.EqualFold(w, "its") && c.isIts(j) {
		k = 2
	}
	if k == 0 || n == 0 {
		c.add(i, j)
		return
	}
	c.split(i, i+k, n-1)
	c.add(i+k, j)
}

// isIts reports whether "its" before offset j is "it's" without apostrophe: by
// the next word, which no noun phrase begins with.
func (c *cutter) isIts(j int) bool {
	for c.at(j) == ' ' {
		j++
	}
	return itsNext[strings.ToLower(c.txt[j:c.letters(j)])]
}

// clitic returns where the clitic that ends w begins; 0 if there is none.
func clitic(w string) int {
	n := len(w)
	k := n
	for k > 0 && n-k < 3 && isAlpha(w[k-1]) {
		k--
	}
	r, size := utf8.DecodeLastRuneInString(w[:k])
	if !apostrophe(r) {
		return 0
	}
	k -= size
	switch strings.ToLower(w[k+size:]) {
	case "t":
		if k > 1 && w[k-1]|0x20 == 'n' {
			return k - 1
		}
		return 0
	case "s", "m", "d", "re", "ve", "ll":
		return k
	}
	return 0
}

// number takes the number that begins with the digit at i, and its unit.
func (c *cutter) number(i int) {
	j := c.digits(i)
	if k := c.groups(i, j); k > 0 {
		c.add(i, k)
		return
	}
	for {
		b, k := c.at(j), c.digits(min(j+1, len(c.txt)))
		n := k - j - 1
		if n <= 0 || b == ',' && n != 3 || b == '/' && k-i == 3 && fractions[c.txt[i:k]] || strings.IndexByte(".,:/", b) < 0 {
			break
		}
		j = k
	}
	k := c.letters(j)
	if k == j {
		if e := c.letters(min(j+1, len(c.txt))); c.at(j) == '.' && sites[strings.ToLower(c.txt[j+1:e])] {
			c.add(i, e) // 20.doc
			return
		}
		if r := c.rune(j); apostrophe(r) && c.txt[j-1] == '0' { // the 70's
			if e := j + utf8.RuneLen(r); c.at(e)|0x20 == 's' && c.atom(e) == e+1 {
				j = e + 1
			}
		}
		c.add(i, j)
		return
	}
	if isDigit(c.at(k)) || c.at(k) == '_' {
		c.add(i, c.atom(k))
		return
	}
	u := c.txt[j:k]
	if units[u] || len(u) > 1 && units[strings.ToLower(u)] || c.at(k) == '.' && isAlpha(c.at(k+1)) {
		k = j
	}
	c.add(i, k)
}

// groups returns the end of the telephone number or date, digits joined by
// hyphens, whose first digits are c.txt[i:j]; 0 if it is none, but a range.
func (c *cutter) groups(i, j int) int {
	n, first, last := 1, j-i, 0
	for c.at(j) == '-' {
		k := c.digits(j + 1)
		if k == j+1 {
			break
		}
		last = k - j - 1
		n++
		j = k
	}
	if n > 2 || n == 2 && (first == 3 || first == 5) && last == 4 {
		return j
	}
	return 0
}

// mark takes what begins with r, of n bytes, at i and is no word or number.
func (c *cutter) mark(i int, r rune, n int) {
	j := i + n
	switch {
	case apostrophe(r):
		k := c.atom(j)
		switch w := strings.ToLower(c.txt[j:k]); {
		case w == "" && j < len(c.txt) && c.rune(j) == r:
			j += n // a quotation mark made of two
		case elided[w] && !apostrophe(c.rune(k)) || !c.glued && isDigit(c.at(j)) && k-j <= 3:
			j = k // 'em, '05, and the 's of what ends in a mark
		}
	case r == '+' && isDigit(c.at(j)) && !c.glued:
		for j = c.digits(j); c.at(j) == '-' || c.at(j) == '.'; {
			k := c.digits(j + 1)
			if k == j+1 {
				break
			}
			j = k
		}
	case r == '.' && isDigit(c.at(j)) && !c.glued:
		j = c.digits(j)
	case (r == '@' || r == '#') && isAlpha(c.at(j)) && !c.glued:
		j = c.atom(j)
	case c.smiley(i) > 0:
		j = c.smiley(i)
	case r == '!' || r == '?':
		for c.at(j) == '!' || c.at(j) == '?' {
			j++
		}
	case strings.HasPrefix(c.txt[i:], "‘’"), strings.HasPrefix(c.txt[i:], "->"), strings.HasPrefix(c.txt[i:], "=>"):
		j += utf8.RuneLen(c.rune(j))
	case strings.HasPrefix(c.txt[i:], ".?"):
		for j++; c.at(j) == '?'; j++ {
		}
	case strings.ContainsRune(`.-_=*~#+<>/—–…‘“”$\^`, r):
		for c.rune(j) == r && j < len(c.txt) {
			j += n
		}
	case r == utf8.RuneError:
		for j < len(c.txt) && c.rune(j) == r {
			j++
		}
	default:
		for last := r; j < len(c.txt); { // variants, skins and joined pictures
			r, n := utf8.DecodeRuneInString(c.txt[j:])
			if !unicode.IsMark(r) && r != '\u200d' && !(r >= 0x1f3fb && r <= 0x1f3ff) && !(last == '\u200d' && unicode.Is(unicode.So, r)) {
				break
			}
			last = r
			j += n
		}
	}
	c.add(i, j)
}

// smiley returns the end of the face that begins at i; 0 if there is none.
func (c *cutter) smiley(i int) int {
	if b := c.txt[i]; b != ':' && b != ';' && b != '=' && b != '<' && b != '^' {
		return 0
	}
	for _, f := range faces {
		if strings.HasPrefix(c.txt[i:], f) {
			end := i + len(f)
			if last := f[len(f)-1]; (isAlpha(last) || isDigit(last)) && inWord(c.rune(end)) || isAlpha(last) && c.glued {
				continue
			}
			return end
		}
	}
	return 0
}

var faces = strings.Fields(":-) :-( :-D :-P :-/ ;-) :) :( ;) :D :P :p :O :o ;P =) =( =D :/ :| <3 ^_^ ^^")

var (
	// prefixes are not parted from what a hyphen joins them to; other compounds
	// are three words. They are those that the train parts of EWT and GUM leave
	// so at least two times of three, and others of their kind.
	prefixes = text.WordSet("ante anti arch auto bi co contra counter cross de dis e ex extra hyper inter intra macro mega meta micro mid mini mis multi non over pan para post pre pro pseudo psycho re semi socio sub super tele trans tri ultra un under uni vice")
	// degrees are parts of degrees beside single letters: Ph.D., M.Sc.
	degrees = text.WordSet("ph sc ed phil litt eng tech")
	// sites are ends of sites and of files, unless they begin with a capital that
	// opens a sentence; sitesOnly, of longer ones: they are words, too.
	sitesOnly = text.WordSet("us it in me no is at be to")
	sites     = text.WordSet("com org net edu gov mil int info biz co uk eu ca au de fr es nl ru cn jp ie nz za tv io fm ly ch se dk fi pl br mx ar html htm php asp aspx jsp pdf doc docx xls xlsx ppt txt jpg jpeg gif png zip exe mp3 mp4 avi csv xml json js css")
	// abbreviations keep their full stop inside a sentence. Those that are
	// words, such as "no", "in" and "fig", are not here.
	abbreviations = text.WordSet(`adm al apr approx apt arr arrv asst assn attn aug ave bldg blvd bros ca capt cf cmdr co col
		comdr conf conn corp cpl cpt ct ctr dec del dep dept det dist div dr ed eds encl eq esp esq est et etc ext feb fig figs fla fr fri ft
		gen gov govt gr hon hrs hwy ia ill inc insp inst intl jan jr jul kan ky la lb lbs lt ltd lv maj mass md messrs mfg mgr mich min
		mins minn mlle mme mo mr mrs ms msgr mt mts natl neb nev nov nr oct okla op ore oz pa para pfc ph pl pls pp pres prof
		prop pt pte pvt rd ref rep reps ret rev rt sec sen sens sep sept sgt spec sq sr st ste supt tenn tex thur thurs tel treas tue tues
		univ va vol vols vs vt wash wed wis wyo yr yrs viz ibid no.`)
	days = text.WordSet("Mon Fri Sat Sun") // abbreviations that are words when written small
	// elided words begin with an apostrophe.
	elided = text.WordSet("em til till cause cuz coz bout twas tis n s ll re ve d m t")
	// slashed words are written with a stroke.
	slashed = text.WordSet("w/o w/out w/in s/he n/a tcp/ip b/c w/e")
	// units follow their number without a space.
	units     = text.WordSet("m k b bn mm cm km ft kg lb lbs hz khz mhz ghz kb mb gb tb kw mw kwh mwh mph kph am pm p x t hh min mins minutes minute hour hours days hr hrs sec secs ml oz percent tn trn million billion yr yrs years sqft mg kcal bps fps rpm C c F f K M in yo miles people usd eur gbp hp pc ppm cc ah mah wt g l dpi px")
	fractions = text.WordSet("1/2 1/3 2/3 1/4 3/4")
	// itsNext are words before which "its" is nearly always "it is" or "it has".
	itsNext = text.WordSet("a an the not been just so very really too no my your his her going getting about like because always never still only what where how why that this in on at for to definitely now between also simply called nothing")
	// contracted are the contractions written as one word, and the length of the
	// first of their two words. None is longer than longest.
	contracted = map[string]int{
		"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3, "gimme": 3, "lemme": 3, "outta": 3,
		"dont": 2, "doesnt": 4, "didnt": 3, "cant": 2, "wont": 2, "isnt": 2, "arent": 3, "wasnt": 3, "werent": 4, "havent": 4,
		"hasnt": 3, "hadnt": 3, "couldnt": 5, "wouldnt": 5, "shouldnt": 6, "aint": 2, "arnt": 2,
		"im": 1, "ive": 1, "hes": 2, "thats": 4, "theres": 5, "whats": 4, "heres": 4, "youre": 3, "theyre": 4, "youve": 3, "theyve": 4,
		"youll": 3, "theyll": 4, "itll": 2, "lets": 3, "elses": 4,
	}
)

const longest = 8
