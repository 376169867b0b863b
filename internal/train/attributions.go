package train

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/language"
	"stemma/internal/speech"
	"stemma/internal/text"
)

const fromPolNeAR = `- PolNeAR 1.0, training part (Newell, Margolin and Ruths 2018, networkdynamics/PolNeAR): weights of hashed features only
`

// makeAttributions fits the models of package speech on PolNeAR. What the
// judge learns from, and the scores, come from models that were fitted on the
// other texts.
func makeAttributions(j Job) (Result, error) {
	texts, err := corpus.PolNeAR(j.path("quotes", "polnear", "train"))
	if err != nil {
		return Result{}, err
	}
	docs := readReports(texts)
	j.Log("%d texts read", len(docs))
	judged := make([][]judgement, attributionFolds)
	var whole fitted
	var wg sync.WaitGroup
	turn := make(chan bool, 2)
	for f := range attributionFolds + 1 {
		wg.Go(func() {
			turn <- true
			defer func() { <-turn }()
			m := fitChain(docs, f, j.Seed)
			if f == attributionFolds {
				whole = m
				return
			}
			judged[f] = judgements(m, docs, f)
			j.Log("fold %d", f)
		})
	}
	wg.Wait()
	var tally attributionTally
	for f := range attributionFolds {
		var others []judgement
		for g := range attributionFolds {
			if g != f {
				others = append(others, judged[g]...)
			}
		}
		tally.judge(fitJudge(others, j.Seed), judged[f])
	}
	data := slices.Concat(whole.bytes(), quantised(fitJudge(slices.Concat(judged...), j.Seed).w))
	return Result{Data: data, Shape: "hashed linear models of cues, of the words beside them as a chain, and of the whole", Scores: tally.scores()}, nil
}

// attributionFolds is in how many parts the texts are cut. Text k is in part
// k mod attributionFolds.
const attributionFolds = 3

// A report is a text as the models see it.
type report struct {
	paras []reportPara
	more  []reportPara // paragraphs with a word changed, to learn from only
}

// A reportPara is a paragraph with what is to be learnt from it.
type reportPara struct {
	txt    string
	blocks []speech.Block // of the whole text
	quotes []speech.Quotation
	index  int // of the block
	gold   []goldFind
	cues   []cueExample
	chains []chain
}

// A goldFind is an attribution in words of its paragraph.
type goldFind struct {
	head            int // of the cue
	cue             []int
	content, source map[int]bool // without punctuation
	quoted          bool
}

type cueExample struct {
	word     int
	features []speech.Feature
	yes      bool
}

// A chain is the words beside a cue with their labels.
type chain struct {
	cue     int
	words   [][]speech.Feature
	borders [][]speech.Feature // one more
	labels  []uint8
}

func readReports(texts []corpus.AttributedText) []report {
	out := make([]report, len(texts))
	next := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for k := range next {
				out[k] = readReport(&texts[k], nil)
				if t, at := present(&texts[k]); len(at) > 0 {
					out[k].more = readReport(&t, at).paras
				}
			}
		})
	}
	for k := range texts {
		next <- k
	}
	close(next)
	wg.Wait()
	return out
}

// present returns t with "reports" for "reported", and which bytes of it
// changed. Outside America papers write so, and parsers take it for a noun;
// PolNeAR has nine cases.
func present(t *corpus.AttributedText) (corpus.AttributedText, []int) {
	b := []byte(t.Text)
	var at []int
	for _, a := range t.Attributions {
		for _, s := range a.Cue {
			if t.Text[s.Start:s.End] == "reported" {
				copy(b[s.Start:], "reports ")
				at = append(at, s.Start)
			}
		}
	}
	return corpus.AttributedText{File: t.File, Text: string(b), Attributions: t.Attributions}, at
}

