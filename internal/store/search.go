package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"stemma"
	"stemma/internal/text"
)

// index makes an article be found by its words.
func (tx *Tx) index(seq int64, a *stemma.Article) error {
	if tx.s.kind == postgres {
		return tx.exec("insert into search (seq, words) values ($1, "+indexed+")", seq, foldedWords(a.Title), foldedWords(a.Text))
	}
	return tx.exec("insert into search (rowid, title, text) values ($1, $2, $3)", seq, a.Title, a.Text)
}

// indexed is what PostgreSQL keeps of an article, by its title ($2) and text ($3).
const indexed = "setweight(to_tsvector('stemma', $2), 'A') || to_tsvector('stemma', $3)"

// unindex is the reverse of index, of an article as it was indexed.
func (tx *Tx) unindex(seq int64, title, text string) error {
	if tx.s.kind == postgres {
		return tx.exec("delete from search where seq = $1", seq)
	}
	return tx.exec("insert into search (search, rowid, title, text) values ('delete', $1, $2, $3)", seq, title, text)
}

// maxWords is how much of a title or text PostgreSQL is given, in bytes of its
// words: a tsvector has a megabyte at most.
const maxWords = 256 << 10

// runs returns the words of s as SQLite's tokenizer "unicode61" finds them:
// letters, numbers and what an encoding keeps for private use.
func runs(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.Co) && !accent(r)
	})
}

// accent reports whether r only marks the letter before it.
func accent(r rune) bool { return r >= 0x300 && r <= 0x331 }

