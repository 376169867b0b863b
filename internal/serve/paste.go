package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"stemma"
	"stemma/internal/read"
)

// maxPasted is the most that is taken at once, in bytes: some thousand articles
// as JSON Lines. What is larger is an archive, and given to "stemma add".
const maxPasted = 16 << 20

func (s *Server) pastePage(w http.ResponseWriter, r *http.Request) error {
	return show(w, http.StatusOK, "paste", struct {
		shell
		Most int
	}{s.shell("Paste an article", "/paste"), maxPasted >> 20})
}

// paste gives what was pasted or uploaded to the log, and leads to its page.
func (s *Server) paste(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxPasted+1<<20)
	const inMemory = 4 << 20
	if err := r.ParseMultipartForm(inMemory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			large.Limit = maxPasted
			return large
		}
		return &mistake{"What was sent is not a form", "Use the box on this site"}
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	// A form sends the ends of lines as CR LF, whatever they were.
	body := []byte(strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n"))
	if f, _, err := r.FormFile("file"); err == nil {
		defer f.Close()
		if file, err := io.ReadAll(f); err != nil {
			return err
		} else if len(file) > 0 && len(bytes.TrimSpace(body)) > 0 {
			return &mistake{"There is a text and a file", "Give one of them, and then the other"}
		} else if len(file) > 0 {
			body = file
		}
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return &mistake{"Nothing was pasted", "Copy the text of an article into the box, or choose a file"}
	}
	said := func(name string) string { return oneLine(r.PostFormValue(name)) }
	pages, err := pasted(body, stemma.Page{URL: web(said("url")), Outlet: said("outlet"), Title: said("title"), Published: said("published")})
	if err != nil {
		return err
	}
	if _, err := s.store.Append(r.Context(), "paste", s.now(), pages...); err != nil {
		return err
	}
	if s.keeper != nil {
		s.keeper.Wake()
	}
	to := "/?by=latest"
	if len(pages) == 1 {
		to = articlePage(pages[0].ID())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// pasted returns the pages that body holds, with what was said of it where it is
// one and does not say so itself. Each is called by a hash of all that, so that
// what is pasted again is the same page.
func pasted(body []byte, about stemma.Page) ([]stemma.Page, error) {
	h := sha256.New()
	for _, x := range []string{about.URL, about.Outlet, about.Title, about.Published} {
		h.Write([]byte(x))
		h.Write([]byte{0})
	}
	h.Write(body)
	name := "paste:" + hex.EncodeToString(h.Sum(nil))[:8]
	var out []stemma.Page
	var first error
	size := 0
	for p, err := range read.Pages([]string{"-"}, bytes.NewReader(body)) {
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		p.Path = name + strings.TrimPrefix(p.Path, "-")
		out = append(out, p)
		// What is packed may hold a thousand times what it looks like.
		if size += len(p.Body); size > 4*maxPasted {
			return nil, &mistake{fmt.Sprintf("What was given holds more than %d MB once it is unpacked", 4*maxPasted>>20), "Give it to “stemma add” on the machine itself"}
		}
	}
	if f := new(stemma.Fault); len(out) == 0 && errors.As(first, &f) {
		return nil, &mistake{"What was given " + f.Cause, raised(f.Do)}
	}
	if len(out) == 1 {
		p := &out[0]
		for _, x := range []struct {
			to   *string
			said string
		}{{&p.URL, about.URL}, {&p.Outlet, about.Outlet}, {&p.Title, about.Title}, {&p.Published, about.Published}} {
			if x.said != "" {
				*x.to = x.said
			}
		}
	}
	return out, nil
}
