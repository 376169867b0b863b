package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"stemma/internal/store"
)

// Exposed reports whether others than the user of this machine can ask a server
// that listens at an address and is asked by some names: everything is open to
// them unless it has tokens. A name beside those of the machine itself is that
// of a proxy before it.
func Exposed(listen net.Addr, hosts []string) bool {
	switch a := listen.(type) {
	case *net.TCPAddr:
		return !a.IP.IsLoopback() || len(hosts) > 0
	case *net.UnixAddr:
		return len(hosts) > 0
	}
	return true
}

// NeedsTokens returns what Options.Tokens must be for a server that listens at
// an address and is asked by some names: whether it is exposed. It returns an
// error if it is and the store has no token, for then it must not be started.
func NeedsTokens(ctx context.Context, s *store.Store, listen net.Addr, hosts []string) (bool, error) {
	if !Exposed(listen, hosts) {
		return false, nil
	}
	all, err := s.Tokens(ctx)
	if err != nil {
		return true, err
	}
	if len(all) == 0 {
		return true, fmt.Errorf("others could reach %s, and the store has no token to tell them by: make one with stemma token add NAME, or listen on 127.0.0.1", listen)
	}
	return true, nil
}

// cookieName is that of the cookie that a browser shows its token by.
const cookieName = "stemma"

// cookieFor is how long a browser is remembered.
const cookieFor = 90 * 24 * time.Hour

// whoKey is the key of a request's token in its context.
type whoKey struct{}

// who returns the ID of the token of the request that ctx is of; "" for the one
// user of a machine. It keys what somebody follows and has seen.
func who(ctx context.Context) string {
	t, _ := ctx.Value(whoKey{}).(store.Token)
	return t.ID
}

// open lists what needs no token.
func open(path string) bool {
	switch path {
	case "/healthz", "/readyz", "/login", "/logout", "/site.css", "/favicon.ico":
		return true
	}
	return false
}

// authorised lets those through who have a token, where tokens are asked for:
// as a bearer (RFC 6750); as the password of Basic, which is all that readers of
// feeds know; or by the cookie of /login.
func (s *Server) authorised(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.opt.Tokens || open(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		secret := secretOf(r)
		if secret == "" {
			s.turnAway(w, r, "a token is needed, and there is none", http.StatusUnauthorized)
			return
		}
		t, err := s.store.TokenOf(r.Context(), secret)
		switch {
		case errors.Is(err, store.ErrNotFound):
			// Only what is wrong is counted, so that nobody is locked out by others.
			if wait := s.failures.count(s.opt.Now(), remote(r)); wait > 0 {
				s.refuse(w, r, &problem{Status: http.StatusTooManyRequests, Detail: "too many wrong tokens came from this address", Do: "wait, and ask with a token that stemma token list has", after: wait})
				return
			}
			s.log.Info("wrong token", "remote", remote(r))
			s.turnAway(w, r, "the token is not known; it may have been revoked", http.StatusUnauthorized)
			return
		case err != nil:
			s.refuse(w, r, s.failed(err))
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && t.Scope != store.Writing {
			s.refuse(w, r, &problem{Status: http.StatusForbidden, Detail: fmt.Sprintf("the token %q may read and not write", t.Name), Do: "use one made with stemma token add --scope write"})
			return
		}
		s.use(r.Context(), t)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, t)))
	})
}

// secretOf returns the token that a request shows; "" if none.
func secretOf(r *http.Request) string {
	if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	return ""
}

// turnAway asks for a token: a browser by the form, a program by RFC 6750.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request, cause string, status int) {
	if r.Method == http.MethodGet && r.Header.Get("Authorization") == "" && strings.Contains(r.Header.Get("Accept"), "text/html") && !forPrograms(r.URL.Path) {
		http.Redirect(w, r, "/login?"+url.Values{"next": {r.URL.RequestURI()}}.Encode(), http.StatusSeeOther)
		return
	}
	w.Header().Set("WWW-Authenticate", `Bearer realm="stemma"`)
	s.refuse(w, r, &problem{Status: status, Detail: cause, Do: "send it as Authorization: Bearer TOKEN; stemma token add NAME makes one"})
}

