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

// TestBytes holds the weights of eight bits to the same sums whatever the
// processor multiplies.
func TestBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		inputs, outputs, rows := 4*(1+r.IntN(50)), 1+r.IntN(70), band*(1+r.IntN(3))
		w := make([]int16, inputs*outputs)
		for i := range w {
			w[i] = int16(r.IntN(1<<13) - 1<<12)
		}
		x := make([]int16, rows*inputs)
		for i := range x {
			x[i] = int16(r.IntN(1<<14) - 1<<13)
		}
		var want []int32
		for _, kernel := range kernels() {
			kernel(func() {
				b := newByteWeights(slices.Clone(w), inputs, outputs)
				s := new(run)
				b.dots(s, x, rows, inputs)
				if want == nil {
					want = s.sum
				} else if !slices.Equal(s.sum, want) {
					t.Fatalf("%d inputs, %d outputs, %d rows: the kernels differ", inputs, outputs, rows)
				}
			})
		}
	}
}

// TestRecur holds the processor's recurrence equal to the portable one.
func TestRecur(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		n := unitBlock * (1 + r.IntN(6))
		u, x, state := make([]int32, 3*n), make([]int16, n), make([]int32, n)
		up, gates, biases := make([]uint8, 3*n), make([]int32, 2*n), make([]int32, 2*n)
		for i := range u {
			u[i], up[i] = r.Int32N(1<<17)-1<<16, uint8(5+r.IntN(5))
		}
		for i := range n {
			x[i], state[i] = int16(r.IntN(1<<16)), r.Int32N(1<<16)-1<<15
		}
		for i := range gates {
			gates[i], biases[i] = r.Int32N(1<<13)-1<<12, r.Int32N(1<<23)-1<<22
		}
		params := unitParameters(up, gates, biases)
		wantX, wantState := slices.Clone(x), slices.Clone(state)
		recurPortable(u, wantX, wantState, params)
		recur(u, x, state, params)
		if !slices.Equal(x, wantX) || !slices.Equal(state, wantState) {
			t.Fatalf("%d units: the kernels differ", n)
		}
	}
}

// TestRows holds the sums of rows and the rounding to bytes to their portable
// twins.
func TestRows(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		n := r.IntN(100)
		acc, x, row := make([]int32, n), make([]int16, n), make([]byte, n)
		for i := range n {
			acc[i], x[i], row[i] = r.Int32(), int16(r.IntN(1<<16)), byte(r.IntN(256))
		}
		want := slices.Clone(acc)
		addBytesPortable(want, string(row))
		addBytes(acc, string(row))
		got, low := make([]uint8, n), make([]uint8, n)
		lowerPortable(low, x)
		lower(got, x)
		if !slices.Equal(acc, want) || !slices.Equal(got, low) {
			t.Fatalf("%d: the kernels differ", n)
		}
	}
}
