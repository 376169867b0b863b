package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// What can be followed. An [Event] matches a follow if it is of the story, or of
// what that became part of, or if the article that it brings is of the outlet,
// names the name, or answers the query. What an event brings is told once,
// though stories part and become one.
const (
	FollowStory  = "story"  // an ID
	FollowName   = "name"   // of a person, place or organisation
	FollowQuery  = "query"  // words, as of [Query]
	FollowOutlet = "outlet" // as shown, or its key
)

// A Follow is something that somebody wants to hear of.
type Follow struct {
	ID      int64
	Who     string // a token's ID; empty for the one user of a machine
	Kind    string // story, name, query, outlet
	Value   string // by its kind
	Title   string // what it is called on a page
	Created time.Time
	Seen    int64 // the last event looked at; what matched before it was made is seen
}

// Follow keeps f, unless the same is followed already, and returns it with its
// ID. Events up to now count as seen.
func (s *Store) Follow(ctx context.Context, f Follow) (Follow, error) {
	switch f.Kind {
	case FollowStory, FollowName, FollowQuery, FollowOutlet:
	default:
		return Follow{}, fmt.Errorf("store: %q cannot be followed: a story, name, query or outlet can", f.Kind)
	}
	err := s.Write(ctx, func(tx *Tx) error {
		err := tx.exec(`insert into follows (id, who, kind, value, title, created, seen)
			select coalesce(max(id), 0) + 1, $1, $2, $3, $4, cast($5 as bigint), (select coalesce(max(id), 0) from events) from follows where true
			on conflict (who, kind, value) do nothing`, f.Who, f.Kind, f.Value, f.Title, f.Created.UnixMicro())
		if err != nil {
			return err
		}
		f, err = one(ctx, tx.tx, scanFollow, "select "+followColumns+" from follows where who = $1 and kind = $2 and value = $3", f.Who, f.Kind, f.Value)
		return err
	})
	if err != nil {
		return Follow{}, fmt.Errorf("follow %s: %w", f.Kind, err)
	}
	return f, nil
}

// Unfollow forgets what somebody follows. It returns an error wrapping
// [ErrNotFound] if they follow no such thing.
func (s *Store) Unfollow(ctx context.Context, who string, id int64) error {
	err := s.Write(ctx, func(tx *Tx) error {
		if _, err := one(ctx, tx.tx, column[int64], "select id from follows where who = $1 and id = $2", who, id); err != nil {
			return err
		}
		return tx.exec("delete from follows where who = $1 and id = $2", who, id)
	})
	if err != nil {
		return fmt.Errorf("unfollow %d: %w", id, err)
	}
	return nil
}

const followColumns = "id, who, kind, value, title, created, seen"

func scanFollow(rows *sql.Rows, f *Follow) error {
	var created int64
	err := rows.Scan(&f.ID, &f.Who, &f.Kind, &f.Value, &f.Title, &created, &f.Seen)
	f.Created = moment(&created)
	return err
}

// Follows returns what somebody follows, by its making.
func (s *Store) Follows(ctx context.Context, who string) ([]Follow, error) {
	return collect(ctx, s.r, scanFollow, "select "+followColumns+" from follows where who = $1 order by id", who)
}

// SeeFollow keeps that somebody has looked at what they follow up to an event.
func (s *Store) SeeFollow(ctx context.Context, who string, id, event int64) error {
	return s.Write(ctx, func(tx *Tx) error {
		return tx.exec("update follows set seen = $1 where who = $2 and id = $3 and seen < $1", event, who, id)
	})
}

// Matching returns the events after one that match what a follow of a kind and
// value asks for, oldest first, at most n. The kind "" matches all.
func (s *Store) Matching(ctx context.Context, kind, value string, after int64, n int) ([]Event, error) {
	cond, args, err := s.matching(kind, value)
	if err != nil || cond == "" {
		return nil, err
	}
	args = append(args, after, n)
	return collect(ctx, s.r, scanEvent, fmt.Sprintf("select %s from events e where %s and id > $%d order by id limit $%d", eventColumns, cond, len(args)-1, len(args)), args...)
}

// Newest is Matching, the newest first.
func (s *Store) Newest(ctx context.Context, kind, value string, n int) ([]Event, error) {
	cond, args, err := s.matching(kind, value)
	if err != nil || cond == "" {
		return nil, err
	}
	args = append(args, n)
	return collect(ctx, s.r, scanEvent, fmt.Sprintf("select %s from events e where %s order by id desc limit $%d", eventColumns, cond, len(args)), args...)
}

// matching returns the condition that an event of table e matches; empty if none
// can.
func (s *Store) matching(kind, value string) (string, []any, error) {
	// An article that moved to another story has been heard of.
	const article = "e.article <> '' and not exists (select 1 from events p where p.article = e.article and p.id < e.id) and exists (select 1 from articles a where a.id = e.article and "
	// line is a story and what it became part of, one after the other.
	const line = `with recursive line(id) as (select id from stories where id = $1
		union select s.into_story from stories s join line l on s.id = l.id where s.into_story <> '') select id from line`
	switch kind {
	case "":
		return "1 = 1", nil, nil
	case FollowStory:
		// What a story became part of goes on telling of it, but not again of what the
		// story itself has told: what both tell has marks that differ in the story.
		return "(e.story = $1 or e.story in (" + line + ") and not exists (select 1 from (" + line + `) l
			join events p on p.mark = replace(e.mark, '|' || e.story || '|', '|' || l.id || '|') where p.id < e.id))`, []any{value}, nil
	case FollowOutlet:
		return article + "a.outlet_key = $1)", []any{keyOf(value)}, nil
	case FollowName:
		return article + "exists (select 1 from names n where n.seq = a.seq and n.key = $1))", []any{keyOf(value)}, nil
	case FollowQuery:
		match := matchOf(value, s.kind)
		if match == "" {
			return "", nil, nil
		}
		if s.kind == postgres {
			return article + "exists (select 1 from search where search.seq = a.seq and search.words @@ to_tsquery('stemma', $1)))", []any{match}, nil
		}
		return article + "a.seq in (select rowid from search where search match $1))", []any{match}, nil
	}
	return "", nil, fmt.Errorf("store: %q cannot be followed: a story, name, query or outlet can", kind)
}
