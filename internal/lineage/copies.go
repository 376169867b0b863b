package lineage

import (
	"fmt"
	"slices"
	"time"

	"stemma"
)

// What is copying, in words of narration. A passage of minCopied words (more, if
// it has gaps: two reporters may put one fact alike), of which minTelling say something and are no names, is more than chance and a title
// with a name: in 71,864 pairs of articles that the Giveme5W1H set keeps apart,
// what reached it was page furniture, but for one subject that the set splits in
// two. From minMuch on it is more than one handout's sentence, so a common
// source does not explain it and the time of publication tells the direction.
const (
	minCopied  = 12
	minTelling = 4
	minMuch    = 40
)

// minAgencyShare is the part of the shorter account that must be shared with
// an account that credits an agency for both to be that agency's text.
const minAgencyShare = 0.3

// minGap is how far apart two publications must be for their order to be
// evidence. Pages state wall-clock times and seldom of which place, so outlets
// on two sides of an ocean put half a day between the same moment.
const minGap = 12 * time.Hour

// A reuse is the narration that two accounts share.
type reuse struct {
	a, b   *account
	shares []share // in the order of a; none that is a quote
	plain  int     // words of narration in them
	copied bool    // more than two reporters would have by chance or from one source
}

// share returns the part of the shorter account that is shared.
func (r reuse) share() float64 {
	return min(1, float64(r.plain)/float64(max(1, min(r.a.plain, r.b.plain))))
}

// reuses returns the narration shared by each two accounts that share any, in
// report order.
func (t *tracer) reuses() []reuse {
	var out []reuse
	for _, s := range t.shares {
		if s.Quoted {
			continue
		}
		n := len(out)
		if n == 0 || out[n-1].a.at != s.a || out[n-1].b.at != s.b {
			out = append(out, reuse{a: t.accounts[s.a], b: t.accounts[s.b]})
			n++
		}
		r := &out[n-1]
		r.shares = append(r.shares, s)
		r.plain += s.plain
		if s.weight >= minCopied && s.telling >= minTelling && !t.explained(s) {
			r.copied = true
		}
	}
	for i := range out {
		out[i].copied = out[i].copied || out[i].plain >= minMuch || t.slip(out[i].a.at, out[i].b.at) != ""
	}
	return out
}

// explained reports whether both sides of s rest on one source that both name.
func (t *tracer) explained(s share) bool {
	return slices.ContainsFunc(t.between[[2]int{s.a, s.b}], func(c common) bool { return c.covers(s) })
}

// findCopies turns shared narration into edges. Agencies come first: accounts
// that carry one agency's text have it from there and not from each other.
func (t *tracer) findCopies() {
	var copied []reuse
	for _, r := range t.reuses() {
		if r.copied {
			copied = append(copied, r)
		}
	}
	for _, r := range copied {
		t.copiesAgency(r)
	}
	var open []edge
	for _, r := range copied {
		switch e := t.copyEdge(r); {
		case r.a.repeats(r.b) || t.sameAgency(e.from, e.to):
		case e.Directed:
			t.addEdge(e)
		default:
			open = append(open, e)
		}
	}
	for _, e := range open {
		if !t.sameModel(e.from, e.to) {
			t.addEdge(e)
		}
	}
}

// sameModel reports whether accounts i and j copy one account, so that what
// they share is explained.
func (t *tracer) sameModel(i, j int) bool {
	return slices.ContainsFunc(t.edges, func(e edge) bool {
		return e.from == i && e.copiesAccount() && slices.ContainsFunc(t.edges, func(f edge) bool {
			return f.from == j && f.copiesAccount() && f.to == e.to
		})
	})
}

// copiesAccount reports whether e is known to lead from a copy to its model.
func (e edge) copiesAccount() bool {
	return e.Kind == stemma.Copies && e.source == nil && e.Directed
}

// copiesAgency adds an edge to the agency if only one of two accounts with the
// same text credits it.
func (t *tracer) copiesAgency(r reuse) {
	from, with := r.b, r.a
	agencies := t.credited(r.a.at)
	if other := t.credited(r.b.at); len(other) > 0 {
		if len(agencies) > 0 {
			return // each says where it has it from
		}
		from, with, agencies = r.a, r.b, other
	}
	if len(agencies) != 1 || r.share() < minAgencyShare || agencies[0].publishes(from) {
		return
	}
	e := edge{from: from.at, to: -1, source: agencies[0]}
	why := fmt.Sprintf("%s; %s credits %s", r.words(with), with.name, agencies[0].name)
	certain := false
	if kind, words := feed(from.URL); kind == "wire" {
		why += fmt.Sprintf("; its own address says “%s”", words)
		certain = true
	}
	e.Edge = stemma.Edge{Kind: stemma.Copies, Directed: true, Certain: certain, Evidence: r.evidence(), Why: why}
	t.addEdge(e)
}

