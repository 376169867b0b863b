package speech

// A Found is a cue with the labels of the words beside it.
type Found struct {
	Cue    int     // a word of the paragraph
	Score  int32   // that it is one, in units of the model
	Margin int32   // by how much Labels are better than no content, in the same
	From   int     // word of Labels[0]
	Labels []uint8 // of the words that the cue's view sees
	span   [2]int  // the words from the first of the content to the last
	size   int     // words of content
}

// measure fills what f's labels imply.
func (f *Found) measure() {
	f.span, f.size = [2]int{-1, -1}, 0
	for j, l := range f.Labels {
		if l == Content {
			if f.size == 0 {
				f.span[0] = f.From + j
			}
			f.span[1] = f.From + j + 1
			f.size++
		}
	}
}

// label returns the label of word i of the paragraph.
func (f *Found) label(i int) uint8 {
	if i -= f.From; i >= 0 && i < len(f.Labels) {
		return f.Labels[i]
	}
	return None
}

// near returns which of finds, that are in the order of their cues, can see the
// words that find k sees.
func near(finds []Found, k int) (from, to int) {
	const reach = wordsAside + wordsQuoted
	for from = k; from > 0 && finds[from-1].Cue > finds[k].Cue-reach; from-- {
	}
	for to = k + 1; to < len(finds) && finds[to].Cue < finds[k].Cue+reach; to++ {
	}
	return from, to
}

// JudgeFeatures appends what speaks for find k of all those of the paragraph
// being an attribution, now that its content and source are known.
func (p *Paragraph) JudgeFeatures(fs []Feature, k int, all []Found) []Feature {
	f := &all[k]
	c := &p.words[f.Cue]
	a := func(t uint32, parts ...uint32) { fs = append(fs, mix(t, parts...)) }
	parts, quoted, src := 0, 0, -1
	for j, l := range f.Labels {
		i := f.From + j
		switch l {
		case Content:
			if j == 0 || f.Labels[j-1] != Content {
				parts++
			}
			if p.words[i].quote != 0 {
				quoted++
			}
		case Source:
			src = i
		}
	}
	score := uint32(max(-30, min(30, f.Score/8)))
	margin := uint32(max(-10, min(30, f.Margin/16)))
	size := uint32(min(f.size, 4))
	if f.size > 4 {
		size = 4 + uint32(min(f.size, 40))/6
	}
	q := uint32(0)
	if quoted > 0 {
		q = 1 + bit(quoted*10 > f.size*8)
	}
	first := f.span[0]
	side := bit(first > f.Cue) + 2*bit(f.span[1]-1 > f.Cue)
	pos := uint32(c.pos)
	a(300)
	a(301, score)
	a(302, margin)
	a(303, score, margin/2)
	a(304, size, q)
	a(305, size, c.hLemma)
	a(306, pos, size, q)
	a(307, side, q, pos)
	a(308, uint32(min(parts, 4)), side)
	s := &edge
	if src >= 0 {
		s = &p.words[src]
	}
	a(309, uint32(s.pos), bit(src >= 0), pos)
	a(310, s.hLemma)
	a(311, bit(src >= 0), c.hLemma)
	if first >= 0 {
		w := &p.words[first]
		a(312, w.hLow, pos)
		a(313, uint32(w.pos), c.hLemma)
		a(314, w.hRelPlain, c.hLemma)
		a(315, bucket(first-f.Cue), side)
		a(316, uint32(w.pos), pos, size)
	}
	// Another cue may have the same content, or may report this one.
	stronger, inside := uint32(0), uint32(0)
	from, to := near(all, k)
	for m := from; m < to; m++ {
		o := &all[m]
		if m == k || o.span[0] >= f.span[1] && o.label(f.Cue) != Content {
			continue
		}
		both := 0
		for i := max(f.span[0], o.span[0]); i < min(f.span[1], o.span[1]); i++ {
			both += int(bit(f.label(i) == Content && o.label(i) == Content))
		}
		if both*2 > f.size+o.size-both && o.Score >= f.Score {
			stronger = max(stronger, 1+bit(o.Score > f.Score+Unit))
		}
		if o.label(f.Cue) == Content && o.Score > 0 {
			inside = 1
		}
	}
	a(320, stronger)
	a(321, stronger, score)
	a(322, inside)
	a(323, inside, score)
	a(324, bit(p.title), score)
	a(325, pos, score)
	return fs
}
