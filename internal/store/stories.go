package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stemma"
)

// A Story is what a list says of a story. Its counts are those of its last
// report, but for Articles and Outlets, which are up to date.
type Story struct {
	stemma.Story
	Into     string // the story it became part of; empty while it is one
	RoundUp  bool
	Opened   int64     // the line of the log of its first article
	Changed  int64     // the line of the log that last changed it
	Reported int64     // Changed, as of the last report
	Revision int64     // of the report; 0 if there is none yet
	Updated  time.Time // when its last article was received

	Articles, Accounts, Outlets, Origins         int
	Conflicts, Updates, Corroborated, Utterances int
	Languages                                    []string
}

const storyColumns = `id, title, into_story, kind, opened, changed, reported, revision, first, last, updated, articles, accounts, outlets, origins,
	conflicts, updates, corroborated, utterances, languages`

func scanStory(rows *sql.Rows, s *Story) error {
	var kind, languages string
	var first, last *int64
	var updated int64
	err := rows.Scan(&s.ID, &s.Title, &s.Into, &kind, &s.Opened, &s.Changed, &s.Reported, &s.Revision, &first, &last, &updated, &s.Articles, &s.Accounts,
		&s.Outlets, &s.Origins, &s.Conflicts, &s.Updates, &s.Corroborated, &s.Utterances, &languages)
	s.RoundUp = kind != ""
	s.First.From, s.Last.From = moment(first), moment(last)
	s.Updated = moment(&updated)
	s.Languages = strings.Fields(languages)
	return err
}

// Story returns a story by its ID, that of an article in it, or the beginning of
// either, and where it became part of another one, that one. It returns an
// error wrapping [ErrNotFound] if there is none.
func (s *Store) Story(ctx context.Context, id string) (Story, error) {
	found, err := collect(ctx, s.r, scanStory, "select "+storyColumns+" from stories where id >= $1 and id < $2 order by id limit 2", id, id+"~")
	if err != nil {
		return Story{}, err
	}
	switch {
	case id == "" || len(found) == 0:
		if m, err := s.Placement(ctx, stemma.ArticleID(id)); err == nil {
			return s.Story(ctx, m.Story)
		}
		if !strings.HasPrefix(id, "s-") && id != "" {
			return s.Story(ctx, "s-"+id)
		}
		return Story{}, fmt.Errorf("story %q: %w", id, ErrNotFound)
	case len(found) > 1 && found[0].ID != id:
		return Story{}, fmt.Errorf("story %q: several begin so, %s and %s among them: %w", id, found[0].ID, found[1].ID, ErrNotFound)
	}
	st := found[0]
	for n := 0; st.Into != "" && n < 100; n++ {
		if st, err = one(ctx, s.r, scanStory, "select "+storyColumns+" from stories where id = $1", st.Into); err != nil {
			return Story{}, err
		}
	}
	return st, nil
}

// Dirty returns stories that changed since their last report, those first that
// have waited longest, at most n.
func (s *Store) Dirty(ctx context.Context, n int) ([]Story, error) {
	return collect(ctx, s.r, scanStory, "select "+storyColumns+" from stories where changed > reported order by changed, id limit $1", n)
}

// ToReport is [Store.Dirty] without stories whose report failed and is to be tried
// later.
func (s *Store) ToReport(ctx context.Context, now time.Time, n int) ([]Story, error) {
	return collect(ctx, s.r, scanStory, "select "+storyColumns+` from stories where changed > reported
		and not exists (select 1 from faults f where f.stage = $1 and f.path = stories.id and f.next > $2)
		order by changed, id limit $3`, Reporting, now.UnixMicro(), n)
}

// A Report is what stage report made of a story.
type Report struct {
	Story   string
	Changed int64     // of the story, when its members were read
	At      time.Time // when the last of them was received
	*stemma.Report
	Records []Record
	Events  []Event
}

// A Record is what an outlet did in one story.
type Record struct {
	Story   string
	Outlet  string // the key
	Kind    string // first, copied, was-copied, contradicted, corrected
	Article stemma.ArticleID
	Other   stemma.ArticleID // the other article, if there is one
	Finding string
	Why     string
}

// saved is a report as it is kept: articles stand in their own table.
type saved struct {
	Report    stemma.Report // without Articles, Marks and Versions
	Articles  []stemma.ArticleID
	Sentences [][]stemma.Span
	Versions  []savedVersion
}

type savedVersion struct {
	Article, Now stemma.ArticleID
	Edits        []stemma.Edit
}

