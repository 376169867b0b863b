package language

import (
	"cmp"
	_ "embed"
	"slices"
)

// wordnetTable is made by internal/train from WordNet 3.1, whose licence is
// wordnet-licence.txt. It is read where it lies. All numbers are little-endian,
// three bytes wide but for the hashes of four and the classes of one:
//
//	number of lexemes n, of senses m, of synsets k, of links l
//	n hashes of lemma and part of speech, rising
//	n+1 indexes of the first sense of each lexeme
//	m synsets, one for each sense, the commonest first
//	k+1 indexes of the first link of each synset
//	l links: kind in the four upper bits, synset in the others
//	k classes
//
//go:embed wordnet.bin
var wordnetTable string

// wordnet is where the parts of wordnetTable begin.
var wordnet = func() (w struct{ lexemes, synsets, hashes, firstSense, senses, firstLink, links, classes int }) {
	n, m, k, l := u24(0), u24(3), u24(6), u24(9)
	w.lexemes, w.synsets = n, k
	w.hashes = 12
	w.firstSense = w.hashes + 4*n
	w.senses = w.firstSense + 3*(n+1)
	w.firstLink = w.senses + 3*m
	w.links = w.firstLink + 3*(k+1)
	w.classes = w.links + 3*l
	return w
}()

func u24(at int) int {
	s := wordnetTable[at : at+3]
	return int(s[0]) | int(s[1])<<8 | int(s[2])<<16
}

// A Lexeme is a lemma with its part of speech as WordNet knows it: its common
// senses. The zero Lexeme is one that WordNet does not know.
type Lexeme uint32

// LexemeOf returns the lexeme of a lemma in lower case; the words of a lemma of
// several are parted by spaces ("take off", "costa rica"). Names are nouns and
// auxiliaries verbs.
func LexemeOf(lemma string, pos POS) Lexeme {
	h := LexemeHash(lemma, pos)
	lo, hi := 0, wordnet.lexemes
	for lo < hi {
		at := (lo + hi) / 2
		switch x := hashAt(at); {
		case x == h:
			return Lexeme(at + 1)
		case x < h:
			lo = at + 1
		default:
			hi = at
		}
	}
	return 0
}

