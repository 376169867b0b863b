package cluster

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"stemma"
)

// What makes one text a copy of another. Shares are of prints: as many of the one
// text as stand in the other, from the one's side and from the other's. Measured
// by eval's table "copies".
const (
	// leastPrints shared make a match at all: below, a slogan or a stub ("Read
	// the whole report on …") would be one. It takes some 20 words.
	leastPrints = 8

	// A text cut from another, or added to: nearly all of the one in the other
	// (cutShare), and enough of the other to be the same report (keptShare). A
	// brief that a round-up reprints is no copy of the round-up.
	cutShare  = 0.6
	keptShare = 0.25

	// A text written anew sentence by sentence: changed words everywhere, and
	// equal ones everywhere too. Two reports of one event that quote the same
	// statement share as much (rewrittenShare), but not in three quarters of
	// their parts (rewrittenParts). Of some 30 words this cannot be told.
	rewrittenShare  = 0.30
	rewrittenParts  = 0.75
	rewrittenPrints = 14

	// Half of either text: whatever lies between was cut, moved, added or written
	// anew.
	halfShare = 0.45

	// The same address has another text now: a third of it is enough, since a
	// page with a wholly new text is no revision of the report.
	revisedShare  = 0.33
	revisedPrints = 4

	// An outlet's text at another address revises an earlier one if nearly all of
	// the one stands in the other (outletShare) and they are not more than
	// revisedWithin minutes apart. An outlet repeats its own background, and next
	// week's weather is told in this week's words.
	outletShare   = 0.7
	revisedWithin = 3 * 24 * 60
)

// What is looked at to find them.
const (
	mostHeld = 4  // articles that one print leads to: the newest. Stock phrases lead nowhere for long
	mostSeen = 32 // articles that are compared, those to which most prints lead first
)

// Copies are the texts of the articles so far, to tell when one comes again. An
// article takes some 250 bytes at most, whatever its length: 64 codes, to tell how
// much it shares with another, and 9 entries of the index by which it is found.
//
// A text is held under few prints and looked up by all that it has, so that it is
// found by any. MinHash in bands (128 slots of a byte, 8 to 16 bands, as many
// bytes) must agree in the very slots of a band: of the edits in eval's table it
// finds, with 100,000 texts in between, 0.43 to 0.67 where three words in ten are
// replaced, and 0.62 to 0.92 where all but the beginning is cut; this 0.92 and 0.98.
type Copies struct {
	held  []version
	codes [][]uint16 // of all versions, each sorted; in chunks, so that they never move
	index printIndex

	// Scratch.
	query  query
	leads  []lead           // what the prints lead to
	led    []int32          // the articles to which most leads
	counts [maxPrints]uint8 // to how many articles each does
	picked []uint32
}

// A version is what is held of an article's text.
type version struct {
	at        uint32 // its first code
	text      uint32 // see Prints, as are address and outlet
	address   uint32
	outlet    uint32
	published int32 // minutes since 1970; 0 if unknown
	of        int32 // the article that it copies or revises, -1 if none
	next      int32 // the article that counts in its stead, -1 if it counts itself
}

// A Match is what an article copies or revises.
type Match struct {
	Of       int32 // by order of arrival; -1 if it is a text of its own
	Kind     stemma.Joining
	Likeness float64 // the greater of the two shares
	mean     float64 // of the two
	same     bool    // to the word
	Why      string
	Gone     int32 // the article that counts no more because of it: Of, or the new one; -1 if both count
	tie      tie
}

// A tie is what two articles have in common beside their words.
type tie uint8

const (
	noTie tie = iota
	sameOutlet
	sameAddress
)

// NewCopies returns no copies.
func NewCopies() *Copies { return &Copies{index: newPrintIndex()} }

// Add holds one more text and returns what it copies or revises. Articles are
// numbered from 0 by order of arrival.
func (c *Copies) Add(p *Prints) Match {
	self := int32(len(c.held))
	v := version{
		at: c.room(len(p.Of)), text: p.Text, address: p.Address, outlet: p.Outlet,
		published: p.From, of: -1, next: -1,
	}
	m := c.Find(p)
	v.of = m.Of
	if m.tie != noTie {
		c.chain(&m, p, &v, self)
	}
	m.Why = c.why(&m, p)
	c.held = append(c.held, v)
	chunk := &c.codes[v.at/chunkCodes]
	for _, x := range p.Of {
		*chunk = append(*chunk, code(x.Hash))
	}
	for _, hash := range c.keys(p) {
		c.index.add(hash, self)
	}
	if p.Address != 0 {
		c.index.add(p.Address, self)
	}
	return m
}

