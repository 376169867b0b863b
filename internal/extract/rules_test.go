package extract

import (
	"errors"
	"strings"
	"testing"

	"stemma"
)

func TestWholeDate(t *testing.T) {
	for _, c := range []struct {
		in, from  string
		precision stemma.Precision
	}{
		{"2031-02-11T00:00:00", "2031-02-11 00:00", stemma.Day}, // midnight is a program's word for a day
		{"2031-02-11T11:57:08", "2031-02-11 11:57", stemma.Minute},
		{"2031-02-11T07:45:00+01:00", "2031-02-11 07:45", stemma.Minute}, // the clock of the place
		{"2031-02-11 07:45", "2031-02-11 07:45", stemma.Minute},
		{"2031-02", "2031-02-01 00:00", stemma.Month},
		{"2031", "2031-01-01 00:00", stemma.Year},
		{"Feb 11, 2031 03:09 A.M.", "2031-02-11 03:09", stemma.Minute},
		{"Tuesday 11th February 2031, 5.38pm", "2031-02-11 17:38", stemma.Minute},
		{"Sept. 3, 2031", "2031-09-03 00:00", stemma.Day},
		{"27/12/2031", "2031-12-27 00:00", stemma.Day},
		{"2031/12/27", "2031-12-27 00:00", stemma.Day},
		{"03/04/2031", "", ""}, // March or April
		{"February 30, 2031", "", ""},
		{"0001-01-01T00:00:00Z", "", ""},
		{"last Monday", "", ""},
		{"", "", ""},
	} {
		d, ok := wholeDate(c.in)
		got := ""
		if ok {
			got = d.From.Format("2006-01-02 15:04")
		}
		if got != c.from || d.Precision != c.precision {
			t.Errorf("%q: %s %s, want %s %s", c.in, got, d.Precision, c.from, c.precision)
		}
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		in   string
		kind stemma.BlockKind // by the line alone; empty if it does not settle it
	}{
		{"Published: Tue 11 Feb 2031, 14:41 GMT", stemma.Dateline},
		{"LAST UPDATED AT 14:41 ON Tue 11 Feb 2031", stemma.Dateline},
		{"In February 2031 the mill burned", ""},
		{"By Marit Oldervang, The Skarvik Courier", stemma.Byline},
		{"By Thursday the mill had burned down.", ""},
		{"Photo: Marit Oldervang", stemma.Credit},
		{"[Image via Skarvik Courier]", stemma.Credit},
		{"MARIT OLDERVANG FOR THE SKARVIK COURIER", stemma.Credit},
		{"Reuters - Ap - Afp", stemma.Credit},
		{"Odd Lunde contributed to this report.", stemma.Credit},
		{"12 comments", stemma.Furniture},
		{"___", stemma.Furniture},
		{"+12", stemma.Furniture},
		{"https://courier.example/ferry", stemma.Furniture},
		{"[ Related: Ten Ships That Came Back ]", stemma.Furniture},
		{"Read more: Ten Ships That Came Back", stemma.Furniture},
		{"Readers were more than pleased.", ""},
		{"Also in January, three men were held.", ""},
		{"For more than a decade the mill stood empty.", ""},
		{"Follow the money, the inspector told the court on the first day.", ""},
		{"We use cookies to give you the best experience.", stemma.Furniture},
		{"The baker gave out cookies at the gate.", ""},
		{"This is a breaking news story, more follows...", stemma.Furniture},
		{"Posted by Skarvik Church on Sunday, 9 February 2031", stemma.Furniture},
		{"Skarvik ferry aground: what we know so far Read more", stemma.Furniture},
		{"[Is the ferry line losing its grip?]", stemma.Furniture},
		{"[The skipper nodded.]", ""},
		{"The islanders read more", ""},
		{"Newsletter Today's Tides Get the tides delivered each morning. Please verify you're not a robot by clicking the box. " + strings.Repeat("Thank you for reading the Courier every day. ", 8), stemma.Furniture},
		{"var ads = {size: 'big'};", stemma.Furniture},
	} {
		ls := cut(c.in)
		decideAlone(ls[0])
		if ls[0].kind != c.kind {
			t.Errorf("%q: %q (%s), want %q", c.in, ls[0].kind, ls[0].why, c.kind)
		}
	}
}

func TestCreditTail(t *testing.T) {
	for _, c := range []struct {
		in, credit string
		photo      bool
	}{
		{"The mill in flames (Photo: AP)", "(Photo: AP)", true},
		{"The mill in flames. (AP)", "(AP)", false},
		{"The mill in flames Marit Oldervang/PA", "Marit Oldervang/PA", true},
		{"The mill in flames.Odd Lunde / Agence France-Presse", "Odd Lunde / Agence France-Presse", true},
		{"The mill. (Coast Guard via AP) (Associated Press)", "(Coast Guard via AP) (Associated Press)", true},
		{"The safety board (SB)", "", false},
		{"He told the AP.", "", false},
		{"(AP)", "", false},
	} {
		at, photo := creditTail(c.in)
		got := ""
		if at > 0 {
			got = c.in[at:]
		}
		if got != c.credit || photo != c.photo {
			t.Errorf("%q: %q %v, want %q %v", c.in, got, photo, c.credit, c.photo)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		in, language string
		refused      bool
	}{
		{"The old mill burned down on Monday night, and forty firefighters came to save the barn.", "en", false},
		{"Mill burns.", "", false}, // too short to tell, not refused
		{"La vieille usine a brûlé dans la nuit de lundi à mardi, ont annoncé les pompiers, et quarante hommes ont lutté contre le feu jusqu'au matin.", "fr", true},
		{"El molino se quemó en la noche del lunes y cuarenta bomberos lucharon contra el fuego hasta la mañana, según informó la policía de la ciudad.", "es", true},
		{"Мельница сгорела ночью, сообщила пожарная служба города.", "", true}, // by its letters not English; which language is not sure
	} {
		a, err := Article(page(stemma.Record, c.in))
		if a == nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if a.Language != c.language || errors.Is(err, stemma.ErrLanguage) != c.refused {
			t.Errorf("%q: %q, %v; want %q, refused %v", c.in, a.Language, err, c.language, c.refused)
		}
	}
}

func TestArticle(t *testing.T) {
	p := page(stemma.Record, "The mill burned.")
	p.URL, p.Published = "https://www.courier.example/mill?x=1", "2031-02-11"
	a, err := Article(p)
	if err != nil || a.Outlet != "courier.example" || a.Published.Precision != stemma.Day || len(a.ID) != 12 {
		t.Errorf("%+v, %v", a, err)
	}
	if b, _ := Article(p); b.ID != a.ID {
		t.Error("the same page has two IDs")
	}
	for _, s := range []string{"___", "Read more", "12"} {
		if a, err := Article(page(stemma.PlainText, s)); a != nil || !errors.Is(err, stemma.ErrUnreadable) {
			t.Errorf("%q: %v, %v", s, a, err)
		}
	}
	if a, err := Article(page(stemma.HTML, "<html><script>x</script></html>")); a != nil || !errors.Is(err, stemma.ErrUnreadable) {
		t.Errorf("an empty page: %v, %v", a, err)
	}
}
