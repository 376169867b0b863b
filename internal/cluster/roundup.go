package cluster

import (
	"math"
	"math/bits"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// How a text is cut.
const (
	// segmentWords is how many words a segment has at least, unless a heading
	// begins the next.
	segmentWords = 40
	// itemWords is the same under a title that says that it is a list.
	itemWords = 12
	// mostSegments is how many bits [Term.In] has; the segments of longer texts
	// are longer.
	mostSegments = 16
	// stubWords is what may stand before a heading without being a segment.
	stubWords = 12
)

// Segments say how a text is cut into runs of paragraphs of some 40 words, as
// the items of a round-up are.
type Segments struct {
	N      uint8 // how many
	Headed uint8 // how many begin with a heading, a number or a bullet
	Title  bool  // the title says that there are several items: "briefs", "at a glance"
	// Disunity is how much the text tells one thing after another, in thousandths;
	// 0 if it has too few segments to say.
	Disunity float64
}

// segmented is a text in segments.
type segmented struct {
	Segments
	starts []int // of each
}

// at returns the bit of the segment in which offset i stands; none before the
// first.
func (c *segmented) at(i int) uint16 {
	bit := uint16(0)
	for n, s := range c.starts {
		if i < s {
			break
		}
		bit = 1 << n
	}
	return bit
}

// segmentsOf cuts the reported text of a, but not its title.
func segmentsOf(a *stemma.Article) segmented {
	var c segmented
	c.Title = listTitle(a.Title)
	type unit struct {
		start, words int
		heads        bool
	}
	var units []unit
	total := 0
	for _, b := range a.Blocks {
		s := a.Words(b.Span)
		switch {
		case b.Kind == stemma.Title:
			c.Title = c.Title || listTitle(s)
			continue
		case !b.Kind.Reported():
			continue
		}
		n := countFields(s)
		total += n
		heads := b.Kind == stemma.Heading || listed(s)
		if n < 3*segmentWords {
			units = append(units, unit{b.Span.Start, n, heads})
			continue
		}
		for _, sent := range text.Sentences(a.Text, b.Span) {
			units = append(units, unit{sent.Start, countFields(a.Words(sent)), heads})
			heads = false
		}
	}
	target := segmentWords
	if c.Title {
		target = itemWords
	}
	target = max(target, (total+mostSegments-1)/mostSegments)
	words := target // in the segment so far
	for i, u := range units {
		rest := 0
		for _, v := range units[i:min(len(units), i+2)] {
			rest += v.words
		}
		full := words >= target && (rest >= stubWords || i+2 < len(units))
		if (full || u.heads && words >= stubWords) && len(c.starts) < mostSegments {
			c.starts = append(c.starts, u.start)
			words = 0
			if u.heads {
				c.Headed++
			}
		}
		words += u.words
	}
	c.N = uint8(len(c.starts))
	return c
}

// countFields returns how many words separated by space s has.
func countFields(s string) int {
	n := 0
	for range strings.FieldsSeq(s) {
		n++
	}
	return n
}

// listed reports whether a paragraph begins with a number, a bullet or a time of
// day.
func listed(s string) bool {
	for _, b := range []string{"•", "●", "▪", "■", "* ", "- ", "– ", "— ", "#"} {
		if strings.HasPrefix(s, b) {
			return true
		}
	}
	first, _, more := strings.Cut(s, " ")
	digits := strings.TrimLeft(first, "0123456789")
	switch n := len(first) - len(digits); {
	case !more || n == 0 || n > 2:
		return false
	case digits == "." || digits == ")" || digits == ":":
		return true
	case len(digits) < 3 || digits[0] != ':' && digits[0] != '.':
		return false
	}
	switch rest := strings.TrimLeft(digits[1:], "0123456789"); strings.ToLower(rest) {
	case "", ":", "am", "pm", "am:", "pm:":
		return len(digits)-1-len(rest) == 2
	}
	return false
}

// listTitles are words of titles under which several things are told.
var listTitles = []string{
	"round-up", "roundup", "round up", "in brief", "briefs", "at a glance", "digest", "newsletter", "headlines",
	"morning briefing", "evening briefing", "daily briefing", "morning email", "things to know", "things you need to know",
	"what to know today", "live blog", "liveblog", "live updates", "live:", "as it happened", "as it happens", "this week in", "the week in", "week in review", "news wrap", "notebook", "bulletin",
}

func listTitle(s string) bool {
	s = text.Fold(s)
	return slices.ContainsFunc(listTitles, func(w string) bool { return strings.Contains(s, w) })
}

// How a round-up is told: it breaks off again and again, by a score that is linear,
// in thousandths, and where stories are held that it is like, each is told of in
// few of its segments. The weights were fitted by logistic regression on 600
// round-ups planted in three sets, made of the first paragraphs of 3 to 10 reports
// of different stories, against 4,000 reports. By the score alone, fitted without
// a set and tested on it, 78 % of those planted are found where 0.5 % of the
// reports are; some of them are round-ups. Counted but no help were how far words
// recur, how like each segment is to the one most like it, and how many segments
// hang together.
const (
	roundUpSegments = 4
	// What the score must be: if nothing held is like the text, if one story is, and
	// if different segments tell of different stories.
	roundUpAlone = 3500
	roundUpOne   = 2900
	roundUpTwo   = 1000
	roundUpHint  = 1000 // less where its title or its headings say that it is a list

	// A segment is strange to a story where it is less like it than this share of
	// what it takes to join. In a round-up strangeShare of them are strange to the
	// story that the whole is most like.
	strangeLikeness = 0.45
	strangeShare    = 0.55

	atLeastBias  = 640
	perPair      = -4200 // how alike two segments are that do not touch, on average
	perCover     = -3000 // share of the segments that three words stand in
	perLead      = -6700 // how like the first segment the others are
	perRecurring = -5500 // share of the names that come again beyond the next segment
	perBreak     = 3500  // the logarithm of how often what stands before a segment is unlike the rest

	// coverWeight is what a word must weigh to count as what a text is about.
	coverWeight = 4.5
	// breakLikeness is the cosine of what stands before and after below which the
	// text breaks off.
	breakLikeness = 0.1
)

// rambles reports whether the text seems to tell one thing after another, whatever
// stories are held.
func (k *Sketch) rambles() bool {
	return k.Segments.N >= roundUpSegments && k.Segments.Disunity >= roundUpOne-k.hint()
}

// hint returns by how much less will do because the title or the headings say
// that the text is a list.
func (k *Sketch) hint() float64 {
	if k.Segments.Title || k.Segments.Headed >= 3 && 2*k.Segments.Headed >= k.Segments.N {
		return roundUpHint
	}
	return 0
}

// disunity returns the score of the text, in thousandths.
func (k *Sketch) disunity() float64 {
	n := int(k.Segments.N)
	ws := k.plainWeights()
	alike := segmentLikeness(k.Terms, ws, n)
	pair, pairs, lead := 0.0, 0, 0.0
	for a := range n {
		for b := a + 2; b < n; b++ {
			pair += alike[a][b]
			pairs++
		}
	}
	for b := 2; b < n; b++ {
		lead += alike[0][b]
	}
	return atLeastBias +
		perPair*pair/float64(pairs) +
		perCover*k.covered(ws, 3)/float64(n) +
		perLead*lead/float64(n-2) +
		perRecurring*k.recurring() +
		perBreak*math.Log(1+float64(breaks(k.Terms, ws, n)))
}

// plainWeights returns what each term weighs however often it is used.
func (k *Sketch) plainWeights() []float64 {
	ws := make([]float64, len(k.Terms))
	for i := range k.Terms {
		t := k.Terms[i]
		t.Count, t.Title = 1, false
		ws[i] = weight(&t)
	}
	return ws
}

// segmentLikeness returns the cosine of each two of n segments, once: [a][b] with
// a < b.
func segmentLikeness(ts []Term, ws []float64, n int) [mostSegments][mostSegments]float64 {
	var dot [mostSegments][mostSegments]float64
	for i := range ts {
		x := ws[i] * ws[i]
		for rest := ts[i].In; rest != 0; rest &= rest - 1 {
			a := bits.TrailingZeros16(rest)
			for more := rest; more != 0; more &= more - 1 {
				dot[a][bits.TrailingZeros16(more)] += x
			}
		}
	}
	for a := range n {
		for b := a + 1; b < n; b++ {
			dot[a][b] /= math.Sqrt(dot[a][a]*dot[b][b] + 1e-9)
		}
	}
	return dot
}

// covered returns how many segments the best so many terms stand in, chosen one
// after the other.
func (k *Sketch) covered(ws []float64, terms int) float64 {
	var got uint16
	for range terms {
		var best uint16
		for i := range k.Terms {
			t := &k.Terms[i]
			if (t.named() || t.Kind == Word && ws[i] >= coverWeight) && bits.OnesCount16(t.In&^got) > bits.OnesCount16(best&^got) {
				best = t.In
			}
		}
		got |= best
	}
	return float64(bits.OnesCount16(got))
}

// recurring returns the share of the names that come again beyond the next
// segment.
func (k *Sketch) recurring() float64 {
	again, all := 0, 0
	for i := range k.Terms {
		in := k.Terms[i].In
		if !k.Terms[i].named() || in == 0 {
			continue
		}
		all++
		if bits.Len16(in)-1-bits.TrailingZeros16(in) >= 2 {
			again++
		}
	}
	return float64(again) / float64(max(all, 1))
}

// breaks returns how many of n segments begin with what is unlike all that stands
// before.
func breaks(ts []Term, ws []float64, n int) int {
	out := 0
	for at := 1; at < n; at++ {
		before := uint16(1)<<at - 1
		var both, b, a float64
		for i := range ts {
			x := ws[i] * ws[i]
			in := ts[i].In
			if in&before != 0 {
				b += x
			}
			if in&^before != 0 {
				a += x
				if in&before != 0 {
					both += x
				}
			}
		}
		if both < breakLikeness*math.Sqrt(a*b+1) {
			out++
		}
	}
	return out
}

// named reports whether t is a person, a place or an organisation.
func (t *Term) named() bool { return t.Kind == Person || t.Kind == Place || t.Kind == Organisation }

// mostTopics is how many topics are told to a reader.
const mostTopics = 5

// topics returns the heaviest name, or else plain word, of each of the segments that
// stands in no other, in their order, a few of them from the beginning to the end.
func (k *Sketch) topics() []string {
	best := make([]*Term, k.Segments.N)
	score := func(t *Term) float64 {
		w := weight(t)
		if t.named() {
			w += 100 // before all words
		}
		return w
	}
	for i := range k.Terms {
		t := &k.Terms[i]
		if bits.OnesCount16(t.In) != 1 || !t.named() && (t.Kind != Word || t.Class != Plain) {
			continue
		}
		s := bits.TrailingZeros16(t.In)
		if best[s] == nil || score(t) > score(best[s]) {
			best[s] = t
		}
	}
	best = slices.DeleteFunc(best, func(t *Term) bool { return t == nil })
	var out []string
	for i := range min(len(best), mostTopics) {
		out = append(out, best[i*len(best)/min(len(best), mostTopics)].Words)
	}
	return out
}

const (
	// mentionShare is how like a segment must be to a story that it speaks of, of
	// what an article must be to join it.
	mentionShare = 1.0
	// mostMentions bounds how many stories an article mentions.
	mostMentions = 16
)

// roundUp places k as one of several events, if it is. near are the stories that
// it is like as a whole. The terms of k are in the order of the last vector.
func (s *Stories) roundUp(k *Sketch, near []candidate) (stemma.Placement, bool) {
	p := stemma.Placement{Article: k.ID, Kind: stemma.RoundUp}
	if k.Segments.N < roundUpSegments {
		return p, false
	}
	score := k.Segments.Disunity + k.hint()
	if score < roundUpTwo {
		return p, false
	}
	segments := s.segments(k)
	for i := range segments {
		g := &segments[i]
		if c := s.candidates(&g.vec, k, g.order); len(c) > 0 && float64(c[0].link) >= mentionShare*float64(s.join) &&
			!slices.Contains(p.Mentions, c[0].id) && len(p.Mentions) < mostMentions {
			p.Mentions = append(p.Mentions, c[0].id)
		}
	}
	need := float64(roundUpAlone)
	if len(near) > 0 && near[0].link >= s.join {
		need = roundUpOne
		strange := 0
		for i := range segments {
			if float64(s.likeStory(&segments[i].vec, near[0].story)) < strangeLikeness*float64(s.join) {
				strange++
			}
		}
		// Of a list that speaks of several stories nothing more is asked.
		if listed := k.Segments.Title && len(p.Mentions) > 1; !listed && float64(strange) < strangeShare*float64(len(segments)) {
			return p, false
		}
	}
	if len(p.Mentions) > 1 && need == roundUpOne {
		need = roundUpTwo
	}
	if score < need {
		return p, false
	}
	p.Why = "tells one thing after another: " + strings.Join(k.topics(), "; ")
	// A story of its own that nothing joins: it keeps no vector and is not found.
	st := s.open(k.ID)
	st.closed = true
	s.enter(k.ID, st)
	p.Story = st.id
	return p, true
}

// likeStory returns how like v is to st.
func (s *Stories) likeStory(v *group, st *story) int64 {
	return s.link(s.likes(newProbe(v, &s.other), &st.kept))
}

// A segment of an article as it is compared with stories.
type segment struct {
	vec   group
	order []int32 // of the sketch's terms, heaviest first
}

// segments returns the segments of k as if each were an article.
func (s *Stories) segments(k *Sketch) []segment {
	out := make([]segment, k.Segments.N)
	for i := range out {
		g := &out[i]
		for _, t := range s.order {
			if k.Terms[t].In&(1<<i) != 0 {
				g.order = append(g.order, t)
			}
		}
		g.vec = s.vectorOf(k, g.order)
		g.vec.articles[0].shortness = shortness(k.Words / len(out))
	}
	return out
}
