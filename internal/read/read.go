// Package read turns files, folders, standard input and the web into pages. It
// is the only package that fetches.
//
// What a path holds is decided by its name where that is plain, and by its
// first bytes where it is not (sniff.go); what is packed is unpacked as it is
// read (unpack.go). Records, one JSON object an account, come alone, in an
// array or one a line, and are streamed (record.go), as are web archives
// (warc.go, arc.go). A page that a browser saved in one file is its main part
// (mhtml.go). Bytes become text by what is stated of them, then by what they
// are (charset.go).
//
// The web is asked by a [Fetcher]: politely, within caps, and never at an
// address of this machine or its network (fetch.go, robots.go). What comes back
// is a page, a feed (feed.go) or a sitemap (sitemap.go); feed.go also finds the
// feeds that a page names. Lists of feeds come and go as OPML (opml.go). When
// to ask is not decided here: that is for package pipeline.
//
// Nothing here judges the account: a page without a word of news is a page. No
// name inside an archive or a saved page ever becomes the path of a file.
package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"stemma"
)

// MaxPage is the largest page that is read, in bytes. The longest of the
// extraction benchmark's 181 pages has 1.5 MB; what passes this is a dump, not an account.
const MaxPage = 4 << 20

// Pages yields the pages that the inputs hold, in the order given; folders are
// walked in name order, names that begin with a dot left out. An input that
// cannot be read is yielded as a [stemma.Fault] wrapping
// [stemma.ErrUnreadable], with the page's Path set, and reading goes on.
//
// A file that is given twice, also through a folder or a link, is read once:
// the second time is a fault, for one account must never count as two.
func Pages(paths []string, stdin io.Reader) iter.Seq2[stemma.Page, error] {
	return func(yield func(stemma.Page, error) bool) {
		r := &reader{yield: yield}
		for _, path := range paths {
			if !r.input(path, stdin) {
				return
			}
		}
	}
}

// A reader is one run over the inputs. Its methods return false once the
// consumer wants no more.
type reader struct {
	yield  func(stemma.Page, error) bool
	seen   map[int64][]seenFile // by size, so that few files are compared
	stdin  bool                 // already read
	packed bool                 // what is read comes out of a gzip or zstd file
}

type seenFile struct {
	path string
	info fs.FileInfo
}

// fault yields an unreadable input.
func (r *reader) fault(path, cause, do string) bool {
	return r.yield(stemma.Page{Path: path}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: path, Cause: cause, Do: do})
}

// input reads one path as it was given: "-", a folder or a file.
func (r *reader) input(path string, stdin io.Reader) bool {
	if path == "-" {
		if r.stdin || stdin == nil {
			return r.fault(path, "standard input was already read", "give - once")
		}
		r.stdin = true
		return r.stream(path, bufio.NewReaderSize(stdin, sniffLen))
	}
	info, err := os.Stat(path)
	if err != nil {
		return r.fault(path, cause(err), remedy(err))
	}
	if info.IsDir() {
		return r.folder(path)
	}
	return r.file(path, info)
}

// folder reads the files under dir in name order. Links to folders are not
// followed, so that no loop can arise.
func (r *reader) folder(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return r.fault(dir, cause(err), remedy(err))
	}
	any := false
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		any = true
		if e.IsDir() {
			if besidePage(entries, e.Name()) {
				continue
			}
			if !r.folder(path) {
				return false
			}
			continue
		}
		info, err := os.Stat(path)
		switch {
		case err != nil:
			if !r.fault(path, cause(err), remedy(err)) {
				return false
			}
		case info.IsDir():
			if !r.fault(path, "is a link to a folder, which is not followed", "give the folder itself") {
				return false
			}
		case !r.file(path, info):
			return false
		}
	}
	if !any {
		return r.fault(dir, "the folder is empty", "put the accounts in it, one file each")
	}
	return true
}

// besidePage reports whether the folder name holds the pictures and styles of
// a page that a browser saved beside it: "X_files" beside "X.html".
func besidePage(entries []fs.DirEntry, name string) bool {
	of, ok := strings.CutSuffix(name, "_files")
	return ok && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return !e.IsDir() && (e.Name() == of+".html" || e.Name() == of+".htm")
	})
}

// file reads one file, unless it was read before.
func (r *reader) file(path string, info fs.FileInfo) bool {
	if !info.Mode().IsRegular() {
		return r.fault(path, "is not a plain file", "give a file, a folder or - for standard input")
	}
	for _, s := range r.seen[info.Size()] {
		if os.SameFile(s.info, info) {
			return r.fault(path, "is the same file as "+s.path+", already read; it is counted once", "give each account once")
		}
	}
	if r.seen == nil {
		r.seen = map[int64][]seenFile{}
	}
	r.seen[info.Size()] = append(r.seen[info.Size()], seenFile{path, info})

	f, err := os.Open(path)
	if err != nil {
		return r.fault(path, cause(err), remedy(err))
	}
	defer f.Close()
	return r.stream(path, bufio.NewReaderSize(f, sniffLen))
}

