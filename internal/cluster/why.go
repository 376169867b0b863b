package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"stemma/internal/text"
)

// maxShared is how many terms a reader is told of.
const maxShared = 5

// shared returns what of the article that k sketches, and v is of, st speaks
// of, too, as printed in it, what weighs most first. Words that stand in
// one of the others are left out.
func (s *Stories) shared(st *story, k *Sketch, v *group) []string {
	type told struct {
		term   *Term
		weight int64
	}
	var all []told
	for _, m := range newProbe(v, &s.other).meet(&st.kept) {
		i := s.order[s.ranks[m.a]]
		in := int64(0) // what the kept articles have of the term
		for _, u := range st.kept.of(int(m.b)) {
			in += int64(u.weight)
		}
		if t := &k.Terms[i]; in > 0 && t.Kind != Tie {
			all = append(all, told{t, int64(s.weights[i]) * in})
		}
	}
	slices.SortFunc(all, func(a, b told) int {
		if a.weight != b.weight {
			return cmp.Compare(b.weight, a.weight)
		}
		return cmp.Compare(a.term.Hash, b.term.Hash)
	})
	all = all[:min(len(all), 12*maxShared)]
	var out, folded []string // each of folded between two spaces
	for _, t := range all {
		if t.term.Kind == Word && len(out) == maxShared {
			continue
		}
		words := strings.Join(strings.Fields(t.term.Words), " ")
		fold := " " + text.Fold(words) + " "
		at := slices.IndexFunc(folded, func(o string) bool { return strings.Contains(o, fold) || strings.Contains(fold, o) })
		switch {
		case at < 0 && len(out) < maxShared:
			out, folded = append(out, words), append(folded, fold)
		case at >= 0 && len(words) > len(out[at]) && t.term.Kind != Word:
			// The phrase or name instead of its words.
			out[at], folded[at] = words, fold
			for i := len(out) - 1; i > at; i-- {
				if strings.Contains(fold, folded[i]) {
					out, folded = slices.Delete(out, i, i+1), slices.Delete(folded, i, i+1)
				}
			}
		}
	}
	return out
}

// percent writes a likeness. Short texts that are one can come to more than one.
func percent(x int64) string { return fmt.Sprintf("%d %%", (min(max(x, 0), one)*100+one/2)/one) }

func joinsWhy(c candidate, join int64, shared []string) string {
	like := 0
	for _, x := range c.alike {
		if int64(x) >= join {
			like++
		}
	}
	accounts := "its one account"
	if n := len(c.alike); n > 1 {
		accounts = fmt.Sprintf("%d of %d accounts", like, n)
	}
	why := fmt.Sprintf("%s like the story (%s would do), like %s", percent(c.link), percent(join), accounts)
	if len(shared) > 0 {
		why += ": " + strings.Join(shared, ", ")
	}
	return why
}

func opensWhy(near []candidate, join int64) string {
	if len(near) == 0 || near[0].link <= 0 {
		return "nothing so far is of its event"
	}
	return fmt.Sprintf("the story most like it is %s like it, where %s would do", percent(near[0].link), percent(join))
}
