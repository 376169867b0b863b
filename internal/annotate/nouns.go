package annotate

import (
	"strings"

	"stemma"
	"stemma/internal/text"
)

// stopWords end a noun phrase: no word of them stands between a number and the
// noun that it counts.
var stopWords = text.WordSet(`a an the this that these those and or but nor so yet if as than then when while where who whom whose which what why how because although though since until unless
 of in on at by for from to into onto with within without about after before between among amid against during over under above below across along around behind beyond through throughout toward towards upon via per off up down out near beside besides despite except like inside outside
 is are was were be been being am has have had having do does did doing can could will would shall should may might must not n't cannot
 he she it they we you i him her them us me his its their our your my hers theirs ours mine himself herself itself themselves
 there here now also already still just only even ever never too very much more less most least later earlier ago again together apart away back alone instead meanwhile however therefore thus once twice both either neither each every all any some no none such
 said says say told tells saying according including included involving following closer farther further reportedly allegedly apparently currently recently initially immediately simultaneously respectively yesterday today tomorrow tonight`)

// plurals plurals, and nouns that are their own plural.
var plurals = map[string]string{
	"people": "person", "persons": "person", "men": "man", "women": "woman", "children": "child", "policemen": "policeman", "policewomen": "policewoman", "gunmen": "gunman", "firemen": "fireman",
	"fishermen": "fisherman", "crewmen": "crewman", "servicemen": "serviceman", "businessmen": "businessman", "lawmen": "lawman", "workmen": "workman", "congressmen": "congressman", "spokesmen": "spokesman",
	"feet": "foot", "teeth": "tooth", "mice": "mouse", "geese": "goose", "lives": "life", "wives": "wife", "knives": "knife", "wolves": "wolf", "halves": "half", "leaves": "leaf", "loaves": "loaf",
	"thieves": "thief", "shelves": "shelf", "aircraft": "aircraft", "spacecraft": "spacecraft", "helicopters": "helicopter", "sheep": "sheep", "fish": "fish", "cattle": "cattle", "deer": "deer", "police": "police",
	"personnel": "personnel", "staff": "staff", "troops": "troop", "series": "series", "debris": "debris", "species": "species", "crew": "crew", "media": "medium", "data": "datum", "criteria": "criterion", "phenomena": "phenomenon",
	"crises": "crisis", "analyses": "analysis", "movies": "movie", "cookies": "cookie", "rookies": "rookie", "selfies": "selfie", "zombies": "zombie", "calories": "calorie", "ties": "tie", "lies": "lie", "pies": "pie", "dies": "die",
	"shoes": "shoe", "canoes": "canoe", "toes": "toe", "buses": "bus", "viruses": "virus", "campuses": "campus", "bonuses": "bonus", "statuses": "status", "potatoes": "potato", "tomatoes": "tomato", "heroes": "hero", "cargoes": "cargo", "echoes": "echo", "torpedoes": "torpedo", "mosquitoes": "mosquito", "volcanoes": "volcano",
	"axes": "axe", "houses": "house", "causes": "cause", "cases": "case", "phases": "phase", "purchases": "purchase", "leases": "lease", "diseases": "disease", "releases": "release", "increases": "increase", "offenses": "offense", "licenses": "license", "expenses": "expense", "horses": "horse", "nurses": "nurse", "courses": "course", "corpses": "corpse", "purses": "purse", "verses": "verse", "universes": "universe", "responses": "response", "collapses": "collapse", "noses": "nose", "roses": "rose", "pauses": "pause", "clauses": "clause", "blouses": "blouse", "spouses": "spouse", "warehouses": "warehouse", "greenhouses": "greenhouse", "databases": "database", "bases": "base", "vases": "vase", "phrases": "phrase", "exercises": "exercise", "premises": "premise", "promises": "promise", "enterprises": "enterprise", "franchises": "franchise", "cruises": "cruise", "noises": "noise", "bruises": "bruise", "exes": "ex", "caches": "cache", "aches": "ache", "headaches": "headache", "earthquakes": "earthquake", "storeys": "floor", "storey": "floor",
}

// people are words for persons that count by themselves: "seven dead", "20 others".
// They keep their own word as head.
var peopleWords = text.WordSet("dead wounded injured hurt missing others killed hospitalized hospitalised arrested detained trapped")

// lastOfPlural are words in -s that are no plurals.
var notPlural = text.WordSet("this his its is was has does as us yes perhaps always less unless across towards afterwards besides sometimes plus versus thus news politics economics mathematics physics athletics gymnastics headquarters overseas business process press class boss loss cross glass mass pass address success access progress stress mess dress guess witness illness wilderness fitness darkness happiness princess mistress hostess waitress actress actress' fortress distress congress wellness chaos gas bus airbus plus virus campus status bonus minus focus census consensus surplus crisis analysis basis emphasis oasis thesis arthritis tennis christmas texas kansas las los paris james charles thomas says goes does")

// pluralNoun reports whether a folded word looks like a plural noun.
func pluralNoun(w string) bool {
	if _, ok := plurals[w]; ok {
		return true
	}
	n := len(w)
	if n < 4 || w[n-1] != 's' || notPlural[w] {
		return false
	}
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "ous"), strings.HasSuffix(w, "'s"), strings.HasSuffix(w, "sis"), strings.HasSuffix(w, "itis"):
		return false
	}
	return true
}

// singular returns the singular of a folded noun.
func singular(w string) string {
	if s, ok := plurals[w]; ok {
		return s
	}
	n := len(w)
	switch {
	case !pluralNoun(w):
	case strings.HasSuffix(w, "ies") && n > 4:
		return w[:n-3] + "y"
	case strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "zzes"):
		return w[:n-2]
	default:
		return w[:n-1]
	}
	return w
}

