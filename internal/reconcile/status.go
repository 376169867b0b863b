package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A ladder is states that follow each other; a rung is the terms that tell one.
// A later account on a higher rung updates an earlier one on a lower.
type ladder struct {
	about string
	rungs [][]string
	of    subject
}

// A subject says what must be known of whom or of what the rungs of a ladder are
// told, for two of them to be told of one.
type subject int

const (
	anything subject = iota // the claims need only share rare words
	somebody                // they must name one person
	known                   // the parse must tell: the ladder's words are said of much else, too
)

// ladders are general to news: what happens to a suspect, a road, a search, the
// injured, an invitation. What a rung is told of is what it is done to, or what
// does it where nothing is done to anything ("vanished", "reopened").
var ladders = []ladder{
	{"legal status", [][]string{{"suspect", "question"}, {"arrest"}, {"charge"}, {"trial"}, {"convict", "sentence"}}, somebody},
	{"open or closed", [][]string{{"close"}, {"reopen"}}, anything},
	{"search", [][]string{{"miss", "search"}, {"find"}}, known},
	{"trapped or freed", [][]string{{"trap"}, {"free"}}, known},
	{"meeting", [][]string{{"invite"}, {"meet", "award", "receive"}}, known},
	{"fire", [][]string{{"burn"}, {"extinguish", "contain"}}, known},
	{"office", [][]string{{"appoint", "elect"}, {"resign"}}, known},
}

// statuses compares states: a ladder's rungs said of the same people or things,
// and one happening told as still to come and as under way or past.
func (b *bench) statuses() []stemma.Finding {
	var out []stemma.Finding
	for _, l := range ladders {
		out = append(out, b.climbs(l)...)
	}
	told := map[string]bool{}
	for _, f := range b.comings() {
		// An article that is copied word for word tells of it once.
		if key := f.Sides[0].Value; !told[key] && !spansOf(out).overlap(f.Sides[0].Witnesses[0]) {
			told[key] = true
			out = append(out, f)
		}
	}
	return out
}

// climbs returns the findings that ladder l makes, one for each subject that
// two articles leave on different rungs.
func (b *bench) climbs(l ladder) []stemma.Finding {
	type step struct {
		said, rung int
		word       string
		of         []int // what it is told of, as numbers of the story's words
	}
	var steps []step
	full := limit{}
	for i := range b.said {
		if b.longPast(&b.said[i]) && !b.said[i].Future {
			continue // what he was charged with years ago is no state of this
		}
		if r, at := b.rungOf(l, &b.said[i]); r >= 0 && !full.reached(b.said[i].art, l.about) {
			w := stemma.Witness{Article: b.said[i].Article, Span: at}
			of := b.undergoes(&b.said[i], at)
			if len(of) == 0 && l.of == somebody && !b.said[i].toldOfPronoun(at) {
				continue // of nobody in particular: "it often means that they were jailed"
			}
			steps = append(steps, step{i, r, b.words(w), of})
		}
	}
	var out []stemma.Finding
	used := make([]bool, len(steps))
	for x := range steps {
		if used[x] {
			continue
		}
		lot := []step{steps[x]}
		for y := range steps {
			if y != x && !used[y] && b.oneSubject(l, &b.said[steps[x].said], &b.said[steps[y].said], steps[x].of, steps[y].of) {
				lot = append(lot, steps[y])
			}
		}
		// An account is at the highest rung it tells: that it also tells the lower
		// ones puts it on no other side.
		top := map[int]int{}
		for _, s := range lot {
			art := b.said[s.said].art
			top[art] = max(top[art], s.rung)
		}
		sides, word := map[int][]int{}, map[int]string{}
		for _, s := range lot {
			if word[s.rung] == "" {
				word[s.rung] = s.word
			}
			if s.rung == top[b.said[s.said].art] {
				sides[s.rung] = append(sides[s.rung], s.said)
			}
		}
		if len(sides) < 2 {
			continue
		}
		for k, s := range steps {
			used[k] = used[k] || slices.ContainsFunc(lot, func(t step) bool { return t.said == s.said })
		}
		f := stemma.Finding{Kind: stemma.Updated, Type: stemma.StatusFinding, About: l.about, Rule: "reconcile/status"}
		var rungs []int
		for r := range sides {
			rungs = append(rungs, r)
		}
		slices.Sort(rungs)
		for _, r := range rungs {
			slices.Sort(sides[r])
			side := b.side(sides[r])
			f.Sides = append(f.Sides, side)
		}
		f.Why = fmt.Sprintf("“%s” comes before “%s”", word[rungs[0]], word[rungs[len(rungs)-1]])
		if !b.inOrder(f.Sides) {
			f.Why += "; the dates do not tell which account is the later"
		}
		out = append(out, f)
	}
	return out
}

