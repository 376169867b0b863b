package publish

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was written; run with -update and read the diff.\ngot:\n%s", file, got)
	}
}

// TestFaces writes the fixture in every face.
func TestFaces(t *testing.T) {
	for name, o := range map[string]Options{
		"barge.text": {Version: "test"},
		"barge.json": {Version: "test", Format: JSON},
	} {
		var buf bytes.Buffer
		if err := Report(&buf, fixture(t), o); err != nil {
			t.Fatal(err)
		}
		golden(t, name, buf.Bytes())
	}
}
