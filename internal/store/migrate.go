package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to the newest version that this program knows.
// Each migration is one transaction. It returns an error if the tables were
// made by a newer program.
func (s *Store) migrate(ctx context.Context) error {
	if _, err := s.w.ExecContext(ctx, "create table if not exists migrations (version bigint primary key)"); err != nil {
		return err
	}
	var have int
	if err := s.w.QueryRowContext(ctx, "select coalesce(max(version), 0) from migrations").Scan(&have); err != nil {
		return err
	}
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted by name
	if err != nil {
		return err
	}
	if have > len(names) {
		return fmt.Errorf("its tables are of version %d and this program knows %d: use the newer program", have, len(names))
	}
	for i := have; i < len(names); i++ {
		b, err := migrations.ReadFile(names[i])
		if err != nil {
			return err
		}
		err = s.Write(ctx, func(tx *Tx) error {
			for _, q := range statements(string(b), s.kind) {
				if err := tx.exec(q); err != nil {
					return fmt.Errorf("%s: %w", strings.TrimSpace(q), err)
				}
			}
			return tx.exec("insert into migrations values ($1)", i+1)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", names[i], err)
		}
	}
	return nil
}

// statements returns the statements of a migration for one engine. A statement
// ends with a semicolon at the end of a line.
func statements(sql string, k kind) []string {
	words := strings.NewReplacer("@id", "integer primary key", "@blob", "blob")
	if k == postgres {
		words = strings.NewReplacer("@id", "bigint primary key", "@blob", "bytea")
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
