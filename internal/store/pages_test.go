package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"stemma"
)

// TestPageQueries holds what the pages of a site ask of three articles in two
// stories, one of which is a round-up, on both engines.
func TestPageQueries(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		if unused, err := s.Unused(ctx); err != nil || !unused {
			t.Fatalf("a new store is used: %v", err)
		}
		articles := []*stemma.Article{
			{ID: "a", Outlet: "Skerrow Courier", Title: "Mill burns", Text: "The old mill burned.", Language: "en", Published: stemma.Date{From: noon, To: noon.Add(time.Minute), Precision: stemma.Minute}},
			{ID: "b", Outlet: "Marl Post", Text: "The mill of Marl burned down.", Language: "de"},
			{ID: "c", Text: "The week in brief.", Language: "en"},
		}
		placed := []stemma.Placement{
			{Article: "a", Story: "s-a", Kind: stemma.Opens, Why: "nothing is like it"},
			{Article: "b", Story: "s-x", Kind: stemma.Copy, Of: "a", Shared: []string{"mill", "Marl"}, Why: "half of it"},
			{Article: "c", Story: "s-c", Kind: stemma.RoundUp, Mentions: []string{"s-a"}, Changes: []stemma.Change{{Article: "b", From: "s-x", To: "s-a", Why: "one event"}}},
		}
		err := s.Write(ctx, func(tx *Tx) error {
			for i, a := range articles {
				seq := int64(i + 1)
				if _, err := tx.Append(Entry{Seq: seq, Page: page(string(a.ID), a.Text), Received: noon.Add(time.Duration(i) * time.Hour)}); err != nil {
					return err
				}
				m := &stemma.Marks{Article: a.ID, Entities: []stemma.Entity{{Name: "Marl", Kind: stemma.Place, Mentions: make([]stemma.Mention, i+1)}}}
				account := &Account{Seq: seq, Received: noon.Add(time.Duration(i) * time.Hour), Article: a, Marks: m, Version: "v"}
				if a.ID == "c" {
					account.Err = fmt.Errorf("in a tongue unknown: %w", stemma.ErrLanguage)
				}
				if err := tx.Put(account); err != nil {
					return err
				}
				if err := tx.Place([]Placed{{Seq: seq, Received: account.Received, Title: a.Title, Placement: placed[i]}}); err != nil {
					return err
				}
			}
			return tx.Advance("annotate", Cursor{Seq: 2, Version: "v"})
		})
		if err != nil {
			t.Fatal(err)
		}
		if p, err := s.Progress(ctx, "annotate"); err != nil || p != (Progress{Last: 3, Read: 2, Stories: 2}) {
			t.Errorf("progress %+v, %v", p, err)
		}
		report := &stemma.Report{
			Story: stemma.Story{ID: "s-a", Title: "Mill burns"}, Articles: articles[:2], Marks: []*stemma.Marks{{}, {}},
			Findings: []stemma.Finding{{ID: "f1", Kind: stemma.Conflicting}},
		}
		records := []Record{{Outlet: "marl post", Kind: "copied", Article: "b", Other: "a", Why: "half"}, {Outlet: "marl post", Kind: "contradicted", Article: "b", Finding: "f1"}}
		for revision := range 2 {
			r := &Report{Story: "s-a", Changed: 3, At: noon, Report: report, Records: records}
			if revision == 1 {
				r.Events = []Event{{Mark: "1", Kind: "joined", Article: "b"}, {Mark: "2", Kind: "conflict", Finding: "f1"}, {Mark: "3", Kind: "update"}, {Mark: "4", Kind: "revised", Article: "b"}}
			}
			if err := s.Write(ctx, func(tx *Tx) error { return tx.PutReport(r) }); err != nil {
				t.Fatal(err)
			}
			if revision == 0 {
				if err := s.See(ctx, Look{Who: "w", Story: "s-a", Revision: 1, At: noon}); err != nil {
					t.Fatal(err)
				}
			}
		}

		if unused, err := s.Unused(ctx); err != nil || unused {
			t.Errorf("a store with pages is unused: %v", err)
		}
		heads, err := s.Heads(ctx, []stemma.ArticleID{"a", "b", "nonesuch"})
		if err != nil || len(heads) != 2 || heads["a"].Title != "Mill burns" || !heads["a"].Published.From.Equal(noon) || heads["b"].Title != "The mill of Marl burned down." {
			t.Errorf("heads %+v, %v", heads, err)
		}
		in, err := s.HeadsIn(ctx, "s-a", 10)
		if err != nil || len(in) != 2 || in[1].Placement.Of != "a" || !slices.Equal(in[1].Placement.Shared, []string{"mill", "Marl"}) || in[1].Placement.Why != "one event" {
			t.Errorf("in the story: %+v, %v", in, err)
		}
		moves, err := s.MovesInto(ctx, "s-a")
		if err != nil || len(moves) != 1 || moves[0] != (stemma.Change{Article: "b", From: "s-x", To: "s-a", Why: "one event"}) {
			t.Errorf("moves %+v, %v", moves, err)
		}
		of, err := s.StoriesOf(ctx, []string{"s-a", "s-c", "s-z"})
		if err != nil || len(of) != 2 || of["s-a"].Conflicts != 1 || !of["s-c"].RoundUp {
			t.Errorf("stories %+v, %v", of, err)
		}
		for since, want := range map[time.Time]int{{}: 1, noon.Add(2 * time.Hour): 1, noon.Add(3 * time.Hour): 0} {
			if got, err := s.RoundUps(ctx, since, 10, 0); err != nil || len(got) != want {
				t.Errorf("round-ups since %v: %+v, %v", since, got, err)
			}
		}
		if got, err := s.StoriesNaming(ctx, "MARL", 10); err != nil || len(got) != 2 {
			t.Errorf("stories that name Marl: %+v, %v", got, err)
		}
		if got, err := s.Languages(ctx, time.Time{}); err != nil || !slices.Equal(got, []string{"de", "en"}) {
			t.Errorf("languages %q, %v", got, err)
		}
		news, err := s.News(ctx, "w", []string{"s-a", "s-c"})
		if want := (News{Seen: 1, Joined: 1, Revised: 1, Conflicts: 1, Updates: 1}); err != nil || len(news) != 1 || news["s-a"] != want {
			t.Errorf("news %+v, %v", news, err)
		}
		if news, err := s.News(ctx, "other", []string{"s-a"}); err != nil || len(news) != 0 {
			t.Errorf("news to who never looked: %+v, %v", news, err)
		}
		cases, err := s.Cases(ctx, "marl post", "", 10, 0)
		if err != nil || len(cases) != 2 || cases[0].Kind != "contradicted" || cases[1].Other.Title != "Mill burns" || cases[1].StoryTitle != "Mill burns" || cases[1].Title != "The mill of Marl burned down." {
			t.Errorf("cases %+v, %v", cases, err)
		}
		if cases, err := s.Cases(ctx, "marl post", "copied", 1, 1); err != nil || len(cases) != 0 {
			t.Errorf("cases after the last: %+v, %v", cases, err)
		}
		f, _, err := s.AddFeed(ctx, Feed{URL: "https://marl.example/feed", Kind: KindFeed, Added: noon})
		if err != nil {
			t.Fatal(err)
		}
		f.Off, f.Next = "it is gone", noon.Add(time.Hour)
		if err := s.Write(ctx, func(tx *Tx) error { return tx.KeepFeed(&f) }); err != nil {
			t.Fatal(err)
		}
		if err := s.AskFeed(ctx, f.ID, noon); err != nil {
			t.Fatal(err)
		}
		if due, err := s.Due(ctx, noon, 9); err != nil || len(due) != 1 || due[0].Off != "" {
			t.Errorf("asked, due are %+v, %v", due, err)
		}
		if err := s.AskFeed(ctx, "f-none", noon); !errors.Is(err, ErrNotFound) {
			t.Errorf("asked, what is no feed: %v", err)
		}
		if f, err := s.FaultOf(ctx, 3); err != nil || f.Kind != "language" || f.Stage != "annotate" {
			t.Errorf("fault %+v, %v", f, err)
		}
		if _, err := s.FaultOf(ctx, 1); !errors.Is(err, ErrNotFound) {
			t.Errorf("fault of what was read: %v", err)
		}
	})
}
