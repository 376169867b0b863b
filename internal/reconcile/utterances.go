package reconcile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// Two quotes are readings of one utterance if their content words overlap
// enough. With the same speaker three in five suffice, since translations and
// trims change that much; where one of them is not known nearly all must, and
// where two are known that are not one, all but a slip.
const (
	sameSpeaker  = 0.6
	otherSpeaker = 0.75
	strangers    = 0.9
)

// A spoken is a quote with its content stems.
type spoken struct {
	*stemma.Quote
	art     int
	speaker string // story-wide name
	stems   map[string]int
	total   int
	flat    string   // the stems in order
	lines   []string // its sentences, folded, without marks
}

// utterances groups the direct and mixed quotes of different articles that
// report the same act of speech.
func utterances(arts []*stemma.Article, qs []stemma.Quote, people *cast) []stemma.Utterance {
	place := map[stemma.ArticleID]int{}
	for i, a := range arts {
		place[a.ID] = i
	}
	var all []spoken
	for i := range qs {
		if qs[i].Kind == stemma.Indirect {
			continue
		}
		s := newSpoken(&qs[i], arts[place[qs[i].Article]], people)
		s.art = place[qs[i].Article]
		all = append(all, s)
	}
	home := make([]int, len(all))
	for i := range home {
		home[i] = i
	}
	find := func(i int) int {
		for home[i] != i {
			i = home[i]
		}
		return i
	}
	var links []likePair
	for _, p := range meetings(all) {
		if like := sameUtterance(&all[p[0]], &all[p[1]]); like > 0 {
			links = append(links, likePair{p[0], p[1], like})
		}
	}
	slices.SortStableFunc(links, func(a, b likePair) int { return cmp.Compare(b.like, a.like) })
	members := make([][]int, len(all))
	for i := range members {
		members[i] = []int{i}
	}
	for _, l := range links {
		g, h := find(l.i), find(l.j)
		if g == h {
			continue
		}
		g, h = min(g, h), max(g, h)
		home[h] = g
		members[g] = append(members[g], members[h]...)
		members[h] = nil
	}
	var out []stemma.Utterance
	for _, g := range members {
		slices.Sort(g)
		if len(g) < 2 || all[g[0]].art == all[g[len(g)-1]].art {
			continue
		}
		u := stemma.Utterance{ID: fmt.Sprintf("u%d", len(out)+1)}
		rs := make([]reader, 0, len(g))
		votes := map[string]int{}
		said := map[string]bool{} // an article that repeats a quote under a picture reads it once
		for _, i := range g {
			key := fmt.Sprint(all[i].art, " ", all[i].flat)
			if said[key] {
				continue
			}
			said[key] = true
			u.Readings = append(u.Readings, all[i].ID)
			votes[all[i].speaker]++
			rs = append(rs, reader{arts[all[i].art], all[i].Span})
		}
		u.Speaker = speakerOf(votes)
		u.Variants = variants(rs)
		out = append(out, u)
	}
	return out
}

// speakerOf returns the name that most readings give the speaker, the longest of
// those given equally often; empty if none gives one.
func speakerOf(votes map[string]int) string {
	best := ""
	for _, name := range slices.Sorted(maps.Keys(votes)) {
		if name == "" {
			continue
		}
		if best == "" || votes[name] > votes[best] || votes[name] == votes[best] && len(name) > len(best) {
			best = name
		}
	}
	return best
}

func newSpoken(q *stemma.Quote, a *stemma.Article, people *cast) spoken {
	s := spoken{Quote: q, stems: map[string]int{}}
	if q.Speaker != "" {
		s.speaker = people.name(q.Article, q.Speaker)
	}
	for _, sentence := range text.Sentences(a.Text, q.Span) {
		var line []string
		for _, t := range text.Tokens(a.Text, sentence) {
			if t.Kind == text.Mark {
				continue
			}
			w := text.Fold(a.Text[t.Start:t.End])
			line = append(line, w)
			if !text.IsFunction(w) && len(w) > 1 {
				w = text.Stem(w)
				s.stems[w]++
				s.total++
				s.flat += " " + w
			}
		}
		if len(line) >= minLine {
			s.lines = append(s.lines, strings.Join(line, " "))
		}
	}
	return s
}

// minLine is how many words a whole sentence needs to tell an utterance: two
// witnesses may both say "It burned."
const minLine = 3

// sameLine reports whether a whole sentence stands in both quotes.
func sameLine(a, b *spoken) bool {
	return slices.ContainsFunc(a.lines, func(l string) bool { return slices.Contains(b.lines, l) })
}

// maxQuotePosting is how many quotes may hold a stem for it to bring two of
// them together; a stem of more tells no utterance from another.
const maxQuotePosting = 200

// meetings returns the pairs of quotes, the earlier first, that share a stem.
func meetings(all []spoken) [][2]int {
	posting := map[string][]int{}
	var out [][2]int
	for j := range all {
		var met []int
		for _, w := range slices.Sorted(maps.Keys(all[j].stems)) {
			if at := posting[w]; len(at) < maxQuotePosting {
				met = append(met, at...)
				posting[w] = append(at, j)
			}
		}
		slices.Sort(met)
		for _, i := range slices.Compact(met) {
			out = append(out, [2]int{i, j})
		}
	}
	return out
}

