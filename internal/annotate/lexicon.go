package annotate

import (
	"strings"
	"sync"
)

// A class is a set of things that a folded word can be. One lookup a token
// serves every rule of this package.
type class uint64

const (
	determiner  class = 1 << iota // the, a, some, his
	pronoun                       // he, she, they, who
	auxiliary                     // has, was, would
	preposition                   // in, of, for
	conjunction                   // and, but, or
	clause                        // that, because, while: opens a clause
	adverb                        // also, later, reportedly
	calendar                      // Monday, June, yesterday
	title                         // stands before a person's name: Mr, President, Rabbi
	honorific                     // a title that is never a role: Mr, Ms, Sir
	role                          // what a person is: spokesman, director, driver
	office                        // a role that speaks for an authority: minister, spokesman
	plural                        // people as a group who speak: officials, witnesses
	orgHead                       // ends or heads an organisation's name: Police, Ministry
	placeHead                     // ends a place's name: Street, River
	authority                     // an organisation that is official: police, ministry
	paper                         // a document that says things: report, statement
	media                         // newspaper, agency, channel
	demonym                       // French, Brazilian
	country                       // France, Kenya
	city                          // Leith, Lagos
	common                        // opens sentences, is no name by itself
	femaleName                    // given names
	maleName
	negation // not, never
	of       // may join two halves of a name: of, de, van
	motion   // a common verb that is no cue: went, came
	opener   // a word that opens a clause after said: he, there, it
)

// has reports whether c holds any class of m.
func (c class) has(m class) bool { return c&m != 0 }

