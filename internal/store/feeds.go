package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"stemma"
)

// The kinds of [Feed].
const (
	KindFeed    = "feed" // RSS, Atom, RDF or JSON Feed
	KindSitemap = "sitemap"
)

// A Feed is a source that is asked again and again, and how it has fared.
type Feed struct {
	ID    string // made from the address that it was first given by; stays when it moves
	URL   string // the address that is asked; no two feeds have the same
	Kind  string // feed, sitemap
	Title string // as it calls itself; before the first answer, as who added it did
	Site  string // its site's address; empty if unknown

	Folder string // where whoever added it has it: "News/Harbour"; empty at the top

	ETag, Modified string        // what to say next time
	Every          time.Duration // between two tries that succeed
	Next           time.Time     // when it is asked again
	Added          time.Time

	Tried, Succeeded, Renewed time.Time // last asked, answered, with something new; zero for never
	Failures                  int       // in a row
	Status                    int       // the last HTTP status; 0 if there was no answer
	Error                     string    // why the last try failed; empty if it did not
	Warning                   string    // what must be known of the last answer; empty if nothing
	Entries                   int64     // ever seen
	Articles                  int64     // given to the log
	Off                       string    // why it is asked no more; empty while it is
}

// State returns how f fares: new, good, failing or off.
func (f *Feed) State() string {
	switch {
	case f.Off != "":
		return "off"
	case f.Failures > 0:
		return "failing"
	case f.Succeeded.IsZero():
		return "new"
	}
	return "good"
}

const feedColumns = `id, url, kind, title, site, etag, modified, every, next, added, tried, succeeded, renewed,
	failures, status, error, warning, entries, articles, off, folder`

func scanFeed(rows *sql.Rows, f *Feed) error {
	var every, next, added int64
	var tried, succeeded, renewed *int64
	err := rows.Scan(&f.ID, &f.URL, &f.Kind, &f.Title, &f.Site, &f.ETag, &f.Modified, &every, &next, &added, &tried, &succeeded, &renewed,
		&f.Failures, &f.Status, &f.Error, &f.Warning, &f.Entries, &f.Articles, &f.Off, &f.Folder)
	f.Every = time.Duration(every) * time.Microsecond
	f.Next, f.Added = moment(&next), moment(&added)
	f.Tried, f.Succeeded, f.Renewed = moment(tried), moment(succeeded), moment(renewed)
	return err
}

