package cluster

import (
	"fmt"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

const (
	// followDays is after how many days without an account the next one is a
	// follow-up.
	followDays = 7

	// What a follow-up shares with the story, of what it takes to join: names, for
	// the next accident of the kind has others, even if it comes on such a day, and
	// plain words, for the same people do other things. Figures tell nothing: five
	// are hurt in the next one, too. Measured by eval's table "follow-ups": where days
	// count as names do, and 0.20 of both is asked, seventeen of 100 planted next events
	// join the first instead of seven. Every late account of the set shares 0.45 or
	// more of names alone with its story.
	followNames = 0.35
	followPlain = 0.05
	// followLike is how much more like the story a follow-up must be than what comes
	// at once: of 383 articles seven are taken for one of another event instead of
	// eight, and one of 48 late accounts is kept out.
	followLike = 1.25
)

// followsUp reports whether k, whose vector is v and which is like c, tells of the
// same event long after, and says why or why not. If it does not come long after,
// late is false, and it joins as any other.
func (s *Stories) followsUp(k *Sketch, v *group, c candidate) (late, ok bool, why string) {
	st := c.story
	last, names, plain := int64(0), int64(0), int64(0)
	for i := range st.kept.articles {
		last = max(last, st.kept.articles[i].published)
	}
	days, dated := (k.Published-last)/86400, last != 0 && k.Published != 0
	switch {
	case dated && days > followDays:
		why = fmt.Sprintf("%d days after its last account", days)
	case !dated && k.Recalls != "":
		why = fmt.Sprintf("it looks back (“%s”)", k.Recalls)
	default:
		return false, true, ""
	}
	for u, w := range newProbe(v, &s.other).common(&st.kept) {
		p, q := u.named(w)
		names, plain = names+p, plain+q
	}
	switch {
	case !s.enough(followNames, names, len(st.kept.articles)):
		return true, false, why + ", and shares hardly a name with it"
	case !s.enough(followPlain, plain, len(st.kept.articles)):
		return true, false, why + ", and shares hardly more than names with it"
	case float64(c.link) < followLike*float64(s.join):
		return true, false, why + ", and shares hardly enough with it to be one of its accounts"
	}
	return true, true, why
}

// nextOfKind reports whether those of the articles of two stories that lie far
// apart share no more than words of the kind of event, or no more than names.
func (s *Stories) nextOfKind(as, bs *group) bool {
	far := func(i, j int) bool {
		a, b := as.articles[i].published, bs.articles[j].published
		return a != 0 && b != 0 && max(a-b, b-a) > followDays*86400
	}
	n, names, plain := 0, int64(0), int64(0)
	for i := range as.articles {
		for j := range bs.articles {
			if far(i, j) {
				n++
			}
		}
	}
	if n == 0 {
		return false
	}
	for u, w := range newProbe(as, &s.other).common(bs) {
		if far(int(u.of), int(w.of)) {
			p, q := u.named(w)
			names, plain = names+p, plain+q
		}
	}
	return !(s.enough(followNames, names, n) && s.enough(followPlain, plain, n))
}

// enough reports whether what so many pairs of articles share is a share of what
// it takes to join.
func (s *Stories) enough(share float64, sum int64, pairs int) bool {
	return float64(sum) >= share*float64(s.join)*one*float64(pairs)
}

// byDayAlone reports whether what v shares with st is no name and, for a half or
// more, days: two things that happened on one Wednesday in some town.
func (s *Stories) byDayAlone(v *group, st *story) bool {
	days, rest := int64(0), int64(0)
	for u, w := range newProbe(v, &s.other).common(&st.kept) {
		z := int64(u.weight) * int64(w.weight)
		switch class := u.sort.class(); {
		case class.named():
			return false
		case class == Told:
			days += z
		default:
			rest += z
		}
	}
	return days >= rest
}

// named returns what a term that two articles share, in the one as u, in the other
// as w, adds to how like they are as a name, and what as a plain word, times one.
func (u use) named(w use) (name, plain int64) {
	z := int64(u.weight) * int64(w.weight)
	switch class := u.sort.class(); {
	case class == Plain:
		return 0, z
	case class.named():
		return z, 0
	}
	return 0, 0
}

// recalling are words of a lead that look back upon an event.
var recalling = []string{
	"anniversary", "years after", "months after", "weeks after", "years since", "months since", "a year on",
	"last year's", "last month's", "last year’s", "last month’s",
	"years ago", "months ago", "weeks ago", "a year ago", "a month ago",
}

// recalls returns the words by which the lead of a, its first leadWords words,
// tells an event as long past; empty if none.
func recalls(a *stemma.Article, m *stemma.Marks, lead int) string {
	s := strings.ToLower(a.Text[:min(lead, len(a.Text))])
	for _, w := range recalling {
		if strings.Contains(s, w) {
			return w
		}
	}
	if !a.Published.Known() {
		return ""
	}
	for _, d := range m.Dates {
		if d.Known() && d.Span.Start < lead && slices.Contains([]stemma.Precision{stemma.Day, stemma.Week, stemma.Month}, d.Precision) &&
			d.To.Before(a.Published.From.AddDate(0, 0, -followDays)) && d.To.After(a.Published.From.AddDate(-2, 0, 0)) {
			return text.Fold(a.Words(d.Span))
		}
	}
	return ""
}