// keys returns the prints of p by which it is to be found: of each part of the
// text the one that leads to the fewest articles yet, of equals the least. So the
// beginning of a text is found as well as all of it, and stock phrases are no keys
// for long. The copy may look up any of them, since it looks up all it has.
func (c *Copies) keys(p *Prints) []uint32 {
	var best [printParts]int // index + 1
	for i, x := range p.Of {
		if b := &best[x.Part]; *b == 0 || c.counts[i] < c.counts[*b-1] {
			*b = i + 1
		}
	}
	c.picked = c.picked[:0]
	for _, i := range best {
		if i > 0 {
			c.picked = append(c.picked, p.Of[i-1].Hash)
		}
	}
	return c.picked
}

// chunkCodes is how many codes a chunk has room for.
const chunkCodes = 1 << 14

// room returns where the next n codes are to begin.
func (c *Copies) room(n int) uint32 {
	if last := len(c.codes) - 1; last >= 0 && len(c.codes[last]) < chunkCodes && len(c.codes[last])+n <= chunkCodes {
		return uint32(last*chunkCodes + len(c.codes[last]))
	}
	c.codes = append(c.codes, make([]uint16, 0, chunkCodes))
	return uint32(len(c.codes)-1) * chunkCodes
}

// codesOf returns the codes of article i.
func (c *Copies) codesOf(i int32) []uint16 {
	at := c.held[i].at
	chunk := c.codes[at/chunkCodes]
	end := len(chunk)
	if next := int(i) + 1; next < len(c.held) && c.held[next].at/chunkCodes == at/chunkCodes {
		end = int(c.held[next].at % chunkCodes)
	}
	return chunk[at%chunkCodes : end]
}

// Counts reports whether article i counts: of the versions of one report by one
// outlet or under one address exactly one does, the last.
func (c *Copies) Counts(i int32) bool { return c.held[i].next < 0 }

// Find returns the best match of p among the articles held.
func (c *Copies) Find(p *Prints) Match {
	c.query.ask(p)
	c.leads = c.leads[:0]
	c.index.touch(p.Of)
	for i, x := range p.Of {
		c.counts[i] = uint8(c.follow(x.Hash, 1))
	}
	if p.Address != 0 {
		c.follow(p.Address, printParts) // weighs as much as the same text
	}
	best := Match{Of: -1, Gone: -1}
	for _, at := range c.mostLed() {
		for _, i := range [2]int32{at, c.held[at].of} {
			if i < 0 {
				continue
			}
			if m := c.compare(p, i); m.Of >= 0 && m.better(&best) {
				best = m
			}
		}
	}
	return best
}

// A lead is an article, in the high bits, and how much says that it is the one: a
// print that leads to it alone says more than one that leads to several.
type lead uint64

// follow appends what a hash leads to, and returns how many articles that are.
func (c *Copies) follow(hash uint32, weight int) int {
	from := len(c.leads)
	c.leads = c.index.find(c.leads, hash)
	n := len(c.leads) - from
	for i := range c.leads[from:] {
		c.leads[from+i] = c.leads[from+i]<<leadBits | lead(weight*(mostHeld+1-n))
	}
	return n
}

const leadBits = 16

// mostLed returns the articles for which leads say most, at most mostSeen of them,
// of equals the newest first. It sorts leads.
func (c *Copies) mostLed() []int32 {
	slices.Sort(c.leads)
	var top [mostSeen]lead // weight, then article
	n := 0
	for i := len(c.leads); i > 0; {
		at := c.leads[i-1] >> leadBits
		weight := lead(0)
		for ; i > 0 && c.leads[i-1]>>leadBits == at; i-- {
			weight += c.leads[i-1] & (1<<leadBits - 1)
		}
		x := weight<<32 | at
		if n == mostSeen && x < top[n-1] {
			continue
		}
		k := min(n, mostSeen-1)
		for k > 0 && top[k-1] < x {
			top[k] = top[k-1]
			k--
		}
		top[k] = x
		n = min(n+1, mostSeen)
	}
	c.led = c.led[:0]
	for _, x := range top[:n] {
		c.led = append(c.led, int32(uint32(x)))
	}
	return c.led
}

