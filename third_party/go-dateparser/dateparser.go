// Package dateparser stands in for github.com/markusmobius/go-dateparser, which
// stemma's dependencies name and stemma never calls: extract turns the extensive
// search for dates off. The real package compiles its tables for 200 languages
// before main begins, which takes a quarter of a second and 60 MB in every run.
//
// It has what go-htmldate needs to compile, and finds no dates. Remove it, and
// the replace line in go.mod, once go-htmldate or go-dateparser does that work
// when it is first asked for.
package dateparser

import (
	"errors"
	"time"
)

// A ParserType is a way of reading dates.
type ParserType uint8

// The ways that go-htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// A PreferredDateSource says which date is meant if several could be.
type PreferredDateSource uint8

// Past is the source that go-htmldate names.
const Past PreferredDateSource = 1

// A Configuration is how dates are to be read.
type Configuration struct {
	CurrentTime         time.Time
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// A Parser reads dates.
type Parser struct{ ParserTypes []ParserType }

// A Date is what a Parser found.
type Date struct{ Time time.Time }

// Parse finds no date.
func (p *Parser) Parse(*Configuration, string, ...string) (Date, error) {
	return Date{}, errors.New("dateparser: stands in for the real one and reads nothing")
}
