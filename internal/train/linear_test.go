package train

import (
	"math/rand/v2"
	"slices"
	"testing"

	"stemma/internal/corpus"
	"stemma/internal/language"
)

// randomTree returns the heads of a tree of n words: of any, crossing or not.
func randomTree(rng *rand.Rand, n int) []int {
	heads, order := make([]int, n), rng.Perm(n)
	heads[order[0]] = -1
	for k, i := range order[1:] {
		heads[i] = order[rng.IntN(k+1)]
	}
	return heads
}

// TestLinearOracle holds that the oracle's actions build the projective tree
// that they are shown.
func TestLinearOracle(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	flat := 0
	for range 2000 {
		n := 1 + rng.IntN(12)
		gold := projective(randomTree(rng, n))
		if gold == nil {
			continue
		}
		flat++
		s := &linearState{top: linearNode{-1, -1, -1, -1, -1, 0, 0}, next: linearNode{0, -1, -1, -1, -1, 0, 0}}
		got := make([]int, n)
		for range 2 * n {
			act := s.oracle(gold, n)
			if !s.can(act, n) {
				t.Fatalf("%v: action %d cannot be", gold, act)
			}
			switch act {
			case actLeft:
				got[s.top.i] = int(s.next.i)
			case actRight:
				got[s.top.i] = int(s.below.top.i)
			}
			next := new(linearState)
			s.apply(next, act)
			s = next
		}
		if !slices.Equal(got, gold) {
			t.Fatalf("built %v of %v", got, gold)
		}
	}
	if flat < 100 {
		t.Errorf("only %d trees could be made projective", flat)
	}
}

func TestProjective(t *testing.T) {
	// The first word's arc crosses the one over it.
	if got, want := projective([]int{2, 3, -1, 2}), []int{2, 2, -1, 2}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLinear holds that the four perceptrons learn a handful of sentences.
func TestLinear(t *testing.T) {
	word := func(form, tag string, pos language.POS, head int, rel string) corpus.Node {
		return corpus.Node{Form: form, Tag: tag, POS: pos, Head: head, Rel: rel}
	}
	var trees []corpus.Tree
	for _, verb := range []string{"saw", "met", "heard", "told", "warned", "praised", "sued", "found"} {
		trees = append(trees, corpus.Tree{Words: []corpus.Node{
			word("The", "DT", language.DET, 1, "det"), word("mayor", "NN", language.NOUN, 2, "nsubj"), word(verb, "VBD", language.VERB, -1, "root"),
			word("her", "PRP$", language.PRON, 4, "nmod:poss"), word("critics", "NNS", language.NOUN, 2, "obj"), word(".", ".", language.PUNCT, 2, "punct")}})
	}
	m := trainLinear(trees, 8, 1, t.Logf)
	if s := m.Score(trees); s.POS < 1 || s.Tag < 1 || s.LAS < 1 {
		t.Errorf("what it has learnt it gets wrong: %+v", s)
	}
}
