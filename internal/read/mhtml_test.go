package read

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"stemma"
)

const savedPage = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.org/mill?a=1\r\nSubject: Mill burns\r\nDate: Wed, 2 Apr 2031 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b----\"\r\n\r\n\r\n" +
	"------b----\r\nContent-Type: text/css\r\nContent-Location: cid:css@mhtml.blink\r\n\r\n@charset \"utf-8\";\r\n" +
	"------b----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://www.example.org/mill\r\n\r\n<!DOCTYPE html><p>The m=C3=BChle burn=\r\ned.\r\n" +
	"------b----\r\nContent-Type: text/html\r\nContent-Location: https://ads.example.org/\r\n\r\n<p>Buy a mill.\r\n------b------\r\n"

// TestSavedPage reads pages that a browser saved in one file.
func TestSavedPage(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"a.mhtml": savedPage,
		"b":       savedPage, // no name to go by
		"c.mht":   "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b; start=\"<main>\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-ID: <frame>\r\n\r\n<p>No.\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-ID: <main>\r\nContent-Location: http://www.example.org/1\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+TfxobGUu\r\n--b--\r\n",
		"d.mht":   "MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Location: file:///C:/mill.html\r\n\r\n<p>The mill.",
		"e.mht":   "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n",
		"f.mht":   "MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nx",
		"g.mht":   savedPage[:strings.Index(savedPage, "burn=")],
		"h.mht":   "x",
		"i.mht":   "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("x", MaxPage+1),
	})
	var b strings.Builder
	for p, err := range Pages([]string{dir}, nil) {
		if err != nil {
			fmt.Fprintf(&b, "! %v\n", err)
			continue
		}
		fmt.Fprintf(&b, "%s %s %s %q %s %s\n", p.Path, p.Format, p.Charset, p.Text, p.URL, stamp(p.Retrieved))
	}
	want := `a.mhtml html utf-8 "<!DOCTYPE html><p>The mühle burned." https://www.example.org/mill?a=1 2031-04-02T08:00:00Z
b html utf-8 "<!DOCTYPE html><p>The mühle burned." https://www.example.org/mill?a=1 2031-04-02T08:00:00Z
c.mht html windows-1252 "<p>Mühle." http://www.example.org/1 
d.mht html utf-8 "<p>The mill."  
! e.mht: is a saved page without a part that is HTML; save the page again, as HTML
! f.mht: is a saved page without a boundary between its parts; save the page again, as HTML
! g.mht: is a saved page that is broken: it ends too early; save the page again, as HTML
! h.mht: is a saved page whose header is broken; save the page again, as HTML
! i.mht: is larger than the cap of 4 MB a page; save the page again, as HTML
`
	if got := strings.ReplaceAll(b.String(), dir+string(filepath.Separator), ""); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestFilesBesidePage holds that the pictures and styles of a saved page are
// passed over in a folder, and nothing else is.
func TestFilesBesidePage(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"Mill.html": "<p>The mill.", "Mill_files/style.css": "p{}", "Mill_files/ad.html": "<p>Buy.", "other_files/a.txt": "Another."})
	want := "Mill.html html utf-8 \"<p>The mill.\"\nother_files/a.txt text utf-8 \"Another.\"\n"
	if got := show(dir, []string{dir}, ""); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// FuzzArchive holds that whatever stands in an archive or a saved page, what
// comes out is valid UTF-8 with a path of its own, or one fault.
func FuzzArchive(f *testing.F) {
	for _, s := range []string{warcPage("https://www.example.org/", "<p>x"), gzipped(warcPage("https://www.example.org/", "x")) + gzipped("WARC/1.0\r\n\r\n"), zstandard(warcPage("https://www.example.org/", "x"), nil)} {
		f.Add(uint8(0), []byte(s))
	}
	f.Add(uint8(0), []byte(warcRecord("response", "https://www.example.org/", "", answer("5\r\nabc", "Transfer-Encoding: chunked", "Content-Encoding: gzip"))))
	f.Add(uint8(1), []byte("filedesc://x 0.0.0.0 20310402100000 text/plain 3\nx\n\nhttp://www.example.org/ 192.0.2.1 20310402100000 text/html 21\nHTTP/1.1 200 OK\r\n\r\n<p>\n"))
	f.Add(uint8(2), []byte(savedPage))
	names := []string{"a.warc", "a.arc", "a.mht"}
	f.Fuzz(func(t *testing.T, kind uint8, b []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, names[int(kind)%len(names)])
		write(t, dir, map[string]string{filepath.Base(path): string(b)})
		seen, faults := map[string]bool{}, 0
		for p, err := range Pages([]string{path}, nil) {
			if err != nil {
				if faults++; !errors.Is(err, stemma.ErrUnreadable) || !strings.Contains(err.Error(), path) || strings.ContainsAny(err.Error(), "\r\n\x00") {
					t.Fatalf("fault %q of %q", err, p.Path)
				}
				continue
			}
			if seen[p.Path] || !strings.HasPrefix(p.Path, path) || !utf8.ValidString(p.Text) || strings.TrimSpace(p.Text) == "" {
				t.Fatalf("page %+v", p)
			}
			seen[p.Path] = true
			if p.URL != "" && !strings.HasPrefix(p.URL, "http") {
				t.Fatalf("address %q", p.URL)
			}
		}
		if len(seen) == 0 && faults == 0 || faults > 1 {
			t.Fatalf("%d pages, %d faults", len(seen), faults)
		}
	})
}
