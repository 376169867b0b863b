package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// settleCounts asks the parse what the plain numbers count, where the walk over
// the words that found them ([doc.countsWhat]) and the parse see it differently
// or the walk saw nothing. It drops the numbers that turn out to be names.
func (d *doc) settleCounts() {
	kept := d.figures[:0]
	for k := range d.figures {
		f := d.figures[k]
		end := len(d.art.Text)
		if k+1 < len(d.figures) {
			end = d.figures[k+1].Span.Start
		}
		if f.Unit != "1" || d.settleCount(&f, end) {
			kept = append(kept, f)
		}
	}
	d.figures = kept
}

// settleCount does it for f, whose words must end before end. It reports false
// if f is no figure.
func (d *doc) settleCount(f *stemma.Figure, end int) bool {
	i, share := d.numberEnd(f.Span)
	if i < 0 || share || i+1 < len(d.toks) && d.isDash(i+1, len(d.toks)) && d.glued(i+1) { // "a 15-member council"
		return true
	}
	t, w := d.tree(i)
	if t == nil {
		return true
	}
	n := t.Words[w]
	if n.Head < 0 || !language.Is(n.Rel, "nummod") {
		if f.Counted == "" && d.countsPersons(t, w, i) {
			f.Counted = "person"
		}
		return true
	}
	if n.Head < w {
		name := n.Head == w-1 && t.Words[n.Head].POS == language.PROPN && f.Span.Start == d.toks[i].Start && d.toks[i].Kind == text.Number
		return !name || f.Counts.Empty() || d.isNoun(d.tokenAt(f.Counts.End-1)) // "NGC 346 highlights a cloud"
	}
	one := f.Low == 1 && f.High == 1
	if peopleWords[f.Counted] && !(one && pluralNoun(d.toks[d.tokenAt(f.Counts.End-1)].fold)) || f.Counted == "floor" {
		return true
	}
	// A number of several nouns in a row may hang on any of them: the last is
	// what it counts.
	var at int
	for h := n.Head; h > w; h = t.Words[h].Head {
		if p := t.Words[h].POS; p != language.NOUN && p != language.PROPN && p != language.ADJ {
			break
		}
		k := d.tokenAt(t.Words[h].Start)
		if d.toks[k].Kind != text.Word || at > 0 && d.toks[k].upper && !d.toks[k-1].upper && !d.headline(d.toks[k].sent) {
			break // "Airbus 320s"; "one town Operation Dawn reached"
		}
		if at > 0 && one && pluralNoun(d.toks[k].fold) {
			break // "one question people asked"
		}
		at = k
		if f.Counts.End == d.toks[at].End {
			return true // both see the same
		}
		if t.Words[h].Head < h || !adnominal(t.Words[h].Rel) {
			break
		}
	}
	if at > i && at-i <= phraseReach+2 && d.toks[at].End <= end && d.isNoun(at) && d.unbroken(i+1, at) {
		many := pluralNoun(d.toks[at].fold)
		if one != many {
			f.Counts, f.Counted, f.Span.End = d.span(i+1, at+1), singular(d.toks[at].fold), d.toks[at].End
		}
	}
	return true
}

// adnominal reports whether a noun with this relation stands before the noun
// that it hangs on.
func adnominal(rel string) bool {
	return language.Is(rel, "compound") || language.Is(rel, "amod") || language.Is(rel, "nmod") || language.Is(rel, "flat") || language.Is(rel, "obl")
}

// isNoun reports whether token i is a noun by the parse.
func (d *doc) isNoun(i int) bool {
	if i >= len(d.toks) {
		return false
	}
	t, w := d.tree(i)
	return t != nil && (t.Words[w].POS == language.NOUN || t.Words[w].POS == language.PROPN)
}

// unbroken reports whether tokens [i, j) may stand inside a noun phrase, before
// its noun: no marks but hyphens, and nothing that begins another phrase.
func (d *doc) unbroken(i, j int) bool {
	if f := d.fold(i, j); f == "and" || f == "or" {
		return false
	}
	for ; i < j; i++ {
		if d.toks[i].Kind == text.Mark && !(d.isDash(i, j) && d.glued(i) && d.glued(i+1)) || phraseStarts[d.toks[i].fold] {
			return false
		}
	}
	return true
}

// phraseStarts begin a phrase of their own.
var phraseStarts = text.WordSet("the a an his her its their our my your this that these those of in on at for from with to by")

// numberEnd returns the last token of the number that s holds, -1 if there is
// none: "million" of "more than 2.6 million people". share says that it is one
// of a hundred, or a fraction.
func (d *doc) numberEnd(s stemma.Span) (last int, share bool) {
	last = -1
	for i := d.tokenAt(s.Start); i < len(d.toks) && d.toks[i].Start < s.End; i++ {
		t := d.toks[i]
		_, isVague := vague[t.fold]
		_, part := fractions[t.fold]
		switch {
		case t.fold == "%" || t.fold == "percent" || t.fold == "per" || part:
			return last, true
		case t.Kind == text.Number, t.Kind == text.Word && (numerals[t.fold].kind != notNumeral || isVague):
			last = i
		case last >= 0 && t.fold != "of" && t.fold != "and" && t.fold != "-":
			return last, false
		}
	}
	return last, false
}

// persons of whom a number alone is told, by the lemma of the verb that it is
// the object or the passive subject of, and by that of which it is the subject.
var (
	doneToPersons = text.WordSet("kill injure wound hurt arrest detain rescue evacuate hospitalise hospitalize treat displace trap infect save jail imprison charge convict sentence bury shoot kidnap abduct free release behead execute massacre slaughter sicken poison strand invite hire employ elect acquit indict deport quarantine vaccinate")
	doneByPersons = text.WordSet("die perish drown survive flee gather march protest rally attend starve suffocate disappear escape faint testify celebrate mourn vote queue")
)

// countsPersons reports whether the number at word w, which has no noun, counts
// persons by what is said of it: "seven died", "killing 12", "left 50 injured",
// "thousands fled"; i is its token.
func (d *doc) countsPersons(t *language.Sentence, w, i int) bool {
	for t.Words[w].Rel == "conj" && t.Words[w].Head >= 0 {
		w = t.Words[w].Head
		if t.Words[w].POS != language.NUM && t.Words[w].POS != language.NOUN {
			return false
		}
	}
	h := t.Words[w].Head
	if h < 0 {
		return false
	}
	lemma := strings.ToLower(t.Words[h].Lemma)
	switch rel := t.Words[w].Rel; {
	case rel == "nsubj:pass", rel == "obj":
		if doneToPersons[lemma] {
			return true
		}
		if c := t.Child(h, "xcomp"); rel == "obj" && c > w && peopleWords[strings.ToLower(d.art.Words(t.Words[c].Span))] { // "left 50 injured"
			return true
		}
	case rel == "nsubj":
		many := vague[d.toks[i].fold][0] >= 24 && d.fold(i+1, len(d.toks)) != "and"
		return doneByPersons[lemma] || many && t.Words[h].POS == language.VERB
	}
	return false
}
