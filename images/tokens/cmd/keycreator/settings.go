package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"shared-keys/tokens/internal/keyset"
	"shared-keys/tokens/internal/setting"
)

// The length of a key, in bytes. A shorter one could be guessed.
const (
	minKeyBytes = 32
	// minPreviousBytes lets a key of an earlier version be rotated: its tokens stay valid.
	minPreviousBytes = 16
	maxKeyBytes      = 4096
)

// The settings that name the files with the keys. A variable with a key would be in clear in what the container runtime
// keeps on the disk.
const (
	currentSetting  = "KEY_CURRENT_FILE"
	previousSetting = "KEY_PREVIOUS_FILE"
)

// settings is the environment of keycreator, checked.
type settings struct {
	// keys are the keys to hash: the current one (in the file KEY_CURRENT_FILE), then the one before it (in the file
	// KEY_PREVIOUS_FILE) if there is one. All bytes of a file are the key.
	keys []string
	// path is the file to write (KEYS_PATH; default /keys/jwks.json).
	path string
}

// readSettings reads and checks all settings; it returns every problem. A problem never contains a key.
func readSettings(environment setting.Lookup) (settings, []setting.Problem) {
	reader := setting.NewReader(environment)
	path := reader.File(keyset.PathSetting, keyset.DefaultPath)

	current := ""
	if _, set := environment(currentSetting); !set {
		reader.Reject(currentSetting, "not set", fileWithKey(minKeyBytes))
	} else if key, read := readKey(reader, currentSetting); read {
		current = key
		rejectLength(reader, currentSetting, key, minKeyBytes, "")
	}
	keys := []string{current}

	if _, set := environment(previousSetting); set {
		// Docker Compose mounts an empty file when there is no previous key.
		previous, read := readKey(reader, previousSetting)
		if read && previous != "" {
			if previous == current {
				found := "a file with the same key as " + currentSetting
				reader.Reject(previousSetting, found, "a file with another key, or not set")
			}
			rejectLength(reader, previousSetting, previous, minPreviousBytes, ", or not set")
			keys = append(keys, previous)
		}
	}
	return settings{keys: keys, path: path}, reader.Problems()
}

// readKey returns the content of the file that a setting names. It is false when that cannot be read, which is a problem.
func readKey(reader *setting.Reader, name string) (key string, read bool) {
	before := len(reader.Problems())
	path := reader.File(name, "")
	if len(reader.Problems()) > before {
		return "", false
	}
	content, err := readStart(path)
	if err != nil {
		var failed *fs.PathError
		if errors.As(err, &failed) {
			err = failed.Err
		}
		reader.Reject(name, fmt.Sprintf("%q, which cannot be read: %v", path, err), "a file that keycreator can read")
		return "", false
	}
	return string(content), true
}

// readStart returns the content of a file, of which it reads no more than shows that it is too long for a key.
func readStart(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, maxKeyBytes+1))
	return content, errors.Join(err, file.Close())
}

// rejectLength adds a problem if a key is too short or too long. orElse ends what is allowed.
func rejectLength(reader *setting.Reader, name, key string, least int, orElse string) {
	switch {
	case len(key) > maxKeyBytes:
		reader.Reject(name, fmt.Sprintf("a file of more than %d bytes", maxKeyBytes), fileWithKey(least)+orElse)
	case len(key) < least:
		reader.Reject(name, fmt.Sprintf("a file of %d bytes", len(key)), fileWithKey(least)+orElse)
	}
}

func fileWithKey(least int) string {
	return fmt.Sprintf("a file with a key of %d to %d bytes", least, maxKeyBytes)
}
