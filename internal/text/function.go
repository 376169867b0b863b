package text

import (
	_ "embed"
	"strings"
	"sync"
)

// IsFunction reports whether a folded word carries no content of its own, so
// that it counts for nothing when statements are compared. Reporting verbs are
// among them: "said" tells nothing of what was said.
func IsFunction(folded string) bool { return functionWords[folded] }

var functionWords = WordSet(`
a an the this that these those such same other another each every either both all any some few many much more most less least several own
i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it its itself they them their theirs themselves one ones
who whom whose which what where when why how whoever whatever
is am are was were be been being has have had having do does did doing done will would shall should can could may might must ought
isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't shan't shouldn't can't couldn't mustn't cannot i'm i've i'll i'd he's she's it's we're we've they're they've you're that's there's who's let's
to of in on at by for from with without into onto upon about above below under over between among through during before after since until till against across along around behind beside besides beyond near off out up down toward towards within per via as than like despite amid
and or but nor so yet if then else because although though while whereas unless whether however also too very just only even still again ever never not no quite rather almost already now here there thus therefore
mr mrs ms dr sir
said say says saying told tell tells telling added adds adding according wrote writes write writing report reports reported reporting announced statement spoke speaking asked ask asks asking explained explains replied reply noted notes stated states claims claimed claim
get gets got getting go goes going went gone come comes came coming make makes made making take takes took taken taking put puts
well really perhaps maybe later earlier ago yesterday today tomorrow
`)

//go:embed common-words.txt
var commonWords string

var commonStems = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(commonWords) {
		m[Stem(w)] = true
	}
	return m
})

// IsCommon reports whether a stem is that of an everyday word: one of the
// thousand most frequent of Wikipedia and newswire, as the vocabulary of the
// GloVe 6B vectors orders them (Pennington, Socher and Manning, 2014; public
// domain). Two reports that share such words need not be of one thing.
func IsCommon(stem string) bool { return commonStems()[stem] }
