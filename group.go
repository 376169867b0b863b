package stemma

import "cmp"

// A Group is the articles of one story, each with how it came there.
type Group struct {
	Story   string   // the story's id
	Members []Member // in the order in which they came; never empty
}

// A Member is an article in its story.
type Member struct {
	Article   *Article
	Placement Placement // with the story and the why that the last change gave it
}

// Superseded returns the members that another version stands for, each with the
// one that counts in its place: the last of its chain (see [Placement]).
func (g Group) Superseded() map[ArticleID]*Article {
	at := make(map[ArticleID]*Article, len(g.Members))
	by := map[ArticleID]ArticleID{}
	for _, m := range g.Members {
		at[m.Article.ID] = m.Article
		p := m.Placement
		if p.Kind == Revision {
			p.Superseded = cmp.Or(p.Superseded, p.Of)
		}
		switch p.Superseded {
		case "":
		case m.Article.ID:
			by[m.Article.ID] = p.Of
		default:
			by[p.Superseded] = m.Article.ID
		}
	}
	out := map[ArticleID]*Article{}
	for _, m := range g.Members {
		last := m.Article
		for id, n := by[m.Article.ID], 0; id != "" && n < len(g.Members); id, n = by[id], n+1 {
			if x := at[id]; x != nil {
				last = x
			}
		}
		if last != m.Article {
			out[m.Article.ID] = last
		}
	}
	return out
}

// Accounts returns the members that count: all that are not superseded.
func (g Group) Accounts() []Member {
	old := g.Superseded()
	var out []Member
	for _, m := range g.Members {
		if old[m.Article.ID] == nil {
			out = append(out, m)
		}
	}
	return out
}

// Alone reports whether g has no second account, so that there is nothing to
// compare.
func (g Group) Alone() bool { return len(g.Accounts()) < 2 }

// RoundUp reports whether g is an article that speaks of several events.
func (g Group) RoundUp() bool { return g.Members[0].Placement.Kind == RoundUp }
