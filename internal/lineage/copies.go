package lineage

import (
	"fmt"
	"strings"
	"time"

	"stemma"
)

// Shared narration is copying from minCopied words in one passage on. Two
// accounts are copies of one agency's text, although only one credits it, from
// minAgencyShare of the shorter on.
const (
	minCopied      = 12
	minAgencyShare = 0.3
)

// minGap is how far apart two publications must be for their order to be
// evidence: outlets put up agency copy within minutes of each other.
const minGap = 30 * time.Minute

// A reuse is the narration that two accounts share.
type reuse struct {
	a, b     *account
	shares   []share // those with narration
	plain    int     // matched words of narration
	longest  int     // in one passage
	passages int
}

// share returns the part of the shorter account that is shared.
func (r reuse) share() float64 {
	return float64(r.plain) / float64(max(1, min(r.a.plain, r.b.plain)))
}

// copied reports whether r is more than two reporters would have by chance.
func (r reuse) copied() bool { return r.longest >= minCopied }

// reuses returns the narration shared by each two accounts that share any, in
// report order.
func (t *tracer) reuses() []reuse {
	var out []reuse
	for _, s := range t.shares {
		n := len(out)
		if n == 0 || out[n-1].a.at != s.a || out[n-1].b.at != s.b {
			out = append(out, reuse{a: t.accounts[s.a], b: t.accounts[s.b]})
			n++
		}
		r := &out[n-1]
		if s.Quoted {
			continue
		}
		r.shares = append(r.shares, s)
		r.plain += s.plain
		r.longest = max(r.longest, s.plain)
	}
	return out
}

// findCopies turns shared narration into edges.
func (t *tracer) findCopies() {
	for _, r := range t.reuses() {
		if !r.copied() {
			continue
		}
		if t.copiesAgency(r) {
			continue
		}
		t.addEdge(t.copyEdge(r))
	}
}

// copiesAgency reports whether r is agency copy that both carry, and adds the
// edge from the account that does not credit the agency.
func (t *tracer) copiesAgency(r reuse) bool {
	ca, cb := t.credited(r.a.at), t.credited(r.b.at)
	for _, s := range ca {
		for _, u := range cb {
			if s == u {
				return true // both say so
			}
		}
	}
	from, with, agencies := r.b, r.a, ca
	if len(ca) == 0 {
		from, with, agencies = r.a, r.b, cb
	}
	if len(ca) > 0 && len(cb) > 0 || len(agencies) != 1 || r.share() < minAgencyShare {
		return false
	}
	e := edge{from: from.at, to: -1, source: agencies[0]}
	why := fmt.Sprintf("%s with %s, which credits %s", r.words(), title(with), agencies[0].name)
	certain := false
	if kind, words := feed(from.URL); kind == "wire" {
		why += fmt.Sprintf("; its address files it under “%s”", words)
		certain = true
	}
	e.Edge = stemma.Edge{Kind: stemma.Copies, Directed: true, Certain: certain, Evidence: r.evidence(), Why: why}
	t.addEdge(e)
	return true
}

// words says how much is shared.
func (r reuse) words() string {
	n := "1 passage"
	if len(r.shares) != 1 {
		n = fmt.Sprintf("%d passages", len(r.shares))
	}
	return fmt.Sprintf("shares %d words of narration in %s", r.plain, n)
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

// title returns what to call a in a sentence.
func title(a *account) string {
	for _, s := range []string{a.Outlet, a.Path, string(a.ID)} {
		if s != "" {
			return s
		}
	}
	return "another account"
}

// copyEdge returns the edge for r, with its direction if it can be told.
func (t *tracer) copyEdge(r reuse) edge {
	e := edge{from: r.a.at, to: r.b.at}
	e.Edge = stemma.Edge{Kind: stemma.Copies, Evidence: r.evidence()}
	var why []string
	why = append(why, r.words())
	citesB, citesA := t.citesAccount(r.a.at, r.b.at), t.citesAccount(r.b.at, r.a.at)
	gap, known := r.b.after(r.a)
	switch {
	case citesB && !citesA:
		e.Directed, e.Certain = true, true
		why = append(why, "and cites it")
	case citesA && !citesB:
		e.from, e.to, e.Directed, e.Certain = r.b.at, r.a.at, true, true
		why = append(why, "and cites it")
	case known && gap >= minGap:
		e.from, e.to, e.Directed = r.b.at, r.a.at, true
		why = append(why, "published "+span(gap)+" later")
	case known && gap <= -minGap:
		e.Directed = true
		why = append(why, "published "+span(-gap)+" later")
	default:
		why = append(why, "which came first cannot be told")
	}
	e.Why = strings.Join(why, "; ")
	return e
}

// citesAccount reports whether account i cites or credits account j.
func (t *tracer) citesAccount(i, j int) bool {
	for _, e := range t.edges {
		if e.from == i && e.source == nil && e.to == j && e.Kind != stemma.Copies {
			return true
		}
	}
	return false
}

// after returns how long after b a was published, and false if either time is
// not known to the hour. A time of exactly midnight is a date without a time.
func (a *account) after(b *account) (time.Duration, bool) {
	for _, d := range []stemma.Date{a.Published, b.Published} {
		if !d.Known() || d.Precision != stemma.Minute && d.Precision != stemma.Hour || d.From.Equal(d.From.Truncate(24*time.Hour)) {
			return 0, false
		}
	}
	return a.Published.From.Sub(b.Published.From), true
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
