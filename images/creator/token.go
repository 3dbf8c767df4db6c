package main

import (
	"crypto/rand"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// longestToken is how many characters a token may have: verifiers refuse longer ones, since what carries a token in a
// header has to stay within the bounds of servers and proxies.
const longestToken = 8192

var errTooLong = errors.New("the token would be too long: ask for fewer or shorter claims")

// signer makes tokens.
type signer struct {
	key    signingKey
	issuer string
	now    func() time.Time
}

// sign makes a token; it also gives the moment from which on the token is refused.
func (s signer) sign(asked request) (token string, expires time.Time, err error) {
	issued := s.now().UTC().Truncate(time.Second)
	expires = issued.Add(time.Duration(asked.ttl) * time.Second)
	claims := jwt.MapClaims{}
	for name, value := range asked.further {
		claims[name] = value
	}
	claims["sub"] = asked.subject
	claims["iss"] = s.issuer
	claims["iat"] = issued.Unix()
	claims["exp"] = expires.Unix()
	claims["jti"] = rand.Text()
	unsigned := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	unsigned.Header["kid"] = s.key.id
	if token, err = unsigned.SignedString(s.key.value); err != nil {
		return "", time.Time{}, err
	}
	if len(token) > longestToken {
		return "", time.Time{}, errTooLong
	}
	return token, expires, nil
}
