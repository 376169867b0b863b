package eval

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"stemma"
)

func TestTimexValue(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02T15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, tt := range []struct {
		from, to  string
		precision stemma.Precision
		like      string
		want      string
	}{
		{"2009-05-14T00:00", "2009-05-15T00:00", stemma.Day, "2009-05-14", "2009-05-14"},
		{"2009-07-01T00:00", "2009-10-01T00:00", stemma.Season, "2009-Q3", "2009-Q3"},
		{"2008-03-01T00:00", "2008-06-01T00:00", stemma.Season, "2008-SP", "2008-SP"},
		{"2017-11-13T00:00", "2017-12-14T00:00", stemma.Month, "2017-11", "2017-11"},
		{"2011-03-07T00:00", "2011-03-14T00:00", stemma.Week, "2011-W10", "2011-W10"},
		{"1920-01-01T00:00", "1930-01-01T00:00", stemma.Decade, "192", "192"},
		{"2010-07-16T00:00", "2010-07-16T12:00", stemma.PartOfDay, "2010-07-16TMO", "2010-07-16TMO"},
	} {
		d := stemma.Date{From: at(tt.from), To: at(tt.to), Precision: tt.precision}
		if got := timexValue(d, tt.like); got != tt.want {
			t.Errorf("timexValue(%s..%s) = %s, want %s", tt.from, tt.to, got, tt.want)
		}
	}
	if got := timexValue(stemma.Date{}, "2009"); got != "?" {
		t.Errorf("timexValue of an unknown date = %s", got)
	}
}

func TestByteSpan(t *testing.T) {
	const s = "a €5 and 𝄞 x"
	if got := byteSpan(s, 2, 4); s[got.Start:got.End] != "€5" {
		t.Errorf("got %q", s[got.Start:got.End])
	}
	if got := byteSpan(s, 12, 13); s[got.Start:got.End] != "x" {
		t.Errorf("got %q", s[got.Start:got.End])
	}
}

// TestValueScores holds the floors that the readers of dates and figures reach
// on the public sets.
func TestValueScores(t *testing.T) {
	dir := filepath.Join(shared, "bench", "values")
	times, err := Times(filepath.Join(dir, "meantime"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no values bench beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("MEANTIME: spans F1 %.3f, values F1 %.3f, of %d", times.F1(times.Spans), times.F1(times.Values), times.Gold)
	if times.F1(times.Spans) < .90 || times.F1(times.Values) < .86 {
		t.Error("below the floors of 0.90 and 0.86")
	}
	values, err := Recognizers(filepath.Join(dir, "recognizers"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range values.Kinds {
		t.Logf("%s: %d of %d, of the news %d of %d", k.Kind, k.Passed, k.Total, k.NewsPassed, k.News)
	}
}
