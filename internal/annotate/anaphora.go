package annotate

import (
	"slices"

	"stemma"
	"stemma/internal/language"
)

// A point is one place where the text speaks of somebody or something: a name,
// a pronoun of the third person, or a noun with what belongs to it.
type point struct {
	first, last int // tokens [first, last) that are shown; of a name, without titles
	sent        int
	word        int // its head, in the tree of the sentence
	mention     int // index into d.mentions; -1 if it is no name
	form        pointForm
	role        caseRole
	verb        int    // the word that heads its clause, in the tree
	lemma       string // of a noun
	gender      gender
	kind        pointKind
	plural      bool
	definite    bool // "the", "this"
	bare        bool // nothing but the article stands before or behind it
	joined      bool // one of "A and B"
	silent      bool // stands right before the name that it belongs to: "the driver Gary Hale"
	doubtful    bool // the best candidate was not much better than the next: followed, but not told
	owner       int  // the point of the pronoun that owns it, "his mother", -1 if none
	ref         int  // index into anaphora.refs; -1 while it is not known
}

type pointForm uint8

const (
	nameForm pointForm = iota
	pronounForm
	nounForm
)

// A pointKind is what a noun or a pronoun can stand for.
type pointKind uint8

const (
	anyKind pointKind = iota
	humanKind
	groupKind
	thingKind
	placeKind
)

// A caseRole is what a point is in its clause.
type caseRole uint8

const (
	subjectRole caseRole = iota
	objectRole
	obliqueRole
	ownerRole    // "his", "the company's"
	partRole     // inside another noun's phrase
	modifierRole // "Leith police"
	otherRole
	caseRoles
)

// A referent is somebody or something that the text speaks of.
type referent struct {
	ent    int // index into d.entities; -1 if it has no name
	kind   pointKind
	gender gender
	plural bool
	sure   bool     // its kind rests on evidence
	heads  []string // lemmas of the nouns that it is or was called by
	first  int      // its first point
	last   int      // its last point
	count  int      // of its points
}

// anaphora is the state in which an article's pronouns and descriptions are
// resolved, from its first sentence to its last.
type anaphora struct {
	*doc
	points   []point
	base     []int   // for each sentence, how many words of trees stand before it
	first    []int32 // for each word of all trees, where its dependents begin in kids
	kids     []int32 // the dependents of every word, by their indexes in their sentence
	pointOf  []int32 // for each word of all trees, the point whose head it is + 1; 0 if none
	refs     []referent
	speakers []int // for each of marked, the referent that speaks; -1 if it cannot be told
	spoke    int   // the referent that spoke last; -1 if it cannot be told
	refOf    []int // for each entity, its referent + 1
	weights  []int
	see      func(*Trial) int // nil but in training
}

// pronounForms are the pronouns that are resolved.
var pronounForms = map[string]struct {
	gender gender
	kind   pointKind
	plural bool
	self   bool
}{
	"he": {male, humanKind, false, false}, "him": {male, humanKind, false, false}, "his": {male, humanKind, false, false}, "himself": {male, humanKind, false, true},
	"she": {female, humanKind, false, false}, "her": {female, humanKind, false, false}, "hers": {female, humanKind, false, false}, "herself": {female, humanKind, false, true},
	"they": {unknownGender, anyKind, true, false}, "them": {unknownGender, anyKind, true, false}, "their": {unknownGender, anyKind, true, false}, "theirs": {unknownGender, anyKind, true, false}, "themselves": {unknownGender, anyKind, true, true},
	"it": {unknownGender, thingKind, false, false}, "its": {unknownGender, thingKind, false, false}, "itself": {unknownGender, thingKind, false, true},
}

