package serve

import (
	"context"
	_ "embed"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"stemma"
	"stemma/internal/store"
)

// axe is axe-core 4.14.1 (Deque Systems, MPL 2.0), which knows the rules of
// accessible pages. It is run by the tests and no part of the program.
//
//go:embed testdata/axe/axe.min.js
var axe string

// A browser is one tab of a headless Chromium, and what it complained of.
type browser struct {
	ctx  context.Context
	base string
	mu   sync.Mutex
	said []string
}

// browse starts a browser at a site, or skips the test where there is none.
func browse(t *testing.T, s *site) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "headless-shell"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("left out: there is no Chromium; apt-get install chromium")
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, base: web.URL}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

// hear keeps what the browser complains of: errors of the page, violations of
// its policy, and a dialog, which only a script opens.
func (b *browser) hear(event any) {
	said := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		said = fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
	case *runtime.EventConsoleAPICalled:
		said = fmt.Sprintf("console: %v", e.Type)
	case *runtime.EventExceptionThrown:
		said = "exception: " + e.ExceptionDetails.Text
	case *page.EventJavascriptDialogOpening:
		said = "dialog: " + e.Message
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said = append(b.said, said)
}

// complaints returns what was heard since it was last asked.
func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := b.said
	b.said = nil
	return said
}

// at shows a page at a width and in a scheme of colours.
func (b *browser) at(t *testing.T, path string, width int64, scheme string) {
	t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	if err == nil {
		err = chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(b.base+path))
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// ask returns what an expression of JavaScript gives on the page.
func ask[T any](t *testing.T, b *browser, expression string, o ...chromedp.EvaluateOption) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, o...))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// wide names what is wider than the window, where the page scrolls sideways.
const wide = `(() => {
	const w = document.documentElement.clientWidth
	if (document.documentElement.scrollWidth <= w) return ""
	return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > w + 1).slice(0, 5).map(e => e.tagName + "." + e.className).join(", ") || "something"
})()`

