package language

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A NameKind says what a name names.
type NameKind uint8

// The kinds of name.
const (
	NoName NameKind = iota
	PersonName
	PlaceName
	OrganisationName
	OtherName // a people, a faith, an event, a work, a law, a product
)

// NameKinds is how many kinds there are, without NoName.
const NameKinds = 4

func (k NameKind) String() string {
	return [...]string{"none", "person", "place", "organisation", "other"}[k]
}

// A Name is a name in a text.
type Name struct {
	stemma.Span
	Kind NameKind
}

// Names returns the names in the sentences of one article, in text order: what
// the words around them, the gazetteer and the rest of the article make of each.
// A name begins after its article ("the") and after a person's titles; it is never
// within another. It takes time in proportion to the words.
func Names(txt string, sents []Sentence) []Name {
	a := NewNameArticle(txt, sents)
	return a.Decode(a.scores(parser().net))
}

// scores runs the side of names over the sentences, some at a time.
func (a *NameArticle) scores(n *Network) [][]NameScores {
	out := make([][]NameScores, len(a.sents))
	var of []int // the sentence of each
	var rows []int32
	size := 0
	r := runs.Get().(*run)
	defer runs.Put(r)
	flush := func() {
		n.runSide(r, NameSide, r.seqs[:len(of)], func(seq int, dst []int16) { copy(dst, a.parsed[of[seq]].encoded) })
		w := n.sides[NameSide].labels.w.width()
		for k, s := range of {
			for t := range out[s] {
				for l, v := range r.out[(r.first[k]+t)*w:][:NameLabels] {
					out[s][t][l] = v >> (sumBits - scoreBits)
				}
			}
		}
		size, of = 0, of[:0]
	}
	for s, ws := range a.sents {
		if len(ws) == 0 {
			continue
		}
		if len(of) > 0 && size+len(ws) > batchWords {
			flush()
		}
		q := r.sequence(len(of))
		for i := range ws {
			rows = nameRows(rows[:0], n.Sides[NameSide].Rows, ws, i)
			q.Add(rows, nil)
		}
		out[s] = make([]NameScores, len(ws))
		of = append(of, s)
		size += len(ws)
	}
	if len(of) > 0 {
		flush()
	}
	return out
}

// A NameArticle is an article made ready for the recogniser.
type NameArticle struct {
	parsed []Sentence
	sents  [][]nameWord
}

// NewNameArticle reads an article by its parsed sentences.
func NewNameArticle(txt string, sents []Sentence) *NameArticle {
	return &NameArticle{sents, nameWords(txt, sents)}
}

// The labels of a word: it is outside of names, or the first or a later word of
// one of a kind.
const NameLabels = 1 + 2*NameKinds

// BeginLabel returns the label of the first word of a name of kind k.
func BeginLabel(k NameKind) int { return 2*int(k) - 1 }

// InsideLabel returns the label of a later word.
func InsideLabel(k NameKind) int { return 2 * int(k) }

// labelKind returns the kind of a label and whether it begins a name.
func labelKind(l int) (NameKind, bool) { return NameKind((l + 1) / 2), l%2 == 1 }

// NameScores are the scores of a word's labels, in ScoreUnit of a logit.
type NameScores [NameLabels]int32

// ScoreUnit is a logit of 1.
const ScoreUnit = 1 << scoreBits

const scoreBits = 8

// A scored is a name with how well each kind fits it.
type scored struct {
	sent, from, to int // words [from, to) of a sentence
	kind           NameKind
	score          [NameKinds + 1]int32 // of each kind, over its words; that of NoName is of no name at all
}

