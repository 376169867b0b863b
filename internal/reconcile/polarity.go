package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// polarities returns what one account says and another denies of the same
// happening: one predicate, told plainly in one and denied in the other, of one
// doer or one that it is done to, while no other participant differs.
func (b *bench) polarities() []stemma.Finding {
	type end struct {
		said int
		*tie
	}
	denials := map[int][]end{} // by head
	var heads []int
	full := limit{}
	for i := range b.said {
		for k := range b.said[i].ties {
			t := &b.said[i].ties[k]
			if t.Mood&stemma.Denied == 0 || t.Mood&(stemma.Possible|stemma.ToCome) != 0 || !predicative(t) || b.partial(&b.said[i]) || !b.deniedItself(&b.said[i], t) || full.reached(b.said[i].art, "denied") {
				continue
			}
			if denials[t.head] == nil {
				heads = append(heads, t.head)
			}
			denials[t.head] = append(denials[t.head], end{i, t})
		}
	}
	tellers := map[int][]end{}
	for i := range b.said {
		for k := range b.said[i].ties {
			if t := &b.said[i].ties[k]; t.Mood == 0 && predicative(t) {
				tellers[t.head] = append(tellers[t.head], end{i, t})
			}
		}
	}
	var out []stemma.Finding
	used := map[int]bool{}
	for _, h := range heads {
		for _, d := range denials[h] {
			if used[d.said] {
				continue
			}
			s := &b.said[d.said]
			var yes []int
			by := map[int]*tie{d.said: d.tie}
			// By the same word: whoever refused to "provide" names may have "put"
			// somebody up.
			for _, t := range tellers[h] {
				if u := &b.said[t.said]; u.art != s.art && !u.Hedged && !b.negates(u) && !b.refuses(u) && !b.hears(u) && u.other == s.other && b.denies(s, d.tie, u, t.tie) {
					yes = append(yes, t.said)
					by[t.said] = t.tie
				}
			}
			if len(yes) == 0 {
				continue
			}
			slices.Sort(yes)
			yes = slices.Compact(yes)
			no := []int{d.said}
			for _, e := range denials[h] {
				if e.said != d.said && b.like(e.tail, d.tail) > 0 && !slices.ContainsFunc(yes, func(i int) bool { return b.said[i].art == b.said[e.said].art }) {
					no = append(no, e.said)
				}
			}
			slices.Sort(no)
			no = slices.Compact(no)
			for _, i := range no {
				used[i] = true
			}
			if k := slices.IndexFunc(out, func(f stemma.Finding) bool { return mostly(f.Sides[0].Witnesses, b.witnesses(yes)) }); k >= 0 {
				ws := append(out[k].Sides[1].Witnesses, b.witnesses(no)...) // the same, denied in other words
				slices.SortFunc(ws, b.before)
				out[k].Sides[1].Witnesses = slices.Compact(ws)
				continue
			}
			f := stemma.Finding{
				Kind:  stemma.Conflicting,
				Type:  stemma.AccountFinding,
				About: clip(b.words(s.witness()), 80),
				Sides: []stemma.Side{b.side(yes), b.side(no)},
				Why:   fmt.Sprintf("told: %s; denied: %s", b.wordings(yes[:1], by), b.wordings([]int{d.said}, by)),
				Rule:  "reconcile/polarity",
			}
			if b.provisional(s) && b.inOrder([]stemma.Side{f.Sides[1], f.Sides[0]}) {
				f.Kind = stemma.Updated
				f.Why += ", by an account that says not yet"
			}
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(f, g stemma.Finding) int { return b.before(f.Sides[1].Witnesses[0], g.Sides[1].Witnesses[0]) })
	return out
}

// mostly reports whether more than half of v are in w.
func mostly(v, w []stemma.Witness) bool {
	n := 0
	for _, x := range v {
		if slices.Contains(w, x) {
			n++
		}
	}
	return 2*n > len(v)
}

// predicative reports whether t is a predicate with a participant.
func predicative(t *tie) bool {
	return (t.Head.Part == 'v' || t.Head.Part == 'a' || t.Slot == stemma.Is) && (t.Slot == stemma.Agent || t.Slot == stemma.Patient || t.Slot == stemma.Is)
}

// denies reports whether tie d of s, which is denied, and tie t of u tell of one
// happening.
func (b *bench) denies(s *statement, d *tie, u *statement, t *tie) bool {
	if d.Slot != t.Slot || d.head != t.head || b.like(d.tail, t.tail) < bondSim || b.nowOnly(s) != b.nowOnly(u) {
		return false
	}
	if b.narrower(s, d, u, t) {
		return false
	}
	if last, _ := b.wordsBefore(u, stemma.Term{Span: t.Head.Span}); last == "last" || s.transitive(d) != u.transitive(t) {
		return false // "was last seen" says the same as "has not been seen since"
	}
	if b.unknownObject(s, d) || b.unknownObject(u, t) {
		return false // who "did not catch it" may speak of another ball
	}
	met := 1
	for i := range s.ties {
		x := &s.ties[i]
		if x.Head.Span != d.Head.Span || x.Bond == d.Bond {
			continue
		}
		alone := x.Slot == stemma.Agent || x.Slot == stemma.Patient
		for k := range u.ties {
			y := &u.ties[k]
			if y.Head.Span != t.Head.Span || y.Bond == t.Bond || y.Slot != x.Slot || x.Slot == stemma.Oblique && x.Prep != y.Prep {
				continue
			}
			if b.like(x.tail, y.tail) == 0 {
				return false // somebody else, somewhere else, at another time
			}
			if b.narrower(s, x, u, y) {
				return false
			}
			met++
			alone = false
		}
		if alone {
			return false // what the other does not say may be another
		}
	}
	return !b.light(d) && !b.light(t) && (met > 1 || strings.HasPrefix(b.vocab.key[d.tail], "name ")) && !strings.Contains(b.words(u.witness()), b.words(s.witness()))
}

// unknownObject reports whether the predicate of t is done to something that a
// pronoun stands for and nobody knows.
func (b *bench) unknownObject(s *statement, t *tie) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool {
		return bd.Head.Span == t.Head.Span && bd.Slot == stemma.Patient && bd.Tail.Part == 'o' &&
			!slices.ContainsFunc(s.ties, func(x tie) bool { return x.Tail.Span == bd.Tail.Span })
	})
}

