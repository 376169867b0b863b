package serve

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"time"

	"stemma"
	"stemma/internal/publish"
	"stemma/internal/store"
)

const (
	// pastWait is how long the page on an article that is not read yet waits for
	// it: most that is pasted has been read by then.
	pastWait = 1500 * time.Millisecond
	// lookAgain is after how many seconds such a page asks again.
	lookAgain = 3
)

// A placed is what an article's page has beside its text.
type placed struct {
	joined
	Source   string // who gave the page
	Story    store.Story
	Mentions []store.Story
	Versions []version
	Follow   *followForm // of the outlet; nil if that is unknown
}

// A version is one of the versions of an account.
type version struct {
	joined
	Here bool
}

func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id := stemma.ArticleID(r.PathValue("id"))
	c, err := s.store.Account(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return s.pendingPage(w, r, id)
	}
	if err != nil {
		return err
	}
	if c.Article.ID != id {
		http.Redirect(w, r, articlePage(c.Article.ID), http.StatusFound)
		return nil
	}
	v, err := s.placedOf(ctx, who(r.Context()), &c)
	if err != nil {
		return err
	}
	tag := etag(s.opt.Version, sheetAddress, id, v.Placement, v.Story.Title, v.Story.Changed, v.Follow, s.opt.Demo)
	if unchanged(w, r, tag) {
		return nil
	}
	var b bytes.Buffer
	if err := publish.Marks(&b, c.Article, c.Marks, publish.Options{Format: publish.HTML, Version: s.opt.Version, Site: siteOf("")}); err != nil {
		return err
	}
	nav, err := navigation(s.shell("", ""))
	if err != nil {
		return err
	}
	above, err := written("placed", v)
	if err != nil {
		return err
	}
	send(w, http.StatusOK, put(b.Bytes(), nav, above))
	return nil
}

// placedOf returns what stands beside an article.
func (s *Server) placedOf(ctx context.Context, who string, c *store.Account) (*placed, error) {
	a := c.Article
	v := &placed{}
	heads, err := s.store.Heads(ctx, []stemma.ArticleID{a.ID})
	if err != nil {
		return nil, err
	}
	v.Head = heads[a.ID]
	if a.Outlet != "" {
		f, err := s.followed(ctx, who, store.FollowOutlet, store.OutletKey(a), "this outlet", articlePage(a.ID))
		if err != nil {
			return nil, err
		}
		v.Follow = &f
	}
	if v.Placement.Story == "" {
		return v, nil
	}
	stories, err := s.store.StoriesOf(ctx, append([]string{v.Placement.Story}, v.Placement.Mentions...))
	if err != nil {
		return nil, err
	}
	v.Story = stories[v.Placement.Story]
	for _, m := range v.Placement.Mentions {
		if st, err := s.store.Story(ctx, m); err == nil {
			v.Mentions = append(v.Mentions, st)
		}
	}
	all, err := s.joinedOf(ctx, v.Placement.Story)
	if err != nil {
		return nil, err
	}
	for _, j := range all {
		if j.ID == a.ID {
			v.joined = j
		}
	}
	v.Versions = versionsOf(all, a.ID)
	return v, nil
}

// versionsOf returns the versions of an article among those of its story, by
// their coming; none if it has but one.
func versionsOf(all []joined, id stemma.ArticleID) []version {
	in := map[stemma.ArticleID]bool{id: true}
	for more := true; more; {
		more = false
		for _, j := range all {
			p := j.Placement
			if p.Kind == stemma.Revision && in[p.Article] != in[p.Of] {
				in[p.Article], in[p.Of], more = true, true, true
			}
		}
	}
	var out []version
	for _, j := range all {
		if in[j.ID] {
			out = append(out, version{j, j.ID == id})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// pendingPage shows an article that is in the log and not read, or could not be.
func (s *Server) pendingPage(w http.ResponseWriter, r *http.Request, id stemma.ArticleID) error {
	ctx := r.Context()
	e, err := s.store.Page(ctx, id)
	if err != nil {
		return err
	}
	wait := time.NewTimer(pastWait)
	defer wait.Stop()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		p, err := s.progress(ctx)
		if err != nil {
			return err
		}
		v := struct {
			shell
			ID        stemma.ArticleID
			Cause, Do string
			Before    string
		}{shell: s.shell("Being read", ""), ID: id}
		if p.Read >= e.Seq {
			f, err := s.store.FaultOf(ctx, e.Seq)
			if errors.Is(err, store.ErrNotFound) {
				if _, err := s.store.Account(ctx, id); err != nil {
					return err
				}
				http.Redirect(w, r, articlePage(id), http.StatusFound)
				return nil
			}
			if err != nil {
				return err
			}
			v.Title = cmp.Or(oneLine(e.Page.Title), "This page could not be read")
			v.Cause, v.Do = f.Cause, f.Do
			return show(w, http.StatusOK, "pending", v)
		}
		select {
		case <-look.C:
		case <-wait.C:
			if n := e.Seq - p.Read - 1; n > 0 {
				v.Before = publish.Number(n)
			}
			w.Header().Set("Refresh", strconv.Itoa(lookAgain))
			return show(w, http.StatusOK, "pending", v)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// rawPage sends the bytes as they were received, as a file that no browser runs.
func (s *Server) rawPage(w http.ResponseWriter, r *http.Request) error {
	id := stemma.ArticleID(r.PathValue("id"))
	e, err := s.store.Page(r.Context(), id)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain")
	if t := mime.FormatMediaType("text/plain", map[string]string{"charset": e.Page.Charset}); t != "" && e.Page.Charset != "" {
		h.Set("Content-Type", t)
	}
	h.Set("Content-Disposition", `attachment; filename="stemma-`+string(e.Page.ID())+`.txt"`)
	h.Set("Content-Length", strconv.Itoa(len(e.Page.Body)))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	w.Write(e.Page.Body)
	return nil
}
