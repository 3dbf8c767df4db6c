// Creator serves an HTTP API that makes JSON Web Tokens, signed with the current key of the key set that keycreator
// wrote. With the argument check it asks the creator of the same container whether it is ready, and exits.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"shared-keys/tokens/internal/api"
	"shared-keys/tokens/internal/exitstatus"
	"shared-keys/tokens/internal/httpserver"
	"shared-keys/tokens/internal/jsonlog"
	"shared-keys/tokens/internal/keyset"
	"shared-keys/tokens/internal/setting"
	"shared-keys/tokens/internal/signer"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdout))
}

// run is the whole program without its globals; it returns the exit status.
func run(ctx context.Context, args []string, environment setting.Lookup, out io.Writer) int {
	log := jsonlog.New(out)
	if len(args) > 1 || len(args) == 1 && args[0] != "check" {
		log.Error(fmt.Sprintf("the arguments are %q: they must be check, or none", args))
		return exitstatus.Misused
	}
	settings, problems := readSettings(environment)
	if len(problems) > 0 {
		setting.Report(log, problems)
		return exitstatus.Misused
	}
	if len(args) == 1 {
		return check(ctx, settings.port)
	}

	key, err := readKey(settings.keysPath)
	if err != nil {
		log.Error(err.Error())
		return exitstatus.Failed
	}
	log = log.With("kid", key.ID)
	handler := api.New(signer.New(key, settings.issuer), settings.maxTTL, log)
	if err := httpserver.Serve(ctx, settings.port, handler, log); err != nil {
		log.Error(err.Error())
		return exitstatus.Failed
	}
	return exitstatus.Succeeded
}

// readKey returns the current key of the key set in a file. The error does not quote the file.
func readKey(path string) (keyset.Key, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return keyset.Key{}, fmt.Errorf("there is no key to sign with, so keycreator has to run first: %w", err)
	}
	keys, err := keyset.Decode(content)
	if err != nil {
		return keyset.Key{}, fmt.Errorf("there is no key to sign with in %s: %w", path, err)
	}
	return keys[0], nil
}
