package language

import "testing"

func TestNear(t *testing.T) {
	if got := Near("hospital", "hospital"); got < 999 {
		t.Errorf("a word is %d near itself", got)
	}
	if got := Near("hospital", "qwertyx"); got != 0 {
		t.Errorf("an unknown word is %d near", got)
	}
	if a, b := Near("hospital", "clinic"), Near("hospital", "guitar"); a <= b {
		t.Errorf("clinic is %d near hospital, guitar %d", a, b)
	}
	for _, p := range [][2]string{{"dangle", "hang"}, {"dangling", "hanging"}, {"notice", "see"}, {"commotion", "crowd"}, {"film", "videotape"}, {"videotaped", "filmed"}, {"captured", "filmed"}, {"killed", "injured"}, {"plane", "aircraft"}, {"woods", "forest"}, {"probe", "investigation"}, {"rescue", "save"}, {"tourist", "citizen"}, {"passengers", "tourists"}, {"pilots", "crew"}, {"ship", "boat"}, {"monday", "tuesday"}, {"clinic", "hospital"}, {"scared", "frightened"}, {"arrest", "detain"}, {"arrested", "detained"}, {"neighbour", "neighbor"}, {"hero", "bravery"}, {"left", "arrived"}, {"closed", "opened"}, {"motorway", "highway"}, {"engulfed", "flames"}, {"ignited", "burned"}, {"driver", "passenger"}, {"husband", "wife"}} {
		t.Log(p, Near(p[0], p[1]), VectorRank(p[0]), VectorRank(p[1]))
	}
}

func BenchmarkNear(b *testing.B) {
	for b.Loop() {
		Near("hospital", "clinic")
	}
}
