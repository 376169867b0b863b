package speech

import "stemma/internal/language"

// The labels of words beside a cue.
const (
	None    uint8 = iota
	Content       // what is reported
	Source        // who reports it
	Cue           // a word of the cue
	Labels  uint8 = iota
)

// The window of words beside a cue that are read: no further than so many
// sentences, nor so many words.
const (
	sentsBefore = 2
	sentsAfter  = 5
	wordsAside  = 120
	wordsQuoted = 250 // in a quotation that goes on there
)

// A View is a paragraph as seen from a cue.
type View struct {
	p        *Paragraph
	cue      int
	from, to int           // words [from, to) are read
	chain    [maxDepth]int // the cue and what it hangs from
	chainLen int
	sig      []uint32
	x        []int    // for each word: the word below the chain that it hangs from
	state    uint32   // what the cue has
	shape    uint32   // where the cue stands in its sentence
	between  []uint32 // for each word of the window: the commas and verbs between it and the cue
}

// Look fills v with the paragraph as seen from the word cue.
func (v *View) Look(p *Paragraph, cue int) {
	v.p, v.cue = p, cue
	s := p.words[cue].sent
	v.from = max(p.sents[max(0, s-sentsBefore)], cue-wordsAside)
	v.to = min(p.sents[min(len(p.sents)-1, s+1+sentsAfter)], cue+wordsAside)
	for end := min(len(p.words), cue+wordsQuoted); v.to < end && p.words[v.to].quote != 0 && p.words[v.to].quote == p.words[v.to-1].quote; {
		v.to++
	}
	n := v.to - v.from
	v.sig = resize(v.sig, n)
	v.x = resize(v.x, n)
	v.chainLen = 0
	for k := cue; k >= 0 && v.chainLen < maxDepth; k = p.words[k].head {
		v.chain[v.chainLen] = k
		v.chainLen++
	}
	for i := v.from; i < v.to; i++ {
		w := &p.words[i]
		j := i - v.from
		v.x[j] = -1
		if w.sent != s {
			d := w.sent - s
			v.sig[j] = mix(1, uint32(int32(max(-3, min(3, d)))))
			continue
		}
		x, up, k := i, 0, v.inChain(i)
		for k < 0 && up < maxDepth && p.words[x].head >= 0 {
			if k = v.inChain(p.words[x].head); k >= 0 {
				break
			}
			x = p.words[x].head
			up++
		}
		v.x[j] = x
		rel := p.words[x].hRel
		if x == i && v.inChain(i) >= 0 {
			rel, k = 7, v.inChain(i)
		}
		branch := uint32(0)
		if k > 0 {
			branch = p.words[v.chain[k-1]].hRelPlain
		}
		v.sig[j] = mix(2, uint32(min(k, 4)), rel, branch)
	}
	v.shape = p.shape(cue)
	v.count()
	v.state = 0
	for k := p.words[cue].first; k < p.words[cue].last; k++ {
		if c := &p.words[k]; c.head == cue {
			switch c.hRel {
			case hCcomp:
				v.state |= 1
				if k < cue {
					v.state |= 2
				}
			case hXcomp:
				v.state |= 4
			case hObj:
				v.state |= 8
			case hNsubj, hNsubjPass:
				v.state |= 16
				if k > cue {
					v.state |= 32
				}
			case hParataxis:
				v.state |= 64
			case hAcl:
				v.state |= 128
			}
		}
	}
	for k := cue + 1; k < min(cue+6, v.to); k++ {
		if q := p.words[k].quote; q != 0 && q != p.words[cue].quote {
			v.state |= 256
		}
	}
	for k := cue - 1; k >= max(cue-8, v.from); k-- {
		if q := p.words[k].quote; q != 0 && q != p.words[cue].quote {
			v.state |= 512
		}
	}
}

// Window returns the words [from, to) of the paragraph that v sees.
func (v *View) Window() (from, to int) { return v.from, v.to }

// count fills v.between: what a parse that went wrong does not change.
func (v *View) count() {
	v.between = resize(v.between, v.to-v.from)
	for _, step := range [2]int{-1, 1} {
		commas, verbs := uint32(0), uint32(0)
		for i := v.cue; i >= v.from && i < v.to; i += step {
			v.between[i-v.from] = commas | verbs<<2
			switch w := &v.p.words[i]; {
			case i == v.cue:
			case w.low == "," || w.low == "(" || w.low == "—" || w.low == "–":
				commas = min(commas+1, 3)
			case w.verb():
				verbs = min(verbs+1, 2)
			}
		}
	}
}

// shape tells where word i stands among the verbs and commas of its sentence:
// "…, the paper reported." has all verbs before it and a comma soon before.
func (p *Paragraph) shape(i int) uint32 {
	w := &p.words[i]
	comma := uint32(0)
	for k := i - 1; k >= max(p.sents[w.sent], i-8) && comma == 0; k-- {
		if x := &p.words[k]; x.low == "," || x.quote != w.quote {
			comma = uint32(min(i-k, 6))
		} else if x.pos == language.VERB || x.pos == language.AUX && k < i-2 {
			break
		}
	}
	before := w.verbs - int(bit(w.verb()))
	after := p.words[p.sents[w.sent+1]-1].verbs - w.verbs
	return uint32(min(before, 2)) | uint32(min(after, 2))<<2 | comma<<4 | bit(p.at(i+1).pos == language.PUNCT)<<7
}

