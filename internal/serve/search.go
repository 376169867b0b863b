package serve

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stemma/internal/publish"
	"stemma/internal/store"
)

// hitsAPage is how many articles a search shows at once.
const hitsAPage = 20

// longestQuery is of how many bytes words may be that are looked for.
const longestQuery = 1000

func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	v := struct {
		shell
		Q, Outlet, Name, Language, Story, From, To string
		Narrowed, Asked                            bool
		Follow                                     *followForm
		Hits                                       []store.Hit
		First, Older                               string
	}{
		shell: s.shell("Search", "/search"),
		Q:     strings.TrimSpace(r.FormValue("q")), Outlet: strings.TrimSpace(r.FormValue("outlet")), Name: strings.TrimSpace(r.FormValue("name")),
		Language: strings.ToLower(strings.TrimSpace(r.FormValue("language"))), Story: strings.TrimSpace(r.FormValue("story")),
		From: r.FormValue("from"), To: r.FormValue("to"),
	}
	if len(v.Q) > longestQuery {
		return &mistake{"The words looked for are longer than " + publish.Number(longestQuery) + " bytes", "Look for a few of them"}
	}
	q := store.Query{Words: v.Q, Outlet: v.Outlet, Name: v.Name, Language: v.Language, Story: v.Story, Limit: hitsAPage + 1}
	var err error
	if q.From, err = dayOf(v.From); err != nil {
		return err
	}
	if q.To, err = dayOf(v.To); err != nil {
		return err
	}
	if !q.To.IsZero() {
		q.To = q.To.AddDate(0, 0, 1) // to the end of that day
	}
	if b := r.FormValue("before"); b != "" {
		if q.Before, err = strconv.ParseInt(b, 10, 64); err != nil || q.Before < 1 {
			return &mistake{"“" + oneLine(b) + "” is no place in a list", "Begin at the newest"}
		}
		v.First = with(r, "before", "")
	}
	v.Narrowed = v.Outlet+v.Name+v.Language+v.Story+v.From+v.To != ""
	v.Asked = v.Q != "" || v.Narrowed
	if store.Asks(v.Q) && !v.Narrowed {
		v.Atom = "/atom/search?" + url.Values{"q": {v.Q}}.Encode()
	}
	if v.Asked {
		if v.Hits, err = s.store.Search(r.Context(), q); err != nil {
			return err
		}
	}
	if len(v.Hits) > hitsAPage {
		v.Hits = v.Hits[:hitsAPage]
		v.Older = with(r, "before", strconv.FormatInt(v.Hits[hitsAPage-1].Seq, 10))
	}
	for i, h := range v.Hits {
		v.Hits[i].Title = cmp.Or(h.Title, plain(h.Snippet))
	}
	if v.Q != "" {
		v.Tab = oneLine(v.Q) + " · Search"
		f, err := s.followed(r.Context(), who(r.Context()), store.FollowQuery, v.Q, "these words", with(r, "before", ""))
		if err != nil {
			return err
		}
		v.Follow = &f
	}
	return show(w, http.StatusOK, "search", v)
}

// plain returns a snippet without its marks.
func plain(snippet string) string {
	return strings.NewReplacer(store.Mark, "", store.Unmark, "").Replace(snippet)
}

// dayOf reads a day as a form gives it; the zero time if none was given.
func dayOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, &mistake{"“" + oneLine(s) + "” is not a day", "Write it as 2031-03-04"}
	}
	return t, nil
}
