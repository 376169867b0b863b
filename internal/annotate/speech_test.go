package annotate

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
)

// TestSpeech runs each testdata/speech/*.txtar. The comment says what the case
// shows; the file article is pasted text, one paragraph a line, and want is who
// and what is named in it, who said what, and whom it cites.
func TestSpeech(t *testing.T) {
	golden.Cases(t, "testdata/speech/*.txtar", func(_ *testing.T, given []txtar.File) string {
		a := pasted(string(given[0].Data))
		return speechOf(a, Article(a))
	})
}

func speechOf(a *stemma.Article, m *stemma.Marks) string {
	var b strings.Builder
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
	return b.String()
}
