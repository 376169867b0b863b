package serve

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stemma"
	"stemma/internal/publish"
	"stemma/internal/read"
	"stemma/internal/store"
)

const (
	feedsAPage = 100
	// maxOPML is the largest list of feeds, in bytes: some twenty thousand.
	maxOPML = 4 << 20
	// maxAddress is the longest address of a feed, in bytes.
	maxAddress = 2000
)

// feedStates are how feeds can fare, those first that need somebody.
var feedStates = []struct{ state, words, colour string }{
	{"failing", "failing", "conflicting"}, {"off", "asked no more", "conflicting"}, {"new", "not asked yet", "updated"}, {"good", "good", "corroborated"},
}

// A feedLine is a feed in the list.
type feedLine struct {
	store.Feed
	Called, State, Colour string
	Count, Listed         int
	Again                 string // when it is asked again; empty if that is past
}

func (s *Server) feedsPage(w http.ResponseWriter, r *http.Request) error {
	page, err := pageOf(r, feedsAPage)
	if err != nil {
		return err
	}
	all, err := s.store.Feeds(r.Context())
	if err != nil {
		return err
	}
	want := r.FormValue("state")
	v := struct {
		shell
		All                   int
		Told, Notice, Heading string
		States                []choice
		Feeds                 []feedLine
		listPage
	}{shell: s.shell("Feeds", "/feeds"), All: len(all), Heading: "All feeds", Notice: feedNotice(r)}
	n := map[string]int{}
	for i := range all {
		n[all[i].State()]++
	}
	var told []string
	v.States = []choice{{fmt.Sprintf("all %d", len(all)), "/feeds", want == ""}}
	known := want == ""
	for _, st := range feedStates {
		if n[st.state] > 0 {
			told = append(told, fmt.Sprintf("%d %s", n[st.state], st.words))
			v.States = append(v.States, choice{fmt.Sprintf("%s %d", st.words, n[st.state]), "/feeds?state=" + st.state, want == st.state})
		}
		if want == st.state {
			known, v.Heading = true, "Feeds: "+st.words
		}
		for _, f := range all {
			if f.State() == st.state && (want == "" || want == st.state) {
				l := feedLine{Feed: f, Called: cmp.Or(oneLine(f.Title), oneLine(f.URL)), State: st.words, Colour: st.colour, Count: int(f.Articles), Listed: int(f.Entries)}
				if f.Next.After(s.now()) {
					l.Again = publish.At(f.Next)
				}
				v.Feeds = append(v.Feeds, l)
			}
		}
	}
	if !known {
		return &mistake{"No feed fares “" + oneLine(want) + "”", "Choose on the page of feeds"}
	}
	v.Told = publish.Plural(len(all), "feed") + ": " + strings.Join(told, ", ") + "."
	v.Feeds = shownOn(&page, v.Feeds[min(len(v.Feeds), page.offset()):])
	v.listPage = page
	return show(w, http.StatusOK, "feeds", v)
}

// feedNotice says what the form did that led here. It is made of numbers alone.
func feedNotice(r *http.Request) string {
	count := func(name string) int {
		n, _ := strconv.Atoi(r.FormValue(name))
		return max(0, min(n, 1<<20))
	}
	if r.FormValue("added") == "" {
		return ""
	}
	said := publish.Plural(count("added"), "feed") + " added; what they bring comes in soon."
	if n := count("known"); n > 0 {
		said += " " + publish.Plural(n, "feed") + " was there already."
		if n > 1 {
			said = strings.Replace(said, " was there already", " were there already", 1)
		}
	}
	if n := count("refused"); n > 0 {
		said += " " + publish.Plural(n, "address") + " left out: not of the web."
	}
	if r.FormValue("broken") != "" {
		said += " The list is broken after these; mend it and give it again for the rest."
	}
	return said
}

