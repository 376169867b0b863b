package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stemma"
	"stemma/internal/store"
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

// TestAddOneFile holds that one file is one article, by whatever path it is
// given, and that files which are not the same are not taken for one.
func TestAddOneFile(t *testing.T) {
	const mill = "Mill burns\n\nThe old mill in Harrow Lane burned down on Monday, the fire service said. Nobody was hurt."
	records := `{"id":"1","text":"The kiosk on Ferry Square was closed on Monday, its owner said."}` + "\n" + `{"id":"2","text":"The library will open on Sundays, the town council decided on Tuesday."}` + "\n"
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	put := func(path, text string) {
		t.Helper()
		path = filepath.Join(root, path)
		do(os.MkdirAll(filepath.Dir(path), 0o777))
		do(os.WriteFile(path, []byte(text), 0o666))
	}
	newStore := func() { t.Setenv("STEMMA_STORE", t.TempDir()) }
	// add gives paths from a folder, and holds how many pages are new and were there.
	add := func(what, from string, isNew, there int, paths ...string) {
		t.Helper()
		t.Chdir(filepath.Join(root, from))
		var stdout, stderr bytes.Buffer
		if code := run(append([]string{"add", "--no-read"}, paths...), strings.NewReader(mill), &stdout, &stderr); code != 0 {
			t.Fatalf("%s: exit code %d\n%s", what, code, &stderr)
		}
		if want := fmt.Sprintf(": %d new, %d already there", isNew, there); !strings.Contains(stdout.String(), want) {
			t.Errorf("%s: want %q: %s", what, want, &stdout)
		}
	}
	put("desk/crawl/mill.txt", mill)
	put("desk/crawl/more.jsonl", records)
	do(os.Symlink(filepath.Join(root, "desk/crawl"), filepath.Join(root, "link")))

	newStore()
	add("from its own folder", "desk/crawl", 3, 0, "mill.txt", "more.jsonl")
	add("again", "desk/crawl", 0, 3, "./mill.txt", "more.jsonl")
	add("from above", "desk", 0, 3, "crawl/mill.txt", "crawl/more.jsonl")
	add("the folder from above", "desk", 0, 3, "crawl")
	add("from beside", "desk", 0, 3, "../link/mill.txt", "../link/more.jsonl")
	add("absolute", ".", 0, 3, filepath.Join(root, "desk/crawl"))
	add("through a link", ".", 0, 3, "link/mill.txt", "link/more.jsonl")
	add("from standard input, which is no file", ".", 1, 0, "-")
	put("desk/crawl/mill.txt", mill+" The wheel still turns.")
	add("changed", "desk", 1, 0, "crawl/mill.txt")
	put("desk/crawl/mill.txt", mill)

	newStore()
	add("from above first", ".", 3, 0, "desk/crawl")
	do(os.Rename(filepath.Join(root, "desk"), filepath.Join(root, "archive")))
	do(os.Mkdir(filepath.Join(root, "new"), 0o777))
	do(os.Rename(filepath.Join(root, "archive"), filepath.Join(root, "new/desk")))
	add("moved with its folder", "new", 0, 3, "desk/crawl")

	newStore()
	add("by an absolute path", ".", 3, 0, filepath.Join(root, "new/desk/crawl"))
	do(os.Rename(filepath.Join(root, "new/desk/crawl"), filepath.Join(root, "kept")))
	add("moved and renamed", ".", 0, 3, "kept")

	// What is not the same file is a copy.
	newStore()
	put("courier/1.txt", mill)
	put("post/1.txt", mill)
	add("two files of the same bytes", ".", 2, 0, "courier/1.txt", "post/1.txt")
	put("post/2.txt", mill)
	put("post/11.txt", mill)
	add("others, beside them", "post", 2, 0, "2.txt", "11.txt")
	add("one that is copied while the first is there", ".", 3, 0, filepath.Join(root, "kept"))
	put("copies/mill.txt", mill)
	put("copies/more.jsonl", records)
	newStore()
	add("a folder", ".", 3, 0, filepath.Join(root, "kept"))
	add("a copy of it", ".", 3, 0, filepath.Join(root, "copies"))

	// What waits to be put into the store counts, too.
	st, err := store.Open(t.Context(), t.TempDir())
	do(err)
	defer st.Close()
	t.Chdir(root)
	p := stemma.Page{Path: "kept/mill.txt", Body: []byte(mill)}
	for path, want := range map[string]bool{filepath.Join(root, "kept/mill.txt"): true, "copies/mill.txt": false, "kept/more.jsonl:1": false} {
		if there, err := isThere(t.Context(), st, &p, []stemma.Page{{Path: path, Body: p.Body}}); err != nil || there != want {
			t.Errorf("%s waits: %v, %v", path, there, err)
		}
	}
}
