package publish

import (
	"cmp"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A quote is a stemma.Quote with its words.
type quote struct {
	*stemma.Quote
	Account *account
	Words   string
	Pieces  []piece // the words cut where the readings of its utterance differ
}

// Witness returns the quote as evidence.
func (q *quote) Witness() witness { return witness{q.Account, q.Span, q.Words} }

// A piece is a stretch of a reading.
type piece struct {
	Words   string
	Differs bool
}

// An utterance is a stemma.Utterance with its words.
type utterance struct {
	ID, Speaker string
	Readings    []*quote
	Wordings    []*wording
	Variants    []variant
	Accounts    []*account
}

// A wording is the readings of an utterance that have the same words, as
// sameWords tells.
type wording struct{ Quotes []*quote }

// First returns the reading that stands for all.
func (w *wording) First() *quote { return w.Quotes[0] }

// Accounts returns the accounts that have the wording, in report order.
func (w *wording) Accounts() []*account {
	var out []*account
	for _, q := range w.Quotes {
		out = append(out, q.Account)
	}
	return inOrder(out)
}

// Told returns what else is told of the readings, each thing once: "to AFP".
func (w *wording) Told() string {
	var out []string
	for _, q := range w.Quotes {
		for _, t := range q.told() {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return strings.Join(out, ", ")
}

// wordings puts readings with the same words together, in order of the first.
func wordings(readings []*quote) []*wording {
	var out []*wording
	seen := map[string]*wording{}
	for _, q := range readings {
		key := sameWords(q.Words)
		w := seen[key]
		if w == nil {
			w = &wording{}
			seen[key] = w
			out = append(out, w)
		}
		w.Quotes = append(w.Quotes, q)
	}
	return out
}

// A variant is the forms that one place of an utterance has, and who has them.
type variant struct{ Forms []form }

// A form is one of the wordings at a place; empty Words are a gap.
type form struct {
	Words    string
	Accounts []*account
}

// A speaker is someone and what only one account has of what they said.
type speaker struct {
	Name   string // empty if unknown
	Quotes []*quote
}

func (v *view) addQuotes(r *stemma.Report) {
	var all []*quote
	for i := range r.Quotes {
		q := &r.Quotes[i]
		a := v.account[q.Article]
		out := &quote{Quote: q, Account: a, Words: oneLine(a.Words(q.Span))}
		out.Pieces = []piece{{Words: out.Words}}
		all = append(all, out)
		v.quote[q.ID] = out
	}
	used := map[*quote]bool{}
	for i := range r.Utterances {
		u := &r.Utterances[i]
		out := &utterance{ID: u.ID, Speaker: oneLine(u.Speaker)}
		for _, id := range u.Readings {
			if q := v.quote[id]; q != nil {
				out.Readings = append(out.Readings, q)
				out.Accounts = append(out.Accounts, q.Account)
				used[q] = true
			}
		}
		out.Accounts = inOrder(out.Accounts)
		for _, x := range u.Variants {
			out.Variants = append(out.Variants, v.variant(x, out.Readings))
		}
		out.Wordings = wordings(out.Readings)
		for _, q := range out.Readings {
			q.Pieces = pieces(q, u.Variants)
		}
		v.Utterances = append(v.Utterances, out)
	}
	at := map[string]int{}
	for _, q := range all {
		if used[q] || q.Kind == stemma.Indirect {
			continue
		}
		i, ok := at[q.Speaker]
		if !ok {
			i = len(v.Speakers)
			at[q.Speaker] = i
			v.Speakers = append(v.Speakers, speaker{Name: oneLine(q.Speaker)})
		}
		v.Speakers[i].Quotes = append(v.Speakers[i].Quotes, q)
	}
}

// variant groups the readings that have the same words at one place.
func (v *view) variant(x stemma.Variant, readings []*quote) variant {
	var out variant
	seen := map[string]int{}
	for i, w := range x.Words {
		if i >= len(readings) {
			break
		}
		words := oneLine(w)
		j, ok := seen[text.Fold(words)]
		if !ok {
			j = len(out.Forms)
			seen[text.Fold(words)] = j
			out.Forms = append(out.Forms, form{Words: words})
		}
		out.Forms[j].Accounts = append(out.Forms[j].Accounts, readings[i].Account)
	}
	for i := range out.Forms {
		out.Forms[i].Accounts = inOrder(out.Forms[i].Accounts)
	}
	return out
}

// pieces cuts the words of q at the places where the readings differ.
func pieces(q *quote, variants []stemma.Variant) []piece {
	var cuts []stemma.Span
	for _, x := range variants {
		for _, w := range x.Where {
			if w.Article == q.Article && q.Span.Contains(w.Span) {
				cuts = append(cuts, w.Span)
			}
		}
	}
	slices.SortFunc(cuts, func(a, b stemma.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	var out []piece
	txt := q.Account.Text
	last := q.Span.Start
	for _, c := range cuts {
		if c.Start < last {
			continue
		}
		if last < c.Start {
			out = append(out, piece{Words: txt[last:c.Start]})
		}
		out = append(out, piece{txt[c.Start:c.End], true})
		last = c.End
	}
	if last < q.Span.End {
		out = append(out, piece{Words: txt[last:q.Span.End]})
	}
	return out
}
