package imports

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed lists, for each package, the packages of this module it may import
// beside the root. A new arrow is a line here; a stage never imports another
// stage, and nothing imports cmd.
var allowed = map[string][]string{
	"stemma":                    {},
	"stemma/internal/text":      {},
	"stemma/internal/language":  {"stemma/internal/text"},
	"stemma/internal/read":      {"stemma/internal/text"},
	"stemma/internal/extract":   {"stemma/internal/text"},
	"stemma/internal/speech":    {"stemma/internal/text", "stemma/internal/language"},
	"stemma/internal/annotate":  {"stemma/internal/text", "stemma/internal/language", "stemma/internal/speech"},
	"stemma/internal/cluster":   {"stemma/internal/text", "stemma/internal/language"},
	"stemma/internal/lineage":   {"stemma/internal/text"},
	"stemma/internal/reconcile": {"stemma/internal/text", "stemma/internal/language"},
	"stemma/internal/publish":   {"stemma/internal/text"},
	"stemma/internal/store":     {"stemma/internal/text"},
	"stemma/internal/serve":     {"stemma/internal/text", "stemma/internal/read", "stemma/internal/store", "stemma/internal/publish", "stemma/internal/pipeline"},
	"stemma/internal/pipeline":  {"stemma/internal/store", "stemma/internal/read", "stemma/internal/extract", "stemma/internal/annotate", "stemma/internal/cluster", "stemma/internal/lineage", "stemma/internal/reconcile"},
	"stemma/internal/eval":      {"stemma/internal/text", "stemma/internal/language", "stemma/internal/corpus", "stemma/internal/read", "stemma/internal/extract", "stemma/internal/annotate", "stemma/internal/cluster", "stemma/internal/lineage", "stemma/internal/reconcile", "stemma/internal/pipeline", "stemma/internal/publish", "stemma/internal/store", "stemma/internal/serve"},
	"stemma/internal/golden":    {},
	"stemma/internal/imports":   {},
	"stemma/internal/corpus":    {"stemma/internal/language", "stemma/internal/text"},
	"stemma/internal/train":     {"stemma/internal/language", "stemma/internal/text", "stemma/internal/corpus", "stemma/internal/speech", "stemma/internal/annotate", "stemma/internal/cluster", "stemma/internal/pipeline", "stemma/internal/read"},
	"stemma/cmd/train":          {"stemma/internal/train"},
	"stemma/cmd/stemma":         {"stemma/internal/text", "stemma/internal/read", "stemma/internal/extract", "stemma/internal/annotate", "stemma/internal/cluster", "stemma/internal/lineage", "stemma/internal/reconcile", "stemma/internal/pipeline", "stemma/internal/publish", "stemma/internal/store", "stemma/internal/serve", "stemma/internal/eval"},

	"stemma/internal/store/postgrestest": {},
}

func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "stemma/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		may, known := allowed[f[0]]
		if !known {
			t.Errorf("%s has no line in the table of arrows", f[0])
			continue
		}
		for _, imp := range f[1:] {
			inside := imp == "stemma" || strings.HasPrefix(imp, "stemma/")
			switch {
			case f[0] == "stemma" && strings.Contains(imp, "."):
				t.Errorf("the root imports %s: it holds nouns on the standard library alone", imp)
			case inside && imp != "stemma" && !slices.Contains(may, imp):
				t.Errorf("%s imports %s: a new arrow", f[0], imp)
			}
		}
	}
}
