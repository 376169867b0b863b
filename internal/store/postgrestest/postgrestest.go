//go:build unix

// Package postgrestest gives tests a real PostgreSQL: a cluster of their own,
// made from the programs that Debian installs, in a temporary folder, without a
// port; or the server that STEMMA_TEST_POSTGRES names.
//
// One cluster serves all tests of a process, each with a database of its own.
// It sorts by ICU's rules for English, so that what relies on the order of bytes
// without saying so fails here and not at somebody's.
package postgrestest

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// Variable names a server, by the URL of a database of it, to be used in place
// of a cluster of the tests' own. Its user must be allowed to make databases.
const Variable = "STEMMA_TEST_POSTGRES"

// patience is how long a cluster may take to answer.
const patience = 30 * time.Second

// A cluster is a server to make databases on.
type cluster struct {
	url  string // of the database postgres; empty if there is no server
	why  string // there is none
	stop func()
}

// theOne is the cluster of this process, made when it is first asked for.
var theOne struct {
	once sync.Once
	cluster
	err error
}

// Main runs the tests of a package and stops the cluster, if one was needed, before
// it returns; without it the cluster ends a moment after the tests. TestMain gives
// what it returns to os.Exit.
func Main(m *testing.M) int {
	defer func() {
		if theOne.stop != nil {
			theOne.stop()
		}
	}()
	return m.Run()
}

// URL returns the URL of an empty database, which is dropped when the test ends.
// Where there is no PostgreSQL the test is skipped.
func URL(t testing.TB) string {
	t.Helper()
	theOne.once.Do(func() { theOne.cluster, theOne.err = start() })
	if theOne.err != nil {
		t.Fatalf("postgrestest: %v", theOne.err)
	}
	if theOne.url == "" {
		t.Skip(theOne.why)
	}
	db, err := sql.Open("pgx", theOne.url)
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	defer db.Close()
	name := "stemma_" + strings.ToLower(rand.Text())
	if _, err := db.Exec("create database " + name); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Cleanup(func() {
		db, err := sql.Open("pgx", theOne.url)
		if err == nil {
			_, err = db.Exec("drop database " + name + " with (force)")
			db.Close()
		}
		if err != nil {
			t.Errorf("postgrestest: %v", err)
		}
	})
	u, err := url.Parse(theOne.url)
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	u.Path = "/" + name
	return u.String()
}

func start() (cluster, error) {
	if at := os.Getenv(Variable); at != "" {
		return cluster{url: at}, nil
	}
	bin := programs()
	if bin == "" {
		return cluster{why: "there is no PostgreSQL here: install Debian's postgresql, or name a server in " + Variable}, nil
	}
	dir, err := os.MkdirTemp("", "stemma-pg") // short, for a socket's path has 107 bytes at most
	if err != nil {
		return cluster{}, err
	}
	as, err := unprivileged(dir)
	if err != nil {
		os.RemoveAll(dir)
		return cluster{}, err
	}
	data := filepath.Join(dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
		"-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
	init.SysProcAttr, init.Dir = as, dir
	if out, err := init.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return cluster{}, fmt.Errorf("initdb: %v\n%s", err, out)
	}
	// The shell stops the server and tidies up when its standard input ends, as it
	// does however this process ends.
	run := exec.Command("sh", "-c", `dir=$1; shift; "$@" >log 2>&1 & p=$!; cat >/dev/null; kill -QUIT $p; wait $p; cd / && rm -rf "$dir"`, "sh", dir,
		filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off",
		"-c", "full_page_writes=off", "-c", "shared_buffers=32MB", "-c", "max_connections=60", "-c", "autovacuum=off")
	run.SysProcAttr, run.Dir = as, dir
	alive, err := run.StdinPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		os.RemoveAll(dir)
		return cluster{}, err
	}
	c := cluster{
		url: (&url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}).String(),
		stop: sync.OnceFunc(func() {
			alive.Close()
			run.Wait()
			os.RemoveAll(dir)
		}),
	}
	if err := c.wait(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		c.stop()
		return cluster{}, fmt.Errorf("%v\n%s", err, log)
	}
	return c, nil
}

// wait waits until c answers.
func (c cluster) wait() error {
	db, err := sql.Open("pgx", c.url)
	if err != nil {
		return err
	}
	defer db.Close()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if err := db.Ping(); err == nil {
			return nil
		} else if time.Since(begun) > patience {
			return err
		}
	}
}

// programs returns the folder of the newest PostgreSQL; empty if there is none.
func programs() string {
	var found []string
	for _, at := range []string{"/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		all, _ := filepath.Glob(filepath.Join(at, "initdb"))
		found = append(found, all...)
	}
	if len(found) == 0 {
		return ""
	}
	version := func(at string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(at))))
		return n
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }))
}

// unprivileged returns as whom PostgreSQL runs, which it does not as root, and
// gives that user dir.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(dir, uid, gid)
}
