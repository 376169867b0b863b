package annotate

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"stemma"
	"stemma/internal/language"
)

// A Trial is the choice of whom one pronoun or description means, as training
// sees it.
type Trial struct {
	Kind       int         // of pronoun: see trialKinds
	Where      stemma.Span // its words
	Candidates []Candidate // the first is nobody of whom the text spoke
	Best       int         // the candidate of the highest score
}

// A Candidate is whom a pronoun or a description may mean.
type Candidate struct {
	Features []int         // indexes of weights, each of value 1
	Where    []stemma.Span // heads of the words that spoke of it so far; its names, if it has any
	Score    int
}

// The kinds of trial: each has its own weights.
const (
	heTrial = iota
	theyTrial
	itTrial
	nounTrial
	trialKinds
)

// A featureGroup is one question about an anaphor and a candidate; the answer is
// a small number.
type featureGroup struct {
	name   string
	values int
}

// The groups, in the order of their questions in features.
var featureGroups = []featureGroup{
	{"nobody: candidates", 6},
	{"nobody: nearest", 8},
	{"nobody: pattern", 8},
	{"sentences between, subject", 14},
	{"form, sentences between", 12},
	{"roles", int(caseRoles) * int(caseRoles)},
	{"nearer candidates", 6},
	{"more spoken of", 6},
	{"gender", 10},
	{"times spoken of", 12},
	{"same pronoun last", 4},
	{"opening", 6},
	{"quotation", 8},
	{"paragraphs between", 8},
	{"within a sentence", 18},
	{"joined", 2},
	{"kind", 12},
	{"owner", 5},
	{"roles, sentences between", int(caseRoles) * int(caseRoles) * 3},
	{"nearer subjects", 5},
	{"noun", 14},
	{"nearness of nouns", 8},
	{"description", 12},
}

// featureBase is where each group begins in the weights of a kind, featureCount
// how many weights a kind has.
var featureBase, featureCount = func() ([]int, int) {
	base, n := make([]int, len(featureGroups)), 0
	for i, g := range featureGroups {
		base[i] = n
		n += g.values
	}
	return base, n
}()

// antecedentWeights is made by cmd/train: one line a weight that is not zero,
// "kind group value weight", for people to read.
//
//go:embed antecedents.txt
var antecedentWeights string

// weights returns the weight of each feature, by index.
var weights = sync.OnceValue(func() []int {
	w, err := readWeights(antecedentWeights)
	if err != nil {
		panic(err) // unreachable: a test reads the embedded file
	}
	return w
})

var trialNames = [...]string{"he", "they", "it", "noun"}

func readWeights(s string) ([]int, error) {
	w := make([]int, trialKinds*featureCount)
	for line := range strings.Lines(s) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 4 {
			continue // a comment
		}
		at, err := featureIndex(f[0], f[1], f[2])
		if err == nil {
			w[at], err = strconv.Atoi(f[3])
		}
		if err != nil {
			return nil, fmt.Errorf("annotate: weight %q: %w", line, err)
		}
	}
	return w, nil
}

func featureIndex(kind, group, value string) (int, error) {
	for k, n := range trialNames {
		if n != kind {
			continue
		}
		for g := range featureGroups {
			if v, err := strconv.Atoi(value); err == nil && featureGroups[g].name == group && v < featureGroups[g].values {
				return k*featureCount + featureBase[g] + v, nil
			}
		}
	}
	return 0, fmt.Errorf("no such feature: %w", strconv.ErrRange)
}

// FormatWeights returns the weights as antecedents.txt holds them.
func FormatWeights(w []int) string {
	var b strings.Builder
	for k, kind := range trialNames {
		for g := range featureGroups {
			for v := range featureGroups[g].values {
				if x := w[k*featureCount+featureBase[g]+v]; x != 0 {
					fmt.Fprintf(&b, "%s\t%s\t%d\t%d\n", kind, featureGroups[g].name, v, x)
				}
			}
		}
	}
	return b.String()
}

