package store

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stemma"
)

// account returns the account of a line of the log, put into it.
func account(t testing.TB, s *Store, seq int64, outlet, title, text string, names ...string) *Account {
	t.Helper()
	p := page(fmt.Sprintf("%d.txt", seq), title+"\n"+text)
	a := &stemma.Article{
		ID: p.ID(), Path: p.Path, Outlet: outlet, Title: title, Text: text, Language: "en",
		Published: stemma.Date{From: noon.AddDate(0, 0, int(seq)), To: noon.AddDate(0, 0, int(seq)+1), Precision: stemma.Day},
		Blocks:    []stemma.Block{{Kind: stemma.Body, Span: stemma.Span{End: len(text)}, Why: "test"}},
	}
	m := &stemma.Marks{Article: a.ID, Sentences: []stemma.Span{{End: len(text)}}}
	for _, n := range names {
		m.Entities = append(m.Entities, stemma.Entity{Name: n, Kind: stemma.Person, Mentions: []stemma.Mention{{Article: a.ID, Span: stemma.Span{End: 1}}}})
	}
	c := &Account{Seq: seq, Received: noon.Add(time.Duration(seq) * time.Minute), Path: p.Path, Article: a, Marks: m, Version: "test/1"}
	write(t, s, func(tx *Tx) error {
		isNew, err := tx.Append(Entry{seq, p, "test", c.Received})
		if err == nil && !isNew {
			err = fmt.Errorf("line %d is there", seq)
		}
		return err
	}, func(tx *Tx) error { return tx.Put(c) }, func(tx *Tx) error { return tx.Advance(Annotating, Cursor{seq, "test/1"}) })
	return c
}

func write(t testing.TB, s *Store, do ...func(*Tx) error) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *Tx) error {
		for _, f := range do {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// place puts an account into a story; of is what it brings about beside.
func place(t testing.TB, s *Store, c *Account, story string, kind stemma.Joining, of ...stemma.Change) {
	t.Helper()
	p := stemma.Placement{Article: c.Article.ID, Story: story, Kind: kind, Shared: []string{"mill", "fire"}, Why: "like 0.5", Changes: of}
	write(t, s, func(tx *Tx) error {
		return tx.Place([]Placed{{Seq: c.Seq, Received: c.Received, Title: c.Article.Title, Placement: p}})
	}, func(tx *Tx) error { return tx.Advance(Placing, Cursor{c.Seq, "test/1"}) })
}

// clean holds that nothing is wrong with s.
func clean(t testing.TB, s *Store) {
	t.Helper()
	found, err := s.Check(t.Context())
	if err != nil {
		t.Error(err)
	}
	index, err := s.CheckIndex(t.Context())
	if err != nil {
		t.Error(err)
	}
	for _, p := range append(found, index...) {
		t.Errorf("check: %v", p)
	}
}

func asJSON(t testing.TB, x any) string {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fill gives every field of a value a value of its own.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("é%d", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n % 100))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*n % 100))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(noon.Add(time.Duration(*n) * time.Second)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic(v.Kind().String() + " is not filled") // unreachable: the test fails when the nouns have such a field
	}
}

// TestPut holds that an article and its marks come out as they went in, every
// field of them, and that what is put again takes the place of what was there.
func TestPut(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		c := account(t, s, 1, "Skerrow Courier", "Mill burns", "The old mill burned.", "Ida Marren")
		var a stemma.Article
		var m stemma.Marks
		n := 0
		fill(reflect.ValueOf(&a).Elem(), &n)
		fill(reflect.ValueOf(&m).Elem(), &n)
		a.ID, m.Article = c.Article.ID, c.Article.ID
		m.Figures[0].High = math.Inf(1)
		m.Dates[0].From, m.Dates[0].Clock, m.Quotes = time.Time{}, nil, nil
		again := *c
		again.Article, again.Marks = &a, &m
		write(t, s, func(tx *Tx) error { return tx.Put(&again) })
		got, err := s.Account(t.Context(), a.ID[:5])
		if err != nil {
			t.Fatal(err)
		}
		if g, w := fmt.Sprintf("%+v %+v", *got.Article, *got.Marks), fmt.Sprintf("%+v %+v", a, m); g != w && !reflect.DeepEqual([]any{got.Article, got.Marks}, []any{&a, &m}) {
			t.Errorf("got\n%s\nwant\n%s", g, w)
		}
		if !got.Received.Equal(c.Received) || got.Path != a.Path {
			t.Errorf("received %v at %q", got.Received, got.Path)
		}
		for words, want := range map[string]int{"mill": 0, a.Title: 1} {
			if hits, err := s.Search(t.Context(), Query{Words: words}); err != nil || len(hits) != want {
				t.Errorf("%q: %d hits, want %d: %v", words, len(hits), want, err)
			}
		}
		for _, name := range []string{"ida marren", m.Entities[1].Name} {
			if _, err := s.NameOf(t.Context(), name, ""); (err == nil) != (name != "ida marren") {
				t.Errorf("name %q: %v", name, err)
			}
		}
	})
}