// AddFeed adds a feed by its address, to be asked at once, unless the address is
// there already; then it goes into the folder of f, if that has one. Only URL,
// Kind, Title, Site, Folder and Added of f are kept. It returns the feed and
// whether it is new.
func (s *Store) AddFeed(ctx context.Context, f Feed) (Feed, bool, error) {
	if f.Kind != KindFeed && f.Kind != KindSitemap {
		return Feed{}, false, fmt.Errorf("store: add feed %s: there is no kind %q", f.URL, f.Kind)
	}
	sum := sha256.Sum256([]byte(f.URL))
	isNew := false
	err := s.Write(ctx, func(tx *Tx) error {
		const q = "select " + feedColumns + " from feeds where url = $1 or id = $2 order by url = $1 desc limit 1"
		id := "f-" + hex.EncodeToString(sum[:])[:12]
		got, err := one(ctx, tx.tx, scanFeed, q, f.URL, id)
		if err == nil {
			if f.Folder != "" && f.Folder != got.Folder {
				got.Folder = f.Folder
				err = tx.exec("update feeds set folder = $1 where id = $2", got.Folder, got.ID)
			}
			f = got
			return err
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		isNew = true
		f = Feed{ID: id, URL: f.URL, Kind: f.Kind, Title: f.Title, Site: f.Site, Folder: f.Folder, Added: f.Added, Next: f.Added}
		return tx.exec("insert into feeds ("+feedColumns+`) values ($1, $2, $3, $4, $5, '', '', 0, $6, $7, null, null, null, 0, 0, '', '', 0, 0, '', $8)`,
			f.ID, f.URL, f.Kind, f.Title, f.Site, f.Next.UnixMicro(), f.Added.UnixMicro(), f.Folder)
	})
	if err != nil {
		return Feed{}, false, fmt.Errorf("add feed %s: %w", f.URL, err)
	}
	return f, isNew, nil
}

// RemoveFeed forgets a feed and its entries; what it brought stays in the log.
// It returns an error wrapping [ErrNotFound] if there is no such feed.
func (s *Store) RemoveFeed(ctx context.Context, id string) error {
	err := s.Write(ctx, func(tx *Tx) error {
		if _, err := one(ctx, tx.tx, column[string], "select id from feeds where id = $1", id); err != nil {
			return err
		}
		return tx.exec("delete from feeds where id = $1", id)
	})
	if err != nil {
		return fmt.Errorf("remove feed %s: %w", id, err)
	}
	return nil
}

// AskFeed makes a feed due, also one that is off. It returns an error wrapping
// [ErrNotFound] if there is no such feed.
func (s *Store) AskFeed(ctx context.Context, id string, now time.Time) error {
	err := s.Write(ctx, func(tx *Tx) error {
		if _, err := one(ctx, tx.tx, column[string], "select id from feeds where id = $1", id); err != nil {
			return err
		}
		return tx.exec("update feeds set next = $2, off = '' where id = $1", id, now.UnixMicro())
	})
	if err != nil {
		return fmt.Errorf("ask feed %s: %w", id, err)
	}
	return nil
}

// Feeds returns all feeds, by title and address.
func (s *Store) Feeds(ctx context.Context) ([]Feed, error) {
	return collect(ctx, s.r, scanFeed, "select "+feedColumns+" from feeds order by lower(title), url")
}

// Feed returns a feed by its ID or its address. It returns an error wrapping
// [ErrNotFound] if there is none.
func (s *Store) Feed(ctx context.Context, id string) (Feed, error) {
	f, err := one(ctx, s.r, scanFeed, "select "+feedColumns+" from feeds where id = $1 or url = $1", id)
	if err != nil {
		return f, fmt.Errorf("feed %s: %w", id, err)
	}
	return f, nil
}

// Due returns the feeds that are to be asked by now, or that have an entry that
// is; those first that wait longest, at most n.
func (s *Store) Due(ctx context.Context, now time.Time, n int) ([]Feed, error) {
	return collect(ctx, s.r, scanFeed, "select "+feedColumns+` from feeds
		where off = '' and (next <= $1 or id in (select feed from entries where next <= $1)) order by next, id limit $2`, now.UnixMicro(), n)
}

// NextDue returns when the next feed or entry is to be asked; zero if none is.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	at, err := one(ctx, s.r, column[*int64], `select min(at) from (select min(next) as at from feeds where off = ''
		union all select min(e.next) from entries e join feeds f on f.id = e.feed where e.next is not null and f.off = '') n`)
	return moment(at), err
}

// KeepFeed keeps what changed of a feed, but for Articles, which [Tx.Bring]
// counts. It does nothing if the feed was removed
// in the meantime. An address that another feed has is not taken: f is off then.
func (tx *Tx) KeepFeed(f *Feed) error {
	other, err := one(tx.ctx, tx.tx, column[string], "select id from feeds where url = $1 and id <> $2", f.URL, f.ID)
	switch {
	case err == nil:
		f.Off = "it moved to an address that is asked already, as " + other
		if f.URL, err = one(tx.ctx, tx.tx, column[string], "select url from feeds where id = $1", f.ID); errors.Is(err, ErrNotFound) {
			return nil
		} else if err != nil {
			return err
		}
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return tx.exec(`update feeds set url = $2, kind = $3, title = $4, site = $5, etag = $6, modified = $7, every = $8, next = $9,
		tried = $10, succeeded = $11, renewed = $12, failures = $13, status = $14, error = $15, warning = $16, entries = $17, off = $18 where id = $1`,
		f.ID, f.URL, f.Kind, f.Title, f.Site, f.ETag, f.Modified, f.Every.Microseconds(), f.Next.UnixMicro(),
		micro(f.Tried), micro(f.Succeeded), micro(f.Renewed), f.Failures, f.Status, f.Error, f.Warning, f.Entries, f.Off)
}

// micro returns a moment as a column holds it; nil if it is unknown.
func micro(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// The states of a [FeedEntry].
const (
	EntryNew    = "new"         // to be fetched
	EntryGot    = "got"         // in the log, by this feed or another
	EntryFailed = "failed"      // its page could not be had; tried again if it has a Next
	EntryPassed = "passed over" // never to be fetched; Error says why
)

// A FeedEntry is what is remembered of an entry of a feed, so that its page is
// fetched once for each version of it.
type FeedEntry struct {
	Feed    string // a feed's ID
	ID      string // as the feed calls it
	URL     string
	Version string // what changes when the entry does
	State   string
	Tries   int
	Next    time.Time // when its page is to be fetched; zero for never
	Error   string
	At      time.Time // when the feed had it last
}

const entryColumns = "feed, entry, url, version, state, tries, next, error, at"

func scanFeedEntry(rows *sql.Rows, e *FeedEntry) error {
	var next *int64
	var at int64
	err := rows.Scan(&e.Feed, &e.ID, &e.URL, &e.Version, &e.State, &e.Tries, &next, &e.Error, &at)
	e.Next, e.At = moment(next), moment(&at)
	return err
}

// EntriesOf returns what is remembered of a feed's entries, by their IDs: of some
// of them, or of all if none is named.
func (s *Store) EntriesOf(ctx context.Context, feed string, ids ...string) (map[string]FeedEntry, error) {
	out := make(map[string]FeedEntry, len(ids))
	add := func(where string, args ...any) error {
		all, err := collect(ctx, s.r, scanFeedEntry, "select "+entryColumns+" from entries where feed = $1"+where, append([]any{feed}, args...)...)
		if err != nil {
			return fmt.Errorf("entries of %s: %w", feed, err)
		}
		for _, e := range all {
			out[e.ID] = e
		}
		return nil
	}
	if len(ids) == 0 {
		return out, add("")
	}
	for chunk := range slices.Chunk(ids, 200) {
		in, args := in(chunk, 1)
		if err := add(" and entry in "+in, args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DueEntries returns the entries of a feed whose pages are to be fetched by now,
// at most n.
func (s *Store) DueEntries(ctx context.Context, feed string, now time.Time, n int) ([]FeedEntry, error) {
	return collect(ctx, s.r, scanFeedEntry, "select "+entryColumns+" from entries where feed = $1 and next <= $2 order by next, entry limit $3", feed, now.UnixMicro(), n)
}

// Untried reports whether a feed has entries to be fetched by now that were never
// tried: a program ended before it came to them, and with it what the feed holds
// of them.
func (s *Store) Untried(ctx context.Context, feed string, now time.Time) (bool, error) {
	n, err := one(ctx, s.r, column[int], "select count(*) from (select 1 from entries where "+untried+" and next <= $3 limit 1) e", feed, EntryNew, now.UnixMicro())
	return n > 0, err
}

const untried = "feed = $1 and state = $2 and tries = 0 and error = ''"

// Postpone puts off the entries of a feed that were never tried.
func (tx *Tx) Postpone(feed string, until time.Time) error {
	return tx.exec("update entries set next = $3 where "+untried+" and next < $3", feed, EntryNew, until.UnixMicro())
}

// Gotten reports whether another feed than one, which has listed it at a moment
// or since, has brought the page of an address.
func (s *Store) Gotten(ctx context.Context, feed, url string, since time.Time) (bool, error) {
	var from int64
	if !since.IsZero() {
		from = since.UnixMicro()
	}
	n, err := one(ctx, s.r, column[int], "select count(*) from (select 1 from entries where url = $1 and feed <> $2 and state = $3 and at >= $4 limit 1) e", url, feed, EntryGot, from)
	return n > 0, err
}

// KeepEntry keeps what is to be remembered of an entry. It does nothing if its
// feed was removed in the meantime.
func (tx *Tx) KeepEntry(e FeedEntry) error {
	return tx.exec("insert into entries ("+entryColumns+`) select $1, cast($2 as text), cast($3 as text), cast($4 as text), cast($5 as text), cast($6 as bigint), cast($7 as bigint), cast($8 as text), cast($9 as bigint) from feeds where id = $1
		on conflict (feed, entry) do update set url = excluded.url, version = excluded.version, state = excluded.state, tries = excluded.tries,
		next = excluded.next, error = excluded.error, at = excluded.at`, e.Feed, e.ID, e.URL, e.Version, e.State, e.Tries, micro(e.Next), e.Error, e.At.UnixMicro())
}

// ForgetEntries forgets the entries that a feed has not had since a moment.
func (tx *Tx) ForgetEntries(feed string, since time.Time) error {
	return tx.exec("delete from entries where feed = $1 and at < $2 and next is null", feed, since.UnixMicro())
}

// SeeEntries keeps that a feed still has entries.
func (tx *Tx) SeeEntries(feed string, ids []string, at time.Time) error {
	for _, id := range ids {
		if err := tx.exec("update entries set at = $3 where feed = $1 and entry = $2", feed, id, at.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Bring puts the page that an entry of a feed brought at the end of the log,
// unless it is there, and keeps that it did. It reports whether the page was new.
func (tx *Tx) Bring(e FeedEntry, p stemma.Page, received time.Time) (bool, error) {
	seq, err := tx.lastSeq()
	if err != nil {
		return false, err
	}
	isNew, err := tx.Append(Entry{seq + 1, p, e.Feed, received})
	if err != nil {
		return false, err
	}
	if isNew {
		if err := tx.exec("update feeds set articles = articles + 1 where id = $1", e.Feed); err != nil {
			return false, err
		}
	}
	return isNew, tx.KeepEntry(e)
}