// WeightCount returns how many weights there are.
func WeightCount() int { return trialKinds * featureCount }

// WeightUnit is what 1 in the logit of a candidate is in the weights.
const WeightUnit = 256

// Trials resolves a as Article does, by the weights w, and shows each choice to
// see, which returns the index in Candidates of the one to go on with.
func Trials(a *stemma.Article, w []int, see func(*Trial) int) {
	d := newDoc(a, 0)
	d.findEntities()
	d.findQuotes()
	d.findAnaphora(w, see)
}

// Bounds of the search for whom an anaphor means.
const (
	maxPoints     = 80 // points looked back over
	maxSentences  = 8  // sentences looked back over
	maxCandidates = 12
)

// margins are how much better than the next best the best candidate must be to
// be believed, by kind of trial, in units of the weights.

var margins = [trialKinds]int{256, 512, 512, 256}

// A candidate is a referent that the anaphor may mean, with its nearest point.
type candidate struct {
	ref, point int
	after      bool // the point stands behind the anaphor
}

// antecedent returns the referent that point pi means; -1 if none can be told.
func (a *anaphora) antecedent(pi int) int {
	p := &a.points[pi]
	cands := a.candidates(pi)
	if len(cands) == 0 {
		return -1
	}
	kind := trialKind(p)
	w := a.weights
	t := Trial{Kind: kind}
	best, second := 0, -1
	for ci := -1; ci < len(cands); ci++ {
		c := Candidate{Features: a.features(pi, cands, ci)}
		for i, f := range c.Features {
			f += kind * featureCount
			c.Features[i] = f
			c.Score += w[f]
		}
		t.Candidates = append(t.Candidates, c)
		k := ci + 1
		switch {
		case k == 0:
		case c.Score > t.Candidates[best].Score:
			best, second = k, best
		case second < 0 || c.Score > t.Candidates[second].Score:
			second = k
		}
	}
	if a.see != nil {
		t.Where = a.span(p.first, p.last)
		for k := range cands {
			a.show(&t.Candidates[k+1], cands[k].ref, pi)
		}
		t.Best = best
		best = a.see(&t)
		if best == 0 {
			return -1
		}
		return cands[best-1].ref
	}
	if best == 0 {
		return -1
	}
	p.doubtful = t.Candidates[best].Score-t.Candidates[second].Score < margins[kind]
	return cands[best-1].ref
}

// show fills what training needs to know of c.
func (a *anaphora) show(c *Candidate, ref, pi int) {
	r := &a.refs[ref]
	if r.ent >= 0 {
		for _, m := range a.entities[r.ent].Mentions {
			if !m.Pronoun {
				c.Where = append(c.Where, m.Span)
			}
		}
		return
	}
	q := &a.points[r.first]
	i := a.headToken(q)
	c.Where = []stemma.Span{a.span(i, i+1)}
}

func trialKind(p *point) int {
	switch {
	case p.form == nounForm:
		return nounTrial
	case p.kind == humanKind:
		return heTrial
	case p.plural:
		return theyTrial
	}
	return itTrial
}

// candidates lists the referents that point pi may mean, nearest first, then
// the people most spoken of, then a subject that follows in the sentence.
func (a *anaphora) candidates(pi int) []candidate {
	p := &a.points[pi]
	var out []candidate
	seen := func(ref int) bool {
		for _, c := range out {
			if c.ref == ref {
				return true
			}
		}
		return false
	}
	noun := p.form == nounForm
	speaker := -1 // who says "I" here
	if o := a.inside[p.first]; o > 0 && a.ownWords(p.first) {
		speaker = a.speakers[o-1]
	}
	for k := pi - 1; k >= 0 && k >= pi-maxPoints && len(out) < maxCandidates; k-- {
		q := &a.points[k]
		far := p.sent-q.sent > maxSentences
		if far && !noun {
			break
		}
		if q.ref < 0 || q.ref == speaker || seen(q.ref) {
			continue
		}
		r := &a.refs[q.ref]
		if !a.agrees(p, r) || noun && !a.related(p, r) {
			continue
		}
		if q.sent == p.sent && a.barred(p, q) {
			continue
		}
		out = append(out, candidate{ref: q.ref, point: k})
	}
	if noun {
		return out
	}
	// "In her speech, Oke said": a subject that follows.
	for k := pi + 1; k < len(a.points) && a.points[k].sent == p.sent && k < pi+maxAhead && len(out) < maxCandidates; k++ {
		q := &a.points[k]
		if q.form != nameForm || q.role != subjectRole || a.barred(p, q) || !a.ahead(p, q) {
			continue
		}
		if r := a.referentOf(a.mentions[q.mention].ent); r != speaker && !seen(r) && a.agrees(p, &a.refs[r]) {
			out = append(out, candidate{ref: r, point: k, after: true})
		}
		break
	}
	return out
}

