package pipeline

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestGiveWay(t *testing.T) {
	held := func(k *Keeper) time.Duration {
		begun := time.Now()
		k.readers.giveWay()
		return time.Since(begun)
	}
	synctest.Test(t, func(t *testing.T) {
		k := new(Keeper)
		if d := held(k); d != 0 {
			t.Errorf("with no reader: held for %v", d)
		}
		done := k.Reading()
		go func() {
			time.Sleep(10 * time.Millisecond)
			done()
		}()
		if d := held(k); d < 10*time.Millisecond || d > 10*time.Millisecond+lookAgain {
			t.Errorf("by a page of 10ms: held for %v", d)
		}
		done = k.Reading()
		if d := held(k); d != mostAtOnce {
			t.Errorf("by a download: held for %v, want %v before one article", d, mostAtOnce)
		}
		time.Sleep(giveWayFor)
		if d := held(k); d != 0 {
			t.Errorf("by a download that has gone on for long: held for %v", d)
		}
		second := k.Reading()
		if d := held(k); d != mostAtOnce {
			t.Errorf("by a page beside a download: held for %v, want %v", d, mostAtOnce)
		}
		second()
		done()
		if d := held(k); d != 0 {
			t.Errorf("after all: held for %v", d)
		}
	})
}
