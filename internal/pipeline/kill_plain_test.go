//go:build !race

package pipeline

// someKills is how often TestKill kills if it is told nothing.
const someKills = 25
