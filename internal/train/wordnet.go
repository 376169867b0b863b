package train

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"stemma/internal/language"
)

// Senses kept of a lexeme: those that the tagged texts of WordNet have, at least
// minSenses and at most maxSenses. The rarer senses of common verbs relate
// anything to anything.
const (
	minSenses = 2
	maxSenses = 4
)

// lemmaWords is how many of the most frequent words may be lemmas: what is
// rarer stands in no second account either.
const lemmaWords = 120000

// A synset of WordNet: words of one meaning.
type synset struct {
	class byte
	links []synsetLink
}

type synsetLink struct {
	kind language.LinkKind
	to   string // "n00001740"
}

// parts are the files of WordNet, and the parts of speech they hold.
var parts = [...]struct {
	file, letter string
	pos          language.POS
}{{"noun", "n", language.NOUN}, {"verb", "v", language.VERB}, {"adj", "a", language.ADJ}, {"adv", "r", language.ADV}}

// WordNet makes the table of package language from the database files in dir
// and the list of words, most frequent first.
func WordNet(dir string, words []string) ([]byte, error) {
	frequent := map[string]bool{}
	for _, w := range words[:min(len(words), lemmaWords)] {
		frequent[w] = true
	}
	synsets := map[string]*synset{}
	senses := map[uint32][]string{} // by hash of the lexeme
	for _, p := range parts {
		if err := readSynsets(filepath.Join(dir, "data."+p.file+".gz"), p.letter, synsets); err != nil {
			return nil, err
		}
	}
	taken := map[uint32]string{}
	for _, p := range parts {
		b, err := gunzip(filepath.Join(dir, "index."+p.file+".gz"))
		if err != nil {
			return nil, err
		}
		sc := bufio.NewScanner(bytes.NewReader(b))
		for sc.Scan() {
			if strings.HasPrefix(sc.Text(), "  ") {
				continue // the licence
			}
			f := strings.Fields(sc.Text())
			if len(f) < 7 {
				return nil, fmt.Errorf("%s: index.%s: a line of %d fields", dir, p.file, len(f))
			}
			n, err := strconv.Atoi(f[2])
			if err != nil || n > len(f) {
				return nil, fmt.Errorf("%s: index.%s: %s has %s synsets", dir, p.file, f[0], f[2])
			}
			all := f[len(f)-n:]
			tagged, err := strconv.Atoi(f[len(f)-n-1])
			if err != nil {
				return nil, fmt.Errorf("%s: index.%s: %w", dir, p.file, err)
			}
			lemma := strings.ReplaceAll(f[0], "_", " ")
			all = all[:min(n, max(minSenses, min(tagged, maxSenses)))]
			for i := range all {
				all[i] = p.letter + all[i]
			}
			if !frequent[lemma] && !keepsRare(lemma, p.pos, synsets[all[0]]) {
				continue
			}
			h := language.LexemeHash(lemma, p.pos)
			if other, ok := taken[h]; ok {
				// The rarer of the two is lost; three pairs of WordNet's meet.
				if !frequent[lemma] || frequent[other] {
					continue
				}
			}
			taken[h], senses[h] = lemma, slices.Clone(all)
		}
	}
	return wordnetTable(synsets, senses), nil
}

// keepsRare reports whether a lemma of several words is kept: verbs with their
// particles, and places.
func keepsRare(lemma string, pos language.POS, first *synset) bool {
	return strings.Contains(lemma, " ") && (pos == language.VERB || pos == language.NOUN && first != nil && language.Class(first.class) == language.Location)
}

// readSynsets reads a data file of WordNet.
func readSynsets(file, letter string, out map[string]*synset) error {
	b, err := gunzip(file)
	if err != nil {
		return err
	}
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if strings.HasPrefix(sc.Text(), "  ") {
			continue
		}
		head, _, _ := strings.Cut(sc.Text(), " | ")
		f := strings.Fields(head)
		bad := func(what string) error { return fmt.Errorf("%s: synset %s: %s", file, f[0], what) }
		class, err := strconv.Atoi(f[1])
		if err != nil {
			return bad("no class")
		}
		words, err := strconv.ParseInt(f[3], 16, 0)
		if err != nil || 5+2*int(words) > len(f) {
			return bad("no words")
		}
		f = f[4+2*words:]
		n, err := strconv.Atoi(f[0])
		if err != nil || 1+4*n > len(f) {
			return bad("no pointers")
		}
		s := &synset{class: byte(class)}
		for p := range n {
			symbol, to := f[1+4*p], strings.Replace(f[3+4*p], "s", "a", 1)+f[2+4*p]
			if kind := kindOf(symbol); kind != 0 {
				s.links = append(s.links, synsetLink{kind, to})
			}
		}
		out[letter+bytesBefore(head)] = s
	}
	return nil
}

