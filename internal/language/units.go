package language

import "math"

// A step is one word of one direction of a layer of simple recurrent units. The
// order of its fields is known to the kernel.
type step struct {
	n      int    // units, a multiple of unitBlock
	u      *int32 // 3n sums: candidates, forget gates, reset gates
	x      *int16 // n inputs, which become the outputs, 2^-10
	state  *int32 // n states, 2^-12
	params *int32 // of each block
	table  *int32 // sigmoids
}

// unitBlock is how many units the kernel runs together. The parameters of a
// block stand together, unitBlock of each sort: the shifts that bring the three
// sums to units of 2^-21, the weights of the state in both gates (2^-11) and
// their biases (2^-21).
const (
	unitBlock  = 8
	unitParams = 7
)

// Units of the recurrence, chosen so that every product fits 32 bits: the gates
// are in 2^-13.
const (
	stateBits = 12
	sigBits   = 13
)

// sigmoids holds 1/(1+e^-x) in units of 2^-13 for x in [-8, 8) by steps of
// 2^-8. A rounded value does not depend on how a processor computes e^x to the
// last bit.
var sigmoids = func() (t [4096]int32) {
	for i := range t {
		x := (float64(i) - 2047.5) / 256
		t[i] = int32(math.Round(1 << sigBits / (1 + math.Exp(-x))))
	}
	return t
}()

func sigmoid(v int32) int32 { return sigmoids[max(0, min(v>>(sumBits-8)+2048, 4095))] }

// recur runs a step. u holds 3n sums, x n inputs, state n states.
func recur(u []int32, x []int16, state, params []int32) {
	if hasAVX2 {
		n := len(state)
		_, _, _ = u[3*n-1], x[n-1], params[n/unitBlock*unitBlock*unitParams-1]
		stepAVX2(&step{n, &u[0], &x[0], &state[0], &params[0], &sigmoids[0]})
		return
	}
	recurPortable(u, x, state, params)
}

func recurPortable(u []int32, x []int16, state, params []int32) {
	n := len(state)
	u0, uf, ur := u[:n], u[n:2*n], u[2*n:3*n]
	for j, prev := range state {
		p := params[j/unitBlock*unitBlock*unitParams+j%unitBlock:]
		of := func(k int) int32 { return p[k*unitBlock] }
		f := sigmoid(uf[j]<<(of(1)&31) + of(3)*prev>>(weightBits+stateBits-sumBits) + of(5))
		g := sigmoid(ur[j]<<(of(2)&31) + of(4)*prev>>(weightBits+stateBits-sumBits) + of(6))
		c := u0[j] << (of(0) & 31) >> (sumBits - stateBits)
		c += (prev - c) * f >> sigBits
		in := int32(x[j]) << (stateBits - actBits)
		out := in + (c-in)*g>>sigBits
		state[j] = c
		x[j] = clip16((out + 1<<(stateBits-actBits-1)) >> (stateBits - actBits))
	}
}

// unitParameters lays out the parameters of a direction.
func unitParameters(up, gates, biases []int32) []int32 {
	n := len(gates) / 2
	out := make([]int32, n*unitParams)
	for j := range n {
		p := out[j/unitBlock*unitBlock*unitParams+j%unitBlock:]
		for k, v := range []int32{up[j], up[n+j], up[2*n+j], gates[j], gates[n+j], biases[j], biases[n+j]} {
			p[k*unitBlock] = v
		}
	}
	return out
}
