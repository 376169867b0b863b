package pipeline

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"stemma"
	"stemma/internal/cluster"
)

const (
	// snapshotEvery is how many articles are placed between two snapshots while
	// many come. Placing so many again takes some ten seconds; a snapshot of 100,000
	// takes one, and 150 MB.
	snapshotEvery = 20000
	// saveAfter is how long a few articles wait for the next snapshot.
	saveAfter = time.Hour
)

// A snapshot begins with a line of JSON, which says what it stands for; then
// follows what package cluster saves. It need not reach the disk: one that is
// damaged, or of another store, is passed over, and all is placed again.
type snapshotHead struct {
	Stemma  string           // "stories"
	Version string           // of stage place
	Seq     int64            // the last line of the log whose article is in it
	Article stemma.ArticleID // of that line
	Placed  int64            // how many articles up to that line are in stories
}

// maxHead is how long the first line of a snapshot can be, in bytes.
const maxHead = 4096

// restore brings back the stories as they were after a line of the log: from
// the snapshot as far as it goes, and then by placing again, which gives what
// it gave.
func (k *Keeper) restore(ctx context.Context, last int64) error {
	begun := time.Now()
	var err error
	if k.stories, k.placed, err = k.load(ctx, last); err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			k.log.Info("snapshot passed over", "file", k.snapshot, "err", err)
		}
		k.stories, k.placed = cluster.New(), 0
	}
	k.saved, k.ahead = k.placed, true
	failed, err := k.store.Failed(ctx, Placing)
	if err != nil {
		return err
	}
	from := k.placed
	for k.placed < last {
		to := min(k.placed+commitEvery, last)
		some, err := k.store.Accounts(ctx, k.placed, to)
		if err != nil {
			return err
		}
		for i, sketch := range sketched(some) {
			if !slices.Contains(failed, some[i].Seq) {
				k.doing.place(k.stories, sketch)
			}
		}
		k.placed = to
	}
	k.ahead = false
	if took := time.Since(begun); took > time.Second {
		k.log.Info("stories restored", "lines", last, "from the snapshot", from, "took", took)
	}
	return nil
}

// load returns the stories of the snapshot and the last line of the log that is in
// them, if that is last or before, and the snapshot is of this store.
func (k *Keeper) load(ctx context.Context, last int64) (*cluster.Stories, int64, error) {
	if k.snapshot == "" {
		return nil, 0, fs.ErrNotExist
	}
	f, err := os.Open(k.snapshot)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, max(maxHead, 1<<16))
	line, err := r.ReadSlice('\n')
	if err != nil || len(line) > maxHead {
		return nil, 0, errors.New("it is no snapshot")
	}
	var head snapshotHead
	if err := json.Unmarshal(line, &head); err != nil || head.Stemma != "stories" {
		return nil, 0, errors.New("it is no snapshot")
	}
	if head.Version != k.doing.places {
		return nil, 0, fmt.Errorf("it is of version %s", head.Version)
	}
	if head.Seq > last {
		return nil, 0, fmt.Errorf("it is of line %d of the log, and %d are placed", head.Seq, last)
	}
	is, err := k.headAt(ctx, head.Seq)
	if err != nil {
		return nil, 0, err
	}
	if is != head {
		return nil, 0, errors.New("it is of another store")
	}
	stories, err := cluster.Load(r)
	if err != nil {
		return nil, 0, err
	}
	return stories, head.Seq, nil
}

// headAt is the head of a snapshot at a line of the log.
func (k *Keeper) headAt(ctx context.Context, seq int64) (snapshotHead, error) {
	article, placed, err := k.store.PlacedUpTo(ctx, seq)
	return snapshotHead{"stories", k.doing.places, seq, article, placed}, err
}

// saveIf keeps the stories in the snapshot if at least so many articles were
// placed since the last one, and reports whether it did. That it cannot be kept
// stops nothing.
func (k *Keeper) saveIf(ctx context.Context, least int64) bool {
	if k.snapshot == "" || k.ahead || k.placed-k.saved < max(least, 1) {
		return false
	}
	begun := time.Now()
	if err := k.save(ctx); err != nil {
		k.log.Warn("no snapshot", "file", k.snapshot, "err", err)
	} else if took := time.Since(begun); took > time.Second {
		k.log.Debug("snapshot", "lines", k.placed, "took", took)
	}
	k.saved = k.placed // or it would be tried again at once
	return true
}

// save writes the snapshot beside its place and gives it its name when it is
// whole. Only one Keeper runs over a store, so nobody else does.
func (k *Keeper) save(ctx context.Context) (err error) {
	head, err := k.headAt(ctx, k.placed)
	if err != nil {
		return err
	}
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(k.snapshot), 0o700); err != nil {
		return err
	}
	part := k.snapshot + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(part)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	w.Write(append(line, '\n')) // an error is told by Flush
	if err := errors.Join(k.stories.Save(w), w.Flush(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, k.snapshot)
}
