package reconcile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stemma"
)

// TestAlign shows who is one across articles: each line is an article's
// entities, "name/kind", with "/he" or "/she" if a pronoun speaks of them and
// an age if it is told.
func TestAlign(t *testing.T) {
	for _, c := range []struct {
		why      string
		articles []string
		want     []string // names, with the articles of each
	}{
		{"a surname is the one who has it", []string{"Orsolya Brandt/person", "Brandt/person"}, []string{"Orsolya Brandt 0 1"}},
		{"a surname of two is neither", []string{"Orsolya Brandt/person, Tomas Brandt/person", "Brandt/person"}, []string{"Orsolya Brandt 0", "Tomas Brandt 0", "Brandt 1"}},
		{"he is not she", []string{"Sasha Brandt/person/he", "Brandt/person/she"}, []string{"Sasha Brandt 0", "Brandt 1"}},
		{"of another age", []string{"Sasha Brandt/person/31", "Brandt/person/64"}, []string{"Sasha Brandt 0", "Brandt 1"}},
		{"a slip in the surname", []string{"Orsolya Brandt/person", "Orsolya Brant/person", "Orsolya Brandt/person"}, []string{"Orsolya Brandt 0 1 2"}},
		{"a slip in the given name", []string{"Yelka Brandt/person", "Jelka Dahl/person, Ielka Brandt/person"}, []string{"Yelka Brandt 0 1", "Jelka Dahl 1"}},
		{"brother and sister", []string{"Erik Brandt/person", "Erika Brandt/person"}, []string{"Erik Brandt 0", "Erika Brandt 1"}},
		{"what nothing is known of is what it is elsewhere", []string{"Aldby/place", "Aldby/organisation", "Aldby/place"}, []string{"Aldby 0 1 2"}},
		{"a person is no town", []string{"Paris/place", "Paris/person"}, []string{"Paris 0", "Paris 1"}},
	} {
		var arts []*stemma.Article
		var marks []*stemma.Marks
		for i, line := range c.articles {
			a := &stemma.Article{ID: stemma.ArticleID(fmt.Sprint(i)), Text: "he she"}
			m := &stemma.Marks{Article: a.ID}
			for f := range strings.SplitSeq(line, ", ") {
				p := strings.Split(f, "/")
				e := stemma.Entity{Name: p[0], Kind: stemma.EntityKind(p[1]), Mentions: []stemma.Mention{{Article: a.ID}}}
				for _, x := range p[2:] {
					switch x {
					case "he":
						e.Mentions = append(e.Mentions, stemma.Mention{Article: a.ID, Span: stemma.Span{Start: 0, End: 2}, Pronoun: true})
					case "she":
						e.Mentions = append(e.Mentions, stemma.Mention{Article: a.ID, Span: stemma.Span{Start: 3, End: 6}, Pronoun: true})
					default:
						e.Attributes = append(e.Attributes, stemma.Attribute{Kind: "age", Value: x})
					}
				}
				m.Entities = append(m.Entities, e)
			}
			arts, marks = append(arts, a), append(marks, m)
		}
		var got []string
		for _, e := range align(arts, marks).entities {
			s := e.Name
			for _, m := range e.Mentions {
				if !m.Pronoun {
					s += " " + string(m.Article)
				}
			}
			got = append(got, s)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}
