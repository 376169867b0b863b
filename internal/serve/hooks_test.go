package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stemma"
	"stemma/internal/pipeline"
	"stemma/internal/store"
)

// A listener is an address that events are sent to.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	got    []*http.Request
	bodies [][]byte
	answer func(n int) int // the status of the nth request
}

func newListener(t *testing.T) *listener {
	l := &listener{answer: func(int) int { return 204 }}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.got, l.bodies = append(l.got, r), append(l.bodies, b)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(l.answer(len(l.got)))
	}))
	t.Cleanup(l.Close)
	return l
}

// ids returns the messages that came, in their order.
func (l *listener) ids() (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.got {
		out = append(out, r.Header.Get("Stemma-Id"))
	}
	return out
}

// addHook makes a hook by the API.
func (x *client) addHook(body string) wireHookMade {
	x.t.Helper()
	r := x.ask("POST", base+"/hooks", strings.NewReader(body), "Content-Type", "application/json")
	if r.StatusCode != http.StatusCreated {
		x.t.Fatalf("POST hooks %s: %d %s", body, r.StatusCode, r.body)
	}
	var made wireHookMade
	if err := json.Unmarshal(r.body, &made); err != nil {
		x.t.Fatal(err)
	}
	if r.Header.Get("Location") != fmt.Sprintf("%s/hooks/%d", base, made.Hook.ID) {
		x.t.Errorf("hook at %q", r.Header.Get("Location"))
	}
	return made
}

