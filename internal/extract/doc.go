// Package extract finds the report on a page and sets the rest aside.
//
// A page's text is cut into lines, and every line becomes one or more blocks.
// The steps, in order, one file each:
//
//	html.go     HTML: the tree is walked in document order, a line for each
//	            stretch of text
//	content.go  which of these lines are content, by the library that knows best
//	meta.go     what the page's head states: title, outlet, byline, date
//	markup.go   Markdown, and a pasted text that opens with "Outlet: …" lines
//	lines.go    text → lines, each measured once: words, full stop, capitals
//	alone.go    what a line says of itself: "Scroll down for video", "(Reuters)"
//	phrases.go  the table of such phrases
//	credits.go  who made a picture or a report, alone or at a line's end
//	together.go what lines say of each other: galleries, numbered headings,
//	            related headlines, captions that repeat the body
//	head.go     title, byline and dateline at the top
//	paste.go    the order of these steps
//	parts.go    lines that hold several blocks: "PARIS (AP) — Police said"
//	dates.go    dates as pages write them, with the precision that they have
//	language.go English or not
//
// Nothing is deleted: a line that is not part of the report stays in the text
// as a block that says why. A sentence with its full stop is body unless a rule
// says otherwise, and a rule needs more than a missing full stop to call
// anything furniture: a doubtful line becomes a caption or a heading, which is
// still read. So a mistake costs a label, seldom a fact.
//
// The road not taken: a classifier trained on labelled lines. There is no
// labelled set of pasted pages, and a rule can say its reason.
package extract
