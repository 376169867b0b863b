package pipeline

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stemma"
	"stemma/internal/store"
	"stemma/internal/store/postgrestest"
)

var (
	kills    = flag.Int("kills", someKills, "how often TestKill kills")
	killSeed = flag.Uint64("killseed", 1, "what TestKill's moments come of")
)

// asWorker makes this program a worker of TestKill: "add" or "keep".
const asWorker = "STEMMA_TEST_WORKER"

func TestMain(m *testing.M) {
	if role := os.Getenv(asWorker); role != "" {
		if err := work(context.Background(), role); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(postgrestest.Main(m))
}

// killPages are the pages of one load: stories with several accounts, copies,
// revisions, the same page twice, and what cannot be read. All fictional.
func killPages(n int) []stemma.Page {
	towns := []string{"Skerrow", "Ousby", "Kelder", "Marrow Bay", "Tarnholm", "Hallam Point", "Brackwater", "Fenwick Sands"}
	outlets := []string{"Skerrow Courier", "Ousby Post", "Kelder Herald", "Coast Wire", "Tarnholm Echo", "Bay Tribune", "Northern Agency"}
	heads := []string{"Fire destroys old mill in %s", "Ferry runs aground off %s", "Bridge at %s closed after crack is found", "Flood drives families from homes in %s", "Dockers at %s go on strike", "School bus overturns near %s", "Quarry blast shakes %s"}
	tells := []string{
		"Fire destroyed the old paper mill in %s on %s night, injuring %d people, the fire service said. Flames could be seen from the harbour and crews worked until dawn.",
		"The ferry Skua ran aground on rocks off %s on %s with %d people on board, the coastguard said. Lifeboats took off the passengers in heavy fog.",
		"The stone bridge at %s was closed on %s after engineers found a crack of %d centimetres in its second arch. Lorries were sent round by the coast road.",
		"Floods drove %[3]d families from their homes in %[1]s on %[2]s after the river Orrin burst its banks. The town hall was opened as a shelter.",
		"Dockers at %s stopped work on %s in a dispute over shifts, and %d ships were left waiting outside the harbour, the port authority said.",
		"A school bus overturned on the road near %s on %s and %d children were taken to hospital with slight injuries, police said.",
		"A blast at the quarry above %s on %s broke windows in %d houses, residents said. The company said the charge had been too large.",
	}
	says := []string{
		"“We have never seen anything like it,” said the mayor, Ida Marren. ",
		"“Nobody was told in time,” Tomas Aldane, a resident, told the %s. ",
		"An inquiry was announced by the county. Inspector Ruth Oll said that it would take weeks. ",
		"The cause was not known. Ms Marren said that help was on its way. ",
	}
	days := []string{"Monday", "Tuesday", "Wednesday"}
	var out []stemma.Page
	for i := range n {
		e := i * 7 % 23 // the event
		kind, town, outlet := e%len(heads), towns[(e*3)%len(towns)], outlets[i%len(outlets)]
		p := stemma.Page{Path: fmt.Sprintf("%03d.jsonl:1", i), Format: stemma.Record, Charset: "utf-8", Outlet: outlet, Title: fmt.Sprintf(heads[kind], town),
			URL: fmt.Sprintf("https://%d.example.org/%d", i%len(outlets), i), Published: time.Date(2031, 3, 1+e, 6+i%12, i%60, 0, 0, time.UTC).Format(time.RFC3339)}
		p.Text = fmt.Sprintf(tells[kind], town, days[e%3], 2+(e*5+i%4)%40) + " " + strings.ReplaceAll(says[(e+i)%len(says)], "%s", outlet) + says[(e+i+1)%2*2]
		p.Text = strings.ReplaceAll(p.Text, "%s", outlet)
		switch {
		case i%13 == 12:
			p.Text = "" // cannot be read
		case i%11 == 10 && i > 23: // a copy
			p.Text, p.Title = out[i-23].Text, out[i-23].Title
		case i%17 == 16 && i > 23: // a revision
			p.Text, p.URL, p.Outlet = out[i-23].Text+" This report was corrected.", out[i-23].URL, out[i-23].Outlet
		}
		p.Body = []byte(fmt.Sprintf("%d %s", i, p.Text))
		if i%19 == 18 { // the bytes of another page under its own name
			p.Body, p.Text, p.Title = out[i-1].Body, out[i-1].Text, out[i-1].Title
		}
		out = append(out, p)
	}
	return out
}

// given is when a page was received; the same in every run.
func given(i int) time.Time { return time.Date(2031, 4, 1, 0, i, 0, 0, time.UTC) }

// work is what a worker does until it is killed, or all is done.
func work(ctx context.Context, role string) error {
	n, err := strconv.Atoi(os.Getenv("STEMMA_TEST_PAGES"))
	if err != nil {
		return err
	}
	pace, err := time.ParseDuration(os.Getenv("STEMMA_TEST_PACE")) // between what is added
	if err != nil {
		return err
	}
	pages := killPages(n)
	s, err := store.Open(ctx, os.Getenv("STEMMA_TEST_STORE"))
	if err != nil {
		return err
	}
	defer s.Close()
	if role == "add" { // as stemma add does: every other page, some at a time
		for i := 0; i < n; i += 6 {
			var some []stemma.Page
			for j := i; j < min(i+6, n); j += 2 {
				some = append(some, pages[j])
			}
			if _, err := s.Append(ctx, "add", given(i), some...); err != nil {
				return err
			}
			fmt.Println("added")
			time.Sleep(pace)
		}
		return nil
	}
	k := NewKeeper(s, KeepOptions{
		Snapshot: os.Getenv("STEMMA_TEST_SNAPSHOT"),
		Took:     func(stage string, _ time.Duration) { fmt.Println(stage) },
	})
	k.batch, k.every = 1+int(pace/time.Millisecond), 9
	again := os.Getenv("STEMMA_TEST_VERSION")
	switch os.Getenv("STEMMA_TEST_AGAIN") {
	case Annotating:
		k.doing.annotates += again
		fallthrough
	case Placing:
		k.doing.places += again
		fallthrough
	case Reporting:
		k.doing.reports += again
	}
	ctx, stop := context.WithCancelCause(ctx)
	done := errors.New("done")
	var pasting sync.WaitGroup
	pasting.Go(func() { // the pages between, one at a time
		for i := 1; i < n; i += 2 {
			if _, err := s.Append(ctx, "paste", given(i), pages[i]); err != nil {
				stop(err)
				return
			}
			k.Wake()
			time.Sleep(pace)
		}
		for ; ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
			all, err := through(ctx, s, n)
			if err != nil {
				stop(err)
			} else if all {
				stop(done)
			}
		}
	})
	err = k.Run(ctx)
	if err == nil && context.Cause(ctx) != done {
		err = context.Cause(ctx)
	}
	stop(err)
	pasting.Wait()
	return err
}

