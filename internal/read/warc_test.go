package read

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"stemma"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with testdata/name, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got:\n%s\nwant:\n%s", path, got, want)
	}
}

// TestBenchWARC reads the files that the WARC library warcio is tested with.
// testdata/warc.golden has for each its records by type, its pages by record,
// format and size of the text, and what is said of the rest.
//
// warcio's own tests expect the same types of record of each file that they
// read. They expect that two are refused, example-bad-non-chunked.warc.gz and
// example-bad.warc.gz.bad, for holding many records in one gzip member, which
// rules out going to one by its offset. We read from the beginning, and read them.
func TestBenchWARC(t *testing.T) {
	dir := "../../../shared/bench/warc"
	files, _ := filepath.Glob(dir + "/*")
	if len(files) == 0 {
		t.Skip("shared/bench/warc is not beside the project")
	}
	var b strings.Builder
	for _, file := range files {
		fmt.Fprintf(&b, "== %s: %s\n", filepath.Base(file), records(t, file))
		for p, err := range Pages([]string{file}, nil) {
			if err != nil {
				fmt.Fprintf(&b, "! %v\n", err)
				continue
			}
			fmt.Fprintf(&b, "%s %s %s %d bytes, %s\n", p.Path, p.Format, p.Charset, len(p.Text), p.Retrieved.Format("2006-01-02T15:04:05"))
		}
	}
	golden(t, "warc.golden", strings.ReplaceAll(b.String(), dir+"/", ""))
}

// records counts the records of a file by type.
func records(t *testing.T, file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var in io.Reader = bytes.NewReader(b)
	if packed(b) {
		if in, err = unpack(bufio.NewReader(in)); err != nil {
			t.Fatal(err)
		}
	}
	a := newArchive(&reader{yield: func(stemma.Page, error) bool { return true }}, file, bufio.NewReader(in))
	a.read()
	return counted(a.kinds)
}

// warcRecord is one WARC record. An address is stated unless it is empty.
func warcRecord(kind, url, contentType, body string, fields ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2031-04-02T10:00:00Z\r\n", kind)
	if url != "" {
		fmt.Fprintf(&b, "WARC-Target-URI: %s\r\n", url)
	}
	if contentType != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", contentType)
	}
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s\r\n\r\n", len(body), body)
	return b.String()
}

// answer is the answer of a web server that holds one page.
func answer(body string, fields ...string) string {
	return "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + strings.Join(append(fields, ""), "\r\n") + "\r\n" + body
}

// page is a WARC response that holds one page.
func warcPage(url, body string, fields ...string) string {
	return warcRecord("response", url, "application/http; msgtype=response", answer(body), fields...)
}

