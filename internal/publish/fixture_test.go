package publish

import (
	"strings"
	"testing"
	"time"

	"stemma"
	"stemma/internal/text"
)

// The fixture is a fictional event, a barge that strikes a bridge, in four
// accounts: an agency's, a copy of it, an eyewitness's, and a rewrite ten weeks
// later whose outlet and date are unknown. The report on it is written by hand
// and has every kind and type of finding.

const agencyText = `Barge strikes swing bridge at Ostermouth, 7 hurt

OSTERMOUTH (NW) — A gravel barge struck the old swing bridge at Ostermouth early on Friday and knocked its centre span into the river, the harbour authority said.

Seven people were taken to hospital, two of them with serious injuries. The barge, the Linnet, was carrying about 900 tonnes of gravel.

“I heard a groan, like a ship being born, and then the lamps went out,” said Ida Marren, who keeps the toll house.

Harbour master Per Quillan told Northern Wire that the bridge had been closed to traffic at the time. “No one was on the span. That is luck, not planning,” he said.

The collision happened shortly after 5 a.m. The skipper, a 44-year-old man, was being questioned by police.`

const copyText = `Barge hits swing bridge
By Staff Reporter
Follow the Echo for more

A gravel barge struck the old swing bridge at Ostermouth early on Friday and knocked its centre span into the river, the harbour authority said.

Seven people were taken to hospital, two of them with serious injuries.

“I heard a groan, like a ship being born, and then the lights went out,” said toll keeper Ida Marren.

The collision happened shortly after 5 a.m. The skipper was being questioned by police, Northern Wire reported.

More from the Echo: Ten best puddings of the coast`

const witnessText = `What I saw from the east bank

I was on the east bank with the dog when the Linnet came down too fast and hit the bridge. It was still dark, about half past four by the church clock.

There were two cyclists on the span when it went. Both were pulled out by the men of the pilot boat.

I counted nine people put into ambulances. Ida Marran from the toll house said to me: “I heard it groan, and then the lamps went out.”

The barge was loaded with gravel to the gunwales.`

const rewriteText = `The night the bridge fell

It has been ten weeks since a barge loaded with coal knocked down the swing bridge at Ostermouth. Eleven people were injured, according to Northern Wire, and one has since died. It struck the western arch, and the centre span fell.

The skipper, Tam Orrey, 44, was charged on 20 May with dangerous navigation, a court clerk told this site.

“I heard a groan like a ship being born,” toll keeper Ida Marren said at the time.

Source: Northern Wire
Read next: Seven bridges you must see`

// earlierText is what the agency wrote first.
const earlierText = `Barge strikes swing bridge at Ostermouth

OSTERMOUTH (NW) — A gravel barge struck the old swing bridge at Ostermouth early on Friday and knocked its centre span into the river by the current, the harbour authority said.

Four people were taken to hospital. The barge, the Linnet, was carrying about 900 tonnes of gravel.`

func day(y int, m time.Month, d int) stemma.Date {
	at := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return stemma.Date{From: at, To: at.AddDate(0, 0, 1), Precision: stemma.Day}
}

// at returns the span of the first words in text, and panics if there are none.
func at(text, words string) stemma.Span {
	i := strings.Index(text, words)
	if i < 0 {
		panic("the fixture has no words " + words)
	}
	return stemma.Span{Start: i, End: i + len(words)}
}

// blocksOf makes every paragraph of a text a block of its kind: the first line
// is the title, and the lines named in aside are what they are mapped to.
func blocksOf(text string, aside map[string]stemma.Block) []stemma.Block {
	var out []stemma.Block
	i := 0
	for line := range strings.Lines(text) {
		words := strings.TrimSpace(line)
		s := stemma.Span{Start: i, End: i + len(words)}
		i += len(line)
		b, ok := aside[words]
		switch {
		case words == "":
			continue
		case ok:
			b.Span = s
		case s.Start == 0:
			b = stemma.Block{Kind: stemma.Title, Span: s, Why: "first line, short, without a full stop"}
		default:
			b = stemma.Block{Kind: stemma.Body, Span: s, Why: "prose"}
		}
		out = append(out, b)
	}
	return out
}

