package reconcile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/text"
)

// A moment is one date of one statement about the story's event.
type moment struct {
	*stemma.Date
	said int
	of   string // the happening that the parse dates; "it" if the event is spoken of as a whole; empty if only nearness tells
}

// eventShare is how many of the accounts must have a happening in their first
// sentences for it to be what the story is about.
const eventShare = 0.5

// slack is how far apart, in minutes, two clock times may stand and still be
// one, told roughly. At 10, "just after six" met "ten past six".
const slack = 4

// times compares when the accounts say that the event happened, by its day and
// by the time of day, and when another happening did ("called at 6.04").
func (b *bench) times() []stemma.Finding {
	var days []moment
	clocks := map[string][]moment{}
	var keys []string
	full := limit{}
	for i := range b.said {
		s := &b.said[i]
		if s.Future || s.other {
			continue
		}
		for _, k := range s.Dates {
			d := &b.marks[s.art].Dates[k]
			what := b.dated(s, d)
			m := moment{Date: d, said: i, of: b.datedByParse(s, d)}
			if what == "event" && d.Known() && fine(d.Precision) && !full.reached(s.art, "day") {
				days = append(days, m)
			}
			if m.Clock != nil && what != "" && !aspects[what] && !full.reached(s.art, "clock of "+what) {
				if clocks[what] == nil {
					keys = append(keys, what)
				}
				clocks[what] = append(clocks[what], m)
			}
		}
	}
	var out []stemma.Finding
	if f, ok := b.timeFinding("day of the event", days, b.sameDay, dayValue); ok {
		out = append(out, f)
	}
	for _, what := range keys {
		about := "time of day of the event"
		if what != "event" {
			about = "time of day: " + what
		}
		if f, ok := b.timeFinding(about, clocks[what], b.sameClock, b.clockValue); ok {
			out = append(out, f)
		}
	}
	return out
}

// datedReach is how far, in bytes, the happening that a date dates can stand
// from it.
const datedReach = 60

// dated returns what date d of statement s dates: "event", the name of another
// happening, or "" if it cannot be told. The first happening of the clause and
// the one nearest to the date must agree, since either alone is often a mere
// description ("called to an overturned tram at 6.10").
func (b *bench) dated(s *statement, d *stemma.Date) string {
	if what, told := b.governor(s, d.Span); told {
		switch {
		case what == "" || aspects[what]:
		case b.about[what]:
			return "event"
		default:
			return what
		}
	}
	nearest, best := "", 1<<30
	for _, t := range s.termsNear(d.Span, datedReach) {
		gap := max(d.Span.Start-t.Span.End, t.Span.Start-d.Span.End, 0)
		if t.Happening && !aspects[t.Word] && gap < best {
			nearest, best = t.Word, gap
			if b.unrealised(s, t) {
				nearest = ""
			}
		}
	}
	switch {
	case s.Frame == "" && s.event, b.bare(s):
		return "event"
	case s.Frame == "":
		return ""
	case b.about[s.Frame] && b.about[nearest] && best <= datedReach:
		return "event"
	case b.about[s.Frame]:
		return ""
	}
	return s.Frame
}

// datedByParse returns the happening that the parse puts d under, "it" if that is
// the event as a whole, and "" if the parse does not tell. Only such dates can
// oppose each other: what merely stands near a date may be of another time.
func (b *bench) datedByParse(s *statement, d *stemma.Date) string {
	if b.bare(s) {
		return "it"
	}
	what, told := b.governor(s, d.Span)
	if b.underOther(s, d.Span, cmp.Or(what, s.Frame)) {
		return ""
	}
	switch {
	case !told && s.Frame == "" && slices.ContainsFunc(s.Bonds, func(bd stemma.Bond) bool { return bd.Head.Part == 'v' }) && slices.ContainsFunc(s.Terms, func(t stemma.Term) bool { return eventNouns[t.Word] }):
		return "it" // "the drama unfolded"
	case !told && b.about[s.Frame] && b.dated(s, d) == "event":
		return s.Frame // "fire broke out": what the claim tells first is also what stands nearest
	case !told || what == "":
		return ""
	case eventNouns[what] || aspects[what]:
		return "it"
	}
	return what
}

