package serve

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"code.dny.dev/ssrf"

	"stemma/internal/store"
)

// hookContract is what whoever receives events must know.
const hookContract = `From now on, every event of what is followed is sent to the address by POST, as JSON: ` + "`{\"id\", \"hook\", \"event\", \"story\"}`" + `, where event is one of GET /events and story one of GET /stories; null if it is gone.

Three headers come with it. Stemma-Id names the message and is the same when it is sent again. Stemma-Timestamp is when it was sent, in seconds since 1970. Stemma-Signature is ` + "`v1,`" + ` and the base64 of HMAC-SHA256 over the timestamp, a full stop and the body, keyed with the bytes that the secret holds in base64 after ` + "`whsec_`" + `. Compare it in constant time, and refuse a timestamp more than five minutes off.

An answer of 2xx says that it arrived. Any other, a redirect among them, or none within 15 seconds, is a failure: the same is sent again, after 10 seconds at first, then twice as long each time up to an hour. After 12 tries an event is given up, and the next one is tried. The events of a hook come in their order, one after the other, each at least once; know those that you have had by Stemma-Id. 410 turns the hook off. POST /hooks/{id}/test sends an event of the kind ` + "`test`" + `, of no story. Of an account or a finding one event tells, though its story becomes part of another one or parts: a hook on a story goes on with what that became part of.

The secret is shown once. Addresses of private networks are refused, unless the server was told otherwise.`

const (
	maxHooks     = 100              // of one token
	hookTimeout  = 15 * time.Second // for the whole of an answer
	hookFirst    = 10 * time.Second // after the first failure; then twice as long each time
	hookLongest  = time.Hour
	hookTries    = 12 // of one event: some three and a half hours
	hooksAtOnce  = 8
	hookEvents   = 50 // of one hook, before others have their turn
	hookTurn     = 30 * time.Second
	hookLook     = time.Second
	hookPassOver = 500 // events that a hook does not follow, before it is kept that they are passed over
)

// hookPorts are the ports that events are sent to; others belong to what is no
// web site.
var hookPorts = []uint16{80, 443, 8080, 8443}

// newSecret returns what a hook's messages are signed with.
func newSecret() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

// Sign returns the signature of a message: of Stemma-Timestamp, a full stop and
// the body, as Stemma-Signature has it.
func Sign(secret, timestamp string, body []byte) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		key = []byte(secret)
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(timestamp + "."))
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}

// checkHook returns an error for an address that nothing is sent to, as far as
// that can be told before its name is resolved.
func (s *Server) checkHook(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return errors.New("it is no address")
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("it does not begin with http:// or https://")
	case u.Hostname() == "":
		return errors.New("it names no host")
	case u.User != nil:
		return errors.New("it holds a name or password, which would be kept in the clear")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if u.Port() != "" && err != nil {
		return errors.New("its port is no number that a port can have")
	}
	if s.opt.PrivateHooks {
		return nil
	}
	ip, err := netip.ParseAddr(strings.Trim(u.Hostname(), "[]"))
	if err != nil {
		if h := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."); h == "localhost" || strings.HasSuffix(h, ".localhost") {
			return errors.New("it is this machine")
		}
		return nil // told when it is dialled
	}
	if port == 0 {
		port = 80
	}
	if err := ssrf.New(ssrf.WithPorts(hookPorts...)).Safe(networkOf(ip), netip.AddrPortFrom(ip, uint16(port)).String(), nil); err != nil {
		return errors.New("it is in a private network, or on a port of no web site")
	}
	return nil
}

func networkOf(ip netip.Addr) string {
	if ip.Is4() {
		return "tcp4"
	}
	return "tcp6"
}

// hookClient returns what sends messages: it goes through no proxy, follows no
// redirect, and dials no private network unless that is allowed, which is looked
// at after the name is resolved.
func hookClient(private bool) *http.Client {
	d := &net.Dialer{Timeout: hookTimeout}
	if !private {
		d.Control = ssrf.New(ssrf.WithPorts(hookPorts...)).Safe
	}
	return &http.Client{
		Timeout:       hookTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: d.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: hookTimeout,
			MaxIdleConns: 2 * hooksAtOnce, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 1 << 16,
		},
	}
}

// Deliver sends events to the hooks that follow them until ctx is done. What is
// on its way then is sent again by the next Deliver: each event arrives at least
// once. One Deliver runs over a store at a time. Any error is the store's.
func (s *Server) Deliver(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	client := hookClient(s.opt.PrivateHooks)
	defer client.CloseIdleConnections()
	d := delivery{server: s, client: client, slots: make(chan struct{}, hooksAtOnce), busy: map[int64]bool{}}
	defer d.running.Wait()
	look := time.NewTicker(hookLook)
	defer look.Stop()
	for {
		err := d.start(ctx, cancel)
		if err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
				return cause
			}
			return nil
		}
	}
}

// A delivery is one run of Deliver. Each hook has its turn on a goroutine of its
// own, so that a slow one keeps nobody waiting.
type delivery struct {
	server  *Server
	client  *http.Client
	slots   chan struct{}
	running sync.WaitGroup
	mu      sync.Mutex
	busy    map[int64]bool // hooks that have their turn
}

