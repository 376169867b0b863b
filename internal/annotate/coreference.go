package annotate

import (
	"slices"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// mergeNames makes d.mentions and d.entities of the runs. Full names found
// entities; shorter ones join the one entity that they can name, and stand
// alone if there are several: a wrong merge is worse than a missing one.
func (d *doc) mergeNames(runs []nameRun) {
	order := make([]int, len(runs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(runs[b].words) - len(runs[a].words) })
	ent := make([]int, len(runs))
	idx := nameIndex{byName: map[string]int{}, byWord: map[string][]int{}, meant: map[string]int{}, bare: map[string]bareName{}}
	idx.countBare(d, runs)
	for _, ri := range order {
		r := &runs[ri]
		e := idx.find(d, r)
		if e < 0 {
			e = len(d.entities)
			d.entities = append(d.entities, d.newEntity(r))
			idx.add(e, r.words)
		}
		d.joinEntity(&d.entities[e], r)
		ent[ri] = e
	}
	d.mentions = make([]mention, 0, len(runs))
	for ri := range runs {
		r := &runs[ri]
		for k := r.first; k < r.last; k++ {
			d.owner[k] = int32(len(d.mentions) + 1)
		}
		d.mentions = append(d.mentions, mention{first: r.first, last: r.last, from: r.from, ent: ent[ri]})
	}
	d.joinShortForms()
}

// A nameIndex finds entities by their words.
type nameIndex struct {
	byName map[string]int
	byWord map[string][]int // at most maxSharing entities a word
	meant  map[string]int   // the entity that a single word was last read as
	bare   map[string]bareName
}

// A bareName is how a name of one word stands in the article.
type bareName struct {
	runs, places int // how often, and how often as that of a place: "in Hale"
	second       int // the token where the body has it for the second time; 0 if it has not
}

// countBare reads the names of one word.
func (x *nameIndex) countBare(d *doc, runs []nameRun) {
	body := map[string]int{}
	for i := range runs {
		r := &runs[i]
		if len(r.words) != 1 {
			continue
		}
		w := r.words[0]
		b := x.bare[w]
		b.runs++
		if r.kind == stemma.Place {
			b.places++
		}
		if d.kind(d.toks[r.first].sent) == stemma.Body {
			if body[w]++; body[w] == 2 {
				b.second = r.first
			}
		}
		x.bare[w] = b
	}
}

// maxSharing bounds how many entities are compared for one word, so that a
// text of names alone stays linear; news rarely has five people of one name.
const maxSharing = 8

func (x *nameIndex) add(e int, words []string) {
	x.byName[strings.Join(words, " ")] = e
	for _, w := range words {
		if l := x.byWord[w]; len(l) < maxSharing && (len(l) == 0 || l[len(l)-1] != e) {
			x.byWord[w] = append(l, e)
		}
	}
}

// find returns the entity that r names, or -1.
func (x *nameIndex) find(d *doc, r *nameRun) int {
	if len(r.words) == 1 {
		if e := x.short(d, r); e >= 0 {
			return e
		}
	}
	if e, ok := x.byName[strings.Join(r.words, " ")]; ok {
		return e
	}
	if len(r.words) == 1 {
		return -1
	}
	found := -1
	for _, e := range x.byWord[r.words[len(r.words)-1]] {
		if !d.canName(r, &d.entities[e]) {
			continue
		}
		if found >= 0 && found != e {
			return -1
		}
		found = e
	}
	return found
}

// short returns whom the single word of r names: by surname or, failing that,
// by given name; -1 if several could be meant, or if the word is mostly the name
// of a place, or if the body has it twice before somebody is named so in full,
// and that once: then it is another, whom the reader knows.
func (x *nameIndex) short(d *doc, r *nameRun) int {
	w := r.words[0]
	bare := x.bare[w]
	var surname, given []int
	for _, e := range x.byWord[w] {
		c := &d.entities[e]
		if len(c.words) < 2 && !c.Outlet {
			continue
		}
		switch {
		case c.Outlet && d.canName(r, c): // "the Times": the paper named last before
			if c.at < r.first && (len(surname) == 0 || c.at > d.entities[surname[0]].at) {
				surname = []int{e}
			}
		case c.Kind != stemma.Person || 2*bare.places >= bare.runs && !r.titled:
		case d.canName(r, c):
			surname = append(surname, e)
		case c.words[0] == w && !r.titled && (r.kind == stemma.Person || !r.sure) && (r.gender == unknownGender || c.gender == unknownGender || r.gender == c.gender):
			given = append(given, e)
		}
	}
	for _, of := range [][]int{surname, given} {
		if e := x.oneOf(d, r, of); e >= 0 {
			x.meant[w] = e
			return e
		} else if len(of) > 0 {
			return -1
		}
	}
	return -1
}

// oneOf returns which of several bearers of a name r means; -1 if it cannot be
// told. What the word last meant it still means, and before it meant anybody it
// means the only one who is named in full more than once, unless another bearer
// has been named just now.
func (x *nameIndex) oneOf(d *doc, r *nameRun, of []int) int {
	if len(of) <= 1 {
		if b := x.bare[r.words[0]].second; len(of) == 0 || b > 0 && b < d.entities[of[0]].at && d.entities[of[0]].full == 1 {
			return -1
		}
		return of[0]
	}
	before, last := -1, -1
	n := 0
	for _, e := range of {
		if c := &d.entities[e]; c.at < r.first {
			n++
			before = e
			if last < 0 || c.at > d.entities[last].at {
				last = e
			}
		}
	}
	if n == 1 {
		return before
	}
	if n == 0 {
		return -1
	}
	e, ok := x.meant[r.words[0]]
	if !ok || !slices.Contains(of, e) {
		e = mainOf(d, of)
	}
	if e >= 0 && (e == last || d.toks[r.first].sent-d.toks[d.entities[last].at].sent > 2) {
		return e
	}
	return -1
}

// mainOf returns the one of several bearers of a name whom the article names in
// full more than once, -1 if there is none or more than one.
func mainOf(d *doc, of []int) int {
	found := -1
	for _, e := range of {
		if d.entities[e].full > 1 {
			if found >= 0 {
				return -1
			}
			found = e
		}
	}
	return found
}

// canName reports whether the shorter name r can be one of entity c, whose name
// ends in the same word.
func (d *doc) canName(r *nameRun, c *entity) bool {
	if c.Kind != stemma.Person {
		if r.titled || r.sure && r.kind != c.Kind {
			return false
		}
		if len(r.words) == 1 && c.Outlet && pressWords[r.words[0]] {
			return r.outlet != "" // "the Times", of a paper named before
		}
		return len(r.words) > 1 && len(c.words) > len(r.words) && c.Kind == stemma.Organisation && r.kind == stemma.Organisation &&
			slices.Equal(c.words[len(c.words)-len(r.words):], r.words)
	}
	if r.sure && r.kind != stemma.Person {
		return false
	}
	if r.gender != unknownGender && c.gender != unknownGender && r.gender != c.gender {
		return false
	}
	if r.words[len(r.words)-1] != c.words[len(c.words)-1] && !generations[c.words[len(c.words)-1]] {
		return false
	}
	if len(r.words) == 1 {
		return true
	}
	long := c.words
	for len(long) > len(r.words) && long[0] != r.words[0] && nounKind(long[0]) == humanKind && !lexicon()[long[0]].has(femaleName|maleName) {
		long = long[1:] // "Comedian Ann Oke"
	}
	return r.words[0] == long[0] && isSubsequence(r.words, long)
}

// generations stand behind a surname.
var generations = map[string]bool{"jr": true, "sr": true, "ii": true, "iii": true, "iv": true}

func isSubsequence(a, b []string) bool {
	i := 0
	for _, w := range b {
		if i < len(a) && a[i] == w {
			i++
		}
	}
	return i == len(a)
}

func (d *doc) newEntity(r *nameRun) entity {
	e := entity{words: r.words, at: r.first}
	e.Name = strings.Join(strings.Fields(d.words(d.span(r.first, r.last))), " ")
	if e.Name == "" {
		e.Name = strings.Join(r.words, " ")
	}
	e.Kind = r.kind
	if r.outlet != "" {
		e.Name, e.Outlet = r.outlet, true
	}
	return e
}

// joinEntity adds what r tells to e.
func (d *doc) joinEntity(e *entity, r *nameRun) {
	if r.sure && !e.sure {
		e.Kind, e.sure = r.kind, true
	}
	if !e.sure && r.kind == stemma.Place && e.Kind == stemma.Organisation {
		e.Kind = stemma.Place // "in Hale" says more than "Hale"
	}
	e.gender = knownGender(e.gender, r.gender)
	if len(r.words) > 1 {
		e.at = min(e.at, r.first)
		e.full++
	}
	if r.outlet != "" {
		e.Outlet = true
	}
	for k := r.from; k < r.first; k++ {
		if d.toks[k].is.has(role | office) {
			e.addRole(d.toks[k].fold)
		}
	}
}

func (e *entity) addRole(w string) {
	if !slices.Contains(e.roles, w) {
		e.roles = append(e.roles, w)
	}
}

// joinShortForms gives abbreviations to the entities they stand for: by
// brackets, "Rail Accident Office (RAO)", or by their initials.
func (d *doc) joinShortForms() {
	into := map[int]int{}
	initials := map[string]int{}
	for e := range d.entities {
		c := &d.entities[e]
		if c.Kind != stemma.Organisation || len(c.words) < 2 || isAcronym(c.Name) {
			continue
		}
		for _, key := range initialsOf(c.words) {
			if f, ok := initials[key]; ok && f != e {
				initials[key] = -1
			} else {
				initials[key] = e
			}
		}
	}
	for e := range d.entities {
		c := &d.entities[e]
		if len(c.words) == 1 && isAcronym(c.Name) {
			key := strings.ToLower(strings.ReplaceAll(c.Name, ".", ""))
			if f, ok := initials[key]; ok && f >= 0 && f != e {
				into[e] = f
			}
		}
	}
	for mi := 1; mi < len(d.mentions); mi++ {
		a, b := &d.mentions[mi-1], &d.mentions[mi]
		if b.first == a.last+1 && d.art.Text[d.toks[a.last].Start] == '(' && a.ent != b.ent &&
			isAcronym(d.words(d.span(b.first, b.last))) && d.entities[a.ent].Kind == stemma.Organisation &&
			b.last < len(d.toks) && d.art.Text[d.toks[b.last].Start] == ')' && strings.HasPrefix(d.entities[b.ent].words[0], d.entities[a.ent].words[0][:1]) {
			into[b.ent] = a.ent
		}
	}
	if len(into) == 0 {
		return
	}
	for mi := range d.mentions {
		if f, ok := into[d.mentions[mi].ent]; ok && into[f] == 0 {
			d.entities[f].short = d.entities[d.mentions[mi].ent].Name
			d.mentions[mi].ent = f
		}
	}
}

// initialsOf returns the abbreviations that words make, with and without their
// small words.
func initialsOf(words []string) []string {
	var all, long strings.Builder
	for _, w := range words {
		all.WriteByte(w[0])
		if len(w) > 3 || w != "of" && w != "for" && w != "and" && w != "the" && w != "de" {
			long.WriteByte(w[0])
		}
	}
	if all.String() == long.String() {
		return []string{all.String()}
	}
	return []string{all.String(), long.String()}
}

// findRoles reads what people are from the words after their names, "Ann Oke,
// director of the port" and "the driver, Gary Hale", and their ages.
func (d *doc) findRoles() {
	for mi := range d.mentions {
		m := &d.mentions[mi]
		e := &d.entities[m.ent]
		if e.Kind != stemma.Person {
			continue
		}
		s := d.sents[d.toks[m.first].sent]
		end := m.first
		for end > m.from && (d.toks[end-1].is.has(honorific) || d.toks[end-1].Kind == text.Mark) {
			if end-2 >= m.from && d.toks[end-2].fold == "first" {
				break // "First Lady"
			}
			end--
		}
		d.tellRole(e, m.from, end)
		i := m.last
		if i+2 < s.last && d.isMark(i, ',') {
			if d.toks[i+1].Kind == text.Number && d.toks[i+1].Len() <= 3 && digits(d.toks[i+1].fold) && !d.toks[i+2].is.has(common) {
				d.attribute(e, "age", i+1, i+2)
				i += 2
			}
			if i+1 < s.last && d.isMark(i, ',') {
				d.apposition(e, i+1, s.last)
			}
		}
		if j := m.from; j-1 > s.first && d.isMark(j-1, ',') {
			d.roleBefore(e, j-1, s.first)
		} else if j > s.first && d.toks[j-1].is.has(role|office) {
			d.roleBefore(e, j, s.first)
		}
	}
}

func digits(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// isMark reports whether token i is the mark c.
func (d *doc) isMark(i int, c byte) bool {
	return d.toks[i].Kind == text.Mark && d.art.Text[d.toks[i].Start] == c
}

// apposition reads a role from tokens [i, end) after a name and a comma.
func (d *doc) apposition(e *entity, i, end int) {
	from := i
	if d.toks[i].fold == "from" || d.toks[i].fold == "of" {
		j := i + 1
		for j < end && j < i+8 && d.owner[j] > 0 {
			j++
		}
		if j > i+1 {
			d.attribute(e, "origin", i+1, j)
		}
		return
	}
	if d.toks[i].is.has(determiner) {
		i++
	}
	for k := i; k < end && k < i+5; k++ {
		t := &d.toks[k]
		if t.Kind == text.Mark && !d.isMark(k, '-') || t.is.has(clause|auxiliary|preposition|pronoun) {
			return
		}
		if t.is.has(role|office) && (k+1 >= end || !d.toks[k+1].is.has(role|office)) {
			e.addRole(t.fold)
			e.gender = knownGender(e.gender, titleGender[t.fold])
			to := k + 1
			for to < end && to < k+12 && !(d.toks[to].Kind == text.Mark && !d.isMark(to, '-')) && !d.toks[to].is.has(clause|auxiliary) && !d.finite(to) {
				to++
			}
			d.tellRole(e, from, to)
			return
		}
	}
}

// roleBefore reads a role from the tokens before j: "the driver, Gary Hale".
func (d *doc) roleBefore(e *entity, j, first int) {
	k := j - 1
	if k < first || !d.toks[k].is.has(role|office) || d.toks[k].upper {
		return
	}
	e.addRole(d.toks[k].fold)
	e.gender = knownGender(e.gender, titleGender[d.toks[k].fold])
	from := k
	for from > first && from > k-5 && d.toks[from-1].Kind != text.Mark && !d.toks[from-1].is.has(preposition|clause|auxiliary|conjunction|pronoun) {
		from--
		if d.toks[from].is.has(determiner) {
			break
		}
	}
	d.tellRole(e, from, k+1)
}

// tellRole adds tokens [i, j) as the role of e, without what the parse shows to
// stand before the noun's phrase: "and", "said the".
func (d *doc) tellRole(e *entity, i, j int) {
	for k := j - 1; k >= i; k-- {
		t, w := d.tree(k)
		if t == nil {
			break
		}
		switch p := t.Words[w].POS; {
		case p == language.VERB && !d.toks[k].is.has(role|office) && t.Words[w].Rel != "amod" && t.Words[w].Rel != "acl", p == language.AUX, p == language.CCONJ && k == i, p == language.SCONJ, p == language.PRON && !language.Is(t.Words[w].Rel, "nmod"):
			i = k + 1
		}
		if i > k {
			break
		}
	}
	d.attribute(e, "role", i, j)
}

// maxAttributes bounds what is kept of one entity.
const maxAttributes = 12

// attribute adds the words of tokens [i, j) as an attribute of e.
func (d *doc) attribute(e *entity, kind string, i, j int) {
	if i >= j || len(e.Attributes) >= maxAttributes {
		return
	}
	sp := d.span(i, j)
	value := strings.Join(strings.Fields(d.words(sp)), " ")
	for _, a := range e.Attributes {
		if a.Kind == kind && a.Value == value {
			return
		}
	}
	e.Attributes = append(e.Attributes, stemma.Attribute{Kind: kind, Value: value, Where: stemma.Witness{Article: d.art.ID, Span: sp}})
}

// nameMentions lists the mentions on their entities and drops the entities
// that lost all of theirs.
func (d *doc) nameMentions() {
	seen := make([]int, len(d.entities))
	var kept []entity
	for mi := range d.mentions {
		m := &d.mentions[mi]
		if seen[m.ent] == 0 {
			kept = append(kept, d.entities[m.ent])
			seen[m.ent] = len(kept)
		}
		m.ent = seen[m.ent] - 1
		e := &kept[m.ent]
		e.Mentions = append(e.Mentions, stemma.Mention{Article: d.art.ID, Span: d.span(m.first, m.last)})
	}
	d.entities = kept
	d.byName = make(map[string]int, len(kept))
	d.inRole = map[string]int{}
	for i := range kept {
		e := &kept[i]
		if _, ok := d.byName[e.Name]; !ok {
			d.byName[e.Name] = i
		}
		for _, w := range e.roles {
			if e.Kind != stemma.Person {
				continue
			}
			if _, ok := d.inRole[w]; ok {
				d.inRole[w] = -1
			} else {
				d.inRole[w] = i
			}
		}
	}
}

// maxBack is how many mentions are looked back over for whom a pronoun or a
// role means.
const maxBack = 120

// personBefore returns the person that "he" or "she" at token i speaks of, or
// nil: the one named last before it, in this sentence or the three before, the
// subject of a sentence first. Two candidates of one sentence, neither its
// subject, leave it open.
func (d *doc) personBefore(i int, g gender) *entity {
	if d.without&Coreference != 0 {
		return nil
	}
	if e := d.meantAt(i); e != nil && e.Kind == stemma.Person {
		return e
	}
	sent := d.toks[i].sent
	best, bestScore, tie := -1, -1, false
	last := d.mentionBefore(i)
	for mi := last; mi >= 0 && mi > last-maxBack; mi-- {
		m := &d.mentions[mi]
		ms := d.toks[m.first].sent
		if sent-ms > 3 {
			break
		}
		e := &d.entities[m.ent]
		if in := d.inside[m.first]; in > 0 && in != d.inside[i] {
			continue // named by somebody else
		}
		if e.Kind != stemma.Person || e.gender != unknownGender && g != unknownGender && e.gender != g {
			continue
		}
		score := 10 - 2*(sent-ms)
		if d.subject(m) {
			score += 3
		}
		if e.gender == g {
			score++
		}
		switch {
		case score > bestScore:
			best, bestScore, tie = m.ent, score, false
		case score == bestScore && m.ent != best && ms != sent:
			tie = true
		}
	}
	if best < 0 || tie {
		return nil
	}
	return &d.entities[best]
}

// meantAt returns the entity that the pronoun or the description whose head is
// token i means; nil if it cannot be told.
func (d *doc) meantAt(i int) *entity {
	if d.meant[i] == 0 {
		return nil
	}
	return &d.entities[d.meant[i]-1]
}

// mentionBefore returns the index of the last mention that ends at or before
// token i, or -1.
func (d *doc) mentionBefore(i int) int {
	n, _ := slices.BinarySearchFunc(d.mentions, i, func(m mention, at int) int {
		if m.first < at {
			return -1
		}
		return 1
	})
	return n - 1
}

// subject reports whether m opens its sentence, but for short openings.
func (d *doc) subject(m *mention) bool {
	s := &d.sents[d.toks[m.from].sent]
	if m.from-s.first > 8 {
		return false
	}
	for k := s.first; k < m.from; k++ {
		if d.owner[k] > 0 && d.entities[d.mentions[d.owner[k]-1].ent].Kind == stemma.Person {
			return false
		}
	}
	return true
}

// byRole returns the entity that "the director" or "the agency" at token i
// speaks of: the one that was called so, or whose name ends in such a word, and
// was named last; nil if none.
func (d *doc) byRole(i int, w string) *entity {
	if d.without&Coreference != 0 {
		return nil
	}
	last := d.mentionBefore(i)
	for mi := last; mi >= 0 && mi > last-maxBack; mi-- {
		e := &d.entities[d.mentions[mi].ent]
		if e.Kind == stemma.Person && slices.Contains(e.roles, w) {
			return e
		}
		if e.Kind == stemma.Organisation {
			for _, head := range orgClasses[w] {
				if slices.Contains(e.words, head) || e.Outlet && head == "outlet" {
					return e
				}
			}
		}
	}
	if e, ok := d.inRole[w]; ok && e >= 0 {
		return &d.entities[e] // named only later
	}
	return nil
}

// orgClasses are the words of names that a common noun stands for.
var orgClasses = map[string][]string{
	"agency":      {"authority", "agency", "board", "branch", "service", "administration", "commission", "bureau", "office", "department"},
	"authority":   {"authority"},
	"department":  {"department", "ministry"},
	"ministry":    {"ministry"},
	"branch":      {"branch"},
	"service":     {"service", "services", "brigade"},
	"brigade":     {"brigade"},
	"board":       {"board"},
	"commission":  {"commission"},
	"committee":   {"committee"},
	"council":     {"council"},
	"company":     {"inc", "ltd", "company", "corporation", "corp", "group", "airlines", "airways", "air", "holdings", "plc", "railways", "railway"},
	"firm":        {"inc", "ltd", "company", "corporation", "corp", "group", "plc"},
	"airline":     {"airlines", "airways", "air"},
	"hospital":    {"hospital"},
	"university":  {"university", "college"},
	"bank":        {"bank"},
	"court":       {"court"},
	"newspaper":   {"outlet"},
	"paper":       {"outlet"},
	"outlet":      {"outlet"},
	"broadcaster": {"outlet"},
	"magazine":    {"outlet"},
	"channel":     {"outlet"},
	"network":     {"outlet"},
}

// resolve returns the fullest name of whom the words at s mean, or "".
func (d *doc) resolve(s stemma.Span) string {
	if e := d.referent(s); e != nil {
		return e.Name
	}
	return ""
}

// referent returns the entity that the words at s mean: by a name in them, by
// a pronoun, or by a role with "the"; nil if it cannot be told.
func (d *doc) referent(s stemma.Span) *entity {
	if s.Empty() {
		return nil
	}
	i := d.tokenAt(s.Start)
	j := i
	for j < len(d.toks) && d.toks[j].Start < s.End {
		j++
	}
	if i >= j {
		return nil
	}
	if j-i == 1 {
		switch d.toks[i].fold {
		case "he", "him":
			return d.personBefore(i, male)
		case "she", "her":
			return d.personBefore(i, female)
		}
	}
	if e := d.entityAt(s); e != nil {
		return e
	}
	if e := d.meantAt(j - 1); e != nil {
		return e
	}
	if d.toks[i].fold == "the" && j-i == 2 {
		return d.byRole(i, d.toks[j-1].fold)
	}
	return nil
}
