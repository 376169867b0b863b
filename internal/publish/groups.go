package publish

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"stemma"
)

// A PlacedLine is what is written of an article that was put into a story, as
// one line of JSON. Articles are called by the names that they were given, not
// by the IDs that stemma makes. Of an article that a later one moved there is
// one more line, with Was.
type PlacedLine struct {
	ID       string         `json:"id"`
	Story    string         `json:"story"`
	Was      string         `json:"was,omitempty"` // the story that the article was in
	Kind     stemma.Joining `json:"kind,omitempty"`
	Of       string         `json:"of,omitempty"`
	Old      string         `json:"superseded,omitempty"`
	Shared   []string       `json:"shared,omitempty"`
	Mentions []string       `json:"mentions,omitempty"`
	Why      string         `json:"why"`
}

// PlacedLines returns the line of the article that p places, and one for each
// that was moved because it came. names are of all articles so far.
func PlacedLines(p stemma.Placement, names map[stemma.ArticleID]string) []PlacedLine {
	lines := []PlacedLine{{
		ID: names[p.Article], Story: p.Story, Kind: p.Kind, Of: names[p.Of], Old: names[p.Superseded],
		Shared: p.Shared, Mentions: p.Mentions, Why: p.Why,
	}}
	for _, c := range p.Changes {
		lines = append(lines, PlacedLine{ID: names[c.Article], Story: c.To, Was: c.From, Why: c.Why})
	}
	return lines
}

// Placed writes the lines of p as JSON, one a line.
func Placed(w io.Writer, p stemma.Placement, names map[stemma.ArticleID]string) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, l := range PlacedLines(p, names) {
		if err := e.Encode(l); err != nil {
			return fmt.Errorf("publish: write a placement: %w", err)
		}
	}
	return nil
}

// A Told is a group and what there is to tell of it.
type Told struct {
	Group  stemma.Group
	Report *stemma.Report // nil if the group is alone
}

// A gathering is all groups made ready to be shown.
type gathering struct {
	Stories []*gathered // of two or more accounts: most accounts first, then most origins
	Alone   []*gathered // single articles
	Roundup []*gathered // round-ups
	Count   int         // articles
	When    string      // when they were published; may be empty
	story   map[string]*gathered
}

// A gathered is a group made ready to be shown.
type gathered struct {
	Told
	Title   string
	When    string // when it was published: "4–29 March 2031"; may be empty
	Members []*gatheredMember
	Old     int   // members that are superseded
	Copies  int   // accounts that copy another
	View    *view // of the report; nil if there is none
}

// A gatheredMember is an article made ready to be shown.
type gatheredMember struct {
	stemma.Member
	Alone    bool   // nothing else tells of its event
	ID       string // what it is called outside
	Name     string // outlet or else file
	Title    string // headline, or the beginning of the text
	Date     string // empty if unknown
	Why      string
	Of       string   // what the article is called that it copies or revises
	Now      string   // what the article is called that supersedes it
	Mentions []string // titles of stories
}

// gather returns groups made ready to be shown.
func gather(told []Told) *gathering {
	out := &gathering{story: map[string]*gathered{}}
	names := map[stemma.ArticleID]string{}
	for _, t := range told {
		for _, m := range t.Group.Members {
			names[m.Article.ID] = nameOf(m.Article)
		}
	}
	var all stemma.Group
	for _, t := range told {
		all.Members = append(all.Members, t.Group.Members...)
	}
	out.When = when(all)
	for _, t := range told {
		g := &gathered{Told: t}
		old := t.Group.Superseded()
		for _, m := range t.Group.Members {
			x := &gatheredMember{
				Member: m, Alone: t.Group.Alone(), ID: oneLine(names[m.Article.ID]), Date: dateWords(m.Article.Published),
				Name: cmp.Or(oneLine(m.Article.Outlet), "outlet unknown"), Title: headlineOf(m.Article),
				Why: oneLine(m.Placement.Why), Of: oneLine(names[m.Placement.Of]),
			}
			if now := old[m.Article.ID]; now != nil {
				x.Now = oneLine(names[now.ID])
				g.Old++
			} else if m.Placement.Kind == stemma.Copy {
				g.Copies++
			}
			g.Members = append(g.Members, x)
		}
		g.Title, g.When = titleOf(t.Group), when(t.Group)
		if t.Report != nil {
			g.View = newView(t.Report)
			g.Title = clip(g.View.Title, maxHeadline)
		}
		out.Count += len(g.Members)
		out.story[t.Group.Story] = g
		switch {
		case t.Group.RoundUp():
			out.Roundup = append(out.Roundup, g)
		case t.Group.Alone():
			out.Alone = append(out.Alone, g)
		default:
			out.Stories = append(out.Stories, g)
		}
	}
	for _, t := range told {
		for _, m := range out.story[t.Group.Story].Members {
			for _, id := range m.Placement.Mentions {
				if g := out.story[id]; g != nil {
					m.Mentions = append(m.Mentions, g.Title)
				}
			}
		}
	}
	slices.SortStableFunc(out.Stories, func(a, b *gathered) int {
		return cmp.Or(cmp.Compare(b.accounts(), a.accounts()), cmp.Compare(b.origins(), a.origins()))
	})
	return out
}

// nameOf returns what a is called outside.
func nameOf(a *stemma.Article) string { return cmp.Or(a.Key, a.Path, string(a.ID)) }

// headlineOf returns a's headline or the beginning of its text.
func headlineOf(a *stemma.Article) string {
	return clip(cmp.Or(oneLine(a.Title), oneLine(a.Text)), maxHeadline)
}

