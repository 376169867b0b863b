package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/text"
)

// A Head is what a list says of an article.
type Head struct {
	Seq       int64
	ID        stemma.ArticleID
	Title     string // its headline, or the beginning of its text
	Outlet    string
	OutletKey string
	URL       string
	Language  string
	Published stemma.Date // From and Precision
	Received  time.Time
	Placement stemma.Placement // zero while it is not placed; without Changes
}

const headQuery = `select a.seq, a.id, case when a.title <> '' then a.title else substr(a.text, 1, 120) end, a.outlet, a.outlet_key, a.url, a.language,
	a.published, a.prec, a.received, coalesce(p.story, ''), coalesce(p.kind, ''), coalesce(p.of, ''), coalesce(p.superseded, ''), coalesce(p.shared, '[]'),
	coalesce(p.why, ''), coalesce(p.mentions, '[]') from `

func scanHead(rows *sql.Rows, h *Head) error {
	var published *int64
	var received int64
	var shared, mentions string
	p := &h.Placement
	err := rows.Scan(&h.Seq, &h.ID, &h.Title, &h.Outlet, &h.OutletKey, &h.URL, &h.Language, &published, &h.Published.Precision, &received,
		&p.Story, &p.Kind, &p.Of, &p.Superseded, &shared, &p.Why, &mentions)
	h.Published.From, h.Received = moment(published), moment(&received)
	p.Article, p.Shared, p.Mentions = h.ID, unlist(shared), unlist(mentions)
	return err
}

// Heads returns the heads of articles; those that are not there are left out.
func (s *Store) Heads(ctx context.Context, ids []stemma.ArticleID) (map[stemma.ArticleID]Head, error) {
	out := make(map[stemma.ArticleID]Head, len(ids))
	for chunk := range slices.Chunk(ids, 200) {
		in, args := in(chunk, 0)
		all, err := collect(ctx, s.r, scanHead, headQuery+"articles a left join placements p on p.article = a.id where a.id in "+in, args...)
		if err != nil {
			return nil, err
		}
		for _, h := range all {
			out[h.ID] = h
		}
	}
	return out, nil
}

// HeadsIn returns the heads of a story's articles, by their coming, at most n.
func (s *Store) HeadsIn(ctx context.Context, story string, n int) ([]Head, error) {
	return collect(ctx, s.r, scanHead, headQuery+"placements p join articles a on a.seq = p.seq where p.story = $1 order by p.seq limit $2", story, n)
}

// MovesInto returns the changes that the articles of a story went through, first
// to last.
func (s *Store) MovesInto(ctx context.Context, story string) ([]stemma.Change, error) {
	return collect(ctx, s.r, func(rows *sql.Rows, c *stemma.Change) error {
		return rows.Scan(&c.Article, &c.From, &c.To, &c.Why)
	}, "select m.article, m.source, m.target, m.why from placements p join moves m on m.article = p.article where p.story = $1 order by m.seq", story)
}

// StoriesOf returns stories by their IDs, in no order that means anything; those
// that are not there are left out.
func (s *Store) StoriesOf(ctx context.Context, ids []string) (map[string]Story, error) {
	out := make(map[string]Story, len(ids))
	for chunk := range slices.Chunk(ids, 200) {
		in, args := in(chunk, 0)
		all, err := collect(ctx, s.r, scanStory, "select "+storyColumns+" from stories where id in "+in, args...)
		if err != nil {
			return nil, err
		}
		for _, st := range all {
			out[st.ID] = st
		}
	}
	return out, nil
}

// RoundUps lists articles that speak of several events and belong to none, as
// the stories of their own that they are, the newest first.
func (s *Store) RoundUps(ctx context.Context, since time.Time, limit, offset int) ([]Story, error) {
	var from int64
	if !since.IsZero() {
		from = since.UnixMicro()
	}
	return collect(ctx, s.r, scanStory, "select "+storyColumns+` from stories where kind <> '' and articles > 0 and into_story = '' and updated >= $1
		order by updated desc, id limit $2 offset $3`, from, limit, offset)
}

// StoriesNaming lists the stories that have an article which speaks of a person,
// place or organisation, the latest first.
func (s *Store) StoriesNaming(ctx context.Context, name string, limit int) ([]Story, error) {
	return collect(ctx, s.r, scanStory, "select "+storyColumns+` from stories
		where id in (select p.story from names n join placements p on p.seq = n.seq where n.key = $1) and articles > 0 order by updated desc, id limit $2`, text.Fold(name), limit)
}

