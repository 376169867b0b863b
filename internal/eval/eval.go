// Package eval scores the program on gold sets. Only cmd imports it.
//
//	run.go         Run: every set, and what is absent
//	case.go        Case: one report against the gold of its case
//	cases.go       Cases: every case, and their table
//	extraction.go  ScoreExtraction: the report on HTML pages
//	polnear.go     PolNeAR: attributions against the corpus of that name
//	coreference.go Coreference: who is meant, on documents of GUM
//	values.go      Times, Recognizers: moments and figures
//	copies.go      copies and revisions, by planted edits
//	placing.go     Placing: articles put into stories; PlacingSpeed: of how many
//	stories.go     Strays: accounts that tell another event than the rest
//	speed.go       how fast, and how work grows with hostile input
//	table.go       Table: scores laid out
//	squash.go      words found again in a text whose white space was normalised
//
// Case and PolNeAR are ports of the reference scorers that come with the gold
// sets, and tests hold them to those. No gold text is part of the project: the
// sets are read where they lie, and one that is absent is said to be absent.
package eval

import "math"

// A Score is one row of a scorer. A number that the gold cannot tell is NaN.
type Score struct {
	Name     string
	P, R, F1 float64
	Gold     int // how many the gold holds
	Found    int // how many the report holds that the gold can judge; -1 if not counted
}

// recall returns a score that has no precision.
func recall(name string, hits, gold int) Score {
	r := 0.0
	if gold > 0 {
		r = float64(hits) / float64(gold)
	}
	return Score{Name: name, P: math.NaN(), R: r, F1: math.NaN(), Gold: gold, Found: -1}
}

// prf returns the score of hits among gold, and of good among found, where
// good may be a sum of shares. Precision over nothing found is 0.
func prf(name string, hits, gold int, good float64, found int) Score {
	s := Score{Name: name, Gold: gold, Found: found}
	if gold > 0 {
		s.R = float64(hits) / float64(gold)
	}
	if found > 0 {
		s.P = good / float64(found)
	}
	s.F1 = harmonic(s.P, s.R)
	return s
}

func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}
