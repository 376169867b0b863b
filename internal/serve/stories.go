package serve

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stemma/internal/publish"
	"stemma/internal/store"
)

// perPage is how many stories stand on a page.
const perPage = 40

// A storyLine is a story as a list shows it.
type storyLine struct {
	store.Story
	Link  string
	Fresh string // what is new since the reader last looked; empty if nothing is, or they never did
}

// Accounted returns "5 accounts by 4 outlets".
func (l storyLine) Accounted() string {
	n := l.Accounts
	if n == 0 { // no report yet
		n = l.Articles
	}
	if n == l.Outlets || l.Outlets == 0 {
		return publish.Plural(n, "account")
	}
	return publish.Plural(n, "account") + " by " + publish.Plural(l.Outlets, "outlet")
}

// lines returns stories as lists show them to a reader.
func (s *Server) lines(ctx context.Context, who string, stories []store.Story) ([]storyLine, error) {
	ids := make([]string, len(stories))
	for i, st := range stories {
		ids[i] = st.ID
	}
	news, err := s.store.News(ctx, who, ids)
	if err != nil {
		return nil, err
	}
	out := make([]storyLine, len(stories))
	for i, st := range stories {
		st.Title = cmp.Or(oneLine(st.Title), "Without a headline")
		out[i] = storyLine{Story: st, Link: storyPage(st.ID)}
		if n := news[st.ID]; n.Seen > 0 {
			if out[i].Fresh = fresh(n); out[i].Fresh != "" {
				out[i].Link += "?since=" + strconv.FormatInt(n.Seen, 10)
			}
		}
	}
	return out, nil
}

// fresh says what is new: "2 accounts, 1 conflict".
func fresh(n store.News) string {
	var out []string
	for _, x := range []struct {
		n    int
		noun string
	}{{n.Joined, "account"}, {n.Revised, "new version"}, {n.Conflicts, "conflict"}, {n.Updates, "update"}} {
		if x.n > 0 {
			out = append(out, publish.Plural(x.n, x.noun))
		}
	}
	return strings.Join(out, ", ")
}

// A choice is one of several ways to see a list.
type choice struct {
	Name, To string
	Is       bool
}

type choices struct {
	Name string
	Of   []choice
}

// A storiesSheet is the page that lists stories.
type storiesSheet struct {
	shell
	Told, Progress string
	Choices        []choices
	Heading, Lede  string
	Stories        []storyLine
	listPage
	Narrow      string // the list with all stories, where this one has none
	RoundUps    []storyLine
	AllRoundUps string
}

// orders are the orders of the list: how a link calls it, and what it says above
// the list.
var orders = []struct{ by, name, heading, lede string }{
	{"origins", "most origins", "Most separate origins first", "A separate origin is a source that derives from no other one in the story: copies of one source count once."},
	{"disputed", "most disputed", "Most disputed first", "Stories whose accounts contradict each other, those with the most conflicts first."},
	{"latest", "latest", "Latest first", "By when the last account came in. Stories with one account are among them."},
}

var windows = []struct {
	name, words string
	length      time.Duration
}{{"day", "the last day", 24 * time.Hour}, {"week", "the last week", 7 * 24 * time.Hour}, {"all", "all time", 0}}

