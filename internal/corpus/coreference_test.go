package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBrackets reads mentions that nest, that close with another and that are
// one word, and puts paragraphs together. The text is fictional.
func TestBrackets(t *testing.T) {
	const text = `# newdoc id = GUM_news_mill
# newpar_block = head (1 s)
# sent_id = GUM_news_mill-1
# text = Mill of Aldby burns
1	Mill	mill	NOUN	NN	_	4	nsubj	_	Entity=(1-object-new-nnnnn-cf1-1-coref
2	of	of	ADP	IN	_	3	case	_	_
3	Aldby	Aldby	PROPN	NNP	_	1	nmod	_	Entity=(2-place-new-nnnnn-cf2-1-coref-Aldby%2DTown)1)
4	burns	burn	VERB	VBZ	_	0	root	_	_

# newpar_block = figure rend:::"x" (1 s) | caption (1 s)
# sent_id = GUM_news_mill-2
# text = It stood.
1	It	it	PRON	PRP	_	2	nsubj	_	Entity=(1-object-giv:act-nnnnn-cf1-1-ana)
2	stood	stand	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# sent_id = GUM_news_mill-3
# text = Owner Ann Oke wept.
1	Owner	owner	NOUN	NN	_	4	nsubj	_	Entity=(3-person-new-nnnnn-cf1-1,2,3-sgl
2	Ann	Ann	PROPN	NNP	_	1	flat	_	_
3	Oke	Oke	PROPN	NNP	_	1	flat	_	Entity=3)
4	wept	weep	VERB	VBD	_	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

`
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "GUM_news_mill.conllu"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	docs, err := GUMDocuments(dir, Train)
	if err != nil {
		t.Fatal(err)
	}
	d := docs[0]
	var got strings.Builder
	for _, b := range d.Blocks {
		fmt.Fprintf(&got, "%s %q\n", b.Kind, d.Text[b.Span.Start:b.Span.End])
	}
	for i := range d.Mentions {
		m := &d.Mentions[i]
		fmt.Fprintf(&got, "%d %s %q head %s named %v %s\n", m.Entity, m.Kind, d.Text[m.Span.Start:m.Span.End], d.Head(m).Form, d.Named(m), m.Identity)
	}
	const want = `title "Mill of Aldby burns"
caption "It stood. Owner Ann Oke wept."
1 object "Mill of Aldby" head Mill named false 
2 place "Aldby" head Aldby named true Aldby%2DTown
1 object "It" head It named false 
3 person "Owner Ann Oke" head Owner named true 
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", &got, want)
	}
}
