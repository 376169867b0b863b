package serve

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"stemma/internal/pipeline"
	"stemma/internal/store"
)

// TestMetrics holds that the table in docs/operation.md and what is told are the
// same: every name, kind, label and meaning.
func TestMetrics(t *testing.T) {
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m := NewMetrics(s)
	m.Stage(pipeline.Placing, time.Millisecond)
	m.Fetched(200)
	m.Fetched(0)
	m.Delivered(true)
	v := New(s, pipeline.NewKeeper(s, pipeline.KeepOptions{}), Options{Metrics: m})
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		v.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
		return w
	}
	get("/healthz")
	if w := get("/metrics"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `stemma_http_request_seconds_count{code="200",route="/healthz"} 1`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get("/readyz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("ready before the stages run: %d", w.Code)
	}

	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, f := range families {
		if !strings.HasPrefix(f.GetName(), "stemma_") {
			continue
		}
		var labels []string
		for _, l := range f.Metric[0].Label {
			labels = append(labels, "`"+l.GetName()+"`")
		}
		slices.SortFunc(labels, func(a, b string) int { return strings.Compare(b, a) })
		told = append(told, strings.Join([]string{"`" + f.GetName() + "`", strings.ToLower(f.GetType().String()), strings.Join(labels, ", "), f.GetHelp()}, " | "))
	}
	doc, err := os.ReadFile("../../docs/operation.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for line := range strings.Lines(string(doc)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "| `stemma_") {
			documented = append(documented, strings.ReplaceAll(strings.Trim(line, "| "), " | | ", " |  | "))
		}
	}
	slices.Sort(told)
	slices.Sort(documented)
	if !slices.Equal(told, documented) {
		t.Errorf("told:\n%s\ndocumented:\n%s", strings.Join(told, "\n"), strings.Join(documented, "\n"))
	}
}
