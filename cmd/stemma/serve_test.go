package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"stemma/internal/store"
)

// A server is a stemma serve that runs.
type server struct {
	url string
	cmd *exec.Cmd
	log bytes.Buffer
}

// startServe starts stemma serve on any free port and waits until it says its address.
func startServe(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{cmd: exec.Command("stemma", append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)}
	s.cmd.Stderr = &s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill(); s.cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.cmd.Wait()
		t.Fatalf("serve said no address: %v\n%s", err, &s.log)
	}
	s.url = strings.TrimSpace(line)
	return s
}

// get returns the status and the body of an answer.
func (s *server) get(t *testing.T, path string) (int, string) {
	t.Helper()
	r, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// eventually asks until an answer is as wanted.
func (s *server) eventually(t *testing.T, path string, good func(status int, body string) bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		status, body := s.get(t, path)
		if good(status, body) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s still answers %d %s\n%s", path, status, body, &s.log)
		}
	}
}

// end tells the server to end, and returns how it did.
func (s *server) end(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("serve ended with %v\n%s", err, &s.log)
	}
}

// TestServeDemo holds that the demo has stories from the first answer on, says
// that it is well, is not asked by other names, and leaves nothing behind.
func TestServeDemo(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	s := startServe(t, "--demo", "--log-format", "json", "--log-level", "info")
	if status, body := s.get(t, "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d %s", status, body)
	}
	s.eventually(t, "/readyz", func(status int, _ string) bool { return status == http.StatusOK })
	if _, body := s.get(t, "/metrics"); !strings.Contains(body, "\nstemma_articles 18\n") {
		t.Errorf("/metrics tells of no 18 articles: %s", body)
	}
	if out, err := exec.Command("stemma", "health", "--listen", strings.TrimPrefix(s.url, "http://")).CombinedOutput(); err != nil {
		t.Errorf("health: %v: %s", err, out)
	}
	req, err := http.NewRequest("GET", s.url+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "elsewhere.example"
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("asked by another name: %d", r.StatusCode)
	}
	s.get(t, "/nothing?q=private+words")
	s.end(t)
	if out, err := exec.Command("stemma", "health", "--listen", strings.TrimPrefix(s.url, "http://")).CombinedOutput(); err == nil || !strings.Contains(string(out), "not well") {
		t.Errorf("health of what has ended: %v: %s", err, out)
	}
	if strings.Contains(s.log.String(), "private") || !strings.Contains(s.log.String(), `"route":"/readyz"`) {
		t.Errorf("the log of requests: %s", &s.log)
	}
	if left, err := filepath.Glob(filepath.Join(tmp, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestServeReads holds that what add puts into the store of a running serve is
// read by it, and that it ends with nothing half done.
func TestServeReads(t *testing.T) {
	t.Setenv("STEMMA_STORE", t.TempDir())
	s := startServe(t)
	s.eventually(t, "/readyz", func(status int, _ string) bool { return status == http.StatusOK })
	out, err := exec.Command("stemma", "add", week).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "14 new") || !strings.Contains(string(out), "works on the store and reads them") {
		t.Fatalf("%v: %s", err, out)
	}
	s.eventually(t, "/metrics", func(_ int, body string) bool {
		return strings.Contains(body, "\nstemma_articles 14\n") && strings.Contains(body, `stemma_stage_lag{stage="report"} 0`) && strings.Contains(body, `stemma_stage_lag{stage="place"} 0`)
	})
	s.end(t)
	out, err = exec.Command("stemma", "list").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Fire guts bakery") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestServeFeeds holds that a feed that is added on the page is asked, that what
// it brings is read, and that all of it is counted.
func TestServeFeeds(t *testing.T) {
	var web *httptest.Server
	web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed.xml":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>Harrow Post</title><link>%[1]s/</link>
				<item><title>Mill burns</title><link>%[1]s/mill</link><guid>%[1]s/mill</guid></item></channel></rss>`, web.URL)
		case "/mill":
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, "<title>Mill burns</title><h1>Mill burns</h1><p>The old mill in Harrow Lane burned down on Monday, the fire service said.</p><p>Nobody was hurt.</p>")
		default:
			http.NotFound(w, r)
		}
	}))
	defer web.Close()
	t.Setenv("STEMMA_STORE", t.TempDir())
	s := startServe(t, "--private")
	r, err := http.PostForm(s.url+"/feeds", url.Values{"url": {web.URL + "/feed.xml"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Fatalf("adding a feed: %s", r.Status)
	}
	s.eventually(t, "/metrics", func(_ int, body string) bool {
		return strings.Contains(body, "\nstemma_articles 1\n") && strings.Contains(body, `stemma_feeds{state="good"} 1`) && strings.Contains(body, `stemma_fetch_total{status="200"} 2`)
	})
	s.end(t)
}

// TestServeWaits holds that a serve on the store of another waits until that
// ends, and then goes on.
func TestServeWaits(t *testing.T) {
	t.Setenv("STEMMA_STORE", t.TempDir())
	first := startServe(t)
	first.eventually(t, "/readyz", func(status int, _ string) bool { return status == http.StatusOK })
	second := startServe(t)
	if status, _ := second.get(t, "/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("two work on one store: %d", status)
	}
	if status, _ := second.get(t, "/healthz"); status != http.StatusOK {
		t.Errorf("the second does not answer: %d", status)
	}
	first.end(t)
	second.eventually(t, "/readyz", func(status int, _ string) bool { return status == http.StatusOK })
	second.end(t)
	if !strings.Contains(second.log.String(), "another program works on it") {
		t.Errorf("nothing is said: %s", &second.log)
	}
}

// TestServeTokens holds that a serve that others can reach starts only once there
// is a token, and then asks for it.
func TestServeTokens(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("STEMMA_STORE", dir)
	out, err := exec.Command("stemma", "serve", "--listen", "0.0.0.0:0").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "token") {
		t.Fatalf("%v: %s", err, out)
	}
	kept, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	_, secret, err := kept.AddToken(t.Context(), "desk", store.Reading, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := startServe(t, "--listen", "0.0.0.0:0", "--host", "stemma.example")
	if !strings.HasPrefix(s.url, "http://localhost:") {
		t.Errorf("its address is said to be %s", s.url)
	}
	if status, _ := s.get(t, "/healthz"); status != http.StatusOK {
		t.Errorf("/healthz: %d", status)
	}
	if status, _ := s.get(t, "/metrics"); status != http.StatusUnauthorized {
		t.Errorf("/metrics without a token: %d", status)
	}
	req, err := http.NewRequest("GET", s.url+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+secret)
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Errorf("/metrics with the token: %d", r.StatusCode)
	}
	s.end(t)
}

// TestSystemTold holds that systemd is told when serve answers.
func TestSystemTold(t *testing.T) {
	if _, err := os.Stat("/run"); err != nil {
		t.Skip("no Unix system")
	}
	dir, err := os.MkdirTemp("", "sd") // the name of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	socket := filepath.Join(dir, "s")
	l, err := net.ListenPacket("unixgram", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l.SetReadDeadline(time.Now().Add(time.Minute))
	next := func() string {
		b := make([]byte, 100)
		n, _, err := l.ReadFrom(b)
		if err != nil {
			t.Error(err)
		}
		return string(b[:n])
	}
	t.Setenv("NOTIFY_SOCKET", socket)
	s := startServe(t, "--demo")
	if got := next(); got != "READY=1" {
		t.Errorf("told %q", got)
	}
	s.end(t)
	if got := next(); got != "STOPPING=1" {
		t.Errorf("told %q", got)
	}
}