// undergoes returns what the predicate at sp is told of: what it is done to, what
// is sought by a search for it, or else what does it; nothing if that is somebody
// who is not known, or the parse does not tell.
func (b *bench) undergoes(s *statement, sp stemma.Span) []int {
	var by [stemma.Then + 1][]int
	for i := range s.ties {
		t := &s.ties[i]
		if t.Head.Span.Overlap(sp) == 0 || t.Slot == stemma.Oblique && t.Prep != "for" {
			continue
		}
		by[t.Slot] = append(by[t.Slot], t.tail)
		if name := b.apposed(s, t.Tail.Span); name >= 0 {
			by[t.Slot] = append(by[t.Slot], name)
		}
	}
	for _, slot := range [...]stemma.Slot{stemma.Patient, stemma.Oblique, stemma.Is, stemma.Agent} {
		if len(by[slot]) > 0 {
			return by[slot]
		}
	}
	return nil
}

// toldOfPronoun reports whether a pronoun stands for whom the predicate at sp is
// told of.
func (s *statement) toldOfPronoun(sp stemma.Span) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Head.Span.Overlap(sp) > 0 && bd.Slot == stemma.Patient && bd.Tail.Part == 'o'
	})
}

// apposed returns the name after a comma that says who sp is, as a number of the
// story's words: "the owner of the ferry, Gideon Marsh"; -1 if there is none.
func (b *bench) apposed(s *statement, sp stemma.Span) int {
	for _, m := range b.named[s.art].near(stemma.Span{Start: sp.End, End: sp.End}, datedReach) {
		if m.span.Start > sp.End && s.Span.Contains(m.span) && strings.HasSuffix(b.arts[s.art].Text[sp.End:m.span.Start], ", ") {
			if id, ok := b.vocab.id["name "+b.people.name(s.Article, b.marks[s.art].Entities[m.entity].Name)]; ok {
				return id
			}
		}
	}
	return -1
}

// oneSubject reports whether two rungs, told in s and t of x and y, are told of one:
// a word of x is one of y or can stand for it. Where it is not known of whom, that
// is as much as the ladder asks for.
func (b *bench) oneSubject(l ladder, s, t *statement, x, y []int) bool {
	common, person := b.sameSubject(l, s, t)
	if len(x) == 0 && len(y) == 0 {
		return false
	}
	if len(x) == 0 || len(y) == 0 {
		return l.of == somebody && person || l.of == anything && common
	}
	return common && slices.ContainsFunc(x, func(i int) bool {
		return slices.ContainsFunc(y, func(j int) bool { return b.like(i, j) > 0 })
	})
}

// maybe reports whether a modal makes t a mere possibility: "could be jailed".
func (b *bench) maybe(s *statement, t stemma.Term) bool {
	last, second := b.wordsBefore(s, t)
	return modals[last] || modals[second]
}

// aimed reports whether t is what somebody asks others to do, and not told to have
// come or to come: "urged jurors to sentence".
func (b *bench) aimed(s *statement, t stemma.Term) bool {
	before := strings.Fields(strings.ToLower(b.arts[s.art].Text[max(s.Sentence.Start, t.Span.Start-datedReach):max(s.Sentence.Start, t.Span.Start)]))
	n := len(before)
	return n > 0 && before[n-1] == "to" && slices.ContainsFunc(before, func(w string) bool { return askings[w] })
}

var askings = text.WordSet("ask asks asked asking urge urges urged urging want wants wanted call calls called calling demand demands demanded demanding beg begs begged pleaded pleading")

// nextReach is how many bytes after a term hold the word after it.
const nextReach = 24

