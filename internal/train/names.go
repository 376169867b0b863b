package train

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/language"
	"stemma/internal/text"
)

// nameShape is that of the recogniser of names.
var nameShape = language.Shape{Rows: 1 << 15, Embed: 64, Hidden: 64, Layers: 1, Labels: []int{language.NameLabels}}

// nameExamples returns a training example for each sentence of docs.
func nameExamples(docs []corpus.NamedText, rows int) []Example {
	var out []Example
	for i := range docs {
		d := &docs[i]
		sents := language.Parse(d.Text, d.Sents)
		a := language.NewNameArticle(d.Text, sents)
		at := 0
		for s := range sents {
			ws := sents[s].Words
			if len(ws) == 0 {
				continue
			}
			var e Example
			e.Rows, e.Vectors = a.Rows(s, rows)
			labels := make([]int32, len(ws))
			for j := 0; j < len(ws); j++ {
				for at < len(d.Names) && d.Names[at].End <= ws[j].Start {
					at++
				}
				if at == len(d.Names) || d.Names[at].Start >= ws[j].End {
					continue
				}
				n := d.Names[at]
				if j > 0 && ws[j-1].End > n.Start {
					labels[j] = int32(language.InsideLabel(n.Kind))
				} else {
					labels[j] = int32(language.BeginLabel(n.Kind))
				}
			}
			e.Labels = [][]int32{labels}
			out = append(out, e)
		}
	}
	return out
}

// goldNames reads the texts whose names are marked by hand, under data.
// Worldwide is never among them: it is for measuring.
func goldNames(data string) ([]corpus.NamedText, error) {
	var out []corpus.NamedText
	for _, read := range []func() ([]corpus.NamedText, error){
		func() ([]corpus.NamedText, error) {
			return corpus.Wikigold(filepath.Join(data, "language", "wikigold.conll.txt"))
		},
		func() ([]corpus.NamedText, error) { return corpus.MEANTIME(filepath.Join(data, "values", "meantime")) },
		func() ([]corpus.NamedText, error) {
			return corpus.GUMNames(filepath.Join(data, "language", "gum"), corpus.Train)
		},
	} {
		docs, err := read()
		if err != nil {
			return nil, err
		}
		out = append(out, docs...)
	}
	return out, nil
}

// How the recogniser is fitted: a teacher on what people marked, then the
// network itself on that and on what the teacher marks in the news.
const (
	teacherEpochs = 6
	pupilEpochs   = 2
	goldWeight    = 3
	newsLongest   = 8000 // bytes
)

// makeNames trains the recogniser of names.
func makeNames(j Job) (Result, error) {
	gold, err := goldNames(j.Data)
	if err != nil {
		return Result{}, err
	}
	all, err := newsTexts(j.Data)
	if err != nil {
		return Result{}, err
	}
	var news []corpus.NamedText
	for i := range all {
		if len(all[i].Text) < newsLongest {
			news = append(news, all[i])
		}
	}
	s := nameShape
	r := Result{Shape: fmt.Sprintf("features hashed into %d rows of %d, %d layers of %d units in each direction; integers", s.Rows, s.Embed, s.Layers, s.Hidden)}
	r.Data = trainNames(gold, news, j.Seed, j.Log).Bytes()
	return r, nil
}

func trainNames(gold, news []corpus.NamedText, seed uint64, log func(format string, args ...any)) *Network {
	es := nameExamples(gold, nameShape.Rows)
	teacher := NewNetwork(nameShape, newRand(seed))
	teacher.Fit(es, Options{Epochs: teacherEpochs, Batch: 800, Rate: 0.002, Seed: seed, Log: log})
	p := newPass(teacher, nil)
	for i := range news {
		d := &news[i]
		sents := language.Parse(d.Text, d.Sents)
		a := language.NewNameArticle(d.Text, sents)
		d.Names = a.Decode(teacher.nameScores(p, a, sents))
	}
	for i := range es {
		es[i].Weight = goldWeight
	}
	pupil := NewNetwork(nameShape, newRand(seed+1))
	pupil.Fit(append(nameExamples(news, nameShape.Rows), es...), Options{Epochs: pupilEpochs, Batch: 800, Rate: 0.002, Seed: seed + 1, Log: log})
	return pupil
}

// nameScores returns the logarithms of the labels' probabilities.
func (n *Network) nameScores(p *pass, a *language.NameArticle, sents []language.Sentence) [][]language.NameScores {
	es := make([]Example, len(sents))
	of := make([]*Example, len(sents))
	for s := range sents {
		es[s].Rows, es[s].Vectors = a.Rows(s, n.Rows)
		of[s] = &es[s]
	}
	p.forward(of, false)
	top := &p.x[n.Layers]
	o := p.out.shaped(top.rows, n.Labels[0])
	p.dense(o, top, n.labels[0], n.labelBiases[0], false)
	out := make([][]language.NameScores, len(sents))
	for s := range sents {
		out[s] = make([]language.NameScores, len(sents[s].Words))
		for t := range out[s] {
			row := o.row(p.start[s] + t)
			best, sum := slices.Max(row), 0.0
			for _, x := range row {
				sum += math.Exp(float64(x - best))
			}
			for l, x := range row {
				out[s][t][l] = int32(max(-16, float64(x-best)-math.Log(sum)) * language.ScoreUnit)
			}
		}
	}
	return out
}

// newsTexts reads the unlabelled articles under data: those of the stories and
// of PolNeAR's training part.
func newsTexts(data string) ([]corpus.NamedText, error) {
	var out []corpus.NamedText
	add := func(id, txt string) {
		d := corpus.NamedText{ID: id, Text: txt}
		at := 0
		for line := range strings.Lines(txt) {
			d.Sents = append(d.Sents, text.Sentences(txt, stemma.Span{Start: at, End: at + len(line)})...)
			at += len(line)
		}
		out = append(out, d)
	}
	for _, name := range []string{"g5w1h", "fnc", "fnc-background"} {
		f, err := os.Open(filepath.Join(data, "stories", name+".jsonl"))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<24)
		for sc.Scan() {
			var a struct{ ID, Text string }
			if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
				return nil, err
			}
			add(a.ID, a.Text)
		}
		if err := sc.Err(); err != nil {
			return nil, err
		}
	}
	files, err := filepath.Glob(filepath.Join(data, "quotes", "polnear", "train", "text", "*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		add(f, string(b))
	}
	return out, nil
}
