package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// webKey is one symmetric key as RFC 7517 writes it.
type webKey struct {
	Type      string `json:"kty"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
	ID        string `json:"kid"`
	Value     string `json:"k"`
}

// keySet gives the JSON Web Key Set of these hashes, in their order, and the id of each.
func keySet(hashes ...[]byte) (set []byte, ids []string, err error) {
	keys := make([]webKey, 0, len(hashes))
	for _, hash := range hashes {
		value := base64.RawURLEncoding.EncodeToString(hash)
		id := thumbprint(value)
		keys = append(keys, webKey{Type: "oct", Algorithm: "HS256", Use: "sig", ID: id, Value: value})
		ids = append(ids, id)
	}
	set, err = json.Marshal(map[string][]webKey{"keys": keys})
	return set, ids, err
}

// thumbprint gives the id of a symmetric key as RFC 7638 computes it. It tells nothing of the key: that is a hash of 256
// bits, which nobody can guess.
func thumbprint(value string) string {
	digest := sha256.Sum256(fmt.Appendf(nil, `{"k":%q,"kty":"oct"}`, value))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}
