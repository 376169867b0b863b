package corpus

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
	"stemma/internal/language"
	"stemma/internal/text"
)

// A NamedText is a document whose names are marked by hand. Its text is put
// together from the words of the set, so that it reads as it was written.
type NamedText struct {
	ID    string
	Text  string
	Sents []stemma.Span
	Names []language.Name // in text order, none within another
	Open  []stemma.Span   // words of which the marks do not say whether they are of names, in text order
}

// The sets mark names by conventions of their own. They are all brought to
// those of CoNLL 2003 and of the Worldwide English newswire: a name begins after
// its article ("the") and after a person's title, dates and amounts of money
// are no names, facilities are places, and nationalities, religions, events,
// works, laws and products are [language.OtherName].

// Worldwide reads the Worldwide English newswire: a file a text, a word a line.
// Facility is a place; NORP, Misc and Product are the other names.
func Worldwide(dir string) ([]NamedText, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no texts: %w", dir, os.ErrNotExist)
	}
	slices.Sort(files)
	var out []NamedText
	for _, f := range files {
		docs, err := columns(f, "\t", map[string]language.NameKind{
			"Person": language.PersonName, "Location": language.PlaceName, "Facility": language.PlaceName,
			"Organization": language.OrganisationName, "NORP": language.OtherName, "Misc": language.OtherName, "Product": language.OtherName,
		}, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, docs...)
	}
	return out, nil
}

// Wikigold reads the sentences of wikigold, 20 to a text, since the borders of
// its articles are not marked.
func Wikigold(file string) ([]NamedText, error) {
	return columns(file, " ", map[string]language.NameKind{
		"PER": language.PersonName, "LOC": language.PlaceName, "ORG": language.OrganisationName, "MISC": language.OtherName,
	}, 20)
}

// columns reads a file of words and their tags in IOB, one a line, with an
// empty line after each sentence; every so many sentences are a text, or all if
// every is 0.
func columns(file, sep string, kinds map[string]language.NameKind, every int) ([]NamedText, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []NamedText
	var b textBuilder
	flush := func() {
		if len(b.sents) > 0 {
			out = append(out, b.done(filepath.Base(file)+"#"+strconv.Itoa(len(out))))
		}
		b = textBuilder{}
	}
	var words []string
	var tags []string
	sentence := func() {
		if len(words) == 0 {
			return
		}
		spans := b.sentence(words)
		for i := 0; i < len(tags); {
			j := i + 1
			_, name, marked := strings.Cut(tags[i], "-")
			if !marked {
				i = j
				continue
			}
			for j < len(tags) && tags[j] == "I-"+name {
				j++
			}
			if k := kinds[name]; k != language.NoName {
				for k == language.PersonName && every > 0 && j-i > 1 && language.IsTitle(words[i]) {
					i++ // of wikigold
				}
				b.names = append(b.names, language.Name{Span: stemma.Span{Start: spans[i].Start, End: spans[j-1].End}, Kind: k})
			}
			i = j
		}
		words, tags = words[:0], tags[:0]
		if every > 0 && len(b.sents) == every {
			flush()
		}
	}
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimRight(sc.Text(), "\r")
		w, tag, ok := strings.Cut(line, sep)
		tag, _, _ = strings.Cut(tag, sep) // a third column holds names within names
		if f := strings.Fields(line); !ok && len(f) == 2 {
			w, tag, ok = f[0], f[1], true
		}
		switch {
		case strings.TrimSpace(line) == "" || w == "": // wikigold ends a sentence with a tag of no word
			sentence()
		case !ok:
			return nil, fmt.Errorf("%s:%d: no tag after %q", file, n, line)
		default:
			words, tags = append(words, w), append(tags, tag)
		}
	}
	sentence()
	flush()
	return out, sc.Err()
}

// A textBuilder writes words as an author does: no blank before a comma.
type textBuilder struct {
	b     strings.Builder
	sents []stemma.Span
	names []language.Name
	open  bool // a straight double quotation mark is open
}

