package serve

import (
	"slices"
	"strings"
	"time"

	"stemma/internal/store"
)

// What a list says of one thing: the API's items, to which it adds links, and
// the lines of `stemma list` and `stemma search`. Null is unknown.

// A StoryRow is a story in a list.
type StoryRow struct {
	ID           string     `json:"id" example:"s-51d9d2b73ddd"`
	Title        string     `json:"title" example:"Ferry Skua runs aground off Hallam Point"`
	RoundUp      bool       `json:"round_up" doc:"it speaks of several events"`
	Origins      int        `json:"origins" doc:"separate ones, once copies and citations are traced back"`
	Conflicts    int        `json:"conflicts" doc:"findings on which accounts contradict each other"`
	Updates      int        `json:"updates" doc:"findings that a later account corrects"`
	Corroborated int        `json:"corroborated" doc:"findings with two separate origins or more"`
	Utterances   int        `json:"utterances"`
	Articles     int        `json:"articles" doc:"all, versions and copies among them"`
	Accounts     int        `json:"accounts" doc:"articles that count in the report"`
	Outlets      int        `json:"outlets"`
	Languages    []string   `json:"languages" nullable:"false" doc:"ISO 639-1"`
	First        *time.Time `json:"first" doc:"when the earliest account was published"`
	Last         *time.Time `json:"last" doc:"when the latest account was published"`
	Updated      time.Time  `json:"updated" doc:"when its last article was received"`
	Revision     int64      `json:"revision" doc:"of the report; 0 while there is none, as for a single article"`
}

// RowOfStory returns what a list says of a story.
func RowOfStory(s *store.Story) StoryRow {
	return StoryRow{
		ID: s.ID, Title: s.Title, RoundUp: s.RoundUp, First: momentOf(s.First.From), Last: momentOf(s.Last.From), Updated: s.Updated.UTC(), Revision: s.Revision,
		Articles: s.Articles, Accounts: s.Accounts, Outlets: s.Outlets, Origins: s.Origins, Conflicts: s.Conflicts, Updates: s.Updates,
		Corroborated: s.Corroborated, Utterances: s.Utterances, Languages: slices.Concat([]string{}, s.Languages),
	}
}

// An ArticleRow is an article in a list.
type ArticleRow struct {
	ID        string       `json:"id" example:"1f0c2ab34d5e"`
	Title     *string      `json:"title"`
	Outlet    *string      `json:"outlet" example:"Northern Press Agency"`
	OutletKey *string      `json:"outlet_key" doc:"by which the outlet is told from others; null if it is unknown" example:"northern press agency"`
	URL       *string      `json:"url"`
	Path      string       `json:"path" doc:"the name under which it was received"`
	Language  *string      `json:"language" doc:"ISO 639-1"`
	Published *time.Time   `json:"published" doc:"the beginning of the interval that precision says"`
	Precision *string      `json:"precision" doc:"how exactly published is known" example:"day"`
	Received  time.Time    `json:"received"`
	Story     *string      `json:"story" doc:"its id; null while the article is not placed"`
	Kind      *string      `json:"kind" doc:"how it came to its story: opens, joins, follow-up, copy, revision, round-up"`
	Snippet   *wireSnippet `json:"snippet,omitempty" doc:"of a search: some of its text"`
}

// RowOfArticle returns what a list says of an article.
func RowOfArticle(h *store.Hit) ArticleRow {
	out := ArticleRow{
		ID: string(h.ID), Title: orNull(h.Title), Outlet: orNull(h.Outlet), URL: orNull(h.URL), Path: h.Path, Language: orNull(h.Language),
		Published: momentOf(h.Published.From), Precision: orNull(string(h.Published.Precision)), Received: h.Received.UTC(), Story: orNull(h.Story), Kind: orNull(string(h.Kind)),
		Snippet: snippetOf(h.Snippet),
	}
	if h.Outlet != "" {
		out.OutletKey = orNull(h.OutletKey)
	}
	return out
}

// A wireSnippet is a stretch of a text, its white space collapsed, with the
// places of the words that were asked for.
type wireSnippet struct {
	Text  string     `json:"text"`
	Found []wireSpan `json:"found" nullable:"false" doc:"bytes of text"`
}

type wireSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// snippetOf returns a snippet with the marks of the store turned into spans.
func snippetOf(s string) *wireSnippet {
	if s == "" {
		return nil
	}
	out := wireSnippet{Found: []wireSpan{}}
	var b strings.Builder
	for rest := s; rest != ""; {
		before, after, open := strings.Cut(rest, store.Mark)
		b.WriteString(strings.ReplaceAll(before, store.Unmark, ""))
		if !open {
			break
		}
		word, more, _ := strings.Cut(after, store.Unmark)
		word = strings.ReplaceAll(word, store.Mark, "")
		out.Found = append(out.Found, wireSpan{b.Len(), b.Len() + len(word)})
		b.WriteString(word)
		rest = more
	}
	out.Text = b.String()
	return &out
}

// A NameRow is a person, place or organisation, by the articles that name it.
type NameRow struct {
	Key      string `json:"key" doc:"the name, folded" example:"ines tallow"`
	Kind     string `json:"kind" doc:"person, place, organisation and the like" example:"person"`
	Name     string `json:"name" example:"Ines Tallow"`
	Articles int    `json:"articles" doc:"how many name it"`
}

// RowOfName returns what a list says of a name.
func RowOfName(n *store.Name) NameRow { return NameRow{n.Key, n.Kind, n.Name, n.Articles} }

// An OutletRow is who publishes, with how often it did what.
type OutletRow struct {
	Key          string    `json:"key" example:"northern press agency"`
	Name         string    `json:"name" example:"Northern Press Agency"`
	Articles     int       `json:"articles"`
	First        int       `json:"first" doc:"how often its account was the earliest of a story"`
	Copied       int       `json:"copied" doc:"how often it took words over"`
	WasCopied    int       `json:"was_copied" doc:"how often others took its words over"`
	Contradicted int       `json:"contradicted" doc:"how often another account denied what it said"`
	Corrected    int       `json:"corrected" doc:"how often it changed its own account"`
	Last         time.Time `json:"last" doc:"when its last article was received"`
}

// RowOfOutlet returns what a list says of an outlet.
func RowOfOutlet(o *store.Outlet) OutletRow {
	return OutletRow{o.Key, o.Name, o.Articles, o.First, o.Copied, o.WasCopied, o.Contradicted, o.Corrected, o.Last.UTC()}
}

// A FaultRow is what could not be done with a page, or with a story.
type FaultRow struct {
	Line     int64      `json:"line" doc:"of the log; of a fault with a story, that of its first article"`
	Stage    string     `json:"stage" example:"annotate"`
	Version  string     `json:"version" doc:"of the stage"`
	Kind     string     `json:"kind" doc:"unreadable, language, invalid"`
	Path     string     `json:"path" doc:"the name under which the page was received; the story's id"`
	Cause    string     `json:"cause"`
	Do       string     `json:"do" doc:"what can be done about it; may be empty"`
	Attempts int        `json:"attempts"`
	Next     *time.Time `json:"next" doc:"not tried again before; null for not until the stage's version rises"`
	At       time.Time  `json:"at"`
}

// RowOfFault returns what a list says of a fault.
func RowOfFault(f *store.Fault) FaultRow {
	return FaultRow{f.Seq, f.Stage, f.Version, f.Kind, f.Path, f.Cause, f.Do, f.Attempts, momentOf(f.Next), f.At.UTC()}
}
