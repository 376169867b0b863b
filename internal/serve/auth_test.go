package serve

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stemma/internal/store"
)

// TestTokens holds what may be done without a token, with one that may read,
// and with one that may write.
func TestTokens(t *testing.T) {
	x := newClient(t, Options{Tokens: true})
	_, reads, err := x.store.AddToken(t.Context(), "desk", store.Reading, received)
	if err != nil {
		t.Fatal(err)
	}
	writer, writes, err := x.store.AddToken(t.Context(), "feeder", store.Writing, received)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string, header ...string) int {
		t.Helper()
		body := `{"url":"https://a.example/1","text":"The mill burned on Monday."}`
		if method == http.MethodGet {
			body = ""
		}
		return x.ask(method, path, strings.NewReader(body), append(header, "Content-Type", "application/json")...).StatusCode
	}
	for _, c := range []struct {
		what   string
		header []string
		read   int
		write  int
	}{
		{"nothing", nil, 401, 401},
		{"a wrong token", []string{"Authorization", "Bearer stemma_x"}, 401, 401},
		{"half a token", []string{"Authorization", "Bearer " + reads[:20]}, 401, 401},
		{"an empty token", []string{"Authorization", "Bearer "}, 401, 401},
		{"a token by another scheme", []string{"Authorization", "Digest " + reads}, 401, 401},
		{"one that reads", []string{"Authorization", "Bearer " + reads}, 200, 403},
		{"one that reads, by Basic", []string{"Authorization", "Basic " + basic("any", reads)}, 200, 403},
		{"one that reads, by cookie", []string{"Cookie", "stemma=" + reads}, 200, 403},
		{"one that writes", []string{"Authorization", "bearer " + writes}, 200, 202},
	} {
		if got := ask("GET", base+"/stories", c.header...); got != c.read {
			t.Errorf("with %s, GET is answered %d, want %d", c.what, got, c.read)
		}
		if got := ask("POST", base+"/articles", c.header...); got != c.write {
			t.Errorf("with %s, POST is answered %d, want %d", c.what, got, c.write)
		}
	}
	for path, want := range map[string]int{"/healthz": 200, "/login": 200, base + "/openapi.json": 401, "/metrics": 401, "/": 401, "/story/x": 401, "//healthz/../api/v1/stories": 401, "/login/../api/v1/stories": 401} {
		if r := x.ask("GET", path, nil); r.StatusCode != want {
			t.Errorf("GET %s without a token: %d, want %d", path, r.StatusCode, want)
		}
	}
	if r := x.ask("GET", base+"/stories", nil); r.Header.Get("WWW-Authenticate") == "" {
		t.Error("nothing says how to show a token")
	}
	// What was used is known, what was revoked is nothing.
	all, err := x.store.Tokens(t.Context())
	if err != nil || len(all) != 2 || all[0].Used.IsZero() || all[1].Used.IsZero() {
		t.Errorf("tokens %+v, %v", all, err)
	}
	if err := x.store.RevokeToken(t.Context(), writer.ID); err != nil {
		t.Fatal(err)
	}
	if got := ask("GET", base+"/stories", "Authorization", "Bearer "+writes); got != 401 {
		t.Errorf("a revoked token: %d", got)
	}
}

func basic(user, password string) string {
	r, _ := http.NewRequest("GET", "/", nil)
	r.SetBasicAuth(user, password)
	_, b, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return b
}

// TestWrongTokens holds that wrong tokens are looked at a few times only, and that
// whoever has a right one is not kept out by it.
func TestWrongTokens(t *testing.T) {
	now := received
	x := newClient(t, Options{Tokens: true, Now: func() time.Time { return now }})
	_, secret, err := x.store.AddToken(t.Context(), "desk", store.Reading, now)
	if err != nil {
		t.Fatal(err)
	}
	wrong := func() reply { return x.ask("GET", base+"/stories", nil, "Authorization", "Bearer wrong") }
	for i := range maxFailures {
		if r := wrong(); r.StatusCode != 401 {
			t.Fatalf("wrong token %d: %d", i, r.StatusCode)
		}
	}
	if r := wrong(); r.StatusCode != 429 || r.Header.Get("Retry-After") == "" {
		t.Errorf("one wrong token too many: %d %v", r.StatusCode, r.Header)
	}
	if r := x.ask("POST", "/login", strings.NewReader("token=wrong"), "Content-Type", "application/x-www-form-urlencoded"); r.StatusCode != 429 {
		t.Errorf("and by the form: %d", r.StatusCode)
	}
	if r := x.ask("GET", base+"/stories", nil, "Authorization", "Bearer "+secret); r.StatusCode != 200 {
		t.Errorf("the right token: %d", r.StatusCode)
	}
	now = now.Add(failureEvery)
	if r := wrong(); r.StatusCode != 401 {
		t.Errorf("a wrong token, later: %d", r.StatusCode)
	}
}