// through reports whether all n pages are in the log, and all stages have done
// them.
func through(ctx context.Context, s *store.Store, n int) (bool, error) {
	st, err := s.Stats(ctx)
	if err != nil || st.Lines < int64(n) {
		return false, err
	}
	for _, stage := range st.Stages[:2] {
		if stage.Behind > 0 {
			return false, nil
		}
	}
	return st.Stages[2].Behind == 0, nil
}

// A load is a store that workers fill, and are killed.
type load struct {
	t        *testing.T
	random   *rand.Rand
	place    string
	snapshot string
	pages    int
	version  string // of the stages: another one has all done again
	again    string // from which stage
	running  map[string]*running
	killed   int
}

type running struct {
	cmd    *exec.Cmd
	steps  chan struct{} // one for each thing that it says it has done
	ended  chan error
	stderr *strings.Builder
}

func (l *load) start(role string) {
	l.t.Helper()
	self, err := os.Executable()
	if err != nil {
		l.t.Fatal(err)
	}
	r := &running{cmd: exec.Command(self), steps: make(chan struct{}, 1<<16), ended: make(chan error, 1), stderr: &strings.Builder{}}
	r.cmd.Env = append(os.Environ(), asWorker+"="+role, "STEMMA_TEST_STORE="+l.place, "STEMMA_TEST_SNAPSHOT="+l.snapshot,
		"STEMMA_TEST_PAGES="+strconv.Itoa(l.pages), "STEMMA_TEST_VERSION="+l.version, "STEMMA_TEST_AGAIN="+l.again,
		"STEMMA_TEST_PACE="+time.Duration(l.random.Int64N(int64(16*time.Millisecond))).String())
	r.cmd.Stderr = r.stderr
	out, err := r.cmd.StdoutPipe()
	if err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		l.t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			r.steps <- struct{}{}
		}
		r.ended <- r.cmd.Wait()
	}()
	l.running[role] = r
}

// end forgets a worker that has ended by itself, which must be well.
func (l *load) end(role string, err error) {
	l.t.Helper()
	r := l.running[role]
	delete(l.running, role)
	if err != nil {
		l.t.Fatalf("%s: %v\n%s", role, err, r.stderr)
	}
}

// after waits for so many steps and then a moment. It reports whether the worker
// ended before, and how.
func (r *running) after(steps int, wait time.Duration) (ended bool, err error) {
	for range steps {
		select {
		case <-r.steps:
		case err := <-r.ended:
			return true, err
		}
	}
	select {
	case <-time.After(wait):
		return false, nil
	case err := <-r.ended:
		return true, err
	}
}