func hashAt(i int) uint32 {
	s := wordnetTable[wordnet.hashes+4*i : wordnet.hashes+4*i+4]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// LexemeHash returns what the table finds a lexeme by.
func LexemeHash(lemma string, pos POS) uint32 {
	switch pos {
	case PROPN:
		pos = NOUN
	case AUX:
		pos = VERB
	}
	h := Hash(lemma)
	h = (h ^ uint32(pos)) * 16777619
	h ^= h >> 16 // its upper bits alone tell short words apart badly
	h *= 0x85ebca6b
	h ^= h >> 13
	return h
}

// A Class is the field of meaning that lexicographers have put a synset into.
type Class uint8

// The classes of nouns that callers ask for, by their numbers in WordNet.
const (
	Act           Class = 4
	Animal        Class = 5
	Artifact      Class = 6
	Attribute     Class = 7
	BodyPart      Class = 8
	Cognition     Class = 9
	Communication Class = 10
	Event         Class = 11
	Feeling       Class = 12
	Food          Class = 13
	Group         Class = 14
	Location      Class = 15
	Motive        Class = 16
	Object        Class = 17
	Human         Class = 18
	Phenomenon    Class = 19
	Plant         Class = 20
	Possession    Class = 21
	Process       Class = 22
	Quantity      Class = 23
	State         Class = 26
	Substance     Class = 27
	Time          Class = 28
)

// The classes of verbs that callers ask for.
const (
	ToKnow        Class = 31
	ToCommunicate Class = 32
)

// Class returns the class of the commonest sense of l; 0 if l is unknown.
func (l Lexeme) Class() Class {
	if l == 0 {
		return 0
	}
	first, _ := l.senses()
	return classOf(synsetAt(first))
}

// In reports whether one of the common senses of l is of one of the classes cs.
func (l Lexeme) In(cs ...Class) bool {
	if l == 0 {
		return false
	}
	first, last := l.senses()
	for k := first; k < last; k++ {
		if slices.Contains(cs, classOf(synsetAt(k))) {
			return true
		}
	}
	return false
}

// senses returns the range of senses of l.
func (l Lexeme) senses() (first, last int) {
	at := wordnet.firstSense + 3*int(l-1)
	return u24(at), u24(at + 3)
}

// synsetAt returns the synset of a sense.
func synsetAt(sense int) int { return u24(wordnet.senses + 3*sense) }

func classOf(synset int) Class { return Class(wordnetTable[wordnet.classes+synset]) }

// A LinkKind says how one synset leads to another.
type LinkKind uint8

// The kinds of link, as they stand in the table.
const (
	ToBroader    LinkKind = 1 // a crash is an accident
	ToDerived    LinkKind = 2 // arrival, to arrive; France, French
	ToGroup      LinkKind = 3 // verbs so near that they stand together
	ToEntailed   LinkKind = 4 // who snores sleeps
	ToEffect     LinkKind = 5 // who kills makes die
	ToOpposite   LinkKind = 6 // open, close
	ToWhole      LinkKind = 7 // Paris, France
	ToSimilar    LinkKind = 8 // adjectives of one cluster
	linkKindBits          = 20
)

// A RelationKind says how two lexemes stand to each other.
type RelationKind uint8

// The kinds of relation, nearest first.
const (
	Unrelated RelationKind = iota
	Same                   // one lemma
	Synonym                // share a sense
	Derived                // one names what the other does or is: "arrival" and "arrive"
	Narrower               // the first is a kind of the second, or makes or entails it
	Broader                // the second is a kind of the first, or makes or entails it
	Kindred                // both are kinds of one thing
	Opposite               // cannot both hold: "open" and "closed"
	Within                 // the first is a part of the second: a city and its country
	Holds                  // the second is a part of the first
)

// A Relation is how two lexemes stand to each other by their common senses, and
// over how many links that lead to something broader.
type Relation struct {
	Kind     RelationKind
	Distance int
}

// Steps that a sense may climb: two from either side meet in what says little
// more than "move" or "change".
const maxClimb = 2

// A reached synset is one that a lexeme leads to.
type reached struct {
	synset  int
	steps   uint8
	derived bool
}

// maxReached bounds what one lexeme leads to.
const maxReached = 96

// Relate returns how a and b stand to each other. If they do in several ways,
// the nearest counts. Unknown lexemes are unrelated.
func Relate(a, b Lexeme) Relation {
	switch {
	case a == 0 || b == 0:
		return Relation{}
	case a == b:
		return Relation{Kind: Same}
	}
	var p, q [maxReached]reached
	from, to := a.reach(p[:0]), b.reach(q[:0])
	best, found := Relation{}, false
	for _, x := range from {
		for _, y := range to {
			if x.synset != y.synset || x.derived && y.derived {
				continue
			}
			if r := meeting(x, y); !found || r.nearer(best) {
				best, found = r, true
			}
		}
	}
	if found && best.Distance < 2 {
		return best
	}
	for _, x := range from {
		if x.steps > 0 || x.derived {
			continue
		}
		for _, y := range to {
			if y.steps > 0 || y.derived {
				continue
			}
			switch {
			case linked(x.synset, y.synset, ToOpposite):
				return Relation{Kind: Opposite}
			case linked(x.synset, y.synset, ToWhole):
				return Relation{Kind: Within}
			case linked(y.synset, x.synset, ToWhole):
				return Relation{Kind: Holds}
			}
		}
	}
	return best
}

// meeting returns the relation of two lexemes that reach one synset.
func meeting(x, y reached) Relation {
	r := Relation{Distance: int(x.steps + y.steps)}
	switch {
	case x.derived || y.derived:
		r.Kind = Derived
	case r.Distance == 0:
		r.Kind = Synonym
	case y.steps == 0:
		r.Kind = Narrower
	case x.steps == 0:
		r.Kind = Broader
	default:
		r.Kind = Kindred
	}
	return r
}

// nearer reports whether r is a nearer relation than s.
func (r Relation) nearer(s Relation) bool {
	return r.Distance < s.Distance || r.Distance == s.Distance && r.Kind < s.Kind
}

// reach appends to out the synsets of l, and those that its links lead to over
// at most maxClimb steps.
func (l Lexeme) reach(out []reached) []reached {
	first, last := l.senses()
	for k := first; k < last; k++ {
		out = append(out, reached{synset: synsetAt(k)})
	}
	for i := 0; i < len(out); i++ {
		x := out[i]
		at, end := linksOf(x.synset)
		for ; at < end && len(out) < cap(out); at += 3 {
			link := u24(at)
			y := reached{link & (1<<linkKindBits - 1), x.steps, x.derived}
			switch LinkKind(link >> linkKindBits) {
			case ToDerived:
				if x.derived || x.steps > 0 {
					continue
				}
				y.derived = true
			case ToBroader, ToGroup, ToEntailed, ToEffect, ToSimilar:
				if y.steps++; y.steps > maxClimb {
					continue
				}
			default:
				continue
			}
			if !slices.ContainsFunc(out, func(z reached) bool { return z.synset == y.synset && z.steps <= y.steps && (!z.derived || y.derived) }) {
				out = append(out, y)
			}
		}
	}
	return out
}

// linksOf returns where the links of a synset stand in the table.
func linksOf(synset int) (at, end int) {
	i := wordnet.firstLink + 3*synset
	return wordnet.links + 3*u24(i), wordnet.links + 3*u24(i+3)
}

// linked reports whether a link of kind leads from synset x to y.
func linked(x, y int, kind LinkKind) bool {
	for at, end := linksOf(x); at < end; at += 3 {
		if u24(at) == int(kind)<<linkKindBits|y {
			return true
		}
	}
	return false
}

// A Kinship is two of many lexemes, by index, and how the first stands to the
// second.
type Kinship struct {
	I, J int
	Relation
}

// Kin returns the pairs I < J of ls that share a sense, name one doing, or of
// which one is a kind of the other or next to it, over one link at most; in
// order. It compares all with all in the time that their senses take.
func Kin(ls []Lexeme) []Kinship {
	type holder struct {
		lexeme int
		reached
	}
	holders := map[int][]holder{}
	best := map[[2]int]Relation{}
	var buf [maxReached]reached
	for j, l := range ls {
		if l == 0 {
			continue
		}
		for _, y := range l.reach(buf[:0]) {
			if y.steps > 1 {
				continue
			}
			for _, x := range holders[y.synset] {
				if x.lexeme == j || x.steps+y.steps > 1 || x.derived && y.derived {
					continue
				}
				k, r := [2]int{x.lexeme, j}, meeting(x.reached, y)
				if old, ok := best[k]; !ok || r.nearer(old) {
					best[k] = r
				}
			}
			holders[y.synset] = append(holders[y.synset], holder{j, y})
		}
	}
	out := make([]Kinship, 0, len(best))
	for k, r := range best {
		out = append(out, Kinship{k[0], k[1], r})
	}
	slices.SortFunc(out, func(a, b Kinship) int { return cmp.Or(cmp.Compare(a.I, b.I), cmp.Compare(a.J, b.J)) })
	return out
}
