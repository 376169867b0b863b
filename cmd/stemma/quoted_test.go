package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden reports, and the outputs and scores that the documents quote")

// sections returns a text report without its heading and its foot, and any other
// output as it is.
func sections(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	first := slices.IndexFunc(lines, func(l string) bool { return strings.HasSuffix(l, "───") })
	if first < 0 {
		return strings.Join(lines, "\n")
	}
	return strings.TrimSpace(strings.Join(lines[first:len(lines)-1], "\n"))
}

// quoted finds an output in a document: a comment that names the command, and
// the block after it.
var quoted = regexp.MustCompile("(?ms)^<!-- output of: (.*?) -->\n```text\n(.*?)^```$")

// TestQuotedOutput holds that the outputs that the documents show are what the
// program writes.
func TestQuotedOutput(t *testing.T) {
	inSandbox(t)
	if _, err := stdoutOf("stemma add cmd/stemma/feed/week.jsonl cmd/stemma/demo"); err != nil {
		t.Fatal(err) // the store that the documents speak of
	}
	for _, doc := range documents(t) {
		was := readDoc(t, doc)
		is := quoted.ReplaceAllStringFunc(was, func(block string) string {
			line := quoted.FindStringSubmatch(block)[1]
			out, err := stdoutOf(line)
			if err != nil {
				t.Fatalf("%s: %s: %v", doc, line, err)
			}
			return fmt.Sprintf("<!-- output of: %s -->\n```text\n%s\n```", line, sections(out))
		})
		is = scoresBlock.ReplaceAllStringFunc(is, func(string) string {
			return "<!-- scores -->\n" + scoresTable(t, readDoc(t, filepath.Join("eval", "scores.txt"))) + "<!-- /scores -->"
		})
		if is == was {
			continue
		}
		if *update {
			if err := os.WriteFile(filepath.Join(sandboxRoot, doc), []byte(is), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		t.Errorf("%s shows outputs or scores that are out of date: go test ./cmd/stemma -update", doc)
	}
}

var scoresBlock = regexp.MustCompile(`(?s)<!-- scores -->.*?<!-- /scores -->`)

// shown are the scores that the README quotes: the title of their table in
// eval/scores.txt begins with the first, the row with the second.
var shown = []struct{ table, row, says string }{
	{"cases", "furniture r", "furniture set aside"},
	{"cases", "body kept r", "words of the report kept"},
	{"cases", "quotes f1", "quotations found (F1)"},
	{"cases", "speakers r", "speakers right"},
	{"cases", "utterances f1", "readings of one utterance put together (F1)"},
	{"cases", "citations f1", "cited sources found (F1)"},
	{"cases", "agreements p", "agreements that are right"},
	{"cases", "agreements r", "agreements found"},
	{"cases", "conflicts p", "contradictions that are right"},
	{"cases", "conflicts r", "contradictions found"},
	{"cases", "same origin f1", "accounts that share an origin (F1)"},
	{"extraction", "body", "report found on HTML pages (F1)"},
	{"attributions", "content (half the words)", "who said what, indirect speech included (F1)"},
	{"attributions", "source of matched", "source right, where the statement is found"},
	{"times", "the moment meant", "moments resolved (F1)"},
}

// scoresTable writes those scores as Markdown.
func scoresTable(t *testing.T, scores string) string {
	var b strings.Builder
	b.WriteString("| what | score | floor |\n|---|---|---|\n")
	table := ""
	found := map[string]string{}
	for line := range strings.Lines(scores) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, " ") {
			table, _, _ = strings.Cut(line, ":")
			continue
		}
		for _, s := range shown {
			if s.table != table || !strings.HasPrefix(line, "  "+s.row+"  ") {
				continue
			}
			values, floor, _ := strings.Cut(strings.TrimPrefix(line, "  "+s.row), "floor ")
			f := slices.DeleteFunc(strings.Fields(values), func(v string) bool { return v == "-" })
			floor, _, _ = strings.Cut(floor, " ")
			found[s.table+s.row] = fmt.Sprintf("| %s | %s | %s |\n", s.says, f[len(f)-1], floor)
		}
	}
	for _, s := range shown {
		if found[s.table+s.row] == "" {
			t.Errorf("eval/scores.txt has no row %q of %s", s.row, s.table)
		}
		b.WriteString(found[s.table+s.row])
	}
	return b.String()
}
