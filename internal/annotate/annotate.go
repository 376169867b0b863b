// Package annotate marks what one article says: its quotes and who speaks,
// attributions, citations, moments, figures, names and claims.
//
// Article is the one entry. The work is done on a doc, which cuts the reported
// blocks into sentences and tokens once and has them parsed, and then one file a mark, in the order
// in which they need each other:
//
//	doc.go           blocks → sentences → tokens with their folded forms, and parsed
//	entities.go      people, places, organisations: which capitalised runs are names
//	coreference.go   which names name the same, and what they are called besides
//	quotes.go        words inside quotation marks of every sort, by package speech
//	anaphora.go      whom pronouns and descriptions mean: antecedents.go chooses
//	attributions.go  source, cue and content, by package speech; which quotations they hold
//	speakers.go      the fullest name of who is speaking
//	citations.go     attributions whose source is an outlet, agency, official, document, post; credits
//	appearances.go   interviews, footage and postings that are cited without a reporting verb
//	dates.go         moments as intervals
//	figures.go       numbers as intervals with what they count
//	claims.go        clauses that state something, with all of the above attached
//	bonds.go         what the parse ties together in a claim: who did what to whom
//	foreign.go       quotations of an article in another language, by their marks alone
//
// A moment is read by moments.go from its pieces (writtendates.go, relativedates.go,
// periods.go, stretches.go, clocks.go) and reckoned with calendar.go; a figure is a number
// (numbers.go) with its unit (amounts.go, units.go), an age (ages.go), and what it
// counts (counted.go, nouns.go; countedtree.go, by the parse).
//
// The word lists are lexicon.go (closed classes, titles, roles), cues.go (what
// cues do), places.go with first-names.txt, and outlets.go.
//
// Nothing here reads a clock, a file or the network; the same article always
// gives the same marks.
package annotate

import "stemma"

// Version is raised whenever the same article could give different marks.
const Version = 3

// Article returns the marks of a. Only blocks that belong to the report
// ([stemma.BlockKind.Reported]) are annotated, but for the citations that
// credits and copyright lines hold.
//
// Of an article in another language than English only the quotations are marked,
// by their marks, without speakers. One whose language is unknown is taken for
// English.
func Article(a *stemma.Article) *stemma.Marks { return Without(a, 0) }

// Parts are parts of the reading that an ablation leaves out.
type Parts uint

// The parts.
const (
	Parser      Parts = 1 << iota // no sentence is parsed
	Names                         // names by rules, without the trained recogniser
	Coreference                   // nobody is told who "he" or "the mayor" is
	Attributor                    // attributions by rules, without the trained model
)

// Without returns the marks of a as Article does, but leaves parts out, so that
// what they add can be measured.
func Without(a *stemma.Article, parts Parts) *stemma.Marks {
	d := newDoc(a, parts)
	if !inEnglish(a) {
		d.findQuotes()
		d.quoteByMarks()
		return d.marks()
	}
	d.findEntities()
	d.findQuotes()
	d.findAnaphora(weights(), nil)
	d.findAttributions()
	d.findSelves()
	d.findCitations()
	d.findDates()
	d.findFigures()
	d.settleCounts()
	d.findClaims()
	return d.marks()
}

// inEnglish reports whether a is, as far as is known, in English.
func inEnglish(a *stemma.Article) bool { return a.Language == "" || a.Language == "en" }
