package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"stemma/internal/read"
	"stemma/internal/store"
)

// TestServeStops holds that a serve which is told to end while it has much to do
// ends soon and well, and that the next one goes on where it was.
func TestServeStops(t *testing.T) {
	place := t.TempDir()
	t.Setenv("STEMMA_STORE", place)
	s, err := store.Open(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for i := range 20 {
		for p, err := range read.Pages([]string{week}, nil) {
			if err != nil {
				t.Fatal(err)
			}
			p.Path = fmt.Sprintf("%d/%s", i, p.Path)
			p.URL += fmt.Sprint("?", i)
			if _, err := s.Append(t.Context(), "test", time.Now(), p); err != nil {
				t.Fatal(err)
			}
			lines++
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, after := range []time.Duration{0, 50 * time.Millisecond, 400 * time.Millisecond} {
		v := startServe(t)
		if status, body := v.get(t, "/healthz"); status != 200 {
			t.Errorf("/healthz: %d %s", status, body)
		}
		time.Sleep(after)
		begun := time.Now()
		v.end(t)
		if took := time.Since(begun); took > 10*time.Second {
			t.Errorf("ended after %v", took)
		}
		if strings.Contains(v.log.String(), "level=ERROR") {
			t.Errorf("ending is no error:\n%s", &v.log)
		}
	}
	v := startServe(t)
	v.eventually(t, "/metrics", func(_ int, body string) bool {
		return strings.Contains(body, fmt.Sprintf("\nstemma_articles %d\n", lines)) && strings.Contains(body, `stemma_stage_lag{stage="place"} 0`) && strings.Contains(body, `stemma_stage_lag{stage="report"} 0`)
	})
	v.end(t)
	if out, err := exec.Command("stemma", "check").CombinedOutput(); err != nil || !strings.Contains(string(out), fmt.Sprintf("%d lines, %d articles", lines, lines)) {
		t.Errorf("check: %v\n%s", err, out)
	}
}
