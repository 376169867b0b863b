package publish

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"stemma"
)

// An Exported is one of the files that a report can be exported to, for another
// program: a view of the same report that leaves out what that program has no
// place for.
type Exported struct {
	Name string // "tei", "findings.csv"
	File string // a name for the file: "apparatus.xml"
	Type string // media type
	Hold string // what it holds, in a few words
}

var exports = []struct {
	Exported
	write func(io.Writer, *stemma.Report) error
}{
	{Exported{"annotations", "annotations.jsonld", "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"", "W3C Web Annotations of findings, quotes and citations"}, writeAnnotations},
	{Exported{"tei", "apparatus.xml", "application/tei+xml", "the accounts and a critical apparatus, in TEI P5"}, writeTEI},
	{Exported{"graphml", "lineage.graphml", "application/graphml+xml", "the lineage as a graph"}, writeGraphML},
	{Exported{"findings.csv", "findings.csv", "text/csv; charset=utf-8; header=present", "a row for every witness of a finding"}, findingsCSV},
	{Exported{"quotes.csv", "quotes.csv", "text/csv; charset=utf-8; header=present", "a row for every quote"}, quotesCSV},
	{Exported{"citations.csv", "citations.csv", "text/csv; charset=utf-8; header=present", "a row for every citation"}, citationsCSV},
	{Exported{"articles.csv", "articles.csv", "text/csv; charset=utf-8; header=present", "a row for every account"}, articlesCSV},
	{Exported{"findings.jsonl", "findings.jsonl", "application/jsonl", "a finding of the JSON report on every line"}, findingsJSONL},
	{Exported{"quotes.jsonl", "quotes.jsonl", "application/jsonl", "a quote of it on every line"}, quotesJSONL},
	{Exported{"citations.jsonl", "citations.jsonl", "application/jsonl", "a citation of it on every line"}, citationsJSONL},
	{Exported{"articles.jsonl", "articles.jsonl", "application/jsonl", "an account of it on every line, as compare reads it"}, articlesJSONL},
}

// Exports lists the exports.
func Exports() []Exported {
	out := make([]Exported, len(exports))
	for i, e := range exports {
		out[i] = e.Exported
	}
	return out
}

// Export writes r as the export of that name; "csv" and "jsonl" are its
// findings. It returns an error wrapping ErrUsage if there is none, or what
// writing to w returned.
func Export(w io.Writer, r *stemma.Report, name string) error {
	for _, e := range exports {
		if e.Name == ExportNamed(name) {
			if err := e.write(w, r); err != nil {
				return fmt.Errorf("publish: export %s: %w", name, err)
			}
			return nil
		}
	}
	var names []string
	for _, e := range exports {
		names = append(names, e.Name)
	}
	return fmt.Errorf("publish: export %q: %w; the exports are %s", name, ErrUsage, strings.Join(names, ", "))
}

// ExportNamed returns the name of the export that is called so, in any case,
// and "" if there is none.
func ExportNamed(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "csv" || name == "jsonl" {
		name = "findings." + name
	}
	for _, e := range exports {
		if e.Name == name {
			return name
		}
	}
	return ""
}

// ExportOf returns the name of the export that a file's name asks for, or "":
// "lineage.graphml", "quotes.csv" and "story-quotes.csv" ask for one.
func ExportOf(file string) string {
	file = strings.ToLower(filepath.Base(file))
	for _, e := range exports {
		if strings.HasSuffix(file, e.File) {
			return e.Name
		}
	}
	switch ext := filepath.Ext(file); ext {
	case ".jsonld":
		return "annotations"
	case ".tei", ".graphml", ".csv", ".jsonl":
		return ExportNamed(ext[1:])
	}
	return ""
}
