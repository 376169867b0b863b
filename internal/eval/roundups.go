package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

const (
	// digestsPlanted is how many round-ups of a kind are planted in each set.
	digestsPlanted = 12
	// digestWords is how many words a report has at least of which a part is taken.
	digestWords = 50
)

// A digest is how round-ups are planted.
type digest struct {
	name           string
	least, most    int // items
	words          int // of an item, at most
	headed, intro  bool
	numbered, days bool // days: the items are of the stories next in time
}

var digests = []digest{
	{name: "leads of 3 to 5 stories", least: 3, most: 5, words: 120},
	{name: "leads of 6 to 10", least: 6, most: 10, words: 80},
	{name: "leads under headings", least: 3, most: 8, words: 120, headed: true},
	{name: "numbered, with an introduction", least: 5, most: 10, words: 60, headed: true, numbered: true, intro: true},
	{name: "long items", least: 3, most: 6, words: 250},
	{name: "a day's stories, introduced", least: 4, most: 8, words: 100, intro: true, days: true},
}

// digestIntro is the introduction of planted round-ups.
const digestIntro = "Good morning. Here is what has happened while you slept, and what to watch for today.\n\n"

// A planted is a round-up made of reports.
type planted struct {
	line    []byte   // as JSON
	stories []string // that it speaks of
}

// make makes a round-up of stories that are in the order of time.
func (d *digest) make(stories [][]*filed, rnd *rand.Rand) planted {
	k := d.least + rnd.IntN(d.most-d.least+1)
	pick := rnd.Perm(len(stories))[:k]
	if d.days {
		at := rnd.IntN(len(stories) - k)
		for j := range pick {
			pick[j] = at + j
		}
	}
	var p planted
	var b strings.Builder
	if d.intro {
		b.WriteString(digestIntro)
	}
	for j, s := range pick {
		f := stories[s][rnd.IntN(len(stories[s]))]
		p.stories = append(p.stories, f.Story)
		if d.headed {
			head := f.Title
			if words := strings.Fields(f.Text); head == "" {
				head = strings.Join(words[:min(6, len(words))], " ")
			}
			if d.numbered {
				head = fmt.Sprintf("%d. %s", j+1, head)
			}
			b.WriteString(head + "\n\n")
		}
		b.WriteString(leadOf(f.Text, d.words) + "\n\n")
	}
	p.line, _ = json.Marshal(map[string]string{ // no error: strings
		"url": fmt.Sprintf("https://digest.example/%d", rnd.Uint64()), "published": stories[pick[0]][0].Published, "text": b.String(),
	})
	return p
}

// leadOf returns the first paragraphs of s, at least one, up to so many words.
func leadOf(s string, words int) string {
	var b strings.Builder
	n := 0
	for p := range strings.Lines(s) {
		p = strings.TrimSpace(p)
		if p == "" {
			continue
		}
		m := len(strings.Fields(p))
		if n > 0 && n+m > words {
			break
		}
		n += m
		b.WriteString(p + "\n\n")
	}
	return strings.TrimSpace(b.String())
}

// roundUps scores how round-ups, planted among the articles of each set, which is
// read again from the folder dir for its texts, are told from reports, and which stories they are said to mention.
func roundUps(dir string, sets map[string]storySet) (Table, error) {
	t := Table{Title: "stories: round-ups planted, made of the first paragraphs of reports", Columns: []string{"planted", "mentions p", "mentions r", "found"}}
	found := make([]share, len(digests))
	precise, recalled := make([]share, len(digests)), make([]share, len(digests))
	var alarms []Row
	for i, set := range storySets {
		s := sets[set]
		sources, err := sourcesOf(filepath.Join(dir, set+".jsonl"))
		if err != nil {
			return t, err
		}
		held := cluster.New()
		storyOf := map[string]string{}
		var alarm share
		for at, k := range s.sketches {
			p := held.Place(k)
			if storyOf[p.Story] == "" {
				storyOf[p.Story] = s.gold[at]
			}
			for _, c := range p.Changes {
				if storyOf[c.To] == "" {
					storyOf[c.To] = storyOf[c.From]
				}
			}
			alarm.add(oneIf(p.Kind == stemma.RoundUp), 1)
		}
		alarms = append(alarms, Row{Name: "articles of " + set + " taken for one", Values: []float64{float64(alarm.of), math.NaN(), math.NaN(), alarm.values()[1]}, Cap: 0.02})
		for j, d := range digests {
			if d.days && sources[0][0].Published == "" {
				continue
			}
			rnd := rand.New(rand.NewPCG(uint64(i), uint64(j))) // the same in every run
			ps := make([]planted, digestsPlanted)
			var lines [][]byte
			for n := range ps {
				ps[n] = d.make(sources, rnd)
				lines = append(lines, append(ps[n].line, '\n'))
			}
			n := 0
			for r := range pipeline.Articles(read.Pages([]string{"-"}, bytes.NewReader(bytes.Join(lines, nil)))) {
				want := ps[n].stories
				n++
				if r.Sketch == nil {
					continue
				}
				p := held.Place(r.Sketch)
				found[j].add(oneIf(p.Kind == stemma.RoundUp), 1)
				if p.Kind != stemma.RoundUp {
					continue
				}
				right := map[string]bool{}
				for _, m := range p.Mentions {
					hit := slices.Contains(want, storyOf[m])
					precise[j].add(oneIf(hit), 1)
					if hit {
						right[storyOf[m]] = true
					}
				}
				recalled[j].add(len(right), len(want))
			}
		}
	}
	for j, d := range digests {
		row := Row{Name: d.name, Values: []float64{float64(found[j].of), precise[j].values()[1], recalled[j].values()[1], found[j].values()[1]}}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, alarms...)
	return t, nil
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sourcesOf returns the articles of a set that are long enough to take a part of,
// by story, in the order of the first one's time.
func sourcesOf(path string) ([][]*filed, error) {
	stories, err := byStory(path)
	if err != nil {
		return nil, err
	}
	var out [][]*filed
	for _, lines := range stories {
		var fs []*filed
		for _, line := range lines {
			f := &filed{}
			if err := json.Unmarshal(line, f); err != nil {
				return nil, fmt.Errorf("eval: %s: %w", path, err)
			}
			if len(strings.Fields(f.Text)) >= digestWords {
				fs = append(fs, f)
			}
		}
		if len(fs) > 0 {
			out = append(out, fs)
		}
	}
	slices.SortStableFunc(out, func(a, b []*filed) int { return strings.Compare(a[0].Published, b[0].Published) })
	return out, nil
}
