// Package corpus reads the public sets that Stemma is trained on and measured
// with. It is read by training and by eval, never by a stage.
package corpus

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"stemma/internal/language"
)

// A Tree is a sentence of a treebank.
type Tree struct {
	Doc, ID string
	Opens   string // what a paragraph that it opens is: "p", "head", "caption", "item"; empty if it opens none
	Text    string // as it was written
	Glued   bool   // no space stands between it and the next of the paragraph
	Words   []Node
}

// A Node is a word of a Tree.
type Node struct {
	Form, Lemma string
	POS         language.POS
	Tag         string // Penn
	Head        int    // index in Words; -1 for the root
	Rel         string
	Misc        string // the last column
	Start, End  int    // where it stands in Tree.Text; the words of one token that cannot be told apart share it
}

// CoNLLU reads the sentences of a file in the format of Universal Dependencies.
// Empty nodes are left out.
func CoNLLU(file string) ([]Tree, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []Tree
	var t Tree
	doc := ""
	at := 0        // bytes of t.Text that are taken
	tokenEnd := -1 // last word of the open multiword token
	var tokStart, tokStop int
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" {
			if len(t.Words) > 0 {
				out = append(out, t)
			}
			t, at, tokenEnd = Tree{}, 0, -1
			continue
		}
		if line[0] == '#' {
			switch {
			case strings.HasPrefix(line, "# newdoc id = "):
				doc = line[len("# newdoc id = "):]
			case strings.HasPrefix(line, "# sent_id = "):
				t.ID, t.Doc = line[len("# sent_id = "):], doc
			case line == "# newpar", strings.HasPrefix(line, "# newpar id = "):
				t.Opens = "p"
			case strings.HasPrefix(line, "# newpar_block = "):
				t.Opens = blockKind(line[len("# newpar_block = "):])
			case strings.HasPrefix(line, "# text = "):
				t.Text = line[len("# text = "):]
			}
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != 10 {
			return nil, fmt.Errorf("%s:%d: %d columns, want 10", file, n, len(c))
		}
		if strings.Contains(c[0], ".") {
			continue
		}
		place := func(form string) (int, int) {
			i := strings.Index(t.Text[at:], form)
			if i < 0 {
				return at, at
			}
			return at + i, at + i + len(form)
		}
		if _, b, ok := strings.Cut(c[0], "-"); ok {
			tokenEnd, _ = strconv.Atoi(b)
			t.Glued = glued(c[9])
			tokStart, tokStop = place(c[1])
			at = tokStart
			continue
		}
		id, err := strconv.Atoi(c[0])
		if err != nil || id != len(t.Words)+1 {
			return nil, fmt.Errorf("%s:%d: word number %q, want %d", file, n, c[0], len(t.Words)+1)
		}
		head, err := strconv.Atoi(c[6])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: head %q is not a number", file, n, c[6])
		}
		w := Node{Form: c[1], Lemma: c[2], POS: language.ParsePOS(c[3]), Tag: c[4], Head: head - 1, Rel: c[7], Misc: c[9]}
		if id <= tokenEnd {
			// The words of "don't" follow one another in it; those of "dunno"
			// that do not are given the whole.
			if strings.HasPrefix(t.Text[at:tokStop], w.Form) {
				w.Start, w.End = at, at+len(w.Form)
				at = w.End
			} else {
				w.Start, w.End = tokStart, tokStop
			}
			if id == tokenEnd {
				at = tokStop
			}
		} else {
			w.Start, w.End = place(w.Form)
			at = w.End
			t.Glued = glued(w.Misc)
		}
		t.Words = append(t.Words, w)
	}
	if len(t.Words) > 0 {
		out = append(out, t)
	}
	return out, sc.Err()
}

// blockKind returns the innermost kind of "figure rend:::"…" (1 s) | caption (1 s)".
func blockKind(path string) string {
	inner := path[strings.LastIndex(path, "|")+1:]
	kind, _, _ := strings.Cut(strings.TrimSpace(inner), " ")
	if strings.Contains(path, "head ") {
		return "head"
	}
	return kind
}

// glued reports whether misc, the last column of a token, says that no space
// follows.
func glued(misc string) bool {
	return slices.Contains(strings.Split(misc, "|"), "SpaceAfter=No")
}

// Part is a part of a treebank.
type Part string

// The parts.
const (
	Train Part = "train"
	Dev   Part = "dev"
	Test  Part = "test"
)

// EWT reads a part of the English Web Treebank; dir is the folder of the set.
func EWT(dir string, part Part) ([]Tree, error) {
	return CoNLLU(filepath.Join(dir, "en_ewt-ud-"+string(part)+".conllu"))
}

// GUM reads a part of the Georgetown University Multilayer corpus, document by
// document; dir is the folder of the set. The parts are those of the published
// splits for the genres at hand.
func GUM(dir string, part Part) ([]Tree, error) {
	files, err := filepath.Glob(filepath.Join(dir, "GUM_*.conllu"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no documents of GUM: %w", dir, os.ErrNotExist)
	}
	var out []Tree
	for _, f := range files {
		if GUMPart(strings.TrimSuffix(filepath.Base(f), ".conllu")) != part {
			continue
		}
		ts, err := CoNLLU(f)
		if err != nil {
			return nil, err
		}
		out = append(out, ts...)
	}
	return out, nil
}

// GUMPart says to which part a document of GUM belongs.
func GUMPart(doc string) Part {
	switch strings.TrimPrefix(doc, "GUM_") {
	case "academic_exposure", "academic_librarians", "bio_byron", "bio_emperor",
		"court_loan", "interview_cyclone", "interview_gaming",
		"news_homeopathic", "news_iodine", "speech_impeachment", "speech_inauguration",
		"voyage_athens", "voyage_coron":
		return Dev
	case "academic_discrimination", "academic_eegimaa", "bio_dvorak", "bio_jespersen",
		"court_prince", "interview_hill", "interview_libertarian",
		"news_nasa", "news_sensitive", "speech_austria", "speech_newzealand",
		"voyage_oakland", "voyage_vavau":
		return Test
	}
	return Train
}
