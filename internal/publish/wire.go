package publish

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"

	"stemma"
)

// Schema names the version of the JSON contract. A key is only ever added
// under one version; renaming, removing or changing one makes a new version.
const Schema = "stemma.report/1"

// SchemaText is the JSON Schema (draft 2020-12) of the contract.
//
//go:embed report.schema.json
var SchemaText string

// The wire types are the contract of report.schema.json, key by key. A nil
// pointer is null: unknown. Lists are never nil.
type (
	wire struct {
		Schema     string          `json:"schema"`
		Version    *string         `json:"version"`
		Story      wireStory       `json:"story"`
		Articles   []wireArticle   `json:"articles"`
		Quotes     []wireQuote     `json:"quotes"`
		Versions   []wireVersion   `json:"versions"`
		Utterances []wireUtterance `json:"utterances"`
		Citations  []wireCitation  `json:"citations"`
		Passages   []wirePassage   `json:"passages"`
		Lineage    wireLineage     `json:"lineage"`
		Findings   []wireFinding   `json:"findings"`
		Timeline   []wireEvent     `json:"timeline"`
		People     []wireEntity    `json:"people"`
		Warnings   []wireWarning   `json:"warnings"`
	}
	wireStory struct {
		ID    *string `json:"id"`
		Title *string `json:"title"`
		First *string `json:"first"`
		Last  *string `json:"last"`
	}
	wireArticle struct {
		ID        string      `json:"id"`
		Path      *string     `json:"path"`
		URL       *string     `json:"url"`
		Outlet    *string     `json:"outlet"`
		Title     *string     `json:"title"`
		Byline    *string     `json:"byline"`
		Published *string     `json:"published"`
		Precision *string     `json:"precision"`
		Retrieved *string     `json:"retrieved"`
		Language  *string     `json:"language"`
		Text      string      `json:"text"`
		Blocks    []wireBlock `json:"blocks"`
	}
	wireBlock struct {
		Kind  string `json:"kind"`
		Start int    `json:"start"`
		End   int    `json:"end"`
		Why   string `json:"why"`
	}
	wireSpan struct {
		Start int `json:"start"`
		End   int `json:"end"`
	}
	wireWitness struct {
		Article string `json:"article"`
		Start   int    `json:"start"`
		End     int    `json:"end"`
		Words   string `json:"words"`
	}
	wireQuote struct {
		ID        string    `json:"id"`
		Article   string    `json:"article"`
		Start     int       `json:"start"`
		End       int       `json:"end"`
		Words     string    `json:"words"`
		Kind      string    `json:"kind"`
		Speaker   *string   `json:"speaker"`
		Cue       *string   `json:"cue"`
		Addressee *string   `json:"addressee"`
		Medium    *string   `json:"medium"`
		SpeakerAt *wireSpan `json:"speaker_at"`
		CueAt     *wireSpan `json:"cue_at"`
	}
	wireUtterance struct {
		ID       string        `json:"id"`
		Speaker  *string       `json:"speaker"`
		Readings []wireReading `json:"readings"`
		Variants []wireVariant `json:"variants"`
	}
	wireReading struct {
		Quote string `json:"quote"`
	}
	wireVariant struct {
		At    int            `json:"at"`
		Words []string       `json:"words"`
		Where []*wireWitness `json:"where"`
	}
	wireCitation struct {
		ID      string     `json:"id"`
		Article string     `json:"article"`
		Start   int        `json:"start"`
		End     int        `json:"end"`
		Words   string     `json:"words"`
		Source  *string    `json:"source"`
		Kind    string     `json:"kind"`
		Covers  []wireSpan `json:"covers"`
		Credit  bool       `json:"credit"`
	}
	wirePassage struct {
		ID        string      `json:"id"`
		From      wireWitness `json:"from"`
		To        wireWitness `json:"to"`
		Tokens    int         `json:"tokens"`
		Identical bool        `json:"identical"`
		Quoted    bool        `json:"quoted"`
	}
	wireLineage struct {
		Nodes   []wireNode   `json:"nodes"`
		Edges   []wireEdge   `json:"edges"`
		Origins []wireOrigin `json:"origins"`
	}
	wireNode struct {
		ID   string  `json:"id"`
		Kind string  `json:"kind"`
		Name *string `json:"name"`
	}
	wireEdge struct {
		From     string        `json:"from"`
		To       string        `json:"to"`
		Kind     string        `json:"kind"`
		Certain  bool          `json:"certain"`
		Directed bool          `json:"directed"`
		Evidence []wireWitness `json:"evidence"`
		Why      *string       `json:"why"`
	}
	wireOrigin struct {
		ID    string   `json:"id"`
		Root  *string  `json:"root"`
		Nodes []string `json:"nodes"`
		Why   *string  `json:"why"`
	}
	wireFinding struct {
		ID      string     `json:"id"`
		Kind    string     `json:"kind"`
		About   *string    `json:"about"`
		Type    string     `json:"type"`
		Origins []string   `json:"origins"`
		Sides   []wireSide `json:"sides"`
		Why     *string    `json:"why"`
		Rule    *string    `json:"rule"`
	}
	wireSide struct {
		Value     *string       `json:"value"`
		Origins   []string      `json:"origins"`
		Witnesses []wireWitness `json:"witnesses"`
	}
	wireEvent struct {
		When      wireWhen      `json:"when"`
		Finding   *string       `json:"finding"`
		Witnesses []wireWitness `json:"witnesses"`
	}
	wireWhen struct {
		From      *string `json:"from"`
		To        *string `json:"to"`
		Precision *string `json:"precision"`
		Why       *string `json:"why"`
	}
	wireEntity struct {
		Name       string          `json:"name"`
		Kind       string          `json:"kind"`
		Outlet     bool            `json:"outlet"`
		Mentions   []wireMention   `json:"mentions"`
		Attributes []wireAttribute `json:"attributes"`
	}
	wireMention struct {
		wireWitness
		Pronoun bool `json:"pronoun"`
	}
	wireAttribute struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
		wireWitness
	}
	wireWarning struct {
		Path  *string `json:"path"`
		Cause string  `json:"cause"`
		Do    *string `json:"do"`
	}
)

