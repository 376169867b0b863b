package lineage

import "testing"

func TestSlipped(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"sandhaven", "sandhlaven", true}, // put in
		{"merriwick", "merrwick", true},   // left out
		{"thornbury", "thornbery", true},  // replaced
		{"organisation", "organization", false},
		{"neighbourhood", "neighborhood", false},
		{"traveller", "traveler", false}, // doubled
		{"reporter", "reporters", false}, // at the end
		{"hallam", "hellam", false},      // too short
		{"merriwick", "thornbury", false},
	} {
		if got := slipped(tt.a, tt.b); got != tt.want {
			t.Errorf("slipped(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}
