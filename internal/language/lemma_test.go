package language

import "testing"

func TestLemma(t *testing.T) {
	for _, c := range []struct {
		form string
		pos  POS
		tag  string
		want string
	}{
		{"went", VERB, "VBD", "go"},
		{"Stopped", VERB, "VBN", "stop"},
		{"hoping", VERB, "VBG", "hope"},
		{"hopping", VERB, "VBG", "hop"},
		{"carries", VERB, "VBZ", "carry"},
		{"zagged", VERB, "VBD", "zag"},
		{"’ll", AUX, "MD", "will"},
		{"wo", AUX, "MD", "will"},
		{"N’T", PART, "RB", "not"},
		{"is", AUX, "VBZ", "be"},
		{"houses", NOUN, "NNS", "house"},
		{"buses", NOUN, "NNS", "bus"},
		{"wives", NOUN, "NNS", "wife"},
		{"MPs", NOUN, "NNS", "MP"},
		{"Americans", PROPN, "NNPS", "American"},
		{"STATES", PROPN, "NNPS", "STATE"},
		{"said", PROPN, "NNP", "said"},
		{"NATO", PROPN, "NNP", "NATO"},
		{"LONDON", PROPN, "NNP", "London"},
		{"Bridge", NOUN, "NN", "bridge"},
		{"DNA", NOUN, "NN", "DNA"},
		{"better", ADJ, "JJR", "good"},
		{"Biggest", ADJ, "JJS", "big"},
		{"sooner", ADV, "RBR", "soon"},
		{"me", PRON, "PRP", "I"},
		{"her", PRON, "PRP", "she"},
		{"her", PRON, "PRP$", "her"},
		{"an", DET, "DT", "a"},
		{"XIV", NUM, "CD", "XIV"},
		{"12,000", NUM, "CD", "12000"},
		{"”", PUNCT, "''", "\""},
		{"Łódź", PROPN, "NNP", "Łódź"},
		{"s", NOUN, "NNS", "s"},
		{"", X, "", ""},
	} {
		if got := Lemma(c.form, c.pos, c.tag); got != c.want {
			t.Errorf("%s/%s: got %q, want %q", c.form, c.tag, got, c.want)
		}
	}
}

func FuzzLemma(f *testing.F) {
	for i, s := range []string{"went", "ÉS", "’s", "\xffing", "İed", "es"} {
		f.Add(s, uint8(i))
	}
	tags := []string{"VBD", "VBG", "VBZ", "NNS", "NNPS", "JJR", "RBS", "NN", "NNP", "CD", ""}
	f.Fuzz(func(t *testing.T, s string, k uint8) {
		for p := ADJ; p <= X; p++ {
			if Lemma(s, p, tags[int(k)%len(tags)]) == "" && s != "" {
				t.Errorf("%q has an empty lemma", s)
			}
		}
	})
}

func BenchmarkLemma(b *testing.B) {
	Lemma("", X, "")
	for b.Loop() {
		Lemma("Stopped", VERB, "VBD")
		Lemma("houses", NOUN, "NNS")
		Lemma("the", DET, "DT")
		Lemma("bridge", NOUN, "NN")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(4*b.N), "ns/word")
}
