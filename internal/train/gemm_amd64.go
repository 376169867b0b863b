package train

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

//go:noescape
func multiplyAVX2(k int, a, b, c *float32, ldc int)

// plusAVX2 adds n numbers, a positive multiple of 16.
//
//go:noescape
func plusAVX2(n int, a, b *float32)

// plus adds b to a.
func plus(a, b []float32) {
	b = b[:len(a)]
	n := 0
	if n = len(a) &^ 15; fast && n > 0 {
		plusAVX2(n, &a[0], &b[0])
	} else {
		n = 0
	}
	for i := n; i < len(a); i++ {
		a[i] += b[i]
	}
}

var fast = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// multiplyAVX512 is multiplyAVX2 for two panels of rows, one above the other.
//
//go:noescape
func multiplyAVX512(k int, a, a2, b, c *float32, ldc int)

var faster = cpu.X86.HasAVX512F

func multiply(k int, a, b, c *float32, ldc int) {
	if fast {
		multiplyAVX2(k, a, b, c, ldc)
		return
	}
	multiplyPortable(k, unsafe.Slice(a, k*tileRows), unsafe.Slice(b, k*tileCols), unsafe.Slice(c, (tileRows-1)*ldc+tileCols), ldc)
}
