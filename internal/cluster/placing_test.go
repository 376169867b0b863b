package cluster_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"stemma/internal/cluster"
	"stemma/internal/golden"
	"stemma/internal/pipeline"
	"stemma/internal/read"
)

// TestPlacing runs each testdata/placing/*.txtar. The comment says what the case
// shows; every file but the last is an article as it comes: lines of "key: value",
// an empty line, the text. The last file, want, says where each was put, and why; a
// story is called after the article that opened it.
func TestPlacing(t *testing.T) {
	golden.Cases(t, "testdata/placing/*.txtar", func(t *testing.T, given []txtar.File) string {
		var lines bytes.Buffer
		for _, f := range given {
			lines.Write(lineOf(t, f))
		}
		var b strings.Builder
		stories, opened, n := cluster.New(), map[string]string{}, 0
		for r := range pipeline.Articles(read.Pages([]string{"-"}, &lines)) {
			if r.Sketch == nil {
				t.Fatal(r.Err)
			}
			p := stories.Place(r.Sketch)
			name := given[n].Name
			n++
			where := ""
			if opened[p.Story] == "" {
				opened[p.Story] = name
			} else {
				where = " " + opened[p.Story]
			}
			fmt.Fprintf(&b, "%s: %s%s; %s\n", name, p.Kind, where, p.Why)
			if len(p.Mentions) > 0 {
				var ms []string
				for _, m := range p.Mentions {
					ms = append(ms, opened[m])
				}
				fmt.Fprintf(&b, "\tmentions %s\n", strings.Join(ms, ", "))
			}
			for _, c := range p.Changes {
				fmt.Fprintf(&b, "\t%s -> %s; %s\n", opened[c.From], opened[c.To], c.Why)
			}
		}
		return b.String()
	})
}

// lineOf returns an article as a line of JSON.
func lineOf(t *testing.T, f txtar.File) []byte {
	head, body, ok := strings.Cut(string(f.Data), "\n\n")
	if !ok {
		t.Fatalf("%s has no text", f.Name)
	}
	a := map[string]string{}
	for p := range strings.SplitSeq(body, "\n\n") { // a paragraph a line
		a["text"] += strings.Join(strings.Fields(p), " ") + "\n\n"
	}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		a[key] = value
	}
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}