// readReport reads the paragraphs of t that hold one of the bytes only; all of
// them if there are none.
func readReport(t *corpus.AttributedText, only []int) report {
	var blocks []speech.Block
	at := 0
	for line := range strings.Lines(t.Text) {
		s := text.Trim(t.Text, stemma.Span{Start: at, End: at + len(line)})
		at += len(line)
		if !s.Empty() && (len(only) == 0 || slices.ContainsFunc(only, func(i int) bool { return s.Start <= i && i < s.End })) {
			blocks = append(blocks, speech.Block{Span: s, Body: len(blocks) > 0, Sents: language.Parse(t.Text, text.Sentences(t.Text, s))})
		}
	}
	quotes := speech.Quotations(t.Text, blocks)
	var r report
	var v speech.View
	for p := range speech.Paragraphs(t.Text, blocks, quotes) {
		e := reportPara{txt: t.Text, blocks: blocks, quotes: quotes, index: p.Block}
		isCue := map[int]bool{}
		for i := range t.Attributions {
			g, labels, ok := goldFindOf(p, &t.Attributions[i], t.Text)
			if !ok {
				continue
			}
			e.gold = append(e.gold, g)
			if g.head < 0 || isCue[g.head] {
				continue
			}
			isCue[g.head] = true
			v.Look(p, g.head)
			from, to := v.Window()
			c := chain{cue: g.head - from, labels: labels[from:to]}
			for i := from; i < to; i++ {
				c.words = append(c.words, slices.Clip(v.NodeFeatures(nil, i)))
			}
			for i := from; i <= to; i++ {
				c.borders = append(c.borders, slices.Clip(v.BorderFeatures(nil, i)))
			}
			e.chains = append(e.chains, c)
		}
		for i := range p.Len() {
			if p.Cueable(i) {
				e.cues = append(e.cues, cueExample{i, slices.Clip(p.CueFeatures(nil, i)), isCue[i]})
			}
		}
		r.paras = append(r.paras, e)
	}
	return r
}

// goldFindOf returns a, if it stands in p, with the labels of p's words. The
// head of its cue is the word that governs the others.
func goldFindOf(p *speech.Paragraph, a *corpus.Attributed, txt string) (g goldFind, labels []uint8, ok bool) {
	at := a.Content[0]
	if len(a.Cue) > 0 {
		at = a.Cue[0]
	}
	if at.Start < p.Span(0).Start || at.Start >= p.Span(p.Len()-1).End {
		return g, nil, false
	}
	g = goldFind{head: -1, content: map[int]bool{}, source: map[int]bool{}}
	labels = make([]uint8, p.Len())
	in := func(i int, spans []stemma.Span) bool {
		return slices.ContainsFunc(spans, func(s stemma.Span) bool { return s.Contains(p.Span(i)) })
	}
	for i := range p.Len() {
		switch {
		case in(i, a.Cue):
			labels[i] = speech.Cue
			g.cue = append(g.cue, i)
		case in(i, a.Content):
			labels[i] = speech.Content
			if !p.Marked(i) {
				g.content[i] = true
			}
		case in(i, a.Source):
			labels[i] = speech.Source
			if !p.Marked(i) {
				g.source[i] = true
			}
		}
	}
	g.quoted = slices.ContainsFunc(a.Content, func(s stemma.Span) bool { return strings.ContainsAny(txt[s.Start:s.End], "\"“”«»") })
	g.head = p.CueHead(g.cue)
	return g, labels, len(g.content) > 0
}

// A fitted is the weights of cues, words and borders.
type fitted struct{ cue, words, borders *rows }

func (m fitted) bytes() []byte {
	return slices.Concat(quantised(m.cue.w), quantised(m.words.w), quantised(m.borders.w))
}

// quantised writes weights as the run time reads them.
func quantised(w []float32) []byte {
	out := make([]byte, len(w))
	for i, x := range w {
		out[i] = byte(int8(max(-127, min(127, math.Round(float64(x)*speech.Unit)))))
	}
	return out
}

// rows are weights of hashed features, several a row, with the sums of their
// squared slopes (AdaGrad, Duchi et al. 2011).
type rows struct {
	width int
	mask  uint32
	w, g  []float32
}

func newRows(n, width int) *rows {
	return &rows{width, uint32(n - 1), make([]float32, n*width), make([]float32, n*width)}
}

func (r *rows) sum(dst []float32, fs []speech.Feature) {
	for _, f := range fs {
		w := r.w[int(f&r.mask)*r.width:][:len(dst)]
		for y, x := range w {
			dst[y] += x
		}
	}
}

