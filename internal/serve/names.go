package serve

import (
	"cmp"
	"net/http"
	"net/url"

	"stemma"
	"stemma/internal/publish"
	"stemma/internal/store"
	"stemma/internal/text"
)

const (
	// recentLines is among how many of the newest articles names are counted, if
	// it is not said how they begin: those of a day of five hundred feeds.
	recentLines = 10000
	namesAPage  = 120
	// quotedFrom is how many articles are looked through for the quotes of one
	// person, and quotesShown how many quotes are shown.
	quotedFrom  = 16
	quotesShown = 40
)

// nameKinds are the kinds of name, and what a list of them is called.
var nameKinds = []struct {
	kind  stemma.EntityKind
	many  string
	title string
}{
	{"", "all", "All kinds"}, {stemma.Person, "persons", "Persons"}, {stemma.Place, "places", "Places"}, {stemma.Organisation, "organisations", "Organisations"},
}

// A nameLine is a name in a list.
type nameLine struct {
	store.Name
	To string
}

func (s *Server) namesPage(w http.ResponseWriter, r *http.Request) error {
	page, err := pageOf(r, namesAPage)
	if err != nil {
		return err
	}
	v := struct {
		shell
		Kind, Prefix, Heading, Recent string
		Kinds                         []choice
		Names                         []nameLine
		listPage
	}{shell: s.shell("Names", "/people"), Kind: r.FormValue("kind"), Prefix: oneLine(r.FormValue("q"))}
	for _, k := range nameKinds {
		v.Kinds = append(v.Kinds, choice{k.many, with(r, "kind", string(k.kind), "page", ""), string(k.kind) == v.Kind})
		if string(k.kind) == v.Kind {
			v.Heading = k.title
		}
	}
	if v.Heading == "" {
		return &mistake{"There is no kind of name “" + oneLine(v.Kind) + "”", "Choose persons, places or organisations"}
	}
	last, err := s.store.Last(r.Context())
	if err != nil {
		return err
	}
	among := last
	if v.Prefix == "" && last > recentLines {
		among, v.Recent = recentLines, publish.Number(recentLines)
	}
	names, err := s.store.Names(r.Context(), v.Kind, v.Prefix, among, page.limit(), page.offset())
	if err != nil {
		return err
	}
	for _, n := range shownOn(&page, names) {
		v.Names = append(v.Names, nameLine{n, namePage(n.Name) + "?kind=" + url.QueryEscape(n.Kind)})
	}
	v.listPage = page
	return show(w, http.StatusOK, "names", v)
}

// A said is words that an article quotes from somebody.
type said struct {
	ID            stemma.ArticleID
	Title, Outlet string
	When          string
	Words         string
	Direct        bool
}

func (s *Server) namePage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := s.store.NameOf(ctx, r.PathValue("key"), r.FormValue("kind"))
	if err != nil {
		return err
	}
	v := struct {
		shell
		store.Name
		Follow  followForm
		Stories []storyLine
		Quotes  []said
		Read    int
		Hits    []store.Hit
		All     string
	}{shell: s.shell(oneLine(n.Name), "/people"), Name: n}
	v.Atom = feedOn("/atom/name/", namePage(n.Key))
	who := who(r.Context())
	if v.Follow, err = s.followed(ctx, who, store.FollowName, n.Key, "this name", namePage(n.Key)); err != nil {
		return err
	}
	const mostStories = 20
	stories, err := s.store.StoriesNaming(ctx, n.Key, mostStories)
	if err != nil {
		return err
	}
	if v.Stories, err = s.lines(ctx, who, stories); err != nil {
		return err
	}
	if v.Hits, err = s.store.Search(ctx, store.Query{Name: n.Key, Limit: quotedFrom}); err != nil {
		return err
	}
	if n.Articles > len(v.Hits) {
		v.All = "/search?" + url.Values{"name": {n.Name}}.Encode()
	}
	seqs := make([]int64, len(v.Hits))
	for i, h := range v.Hits {
		v.Hits[i].Title = cmp.Or(h.Title, h.Snippet)
		seqs[i] = h.Seq
	}
	v.Read = len(seqs)
	accounts, err := s.store.AccountsOf(ctx, seqs)
	if err != nil {
		return err
	}
	for i := len(accounts) - 1; i >= 0; i-- { // newest first
		v.Quotes = append(v.Quotes, saidBy(&accounts[i], n.Key)...)
	}
	v.Quotes = v.Quotes[:min(len(v.Quotes), quotesShown)]
	return show(w, http.StatusOK, "name", v)
}

// saidBy returns what an article quotes from the person whose folded name is key.
func saidBy(c *store.Account, key string) []said {
	var out []said
	a := c.Article
	for _, q := range c.Marks.Quotes {
		if q.Speaker == "" || text.Fold(q.Speaker) != key {
			continue
		}
		out = append(out, said{
			ID: a.ID, Title: cmp.Or(a.Title, oneLine(a.Text)), Outlet: a.Outlet, When: day(a.Published),
			Words: a.Words(q.Span), Direct: q.Kind != stemma.Indirect,
		})
	}
	return out
}