func zstandard(s string, dict []byte) string {
	var b bytes.Buffer
	options := []zstd.EOption{}
	if dict != nil {
		options = append(options, zstd.WithEncoderDict(dict))
	}
	z, err := zstd.NewWriter(&b, options...)
	if err != nil {
		panic(err) // unreachable: the options are fixed
	}
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// TestArchives reads each archive under its name and shows what comes of it.
func TestArchives(t *testing.T) {
	one, two := warcPage("https://www.example.org/1", "<p>One."), warcPage("https://www.example.org/2", "<p>Two.")
	info := warcRecord("warcinfo", "", "application/warc-fields", "software: x\r\n")
	digest := "WARC-Payload-Digest: sha1:AAAA"
	arcHead := func(body string) string {
		return fmt.Sprintf("filedesc://x.arc 0.0.0.0 20310402100000 text/plain %d\n%s\n", len(body), body)
	}("1 0 Mill\nURL IP-address Archive-date Content-type Archive-length\n")
	arc := func(url, body string) string {
		return fmt.Sprintf("%s 192.0.2.1 20310402100000 text/html %d\n%s\n", url, len(body), body)
	}
	damaged := []byte(gzipped(two))
	for i := 30; i < 60; i++ {
		damaged[i] ^= 0x55
	}
	for _, c := range []struct{ why, name, in, want string }{
		{"plain", "a.warc", info + one + two, `a.warc:2 html utf-8 "<p>One."
a.warc:3 html utf-8 "<p>Two."
`},
		{"a member a record", "a.warc.gz", gzipped(info) + gzipped(one) + gzipped(two), `a.warc.gz:2 html utf-8 "<p>One."
a.warc.gz:3 html utf-8 "<p>Two."
`},
		{"one member for all, and no name to go by", "a", gzipped(info + one + two), `a:2 html utf-8 "<p>One."
a:3 html utf-8 "<p>Two."
`},
		{"zstd, a frame a record", "a.warc.zst", zstandard(one, nil) + zstandard(two, nil), `a.warc.zst:1 html utf-8 "<p>One."
a.warc.zst:2 html utf-8 "<p>Two."
`},
		{"a damaged member costs its own record", "a.warc.gz", gzipped(one) + string(damaged) + gzipped(one), `a.warc.gz:1 html utf-8 "<p>One."
a.warc.gz:2 html utf-8 "<p>One."
! a.warc.gz: 2 of its records are pages; left out: 1 broken by damaged packing
`},
		{"cut off in a record", "a.warc", one + two[:len(two)-6], `a.warc:1 html utf-8 "<p>One."
! a.warc: 1 of its records are pages; left out: 1 cut off where the file ends
`},
		{"cut off in its packing", "a.warc.gz", gzipped(one) + gzipped(two)[:100], `a.warc.gz:1 html utf-8 "<p>One."
! a.warc.gz: 1 of its records are pages; left out: 1 cut off where the file ends
`},
		{"a wrong length is passed over up to the next record", "a.warc", strings.Replace(one, "Content-Length: ", "Content-Length: 1\r\nX: ", 1) + two, `a.warc:2 html utf-8 "<p>Two."
! a.warc: 1 of its records are pages; left out: 1 passed over, since a record's length is wrong, 1 that hold no answer of a web server
`},
		{"no length, and one below nothing", "a.warc", "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.example.org/\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n" + two, `a.warc:3 html utf-8 "<p>Two."
! a.warc: 1 of its records are pages; left out: 2 without a length that can be read
`},
		{"what is no page is told once, by its kind", "a.warc", one + warcRecord("request", "https://www.example.org/1", "application/http", "GET / HTTP/1.1\r\n\r\n") + warcRecord("metadata", "https://www.example.org/1", "", "x") +
			warcRecord("response", "https://www.example.org/3", "", "HTTP/1.1 404 Not Found\r\n\r\n") + warcRecord("response", "https://www.example.org/4", "", "HTTP/1.1 404\r\n\r\n") + warcRecord("response", "https://www.example.org/5", "", "HTTP/1.0 999 <b>\r\n\r\n") +
			warcRecord("response", "https://www.example.org/6", "", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG") + warcRecord("response", "https://www.example.org/7", "", answer("\x89PNG")) + warcRecord("response", "dns:example.org", "text/dns", "x") + warcRecord("response", "https://www.example.org/robots.txt", "", answer("x")) +
			warcRecord("response", "https://www.example.org/8", "", answer("xy", "Content-Encoding: compress")) + warcPage("https://www.example.org/9", "x", "WARC-Truncated: length") + warcRecord("invented", "https://www.example.org/", "", "x") + warcPage("https://www.example.org/10", ""), `a.warc:1 html utf-8 "<p>One."
! a.warc: 1 of its records are pages; left out: 2 answered 404 Not Found, 1 answered something else, 1 cut off by the crawler, 1 packed as "compress", which stemma does not read, 1 that are not text, 1 unread, since the text is a picture, not text, 1 unread, since the text is empty
`},
		{"addresses in angle brackets or with spaces", "a.warc", warcPage("<https://www.example.org/1>", "<p>One.") + warcPage("https://www.example.org/two boats", "<p>Two."), `a.warc:1 html utf-8 "<p>One." https://www.example.org/1
a.warc:2 html utf-8 "<p>Two." https://www.example.org/two%20boats
`},
		{"resources and conversions; header lines may go on", "a.warc", warcRecord("resource", "https://www.example.org/1", "text/html;\r\n charset=iso-8859-1", "<p>M\xfchle") + warcRecord("conversion", "https://www.example.org/2", "text/plain", "The mill.") + warcRecord("resource", "https://www.example.org/3", "image/png", "x"), `a.warc:1 html windows-1252 "<p>Mühle"
a.warc:2 text utf-8 "The mill."
! a.warc: 2 of its records are pages; left out: 1 that are not text
`},
		{"chunks, wrongly declared chunks, chunks cut off", "a.warc", warcRecord("response", "https://www.example.org/1", "", answer("6;x=y\r\n<p>One\r\n2\r\n s\r\n0\r\n\r\n", "Transfer-Encoding: chunked")) + warcRecord("response", "https://www.example.org/2", "", answer("<p>Two.", "Transfer-Encoding: chunked")) +
			warcRecord("response", "https://www.example.org/3", "", answer("ff\r\n<p>Three.", "Transfer-Encoding: chunked")) + warcRecord("response", "https://www.example.org/4", "", answer("5\r\n<p>Fo\r\nur.", "Transfer-Encoding: chunked")), `a.warc:1 html utf-8 "<p>One s"
a.warc:2 html utf-8 "<p>Two."
a.warc:3 html utf-8 "<p>Three."
a.warc:4 html utf-8 "<p>Four."
`},
		{"packed answers; one that says so and is not; one cut off at its own end", "a.warc", warcRecord("response", "https://www.example.org/1", "", answer(gzipped("<p>One."), "Content-Encoding: gzip")) + warcRecord("response", "https://www.example.org/2", "", answer(deflated("<p>Two.", false), "Content-Encoding: deflate")) +
			warcRecord("response", "https://www.example.org/3", "", answer(zstandard("<p>Three.", nil), "Content-Encoding: zstd")) + warcRecord("response", "https://www.example.org/4", "", answer(brotlied("<p>Four."), "Content-Encoding: br")) +
			warcRecord("response", "https://www.example.org/5", "", answer(gzipped("<html>Five.</html>")[:len(gzipped("<html>Five.</html>"))-3], "Content-Encoding: gzip")) + warcRecord("response", "https://www.example.org/6", "", answer(gzipped("<html>Six.")[:20], "Content-Encoding: gzip")), `a.warc:1 html utf-8 "<p>One."
a.warc:2 html utf-8 "<p>Two."
a.warc:3 html utf-8 "<p>Three."
a.warc:4 html utf-8 "<p>Four."
a.warc:5 html utf-8 "<html>Five.</html>"
! a.warc: 5 of its records are pages; left out: 1 broken off: it ends too early
`},
		{"a revisit is the earlier page under its own address; at the same address it is no new account; without the earlier it is told", "a.warc", warcPage("https://www.example.org/1", "<p>One.", digest) + warcRecord("revisit", "https://www.example.org/other", "", answer(""), digest) + warcRecord("revisit", "https://www.example.org/1", "", answer(""), digest) +
			warcRecord("revisit", "https://www.example.org/2", "", answer(""), "WARC-Refers-To-Target-URI: https://www.example.org/1", "WARC-Refers-To-Date: 2031-04-02T10:00:00Z") + warcRecord("revisit", "https://www.example.org/3", "", answer(""), "WARC-Payload-Digest: sha1:BBBB"), `a.warc:1 html utf-8 "<p>One."
a.warc:2 html utf-8 "<p>One." https://www.example.org/other
a.warc:4 html utf-8 "<p>One." https://www.example.org/2
! a.warc: 3 of its records are pages; left out: 1 the same as a page that is not in this file, or was none
`},
		{"nothing but the crawler's notes", "a.warc", info, "! a.warc: holds no page; records: 1 warcinfo\n"},
		{"no archive", "a.warc", "The mill burned.", "! a.warc: holds no page; left out: 1 passed over, since a record's length is wrong\n"},
		{"ARC, with a space in an address", "a.arc", arcHead + arc("http://www.example.org/1", answer("<p>One.")) + arc("http://www.example.org/two boats", answer("<p>Two.")), `a.arc:2 html utf-8 "<p>One." http://www.example.org/1
a.arc:3 html utf-8 "<p>Two." http://www.example.org/two%20boats
`},
		{"ARC of version 2, packed, no name to go by", "a", gzipped("filedesc://x.arc 0.0.0.0 20310402100000 text/plain 200 - - 0 x.arc 4\n2 0\n\n") + gzipped(strings.Replace(arc("http://www.example.org/1", answer("<p>One.")), "text/html ", "text/html 200 - - 1 x.arc ", 1)), `a:2 html utf-8 "<p>One." http://www.example.org/1
`},
		{"other packed files are read through", "a.jsonl.gz", gzipped(`{"text":"One."}` + "\n" + `{"text":"Two."}`), `a.jsonl.gz:1 record utf-8 "One." "" "" "" ""
a.jsonl.gz:2 record utf-8 "Two." "" "" "" ""
`},
		{"a packed page", "a.html.zst", zstandard("<p>One.", nil), "a.html.zst html utf-8 \"<p>One.\"\n"},
		{"packed twice", "a.txt.gz", gzipped(gzipped("x")), "! a.txt.gz: is packed twice; unpack it once\n"},
		{"packed and cut off", "a.txt.gz", gzipped("The mill burned.")[:20], "! a.txt.gz: it ends too early; try again, or save the page anew\n"},
		{"only the packing's head", "a.txt.gz", gzipped("x")[:5], "! a.txt.gz: is empty; save the page again\n"},
		{"zstd that is none", "a.zst", zstdMagic + "xxxxxxx", "! a.zst: its packing is damaged; try again, or save the page anew\n"},
	} {
		dir := t.TempDir()
		write(t, dir, map[string]string{c.name: c.in})
		got := show(dir, []string{filepath.Join(dir, c.name)}, "")
		if strings.Contains(c.want, "\" http") {
			got = ""
			for p, err := range Pages([]string{filepath.Join(dir, c.name)}, nil) {
				if err != nil {
					got += fmt.Sprintf("! %v\n", err)
					continue
				}
				got += fmt.Sprintf("%s %s %s %q", p.Path, p.Format, p.Charset, p.Text)
				if !strings.HasSuffix(p.URL, "example.org/1") || !strings.Contains(c.want, "revisit") && strings.Contains(c.want, "example.org/1\n") {
					got += " " + p.URL
				}
				got += "\n"
			}
			got = strings.ReplaceAll(got, dir+string(filepath.Separator), "")
		}
		if got != c.want {
			t.Errorf("%s:\ngot:\n%s\nwant:\n%s", c.why, got, c.want)
		}
	}
}

// BenchmarkArchive reads pages out of a WARC with a member a record.
func BenchmarkArchive(b *testing.B) {
	var all strings.Builder
	size := 0
	for i := range 200 {
		page := warcPage(fmt.Sprintf("https://www.example.org/%d", i), strings.Repeat(fmt.Sprintf("<p>The mill burned in the night of the %d.", i), 2000))
		size += len(page)
		all.WriteString(gzipped(page))
	}
	path := filepath.Join(b.TempDir(), "a.warc.gz")
	if err := os.WriteFile(path, []byte(all.String()), 0o666); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		n := 0
		for _, err := range Pages([]string{path}, nil) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 200 {
			b.Fatalf("%d pages", n)
		}
	}
}
