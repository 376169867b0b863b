package publish

import (
	"fmt"
	"strings"

	"stemma"
)

// A version is a stemma.Version with its words.
type version struct {
	Now   *account
	Date  string // of the earlier version; empty if unknown
	File  string // of the earlier version
	Edits []*edit
}

// An edit is a stemma.Edit with its words. A headline that was changed is an
// edit, too.
type edit struct {
	Kind          stemma.EditKind
	Headline      bool
	Old, New      string
	Before, After string // what stands around New, where the edit is too short to be understood alone
}

const (
	// maxLone is the most words of an edit that is shown with what stands around it.
	maxLone = 6
	// around is how many words of it are shown on each side.
	around = 6
)

func (v *view) addVersions(vs []stemma.Version) {
	for _, x := range vs {
		now := v.account[x.Now]
		if now == nil {
			continue
		}
		out := &version{Now: now, Date: dateWords(x.Article.Published), File: base(x.Article.Path)}
		if was, is := oneLine(x.Article.Title), oneLine(now.Title); was != is && was != "" && is != "" {
			out.Edits = append(out.Edits, &edit{Kind: stemma.Replaced, Headline: true, Old: was, New: is})
		}
		for _, e := range x.Edits {
			c := &edit{Kind: e.Kind, Old: oneLine(x.Article.Words(e.Old)), New: oneLine(now.Words(e.New))}
			if len(strings.Fields(c.Old))+len(strings.Fields(c.New)) <= maxLone {
				c.Before, c.After = surroundings(now.Article, e.New)
			}
			out.Edits = append(out.Edits, c)
		}
		v.Versions = append(v.Versions, out)
	}
}

// surroundings returns some words on both sides of s within its block, with the
// space that parts them from it.
func surroundings(a *stemma.Article, s stemma.Span) (before, after string) {
	for _, b := range a.Blocks {
		if s.Start < b.Span.Start || s.End > b.Span.End {
			continue
		}
		left, right := a.Text[b.Span.Start:s.Start], a.Text[s.End:b.Span.End]
		if words := strings.Fields(oneLine(left)); len(words) > around {
			before = "… " + strings.Join(words[len(words)-around:], " ")
		} else {
			before = strings.Join(words, " ")
		}
		if words := strings.Fields(oneLine(right)); len(words) > around {
			after = strings.Join(words[:around], " ") + " …"
		} else {
			after = strings.Join(words, " ")
		}
		if before != "" && spaced(left, true) {
			before += " "
		}
		if after != "" && spaced(right, false) {
			after = " " + after
		}
		return before, after
	}
	return "", ""
}

// heading returns "C Northern Wire · 14 March 2025, 08:20, changed since 13 March
// 2025, 08:20".
func (x *version) heading() string {
	s := x.Now.Sign + " " + x.Now.headline() + ", changed since "
	switch {
	case x.Date != "":
		return s + x.Date
	case x.File != "":
		return s + x.File
	}
	return s + "an earlier version"
}

// line returns "“84” → “86” in “… on Tuesday with 86 people on board …”".
func (e *edit) line() string {
	s := e.label() + " "
	switch e.Kind {
	case stemma.Replaced:
		s += quoted(e.Old) + " → " + quoted(e.New)
	case stemma.Deleted:
		s += quoted(e.Old)
	default:
		s += quoted(e.New)
	}
	switch {
	case e.Before+e.After == "":
	case e.Kind == stemma.Deleted:
		s += " from " + quoted(strings.TrimSpace(e.Before)+" […]"+e.After)
	default:
		s += " in " + quoted(e.Before+e.New+e.After)
	}
	return s
}

// label says what was done.
func (e *edit) label() string {
	switch {
	case e.Headline:
		return "headline:"
	case e.Kind == stemma.Replaced:
		return "changed:"
	case e.Kind == stemma.Deleted:
		return "left out:"
	case e.Kind == stemma.Inserted:
		return "added:"
	}
	return "moved:"
}

func (t *terminal) versions(v *view, o Options) {
	if len(v.Versions) == 0 {
		return
	}
	t.head(bold, fmt.Sprintf("CHANGED BY THE OUTLET (%d)", len(v.Versions)))
	for _, x := range v.Versions {
		t.line("")
		t.para(bold, " ", x.heading())
		n := capped(len(x.Edits), o)
		for _, e := range x.Edits[:n] {
			t.para("", "     ", e.line())
		}
		if n == 0 {
			t.para(dim, "     ", "no word of the report")
		}
		t.more(len(x.Edits)-n, Versions)
	}
}

func (d document) versions(v *view) {
	if len(v.Versions) == 0 {
		return
	}
	d.p("## Changed by the outlet")
	for _, x := range v.Versions {
		d.li("**%s**", esc(x.heading()))
		for _, e := range x.Edits {
			d.table("  - " + esc(e.line()))
		}
	}
	d.table("")
}

// A wireVersion is an earlier version of an account. Spans are of the account's
// text; was are the words that the earlier version had in their place.
type (
	wireVersion struct {
		Article   string            `json:"article"`
		ID        string            `json:"id"`
		Path      *string           `json:"path"`
		Title     *string           `json:"title"`
		Published *string           `json:"published"`
		Edits     []wireVersionEdit `json:"edits"`
	}
	wireVersionEdit struct {
		Kind string `json:"kind"`
		Was  string `json:"was"`
		wireWitness
	}
)

func (x wirer) version(v stemma.Version) wireVersion {
	return wireVersion{
		Article: string(v.Now), ID: string(v.Article.ID), Path: orNull(v.Article.Path), Title: orNull(v.Article.Title), Published: orNull(isoDate(v.Article.Published)),
		Edits: each(v.Edits, func(e stemma.Edit) wireVersionEdit {
			return wireVersionEdit{string(e.Kind), v.Article.Words(e.Old), x.witness(stemma.Witness{Article: v.Now, Span: e.New})}
		}),
	}
}
