package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"time"
)

// Stats is how much a store holds, and how far its stages are.
type Stats struct {
	Engine    string    // sqlite, postgres
	Tables    int       // version of the tables: how many migrations they went through
	Bytes     int64     // that the store takes
	PageBytes int64     // of the pages as received
	Lines     int64     // of the log
	First     time.Time // when the first line was received; zero if there is none
	Last      time.Time // the last
	Articles  int64
	Words     int64 // of all articles
	Stories   int64 // that have articles
	Compared  int64 // of those, with two accounts or more
	Reports   int64
	Events    int64
	Outlets   int64 // that are known by name
	Faults    int64
	Feeds     int64
	Follows   int64
	Stages    []StageStats // annotate, place, report
}

// StageStats is how far one stage is.
type StageStats struct {
	Stage string
	Cursor
	Behind int64 // lines of the log; of stage report, stories
	Faults int64
}

// Stats counts what is kept.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Engine: string(s.kind)}
	var err error
	if st.Tables, err = s.version(ctx); err != nil {
		return st, err
	}
	if st.Bytes, err = s.bytes(ctx); err != nil {
		return st, err
	}
	counts, err := one(ctx, s.r, func(rows *sql.Rows, to *Stats) error {
		var first, last *int64
		err := rows.Scan(&to.PageBytes, &to.Lines, &first, &last, &to.Articles, &to.Words, &to.Outlets, &to.Stories, &to.Compared,
			&to.Reports, &to.Events, &to.Faults, &to.Feeds, &to.Follows)
		to.First, to.Last = moment(first), moment(last)
		return err
	}, `select (select cast(coalesce(sum(size), 0) as bigint) from pages), (select coalesce(max(seq), 0) from log), (select min(received) from log), (select max(received) from log),
		(select count(*) from articles), (select cast(coalesce(sum(words), 0) as bigint) from articles), (select count(distinct outlet_key) from articles where outlet <> ''),
		(select count(*) from stories where articles > 0), (select count(*) from stories where articles > 0 and accounts > 1),
		(select count(*) from reports), (select count(*) from events), (select count(*) from faults), (select count(*) from feeds), (select count(*) from follows)`)
	if err != nil {
		return st, err
	}
	counts.Engine, counts.Tables, counts.Bytes = st.Engine, st.Tables, st.Bytes
	st = counts
	for _, stage := range []string{Annotating, Placing, Reporting} {
		x := StageStats{Stage: stage}
		if x.Cursor, err = s.Cursor(ctx, stage); err != nil {
			return st, err
		}
		if x.Faults, err = one(ctx, s.r, column[int64], "select count(*) from faults where stage = $1", stage); err != nil {
			return st, err
		}
		x.Behind = st.Lines - x.Seq
		if stage == Reporting {
			if x.Behind, err = one(ctx, s.r, column[int64], "select count(*) from stories where changed > reported"); err != nil {
				return st, err
			}
		}
		st.Stages = append(st.Stages, x)
	}
	return st, nil
}

// bytes returns how much room the store takes.
func (s *Store) bytes(ctx context.Context) (int64, error) {
	if s.kind == postgres {
		return one(ctx, s.r, column[int64], "select pg_database_size(current_database())")
	}
	n := int64(0)
	for _, name := range []string{s.path, s.path + "-wal"} {
		switch i, err := os.Stat(name); {
		case err == nil:
			n += i.Size()
		case !errors.Is(err, fs.ErrNotExist):
			return 0, err
		}
	}
	return n, nil
}
