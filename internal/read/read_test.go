package read

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"stemma"
)

// show prints what reading yields, a line a page or fault, with dir left out of
// the paths.
func show(dir string, paths []string, stdin string) string {
	var b strings.Builder
	for p, err := range Pages(paths, strings.NewReader(stdin)) {
		if err != nil {
			if !errors.Is(err, stemma.ErrUnreadable) {
				fmt.Fprintf(&b, "NOT UNREADABLE ")
			}
			fmt.Fprintf(&b, "! %v\n", err)
			continue
		}
		text := p.Text
		if len(text) > 40 {
			text = text[:40]
		}
		fmt.Fprintf(&b, "%s %s %s %q", p.Path, p.Format, p.Charset, text)
		if p.Format == stemma.Record {
			fmt.Fprintf(&b, " %q %q %q %q", p.URL, p.Outlet, p.Title, p.Published)
		}
		b.WriteByte('\n')
	}
	return strings.ReplaceAll(b.String(), dir+string(filepath.Separator), "")
}

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, body := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

const record = `{"url":"https://www.example.org/mill","outlet":"The Mill","title":"Mill burns","published":"2031-04-02","text":"The mill burned.","id":7}`

// TestPages reads each set of files as a folder and shows what comes of it.
func TestPages(t *testing.T) {
	for _, c := range []struct {
		why   string
		files map[string]string
		want  string
	}{
		{"one page of each kind, in name order; hidden files are left out", map[string]string{
			"e.md": "# Mill\n", "a.txt": "The mill burned.", "b.html": "<p>The mill burned.", "c.json": record, "d/d.htm": "<html>x", ".hidden": "x",
		}, `a.txt text utf-8 "The mill burned."
b.html html utf-8 "<p>The mill burned."
c.json record utf-8 "The mill burned." "https://www.example.org/mill" "The Mill" "Mill burns" "2031-04-02"
d/d.htm html utf-8 "<html>x"
e.md markdown utf-8 "# Mill\n"
`},
		{"a bad line is named and the others go on", map[string]string{
			"a.jsonl": record + "\n\n{\"text\": \n{\"title\":\"no text\"}\n[1]\n{\"text\":\"  \"}\n{\"text\":\"Last.\",\"outlet\":null,\"title\":3}",
		}, `a.jsonl:1 record utf-8 "The mill burned." "https://www.example.org/mill" "The Mill" "Mill burns" "2031-04-02"
! a.jsonl:3: broken JSON: unexpected end of JSON input; mend the record
! a.jsonl:4: is not an article: the object has no "text"; leave it out, or give it "text"
! a.jsonl:5: is JSON, but not an object; give an object with "text"
! a.jsonl:6: its "text" is empty; fetch the article again
a.jsonl:7 record utf-8 "Last." "" "" "" ""
`},
		{"arrays and several values are records with numbers", map[string]string{
			"a.json": `[{"text":"One."}, {"text":"Two."}]`, "b.json": `{"text":"One."}{"text":"Two."}`, "c.json": `[{"text":"Alone."}]`,
			"d.json": `[]`, "e.json": `[{"text":"One."},`, "f.json": `{"gold": {"text":"x"}}`, "g.json": `nonsense`, "h.json": `{"text":"One."}}`,
		}, `a.json:1 record utf-8 "One." "" "" "" ""
a.json:2 record utf-8 "Two." "" "" "" ""
b.json:1 record utf-8 "One." "" "" "" ""
b.json:2 record utf-8 "Two." "" "" "" ""
c.json:1 record utf-8 "Alone." "" "" "" ""
! d.json: holds no record; give an object with "text"
e.json:1 record utf-8 "One." "" "" "" ""
! e.json: broken JSON at record 2: unexpected EOF; mend the file, or give one record a line as .jsonl
! f.json: is not an article: the object has no "text"; leave it out, or give it "text"
! g.json: broken JSON at record 1: invalid character 'o' in literal null (expecting 'u'); mend the file, or give one record a line as .jsonl
h.json record utf-8 "One." "" "" "" ""
! h.json: broken JSON at record 2: invalid character '}' looking for beginning of value; mend the file, or give one record a line as .jsonl
`},
		{"no name to go by: the first bytes decide", map[string]string{
			"a": record, "b": record + "\n" + record, "c": "  <!DOCTYPE html><p>x", "d": "# Mill\n\nBurned.", "e": "The mill < the barn.", "f.dat": "<p>a</p><p>b</p>", "g": `[{"text":"x"}]`, "h.txt": "<html><body>x", "i": "[Picture] A mill.", "j": "{curly} words",
		}, `a record utf-8 "The mill burned." "https://www.example.org/mill" "The Mill" "Mill burns" "2031-04-02"
b:1 record utf-8 "The mill burned." "https://www.example.org/mill" "The Mill" "Mill burns" "2031-04-02"
b:2 record utf-8 "The mill burned." "https://www.example.org/mill" "The Mill" "Mill burns" "2031-04-02"
c html utf-8 "  <!DOCTYPE html><p>x"
d markdown utf-8 "# Mill\n\nBurned."
e text utf-8 "The mill < the barn."
f.dat html utf-8 "<p>a</p><p>b</p>"
g:1 record utf-8 "x" "" "" "" ""
h.txt html utf-8 "<html><body>x"
i text utf-8 "[Picture] A mill."
j text utf-8 "{curly} words"
`},
		{"what is no account is named with its cause", map[string]string{
			"a.txt": "", "b.txt": " \n\t", "c.html": "\x89PNG\r\n", "d": "\x00\x01\x02", "e.txt": "%PDF-1.7", "f.txt": strings.Repeat("x", MaxPage+1), "g.txt": "a\x01\x02\x03\x04", "h.txt": "\xef\xbb\xbf \n",
			"i.jsonl": `{"text":"` + strings.Repeat("x", MaxPage) + "\"}\n" + `{"text":"After."}`,
			"j.json":  `[{"text":"` + strings.Repeat("x", MaxPage) + "\"}]",
		}, `! a.txt: is empty; save the page again
! b.txt: is empty; save the page again
! c.html: is a picture, not text; save the account as text or HTML
! d: is binary, not text; save the account as text or HTML
! e.txt: is a PDF, not text; save the account as text or HTML
! f.txt: is larger than the cap of 4 MB a page; give the article alone, or split the file
! g.txt: is binary, not text; save the account as text or HTML
! h.txt: is empty; save the page again
! i.jsonl:1: the line is larger than the cap of 4 MB a page; split the record
i.jsonl:2 record utf-8 "After." "" "" "" ""
! j.json: record 1 is larger than the cap of 4 MB a page; nothing after it was read; split the record
`},
	} {
		dir := t.TempDir()
		write(t, dir, c.files)
		if got := show(dir, []string{dir}, ""); got != c.want {
			t.Errorf("%s:\ngot:\n%s\nwant:\n%s", c.why, got, c.want)
		}
	}
}