// findAnaphora resolves pronouns and descriptions to names, adds them to their
// entities' mentions and fills d.meant. Whatever the article's nouns and
// pronouns speak of is followed, named or not, so that "he" after "a man" is
// not whoever has a name; each is tied to what was spoken of before by
// resolve, or left open.
func (d *doc) findAnaphora(weights []int, see func(*Trial) int) {
	d.meant = make([]int32, len(d.toks))
	if len(d.trees) != len(d.sents) || d.without&Coreference != 0 {
		return
	}
	a := &anaphora{doc: d, refOf: make([]int, len(d.entities)), weights: weights, see: see, spoke: -1}
	a.hang()
	for si := range d.sents {
		a.findPoints(si)
	}
	a.learnKinds()
	a.speakers = make([]int, len(d.marked))
	for i := range a.speakers {
		a.speakers[i] = -1
	}
	// Paragraph by paragraph, what is told before what is quoted: whoever
	// speaks in the quotation is then known.
	for from := 0; from < len(a.points); {
		to := from
		for block := a.blockOf(from); to < len(a.points) && a.blockOf(to) == block; to++ {
			if a.inside[a.points[to].first] == 0 {
				a.settle(to)
			}
		}
		a.findSpeakers(from, to)
		for pi := from; pi < to; pi++ {
			if a.inside[a.points[pi].first] > 0 {
				a.settle(pi)
			}
		}
		from = to
	}
	for pi := range a.points {
		p := &a.points[pi]
		if p.form == nameForm || p.silent || p.doubtful || p.ref < 0 || a.refs[p.ref].ent < 0 {
			continue
		}
		e := a.refs[p.ref].ent
		if p.form == nounForm && !a.describes(p, &d.entities[e]) {
			continue
		}
		d.meant[d.headToken(p)] = int32(e + 1)
		m := &d.entities[e].Mentions
		*m = append(*m, stemma.Mention{Article: d.art.ID, Span: d.span(p.first, p.last), Pronoun: true})
	}
	for e := range d.entities {
		slices.SortStableFunc(d.entities[e].Mentions, func(x, y stemma.Mention) int { return x.Span.Start - y.Span.Start })
	}
	for ri := range a.refs {
		if r := &a.refs[ri]; r.ent >= 0 && r.gender != unknownGender && d.entities[r.ent].Kind == stemma.Person {
			d.entities[r.ent].gender = r.gender
		}
	}
}

// hang lists the dependents of every word, so that a sentence without end takes
// no longer a word than another.
func (a *anaphora) hang() {
	n := 0
	for si := range a.trees {
		a.base = append(a.base, n)
		n += len(a.trees[si].Words)
	}
	a.first, a.kids, a.pointOf = make([]int32, n+1), make([]int32, n), make([]int32, n)
	for si := range a.trees {
		for _, w := range a.trees[si].Words {
			if w.Head >= 0 {
				a.first[a.base[si]+w.Head+1]++
			}
		}
	}
	for i := range n {
		a.first[i+1] += a.first[i]
	}
	next := slices.Clone(a.first)
	for si := range a.trees {
		for i, w := range a.trees[si].Words {
			if w.Head >= 0 {
				h := a.base[si] + w.Head
				a.kids[next[h]] = int32(i)
				next[h]++
			}
		}
	}
}

// below returns the dependents of word w of sentence si, in text order.
func (a *anaphora) below(si, w int) []int32 {
	i := a.base[si] + w
	return a.kids[a.first[i]:a.first[i+1]]
}

// addPoint appends p.
func (a *anaphora) addPoint(p *point) {
	a.place(p)
	a.points = append(a.points, *p)
	if at := &a.pointOf[a.base[p.sent]+p.word]; *at == 0 {
		*at = int32(len(a.points))
	}
}

// blockOf returns the block that point pi stands in.
func (a *anaphora) blockOf(pi int) int { return a.sents[a.points[pi].sent].block }

// findSpeakers tells who speaks in the quotations around points [from, to) of
// one paragraph: the subject of the verb of saying that stands nearest outside
// one, then who speaks in the one before it, in this paragraph or the last. It is a first guess, for pronouns
// alone; see findAttributions.
func (a *anaphora) findSpeakers(from, to int) {
	last := -1 // the quotation before
	for pi := from; pi < to; pi++ {
		o := a.inside[a.points[pi].first]
		if o == 0 || last == int(o-1) {
			continue
		}
		mi := int(o - 1)
		m := &a.marked[mi]
		best, dist := -1, maxCueGap
		for k := from; k < to; k++ {
			p := &a.points[k]
			if p.ref < 0 || p.role != subjectRole || a.inside[p.first] > 0 || !a.says(&a.trees[p.sent], p.verb) {
				continue
			}
			v := a.tokenAt(a.trees[p.sent].Words[p.verb].Start)
			gap := max(m.first-v, v-m.last)
			if gap < dist {
				best, dist = p.ref, gap
			}
		}
		switch {
		case best >= 0:
			a.speakers[mi] = best
		case last >= 0:
			a.speakers[mi] = a.speakers[last]
		default:
			a.speakers[mi] = a.spoke
		}
		last = mi
	}
	for pi := from; pi < to; pi++ {
		p := &a.points[pi]
		if o := a.inside[p.first]; o > 0 {
			a.spoke = a.speakers[o-1]
		} else if p.ref >= 0 && p.role == subjectRole && a.says(&a.trees[p.sent], p.verb) {
			a.spoke = p.ref
		}
	}
}