// maxAhead bounds the points that are looked ahead over.
const maxAhead = 10

// ahead reports whether the subject q of p's sentence, which stands behind p,
// is that of p's clause or of one that p's clause belongs to.
func (a *anaphora) ahead(p, q *point) bool {
	return (p.verb != q.verb || p.role >= ownerRole) && under(&a.trees[p.sent], p.verb, q.verb)
}

// related reports whether noun p may be another word for r: there must be some
// bond between the two.
func (a *anaphora) related(p *point, r *referent) bool {
	if r.ent < 0 {
		for _, h := range r.heads {
			if h == p.lemma {
				return true
			}
		}
		return false
	}
	return true
}

// barred reports whether q cannot be what p means because of where the two
// stand in their sentence: the object of a verb is not its subject, unless it
// says so ("himself"), and nothing is inside itself.
func (a *anaphora) barred(p, q *point) bool {
	t := &a.trees[p.sent]
	self := p.form == pronounForm && pronounForms[a.toks[p.first].fold].self
	if p.verb == q.verb && p.role <= obliqueRole && q.role <= obliqueRole && !self && !p.joined && !q.joined {
		return true
	}
	// "Oke, her brother" and "Oke is her brother": she is not Oke.
	if h := t.Words[p.word].Head; p.role == ownerRole && h >= 0 {
		if language.Is(t.Words[h].Rel, "appos") && t.Words[h].Head == q.word || language.Is(t.Words[q.word].Rel, "nsubj") && t.Words[q.word].Head == h {
			return true
		}
	}
	// "the director of his company": he is not the director.
	w := p.word
	for n := 0; n < maxClimb; n++ {
		r, h := t.Words[w].Rel, t.Words[w].Head
		base, _ := cutRel(r)
		if h < 0 || base != "nmod" && base != "compound" && base != "amod" && base != "det" && base != "conj" {
			break
		}
		if h == q.word && base != "conj" {
			return true
		}
		w = h
	}
	return false
}

