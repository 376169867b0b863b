package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// Two claims are linked if their likeness reaches link and they share at least
// minShared features of weight minWeight in sum; a claim joins a group if its
// mean likeness to the group's claims in other articles reaches join.
// Single linkage chained "four people" to "four floors" over a third claim.
const (
	link      = 0.36
	join      = 0.26
	minShared = 2
	minWeight = 2.5
)

// maxPosting is how many claims may hold a feature for it to propose pairs; a
// feature that half the story holds proposes nothing but noise.
const maxPosting = 400

// A likePair is two statements that may say the same, by index.
type likePair struct {
	i, j int
	like float64
}

// accounts aligns claims across articles and returns what several articles say,
// what they say with opposite polarity, and what one alone says. slots are the
// findings already made: what they say of a claim is not said again.
func (b *bench) accounts(slots []stemma.Finding) []stemma.Finding {
	var out []stemma.Finding
	split := b.sidesTaken(slots)
	grouped := make([]bool, len(b.said))
	for _, g := range b.groups() {
		for _, i := range g {
			grouped[i] = true
		}
		if g = b.unopposed(g, split); len(g) > 1 {
			out = append(out, b.account(g))
		}
	}
	out = append(out, b.facets(out, split)...)
	out = append(out, b.bondFacets(out, split)...)
	out = slices.DeleteFunc(out, func(f stemma.Finding) bool { return retold(f, slots) })
	told := spansOf(append(slices.Clip(slots), out...))
	for i := range b.said {
		s := &b.said[i]
		if !grouped[i] && b.worthTelling(s) && !told.overlap(s.witness()) {
			side := b.side([]int{i})
			out = append(out, stemma.Finding{
				Kind:  stemma.SingleSource,
				Type:  stemma.AccountFinding,
				About: side.Value,
				Sides: []stemma.Side{side},
				Why:   "no other account says this",
				Rule:  "reconcile/account",
			})
		}
	}
	return out
}

// A stand is the side of a finding that a witness is on.
type stand struct{ finding, side int }

// sidesTaken returns, for each witness of a disputed or updated slot, where it
// stands.
func (b *bench) sidesTaken(slots []stemma.Finding) map[stemma.Witness][]stand {
	out := map[stemma.Witness][]stand{}
	for k, f := range slots {
		if len(f.Sides) < 2 || f.Type == stemma.NameFinding || f.Type == stemma.PlaceFinding {
			continue // a claim about something else may hold a misspelt name
		}
		for n, s := range f.Sides {
			for _, w := range s.Witnesses {
				out[w] = append(out[w], stand{k, n})
			}
		}
	}
	return out
}

// stands returns the sides that statement i is on. A relative clause is on the
// sides of its sentence: "I counted nine" tells which "who were treated" are meant.
func (b *bench) stands(i int, split map[stemma.Witness][]stand) []stand {
	s := &b.said[i]
	opens, _, _ := strings.Cut(b.words(s.witness()), " ")
	if opens = strings.ToLower(opens); opens != "who" && opens != "whom" && opens != "which" {
		return split[s.witness()]
	}
	var out []stand
	for _, t := range b.sentence(s) {
		out = append(out, split[t.witness()]...)
	}
	return out
}

// unopposed returns the statements of g without those that stand on another
// side of a slot than most: "seven were treated" and "twelve were treated" are
// alike in words and do not agree. It returns nothing if one article is left.
func (b *bench) unopposed(g []int, split map[stemma.Witness][]stand) []int {
	g = b.standingBy(g)
	votes := map[int]map[int]int{}
	for _, i := range g {
		for _, t := range b.stands(i, split) {
			if votes[t.finding] == nil {
				votes[t.finding] = map[int]int{}
			}
			votes[t.finding][t.side]++
		}
	}
	out := slices.DeleteFunc(slices.Clone(g), func(i int) bool {
		return slices.ContainsFunc(b.stands(i, split), func(t stand) bool {
			for side, n := range votes[t.finding] {
				if mine := votes[t.finding][t.side]; n > mine || n == mine && side < t.side {
					return true
				}
			}
			return false
		})
	})
	for _, i := range out {
		if b.said[i].art != b.said[out[0]].art {
			return out
		}
	}
	return nil
}

