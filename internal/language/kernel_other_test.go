//go:build !amd64

package language

// kernels returns the kernels that this processor has, each as a function that
// runs another under it.
func kernels() []func(run func()) { return []func(func()){func(run func()) { run() }} }