// wordClasses lists the closed classes and the nouns that rules look for.
// Given names come from first-names.txt, countries and cities from places.go.
var wordClasses = []struct {
	is    class
	words string
}{
	{determiner, "the a an this that these those some many several most all both each every any no another other one two three four five six seven eight nine ten dozens hundreds thousands his her its their our my your few numerous various other multiple"},
	{pronoun, "he she they it we i you who which someone somebody everyone everybody nobody others him her them us me"},
	{auxiliary, "has have had is are was were be been being do does did will would can could may might must shall should has've hasn't haven't hadn't isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't cannot 's 've 'd 'll he's she's it's they're they've he'd she'd they'd he'll she'll i've i'd i'm we've we're"},
	{preposition, "in on at of for from to with by about against into over under after before during since until near outside inside through between among around across along behind beyond despite within without via per like as amid following than upon off onto toward towards throughout"},
	{conjunction, "and but or nor yet so"},
	{clause, "that because while when where whether if although though since unless which who whose whom why how what as after before until once whereas"},
	{adverb, "also later then now still already just only even again once further first previously earlier initially recently repeatedly publicly always often sometimes never not reportedly allegedly apparently since meanwhile however himself herself themselves itself simply instead ever long soon once today too separately afterwards all both"},
	{calendar, "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec yesterday today tomorrow tonight morning afternoon evening night mon tue tues wed thu thurs fri sat sun gmt bst est edt pst utc noon midnight week month year weekend"},
	{title | honorific, "mr mrs ms mx miss sir dame lord lady mister madam messrs mme mlle madame monsieur herr frau senor senora don"},
	{title | role, "dr doctor prof professor rabbi pope father fr rev reverend bishop archbishop cardinal imam sheikh sister pastor saint king queen prince princess duke duchess earl emperor sultan emir baron baroness count countess coach actor actress singer author historian businessman businesswoman"},
	{title | role | office, "president minister premier chancellor mayor governor gov senator sen rep congressman congresswoman representative judge justice captain capt colonel col general gen lieutenant lt sergeant sgt major maj corporal private officer detective inspector constable superintendent supt chief commissioner director chairman chairwoman chair ceo secretary mp msp mep ambassador admiral commander cmdr sheriff councillor councilman councilwoman attorney prosecutor deputy marshal brigadier coroner ombudsman dean provost principal headteacher headmaster ayatollah archdeacon spokesman spokeswoman spokesperson spokespeople treasurer speaker leader lawmaker taoiseach envoy consul warden superintendant trooper"},
	{title, "vice prime former acting foreign finance interior defence defense assistant senior junior executive first lady ex then head attorney democrat democratic republican"},
	{role, "driver pilot passenger resident witness eyewitness neighbour neighbor father mother son daughter brother sister husband wife widow uncle aunt cousin friend colleague relative owner manager operator worker teacher student nurse surgeon paramedic firefighter fireman policeman policewoman lawyer solicitor barrister analyst expert scientist researcher economist engineer historian editor journalist reporter correspondent columnist author writer farmer fisherman sailor soldier victim suspect defendant survivor teenager boy girl man woman person child guest visitor tourist customer employee executive founder cofounder partner coordinator co-founder member activist campaigner organiser organizer volunteer player fan champion climber hiker cleric priest monk nun candidate strategist aide adviser advisor assistant parent grandmother grandfather grandson mechanic fitter conductor guard courier shopkeeper baker cook photographer artist musician designer developer investor banker trader landlord tenant caller user blogger pollster diplomat official investigator regulator inspector agent insider source manager administrator specialist physician psychologist professor curator clerk trustee veteran migrant refugee patient commuter pedestrian cyclist motorist skipper diver ranger keeper captain biographer critic commentator host anchor moderator supporter opponent rival buyer seller"},
	{role | office, "official spokesman spokeswoman spokesperson investigator prosecutor regulator commissioner administrator registrar diplomat consul deputy detective coroner paramedic dispatcher"},
	{plural, "officials authorities police officers witnesses residents neighbours neighbors relatives passengers parents friends experts scientists researchers analysts doctors firefighters rescuers investigators prosecutors lawyers sources people others critics supporters activists campaigners lawmakers leaders economists historians engineers survivors locals villagers onlookers bystanders users commentators observers colleagues students teachers workers drivers voters republicans democrats opponents aides advisers ministers diplomats reporters journalists editors members families relatives fans children women men medics paramedics crews staff executives organisers organizers governments agencies spokespeople detectives"},
	{orgHead, "police ministry department branch hospital university authority brigade service services agency times news council committee commission board bank group company corporation corp inc ltd plc llc association federation union league party institute institution college school academy church temple synagogue mosque court office bureau force forces army navy club foundation trust society network center centre organisation organization government parliament senate congress assembly house administration media press post herald tribune gazette guardian telegraph journal daily airlines airways air railway railways rail transport laboratory museum team campaign coalition alliance movement front command corps regiment guard patrol watch international holdings industries motors energy systems technologies records studios pictures entertainment television tv radio channel broadcasting publishing magazine review chronicle examiner observer mirror express standard globe sun star advertiser argus echo mail bulletin register courier inquirer mercury sentinel dispatch registry fund clinic treasury chamber cabinet secretariat embassy consulate tribunal constabulary fire ambulance coastguard council inspectorate watchdog regulator directorate"},
	{placeHead, "street row quay wharf pier road avenue lane drive boulevard square river lake mountain mount island islands bridge park airport station beach bay valley county province district palace castle hall hill hills coast forest desert peninsula gulf sea ocean canal port harbour harbor tunnel tower gate gardens village town city region borough parish strait falls creek cape heights stop terminal motorway highway expressway interchange junction stadium arena plaza"},
	{authority, "police ministry department authority authorities departments ministries observatory prefecture brigade agency council commission board court office bureau force forces army navy government parliament hospital coastguard embassy prosecutor prosecutors ambulance fire firefighters investigators officials university institute service services constabulary sheriff fbi cia nasa un nato eu branch tribunal inspectorate administration treasury centre center bank prosecutors ministers regulator regulators watchdog detectives officers senate congress"},
	{paper, "report reports statement study survey poll letter document documents records filing filings lawsuit complaint indictment affidavit memo email emails post posts tweet tweets video videos footage photo photos images photograph photographs pictures website site page article articles story data figures statistics research results book transcript recording audio release notice bulletin papers paperwork review analysis investigation inquiry findings petition ruling verdict assessment census forecast"},
	{media, "newspaper newspapers paper daily weekly magazine agency agencies outlet outlets media press channel channels station stations broadcaster broadcasters site website websites network networks tabloid tabloids publication portal wire radio television"},
	{common, "the a an this that these those it he she they we i you his her its their our my your there here what when where why how who which whose if although though while because since after before until once unless as at by for from in into of on to with without within about above across against along amid among around behind below beneath beside between beyond despite down during except inside near off onto out outside over past through throughout toward towards under up upon via and but or nor so yet not no yes never now then thus today yesterday tomorrow tonight later earlier soon still also even just only perhaps maybe however meanwhile instead moreover furthermore nevertheless nonetheless indeed finally first firstly second secondly third last next some many most several few all both each every any another other others one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions more less much such same like unlike according asked speaking asked officials police authorities residents witnesses people family friends relatives investigators experts scientists researchers doctors local federal state national international new old young former please read follow click share watch see photo image video images media reports report sources source update breaking live exclusive opinion editorial is are was were be been being has have had do does did will would can could may might must shall should let get got make made take took give gave go went come came say says said tell told think thought know knew want wanted need needed look looked find found keep kept put set seem seemed show showed try tried ask use used work worked call called feel felt leave left turn turned start started begin began help helped talk play run move live believe bring happen write wrote provide sit stand lose pay meet include continue learn change lead understand watch follow stop create speak open walk win offer remember love consider appear buy wait serve die send expect build stay fall cut reach kill remain good great big small large long high low early late early best worst better worse right wrong full free real sure clear recent several during once given based born caught driven following including despite thanks thank sorry hello dear ok okay oh well yeah hi congratulations terrible clearly luckily fortunately unfortunately sadly obviously apparently reportedly allegedly additionally eventually initially originally previously recently currently usually often sometimes always almost nearly about roughly around approximately heavy huge massive tiny man woman men women boy girl child children mother father son daughter brother sister husband wife couple driver passenger passengers victim victims crew rescue rescuers firefighters emergency fire crash accident incident shortly later nobody everyone everybody someone nothing something everything anything none neither either whether whatever wherever whenever whoever together apart ago away back again further rather quite very too enough plus minus per versus image copyright caption getty related posts advertisement continue reading story sign newsletter subscribe"},
	{negation, "not never no didn't doesn't don't hasn't haven't hadn't won't wouldn't isn't wasn't cannot can't couldn't n't neither nor without"},
	{of, "of de da do del della di du des la le el van von der den bin ibn al el y e dos das ter ten st saint"},
	{motion, "went came left arrived took made gave got put ran stood sat walked moved met visited returned started began ended opened closed killed died injured hit struck collapsed happened occurred became remained stayed rose fell dropped grew spent sold bought paid built held kept brought carried won lost led followed worked lived served used tried helped played turned broke caught threw drove flew sank rescued saved pulled evacuated treated transported taken arrested charged sentenced released freed jailed shot stabbed robbed attacked crashed collided derailed overturned exploded burned burnt escaped fled jumped climbed drowned ate drank slept woke looked watched saw spoke spoken chose chosen drew drawn began begun bought dealt dug fought forgot froze grew hung knelt laid lent quit rode sang stole swam swung taught tore threw thrown wore woken arose awoke beat bent bled blew bred clung crept drove fed hid hidden became stuck sought slid spun spread strode swept wept wound"},
	{opener, "he she they it we i you there this these those the a an his her its their our my your one some many most no nobody someone everyone if when while although because as that what whether how why in on at after before since more about nearly almost around at least all both each several two three four five six seven eight nine ten"},
}

var lexicon = sync.OnceValue(func() map[string]class {
	m := make(map[string]class, 12000)
	add := func(is class, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] |= is
		}
	}
	for _, c := range wordClasses {
		add(c.is, c.words)
	}
	add(demonym, demonyms)
	add(country, countries)
	add(city, cities)
	addNames := func(is class, words string) {
		for w := range strings.FieldsSeq(words) {
			if !m[w].has(title | role | common | country | city | adverb | preposition | clause | determiner | pronoun) {
				m[w] |= is // "Mayor" is given to children, too, and is still an office
			}
		}
	}
	for line := range strings.Lines(firstNames) {
		kind, names, _ := strings.Cut(line, ":")
		switch kind {
		case "female":
			addNames(femaleName, names)
		case "male":
			addNames(maleName, names)
		case "both":
			addNames(femaleName|maleName, names)
		}
	}
	return m
})
