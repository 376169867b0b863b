package serve

import (
	"cmp"
	"net/http"
	"net/url"

	"stemma/internal/pipeline"
	"stemma/internal/publish"
	"stemma/internal/store"
	"stemma/internal/text"
)

const (
	outletsAPage = 60
	casesAPage   = 40
)

// recordKinds are what an outlet can have done, in the order of the columns.
var recordKinds = []struct {
	kind, Head, label, colour, Means string
}{
	{pipeline.WasFirst, "First", "First", "corroborated", "published the earliest of a story’s dated accounts"},
	{pipeline.Copied, "Copied", "Copied", "single-source", "took over words of another outlet, where the direction can be told"},
	{pipeline.WasCopied, "Copied by others", "Copied by others", "single-source", "had its words taken over by another outlet"},
	{pipeline.Contradicted, "Contradicted", "Contradicted", "conflicting", "gives a value or an account that cannot be true together with another one; it says nothing of who is right"},
	{pipeline.Corrected, "Corrected", "Corrected", "updated", "changed its own account after it was published"},
}

// A recordCount is how often an outlet did one thing.
type recordCount struct {
	Name, Label, To string
	N               int64
}

func countsOf(o store.Outlet) []recordCount {
	out := make([]recordCount, len(recordKinds))
	for i, n := range []int{o.First, o.Copied, o.WasCopied, o.Contradicted, o.Corrected} {
		k := recordKinds[i]
		out[i] = recordCount{Name: k.Head, N: int64(n), Label: k.Head + ": " + publish.Plural(n, "case") + " of " + oneLine(o.Name), To: outletPage(o.Key) + "?kind=" + k.kind}
	}
	return out
}

// An outletLine is an outlet in a list.
type outletLine struct {
	store.Outlet
	To     string
	Count  int64
	Counts []recordCount
}

func (s *Server) outletsPage(w http.ResponseWriter, r *http.Request) error {
	page, err := pageOf(r, outletsAPage)
	if err != nil {
		return err
	}
	v := struct {
		shell
		Kinds   any
		Outlets []outletLine
		listPage
	}{shell: s.shell("Outlets", "/outlets"), Kinds: recordKinds}
	all, err := s.store.Outlets(r.Context(), "", page.limit(), page.offset())
	if err != nil {
		return err
	}
	for _, o := range shownOn(&page, all) {
		v.Outlets = append(v.Outlets, outletLine{o, outletPage(o.Key), int64(o.Articles), countsOf(o)})
	}
	v.listPage = page
	return show(w, http.StatusOK, "outlets", v)
}

// A caseLine is a case as it is shown.
type caseLine struct {
	store.Case
	Label, Colour string
	Where         string // the story, at the finding if it is about one
}

func (s *Server) outletPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	key, kind := text.Fold(r.PathValue("key")), r.FormValue("kind")
	page, err := pageOf(r, casesAPage)
	if err != nil {
		return err
	}
	found, err := s.store.Outlets(ctx, key, 1, 0)
	if err != nil {
		return err
	}
	if len(found) == 0 || key == "" {
		return store.ErrNotFound
	}
	o := found[0]
	v := struct {
		shell
		Outlet        store.Outlet
		Follow        followForm
		Kinds         []choice
		Heading, Lede string
		Cases         []caseLine
		listPage
		Hits []store.Hit
		All  string
	}{shell: s.shell(oneLine(o.Name), "/outlets"), Outlet: o}
	v.Atom = feedOn("/atom/outlet/", outletPage(o.Key))
	if v.Follow, err = s.followed(ctx, who(r.Context()), store.FollowOutlet, o.Key, "this outlet", outletPage(o.Key)); err != nil {
		return err
	}
	v.Kinds = []choice{{"all", with(r, "kind", "", "page", ""), kind == ""}}
	known := kind == ""
	v.Heading, v.Lede = "Its record", "What it did in the stories that have several accounts, the newest first."
	for i, c := range countsOf(o) {
		k := recordKinds[i]
		v.Kinds = append(v.Kinds, choice{c.Name + " " + publish.Number(c.N), with(r, "kind", k.kind, "page", ""), kind == k.kind})
		if kind == k.kind {
			known, v.Heading, v.Lede = true, k.Head, "It "+k.Means+"."
		}
	}
	if !known {
		return &mistake{"No record is called “" + oneLine(kind) + "”", "Choose one on the page of the outlet"}
	}
	cases, err := s.store.Cases(ctx, o.Key, kind, page.limit(), page.offset())
	if err != nil {
		return err
	}
	for _, c := range shownOn(&page, cases) {
		l := caseLine{Case: c, Where: storyPage(c.Story)}
		for _, k := range recordKinds {
			if k.kind == c.Kind {
				l.Label, l.Colour = k.label, k.colour
			}
		}
		if c.Finding != "" {
			l.Where += "#" + url.PathEscape(c.Finding)
		}
		v.Cases = append(v.Cases, l)
	}
	const newest = 10
	if v.Hits, err = s.store.Search(ctx, store.Query{Outlet: o.Key, Limit: newest}); err != nil {
		return err
	}
	for i, h := range v.Hits {
		v.Hits[i].Title = cmp.Or(h.Title, h.Snippet)
	}
	if o.Articles > len(v.Hits) {
		v.All = "/search?" + url.Values{"outlet": {o.Name}}.Encode()
	}
	v.listPage = page
	return show(w, http.StatusOK, "outlet", v)
}
