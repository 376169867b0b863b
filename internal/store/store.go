// Package store keeps what was received and what was read from it, in SQLite
// or in PostgreSQL.
//
//	store.go     Open, Write: the one writer and the many readers
//	migrate.go   the tables (migrations/*.sql)
//	blob.go      how marks and reports are written into one column
//	log.go       Append: what is received; Pages: what a stage has yet to read
//	articles.go  what one page says: articles, marks, names, faults
//	places.go    which story an article is in
//	stories.go   stories and the reports on them
//	events.go    what happened to stories
//	follows.go   what somebody follows, and the events that it matches
//	feeds.go     the feeds that are asked, how each fares, and what it brought
//	hooks.go     where events are sent to
//	tokens.go    who may come over the network
//	search.go    full-text search
//	pages.go     what the pages of a site ask
//	check.go     Check: whether all of it holds together
//	backup.go    Backup: a copy while the stages run
//	stats.go     Stats: how much there is, and how far the stages are
//	errors.go    what to do about an error of the engine
//
// The log is the only truth: pages by the hash of their bytes, one line each,
// never changed. All else is made from it by the stages and can be made again.
// A stage's rows and its cursor move in one transaction, so whenever the
// program dies, what it did is either whole or not there.
//
// SQL is written by hand, once for both engines: $1, no types that only one of
// them has, moments as microseconds. Where they differ (full-text search, the
// advisory lock) a switch on kind stands in the function.
//
// Pages stand in the database and not beside it, so that a page and its line in
// the log are written together, and a backup is one file. The road not taken: a
// folder of files by hash, which needs a rename and a sync a page to be as safe.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"unicode/utf8"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// ErrNotFound reports that the store has nothing by that name.
var ErrNotFound = errors.New("not in the store")

// kind is which engine a store runs on.
type kind string

const (
	sqlite   kind = "sqlite"
	postgres kind = "postgres"
)

// A Store is an open database. Its methods are safe for concurrent use. Writing
// is one transaction after the other; readers do not wait for it.
type Store struct {
	kind kind
	path string // of SQLite's file; empty for PostgreSQL
	w    *sql.DB
	r    *sql.DB
}

// FileName is what a SQLite store is called in its folder.
const FileName = "stemma.db"

// Open opens the store at a place, and makes it if there is none: a folder,
// which holds a SQLite file, or the URL of a PostgreSQL database
// ("postgres://user@host/name").
func Open(ctx context.Context, place string) (*Store, error) {
	s := &Store{kind: sqlite}
	var err error
	if isURL(place) {
		s.kind = postgres
		err = s.openPostgres(place)
	} else {
		err = s.openSQLite(place)
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("store: open %s: %w", Named(place), explained(err))
	}
	return s, nil
}

