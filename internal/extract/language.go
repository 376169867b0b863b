package extract

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/RadhiFadlillah/whatlanggo"

	"stemma"
	"stemma/internal/text"
)

// headLen is how many bytes of title and body the language is told from: the
// detector answers as well from the first kilobyte as from all of it.
const headLen = 1 << 10

// Shares of English function words among all words. Of 2,459 English articles
// with a head of twenty words, one (an advertisement) has less than 0.20; the
// French ones among them have 0.02.
const (
	surelyEnglish = 0.13
	hardlyEnglish = 0.06
)

// enoughWords is the shortest head that may be refused for its language where
// the script does not settle it: shorter ones are names and numbers mostly.
const enoughWords = 20

var functionWords = text.WordSet(`a an the of to and in is was were are be been has had have that this it its he she they his her their
	for on with at by from as but not or who which when after before said says will would could`)

// tellLanguage sets a.Language, "" where it cannot be told, and returns an
// error wrapping [stemma.ErrLanguage] if it is surely not English. declared is
// the <html lang> of the page, which decides between doubtful answers.
func tellLanguage(a *stemma.Article, declared string) error {
	head := reportHead(a)
	share, words := englishShare(head)
	declared, _, _ = strings.Cut(strings.ToLower(declared), "-")
	if share >= surelyEnglish && words >= 3 {
		a.Language = "en"
		return nil
	}
	info := whatlanggo.DetectWithOptions(head, whatlanggo.Options{Whitelist: languages})
	found := info.Lang.Iso6391()
	latin := info.Script == unicode.Latin || info.Script == nil
	switch {
	case found == "en" || declared == "en" && share >= hardlyEnglish:
		a.Language = "en"
		return nil
	case latin && words < enoughWords && found != declared:
		return nil // a name, a number, a cry: nothing to tell a language by
	case latin && !info.IsReliable() && found != declared && share >= hardlyEnglish:
		return nil
	}
	is := "is not written in English"
	if found != "" && (info.IsReliable() || found == declared) {
		a.Language = found
		is = fmt.Sprintf("is written in %s, not English", languageName(info.Lang))
	}
	return &stemma.Fault{Kind: stemma.ErrLanguage, Path: a.Path,
		Cause: is + ": its passages and quotation marks are read, not its statements",
		Do:    "give an English account as well"}
}

// reportHead returns the title and the first words of the report.
func reportHead(a *stemma.Article) string {
	var b strings.Builder
	b.WriteString(a.Title)
	for _, bl := range a.Blocks {
		if b.Len() >= headLen {
			break
		}
		if bl.Kind == stemma.Body {
			b.WriteByte(' ')
			words := a.Words(bl.Span)
			b.WriteString(strings.ToValidUTF8(words[:min(len(words), headLen)], ""))
		}
	}
	if b.Len() == len(a.Title) {
		return a.Title + " " + a.Text[:min(len(a.Text), headLen)]
	}
	return b.String()
}

// englishShare returns the share of function words, and how many words s has.
func englishShare(s string) (share float64, words int) {
	hits := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		words++
		if functionWords[text.Fold(w)] {
			hits++
		}
	}
	if words == 0 {
		return 0, 0
	}
	return float64(hits) / float64(words), words
}

// languages are those that news is found in; without the list short texts are
// taken for any of eighty.
var languages = map[whatlanggo.Lang]bool{
	whatlanggo.Eng: true, whatlanggo.Fra: true, whatlanggo.Deu: true, whatlanggo.Spa: true, whatlanggo.Por: true,
	whatlanggo.Ita: true, whatlanggo.Nld: true, whatlanggo.Swe: true, whatlanggo.Dan: true, whatlanggo.Nob: true,
	whatlanggo.Fin: true, whatlanggo.Pol: true, whatlanggo.Ces: true, whatlanggo.Hun: true, whatlanggo.Ron: true,
	whatlanggo.Tur: true, whatlanggo.Ind: true, whatlanggo.Vie: true, whatlanggo.Rus: true, whatlanggo.Ukr: true,
	whatlanggo.Bul: true, whatlanggo.Srp: true, whatlanggo.Ell: true, whatlanggo.Arb: true, whatlanggo.Heb: true,
	whatlanggo.Pes: true, whatlanggo.Urd: true, whatlanggo.Hin: true, whatlanggo.Ben: true, whatlanggo.Tam: true,
	whatlanggo.Tha: true, whatlanggo.Cmn: true, whatlanggo.Jpn: true, whatlanggo.Kor: true,
}

func languageName(l whatlanggo.Lang) string {
	if l == whatlanggo.Cmn {
		return "Chinese"
	}
	if l == whatlanggo.Arb {
		return "Arabic"
	}
	return whatlanggo.Langs[l]
}