// PutReport keeps a report as the next revision of its story's, with what comes
// of it. Of earlier revisions those stay that somebody has looked at, so that
// what changed since can be told. Of a story that has ended since, nothing is
// kept.
func (tx *Tx) PutReport(r *Report) error {
	lives, was, err := tx.lives(r.Story)
	if err != nil || !lives {
		return err
	}
	v := saved{Report: *r.Report}
	v.Report.Articles, v.Report.Marks, v.Report.Versions = nil, nil, nil
	languages := map[string]bool{}
	for i, a := range r.Articles {
		v.Articles = append(v.Articles, a.ID)
		v.Sentences = append(v.Sentences, r.Marks[i].Sentences)
		languages[a.Language] = true
	}
	for _, x := range r.Versions {
		v.Versions = append(v.Versions, savedVersion{x.Article.ID, x.Now, x.Edits})
	}
	b, err := toBlob(&v)
	if err != nil {
		return err
	}
	revision := was + 1
	err = tx.exec(`delete from reports where story = $1 and revision not in (select revision from seen where story = $1)`, r.Story)
	if err != nil {
		return err
	}
	if err := tx.exec("delete from faults where stage = $1 and path = $2", Reporting, r.Story); err != nil {
		return err
	}
	if err := tx.exec("insert into reports (story, revision, seq, at, body) values ($1, $2, $3, $4, $5)", r.Story, revision, r.Changed, r.At.UnixMicro(), b); err != nil {
		return err
	}
	var conflicts, updates, corroborated int
	for _, f := range r.Findings {
		switch f.Kind {
		case stemma.Conflicting:
			// How a name is spelt is no dispute.
			if f.Type != stemma.NameFinding {
				conflicts++
			}
		case stemma.Updated:
			updates++
		case stemma.Corroborated:
			corroborated++
		}
	}
	err = tx.exec(`update stories set title = $1, reported = $2, revision = $3, accounts = $4, origins = $5, conflicts = $6, updates = $7, corroborated = $8, utterances = $9, languages = $10 where id = $11`,
		r.Report.Story.Title, r.Changed, revision, len(r.Articles), len(r.Lineage.Origins), conflicts, updates, corroborated, len(r.Utterances), spaced(languages), r.Story)
	if err != nil {
		return err
	}
	if err := tx.exec("delete from records where story = $1", r.Story); err != nil {
		return err
	}
	for _, c := range r.Records {
		err := tx.exec("insert into records (story, outlet, kind, article, other, finding, why) values ($1, $2, $3, $4, $5, $6, $7)", r.Story, c.Outlet, c.Kind, c.Article, c.Other, c.Finding, c.Why)
		if err != nil {
			return err
		}
	}
	for _, e := range r.Events {
		e.Story, e.Revision, e.At = r.Story, revision, r.At
		if err := tx.putEvent(e); err != nil {
			return err
		}
	}
	return nil
}

// lives reports whether a story has articles, and the highest revision that its
// report ever had: those that somebody has looked at, and events, outlive it.
func (tx *Tx) lives(story string) (lives bool, revision int64, err error) {
	var articles int64
	err = tx.tx.QueryRowContext(tx.ctx, `select coalesce(max(articles), 0), coalesce(max(revision), 0) from (
			select articles, revision from stories where id = $1
			union all select 0, revision from seen where story = $1
			union all select 0, revision from events where story = $1) x`, story).Scan(&articles, &revision)
	if err != nil {
		return false, 0, fmt.Errorf("store: report on %s: %w", story, err)
	}
	return articles > 0, revision, nil
}

// Unreported keeps that the report on a story failed, so that it is tried again
// when the story changes, but not before f.Next. The report before it stays.
func (tx *Tx) Unreported(story string, changed int64, f Fault) error {
	if lives, _, err := tx.lives(story); err != nil || !lives {
		return err
	}
	if err := tx.PutFault(f); err != nil {
		return err
	}
	return tx.exec("update stories set reported = $1 where id = $2", changed, story)
}

// PutAlone keeps that a story has but one account, so that there is nothing to
// compare: a report on it is made when somebody asks. Whoever follows a name in it
// hears of it by the events.
func (tx *Tx) PutAlone(story string, changed int64, title, language string, events ...Event) error {
	if lives, _, err := tx.lives(story); err != nil || !lives {
		return err
	}
	if err := tx.unreport(story); err != nil {
		return err
	}
	for _, e := range events {
		e.Story = story
		if err := tx.putEvent(e); err != nil {
			return err
		}
	}
	return tx.exec(`update stories set title = $1, reported = $2, accounts = 1, origins = 1, conflicts = 0, updates = 0, corroborated = 0, utterances = 0, languages = $3 where id = $4`,
		title, changed, spaced(map[string]bool{language: true}), story)
}

// spaced returns the words of set, sorted, each with a space before and after.
func spaced(set map[string]bool) string {
	out := " "
	for _, w := range slices.Sorted(maps.Keys(set)) {
		if w != "" {
			out += w + " "
		}
	}
	return out
}

// Report returns a revision of the report on a story; 0 is the last one. It
// returns an error wrapping [ErrNotFound] if there is none.
func (s *Store) Report(ctx context.Context, story string, revision int64) (*stemma.Report, error) {
	return reportFrom(ctx, s.r, story, revision)
}

