// Creator makes JSON Web Tokens, signed with the key that keycreator wrote.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The statuses that it ends with.
const (
	succeeded = 0
	failed    = 1
	misused   = 2
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	os.Exit(run(ctx, os.Args[1:], os.LookupEnv, os.Stdout))
}

// run does all of it; the result is the exit status.
func run(ctx context.Context, args []string, environment func(string) (string, bool), out io.Writer) int {
	log := newLog(out)
	if len(args) > 1 || len(args) == 1 && args[0] != "check" {
		log.Error(fmt.Sprintf("unknown arguments %q: check, or none, is allowed", args))
		return misused
	}
	settings, wrong := readSettings(environment)
	for _, one := range wrong {
		log.Error(one.String(), "setting", one.setting, "value", one.value, "allowed", one.allowed)
	}
	if len(wrong) > 0 {
		return misused
	}
	if len(args) == 1 {
		return check(ctx, settings.port)
	}

	key, err := readKey(settings.keysPath)
	if err != nil {
		log.Error(err.Error())
		return failed
	}
	server := newServer(signer{key: key, issuer: settings.issuer, now: time.Now}, settings.maxTTL, log)
	if err := serve(ctx, server, settings.port); err != nil {
		log.Error(err.Error())
		return failed
	}
	return succeeded
}

// check asks the creator that runs beside it whether it is ready: for health checks in an image that has no other program.
func check(ctx context.Context, port int) int {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/readyz", port), nil)
	if err != nil {
		return failed
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return failed
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return failed
	}
	return succeeded
}