// run has the load done, with at most so many kills.
func (l *load) run(most int) {
	l.t.Helper()
	l.running = map[string]*running{}
	defer func() {
		for _, r := range l.running {
			r.cmd.Process.Kill()
			<-r.ended
		}
	}()
	l.start("add")
	l.start("keep")
	for l.killed < most && l.running["keep"] != nil {
		role := "keep"
		if l.running["add"] != nil && l.random.IntN(4) == 0 {
			role = "add"
		}
		r := l.running[role]
		// Some while the tables are made, some while the stories are restored, most
		// in the middle of work: after so many steps of it, and a moment.
		steps, wait := 0, time.Duration(l.random.Int64N(int64(60*time.Millisecond)))
		if l.killed >= 2 && l.random.IntN(5) > 0 {
			steps, wait = 1+l.random.IntN(12), time.Duration(l.random.Int64N(int64(12*time.Millisecond)))
		}
		if ended, err := r.after(steps, wait); ended {
			l.end(role, err)
			continue
		}
		r.cmd.Process.Kill()
		if err := <-r.ended; err == nil {
			l.end(role, nil) // it was through
			continue
		}
		l.killed++
		if l.random.IntN(16) == 0 {
			l.version = map[string]string{"": "'", "'": ""}[l.version]
			if l.version != "" {
				l.again = []string{Annotating, Placing, Reporting}[l.random.IntN(3)]
			}
		}
		l.start(role)
	}
	for len(l.running) > 0 {
		for _, role := range []string{"add", "keep"} {
			if r := l.running[role]; r != nil {
				l.end(role, <-r.ended)
			}
		}
	}
}

// TestKill kills programs that fill a store and run its stages at random moments,
// starts them again until they are through, and then holds that nothing is lost or
// doubled, and that all is as if nobody had been killed.
func TestKill(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		killLoads(t, *kills, func(t *testing.T) string { return t.TempDir() })
	})
	t.Run("postgres", func(t *testing.T) {
		killLoads(t, max(*kills/5, 1), func(t *testing.T) string { return postgrestest.URL(t) })
	})
}

func killLoads(t *testing.T, most int, place func(*testing.T) string) {
	random := rand.New(rand.NewPCG(*killSeed, 0))
	begun := time.Now()
	killed, loads := 0, 0
	for ; killed < most; loads++ {
		t.Run(fmt.Sprint("load ", loads), func(t *testing.T) {
			l := &load{t: t, random: random, place: place(t), snapshot: filepath.Join(t.TempDir(), "stories"), pages: 120}
			// Enough for one load; of many, each has its own.
			l.run(min(most-killed, 40))
			killed += l.killed
			l.verify()
		})
		if t.Failed() {
			t.Fatalf("after %d kills; -killseed %d", killed, *killSeed)
		}
	}
	t.Logf("%d kills in %d loads, %v: nothing lost, nothing doubled, all as undisturbed", killed, loads, time.Since(begun).Round(time.Second))
}

// verify holds that what the load left is what an undisturbed run leaves.
func (l *load) verify() {
	t := l.t
	t.Helper()
	s, err := store.Open(t.Context(), l.place)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	log, err := s.Pages(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	want := map[stemma.ArticleID]bool{}
	for _, p := range killPages(l.pages) {
		want[p.ID()] = true
	}
	for i, e := range log {
		if id := e.Page.ID(); e.Seq != int64(i+1) || !want[id] {
			t.Errorf("line %d of the log is %d and has %s, which is there twice or was never given", i+1, e.Seq, id)
		} else {
			delete(want, id)
		}
	}
	for id := range want {
		t.Errorf("article %s is lost", id)
	}
	catchUp(t, NewKeeper(s, KeepOptions{})) // back to the version that is compared with
	sound(t, s)
	undisturbed := open(t)
	for _, e := range log {
		if _, err := undisturbed.Append(t.Context(), e.Source, e.Received, e.Page); err != nil {
			t.Fatal(err)
		}
	}
	catchUp(t, NewKeeper(undisturbed, KeepOptions{}))
	sound(t, undisturbed)
	same(t, kept(t, undisturbed), kept(t, s))
	marks := func(s *store.Store) []string {
		all, err := s.Events(t.Context(), "", 0, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range all {
			out = append(out, e.Mark)
		}
		return out
	}
	got := marks(s)
	for _, m := range marks(undisturbed) {
		if !slices.Contains(got, m) {
			t.Errorf("event %q is lost", m)
		}
	}
	faults := func(s *store.Store) []store.Fault {
		all, err := s.Faults(t.Context(), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for i := range all {
			all[i].Attempts = 0
		}
		return all
	}
	if a, b := faults(undisturbed), faults(s); !slices.Equal(a, b) || len(a) == 0 {
		t.Errorf("faults %+v, want %+v", b, a)
	}
}
