package annotate

import (
	"stemma/internal/language"
	"stemma/internal/speech"
	"stemma/internal/text"
)

// A cueSort is what a cue does.
type cueSort uint8

const (
	saying   cueSort = 1 + iota // passes words or information on: say, write, according to
	thinking                    // believe, find
	judging                     // all else: describe, criticise, support
)

// sayings are the lemmas of cues that pass words or information on.
var sayings = text.WordSet(`say add explain announce write tweet claim argue note insist warn confirm deny suggest reveal admit acknowledge recall state declare report
	reply respond remark observe comment mention stress emphasise emphasize assert maintain contend allege conclude continue joke quip caution
	concede testify recount reiterate repeat predict estimate complain lament assure tell ask inform remind shout scream yell cry whisper
	exclaim boast brag vow pledge promise swear threaten propose recommend urge speculate theorise clarify disclose relay snap sigh opine muse
	post blog retweet interject proclaim profess underline underscore divulge inquire enquire demand counter elaborate reflect enthuse fume rant
	gush chant object protest agree disagree bemoan reason grouse bark sing question read add point credit sum riff bellow plead deadpan intone
	narrate offer advise
	according accord : issue release publish statement announcement remark allegation testimony admission suggestion`)

// clausal are the sayings that do much else besides, and report only what has a
// verb: "questioned the owner" tells nothing.
var clausal = text.WordSet(`ask state respond reply remark continue repeat shout scream yell cry whisper snap sigh post blog demand counter elaborate
	reflect rant chant object protest reason grouse bark sing question read point credit sum riff bellow plead deadpan intone narrate offer advise disagree
	issue release publish`)

// thoughts are the lemmas of cues of what somebody holds or found out.
var thoughts = text.WordSet(`think believe hope find show indicate expect want plan realise realize fear learn suspect doubt wonder imagine assume worry demonstrate hear
	see wish forecast remember suppose`)

// cueSortOf returns what a's cue does.
func cueSortOf(a *speech.Attribution) cueSort {
	switch {
	case sayings[a.Lemma] || a.POS == language.ADP:
		return saying
	case thoughts[a.Lemma]:
		return thinking
	}
	return judging
}

// utters reports whether a's cue can utter words: it passes them on, thinks or
// judges. Much else is marked where the words beside it stand in quotation
// marks: "eased the “pain”", "known for the “no frills” look".
func utters(a *speech.Attribution) bool {
	switch {
	case sayings[a.Lemma] || thoughts[a.Lemma] || voiced[a.Lemma]:
		return true
	case a.POS == language.ADV:
		return false
	case a.POS != language.VERB && a.POS != language.AUX:
		return true
	}
	l := language.LexemeOf(a.Lemma, language.VERB)
	return l.In(language.ToCommunicate) || l.Class() == language.ToKnow
}

// voiced are verbs that WordNet knows for other things, and that news has for
// what is said.
var voiced = text.WordSet("slam blast brand rip rap text nickname smile laugh grin begin go circulate deliver hint insinuate lambast lambaste slate")
