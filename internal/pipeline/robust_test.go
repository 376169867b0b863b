package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/store"
)

var seqs = regexp.MustCompile(`"Seq":[0-9]+`)

func catchUp(t testing.TB, k *Keeper) {
	t.Helper()
	if err := k.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestSnapshot holds that a Keeper goes on from a snapshot as if it had never
// stopped, and passes over one that is damaged or not of this store.
func TestSnapshot(t *testing.T) {
	pages := week(t)
	plain := open(t)
	appendAll(t, plain, pages...)
	catchUp(t, NewKeeper(plain, KeepOptions{}))
	want := kept(t, plain)

	s := open(t)
	file := filepath.Join(t.TempDir(), "folder", "stories")
	var placed int // how often the last Keeper placed
	keeper := func(every int64) *Keeper {
		k := NewKeeper(s, KeepOptions{Snapshot: file})
		k.every = every
		placed = 0
		k.doing.place = func(st *cluster.Stories, sk *cluster.Sketch) stemma.Placement {
			placed++
			return st.Place(sk)
		}
		return k
	}
	half := len(pages) / 2
	appendAll(t, s, pages[:half]...)
	catchUp(t, keeper(1))
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, s, pages[half:half+2]...)
	catchUp(t, keeper(1<<40)) // leaves the snapshot two behind
	if placed != 2 {
		t.Errorf("placed %d from a snapshot, want 2", placed)
	}
	appendAll(t, s, pages[half+2:half+4]...)
	catchUp(t, keeper(1<<40))
	if placed != 4 {
		t.Errorf("placed %d from an older snapshot, want 4", placed)
	}
	other := open(t)
	appendAll(t, other, pages[1:half+1]...)
	k := NewKeeper(other, KeepOptions{Snapshot: file})
	catchUp(t, k)
	sound(t, other)
	for name, bad := range map[string][]byte{
		"empty": nil, "no head": []byte("x"), "no stories": good[:slices.Index(good, '\n')+1], "cut short": good[:len(good)-9],
		"changed":         append(slices.Clone(good[:len(good)-40]), append([]byte{good[len(good)-40] ^ 1}, good[len(good)-39:]...)...),
		"another version": []byte(strings.Replace(string(good), "cluster/", "cluster/9", 1)),
		"another article": []byte(strings.Replace(string(good), `"Article":"`, `"Article":"0`, 1)),
		"from ahead":      []byte(strings.Replace(string(good), `"Seq":`, `"Seq":9`, 1)),
	} {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		catchUp(t, keeper(1<<40))
		if placed != half+4 {
			t.Errorf("%s: placed %d, want all %d again", name, placed, half+4)
		}
	}
	appendAll(t, s, pages[half+4:]...)
	catchUp(t, keeper(1))
	same(t, want, kept(t, s))
	sound(t, s)
	if left, err := filepath.Glob(file + "?*"); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// same holds that two stores hold the same stories and reports.
func same(t testing.TB, want, got map[string]string) {
	t.Helper()
	for id, w := range want {
		if g, ok := got[id]; !ok {
			t.Errorf("story %s is missing", id)
		} else if g != w {
			t.Errorf("story %s: got\n%.3000s\nwant\n%.3000s", id, g, w)
		}
	}
	for id := range got {
		if _, ok := want[id]; !ok {
			t.Errorf("story %s should not be", id)
		}
	}
}

// TestAgain holds that a stage whose version rises is done again, with those after
// it: rows take the place of rows, and what users hold stays.
func TestAgain(t *testing.T) {
	for _, stage := range []string{Annotating, Placing, Reporting} {
		t.Run(stage, func(t *testing.T) {
			s := open(t)
			appendAll(t, s, week(t)...)
			appendAll(t, s, stemma.Page{Path: "none.txt", Format: stemma.PlainText, Body: []byte(" "), Text: " "})
			snapshot := filepath.Join(t.TempDir(), "stories")
			first := NewKeeper(s, KeepOptions{Snapshot: snapshot})
			first.every = 1
			catchUp(t, first)
			before := kept(t, s)
			events, err := s.Events(t.Context(), "", 0, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			// A story with a report: one with a single account has none.
			story := events[slices.IndexFunc(events, func(e store.Event) bool { return e.Kind == Joined })].Story
			st, err := s.Story(t.Context(), story)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.See(t.Context(), store.Look{Story: story, Revision: st.Revision, At: time.Now()}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Follow(t.Context(), store.Follow{Kind: store.FollowStory, Value: story}); err != nil {
				t.Fatal(err)
			}
			k := NewKeeper(s, KeepOptions{Snapshot: snapshot})
			annotated, placed := 0, 0
			var reported atomic.Int64 // reports are made on every core
			k.took = func(stage string, _ time.Duration) {
				if stage == Annotating {
					annotated++
				}
			}
			k.doing.place = func(st *cluster.Stories, sk *cluster.Sketch) stemma.Placement { placed++; return st.Place(sk) }
			k.doing.report = func(g stemma.Group, r map[stemma.ArticleID]Result) *stemma.Report {
				reported.Add(1)
				return ReportOn(g, r)
			}
			switch stage {
			case Annotating:
				k.doing.annotates += "'"
				fallthrough
			case Placing:
				k.doing.places += "'"
				fallthrough
			case Reporting:
				k.doing.reports += "'"
			}
			catchUp(t, k)
			if got, want := fmt.Sprint(annotated > 0, placed > 0, reported.Load() > 0), fmt.Sprint(stage == Annotating, stage != Reporting, true); got != want {
				t.Errorf("annotated, placed, reported: %s, want %s", got, want)
			}
			same(t, before, kept(t, s))
			after, err := s.Events(t.Context(), "", 0, 1<<20)
			if err != nil || !slices.Equal(events, after) {
				t.Errorf("%d events, were %d: %v", len(after), len(events), err)
			}
			if f, err := s.Follows(t.Context(), ""); err != nil || len(f) != 1 {
				t.Errorf("follows %v, %v", f, err)
			}
			if seen, err := s.Seen(t.Context(), "", story); err != nil || seen != st.Revision {
				t.Errorf("seen %d, was %d: %v", seen, st.Revision, err)
			}
			if now, err := s.Story(t.Context(), story); err != nil || now.Revision <= st.Revision {
				t.Errorf("revision %d after %d: %v", now.Revision, st.Revision, err)
			}
			attempts := 1
			if stage == Annotating {
				attempts = 2
			}
			if f, err := s.Faults(t.Context(), 9); err != nil || len(f) != 1 || f[0].Attempts != attempts || f[0].Version != k.doing.annotates {
				t.Errorf("faults %+v, %v", f, err)
			}
			found, err := s.Check(t.Context())
			if err != nil || len(found) > 0 {
				t.Errorf("check: %v, %v", found, err)
			}
		})
	}
}

// TestAnnotatingFails holds that a page on which extracting or annotating fails is
// a fault, that all others are read, and that another version tries it again.
func TestAnnotatingFails(t *testing.T) {
	pages := week(t)
	s := open(t)
	appendAll(t, s, pages...)
	bad := pages[5].ID()
	for attempt := range 2 {
		k := NewKeeper(s, KeepOptions{})
		k.doing.annotates += strings.Repeat("'", attempt)
		k.doing.annotate = func(p stemma.Page) Result {
			if p.ID() == bad {
				panic("a bug")
			}
			return annotated(p)
		}
		catchUp(t, k)
		catchUp(t, k) // and it is not tried again
		f, err := s.Faults(t.Context(), 9)
		if err != nil || len(f) != 1 || f[0].Stage != Annotating || f[0].Seq != 6 || f[0].Attempts != attempt+1 || !strings.Contains(f[0].Cause, "a bug") {
			t.Errorf("faults %+v, %v", f, err)
		}
		if st, err := s.Stats(t.Context()); err != nil || st.Articles != int64(len(pages)-1) {
			t.Errorf("%d articles of %d pages, %v", st.Articles, len(pages), err)
		}
	}
	catchUp(t, NewKeeper(s, KeepOptions{})) // of the version before, and without the bug
	if st, err := s.Stats(t.Context()); err != nil || st.Faults != 0 || st.Articles != int64(len(pages)) {
		t.Errorf("%+v, %v", st, err)
	}
	sound(t, s)
}

// TestPlacingFails holds that an article on which placing fails is a fault and in
// no story, and that all others are where they would be without it.
func TestPlacingFails(t *testing.T) {
	pages := week(t)
	s := open(t)
	appendAll(t, s, pages...)
	bad := pages[5].ID()
	snapshot := filepath.Join(t.TempDir(), "stories")
	failing := func() *Keeper {
		k := NewKeeper(s, KeepOptions{Snapshot: snapshot})
		k.every = 3
		k.doing.place = func(st *cluster.Stories, sk *cluster.Sketch) stemma.Placement {
			p := st.Place(sk)
			if p.Article == bad {
				panic("a bug")
			}
			return p
		}
		return k
	}
	catchUp(t, failing())
	catchUp(t, failing()) // and it is not tried again
	f, err := s.Faults(t.Context(), 9)
	if err != nil || len(f) != 1 || f[0].Stage != Placing || f[0].Seq != 6 || f[0].Attempts != 1 || !strings.Contains(f[0].Cause, "a bug") {
		t.Errorf("faults %+v, %v", f, err)
	}
	if _, err := s.Placement(t.Context(), bad); err == nil {
		t.Error("it is in a story")
	}
	sound(t, s)
	without := open(t)
	appendAll(t, without, slices.Delete(slices.Clone(pages), 5, 6)...)
	catchUp(t, NewKeeper(without, KeepOptions{}))
	same(t, bare(kept(t, without)), bare(kept(t, s)))
	// Another version may do better.
	k := NewKeeper(s, KeepOptions{Snapshot: snapshot})
	k.doing.places += "'"
	k.doing.reports += "'"
	catchUp(t, k)
	if f, err := s.Faults(t.Context(), 9); err != nil || len(f) != 0 {
		t.Errorf("faults %+v, %v", f, err)
	}
}

// bare is what kept gives without lines of the log, which differ where one store
// has a line more.
func bare(kept map[string]string) map[string]string {
	out := map[string]string{}
	for id, s := range kept {
		out[id] = seqs.ReplaceAllString(s, `"Seq":0`)
	}
	return out
}

// TestReportFails holds that a story whose report fails is a fault, is not tried
// again until it changes and its time has come, and holds up no other.
func TestReportFails(t *testing.T) {
	pages := week(t)
	s := open(t)
	appendAll(t, s, pages[:len(pages)-1]...)
	plain := open(t)
	appendAll(t, plain, pages...)
	catchUp(t, NewKeeper(plain, KeepOptions{}))
	want := kept(t, plain)
	st, err := plain.Story(t.Context(), string(pages[len(pages)-1].ID()))
	if err != nil {
		t.Fatal(err)
	}
	if st.Articles < 3 {
		t.Fatalf("the last article's story has %d articles: nothing is tried", st.Articles)
	}
	tries := 0
	k := NewKeeper(s, KeepOptions{})
	k.doing.report = func(g stemma.Group, r map[stemma.ArticleID]Result) *stemma.Report {
		if g.Story == st.ID {
			tries++
			panic("a bug")
		}
		return ReportOn(g, r)
	}
	for range 3 {
		catchUp(t, k)
	}
	f, err := s.FaultsOn(t.Context(), Reporting, st.ID)
	if err != nil || len(f) != 1 || tries != 1 || f[0].Attempts != 1 || !strings.Contains(f[0].Cause, "a bug") || f[0].Next.Before(time.Now()) {
		t.Errorf("%d tries, faults %+v, %v", tries, f, err)
	}
	if dirty, err := s.Dirty(t.Context(), 9); err != nil || len(dirty) > 0 {
		t.Errorf("dirty %v, %v", dirty, err)
	}
	appendAll(t, s, pages[len(pages)-1])
	catchUp(t, k)
	if tries != 1 {
		t.Errorf("%d tries before its time", tries)
	}
	if dirty, err := s.Dirty(t.Context(), 9); err != nil || len(dirty) != 1 {
		t.Errorf("dirty %v, %v", dirty, err)
	}
	found, err := s.Check(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("check: %v, %v", found, err)
	}
	again := NewKeeper(s, KeepOptions{})
	again.doing.reports += "'"
	catchUp(t, again)
	same(t, want, kept(t, s))
	sound(t, s)
}

// TestStops holds that a Keeper that is told to stop does so soon, whatever it
// does, and that the next one goes on.
func TestStops(t *testing.T) {
	leak := goleak.IgnoreCurrent()
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	appendAll(t, s, week(t)...)
	for i := range 12 {
		ctx, stop := context.WithTimeout(t.Context(), time.Duration(i*i)*2*time.Millisecond)
		begun := time.Now()
		if err := NewKeeper(s, KeepOptions{}).Run(ctx); err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("stopped after %v", took)
		}
		stop()
	}
	catchUp(t, NewKeeper(s, KeepOptions{}))
	sound(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, leak)
}

// TestBackPressure holds that of a log that waits no more is held than a few
// batches.
func TestBackPressure(t *testing.T) {
	s := open(t)
	const n, size, most = 600, 128 << 10, 60 << 20
	blank := strings.Repeat(" ", size)
	for i := 0; i < n; i += 50 {
		var some []stemma.Page
		for j := range 50 {
			text := fmt.Sprint(i+j) + blank
			some = append(some, stemma.Page{Path: fmt.Sprint(i + j), Format: stemma.PlainText, Body: []byte(text), Text: text, Charset: "utf-8"})
		}
		appendAll(t, s, some...)
	}
	catchUp(t, NewKeeper(open(t), KeepOptions{})) // what is loaded once, is
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, peak := m.HeapAlloc, uint64(0)
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for ; ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
		}
	}()
	catchUp(t, NewKeeper(s, KeepOptions{}))
	stop()
	<-watched
	if peak > before+most {
		t.Errorf("%d MB held of %d MB of pages", (peak-before)>>20, n*size>>20)
	}
	t.Logf("%d MB held of %d MB of pages", (max(peak, before)-before)>>20, n*size>>20)
}
