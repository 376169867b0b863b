package train

import (
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/language"
)

// parserShape is the network of the parser without the sizes of its
// inventories.
var parserShape = language.Shape{Rows: 16384, Embed: 128, Hidden: 160, Layers: 3, Arc: 128, Rel: 96, Sides: []language.Side{
	language.NameSide:   {Rows: 16384, Hidden: 64, Layers: 1, Labels: language.NameLabels},
	language.ReportSide: {Rows: 8192, Hidden: 80, Layers: 2, Labels: 2, Pair: 96},
}}

// A round is a fit of the network; the second goes on from where the first led.
type round struct {
	steps, shards int
	rate          float64
	seed          uint64 // added to that of the job

	trees, names, news, reports int // words of a batch

	// open leaves open what the marks of names leave open. By that alone twice
	// as many names of other kinds were found as there are.
	open bool
}

// rounds are how it is fitted: of several mixtures tried. One round of 12,500
// steps has a LAS of 0.859 on EWT's development part, of 7,193 0.855.
var rounds = []round{
	{steps: 12500, shards: 16, rate: 0.002, trees: 400, names: 120, news: 150, reports: 400, open: true},
	{steps: 9000, shards: 4, rate: 0.001, seed: 1, trees: 400, names: 80, news: 150, reports: 300},
}

// The news are marked by the network itself after a share of the steps of a
// round, and weigh less than what people marked.
const (
	newsFrom   = 0.4
	newsWeight = 0.5
)

// material is what the network learns from.
type material struct {
	labels  labels
	trees   []corpus.Tree
	names   []corpus.NamedText
	news    []corpus.NamedText
	reports []Example
}

func readMaterial(j Job, s *language.Shape) (*material, error) {
	var m material
	var err error
	if m.trees, err = j.trees(corpus.Train); err != nil {
		return nil, err
	}
	m.labels = inventory(m.trees)
	s.Labels = []int{int(language.X) + 1, len(m.labels.tags)}
	s.Rels = len(m.labels.rels)
	if m.names, err = goldNames(j.Data); err != nil {
		return nil, err
	}
	if m.news, err = newsTexts(j.Data); err != nil {
		return nil, err
	}
	texts, err := corpus.PolNeARReadings(j.path("quotes", "polnear", "train"))
	if err != nil {
		return nil, err
	}
	reporting := 0
	for k := range texts {
		for _, p := range reportParas(&texts[k], *s) {
			m.reports = append(m.reports, p.e)
			if len(p.e.Side.Chains) > 0 {
				reporting++
			}
			if e := p.reworded(*s); e != nil && (reporting%seldom == 0 || slices.Contains(p.words.Forms, "reported")) {
				m.reports = append(m.reports, *e)
			}
		}
	}
	return &m, nil
}

// fit trains n for a round.
func (r round) fit(n *Network, m *material, j Job) {
	trees := &Task{Words: r.trees, Examples: m.labels.examples(m.trees)}
	names, news := &Task{Words: r.names}, &Task{Words: r.news}
	for k := range m.names {
		names.Examples = append(names.Examples, nameExamples(&m.names[k], n.Shape, r.open)...)
	}
	n.Fit([]*Task{trees, names, news, {Words: r.reports, Examples: m.reports}}, Options{
		Steps: r.steps, Rate: r.rate, Shards: r.shards, Seed: j.Seed + r.seed, Log: j.Log,
		Watch: func(step int) {
			if step == int(newsFrom*float64(r.steps)) {
				news.Examples = n.markNews(m.news)
				j.Log("%d sentences of news marked", len(news.Examples))
			}
		},
	})
}

// markNews returns examples of the names that n finds in the news.
func (n *Network) markNews(texts []corpus.NamedText) []Example {
	sets := make([][]Example, len(texts))
	each(len(sets), func(k int) {
		d := texts[k]
		d.Names = n.findNames(&d)
		sets[k] = nameExamples(&d, n.Shape, false)
		for i := range sets[k] {
			sets[k][i].Weight = newsWeight
		}
	})
	return slices.Concat(sets...)
}

