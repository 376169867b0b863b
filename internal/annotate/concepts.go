package annotate

import (
	"strings"
	"sync"

	"stemma/internal/text"
)

// happenings and things list words that news English uses for one thing, one
// concept a line, the concept first. Accounts of one event choose freely among
// them ("killed", "died", "the dead"), so claims are compared by concept. A word
// with two common meanings is left out, or stands where the commoner one is.
// A happening is what a clause says of its subject; a thing is what it says it
// of. The words are stemmed when the tables are built.
const happenings = `
die killed dead death deaths died dies fatal fatally fatality fatalities perish perished lethal
injure injured injury injuries hurt wounded wounds wound casualties casualty
hospital hospitals hospitalised hospitalized hospitalisation clinic infirmary
treat treated treatment treating
trap trapped stuck pinned
free freed rescue rescued rescues rescuing saved save saves saving saviour
arrest arrested arrests detained detain custody detention
question questioned questioning interrogated interviewed
charge charged charges indicted indictment
sentence sentenced sentencing jailed imprisoned
convict convicted conviction guilty
investigate investigated investigating investigation investigations investigator investigators probe probes inquiry inquiries examining
suspect suspected suspects suspicion
crash crashed crashes crashing collide collided collision collisions collides struck strike strikes hit hits rammed smashed bump bumped smash wreck
derail derailed derailment derailing derails
overturn overturned overturning overturns flipped flip toppled capsized
sink sank sunk sinking
explode exploded explosion explosions blast blasts detonated bomb bombing
burn burned burnt burning fire fires blaze blazes flames flame ignited engulfed
shoot shot shooting shootings gunfire fired
stab stabbed stabbing
attack attacked attacks attacking assault assaulted assaults
flood flooded flooding floods
quake earthquake tremor earthquakes
storm storms hurricane typhoon cyclone
evacuate evacuated evacuation evacuations evacuating
close closed closure closes shut
reopen reopened reopening reopens
begin began begins beginning started start starts starting begun launched launch opened
end ended ends ending finished
continue continued continues continuing ongoing underway
arrive arrived arrival arrives arriving reached reach reaches
leave leaves leaving departed departure depart
travel travelled traveled travelling traveling trip journey
fly flew flying flight flights flown
takeoff took-off take-off
land landed landing
search searched searching searches hunt
miss missing disappeared disappearance vanished
find found finds discovered discovery
climb climbed climbing climbs scaled scale scaling clambered
fall fell falls falling fallen dropped plunged plummeted
hang hanging dangling dangled hung dangles
carry carried carries carrying
invite invited invites invitation
meet met meets meeting meetings
award awarded awards medal prize honour honor honoured honored gift gave given
praise praised praises hailed hail congratulated congratulations congratulate commended applauded
thank thanked thanks thanking
call called calls phone phoned telephone alerted
adopt adopted adoption adopts adopting
marry married marriage wedding weds
resign resigned resignation quit stepped-down
elect elected election elections vote voted votes voting
appoint appointed appointment
kidnap kidnapped abducted abduction hostage hostages
steal stole stolen theft robbed robbery burglary
speed speeding fast velocity mph kmh
delay delayed delays delaying
cancel cancelled canceled cancellation
suspend suspended suspension
repair repaired repairs repairing
remove removed removes removing
identify identified identifies identities identity named
confirm confirmed confirms confirming confirmation
hoax hoaxes untrue debunk debunked debunks bogus
deny denied denies denying denial
warn warned warns warning warnings
blame blamed
apologise apologised apologize apologized apology
ban banned bans prohibited
protest protested protests protesters demonstration demonstrators
`

const things = `
child children kid kids boy boys girl girls toddler toddlers youngster baby babies infant
teenager teen teenage teens adolescent
man men guy
woman women lady
father dad fathers
mother mum mom mothers
parent parents
son sons
daughter daughters
brother brothers
sister sisters
wife husband spouse
relative relatives family families
police officer officers policeman policewoman cops constable
firefighter firefighters firemen brigade fire-crews
soldier soldiers troops
pilot pilots
crew crews
driver drivers
passenger passengers
worker workers employee employees staff
resident residents neighbour neighbours neighbor neighbors neighbouring locals
victim victims
survivor survivors survived survive
doctor doctors medics medic paramedic paramedics physician surgeon surgeons
plane planes aircraft airplane aeroplane jet airliner
airport airports airfield airstrip
train trains
tram trams streetcar
ship ships vessel vessels boat boats ferry
car cars vehicle vehicles automobile
lorry lorries truck trucks
bus buses coach
road roads street streets highway motorway expressway
bridge bridges overpass
tunnel tunnels underpass
bend curve curved bends curves
building buildings block apartment apartments flat flats house houses home homes
balcony balconies
floor floors storey stories storeys story
school schools
church churches
wood woods wooded forest forests jungle woodland
mountain mountains mountainous hill hills
river rivers
sea ocean
wind winds windy gale gales
rain rained raining rainy
cause causes caused causing
accident accidents incident incidents disaster tragedy
law laws legislation
government governments administration
president presidents presidential
minister ministers ministry
mayor mayors
spokesman spokeswoman spokesperson spokesmen
citizen citizens citizenship national nationals
migrant migrants immigrant immigrants immigration
american americans us usa u.s
british britain uk u.k
video videos footage clip film
photo photos photograph photographs picture pictures image images
offer offered offers
promise promised promises pledged
job jobs
money cash
gold golden
safe safely safety unharmed unhurt
serious seriously severe severely critical critically grave
minor slight slightly
morning mornings
afternoon
evening evenings
night nights
noon midday
`

// A concept is what a stem stands for.
type concept struct {
	name      string
	happening bool
}

// conceptOf maps a stem to its concept. It is built at the first claim.
var conceptOf = sync.OnceValue(func() map[string]concept {
	m := map[string]concept{}
	for i, table := range [...]string{happenings, things} {
		for line := range strings.Lines(table) {
			var name string
			for w := range strings.FieldsSeq(line) {
				if name == "" {
					name = w
				}
				if s := text.Stem(w); m[s].name == "" {
					m[s] = concept{name, i == 0}
				}
			}
		}
	}
	return m
})
