package eval

import (
	"bytes"
	"cmp"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

const (
	// lateAfter is how many days after the last account of its story an article is
	// a follow-up.
	lateAfter = 7
	// plantedAfter is how many days after the last article of the set the next
	// events of the kind come.
	plantedAfter = 30
	// namesFrom is how many articles of other stories the names are taken from.
	namesFrom = 3
)

// followUps scores how follow-ups, articles of s, which is g5w1h, that come
// long after the last account of their story, are told from the next event of the
// kind: articles of other stories as they are, and such as are planted, made of an
// article of each story by giving it names of others and other figures.
func followUps(dir string, s storySet) (Table, error) {
	t := Table{Title: "stories: follow-ups, told from the next event of the kind", Columns: []string{"of", "share"}}
	path := filepath.Join(dir, "g5w1h.jsonl")
	held := cluster.New()
	of, last := map[string]string{}, map[string]int64{} // by story held, by gold
	var late, refused, wrong share
	end := int64(0)
	for _, at := range s.byDay(nil) {
		k, gold := s.sketches[at], s.gold[at]
		p := held.Place(k)
		if of[p.Story] == "" {
			of[p.Story] = gold
		}
		for _, c := range p.Changes {
			if of[c.To] == "" {
				of[c.To] = of[c.From]
			}
		}
		if last[gold] != 0 && k.Published-last[gold] > lateAfter*86400 {
			refused.add(oneIf(p.Kind == stemma.Opens && strings.Contains(p.Why, "shares hardly")), 1)
			late.add(oneIf(p.Kind != stemma.Opens && of[p.Story] == gold), 1)
		}
		wrong.add(oneIf(p.Kind == stemma.FollowUp && of[p.Story] != gold), 1)
		last[gold] = max(last[gold], k.Published)
		end = max(end, k.Published)
	}
	sources, err := sourcesOf(path)
	if err != nil {
		return t, err
	}
	var lines [][]byte
	for _, fs := range sources {
		line, err := json.Marshal(map[string]string{"title": fs[0].Title, "published": fs[0].Published, "text": fs[0].Text})
		if err != nil {
			return t, err
		}
		lines = append(lines, append(line, '\n'))
	}
	var told []pipeline.Result
	for r := range pipeline.Articles(read.Pages([]string{"-"}, bytes.NewReader(bytes.Join(lines, nil)))) {
		told = append(told, r)
	}
	when := time.Unix(end+plantedAfter*86400, 0).UTC().Format(time.RFC3339)
	var planted [][]byte
	for i, r := range told {
		if r.Article == nil {
			return t, r.Err
		}
		names := map[stemma.EntityKind][]string{}
		for j := range namesFrom {
			if other := told[(i+len(told)/2+j)%len(told)]; other.Marks != nil {
				for _, e := range other.Marks.Entities {
					names[e.Kind] = append(names[e.Kind], e.Name)
				}
			}
		}
		line, err := json.Marshal(map[string]string{"published": when, "text": elsewhere(r.Article, r.Marks, names)})
		if err != nil {
			return t, err
		}
		planted = append(planted, append(line, '\n'))
	}
	var joined share
	i := 0
	for r := range pipeline.Articles(read.Pages([]string{"-"}, bytes.NewReader(bytes.Join(planted, nil)))) {
		gold := sources[i][0].Story
		i++
		if r.Sketch == nil {
			continue
		}
		r.Sketch.Prints = cluster.Prints{} // the words between the names are a copy's
		p := held.Place(r.Sketch)
		joined.add(oneIf(of[p.Story] == gold), 1)
	}
	t.Rows = []Row{
		{Name: "late accounts that join their story", Values: late.values()},
		{Name: "late accounts kept out as of the next event", Values: refused.values(), Cap: 0.1},
		{Name: "articles taken for a follow-up of another event", Values: wrong.values(), Cap: 0.02},
		{Name: "planted next events that join the first", Values: joined.values(), Cap: 0.1},
	}
	return t, nil
}

// elsewhere returns the text of a with names for its own, and with other digits in
// its figures and dates.
func elsewhere(a *stemma.Article, m *stemma.Marks, names map[stemma.EntityKind][]string) string {
	type edit struct {
		span stemma.Span
		to   string
	}
	var edits []edit
	next := map[stemma.EntityKind]int{}
	for _, e := range m.Entities {
		ns := names[e.Kind]
		if len(ns) == 0 {
			continue
		}
		name := ns[next[e.Kind]%len(ns)]
		next[e.Kind]++
		for _, w := range e.Mentions {
			to := name
			if words := strings.Fields(name); e.Kind == stemma.Person && !strings.Contains(a.Words(w.Span), " ") && len(words) > 0 {
				to = words[len(words)-1]
			}
			if !w.Pronoun {
				edits = append(edits, edit{w.Span, to})
			}
		}
	}
	others := func(s stemma.Span) {
		edits = append(edits, edit{s, strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return '1' + (r-'0'+3)%9
			}
			return r
		}, a.Words(s))})
	}
	for _, f := range m.Figures {
		others(f.Span)
	}
	for _, d := range m.Dates {
		others(d.Span)
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.span.Start, b.span.Start) })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.span.Start >= at {
			b.WriteString(a.Text[at:e.span.Start] + e.to)
			at = e.span.End
		}
	}
	b.WriteString(a.Text[at:])
	return b.String()
}
