//go:build !amd64

package train

import "unsafe"

const faster = false

func multiplyAVX512(k int, a, a2, b, c *float32, ldc int) {} // unreachable: not faster

func multiply(k int, a, b, c *float32, ldc int) {
	multiplyPortable(k, unsafe.Slice(a, k*tileRows), unsafe.Slice(b, k*tileCols), unsafe.Slice(c, (tileRows-1)*ldc+tileCols), ldc)
}

// plus adds b to a.
func plus(a, b []float32) {
	b = b[:len(a)]
	for i := range a {
		a[i] += b[i]
	}
}
