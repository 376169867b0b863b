package language

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:noescape
func dotsAVX2(pairs int, x *int16, ldx int, w *int16, y *int32, ldy int)

//go:noescape
func dotsVNNI(pairs int, x *int16, ldx int, w *int16, y *int32, ldy int)

//go:noescape
func dots8VNNI(quads int, x *uint8, ldx int, w *int8, origin *int32, y *int32, ldy int)

//go:noescape
func stepAVX2(s *step)

//go:noescape
func sumRowsAVX2(acc *int32, n int, table *byte, rows *int32, count int)

//go:noescape
func squashAVX2(s *squash)

//go:noescape
func lowerAVX2(dst *uint8, x *int16, n int)

var (
	hasAVX2 = cpu.X86.HasAVX2
	hasVNNI = cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX512VL && hasAVX2
)

func dots(pairs int, x []int16, ldx int, w []int16, y []int32, ldy int) {
	if !hasAVX2 || pairs == 0 {
		dotsPortable(pairs, x, ldx, w, y, ldy)
		return
	}
	// What the kernels touch must be there.
	_, _, _ = x[(band-1)*ldx+2*pairs-1], w[2*panel*pairs-1], y[(band-1)*ldy+panel-1]
	if hasVNNI {
		dotsVNNI(pairs, &x[0], ldx, &w[0], &y[0], ldy)
		return
	}
	dotsAVX2(pairs, &x[0], ldx, &w[0], &y[0], ldy)
}

// dots8 sets the 4 × 16 sums at y, whose rows are ldy apart, to origin plus the
// products of 4 rows of x, ldx apart, with a panel of weights.
func dots8(quads int, x []uint8, ldx int, w []int8, origin []int32, y []int32, ldy int) {
	_, _, _, _ = x[(band-1)*ldx+4*quads-1], w[4*panel*quads-1], origin[panel-1], y[(band-1)*ldy+panel-1]
	dots8VNNI(quads, &x[0], ldx, &w[0], &origin[0], &y[0], ldy)
}

// sumRows sets acc to the sum of rows of a table of signed bytes, which are as long.
func sumRows(acc []int32, table string, rows []int32) {
	n := len(acc)
	if !hasAVX2 || n == 0 || n%32 != 0 || len(rows) == 0 {
		sumRowsPortable(acc, table, rows)
		return
	}
	for _, r := range rows {
		_ = table[int(r)*n : (int(r)+1)*n] // what the kernel touches must be there
	}
	sumRowsAVX2(&acc[0], n, unsafe.StringData(table), &rows[0], len(rows))
}

// lower sets dst to x in units of 2^-lowBits, moved up by 128. It is as long.
func lower(dst []uint8, x []int16) {
	if n := len(x) &^ 31; hasAVX2 && n > 0 {
		_ = dst[n-1]
		lowerAVX2(&dst[0], &x[0], n)
		dst, x = dst[n:], x[n:]
	}
	lowerPortable(dst, x)
}