// features answers the questions of featureGroups about candidate ci of cands
// for point pi; ci < 0 is nobody.
func (a *anaphora) features(pi int, cands []candidate, ci int) []int {
	p := &a.points[pi]
	out := make([]int, 0, len(featureGroups))
	g := 0
	ask := func(v int) {
		out = append(out, featureBase[g]+min(v, featureGroups[g].values-1))
		g++
	}
	in := a.inside[p.first] > 0
	if ci < 0 {
		named := 0
		for _, c := range cands {
			if a.refs[c.ref].ent >= 0 {
				named++
			}
		}
		ask(min(len(cands), 5))
		near := p.sent - a.points[cands[0].point].sent
		ask(min(near, 3)*2 + b2i(named > 0))
		pattern := 0
		if in {
			pattern = 1
		}
		if p.form == nounForm {
			pattern += 2 * b2i(!p.bare)
		} else {
			pattern += 2 * int(min(p.role, 1))
		}
		ask(pattern)
		return out
	}
	g = 3
	c := cands[ci]
	q, r := &a.points[c.point], &a.refs[c.ref]
	dist := p.sent - q.sent
	bucket := min(dist, 6)
	ask(bucket*2 + b2i(q.role == subjectRole))
	ask(min(dist, 3)*3 + int(q.form))
	ask(int(p.role)*int(caseRoles) + int(q.role))
	ask(ci)
	more := 0
	for _, o := range cands {
		if o.ref != c.ref && a.refs[o.ref].count > r.count {
			more++
		}
	}
	ask(more)
	// gender
	v := 0
	switch {
	case p.gender == unknownGender:
	case r.gender == p.gender:
		v = 1
	case r.ent >= 0:
		v = 2
	default:
		v = 3
	}
	same := 0 // other candidates whose gender is the pronoun's
	for _, o := range cands {
		if o.ref != c.ref && p.gender != unknownGender && a.refs[o.ref].gender == p.gender {
			same = 1
		}
	}
	ask(v*2 + same)
	count := 0
	switch {
	case r.count >= 9:
		count = 4
	case r.count >= 5:
		count = 3
	case r.count >= 3:
		count = 2
	case r.count >= 2:
		count = 1
	}
	ask(count*2 + b2i(r.ent >= 0))
	sameLast := 0
	if q.form == pronounForm {
		sameLast = 1
		if p.form == pronounForm && q.gender == p.gender && q.plural == p.plural {
			sameLast = 2 + b2i(dist == 0)
		}
	}
	ask(sameLast)
	opening := 0
	if r.first >= 0 && a.points[r.first].sent <= 1 {
		opening = 1
	}
	if q.sent > 0 && (c.point == 0 || a.points[c.point-1].sent != q.sent) {
		opening += 2
	}
	ask(opening)
	quote := 0
	qin := a.inside[q.first]
	switch {
	case in && qin == a.inside[p.first]:
		quote = 1
	case in && qin > 0:
		quote = 2
	case in && a.speakers[a.inside[p.first]-1] == c.ref:
		quote = 6
	case in && a.saysIt(q):
		quote = 3
	case in:
		quote = 4
	case qin > 0:
		quote = 5
	}
	ask(quote)
	ask(min(a.sents[p.sent].block-a.sents[q.sent].block, 3)*2 + b2i(q.role == subjectRole))
	ask(a.within(p, q))
	ask(b2i(q.joined))
	ask(int(r.kind)*2 + b2i(r.sure))
	ask(a.ownership(p, q, cands, ci))
	ask((int(p.role)*int(caseRoles)+int(q.role))*3 + min(dist, 2))
	subjects := 0
	for _, o := range cands[:ci] {
		if a.points[o.point].role == subjectRole {
			subjects++
		}
	}
	if q.role != subjectRole {
		subjects = 4
	}
	ask(min(subjects, 4))
	if p.form != nounForm {
		return out
	}
	rel, near := a.likeness(p, r)
	ask(rel)
	ask(near)
	desc := int(p.kind)*2 + b2i(p.bare)
	ask(desc)
	return out
}

