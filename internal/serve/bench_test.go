package serve

import (
	"net/http"
	"testing"

	"stemma/internal/store"
)

// BenchmarkPages times the pages of the fictional week. How they fare among
// 100,000 articles while more come in, the set "keeping" of stemma eval says.
func BenchmarkPages(b *testing.B) {
	s := weekSite(b)
	st, first := s.skua(b)
	if err := s.store.See(b.Context(), store.Look{Story: st.ID, Revision: st.Revision, At: noon}); err != nil {
		b.Fatal(err)
	}
	for _, x := range []struct{ name, path string }{
		{"stories", "/"}, {"story", storyPage(st.ID)}, {"article", articlePage(first.ID)}, {"name", "/name/ines%20tallow"}, {"outlets", "/outlets"}, {"search", "/search?q=ferry+fog"},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				s.get(b, x.path, http.StatusOK)
			}
		})
	}
	// The first time a revision is asked for.
	b.Run("story anew", func(b *testing.B) {
		for b.Loop() {
			s.kept = rendered{}
			s.get(b, storyPage(st.ID), http.StatusOK)
		}
	})
}