// maxCueGap is how many tokens a verb of saying may stand from a quotation whose
// speaker is its subject.
const maxCueGap = 12

// ownWords reports whether who speaks in the quotation around token i is "I"
// there: it is a sentence of its own, and not a piece of one that the article
// fitted into its own: she "lost her keys".
func (a *anaphora) ownWords(i int) bool {
	m := &a.marked[a.inside[i]-1]
	k := a.tokenAt(m.Span.Start)
	return k < m.last && m.last-m.first > 4 && (a.toks[k].upper || m.Reopens)
}

// headToken returns the token of p's head.
func (d *doc) headToken(p *point) int {
	i := d.tokenAt(d.trees[p.sent].Words[p.word].Start)
	return max(p.first, min(i, p.last-1))
}

// findSelves makes "I" and "my" in the words of a person that person's mentions,
// but for the "I" of "I think": it says nothing of what happened.
func (d *doc) findSelves() {
	if d.without&Coreference != 0 {
		return
	}
	for qi := range d.quotes {
		q := &d.quotes[qi]
		e, ok := d.byName[q.Speaker]
		if q.Kind == stemma.Indirect || !ok || d.entities[e].Kind != stemma.Person {
			continue
		}
		for i := d.tokenAt(q.Span.Start); i < len(d.toks) && d.toks[i].End <= q.Span.End; i++ {
			switch d.toks[i].fold {
			case "i", "me", "my", "myself", "mine":
				if t, w := d.tree(i); t != nil && t.Words[w].Head >= 0 && t.Words[w].Rel == "nsubj" {
					if v := t.Words[t.Words[w].Head].Lemma; sayings[v] || thoughts[v] {
						continue
					}
				}
				m := stemma.Mention{Article: d.art.ID, Span: d.toks[i].Span, Pronoun: true}
				at, taken := slices.BinarySearchFunc(d.entities[e].Mentions, m, func(x, y stemma.Mention) int { return x.Span.Start - y.Span.Start })
				if !taken {
					d.entities[e].Mentions = slices.Insert(d.entities[e].Mentions, at, m)
				}
			}
		}
	}
}

// describes reports whether the noun p is one for what e is: a person is no
// "success", and a town is no "driver".
func (d *doc) describes(p *point, e *entity) bool {
	is := lexicon()[p.lemma]
	switch e.Kind {
	case stemma.Person:
		return p.kind == humanKind
	case stemma.Place:
		return p.kind == placeKind || p.kind == groupKind || is.has(placeHead)
	}
	return p.kind == groupKind || is.has(orgHead|media|authority) || orgClasses[p.lemma] != nil
}

// maxClimb bounds how far up a tree is looked: a chain of a thousand words
// is no sentence.
const maxClimb = 24

// findPoints appends the points of sentence si, in text order.
func (a *anaphora) findPoints(si int) {
	t := &a.trees[si]
	lastMention := -1
	for w := range t.Words {
		word := &t.Words[w]
		tok := a.tokenAt(word.Start)
		if tok >= len(a.toks) || a.toks[tok].sent != si {
			continue
		}
		if o := a.owner[tok]; o > 0 {
			if mi := int(o - 1); mi != lastMention {
				lastMention = mi
				a.addName(si, mi)
			}
			continue
		}
		fold := a.toks[tok].fold
		if f, ok := pronounForms[fold]; ok && a.toks[tok].Start == word.Start && (word.POS == language.PRON || word.POS == language.DET) {
			p := point{first: tok, last: tok + 1, sent: si, word: w, mention: -1, form: pronounForm, gender: f.gender, kind: f.kind, plural: f.plural, owner: -1, ref: -1}
			a.addPoint(&p)
			continue
		}
		if fold == "old" && !language.Is(word.Rel, "amod") && !language.Is(word.Rel, "compound") && a.theAged(tok) {
			a.addPoint(&point{first: tok - 5, last: tok + 1, sent: si, word: w, mention: -1, form: nounForm, kind: humanKind, lemma: aged, definite: true, owner: -1, ref: -1})
			continue
		}
		if word.POS == language.NOUN && word.End-word.Start > 2 && !language.Is(word.Rel, "compound") && !language.Is(word.Rel, "flat") && !language.Is(word.Rel, "fixed") {
			a.addNoun(si, w, tok)
		}
	}
}

