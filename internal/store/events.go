package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"stemma"
)

// An Event is something that happened to a story: an account joined it, a
// finding became conflicting.
type Event struct {
	ID       int64  // 1 for the first; rises
	Mark     string // what makes it the same event when it is found again, with Story between bars: "article|s-1b2c|…"
	Story    string
	Revision int64 // of the report that it came with
	At       time.Time
	Kind     string // opened, joined, conflict, update, corroborated, single-source, resolved, corrected
	Article  stemma.ArticleID
	Finding  string
	Outlet   string
	Words    string // one line, as shown
}

// putEvent keeps an event, unless it is kept already: making stories again
// repeats none.
func (tx *Tx) putEvent(e Event) error {
	return tx.exec(`insert into events (id, mark, story, revision, at, kind, article, finding, outlet, words)
		select coalesce(max(id), 0) + 1, $1, $2, cast($3 as bigint), cast($4 as bigint), $5, $6, $7, $8, $9 from events where true on conflict (mark) do nothing`,
		e.Mark, e.Story, e.Revision, e.At.UnixMicro(), e.Kind, e.Article, e.Finding, e.Outlet, e.Words)
}

const eventColumns = "id, mark, story, revision, at, kind, article, finding, outlet, words"

func scanEvent(rows *sql.Rows, e *Event) error {
	var at int64
	err := rows.Scan(&e.ID, &e.Mark, &e.Story, &e.Revision, &at, &e.Kind, &e.Article, &e.Finding, &e.Outlet, &e.Words)
	e.At = moment(&at)
	return err
}

// Events returns the events after one, oldest first, of one story or (empty) of
// all, at most n.
func (s *Store) Events(ctx context.Context, story string, after int64, n int) ([]Event, error) {
	return collect(ctx, s.r, scanEvent, "select "+eventColumns+" from events where id > $1 and ($2 = '' or story = $2) order by id limit $3", after, story, n)
}

// Since returns the events of a story that came with revisions after one,
// oldest first.
func (s *Store) Since(ctx context.Context, story string, revision int64) ([]Event, error) {
	return collect(ctx, s.r, scanEvent, "select "+eventColumns+" from events where story = $1 and revision > $2 order by id", story, revision)
}

// Seen returns the revision of a story's report that somebody looked at last;
// 0 if none.
func (s *Store) Seen(ctx context.Context, who, story string) (int64, error) {
	return one(ctx, s.r, column[int64], "select coalesce(max(revision), 0) from seen where who = $1 and story = $2", who, story)
}

// A Look is that somebody has looked at a revision of the report on a story.
type Look struct {
	Who, Story string
	Revision   int64
	At         time.Time
}

// See keeps looks.
func (s *Store) See(ctx context.Context, looks ...Look) error {
	return s.Write(ctx, func(tx *Tx) error {
		for _, l := range looks {
			err := tx.exec(`insert into seen (who, story, revision, at) values ($1, $2, $3, $4)
				on conflict (who, story) do update set revision = excluded.revision, at = excluded.at`, l.Who, l.Story, l.Revision, l.At.UnixMicro())
			if err != nil {
				return fmt.Errorf("see %s: %w", l.Story, err)
			}
		}
		return nil
	})
}