func (s *Server) storiesPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := pageOf(r, perPage)
	if err != nil {
		return err
	}
	v := storiesSheet{shell: s.shell("Stories now", "/")}
	v.Atom = "/atom/stories"
	p, err := s.progress(ctx)
	if err != nil {
		return err
	}
	if p.Last == 0 {
		unused, err := s.store.Unused(ctx)
		if err != nil {
			return err
		}
		if unused {
			return show(w, http.StatusOK, "begin", s.shell("Nothing to read yet", "/"))
		}
	}
	v.Progress = progressWords(p)

	by := cmp.Or(r.FormValue("by"), "origins")
	window := r.FormValue("window")
	q := store.StoryQuery{By: by, Language: r.FormValue("language"), Alone: by == "latest", Limit: page.limit(), Offset: page.offset()}
	known := false
	for _, o := range orders {
		if o.by == by {
			known, v.Heading, v.Lede = true, o.heading, o.lede
		}
	}
	if !known {
		return &mistake{"Stories cannot be listed by “" + oneLine(by) + "”", "Choose an order on the front page"}
	}
	stories, chosen, err := s.within(ctx, q, window)
	if err != nil {
		return err
	}
	stories = shownOn(&page, stories)
	v.listPage = page
	if v.Stories, err = s.lines(ctx, who(r.Context()), stories); err != nil {
		return err
	}
	if len(stories) == 0 && (q.Language != "" || chosen != "all") {
		v.Narrow = "/?by=" + by + "&window=all"
	}

	list := func(name string) *choices {
		v.Choices = append(v.Choices, choices{Name: name})
		return &v.Choices[len(v.Choices)-1]
	}
	of := list("Order")
	for _, o := range orders {
		of.Of = append(of.Of, choice{o.name, with(r, "by", o.by, "page", ""), o.by == by})
	}
	of = list("Updated in")
	for _, x := range windows {
		of.Of = append(of.Of, choice{x.words, with(r, "window", x.name, "page", ""), x.name == chosen})
	}
	languages, err := s.store.Languages(ctx, s.since(chosen))
	if err != nil {
		return err
	}
	if len(languages) > 1 || q.Language != "" {
		of = list("With an account in")
		of.Of = append(of.Of, choice{"any language", with(r, "language", "", "page", ""), q.Language == ""})
		for _, l := range languages[:min(len(languages), 12)] {
			of.Of = append(of.Of, choice{languageName(l), with(r, "language", l, "page", ""), q.Language == l})
		}
	}
	if page.n == 1 && q.Language == "" {
		const few = 5
		some, err := s.store.RoundUps(ctx, s.since(chosen), few+1, 0)
		if err != nil {
			return err
		}
		if len(some) > few {
			some, v.AllRoundUps = some[:few], "/round-ups"
		}
		if v.RoundUps, err = s.lines(ctx, who(r.Context()), some); err != nil {
			return err
		}
	}
	return show(w, http.StatusOK, "stories", v)
}

// since returns where a window begins; zero for ever.
func (s *Server) since(window string) time.Time {
	for _, x := range windows {
		if x.name == window && x.length > 0 {
			return s.now().Add(-x.length)
		}
	}
	return time.Time{}
}

// within lists the stories that were updated within a window, and returns which
// that was: where none is asked for, the shortest of week and all that has any.
func (s *Server) within(ctx context.Context, q store.StoryQuery, window string) ([]store.Story, string, error) {
	try := []string{window}
	if window == "" {
		try = []string{"week", "all"}
	}
	for _, name := range try {
		known := false
		for _, x := range windows {
			known = known || x.name == name
		}
		if !known {
			return nil, "", &mistake{"There is no window “" + oneLine(name) + "”", "Choose the last day, the last week or all time"}
		}
		q.Since = s.since(name)
		some, err := s.store.Stories(ctx, q)
		if err != nil || len(some) > 0 {
			return some, name, err
		}
	}
	return nil, try[len(try)-1], nil
}

// progressWords says what the stages still have to do; "" if nothing.
func progressWords(p store.Progress) string {
	switch {
	case p.Read < p.Last:
		return fmt.Sprintf("Reading: %s of %s pages.", publish.Number(p.Read), publish.Number(p.Last))
	case p.Stories > 0:
		return fmt.Sprintf("Comparing: %s to go.", publish.Plural(int(p.Stories), "story"))
	}
	return ""
}

func (s *Server) roundUpsPage(w http.ResponseWriter, r *http.Request) error {
	page, err := pageOf(r, perPage)
	if err != nil {
		return err
	}
	some, err := s.store.RoundUps(r.Context(), time.Time{}, page.limit(), page.offset())
	if err != nil {
		return err
	}
	v := storiesSheet{shell: s.shell("Round-ups", "/"), Heading: "Latest first", Lede: "Articles that speak of several events and belong to no story."}
	some = shownOn(&page, some)
	v.listPage = page
	if v.Stories, err = s.lines(r.Context(), who(r.Context()), some); err != nil {
		return err
	}
	return show(w, http.StatusOK, "stories", v)
}