// violated runs axe-core and tells what it holds against the page.
const violated = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.slice(0, 4).map(n => "    " + n.html.slice(0, 160) + " " + (n.any[0] ? n.any[0].message : "")).join("\n")))`

// watched keeps what has the focus, one after the other, and whether it is seen.
const watched = `(() => {
	const path = e => { let s = e.tagName.toLowerCase() + (e.id ? "#" + e.id : ""); return s + " " + (e.getAttribute("href") || e.name || e.textContent.trim().slice(0, 30)) }
	window.focused = []
	window.controls = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter(e => e.checkVisibility({checkVisibilityCSS: true, contentVisibilityAuto: true}) && e.tabIndex >= 0)
	addEventListener("focusin", e => {
		const c = getComputedStyle(e.target)
		focused.push([controls.indexOf(e.target), path(e.target), c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0])
	})
	window.told = () => {
		const out = []
		let got = focused.map(f => f[0]).filter(i => i >= 0)
		const again = got.indexOf(got[0], 1) // the first one, once more
		if (again > 0) got = got.slice(0, again)
		controls.forEach((e, i) => { if (!got.includes(i)) out.push("not reached: " + path(e)) })
		for (let i = 1; i < got.length; i++) if (got[i] < got[i-1]) out.push("out of order: " + path(controls[got[i]]))
		for (const f of focused) if (!f[2]) out.push("focus is not seen: " + f[1])
		return out.slice(0, 10)
	}
	return controls.length
})()`

// every page, by what it is called in a failure.
func (s *site) everyPage(t *testing.T) []string {
	t.Helper()
	st, first := s.skua(t)
	pending := stemma.Page{Path: "pending", Format: stemma.PlainText, Body: []byte("The mill."), Text: "The mill.", Charset: "utf-8"}
	if _, err := s.store.Append(t.Context(), "test", noon, pending); err != nil {
		t.Fatal(err)
	}
	if err := s.store.See(t.Context(), store.Look{Who: "", Story: st.ID, Revision: 1, At: noon}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []store.Follow{{Kind: store.FollowStory, Value: st.ID, Title: st.Title}, {Kind: store.FollowQuery, Value: "lifeboats"}} {
		if _, err := s.store.Follow(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range []store.Hook{{Kind: store.FollowStory, Value: st.ID}, {Error: "it answered 500 Internal Server Error", Tries: 3, Delivered: noon}} {
		h.URL, h.Secret, h.Created = "https://desk.example/an/address/of/a/hook/that/is/long?and=has&a=query", newSecret(), noon
		made, err := s.store.AddHook(t.Context(), h)
		if err == nil {
			made.Next = noon.Add(2 * time.Hour)
			err = s.store.Delivered(t.Context(), made)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	feed, _, err := s.store.AddFeed(t.Context(), store.Feed{URL: "https://courier.example/a/feed/whose/address/is/long.xml", Kind: store.KindFeed, Title: "Skerrow Courier", Site: "https://courier.example/", Folder: "News/Harbours and inlets", Added: noon})
	if err == nil {
		feed.Failures, feed.Error, feed.Warning, feed.Succeeded = 2, "no answer within 30 s", "the feed is cut off; what came before was read", noon
		err = s.store.Write(t.Context(), func(tx *store.Tx) error { return tx.KeepFeed(&feed) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"/", "/?by=latest", "/round-ups", storyPage(st.ID) + "?since=1", articlePage(first.ID), "/people", "/name/ines%20tallow", "/outlets",
		"/outlet/northern%20press%20agency", "/search?q=ferry&outlet=northern+press+agency", storyPage(st.ID) + "/f1", "/following", "/feeds?added=2&known=1", "/paste", articlePage(pending.ID()), "/nothing",
	}
}

// TestBrowser holds each page, in a real browser: nothing is wider than a phone
// and the browser complains of nothing, in light and dark; axe finds nothing; and
// the Tab key alone reaches every link and control, in the order of the page,
// with the focus to be seen.
func TestBrowser(t *testing.T) {
	t.Parallel()
	week := weekSite(t)
	look(t, week, week.everyPage(t))
	look(t, siteOver(t, nil, Options{Demo: true}), []string{"/"})
	look(t, siteOver(t, nil, Options{Tokens: true}), []string{"/login"})
}

// look holds pages of a site to what TestBrowser says.
func look(t *testing.T, s *site, paths []string) {
	t.Helper()
	b := browse(t, s)
	for _, path := range paths {
		for _, look := range []struct {
			width     int64
			scheme    string
			axe, tabs bool
		}{{1280, "light", true, false}, {390, "dark", true, true}, {1280, "dark", false, false}, {390, "light", false, false}} {
			b.at(t, path, look.width, look.scheme)
			name := fmt.Sprintf("%s at %d px, %s", path, look.width, look.scheme)
			if over := ask[string](t, b, wide); over != "" {
				t.Errorf("%s: wider than the window: %s", name, over)
			}
			if look.axe {
				ask[bool](t, b, axe+"; true")
				for _, v := range ask[[]string](t, b, violated, chromedp.EvalAwaitPromise) {
					t.Errorf("%s: axe: %s", name, v)
				}
			}
			if look.tabs {
				n := ask[int](t, b, watched)
				if n < 9 {
					t.Errorf("%s: only %d links and controls", name, n)
				}
				// Past the end of the page and to its beginning again.
				if err := chromedp.Do(b.ctx, chromedp.KeyEvent(strings.Repeat("\t", n+8))); err != nil {
					t.Fatal(err)
				}
				for _, v := range ask[[]string](t, b, "told()") {
					t.Errorf("%s: %s", name, v)
				}
			}
			for _, said := range b.complaints() {
				if strings.Contains(said, "404 (Not Found)") && path == "/nothing" {
					continue // of the page itself
				}
				t.Errorf("%s: the browser says: %s", name, said)
			}
		}
	}
}

// TestBrowserHostile holds that of hostile titles, outlets, names, texts and
// words looked for nothing runs in a real browser, nothing is asked of another
// host, and nothing makes a page wider than a phone.
func TestBrowserHostile(t *testing.T) {
	t.Parallel()
	s := hostileSite(t)
	b := browse(t, s)
	kinds := map[string]int{}
	for _, path := range s.paths(t) {
		kind, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		kind, _, _ = strings.Cut(kind, "=")
		if kinds[kind]++; kinds[kind]%3 != 1 || kinds[kind] > 10 {
			continue // each kind of page a few times, with other words each time
		}
		b.at(t, path, 390, "light")
		if over := ask[string](t, b, wide); over != "" {
			t.Errorf("%s: wider than the window: %s", path, over)
		}
		for _, said := range b.complaints() {
			if strings.Contains(said, "status of 400") || strings.Contains(said, "status of 404") {
				continue // of the page itself
			}
			t.Errorf("%s: the browser says: %s", path, said)
		}
	}
	// That a script would have been heard of.
	ask[bool](t, b, "document.body.append(Object.assign(document.createElement('script'), {textContent: 'alert(1)'})); true")
	if len(b.complaints()) == 0 {
		t.Error("a script that the policy forbids goes unnoticed")
	}
}
