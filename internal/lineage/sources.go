package lineage

import (
	"net/url"
	"slices"
	"strings"

	"stemma"
	"stemma/internal/text"
)

// A label is the name of a source as its parts: folded, without articles,
// titles and what kind of outlet it is.
type label struct {
	words    []string
	short    string // the one word it consists of, if it is as short as initials: "afp"
	site     bool   // that word is of a web address: "harbourtimes" of "HarbourTimes.com"
	initials string // the first letters of all its words: "npa" for the North Press Agency
	body     bool   // names an office or company rather than a person
	generic  bool   // names nobody in particular: "police"
	unknown  bool   // no name, but the first words of what a speaker said whom no account is seen to name
}

// noise is left out of a name: "the Guardian newspaper" is "Guardian".
var noise = text.WordSet(`the a an of for and from mr mrs ms mx dr sir prof news newspaper agency magazine website site online
	television tv radio channel spokesman spokesperson spokeswoman official officials`)

// articles are left out of initials, too.
var articles = text.WordSet(`the a an of for and from`)

// newLabel cuts a name into its parts. A name of noise alone keeps it. A name
// that is an address is what the host is called.
func newLabel(name string) label {
	var l label
	if h := host(name); len(h) > 1 && !noise[h] && len(name)-strings.LastIndexByte(name, '.') > 2 {
		name, l.site = h, true
	}
	var all []string
	for _, t := range text.Tokens(name, stemma.Span{End: len(name)}) {
		raw := name[t.Start:t.End]
		w, ok := normal(raw, t.Kind)
		if !ok || w == "'s" {
			continue
		}
		all = append(all, w)
		if !articles[w] {
			l.initials += w[:1]
		}
		if !noise[w] {
			l.words = append(l.words, w)
		}
	}
	if len(l.words) == 0 {
		l.words = all
	}
	named := 0
	for _, w := range l.words {
		if offices[text.Stem(w)] {
			l.body = true
		} else {
			named++
		}
	}
	l.generic = named == 0
	if len(l.words) == 1 && len(l.words[0]) >= 2 && len(l.words[0]) <= 6 {
		l.short = l.words[0]
	}
	return l
}

// key returns the name that two labels of one source have in common.
func (l label) key() string { return strings.Join(l.words, " ") }

// sameOutlet reports whether l and m can only name one outlet: the same words,
// or one is the initials of the other, as a whole ("HT") or but for its last
// word ("NH Times", New Harbour Times), or its address.
func (l label) sameOutlet(m label) bool {
	if len(l.words) == 0 || len(m.words) == 0 {
		return false
	}
	if l.key() == m.key() {
		return true
	}
	return l.abbreviates(m) || m.abbreviates(l) || l.contracts(m) || m.contracts(l) || l.site && m.spells(l.words[0]) || m.site && l.spells(m.words[0])
}

// contracts reports whether l is m with all words but the last as initials.
func (l label) contracts(m label) bool {
	n := len(m.words) - 1
	if len(l.words) != 2 || n < 2 || l.words[1] != m.words[n] {
		return false
	}
	initials := ""
	for _, w := range m.words[:n] {
		initials += w[:1]
	}
	return strings.ReplaceAll(l.words[0], ".", "") == initials
}

// abbreviates reports whether l is the initials of m.
func (l label) abbreviates(m label) bool { return len(m.initials) > 1 && l.short == m.initials }

// sameSource reports whether l and m name one person or body: one name stands
// inside the other, as a surname does ("Hale", "Ruth Hale"). Words that name an
// office and nobody in it ("police") are no name by themselves.
func (l label) sameSource(m label) bool {
	short, long := l, m
	if len(short.words) > len(long.words) {
		short, long = long, short
	}
	if len(short.words) == 0 {
		return false
	}
	if slices.Equal(short.words, long.words) {
		return true
	}
	if short.generic {
		return false
	}
	if len(short.words) == 1 {
		return short.words[0] == long.words[len(long.words)-1] || short.abbreviates(long)
	}
	for i := 0; i+len(short.words) <= len(long.words); i++ {
		if slices.Equal(short.words, long.words[i:i+len(short.words)]) {
			return true
		}
	}
	return false
}

// ofOutlets are the words without a capital that stand in what an outlet is
// called: "the state-run Skerrow radio", "Bank and Quay magazine".
var ofOutlets = text.WordSet(`the a an of and for de la le da der du al el newspaper newspapers paper daily weekly tabloid agency magazine journal
	website site blog online television tv radio channel network broadcaster station group news press service local state public national
	regional independent private military official satellite cable financial business monitoring office center centre dpa`)

// outletName returns the outlet in the words by which an account cites one,
// which may say more of it ("a report in the Harbour Times at the time", "CNN
// translation of his speech") or name none: "a press conference" has no origin
// of its own. It is "" then.
func outletName(words string) string {
	fields := strings.Fields(words)
	if newLabel(words).nameless() {
		return ""
	}
	if name := afterKind(fields); name != "" {
		return name
	}
	odd := slices.IndexFunc(fields, oddInOutlet)
	if odd < 0 && (strings.ToLower(words) != words || slices.Contains(fields, "dpa")) {
		return words
	}
	for i := len(fields) - 1; i > 0; i-- {
		switch fields[i-1] {
		case "in":
			if fields[i] != "the" {
				continue // a place, more often
			}
		case "from", "by", "of", "for":
		default:
			continue
		}
		if name := capitals(fields[i:]); name != "" {
			return name
		}
	}
	return capitals(fields)
}

// kinds are the nouns for an outlet that its name may follow.
var kinds = text.WordSet(`newspaper daily weekly tabloid paper magazine website site channel station broadcaster agency network media`)

