package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stemma"
)

// TestSearch holds that both engines find the same articles, the newest first,
// page by page.
func TestSearch(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		for i, c := range []struct{ outlet, title, text string }{
			{"Skerrow Courier", "Mill burns", "The old mill burned down. O'Hara's cat lives."},
			{"Skerrow Courier", "Café opens", "A café opened by the harbour; the naïve owner, Zoë Größe, serves crème brûlée."},
			{"Tarn Post", "Budget", "The council's well-known budget of £3.5m for 2031 was passed 12-3. It is not the first."},
			{"Tarn Post", "Pumpen", "Die Pumpen der Mühle wurden geprüft."},
			{"", "Running", "Runners ran; she was running and the generous general runs relations with relatives."},
			{"", "Заголовок", "Пожар на мельнице в Скерроу 소방관들이 도착했다 火事だ"},
			{"", "Codes", "Flight BA2490 left at 10:45, see http://example.org/mill?x=1 and mail desk@example.org about covid19."},
		} {
			a := account(t, s, int64(i+1), c.outlet, c.title, c.text, []string{"Ida Marren", "Zoë Größe"}[i%2])
			if i < 4 {
				place(t, s, a, fmt.Sprintf("s-%d", i/2), stemma.Joins)
			}
		}
		for _, c := range []struct {
			q    Query
			want []int64
		}{
			{Query{}, []int64{7, 6, 5, 4, 3, 2, 1}},
			{Query{Limit: 2}, []int64{7, 6}},
			{Query{Limit: 2, Before: 6}, []int64{5, 4}},
			{Query{Words: "mill"}, []int64{7, 1}},
			{Query{Words: "the"}, []int64{5, 3, 2, 1}},
			{Query{Words: "not the first"}, []int64{3}},
			{Query{Words: `"not the first"`}, []int64{3}},
			{Query{Words: `"first the"`}, nil},
			{Query{Words: "MILLS burning"}, []int64{1}},
			{Query{Words: "mill cathedral"}, nil},
			{Query{Words: "mill -cat"}, []int64{7}},
			{Query{Words: `mill -"old mill"`}, []int64{7}},
			{Query{Words: "-cat"}, nil},
			{Query{Words: "cafe"}, []int64{2}},
			{Query{Words: "CAFÉ creme"}, []int64{2}},
			{Query{Words: "cafe\u0301"}, []int64{2}},
			{Query{Words: "Zoe große"}, []int64{2}},
			{Query{Words: "muhle"}, []int64{4}},
			{Query{Words: "well-known"}, []int64{3}},
			{Query{Words: "known well"}, []int64{3}},
			{Query{Words: `"well known budget"`}, []int64{3}},
			{Query{Words: "3.5m"}, []int64{3}},
			{Query{Words: "12-3 2031"}, []int64{3}},
			{Query{Words: "O'Hara's"}, []int64{1}},
			{Query{Words: "o’hara"}, []int64{1}},
			{Query{Words: "run"}, []int64{5}},
			{Query{Words: "relation"}, []int64{5}},
			{Query{Words: "пожар"}, []int64{6}},
			{Query{Words: "소방관들이"}, []int64{6}},
			{Query{Words: "火事だ"}, []int64{6}},
			{Query{Words: "ba2490 covid19"}, []int64{7}},
			{Query{Words: "10:45"}, []int64{7}},
			{Query{Words: "example.org"}, []int64{7}},
			{Query{Words: "title:mill"}, nil},
			{Query{Words: "mill*"}, []int64{7, 1}},
			{Query{Words: "mil"}, nil},
			{Query{Words: "* ( ) : ^ & | ! <->"}, nil},
			{Query{Words: `mill" OR "x`}, nil},
			{Query{Words: "mill & harbour"}, nil},
			{Query{Words: strings.Repeat("mill ", 1000)}, []int64{7, 1}},
			{Query{Outlet: "skerrow courier"}, []int64{2, 1}},
			{Query{Outlet: "Tarn Post", Words: "council"}, []int64{3}},
			{Query{Name: "zoe große"}, []int64{6, 4, 2}},
			{Query{Name: "Ida Marren", Words: "mill"}, []int64{7, 1}},
			{Query{Language: "en", Before: 3}, []int64{2, 1}},
			{Query{Language: "de"}, nil},
			{Query{Story: "s-1"}, []int64{4, 3}},
			{Query{From: noon.Add(3 * time.Minute), To: noon.Add(5 * time.Minute)}, []int64{4, 3}},
		} {
			hits, err := s.Search(ctx, c.q)
			if err != nil {
				t.Errorf("%+v: %v", c.q, err)
			}
			var got []int64
			for _, h := range hits {
				got = append(got, h.Seq)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%+v: %v, want %v", c.q, got, c.want)
			}
		}
		h, err := s.Search(ctx, Query{Words: "burning"})
		if err != nil || len(h) != 1 {
			t.Fatal(h, err)
		}
		h[0].Received = h[0].Received.UTC()
		want := Hit{Seq: 1, ID: h[0].ID, Title: "Mill burns", Outlet: "Skerrow Courier", OutletKey: "skerrow courier", Path: "1.txt", Language: "en",
			Published: stemma.Date{From: noon.AddDate(0, 0, 1), Precision: stemma.Day}, Received: noon.Add(time.Minute), Story: "s-0", Kind: stemma.Joins,
			Snippet: "The old mill \x02burned\x03 down. O'Hara's cat lives."}
		if h[0] != want {
			t.Errorf("got  %+v\nwant %+v", h[0], want)
		}
	})
}