// underOther reports whether the verb that the words sp are tied to is another one
// than the happening what, and none that what does ("fire broke out"): "we were
// informed this morning of the death".
func (b *bench) underOther(s *statement, sp stemma.Span, what string) bool {
	here := b.around(s)
	for range maxChain {
		up := above(here, sp)
		if up == nil {
			return false
		}
		for i := range here {
			for _, t := range here[i].termsNear(up.Head.Span, 0) {
				if t.Span.Start == up.Head.Span.Start && t.Word == what {
					return false
				}
			}
		}
		if up.Head.Part == 'v' {
			return !slices.ContainsFunc(here, func(u statement) bool {
				return slices.ContainsFunc(u.ties, func(t tie) bool {
					return t.Head.Span == up.Head.Span && t.Slot == stemma.Agent && (b.vocab.key[t.tail] == what || eventNouns[b.vocab.key[t.tail]])
				})
			})
		}
		sp = up.Head.Span
	}
	return false
}

// bareReach is how many bytes of a claim are read to see how it opens.
const bareReach = 64

// bare reports whether s speaks of the event as "it", and says no more than when
// it was: "It all started on a Saturday afternoon".
func (b *bench) bare(s *statement) bool {
	w := b.arts[s.art].Words(s.Span)
	opens := strings.ToLower(strings.Join(strings.Fields(w[:min(len(w), bareReach)]), " "))
	return slices.ContainsFunc([]string{"it was ", "it happened", "it all ", "it took place", "it occurred"}, func(p string) bool { return strings.HasPrefix(opens, p) })
}

// aspects are happenings that only say how far along another one is: "fire
// broke out".
var aspects = map[string]bool{"begin": true, "end": true, "continue": true}

// unrealised reports whether the happening t is only meant or allowed to be: "to
// launch", "would launch".
func (b *bench) unrealised(s *statement, t stemma.Term) bool {
	last, second := b.wordsBefore(s, t)
	return last == "to" || modals[last] || last == "be" && modals[second]
}

// nearBefore is how many bytes before a term hold the two words before it.
const nearBefore = 40

// wordsBefore returns the last word of s before t and the one before that, in
// lower case; empty where there is none.
func (b *bench) wordsBefore(s *statement, t stemma.Term) (last, second string) {
	before := b.arts[s.art].Text[max(s.Span.Start, t.Span.Start-nearBefore):max(s.Span.Start, t.Span.Start)]
	words := strings.Fields(strings.ToLower(before))
	if n := len(words); n > 1 {
		return words[n-1], words[n-2]
	} else if n == 1 {
		return words[0], ""
	}
	return "", ""
}

var modals = map[string]bool{"would": true, "could": true, "might": true, "may": true, "can": true}

// datesIn returns the dates that begin in the sentence of s.
func (b *bench) datesIn(s *statement) []stemma.Date {
	dates := b.marks[s.art].Dates
	before := func(d stemma.Date, at int) int { return cmp.Compare(d.Span.Start, at) }
	from, _ := slices.BinarySearchFunc(dates, s.Sentence.Start, before)
	n, _ := slices.BinarySearchFunc(dates[from:], s.Sentence.End, before)
	return dates[from : from+n]
}

// otherTime reports whether s tells of another time than the story's: it holds a
// resolved date of which none lies near the event or the accounts of it.
func (b *bench) otherTime(s *statement) bool {
	if !b.day.Known() {
		return false
	}
	from, to := b.day.From.AddDate(0, 0, -1), b.day.To.AddDate(0, 0, 7)
	other := false
	for _, d := range b.datesIn(s) {
		if !d.Known() || !s.Sentence.Contains(d.Span) || len(s.Dates) > 0 && !s.Span.Contains(d.Span) {
			continue // a clause without a date of its own has its sentence's
		}
		if d.From.Before(to) && from.Before(d.To) {
			return false
		}
		other = other || d.To.Before(from)
	}
	return other
}

// eventDay returns the day that most accounts name in a claim about the event;
// the earlier of two that are named equally often.
func (b *bench) eventDay() stemma.Date {
	arts := map[string]map[int]bool{}
	days := map[string]stemma.Date{}
	for i := range b.said {
		s := &b.said[i]
		if !s.event {
			continue
		}
		for _, k := range s.Dates {
			if d := b.marks[s.art].Dates[k]; d.Known() && fine(d.Precision) {
				key := dateKey(d)
				if arts[key] == nil {
					arts[key], days[key] = map[int]bool{}, d
				}
				arts[key][s.art] = true
			}
		}
	}
	best := ""
	for _, key := range slices.Sorted(maps.Keys(arts)) {
		if best == "" || len(arts[key]) > len(arts[best]) {
			best = key
		}
	}
	return days[best]
}

