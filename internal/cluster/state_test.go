package cluster

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/zeebo/xxh3"

	"stemma"
)

// A wire makes up a stream of articles in made-up words: accounts of events that
// overlap in time, events that turn out to be two, copies, revisions, round-ups.
type wire struct {
	rnd    *rand.Rand
	words  []string
	events []*event
	n      int
	sent   []*stemma.Article
}

type event struct {
	name, place string
	words       []string // what it is told in
	left        int      // accounts to come
}

func newWire(seed uint64) *wire {
	w := &wire{rnd: rand.New(rand.NewPCG(seed, 5))}
	for range 4000 {
		w.words = append(w.words, w.word())
	}
	return w
}

func (w *wire) word() string {
	var b strings.Builder
	for range 2 + w.rnd.IntN(3) {
		b.WriteByte("bcdfghklmnprstvw"[w.rnd.IntN(16)])
		b.WriteByte("aeiou"[w.rnd.IntN(5)])
	}
	return b.String()
}

func (w *wire) name() string {
	s := w.word()
	return strings.ToUpper(s[:1]) + s[1:]
}

// event returns one that is told from now on, now and then one like another.
func (w *wire) event() *event {
	e := &event{name: w.name() + " " + w.name(), place: w.name(), left: 1 + w.rnd.IntN(12)}
	like := 0
	if len(w.events) > 0 && w.rnd.IntN(4) == 0 {
		o := w.events[w.rnd.IntN(len(w.events))]
		e.words = append(e.words, o.words[:20]...)
		like = 20
	}
	for range 30 - like {
		e.words = append(e.words, w.word())
	}
	return e
}

// told returns a paragraph of so many words on e.
func (w *wire) told(e *event, n int) string {
	words := []string{e.name, e.place}
	for range n {
		if w.rnd.IntN(2) == 0 {
			words = append(words, e.words[w.rnd.IntN(len(e.words))])
		} else {
			words = append(words, w.words[int(4000*w.rnd.Float64()*w.rnd.Float64())])
		}
	}
	return strings.Join(words, " ") + "."
}

// next returns the sketch of one more article.
func (w *wire) next() *Sketch {
	for len(w.events) < 12 {
		w.events = append(w.events, w.event())
	}
	at := w.rnd.IntN(len(w.events))
	e := w.events[at]
	if e.left--; e.left <= 0 {
		w.events[at] = w.event()
	}
	a := &stemma.Article{Outlet: w.name(), URL: fmt.Sprintf("https://news.example/%d", w.n)}
	switch kind := w.rnd.IntN(20); {
	case kind == 0 && w.n > 20: // a copy
		a.Text = w.sent[w.n-1-w.rnd.IntN(20)].Text
	case kind == 1 && w.n > 20: // a revision
		old := w.sent[w.n-1-w.rnd.IntN(20)]
		a.Outlet, a.URL, a.Text = old.Outlet, old.URL, old.Text+"\n\n"+w.told(e, 15)
	case kind == 2: // a round-up
		a.Title = "In brief"
		for range 6 {
			a.Text += "• " + w.told(w.events[w.rnd.IntN(len(w.events))], 25) + "\n\n"
		}
	default:
		for range 2 + w.rnd.IntN(3) {
			a.Text += w.told(e, 30+w.rnd.IntN(30)) + "\n\n"
		}
	}
	a.ID = stemma.ArticleID(fmt.Sprintf("%016x", xxh3.HashString(fmt.Sprint(w.n))))
	if w.rnd.IntN(10) > 0 {
		from := time.Unix(1_700_000_000+int64(w.n)*3600, 0).UTC()
		a.Published = stemma.Date{From: from, To: from.Add(time.Minute), Precision: stemma.Minute}
	}
	a.Blocks = paragraphs(a.Text)
	m := &stemma.Marks{}
	for _, known := range [2]string{e.name, e.place} {
		if i := strings.Index(a.Text, known); i >= 0 {
			kind := stemma.Person
			if known == e.place {
				kind = stemma.Place
			}
			m.Entities = append(m.Entities, stemma.Entity{Name: known, Kind: kind,
				Mentions: []stemma.Mention{{Span: stemma.Span{Start: i, End: i + len(known)}}}})
		}
	}
	w.n++
	w.sent = append(w.sent, a)
	return Sketched(a, m)
}

func (w *wire) take(n int) []*Sketch {
	out := make([]*Sketch, n)
	for i := range out {
		out[i] = w.next()
	}
	return out
}

