//go:build !amd64

package language

func dots(pairs int, x []int16, ldx int, w []int16, y []int32, ldy int) {
	dotsPortable(pairs, x, ldx, w, y, ldy)
}