// TestPutLong holds that an article of very many marks, or of very many words,
// can be kept and read again.
func TestPutLong(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		c := account(t, s, 1, "", "", "x")
		c.Article.Text = strings.Repeat("Mill ", 300_000)
		for i := range 150_000 {
			c.Marks.Sentences = append(c.Marks.Sentences, stemma.Span{Start: i, End: i + 1})
		}
		var words strings.Builder
		for i := range 100_000 {
			fmt.Fprintf(&words, "w%d ", i)
		}
		c.Article.Title = words.String()
		write(t, s, func(tx *Tx) error { return tx.Put(c) })
		got, err := s.Account(t.Context(), c.Article.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Marks.Sentences) != 150_001 || len(got.Article.Text) != len(c.Article.Text) {
			t.Errorf("%d sentences, %d bytes", len(got.Marks.Sentences), len(got.Article.Text))
		}
		if hits, err := s.Search(t.Context(), Query{Words: "w77 mill"}); err != nil || len(hits) != 1 {
			t.Errorf("%d hits: %v", len(hits), err)
		}
		clean(t, s)
	})
}

// TestBytes holds that whatever is in a page or a name, both engines keep it
// alike, and offsets hold.
func TestBytes(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		odd := "a\x00b\xffc 'd' \"e\" \\ \U0001f525 \u202e % _ é"
		pages := []stemma.Page{page("empty.txt", ""), page(odd, odd), {Path: "none.jsonl:1", Format: stemma.Record, Body: []byte(`{"text":""}`), URL: odd, Outlet: odd, Title: odd, Key: odd}}
		for _, want := range []int{3, 0} {
			if n, err := s.Append(t.Context(), odd, noon, pages...); err != nil || n != want {
				t.Fatalf("appended %d, want %d: %v", n, want, err)
			}
		}
		got, err := s.Pages(t.Context(), 0, 9)
		if err != nil || len(got) != 3 {
			t.Fatal(len(got), err)
		}
		for i, g := range got {
			if string(g.Page.Body) != string(pages[i].Body) || g.Page.Text != pages[i].Text {
				t.Errorf("%s: %q, %q", g.Page.Path, g.Page.Body, g.Page.Text)
			}
			if e, err := s.Page(t.Context(), g.Page.ID()); err != nil || e.Seq != g.Seq {
				t.Errorf("%s goes by another ID: %v", g.Page.Path, err)
			}
		}
		if g, want := got[2].Page.Title, strings.NewReplacer("\x00", "\x1a", "\xff", "\x1a").Replace(odd); g != want {
			t.Errorf("title %q, want %q", g, want)
		}
		c := &Account{Seq: 2, Received: noon, Path: odd, Article: &stemma.Article{ID: got[1].Page.ID(), Title: odd, Outlet: odd, Text: odd, Language: odd, Byline: odd}, Marks: &stemma.Marks{
			Article: got[1].Page.ID(), Entities: []stemma.Entity{{Name: odd, Kind: stemma.Person}}, Sentences: []stemma.Span{{Start: strings.Index(odd, "'d'"), End: len(odd)}},
		}}
		bad := &Account{Seq: 1, Received: noon, Path: odd, Err: &stemma.Fault{Kind: stemma.ErrUnreadable, Path: odd, Cause: odd, Do: odd}}
		write(t, s, func(tx *Tx) error { return tx.Put(c) }, func(tx *Tx) error { return tx.Put(bad) })
		back, err := s.Account(t.Context(), c.Article.ID)
		if err != nil {
			t.Fatal(err)
		}
		if g, w := back.Article.Words(back.Marks.Sentences[0]), odd[strings.Index(odd, "'d'"):]; g != w {
			t.Errorf("sentence %q, want %q", g, w)
		}
		for _, words := range []string{odd, "é", "\U0001f525", "\x00", "c -zebra"} {
			hits, err := s.Search(t.Context(), Query{Words: words, Outlet: odd, Name: odd, Language: odd})
			if err != nil {
				t.Errorf("%q: %v", words, err)
			}
			if want := 1; words != "\U0001f525" && words != "\x00" && len(hits) != want {
				t.Errorf("%q: %d hits, want %d", words, len(hits), want)
			}
		}
		for name, err := range map[string]error{"story": second(s.Story(t.Context(), odd)), "article": second(s.Account(t.Context(), stemma.ArticleID(odd)))} {
			if !strings.Contains(fmt.Sprint(err), "not in the store") {
				t.Errorf("%s: %v", name, err)
			}
		}
		clean(t, s)
	})
}

