package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"stemma"
	"stemma/internal/golden"
)

// groups returns the fixture's accounts as a story, with an agency report that
// was revised, an article alone and a round-up.
func groups(t testing.TB) []Told {
	r := fixture(t)
	member := func(a *stemma.Article, kind stemma.Joining, of stemma.ArticleID, why string) stemma.Member {
		return stemma.Member{Article: a, Placement: stemma.Placement{Article: a.ID, Story: "s-barge", Kind: kind, Of: of, Why: why}}
	}
	first := *r.Articles[0]
	first.ID, first.Path = "first", "first.html"
	first.Published.From = first.Published.From.AddDate(0, 0, -1)
	story := stemma.Group{Story: "s-barge", Members: []stemma.Member{
		member(&first, stemma.Opens, "", "nothing so far is of its event"),
		member(r.Articles[0], stemma.Revision, "first", "the same address, changed text"),
		member(r.Articles[1], stemma.Copy, r.Articles[0].ID, "the same text but for 34 words"),
		member(r.Articles[2], stemma.Joins, "", "shares Ida Marren, the Linnet and Ostermouth with 3 of 3 accounts"),
		member(r.Articles[3], stemma.FollowUp, "", "recalls Ida Marren and the swing bridge ten weeks later"),
	}}
	alone := &stemma.Article{ID: "lib", Key: "library-7", Path: "feed.jsonl:9", Outlet: "Ostermouth Echo", URL: "https://echo.example/library", Text: "The library of Ostermouth will open on Sundays."}
	brief := &stemma.Article{ID: "brief", Path: "feed.jsonl:10", Title: "The week in brief", Published: day(2025, 3, 16)}
	return []Told{
		{Group: stemma.Group{Story: "s-lib", Members: []stemma.Member{{Article: alone, Placement: stemma.Placement{Article: "lib", Story: "s-lib", Kind: stemma.Opens, Why: "nothing so far is of its event"}}}}},
		{Group: story, Report: r},
		{Group: stemma.Group{Story: "s-brief", Members: []stemma.Member{{Article: brief, Placement: stemma.Placement{
			Article: "brief", Story: "s-brief", Kind: stemma.RoundUp, Why: "its paragraphs are of two stories", Mentions: []string{"s-barge", "s-lib"},
		}}}}},
	}
}

func TestGroups(t *testing.T) {
	told := groups(t)
	var gs []stemma.Group
	for _, x := range told {
		gs = append(gs, x.Group)
	}
	var buf bytes.Buffer
	if err := Groups(&buf, gs, Options{}); err != nil {
		t.Fatal(err)
	}
	golden.File(t, "groups.text", buf.Bytes())
}

// TestStories writes reports on many stories in every face.
func TestStories(t *testing.T) {
	told := groups(t)
	for name, o := range map[string]Options{
		"stories.text": {Version: "test", Only: []string{Conflicts}},
		"stories.md":   {Version: "test", Format: Markdown, Only: []string{Conflicts}},
	} {
		var buf bytes.Buffer
		if err := Stories(&buf, told, o); err != nil {
			t.Fatal(err)
		}
		golden.File(t, name, buf.Bytes())
	}
	var buf bytes.Buffer
	if err := Index(&buf, told, Options{Version: "test"}); err != nil {
		t.Fatal(err)
	}
	golden.File(t, "index.html", buf.Bytes())
	if err := Stories(io.Discard, told, Options{Format: HTML}); !errors.Is(err, ErrUsage) {
		t.Errorf("many stories on one page: %v, want %v", err, ErrUsage)
	}
}

// TestStoriesJSON holds that the reports are those that stand alone.
func TestStoriesJSON(t *testing.T) {
	told := groups(t)
	var buf, alone bytes.Buffer
	if err := Stories(&buf, told, Options{Format: JSON}); err != nil {
		t.Fatal(err)
	}
	if err := Report(&alone, told[1].Report, Options{Format: JSON}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema  string
		Reports []json.RawMessage
		Alone   []struct {
			ID, Story string
			RoundUp   bool `json:"round_up"`
			Mentions  []string
		}
	}
	if err := json.Unmarshal(buf.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	var one, other bytes.Buffer
	json.Compact(&one, alone.Bytes())
	validate(t, closed(t, GroupsSchemaText, ""), buf.String())
	if got.Schema != GroupsSchema || len(got.Reports) != 1 || len(got.Alone) != 2 {
		t.Fatalf("schema %q, %d reports, %d alone", got.Schema, len(got.Reports), len(got.Alone))
	}
	json.Compact(&other, got.Reports[0])
	if one.String() != other.String() {
		t.Error("the report differs from the one alone")
	}
	if x := got.Alone[0]; x.ID != "feed.jsonl:10" || !x.RoundUp || len(x.Mentions) != 2 {
		t.Errorf("round-up %+v", x)
	}
	if x := got.Alone[1]; x.ID != "library-7" || x.RoundUp {
		t.Errorf("alone %+v", x)
	}
}

// TestPlaced holds that a line is written of an article and of each that was
// moved because it came, by the names that they were given.
func TestPlaced(t *testing.T) {
	var buf bytes.Buffer
	err := Placed(&buf, stemma.Placement{
		Article: "b", Story: "s-1", Kind: stemma.Copy, Of: "a", Why: "the same <text>", Shared: []string{"Marren"},
		Changes: []stemma.Change{{Article: "c", From: "s-2", To: "s-1", Why: "two stories are one"}},
	}, map[stemma.ArticleID]string{"a": "feed.jsonl:1", "b": "7", "c": "x"})
	want := `{"id":"7","story":"s-1","kind":"copy","of":"feed.jsonl:1","shared":["Marren"],"why":"the same <text>"}
{"id":"x","story":"s-1","was":"s-2","why":"two stories are one"}
`
	if err != nil || buf.String() != want {
		t.Errorf("%v, got\n%swant\n%s", err, &buf, want)
	}
	for line := range strings.Lines(buf.String()) {
		validate(t, closed(t, GroupsSchemaText, "#/$defs/placed"), line)
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, text string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Error(err)
	}
}

// hostileGroups returns the groups with markup and terminal escapes wherever a
// page could put them.
func hostileGroups(t testing.TB) []Told {
	told := groups(t)
	told[1].Report = hostile(t)
	evil := told[1].Report.Story.Title
	for _, x := range told {
		for i := range x.Group.Members {
			m := &x.Group.Members[i]
			a := *m.Article
			a.Title, a.Outlet, a.Key, a.Path, a.URL = evil, evil, evil, evil, "javascript:alert(1)"
			m.Article, m.Placement.Why = &a, evil
		}
	}
	return told
}

// TestGroupsTerminal holds that no line on groups is wider than asked for, and
// that nothing steers the terminal.
func TestGroupsTerminal(t *testing.T) {
	for name, told := range map[string][]Told{"groups": groups(t), "hostile": hostileGroups(t), "none": nil} {
		var gs []stemma.Group
		for _, x := range told {
			gs = append(gs, x.Group)
		}
		for _, width := range []int{40, 61, 80, 120} {
			var buf bytes.Buffer
			if err := errors.Join(Groups(&buf, gs, Options{Width: width}), Stories(&buf, told, Options{Width: width})); err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(buf.String(), "\x1b\u202e") {
				t.Errorf("%s: a control character is written", name)
			}
			for line := range strings.Lines(buf.String()) {
				if n := wide(strings.TrimSuffix(line, "\n")); n > width {
					t.Errorf("%s: %d columns, not %d: %s", name, n, width, line)
				}
			}
		}
	}
}