// event returns the happenings that stand in the first sentences of at least
// half of the accounts: what the story is about.
func (b *bench) event() map[string]bool {
	in := map[string]map[int]bool{}
	for i := range b.said {
		s := &b.said[i]
		if !s.lead {
			continue
		}
		for _, t := range s.Terms {
			if t.Happening {
				if in[t.Word] == nil {
					in[t.Word] = map[int]bool{}
				}
				in[t.Word][s.art] = true
			}
		}
	}
	out := map[string]bool{}
	for w, arts := range in {
		if float64(len(arts)) >= max(2, eventShare*float64(len(b.arts))) {
			out[w] = true
		}
	}
	return out
}

// eventNouns speak of the event itself, whatever it was.
var eventNouns = map[string]bool{"accident": true, "drama": true, "event": true, "happen": true, "occur": true, "unfold": true, "took": true, "take": true, "place": true}

func (b *bench) tellsEvent(s *statement) bool {
	for _, t := range s.Terms {
		if t.Happening && b.about[t.Word] || eventNouns[t.Word] {
			return true
		}
	}
	return false
}

// sameDay reports whether two moments can be of one day. Two readings of one
// weekday agree even weeks apart: which week was meant hangs on the publication
// date, and that may be the date of a copy. For the same reason "last night" leaves
// room for a day more or less.
func (b *bench) sameDay(m, n moment) bool {
	if b.toldFromHere(m) || b.toldFromHere(n) {
		if gap := m.From.Sub(n.From); -aDay <= gap && gap <= aDay {
			return true
		}
	}
	return m.Agrees(*n.Date) || m.From.Weekday() == n.From.Weekday() && (b.byWeekday(m) || b.byWeekday(n))
}

const aDay = 24 * time.Hour

// toldFromHere reports whether m is told from the day of writing: "last night". A
// copy, or another time zone, moves that by a day.
func (b *bench) toldFromHere(m moment) bool {
	return b.wordOfSet(stemma.Witness{Article: b.said[m.said].Article, Span: m.Span}, fromHere) != ""
}

var fromHere = text.WordSet("today tonight yesterday tomorrow last this overnight")

func (b *bench) byWeekday(m moment) bool {
	w := b.words(stemma.Witness{Article: b.said[m.said].Article, Span: m.Span})
	return strings.Contains(w, m.From.Weekday().String()) && !strings.ContainsAny(w, "0123456789")
}

func (b *bench) sameClock(m, n moment) bool {
	c, d := *m.Clock, *n.Clock
	if c.To-c.From <= 60 && d.To-d.From <= 60 { // parts of the day have borders of their own
		c.From -= slack
		c.To += slack
	}
	if m.Known() && n.Known() && !b.sameDay(m, n) {
		return true // another day's clock does not oppose this one's
	}
	return c.Agrees(d)
}

func dayValue(side []moment) string { return side[0].From.Format("2006-01-02") }

func (b *bench) clockValue(side []moment) string {
	return b.words(stemma.Witness{Article: b.said[side[0].said].Article, Span: side[0].Span})
}

// kindred is the likeness that claims on two sides must reach to be of one
// happening; without it, any two dates of a long article opposed each other.
const kindred = 0.2

// opposing returns the largest side and those others that speak of the same: a
// claim of theirs is kindred to one of the largest side's, or says no more than
// when it was. A day is not opposed by an article that gives the larger side's
// day as well: it dates two things.
func (b *bench) opposing(sides [][]moment) [][]moment {
	main := sides[0]
	return slices.DeleteFunc(sides, func(side []moment) bool {
		if &side[0] == &main[0] {
			return false
		}
		return !slices.ContainsFunc(side, func(m moment) bool {
			s := &b.said[m.said]
			if m.Clock == nil && slices.ContainsFunc(main, func(n moment) bool { return b.said[n.said].art == s.art }) {
				return false
			}
			if m.of == "" || m.deadline(b) {
				return false
			}
			return slices.ContainsFunc(main, func(n moment) bool {
				return (m.of == n.of || n.of != "" && (m.of == "it" || n.of == "it")) &&
					(m.of == "it" || s.Frame == "" || b.likeness(s, &b.said[n.said]) >= kindred)
			})
		})
	})
}

// deadline reports whether m only says by when, or how far from something else:
// "by ten o'clock", "four days earlier".
func (m moment) deadline(b *bench) bool {
	s := &b.said[m.said]
	last, second := b.wordsBefore(s, stemma.Term{Span: m.Span})
	if b.wordOfSet(stemma.Witness{Article: s.Article, Span: m.Span}, apartWords) != "" {
		return true
	}
	return last == "by" || second == "by" && last == "about" || last == "as" || last == "until" || last == "since"
}

