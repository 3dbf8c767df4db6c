// Keycreator hashes the keys in the files that its environment names, and writes the hashes to the file from which the creator and the
// verifier read them. It listens on no port and exits once the file is written.
package main

import (
	"io"
	"os"

	"shared-keys/tokens/internal/exitstatus"
	"shared-keys/tokens/internal/jsonlog"
	"shared-keys/tokens/internal/keyset"
	"shared-keys/tokens/internal/setting"
)

func main() {
	os.Exit(run(os.Args[1:], os.LookupEnv, os.Stdout))
}

// run is the whole program without its globals; it returns the exit status.
func run(args []string, environment setting.Lookup, out io.Writer) int {
	log := jsonlog.New(out)
	if len(args) > 0 {
		// The arguments are not logged: somebody may have passed a key.
		log.Error("there are arguments: none is allowed, all settings are in the environment")
		return exitstatus.Misused
	}
	settings, problems := readSettings(environment)
	if len(problems) > 0 {
		setting.Report(log, problems)
		return exitstatus.Misused
	}

	keys := make([]keyset.Key, 0, len(settings.keys))
	ids := make([]string, 0, len(settings.keys))
	for _, key := range settings.keys {
		hashed := keyset.New(hash(key))
		keys = append(keys, hashed)
		ids = append(ids, hashed.ID)
	}
	set, err := keyset.Encode(keys...)
	if err == nil {
		err = write(settings.path, set)
	}
	if err != nil {
		log.Error("the hash cannot be written: " + err.Error())
		return exitstatus.Failed
	}
	log.Info("the hash is written", "path", settings.path, "kids", ids)
	return exitstatus.Succeeded
}
