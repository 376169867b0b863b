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

// A progress is a line on a terminal that counts the articles read. It writes
// nothing into a pipe or a file, and nothing about short work.
type progress struct {
	w    io.Writer // nil if not a terminal
	next time.Time
	told bool
}

func newProgress(stderr io.Writer) *progress {
	if f, ok := stderr.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return &progress{}
	}
	return &progress{w: stderr, next: time.Now().Add(quiet)}
}

// tell says that n articles are read.
func (p *progress) tell(n int) {
	if p.w == nil || time.Now().Before(p.next) {
		return
	}
	p.next = time.Now().Add(quiet / 5)
	p.told = true
	fmt.Fprintf(p.w, "\r%d articles read", n)
}

// done clears the line.
func (p *progress) done() {
	if p.told {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