var apartWords = text.WordSet("before after earlier later ago since until")

// timeFinding returns the finding that the moments make, if two articles stand in
// it. Sides are formed most precise first, so that "morning"
// joins "5 a.m." and does not bridge it to "9 a.m.".
func (b *bench) timeFinding(about string, ms []moment, same func(m, n moment) bool, value func([]moment) string) (stemma.Finding, bool) {
	width := func(m moment) int {
		if m.Clock != nil {
			return m.Clock.To - m.Clock.From
		}
		return 24 * 60
	}
	slices.SortStableFunc(ms, func(m, n moment) int { return cmp.Compare(width(m), width(n)) })
	var sides [][]moment
	for _, m := range ms {
		at := slices.IndexFunc(sides, func(side []moment) bool { return same(side[0], m) })
		if at < 0 {
			sides = append(sides, nil)
			at = len(sides) - 1
		}
		sides[at] = append(sides[at], m)
	}
	if len(sides) == 0 {
		return stemma.Finding{}, false
	}
	slices.SortStableFunc(sides, func(s, t []moment) int { return cmp.Compare(len(t), len(s)) })
	sides = b.opposing(sides)
	f := stemma.Finding{Kind: stemma.Corroborated, Type: stemma.TimeFinding, About: about, Rule: "reconcile/time"}
	for _, side := range sides {
		var ws []stemma.Witness
		for _, m := range side {
			ws = append(ws, b.said[m.said].witness())
		}
		slices.SortFunc(ws, b.before)
		f.Sides = append(f.Sides, stemma.Side{Value: value(side), Witnesses: slices.Compact(ws)})
	}
	// Counted after opposing: an account whose side was left out agrees with nobody.
	n := len(accountsOf(f))
	if n < 2 || len(f.Sides) > 1 && !crossed(f.Sides) {
		return stemma.Finding{}, false
	}
	f.Why = fmt.Sprintf("%d accounts put it at %s", n, f.Sides[0].Value)
	if len(f.Sides) > 1 {
		f.Kind = stemma.Conflicting
		f.Why = "it cannot have been all of: " + values(f.Sides)
		if why := b.revision(f.Sides); why != "" {
			f.Kind, f.Why = stemma.Updated, why+": "+values(f.Sides)
		}
	}
	return f, true
}

// aroundReach is how many claims of one sentence before and after a claim are read
// with it.
const aroundReach = 6

// around returns the claims of s's sentence that stand near it.
func (b *bench) around(s *statement) []statement {
	i, j := s.at, s.at+1
	for i > 0 && s.at-i < aroundReach && b.said[i-1].art == s.art && b.said[i-1].Sentence == s.Sentence {
		i--
	}
	for j < len(b.said) && j-s.at <= aroundReach && b.said[j].art == s.art && b.said[j].Sentence == s.Sentence {
		j++
	}
	return b.said[i:j]
}

// above returns the bond by which one of the statements here ties the words sp to
// what governs them, one that dates or places them before others; nil if none does.
func above(here []statement, sp stemma.Span) (up *stemma.Bond) {
	for i := range here {
		for k := range here[i].Bonds {
			if bd := &here[i].Bonds[k]; sp.Overlap(bd.Tail.Span) > 0 && sp.Overlap(bd.Head.Span) == 0 && (up == nil || bd.Slot == stemma.Oblique) {
				up = bd
			}
		}
	}
	return up
}

// maxChain bounds how far up a tree a governor is looked for.
const maxChain = 6

// governor returns the happening that the parse puts the words sp under: the
// nearest above them. It is empty if that happening is not told as a fact, and
// told is false if the parse ties sp to no happening.
func (b *bench) governor(s *statement, sp stemma.Span) (what string, told bool) {
	here := b.around(s)
	for range maxChain {
		up := above(here, sp)
		if up == nil {
			return "", false
		}
		for i := range here {
			for _, t := range here[i].termsNear(up.Head.Span, 0) {
				if t.Happening && t.Span.Start == up.Head.Span.Start {
					if up.Mood&(stemma.Denied|stemma.Possible) != 0 {
						return "", true
					}
					return t.Word, true
				}
			}
		}
		sp = up.Head.Span
		if !slices.ContainsFunc(here, func(t statement) bool { return t.Span.Contains(sp) }) {
			return "", true // the cue: it is dated when they said so
		}
	}
	return "", false
}
