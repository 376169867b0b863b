package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stemma/internal/publish"
)

// TestDemo holds the reports on the demo's accounts, in every format, to the
// golden ones in testdata/demo.
func TestDemo(t *testing.T) {
	extensions := map[string]string{publish.Text: "txt", publish.JSON: "json", publish.HTML: "html", publish.Markdown: "md"}
	for _, format := range publish.Formats() {
		t.Run(format, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := run([]string{"demo", "--format", format}, strings.NewReader(""), &stdout, &stderr); code != allRead {
				t.Fatalf("exit code %d: %s", code, &stderr)
			}
			golden := filepath.Join("testdata", "demo", "report."+extensions[format])
			if *update {
				if err := os.WriteFile(golden, stdout.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), stdout.String()); d != "" {
				t.Errorf("%s: -want +got; if it is right, go test ./cmd/stemma -update\n%s", golden, d)
			}
		})
	}
}
