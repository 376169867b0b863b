package language

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma/internal/text"
)

// A nameWord is a word with all that the recogniser looks at.
type nameWord struct {
	form, fold string
	hash       uint32 // of fold
	shape      uint32
	known      Known // of the word by itself
	part       Known // of the longest entry of several words that it is part of
	place      uint8 // in that entry: 0 none, 1 first, 2 later
	seen       seen  // elsewhere in the article
	cap        bool  // it begins with a capital, or a digit of a name: "3M"
	first      bool  // the first letter of its sentence
	shout      bool  // every long word of its sentence has a capital
	glued      bool  // nothing stands between it and the word before
	pos        POS
	from, run  int32 // the capitalised run that it is in: words [from, run)
}

// A seen is what an article shows of a word, wherever it stands: a set.
type seen uint16

const (
	seenLower     seen = 1 << iota // it also stands in lower case
	seenInside                     // with a capital inside a sentence
	seenTitled                     // after a title
	seenNamed                      // after a given name
	seenSpeaking                   // before or after a verb of saying
	seenThere                      // after "in", "at" or "near"
	seenThe                        // after "the"
	seenHeaded                     // in a run whose last word heads an organisation
	seenGround                     // in a run whose last word heads a place
	seenPossessed                  // before 's
	seenAfterRun                   // last of a run of several words
	seenFirstRun                   // first of a run of several words
	seenSpelt                      // it abbreviates a run of words: "UN"
	seenAlone                      // alone in its run, inside a sentence
)

// wordForms of verbs that say.
var saying = text.WordSet(`say says said saying tell tells told add adds added ask asks asked explain explains explained note notes noted warn warns warned
claim claims claimed insist insists insisted argue argues argued announce announces announced declare declares declared state states stated
tweet tweets tweeted write writes wrote think thinks thought believe believes believed recall recalls recalled admit admits admitted deny denies denied`)

// nameWords returns the words of an article's sentences.
func nameWords(txt string, sents []Sentence) [][]nameWord {
	out := make([][]nameWord, len(sents))
	n := 0
	for _, s := range sents {
		n += len(s.Words)
	}
	all := make([]nameWord, n)
	for si, s := range sents {
		ws := all[:len(s.Words):len(s.Words)]
		all = all[len(s.Words):]
		long, up := 0, 0
		first := true
		for i := range s.Words {
			p, w := &s.Words[i], &ws[i]
			w.form = txt[p.Start:p.End]
			w.glued = i > 0 && s.Words[i-1].End == p.Start
			w.pos = p.POS
			w.fold = text.Fold(w.form)
			w.hash = Hash(w.fold)
			w.shape = Hash(shape(w.form))
			w.known = Gazetteer(w.fold)
			w.cap = capitalised(w.form)
			letters := w.cap || letter(w.form)
			if letters && first {
				w.first, first = true, false
			}
			if letters && len(w.form) > 3 {
				long++
				if w.cap {
					up++
				}
			}
		}
		shout := long >= 4 && up*5 >= long*4
		for i := range ws {
			ws[i].shout = shout
		}
		knownParts(ws)
		capitalRuns(ws)
		out[si] = ws
	}
	lookAround(out)
	return out
}

func letter(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsLetter(r)
}