// transitive reports whether the predicate of t is done to something.
func (s *statement) transitive(t *tie) bool {
	return slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool { return bd.Head.Span == t.Head.Span && bd.Slot == stemma.Patient })
}

// nowOnly reports whether s speaks of the moment of writing alone: what is not done
// "currently" may have been done.
func (b *bench) nowOnly(s *statement) bool {
	return b.anyWord(s, func(w string) bool { return w == "currently" || w == "anymore" || w == "longer" || w == "presently" })
}

// deniedItself reports whether what s denies is the predicate of t, and not what
// stands above it: who "did not say why she was fired" does not deny that she was,
// nor who "does not want them to use it" that they do.
func (b *bench) deniedItself(s *statement, t *tie) bool {
	a := b.arts[s.art]
	at := -1
	toks := text.Tokens(a.Text, s.Sentence)
	for k, tok := range toks {
		if tok.Start >= t.Head.Span.Start {
			break
		}
		if w := strings.ToLower(a.Text[tok.Start:tok.End]); negations[w] || denyWords[w] || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t") || w == "t" {
			at = k
		}
	}
	if at < 0 || toks[at].Start < s.Span.Start && !denyWords[strings.ToLower(a.Text[toks[at].Start:toks[at].End])] {
		return false // "nobody ever said that he planned it"
	}
	for _, tok := range toks[at+1:] {
		if tok.Start >= t.Head.Span.Start {
			break
		}
		if questionWords[strings.ToLower(a.Text[tok.Start:tok.End])] {
			return false
		}
	}
	here := b.around(s)
	for i := range here {
		for k := range here[i].Bonds {
			if x := &here[i].Bonds[k].Head; x.Part == 'v' && x.Span.Start >= toks[at].End && x.Span.End <= t.Head.Span.Start {
				return false
			}
		}
	}
	return true
}

var (
	denyWords     = text.WordSet("deny denies denied denying refuse refuses refused refusing fail fails failed failing false untrue hoax refute refutes refuted reject rejects rejected")
	questionWords = text.WordSet("why how what whether when where who whom which if")
)

