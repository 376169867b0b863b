package speech

import "stemma/internal/language"

const never = -1 << 28

// Decode returns the labels of words that are the best of those with any
// content (Viterbi 1967), and by how much they are better than none. scores are
// those of [language.PairScores]; word cue is a cue.
func Decode(scores [][language.PairScores]int32, cue int) (labels []uint8, margin int32) {
	n := len(scores)
	back := make([][2 * Labels]uint8, n)
	// A state is a label, and from Labels on a label after or with content.
	var best, next [2 * Labels]int32
	for j := range n {
		s := &scores[j]
		for y := range Labels {
			here := s[y]
			if j == cue && y != Cue {
				here = never
			}
			if y == Content {
				next[y], next[Labels+y] = never, never
			}
			if j == 0 {
				next[y], next[Labels+y] = here, never
				if y == Content {
					next[y], next[Labels+y] = never, here
				}
				continue
			}
			top, topWith := uint8(0), uint8(Labels)
			step := func(a uint8) int32 { return best[a] + s[Labels+a%Labels*Labels+y] }
			for a := range Labels {
				if step(a) > step(top) {
					top = a
				}
				if step(Labels+a) > step(topWith) {
					topWith = Labels + a
				}
			}
			if y == Content {
				if step(top) > step(topWith) {
					topWith = top
				}
				next[y], next[Labels+y] = never, step(topWith)+here
			} else {
				next[y], next[Labels+y] = step(top)+here, step(topWith)+here
			}
			back[j][y], back[j][Labels+y] = top, topWith
		}
		for y := range next {
			next[y] = max(next[y], never)
		}
		best = next
	}
	with, without := uint8(Labels), uint8(0)
	for y := range Labels {
		if best[Labels+y] > best[with] {
			with = Labels + y
		}
		if best[y] > best[without] {
			without = y
		}
	}
	margin = best[with] - best[without]
	labels = make([]uint8, n)
	for j := n - 1; j >= 0; j-- {
		labels[j] = with % Labels
		with = back[j][with]
	}
	return labels, margin
}
