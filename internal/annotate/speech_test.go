package annotate

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"stemma"
)

var updateSpeech = flag.Bool("update-speech", false, "rewrite the want sections in testdata/speech")

// TestSpeech runs each testdata/speech/*.txtar. The comment says what the case
// shows; the file article is pasted text, one paragraph a line, and want is who
// and what is named in it, who said what, and whom it cites.
func TestSpeech(t *testing.T) {
	files, _ := filepath.Glob("testdata/speech/*.txtar")
	if len(files) == 0 {
		t.Fatal("no cases in testdata/speech")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := pasted(string(ar.Files[0].Data))
			got := speechOf(a, Article(a))
			if *updateSpeech {
				ar.Files = append(ar.Files[:1], txtar.File{Name: "want", Data: got})
				if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(ar.Files[1].Data), string(got)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func speechOf(a *stemma.Article, m *stemma.Marks) []byte {
	var b bytes.Buffer
	words := func(s stemma.Span) string { return strings.Join(strings.Fields(a.Words(s)), " ") }
	for _, e := range m.Entities {
		fmt.Fprintf(&b, "%s %q", e.Kind, e.Name)
		if e.Outlet {
			b.WriteString(" outlet")
		}
		for _, x := range e.Mentions {
			fmt.Fprintf(&b, " %v", x.Span)
		}
		for _, x := range e.Attributes {
			fmt.Fprintf(&b, " %s=%q", x.Kind, x.Value)
		}
		b.WriteByte('\n')
	}
	for _, q := range m.Quotes {
		fmt.Fprintf(&b, "%s %v %q: %q %q", q.Kind, q.Span, q.Speaker, q.Cue, words(q.Span))
		if q.Addressee != "" {
			fmt.Fprintf(&b, " to %q", q.Addressee)
		}
		if q.Medium != "" {
			fmt.Fprintf(&b, " in %q", q.Medium)
		}
		b.WriteByte('\n')
	}
	for _, c := range m.Citations {
		fmt.Fprintf(&b, "cites %s %q %v %q", c.Kind, c.Source, c.Span, words(c.Span))
		if c.Credit {
			b.WriteString(" as credit")
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}
