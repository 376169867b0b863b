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
	Terms       []string // stems of the content words, in text order, without repeats
	Names       []string // fullest names of the entities mentioned, sorted
	Figures     []int    // indexes into [Marks.Figures]
	Dates       []int    // indexes into [Marks.Dates]
	Negated     bool     // "did not derail"
	Hedged      bool     // "may", "reportedly", "believed to"
	Future      bool     // "will be sentenced": not yet so when written
	Attribution int      // index into [Marks.Attributions]; -1 if the article speaks itself
	Quoted      bool     // stands inside quotation marks
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