// aged is the lemma of "the 43-year-old".
const aged = "year-old"

// theAged reports whether "the 43-year-old" ends in token i.
func (a *anaphora) theAged(i int) bool {
	return i >= 5 && a.toks[i-5].fold == "the" && a.toks[i-5].sent == a.toks[i].sent && digits(a.toks[i-4].fold) && a.isMark(i-3, '-') && a.toks[i-2].fold == "year" && a.isMark(i-1, '-')
}

// ofAge returns the only person spoken of so far of the age that "the
// 43-year-old" of p tells, -1 if there is none or more than one.
func (a *anaphora) ofAge(p *point) int {
	found := -1
	for ri := range a.refs {
		if a.refs[ri].ent < 0 || a.refs[ri].kind != humanKind {
			continue
		}
		for _, x := range a.entities[a.refs[ri].ent].Attributes {
			if x.Kind == "age" && x.Value == a.toks[p.first+1].fold {
				if found >= 0 && found != ri {
					return -1
				}
				found = ri
			}
		}
	}
	return found
}

// addName appends the point of mention mi.
func (a *anaphora) addName(si, mi int) {
	m := &a.mentions[mi]
	t := &a.trees[si]
	from, to := a.toks[m.first].Start, a.toks[m.last-1].End
	w := t.At(from)
	if w >= len(t.Words) {
		return
	}
	for n := 0; n < maxClimb; n++ {
		h := t.Words[w].Head
		if h < 0 || t.Words[h].Start < from || t.Words[h].End > to {
			break
		}
		w = h
	}
	p := point{first: m.first, last: m.last, sent: si, word: w, mention: mi, form: nameForm, owner: -1, ref: -1}
	if h := t.Words[w].Head; h >= 0 && language.Is(t.Words[w].Rel, "flat") {
		p.word = h // "driver Gary Hale"
	}
	a.addPoint(&p)
}

// addNoun appends the point of noun w, which token tok holds.
func (a *anaphora) addNoun(si, w, tok int) {
	t := &a.trees[si]
	word := &t.Words[w]
	p := point{first: tok, last: tok + 1, sent: si, word: w, mention: -1, form: nounForm, lemma: word.Lemma, bare: true, owner: -1, ref: -1}
	p.plural = word.Tag == "NNS" || word.Tag == "NNPS"
	p.gender = titleGender[p.lemma]
	p.kind = nounKind(p.lemma)
	for _, c := range a.below(si, w) {
		k := &t.Words[c]
		switch {
		case k.Rel == "nmod:poss" && k.POS == language.PRON:
			p.owner = a.pointIndex(si, int(c))
			p.bare = false
		case k.Rel == "appos":
			if i := a.tokenAt(k.Start); i < len(a.owner) && a.owner[i] > 0 && a.mentions[a.owner[i]-1].from == tok+1 {
				p.silent = true
			}
		case language.Is(k.Rel, "det"):
			switch k.Lemma {
			case "the", "this", "that", "these", "those":
				p.definite = true
			}
			if s := a.tokenAt(k.Start); s < p.first && tok-s < 8 {
				p.first = s
			}
		case k.Rel == "flat" || language.Is(k.Rel, "punct") || language.Is(k.Rel, "case") || k.Rel == "cop" || language.Is(k.Rel, "nsubj"):
		default:
			p.bare = false
		}
	}
	a.addPoint(&p)
}

// nounKind returns what a noun stands for by its commonest sense.
func nounKind(lemma string) pointKind {
	if lexicon()[lemma].has(role | office) {
		return humanKind
	}
	switch language.LexemeOf(lemma, language.NOUN).Class() {
	case language.Human:
		return humanKind
	case language.Group:
		return groupKind
	case language.Location:
		return placeKind
	case 0:
		return anyKind
	}
	return thingKind
}

