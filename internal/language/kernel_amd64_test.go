package language

// kernels returns the kernels that this processor has, each as a function that
// runs another under it.
func kernels() []func(run func()) {
	with := func(avx2, vnni bool) func(func()) {
		return func(run func()) {
			a, v := hasAVX2, hasVNNI
			defer func() { hasAVX2, hasVNNI = a, v }()
			hasAVX2, hasVNNI = avx2, vnni
			run()
		}
	}
	out := []func(func()){with(false, false)}
	if hasAVX2 {
		out = append(out, with(true, false))
	}
	if hasVNNI {
		out = append(out, with(true, true))
	}
	return out
}
