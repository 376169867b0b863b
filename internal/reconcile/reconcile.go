// Package reconcile says where the accounts of one story agree and differ, and
// on how many separate origins each finding stands.
//
// Story is the one entry. Its steps, one file each:
//
//	people.go      the same person, place or organisation across articles
//	utterances.go  quotes of one act of speech, and where their wording differs
//	bench.go       claims as weighed features, so that they can be compared
//	accounts.go    claims aligned across articles: corroborated, contradicted, told by one
//	figures.go     the same thing counted: agreed, disputed, counted again later
//	times.go       when it happened, by day and by the clock
//	names.go       one name in two spellings
//	status.go      states that follow each other: questioned, charged, sentenced
//	polarity.go   told in one account, denied of the same in another
//	opposites.go  of one thing, words that cannot both hold: open, closed
//	revisions.go  which of two values supersedes the other, by an account's own words
//	denials.go    told in one account, called false in another
//	support.go     the separate origins behind witnesses
//	timeline.go    the dated findings in the order of what happened
//
// Independence before contradiction: support.go collapses copies before
// anything is counted. A difference in detail is not a contradiction: sides are
// opposed only where a slot (figure, moment, name, state, polarity) is filled
// with values that cannot both be true.
package reconcile

import (
	"cmp"
	"fmt"
	"slices"

	"stemma"
)

// Version is raised whenever the same accounts could give different findings.
const Version = 4

// Story returns the report of one story. arts are in report order, marks[i]
// belongs to arts[i], and lin is their lineage. Findings are ordered by kind
// (conflicting, updated, corroborated, single-source), then by the number of
// separate origins, most first, then by where the first witness stands.
func Story(arts []*stemma.Article, marks []*stemma.Marks, lin stemma.Lineage) *stemma.Report {
	r := &stemma.Report{Story: story(arts, marks), Articles: arts, Marks: marks, Lineage: lin}
	for _, m := range marks {
		r.Quotes = append(r.Quotes, m.Quotes...)
		r.Citations = append(r.Citations, m.Citations...)
	}
	for i := range r.Quotes {
		r.Quotes[i].ID = fmt.Sprintf("q%d", i+1)
	}
	for i := range r.Citations {
		r.Citations[i].ID = fmt.Sprintf("c%d", i+1)
	}
	people := align(arts, marks)
	r.People = people.entities
	r.Utterances = utterances(arts, r.Quotes, people)

	b := newBench(arts, marks, people)
	s := newSupport(arts, marks, lin, r.Utterances, r.Quotes)
	var fs []stemma.Finding
	fs = append(fs, b.figures()...)
	fs = append(fs, b.times()...)
	fs = append(fs, b.places()...)
	fs = append(fs, b.sites()...)
	fs = append(fs, b.names()...)
	fs = append(fs, b.statuses()...)
	denied := b.polarities()
	fs = append(fs, denied...)
	fs = append(fs, b.denials(denied)...)
	fs = append(fs, b.opposites()...)
	fs = append(fs, b.accounts(fs)...)
	fs = append(fs, b.introductions(fs)...)
	for i := range fs {
		s.count(&fs[i])
	}
	// A copy of the account that denies does not tell the opposite.
	fs = slices.DeleteFunc(fs, func(f stemma.Finding) bool {
		return f.Rule == "reconcile/denial" && slices.Equal(f.Sides[0].Origins, f.Sides[1].Origins)
	})
	slices.SortStableFunc(fs, func(f, g stemma.Finding) int {
		return cmp.Or(
			cmp.Compare(rank(f.Kind), rank(g.Kind)),
			cmp.Compare(len(g.Origins), len(f.Origins)),
			cmp.Compare(len(accountsOf(g)), len(accountsOf(f))),
			b.before(f.Sides[0].Witnesses[0], g.Sides[0].Witnesses[0]),
		)
	})
	for i := range fs {
		fs[i].ID = fmt.Sprintf("f%d", i+1)
	}
	r.Findings = fs
	r.Timeline = b.timeline(fs)
	return r
}

// rank orders the kinds of finding as they are read: what is disputed first.
func rank(k stemma.FindingKind) int {
	return slices.Index([]stemma.FindingKind{stemma.Conflicting, stemma.Updated, stemma.Corroborated, stemma.SingleSource}, k)
}

// accountsOf returns the articles that f's witnesses stand in, in the order met.
func accountsOf(f stemma.Finding) []stemma.ArticleID {
	var out []stemma.ArticleID
	for _, s := range f.Sides {
		for _, w := range s.Witnesses {
			if !slices.Contains(out, w.Article) {
				out = append(out, w.Article)
			}
		}
	}
	return out
}

// story names the story by its earliest account that has a headline or, if none
// has, by the first sentence of the first that has one.
func story(arts []*stemma.Article, marks []*stemma.Marks) stemma.Story {
	var s stemma.Story
	for _, a := range arts {
		if !a.Published.Known() {
			continue
		}
		if !s.First.Known() || a.Published.From.Before(s.First.From) {
			s.First = a.Published
		}
		if !s.Last.Known() || a.Published.From.After(s.Last.From) {
			s.Last = a.Published
		}
	}
	for _, a := range arts {
		if a.Title != "" {
			s.Title = a.Title
			break
		}
	}
	for i, m := range marks {
		if s.Title == "" && len(m.Sentences) > 0 {
			s.Title = arts[i].Words(m.Sentences[0])
		}
	}
	if len(arts) > 0 {
		s.ID = "story-" + string(arts[0].ID)
	}
	return s
}