// start gives a turn to each hook that is due and has none. An error on it goes
// to failed.
func (d *delivery) start(ctx context.Context, failed func(error)) error {
	last, err := d.server.store.LastEvent(ctx)
	if err != nil {
		return err
	}
	due, err := d.server.store.DueHooks(ctx, d.server.opt.Now(), last)
	if err != nil {
		return err
	}
	for _, h := range due {
		if !d.begin(h.ID) {
			continue
		}
		d.running.Go(func() {
			defer d.end(h.ID)
			select {
			case d.slots <- struct{}{}:
				defer func() { <-d.slots }()
			case <-ctx.Done():
				return
			}
			// What is due now was due when it was asked, but for what its last turn did.
			h, err := d.server.store.Hook(ctx, h.Who, h.ID)
			if errors.Is(err, store.ErrNotFound) || err == nil && (h.Off != "" || h.Next.After(d.server.opt.Now())) {
				return
			}
			if err == nil {
				err = d.server.deliverTo(ctx, d.client, h, last)
			}
			if err != nil && ctx.Err() == nil {
				failed(err)
			}
		})
	}
	return nil
}

func (d *delivery) begin(hook int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy[hook] {
		return false
	}
	d.busy[hook] = true
	return true
}

func (d *delivery) end(hook int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.busy, hook)
}

// deliverTo sends a hook its events, up to one, until one does not arrive.
func (s *Server) deliverTo(ctx context.Context, client *http.Client, h store.Hook, last int64) error {
	events, err := s.store.Matching(ctx, h.Kind, h.Value, h.Event, hookEvents)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		if last-h.Event < hookPassOver {
			return nil
		}
		h.Event = last
		return s.store.Delivered(ctx, h)
	}
	begun := time.Now()
	for _, e := range events {
		if time.Since(begun) > hookTurn {
			return nil // others wait for a slot
		}
		// It may have been deleted, or turned off with its token, meanwhile.
		if now, err := s.store.Hook(ctx, h.Who, h.ID); errors.Is(err, store.ErrNotFound) || err == nil && now.Off != "" {
			return nil
		}
		failed := s.send(ctx, client, h, e)
		if failed != nil && ctx.Err() != nil {
			return nil
		}
		s.opt.Metrics.Delivered(failed == nil)
		now := s.opt.Now()
		var gone *goneError
		switch {
		case failed == nil:
			h.Event, h.Tries, h.Error, h.Delivered = e.ID, 0, "", now
		case errors.As(failed, &gone):
			h.Off = "it answered 410: gone"
			h.Error = failed.Error()
			s.log.Warn("hook", "id", h.ID, "off", h.Off)
		case h.Tries+1 >= hookTries:
			h.Event, h.Tries, h.Next = e.ID, 0, now
			h.Error = fmt.Sprintf("event %d was given up after %d tries: %v", e.ID, hookTries, failed)
			s.log.Warn("hook", "id", h.ID, "err", h.Error)
		default:
			h.Tries++
			h.Next = now.Add(min(hookFirst<<(h.Tries-1), hookLongest))
			h.Error = failed.Error()
			s.log.Info("hook", "id", h.ID, "event", e.ID, "tries", h.Tries, "next", h.Next, "err", failed)
		}
		// What arrived is kept even if this is to stop: else it would be sent again.
		if err := s.store.Delivered(context.WithoutCancel(ctx), h); err != nil {
			return err
		}
		if failed != nil {
			return nil
		}
	}
	return nil
}

// A message is what is sent of an event.
type message struct {
	ID    string     `json:"id"`
	Hook  int64      `json:"hook"`
	Event wireEvent  `json:"event"`
	Story *wireStory `json:"story"`
}

// goneError reports that an address wants nothing any more.
type goneError struct{}

func (*goneError) Error() string { return "it answered 410 Gone" }

// send sends one event, and returns why it did not arrive.
func (s *Server) send(ctx context.Context, client *http.Client, h store.Hook, e store.Event) error {
	m := message{ID: fmt.Sprintf("h%d-e%d", h.ID, e.ID), Hook: h.ID, Event: eventOf(e)}
	switch st, err := s.store.Story(ctx, e.Story); {
	case err == nil:
		story := storyOf(st)
		m.Story = &story
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return s.sendMessage(ctx, client, h, m)
}

// tested is the kind of the event that a test sends.
const tested = "test"

// sendTest sends a hook an event that did not happen, signed as those that do,
// and returns why it did not arrive. How the hook fares stays as it is.
func (s *Server) sendTest(ctx context.Context, h store.Hook) error {
	client := hookClient(s.opt.PrivateHooks)
	defer client.CloseIdleConnections()
	now := s.opt.Now()
	return s.sendMessage(ctx, client, h, message{
		ID: fmt.Sprintf("h%d-t%d", h.ID, now.UnixMicro()), Hook: h.ID,
		Event: wireEvent{At: now.UTC(), Kind: tested, Words: "A test of this hook: nothing happened"},
	})
}

// sendMessage sends a message and returns why it did not arrive.
func (s *Server) sendMessage(ctx context.Context, client *http.Client, h store.Hook, m message) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body.Bytes()))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(s.opt.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", strings.TrimSuffix("stemma/"+s.opt.Version, "/"))
	r.Header.Set("Stemma-Id", m.ID)
	r.Header.Set("Stemma-Timestamp", at)
	r.Header.Set("Stemma-Signature", Sign(h.Secret, at, body.Bytes()))
	res, err := client.Do(r)
	if err != nil {
		if errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedPort) || errors.Is(err, ssrf.ErrProhibitedNetwork) {
			return errors.New("its name leads into a private network, or to a port of no web site")
		}
		if u := new(url.Error); errors.As(err, &u) {
			err = u.Err // without the address, which the hook has
		}
		return err
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 1<<16) // so that the connection can be used again; no more is wanted of it
	switch {
	case res.StatusCode == http.StatusGone:
		return &goneError{}
	case res.StatusCode < 200 || res.StatusCode > 299:
		return fmt.Errorf("it answered %d %s", res.StatusCode, http.StatusText(res.StatusCode))
	}
	return nil
}
