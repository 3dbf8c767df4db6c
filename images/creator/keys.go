package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// signingKey is the key that tokens are signed with, and the id under which verifiers know it.
type signingKey struct {
	id    string
	value []byte
}

// least is the fewest bytes of a key for HS256, as RFC 7518 demands.
const least = 32

var errNoKeySet = errors.New("it is not a key set as keycreator writes it")

// readKey reads the current key, the first of the key set in the file. An error says nothing of the content.
func readKey(path string) (signingKey, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return signingKey{}, fmt.Errorf("there is no key to sign with, so keycreator has to run first: %w", err)
	}
	key, err := currentKey(content)
	if err != nil {
		return signingKey{}, fmt.Errorf("there is no key to sign with in %s: %w", path, err)
	}
	return key, nil
}

func currentKey(content []byte) (signingKey, error) {
	var set struct {
		Keys []struct {
			Type      string `json:"kty"`
			Algorithm string `json:"alg"`
			Use       string `json:"use"`
			ID        string `json:"kid"`
			Value     string `json:"k"`
		} `json:"keys"`
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&set); err != nil || len(set.Keys) == 0 {
		return signingKey{}, errNoKeySet
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return signingKey{}, errNoKeySet
	}
	first := set.Keys[0]
	value, err := base64.RawURLEncoding.Strict().DecodeString(first.Value)
	if err != nil || len(value) < least || first.Type != "oct" || first.Algorithm != "HS256" || first.Use != "sig" {
		return signingKey{}, errNoKeySet
	}
	// The id is a digest of the key, so a key that was cut short or altered does not fit its own.
	digest := sha256.Sum256(fmt.Appendf(nil, `{"k":%q,"kty":"oct"}`, first.Value))
	if first.ID != base64.RawURLEncoding.EncodeToString(digest[:]) {
		return signingKey{}, errNoKeySet
	}
	return signingKey{id: first.ID, value: value}, nil
}
