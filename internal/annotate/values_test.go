package annotate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"stemma"
	"stemma/internal/golden"
)

// published returns pasted(s) with a publication date, "2018-05-28" or with a
// time of day; "" is unknown.
func published(s, when string) *stemma.Article {
	a := pasted(s)
	if t, err := time.Parse(time.DateOnly, when); err == nil {
		a.Published = stemma.Date{From: t, To: t.AddDate(0, 0, 1), Precision: stemma.Day}
	} else if t, err := time.Parse("2006-01-02T15:04", when); err == nil {
		a.Published = stemma.Date{From: t, To: t.Add(time.Minute), Precision: stemma.Minute}
	}
	return a
}

// values reads the dates and figures of a, and nothing else.
func values(a *stemma.Article) *doc {
	d := newDoc(a, 0)
	d.findDates()
	d.findFigures()
	d.settleCounts()
	return d
}

// dateString prints d short: words, interval without zero clocks, precision, clock.
func dateString(a *stemma.Article, d stemma.Date) string {
	short := func(t time.Time) string { return strings.TrimSuffix(t.Format("2006-01-02T15:04"), "T00:00") }
	s := a.Words(d.Span)
	if d.Known() {
		s += fmt.Sprintf(" = %s..%s %s", short(d.From), short(d.To), d.Precision)
	} else {
		s += " = ?"
	}
	if c := d.Clock; c != nil {
		s += fmt.Sprintf(" @%d:%02d-%d:%02d", c.From/60, c.From%60, c.To/60, c.To%60)
	}
	return s
}

// figureString prints f short: words, interval, unit, what is counted.
func figureString(a *stemma.Article, f stemma.Figure) string {
	num := func(x float64) string { return strconv.FormatFloat(x, 'g', 7, 64) }
	s := a.Words(f.Span) + " = " + num(f.Low)
	if f.High != f.Low {
		s = fmt.Sprintf("%s = [%s, %s]", a.Words(f.Span), num(f.Low), num(f.High))
	}
	if f.Approx {
		s += "~"
	}
	s += " " + f.Unit
	if f.Counted != "" {
		s += " of " + f.Counted
	}
	return s
}

