package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to the newest version that this program knows.
// Each migration is one transaction. It returns an error if the tables were
// made by a newer program.
func (s *Store) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted by name
	if err != nil {
		return err
	}
	return s.migrateTo(ctx, names)
}

// migrateTo applies those migrations that are not applied yet.
func (s *Store) migrateTo(ctx context.Context, names []string) error {
	have, err := s.version(ctx)
	if err != nil {
		return err
	}
	if have > len(names) {
		return fmt.Errorf("its tables are of version %d and this program knows %d: use the newer program", have, len(names))
	}
	for have < len(names) {
		b, err := migrations.ReadFile(names[have])
		if err != nil {
			return err
		}
		err = s.Write(ctx, func(tx *Tx) error {
			// Another program may have been here since.
			err := tx.exec("create table if not exists migrations (version bigint primary key)")
			if err != nil {
				return err
			}
			var now int
			if err := tx.tx.QueryRowContext(ctx, "select coalesce(max(version), 0) from migrations").Scan(&now); err != nil {
				return fmt.Errorf("store: %w", err)
			}
			if now > have {
				return nil
			}
			for _, q := range statements(string(b), s.kind) {
				if err := tx.exec(q); err != nil {
					return fmt.Errorf("%s: %w", strings.TrimSpace(q), err)
				}
			}
			return tx.exec("insert into migrations values ($1)", have+1)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", names[have], err)
		}
		have++
	}
	return nil
}

// version returns how many migrations are applied.
func (s *Store) version(ctx context.Context) (int, error) {
	const named = "select count(*) from sqlite_schema where type = 'table' and name = 'migrations'"
	const namedPostgres = "select count(*) from pg_tables where schemaname = any(current_schemas(false)) and tablename = 'migrations'"
	q := named
	if s.kind == postgres {
		q = namedPostgres
	}
	if n, err := one(ctx, s.w, column[int], q); err != nil || n == 0 {
		return 0, err
	}
	return one(ctx, s.w, column[int], "select coalesce(max(version), 0) from migrations")
}

// statements returns the statements of a migration for one engine. A statement
// ends with a semicolon at the end of a line.
func statements(sql string, k kind) []string {
	words := strings.NewReplacer("@id", "integer primary key", "@blob", "blob")
	if k == postgres {
		words = strings.NewReplacer("@id", "bigint primary key", "@blob", "bytea")
		// SQLite compares bytes; a database may have another language's rules.
		sql = regexp.MustCompile(`(?m)^((?:\t|alter table \w+ add column )\w+ +text)\b`).ReplaceAllString(sql, `$1 collate "C"`)
	}
	var out []string
	var b strings.Builder
	skip := false
	for line := range strings.Lines(sql) {
		if of, ok := strings.CutPrefix(line, "--! "); ok {
			of = strings.TrimSpace(of)
			skip = of != "all" && of != string(k)
			continue
		}
		if c := strings.Index(line, "--"); c >= 0 {
			line = line[:c] + "\n"
		}
		if skip || strings.TrimSpace(line) == "" {
			continue
		}
		b.WriteString(words.Replace(line))
		if strings.HasSuffix(strings.TrimSpace(line), ";") {
			out = append(out, b.String())
			b.Reset()
		}
	}
	return out
}