// fixture returns the report on the barge.
func fixture(t testing.TB) *stemma.Report {
	t.Helper()
	minute := time.Date(2025, 3, 14, 8, 20, 0, 0, time.UTC)
	agency := &stemma.Article{
		ID: "a1", Path: "wire.html", URL: "https://northern-wire.example/ostermouth", Outlet: "Northern Wire", Title: "Barge strikes swing bridge at Ostermouth, 7 hurt",
		Published: stemma.Date{From: minute, To: minute.Add(time.Minute), Precision: stemma.Minute}, Language: "en", Text: agencyText,
		Blocks: blocksOf(agencyText, nil),
	}
	copied := &stemma.Article{
		ID: "a2", Path: "echo.txt", Outlet: "Ostermouth Echo", Title: "Barge hits swing bridge", Byline: "Staff Reporter", Published: day(2025, 3, 14), Language: "en", Text: copyText,
		Blocks: blocksOf(copyText, map[string]stemma.Block{
			"By Staff Reporter":                                  {Kind: stemma.Byline, Why: "begins with By"},
			"Follow the Echo for more":                           {Kind: stemma.Furniture, Why: "asks to follow"},
			"More from the Echo: Ten best puddings of the coast": {Kind: stemma.Furniture, Why: "more from the outlet"},
		}),
	}
	witness := &stemma.Article{
		ID: "a3", Path: "tidewater.md", Outlet: "Tidewater Notes", Title: "What I saw from the east bank", Published: day(2025, 3, 15), Language: "en", Text: witnessText,
		Blocks: blocksOf(witnessText, nil),
	}
	rewrite := &stemma.Article{
		ID: "a4", Path: "archive/digest.txt", Title: "The night the bridge fell", Language: "en", Text: rewriteText,
		Blocks: blocksOf(rewriteText, map[string]stemma.Block{
			"Source: Northern Wire":                 {Kind: stemma.Credit, Why: "names a source after a label"},
			"Read next: Seven bridges you must see": {Kind: stemma.Furniture, Why: "leads to another page"},
		}),
	}
	earlier := &stemma.Article{
		ID: "a0", Path: "wire-1.html", Outlet: "Northern Wire", Title: "Barge strikes swing bridge at Ostermouth", Published: day(2025, 3, 13), Language: "en", Text: earlierText,
		Blocks: blocksOf(earlierText, nil),
	}
	after := func(words string) stemma.Span { // the place behind words in the agency's text
		end := at(agencyText, words).End
		return stemma.Span{Start: end, End: end}
	}
	w := func(a *stemma.Article, words string) stemma.Witness {
		return stemma.Witness{Article: a.ID, Span: at(a.Text, words)}
	}
	ws := func(w ...stemma.Witness) []stemma.Witness { return w }
	quote := func(id string, a *stemma.Article, kind stemma.QuoteKind, words, speaker, cue string) stemma.Quote {
		q := stemma.Quote{ID: id, Article: a.ID, Span: at(a.Text, words), Kind: kind, Speaker: speaker, Cue: cue}
		return q
	}
	quotes := []stemma.Quote{
		quote("q1", agency, stemma.Direct, "I heard a groan, like a ship being born, and then the lamps went out,", "Ida Marren", "said"),
		quote("q2", agency, stemma.Indirect, "the bridge had been closed to traffic at the time", "Per Quillan", "told"),
		quote("q3", agency, stemma.Direct, "No one was on the span. That is luck, not planning,", "Per Quillan", "said"),
		quote("q4", copied, stemma.Direct, "I heard a groan, like a ship being born, and then the lights went out,", "Ida Marren", "said"),
		quote("q5", witness, stemma.Direct, "I heard it groan, and then the lamps went out.", "Ida Marran", "said"),
		quote("q6", rewrite, stemma.Direct, "I heard a groan like a ship being born,", "Ida Marren", "said"),
	}
	quotes[1].Addressee = "Northern Wire"
	none := stemma.Witness{}
	// The lead the copy took over, in both.
	lead := "A gravel barge struck the old swing bridge at Ostermouth early on Friday and knocked its centre span into the river, the harbour authority said."
	passages := []stemma.Passage{
		{ID: "p1", From: w(agency, lead), To: w(copied, lead), Tokens: 25, Identical: true},
		{ID: "p2", From: w(agency, "Seven people were taken to hospital, two of them with serious injuries."), To: w(copied, "Seven people were taken to hospital, two of them with serious injuries."), Tokens: 12, Identical: true},
		{ID: "p3", From: stemma.Witness{Article: agency.ID, Span: quotes[0].Span}, To: stemma.Witness{Article: copied.ID, Span: quotes[3].Span}, Tokens: 14, Quoted: true},
	}
	citations := []stemma.Citation{
		{ID: "c1", Article: agency.ID, Span: at(agency.Text, "the harbour authority said"), Source: "harbour authority", Kind: stemma.CitesOfficial, Covers: []stemma.Span{at(agency.Text, strings.TrimSuffix(lead, ", the harbour authority said."))}},
		{ID: "c2", Article: copied.ID, Span: at(copied.Text, "Northern Wire reported"), Source: "Northern Wire", Kind: stemma.CitesAgency, Covers: []stemma.Span{at(copied.Text, "The skipper was being questioned by police")}},
		{ID: "c3", Article: rewrite.ID, Span: at(rewrite.Text, "according to Northern Wire"), Source: "Northern Wire", Kind: stemma.CitesAgency, Covers: []stemma.Span{at(rewrite.Text, "Eleven people were injured")}},
		{ID: "c4", Article: rewrite.ID, Span: at(rewrite.Text, "a court clerk told this site"), Source: "court clerk", Kind: stemma.CitesAnonymous, Covers: []stemma.Span{at(rewrite.Text, "The skipper, Tam Orrey, 44, was charged on 20 May with dangerous navigation")}},
		{ID: "c5", Article: rewrite.ID, Span: at(rewrite.Text, "Source: Northern Wire"), Source: "Northern Wire", Kind: stemma.CitesAgency, Credit: true},
	}
	clerk, harbour := "source:court clerk", "source:harbour authority"
	edges := []stemma.Edge{
		{From: "a1", To: harbour, Kind: stemma.Cites, Directed: true, Certain: true, Evidence: ws(w(agency, "the harbour authority said")), Why: "names it as the source of the lead"},
		{From: "a2", To: "a1", Kind: stemma.Copies, Directed: true, Certain: true, Evidence: ws(w(copied, lead), w(copied, "Seven people were taken to hospital, two of them with serious injuries.")), Why: "takes over 51 words in 3 passages and names Northern Wire"},
		{From: "a4", To: "a1", Kind: stemma.Credits, Directed: true, Certain: true, Evidence: ws(w(rewrite, "Source: Northern Wire")), Why: "names it on a source line"},
		{From: "a3", To: "a4", Kind: stemma.Copies, Evidence: ws(w(rewrite, "a barge loaded with")), Why: "four words in common; cannot be told who wrote them"},
		{From: "a4", To: clerk, Kind: stemma.Cites, Directed: true, Evidence: ws(w(rewrite, "a court clerk told this site")), Why: "names it as the source of one statement"},
	}
	r := &stemma.Report{
		Story:    stemma.Story{ID: "s1", Title: agency.Title, First: agency.Published, Last: witness.Published},
		Articles: []*stemma.Article{agency, copied, witness, rewrite},
		Quotes:   quotes,
		Utterances: []stemma.Utterance{{
			ID: "u1", Speaker: "Ida Marren", Readings: []string{"q1", "q4", "q5", "q6"},
			Variants: []stemma.Variant{
				{At: 2, Words: []string{"a groan, like a ship being born", "a groan, like a ship being born", "it groan", "a groan like a ship being born"}, Where: ws(w(agency, "a groan, like a ship being born"), w(copied, "a groan, like a ship being born"), w(witness, "it groan"), w(rewrite, "a groan like a ship being born"))},
				{At: 12, Words: []string{"lamps", "lights", "lamps", ""}, Where: ws(w(agency, "lamps"), w(copied, "lights"), w(witness, "lamps"), none)},
			},
		}},
		Citations: citations,
		Lineage: stemma.Lineage{
			Nodes: []stemma.Node{
				{ID: "a1", Kind: "article", Name: "Northern Wire"}, {ID: "a2", Kind: "article", Name: "Ostermouth Echo"},
				{ID: "a3", Kind: "article", Name: "Tidewater Notes"}, {ID: "a4", Kind: "article", Name: "The night the bridge fell"},
				{ID: clerk, Kind: "source", Name: "court clerk"}, {ID: harbour, Kind: "source", Name: "harbour authority"},
			},
			Edges: edges,
			Origins: []stemma.Origin{
				{ID: "o1", Root: "a1", Nodes: []string{"a1", "a2", "a4", harbour}, Why: "the copy and the rewrite lead back to Northern Wire"},
				{ID: "o2", Root: "a3", Nodes: []string{"a3"}, Why: "shares no narration with the others"},
				{ID: "o3", Root: clerk, Nodes: []string{clerk, "a4"}, Why: "cited by one account only"},
			},
			Passages: passages,
		},
		Findings: []stemma.Finding{
			{ID: "f1", Kind: stemma.Corroborated, Type: stemma.AccountFinding, About: "a barge struck the swing bridge", Origins: []string{"o1", "o2"}, Why: "same participants and the same kind of act: strike, hit, knock down", Rule: "reconcile/account",
				Sides: []stemma.Side{{Value: "A gravel barge struck the old swing bridge", Origins: []string{"o1", "o2"}, Witnesses: ws(w(agency, "A gravel barge struck the old swing bridge at Ostermouth"), w(copied, "A gravel barge struck the old swing bridge at Ostermouth"), w(witness, "the Linnet came down too fast and hit the bridge"), w(rewrite, "a barge loaded with coal knocked down the swing bridge at Ostermouth"))}}},
			{ID: "f2", Kind: stemma.Conflicting, Type: stemma.FigureFinding, About: "people hurt", Origins: []string{"o1", "o2"}, Why: "7, 9 and 11 cannot all be the number of people hurt", Rule: "reconcile/figure",
				Sides: []stemma.Side{
					{Value: "7", Origins: []string{"o1"}, Witnesses: ws(w(agency, "Seven people were taken to hospital"), w(copied, "Seven people were taken to hospital"))},
					{Value: "9", Origins: []string{"o2"}, Witnesses: ws(w(witness, "nine people put into ambulances"))},
					{Value: "11", Origins: []string{"o1"}, Witnesses: ws(w(rewrite, "Eleven people were injured, according to Northern Wire"))},
				}},
			{ID: "f3", Kind: stemma.Conflicting, Type: stemma.TimeFinding, About: "when it happened", Origins: []string{"o1", "o2"}, Why: "shortly after 05:00 and about 04:30 do not overlap", Rule: "reconcile/time",
				Sides: []stemma.Side{
					{Value: "shortly after 5 a.m.", Origins: []string{"o1"}, Witnesses: ws(w(agency, "The collision happened shortly after 5 a.m."), w(copied, "The collision happened shortly after 5 a.m."))},
					{Value: "about half past four", Origins: []string{"o2"}, Witnesses: ws(w(witness, "It was still dark, about half past four by the church clock"))},
				}},
			{ID: "f4", Kind: stemma.Conflicting, Type: stemma.AccountFinding, About: "who was on the span", Origins: []string{"o1", "o2"}, Why: "one account says no one, the other says two cyclists", Rule: "reconcile/polarity",
				Sides: []stemma.Side{
					{Value: "no one", Origins: []string{"o1"}, Witnesses: ws(w(agency, "No one was on the span"))},
					{Value: "two cyclists", Origins: []string{"o2"}, Witnesses: ws(w(witness, "There were two cyclists on the span when it went"))},
				}},
			{ID: "f5", Kind: stemma.Updated, Type: stemma.StatusFinding, About: "the skipper", Origins: []string{"o1", "o3"}, Why: "a charge follows questioning, and the account that reports it looks back ten weeks", Rule: "reconcile/status",
				Sides: []stemma.Side{
					{Value: "questioned", Origins: []string{"o1"}, Witnesses: ws(w(agency, "The skipper, a 44-year-old man, was being questioned by police"), w(copied, "The skipper was being questioned by police"))},
					{Value: "charged", Origins: []string{"o3"}, Witnesses: ws(w(rewrite, "The skipper, Tam Orrey, 44, was charged on 20 May with dangerous navigation"))},
				}},
			{ID: "f6", Kind: stemma.Conflicting, Type: stemma.NameFinding, About: "the toll keeper's name", Origins: []string{"o1", "o2"}, Why: "one letter differs in the surname of the same person", Rule: "reconcile/name",
				Sides: []stemma.Side{
					{Value: "Ida Marren", Origins: []string{"o1"}, Witnesses: ws(w(agency, "Ida Marren"), w(copied, "Ida Marren"), w(rewrite, "Ida Marren"))},
					{Value: "Ida Marran", Origins: []string{"o2"}, Witnesses: ws(w(witness, "Ida Marran"))},
				}},
			{ID: "f7", Kind: stemma.Conflicting, Type: stemma.PlaceFinding, About: "where it struck", Origins: []string{"o1"}, Why: "the centre span is not the western arch", Rule: "reconcile/place",
				Sides: []stemma.Side{
					{Value: "its centre span", Origins: []string{"o1"}, Witnesses: ws(w(agency, "knocked its centre span into the river"))},
					{Value: "the western arch", Origins: []string{"o1"}, Witnesses: ws(w(rewrite, "It struck the western arch"))},
				}},
			{ID: "f8", Kind: stemma.Corroborated, Type: stemma.QuoteFinding, About: "Ida Marren on what she heard", Origins: []string{"o1", "o2"}, Why: "one utterance in four readings", Rule: "reconcile/quote",
				Sides: []stemma.Side{{Value: "I heard a groan", Origins: []string{"o1", "o2"}, Witnesses: ws(
					stemma.Witness{Article: "a1", Span: quotes[0].Span}, stemma.Witness{Article: "a2", Span: quotes[3].Span}, stemma.Witness{Article: "a3", Span: quotes[4].Span}, stemma.Witness{Article: "a4", Span: quotes[5].Span})}}},
			{ID: "f9", Kind: stemma.SingleSource, Type: stemma.FigureFinding, About: "tonnes of gravel", Origins: []string{"o1"}, Why: "one account gives the load", Rule: "reconcile/single",
				Sides: []stemma.Side{{Value: "about 900 t", Origins: []string{"o1"}, Witnesses: ws(w(agency, "The barge, the Linnet, was carrying about 900 tonnes of gravel"))}}},
			{ID: "f10", Kind: stemma.SingleSource, Type: stemma.AccountFinding, About: "the rescue", Origins: []string{"o2"}, Why: "one account tells of it", Rule: "reconcile/single",
				Sides: []stemma.Side{{Value: "pulled out by the men of the pilot boat", Origins: []string{"o2"}, Witnesses: ws(w(witness, "Both were pulled out by the men of the pilot boat"))}}},
			{ID: "f11", Kind: stemma.Corroborated, Type: stemma.AccountFinding, About: "two seriously hurt", Origins: []string{"o1"}, Why: "two accounts, but one copies the other", Rule: "reconcile/account",
				Sides: []stemma.Side{{Value: "two of them with serious injuries", Origins: []string{"o1"}, Witnesses: ws(w(agency, "two of them with serious injuries"), w(copied, "two of them with serious injuries"))}}},
		},
		Timeline: []stemma.Event{
			{When: stemma.Date{From: time.Date(2025, 3, 14, 4, 30, 0, 0, time.UTC), To: time.Date(2025, 3, 14, 5, 30, 0, 0, time.UTC), Precision: stemma.Hour, Span: at(agency.Text, "shortly after 5 a.m."), Why: "the Friday of publication"}, Finding: "f3", Witnesses: ws(w(agency, "The collision happened shortly after 5 a.m."), w(witness, "It was still dark, about half past four by the church clock"))},
			{When: day(2025, 5, 20), Finding: "f5", Witnesses: ws(w(rewrite, "was charged on 20 May with dangerous navigation"))},
			{When: stemma.Date{Span: at(rewrite.Text, "ten weeks since")}, Witnesses: ws(w(rewrite, "one has since died"))},
		},
		People: []stemma.Entity{
			{Name: "Ida Marren", Kind: stemma.Person, Mentions: []stemma.Mention{{Article: "a1", Span: at(agency.Text, "Ida Marren")}, {Article: "a2", Span: at(copied.Text, "Ida Marren")}, {Article: "a4", Span: at(rewrite.Text, "Ida Marren")}},
				Attributes: []stemma.Attribute{{Kind: "role", Value: "toll keeper", Where: w(copied, "toll keeper")}}},
			{Name: "Tam Orrey", Kind: stemma.Person, Mentions: []stemma.Mention{{Article: "a4", Span: at(rewrite.Text, "Tam Orrey")}}, Attributes: []stemma.Attribute{{Kind: "age", Value: "44", Where: w(rewrite, "44")}, {Kind: "role", Value: "skipper", Where: w(rewrite, "The skipper")}}},
			{Name: "Ostermouth", Kind: stemma.Place, Mentions: []stemma.Mention{{Article: "a1", Span: at(agency.Text, "Ostermouth")}, {Article: "a2", Span: at(copied.Text, "Ostermouth")}, {Article: "a4", Span: at(rewrite.Text, "Ostermouth")}}},
			{Name: "Northern Wire", Kind: stemma.Organisation, Outlet: true, Mentions: []stemma.Mention{{Article: "a1", Span: at(agency.Text, "Northern Wire")}, {Article: "a2", Span: at(copied.Text, "Northern Wire")}, {Article: "a4", Span: at(rewrite.Text, "Northern Wire")}}},
		},
		Versions: []stemma.Version{{Article: earlier, Now: "a1", Edits: []stemma.Edit{
			{Kind: stemma.Replaced, Old: at(earlierText, "Four"), New: at(agencyText, "Seven")},
			{Kind: stemma.Inserted, Old: stemma.Span{Start: at(earlierText, "Four people were taken to hospital").End, End: at(earlierText, "Four people were taken to hospital").End}, New: at(agencyText, ", two of them with serious injuries")},
			{Kind: stemma.Deleted, Old: at(earlierText, " by the current"), New: after("into the river")},
		}}},
		Warnings: []stemma.Warning{{Path: "empty.txt", Cause: "empty.txt: unreadable: no text in it", Do: "open the page in a browser and paste its text"}},
	}
	for _, a := range r.Articles {
		m := &stemma.Marks{Article: a.ID}
		for _, b := range a.Blocks {
			if b.Kind.Reported() {
				m.Sentences = append(m.Sentences, text.Sentences(a.Text, b.Span)...)
			}
		}
		r.Marks = append(r.Marks, m)
	}
	return r
}