// TestLogin holds that the form gives a cookie that scripts cannot read, and
// leads nowhere else.
func TestLogin(t *testing.T) {
	x := newClient(t, Options{Tokens: true})
	_, secret, err := x.store.AddToken(t.Context(), "desk", store.Reading, received)
	if err != nil {
		t.Fatal(err)
	}
	r := x.ask("GET", "/story/s-1?x=1", nil, "Accept", "text/html")
	if to := r.Header.Get("Location"); r.StatusCode != 303 || to != "/login?next=%2Fstory%2Fs-1%3Fx%3D1" {
		t.Errorf("a page without a token: %d, to %q", r.StatusCode, to)
	}
	login := func(token, next string, header ...string) reply {
		form := url.Values{"token": {token}, "next": {next}}
		return x.ask("POST", "/login", strings.NewReader(form.Encode()), append(header, "Content-Type", "application/x-www-form-urlencoded")...)
	}
	for next, want := range map[string]string{
		"/story/s-1?x=1": "/story/s-1?x=1", "": "/", "https://evil.example/": "/", "//evil.example/": "/", `/\evil.example`: "/", "/a\r\nSet-Cookie: x=y": "/", "javascript:alert(1)": "/", "/\tx": "/",
	} {
		r := login(secret, next)
		if to := r.Header.Get("Location"); r.StatusCode != 303 || to != want {
			t.Errorf("next %q: %d to %q, want %q", next, r.StatusCode, to, want)
		}
		cookies := r.Cookies()
		if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Secure || cookies[0].Value != secret {
			t.Fatalf("cookies %+v", cookies)
		}
	}
	if c := login(secret, "/", "X-Forwarded-Proto", "https").Cookies(); !c[0].Secure {
		t.Errorf("over TLS: %+v", c)
	}
	if r := login("wrong", `"><script>alert(1)</script>`); r.StatusCode != 401 || len(r.Cookies()) > 0 || strings.Contains(string(r.body), "<script>") {
		t.Errorf("a wrong token: %d %s", r.StatusCode, r.body)
	}
	if r := login(secret, "/", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-client"); r.StatusCode != 403 || len(r.Cookies()) > 0 {
		t.Errorf("from another client: %d", r.StatusCode)
	}
	if r := x.ask("POST", "/logout", nil, "Cookie", "stemma="+secret); r.StatusCode != 303 || r.Cookies()[0].MaxAge >= 0 {
		t.Errorf("logout: %d %v", r.StatusCode, r.Cookies())
	}
	big := x.ask("POST", "/login", strings.NewReader("token="+strings.Repeat("x", maxForm)), "Content-Type", "application/x-www-form-urlencoded")
	if big.StatusCode != 400 {
		t.Errorf("a large form: %d", big.StatusCode)
	}
}

// TestExposed holds where a server listens only with a token.
func TestExposed(t *testing.T) {
	s, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tcp := func(ip string) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: 8080} }
	for _, c := range []struct {
		at      net.Addr
		hosts   []string
		exposed bool
	}{
		{tcp("127.0.0.1"), nil, false},
		{tcp("::1"), nil, false},
		{tcp("127.0.0.1"), []string{"stemma.example.org"}, true},
		{tcp("0.0.0.0"), nil, true},
		{tcp("::"), nil, true},
		{tcp("192.168.0.7"), nil, true},
		{tcp("2001:db8::1"), nil, true},
		{&net.UnixAddr{Name: "/run/stemma"}, nil, false},
	} {
		tokens, err := NeedsTokens(t.Context(), s, c.at, c.hosts)
		if tokens != c.exposed || (err != nil) != c.exposed {
			t.Errorf("%s asked by %v: %v, %v", c.at, c.hosts, tokens, err)
		}
	}
	if _, _, err := s.AddToken(t.Context(), "desk", store.Reading, received); err != nil {
		t.Fatal(err)
	}
	if tokens, err := NeedsTokens(t.Context(), s, tcp("0.0.0.0"), nil); !tokens || err != nil {
		t.Errorf("with a token: %v, %v", tokens, err)
	}
}
