package annotate

import (
	"slices"
	"strings"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// entityKinds are the kinds of entity that the recogniser tells apart; other
// names, of peoples, events and works, name no entity.
var entityKinds = map[language.NameKind]stemma.EntityKind{
	language.PersonName: stemma.Person, language.PlaceName: stemma.Place, language.OrganisationName: stemma.Organisation,
}

// A recognised name is what the trained recogniser found, by tokens.
type recognised struct {
	first, last int // tokens [first, last)
	kind        language.NameKind
}

// settleNames returns runs as the recogniser sees them. The rules know titles,
// outlets and what a run of capitals is in a headline; the recogniser knows of
// what kind a name is by its words, its sentence and the rest of the article.
func (d *doc) settleNames(runs []nameRun) []nameRun {
	var found []recognised
	for _, n := range language.Names(d.art.Text, d.trees) {
		r := recognised{first: d.tokenAt(n.Start), last: d.tokenAt(n.End-1) + 1, kind: n.Kind}
		if r.first < len(d.toks) && (len(found) == 0 || found[len(found)-1].last <= r.first) {
			found = append(found, r)
		}
	}
	out := make([]nameRun, 0, len(runs))
	var left []nameRun // what is left out, unless it is a name elsewhere
	k := 0
	for _, r := range runs {
		for k < len(found) && found[k].last <= r.first {
			k++
		}
		e := k
		for e < len(found) && found[e].first < r.last {
			e++
		}
		if d.settle(&r, found[k:e]) {
			out = append(out, r)
		} else {
			left = append(left, r)
		}
	}
	kinds := make(map[string]stemma.EntityKind, len(out))
	for _, r := range out {
		kinds[strings.Join(r.words, " ")] = r.kind
	}
	out = d.addNames(out, found, kinds)
	for _, r := range left {
		if kind, ok := kinds[strings.Join(r.words, " ")]; ok {
			r.kind = kind
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b nameRun) int { return a.first - b.first })
	return out
}

// settle sets what the run r names, given the recognised names that overlap it,
// and reports whether it names anything.
func (d *doc) settle(r *nameRun, found []recognised) bool {
	switch {
	case r.outlet != "":
	case len(r.words) == 2 && !r.titled && language.Gazetteer(strings.Join(r.words, " "))&^language.KnownPrefix == language.KnownDemonym:
		return false // "Costa Rican"
	case len(found) == 0:
		if len(r.words) == 1 && !r.sure && !r.titled && !d.setOff(r) {
			return false // "Basically", "True"
		}
	case len(found) == 1:
		n := found[0]
		if r.titled && r.kind == stemma.Person {
			break
		}
		if n.last < r.last && n.first == r.first && n.kind == language.PlaceName && r.kind == stemma.Person {
			r.kind, r.gender = stemma.Organisation, unknownGender // "Costa Rica Civil Aviation"
		}
		if n.kind == language.OtherName {
			if n.first <= r.first && n.last >= r.last && d.namesNoOne(r) {
				return false
			}
			break
		}
		if kind := entityKinds[n.kind]; kind != r.kind && n.last >= r.last && !d.knownBetter(r, kind) {
			r.kind, r.sure = kind, true
			if kind != stemma.Person {
				r.gender = unknownGender
			}
		}
	}
	return true
}

// setOff reports whether r stands alone inside quotation marks, as a ship's name
// may.
func (d *doc) setOff(r *nameRun) bool {
	return r.first > 0 && r.last < len(d.toks) && d.toks[r.first-1].Kind == text.Mark && d.toks[r.last].Kind == text.Mark && strings.ContainsAny(d.words(d.toks[r.last].Span), "\"”»«’'")
}

// namesNoOne reports whether r, which the recogniser takes for the name of a
// people, an event or a work, is to be left out. It errs there more often than
// elsewhere, and a ship has a name that matters.
func (d *doc) namesNoOne(r *nameRun) bool {
	if r.sure {
		return false
	}
	if len(r.words) == 1 || language.Gazetteer(strings.Join(r.words, " "))&(language.KnownOther|language.KnownDemonym) != 0 {
		return true
	}
	if t, w := d.tree(r.last - 1); t != nil && len(r.words) > 2 && t.Words[w].Rel == "nsubj" {
		return false // it acts: "the Ann Oke Heritage Programme paid"
	}
	the := r.first
	if the > 0 && d.toks[the-1].Kind == text.Mark {
		the--
	}
	return r.kind != stemma.Person && !(len(r.words) == 2 && d.articled(the))
}

// knownBetter reports whether the rules are to be trusted where the recogniser
// says that r is of kind: an abbreviation is nobody's name, a country that plays
// football is still a place, and a front or an embassy is none.
func (d *doc) knownBetter(r *nameRun, kind stemma.EntityKind) bool {
	last := &d.toks[r.last-1]
	switch r.kind {
	case stemma.Place:
		return r.sure && len(r.words) < 3 && last.is.has(country)
	case stemma.Organisation:
		return kind == stemma.Person && isAcronym(d.words(d.span(r.first, r.last))) ||
			kind == stemma.Place && r.sure && len(r.words) > 1 && d.orgWord(r.first, r.last) && !last.is.has(placeHead)
	}
	return false
}

// addNames adds the recognised names that no run overlaps. In a headline, where
// capitals tell nothing, they are only those of kinds, the names of the rest.
func (d *doc) addNames(runs []nameRun, found []recognised, kinds map[string]stemma.EntityKind) []nameRun {
	taken := make([]bool, len(d.toks)+1)
	for _, r := range runs {
		for i := r.from; i < r.last; i++ {
			taken[i] = true
		}
	}
	for _, f := range found {
		kind, ok := entityKinds[f.kind]
		if !ok || slices.Contains(taken[f.first:f.last], true) || !d.toks[f.first].upper || d.toks[f.last-1].is.has(title|role) {
			continue
		}
		r := nameRun{from: f.first, first: f.first, last: f.last, kind: kind, words: d.folds(f.first, f.last)}
		_, named := kinds[strings.Join(r.words, " ")]
		si := d.toks[f.first].sent
		switch s := &d.sents[si]; {
		case named:
		case d.kind(si) == stemma.Title || d.kind(si) == stemma.Heading || d.titleCase(s):
			continue
		case len(r.words) == 1 && d.afterMark(f.first, s.first) && language.Gazetteer(r.words[0])&^language.KnownPrefix == 0:
			continue // its capital may be that of a sentence, in whatever language
		case f.last < len(d.toks) && d.toks[f.last].upper && d.toks[f.last].is.has(title):
			continue // "London Mayor" is a person
		}
		if len(r.words) > 0 && d.toks[f.first].Kind == text.Word {
			runs = append(runs, r)
		}
	}
	return runs
}
