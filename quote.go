package stemma

// A QuoteKind says how words are reported.
type QuoteKind string

// The kinds of quote.
const (
	Direct   QuoteKind = "direct"   // inside quotation marks, a whole utterance
	Mixed    QuoteKind = "mixed"    // marked words inside the reporter's own sentence
	Indirect QuoteKind = "indirect" // paraphrase, without marks
)

// A Quote is words reported as spoken or written by someone.
// Direct and mixed quotes exclude their outer quotation marks. A direct quote
// broken by its cue ("I saw it," she said, "and ran") is two Quotes.
type Quote struct {
	ID          string // "q1", "q2", … in report order; empty before a report is made
	Article     ArticleID
	Span        Span
	Kind        QuoteKind
	Speaker     string // the fullest name the article gives the speaker; empty if unknown
	SpeakerSpan Span   // where the speaker is named beside the cue; empty if nowhere
	Cue         string // the reporting word as printed: "said"; empty if none
	CueSpan     Span
	Addressee   string // who was told: "AFP"; empty if not said
	Medium      string // "Twitter", "statement", "interview"; empty if not said
}

// An Utterance is one act of speech, and its Readings are the quotes of it in
// the different articles.
type Utterance struct {
	ID       string
	Speaker  string   // empty if no reading names one
	Readings []string // Quote IDs, in report order; two or more
	Variants []Variant
}

// A Variant is a place where the readings of an utterance differ.
type Variant struct {
	At    int       // index of the word in the first reading before which they differ
	Words []string  // one entry a reading, in the order of Readings; "" where it has nothing there
	Where []Witness // the spans of Words, in the same order; empty spans where it has nothing
}

// An Attribution is source, cue and content: who is said to have said,
// reported or shown what. It is the annotation of the PolNeAR corpus
// (Newell et al., 2018), for direct and for indirect speech.
type Attribution struct {
	Kind    QuoteKind
	Source  Span   // the words that name the source; empty if the source is left out
	Name    string // the source's fullest name in the article; empty if unknown
	Cue     Span   // the words that report: "said", "according to"; may be empty
	Content []Span // what is reported, in text order; never empty
	Negated bool   // "did not say": somebody is said not to have said it

	// Hypothetical says that nobody is said to have said it yet, or at all:
	// "would say", "if he says so", "refused to say".
	Hypothetical bool

	// View says that the cue tells what somebody thinks of, wants or does to
	// what the content names, or is nobody's, and reports no statement:
	// "criticised", "supports", "is expected to".
	View bool
}