// bytesBefore returns the first field: a synset is named by where it stands in
// its file.
func bytesBefore(line string) string {
	name, _, _ := strings.Cut(line, " ")
	return name
}

// kindOf returns the kind of link that a pointer of WordNet makes; 0 if none.
func kindOf(symbol string) language.LinkKind {
	switch symbol {
	case "@", "@i":
		return language.ToBroader
	case "+", "\\":
		return language.ToDerived
	case "$":
		return language.ToGroup
	case "*":
		return language.ToEntailed
	case ">":
		return language.ToEffect
	case "!":
		return language.ToOpposite
	case "#p":
		return language.ToWhole
	case "&":
		return language.ToSimilar
	}
	return 0
}

// doer reports whether a noun synset is somebody or something that does what a
// verb tells, rather than the doing: "killer", "crane".
func doer(s *synset) bool {
	switch language.Class(s.class) {
	case language.Human, language.Artifact, language.Animal, language.BodyPart, language.Food, language.Substance, language.Object, language.Plant, language.Group:
		return true
	}
	return false
}

// wordnetTable writes the synsets that the senses reach, in the layout that
// package language reads.
func wordnetTable(synsets map[string]*synset, senses map[uint32][]string) []byte {
	hashes := slices.Sorted(maps.Keys(senses))
	number := map[string]int{}
	var order []string
	visit := func(name string) {
		if _, ok := number[name]; !ok {
			number[name] = len(order)
			order = append(order, name)
		}
	}
	for _, h := range hashes {
		for _, s := range senses[h] {
			visit(s)
		}
	}
	sensed := len(order) // what has a lemma; other links lead upwards only
	for i := 0; i < len(order); i++ {
		for _, l := range synsets[order[i]].links {
			if l.kind == language.ToBroader {
				visit(l.to)
			}
		}
	}
	out := []byte{}
	num := func(x int) { out = append(out, byte(x), byte(x>>8), byte(x>>16)) }
	var links [][]int
	total, m := 0, 0
	for i, name := range order {
		s := synsets[name]
		var ls []int
		for _, l := range s.links {
			to, ok := number[l.to]
			switch {
			case !ok,
				l.kind != language.ToBroader && i >= sensed,
				l.kind == language.ToWhole && language.Class(s.class) != language.Location,
				l.kind == language.ToDerived && verbNoun(name, l.to) && (doer(s) || doer(synsets[l.to])):
				continue
			}
			ls = append(ls, int(l.kind)<<20|to)
		}
		slices.SortFunc(ls, func(a, b int) int { return cmp.Compare(a, b) })
		links = append(links, slices.Compact(ls))
		total += len(links[i])
	}
	for _, h := range hashes {
		m += len(senses[h])
	}
	num(len(hashes))
	num(m)
	num(len(order))
	num(total)
	for _, h := range hashes {
		out = append(out, byte(h), byte(h>>8), byte(h>>16), byte(h>>24))
	}
	at := 0
	for _, h := range hashes {
		num(at)
		at += len(senses[h])
	}
	num(at)
	for _, h := range hashes {
		for _, s := range senses[h] {
			num(number[s])
		}
	}
	at = 0
	for _, ls := range links {
		num(at)
		at += len(ls)
	}
	num(at)
	for _, ls := range links {
		for _, l := range ls {
			num(l)
		}
	}
	for _, name := range order {
		out = append(out, synsets[name].class)
	}
	return out
}

// verbNoun reports whether a link leads from a verb to a noun or back.
func verbNoun(a, b string) bool { return a[0] == 'v' && b[0] == 'n' || a[0] == 'n' && b[0] == 'v' }