// TestSnippet holds what is shown of a text that was found.
func TestSnippet(t *testing.T) {
	long := strings.Repeat("word ", 100)
	for _, c := range []struct{ text, query, want string }{
		{"The mill.", "", "The mill."},
		{"The mill.", "dog", "The mill."},
		{"The Mills, burning.", "mill burn", "The \x02Mills\x03, \x02burning\x03."},
		{"The mill and the cat.", "mill -cat", "The \x02mill\x03 and the cat."},
		{"A café.", "cafe", "A \x02café\x03."},
		{"A \x02forged\x03 mark.", "mark", "A forged \x02mark\x03."},
		{long + "mill " + long, "mill", "…word word word word word word word word \x02mill\x03" + strings.Repeat(" word", 23) + "…"},
		{"mill " + long + "the mill burned " + long, "mill burned", "…word word word word word word word the \x02mill\x03 \x02burned\x03" + strings.Repeat(" word", 22) + "…"},
		{long + "mill", "mill", "…word word word word word word word word \x02mill\x03"},
		{"", "mill", ""},
		{"…", "mill", ""},
	} {
		if got := snippet(c.text, wantedBy(c.query)); got != c.want {
			t.Errorf("%.20q for %q: %q, want %q", c.text, c.query, got, c.want)
		}
	}
}

// TestStories holds the orders that stories are listed in, and that pages of the
// list have each story once.
func TestStories(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		// Stories 0 to 8 with two accounts each, 9 with one, 10 a round-up.
		seq := int64(0)
		for i := range 11 {
			id := fmt.Sprintf("s-%02d", i)
			var of []*Account
			for n := range 2 {
				if i == 9 && n == 1 {
					break
				}
				seq++
				c := account(t, s, seq, fmt.Sprint("Outlet ", n), "Mill", "The mill burned.")
				c.Article.Language = []string{"en", "de"}[i%2]
				kind := stemma.Joins
				if i == 10 {
					kind = stemma.RoundUp
				}
				place(t, s, c, id, kind)
				of = append(of, c)
			}
			if i == 9 {
				write(t, s, func(tx *Tx) error { return tx.PutAlone(id, seq, "Mill", "de") })
				continue
			}
			r := report(id, seq, of[0], of[1])
			r.Articles, r.Marks, r.Versions = []*stemma.Article{of[0].Article, of[1].Article}, []*stemma.Marks{of[0].Marks, of[1].Marks}, nil
			r.Lineage.Origins = make([]stemma.Origin, i%4)
			r.Findings = make([]stemma.Finding, i%3)
			for j := range r.Findings {
				r.Findings[j].Kind = stemma.Conflicting
			}
			write(t, s, func(tx *Tx) error { return tx.PutReport(r) })
		}
		list := func(q StoryQuery) string {
			t.Helper()
			all, err := s.Stories(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, st := range all {
				out = append(out, strings.TrimPrefix(st.ID, "s-"))
			}
			return strings.Join(out, " ")
		}
		for _, c := range []struct {
			q    StoryQuery
			want string
		}{
			{StoryQuery{}, "07 03 02 06 05 01 08 04 00"},
			{StoryQuery{By: "origins", Limit: 3, Offset: 3}, "06 05 01"},
			{StoryQuery{By: "disputed"}, "02 05 08 07 01 04"},
			{StoryQuery{By: "latest"}, "08 07 06 05 04 03 02 01 00"},
			{StoryQuery{By: "latest", Alone: true, RoundUps: true}, "10 09 08 07 06 05 04 03 02 01 00"},
			{StoryQuery{By: "latest", Language: "de", Alone: true}, "09 07 05 03 01"},
			{StoryQuery{By: "latest", Language: "d"}, ""},
			{StoryQuery{By: "latest", Since: noon.Add(15 * time.Minute)}, "08 07"},
		} {
			if got := list(c.q); got != c.want {
				t.Errorf("%+v: %s, want %s", c.q, got, c.want)
			}
		}
		for _, by := range []string{"origins", "disputed", "latest"} {
			var pages []string
			for at := 0; ; at += 2 {
				page := list(StoryQuery{By: by, Limit: 2, Offset: at, Alone: true, RoundUps: true})
				if page == "" {
					break
				}
				pages = append(pages, page)
			}
			if got, want := strings.Join(pages, " "), list(StoryQuery{By: by, Alone: true, RoundUps: true}); got != want {
				t.Errorf("by %s in pages %s, at once %s", by, got, want)
			}
		}
		if _, err := s.Stories(ctx, StoryQuery{By: "id; drop table log"}); err == nil {
			t.Error("an order that is none")
		}
	})
}

