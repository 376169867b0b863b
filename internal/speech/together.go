package speech

import (
	"strings"

	"stemma/internal/language"
)

// together mends what finds of one paragraph say of the same words.
func (p *Paragraph) together(finds []Found) {
	for i := range finds {
		p.whole(&finds[i])
	}
	for _, mend := range [...]func(f, g *Found){p.cut, p.yield} {
		for i := range finds {
			from, to := near(finds, i)
			for k := from; k < to; k++ {
				if k != i {
					mend(&finds[i], &finds[k])
				}
			}
		}
	}
}

// whole takes all of a quotation into f's content that is half in it.
func (p *Paragraph) whole(f *Found) {
	for i := f.From; i < f.From+len(f.Labels); {
		q := p.words[i].quote
		j, in := i, 0
		for ; j < f.From+len(f.Labels) && p.words[j].quote == q; j++ {
			if f.label(j) == Content {
				in++
			}
		}
		if q != 0 && q != p.words[f.Cue].quote && in*2 >= j-i {
			for k := i; k < j; k++ {
				f.Labels[k-f.From] = Content
			}
		}
		i = j
	}
}

// cut ends f's content before the cue of g, where the same source goes on:
// "said that it held, adding that", "said that it held and warned that".
func (p *Paragraph) cut(f, g *Found) {
	c := &p.words[g.Cue]
	if g.Cue <= f.Cue || f.label(g.Cue) != Content || c.quote != p.words[f.Cue].quote || !f.shares(g, Source) {
		return
	}
	at := g.Cue - 1
	for at > f.Cue && (p.words[at].pos == language.ADV || p.words[at].pos == language.AUX || p.words[at].pos == language.PART) {
		at--
	}
	switch w := &p.words[at]; {
	case w.low == "," && strings.HasSuffix(c.low, "ing"):
	case w.pos == language.CCONJ && c.plain == "conj":
	default:
		return
	}
	for k := at; k < f.From+len(f.Labels) && f.label(k) == Content; k++ {
		f.Labels[k-f.From] = None
	}
}

// shares reports whether a word has label l in both f and g.
func (f *Found) shares(g *Found, l uint8) bool {
	for j, x := range f.Labels {
		if x == l && g.label(f.From+j) == l {
			return true
		}
	}
	return false
}

// yield takes out of f's content a stretch that g reports too and stands nearer
// to, if f has more and neither cue is reported by the other.
func (p *Paragraph) yield(f, g *Found) {
	if f.label(g.Cue) == Content || g.label(f.Cue) == Content {
		return
	}
	end := f.From + len(f.Labels)
	for i := f.From; i < end; {
		j, both := i, true
		for ; j < end && f.label(j) == Content; j++ {
			both = both && (g.label(j) == Content || p.marked(j))
		}
		if j > i && both && gap(g.Cue, i, j) < gap(f.Cue, i, j) && f.outside(i, j) {
			for k := i; k < j; k++ {
				f.Labels[k-f.From] = None
			}
		}
		i = max(j, i+1)
	}
}

// outside reports whether f has content outside words [i, j).
func (f *Found) outside(i, j int) bool {
	for k := f.From; k < f.From+len(f.Labels); k++ {
		if f.label(k) == Content && (k < i || k >= j) {
			return true
		}
	}
	return false
}

// gap returns how many words lie between word k and words [i, j).
func gap(k, i, j int) int {
	if k < i {
		return i - k
	}
	return max(0, k-j+1)
}
