package publish

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"

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
		err = changesPage(w, old, new, edits, o)
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
	t.para(bold, "", fmt.Sprintf("%s from %s to %s", Plural(len(edits), "change"), versionName(old), versionName(new)))
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

//go:embed changes.tmpl
var changesTemplate string

var changesSheetPage = template.Must(template.Must(template.New("changes").Parse(frameTemplate)).Parse(changesTemplate))

// A changesSheet is what the page on changes is written from.
type changesSheet struct {
	frame
	markup
	Title, Was, Is string
	old, new       *stemma.Article
	edits          []stemma.Edit
}

func changesPage(w io.Writer, old, new *stemma.Article, edits []stemma.Edit, o Options) error {
	buf := bufio.NewWriter(w)
	s := &changesSheet{
		frame: frameOf(o), markup: markup{buf, o.Site}, Title: Plural(len(edits), "change"),
		Was: versionLine(old), Is: versionLine(new), old: old, new: new, edits: edits,
	}
	err := changesSheetPage.Execute(buf, s)
	return cmp.Or(err, buf.Flush())
}

// versionLine returns "monday.txt, 4 March 2031".
func versionLine(a *stemma.Article) string {
	if date := dateWords(a.Published); date != "" {
		return versionName(a) + ", " + date
	}
	return versionName(a)
}

// Text writes the reported text of the later version, what was added marked and
// what was deleted struck out where it stood.
func (s *changesSheet) Text() template.HTML {
	// What at covers, with a space before it if it has one.
	words := func(a *stemma.Article, at stemma.Span, name, title string) {
		if spaced(a.Text[:at.Start], true) {
			s.raw(` `)
		}
		if name == "" {
			s.text(oneLine(a.Words(at)))
			return
		}
		s.raw(`<`, name, ` title="`)
		s.text(title)
		s.raw(`">`)
		s.text(oneLine(a.Words(at)))
		s.raw(`</`, name, `>`)
	}
	deleted := func(e stemma.Edit) {
		if !e.Old.Empty() && e.Kind != stemma.Moved {
			words(s.old, e.Old, "del", string(e.Kind))
		}
	}
	next := 0
	for _, b := range s.new.Blocks {
		if !b.Kind.Reported() {
			continue
		}
		s.raw(`<p>`)
		at := b.Span.Start
		keep := func(to int) {
			for at < to && unicode.IsSpace(rune(s.new.Text[at])) {
				at++
			}
			if at < to {
				words(s.new, stemma.Span{Start: at, End: to}, "", "")
				at = to
			}
		}
		for ; next < len(s.edits) && s.edits[next].New.Start <= b.Span.End; next++ {
			e := s.edits[next]
			keep(e.New.Start)
			deleted(e)
			if !e.New.Empty() {
				words(s.new, e.New, "ins", string(e.Kind))
				at = e.New.End
			}
		}
		keep(b.Span.End)
		s.raw("</p>\n")
	}
	if next < len(s.edits) { // the later version has no text there
		s.raw(`<p>`)
		for ; next < len(s.edits); next++ {
			deleted(s.edits[next])
		}
		s.raw("</p>\n")
	}
	return ""
}
