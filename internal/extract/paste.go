package extract

import (
	"slices"

	"stemma"
)

// fromText fills a with the text of a record, a pasted text or Markdown, its
// bytes unchanged.
func fromText(a *stemma.Article, p stemma.Page) {
	a.Text = p.Text
	ls := cut(a.Text)
	if p.Format != stemma.Record {
		readLabels(a, ls)
	}
	if p.Format == stemma.Markdown {
		markdown(ls)
	}
	a.Blocks = classify(a.Text, ls, a.Title, p.Format != stemma.Record)
	fillFromHead(a)
	if a.Outlet == "" {
		a.Outlet = masthead(a)
	}
}

// classify decides every line and returns the blocks, in text order, without
// overlap; between them stands white space alone. stated is the title that the
// page states, "" if none; carriesTitle allows a headline to be found.
func classify(s string, ls []*line, stated string, carriesTitle bool) []stemma.Block {
	for _, l := range ls {
		if decideHint(l); l.kind == "" {
			labelled(l)
			decideAlone(l)
		}
	}
	decideHead(ls, stated, carriesTitle)
	decideTogether(ls)
	if i := slices.IndexFunc(ls, func(l *line) bool { return l.kind == stemma.Body }); i >= 0 {
		ls[i].opens = true
	}
	var out []stemma.Block
	for _, l := range ls {
		out = append(out, l.blocks(s)...)
	}
	return out
}

// decideHint takes the markup's word for what it alone can know.
func decideHint(l *line) {
	switch l.hint {
	case markAside:
		why := outside
		if l.where != "" {
			why += ": " + l.where
		}
		l.set(stemma.Furniture, why)
	case markTitle:
		l.set(stemma.Title, "marked as the title")
	case markCaption:
		l.set(stemma.Caption, "marked as a caption")
	case markRule:
		l.set(stemma.Furniture, "markup alone")
	}
}