// sentence appends a sentence and returns where its words stand.
func (t *textBuilder) sentence(words []string) []stemma.Span {
	if t.b.Len() > 0 {
		t.b.WriteByte('\n')
	}
	start := t.b.Len()
	t.open = false
	var out []stemma.Span
	glue := true // no blank before the next word
	for i, w := range words {
		switch w {
		case "-LRB-":
			w = "("
		case "-RRB-":
			w = ")"
		}
		left, right := false, false // binds to the left, to the right
		switch w {
		case ",", ".", ";", ":", "?", "!", ")", "]", "%", "”", "''", "'s", "’s", "n't", "'re", "'ve", "'ll", "'d", "'m":
			left = true
		case "(", "[", "“", "``", "$", "£", "€", "#", "@":
			right = true
		case "-", "/":
			left, right = true, true
		case "’", "'":
			left = i > 0
			right = i+1 < len(words) && len(words[i+1]) <= 2
		case "‘":
			right = true
		case `"`:
			left, right = t.open, !t.open
			t.open = !t.open
		case "s", "t", "re", "ve", "ll", "d", "m":
			left = i > 0 && (words[i-1] == "’" || words[i-1] == "'")
		}
		if !glue && !left {
			t.b.WriteByte(' ')
		}
		at := t.b.Len()
		t.b.WriteString(w)
		out = append(out, stemma.Span{Start: at, End: t.b.Len()})
		glue = right
	}
	t.sents = append(t.sents, stemma.Span{Start: start, End: t.b.Len()})
	return out
}

func (t *textBuilder) done(id string) NamedText {
	slices.SortStableFunc(t.names, func(a, b language.Name) int { return a.Start - b.Start })
	return NamedText{ID: id, Text: t.b.String(), Sents: t.sents, Names: t.names}
}

// GUMNames reads the names of a part of GUM, a text a document. GUM marks every
// mention of every thing; a name is the mention's proper noun with what belongs
// to it: "the University of Hale in Leith" names one organisation.
func GUMNames(dir string, part Part) ([]NamedText, error) {
	trees, err := GUM(dir, part)
	if err != nil {
		return nil, err
	}
	var out []NamedText
	for len(trees) > 0 {
		n := 1
		for n < len(trees) && trees[n].Doc == trees[0].Doc {
			n++
		}
		out = append(out, gumText(trees[:n]))
		trees = trees[n:]
	}
	return out, nil
}

func gumText(trees []Tree) NamedText {
	out := NamedText{ID: trees[0].Doc}
	var b strings.Builder
	for ti := range trees {
		t := &trees[ti]
		if ti > 0 {
			b.WriteByte('\n')
		}
		base := b.Len()
		b.WriteString(t.Text)
		out.Sents = append(out.Sents, stemma.Span{Start: base, End: b.Len()})
		taken := make([]bool, len(t.Words))
		for _, m := range gumMentions(t) {
			kind, ok := gumKinds[m.kind]
			if !ok || kind == language.OtherName && !m.linked && strings.HasPrefix(out.ID, "GUM_academic") { // citations, variables
				continue
			}
			i, j := properName(t, m)
			if i >= j || slices.Contains(taken[i:j], true) {
				continue
			}
			for k := i; k < j; k++ {
				taken[k] = true
			}
			switch one := j-i == 1; {
			case one && language.IsDemonym(t.Words[i].Form), one && kind == language.PlaceName && strings.HasPrefix(t.Words[i].Tag, "JJ"):
				kind = language.OtherName
			case one && kind == language.PersonName && t.Words[i].Tag == "NNPS": // "Republicans"
				kind = language.OtherName
			case one && kind == language.PersonName && language.IsTitle(t.Words[i].Form): // "the President"
				continue
			}
			out.Names = append(out.Names, language.Name{Span: stemma.Span{Start: base + t.Words[i].Start, End: base + t.Words[j-1].End}, Kind: kind})
		}
		// A name in apposition, "the captain Ann Oke", is no mention of its own.
		for i, w := range t.Words {
			if !taken[i] && w.POS == language.PROPN {
				out.Open = append(out.Open, stemma.Span{Start: base + w.Start, End: base + w.End})
			}
		}
		// Adjectives of origin are no mentions.
		for i, w := range t.Words {
			if !taken[i] && w.Tag == "JJ" && startsUpper(w.Form) && language.IsDemonym(w.Form) {
				out.Names = append(out.Names, language.Name{Span: stemma.Span{Start: base + w.Start, End: base + w.End}, Kind: language.OtherName})
			}
		}
	}
	out.Text = b.String()
	slices.SortStableFunc(out.Names, func(a, b language.Name) int { return a.Start - b.Start })
	return out
}

var gumKinds = map[string]language.NameKind{
	"person": language.PersonName, "place": language.PlaceName, "organization": language.OrganisationName,
	"event": language.OtherName, "object": language.OtherName, "abstract": language.OtherName,
}

// A gumMention is a mention of GUM: words [first, last) of a sentence.
type gumMention struct {
	first, last int
	kind        string
	linked      bool // it has an article in Wikipedia
}

