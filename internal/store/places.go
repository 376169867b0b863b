package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"stemma"
)

// A Placed is the placement of the article of one line of the log.
type Placed struct {
	Seq      int64
	Received time.Time
	Title    string // of the article, for a story that has no report yet
	stemma.Placement
}

// Place keeps placements, in the order of the log, and what they changed.
func (tx *Tx) Place(all []Placed) error {
	touched := map[string]int64{} // story → the line of the log that changed it last
	var order []string
	touch := func(story string, seq int64) {
		if touched[story] == 0 {
			order = append(order, story)
		}
		touched[story] = seq
	}
	for _, p := range all {
		err := tx.exec(`insert into placements (article, seq, story, kind, of, superseded, shared, why, mentions) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			p.Article, p.Seq, p.Story, p.Kind, p.Of, p.Superseded, list(p.Shared), p.Why, list(p.Mentions))
		if err != nil {
			return err
		}
		kind := ""
		if p.Kind == stemma.RoundUp {
			kind = "round-up"
		}
		if err := tx.story(p.Story, p.Title, kind, p.Seq, p.Received); err != nil {
			return err
		}
		touch(p.Story, p.Seq)
		for _, c := range p.Changes {
			if c.Article == p.Article {
				continue // Story is where it is in the end
			}
			if err := tx.exec("insert into moves (seq, article, source, target, why) values ($1, $2, $3, $4, $5)", p.Seq, c.Article, c.From, c.To, c.Why); err != nil {
				return err
			}
			// Of how it came only the reason changes.
			err := tx.exec("update placements set story = $1, why = $2, kind = case when kind = 'opens' then 'joins' else kind end where article = $3", c.To, c.Why, c.Article)
			if err != nil {
				return err
			}
			if err := tx.story(c.To, "", "", p.Seq, p.Received); err != nil {
				return err
			}
			if err := tx.exec("update stories set into_story = $1 where id = $2", c.To, c.From); err != nil {
				return err
			}
			touch(c.From, p.Seq)
			touch(c.To, p.Seq)
		}
	}
	for _, story := range order {
		if err := tx.count(story, touched[story]); err != nil {
			return err
		}
	}
	return nil
}

// story makes a story if there is none by that name.
func (tx *Tx) story(id, title, kind string, seq int64, at time.Time) error {
	return tx.exec(`insert into stories (id, title, into_story, kind, opened, changed, reported, revision, updated, articles, accounts, outlets, origins, conflicts, updates, corroborated, utterances, languages)
		values ($1, $2, '', $3, $4, $4, 0, 0, $5, 0, 0, 0, 0, 0, 0, 0, 0, '') on conflict (id) do update set updated = excluded.updated`,
		id, title, kind, seq, at.UnixMicro())
}

// count brings up to date what a story's row says of its members.
func (tx *Tx) count(story string, seq int64) error {
	var n, outlets int64
	var first, last *int64
	err := tx.tx.QueryRowContext(tx.ctx, `select count(*), count(distinct outlet_key), min(published), max(published)
		from placements p join articles a on a.seq = p.seq where story = $1`, story).Scan(&n, &outlets, &first, &last)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if n == 0 { // became part of another one, which Place has written
		if err := tx.unreport(story); err != nil {
			return err
		}
		return tx.exec("update stories set articles = 0, accounts = 0, outlets = 0, changed = $1, reported = $1 where id = $2", seq, story)
	}
	return tx.exec("update stories set articles = $1, outlets = $2, first = $3, last = $4, changed = $5, into_story = '' where id = $6", n, outlets, first, last, seq, story)
}

// Unplace forgets all stories and placements, so that they can be made again.
// What users hold of stories, by their IDs, stays.
func (tx *Tx) Unplace() error {
	for _, table := range []string{"placements", "moves", "stories", "reports", "records"} {
		if err := tx.exec("delete from " + table); err != nil {
			return err
		}
	}
	return tx.exec("delete from faults where stage in ($1, $2)", Placing, Reporting)
}

// Unreport makes the report on every story be made again.
func (tx *Tx) Unreport() error {
	if err := tx.exec("delete from faults where stage = $1", Reporting); err != nil {
		return err
	}
	return tx.exec("update stories set reported = 0 where articles > 0")
}

// unreport forgets the reports on a story and what came of them but events.
func (tx *Tx) unreport(story string) error {
	for _, q := range []string{"delete from reports where story = $1", "delete from records where story = $1", "delete from faults where path = $1 and stage = '" + Reporting + "'"} {
		if err := tx.exec(q, story); err != nil {
			return err
		}
	}
	return nil
}

// A Member is an article in its story, by its line of the log.
type Member struct {
	Seq int64
	stemma.Placement
}

const placementColumns = "seq, article, story, kind, of, superseded, shared, why, mentions"

func scanMember(rows *sql.Rows, m *Member) error {
	var shared, mentions string
	err := rows.Scan(&m.Seq, &m.Article, &m.Story, &m.Kind, &m.Of, &m.Superseded, &shared, &m.Why, &mentions)
	m.Shared, m.Mentions = unlist(shared), unlist(mentions)
	return err
}

// Members returns the placements of a story's articles, by their coming.
func (s *Store) Members(ctx context.Context, story string) ([]Member, error) {
	return collect(ctx, s.r, scanMember, "select "+placementColumns+" from placements where story = $1 order by seq", story)
}

// Placement returns the placement of an article. It returns an error wrapping
// [ErrNotFound] if it is not placed.
func (s *Store) Placement(ctx context.Context, id stemma.ArticleID) (Member, error) {
	return one(ctx, s.r, scanMember, "select "+placementColumns+" from placements where article = $1", id)
}

// PlacedUpTo returns the article of a line of the log, empty if there is no such
// line, and how many articles up to it are in stories.
func (s *Store) PlacedUpTo(ctx context.Context, seq int64) (stemma.ArticleID, int64, error) {
	type row struct {
		id     stemma.ArticleID
		placed int64
	}
	r, err := one(ctx, s.r, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.id, &r.placed) },
		"select coalesce((select article from log where seq = $1), ''), (select count(*) from placements where seq <= $1)", seq)
	return r.id, r.placed, err
}

// Moves returns the changes of story that an article went through, first to last.
func (s *Store) Moves(ctx context.Context, id stemma.ArticleID) ([]stemma.Change, error) {
	return collect(ctx, s.r, func(rows *sql.Rows, c *stemma.Change) error {
		return rows.Scan(&c.Article, &c.From, &c.To, &c.Why)
	}, "select article, source, target, why from moves where article = $1 order by seq", id)
}

// Seqs returns the lines of the log of members.
func Seqs(members []Member) []int64 {
	out := make([]int64, len(members))
	for i, m := range members {
		out[i] = m.Seq
	}
	slices.Sort(out)
	return out
}
