package publish

import (
	"bytes"
	"strings"
	"testing"
)

// TestItems holds that found words are bold on a terminal, also over the end of
// a line, and that what is in a title steers no terminal.
func TestItems(t *testing.T) {
	items := []Item{{
		Left: []string{"5 March", "08:05"}, Title: "Fire guts\x1b[31m bakery", Lines: []string{"Post · s-1"},
		Words: "…the old " + Begin + "bakery in Cooper Lane" + End + ", Marrowby",
	}, {Left: []string{"round-up"}, Title: "Week"}}
	var plain, colour bytes.Buffer
	if err := Items(&plain, items, Options{Width: 40}); err != nil {
		t.Fatal(err)
	}
	want := `5 March   Fire guts�[31m bakery
08:05     Post · s-1
          …the old bakery in Cooper
          Lane, Marrowby

round-up  Week
`
	if got := strings.NewReplacer(Begin, "", End, "").Replace(plain.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if strings.Contains(plain.String(), Begin) {
		t.Error("marks are left in plain text")
	}
	if err := Items(&colour, items, Options{Width: 40, Color: true}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"…the old \x1b[1mbakery in Cooper\x1b[0m\n", "          \x1b[1mLane\x1b[0m, Marrowby\n"} {
		if !strings.Contains(colour.String(), s) {
			t.Errorf("%q is not in %q", s, &colour)
		}
	}
}

// TestTable holds that a table is as wide as it may be, and that only its first
// column is cut.
func TestTable(t *testing.T) {
	var b bytes.Buffer
	err := Table(&b, []Column{{Name: "outlet"}, {Name: "kind"}, {Name: "articles", Right: true}}, [][]string{
		{"The Gazette of Thornwick and All the Villages around It", "daily", "12"}, {"海港日报", "daily", "·"},
	}, Options{Width: 40})
	if err != nil {
		t.Fatal(err)
	}
	want := `outlet                   kind   articles
The Gazette of Thornwi…  daily        12
海港日报                 daily         ·
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
}
