package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/publish"
)

// TestSchema holds the reports on the demo and on the cases, where those are at
// hand, to the published contract.
func TestSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(publish.SchemaText))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	cases, _ := filepath.Glob("../../../shared/cases/*")
	for _, dir := range append(cases, "demo") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var buf bytes.Buffer
			if err := publish.Report(&buf, reportOn(t, dir), publish.Options{Format: publish.JSON}); err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(&buf)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Error(err)
			}
		})
	}
}

// reportOn compares all accounts of a folder.
func reportOn(t *testing.T, dir string) *stemma.Report {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no accounts in %s: %v", dir, err)
	}
	var accounts []string
	for _, f := range files {
		if filepath.Base(f) != "gold.json" {
			accounts = append(accounts, f)
		}
	}
	return pipeline.Compare(accounts, nil)
}
