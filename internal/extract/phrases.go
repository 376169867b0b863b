package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma"
)

// The phrases that lines are known by, in lower case with straight quotes.
// Each group is named by what its lines are; the name is the block's Why.
//
//	=  the whole line, marks at its ends aside
//	^  how it begins, if it has at most holdWords words
//	?  how it begins, if it does not end as a sentence or is very short
//	~  what it holds, if it has at most holdWords words
//	!  what it holds, if it has at most twice as many: forms
//
// They were gathered by reading the odd lines of some 2,500 scraped articles;
// what stands in one outlet's pages only was left out, but for the largest.
const phraseTable = `
furniture: a label or a button
= developing | published | updated | last updated | support us | reuse this content | image caption | media caption | breaking news | about the author | about the authors | photo | photos | video | videos | image | images | picture | pictures | gallery | photo gallery | slideshow | audio | listen | watch | caption | play | loading | poll loading | next | previous | close | share | print | email | save | tweet | like | pin it | reprints | menu | search | home | top | back to top | map | graphic | infographic | advertisement | advertisements | advertising | ad | sponsored | sponsored content | promoted | paid content | more | tags | topics | view all | see all | see all related | show more | load more | view comments | show comments | comments | leave a comment | add a comment | post a comment | comment | reply | report | breaking | live | exclusive | skip advertisement | more info | hide caption | toggle caption | skip to main content | skip to content | register | login | log in | opinion
^ video loading | loading video | enlarge this image | enlarge image | click to enlarge | tap to enlarge | view gallery | view image | view photos | view slideshow | launch gallery | play slideshow | replay video | please enable javascript | media playback is | your browser does not support | embedded video | using a mobile device | get adobe flash
? watch the video | watch video | see the video | see video
~ play slideshow | enable javascript | hide caption | toggle caption | is unsupported on your device | is not supported on your device | does not support html5 | watch this video again | this video is no longer available

furniture: invites to look further
^ scroll down for | scroll down to | scroll for | read more | read also | also read | read next | read on: | read the full | read the whole story | read full story | read the original | read or share | see also | see more | see all | see related | more news | related: | [related | [ related | related coverage | related stor | related article | related post | related link | related video | related topic | related content | related news | related roundup | don't miss | you may also like | you might also like | you may like | recommended for you | recommended stories | recommended: | what to read next | up next | watch: | watch next | watch live | watch more | video: | videos: | photos: | pictures: | gallery: | in pictures: | in pics: | photo gallery | slideshow: | live updates | live blog | follow live | follow our live | full coverage | complete coverage | click here | tap here | for more on | for more information | for more news | for more stories | for more coverage | find out more | to read more | get the latest | get all the | here's a look at more | continue reading | story continues | article continues | keep reading | view the full | explore more | check out our | most read | most popular | most viewed | editors' picks | editor's picks | what others are reading | around the web | from around the web | must read | must watch | next up: | quiz: | today's coverage from | - see more at | see more at | source article | read: | read : | more stories | filed in | filed under | tagged: | tags: | for the full story, click
? more on | more from | more: | related | listen: | live: | as it happened | top stories | trending | elsewhere on | next: | previous: | poll: | opinion: | on this topic | learn more | view more | popular now | latest news | in other news | also on | also in | in this story
~ continue reading the main story | story continues below | article continues below | click here to | find out more about our

furniture: asks to subscribe, share or follow
^ sign up | subscribe | join us on | follow us | follow @ | follow >> | >> follow | —— >> follow | like us on | share this | share on | share via | tweet this | email this | print this | get the app | download our | download the app | newsletter sign up | our newsletter | get breaking | get alerts | stay up to date with | stay informed | stay connected | already a subscriber | sign in | create an account | enter your email | thank you for subscribing | support our journalism | support independent | support quality | become a member of | become a subscriber | make a donation | buy now | shop now | contact us | contact the author | write to us | email us | tip us | got a tip | have a tip | got a story | have a story | have you got | do you have a | have something to add | have your say | let us know | join the conversation | join the debate | leave a comment | leave your comment | sorry we are not | view comments | this article is open to | pay for your stories | we pay for
? follow | post by | share the | like this | like our | thanks for | tell us | get our | newsletter | donate | connect with | what do you think | do you agree | do you know more | comments are | register | join our | support our | become a
~ supporting our journalism | support our journalism | consider supporting us | tell us in the comments | let us know in the comments | know in the comments | follow her on twitter | follow him on twitter | follow them on twitter | follow me on twitter | follow her reports | follow his reports | may be reached at | can be reached at | share it in the comments | in the comments below | in the comments section below | follow us on | like us on facebook | find us on facebook | join us on facebook | on our facebook page at | follow our twitter | on our twitter account | your email address | newsletter sign up | sign up for our | sign up to our | subscribe to our | our free newsletter | email newsletter | download our app | email us at | we pay for videos | pay for your stories | not currently accepting comments | comments are moderated | to your inbox
! verify you're not a robot | invalid email address. please re-enter | you must select a newsletter to subscribe

furniture: notice of the publisher
^ copyright | © | (c) 20 | all rights reserved | this material may not | this article was originally | this article originally | this story was originally | this story originally | this post was originally | this post originally | this article first | this story first | originally published | reproduced with | republished with | we use cookies | this site uses | this website uses | by continuing to use | by clicking | by using this | by signing up | we have updated our | warning: graphic | this is a breaking news | this is a developing | this story is being updated | breaking news alert | more follows | more to follow | more to come | please refresh | refresh this page | correction policy | cookie policy | cookie settings | the views expressed | views expressed | the opinions expressed | opinions expressed | disclaimer: | editor's note: this story was | ads by | powered by | a version of this article | a version of this story | a version of this post
? privacy policy | privacy notice | terms of service | terms of use | terms and conditions | graphic content | disclaimer | accessibility
~ all rights reserved | may not be published, broadcast | terms of use and | terms and conditions apply | our privacy policy | our terms of | website terms | we use cookies | site uses cookies | you agree to our | breaking news story | more follows | will be updated as

credit: says who made the report
^ image source | image copyright | photo source | additional reporting | with reporting by | reporting by | editing by | with files from | with agencies | with inputs from | inputs from | with additional reporting | information from: | from wire reports | agencies contributed | author: | source: | sources: | via: | h/t | hat tip | (h/t | [h/t | [via | (via | (reporting | [reporting | (writing | (editing | (additional | (source | (inputs | [source
? writing by | edited by | reported by | compiled by | written by | text by | story by | words by | contributed by | staff and wire | associated press writer | associated press reporter | ap writer
~ contributed to this report | contributed to this story | contributed to this article | contributed reporting | contributed to reporting | this article was written by | this story was reported by
`

