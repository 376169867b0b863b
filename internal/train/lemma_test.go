package train

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"stemma/internal/corpus"
)

func TestEndings(t *testing.T) {
	forms := []lemmaForm{
		{"baked", "bake"}, {"hiked", "hike"}, {"liked", "like"},
		{"carried", "carry"}, {"hurried", "hurry"}, {"tried", "try"},
		{"went", "go"},
	}
	var out bytes.Buffer
	endings(&out, 'd', "", "0", forms)
	const want = "d- 1\nd-ied 3y\nd=went go\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

// TestLemmas holds the embedded table to the tool that makes it.
func TestLemmas(t *testing.T) {
	const bench = "../../../shared/bench/language/"
	trees, err := corpus.EWT(bench+"ewt", corpus.Train)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the public sets do not lie beside the project")
	} else if err != nil {
		t.Fatal(err)
	}
	more, err := corpus.GUM(bench+"gum", corpus.Train)
	if err != nil {
		t.Fatal(err)
	}
	words, err := gunzip(bench + "vectors/words.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Lemmas(append(trees, more...), bench+"wordnet", strings.Fields(string(words)))
	if err != nil {
		t.Fatal(err)
	}
	const file = "../language/lemma.txt"
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the tool makes (%v); run with -update", file, err)
	}
}