// standingBy returns the statements of g without those that tell it only to deny or
// dismiss it or, if there are more of these, without the others: who "dismissed
// claims that it was sold" is no witness of the sale, and who will not "confirm or
// deny" it is one of nothing.
func (b *bench) standingBy(g []int) []int {
	var by, against []int
	for _, i := range g {
		s := &b.said[i]
		switch {
		case slices.ContainsFunc(s.Terms, func(t stemma.Term) bool { return t.Word == "deny" && b.neither(s, t) }):
		case b.callsFalse(s), b.refuses(s) && b.anyWord(s, func(w string) bool { return sayings[w] }):
			against = append(against, i)
		default:
			by = append(by, i)
		}
	}
	if len(against) > len(by) {
		return against
	}
	return by
}

// sayings are what others said.
var sayings = text.WordSet("claim claims report reports allegation allegations rumor rumors rumour rumours suggestion suggestions accusation accusations assertion assertions story stories")

// retold reports whether f's witnesses are, but for a quarter, those of a slot
// finding whose sides agree: the slot says what it is that they agree on.
func retold(f stemma.Finding, slots []stemma.Finding) bool {
	if f.Kind != stemma.Corroborated {
		return false
	}
	mine := f.Sides[0].Witnesses
	return slices.ContainsFunc(slots, func(s stemma.Finding) bool {
		if s.Kind != stemma.Corroborated {
			return false
		}
		common := 0
		for _, w := range mine {
			if slices.Contains(s.Sides[0].Witnesses, w) {
				common++
			}
		}
		return 4*common >= 3*max(len(mine), len(s.Sides[0].Witnesses))
	})
}

