package eval

import (
	"syscall"
	"time"
)

// cpuTime returns the time that processors have worked for the program so far.
func cpuTime() time.Duration {
	h, err := syscall.GetCurrentProcess()
	if err != nil {
		panic(err) // unreachable: there is no error that it returns
	}
	var began, ended, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(h, &began, &ended, &kernel, &user); err != nil {
		panic(err) // unreachable: the arguments are right
	}
	// In units of 100 ns.
	of := func(t syscall.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }
	return time.Duration(100 * (of(kernel) + of(user)))
}