// inChain returns the place of word i in the chain; -1 if it is not in it.
func (v *View) inChain(i int) int {
	for k, c := range v.chain[:v.chainLen] {
		if c == i {
			return k
		}
	}
	return -1
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// bucket makes a distance coarse, with its sign.
func bucket(d int) uint32 {
	b := uint32(0)
	a := d
	if d < 0 {
		a, b = -d, 16
	}
	switch {
	case a <= 4:
		return b + uint32(a)
	case a <= 6:
		return b + 5
	case a <= 10:
		return b + 6
	case a <= 20:
		return b + 7
	case a <= 40:
		return b + 8
	}
	return b + 9
}

// quoteState tells where word w stands to the quotations as seen from the cue.
func (v *View) quoteState(w *word) uint32 {
	c := v.p.words[v.cue].quote
	switch {
	case w.quote == 0:
		return bit(c != 0)
	case w.quote == c:
		return 2
	}
	return 3 + bit(c != 0)
}

// NodeFeatures appends what word i says about its own label.
func (v *View) NodeFeatures(f []Feature, i int) []Feature {
	p := v.p
	w, c := &p.words[i], &p.words[v.cue]
	j := i - v.from
	a := func(t uint32, parts ...uint32) { f = append(f, mix(t, parts...)) }
	d := i - v.cue
	side := bit(d > 0)
	if d == 0 {
		side = 2
	}
	pos, cpos := uint32(w.pos), uint32(c.pos)
	sig := mix(v.sig[j], side)
	qs := v.quoteState(w)
	sd := uint32(int32(max(-2, min(4, w.sent-c.sent))))
	x := &edge
	xfirst := &edge
	if v.x[j] >= 0 {
		x = &p.words[v.x[j]]
		xfirst = &p.words[x.first]
	}
	a(100, side)
	a(101, sig)
	a(102, sig, c.hLemma)
	a(103, sig, pos)
	a(104, sig, cpos)
	a(105, sig, v.state)
	a(106, sig, v.state, cpos)
	a(107, sig, xfirst.hLow)
	a(108, sig, xfirst.hLow, c.hLemma)
	a(109, sig, uint32(x.pos))
	a(110, sig, x.hLemma)
	a(111, pos, bucket(d))
	a(112, w.hLow, side)
	a(113, bucket(d), c.hLemma)
	a(114, qs, side, sd)
	a(115, qs, side, sd, v.state)
	a(116, qs, sd, c.hLemma)
	a(117, qs, sig)
	a(118, qs, sd, side, bit(p.words[p.sents[w.sent]].quote != 0), cpos)
	a(119, w.hRel, pos, side)
	a(120, bucket(d), bit(p.title))
	a(121, sig, bucket(d))
	a(122, w.hTag, sig)
	a(123, v.shape, side, sd)
	a(124, v.shape, sig)
	a(125, v.shape, qs, side, c.hLemma)
	far := v.between[j]
	a(126, far, side, pos)
	a(127, far, side, v.shape)
	a(128, far, side, v.state)
	a(129, far, qs, c.hLemma)
	return f
}

// BorderFeatures appends what the border before word i says of a change of label
// there. Word i may be one past the last.
func (v *View) BorderFeatures(f []Feature, i int) []Feature {
	p := v.p
	l, r, c := p.at(i-1), p.at(i), &p.words[v.cue]
	if i-1 < v.from {
		l = &edge
	}
	if i >= v.to {
		r = &edge
	}
	var sl, sr uint32
	if i-1 >= v.from && i-1 < v.to {
		sl = mix(v.sig[i-1-v.from], bit(i-1 > v.cue))
	}
	if i < v.to {
		sr = mix(v.sig[i-v.from], bit(i > v.cue))
	}
	a := func(t uint32, parts ...uint32) { f = append(f, mix(t, parts...)) }
	d := i - v.cue
	a(200)
	a(201, l.hLow)
	a(202, r.hLow)
	a(203, l.hLow, r.hLow)
	a(204, uint32(l.pos), uint32(r.pos))
	a(205, sl, sr)
	a(206, sr, r.starts)
	a(207, sl, l.ends)
	a(208, r.starts, l.ends)
	a(209, r.starts, l.ends, uint32(c.pos), bit(d > 0))
	a(210, bucket(d))
	if d <= 3 && d >= -1 {
		a(211, uint32(int32(d)), c.hLemma)
		a(212, uint32(int32(d)), r.hLow)
		a(213, uint32(int32(d)), uint32(r.pos), c.hLemma)
		a(214, uint32(int32(d)), v.state)
	}
	ql, qr := v.quoteState(l), v.quoteState(r)
	change := bit(l.quote != r.quote)
	a(220, ql, qr, change)
	a(221, ql, qr, change, bit(d > 0), l.hLow)
	a(222, ql, qr, change, bit(d > 0), r.starts)
	sent := bit(l.sent != r.sent)
	a(223, sent, ql, qr, bit(d > 0))
	a(224, sent, l.hLow, sr)
	a(225, l.hLow, r.starts)
	a(226, r.hLow, sr)
	a(227, l.ends, r.hLow)
	a(228, c.hLemma, r.starts, bit(d > 0))
	a(230, v.shape, bucket(d))
	a(231, v.shape, sl, sr)
	far := v.between[max(0, min(i, v.to-1)-v.from)]
	after := bit(d > 0)
	a(232, far, after, v.shape, sent)
	a(233, far, after, l.hLow, uint32(r.pos))
	a(234, far, after, r.hLow)
	a(235, far, after, v.state, sent)
	a(236, far, after, r.starts, l.ends)
	a(229, l.hTag, uint32(r.pos), r.starts)
	return f
}
