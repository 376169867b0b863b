package store

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestTokens holds that a token is known by its secret alone, that the secret is
// not kept, and what goes with a token that is revoked.
func TestTokens(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		a, secret, err := s.AddToken(ctx, "Anna", Reading, noon)
		if err != nil {
			t.Fatal(err)
		}
		b, other, err := s.AddToken(ctx, "Anna", Writing, noon.Add(time.Second))
		if err != nil || a.ID == b.ID || secret == other || len(secret) != len("stemma_")+43 {
			t.Fatalf("%+v %q, %+v %q, %v", a, secret, b, other, err)
		}
		if _, _, err := s.AddToken(ctx, "Anna", "all", noon); err == nil {
			t.Error("a token for everything")
		}
		if got, err := s.TokenOf(ctx, secret); err != nil || got != a {
			t.Errorf("%+v, %v", got, err)
		}
		for _, wrong := range []string{"", "stemma_", secret[:len(secret)-1], secret + "A", strings.ToLower(secret), a.ID, hashed(secret)} {
			if _, err := s.TokenOf(ctx, wrong); !errors.Is(err, ErrNotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		kept, err := collect(ctx, s.r, column[string], "select id || name || hash || scope from tokens")
		if err != nil || strings.Contains(strings.Join(kept, ""), strings.TrimPrefix(secret, "stemma_")) {
			t.Errorf("kept %v, %v", kept, err)
		}
		if err := s.UseToken(ctx, a.ID, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		all, err := s.Tokens(ctx)
		if err != nil || len(all) != 2 || !all[0].Used.Equal(noon.Add(time.Hour)) || !all[1].Used.IsZero() {
			t.Errorf("%+v, %v", all, err)
		}

		for _, who := range []string{a.ID, b.ID} {
			if _, err := s.Follow(ctx, Follow{Who: who, Kind: FollowName, Value: "ida marren", Created: noon}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.AddHook(ctx, Hook{Who: who, URL: "https://a.example/", Created: noon}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.RevokeToken(ctx, a.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.RevokeToken(ctx, a.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("revoked twice: %v", err)
		}
		if _, err := s.TokenOf(ctx, secret); !errors.Is(err, ErrNotFound) {
			t.Errorf("a revoked token: %v", err)
		}
		for who, want := range map[string]int{a.ID: 0, b.ID: 1} {
			follows, err := s.Follows(ctx, who)
			if err != nil || len(follows) != want {
				t.Errorf("follows %+v, %v", follows, err)
			}
			hooks, err := s.Hooks(ctx, who)
			if err != nil || len(hooks) != 1 || (hooks[0].Off == "") != (want == 1) {
				t.Errorf("hooks %+v, %v", hooks, err)
			}
		}
	})
}

// TestHooks holds what is kept of a hook, and which are due.
func TestHooks(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		put := func(mark string) {
			t.Helper()
			if err := s.Write(ctx, func(tx *Tx) error { return tx.putEvent(Event{Mark: mark, Story: "s-1", At: noon, Kind: "joined"}) }); err != nil {
				t.Fatal(err)
			}
		}
		put("a")
		h, err := s.AddHook(ctx, Hook{Who: "w", URL: "https://a.example/", Secret: "s", Kind: FollowStory, Value: "s-1", Created: noon})
		if err != nil || h.ID != 1 || h.Event != 1 {
			t.Fatalf("%+v, %v", h, err)
		}
		last := func() int64 {
			n, err := s.LastEvent(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		due := func(at time.Time) int {
			t.Helper()
			all, err := s.DueHooks(ctx, at, last())
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if n := due(noon); n != 0 {
			t.Errorf("%d due before anything happened", n)
		}
		put("b")
		if n := due(noon); n != 1 {
			t.Errorf("%d due", n)
		}
		h.Tries, h.Next, h.Error = 3, noon.Add(time.Minute), "no answer"
		if err := s.Delivered(ctx, h); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Hook(ctx, "w", h.ID); err != nil || got != h {
			t.Errorf("kept %+v, %v, want %+v", got, err, h)
		}
		if now, later := due(noon), due(noon.Add(time.Minute)); now != 0 || later != 1 {
			t.Errorf("%d due now, %d later", now, later)
		}
		h.Event, h.Tries, h.Error, h.Delivered = last(), 0, "", noon
		if err := s.Delivered(ctx, h); err != nil {
			t.Fatal(err)
		}
		if n := due(noon.Add(time.Hour)); n != 0 {
			t.Errorf("%d due after it was delivered", n)
		}
		put("c")
		h.Off = "gone"
		if err := s.Delivered(ctx, h); err != nil {
			t.Fatal(err)
		}
		h.Off = ""
		if err := s.Delivered(ctx, h); err != nil { // by whoever has not seen that it is off
			t.Fatal(err)
		}
		if got, err := s.Hook(ctx, "w", h.ID); err != nil || got.Off != "gone" || due(noon.Add(time.Hour)) != 0 {
			t.Errorf("off: %+v, %v", got, err)
		}
		if _, err := s.Hook(ctx, "v", h.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("another's hook: %v", err)
		}
		if err := s.DeleteHook(ctx, "v", h.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("another's hook is deleted: %v", err)
		}
		if err := s.DeleteHook(ctx, "w", h.ID); err != nil {
			t.Fatal(err)
		}
		if all, err := s.Hooks(ctx, "w"); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}