// afterKind returns the name that ws end in after a noun that says what it is:
// "the region's oldest newspaper Harbour Times".
func afterKind(ws []string) string {
	i := len(ws) - 1
	for i > 0 && !isLower(ws[i]) {
		i--
	}
	if i < 0 || i == len(ws)-1 || !kinds[ws[i]] {
		return ""
	}
	return strings.Join(ws[i+1:], " ")
}

// oddInOutlet reports a word that no outlet is called by: it begins in lower
// case and is none of ofOutlets, nor joined by a hyphen, or it has no beginning.
func oddInOutlet(w string) bool {
	return strings.HasPrefix(w, "-") || isLower(w) && !ofOutlets[w] && !strings.Contains(w, "-")
}

// capitals returns the capitalised words that ws begin with, after an article:
// two or more, or one that is initials. A single word is a nation's or begins
// the sentence.
func capitals(ws []string) string {
	if len(ws) > 0 && (ws[0] == "the" || ws[0] == "a" || ws[0] == "an" || ws[0] == "this") {
		ws = ws[1:]
	}
	n := 0
	for n < len(ws) && !isLower(ws[n]) && !strings.HasPrefix(ws[n], "-") {
		n++
	}
	if n == 1 && strings.ToUpper(ws[0]) != ws[0] {
		return ""
	}
	return strings.Join(ws[:n], " ")
}

// offices are the words, as stems, of names that anyone may bear.
var offices = stems(`agency agencies ambulance anonymous army authority authorities brigade bystander city civil coast company
	council country county court department director doctor emergency employee eyewitness family federal fire firefighter
	footage friend government guard historian hospital image investigator journalist judicial law lawyer local mayor media
	medic military minister ministry multiple national navy neighbour neighbor network office officer official operator
	outlet paramedic person photo picture police president press prosecutor public rail railway regional relative report
	reporter representative rescue rescuer resident safety security service several social source spokesman spokesperson
	spokeswoman staff state statement student survivor tourist train transport unnamed video village witness worker`)

func stems(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[text.Stem(w)] = true
	}
	return m
}

// host returns the name in a web address or an outlet that is one, without what
// stands before and after it: "gazette" of "https://www.gazette.example/news".
func host(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		s = u.Hostname()
	}
	if strings.ContainsAny(s, " /") || !strings.Contains(s, ".") {
		return ""
	}
	parts := strings.Split(strings.ToLower(s), ".")
	parts = parts[:len(parts)-1]
	if n := len(parts); n > 1 && (parts[n-1] == "co" || parts[n-1] == "com" || parts[n-1] == "org" || parts[n-1] == "net") {
		parts = parts[:n-1] // co.uk, com.cn
	}
	return parts[len(parts)-1]
}

// spells reports whether the host name h is made of l: every word of l, in
// order, as a whole or by its initial ("nytimes", "dailymail", "bbc"), with an
// article or without ("thesun").
func (l label) spells(h string) bool {
	if h == "" || len(l.words) == 0 {
		return false
	}
	var rec func(words []string, h string) bool
	rec = func(words []string, h string) bool {
		if len(words) == 0 {
			return h == "" || h == "news"
		}
		if strings.HasPrefix(h, words[0]) && rec(words[1:], h[len(words[0]):]) {
			return true
		}
		return len(l.words) > 1 && strings.HasPrefix(h, words[0][:1]) && rec(words[1:], h[1:])
	}
	the, found := strings.CutPrefix(h, "the")
	return len(l.words) <= 6 && (rec(l.words, h) || found && rec(l.words, the))
}

// publishes reports whether l is the outlet of a: by its name or its address.
func (l label) publishes(a *account) bool {
	return a.Outlet != "" && l.sameOutlet(newLabel(a.Outlet)) || l.spells(host(a.Outlet)) || l.spells(host(a.URL))
}

// own reports whether l may be the name by which a's outlet speaks of itself,
// such as "the Standard" for the Evening Standard.
func (l label) own(a *account) bool {
	if l.publishes(a) {
		return true
	}
	last := func(ws []string) string { return ws[len(ws)-1] }
	if len(l.words) == 0 {
		return false
	}
	if h := host(a.URL); h != "" && h == last(l.words) {
		return true
	}
	o := newLabel(a.Outlet)
	return len(o.words) > 0 && (last(o.words) == last(l.words) || host(a.Outlet) == last(l.words))
}

// agencies are the news agencies that an address may name by a word of its
// path. The list is short: an agency that a text names needs no list.
var agencies = map[string]string{
	"ap": "Associated Press", "afp": "AFP", "reuters": "Reuters", "pa": "Press Association", "dpa": "dpa", "upi": "UPI",
}

// feed returns the agency that an address says its article comes from, "wire"
// if it says no more than that, and the words that say so: outlets file agency
// copy under "/wires/pa/", "/aponline/" or "/wireStory/".
func feed(address string) (agency, words string) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	parts := strings.Split(strings.ToLower(u.Path), "/")
	for i, p := range parts {
		switch {
		case strings.HasSuffix(p, "online") && agencies[strings.TrimSuffix(p, "online")] != "":
			return agencies[strings.TrimSuffix(p, "online")], p
		case (p == "wires" || p == "wire" || p == "feeds" || p == "agencies") && i+1 < len(parts) && agencies[parts[i+1]] != "":
			return agencies[parts[i+1]], p + "/" + parts[i+1]
		case p == "reuters" || p == "afp" || p == "ap":
			return agencies[p], p
		case p == "wirestory" || p == "wire-story" || p == "wires" || p == "newswire":
			return "wire", p
		}
	}
	return "", ""
}