func reportFrom(ctx context.Context, from queryer, story string, revision int64) (*stemma.Report, error) {
	var v saved
	body, err := one(ctx, from, column[[]byte], "select body from reports where story = $1 and ($2 = 0 or revision = $2) order by revision desc limit 1", story, revision)
	if err != nil {
		return nil, fmt.Errorf("report on %s: %w", story, err)
	}
	if err := fromBlob(body, &v); err != nil {
		return nil, fmt.Errorf("report on %s: %w", story, err)
	}
	ids := slices.Clone(v.Articles)
	for _, x := range v.Versions {
		ids = append(ids, x.Article)
	}
	all, err := articlesFrom(ctx, from, ids)
	if err != nil {
		return nil, err
	}
	at := make(map[stemma.ArticleID]*stemma.Article, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	r := &v.Report
	if len(v.Sentences) != len(v.Articles) {
		return nil, fmt.Errorf("report on %s: sentences of %d articles, and not %d: %w", story, len(v.Sentences), len(v.Articles), stemma.ErrInvalid)
	}
	for i, id := range v.Articles {
		if at[id] == nil {
			return nil, fmt.Errorf("report on %s: article %s: %w", story, id, ErrNotFound)
		}
		r.Articles = append(r.Articles, at[id])
		r.Marks = append(r.Marks, &stemma.Marks{Article: id, Sentences: v.Sentences[i]})
	}
	for _, x := range v.Versions {
		if at[x.Article] == nil {
			return nil, fmt.Errorf("report on %s: article %s: %w", story, x.Article, ErrNotFound)
		}
		r.Versions = append(r.Versions, stemma.Version{Article: at[x.Article], Now: x.Now, Edits: x.Edits})
	}
	return r, nil
}

// A StoryQuery says which stories to list. The zero value is all that have two
// accounts or more, the most separate origins first.
type StoryQuery struct {
	By       string    // origins (the default), disputed, latest
	Since    time.Time // updated at that moment or later; zero for ever
	Language string    // one account at least is in it
	Alone    bool      // those with one account, too
	RoundUps bool      // those, too
	Limit    int       // 0 is 50
	Offset   int
	After    *Story // of a list that goes on: the story that it ended with
}

// Stories lists stories.
func (s *Store) Stories(ctx context.Context, q StoryQuery) ([]Story, error) {
	order := map[string]string{
		"":         "origins desc, conflicts desc, accounts desc, updated desc, id",
		"origins":  "origins desc, conflicts desc, accounts desc, updated desc, id",
		"disputed": "conflicts desc, origins desc, accounts desc, updated desc, id",
		"latest":   "updated desc, id",
	}[q.By]
	if order == "" {
		return nil, fmt.Errorf("store: stories cannot be listed by %q: by origins, disputed or latest", q.By)
	}
	where, args := []string{"into_story = ''", "articles > 0"}, []any{}
	arg := func(cond string, v any) {
		args = append(args, v)
		where = append(where, fmt.Sprintf(cond, len(args)))
	}
	if !q.Since.IsZero() {
		arg("updated >= $%d", q.Since.UnixMicro())
	}
	if q.Language != "" {
		arg("languages like $%d", "% "+q.Language+" %")
	}
	if !q.Alone {
		where = append(where, "accounts > 1")
	}
	if !q.RoundUps {
		where = append(where, "kind = ''")
	}
	if q.By == "disputed" {
		where = append(where, "conflicts > 0")
	}
	if a := q.After; a != nil {
		ranks := map[string][]any{
			"":         {"origins", a.Origins, "conflicts", a.Conflicts, "accounts", a.Accounts, "updated", a.Updated.UnixMicro()},
			"disputed": {"conflicts", a.Conflicts, "origins", a.Origins, "accounts", a.Accounts, "updated", a.Updated.UnixMicro()},
			"latest":   {"updated", a.Updated.UnixMicro()},
		}
		ranks["origins"] = ranks[""]
		var names, values []string
		for pair := range slices.Chunk(ranks[q.By], 2) {
			args = append(args, pair[1])
			names, values = append(names, pair[0].(string)), append(values, fmt.Sprintf("$%d", len(args)))
		}
		args = append(args, a.ID)
		left, right := "("+strings.Join(names, ", ")+")", "("+strings.Join(values, ", ")+")"
		where = append(where, fmt.Sprintf("(%s < %s or %s = %s and id > $%d)", left, right, left, right, len(args)))
	}
	args = append(args, cmp.Or(q.Limit, 50), q.Offset)
	return collect(ctx, s.r, scanStory, fmt.Sprintf("select %s from stories where %s order by %s limit $%d offset $%d",
		storyColumns, strings.Join(where, " and "), order, len(args)-1, len(args)), args...)
}
