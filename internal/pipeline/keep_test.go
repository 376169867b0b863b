package pipeline

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"stemma"
	"stemma/internal/read"
	"stemma/internal/store"
)

// week returns the pages of the fictional feed that ships with the program.
func week(t testing.TB) []stemma.Page {
	t.Helper()
	var out []stemma.Page
	for p, err := range read.Pages([]string{"../../cmd/stemma/feed/week.jsonl"}, nil) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func open(t testing.TB) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func appendAll(t testing.TB, s *store.Store, pages ...stemma.Page) {
	t.Helper()
	if _, err := s.Append(t.Context(), "test", time.Date(2031, 3, 4, 5, 6, 7, 0, time.UTC), pages...); err != nil {
		t.Fatal(err)
	}
}

// kept is what the store holds after all stages: for each story its articles
// and its report.
func kept(t testing.TB, s *store.Store) map[string]string {
	t.Helper()
	stories, err := s.Stories(t.Context(), store.StoryQuery{By: "latest", Alone: true, RoundUps: true, Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, st := range stories {
		members, err := s.Members(t.Context(), st.ID)
		if err != nil {
			t.Fatal(err)
		}
		r, err := StoryReport(t.Context(), s, st)
		if err != nil {
			t.Fatal(err)
		}
		r.Marks = nil
		b, err := json.Marshal(struct {
			M []store.Member
			R *stemma.Report
		}{members, r})
		if err != nil {
			t.Fatal(err)
		}
		out[st.ID] = string(b)
	}
	return out
}

// TestKeep holds that what a Keeper keeps is what the stages give in memory,
// whether the pages come at once or one after the other, with a new Keeper each
// time.
func TestKeep(t *testing.T) {
	pages := week(t)
	want := map[string][]stemma.ArticleID{}
	results := map[stemma.ArticleID]Result{}
	var all []Placed
	for p := range Group(Articles(func(yield func(stemma.Page, error) bool) {
		for _, p := range pages {
			if !yield(p, nil) {
				return
			}
		}
	})) {
		results[p.Article.ID] = p.Result
		all = append(all, p)
	}
	groups := Groups(slices.Values(all))
	for _, g := range groups {
		for _, m := range g.Members {
			want[g.Story] = append(want[g.Story], m.Article.ID)
		}
	}

	atOnce := open(t)
	appendAll(t, atOnce, pages...)
	if err := NewKeeper(atOnce, KeepOptions{}).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		st, err := atOnce.Story(t.Context(), g.Story)
		if err != nil {
			t.Fatal(err)
		}
		members, err := atOnce.Members(t.Context(), st.ID)
		if err != nil {
			t.Fatal(err)
		}
		var ids []stemma.ArticleID
		for _, m := range members {
			ids = append(ids, m.Article)
		}
		if !slices.Equal(ids, want[g.Story]) {
			t.Errorf("story %s holds %v, want %v", g.Story, ids, want[g.Story])
		}
		got, err := StoryReport(t.Context(), atOnce, st)
		if err != nil {
			t.Fatal(err)
		}
		made := ReportOn(g, results)
		got.Marks, made.Marks = nil, nil // a report that is read again has of them the sentences alone
		if a, b := asJSON(t, got), asJSON(t, made); a != b {
			t.Errorf("story %s: the report kept is not the one made:\n%s\n%s", g.Story, a, b)
		}
	}

	oneByOne := open(t)
	for i := range pages {
		appendAll(t, oneByOne, pages[i:]...) // those that are there already are left out
		appendAll(t, oneByOne, pages[:i]...)
		if i%7 == 0 {
			if err := NewKeeper(oneByOne, KeepOptions{}).CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := NewKeeper(oneByOne, KeepOptions{}).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	a, b := kept(t, atOnce), kept(t, oneByOne)
	for id, x := range a {
		if b[id] != x {
			t.Errorf("story %s differs when the pages come one by one", id)
		}
	}
	if len(a) != len(b) || len(a) != len(groups) {
		t.Errorf("%d stories at once, %d one by one, %d in memory", len(a), len(b), len(groups))
	}
}

// TestRun holds that a running Keeper does what comes, and ends when told to.
func TestRun(t *testing.T) {
	s := open(t)
	k := NewKeeper(s, KeepOptions{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	appendAll(t, s, week(t)...)
	k.Wake()
	deadline := time.Now().Add(time.Minute)
	for {
		current, err := Current(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if current {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("not done in a minute")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := NewKeeper(s, KeepOptions{}).CatchUp(t.Context()); err == nil {
		t.Error("two Keepers on one store")
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// sound holds that a store is in order, and that placing again gives its stories.
func sound(t testing.TB, s *store.Store) {
	t.Helper()
	found, err := s.Check(t.Context())
	if err != nil {
		t.Error(err)
	}
	again, err := CheckStories(t.Context(), s)
	if err != nil {
		t.Error(err)
	}
	for _, p := range append(found, again...) {
		t.Errorf("check: %v", p)
	}
}

// TestCurrent holds when nothing is left to do: not while a page is to be read
// or placed, nor while a story is to be reported on.
func TestCurrent(t *testing.T) {
	s := open(t)
	hold := func(when string, want bool) {
		t.Helper()
		if got, err := Current(t.Context(), s); err != nil || got != want {
			t.Errorf("%s: current is %v, %v", when, got, err)
		}
	}
	hold("empty", true)
	appendAll(t, s, week(t)...)
	hold("received", false)
	k := NewKeeper(s, KeepOptions{})
	if err := k.prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := k.annotateAndPlace(t.Context()); err != nil {
		t.Fatal(err)
	}
	hold("placed", false)
	if _, err := k.report(t.Context()); err != nil {
		t.Fatal(err)
	}
	hold("reported on", true)
}
