package eval

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/corpus"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

// PolNeAR reads and annotates the articles of one part of the corpus (Newell,
// Margolin and Ruths, 2018) and scores the attributions found: their content by
// half of its words and exactly, by tokens, and the source and cue of those
// matched. Documents annotated by several people are scored against the first.
// The error wraps [io/fs.ErrNotExist] if there are none.
func PolNeAR(part string) ([]Score, error) {
	texts, err := corpus.PolNeAR(part)
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	paths := make([]string, len(texts))
	for i, t := range texts {
		paths[i] = t.File
	}
	var tally polnearTally
	i := 0
	for r := range pipeline.Articles(read.Pages(paths, nil)) {
		tally.add(&texts[i], r.Article, r.Marks)
		i++
	}
	return tally.scores(), nil
}

// An event is one attribution as sets of word tokens, by their indexes.
type event struct {
	content, source, cue tokenSet
	direct               bool
}

type tokenSet map[int]bool

func (a tokenSet) both(b tokenSet) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

func (a tokenSet) add(b tokenSet) {
	for k := range b {
		a[k] = true
	}
}

// wordSpans returns the runs of letters, digits and underscores of s.
func wordSpans(s string) []stemma.Span {
	var out []stemma.Span
	start := -1
	for i, r := range s {
		in := unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_'
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			out = append(out, stemma.Span{Start: start, End: i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, stemma.Span{Start: start, End: len(s)})
	}
	return out
}

// tokensIn returns the words that lie inside one of spans.
func tokensIn(words []stemma.Span, spans []stemma.Span) tokenSet {
	got := tokenSet{}
	for k, w := range words {
		if slices.ContainsFunc(spans, func(s stemma.Span) bool { return s.Contains(w) }) {
			got[k] = true
		}
	}
	return got
}

// goldEvents returns the attributions of t as sets of words.
func goldEvents(t *corpus.AttributedText, words []stemma.Span) []event {
	var out []event
	for _, a := range t.Attributions {
		e := event{
			content: tokensIn(words, a.Content),
			source:  tokensIn(words, a.Source),
			cue:     tokensIn(words, a.Cue),
			direct: slices.ContainsFunc(a.Content, func(s stemma.Span) bool {
				return strings.ContainsAny(t.Text[s.Start:s.End], "\"“”«»")
			}),
		}
		if len(e.content) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// A relocator finds spans of an article again in the file that it was read
// from, by their words, nearest to where they should be.
type relocator struct {
	art     *stemma.Article
	raw     squashed
	flatOf  map[int]int // byte of the article's text → byte of its squashed text
	artFlat string
	shift   int // where the article's squashed text begins in the file's, in characters
}

func newRelocator(a *stemma.Article, raw string) *relocator {
	rl := &relocator{art: a, raw: squash(raw), flatOf: map[int]int{}}
	q := squash(a.Text)
	rl.artFlat = q.flat
	for k, i := range q.at {
		rl.flatOf[i] = k
	}
	if i := strings.Index(rl.raw.flat, cut(q.flat, 40)); i >= 0 {
		rl.shift = utf8.RuneCountInString(rl.raw.flat[:i])
	}
	return rl
}

func (rl *relocator) find(s stemma.Span) (stemma.Span, bool) {
	w := squash(rl.art.Words(s)).flat
	if w == "" {
		return stemma.Span{}, false
	}
	near := rl.shift
	if k, ok := rl.flatOf[s.Start]; ok {
		near += utf8.RuneCountInString(rl.artFlat[:k])
	}
	best, least := -1, 0
	for i := strings.Index(rl.raw.flat, w); i >= 0; {
		d := utf8.RuneCountInString(rl.raw.flat[:i]) - near
		if d = max(d, -d); best < 0 || d < least {
			best, least = i, d
		}
		next := strings.Index(rl.raw.flat[i+1:], w)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	if best < 0 {
		return stemma.Span{}, false
	}
	return stemma.Span{Start: rl.raw.at[best], End: rl.raw.at[best+len(w)-1] + 1}, true
}

func (rl *relocator) tokens(words []stemma.Span, spans ...stemma.Span) tokenSet {
	var found []stemma.Span
	for _, s := range spans {
		if f, ok := rl.find(s); ok {
			found = append(found, f)
		}
	}
	return tokensIn(words, found)
}

// A polnearTally counts over documents.
type polnearTally struct {
	gold, found, goldDirect                int
	match, exact, matchDirect, exactDirect int
	sourceGold, sourceOK, cueGold, cueOK   int
	tokensGold, tokensFound, tokensBoth    int
}

// add scores what was found in one document; a is nil if it could not be read.
func (t *polnearTally) add(d *corpus.AttributedText, a *stemma.Article, m *stemma.Marks) {
	words := wordSpans(d.Text)
	var guess []event
	if a != nil {
		guess = guesses(a, m, d.Text, words)
	}
	t.count(goldEvents(d, words), guess)
}

// guesses returns the attributions of an article as sets of words of its file.
func guesses(a *stemma.Article, m *stemma.Marks, raw string, words []stemma.Span) []event {
	rl := newRelocator(a, raw)
	var out []event
	for _, x := range m.Attributions {
		e := event{
			content: rl.tokens(words, x.Content...),
			source:  rl.tokens(words, x.Source),
			cue:     rl.tokens(words, x.Cue),
			direct:  x.Kind == stemma.Direct || x.Kind == stemma.Mixed,
		}
		if len(e.content) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// count aligns guesses with the gold one to one, greedily by the overlap of
// their contents, and counts.
func (t *polnearTally) count(gold, guess []event) {
	type pair struct {
		share float64
		i, j  int
	}
	var pairs []pair
	for i, e := range gold {
		for j, g := range guess {
			if n := e.content.both(g.content); n > 0 {
				pairs = append(pairs, pair{float64(n) / float64(len(e.content)+len(g.content)-n), i, j})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(b.i, a.i), cmp.Compare(b.j, a.j))
	})
	usedGold, usedGuess := make([]bool, len(gold)), make([]bool, len(guess))
	for _, p := range pairs {
		if !usedGold[p.i] && !usedGuess[p.j] {
			usedGold[p.i], usedGuess[p.j] = true, true
			t.countPair(gold[p.i], guess[p.j], p.share)
		}
	}
	t.gold += len(gold)
	t.found += len(guess)
	inGold, inGuess := tokenSet{}, tokenSet{}
	for _, e := range gold {
		t.goldDirect += one(e.direct)
		inGold.add(e.content)
	}
	for _, g := range guess {
		inGuess.add(g.content)
	}
	t.tokensGold += len(inGold)
	t.tokensFound += len(inGuess)
	t.tokensBoth += inGold.both(inGuess)
}

func (t *polnearTally) countPair(e, g event, share float64) {
	half, whole := share >= 0.5, share == 1
	t.match += one(half)
	t.exact += one(whole)
	if e.direct {
		t.matchDirect += one(half)
		t.exactDirect += one(whole)
	}
	if !half {
		return
	}
	if len(e.source) > 0 {
		t.sourceGold++
		t.sourceOK += one(e.source.both(g.source) > 0)
	}
	if len(e.cue) > 0 {
		t.cueGold++
		t.cueOK += one(e.cue.both(g.cue) > 0)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *polnearTally) scores() []Score {
	return []Score{
		prf("content (half the words)", t.match, t.gold, float64(t.match), t.found),
		prf("content exact", t.exact, t.gold, float64(t.exact), t.found),
		recall("direct content recall", t.matchDirect, t.goldDirect),
		recall("direct content exact recall", t.exactDirect, t.goldDirect),
		prf("tokens", t.tokensBoth, t.tokensGold, float64(t.tokensBoth), t.tokensFound),
		recall("source of matched", t.sourceOK, t.sourceGold),
		recall("cue of matched", t.cueOK, t.cueGold),
	}
}
