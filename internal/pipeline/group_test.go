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
