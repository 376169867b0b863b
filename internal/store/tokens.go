package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"
)

// The scopes of a token.
const (
	Reading = "read"
	Writing = "write" // and reading
)

// A Token lets somebody in who comes over the network. The token itself is not
// kept, only its SHA-256: 256 random bits need no salt and no slow hash.
type Token struct {
	ID      string // names it in lists, and keys what its holder follows and has seen; no secret
	Name    string // whose it is
	Scope   string // Reading or Writing
	Created time.Time
	Used    time.Time // about; zero if never
}

// AddToken makes a token and returns it with its secret, which nothing can show
// again.
func (s *Store) AddToken(ctx context.Context, name, scope string, at time.Time) (Token, string, error) {
	if scope != Reading && scope != Writing {
		return Token{}, "", fmt.Errorf("store: no scope %q: it is %s or %s", scope, Reading, Writing)
	}
	secret := "stemma_" + base64.RawURLEncoding.EncodeToString(random(32))
	t := Token{ID: hex.EncodeToString(random(6)), Name: name, Scope: scope, Created: at}
	err := s.Write(ctx, func(tx *Tx) error {
		return tx.exec("insert into tokens (id, name, hash, scope, created, used) values ($1, $2, $3, $4, $5, null)", t.ID, t.Name, hashed(secret), t.Scope, at.UnixMicro())
	})
	if err != nil {
		return Token{}, "", fmt.Errorf("add a token: %w", err)
	}
	return t, secret, nil
}

// random returns n random bytes.
func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return b
}

func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

const tokenColumns = "id, name, scope, created, used"

func scanToken(rows *sql.Rows, t *Token) error {
	var created int64
	var used *int64
	err := rows.Scan(&t.ID, &t.Name, &t.Scope, &created, &used)
	t.Created, t.Used = moment(&created), moment(used)
	return err
}

// Tokens lists the tokens, oldest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	return collect(ctx, s.r, scanToken, "select "+tokenColumns+" from tokens order by created, id")
}

// TokenOf returns the token of a secret. It returns an error wrapping
// [ErrNotFound] if there is none.
func (s *Store) TokenOf(ctx context.Context, secret string) (Token, error) {
	hash := hashed(secret)
	type row struct {
		Token
		hash string
	}
	found, err := one(ctx, s.r, func(rows *sql.Rows, x *row) error {
		var created int64
		var used *int64
		err := rows.Scan(&x.ID, &x.Name, &x.Scope, &created, &used, &x.hash)
		x.Created, x.Used = moment(&created), moment(used)
		return err
	}, "select "+tokenColumns+", hash from tokens where hash = $1", hash)
	if err != nil {
		return Token{}, err
	}
	// The look-up tells by its time at most how much of a hash was met.
	if subtle.ConstantTimeCompare([]byte(hash), []byte(found.hash)) != 1 {
		return Token{}, ErrNotFound
	}
	return found.Token, nil
}

// UseToken keeps that a token was used.
func (s *Store) UseToken(ctx context.Context, id string, at time.Time) error {
	return s.Write(ctx, func(tx *Tx) error {
		return tx.exec("update tokens set used = $1 where id = $2", at.UnixMicro(), id)
	})
}

// RevokeToken removes a token, by its ID, with what its holder follows and has
// seen, and turns off the hooks that were made with it. It returns an error
// wrapping [ErrNotFound] if there is no such token.
func (s *Store) RevokeToken(ctx context.Context, id string) error {
	return s.Write(ctx, func(tx *Tx) error {
		done, err := tx.tx.ExecContext(ctx, "delete from tokens where id = $1", id)
		if err != nil {
			return fmt.Errorf("store: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("token %q: %w", id, ErrNotFound)
		}
		for _, q := range []string{
			"delete from follows where who = $1",
			"delete from seen where who = $1",
			"update hooks set off = 'the token that it was made with was revoked' where who = $1 and off = ''",
		} {
			if err := tx.exec(q, id); err != nil {
				return err
			}
		}
		return nil
	})
}
