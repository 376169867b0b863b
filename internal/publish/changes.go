package publish

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
)

// ChangesSchema names the version of the JSON that Changes writes.
const ChangesSchema = "stemma.changes/1"

// ChangesSchemaText is its JSON Schema.
//
//go:embed changes.schema.json
var ChangesSchemaText string

// besideEdit is how many bytes of the same block are shown at either side of a
// short edit.
const besideEdit = 40

// shortEdit is how many words an edit has that is shown with its neighbours.
const shortEdit = 6

// Changes writes what was changed from one version of a report to the next, by
// edits in the order of the new text (as cluster.Diff gives them): as text, with
// "-" before what was and "+" before what is, the changed words in brackets; as
// JSON; or as a page with the new text in which what was is struck out. It returns
// an error wrapping ErrUsage for another format, or what writing to w returned.
func Changes(w io.Writer, old, new *stemma.Article, edits []stemma.Edit, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	switch o.Format {
	case JSON:
		return writeJSON(w, wireChangesOf(old, new, edits))
	case HTML:
		_, err = io.WriteString(w, changesPage(old, new, edits))
	case Text:
		err = writeChanges(w, old, new, edits, o)
	default:
		return fmt.Errorf("publish: changes as %s: %w; the formats are text, json, html", o.Format, ErrUsage)
	}
	if err != nil {
		return fmt.Errorf("publish: write changes: %w", err)
	}
	return nil
}

type (
	wireChanges struct {
		Schema string     `json:"schema"`
		Old    string     `json:"old"` // path
		New    string     `json:"new"`
		Edits  []wireEdit `json:"edits"`
	}
	wireEdit struct {
		Kind string        `json:"kind"`
		Old  wireEditWords `json:"old"`
		New  wireEditWords `json:"new"`
	}
	wireEditWords struct {
		wireSpan
		Words string `json:"words"`
	}
)

func wireChangesOf(old, new *stemma.Article, edits []stemma.Edit) wireChanges {
	return wireChanges{ChangesSchema, old.Path, new.Path, each(edits, func(e stemma.Edit) wireEdit {
		return wireEdit{string(e.Kind), wireEditWords{spanOf(e.Old), old.Words(e.Old)}, wireEditWords{spanOf(e.New), new.Words(e.New)}}
	})}
}

func writeChanges(w io.Writer, old, new *stemma.Article, edits []stemma.Edit, o Options) error {
	buf := bufio.NewWriter(w)
	t := &terminal{w: buf, width: o.Width, color: o.Color, blank: true}
	t.para(bold, "", fmt.Sprintf("%s from %s to %s", plural(len(edits), "change"), versionName(old), versionName(new)))
	for _, e := range edits {
		t.line("")
		t.line(t.paint(dim, string(e.Kind)))
		if !e.Old.Empty() && e.Kind != stemma.Moved {
			t.para(red, "- ", inContext(old, e.Old))
		}
		if !e.New.Empty() {
			t.para(green, "+ ", inContext(new, e.New))
		}
	}
	return buf.Flush()
}

// versionName is what a version is called in a heading.
func versionName(a *stemma.Article) string {
	return oneLine(cmp.Or(a.Path, a.URL, "a version without a name"))
}

// inContext returns the words of s, in brackets between those beside them if they
// are few.
func inContext(a *stemma.Article, s stemma.Span) string {
	words := oneLine(a.Words(s))
	if strings.Count(words, " ") >= shortEdit {
		return words
	}
	block := s
	for _, b := range a.Blocks {
		if b.Span.Contains(s) {
			block = b.Span
		}
	}
	before, after := a.Text[block.Start:s.Start], a.Text[s.End:block.End]
	if n := len(before) - besideEdit; n > 0 {
		// From the next space: what is cut off begins with whole words.
		before = before[n+max(0, strings.IndexAny(before[n:], " \n")):]
		before = "… " + strings.TrimLeft(strings.ToValidUTF8(before, ""), " \n")
	}
	if len(after) > besideEdit {
		after = after[:max(0, strings.LastIndexAny(after[:besideEdit], " \n"))]
		after = strings.TrimRight(strings.ToValidUTF8(after, ""), " \n") + " …"
	}
	return oneLine(before + "[" + words + "]" + after)
}

// changesPage returns a page with the reported text of new, what was added marked
// and what was deleted struck out where it stood.
func changesPage(old, new *stemma.Article, edits []stemma.Edit) string {
	var b strings.Builder
	title := html.EscapeString(fmt.Sprintf("%s from %s to %s", plural(len(edits), "change"), versionName(old), versionName(new)))
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + title + "</title>\n" +
		"<style>body{max-width:40rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.5 serif}ins{background:#d6f5d6;color:#0b3d0b}del{background:#fbdcdc;color:#6b1111}</style>\n" +
		"<h1>" + title + "</h1>\n")
	// What s covers, with a space before it if it has one.
	words := func(a *stemma.Article, s stemma.Span, name, title string) {
		if r, _ := utf8.DecodeLastRuneInString(a.Text[:s.Start]); s.Start > 0 && unicode.IsSpace(r) {
			b.WriteByte(' ')
		}
		said := html.EscapeString(oneLine(a.Words(s)))
		if name != "" {
			said = "<" + name + ` title="` + title + `">` + said + "</" + name + ">"
		}
		b.WriteString(said)
	}
	next := 0
	deleted := func(e stemma.Edit) {
		if !e.Old.Empty() && e.Kind != stemma.Moved {
			words(old, e.Old, "del", string(e.Kind))
		}
	}
	for _, bl := range new.Blocks {
		if !bl.Kind.Reported() {
			continue
		}
		b.WriteString("<p>")
		at := bl.Span.Start
		keep := func(to int) {
			for at < to && unicode.IsSpace(rune(new.Text[at])) {
				at++
			}
			if at < to {
				words(new, stemma.Span{Start: at, End: to}, "", "")
				at = to
			}
		}
		for ; next < len(edits) && edits[next].New.Start <= bl.Span.End; next++ {
			e := edits[next]
			keep(e.New.Start)
			deleted(e)
			if !e.New.Empty() {
				words(new, e.New, "ins", string(e.Kind))
				at = e.New.End
			}
		}
		keep(bl.Span.End)
		b.WriteString("</p>\n")
	}
	for ; next < len(edits); next++ { // new has no text
		deleted(edits[next])
	}
	return b.String()
}