// TestTwice holds that one file never counts as two accounts.
func TestTwice(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.txt": "The mill burned.", "copy.txt": "The mill burned."})
	a := filepath.Join(dir, "a.txt")
	got := show(dir, []string{a, filepath.Join(dir, ".", "a.txt"), dir, "-", "-", filepath.Join(dir, "none.txt")}, "The mill burned.")
	want := `a.txt text utf-8 "The mill burned."
! a.txt: is the same file as a.txt, already read; it is counted once; give each account once
! a.txt: is the same file as a.txt, already read; it is counted once; give each account once
copy.txt text utf-8 "The mill burned."
- text utf-8 "The mill burned."
! -: standard input was already read; give - once
! none.txt: no such file or folder; check the name
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	if got := show(dir, []string{dir}, ""); !strings.Contains(got, "the folder is empty; put the accounts in it") {
		t.Error(got)
	}
}

func TestNotAllowed(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("this user may read everything")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.txt": "The mill burned."})
	os.Chmod(filepath.Join(dir, "a.txt"), 0)
	if got := show(dir, []string{dir}, ""); got != "! a.txt: permission denied; make it readable\n" {
		t.Error(got)
	}
}

// TestStop holds that a consumer that has enough is asked no more.
func TestStop(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.jsonl": "{\"text\":\"x\"}\nbad\n{\"text\":\"y\"}", "b.txt": "x"})
	for n := 1; n <= 4; n++ {
		left := n
		for range Pages([]string{dir}, nil) {
			if left--; left == 0 {
				break
			}
		}
	}
}

func TestDecode(t *testing.T) {
	german := "Die Mühle brannte in der Nacht. Über vierzig Feuerwehrleute löschten, sagte der Bürgermeister. Die Straße bleibt gesperrt."
	russian := "Мельница сгорела ночью. Сорок пожарных тушили огонь до утра, сообщила пожарная служба города."
	latin, _ := charmap.ISO8859_1.NewEncoder().String(german)
	cyrillic, _ := charmap.Windows1251.NewEncoder().String(russian)
	sjis, _ := japanese.ShiftJIS.NewEncoder().String("水車小屋は夜に燃えた。消防士四十人が朝まで消火に当たった。")
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(german)
	for _, c := range []struct {
		why, in, charset, part string
		html                   bool
	}{
		{"plain ASCII", "The mill.", "utf-8", "The mill.", false},
		{"a mark at the start is no text", "\xef\xbb\xbfThe mill.", "utf-8", "The mill.", false},
		{"two bytes a letter", utf16, "utf-16le", "Die Mühle", false},
		{"declared", `<meta charset="iso-8859-1">` + latin, "windows-1252", "Mühle", true},
		{"declared in the old way", `<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">` + cyrillic, "windows-1251", "Мельница", true},
		{"declared in XML", `<?xml version="1.0" encoding="Shift_JIS"?>` + sjis, "shift_jis", "水車小屋", true},
		{"declared wrongly", `<meta charset="iso-8859-1">` + german, "utf-8", "Mühle", true},
		{"undeclared Western", latin, "windows-1252", "Mühle", false},
		{"undeclared Cyrillic", cyrillic, "windows-1251", "Мельница", false},
		{"cut in the middle of a letter", german + "ü"[:1], "utf-8", "gesperrt.\uFFFD", false},
	} {
		text, cs := decode([]byte(c.in), c.html, "")
		if cs != c.charset || !strings.Contains(text, c.part) {
			t.Errorf("%s: decoded from %s to %q, want %s and %q", c.why, cs, text, c.charset, c.part)
		}
	}
}

