package cluster

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"stemma"
)

// ErrState reports bytes from which placing cannot go on: cut short, changed, or
// saved by another version or by other weights. What to do is to place the
// articles again, from their sketches.
var ErrState = errors.New("no state that placing can go on from")

// A state is a head, which must be that of this program to the byte, and frames:
// the length of a payload (4 bytes), its hash seeded with the number of the frame
// (8 bytes), the payload. An empty payload ends it. All numbers are little-endian.
// Nothing that can be reckoned from the rest is in it.
const (
	stateMagic  = "stemma stories\n"
	stateFormat = 2
	frameBytes  = 1 << 18 // from which a payload is closed; a record is never cut in two
	mostFrame   = 1 << 26 // what a payload is believed to have at most
	headBytes   = len(stateMagic) + 4 + 4 + 8
)

// fingerprint tells the weights and the first counts by which stories are placed.
func fingerprint(w Weights, start string) uint64 { return xxh3.HashString(w.String() + start) }

func (s *Stories) head() []byte {
	b := append(make([]byte, 0, headBytes), stateMagic...)
	b = binary.LittleEndian.AppendUint32(b, stateFormat)
	b = binary.LittleEndian.AppendUint32(b, Version)
	return binary.LittleEndian.AppendUint64(b, s.made)
}

// Save writes all that placing needs to go on, for [Load]: some 1.5 KB an article.
// It does not change s. An error is w's.
func (s *Stories) Save(w io.Writer) error {
	if _, err := w.Write(s.head()); err != nil {
		return fmt.Errorf("cluster: save: %w", err)
	}
	o := &stateWriter{to: w}
	s.frequencies.save(o)
	s.index.save(o)
	s.copies.save(o)
	o.uint(len(s.placed))
	for _, p := range s.placed {
		o.string(string(p.id))
		o.int(int(p.story))
		o.bool(p.opened)
		o.end()
	}
	o.uint(len(s.stories))
	for i, st := range s.stories {
		o.int(int(s.ways[i].into))
		st.save(o)
	}
	if len(o.b) > 0 {
		o.flush()
	}
	o.flush() // the end
	if o.err != nil {
		return fmt.Errorf("cluster: save: %w", o.err)
	}
	return nil
}

// Load returns the stories that were saved, to go on as if placing had never
// stopped. It reads r to its end. Unless r itself fails, an error wraps [ErrState].
func Load(r io.Reader) (*Stories, error) {
	s := NewWith(Fitted(), "")
	s.made = fingerprint(Fitted(), startTable)
	head := make([]byte, headBytes)
	switch _, err := io.ReadFull(r, head); {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return nil, fmt.Errorf("cluster: load: %w: it is cut short", ErrState)
	case err != nil:
		return nil, fmt.Errorf("cluster: load: %w", err)
	case !strings.HasPrefix(string(head), stateMagic):
		return nil, fmt.Errorf("cluster: load: %w: it is something else", ErrState)
	case !bytes.Equal(head, s.head()):
		return nil, fmt.Errorf("cluster: load: %w: it was saved by another version or by other weights", ErrState)
	}
	in := &stateReader{from: r}
	s.load(in)
	in.close()
	if in.err != nil {
		return nil, fmt.Errorf("cluster: load: %w", in.err)
	}
	return s, nil
}

func (s *Stories) load(in *stateReader) {
	s.frequencies.load(in)
	most := s.index.load(in)
	s.copies.load(in)
	for range in.uint() {
		p := placed{id: stemma.ArticleID(in.string()), story: int32(in.int()), opened: in.bool()}
		if in.err != nil {
			return
		}
		s.placed = append(s.placed, p)
	}
	var into []int32
	for range in.uint() {
		st, at := &story{at: int32(len(s.stories))}, int32(in.int())
		if st.load(in, len(s.placed)); in.err != nil {
			return
		}
		s.stories, s.ways, into = append(s.stories, st), append(s.ways, way{into: at}), append(into, at)
	}
	in.check(len(s.copies.held) == len(s.placed), "articles are missing")
	in.check(most < len(s.stories), "a term leads to no story")
	for _, p := range s.placed {
		in.check(p.story >= 0 && int(p.story) < len(s.stories), "an article is in no story")
	}
	in.check(ends(into), "stories are parts of each other")
}

