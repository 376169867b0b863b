package stemma

// A Claim is a statement that one article makes: who did what, to whom, when,
// where, how many. Its Span is the clause that makes it, short enough to be
// shown as evidence and long enough to be understood.
type Claim struct {
	Article     ArticleID
	Span        Span
	Sentence    Span
	Predicate   Span     // the verb or the noun that stands for it
	Frame       string   // what happens, as a class of predicates: "die", "collide"; empty if none known
	Terms       []Term   // content words, in text order
	Names       []string // fullest names of the entities mentioned, sorted
	Figures     []int    // indexes into [Marks.Figures]
	Dates       []int    // indexes into [Marks.Dates]
	Negated     bool     // its first happening is denied
	Hedged      bool     // "may", "reportedly", "believed to"
	Future      bool     // a happening in it is still to come when written
	Attribution int      // index into [Marks.Attributions]; -1 if the article speaks itself
	Quoted      bool     // stands inside quotation marks
}

// A Term is a content word of a claim in the form it is compared by: its stem,
// or the concept that it shares with its synonyms ("die" for "killed").
type Term struct {
	Word      string
	Happening bool // what a clause says of its subject: a verb, or a noun that stands for one
	Verb      bool // a happening told by a verb, not by a noun
	Negated   bool // a happening that is denied: "did not derail"
	Future    bool // a happening still to come: "will begin"
	Span      Span
}

// Marks is everything the annotators found in one article, each list in text
// order. Spans point into the article's Text.
type Marks struct {
	Article      ArticleID
	Sentences    []Span
	Quotes       []Quote
	Attributions []Attribution
	Citations    []Citation
	Dates        []Date
	Figures      []Figure
	Entities     []Entity
	Claims       []Claim
}