// phraseReach is how many words may stand between a number and its noun: "two
// New York City subway work trains" has five.
const phraseReach = 6

// A phrase is the noun phrase that a number counts.
type phrase struct {
	head        int // token of the head noun
	first, next int // tokens [first, next)
	word        string
}

// counted reads the noun phrase that begins at token i and whose head is plural
// (one false) or singular (one true).
func (d *doc) counted(i, last int, one bool) (phrase, bool) {
	head := -1
	j := i
	for n := 0; j < last && n <= phraseReach; n++ {
		t := d.toks[j]
		if t.Kind == text.Mark {
			// Hyphens and apostrophes inside the phrase: "non-life-threatening injuries".
			if j > i && d.isDash(j, last) && d.glued(j) && d.glued(j+1) && head < 0 {
				j++
				n--
				continue
			}
			break
		}
		if t.upper && (t.fold == "us" || t.fold == "u.s" || t.fold == "uk" || t.fold == "un" || t.fold == "eu") && j+1 < last {
			if j++; d.fold(j, last) == "." && d.glued(j) {
				j++
			}
			continue
		}
		if (t.fold == "most" || t.fold == "least") && j+1 < last && !stopWords[d.toks[j+1].fold] {
			j++ // "the 10 most populous cities"
			continue
		}
		if (t.fold == "and" || t.fold == "or") && !one && head < 0 && j > i {
			j++ // "eight current or former members"
			continue
		}
		if t.Kind != text.Word || stopWords[t.fold] || t.fold == "'s" {
			break
		}
		if _, ok := d.number(j, last); ok && !one {
			break
		}
		if peopleWords[t.fold] && (j == i || !one && head < 0 && !d.nounAhead(j+1, last)) && !d.nounAhead(j+1, last) {
			head = j
			j++
			break
		}
		if one {
			if head >= 0 && (verbLike(t.fold) && !d.nounAhead(j+1, last) || strings.HasSuffix(t.fold, "ly") || kin[d.toks[head].fold] || d.takesObject(j, last) || t.upper && !d.toks[head].upper) {
				break
			}
			head = j
			j++
			continue
		}
		if pluralNoun(t.fold) && !(t.upper && !d.headline(t.sent) && (j+1 < last && d.toks[j+1].upper || j > i && d.toks[j-1].upper)) {
			head = j
		} else if head >= 0 || verbLike(t.fold) && !d.nounAhead(j+1, last) {
			break
		}
		j++
	}
	if head < 0 || one && head == i && verbLike(d.toks[head].fold) && !peopleWords[d.toks[head].fold] {
		return phrase{}, false
	}
	if one && j < last && (d.toks[head].upper && !d.headline(d.toks[head].sent) || strings.HasSuffix(d.toks[head].fold, "ly")) {
		return phrase{}, false
	}
	p := phrase{head: head, first: i, next: head + 1, word: singular(d.toks[head].fold)}
	return p, true
}

// takesObject reports whether token j is a participle with an object: "one
// challenge facing regulators".
func (d *doc) takesObject(j, last int) bool {
	if w := d.toks[j].fold; len(w) < 6 || !strings.HasSuffix(w, "ing") {
		return false
	}
	switch w := d.fold(j+1, last); w {
	case "a", "an", "the", "his", "her", "its", "their":
		return true
	default:
		return pluralNoun(w)
	}
}

// kin are nouns for persons that end a phrase: "the seventh son born", "one man found".
var kin = text.WordSet("man woman boy girl son daughter child brother sister person baby passenger victim floor storey story")

// verbLike reports whether a word has a verb's ending or is a common verb: it
// ends the phrase of "one man died".
func verbLike(w string) bool {
	if len(w) > 4 && strings.HasSuffix(w, "ed") {
		return true
	}
	return verbs[w]
}

var verbs = text.WordSet("born read died dies die got went came took left fell made hit ran fled won lost broke stood saw found gave became began knew thought felt kept held brought struck shot needs wants remains remain stayed sat rose escaped needed took leapt jumped fought led met sent set cut put let think believe know")

// nounAhead reports whether a plural or person noun follows at i before the
// phrase ends, so that "-ed" at i-1 is an adjective: "four injured passengers".
func (d *doc) nounAhead(i, last int) bool {
	for n := 0; i < last && n < 2; i, n = i+1, n+1 {
		t := d.toks[i]
		if t.Kind != text.Word || stopWords[t.fold] || t.fold == "'s" {
			return false
		}
		if pluralNoun(t.fold) {
			return true
		}
		if verbLike(t.fold) {
			return false
		}
	}
	return false
}

// headline reports whether sentence i is written in capitals as headlines are,
// so that a capital does not make a name: it stands in a title or heading, or
// seven in eight of its longer words have one, and it has enough of them to tell.
func (d *doc) headline(i int) bool {
	if k := d.kind(i); k == stemma.Title || k == stemma.Heading {
		return true
	}
	s := d.sents[i]
	if s.last-s.first > maxHeadline {
		return false
	}
	upper, all := 0, 0
	for k := s.first; k < s.last; k++ {
		if t := &d.toks[k]; t.Kind == text.Word && len(t.fold) > 3 {
			all++
			if t.upper {
				upper++
			}
		}
	}
	return all >= 4 && upper*8 >= all*7
}

// maxHeadline is the length of the longest headline, in tokens.
const maxHeadline = 30
