package cluster

import (
	"cmp"
	"fmt"
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
	// their parts (rewrittenParts). Of some 30 words this cannot be told, and of two
	// texts of one outlet neither, which repeats its own background.
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

	// An outlet's text of another address revises an earlier one within this
	// many minutes; what resembles later is next week's weather.
	revisedWithin = 3 * 24 * 60 * 60
)

// What is looked at to find them.
const (
	mostHeld = 4  // articles that one print leads to: the newest. Stock phrases lead nowhere for long
	mostSeen = 16 // articles that are compared, those to which most prints lead first
)

// Copies are the texts of the articles so far, to tell when one comes again. An
// article takes 9 index entries and 64 codes at most, whatever its length.
type Copies struct {
	held  []version
	codes []uint16 // of all versions, each sorted
	index printIndex

	// Scratch.
	leads  []int32          // what the prints lead to
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
	Gone     int32 // the article that counts no more because of it: of, or the new one; -1 if both count
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
		at: uint32(len(c.codes)), text: p.Text, address: p.Address, outlet: p.Outlet,
		published: p.From, of: -1, next: -1,
	}
	m := c.Find(p)
	v.of = m.Of
	if m.tie != noTie {
		c.chain(&m, p, &v, self)
	}
	m.Why = c.why(&m, p)
	c.held = append(c.held, v)
	for _, x := range p.Of {
		c.codes = append(c.codes, code(x.Hash))
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

// codesOf returns the codes of article i.
func (c *Copies) codesOf(i int32) []uint16 {
	end := uint32(len(c.codes))
	if int(i)+1 < len(c.held) {
		end = c.held[i+1].at
	}
	return c.codes[c.held[i].at:end]
}

// Counts reports whether article i counts: of the versions of one report by one
// outlet or under one address exactly one does, the last.
func (c *Copies) Counts(i int32) bool { return c.held[i].next < 0 }

// Find returns the best match of p among the articles held.
func (c *Copies) Find(p *Prints) Match {
	c.leads = c.leads[:0]
	for i, x := range p.Of {
		n := len(c.leads)
		c.leads = c.index.find(c.leads, x.Hash)
		c.counts[i] = uint8(len(c.leads) - n)
	}
	if p.Address != 0 {
		for range printParts { // an address weighs as much as the same text
			c.leads = c.index.find(c.leads, p.Address)
		}
	}
	best := Match{Of: -1, Gone: -1}
	for _, at := range mostLed(c.leads) {
		for _, i := range [2]int32{at, c.held[at].of} {
			if i < 0 {
				continue
			}
			if m := c.Compare(p, i); m.Of >= 0 && m.better(&best) {
				best = m
			}
		}
	}
	return best
}

// mostLed returns the articles that stand most often in leads, at most mostSeen
// of them, of equals the newest first. It sorts leads.
func mostLed(leads []int32) []int32 {
	slices.Sort(leads)
	type led struct{ at, times int32 }
	var top [mostSeen]led
	n := 0
	for i := len(leads); i > 0; {
		j := i - 1
		for j > 0 && leads[j-1] == leads[i-1] {
			j--
		}
		x := led{leads[i-1], int32(i - j)}
		i = j
		k := n
		for k > 0 && top[k-1].times < x.times {
			k--
		}
		if k == mostSeen {
			continue
		}
		n = min(n+1, mostSeen)
		copy(top[k+1:n], top[k:])
		top[k] = x
	}
	out := leads[:0]
	for _, x := range top[:n] {
		out = append(out, x.at)
	}
	return out
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
	h := &c.held[i]
	m := Match{Of: -1, Gone: -1}
	apart := int(p.From) - int(h.published)
	dated := p.From != 0 && h.published != 0
	switch {
	case p.Address != 0 && p.Address == h.address:
		m.tie = sameAddress
	case p.Outlet != 0 && p.Outlet == h.outlet && !(dated && max(apart, -apart) > revisedWithin):
		m.tie = sameOutlet
	}
	old := c.codesOf(i)
	if p.Text == h.text && len(p.Of) == len(old) && (len(old) >= leastPrints || p.Text != 0 && m.tie == sameAddress) {
		m.Of, m.Kind, m.Likeness, m.mean, m.same = i, stemma.Copy, 1, 1, true
		return m
	}
	s := shared(p.Of, old)
	more, less := max(s.ofNew, s.ofOld), min(s.ofNew, s.ofOld)
	m.Likeness, m.mean = more, (more+less)/2
	copied := s.prints >= leastPrints && (less >= halfShare || more >= cutShare && less >= keptShare) ||
		s.prints >= rewrittenPrints && less >= rewrittenShare && s.parts >= rewrittenParts &&
			(p.Outlet == 0 || p.Outlet != h.outlet || m.tie == sameAddress)
	switch {
	case m.tie == sameAddress && (copied || s.prints >= revisedPrints && more >= revisedShare),
		m.tie == sameOutlet && copied:
		m.Of, m.Kind = i, stemma.Revision
	case copied:
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

// A likeness is how much two texts share.
type likeness struct {
	prints       int     // that both have
	ofNew, ofOld float64 // their share of each text's prints
	parts        float64 // the share of the new text's parts that have one
}

// shared compares the prints of a text with the codes of another. Where one text
// is longer, its least prints reach less far up: only as far as both reach can
// a print that is missing be known to be.
func shared(p []Print, old []uint16) likeness {
	reach := ^uint16(0)
	if len(p) == maxPrints {
		reach = code(p[maxPrints-1].Hash)
	}
	if len(old) == maxPrints {
		reach = min(reach, old[maxPrints-1])
	}
	var s likeness
	var parts, hit [printParts]bool
	n, o := 0, 0
	for _, x := range p {
		k := code(x.Hash)
		if k > reach {
			break
		}
		n++
		for o < len(old) && old[o] < k {
			o++
		}
		parts[x.Part] = true
		if o < len(old) && old[o] == k {
			s.prints++
			hit[x.Part] = true
		}
	}
	for o < len(old) && old[o] <= reach {
		o++
	}
	if n == 0 || o == 0 {
		return likeness{}
	}
	all, got := 0, 0
	for i := range parts {
		if parts[i] {
			all++
		}
		if hit[i] {
			got++
		}
	}
	s.ofNew, s.ofOld, s.parts = float64(s.prints)/float64(n), min(1, float64(s.prints)/float64(o)), float64(got)/float64(all)
	return s
}

// A printIndex leads from a print to the newest articles that have it: an open
// table of prints and articles, several entries a print, probed one by one.
type printIndex struct {
	entries []printEntry
	used    int
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
		x.entries = make([]printEntry, len(old)*3/2)
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

// find appends the articles that hash leads to.
func (x *printIndex) find(to []int32, hash uint32) []int32 {
	for i := x.home(hash); x.entries[i].at != 0; i = x.after(i) {
		if x.entries[i].hash == hash {
			to = append(to, x.entries[i].at-1)
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
