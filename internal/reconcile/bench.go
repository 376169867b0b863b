package reconcile

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A bench is the claims of a story laid out for comparison.
type bench struct {
	arts   []*stemma.Article
	marks  []*stemma.Marks
	people *cast
	place  map[stemma.ArticleID]int // index into arts
	said   []statement              // all claims, by article, in text order
	named  []index                  // of each article: where its names stand
	weight map[string]float64       // of a feature
	called []calling                // of each article: where it speaks of its entities
	vocab  *words
	about  map[string]bool // the happenings that the story is about
	day    stemma.Date     // of the event, as most accounts date it; zero if none does
}

// A statement is a claim with the features it is compared by.
type statement struct {
	*stemma.Claim
	art      int
	at       int  // index into bench.said
	event    bool // tells what the story is about
	lead     bool // stands in the first sentences of its article
	other    bool // tells of another time than the event's
	features []string
	ties     []tie
	where    map[string]stemma.Span // the words that a feature was first read from
	mass     float64                // the sum of the features' weights
}

// maxSlot is how many of an account's claims are compared in one slot: the
// counts of one thing, the moments of the event, the states of one ladder, what
// is to come. No account of the cases puts more than eight into one; a text of
// nothing else would cost the square of its length.
const maxSlot = 200

// leadSentences is how much of an article's start tells what it is about.
const leadSentences = 3

func newBench(arts []*stemma.Article, marks []*stemma.Marks, people *cast) *bench {
	b := &bench{arts: arts, marks: marks, people: people, place: map[stemma.ArticleID]int{}, weight: map[string]float64{}}
	for i, a := range arts {
		b.place[a.ID] = i
	}
	for i, m := range marks {
		b.named = append(b.named, newIndex(m))
		b.called = append(b.called, newCalling(m))
		leadEnd := 0
		if n := min(leadSentences, len(m.Sentences)); n > 0 {
			leadEnd = m.Sentences[n-1].End
		}
		for k := range m.Claims {
			c := &m.Claims[k]
			s := statement{Claim: c, art: i, at: len(b.said), lead: c.Span.Start < leadEnd, where: b.featuresOf(i, c)}
			s.features = slices.Sorted(maps.Keys(s.where))
			b.said = append(b.said, s)
		}
	}
	b.weigh()
	b.tie()
	b.about = b.event()
	for i := range b.said {
		b.said[i].event = b.tellsEvent(&b.said[i])
	}
	b.day = b.eventDay()
	for i := range b.said {
		b.said[i].other = b.otherTime(&b.said[i])
	}
	return b
}

// featuresOf returns what claim c of article i says, as strings that are equal
// where two claims say the same, with the words they were read from: its terms,
// the people and places it names by their story-wide names, its figures and its
// days.
func (b *bench) featuresOf(i int, c *stemma.Claim) map[string]stemma.Span {
	fs := map[string]stemma.Span{}
	add := func(f string, s stemma.Span) {
		if _, ok := fs[f]; !ok {
			fs[f] = s
		}
	}
	inName := map[string]bool{}
	for _, n := range c.Names {
		full := b.people.name(c.Article, n)
		add("name "+full, b.people.mentionIn(c, n))
		for _, p := range nameParts(full) {
			inName[text.Stem(p)] = true
		}
	}
	aged := func(sp stemma.Span) bool { // "year" and "old" are shared by all ages
		return slices.ContainsFunc(c.Figures, func(k int) bool {
			f := &b.marks[i].Figures[k]
			return f.Counted == "age" && f.Span.Contains(sp)
		})
	}
	for _, t := range c.Terms {
		if !inName[t.Word] && !aged(t.Span) { // a name counts once, however many words it has
			add(t.Word, t.Span)
		}
	}
	for _, k := range c.Figures {
		if f := b.marks[i].Figures[k]; f.Counted != "" && f.Low == f.High {
			add(fmt.Sprintf("figure %g %s", f.Low, f.Counted), f.Span)
		}
	}
	for _, k := range c.Dates {
		if d := b.marks[i].Dates[k]; d.Known() && (d.Precision == stemma.Year || fine(d.Precision)) {
			add("date "+dateKey(d), d.Span)
		}
	}
	return fs
}

func fine(p stemma.Precision) bool {
	return p == stemma.Minute || p == stemma.Hour || p == stemma.PartOfDay || p == stemma.Day
}

func dateKey(d stemma.Date) string {
	if fine(d.Precision) {
		return d.From.Format("2006-01-02")
	}
	return d.From.Format("2006")
}