// isURL reports whether a place is one of PostgreSQL's and no folder.
func isURL(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// Named returns place as it may be shown: without a password.
func Named(place string) string {
	if !isURL(place) {
		return place
	}
	u, err := url.Parse(place)
	if err != nil {
		return "a PostgreSQL URL that cannot be read"
	}
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	q := u.Query()
	q.Del("password")
	u.RawQuery = q.Encode()
	return u.String()
}

func (s *Store) openSQLite(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return s.openFile(filepath.Join(dir, FileName))
}

func (s *Store) openFile(path string) error {
	s.path = path
	// With the log of WAL synced at checkpoints only, no crash of the program
	// loses a commit, and a crash of the machine loses the last ones whole.
	dsn := func(more ...string) string {
		q := url.Values{"_pragma": append([]string{
			"busy_timeout(10000)", "journal_mode(wal)", "synchronous(normal)", "foreign_keys(on)",
			"temp_store(memory)", "mmap_size(268435456)",
		}, more...)}
		return "file:" + (&url.URL{Path: s.path}).EscapedPath() + "?" + q.Encode()
	}
	var err error
	if s.w, err = sql.Open("sqlite", dsn("cache_size(-65536)")+"&_txlock=immediate"); err != nil {
		return err
	}
	s.w.SetMaxOpenConns(1)
	if s.r, err = sql.Open("sqlite", dsn("cache_size(-8192)", "query_only(on)")); err != nil {
		return err
	}
	s.r.SetMaxOpenConns(4)
	s.r.SetMaxIdleConns(4)
	return nil
}

func (s *Store) openPostgres(place string) error {
	var err error
	if s.w, err = sql.Open("pgx", place); err != nil {
		return err
	}
	s.w.SetMaxOpenConns(1)
	if s.r, err = sql.Open("pgx", place); err != nil {
		return err
	}
	s.r.SetMaxOpenConns(5) // one of them for the lock
	s.r.SetMaxIdleConns(4)
	return nil
}

// Close closes the store.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.r, s.w} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// A Tx is one transaction of the writer.
type Tx struct {
	tx       *sql.Tx
	ctx      context.Context
	s        *Store
	prepared map[string]*sql.Stmt // of SQLite
}

// Write runs do in a transaction, which is kept whole if do returns nil, and
// else leaves no trace.
func (s *Store) Write(ctx context.Context, do func(*Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return ended(ctx, fmt.Errorf("store: begin: %w", explained(err)))
	}
	defer tx.Rollback() // of nothing, once committed
	if s.kind == postgres {
		// As in SQLite, transactions of other programs wait, too: the next line of
		// the log is one more than the last.
		if _, err := tx.ExecContext(ctx, "select pg_advisory_xact_lock($1)", writing); err != nil {
			return ended(ctx, fmt.Errorf("store: begin: %w", explained(err)))
		}
	}
	err = do(&Tx{tx, ctx, s, map[string]*sql.Stmt{}})
	if err == nil {
		if err = tx.Commit(); err != nil {
			err = fmt.Errorf("store: commit: %w", explained(err))
		}
	}
	return ended(ctx, err)
}

// ended returns err as one that wraps that of ctx, if ctx is done: what an engine
// says of it, or that the transaction is over, is no failure of the store.
func ended(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || errors.Is(err, ctx.Err()) {
		return err
	}
	return fmt.Errorf("%w: %w", ctx.Err(), err)
}

func (tx *Tx) exec(q string, args ...any) error {
	for i := range args {
		args[i] = unbroken(args[i])
	}
	if err := tx.run(q, args); err != nil {
		return fmt.Errorf("store: %w", explained(err))
	}
	return nil
}

// run executes a statement. SQLite's are prepared once in a transaction, as the
// driver of PostgreSQL does by itself.
func (tx *Tx) run(q string, args []any) error {
	if tx.s.kind == postgres {
		_, err := tx.tx.ExecContext(tx.ctx, q, args...)
		return err
	}
	stmt := tx.prepared[q]
	if stmt == nil {
		var err error
		if stmt, err = tx.tx.PrepareContext(tx.ctx, q); err != nil {
			return err
		}
		tx.prepared[q] = stmt
	}
	_, err := stmt.ExecContext(tx.ctx, args...)
	return err
}

// unbroken returns a value as both engines keep it alike. PostgreSQL refuses strings
// that are not UTF-8, and the byte zero; each byte of that kind becomes another
// one, so that offsets hold.
func unbroken(v any) any {
	s, ok := v.(string)
	if !ok {
		if r := reflect.ValueOf(v); r.Kind() == reflect.String {
			s = r.String()
		} else {
			return v
		}
	}
	if utf8.ValidString(s) && !strings.Contains(s, "\x00") {
		return s
	}
	b := []byte(s)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if b[i] == 0 || r == utf8.RuneError && n == 1 {
			b[i] = 0x1a // SUBSTITUTE
		}
		i += n
	}
	return string(b)
}

// queryer is what the writer's transactions and the readers have in common.
type queryer interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// collect returns the rows of a query, each read by scan.
func collect[T any](ctx context.Context, from queryer, scan func(*sql.Rows, *T) error, q string, args ...any) ([]T, error) {
	for i := range args {
		args[i] = unbroken(args[i])
	}
	rows, err := from.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, ended(ctx, fmt.Errorf("store: %w", explained(err)))
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var x T
		if err := scan(rows, &x); err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
		out = append(out, x)
	}
	if err := rows.Err(); err != nil {
		return nil, ended(ctx, fmt.Errorf("store: %w", explained(err)))
	}
	return out, nil
}

// one is collect for a query of one row. It returns an error wrapping
// [ErrNotFound] if there is none.
func one[T any](ctx context.Context, from queryer, scan func(*sql.Rows, *T) error, q string, args ...any) (T, error) {
	all, err := collect(ctx, from, scan, q, args...)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// column scans a row of one value.
func column[T any](rows *sql.Rows, x *T) error { return rows.Scan(x) }
