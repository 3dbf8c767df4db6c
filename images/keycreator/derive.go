package main

import "golang.org/x/crypto/argon2"

// The salt and the cost are fixed: every pod hashes the same key by itself and has to come to the same hash. A salt of
// its own for each key could not do more here, since there is no list of hashes to attack at once. The cost is the
// first that OWASP recommends for Argon2id; it makes guessing a weak key of a user's own slow.
const (
	salt       = "shared-keys/keycreator/1"
	passes     = 2
	memoryKiB  = 19 * 1024
	threads    = 1
	hashLength = 32
)

// derive gives the hash of a key: 32 bytes, the same wherever and whenever it is asked for.
func derive(key string) []byte {
	return argon2.IDKey([]byte(key), []byte(salt), passes, memoryKiB, threads, hashLength)
}
