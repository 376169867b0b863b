//go:build !amd64

package language

func dots(pairs int, x []int16, ldx int, w []int16, y []int32, ldy int) {
	dotsPortable(pairs, x, ldx, w, y, ldy)
}

const hasAVX2, hasVNNI = false, false

func stepAVX2(*step) { panic("language: no kernel for units on this processor") }

func dots8(int, []uint8, int, []int8, []int32, []int32, int) {
	panic("language: no kernel for bytes on this processor")
}

func sumRows(acc []int32, table string, rows []int32) { sumRowsPortable(acc, table, rows) }

func squashAVX2(*squash) { panic("language: no kernel to squash on this processor") }

func lower(dst []uint8, x []int16) { lowerPortable(dst, x) }
