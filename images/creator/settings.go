package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
)

// settings is what the environment sets, checked.
type settings struct {
	// port of the API (PORT; default 8000). 0 takes any free one.
	port int
	// keysPath is the key set that keycreator wrote (KEYS_PATH; default /keys/jwks.json).
	keysPath string
	// issuer of every token (ISSUER; default shared-keys).
	issuer string
	// maxTTL is how many seconds a token may be valid (MAX_TTL; default 3600).
	maxTTL int
}

// wrongSetting is one setting that is not as it must be.
type wrongSetting struct {
	setting, value, allowed string
}

func (w wrongSetting) String() string {
	return fmt.Sprintf("%s is %q: it must be %s", w.setting, w.value, w.allowed)
}

var issuerPattern = regexp.MustCompile(`^[A-Za-z0-9][-A-Za-z0-9._~:/]{0,127}$`)

// readSettings reads and checks all settings; it gives every wrong one.
func readSettings(environment func(string) (string, bool)) (settings, []wrongSetting) {
	var wrong []wrongSetting
	text := func(setting, fallback string, valid func(string) bool, allowed string) string {
		value, ok := environment(setting)
		if !ok {
			return fallback
		}
		if !valid(value) {
			wrong = append(wrong, wrongSetting{setting, value, allowed})
		}
		return value
	}
	number := func(setting string, fallback, least, most int) int {
		parsed := fallback
		valid := func(value string) bool {
			var err error
			parsed, err = strconv.Atoi(value)
			return err == nil && parsed >= least && parsed <= most && strconv.Itoa(parsed) == value
		}
		text(setting, "", valid, fmt.Sprintf("a whole number from %d to %d", least, most))
		return parsed
	}
	isFile := func(value string) bool { return filepath.IsAbs(value) && filepath.Base(value) != "/" }
	return settings{
		port:     number("PORT", 8000, 0, 65535),
		keysPath: text("KEYS_PATH", "/keys/jwks.json", isFile, "the absolute path of a file"),
		issuer: text("ISSUER", "shared-keys", issuerPattern.MatchString,
			"a name or a URL of at most 128 letters, digits and -._~:/"),
		maxTTL: number("MAX_TTL", 3600, 1, 30*24*3600),
	}, wrong
}
