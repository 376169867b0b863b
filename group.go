package stemma

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

// Superseded returns the members that a later revision stands for, each with
// the latest of its chain: the latest by date of publication or, where one of
// two has none, by its coming.
func (g Group) Superseded() map[ArticleID]*Article {
	at := make(map[ArticleID]*Member, len(g.Members))
	for i := range g.Members {
		at[g.Members[i].Article.ID] = &g.Members[i]
	}
	first := func(m *Member) *Member { // of m's chain
		for range g.Members {
			of := at[m.Placement.Of]
			if m.Placement.Kind != Revision || of == nil {
				break
			}
			m = of
		}
		return m
	}
	latest := map[*Member]*Article{}
	for i := range g.Members {
		m := &g.Members[i]
		x := latest[first(m)]
		if x == nil || !m.Article.Published.Known() || !x.Published.Known() || !m.Article.Published.From.Before(x.Published.From) {
			latest[first(m)] = m.Article
		}
	}
	out := map[ArticleID]*Article{}
	for i := range g.Members {
		if x := latest[first(&g.Members[i])]; x.ID != g.Members[i].Article.ID {
			out[g.Members[i].Article.ID] = x
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
