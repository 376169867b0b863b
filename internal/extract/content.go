package extract

import (
	"hash/maphash"
	"strings"
	"unicode"

	readability "codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The sizes of a page, in nodes, up to which each content finder is asked.
// trafilatura's time grows with the square of the paragraphs: half a second for
// 14,000 nodes, 34 s for 200,000. The largest of the extraction benchmark's 181
// pages has 4,017. readability takes 1.3 s for 200,000.
const (
	maxTrafilatura = 20_000
	maxReadability = 200_000
)

// fewContent is the number of words below which a finder's answer is no report.
const fewContent = 20

// markContent marks the lines that belong to the page's content, and those
// that do not as aside. It reports false, with nothing marked, if no
// finder knew: then the lines are judged as pasted text is.
//
// The finders return a rewritten copy of the page, with no way back to
// the place where a paragraph stood; so their paragraphs are looked up by their
// words among the page's own lines. Nothing that they rewrote is ever shown.
func markContent(ls []*line, doc *html.Node) bool {
	size := 0
	for range doc.Descendants() {
		if size++; size > maxReadability {
			return false
		}
	}
	if size <= maxTrafilatura {
		if n := trafilaturaContent(doc); n != nil && mark(ls, n) {
			return true
		}
	}
	n := readabilityContent(doc)
	return n != nil && mark(ls, n)
}

// trafilaturaContent returns the content that trafilatura finds, nil if none.
// ContentText is never used: it joins paragraphs and breaks words at tags.
// A panic in the library is an answer like any other: no content.
func trafilaturaContent(doc *html.Node) (n *html.Node) {
	defer func() {
		if recover() != nil {
			n = nil
		}
	}()
	res, err := trafilatura.ExtractDocument(doc, trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled})
	if err != nil || res == nil {
		return nil
	}
	return res.ContentNode
}

// readabilityContent is the second opinion, on pages that are too large or
// hold nothing for the first.
func readabilityContent(doc *html.Node) (n *html.Node) {
	defer func() {
		if recover() != nil {
			n = nil
		}
	}()
	p := readability.NewParser()
	art, err := p.ParseDocument(doc, nil)
	if err != nil {
		return nil
	}
	return art.Node
}

var seed = maphash.MakeSeed()

// shingleWords is the number of words in the shingles that lines are compared by.
const shingleWords = 3

// mark finds the content's lines among the page's. A line is content if it is
// one of the content's lines, or if most of its shingles are in a line of the
// content that was not found whole (the finders join lines and drop
// parts of them).
func mark(ls []*line, found *html.Node) bool {
	content := (&walker{bare: true}).walk(found)
	words := 0
	whole := map[string]int{}
	for _, c := range content {
		words += c.words
		whole[plainWords(c.s)]++
	}
	if words < fewContent {
		return false
	}
	in := make([]bool, len(ls))
	first, last := len(ls), -1
	for i, l := range ls {
		if key := plainWords(l.s); whole[key] > 0 && (l.words >= shingleWords || l.where == "") {
			whole[key]--
			in[i] = true
		}
	}
	parts := map[uint64]bool{}
	for _, c := range content {
		if key := plainWords(c.s); whole[key] > 0 {
			whole[key]--
			for _, h := range shingles(c.s) {
				parts[h] = true
			}
		}
	}
	there := 0 // words
	for i, l := range ls {
		in[i] = in[i] || l.words >= shingleWords && within(shingles(l.s), parts)
		if in[i] && l.words >= shingleWords {
			first, last = min(first, i), i
			there += l.words
		}
	}
	if there*2 < words {
		return false // it was read from elsewhere, such as a script's data
	}
	homes := map[*html.Node]int{} // how many paragraphs of content each element holds
	for i, l := range ls {
		if in[i] && l.tag == atom.P && l.stop {
			homes[l.parent]++
		}
	}
	for i, l := range ls {
		in[i] = in[i] || i > first && i < last && l.tag == atom.P && l.stop && l.words >= 12 && l.where == "" && homes[l.parent] >= 2
		l.hint = hintOf(l, in[i] && i >= first && i <= last, i > first && i < last)
	}
	return true
}

// hintOf says what a line is from its tag: in the content, within the stretch
// that the content covers, or neither.
func hintOf(l *line, in, within bool) hint {
	switch heading := l.tag == atom.H1 || l.tag == atom.H2 || l.tag == atom.H3 || l.tag == atom.H4 || l.tag == atom.H5 || l.tag == atom.H6; {
	case l.where == "caption" && (in || within):
		return markCaption
	case in && heading:
		return markHeading
	case in:
		return inContent
	}
	return markAside
}

// within reports whether most of hs are in set.
func within(hs []uint64, set map[uint64]bool) bool {
	n := 0
	for _, h := range hs {
		if set[h] {
			n++
		}
	}
	return len(hs) > 0 && n*10 >= len(hs)*7
}

// shingles returns the hashes of each run of shingleWords words of s.
func shingles(s string) []uint64 {
	var hs []uint64
	var last [shingleWords]uint64
	n := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		copy(last[:], last[1:])
		last[shingleWords-1] = maphash.String(seed, w)
		if n++; n >= shingleWords {
			hs = append(hs, maphash.Comparable(seed, last))
		}
	}
	return hs
}
