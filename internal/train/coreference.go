package train

import (
	"fmt"
	"math"
	"math/rand/v2"

	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/corpus"
)

// A pick is one pronoun or description with its candidates' features, and which
// of them are right.
type pick struct {
	feats [][]int
	right []bool
}

// Antecedents learns whom pronouns and descriptions mean from documents of GUM:
// a log-linear model over the candidates that annotate considers, the first of
// which is nobody, by stochastic gradients with the mean of the later rounds.
// Earlier pronouns are taken for what the gold says: models that were shown
// their own mistakes as well were worse, 0.711 F1 for he and she against 0.766
// when cross-validated on news, interviews, lives and speeches. It returns the
// weights that annotate.FormatWeights writes.
func Antecedents(docs []*corpus.Document, seed uint64) []int {
	var picks []pick
	for _, d := range docs {
		trials(d, make([]int, annotate.WeightCount()), func(t *annotate.Trial, right []bool) {
			p := pick{right: right}
			for _, c := range t.Candidates {
				p.feats = append(p.feats, c.Features)
			}
			picks = append(picks, p)
		})
	}
	w := make([]float64, annotate.WeightCount())
	sum := make([]float64, len(w))
	rng := rand.New(rand.NewPCG(seed, 2))
	// Tried: decay from 1e-4 to 1e-2 and rates of 0.03 and 0.1, all within 0.02.
	const rounds, decay = 20, 1e-3
	for round := range rounds {
		rate := 0.1 / (1 + 0.3*float64(round))
		for _, i := range rng.Perm(len(picks)) {
			picks[i].step(w, rate, decay)
		}
		if round >= rounds/2 {
			for k := range w {
				sum[k] += w[k]
			}
		}
	}
	out := make([]int, len(w))
	for k := range sum {
		out[k] = int(math.Round(sum[k] / (rounds / 2) * annotate.WeightUnit))
	}
	return out
}

// trials shows each choice in d, decided by the weights w, to see, with which of
// its candidates are right; the first is if no other is. The text goes on with
// the right one.
func trials(d *corpus.Document, w []int, see func(t *annotate.Trial, right []bool)) {
	gold := newMeant(d)
	annotate.Trials(d.Article(), w, func(t *annotate.Trial) int {
		right := make([]bool, len(t.Candidates))
		want := gold.at(t.Where)
		choice := 0
		for i, c := range t.Candidates {
			if i > 0 && want >= 0 && gold.most(c.Where) == want {
				right[i] = true
				if choice == 0 {
					choice = i
				}
			}
		}
		right[0] = choice == 0
		see(t, right)
		return choice
	})
}

// makeAntecedents learns from all training documents, and says how often models
// that had not seen a fifth of them chose right in it.
func makeAntecedents(j Job) (Result, error) {
	docs, err := corpus.GUMDocuments(j.path("language", "gum"), corpus.Train)
	if err != nil {
		return Result{}, err
	}
	const folds = 5
	var right, all [len(trialNames)]int
	for f := range folds {
		var seen, unseen []*corpus.Document
		for i, d := range docs {
			if i%folds == f {
				unseen = append(unseen, d)
			} else {
				seen = append(seen, d)
			}
		}
		w := Antecedents(seen, j.Seed)
		for _, d := range unseen {
			trials(d, w, func(t *annotate.Trial, ok []bool) {
				all[t.Kind]++
				if ok[t.Best] {
					right[t.Kind]++
				}
			})
		}
	}
	r := Result{Data: []byte(annotate.FormatWeights(Antecedents(docs, j.Seed)))}
	for k, name := range trialNames {
		r.Scores = append(r.Scores, fmt.Sprintf("%s: %d of %d right, with all before them right (five-fold)", name, right[k], all[k]))
	}
	return r, nil
}

// trialNames say what is chosen for, by annotate.Trial.Kind.
var trialNames = [...]string{"he, she", "they", "it", "descriptions"}

// step moves w along the gradient of the logarithm of p's probability.
func (p *pick) step(w []float64, rate, decay float64) {
	n := len(p.feats)
	score := make([]float64, n)
	top := math.Inf(-1)
	for i, fs := range p.feats {
		for _, f := range fs {
			score[i] += w[f]
		}
		top = max(top, score[i])
	}
	all, good := 0.0, 0.0
	for i := range score {
		score[i] = math.Exp(score[i] - top)
		all += score[i]
		if p.right[i] {
			good += score[i]
		}
	}
	for i, fs := range p.feats {
		g := -score[i] / all
		if p.right[i] {
			g += score[i] / good
		}
		for _, f := range fs {
			w[f] += rate * (g - decay*w[f])
		}
	}
}

// meant tells which entity of the gold a span speaks of.
type meant struct {
	d  *corpus.Document
	by map[int][]int // byte where a word of a core ends → mentions
}

func newMeant(d *corpus.Document) *meant {
	m := &meant{d, map[int][]int{}}
	for i := range d.Mentions {
		for _, s := range d.CoreSpans(&d.Mentions[i]) {
			m.by[s.End] = append(m.by[s.End], i)
		}
	}
	return m
}

// at returns the entity that a mention whose core ends where s does speaks of,
// the shortest of several; -1 if there is none.
func (m *meant) at(s stemma.Span) int {
	best := -1
	for _, i := range m.by[s.End] {
		if best < 0 || m.d.Mentions[i].Span.Len() < m.d.Mentions[best].Span.Len() {
			best = i
		}
	}
	if best < 0 {
		return -1
	}
	return m.d.Mentions[best].Entity
}

// most returns the entity that most of spans speak of, the first of several.
func (m *meant) most(spans []stemma.Span) int {
	votes := map[int]int{}
	best := -1
	for _, s := range spans {
		e := m.at(s)
		if e < 0 {
			continue
		}
		votes[e]++
		if best < 0 || votes[e] > votes[best] {
			best = e
		}
	}
	return best
}
