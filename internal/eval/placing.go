package eval

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/corpus"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

// storySets are the sets of bench/stories that have gold.
var storySets = []string{"g5w1h", "fnc", "ecb"}

// A storySet is the articles of a set in its order, sketched, with the stories
// that they belong to.
type storySet struct {
	sketches []*cluster.Sketch
	gold     []string // empty if it is background
}

func readStorySet(path string) (storySet, error) {
	var s storySet
	data, err := os.ReadFile(path)
	if err != nil {
		return s, fmt.Errorf("eval: %w", err)
	}
	gold, err := corpus.StoriesOf(data)
	if err != nil {
		return s, fmt.Errorf("eval: %s: %w", path, err)
	}
	n := 0
	for r := range pipeline.Articles(read.Pages([]string{path}, strings.NewReader(""))) {
		if r.Sketch != nil && n < len(gold) {
			s.sketches, s.gold = append(s.sketches, r.Sketch), append(s.gold, gold[n])
		}
		n++
	}
	if n != len(gold) {
		return s, fmt.Errorf("eval: %s: %d articles on %d lines", path, n, len(gold))
	}
	return s, nil
}

// readStorySets returns sets of the folder dir, by name.
func readStorySets(dir string, names []string) (map[string]storySet, error) {
	out := map[string]storySet{}
	for _, name := range names {
		s, err := readStorySet(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			return nil, err
		}
		out[name] = s
	}
	return out, nil
}

// byStory returns the articles of s by their story, in the order in which the
// stories begin; each that is background is a story of its own.
func (s storySet) byStory() [][]*cluster.Sketch {
	var out [][]*cluster.Sketch
	at := map[string]int{}
	for i, k := range s.sketches {
		j, ok := at[s.gold[i]]
		if !ok || s.gold[i] == "" {
			j, at[s.gold[i]] = len(out), len(out)
			out = append(out, nil)
		}
		out[j] = append(out[j], k)
	}
	return out
}

// placedIn returns the score of s placed in an order, an index each.
func (s storySet) placedIn(order []int) corpus.Grouping {
	sketches, gold := make([]*cluster.Sketch, len(order)), make([]string, len(order))
	for i, at := range order {
		sketches[i], gold[i] = s.sketches[at], s.gold[at]
	}
	return corpus.ScoreGrouping(gold, cluster.New().PlaceAll(sketches))
}

// byDay returns the indexes of s by day of publication, the undated last, those of
// a day as they stand or, given a source of chance, shuffled.
func (s storySet) byDay(rnd *rand.Rand) []int {
	order := make([]int, len(s.sketches))
	for i := range order {
		order[i] = i
	}
	if rnd != nil {
		order = rnd.Perm(len(order))
	}
	day := func(i int) int64 {
		if p := s.sketches[i].Published; p != 0 {
			return p / 86400
		}
		return math.MaxInt64
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(day(i), day(j)) })
	return order
}

// Placing scores how well the articles of the sets are put into their
// stories, one after the other in the order of the file, by the same weights for
// all; and how much of it hangs on the order: those of one day shuffled, which for
// the sets without dates is all of them.
func Placing(sets map[string]storySet) []Table {
	t := Table{Title: "stories: articles put into their events as they come, B-cubed", Columns: []string{"articles", "p", "r", "f1"}}
	pairs := Table{Title: "stories: of the pairs put together, how many belong together", Columns: []string{"p"}}
	shuffled := Table{Title: "stories: B-cubed F1 by day, and how far the articles of a day in other orders move it", Columns: []string{"f1", "most"}}
	floors := map[string]float64{"g5w1h": 0.965, "fnc": 0.98, "ecb": 0.93}
	for _, name := range storySets {
		s := sets[name]
		asIs := make([]int, len(s.gold))
		for i := range asIs {
			asIs[i] = i
		}
		g := s.placedIn(asIs)
		t.Rows = append(t.Rows, Row{Name: name, Values: []float64{float64(g.Articles), g.P, g.R, g.F1}, Floor: floors[name]})
		pairs.Rows = append(pairs.Rows, Row{Name: name, Values: []float64{g.PairPrecision}, Floor: 0.95})
		first := s.placedIn(s.byDay(nil)).F1
		most := 0.0
		for seed := range uint64(5) {
			most = max(most, math.Abs(first-s.placedIn(s.byDay(rand.New(rand.NewPCG(seed, 11)))).F1))
		}
		row := Row{Name: name, Values: []float64{first, most}}
		if s.sketches[0].Published != 0 {
			row.Cap = 0.01
		} else {
			row.Name += ", undated: all shuffled"
		}
		shuffled.Rows = append(shuffled.Rows, row)
	}
	return []Table{t, pairs, shuffled}
}