// place says what p is in its clause.
func (a *anaphora) place(p *point) {
	t := &a.trees[p.sent]
	p.role = otherRole
	w, outer := p.word, false
	for n := 0; n < maxClimb; n++ {
		r, h := t.Words[w].Rel, t.Words[w].Head
		if h < 0 {
			p.verb = w
			return
		}
		role := otherRole
		switch base, _ := cutRel(r); base {
		case "nsubj", "csubj", "vocative", "dislocated", "expl":
			role = subjectRole
		case "obj", "iobj":
			role = objectRole
		case "obl":
			role = obliqueRole
		case "nmod":
			if !outer {
				p.role, outer = partRole, true
				if r == "nmod:poss" {
					p.role = ownerRole
				}
			}
			w = h
			continue
		case "compound", "amod", "det", "nummod", "case":
			if !outer {
				p.role, outer = modifierRole, true
				if r == "det:poss" {
					p.role = ownerRole
				}
			}
			w = h
			continue
		case "conj":
			if t.Words[w].POS == language.VERB || t.Words[w].POS == language.AUX {
				p.verb = w
				return
			}
			p.joined = p.joined || !outer
			w = h
			continue
		case "appos", "flat", "list":
			w = h
			continue
		default: // advcl, acl, ccomp, xcomp, parataxis: w heads a clause
			p.verb = w
			return
		}
		if !outer {
			p.role = role
		}
		p.verb = h
		return
	}
	p.verb = w
}

// cutRel cuts the subtype off a relation.
func cutRel(r string) (base, sub string) {
	for i := range len(r) {
		if r[i] == ':' {
			return r[:i], r[i+1:]
		}
	}
	return r, ""
}

// settle ties point pi to a referent, a new one if need be.
func (a *anaphora) settle(pi int) {
	p := &a.points[pi]
	switch p.form {
	case nameForm:
		a.tie(pi, a.referentOf(a.mentions[p.mention].ent))
		a.takeTitle(p)
		return
	case nounForm:
		r := a.sameBySyntax(pi)
		if r < 0 && p.lemma == aged {
			r = a.ofAge(p)
		}
		if r >= 0 {
			a.tie(pi, r)
			return
		}
		if !p.definite || p.plural || p.lemma == aged {
			a.tie(pi, a.newReferent(p))
			return
		}
	}
	if p.form == pronounForm && pi > 0 && a.points[pi-1].last == p.first && pronounForms[a.toks[p.first].fold].self {
		if r := a.points[pi-1].ref; r >= 0 && a.agrees(p, &a.refs[r]) { // "Oke herself"
			p.silent = true
			a.tie(pi, r)
		}
		return
	}
	if r := a.antecedent(pi); r >= 0 {
		a.tie(pi, r)
	} else if p.form == nounForm {
		a.tie(pi, a.newReferent(p))
	}
}

// learnKinds makes persons of names that were taken for something else without
// evidence and that are said to be what only people are: "Oke, a driver".
func (a *anaphora) learnKinds() {
	for pi := range a.points {
		p := &a.points[pi]
		if p.form != nounForm || p.kind != humanKind || p.plural {
			continue
		}
		if r := a.sameBySyntax(pi); r >= 0 && a.refs[r].ent >= 0 && a.refs[r].kind != humanKind && !a.refs[r].sure {
			a.refs[r].kind, a.refs[r].sure = humanKind, true
			e := &a.entities[a.refs[r].ent]
			e.Kind, e.sure = stemma.Person, true
		}
	}
}

// referentOf returns the referent of entity e.
func (a *anaphora) referentOf(e int) int {
	if a.refOf[e] == 0 {
		c := &a.entities[e]
		r := referent{ent: e, gender: c.gender, sure: c.sure, first: -1}
		switch c.Kind {
		case stemma.Person:
			r.kind = humanKind
		case stemma.Organisation:
			r.kind = groupKind
		default:
			r.kind = placeKind
		}
		a.refs = append(a.refs, r)
		a.refOf[e] = len(a.refs)
	}
	return a.refOf[e] - 1
}

func (a *anaphora) newReferent(p *point) int {
	a.refs = append(a.refs, referent{ent: -1, kind: p.kind, gender: p.gender, plural: p.plural, sure: p.kind != anyKind, first: -1})
	return len(a.refs) - 1
}

// tie makes point pi one of referent ri.
func (a *anaphora) tie(pi, ri int) {
	p, r := &a.points[pi], &a.refs[ri]
	p.ref = ri
	if r.first < 0 {
		r.first = pi
	}
	r.last = pi
	r.count++
	if r.kind == humanKind && r.gender == unknownGender {
		r.gender = p.gender
	}
	if p.form == nounForm && p.lemma != aged {
		a.call(ri, p.lemma)
	}
}

// maxHeads bounds the nouns that are kept of a referent.
const maxHeads = 6

