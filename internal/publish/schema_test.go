package publish

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"stemma"
)

// closed returns the schema at the fragment of text with every object closed to
// further keys: readers must allow more, and this version of the program must
// write no others.
func closed(t *testing.T, text, fragment string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var shut func(v any)
	shut = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if _, ok := v["properties"].(map[string]any); ok && v["type"] == "object" {
				v["additionalProperties"] = false
			}
			for _, x := range v {
				shut(x)
			}
		case []any:
			for _, x := range v {
				shut(x)
			}
		}
	}
	shut(doc)
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:stemma:closed", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:stemma:closed" + fragment)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSchema holds the JSON of every report the tests have to the contract.
func TestSchema(t *testing.T) {
	schema := closed(t, SchemaText, "")
	for _, r := range []*stemma.Report{fixture(t), {}} {
		for _, only := range append(Sections(), "") {
			var buf bytes.Buffer
			if err := Report(&buf, r, Options{Format: JSON, Only: []string{only}}); err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(&buf)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("only %q: %v", only, err)
			}
		}
	}
}

// TestJSONWords holds every "words" beside a span to be that span's bytes, and
// every list to be a list.
func TestJSONWords(t *testing.T) {
	var buf bytes.Buffer
	if err := Report(&buf, fixture(t), Options{Format: JSON}); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(buf.Bytes(), []byte("}\n")) {
		t.Error("no newline at the end")
	}
	var doc map[string]any
	if err := json.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, a := range doc["articles"].([]any) {
		a := a.(map[string]any)
		texts[a["id"].(string)] = a["text"].(string)
	}
	seen := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if words, ok := v["words"].(string); ok {
				seen++
				got := texts[v["article"].(string)][int(v["start"].(float64)):int(v["end"].(float64))]
				if got != words {
					t.Errorf("words %q, but the span covers %q", words, got)
				}
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(doc)
	if seen < 40 {
		t.Errorf("only %d spans seen", seen)
	}
}

// TestSchemaKinds holds that the schema has every kind, type and precision that
// the root package names.
func TestSchemaKinds(t *testing.T) {
	files, err := filepath.Glob("../../*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no root package: %v", err)
	}
	seen := 0
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				typ, named := v.Type.(*ast.Ident)
				if named && typ.Name == "Format" { // of pages, which no report tells
					continue
				}
				text := SchemaText
				switch {
				case named && typ.Name == "Joining":
					text = GroupsSchemaText
				case named && typ.Name == "EditKind":
					text = ChangesSchemaText
				}
				for _, x := range v.Values {
					if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						seen++
						if !strings.Contains(text, lit.Value) {
							t.Errorf("%s: the schema has no %s", filepath.Base(file), lit.Value)
						}
					}
				}
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d constants seen", seen)
	}
}
