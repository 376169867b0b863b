package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"stemma/internal/corpus"
	"stemma/internal/language"
)

// How long the perceptrons learn. More changes nothing on the development part.
const (
	linearTagEpochs = 8
	linearPosEpochs = 5
	linearArcEpochs = 12
	linearRelEpochs = 6
	linearFolds     = 4
)

// A linearSentence is a tree in numbers.
type linearSentence struct {
	forms     []string
	tag, pos  []int
	head, rel []int
	flat      []int // heads of a projective tree; nil if lifting leads to a second root
}

// TrainLinear trains the rival on trees. The parser learns on tags as the
// tagger gives them to sentences that it has not seen.
func TrainLinear(trees []corpus.Tree, seed uint64, logf func(format string, args ...any)) *Linear {
	return trainLinear(trees, 0, seed, logf)
}

// trainLinear trains with tables 2 to the power of shrink times smaller.
func trainLinear(trees []corpus.Tree, shrink int, seed uint64, logf func(format string, args ...any)) *Linear {
	l := inventory(trees)
	m := &Linear{Beam: 8, shrink: shrink, tags: l.tags, rels: l.rels, clusters: linearClusters()}
	var ss []linearSentence
	for _, t := range trees {
		var s linearSentence
		for _, w := range t.Words {
			s.forms = append(s.forms, w.Form)
			s.tag, s.pos = append(s.tag, int(l.tagOf[w.Tag])), append(s.pos, int(w.POS))
			s.head, s.rel = append(s.head, w.Head), append(s.rel, int(l.relOf[w.Rel]))
		}
		s.flat = projective(s.head)
		ss = append(ss, s)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	start := time.Now()
	seen := make([][]linearWord, len(ss))
	for fold := range linearFolds {
		var rest []linearSentence
		for i, s := range ss {
			if i%linearFolds != fold {
				rest = append(rest, s)
			}
		}
		m.fitTags(rest, rng)
		for i := fold; i < len(ss); i += linearFolds {
			seen[i] = m.words(ss[i].forms)
			m.tag(seen[i], len(ss[i].forms))
		}
	}
	m.fitTags(ss, rng)
	logf("tagged after %v", time.Since(start).Round(time.Second))
	m.fitArcs(ss, seen, rng, logf)
	m.fitRels(ss, seen, rng)
	logf("done after %v", time.Since(start).Round(time.Second))
	return m
}

func (m *Linear) fitTags(ss []linearSentence, rng *rand.Rand) {
	m.penn = newLinearTable(linearPennRows>>m.shrink, len(m.tags))
	m.pos = newLinearTable(linearPosRows>>m.shrink, int(language.X)+1)
	penn, pos := make([]int32, m.penn.cols), make([]int32, m.pos.cols)
	var f []uint32
	for epoch := range max(linearTagEpochs, linearPosEpochs) {
		for _, k := range rng.Perm(len(ss)) {
			s := &ss[k]
			w := m.words(s.forms)
			for i, gold := range s.tag {
				f = pennFeatures(f[:0], w, i)
				w[i+3].tag = uint32(m.penn.learn(f, penn, gold))
			}
			if epoch >= linearPosEpochs {
				continue
			}
			for i, gold := range s.pos {
				f = posFeatures(f[:0], w, i)
				w[i+3].setPOS(m.pos.learn(f, pos, gold))
			}
		}
	}
	m.penn.average()
	m.pos.average()
}

func (m *Linear) fitArcs(ss []linearSentence, seen [][]linearWord, rng *rand.Rand, logf func(string, ...any)) {
	m.arcs = newLinearTable(linearArcRows>>m.shrink, actions)
	var b linearBeam
	start := time.Now()
	for epoch := range linearArcEpochs {
		for _, k := range rng.Perm(len(ss)) {
			if s := &ss[k]; s.flat != nil {
				m.heads(&b, seen[k], len(s.forms), s.flat)
			}
		}
		logf("arcs, epoch %d, %v", epoch+1, time.Since(start).Round(time.Second))
	}
	m.arcs.average()
}

func (m *Linear) fitRels(ss []linearSentence, seen [][]linearWord, rng *rand.Rand) {
	m.rel = newLinearTable(linearRelRows>>m.shrink, len(m.rels))
	out := make([]int32, m.rel.cols)
	var f []uint32
	for range linearRelEpochs {
		for _, k := range rng.Perm(len(ss)) {
			s := &ss[k]
			t := newLinearTree(s.head)
			for _, i := range t.order {
				f = t.features(f[:0], seen[k], i)
				t.rels[i] = m.rel.learn(f, out, s.rel[i])
			}
		}
	}
	m.rel.average()
}

// projective returns heads, with what crosses lifted to its head's head, the
// shortest first; nil if that would make a second root.
func projective(heads []int) []int {
	h := slices.Clone(heads)
	for {
		worst, length, crossing := -1, math.MaxInt, false
		for i, g := range h {
			if g < 0 {
				continue
			}
			lo, hi := min(i, g), max(i, g)
			for k := lo + 1; k < hi; k++ {
				if h[k] < lo || h[k] > hi {
					if crossing = true; h[g] >= 0 && hi-lo < length {
						worst, length = i, hi-lo
					}
					break
				}
			}
		}
		switch {
		case !crossing:
			return h
		case worst < 0:
			return nil
		}
		h[worst] = h[h[worst]]
	}
}

// A linearTree is a tree whose relations are found from the root down.
type linearTree struct {
	heads, rels []int
	left, right []int // the nearest sibling; -1 if there is none
	kids        [][]int
	order       []int
}

func newLinearTree(heads []int) *linearTree {
	n := len(heads)
	t := &linearTree{heads: heads, rels: make([]int, n), left: make([]int, n), right: make([]int, n), kids: make([][]int, n+1)}
	for i, h := range heads {
		t.left[i], t.right[i] = -1, -1
		if k := t.kids[h+1]; len(k) > 0 {
			t.left[i] = k[len(k)-1]
			t.right[t.left[i]] = i
		}
		t.kids[h+1] = append(t.kids[h+1], i)
	}
	t.order = append(t.order, t.kids[0]...)
	for k := 0; k < len(t.order); k++ {
		t.order = append(t.order, t.kids[t.order[k]+1]...)
	}
	return t
}

func (t *linearTree) features(f []uint32, w []linearWord, i int) []uint32 {
	h := t.heads[i]
	at := func(i int) *linearWord {
		if i < 0 {
			return &w[0]
		}
		return &w[i+3]
	}
	x, p, l, r, b, a := at(i), at(h), at(t.left[i]), at(t.right[i]), &w[i+2], &w[i+4]
	up, side, grand := uint32(999), uint32(999), &w[0]
	if h >= 0 {
		up, grand = uint32(t.rels[h]), at(t.heads[h])
	}
	if t.left[i] >= 0 {
		side = uint32(t.rels[t.left[i]])
	}
	dir := uint32(min(max(i-h, -4), 4) + 5)
	first, last := at(-1), at(-1)
	if k := t.kids[i+1]; len(k) > 0 {
		first, last = at(k[0]), at(k[len(k)-1])
	}
	leftmost := uint32(0)
	if t.left[i] < 0 {
		leftmost = 1
	}
	across := uint32(0) // the sibling stands on the head's other side
	if t.left[i] >= 0 && (t.left[i] < h) != (i < h) {
		across = 1
	}
	return append(f,
		mix(1, x.lower, p.lower, 0), mix(2, x.lower, p.both, dir), mix(3, x.both, p.lower, dir), mix(4, x.both, p.both, dir), mix(5, x.lower, 0, dir),
		mix(6, x.both, dir, up), mix(7, x.lower, x.both, up), mix(8, p.both, x.both, side), mix(9, side, x.both, across), mix(10, x.both, p.both, first.both),
		mix(11, x.both, first.lower, p.both), mix(12, x.both, last.both, p.both), mix(13, x.both, p.both, l.both), mix(14, x.both, p.both, r.both),
		mix(15, x.both, b.both, a.both), mix(16, x.both, p.both, grand.both), mix(17, x.c10, p.c10, 0), mix(18, x.c6, p.both, dir), mix(19, x.both, p.c10, dir),
		mix(20, x.lower, l.lower, 0), mix(21, x.lower, b.lower, 0), mix(22, x.lower, a.lower, 0), mix(23, x.c10, x.both, dir), mix(24, p.lower, side, x.both),
		mix(25, first.lower, x.lower, 0), mix(26, first.lower, p.lower, x.both), mix(27, x.both, leftmost, p.both), mix(28, up, side, x.both), mix(29, r.lower, x.both, p.both), mix(30, x.c6, p.c6, first.both))
}

// Parse tags and parses a sentence.
func (m *Linear) Parse(b *linearBeam, forms []string) (tags, pos, heads, rels []int) {
	w, n := m.words(forms), len(forms)
	m.tag(w, n)
	heads = m.heads(b, w, n, nil)
	t := newLinearTree(heads)
	out := make([]int32, m.rel.cols)
	var f []uint32
	for _, i := range t.order {
		f = t.features(f[:0], w, i)
		m.rel.score(f, out)
		t.rels[i] = argmax(out)
	}
	for i := range n {
		tags, pos = append(tags, int(w[i+3].tag)), append(pos, int(w[i+3].pos))
	}
	return tags, pos, heads, t.rels
}

// A LinearScore is how right the rival is on trees with gold words.
type LinearScore struct {
	Words              int
	POS, Tag, UAS, LAS float64 // of all words, punctuation too; relations with their subtypes
	WordsPerSecond     float64 // on one core
}

// Score scores m on trees.
func (m *Linear) Score(trees []corpus.Tree) LinearScore {
	var s LinearScore
	var b linearBeam
	start := time.Now()
	for _, t := range trees {
		forms := make([]string, len(t.Words))
		for i, w := range t.Words {
			forms[i] = w.Form
		}
		tags, pos, heads, rels := m.Parse(&b, forms)
		for i, w := range t.Words {
			s.Words++
			if m.tags[tags[i]] == w.Tag {
				s.Tag++
			}
			if language.POS(pos[i]) == w.POS {
				s.POS++
			}
			if heads[i] == w.Head {
				s.UAS++
				if m.rels[rels[i]] == w.Rel {
					s.LAS++
				}
			}
		}
	}
	n := float64(s.Words)
	s.POS, s.Tag, s.UAS, s.LAS = s.POS/n, s.Tag/n, s.UAS/n, s.LAS/n
	s.WordsPerSecond = n / time.Since(start).Seconds()
	return s
}

// CompareLinear trains the rival as the parser is trained, and logs how it does
// on the development and test parts of the treebanks.
func CompareLinear(j Job) error {
	trees, err := j.trees(corpus.Train)
	if err != nil {
		return err
	}
	m := TrainLinear(trees, j.Seed, j.Log)
	for _, part := range []corpus.Part{corpus.Dev, corpus.Test} {
		ewt, err := corpus.EWT(j.path("language", "ewt"), part)
		if err != nil {
			return err
		}
		gum, err := corpus.GUM(j.path("language", "gum"), part)
		if err != nil {
			return err
		}
		for _, bank := range []struct {
			name  string
			trees []corpus.Tree
		}{{"EWT", ewt}, {"GUM", gum}} {
			s := m.Score(bank.trees)
			j.Log("%s %s: UPOS %.4f, tag %.4f, UAS %.4f, LAS %.4f; %.0f words/s", bank.name, part, s.POS, s.Tag, s.UAS, s.LAS, s.WordsPerSecond)
		}
	}
	return nil
}

// linearClusters returns the cluster of every word that has a vector, by rank:
// clusterBits bits, of which the first parts all words in two.
func linearClusters() []uint16 {
	n := language.VectorCount()
	vectors := make([][language.Dims]float32, n)
	all := make([]int, n)
	for r := range n {
		var norm float32
		for k, v := range language.VectorAt(r) {
			vectors[r][k] = float32(v)
			norm += float32(v) * float32(v)
		}
		norm = 1 / float32(math.Sqrt(float64(max(norm, 1))))
		for k := range vectors[r] {
			vectors[r][k] *= norm
		}
		all[r] = r
	}
	out := make([]uint16, n)
	var halve func(words []int, depth int)
	halve = func(words []int, depth int) {
		if depth == clusterBits || len(words) < 2 {
			return
		}
		var mean, axis [language.Dims]float32
		for _, r := range words {
			for k, v := range vectors[r] {
				mean[k] += v / float32(len(words))
			}
		}
		for k, v := range vectors[words[0]] {
			axis[k] = v - mean[k]
		}
		side := make([]float32, len(words))
		for range 8 { // power iteration: the axis of most variance
			var next [language.Dims]float32
			for i, r := range words {
				side[i] = 0
				for k, v := range vectors[r] {
					side[i] += (v - mean[k]) * axis[k]
				}
				for k, v := range vectors[r] {
					next[k] += (v - mean[k]) * side[i]
				}
			}
			var norm float64
			for _, v := range next {
				norm += float64(v) * float64(v)
			}
			norm = math.Sqrt(max(norm, 1e-20))
			for k, v := range next {
				axis[k] = v / float32(norm)
			}
		}
		var lo, hi []int
		for i, r := range words {
			if side[i] > 0 {
				out[r] |= 1 << (clusterBits - 1 - depth)
				hi = append(hi, r)
			} else {
				lo = append(lo, r)
			}
		}
		halve(lo, depth+1)
		halve(hi, depth+1)
	}
	halve(all, 0)
	return out
}
