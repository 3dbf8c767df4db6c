package main

import (
	"regexp"

	"shared-keys/tokens/internal/keyset"
	"shared-keys/tokens/internal/setting"
)

// settings is the environment of the creator, checked.
type settings struct {
	// port of the API (PORT; default 8000). 0 picks any free port.
	port int
	// keysPath is the key set that keycreator wrote (KEYS_PATH; default /keys/jwks.json).
	keysPath string
	// issuer of every token (ISSUER; default shared-keys).
	issuer string
	// maxTTL is the longest lifetime of a token in seconds (MAX_TTL; default 3600).
	maxTTL int
}

// longestTTL is the upper limit of MAX_TTL, in seconds: 30 days.
const longestTTL = 30 * 24 * 3600

var issuerPattern = regexp.MustCompile(`^[A-Za-z0-9][-A-Za-z0-9._~:/]{0,127}$`)

// readSettings reads and checks all settings; it returns every problem.
func readSettings(environment setting.Lookup) (settings, []setting.Problem) {
	reader := setting.NewReader(environment)
	read := settings{
		port:     reader.WholeNumber("PORT", 8000, 0, 65535),
		keysPath: reader.File(keyset.PathSetting, keyset.DefaultPath),
		issuer: reader.Text("ISSUER", "shared-keys", issuerPattern.MatchString,
			"a name or a URL of at most 128 letters, digits and -._~:/"),
		maxTTL: reader.WholeNumber("MAX_TTL", 3600, 1, longestTTL),
	}
	return read, reader.Problems()
}
