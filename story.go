package stemma

// A Story is the articles about one event and its direct follow-ups.
type Story struct {
	ID    string
	Title string // the words of the first article's headline or first sentence; empty if none has any
	First Date   // of the earliest account; zero if no date is known
	Last  Date   // of the latest
}

// A Report is all that stemma has to say of one story. Its lists are in a
// stable order that depends on the articles alone, not on the order in which
// they were given.
type Report struct {
	Story      Story
	Articles   []*Article // by publication date (unknown last), outlet, path, ID
	Marks      []*Marks   // one an article, in the same order
	Quotes     []Quote
	Utterances []Utterance
	Citations  []Citation
	Lineage    Lineage
	Findings   []Finding
	Timeline   []Event
	Versions   []Version // earlier versions of the articles, by the coming of each
	People     []Entity  // persons, places and organisations across articles
	Warnings   []Warning
}
