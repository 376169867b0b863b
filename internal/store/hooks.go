package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Hook is an address that events are sent to.
type Hook struct {
	ID        int64
	Who       string // the ID of the token that it was made with; empty for the one user of a machine
	URL       string
	Secret    string // signs what is sent; kept, because signing needs it
	Kind      string // of what is followed: story, name, query, outlet; empty for everything
	Value     string
	Created   time.Time
	Event     int64     // the last event that was delivered, passed over or given up
	Delivered time.Time // when one last arrived; zero if never
	Tries     int       // of the event after it
	Next      time.Time // not tried before
	Error     string    // of the last try; empty after a success
	Off       string    // why nothing is sent any more; empty while it is
}

// State returns how h fares, in the words of [Feed.State]: new until something
// arrived, failing while the last try is a failure.
func (h *Hook) State() string {
	switch {
	case h.Off != "":
		return "off"
	case h.Error != "":
		return "failing"
	case h.Delivered.IsZero():
		return "new"
	}
	return "good"
}

const hookColumns = "id, who, url, secret, kind, value, created, event, delivered, tries, next, error, off"

func scanHook(rows *sql.Rows, h *Hook) error {
	var created, next int64
	var delivered *int64
	err := rows.Scan(&h.ID, &h.Who, &h.URL, &h.Secret, &h.Kind, &h.Value, &created, &h.Event, &delivered, &h.Tries, &next, &h.Error, &h.Off)
	h.Created, h.Next, h.Delivered = moment(&created), moment(&next), moment(delivered)
	return err
}

// AddHook keeps a hook and returns it with its ID: what happens from now on is
// sent to it.
func (s *Store) AddHook(ctx context.Context, h Hook) (Hook, error) {
	err := s.Write(ctx, func(tx *Tx) error {
		err := tx.tx.QueryRowContext(ctx, "select (select coalesce(max(id), 0) + 1 from hooks), (select coalesce(max(id), 0) from events)").Scan(&h.ID, &h.Event)
		if err != nil {
			return err
		}
		h.Next = h.Created
		return tx.exec("insert into hooks ("+hookColumns+") values ($1, $2, $3, $4, $5, $6, $7, $8, null, 0, $9, '', '')",
			h.ID, h.Who, h.URL, h.Secret, h.Kind, h.Value, h.Created.UnixMicro(), h.Event, h.Next.UnixMicro())
	})
	if err != nil {
		return Hook{}, fmt.Errorf("add a hook: %w", err)
	}
	return h, nil
}

// Hooks lists the hooks of somebody, oldest first.
func (s *Store) Hooks(ctx context.Context, who string) ([]Hook, error) {
	return collect(ctx, s.r, scanHook, "select "+hookColumns+" from hooks where who = $1 order by id", who)
}

// Hook returns a hook of somebody. It returns an error wrapping [ErrNotFound]
// if it is none of theirs.
func (s *Store) Hook(ctx context.Context, who string, id int64) (Hook, error) {
	h, err := one(ctx, s.r, scanHook, "select "+hookColumns+" from hooks where who = $1 and id = $2", who, id)
	if err != nil {
		return h, fmt.Errorf("hook %d: %w", id, err)
	}
	return h, nil
}

// DueHooks returns the hooks that may be tried at a moment and have not seen an
// event yet.
func (s *Store) DueHooks(ctx context.Context, at time.Time, event int64) ([]Hook, error) {
	return collect(ctx, s.r, scanHook, "select "+hookColumns+" from hooks where off = '' and next <= $1 and event < $2 order by id", at.UnixMicro(), event)
}

// Delivered keeps how a hook fares: all that may change of it.
func (s *Store) Delivered(ctx context.Context, h Hook) error {
	return s.Write(ctx, func(tx *Tx) error {
		return tx.exec("update hooks set event = $1, delivered = $2, tries = $3, next = $4, error = $5, off = case when off = '' then $6 else off end where id = $7",
			h.Event, micros(h.Delivered), h.Tries, h.Next.UnixMicro(), h.Error, h.Off, h.ID)
	})
}

// DeleteHook removes a hook of somebody.
func (s *Store) DeleteHook(ctx context.Context, who string, id int64) error {
	return s.Write(ctx, func(tx *Tx) error {
		done, err := tx.tx.ExecContext(ctx, "delete from hooks where who = $1 and id = $2", who, id)
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("hook %d: %w", id, ErrNotFound)
		}
		return nil
	})
}

// LastEvent returns the ID of the last event; 0 if there is none.
func (s *Store) LastEvent(ctx context.Context) (int64, error) {
	return one(ctx, s.r, column[int64], "select coalesce(max(id), 0) from events")
}