// forPrograms reports whether a path is asked by programs, which want no form.
func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/atom/") || path == "/metrics"
}

// useEvery is how exactly it is kept when a token was used.
const useEvery = 10 * time.Minute

// use keeps that a token is used.
func (s *Server) use(ctx context.Context, t store.Token) {
	now := s.opt.Now()
	if now.Sub(t.Used) < useEvery || !s.used.first(t.ID, now) {
		return
	}
	if err := s.store.UseToken(ctx, t.ID, now); err != nil {
		s.log.Warn("token", "id", t.ID, "err", err)
	}
}

// lately holds when a token was last said to be used, so that of many requests
// at once one writes.
type lately struct {
	mu sync.Mutex
	at map[string]time.Time
}

// first reports whether id was not met in the last useEvery.
func (l *lately) first(id string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.at[id]) < useEvery {
		return false
	}
	if l.at == nil {
		l.at = map[string]time.Time{}
	}
	l.at[id] = now
	return true
}

// How many wrong tokens from one address are told to be wrong: maxFailures at
// once, and then one every failureEvery. Tokens of 256 bits are not found by
// trying; this tells a program that it has an old one to stop, and keeps the log
// readable.
const (
	maxFailures  = 10
	failureEvery = 6 * time.Second
	maxRemotes   = 10000 // addresses remembered
)

// failures counts wrong tokens by address.
type failures struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// count counts one more and returns how long to wait until the next is allowed;
// 0 if this one is.
func (f *failures) count(now time.Time, remote string) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.by[remote]
	if l == nil {
		if f.by == nil || len(f.by) >= maxRemotes {
			f.by = map[string]*rate.Limiter{} // all anew, rather than to grow
		}
		l = rate.NewLimiter(rate.Every(failureEvery), maxFailures)
		f.by[remote] = l
	}
	if l.AllowN(now, 1) {
		return 0
	}
	return failureEvery
}

// remote returns the address that a request came from, of IPv6 its network of
// 64 bits, which one host has.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}

// secure reports whether a request came over TLS, to this server or to a proxy
// before it. It decides only whether a cookie is sent back over TLS alone.
func secure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// showLogin writes the form that asks for a token.
func (s *Server) showLogin(w http.ResponseWriter, next, wrong string, status int) {
	w.Header().Set("Cache-Control", "no-store")
	v := struct {
		shell
		Next, Wrong string
	}{s.shell("Log in", ""), within(next), wrong}
	v.Login = false
	if err := show(w, status, "login", v); err != nil {
		s.log.Error("login", "err", err)
		http.Error(w, "this page could not be made", http.StatusInternalServerError)
	}
}

// within returns the path to go on to after logging in: one of this site.
func within(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// maxForm is the largest form of the log-in, in bytes.
const maxForm = 1 << 14

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		s.showLogin(w, r.URL.Query().Get("next"), "", http.StatusOK)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.showLogin(w, "/", "That form could not be read.", http.StatusBadRequest)
		return
	}
	next, secret := r.PostForm.Get("next"), strings.TrimSpace(r.PostForm.Get("token"))
	_, err := s.store.TokenOf(r.Context(), secret)
	switch {
	case errors.Is(err, store.ErrNotFound):
		if wait := s.failures.count(s.opt.Now(), remote(r)); wait > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())+1))
			s.showLogin(w, next, "Too many wrong tokens came from your address. Wait, and try again.", http.StatusTooManyRequests)
			return
		}
		s.log.Info("wrong token", "remote", remote(r))
		s.showLogin(w, next, "That token is not known. It may have been revoked.", http.StatusUnauthorized)
		return
	case err != nil:
		s.log.Error("login", "err", err)
		s.showLogin(w, next, "The store does not answer.", http.StatusServiceUnavailable)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: secret, Path: "/", MaxAge: int(cookieFor / time.Second),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: secure(r),
	})
	http.Redirect(w, r, within(cmp.Or(next, "/")), http.StatusSeeOther)
}

// logout makes a browser forget its token, which stays valid.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: secure(r)})
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