// folded returns a word as SQLite compares it: in lower case and without accents.
func folded(word string) string {
	var b strings.Builder
	for _, r := range word {
		if r >= utf8.RuneSelf {
			if accent(r) {
				continue
			}
			if d := []rune(norm.NFD.String(string(r))); len(d) > 1 && accent(d[1]) {
				r = d[0]
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// foldedWords returns the words of s, folded, with spaces between them: what
// PostgreSQL's own parser has nothing to find fault with.
func foldedWords(s string) string {
	words := runs(s)
	n := 0
	for i, w := range words {
		words[i] = folded(w)
		if n += len(words[i]) + 1; n > maxWords {
			words = words[:i]
			break
		}
	}
	return strings.Join(words, " ")
}

// A Query says which articles to look for. All that it names must hold; the
// zero value finds all articles, the newest first.
type Query struct {
	Words    string    // all of them, in any order; "in quotation marks" as a phrase; -word for without it
	Outlet   string    // as shown, or its key
	Name     string    // of a person, place or organisation that it speaks of
	Language string    // ISO 639-1
	Story    string    // an ID
	From, To time.Time // received in [From, To); zero for open
	Before   int64     // the cursor: lines of the log before this one; 0 from the end
	Limit    int       // 0 is 20
}

// A Hit is an article that was found.
type Hit struct {
	Seq       int64
	ID        stemma.ArticleID
	Title     string
	Outlet    string
	OutletKey string
	URL       string
	Path      string
	Language  string
	Published stemma.Date // From and Precision
	Received  time.Time
	Story     string // empty while it is not placed
	Kind      stemma.Joining
	Snippet   string // of the text, where the words stand between [Mark] and [Unmark]; its beginning if no words were asked for
}

// What stands before and after a word that was asked for in a Snippet.
const (
	Mark   = "\x02"
	Unmark = "\x03"
)

// Search returns the articles that q asks for, the newest first.
func (s *Store) Search(ctx context.Context, q Query) ([]Hit, error) {
	var where []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	from := "articles a left join placements p on p.article = a.id"
	if q.Words != "" {
		match := matchOf(q.Words, s.kind)
		if match == "" {
			return nil, nil
		}
		if s.kind == postgres {
			from = "search join " + from
			from = strings.Replace(from, "articles a", "articles a on a.seq = search.seq", 1)
			where = append(where, "search.words @@ to_tsquery('stemma', "+arg(match)+")")
		} else {
			from = strings.Replace("search join "+from, "articles a", "articles a on a.seq = search.rowid", 1)
			where = append(where, "search match "+arg(match))
		}
	}
	if q.Outlet != "" {
		where = append(where, "a.outlet_key = "+arg(cmp.Or(keyOf(q.Outlet), q.Outlet)))
	}
	if q.Name != "" {
		where = append(where, "exists (select 1 from names n where n.seq = a.seq and n.key = "+arg(text.Fold(q.Name))+")")
	}
	if q.Language != "" {
		where = append(where, "a.language = "+arg(q.Language))
	}
	if q.Story != "" {
		where = append(where, "p.story = "+arg(q.Story))
	}
	if !q.From.IsZero() {
		where = append(where, "a.received >= "+arg(q.From.UnixMicro()))
	}
	if !q.To.IsZero() {
		where = append(where, "a.received < "+arg(q.To.UnixMicro()))
	}
	seq := "a.seq"
	if q.Words != "" && s.kind == sqlite {
		seq = "search.rowid" // so that the index is walked from its end
	}
	if q.Before > 0 {
		where = append(where, seq+" < "+arg(q.Before))
	}
	if len(where) == 0 {
		where = append(where, "1 = 1")
	}
	hits, err := collect(ctx, s.r, scanHit, `select a.seq, a.id, a.title, a.outlet, a.outlet_key, a.url, a.path, a.language, a.published, a.prec, a.received, coalesce(p.story, ''), coalesce(p.kind, ''), `+
		fmt.Sprintf("substr(a.text, 1, %d)", snippetFrom)+" from "+from+" where "+strings.Join(where, " and ")+" order by "+seq+" desc limit "+arg(cmp.Or(q.Limit, 20)), args...)
	wanted := wantedBy(q.Words)
	for i := range hits {
		hits[i].Snippet = snippet(hits[i].Snippet, wanted)
	}
	return hits, err
}

func scanHit(rows *sql.Rows, h *Hit) error {
	var published *int64
	var received int64
	err := rows.Scan(&h.Seq, &h.ID, &h.Title, &h.Outlet, &h.OutletKey, &h.URL, &h.Path, &h.Language, &published, &h.Published.Precision, &received, &h.Story, &h.Kind, &h.Snippet)
	h.Published.From, h.Received = moment(published), moment(&received)
	return err
}

const (
	snippetFrom  = 100_000 // how much of a text is looked through for a snippet, in characters
	snippetWords = 32      // how many words a snippet has at most
)

// snippet returns the stretch of a text in which most of the wanted words stand,
// each between Mark and Unmark; the first such, and the beginning if none stands
// anywhere. SQLite has a function for it, which takes the square of the time for
// a word that is there very often.
func snippet(s string, wanted map[string]bool) string {
	type word struct {
		at, end int
		stem    string // empty if it is not wanted
	}
	first := map[rune]bool{} // letters that a wanted word can begin with
	for w := range wanted {
		r, _ := utf8.DecodeRuneInString(w)
		first[r] = true
	}
	var words []word
	at := 0
	for _, w := range runs(s) {
		at += strings.Index(s[at:], w)
		x := word{at: at, end: at + len(w)}
		at = x.end
		if r, _ := utf8.DecodeRuneInString(w); r >= utf8.RuneSelf || first[unicode.ToLower(r)] {
			if stem := text.Stem(folded(w)); wanted[stem] {
				x.stem = stem
			}
		}
		words = append(words, x)
	}
	// The window ends before the word j; of those that are equally good the first,
	// moved so that the first wanted word has a quarter before it.
	in := map[string]int{}
	best, from := 0, 0
	for j := range words {
		if i := j - snippetWords*3/4; i >= 0 && words[i].stem != "" {
			if in[words[i].stem]--; in[words[i].stem] == 0 {
				delete(in, words[i].stem)
			}
		}
		if words[j].stem != "" {
			if in[words[j].stem]++; len(in) > best {
				best, from = len(in), max(0, j+1-snippetWords*3/4)
				for from < j && words[from].stem == "" {
					from++
				}
			}
		}
	}
	from = max(0, from-snippetWords/4)
	to := min(len(words), from+snippetWords)
	if from == to {
		return ""
	}
	clean := strings.NewReplacer(Mark, " ", Unmark, " ")
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	last := words[from].at
	if from == 0 {
		last = 0
	}
	for _, w := range words[from:to] {
		if w.stem != "" {
			b.WriteString(clean.Replace(s[last:w.at]) + Mark + s[w.at:w.end] + Unmark)
			last = w.end
		}
	}
	if to < len(words) {
		b.WriteString(clean.Replace(s[last:words[to-1].end]) + "…")
	} else {
		b.WriteString(clean.Replace(s[last:]))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// wantedBy returns the stems of the words that a query asks for, those left out
// that it asks to be absent.
func wantedBy(query string) map[string]bool {
	out := map[string]bool{}
	for _, term := range terms(query) {
		for _, w := range term.words {
			if !term.not {
				out[text.Stem(folded(w))] = true
			}
		}
	}
	return out
}

// keyOf returns the key of an outlet by its name.
func keyOf(outlet string) string { return text.Fold(strings.TrimSpace(outlet)) }

// Asks reports whether a query asks for anything: whether it can find an article.
func Asks(query string) bool { return matchOf(query, sqlite) != "" }

// A term is a word or a phrase that a query asks for.
type term struct {
	words []string // as written, without marks
	not   bool     // it must be absent
}

// terms returns what a query asks for, in its order.
func terms(query string) []term {
	var out []term
	not := false
	add := func(s string) {
		if words := runs(s); len(words) > 0 {
			out = append(out, term{words, not})
			not = false
		}
	}
	rest := strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "\x00", " ").Replace(query)
	for rest != "" {
		rest = strings.TrimLeft(rest, " \t\n\r")
		switch {
		case rest == "":
		case rest[0] == '-':
			not, rest = true, rest[1:]
		case rest[0] == '"':
			phrase, more, _ := strings.Cut(rest[1:], `"`)
			add(phrase)
			rest = more
		default:
			i := strings.IndexAny(rest, " \t\n\r\"")
			if i < 0 {
				i = len(rest)
			}
			add(rest[:i])
			rest = rest[i:]
		}
	}
	return out
}

// maxTerms is how many words and phrases of a query are asked for.
const maxTerms = 64

// matchOf returns what a query asks for in the language of the engine; empty if
// it asks for nothing. Nothing in it can be a syntax error.
func matchOf(query string, k kind) string {
	var with, without []string
	all := terms(query)
	for _, t := range all[:min(len(all), maxTerms)] {
		m := `"` + strings.Join(t.words, " ") + `"`
		if k == postgres {
			for i, w := range t.words {
				t.words[i] = "'" + folded(w) + "'"
			}
			m = "(" + strings.Join(t.words, " <-> ") + ")"
		}
		if t.not {
			without = append(without, m)
		} else {
			with = append(with, m)
		}
	}
	if len(with) == 0 {
		return ""
	}
	if k == postgres {
		m := strings.Join(with, " & ")
		for _, w := range without {
			m += " & !" + w
		}
		return m
	}
	m := strings.Join(with, " AND ")
	if len(without) > 0 {
		m = "(" + m + ") NOT (" + strings.Join(without, " OR ") + ")"
	}
	return m
}

// A Name is a person, place or organisation, by all articles that name it.
type Name struct {
	Key, Kind, Name string
	Articles        int
	Last            int64 // the newest line of the log that names it
}

// Names lists those that most articles name among the last recent lines of the
// log, of one kind or (empty) of all, whose key begins with prefix.
func (s *Store) Names(ctx context.Context, kind, prefix string, recent int64, limit, offset int) ([]Name, error) {
	last, err := s.Last(ctx)
	if err != nil {
		return nil, err
	}
	return s.NamesIn(ctx, kind, prefix, last-recent, last, limit, offset)
}

// NamesIn is Names of the lines of the log in (after, last], which are the same
// whenever it is asked.
func (s *Store) NamesIn(ctx context.Context, kind, prefix string, after, last int64, limit, offset int) ([]Name, error) {
	prefix = text.Fold(prefix)
	return collect(ctx, s.r, func(rows *sql.Rows, n *Name) error {
		return rows.Scan(&n.Key, &n.Kind, &n.Name, &n.Articles, &n.Last)
	}, `with n as (
			select key, kind, count(*) as articles, max(seq) as last from names
			where seq > $1 and seq <= $2 and ($3 = '' or kind = $3) and key >= $4 and key < $5
			group by key, kind order by articles desc, key, kind limit $6 offset $7)
		select key, kind, `+usual+`, articles, last from n order by articles desc, key, kind`,
		after, last, kind, prefix, prefix+"\U0010ffff", limit, offset)
}

// usual is the form that most articles give to the name n.
const usual = "(select name from names m where m.key = n.key and m.kind = n.kind group by name order by count(*) desc, name limit 1)"

// NameOf returns what is known of a name by its key, of one kind or (empty) of
// the kind that most articles say.
func (s *Store) NameOf(ctx context.Context, key, kind string) (Name, error) {
	n, err := one(ctx, s.r, func(rows *sql.Rows, n *Name) error {
		return rows.Scan(&n.Key, &n.Kind, &n.Name, &n.Articles, &n.Last)
	}, `with n as (
			select key, kind, count(*) as articles, max(seq) as last from names where key = $1 and ($2 = '' or kind = $2)
			group by key, kind order by articles desc, kind limit 1)
		select key, kind, `+usual+`, articles, last from n`, text.Fold(key), kind)
	if err != nil {
		return n, fmt.Errorf("name %q: %w", key, err)
	}
	return n, nil
}

// An Outlet is who publishes, with how often it did what.
type Outlet struct {
	Key, Name                                         string
	Articles                                          int
	First, Copied, WasCopied, Contradicted, Corrected int
	Last                                              time.Time // when its last article was received
}

// Outlets lists outlets by how many articles they have; one alone if key is
// given. Unknown outlets are left out.
func (s *Store) Outlets(ctx context.Context, key string, limit, offset int) ([]Outlet, error) {
	return s.OutletsUpTo(ctx, key, math.MaxInt64, limit, offset)
}

// OutletsUpTo is Outlets as of a line of the log.
func (s *Store) OutletsUpTo(ctx context.Context, key string, last int64, limit, offset int) ([]Outlet, error) {
	return collect(ctx, s.r, func(rows *sql.Rows, o *Outlet) error {
		var last int64
		err := rows.Scan(&o.Key, &o.Name, &o.Articles, &last, &o.First, &o.Copied, &o.WasCopied, &o.Contradicted, &o.Corrected)
		o.Last = moment(&last)
		return err
	}, `with o as (
			select outlet_key, max(outlet) as name, count(*) as n, max(received) as last from articles
			where outlet <> '' and ($1 = '' or outlet_key = $1) and seq <= $4 group by outlet_key order by n desc, outlet_key limit $2 offset $3)
		select o.outlet_key, o.name, o.n, o.last,
			(select count(*) from records r where r.outlet = o.outlet_key and r.kind = 'first'),
			(select count(*) from records r where r.outlet = o.outlet_key and r.kind = 'copied'),
			(select count(*) from records r where r.outlet = o.outlet_key and r.kind = 'was-copied'),
			(select count(*) from records r where r.outlet = o.outlet_key and r.kind = 'contradicted'),
			(select count(*) from records r where r.outlet = o.outlet_key and r.kind = 'corrected')
		from o order by o.n desc, o.outlet_key`, key, limit, offset, last)
}

// Records returns what an outlet did, of one kind or (empty) of all, the newest
// first.
func (s *Store) Records(ctx context.Context, outlet, kind string, limit int) ([]Record, error) {
	return s.RecordsUpTo(ctx, outlet, kind, math.MaxInt64, limit, 0)
}

// RecordsUpTo is Records of articles up to a line of the log.
func (s *Store) RecordsUpTo(ctx context.Context, outlet, kind string, last int64, limit, offset int) ([]Record, error) {
	return collect(ctx, s.r, func(rows *sql.Rows, c *Record) error {
		return rows.Scan(&c.Story, &c.Outlet, &c.Kind, &c.Article, &c.Other, &c.Finding, &c.Why)
	}, `select r.story, r.outlet, r.kind, r.article, r.other, r.finding, r.why from records r join articles a on a.id = r.article
		where r.outlet = $1 and ($2 = '' or r.kind = $2) and a.seq <= $3 order by a.seq desc, r.kind, r.other, r.finding limit $4 offset $5`, outlet, kind, last, limit, offset)
}