func second[T any](_ T, err error) error { return err }

// TestFaults holds that a fault is one row, counts its attempts, and goes when
// its page can be read.
func TestFaults(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		c := account(t, s, 1, "", "Mill", "The mill.")
		for _, kind := range []error{stemma.ErrUnreadable, stemma.ErrLanguage, stemma.ErrInvalid} {
			bad := &Account{Seq: 1, Received: noon, Path: c.Path, Version: "test/2", Err: &stemma.Fault{Kind: kind, Path: c.Path, Cause: "no text in it", Do: "save it again"}}
			write(t, s, func(tx *Tx) error { return tx.Put(bad) })
		}
		got, err := s.Faults(t.Context(), 10)
		want := Fault{Seq: 1, Stage: Annotating, Version: "test/2", Kind: "invalid", Path: c.Path, Cause: "no text in it", Do: "save it again", Attempts: 3, At: noon}
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
		if _, err := s.Account(t.Context(), c.Article.ID); err == nil {
			t.Error("the article is still there")
		}
		write(t, s, func(tx *Tx) error { return tx.Put(c) })
		if got, err := s.Faults(t.Context(), 10); err != nil || len(got) != 0 {
			t.Errorf("got %+v, %v", got, err)
		}
		clean(t, s)
	})
}

// TestPlace holds that articles are in the stories they were put into, moved as
// later ones said, and that stories know what they have and became part of.
func TestPlace(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		var c [6]*Account
		for i := range c {
			c[i] = account(t, s, int64(i+1), fmt.Sprintf("Outlet %d", i%2), fmt.Sprintf("Title %d", i), "The mill burned.")
		}
		id := func(i int) stemma.ArticleID { return c[i].Article.ID }
		place(t, s, c[0], "s-a", stemma.Opens)
		place(t, s, c[1], "s-b", stemma.Opens)
		place(t, s, c[2], "s-b", stemma.Joins)
		clean(t, s)
		// Two are one.
		place(t, s, c[3], "s-a", stemma.Joins, stemma.Change{Article: id(1), From: "s-b", To: "s-a", Why: "alike"}, stemma.Change{Article: id(2), From: "s-b", To: "s-a", Why: "alike"})
		clean(t, s)
		if st, err := s.Story(t.Context(), "s-b"); err != nil || st.ID != "s-a" || st.Articles != 4 || st.Outlets != 2 {
			t.Errorf("s-b became %+v, %v", st, err)
		}
		// One is two, and what it came through itself is nobody's concern.
		place(t, s, c[4], "s-c", stemma.Joins, stemma.Change{Article: id(2), From: "s-a", To: "s-c", Why: "unlike"}, stemma.Change{Article: id(4), From: "s-a", To: "s-c", Why: "unlike"})
		// And a story that ended begins again.
		place(t, s, c[5], "s-b", stemma.Joins, stemma.Change{Article: id(1), From: "s-a", To: "s-b", Why: "unlike"})
		clean(t, s)
		for story, want := range map[string][]int64{"s-a": {1, 4}, "s-b": {2, 6}, "s-c": {3, 5}} {
			m, err := s.Members(t.Context(), story)
			if err != nil || !slices.Equal(Seqs(m), want) {
				t.Errorf("%s has %v, want %v: %v", story, Seqs(m), want, err)
			}
			st, err := s.Story(t.Context(), story[:3])
			if err != nil || st.ID != story || st.Articles != 2 || st.Into != "" {
				t.Errorf("%s: %+v, %v", story, st, err)
			}
		}
		moves, err := s.Moves(t.Context(), id(2))
		if want := []stemma.Change{{Article: id(2), From: "s-b", To: "s-a", Why: "alike"}, {Article: id(2), From: "s-a", To: "s-c", Why: "unlike"}}; err != nil || !slices.Equal(moves, want) {
			t.Errorf("moves %v, want %v: %v", moves, want, err)
		}
		p, err := s.Placement(t.Context(), id(1))
		if err != nil || p.Kind != stemma.Joins || p.Why != "unlike" || !slices.Equal(p.Shared, []string{"mill", "fire"}) || p.Mentions != nil {
			t.Errorf("placement %+v, %v", p, err)
		}
		dirty, err := s.Dirty(t.Context(), 10)
		var order []string
		for _, st := range dirty {
			order = append(order, st.ID)
		}
		if err != nil || !slices.Equal(order, []string{"s-c", "s-a", "s-b"}) {
			t.Errorf("dirty: %v, %v", order, err)
		}
	})
}

