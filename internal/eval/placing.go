package eval

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	stories [][]*original
	ranked  [cluster.Day + 1][]uint64 // the terms that are not rare, by kind, the most frequent first
	rnd     *rand.Rand
	open    []telling
	told    uint64 // stories begun
	n       int    // articles made
}

// An original is a sketch of the sets.
type original struct {
	*cluster.Sketch
	ranks []rank // of each term
}

// A rank is where a term stands in stream.ranked; at is -1 if it is rare.
type rank struct {
	kind cluster.Kind
	at   int
}

type telling struct {
	left []*original
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
	s := &stream{rnd: rand.New(rand.NewPCG(3, 9))}
	in := map[uint64]int{} // stories
	var stories [][]*cluster.Sketch
	for _, set := range sets {
		stories = append(stories, set.byStory()...)
	}
	for _, story := range stories {
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
	ranks := map[uint64]rank{}
	for _, story := range stories {
		for _, k := range story {
			for _, t := range k.Terms {
				if _, known := ranks[t.Hash]; !known && in[t.Hash] > streamRare {
					ranks[t.Hash] = rank{}
					s.ranked[t.Kind] = append(s.ranked[t.Kind], t.Hash)
				}
			}
		}
	}
	for kind, terms := range s.ranked {
		slices.SortFunc(terms, func(a, b uint64) int { return cmp.Or(cmp.Compare(in[b], in[a]), cmp.Compare(a, b)) })
		for i, h := range terms {
			ranks[h] = rank{cluster.Kind(kind), i}
		}
	}
	for _, story := range stories {
		var to []*original
		for _, k := range story {
			o := &original{Sketch: k}
			for _, t := range k.Terms {
				r, frequent := ranks[t.Hash]
				if !frequent {
					r.at = -1
				}
				o.ranks = append(o.ranks, r)
			}
			to = append(to, o)
		}
		s.stories = append(s.stories, to)
	}
	return s
}

// called returns what term i of o is called in the telling with salt.
func (s *stream) called(o *original, i int, salt uint64) uint64 {
	h, at := o.Terms[i].Hash, o.ranks[i].at
	if at < 0 {
		return h ^ salt
	}
	x := (h ^ salt) * 0xD6E8FEB86659FD93
	if x>>61 < streamKept {
		return h
	}
	// The terms of a band change places in a circle.
	terms := s.ranked[o.ranks[i].kind]
	first := at / streamBand * streamBand
	n := min(streamBand, len(terms)-first)
	turn := int((salt >> 40) % uint64(n))
	return terms[first+(at-first+turn)%n]
}

// take returns the next n sketches, made on every core.
func (s *stream) take(n int) []*cluster.Sketch {
	type article struct {
		of   *original
		salt uint64
	}
	articles, from := make([]article, n), s.n
	for i := range articles {
		for len(s.open) < storiesAtOnce {
			s.told++
			s.open = append(s.open, telling{s.stories[s.rnd.IntN(len(s.stories))], s.told * 0x9E3779B97F4A7C15})
		}
		at := s.rnd.IntN(len(s.open))
		t := &s.open[at]
		articles[i] = article{t.left[0], t.salt}
		if t.left = t.left[1:]; len(t.left) == 0 {
			s.open[at] = s.open[len(s.open)-1]
			s.open = s.open[:len(s.open)-1]
		}
	}
	s.n += n
	out := make([]*cluster.Sketch, n)
	var next atomic.Int64
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				out[i] = s.retold(articles[i].of, articles[i].salt, from+i)
			}
		})
	}
	all.Wait()
	return out
}

// retold returns o as article n of the stream, in the telling with salt.
func (s *stream) retold(o *original, salt uint64, n int) *cluster.Sketch {
	k := *o.Sketch
	k.ID = stemma.ArticleID(fmt.Sprintf("%012x", n))
	k.Published = 1_700_000_000 + int64(n)*86400/streamDay
	type renamed struct {
		hash uint64
		at   int32
	}
	terms := make([]renamed, len(o.Terms))
	for i := range o.Terms {
		terms[i] = renamed{s.called(o, i, salt), int32(i)}
	}
	slices.SortFunc(terms, func(a, b renamed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at)) })
	// One that keeps its name and one that changed places can have become one.
	terms = slices.CompactFunc(terms, func(a, b renamed) bool { return a.hash == b.hash })
	k.Terms = make([]cluster.Term, len(terms))
	for i, t := range terms {
		k.Terms[i] = o.Terms[t.at]
		k.Terms[i].Hash = t.hash
	}
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
// opened, what it takes to save them to a file and to load them, which is what the
// next ones are placed into, and how many articles are placed in a second on one
// core: by the clock the fastest thousand of eight, since on a machine that is used
// by others the rest says more of them, and by what all eight took of processors,
// collecting memory and forgetting terms included. Making the sketches does not
// count.
func PlacingSpeed(dir string, held []int) (Table, error) {
	t := Table{Title: "placing a stream made out of the sets, which depends on the machine: " + machine(), Columns: []string{"MB", "stories", "saved MB", "save s", "load s", "articles/s", "of CPU time"}, Speed: true}
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
	// place places n batches and returns the time that the fastest one took, and
	// what they took of processors together.
	place := func(n int) (least, worked time.Duration) {
		for range n {
			ks := made.take(batch)
			from, cpu := time.Now(), cpuTime()
			for _, k := range ks {
				if stories.Place(k).Kind == stemma.Opens {
					opened++
				}
			}
			took := time.Since(from)
			worked += cpuTime() - cpu
			if least == 0 || took < least {
				least = took
			}
		}
		return least, worked
	}
	const timed = 8 // batches
	var first time.Duration
	for _, n := range held {
		place((n-made.n)/batch - timed)
		took, worked := place(timed)
		row := Row{Name: fmt.Sprintf("%d held", n), Values: []float64{float64(int64(heap())-int64(before)) / 1e6, float64(opened)}}
		f, err := os.CreateTemp("", "stories")
		if err != nil {
			return t, fmt.Errorf("eval: %w", err)
		}
		size, saving, err := saved(stories, f)
		if err == nil {
			stories = nil // a million need not be held twice
			var loading time.Duration
			stories, loading, err = loaded(f)
			row.Values = append(row.Values, size/1e6, saving.Seconds(), loading.Seconds(), batch/took.Seconds(), timed*batch/worked.Seconds())
		}
		f.Close()
		os.Remove(f.Name())
		if err != nil {
			return t, err
		}
		if n > 10_000 {
			row.Floor = 3000
		}
		if n > 100_000 {
			row.Floor = 2000
		}
		t.Rows = append(t.Rows, row)
		if first == 0 {
			first = worked
		} else {
			t.Notes = append(t.Notes, fmt.Sprintf("with %d held an article takes %.2f times the CPU time that it takes with %d", n, worked.Seconds()/first.Seconds(), held[0]))
		}
	}
	return t, nil
}

// saved saves s to f and returns how many bytes that takes, and how long.
func saved(s *cluster.Stories, f *os.File) (size float64, took time.Duration, err error) {
	from := time.Now()
	if err := s.Save(f); err != nil {
		return 0, 0, err
	}
	took = time.Since(from)
	end, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, 0, fmt.Errorf("eval: %w", err)
	}
	return float64(end), took, nil
}

// loaded returns the stories that were saved to f, and how long that took.
func loaded(f *os.File) (*cluster.Stories, time.Duration, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, 0, fmt.Errorf("eval: %w", err)
	}
	from := time.Now()
	s, err := cluster.Load(f)
	return s, time.Since(from), err
}
