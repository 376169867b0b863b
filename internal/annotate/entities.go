package annotate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// An entity is a stemma.Entity on the bench.
type entity struct {
	stemma.Entity
	words  []string // folded words of Name, without titles
	gender gender
	roles  []string // folded heads of what it is: "mayor", "director", "agency"
	sure   bool     // the kind rests on evidence, not on a guess
	short  string   // an abbreviation of its name
	at     int      // the token where a full name of it first stands
	full   int      // how often a name of several words names it
}

// A gender is what pronoun speaks of a person.
type gender uint8

const (
	unknownGender gender = iota
	female
	male
)

// A mention is one place where a name stands.
type mention struct {
	first, last int // tokens [first, last), without titles
	from        int // first token with titles: "Mayor" of "Mayor Ann Oke"
	ent         int // index into doc.entities
}

func startsUpper(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// findEntities fills d.mentions, d.owner and d.entities: first every run of
// capitalised words that is a name, then which runs name the same thing.
func (d *doc) findEntities() {
	d.owner = make([]int32, len(d.toks))
	names := d.nameRuns()
	if d.without&Names == 0 {
		names = d.settleNames(names)
	}
	d.mergeNames(names)
	d.findRoles()
	d.nameMentions()
}

// A nameRun is a run of capitalised words before it is known what it names.
type nameRun struct {
	from, first, last int // tokens: titles [from, first), name [first, last)
	words             []string
	kind              stemma.EntityKind
	sure              bool
	gender            gender
	outlet            string // normal name, if it is a known outlet
	titled            bool
}

// nameRuns returns the names in the order of the text.
func (d *doc) nameRuns() []nameRun {
	var runs []nameRun
	lower := d.lowerWords()
	for si := range d.sents {
		s := &d.sents[si]
		heads := d.kind(si) == stemma.Title || d.kind(si) == stemma.Heading || d.titleCase(s)
		for i := s.first; i < s.last; {
			j := d.runEnd(i, s.last)
			if j == i {
				i++
				continue
			}
			runs = d.cutRun(runs, i, j, i == s.first || d.afterMark(i, s.first), heads, lower)
			i = j
		}
	}
	return runs
}

// lowerWords returns the folded words that the article also writes in lower
// case, "Fire" at the start of a sentence is then no name, and, behind a zero
// byte, those that it capitalises inside a sentence.
func (d *doc) lowerWords() map[string]bool {
	m := make(map[string]bool, len(d.toks)/3)
	for i := range d.toks {
		t := &d.toks[i]
		switch {
		case t.Kind != text.Word:
		case !t.upper:
			m[t.fold] = true
		case i > 0 && d.toks[i-1].sent == t.sent && d.toks[i-1].Kind == text.Word && !d.toks[i-1].upper:
			m["\x00"+t.fold] = true // capitalised inside a sentence
		}
	}
	return m
}

// titleCase reports whether most long words of s are capitalised, as in a
// headline, so that capitals tell nothing.
func (d *doc) titleCase(s *sentence) bool {
	if s.last-s.first > 30 || s.last > s.first && d.isMark(s.last-1, '.') {
		return false
	}
	up, all := 0, 0
	for i := s.first; i < s.last; i++ {
		t := &d.toks[i]
		if t.Kind == text.Word && len(t.fold) > 3 {
			all++
			if t.upper {
				up++
			}
		}
	}
	return all >= 5 && up*4 >= all*3
}

// afterMark reports whether token i opens a quotation or follows a colon, so
// that its capital may be that of a sentence.
func (d *doc) afterMark(i, first int) bool {
	if i == first {
		return true
	}
	switch d.words(d.toks[i-1].Span) {
	case `"`, "“", "”", "«", "»", "„", "‘", "'", ":", "(", "[", "-", "–", "—", "|", "*", "•":
		return true
	}
	return false
}

// named reports whether token i is a capitalised word.
func (d *doc) named(i int) bool {
	t := &d.toks[i]
	if t.Kind != text.Word || t.fold == "i" || strings.HasPrefix(t.fold, "i'") {
		return false
	}
	if t.is.has(calendar) { // "Theresa May", not "Last May"
		if !t.upper || i == 0 {
			return false
		}
		prev := &d.toks[i-1]
		if prev.upper && prev.is.has(femaleName|maleName) {
			return true
		}
		// "Jan Sobol", not "in June Ann Oke"
		return (t.fold == "jan" || t.fold == "june" || t.fold == "april" || t.fold == "may") && !prev.is.has(preposition|adverb|calendar) && i+1 < len(d.toks) &&
			d.toks[i+1].Kind == text.Word && d.toks[i+1].upper && !d.toks[i+1].is.has(calendar|common) && d.apart(i+1) == 1
	}
	return t.upper || t.fold == "dpa"
}

// maxName is the longest run of tokens that is read as one name.
const maxName = 18

// runEnd returns the end of the run of name words that begins at token i, or i.
func (d *doc) runEnd(i, end int) int {
	if !d.named(i) {
		return i
	}
	j := i + 1
	for j < end && j-i < maxName {
		t := &d.toks[j]
		switch {
		case j-i >= 2 && d.givenTail(j, end):
			j += 2
		case d.named(j) && d.apart(j) <= 1 && t.fold != "dpa":
			j++
		case t.fold == "'s" && d.possessiveName(i, j, end):
			j++
		case t.Kind == text.Number && d.named(j-1) && d.apart(j) == 1 && t.Len() <= 2 && (j+1 >= end || d.named(j+1)) && d.toks[j-1].is.has(orgHead|media):
			j++
		case t.is.has(of) && !t.upper && j+1 < end && d.named(j+1) && d.joins(i, j):
			j += 2
		case t.is.has(of) && !t.upper && j+2 < end && d.toks[j+1].is.has(of) && d.named(j+2) && t.fold != "of":
			j += 3 // "de la Cruz"
		case (t.fold == "of" || t.fold == "for") && j+2 < end && d.toks[j+1].fold == "the" && d.named(j+2) && d.joins(i, j):
			j += 3
		case t.fold == "for" && j+1 < end && d.named(j+1) && d.joins(i, j):
			j += 2
		case t.fold == "and" && j+1 < end && d.named(j+1) && d.joinsAnd(i, j):
			j += 2
		case t.Len() == 1 && j+1 < end && d.named(j+1) && d.apart(j) == 0 && d.joinMark(i, j):
			j += 2
		default:
			return j
		}
	}
	return j
}

// apart returns how many bytes stand between token j and the one before; all
// before the first.
func (d *doc) apart(j int) int {
	if j == 0 {
		return d.toks[0].Start + 1
	}
	return d.toks[j].Start - d.toks[j-1].End
}

// givenTail reports whether "-in" of "Moon Jae-in" stands at token j.
func (d *doc) givenTail(j, end int) bool {
	if j+1 >= end || !d.isMark(j, '-') || d.apart(j) > 0 || d.apart(j+1) > 0 {
		return false
	}
	t := &d.toks[j+1]
	if t.Kind != text.Word || t.upper || t.Len() > 5 || d.toks[j-1].Len() > 5 || d.toks[j-1].is.has(demonym|country|city|orgHead) {
		return false
	}
	switch t.fold {
	case "led", "run", "era", "based", "born", "style", "made", "like", "owned", "area", "wide":
		return false
	}
	return true
}

// possessiveName reports whether the 's at token j stands inside the name that
// began at i: "St Ann's Hospital", not "Ghana's Parliament".
func (d *doc) possessiveName(i, j, end int) bool {
	if j-i > 3 || j+1 >= end || !d.named(j+1) || d.toks[j-1].is.has(country|city|orgHead|demonym) || longPlaces()[strings.Join(d.folds(i, j), " ")] {
		return false
	}
	last := j + 1
	for last+1 < end && last < j+3 && d.named(last+1) {
		last++
	}
	return d.toks[last].is.has(orgHead|placeHead) && !d.toks[last].is.has(title)
}

// joinMark reports whether the mark at j joins the name words around it: a
// hyphen, "&", or the full stop of an initial or an abbreviated title.
func (d *doc) joinMark(i, j int) bool {
	prev := &d.toks[j-1]
	switch d.art.Text[d.toks[j].Start] {
	case '-':
		return d.apart(j+1) == 0
	case '&':
		return true
	case '.':
		return prev.Len() == 1 || prev.is.has(title) && prev.Len() <= 5 || prev.fold == "st" || strings.Contains(prev.fold, ".")
	}
	return false
}

// joins reports whether "of", "for" or "de" at j goes on with the name that
// began at i: "Ministry of Health", "Ana de Souza", not "Hale of Leith".
func (d *doc) joins(i, j int) bool {
	prev, w := &d.toks[j-1], d.toks[j].fold
	if w != "of" && w != "for" {
		return true
	}
	if prev.is.has(femaleName | maleName) {
		return false
	}
	if w == "for" {
		return prev.is.has(orgHead) && !prev.is.has(authority) || ofHeads[prev.fold]
	}
	return prev.is.has(orgHead|placeHead|title|role) || ofHeads[prev.fold]
}

// ofHeads are words before "of" or "for" in names that head nothing else.
var ofHeads = map[string]bool{
	"republic": true, "states": true, "isle": true, "cape": true, "order": true, "duke": true, "king": true,
	"transport": true, "institute": true, "church": true, "ministry": true, "office": true, "port": true,
	"emirates": true, "union": true, "society": true, "friends": true, "house": true, "court": true,
	"centers": true, "centres": true, "gulf": true, "strait": true, "tower": true, "department": true, "synagogue": true,
}

// joinsAnd reports whether "and" at j stands inside the name that began at i:
// "Office of Rail and Road".
func (d *doc) joinsAnd(i, j int) bool {
	if j-i < 3 || j-i > 6 {
		return false
	}
	for k := i; k < j-1; k++ {
		if (d.toks[k+1].fold == "of" || d.toks[k+1].fold == "for") && d.toks[k].is.has(orgHead) {
			next := &d.toks[j+1]
			return !next.is.has(femaleName|maleName|title) && k+2 < j && j-k <= 5 && !d.toks[j-1].is.has(country|city)
		}
	}
	return false
}

// cutRun cuts the run of tokens [i, j) into names and appends them: possessives
// split it, titles are set before a person, and words that only open a sentence
// are dropped.
func (d *doc) cutRun(runs []nameRun, i, j int, opens, heads bool, lower map[string]bool) []nameRun {
	// A word that opens the sentence is a name only if it is no usual word.
	for first := true; i < j && opens; first = false {
		t := &d.toks[i]
		if isAcronym(d.words(t.Span)) || !first && !t.is.has(determiner|preposition|conjunction) {
			break
		}
		if t.is.has(determiner|pronoun|preposition|conjunction|clause|auxiliary|adverb) ||
			t.is.has(common) && !(i+1 < j && t.is.has(orgHead|title)) && !t.is.has(country|city) ||
			lower[t.fold] && !t.is.has(title|femaleName|maleName|country|city) && (i+1 >= j || d.verb(i)) {
			i++
			for i < j && !d.named(i) {
				i++
			}
			continue
		}
		break
	}
	for i < j && (d.toks[i].fold == "the" || d.toks[i].is.has(determiner) && d.toks[i].Len() > 1) {
		i++
	}
	if opens && j-i == 1 && d.onlyOpens(i) && !lower["\x00"+d.toks[i].fold] {
		return runs
	}
	if i >= j || heads && d.headlineNoise(i, j, lower) {
		return runs
	}
	return d.nameIn(runs, i, j)
}

// onlyOpens reports whether the single capitalised word at i reads as the first
// word of a sentence and not as a name: no list knows it, and no verb,
// possessive or comma follows.
func (d *doc) onlyOpens(i int) bool {
	t := &d.toks[i]
	if t.is.has(femaleName|maleName|country|city|title|demonym) || isAcronym(d.words(t.Span)) || i+1 >= len(d.toks) || knownOutlet(d.words(t.Span)) {
		return false
	}
	next := &d.toks[i+1]
	if strings.HasSuffix(t.fold, "s") && (next.fold == "were" || next.fold == "are" || next.fold == "have") {
		return true // "Guests were"
	}
	return next.Kind == text.Word && !next.is.has(auxiliary|motion|clause|adverb) && !d.finite(i+1) && next.fold != "'s"
}

// maxHeadlineName is how many words in a row a name can have where every word
// has a capital; a longer run is a sentence.
const maxHeadlineName = 5

// headlineNoise reports whether the capitalised run [i, j) of a headline is
// made of usual words.
func (d *doc) headlineNoise(i, j int, lower map[string]bool) bool {
	if j-i > maxHeadlineName {
		return true
	}
	for k := i; k < j; k++ {
		t := &d.toks[k]
		if t.is.has(femaleName|maleName|country|city) || t.Kind == text.Word && len(t.fold) > 2 && !lower[t.fold] && t.is&^(orgHead|placeHead) == 0 && j-i <= 3 {
			return false
		}
		if isAcronym(d.words(t.Span)) {
			return false
		}
	}
	return true
}

// nameIn appends the name that the run [i, j) holds, with its titles set apart.
func (d *doc) nameIn(runs []nameRun, i, j int) []nameRun {
	if m := d.twoPeople(i, j); m > 0 {
		runs = d.nameIn(runs, i, m)
		i = m
	}
	r := nameRun{from: i, first: i, last: j}
	r.first = d.skipTitles(i, j)
	if r.first > i && r.first < j {
		r.titled = true
		r.kind, r.sure = stemma.Person, true
		for k := i; k < r.first; k++ {
			r.gender = knownGender(r.gender, titleGender[d.toks[k].fold])
			// "Leith Mayor Ann Oke" names Leith, too.
			if d.toks[k].is.has(country|city) && !d.toks[k].is.has(title) {
				runs = append(runs, nameRun{from: k, first: k, last: k + 1, kind: stemma.Place, sure: true, words: d.folds(k, k+1)})
			}
		}
	}
	if r.first >= j { // titles alone: "the President", "Deputy Mayor"
		return runs
	}
	r.words = d.folds(r.first, j)
	if len(r.words) == 0 {
		return runs
	}
	if len(r.words) <= 2 && d.toks[r.last-1].is.has(demonym) && (d.toks[r.first].is&(femaleName|maleName) == 0 || longPlaces()[strings.TrimRight(strings.Join(r.words, " "), "n")]) {
		return runs // "French", "South Korean", "Sri Lankan"
	}
	if len(r.words) == 1 && !r.titled && d.plainWord(r.first) {
		return runs
	}
	if !r.titled {
		d.kindOf(&r)
	}
	return append(runs, r)
}

// plainWord reports whether the single capitalised word at i is a usual word or
// the head of a name that is missing: "Once", "Firefighters", "Street".
func (d *doc) plainWord(i int) bool {
	t := &d.toks[i]
	if t.is.has(country|city|femaleName|maleName|media) || pressWords[t.fold] || isAcronym(d.words(t.Span)) && t.Len() > 1 || knownOutlet(d.words(t.Span)) {
		return false
	}
	return t.is.has(common|adverb|plural|determiner|preposition|auxiliary|pronoun|conjunction|clause|placeHead) && !t.is.has(authority)
}

// twoPeople returns where a second person's name begins in the run [i, j), or
// 0: captions and their credits run names together.
func (d *doc) twoPeople(i, j int) int {
	if j-i < 4 || j-i > 12 || !d.toks[i].is.has(femaleName|maleName) {
		return 0
	}
	for m := i + 2; m+1 < j; m++ {
		if d.toks[m].is.has(femaleName|maleName) && d.toks[m+1].upper && !d.toks[m+1].is.has(orgHead|placeHead|femaleName|maleName) &&
			d.toks[m-1].upper && !d.toks[m-1].is.has(femaleName|maleName) {
			return m
		}
	}
	return 0
}

// folds returns the folded words of tokens [i, j) that count in a name.
func (d *doc) folds(i, j int) []string {
	var out []string
	for ; i < j; i++ {
		if t := &d.toks[i]; t.Kind != text.Mark {
			out = append(out, t.fold)
		}
	}
	return out
}

// skipTitles returns the token at which the name proper of the run [i, j)
// begins: after the last title that a person's name follows.
func (d *doc) skipTitles(i, j int) int {
	at := i
	for k := i; k < j; k++ {
		t := &d.toks[k]
		called := t.is.has(role|office) && k+2 < j && d.toks[k+1].is.has(femaleName|maleName) // "Engineer Lena Fors"
		if !t.is.has(title) && !called || t.is.has(orgHead) {
			continue
		}
		if k+1 < j && d.toks[k+1].fold == "of" { // "Mayor of Leith Ann Oke", "Chief of Staff"
			for m := k + 2; m+1 < j; m++ {
				if d.toks[m].is.has(femaleName | maleName) {
					return m
				}
				if d.toks[m].is.has(country|city) && m+2 < j && d.toks[m+1].upper {
					return m + 1
				}
			}
			if k == i || at == k {
				return j
			}
			continue
		}
		if k > i && d.toks[k-1].is.has(femaleName|maleName) && !t.is.has(honorific) {
			continue // "Ann Bishop"
		}
		next := k + 1
		if next < j && d.art.Text[d.toks[next].Start] == '.' {
			next++
		}
		at = next
	}
	if at > i && at < j && !d.personal(at, j) {
		return i
	}
	return at
}

// personal reports whether tokens [i, j) can be a person's name.
func (d *doc) personal(i, j int) bool {
	if j-i == 1 && d.toks[i].is.has(orgHead) && !d.toks[i].is.has(femaleName|maleName) { // "First Group"
		return false
	}
	if j-i > 6 || d.toks[j-1].is.has(placeHead) && j-i > 2 || d.toks[j-1].is.has(orgHead) && j-i > 1 && !d.toks[i].is.has(femaleName|maleName) {
		return false
	}
	return !d.toks[i].is.has(country) || d.toks[i].is.has(femaleName|maleName)
}

var titleGender = map[string]gender{
	"mr": male, "sir": male, "lord": male, "mister": male, "king": male, "prince": male, "father": male, "brother": male,
	"spokesman": male, "chairman": male, "councilman": male, "congressman": male, "businessman": male, "actor": male, "duke": male, "pope": male, "imam": male, "herr": male, "monsieur": male, "senor": male, "don": male,
	"mrs": female, "ms": female, "miss": female, "dame": female, "lady": female, "madam": female, "queen": female, "princess": female, "sister": female,
	"spokeswoman": female, "chairwoman": female, "councilwoman": female, "congresswoman": female, "businesswoman": female, "actress": female, "duchess": female, "mme": female, "mlle": female, "madame": female, "frau": female, "senora": female,
	"policeman": male, "policewoman": female, "mother": female, "son": male, "daughter": female, "husband": male, "wife": female, "widow": female, "uncle": male, "aunt": female, "boy": male, "girl": female, "man": male, "woman": female, "nun": female, "priest": male, "monk": male, "grandmother": female, "grandfather": male, "grandson": male, "fireman": male, "fisherman": male,
}

// knownGender returns b if it is known, and a otherwise.
func knownGender(a, b gender) gender {
	if b != unknownGender {
		return b
	}
	return a
}

// kindOf decides what r names by its words and what stands around it.
func (d *doc) kindOf(r *nameRun) {
	first, last := &d.toks[r.first], &d.toks[r.last-1]
	printed := d.words(d.span(r.first, r.last))
	if o, ok := outletNamed(printed); ok {
		r.kind, r.sure, r.outlet = stemma.Organisation, true, o.name
		return
	}
	if d.apposedOutlet(r.last) {
		r.kind, r.sure, r.outlet = stemma.Organisation, true, printed
		return
	}
	folded := strings.Join(r.words, " ")
	given := first.is & (femaleName | maleName)
	if len(r.words) > 1 && longPlaces()[r.words[0]+" "+r.words[1]] {
		given = 0 // "Sri Lanka Railways"
	}
	switch {
	case social()[folded] && len(r.words) == 1:
		r.kind, r.sure = stemma.Organisation, true
	case len(r.words) > 1 && isAcronym(d.words(first.Span)) && knownOutlet(d.words(first.Span)):
		r.kind, r.sure, r.outlet = stemma.Organisation, true, printed
	case len(r.words) == 1 && pressWords[folded] && d.articled(r.first):
		r.kind, r.sure, r.outlet = stemma.Organisation, true, printed
	case len(r.words) > 1 && foreignPress(r.words), callSign(printed), len(r.words) == 2 && d.toks[r.last-1].Kind == text.Number && knownOutlet(d.words(first.Span)):
		r.kind, r.sure, r.outlet = stemma.Organisation, true, printed
	case longPlaces()[folded]:
		r.kind, r.sure = stemma.Place, true
	case isAcronym(printed):
		r.kind = stemma.Organisation
		if first.is.has(country) || printed == "US" || printed == "UK" || printed == "U.S" || printed == "UAE" {
			r.kind = stemma.Place
		}
		r.sure = true
	case len(r.words) > 1 && d.orgWord(r.first, r.last):
		r.kind, r.sure = stemma.Organisation, true
		if pressWords[last.fold] && !last.is.has(authority) {
			r.outlet = printed
		}
	case len(r.words) > 1 && last.is.has(placeHead), len(r.words) > 1 && placeStarts[first.fold] && given == 0, d.placeFollows(r):
		r.kind, r.sure = stemma.Place, true
	case len(r.words) == 1 && first.is.has(country|city) && given == 0:
		r.kind, r.sure = stemma.Place, true
	case given != 0 && len(r.words) > 1 && len(r.words) < 6:
		r.kind, r.sure = stemma.Person, true
	case len(r.words) == 1 && given != 0:
		r.kind = stemma.Person
	case d.aged(r.last), len(r.words) == 1 && given == 0 && d.speaks(r):
		r.kind, r.sure = stemma.Person, true
	case r.first > 0 && placePrep[d.toks[r.first-1].fold] && len(r.words) < 4:
		r.kind = stemma.Place
	case len(r.words) == 2 || len(r.words) == 3:
		r.kind = stemma.Person
		if d.articled(r.first) || first.is.has(demonym|orgHead|country|city) {
			r.kind = stemma.Organisation
		}
	default:
		r.kind = stemma.Organisation
	}
	if r.kind == stemma.Person && given != 0 && r.gender == unknownGender {
		switch given {
		case femaleName:
			r.gender = female
		case maleName:
			r.gender = male
		}
	}
}

// placeStarts are words that open the names of places.
var placeStarts = map[string]bool{"new": true, "north": true, "south": true, "east": true, "west": true, "upper": true, "lower": true, "great": true, "gare": true, "rue": true, "plaza": true, "piazza": true, "calle": true, "port": true, "fort": true, "mount": true, "lake": true, "cape": true, "los": true, "las": true, "san": true, "santa": true, "puerto": true, "rio": true, "isle": true}

// placeFollows reports whether a common noun of place stands right behind r:
// "the Volga river", "Hale tram stop".
func (d *doc) placeFollows(r *nameRun) bool {
	if len(r.words) > 2 {
		return false
	}
	for k := r.last; k < r.last+2 && k < len(d.toks); k++ {
		t := &d.toks[k]
		if t.Kind != text.Word || t.upper || t.is.has(preposition|auxiliary|conjunction|clause|motion|adverb) || t.fold == "'s" {
			return false
		}
		if t.is.has(placeHead) {
			return true
		}
	}
	return false
}

var placePrep = map[string]bool{"in": true, "at": true, "near": true, "outside": true, "around": true}

// articled reports whether "the" stands before token i.
func (d *doc) articled(i int) bool { return i > 0 && d.toks[i-1].fold == "the" }

// orgWord reports whether [i, j) is an organisation's name by its head: its
// last word, or the one before "of" or "for".
func (d *doc) orgWord(i, j int) bool {
	if d.toks[j-1].is.has(orgHead) && !d.toks[i].is.has(femaleName|maleName) || d.toks[j-1].is.has(orgHead&^placeHead) && j-i > 2 {
		return true
	}
	for k := i + 1; k < j; k++ {
		if w := d.toks[k].fold; (w == "of" || w == "for") && (d.toks[k-1].is.has(orgHead) || d.toks[k-1].fold == "transport") {
			return true
		}
	}
	return false
}

func knownOutlet(name string) bool {
	_, ok := outletNamed(name)
	return ok
}

// foreignPress reports whether words end in a word of other languages for a
// newspaper: "Asahi Shimbun".
func foreignPress(words []string) bool {
	w := words[len(words)-1]
	return pressWords[w] && !lexicon()[w].has(orgHead|media)
}

// maxApposed is how many words stand between the article of an apposition and
// its noun at most: "a Leith-based independent news website".
const maxApposed = 6

// apposedOutlet reports whether what follows the name that ends before token i
// says that it is an outlet: ", a local newspaper".
func (d *doc) apposedOutlet(i int) bool {
	if i+2 >= len(d.toks) || !d.isMark(i, ',') || !d.toks[i+1].is.has(determiner) {
		return false
	}
	for k := i + 2; k < len(d.toks) && k <= i+2+maxApposed; k++ {
		t := &d.toks[k]
		switch {
		case t.Kind == text.Mark && !d.isMark(k, '-'), t.is.has(preposition | clause | auxiliary | pronoun | conjunction):
			return false
		case t.is.has(media) && !t.upper && (newspapers[t.fold] || newsy[d.toks[k-1].fold]):
			n := k + 1
			if n >= len(d.toks) {
				return true
			}
			s, w := d.tree(n)
			return s == nil || s.Words[w].POS != language.NOUN && s.Words[w].POS != language.PROPN && s.Words[w].POS != language.PART
		}
	}
	return false
}

// newspapers are nouns that name nothing but outlets; newsy ones make one of the
// noun after them: "news site", "radio station".
var (
	newspapers = map[string]bool{"newspaper": true, "daily": true, "weekly": true, "tabloid": true, "magazine": true, "broadcaster": true}
	newsy      = map[string]bool{"news": true, "television": true, "tv": true, "radio": true}
)

// callSign reports whether name is that of an American station: "KXYZ".
func callSign(name string) bool {
	return len(name) == 4 && (name[0] == 'K' || name[0] == 'W') && isAcronym(name) && strings.ToUpper(name) == name
}

// speaks reports whether the name r stands right before a verb of saying.
func (d *doc) speaks(r *nameRun) bool {
	if r.last >= len(d.toks) || r.first > 0 && placePrep[d.toks[r.first-1].fold] || d.articled(r.first) || d.toks[r.last].upper || d.toks[r.first].is.has(orgHead|authority|placeHead|plural) {
		return false
	}
	t, w := d.tree(r.last)
	return t != nil && d.verb(r.last) && sayings[t.Words[w].Lemma] && t.Words[w].Lemma != "report"
}

// aged reports whether ", 22," stands at token i.
func (d *doc) aged(i int) bool {
	if i+1 >= len(d.toks) || d.toks[i].sent != d.toks[i+1].sent {
		return false
	}
	return d.art.Text[d.toks[i].Start] == ',' && d.toks[i+1].Kind == text.Number && d.toks[i+1].Len() <= 2
}

// isAcronym reports whether w is written in capitals as an abbreviation is.
func isAcronym(w string) bool {
	n, up := 0, 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			up++
			n++
		case unicode.IsLetter(r):
			n++
		case r != '.' && r != '&' && !unicode.IsDigit(r):
			return false
		}
	}
	return n >= 2 && n <= 6 && up == n || n >= 3 && n <= 5 && up == n-1 && startsUpper(w) && unicode.IsUpper(lastRune(w))
}

func lastRune(w string) rune {
	r, _ := utf8.DecodeLastRuneInString(w)
	return r
}

// entityAt returns the entity that a mention overlapping s names, or nil; if
// several do, the longest mention decides.
func (d *doc) entityAt(s stemma.Span) *entity {
	if s.Empty() || len(d.owner) == 0 {
		return nil
	}
	var best *entity
	size := 0
	for i := d.tokenAt(s.Start); i < len(d.toks) && d.toks[i].Start < s.End; i++ {
		if o := d.owner[i]; o > 0 {
			m := &d.mentions[o-1]
			if n := d.toks[m.last-1].End - d.toks[m.first].Start; n > size {
				best, size = &d.entities[m.ent], n
			}
		}
	}
	return best
}
