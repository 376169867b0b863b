package language

import "golang.org/x/sys/cpu"

//go:noescape
func dotsAVX2(pairs int, x *int16, ldx int, w *int16, y *int32, ldy int)

var fast = cpu.X86.HasAVX2

func dots(pairs int, x []int16, ldx int, w []int16, y []int32, ldy int) {
	if !fast || pairs == 0 {
		dotsPortable(pairs, x, ldx, w, y, ldy)
		return
	}
	// What the kernel touches must be there.
	_, _, _ = x[(band-1)*ldx+2*pairs-1], w[2*panel*pairs-1], y[(band-1)*ldy+panel-1]
	dotsAVX2(pairs, &x[0], ldx, &w[0], &y[0], ldy)
}