// groups returns the groups of statements, of two or more articles each, that
// say the same; each sorted, in order of their first statement.
func (b *bench) groups() [][]int {
	pairs := b.pairs()
	like := map[[2]int]float64{}
	for _, p := range pairs {
		like[[2]int{p.i, p.j}] = p.like
	}
	slices.SortStableFunc(pairs, func(p, q likePair) int {
		return cmp.Or(cmp.Compare(q.like, p.like), cmp.Compare(p.i, q.i), cmp.Compare(p.j, q.j))
	})
	home := make([]int, len(b.said))
	members := make([][]int, len(b.said))
	for i := range home {
		home[i], members[i] = i, []int{i}
	}
	for _, p := range pairs {
		if p.like < link {
			break
		}
		g, h := home[p.i], home[p.j]
		if g == h || b.meanLike(members[g], members[h], like) < join {
			continue
		}
		g, h = min(g, h), max(g, h)
		for _, i := range members[h] {
			home[i] = g
		}
		members[g] = append(members[g], members[h]...)
		members[h] = nil
	}
	var out [][]int
	for _, g := range members {
		arts := map[int]bool{}
		for _, i := range g {
			arts[b.said[i].art] = true
		}
		if len(arts) > 1 {
			slices.Sort(g)
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(g, h []int) int { return cmp.Compare(g[0], h[0]) })
	return out
}

// meanLike returns the mean likeness between the statements of two groups that
// stand in different articles.
func (b *bench) meanLike(g, h []int, like map[[2]int]float64) float64 {
	sum, n := 0.0, 0
	for _, i := range g {
		for _, j := range h {
			if b.said[i].art != b.said[j].art {
				sum += like[[2]int{min(i, j), max(i, j)}]
				n++
			}
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// pairs returns the pairs of statements of different articles that share
// enough to be compared, found through an inverted index of features.
func (b *bench) pairs() []likePair {
	posting := map[string][]int{}
	for i := range b.said {
		for _, f := range b.said[i].features {
			posting[f] = append(posting[f], i)
		}
	}
	var out []likePair
	hits := make([]int, len(b.said))
	for j := range b.said {
		var met []int
		for _, f := range b.said[j].features {
			if len(posting[f]) > maxPosting {
				continue
			}
			for _, i := range posting[f] {
				if i >= j {
					break
				}
				if b.said[i].art != b.said[j].art {
					if hits[i] == 0 {
						met = append(met, i)
					}
					hits[i]++
				}
			}
		}
		slices.Sort(met)
		for _, i := range met {
			if hits[i] >= minShared && b.said[i].other == b.said[j].other {
				if fs, w := b.shared(&b.said[i], &b.said[j]); w >= minWeight && telling(fs) && (len(fs) > minShared || !b.titled(&b.said[i], fs[0], fs[1]) && b.tied(&b.said[i], &b.said[j])) {
					out = append(out, likePair{i, j, likenessOf(&b.said[i], &b.said[j], w)})
				}
			}
			hits[i] = 0
		}
	}
	return out
}

// telling reports whether features that two claims share can make a fact: three
// of any kind, or two of which one is a name, a figure or a date. Two names in
// one breath did nothing yet.
func telling(fs []string) bool {
	if len(fs) == 2 && strings.HasPrefix(fs[0], "name ") && strings.HasPrefix(fs[1], "name ") {
		return false
	}
	return len(fs) >= 3 || slices.ContainsFunc(fs, func(f string) bool {
		return strings.HasPrefix(f, "name ") || strings.HasPrefix(f, "figure ") || strings.HasPrefix(f, "date ")
	})
}

// account returns the finding that the statements of group g make.
func (b *bench) account(g []int) stemma.Finding {
	plain := b.plainest(g)
	side := b.sideSaid(g, plain)
	f := stemma.Finding{Type: stemma.AccountFinding, About: side.Value, Rule: "reconcile/account"}
	f.Kind, f.Why = stemma.Corroborated, "the claims share "+b.commonWords(g, plain)
	f.Sides = []stemma.Side{side}
	return f
}

// side returns the side of a finding that the statements g stand on.
func (b *bench) side(g []int) stemma.Side { return b.sideSaid(g, b.plainest(g)) }

// sideSaid returns the side of g whose value is in the words of statement plain.
func (b *bench) sideSaid(g []int, plain int) stemma.Side {
	return stemma.Side{Value: clip(b.words(b.said[plain].witness()), 80), Witnesses: b.witnesses(g)}
}

// witnesses returns the witnesses of the statements g, in order.
func (b *bench) witnesses(g []int) []stemma.Witness {
	ws := make([]stemma.Witness, len(g))
	for k, i := range g {
		ws[k] = b.said[i].witness()
	}
	return ws
}

// plainest returns the statement of g that is most like the others: the wording
// nearest to what they share.
func (b *bench) plainest(g []int) int {
	best, score := g[0], -1.0
	for _, i := range g {
		sum := 0.0
		for _, j := range g {
			if b.said[i].art != b.said[j].art {
				sum += b.likeness(&b.said[i], &b.said[j])
			}
		}
		if sum > score {
			best, score = i, sum
		}
	}
	return best
}

// commonWords quotes, from statement plain of g, the words that most of g share in
// one form or another.
func (b *bench) commonWords(g []int, plain int) string {
	n := map[string]int{}
	for _, i := range g {
		for _, f := range b.said[i].features {
			n[f]++
		}
	}
	s := &b.said[plain]
	var fs []string
	for _, f := range s.features {
		if 2*n[f] > len(g) && !s.where[f].Empty() {
			fs = append(fs, f)
		}
	}
	slices.SortFunc(fs, func(x, y string) int {
		return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(b.weight[y], b.weight[x]), cmp.Compare(x, y))
	})
	var words []string
	for _, f := range fs {
		w := "“" + b.words(stemma.Witness{Article: s.Article, Span: s.where[f]}) + "”"
		if !slices.Contains(words, w) && len(words) < maxCommon {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return "words in pairs"
	}
	return strings.Join(words, ", ")
}

// maxCommon is how many shared words a reader is shown as the reason.
const maxCommon = 5

// worthTelling reports whether a statement that stands alone tells something a
// checker would want to know: a figure, a moment, a name or a happening, in the
// article's own body.
func (b *bench) worthTelling(s *statement) bool {
	return len(s.Terms) >= 3 && (len(s.Figures) > 0 || len(s.Dates) > 0 || len(s.Names) > 0 || s.Frame != "")
}

// spans are the words that findings rest on, by article: in text order, and
// joined where they overlap.
type spans map[stemma.ArticleID][]stemma.Span

func spansOf(fs []stemma.Finding) spans {
	all := spans{}
	for _, f := range fs {
		for _, s := range f.Sides {
			for _, w := range s.Witnesses {
				all[w.Article] = append(all[w.Article], w.Span)
			}
		}
	}
	for a, list := range all {
		slices.SortFunc(list, func(s, t stemma.Span) int { return cmp.Compare(s.Start, t.Start) })
		joined := list[:1]
		for _, s := range list[1:] {
			if last := &joined[len(joined)-1]; s.Start < last.End {
				last.End = max(last.End, s.End)
			} else {
				joined = append(joined, s)
			}
		}
		all[a] = joined
	}
	return all
}

// overlap reports whether a finding rests on some of w's words.
func (all spans) overlap(w stemma.Witness) bool {
	list := all[w.Article]
	i, _ := slices.BinarySearchFunc(list, w.Span.Start, func(s stemma.Span, at int) int { return cmp.Compare(s.End, at+1) })
	return i < len(list) && list[i].Overlap(w.Span) > 0
}