// report returns a report on accounts of which every field is filled.
func report(story string, changed int64, accounts ...*Account) *Report {
	var r stemma.Report
	n := 0
	fill(reflect.ValueOf(&r).Elem(), &n)
	r.Story.ID = story
	r.Articles, r.Marks = nil, nil
	for _, c := range accounts[1:] {
		r.Articles = append(r.Articles, c.Article)
		r.Marks = append(r.Marks, &stemma.Marks{Article: c.Article.ID, Sentences: c.Marks.Sentences})
	}
	r.Versions = []stemma.Version{{Article: accounts[0].Article, Now: accounts[1].Article.ID, Edits: []stemma.Edit{{Kind: stemma.Moved, Old: stemma.Span{End: 2}, New: stemma.Span{Start: 1, End: 3}}}}}
	r.Findings[0].Kind, r.Findings[1].Kind = stemma.Conflicting, stemma.Updated
	return &Report{Story: story, Changed: changed, At: accounts[len(accounts)-1].Received, Report: &r}
}

// TestReport holds that a report comes out as it went in, every field of it, and
// what the story then says of itself.
func TestReport(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		var c [3]*Account
		for i := range c {
			c[i] = account(t, s, int64(i+1), "Outlet", fmt.Sprintf("Title %d", i), "The mill burned.")
			place(t, s, c[i], "s-a", stemma.Joins)
		}
		want := report("s-a", 3, c[0], c[1], c[2])
		want.Records = []Record{{Story: "s-a", Outlet: OutletKey(c[0].Article), Kind: "first", Article: c[0].Article.ID, Why: "the earliest"}, {Story: "s-a", Outlet: OutletKey(c[0].Article), Kind: "corrected", Article: c[2].Article.ID, Other: c[1].Article.ID, Finding: "f1", Why: "it says so"}}
		write(t, s, func(tx *Tx) error { return tx.PutReport(want) })
		got, err := s.Report(t.Context(), "s-a", 0)
		if err != nil {
			t.Fatal(err)
		}
		if g, w := asJSON(t, got), asJSON(t, want.Report); g != w {
			t.Errorf("got\n%s\nwant\n%s", g, w)
		}
		st, err := s.Story(t.Context(), "s-a")
		if err != nil || st.Revision != 1 || st.Reported != 3 || st.Title != want.Report.Story.Title || st.Conflicts != 1 || st.Updates != 1 || st.Accounts != 2 || st.Articles != 3 ||
			st.Origins != 2 || st.Utterances != 2 || !slices.Equal(st.Languages, []string{"en"}) || !st.First.From.Equal(c[0].Article.Published.From) || !st.Last.From.Equal(c[2].Article.Published.From) || !st.Updated.Equal(c[2].Received) {
			t.Errorf("%+v, %v", st, err)
		}
		records, err := s.Records(t.Context(), "outlet", "", 10)
		if err != nil || len(records) != 2 || records[0] != want.Records[1] || records[1] != want.Records[0] {
			t.Errorf("records %+v, %v", records, err)
		}
		outlets, err := s.Outlets(t.Context(), "", 10, 0)
		if err != nil || len(outlets) != 1 || outlets[0].First != 1 || outlets[0].Corrected != 1 || outlets[0].Copied != 0 || outlets[0].Articles != 3 || outlets[0].Name != "Outlet" || !outlets[0].Last.Equal(c[2].Received) {
			t.Errorf("outlets %+v, %v", outlets, err)
		}
		if _, err := s.Report(t.Context(), "s-a", 2); err == nil {
			t.Error("a revision that was not made")
		}
	})
}

