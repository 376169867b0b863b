package store

import (
	"errors"
	"testing"
	"time"
)

// TestFeeds holds that a feed is kept once by its address, asked when it is due,
// and forgotten with its entries.
func TestFeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		add := func(url string) Feed {
			t.Helper()
			f, _, err := s.AddFeed(ctx, Feed{URL: url, Kind: KindFeed, Title: "As given", Added: noon, Failures: 3})
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		a, b := add("https://a.example.org/feed"), add("https://b.example.org/feed")
		if again, isNew, err := s.AddFeed(ctx, Feed{URL: a.URL, Kind: KindFeed, Title: "Otherwise", Added: noon.Add(time.Hour)}); err != nil || isNew || again != a {
			t.Errorf("added again: %+v, %v, %v", again, isNew, err)
		}
		// A list that has it in a folder puts it there; one that has not leaves it.
		for _, folder := range []string{"News/Water", ""} {
			if got, isNew, err := s.AddFeed(ctx, Feed{URL: a.URL, Kind: KindFeed, Folder: folder, Added: noon}); err != nil || isNew || got.Folder != "News/Water" {
				t.Errorf("into %q: %+v, %v, %v", folder, got, isNew, err)
			}
		}
		a.Folder = "News/Water"
		if got, err := s.Feed(ctx, a.ID); err != nil || got != a {
			t.Errorf("in its folder: %+v, want %+v: %v", got, a, err)
		}
		if _, _, err := s.AddFeed(ctx, Feed{URL: "https://c.example.org", Kind: "weather"}); err == nil {
			t.Error("the weather is a feed")
		}
		if a.State() != "new" || a.Failures != 0 || !a.Next.Equal(noon) || !a.Tried.IsZero() {
			t.Errorf("new: %+v", a)
		}
		due := func(at time.Time) (ids string) {
			t.Helper()
			fs, err := s.Due(ctx, at, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range fs {
				ids += f.ID + " "
			}
			return ids
		}
		if got := due(noon.Add(-time.Second)); got != "" {
			t.Errorf("due before: %s", got)
		}
		if got, want := due(noon), min(a.ID, b.ID)+" "+max(a.ID, b.ID)+" "; got != want {
			t.Errorf("due %s, want %s", got, want)
		}

		// What is kept comes back, and moves when it is due.
		a.URL, a.Title, a.Site, a.ETag, a.Modified = "https://a.example.org/moved", "A", "https://a.example.org/", `"1"`, "yesterday"
		a.Every, a.Next = 7*time.Minute, noon.Add(7*time.Minute)
		a.Tried, a.Succeeded, a.Renewed = noon, noon.Add(time.Second), noon.Add(time.Minute)
		a.Status, a.Warning, a.Entries = 200, "cut", 5
		b.Failures, b.Error, b.Next = 2, "no answer", noon.Add(5*time.Minute)
		keep := func(f *Feed) {
			t.Helper()
			if err := s.Write(ctx, func(tx *Tx) error { return tx.KeepFeed(f) }); err != nil {
				t.Fatal(err)
			}
		}
		keep(&a)
		keep(&b)
		if got, err := s.Feed(ctx, a.ID); err != nil || got != a {
			t.Errorf("kept %+v, got %+v, %v", a, got, err)
		}
		if got, err := s.Feed(ctx, a.URL); err != nil || got != a || got.State() != "good" {
			t.Errorf("by its address: %+v, %v", got, err)
		}
		if next, err := s.NextDue(ctx); err != nil || !next.Equal(b.Next) || b.State() != "failing" {
			t.Errorf("next %v, %v", next, err)
		}

		// An address that another feed has is not taken.
		b.URL = a.URL
		keep(&b)
		got, err := s.Feed(ctx, b.ID)
		if err != nil || got.URL != "https://b.example.org/feed" || got.State() != "off" {
			t.Errorf("moved onto another: %+v, %v", got, err)
		}
		if next, err := s.NextDue(ctx); err != nil || !next.Equal(a.Next) {
			t.Errorf("next without what is off: %v, %v", next, err)
		}

		// Entries.
		e := FeedEntry{Feed: a.ID, ID: "1", URL: "https://a.example.org/1", Version: "v", State: EntryNew, Next: noon, At: noon}
		put := func(e FeedEntry) {
			t.Helper()
			if err := s.Write(ctx, func(tx *Tx) error { return tx.KeepEntry(e) }); err != nil {
				t.Fatal(err)
			}
		}
		put(e)
		put(FeedEntry{Feed: "gone", ID: "1", State: EntryNew, At: noon})
		if got := due(noon); got != a.ID+" " {
			t.Errorf("due for its entry: %s", got)
		}
		if es, err := s.DueEntries(ctx, a.ID, noon, 10); err != nil || len(es) != 1 || es[0] != e {
			t.Errorf("due entries %+v, %v", es, err)
		}
		if next, err := s.NextDue(ctx); err != nil || !next.Equal(noon) {
			t.Errorf("next entry %v, %v", next, err)
		}
		is := func(want bool, at time.Time) {
			t.Helper()
			if got, err := s.Untried(ctx, a.ID, at); err != nil || got != want {
				t.Errorf("untried: %v, %v", got, err)
			}
		}
		is(true, noon)
		is(false, noon.Add(-time.Minute))
		if err := s.Write(ctx, func(tx *Tx) error { return tx.Postpone(a.ID, noon.Add(time.Hour)) }); err != nil {
			t.Fatal(err)
		}
		is(false, noon)
		is(true, noon.Add(time.Hour))
		e.State, e.Next, e.Tries = EntryGot, time.Time{}, 1
		put(e)
		is(false, noon.Add(time.Hour))
		if es, err := s.EntriesOf(ctx, a.ID); err != nil || len(es) != 1 || es["1"] != e {
			t.Errorf("entries %+v, %v", es, err)
		}
		if es, err := s.EntriesOf(ctx, a.ID, "0", "1"); err != nil || len(es) != 1 || es["1"] != e {
			t.Errorf("entries named %+v, %v", es, err)
		}
		for feed, want := range map[string]bool{a.ID: false, b.ID: true} {
			if got, err := s.Gotten(ctx, feed, e.URL, noon); err != nil || got != want {
				t.Errorf("gotten for %s: %v, %v", feed, got, err)
			}
			if got, err := s.Gotten(ctx, feed, e.URL, noon.Add(time.Second)); err != nil || got {
				t.Errorf("gotten since for %s: %v, %v", feed, got, err)
			}
		}
		for i, want := range []bool{true, false} {
			err := s.Write(ctx, func(tx *Tx) error {
				isNew, err := tx.Bring(FeedEntry{Feed: a.ID, ID: "2", State: EntryGot, At: noon}, page("https://a.example.org/2", "The mill burned."), noon)
				if isNew != want {
					t.Errorf("brought for the %d. time, new: %v", i+1, isNew)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Feed(ctx, a.ID); err != nil || got.Articles != 1 {
			t.Errorf("after it brought one: %+v, %v", got, err)
		}
		err = s.Write(ctx, func(tx *Tx) error {
			if err := tx.SeeEntries(a.ID, []string{"2", "none"}, noon.Add(time.Hour)); err != nil {
				return err
			}
			return tx.ForgetEntries(a.ID, noon.Add(time.Minute))
		})
		if es, err2 := s.EntriesOf(ctx, a.ID); err != nil || err2 != nil || len(es) != 1 || es["2"].ID != "2" {
			t.Errorf("what the feed still has: %+v, %v, %v", es, err, err2)
		}

		if err := s.RemoveFeed(ctx, a.ID); err != nil {
			t.Fatal(err)
		}
		if es, err := s.EntriesOf(ctx, a.ID); err != nil || len(es) != 0 {
			t.Errorf("entries of what was removed: %+v, %v", es, err)
		}
		if err := s.RemoveFeed(ctx, a.ID); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
		if _, err := s.Feed(ctx, a.ID); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
		keep(&a) // removed while it was asked
		if all, err := s.Feeds(ctx); err != nil || len(all) != 1 || all[0].ID != b.ID {
			t.Errorf("all: %+v, %v", all, err)
		}
	})
}
