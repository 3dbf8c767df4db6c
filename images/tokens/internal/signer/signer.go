// Package signer makes JSON Web Tokens (RFC 7519), signed with HS256.
package signer

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"shared-keys/tokens/internal/claims"
	"shared-keys/tokens/internal/keyset"
)

// MaxTokenLength is the length of the longest token, in characters. Verifiers refuse longer ones, since servers and
// proxies limit the header that carries a token.
const MaxTokenLength = 8192

// ErrTooLong means that the claims are allowed one by one, but too long together.
var ErrTooLong = errors.New("the token would be too long: ask for fewer or shorter claims")

// Signer makes the tokens of one issuer with one key.
type Signer struct {
	key    keyset.Key
	issuer string
}

// New returns a signer. The issuer becomes the claim iss of every token, the key's ID the header parameter kid.
func New(key keyset.Key, issuer string) Signer {
	return Signer{key: key, issuer: issuer}
}

// Sign returns a token and when it expires, in UTC and in whole seconds. The error is ErrTooLong for a request that asks
// for too much; any other error is a fault of the signer.
func (s Signer) Sign(request claims.Request) (token string, expires time.Time, err error) {
	issued := time.Now().UTC().Truncate(time.Second)
	expires = issued.Add(time.Duration(request.TTL) * time.Second)
	all := jwt.MapClaims{}
	maps.Copy(all, request.Further)
	all["sub"] = request.Subject
	all["iss"] = s.issuer
	all["iat"] = issued.Unix()
	all["exp"] = expires.Unix()
	all["jti"] = rand.Text()
	unsigned := jwt.NewWithClaims(jwt.SigningMethodHS256, all)
	unsigned.Header["kid"] = s.key.ID
	if token, err = unsigned.SignedString(s.key.Value); err != nil {
		return "", time.Time{}, fmt.Errorf("the token cannot be signed: %w", err)
	}
	if len(token) > MaxTokenLength {
		return "", time.Time{}, ErrTooLong
	}
	return token, expires, nil
}
