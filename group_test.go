package stemma

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestSuperseded holds that of a chain of revisions one article counts.
func TestSuperseded(t *testing.T) {
	// An article is written "id", "id=of" if it revises of, or "id~of" if it is
	// the same as of again or came late and does not count.
	for _, c := range []struct{ why, in, want string }{
		{"no revision", "a b", ""},
		{"the last of a chain", "a b=a c=b x", "a<c b<c"},
		{"an earlier version that came late", "b a~b", "a<b"},
		{"the first again, after the second", "a b=a c~a", "a<b c<b"},
		{"revises an article of another story", "b=a c=b", "b<c"},
		{"revised by an article of another story, and by none here", "a c=b", ""},
		{"a ring, which no placing makes", "a=b b=a", ""},
	} {
		var g Group
		for f := range strings.FieldsSeq(c.in) {
			id, of, revises := strings.Cut(f, "=")
			p := Placement{}
			if revises {
				p.Kind, p.Of, p.Superseded = Revision, ArticleID(of), ArticleID(of)
			} else if again, of, ok := strings.Cut(f, "~"); ok {
				id = again
				p.Kind, p.Of, p.Superseded = Copy, ArticleID(of), ArticleID(id)
			}
			p.Article = ArticleID(id)
			g.Members = append(g.Members, Member{Article: &Article{ID: ArticleID(id)}, Placement: p})
		}
		var got []string
		old := g.Superseded()
		for _, id := range slices.Sorted(maps.Keys(old)) {
			got = append(got, string(id+"<"+old[id].ID))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.why, s, c.want)
		}
		if n := len(g.Accounts()) + len(old); n != len(g.Members) {
			t.Errorf("%s: %d accounts and %d superseded of %d", c.why, len(g.Accounts()), len(old), len(g.Members))
		}
	}
}