// everyday is what a word of everyday English keeps of its weight. With 1, "let"
// and "know" made an agreement.
const everyday = 0.6

// weigh gives each feature the logarithm of how rare it is: the number of
// claims an article makes over how often the article that uses it most does.
// Counting per article, not over all, keeps what every account says once (the
// very facts to be aligned) as heavy as what only one says.
func (b *bench) weigh() {
	most := map[string]int{}
	here := map[slot]int{}
	for _, s := range b.said {
		for _, f := range s.features {
			k := slot{s.art, f}
			here[k]++
			most[f] = max(most[f], here[k])
		}
	}
	perArticle := float64(len(b.said)) / float64(max(1, len(b.arts)))
	for f, n := range most {
		w := math.Log(1 + max(4, perArticle)/float64(n))
		switch {
		case strings.HasPrefix(f, "name "), strings.HasPrefix(f, "figure "):
			w *= 1.2
		case strings.HasPrefix(f, "date "):
			w *= 0.8
		case text.IsCommon(f):
			w *= everyday
		}
		b.weight[f] = w
	}
	for i := range b.said {
		for _, f := range b.said[i].features {
			b.said[i].mass += b.weight[f]
		}
	}
}

// shared returns the features that s and t have in common and their weight.
func (b *bench) shared(s, t *statement) (fs []string, w float64) {
	i, j := 0, 0
	for i < len(s.features) && j < len(t.features) {
		switch c := strings.Compare(s.features[i], t.features[j]); {
		case c < 0:
			i++
		case c > 0:
			j++
		default:
			fs = append(fs, s.features[i])
			w += b.weight[s.features[i]]
			i++
			j++
		}
	}
	return fs, w
}

// likeness returns how far s and t say the same, from 0 to 1: the weight they
// share over a mean of what each says. The mean leans to the shorter claim,
// since one account's clause is often another's sentence.
func (b *bench) likeness(s, t *statement) float64 {
	_, w := b.shared(s, t)
	return likenessOf(s, t, w)
}

// likenessOf returns the likeness of s and t, which share the weight w.
func likenessOf(s, t *statement, w float64) float64 {
	if w == 0 {
		return 0
	}
	short, long := min(s.mass, t.mass), max(s.mass, t.mass)
	return w / (0.5*short + 0.5*math.Sqrt(short*long))
}

// termsNear returns the terms of s at most reach bytes before or after sp.
func (s *statement) termsNear(sp stemma.Span, reach int) []stemma.Term {
	i, _ := slices.BinarySearchFunc(s.Terms, sp.Start-reach, func(t stemma.Term, at int) int { return cmp.Compare(t.Span.End, at) })
	j := i
	for j < len(s.Terms) && s.Terms[j].Span.Start <= sp.End+reach {
		j++
	}
	return s.Terms[i:j]
}

// A slot is what one article's claims are compared by: a counted thing, a ladder,
// a feature.
type slot struct {
	art  int
	name string
}

// A limit counts what each article puts into a slot.
type limit map[slot]int

// reached reports whether article art has put maxSlot into the slot, and else
// counts one more.
func (l limit) reached(art int, name string) bool {
	k := slot{art, name}
	if l[k] == maxSlot {
		return true
	}
	l[k]++
	return false
}

// witness returns the words of s as evidence.
func (s *statement) witness() stemma.Witness { return stemma.Witness{Article: s.Article, Span: s.Span} }

// words returns the words of w on one line.
func (b *bench) words(w stemma.Witness) string {
	return strings.Join(strings.Fields(b.arts[b.place[w.Article]].Words(w.Span)), " ")
}

// before orders witnesses by article and place.
func (b *bench) before(v, w stemma.Witness) int {
	return cmp.Or(
		cmp.Compare(b.place[v.Article], b.place[w.Article]),
		cmp.Compare(v.Span.Start, w.Span.Start),
		cmp.Compare(v.Span.End, w.Span.End),
	)
}

// later reports whether article j is known to be published after article i.
func (b *bench) later(i, j int) bool {
	p, q := b.arts[i].Published, b.arts[j].Published
	return p.Known() && q.Known() && !q.From.Before(p.To)
}

// clip returns s cut to at most n bytes, on a word border.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := strings.LastIndexByte(s[:n+1], ' ')
	if cut <= 0 {
		cut = n
		for cut > 0 && s[cut]&0xC0 == 0x80 {
			cut--
		}
	}
	return s[:cut] + " …"
}
