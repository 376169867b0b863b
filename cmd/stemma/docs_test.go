package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var root = filepath.Join("..", "..")

// tools are the commands in the documents that are not stemma's: they are run
// by .ci/run, or take too long.
var tools = []string{"go test", "go build", "go install", "go run ./cmd/train", ".ci/run", "packaging/build"}

// TestExamples runs every line of the documents' sh blocks, in a folder that
// holds the project's cmd, and holds that it succeeds. Each document has a store
// of its own. A server runs until its block ends, on a port of its own, and that
// is where what curl asks for in the block is asked.
func TestExamples(t *testing.T) {
	inSandbox(t)
	for _, doc := range documents(t) {
		t.Setenv("STEMMA_STORE", "store of "+filepath.Base(doc))
		for _, block := range fenced(readDoc(t, doc), "sh") {
			var running *server
			for line := range strings.Lines(block) {
				line = strings.TrimSpace(line)
				if line == "" || strings.HasPrefix(line, "#") || slices.ContainsFunc(tools, func(p string) bool { return strings.HasPrefix(line, p) }) {
					continue
				}
				var err error
				words := strings.Fields(strings.TrimPrefix(line, "go run ./cmd/"))
				switch {
				case len(words) > 1 && words[0] == "stemma" && words[1] == "serve":
					running = startServe(t, words[2:]...)
				case words[0] == "curl" && running != nil:
					err = running.curl(words[1:])
				default:
					_, err = stdoutOf(line)
				}
				if err != nil {
					t.Errorf("%s: %s: %v", doc, line, err)
				}
			}
			if running != nil {
				running.end(t)
			}
		}
	}
}

// curl asks s what an example asks of http://127.0.0.1:8080, with -H NAME:VALUE
// and -d BODY or -d @FILE, which is a POST, and -X METHOD. An answer that is an
// error is one.
func (s *server) curl(args []string) error {
	method, header := http.MethodGet, http.Header{}
	var body []byte
	var to string
	for i := 0; i < len(args); i++ {
		switch flag := args[i]; {
		case !strings.HasPrefix(flag, "-"):
			to = s.url + strings.TrimPrefix(strings.Trim(flag, "'"), "http://127.0.0.1:8080")
		case i+1 == len(args):
			return fmt.Errorf("%s of nothing", flag)
		default:
			i++
			switch flag {
			case "-X":
				method = args[i]
			case "-H":
				name, value, _ := strings.Cut(args[i], ":")
				header.Set(name, value)
			case "-d", "--data-binary":
				method = http.MethodPost
				body = []byte(args[i])
				if file, is := strings.CutPrefix(args[i], "@"); is {
					var err error
					if body, err = os.ReadFile(file); err != nil {
						return err
					}
				}
			default:
				return fmt.Errorf("curl %s is not known here", flag)
			}
		}
	}
	r, err := http.NewRequest(method, to, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = header
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusBadRequest {
		b, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("%s: %s", answer.Status, b)
	}
	return nil
}

// documents returns the names of all that is written for people.
func documents(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(sandboxRoot, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"}
	for _, p := range pages {
		out = append(out, filepath.Join("docs", filepath.Base(p)))
	}
	return out
}

var sandboxRoot string

// inSandbox works in a folder where examples may write.
func inSandbox(t *testing.T) {
	t.Helper()
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	sandboxRoot = abs
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(abs, "cmd"), filepath.Join(dir, "cmd")); err != nil {
		t.Skipf("no links here, so the examples cannot be run: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "eval"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(dir, "config"))
	t.Setenv("STEMMA_STORE", filepath.Join(dir, "store"))
}

func readDoc(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(sandboxRoot, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fenced returns the contents of the code blocks of one language.
func fenced(doc, language string) []string {
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(doc, -1) {
		out = append(out, m[1])
	}
	return out
}

// stdoutOf runs one line of an example, in which only "< file" is more than
// words.
func stdoutOf(line string) (string, error) {
	command, from, piped := strings.Cut(line, "<")
	args := strings.Fields(command)
	switch {
	case len(args) > 2 && strings.HasPrefix(command, "go run ./cmd/stemma"):
		args = args[3:]
	case len(args) > 0 && args[0] == "stemma":
		args = args[1:]
	default:
		return "", fmt.Errorf("not a command of stemma")
	}
	var stdin io.Reader = strings.NewReader("")
	if piped {
		b, err := os.ReadFile(strings.TrimSpace(from))
		if err != nil {
			return "", err
		}
		stdin = bytes.NewReader(b)
	}
	var stdout, stderr bytes.Buffer
	if code := run(args, stdin, &stdout, &stderr); code != allRead {
		return "", fmt.Errorf("exit code %d: %s", code, &stderr)
	}
	return stdout.String(), nil
}

// TestNamedFiles holds that the files that the documents name exist.
func TestNamedFiles(t *testing.T) {
	inSandbox(t)
	named := regexp.MustCompile("`((?:internal|cmd|docs|eval|packaging|third_party)/[^` ]*|[a-z]+\\.go)`")
	for _, doc := range documents(t) {
		if doc == "CONTRIBUTING.md" {
			continue // it names a file that is yet to be written
		}
		for _, m := range named.FindAllStringSubmatch(readDoc(t, doc), -1) {
			if _, err := os.Stat(filepath.Join(sandboxRoot, filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s names %s: %v", doc, m[1], err)
			}
		}
	}
}