// ends reports whether all ways from one to the next end, at -1.
func ends(next []int32) bool {
	known := make([]bool, len(next)) // to end
	var way []int32
	for i := range next {
		way = way[:0]
		for at := int32(i); at >= 0 && !known[at]; at = next[at] {
			if way = append(way, at); len(way) > len(next) || int(next[at]) >= len(next) {
				return false
			}
		}
		for _, at := range way {
			known[at] = true
		}
	}
	return true
}

func (st *story) save(o *stateWriter) {
	o.string(st.id)
	o.bool(st.closed)
	o.uint(len(st.articles))
	last := int32(0)
	for _, a := range st.articles {
		o.int(int(a - last))
		last = a
	}
	st.kept.save(o)
	for _, x := range st.alike {
		o.b = binary.LittleEndian.AppendUint16(o.b, uint16(x))
	}
	o.end()
}

// load reads st; so many articles are placed.
func (st *story) load(in *stateReader, articles int) {
	st.id, st.closed = in.string(), in.bool()
	at := 0
	for range in.uint() {
		at += in.int()
		if in.check(at >= 0 && at < articles, "a story has an article that was not placed"); in.err != nil {
			return
		}
		st.articles = append(st.articles, int32(at))
	}
	st.kept.load(in, articles)
	n := len(st.kept.articles)
	b := in.bytes(n * (n - 1))
	for ; len(b) > 0; b = b[2:] {
		st.alike = append(st.alike, int16(binary.LittleEndian.Uint16(b)))
	}
}

// A use takes its weight, which article it is of, and its sort.
const useBytes = 2 + 1 + 1

func (g *group) save(o *stateWriter) {
	o.uint(len(g.articles))
	for _, v := range g.articles {
		o.uint(int(v.article))
		o.int(int(v.published))
		o.uint(int(v.shortness))
	}
	o.uint(len(g.keys))
	for i, key := range g.keys {
		o.b = binary.LittleEndian.AppendUint32(o.b, key)
		o.uint(len(g.of(i)))
		for _, u := range g.of(i) {
			o.b = binary.LittleEndian.AppendUint16(o.b, u.weight)
			o.b = append(o.b, u.of, byte(u.sort))
		}
	}
}

// load reads g, which is empty; so many articles are placed.
func (g *group) load(in *stateReader, articles int) {
	n := in.uint()
	if in.check(n <= maxKept, "a story keeps too many articles"); in.err != nil {
		return
	}
	for range n {
		v := vec{article: int32(in.uint()), published: int64(in.int()), shortness: int64(in.uint())}
		in.check(v.article >= 0 && int(v.article) < articles, "a story keeps an article that was not placed")
		g.articles = append(g.articles, v)
	}
	keys, last, end := in.uint(), uint32(0), 0
	if in.check(keys <= n*maxTerms, "a story has too many terms"); in.err != nil {
		return
	}
	g.keys, g.from = make([]uint32, keys), make([]uint16, keys+1)
	g.uses = make([]use, 0, keys)
	var terms [maxKept]int
	for i := range g.keys {
		if b := in.bytes(4); in.err == nil {
			g.keys[i] = binary.LittleEndian.Uint32(b)
		}
		uses := in.uint()
		in.check(g.keys[i] > last && uses > 0 && uses <= n, "terms of a story in disorder")
		if in.err != nil {
			return
		}
		last = g.keys[i]
		for b := in.bytes(uses * useBytes); len(b) > 0; b = b[useBytes:] {
			u := use{weight: binary.LittleEndian.Uint16(b), of: b[2], sort: sort(b[3])}
			c := u.sort.class()
			if in.check(int(u.of) < n && c <= Several && !(u.sort.head() && c > Year), "a term of no article, or of no class"); in.err != nil {
				return
			}
			terms[u.of]++
			in.check(terms[u.of] <= maxTerms, "an article has too many terms")
			g.uses = append(g.uses, u)
		}
		end += uses
		g.from[i+1] = uint16(end)
	}
	g.uses = slices.Clone(g.uses)
	if n == 1 {
		g.from = alone[: keys+1 : keys+1]
	}
	g.sum()
}

func (f *frequencies) save(o *stateWriter) {
	o.uint(int(f.articles))
	o.uint(f.held)
	for _, c := range f.counts {
		if c.key != 0 {
			o.uint(int(c.key))
			o.uint(int(c.n))
			o.end()
		}
	}
}