// gumMentions returns the mentions of t, the longest first. Those that go on in
// another sentence are left out.
func gumMentions(t *Tree) []gumMention {
	var out []gumMention
	var stack []int // indices in out of those that are open
	ids := []string{}
	for i, w := range t.Words {
		ent := ""
		for f := range strings.SplitSeq(w.Misc, "|") {
			if e, ok := strings.CutPrefix(f, "Entity="); ok {
				ent = e
			}
		}
		for ent != "" {
			if ent[0] == '(' {
				end := strings.IndexAny(ent[1:], "()")
				body := ent[1:]
				if end >= 0 {
					body = ent[1 : 1+end]
				}
				f := strings.SplitN(body, "-", 8)
				if len(f) < 2 {
					return out
				}
				out = append(out, gumMention{first: i, last: -1, kind: f[1], linked: len(f) == 8 && f[7] != ""})
				ids, stack = append(ids, f[0]), append(stack, len(out)-1)
				ent = ent[1+len(body):]
				if strings.HasPrefix(ent, ")") {
					out[len(out)-1].last = i + 1
					stack = stack[:len(stack)-1]
					ent = ent[1:]
				}
				continue
			}
			id, rest, ok := strings.Cut(ent, ")")
			if !ok {
				break
			}
			id, _, _ = strings.Cut(id, "[") // one part of several
			for s := len(stack) - 1; s >= 0; s-- {
				if ids[stack[s]] == id {
					out[stack[s]].last = i + 1
					stack = slices.Delete(stack, s, s+1)
					break
				}
			}
			ent = rest
		}
	}
	out = slices.DeleteFunc(out, func(m gumMention) bool { return m.last < 0 })
	slices.SortStableFunc(out, func(a, b gumMention) int { return (b.last - b.first) - (a.last - a.first) })
	return out
}

// properName returns the words of the name that m is; none if its head is no
// proper noun.
func properName(t *Tree, m gumMention) (int, int) {
	h := -1
	for i := m.first; i < m.last; i++ {
		if p := t.Words[i].Head; p < m.first || p >= m.last {
			h = i
			break
		}
	}
	if h < 0 {
		return 0, 0
	}
	if t.Words[h].POS != language.PROPN && !(m.linked && startsUpper(t.Words[h].Form) && t.Words[h].POS != language.PRON) {
		// "the driver Ann Oke": the name is in apposition to its head.
		return 0, 0
	}
	named := func(i int) bool {
		w := &t.Words[i]
		return w.POS == language.PROPN || w.POS == language.NUM && i > m.first || startsUpper(w.Form) && w.POS != language.DET && w.POS != language.PRON
	}
	i, j := h, h+1
	for i > m.first && (named(i-1) || i-2 >= m.first && joiner(t.Words[i-1].Form) && named(i-2) && t.Words[i-2].POS == language.PROPN && below(t, i, i-2)) {
		if named(i - 1) {
			i--
		} else {
			i -= 2
		}
	}
	for j < m.last {
		switch {
		case named(j):
			j++
		case m.kind == "person" && text.Fold(t.Words[j].Form) != "de" && t.Words[j].Form != "-" && t.Words[j].Form != ".":
			goto found // "Ann Oke of Hale"
		case j+1 < m.last && joiner(t.Words[j].Form) && named(j+1) && below(t, j+1, h):
			j += 2
		case j+2 < m.last && t.Words[j].Form == "of" && t.Words[j+1].Form == "the" && named(j+2) && startsUpper(t.Words[j+2].Form):
			j += 3
		case j+1 < m.last && (t.Words[j].Form == "'s" || t.Words[j].Form == "’s") && named(j+1) && below(t, h, j+1):
			j += 2
		default:
			goto found
		}
	}
found:
	// Titles stand before a name and are no part of it.
	for m.kind == "person" && j-i > 1 && language.IsTitle(t.Words[i].Form) {
		i++
	}
	for j-i > 1 && t.Words[i].POS == language.PUNCT {
		i++
	}
	if !startsUpper(t.Words[i].Form) && t.Words[i].POS != language.PROPN {
		return 0, 0
	}
	if _, err := strconv.Atoi(t.Words[i].Form); err == nil && j-i == 1 {
		return 0, 0
	}
	return i, j
}

func joiner(w string) bool {
	switch w {
	case "of", "for", "and", "&", "-", "–", "de", "la", "del", "van", "von", "der", "the", ".":
		return true
	}
	return false
}

// below reports whether word i stands below word top.
func below(t *Tree, i, top int) bool {
	for n := 0; i >= 0 && n < len(t.Words); n++ {
		if i == top {
			return true
		}
		i = t.Words[i].Head
	}
	return false
}

