package train

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:noescape
func multiplyAVX2(k int, a, b, c *float32, ldc int)

var fast = cpu.X86.HasAVX2 && cpu.X86.HasFMA

func multiply(k int, a, b, c *float32, ldc int) {
	if fast {
		multiplyAVX2(k, a, b, c, ldc)
		return
	}
	multiplyPortable(k, unsafe.Slice(a, k*tileRows), unsafe.Slice(b, k*tileCols), unsafe.Slice(c, (tileRows-1)*ldc+tileCols), ldc)
}
