package eval

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A TreebankScore is how well the texts of a genre are read.
type TreebankScore struct {
	Name      string
	Sentences Score // exactly; a paragraph is cut into them
	Words     Score // exactly; the sentences are those that were found
	WordsOnly Score // exactly; the sentences are given

	// The shares of the words that are right when words and sentences are
	// given, punctuation and all: part of speech, Penn tag, head, head and
	// relation without and with its subtype, lemma.
	POS, Tag, UAS, LASPlain, LAS, Lemma float64
}

// Treebanks scores the reading of the test parts of the treebanks in dir: of
// each, and of its genres.
func Treebanks(dir string) ([]TreebankScore, error) {
	ewt, err := corpus.EWT(filepath.Join(dir, "ewt"), corpus.Test)
	if err != nil {
		return nil, err
	}
	gum, err := corpus.GUM(filepath.Join(dir, "gum"), corpus.Test)
	if err != nil {
		return nil, err
	}
	var out []TreebankScore
	for _, bank := range []struct {
		name  string
		trees []corpus.Tree
	}{{"EWT", ewt}, {"GUM", gum}} {
		out = append(out, treebank(bank.name, bank.trees))
		genres := map[string][]corpus.Tree{}
		for _, t := range bank.trees {
			g, _, _ := strings.Cut(strings.TrimPrefix(t.Doc, "GUM_"), "-")
			g, _, _ = strings.Cut(g, "_")
			genres[g] = append(genres[g], t)
		}
		for _, g := range slices.Sorted(maps.Keys(genres)) {
			out = append(out, treebank("  "+g, genres[g]))
		}
	}
	return out, nil
}

// treebank scores the reading of trees.
func treebank(name string, trees []corpus.Tree) TreebankScore {
	all := trees
	var sentences, words, wordsOnly spanCount
	for len(trees) > 0 {
		n := 1
		for n < len(trees) && trees[n].Opens == "" && trees[n].Doc == trees[0].Doc {
			n++
		}
		txt, goldSentences, goldWords := paragraph(trees[:n])
		found := text.Sentences(txt, stemma.Span{End: len(txt)})
		sentences.add(goldSentences, found)
		words.add(goldWords, cutAll(txt, found))
		wordsOnly.add(goldWords, cutAll(txt, goldSentences))
		trees = trees[n:]
	}
	s := TreebankScore{Name: name, Sentences: sentences.score(name), Words: words.score(name), WordsOnly: wordsOnly.score(name)}
	s.parse(all)
	return s
}

// parse scores the parse of trees, whose words are given.
func (s *TreebankScore) parse(trees []corpus.Tree) {
	n := 0.0
	for _, t := range trees {
		spans := make([]stemma.Span, len(t.Words))
		for i, w := range t.Words {
			spans[i] = stemma.Span{Start: w.Start, End: w.End}
		}
		got := language.ParseWords(t.Text, [][]stemma.Span{spans})[0].Words
		for i, w := range t.Words {
			g := got[i]
			n++
			count(&s.POS, g.POS == w.POS)
			count(&s.Tag, g.Tag == w.Tag)
			count(&s.UAS, g.Head == w.Head)
			count(&s.LASPlain, g.Head == w.Head && plain(g.Rel) == plain(w.Rel))
			count(&s.LAS, g.Head == w.Head && g.Rel == w.Rel)
			count(&s.Lemma, g.Lemma == w.Lemma)
		}
	}
	for _, share := range []*float64{&s.POS, &s.Tag, &s.UAS, &s.LASPlain, &s.LAS, &s.Lemma} {
		*share /= n
	}
}

func count(n *float64, right bool) {
	if right {
		*n++
	}
}

// plain returns a relation without its subtype.
func plain(rel string) string {
	r, _, _ := strings.Cut(rel, ":")
	return r
}

// paragraph returns the text of a paragraph, and where its sentences and words
// stand in it.
func paragraph(trees []corpus.Tree) (txt string, sentences, words []stemma.Span) {
	var b strings.Builder
	for i, t := range trees {
		at := b.Len()
		b.WriteString(t.Text)
		sentences = append(sentences, stemma.Span{Start: at, End: b.Len()})
		for _, w := range t.Words {
			words = append(words, stemma.Span{Start: at + w.Start, End: at + w.End})
		}
		if i+1 < len(trees) && !t.Glued {
			b.WriteByte(' ')
		}
	}
	return b.String(), sentences, words
}

func cutAll(txt string, sentences []stemma.Span) []stemma.Span {
	var out []stemma.Span
	for _, s := range sentences {
		out = append(out, language.Words(txt, s)...)
	}
	return out
}

// A spanCount counts spans that were to be found, were found, and were found
// rightly. Several words of one token may share a span.
type spanCount struct{ gold, found, right int }

func (c *spanCount) add(gold, found []stemma.Span) {
	left := map[stemma.Span]int{}
	for _, s := range gold {
		left[s]++
	}
	c.gold += len(gold)
	c.found += len(found)
	for _, s := range found {
		if left[s] > 0 {
			left[s]--
			c.right++
		}
	}
}

func (c spanCount) score(name string) Score {
	return prf(name, c.right, c.gold, float64(c.right), c.found)
}

// wordsTable lays out how the raw text is cut.
func wordsTable(scores []TreebankScore) Table {
	t := Table{Title: "raw text: the test parts of EWT and GUM, by genre", Columns: []string{"sentences", "f1", "words", "f1", "sentences given f1"}}
	for _, s := range scores {
		t.Rows = append(t.Rows, Row{Name: s.Name, Values: []float64{float64(s.Sentences.Gold), s.Sentences.F1, float64(s.Words.Gold), s.Words.F1, s.WordsOnly.F1}})
		if s.Name == "EWT" {
			t.Rows[len(t.Rows)-1].Floor = 0.985
		}
	}
	return t
}

// treebanksTable lays out how given words are tagged and parsed.
func treebanksTable(scores []TreebankScore) Table {
	t := Table{Title: "treebanks: the words of the test parts of EWT and GUM, given", Columns: []string{"words", "lemma", "tag", "upos", "uas", "plain las", "las"}}
	for _, s := range scores {
		t.Rows = append(t.Rows, Row{Name: s.Name, Values: []float64{float64(s.Words.Gold), s.Lemma, s.Tag, s.POS, s.UAS, s.LASPlain, s.LAS}})
		if s.Name == "EWT" {
			t.Rows[len(t.Rows)-1].Floor = 0.85
		}
	}
	return t
}