// stream reads what in holds, by the format that its name or its head shows.
func (r *reader) stream(path string, in *bufio.Reader) bool {
	head, err := peek(in)
	if err != nil && !errors.Is(err, io.EOF) {
		if len(head) == 0 {
			return r.fault(path, cause(err), remedy(err))
		}
		// What stands before the damage is read, and then it is met again.
		head = bytes.Clone(head)
		in.Discard(len(head))
		in = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(head), &once{err}, in), sniffLen)
	}
	if len(bytes.TrimSpace(head)) == 0 && errors.Is(err, io.EOF) {
		return r.fault(path, "is empty", "save the page again")
	}
	if packed(head) {
		return r.unpacked(path, in)
	}
	layout := format(r.inner(path), head)
	if layout == webArchive {
		return r.archive(path, in)
	}
	if what := binary(head); what != "" {
		return r.fault(path, "is "+what+", not text", "save the account as text or HTML")
	}
	switch layout {
	case saved:
		return r.mhtml(path, in)
	case lines:
		return r.lines(path, in)
	case values:
		return r.values(path, in)
	case webPage:
		return r.page(path, stemma.HTML, in)
	case markdown:
		return r.page(path, stemma.Markdown, in)
	}
	return r.page(path, stemma.PlainText, in)
}

// A once fails with err, once.
type once struct{ err error }

func (o *once) Read([]byte) (int, error) {
	err := o.err
	o.err = io.EOF
	return 0, err
}

// unpacked reads what a gzip or zstd file holds: an archive, records or one page.
func (r *reader) unpacked(path string, in *bufio.Reader) bool {
	if r.packed {
		return r.fault(path, "is packed twice", "unpack it once")
	}
	out, err := unpack(in)
	if err != nil {
		return r.fault(path, "is "+err.Error(), "unpack it and give what was in it")
	}
	r.packed = true
	defer func() { r.packed = false }()
	return r.stream(path, bufio.NewReaderSize(out, sniffLen))
}

// inner returns the name of what is in path: without the packing's ending
// while a packed file is read.
func (r *reader) inner(path string) string {
	if r.packed {
		return strings.TrimSuffix(path, filepath.Ext(path))
	}
	return path
}

// peek returns the head of in: sniffLen bytes, or all there are, or less where
// that shows records a line already, for in may be a feed that goes on all day.
func peek(in *bufio.Reader) ([]byte, error) {
	for {
		_, err := in.Peek(min(in.Buffered()+1, sniffLen))
		head, _ := in.Peek(in.Buffered())
		if err != nil || len(head) >= sniffLen || feed(head) {
			return head, err
		}
	}
}

// page reads all of in as one page.
func (r *reader) page(path string, f stemma.Format, in io.Reader) bool {
	body, err := io.ReadAll(io.LimitReader(in, MaxPage+1))
	switch {
	case len(body) > MaxPage:
		return r.fault(path, "is "+tooLarge, "give the article alone, or split the file")
	case err != nil:
		return r.fault(path, cause(err), remedy(err))
	}
	return r.yield(page(path, f, body, ""))
}

// page makes a page of body. charset is what the server stated; empty if it
// did not.
func page(path string, f stemma.Format, body []byte, charset string) (stemma.Page, error) {
	fault := func(cause, do string) (stemma.Page, error) {
		return stemma.Page{Path: path}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: path, Cause: cause, Do: do}
	}
	text, charset := decode(body, f == stemma.HTML, charset)
	if what := binaryText(text); what != "" {
		return fault("is "+what+", not text", "save the account as text or HTML")
	}
	if strings.TrimSpace(text) == "" {
		return fault("is empty", "save the page again")
	}
	return stemma.Page{Path: path, Format: f, Body: body, Text: text, Charset: charset}, nil
}

// typed makes a page of body by the type that a server or an archive states,
// and where that says nothing, by its first bytes.
func typed(path string, body []byte, contentType string) (stemma.Page, error) {
	kind, charset := mediaType(contentType)
	if what := binary(body[:min(len(body), sniffLen)]); what != "" {
		return stemma.Page{Path: path}, &stemma.Fault{Kind: stemma.ErrUnreadable, Path: path, Cause: "is " + what + ", not text", Do: "save the account as text or HTML"}
	}
	f := stemma.PlainText
	switch kind {
	case "text/html", "application/xhtml+xml":
		f = stemma.HTML
	default:
		if format("", body[:min(len(body), sniffLen)]) == webPage {
			f = stemma.HTML
		}
	}
	return page(path, f, body, charset)
}

// tooLarge is said of whatever passes [MaxPage].
var tooLarge = fmt.Sprintf("larger than the cap of %d MB a page", MaxPage>>20)

// cause says in words what the operating system said in its own.
func cause(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &pe):
		return pe.Err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	}
	return err.Error()
}

func remedy(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "check the name"
	case errors.Is(err, fs.ErrPermission):
		return "make it readable"
	}
	return "try again, or save the page anew"
}