// holdWords is the longest line in which a phrase may stand anywhere: notices
// are at most this long, and a paragraph that mentions one is longer.
const holdWords = 60

// fewWords is the longest sentence that a doubtful beginning may still settle:
// "Watch the video below." but not "Also in January, three men were held."
const fewWords = 5

type phrase struct {
	words string
	mark  byte // one of =^?~!
	kind  stemma.BlockKind
	why   string
}

// phrasesBy holds the table by the first word of each phrase, so that a line is
// compared with few; phrasesIn holds those that may stand anywhere.
var phrasesBy, phrasesIn = readPhrases(phraseTable)

func readPhrases(table string) (by map[string][]phrase, in []phrase) {
	by = map[string][]phrase{}
	var kind, why string
	for l := range strings.Lines(table) {
		l = strings.TrimSpace(l)
		if l == "" {
			continue
		}
		mark, rest, _ := strings.Cut(l, " ")
		if !strings.Contains("=^?~!", mark) {
			kind, why, _ = strings.Cut(l, ": ")
			continue
		}
		for p := range strings.SplitSeq(rest, " | ") {
			ph := phrase{words: p, mark: mark[0], kind: stemma.BlockKind(kind), why: why}
			if mark == "~" || mark == "!" {
				in = append(in, ph)
			} else {
				by[firstWord(p)] = append(by[firstWord(p)], ph)
			}
		}
	}
	return by, in
}

// firstWord returns s up to its first space.
func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return strings.TrimRight(w, ":")
}

// findPhrase returns the phrase that l is known by, the longest first.
func findPhrase(l *line) (phrase, bool) {
	low := strings.TrimLeft(l.low, " *•·-–>|▼▶►")
	if low == "" || strings.HasPrefix(l.low, ">>") || strings.HasPrefix(l.low, "——") || strings.HasPrefix(l.low, "- see") {
		low = l.low
	}
	bare := strings.TrimRight(low, " .,:…»>|*•▼▶►-–")
	best, found := phrase{}, false
	for _, p := range phrasesBy[firstWord(low)] {
		if p.fits(l, low, bare) && (!found || len(p.words) > len(best.words)) {
			best, found = p, true
		}
	}
	if found || l.words > 2*holdWords {
		return best, found
	}
	for _, p := range phrasesIn {
		if (l.words <= holdWords || p.mark == '!') && strings.Contains(low, p.words) {
			return p, true
		}
	}
	return phrase{}, false
}

func (p phrase) fits(l *line, low, bare string) bool {
	switch p.mark {
	case '=':
		return bare == p.words
	case '?':
		if l.stop && l.words > fewWords {
			return false
		}
	}
	return (l.words <= holdWords || !l.stop) && strings.HasPrefix(low, p.words) && endsWord(low, p.words)
}

// endsWord reports whether prefix ends where a word of s ends; a phrase that
// ends in "stor" or a mark says so by itself.
func endsWord(s, prefix string) bool {
	last := prefix[len(prefix)-1]
	if !isWordByte(last) || strings.HasPrefix(prefix, "related ") || strings.HasPrefix(prefix, "[") {
		return true
	}
	r, n := utf8.DecodeRuneInString(s[len(prefix):])
	return n == 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
}
