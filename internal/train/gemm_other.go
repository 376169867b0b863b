//go:build !amd64

package train

import "unsafe"

func multiply(k int, a, b, c *float32, ldc int) {
	multiplyPortable(k, unsafe.Slice(a, k*tileRows), unsafe.Slice(b, k*tileCols), unsafe.Slice(c, (tileRows-1)*ldc+tileCols), ldc)
}
