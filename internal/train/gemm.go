package train

// A matrix is row-major.
type matrix struct {
	rows, cols int
	data       []float32
}

func newMatrix(rows, cols int) *matrix { return &matrix{rows, cols, make([]float32, rows*cols)} }

func (m *matrix) row(i int) []float32 { return m.data[i*m.cols : (i+1)*m.cols] }

// shaped returns m with rows × cols zeros, reusing its memory.
func (m *matrix) shaped(rows, cols int) *matrix {
	n := rows * cols
	if cap(m.data) < n {
		m.data = make([]float32, n+n/4)
	}
	m.rows, m.cols, m.data = rows, cols, m.data[:n]
	clear(m.data)
	return m
}

// The tile of the micro-kernel, and how much of the inner dimension is packed
// at a time so that a panel stays in the first cache (Goto and van de Geijn 2008).
const (
	tileRows = 6
	tileCols = 16
	depth    = 256
)

// A gemm multiplies matrices. It owns the buffers of one worker.
type gemm struct {
	a, b []float32
	tile [tileRows * tileCols]float32
}

// add adds A·B to c, where A is a or its transpose and B is b or its transpose.
func (g *gemm) add(c, a, b *matrix, aT, bT bool) {
	m, n, k := c.rows, c.cols, a.cols
	if aT {
		k = a.rows
	}
	if m == 0 || n == 0 || k == 0 {
		return
	}
	mp, np := (m+tileRows-1)/tileRows, (n+tileCols-1)/tileCols
	for k0 := 0; k0 < k; k0 += depth {
		kn := min(depth, k-k0)
		g.a = grown(g.a, mp*tileRows*kn)
		g.b = grown(g.b, np*tileCols*kn)
		pack(g.a, a, aT, m, k0, kn, tileRows)
		pack(g.b, b, !bT, n, k0, kn, tileCols)
		for j := range np {
			panel := g.b[j*tileCols*kn:]
			for i := range mp {
				r, q := i*tileRows, j*tileCols
				if r+tileRows <= m && q+tileCols <= n {
					multiply(kn, &g.a[i*tileRows*kn], &panel[0], &c.data[r*n+q], n)
					continue
				}
				clear(g.tile[:])
				multiply(kn, &g.a[i*tileRows*kn], &panel[0], &g.tile[0], tileCols)
				for y := r; y < min(r+tileRows, m); y++ {
					row := c.data[y*n+q : y*n+min(q+tileCols, n)]
					for x := range row {
						row[x] += g.tile[(y-r)*tileCols+x]
					}
				}
			}
		}
	}
}

func grown(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n+n/2)
	}
	return s[:n]
}

// pack lays out, panel by panel of w, columns [k0, k0+kn) of x, or its rows if
// t: for each k the w values that the kernel reads together, zero beyond n.
func pack(out []float32, x *matrix, t bool, n, k0, kn, w int) {
	for p := 0; p*w < n; p++ {
		dst := out[p*w*kn : (p+1)*w*kn]
		cnt := min(w, n-p*w)
		if cnt < w {
			clear(dst)
		}
		if t {
			for k := range kn {
				copy(dst[k*w:k*w+cnt], x.data[(k0+k)*x.cols+p*w:])
			}
			continue
		}
		for i := range cnt {
			src := x.data[(p*w+i)*x.cols+k0:][:kn]
			for k, v := range src {
				dst[k*w+i] = v
			}
		}
	}
}

// multiplyPortable adds to the 6 × 16 tile at c, whose rows are ldc apart, the
// product of the packed panels a and b over k.
func multiplyPortable(k int, a, b, c []float32, ldc int) {
	for p := range k {
		av, bv := a[p*tileRows:(p+1)*tileRows], b[p*tileCols:(p+1)*tileCols]
		for i, x := range av {
			row := c[i*ldc : i*ldc+tileCols]
			for j, y := range bv {
				row[j] += x * y
			}
		}
	}
}
