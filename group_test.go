package stemma

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSuperseded holds that of a chain of revisions one article counts.
func TestSuperseded(t *testing.T) {
	// An article is written id@day=of, day 0 being unknown; "of" is what it revises.
	for _, c := range []struct{ why, in, want string }{
		{"no revision", "a@1 b@2", ""},
		{"the latest of a chain", "a@1 b@2=a c@3=b x@9", "a<c b<c"},
		{"two revisions of one article", "a@1 b@3=a c@2=a", "a<b c<b"},
		{"a revision that comes before what it was made from", "b@2 a@1=b", "a<b"},
		{"undated: the last to come", "a@0 b@0=a", "a<b"},
		{"revises an article of another story", "b@2=a c@3=b", "b<c"},
		{"a ring", "a@1=b b@2=a", ""},
	} {
		var g Group
		for f := range strings.FieldsSeq(c.in) {
			head, of, _ := strings.Cut(f, "=")
			var id string
			var day int
			fmt.Sscanf(strings.Replace(head, "@", " ", 1), "%s %d", &id, &day)
			m := Member{Article: &Article{ID: ArticleID(id)}, Placement: Placement{Article: ArticleID(id), Of: ArticleID(of)}}
			if day > 0 {
				m.Article.Published.From = time.Date(2031, 3, day, 0, 0, 0, 0, time.UTC)
			}
			if of != "" {
				m.Placement.Kind = Revision
			}
			g.Members = append(g.Members, m)
		}
		var got []string
		old := g.Superseded()
		for _, id := range slices.Sorted(maps.Keys(old)) {
			got = append(got, string(id+"<"+old[id].ID))
		}
		if s := strings.Join(got, " "); s != c.want && c.why != "a ring" {
			t.Errorf("%s: %q, want %q", c.why, s, c.want)
		}
		if n := len(g.Accounts()) + len(old); n != len(g.Members) || len(g.Accounts()) == 0 {
			t.Errorf("%s: %d accounts and %d superseded of %d", c.why, len(g.Accounts()), len(old), len(g.Members))
		}
	}
}
