package store

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"
)

// A blob is CBOR (RFC 8949) under Zstandard (RFC 8878): marks of a text of 6 KB
// take 16 KB, half a millisecond to compress and one to read again.

// blobs are the modes of CBOR: moments to the nanosecond, and what was written can
// be read: of a long article there are many marks, and a name cut in the middle of
// a rune is no reason to have no marks.
var blobs = func() (m struct {
	enc cbor.EncMode
	dec cbor.DecMode
}) {
	var err error
	if m.enc, err = (cbor.EncOptions{Time: cbor.TimeRFC3339Nano}).EncMode(); err != nil {
		panic(err) // of options that stand here
	}
	if m.dec, err = (cbor.DecOptions{MaxArrayElements: math.MaxInt32, MaxMapPairs: math.MaxInt32, UTF8: cbor.UTF8DecodeInvalid}).DecMode(); err != nil {
		panic(err)
	}
	return m
}()

// toBlob returns x as it is kept in one column.
func toBlob(x any) ([]byte, error) {
	b, err := blobs.enc.Marshal(x)
	if err != nil {
		return nil, fmt.Errorf("store: write: %w", err)
	}
	return compress(b), nil
}

// fromBlob reads into x what toBlob made.
func fromBlob(b []byte, x any) error {
	b, err := decompress(b)
	if err != nil {
		return err
	}
	if err := blobs.dec.Unmarshal(b, x); err != nil {
		return fmt.Errorf("store: read: %w", err)
	}
	return nil
}

// The coders are stateless in the use that is made of them here, and dear to make.
// Nothing is written as a frame, too, so that it is not taken for what is absent.
var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2), zstd.WithZeroFrames(true))
	decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(4), zstd.WithDecoderMaxMemory(1<<28))
)

func compress(b []byte) []byte { return encoder.EncodeAll(b, nil) }

func decompress(b []byte) ([]byte, error) {
	b, err := decoder.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("store: read: %w", err)
	}
	return b, nil
}

// list returns words as a JSON array.
func list(words []string) string {
	if len(words) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(words) // of strings: never fails
	return string(b)
}

// unlist is the reverse of list.
func unlist(s string) []string {
	var out []string
	if s == "[]" || json.Unmarshal([]byte(s), &out) != nil {
		return nil
	}
	return out
}

// micros returns t in microseconds since 1970, nil if it is zero.
func micros(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	us := t.UnixMicro()
	return &us
}

// moment is the reverse of micros.
func moment(us *int64) time.Time {
	if us == nil {
		return time.Time{}
	}
	return time.UnixMicro(*us).UTC()
}