// sameUtterance returns how alike two quotes of different articles are, or 0 if
// they are not one utterance.
func sameUtterance(a, b *spoken) float64 {
	if a.art == b.art || a.total == 0 || b.total == 0 {
		return 0
	}
	common := 0
	for w, n := range a.stems {
		common += min(n, b.stems[w])
	}
	short, long := min(a.total, b.total), max(a.total, b.total)
	like := float64(common) / float64(short)
	agreed := a.speaker != "" && b.speaker != "" && sameSpeakers(a.speaker, b.speaker)
	switch {
	case agreed && sameLine(a, b):
		like = 1
	case agreed && short <= 2:
		// "hero", "multiple": one word of the same mouth, if it is all there is.
		if like < 1 {
			return 0
		}
	case agreed && like >= sameSpeaker && (common > 3 || common == 3 && 2*common >= long):
	case !agreed && a.speaker != "" && b.speaker != "" && like < strangers:
		// Two officials tell the same facts in much the same words.
		return 0
	case !agreed && like >= otherSpeaker && common >= 4:
	case !agreed && like == 1 && common >= 3 && short == long:
	default:
		return 0
	}
	return like
}

// sameSpeakers reports whether two story-wide speakers can be one: equal names,
// or a description that holds the other's words ("a spokesman", "police spokesman").
func sameSpeakers(a, b string) bool {
	if a == b {
		return true
	}
	p, q := nameParts(a), nameParts(b)
	if len(q) > len(p) {
		p, q = q, p
	}
	return len(q) > 0 && contains(p, q)
}

// A reader is one reading on its way to be compared word by word.
type reader struct {
	art  *stemma.Article
	span stemma.Span
}

// variants returns where the readings differ, word by word, against the first.
// Case, accents, marks and white space are no difference.
func variants(rs []reader) []stemma.Variant {
	toks := make([][]text.Token, len(rs))
	for i, r := range rs {
		for _, t := range text.Tokens(r.art.Text, r.span) {
			if t.Kind != text.Mark {
				toks[i] = append(toks[i], t)
			}
		}
	}
	fold := func(i, k int) string { return text.Fold(rs[i].art.Text[toks[i][k].Start:toks[i][k].End]) }
	// at[i][k] is the word of reading i aligned to word k of the first, or -1.
	base := len(toks[0])
	at := make([][]int, len(rs))
	for i := range rs {
		at[i] = align2(base, len(toks[i]), func(x, y int) bool { return fold(0, x) == fold(i, y) })
	}
	var out []stemma.Variant
	for k := 0; k <= base; {
		// A stretch [k, e) of the first reading that some reading does not share,
		// with what the others have in its place.
		e := k
		for e < base && !sharedByAll(at, e) {
			e++
		}
		v := stemma.Variant{At: k}
		differs := false
		for i := range rs {
			lo, hi := between(at[i], k, e, len(toks[i]))
			sp := stemma.Span{}
			if lo < hi {
				sp = stemma.Span{Start: toks[i][lo].Start, End: toks[i][hi-1].End}
			}
			w := ""
			if !sp.Empty() {
				w = rs[i].art.Words(sp)
			}
			differs = differs || i > 0 && text.Fold(w) != text.Fold(v.Words[0])
			v.Words = append(v.Words, w)
			v.Where = append(v.Where, stemma.Witness{Article: rs[i].art.ID, Span: sp})
		}
		if differs {
			out = append(out, v)
		}
		k = e + 1
	}
	return out
}

func sharedByAll(at [][]int, k int) bool {
	for i := range at {
		if at[i][k] < 0 {
			return false
		}
	}
	return true
}

// between returns the words [lo, hi) of a reading that stand between its words
// aligned to k-1 and to e of the first.
func between(at []int, k, e, n int) (lo, hi int) {
	for j := k - 1; j >= 0; j-- {
		if at[j] >= 0 {
			lo = at[j] + 1
			break
		}
	}
	hi = n
	for j := e; j < len(at); j++ {
		if at[j] >= 0 {
			hi = at[j]
			break
		}
	}
	return lo, hi
}

// maxAlign bounds the words of a reading that are aligned: the table is
// quadratic, and no quote of a news article is longer.
const maxAlign = 600

// align2 returns, for each of the n words of one reading, the word of the m of
// another that it is aligned to by a longest common subsequence, or -1.
func align2(n, m int, same func(x, y int) bool) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = -1
	}
	cn, cm := min(n, maxAlign), min(m, maxAlign)
	lcs := make([][]int16, cn+1)
	for i := range lcs {
		lcs[i] = make([]int16, cm+1)
	}
	for i := cn - 1; i >= 0; i-- {
		for j := cm - 1; j >= 0; j-- {
			if same(i, j) {
				lcs[i][j] = lcs[i+1][j+1] + 1
			} else {
				lcs[i][j] = max(lcs[i+1][j], lcs[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < cn && j < cm; {
		switch {
		case same(i, j):
			at[i] = j
			i++
			j++
		case lcs[i+1][j] >= lcs[i][j+1]:
			i++
		default:
			j++
		}
	}
	return at
}
