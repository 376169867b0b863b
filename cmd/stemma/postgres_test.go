//go:build unix

package main

import (
	"bytes"
	"strings"
	"testing"

	"stemma/internal/store/postgrestest"
)

// tests are those of this package, with a PostgreSQL for those that ask for one.
type tests struct{ *testing.M }

func (t tests) Run() int { return postgrestest.Main(t.M) }

// TestPostgres holds that the commands work on a store in PostgreSQL as on a
// folder, and that no password is shown.
func TestPostgres(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("STEMMA_STORE", postgrestest.URL(t))
	try := func(want string, args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := run(args, strings.NewReader(""), &stdout, &stderr); code != allRead || !strings.Contains(stdout.String(), want) {
			t.Errorf("%v: exit code %d, no %q in\n%s%s", args, code, want, &stdout, &stderr)
		}
		return stdout.String()
	}
	try("14 new", "add", "feed/week.jsonl")
	try("0 new, 14 already there", "add", "feed/week.jsonl")
	_, rest, _ := strings.Cut(try("Fire guts bakery in Cooper Lane", "list", "--format", "jsonl"), `"id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	try("Marrowby Times", "list", "outlets")
	try("bakery", "search", "bakery", "oven")
	try("ACCOUNTS", "show", id, "--only", "accounts")
	try(`"outlet":"Skerrow Courier"`, "export", "--query", "ferry")
	s := startServe(t)
	s.eventually(t, "/readyz", func(status int, _ string) bool { return status == 200 })
	s.end(t)

	t.Setenv("STEMMA_STORE", "postgres://desk:secret@localhost/stemma")
	var stdout, stderr bytes.Buffer
	run([]string{"config"}, nil, &stdout, &stderr)
	if strings.Contains(stdout.String(), "secret") || !strings.Contains(stdout.String(), "desk@localhost") {
		t.Errorf("config shows %s", &stdout)
	}
}
