package publish

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"stemma"
	"stemma/internal/golden"
)

// ferry is one short article and its marks, among them an open interval, a
// moment that is not resolved, a source that is left out, a name tied by rule, and
// marks that overlap.
func ferry() (*stemma.Article, *stemma.Marks) {
	txt := "Ferry aground\n\nOn Monday at least 40 people waded ashore near Ostermouth. “We walked,” said Ida Marren. The master was reportedly asleep.\n\nShare this"
	a := &stemma.Article{ID: "a1", Path: "ferry.txt", Title: "Ferry aground", Language: "en", Text: txt, Blocks: []stemma.Block{
		{Kind: stemma.Title, Span: at(txt, "Ferry aground"), Why: "first line"},
		{Kind: stemma.Body, Span: at(txt, "On Monday at least 40 people waded ashore near Ostermouth. “We walked,” said Ida Marren. The master was reportedly asleep."), Why: "prose"},
		{Kind: stemma.Furniture, Span: at(txt, "Share this"), Why: "asks to share"},
	}}
	m := &stemma.Marks{
		Article: "a1",
		Sentences: []stemma.Span{
			at(txt, "Ferry aground"), at(txt, "On Monday at least 40 people waded ashore near Ostermouth."), at(txt, "“We walked,” said Ida Marren."), at(txt, "The master was reportedly asleep."),
		},
		Quotes: []stemma.Quote{{Article: "a1", Span: at(txt, "We walked,"), Kind: stemma.Direct, Speaker: "Ida Marren", SpeakerSpan: at(txt, "Ida Marren"), Cue: "said", CueSpan: at(txt, "said")}},
		Attributions: []stemma.Attribution{
			{Kind: stemma.Direct, Source: at(txt, "Ida Marren"), Name: "Ida Marren", Cue: at(txt, "said"), Content: []stemma.Span{at(txt, "We walked,")}},
			{Kind: stemma.Indirect, Cue: at(txt, "reportedly"), Content: []stemma.Span{at(txt, "The master was")}},
		},
		Dates:    []stemma.Date{{Span: at(txt, "On Monday"), Why: "no date of publication"}},
		Figures:  []stemma.Figure{{Low: 40, High: math.Inf(1), Unit: "1", Counted: "person", Span: at(txt, "at least 40 people")}},
		Entities: []stemma.Entity{{Name: "Ida Marren", Kind: stemma.Person, Mentions: []stemma.Mention{{Article: "a1", Span: at(txt, "Ida Marren")}}}},
		Claims:   []stemma.Claim{{Article: "a1", Span: at(txt, "The master was reportedly asleep"), Predicate: at(txt, "asleep"), Hedged: true, Attribution: 1}},
	}
	return a, m
}

// TestMarks writes the marks of one short article.
func TestMarks(t *testing.T) {
	a, m := ferry()
	for name, o := range map[string]Options{"marks.text": {}, "marks.json": {Format: JSON}, "marks.html": {Format: HTML}} {
		var buf bytes.Buffer
		if err := Marks(&buf, a, m, o); err != nil {
			t.Fatal(err)
		}
		golden.File(t, name, buf.Bytes())
	}
}

// TestMarksSchema holds the marks of an article to their schema, and their keys
// beside those of a report to be those that it names.
func TestMarksSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	var marks, report map[string]any
	for name, text := range map[string]string{"urn:stemma:report:1": SchemaText, "urn:stemma:marks:1": MarksSchemaText} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
		properties := doc.(map[string]any)["properties"].(map[string]any)
		if name == "urn:stemma:marks:1" {
			marks = properties
		} else {
			report = properties
		}
	}
	schema, err := c.Compile("urn:stemma:marks:1")
	if err != nil {
		t.Fatal(err)
	}
	a, m := ferry()
	var buf bytes.Buffer
	if err := Marks(&buf, a, m, Options{Format: JSON}); err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Error(err)
	}
	for key := range v.(map[string]any) {
		if marks[key] == nil && report[key] == nil {
			t.Errorf("the schema has no %q", key)
		}
	}
	delete(v.(map[string]any)["figures"].([]any)[0].(map[string]any), "unit")
	if schema.Validate(v) == nil {
		t.Error("a figure without its unit is let through")
	}
}

// BenchmarkReport writes a report on forty accounts.
func BenchmarkReport(b *testing.B) {
	r := many(40)
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				if err := Report(new(bytes.Buffer), r, Options{Format: format}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
