package speech

import (
	"math/bits"
	"slices"

	"stemma/internal/language"
)

// A Feature is the hash of something that holds of a word. Its low bits are a
// row of a model.
type Feature = uint32

func mix(template uint32, parts ...uint32) Feature {
	h := template * 0x9e3779b1
	for _, p := range parts {
		h = bits.RotateLeft32((h^p)*0x01000193, 13)
	}
	h *= 0x2c1b3c6d
	return h ^ h>>15
}

// Cueable reports whether word i can be a cue at all.
func (p *Paragraph) Cueable(i int) bool {
	switch w := &p.words[i]; w.pos {
	case language.VERB, language.NOUN, language.ADJ, language.ADV:
		return true
	case language.AUX, language.PROPN, language.ADP, language.SCONJ, language.X, language.NUM:
		return isWordLike(w.low)
	case language.PUNCT:
		return w.low == ":"
	}
	return false
}

// edge is the word beyond the ends of a paragraph.
var edge = word{head: -1, sent: -1, low: "", hLow: 1, hLemma: 1, hTag: 1, hRel: 1, hRelPlain: 1}

func (p *Paragraph) at(i int) *word {
	if i < 0 || i >= len(p.words) {
		return &edge
	}
	return &p.words[i]
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// The relations of a cue's dependents that are worth knowing.
var (
	hNsubj, hNsubjPass, hCcomp, hXcomp = language.Hash("nsubj"), language.Hash("nsubj:pass"), language.Hash("ccomp"), language.Hash("xcomp")
	hObj, hIobj, hObl, hAdvcl          = language.Hash("obj"), language.Hash("iobj"), language.Hash("obl"), language.Hash("advcl")
	hAcl, hParataxis, hAux, hAuxPass   = language.Hash("acl"), language.Hash("parataxis"), language.Hash("aux"), language.Hash("aux:pass")
	hNmod, hCase, hMark, hCop          = language.Hash("nmod"), language.Hash("case"), language.Hash("mark"), language.Hash("cop")
	hAmod, hNmodPoss, hCompound        = language.Hash("amod"), language.Hash("nmod:poss"), language.Hash("compound")
	hAppos, hConj, hPrt, hPunct        = language.Hash("appos"), language.Hash("conj"), language.Hash("compound:prt"), language.Hash("punct")
)

// CueFeatures appends what speaks for and against word i being a cue.
func (p *Paragraph) CueFeatures(f []Feature, i int) []Feature {
	w := &p.words[i]
	h := p.at(w.head)
	if w.head < 0 {
		h = &edge
	}
	pv, pv2, nx, nx2 := p.at(i-1), p.at(i-2), p.at(i+1), p.at(i+2)
	pos := uint32(w.pos)
	a := func(t uint32, parts ...uint32) { f = append(f, mix(t, parts...)) }
	a(0)
	a(1, w.hLemma)
	a(2, w.hLow)
	a(3, pos)
	a(4, w.hTag)
	a(5, w.hRel, pos)
	a(6, w.hLemma, pos)
	a(7, w.hLemma, w.hRel)
	n := len(w.lemma)
	a(8, language.Hash(w.lemma[max(0, n-3):]), pos)
	a(9, language.Hash(w.lemma[max(0, n-4):]), pos)
	a(10, language.Hash(w.lemma[:min(n, 4)]), pos)
	a(11, w.hRel, h.hLemma)
	a(12, w.hRel, uint32(h.pos), pos)
	// neighbours
	a(20, pv.hLow)
	a(21, nx.hLow)
	a(22, pv.hLow, w.hLemma)
	a(23, nx.hLow, w.hLemma)
	a(24, uint32(pv.pos), pos, uint32(nx.pos))
	a(25, pv2.hLow, pv.hLow)
	a(26, nx.hLow, nx2.hLow)
	a(27, uint32(pv2.pos), uint32(pv.pos), pos)
	a(28, pos, uint32(nx.pos), uint32(nx2.pos))
	a(29, nx.hLow, pos)
	a(30, pv.hLow, pos)
	a(31, pv2.hLow)
	a(32, nx2.hLow)
	a(33, uint32(pv.pos), nx.hLow, w.hLow)
	// quotation marks near
	nextQ, prevQ := uint32(0), uint32(0)
	for k := i + 1; k < len(p.words) && k <= i+4; k++ {
		if q := p.words[k].quote; q != 0 && q != w.quote {
			nextQ = uint32(k - i)
			break
		}
	}
	for k := i - 1; k >= 0 && k >= i-6; k-- {
		if q := p.words[k].quote; q != 0 && q != w.quote {
			prevQ = uint32(i - k)
			break
		}
	}
	inQ := bit(w.quote != 0)
	a(40, inQ, min(nextQ, 3), bit(prevQ > 0))
	a(41, inQ, bit(nextQ > 0), bit(prevQ > 0), pos)
	a(42, inQ, bit(nextQ > 0), bit(prevQ > 0), w.hLemma)
	a(43, inQ, pos)
	// dependents
	var has uint32
	for k := w.first; k < w.last; k++ {
		c := &p.words[k]
		if c.head != i {
			continue
		}
		side := bit(k > i)
		a(50, c.hRel, side, pos)
		a(51, c.hRel, w.hLemma)
		switch c.hRel {
		case hNsubj, hNsubjPass:
			a(52, c.hLemma, c.hRel)
			a(53, uint32(c.pos), c.hRel, side)
			a(54, uint32(c.pos), w.hLemma)
			has |= 1
			if c.hRel == hNsubjPass {
				has |= 2
			}
		case hCcomp:
			has |= 4
			a(55, p.words[c.first].hLow, pos)
			a(56, p.words[c.first].hLow, w.hLemma)
			a(57, uint32(c.pos), side)
		case hXcomp:
			has |= 8
			a(58, c.hLemma)
			a(59, c.hLemma, w.hLemma)
		case hObj:
			has |= 16
			a(60, c.hLemma)
			a(61, c.hLemma, w.hLemma)
			a(62, uint32(c.pos), w.hLemma)
		case hObl, hNmod:
			has |= 32
			a(63, p.words[c.first].hLow, w.hLemma)
			a(64, p.words[c.first].hLow, c.hLemma)
		case hAux, hAuxPass, hCop:
			a(65, c.hLemma, pos)
			a(66, c.hLemma, w.hLemma)
		case hParataxis:
			has |= 64
		case hAcl:
			has |= 128
			a(67, p.words[c.first].hLow, w.hLemma)
			a(68, p.words[c.first].hLow, pos)
		case hAdvcl:
			a(69, p.words[c.first].hLow)
		default:
			if c.pos == language.ADV || c.pos == language.PART {
				a(70, c.hLemma, pos)
				a(71, c.hLemma, w.hLemma)
			}
			if c.hRel == hMark || c.hRel == hCase {
				a(72, c.hLow, w.hLemma)
				a(73, c.hLow, pos)
			}
			if c.hRel == hNmodPoss || c.hRel == hAmod || c.hRel == hCompound || c.hRel == hPrt {
				a(74, c.hLemma, w.hLemma)
				a(75, c.hLemma, pos)
			}
		}
	}
	a(80, has, pos)
	a(81, has, w.hLemma)
	a(82, has&^32, pos, w.hRel)
	a(83, has&^33, inQ, bit(nextQ > 0), bit(prevQ > 0))
	// where it stands
	a(90, bit(p.title), pos)
	a(91, bit(p.title), w.hLemma)
	s := p.sents[w.sent]
	a(92, uint32(min(i-s, 4)), pos)
	a(93, uint32(min(p.sents[w.sent+1]-i, 4)), pos)
	a(94, p.words[s].hLow, pos)
	g := p.at(h.head)
	if w.head < 0 || h.head < 0 {
		g = &edge
	}
	a(95, w.hRel, h.hRel, g.hLemma)
	a(96, w.hRel, h.hRel, pos)
	shape := p.shape(i)
	a(98, shape, pos)
	a(99, shape, w.hLemma)
	a(97, w.hRelPlain, h.hLemma, w.hLemma)
	return f
}

// CueHead returns which of the words of a cue governs it: the highest verb,
// noun or other word that can be a cue; -1 if there is none.
func (p *Paragraph) CueHead(cue []int) int {
	head, best := -1, -1
	for _, i := range cue {
		if !p.Cueable(i) {
			continue
		}
		w := &p.words[i]
		s := 0
		if !slices.Contains(cue, w.head) {
			s += 4
		}
		switch w.pos {
		case language.VERB:
			s += 2
		case language.NOUN, language.ADJ:
			s++
		}
		if s > best {
			head, best = i, s
		}
	}
	return head
}
