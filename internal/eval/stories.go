package eval

import (
	"math/rand/v2"
	"slices"

	"stemma/internal/cluster"
)

// strayStories are the least accounts of a story on which strays are scored.
const strayStories = 3

// Strays scores how well accounts of other events are told from those of a
// story, on stories of the sets g5w1h and fnc: every story
// whole, and its first three accounts alone, are judged as they are, with an
// account of another story drawn at random, and with one of the story most like
// it. What is given with the right stories and tells no event, such as a page
// of legal notices, counts as warned of wrongly.
func Strays(sets map[string]storySet) Table {
	t := Table{Title: "strays: accounts of another event, told from those of a story", Columns: []string{"of", "share"}}
	var stories [][]*cluster.Sketch
	for _, set := range []string{"g5w1h", "fnc"} {
		stories = append(stories, sets[set].byStory()...)
	}
	var clean, spoken, beside, random, alike share
	rnd := rand.New(rand.NewPCG(5, 0)) // the same draws in every run
	for i, story := range stories {
		if len(story) < strayStories {
			continue
		}
		near := stories[mostAlike(stories, i)]
		for _, accounts := range [][]*cluster.Sketch{story, story[:strayStories]} {
			n := len(cluster.Strays(accounts))
			clean.add(n, len(accounts))
			spoken.add(min(n, 1), 1)
			plant := func(foreign *cluster.Sketch, found *share) {
				all := append(slices.Clone(accounts), foreign)
				strays := cluster.Strays(all)
				hit := slices.ContainsFunc(strays, func(s cluster.Stray) bool { return s.At == len(accounts) })
				if hit {
					found.add(1, 1)
					beside.add(len(strays)-1, len(accounts))
					return
				}
				found.add(0, 1)
				beside.add(len(strays), len(accounts))
			}
			for range 3 {
				other := stories[(i+1+rnd.IntN(len(stories)-1))%len(stories)]
				plant(other[rnd.IntN(len(other))], &random)
			}
			for _, k := range near[:min(len(near), 3)] {
				plant(k, &alike)
			}
		}
	}
	t.Rows = []Row{
		{Name: "accounts of one story warned of", Values: clean.values(), Cap: 0.02},
		{Name: "stories with such a warning", Values: spoken.values()},
		{Name: "accounts beside a planted one warned of", Values: beside.values(), Cap: 0.02},
		{Name: "planted, of a random other story", Values: random.values(), Floor: 0.9},
		{Name: "planted, of the story most like it", Values: alike.values(), Floor: 0.6},
	}
	return t
}

// A share counts what happened of what could.
type share struct{ hits, of int }

func (s *share) add(hits, of int) { s.hits, s.of = s.hits+hits, s.of+of }

func (s *share) values() []float64 {
	return []float64{float64(s.of), float64(s.hits) / float64(max(s.of, 1))}
}

// mostAlike returns the story whose first accounts are most like those of story
// i, which is another one.
func mostAlike(stories [][]*cluster.Sketch, i int) int {
	const first = 3
	best, at := -1.0, -1
	for j, other := range stories {
		if j == i {
			continue
		}
		sum, n := 0.0, 0
		for _, a := range stories[i][:min(len(stories[i]), first)] {
			for _, b := range other[:min(len(other), first)] {
				sum += cluster.Likeness(a, b)
				n++
			}
		}
		if mean := sum / float64(n); mean > best {
			best, at = mean, j
		}
	}
	return at
}
