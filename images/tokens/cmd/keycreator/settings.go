package main

import (
	"fmt"

	"shared-keys/tokens/internal/keyset"
	"shared-keys/tokens/internal/setting"
)

// The length of a key, in bytes. A shorter one could be guessed.
const (
	minKeyBytes = 16
	maxKeyBytes = 4096
)

var allowedKey = fmt.Sprintf("a key of %d to %d bytes", minKeyBytes, maxKeyBytes)

// settings is the environment of keycreator, checked.
type settings struct {
	// keys are the keys to hash: the current one (KEY_CURRENT), then the one before it (KEY_PREVIOUS) if there is one.
	keys []string
	// path is the file to write (KEYS_PATH; default /keys/jwks.json).
	path string
}

// readSettings reads and checks all settings; it returns every problem. A problem never contains a key.
func readSettings(environment setting.Lookup) (settings, []setting.Problem) {
	reader := setting.NewReader(environment)
	path := reader.File(keyset.PathSetting, keyset.DefaultPath)

	current, set := environment("KEY_CURRENT")
	if !set {
		reader.Reject("KEY_CURRENT", "not set", allowedKey)
	} else if !hasAllowedLength(current) {
		reader.Reject("KEY_CURRENT", lengthOf(current), allowedKey)
	}
	keys := []string{current}

	// Docker Compose passes on a variable that is not set as an empty one.
	if previous, _ := environment("KEY_PREVIOUS"); previous != "" {
		if !hasAllowedLength(previous) {
			reader.Reject("KEY_PREVIOUS", lengthOf(previous), allowedKey+", or not set")
		} else if previous == current {
			reader.Reject("KEY_PREVIOUS", "the same as KEY_CURRENT", "another key, or not set")
		}
		keys = append(keys, previous)
	}
	return settings{keys: keys, path: path}, reader.Problems()
}

func hasAllowedLength(key string) bool {
	return len(key) >= minKeyBytes && len(key) <= maxKeyBytes
}

func lengthOf(key string) string {
	return fmt.Sprintf("%d bytes long", len(key))
}
