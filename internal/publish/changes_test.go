package publish

import (
	"bytes"
	"strings"
	"testing"

	"stemma"
	"stemma/internal/golden"
)

// TestChanges writes a number corrected, a sentence dropped, one added that holds
// markup and a terminal escape, and a paragraph moved.
func TestChanges(t *testing.T) {
	oldText := "A ferry with 120 people on board ran aground off Skerry Point on Monday, the coastguard said. Nobody was hurt.\n\nThe master had reported a fault in the steering before the vessel struck the rocks."
	newText := "The master had reported a fault in the steering before the vessel struck the rocks.\n\nA ferry with 132 people on board ran aground off Skerry Point on Monday, the coastguard said. <b>Divers</b>\x1b[31m look at the hull today, and the line stays closed."
	version := func(path, text string) *stemma.Article {
		a := &stemma.Article{Path: path, Text: text}
		for b := range strings.SplitSeq(text, "\n\n") {
			a.Blocks = append(a.Blocks, stemma.Block{Kind: stemma.Body, Span: at(text, b), Why: "prose"})
		}
		return a
	}
	old := version("monday.txt", oldText)
	now := version("tuesday.txt", newText)
	edits := []stemma.Edit{
		{Kind: stemma.Moved, Old: old.Blocks[1].Span, New: now.Blocks[0].Span},
		{Kind: stemma.Replaced, Old: at(oldText, "120"), New: at(newText, "132")},
		{Kind: stemma.Replaced, Old: at(oldText, "Nobody was hurt."), New: at(newText, newText[strings.IndexByte(newText, '<'):])},
	}
	for name, o := range map[string]Options{"changes.text": {}, "changes.json": {Format: JSON}, "changes.html": {Format: HTML}} {
		var buf bytes.Buffer
		if err := Changes(&buf, old, now, edits, o); err != nil {
			t.Fatal(err)
		}
		golden.File(t, name, buf.Bytes())
		if o.Format == JSON {
			validate(t, closed(t, ChangesSchemaText, ""), buf.String())
		}
	}
	for _, of := range []*Site{nil, site()} {
		for _, to := range []*stemma.Article{now, {Path: evil}} {
			var buf bytes.Buffer
			told := edits
			if to != now {
				told = []stemma.Edit{{Kind: stemma.Deleted, Old: old.Blocks[0].Span}}
			}
			if err := Changes(&buf, old, to, told, Options{Format: HTML, Site: of}); err != nil {
				t.Fatal(err)
			}
			checkPage(t, &buf, of)
		}
	}
	if err := Changes(new(bytes.Buffer), old, now, edits, Options{Format: Markdown}); err == nil {
		t.Error("changes as Markdown give no error")
	}
}
