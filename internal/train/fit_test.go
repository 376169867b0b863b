package train

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"stemma/internal/language"
)

// TestFit holds the weights to be the same on one core and on many.
func TestFit(t *testing.T) {
	weights := func(cores int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		r := rand.New(rand.NewPCG(1, 2))
		n := NewNetwork(language.Shape{Rows: 50, Embed: 8, Hidden: 8, Layers: 1, Labels: []int{3}, Sides: []language.Side{{Rows: 20, Hidden: 8, Layers: 1, Labels: 2}}}, r)
		tasks := []*Task{{Words: 20}, {Words: 10}}
		for k := range 40 {
			e := Example{}
			m := 1 + r.IntN(6)
			side := &SideExample{}
			labels := make([]int32, m)
			for i := range m {
				e.Rows = append(e.Rows, []int32{r.Int32N(50), r.Int32N(50)})
				e.Vectors = append(e.Vectors, nil)
				side.Rows = append(side.Rows, []int32{r.Int32N(20)})
				labels[i] = e.Rows[i][0] % 2
			}
			if k%2 == 0 {
				e.Labels = [][]int32{labels}
			} else {
				side.Labels, e.Side = labels, side
			}
			tasks[k%2].Examples = append(tasks[k%2].Examples, e)
		}
		n.Fit(tasks, Options{Steps: 10, Rate: 0.01, Shards: 3, Seed: 1})
		var out []float32
		for _, q := range n.params {
			out = append(out, q.data...)
		}
		return out
	}
	if !slices.Equal(weights(1), weights(8)) {
		t.Error("the weights depend on the number of cores")
	}
}
