//go:build unix

package eval

import (
	"syscall"
	"time"
)

// cpuTime returns the time that processors have worked for the program so far.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err) // unreachable: the arguments are right
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