// happen gives the store n accounts of one new event.
func (x *client) happen(town string, n int) {
	x.t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"url":"https://%s%d.example/weir","outlet":"%s Paper %d","title":"Weir at %s gives way","published":"2031-06-0%dT10:00:00Z","text":"The old weir at %s gave way in the June rain, and the meadows below it are a lake, the lock keeper Odo Brandt said. %d sheep drowned, and the eel fishery has lost its nets."}`+"\n",
			strings.ToLower(town), i, town, i, town, i+5, town, 40+i)
	}
	x.give(b.String())
}

// give gives the store articles, one a line, and has them read.
func (x *client) give(lines string) {
	x.t.Helper()
	r := x.ask("POST", base+"/articles", strings.NewReader(lines), "Content-Type", "application/x-ndjson")
	if r.StatusCode != http.StatusAccepted {
		x.t.Fatalf("POST: %d %s", r.StatusCode, r.body)
	}
	if err := x.keeper.CatchUp(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
}

// deliver runs Deliver until done, or fails.
func (x *client) deliver(done func() bool) {
	x.t.Helper()
	ctx, stop := context.WithTimeout(x.t.Context(), 20*time.Second)
	defer stop()
	end := make(chan error, 1)
	go func() { end <- x.server.Deliver(ctx) }()
	for !done() {
		if ctx.Err() != nil {
			x.t.Error("nothing more was delivered")
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	if err := <-end; err != nil {
		x.t.Fatal(err)
	}
}

// events returns the IDs of events after one that match, as messages of a hook.
func (x *client) events(hook int64, kind, value string, after int64) (out []string) {
	x.t.Helper()
	all, err := x.store.Matching(x.t.Context(), kind, value, after, 1000)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, e := range all {
		out = append(out, fmt.Sprintf("h%d-e%d", hook, e.ID))
	}
	return out
}

// arrived returns the last message of a hook that is known to have arrived.
func (x *client) arrived(h wireHookMade) string {
	x.t.Helper()
	now, err := x.store.Hook(x.t.Context(), "", h.Hook.ID)
	if err != nil {
		x.t.Fatal(err)
	}
	return fmt.Sprintf("h%d-e%d", now.ID, now.Event)
}

// TestDeliver holds that what happens after a hook was made arrives, signed, in
// order and once, and nothing else.
func TestDeliver(t *testing.T) {
	x := newClient(t, Options{PrivateHooks: true, Version: "1.2"})
	all, named, none := newListener(t), newListener(t), newListener(t)
	a := x.addHook(`{"url":"` + all.URL + `/all"}`)
	n := x.addHook(`{"url":"` + named.URL + `/named","kind":"name","value":"Odo Brandt"}`)
	x.addHook(`{"url":"` + none.URL + `/none","kind":"query","value":"zeppelin"}`)
	x.happen("Brackwater", 3)
	want, wantNamed := x.events(a.Hook.ID, "", "", a.Hook.Event), x.events(n.Hook.ID, "name", "Odo Brandt", n.Hook.Event)
	if len(want) < 3 || len(wantNamed) != 3 {
		t.Fatalf("events %v, of the name %v", want, wantNamed)
	}
	x.deliver(func() bool { return x.arrived(a) == want[len(want)-1] && x.arrived(n) == wantNamed[len(wantNamed)-1] })
	if got := all.ids(); !slices.Equal(got, want) {
		t.Errorf("delivered %v, want %v", got, want)
	}
	if got := named.ids(); !slices.Equal(got, wantNamed) {
		t.Errorf("of the name %v, want %v", got, wantNamed)
	}
	if got := none.ids(); len(got) > 0 {
		t.Errorf("of the query %v", got)
	}
	for i, r := range all.got {
		b := all.bodies[i]
		if r.Method != "POST" || r.URL.Path != "/all" || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("User-Agent") != "stemma/1.2" {
			t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
		}
		if want := Sign(a.Secret, r.Header.Get("Stemma-Timestamp"), b); r.Header.Get("Stemma-Signature") != want || r.Header.Get("Stemma-Signature") == Sign(n.Secret, r.Header.Get("Stemma-Timestamp"), b) {
			t.Errorf("signature %q, want %q", r.Header.Get("Stemma-Signature"), want)
		}
		var m message
		if err := json.Unmarshal(b, &m); err != nil || m.ID != r.Header.Get("Stemma-Id") || m.Story == nil || m.Story.ID != m.Event.Story || m.Event.Words == "" {
			t.Errorf("message %s (%v)", b, err)
		}
	}
	// It is in the store that they arrived.
	x.deliver(func() bool { time.Sleep(50 * time.Millisecond); return true })
	if got := all.ids(); len(got) != len(want) {
		t.Errorf("delivered twice: %v", got)
	}
	var h wireHook
	x.get(fmt.Sprintf("%s/hooks/%d", base, a.Hook.ID), &h)
	if h.Tries != 0 || h.Error != nil || h.Delivered == nil || fmt.Sprintf("h%d-e%d", h.ID, h.Event) != want[len(want)-1] {
		t.Errorf("hook %+v", h)
	}
}

// placed puts one more account into a story, as placing would, with what that
// changes elsewhere, and has the stories reported on.
func (x *client) placed(like, id stemma.ArticleID, story string, changes ...stemma.Change) {
	x.t.Helper()
	ctx := x.t.Context()
	c, err := x.store.Account(ctx, like)
	if err != nil {
		x.t.Fatal(err)
	}
	last, err := x.store.Last(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	at := map[string]store.Cursor{}
	for _, stage := range []string{pipeline.Annotating, pipeline.Placing} {
		if at[stage], err = x.store.Cursor(ctx, stage); err != nil {
			x.t.Fatal(err)
		}
	}
	p := stemma.Page{Path: string(id), Format: stemma.PlainText, Body: []byte(c.Article.Text + string(id)), Text: c.Article.Text}
	a, m := *c.Article, *c.Marks
	a.ID, m.Article, a.Title = p.ID(), p.ID(), string(id)
	seq, received := last+1, x.server.now()
	err = x.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Append(store.Entry{Seq: seq, Page: p, Source: "test", Received: received}); err != nil {
			return err
		}
		if err := tx.Put(&store.Account{Seq: seq, Received: received, Path: p.Path, Article: &a, Marks: &m, Version: at[pipeline.Annotating].Version}); err != nil {
			return err
		}
		if err := tx.Place([]store.Placed{{Seq: seq, Received: received, Title: a.Title, Placement: stemma.Placement{Article: a.ID, Story: story, Kind: stemma.Joins, Why: "alike", Changes: changes}}}); err != nil {
			return err
		}
		for stage, c := range at {
			if err := tx.Advance(stage, store.Cursor{Seq: seq, Version: c.Version}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		x.t.Fatal(err)
	}
	if err := pipeline.NewKeeper(x.store, pipeline.KeepOptions{}).CatchUp(ctx); err != nil {
		x.t.Fatal(err)
	}
}

// TestDeliverThroughChange holds what a hook is told whose story becomes part of
// another one, and one whose story parts: each account once, and the story
// that an account is in now, while the ID that is followed stays known.
func TestDeliverThroughChange(t *testing.T) {
	x := newClient(t, Options{PrivateHooks: true})
	story := func(word string) (string, []stemma.ArticleID) {
		hits, err := x.store.Search(t.Context(), store.Query{Words: word})
		if err != nil || len(hits) != 2 || hits[0].Story != hits[1].Story {
			t.Fatalf("%s: %+v, %v", word, hits, err)
		}
		return hits[0].Story, []stemma.ArticleID{hits[1].ID, hits[0].ID} // the first came first
	}
	x.happen("Brackwater", 2)
	for _, outlet := range []string{"Upland Echo", "Tarn Gazette"} {
		x.give(`{"outlet":"` + outlet + `","title":"Violin stolen at Quarnside","published":"2031-05-11T08:00:00Z","text":"A violin that was made in 1743 was stolen from a train at Quarnside on Sunday, the soloist Petra Holm told the ` + outlet + `. Police are looking for a man in a green raincoat."}`)
	}
	kept, _ := story("Brackwater")
	ends, moved := story("Quarnside")
	ofKept, ofEnding, ofAll := newListener(t), newListener(t), newListener(t)
	k := x.addHook(`{"url":"` + ofKept.URL + `","kind":"story","value":"` + kept + `"}`)
	e := x.addHook(`{"url":"` + ofEnding.URL + `","kind":"story","value":"` + ends + `"}`)
	all := x.addHook(`{"url":"` + ofAll.URL + `"}`)
	deliver := func() {
		t.Helper()
		last, err := x.store.LastEvent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// In one go: what is on its way when deliveries stop is sent again.
		x.deliver(func() bool {
			for _, h := range []wireHookMade{k, e} {
				now, err := x.store.Hook(t.Context(), "", h.Hook.ID)
				if err != nil {
					t.Fatal(err)
				}
				if len(x.events(h.Hook.ID, now.Kind, now.Value, now.Event)) > 0 {
					return false
				}
			}
			return x.arrived(all) == fmt.Sprintf("h%d-e%d", all.Hook.ID, last) // it is told everything
		})
	}
	// accounts returns which accounts a listener was told of, each by its title and
	// the story that came with it.
	accounts := func(l *listener) (out []string) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, b := range l.bodies {
			var m message
			if err := json.Unmarshal(b, &m); err != nil || m.Story == nil {
				t.Fatalf("message %s: %v", b, err)
			}
			if m.Event.Article != nil {
				out = append(out, m.Event.Words+" in "+m.Story.ID)
			}
		}
		return out
	}
	hold := func(what string, l *listener, want ...string) {
		t.Helper()
		if got := accounts(l); !slices.Equal(got, want) {
			t.Errorf("%s was told of %q, want %q", what, got, want)
		}
		ids := l.ids()
		slices.Sort(ids)
		if len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s had a message twice: %v", what, ids)
		}
	}

	x.placed(moved[0], "glue", kept, stemma.Change{Article: moved[0], From: ends, To: kept, Why: "alike"}, stemma.Change{Article: moved[1], From: ends, To: kept, Why: "alike"})
	deliver()
	hold("who follows the story that stays", ofKept, "Violin stolen at Quarnside in "+kept, "Violin stolen at Quarnside in "+kept, "glue in "+kept)
	hold("who follows the story that ended", ofEnding, "glue in "+kept)
	var is wireStory
	x.get(base+"/stories/"+ends, &is)
	if is.ID != kept {
		t.Errorf("the story that ended is %s, want %s", is.ID, kept)
	}
	var h wireHook
	x.get(fmt.Sprintf("%s/hooks/%d", base, e.Hook.ID), &h)
	if h.Value == nil || *h.Value != ends || h.Tries != 0 || h.Error != nil {
		t.Errorf("hook %+v", h)
	}

	// What parts from a story is told of no more to those who follow it; under the
	// ID of the story that ended, it is.
	x.placed(moved[0], "apart", ends, stemma.Change{Article: moved[0], From: kept, To: ends, Why: "unlike"}, stemma.Change{Article: moved[1], From: kept, To: ends, Why: "unlike"})
	deliver()
	hold("who follows the story that parted", ofKept, "Violin stolen at Quarnside in "+kept, "Violin stolen at Quarnside in "+kept, "glue in "+kept)
	hold("who follows the story that is again", ofEnding, "glue in "+kept, "apart in "+ends)
	x.get(base+"/stories/"+ends, &is)
	if is.ID != ends || is.Articles != 3 {
		t.Errorf("the story that is again is %s of %d articles", is.ID, is.Articles)
	}
}

// TestSign holds a signature to one worked out by hand with openssl:
//
//	printf '1930000000.{"a":1}' | openssl dgst -sha256 -mac hmac -macopt hexkey:6162636465666768 -binary | base64
func TestSign(t *testing.T) {
	if got := Sign("whsec_YWJjZGVmZ2g=", "1930000000", []byte(`{"a":1}`)); got != "v1,bLyidGv9KVGb0WMV5KEmOWCa3hF341IxpIiq+rZ9ObY=" {
		t.Errorf("signed %s", got)
	}
}

// TestRetry holds that what fails is sent again, later each time, before what
// comes after it, and in the end given up.
func TestRetry(t *testing.T) {
	var mu sync.Mutex
	now := received.Add(time.Hour)
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	x := newClient(t, Options{PrivateHooks: true, Now: clock})
	l := newListener(t)
	failing := 3
	l.answer = func(n int) int {
		switch {
		case n <= failing:
			return []int{500, 302, 404}[n%3]
		}
		return 200
	}
	h := x.addHook(`{"url":"` + l.URL + `"}`)
	x.happen("Brackwater", 2)
	want := x.events(h.Hook.ID, "", "", h.Hook.Event)
	kept := func() store.Hook {
		k, err := x.store.Hook(t.Context(), "", h.Hook.ID)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	var waits []time.Duration
	for try := 1; try <= failing; try++ {
		// Each time by another program, as if the one before had been killed.
		x.deliver(func() bool { return kept().Tries == try })
		k := kept()
		waits = append(waits, k.Next.Sub(clock()))
		if k.Error == "" || k.Event != h.Hook.Event {
			t.Errorf("try %d: %+v", try, k)
		}
		n := len(l.ids())
		x.deliver(func() bool { time.Sleep(30 * time.Millisecond); return true })
		if len(l.ids()) != n {
			t.Errorf("sent again before its time")
		}
		mu.Lock()
		now = k.Next
		mu.Unlock()
	}
	if !slices.Equal(waits, []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second}) {
		t.Errorf("waits %v", waits)
	}
	x.deliver(func() bool { return x.arrived(h) == want[len(want)-1] })
	if got := l.ids(); !slices.Equal(slices.Compact(got), want) {
		t.Errorf("delivered %v, want %v", got, want)
	}
	if k := kept(); k.Error != "" || k.Tries != 0 {
		t.Errorf("after it arrived: %+v", k)
	}

	// An event that never arrives is given up, and that is told.
	before := kept()
	failing = 1 << 30
	x.happen("Lowmere", 2)
	lost := x.events(h.Hook.ID, "", "", before.Event)
	sent := len(l.ids())
	for try := 1; try < hookTries; try++ {
		x.deliver(func() bool { return kept().Tries == try })
		if wait := kept().Next.Sub(clock()); wait > hookLongest {
			t.Errorf("try %d waits %v", try, wait)
		}
		mu.Lock()
		now = kept().Next
		mu.Unlock()
	}
	x.deliver(func() bool { return kept().Event > before.Event })
	if k := kept(); k.Tries > 1 || k.Off != "" || !strings.Contains(k.Error, "given up after 12 tries") && k.Tries == 0 {
		t.Errorf("given up: %+v", k)
	}
	if got := l.ids()[sent:]; got[hookTries-1] != lost[0] || len(got) > hookTries && got[hookTries] != lost[1] {
		t.Errorf("sent %v", got)
	}
}

// TestGone holds that 410 turns a hook off.
func TestGone(t *testing.T) {
	x := newClient(t, Options{PrivateHooks: true})
	l := newListener(t)
	l.answer = func(int) int { return 410 }
	h := x.addHook(`{"url":"` + l.URL + `"}`)
	x.happen("Brackwater", 2)
	var got wireHook
	x.deliver(func() bool {
		x.get(fmt.Sprintf("%s/hooks/%d", base, h.Hook.ID), &got)
		return got.Off != nil
	})
	x.deliver(func() bool { time.Sleep(30 * time.Millisecond); return true })
	if n := len(l.ids()); n != 1 || !strings.Contains(*got.Off, "410") {
		t.Errorf("%d messages, hook %+v", n, got)
	}
}

// TestPrivate holds that nothing is sent to this machine or its network,
// whatever it is called.
func TestPrivate(t *testing.T) {
	x := newClient(t, Options{})
	l := newListener(t)
	port := l.URL[strings.LastIndex(l.URL, ":"):]
	for _, u := range []string{
		l.URL, "http://localhost" + port, "http://LOCALHOST.:8080/", "http://[::1]/", "http://127.1.2.3/", "http://10.0.0.1/", "http://192.168.1.1:8080/", "http://169.254.169.254/latest",
		"http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://100.64.0.1/", "http://[64:ff9b::7f00:1]/", "http://93.184.215.14:22/", "http://93.184.215.14:99999/",
		"ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "//a.example/", "https://", "https://user:password@a.example/", "http://a.example\r\nX: y/", "", " ",
	} {
		body, _ := json.Marshal(map[string]string{"url": u})
		if r := x.ask("POST", base+"/hooks", strings.NewReader(string(body)), "Content-Type", "application/json"); r.StatusCode != 422 {
			t.Errorf("a hook to %q: %d %s", u, r.StatusCode, r.body)
		}
	}
	// A name that leads here is seen when it is dialled.
	h, err := x.store.AddHook(t.Context(), store.Hook{URL: "http://localhost" + port, Secret: newSecret(), Created: received})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range []string{l.URL, "http://localhost" + port} {
		h.URL = u
		err := x.server.send(t.Context(), hookClient(false), h, store.Event{ID: 1, Story: "s-1", Article: stemma.ArticleID("a")})
		if err == nil || !strings.Contains(err.Error(), "private network") {
			t.Errorf("sending to %s: %v", u, err)
		}
	}
	if len(l.ids()) > 0 {
		t.Errorf("%d messages arrived", len(l.ids()))
	}
}

// TestFollows holds that what is followed and hooked belongs to a token.
func TestFollows(t *testing.T) {
	x := newClient(t, Options{Tokens: true, PrivateHooks: true})
	var secrets []string
	for _, name := range []string{"one", "two"} {
		_, secret, err := x.store.AddToken(t.Context(), name, store.Writing, received)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, "Bearer "+secret)
	}
	ask := func(as int, method, path, body string) reply {
		t.Helper()
		return x.ask(method, path, strings.NewReader(body), "Authorization", secrets[as], "Content-Type", "application/json")
	}
	stories, err := x.store.Stories(t.Context(), store.StoryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	st := stories[0]
	for _, body := range []string{
		`{"kind":"story","value":"` + st.ID[:6] + `"}`, `{"kind":"name","value":"Ines Tallow"}`, `{"kind":"query","value":"ferry -bus","title":"Ferries"}`, `{"kind":"outlet","value":"Skerrow Courier"}`,
	} {
		for range 2 { // the second time it is there already
			if r := ask(0, "POST", base+"/follows", body); r.StatusCode != 201 {
				t.Fatalf("follow %s: %d %s", body, r.StatusCode, r.body)
			}
		}
	}
	for body, want := range map[string]int{
		`{"kind":"story","value":"s-none"}`: 404, `{"kind":"query","value":"-ferry"}`: 422, `{"kind":"query","value":"\"\""}`: 422, `{"kind":"moon","value":"x"}`: 422, `{"kind":"name","value":""}`: 422,
		`{"kind":"name"}`: 422, `{"kind":"name","value":"x","who":"admin"}`: 422, `[]`: 422, `"x"`: 422, ``: 400,
	} {
		if r := ask(0, "POST", base+"/follows", body); r.StatusCode != want {
			t.Errorf("follow %s: %d, want %d: %s", body, r.StatusCode, want, r.body)
		}
	}
	var mine, yours list[wireFollow]
	json.Unmarshal(ask(0, "GET", base+"/follows", "").body, &mine)
	json.Unmarshal(ask(1, "GET", base+"/follows", "").body, &yours)
	if len(mine.Items) != 4 || len(yours.Items) != 0 || mine.Items[0].Value != st.ID || mine.Items[0].Title != st.Title || mine.Items[2].Title != "Ferries" || mine.Items[1].Value != "ines tallow" || mine.Items[1].Title != "Ines Tallow" || mine.Items[3].Value != "skerrow courier" {
		t.Errorf("follows %+v and %+v", mine, yours)
	}
	for _, f := range mine.Items {
		if r := ask(0, "GET", f.Events, ""); r.StatusCode != 200 {
			t.Errorf("events of %+v: %d %s", f, r.StatusCode, r.body)
		}
	}
	at := fmt.Sprintf("%s/follows/%d", base, mine.Items[0].ID)
	if r := ask(1, "DELETE", at, ""); r.StatusCode != 404 {
		t.Errorf("unfollow another's: %d", r.StatusCode)
	}
	if r := ask(0, "DELETE", at, ""); r.StatusCode != 204 {
		t.Errorf("unfollow: %d %s", r.StatusCode, r.body)
	}
	r := ask(0, "POST", base+"/hooks", `{"url":"http://127.0.0.1:9/x","kind":"story","value":"`+st.ID+`"}`)
	var made wireHookMade
	if err := json.Unmarshal(r.body, &made); err != nil || r.StatusCode != 201 {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	at = fmt.Sprintf("%s/hooks/%d", base, made.Hook.ID)
	if r := ask(0, "GET", base+"/hooks", ""); strings.Contains(string(r.body), made.Secret) || !strings.Contains(string(r.body), "127.0.0.1:9") {
		t.Errorf("hooks %s", r.body)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if r := ask(1, method, at, ""); r.StatusCode != 404 {
			t.Errorf("%s another's hook: %d", method, r.StatusCode)
		}
	}
	if r := ask(1, "GET", base+"/hooks", ""); strings.Contains(string(r.body), "127.0.0.1:9") {
		t.Errorf("another's hooks %s", r.body)
	}
	if r := ask(0, "DELETE", at, ""); r.StatusCode != 204 {
		t.Errorf("delete a hook: %d", r.StatusCode)
	}
}

// TestHookForms holds that hooks are made, tried and removed on the page of what
// is followed, that it tells how each fares, and that what is hostile in them
// runs nowhere.
func TestHookForms(t *testing.T) {
	s := siteOver(t, weekFile(t), Options{PrivateHooks: true})
	l := newListener(t)
	ends := strings.ReplaceAll(hostile[0]+hostile[1]+hostile[2], " ", "/")
	form := func(path string, status int, form ...string) string {
		t.Helper()
		w := s.send(t, path, status, form...)
		harmless(t, path, w.Body.String())
		return words(parsed(t, w.Body.String()))
	}
	if page := words(parsed(t, s.get(t, "/following", http.StatusOK).Body.String())); !strings.Contains(page, "Add a hook") || strings.Contains(page, "Send a test") {
		t.Errorf("without hooks: %s", page)
	}
	// Made.
	page := form("/hooks", http.StatusOK, "url", l.URL+"/x?"+ends, "kind", "name", "value", "Ines Tallow")
	kept, err := s.store.Hooks(t.Context(), "")
	if err != nil || len(kept) != 1 || kept[0].Kind != "name" || kept[0].Value != "ines tallow" || kept[0].URL != l.URL+"/x?"+ends {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	h := kept[0]
	if !strings.Contains(page, h.Secret) || !strings.Contains(page, "Ines Tallow (name)") || !strings.Contains(page, "nothing sent yet") || !strings.Contains(page, "no delivery yet") {
		t.Errorf("made: %s", page)
	}
	if page := s.get(t, "/following", http.StatusOK).Body.String(); strings.Contains(page, h.Secret) {
		t.Error("the secret is shown again")
	}
	for _, wrong := range [][]string{
		{"url", ""}, {"url", "ftp://a.example/"}, {"url", "https://user:secret@a.example/"}, {"url", "javascript:alert(1)"}, {"url", l.URL, "kind", "name"}, {"url", l.URL, "value", "x"}, {"url", l.URL, "kind", "moon", "value", "x"},
		{"url", l.URL, "kind", "query", "value", "-x"}, {"url", l.URL, "kind", "name", "value", strings.Repeat("a", maxFollowed+1)}, {"url", l.URL + "/" + strings.Repeat("a", maxAddress)},
	} {
		form("/hooks", http.StatusBadRequest, wrong...)
	}
	form("/hooks", http.StatusNotFound, "url", l.URL, "kind", "story", "value", "s-none")
	// Tried: signed, and nothing of how it fares is changed.
	id := fmt.Sprint(h.ID)
	if page := form("/hooks/test", http.StatusOK, "id", id); !strings.Contains(page, "The test of "+l.URL+"/x?") || !strings.Contains(page, "arrived.") {
		t.Errorf("a test that arrives: %s", page)
	}
	var m message
	r, body := l.got[0], l.bodies[0]
	if err := json.Unmarshal(body, &m); err != nil || m.Event.Kind != "test" || m.Story != nil || m.Hook != h.ID || m.ID != r.Header.Get("Stemma-Id") || r.Header.Get("Stemma-Signature") != Sign(h.Secret, r.Header.Get("Stemma-Timestamp"), body) {
		t.Errorf("sent %s, %v: %v", body, r.Header, err)
	}
	l.answer = func(int) int { return 500 }
	if page := form("/hooks/test", http.StatusOK, "id", id); !strings.Contains(page, "did not arrive: it answered 500") {
		t.Errorf("a test that does not arrive: %s", page)
	}
	if now, err := s.store.Hook(t.Context(), "", h.ID); err != nil || now != h {
		t.Errorf("after two tests %+v, want %+v: %v", now, h, err)
	}
	// How it fares.
	h.Tries, h.Error, h.Next, h.Delivered = 3, hostile[0]+" is no answer", noon.Add(2*time.Hour), noon
	if err := s.store.Delivered(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	raw := s.get(t, "/following", http.StatusOK).Body.String()
	harmless(t, "/following", raw)
	page = words(parsed(t, raw))
	for _, want := range []string{"failing", "is no answer", "last delivery 11 March 2031, 12:00 UTC", "3 failures in a row", "tried again 11 March 2031, 14:00 UTC"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not told: %s", want, page)
		}
	}
	h.Off = "it answered 410: gone"
	if err := s.store.Delivered(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if page := words(parsed(t, s.get(t, "/following", http.StatusOK).Body.String())); !strings.Contains(page, "Nothing is sent any more: it answered 410: gone.") || strings.Contains(page, "tried again") {
		t.Errorf("off: %s", page)
	}
	// Removed.
	form("/hooks/remove", http.StatusNotFound, "id", "99")
	form("/hooks/remove", http.StatusBadRequest, "id", "x")
	if to := s.post(t, "/hooks/remove", http.StatusSeeOther, "id", id); to != "/following#hooks" {
		t.Errorf("removing leads to %s", to)
	}
	if kept, err := s.store.Hooks(t.Context(), ""); err != nil || len(kept) > 0 {
		t.Errorf("left %+v, %v", kept, err)
	}
}

// TestHookFormsOfTokens holds that the forms ask for what the API asks for: a
// token that may write, and a hook that was made with it.
func TestHookFormsOfTokens(t *testing.T) {
	s := siteOver(t, nil, Options{Tokens: true, PrivateHooks: true})
	l := newListener(t)
	secrets := map[string]string{}
	for name, scope := range map[string]string{"anna": store.Writing, "ben": store.Writing, "cem": store.Reading} {
		_, secret, err := s.store.AddToken(t.Context(), name, scope, noon)
		if err != nil {
			t.Fatal(err)
		}
		secrets[name] = secret
	}
	ask := func(who, method, path, form string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Accept", "text/html")
		if who != "" {
			r.AddCookie(&http.Cookie{Name: cookieName, Value: secrets[who]})
		}
		return s.do(t, r)
	}
	made := "url=" + url.QueryEscape(l.URL)
	for who, want := range map[string]int{"": http.StatusUnauthorized, "cem": http.StatusForbidden, "anna": http.StatusOK} {
		if w := ask(who, "POST", "/hooks", made); w.Code != want {
			t.Errorf("%q makes a hook: %d, want %d", who, w.Code, want)
		}
	}
	for who, want := range map[string]int{"": http.StatusUnauthorized, "cem": http.StatusForbidden, "ben": http.StatusNotFound} {
		for _, path := range []string{"/hooks/test", "/hooks/remove"} {
			if w := ask(who, "POST", path, "id=1"); w.Code != want {
				t.Errorf("%q sends %s: %d, want %d", who, path, w.Code, want)
			}
		}
	}
	for who, want := range map[string]bool{"anna": true, "ben": false, "cem": false} {
		if w := ask(who, "GET", "/following", ""); w.Code != http.StatusOK || strings.Contains(w.Body.String(), l.URL) != want {
			t.Errorf("%q sees the hook: %d, want %v", who, w.Code, want)
		}
	}
	if len(l.ids()) > 0 {
		t.Errorf("sent %v", l.ids())
	}
	if w := ask("anna", "POST", "/hooks/test", "id=1"); w.Code != http.StatusOK || len(l.ids()) != 1 {
		t.Errorf("anna tries her hook: %d, %v", w.Code, l.ids())
	}
}

// TestTestHook holds that the API says whether a test arrived, and that none is
// sent into a private network.
func TestTestHook(t *testing.T) {
	x := newClient(t, Options{})
	l := newListener(t)
	h, err := x.store.AddHook(t.Context(), store.Hook{URL: "http://localhost" + l.URL[strings.LastIndex(l.URL, ":"):], Secret: newSecret(), Created: received})
	if err != nil {
		t.Fatal(err)
	}
	test := func() wireTested {
		r := x.ask("POST", fmt.Sprintf("%s/hooks/%d/test", base, h.ID), nil)
		var got wireTested
		if err := json.Unmarshal(r.body, &got); err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", r.StatusCode, r.body)
		}
		return got
	}
	if got := test(); got.Arrived || got.Error == nil || !strings.Contains(*got.Error, "private network") || len(l.ids()) > 0 {
		t.Errorf("into a private network: %+v", got)
	}
	x.server.opt.PrivateHooks = true
	if got := test(); !got.Arrived || got.Error != nil || len(l.ids()) != 1 {
		t.Errorf("allowed: %+v", got)
	}
	if r := x.ask("POST", base+"/hooks/9/test", nil); r.StatusCode != http.StatusNotFound {
		t.Errorf("of no hook: %d", r.StatusCode)
	}
}