// writeJSON writes v indented, as UTF-8 without HTML escapes, and a newline.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("publish: write JSON: %w", err)
	}
	return nil
}

// wireReport returns r as the contract has it. The story, the articles and the
// warnings are always there, since offsets point into the articles; a list
// that o leaves out is empty.
func wireReport(r *stemma.Report, o Options) wire {
	x := newWirer(r.Articles)
	out := wire{
		Schema:     Schema,
		Version:    orNull(o.Version),
		Story:      wireStory{orNull(r.Story.ID), orNull(r.Story.Title), orNull(isoDate(r.Story.First)), orNull(isoDate(r.Story.Last))},
		Articles:   each(r.Articles, wireOf),
		Quotes:     []wireQuote{},
		Versions:   []wireVersion{},
		Utterances: []wireUtterance{},
		Citations:  []wireCitation{},
		Passages:   []wirePassage{},
		Lineage:    wireLineage{Nodes: []wireNode{}, Edges: []wireEdge{}, Origins: []wireOrigin{}},
		Findings:   []wireFinding{},
		Timeline:   []wireEvent{},
		People:     []wireEntity{},
		Warnings:   each(r.Warnings, wireWarn),
	}
	if o.shows(Quotes) {
		out.Quotes = each(r.Quotes, x.quote)
		out.Utterances = each(r.Utterances, x.utterance)
	}
	if o.shows(Versions) {
		out.Versions = each(r.Versions, x.version)
	}
	if o.shows(Citations) {
		out.Citations = each(r.Citations, x.citation)
	}
	if o.shows(Lineage) {
		out.Passages = each(r.Lineage.Passages, x.passage)
		out.Lineage = wireLineage{
			Nodes:   each(r.Lineage.Nodes, wireNodeOf),
			Edges:   each(r.Lineage.Edges, x.edge),
			Origins: each(r.Lineage.Origins, wireOriginOf),
		}
	}
	for _, f := range r.Findings {
		if o.shows(section(f.Kind)) {
			out.Findings = append(out.Findings, x.finding(f))
		}
	}
	if o.shows(Timeline) {
		out.Timeline = each(r.Timeline, x.event)
	}
	if o.shows(People) {
		out.People = each(r.People, x.entity)
	}
	return out
}

// section returns the section that findings of kind k stand in.
func section(k stemma.FindingKind) string {
	switch k {
	case stemma.Conflicting:
		return Conflicts
	case stemma.Updated:
		return Updates
	case stemma.Corroborated:
		return Corroborated
	}
	return Single
}

// each returns f of every element of in, and an empty list for none.
func each[A, B any](in []A, f func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, f(a))
	}
	return out
}

// list returns s, and an empty list rather than nil.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// orNull returns nil, which is null, for "".
func orNull[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	p := string(s)
	return &p
}

// A wirer turns spans into their words.
type wirer map[stemma.ArticleID]*stemma.Article

func newWirer(arts []*stemma.Article) wirer {
	x := make(wirer, len(arts))
	for _, a := range arts {
		x[a.ID] = a
	}
	return x
}

// words returns the bytes of s in article id, and "" for a span of no article:
// an empty witness stands for a reading that has nothing at its place.
func (x wirer) words(id stemma.ArticleID, s stemma.Span) string {
	a := x[id]
	if a == nil {
		return ""
	}
	return a.Words(s)
}

func (x wirer) witness(w stemma.Witness) wireWitness {
	return wireWitness{string(w.Article), w.Span.Start, w.Span.End, x.words(w.Article, w.Span)}
}

