package store

import (
	"errors"
	"fmt"
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
