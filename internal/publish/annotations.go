package publish

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"stemma"
)

// The types of the W3C Web Annotation Data Model (Recommendation of 23 February
// 2017), as far as they are used. Order of keys is for people.
type (
	annoCollection struct {
		Context string   `json:"@context"`
		ID      string   `json:"id"`
		Type    string   `json:"type"`
		Label   string   `json:"label,omitempty"`
		Total   int      `json:"total"`
		First   annoPage `json:"first"`
	}
	annoPage struct {
		ID         string       `json:"id"`
		Type       string       `json:"type"`
		PartOf     string       `json:"partOf"`
		StartIndex int          `json:"startIndex"`
		Items      []annotation `json:"items"`
	}
	annotation struct {
		ID         string       `json:"id"`
		Type       string       `json:"type"`
		Motivation string       `json:"motivation"`
		Generator  annoSoftware `json:"generator"`
		Body       []annoBody   `json:"body"`
		Target     []annoTarget `json:"target"`
	}
	annoSoftware struct {
		Type string `json:"type"`
		Name string `json:"name"`
	}
	annoBody struct {
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
		Value   string `json:"value"`
		Format  string `json:"format"`
	}
	annoTarget struct {
		Type     string         `json:"type"`
		Source   string         `json:"source"`
		Selector []annoSelector `json:"selector"`
	}
	annoSelector struct {
		Type   string `json:"type"`
		Exact  string `json:"exact,omitempty"`
		Prefix string `json:"prefix,omitempty"`
		Suffix string `json:"suffix,omitempty"`
		Start  *int   `json:"start,omitempty"` // code points
		End    *int   `json:"end,omitempty"`
	}
)

// quoteContext is how many characters stand on each side of a TextQuoteSelector.
const quoteContext = 32

// writeAnnotations writes an AnnotationCollection whose one page has an
// annotation for every witness of a finding, every quote and every citation.
//
// Each has the words as its target, twice if the article has an address: in the
// page at that address, by a TextQuoteSelector; and in the text that was read
// from it, by a TextQuoteSelector and by a TextPositionSelector, whose start and
// end count Unicode code points as the standard asks. That text is named by its
// own SHA-256 (RFC 6920), so whoever has it can check that it is the same.
// Bodies say what it is (classifying), who says it (identifying), which entry of
// the report it is (tagging) and what follows (describing).
func writeAnnotations(w io.Writer, r *stemma.Report) error {
	x := annotator{texts: map[stemma.ArticleID]*annotated{}}
	for _, a := range r.Articles {
		x.texts[a.ID] = &annotated{Article: a, hash: nameOfText(a.Text)}
	}
	for _, f := range r.Findings {
		for i, s := range f.Sides {
			for _, at := range s.Witnesses {
				x.add("classifying", fmt.Sprint(f.ID, "/", i+1), at, body("classifying", string(f.Kind)), body("tagging", f.ID), body("tagging", string(f.Type)),
					body("describing", strings.Join(nonEmpty(f.About, s.Value, f.Why), " · ")))
			}
		}
	}
	for _, q := range r.Quotes {
		var told []string
		for _, t := range [][2]string{{"cue", q.Cue}, {"to", q.Addressee}, {"through", q.Medium}} {
			if t[1] != "" {
				told = append(told, t[0]+" "+oneLine(t[1]))
			}
		}
		x.add("identifying", q.ID, stemma.Witness{Article: q.Article, Span: q.Span}, body("classifying", string(q.Kind)+" quote"), body("identifying", q.Speaker),
			body("tagging", q.ID), body("describing", strings.Join(told, " · ")))
	}
	for _, c := range r.Citations {
		x.add("identifying", c.ID, stemma.Witness{Article: c.Article, Span: c.Span}, body("classifying", "citation of "+string(c.Kind)), body("identifying", c.Source), body("tagging", c.ID))
	}
	id := uuid("collection", r.Story.ID, x.all())
	page := annoPage{ID: uuid("page", id), Type: "AnnotationPage", PartOf: id, Items: x.out}
	if page.Items == nil {
		page.Items = []annotation{}
	}
	return writeJSON(w, annoCollection{"http://www.w3.org/ns/anno.jsonld", id, "AnnotationCollection", oneLine(r.Story.Title), len(x.out), page})
}

// An annotated is an article whose bytes are told in code points.
type annotated struct {
	*stemma.Article
	hash     string
	at, runs int // runs code points stand before byte at
}

// runes returns how many code points stand before byte i. Asking in order
// makes the work linear.
func (a *annotated) runes(i int) int {
	if i < a.at {
		a.at, a.runs = 0, 0
	}
	a.runs += utf8.RuneCountInString(a.Text[a.at:i])
	a.at = i
	return a.runs
}

// An annotator makes annotations.
type annotator struct {
	texts map[stemma.ArticleID]*annotated
	out   []annotation
}

// add adds an annotation of the words at. Bodies without a value are left out.
func (x *annotator) add(motivation, id string, at stemma.Witness, bodies ...annoBody) {
	a := x.texts[at.Article]
	if a == nil || at.Span.Empty() {
		return
	}
	n := annotation{
		ID: uuid("annotation", id, string(at.Article), at.Span.String()), Type: "Annotation", Motivation: motivation,
		Generator: annoSoftware{"Software", "stemma"}, Body: []annoBody{},
	}
	for _, b := range bodies {
		if b.Value != "" {
			n.Body = append(n.Body, b)
		}
	}
	quote := annoSelector{
		Type: "TextQuoteSelector", Exact: a.Words(at.Span),
		Prefix: lastRunes(a.Text[:at.Span.Start], quoteContext), Suffix: firstRunes(a.Text[at.Span.End:], quoteContext),
	}
	if to := httpAddress(a.URL); to != "" {
		n.Target = append(n.Target, annoTarget{"SpecificResource", to, []annoSelector{quote}})
	}
	start := a.runes(at.Span.Start)
	end := a.runes(at.Span.End)
	n.Target = append(n.Target, annoTarget{"SpecificResource", a.hash, []annoSelector{quote, {Type: "TextPositionSelector", Start: &start, End: &end}}})
	x.out = append(x.out, n)
}

// httpAddress returns an address of the web in the form that others may rely
// on, and "" for one of another scheme, or none.
func httpAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// all returns the IDs of what was added.
func (x *annotator) all() string {
	var b strings.Builder
	for _, n := range x.out {
		b.WriteString(n.ID)
	}
	return b.String()
}

func body(purpose, value string) annoBody {
	return annoBody{"TextualBody", purpose, oneLine(value), "text/plain"}
}

func nonEmpty(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// nameOfText returns the name of a text by its hash: "ni:///sha-256;…".
func nameOfText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// uuid returns the UUID of what parts name (RFC 9562, version 5), the same each
// time.
func uuid(parts ...string) string {
	h := sha1.New()
	// The name space of stemma: the UUID of no other use.
	io.WriteString(h, "\x5c\x1e\x3f\x0a\x9d\x42\x5b\x77\x8a\x10\x6e\x2f\x41\x93\xc0\x5e")
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	u := h.Sum(nil)[:16]
	u[6], u[8] = u[6]&0x0F|0x50, u[8]&0x3F|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// firstRunes and lastRunes return the first and the last n characters of s.
func firstRunes(s string, n int) string {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i]
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}