// Decode returns the names of the article for the scores of its words: first
// the best sequence of labels of each sentence, then what the article as a whole
// makes of them.
func (a *NameArticle) Decode(scores [][]NameScores) []Name {
	var all []scored
	for s, sc := range scores {
		a.favour(s, sc)
		labels := bestLabels(sc)
		for i := 0; i < len(labels); {
			k, _ := labelKind(labels[i])
			j := i + 1
			for ; j < len(labels) && k != NoName; j++ {
				if kj, begin := labelKind(labels[j]); kj != k || begin {
					break
				}
			}
			if k != NoName {
				all = append(all, newScored(sc, s, i, j, k))
			}
			i = j
		}
	}
	a.agree(all)
	for i := range all {
		a.trim(&all[i])
	}
	var out []Name
	last := 0
	for _, n := range all {
		if ws := a.parsed[n.sent].Words; a.capitalised(&n) && ws[n.from].Start >= last {
			last = ws[n.to-1].End
			out = append(out, Name{Span: stemma.Span{Start: ws[n.from].Start, End: ws[n.to-1].End}, Kind: n.kind})
		}
	}
	return out
}

// favour raises the scores of what the gazetteer leaves no doubt of: peoples of
// several words, "South Korean". No country is a person that has not a name of one.
func (a *NameArticle) favour(s int, sc []NameScores) {
	for i := range sc {
		w := &a.sents[s][i]
		is := w.known
		if w.place > 0 {
			is = w.part
		}
		if is&KnownCountry != 0 && is&(KnownFemale|KnownMale|KnownSurname|KnownPerson) == 0 {
			sc[i][BeginLabel(PersonName)] -= 4 * ScoreUnit
			sc[i][InsideLabel(PersonName)] -= 4 * ScoreUnit
		}
		if w.part&KnownDemonym == 0 || w.part&(KnownPlace|KnownCity|KnownTown|KnownRegion|KnownCountry|KnownBody) != 0 {
			continue
		}
		l := InsideLabel(OtherName)
		if w.place == 1 {
			l = BeginLabel(OtherName)
		}
		sc[i][l] += 4 * ScoreUnit
	}
}

// capitalised reports whether a word of n that is no article has a capital; web
// addresses have none.
func (a *NameArticle) capitalised(n *scored) bool {
	for _, w := range a.sents[n.sent][n.from:n.to] {
		if w.cap && w.fold != "the" {
			return true
		}
	}
	return false
}

func newScored(sc []NameScores, sent, from, to int, k NameKind) scored {
	n := scored{sent: sent, from: from, to: to, kind: k}
	for i := from; i < to; i++ {
		n.score[NoName] += sc[i][0]
		for k := PersonName; k <= OtherName; k++ {
			l := InsideLabel(k)
			if i == from {
				l = BeginLabel(k)
			}
			n.score[k] += sc[i][l]
		}
	}
	return n
}

// trim sets the borders of a name where the sets that it was learnt from differ:
// titles are no part of it, and what a hyphen joins to it is: "Moon Jae-in".
func (a *NameArticle) trim(n *scored) {
	ws := a.sents[n.sent]
	if n.to-n.from > 1 && ws[n.from].fold == "the" {
		n.from++
	}
	for n.kind == PersonName && n.to-n.from > 1 && (ws[n.from].known&KnownTitle != 0 && ws[n.from].known&(KnownMale|KnownFemale) == 0 || ws[n.from].fold == ".") {
		n.from++
	}
	if n.kind == OrganisationName {
		n.to = a.andAfter(n)
	}
	if n.to+1 >= len(ws) || ws[n.to].fold != "-" || !ws[n.to].glued || !ws[n.to+1].glued {
		return
	}
	tail := ws[n.to+1].fold
	switch {
	case n.kind == OtherName && len(tail) <= 3 && tail[0] >= '0' && tail[0] <= '9':
		n.to += 2 // "COVID-19"
	case n.kind == PersonName && !ws[n.to+1].cap && letter(tail) && len(tail) <= 5 && len(ws[n.to-1].fold) <= 5 && !compounds[tail]:
		n.to += 2
	}
}

