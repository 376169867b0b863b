package language

import "math"

// A squash brings sums to the units of activations:
//
//	dst = clip((sum<<up>>down + more<<moreUp + bias + round) >> right)
//
// from least to the most that 16 bits hold. The order of its fields is known to the
// kernel.
type squash struct {
	n    int    // numbers
	dst  *int16 // that many
	sum  *int32 // likewise
	up   *int32
	more *int32
	bias *int32
	by   scaling
}

// A scaling is the part of a squash that is the same for all numbers.
type scaling struct{ down, moreUp, round, right, least int32 }

// rectified brings sums in units of 2^-21 to activations that are not negative.
var rectified = scaling{right: weightBits}

// embedded brings the sum of a word's rows and what is added to it, in units of
// 2^-16, to activations.
func embedded(tableShift uint, down int32) scaling {
	return scaling{down: down, moreUp: int32(tableShift), round: 1 << 5, right: 16 - actBits, least: math.MinInt16}
}

// noughts stand for an up or a more that there is none of.
var noughts [512]int32

// squashed sets dst by by; up and more may be nil.
func squashed(dst []int16, sum, up, more, bias []int32, by scaling) {
	n := len(dst) &^ 7
	if !hasAVX2 || n == 0 || n > len(noughts) {
		squashPortable(dst, sum, up, more, bias, by)
		return
	}
	if up == nil {
		up = noughts[:]
	}
	if more == nil {
		more = noughts[:]
	}
	_, _, _, _ = sum[n-1], up[n-1], more[n-1], bias[n-1]
	squashAVX2(&squash{n, &dst[0], &sum[0], &up[0], &more[0], &bias[0], by})
	if n < len(dst) {
		squashPortable(dst[n:], sum[n:], up[n:], more[n:], bias[n:], by)
	}
}

func squashPortable(dst []int16, sum, up, more, bias []int32, by scaling) {
	for k := range dst {
		v := sum[k]
		if up != nil {
			v <<= up[k] & 31
		}
		v >>= by.down & 31
		if more != nil {
			v += more[k] << (by.moreUp & 31)
		}
		dst[k] = int16(max(by.least, min((v+bias[k]+by.round)>>(by.right&31), math.MaxInt16)))
	}
}