// capitalised reports whether w begins with a capital, or is a number with one.
func capitalised(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	if unicode.IsUpper(r) {
		return true
	}
	if !unicode.IsDigit(r) && r != '@' && !unicode.IsLower(r) {
		return false
	}
	// "3M", "iPhone", "al-Bashir" is three words
	for _, r := range w[n:] {
		if unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// knownParts marks the entries of several words of the gazetteer.
func knownParts(ws []nameWord) {
	for i := 0; i < len(ws); {
		end, is := i, Known(0)
		if ws[i].cap && ws[i].known&KnownPrefix != 0 {
			key := ws[i].fold
			for j := i + 1; j < len(ws) && j < i+2*maxGazetteer; j++ {
				if !ws[j].glued {
					key += " "
				}
				key += ws[j].fold
				k := Gazetteer(key)
				if k&^KnownPrefix != 0 {
					end, is = j+1, k&^KnownPrefix
				}
				if c := key[len(key)-1]; k&KnownPrefix == 0 && c != '-' && c != '.' {
					break
				}
			}
		}
		if end == i {
			i++
			continue
		}
		for j := i; j < end; j++ {
			ws[j].part, ws[j].place = is, 2
		}
		ws[i].place = 1
		i = end
	}
}

// capitalRuns marks the runs of capitalised words, which "of" and the like join.
func capitalRuns(ws []nameWord) {
	for i := 0; i < len(ws); {
		if !ws[i].cap {
			ws[i].from, ws[i].run = int32(i), int32(i)
			i++
			continue
		}
		j := i + 1
		for j < len(ws) {
			switch {
			case ws[j].cap:
				j++
				continue
			case j+1 < len(ws) && ws[j+1].cap && inner(ws[j].fold):
				j += 2
				continue
			case j+2 < len(ws) && ws[j+2].cap && (ws[j].fold == "of" || ws[j].fold == "for") && ws[j+1].fold == "the":
				j += 3
				continue
			case j+2 < len(ws) && ws[j+2].cap && ws[j].fold == "de" && ws[j+1].fold == "la":
				j += 3
				continue
			}
			break
		}
		for k := i; k < j; k++ {
			ws[k].from, ws[k].run = int32(i), int32(j)
		}
		i = j
	}
}

// inner reports whether w can stand inside a name in lower case.
func inner(w string) bool {
	switch w {
	case "of", "de", "da", "do", "del", "di", "du", "van", "von", "der", "den", "bin", "ibn", "al", "el", "la", "le", "-", "&", "’", "'", ".", "y", "e", "dos", "and", "for":
		return w != "and" && w != "for"
	}
	return false
}

// lookAround gathers what the article shows of each word.
func lookAround(sents [][]nameWord) {
	m := make(map[string]seen, 256)
	short := map[string]bool{}
	for _, ws := range sents {
		for i := range ws {
			w := &ws[i]
			if !w.cap {
				if letter(w.form) {
					m[w.fold] |= seenLower
				}
				continue
			}
			if w.shout {
				continue
			}
			var is seen
			if !w.first {
				is |= seenInside
			}
			prev, next := "", ""
			if i > 0 {
				prev = ws[i-1].fold
				if prev == "." && i > 1 {
					prev = ws[i-2].fold
				}
			}
			if int(w.run) < len(ws) {
				next = ws[w.run].fold
			}
			head := &ws[w.run-1]
			single := w.run-w.from == 1
			if i > int(w.from) && ws[i-1].known&KnownTitle != 0 && ws[i-1].known&(KnownFemale|KnownMale) == 0 {
				is |= seenTitled
			}
			if i > int(w.from) && ws[i-1].known&(KnownFemale|KnownMale) != 0 && i == int(w.run)-1 && w.known&(KnownHead|KnownGround) == 0 {
				is |= seenNamed
			}
			if i == int(w.run)-1 && saying[next] || i == int(w.from) && saying[prev] {
				is |= seenSpeaking
			}
			if i == int(w.from) && (prev == "in" || prev == "at" || prev == "near" || prev == "across" || prev == "outside") {
				is |= seenThere
			}
			if i == int(w.from) && prev == "the" {
				is |= seenThe
			}
			if i == int(w.run)-1 && (next == "'s") {
				is |= seenPossessed
			}
			if !single {
				if i < int(w.run)-1 {
					if head.known&KnownHead != 0 {
						is |= seenHeaded
					}
					if head.known&KnownGround != 0 {
						is |= seenGround
					}
				}
				if i == int(w.run)-1 {
					is |= seenAfterRun
				}
				if i == int(w.from) {
					is |= seenFirstRun
					if s := initials(ws[w.from:w.run]); len(s) > 1 {
						short[s] = true
					}
				}
			} else if !w.first {
				is |= seenAlone
			}
			m[w.fold] |= is
		}
	}
	for _, ws := range sents {
		for i := range ws {
			w := &ws[i]
			if letter(w.form) || w.cap {
				w.seen = m[w.fold]
			}
			if w.cap && len(w.form) > 1 && len(w.form) < 8 && short[strings.ReplaceAll(w.form, ".", "")] {
				w.seen |= seenSpelt
			}
		}
	}
}

// initials returns the first letters of the capitalised words of ws.
func initials(ws []nameWord) string {
	var b []byte
	for i := range ws {
		if ws[i].cap && ws[i].form[0] < utf8.RuneSelf {
			b = append(b, ws[i].form[0])
		}
	}
	return string(b)
}
