package read

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// What packed files begin with.
const (
	gzipMagic = "\x1f\x8b"
	zstdMagic = "\x28\xb5\x2f\xfd"
	dictMagic = "\x5d\x2a\x4d\x18" // the dictionary that a .warc.zst may begin with
)

// packed reports whether head is the beginning of what unpack reads.
func packed(head []byte) bool {
	for _, m := range []string{gzipMagic, zstdMagic, dictMagic} {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return false
}

var (
	// errMember reports that a gzip member is damaged; the next read goes on
	// with the one after it.
	errMember = errors.New("its packing is damaged")

	// errDamaged reports damage behind which nothing can be read.
	errDamaged = errors.New("its packing is damaged")

	// errBomb reports a file that is packed only to be unpacked.
	errBomb = fmt.Errorf("it unpacks to more than %d times its size", maxRatio)
)

// maxRatio is how much larger than packed a file may be, once it has unpacked
// to freeBytes. Deflate reaches 1,032 on nothing but one byte; markup and
// records come to 4 to 30.
const (
	maxRatio  = 200
	freeBytes = 16 << 20
)

// unpack returns the stream that a gzip or zstd file holds.
func unpack(in *bufio.Reader) (io.Reader, error) {
	c := &counted64{r: in}
	head, _ := in.Peek(4)
	if bytes.HasPrefix(head, []byte(gzipMagic)) {
		return &ratio{out: &members{in: bufio.NewReader(c)}, in: c}, nil
	}
	z, err := zstdReader(bufio.NewReader(c))
	if err != nil {
		return nil, err
	}
	return &ratio{out: z, in: c}, nil
}

// counted64 counts what is read.
type counted64 struct {
	r io.Reader
	n int64
}

func (c *counted64) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// A ratio fails with errBomb once out is more than maxRatio times in.
type ratio struct {
	out  io.Reader
	in   *counted64
	read int64
}

func (r *ratio) Read(p []byte) (int, error) {
	if r.read > freeBytes && r.read > maxRatio*r.in.n {
		return 0, errBomb
	}
	n, err := r.out.Read(p)
	r.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errMember) {
		err = errDamaged
	}
	return n, err
}

// members reads the members of a gzip file as one stream, as archives are
// packed: a member a record, or one for all. A damaged member gives errMember
// once, and the stream goes on with the next.
type members struct {
	in     *bufio.Reader // flate reads a byte reader no further than it must
	z      *gzip.Reader
	broken bool
	done   bool
}

func (m *members) Read(p []byte) (int, error) {
	for {
		if m.done {
			return 0, io.EOF
		}
		if m.z == nil || m.broken {
			if !m.next() {
				m.done = true
				return 0, io.EOF
			}
		}
		n, err := m.z.Read(p)
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, io.EOF):
			m.broken = true // nothing wrong, but the next must be found
			if n > 0 {
				return n, nil
			}
		case errors.Is(err, io.ErrUnexpectedEOF):
			m.done = true
			return n, io.ErrUnexpectedEOF
		default:
			m.broken = true
			return n, errMember
		}
	}
}

// next finds the next member, passing over what is none.
func (m *members) next() bool {
	for {
		head, err := m.in.Peek(3)
		if err != nil {
			return false
		}
		if string(head) != gzipMagic+"\x08" {
			m.in.Discard(1)
			continue
		}
		if m.z == nil {
			m.z, err = gzip.NewReader(m.in)
		} else {
			err = m.z.Reset(m.in)
		}
		if err == nil {
			m.z.Multistream(false)
			m.broken = false
			return true
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false
		}
		m.z = nil
	}
}

// The largest window and dictionary of zstd that are allowed, in bytes. Both
// are held in memory.
const (
	maxWindow = 32 << 20
	maxDict   = 8 << 20
)

// zstdReader reads zstd, with the dictionary that stands before it in a
// skippable frame, if one does (the .warc.zst specification, 1.0).
func zstdReader(in *bufio.Reader) (io.Reader, error) {
	options := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)}
	if head, err := in.Peek(8); err == nil && string(head[:4]) == dictMagic {
		size := uint32(head[4]) | uint32(head[5])<<8 | uint32(head[6])<<16 | uint32(head[7])<<24
		if size > maxDict {
			return nil, errors.New("packed with a dictionary larger than stemma holds")
		}
		in.Discard(8)
		dict := make([]byte, size)
		if _, err := io.ReadFull(in, dict); err != nil {
			return nil, errors.New("packed with a dictionary that is cut off")
		}
		if bytes.HasPrefix(dict, []byte(zstdMagic)) {
			z, err := zstd.NewReader(bytes.NewReader(dict), options...)
			if err != nil {
				return nil, errors.New("broken zstd")
			}
			dict, err = io.ReadAll(io.LimitReader(z, maxDict))
			z.Close()
			if err != nil {
				return nil, errors.New("packed with a broken dictionary")
			}
		}
		options = append(options, zstd.WithDecoderDicts(dict))
	}
	z, err := zstd.NewReader(in, options...)
	if err != nil {
		return nil, errors.New("broken zstd")
	}
	return z, nil
}