func TestDates(t *testing.T) {
	const monday = "2018-05-28"
	for _, tt := range []struct{ in, published, want string }{
		// Weekdays and their kin.
		{"The barge sank on Saturday.", monday, "Saturday = 2018-05-26..2018-05-27 day"},
		{"The barge sank on Saturday evening.", monday, "Saturday evening = 2018-05-26T17:30..2018-05-27 part of day @17:30-24:00"},
		{"It began on a Saturday afternoon.", monday, "Saturday afternoon = ? @12:00-17:30"},
		{"It sank one quiet Saturday.", monday, "Saturday = ?"},
		{"The barge sank late Tuesday.", monday, "late Tuesday = 2018-05-22T17:30..2018-05-23 part of day @17:30-24:00"},
		{"It sank early Wednesday morning.", monday, "early Wednesday morning = 2018-05-23..2018-05-23T09:00 part of day @0:00-9:00"},
		{"It sank in the early hours of Sunday.", monday, "the early hours of Sunday = 2018-05-27..2018-05-27T06:00 part of day @0:00-6:00"},
		{"The mayor spoke on Monday.", monday, "Monday = 2018-05-28..2018-05-29 day"},
		{"The hearing will begin on Thursday.", monday, "Thursday = 2018-05-31..2018-06-01 day"},
		{"The harbour was shut last Monday.", monday, "last Monday = 2018-05-21..2018-05-22 day"},
		{"It opens next Monday.", monday, "next Monday = 2018-06-04..2018-06-05 day"},
		{"It sank on Friday last week.", monday, "Friday last week = 2018-05-25..2018-05-26 day"},
		{"The ferry runs every Tuesday morning and on Tuesdays.", monday, ""},
		{"She read it in the Sunday Times.", monday, ""},
		{"It sank on Saturday.", "", "Saturday = ?"},
		{"It sank on Saturday afternoon.", "", "Saturday afternoon = ? @12:00-17:30"},
		// Days from publication.
		{"He was freed last night.", monday, "last night = 2018-05-27T18:00..2018-05-28T06:00 part of day @18:00-30:00"},
		{"He was freed yesterday.", monday, "yesterday = 2018-05-27..2018-05-28 day"},
		{"He was freed this morning.", monday, "this morning = 2018-05-28..2018-05-28T12:00 part of day @0:00-12:00"},
		{"He was freed the day before yesterday.", monday, "the day before yesterday = 2018-05-26..2018-05-27 day"},
		// So long ago.
		{"He moved here six months ago.", monday, "six months ago = 2017-11-13..2017-12-14 month"},
		{"He moved here a few months ago.", monday, "a few months ago = 2017-11-13..2018-04-13 month"},
		{"He moved here two days ago.", monday, "two days ago = 2018-05-26..2018-05-27 day"},
		{"The pier fell an hour ago.", "2018-05-28T10:30", "an hour ago = 2018-05-28T09:00..2018-05-28T10:00 hour"},
		{"The custom is more than 100 years old and began over 100 years ago.", "", "over 100 years ago = ?"},
		{"She was held for several hours and eight to ten seconds.", monday, ""},
		{"The quay was rebuilt two weeks and two days ago.", monday, "two weeks and two days ago = 2018-05-12..2018-05-13 day"},
		{"The inquiry will report in two weeks.", monday, "in two weeks = 2018-06-08..2018-06-15 week"},
		{"It was the third fire in two weeks.", monday, ""},
		{"The ferry will sail three days after Tuesday's launch.", monday, "three days after Tuesday = 2018-06-01..2018-06-02 day"},
		{"The pier shut a week before Christmas.", monday, "a week before Christmas = 2017-12-15..2017-12-22 week"},
		{"The ferry left on Tuesday. It docked at 12:20 p.m. in its midnight blue paint. An inquiry will open on Friday.", monday, "Tuesday = 2018-05-22..2018-05-23 day; 12:20 p.m. = 2018-05-22T12:20..2018-05-22T12:21 minute @12:20-12:21; Friday = 2018-06-01..2018-06-02 day"},
		// Stretches.
		{"She was mayor from 2001 to 2009.", monday, "2001 to 2009 = 2001-01-01..2010-01-01 year"},
		{"The locks were shut between March and May.", monday, "March and May = 2018-03-01..2018-06-01 month"},
		{"The fair runs from 28 May to 3 June 2019.", monday, "28 May to 3 June 2019 = 2019-05-28..2019-06-04 week"},
		{"Work went on from November to February 2017.", monday, "November to February 2017 = 2016-11-01..2017-03-01 month"},
		{"Tolls fell over June-August 1992.", monday, "June-August 1992 = 1992-06-01..1992-09-01 month"},
		{"The vote was moved from March to May.", monday, "March = 2018-03-01..2018-04-01 month; May = 2018-05-01..2018-06-01 month"},
		{"The mill shut in the first nine months of 2017.", monday, "the first nine months of 2017 = 2017-01-01..2017-10-01 month"},
		{"It rained in the last two weeks of March.", monday, "the last two weeks of March = 2018-03-18..2018-04-01 week"},
		{"It opened in the second week of 2018.", monday, "the second week of 2018 = 2018-01-08..2018-01-15 week"},
		{"It opens on the 31st of next month? No: June has 30 days, so the 30th of next month.", monday, "the 31st of next month = ?; June = 2018-06-01..2018-07-01 month; the 30th of next month = 2018-06-30..2018-07-01 day"},
		{"It rained in the first three months this year and will for the rest of the year.", monday, "the first three months this year = 2018-01-01..2018-04-01 month; the rest of the year = 2018-05-28..2019-01-01 year"},
		{"It was shut the week before last and opens the month after next.", monday, "the week before last = 2018-05-14..2018-05-21 week; the month after next = 2018-07-01..2018-08-01 month"},
		{"The bridge was shut from 5 to 6pm.", monday, "5 to 6pm = ? @17:00-18:00"},
		{"The crew met on Friday the 13th.", monday, "Friday the 13th = 2018-04-13..2018-04-14 day"},
		{"He is on the 25th and 26th floors, and led on the 18th hole.", monday, ""},
		{"It burned over the Easter weekend.", monday, "the Easter weekend = 2018-03-31..2018-04-02 week"},
		// Times of day that say less than they mean.
		{"The alarm rang between 10 and 11:30 last night.", monday, "10 and 11:30 last night = 2018-05-27T22:00..2018-05-27T23:30 minute @22:00-23:30"},
		{"It rang at 9 this morning and at ten past six in the evening.", monday, "9 this morning = 2018-05-28T09:00..2018-05-28T09:30 hour @9:00-9:30; ten past six in the evening = 2018-05-28T18:10..2018-05-28T18:11 minute @18:10-18:11"},
		{"The gates open tonight at 8.", monday, "tonight at 8 = 2018-05-28T20:00..2018-05-28T20:30 hour @20:00-20:30"},
		// Months and dates.
		{"He will be sentenced in September.", monday, "September = 2018-09-01..2018-10-01 month"},
		{"He was sentenced in September.", monday, "September = 2017-09-01..2017-10-01 month"},
		{"It happened in May 2018.", "", "May 2018 = 2018-05-01..2018-06-01 month"},
		{"It may snow in May.", monday, "May = 2018-05-01..2018-06-01 month"},
		{"She told of it on Dec. 23.", "2018-01-05", "Dec. 23 = 2017-12-23..2017-12-24 day"},
		{"Filed March 28, 2024, at noon.", "", "March 28, 2024, at noon = 2024-03-28T12:00..2024-03-28T12:30 hour @12:00-12:30"},
		{"Filed on 28 May 2018 and 2018-05-28.", "", "28 May 2018 = 2018-05-28..2018-05-29 day; 2018-05-28 = 2018-05-28..2018-05-29 day"},
		{"Filed on 28/05/2018, not 05/06/2018.", "", "28/05/2018 = 2018-05-28..2018-05-29 day; 05/06/2018 = 2018-01-01..2019-01-01 year"},
		{"It sank on Monday, May 21, and rose on 3-5 June 2017.", monday, "Monday, May 21 = 2018-05-21..2018-05-22 day; 3-5 June 2017 = 2017-06-03..2017-06-06 week"},
		{"In this Friday, Dec. 29, 2017, photo, gulls rest.", "2018-01-05", "this Friday, Dec. 29, 2017 = 2017-12-29..2017-12-30 day"},
		{"They say April Hale met old June Moss at a dull test of the Long March 9 rocket.", monday, ""},
		{"It was found in early June.", "2018-12-01", "early June = 2018-06-01..2018-06-13 month"},
		// Years and longer.
		{"It was built in 1907 and again in the 1920s.", "", "1907 = 1907-01-01..1908-01-01 year; the 1920s = 1920-01-01..1930-01-01 decade"},
		{"In the early 20th century gulls nested; in the 19th century none did.", "", "the early 20th century = 1901-01-01..1941-01-01 century; the 19th century = 1801-01-01..1901-01-01 century"},
		{"The summer of 2016 was dry, as was 2015/16.", "", "The summer of 2016 = 2016-06-01..2016-09-01 season; 2015/16 = 2015-01-01..2017-01-01 year"},
		{"Profits fell in the third quarter of 2009.", "", "the third quarter of 2009 = 2009-07-01..2009-10-01 season"},
		{"The 2014 regatta drew 2014 people and 1999 boats.", "", "2014 = 2014-01-01..2015-01-01 year"},
		{"It closed late last year.", monday, "late last year = 2017-08-08..2018-01-01 year"},
		// Feasts.
		{"It sank on New Year’s Eve.", "2018-01-02", "New Year’s Eve = 2017-12-31..2018-01-01 day"},
		{"It sank on Christmas Day 2016 and on Good Friday 2018.", "", "Christmas Day 2016 = 2016-12-25..2016-12-26 day; Good Friday 2018 = 2018-03-30..2018-03-31 day"},
		{"The Christmas tree fell on Memorial Day.", "2018-06-01", "Memorial Day = 2018-05-28..2018-05-29 day"},
		// Clocks.
		{"It happened around 5:10 a.m.", monday, "around 5:10 a.m. = ? @5:00-5:21"},
		{"It happened at about 5am.", monday, "about 5am = ? @4:30-5:30"},
		{"It happened just after 06:00 GMT.", monday, "just after 06:00 GMT = ? @6:00-6:30"},
		{"It happened shortly before noon.", monday, "shortly before noon = ? @11:30-12:00"},
		{"“It was about 6.10am or 6.15am,” he said.", monday, "about 6.10am or 6.15am = ? @6:00-6:26"},
		{"It happened at 5:10 a.m. Wednesday.", monday, "5:10 a.m. Wednesday = 2018-05-23T05:10..2018-05-23T05:11 minute @5:10-5:11"},
		{"It fell just after noon on Sunday.", monday, "just after noon on Sunday = 2018-05-27T12:00..2018-05-27T12:30 hour @12:00-12:30"},
		{"On Sunday the alarm was raised at 12:13 pm.", monday, "Sunday = 2018-05-27..2018-05-28 day; 12:13 pm = 2018-05-27T12:13..2018-05-27T12:14 minute @12:13-12:14"},
		{"Shops open from 9am to 5pm and from 5-6pm.", monday, "9am to 5pm = ? @9:00-17:00; 5-6pm = ? @17:00-18:00"},
		{"At six o'clock in the morning it was calm; at half past three in the afternoon not.", monday, "six o'clock in the morning = ? @6:00-6:30; half past three in the afternoon = ? @15:30-15:31"},
		{"They were called at 6.04am and again at 6.10 and left.", monday, "6.04am = ? @6:04-6:05; 6.10 = ? @6:10-6:11"},
		{"It happened in the evening, after the morning commute.", monday, "the evening = ? @17:30-24:00"},
		// Told before.
		{"It sank on Saturday. Two days later it was raised. The next day it sank again.", "2018-06-01", "Saturday = 2018-05-26..2018-05-27 day; Two days later = 2018-05-28..2018-05-29 day; The next day = 2018-05-29..2018-05-30 day"},
		{"It sank on Saturday night. The following morning divers came.", monday, "Saturday night = 2018-05-26T18:00..2018-05-27T06:00 part of day @18:00-30:00; The following morning = 2018-05-27..2018-05-27T12:00 part of day @0:00-12:00"},
		{"Two days later it was raised.", monday, "Two days later = ?"},
		// Publication unknown: dates inside settle years, datelines settle days.
		{"June 4, 2018\nThe barge sank on Saturday.", "", "June 4, 2018 = 2018-06-04..2018-06-05 day; Saturday = 2018-06-02..2018-06-03 day"},
		{"Her letter of June 4, 2018, came late. She wrote again on July 2 and yesterday.", "", "June 4, 2018 = 2018-06-04..2018-06-05 day; July 2 = 2018-07-02..2018-07-03 day; yesterday = ?"},
	} {
		a := published(tt.in, tt.published)
		var got []string
		for _, x := range values(a).dates {
			got = append(got, dateString(a, x))
		}
		if g := strings.Join(got, "; "); g != tt.want {
			t.Errorf("%q on %s:\n got %s\nwant %s", tt.in, tt.published, g, tt.want)
		}
	}
}

