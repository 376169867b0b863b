package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"

	engine "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"stemma"
)

// A Problem is something in a store that does not hold together.
type Problem struct {
	Where string // "article 0123456789ab", "story s-0123456789ab", "line 7 of the log"
	What  string
}

func (p Problem) String() string { return p.Where + ": " + p.What }

// maxProblems is how many problems are told one by one.
const maxProblems = 1000

// Check looks at all that is kept, as it was at one moment, and returns what does
// not hold together: the file itself, the hash of every page, every span, and what
// rows say of each other. Stages and readers can go on meanwhile. The error is that
// something could not be looked at.
//
// What it leaves out must not change meanwhile: the index of words, which
// [Store.CheckIndex] looks at, and whether the stories are those that placing
// gives, which package pipeline says.
func (s *Store) Check(ctx context.Context) ([]Problem, error) {
	var opt sql.TxOptions
	if s.kind == postgres {
		opt = sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := s.r.BeginTx(ctx, &opt)
	if err != nil {
		return nil, fmt.Errorf("store: check: %w", explained(err))
	}
	defer tx.Rollback()
	c := &check{ctx: ctx, kind: s.kind, tx: tx}
	for _, part := range []func() error{c.file, c.pages, c.log, c.cursors, c.articles, c.search, c.placements, c.stories, c.reports, c.rest} {
		if err := part(); err != nil {
			return c.found, fmt.Errorf("store: check: %w", err)
		}
	}
	if c.more > 0 {
		c.found = append(c.found, Problem{"the store", fmt.Sprintf("%d more problems", c.more)})
	}
	return c.found, nil
}

// CheckIndex returns which articles are not found by the words that they have, or,
// in SQLite, which does not say which, that there are some. Nobody can write
// meanwhile.
func (s *Store) CheckIndex(ctx context.Context) ([]Problem, error) {
	var found []Problem
	looked := errors.New("looked at")
	err := s.Write(ctx, func(tx *Tx) error {
		if s.kind == sqlite {
			err := tx.exec("insert into search (search, rank) values ('integrity-check', 1)")
			if e := new(engine.Error); errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CORRUPT {
				found = append(found, Problem{"the index", "has other words than the articles have: " + e.Error()})
				err = nil
			}
			return errors.Join(err, looked)
		}
		for after := int64(0); ; {
			some, err := collect(ctx, tx.tx, func(rows *sql.Rows, a *Account) error {
				a.Article = new(stemma.Article)
				return rows.Scan(&a.Seq, &a.Article.ID, &a.Article.Title, &a.Article.Text)
			}, "select seq, id, title, text from articles where seq > $1 order by seq limit 64", after)
			if err != nil || len(some) == 0 {
				return errors.Join(err, looked)
			}
			for _, a := range some {
				after = a.Seq
				n, err := one(ctx, tx.tx, column[int], "select count(*) from search where seq = $1 and words = "+indexed, a.Seq, foldedWords(a.Article.Title), foldedWords(a.Article.Text))
				if err != nil {
					return err
				}
				if n == 0 && len(found) < maxProblems {
					found = append(found, Problem{"article " + string(a.Article.ID), "is found by other words than it has"})
				}
			}
		}
	})
	if !errors.Is(err, looked) {
		return nil, fmt.Errorf("store: check: %w", err)
	}
	return found, nil
}

// A check is a run of Check.
type check struct {
	ctx   context.Context
	kind  kind
	tx    *sql.Tx
	found []Problem
	more  int // that were found when there were enough

	last              int64 // line of the log
	annotated, placed int64 // the last lines that these stages have done
}

func (c *check) add(where, format string, args ...any) {
	if len(c.found) == maxProblems {
		c.more++
		return
	}
	c.found = append(c.found, Problem{where, fmt.Sprintf(format, args...)})
}

// each gives the rows of a query to do, one at a time.
func each[T any](c *check, scan func(*sql.Rows, *T) error, do func(*T), q string, args ...any) error {
	rows, err := c.tx.QueryContext(c.ctx, q, args...)
	if err != nil {
		return explained(err)
	}
	defer rows.Close()
	for rows.Next() {
		var x T
		if err := scan(rows, &x); err != nil {
			return err
		}
		do(&x)
	}
	return explained(rows.Err())
}

// none adds a problem for each row of a query: where it is, of a sort, and what.
func (c *check) none(sort, what, q string, args ...any) error {
	return each(c, column[string], func(where *string) { c.add(sort+" "+*where, "%s", what) }, q, args...)
}

// file asks the engine whether its own is well.
func (c *check) file() error {
	if c.kind == postgres {
		return nil // keeps its promises itself, and has pg_amcheck
	}
	err := each(c, column[string], func(s *string) {
		if *s != "ok" {
			c.add("the file", "%s", *s)
		}
	}, "pragma integrity_check")
	if err != nil {
		return err
	}
	type row struct {
		table, parent string
		rowid         *int64
		key           int
	}
	return each(c, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.table, &r.rowid, &r.parent, &r.key) }, func(r *row) {
		c.add("table "+r.table, "row %d leads to nothing in table %s", deref(r.rowid), r.parent)
	}, "pragma foreign_key_check")
}