// Languages returns the languages of the accounts of stories updated at a moment
// or later (zero for ever), most stories first.
func (s *Store) Languages(ctx context.Context, since time.Time) ([]string, error) {
	var from int64
	if !since.IsZero() {
		from = since.UnixMicro()
	}
	type row struct {
		languages []string
		n         int
	}
	sets, err := collect(ctx, s.r, func(rows *sql.Rows, r *row) error {
		var languages string
		err := rows.Scan(&languages, &r.n)
		r.languages = strings.Fields(languages)
		return err
	}, "select languages, count(*) from stories where updated >= $1 and articles > 0 group by languages", from)
	if err != nil {
		return nil, err
	}
	n := map[string]int{}
	var out []string
	for _, r := range sets {
		for _, l := range r.languages {
			if n[l] == 0 {
				out = append(out, l)
			}
			n[l] += r.n
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(a, b)) })
	return out, nil
}

// News is what came to a story since somebody looked at it last.
type News struct {
	Seen                                int64 // the revision that they looked at
	Joined, Revised, Conflicts, Updates int
}

// News returns, of those stories that somebody has looked at, what is new in
// each.
func (s *Store) News(ctx context.Context, who string, stories []string) (map[string]News, error) {
	out := map[string]News{}
	type row struct {
		story, kind string
		seen        int64
		n           int
	}
	for chunk := range slices.Chunk(stories, 200) {
		in, args := in(chunk, 1)
		rows, err := collect(ctx, s.r, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.story, &r.seen, &r.kind, &r.n) },
			`select s.story, s.revision, coalesce(e.kind, ''), count(e.id) from seen s left join events e on e.story = s.story and e.revision > s.revision
			where s.who = $1 and s.story in `+in+" group by s.story, s.revision, e.kind order by s.story, e.kind", append([]any{who}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			n := out[r.story]
			n.Seen = r.seen
			switch r.kind {
			case "opened", "joined":
				n.Joined += r.n
			case "revised":
				n.Revised += r.n
			case "conflict":
				n.Conflicts += r.n
			case "update":
				n.Updates += r.n
			}
			out[r.story] = n
		}
	}
	return out, nil
}

// A Case is a [Record] with what it is shown by.
type Case struct {
	Record
	StoryTitle string
	Title      string // of the article
	Published  stemma.Date
	Other      Head // the other article; zero if there is none
}

// Cases returns what an outlet did, of one kind or (empty) of all, the newest
// first.
func (s *Store) Cases(ctx context.Context, outlet, kind string, limit, offset int) ([]Case, error) {
	all, err := collect(ctx, s.r, func(rows *sql.Rows, c *Case) error {
		var published *int64
		err := rows.Scan(&c.Story, &c.Outlet, &c.Kind, &c.Article, &c.Record.Other, &c.Finding, &c.Why, &c.StoryTitle, &c.Title, &published, &c.Published.Precision)
		c.Published.From = moment(published)
		return err
	}, `select r.story, r.outlet, r.kind, r.article, r.other, r.finding, r.why, s.title, case when a.title <> '' then a.title else substr(a.text, 1, 120) end, a.published, a.prec
		from records r join articles a on a.id = r.article join stories s on s.id = r.story
		where r.outlet = $1 and ($2 = '' or r.kind = $2) order by a.seq desc, r.kind, r.finding, r.other limit $3 offset $4`, outlet, kind, limit, offset)
	if err != nil {
		return nil, err
	}
	var others []stemma.ArticleID
	for _, c := range all {
		if c.Record.Other != "" {
			others = append(others, c.Record.Other)
		}
	}
	heads, err := s.Heads(ctx, others)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Other = heads[all[i].Record.Other]
	}
	return all, nil
}

// FaultOf returns what could not be done with the page of a line of the log. It
// returns an error wrapping [ErrNotFound] if all could.
func (s *Store) FaultOf(ctx context.Context, seq int64) (Fault, error) {
	f, err := one(ctx, s.r, scanFault, "select "+faultColumns+" from faults where seq = $1 order by at desc limit 1", seq)
	if err != nil {
		return f, fmt.Errorf("fault of line %d: %w", seq, err)
	}
	return f, nil
}

// Progress is how far the stages have come.
type Progress struct {
	Last    int64 // lines of the log
	Read    int64 // of them, read by a stage that has a cursor
	Stories int64 // that are still to be compared again
}

// Progress returns how far a stage has come, and how many stories wait.
func (s *Store) Progress(ctx context.Context, stage string) (Progress, error) {
	return one(ctx, s.r, func(rows *sql.Rows, p *Progress) error { return rows.Scan(&p.Last, &p.Read, &p.Stories) },
		`select (select coalesce(max(seq), 0) from log), (select coalesce(max(seq), 0) from cursors where stage = $1),
		(select count(*) from stories where changed > reported)`, stage)
}

// Unused reports whether nothing was ever given to the store: no page and no
// feed.
func (s *Store) Unused(ctx context.Context) (bool, error) {
	n, err := one(ctx, s.r, column[int64], "select (select count(*) from (select seq from log limit 1) l) + (select count(*) from (select id from feeds limit 1) f)")
	return n == 0, err
}
