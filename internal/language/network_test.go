package language

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestKernel holds the processor's kernels equal to the portable one.
func TestKernel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		inputs, outputs, rows := 2*(1+r.IntN(90)), 1+r.IntN(70), 1+r.IntN(9)
		w := make([]int16, inputs*outputs)
		for i := range w {
			w[i] = int16(r.IntN(1 << 16))
		}
		p := pack(w, inputs, outputs)
		ldx := inputs + r.IntN(3)
		x := make([]int16, (rows+band)*ldx)
		for i := range x {
			x[i] = int16(r.IntN(1 << 16))
		}
		y, want := make([]int32, (rows+band)*p.width()), make([]int32, (rows+band)*p.width())
		for o := 0; o < p.width(); o += panel {
			for i := 0; i < rows; i += band {
				dotsPortable(inputs/2, x[i*ldx:], ldx, p.data[o*inputs:], want[i*p.width()+o:], p.width())
			}
		}
		for _, kernel := range kernels() {
			clear(y)
			kernel(func() { p.dots(y, x, rows, ldx) })
			if !slices.Equal(y, want) {
				t.Fatalf("%d inputs, %d outputs, %d rows: the kernels differ", inputs, outputs, rows)
			}
		}
		for i := range rows {
			for o := range outputs {
				var s int32
				for k := range inputs {
					s += int32(x[i*ldx+k]) * int32(w[k*outputs+o])
				}
				if s != y[i*p.width()+o] {
					t.Fatalf("row %d, output %d: %d, want %d", i, o, y[i*p.width()+o], s)
				}
			}
		}
	}
}
