package language

// A Place is where a word of a paragraph stands.
type Place struct {
	Sent  int32 // number of its sentence
	Quote int32 // number of the quotation that holds it; 0 if none does
}

// What a pair of words is scored for: the PairLabels labels of the one as seen
// from the other, and each of them behind each of the word before.
const (
	PairLabels = 4
	PairScores = PairLabels + PairLabels*PairLabels
)

// The classes of how a word lies to another: by words, by sentences and by
// quotations.
const (
	nearWords  = 24
	nearSents  = 8
	nearQuotes = 5
	Nears      = nearWords + nearSents + nearQuotes
)

// Near returns the classes of how word i, at w, lies to word cue, at c.
func Near(i, cue int, w, c Place) [3]int {
	d, side := i-cue, 0
	if d < 0 {
		d, side = -d, nearWords/2
	}
	switch {
	case d <= 5:
	case d <= 7:
		d = 6
	case d <= 10:
		d = 7
	case d <= 16:
		d = 8
	case d <= 28:
		d = 9
	case d <= 50:
		d = 10
	default:
		d = 11
	}
	s := int(max(-2, min(w.Sent-c.Sent, 5))) + 2
	q := 0
	switch {
	case w.Quote == 0 && c.Quote != 0:
		q = 1
	case w.Quote == 0:
	case w.Quote == c.Quote:
		q = 2
	case c.Quote == 0:
		q = 3
	default:
		q = 4
	}
	return [3]int{d + side, nearWords + s, nearWords + nearSents + q}
}

// The window of words that are scored as seen from one: no further than so many
// sentences, nor so many words, but to the end of a quotation.
const (
	sentsBefore = 2
	sentsAfter  = 5
	wordsAside  = 120
	wordsQuoted = 250

	// PairReach is more than the words between two that are seen from one.
	PairReach = wordsAside + wordsQuoted
)

// PairWindow returns the words [from, to) that are seen from word i.
func PairWindow(i int, places []Place) (from, to int) {
	from, to = i, i+1
	for from > 0 && i-from < wordsAside && places[from-1].Sent >= places[i].Sent-sentsBefore {
		from--
	}
	for to < len(places) && to-i < wordsAside && places[to].Sent <= places[i].Sent+sentsAfter {
		to++
	}
	for to < len(places) && to-i < wordsQuoted && places[to].Quote != 0 && places[to].Quote == places[to-1].Quote {
		to++
	}
	return from, to
}

// A Reporting is a paragraph made ready for the layers that find who says what.
type Reporting struct {
	Forms  []string // of its words
	Places []Place
	Title  bool
}

// Rows returns, for each word, the rows of its features in a table of size
// rows: its form and how it lies to quotation marks and borders of sentences.
func (p *Reporting) Rows(size int) [][]int32 {
	out := make([][]int32, len(p.Forms))
	var all []int32
	for i := range p.Forms {
		from := len(all)
		all = p.rows(all, size, i)
		out[i] = all[from:len(all):len(all)]
	}
	return out
}

func (p *Reporting) rows(rows []int32, size, i int) []int32 {
	add := func(salt, h uint32) {
		h = (h ^ salt*0x9e3779b1) * 0x85ebca6b
		h ^= h >> 15
		h *= 0xc2b2ae35
		h ^= h >> 13
		rows = append(rows, int32(h%uint32(size)))
	}
	edge := Place{Sent: -1}
	w, before, after := p.Places[i], edge, edge
	if i > 0 {
		before = p.Places[i-1]
	}
	if i+1 < len(p.Places) {
		after = p.Places[i+1]
	}
	is := uint32(0)
	for k, yes := range []bool{w.Quote != 0, before.Quote != w.Quote, after.Quote != w.Quote, before.Sent != w.Sent, after.Sent != w.Sent} {
		if yes {
			is |= 1 << k
		}
	}
	add(40, is)
	add(41, Hash(normal(p.Forms[i])))
	if p.Title {
		add(42, 1)
		add(43, is)
	}
	// The nearest quotation beside the word.
	for d := 1; d <= 6; d++ {
		if k := i + d; k < len(p.Places) && p.Places[k].Quote != 0 && p.Places[k].Quote != w.Quote {
			add(44, uint32(d))
			break
		}
	}
	for d := 1; d <= 6; d++ {
		if k := i - d; k >= 0 && p.Places[k].Quote != 0 && p.Places[k].Quote != w.Quote {
			add(45, uint32(d))
			break
		}
	}
	last := p.Places[len(p.Places)-1].Sent
	add(46, uint32(min(w.Sent-p.Places[0].Sent, 3)<<2|min(last-w.Sent, 3)))
	if p.Places[0].Quote != 0 {
		add(47, is&1)
	}
	return rows
}