// makeParser trains the network of the parser and of all that reads on its
// layers, on the training parts of both treebanks, on texts with names and on
// texts with attributions, and scores it on development parts.
func makeParser(j Job) (Result, error) {
	dev, err := corpus.EWT(j.path("language", "ewt"), corpus.Dev)
	if err != nil {
		return Result{}, err
	}
	names, err := corpus.GUMNames(j.path("language", "gum"), corpus.Dev)
	if err != nil {
		return Result{}, err
	}
	reports, err := corpus.PolNeAR(j.path("quotes", "polnear", "dev"))
	if err != nil {
		return Result{}, err
	}
	s := parserShape
	m, err := readMaterial(j, &s)
	if err != nil {
		return Result{}, err
	}
	n := NewNetwork(s, newRand(j.Seed))
	shape := fmt.Sprintf("%+v", s)
	for _, r := range rounds {
		r.fit(n, m, j)
		shape += fmt.Sprintf("; %d steps in %d shards at a rate of %g, each of %d words of treebanks, %d with names, %d of news and %d with attributions", r.steps, r.shards, r.rate, r.trees, r.names, r.news, r.reports)
	}
	data := append([]byte(strings.Join(m.labels.tags, " ")+"\n"+strings.Join(m.labels.rels, " ")+"\n"), n.Bytes()...)
	p, err := language.ReadParser(string(data))
	if err != nil {
		return Result{}, err
	}
	return Result{
		Data:  data,
		Shape: shape,
		Scores: []string{
			"EWT, development part, gold words: " + scoreParser(p, dev),
			"GUM, development part, names, F1: " + n.scoreNames(names) + ", in floats",
			"PolNeAR, development part, in floats: " + n.scoreReports(reports),
		},
	}, nil
}

// scoreParser returns the shares of words of trees that p tags and hangs right.
func scoreParser(p *language.Parser, trees []corpus.Tree) string {
	var words, pos, tag, heads, rels int
	for _, t := range trees {
		spans := make([]stemma.Span, len(t.Words))
		for i, w := range t.Words {
			spans[i] = stemma.Span{Start: w.Start, End: w.End}
		}
		got := p.Parse(t.Text, [][]stemma.Span{spans})[0].Words
		for i, w := range t.Words {
			words++
			if got[i].POS == w.POS {
				pos++
			}
			if got[i].Tag == w.Tag {
				tag++
			}
			if got[i].Head == w.Head {
				heads++
				if got[i].Rel == w.Rel {
					rels++
				}
			}
		}
	}
	of := func(n int) float64 { return float64(n) / float64(words) }
	return fmt.Sprintf("UPOS %.4f, Penn tags %.4f, UAS %.4f, LAS %.4f", of(pos), of(tag), of(heads), of(rels))
}

// labels are the inventories of a treebank.
type labels struct {
	tags, rels   []string
	tagOf, relOf map[string]int32
}

func inventory(trees []corpus.Tree) labels {
	l := labels{tagOf: map[string]int32{}, relOf: map[string]int32{}}
	for _, t := range trees {
		for _, w := range t.Words {
			l.tagOf[w.Tag], l.relOf[w.Rel] = 0, 0
		}
	}
	number := func(m map[string]int32) []string {
		var names []string
		for k := range m {
			names = append(names, k)
		}
		slices.Sort(names)
		for i, k := range names {
			m[k] = int32(i)
		}
		return names
	}
	l.tags, l.rels = number(l.tagOf), number(l.relOf)
	return l
}

// examples turns trees into examples; labels that are not in the inventory are
// not known.
func (l labels) examples(trees []corpus.Tree) []Example {
	var out []Example
	of := func(m map[string]int32, k string) int32 {
		if i, ok := m[k]; ok {
			return i
		}
		return -1
	}
	for _, t := range trees {
		e := Example{Labels: make([][]int32, 2)}
		for i, w := range t.Words {
			e.Rows = append(e.Rows, language.AppendFeatures(nil, parserShape.Rows, w.Form, i == 0))
			e.Vectors = append(e.Vectors, language.VectorOf(w.Form))
			e.Labels[0] = append(e.Labels[0], int32(w.POS))
			e.Labels[1] = append(e.Labels[1], of(l.tagOf, w.Tag))
			e.Heads = append(e.Heads, int32(w.Head))
			e.Rels = append(e.Rels, of(l.relOf, w.Rel))
		}
		out = append(out, e)
	}
	return out
}
