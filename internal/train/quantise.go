package train

import (
	"encoding/binary"
	"math"

	"stemma/internal/language"
)

// Bytes returns n as a file of language.ReadNetwork: the weights rounded to its
// units.
func (n *Network) Bytes() []byte {
	out := []byte("stemma network 2")
	for _, v := range []int{n.Rows, n.Embed, n.Hidden, n.Layers, n.Arc, n.Rel, n.Rels, len(n.Labels)} {
		out = binary.LittleEndian.AppendUint32(out, uint32(v))
	}
	for _, v := range n.Labels {
		out = binary.LittleEndian.AppendUint32(out, uint32(v))
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(n.Sides)))
	for _, s := range n.Sides {
		for _, v := range []int{s.Rows, s.Hidden, s.Layers, s.Labels, s.Pair} {
			out = binary.LittleEndian.AppendUint32(out, uint32(v))
		}
	}
	table := func(t *param) {
		for _, x := range t.data {
			v := math.Round(float64(x) * (1 << language.NetworkTableBits))
			out = append(out, byte(int8(max(-128, min(127, v)))))
		}
	}
	table(n.table)
	scaled := func(scale float64, ps ...*param) {
		for _, p := range ps {
			for _, x := range p.data {
				v := math.Round(float64(x) * scale)
				out = binary.LittleEndian.AppendUint16(out, uint16(int16(max(math.MinInt16, min(math.MaxInt16, v)))))
			}
		}
	}
	put := func(ps ...*param) { scaled(1<<11, ps...) }
	scaled(65536.0/language.VectorUnit, n.project)
	put(n.embedBias, n.window, n.windowBias)
	for l := range n.Layers {
		put(n.units[l], n.gates[l], n.biases[l])
	}
	for i := range n.Labels {
		put(n.labels[i], n.labelBiases[i])
	}
	if n.Arc > 0 {
		put(n.depArc, n.depArcBias, n.headArc, n.headArcBias, n.arc, n.arcBias, n.arcRoot, n.arcNear,
			n.depRel, n.headRel, n.relBias, n.relRoot, n.rel, n.relOutBias)
	}
	for k, s := range n.sides {
		table(s.table)
		put(s.project, s.bias)
		for l := range s.units {
			put(s.units[l], s.gates[l], s.biases[l])
		}
		put(s.labels, s.labelBias)
		if n.Sides[k].Pair > 0 {
			put(s.pairWord, s.pairCue, s.pairBias, s.pairNear, s.pairOut, s.pairOutBias)
		}
	}
	return out
}
