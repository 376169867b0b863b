package pipeline

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"stemma"
	"stemma/internal/read"
)

// feedOf yields the pages of records, one JSON object a line.
func feedOf(lines ...string) iter.Seq2[stemma.Page, error] {
	return read.Pages([]string{"-"}, strings.NewReader(strings.Join(lines, "\n")))
}

// TestGroup holds that every article is placed, in the order of the input, and
// that what could not be read is passed on.
func TestGroup(t *testing.T) {
	var got []string
	for p := range Group(Light(Articles(feedOf(
		`{"id":"a","text":"`+strings.ReplaceAll(harbour, "\n", " ")+`"}`,
		`{"id":"b"}`,
		`{"id":"c","text":"The council of Marl will open the library on Sundays, councillor Edda Fenn said."}`,
	)))) {
		if p.Article == nil {
			got = append(got, "fault")
			continue
		}
		if len(p.Article.Text) > 200 || p.Article.Blocks != nil || p.Marks != nil {
			t.Errorf("%s is not light", Name(p.Article))
		}
		if p.Placement.Article != p.Article.ID || p.Placement.Story == "" || p.Placement.Why == "" {
			t.Errorf("%s: placement %+v", Name(p.Article), p.Placement)
		}
		got = append(got, Name(p.Article)+" "+string(p.Placement.Kind))
	}
	if want := "a opens, fault, c opens"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %s", got, want)
	}
}

func TestByDate(t *testing.T) {
	record := func(id, published string) string {
		return fmt.Sprintf(`{"id":%q,"published":%q,"text":"The mill burned on Monday, the fire service said."}`, id, published)
	}
	var got []string
	for r := range ByDate(Articles(feedOf(record("b", "2031-03-05"), record("none", ""), record("a", "2031-03-04T10:00:00Z"), `{}`, record("b2", "2031-03-05"), record("none2", "soon")))) {
		if r.Article == nil {
			got = append(got, "fault")
			continue
		}
		got = append(got, r.Article.Key)
	}
	if want := "a b b2 none none2 fault"; strings.Join(got, " ") != want {
		t.Errorf("order %q, want %s", got, want)
	}
}

// TestKeyed holds that no two pages have one key.
func TestKeyed(t *testing.T) {
	var twice []stemma.Warning
	var keys []string
	for p := range Keyed(feedOf(`{"id":1,"text":"x"}`, `{"text":"x"}`, `{"text":"x"}`, `{"id":"1","text":"x"}`), &twice) {
		keys = append(keys, p.Key)
	}
	if !slices.Equal(keys, []string{"1", "", "", ""}) {
		t.Errorf("keys %q", keys)
	}
	if len(twice) != 1 || twice[0].Path != "-:4" || !strings.Contains(twice[0].Cause, "-:1") {
		t.Errorf("warnings %v", twice)
	}
}

// TestGroups holds that an article that a later one moved is in its last story,
// with the reason of the move.
func TestGroups(t *testing.T) {
	placed := func(id, story string, kind stemma.Joining, changes ...stemma.Change) Placed {
		a := stemma.ArticleID(id)
		return Placed{
			Result:    Result{Article: &stemma.Article{ID: a}},
			Placement: stemma.Placement{Article: a, Story: story, Kind: kind, Why: "came", Changes: changes},
		}
	}
	var got []string
	for _, g := range Groups(slices.Values([]Placed{
		placed("a", "s-a", stemma.Opens),
		placed("b", "s-b", stemma.Opens),
		placed("c", "s-b", stemma.Copy),
		{Result: Result{Path: "nowhere.txt"}},
		placed("d", "s-a", stemma.Joins, stemma.Change{Article: "b", From: "s-b", To: "s-a", Why: "merged"}, stemma.Change{Article: "c", From: "s-b", To: "s-a", Why: "merged"}),
		placed("e", "s-e", stemma.RoundUp),
		placed("f", "s-a", stemma.Joins, stemma.Change{Article: "c", From: "s-a", To: "s-c", Why: "parted"}),
	})) {
		s := g.Story + ":"
		for _, m := range g.Members {
			s += fmt.Sprintf(" %s/%s/%s", m.Article.ID, m.Placement.Kind, m.Placement.Why)
		}
		got = append(got, s)
	}
	want := []string{"s-a: a/opens/came b/joins/merged d/joins/came f/joins/came", "s-c: c/copy/parted", "s-e: e/round-up/came"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestReportOn holds that of a chain of revisions one article is an account,
// and the others are named.
func TestReportOn(t *testing.T) {
	results := map[stemma.ArticleID]Result{}
	g := stemma.Group{Story: "s-mill"}
	i := 0
	for r := range Articles(feedOf(
		`{"id":"old","published":"2031-03-04","text":"A fire destroyed the old mill on Monday, the fire service said. Four people were hurt."}`,
		`{"id":"new","published":"2031-03-05","text":"A fire destroyed the old mill on Monday, the fire service said. Five people were hurt."}`,
		`{"id":"other","published":"2031-03-05","text":"The old mill burned down on Monday night. Five people were hurt, said Anna Holm, the miller."}`,
	)) {
		p := stemma.Placement{Article: r.Article.ID, Story: g.Story, Kind: stemma.Joins}
		if i == 1 {
			p.Kind, p.Of = stemma.Revision, g.Members[0].Article.ID
		}
		i++
		results[r.Article.ID] = r
		g.Members = append(g.Members, stemma.Member{Article: r.Article, Placement: p})
	}
	r := ReportOn(g, results)
	var keys []string
	for _, a := range r.Articles {
		keys = append(keys, a.Key)
	}
	slices.Sort(keys)
	if !slices.Equal(keys, []string{"new", "other"}) || r.Story.ID != "s-mill" {
		t.Errorf("accounts %q of story %q", keys, r.Story.ID)
	}
	for _, f := range r.Findings {
		for _, s := range f.Sides {
			if strings.Contains(s.Value, "4") {
				t.Errorf("the earlier version is counted: %+v", f)
			}
		}
	}
	want := stemma.Warning{Path: "-:1", Cause: "an earlier version of -:2, which counts in its place"}
	if len(r.Warnings) != 1 || r.Warnings[0] != want {
		t.Errorf("warnings %+v, want %+v", r.Warnings, want)
	}
}
