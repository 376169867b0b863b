package eval

import (
	"stemma"
	"stemma/internal/annotate"
	"stemma/internal/corpus"
	"stemma/internal/language"
)

// Names scores the names found in the Worldwide English newswire, of which
// nothing is ever trained on: those of the recogniser, by kind and all together,
// and the people, places and organisations that a report shows. A name counts
// when its bytes and its kind are exactly those of the gold.
func Names(dir string) ([]Score, error) {
	docs, err := corpus.Worldwide(dir)
	if err != nil {
		return nil, err
	}
	out := scoreNames(docs, func(d *corpus.NamedText) []language.Name {
		return language.Names(d.Text, language.Parse(d.Text, d.Sents))
	})
	for _, s := range scoreNames(docs, articleNames)[:language.OtherName-1] {
		s.Name += " of the report"
		out = append(out, s)
	}
	return out, nil
}

// scoreNames compares what find finds with the gold.
func scoreNames(docs []corpus.NamedText, find func(*corpus.NamedText) []language.Name) []Score {
	var right, gold, found [language.NameKinds + 1]int
	for i := range docs {
		d := &docs[i]
		want := map[language.Name]bool{}
		for _, n := range d.Names {
			want[n] = true
			gold[n.Kind]++
		}
		for _, n := range find(d) {
			found[n.Kind]++
			if want[n] {
				right[n.Kind]++
			}
		}
	}
	var out []Score
	var all [3]int
	for k := language.PersonName; k <= language.OtherName; k++ {
		out = append(out, prf(k.String(), right[k], gold[k], float64(right[k]), found[k]))
		all[0], all[1], all[2] = all[0]+right[k], all[1]+gold[k], all[2]+found[k]
	}
	return append(out, prf("all", all[0], all[1], float64(all[0]), all[2]))
}

// articleNames returns the names that the program marks in d.
func articleNames(d *corpus.NamedText) []language.Name {
	a := &stemma.Article{Text: d.Text, Language: "en"}
	for _, s := range d.Sents {
		a.Blocks = append(a.Blocks, stemma.Block{Kind: stemma.Body, Span: s})
	}
	var out []language.Name
	for _, e := range annotate.Article(a).Entities {
		for _, m := range e.Mentions {
			if !m.Pronoun {
				out = append(out, language.Name{Span: m.Span, Kind: nameKinds[e.Kind]})
			}
		}
	}
	return out
}

var nameKinds = map[stemma.EntityKind]language.NameKind{
	stemma.Person: language.PersonName, stemma.Place: language.PlaceName, stemma.Organisation: language.OrganisationName,
}
