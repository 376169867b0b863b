package train

import (
	"bufio"
	"encoding/json"
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

// unparsed returns sentences of words alone.
func unparsed(txt string, sents []stemma.Span) []language.Sentence {
	out := make([]language.Sentence, len(sents))
	for i, s := range sents {
		out[i].Span = s
		for _, w := range language.Words(txt, s) {
			out[i].Words = append(out[i].Words, language.Word{Span: w})
		}
	}
	return out
}

// nameExamples returns a training example for each sentence of d. With open, what
// the marks leave open is not known; otherwise it is no name.
func nameExamples(d *corpus.NamedText, shape language.Shape, open bool) []Example {
	var out []Example
	sents := unparsed(d.Text, d.Sents)
	a := language.NewNameArticle(d.Text, sents)
	at, next := 0, 0
	for s := range sents {
		ws := sents[s].Words
		if len(ws) == 0 {
			continue
		}
		e := Example{Side: &SideExample{Side: language.NameSide, Rows: a.Rows(s, shape.Sides[language.NameSide].Rows), Labels: make([]int32, len(ws))}}
		for j := 0; j < len(ws); j++ {
			form := d.Text[ws[j].Start:ws[j].End]
			e.Rows = append(e.Rows, language.AppendFeatures(nil, shape.Rows, form, j == 0))
			e.Vectors = append(e.Vectors, language.VectorOf(form))
			for at < len(d.Names) && d.Names[at].End <= ws[j].Start {
				at++
			}
			for next < len(d.Open) && d.Open[next].End <= ws[j].Start {
				next++
			}
			if at == len(d.Names) || d.Names[at].Start >= ws[j].End {
				if open && next < len(d.Open) && d.Open[next].Start < ws[j].End {
					e.Side.Labels[j] = -1
				}
				continue
			}
			n := d.Names[at]
			if j > 0 && ws[j-1].End > n.Start {
				e.Side.Labels[j] = int32(language.InsideLabel(n.Kind))
			} else {
				e.Side.Labels[j] = int32(language.BeginLabel(n.Kind))
			}
		}
		out = append(out, e)
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

// newsLongest is the length in bytes of the longest article of the news that is
// learnt from.
const newsLongest = 8000

// findNames returns the names that n finds in d.
func (n *Network) findNames(d *corpus.NamedText) []language.Name {
	sents := unparsed(d.Text, d.Sents)
	es := nameExamples(d, n.Shape, false)
	of := make([]*Example, len(es))
	for i := range es {
		of[i] = &es[i]
	}
	p := newForward(n)
	p.forward(of, false)
	if !p.sideForward(of, language.NameSide, false) {
		return nil
	}
	scores := make([][]language.NameScores, len(sents))
	k := 0
	for s := range sents {
		scores[s] = make([]language.NameScores, len(sents[s].Words))
		for t := range scores[s] {
			logarithms(scores[s][t][:], p.sides[language.NameSide].out.row(k))
			k++
		}
	}
	return language.NewNameArticle(d.Text, sents).Decode(scores)
}

// logarithms sets dst to the logarithms of the probabilities that scores stand for.
func logarithms(dst []int32, scores []float32) {
	best, sum := slices.Max(scores), 0.0
	for _, x := range scores {
		sum += math.Exp(float64(x - best))
	}
	for l, x := range scores {
		dst[l] = int32(max(-16, float64(x-best)-math.Log(sum)) * language.ScoreUnit)
	}
}

// newsTexts reads the unlabelled articles under data: those of the stories and
// of PolNeAR's training part.
func newsTexts(data string) ([]corpus.NamedText, error) {
	var out []corpus.NamedText
	add := func(id, txt string) {
		if len(txt) > newsLongest {
			return
		}
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
