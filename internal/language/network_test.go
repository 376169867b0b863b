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
		up, gates, biases := make([]int32, 3*n), make([]int32, 2*n), make([]int32, 2*n)
		for i := range u {
			u[i], up[i] = r.Int32N(1<<17)-1<<16, 5+r.Int32N(5)
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

// TestRows holds the sums of rows, their rounding to activations and that to bytes
// to their portable twins.
func TestRows(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		n := r.IntN(100)
		if r.IntN(2) == 0 {
			n = 32 * r.IntN(8)
		}
		table := make([]byte, n*(1+r.IntN(20)))
		for i := range table {
			table[i] = byte(r.IntN(256))
		}
		var rows []int32
		if n > 0 {
			for range r.IntN(15) {
				rows = append(rows, r.Int32N(int32(len(table)/n)))
			}
		}
		more, want := make([]int32, n), make([]int32, n)
		sumRowsPortable(want, string(table), rows)
		sumRows(more, string(table), rows)
		if !slices.Equal(more, want) {
			t.Fatalf("%d rows of %d: the kernels differ", len(rows), n)
		}

		x, low, got := make([]int16, n), make([]uint8, n), make([]uint8, n)
		sum, up, bias := make([]int32, n), make([]int32, n), make([]int32, n)
		for i := range n {
			x[i], sum[i], up[i], bias[i] = int16(r.IntN(1<<16)), r.Int32()>>r.IntN(20), r.Int32N(12), r.Int32()>>r.IntN(20)
			if r.IntN(2) == 0 {
				sum[i], bias[i] = -sum[i], -bias[i]
			}
		}
		lowerPortable(low, x)
		lower(got, x)
		if !slices.Equal(got, low) {
			t.Fatalf("%d numbers to bytes: the kernels differ", n)
		}
		for _, by := range []scaling{rectified, embedded(10, 0), embedded(10, 5), {right: weightBits, least: -1 << 15}} {
			for _, u := range [][]int32{nil, up} {
				for _, m := range [][]int32{nil, more} {
					squashPortable(x, sum, u, m, bias, by)
					have := make([]int16, n)
					squashed(have, sum, u, m, bias, by)
					if !slices.Equal(have, x) {
						t.Fatalf("%d numbers squashed by %+v: the kernels differ", n, by)
					}
				}
			}
		}
	}
}