// call keeps that referent ri is called lemma.
func (a *anaphora) call(ri int, lemma string) {
	r := &a.refs[ri]
	if len(r.heads) < maxHeads && !slices.Contains(r.heads, lemma) {
		r.heads = append(r.heads, lemma)
	}
}

// takeTitle reads the noun that stands right before the name p: "driver Gary Hale".
func (a *anaphora) takeTitle(p *point) {
	t := &a.trees[p.sent]
	if w := &t.Words[p.word]; w.POS == language.NOUN {
		a.call(p.ref, w.Lemma)
	}
	for _, r := range a.entities[a.mentions[p.mention].ent].roles {
		a.call(p.ref, r)
	}
}

// sameBySyntax returns the referent that noun pi is said to be: "Gary Hale, 43,
// the driver", "the driver, Gary Hale" and "Gary Hale is the driver"; -1 if none.
func (a *anaphora) sameBySyntax(pi int) int {
	p := &a.points[pi]
	t := &a.trees[p.sent]
	w := &t.Words[p.word]
	if k := p.word + 1; k < len(t.Words) && t.Words[k].Tag == "POS" {
		return -1 // "Oke, the president's driver"
	}
	if w.Rel == "appos" && w.Head >= 0 && a.beside(t, w.Head, p.word) {
		if r := a.refAt(p.sent, w.Head); r >= 0 && a.agrees(p, &a.refs[r]) {
			return r
		}
	}
	for _, c := range a.below(p.sent, p.word) {
		switch k := &t.Words[c]; {
		case k.Rel == "appos":
			if r := a.refAt(p.sent, int(c)); r >= 0 && a.refs[r].ent >= 0 && a.beside(t, p.word, int(c)) && a.agrees(p, &a.refs[r]) {
				return r
			}
		case k.Rel == "nsubj" && a.copular(p.sent, p.word):
			if r := a.refAt(p.sent, int(c)); r >= 0 && a.agrees(p, &a.refs[r]) {
				return r
			}
		}
	}
	return -1
}

// beside reports whether only commas and words part words v and w of t: behind
// "Image:" and in brackets stands something else.
func (a *anaphora) beside(t *language.Sentence, v, w int) bool {
	for k := min(v, w) + 1; k < max(v, w); k++ {
		switch a.art.Text[t.Words[k].Start] {
		case ':', ';', '(', ')', '|', '[', ']':
			return false
		}
	}
	return true
}

// copular reports whether word w of sentence si is what something is said to be,
// and not denied or only thought of.
func (a *anaphora) copular(si, w int) bool {
	is := false
	for _, c := range a.below(si, w) {
		k := &a.trees[si].Words[c]
		switch k.Lemma {
		case "not", "n't", "never", "no", "might", "may", "could", "would", "if", "like":
			return false
		}
		is = is || k.Rel == "cop"
	}
	return is
}

// refAt returns the referent that word w of sentence si speaks of, whether it is
// settled or a name; -1 if it cannot be told yet.
func (a *anaphora) refAt(si, w int) int {
	k := a.pointIndex(si, w)
	switch {
	case k < 0:
		return -1
	case a.points[k].form == nameForm:
		return a.referentOf(a.mentions[a.points[k].mention].ent)
	}
	return a.points[k].ref
}

// pointIndex returns the index of the point of sentence si whose head is word w,
// -1 if there is none.
func (a *anaphora) pointIndex(si, w int) int {
	return int(a.pointOf[a.base[si]+w]) - 1
}

// agrees reports whether p can speak of r.
func (a *anaphora) agrees(p *point, r *referent) bool {
	if p.gender != unknownGender && r.gender != unknownGender && p.gender != r.gender {
		return false
	}
	if p.form == pronounForm {
		switch {
		case p.kind == humanKind:
			return !r.plural && (r.kind == humanKind || r.kind == anyKind || r.ent >= 0 && !r.sure)
		case p.kind == thingKind:
			return !r.plural && !(r.kind == humanKind && r.sure)
		}
		return r.plural || r.ent >= 0 || r.kind == groupKind || r.kind == humanKind
	}
	if p.plural != r.plural && !(r.kind == groupKind && p.kind == groupKind) {
		return false
	}
	switch {
	case r.kind == anyKind || p.kind == anyKind || r.ent >= 0 && !r.sure:
		return true
	case r.kind == humanKind || p.kind == humanKind:
		return r.kind == p.kind
	}
	return true
}