func spanOf(s stemma.Span) wireSpan { return wireSpan{s.Start, s.End} }

func spanOrNull(s stemma.Span) *wireSpan {
	if s.Empty() {
		return nil
	}
	return &wireSpan{s.Start, s.End}
}

func wireOf(a *stemma.Article) wireArticle {
	return wireArticle{
		ID: string(a.ID), Path: orNull(a.Path), URL: orNull(a.URL), Outlet: orNull(a.Outlet), Title: orNull(a.Title),
		Byline: orNull(a.Byline), Published: orNull(isoDate(a.Published)), Precision: orNull(a.Published.Precision),
		Retrieved: orNull(isoMoment(a.Retrieved)), Language: orNull(a.Language), Text: a.Text,
		Blocks: each(a.Blocks, func(b stemma.Block) wireBlock {
			return wireBlock{string(b.Kind), b.Span.Start, b.Span.End, b.Why}
		}),
	}
}

func (x wirer) quote(q stemma.Quote) wireQuote {
	return wireQuote{
		ID: q.ID, Article: string(q.Article), Start: q.Span.Start, End: q.Span.End, Words: x.words(q.Article, q.Span),
		Kind: string(q.Kind), Speaker: orNull(q.Speaker), Cue: orNull(q.Cue), Addressee: orNull(q.Addressee), Medium: orNull(q.Medium),
		SpeakerAt: spanOrNull(q.SpeakerSpan), CueAt: spanOrNull(q.CueSpan),
	}
}

func (x wirer) utterance(u stemma.Utterance) wireUtterance {
	return wireUtterance{
		ID: u.ID, Speaker: orNull(u.Speaker),
		Readings: each(u.Readings, func(id string) wireReading { return wireReading{id} }),
		Variants: each(u.Variants, func(v stemma.Variant) wireVariant {
			return wireVariant{v.At, list(v.Words), each(v.Where, func(w stemma.Witness) *wireWitness {
				if w.Span.Empty() {
					return nil
				}
				at := x.witness(w)
				return &at
			})}
		}),
	}
}

func (x wirer) citation(c stemma.Citation) wireCitation {
	return wireCitation{
		ID: c.ID, Article: string(c.Article), Start: c.Span.Start, End: c.Span.End, Words: x.words(c.Article, c.Span),
		Source: orNull(c.Source), Kind: string(c.Kind), Covers: each(c.Covers, spanOf), Credit: c.Credit,
	}
}

func (x wirer) passage(p stemma.Passage) wirePassage {
	return wirePassage{p.ID, x.witness(p.From), x.witness(p.To), p.Tokens, p.Identical, p.Quoted}
}

func wireNodeOf(n stemma.Node) wireNode { return wireNode{n.ID, n.Kind, orNull(n.Name)} }

func (x wirer) edge(e stemma.Edge) wireEdge {
	return wireEdge{e.From, e.To, e.Kind, e.Certain, e.Directed, each(e.Evidence, x.witness), orNull(e.Why)}
}

func wireOriginOf(o stemma.Origin) wireOrigin {
	return wireOrigin{o.ID, orNull(o.Root), list(o.Nodes), orNull(o.Why)}
}

func (x wirer) finding(f stemma.Finding) wireFinding {
	return wireFinding{
		ID: f.ID, Kind: string(f.Kind), About: orNull(f.About), Type: string(f.Type), Origins: list(f.Origins),
		Sides: each(f.Sides, func(s stemma.Side) wireSide {
			return wireSide{orNull(s.Value), list(s.Origins), each(s.Witnesses, x.witness)}
		}),
		Why: orNull(f.Why), Rule: orNull(f.Rule),
	}
}

func (x wirer) event(e stemma.Event) wireEvent {
	return wireEvent{
		When:    wireWhenOf(e.When),
		Finding: orNull(e.Finding), Witnesses: each(e.Witnesses, x.witness),
	}
}

func (x wirer) entity(e stemma.Entity) wireEntity {
	return wireEntity{
		Name: e.Name, Kind: string(e.Kind), Outlet: e.Outlet,
		Mentions: each(e.Mentions, func(m stemma.Mention) wireMention {
			return wireMention{x.witness(stemma.Witness{Article: m.Article, Span: m.Span}), m.Pronoun}
		}),
		Attributes: each(e.Attributes, func(a stemma.Attribute) wireAttribute {
			return wireAttribute{a.Kind, a.Value, x.witness(a.Where)}
		}),
	}
}

func wireWarn(w stemma.Warning) wireWarning {
	return wireWarning{orNull(w.Path), w.Cause, orNull(w.Do)}
}

func wireWhenOf(d stemma.Date) wireWhen {
	return wireWhen{orNull(isoTime(d.From)), orNull(isoTime(d.To)), orNull(d.Precision), orNull(d.Why)}
}
