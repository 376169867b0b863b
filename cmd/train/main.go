// Train makes the models and tables that are embedded in stemma from the public
// sets, and a card for each. Run it in the project's root:
//
//	go run ./cmd/train
//
// Each part is made by a program that has those before it embedded: without
// --only, train runs itself anew for every part. The same sets and the same seed
// give the same files on every processor with AVX2, whatever the number of its
// cores.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"stemma/internal/train"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run() error {
	data := flag.String("data", filepath.Join("..", "shared", "bench"), "folder of the public sets")
	seed := flag.Uint64("seed", 1, "seed of all that is random")
	lists := flag.String("lists", "", "node_modules folder with the npm packages of internal/language/gazetteer.md; the gazetteer stays as it is without")
	only := flag.String("only", "", "parts to make, parted by commas: "+names()+"; all if empty")
	out := flag.String("out", ".", "folder of the module into which the files are written")
	linear := flag.Bool("linear", false, "instead, train the linear rival of the parser and print its scores")
	flag.Parse()
	if flag.NArg() > 0 {
		return fmt.Errorf("unknown argument %q: see --help", flag.Arg(0))
	}
	if *linear {
		return train.CompareLinear(train.Job{Data: *data, Seed: *seed, Log: func(format string, args ...any) {
			fmt.Fprintf(os.Stderr, "linear: "+format+"\n", args...)
		}})
	}
	want := strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })
	for _, w := range want {
		if !slices.ContainsFunc(train.Parts(), func(p train.Part) bool { return p.Name == w }) {
			return fmt.Errorf("--only: no part %q: the parts are %s", w, names())
		}
	}
	if _, err := os.Stat(filepath.Join(*out, "internal", "language")); err != nil {
		return errors.New("run me in the project's root, or name it by --out")
	}
	if len(want) == 0 {
		return each(*data, *lists, *out, *seed)
	}
	for _, p := range train.Parts() {
		if !slices.Contains(want, p.Name) {
			continue
		}
		began := time.Now()
		log := func(format string, args ...any) {
			fmt.Fprintf(os.Stderr, p.Name+": "+format+"\n", args...)
		}
		r, err := p.Make(train.Job{Data: *data, Lists: *lists, Seed: *seed, Log: log})
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		file := filepath.Join(*out, filepath.FromSlash(p.File))
		if err := os.WriteFile(file, r.Data, 0o666); err != nil {
			return err
		}
		card := strings.TrimSuffix(file, filepath.Ext(file)) + ".md"
		if err := os.WriteFile(card, []byte(train.Card(p, r, *seed)), 0o666); err != nil {
			return err
		}
		log("%d bytes in %.0f s %s", len(r.Data), time.Since(began).Seconds(), strings.Join(r.Scores, "; "))
	}
	return nil
}

// each makes every part by a program of its own.
func each(data, lists, out string, seed uint64) error {
	data, err := filepath.Abs(data)
	if err != nil {
		return err
	}
	if lists != "" {
		if lists, err = filepath.Abs(lists); err != nil {
			return err
		}
	}
	for _, p := range train.Parts() {
		if p.Name == "gazetteer" && lists == "" {
			fmt.Fprintf(os.Stderr, "%s: left as it is: %v\n", p.Name, train.ErrNoLists)
			continue
		}
		c := exec.Command("go", "run", "./cmd/train", "--only", p.Name, "--data", data, "--lists", lists, "--seed", strconv.FormatUint(seed, 10))
		c.Dir, c.Stdout, c.Stderr = out, os.Stdout, os.Stderr
		if err := c.Run(); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return nil
}

func names() string {
	var all []string
	for _, p := range train.Parts() {
		all = append(all, p.Name)
	}
	return strings.Join(all, ", ")
}