// ownership says whether candidate ci is owned by a pronoun like p, "her mother
// … she", or owns one of the others so.
func (a *anaphora) ownership(p, q *point, cands []candidate, ci int) int {
	like := func(o int) bool { return o >= 0 && a.points[o].gender == p.gender && a.points[o].plural == p.plural }
	if like(q.owner) {
		return 1 + b2i(q.sent == p.sent)
	}
	for _, c := range cands {
		if o := a.points[c.point].owner; like(o) && a.points[o].ref == cands[ci].ref {
			return 3 + b2i(a.points[c.point].sent == p.sent)
		}
	}
	return 0
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// saysIt reports whether q is the subject of a verb of saying.
func (a *anaphora) saysIt(q *point) bool {
	if q.role != subjectRole {
		return false
	}
	t := &a.trees[q.sent]
	return a.reports(t, q.verb)
}

// says reports whether word w of t is a verb of saying.
func (a *anaphora) says(t *language.Sentence, w int) bool {
	return sayings[t.Words[w].Lemma]
}

// reports reports whether word w of t is a verb of saying or thinking.
func (a *anaphora) reports(t *language.Sentence, w int) bool {
	return sayings[t.Words[w].Lemma] || thoughts[t.Words[w].Lemma]
}

// within says how p and q stand to each other in one sentence; 0 if they stand
// in two.
func (a *anaphora) within(p, q *point) int {
	if p.sent != q.sent {
		return 0
	}
	t := &a.trees[p.sent]
	subject := q.role == subjectRole
	self := p.form == pronounForm && pronounForms[a.toks[p.first].fold].self
	if c := a.subjectOf(p.sent, p.verb); c >= 0 && c == q.word {
		switch {
		case self:
			return 1
		case p.verb == q.verb:
			return 2 // "Oke left her car"
		}
		return 3 + min(2, int(p.role)/2) // "Oke came using her car"
	}
	after := q.first > p.first
	switch {
	case after:
		return 6 + b2i(p.verb == q.verb)
	case p.verb == q.verb:
		return 8 + b2i(subject)
	case under(t, p.verb, q.verb):
		if subject && a.reports(t, q.verb) {
			return 10 // "Oke said she"
		}
		return 11 + b2i(subject)
	case under(t, q.verb, p.verb):
		return 13 + b2i(subject) // "when Oke came, she"
	}
	return 15 + b2i(subject)
}

// subjectOf returns the subject of the clause that word w heads: its own, or
// that of the clause it belongs to if it has none; -1 if there is none.
func (a *anaphora) subjectOf(si, w int) int {
	t := &a.trees[si]
	for range 4 {
		for _, c := range a.below(si, w) {
			if r := t.Words[c].Rel; language.Is(r, "nsubj") || language.Is(r, "csubj") {
				return int(c)
			}
		}
		r, h := t.Words[w].Rel, t.Words[w].Head
		if h < 0 {
			return -1
		}
		switch base, _ := cutRel(r); base {
		case "xcomp", "advcl", "conj":
			w = h
		case "acl":
			return h // "a man using his car"
		default:
			return -1
		}
	}
	return -1
}

// under reports whether word w stands under word top.
func under(t *language.Sentence, w, top int) bool {
	for n := 0; w >= 0 && n < maxClimb; n++ {
		if w == top {
			return true
		}
		w = t.Words[w].Head
	}
	return false
}

// likeness says how the noun p stands to the words that r was called by, and to
// the last word of its name: the nearest relation, and the nearness of vectors.
func (a *anaphora) likeness(p *point, r *referent) (rel, near int) {
	x := language.LexemeOf(p.lemma, language.NOUN)
	best := 0
	v := language.Vector(p.lemma)
	top := 0
	try := func(w string, of int) {
		k := 0
		if w == p.lemma {
			k = 13
		} else {
			switch language.Relate(x, language.LexemeOf(w, language.NOUN)).Kind {
			case language.Same, language.Synonym:
				k = 5
			case language.Broader:
				k = 4
			case language.Narrower:
				k = 3
			case language.Derived:
				k = 2
			case language.Kindred:
				k = 1
			}
		}
		if k > 0 && k < 13 {
			k += of
		}
		best = max(best, k)
		if u := language.Vector(w); v != nil && u != nil {
			top = max(top, 1+nearness(u, v))
		}
	}
	for _, h := range r.heads {
		try(h, 6)
	}
	if r.ent >= 0 {
		if ws := a.entities[r.ent].words; r.kind != humanKind && len(ws) > 0 {
			if len(ws) > 1 {
				try(strings.Join(ws, " "), 0)
			}
			try(ws[len(ws)-1], 0)
		}
	}
	return best, top
}

// nearness returns the cosine of two word vectors in steps of an eighth, from 0
// to 6.
func nearness(u, v []int8) int {
	dot, uu, vv := 0, 0, 0
	for i := range u {
		dot += int(u[i]) * int(v[i])
		uu += int(u[i]) * int(u[i])
		vv += int(v[i]) * int(v[i])
	}
	n := 0
	for n < 6 && dot > 0 && 64*dot*dot >= (n+1)*(n+1)*uu*vv {
		n++
	}
	return n
}
