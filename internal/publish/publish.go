// Package publish writes reports: for a terminal, as JSON, HTML and Markdown.
//
// A report is turned into one view, with sigla for the accounts, words for the
// spans and findings in reading order, and every face is written from it:
//
//	publish.go    Report, Explain, Marks: what to write, and in which face
//	view.go       the view: accounts, findings, events, people
//	speech.go     its quotes, and the readings of each utterance
//	versions.go   what the outlets themselves changed
//	relations.go  its origins, edges, citations and passages
//	labels.go     the words that all faces share: "2 separate origins"
//	dates.go      moments in words and in ISO 8601
//	wire.go       JSON: the contract that report.schema.json describes
//	text.go       80 columns for a terminal; terminal.go writes its lines, wrap.go cuts them by rune width
//	markdown.go   for a newsroom document
//	html.go       one self-contained page (page.tmpl in frame.tmpl, page.css)
//	entries.go    what stands on it hundreds of times
//	site.go       the same as a page of a web site
//	spans.go      overlapping evidence cut into nested marks
//	drawing.go    the lineage drawn over time, as SVG
//	explain.go    everything behind one finding, quote, citation, passage or origin;
//	              dossier.go has its page (explain.tmpl)
//	marks.go      the marks of one article; article.go has their page (article.tmpl)
//	changes.go    what was changed from one version of a report to the next
//	groups.go     which articles were put into one story, and why
//	table.go      lists and tables of stories, articles, outlets
//	stories.go    the reports on many stories, and the page that lists them (index.tmpl)
//	exports.go    files for other programs: annotations.go (W3C Web Annotation), tei.go
//	              (TEI P5 apparatus), graphml.go (the lineage), tables.go (CSV, JSON Lines)
//	atom.go       a feed of what is new
//	xml.go        well-formed XML of whatever text
//
// Nothing is shown that is not a span of a source or a label made here, and the
// same report always gives the same bytes.
package publish

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"stemma"
)

// ErrUsage reports that something was asked for that does not exist: a format,
// a section or an ID. The message lists what there is.
var ErrUsage = errors.New("no such thing to publish")

// The faces of a report.
const (
	Text     = "text"
	JSON     = "json"
	HTML     = "html"
	Markdown = "markdown"
)

// Formats lists the faces, the default first.
func Formats() []string { return []string{Text, JSON, HTML, Markdown} }

// The sections of a report, in reading order. Options.Only chooses among them.
const (
	Accounts     = "accounts"
	Conflicts    = "conflicts"
	Updates      = "updates"
	Versions     = "versions"
	Corroborated = "corroborated"
	Quotes       = "quotes"
	Citations    = "citations"
	Lineage      = "lineage"
	Timeline     = "timeline"
	People       = "people"
	Single       = "single"
	SetAside     = "set-aside"
	Warnings     = "warnings"
)

// Sections lists the sections in reading order.
func Sections() []string {
	return []string{Accounts, Conflicts, Updates, Versions, Corroborated, Quotes, Citations, Lineage, Timeline, People, Single, SetAside, Warnings}
}

// otherNames are words that readers use for a section.
var otherNames = map[string]string{
	"articles": Accounts, "conflicting": Conflicts, "updated": Updates,
	"agreements": Corroborated, "utterances": Quotes, "single-source": Single,
	"furniture": SetAside, "revisions": Versions,
}

// Options say how a report is written. The zero value is a whole report as
// text, 80 columns wide, without colour.
type Options struct {
	Format  string   // one of Formats; empty is Text
	Width   int      // columns of the text face; 0 is 80, and less than 40 is 40
	Color   bool     // the text face may use ANSI colour; no meaning rests on it
	Only    []string // the Sections to write; empty is all of them
	Index   string   // the page that lists all stories, for a link from a page to it; empty for none
	ByDate  bool     // stories were made by date of publication
	Version string   // of the program, for the report's foot; empty if unknown
	Site    *Site    // the HTML face is a page of this web site; nil for a document of its own
	story   string   // one of several stories is written: this one
}

// checked returns o with its defaults filled in and its names resolved. It
// returns an error wrapping ErrUsage if a format or section does not exist.
func (o Options) checked() (Options, error) {
	if o.Format == "" {
		o.Format = Text
	}
	if o.Format == "md" {
		o.Format = Markdown
	}
	if !slices.Contains(Formats(), o.Format) {
		return o, fmt.Errorf("publish: format %q: %w; the formats are %s", o.Format, ErrUsage, strings.Join(Formats(), ", "))
	}
	if o.Width == 0 {
		o.Width = 80
	}
	o.Width = max(o.Width, 40)
	var only []string
	for _, s := range o.Only {
		s = strings.ToLower(strings.TrimSpace(s))
		if s == "" {
			continue
		}
		if name, ok := otherNames[s]; ok {
			s = name
		}
		if !slices.Contains(Sections(), s) {
			return o, fmt.Errorf("publish: section %q: %w; the sections are %s", s, ErrUsage, strings.Join(Sections(), ", "))
		}
		only = append(only, s)
	}
	o.Only = only
	return o, nil
}

// shows reports whether section s is to be written.
func (o Options) shows(s string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, s) }

// Report writes r in the face that o names. It returns an error wrapping
// ErrUsage if o names a format or section that does not exist, or what writing
// to w returned.
func Report(w io.Writer, r *stemma.Report, o Options) error {
	o, err := o.checked()
	if err != nil {
		return err
	}
	switch o.Format {
	case JSON:
		return writeJSON(w, wireReport(r, o))
	case HTML:
		return writeHTML(w, newView(r), o)
	case Markdown:
		return writeMarkdown(w, newView(r), o)
	}
	return writeText(w, newView(r), o)
}

// Check returns the error that writing with o would return before it reads a
// report, so that a caller learns of a wrong option before long work.
func (o Options) Check() error {
	_, err := o.checked()
	return err
}
