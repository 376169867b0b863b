//go:build race

package pipeline

// someKills is how often TestKill kills if it is told nothing. The race detector
// sees nothing between programs, and makes each some times as slow.
const someKills = 5
