package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"stemma"
)

// An Entry is one line of the log: a page, who gave it and when.
type Entry struct {
	Seq      int64 // 1 for the first; no gap
	Page     stemma.Page
	Source   string // a feed's ID, "paste", "add"
	Received time.Time
}

// Append puts pages at the end of the log, those left out that are in it already
// (the same bytes under the same path). It returns how many were new.
func (s *Store) Append(ctx context.Context, source string, received time.Time, pages ...stemma.Page) (int, error) {
	n := 0
	added, err := s.AppendEach(ctx, source, received, pages...)
	for _, isNew := range added {
		if isNew {
			n++
		}
	}
	return n, err
}

// AppendEach is Append that says of each page whether it was new.
func (s *Store) AppendEach(ctx context.Context, source string, received time.Time, pages ...stemma.Page) ([]bool, error) {
	added := make([]bool, len(pages))
	err := s.Write(ctx, func(tx *Tx) error {
		seq, err := tx.lastSeq()
		if err != nil {
			return err
		}
		for i, p := range pages {
			if added[i], err = tx.Append(Entry{seq + 1, p, source, received}); err != nil {
				return err
			}
			if added[i] {
				seq++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return added, nil
}

// Unbroken returns a page as the log keeps it: what its container says of it, and
// so its ID, without bytes that the engines do not keep alike. Nearly every page
// is so already.
func Unbroken(p stemma.Page) stemma.Page {
	for _, s := range []*string{&p.Path, &p.URL, &p.Outlet, &p.Title, &p.Published, &p.Key, &p.Charset} {
		*s = unbroken(*s).(string)
	}
	return p
}

func (tx *Tx) lastSeq() (seq int64, err error) {
	err = tx.tx.QueryRowContext(tx.ctx, "select coalesce(max(seq), 0) from log").Scan(&seq)
	return seq, err
}

// Append puts one page at the end of the log, at e.Seq, and reports whether it
// was new.
func (tx *Tx) Append(e Entry) (bool, error) {
	e.Page = Unbroken(e.Page)
	p := &e.Page
	sum := sha256.Sum256(p.Body)
	hash := hex.EncodeToString(sum[:])
	id := p.ID()
	var other string
	switch err := tx.tx.QueryRowContext(tx.ctx, "select page from log where article = $1", id).Scan(&other); {
	case err == nil && other != hash:
		return false, fmt.Errorf("store: append %s: another page has the ID %s: %w", p.Path, id, stemma.ErrInvalid)
	case err == nil:
		return false, nil
	case err != sql.ErrNoRows:
		return false, fmt.Errorf("store: append %s: %w", p.Path, err)
	}
	// A record's text is not its bytes decoded, but made of one of its values.
	var text []byte
	if p.Text != string(p.Body) {
		text = compress([]byte(p.Text))
	}
	if err := tx.exec("insert into pages (hash, size, body) values ($1, $2, $3) on conflict (hash) do nothing", hash, len(p.Body), compress(p.Body)); err != nil {
		return false, err
	}
	return true, tx.exec(`insert into log (seq, article, page, format, path, url, outlet, title, published, key, text, charset, source, received, retrieved)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		e.Seq, id, hash, p.Format, p.Path, p.URL, p.Outlet, p.Title, p.Published, p.Key, text, p.Charset, e.Source, e.Received.UnixMicro(), micros(p.Retrieved))
}

// NamesOf returns under which paths a source has given the bytes of a page, in
// the order of the log.
func (s *Store) NamesOf(ctx context.Context, source string, body []byte) ([]string, error) {
	sum := sha256.Sum256(body)
	return collect(ctx, s.r, column[string], "select path from log where page = $1 and source = $2 order by seq", hex.EncodeToString(sum[:]), source)
}

// Last returns the number of the last line of the log; 0 if it is empty.
func (s *Store) Last(ctx context.Context) (int64, error) {
	return one(ctx, s.r, column[int64], "select coalesce(max(seq), 0) from log")
}

// maxBytes is how many bytes of pages are read at once, but for one that has more.
const maxBytes = 16 << 20

// Pages returns the lines of the log after seq, at most n, and no more of long
// pages than fit into some megabytes.
func (s *Store) Pages(ctx context.Context, after int64, n int) ([]Entry, error) {
	sizes, err := collect(ctx, s.r, column[int64], "select size from log join pages on hash = page where seq > $1 order by seq limit $2", after, n)
	if err != nil {
		return nil, err
	}
	bytes := int64(0)
	for i, size := range sizes {
		if bytes += size; bytes > maxBytes {
			n = max(i, 1)
			break
		}
	}
	return collect(ctx, s.r, scanEntry, `select seq, body, format, path, url, outlet, title, published, key, text, charset, source, received, retrieved
		from log join pages on hash = page where seq > $1 order by seq limit $2`, after, n)
}

// Page returns the line of the log that an article was read from.
func (s *Store) Page(ctx context.Context, id stemma.ArticleID) (Entry, error) {
	return one(ctx, s.r, scanEntry, `select seq, body, format, path, url, outlet, title, published, key, text, charset, source, received, retrieved
		from log join pages on hash = page where article = $1`, id)
}

func scanEntry(rows *sql.Rows, e *Entry) error {
	p := &e.Page
	var body, text []byte
	var received int64
	var retrieved *int64
	err := rows.Scan(&e.Seq, &body, &p.Format, &p.Path, &p.URL, &p.Outlet, &p.Title, &p.Published, &p.Key, &text, &p.Charset, &e.Source, &received, &retrieved)
	if err != nil {
		return err
	}
	e.Received, p.Retrieved = moment(&received), moment(retrieved)
	if p.Body, err = decompress(body); err != nil {
		return err
	}
	if text == nil {
		p.Text = string(p.Body)
		return nil
	}
	text, err = decompress(text)
	p.Text = string(text)
	return err
}

// The stages that have a cursor. What they do is package pipeline's.
const (
	Annotating = "annotate" // extract, annotate: a line of the log → an article with marks
	Placing    = "place"    // an article → its story
	Reporting  = "report"   // a story → the report on it
)

// A Cursor says how far a stage has come.
type Cursor struct {
	Seq     int64  // of the last line of the log that it has done
	Version string // of the stage that did it; empty if none has
}

// Cursor returns how far a stage has come: zero if it has not begun.
func (s *Store) Cursor(ctx context.Context, stage string) (Cursor, error) {
	all, err := collect(ctx, s.r, func(rows *sql.Rows, c *Cursor) error { return rows.Scan(&c.Seq, &c.Version) },
		"select seq, version from cursors where stage = $1", stage)
	if err != nil || len(all) == 0 {
		return Cursor{}, err
	}
	return all[0], nil
}

// Advance moves the cursor of a stage.
func (tx *Tx) Advance(stage string, c Cursor) error {
	return tx.exec(`insert into cursors (stage, seq, version) values ($1, $2, $3)
		on conflict (stage) do update set seq = excluded.seq, version = excluded.version`, stage, c.Seq, c.Version)
}
