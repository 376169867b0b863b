package store

import (
	"fmt"
	"slices"
	"testing"

	"stemma"
)

// TestGoesOn holds that a list which is asked for in parts is the list, and
// that what comes in between is in none of the parts that are as of a moment.
func TestGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		put := func(seq int64) {
			t.Helper()
			a := &stemma.Article{ID: stemma.ArticleID(fmt.Sprintf("a%d", seq)), Outlet: fmt.Sprintf("Paper %d", seq%3), Title: "Mill", Text: "The mill burned.", Language: "en"}
			m := &stemma.Marks{Article: a.ID, Entities: []stemma.Entity{{Name: fmt.Sprintf("Ida Marren %d", seq%4), Kind: stemma.Person, Mentions: make([]stemma.Mention, 1)}}}
			story := fmt.Sprintf("s-%d", seq)
			err := s.Write(ctx, func(tx *Tx) error {
				if _, err := tx.Append(Entry{Seq: seq, Page: page(string(a.ID), a.Text), Received: noon}); err != nil {
					return err
				}
				if err := tx.Put(&Account{Seq: seq, Received: noon, Article: a, Marks: m}); err != nil {
					return err
				}
				if err := tx.Place([]Placed{{Seq: seq, Received: noon, Title: a.Title, Placement: stemma.Placement{Article: a.ID, Story: story, Kind: stemma.Opens}}}); err != nil {
					return err
				}
				for _, stage := range []string{"place", "report"} {
					if err := tx.PutFault(Fault{Seq: (seq + 1) / 2, Stage: stage, Path: story, Kind: "invalid", Cause: "test", At: noon}); err != nil {
						return err
					}
				}
				if err := tx.exec("insert into records (story, outlet, kind, article, other, finding, why) values ($1, 'paper 1', 'first', $2, '', '', '')", story, a.ID); err != nil {
					return err
				}
				return tx.exec("update stories set accounts = 2, origins = $1, conflicts = $2 where id = $3", seq%2+1, seq%3, story)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for seq := range int64(9) {
			put(seq + 1)
		}
		check := func(what string, want []string, part func(after []string) []string) {
			t.Helper()
			var got []string
			for len(got) < 100 {
				some := part(got)
				if len(some) == 0 {
					break
				}
				got = append(got, some...)
			}
			if len(want) < 3 || !slices.Equal(got, want) {
				t.Errorf("%s in parts: %v, want %v", what, got, want)
			}
		}
		for _, by := range []string{"", "origins", "disputed", "latest"} {
			list := func(q StoryQuery) (all []Story, ids []string) {
				t.Helper()
				q.By = by
				all, err := s.Stories(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, st := range all {
					ids = append(ids, st.ID)
				}
				return all, ids
			}
			_, want := list(StoryQuery{})
			var last *Story
			check("stories by "+by, want, func([]string) []string {
				some, ids := list(StoryQuery{Limit: 2, After: last})
				if len(some) > 0 {
					last = &some[len(some)-1]
				}
				return ids
			})
		}
		all := func() map[string][]string {
			t.Helper()
			out := map[string][]string{}
			names, err := s.NamesIn(ctx, "", "", 0, 9, 100, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range names {
				out["names"] = append(out["names"], fmt.Sprint(n.Key, n.Articles))
			}
			outlets, err := s.OutletsUpTo(ctx, "", 9, 100, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range outlets {
				out["outlets"] = append(out["outlets"], fmt.Sprint(o.Key, o.Articles))
			}
			records, err := s.RecordsUpTo(ctx, "paper 1", "", 9, 100, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range records {
				out["records"] = append(out["records"], string(r.Article))
			}
			return out
		}
		before := all()
		faults, err := s.Faults(ctx, 100)
		if err != nil {
			t.Fatal(err)
		}
		key := func(f Fault) string { return fmt.Sprint(f.Seq, f.Stage, f.Path) }
		var want []string
		for _, f := range faults {
			want = append(want, key(f))
		}
		last := Fault{Seq: 1 << 40}
		check("faults", want, func([]string) (ids []string) {
			some, err := s.FaultsAfter(ctx, last, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range some {
				ids, last = append(ids, key(f)), f
			}
			return ids
		})
		check("outlets", before["outlets"], func(after []string) (ids []string) {
			some, err := s.OutletsUpTo(ctx, "", 9, 1, len(after))
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range some {
				ids = append(ids, fmt.Sprint(o.Key, o.Articles))
			}
			return ids
		})
		put(10)
		if now := all(); fmt.Sprint(now) != fmt.Sprint(before) {
			t.Errorf("as of line 9:\n%v\nand when there is one more:\n%v", before, now)
		}
	})
}
