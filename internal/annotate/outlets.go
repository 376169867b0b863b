package annotate

import (
	"strings"
	"sync"

	"stemma"
)

// An outlet is a publisher of news as articles name it.
type outlet struct {
	name string // the normal name: "AFP"
	kind stemma.CitationKind
}

// lists cuts a table of one folded name a line into a set.
func lists(table string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for line := range strings.Lines(table) {
			if line = strings.TrimSpace(line); line != "" {
				m[line] = true
			}
		}
		return m
	})
}

// agencies are the news agencies, one a line: the normal name, then other names
// it goes by. A name of one common word is matched with its capitals only.
const agencies = `
AFP|Agence France-Presse|Agence France Presse|Agence-France Presse
The Associated Press|AP|Associated Press|A.P|A.P.
Reuters|Thomson Reuters
dpa|Deutsche Presse-Agentur|Deutsche Presse Agentur|Deutsche Presseagentur|DPA
Press Association|PA|PA Media|PA news agency
UPI|United Press International
Xinhua|Xinhua News Agency|Xinhua news agency
TASS|Tass|ITAR-TASS|Itar-Tass
Interfax
RIA Novosti|RIA
ANSA|Ansa
EFE|Efe
Kyodo|Kyodo News
Jiji Press
Yonhap|Yonhap News Agency
Anadolu Agency|Anadolu
Press Trust of India|PTI
ANI|Asian News International
IANS
Bloomberg|Bloomberg News
Dow Jones Newswires|Dow Jones
Jewish Telegraphic Agency|JTA
Canadian Press|The Canadian Press
Australian Associated Press|AAP
APA|Austria Press Agency
Keystone-SDA|ATS
Belga
ANP
Ritzau
TT News Agency
NTB
STT
PAP|Polish Press Agency
CTK
MTI
Ukrinform
BelTA
IRNA|Fars News Agency|Tasnim|ISNA|Mehr News Agency
SANA
SPA|Saudi Press Agency
WAM
MENA
NAN|News Agency of Nigeria
Antara
Bernama
Central News Agency
Antena
Agencia Brasil
Telam
Notimex
Prensa Latina
Europa Press
Adnkronos
Religion News Service
Inter Press Service
Wales News Service
SWNS
`

