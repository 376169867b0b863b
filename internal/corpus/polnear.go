package corpus

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
)

// An AttributedText is a text of PolNeAR (Newell, Margolin and Ruths, 2018)
// with its attributions, by the first of its annotators.
type AttributedText struct {
	File         string // where the text lies
	Text         string
	Attributions []Attributed
}

// Attributed is one attribution: spans of the text in bytes. What is said in
// several pieces has several spans.
type Attributed struct {
	Source, Cue []stemma.Span // may be empty
	Content     []stemma.Span // never empty
}

// PolNeAR reads the texts of one part of the corpus, by name. The error wraps
// [fs.ErrNotExist] if there are none.
func PolNeAR(part string) ([]AttributedText, error) {
	all, err := PolNeARReadings(part)
	return slices.CompactFunc(all, func(a, b AttributedText) bool { return a.File == b.File }), err
}

// PolNeARReadings is like PolNeAR, but a text that several people annotated comes
// with the attributions of each of them, one after the other.
func PolNeARReadings(part string) ([]AttributedText, error) {
	anns, _ := filepath.Glob(filepath.Join(part, "attributions", "*.ann"))
	var out []AttributedText
	for _, ann := range anns {
		file := func(name string) string { return filepath.Join(part, "text", name+".txt") }
		name := strings.TrimSuffix(filepath.Base(ann), ".ann")
		if _, err := os.Stat(file(name)); err != nil {
			if i := strings.LastIndexByte(name, '_'); i >= 0 { // NAME_ANNOTATOR
				name = name[:i]
			}
		}
		if _, err := os.Stat(file(name)); err != nil {
			continue
		}
		b, err := os.ReadFile(file(name))
		if err != nil {
			return nil, fmt.Errorf("corpus: %w", err)
		}
		t := AttributedText{File: file(name), Text: string(b)}
		if t.Attributions, err = readBrat(ann, t.Text); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("corpus: no annotated text in %s: %w", part, fs.ErrNotExist)
	}
	return out, nil
}

// readBrat reads an annotation in brat's stand-off format: T lines are spans in
// characters, E lines are attributions made of them.
func readBrat(file, text string) ([]Attributed, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	var byteAt []int // of each character of text, and of its end
	for i := range text {
		byteAt = append(byteAt, i)
	}
	byteAt = append(byteAt, len(text))
	spans := map[string][]stemma.Span{}
	var out []Attributed
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		switch {
		case len(f) < 2:
		case line[0] == 'T':
			_, pos, _ := strings.Cut(f[1], " ")
			for part := range strings.SplitSeq(pos, ";") {
				var s stemma.Span
				if _, err := fmt.Sscanf(part, "%d %d", &s.Start, &s.End); err != nil || s.Start < 0 || s.Start > s.End || s.End >= len(byteAt) {
					return nil, fmt.Errorf("corpus: %s: span %q", filepath.Base(file), part)
				}
				spans[f[0]] = append(spans[f[0]], stemma.Span{Start: byteAt[s.Start], End: byteAt[s.End]})
			}
		case line[0] == 'E':
			var a Attributed
			for arg := range strings.FieldsSeq(f[1]) {
				role, id, _ := strings.Cut(arg, ":")
				switch strings.TrimRight(role, "0123456789") {
				case "Content":
					a.Content = append(a.Content, spans[id]...)
				case "Source":
					a.Source = append(a.Source, spans[id]...)
				case "Cue":
					a.Cue = append(a.Cue, spans[id]...)
				}
			}
			if len(a.Content) > 0 {
				out = append(out, a)
			}
		}
	}
	return out, nil
}