// A stream makes any number of sketches out of those of the sets, keeping how
// often terms are used and shared. It tells the stories of the sets again and
// again, about storiesAtOnce of them at a time, their articles mixed. Each telling
// is of another event: the terms that stand in few of the stories (streamRare or
// less), which are those of the event, become new ones; of those that stand in
// more, streamKept of 8 are what they are and the rest change places with others
// of their kind that are about as frequent. So frequent terms stay as frequent,
// the vocabulary grows as long as the stream does, and events of one kind look
// alike. The clock goes on by 86,400 seconds for every streamDay articles.
type stream struct {
	stories [][]*cluster.Sketch
	rank    map[uint64]int // of a term that is not rare, among its kind by frequency
	kinds   map[uint64]cluster.Kind
	ranked  map[cluster.Kind][]uint64
	rnd     *rand.Rand
	open    []telling
	told    uint64 // stories begun
	n       int    // articles made
}

type telling struct {
	left []*cluster.Sketch
	salt uint64
}

const (
	streamRare    = 4
	streamKept    = 3
	streamBand    = 64 // how far terms that change places are apart in frequency, in ranks
	storiesAtOnce = 200
	streamDay     = 4000
)

func newStream(sets []storySet) *stream {
	s := &stream{rank: map[uint64]int{}, kinds: map[uint64]cluster.Kind{}, ranked: map[cluster.Kind][]uint64{}, rnd: rand.New(rand.NewPCG(3, 9))}
	for _, set := range sets {
		s.stories = append(s.stories, set.byStory()...)
	}
	in := map[uint64]int{} // stories
	for _, story := range s.stories {
		here := map[uint64]bool{}
		for _, k := range story {
			for _, t := range k.Terms {
				if !here[t.Hash] {
					here[t.Hash] = true
					in[t.Hash]++
				}
			}
		}
	}
	for _, story := range s.stories {
		for _, k := range story {
			for _, t := range k.Terms {
				if in[t.Hash] > streamRare {
					if _, ok := s.kinds[t.Hash]; !ok {
						s.kinds[t.Hash] = t.Kind
						s.ranked[t.Kind] = append(s.ranked[t.Kind], t.Hash)
					}
				}
			}
		}
	}
	for _, terms := range s.ranked {
		slices.SortFunc(terms, func(a, b uint64) int { return cmp.Or(cmp.Compare(in[b], in[a]), cmp.Compare(a, b)) })
		for i, h := range terms {
			s.rank[h] = i
		}
	}
	return s
}

// retold returns what a term is called in the telling with salt.
func (s *stream) retold(h, salt uint64) uint64 {
	at, frequent := s.rank[h]
	if !frequent {
		return h ^ salt
	}
	terms := s.ranked[s.kinds[h]]
	x := (h ^ salt) * 0xD6E8FEB86659FD93
	if x>>61 < streamKept {
		return h
	}
	// The terms of a band change places in a circle, so that no two become one.
	first := at / streamBand * streamBand
	n := min(streamBand, len(terms)-first)
	turn := int((salt >> 40) % uint64(n))
	return terms[first+(at-first+turn)%n]
}