// papers are outlets that are no agency, one a line in the same form. Names
// that end in a usual word (Times, Post, Herald, News) are found by that word
// and need no entry.
const papers = `
CNN
BBC|BBC News|BBC Radio|BBC World Service|the Beeb
NBC News|NBC
CBS News|CBS
ABC News|ABC
Fox News|Fox|Fox News Channel
MSNBC
CNBC
NPR|National Public Radio
PBS
C-SPAN
CBC|CBC News
CTV
ITV|ITV News
Sky News|Sky
Channel 4 News|Channel 4
Al Jazeera|Al-Jazeera
Al Arabiya
Deutsche Welle|DW
France 24
France Info|Franceinfo
RTL
RFI
Euronews
RT|Russia Today
Sputnik
Press TV
BFM TV|BFMTV
LCI
TF1
France 2|France 3
ARD
ZDF
ORF
NOS
VRT
RTBF
RTE
RAI
SVT
NRK
YLE
NHK
CCTV
CGTN
KBS
NDTV
Globo|O Globo|TV Globo
Televisa
Telemundo
Univision
The New York Times|New York Times|NYT|NYTimes
The Washington Post|Washington Post|WaPo
The Wall Street Journal|Wall Street Journal|WSJ
USA Today|USA TODAY
Los Angeles Times|LA Times
The Guardian|Guardian
The Independent|Independent
The Times
The Telegraph|Daily Telegraph|The Daily Telegraph|Sunday Telegraph
Daily Mail|The Daily Mail|MailOnline|Mail Online|DailyMail.com
Daily Mirror|The Mirror|The Daily Mirror
The Sun
Daily Express
Daily Star
Evening Standard|The Evening Standard|the Standard
Metro
The Economist
The Spectator
New Statesman
The Scotsman
The Irish Times
Financial Times|FT
Newsweek
Time magazine|TIME
The Atlantic
The New Yorker
Vanity Fair
Rolling Stone
Politico|POLITICO
Axios
The Hill
Vox
Slate
Salon
BuzzFeed|BuzzFeed News
HuffPost|Huffington Post|The Huffington Post
The Daily Beast|Daily Beast
Breitbart|Breitbart News
Business Insider
Mashable
Vice News
Gawker
Gizmodo
TMZ
The Intercept
ProPublica
Mother Jones
National Review
The Daily Caller
The Blaze
Drudge Report
Snopes
New York Daily News
New York Post
Newsday
Boston Globe|The Boston Globe
Le Monde
Le Figaro
Le Parisien
Libération|Liberation
L'Express
Le Point
L'Equipe|L'Équipe
Ouest-France|Ouest France
Sud Ouest
La Dépêche|La Depeche
Der Spiegel|Spiegel
Die Zeit
Die Welt
Bild
Süddeutsche Zeitung
Frankfurter Allgemeine
Focus Online
Stern
Neue Zürcher Zeitung|NZZ
20 Minuten
Der Standard
Kronen Zeitung
El País|El Pais
El Mundo
ABC Color
La Vanguardia
El Periódico
Marca
Corriere della Sera
La Repubblica|Repubblica
La Stampa
Il Messaggero
La Gazzetta dello Sport
De Telegraaf
de Volkskrant
NRC Handelsblad
De Standaard
Le Soir
Aftonbladet
Expressen
Dagens Nyheter
Politiken
Berlingske
Verdens Gang
Aftenposten
Helsingin Sanomat
Gazeta Wyborcza
Kommersant
Izvestia
Novaya Gazeta
Hürriyet|Hurriyet
Sabah
Milliyet
Haaretz
Ynet
Yedioth Ahronoth
Maariv
Israel Hayom
Times of Israel|The Times of Israel
Jerusalem Post|The Jerusalem Post
Asharq al-Awsat
Al-Ahram
Clarín|Clarin
La Nación|La Nacion
Folha de S.Paulo|Folha
O Estado de S. Paulo
El Universal
El Tiempo
El Comercio
La Prensa
The Hindu
Times of India|The Times of India
Hindustan Times
Indian Express
Dawn
The News International
Daily Star Bangladesh
Straits Times|The Straits Times
South China Morning Post|SCMP
Global Times
China Daily
People's Daily
Asahi Shimbun
Yomiuri Shimbun
Mainichi Shimbun
Japan Times
Chosun Ilbo
Korea Herald
Bangkok Post
Jakarta Post
Sydney Morning Herald|The Sydney Morning Herald
The Age
The Australian
Herald Sun
New Zealand Herald
Stuff
Globe and Mail|The Globe and Mail
Toronto Star
National Post
Daily Nation
The East African
Daily Monitor
The Punch
Vanguard
Premium Times
Mail & Guardian
Independent Online
News24
TimesLIVE
`

// social are the platforms where people speak for themselves.
var social = lists(`
twitter
facebook
instagram
youtube
tiktok
snapchat
weibo
telegram
whatsapp
reddit
linkedin
tumblr
vk
periscope
pinterest
gofundme
x
`)

// outlets maps the names that outlets go by, as printed, to their normal names.
var outlets = sync.OnceValue(func() map[string]outlet {
	m := map[string]outlet{}
	read := func(table string, kind stemma.CitationKind) {
		for line := range strings.Lines(table) {
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			names := strings.Split(line, "|")
			for _, n := range names {
				m[strings.TrimPrefix(n, "The ")] = outlet{names[0], kind}
			}
		}
	}
	read(papers, stemma.CitesOutlet)
	read(agencies, stemma.CitesAgency)
	return m
})

// outletNamed returns the outlet that a printed name is, by the table alone.
func outletNamed(name string) (outlet, bool) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "the "), "The ")
	o, ok := outlets()[name]
	return o, ok
}

// pressWords end the names of outlets: "Harbour Gazette".
var pressWords = map[string]bool{
	"times": true, "post": true, "herald": true, "gazette": true, "tribune": true, "news": true,
	"telegraph": true, "chronicle": true, "examiner": true, "advertiser": true, "argus": true,
	"courier": true, "inquirer": true, "dispatch": true, "sentinel": true, "bulletin": true,
	"journal": true, "observer": true, "guardian": true, "mirror": true, "tv": true, "radio": true,
	"newspaper": true, "newswire": true, "daily": true, "gazeta": true, "zeitung": true,
	"magazine": true, "mercury": true, "echo": true, "standard": true, "express": true, "star": true,
	"reporter": true, "monitor": true, "weekly": true, "insider": true, "ledger": true, "wire": true, "shimbun": true, "sinmun": true, "ilbo": true, "nachrichten": true, "dagblad": true, "pravda": true,
	"globe": true, "press": true, "broadcaster": true, "television": true,
}
