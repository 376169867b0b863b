package store

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	engine "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// explained returns err with what to do about it, where that is known.
func explained(err error) error {
	if do := remedy(err); do != "" {
		return fmt.Errorf("%w: %s", err, do)
	}
	return err
}

// remedy returns what to do about an error of an engine; empty if that is not
// known.
func remedy(err error) string {
	if e := new(engine.Error); errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB:
			return "the file is no store; move it away to begin a new one, or put a backup in its place"
		case sqlite3.SQLITE_CORRUPT:
			return "the file is damaged; stop stemma, keep a copy of the file, and put a backup in its place"
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return "whoever runs stemma must be allowed to write the file and its folder"
		case sqlite3.SQLITE_FULL:
			return "the disk is full; make room and start again: nothing that was kept is lost"
		case sqlite3.SQLITE_IOERR:
			return "the disk fails; look at it before going on"
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return "another program writes to it for longer than stemma waits; try again when it is done"
		case sqlite3.SQLITE_ERROR:
			// Tables of that name that no migration made.
			if strings.Contains(err.Error(), "already exists") {
				return "the file is of another program; name another folder"
			}
		}
	}
	if e := new(pgconn.PgError); errors.As(err, &e) {
		switch {
		case e.Code == "3D000":
			return "make the database first, with createdb"
		case strings.HasPrefix(e.Code, "28"):
			return "name user and password in the URL, or in ~/.pgpass"
		case e.Code == "42501":
			return "the user of the URL must be allowed to make tables there"
		case e.Code == "42P07" || e.Code == "42710":
			return "the database is of another program; name one of stemma's own"
		case strings.HasPrefix(e.Code, "53"), strings.HasPrefix(e.Code, "57"):
			return "the server is out of something or stopping; start again when it is well: nothing that was kept is lost"
		}
		return ""
	}
	if e := new(pgconn.ConnectError); errors.As(err, &e) {
		return "PostgreSQL does not answer at that URL; start it, or mend the URL"
	}
	if errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EEXIST) {
		return "the place of a store is a folder; name one"
	}
	if errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EROFS) {
		return "whoever runs stemma must be allowed to write the folder"
	}
	return ""
}