func (f *frequencies) load(in *stateReader) {
	f.articles, f.held = uint32(in.uint()), in.uint()
	// Held before they are put where they belong, since how many are to come is
	// believed when they are there; in the order of a larger table they would make
	// a smaller one slow.
	var counts []count
	for range f.held {
		k, n := in.uint(), in.uint()
		in.check(k > 0 && k == int(uint32(k)) && n == int(uint32(n)), "a term without hash or count")
		if in.err != nil {
			return
		}
		counts = append(counts, count{uint32(k), uint32(n)})
	}
	f.counts = make([]count, roomy(f.held, 1<<16))
	for _, c := range counts {
		f.counts[f.slot(c.key)] = c
	}
}

// roomy returns how many slots a table is to have that holds so many keys and has
// at least least, a power of two.
func roomy(held, least int) int {
	size := least
	for 3*held > 2*size {
		size *= 2
	}
	return size
}

func (x *index) save(o *stateWriter) {
	o.uint(x.held)
	for _, l := range x.lists {
		if l.key != 0 {
			o.uint(int(l.key))
			o.uint(int(l.n))
			for _, st := range x.stories(l) {
				o.uint(int(st))
			}
			o.end()
		}
	}
}

// load reads x, which is empty, and returns the last story that a term leads to.
func (x *index) load(in *stateReader) (most int) {
	most = -1
	x.held = in.uint()
	var lists []list
	for range x.held {
		k, n := in.uint(), in.uint()
		if in.check(k > 0 && k == int(uint32(k)) && n > 0 && n <= maxPostings, "a term that leads to too much"); in.err != nil {
			return most
		}
		l := list{key: uint32(k), n: uint32(n)}
		if n > 1 {
			l.at = x.room(class(l.n))
		}
		for j := range n {
			st := in.uint()
			most = max(most, st)
			if n == 1 {
				l.at = uint32(st)
			} else {
				x.arena[l.at+uint32(j)] = int32(st)
			}
		}
		if in.err != nil {
			return most
		}
		lists = append(lists, l)
	}
	x.lists = make([]list, roomy(x.held, 1<<12))
	for _, l := range lists {
		x.lists[x.slot(l.key)] = l
	}
	return most
}

func (c *Copies) save(o *stateWriter) {
	o.uint(len(c.held))
	for i := range c.held {
		v := &c.held[i]
		for _, x := range [...]uint32{v.text, v.address, v.outlet} {
			o.b = binary.LittleEndian.AppendUint32(o.b, x)
		}
		o.int(int(v.published))
		o.int(int(v.of))
		o.int(int(v.next))
		codes := c.codesOf(int32(i))
		o.uint(len(codes))
		for _, x := range codes {
			o.b = binary.LittleEndian.AppendUint16(o.b, x)
		}
		o.end()
	}
	o.uint(len(c.index.entries))
	for _, e := range c.index.entries {
		o.b = binary.LittleEndian.AppendUint32(o.b, e.hash)
		o.b = binary.LittleEndian.AppendUint32(o.b, uint32(e.at))
		o.end()
	}
}

func (c *Copies) load(in *stateReader) {
	var next []int32
	for i := range in.uint() {
		b := in.bytes(12)
		if in.err != nil {
			return
		}
		v := version{
			text: binary.LittleEndian.Uint32(b), address: binary.LittleEndian.Uint32(b[4:]), outlet: binary.LittleEndian.Uint32(b[8:]),
			published: int32(in.int()), of: int32(in.int()), next: int32(in.int()),
		}
		n := in.uint()
		if in.check(n <= maxPrints && v.of >= -1 && int(v.of) < i, "a copy of nothing, or of too much"); in.err != nil {
			return
		}
		v.at = c.room(n)
		chunk := &c.codes[v.at/chunkCodes]
		for codes := in.bytes(2 * n); len(codes) > 0; codes = codes[2:] {
			*chunk = append(*chunk, binary.LittleEndian.Uint16(codes))
		}
		if in.err != nil {
			return
		}
		c.held, next = append(c.held, v), append(next, v.next)
	}
	in.check(ends(next), "a version that is followed by itself")
	x := &c.index
	x.entries, x.used = nil, 0
	for range in.uint() {
		b := in.bytes(8)
		if in.err != nil {
			return
		}
		e := printEntry{binary.LittleEndian.Uint32(b), int32(binary.LittleEndian.Uint32(b[4:]))}
		if e.at != 0 {
			x.used++
		}
		in.check(e.at >= 0 && int(e.at) <= len(c.held), "a print leads to no article")
		x.entries = append(x.entries, e)
	}
	in.check(x.used < len(x.entries), "no room for prints")
}

