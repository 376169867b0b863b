package annotate

import (
	"strings"
	"sync"
)

// A cueForm is the grammar of a reporting verb as it stands in the text.
type cueForm uint8

const (
	finite     cueForm = 1 + iota // said, says
	participle                    // saying
	base                          // say
)

// A cueSort is what a reporting verb needs around it to be one.
type cueSort uint8

const (
	saying   cueSort = 1 + iota // takes a clause, a quotation, or stands after it: say, write
	thinking                    // takes a clause: believe, find
	judging                     // takes a noun: describe, criticise, deny
)

// A cue is a reporting word.
type cue struct {
	form cueForm
	sort cueSort
	noun bool // its form is also a noun or another verb: report, claims
	told bool // takes an addressee: tell, assure
	bare bool // reports only what is quoted or follows "that": continue, protest
}

// Reporting verbs, by their base forms. Each stood as a cue in a sixth or more
// of its occurrences in PolNeAR's training part, or is a plain synonym of one
// that did. A star marks those that are nouns as well, a plus those that take
// an addressee, a caret those that do much else besides reporting.
const (
	sayingVerbs = `say add explain announce write tweet claim* argue note* insist warn+ confirm deny suggest reveal admit
acknowledge recall state*^ declare report* reply^ respond*^ remark*^ observe comment*^ mention stress emphasise emphasize assert
maintain contend allege conclude continue*^ joke quip caution* concede testify recount reiterate repeat*^ predict* estimate*
complain lament assure+ tell+ ask+ inform+ remind+ shout^ scream^ yell^ cry*^ whisper^ exclaim boast^ brag^ vow* pledge*
promise* swear threaten propose* recommend urge*+ speculate theorise clarify disclose relay^ snap*^ sigh^ opine muse^
post*^ blog*^ retweet interject^ proclaim profess underline underscore divulge inquire enquire demand*^
counter*^ elaborate^ reflect*^ enthuse fume rant^ gush chant*^ object*^ protest*^ agree disagree bemoan reason^ grouse^ bark^ sing^ question*^ read*^ add point^ credit^ sum^ riff^ bellow^ plead^ deadpan^ intone^ narrate^ offer^ advise+^`
	thinkingVerbs = `think believe hope* find show* indicate expect want* plan* realise realize fear* learn
 suspect doubt* wonder imagine assume worry* demonstrate hear see
wish* forecast remember suppose`
	judgingVerbs = `describe call* dub hail* label* brand* accuse criticise criticize praise* blame* condemn denounce endorse
oppose defend dismiss* reject* question* slam* blast* mock* welcome* thank* congratulate cite quote* liken compare
characterise characterize portray identify refer* applaud* commend decry deride ridicule express*
discuss deny dispute outline deem vouch hint* refuse decline* seek rip*`
)

// irregular forms: base, past, participle where it differs.
var irregular = map[string][]string{
	"say": {"said"}, "write": {"wrote", "written"}, "tell": {"told"}, "think": {"thought"}, "find": {"found"}, "show": {"showed", "shown"}, "hear": {"heard"},
	"see": {"saw", "seen"}, "swear": {"swore", "sworn"}, "learn": {"learned", "learnt"},
	"seek": {"sought"}, "rip": {"ripped"}, "hint": {"hinted"}, "forecast": {"forecast"}, "read": {"read"}, "sing": {"sang", "sung"},
}

// doubled verbs double their last letter: admit, admitted.
var doubled = map[string]bool{"admit": true, "refer": true, "quip": true, "plan": true, "slam": true, "snap": true, "brag": true, "dub": true, "rip": true, "chat": true}

// cueWords maps folded words to the cues they can be.
var cueWords = sync.OnceValue(func() map[string]cue {
	m := map[string]cue{}
	add := func(w string, c cue) {
		if old, ok := m[w]; !ok || old.sort > c.sort {
			m[w] = c
		}
	}
	read := func(verbs string, sort cueSort) {
		for v := range strings.FieldsSeq(verbs) {
			bare := strings.HasSuffix(v, "^")
			v = strings.TrimSuffix(v, "^")
			told := strings.HasSuffix(v, "+")
			v = strings.TrimSuffix(v, "+")
			noun := strings.HasSuffix(v, "*")
			v = strings.TrimSuffix(v, "*")
			add(v, cue{base, sort, noun, told, bare})
			add(thirdPerson(v), cue{finite, sort, noun, told, bare})
			add(present(v), cue{participle, sort, false, told, bare})
			if irr, ok := irregular[v]; ok {
				for _, w := range irr {
					add(w, cue{finite, sort, false, told, bare})
				}
			} else {
				add(past(v), cue{finite, sort, false, told, bare})
			}
		}
	}
	read(sayingVerbs, saying)
	read(thinkingVerbs, thinking)
	read(judgingVerbs, judging)
	return m
})

func thirdPerson(v string) string {
	switch {
	case strings.HasSuffix(v, "y") && !vowel(v[len(v)-2]):
		return v[:len(v)-1] + "ies"
	case strings.HasSuffix(v, "s"), strings.HasSuffix(v, "sh"), strings.HasSuffix(v, "ch"):
		return v + "es"
	}
	return v + "s"
}

func past(v string) string {
	switch {
	case strings.HasSuffix(v, "e"):
		return v + "d"
	case strings.HasSuffix(v, "y") && !vowel(v[len(v)-2]):
		return v[:len(v)-1] + "ied"
	case doubled[v]:
		return v + v[len(v)-1:] + "ed"
	}
	return v + "ed"
}

func present(v string) string {
	switch {
	case strings.HasSuffix(v, "ee"):
		return v + "ing"
	case strings.HasSuffix(v, "e"):
		return v[:len(v)-1] + "ing"
	case doubled[v]:
		return v + v[len(v)-1:] + "ing"
	}
	return v + "ing"
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