func TestFigures(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		// What the parse knows better than the next plural.
		{"One ferry user wrote to the board, and one question people asked was why.", "One ferry user = 1 1 of user; one question = 1 1 of question"},
		{"The port ordered two Harbour Guard boats and nine suspected smugglers were held.", "two Harbour Guard boats = 2 1 of boat; nine suspected smugglers = 9 1 of smuggler"},
		{"Thousands fled the island before the wave, which killed seven and left 50 injured.", "Thousands = [1000, 20000]~ 1 of person; seven = 7 1 of person; 50 injured = 50 1 of injured"},
		{"Of the 60 on board, seven died.", "60 = 60 1 of person; seven = 7 1 of person"},
		{"Half a million cans, half million lids and three million and a half tins.", "Half a million cans = 500000 1 of can; half million lids = 500000 1 of lid; three million and a half tins = 3500000 1 of tin"},
		{"It ran for an hour, more than a year and another week, 40 miles an hour.", "an hour = 3600 s of hour; more than a year = [3.155695e+07, +Inf] s of year; another week = 604800 s of week; 40 miles an hour = 17.8816 m/s of mile-per-hour"},
		{"A 1/4 mile track, 10 1/2 miles of rope, 16,000 metric tons of salt and 3 dollars 50 cents.", "1/4 mile = 402.336 m of mile; 10 1/2 miles of rope = 16898.11 m of rope; 16,000 metric tons of salt = 1.6e+07 kg of salt; 3 dollars 50 cents = 3.5 USD"},
		{"It costs ₡900, ₾5 or 20 Kenyan shillings, and the oak is 500 years old.", "₡900 = 900 CRC; ₾5 = 5 GEL; 20 Kenyan shillings = 20 KES; 500 years old = 500 year of age"},
		// Bounds.
		{"At least 40 people drowned.", "At least 40 people = [40, +Inf] 1 of person"},
		{"More than 50 were taken to hospital.", "More than 50 = [51, +Inf] 1 of person"},
		{"Up to 45,000 jobs may go.", "Up to 45,000 jobs = [0, 45000] 1 of job"},
		{"Fewer than 20 boats sailed.", "Fewer than 20 boats = [0, 19] 1 of boat"},
		{"No fewer than nine lifeboats came, no more than ten.", "No fewer than nine lifeboats = [9, +Inf] 1 of lifeboat; no more than ten = [0, 10] 1"},
		{"About 40 gulls, nearly 40 terns and some 700 geese nest there.", "About 40 gulls = [36, 44]~ 1 of gull; nearly 40 terns = [36, 40]~ 1 of tern; some 700 geese = [630, 770]~ 1 of goose"},
		{"Two or three people and 10-15 boats came.", "Two or three people = [2, 3] 1 of person; 10-15 boats = [10, 15] 1 of boat"},
		{"Prices rose between 3% and 4%.", "between 3% and 4% = [0.03, 0.04] 1 of percent"},
		{"Prices rose from 3% to 4%.", "3% = 0.03 1 of percent; 4% = 0.04 1 of percent"},
		// Vague words.
		{"Dozens were hurt and hundreds of homes flooded.", "Dozens = [24, 120]~ 1 of person; hundreds of homes = [100, 2000]~ 1 of home"},
		{"Tens of thousands of people marched.", "Tens of thousands of people = [10000, 100000]~ 1 of person"},
		{"Several ships, a few tugs, a couple of barges and a dozen yachts sank.", "Several ships = [2, 20]~ 1 of ship; a few tugs = [2, 10]~ 1 of tug; a couple of barges = [2, 3]~ 1 of barge; a dozen yachts = [10, 14]~ 1 of yacht"},
		// What is counted.
		{"Two Harbour Board patrol boats collided.", "Two Harbour Board patrol boats = 2 1 of boat"},
		{"The 10 US citizens and two local crew members died.", "10 US citizens = 10 1 of citizen; two local crew members = 2 1 of member"},
		{"Two women passengers and seven others died.", "Two women passengers = 2 1 of passenger; seven others = 7 1 of other"},
		{"There were no passengers and no survivors.", "no passengers = 0 1 of passenger; no survivors = 0 1 of survivor"},
		{"Seven dead and 50 injured.", "Seven dead = 7 1 of dead; 50 injured = 50 1 of injured"},
		{"It treated 20 people, four of whom were badly hurt and 16 who walked.", "20 people = 20 1 of person; four = 4 1 of person; 16 = 16 1 of person"},
		{"A family of five and a crew of 12 came.", "five = 5 1 of person; 12 = 12 1 of person"},
		{"Three of those trapped were freed; three of his brothers waited.", "Three of those trapped = 3 1 of trapped; three of his brothers = 3 1 of brother"},
		{"One worker was hurt, killing one.", "One worker = 1 1 of worker; one = 1 1 of person"},
		{"No one saw one of the boats; one day the one who did spoke of this one.", ""},
		{"The seventh son of a seventh son slept on the fourth floor.", "seventh son = 7 ordinal of son; seventh son = 7 ordinal of son; fourth floor = 4 ordinal of floor"},
		{"He hung from a fourth-floor balcony, four stories up; she climbed four floors to the fourth story.", "fourth-floor = 4 ordinal of floor; four stories = 4 1 of floor; four floors = 4 1 of floor; fourth story = 4 ordinal of floor"},
		{"The paper ran four stories about it.", "four stories = 4 1 of story"},
		{"The first two boats came first.", "two boats = 2 1 of boat"},
		// Ages.
		{"A four-year-old and a 4-year-old boy, aged 42 in a way.", "four-year-old = 4 year of age; 4-year-old = 4 year of age; aged 42 = 42 year of age"},
		{"Ada Hale, 42, of Leith, and the driver (61) met Ray Moss, 23.", "42 = 42 year of age; 61 = 61 year of age; 23 = 23 year of age"},
		{"She is 35 years old, he is in his late 40s.", "35 years old = 35 year of age; in his late 40s = [47, 49]~ year of age"},
		// Units.
		{"It cost $1.25bn, £3m, or 210 million euros ($234 million).", "$1.25bn = 1.25e+09 USD; £3m = 3000000 GBP; 210 million euros = 2.1e+08 EUR; $234 million = 2.34e+08 USD"},
		{"A limit of 12 mph held for 130 miles in 13 meters of water.", "12 mph = 5.36448 m/s of mile-per-hour; 130 miles = 209214.7 m of mile; 13 meters of water = 13 m of water"},
		{"The 40-hectare site is 6 feet 2 inches high and holds 5kg.", "40-hectare = 400000 m2 of hectare; 6 feet 2 inches = 1.8796 m of foot; 5kg = 5 kg of kilogram"},
		{"It was minus 5 degrees Celsius, then 68°F, at 20 kilometres per hour.", "5 degrees Celsius = 268.15 K of degree; 68°F = 293.15 K of degree; 20 kilometres per hour = 5.555556 m/s of kilometer-per-hour"},
		{"He was held for several hours, then eight to ten seconds, then two and a half years.", "several hours = [7200, 72000]~ s of hour; eight to ten seconds = [8, 10] s of second; two and a half years = 7.889238e+07 s of year"},
		{"Half of the passengers, a third of voters, two-thirds and one in five people left.", "Half of the passengers = 0.5 1 of passenger; a third of voters = 0.3333333 1 of voter; two-thirds = 0.6666667 1; one in five people = 0.2 1 of person"},
		{"Twenty-one ships and one hundred and five boats, 2 lakh people, about 3.4 million containers.", "Twenty-one ships = 21 1 of ship; one hundred and five boats = 105 1 of boat; 2 lakh people = 200000 1 of person; about 3.4 million containers = [3060000, 3740000]~ 1 of container"},
		{"It weighed 200 pounds and cost 200 pounds sterling then.", "200 pounds = 90.71847 kg of pound; 200 pounds = 90.71847 kg of pound"},
		// Not figures.
		{"Call 0800 0560154 about the A42, Boeing 737 or Piper 28 Archer, flight MSP 006.", ""},
		{"They won 3-1 at 10 Harbour Street on the 53rd Street line, see page 4 and section 5.", ""},
		{"12. The list\n13) goes on: #4, No. 10, F-16.", ""},
		{"It sank at 5:10 a.m. on May 26, 2018, in 1907 and on Saturday.", ""},
	} {
		a := pasted(tt.in)
		var got []string
		for _, x := range values(a).figures {
			got = append(got, figureString(a, x))
		}
		if g := strings.Join(got, "; "); g != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.in, g, tt.want)
		}
	}
}