// andAfter returns the end of an organisation's name with what "and" adds to it:
// "Ministry of Trade and Industry".
func (a *NameArticle) andAfter(n *scored) int {
	ws := a.sents[n.sent]
	of := -1
	for i := n.from + 1; i < n.to; i++ {
		if (ws[i].fold == "of" || ws[i].fold == "for") && ws[i-1].known&KnownHead != 0 {
			of = i
		}
	}
	if of < 0 || n.to-of > 4 || n.to+1 >= len(ws) || ws[n.to].fold != "and" || !ws[n.to+1].cap {
		return n.to
	}
	run := ws[n.to+1 : ws[n.to+1].run]
	for i := range run {
		if run[i].pos == DET || run[i].known&(KnownTitle|KnownHead|KnownBody|KnownPerson|KnownMale|KnownFemale|KnownCountry|KnownCity) != 0 {
			return n.to
		}
	}
	if len(run) > 3 {
		return n.to
	}
	return n.to + 1 + len(run)
}

// compounds are words that a hyphen joins to a name without being part of it.
var compounds = text.WordSet("led run era based born style made like owned aged old age ally pick bid plan deal fan area wide only")

// agree makes names that are written alike of one kind.
func (a *NameArticle) agree(names []scored) {
	type votes struct {
		score [NameKinds + 1]int32
		n     int32
	}
	sum := map[string]*votes{}
	key := func(n *scored) string {
		ws := a.sents[n.sent]
		if n.to-n.from == 1 {
			return ws[n.from].fold
		}
		var b strings.Builder
		for i := n.from; i < n.to; i++ {
			if i > n.from {
				b.WriteByte(' ')
			}
			b.WriteString(ws[i].fold)
		}
		return b.String()
	}
	keys := make([]string, len(names))
	for i := range names {
		n := &names[i]
		keys[i] = key(n)
		v := sum[keys[i]]
		if v == nil {
			v = &votes{}
			sum[keys[i]] = v
		}
		v.n++
		for k, x := range n.score {
			v.score[k] += x
		}
		// A full name tells of what kind its last word is, and vouches for it.
		if n.kind == PersonName && n.to-n.from > 1 {
			last := a.sents[n.sent][n.to-1].fold
			v := sum["\x00"+last]
			if v == nil {
				v = &votes{}
				sum["\x00"+last] = v
			}
			v.n++
			for k, x := range n.score {
				v.score[k] += x / int32(n.to-n.from)
			}
		}
	}
	for i := range names {
		n := &names[i]
		v := sum[keys[i]]
		score := n.score
		for k, x := range v.score {
			score[k] = (n.score[k] + 3*x/v.n) / 4
		}
		if f := sum["\x00"+keys[i]]; f != nil && n.to-n.from == 1 {
			for k, x := range f.score {
				score[k] = (score[k] + x/f.n) / 2
			}
		}
		best := PersonName
		for k := PersonName; k <= OtherName; k++ {
			if score[k] > score[best] {
				best = k
			}
		}
		n.kind = best
	}
}

// bestLabels returns the sequence of labels with the highest sum of scores
// among those that mark names: no name begins with a later word.
func bestLabels(scores []NameScores) []int {
	if len(scores) == 0 {
		return nil
	}
	back := make([][NameLabels]int8, len(scores))
	const never = -1 << 29
	best := scores[0]
	for l := range best {
		if k, begin := labelKind(l); k != NoName && !begin {
			best[l] = never
		}
	}
	for t := 1; t < len(scores); t++ {
		var next NameScores
		top := 0
		for l := range best {
			if best[l] > best[top] {
				top = l
			}
		}
		for l := range next {
			from := top
			if k, begin := labelKind(l); k != NoName && !begin {
				from = BeginLabel(k)
				if best[l] > best[from] {
					from = l
				}
			}
			next[l] = best[from] + scores[t][l]
			back[t][l] = int8(from)
		}
		best = next
	}
	l := 0
	for k := range best {
		if best[k] > best[l] {
			l = k
		}
	}
	out := make([]int, len(scores))
	for t := len(scores) - 1; t >= 0; t-- {
		out[t] = l
		l = int(back[t][l])
	}
	return out
}