// narrower reports whether the participant of a denial in s is of a kind that u does
// not speak of: "no fighters from there", "their personal weapons".
func (b *bench) narrower(s *statement, d *tie, u *statement, t *tie) bool {
	kinds := func(s *statement, sp stemma.Span) (out []int) {
		for i := range s.ties {
			if x := &s.ties[i]; x.Head.Span == sp && (x.Slot == stemma.Mod || x.Prep == "of" || x.Prep == "from" || x.Prep == "with") && x.Tail.Part != 'p' && x.Tail.Part != '#' {
				out = append(out, x.tail)
			}
		}
		return out
	}
	mine, theirs := kinds(s, d.Tail.Span), kinds(u, t.Tail.Span)
	return d.Tail.Part == 'n' && len(mine) > 0 && !slices.ContainsFunc(mine, func(i int) bool {
		return slices.ContainsFunc(theirs, func(j int) bool { return b.like(i, j) > 0 })
	})
}

// light reports whether the predicate itself says little: "had", "was".
func (b *bench) light(d *tie) bool {
	return d.Head.Part == 'v' && (text.IsFunction(d.Head.Lemma) || lightVerbs[d.Head.Lemma])
}

// Verbs that say little without what follows them: who does not know one thing
// may know another.
var lightVerbs = text.WordSet("be have do get make take give go come say tell add know think feel believe want need like love hope wish hear seem look mean understand remember try")

// negations are the words of a clause that something in it is denied by, beside
// those that end in "n't", as a whole or cut in two.
var negations = text.WordSet("no not never none nobody nothing nowhere neither nor without cannot hardly barely")

// Words by which whoever tells something does not stand by it: he refuses it, or
// only passes on what is said.
var (
	refusals = text.WordSet("refuse refuses refused refusing decline declines declined fail fails failed dismiss dismisses dismissed reject rejects rejected dispute disputes disputed doubt doubts doubted refute refutes refuted rebut rebuts rebutted rubbish rubbished bristle bristles bristled debunk debunked false fake hoax untrue")
	hearsay  = text.WordSet("rumor rumour rumors rumours supposedly allegedly purportedly")
)

// negates reports whether some word of s is a negation, so that what seems told
// in it may be denied: "no form signed by her was found".
func (b *bench) negates(s *statement) bool {
	return b.anyWord(s, func(w string) bool {
		return negations[w] || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t") || w == "t" || strings.HasSuffix(w, "’t") || strings.HasSuffix(w, "'t")
	})
}

// refuses reports whether s tells something only to refuse it.
func (b *bench) refuses(s *statement) bool {
	return b.anyWord(s, func(w string) bool { return refusals[w] }) || strings.Contains(strings.ToLower(b.words(s.witness())), "shot down")
}

// hears reports whether s tells something only as what others say.
func (b *bench) hears(s *statement) bool {
	return b.anyWord(s, func(w string) bool { return hearsay[w] })
}

// limits are words by which a denial leaves room for what others tell: what has
// not happened "since 1908" may have happened now, what is not told "exactly" may
// be told, and what would be "if" is not said to be.
var limits = text.WordSet("since until till before if unless whether exactly necessarily entirely fully completely always every all only just hardly barely scarcely rarely")

// partial reports whether the denial in s has such a limit, or holds for a span of
// time: "has not been hit in 25 years".
func (b *bench) partial(s *statement) bool {
	return slices.ContainsFunc(s.Figures, func(k int) bool {
		f := &b.marks[s.art].Figures[k]
		return f.Counted == "year" || f.Counted == "month" || f.Counted == "week" || f.Counted == "day" || f.Counted == "decade"
	}) || b.anyWord(s, func(w string) bool { return limits[w] })
}

// anyWord reports whether is holds of a word of s, in lower case.
func (b *bench) anyWord(s *statement, is func(string) bool) bool {
	a := b.arts[s.art]
	return slices.ContainsFunc(text.Tokens(a.Text, s.Span), func(t text.Token) bool { return is(strings.ToLower(a.Text[t.Start:t.End])) })
}

// provisional reports whether s says that what it denies may yet come about, or
// was so before: "has not yet", "no longer".
func (b *bench) provisional(s *statement) bool {
	w := " " + strings.ToLower(b.words(s.witness())) + " "
	return strings.Contains(w, " yet ") || strings.Contains(w, " still ") || strings.Contains(w, " so far ") || strings.Contains(w, " no longer ")
}
