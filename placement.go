package stemma

// A Placement says which story an article was put into, and why.
type Placement struct {
	Article ArticleID
	Story   string    // the story's id: made from the ID of the article that opened it, and never changed
	Kind    Joining   // how it came there
	Of      ArticleID // the article that it copies or revises; empty unless Kind is Copy or Revision
	// The article that counts no more since this one came, because of the versions
	// of one report by one outlet or under one address exactly one does: Of where
	// Article revises it; Article itself where it is the same text again, or an
	// earlier version that came late. Empty if both count, as a copy by another
	// outlet does.
	Superseded ArticleID
	Shared     []string // what decided, as printed in the article, heaviest first; empty if it opened the story
	Why        string   // one line that a reader can check
	Mentions   []string // ids of other stories that it speaks of: of a round-up, all that it speaks of
	Changes    []Change // what else changed because it came
}

// A Joining is how an article came to its story.
type Joining string

// The ways to come to a story.
const (
	Opens    Joining = "opens"     // nothing so far is of its event
	Joins    Joining = "joins"     // another account of the event
	FollowUp Joining = "follow-up" // tells of the event long after it, or what came of it
	Copy     Joining = "copy"      // the text of another article again, elsewhere
	Revision Joining = "revision"  // the text of another article changed, by the same outlet or under the same URL
	RoundUp  Joining = "round-up"  // speaks of several events and belongs to none: a story of its own
)

// A Change is an article that was moved from one story to another because a
// later one showed that two stories are one, or one is two. No story changes
// without one.
type Change struct {
	Article  ArticleID
	From, To string // ids of stories
	Why      string
}
