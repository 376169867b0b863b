package train

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"stemma/internal/corpus"
	"stemma/internal/language"
)

const (
	// lemmaEnd is the longest ending that has a rule, in bytes.
	lemmaEnd = 6
	// lemmaGain is how many forms an ending's rule must mend.
	lemmaGain = 3
	// lemmaSeen is how often a treebank must have the lemma of a form for it to
	// be kept: what it has once is often a slip of the pen.
	lemmaSeen = 2
)

// inflected are the classes of package language whose lemmas are made by
// endings; of the other forms, those alone are kept that are no lemmas.
const inflected = "dgzsrt"

// Lemmas makes the table of lemmas of package language from trees, the database
// files of WordNet in dir, and the list of words, most frequent first: an
// inflected form of WordNet's words must be one of them.
func Lemmas(trees []corpus.Tree, dir string, words []string) ([]byte, error) {
	b := lemmaMaker{rank: map[string]int{}, votes: map[byte]map[string]map[string]float64{}}
	for i, w := range words {
		b.rank[w] = i
	}
	if err := b.wordNet(dir); err != nil {
		return nil, err
	}
	b.trees(trees)
	var out bytes.Buffer
	for _, class := range slices.Sorted(maps.Keys(b.votes)) {
		b.write(&out, class)
	}
	return out.Bytes(), nil
}

// A lemmaMaker gathers votes for lemmas, by class and form.
type lemmaMaker struct {
	rank  map[string]int
	votes map[byte]map[string]map[string]float64
}

func (b *lemmaMaker) vote(class byte, form, lemma string, weight float64) {
	forms := b.votes[class]
	if forms == nil {
		forms = map[string]map[string]float64{}
		b.votes[class] = forms
	}
	if forms[form] == nil {
		forms[form] = map[string]float64{}
	}
	forms[form][lemma] += weight
}

// trees votes for the lemmas of treebanks, each time a form has one.
func (b *lemmaMaker) trees(trees []corpus.Tree) {
	type entry struct {
		class       byte
		form, lemma string
	}
	seen := map[entry]int{}
	for _, t := range trees {
		torn := map[int]bool{} // words of which others are the rest
		for _, w := range t.Words {
			if w.Rel == "goeswith" {
				torn[w.Head] = true
			}
		}
		for i, w := range t.Words {
			c := language.LemmaClass(w.POS, w.Tag)
			if w.Lemma == "_" || torn[i] || w.POS == language.X || strings.Contains(w.Form+w.Lemma, " ") || strings.IndexByte("dgns", c) >= 0 && strings.Contains(w.Misc, "CorrectForm") {
				continue
			}
			form, lemma := language.LemmaFold(w.Form), w.Lemma
			if w.Tag == "NNPS" {
				lemma = language.LemmaFold(lemma)
			}
			if c == 'P' && (w.POS != language.PROPN || form == language.LemmaFold(lemma)) {
				continue // a name is its own lemma
			}
			seen[entry{c, form, lemma}]++
		}
	}
	for e, n := range seen {
		if n >= lemmaSeen {
			b.vote(e.class, e.form, e.lemma, float64(1000*n))
		}
	}
}

// wordNet votes for the lemmas of the irregular forms that WordNet lists and of
// the regular ones of its words.
func (b *lemmaMaker) wordNet(dir string) error {
	for _, p := range parts {
		exc, err := gunzip(filepath.Join(dir, p.file+".exc.gz"))
		if err != nil {
			return err
		}
		for line := range bytes.Lines(exc) {
			f := strings.Fields(string(line))
			if len(f) < 2 || strings.Contains(f[0]+f[1], "_") {
				continue
			}
			b.vote(irregularClass(p.letter, f[0]), f[0], f[1], 10+b.weight(f[1]))
		}
		index, err := gunzip(filepath.Join(dir, "index."+p.file+".gz"))
		if err != nil {
			return err
		}
		lemmas := map[string]bool{}
		for sc := bufio.NewScanner(bytes.NewReader(index)); sc.Scan(); {
			if w, _, _ := strings.Cut(sc.Text(), " "); w != "" && !strings.ContainsAny(w, "_.'/0123456789") {
				lemmas[w] = true
			}
		}
		for w := range lemmas {
			b.regular(p.letter, w, lemmas)
		}
		if p.letter == "n" || p.letter == "a" {
			if err := b.capitals(filepath.Join(dir, "data."+p.file+".gz"), p.letter); err != nil {
				return err
			}
		}
	}
	return nil
}

// weight is more the more frequent a word is, and less than 1.
func (b *lemmaMaker) weight(w string) float64 {
	if r, ok := b.rank[w]; ok {
		return 1 - float64(r)/float64(len(b.rank)+1)
	}
	return 0
}

func irregularClass(letter, form string) byte {
	switch letter {
	case "n":
		return 's'
	case "v":
		switch {
		case strings.HasSuffix(form, "ing"):
			return 'g'
		case strings.HasSuffix(form, "s") && !strings.HasSuffix(form, "ss"):
			return 'z'
		}
		return 'd'
	}
	if strings.HasSuffix(form, "st") {
		return 't'
	}
	return 'r'
}

