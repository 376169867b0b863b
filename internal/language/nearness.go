package language

import "math"

// Near returns the cosine of the vectors of two lower-case words, in
// thousandths; 0 if one of them has none. Words of one field are near, be they
// synonyms, opposites or neighbours: it tells what is spoken of, not what is
// said.
func Near(a, b string) int {
	v, w := Vector(a), Vector(b)
	if v == nil || w == nil {
		return 0
	}
	return Cosine(v, w)
}

// Cosine returns the cosine of two vectors in thousandths.
func Cosine(v, w []int8) int {
	var vw, vv, ww int32 // of 100 products of bytes
	w = w[:len(v)]
	for i, x := range v {
		y := w[i]
		vw += int32(x) * int32(y)
		vv += int32(x) * int32(x)
		ww += int32(y) * int32(y)
	}
	if vv == 0 || ww == 0 {
		return 0
	}
	return int(1000 * float64(vw) / math.Sqrt(float64(vv)*float64(ww)))
}
