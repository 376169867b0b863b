package cluster

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stemma"
	"stemma/internal/text"
)

const (
	// followDays is after how many days without an account the next one is a
	// follow-up.
	followDays = 7

	// What a follow-up shares with the story, of what it takes to join: names, days
	// and figures, for the next accident of the kind has others, and also plain
	// words, for the same people do other things. Of 46 articles of the set g5w1h
	// that come more than followDays after the last account of their story and are
	// like it, none has less; of 50 that are as like another story, 22 do, and
	// where names, days and figures are replaced, nearly all.
	followParticular = 0.40
	followPlain      = 0.09
)

// followsUp reports whether k, whose vector is v and which is like st, tells of the same event long
// after, and says why or why not. If it does not come long after, late is false,
// and it joins as any other.
func (s *Stories) followsUp(k *Sketch, v *vec, st *story) (late, ok bool, why string) {
	gap, dated := st.since(k)
	switch {
	case dated && gap > followDays*24*time.Hour:
		why = fmt.Sprintf("%d days after its last account", int(gap.Hours()/24))
	case !dated && k.Recalls != "":
		why = fmt.Sprintf("it looks back (“%s”)", k.Recalls)
	default:
		return false, true, ""
	}
	particular, plain := s.sharedSorts(k, v, st)
	if particular < followParticular*float64(s.join) {
		return true, false, why + ", and shares hardly a name, day or figure with it"
	}
	if plain < followPlain*float64(s.join) {
		return true, false, why + ", and shares hardly more than names with it"
	}
	return true, true, why
}

// since returns how long after the last account of st k was published; false if
// one of the days is not known.
func (st *story) since(k *Sketch) (time.Duration, bool) {
	last := int64(0)
	for i := range st.kept {
		last = max(last, st.kept[i].published)
	}
	return time.Duration(k.Published-last) * time.Second, last != 0 && k.Published != 0
}

// sharedSorts returns what the terms that k shares with st add to how like they
// are: names, days and figures, and plain words. The terms of k are in the order
// of the last vector.
func (s *Stories) sharedSorts(k *Sketch, v *vec, st *story) (particular, plain float64) {
	in := map[uint32]int64{} // by key: what the kept articles have of it
	for i := range st.kept {
		for _, t := range st.kept[i].terms {
			in[t.key] += int64(t.weight)
		}
	}
	own := make(map[uint32]int64, len(v.terms))
	for _, t := range v.terms {
		own[t.key] = int64(t.weight)
	}
	for _, i := range s.order[:min(len(s.order), maxTerms)] {
		t := &k.Terms[i]
		x := float64(own[short(t.Hash)]*in[short(t.Hash)]) / one / float64(len(st.kept))
		switch {
		case t.named() || t.Kind == Day || t.Kind == Figure || t.Kind == Word && t.Class != Plain:
			particular += x
		case t.Kind == Phrase || t.Kind == Tie:
			// of names or of plain words, whose own terms stand for it
		default:
			plain += x
		}
	}
	return particular, plain
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
