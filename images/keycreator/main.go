// Keycreator hashes the key in its environment and writes the hash where the creator and the verifier read it. It
// listens on no port, and ends as soon as the hash is there.
package main

import (
	"io"
	"log/slog"
	"os"
	"strings"
)

// The statuses that it ends with.
const (
	succeeded = 0
	failed    = 1
	misused   = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.LookupEnv, os.Stdout))
}

// run does all of it; the result is the exit status.
func run(args []string, environment func(string) (string, bool), out io.Writer) int {
	log := newLog(out)
	if len(args) > 0 {
		log.Error("arguments are given: none is allowed, all settings are in the environment")
		return misused
	}
	settings, wrong := readSettings(environment)
	for _, one := range wrong {
		log.Error(one.String(), "setting", one.setting)
	}
	if len(wrong) > 0 {
		return misused
	}

	hashes := make([][]byte, 0, len(settings.keys))
	for _, key := range settings.keys {
		hashes = append(hashes, derive(key))
	}
	set, ids, err := keySet(hashes...)
	if err == nil {
		err = write(settings.path, set)
	}
	if err != nil {
		log.Error("the hash cannot be written: " + err.Error())
		return failed
	}
	log.Info("the hash is written", "path", settings.path, "kids", ids)
	return succeeded
}

// newLog gives a log of one JSON line each.
func newLog(out io.Writer) *slog.Logger {
	rename := func(groups []string, attribute slog.Attr) slog.Attr {
		if len(groups) > 0 {
			return attribute
		}
		switch attribute.Key {
		case slog.MessageKey:
			attribute.Key = "message"
		case slog.LevelKey:
			attribute.Value = slog.StringValue(strings.ToLower(attribute.Value.String()))
		}
		return attribute
	}
	return slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{ReplaceAttr: rename}))
}
