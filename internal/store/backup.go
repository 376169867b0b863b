package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup writes a copy of the store, as it is at one moment, to a new file, which
// takes the place of a store's own to restore it. Stages and readers go on
// meanwhile. The file appears whole or not at all: it is written beside its place,
// looked at, and then given its name. A file that is there is never overwritten.
func (s *Store) Backup(ctx context.Context, file string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store: backup to %s: %w", file, err)
		}
	}()
	if s.kind == postgres {
		return errors.New("PostgreSQL has a program for it: pg_dump --format=custom --file=FILE URL")
	}
	switch i, err := os.Lstat(file); {
	case err == nil && i.IsDir():
		return errors.New("it is a folder; name a file that is not there yet")
	case err == nil:
		return errors.New("it is there already; name another file")
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	// A folder of its own, for SQLite may put files beside it.
	dir, err := os.MkdirTemp(filepath.Dir(file), ".stemma-backup-")
	if err != nil {
		return explained(err)
	}
	defer os.RemoveAll(dir)
	had, err := s.Last(ctx)
	if err != nil {
		return err
	}
	part := filepath.Join(dir, FileName)
	c, err := s.backups(ctx, part)
	if err != nil {
		return err
	}
	last, err := c.lastLine(ctx)
	if err := errors.Join(err, c.Close()); err != nil {
		return fmt.Errorf("what was written cannot be read: %w", err)
	}
	if last < had {
		return fmt.Errorf("what was written ends at line %d of the log, and the store had %d", last, had)
	}
	if err := synced(part); err != nil {
		return err
	}
	if err := os.Link(part, file); err != nil { // which, unlike a renaming, overwrites nothing
		if _, is := os.Lstat(file); is == nil {
			return errors.New("it is there already; name another file")
		}
		err = os.Rename(part, file) // where there are no links
		if err != nil {
			return explained(err)
		}
	}
	if err := synced(filepath.Dir(file)); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// backups writes the copy and returns it, opened.
func (s *Store) backups(ctx context.Context, part string) (*Store, error) {
	from := &Store{kind: sqlite}
	if err := from.openFile(s.path); err != nil {
		return nil, err
	}
	defer from.Close()
	if _, err := from.w.ExecContext(ctx, "vacuum into $1", part); err != nil {
		return nil, explained(err)
	}
	c := &Store{kind: sqlite}
	if err := c.openFile(part); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// lastLine returns the last line of the log of a store whose file is whole.
func (s *Store) lastLine(ctx context.Context) (int64, error) {
	wrong, err := collect(ctx, s.r, column[string], "pragma quick_check")
	if err != nil {
		return 0, err
	}
	if len(wrong) != 1 || wrong[0] != "ok" {
		return 0, fmt.Errorf("%q", wrong)
	}
	return s.Last(ctx)
}

// synced has a file or folder written to the disk.
func synced(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