// next returns one more sketch.
func (s *stream) next() *cluster.Sketch {
	for len(s.open) < storiesAtOnce {
		s.told++
		s.open = append(s.open, telling{s.stories[s.rnd.IntN(len(s.stories))], s.told * 0x9E3779B97F4A7C15})
	}
	i := s.rnd.IntN(len(s.open))
	o := &s.open[i]
	k := *o.left[0]
	salt := o.salt
	if o.left = o.left[1:]; len(o.left) == 0 {
		s.open[i] = s.open[len(s.open)-1]
		s.open = s.open[:len(s.open)-1]
	}
	k.ID = stemma.ArticleID(fmt.Sprintf("%012x", s.n))
	k.Published = 1_700_000_000 + int64(s.n)*86400/streamDay
	s.n++
	k.Terms = slices.Clone(k.Terms)
	for j := range k.Terms {
		k.Terms[j].Hash = s.retold(k.Terms[j].Hash, salt)
	}
	slices.SortFunc(k.Terms, func(a, b cluster.Term) int { return cmp.Compare(a.Hash, b.Hash) })
	k.Terms = slices.CompactFunc(k.Terms, func(a, b cluster.Term) bool { return a.Hash == b.Hash })
	k.Prints.Text ^= uint32(salt >> 32)
	k.Prints.Address, k.Prints.Outlet, k.Prints.From, k.Prints.To = 0, 0, 0, 0
	k.Prints.Of = slices.Clone(k.Prints.Of)
	for j := range k.Prints.Of {
		k.Prints.Of[j].Hash ^= uint32(salt >> 32)
	}
	slices.SortFunc(k.Prints.Of, func(a, b cluster.Print) int { return cmp.Compare(a.Hash, b.Hash) })
	return &k
}

// PlacingSpeed places a stream of articles made out of the sets under dir and
// says, when so many are held, what memory they take, how many stories were
// opened, how many articles are placed in a second on one core, and what it takes
// to save them to a file and to load them, which is what the next ones are placed
// into. Making the sketches does not count.
func PlacingSpeed(dir string, held []int) (Table, error) {
	t := Table{Title: "placing a stream made out of the sets, which depends on the machine: " + machine(), Columns: []string{"MB", "stories", "saved MB", "save s", "load s", "articles/s"}, Speed: true}
	var sets []storySet
	for _, name := range append(slices.Clone(storySets), "fnc-background") {
		s, err := readStorySet(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			return t, err
		}
		sets = append(sets, s)
	}
	made := newStream(sets)
	stories := cluster.New()
	before := heap()
	const batch = 1000
	opened := 0
	// place places n batches and returns the time that the fastest one took: on a
	// machine that is used by others the rest says more of them.
	place := func(n int) (least time.Duration) {
		for range n {
			ks := make([]*cluster.Sketch, batch)
			for i := range ks {
				ks[i] = made.next()
			}
			from := time.Now()
			for _, k := range ks {
				if stories.Place(k).Kind == stemma.Opens {
					opened++
				}
			}
			if took := time.Since(from); least == 0 || took < least {
				least = took
			}
		}
		return least
	}
	const timed = 8 // batches
	for _, n := range held {
		place((n-made.n)/batch - timed)
		took := place(timed)
		row := Row{Name: fmt.Sprintf("%d held", n), Values: []float64{float64(int64(heap())-int64(before)) / 1e6, float64(opened)}}
		loaded, size, times, err := savedAndLoaded(stories)
		if err != nil {
			return t, err
		}
		stories = loaded
		row.Values = append(row.Values, size/1e6, times[0].Seconds(), times[1].Seconds(), batch/took.Seconds())
		if n > 10_000 {
			row.Floor = 3000
		}
		if n > 100_000 {
			row.Floor = 2000
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// savedAndLoaded returns s loaded from the file that it was saved to, how many bytes
// that has, and how long it took to save and to load.
func savedAndLoaded(s *cluster.Stories) (loaded *cluster.Stories, size float64, times [2]time.Duration, err error) {
	f, err := os.CreateTemp("", "stories")
	if err != nil {
		return nil, 0, times, fmt.Errorf("eval: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	from := time.Now()
	if err := s.Save(f); err != nil {
		return nil, 0, times, err
	}
	times[0] = time.Since(from)
	end, err := f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, times, fmt.Errorf("eval: %w", err)
	}
	from = time.Now()
	loaded, err = cluster.Load(f)
	times[1] = time.Since(from)
	return loaded, float64(end), times, err
}
