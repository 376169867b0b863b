package language

import "testing"

// TestRelate shows the relations that claims are aligned by.
func TestRelate(t *testing.T) {
	for _, c := range []struct {
		a    string
		p    POS
		b    string
		q    POS
		want RelationKind
	}{
		{"rescue", NOUN, "rescue", VERB, Derived},
		{"arrive", VERB, "arrival", NOUN, Derived},
		{"die", VERB, "death", NOUN, Derived},
		{"kill", VERB, "die", VERB, Narrower},
		{"crash", VERB, "collide", VERB, Unrelated},
		{"crash", NOUN, "accident", NOUN, Narrower},
		{"car", NOUN, "automobile", NOUN, Synonym},
		{"begin", VERB, "start", VERB, Synonym},
		{"ship", NOUN, "vessel", NOUN, Narrower},
		{"open", VERB, "close", VERB, Opposite},
		{"france", PROPN, "french", ADJ, Derived},
		{"brazilian", ADJ, "brazil", PROPN, Derived},
		{"paris", PROPN, "france", PROPN, Within},
		{"table", NOUN, "sing", VERB, Unrelated},
		{"crash", VERB, "crash", VERB, Same},
		{"qwertyx", NOUN, "die", VERB, Unrelated},
		{"injure", VERB, "injury", NOUN, Derived},
		{"investigate", VERB, "probe", NOUN, Derived},
		{"take off", VERB, "takeoff", NOUN, Derived},
		{"plane", NOUN, "aircraft", NOUN, Narrower},
		{"aircraft", NOUN, "plane", NOUN, Broader},
		{"motorway", NOUN, "highway", NOUN, Narrower},
		{"man", NOUN, "woman", NOUN, Opposite},
		{"child", NOUN, "boy", NOUN, Broader},
	} {
		if got := Relate(LexemeOf(c.a, c.p), LexemeOf(c.b, c.q)); got.Kind != c.want {
			t.Errorf("%s %s, %s %s: got %v, want %v", c.a, c.p, c.b, c.q, got, c.want)
		}
	}
}

// TestKin shows that all pairs of many words are related as two are.
func TestKin(t *testing.T) {
	ls := []Lexeme{LexemeOf("rescue", NOUN), 0, LexemeOf("table", NOUN), LexemeOf("rescue", VERB), LexemeOf("begin", VERB), LexemeOf("start", VERB)}
	got := Kin(ls)
	if len(got) != 2 || got[0] != (Kinship{0, 3, Relation{Kind: Derived}}) || got[1] != (Kinship{4, 5, Relation{Kind: Synonym}}) {
		t.Errorf("got %v", got)
	}
}

func BenchmarkRelate(b *testing.B) {
	for b.Loop() {
		Relate(LexemeOf("collapse", VERB), LexemeOf("destruction", NOUN))
	}
}

// TestClasses shows the fields of meaning of nouns.
func TestClasses(t *testing.T) {
	for lemma, want := range map[string]Class{"pilot": Human, "ship": Artifact, "accident": Event, "arrest": Act, "france": Location, "qwertyx": 0} {
		if got := LexemeOf(lemma, NOUN).Class(); got != want {
			t.Errorf("%s: got %d, want %d", lemma, got, want)
		}
	}
	if !LexemeOf("crash", NOUN).In(Event) {
		t.Error("a crash is no event")
	}
}
