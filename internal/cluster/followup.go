package cluster

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

const (
	// followDays is after how many days without an account the next one is a
	// follow-up.
	followDays = 7

	// What a follow-up shares with the story, of what it takes to join: names and
	// days, for the next accident of the kind has others, and plain words, for the
	// same people do other things. Figures tell nothing: five are hurt in the next
	// one, too. Measured by eval's table "follow-ups": at 0.40 of names and days four
	// of 100 planted next events join the first instead of twelve, and six of 100 late
	// accounts are kept out instead of none.
	followParticular = 0.20
	followPlain      = 0.05
)

// followsUp reports whether k, whose vector is v and which is like st, tells of the
// same event long after, and says why or why not. If it does not come long after,
// late is false, and it joins as any other.
func (s *Stories) followsUp(k *Sketch, v *vec, st *story) (late, ok bool, why string) {
	last, particular, plain := int64(0), int64(0), int64(0)
	for i := range st.kept {
		last = max(last, st.kept[i].published)
		p, q := sharedSorts(v, &st.kept[i])
		particular, plain = particular+p, plain+q
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
	switch {
	case !s.enough(followParticular, particular, len(st.kept)):
		return true, false, why + ", and shares hardly a name or day with it"
	case !s.enough(followPlain, plain, len(st.kept)):
		return true, false, why + ", and shares hardly more than names with it"
	}
	return true, true, why
}

// nextOfKind reports whether those of the articles of two stories that lie far
// apart share no more than words of the kind of event, or no more than names.
func (s *Stories) nextOfKind(as, bs []vec) bool {
	far, particular, plain := 0, int64(0), int64(0)
	for i := range as {
		for j := range bs {
			a, b := &as[i], &bs[j]
			if a.published == 0 || b.published == 0 || max(a.published-b.published, b.published-a.published) <= followDays*86400 {
				continue
			}
			far++
			p, q := sharedSorts(a, b)
			particular, plain = particular+p, plain+q
		}
	}
	return far > 0 && !(s.enough(followParticular, particular, far) && s.enough(followPlain, plain, far))
}

// enough reports whether what so many pairs of articles share is a share of what
// it takes to join.
func (s *Stories) enough(share float64, sum int64, pairs int) bool {
	return float64(sum) >= share*float64(s.join)*one*float64(pairs)
}

// byDayAlone reports whether what v shares with st is no name and, for a half or
// more, days: two things that happened on one Wednesday in some town.
func byDayAlone(v *vec, st *story) bool {
	days, rest := int64(0), int64(0)
	for i := range st.kept {
		for class, z := range common(v, &st.kept[i]) {
			switch {
			case class.named():
				return false
			case class == Told:
				days += z
			default:
				rest += z
			}
		}
	}
	return days >= rest
}

// sharedSorts returns what the names and days that two articles share
// add to how like they are, and what plain words do, times one.
func sharedSorts(x, y *vec) (particular, plain int64) {
	for class, z := range common(x, y) {
		switch {
		case class == Plain:
			plain += z
		case class.named() || class == Told:
			particular += z
		}
	}
	return particular, plain
}

// common yields the class that each term of both x and y has in x, and what it adds
// to how like they are, times one.
func common(x, y *vec) iter.Seq2[Class, int64] {
	return func(yield func(Class, int64) bool) {
		for i, j := 0, 0; i < len(x.keys) && j < len(y.keys); {
			switch a, b := x.keys[i], y.keys[j]; {
			case a < b:
				i++
			case a > b:
				j++
			default:
				if !yield(x.terms[i].class, int64(x.terms[i].weight)*int64(y.terms[j].weight)) {
					return
				}
				i, j = i+1, j+1
			}
		}
	}
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
