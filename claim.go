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
	Bonds       []Bond   // what the parse ties together in it, in text order of the heads
}

// A Bond is two content words that the parse of a sentence ties together, and
// how: who does it, to whom, where; what is said of a thing. Passives are turned:
// in "the boy was found by divers" the boy is the Patient and divers the Agent.
// It belongs to the claim that its head stands in.
type Bond struct {
	Head, Tail Knot
	Slot       Slot
	Prep       string // the preposition that ties the tail, lower-case: "near"; empty if none does
	Mood       Mood   // of the head
}

// A Knot is one end of a [Bond].
type Knot struct {
	Lemma string
	Part  byte // 'n' noun, 'v' verb, 'a' adjective, 'r' adverb, 'p' name, '#' number, 'o' pronoun
	Span  Span
}

// A Slot says what the tail of a bond is to its head.
type Slot uint8

// The slots.
const (
	Agent   Slot = iota + 1 // does it, or what it is said of if it has no patient
	Patient                 // it is done to
	Oblique                 // a place, a moment, a means, told with a preposition or without
	Is                      // of what the head is said: "the driver was tired", "Ann Oke, a nurse"
	Of                      // a noun's noun: "the death of a boy", "the boy's death"
	Mod                     // what describes a noun: "a charter flight"
	Count                   // how many
	Then                    // another happening that it goes with: "crashed after taking off"
)

// A Mood is how a happening is told.
type Mood uint8

// The moods; none of them is a plain statement.
const (
	Denied   Mood = 1 << iota // "did not derail", "failed to find"
	ToCome                    // "will begin", "is expected to"
	Possible                  // "may", "reportedly", "if"
)

// A Term is a content word of a claim in the form it is compared by: its stem,
// or the concept that it shares with its synonyms ("die" for "killed").
type Term struct {
	Word      string
	Happening bool // what a clause says of its subject: a verb, or a noun that stands for one
	Verb      bool // a happening told by a verb, not by a noun
	Mood      Mood // of a happening
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
