package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/store"
)

// CheckStories places all articles of a store again, and returns where what is
// kept is not what that gives, and what is wrong with the index. The stages must not run meanwhile: it returns an
// error wrapping [store.ErrLocked] if they do. Of a store whose stories another
// version made it says that, alone.
func CheckStories(ctx context.Context, s *store.Store) ([]store.Problem, error) {
	unlock, err := s.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	found, err := s.CheckIndex(ctx)
	if err != nil {
		return nil, err
	}
	at, err := s.Cursor(ctx, Placing)
	if err != nil || at.Seq == 0 {
		return found, err
	}
	if at.Version != placeVersion {
		return append(found, store.Problem{Where: "stage " + Placing, What: fmt.Sprintf("was done by %s, and this program is %s: stemma serve does it again", at.Version, placeVersion)}), nil
	}
	failed, err := s.Failed(ctx, Placing)
	if err != nil {
		return nil, err
	}
	stories := cluster.New()
	want := map[stemma.ArticleID]*stemma.Placement{}
	var order []stemma.ArticleID
	for seq := int64(0); seq < at.Seq; {
		to := min(seq+commitEvery, at.Seq)
		some, err := s.Accounts(ctx, seq, to)
		if err != nil {
			return nil, err
		}
		for i, sketch := range sketched(some) {
			if slices.Contains(failed, some[i].Seq) {
				continue
			}
			p := stories.Place(sketch)
			want[p.Article] = &p
			order = append(order, p.Article)
			for _, c := range p.Changes {
				// As store.Tx.Place does.
				if moved := want[c.Article]; c.Article != p.Article && moved != nil {
					moved.Story, moved.Why = c.To, c.Why
					if moved.Kind == stemma.Opens {
						moved.Kind = stemma.Joins
					}
				}
			}
			p.Changes = nil
		}
		seq = to
	}
	for _, id := range order {
		got, err := s.Placement(ctx, id)
		if err != nil {
			found = append(found, store.Problem{Where: "article " + string(id), What: err.Error()})
			continue
		}
		if g, w := told(got.Placement), told(*want[id]); g != w {
			found = append(found, store.Problem{Where: "article " + string(id), What: fmt.Sprintf("is placed as %s, and placing again gives %s", g, w)})
		}
	}
	return found, nil
}

// told is a placement in one line, for comparing.
func told(p stemma.Placement) string {
	if len(p.Shared) == 0 {
		p.Shared = nil
	}
	if len(p.Mentions) == 0 {
		p.Mentions = nil
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err.Error() // unreachable: it holds strings alone
	}
	return string(b)
}
