// Package keyset encodes and decodes the file through which keycreator gives keys to the creator and the verifier: a
// JSON Web Key Set (RFC 7517) of symmetric keys for HS256, with the current key first.
package keyset

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
)

const (
	// PathSetting is the environment variable that names the file.
	PathSetting = "KEYS_PATH"
	// DefaultPath is the file if PathSetting is not set.
	DefaultPath = "/keys/jwks.json"
	// MinKeyBytes is the length of the shortest key that RFC 7518 (section 3.2) allows for HS256.
	MinKeyBytes = 32
)

// ErrInvalid means that a content is not a key set. It does not quote the content, which may contain keys.
var ErrInvalid = errors.New("it is not a key set as keycreator writes it")

// Key is a symmetric key for HS256.
type Key struct {
	// ID is the thumbprint of the key (RFC 7638). It is a hash of at least 256 secret bits, so it does not help to guess
	// the key.
	ID string
	// Value is the key itself: at least MinKeyBytes long.
	Value []byte
}

// New returns the key with this value, under its ID.
func New(value []byte) Key {
	return Key{ID: thumbprint(base64.RawURLEncoding.EncodeToString(value)), Value: value}
}

// jwk is a key as RFC 7517 (section 4) writes it.
type jwk struct {
	Type      string `json:"kty"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
	ID        string `json:"kid"`
	Value     string `json:"k"`
}

type jwkSet struct {
	Keys []jwk `json:"keys"`
}

// Encode returns the key set of these keys, in this order.
func Encode(keys ...Key) ([]byte, error) {
	var set jwkSet
	for _, key := range keys {
		value := base64.RawURLEncoding.EncodeToString(key.Value)
		set.Keys = append(set.Keys, jwk{Type: "oct", Algorithm: "HS256", Use: "sig", ID: key.ID, Value: value})
	}
	return json.Marshal(set)
}

// Decode returns the keys of a key set: at least one, the current key first. The error is ErrInvalid.
func Decode(content []byte) ([]Key, error) {
	var set jwkSet
	err := json.Unmarshal(content, &set, json.RejectUnknownMembers(true))
	if err != nil || len(set.Keys) == 0 {
		return nil, ErrInvalid
	}
	keys := make([]Key, 0, len(set.Keys))
	for _, encoded := range set.Keys {
		value, err := base64.RawURLEncoding.Strict().DecodeString(encoded.Value)
		if err != nil || len(value) < MinKeyBytes {
			return nil, ErrInvalid
		}
		// The ID is a digest of the key, so a key that was truncated or altered no longer matches it.
		expected := jwk{Type: "oct", Algorithm: "HS256", Use: "sig", ID: thumbprint(encoded.Value), Value: encoded.Value}
		if encoded != expected {
			return nil, ErrInvalid
		}
		keys = append(keys, Key{ID: encoded.ID, Value: value})
	}
	return keys, nil
}

// thumbprint returns the ID of a symmetric key in base64url, as RFC 7638 computes it.
func thumbprint(value string) string {
	digest := sha256.Sum256(fmt.Appendf(nil, `{"k":%q,"kty":"oct"}`, value))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}
