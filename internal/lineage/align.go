package lineage

import (
	"cmp"
	"slices"

	"stemma"
)

// A shared passage is kept if it is long enough to be no accident. Quoted
// words are often few ("bumped into each other") and may be shorter.
const (
	minWords         = 8 // matched words of a passage
	minContent       = 4 // of which these say something
	minPlainContent  = 3 // and these are no names: a title with a name is shared by right
	minQuotedWords   = 4
	minQuotedContent = 3
)

// Gaps that a passage may bridge: a replaced stretch of up to maxReplaced words
// on either side, or up to maxInserted words that only one side has.
const (
	maxReplaced = 5
	maxInserted = 10
)

// A pair is a word of one account matched with a word of another, by index.
type pair struct{ a, b int }

// A share is an aligned passage of two accounts.
type share struct {
	stemma.Passage
	a, b    int // accounts, in report order
	first   pair
	last    pair
	pairs   []pair
	plain   int     // matched words of narration: not in quotation marks on both sides
	telling int     // those that say something and are no names
	weight  float64 // plain, times the part of the longer side that is matched
}

// align returns the passages that a and b share, in the order of a. Every word
// stands in one of them at most: where passages compete, the longest wins.
func align(a, b *account) []share {
	var found [][]pair
	seen := map[int]int{} // diagonal → first word of a not yet covered on it
	for _, s := range seeds(a, b) {
		if s.a < seen[s.b-s.a] || a.words[s.a].hash != b.words[s.b].hash {
			continue
		}
		ps := grow(a.words, b.words, s)
		for _, p := range ps {
			seen[p.b-p.a] = max(seen[p.b-p.a], p.a+1)
		}
		if len(ps) >= minQuotedWords {
			found = append(found, ps)
		}
	}
	slices.SortStableFunc(found, func(p, q []pair) int { return cmp.Compare(len(q), len(p)) })
	usedA, usedB := make([]bool, len(a.words)), make([]bool, len(b.words))
	var out []share
	for _, ps := range found {
		for _, piece := range cut(a.words, b.words, ps, usedA, usedB) {
			if piece = trim(a.words, b.words, piece); len(piece) == 0 {
				continue
			}
			s := newShare(a, b, piece)
			if !s.enough(a, b) {
				continue
			}
			for _, p := range piece {
				usedA[p.a], usedB[p.b] = true, true
			}
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(s, t share) int { return cmp.Compare(s.first.a, t.first.a) })
	return out
}

// maxBetween is the widest gap, in words, that a passage bridges from one
// sentence to another: what stands between "for comment." and a speaker's title
// does not join them.
const maxBetween = 3

// cut cuts ps where a word is taken already, and at wide gaps between sentences,
// and returns the pieces.
func cut(a, b []word, ps []pair, usedA, usedB []bool) [][]pair {
	var out [][]pair
	var piece []pair
	end := func() {
		if len(piece) > 0 {
			out = append(out, piece)
		}
		piece = nil
	}
	for _, p := range ps {
		if usedA[p.a] || usedB[p.b] {
			end()
			continue
		}
		if n := len(piece); n > 0 {
			last := piece[n-1]
			next := a[last.a].sent != a[p.a].sent || b[last.b].sent != b[p.b].sent
			if next && p.a-last.a-1+p.b-last.b-1 > maxBetween {
				end()
			}
		}
		piece = append(piece, p)
	}
	end()
	return out
}

// minOverhang is the least number of words by which a passage may reach into
// another sentence, unless it holds all of that sentence: "Police said", after
// a shared sentence, is chance.
const minOverhang = 4

// trim cuts from the ends of ps what hardly reaches into a sentence.
func trim(a, b []word, ps []pair) []pair {
	for {
		n, m := 0, 0
		for _, side := range []func(pair) (words []word, at int){
			func(p pair) ([]word, int) { return a, p.a },
			func(p pair) ([]word, int) { return b, p.b },
		} {
			n = max(n, overhang(len(ps), func(i int) ([]word, int) { return side(ps[i]) }))
			m = max(m, overhang(len(ps), func(i int) ([]word, int) { return side(ps[len(ps)-1-i]) }))
		}
		if n+m == 0 || n+m >= len(ps) {
			return ps
		}
		ps = ps[n : len(ps)-m]
	}
}

// overhang returns how many of n matched words, counted from the end where at
// begins, stand in a sentence of their own that they do not fill, if they are
// fewer than minOverhang.
func overhang(n int, at func(int) (words []word, at int)) int {
	words, first := at(0)
	last := first
	k := 0
	for ; k < n; k++ {
		_, i := at(k)
		if words[i].sent != words[first].sent {
			break
		}
		last = i
	}
	lo, hi := min(first, last), max(first, last)
	whole := (lo == 0 || words[lo-1].sent != words[lo].sent) && (hi == len(words)-1 || words[hi+1].sent != words[hi].sent)
	if whole || k >= minOverhang || k == n {
		return 0
	}
	return k
}

// grow returns the longest passage around the matched words s.
func grow(a, b []word, s pair) []pair {
	left := extend(a, b, pair{s.a - 1, s.b - 1}, -1)
	slices.Reverse(left)
	return append(left, extend(a, b, s, 1)...)
}

// extend matches words from p on in direction step, bridging gaps, for as long
// as it stays in one stretch on both sides.
func extend(a, b []word, p pair, step int) []pair {
	inA, inB := stretchAt(a, p.a-min(step, 0)), stretchAt(b, p.b-min(step, 0))
	same := func(p pair) bool {
		return stretchAt(a, p.a) == inA && stretchAt(b, p.b) == inB && a[p.a].hash == b[p.b].hash
	}
	var out []pair
	for {
		for same(p) {
			out = append(out, p)
			p.a, p.b = p.a+step, p.b+step
		}
		next, ok := resume(a, p, step, same)
		if !ok {
			return out
		}
		p = next
	}
}

// resume returns the nearest place after the gap at p where the two sides
// match again, by more words the wider the gap is.
func resume(a []word, p pair, step int, same func(pair) bool) (pair, bool) {
	for gap := 1; gap <= maxInserted; gap++ {
		for i := 0; i <= gap; i++ {
			j := gap - i
			if i > 0 && j > 0 && max(i, j) > maxReplaced {
				continue
			}
			q := pair{p.a + i*step, p.b + j*step}
			content := 0
			need := 2 + gap/4
			n := 0
			for r := q; n < need+2 && same(r); n++ {
				if a[r.a].content {
					content++
				}
				r.a, r.b = r.a+step, r.b+step
			}
			if n >= need && content > 0 {
				return q, true
			}
		}
	}
	return pair{}, false
}

// stretchAt returns the stretch of words[i], and -1 outside words.
func stretchAt(words []word, i int) int {
	if i < 0 || i >= len(words) {
		return -1
	}
	return words[i].stretch
}

// newShare returns the passage that the pairs make.
func newShare(a, b *account, ps []pair) share {
	f, l := ps[0], ps[len(ps)-1]
	s := share{a: a.at, b: b.at, first: f, last: l, pairs: ps}
	s.From = stemma.Witness{Article: a.ID, Span: stemma.Span{Start: a.words[f.a].Start, End: a.words[l.a].End}}
	s.To = stemma.Witness{Article: b.ID, Span: stemma.Span{Start: b.words[f.b].Start, End: b.words[l.b].End}}
	s.Tokens = len(ps)
	s.Identical = l.a-f.a == len(ps)-1 && l.b-f.b == len(ps)-1
	for _, p := range ps {
		v, w := a.words[p.a], b.words[p.b]
		if v.quoted && w.quoted || v.quoted != w.quoted && oneSays(a, b, v.said, w.said) {
			continue
		}
		s.plain++
		if v.content && !(v.name && w.name) {
			s.telling++
		}
	}
	s.weight = float64(s.plain*len(ps)) / float64(max(l.a-f.a, l.b-f.b)+1)
	s.Quoted = float64(len(ps)-s.plain) >= quotedShare*float64(len(ps))
	return s
}

// oneSays reports whether the quotes of a and b with these numbers are of one
// speaker: what one account quotes, another may tell in the same words, or have
// lost the marks of.
func oneSays(a, b *account, i, j int) bool {
	return i > 0 && j > 0 && newLabel(a.marks.Quotes[i-1].Speaker).sameSource(newLabel(b.marks.Quotes[j-1].Speaker))
}

// quoteEnds reports whether a's words first to last are all that is quoted there.
func (a *account) quoteEnds(first, last int) bool {
	return (first == 0 || !a.words[first-1].quoted) && (last == len(a.words)-1 || !a.words[last+1].quoted)
}

// quotedShare is the share of the words that must stand inside quotation marks
// on both sides for a passage to be a quote.
const quotedShare = 0.8

// enough reports whether s is long enough, and says enough, to be kept.
func (s share) enough(a, b *account) bool {
	content, plain := 0, 0
	for _, p := range s.pairs {
		w := a.words[p.a]
		if w.content {
			content++
			if !w.name || !b.words[p.b].name {
				plain++
			}
		}
	}
	if s.Quoted {
		whole := a.quoteEnds(s.first.a, s.last.a) && b.quoteEnds(s.first.b, s.last.b)
		return s.Tokens >= minQuotedWords && (content >= minQuotedContent || whole && content > 0)
	}
	return s.Tokens >= minWords && content >= minContent && plain >= minPlainContent
}
