package main

import (
	"fmt"
	"path/filepath"
)

// The bounds of a key, in bytes. A shorter one could be guessed.
const (
	leastKeyBytes = 16
	mostKeyBytes  = 4096
)

// settings is what the environment sets, checked.
type settings struct {
	// keys are the keys to hash (KEY_CURRENT, then KEY_PREVIOUS if there is one).
	keys []string
	// path is the file to write (KEYS_PATH; default /keys/jwks.json).
	path string
}

// wrongSetting is one setting that is not as it must be. It never holds the value of a key.
type wrongSetting struct {
	setting string
	is      string
	allowed string
}

func (w wrongSetting) String() string {
	return fmt.Sprintf("%s is %s: it must be %s", w.setting, w.is, w.allowed)
}

// readSettings reads and checks all settings; it gives every wrong one.
func readSettings(environment func(string) (string, bool)) (settings, []wrongSetting) {
	var wrong []wrongSetting
	path, ok := environment("KEYS_PATH")
	if !ok {
		path = "/keys/jwks.json"
	}
	if !filepath.IsAbs(path) || filepath.Base(path) == "/" {
		wrong = append(wrong, wrongSetting{"KEYS_PATH", fmt.Sprintf("%q", path), "the absolute path of a file"})
	}

	current, ok := environment("KEY_CURRENT")
	if !ok {
		wrong = append(wrong, wrongSetting{"KEY_CURRENT", "not set", allowedKey})
	} else if is := tooShortOrLong(current); is != "" {
		wrong = append(wrong, wrongSetting{"KEY_CURRENT", is, allowedKey})
	}
	keys := []string{current}

	// Docker Compose hands on a variable that is not set as an empty one.
	if previous, _ := environment("KEY_PREVIOUS"); previous != "" {
		if is := tooShortOrLong(previous); is != "" {
			wrong = append(wrong, wrongSetting{"KEY_PREVIOUS", is, allowedKey + ", or not set"})
		} else if previous == current {
			wrong = append(wrong, wrongSetting{"KEY_PREVIOUS", "the same as KEY_CURRENT", "another key, or not set"})
		}
		keys = append(keys, previous)
	}
	return settings{keys: keys, path: path}, wrong
}

var allowedKey = fmt.Sprintf("a key of %d to %d bytes", leastKeyBytes, mostKeyBytes)

func tooShortOrLong(key string) string {
	if len(key) < leastKeyBytes || len(key) > mostKeyBytes {
		return fmt.Sprintf("%d bytes long", len(key))
	}
	return ""
}