// step goes down the slope of each column.
func (r *rows) step(fs []speech.Feature, slope []float32, rate float32) {
	const decay, small = 1e-5, 1e-6
	for _, f := range fs {
		k := int(f&r.mask) * r.width
		w, sq := r.w[k:k+r.width], r.g[k:k+r.width]
		for y, s := range slope {
			if s == 0 {
				continue
			}
			s += decay * w[y]
			sq[y] += s * s
			w[y] -= rate * s / float32(math.Sqrt(float64(sq[y]+small)))
		}
	}
}

// some returns fs without the share p of them, by chance, so that no feature
// is relied on alone (Srivastava et al. 2014).
func some(dst, fs []speech.Feature, p float32, rnd *rand.Rand) []speech.Feature {
	dst = dst[:0]
	for _, f := range fs {
		if rnd.Float32() >= p {
			dst = append(dst, f)
		}
	}
	return dst
}

func logistic(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

// How the models are fitted: rates, and shares of the features left out, of
// several tried on held-out texts. More passes make them worse.
const (
	cuePasses, cueRate, cueDrop       = 4, 0.03, 0.3
	chainPasses, chainRate, chainDrop = 3, 0.03, 0.2
	judgePasses, judgeRate, judgeDrop = 5, 0.05, 0.2
)

// fitChain fits the models of cues, words and borders on all texts but those
// of part f.
func fitChain(docs []report, f int, seed uint64) fitted {
	var cues []*cueExample
	var chains []*chain
	for k := range docs {
		if k%attributionFolds == f {
			continue
		}
		for _, p := range slices.Concat(docs[k].paras, docs[k].more) {
			for n := range p.cues {
				cues = append(cues, &p.cues[n])
			}
			for n := range p.chains {
				chains = append(chains, &p.chains[n])
			}
		}
	}
	rnd := rand.New(rand.NewPCG(seed, 7))
	m := fitted{newRows(speech.CueRows, 1), newRows(speech.WordRows, int(speech.Labels)), newRows(speech.BorderRows, int(speech.Labels*speech.Labels))}
	var fs []speech.Feature
	for range cuePasses {
		for _, k := range rnd.Perm(len(cues)) {
			fs = some(fs, cues[k].features, cueDrop, rnd)
			m.cue.logistic(fs, cues[k].yes, 1/(1-cueDrop), cueRate)
		}
	}
	var c crf
	for range chainPasses {
		for _, k := range rnd.Perm(len(chains)) {
			c.step(m.words, m.borders, chains[k], rnd)
		}
	}
	return m
}

// logistic goes one step of logistic regression.
func (r *rows) logistic(fs []speech.Feature, yes bool, scale, rate float32) {
	var s [1]float32
	r.sum(s[:], fs)
	s[0] = logistic(s[0] * scale)
	if yes {
		s[0]--
	}
	r.step(fs, s[:], rate)
}

type labelScores = [speech.Labels]float32

// A crf fits a conditional random field (Lafferty et al. 2001) by the slope of
// the log-likelihood.
type crf struct {
	words, borders [][]speech.Feature
	ws             []labelScores
	bs             [][speech.Labels * speech.Labels]float32
	fore, back     []labelScores
}

const nLabels = int(speech.Labels)

func (c *crf) step(words, borders *rows, e *chain, rnd *rand.Rand) {
	n := len(e.words)
	grow := func(s [][]speech.Feature, n int) [][]speech.Feature {
		for len(s) < n {
			s = append(s, nil)
		}
		return s
	}
	c.words, c.borders = grow(c.words, n), grow(c.borders, n+1)
	c.ws, c.bs = make([]labelScores, n), make([][speech.Labels * speech.Labels]float32, n+1)
	c.fore, c.back = make([]labelScores, n), make([]labelScores, n)
	for i := range n {
		c.words[i] = some(c.words[i], e.words[i], chainDrop, rnd)
		words.sum(c.ws[i][:], c.words[i])
		if i == e.cue {
			c.ws[i][speech.None], c.ws[i][speech.Content], c.ws[i][speech.Source] = -1e4, -1e4, -1e4
		}
	}
	for i := range n + 1 {
		c.borders[i] = some(c.borders[i], e.borders[i], chainDrop, rnd)
		borders.sum(c.bs[i][:], c.borders[i])
	}
	for i := range n {
		for y := range nLabels {
			if i == 0 {
				c.fore[i][y] = c.ws[i][y] + c.bs[i][y]
				continue
			}
			var s labelScores
			for a := range nLabels {
				s[a] = c.fore[i-1][a] + c.bs[i][a*nLabels+y]
			}
			c.fore[i][y] = c.ws[i][y] + logSum(s)
		}
	}
	for i := n - 1; i >= 0; i-- {
		for y := range nLabels {
			if i == n-1 {
				c.back[i][y] = c.bs[n][y*nLabels]
				continue
			}
			var s labelScores
			for b := range nLabels {
				s[b] = c.bs[i+1][y*nLabels+b] + c.ws[i+1][b] + c.back[i+1][b]
			}
			c.back[i][y] = logSum(s)
		}
	}
	var s labelScores
	for y := range nLabels {
		s[y] = c.fore[n-1][y] + c.back[n-1][y]
	}
	z := logSum(s)
	for i := range n {
		var g labelScores
		for y := range nLabels {
			g[y] = slope(c.fore[i][y]+c.back[i][y]-z, int(e.labels[i]) == y)
		}
		words.step(c.words[i], g[:], chainRate)
	}
	prev := 0
	for i := range n + 1 {
		next := 0
		if i < n {
			next = int(e.labels[i])
		}
		var g [nLabels * nLabels]float32
		for a := range nLabels {
			for b := range nLabels {
				var v float32
				switch {
				case i == 0 && a > 0, i == n && b > 0:
					continue
				case i == 0:
					v = c.bs[0][b] + c.ws[0][b] + c.back[0][b]
				case i == n:
					v = c.fore[n-1][a] + c.bs[n][a*nLabels]
				default:
					v = c.fore[i-1][a] + c.bs[i][a*nLabels+b] + c.ws[i][b] + c.back[i][b]
				}
				g[a*nLabels+b] = slope(v-z, a == prev && b == next)
			}
		}
		borders.step(c.borders[i], g[:], chainRate)
		prev = next
	}
}

// slope returns the probability exp(l), less 1 where it should be 1; 0 where
// it is as good as right.
func slope(l float32, want bool) float32 {
	g := float32(math.Exp(float64(l)))
	if want {
		g--
	}
	if g < 1e-3 && g > -1e-3 {
		return 0
	}
	return g
}

func logSum(s labelScores) float32 {
	m := slices.Max(s[:])
	var sum float64
	for _, x := range s {
		sum += math.Exp(float64(x - m))
	}
	return m + float32(math.Log(sum))
}

// A judgement is a find of a model that was not fitted on its text.
type judgement struct {
	para     *reportPara
	find     goldFind // what was found
	features []speech.Feature
	right    bool
	last     bool // of its paragraph
}

// judgements returns what m finds in the texts of part f; a paragraph without
// finds has an empty one.
func judgements(m fitted, docs []report, f int) []judgement {
	model, err := speech.ReadModel(string(slices.Concat(m.bytes(), make([]byte, speech.JudgeRows))))
	if err != nil {
		panic(err) // unreachable: the rows have the sizes of the model
	}
	r := speech.NewReader(model)
	var out []judgement
	for k := f; k < len(docs); k += attributionFolds {
		paras := docs[k].paras
		if len(paras) == 0 {
			continue
		}
		i := 0
		for p := range speech.Paragraphs(paras[0].txt, paras[0].blocks, paras[0].quotes) {
			e := &paras[i]
			i++
			finds := r.Candidates(p)
			var guess []goldFind
			for n := range finds {
				guess = append(guess, guessOf(p, &finds[n]))
			}
			right := make([]bool, len(finds))
			for _, q := range pairs(e.gold, guess) {
				if q.share >= 0.5 {
					right[q.guess] = true
				}
			}
			for n := range finds {
				out = append(out, judgement{para: e, find: guess[n], features: slices.Clip(p.JudgeFeatures(nil, n, finds)), right: right[n]})
			}
			out = append(out, judgement{para: e, last: true})
		}
	}
	return out
}

// guessOf returns a find as sets of words.
func guessOf(p *speech.Paragraph, f *speech.Found) goldFind {
	g := goldFind{head: f.Cue, content: map[int]bool{}, source: map[int]bool{}}
	for j, l := range f.Labels {
		switch i := f.From + j; {
		case p.Marked(i):
		case l == speech.Content:
			g.content[i] = true
		case l == speech.Source:
			g.source[i] = true
		}
	}
	return g
}

type pairing struct {
	share       float64
	gold, guess int
}

// pairs aligns gold and guesses one to one, greedily by the share of their
// contents that is in both, as PolNeAR is scored.
func pairs(gold, guess []goldFind) []pairing {
	var all []pairing
	for i := range gold {
		for j := range guess {
			n := 0
			for k := range gold[i].content {
				if guess[j].content[k] {
					n++
				}
			}
			if n > 0 {
				all = append(all, pairing{float64(n) / float64(len(gold[i].content)+len(guess[j].content)-n), i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b pairing) int {
		own := func(p pairing) int { // of two with one content the one with the right cue
			if slices.Contains(gold[p.gold].cue, guess[p.guess].head) {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(b.share, a.share), own(b)-own(a), a.gold-b.gold, a.guess-b.guess)
	})
	usedGold, usedGuess := make([]bool, len(gold)), make([]bool, len(guess))
	var out []pairing
	for _, p := range all {
		if !usedGold[p.gold] && !usedGuess[p.guess] {
			usedGold[p.gold], usedGuess[p.guess] = true, true
			out = append(out, p)
		}
	}
	return out
}

// fitJudge fits the model that keeps or drops finds.
func fitJudge(js []judgement, seed uint64) *rows {
	js = slices.Clone(js)
	js = slices.DeleteFunc(js, func(j judgement) bool { return j.last })
	rnd := rand.New(rand.NewPCG(seed, 8))
	m := newRows(speech.JudgeRows, 1)
	var fs []speech.Feature
	for range judgePasses {
		for _, k := range rnd.Perm(len(js)) {
			fs = some(fs, js[k].features, judgeDrop, rnd)
			m.logistic(fs, js[k].right, 1/(1-judgeDrop), judgeRate)
		}
	}
	return m
}

// An attributionTally counts over paragraphs.
type attributionTally struct {
	gold, found, half, whole, direct, directGold, source, sourceGold, cue int
}

func (t *attributionTally) judge(m *rows, js []judgement) {
	var scores []float32
	var finds []goldFind
	for i := range js {
		if !js[i].last {
			var s [1]float32
			m.sum(s[:], js[i].features)
			scores, finds = append(scores, s[0]), append(finds, js[i].find)
			continue
		}
		var kept []goldFind
		for n := range finds {
			if scores[n]*speech.Unit > speech.Accepted {
				kept = append(kept, finds[n])
			}
		}
		t.count(js[i].para.gold, kept)
		scores, finds = scores[:0], finds[:0]
	}
}

func (t *attributionTally) count(gold, guess []goldFind) {
	t.gold += len(gold)
	t.found += len(guess)
	for i := range gold {
		if gold[i].quoted {
			t.directGold++
		}
	}
	for _, p := range pairs(gold, guess) {
		g, h := &gold[p.gold], &guess[p.guess]
		if p.share == 1 {
			t.whole++
		}
		if p.share < 0.5 {
			continue
		}
		t.half++
		if g.quoted {
			t.direct++
		}
		if slices.Contains(g.cue, h.head) {
			t.cue++
		}
		if len(g.source) > 0 {
			t.sourceGold++
			for k := range g.source {
				if h.source[k] {
					t.source++
					break
				}
			}
		}
	}
}

func (t *attributionTally) scores() []string {
	share := func(n, of int) float64 { return float64(n) / float64(max(of, 1)) }
	f := func(n int) float64 { return share(2*n, t.gold+t.found) }
	return []string{
		fmt.Sprintf("content by half of its words, of the training part by models of two thirds of it: precision %.3f, recall %.3f, F1 %.3f", share(t.half, t.found), share(t.half, t.gold), f(t.half)),
		fmt.Sprintf("exact F1 %.3f, direct recall %.3f, source of matched %.3f, cue of matched %.3f", f(t.whole), share(t.direct, t.directGold), share(t.source, t.sourceGold), share(t.cue, t.half)),
	}
}