// better reports whether m is to be preferred to b: the outlet's own text before
// another's, the like before the less like, the first before its copies.
func (m *Match) better(b *Match) bool {
	if b.Of < 0 {
		return true
	}
	near := func(m *Match) int { // in twentieths: what is nearer than prints can tell is equal
		if m.same {
			return 21
		}
		return int(m.mean*20 + 0.5)
	}
	return cmp.Or(cmp.Compare(m.tie, b.tie), cmp.Compare(near(m), near(b)), cmp.Compare(b.Of, m.Of)) > 0
}

// Compare returns the match of p with article i; its Of is -1 if there is none.
func (c *Copies) Compare(p *Prints, i int32) Match {
	c.query.ask(p)
	return c.compare(p, i)
}

// compare is Compare for a p that is asked for.
func (c *Copies) compare(p *Prints, i int32) Match {
	h := &c.held[i]
	m := Match{Of: -1, Gone: -1}
	apart := int(p.From) - int(h.published)
	dated := p.From != 0 && h.published != 0
	sameName := p.Outlet != 0 && p.Outlet == h.outlet
	switch {
	case p.Address != 0 && p.Address == h.address:
		m.tie = sameAddress
	case sameName && !(dated && max(apart, -apart) > revisedWithin):
		m.tie = sameOutlet
	}
	old := c.codesOf(i)
	if p.Text == h.text && len(p.Of) == len(old) && (len(old) >= leastPrints || p.Text != 0 && m.tie == sameAddress) {
		m.Of, m.Kind, m.Likeness, m.mean, m.same = i, stemma.Copy, 1, 1, true
		return m
	}
	s := c.query.shared(old)
	more, less := max(s.ofNew, s.ofOld), min(s.ofNew, s.ofOld)
	m.Likeness, m.mean = more, (more+less)/2
	enough := s.prints >= leastPrints && less >= keptShare
	switch {
	case m.tie == sameAddress && s.prints >= revisedPrints && more >= revisedShare,
		m.tie == sameOutlet && enough && more >= outletShare:
		m.Of, m.Kind = i, stemma.Revision
	case !sameName && enough && (more >= cutShare || less >= halfShare),
		!sameName && s.prints >= rewrittenPrints && less >= rewrittenShare && s.parts >= rewrittenParts:
		m.Of, m.Kind = i, stemma.Copy
	}
	return m
}

// chain puts v, which is about to be held as self, into the chain of versions of
// what it matches.
func (c *Copies) chain(m *Match, p *Prints, v *version, self int32) {
	head := m.Of
	for c.held[head].next >= 0 {
		head = c.held[head].next
	}
	if m.Kind == stemma.Revision {
		m.Of = head // whatever version it is most like
	}
	if last := &c.held[head]; m.Kind == stemma.Revision && !p.before(last) {
		last.next, m.Gone = self, head
		return
	}
	v.next, m.Gone = head, self
}

// before reports whether the whole time in which p was published lies before v
// was. Of two texts of one day the later to come is the later one.
func (p *Prints) before(v *version) bool { return p.To != 0 && p.To <= v.published }

// why says in a line why p matches.
func (c *Copies) why(m *Match, p *Prints) string {
	if m.Of < 0 {
		return ""
	}
	h := &c.held[m.Of]
	where := [...]string{noTie: "elsewhere", sameOutlet: "by the same outlet", sameAddress: "under the same address"}[m.tie]
	switch known := p.Outlet != 0 && h.outlet != 0; {
	case m.tie == noTie && known && p.Outlet == h.outlet:
		where = "by the same outlet on another day"
	case m.tie == noTie && known:
		where = "by another outlet"
	}
	words := "the shorter text stands in the longer"
	if m.Likeness < 0.995 {
		words = fmt.Sprintf("about %.0f %% of ", 100*m.Likeness) + words
	}
	switch {
	case m.same:
		return "the same text again " + where
	case m.Kind == stemma.Copy:
		return "published " + where + ": " + words
	case p.before(h):
		return "an earlier version " + where + ": " + words
	}
	return "a later version " + where + ": " + words
}

// A query is a text that is compared with others.
type query struct {
	codes  []uint16             // of its prints
	within [maxPrints + 1]uint8 // the parts in which its first i prints stand, a bit each
	part   [1 << 16]uint8       // by code: the bit of the part where it stands, 0 if it does not
}

