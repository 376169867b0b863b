package cluster

import (
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

const (
	// diffCost is how far the search for the shortest difference goes before it
	// takes the best cut so far (as GNU diff does): two texts of n words take at
	// most some n × diffCost steps, whatever they hold.
	diffCost = 256
	// leastMoved is the fewest words that are said to have moved. A shorter run
	// stands in two places by chance.
	leastMoved = 6
	// mostBetween is how many function words and marks between two edits are given
	// up, so that they are one: "of the" kept in a sentence that was written anew
	// says nothing.
	mostBetween = 4
	// mostSlide is how far an edit is moved to begin where a sentence does.
	mostSlide = 200
)

// Diff returns what was changed in the reported text from old to new: a shortest
// difference by words and marks (Myers, An O(ND) difference algorithm, 1986, in
// linear space), made readable. Equal texts have no edits. Texts that have little
// in common give few large edits.
func Diff(old, new *stemma.Article) []stemma.Edit {
	d := differ{a: wordsOf(old), b: wordsOf(new)}
	d.number()
	d.compare(0, len(d.a.ids), 0, len(d.b.ids))
	d.tidy()
	return d.edits()
}

// A wording is the words and marks of what an article reports.
type wording struct {
	of    *stemma.Article
	spans []stemma.Span
	block []int  // the block of each
	ids   []int  // equal for equal words
	light []bool // a mark or function word
	kept  []bool // stands in the other version
}

func wordsOf(a *stemma.Article) *wording {
	w := &wording{of: a}
	for i, b := range a.Blocks {
		if !b.Kind.Reported() {
			continue
		}
		for _, t := range text.Tokens(a.Text, b.Span) {
			w.spans = append(w.spans, t.Span)
			w.block = append(w.block, i)
			w.light = append(w.light, t.Kind == text.Mark || text.IsFunction(text.Fold(a.Text[t.Start:t.End])))
		}
	}
	w.ids = make([]int, len(w.spans))
	w.kept = make([]bool, len(w.spans))
	return w
}

func (w *wording) word(i int) string { return w.of.Text[w.spans[i].Start:w.spans[i].End] }

// opens reports how well word i begins an edit.
func (w *wording) opens(i int) int {
	switch {
	case i == len(w.spans) || i == 0 || w.block[i] != w.block[i-1]:
		return 3
	case strings.Contains(".!?…", w.word(i-1)):
		return 2
	case strings.Contains(",;:–—", w.word(i-1)):
		return 1
	}
	return 0
}

// A differ finds the words that two versions have in common.
type differ struct {
	a, b   *wording
	fw, bw []int // scratch of cut: the furthest x on each diagonal
}

// number gives equal words of both texts equal numbers.
func (d *differ) number() {
	ids := map[string]int{}
	for _, w := range [2]*wording{d.a, d.b} {
		for i := range w.ids {
			s := w.word(i)
			id, ok := ids[s]
			if !ok {
				id = len(ids)
				ids[s] = id
			}
			w.ids[i] = id
		}
	}
}

// compare marks the words of a[a0:a1] and b[b0:b1] that are kept.
func (d *differ) compare(a0, a1, b0, b1 int) {
	for {
		for a0 < a1 && b0 < b1 && d.a.ids[a0] == d.b.ids[b0] {
			d.a.kept[a0], d.b.kept[b0] = true, true
			a0, b0 = a0+1, b0+1
		}
		for a0 < a1 && b0 < b1 && d.a.ids[a1-1] == d.b.ids[b1-1] {
			a1, b1 = a1-1, b1-1
			d.a.kept[a1], d.b.kept[b1] = true, true
		}
		if a0 == a1 || b0 == b1 {
			return
		}
		x, y := d.cut(a0, a1, b0, b1)
		// The smaller half by recursion, so that the stack stays shallow.
		if x-a0+y-b0 < a1-x+b1-y {
			d.compare(a0, x, b0, y)
			a0, b0 = x, y
		} else {
			d.compare(x, a1, y, b1)
			a1, b1 = x, y
		}
	}
}

// cut returns a point on a shortest path from (a0, b0) to (a1, b1), neither of
// them, where the texts between begin and end with different words. After
// diffCost steps it returns the point that is furthest on its way.
func (d *differ) cut(a0, a1, b0, b1 int) (int, int) {
	n, m := a1-a0, b1-b0
	limit := min((n+m+1)/2, diffCost)
	size := 2*limit + 3
	if len(d.fw) < size {
		d.fw, d.bw = make([]int, size), make([]int, size)
	}
	// The furthest x on the diagonals x-y == k, counted from either corner.
	fw, bw, mid := d.fw[:size], d.bw[:size], limit+1
	for i := range size {
		fw[i], bw[i] = nowhere, nowhere
	}
	fw[mid+1], bw[mid+1] = 0, 0 // one above the corner: the first step comes down from it
	delta := n - m
	for step := 0; step <= limit; step++ {
		for k := -step; k <= step; k += 2 {
			x := further(fw, mid+k, k, n, m)
			for x >= 0 && x < n && x-k < m && d.a.ids[a0+x] == d.b.ids[b0+x-k] {
				x++
			}
			fw[mid+k] = x
			if r := delta - k; delta%2 != 0 && x >= 0 && -step < r && r < step && x+bw[mid+r] >= n {
				return a0 + x, b0 + x - k
			}
		}
		for k := -step; k <= step; k += 2 {
			x := further(bw, mid+k, k, n, m)
			for x >= 0 && x < n && x-k < m && d.a.ids[a1-1-x] == d.b.ids[b1-1-x+k] {
				x++
			}
			bw[mid+k] = x
			if r := delta - k; delta%2 == 0 && x >= 0 && -step <= r && r <= step && x+fw[mid+r] >= n {
				return a1 - x, b1 - x + k
			}
		}
	}
	x, y, far := a0, b0, 0
	for k := -limit; k <= limit; k++ {
		if f := fw[mid+k]; 2*f-k > far && 2*f-k < n+m {
			x, y, far = a0+f, b0+f-k, 2*f-k
		}
		if b := bw[mid+k]; 2*b-k > far && 2*b-k < n+m {
			x, y, far = a1-b, b1-b+k, 2*b-k
		}
	}
	return x, y
}

// nowhere is the x of a diagonal that no path has reached.
const nowhere = -1 << 30

// further returns the x to which one more step leads on diagonal k, at index i,
// of a box of n by m: right from the diagonal below or down from the one above.
func further(xs []int, i, k, n, m int) int {
	x := nowhere
	if right := xs[i-1] + 1; right >= 0 && right <= n && right-k >= 0 && right-k <= m {
		x = right
	}
	if down := xs[i+1]; down > x && down-k >= 0 && down-k <= m {
		x = down
	}
	return x
}

// A hunk is a run of words that is not kept: a[a0:a1] became b[b0:b1].
type hunk struct{ a0, a1, b0, b1 int }

// hunks returns what is not kept.
func (d *differ) hunks() []hunk {
	var out []hunk
	i, j := 0, 0
	for i < len(d.a.kept) || j < len(d.b.kept) {
		h := hunk{i, i, j, j}
		for h.a1 < len(d.a.kept) && !d.a.kept[h.a1] {
			h.a1++
		}
		for h.b1 < len(d.b.kept) && !d.b.kept[h.b1] {
			h.b1++
		}
		if h.a0 == h.a1 && h.b0 == h.b1 {
			i, j = i+1, j+1 // kept in both
			continue
		}
		out = append(out, h)
		i, j = h.a1, h.b1
	}
	return out
}

// tidy gives up words that are kept between two edits, or after one block that
// became another, and say nothing; and it lets edits begin where sentences do if
// they may as well.
func (d *differ) tidy() {
	hs := d.hunks()
	for i := 1; i < len(hs); i++ {
		from, to := hs[i-1], hs[i]
		if to.a0-from.a1 > mostBetween || slices.Contains(d.a.light[from.a1:to.a0], false) {
			continue
		}
		for k := range to.a0 - from.a1 {
			d.a.kept[from.a1+k], d.b.kept[from.b1+k] = false, false
		}
	}
	for _, h := range d.hunks() {
		n := 0
		for n <= mostBetween && d.a.goesOn(h.a1+n) && d.b.goesOn(h.b1+n) && d.a.kept[h.a1+n] && d.a.light[h.a1+n] {
			n++
		}
		whole := h.a0 < h.a1 && h.b0 < h.b1 && d.a.opens(h.a0) == 3 && d.b.opens(h.b0) == 3
		for k := 0; k < n && whole && !d.a.goesOn(h.a1+n) && !d.b.goesOn(h.b1+n); k++ {
			d.a.kept[h.a1+k], d.b.kept[h.b1+k] = false, false
		}
	}
	for _, h := range d.hunks() {
		switch {
		case h.a0 == h.a1:
			d.b.slide(h.b0, h.b1)
		case h.b0 == h.b1:
			d.a.slide(h.a0, h.a1)
		}
	}
}

// goesOn reports whether word i stands in the block of the word before it.
func (w *wording) goesOn(i int) bool {
	return 0 < i && i < len(w.block) && w.block[i] == w.block[i-1]
}

// slide moves the run [from, to) of words that are not kept to where it begins
// best: "one. Two. [Two. ]" says the same as "one. [Two. ]Two.".
func (w *wording) slide(from, to int) {
	n := to - from
	lo := from
	for lo > 0 && w.kept[lo-1] && w.ids[lo-1] == w.ids[lo-1+n] && from-lo < mostSlide {
		lo--
	}
	hi := from
	for hi+n < len(w.ids) && w.kept[hi+n] && w.ids[hi] == w.ids[hi+n] && hi-from < mostSlide {
		hi++
	}
	best := from
	for i := lo; i <= hi; i++ {
		if w.opens(i) > w.opens(best) {
			best = i
		}
	}
	for i := lo; i < hi+n; i++ {
		w.kept[i] = i < best || i >= best+n
	}
}

// A piece is a run [from, to) of words that are not kept, in one block.
type piece struct {
	from, to int
	other    *piece // where it stands in the other version, if it was moved
}

// edits returns the hunks as edits, each inside one block.
func (d *differ) edits() []stemma.Edit {
	hs := d.hunks()
	olds, news := make([][]*piece, len(hs)), make([][]*piece, len(hs))
	gone := map[string][]*piece{}
	for i, h := range hs {
		olds[i], news[i] = d.a.pieces(h.a0, h.a1), d.b.pieces(h.b0, h.b1)
		for _, p := range olds[i] {
			if p.to-p.from >= leastMoved {
				words := d.a.words(p)
				gone[words] = append(gone[words], p)
			}
		}
	}
	for _, ps := range news {
		for _, p := range ps {
			if same := gone[d.b.words(p)]; len(same) > 0 {
				p.other, same[0].other = same[0], p
				gone[d.b.words(p)] = same[1:]
			}
		}
	}
	var out []stemma.Edit
	for i, h := range hs {
		stays := func(p *piece) bool { return p.other == nil }
		old, new := slices.IndexFunc(olds[i], stays), slices.IndexFunc(news[i], stays)
		one := old >= 0 && new >= 0 &&
			!slices.ContainsFunc(olds[i][old+1:], stays) && !slices.ContainsFunc(news[i][new+1:], stays)
		for _, p := range olds[i] {
			if stays(p) && !one {
				out = append(out, stemma.Edit{Kind: stemma.Deleted, Old: d.a.span(p), New: d.b.place(h.b0)})
			}
		}
		for _, p := range news[i] {
			switch {
			case !stays(p):
				out = append(out, stemma.Edit{Kind: stemma.Moved, Old: d.a.span(p.other), New: d.b.span(p)})
			case one:
				out = append(out, stemma.Edit{Kind: stemma.Replaced, Old: d.a.span(olds[i][old]), New: d.b.span(p)})
			default:
				out = append(out, stemma.Edit{Kind: stemma.Inserted, Old: d.a.place(h.a1), New: d.b.span(p)})
			}
		}
	}
	return out
}

// pieces returns the run [from, to) cut where blocks end.
func (w *wording) pieces(from, to int) []*piece {
	var out []*piece
	for i := from; i < to; i++ {
		if i == from || w.block[i] != w.block[i-1] {
			out = append(out, &piece{from: i})
		}
		out[len(out)-1].to = i + 1
	}
	return out
}

// words returns the words of p with a space between them.
func (w *wording) words(p *piece) string {
	var b strings.Builder
	for i := p.from; i < p.to; i++ {
		b.WriteString(w.word(i))
		b.WriteByte(' ')
	}
	return b.String()
}

// span returns the bytes of p.
func (w *wording) span(p *piece) stemma.Span {
	return stemma.Span{Start: w.spans[p.from].Start, End: w.spans[p.to-1].End}
}

// place returns an empty span after the words before i.
func (w *wording) place(i int) stemma.Span {
	switch {
	case i > 0:
		return stemma.Span{Start: w.spans[i-1].End, End: w.spans[i-1].End}
	case len(w.spans) > 0:
		return stemma.Span{Start: w.spans[0].Start, End: w.spans[0].Start}
	}
	return stemma.Span{}
}
