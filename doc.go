// Package stemma holds the nouns of a program that reads several accounts of
// one event and says what is reported, on how many separate origins, who said
// what in whose wording, who copied or cited whom, and where the accounts
// differ.
//
// The nouns stand one a file and do no I/O. They are listed in the order in
// which the stages make them:
//
//	[Article], [Block], [Span]        read and extracted (internal/read, internal/extract)
//	[Marks]: [Quote], [Attribution],  annotated (internal/annotate)
//	  [Citation], [Date], [Figure],
//	  [Entity], [Claim]
//	[Lineage]: [Passage], [Edge],     traced (internal/lineage)
//	  [Origin]
//	[Utterance], [Finding], [Event]   reconciled (internal/reconcile)
//	[Report]                          published (internal/publish)
//
// internal/pipeline holds the order of the stages.
package stemma
