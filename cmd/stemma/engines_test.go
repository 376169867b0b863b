//go:build unix

package main

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"stemma/internal/store/postgrestest"
)

// TestEngines holds that the commands say of a store in PostgreSQL what they say
// of one in SQLite.
func TestEngines(t *testing.T) {
	places := map[string]string{"sqlite": t.TempDir(), "postgres": postgrestest.URL(t)}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	said := func(place string, args ...string) string {
		t.Helper()
		out, err := exec.Command("stemma", append(args, "--store", place)...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v", args, err)
		}
		return string(out)
	}
	for engine, place := range places {
		said(place, "add", week)
		v := startServe(t, "--store", place)
		v.eventually(t, "/readyz", func(status int, _ string) bool { return status == http.StatusOK })
		first := func(what string) string {
			t.Helper()
			var x struct{ ID string }
			if err := json.Unmarshal([]byte(said(place, "list", what, "--format", "jsonl", "--limit", "1")), &x); err != nil || x.ID == "" {
				t.Fatalf("no %s: %v", what, err)
			}
			return x.ID
		}
		story, article := first("stories"), first("articles")
		for _, page := range []string{
			"/", "/?by=disputed&language=en", "/?by=latest", "/round-ups", "/story/" + story, "/story/" + story + "?since=1", "/article/" + article, "/article/" + article + "/raw",
			"/people", "/people?q=al", "/name/rurik%20aldane", "/outlets", "/outlet/skerrow%20courier", "/search?q=fire", "/search?q=fog+-bakery&name=Rurik+Aldane&outlet=skerrow+courier&language=en&from=2031-01-01",
			"/following", "/feeds", "/feeds.opml", "/paste", "/metrics", "/api/v1/articles?q=fire", "/api/v1/articles/" + article, "/api/v1/stories", "/api/v1/stories/" + story + "/report",
			"/api/v1/stories/" + story + "/articles", "/api/v1/stories/" + story + "/events", "/api/v1/events", "/api/v1/names", "/api/v1/outlets", "/api/v1/outlets/skerrow%20courier/records",
			"/api/v1/feeds", "/api/v1/follows", "/api/v1/hooks", "/api/v1/faults", "/api/v1/status",
		} {
			if status, body := v.get(t, page); status != http.StatusOK {
				t.Errorf("%s: %s: %d\n%s", engine, page, status, body)
			}
		}
		v.end(t)
	}
	for _, args := range [][]string{{"list"}, {"list", "stories", "--all", "--by", "latest", "--format", "json"}, {"list", "outlets"}, {"list", "names"}, {"search", "fire", "bakery"}, {"search", `"fog signal"`, "--format", "json"}} {
		a, b := said(places["sqlite"], args...), said(places["postgres"], args...)
		if a = timeless(a); a != timeless(b) {
			t.Errorf("%s: PostgreSQL says\n%s\nSQLite says\n%s", args, b, a)
		}
	}
	if out := said(places["postgres"], "check"); !strings.Contains(out, "all is well") {
		t.Errorf("check: %s", out)
	}
	if out := said(places["postgres"], "stats"); !strings.Contains(out, "postgres, tables of version") {
		t.Errorf("stats: %s", out)
	}
	if out, err := exec.Command("stemma", "backup", "x.db", "--store", places["postgres"]).CombinedOutput(); err == nil || !strings.Contains(string(out), "pg_dump") {
		t.Errorf("backup: %v: %s", err, out)
	}
}

// timeless returns lines without those that say when something was received.
func timeless(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if !strings.Contains(line, `"received":`) && !strings.Contains(line, `"updated":`) {
			b.WriteString(line)
		}
	}
	return b.String()
}