func deref(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// pages holds that every page has the bytes that it is named by.
func (c *check) pages() error {
	type page struct {
		hash string
		size int64
		body []byte
	}
	err := each(c, func(rows *sql.Rows, p *page) error { return rows.Scan(&p.hash, &p.size, &p.body) }, func(p *page) {
		body, err := decompress(p.body)
		if err != nil {
			c.add("page "+p.hash, "cannot be read: %v", err)
			return
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != p.hash {
			c.add("page "+p.hash, "its bytes are others than when it was received")
		}
		if int64(len(body)) != p.size {
			c.add("page "+p.hash, "has %d bytes and not %d", len(body), p.size)
		}
	}, "select hash, size, body from pages")
	if err != nil {
		return err
	}
	return c.none("page", "no line of the log has it", "select hash from pages where not exists (select 1 from log where page = hash)")
}

// log holds that no line is missing, and that each has the ID that its page has.
func (c *check) log() error {
	next := int64(1)
	err := each(c, func(rows *sql.Rows, e *Entry) error {
		var id stemma.ArticleID
		var body []byte
		if err := rows.Scan(&e.Seq, &id, &e.Page.Path, &body); err != nil {
			return err
		}
		e.Page.Body, _ = decompress(body) // pages has told
		if is := e.Page.ID(); is != id {
			c.add(fmt.Sprintf("line %d of the log", e.Seq), "its article is called %s and should be called %s", id, is)
		}
		return nil
	}, func(e *Entry) {
		if e.Seq != next {
			c.add(fmt.Sprintf("line %d of the log", e.Seq), "comes where %d should", next)
		}
		next = e.Seq + 1
	}, "select seq, article, path, body from log join pages on hash = page order by seq")
	if err != nil {
		return err
	}
	if c.last, err = one(c.ctx, c.tx, column[int64], "select coalesce(max(seq), 0) from log"); err != nil {
		return err
	}
	return c.none("line of the log", "has no page", "select cast(seq as text) from log where not exists (select 1 from pages where hash = page)")
}

// cursors holds that no stage is ahead of what it works on.
func (c *check) cursors() error {
	at := map[string]Cursor{}
	type row struct {
		stage string
		Cursor
	}
	err := each(c, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.stage, &r.Seq, &r.Version) }, func(r *row) {
		at[r.stage] = r.Cursor
		if r.Seq < 0 || r.Seq > c.last {
			c.add("stage "+r.stage, "stands at line %d of %d", r.Seq, c.last)
		}
	}, "select stage, seq, version from cursors")
	if err != nil {
		return err
	}
	c.annotated, c.placed = at[Annotating].Seq, at[Placing].Seq
	if c.placed > c.annotated {
		c.add("stage "+Placing, "stands at line %d, and stage %s at %d", c.placed, Annotating, c.annotated)
	}
	return nil
}

