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
	k := a.cols
	if aT {
		k = a.rows
	}
	g.blocks(c, a, aT, k, func(k0, kn int) []float32 {
		n := c.cols
		g.b = grown(g.b, (n+tileCols-1)/tileCols*tileCols*kn)
		pack(g.b, b, !bT, n, k0, kn, tileCols)
		return g.b
	})
}

// times adds A·Q to c, where Q is the packed q or its transpose.
func (g *gemm) times(c, a *matrix, q *param, qT bool) {
	t := 0
	if qT {
		t = 1
	}
	np := (c.cols + tileCols - 1) / tileCols
	g.blocks(c, a, false, a.cols, func(k0, kn int) []float32 { return q.packs[t][np*tileCols*k0:] })
}

// blocks adds A·B to c, of which packed returns the rows [k0, k0+kn).
func (g *gemm) blocks(c, a *matrix, aT bool, k int, packed func(k0, kn int) []float32) {
	m, n := c.rows, c.cols
	if m == 0 || n == 0 || k == 0 {
		return
	}
	mp, np := (m+tileRows-1)/tileRows, (n+tileCols-1)/tileCols
	for k0 := 0; k0 < k; k0 += depth {
		kn := min(depth, k-k0)
		g.a = grown(g.a, mp*tileRows*kn)
		pack(g.a, a, aT, m, k0, kn, tileRows)
		packedB := packed(k0, kn)
		for j := range np {
			panel := packedB[j*tileCols*kn:]
			for i := 0; i < mp; i++ {
				r, q := i*tileRows, j*tileCols
				if faster && r+2*tileRows <= m && q+tileCols <= n {
					multiplyAVX512(kn, &g.a[i*tileRows*kn], &g.a[(i+1)*tileRows*kn], &panel[0], &c.data[r*n+q], n)
					i++
					continue
				}
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
