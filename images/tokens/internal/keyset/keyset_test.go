package keyset

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func key(fill byte) Key {
	return New(bytes.Repeat([]byte{fill}, MinKeyBytes))
}

func TestTheIDIsTheThumbprintOfRFC7638(t *testing.T) {
	// The SHA-256 of {"k":"AAAA","kty":"oct"}, computed by another program.
	if got := New([]byte{0, 0, 0}).ID; got != "juGfhwtvxgs-pCUrY2O4me_EUqZncxWSUm6eCOkHG9A" {
		t.Error(got)
	}
}

func TestDecodeReturnsTheKeysThatWereEncodedInTheirOrder(t *testing.T) {
	encoded, err := Encode(key('b'), key('a'))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := Decode(encoded)
	if err != nil || len(keys) != 2 {
		t.Fatal(keys, err)
	}
	for i, expected := range []Key{key('b'), key('a')} {
		if keys[i].ID != expected.ID || !bytes.Equal(keys[i].Value, expected.Value) {
			t.Errorf("key %d is %v", i, keys[i])
		}
	}
}

func TestDecodeRefusesASetOfWhichAnyKeyIsDamaged(t *testing.T) {
	encoded, err := Encode(key('b'), key('a'))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{key('b').ID, key('a').ID} {
		damaged := strings.Replace(string(encoded), part, "A"+part[1:], 1)
		if keys, err := Decode([]byte(damaged)); !errors.Is(err, ErrInvalid) {
			t.Error(keys, err)
		}
	}
}
