package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAddAddress holds that an article is fetched by its address, under which it
// is known afterwards, and that an address of this machine is not asked unless
// that is allowed.
func TestAddAddress(t *testing.T) {
	asked := 0
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/mill" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<html><title>Mill burns</title><h1>Mill burns</h1><p>The old mill in Harrow Lane burned down on Monday, the fire service said.</p><p>Nobody was hurt.</p></html>"))
	}))
	defer web.Close()
	t.Setenv("STEMMA_STORE", t.TempDir())
	try := func(want int, args ...string) (string, string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := run(args, strings.NewReader(""), &stdout, &stderr); code != want {
			t.Fatalf("%v: exit code %d, want %d\n%s%s", args, code, want, &stdout, &stderr)
		}
		return stdout.String(), stderr.String()
	}
	if _, stderr := try(1, "add", web.URL+"/mill"); asked > 0 || !strings.Contains(stderr, web.URL) {
		t.Errorf("asked %d times; %s", asked, stderr)
	}
	stdout, stderr := try(1, "add", "--private", web.URL+"/mill", web.URL+"/gone")
	if !strings.Contains(stdout, "1 page: 1 new, 0 already there, and 1 that cannot be read") || !strings.Contains(stderr, "404") {
		t.Errorf("%s%s", stdout, stderr)
	}
	if stdout, _ := try(0, "list", "articles", "--format", "jsonl"); !strings.Contains(stdout, `"url":"`+web.URL+`/mill"`) {
		t.Error(stdout)
	}
	if stdout, _ := try(0, "add", "--private", web.URL+"/mill"); !strings.Contains(stdout, "0 new, 1 already there") {
		t.Error(stdout)
	}
}
