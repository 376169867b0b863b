package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ErrLocked reports that another program works on the store's log.
var ErrLocked = errors.New("another program works on it")

// lockName is the file beside SQLite's that is locked.
const lockName = "stemma.lock"

// Lock makes this program the one that runs the stages on the store, until
// unlock is called or the program ends, however it ends. It returns an error
// wrapping [ErrLocked] if another one is.
func (s *Store) Lock(ctx context.Context) (unlock func(), err error) {
	if s.kind == postgres {
		return s.lockPostgres(ctx)
	}
	name := filepath.Join(filepath.Dir(s.path), lockName)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: lock: %w", err)
	}
	if err := lockFile(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("store: lock %s: %w", name, err)
	}
	return func() { f.Close() }, nil
}

// What PostgreSQL's advisory locks of this program are on: any numbers that
// nobody else locks.
const (
	staging = 0x57e44a // running the stages
	writing = 0x57e44b // a transaction of the writer
)

// lockWait is how long a server may take to notice that a program that had the
// lock was killed.
const lockWait = 5 * time.Second

// lockPostgres holds an advisory lock on a connection of its own.
func (s *Store) lockPostgres(ctx context.Context) (func(), error) {
	c, err := s.r.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: lock: %w", explained(err))
	}
	for begun := time.Now(); ; time.Sleep(lockWait / 100) {
		var ok bool
		err := c.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", staging).Scan(&ok)
		if err == nil && !ok && time.Since(begun) > lockWait {
			err = ErrLocked
		}
		if err != nil {
			c.Close()
			return nil, fmt.Errorf("store: lock: %w", err)
		}
		if ok {
			break
		}
	}
	return func() {
		// The lock goes with the session, which the pool would keep.
		c.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", staging)
		c.Close()
	}, nil
}
