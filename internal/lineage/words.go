package lineage

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"stemma"
	"stemma/internal/text"
)

// An account is one article as the tracer reads it: the words of its reported
// blocks, without marks, and what the annotators found in it.
type account struct {
	*stemma.Article
	marks  *stemma.Marks
	at     int    // index in report order
	name   string // what to call it in a sentence
	words  []word
	prints []print         // sorted by hash, then position
	plain  int             // words outside quotation marks
	says   map[string]bool // stems of all words; nil until holds asks
}

// A word is a word or a number in normal form.
type word struct {
	stemma.Span
	hash    uint64 // of the folded word
	stretch int    // passages stay inside one stretch: see newAccount
	sent    int    // index of its sentence; 0 where none is marked
	content bool   // says something by itself: no function word, no stock word of reporting
	name    bool   // begins with an upper-case letter
	quoted  bool   // inside quotation marks
	said    int    // 1 + the index of the quote that it is in, be it one without marks; or 0
}

// newAccount cuts the reported blocks of a into words. A new stretch begins
// wherever the kind of block changes or something that is not part of the
// report stands between, so that no passage spans a caption or an advertisement.
func newAccount(at int, a *stemma.Article, m *stemma.Marks) *account {
	acc := &account{Article: a, marks: m, at: at, name: title(a)}
	stretch := 0
	last := stemma.BlockKind("")
	quotes, past := m.Quotes, 0
	sent := 0
	for _, b := range a.Blocks {
		if b.Kind != last {
			stretch++
			last = b.Kind
		}
		if !b.Kind.Reported() {
			continue
		}
		for _, t := range text.Tokens(a.Text, b.Span) {
			w, ok := normal(a.Text[t.Start:t.End], t.Kind)
			if !ok {
				continue
			}
			for len(quotes) > 0 && quotes[0].Span.End <= t.Start {
				quotes, past = quotes[1:], past+1
			}
			for sent+1 < len(m.Sentences) && m.Sentences[sent].End <= t.Start {
				sent++
			}
			first, _ := utf8.DecodeRuneInString(a.Text[t.Start:])
			quoted, said := marked(quotes, t.Span)
			if said > 0 {
				said += past
			}
			acc.words = append(acc.words, word{
				Span:    t.Span,
				hash:    xxh3.HashString(w),
				stretch: stretch,
				sent:    sent,
				content: contentful(w),
				name:    unicode.IsUpper(first),
				quoted:  quoted,
				said:    said,
			})
			if !quoted {
				acc.plain++
			}
		}
	}
	acc.prints = winnow(acc.words)
	return acc
}

// title returns what to call a: its outlet, or else its file or ID.
func title(a *stemma.Article) string {
	switch {
	case a.Outlet != "":
		return a.Outlet
	case a.Path != "":
		return path.Base(a.Path)
	}
	return string(a.ID)
}

// marked reports whether s stands inside one of the next few quotes, of which
// an indirect one may hold a mixed one, that has quotation marks, and which the
// first is, counted from 1.
func marked(quotes []stemma.Quote, s stemma.Span) (quoted bool, first int) {
	for i := 0; i < len(quotes) && i < 4 && quotes[i].Span.Start <= s.Start; i++ {
		if quotes[i].Span.Contains(s) {
			quoted = quoted || quotes[i].Kind != stemma.Indirect
			if first == 0 {
				first = i + 1
			}
		}
	}
	return quoted, first
}

// normal returns the form in which w is compared, and false for marks.
func normal(w string, kind text.TokenKind) (string, bool) {
	if kind == text.Mark {
		return "and", w == "&"
	}
	w = text.Fold(w)
	if kind == text.Number {
		w = strings.ReplaceAll(w, ",", "")
	}
	return w, true
}

// contentful reports whether a folded word says something by itself.
func contentful(w string) bool { return len(w) > 1 && !stock[w] }

// stock holds function words and the words that news English reports with: a
// passage made of them ("did not immediately respond to a request for comment")
// is a habit of the trade, not a borrowing.
var stock = text.WordSet(`
a about after again against all also although am an and any are aren't around as at be because been before being below
between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else ever
every few for from further had hadn't has hasn't have haven't having he he's her here hers herself him himself his how
however i i'm i've if in into is isn't it it's its itself just least less many may me might more most much must my myself
near nearly neither never no nor not now of off often on once one only onto or other others our ours out over own per
perhaps quite rather same shall she she's should shouldn't since so some still such than that that's the their theirs them
themselves then there these they they're this those though through thus to too toward towards under until up upon us very
was wasn't we we're were weren't what when where whether which while who whom whose why will with within without won't would
wouldn't yet you your yours
's according added adding asked called comment comments conference declined did different earlier expected first following
former get give given gave go going got immediately including information interview know known last late later like made make
making new news next officials people previous previously request requests respond responded response said say saying says
see seen set spokesman spokesperson spokeswoman state statement take taken taking tell telling think time times today told
took took twitter two use used want way week well went word words year years yesterday
a.m am p.m pm mr mrs ms monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night
january february march april june july august september october november december`)