// otherSense reports whether t says something else than the rung that its word tells:
// "found guilty", "found itself", "missed a game", "charged through the door".
func (b *bench) otherSense(s *statement, t stemma.Term) bool {
	if t.Word == "charge" && slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Head.Span == t.Span && bd.Slot == stemma.Oblique && runPreps[bd.Prep]
	}) {
		return true
	}
	if t.Word == "miss" {
		form := strings.ToLower(b.words(stemma.Witness{Article: s.Article, Span: t.Span}))
		return form == "miss" || form == "misses" || form == "missed"
	}
	rest := b.arts[s.art].Text[t.Span.End:min(len(b.arts[s.art].Text), max(t.Span.End, s.Span.End))]
	next, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(rest[:min(len(rest), nextReach)])), " ")
	return t.Word == "find" && (foundOf[next] || slices.ContainsFunc(s.termsNear(t.Span, datedReach), func(x stemma.Term) bool {
		return x.Span.Start > t.Span.End && foundOf[strings.ToLower(b.words(stemma.Witness{Article: s.Article, Span: x.Span}))]
	}))
}

// runPreps are where somebody runs who charges.
var runPreps = text.WordSet("through into at toward towards past down up across")

// foundOf are what somebody is found to be, and whoever finds himself somewhere.
var foundOf = text.WordSet("guilty innocent liable negligent responsible that himself herself itself themselves myself yourself ourselves out")

// inOrder reports whether no account of a later side is known to be older than
// one of an earlier side, and some account is known to be newer.
func (b *bench) inOrder(sides []stemma.Side) bool {
	newer := false
	for k := 1; k < len(sides); k++ {
		for _, v := range sides[k-1].Witnesses {
			for _, w := range sides[k].Witnesses {
				i, j := b.place[v.Article], b.place[w.Article]
				if b.later(j, i) {
					return false
				}
				newer = newer || b.later(i, j)
			}
		}
	}
	return newer
}

// rungOf returns the rung of l that s tells, and the word that tells it, or -1
// if it tells none, or several at once ("worked to free those trapped").
func (b *bench) rungOf(l ladder, s *statement) (int, stemma.Span) {
	at, word := -1, stemma.Span{}
	for r := range l.rungs {
		for _, t := range s.Terms {
			if !t.Verb || t.Mood&^stemma.ToCome != 0 || b.maybe(s, t) || b.aimed(s, t) || b.otherSense(s, t) || !slices.Contains(l.rungs[r], t.Word) {
				continue
			}
			on := r
			if t.Mood == stemma.ToCome { // who "will be sentenced" is not yet, but has been tried
				on--
			}
			if on < 0 || at >= 0 && at != on {
				return -1, stemma.Span{}
			}
			at, word = on, t.Span

		}
	}
	return at, word
}

// subjectWeight is how rare a common word must be to be the subject that two
// states are told of; "game" is what every claim of a story on games shares.
const subjectWeight = 1.5

// sameSubject reports whether s and t speak of the same: they share a person, a
// word for one, or two rare features besides the ladder's own words.
func (b *bench) sameSubject(l ladder, s, t *statement) (same, person bool) {
	fs, _ := b.shared(s, t)
	n := 0
	for _, f := range fs {
		own := slices.ContainsFunc(l.rungs, func(r []string) bool { return slices.Contains(r, f) })
		name, named := strings.CutPrefix(f, "name ")
		switch {
		case own:
		case agedWords[f], named && b.people.isPerson(name):
			person = true
		case b.weight[f] >= subjectWeight:
			n++
		}
	}
	return person || n >= 2, person
}

// come is the likeness from which a claim about what is to come and one about
// what came speak of one thing.
const come = 0.4