// ask makes p the text that is compared.
func (q *query) ask(p *Prints) {
	for _, k := range q.codes {
		q.part[k] = 0
	}
	q.codes = q.codes[:0]
	for i, x := range p.Of {
		k := code(x.Hash)
		q.codes = append(q.codes, k)
		q.part[k] = 1 << x.Part
		q.within[i+1] = q.within[i] | 1<<x.Part
	}
}

// A likeness is how much two texts share.
type likeness struct {
	prints       int     // that both have
	ofNew, ofOld float64 // their share of each text's prints
	parts        float64 // the share of the new text's parts that have one
}

// shared compares the text asked for with the codes of another. Where one text is
// longer, its least prints reach less far up: only as far as both reach can a
// print that is missing be known to be.
func (q *query) shared(old []uint16) likeness {
	reach := ^uint16(0)
	if n := len(q.codes); n == maxPrints {
		reach = q.codes[n-1]
	}
	if n := len(old); n == maxPrints {
		reach = min(reach, old[n-1])
	}
	var s likeness
	o, hit := 0, uint8(0)
	for ; o < len(old) && old[o] <= reach; o++ {
		part := q.part[old[o]]
		hit |= part
		if part != 0 {
			s.prints++
		}
	}
	n := len(q.codes)
	for n > 0 && q.codes[n-1] > reach {
		n--
	}
	if n == 0 || o == 0 {
		return likeness{}
	}
	s.ofNew, s.ofOld = min(1, float64(s.prints)/float64(n)), float64(s.prints)/float64(o)
	s.parts = float64(bits.OnesCount8(hit)) / float64(bits.OnesCount8(q.within[n]))
	return s
}

// A printIndex leads from a print to the newest articles that have it: an open
// table of prints and articles, several entries a print, probed one by one.
type printIndex struct {
	entries []printEntry
	used    int
	touched int32
}

type printEntry struct {
	hash uint32
	at   int32 // article + 1; 0 is a free entry
}

func newPrintIndex() printIndex { return printIndex{entries: make([]printEntry, 1024)} }

// home returns where the probing for hash begins. The hashes that are held are
// the least, so they are spread first.
func (x *printIndex) home(hash uint32) int {
	return int(uint64(hash*0x9e3779b1) * uint64(len(x.entries)) >> 32)
}

// add lets hash lead to article at as well, and no longer to the oldest if it
// would lead to more than mostHeld.
func (x *printIndex) add(hash uint32, at int32) {
	if 4*x.used >= 3*len(x.entries) {
		old := x.entries
		x.entries = make([]printEntry, len(old)*5/4)
		for _, e := range old {
			if e.at != 0 {
				i := x.home(e.hash)
				for x.entries[i].at != 0 {
					i = x.after(i)
				}
				x.entries[i] = e
			}
		}
	}
	oldest, n := -1, 0
	i := x.home(hash)
	for ; x.entries[i].at != 0; i = x.after(i) {
		if x.entries[i].hash == hash {
			n++
			if oldest < 0 || x.entries[i].at < x.entries[oldest].at {
				oldest = i
			}
		}
	}
	if n >= mostHeld {
		x.entries[oldest].at = at + 1
		return
	}
	x.entries[i] = printEntry{hash, at + 1}
	x.used++
}

// touch brings what prints lead to into the cache: one after the other they would be
// waited for, together they come at once.
func (x *printIndex) touch(prints []Print) {
	sum := int32(0)
	for _, p := range prints {
		sum += x.entries[x.home(p.Hash)].at
	}
	x.touched = sum // so that no compiler leaves it out
}

// find appends the articles that hash leads to.
func (x *printIndex) find(to []lead, hash uint32) []lead {
	for i := x.home(hash); x.entries[i].at != 0; i = x.after(i) {
		if x.entries[i].hash == hash {
			to = append(to, lead(x.entries[i].at-1))
		}
	}
	return to
}

func (x *printIndex) after(i int) int {
	if i++; i < len(x.entries) {
		return i
	}
	return 0
}

// root returns the article whose text article i copies or revises, over however
// many steps; i if it is a text of its own.
func (c *Copies) root(i int32) int32 {
	for c.held[i].of >= 0 {
		i = c.held[i].of
	}
	return i
}
