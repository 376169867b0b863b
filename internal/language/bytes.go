package language

// The layers that do most of the work multiply bytes: the inputs in units of
// 2^-5, the weights of each output in the finest power of two that holds them.
// On EWT's development part that costs nothing that can be measured, and half
// the time. Processors with the dot products of AVX-512 multiply the bytes as
// they are; others widen them first and get the same sums.

// lowBits is the unit of the inputs, 2^-lowBits: seldom is one of them 4 or more.
const lowBits = 5

// byteWeights is a matrix of weights of eight bits.
type byteWeights struct {
	inputs, outputs int     // inputs is a multiple of 4
	up              []int32 // of each output, left shift that brings its sum to units of 2^-21

	quads  []int8  // with VNNI: panels of 16 outputs, in each for every four inputs 16 times four weights
	origin []int32 // with VNNI: of each output, the sum for inputs of nought, which are 128 there
	pairs  packed  // otherwise
}

// newByteWeights rounds a row-major inputs × outputs matrix in units of 2^-11,
// which it overwrites.
func newByteWeights(w []int16, inputs, outputs int) byteWeights {
	b := byteWeights{inputs: inputs, outputs: outputs, up: make([]int32, outputs)}
	for o := range outputs {
		most := 0
		for i := range inputs {
			most = max(most, int(w[i*outputs+o]), -int(w[i*outputs+o]))
		}
		down := 0
		for (most+1<<down>>1)>>down > 127 {
			down++
		}
		for i := range inputs {
			w[i*outputs+o] = int16((int(w[i*outputs+o]) + 1<<down>>1) >> down)
		}
		b.up[o] = int32(sumBits - lowBits - weightBits + down)
	}
	if !hasVNNI {
		b.pairs = pack(w, inputs, outputs)
		return b
	}
	width := (outputs + panel - 1) / panel * panel
	b.quads, b.origin = make([]int8, inputs*width), make([]int32, width)
	for i := range inputs {
		for o := range outputs {
			v := w[i*outputs+o]
			b.quads[(o/panel*inputs+i&^3)*panel+o%panel*4+i&3] = int8(v)
			b.origin[o] -= 128 * int32(v)
		}
	}
	return b
}

// width returns how far apart the rows of the sums are.
func (b *byteWeights) width() int { return (b.outputs + panel - 1) / panel * panel }

// dots sets rows [0, m) of r.sum, width() apart, to x·w, in the unit of each
// output. The rows of x are ldx apart; m is a multiple of band.
func (b *byteWeights) dots(r *run, x []int16, m, ldx int) {
	w := b.width()
	r.sum = roomFor(r.sum, m*w)
	if len(b.quads) == 0 {
		r.low = roomFor(r.low, len(x))
		for i, v := range x {
			r.low[i] = lowered(v)
		}
		b.pairs.dots(r.sum, r.low, m, ldx)
		return
	}
	r.bytes = roomFor(r.bytes, len(x))
	lower(r.bytes, x)
	for o := 0; o < w; o += panel {
		quads, origin := b.quads[o*b.inputs:], b.origin[o:o+panel]
		for i := 0; i < m; i += band {
			dots8(b.inputs/4, r.bytes[i*ldx:], ldx, quads, origin, r.sum[i*w+o:], w)
		}
	}
}

// raise sets dst to sums, rows of width(), in units of 2^-21.
func (b *byteWeights) raise(dst, sums []int32) {
	w := b.width()
	for i := 0; i+w <= len(dst); i += w {
		for o, up := range b.up {
			dst[i+o] = sums[i+o] << (up & 31)
		}
	}
}

// lowered returns x in units of 2^-lowBits.
func lowered(x int16) int16 {
	const down = actBits - lowBits
	return int16(max(-128, min((int32(x)+1<<(down-1))>>down, 127)))
}

func lowerPortable(dst []uint8, x []int16) {
	for i, v := range x {
		dst[i] = uint8(lowered(v) + 128)
	}
}

func sumRowsPortable(acc []int32, table string, rows []int32) {
	clear(acc)
	for _, r := range rows {
		row := table[int(r)*len(acc):][:len(acc)]
		for k := range acc {
			acc[k] += int32(int8(row[k]))
		}
	}
}
