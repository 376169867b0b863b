package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// quiet is how long work goes on before it is worth a line.
const quiet = time.Second

// A progress is a line on a terminal that says how far the work is. It writes
// nothing into a pipe or a file, and nothing about short work.
type progress struct {
	w    io.Writer // nil if not a terminal
	next time.Time
	told bool
}

func newProgress(stderr io.Writer) *progress {
	if !isTerminal(stderr) {
		return &progress{}
	}
	return &progress{w: stderr, next: time.Now().Add(quiet)}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// tell says how far the work is.
func (p *progress) tell(format string, args ...any) {
	if p.w == nil || time.Now().Before(p.next) {
		return
	}
	p.next = time.Now().Add(quiet / 5)
	p.told = true
	fmt.Fprintf(p.w, "\r"+format+"\x1b[K", args...)
}

// done clears the line.
func (p *progress) done() {
	if p.told {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.told = false
	}
}
