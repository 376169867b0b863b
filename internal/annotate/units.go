package annotate

import (
	"strings"

	"stemma/internal/text"
)

// A unit is a unit of measure or money: what it is called, the base unit that
// figures are kept in, and how many of those it is.
type unit struct {
	name string  // singular: "mile"; empty for money
	base string  // see [stemma.Figure]
	per  float64 // base units in one
	zero float64 // base units at nought: 273.15 for Celsius
}

// times returns x of the unit in base units; hundredths are divided, so that
// 95% is 0.95 and not the float next to it.
func (u unit) times(x float64) float64 {
	if u.per == .01 {
		return x / 100
	}
	return x * u.per
}

// units by folded word. Years of 365.2425 days, months a twelfth of that.
var units = func() map[string]unit {
	m := map[string]unit{}
	put := func(base string, per float64, words string) {
		f := strings.Fields(words)
		for _, w := range f {
			m[w] = unit{name: f[0], base: base, per: per}
		}
	}
	put("m", 1, "meter meters metre metres m mtrs")
	put("m", 1000, "kilometer kilometers kilometre kilometres km kms")
	put("m", .01, "centimeter centimeters centimetre centimetres cm cms")
	put("m", .001, "millimeter millimeters millimetre millimetres mm")
	put("m", 1609.344, "mile miles mi")
	put("m", .9144, "yard yards yd yds")
	put("m", .3048, "foot feet ft")
	put("m", .0254, "inch inches in")
	put("m", 1852, "nautical-mile nmi")
	put("m", lightYear, "light-year light-years")
	put("kg", 1, "kilogram kilograms kilogramme kilogrammes kilo kilos kg kgs")
	put("kg", .001, "gram grams gramme grammes g")
	put("kg", .45359237, "pound pounds lb lbs")
	put("kg", .028349523125, "ounce ounces oz")
	put("kg", 6.35029318, "stone")
	put("kg", 1000, "tonne tonnes")
	put("kg", 907.18474, "ton tons")
	put("kg", 1e-6, "milligram milligrams milligramme milligrammes mg")
	put("kg", 1e-9, "microgram micrograms microgramme microgrammes mcg μg µg")
	put("m2", 1e6, "square-kilometer km2")
	put("m2", 1, "square-meter m2 sqm")
	put("m2", .09290304, "square-foot sqft")
	put("m2", 10000, "hectare hectares ha")
	put("m2", 4046.8564224, "acre acres")
	put("m3", .001, "liter liters litre litres")
	put("m3", 1e-6, "milliliter milliliters millilitre millilitres ml")
	put("m3", 1, "cubic-meter m3")
	put("m3", .003785411784, "gallon gallons")
	put("m3", .158987294928, "barrel barrels")
	put("m/s", .44704, "mile-per-hour mph")
	put("m/s", 1/3.6, "kilometer-per-hour km/h kmh kph kmph")
	put("m/s", 1852./3600, "knot knots kts")
	put("B", .125, "bit")
	put("Hz", 1, "hertz hz")
	put("Hz", 1e6, "megahertz mhz")
	put("Hz", 1e9, "gigahertz ghz")
	put("W", 1, "watt watts")
	put("W", 1e6, "megawatt megawatts mw")
	put("W", 1e9, "gigawatt gigawatts gw")
	put("W", 1e3, "kilowatt kilowatts kw")
	put("J", 3.6e6, "kilowatt-hour kwh")
	put("B", 1e6, "megabyte megabytes mb")
	put("B", 1e9, "gigabyte gigabytes gb")
	put("s", 1, "second seconds sec secs")
	put("s", 60, "minute minutes min mins")
	put("s", 3600, "hour hours hr hrs")
	put("s", seconds[aDay], "day days night nights")
	put("s", 2*seconds[aDay], "weekend weekends")
	put("s", seconds[aWeek], "week weeks")
	put("s", 2*seconds[aWeek], "fortnight fortnights")
	put("s", seconds[aMonth], "month months mths")
	put("s", seconds[aYear], "year years yr yrs")
	put("s", seconds[aDecade], "decade decades")
	put("s", seconds[aCentury], "century centuries")
	put("1", .01, "percent pct % percentage")
	put("K", 1, "degree degrees ° celsius centigrade fahrenheit")
	for code, words := range map[string]string{
		"USD": "dollar dollars", "EUR": "euro euros", "GBP": "quid", "JPY": "yen", "CNY": "yuan renminbi rmb", "INR": "rupee rupees", "RUB": "rouble roubles ruble rubles",
		"KRW": "won", "BTC": "bitcoin bitcoins btc", "KZT": "tenge", "UAH": "hryvnia hryvnias", "VND": "dong", "IDR": "rupiah rupiahs", "MYR": "ringgit", "HUF": "forint forints", "BDT": "taka", "GEL": "lari",
		"ISK": "kronur", "CZK": "koruna korunas", "BGN": "lev leva", "GHS": "cedi cedis", "ETB": "birr", "ZMW": "kwacha", "AOA": "kwanza", "MMK": "kyat kyats", "ZAR": "rand", "ILS": "shekel shekels", "THB": "baht", "PLN": "zloty zlotys", "BRL": "reais", "TRY": "lira liras", "NGN": "naira", "PHP": "piso",
		// Money of the past, under the codes it had.
		"DEM": "deutschmark deutschmarks", "ESP": "peseta pesetas", "ITL": "lire", "NLG": "guilder guilders", "GRD": "drachmas", "PTE": "escudo escudos", "FIM": "markka",
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = unit{base: code, per: 1}
		}
	}
	// Several countries have these; the word itself is the unit.
	for _, w := range [...]string{"peso", "franc", "krona", "dinar", "dirham", "shilling"} {
		m[w], m[w+"s"] = unit{base: w, per: 1}, unit{base: w, per: 1}
	}
	m["kronor"], m["kroner"] = unit{base: "krona", per: 1}, unit{base: "krona", per: 1}
	m["cent"], m["cents"] = unit{base: "USD", per: .01}, unit{base: "USD", per: .01}
	for code := range currencyCodes {
		m[code] = unit{base: currencyCodes[code], per: 1}
	}
	delete(m, "rs")
	for sign, code := range currencySigns {
		m[sign] = unit{base: code, per: 1}
	}
	m["pence"], m["penny"] = unit{base: "GBP", per: .01}, unit{base: "GBP", per: .01}
	return m
}()

