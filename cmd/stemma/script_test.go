package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// week is the fictional feed.
var week, _ = filepath.Abs(filepath.Join("feed", "week.jsonl"))

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"stemma": main})
}

// TestScripts runs testdata/script/*.txtar. Beside testscript's own commands
// there are
//
//	status CODE program args…   run and hold the exit code
//	accounts                    write the demo's accounts into the folder accounts
//	feed                        write the fictional feed as week.jsonl
//	site                        serve the folder site at $SITE
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"accounts": writeAccounts,
			"site": func(ts *testscript.TestScript, _ bool, _ []string) {
				s := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs("site"))))
				ts.Defer(s.Close)
				ts.Setenv("SITE", s.URL)
			},
			"feed": func(ts *testscript.TestScript, _ bool, _ []string) {
				b, err := os.ReadFile(week)
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs("week.jsonl"), b, 0o666))
			},
		},
		RequireExplicitExec: true,
	})
}

func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE program args…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func writeAccounts(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(os.Mkdir(ts.MkAbs("accounts"), 0o777))
	files, err := demoFiles.ReadDir("demo")
	ts.Check(err)
	for _, f := range files {
		b, err := demoFiles.ReadFile("demo/" + f.Name())
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(filepath.Join("accounts", f.Name())), b, 0o666))
	}
}