// TestValues runs each testdata/values/*.txtar: the comment says what the case
// shows, published is the date of publication, text the article, and want what
// is read from it, dates with their reasons.
func TestValues(t *testing.T) {
	golden.Cases(t, "testdata/values/*.txtar", func(_ *testing.T, given []txtar.File) string {
		a := published(string(given[1].Data), strings.TrimSpace(string(given[0].Data)))
		d := values(a)
		var b strings.Builder
		for _, x := range d.dates {
			fmt.Fprintf(&b, "%v date %s (%s)\n", x.Span, dateString(a, x), x.Why)
		}
		for _, x := range d.figures {
			fmt.Fprintf(&b, "%v figure %s\n", x.Span, figureString(a, x))
		}
		return b.String()
	})
}

func TestEaster(t *testing.T) {
	for _, want := range []string{"1943-04-25", "2000-04-23", "2008-03-23", "2018-04-01", "2024-03-31", "2038-04-25"} {
		y, _ := strconv.Atoi(want[:4])
		if got := easter(y).Format(time.DateOnly); got != want {
			t.Errorf("easter(%d) = %s, want %s", y, got, want)
		}
	}
}

func TestWithin(t *testing.T) {
	d := values(published("On Sunday two boats and three tugs sank. On Monday four boats sank.", "2018-05-28"))
	first := d.sents[0].Span
	if got := fmt.Sprint(d.datesIn(first), d.figuresIn(first), d.figuresIn(d.sents[1].Span), d.datesIn(stemma.Span{})); got != "[0] [0 1] [2] []" {
		t.Errorf("got %s", got)
	}
}