// lightYear is a Julian year of light, in metres (IAU).
const lightYear = 9.4607304725808e15

// currencySigns stand before the number; letters before the sign say whose.
var currencySigns = map[string]string{"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₦": "NGN", "฿": "THB",
	"₡": "CRC", "₫": "VND", "₭": "LAK", "₮": "MNT", "₱": "PHP", "₲": "PYG", "₴": "UAH", "₵": "GHS", "₸": "KZT", "₼": "AZN", "₾": "GEL", "৳": "BDT", "៛": "KHR", "֏": "AMD", "﷼": "IRR", "₿": "BTC"}

// dollars are the letters that make another currency of "$".
var dollars = map[string]string{"mex": "MXN", "aud": "AUD", "cad": "CAD", "nzd": "NZD", "usd": "USD", "mxn": "MXN", "us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "hk": "HKD", "s": "SGD", "r": "BRL", "nt": "TWD", "mx": "MXN", "can": "CAD", "u.s": "USD"}

// currencyCodes stand before the number as words: "USD 5 million", "Rs 500".
var currencyCodes = map[string]string{"usd": "USD", "eur": "EUR", "gbp": "GBP", "rs": "INR", "inr": "INR", "cny": "CNY", "rmb": "CNY", "aud": "AUD", "cad": "CAD", "jpy": "JPY", "chf": "CHF"}

// nationalMoney names a currency by the word before it: "Canadian dollars", "Swiss francs".
var nationalMoney = map[string]map[string]string{
	"USD":   {"taiwan": "TWD", "taiwanese": "TWD", "jamaican": "JMD", "namibian": "NAD", "fijian": "FJD", "canadian": "CAD", "australian": "AUD", "singapore": "SGD", "kong": "HKD", "zealand": "NZD", "us": "USD", "u.s": "USD", "american": "USD"},
	"franc": {"swiss": "CHF"}, "krona": {"swedish": "SEK", "norwegian": "NOK", "danish": "DKK", "icelandic": "ISK"},
	"INR":    {"pakistani": "PKR", "lankan": "LKR", "nepalese": "NPR", "nepali": "NPR", "mauritian": "MUR", "indian": "INR"},
	"dinar":  {"kuwaiti": "KWD", "iraqi": "IQD", "jordanian": "JOD", "serbian": "RSD", "bahraini": "BHD", "algerian": "DZD", "libyan": "LYD", "tunisian": "TND"},
	"dirham": {"uae": "AED", "emirati": "AED", "moroccan": "MAD"}, "shilling": {"kenyan": "KES", "ugandan": "UGX", "tanzanian": "TZS", "somali": "SOS"},
	"CNY": {"chinese": "CNY"}, "JPY": {"japanese": "JPY"}, "RUB": {"russian": "RUB", "belarusian": "BYN"}, "TRY": {"turkish": "TRY"}, "KRW": {"korean": "KRW"}, "ILS": {"israeli": "ILS"},
	"GBP":  {"egyptian": "EGP", "lebanese": "LBP", "syrian": "SYP", "sudanese": "SDG"},
	"peso": {"mexican": "MXN", "argentine": "ARS", "philippine": "PHP", "chilean": "CLP", "colombian": "COP"},
}

// massSigns in a sentence make pounds a weight; else they are money.
var massSigns = text.WordSet("kilogram kilograms kg kilos gram grams newborn dieting obese butter flour potatoes beef pork dynamite weigh weighs weighed weighing weight heavy strong tall feet inches animal lb lbs ounces explosives cocaine heroin marijuana cannabis tnt meat fat pressure payload luggage cargo")