func startsUpper(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// MEANTIME reads the names in the sentences of MEANTIME that are annotated: the
// first six of each article. Its mentions reach over all that modifies a name;
// the name is their last run of capitalised words.
func MEANTIME(dir string) ([]NamedText, error) {
	files, err := filepath.Glob(filepath.Join(dir, "intra_cross-doc_annotation", "*", "*.xml"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no articles: %w", dir, os.ErrNotExist)
	}
	slices.Sort(files)
	var out []NamedText
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var d meantimeDoc
		if err := xml.Unmarshal(b, &d); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, d.text(filepath.Base(f)))
	}
	return out, nil
}

type meantimeDoc struct {
	Tokens []struct {
		ID       string `xml:"t_id,attr"`
		Sentence int    `xml:"sentence,attr"`
		Word     string `xml:",chardata"`
	} `xml:"token"`
	Mentions []struct {
		ID     string `xml:"m_id,attr"`
		Syntax string `xml:"syntactic_type,attr"`
		Tokens []struct {
			ID string `xml:"t_id,attr"`
		} `xml:"token_anchor"`
	} `xml:"Markables>ENTITY_MENTION"`
	Entities []struct {
		ID   string `xml:"m_id,attr"`
		Type string `xml:"ent_type,attr"`
	} `xml:"Markables>ENTITY"`
	Links []struct {
		Sources []struct {
			ID string `xml:"m_id,attr"`
		} `xml:"source"`
		Target struct {
			ID string `xml:"m_id,attr"`
		} `xml:"target"`
	} `xml:"Relations>REFERS_TO"`
}

var meantimeKinds = map[string]language.NameKind{
	"PER": language.PersonName, "LOC": language.PlaceName, "ORG": language.OrganisationName, "PRO": language.OtherName, "FIN": language.OtherName,
}

// annotatedSentences of a text of MEANTIME carry all marks.
const annotatedSentences = 6

func (d *meantimeDoc) text(id string) NamedText {
	kinds := map[string]string{}
	for _, e := range d.Entities {
		kinds[e.ID] = e.Type
	}
	of := map[string]language.NameKind{}
	for _, l := range d.Links {
		for _, s := range l.Sources {
			of[s.ID] = meantimeKinds[kinds[l.Target.ID]]
		}
	}
	var b textBuilder
	at := map[string]int{}
	var spans []stemma.Span
	for i := 0; i < len(d.Tokens) && d.Tokens[i].Sentence < annotatedSentences; {
		j := i
		var words []string
		for ; j < len(d.Tokens) && d.Tokens[j].Sentence == d.Tokens[i].Sentence; j++ {
			at[d.Tokens[j].ID] = j
			words = append(words, d.Tokens[j].Word)
		}
		spans = append(spans, b.sentence(words)...)
		i = j
	}
	taken := make([]bool, len(spans))
	for _, m := range d.Mentions {
		if m.Syntax != "NAM" && m.Syntax != "PRE.NAM" || len(m.Tokens) == 0 || of[m.ID] == language.NoName {
			continue
		}
		first, ok := at[m.Tokens[0].ID]
		last, ok2 := at[m.Tokens[len(m.Tokens)-1].ID]
		if !ok || !ok2 || last < first {
			continue
		}
		word := func(i int) string { return d.Tokens[i].Word }
		j := last + 1
		for j > first && !startsUpper(word(j-1)) && !digits(word(j-1)) {
			j--
		}
		i := j
		for i > first && (startsUpper(word(i-1)) || digits(word(i-1)) || i-2 >= first && joiner(word(i-1)) && startsUpper(word(i-2))) {
			i--
		}
		kind := of[m.ID]
		for i < j && (text.Fold(word(i)) == "the" || kind == language.PersonName && j-i > 1 && language.IsTitle(word(i)) || digits(word(i))) {
			i++
		}
		if i >= j || slices.Contains(taken[i:j], true) || j < last+1-1 {
			continue
		}
		switch {
		case kind == language.PlaceName && language.IsDemonym(word(j-1)):
			kind = language.OtherName
		case kind == language.OtherName && language.Gazetteer(text.Fold(word(j-1)))&language.KnownHead != 0:
			kind = language.OrganisationName // a court is said to be a product
		}
		for k := i; k < j; k++ {
			taken[k] = true
		}
		b.names = append(b.names, language.Name{Span: stemma.Span{Start: spans[i].Start, End: spans[j-1].End}, Kind: kind})
	}
	out := b.done(id)
	// Only what takes part in an event is a mention: "US markets" names nothing.
	for i, s := range spans {
		if w := d.Tokens[i]; !taken[i] && startsUpper(w.Word) && (i > 0 && d.Tokens[i-1].Sentence == w.Sentence || language.Gazetteer(text.Fold(w.Word))&^language.KnownPrefix != 0) {
			out.Open = append(out.Open, s)
		}
	}
	return out
}

func digits(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }
