package cluster_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"stemma"
	"stemma/internal/cluster"
	"stemma/internal/pipeline"
)

const (
	ferry1 = "The ferry Skua ran aground below Hallam Point on Tuesday with 84 people on board, the coastguard said. Lifeboats from Skerrow took off all passengers. Captain Rurik Aldane stayed on board."
	ferry2 = "Captain Rurik Aldane told the coastguard that he had not seen the rocks below Hallam Point before the Skua went aground. The passengers were brought to Skerrow by two lifeboats on Tuesday morning."
	ferry3 = "Two lifeboats from Skerrow were called to Hallam Point on Tuesday, where the Skua had run on the rocks in fog. The coastguard took all passengers of the ferry off within three hours."
	bakery = "A fire destroyed the bakery of Otto Brandis on Mill Street in Thornwick on Thursday night. The baker and his son breathed smoke, and fire chief Hanne Quill could not rule out arson."
)

func sketches(t *testing.T, texts ...string) []*cluster.Sketch {
	t.Helper()
	var pages iter.Seq2[stemma.Page, error] = func(yield func(stemma.Page, error) bool) {
		for i, s := range texts {
			if !yield(stemma.Page{Path: fmt.Sprintf("%d.txt", i), Format: stemma.PlainText, Body: []byte(s), Text: s}, nil) {
				return
			}
		}
	}
	var out []*cluster.Sketch
	for r := range pipeline.Articles(pages) {
		if r.Sketch == nil {
			t.Fatal(r.Err)
		}
		out = append(out, r.Sketch)
	}
	return out
}

func TestStrays(t *testing.T) {
	for _, c := range []struct {
		why   string
		texts []string
		want  string // indices
	}{
		{"accounts of one event", []string{ferry1, ferry2, ferry3}, ""},
		{"one of another event", []string{ferry1, bakery, ferry2, ferry3}, "1"},
		{"copies of a foreign account do not confirm each other", []string{bakery, ferry1, bakery, ferry2, ferry3, bakery}, "0 2 5"},
		{"of two the later", []string{ferry1, bakery}, "1"},
		{"of two voices the one with fewer accounts", []string{bakery, ferry1, ferry1}, "0"},
		{"two accounts of one event", []string{ferry1, ferry2}, ""},
		{"one text under two names", []string{ferry1, ferry1}, ""},
		{"too short to judge by", []string{ferry1, ferry2, "Bakery burns in Thornwick."}, ""},
		{"one account", []string{ferry1}, ""},
		{"none", nil, ""},
	} {
		var got []string
		for _, s := range cluster.Strays(sketches(t, c.texts...)) {
			got = append(got, fmt.Sprint(s.At))
			if len(s.Own) == 0 || len(s.Others) == 0 {
				t.Errorf("%s: %+v does not say why", c.why, s)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: strays %q, want %q", c.why, s, c.want)
		}
	}
}