// FuzzValues holds that dates and figures fit their article, stand in text order
// without overlapping, and have intervals that are intervals.
// TestValuesRepeated reads words that begin a moment over and over. A reader
// that tried the rest of them twice at each would take minutes; none takes a second.
func TestValuesRepeated(t *testing.T) {
	for _, words := range []string{"around 5 ", "last weekend ", "at 9 this ", "2 days from ", "first 2 weeks of ", "between 10 and ", "the later ", "from March to "} {
		a := published(strings.Repeat(words, 400), "2018-05-28")
		d := newDoc(a, Parser)
		start := time.Now()
		d.findDates()
		d.findFigures()
		if took := time.Since(start); took > time.Second {
			t.Errorf("%q 400 times took %v", words, took)
		}
	}
}

func FuzzValues(f *testing.F) {
	f.Add("At about 6.10am or 6.15am on Saturday, May 26, 2018, at least 40 people climbed four stories.", true)
	f.Add("early late mid-the end of the end of the 1920s every every 5-6pm (1500 GMT) ½ 3½ 1,2,3 99999999999999999 AD", true)
	f.Add("a few months ago two days later the next day $5-6 million between 3% and 4% in his 40s minus 5°C 31/02/2018 24:00 0:00", false)
	f.Fuzz(func(t *testing.T, s string, known bool) {
		when := ""
		if known {
			when = "2018-05-28"
		}
		a := published(s, when)
		d := values(a)
		end := 0
		for _, x := range d.dates {
			if err := a.Check(x.Span); err != nil || x.Span.Empty() || x.Span.Start < end {
				t.Fatalf("date %v after %d: %v", x.Span, end, err)
			}
			end = x.Span.End
			if x.Known() != (x.Precision != "") || x.Known() && !x.From.Before(x.To) || x.Why == "" {
				t.Fatalf("date %q: %+v", a.Words(x.Span), x)
			}
			if c := x.Clock; c != nil && (c.From < 0 || c.From >= c.To || c.To > 4000) {
				t.Fatalf("date %q: clock %+v", a.Words(x.Span), c)
			}
		}
		end = 0
		for _, x := range d.figures {
			if err := a.Check(x.Span); err != nil || x.Span.Empty() || x.Span.Start < end {
				t.Fatalf("figure %v after %d: %v", x.Span, end, err)
			}
			end = x.Span.End
			if err := a.Check(x.Counts); err != nil {
				t.Fatalf("figure %q: counts %v", a.Words(x.Span), err)
			}
			if math.IsNaN(x.Low) || math.IsNaN(x.High) || x.Low > x.High || x.Unit == "" {
				t.Fatalf("figure %q: %+v", a.Words(x.Span), x)
			}
		}
		for _, x := range d.dates {
			for _, i := range d.figuresIn(x.Span) {
				t.Fatalf("figure %q inside a date", a.Words(d.figures[i].Span))
			}
		}
	})
}