// saved returns what s is saved as.
func saved(t testing.TB, s *Stories) []byte {
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Stories that were saved and loaded place what comes as if they had never been,
// whenever that was.
func TestSaved(t *testing.T) {
	ks := newWire(1).take(360)
	s := New()
	states := map[int][]byte{}
	stops := []int{0, 1, 30, 133, 240, 360}
	var want []stemma.Placement
	kinds, changes := map[stemma.Joining]int{}, 0
	for i := 0; ; i++ {
		for _, n := range stops {
			if n == i {
				states[n] = saved(t, s)
			}
		}
		if i == len(ks) {
			break
		}
		p := s.Place(ks[i])
		want = append(want, p)
		kinds[p.Kind]++
		changes += len(p.Changes)
	}
	for _, k := range []stemma.Joining{stemma.Opens, stemma.Joins, stemma.Copy, stemma.Revision, stemma.RoundUp} {
		if kinds[k] < 5 {
			t.Errorf("%d articles that %s: the stream does not show enough", kinds[k], k)
		}
	}
	if changes < 5 {
		t.Errorf("%d changes: the stream does not show enough", changes)
	}
	for _, n := range stops {
		s, err := Load(bytes.NewReader(states[n]))
		if err != nil {
			t.Fatalf("after %d: %v", n, err)
		}
		for i := n; i < len(ks); i++ {
			if i == n+100 { // and once more
				if s, err = Load(bytes.NewReader(saved(t, s))); err != nil {
					t.Fatalf("after %d and 100: %v", n, err)
				}
			}
			if got := s.Place(ks[i]); !reflect.DeepEqual(got, want[i]) {
				t.Fatalf("saved after %d, article %d is placed\n%+v\nnot\n%+v", n, i, got, want[i])
			}
		}
	}
}

// Whatever is wrong with a state is said, wherever it is cut or changed.
func TestDamaged(t *testing.T) {
	s := New()
	for _, k := range newWire(2).take(40) {
		s.Place(k)
	}
	good := saved(t, s)
	refused := func(what string, b []byte) {
		t.Helper()
		if _, err := Load(bytes.NewReader(b)); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 40 {
		n := r.IntN(len(good))
		refused(fmt.Sprintf("the first %d bytes of %d", n, len(good)), good[:n])
		b := bytes.Clone(good)
		b[n] ^= 1 << r.IntN(8)
		refused(fmt.Sprintf("byte %d of %d changed", n, len(good)), b)
	}
	for _, n := range []int{0, 1, headBytes - 1, headBytes, headBytes + 4, headBytes + 12, len(good) - 12, len(good) - 1} {
		refused(fmt.Sprintf("the first %d bytes of %d", n, len(good)), good[:n])
	}
	refused("a byte more", append(bytes.Clone(good), 0))
	w := Fitted()
	w[WJoin]++
	refused("other weights", saved(t, NewWith(w, startTable)))
	refused("another table", saved(t, NewWith(Fitted(), startTable[:len(startTable)-6])))

	broken := errors.New("the disk is gone")
	for _, n := range []int{0, 10, headBytes, len(good) / 2, len(good)} {
		_, err := Load(io.MultiReader(bytes.NewReader(good[:n]), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) || errors.Is(err, ErrState) {
			t.Errorf("a reader that fails after %d bytes: %v", n, err)
		}
	}
	for _, n := range []int{0, 1, 2} {
		if err := s.Save(&failing{after: n, err: broken}); !errors.Is(err, broken) {
			t.Errorf("a writer that fails after %d writes: %v", n, err)
		}
	}
}

type failing struct {
	after int
	err   error
}

func (f *failing) Write(b []byte) (int, error) {
	if f.after--; f.after < 0 {
		return 0, f.err
	}
	return len(b), nil
}

// FuzzLoad holds that no state makes Load, or placing on after it, panic, though
// its hashes are right.
func FuzzLoad(f *testing.F) {
	w := newWire(3)
	small := NewWith(Fitted(), "") // few terms, so that changes meet the rest
	small.made = New().made
	for _, k := range w.take(30) {
		small.Place(k)
	}
	more := w.take(10)
	good := saved(f, small)
	f.Add(payload(good), 0, byte(0))
	f.Add([]byte{}, 0, byte(0))
	for i := 0; i < len(payload(good)); i += 2999 {
		f.Add(payload(good), i, byte(1<<(i%8)))
	}
	f.Fuzz(func(t *testing.T, b []byte, at int, change byte) {
		if len(b) > 0 && at >= 0 {
			b = bytes.Clone(b)
			b[at%len(b)] ^= change
		}
		s, err := Load(bytes.NewReader(framed(b)))
		if err != nil {
			if !errors.Is(err, ErrState) {
				t.Fatal(err)
			}
			return
		}
		for _, k := range more {
			s.Place(k)
		}
	})
}

// payload returns what the frames of a state hold, framed the frames of one.
func payload(state []byte) []byte {
	var out []byte
	for b := state[headBytes:]; len(b) > 0; {
		n := 12 + int(binary.LittleEndian.Uint32(b))
		out = append(out, b[12:n]...)
		b = b[n:]
	}
	return out
}

func framed(payload []byte) []byte {
	b := bytes.NewBuffer(New().head())
	o := &stateWriter{to: b, b: payload}
	if len(payload) > 0 {
		o.flush()
	}
	o.b = nil
	o.flush()
	return b.Bytes()
}