// FuzzPages holds that whatever bytes come in, under whatever name, what comes
// out is valid UTF-8 or a fault with the path in it.
func FuzzPages(f *testing.F) {
	for _, s := range []string{"The mill.", record, "[" + record + "]", record + "\n" + record, "<html><meta charset=gbk>\xb5\xc4", "\xff\xfea\x00", "\xfe\xff", "[[]]", "{}", "[1,", "# x", "\x00"} {
		for kind := range uint8(6) {
			f.Add(kind, []byte(s))
		}
	}
	names := []string{"a", "a.txt", "a.json", "a.jsonl", "a.html", "a.md"}
	f.Fuzz(func(t *testing.T, kind uint8, b []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, names[int(kind)%len(names)])
		if os.WriteFile(path, b, 0o666) != nil {
			t.Skip()
		}
		n := 0
		for p, err := range Pages([]string{path, "-"}, bytes.NewReader(b)) {
			if n++; n > 2*len(b)+2 {
				t.Fatal("more pages than bytes")
			}
			if err != nil {
				if !errors.Is(err, stemma.ErrUnreadable) || !strings.Contains(err.Error(), p.Path) {
					t.Fatalf("fault %v of %q", err, p.Path)
				}
				continue
			}
			if !utf8.ValidString(p.Text) || strings.TrimSpace(p.Text) == "" || p.Charset == "" || len(p.Body) == 0 {
				t.Fatalf("page %+v", p)
			}
		}
		if n == 0 {
			t.Fatal("neither page nor fault")
		}
	})
}

// BenchmarkLines streams records; allocation a record stays flat as the file grows.
func BenchmarkLines(b *testing.B) {
	line := `{"outlet":"The Mill","text":"` + strings.Repeat("The mill burned in the night. ", 100) + "\"}\n"
	for _, n := range []int{1000, 4000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(n * len(line)))
			b.ReportAllocs()
			for b.Loop() {
				in := io.Reader(strings.NewReader(strings.Repeat(line, n)))
				for _, err := range Pages([]string{"-"}, in) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkValues reads a large record and many that hold nothing: the rate stays
// alike as these grow in number.
func BenchmarkValues(b *testing.B) {
	large := `{"text":"` + strings.Repeat("The mill burned in the night. ", 30_000) + "\"}\n"
	for _, n := range []int{100_000, 400_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			in := large + strings.Repeat("{}\n", n)
			path := filepath.Join(b.TempDir(), "all.json")
			if err := os.WriteFile(path, []byte(in), 0o666); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				for range Pages([]string{path}, nil) {
				}
			}
		})
	}
}

// BenchmarkDecode shows that detection is bounded and decoding linear.
func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{1 << 20, 2 << 20, 4 << 20} {
		in := bytes.Repeat([]byte("M\xfchle "), n/6)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				decode(in, false, "")
			}
		})
	}
}

// TestKeys holds that a record's own id travels, as a string or as it is written.
func TestKeys(t *testing.T) {
	in := `{"text":"x","id":"a-7"}
{"text":"x","id":12345678901234567890}
{"text":"x","id":null}
{"text":"x","id":["a"]}
{"text":"x"}
`
	var got []string
	for p, err := range Pages([]string{"-"}, strings.NewReader(in)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.Key)
	}
	if want := "a-7 12345678901234567890   "; strings.Join(got, " ") != want {
		t.Errorf("keys %q, want %q", got, want)
	}
}

// TestFeed holds that a record is yielded as soon as the next has begun, and
// each later one at once, though the input goes on.
func TestFeed(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	go fmt.Fprintf(w, "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n{\"text\":")
	n := 0
	for p, err := range Pages([]string{"-"}, r) {
		if n++; err != nil || p.Path != fmt.Sprintf("-:%d", n) {
			t.Fatalf("page %d: %q, %v", n, p.Path, err)
		}
		if n == 2 {
			return // the third never ends
		}
	}
	t.Errorf("%d pages before the end, want 2", n)
}
