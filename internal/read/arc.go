package read

import (
	"regexp"
	"strings"
	"time"
)

// arcStart is what an ARC file begins with.
const arcStart = "filedesc://"

// arcDates are the lengths of time that ARC files state: seconds, and less.
const arcDate = "20060102150405"

// arcLine is the header of an ARC record: an address that may have spaces in
// it, where it was had, when, what it is, whatever version 2 has in between,
// and its length.
var arcLine = regexp.MustCompile(`^([a-z][a-z0-9+.-]*:\S.*?) ([0-9a-fA-F.:]+) (\d{12,18}) (\S+)(?: .*)? (\S+)$`)

// arc returns a function that reads the header of the next ARC record (Internet
// Archive's version 1 or 2, 1996). The file's description is a record, too; of
// one whose length is wrong, the lines are passed over.
func (a *archive) arc() func() (archived, error) {
	junk := true // the description's lines may follow one without a length
	return func() (archived, error) {
		for {
			line, err := headerLine(a.in)
			if err != nil {
				return archived{}, err
			}
			m := arcLine.FindStringSubmatch(line)
			if m == nil {
				if !junk && strings.TrimSpace(line) != "" {
					junk = true
					a.left["passed over, since a record's length is wrong"]++
				}
				continue
			}
			rec := archived{kind: "response", url: targetURI(m[1]), contentType: m[4], date: arcTime(m[3]), length: length(m[5]), header: header{}}
			junk = rec.length < 0
			if strings.HasPrefix(line, arcStart) {
				rec.kind = "arc_header"
				rec.length = max(rec.length, 0)
			}
			return rec, nil
		}
	}
}

func arcTime(s string) time.Time {
	t, err := time.Parse(arcDate, s[:min(len(s), len(arcDate))])
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
