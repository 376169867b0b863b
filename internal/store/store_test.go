package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"stemma"
)

var noon = time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)

func page(path, body string) stemma.Page {
	return stemma.Page{Path: path, Format: stemma.PlainText, Body: []byte(body), Text: body, Charset: "utf-8"}
}

// TestAppend holds that the same page comes into the log once, and comes out as
// it went in.
func TestAppend(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a, b := page("a.txt", "The mill burned."), page("b.txt", "The mill burned.")
		record := page("c.jsonl:1", `{"text":"The mill."}`)
		record.Text, record.Format, record.Title, record.Key = "The mill.", stemma.Record, "Mill", "k"
		a.Retrieved = noon.Add(-time.Hour)
		for _, want := range []int{3, 0} {
			n, err := s.Append(t.Context(), "test", noon, a, b, record, a)
			if err != nil || n != want {
				t.Fatalf("appended %d, %v, want %d", n, err, want)
			}
		}
		got, err := s.Pages(t.Context(), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []stemma.Page{a, b, record} {
			g := got[i]
			if g.Seq != int64(i+1) || !g.Received.Equal(noon) || g.Page.Text != want.Text || string(g.Page.Body) != string(want.Body) || g.Page.ID() != want.ID() || g.Page.Title != want.Title || g.Page.Key != want.Key || !g.Page.Retrieved.Equal(want.Retrieved) {
				t.Errorf("line %d: %+v, want %+v", i+1, g, want)
			}
		}
	})
}

// TestRollback holds that a transaction that fails leaves no trace.
func TestRollback(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		fails := errors.New("fails")
		err := s.Write(t.Context(), func(tx *Tx) error {
			if _, err := tx.Append(Entry{Seq: 1, Page: page("a.txt", "The mill burned."), Received: noon}); err != nil {
				return err
			}
			return fails
		})
		if !errors.Is(err, fails) {
			t.Fatal(err)
		}
		if last, err := s.Last(t.Context()); err != nil || last != 0 {
			t.Errorf("last %d, %v", last, err)
		}
	})
}

// TestMatch holds that whatever is asked for is a query that the engine knows.
func TestMatch(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a := &stemma.Article{ID: "a", Title: "Mill burns", Text: "The old mill burned down. O'Hara's cat lives."}
		err := s.Write(t.Context(), func(tx *Tx) error {
			if _, err := tx.Append(Entry{Seq: 1, Page: page("a.txt", a.Text), Received: noon}); err != nil {
				return err
			}
			return tx.Put(&Account{Seq: 1, Received: noon, Article: a, Marks: &stemma.Marks{Article: "a"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		for in, want := range map[string]int{
			"":                           1,
			"mill":                       1,
			"MILLS burning":              1,
			"mill cathedral":             0,
			`"old mill"`:                 1,
			`"mill old"`:                 0,
			"mill -cat":                  0,
			"mill -dog":                  1,
			"-cat":                       0,
			`"`:                          0,
			"O'Hara's":                   1,
			`mill" OR "x`:                0,
			"* ( ) : ^ NEAR":             0,
			"title:mill":                 0,
			"mill\x00":                   1,
			strings.Repeat("mill ", 100): 1,
		} {
			hits, err := s.Search(t.Context(), Query{Words: in})
			if err != nil {
				t.Errorf("%q: %v", in, err)
			} else if len(hits) != want {
				t.Errorf("%q: %d hits, want %d", in, len(hits), want)
			}
		}
	})
}