// comings returns the findings in which one happening is still to come in one
// account and told as a fact in another.
func (b *bench) comings() []stemma.Finding {
	var out []stemma.Finding
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if !s.Future || s.Quoted || full.reached(s.art, "to come") {
			continue
		}
		var came []int
		word := ""
		for j := range b.said {
			t := &b.said[j]
			if t.art == s.art || t.Future || t.Hedged || t.Quoted || b.likeness(s, t) < join {
				continue
			}
			if w := b.comes(s, t); w != "" && (begins(s) || b.shareRole(s, t, w)) && (b.likeness(s, t) >= come || b.later(s.art, t.art) || begins(s)) {
				came = append(came, j)
				word = cmp.Or(word, w)
			}
		}
		if len(came) == 0 {
			continue
		}
		out = append(out, stemma.Finding{
			Kind:  stemma.Updated,
			Type:  stemma.StatusFinding,
			About: clip(b.words(s.witness()), 80),
			Sides: []stemma.Side{b.side([]int{i}), b.side(came)},
			Why:   fmt.Sprintf("still to come in one account, told as a fact in the other (“%s”)", word),
			Rule:  "reconcile/status",
		})
	}
	return out
}

// comes returns the happening that is still to come in s and that t tells as a
// fact, or "". Where s says that something will begin, it is that something.
func (b *bench) comes(s, t *statement) string {
	starts := begins(s)
	for _, x := range s.Terms {
		if !x.Happening || notToCome[x.Word] || x.Mood&stemma.ToCome == 0 && !(starts && b.beginning(s, x)) || x.Word == "begin" {
			continue
		}
		for _, y := range t.Terms {
			if y.Word == x.Word && !b.wished(s, x) && (y.Verb && !b.unrealised(t, y) || starts) && y.Mood&stemma.Denied == 0 {
				return x.Word
			}
		}
	}
	return ""
}

// wished reports whether x is what somebody would like or has to do: that it came
// is no news of it.
func (b *bench) wished(s *statement, x stemma.Term) bool {
	before := strings.Fields(strings.ToLower(b.arts[s.art].Text[max(s.Sentence.Start, x.Span.Start-nearBefore):x.Span.Start]))
	n := len(before)
	if n > 0 && !auxiliaries[before[n-1]] && strings.HasSuffix(strings.ToLower(b.words(stemma.Witness{Article: s.Article, Span: x.Span})), "ed") {
		return true // "to free the girls kidnapped in April": what has come describes what is to
	}
	return n > 1 && before[n-1] == "to" && wishes[before[n-2]] || b.aimed(s, x)
}

var auxiliaries = text.WordSet("be been being get")

var wishes = text.WordSet("want wants wanted hope hopes hoped hoping wish wishes wished like love need needs needed try tries tried trying have has had got decide decides decided")

// notToCome are happenings that come again and again, or only report another one.
var notToCome = text.WordSet("continue call confirm announce say tell report claim deny expect reveal want plan hope")

// begins reports whether s says that something will begin.
func begins(s *statement) bool {
	return slices.ContainsFunc(s.Terms, func(x stemma.Term) bool { return x.Mood&stemma.ToCome != 0 && x.Word == "begin" })
}

// beginning reports whether x is what s says will begin.
func (b *bench) beginning(s *statement, x stemma.Term) bool {
	return slices.ContainsFunc(s.ties, func(t tie) bool {
		return b.vocab.key[t.head] == "begin" && (t.Slot == stemma.Agent || t.Slot == stemma.Patient) && (t.Tail.Span.Overlap(x.Span) > 0 ||
			slices.ContainsFunc(s.ties, func(u tie) bool {
				return u.Head.Span == t.Tail.Span && u.Slot == stemma.Patient && u.Tail.Span.Overlap(x.Span) > 0
			}))
	})
}

// shareRole reports whether the happening word has one doer, or one that it is
// done to, in both statements. Of two verbs that tell one happening the doers are
// not one: who "will die" is not who "killed".
func (b *bench) shareRole(s, t *statement, word string) bool {
	return slices.ContainsFunc(s.ties, func(x tie) bool {
		return core(x.Slot) && b.vocab.key[x.head] == word && slices.ContainsFunc(t.ties, func(y tie) bool {
			return core(y.Slot) && b.like(x.head, y.head) > 0 && b.like(x.tail, y.tail) > 0 &&
				(x.Slot == y.Slot && (x.Head.Lemma == y.Head.Lemma || x.Slot != stemma.Agent) || x.Slot == stemma.Of || y.Slot == stemma.Of)
		})
	})
}

// core reports whether a slot tells who does it, to whom it is done or of what it is said.
func core(s stemma.Slot) bool {
	return s == stemma.Agent || s == stemma.Patient || s == stemma.Is || s == stemma.Of
}
