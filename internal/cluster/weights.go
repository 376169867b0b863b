package cluster

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Weights are what placing weighs with, in whole thousandths, by the constants
// below. They are fitted by `go run ./cmd/train --only stories`.
type Weights [weights]int

// The weights.
const (
	// What a term's mentions sum up to before the logarithm is taken: times Fast,
	// Slow and Count of the term.
	WFast = iota
	WSlow
	WCount
	// The exponents of the inverse document frequency, of words and of the rest.
	WIdf
	WIdfOthers
	// Factors of words by class and of the other kinds, and of a term of the title.
	WOfPerson
	WOfPlace
	WOfBody
	WNumber
	WYear
	WPhrase
	WTie
	WPerson
	WPlace
	WOrganisation
	WFigure
	WDay
	WTitle
	WJoin       // how like a story an article must be to join it
	WMerge      // how much more like each other two stories must be to be one
	WGap        // share of the likeness that is lost for each e-fold of the days between
	WMissPerson // lost for heavy words of persons' names of one article that the other lacks
	WMissPlace  // likewise
	WMissNumber // likewise
	WStrange    // share of the likeness that is lost where two articles name nobody and nothing alike
	WShort      // gained by short texts, times 10 over the root of their words
	WNearest    // the share of the nearest member in the likeness to a story; the rest is the mean's
	WLone       // lost over the number of members: one alone is a weaker witness
	WApart      // two halves of a story are two stories where they are less than this share as like each other as each is in itself
	WLarge      // gained by that share for each time that the smaller half is twice as large as it must be
	WDates      // lost by it where the halves give the same numbers and days
	WExpel      // how like the others of its story an article must be to stay
	WPrior      // how many pairs of the least likeness each half is taken to have beside its own
	weights
)

var weightNames = [weights]string{
	"fast", "slow", "count", "idf", "idf-others",
	"of-person", "of-place", "of-organisation", "number", "year",
	"phrase", "tie", "person", "place", "organisation", "figure", "day", "title",
	"join", "merge", "gap", "miss-person", "miss-place", "miss-number", "strange", "short", "nearest", "lone", "apart", "large", "dates", "expel", "prior",
}

// String returns the weights as the file holds them: a name and a number a line.
func (w *Weights) String() string {
	var b strings.Builder
	for i, name := range weightNames {
		fmt.Fprintf(&b, "%s %d\n", name, w[i])
	}
	return b.String()
}

//go:embed weights.txt
var weightsFile string

// Fitted returns the weights that ship with the program.
var Fitted = sync.OnceValue(func() Weights {
	w, err := parseWeights(weightsFile)
	if err != nil {
		panic(err) // unreachable: a test reads the file
	}
	return w
})

func parseWeights(s string) (w Weights, err error) {
	n := 0
	for line := range strings.Lines(s) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n == weights || name != weightNames[n] {
			return w, fmt.Errorf("weights, line %d: %q, not the name of weight %d", n+1, name, n+1)
		}
		if w[n], err = strconv.Atoi(value); err != nil {
			return w, fmt.Errorf("weights, line %d: %w", n+1, err)
		}
		n++
	}
	if n < weights {
		return w, fmt.Errorf("weights: %d of %d", n, weights)
	}
	return w, nil
}

// one is the likeness of an article to itself: likenesses and the weights of
// terms in a vector are whole numbers of [0, one], so that they are the same on
// every processor.
const one = 1 << 14

// A scale is Weights made ready for use.
type scale struct {
	w      Weights
	tf     [4096]uint32    // logarithm of 1 + n/16, times 256
	idf    [2][1280]uint32 // power of n/64, times 256: of words and of the rest
	factor [Day + 1]uint32
	class  [Year + 1]uint32
	days   []int32 // what is left of a likeness over n days, of one
	// of one:
	join, merge, lone, nearest, short, expelled, strange int64
	miss                                                 [Year + 1]int64
	apart                                                [maxKept/2 + 1]float64 // by the size of the smaller half
	dates                                                float64
}

// leastIdf is the inverse document frequency below which a word says nothing: it
// stands in every second article.
const leastIdf = 0.7

// mostDays is the gap beyond which nothing more is lost.
const mostDays = 4000

func newScale(w Weights) *scale {
	s := &scale{w: w}
	for n := range s.tf {
		s.tf[n] = uint32(math.Round(256 * math.Log1p(float64(n)/16)))
	}
	for k, p := range [2]int{w[WIdf], w[WIdfOthers]} {
		for n := range s.idf[k] {
			s.idf[k][n] = uint32(math.Round(256 * math.Pow(float64(n)/64, float64(p)/1000)))
		}
	}
	s.factor = [Day + 1]uint32{
		Word: 1000, Phrase: uint32(w[WPhrase]), Tie: uint32(w[WTie]), Person: uint32(w[WPerson]), Place: uint32(w[WPlace]),
		Organisation: uint32(w[WOrganisation]), Figure: uint32(w[WFigure]), Day: uint32(w[WDay]),
	}
	s.class = [Year + 1]uint32{
		Plain: 1000, OfPerson: uint32(w[WOfPerson]), OfPlace: uint32(w[WOfPlace]), OfBody: uint32(w[WOfBody]),
		Number: uint32(w[WNumber]), Year: uint32(w[WYear]),
	}
	s.days = make([]int32, mostDays+1)
	for n := range s.days {
		s.days[n] = int32(one * (1 - min(0.9, float64(w[WGap])/1000*math.Log1p(float64(n)))))
	}
	part := func(i int) int64 { return int64(math.Round(one * float64(w[i]) / 1000)) }
	s.join, s.merge, s.lone, s.nearest, s.short, s.expelled, s.strange = part(WJoin), part(WMerge), part(WLone), part(WNearest), part(WShort), part(WExpel), part(WStrange)
	for n := range s.apart {
		s.apart[n] = (float64(w[WApart]) + math.Round(float64(w[WLarge])*math.Log2(max(float64(n)/2, 1)))) / 1000
	}
	s.dates = float64(w[WDates]) / 1000
	s.miss = [Year + 1]int64{OfPerson: part(WMissPerson), OfPlace: part(WMissPlace), Number: part(WMissNumber), Year: part(WMissNumber)}
	return s
}

// weigh returns what t weighs in an article, whose inverse document frequency is
// idf; 0 if it says nothing.
func (s *scale) weigh(t *Term, idf float64) uint64 {
	if idf < leastIdf {
		return 0
	}
	fast, slow := uint64(t.Fast), uint64(t.Slow)
	others := 0
	if t.Kind != Word {
		others = 1
		if t.Kind != Phrase {
			fast, slow = 0, 1024
			if t.Lead {
				fast = 1024
			}
		}
	}
	mentions := (fast*uint64(s.w[WFast])+slow*uint64(s.w[WSlow]))>>10 + uint64(t.Count)*uint64(s.w[WCount])
	x := uint64(s.tf[min(mentions*16/1000, uint64(len(s.tf)-1))])
	x *= uint64(s.idf[others][min(int(idf*64), len(s.idf[0])-1)])
	x = x * uint64(s.factor[t.Kind]) / 1000
	if t.Kind == Word {
		x = x * uint64(s.class[t.Class]) / 1000
	}
	if t.Title {
		x = x * uint64(s.w[WTitle]) / 1000
	}
	return x
}
