package train

import (
	"fmt"
	"strings"

	"stemma/internal/corpus"
	"stemma/internal/language"
	"stemma/internal/speech"
)

// scoreNames returns the F1 of the names that n finds in docs, by kind.
func (n *Network) scoreNames(docs []corpus.NamedText) string {
	found := make([][]language.Name, len(docs))
	each(len(docs), func(k int) { found[k] = n.findNames(&docs[k]) })
	var right, all [language.NameKinds + 1]int // all counts gold and found
	for k := range docs {
		want := map[language.Name]bool{}
		for _, x := range docs[k].Names {
			want[x] = true
			all[x.Kind]++
			all[0]++
		}
		for _, x := range found[k] {
			all[x.Kind]++
			all[0]++
			if want[x] {
				right[x.Kind]++
				right[0]++
			}
		}
	}
	var b strings.Builder
	f := func(k language.NameKind) float64 { return 2 * float64(right[k]) / float64(max(1, all[k])) }
	for k := language.PersonName; k <= language.OtherName; k++ {
		fmt.Fprintf(&b, "%s %.3f, ", k, f(k))
	}
	fmt.Fprintf(&b, "all %.3f", f(language.NoName))
	return b.String()
}

// findReports returns the attributions that n finds in each of the paragraphs.
func (n *Network) findReports(paras []reportPara) [][]goldFind {
	out := make([][]goldFind, len(paras))
	p := newForward(n)
	q := &p.sides[language.ReportSide]
	for k := range paras {
		e := &paras[k].e
		es := []*Example{e}
		p.forward(es, false)
		p.sideForward(es, language.ReportSide, false)
		q.chains = q.chains[:0]
		for i := range e.Rows {
			from, to := language.PairWindow(i, e.Side.Places)
			if speech.Candidate(unit(q.score(i))) {
				q.chains = append(q.chains, chainRows{e: e.Side, from: from, cue: i, labels: make([]uint8, to-from)})
			}
		}
		p.pairScores(language.ReportSide, false)
		for _, c := range q.chains {
			scores := make([][language.PairScores]int32, len(c.labels))
			for j := range scores {
				for y, v := range q.scores.row(c.at + j) {
					scores[j][y] = unit(v)
				}
			}
			labels, margin := speech.Decode(scores, c.cue-c.from)
			places := e.Side.Places
			if !speech.Accepted(unit(q.score(c.cue)), margin, speech.Quoted(labels, places[c.from:], places[c.cue])) {
				continue
			}
			g := goldFind{head: c.cue, content: map[int]bool{}, source: map[int]bool{}}
			for j, l := range labels {
				switch i := c.from + j; {
				case paras[k].mark[i]:
				case l == speech.Content:
					g.content[i] = true
				case l == speech.Source:
					g.source[i] = true
				}
			}
			if len(g.content) > 0 {
				out[k] = append(out[k], g)
			}
		}
	}
	return out
}

// score returns the score of word i being a cue.
func (q *sidePass) score(i int) float32 { return q.out.row(i)[1] - q.out.row(i)[0] }

// unit returns a logit in language.ScoreUnit.
func unit(x float32) int32 { return int32(x * language.ScoreUnit) }

// scoreReports returns how well n finds the attributions of texts, as PolNeAR is
// scored, without what the rest of the program makes of them.
func (n *Network) scoreReports(texts []corpus.AttributedText) string {
	tallies := make([]attributionTally, len(texts))
	each(len(texts), func(k int) {
		paras := reportParas(&texts[k], n.Shape)
		for i, found := range n.findReports(paras) {
			tallies[k].count(paras[i].gold, found)
		}
	})
	var t attributionTally
	for _, x := range tallies {
		t.add(x)
	}
	return t.String()
}
