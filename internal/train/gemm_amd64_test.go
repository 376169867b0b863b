package train

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestGemmEqual holds the kernels to the same sums, to the last bit.
func TestGemmEqual(t *testing.T) {
	if !faster {
		t.Skip("no AVX-512 here")
	}
	defer func() { faster = true }()
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		a := random(r, 1+r.IntN(60), 1+r.IntN(600))
		b := random(r, a.cols, 1+r.IntN(60))
		c := random(r, a.rows, b.cols)
		d := &matrix{c.rows, c.cols, slices.Clone(c.data)}
		faster = true
		new(gemm).add(c, a, b, false, false)
		faster = false
		new(gemm).add(d, a, b, false, false)
		if !slices.Equal(c.data, d.data) {
			t.Fatalf("%dx%dx%d: the kernels differ", a.rows, b.cols, a.cols)
		}
	}
}