// TestNames holds how names and outlets are counted and found by their beginning.
func TestNames(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		account(t, s, 1, "B", "", "x", "Ida Marren", "ida marren", "Zoë Größe")
		account(t, s, 2, "A", "", "x", "Ida Marren", "Éric Oll")
		account(t, s, 3, "A", "", "x", "Ida Marren", "_x", "Idaho")
		for _, c := range []struct {
			prefix string
			recent int64
			want   string
		}{
			{"", 10, "ida marren 3, _x 1, eric oll 1, idaho 1, zoe große 1"},
			{"", 1, "_x 1, ida marren 1, idaho 1"},
			{"IDA", 10, "ida marren 3, idaho 1"},
			{"é", 10, "eric oll 1"},
			{"%", 10, ""},
			{"_", 10, "_x 1"},
		} {
			all, err := s.Names(ctx, "", c.prefix, c.recent, 10, 0)
			var got []string
			for _, n := range all {
				got = append(got, fmt.Sprintf("%s %d", n.Key, n.Articles))
			}
			if err != nil || strings.Join(got, ", ") != c.want {
				t.Errorf("%q of %d: %s, want %s: %v", c.prefix, c.recent, strings.Join(got, ", "), c.want, err)
			}
		}
		if n, err := s.NameOf(ctx, "IDA Marren", "person"); err != nil || n.Articles != 3 || n.Last != 3 {
			t.Errorf("%+v, %v", n, err)
		}
		all, err := s.Outlets(ctx, "", 10, 0)
		if err != nil || len(all) != 2 || all[0].Key != "a" || all[0].Articles != 2 || all[1].Key != "b" {
			t.Errorf("outlets %+v, %v", all, err)
		}
		if all, err := s.Outlets(ctx, "b", 10, 0); err != nil || len(all) != 1 || all[0].Name != "B" {
			t.Errorf("outlets %+v, %v", all, err)
		}
	})
}

// FuzzSearch holds that whatever is asked for is a query that the engine knows,
// and that a snippet of whatever text has the words of the text and no other marks.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{"mill", `"old mill" -cat`, `" OR * NEAR(`, "“Größe” é\u0301 火事", "-", "\x00\xff"} {
		f.Add(q, "The old Mill burned; Größe. \x02火事\x03 é")
	}
	s := openAt(f, f.TempDir())
	account(f, s, 1, "Outlet", "Mill", "The old mill burned.")
	f.Fuzz(func(t *testing.T, query, text string) {
		if _, err := s.Search(t.Context(), Query{Words: query}); err != nil {
			t.Errorf("%q: %v", query, err)
		}
		wanted := wantedBy(query)
		got := snippet(text, wanted)
		if n := len(strings.Fields(got)); n > len(strings.Fields(text))+2*snippetWords+2 {
			t.Errorf("%q: %d words of %q", got, n, text)
		}
		bare := strings.NewReplacer(Mark, "", Unmark, "", "…", "").Replace(got)
		spaced := strings.Join(strings.Fields(strings.NewReplacer(Mark, " ", Unmark, " ", "…", "").Replace(text)), " ")
		if !strings.Contains(spaced, strings.TrimSpace(bare)) {
			t.Errorf("%q is not in %q", bare, spaced)
		}
		if strings.Count(got, Mark) != strings.Count(got, Unmark) {
			t.Errorf("%q: marks without end", got)
		}
	})
}