// articles holds that each can be read, that its spans fit its text, and that
// none is missing or too many.
func (c *check) articles() error {
	for after := int64(0); ; {
		// Their marks take much room, so a few at a time.
		some, err := collect(c.ctx, c.tx, func(rows *sql.Rows, a *Account) error {
			err := scanAccount(rows, a)
			if err != nil && a.Seq > 0 {
				c.add(fmt.Sprintf("line %d of the log", a.Seq), "what was read from it cannot be read: %v", err)
				a.Article, err = nil, nil
			}
			return err
		}, "select "+accountColumns+" from articles where seq > $1 order by seq limit 64", after)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		for i := range some {
			after = some[i].Seq
			if some[i].Article != nil {
				c.article(&some[i])
			}
		}
	}
	for _, q := range []struct{ what, query string }{
		{"has no article and no fault", `select cast(seq as text) from log where seq <= $1 and seq not in (select seq from articles) and seq not in (select seq from faults where stage = 'annotate')`},
		{"its article has another name", `select cast(log.seq as text) from log join articles a on a.seq = log.seq where a.id <> log.article and log.seq <= $1`},
		{"its article was received at another time", `select cast(log.seq as text) from log join articles a on a.seq = log.seq where a.received <> log.received and log.seq <= $1`},
	} {
		if err := c.none("line of the log", q.what, q.query, c.annotated); err != nil {
			return err
		}
	}
	return c.none("line of the log", "has names and no article", "select distinct cast(seq as text) from names where seq not in (select seq from articles)")
}

func (c *check) article(a *Account) {
	where := "article " + string(a.Article.ID)
	spans(reflect.ValueOf(a.Article), a.Article.ID, func(_ stemma.ArticleID, s stemma.Span) {
		if err := a.Article.Check(s); err != nil {
			c.add(where, "%v", err)
		}
	})
	spans(reflect.ValueOf(a.Marks), a.Article.ID, func(of stemma.ArticleID, s stemma.Span) {
		if of != a.Article.ID {
			c.add(where, "has a mark of %s", of)
		} else if err := a.Article.Check(s); err != nil {
			c.add(where, "a mark: %v", err)
		}
	})
}

// spans gives visit every span in v and the article that it is a span of: that
// of the innermost value that names one, or else at.
func spans(v reflect.Value, at stemma.ArticleID, visit func(stemma.ArticleID, stemma.Span)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			spans(v.Elem(), at, visit)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			spans(v.Index(i), at, visit)
		}
	case reflect.Struct:
		if s, ok := v.Interface().(stemma.Span); ok {
			visit(at, s)
			return
		}
		if f := v.FieldByName("Article"); f.IsValid() && f.Type() == reflect.TypeFor[stemma.ArticleID]() {
			at = stemma.ArticleID(f.String())
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spans(v.Field(i), at, visit)
			}
		}
	}
}

// search holds that every article can be found, and nothing else.
func (c *check) search() error {
	ids := "select id from search_docsize"
	if c.kind == postgres {
		ids = "select seq as id from search"
	}
	if err := c.none("line of the log", "cannot be found by its words", "select cast(seq as text) from articles where seq not in ("+ids+")"); err != nil {
		return err
	}
	return c.none("line of the log", "is found by words and has no article", "select cast(x.id as text) from ("+ids+") x where x.id not in (select seq from articles)")
}

// placements holds that every article that should be is in one story.
func (c *check) placements() error {
	for _, q := range []struct{ what, query string }{
		{"is in no story", `select id from articles where seq <= $1 and seq not in (select seq from placements) and seq not in (select seq from faults where stage = 'place')`},
		{"is in a story before its turn", `select article from placements where seq > $1`},
		{"is in a story and is not there", `select article from placements where seq not in (select seq from articles) and seq <= $1`},
		{"is in a story by the name of another", `select p.article from placements p join articles a on a.seq = p.seq where a.id <> p.article and p.seq <= $1`},
		{"is in a story that is not there", `select article from placements where seq <= $1 and story not in (select id from stories where into_story = '')`},
		{"comes after an article that is not there", `select article from placements where seq <= $1 and ((of <> '' and of not in (select article from placements)) or (superseded <> '' and superseded not in (select article from placements)))`},
		{"was moved and is in no story", `select distinct article from moves where seq <= $1 and article not in (select article from placements)`},
	} {
		if err := c.none("article", q.what, q.query, c.placed); err != nil {
			return err
		}
	}
	return nil
}

// stories holds that what a story says of itself is so.
func (c *check) stories() error {
	for _, q := range []struct{ what, query string }{
		{"counts other articles than it has", `select id from stories where articles <> (select count(*) from placements where story = stories.id)`},
		{"counts other outlets than it has", `select id from stories where outlets <> (select count(distinct outlet_key) from placements p join articles a on a.seq = p.seq where story = stories.id)`},
		{"has no articles and became part of no other", `select id from stories where articles = 0 and into_story = ''`},
		{"has articles and became part of another", `select id from stories where articles > 0 and into_story <> ''`},
		{"became part of a story that is not there", `select id from stories where into_story <> '' and into_story not in (select id from stories)`},
		{"is ahead of the stage that made it", `select id from stories where changed > (select seq from cursors where stage = 'place') or reported > changed or opened > changed`},
		{"was reported on, and the report is not there", `select id from stories where articles > 1 and revision > 0 and reported = changed and not exists (select 1 from reports r where r.story = stories.id and r.revision = stories.revision)`},
	} {
		if err := c.none("story", q.what, q.query); err != nil {
			return err
		}
	}
	into := map[string]string{}
	type row struct{ id, into string }
	if err := each(c, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.id, &r.into) }, func(r *row) { into[r.id] = r.into }, "select id, into_story from stories where into_story <> '' order by id"); err != nil {
		return err
	}
	return each(c, column[string], func(id *string) {
		at := *id
		for range into {
			at = into[at]
		}
		if into[at] != "" {
			c.add("story "+*id, "became part of itself")
		}
	}, "select id from stories where into_story <> '' order by id")
}

// reports holds that each can be read, and that its spans fit its articles.
func (c *check) reports() error {
	type key struct {
		story    string
		revision int64
	}
	all, err := collect(c.ctx, c.tx, func(rows *sql.Rows, k *key) error { return rows.Scan(&k.story, &k.revision) }, "select story, revision from reports order by story, revision")
	if err != nil {
		return err
	}
	for _, k := range all {
		where := fmt.Sprintf("report %d on story %s", k.revision, k.story)
		r, err := reportFrom(c.ctx, c.tx, k.story, k.revision)
		if err != nil {
			c.add(where, "cannot be read: %v", err)
			continue
		}
		at := map[stemma.ArticleID]*stemma.Article{}
		for _, a := range r.Articles {
			at[a.ID] = a
		}
		for _, v := range r.Versions {
			at[v.Article.ID] = v.Article
		}
		visit := func(of stemma.ArticleID, s stemma.Span) {
			if of == "" {
				return // of a date, whose article a finding names
			}
			if a := at[of]; a == nil {
				c.add(where, "speaks of article %s, which it is not on", of)
			} else if err := a.Check(s); err != nil {
				c.add(where, "%v", err)
			}
		}
		for _, v := range r.Versions {
			for _, e := range v.Edits {
				visit(v.Article.ID, e.Old)
				visit(v.Now, e.New)
			}
		}
		bare := *r
		bare.Articles, bare.Versions = nil, nil // looked at already
		spans(reflect.ValueOf(bare), "", visit)
	}
	return c.none("report on story", "the story is not there", "select distinct story from reports where story not in (select id from stories)")
}

// rest holds what other rows say of articles and stories.
func (c *check) rest() error {
	for _, q := range []struct{ sort, what, query string }{
		{"record of outlet", "is of a story that is not there", "select outlet from records where story not in (select id from stories where articles > 0)"},
		{"record of outlet", "is of an article that is not there", "select outlet from records where article not in (select id from articles) or (other <> '' and other not in (select id from articles))"},
		{"event", "is of an article that is not there", "select mark from events where article <> '' and article not in (select article from log)"},
		{"fault on", "is of a line of the log that is not there", "select path from faults where seq not in (select seq from log)"},
		{"fault on", "is of a story that is not there", "select path from faults where stage = 'report' and path not in (select id from stories)"},
	} {
		if err := c.none(q.sort, q.what, q.query); err != nil {
			return err
		}
	}
	return nil
}