// BenchmarkValues reads the dates and figures of an article of some 2 KB, and
// of hostile texts of 100 KB that a quadratic reader would choke on.
func BenchmarkValues(b *testing.B) {
	news := strings.Repeat("The ferry, which had 129 people on board, struck a pier near the old harbour at around 5:10 a.m. on Saturday, the port authority said in a statement. "+
		"At least 40 passengers were taken to two hospitals, four of them seriously hurt, and a 42-year-old sailor was questioned for several hours. "+
		"The inquiry will open in September; the last such accident happened there in 1959.\n", 6)
	for _, bb := range []struct{ name, text string }{
		{"news", news},
		{"early", strings.Repeat("early ", 1<<14)},
		{"of", strings.Repeat("the end of ", 1<<13)},
		{"numbers", strings.Repeat("12 ", 1<<15)},
		{"hundreds", strings.Repeat("one hundred and ", 1<<13)},
		{"clocks", strings.Repeat("5-6pm ", 1<<14)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			a := published(bb.text, "2018-05-28")
			d := newDoc(a, 0)
			b.SetBytes(int64(len(bb.text)))
			for b.Loop() {
				d.dates, d.figures = d.dates[:0], d.figures[:0]
				d.findDates()
				d.findFigures()
			}
		})
	}
}