// addressOf returns the address that somebody typed, "" if it is none of the web.
// A host alone is asked by https.
func addressOf(typed string) string {
	typed = strings.TrimSpace(typed)
	if !strings.Contains(typed, "://") && typed != "" {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || len(typed) > maxAddress || u.User != nil || !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":") && u.Hostname() != "localhost" {
		return ""
	}
	u.Fragment = ""
	return web(u.String())
}

// folderOf returns the folder of a subscription on one line.
func folderOf(s read.Subscription) string {
	const longest = 500
	return publish.Line(s.Folder, longest)
}

// asked lets what asks feeds know that there is something to ask.
func (s *Server) asked() {
	if s.opt.Poll != nil {
		s.opt.Poll()
	}
}

func (s *Server) addFeed(w http.ResponseWriter, r *http.Request) error {
	typed := r.PostFormValue("url")
	address := addressOf(typed)
	if address == "" {
		return &mistake{"“" + oneLine(typed) + "” is not an address of the web", "Give that of a feed or of a site, such as https://example.org/feed.xml"}
	}
	f, isNew, err := s.store.AddFeed(r.Context(), store.Feed{URL: address, Kind: store.KindFeed, Added: s.now()})
	if err != nil {
		return err
	}
	s.asked()
	to := "/feeds?added=1"
	if !isNew {
		to = "/feeds?added=0&known=1"
	}
	http.Redirect(w, r, to+"#"+f.ID, http.StatusSeeOther)
	return nil
}

func (s *Server) removeFeed(w http.ResponseWriter, r *http.Request) error {
	if err := s.store.RemoveFeed(r.Context(), r.PostFormValue("id")); err != nil {
		return err
	}
	http.Redirect(w, r, "/feeds", http.StatusSeeOther)
	return nil
}

func (s *Server) askFeed(w http.ResponseWriter, r *http.Request) error {
	id := r.PostFormValue("id")
	if err := s.store.AskFeed(r.Context(), id, s.now()); err != nil {
		return err
	}
	s.asked()
	// To the feed, and not to what was on the page: by then it has changed.
	http.Redirect(w, r, "/feeds#"+url.PathEscape(id), http.StatusSeeOther)
	return nil
}

// addOPML adds the feeds of a list. What is broken in it does not keep those
// before it from being added.
func (s *Server) addOPML(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxOPML)
	f, _, err := r.FormFile("opml")
	if err != nil {
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			return large
		}
		return &mistake{"No list was chosen", "Choose an OPML file"}
	}
	defer r.MultipartForm.RemoveAll()
	defer f.Close()
	subs, broken := read.ParseOPML(f, "the list")
	if len(subs) == 0 {
		if fault := new(stemma.Fault); errors.As(broken, &fault) {
			return &mistake{"The list " + oneLine(fault.Cause), raised(oneLine(fault.Do))}
		}
		return &mistake{"The list names no feed", "Choose an OPML file, as readers of feeds write it"}
	}
	var added, known, refused int
	for _, sub := range subs {
		address := addressOf(sub.URL)
		if address == "" {
			refused++
			continue
		}
		_, isNew, err := s.store.AddFeed(r.Context(), store.Feed{URL: address, Kind: store.KindFeed, Title: oneLine(sub.Title), Site: web(sub.Site), Folder: folderOf(sub), Added: s.now()})
		if err != nil {
			return err
		}
		if isNew {
			added++
		} else {
			known++
		}
	}
	s.asked()
	q := url.Values{"added": {strconv.Itoa(added)}, "known": {strconv.Itoa(known)}, "refused": {strconv.Itoa(refused)}}
	if broken != nil {
		q.Set("broken", "1")
	}
	http.Redirect(w, r, "/feeds?"+q.Encode(), http.StatusSeeOther)
	return nil
}

// sendOPML sends the feeds as a list that other readers take.
func (s *Server) sendOPML(w http.ResponseWriter, r *http.Request) error {
	list, err := s.opml(r.Context())
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/x-opml; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="stemma-`+s.now().Format(time.DateOnly)+`.opml"`)
	h.Set("Cache-Control", "private, no-cache")
	w.Write(list) // a reader who has gone is no failure
	return nil
}