// titleOf returns the headline of the first member that has one, or else the
// beginning of the first.
func titleOf(g stemma.Group) string {
	for _, m := range g.Members {
		if t := oneLine(m.Article.Title); t != "" {
			return clip(t, maxHeadline)
		}
	}
	return headlineOf(g.Members[0].Article)
}

// when returns when the members of g were published, "" if that is not known of
// any.
func when(g stemma.Group) string {
	var first, last stemma.Date
	undated := 0
	for _, m := range g.Members {
		d := m.Article.Published
		if !d.Known() {
			undated++
			continue
		}
		if !first.Known() || d.From.Before(first.From) {
			first = d
		}
		if !last.Known() || d.From.After(last.From) {
			last = d
		}
	}
	s := published(first, last)
	if s != "" && undated > 0 {
		s += fmt.Sprintf(" (%d of unknown date)", undated)
	}
	return s
}

func (g *gathered) accounts() int { return len(g.Members) - g.Old }

func (g *gathered) origins() int {
	if g.View == nil {
		return 0
	}
	return len(g.View.Origins)
}

// measure returns "5 accounts, 1 of them a copy, on 3 separate origins; 1
// earlier version is not counted".
func (g *gathered) measure() string {
	s := Plural(g.accounts(), "account")
	switch {
	case g.Copies == 1:
		s += ", 1 of them a copy"
	case g.Copies > 1:
		s += fmt.Sprintf(", %d of them copies", g.Copies)
	}
	if n := g.origins(); n > 0 {
		s += ", drawing on " + Plural(n, "origin")
	}
	switch {
	case g.Old == 1:
		s += "; 1 earlier version is not counted"
	case g.Old > 1:
		s += fmt.Sprintf("; %d earlier versions are not counted", g.Old)
	}
	return s
}

// summary returns "14 articles: 3 stories, 1 article alone, 1 round-up".
func (x *gathering) summary() string {
	s := Plural(x.Count, "article")
	parts := x.others()
	if n := len(x.Stories); n > 0 {
		parts = slices.Insert(parts, 0, storyCount(n))
	}
	if len(parts) == 0 {
		return s
	}
	return s + ": " + strings.Join(parts, ", ")
}

// others returns "1 article alone" and "1 round-up", if there are any.
func (x *gathering) others() []string {
	var parts []string
	if n := len(x.Alone); n > 0 {
		parts = append(parts, Plural(n, "article")+" alone")
	}
	if n := len(x.Roundup); n > 0 {
		parts = append(parts, Plural(n, "round-up"))
	}
	return parts
}

func storyCount(n int) string {
	if n == 1 {
		return "1 story"
	}
	return fmt.Sprintf("%d stories", n)
}

// Label returns how m came to its story, or that it is alone.
func (m *gatheredMember) Label() string {
	if m.Alone && m.Placement.Kind == stemma.Opens {
		return "alone"
	}
	return string(m.Placement.Kind)
}

// head returns "Northern Wire · 4 March 2031, 09:40 · npa-101".
func (m *gatheredMember) head() string {
	return strings.Join([]string{m.Name, cmp.Or(m.Date, "date unknown"), m.ID}, " · ")
}

// reason says why m is where it is, and of what it is a copy or revision.
func (m *gatheredMember) reason() string {
	s := m.Why
	if m.Of != "" {
		s = "of " + m.Of + after(" — ", s)
	}
	if m.Placement.Kind == stemma.Opens {
		s = ""
	}
	if m.Now != "" {
		s = strings.TrimPrefix(s+"; superseded by "+m.Now, "; ")
	}
	return s
}

// Groups writes groups as text for people: every story with its articles and
// the reason of each, then what belongs nowhere.
func Groups(w io.Writer, groups []stemma.Group, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	told := make([]Told, len(groups))
	for i, g := range groups {
		told[i].Group = g
	}
	x := gather(told)
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	t.para(bold, "", x.summary())
	for _, g := range x.Stories {
		t.head(bold, g.Group.Story)
		t.para(bold, " ", g.Title)
		t.para(dim, " ", g.measure()+after(" · ", g.When))
		for _, m := range g.Members {
			t.member(m)
		}
	}
	t.nowhere(x)
	t.groupsFoot(o)
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("publish: write groups: %w", err)
	}
	return nil
}

// groupsFoot says how to get the report on a story.
func (t *terminal) groupsFoot(o Options) {
	flag := ""
	if o.ByDate {
		flag = "--by-date "
	}
	t.line("")
	t.para(dim, "", signature(o)+" · the report on a story: stemma report "+flag+"STORY FILE…")
}

// memberIndent is where the words on a member begin.
const memberIndent = 12

func (t *terminal) member(m *gatheredMember) {
	indent := strings.Repeat(" ", memberIndent)
	t.line("")
	t.para("", " "+pad(m.Label(), memberIndent-1), m.head())
	if m.Title != "" {
		t.para("", indent, m.Title)
	}
	if s := m.reason(); s != "" {
		t.para(dim, indent, s)
	}
	if len(m.Mentions) > 0 {
		t.para(dim, indent, "speaks of "+strings.Join(m.Mentions, "; "))
	}
}

// nowhere writes what belongs to no story of two or more accounts.
func (t *terminal) nowhere(x *gathering) {
	all := x.nowhere()
	if len(all) == 0 {
		return
	}
	t.head(bold, fmt.Sprintf("BELONGS NOWHERE (%d)", len(all)))
	for _, m := range all {
		t.member(m)
	}
}
