// Package read turns files, folders and standard input into pages.
//
// What a path holds is decided by its name where that is plain, and by its
// first bytes where it is not (sniff.go). Records, one JSON object an account,
// come alone, in an array or one a line, and are streamed (record.go). Bytes
// become text by what they declare, then by what they are (charset.go).
//
// Nothing here judges the account: a page without a word of news is a page.
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
	yield func(stemma.Page, error) bool
	seen  map[int64][]seenFile // by size, so that few files are compared
	stdin bool                 // already read
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
		return r.fault(path, cause(err), remedy(err))
	}
	if len(bytes.TrimSpace(head)) == 0 && errors.Is(err, io.EOF) {
		return r.fault(path, "is empty", "save the page again")
	}
	if what := binary(head); what != "" {
		return r.fault(path, "is "+what+", not text", "save the account as text or HTML")
	}
	switch format(path, head) {
	case lines:
		return r.lines(path, in)
	case values:
		return r.values(path, in)
	case html:
		return r.page(path, stemma.HTML, in)
	case markdown:
		return r.page(path, stemma.Markdown, in)
	}
	return r.page(path, stemma.PlainText, in)
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
	case err != nil:
		return r.fault(path, cause(err), remedy(err))
	case len(body) > MaxPage:
		return r.fault(path, "is "+tooLarge, "give the article alone, or split the file")
	}
	text, charset := decode(body, f == stemma.HTML)
	if what := binaryText(text); what != "" {
		return r.fault(path, "is "+what+", not text", "save the account as text or HTML")
	}
	if strings.TrimSpace(text) == "" {
		return r.fault(path, "is empty", "save the page again")
	}
	return r.yield(stemma.Page{Path: path, Format: f, Body: body, Text: text, Charset: charset}, nil)
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
