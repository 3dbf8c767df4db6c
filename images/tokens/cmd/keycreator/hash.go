package main

import (
	"golang.org/x/crypto/argon2"

	"shared-keys/tokens/internal/keyset"
)

// The salt and the cost are fixed, since every pod hashes the same key by itself and all must get the same hash. A salt
// per key protects a list of hashes from being attacked together; here there is no such list. The cost is the first that
// OWASP recommends for Argon2id. It slows down the guessing of a weak key that a user chose.
// https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
const (
	salt      = "shared-keys/keycreator/1"
	passes    = 2
	memoryKiB = 19 * 1024
	threads   = 1
)

// hash returns the hash of a key: 32 bytes, the same in every pod.
func hash(key string) []byte {
	return argon2.IDKey([]byte(key), []byte(salt), passes, memoryKiB, threads, keyset.MinKeyBytes)
}
