package pipeline

import (
	"sync/atomic"
	"time"
)

// The stages keep every core busy, and a page of ten milliseconds that has to
// take turns with them takes fifty. So between two articles or reports they give
// way to whoever waits for a page.
const (
	// giveWayFor is how long a reader holds them back at most, counted from when it
	// came: who takes minutes over a download does not stop the reading of feeds.
	giveWayFor = 250 * time.Millisecond
	// mostAtOnce is how long they wait at most before an article, however many
	// readers come.
	mostAtOnce = 50 * time.Millisecond
	lookAgain  = time.Millisecond
)

// readers are those who wait for a page.
type readers struct {
	waiting atomic.Int32
	last    atomic.Int64 // when the last one came, in nanoseconds since the epoch
}

// Reading tells the Keeper that a reader waits for a page, until done is called.
func (k *Keeper) Reading() (done func()) {
	k.readers.last.Store(time.Now().UnixNano())
	k.readers.waiting.Add(1)
	return func() { k.readers.waiting.Add(-1) }
}

// giveWay returns when no reader waits, or has waited long enough.
func (r *readers) giveWay() {
	for until := time.Now().Add(mostAtOnce); r.waiting.Load() > 0; {
		now := time.Now()
		if !now.Before(until) || now.UnixNano()-r.last.Load() >= int64(giveWayFor) {
			return
		}
		time.Sleep(lookAgain)
	}
}