// TestRevisions holds that revisions rise, that one that was looked at stays, that
// making all stories again does not begin anew with revisions and repeats no
// event, and that a story that has ended has no report.
func TestRevisions(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a, b, c := account(t, s, 1, "A", "One", "The mill burned."), account(t, s, 2, "B", "Two", "The mill burned."), account(t, s, 3, "C", "Three", "The mill burned.")
		placeAll := func() {
			place(t, s, a, "s-a", stemma.Opens)
			place(t, s, b, "s-a", stemma.Joins)
		}
		put := func(changed int64, marks ...string) {
			t.Helper()
			r := report("s-a", changed, a, b)
			r.Report.Findings, r.Report.Versions = nil, nil
			for _, m := range marks {
				r.Events = append(r.Events, Event{Mark: m, Kind: "joined", Article: a.Article.ID, Outlet: "A", Words: "One"})
			}
			write(t, s, func(tx *Tx) error { return tx.PutReport(r) })
		}
		placeAll()
		put(2, "x", "y")
		if err := s.See(ctx, Look{Who: "", Story: "s-a", Revision: 1, At: noon}); err != nil {
			t.Fatal(err)
		}
		put(2, "y", "z")
		put(2, "z")
		for revision, there := range map[int64]bool{1: true, 2: false, 3: true} {
			if _, err := s.Report(ctx, "s-a", revision); (err == nil) != there {
				t.Errorf("revision %d: %v", revision, err)
			}
		}
		since, err := s.Since(ctx, "s-a", 1)
		if err != nil || len(since) != 1 || since[0].Mark != "z" || since[0].Revision != 2 || since[0].ID != 3 {
			t.Errorf("since 1: %+v, %v", since, err)
		}
		write(t, s, func(tx *Tx) error { return tx.Unplace() })
		placeAll()
		put(2, "x", "y", "z", "new")
		all, err := s.Events(ctx, "s-a", 0, 10)
		if err != nil || len(all) != 4 || all[3].Mark != "new" || all[3].Revision <= 2 {
			t.Errorf("events %+v, %v", all, err)
		}
		if seen, err := s.Seen(ctx, "", "s-a"); err != nil || seen != 1 {
			t.Errorf("seen %d, %v", seen, err)
		}
		// A report that was begun before its story ended comes too late.
		place(t, s, c, "s-c", stemma.Opens, stemma.Change{Article: a.Article.ID, From: "s-a", To: "s-c"}, stemma.Change{Article: b.Article.ID, From: "s-a", To: "s-c"})
		put(2)
		write(t, s, func(tx *Tx) error { return tx.PutAlone("s-a", 2, "One", "en") }, func(tx *Tx) error {
			return tx.Unreported("s-a", 2, Fault{Seq: 1, Stage: Reporting, Path: "s-a", Kind: "invalid", At: noon})
		})
		dirty, err := s.Dirty(ctx, 10)
		if err != nil || len(dirty) != 1 || dirty[0].ID != "s-c" {
			t.Errorf("dirty %+v, %v", dirty, err)
		}
		if _, err := s.Report(ctx, "s-a", 0); err == nil {
			t.Error("a report on a story that has ended")
		}
		clean(t, s)
	})
}

// TestUnreported holds that a story whose report failed waits until it changes
// and its time has come.
func TestUnreported(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a, b := account(t, s, 1, "A", "One", "The mill burned."), account(t, s, 2, "B", "Two", "The mill burned.")
		place(t, s, a, "s-a", stemma.Opens)
		due := func(at time.Time) int {
			t.Helper()
			some, err := s.ToReport(ctx, at, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(some)
		}
		if n := due(noon); n != 1 {
			t.Errorf("%d due", n)
		}
		write(t, s, func(tx *Tx) error {
			return tx.Unreported("s-a", 1, Fault{Seq: 1, Stage: Reporting, Path: "s-a", Kind: "invalid", Cause: "it failed", Next: noon.Add(time.Hour), At: noon})
		})
		if n := due(noon.Add(2 * time.Hour)); n != 0 {
			t.Errorf("%d due that did not change", n)
		}
		place(t, s, b, "s-a", stemma.Joins)
		for _, c := range []struct {
			after time.Duration
			want  int
		}{{time.Minute, 0}, {2 * time.Hour, 1}} {
			if n := due(noon.Add(c.after)); n != c.want {
				t.Errorf("%d due after %v, want %d", n, c.after, c.want)
			}
		}
		r := report("s-a", 2, a, b)
		r.Report.Findings, r.Report.Versions = nil, nil
		write(t, s, func(tx *Tx) error { return tx.PutReport(r) })
		if f, err := s.Faults(ctx, 10); err != nil || len(f) != 0 {
			t.Errorf("faults %v, %v", f, err)
		}
	})
}
