package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"stemma/internal/language"
)

// TestGradients holds every gradient against the slope of the loss.
func TestGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	n := NewNetwork(language.Shape{Rows: 20, Embed: 5, Hidden: 4, Layers: 2, Labels: []int{3, 4}, Arc: 4, Rel: 5, Rels: 3,
		Sides: []language.Side{{Rows: 10, Hidden: 3, Layers: 1, Labels: 3}, {Rows: 10, Hidden: 2, Layers: 2, Labels: 2, Pair: 4}}}, r)
	var es []*Example
	for k, m := range []int{1, 4, 3, 2, 5, 9} {
		e := &Example{Labels: [][]int32{nil, nil}}
		for i := range m {
			e.Rows = append(e.Rows, []int32{r.Int32N(20), r.Int32N(20)})
			v := make([]int8, language.Dims)
			for j := range v {
				v[j] = int8(r.IntN(80) - 40)
			}
			e.Vectors = append(e.Vectors, v)
			e.Labels[0] = append(e.Labels[0], r.Int32N(4)-1)
			e.Labels[1] = append(e.Labels[1], r.Int32N(4))
			h := r.Int32N(int32(m)) - 1
			if int(h) == i {
				h = -1
			}
			e.Heads = append(e.Heads, h)
			e.Rels = append(e.Rels, r.Int32N(3))
		}
		if k > 2 {
			e.Labels, e.Heads, e.Rels = nil, nil, nil
			e.Side = &SideExample{Side: 0}
			if k == 5 {
				e.Side.Side, e.Ends = 1, []int{4, 9}
				e.Side.Chains = []Chain{{Cue: 2, From: 1, Labels: []uint8{1, 3, 0, 2, 1}}}
			}
			for i := range m {
				e.Side.Rows = append(e.Side.Rows, []int32{r.Int32N(10), r.Int32N(10)})
				e.Side.Labels = append(e.Side.Labels, int32(i%2))
				e.Side.Places = append(e.Side.Places, language.Place{Sent: int32(i / 4), Quote: int32(i % 3)})
			}
		}
		es = append(es, e)
	}
	loss := func(p *pass) float64 {
		p.rng = rand.New(rand.NewPCG(5, 6)) // the same masks
		p.loss = 0
		n.pack()
		p.forward(es, true)
		p.backward(es, 1)
		return p.loss
	}
	p := newPass(n, nil)
	loss(p)
	scratch := newPass(n, nil)
	for i, q := range n.params {
		for range 6 {
			j := r.IntN(len(q.data))
			const eps = 2e-4
			was := q.data[j]
			q.data[j] = was + eps
			up := loss(scratch)
			q.data[j] = was - eps
			down := loss(scratch)
			q.data[j] = was
			want := (up - down) / (2 * eps)
			if got := float64(p.grads[i][j]); math.Abs(got-want) > 0.03*math.Max(1, math.Abs(want)) {
				t.Errorf("parameter %d, weight %d: gradient %v, slope %v", i, j, got, want)
			}
		}
	}
}