// A stateWriter writes frames.
type stateWriter struct {
	to     io.Writer
	b      []byte // the payload so far
	frames uint64
	err    error // the first
}

// end ends a record.
func (o *stateWriter) end() {
	if len(o.b) >= frameBytes {
		o.flush()
	}
}

func (o *stateWriter) flush() {
	h := binary.LittleEndian.AppendUint32(nil, uint32(len(o.b)))
	h = binary.LittleEndian.AppendUint64(h, xxh3.HashSeed(o.b, o.frames))
	for _, b := range [2][]byte{h, o.b} {
		if o.err == nil {
			_, o.err = o.to.Write(b)
		}
	}
	o.frames++
	o.b = o.b[:0]
}

func (o *stateWriter) uint(x int) { o.b = binary.AppendUvarint(o.b, uint64(x)) }
func (o *stateWriter) int(x int)  { o.b = binary.AppendVarint(o.b, int64(x)) }

func (o *stateWriter) bool(x bool) {
	n := byte(0)
	if x {
		n = 1
	}
	o.b = append(o.b, n)
}

func (o *stateWriter) string(s string) {
	o.uint(len(s))
	o.b = append(o.b, s...)
}

// A stateReader reads frames. After the first error all it reads is zero.
type stateReader struct {
	from   io.Reader
	frame  bytes.Buffer
	b      []byte // what is left of the payload
	frames uint64
	err    error // the first
}

// next reads one more frame and reports whether there is one.
func (in *stateReader) next() bool {
	if in.err != nil {
		return false
	}
	var h [12]byte
	if _, err := io.ReadFull(in.from, h[:]); err != nil {
		in.fail(err)
		return false
	}
	n := binary.LittleEndian.Uint32(h[:])
	in.frame.Reset()
	if in.check(n <= mostFrame, "it is damaged"); in.err != nil {
		return false
	}
	// A buffer grows as bytes come, whatever length was promised.
	if _, err := io.CopyN(&in.frame, in.from, int64(n)); err != nil {
		in.fail(err)
		return false
	}
	in.b = in.frame.Bytes()
	in.check(xxh3.HashSeed(in.b, in.frames) == binary.LittleEndian.Uint64(h[4:]), "it is damaged")
	in.frames++
	return n > 0 && in.err == nil
}

// close reads what must be the end.
func (in *stateReader) close() {
	in.check(len(in.b) == 0, "there is more than there should be")
	if in.check(!in.next(), "there is more than there should be"); in.err != nil {
		return
	}
	switch _, err := io.ReadFull(in.from, make([]byte, 1)); err {
	case nil:
		in.check(false, "there is more than there should be")
	case io.EOF:
	default:
		in.err = err
	}
}

// fail keeps an error of the reader, which at the end of its bytes is that they are
// too few.
func (in *stateReader) fail(err error) {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = fmt.Errorf("%w: it is cut short", ErrState)
	}
	if in.err == nil {
		in.err = err
	}
	in.b = nil
}

// check keeps an error if something does not hold.
func (in *stateReader) check(holds bool, what string) {
	if !holds && in.err == nil {
		in.err = fmt.Errorf("%w: %s", ErrState, what)
	}
}

// bytes returns the next n bytes, valid until the next frame; none if they are too
// few.
func (in *stateReader) bytes(n int) []byte {
	if n == 0 {
		return nil
	}
	b := in.some()
	if in.check(n <= len(b), "a record is cut short"); in.err != nil {
		return nil
	}
	b = b[:n]
	in.b = in.b[n:]
	return b
}

func (in *stateReader) uint() int {
	x, n := binary.Uvarint(in.some())
	return in.number(int(x), n, x < 1<<62)
}

func (in *stateReader) int() int {
	x, n := binary.Varint(in.some())
	return in.number(int(x), n, true)
}

// number returns x, which took n bytes.
func (in *stateReader) number(x, n int, ok bool) int {
	if in.check(n > 0 && ok, "no number"); in.err != nil {
		return 0
	}
	in.b = in.b[n:]
	return x
}

// some returns what is left of the payload, or the next one; none at the end.
func (in *stateReader) some() []byte {
	if in.err == nil && len(in.b) == 0 {
		in.check(in.next(), "it ends too early")
	}
	if in.err != nil {
		return nil
	}
	return in.b
}

func (in *stateReader) bool() bool { return in.uint() != 0 }

func (in *stateReader) string() string { return string(in.bytes(in.uint())) }
