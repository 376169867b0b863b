package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"stemma"
	"stemma/internal/language"
)

// A Document is a text of GUM with all that it speaks of.
type Document struct {
	Name     string // "GUM_news_crane"
	Genre    string // "news"
	Text     string // paragraphs, an empty line between two
	Blocks   []stemma.Block
	Trees    []Tree
	At       []int // for each tree, where its text begins in Text
	Mentions []Mention
}

// A Mention is one place where a document of GUM speaks of something.
// Mentions of one Entity speak of the same.
type Mention struct {
	Entity      int
	Kind        string // "person", "place", "organization", "event", "object", …
	Identity    string // article of Wikipedia; empty if there is none
	Tree        int    // index in Document.Trees
	First, Last int    // words [First, Last) of the tree
	Core        []int  // its head, or the words of the name that is its head (minspan)
	Span        stemma.Span
}

// Head returns the first word of m's core.
func (d *Document) Head(m *Mention) *Node { return &d.Trees[m.Tree].Words[m.Core[0]] }

// CoreSpans returns where the words of m's core stand in d's text.
func (d *Document) CoreSpans(m *Mention) []stemma.Span {
	out := make([]stemma.Span, len(m.Core))
	for i, w := range m.Core {
		out[i] = d.Word(m.Tree, w)
	}
	return out
}

// Word returns where word w of tree t stands in d's text.
func (d *Document) Word(t, w int) stemma.Span {
	n := &d.Trees[t].Words[w]
	return stemma.Span{Start: d.At[t] + n.Start, End: d.At[t] + n.End}
}

// Named reports whether there is a name in the core of m.
func (d *Document) Named(m *Mention) bool {
	for _, w := range m.Core {
		if d.Trees[m.Tree].Words[w].POS == language.PROPN {
			return true
		}
	}
	return false
}

// Article returns d as an article whose blocks are known.
func (d *Document) Article() *stemma.Article {
	return &stemma.Article{ID: stemma.ArticleID(d.Name), Language: "en", Text: d.Text, Blocks: d.Blocks}
}

// GUMDocuments reads the documents of a part with their coreference, as written
// in the attribute Entity of the last column (Zeldes, 2017; brackets as in the
// Universal Anaphora format, fields as in its line global.Entity).
func GUMDocuments(dir string, part Part) ([]*Document, error) {
	trees, err := GUM(dir, part)
	if err != nil {
		return nil, err
	}
	var out []*Document
	for len(trees) > 0 {
		n := 1
		for n < len(trees) && trees[n].Doc == trees[0].Doc {
			n++
		}
		d, err := document(trees[:n])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir, trees[0].Doc), err)
		}
		out, trees = append(out, d), trees[n:]
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no documents: %w", dir, os.ErrNotExist)
	}
	return out, nil
}

func document(trees []Tree) (*Document, error) {
	d := &Document{Name: trees[0].Doc, Trees: trees}
	d.Genre, _, _ = strings.Cut(strings.TrimPrefix(d.Name, "GUM_"), "_")
	var b strings.Builder
	for i, t := range trees {
		switch {
		case i == 0 || t.Opens != "":
			if i > 0 {
				b.WriteString("\n\n")
			}
			d.Blocks = append(d.Blocks, stemma.Block{Kind: paragraphKind(t.Opens, i), Span: stemma.Span{Start: b.Len()}, Why: "a paragraph of the corpus"})
		case !strings.Contains(trees[i-1].Words[len(trees[i-1].Words)-1].Misc, "SpaceAfter=No"):
			b.WriteByte(' ')
		}
		d.At = append(d.At, b.Len())
		b.WriteString(t.Text)
		d.Blocks[len(d.Blocks)-1].Span.End = b.Len()
	}
	d.Text = b.String()
	open := map[int][]int{} // entity → open mentions, by index
	for ti := range trees {
		for wi := range trees[ti].Words {
			for _, f := range strings.Split(trees[ti].Words[wi].Misc, "|") {
				v, ok := strings.CutPrefix(f, "Entity=")
				if !ok {
					continue
				}
				if err := d.brackets(v, ti, wi, open); err != nil {
					return nil, err
				}
			}
		}
	}
	for i := range d.Mentions {
		m := &d.Mentions[i]
		if m.Last == 0 {
			return nil, fmt.Errorf("a mention of entity %d is not closed", m.Entity)
		}
		for k, c := range m.Core {
			m.Core[k] = min(m.First+c, m.Last-1)
		}
		m.Span = d.Word(m.Tree, m.First).Cover(d.Word(m.Tree, m.Last-1))
	}
	return d, nil
}

func paragraphKind(opens string, at int) stemma.BlockKind {
	switch {
	case opens == "head" && at == 0:
		return stemma.Title
	case opens == "head":
		return stemma.Heading
	case opens == "caption":
		return stemma.Caption
	}
	return stemma.Body
}

// brackets reads the brackets v of word wi in tree ti: "(2-event-…(3-place-…)"
// opens two mentions and closes the second, "2)" closes the first.
func (d *Document) brackets(v string, ti, wi int, open map[int][]int) error {
	for v != "" {
		if v[0] != '(' {
			id, rest, ok := strings.Cut(v, ")")
			n, err := strconv.Atoi(id)
			if !ok || err != nil || len(open[n]) == 0 {
				return fmt.Errorf("bracket %q closes nothing", v)
			}
			at := open[n]
			d.Mentions[at[len(at)-1]].Last = wi + 1
			open[n], v = at[:len(at)-1], rest
			continue
		}
		end := strings.IndexAny(v[1:], "()") + 1
		if end == 0 {
			end = len(v)
		}
		// GRP-etype-infstat-salience-centering-minspan-link-identity
		f := strings.SplitN(v[1:end], "-", 8)
		if len(f) < 7 {
			return fmt.Errorf("bracket %q has %d fields, want 7", v, len(f))
		}
		n, err := strconv.Atoi(f[0])
		if err != nil {
			return fmt.Errorf("bracket %q has no number", v)
		}
		m := Mention{Entity: n, Kind: f[1], Tree: ti, First: wi}
		for c := range strings.SplitSeq(f[5], ",") {
			k, err := strconv.Atoi(c)
			if err != nil || k < 1 {
				return fmt.Errorf("bracket %q has no core", v)
			}
			m.Core = append(m.Core, k-1)
		}
		if len(f) == 8 {
			m.Identity = f[7]
		}
		if end < len(v) && v[end] == ')' {
			m.Last = wi + 1
			end++
		} else {
			open[n] = append(open[n], len(d.Mentions))
		}
		d.Mentions = append(d.Mentions, m)
		v = v[end:]
	}
	return nil
}
