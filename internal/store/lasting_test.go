package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stemma"
)

// TestMigrations holds that a store of every earlier version becomes one of the
// newest, with what is in it, and that columns of text compare bytes.
func TestMigrations(t *testing.T) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for from := range len(names) + 1 {
		t.Run(fmt.Sprint(from), func(t *testing.T) {
			engines(t, func(t *testing.T, place string) {
				s := opened(t, place)
				if err := s.migrateTo(t.Context(), names[:from]); err != nil {
					t.Fatal(err)
				}
				p := page("a.txt", "The mill burned.")
				if from > 0 {
					// As the program of that version wrote it.
					write(t, s, func(tx *Tx) error {
						hash := fmt.Sprintf("%x", sha256.Sum256(p.Body))
						if err := tx.exec("insert into pages (hash, size, body) values ($1, $2, $3)", hash, len(p.Body), compress(p.Body)); err != nil {
							return err
						}
						return tx.exec(`insert into log (seq, article, page, format, path, url, outlet, title, published, key, charset, source, received)
							values (1, $1, $2, $3, $4, '', '', '', '', '', 'utf-8', 'test', $5)`, p.ID(), hash, p.Format, p.Path, noon.UnixMicro())
					})
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = openAt(t, place)
				if n, err := s.version(t.Context()); err != nil || n != len(names) {
					t.Errorf("version %d, want %d: %v", n, len(names), err)
				}
				if from > 0 {
					if e, err := s.Page(t.Context(), p.ID()); err != nil || string(e.Page.Body) != string(p.Body) || !e.Page.Retrieved.IsZero() {
						t.Errorf("%+v, %v", e, err)
					}
				}
				account(t, s, 2, "Outlet", "Title", "Text")
				if s.kind == postgres {
					other, err := collect(t.Context(), s.r, column[string], `select table_name || '.' || column_name from information_schema.columns
						where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`)
					if err != nil || len(other) > 0 {
						t.Errorf("%v do not compare bytes, %v", other, err)
					}
				}
			})
		})
	}
}

// opened returns a store without its tables.
func opened(t *testing.T, place string) *Store {
	t.Helper()
	s := &Store{kind: sqlite}
	open := s.openSQLite
	if isURL(place) {
		s.kind, open = postgres, s.openPostgres
	}
	if err := open(place); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestOpenedAtOnce holds that programs which open a new store at once all get it.
func TestOpenedAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, place string) {
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				s, err := Open(t.Context(), place)
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				// And each appends, without a gap.
				for j := range 5 {
					if _, err := s.Append(t.Context(), "test", noon, page(fmt.Sprintf("%d-%d", i, j), "The mill.")); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		s := openAt(t, place)
		if last, err := s.Last(t.Context()); err != nil || last != 20 {
			t.Errorf("%d lines, want 20: %v", last, err)
		}
		clean(t, s)
	})
}

// TestNewer holds that the store of a newer program is left alone.
func TestNewer(t *testing.T) {
	engines(t, func(t *testing.T, place string) {
		s := openAt(t, place)
		write(t, s, func(tx *Tx) error { return tx.exec("insert into migrations values (99)") })
		s.Close()
		if _, err := Open(t.Context(), place); err == nil || !strings.Contains(err.Error(), "use the newer program") {
			t.Errorf("got %v", err)
		}
	})
}

// TestLock holds that one program at a time runs the stages, and that who ends
// lets go.
func TestLock(t *testing.T) {
	engines(t, func(t *testing.T, place string) {
		a, b := openAt(t, place), openAt(t, place)
		unlock, err := a.Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Lock(t.Context()); !errors.Is(err, ErrLocked) {
			t.Errorf("got %v, want %v", err, ErrLocked)
		}
		if _, err := b.Append(t.Context(), "test", noon, page("a.txt", "The mill.")); err != nil {
			t.Errorf("adding while the stages run: %v", err)
		}
		unlock()
		unlock, err = b.Lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		unlock()
	})
}

// TestReaders holds that readers see whole transactions while there is writing,
// and wait for none of it.
func TestReaders(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		var all sync.WaitGroup
		var reads [3]int
		for i := range reads {
			all.Go(func() {
				last := int64(0)
				for ctx.Err() == nil {
					some, err := s.Pages(ctx, 0, 1000)
					if err != nil {
						if ctx.Err() == nil {
							t.Error(err)
						}
						return
					}
					n := int64(len(some))
					if n%3 != 0 || n < last {
						t.Errorf("%d lines after %d, of transactions of three", n, last)
					}
					last = n
					reads[i]++
				}
			})
		}
		for i := 0; ctx.Err() == nil; i += 3 {
			var some []stemma.Page
			for j := range 3 {
				some = append(some, page(fmt.Sprint(i+j), "The mill."))
			}
			if _, err := s.Append(ctx, "test", noon, some...); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
			if i > 900 {
				break
			}
		}
		stop()
		all.Wait()
		for i, n := range reads {
			if n == 0 {
				t.Errorf("reader %d read nothing", i)
			}
		}
		// A transaction that is open holds up no reader.
		write(t, s, func(tx *Tx) error {
			if err := tx.exec("delete from cursors"); err != nil {
				return err
			}
			ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
			defer stop()
			_, err := s.Last(ctx)
			return err
		})
	})
}

// TestEnded holds that what is stopped in the middle is told as that.
func TestEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx, stop := context.WithCancel(t.Context())
		err := s.Write(ctx, func(tx *Tx) error {
			if _, err := tx.Append(Entry{1, page("a.txt", "The mill."), "test", noon}); err != nil {
				return err
			}
			stop()
			time.Sleep(10 * time.Millisecond)
			return tx.Advance(Annotating, Cursor{1, "test/1"})
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if last, err := s.Last(t.Context()); err != nil || last != 0 {
			t.Errorf("last %d, %v", last, err)
		}
		if _, err := s.Last(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// TestDamaged holds that a place where no store can be opened is an error that
// names it and says what to do, and is left as it is.
func TestDamaged(t *testing.T) {
	big := func() []byte { // a store of many pages
		dir := t.TempDir()
		s := openAt(t, dir)
		for i := range 50 {
			account(t, s, int64(i+1), "Outlet", fmt.Sprint("Title ", i), strings.Repeat(fmt.Sprint("word", i, " "), 500))
		}
		s.Close()
		b, err := os.ReadFile(filepath.Join(dir, FileName))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}()
	readOnly := append([]byte(nil), big...)
	readOnly[18] = 3 // a file format that this SQLite can read and not write
	for _, c := range []struct {
		name string
		make func(dir string) (string, error)
		want string
	}{
		{"a text", file([]byte(strings.Repeat("The mill burned. ", 100))), "the file is no store; move it away"},
		{"cut short", file(big[:len(big)/2]), "the file is damaged"},
		{"read-only", file(readOnly), "must be allowed to write"},
		{"a folder in its place", func(dir string) (string, error) { return dir, os.Mkdir(filepath.Join(dir, FileName), 0o700) }, "must be allowed to write"},
		{"a file for a folder", func(dir string) (string, error) {
			name := filepath.Join(dir, "x")
			return name, os.WriteFile(name, nil, 0o600)
		}, "the place of a store is a folder"},
		{"no server", func(string) (string, error) { return "postgres://me:secret@127.0.0.1:1/x", nil }, "PostgreSQL does not answer"},
		{"no URL", func(string) (string, error) { return "postgres://me:sec%ret@x/y", nil }, "a PostgreSQL URL that cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			place, err := c.make(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(filepath.Join(place, FileName))
			s, err := Open(t.Context(), place)
			if err == nil { // an old page of the file may be the first that is missed
				var found []Problem
				if found, err = s.Check(t.Context()); err == nil && len(found) == 0 {
					_, err = s.Append(t.Context(), "test", noon, page("a.txt", "The mill."))
				} else if err == nil {
					err = errors.New(fmt.Sprint(found))
				}
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "sec%ret") {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
			if after, _ := os.ReadFile(filepath.Join(place, FileName)); string(before) != string(after) {
				t.Error("the file was changed")
			}
		})
	}
}

func file(b []byte) func(string) (string, error) {
	return func(dir string) (string, error) { return dir, os.WriteFile(filepath.Join(dir, FileName), b, 0o600) }
}

// TestMissing holds that a database which is not there is told with what to do.
func TestMissing(t *testing.T) {
	engines(t, func(t *testing.T, place string) {
		if !isURL(place) {
			return // a folder is made
		}
		_, err := Open(t.Context(), strings.Replace(place, "/stemma_", "/no_stemma_", 1))
		if err == nil || !strings.Contains(err.Error(), "createdb") {
			t.Errorf("got %v", err)
		}
	})
}

// TestCheck holds that whatever is wrong with a store is found, and told once.
func TestCheck(t *testing.T) {
	sound := func(t *testing.T, s *Store) (a, b, c *Account) {
		a, b, c = account(t, s, 1, "Outlet", "One", "The mill burned.", "Ida Marren"), account(t, s, 2, "Other", "Two", "The mill burned again."), account(t, s, 3, "Other", "Three", "The mill burned twice.")
		for _, x := range []*Account{a, b, c} {
			place(t, s, x, "s-a", stemma.Joins)
		}
		r := report("s-a", 3, a, b, c)
		full := stemma.Report{Story: r.Report.Story, Articles: r.Articles, Marks: r.Marks, Versions: r.Versions, Quotes: []stemma.Quote{{ID: "q1", Article: b.Article.ID, Span: stemma.Span{End: 4}}}}
		r.Report = &full
		r.Records = []Record{{Story: "s-a", Outlet: "outlet", Kind: "first", Article: a.Article.ID}}
		r.Events = []Event{{Mark: "m", Kind: "opened", Article: a.Article.ID}}
		write(t, s, func(tx *Tx) error { return tx.PutReport(r) }, func(tx *Tx) error { return tx.Advance(Reporting, Cursor{0, "test/1"}) })
		clean(t, s)
		return a, b, c
	}
	exec := func(q string, args ...any) func(*Tx, *Account) error {
		return func(tx *Tx, _ *Account) error { return tx.exec(q, args...) }
	}
	for _, c := range []struct {
		name string
		do   func(*Tx, *Account) error
		want string
	}{
		{"another byte in a page", exec("update pages set body = (select body from pages where hash <> o.hash limit 1) from (select page as hash from log where seq = 2) o where pages.hash = o.hash"), "its bytes are others"},
		{"a page that is no page", exec("update pages set body = $1 where hash = (select page from log where seq = 1)", []byte("x")), "cannot be read"},
		{"another length", exec("update pages set size = 7 where hash = (select page from log where seq = 1)"), "bytes and not 7"},
		{"a gap in the log", exec("update log set seq = 9 where seq = 3"), "comes where 3 should"},
		{"another path", exec("update log set path = 'x' where seq = 2"), "should be called"},
		{"a cursor ahead of the log", exec("update cursors set seq = 4 where stage = 'report'"), "stands at line 4 of 3"},
		{"a stage ahead of another", exec("update cursors set seq = 2 where stage = 'annotate'"), "and stage annotate at 2"},
		{"an article that is missing", exec("delete from articles where seq = 3"), "has no article and no fault"},
		{"marks that are none", exec("update articles set marks = $1 where seq = 1", []byte("x")), "what was read from it cannot be read"},
		{"a text that is shorter", exec("update articles set text = 'The' where seq = 1"), "outside 3 bytes"},
		{"a text with another letter", exec("update articles set text = 'The mill burne€' where seq = 1"), "cuts a rune"},
		{"a name without article", exec("insert into names (seq, key, kind, name, mentions) values (8, 'x', 'person', 'x', 1)"), "has names and no article"},
		{"an article that cannot be found", func(tx *Tx, a *Account) error { return tx.unindex(1, a.Article.Title, a.Article.Text) }, "cannot be found by its words"},
		{"an index of other words", exec("update articles set title = 'Won' where seq = 1"), "other words than"},
		{"an article in no story", exec("delete from placements where seq = 2"), "is in no story"},
		{"an article in a story too early", exec("update cursors set seq = 2 where stage = 'place'"), "before its turn"},
		{"a story that is missing", exec("update placements set story = 's-x' where seq = 2"), "is in a story that is not there"},
		{"a copy of nothing", exec("update placements set of = 'x' where seq = 2"), "comes after an article that is not there"},
		{"a count", exec("update stories set articles = 2"), "counts other articles"},
		{"a count of outlets", exec("update stories set outlets = 3"), "counts other outlets"},
		{"a story that became part of itself", exec("insert into stories select 's-b', title, 's-b', kind, opened, changed, reported, revision, first, last, updated, 0, 0, 0, 0, 0, 0, 0, 0, languages from stories"), "became part of itself"},
		{"a story that became part of nothing", exec("insert into stories select 's-b', title, 's-x', kind, opened, changed, reported, revision, first, last, updated, 0, 0, 0, 0, 0, 0, 0, 0, languages from stories"), "became part of a story that is not there"},
		{"a story from ahead", exec("update stories set changed = 4"), "is ahead of the stage"},
		{"a report that is missing", exec("delete from reports"), "the report is not there"},
		{"a report that is none", exec("update reports set body = $1", []byte("x")), "cannot be read"},
		{"a report that has other articles", exec("update articles set text = 'x' where seq = 2"), "report 1 on story s-a: article"},
		{"a record of nothing", exec("update records set article = 'x'"), "record of outlet outlet: is of an article"},
		{"a record of no story", exec("update records set story = 'x'"), "record of outlet outlet: is of a story"},
		{"an event of nothing", exec("update events set article = 'x'"), "event m: is of an article"},
		{"a fault on nothing", exec("insert into faults (seq, stage, version, kind, path, cause, remedy, attempts, at) values (9, 'report', '', '', 's-x', '', '', 1, 1)"), "fault on s-x: is of a story"},
	} {
		t.Run(c.name, func(t *testing.T) {
			test := func(t *testing.T, s *Store) {
				a, _, _ := sound(t, s)
				write(t, s, func(tx *Tx) error {
					if s.kind == sqlite { // or the engine would not have it
						if err := tx.exec("pragma defer_foreign_keys = on"); err != nil {
							return err
						}
					}
					return c.do(tx, a)
				})
				found, err := s.Check(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				index, err := s.CheckIndex(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, index...)
				if all := fmt.Sprint(found); !strings.Contains(all, c.want) {
					t.Errorf("found %s, want %q", all, c.want)
				}
			}
			s := opened(t, t.TempDir())
			defer s.Close()
			// So that a file can be made that its own rules would not allow.
			if _, err := s.w.Exec("pragma foreign_keys = off"); err != nil {
				t.Fatal(err)
			}
			if err := s.migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
}

// TestCheckIndex holds that both engines tell an article that is found by other
// words than it has.
func TestCheckIndex(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		a := account(t, s, 1, "Outlet", "One", "The mill burned.")
		account(t, s, 2, "Outlet", "Two", "Café, naïve, 12-3.")
		for _, want := range []int{0, 1} {
			found, err := s.CheckIndex(t.Context())
			if err != nil || len(found) != want {
				t.Errorf("found %v, want %d: %v", found, want, err)
			}
			write(t, s, func(tx *Tx) error { return tx.exec("update articles set text = 'The mill stands.' where seq = 1") })
		}
		write(t, s, func(tx *Tx) error { return tx.exec("update articles set text = $1 where seq = 1", a.Article.Text) })
		clean(t, s)
	})
}

// TestBackup holds that a copy is a whole store, made while there is writing; that
// nothing is overwritten; and that nothing is left where it cannot be made.
func TestBackup(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		dir := t.TempDir()
		file := filepath.Join(dir, "copy.db")
		if s.kind == postgres {
			if err := s.Backup(t.Context(), file); err == nil || !strings.Contains(err.Error(), "pg_dump") {
				t.Errorf("got %v", err)
			}
			return
		}
		for i := range 20 {
			account(t, s, int64(i+1), "Outlet", fmt.Sprint("Title ", i), strings.Repeat("The mill burned. ", 100))
		}
		ctx, stop := context.WithCancel(t.Context())
		var writing sync.WaitGroup
		writing.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				if _, err := s.Append(ctx, "test", noon, page(fmt.Sprint("more ", i), "The mill."), page(fmt.Sprint("and more ", i), "The mill.")); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
		time.Sleep(20 * time.Millisecond)
		err := s.Backup(t.Context(), file)
		stop()
		writing.Wait()
		if err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{file: "there already", dir: "is a folder", filepath.Join(dir, "none", "x"): "none"} {
			if err := s.Backup(t.Context(), name); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		done, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Backup(done, filepath.Join(dir, "late.db")); err == nil {
			t.Error("a backup after its end")
		}
		if after, err := os.ReadFile(file); err != nil || string(before) != string(after) {
			t.Errorf("the backup was changed: %v", err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("left: %v, %v", left, err)
		}
		again := t.TempDir()
		if err := os.Rename(file, filepath.Join(again, FileName)); err != nil {
			t.Fatal(err)
		}
		c := openAt(t, again)
		clean(t, c)
		last, err := c.Last(t.Context())
		if err != nil || last < 20 || last%2 != 0 {
			t.Errorf("%d lines, of 20 and pairs: %v", last, err)
		}
		if hits, err := c.Search(t.Context(), Query{Words: "burned", Limit: 99}); err != nil || len(hits) != 20 {
			t.Errorf("%d hits: %v", len(hits), err)
		}
		account(t, c, last+1, "Outlet", "Title", "It goes on.")
	})
}

// TestStats holds that what is counted is what is there.
func TestStats(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		empty, err := s.Stats(t.Context())
		if err != nil || empty.Lines != 0 || !empty.First.IsZero() || len(empty.Stages) != 3 {
			t.Errorf("%+v, %v", empty, err)
		}
		a, b := account(t, s, 1, "Outlet", "One", "The mill burned."), account(t, s, 2, "Other", "Two", "The mill burned again.")
		place(t, s, a, "s-a", stemma.Opens)
		write(t, s, func(tx *Tx) error {
			return tx.Put(&Account{Seq: 3, Received: noon, Err: stemma.ErrUnreadable})
		}, func(tx *Tx) error {
			_, err := tx.Append(Entry{3, page("x", ""), "test", noon.Add(time.Hour)})
			return err
		})
		got, err := s.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.Bytes <= 0 {
			t.Error("no bytes")
		}
		want := Stats{
			Engine: string(s.kind), Tables: got.Tables, Bytes: got.Bytes, PageBytes: int64(len("One\n"+a.Article.Text) + len("Two\n"+b.Article.Text)), Lines: 3,
			First: noon.Add(time.Minute), Last: noon.Add(time.Hour), Articles: 2, Words: 7, Stories: 1, Outlets: 2, Faults: 1,
			Stages: []StageStats{{Annotating, Cursor{2, "test/1"}, 1, 1}, {Placing, Cursor{1, "test/1"}, 2, 0}, {Reporting, Cursor{}, 1, 0}},
		}
		if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
			t.Errorf("got  %s\nwant %s", g, w)
		}
	})
}
