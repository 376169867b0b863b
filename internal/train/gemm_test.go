package train

import (
	"math"
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, rows, cols int) *matrix {
	m := newMatrix(rows, cols)
	for i := range m.data {
		m.data[i] = r.Float32() - 0.5
	}
	return m
}

func TestGemm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		m, n, k := 1+r.IntN(40), 1+r.IntN(60), 1+r.IntN(600)
		for _, f := range [][2]bool{{false, false}, {true, false}, {false, true}, {true, true}} {
			a, b := random(r, m, k), random(r, k, n)
			if f[0] {
				a = random(r, k, m)
			}
			if f[1] {
				b = random(r, n, k)
			}
			c := random(r, m, n)
			want := make([]float64, m*n)
			for i := range m {
				for j := range n {
					s := float64(c.data[i*n+j])
					for p := range k {
						x, y := a.data[i*a.cols+p%a.cols], b.data[p%b.rows*n+j%n]
						if f[0] {
							x = a.data[p*m+i]
						}
						if f[1] {
							y = b.data[j*k+p]
						}
						s += float64(x) * float64(y)
					}
					want[i*n+j] = s
				}
			}
			new(gemm).add(c, a, b, f[0], f[1])
			for i := range want {
				if math.Abs(want[i]-float64(c.data[i])) > 1e-3 {
					t.Fatalf("%dx%dx%d %v: at %d %v, want %v", m, n, k, f, i, c.data[i], want[i])
				}
			}
		}
	}
}

func BenchmarkGemm(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	x, w, y := random(r, 500, 256), random(r, 256, 768), newMatrix(500, 768)
	g := new(gemm)
	for b.Loop() {
		g.add(y, x, w, false, false)
	}
	b.ReportMetric(2*500*256*768*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
