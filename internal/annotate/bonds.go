package annotate

import (
	"slices"
	"sort"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// hand gives the bonds of a sentence to its claims: each to the one that its
// head stands in or, if the head is a cue that was cut out, its tail.
func (b *binder) hand(claims []stemma.Claim) {
	for i := range b.Words {
		b.bind(i)
	}
	holder := func(sp stemma.Span) int {
		c := sort.Search(len(claims), func(i int) bool { return claims[i].Span.End >= sp.End })
		if c < len(claims) && claims[c].Span.Contains(sp) {
			return c
		}
		return -1
	}
	for _, bd := range b.out {
		c := holder(bd.Head.Span)
		if c < 0 {
			c = holder(bd.Tail.Span)
		}
		if c >= 0 {
			claims[c].Bonds = append(claims[c].Bonds, bd)
		}
	}
}

// child returns the first dependent of word i with one of the relations rels, or
// -1. It does not walk the sentence as [language.Sentence.Child] does.
func (b *binder) child(i int, rels ...string) int {
	for _, k := range b.kids[i] {
		for _, r := range rels {
			if language.Is(b.Words[k].Rel, r) {
				return k
			}
		}
	}
	return -1
}

// A binder reads the bonds of one parsed sentence.
type binder struct {
	*language.Sentence
	kids [][]int // dependents of each word
	mood []stemma.Mood
	out  []stemma.Bond
}

// newBinder returns a binder of s that knows the moods of its words.
func newBinder(s *language.Sentence, txt string) *binder {
	b := &binder{Sentence: s, kids: make([][]int, len(s.Words)), mood: make([]stemma.Mood, len(s.Words))}
	for i := range s.Words {
		if h := s.Words[i].Head; h >= 0 {
			b.kids[h] = append(b.kids[h], i)
		}
	}
	if r := s.Root(); r >= 0 {
		asked := stemma.Mood(0)
		if strings.HasSuffix(strings.TrimRight(txt[s.Start:s.End], "\"'”’) "), "?") {
			asked = stemma.Possible // a question tells nothing
		}
		b.setMoods(r, asked, 0)
	}
	return b
}

// maxDepth bounds the depth of a tree that moods are handed down.
const maxDepth = 200

// setMoods sets the mood of word i, to which mood m is handed down, and of
// all words below it.
func (b *binder) setMoods(i int, m stemma.Mood, depth int) {
	if depth > maxDepth {
		return
	}
	for _, k := range b.kids[i] {
		w := &b.Words[k]
		l := w.Lemma
		switch {
		case language.Is(w.Rel, "aux"):
			switch l {
			case "will", "shall", "’ll", "'ll":
				m |= stemma.ToCome
			case "may", "might", "could", "would", "can":
				m |= stemma.Possible
			}
		case negators[l] && (language.Is(w.Rel, "advmod") || language.Is(w.Rel, "det") || language.Is(w.Rel, "cc")):
			m |= stemma.Denied
		case language.Is(w.Rel, "advmod") && hedges[l]:
			m |= stemma.Possible
		case language.Is(w.Rel, "mark") && (l == "if" || l == "whether" || l == "unless"):
			m |= stemma.Possible
		case language.Is(w.Rel, "nsubj") || language.Is(w.Rel, "obj"):
			if denyingSubjects[l] || slices.ContainsFunc(b.kids[k], func(n int) bool { return b.Words[n].Lemma == "no" && language.Is(b.Words[n].Rel, "det") }) {
				m |= stemma.Denied // "no ladder could have reached it", "found no signs"
			}
		}
	}
	b.mood[i] = m
	for _, k := range b.kids[i] {
		w := &b.Words[k]
		down := stemma.Mood(0)
		switch {
		case language.Is(w.Rel, "xcomp") && stays[b.Words[i].Lemma]:
			down = m &^ stemma.ToCome // what "is expected to remain closed" is closed
		case language.Is(w.Rel, "xcomp"), language.Is(w.Rel, "ccomp"), language.Is(w.Rel, "csubj"):
			down = m | embeds(b.Words[i].Lemma)
			if !b.infinitive(k) { // "asked how he was" asks for nothing to come
				down &^= stemma.ToCome &^ m
			} else if !carriesOut[b.Words[i].Lemma] && down == m {
				down |= stemma.Possible // "was sent to save" does not tell that he did
			}
		case language.Is(w.Rel, "conj"):
			down = m &^ stemma.Denied // a second verb has a "not" of its own
		case language.Is(w.Rel, "acl") && !language.Is(w.Rel, "acl:relcl"):
			down = embeds(b.Words[i].Lemma)
			if b.infinitive(k) {
				down |= stemma.Possible // "an operation to save the boy"
			}
		case language.Is(w.Rel, "advcl"):
			if b.infinitive(k) { // "sent to search" is no search yet
				down = stemma.Possible
			}
		}
		b.setMoods(k, down, depth+1)
	}
}

// infinitive reports whether word k is an infinitive with "to".
func (b *binder) infinitive(k int) bool {
	return slices.ContainsFunc(b.kids[k], func(n int) bool { return b.Words[n].Lemma == "to" && language.Is(b.Words[n].Rel, "mark") })
}

// embeds returns the mood that a verb, adjective or noun puts its clause into.
func embeds(lemma string) stemma.Mood {
	switch {
	case denyingVerbs[lemma]:
		return stemma.Denied
	case comingVerbs[lemma]:
		return stemma.ToCome
	case doubtingVerbs[lemma]:
		return stemma.Possible
	}
	return 0
}

var (
	negators      = text.WordSet("not n't never no neither nor hardly barely")
	denyingVerbs  = text.WordSet("fail refuse deny decline avoid unable forget neglect false untrue impossible prevent stop refusal failure denial")
	carriesOut    = text.WordSet("manage help begin start continue come go proceed happen turn use get remain know find rush race hurry live grow clear allow let enable permit force make see cause lead leave")
	stays         = text.WordSet("remain stay keep continue")
	comingVerbs   = text.WordSet("expect schedule due plan intend set prepare ready hope want wish plan promise pledge offer invite ask order urge agree decide aim bid plan going")
	doubtingVerbs = text.WordSet("believe think suspect fear assume allege claim suggest seem appear likely unlikely possible rumour rumor speculate consider try attempt seek threaten possibility allegation claim suspicion rumour attempt chance risk")
)

// content reports whether word i can be an end of a bond.
func (b *binder) content(i int) bool {
	w := &b.Words[i]
	switch w.POS {
	case language.NOUN, language.PROPN, language.VERB, language.ADJ, language.NUM:
		return true
	case language.PRON:
		return w.Lemma != "" && !emptyPronouns[w.Lemma]
	case language.ADV:
		return len(w.Lemma) > 2 && !text.IsFunction(w.Lemma)
	case language.SYM, language.X:
		return w.Len() > 1
	}
	return false
}

var emptyPronouns = text.WordSet("there what this that those these who which whom whose something anything everything nothing i you we one")

// knot returns word i as the end of a bond.
func (b *binder) knot(i int) stemma.Knot {
	w := &b.Words[i]
	k := stemma.Knot{Lemma: strings.ToLower(w.Lemma), Span: w.Span}
	switch w.POS {
	case language.VERB, language.AUX:
		k.Part = 'v'
		for _, n := range b.kids[i] { // "took off" is no taking
			if b.Words[n].Rel == "compound:prt" {
				k.Lemma += " " + strings.ToLower(b.Words[n].Lemma)
				break
			}
		}
	case language.ADJ:
		k.Part = 'a'
	case language.ADV:
		k.Part = 'r'
	case language.PROPN:
		k.Part = 'p'
	case language.NUM:
		k.Part = '#'
	case language.PRON:
		k.Part = 'o'
	default:
		k.Part = 'n'
	}
	return k
}

// maxConjuncts bounds how many conjuncts share what one of them has.
const maxConjuncts = 8

// emit adds the bond of head and tail, and of what is joined to the tail by "and".
func (b *binder) emit(head, tail int, slot stemma.Slot, prep string) {
	tail = b.referent(tail)
	if tail < 0 || head == tail || !b.content(head) || !b.content(tail) {
		return
	}
	b.out = append(b.out, stemma.Bond{Head: b.knot(head), Tail: b.knot(tail), Slot: slot, Prep: prep, Mood: b.mood[head]})
	for n, k := range b.kids[tail] {
		if n > maxConjuncts {
			break
		}
		if language.Is(b.Words[k].Rel, "conj") && b.content(k) && b.nominal(k) == b.nominal(tail) {
			b.out = append(b.out, stemma.Bond{Head: b.knot(head), Tail: b.knot(k), Slot: slot, Prep: prep, Mood: b.mood[head]})
		}
	}
}

func (b *binder) nominal(i int) bool {
	switch b.Words[i].POS {
	case language.NOUN, language.PROPN, language.PRON, language.NUM:
		return true
	}
	return false
}

// referent returns the noun that a relative pronoun stands for, and else i.
func (b *binder) referent(i int) int {
	w := &b.Words[i]
	if w.POS != language.PRON && w.POS != language.DET && w.POS != language.SCONJ || !relatives[w.Lemma] {
		return i
	}
	for h, n := w.Head, 0; h >= 0 && n < 3; h, n = b.Words[h].Head, n+1 {
		if language.Is(b.Words[h].Rel, "acl:relcl") {
			return b.Words[h].Head
		}
	}
	return -1
}

var relatives = text.WordSet("who which that whom")

// bind emits the bonds of word i with its governor.
func (b *binder) bind(i int) {
	w := &b.Words[i]
	h := w.Head
	if h < 0 {
		return
	}
	switch rel, sub, _ := strings.Cut(w.Rel, ":"); rel {
	case "nsubj", "csubj":
		b.subject(h, i, sub == "pass")
	case "obj":
		b.emit(h, i, stemma.Patient, "")
	case "iobj":
		b.emit(h, i, stemma.Oblique, "to")
	case "obl", "nmod":
		prep := b.prep(i)
		switch {
		case rel == "obl" && (sub == "agent" || prep == "by" && b.passive(h)):
			b.emit(h, i, stemma.Agent, prep)
		case rel == "obl" && b.Words[h].POS == language.VERB, b.Words[h].POS == language.ADJ:
			b.emit(h, i, stemma.Oblique, prep)
		case sub == "poss":
			b.emit(h, i, stemma.Of, "of")
		default:
			b.emit(h, i, stemma.Of, prep)
		}
	case "amod", "compound":
		if sub != "prt" {
			b.emit(h, i, stemma.Mod, "")
		}
	case "nummod":
		b.emit(h, i, stemma.Count, "")
	case "appos":
		b.emit(i, h, stemma.Is, "")
	case "advmod":
		if b.Words[h].POS == language.VERB {
			b.emit(h, i, stemma.Oblique, "")
		}
	case "acl":
		b.clauseOf(h, i, sub == "relcl")
	case "advcl":
		b.emit(h, i, stemma.Then, b.marker(i))
		b.control(h, i)
	case "xcomp":
		b.emit(h, i, stemma.Then, "to")
		b.control(h, i)
	case "conj":
		b.shareSubject(h, i)
	}
}

// subject emits the bonds of predicate h and its subject i, and of the verbs
// joined to h that have no subject of their own.
func (b *binder) subject(h, i int, passive bool) {
	switch {
	case b.Words[h].POS != language.VERB:
		b.emit(h, i, stemma.Is, "")
	case passive:
		b.emit(h, i, stemma.Patient, "")
	default:
		b.emit(h, i, stemma.Agent, "")
	}
}

// shareSubject emits the bond of verb i, joined to h by "and", with h's subject.
func (b *binder) shareSubject(h, i int) {
	if b.Words[i].POS != language.VERB || b.child(i, "nsubj") >= 0 {
		return
	}
	k := b.child(h, "nsubj")
	if k < 0 {
		if language.Is(b.Words[h].Rel, "acl:relcl") || language.Is(b.Words[h].Rel, "acl") {
			b.clauseOf(b.Words[h].Head, i, false)
		}
		return
	}
	b.subject(i, k, b.passive(i) || b.Words[i].Tag == "VBN" && b.passive(h))
}

// passive reports whether verb i is in the passive voice.
func (b *binder) passive(i int) bool {
	if b.Words[i].POS != language.VERB {
		return false
	}
	if b.child(i, "aux:pass", "nsubj:pass") >= 0 {
		return true
	}
	return b.Words[i].Tag == "VBN" && b.child(i, "aux", "nsubj") < 0
}

// clauseOf emits the bond of a noun h with verb i of a clause that describes it:
// "the boy found in the well", "the man who climbed", "the boy they found".
func (b *binder) clauseOf(h, i int, relative bool) {
	if b.Words[i].POS != language.VERB {
		if relative && b.child(i, "nsubj") < 0 {
			b.emit(i, h, stemma.Is, "")
		}
		return
	}
	subject := b.child(i, "nsubj")
	switch {
	case subject >= 0 && relative:
		if b.referent(subject) != h && b.child(i, "obj") < 0 && !b.hasRelative(i) {
			b.emit(i, h, stemma.Patient, "")
		}
	case subject >= 0:
		b.emit(h, i, stemma.Then, b.marker(i)) // "the claim that a boy fell"
	case b.hasRelative(i):
	case b.Words[i].Tag == "VBG":
		b.emit(i, h, stemma.Agent, "")
	case b.Words[i].Tag == "VBN" || b.Words[i].Tag == "VBD":
		b.emit(i, h, stemma.Patient, "")
	default:
		b.emit(h, i, stemma.Then, "to")
	}
}

// hasRelative reports whether a dependent of verb i is a relative pronoun.
func (b *binder) hasRelative(i int) bool {
	return slices.ContainsFunc(b.kids[i], func(k int) bool { return b.referent(k) != k })
}

// control emits the bond of verb i, which depends on verb h and has no subject,
// with the object of h ("told the crew to leave") or else its subject.
func (b *binder) control(h, i int) {
	if b.Words[i].POS != language.VERB || b.child(i, "nsubj") >= 0 || b.Words[h].POS != language.VERB {
		return
	}
	k := -1
	if language.Is(b.Words[i].Rel, "xcomp") {
		k = b.child(h, "obj")
	}
	if k < 0 {
		k = b.child(h, "nsubj")
	}
	if k < 0 && language.Is(b.Words[h].Rel, "acl") {
		k = b.Words[h].Head
	}
	if k >= 0 {
		b.subject(i, k, b.Words[i].Tag == "VBN")
	}
}

// prep returns the preposition of a phrase whose head is word i, or "".
func (b *binder) prep(i int) string {
	for _, k := range b.kids[i] {
		if language.Is(b.Words[k].Rel, "case") && k < i {
			return strings.ToLower(b.Words[k].Lemma)
		}
	}
	return ""
}

// marker returns the word that opens the clause of word i, or "".
func (b *binder) marker(i int) string {
	for _, k := range b.kids[i] {
		if r := b.Words[k].Rel; k < i && (language.Is(r, "mark") || r == "advmod" && b.Words[k].Lemma == "when") {
			return strings.ToLower(b.Words[k].Lemma)
		}
	}
	return ""
}

// telling returns whether word i is a verb, and its mood.
func (b *binder) telling(i int) (verb bool, m stemma.Mood) {
	if i >= len(b.Words) {
		return false, 0
	}
	return b.Words[i].POS == language.VERB, b.mood[i]
}
