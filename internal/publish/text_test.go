package publish

import (
	"bytes"
	"errors"
	"flag"
	"io"
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
		"barge.html": {Version: "test", Format: HTML},
	} {
		var buf bytes.Buffer
		if err := Report(&buf, fixture(t), o); err != nil {
			t.Fatal(err)
		}
		golden(t, name, buf.Bytes())
	}
}

// TestExplain explains one entry of every sort.
func TestExplain(t *testing.T) {
	var buf bytes.Buffer
	for _, id := range []string{"f2", "f11", "q2", "u1", "c3", "p3", "o1", "b"} {
		if err := Explain(&buf, fixture(t), id, Options{}); err != nil {
			t.Fatal(err)
		}
		buf.WriteString("\n────\n\n")
	}
	golden(t, "explain.text", buf.Bytes())
	buf.Reset()
	if err := Explain(&buf, fixture(t), "f3", Options{Format: JSON}); err != nil {
		t.Fatal(err)
	}
	golden(t, "explain.json", buf.Bytes())
}

// TestUsage asks for what there is none of.
func TestUsage(t *testing.T) {
	r := fixture(t)
	for name, err := range map[string]error{
		"format":         Report(io.Discard, r, Options{Format: "pdf"}),
		"section":        Report(io.Discard, r, Options{Only: []string{"rumours"}}),
		"entry":          Explain(io.Discard, r, "f99", Options{}),
		"explained page": Explain(io.Discard, r, "f1", Options{Format: HTML}),
	} {
		if !errors.Is(err, ErrUsage) {
			t.Errorf("%s: got %v, want ErrUsage", name, err)
		}
	}
}
