package train

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the tables of package language")

// TestWordNet holds the embedded table to the tool that makes it.
func TestWordNet(t *testing.T) {
	const bench = "../../../shared/bench/language/"
	words, err := gunzip(bench + "vectors/words.txt.gz")
	if os.IsNotExist(err) {
		t.Skip("the public sets do not lie beside the project")
	} else if err != nil {
		t.Fatal(err)
	}
	got, err := WordNet(bench+"wordnet", strings.Fields(string(words)))
	if err != nil {
		t.Fatal(err)
	}
	const file = "../language/wordnet.bin"
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the tool makes (%v); run with -update", file, err)
	}
}
