package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"stemma"
)

// TestFollows holds that what is followed is kept once and forgotten by whoever
// follows it alone, and which events each kind of follow hears of.
func TestFollows(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		put := func(seq int64, id stemma.ArticleID, outlet, text, name string) {
			t.Helper()
			err := s.Write(ctx, func(tx *Tx) error {
				if _, err := tx.Append(Entry{Seq: seq, Page: page(string(id), text), Received: noon}); err != nil {
					return err
				}
				a := &stemma.Article{ID: id, Outlet: outlet, Title: "Mill", Text: text}
				m := &stemma.Marks{Article: id, Entities: []stemma.Entity{{Name: name, Kind: stemma.Person, Mentions: make([]stemma.Mention, 1)}}}
				if err := tx.Put(&Account{Seq: seq, Received: noon, Article: a, Marks: m}); err != nil {
					return err
				}
				return tx.putEvent(Event{Mark: fmt.Sprint(seq), Story: fmt.Sprintf("s-%d", seq), At: noon, Kind: "joined", Article: id, Outlet: outlet})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		put(1, "a", "Skerrow Courier", "The old mill burned.", "Ida Marren")

		var made []Follow
		for _, f := range []Follow{
			{Kind: FollowStory, Value: "s-2", Title: "Mill"},
			{Kind: FollowName, Value: "ida marren"},
			{Kind: FollowQuery, Value: `"old mill" -dog`},
			{Kind: FollowOutlet, Value: "Skerrow Courier"},
		} {
			f.Who, f.Created = "w", noon
			first, err := s.Follow(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			again, err := s.Follow(ctx, f)
			if err != nil || again != first || first.Seen != 1 {
				t.Errorf("%s: %+v, %v, and again %+v", f.Kind, first, err, again)
			}
			made = append(made, first)
		}
		if _, err := s.Follow(ctx, Follow{Kind: "weather"}); err == nil {
			t.Error("the weather is followed")
		}
		put(2, "b", "Skerrow Courier", "The old mill burned, with a dog.", "Rurik Aldane")
		put(3, "c", "Marl Post", "An old mill.", "Ida Marren")

		for i, want := range [][]int64{{2}, {3}, {3}, {2}} {
			f := made[i]
			got, err := s.Matching(ctx, f.Kind, f.Value, f.Seen, 10)
			if err != nil {
				t.Fatal(err)
			}
			var ids []int64
			for _, e := range got {
				ids = append(ids, e.ID)
			}
			if fmt.Sprint(ids) != fmt.Sprint(want) {
				t.Errorf("%s hears of %v, want %v", f.Kind, ids, want)
			}
		}
		if all, err := s.Newest(ctx, "", "", 2); err != nil || len(all) != 2 || all[0].ID != 3 {
			t.Errorf("newest: %+v, %v", all, err)
		}
		if none, err := s.Matching(ctx, FollowQuery, `*"`, 0, 10); err != nil || len(none) != 0 {
			t.Errorf("words that ask for nothing: %+v, %v", none, err)
		}

		if err := s.SeeFollow(ctx, "w", made[0].ID, 3); err != nil {
			t.Fatal(err)
		}
		if err := s.Unfollow(ctx, "other", made[1].ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("somebody else forgets what w follows: %v", err)
		}
		if err := s.Unfollow(ctx, "w", made[1].ID); err != nil {
			t.Fatal(err)
		}
		left, err := s.Follows(ctx, "w")
		if err != nil || len(left) != 3 || left[0].Seen != 3 || left[1].ID != made[2].ID {
			t.Errorf("left: %+v, %v", left, err)
		}
	})
}

// TestFollowsThroughChange holds what whoever follows something hears when a
// story becomes part of another one, which becomes part of a third, or parts:
// each account and finding once, under the ID that they followed.
func TestFollowsThroughChange(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		var c [7]*Account
		for i := range c {
			c[i] = account(t, s, int64(i+1), fmt.Sprintf("Outlet %d", i), fmt.Sprintf("Title %d", i), "The mill burned.", "Ida Marren")
		}
		id := func(i int) stemma.ArticleID { return c[i].Article.ID }
		move := func(i int, from, to string) stemma.Change {
			return stemma.Change{Article: id(i), From: from, To: to, Why: "alike"}
		}
		// told is what the reports on a story tell: its accounts, and one finding.
		told := func(story string, members ...int) {
			write(t, s, func(tx *Tx) error {
				for _, i := range members {
					if err := tx.putEvent(Event{Mark: "article|" + story + "|" + string(id(i)), Story: story, At: noon, Kind: "joined", Article: id(i), Words: fmt.Sprintf("%d in %s", i, story)}); err != nil {
						return err
					}
				}
				return tx.putEvent(Event{Mark: "conflict|" + story + "|figure|dead|3|4", Story: story, At: noon, Kind: "conflict", Words: "dead in " + story})
			})
		}
		hears := func(kind, value string, after int64) (out []string) {
			t.Helper()
			events, err := s.Matching(t.Context(), kind, value, after, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				out = append(out, e.Words)
			}
			return out
		}
		last := func() int64 {
			n, err := s.LastEvent(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		hold := func(kind, value string, after int64, want ...string) {
			t.Helper()
			if got := hears(kind, value, after); !slices.Equal(got, want) {
				t.Errorf("who follows %s %s hears after %d\n%q, want\n%q", kind, value, after, got, want)
			}
		}
		place(t, s, c[0], "s-a", stemma.Opens)
		told("s-a", 0)
		place(t, s, c[1], "s-b", stemma.Opens)
		place(t, s, c[2], "s-b", stemma.Joins)
		begun := last()
		told("s-b", 1, 2)
		// s-b becomes part of s-a.
		place(t, s, c[3], "s-a", stemma.Joins, move(1, "s-b", "s-a"), move(2, "s-b", "s-a"))
		told("s-a", 0, 1, 2, 3)
		hold(FollowStory, "s-b", begun, "1 in s-b", "2 in s-b", "dead in s-b", "3 in s-a")
		hold(FollowStory, "s-a", begun, "1 in s-a", "2 in s-a", "3 in s-a")
		hold(FollowName, "ida marren", begun, "1 in s-b", "2 in s-b", "3 in s-a")
		hold(FollowOutlet, "outlet 2", begun, "2 in s-b")
		hold(FollowQuery, "mill", begun, "1 in s-b", "2 in s-b", "3 in s-a")
		// Which becomes part of s-c.
		merged := last()
		place(t, s, c[4], "s-c", stemma.Opens, move(0, "s-a", "s-c"), move(1, "s-a", "s-c"), move(2, "s-a", "s-c"), move(3, "s-a", "s-c"))
		told("s-c", 0, 1, 2, 3, 4)
		hold(FollowStory, "s-b", merged, "4 in s-c") // s-a has told of 0
		hold(FollowStory, "s-a", merged, "4 in s-c")
		hold(FollowName, "ida marren", merged, "4 in s-c")
		if st, err := s.Story(t.Context(), "s-b"); err != nil || st.ID != "s-c" {
			t.Errorf("s-b is %s, %v", st.ID, err)
		}
		// From which two part, one of them under a name that ended.
		parted := last()
		place(t, s, c[5], "s-b", stemma.Joins, move(1, "s-c", "s-b"))
		place(t, s, c[6], "s-d", stemma.Joins, move(4, "s-c", "s-d"))
		told("s-b", 1, 5)
		told("s-d", 4, 6)
		told("s-c", 0, 2, 3)
		hold(FollowStory, "s-b", parted, "5 in s-b")
		hold(FollowStory, "s-a", parted)
		hold(FollowStory, "s-c", parted)
		hold(FollowStory, "s-d", parted, "4 in s-d", "6 in s-d", "dead in s-d")
		hold(FollowName, "ida marren", parted, "5 in s-b", "6 in s-d")
		clean(t, s)
	})
}
