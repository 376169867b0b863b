package publish

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stemma"
	"stemma/internal/golden"
)

// TestFaces writes the fixture in every face.
func TestFaces(t *testing.T) {
	for name, o := range map[string]Options{
		"barge.text": {Version: "test"},
		"barge.json": {Version: "test", Format: JSON},
		"barge.html": {Version: "test", Format: HTML},
		"barge.md":   {Version: "test", Format: Markdown},
	} {
		var buf bytes.Buffer
		if err := Report(&buf, fixture(t), o); err != nil {
			t.Fatal(err)
		}
		golden.File(t, name, buf.Bytes())
	}
}

// TestExplain explains one entry of every sort.
func TestExplain(t *testing.T) {
	var buf bytes.Buffer
	for _, id := range []string{"f2", "f11", "q2", "u1", "c3", "p3", "o1", "b"} {
		if err := Explain(&buf, fixture(t), id, Options{}); err != nil {
			t.Fatal(err)
		}
		buf.WriteString("\n────\n\n")
	}
	golden.File(t, "explain.text", buf.Bytes())
	buf.Reset()
	if err := Explain(&buf, fixture(t), "f3", Options{Format: JSON}); err != nil {
		t.Fatal(err)
	}
	golden.File(t, "explain.json", buf.Bytes())
	buf.Reset()
	if err := Explain(&buf, fixture(t), "f3", Options{Format: HTML}); err != nil {
		t.Fatal(err)
	}
	golden.File(t, "explain.html", buf.Bytes())
}

// TestUsage asks for what there is none of.
func TestUsage(t *testing.T) {
	r := fixture(t)
	for name, err := range map[string]error{
		"format":         Report(io.Discard, r, Options{Format: "pdf"}),
		"section":        Report(io.Discard, r, Options{Only: []string{"rumours"}}),
		"entry":          Explain(io.Discard, r, "f99", Options{}),
		"explained page": Explain(io.Discard, r, "f1", Options{Format: Markdown}),
	} {
		if !errors.Is(err, ErrUsage) {
			t.Errorf("%s: got %v, want ErrUsage", name, err)
		}
	}
}

// TestSame holds that a report always gives the same bytes.
func TestSame(t *testing.T) {
	for _, format := range Formats() {
		for name := range reports(t) {
			var a, b bytes.Buffer
			for _, buf := range []*bytes.Buffer{&a, &b} {
				if err := Report(buf, reports(t)[name], Options{Format: format}); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%s as %s differs from one time to the next", name, format)
			}
		}
	}
}

// TestTerminal holds that no line is wider than asked for, and that nothing
// steers the terminal unless colour is asked for.
func TestTerminal(t *testing.T) {
	for name, r := range reports(t) {
		for _, width := range []int{40, 61, 80, 120} {
			for _, color := range []bool{false, true} {
				var buf bytes.Buffer
				if err := Report(&buf, r, Options{Width: width, Color: color}); err != nil {
					t.Fatal(err)
				}
				plain := ansi.ReplaceAllString(buf.String(), "")
				if !color && plain != buf.String() || strings.ContainsAny(plain, "\x00\x01\x1b\u202e\u2066") {
					t.Errorf("%s: a control character is written", name)
				}
				for line := range strings.Lines(plain) {
					if n := wide(strings.TrimSuffix(line, "\n")); n > width {
						t.Errorf("%s: %d columns, not %d: %s", name, n, width, line)
					}
				}
			}
		}
	}
}

// TestMarkdownInert holds that no text opens an element or a link of Markdown.
func TestMarkdownInert(t *testing.T) {
	opens := regexp.MustCompile(`(^|[^\\])(<[A-Za-z/!?]|\]\()|[\x00-\x08\x1b\x{202e}\x{2066}]`)
	for name, r := range reports(t) {
		var buf bytes.Buffer
		if err := Report(&buf, r, Options{Format: Markdown}); err != nil {
			t.Fatal(err)
		}
		if m := opens.FindIndex(buf.Bytes()); m != nil {
			t.Errorf("%s: %q", name, buf.Bytes()[max(0, m[0]-40):min(buf.Len(), m[1]+40)])
		}
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"unbreakable", 5, []string{"unbre", "akabl", "e"}},
		{"橋が落ちた", 4, []string{"橋が", "落ち", "た"}},
		{"cafe\u0301 noir", 4, []string{"cafe\u0301", "noir"}},
	} {
		if got := wrap(c.in, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

// TestDates writes moments of every precision.
func TestDates(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse("2006-01-02T15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct {
		from, to   string
		p          stemma.Precision
		iso, words string
	}{
		{"2025-03-14T08:20", "2025-03-14T08:21", stemma.Minute, "2025-03-14T08:20", "14 March 2025, 08:20"},
		{"2025-03-14T08:00", "2025-03-14T09:00", stemma.Hour, "2025-03-14T08:00", "14 March 2025, about 08:00"},
		{"2025-03-14T18:00", "2025-03-15T00:00", stemma.PartOfDay, "2025-03-14", "14 March 2025, 18:00–00:00"},
		{"2025-03-14T00:00", "2025-03-15T00:00", stemma.Day, "2025-03-14", "14 March 2025"},
		{"2025-03-14T00:00", "2025-03-17T00:00", stemma.Day, "2025-03-14", "14–16 March 2025"},
		{"2025-03-30T00:00", "2025-04-02T00:00", stemma.Day, "2025-03-30", "30 March – 1 April 2025"},
		{"2025-03-10T00:00", "2025-03-17T00:00", stemma.Week, "2025-03-10", "the week of 10 March 2025"},
		{"2025-03-01T00:00", "2025-04-01T00:00", stemma.Month, "2025-03", "March 2025"},
		{"2025-06-01T00:00", "2025-09-01T00:00", stemma.Season, "2025-06", "June–August 2025"},
		{"2025-01-01T00:00", "2026-01-01T00:00", stemma.Year, "2025", "2025"},
		{"2020-01-01T00:00", "2030-01-01T00:00", stemma.Decade, "2020", "2020s"},
		{"1801-01-01T00:00", "1901-01-01T00:00", stemma.Century, "1801", "1801–1900"},
		{"2018-03-01T00:00", "2018-06-01T00:00", stemma.Month, "2018-03", "March–May 2018"},
	} {
		d := stemma.Date{From: at(c.from), To: at(c.to), Precision: c.p}
		if got := isoDate(d); got != c.iso {
			t.Errorf("%s %s: ISO %q, want %q", c.from, c.p, got, c.iso)
		}
		if got := dateWords(d); got != c.words {
			t.Errorf("%s %s: %q, want %q", c.from, c.p, got, c.words)
		}
	}
}

// TestPlural holds how many things are called.
func TestPlural(t *testing.T) {
	for want, got := range map[string]string{
		"1 story": Plural(1, "story"), "0 stories": Plural(0, "story"), "2 surveys": Plural(2, "survey"), "2 addresses": Plural(2, "address"), "3 matches": Plural(3, "match"),
		"12,345 words": Plural(int64(12345), "word"), "2 more places": Plural(2, "more place"), "-1,000": Number(-1000), "-100": Number(-100), "999": Number(999),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