// sameAgency reports whether accounts i and j credit or copy one agency, or an
// account that an agency published.
func (t *tracer) sameAgency(i, j int) bool {
	return slices.ContainsFunc(t.edges, func(e edge) bool {
		return e.from == i && e.fromAgency() && slices.ContainsFunc(t.edges, func(f edge) bool {
			return f.from == j && f.fromAgency() && f.source == e.source && f.to == e.to
		})
	})
}

// fromAgency reports whether e says that an account is an agency's text.
func (e edge) fromAgency() bool {
	return e.Kind == stemma.Credits || e.Kind == stemma.Copies && e.source != nil
}

// words says how much is shared with which account.
func (r reuse) words(with *account) string {
	n := "1 passage"
	if len(r.shares) != 1 {
		n = fmt.Sprintf("%d passages", len(r.shares))
	}
	less := r.a
	if r.b.plain < r.a.plain {
		less = r.b
	}
	return fmt.Sprintf("shares %d words of narration with %s in %s, %.0f%% of %s", r.plain, with.name, n, 100*r.share(), less.name)
}

// evidence returns both sides of every passage.
func (r reuse) evidence() []stemma.Witness {
	var out []stemma.Witness
	for _, s := range r.shares {
		out = append(out, s.From)
	}
	for _, s := range r.shares {
		out = append(out, s.To)
	}
	return out
}

// copyEdge returns the edge for r, with its direction if it can be told.
func (t *tracer) copyEdge(r reuse) edge {
	from, to := r.a, r.b
	e := stemma.Edge{Kind: stemma.Copies, Directed: true}
	citesB := r.cited(r.a, r.b) || t.credits(r.a.at, r.b.at)
	citesA := r.cited(r.b, r.a) || t.credits(r.b.at, r.a.at)
	aLater, bLater := r.a.after(r.b), r.b.after(r.a)
	why := ""
	switch {
	case citesB != citesA:
		if citesA {
			from, to = r.b, r.a
		}
		e.Certain = true
		why = "and cites it for them"
	case max(aLater, bLater) < minGap:
		e.Directed = false
		why = "which came first cannot be told"
	case r.plain < minMuch:
		e.Directed = false
		why = "published " + span(max(aLater, bLater)) + " apart, but too little to tell whose it is"
	default:
		if bLater > 0 {
			from, to = r.b, r.a
		}
		why = "published " + span(max(aLater, bLater)) + " later"
	}
	e.Why = r.words(to) + "; " + why + t.slip(r.a.at, r.b.at)
	e.Evidence = r.evidence()
	return edge{from: from.at, to: to.at, Edge: e}
}

// credits reports whether account i credits account j, were it by its address.
func (t *tracer) credits(i, j int) bool {
	return slices.ContainsFunc(t.edges, func(e edge) bool {
		return e.from == i && e.source == nil && e.to == j && e.Kind == stemma.Credits
	})
}

// cited reports whether a cites or credits the outlet of b for words that they
// share: "told the Gazette" says nothing of what stands elsewhere in a.
func (r reuse) cited(a, b *account) bool {
	for _, c := range a.marks.Citations {
		kind := a.citeKind(c)
		if kind == "" || c.Kind != stemma.CitesOutlet && c.Kind != stemma.CitesAgency || !newLabel(c.Source).publishes(b) {
			continue
		}
		if kind == stemma.Credits {
			return true
		}
		for _, s := range r.shares {
			w := s.From
			if w.Article != a.ID {
				w = s.To
			}
			for _, cover := range append([]stemma.Span{c.Span}, c.Covers...) {
				if cover.Overlap(w.Span) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// after returns how long after b a was published, at the least; 0 if that
// cannot be told. A time of exactly midnight is a day without a time.
func (a *account) after(b *account) time.Duration {
	if !a.Published.Known() || !b.Published.Known() {
		return 0
	}
	end := b.Published.To
	if from := b.Published.From; from.Equal(from.Truncate(24*time.Hour)) && end.Before(from.Add(24*time.Hour)) {
		end = from.Add(24 * time.Hour)
	}
	return max(0, a.Published.From.Sub(end))
}

// span says how long d is, in its two largest units at most.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Hours())/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d minutes", int(d.Minutes()))
}
