package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/text"
)

// An Account is what stage annotate made of one line of the log: an article
// with its marks, a fault, or both.
type Account struct {
	Seq      int64
	Received time.Time
	Path     string
	Article  *stemma.Article
	Marks    *stemma.Marks // nil if Article is
	Err      error
	Version  string // of the stage, for the fault
}

// rest is what of an article has no column of its own.
type rest struct {
	Published stemma.Date
	Retrieved time.Time
	Blocks    []stemma.Block
}

// Put keeps an account in place of what was kept of its line of the log.
func (tx *Tx) Put(c *Account) error {
	if err := tx.forget(c.Seq); err != nil {
		return err
	}
	var err error
	if c.Err != nil {
		err = tx.PutFault(FaultOf(c))
	} else {
		err = tx.exec("delete from faults where seq = $1 and stage = $2", c.Seq, Annotating)
	}
	if err != nil {
		return err
	}
	a, m := c.Article, c.Marks
	if a == nil {
		return nil
	}
	blocks, err := toBlob(rest{a.Published, a.Retrieved, a.Blocks})
	if err != nil {
		return err
	}
	marks, err := toBlob(m)
	if err != nil {
		return err
	}
	err = tx.exec(`insert into articles (seq, id, key, path, url, outlet, outlet_key, title, byline, published, published_to, prec, language, words, text, blocks, marks, received)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		c.Seq, a.ID, a.Key, a.Path, a.URL, a.Outlet, OutletKey(a), a.Title, a.Byline, micros(a.Published.From), micros(a.Published.To),
		a.Published.Precision, a.Language, words(a), a.Text, blocks, marks, c.Received.UnixMicro())
	if err != nil {
		return err
	}
	if err := tx.index(c.Seq, a); err != nil {
		return err
	}
	return tx.putNames(c.Seq, m)
}

// forget removes what stage annotate keeps of a line of the log, but for its
// fault.
func (tx *Tx) forget(seq int64) error {
	var title, body string
	switch err := tx.tx.QueryRowContext(tx.ctx, "select title, text from articles where seq = $1", seq).Scan(&title, &body); {
	case err == sql.ErrNoRows:
	case err != nil:
		return fmt.Errorf("store: %w", err)
	default:
		if err := tx.unindex(seq, title, body); err != nil {
			return err
		}
		for _, q := range []string{"delete from names where seq = $1", "delete from articles where seq = $1"} {
			if err := tx.exec(q, seq); err != nil {
				return err
			}
		}
	}
	return nil
}

// OutletKey is by what an article's outlet is told from others. An unknown
// outlet is its own.
func OutletKey(a *stemma.Article) string {
	return cmp.Or(text.Fold(strings.TrimSpace(a.Outlet)), "?"+string(a.ID))
}

// words returns how many words of the report proper a has.
func words(a *stemma.Article) int {
	n := 0
	for _, b := range a.Blocks {
		if b.Kind.Reported() {
			for _, t := range text.Tokens(a.Text, b.Span) {
				if t.Kind != text.Mark {
					n++
				}
			}
		}
	}
	return n
}

func (tx *Tx) putNames(seq int64, m *stemma.Marks) error {
	type name struct{ key, kind string }
	at := map[name]int{}
	var all []stemma.Entity
	var counts []int
	for _, e := range m.Entities {
		k := name{text.Fold(e.Name), string(e.Kind)}
		i, ok := at[k]
		if !ok {
			i = len(all)
			at[k] = i
			all, counts = append(all, e), append(counts, 0)
		}
		counts[i] += len(e.Mentions)
	}
	for i, e := range all {
		if err := tx.exec("insert into names (seq, key, kind, name, mentions) values ($1, $2, $3, $4, $5)", seq, text.Fold(e.Name), e.Kind, e.Name, counts[i]); err != nil {
			return err
		}
	}
	return nil
}

// A Fault is what could not be done with a page, or with a story.
type Fault struct {
	Seq      int64 // the page's line of the log; of a story, that of its first article
	Stage    string
	Version  string // of the stage
	Kind     string // unreadable, language, invalid
	Path     string // of the page; the story's ID
	Cause    string
	Do       string
	Attempts int       // how often it came to this; as kept
	Next     time.Time // not tried again before; zero if not until the stage's version rises
	At       time.Time // when it was last tried; of a page, when it was received
}

// faultKind names the kind of error that err is.
func faultKind(err error) string {
	switch {
	case errors.Is(err, stemma.ErrUnreadable):
		return "unreadable"
	case errors.Is(err, stemma.ErrLanguage):
		return "language"
	}
	return "invalid"
}

// FaultOf returns the fault of an account.
func FaultOf(c *Account) Fault {
	f := Fault{Seq: c.Seq, Stage: Annotating, Version: c.Version, Kind: faultKind(c.Err), Path: c.Path, Cause: c.Err.Error(), At: c.Received}
	if of := new(stemma.Fault); errors.As(c.Err, &of) {
		f.Cause, f.Do = of.Cause, of.Do
	}
	return f
}

// PutFault keeps a fault, as one more attempt if it is kept already.
func (tx *Tx) PutFault(f Fault) error {
	return tx.exec(`insert into faults (seq, stage, version, kind, path, cause, remedy, attempts, next, at) values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)
		on conflict (seq, stage, path) do update set version = excluded.version, kind = excluded.kind, cause = excluded.cause, remedy = excluded.remedy,
			attempts = faults.attempts + 1, next = excluded.next, at = excluded.at`,
		f.Seq, f.Stage, f.Version, f.Kind, f.Path, f.Cause, f.Do, micros(f.Next), f.At.UnixMicro())
}

const faultColumns = "seq, stage, version, kind, path, cause, remedy, attempts, next, at"

func scanFault(rows *sql.Rows, f *Fault) error {
	var next *int64
	var at int64
	err := rows.Scan(&f.Seq, &f.Stage, &f.Version, &f.Kind, &f.Path, &f.Cause, &f.Do, &f.Attempts, &next, &at)
	f.Next, f.At = moment(next), moment(&at)
	return err
}

// Faults returns the last faults, newest first, at most n.
func (s *Store) Faults(ctx context.Context, n int) ([]Fault, error) {
	return s.FaultsAfter(ctx, Fault{Seq: math.MaxInt64}, n)
}

// FaultsAfter is Faults of a list that goes on after one.
func (s *Store) FaultsAfter(ctx context.Context, f Fault, n int) ([]Fault, error) {
	return collect(ctx, s.r, scanFault, "select "+faultColumns+" from faults where seq < $1 or seq = $1 and (stage, path) > ($2, $3) order by seq desc, stage, path limit $4", f.Seq, f.Stage, f.Path, n)
}

// FaultsOn returns the faults of a stage on one page or story, by its path or
// ID.
func (s *Store) FaultsOn(ctx context.Context, stage, path string) ([]Fault, error) {
	return collect(ctx, s.r, scanFault, "select "+faultColumns+" from faults where stage = $1 and path = $2 order by seq", stage, path)
}

// Failed returns the lines of the log that a stage has faults on, in order.
func (s *Store) Failed(ctx context.Context, stage string) ([]int64, error) {
	return collect(ctx, s.r, column[int64], "select seq from faults where stage = $1 order by seq", stage)
}

const (
	bareColumns    = "seq, id, key, path, url, outlet, title, byline, language, text, blocks, received"
	accountColumns = bareColumns + ", marks"
)

// scanBare reads an account without its marks, which are most of the bytes, and
// into more what the columns after those are.
func scanBare(rows *sql.Rows, c *Account, more ...any) error {
	var a stemma.Article
	var blocks []byte
	var received int64
	into := []any{&c.Seq, &a.ID, &a.Key, &a.Path, &a.URL, &a.Outlet, &a.Title, &a.Byline, &a.Language, &a.Text, &blocks, &received}
	if err := rows.Scan(append(into, more...)...); err != nil {
		return err
	}
	var r rest
	err := fromBlob(blocks, &r)
	a.Published, a.Retrieved, a.Blocks = r.Published, r.Retrieved, r.Blocks
	c.Received, c.Path, c.Article = moment(&received), a.Path, &a
	return err
}

func scanAccount(rows *sql.Rows, c *Account) error {
	var marks []byte
	if err := scanBare(rows, c, &marks); err != nil {
		return err
	}
	c.Marks = new(stemma.Marks)
	return fromBlob(marks, c.Marks)
}

// Account returns an article with its marks, by its ID or the beginning of one
// that no other begins with. It returns an error wrapping [ErrNotFound] if there
// is none.
func (s *Store) Account(ctx context.Context, id stemma.ArticleID) (Account, error) {
	all, err := collect(ctx, s.r, scanAccount, "select "+accountColumns+" from articles where id >= $1 and id < $2 order by id limit 2", id, id+"g")
	switch {
	case err != nil:
		return Account{}, err
	case len(all) == 0 || id == "":
		return Account{}, fmt.Errorf("article %q: %w", id, ErrNotFound)
	case len(all) > 1 && all[0].Article.ID != id:
		return Account{}, fmt.Errorf("article %q: several begin so, %s and %s among them: %w", id, all[0].Article.ID, all[1].Article.ID, ErrNotFound)
	}
	return all[0], nil
}

// Accounts returns what stage annotate kept of the lines of the log from
// after+1 to last, those without an article left out.
func (s *Store) Accounts(ctx context.Context, after, last int64) ([]Account, error) {
	return collect(ctx, s.r, scanAccount, "select "+accountColumns+" from articles where seq > $1 and seq <= $2 order by seq", after, last)
}

// AccountsOf returns those of lines of the log, in the order of the log.
func (s *Store) AccountsOf(ctx context.Context, seqs []int64) ([]Account, error) {
	var out []Account
	for chunk := range slices.Chunk(seqs, 200) {
		in, args := in(chunk, 0)
		all, err := collect(ctx, s.r, scanAccount, "select "+accountColumns+" from articles where seq in "+in+" order by seq", args...)
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}

// Bare returns the account of a line of the log without its marks. It returns an
// error wrapping [ErrNotFound] if there is none.
func (s *Store) Bare(ctx context.Context, seq int64) (Account, error) {
	return one(ctx, s.r, bare, "select "+bareColumns+" from articles where seq = $1", seq)
}

func bare(rows *sql.Rows, c *Account) error { return scanBare(rows, c) }

// Articles returns articles without their marks, by ID, in no order that means
// anything; those that are not there are left out.
func (s *Store) Articles(ctx context.Context, ids []stemma.ArticleID) ([]stemma.Article, error) {
	return articlesFrom(ctx, s.r, ids)
}

func articlesFrom(ctx context.Context, from queryer, ids []stemma.ArticleID) ([]stemma.Article, error) {
	var out []stemma.Article
	for chunk := range slices.Chunk(ids, 200) {
		in, args := in(chunk, 0)
		all, err := collect(ctx, from, bare, "select "+bareColumns+" from articles where id in "+in+" order by seq", args...)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			out = append(out, *c.Article)
		}
	}
	return out, nil
}

// in returns the right side of an "in" of so many values, the first of them
// being $(before+1), and the values.
func in[T any](values []T, before int) (string, []any) {
	var b strings.Builder
	args := make([]any, len(values))
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", before+i+1)
		args[i] = v
	}
	if len(values) == 0 {
		return "(null)", nil
	}
	return "(" + b.String() + ")", args
}