// regular votes for w as the lemma of its regular forms.
func (b *lemmaMaker) regular(letter, w string, lemmas map[string]bool) {
	if _, ok := b.rank[w]; !ok || len(w) < 2 {
		return
	}
	put := func(class byte, form string) {
		if _, ok := b.rank[form]; ok {
			b.vote(class, form, w, 1+b.weight(w))
		}
	}
	s, stem := w+"s", w // stem takes -ed, -ing, -er and -est
	last, before := w[len(w)-1], w[len(w)-2]
	switch {
	case last == 'y' && !strings.ContainsRune("aeiou", rune(before)):
		s, stem = w[:len(w)-1]+"ies", w[:len(w)-1]+"i"
	case strings.ContainsRune("sxz", rune(last)), last == 'h' && (before == 's' || before == 'c'):
		s = w + "es"
	case last == 'o':
		if letter == "n" {
			put('s', w+"es")
		} else if letter == "v" {
			put('z', w+"es")
		}
	case last == 'e':
		stem = w[:len(w)-1]
	}
	double := ""
	if len(w) > 2 && strings.ContainsRune("bdgklmnprtvz", rune(last)) && strings.ContainsRune("aeiou", rune(before)) && !strings.ContainsRune("aeiou", rune(w[len(w)-3])) {
		if double = w + string(last); b.attested(double) {
			stem = double
		}
	}
	switch letter {
	case "n":
		put('s', s)
		if last == 's' && before != 's' && !lemmas[w[:len(w)-1]] {
			b.vote('s', w, w, 1)
		}
	case "v":
		put('z', s)
		put('d', stem+"ed")
		if last == 'y' {
			stem = w
		}
		put('g', stem+"ing")
		if stem == double { // travelled and traveled
			put('d', w+"ed")
			put('g', w+"ing")
		}
	case "a":
		put('r', stem+"er")
		put('t', stem+"est")
	}
}

// attested reports whether a stem whose last letter is doubled has forms.
func (b *lemmaMaker) attested(stem string) bool {
	for _, end := range []string{"ed", "ing", "er"} {
		if _, ok := b.rank[stem+end]; ok {
			return true
		}
	}
	return false
}

// capitals votes for the words that WordNet writes with a capital, "CEO" and
// "American", which in the treebanks are lemmas with one too.
func (b *lemmaMaker) capitals(file, letter string) error {
	data, err := gunzip(file)
	if err != nil {
		return err
	}
	class := byte('n')
	if letter == "a" {
		class = 'j'
	}
	spelt := map[string]map[string]bool{}
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		f := strings.Fields(sc.Text())
		if strings.HasPrefix(sc.Text(), "  ") || len(f) < 6 {
			continue
		}
		var n int
		if _, err := fmt.Sscanf(f[3], "%x", &n); err != nil || len(f) < 4+2*n {
			return fmt.Errorf("%s: synset %s has %s words", file, f[0], f[3])
		}
		for i := range n {
			w, _, _ := strings.Cut(f[4+2*i], "(")
			low := strings.ToLower(w)
			if spelt[low] == nil {
				spelt[low] = map[string]bool{}
			}
			spelt[low][w] = true
		}
	}
	for low, ws := range spelt {
		if _, known := b.rank[low]; !known || len(low) < 2 || len(ws) != 1 || ws[low] || strings.ContainsAny(low, "_.") {
			continue
		}
		for w := range ws {
			if class == 'j' || strings.ToUpper(w) == w {
				b.vote(class, low, w, 1)
			}
		}
	}
	return nil
}

// A lemmaForm is a form of one class and its lemma.
type lemmaForm struct{ form, lemma string }

// edit returns the rule that makes the lemma from the form: "3y"; none if they
// begin differently.
func (f lemmaForm) edit() string {
	n := 0
	for n < len(f.form) && n < len(f.lemma) && f.form[n] == f.lemma[n] {
		n++
	}
	if cut := len(f.form) - n; n > 0 && cut < 10 {
		return fmt.Sprintf("%d%s", cut, f.lemma[n:])
	}
	return ""
}

// write writes the part of the table for class.
func (b *lemmaMaker) write(out *bytes.Buffer, class byte) {
	var forms []lemmaForm
	for _, form := range slices.Sorted(maps.Keys(b.votes[class])) {
		votes := b.votes[class][form]
		lemmas := slices.Sorted(maps.Keys(votes))
		best := slices.MaxFunc(lemmas, func(x, y string) int { return cmp.Compare(votes[x], votes[y]) })
		forms = append(forms, lemmaForm{form, best})
	}
	if !strings.Contains(inflected, string(class)) {
		for _, f := range forms {
			if f.form != f.lemma && !(class == 'c' && strings.ReplaceAll(f.form, ",", "") == f.lemma) {
				fmt.Fprintf(out, "%c=%s %s\n", class, f.form, f.lemma)
			}
		}
		return
	}
	endings(out, class, "", "0", forms)
}

// endings writes the rules for the forms, all of which end in end, and those
// whose lemmas no rule makes. The rule of a shorter ending is outer.
func endings(out *bytes.Buffer, class byte, end, outer string, forms []lemmaForm) {
	count := map[string]int{}
	for _, f := range forms {
		count[f.edit()]++
	}
	rules := slices.Sorted(maps.Keys(count))
	best := slices.MaxFunc(rules, func(x, y string) int { return cmp.Compare(count[x], count[y]) })
	if best != "" && best != outer && count[best]-count[outer] >= lemmaGain {
		fmt.Fprintf(out, "%c-%s %s\n", class, end, best)
		outer = best
	}
	longer := map[string][]lemmaForm{}
	for _, f := range forms {
		if n := len(end) + 1; n < len(f.form) && n <= lemmaEnd && len(forms) > 1 {
			e := f.form[len(f.form)-n:]
			longer[e] = append(longer[e], f)
		} else if f.edit() != outer {
			fmt.Fprintf(out, "%c=%s %s\n", class, f.form, f.lemma)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(longer)) {
		endings(out, class, e, outer, longer[e])
	}
}
