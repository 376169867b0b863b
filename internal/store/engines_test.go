package store

import (
	"os"
	"testing"

	"stemma/internal/store/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// engines runs a test on SQLite and on PostgreSQL, each time with the place of an
// empty store.
func engines(t *testing.T, test func(t *testing.T, place string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { test(t, postgrestest.URL(t)) })
}

// onBoth is engines with the store opened.
func onBoth(t *testing.T, test func(t *testing.T, s *Store)) {
	engines(t, func(t *testing.T, place string) { test(t, openAt(t, place)) })
}

func openAt(t testing.TB, place string) *Store {
	t.Helper()
	s, err := Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
