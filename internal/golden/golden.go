// Package golden runs tests whose cases, or what they want, are files that can be
// read and that -update writes. Only tests import it.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// With -update what is wanted is rewritten by what is got. Then read the diff.
var update = flag.Bool("update", false, "rewrite what golden files want")

// Cases runs a test for each text archive that pattern names; there must be one.
// The comment of an archive says what the case shows. Its last file, want, is what
// got must return of the others.
func Cases(t *testing.T, pattern string, got func(t *testing.T, given []txtar.File) string) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s", pattern)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			last := len(ar.Files) - 1
			if last < 0 || ar.Files[last].Name != "want" {
				if !*update {
					t.Fatalf("%s does not say what is wanted; write it by -update", file)
				}
				last++
				ar.Files = append(ar.Files, txtar.File{Name: "want"})
			}
			want := &ar.Files[last]
			have := []byte(got(t, ar.Files[:last]))
			if *update && !bytes.Equal(have, want.Data) {
				want.Data = have
				if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(want.Data), string(have)); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// File holds got to what a file of testdata has.
func File(t *testing.T, name string, got []byte) {
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
	if !bytes.Equal(want, got) {
		t.Errorf("%s: -want +got; if that is meant, -update writes it\n%s", file, cmp.Diff(string(want), string(got)))
	}
}
